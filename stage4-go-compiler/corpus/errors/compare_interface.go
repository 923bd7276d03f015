package main

type I interface{ M() }
type T struct{}
type U struct{}

func (U) M() {}

var i I
var a = i == T{}
var b = i == U{}
var c = i == 1
var d = i < i
var e = i == nil
var f interface{} = 1
var g = f == 1
var h = f == []int{}

func main() {}
