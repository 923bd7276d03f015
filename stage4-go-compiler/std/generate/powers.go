//go:build ignore

// Writes strconv/powers.go, the table of powers of ten: go run generate/powers.go > strconv/powers.go
package main

import (
	"fmt"
	"math/big"
)

func main() {
	fmt.Print(`package strconv

// Made by generate/powers.go.

const (
	minPower = -348
	maxPower = 347
)

// powers holds 10^q for q from minPower to maxPower as 128 bits, the first of them 1, rounded down:
// 10^q = (high·2^64 + low + d) · 2^(floor(log2(10^q)) - 127) with 0 <= d < 1.
var powers = [...][2]uint64{
`)
	mask := new(big.Int).SetUint64(1<<64 - 1)
	for q := -348; q <= 347; q++ {
		var v *big.Int
		if q >= 0 {
			v = new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(q)), nil)
		} else {
			d := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-q)), nil)
			v = new(big.Int).Lsh(big.NewInt(1), uint(d.BitLen()+200))
			v.Quo(v, d)
		}
		if n := v.BitLen(); n > 128 {
			v.Rsh(v, uint(n-128))
		} else {
			v.Lsh(v, uint(128-n))
		}
		high := new(big.Int).Rsh(v, 64)
		low := new(big.Int).And(v, mask)
		fmt.Printf("\t{0x%016x, 0x%016x}, // 1e%d\n", high, low, q)
	}
	fmt.Println("}")
}
