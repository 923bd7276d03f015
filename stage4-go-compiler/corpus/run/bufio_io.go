package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

type slow struct{ s string }

func (r *slow) Read(p []byte) (int, error) {
	if r.s == "" {
		return 0, io.EOF
	}
	p[0] = r.s[0]
	r.s = r.s[1:]
	return 1, nil
}

func main() {
	sc := bufio.NewScanner(strings.NewReader("one\ntwo\r\n\nlast"))
	for sc.Scan() {
		fmt.Printf("%q ", sc.Text())
	}
	fmt.Println(sc.Err())
	sc = bufio.NewScanner(&slow{"a bb  ccc\n dddd "})
	sc.Split(bufio.ScanWords)
	for sc.Scan() {
		fmt.Print(sc.Text(), "|")
	}
	fmt.Println()
	sc = bufio.NewScanner(strings.NewReader("aé世"))
	sc.Split(bufio.ScanRunes)
	n := 0
	for sc.Scan() {
		n++
	}
	fmt.Println(n)
	r := bufio.NewReader(&slow{"first line\nsecond\nthird"})
	for {
		line, err := r.ReadString('\n')
		fmt.Printf("%q %v; ", line, err)
		if err != nil {
			break
		}
	}
	fmt.Println()
	r = bufio.NewReaderSize(strings.NewReader("héllo world"), 16)
	c, _ := r.ReadByte()
	ru, size, _ := r.ReadRune()
	peek, _ := r.Peek(3)
	fmt.Println(c, ru, size, string(peek), r.Buffered())
	r.UnreadByte()
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintf(w, "buffered %d\n", 1)
	w.WriteString("more ")
	w.WriteByte('x')
	w.WriteRune('é')
	w.WriteString("\n")
	fmt.Fprintln(w, w.Buffered() > 0, w.Available() > 0)
	data, err := io.ReadAll(io.LimitReader(strings.NewReader("limited text"), 7))
	fmt.Fprintf(w, "%q %v\n", data, err)
	var sb strings.Builder
	io.Copy(io.MultiWriter(&sb, w), io.TeeReader(strings.NewReader("tee\n"), w))
	fmt.Fprintf(w, "%q\n", sb.String())
	buf := make([]byte, 5)
	k, err := io.ReadFull(strings.NewReader("abc"), buf)
	fmt.Fprintln(w, k, err)
	k, err = io.ReadAtLeast(strings.NewReader("abcdef"), buf, 2)
	fmt.Fprintln(w, k, err)
	io.WriteString(w, "done\n")
}
