package main

import "fmt"

type id int

func main() {
	fmt.Printf("%d|%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%#o|%O|%b|%#b|%c|%q|%U|%#U\n",
		42, 42, 42, 42, 42, 42, 255, 255, 255, 8, 8, 8, 5, 5, 65, 65, 0x20AC, 0x20AC)
	fmt.Printf("%d %d %x %b %+d % d\n", -42, int8(-128), -255, -5, -3, -3)
	fmt.Printf("%8.3d|%-8.3d|%08.3d|%+.5d|%.0d|%.d\n", 7, 7, 7, 7, 0, 0)
	fmt.Printf("%*d|%-*d|%0*d|%[2]*[1]d|%.*d\n", 5, 42, 5, 42, 5, 42, 3, 7)
	fmt.Printf("%v %v %#v %#v %T %T\n", uint8(200), id(3), id(3), uint16(7), id(3), int64(1))
	fmt.Printf("%[2]d %[1]d %d %[1]x\n", 10, 20)
	fmt.Printf("%d %!|%z %d\n", 1, 2)
	fmt.Printf("%d\n")
	fmt.Printf("%d %d\n", 1)
	fmt.Printf("%d\n", 1, 2, "x")
	fmt.Printf("%s %d %t\n", 5, "x", 1)
	fmt.Printf("%[5]d %[x]d %[1]d\n", 1)
	fmt.Printf("100%%|%5%|%c%c|%x\n", 'é', 0x1F600, []int{10, 11})
	fmt.Printf("%t %5t %-7t| %v %q\n", true, false, true, false, 'x')
	fmt.Printf("%x %X %#x % x %# x\n", "hello", []byte("hi"), "hi", "abc", []byte{1, 2})
	fmt.Printf("%d %v %#v %x\n", []byte{1, 2}, []byte{1, 2}, []byte{1, 2}, [3]byte{1, 2, 3})
	fmt.Printf("%08b %o %#o %#X\n", 5, -8, -8, -255)
	fmt.Printf("%20d|%-20d|%+020d\n", int64(-1<<63), uint64(1<<64-1), 123)
	fmt.Printf("%U %#U %#U %c\n", 'a', '\n', 0x1F600, 0xD800)
	fmt.Printf("%q %+q %#q %q\n", 'é', 'é', '\'', 0x110000)
}
