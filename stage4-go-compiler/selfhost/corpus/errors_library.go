package main

import (
	"errors"
	"fmt"
)

var errBase = errors.New("base")

type coded struct{ code int }

func (c coded) Error() string { return fmt.Sprint("code ", c.code) }

func work(n int) error {
	switch n {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("one: %w", errBase)
	case 2:
		return fmt.Errorf("two: %w", coded{7})
	}
	return errors.New("other")
}

func main() {
	for i := 0; i < 4; i++ {
		err := work(i)
		var c coded
		fmt.Println(err, errors.Is(err, errBase), errors.As(err, &c), c.code)
	}
}
