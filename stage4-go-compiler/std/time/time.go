// Package time measures time: clocks, durations, waiting. It has no calendar.
package time

import "runtime"

// Duration is a time in nanoseconds.
type Duration int64

// Common durations.
const (
	Nanosecond  Duration = 1
	Microsecond          = 1000 * Nanosecond
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
)

// Nanoseconds gives the number of nanoseconds.
func (d Duration) Nanoseconds() int64 { return int64(d) }

// Microseconds gives the number of microseconds.
func (d Duration) Microseconds() int64 { return int64(d) / 1e3 }

// Milliseconds gives the number of milliseconds.
func (d Duration) Milliseconds() int64 { return int64(d) / 1e6 }

// Seconds gives the number of seconds.
func (d Duration) Seconds() float64 { return float64(d/Second) + float64(d%Second)/1e9 }

// Minutes gives the number of minutes.
func (d Duration) Minutes() float64 { return float64(d/Minute) + float64(d%Minute)/(60*1e9) }

// Hours gives the number of hours.
func (d Duration) Hours() float64 { return float64(d/Hour) + float64(d%Hour)/(60*60*1e9) }

// Abs gives the duration without sign.
func (d Duration) Abs() Duration {
	switch {
	case d >= 0:
		return d
	case d == -1<<63:
		return 1<<63 - 1
	}
	return -d
}

// Truncate rounds towards zero to a multiple of m.
func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

// Round rounds to the nearest multiple of m, a half away from zero.
func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	rest := d % m
	if d < 0 {
		rest = -rest
		if uint64(rest)*2 < uint64(m) {
			return d + rest
		}
		if down := d - m + rest; down < d {
			return down
		}
		return -1 << 63
	}
	if uint64(rest)*2 < uint64(m) {
		return d - rest
	}
	if up := d + m - rest; up > d {
		return up
	}
	return 1<<63 - 1
}

// String gives the duration like 72h3m0.5s, less than a second like 1.5ms.
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	var buffer [32]byte
	at := len(buffer)
	u := uint64(d)
	if d < 0 {
		u = -u
	}
	put := func(s string) {
		at -= len(s)
		copy(buffer[at:], s)
	}
	number := func(v uint64) {
		for {
			at--
			buffer[at] = byte('0' + v%10)
			v /= 10
			if v == 0 {
				break
			}
		}
	}
	// fraction writes the last n digits of v behind a point, without zeros at the end.
	fraction := func(v uint64, n int) uint64 {
		some := false
		for ; n > 0; n-- {
			digit := v % 10
			some = some || digit != 0
			if some {
				at--
				buffer[at] = byte('0' + digit)
			}
			v /= 10
		}
		if some {
			put(".")
		}
		return v
	}
	switch {
	case u < uint64(Microsecond):
		put("ns")
		number(u)
	case u < uint64(Millisecond):
		put("µs")
		number(fraction(u, 3))
	case u < uint64(Second):
		put("ms")
		number(fraction(u, 6))
	default:
		put("s")
		u = fraction(u, 9)
		number(u % 60)
		u /= 60
		if u > 0 {
			put("m")
			number(u % 60)
			u /= 60
			if u > 0 {
				put("h")
				number(u)
			}
		}
	}
	if d < 0 {
		put("-")
	}
	return string(buffer[at:])
}

// Time is a moment, by the clock of the wall and by one that only goes forward.
type Time struct {
	seconds, nanoseconds int64 // since 1970
	steady               int64 // nanoseconds; 0 if not known
}

// Now gives the present moment.
func Now() Time {
	s, n := runtime.Clock(0)
	s2, n2 := runtime.Clock(1)
	return Time{s, n, s2*1e9 + n2}
}

// Unix gives the moment so many seconds and nanoseconds after 1970 began.
func Unix(sec int64, nsec int64) Time {
	sec += nsec / 1e9
	nsec %= 1e9
	if nsec < 0 {
		nsec += 1e9
		sec--
	}
	return Time{sec, nsec, 0}
}

// Since is Now().Sub(t).
func Since(t Time) Duration { return Now().Sub(t) }

// Until is t.Sub(Now()).
func Until(t Time) Duration { return t.Sub(Now()) }

// Sub gives the time from u to t.
func (t Time) Sub(u Time) Duration {
	if t.steady != 0 && u.steady != 0 {
		return Duration(t.steady - u.steady)
	}
	return Duration((t.seconds-u.seconds)*1e9 + t.nanoseconds - u.nanoseconds)
}

// Add gives the moment d after t.
func (t Time) Add(d Duration) Time {
	u := Unix(t.seconds, t.nanoseconds+int64(d))
	if t.steady != 0 {
		u.steady = t.steady + int64(d)
	}
	return u
}

// After says whether t is after u.
func (t Time) After(u Time) bool { return t.Sub(u) > 0 }

// Before says whether t is before u.
func (t Time) Before(u Time) bool { return t.Sub(u) < 0 }

// Equal says whether t and u are the same moment.
func (t Time) Equal(u Time) bool {
	return t.seconds == u.seconds && t.nanoseconds == u.nanoseconds
}

// IsZero says whether t was never set.
func (t Time) IsZero() bool { return t == Time{} }

// Unix gives the seconds since 1970.
func (t Time) Unix() int64 { return t.seconds }

// UnixMilli gives the milliseconds since 1970.
func (t Time) UnixMilli() int64 { return t.seconds*1e3 + t.nanoseconds/1e6 }

// UnixMicro gives the microseconds since 1970.
func (t Time) UnixMicro() int64 { return t.seconds*1e6 + t.nanoseconds/1e3 }

// UnixNano gives the nanoseconds since 1970.
func (t Time) UnixNano() int64 { return t.seconds*1e9 + t.nanoseconds }

// Nanosecond gives the part of the second.
func (t Time) Nanosecond() int { return int(t.nanoseconds) }

// Sleep waits.
func Sleep(d Duration) {
	if d > 0 {
		runtime.Sleep(int64(d))
	}
}
