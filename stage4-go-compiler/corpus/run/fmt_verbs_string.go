package main

import "fmt"

type str string
type stringer struct{ s string }

func (s stringer) String() string { return "<" + s.s + ">" }

type goer struct{}

func (goer) GoString() string { return "goer!" }

func main() {
	fmt.Printf("%s|%10s|%-10s|%.2s|%5.1s|%q|%x|%X\n", "hello", "hello", "hello", "hello", "hello", "hello", "hello", "hello")
	fmt.Printf("%q %#q %+q %q %q\n", "a\"b\n", "raw`", "é世", `back\slash`, "\x00\xff")
	fmt.Printf("%#q %#q %q\n", "plain", "with\nnewline", []string{"a", "b c"})
	fmt.Printf("%5s|%-5s|%05s|%.1s|%5.2q|\n", "é", "世界", "ab", "世界", "héllo")
	fmt.Printf("%s %v %s %v %q %x\n", str("x"), str("x"), []byte("bytes"), []byte("b"), []byte("q"), str("hex"))
	fmt.Printf("%s %v %+v %d %q\n", stringer{"s"}, stringer{"v"}, &stringer{"p"}, stringer{"d"}, stringer{"q"})
	fmt.Printf("%v %+v %#v %T\n", []stringer{{"a"}, {"b"}}, map[string]stringer{"k": {"v"}}, stringer{"g"}, stringer{})
	fmt.Printf("%v %#v %#v\n", goer{}, goer{}, []goer{{}})
	fmt.Printf("%v %s %d %t\n", nil, nil, nil, nil)
	fmt.Printf("%s %v %s\n", error(nil), error(nil), []error{fmt.Errorf("e"), nil})
	fmt.Printf("%6.3v|%-8v|%08v|%+v\n", "abcdef", "abc", "abc", "abc")
	fmt.Printf("%s|%s|%s\n", []string{"a", "b"}, [2]str{"x", "y"}, []interface{}{"a", 1, nil})
	fmt.Println("a", 1, 2, "b", "c", 3.5, 'x', true, nil, []string{}, [0]int{})
	fmt.Print("a", 1, 2, "b", "c", 3, 4, '5', "\n")
	fmt.Print(1, 2, stringer{"x"}, stringer{"y"}, 3, "\n")
	fmt.Println(fmt.Sprint(), fmt.Sprint("a", "b"), fmt.Sprint(1, 2), fmt.Sprintln("end", 1) == "end 1\n")
	fmt.Printf("% x|%# x|% X|%#v|%#v\n", "abc", "abc", []byte("abc"), "q\"", str("s"))
	fmt.Printf("%s %s\n", struct{ a, b string }{"x", "y"}, struct{ e error }{})
	fmt.Printf("%-4q|%4q|%c|%v\n", 'a', 'b', 'c', 'd')
	fmt.Printf("%!s %s\n", "x")
}
