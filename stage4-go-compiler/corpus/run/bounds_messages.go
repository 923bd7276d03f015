package main

import "fmt"

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	s := []int{1, 2, 3}
	s = append(s, 4)[:3]
	c := cap(s)
	_ = c
	s = s[:3:4]
	str := "hello"
	var arr [5]int
	pa := &arr
	i, j, k := 5, 2, -1
	var u8 uint8 = 200
	var u64 uint64 = 1<<63 + 5
	var i8 int8 = -3
	try(func() { _ = s[i] })
	try(func() { _ = s[k] })
	try(func() { _ = s[u8] })
	try(func() { _ = s[u64] })
	try(func() { _ = s[i8] })
	try(func() { _ = arr[i] })
	try(func() { _ = pa[i+1] })
	try(func() { _ = str[i] })
	try(func() { _ = s[i:] })
	try(func() { _ = s[:i] })
	try(func() { _ = s[i:j] })
	try(func() { _ = s[3:j] })
	try(func() { _ = s[k:] })
	try(func() { _ = s[:k] })
	try(func() { _ = s[0:1:i] })
	try(func() { _ = s[0 : 4 : 3+k+k+k+3] })
	try(func() { _ = s[3:j:4] })
	try(func() { _ = s[0:1:k] })
	try(func() { _ = str[i+1:] })
	try(func() { _ = str[3:j] })
	try(func() { _ = str[:i+5] })
	try(func() { _ = arr[i+1:] })
	try(func() { _ = arr[:i+3] })
	try(func() { _ = pa[4:j] })
	try(func() { _ = arr[: 2 : i+3] })
	try(func() { _ = s[u64:] })
	try(func() { _ = s[:u8] })
	try(func() { _ = [2]int(s[:1]) })
	try(func() { _ = (*[9]int)(s) })
	try(func() { _ = make([]int, k) })
	try(func() { _ = make([]int, i, j) })
	try(func() { _ = make([]int, 0, k) })
	try(func() { s[i] = s[0] })
	try(func() { s[i]++ })
	try(func() { _ = [][]int{{1}}[0][j] })
	fmt.Println(s, s[3:], s[len(s):], str[5:] == "")
}
