// Package intrinsic has in ordinary Go what the compiler provides: for tests only.
package intrinsic

import (
	"math"
	"math/bits"
	"unsafe"

	"mystd/internal/abi"
)

func Syscall6(number, a, b, c, d, e, f uintptr) int { return -38 }

func slice(at unsafe.Pointer, n uintptr) []byte {
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(at), n)
}

func Move(to, from unsafe.Pointer, n uintptr) { copy(slice(to, n), slice(from, n)) }

func Clear(at unsafe.Pointer, n uintptr) { clear(slice(at, n)) }

func Equal(p, q unsafe.Pointer, n uintptr) bool { return string(slice(p, n)) == string(slice(q, n)) }

func SaveContext(context *abi.Context) int { return 0 }

func ResumeContext(context *abi.Context) {}

func CallCode(code unsafe.Pointer, argument unsafe.Pointer) {}

func SignalEntry() uintptr { return 0 }

func Table() *abi.PCTable { return nil }

func Float64bits(x float64) uint64 { return math.Float64bits(x) }

func Float64frombits(b uint64) float64 { return math.Float64frombits(b) }

func Float32bits(x float32) uint32 { return math.Float32bits(x) }

func Float32frombits(b uint32) float32 { return math.Float32frombits(b) }

func Sqrt(x float64) float64 { return math.Sqrt(x) }

func Floor(x float64) float64 { return math.Floor(x) }

func Ceil(x float64) float64 { return math.Ceil(x) }

func Trunc(x float64) float64 { return math.Trunc(x) }

func RoundToEven(x float64) float64 { return math.RoundToEven(x) }

func Abs(x float64) float64 { return math.Abs(x) }

func Copysign(x, s float64) float64 { return math.Copysign(x, s) }

func FMA(x, y, z float64) float64 { return math.FMA(x, y, z) }

func MulHigh(x, y uint64) uint64 { h, _ := bits.Mul64(x, y); return h }

func LeadingZeros64(x uint64) int { return bits.LeadingZeros64(x) }

func TrailingZeros64(x uint64) int { return bits.TrailingZeros64(x) }

func OnesCount64(x uint64) int { return bits.OnesCount64(x) }

func ReverseBytes64(x uint64) uint64 { return bits.ReverseBytes64(x) }

func RotateLeft64(x uint64, k int) uint64 { return bits.RotateLeft64(x, k) }
