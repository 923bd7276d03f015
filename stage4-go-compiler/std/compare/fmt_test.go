package compare

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand"
	"os"
	"testing"
	"unsafe"

	myerrors "mystd/errors"
	my "mystd/fmt"
)

type named int

type text string

type withString struct{ a, b int }

func (w withString) String() string { return "<" + fmt.Sprint(w.a) + ">" }

type pointerString struct{ a int }

func (p *pointerString) String() string { return "p" + fmt.Sprint(p.a) }

type withError struct{ Code int }

func (w withError) Error() string { return "error " + fmt.Sprint(w.Code) }

type withGo struct{ a int }

func (w withGo) GoString() string { return "GO" }

type panics struct{}

func (panics) String() string { panic("oh") }

type inner struct {
	A int
	b string
	C []byte
	d *int
}

type outer struct {
	inner
	F   float64
	Any any
	Err error
	M   map[string]int
	S   []inner
	P   *inner
	f   func()
	W   withString
	w   withString
	arr [3]uint8
	L   []any
	E   struct{}
}

type single struct{ p *int }

type bytesNamed []byte

type byteNamed byte

var values = func() []any {
	n := 7
	in := inner{1, "x\ty", []byte("hi"), nil}
	return []any{
		nil, true, false, 0, 1, -1, 42, int8(-128), int16(300), int32('x'), int32(0x1F600), int64(math.MinInt64), uint(7), uint8(200), uint16(65535), uint32(1 << 31), uint64(math.MaxUint64), uintptr(0xbeef),
		0.0, 1.0, -1.5, math.Copysign(0, -1), 3.14159265358979, 1e6, 1e20, 1e21, 1e-7, 123456789.0, math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64, float32(0.1), float32(1e10), float32(3.4e38),
		"", "hello", "héllo, 世界", "quote\"back`tick\n", "\xff\x00", []byte(nil), []byte{}, []byte("bytes"), [3]byte{1, 2, 3}, bytesNamed("nb"), []byteNamed{1, 2},
		named(5), text("t"), withString{1, 2}, &withString{3, 4}, pointerString{1}, &pointerString{2}, (*pointerString)(nil), (*withString)(nil), withError{3}, &withError{4}, withGo{1}, panics{},
		in, &in, outer{}, outer{inner: in, F: 2.5, Any: in, Err: withError{9}, M: map[string]int{"b": 2, "a": 1}, S: []inner{in}, W: withString{5, 6}, w: withString{7, 8}, L: []any{1, "a", nil, 2.5, withString{1, 1}}},
		[]int{1, 2, 3}, []int(nil), []int{}, [2]bool{true, false}, []string{"a", "b c"}, []any{1, nil, "x"}, [][]int{{1}, {2, 3}}, []float64{1, 2.5}, []error{withError{1}, nil}, []withString{{1, 2}},
		map[int]string{3: "c", 1: "a", 2: "b"}, map[string]int(nil), map[string]any{"z": 1, "y": "q"}, map[float64]int{math.NaN(): 1, 2: 2, -1: 3}, map[bool]int{true: 1, false: 0}, map[[2]int]string{{2, 1}: "b", {1, 2}: "a"}, map[any]int{1: 1, "a": 2}, map[inner2]int{{2, "a"}: 1, {1, "z"}: 2},
		(*int)(nil), unsafe.Pointer(nil), &n, single{nil}, struct{}{}, &struct{}{}, &[]int{1}, &map[int]int{1: 2}, &[2]int{1, 2}, struct{ X, Y any }{1, nil},
		errors.New("plain"), complex(1, -2), complex64(complex(0.5, 1)), func() {}, (func())(nil), (chan int)(nil), make(chan int), &[]any{&in},
	}
}()

type inner2 struct {
	A int
	B string
}

