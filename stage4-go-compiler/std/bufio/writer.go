package bufio

import (
	"io"
	"unicode/utf8"
)

// Writer collects what is written and writes it in large pieces. After an error everything fails.
type Writer struct {
	err error
	buf []byte
	n   int
	wr  io.Writer
}

// NewWriterSize gives a writer with a buffer of at least so many bytes.
func NewWriterSize(w io.Writer, size int) *Writer {
	if b, ok := w.(*Writer); ok && len(b.buf) >= size {
		return b
	}
	if size <= 0 {
		size = defaultSize
	}
	return &Writer{buf: make([]byte, size), wr: w}
}

// NewWriter gives a writer with a buffer of the usual size.
func NewWriter(w io.Writer) *Writer { return NewWriterSize(w, defaultSize) }

// Size gives the size of the buffer.
func (b *Writer) Size() int { return len(b.buf) }

// Reset makes it a writer to w and forgets what was not written.
func (b *Writer) Reset(w io.Writer) {
	if b.buf == nil {
		b.buf = make([]byte, defaultSize)
	}
	b.err, b.n, b.wr = nil, 0, w
}

// Flush writes what is in the buffer.
func (b *Writer) Flush() error {
	if b.err != nil || b.n == 0 {
		return b.err
	}
	n, err := b.wr.Write(b.buf[:b.n])
	if n < b.n && err == nil {
		err = io.ErrShortWrite
	}
	if err != nil {
		if n > 0 && n < b.n {
			copy(b.buf, b.buf[n:b.n])
		}
		b.n -= n
		b.err = err
		return err
	}
	b.n = 0
	return nil
}

// Available gives the room in the buffer.
func (b *Writer) Available() int { return len(b.buf) - b.n }

// AvailableBuffer gives the room as a slice to append to.
func (b *Writer) AvailableBuffer() []byte { return b.buf[b.n:][:0] }

// Buffered gives how many bytes are in the buffer.
func (b *Writer) Buffered() int { return b.n }

// Write writes bytes.
func (b *Writer) Write(p []byte) (written int, err error) {
	for len(p) > b.Available() && b.err == nil {
		var n int
		if b.n == 0 { // no need for the buffer
			n, b.err = b.wr.Write(p)
		} else {
			n = copy(b.buf[b.n:], p)
			b.n += n
			b.Flush()
		}
		written += n
		p = p[n:]
	}
	if b.err != nil {
		return written, b.err
	}
	n := copy(b.buf[b.n:], p)
	b.n += n
	return written + n, nil
}

// WriteByte writes a byte.
func (b *Writer) WriteByte(c byte) error {
	if b.err != nil {
		return b.err
	}
	if b.Available() <= 0 && b.Flush() != nil {
		return b.err
	}
	b.buf[b.n] = c
	b.n++
	return nil
}

// WriteRune writes a rune.
func (b *Writer) WriteRune(r rune) (size int, err error) {
	var encoded [utf8.UTFMax]byte
	n := utf8.EncodeRune(encoded[:], r)
	return b.Write(encoded[:n])
}

// WriteString writes a string.
func (b *Writer) WriteString(s string) (written int, err error) {
	for len(s) > b.Available() && b.err == nil {
		n := copy(b.buf[b.n:], s)
		b.n += n
		written += n
		s = s[n:]
		b.Flush()
	}
	if b.err != nil {
		return written, b.err
	}
	n := copy(b.buf[b.n:], s)
	b.n += n
	return written + n, nil
}

// ReadFrom writes everything that r gives.
func (b *Writer) ReadFrom(r io.Reader) (n int64, err error) {
	for b.err == nil {
		if b.Available() == 0 && b.Flush() != nil {
			break
		}
		k, err := r.Read(b.buf[b.n:])
		b.n += k
		n += int64(k)
		if err == io.EOF {
			if b.Available() == 0 {
				return n, b.Flush()
			}
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
	return n, b.err
}

// ReadWriter is a Reader and a Writer.
type ReadWriter struct {
	*Reader
	*Writer
}

// NewReadWriter puts a reader and a writer together.
func NewReadWriter(r *Reader, w *Writer) *ReadWriter { return &ReadWriter{r, w} }
