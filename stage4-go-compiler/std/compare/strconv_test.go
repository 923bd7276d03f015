// Package compare judges the library by the official one: random and chosen inputs go through both.
package compare

import (
	"math"
	"math/big"
	"math/bits"
	"math/rand"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	mybits "mystd/math/bits"
	my "mystd/strconv"
	myunicode "mystd/unicode"
	myutf8 "mystd/unicode/utf8"
)

// rounds is how often random comparisons are done.
func rounds(n int) int {
	if testing.Short() {
		return n / 20
	}
	return n
}

// randomFloat gives numbers of all sizes, many of them with few bits or digits.
func randomFloat(r *rand.Rand) float64 {
	switch r.Intn(6) {
	case 0:
		return float64(r.Intn(2000)-1000) / 8
	case 1:
		return float64(r.Int63n(1000000)) / math.Pow(10, float64(r.Intn(7)))
	case 2:
		return math.Float64frombits(uint64(r.Intn(2047))<<52 + uint64(r.Intn(3)) - 1)
	case 3:
		return float64(math.Float32frombits(r.Uint32()))
	case 4:
		return math.Float64frombits(r.Uint64() >> 12 >> uint(r.Intn(52)))
	}
	return math.Float64frombits(r.Uint64())
}

func TestStrconvFormatFloat(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for i := 0; i < rounds(400000); i++ {
		f := randomFloat(r)
		verb := "efgEGxXb"[r.Intn(8)]
		prec := -1
		if r.Intn(2) == 0 {
			prec = r.Intn(25)
		}
		size := 64
		if r.Intn(3) == 0 {
			size = 32
		}
		if a, b := strconv.FormatFloat(f, verb, prec, size), my.FormatFloat(f, verb, prec, size); a != b {
			t.Fatalf("%x %c %d %d: %s, want %s", f, verb, prec, size, b, a)
		}
	}
	for _, f := range []float64{1e23, 5e-324, math.MaxFloat64, 0.5, 2.5, 1.5, 0.05, 9.5, 99.5, 0.95} {
		for prec := -1; prec < 800; prec += 7 {
			for _, verb := range []byte("efg") {
				if a, b := strconv.FormatFloat(f, verb, prec, 64), my.FormatFloat(f, verb, prec, 64); a != b {
					t.Fatalf("%g %c %d: %s, want %s", f, verb, prec, b, a)
				}
			}
		}
	}
}

func TestStrconvParseFloat(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	check := func(s string) {
		for _, size := range []int{64, 32} {
			a, e := strconv.ParseFloat(s, size)
			b, e2 := my.ParseFloat(s, size)
			if math.Float64bits(a) != math.Float64bits(b) && a == a || (e == nil) != (e2 == nil) || e != nil && e.Error() != e2.Error() {
				t.Fatalf("%q %d: %v %v, want %v %v", s, size, b, e2, a, e)
			}
		}
	}
	for i := 0; i < rounds(300000); i++ {
		f := randomFloat(r)
		s := strconv.FormatFloat(f, "efgx"[r.Intn(4)], r.Intn(25)-1, 64)
		check(s)
		switch r.Intn(8) {
		case 0: // the middle of two neighbours, exactly or nearly
			if f == f && f > 0 && f < 1e300 {
				x := new(big.Float).SetPrec(2000).SetFloat64(f)
				x.Add(x, new(big.Float).SetFloat64(math.Nextafter(f, math.Inf(1))))
				x.Quo(x, big.NewFloat(2))
				m := x.Text('e', 800)
				check(m)
				check(strings.Replace(m, "e", "1e", 1))
				check(x.Text('e', 60))
				check(x.Text('e', 18))
			}
		case 1:
			b := []byte(s)
			b[r.Intn(len(b))] = "0123456789.eE+-_xXpinfaN"[r.Intn(24)]
			check(string(b))
		case 2:
			check(strconv.FormatUint(r.Uint64(), 10) + "e" + strconv.Itoa(r.Intn(700)-360))
		}
	}
	for _, s := range []string{"", "inf", "+Infinity", "-inf", "nan", "NaN", "+nan", "infinit", "1e", "1e+", ".", ".5", "5.", "0x1p-1074", "0x1p-1075", "0x1.8p-1075",
		"0x1p1024", "0x1.fffffffffffff8p1023", "1_0", "0x_1p0", "0x1_0p0", "1e400", "-1e400", "1e-400", "0e999999999999", "1e99999999999", "2.2250738585072011e-308", "4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623159e308", "340282356779733661637539395458142568448", "0x", "0x.p1", "0x1", "1x", " 1", "1 "} {
		check(s)
	}
}

