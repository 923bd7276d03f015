package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// equalValue compares two values of one type. It panics for interfaces that hold what cannot be
// compared.
func equalValue(t *abi.Type, p, q unsafe.Pointer) bool {
	if t.Flags&abi.FlagPlain != 0 {
		return p == q || intrinsic.Equal(p, q, t.Size)
	}
	switch t.Kind {
	case abi.Float32:
		return *(*float32)(p) == *(*float32)(q)
	case abi.Float64:
		return *(*float64)(p) == *(*float64)(q)
	case abi.Complex64:
		x, y := (*[2]float32)(p), (*[2]float32)(q)
		return x[0] == y[0] && x[1] == y[1]
	case abi.Complex128:
		x, y := (*[2]float64)(p), (*[2]float64)(q)
		return x[0] == y[0] && x[1] == y[1]
	case abi.String:
		return equalString(*(*string)(p), *(*string)(q))
	case abi.Interface:
		if len((*abi.InterfaceType)(unsafe.Pointer(t)).Methods) == 0 {
			return equalEfaces(*(*abi.Eface)(p), *(*abi.Eface)(q))
		}
		return equalMethods(*(*abi.Iface)(p), *(*abi.Iface)(q))
	case abi.Array:
		a := (*abi.ArrayType)(unsafe.Pointer(t))
		for i := uintptr(0); i < a.Len; i++ {
			if !equalValue(a.Elem, plus(p, i*a.Elem.Size), plus(q, i*a.Elem.Size)) {
				return false
			}
		}
		return true
	case abi.Struct:
		fields := (*abi.StructType)(unsafe.Pointer(t)).Fields
		for i := 0; i < len(fields); i++ {
			f := &fields[i]
			if f.Name != "_" && !equalValue(f.Type, plus(p, f.Offset), plus(q, f.Offset)) {
				return false
			}
		}
		return true
	}
	return intrinsic.Equal(p, q, t.Size)
}

func equalInterface(a, b any) bool {
	return equalEfaces(*(*abi.Eface)(unsafe.Pointer(&a)), *(*abi.Eface)(unsafe.Pointer(&b)))
}

func equalEfaces(a, b abi.Eface) bool {
	if a.Type != b.Type {
		return false
	}
	return a.Type == nil || equalData(a.Type, a.Data, b.Data)
}

func equalMethods(a, b abi.Iface) bool {
	if a.Itab == nil || b.Itab == nil {
		return a.Itab == b.Itab
	}
	return a.Itab.Type == b.Itab.Type && equalData(a.Itab.Type, a.Data, b.Data)
}

// equalData compares the data words of two interface values of one type.
func equalData(t *abi.Type, p, q unsafe.Pointer) bool {
	if t.Flags&abi.FlagComparable == 0 {
		panic(runtimeError("comparing uncomparable type " + t.String))
	}
	if t.Flags&abi.FlagDirect != 0 {
		return p == q
	}
	return equalValue(t, p, q)
}

// itabs are those that were asked for, by open addressing with a power of two of places; one with a
// nil type in its interface's place says that the type lacks a method.
var itabs struct {
	entries []itabEntry
	used    int
}

type itabEntry struct {
	inter *abi.InterfaceType
	t     *abi.Type
	itab  *abi.Itab
}

func itabHash(inter *abi.InterfaceType, t *abi.Type) uint32 {
	return (inter.Hash*31 ^ t.Hash) * 0x9E3779B1
}

// getItab gives the itab of a type for an interface with methods, nil if the type lacks one.
func getItab(inter *abi.InterfaceType, t *abi.Type) *abi.Itab {
	if len(itabs.entries) == 0 {
		itabs.entries = make([]itabEntry, 64)
	}
	mask := uint32(len(itabs.entries) - 1)
	for i := itabHash(inter, t) & mask; ; i = (i + 1) & mask {
		e := &itabs.entries[i]
		if e.t == t && e.inter == inter {
			return e.itab
		}
		if e.t == nil {
			break
		}
	}
	itab, _ := makeItab(inter, t)
	if 4*itabs.used >= 3*len(itabs.entries) {
		old := itabs.entries
		itabs.entries = make([]itabEntry, 2*len(old))
		itabs.used = 0
		for i := 0; i < len(old); i++ {
			if old[i].t != nil {
				addItab(old[i])
			}
		}
	}
	addItab(itabEntry{inter, t, itab})
	return itab
}

func addItab(entry itabEntry) {
	mask := uint32(len(itabs.entries) - 1)
	i := itabHash(entry.inter, entry.t) & mask
	for itabs.entries[i].t != nil {
		i = (i + 1) & mask
	}
	itabs.entries[i] = entry
	itabs.used++
}

// makeItab walks the methods of both, which are sorted by name. It names the first one missing.
func makeItab(inter *abi.InterfaceType, t *abi.Type) (*abi.Itab, string) {
	want := inter.Methods
	var have []abi.Method
	if t.Declared != nil {
		have = t.Declared.Methods
	}
	size := unsafe.Sizeof(abi.Itab{})
	itab := (*abi.Itab)(takeMetadata(size + uintptr(len(want))*8))
	itab.Inter = inter
	itab.Type = t
	itab.Hash = t.Hash
	k := 0
	for i := 0; i < len(want); i++ {
		for k < len(have) && have[k].Name != want[i].Name {
			k++
		}
		if k == len(have) || have[k].Type != want[i].Type {
			return nil, want[i].Name
		}
		*(*unsafe.Pointer)(plus(unsafe.Pointer(itab), size+uintptr(i)*8)) = have[k].Code
	}
	return itab, ""
}

func assertItab(inter *abi.InterfaceType, t *abi.Type) *abi.Itab {
	if t == nil {
		panic(&TypeAssertionError{nil, nil, &inter.Type, ""})
	}
	itab := getItab(inter, t)
	if itab == nil {
		_, missing := makeItab(inter, t)
		panic(&TypeAssertionError{nil, t, &inter.Type, missing[lastDot(missing)+1:]})
	}
	return itab
}

func panicAssert(have, want *abi.Type, from *abi.InterfaceType) {
	panic(&TypeAssertionError{&from.Type, have, want, ""})
}