func TestFmtVerbs(t *testing.T) {
	failures := 0
	check := func(format string, a ...any) {
		want, got := fmt.Sprintf(format, a...), my.Sprintf(format, a...)
		if want != got && failures < 30 {
			failures++
			t.Errorf("%q of %T: got %q, want %q", format, a[0], got, want)
		}
	}
	var formats []string
	for _, verb := range "vdsqxXbocUtTpeEfFgGwOz" {
		for _, flag := range []string{"", "+", "#", "-", " ", "0", "+#", "#0", "- ", "+0", "# "} {
			for _, width := range []string{"", "1", "12", ".3", "10.2", ".0", "."} {
				formats = append(formats, "%"+flag+width+string(verb))
			}
		}
	}
	for _, format := range formats {
		for _, value := range values {
			check(format, value)
		}
	}
	for _, value := range values {
		if want, got := fmt.Sprintln(value, value), my.Sprintln(value, value); want != got {
			t.Errorf("Println: got %q, want %q", got, want)
		}
	}
}

func TestFmtFormats(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	pieces := []string{"%", "[1]", "[2]", "[0]", "[9]", "[", "]", "*", ".", "3", "20", "+", "-", "#", " ", "0", "v", "d", "s", "q", "x", "T", "w", "é", "%%", "!", "abc", "[x]", "[1]*", "99999999", ".*", "[2]*.[1]*f"}
	for i := 0; i < rounds(300000); i++ {
		format := "%"
		for n := 1 + r.Intn(6); n > 0; n-- {
			format += pieces[r.Intn(len(pieces))]
		}
		a := make([]any, r.Intn(4))
		for k := range a {
			if r.Intn(2) == 0 {
				a[k] = r.Intn(20) - 5
			} else {
				a[k] = values[r.Intn(len(values)-8)]
			}
		}
		if want, got := fmt.Sprintf(format, a...), my.Sprintf(format, a...); want != got {
			t.Fatalf("%q of %v: got %q, want %q", format, a, got, want)
		}
		if want, got := fmt.Sprint(a...), my.Sprint(a...); want != got {
			t.Fatalf("Print of %v: got %q, want %q", a, got, want)
		}
	}
}

type formatter struct{}

func (formatter) Format(f fmt.State, verb rune) {
	w, ok := f.Width()
	p, ok2 := f.Precision()
	fmt.Fprint(f, "F", string(verb), w, ok, p, ok2, f.Flag('+'), f.Flag('-'), f.Flag('#'), f.Flag(' '), f.Flag('0'))
}

type myFormatter struct{}

func (myFormatter) Format(f my.State, verb rune) { formatter{}.Format(f, verb) }

func TestFmtFormatter(t *testing.T) {
	for _, format := range []string{"%v", "%+v", "%#v", "%08.3z", "%-5d", "% x"} {
		if want, got := fmt.Sprintf(format, formatter{}), my.Sprintf(format, myFormatter{}); want != got {
			t.Errorf("%q: got %q, want %q", format, got, want)
		}
		if want, got := fmt.Sprintf(format, []formatter{{}}), my.Sprintf(format, []myFormatter{{}}); want != got && format != "%#v" {
			t.Errorf("%q: got %q, want %q", format, got, want)
		}
	}
}

func TestFmtErrorf(t *testing.T) {
	a, b := withError{1}, io.EOF
	one := my.Errorf("one: %w", a)
	two := my.Errorf("two: %[2]w %[1]w %d", a, b, 3)
	if one.Error() != "one: error 1" || two.Error() != fmt.Errorf("two: %[2]w %[1]w %d", a, b, 3).Error() {
		t.Errorf("%s, %s", one, two)
	}
	for _, err := range []error{one, two, my.Errorf("x %w", two), myerrors.Join(nil, one, b), errors.New("z"), os.ErrNotExist, &os.PathError{Op: "x", Err: os.ErrNotExist}} {
		for _, target := range []error{a, b, one, nil, os.ErrNotExist, withError{2}} {
			if errors.Is(err, target) != myerrors.Is(err, target) {
				t.Errorf("Is(%v, %v)", err, target)
			}
		}
		var x, y withError
		if errors.As(err, &x) != myerrors.As(err, &y) || x != y {
			t.Errorf("As(%v)", err)
		}
		var p, q interface{ Unwrap() error }
		if errors.As(err, &p) != myerrors.As(err, &q) || p != q {
			t.Errorf("As(%v)", err)
		}
		if errors.Unwrap(err) != myerrors.Unwrap(err) {
			t.Errorf("Unwrap(%v)", err)
		}
	}
}
