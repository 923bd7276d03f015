package main

import "math"

func main() {
	big := 1e300
	println(float32(big) == float32(math.Inf(1)), float32(-big) < 0, float32(1e-50) == 0)
	for _, f := range []float64{0.5, 1.5, -0.5, -1.5, 2.9999999999, -2.9999999999, 1e15 + 0.5} {
		print(int64(f), " ", int32(int64(f)), " ")
	}
	println()
	u := uint64(1<<64 - 1)
	println(uint64(float64(u/2+1)), float64(u) == 1<<64, float32(u) == 1<<64)
	println(uint64(1.8446744073709550e19), uint32(float64(4294967295)), int64(float64(-1<<63)))
	i := int64(1<<53 + 1)
	println(int64(float64(i)) == i, float64(i) == 1<<53, float32(16777217) == 16777216)
	nan := math.NaN()
	println(nan == nan, nan != nan, nan < 1, nan > 1, !(nan <= nan))
	nz := math.Copysign(0, -1)
	println(nz == 0, 1/nz < 0, math.Signbit(-nz), math.Signbit(0*-1.0), math.Signbit(nz+0), math.Signbit(nz-0))
	inf := math.Inf(1)
	println(inf-inf == inf-inf, inf*0 == inf*0, inf > math.MaxFloat64, -inf < inf, inf == inf+1)
	var zero float64
	println(1/zero == inf, -1/zero == -inf, zero/zero == zero/zero)
	var f32 float32 = 0.1
	println(f32*f32 == 0.01, f32+0.2 == 0.3, float64(f32) == 0.1, f32 == float32(0.1))
	x := 0.1
	println(x+0.2 == 0.3, 0.1+0.2 == 0.3, float32(x+0.2) == float32(0.3))
	d := math.SmallestNonzeroFloat64
	println(d > 0, d/2 == 0, big*1e10 == inf, math.Float64bits(d))
	println(math.Float32bits(f32), math.Float64bits(1.5), math.Float64frombits(0x4000000000000000) == 2)
	c := complex(inf, nan)
	println(c == c, real(c) == inf, complex64(complex(x, 1)) == complex64(complex(0.1, 1)))
	for _, r := range []uint8{0, 127, 128, 255} {
		print(float64(r)/2 == float64(r/2), int8(r), " ")
	}
	println()
}
