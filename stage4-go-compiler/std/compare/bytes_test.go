package compare

import (
	"bytes"
	"math/rand"
	"testing"
	"unicode"

	my "mystd/bytes"
	mystrings "mystd/strings"
)

func sameParts(a, b [][]byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func TestBytes(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for i := 0; i < rounds(100000); i++ {
		s, u, v := []byte(shortText(r, 12)), []byte(shortText(r, 2)), []byte(shortText(r, 2))
		n := r.Intn(5) - 1
		if !sameParts(bytes.Split(s, u), my.Split(s, u)) || !sameParts(bytes.SplitN(s, u, n), my.SplitN(s, u, n)) || !sameParts(bytes.SplitAfter(s, u), my.SplitAfter(s, u)) ||
			!sameParts(bytes.Fields(s), my.Fields(s)) || !bytes.Equal(bytes.Replace(s, u, v, n), my.Replace(s, u, v, n)) || !bytes.Equal(bytes.TrimSpace(s), my.TrimSpace(s)) ||
			!bytes.Equal(bytes.Trim(s, string(u)), my.Trim(s, string(u))) || !bytes.Equal(bytes.TrimFunc(s, unicode.IsLetter), my.TrimFunc(s, unicode.IsLetter)) ||
			bytes.Index(s, u) != my.Index(s, u) || bytes.Count(s, u) != my.Count(s, u) || bytes.EqualFold(u, v) != my.EqualFold(u, v) || bytes.Compare(s, u) != my.Compare(s, u) {
			t.Fatalf("%q %q %q %d", s, u, v, n)
		}
	}
}

func TestBuffer(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	for i := 0; i < rounds(20000); i++ {
		var a bytes.Buffer
		var b my.Buffer
		for step := 0; step < 40; step++ {
			s := shortText(r, 10)
			n := r.Intn(12)
			switch r.Intn(10) {
			case 0, 1:
				a.WriteString(s)
				b.WriteString(s)
			case 2:
				a.Write([]byte(s))
				b.Write([]byte(s))
			case 3:
				x, e := a.ReadByte()
				y, f := b.ReadByte()
				if x != y || e != f {
					t.Fatal("ReadByte")
				}
			case 4:
				x, _, e := a.ReadRune()
				y, _, f := b.ReadRune()
				if x != y || e != f {
					t.Fatal("ReadRune")
				}
			case 5:
				if e, f := a.UnreadRune(), b.UnreadRune(); (e == nil) != (f == nil) {
					t.Fatal("UnreadRune")
				}
			case 6:
				if e, f := a.UnreadByte(), b.UnreadByte(); (e == nil) != (f == nil) {
					t.Fatal("UnreadByte")
				}
			case 7:
				if string(a.Next(n)) != string(b.Next(n)) {
					t.Fatal("Next")
				}
			case 8:
				if a.Len() == 0 {
					break // what can be taken back afterwards depends on the capacity
				}
				x, e := a.ReadString('a')
				y, f := b.ReadString('a')
				if x != y || e != f {
					t.Fatal("ReadString")
				}
			case 9:
				if n <= a.Len() {
					a.Truncate(n)
					b.Truncate(n)
				}
				a.ReadFrom(bytes.NewReader([]byte(s)))
				b.ReadFrom(mystrings.NewReader(s))
			}
			if a.String() != b.String() || a.Len() != b.Len() {
				t.Fatalf("%q, want %q", b.String(), a.String())
			}
		}
	}
}
