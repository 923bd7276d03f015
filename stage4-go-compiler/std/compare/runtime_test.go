package compare

import (
	"math"
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"mystd/internal/abi"
	"mystd/internal/reflectlite"
	my "mystd/runtime"
)

func mapType(m any) *abi.MapType {
	return (*abi.MapType)(unsafe.Pointer(reflectlite.Translate(reflect.TypeOf(m))))
}

// TestMapIntegers changes a map and an official one alike, also during iterations.
func TestMapIntegers(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	typ := mapType(map[int]int{})
	for round := 0; round < rounds(400); round++ {
		want := map[int]int{}
		m := my.MakeMap(typ, r.Intn(30))
		keys := 1 + r.Intn(1<<uint(r.Intn(12)))
		for step := 0; step < 2000; step++ {
			k := r.Intn(keys)
			switch op := r.Intn(100); {
			case op < 50:
				want[k] = step
				if r.Intn(2) == 0 {
					*(*int)(my.MapSet(typ, m, unsafe.Pointer(&k))) = step
				} else {
					*(*int)(my.MapSet64(typ, m, uint64(k))) = step
				}
			case op < 75:
				delete(want, k)
				my.MapDelete(typ, m, unsafe.Pointer(&k))
			case op < 98:
				p, q := my.MapGet(typ, m, unsafe.Pointer(&k)), my.MapGet64(typ, m, uint64(k))
				v, ok := want[k]
				if p != q || ok != (p != nil) || ok && *(*int)(p) != v {
					t.Fatalf("get %d", k)
				}
			case op < 99 && r.Intn(20) == 0:
				clear(want)
				my.MapClear(typ, m)
			default:
				iterate(t, r, typ, m, want, keys)
			}
			if my.MapLen(unsafe.Pointer(m)) != len(want) {
				t.Fatalf("length %d, want %d", my.MapLen(unsafe.Pointer(m)), len(want))
			}
		}
	}
}

// iterate goes over the map and changes it meanwhile. Every entry that was there from the beginning
// to its turn is given once; none that was deleted is given, none twice.
func iterate(t *testing.T, r *rand.Rand, typ *abi.MapType, m *my.Map, want map[int]int, keys int) {
	before := map[int]bool{}
	for k := range want {
		before[k] = true
	}
	seen := map[int]bool{}
	again := map[int]bool{} // inserted meanwhile: may be given, again too
	var it my.MapIter
	for my.MapIterStart(typ, unsafe.Pointer(m), &it); it.Key != nil; my.MapIterNext(&it) {
		k, v := *(*int)(it.Key), *(*int)(it.Elem)
		if w, ok := want[k]; !ok || w != v {
			t.Fatalf("iteration gives %d: %d, the map has %d, %v", k, v, w, ok)
		}
		if seen[k] && !again[k] {
			t.Fatalf("iteration gives %d twice", k)
		}
		seen[k] = true
		delete(again, k)
		for n := r.Intn(4); n > 0; n-- {
			k := r.Intn(keys)
			if r.Intn(3) == 0 {
				delete(want, k)
				delete(before, k)
				my.MapDelete(typ, m, unsafe.Pointer(&k))
			} else {
				if _, ok := want[k]; !ok {
					again[k] = true
				}
				want[k] = n
				*(*int)(my.MapSet64(typ, m, uint64(k))) = n
			}
		}
		if len(seen) > 4000 {
			break
		}
	}
	for k := range before {
		if !seen[k] {
			t.Fatalf("iteration leaves out %d", k)
		}
	}
}