func TestStrconvIntegers(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	letters := "0123456789abcdefgzxobXOB_+-ABC"
	for i := 0; i < rounds(400000); i++ {
		n := int64(r.Uint64()) >> uint(r.Intn(64))
		base := 2 + r.Intn(35)
		if a, b := strconv.FormatInt(n, base), my.FormatInt(n, base); a != b {
			t.Fatalf("FormatInt(%d, %d) = %s, want %s", n, base, b, a)
		}
		if a, b := strconv.FormatUint(uint64(n), base), my.FormatUint(uint64(n), base); a != b {
			t.Fatalf("FormatUint(%d, %d) = %s, want %s", n, base, b, a)
		}
		s := strconv.FormatInt(n, base)
		if r.Intn(2) == 0 {
			b := make([]byte, r.Intn(8))
			for i := range b {
				b[i] = letters[r.Intn(len(letters))]
			}
			s = []string{"", "0x", "0b", "0", "-0o", "99"}[r.Intn(6)] + string(b)
			base = []int{0, 0, 10, 16, 2, 36, 1, 37, -1}[r.Intn(9)]
		}
		size := []int{0, 8, 16, 32, 64, 5, 65, -1}[r.Intn(8)]
		a, e := strconv.ParseInt(s, base, size)
		b, e2 := my.ParseInt(s, base, size)
		if a != b || (e == nil) != (e2 == nil) || e != nil && e.Error() != e2.Error() {
			t.Fatalf("ParseInt(%q, %d, %d) = %d %v, want %d %v", s, base, size, b, e2, a, e)
		}
		c, e := strconv.ParseUint(s, base, size)
		d, e2 := my.ParseUint(s, base, size)
		if c != d || (e == nil) != (e2 == nil) || e != nil && e.Error() != e2.Error() {
			t.Fatalf("ParseUint(%q, %d, %d) = %d %v, want %d %v", s, base, size, d, e2, c, e)
		}
		g, e := strconv.Atoi(s)
		h, e2 := my.Atoi(s)
		if g != h || (e == nil) != (e2 == nil) || e != nil && e.Error() != e2.Error() {
			t.Fatalf("Atoi(%q) = %d %v, want %d %v", s, h, e2, g, e)
		}
	}
}

func randomText(r *rand.Rand) string {
	var b []byte
	for n := r.Intn(12); n > 0; n-- {
		switch r.Intn(5) {
		case 0:
			b = append(b, byte(r.Intn(256)))
		case 1:
			b = utf8.AppendRune(b, rune(r.Intn(0x3000)))
		case 2:
			b = utf8.AppendRune(b, rune(r.Intn(0x110000)))
		default:
			b = append(b, "abcAB \t\n\"'\\`xu0123"[r.Intn(18)])
		}
	}
	return string(b)
}

func TestStrconvQuote(t *testing.T) {
	r := rand.New(rand.NewSource(4))
	for i := 0; i < rounds(300000); i++ {
		s := randomText(r)
		x := rune(r.Intn(0x120000) - 100)
		for _, pair := range [][2]string{
			{strconv.Quote(s), my.Quote(s)}, {strconv.QuoteToASCII(s), my.QuoteToASCII(s)}, {strconv.QuoteToGraphic(s), my.QuoteToGraphic(s)},
			{strconv.QuoteRune(x), my.QuoteRune(x)}, {strconv.QuoteRuneToASCII(x), my.QuoteRuneToASCII(x)}, {strconv.QuoteRuneToGraphic(x), my.QuoteRuneToGraphic(x)},
		} {
			if pair[0] != pair[1] {
				t.Fatalf("%q: %s, want %s", s, pair[1], pair[0])
			}
		}
		if strconv.CanBackquote(s) != my.CanBackquote(s) {
			t.Fatalf("CanBackquote(%q)", s)
		}
		for _, q := range []string{strconv.Quote(s), strconv.QuoteToASCII(s) + "x", "`" + s + "`", "\"" + s + "\"", "'" + s + "'", s} {
			a, e := strconv.Unquote(q)
			b, e2 := my.Unquote(q)
			if a != b || (e == nil) != (e2 == nil) {
				t.Fatalf("Unquote(%q) = %q %v, want %q %v", q, b, e2, a, e)
			}
			a, e = strconv.QuotedPrefix(q)
			b, e2 = my.QuotedPrefix(q)
			if a != b || (e == nil) != (e2 == nil) {
				t.Fatalf("QuotedPrefix(%q) = %q %v, want %q %v", q, b, e2, a, e)
			}
		}
	}
}

