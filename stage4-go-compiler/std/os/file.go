package os

import (
	"internal/intrinsic"
	"io"
	"unsafe"
)

// How a file is opened.
const (
	O_RDONLY = 0
	O_WRONLY = 1
	O_RDWR   = 2
	O_CREATE = 0x40
	O_EXCL   = 0x80
	O_TRUNC  = 0x200
	O_APPEND = 0x400
	O_SYNC   = 0x101000

	closeOnExec = 0x80000
)

// FileMode has the bits of permission.
type FileMode uint32

// ModePerm are all bits of permission.
const ModePerm FileMode = 0777

// File is an open file.
type File struct {
	descriptor int
	name       string
	entries    []byte // of a folder, read but not yet given
	entry      int    // the place of the next one in them
}

// The files that every process has.
var (
	Stdin  = NewFile(0, "/dev/stdin")
	Stdout = NewFile(1, "/dev/stdout")
	Stderr = NewFile(2, "/dev/stderr")
)

const (
	currentFolder = -100
	interrupted   = 4
)

// NewFile gives a file for a descriptor.
func NewFile(fd uintptr, name string) *File { return &File{descriptor: int(fd), name: name} }

// Name gives the name with which the file was opened.
func (f *File) Name() string { return f.name }

// Fd gives the descriptor.
func (f *File) Fd() uintptr { return uintptr(f.descriptor) }

// call makes a system call again until no signal interrupts it.
func call(number, a, b, c, d uintptr) (int, error) {
	for {
		n := intrinsic.Syscall6(number, a, b, c, d, 0, 0)
		if n >= 0 || n < -4095 {
			return n, nil
		}
		if n != -interrupted {
			return -1, Errno(-n)
		}
	}
}

// terminated gives the address of a copy of the text with a zero byte behind it. The caller keeps
// the bytes, so that they live as long as the call.
func terminated(s string) []byte {
	b := make([]byte, len(s)+1)
	copy(b, s)
	return b
}

func address(b []byte) uintptr {
	if len(b) == 0 {
		return 0
	}
	return uintptr(unsafe.Pointer(&b[0]))
}

// OpenFile opens a file.
func OpenFile(name string, flag int, perm FileMode) (*File, error) {
	path := terminated(name)
	folder := currentFolder
	n, err := call(sysOpenat, uintptr(folder), address(path), uintptr(flag|closeOnExec), uintptr(perm&ModePerm))
	if err != nil {
		return nil, &PathError{"open", name, err}
	}
	return &File{descriptor: n, name: name}, nil
}

// Open opens a file for reading.
func Open(name string) (*File, error) { return OpenFile(name, O_RDONLY, 0) }

// Create makes a file, or empties it.
func Create(name string) (*File, error) {
	return OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0666)
}

func (f *File) check(op string) error {
	if f == nil {
		return ErrInvalid
	}
	if f.descriptor < 0 {
		return &PathError{op, f.name, ErrClosed}
	}
	return nil
}

// Read reads up to len(b) bytes.
func (f *File) Read(b []byte) (n int, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	if len(b) == 0 {
		return 0, nil
	}
	n, err = call(sysRead, uintptr(f.descriptor), address(b), uintptr(len(b)), 0)
	if err != nil {
		return 0, &PathError{"read", f.name, err}
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Write writes all of b.
func (f *File) Write(b []byte) (n int, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	for n < len(b) {
		k, err := call(sysWrite, uintptr(f.descriptor), address(b[n:]), uintptr(len(b)-n), 0)
		if err != nil {
			return n, &PathError{"write", f.name, err}
		}
		n += k
	}
	return n, nil
}

// WriteString writes a string.
func (f *File) WriteString(s string) (n int, err error) { return f.Write([]byte(s)) }

// Seek sets the place of the next read or write.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	if err := f.check("seek"); err != nil {
		return 0, err
	}
	n, err := call(sysLseek, uintptr(f.descriptor), uintptr(offset), uintptr(whence), 0)
	if err != nil {
		return 0, &PathError{"seek", f.name, err}
	}
	return int64(n), nil
}

// Close closes the file.
func (f *File) Close() error {
	if err := f.check("close"); err != nil {
		return err
	}
	descriptor := f.descriptor
	f.descriptor = -1
	if _, err := call(sysClose, uintptr(descriptor), 0, 0, 0); err != nil {
		return &PathError{"close", f.name, err}
	}
	return nil
}

// ReadFile gives all of a file.
func ReadFile(name string) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(f)
	f.Close()
	return b, err
}

// WriteFile makes a file with the data.
func WriteFile(name string, data []byte, perm FileMode) error {
	f, err := OpenFile(name, O_WRONLY|O_CREATE|O_TRUNC, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err2 := f.Close(); err == nil {
		err = err2
	}
	return err
}

// Mkdir makes a folder.
func Mkdir(name string, perm FileMode) error {
	path := terminated(name)
	folder := currentFolder
	if _, err := call(sysMkdirat, uintptr(folder), address(path), uintptr(perm&ModePerm), 0); err != nil {
		return &PathError{"mkdir", name, err}
	}
	return nil
}

// Remove removes a file or an empty folder.
func Remove(name string) error {
	path := terminated(name)
	folder := currentFolder
	_, err := call(sysUnlinkat, uintptr(folder), address(path), 0, 0)
	if err == nil {
		return nil
	}
	const asFolder = 0x200
	if _, err2 := call(sysUnlinkat, uintptr(folder), address(path), asFolder, 0); err2 == nil {
		return nil
	} else if err2 != Errno(20) {
		err = err2
	}
	return &PathError{"remove", name, err}
}

// Rename gives a file another name.
func Rename(oldpath, newpath string) error {
	from, to := terminated(oldpath), terminated(newpath)
	folder := currentFolder
	if _, err := call(sysRenameat2, uintptr(folder), address(from), uintptr(folder), address(to)); err != nil {
		return &LinkError{"rename", oldpath, newpath, err}
	}
	return nil
}
