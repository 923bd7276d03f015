package main

func work(n int, done chan bool) {
	if n == 0 {
		panic("no work")
	}
	work(n-1, done)
	done <- true
}

func start(done chan bool) {
	go work(2, done)
}

func main() {
	done := make(chan bool)
	start(done)
	<-done
}
