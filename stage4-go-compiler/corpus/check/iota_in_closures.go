// In a constant declaration iota is known inside of function literals too.
package p

import "unsafe"

const (
	_ = iota
	_ = len([iota]byte{})
	_ = unsafe.Sizeof(func() { var _ [iota]int })
	_ = unsafe.Sizeof(func() {
		const (
			zero = iota
			one
		)
		var _ [one]string = [1]string{}
		func() int { return iota }()
	})
)
