package main

func main() {
	var r <-chan int
	var s chan<- int
	r <- 1
	<-s
	var c chan int = r
	c <- "x"
	for range s {
	}
	close(r)
	select {
	case 1 > 2:
	}
	var x int
	x <- 1
	<-x
}
