// Package bufio puts a buffer between a program and a reader or writer.
//
//	reader.go   Reader
//	writer.go   Writer and ReadWriter
//	scanner.go  Scanner: lines, words, runes
package bufio

import (
	"errors"
	"io"
	"unicode/utf8"
)

const defaultSize = 4096

// Errors of Readers.
var (
	ErrInvalidUnreadByte = errors.New("bufio: invalid use of UnreadByte")
	ErrInvalidUnreadRune = errors.New("bufio: invalid use of UnreadRune")
	ErrBufferFull        = errors.New("bufio: buffer full")
	ErrNegativeCount     = errors.New("bufio: negative count")
)

// Reader reads from another reader in large pieces.
type Reader struct {
	buf      []byte
	rd       io.Reader
	r, w     int // buf[r:w] is not yet read
	err      error
	lastByte int // for UnreadByte; -1 if there is none
	lastRune int // the width of the last rune; -1 if there is none
}

// NewReaderSize gives a reader with a buffer of at least so many bytes.
func NewReaderSize(rd io.Reader, size int) *Reader {
	if b, ok := rd.(*Reader); ok && len(b.buf) >= size {
		return b
	}
	if size < 16 {
		size = 16
	}
	return &Reader{buf: make([]byte, size), rd: rd, lastByte: -1, lastRune: -1}
}

// NewReader gives a reader with a buffer of the usual size.
func NewReader(rd io.Reader) *Reader { return NewReaderSize(rd, defaultSize) }

// Size gives the size of the buffer.
func (b *Reader) Size() int { return len(b.buf) }

// Reset makes it a reader of r.
func (b *Reader) Reset(r io.Reader) {
	if b.buf == nil {
		b.buf = make([]byte, defaultSize)
	}
	*b = Reader{buf: b.buf, rd: r, lastByte: -1, lastRune: -1}
}

// Buffered gives how many bytes are in the buffer.
func (b *Reader) Buffered() int { return b.w - b.r }

// fill reads a piece behind what is in the buffer.
func (b *Reader) fill() {
	if b.r > 0 {
		copy(b.buf, b.buf[b.r:b.w])
		b.w -= b.r
		b.r = 0
	}
	for i := 0; i < 100; i++ {
		n, err := b.rd.Read(b.buf[b.w:])
		if n < 0 {
			panic("bufio: reader returned negative count from Read")
		}
		b.w += n
		if err != nil {
			b.err = err
			return
		}
		if n > 0 {
			return
		}
	}
	b.err = io.ErrNoProgress
}

// takeError gives the error once.
func (b *Reader) takeError() error {
	err := b.err
	b.err = nil
	return err
}

// Peek gives the next n bytes without reading them.
func (b *Reader) Peek(n int) ([]byte, error) {
	if n < 0 {
		return nil, ErrNegativeCount
	}
	b.lastByte, b.lastRune = -1, -1
	for b.w-b.r < n && b.w-b.r < len(b.buf) && b.err == nil {
		b.fill()
	}
	if n > len(b.buf) {
		return b.buf[b.r:b.w], ErrBufferFull
	}
	if have := b.w - b.r; have < n {
		err := b.takeError()
		if err == nil {
			err = ErrBufferFull
		}
		return b.buf[b.r:b.w], err
	}
	return b.buf[b.r : b.r+n], nil
}

// Discard skips n bytes.
func (b *Reader) Discard(n int) (discarded int, err error) {
	if n < 0 {
		return 0, ErrNegativeCount
	}
	if n == 0 {
		return 0, nil
	}
	b.lastByte, b.lastRune = -1, -1
	for rest := n; rest > 0; {
		if b.r == b.w {
			if b.err != nil {
				return n - rest, b.takeError()
			}
			b.fill()
			continue
		}
		k := b.w - b.r
		if k > rest {
			k = rest
		}
		b.r += k
		rest -= k
	}
	return n, nil
}

// Read reads what there is, with at most one read of the reader below.
func (b *Reader) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		if b.w > b.r {
			return 0, nil
		}
		return 0, b.takeError()
	}
	if b.r == b.w {
		if b.err != nil {
			return 0, b.takeError()
		}
		if len(p) >= len(b.buf) { // no need for the buffer
			n, b.err = b.rd.Read(p)
			if n > 0 {
				b.lastByte, b.lastRune = int(p[n-1]), -1
			}
			return n, b.takeError()
		}
		b.r, b.w = 0, 0
		n, b.err = b.rd.Read(b.buf)
		if n == 0 {
			return 0, b.takeError()
		}
		b.w = n
	}
	n = copy(p, b.buf[b.r:b.w])
	b.r += n
	b.lastByte, b.lastRune = int(b.buf[b.r-1]), -1
	return n, nil
}

