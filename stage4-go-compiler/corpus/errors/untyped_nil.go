package main

var a = nil

func main() {
	b := nil
	var c int = nil
	_ = nil
	println(nil == nil)
}
