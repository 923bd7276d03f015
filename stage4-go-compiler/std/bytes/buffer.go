package bytes

import (
	"errors"
	"io"
	"unicode/utf8"
)

// MinRead is the least room that ReadFrom asks for.
const MinRead = 512

// ErrTooLarge is what a Buffer panics with when it cannot grow.
var ErrTooLarge = errors.New("bytes.Buffer: too large")

// What the last operation was, for taking it back.
const (
	lastOther = 0
	lastByte  = -1
)

// Buffer is a sequence of bytes, written at the end and read from the beginning.
type Buffer struct {
	buf  []byte
	at   int // buf[at:] is not yet read
	last int // lastOther, lastByte, or the width of the last rune read
}

// NewBuffer gives a buffer that begins with buf, which it takes over.
func NewBuffer(buf []byte) *Buffer { return &Buffer{buf: buf} }

// NewBufferString gives a buffer that begins with s.
func NewBufferString(s string) *Buffer { return &Buffer{buf: []byte(s)} }

// Bytes gives what is not yet read; valid until the next change.
func (b *Buffer) Bytes() []byte { return b.buf[b.at:] }

// AvailableBuffer gives the room as a slice to append to.
func (b *Buffer) AvailableBuffer() []byte { return b.buf[len(b.buf):] }

// String gives what is not yet read.
func (b *Buffer) String() string {
	if b == nil {
		return "<nil>"
	}
	return string(b.buf[b.at:])
}

// Len gives the number of bytes not yet read.
func (b *Buffer) Len() int { return len(b.buf) - b.at }

// Cap gives the size of the memory.
func (b *Buffer) Cap() int { return cap(b.buf) }

// Available gives the room behind the end.
func (b *Buffer) Available() int { return cap(b.buf) - len(b.buf) }

// Truncate forgets all but the first n bytes not yet read.
func (b *Buffer) Truncate(n int) {
	if n == 0 {
		b.Reset()
		return
	}
	b.last = lastOther
	if n < 0 || n > b.Len() {
		panic("bytes.Buffer: truncation out of range")
	}
	b.buf = b.buf[:b.at+n]
}

// Reset forgets everything and keeps the memory.
func (b *Buffer) Reset() { b.buf, b.at, b.last = b.buf[:0], 0, lastOther }

// room makes place for n more bytes: at the beginning, if half of the memory was read, else in new memory.
func (b *Buffer) room(n int) {
	b.last = lastOther
	if cap(b.buf)-len(b.buf) >= n {
		return
	}
	if b.at == len(b.buf) {
		b.buf, b.at = b.buf[:0], 0
		if cap(b.buf) >= n {
			return
		}
	}
	if b.at > 0 && b.Len()+n <= cap(b.buf)/2 {
		b.buf = b.buf[:copy(b.buf, b.buf[b.at:])]
		b.at = 0
		return
	}
	size := 2*cap(b.buf) + n
	if size < 64 {
		size = 64
	}
	bigger := make([]byte, b.Len(), size)
	copy(bigger, b.buf[b.at:])
	b.buf, b.at = bigger, 0
}

// Grow makes room for n more bytes.
func (b *Buffer) Grow(n int) {
	if n < 0 {
		panic("bytes.Buffer.Grow: negative count")
	}
	b.room(n)
}

// Write appends bytes.
func (b *Buffer) Write(p []byte) (n int, err error) {
	b.room(len(p))
	b.buf = append(b.buf, p...)
	return len(p), nil
}

// WriteString appends a string.
func (b *Buffer) WriteString(s string) (n int, err error) {
	b.room(len(s))
	b.buf = append(b.buf, s...)
	return len(s), nil
}

// WriteByte appends a byte.
func (b *Buffer) WriteByte(c byte) error {
	b.room(1)
	b.buf = append(b.buf, c)
	return nil
}

// WriteRune appends a rune.
func (b *Buffer) WriteRune(r rune) (n int, err error) {
	b.room(utf8.UTFMax)
	before := len(b.buf)
	b.buf = utf8.AppendRune(b.buf, r)
	return len(b.buf) - before, nil
}

// ReadFrom appends everything that r gives.
func (b *Buffer) ReadFrom(r io.Reader) (n int64, err error) {
	for {
		b.room(MinRead)
		k, err := r.Read(b.buf[len(b.buf):cap(b.buf)])
		if k < 0 {
			panic(errors.New("bytes.Buffer: reader returned negative count from Read"))
		}
		b.buf = b.buf[:len(b.buf)+k]
		n += int64(k)
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// WriteTo writes everything to w.
func (b *Buffer) WriteTo(w io.Writer) (n int64, err error) {
	b.last = lastOther
	if have := b.Len(); have > 0 {
		k, err := w.Write(b.buf[b.at:])
		if k > have {
			panic("bytes.Buffer.WriteTo: invalid Write count")
		}
		b.at += k
		n = int64(k)
		if err != nil {
			return n, err
		}
		if k != have {
			return n, io.ErrShortWrite
		}
	}
	b.Reset()
	return n, nil
}

// Read reads bytes.
func (b *Buffer) Read(p []byte) (n int, err error) {
	b.last = lastOther
	if b.Len() == 0 {
		b.Reset()
		if len(p) == 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	n = copy(p, b.buf[b.at:])
	b.at += n
	if n > 0 {
		b.last = lastByte
	}
	return n, nil
}

// Next reads n bytes, or what there is; valid until the next change.
func (b *Buffer) Next(n int) []byte {
	b.last = lastOther
	if n > b.Len() {
		n = b.Len()
	}
	data := b.buf[b.at : b.at+n]
	b.at += n
	if n > 0 {
		b.last = lastByte
	}
	return data
}

// ReadByte reads a byte.
func (b *Buffer) ReadByte() (byte, error) {
	if b.Len() == 0 {
		b.Reset()
		return 0, io.EOF
	}
	c := b.buf[b.at]
	b.at++
	b.last = lastByte
	return c, nil
}

// ReadRune reads a rune.
func (b *Buffer) ReadRune() (r rune, size int, err error) {
	if b.Len() == 0 {
		b.Reset()
		return 0, 0, io.EOF
	}
	r, size = utf8.DecodeRune(b.buf[b.at:])
	b.at += size
	b.last = size
	return r, size, nil
}

// UnreadRune takes the last rune back.
func (b *Buffer) UnreadRune() error {
	if b.last <= lastOther {
		return errors.New("bytes.Buffer: UnreadRune: previous operation was not a successful ReadRune")
	}
	b.at -= b.last
	b.last = lastOther
	return nil
}

// UnreadByte takes the last byte back.
func (b *Buffer) UnreadByte() error {
	if b.last == lastOther {
		return errors.New("bytes.Buffer: UnreadByte: previous operation was not a successful read")
	}
	if b.at > 0 {
		b.at--
	}
	b.last = lastOther
	return nil
}

// ReadBytes reads to a delimiter, which is included.
func (b *Buffer) ReadBytes(delim byte) (line []byte, err error) {
	n := IndexByte(b.buf[b.at:], delim) + 1
	if n == 0 {
		n = b.Len()
		err = io.EOF
	}
	line = append(line, b.buf[b.at:b.at+n]...)
	b.at += n
	b.last = lastByte
	return line, err
}

// ReadString reads to a delimiter, which is included.
func (b *Buffer) ReadString(delim byte) (line string, err error) {
	bytes, err := b.ReadBytes(delim)
	return string(bytes), err
}
