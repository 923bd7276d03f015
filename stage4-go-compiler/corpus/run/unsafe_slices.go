// Lengths that do not fit are found.
package main

import (
	"fmt"
	"unsafe"
)

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	a := [4]int16{1, 2, 3, 4}
	n, none := -1, (*int16)(nil)
	fmt.Println(unsafe.Slice(&a[1], 3), unsafe.Slice(none, 0) == nil)
	p := unsafe.Add(unsafe.Pointer(&a[3]), -4)
	fmt.Println(*(*int16)(p), *(*int16)(unsafe.Add(p, n*2)))
	try(func() { _ = unsafe.Slice(&a[0], n) })
	try(func() { _ = unsafe.Slice(none, 1) })
	try(func() { _ = unsafe.Slice(&a[0], uint64(1)<<62) })
	b := []byte("text")
	fmt.Println(unsafe.String(&b[1], 2), *unsafe.StringData("q"), *unsafe.SliceData(a[2:]))
	try(func() { _ = unsafe.String(&b[0], n) })
}
