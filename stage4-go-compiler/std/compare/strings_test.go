package compare

import (
	"bufio"
	"io"
	"math/rand"
	"reflect"
	"sort"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode"

	mybufio "mystd/bufio"
	mysort "mystd/sort"
	my "mystd/strings"
	mytime "mystd/time"
)

// shortText gives texts in which others are found often.
func shortText(r *rand.Rand, n int) string {
	pieces := []string{"a", "b", "ab", "A", "é", "É", "世", " ", "\t", "\xff", "\u2028", "K", "\u212a", "ſ", "s", "\ufffd"}
	s := ""
	for i := r.Intn(n + 1); i > 0; i-- {
		s += pieces[r.Intn(len(pieces))]
	}
	return s
}

func TestStrings(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	rot := func(x rune) rune {
		switch x {
		case 'a':
			return 'é'
		case 'b':
			return -1
		}
		return x
	}
	for i := 0; i < rounds(200000); i++ {
		s, u, v := shortText(r, 12), shortText(r, 3), shortText(r, 2)
		n := r.Intn(6) - 1
		c := "ab \xff"[r.Intn(4)]
		x := []rune{'a', 'é', '世', 0xFFFD, 'z', -1, 0xD800}[r.Intn(7)]
		before, after, found := strings.Cut(s, u)
		before2, after2, found2 := my.Cut(s, u)
		pre, ok := strings.CutPrefix(s, u)
		pre2, ok2 := my.CutPrefix(s, u)
		suf, ok3 := strings.CutSuffix(s, u)
		suf2, ok4 := my.CutSuffix(s, u)
		for k, pair := range [][2]any{
			{strings.Index(s, u), my.Index(s, u)}, {strings.LastIndex(s, u), my.LastIndex(s, u)},
			{strings.IndexByte(s, c), my.IndexByte(s, c)}, {strings.LastIndexByte(s, c), my.LastIndexByte(s, c)},
			{strings.IndexRune(s, x), my.IndexRune(s, x)}, {strings.IndexAny(s, u), my.IndexAny(s, u)}, {strings.LastIndexAny(s, u), my.LastIndexAny(s, u)},
			{strings.IndexFunc(s, unicode.IsUpper), my.IndexFunc(s, unicode.IsUpper)}, {strings.LastIndexFunc(s, unicode.IsUpper), my.LastIndexFunc(s, unicode.IsUpper)},
			{strings.Count(s, u), my.Count(s, u)}, {strings.Contains(s, u), my.Contains(s, u)}, {strings.ContainsAny(s, u), my.ContainsAny(s, u)}, {strings.ContainsRune(s, x), my.ContainsRune(s, x)},
			{strings.HasPrefix(s, u), my.HasPrefix(s, u)}, {strings.HasSuffix(s, u), my.HasSuffix(s, u)}, {strings.Compare(s, u), my.Compare(s, u)}, {strings.EqualFold(u, v), my.EqualFold(u, v)},
			{strings.Split(s, u), my.Split(s, u)}, {strings.SplitN(s, u, n), my.SplitN(s, u, n)}, {strings.SplitAfter(s, u), my.SplitAfter(s, u)}, {strings.SplitAfterN(s, u, n), my.SplitAfterN(s, u, n)},
			{strings.Fields(s), my.Fields(s)}, {strings.FieldsFunc(s, unicode.IsLetter), my.FieldsFunc(s, unicode.IsLetter)}, {strings.Join(strings.Split(s, "a"), u), my.Join(strings.Split(s, "a"), u)},
			{strings.Map(rot, s), my.Map(rot, s)}, {strings.Repeat(u, n+1), my.Repeat(u, n+1)}, {strings.ToUpper(s), my.ToUpper(s)}, {strings.ToLower(s), my.ToLower(s)}, {strings.ToTitle(s), my.ToTitle(s)},
			{strings.ToValidUTF8(s, u), my.ToValidUTF8(s, u)}, {strings.Replace(s, u, v, n), my.Replace(s, u, v, n)}, {strings.ReplaceAll(s, u, v), my.ReplaceAll(s, u, v)},
			{strings.Trim(s, u), my.Trim(s, u)}, {strings.TrimLeft(s, u), my.TrimLeft(s, u)}, {strings.TrimRight(s, u), my.TrimRight(s, u)}, {strings.TrimSpace(s), my.TrimSpace(s)},
			{strings.TrimPrefix(s, u), my.TrimPrefix(s, u)}, {strings.TrimSuffix(s, u), my.TrimSuffix(s, u)}, {strings.TrimFunc(s, unicode.IsLetter), my.TrimFunc(s, unicode.IsLetter)},
			{[]any{before, after, found, pre, ok, suf, ok3}, []any{before2, after2, found2, pre2, ok2, suf2, ok4}},
		} {
			if !reflect.DeepEqual(pair[0], pair[1]) {
				t.Fatalf("%d: %q %q %q %d: %q, want %q", k, s, u, v, n, pair[1], pair[0])
			}
		}
	}
	long := strings.Repeat("ab", 3000)
	if my.Index(long+"abb", "ababababababb") != strings.Index(long+"abb", "ababababababb") {
		t.Error("rolling hash")
	}
}

