package main

type P *int
type I interface{}

func (P) m()         {}
func (I) m()         {}
func (int) m()       {}
func (x Missing) m() {}
func ([]int) m()     {}
func (**T) m()       {}

type T struct{}

func main() {}
