package main

const big = 1 << 40
var a int32 = big
var b uint8 = 256
var c int8 = -129
var d = uint(0) - 1
var e uint = -1
const f int8 = 100 * 2

func main() {}
