package main

import "sync"

func main() {
	var mutex sync.Mutex
	var group sync.WaitGroup
	total := 0
	for i := range 20 {
		group.Add(1)
		go func() {
			defer group.Done()
			mutex.Lock()
			defer mutex.Unlock()
			total += i
		}()
	}
	group.Wait()
	println(total)
	errs := make(chan any, 3)
	for i := range 3 {
		go func() {
			defer func() { errs <- recover() }()
			switch i {
			case 0:
				panic("text")
			case 1:
				var m map[int]int
				m[1] = 1
			}
		}()
	}
	texts, faults, nils := 0, 0, 0
	for range 3 {
		switch (<-errs).(type) {
		case string:
			texts++
		case error:
			faults++
		case nil:
			nils++
		}
	}
	println(texts, faults, nils)
	var once sync.Once
	for range 3 {
		once.Do(func() { println("once") })
	}
	var rw sync.RWMutex
	rw.RLock()
	rw.RLock()
	rw.RUnlock()
	rw.RUnlock()
	rw.Lock()
	rw.Unlock()
	c := sync.NewCond(&mutex)
	ready := false
	go func() {
		mutex.Lock()
		ready = true
		mutex.Unlock()
		c.Broadcast()
	}()
	mutex.Lock()
	for !ready {
		c.Wait()
	}
	mutex.Unlock()
	println("ready", ready)
}
