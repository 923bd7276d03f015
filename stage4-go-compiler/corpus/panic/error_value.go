package main

import (
	"errors"
	"fmt"
)

func main() {
	fmt.Println("before")
	panic(fmt.Errorf("wrapped: %w", errors.New("inner")))
}