func TestMapOtherKeys(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	type key struct {
		a int8
		b string
		c float64
		_ int
		d [2]uint16
	}
	keys, strs, floats := mapType(map[key]int{}), mapType(map[string]int{}), mapType(map[float64][3]byte{})
	m, s, f := my.MakeMap(keys, 0), my.MakeMap(strs, 100), my.MakeMap(floats, 0)
	want, wantS, wantF := map[key]int{}, map[string]int{}, map[float64][3]byte{}
	var alive []string
	for i := 0; i < rounds(40000); i++ {
		text := strings.Repeat(string(rune('a'+r.Intn(26))), r.Intn(40))
		alive = append(alive, text)
		k := key{a: int8(r.Intn(3)), b: text, c: []float64{0, math.Copysign(0, -1), 1}[r.Intn(3)], d: [2]uint16{1, uint16(r.Intn(2))}}
		x := float64(r.Intn(100))
		if r.Intn(20) == 0 {
			x = math.NaN()
		}
		if r.Intn(3) > 0 {
			want[k], wantS[text], wantF[x] = i, i, [3]byte{byte(i)}
			*(*int)(my.MapSet(keys, m, unsafe.Pointer(&k))) = i
			*(*int)(my.MapSetString(strs, s, text)) = i
			*(*[3]byte)(my.MapSet(floats, f, unsafe.Pointer(&x))) = [3]byte{byte(i)}
		} else {
			delete(want, k)
			delete(wantS, text)
			delete(wantF, x)
			my.MapDelete(keys, m, unsafe.Pointer(&k))
			my.MapDelete(strs, s, unsafe.Pointer(&text))
			my.MapDelete(floats, f, unsafe.Pointer(&x))
		}
		p, q := my.MapGet(keys, m, unsafe.Pointer(&k)), my.MapGetString(strs, s, text)
		v, ok := want[k]
		v2, ok2 := wantS[text]
		if ok != (p != nil) || ok && *(*int)(p) != v || ok2 != (q != nil) || ok2 && *(*int)(q) != v2 {
			t.Fatalf("get %v", k)
		}
	}
	if my.MapLen(unsafe.Pointer(m)) != len(want) || my.MapLen(unsafe.Pointer(s)) != len(wantS) || my.MapLen(unsafe.Pointer(f)) != len(wantF) {
		t.Fatal("lengths")
	}
	n := 0
	var it my.MapIter
	for my.MapIterStart(floats, unsafe.Pointer(f), &it); it.Key != nil; my.MapIterNext(&it) {
		n++
	}
	if n != len(wantF) {
		t.Fatalf("%d entries of %d", n, len(wantF))
	}
	_ = alive
}

func TestGrowSlice(t *testing.T) {
	check := func(typ reflect.Type) {
		d := reflectlite.Translate(typ)
		d.PtrBytes = 0
		if typ.Kind() == reflect.String || typ.Kind() == reflect.Pointer {
			d.PtrBytes = 8
		}
		for _, n := range []int{0, 1, 3, 5, 7, 13, 100, 255, 256, 257, 300, 511, 512, 600, 1000, 5000, 100000} {
			for _, added := range []int{1, 2, 7, 300, 5000} {
				s := reflect.MakeSlice(reflect.SliceOf(typ), n, n)
				want := reflect.AppendSlice(s, reflect.MakeSlice(reflect.SliceOf(typ), added, added)).Cap()
				if _, length, got := my.GrowSlice(s.UnsafePointer(), n+added, n, added, d); got != want || length != n+added {
					t.Errorf("%v: %d + %d: %d, want %d", typ, n, added, got, want)
				}
			}
		}
	}
	for _, x := range []any{byte(0), int16(0), int32(0), 0, [3]byte{}, [5]int{}, [2]int{}, "", new(int)} {
		check(reflect.TypeOf(x))
	}
}

func TestRuntimeStrings(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	for i := 0; i < rounds(100000); i++ {
		a, b := randomText(r), randomText(r)
		if !reflect.DeepEqual([]rune(a), my.StringToRunes(a)) && a != "" {
			t.Fatalf("runes of %q", a)
		}
		runes := []rune{rune(r.Uint32()), rune(r.Intn(0x11000)), -1, 0xD800}
		if string(runes) != my.RunesToString(runes) || strings.Compare(a, b) != my.CompareString(a, b) || a+b+a != my.Concat(a, b, a) {
			t.Fatalf("%q %q", a, b)
		}
	}
	last := 0
	for n := uintptr(1); n <= 32<<10; n++ {
		class, size := my.Class(n)
		if size < n || size%8 != 0 || class < last || class > last+1 || class >= 81 || n > 64 && size-n > n/8+1 {
			t.Fatalf("class of %d: %d, %d", n, class, size)
		}
		last = class
	}
}
