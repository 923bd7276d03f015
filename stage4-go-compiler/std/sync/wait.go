package sync

import "runtime"

// WaitGroup waits for many.
type WaitGroup struct {
	count   int
	waiting runtime.WaitList
}

// Add changes how many are waited for.
func (w *WaitGroup) Add(delta int) {
	w.count += delta
	if w.count < 0 {
		panic("sync: negative WaitGroup counter")
	}
	if w.count == 0 {
		for w.waiting.Wake() {
		}
	}
}

// Done says that one is done.
func (w *WaitGroup) Done() { w.Add(-1) }

// Wait waits for all.
func (w *WaitGroup) Wait() {
	if w.count > 0 {
		w.waiting.Wait("sync.WaitGroup.Wait")
	}
}

// Go calls f in a goroutine that is waited for.
func (w *WaitGroup) Go(f func()) {
	w.Add(1)
	go func() {
		defer w.Done()
		f()
	}()
}

// Once does something once.
type Once struct {
	done bool
	m    Mutex
}

// Do calls f, unless it has called one before.
func (o *Once) Do(f func()) {
	if o.done {
		return
	}
	o.m.Lock()
	defer o.m.Unlock()
	if !o.done {
		defer func() { o.done = true }()
		f()
	}
}

// OnceFunc gives a function that calls f the first time.
func OnceFunc(f func()) func() {
	var once Once
	return func() { once.Do(f) }
}

// Cond is a place to wait until something has happened.
type Cond struct {
	L       Locker
	waiting runtime.WaitList
}

// NewCond gives one.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

// Wait unlocks, waits for Signal or Broadcast, and locks again.
func (c *Cond) Wait() {
	c.L.Unlock()
	c.waiting.Wait("sync.Cond.Wait")
	c.L.Lock()
}

// Signal wakes one.
func (c *Cond) Signal() { c.waiting.Wake() }

// Broadcast wakes all.
func (c *Cond) Broadcast() {
	for c.waiting.Wake() {
	}
}

// Pool keeps values that may be used again.
type Pool struct {
	New  func() any
	kept []any
}

// Get takes a value that is kept, or makes one.
func (p *Pool) Get() any {
	if n := len(p.kept); n > 0 {
		x := p.kept[n-1]
		p.kept[n-1] = nil
		p.kept = p.kept[:n-1]
		return x
	}
	if p.New != nil {
		return p.New()
	}
	return nil
}

// Put keeps a value.
func (p *Pool) Put(x any) {
	if x != nil {
		p.kept = append(p.kept, x)
	}
}
