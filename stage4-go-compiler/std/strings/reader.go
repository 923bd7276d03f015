package strings

import (
	"errors"
	"io"
	"unicode/utf8"
)

// Reader reads from a string.
type Reader struct {
	s    string
	at   int64
	last int // where the last rune read begins, -1 if there is none
}

// NewReader gives a reader of s.
func NewReader(s string) *Reader { return &Reader{s, 0, -1} }

// Len gives the number of bytes not yet read.
func (r *Reader) Len() int {
	if r.at >= int64(len(r.s)) {
		return 0
	}
	return len(r.s) - int(r.at)
}

// Size gives the length of the string.
func (r *Reader) Size() int64 { return int64(len(r.s)) }

// Read reads bytes.
func (r *Reader) Read(b []byte) (n int, err error) {
	if r.Len() == 0 {
		return 0, io.EOF
	}
	r.last = -1
	n = copy(b, r.s[r.at:])
	r.at += int64(n)
	return n, nil
}

// ReadAt reads bytes at an offset.
func (r *Reader) ReadAt(b []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("strings.Reader.ReadAt: negative offset")
	}
	if off >= int64(len(r.s)) {
		return 0, io.EOF
	}
	n = copy(b, r.s[off:])
	if n < len(b) {
		err = io.EOF
	}
	return n, err
}

// ReadByte reads a byte.
func (r *Reader) ReadByte() (byte, error) {
	r.last = -1
	if r.Len() == 0 {
		return 0, io.EOF
	}
	c := r.s[r.at]
	r.at++
	return c, nil
}

// UnreadByte takes back the last byte read.
func (r *Reader) UnreadByte() error {
	if r.at <= 0 {
		return errors.New("strings.Reader.UnreadByte: at beginning of string")
	}
	r.last = -1
	r.at--
	return nil
}

// ReadRune reads a rune.
func (r *Reader) ReadRune() (ch rune, size int, err error) {
	if r.Len() == 0 {
		r.last = -1
		return 0, 0, io.EOF
	}
	r.last = int(r.at)
	ch, size = utf8.DecodeRuneInString(r.s[r.at:])
	r.at += int64(size)
	return ch, size, nil
}

// UnreadRune takes back the rune read last.
func (r *Reader) UnreadRune() error {
	if r.at <= 0 {
		return errors.New("strings.Reader.UnreadRune: at beginning of string")
	}
	if r.last < 0 {
		return errors.New("strings.Reader.UnreadRune: previous operation was not ReadRune")
	}
	r.at = int64(r.last)
	r.last = -1
	return nil
}

// Seek sets the place of the next read.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	r.last = -1
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += int64(len(r.s))
	default:
		return 0, errors.New("strings.Reader.Seek: invalid whence")
	}
	if offset < 0 {
		return 0, errors.New("strings.Reader.Seek: negative position")
	}
	r.at = offset
	return offset, nil
}

// WriteTo writes the rest.
func (r *Reader) WriteTo(w io.Writer) (n int64, err error) {
	r.last = -1
	if r.Len() == 0 {
		return 0, nil
	}
	s := r.s[r.at:]
	m, err := io.WriteString(w, s)
	r.at += int64(m)
	if m != len(s) && err == nil {
		err = io.ErrShortWrite
	}
	return int64(m), err
}

// Reset makes it a reader of s.
func (r *Reader) Reset(s string) { *r = Reader{s, 0, -1} }
