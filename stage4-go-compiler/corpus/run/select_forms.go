package main

func f(name string) chan int { print(name, " "); return nil }
func v(name string) int      { print(name, " "); return 0 }

func main() {
	var none chan int
	select {
	case <-none:
		println("never")
	default:
		println("nil channels are never ready")
	}
	closed := make(chan int)
	close(closed)
	x, ok := <-closed
	println(x, ok)
	select {
	case x, ok := <-closed:
		println("closed", x, ok)
	case none <- 1:
		println("never")
	}
	// All channels and values are evaluated, in order, once.
	select {
	case f("a") <- v("b"):
	case <-f("c"):
	case f("d") <- v("e"):
	default:
		println("default")
	}
	buffered := make(chan string, 1)
	for i := range 4 {
		select {
		case buffered <- "x":
			println(i, "sent")
		case s := <-buffered:
			println(i, "received", s)
		}
	}
	var arr [3]int
	i := 0
	ints := make(chan int, 1)
	ints <- 7
	select {
	case arr[func() int { i++; return i }()] = <-ints:
	}
	println(arr[1], i)
	defer func() {
		println(recover().(error).Error())
		defer func() { println(recover().(error).Error()) }()
		close(closed)
	}()
	select {
	case closed <- 1:
	}
}