func TestUnicode(t *testing.T) {
	for r := rune(-2); r <= unicode.MaxRune+2; r++ {
		if unicode.IsLetter(r) != myunicode.IsLetter(r) || unicode.IsDigit(r) != myunicode.IsDigit(r) || unicode.IsNumber(r) != myunicode.IsNumber(r) ||
			unicode.IsSpace(r) != myunicode.IsSpace(r) || unicode.IsUpper(r) != myunicode.IsUpper(r) || unicode.IsLower(r) != myunicode.IsLower(r) ||
			unicode.IsTitle(r) != myunicode.IsTitle(r) || unicode.IsPunct(r) != myunicode.IsPunct(r) || unicode.IsSymbol(r) != myunicode.IsSymbol(r) ||
			unicode.IsMark(r) != myunicode.IsMark(r) || unicode.IsControl(r) != myunicode.IsControl(r) || unicode.IsPrint(r) != myunicode.IsPrint(r) ||
			unicode.IsGraphic(r) != myunicode.IsGraphic(r) || unicode.Is(unicode.Han, r) != myunicode.Is(myunicode.Han, r) {
			t.Fatalf("properties of %U", r)
		}
		if unicode.ToUpper(r) != myunicode.ToUpper(r) || unicode.ToLower(r) != myunicode.ToLower(r) || unicode.ToTitle(r) != myunicode.ToTitle(r) ||
			unicode.SimpleFold(r) != myunicode.SimpleFold(r) {
			t.Fatalf("case of %U", r)
		}
		if utf8.RuneLen(r) != myutf8.RuneLen(r) || string(utf8.AppendRune(nil, r)) != string(myutf8.AppendRune(nil, r)) || utf8.ValidRune(r) != myutf8.ValidRune(r) {
			t.Fatalf("encoding of %U", r)
		}
	}
}

func TestUTF8(t *testing.T) {
	r := rand.New(rand.NewSource(5))
	for i := 0; i < rounds(400000); i++ {
		b := make([]byte, r.Intn(7))
		for k := range b {
			b[k] = "\x00a\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xff"[r.Intn(25)]
		}
		s := string(b)
		x, n := utf8.DecodeRune(b)
		y, m := myutf8.DecodeRune(b)
		y2, m2 := myutf8.DecodeRuneInString(s)
		x3, n3 := utf8.DecodeLastRune(b)
		y3, m3 := myutf8.DecodeLastRune(b)
		y4, m4 := myutf8.DecodeLastRuneInString(s)
		if x != y || n != m || x != y2 || n != m2 || x3 != y3 || n3 != m3 || x3 != y4 || n3 != m4 ||
			utf8.FullRune(b) != myutf8.FullRune(b) || utf8.RuneCount(b) != myutf8.RuneCount(b) || utf8.RuneCountInString(s) != myutf8.RuneCountInString(s) ||
			utf8.Valid(b) != myutf8.Valid(b) || utf8.ValidString(s) != myutf8.ValidString(s) {
			t.Fatalf("%q", s)
		}
	}
}

func TestBits(t *testing.T) {
	r := rand.New(rand.NewSource(6))
	for i := 0; i < rounds(400000); i++ {
		x, y, z := r.Uint64()>>uint(r.Intn(64)), r.Uint64()>>uint(r.Intn(64)), r.Uint64()>>uint(r.Intn(64))
		k := r.Intn(200) - 100
		if bits.Reverse64(x) != mybits.Reverse64(x) || bits.Reverse8(uint8(x)) != mybits.Reverse8(uint8(x)) || bits.Reverse16(uint16(x)) != mybits.Reverse16(uint16(x)) || bits.Reverse32(uint32(x)) != mybits.Reverse32(uint32(x)) ||
			bits.RotateLeft8(uint8(x), k) != mybits.RotateLeft8(uint8(x), k) || bits.RotateLeft16(uint16(x), k) != mybits.RotateLeft16(uint16(x), k) || bits.RotateLeft32(uint32(x), k) != mybits.RotateLeft32(uint32(x), k) ||
			bits.LeadingZeros8(uint8(x)) != mybits.LeadingZeros8(uint8(x)) || bits.TrailingZeros16(uint16(x)) != mybits.TrailingZeros16(uint16(x)) || bits.Len32(uint32(x)) != mybits.Len32(uint32(x)) ||
			bits.ReverseBytes32(uint32(x)) != mybits.ReverseBytes32(uint32(x)) || bits.ReverseBytes16(uint16(x)) != mybits.ReverseBytes16(uint16(x)) {
			t.Fatalf("%x %d", x, k)
		}
		a, b := bits.Add64(x, y, z&1)
		c, d := mybits.Add64(x, y, z&1)
		e, f := bits.Sub64(x, y, z&1)
		g, h := mybits.Sub64(x, y, z&1)
		if a != c || b != d || e != g || f != h {
			t.Fatalf("carry %x %x", x, y)
		}
		if z > x {
			a, b = bits.Div64(x, y, z)
			c, d = mybits.Div64(x, y, z)
			if a != c || b != d {
				t.Fatalf("Div64(%x, %x, %x) = %x, %x, want %x %x", x, y, z, c, d, a, b)
			}
		}
	}
}
