package constant

import (
	"math/big"
	"testing"
)

func toBig(x *Int) *big.Int {
	n := new(big.Int)
	for i := len(x.digits) - 1; i >= 0; i-- {
		n.Lsh(n, 32).Or(n, big.NewInt(int64(x.digits[i])))
	}
	if x.negative {
		n.Neg(n)
	}
	return n
}

// TestAgainstBig compares all operations with those of math/big, on numbers whose digits are often all
// zeros or all ones, where carries and wrong guesses are.
func TestAgainstBig(t *testing.T) {
	state := uint64(88172645463325252)
	random := func() uint64 {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		return state
	}
	number := func() *Int {
		digits := make([]uint32, 1+random()%6)
		for i := range digits {
			switch random() % 4 {
			case 0:
				digits[i] = 0xFFFFFFFF
			case 1:
				digits[i] = 1 << (random() % 32)
			case 2:
				digits[i] = uint32(random())
			}
		}
		return normal(random()%2 == 0, digits)
	}
	check := func(what string, x, y, got *Int, want *big.Int) {
		if toBig(got).Cmp(want) != 0 {
			t.Fatalf("%v %s %v = %v, not %v", toBig(x), what, toBig(y), toBig(got), want)
		}
	}
	for i := 0; i < 100000; i++ {
		x, y := number(), number()
		a, b := toBig(x), toBig(y)
		check("+", x, y, x.Add(y), new(big.Int).Add(a, b))
		check("-", x, y, x.Subtract(y), new(big.Int).Sub(a, b))
		check("*", x, y, x.Multiply(y), new(big.Int).Mul(a, b))
		check("&", x, y, x.Bitwise('&', y), new(big.Int).And(a, b))
		check("|", x, y, x.Bitwise('|', y), new(big.Int).Or(a, b))
		check("^", x, y, x.Bitwise('^', y), new(big.Int).Xor(a, b))
		check("&^", x, y, x.Bitwise('-', y), new(big.Int).AndNot(a, b))
		n := uint(random() % 130)
		check("<<", x, FromInt64(int64(n)), x.ShiftLeft(int(n)), new(big.Int).Lsh(a, n))
		check(">>", x, FromInt64(int64(n)), x.ShiftRight(int(n)), new(big.Int).Rsh(a, n))
		if y.Sign() != 0 {
			q, r := x.Divide(y)
			check("/", x, y, q, new(big.Int).Quo(a, b))
			check("%", x, y, r, new(big.Int).Rem(a, b))
		}
		if x.Compare(y) != a.Cmp(b) || x.String() != a.String() {
			t.Fatalf("%v and %v: compared or written wrongly", a, b)
		}
	}
}
