package time

// A timer is a goroutine that sleeps. One that is stopped or set again still wakes, and finds that
// it is no longer meant.

// Timer sends the time once, or calls a function.
type Timer struct {
	C       <-chan Time
	c       chan Time
	f       func()
	setting int // how often it was set or stopped
	active  bool
}

func (t *Timer) start(d Duration) {
	t.active = true
	setting := t.setting
	go func() {
		Sleep(d)
		if t.setting != setting || !t.active {
			return
		}
		t.active = false
		if t.f != nil {
			t.f()
			return
		}
		select {
		case t.c <- Now():
		default:
		}
	}()
}

// NewTimer gives a timer that sends the time after d.
func NewTimer(d Duration) *Timer {
	c := make(chan Time, 1)
	t := &Timer{C: c, c: c}
	t.start(d)
	return t
}

// AfterFunc calls f after d, in a goroutine of its own.
func AfterFunc(d Duration, f func()) *Timer {
	t := &Timer{f: f}
	t.start(d)
	return t
}

// After gives a channel on which the time is sent after d.
func After(d Duration) <-chan Time { return NewTimer(d).C }

// Stop says whether the timer was still running.
func (t *Timer) Stop() bool {
	was := t.active
	t.active = false
	t.setting++
	t.drain()
	return was
}

// Reset sets the timer anew.
func (t *Timer) Reset(d Duration) bool {
	was := t.Stop()
	t.start(d)
	return was
}

// drain takes out what was sent before: since Go 1.23 nothing stale is received.
func (t *Timer) drain() {
	if t.c != nil {
		select {
		case <-t.c:
		default:
		}
	}
}

// Ticker sends the time again and again.
type Ticker struct {
	C       <-chan Time
	c       chan Time
	setting int
}

// NewTicker gives one.
func NewTicker(d Duration) *Ticker {
	if d <= 0 {
		panic("non-positive interval for NewTicker")
	}
	c := make(chan Time, 1)
	t := &Ticker{C: c, c: c}
	t.start(d)
	return t
}

func (t *Ticker) start(d Duration) {
	setting := t.setting
	go func() {
		for {
			Sleep(d)
			if t.setting != setting {
				return
			}
			select {
			case t.c <- Now():
			default:
			}
		}
	}()
}

// Stop ends it.
func (t *Ticker) Stop() { t.setting++ }

// Reset gives it another interval.
func (t *Ticker) Reset(d Duration) {
	t.setting++
	t.start(d)
}

// Tick gives the channel of a new ticker.
func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}