func TestStringsReplacer(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	for i := 0; i < rounds(200000); i++ {
		var pairs []string
		for n := r.Intn(4); n >= 0; n-- {
			pairs = append(pairs, shortText(r, 2), shortText(r, 2))
		}
		s := shortText(r, 8)
		if want, got := strings.NewReplacer(pairs...).Replace(s), my.NewReplacer(pairs...).Replace(s); want != got {
			t.Fatalf("%q of %q: %q, want %q", pairs, s, got, want)
		}
	}
}

func TestSort(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	type pair struct {
		key, place int
		text       string
	}
	for i := 0; i < rounds(3000); i++ {
		n := 1 + r.Intn(1<<uint(r.Intn(11)))
		a := make([]int, n)
		for k := range a {
			switch i % 4 {
			case 0:
				a[k] = r.Intn(n + 1)
			case 1:
				a[k] = k
			case 2:
				a[k] = -k
			case 3:
				a[k] = k % 7
			}
		}
		b := append([]int(nil), a...)
		c := append([]int(nil), a...)
		d := append([]int(nil), a...)
		pairs := make([]pair, n)
		for k := range pairs {
			pairs[k] = pair{a[k], k, "x"}
		}
		sort.Ints(a)
		mysort.Ints(b)
		mysort.Sort(mysort.IntSlice(c))
		mysort.Slice(d, func(i, k int) bool { return d[i] < d[k] })
		mysort.SliceStable(pairs, func(i, k int) bool { return pairs[i].key < pairs[k].key })
		if !reflect.DeepEqual(a, b) || !reflect.DeepEqual(a, c) || !reflect.DeepEqual(a, d) || !mysort.IntsAreSorted(b) {
			t.Fatal("not sorted")
		}
		for k := 1; k < n; k++ {
			if pairs[k-1].key > pairs[k].key || pairs[k-1].key == pairs[k].key && pairs[k-1].place > pairs[k].place {
				t.Fatal("not stable")
			}
		}
		if x := r.Intn(n + 2); mysort.SearchInts(a, x) != sort.SearchInts(a, x) {
			t.Fatal("search")
		}
		mysort.Sort(mysort.Reverse(mysort.IntSlice(c)))
		if n > 1 && c[0] != a[n-1] {
			t.Fatal("reverse")
		}
	}
	// An adversary that makes every pivot the smallest: must not be quadratic.
	n := 20000
	values := make([]int, n)
	gas, solid, calls, candidate := n, 0, 0, 0
	for i := range values {
		values[i] = gas
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	mysort.Slice(order, func(i, k int) bool {
		calls++
		x, y := order[i], order[k]
		if values[x] == gas && values[y] == gas {
			if x == candidate {
				values[x] = solid
			} else {
				values[y] = solid
			}
			solid++
		}
		if values[x] == gas {
			candidate = x
		} else if values[y] == gas {
			candidate = y
		}
		return values[x] < values[y]
	})
	if calls > 100*n {
		t.Errorf("%d comparisons for %d elements", calls, n)
	}
}

func TestBufio(t *testing.T) {
	r := rand.New(rand.NewSource(4))
	for i := 0; i < rounds(20000); i++ {
		s := strings.Repeat(shortText(r, 10)+[]string{"\n", "\r\n", "", " "}[r.Intn(4)], r.Intn(40))
		wrap := []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.DataErrReader, iotest.HalfReader}[r.Intn(3)]
		k := r.Intn(4)
		a, b := bufio.NewScanner(wrap(strings.NewReader(s))), mybufio.NewScanner(wrap(strings.NewReader(s)))
		a.Split([]bufio.SplitFunc{bufio.ScanLines, bufio.ScanWords, bufio.ScanRunes, bufio.ScanBytes}[k])
		b.Split([]mybufio.SplitFunc{mybufio.ScanLines, mybufio.ScanWords, mybufio.ScanRunes, mybufio.ScanBytes}[k])
		if r.Intn(3) == 0 {
			a.Buffer(make([]byte, 2), 20)
			b.Buffer(make([]byte, 2), 20)
		}
		for {
			x, y := a.Scan(), b.Scan()
			if x != y || a.Text() != b.Text() || a.Err() != nil && a.Err().Error() != b.Err().Error() {
				t.Fatalf("%q: %v %q %v, want %v %q %v", s, y, b.Text(), b.Err(), x, a.Text(), a.Err())
			}
			if !x {
				break
			}
		}
		c, d := bufio.NewReaderSize(wrap(strings.NewReader(s)), 16), mybufio.NewReaderSize(wrap(strings.NewReader(s)), 16)
		for step := 0; step < 60; step++ {
			var want, got []any
			switch r.Intn(9) {
			case 0:
				x, e := c.ReadByte()
				y, f := d.ReadByte()
				want, got = []any{x, e}, []any{y, f}
			case 1:
				x, n, e := c.ReadRune()
				y, m, f := d.ReadRune()
				want, got = []any{x, n, e}, []any{y, m, f}
			case 2:
				x, e := c.ReadString('\n')
				y, f := d.ReadString('\n')
				want, got = []any{x, e}, []any{y, f}
			case 3:
				x, p, e := c.ReadLine()
				y, q, f := d.ReadLine()
				want, got = []any{string(x), p, e}, []any{string(y), q, f}
			case 4:
				n := r.Intn(20)
				x, e := c.Peek(n)
				y, f := d.Peek(n)
				want, got = []any{string(x), e}, []any{string(y), f}
			case 5:
				n := r.Intn(20)
				x, e := c.Discard(n)
				y, f := d.Discard(n)
				want, got = []any{x, e}, []any{y, f}
			case 6:
				e, f := c.UnreadByte(), d.UnreadByte()
				want, got = []any{e}, []any{f}
			case 7:
				e, f := c.UnreadRune(), d.UnreadRune()
				want, got = []any{e}, []any{f}
			case 8:
				p, q := make([]byte, r.Intn(20)), make([]byte, 20)
				x, e := c.Read(p)
				y, f := d.Read(q[:len(p)])
				want, got = []any{string(p[:x]), e}, []any{string(q[:y]), f}
			}
			for k := range want {
				e, isError := want[k].(error)
				if isError && got[k] != nil {
					if got[k].(error).Error() != e.Error() {
						t.Fatalf("%q: %v, want %v", s, got, want)
					}
				} else if want[k] != got[k] {
					t.Fatalf("%q: %q, want %q", s, got, want)
				}
			}
		}
	}
}

func TestDuration(t *testing.T) {
	r := rand.New(rand.NewSource(5))
	for i := 0; i < rounds(100000); i++ {
		d := int64(r.Uint64()) >> uint(r.Intn(64))
		m := int64(r.Uint64()) >> uint(r.Intn(64))
		a, b := time.Duration(d), mytime.Duration(d)
		if a.String() != b.String() || a.Seconds() != b.Seconds() || int64(a.Round(time.Duration(m))) != int64(b.Round(mytime.Duration(m))) || int64(a.Truncate(time.Duration(m))) != int64(b.Truncate(mytime.Duration(m))) {
			t.Fatalf("%d %d: %s, want %s", d, m, b, a)
		}
	}
}
