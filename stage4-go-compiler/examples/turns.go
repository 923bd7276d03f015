package main

func worker(name string, in, out chan int) {
	for x := range in {
		println(name, x)
		out <- x + 1
	}
	close(out)
}

func main() {
	a, b, c := make(chan int), make(chan int), make(chan int)
	go worker("first", a, b)
	go worker("second", b, c)
	for i := range 2 {
		a <- i * 10
		println("main", <-c)
	}
	close(a)
	_, open := <-c
	println(open)
	<-c
	<-make(chan int)
}
