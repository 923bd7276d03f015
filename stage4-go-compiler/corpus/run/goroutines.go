// Goroutines, channels, select: everything that can be said about order.
package main

import (
	"fmt"
	"sync"
	"time"
)

type record struct {
	name   string
	values [5]int
}

func generate(n int) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := range n {
			c <- i
		}
	}()
	return c
}

func sieve(n int) (primes []int) {
	in := make(chan int)
	go func() {
		for i := 2; ; i++ {
			in <- i
		}
	}()
	for range n {
		prime := <-in
		primes = append(primes, prime)
		out := make(chan int)
		go func(in <-chan int, out chan<- int) {
			for {
				if i := <-in; i%prime != 0 {
					out <- i
				}
			}
		}(in, out)
		in = out
	}
	return primes
}

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func main() {
	sum := 0
	for i := range generate(100) {
		sum += i
	}
	fmt.Println(sum, sieve(12))

	c := make(chan record, 2)
	c <- record{"a", [5]int{1, 2, 3, 4, 5}}
	c <- record{name: "b"}
	fmt.Println(len(c), cap(c), <-c)
	close(c)
	r, ok := <-c
	fmt.Println(r, ok)
	r, ok = <-c
	fmt.Println(r, ok)

	try("send on closed", func() { c <- record{} })
	try("close closed", func() { close(c) })
	try("close nil", func() { var c chan int; close(c) })
	try("size", func() { n := -1; _ = make(chan int, n) })

	var group sync.WaitGroup
	var lock sync.Mutex
	total := 0
	for i := range 500 {
		group.Add(1)
		go func() {
			defer group.Done()
			lock.Lock()
			defer lock.Unlock()
			total += i
		}()
	}
	group.Wait()
	fmt.Println(total)

	requests, quit := make(chan chan int), make(chan struct{})
	go func() {
		n := 0
		for {
			select {
			case reply := <-requests:
				n++
				reply <- n
			case <-quit:
				close(requests)
				return
			}
		}
	}()
	reply := make(chan int)
	for range 3 {
		requests <- reply
		fmt.Print(<-reply, " ")
	}
	quit <- struct{}{}
	_, ok = <-requests
	fmt.Println(ok)

	var never chan int
	array := [3]int{}
	ready := make(chan int, 1)
	for i := range 3 {
		ready <- 10 * i
		select {
		case array[i] = <-ready:
		case never <- i:
		}
	}
	select {
	case v := <-ready:
		fmt.Println("not reached", v)
	default:
		fmt.Println("default", array)
	}
	select {
	case <-time.After(time.Millisecond):
		fmt.Println("timeout")
	case <-never:
	}

	done := make(chan any)
	go func() {
		defer func() { done <- recover() }()
		var p *record
		p.name = "x"
	}()
	fmt.Println(<-done)

	var once sync.Once
	for range 3 {
		once.Do(func() { fmt.Println("once") })
	}
}
