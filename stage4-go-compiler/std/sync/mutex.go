// Package sync has locks and their like. Goroutines take turns on one thread and give way only where
// they wait, so nothing here needs an atomic operation.
package sync

import "runtime"

// Locker is what can be locked.
type Locker interface {
	Lock()
	Unlock()
}

// Mutex is a lock for one.
type Mutex struct {
	locked  bool
	waiting runtime.WaitList
}

// Lock waits until it has the lock.
func (m *Mutex) Lock() {
	for m.locked {
		m.waiting.Wait("sync.Mutex.Lock")
	}
	m.locked = true
}

// TryLock takes the lock if it is free.
func (m *Mutex) TryLock() bool {
	if m.locked {
		return false
	}
	m.locked = true
	return true
}

// Unlock gives the lock back.
func (m *Mutex) Unlock() {
	if !m.locked {
		runtime.Fatal("sync: unlock of unlocked mutex")
	}
	m.locked = false
	m.waiting.Wake()
}

// RWMutex is a lock for many who read or one who writes.
type RWMutex struct {
	readers int
	writing bool
	writers int // how many wait to write: new readers wait for them
	reads   runtime.WaitList
	writes  runtime.WaitList
}

// RLock waits until it may read.
func (m *RWMutex) RLock() {
	for m.writing || m.writers > 0 {
		m.reads.Wait("sync.RWMutex.RLock")
		if !m.writing {
			break // woken by a writer that has ended: it is the readers' turn
		}
	}
	m.readers++
}

// TryRLock reads if it may.
func (m *RWMutex) TryRLock() bool {
	if m.writing || m.writers > 0 {
		return false
	}
	m.readers++
	return true
}

// RUnlock ends reading.
func (m *RWMutex) RUnlock() {
	if m.readers == 0 {
		runtime.Fatal("sync: RUnlock of unlocked RWMutex")
	}
	m.readers--
	if m.readers == 0 {
		m.writes.Wake()
	}
}

// Lock waits until it may write.
func (m *RWMutex) Lock() {
	m.writers++
	for m.writing || m.readers > 0 {
		m.writes.Wait("sync.RWMutex.Lock")
	}
	m.writers--
	m.writing = true
}

// TryLock writes if it may.
func (m *RWMutex) TryLock() bool {
	if m.writing || m.readers > 0 {
		return false
	}
	m.writing = true
	return true
}

// Unlock ends writing.
func (m *RWMutex) Unlock() {
	if !m.writing {
		runtime.Fatal("sync: Unlock of unlocked RWMutex")
	}
	m.writing = false
	woken := false
	for m.reads.Wake() {
		woken = true
	}
	if !woken {
		m.writes.Wake()
	}
}

// RLocker locks for reading.
func (m *RWMutex) RLocker() Locker { return (*readLocker)(m) }

type readLocker RWMutex

func (r *readLocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *readLocker) Unlock() { (*RWMutex)(r).RUnlock() }
