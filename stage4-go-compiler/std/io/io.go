// Package io has the interfaces of input and output, and functions on them.
package io

import "errors"

// Where Seek starts from.
const (
	SeekStart   = 0
	SeekCurrent = 1
	SeekEnd     = 2
)

var errInvalidWrite = errors.New("invalid write result")

// Reader gives up to len(p) bytes; with EOF at the end.
type Reader interface {
	Read(p []byte) (n int, err error)
}

// Writer takes all of p, or says why not.
type Writer interface {
	Write(p []byte) (n int, err error)
}

// Closer ends the use of something.
type Closer interface{ Close() error }

// Seeker sets the place of the next read or write.
type Seeker interface {
	Seek(offset int64, whence int) (int64, error)
}

// ReadWriter reads and writes.
type ReadWriter interface {
	Reader
	Writer
}

// ReadCloser reads and closes.
type ReadCloser interface {
	Reader
	Closer
}

// WriteCloser writes and closes.
type WriteCloser interface {
	Writer
	Closer
}

// ReadWriteCloser reads, writes and closes.
type ReadWriteCloser interface {
	Reader
	Writer
	Closer
}

// ReadSeeker reads and seeks.
type ReadSeeker interface {
	Reader
	Seeker
}

// ReaderFrom reads all from r.
type ReaderFrom interface {
	ReadFrom(r Reader) (n int64, err error)
}

// WriterTo writes all to w.
type WriterTo interface {
	WriteTo(w Writer) (n int64, err error)
}

// ReaderAt reads at an offset.
type ReaderAt interface {
	ReadAt(p []byte, off int64) (n int, err error)
}

// WriterAt writes at an offset.
type WriterAt interface {
	WriteAt(p []byte, off int64) (n int, err error)
}

// ByteReader reads a byte.
type ByteReader interface{ ReadByte() (byte, error) }

// ByteScanner reads a byte and takes it back.
type ByteScanner interface {
	ByteReader
	UnreadByte() error
}

// ByteWriter writes a byte.
type ByteWriter interface{ WriteByte(c byte) error }

// RuneReader reads a rune of UTF-8.
type RuneReader interface {
	ReadRune() (r rune, size int, err error)
}

// RuneScanner reads a rune and takes it back.
type RuneScanner interface {
	RuneReader
	UnreadRune() error
}

// StringWriter writes a string.
type StringWriter interface {
	WriteString(s string) (n int, err error)
}

// WriteString writes s, by w's own method if it has one.
func WriteString(w Writer, s string) (n int, err error) {
	if x, ok := w.(StringWriter); ok {
		return x.WriteString(s)
	}
	return w.Write([]byte(s))
}

// ReadAtLeast reads at least so many bytes into buf.
func ReadAtLeast(r Reader, buf []byte, min int) (n int, err error) {
	if len(buf) < min {
		return 0, ErrShortBuffer
	}
	for n < min && err == nil {
		var k int
		k, err = r.Read(buf[n:])
		n += k
	}
	switch {
	case n >= min:
		err = nil
	case n > 0 && err == EOF:
		err = ErrUnexpectedEOF
	}
	return n, err
}

// ReadFull fills buf.
func ReadFull(r Reader, buf []byte) (n int, err error) { return ReadAtLeast(r, buf, len(buf)) }

// ReadAll reads to the end.
func ReadAll(r Reader) ([]byte, error) {
	b := make([]byte, 0, 512)
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err != nil {
			if err == EOF {
				err = nil
			}
			return b, err
		}
	}
}

// Copy writes to dst what src gives until its end.
func Copy(dst Writer, src Reader) (written int64, err error) { return CopyBuffer(dst, src, nil) }

// CopyBuffer is Copy through a buffer.
func CopyBuffer(dst Writer, src Reader, buf []byte) (written int64, err error) {
	if x, ok := src.(WriterTo); ok {
		return x.WriteTo(dst)
	}
	if x, ok := dst.(ReaderFrom); ok {
		return x.ReadFrom(src)
	}
	if buf == nil {
		buf = make([]byte, 32*1024)
	} else if len(buf) == 0 {
		panic("empty buffer in CopyBuffer")
	}
	for {
		n, readErr := src.Read(buf)
		if n > 0 {
			k, err := dst.Write(buf[:n])
			if k < 0 || k > n {
				k = 0
				if err == nil {
					err = errInvalidWrite
				}
			}
			written += int64(k)
			if err != nil {
				return written, err
			}
			if k != n {
				return written, ErrShortWrite
			}
		}
		if readErr != nil {
			if readErr == EOF {
				readErr = nil
			}
			return written, readErr
		}
	}
}

// CopyN copies n bytes.
func CopyN(dst Writer, src Reader, n int64) (written int64, err error) {
	written, err = Copy(dst, LimitReader(src, n))
	if written < n && err == nil {
		err = EOF
	}
	return written, err
}

// LimitedReader reads from R at most N bytes.
type LimitedReader struct {
	R Reader
	N int64
}

// LimitReader gives a reader of at most n bytes of r.
func LimitReader(r Reader, n int64) Reader { return &LimitedReader{r, n} }

func (l *LimitedReader) Read(p []byte) (n int, err error) {
	if l.N <= 0 {
		return 0, EOF
	}
	if int64(len(p)) > l.N {
		p = p[:l.N]
	}
	n, err = l.R.Read(p)
	l.N -= int64(n)
	return n, err
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func (discard) WriteString(s string) (int, error) { return len(s), nil }

// Discard takes everything and does nothing.
var Discard Writer = discard{}

type multiWriter struct{ writers []Writer }

func (m *multiWriter) Write(p []byte) (n int, err error) {
	for _, w := range m.writers {
		n, err = w.Write(p)
		if err != nil {
			return n, err
		}
		if n != len(p) {
			return n, ErrShortWrite
		}
	}
	return len(p), nil
}

// MultiWriter writes to several writers.
func MultiWriter(writers ...Writer) Writer {
	return &multiWriter{append([]Writer(nil), writers...)}
}

type multiReader struct{ readers []Reader }

func (m *multiReader) Read(p []byte) (n int, err error) {
	for len(m.readers) > 0 {
		n, err = m.readers[0].Read(p)
		if err == EOF {
			m.readers = m.readers[1:]
		}
		if n > 0 || err != EOF {
			if err == EOF && len(m.readers) > 0 {
				err = nil
			}
			return n, err
		}
	}
	return 0, EOF
}

// MultiReader reads several readers one after the other.
func MultiReader(readers ...Reader) Reader {
	return &multiReader{append([]Reader(nil), readers...)}
}

type teeReader struct {
	r Reader
	w Writer
}

func (t *teeReader) Read(p []byte) (n int, err error) {
	n, err = t.r.Read(p)
	if n > 0 {
		if n, err := t.w.Write(p[:n]); err != nil {
			return n, err
		}
	}
	return n, err
}

// TeeReader writes to w what it reads from r.
func TeeReader(r Reader, w Writer) Reader { return &teeReader{r, w} }

type nopCloser struct{ Reader }

func (nopCloser) Close() error { return nil }

// NopCloser gives r a Close that does nothing.
func NopCloser(r Reader) ReadCloser { return nopCloser{r} }
