package main

import "fmt"

type reader interface{ read() string }
type writer interface{ write(s string) int }
type readWriter interface {
	reader
	writer
}
type file struct{ data []string }

func (f *file) read() string {
	if len(f.data) == 0 {
		return ""
	}
	s := f.data[0]
	f.data = f.data[1:]
	return s
}
func (f *file) write(s string) int { f.data = append(f.data, s); return len(s) }

type logged struct {
	readWriter
	log []string
}

func (l *logged) write(s string) int {
	l.log = append(l.log, "w:"+s)
	return l.readWriter.write(s)
}

func use(w writer) (n int) { return w.write("x") + w.write("yy") }

func main() {
	l := &logged{readWriter: &file{}}
	fmt.Println(use(l), l.read(), l.read(), l.read() == "", l.log)
	var rw readWriter = l
	var r reader = rw
	_, ok := r.(writer)
	_, is := r.(*file)
	fmt.Println(ok, is, r == reader(l), rw.(*logged) == l)
}
