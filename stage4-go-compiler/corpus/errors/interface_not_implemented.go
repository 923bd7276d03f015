package main

type I interface{ M(int) string }
type A struct{}
type B struct{}
type C struct{}
type D struct{ M int }

func (A) M() string       {}
func (*B) M(int) string   { return "" }
func (C) m(int) string    { return "" }

var a I = A{}
var b I = B{}
var c I = C{}
var d I = D{}
var e I = 1
var f I = &B{}

func main() {}
