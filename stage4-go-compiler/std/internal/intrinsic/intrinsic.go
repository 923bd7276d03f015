// Package intrinsic declares what Go cannot say: every function here has no body, because the
// compiler puts code in its place or the linker brings a few lines of machine code. This file is the
// whole list. Only the runtime and the standard library import it.
//
// "Inline" names the operation of the intermediate representation that takes the call's place.
// "Code" is a piece of machine code for each instruction set with the compiler's ordinary calling
// convention. The tests of the library replace this file by one in ordinary Go.
package intrinsic

import (
	"internal/abi"
	"unsafe"
)

// --- the machine -----------------------------------------------------------------------------------

// Syscall6 makes a system call of Linux and gives what the kernel does: -4095 to -1 are errors.
// Code.
func Syscall6(number, a, b, c, d, e, f uintptr) int

// Move copies n bytes; the two ranges may overlap. Code (rep movsb, or better for small n).
func Move(to, from unsafe.Pointer, n uintptr)

// Clear sets n bytes to zero. Code.
func Clear(at unsafe.Pointer, n uintptr)

// Equal says whether n bytes are the same. Code.
func Equal(p, q unsafe.Pointer, n uintptr) bool

// SaveContext keeps the callee-saved registers, the stack pointer and its own return address, and
// gives 0. Code. It returns a second time, with 1, when ResumeContext is called with the same
// context and the function that saved it has not returned. The second time only stack slots whose
// address was taken hold what was last stored in them, so the code after it may use no other value
// from before the call.
func SaveContext(context *abi.Context) int

// ResumeContext continues where the context was saved. It does not return. Code.
func ResumeContext(context *abi.Context)

// CallCode calls code at an address that takes one word and gives nothing. Inline: an indirect call.
func CallCode(code unsafe.Pointer, argument unsafe.Pointer)

// SignalEntry gives the address of runtime.signal, the handler given to the kernel, whose convention
// is that of compiled code. Inline.
func SignalEntry() uintptr

// SignalReturn gives the address of code that makes the system call rt_sigreturn, the restorer of signal
// handlers. Only the compiler in selfhost/ has it, whose handlers return; those here never do.
func SignalReturn() uintptr

// Table gives the linker's table of functions. Inline: a data address.
func Table() *abi.PCTable

// --- arithmetic ------------------------------------------------------------------------------------

// Float64bits gives the bits of a number. Inline: bitcast.
func Float64bits(x float64) uint64

// Float64frombits: inline, bitcast.
func Float64frombits(bits uint64) float64

// Float32bits: inline, bitcast.
func Float32bits(x float32) uint32

// Float32frombits: inline, bitcast.
func Float32frombits(bits uint32) float32

// Sqrt: inline, fsqrt.
func Sqrt(x float64) float64

// Floor: inline, ffloor.
func Floor(x float64) float64

// Ceil: inline, fceil.
func Ceil(x float64) float64

// Trunc: inline, ftrunc.
func Trunc(x float64) float64

// RoundToEven: inline, fround.
func RoundToEven(x float64) float64

// Abs: inline, fabs.
func Abs(x float64) float64

// Copysign: inline, fcopysign.
func Copysign(x, sign float64) float64

// FMA: inline, fma.
func FMA(x, y, z float64) float64

// MulHigh gives the high half of a product. Inline: umulhi.
func MulHigh(x, y uint64) uint64

// LeadingZeros64: inline, clz.
func LeadingZeros64(x uint64) int

// TrailingZeros64: inline, ctz.
func TrailingZeros64(x uint64) int

// OnesCount64: inline, popcnt.
func OnesCount64(x uint64) int

// ReverseBytes64: inline, bswap.
func ReverseBytes64(x uint64) uint64

// RotateLeft64: inline, rotl.
func RotateLeft64(x uint64, k int) uint64
