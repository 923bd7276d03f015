package reflectlite

import (
	"internal/abi"
	"internal/intrinsic"
	"runtime"
	"unsafe"
)

// ValueOf gives the value in an interface, the zero Value for nil.
func ValueOf(x any) Value {
	e := (*abi.Eface)(unsafe.Pointer(&x))
	if e.Type == nil {
		return Value{}
	}
	return Value{e.Type, e.Data, e.Type.Flags&abi.FlagDirect != 0, false}
}

// pack copies the value, unless it is held directly, because the original may change.
func pack(v Value) any {
	var x any
	e := (*abi.Eface)(unsafe.Pointer(&x))
	e.Type = v.typ
	switch {
	case v.typ.Flags&abi.FlagDirect != 0:
		e.Data = v.word()
	default:
		e.Data = runtime.NewObject(v.typ)
		intrinsic.Move(e.Data, v.at, v.typ.Size)
	}
	return x
}

// unpackInterface gives what an interface value in memory holds.
func unpackInterface(v Value) Value {
	if len((*abi.InterfaceType)(unsafe.Pointer(v.typ)).Methods) == 0 {
		return ValueOf(*(*any)(v.at))
	}
	i := (*abi.Iface)(v.at)
	if i.Itab == nil {
		return Value{}
	}
	t := i.Itab.Type
	return Value{t, i.Data, t.Flags&abi.FlagDirect != 0, false}
}

func typeAddress(v Value) uintptr { return uintptr(unsafe.Pointer(v.typ)) }

func mapLen(v Value) int { return runtime.MapLen(v.word()) }

func mapEntries(v Value) []Entry {
	t := (*abi.MapType)(unsafe.Pointer(v.typ))
	var entries []Entry
	var it runtime.MapIter
	for runtime.MapIterStart(t, v.word(), &it); it.Key != nil; runtime.MapIterNext(&it) {
		key := runtime.NewObject(t.Key)
		intrinsic.Move(key, it.Key, t.Key.Size)
		entries = append(entries, Entry{
			Value{t.Key, key, false, v.hidden},
			Value{t.Elem, it.Elem, false, v.hidden},
		})
	}
	return entries
}

// errorType gives the descriptor of the type error.
func errorType() *abi.InterfaceType {
	var x any = (*error)(nil)
	return (*abi.InterfaceType)(unsafe.Pointer(elem((*abi.Eface)(unsafe.Pointer(&x)).Type)))
}

// ErrorTarget says what is wrong with a target of errors.As, or nothing.
func ErrorTarget(target any) string {
	v := ValueOf(target)
	if v.Kind() != abi.Pointer || v.IsNil() {
		return "target must be a non-nil pointer"
	}
	if t := elem(v.typ); t.Kind != abi.Interface && runtime.ItabFor(errorType(), t) == nil {
		return "*target must be interface or implement error"
	}
	return ""
}

// AssignError stores err where target points to, if err's type fits there.
func AssignError(target any, err error) bool {
	want, have := elem(ValueOf(target).typ), ValueOf(err)
	to := ValueOf(target).word()
	if want.Kind != abi.Interface {
		if want != have.typ {
			return false
		}
		from := have.address()
		intrinsic.Move(to, from, want.Size)
		return true
	}
	var x any = err
	data := (*abi.Eface)(unsafe.Pointer(&x)).Data
	inter := (*abi.InterfaceType)(unsafe.Pointer(want))
	if len(inter.Methods) == 0 {
		*(*any)(to) = x
		return true
	}
	itab := runtime.ItabFor(inter, have.typ)
	if itab == nil {
		return false
	}
	*(*abi.Iface)(to) = abi.Iface{Itab: itab, Data: data}
	return true
}
