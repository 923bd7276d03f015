package main

import "math"

func main() {
	zero := 0.0
	println(zero, -zero, 1/zero, -1/zero, zero/zero, math.Copysign(0, -1))
	println(1.0, 0.1, 100.0, 123456.0, 1234567.0, 1e20, 1e21, 1e22, 1e23, 0.0001, 0.00001234)
	println(math.MaxFloat64, math.SmallestNonzeroFloat64, 2.2250738585072014e-308, 2.225073858507201e-308)
	println(float32(math.MaxFloat32), float32(math.SmallestNonzeroFloat32), float32(0.1), float32(16777216), float32(1.1754944e-38))
	println(complex(1, -2), complex(zero/zero, 1/zero), complex64(complex(0.1, 0.3)))
	state := uint64(88172645463325252)
	for i := 0; i < 400; i++ {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		println(math.Float64frombits(state), math.Float32frombits(uint32(state>>16)), float64(state>>40)/1024, math.Ldexp(1, int(state>>50)%2098-1074))
	}
}
