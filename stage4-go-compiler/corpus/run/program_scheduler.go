package main

type task struct {
	name  string
	steps int
	wake  chan bool
	done  chan<- string
}

func (t *task) run() {
	defer func() {
		if e := recover(); e != nil {
			t.done <- t.name + " failed: " + e.(string)
			return
		}
		t.done <- t.name + " done"
	}()
	for i := range t.steps {
		<-t.wake
		print(t.name, i, " ")
		if t.name == "c" && i == 1 {
			panic("at step 1")
		}
		t.wake <- true
	}
	<-t.wake
}

func main() {
	done := make(chan string)
	var tasks []*task
	for i, name := range []string{"a", "b", "c"} {
		t := &task{name, i + 2, make(chan bool), done}
		tasks = append(tasks, t)
		go t.run()
	}
	for len(tasks) > 0 {
		t := tasks[0]
		tasks = tasks[1:]
		t.wake <- true
		select {
		case <-t.wake:
			tasks = append(tasks, t)
		case s := <-done:
			print("[", s, "] ")
		}
	}
	println()
	// A semaphore of two.
	slots := make(chan struct{}, 2)
	results := make(chan int, 6)
	most, running := 0, 0
	for i := range 6 {
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			running++
			most = max(most, running)
			results <- i
			running--
		}()
	}
	sum := 0
	for range 6 {
		sum += <-results
	}
	println(sum, most <= 2, cap(slots))
}
