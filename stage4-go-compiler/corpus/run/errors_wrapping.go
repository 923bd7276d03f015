package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

type codeErr struct{ code int }

func (e codeErr) Error() string        { return fmt.Sprint("code ", e.code) }
func (e codeErr) Is(target error) bool { return target == errBase }

type ptrErr struct{ inner error }

func (e *ptrErr) Error() string { return "ptr: " + e.inner.Error() }
func (e *ptrErr) Unwrap() error { return e.inner }

var errBase = errors.New("base")

func main() {
	e := fmt.Errorf("ctx: %w", errBase)
	e2 := fmt.Errorf("more: %w", e)
	fmt.Println(e2, errors.Is(e2, errBase), errors.Is(e2, io.EOF), errors.Unwrap(e2) == e, errors.Unwrap(errBase))
	var ce codeErr
	wrapped := &ptrErr{fmt.Errorf("x: %w", codeErr{7})}
	fmt.Println(errors.As(wrapped, &ce), ce.code, errors.Is(wrapped, errBase))
	var pe *ptrErr
	fmt.Println(errors.As(fmt.Errorf("y: %w", wrapped), &pe), pe == wrapped, errors.As(e, &pe))
	j := errors.Join(errBase, nil, io.EOF)
	fmt.Printf("%q %t %t\n", j.Error(), errors.Is(j, io.EOF), errors.Is(j, errBase))
	fmt.Println(errors.Join(nil, nil) == nil)
	m := fmt.Errorf("two: %w and %w", io.EOF, errBase)
	fmt.Println(m, errors.Is(m, io.EOF), errors.Is(m, errBase), errors.Unwrap(m))
	v := fmt.Errorf("no wrap: %v", errBase)
	fmt.Println(errors.Is(v, errBase), errors.Unwrap(v))
	_, err := os.Open("/does/not/exist")
	fmt.Println(err, errors.Is(err, os.ErrNotExist))
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		fmt.Println(pathErr.Op, pathErr.Path, pathErr.Err)
	}
	fmt.Println(errors.Is(nil, errBase), errors.Is(errBase, nil), errors.New("a") == errors.New("a"))
	var target interface{ Error() string }
	fmt.Println(errors.As(e, &target), target == e)
	defer func() { fmt.Println(recover()) }()
	errors.As(e, nil)
}
