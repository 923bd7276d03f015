// Package debug has what programs ask of the runtime while they run.
package debug

import "runtime"

var percent = 100

// SetGCPercent notes how much garbage there may be, and gives what was noted before.
func SetGCPercent(new int) int {
	old := percent
	percent = new
	return old
}

// FreeOSMemory collects garbage.
func FreeOSMemory() { runtime.GC() }

// SetMaxStack gives the limit of a stack's bytes; it cannot be changed.
func SetMaxStack(bytes int) int { return 1000000000 }

// SetPanicOnFault has no effect: faults always panic.
func SetPanicOnFault(enabled bool) bool { return true }
