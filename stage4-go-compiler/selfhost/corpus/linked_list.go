package main

import "fmt"

type list struct{ head, tail *element }
type element struct {
	next  *element
	value any
}

func (l *list) add(v any) {
	e := &element{value: v}
	if l.tail == nil {
		l.head = e
	} else {
		l.tail.next = e
	}
	l.tail = e
}

func (l *list) reverse() {
	var last *element
	l.tail = l.head
	for e := l.head; e != nil; {
		e.next, last, e = last, e, e.next
	}
	l.head = last
}

func (l *list) each(f func(int, any)) {
	for i, e := 0, l.head; e != nil; i, e = i+1, e.next {
		f(i, e.value)
	}
}

func main() {
	var l list
	for _, v := range []any{1, "two", 3.5, nil, []int{4}} {
		l.add(v)
	}
	l.reverse()
	l.each(func(i int, v any) { fmt.Print(i, "=", v, " ") })
	fmt.Println()
}
