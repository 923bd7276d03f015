package main

var a = len(1)
var b = cap(map[int]int{})
var c = len()
var d = append(1, 2)
var e = append([]int{}, "x")
var f = make(int)
var g = make([]int)
var h = make([]int, 2, 1)
var i = make([]int, -1)
var j = new()
var k = copy([]int{}, "x")
var l = min(1, "a")
var m = max()
var n = make([]int, "x")

func main() {
	delete(map[int]int{}, "x")
	delete(1, 2)
	clear(1)
	panic()
	close(1)
}
