package main

import (
	"fmt"
	"time"
)

func main() {
	for _, d := range []time.Duration{0, 1, 999, 1500, time.Millisecond, 1500 * time.Millisecond, time.Second, 90 * time.Second, time.Hour + 2*time.Minute + 3*time.Second + 4*time.Millisecond, -time.Minute, 1<<63 - 1, -1 << 63} {
		fmt.Println(d, d.Seconds(), d.Milliseconds(), int64(d))
	}
	d := 3700 * time.Second
	fmt.Println(d.Hours(), d.Minutes(), d.Nanoseconds(), d.Truncate(time.Minute), d.Round(time.Hour))
	start := time.Now()
	time.Sleep(3 * time.Millisecond)
	elapsed := time.Since(start)
	fmt.Println(elapsed >= 3*time.Millisecond, elapsed < 10*time.Second, time.Now().Sub(start) >= elapsed)
	fmt.Printf("%v %s %d %T\n", d, d, d, d)
	fmt.Println(time.Duration(2.5*float64(time.Second)), 2*time.Second/time.Millisecond)
}
