package main

import (
	"fmt"
	"os"
)

type bad struct{}

func (bad) String() string { panic("inside String") }

type nilStringer struct{ x int }

func (n *nilStringer) String() string { return fmt.Sprint("n", n.x) }

type format struct{}

func (format) Format(f fmt.State, c rune) {
	w, okw := f.Width()
	p, okp := f.Precision()
	fmt.Fprintf(f, "[%c %d %t %d %t %t %t]", c, w, okw, p, okp, f.Flag('+'), f.Flag('-'))
}

type errAndString struct{}

func (errAndString) Error() string  { return "error wins" }
func (errAndString) String() string { return "string" }

func main() {
	fmt.Printf("%v\n", bad{})
	var n *nilStringer
	fmt.Printf("%v %s\n", n, n)
	fmt.Printf("%v %+5.2x %-3s\n", format{}, format{}, format{})
	fmt.Println(format{}, errAndString{})
	fmt.Printf("%d %v\n", errAndString{}, []errAndString{{}})
	fmt.Fprintln(os.Stdout, "to", "stdout")
	fmt.Fprint(os.Stdout, "x", 1, "\n")
	k, err := fmt.Fprintf(os.Stdout, "%s\n", "counted")
	fmt.Println(k, err)
	fmt.Printf("%v %v\n", struct{ e int }{2}, struct{ n int }{1})
	b := fmt.Appendf([]byte("a:"), "%d", 5)
	b = fmt.Append(b, " ", 6)
	b = fmt.Appendln(b, "!", true)
	fmt.Printf("%q\n", b)
	e := fmt.Errorf("one: %w", fmt.Errorf("two: %w", os.ErrNotExist))
	fmt.Printf("%v|%s|%q\n", e, e, e)
	fmt.Printf("%+d %s\n", "str", []bad{})
	fmt.Printf("%s", fmt.Sprintln("a", 1))
}