// ReadByte reads a byte.
func (b *Reader) ReadByte() (byte, error) {
	b.lastRune = -1
	for b.r == b.w {
		if b.err != nil {
			return 0, b.takeError()
		}
		b.fill()
	}
	c := b.buf[b.r]
	b.r++
	b.lastByte = int(c)
	return c, nil
}

// UnreadByte takes the last byte back.
func (b *Reader) UnreadByte() error {
	if b.lastByte < 0 || b.r == 0 && b.w > 0 {
		return ErrInvalidUnreadByte
	}
	if b.r > 0 {
		b.r--
	} else {
		b.w = 1
	}
	b.buf[b.r] = byte(b.lastByte)
	b.lastByte, b.lastRune = -1, -1
	return nil
}

// ReadRune reads a rune.
func (b *Reader) ReadRune() (r rune, size int, err error) {
	for b.r+utf8.UTFMax > b.w && !utf8.FullRune(b.buf[b.r:b.w]) && b.err == nil && b.w-b.r < len(b.buf) {
		b.fill()
	}
	b.lastRune = -1
	if b.r == b.w {
		return 0, 0, b.takeError()
	}
	r, size = utf8.DecodeRune(b.buf[b.r:b.w])
	b.r += size
	b.lastByte, b.lastRune = int(b.buf[b.r-1]), size
	return r, size, nil
}

// UnreadRune takes the last rune back.
func (b *Reader) UnreadRune() error {
	if b.lastRune < 0 || b.r < b.lastRune {
		return ErrInvalidUnreadRune
	}
	b.r -= b.lastRune
	b.lastByte, b.lastRune = -1, -1
	return nil
}

// ReadSlice reads to a delimiter and gives the place in the buffer, which is valid until the next read.
func (b *Reader) ReadSlice(delim byte) (line []byte, err error) {
	searched := 0
	for {
		for i := b.r + searched; i < b.w; i++ {
			if b.buf[i] == delim {
				line = b.buf[b.r : i+1]
				b.r = i + 1
				b.lastByte, b.lastRune = int(delim), -1
				return line, nil
			}
		}
		if b.err != nil || b.w-b.r >= len(b.buf) {
			line = b.buf[b.r:b.w]
			b.r = b.w
			err = ErrBufferFull
			if b.err != nil {
				err = b.takeError()
			}
			break
		}
		searched = b.w - b.r
		b.fill()
	}
	if n := len(line); n > 0 {
		b.lastByte, b.lastRune = int(line[n-1]), -1
	}
	return line, err
}

// ReadLine reads a line without its end, or the beginning of a long one. Scanner is easier.
func (b *Reader) ReadLine() (line []byte, isPrefix bool, err error) {
	line, err = b.ReadSlice('\n')
	if err == ErrBufferFull {
		if n := len(line); n > 0 && line[n-1] == '\r' { // the \n may follow
			b.r--
			line = line[:n-1]
		}
		return line, true, nil
	}
	if len(line) == 0 {
		if err != nil {
			line = nil
		}
		return line, false, err
	}
	if n := len(line); line[n-1] == '\n' {
		line = line[:n-1]
		if n > 1 && line[n-2] == '\r' {
			line = line[:n-2]
		}
	}
	return line, false, nil
}

// ReadBytes reads to a delimiter, which is included.
func (b *Reader) ReadBytes(delim byte) ([]byte, error) {
	var all []byte
	for {
		piece, err := b.ReadSlice(delim)
		all = append(all, piece...)
		if err != ErrBufferFull {
			return all, err
		}
	}
}

// ReadString reads to a delimiter, which is included.
func (b *Reader) ReadString(delim byte) (string, error) {
	all, err := b.ReadBytes(delim)
	return string(all), err
}

// WriteTo writes everything to w.
func (b *Reader) WriteTo(w io.Writer) (n int64, err error) {
	b.lastByte, b.lastRune = -1, -1
	for {
		if b.r < b.w {
			k, err := w.Write(b.buf[b.r:b.w])
			b.r += k
			n += int64(k)
			if err != nil {
				return n, err
			}
		}
		if b.err != nil {
			if b.err == io.EOF {
				b.err = nil
			}
			return n, b.takeError()
		}
		b.fill()
	}
}
