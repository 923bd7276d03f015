package os

import (
	"errors"
	"strconv"
)

// Errno is the number of an error of a system call.
type Errno uintptr

// texts are the texts of common errors; the C library has the same.
var texts = [...]string{
	1: "operation not permitted", 2: "no such file or directory", 4: "interrupted system call",
	5: "input/output error", 9: "bad file descriptor", 11: "resource temporarily unavailable",
	12: "cannot allocate memory", 13: "permission denied", 14: "bad address", 16: "device or resource busy",
	17: "file exists", 18: "invalid cross-device link", 20: "not a directory", 21: "is a directory",
	22: "invalid argument", 23: "too many open files in system", 24: "too many open files",
	26: "text file busy", 27: "file too large", 28: "no space left on device", 29: "illegal seek",
	30: "read-only file system", 32: "broken pipe", 36: "file name too long", 38: "function not implemented",
	39: "directory not empty", 40: "too many levels of symbolic links",
}

func (e Errno) Error() string {
	if e < Errno(len(texts)) && texts[e] != "" {
		return texts[e]
	}
	return "errno " + strconv.Itoa(int(e))
}

// Is says whether e is one of the portable errors.
func (e Errno) Is(target error) bool {
	switch target {
	case ErrPermission:
		return e == 13 || e == 1
	case ErrExist:
		return e == 17 || e == 39
	case ErrNotExist:
		return e == 2
	}
	return false
}

// Portable errors, for errors.Is.
var (
	ErrInvalid    = errors.New("invalid argument")
	ErrPermission = errors.New("permission denied")
	ErrExist      = errors.New("file already exists")
	ErrNotExist   = errors.New("file does not exist")
	ErrClosed     = errors.New("file already closed")
)

// PathError is an error of an operation on a file.
type PathError struct {
	Op   string
	Path string
	Err  error
}

func (e *PathError) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }

// Unwrap gives the reason.
func (e *PathError) Unwrap() error { return e.Err }

// LinkError is an error of an operation on two files.
type LinkError struct {
	Op  string
	Old string
	New string
	Err error
}

func (e *LinkError) Error() string { return e.Op + " " + e.Old + " " + e.New + ": " + e.Err.Error() }

// Unwrap gives the reason.
func (e *LinkError) Unwrap() error { return e.Err }

// SyscallError is an error of a system call.
type SyscallError struct {
	Syscall string
	Err     error
}

func (e *SyscallError) Error() string { return e.Syscall + ": " + e.Err.Error() }

// Unwrap gives the reason.
func (e *SyscallError) Unwrap() error { return e.Err }

func reason(err error) error {
	switch e := err.(type) {
	case *PathError:
		return e.Err
	case *LinkError:
		return e.Err
	case *SyscallError:
		return e.Err
	}
	return err
}

func matches(err, target error) bool {
	err = reason(err)
	if err == target {
		return true
	}
	e, ok := err.(Errno)
	return ok && e.Is(target)
}

// IsExist says whether a file exists already.
func IsExist(err error) bool { return matches(err, ErrExist) }

// IsNotExist says whether a file does not exist.
func IsNotExist(err error) bool { return matches(err, ErrNotExist) }

// IsPermission says whether something is not permitted.
func IsPermission(err error) bool { return matches(err, ErrPermission) }
