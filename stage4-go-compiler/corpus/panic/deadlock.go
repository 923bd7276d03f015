package main

func send(c chan int) {
	c <- 1
}

func receive(c chan int) int {
	defer println("never")
	return <-c
}

func main() {
	var nobody chan int
	go send(nobody)
	go func() {
		select {}
	}()
	done := make(chan bool)
	go func() { done <- true }()
	<-done
	receive(make(chan int))
}
