package main

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(name, r.(error).Error())
		}
	}()
	f()
	println(name, "fine")
}

func main() {
	var none chan int
	c := make(chan int, 3)
	try("close nil", func() { close(none) })
	try("close", func() { close(c) })
	try("close again", func() { close(c) })
	try("send on closed", func() { c <- 1 })
	n := -1
	try("negative size", func() { c = make(chan int, n) })
	d := make(chan int, 3)
	for i := range 3 {
		d <- i
	}
	close(d)
	for x := range d {
		print(x, " ")
	}
	x, ok := <-d
	println(x, ok, len(d), cap(d))
	println(len(none), cap(none), none == nil, c == d)
	// A sender that waits is told.
	e, told := make(chan int), make(chan string)
	go func() {
		defer func() { told <- recover().(error).Error() }()
		e <- 1
	}()
	for range 10 {
		select {
		case s := <-told:
			println("too early", s)
		default:
		}
	}
	close(e)
	println(<-told)
	// So are receivers.
	f := make(chan string)
	for range 3 {
		go func() {
			s, ok := <-f
			if !ok && s == "" {
				told <- "closed"
			}
		}()
	}
	close(f)
	println(<-told, <-told, <-told)
}
