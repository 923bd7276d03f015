package main

func generate(n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := 2; i <= n; i++ {
			c <- i
		}
	}()
	return c
}

func filter(in <-chan int, p int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for x := range in {
			if x%p != 0 {
				out <- x
			}
		}
	}()
	return out
}

type request struct {
	x     int
	reply chan<- int
}

func main() {
	c := generate(60)
	for {
		p, ok := <-c
		if !ok {
			break
		}
		print(p, " ")
		c = filter(c, p)
	}
	println()
	requests := make(chan request)
	go func() {
		sum := 0
		for r := range requests {
			sum += r.x
			r.reply <- sum
		}
	}()
	reply := make(chan int, 1)
	for i := range 5 {
		requests <- request{i, reply}
		print(<-reply, " ")
	}
	close(requests)
	println()
	done := make(chan struct{})
	results := make([]int, 10)
	for i := range results {
		go func() {
			results[i] = i * i
			done <- struct{}{}
		}()
	}
	for range results {
		<-done
	}
	println(results[3], results[9])
	cc := make(chan chan string, 1)
	inner := make(chan string, 2)
	cc <- inner
	(<-cc) <- "through a channel of channels"
	println(<-inner, len(inner), cap(inner))
}
