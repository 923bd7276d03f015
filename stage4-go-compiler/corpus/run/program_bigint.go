package main

type nat []uint32

func (a nat) add(b nat) nat {
	if len(a) < len(b) {
		a, b = b, a
	}
	r := make(nat, 0, len(a)+1)
	var carry uint64
	for i := range a {
		s := uint64(a[i]) + carry
		if i < len(b) {
			s += uint64(b[i])
		}
		r = append(r, uint32(s))
		carry = s >> 32
	}
	if carry != 0 {
		r = append(r, uint32(carry))
	}
	return r
}

func (a nat) mul(b nat) nat {
	r := make(nat, len(a)+len(b))
	for i, x := range a {
		var carry uint64
		for j, y := range b {
			t := uint64(x)*uint64(y) + uint64(r[i+j]) + carry
			r[i+j], carry = uint32(t), t>>32
		}
		r[i+len(b)] = uint32(carry)
	}
	for len(r) > 0 && r[len(r)-1] == 0 {
		r = r[:len(r)-1]
	}
	return r
}

func (a nat) String() string {
	q := append(nat(nil), a...)
	var digits []byte
	for len(q) > 0 {
		var rem uint64
		for i := len(q) - 1; i >= 0; i-- {
			cur := rem<<32 | uint64(q[i])
			q[i], rem = uint32(cur/1e9), cur%1e9
		}
		for len(q) > 0 && q[len(q)-1] == 0 {
			q = q[:len(q)-1]
		}
		for i := 0; i < 9 && (len(q) > 0 || rem > 0); i++ {
			digits = append(digits, byte('0'+rem%10))
			rem /= 10
		}
	}
	if digits == nil {
		return "0"
	}
	for i, j := 0, len(digits)-1; i < j; i, j = i+1, j-1 {
		digits[i], digits[j] = digits[j], digits[i]
	}
	return string(digits)
}

func main() {
	f := nat{1}
	for i := uint32(2); i <= 60; i++ {
		f = f.mul(nat{i})
	}
	println(f.String())
	a, b := nat{}, nat{1}
	for range 300 {
		a, b = b, a.add(b)
	}
	println(a.String())
	p := nat{2}
	for range 8 {
		p = p.mul(p)
	}
	println(p.String(), nat{}.String(), len(p))
}
