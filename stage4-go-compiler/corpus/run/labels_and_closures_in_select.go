package main

func main() {
	in := make(chan int)
	quit := make(chan struct{})
	go func() {
		for i := range 6 {
			in <- i
		}
		close(quit)
	}()
	var fs []func() int
	sum := 0
loop:
	for {
		select {
		case x := <-in:
			if x == 1 {
				continue loop
			}
			if x == 4 {
				break
			}
			fs = append(fs, func() int { x *= 10; return x })
			sum += x
		case <-quit:
			break loop
		}
	}
	for _, f := range fs {
		print(f(), f(), " ")
	}
	println(sum)
	out := make(chan int, 3)
	var send chan<- int
	pending := []int{1, 2, 3, 4}
	for n := 0; n < 10 && len(pending) > 0; n++ {
		send = nil
		if n%2 == 1 {
			send = out
		}
		select {
		case send <- pending[0]:
			pending = pending[1:]
		default:
		}
	}
	println(len(out), len(pending), cap(out))
	type msg struct {
		id    int
		reply chan string
	}
	server := make(chan msg)
	go func() {
		names := map[int]string{1: "one", 2: "two"}
		for m := range server {
			if s, ok := names[m.id]; ok {
				m.reply <- s
			} else {
				close(m.reply)
			}
		}
		close(out)
	}()
	for i := 1; i <= 3; i++ {
		m := msg{i, make(chan string, 1)}
		server <- m
		s, ok := <-m.reply
		print(s, " ", ok, " ")
	}
	close(server)
	total := 0
	for x := range out {
		total = total*10 + x
	}
	println(total)
	for i := range 3 {
		ch := make(chan int, i)
	fill:
		for {
			select {
			case ch <- len(ch):
			default:
				break fill
			}
		}
		print(len(ch), " ")
	}
	println()
}
