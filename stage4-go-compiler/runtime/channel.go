package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// Channel is what a channel value points to: a ring of elements, and those who wait to send to it
// or to receive from it, in order. Nobody waits to receive while there is an element, or to send while
// there is room: so an operation first looks for its partner, then at the ring, and then waits.
type Channel struct {
	count     int // elements in the ring: len reads it
	capacity  int
	elements  unsafe.Pointer
	first     int // the next to be received
	element   *abi.Type
	closed    bool
	receivers waiterList
	senders   waiterList
}

// waiter is a goroutine's wish to send or receive. It is part of the goroutine's stack, or of
// what a select has made.
type waiter struct {
	next, previous *waiter
	g              *goroutine
	value          unsafe.Pointer // what is sent, or where what is received goes
	number         int            // of the case of a select
	outcome        *outcome
}

// ANCHOR: outcome
// outcome is shared by all cases of a select: the first that happens takes it.
type outcome struct {
	done   bool
	ok     bool // false if the channel was closed
	number int
}
// ANCHOR_END: outcome

type waiterList struct{ first, last *waiter }

func (l *waiterList) push(w *waiter) {
	w.next, w.previous = nil, l.last
	if l.last == nil {
		l.first = w
	} else {
		l.last.next = w
	}
	l.last = w
}

func (l *waiterList) remove(w *waiter) {
	if w.previous == nil && l.first != w {
		return // was removed
	}
	if w.previous == nil {
		l.first = w.next
	} else {
		w.previous.next = w.next
	}
	if w.next == nil {
		l.last = w.previous
	} else {
		w.next.previous = w.previous
	}
	w.next, w.previous = nil, nil
}

// peek gives the first who still waits. Cases of selects that are decided are removed.
func (l *waiterList) peek() *waiter {
	for l.first != nil && l.first.outcome.done {
		l.remove(l.first)
	}
	return l.first
}

func (l *waiterList) pop() *waiter {
	w := l.peek()
	if w != nil {
		l.remove(w)
	}
	return w
}

// decide lets a waiter go on.
func decide(w *waiter, ok bool) {
	w.outcome.done = true
	w.outcome.ok = ok
	w.outcome.number = w.number
	ready(w.g)
}

func makeChannel(t *abi.ChanType, capacity int) *Channel {
	size := t.Elem.Size
	if capacity < 0 || size != 0 && uintptr(capacity) > arenaBytes/size {
		panic(plainError("makechan: size out of range"))
	}
	c := &Channel{capacity: capacity, element: t.Elem}
	c.elements = newArray(t.Elem, capacity)
	return c
}

func channelLength(c *Channel) int {
	if c == nil {
		return 0
	}
	return c.count
}

func channelCapacity(c *Channel) int {
	if c == nil {
		return 0
	}
	return c.capacity
}

func (c *Channel) slot(i int) unsafe.Pointer {
	if i >= c.capacity {
		i -= c.capacity
	}
	return plus(c.elements, uintptr(i)*c.element.Size)
}

func (c *Channel) put(value unsafe.Pointer) {
	intrinsic.Move(c.slot(c.first+c.count), value, c.element.Size)
	c.count++
}

func (c *Channel) take(value unsafe.Pointer) {
	from := c.slot(c.first)
	intrinsic.Move(value, from, c.element.Size)
	intrinsic.Clear(from, c.element.Size)
	c.count--
	c.first++
	if c.first == c.capacity {
		c.first = 0
	}
}

// ANCHOR: send
func send(c *Channel, value unsafe.Pointer) {
	if c == nil {
		parkForever("chan send (nil chan)")
	}
	if c.closed {
		panic(plainError("send on closed channel"))
	}
	if r := c.receivers.pop(); r != nil {
		intrinsic.Move(r.value, value, c.element.Size)
		decide(r, true)
		return
	}
	if c.count < c.capacity {
		c.put(value)
		return
	}
	var result outcome
	w := waiter{g: current, value: value, outcome: &result}
	c.senders.push(&w)
	park("chan send")
	if !result.ok {
		panic(plainError("send on closed channel"))
	}
}
// ANCHOR_END: send

// receive says whether there was an element: if not, the channel is closed and the value zero.
func receive(c *Channel, value unsafe.Pointer) bool {
	if c == nil {
		parkForever("chan receive (nil chan)")
	}
	if c.count > 0 {
		c.take(value)
		if s := c.senders.pop(); s != nil {
			c.put(s.value)
			decide(s, true)
		}
		return true
	}
	if s := c.senders.pop(); s != nil {
		intrinsic.Move(value, s.value, c.element.Size)
		decide(s, true)
		return true
	}
	if c.closed {
		intrinsic.Clear(value, c.element.Size)
		return false
	}
	var result outcome
	w := waiter{g: current, value: value, outcome: &result}
	c.receivers.push(&w)
	park("chan receive")
	return result.ok
}

func closeChannel(c *Channel) {
	if c == nil {
		panic(plainError("close of nil channel"))
	}
	if c.closed {
		panic(plainError("close of closed channel"))
	}
	c.closed = true
	for r := c.receivers.pop(); r != nil; r = c.receivers.pop() {
		intrinsic.Clear(r.value, c.element.Size)
		decide(r, false)
	}
	for s := c.senders.pop(); s != nil; s = c.senders.pop() {
		decide(s, false)
	}
}

// selection is a case of a select, as compiled code writes it.
type selection struct {
	channel *Channel
	value   unsafe.Pointer
	sends   bool
}

func (s *selection) canHappen() bool {
	c := s.channel
	switch {
	case c == nil:
		return false
	case c.closed:
		return true
	case s.sends:
		return c.count < c.capacity || c.receivers.peek() != nil
	}
	return c.count > 0 || c.senders.peek() != nil
}

// selectCase does one of n cases: one by chance among those that can happen, else, if it may
// wait, the first that will. It gives the case's number, or -1, and whether something was received.
func selectCase(first *selection, n int, mayWait bool) (int, bool) {
	cases := unsafe.Slice(first, n)
	chosen, possible := -1, uint64(0)
	for i := 0; i < n; i++ {
		if cases[i].canHappen() {
			possible++
			if nextRandom()%possible == 0 {
				chosen = i
			}
		}
	}
	if chosen >= 0 {
		s := &cases[chosen]
		if s.sends {
			send(s.channel, s.value)
			return chosen, false
		}
		return chosen, receive(s.channel, s.value)
	}
	if !mayWait {
		return -1, false
	}
	if n == 0 {
		parkForever("select (no cases)")
	}
	result := new(outcome)
	waiters := make([]waiter, n)
	for i := 0; i < n; i++ {
		s, w := &cases[i], &waiters[i]
		if s.channel == nil {
			continue
		}
		w.g, w.value, w.number, w.outcome = current, s.value, i, result
		if s.sends {
			s.channel.senders.push(w)
		} else {
			s.channel.receivers.push(w)
		}
	}
	park("select")
	for !result.done {
		park("select")
	}
	for i := 0; i < n; i++ {
		s := &cases[i]
		if s.channel == nil {
			continue
		}
		if s.sends {
			s.channel.senders.remove(&waiters[i])
		} else {
			s.channel.receivers.remove(&waiters[i])
		}
	}
	if cases[result.number].sends && !result.ok {
		panic(plainError("send on closed channel"))
	}
	return result.number, result.ok
}
