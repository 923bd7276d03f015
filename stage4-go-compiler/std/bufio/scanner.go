package bufio

import (
	"errors"
	"io"
	"unicode"
	"unicode/utf8"
)

// Errors of Scanners.
var (
	ErrTooLong         = errors.New("bufio.Scanner: token too long")
	ErrNegativeAdvance = errors.New("bufio.Scanner: SplitFunc returns negative advance count")
	ErrAdvanceTooFar   = errors.New("bufio.Scanner: SplitFunc returns advance count beyond input")
	ErrBadReadCount    = errors.New("bufio.Scanner: Read returned impossible count")
)

// ErrFinalToken may be returned by a SplitFunc with the last token.
var ErrFinalToken = errors.New("final token")

const (
	// MaxScanTokenSize is the largest token, unless Buffer says otherwise.
	MaxScanTokenSize = 64 * 1024

	startSize = 4096
)

// SplitFunc finds the next token in data: how far to go on, and the token, nil if more data are needed.
type SplitFunc func(data []byte, atEOF bool) (advance int, token []byte, err error)

// Scanner gives the tokens of a reader, lines if nothing else is said.
type Scanner struct {
	r        io.Reader
	split    SplitFunc
	maxSize  int
	token    []byte
	buf      []byte
	from, to int // buf[from:to] is not yet scanned
	err      error
	empties  int // tokens without progress
	started  bool
	done     bool
}

// NewScanner gives a scanner of lines.
func NewScanner(r io.Reader) *Scanner {
	return &Scanner{r: r, split: ScanLines, maxSize: MaxScanTokenSize}
}

// Err gives the first error, but not io.EOF.
func (s *Scanner) Err() error {
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

// Bytes gives the last token; it may be overwritten by the next call of Scan.
func (s *Scanner) Bytes() []byte { return s.token }

// Text gives the last token as a string.
func (s *Scanner) Text() string { return string(s.token) }

// Buffer sets the buffer and the largest token.
func (s *Scanner) Buffer(buf []byte, max int) {
	if s.started {
		panic("Buffer called after Scan")
	}
	s.buf = buf[:cap(buf)]
	s.maxSize = max
}

// Split sets what a token is.
func (s *Scanner) Split(split SplitFunc) {
	if s.started {
		panic("Split called after Scan")
	}
	s.split = split
}

func (s *Scanner) fail(err error) {
	if s.err == nil || s.err == io.EOF {
		s.err = err
	}
}

// Scan goes on to the next token. It says false at the end or after an error.
func (s *Scanner) Scan() bool {
	if s.done {
		return false
	}
	s.started = true
	for {
		if s.to > s.from || s.err != nil {
			advance, token, err := s.split(s.buf[s.from:s.to], s.err != nil)
			if err != nil {
				s.done = true
				s.token = nil
				if err == ErrFinalToken {
					s.token = token
					return token != nil
				}
				s.fail(err)
				return false
			}
			if advance < 0 || advance > s.to-s.from {
				s.token = nil
				if advance < 0 {
					s.fail(ErrNegativeAdvance)
				} else {
					s.fail(ErrAdvanceTooFar)
				}
				s.done = true
				return false
			}
			s.from += advance
			s.token = token
			if token != nil {
				if s.err == nil || advance > 0 {
					s.empties = 0
				} else {
					s.empties++
					if s.empties > 100 {
						panic("bufio.Scan: too many empty tokens without progressing")
					}
				}
				return true
			}
		}
		if s.err != nil {
			s.from, s.to = 0, 0
			s.token = nil
			return false
		}
		if s.from > 0 && (s.to == len(s.buf) || s.from > len(s.buf)/2) {
			copy(s.buf, s.buf[s.from:s.to])
			s.to -= s.from
			s.from = 0
		}
		if s.to == len(s.buf) {
			if len(s.buf) >= s.maxSize {
				s.fail(ErrTooLong)
				s.token = nil
				s.done = true
				return false
			}
			size := 2 * len(s.buf)
			if size == 0 {
				size = startSize
			}
			if size > s.maxSize {
				size = s.maxSize
			}
			bigger := make([]byte, size)
			copy(bigger, s.buf[s.from:s.to])
			s.buf = bigger
			s.to -= s.from
			s.from = 0
		}
		for tries := 0; ; tries++ {
			n, err := s.r.Read(s.buf[s.to:])
			if n < 0 || n > len(s.buf)-s.to {
				s.fail(ErrBadReadCount)
				break
			}
			s.to += n
			if err != nil {
				s.fail(err)
				break
			}
			if n > 0 {
				s.empties = 0
				break
			}
			if tries > 100 {
				s.fail(io.ErrNoProgress)
				break
			}
		}
	}
}

// ScanBytes splits into bytes.
func ScanBytes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if atEOF && len(data) == 0 {
		return 0, nil, nil
	}
	return 1, data[:1], nil
}

// ScanRunes splits into runes; an invalid byte gives U+FFFD.
func ScanRunes(data []byte, atEOF bool) (advance int, token []byte, err error) {
	switch {
	case len(data) == 0:
		return 0, nil, nil
	case !atEOF && !utf8.FullRune(data):
		return 0, nil, nil
	}
	r, n := utf8.DecodeRune(data)
	if r == utf8.RuneError && n == 1 {
		return 1, []byte("\uFFFD"), nil
	}
	return n, data[:n], nil
}

// ScanLines splits into lines without their ends.
func ScanLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	for i := 0; i < len(data); i++ {
		if data[i] == '\n' {
			return i + 1, withoutCR(data[:i]), nil
		}
	}
	if atEOF && len(data) > 0 {
		return len(data), withoutCR(data), nil
	}
	return 0, nil, nil
}

func withoutCR(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

// ScanWords splits into words between white space.
func ScanWords(data []byte, atEOF bool) (advance int, token []byte, err error) {
	start := 0
	for start < len(data) {
		r, n := utf8.DecodeRune(data[start:])
		if !unicode.IsSpace(r) {
			break
		}
		start += n
	}
	for i := start; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if unicode.IsSpace(r) {
			return i + n, data[start:i], nil
		}
		i += n
	}
	if atEOF && len(data) > start {
		return len(data), data[start:], nil
	}
	return start, nil, nil
}
