// Package reflectlite looks into values of any type: what fmt needs to print them, and errors to
// find one of a type. It reads type descriptors (internal/abi) and memory, and changes nothing but
// what AssignError stores.
//
//	value.go  a value and its parts
//	order.go  the order of map keys in print
//	eface.go  from interface values to descriptor and data, and back: the part that depends on the
//	          compiler's representation, which the tests replace to run under the official one
package reflectlite

import (
	"internal/abi"
	"unsafe"
)

// Value is a value with its type. The zero Value is not valid: it is in no interface.
type Value struct {
	typ    *abi.Type
	at     unsafe.Pointer // the address of the value, or if direct the value itself
	direct bool
	hidden bool // reached through a field that is not exported: its methods are not called
}

// Valid says whether v is a value at all.
func (v Value) Valid() bool { return v.typ != nil }

// CanInterface says whether Interface may be called.
func (v Value) CanInterface() bool { return !v.hidden }

// Interface gives the value as an interface value.
func (v Value) Interface() any { return pack(v) }

// Kind gives the kind of the value's type.
func (v Value) Kind() abi.Kind {
	if v.typ == nil {
		return abi.Invalid
	}
	return v.typ.Kind
}

// TypeString gives the type as %T prints it.
func (v Value) TypeString() string { return v.typ.String }

// address gives where the value is in memory. A direct value is put there first.
func (v *Value) address() unsafe.Pointer {
	if v.direct {
		word := new(unsafe.Pointer)
		*word = v.at
		return unsafe.Pointer(word)
	}
	return v.at
}

// word gives a value of the size of a pointer.
func (v Value) word() unsafe.Pointer {
	if v.direct {
		return v.at
	}
	return *(*unsafe.Pointer)(v.at)
}

// Bool gives a value of kind Bool.
func (v Value) Bool() bool { return *(*bool)(v.at) }

// Int gives a value of a signed integer kind.
func (v Value) Int() int64 {
	switch v.typ.Size {
	case 1:
		return int64(*(*int8)(v.at))
	case 2:
		return int64(*(*int16)(v.at))
	case 4:
		return int64(*(*int32)(v.at))
	}
	return *(*int64)(v.at)
}

// Uint gives a value of an unsigned integer kind.
func (v Value) Uint() uint64 {
	switch v.typ.Size {
	case 1:
		return uint64(*(*uint8)(v.at))
	case 2:
		return uint64(*(*uint16)(v.at))
	case 4:
		return uint64(*(*uint32)(v.at))
	}
	return *(*uint64)(v.at)
}

// Bits gives the size of a number's type in bits.
func (v Value) Bits() int { return int(v.typ.Size) * 8 }

// Float gives a value of kind Float32 or Float64.
func (v Value) Float() float64 {
	if v.typ.Size == 4 {
		return float64(*(*float32)(v.at))
	}
	return *(*float64)(v.at)
}

// Complex gives the parts of a value of kind Complex64 or Complex128.
func (v Value) Complex() (re, im float64) {
	if v.typ.Size == 8 {
		p := (*[2]float32)(v.at)
		return float64(p[0]), float64(p[1])
	}
	p := (*[2]float64)(v.at)
	return p[0], p[1]
}

// String gives a value of kind String.
func (v Value) String() string { return *(*string)(v.at) }

// Pointer gives the address in a value of kind Pointer, Map, Chan, Func, UnsafePointer or Slice.
func (v Value) Pointer() uintptr {
	switch v.typ.Kind {
	case abi.Slice:
		return uintptr((*abi.SliceHeader)(v.at).Data)
	case abi.Func:
		if f := v.word(); f != nil {
			return uintptr((*abi.Funcval)(f).Code)
		}
		return 0
	}
	return uintptr(v.word())
}

// IsNil says whether a pointer, map, channel, function, slice or interface is nil.
func (v Value) IsNil() bool {
	switch v.typ.Kind {
	case abi.Slice:
		return (*abi.SliceHeader)(v.at).Data == nil
	case abi.Interface:
		return *(*unsafe.Pointer)(v.at) == nil
	}
	return v.word() == nil
}

// Len gives the length of an array, slice, string or map.
func (v Value) Len() int {
	switch v.typ.Kind {
	case abi.Array:
		return int((*abi.ArrayType)(unsafe.Pointer(v.typ)).Len)
	case abi.Slice:
		return (*abi.SliceHeader)(v.at).Len
	case abi.String:
		return len(*(*string)(v.at))
	}
	return mapLen(v)
}

// ElemKind gives the kind of the elements of an array, slice or pointer.
func (v Value) ElemKind() abi.Kind { return elem(v.typ).Kind }

// ElemSize gives the size of the elements of an array or slice.
func (v Value) ElemSize() uintptr { return elem(v.typ).Size }

// elem gives the element type of an array, slice, pointer or map.
func elem(t *abi.Type) *abi.Type {
	switch t.Kind {
	case abi.Array:
		return (*abi.ArrayType)(unsafe.Pointer(t)).Elem
	case abi.Map:
		return (*abi.MapType)(unsafe.Pointer(t)).Elem
	case abi.Slice:
		return (*abi.SliceType)(unsafe.Pointer(t)).Elem
	}
	return (*abi.PointerType)(unsafe.Pointer(t)).Elem
}

// Index gives element i of an array or slice.
func (v Value) Index(i int) Value {
	t := elem(v.typ)
	start := v.at
	if v.typ.Kind == abi.Slice {
		start = (*abi.SliceHeader)(v.at).Data
	} else if v.direct {
		return Value{t, v.at, true, v.hidden}
	}
	return Value{t, unsafe.Pointer(uintptr(start) + uintptr(i)*t.Size), false, v.hidden}
}

// NumField gives the number of fields of a struct.
func (v Value) NumField() int {
	return len((*abi.StructType)(unsafe.Pointer(v.typ)).Fields)
}

// FieldName gives the name of field i of a struct.
func (v Value) FieldName(i int) string {
	return (*abi.StructType)(unsafe.Pointer(v.typ)).Fields[i].Name
}

// Field gives field i of a struct.
func (v Value) Field(i int) Value {
	f := &(*abi.StructType)(unsafe.Pointer(v.typ)).Fields[i]
	hidden := v.hidden || f.PkgPath != ""
	if v.direct {
		if f.Type.Size == 0 {
			return Value{f.Type, unsafe.Pointer(&v), false, hidden}
		}
		return Value{f.Type, v.at, true, hidden}
	}
	return Value{f.Type, unsafe.Pointer(uintptr(v.at) + f.Offset), false, hidden}
}

// Elem gives what a pointer points to or an interface holds; the zero Value for nil.
func (v Value) Elem() Value {
	if v.typ.Kind == abi.Interface {
		inner := unpackInterface(v)
		inner.hidden = v.hidden
		return inner
	}
	p := v.word()
	if p == nil {
		return Value{}
	}
	return Value{elem(v.typ), p, false, v.hidden}
}

// Comparable says whether a value may be compared by == without a panic for its type.
func Comparable(x any) bool {
	v := ValueOf(x)
	return v.typ == nil || v.typ.Flags&abi.FlagComparable != 0
}
