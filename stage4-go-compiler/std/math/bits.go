package math

import "internal/intrinsic"

// Float64bits gives the bits of f.
func Float64bits(f float64) uint64 { return intrinsic.Float64bits(f) }

// Float64frombits gives the number with these bits.
func Float64frombits(b uint64) float64 { return intrinsic.Float64frombits(b) }

// Float32bits gives the bits of f.
func Float32bits(f float32) uint32 { return intrinsic.Float32bits(f) }

// Float32frombits gives the number with these bits.
func Float32frombits(b uint32) float32 { return intrinsic.Float32frombits(b) }

// Inf gives +Inf for sign >= 0, else -Inf.
func Inf(sign int) float64 {
	if sign >= 0 {
		return Float64frombits(0x7FF0000000000000)
	}
	return Float64frombits(0xFFF0000000000000)
}

// NaN gives a value that is no number.
func NaN() float64 { return Float64frombits(0x7FF8000000000001) }

// IsNaN says whether f is no number.
func IsNaN(f float64) bool { return f != f }

// IsInf says whether f is an infinity: +Inf for sign > 0, -Inf for sign < 0, either for 0.
func IsInf(f float64, sign int) bool {
	return sign >= 0 && f > MaxFloat64 || sign <= 0 && f < -MaxFloat64
}

// Signbit says whether f is negative, or negative zero.
func Signbit(f float64) bool { return Float64bits(f)>>63 != 0 }
