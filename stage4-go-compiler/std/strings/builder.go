package strings

import (
	"unicode/utf8"
	"unsafe"
)

// Builder makes a string piece by piece, without a copy at the end. It must not be copied once it is
// in use.
type Builder struct {
	self *Builder // to notice copies
	buf  []byte
}

func (b *Builder) check() {
	if b.self == nil {
		b.self = b
	} else if b.self != b {
		panic("strings: illegal use of non-zero Builder copied by value")
	}
}

// String gives what was written.
func (b *Builder) String() string { return unsafe.String(unsafe.SliceData(b.buf), len(b.buf)) }

// Len gives the number of bytes written.
func (b *Builder) Len() int { return len(b.buf) }

// Cap gives the room there is.
func (b *Builder) Cap() int { return cap(b.buf) }

// Reset forgets everything.
func (b *Builder) Reset() { b.self, b.buf = nil, nil }

// Grow makes room for n more bytes.
func (b *Builder) Grow(n int) {
	b.check()
	if n < 0 {
		panic("strings.Builder.Grow: negative count")
	}
	if cap(b.buf)-len(b.buf) < n {
		bigger := make([]byte, len(b.buf), 2*cap(b.buf)+n)
		copy(bigger, b.buf)
		b.buf = bigger
	}
}

// Write appends bytes.
func (b *Builder) Write(p []byte) (int, error) {
	b.check()
	b.buf = append(b.buf, p...)
	return len(p), nil
}

// WriteByte appends a byte.
func (b *Builder) WriteByte(c byte) error {
	b.check()
	b.buf = append(b.buf, c)
	return nil
}

// WriteRune appends a rune.
func (b *Builder) WriteRune(r rune) (int, error) {
	b.check()
	n := len(b.buf)
	b.buf = utf8.AppendRune(b.buf, r)
	return len(b.buf) - n, nil
}

// WriteString appends a string.
func (b *Builder) WriteString(s string) (int, error) {
	b.check()
	b.buf = append(b.buf, s...)
	return len(s), nil
}
