package reflectlite

import (
	"reflect"
	"sync"
	"unsafe"

	"mystd/internal/abi"
)

// Descriptors made of the official ones, and the way back.
var (
	lock      sync.Mutex
	mine      = map[reflect.Type]*abi.Type{}
	officials = map[*abi.Type]reflect.Type{}
)

// Translate gives the descriptor of a type.
func Translate(t reflect.Type) *abi.Type {
	lock.Lock()
	defer lock.Unlock()
	return translate(t)
}

func translate(t reflect.Type) *abi.Type {
	if d := mine[t]; d != nil {
		return d
	}
	var d *abi.Type
	enter := func(p unsafe.Pointer) {
		d = (*abi.Type)(p)
		d.Size, d.Align, d.FieldAlign = t.Size(), uint8(t.Align()), uint8(t.FieldAlign())
		d.Kind, d.String = abi.Kind(t.Kind()), t.String()
		if t.Comparable() {
			d.Flags |= abi.FlagComparable
		}
		if direct(t) {
			d.Flags |= abi.FlagDirect
		}
		if plain(t) {
			d.Flags |= abi.FlagPlain
		}
		mine[t], officials[d] = d, t
	}
	switch t.Kind() {
	case reflect.Array:
		x := &abi.ArrayType{}
		enter(unsafe.Pointer(x))
		x.Elem, x.Len = translate(t.Elem()), uintptr(t.Len())
	case reflect.Interface:
		x := &abi.InterfaceType{}
		enter(unsafe.Pointer(x))
		x.Methods = make([]abi.InterfaceMethod, t.NumMethod())
	case reflect.Map:
		x := &abi.MapType{}
		enter(unsafe.Pointer(x))
		x.Key, x.Elem = translate(t.Key()), translate(t.Elem())
		slot := reflect.StructOf([]reflect.StructField{{Name: "K", Type: t.Key()}, {Name: "E", Type: t.Elem()}})
		x.SlotSize, x.ElemAt = slot.Size(), slot.Field(1).Offset
	case reflect.Pointer:
		x := &abi.PointerType{}
		enter(unsafe.Pointer(x))
		x.Elem = translate(t.Elem())
	case reflect.Slice:
		x := &abi.SliceType{}
		enter(unsafe.Pointer(x))
		x.Elem = translate(t.Elem())
	case reflect.Struct:
		x := &abi.StructType{}
		enter(unsafe.Pointer(x))
		for i := 0; i < t.NumField(); i++ {
			f := t.Field(i)
			x.Fields = append(x.Fields, abi.Field{Name: f.Name, PkgPath: f.PkgPath, Type: translate(f.Type), Offset: f.Offset, Embedded: f.Anonymous})
		}
	default:
		enter(unsafe.Pointer(&abi.Type{}))
	}
	return d
}

func direct(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return true
	case reflect.Struct:
		return t.NumField() == 1 && direct(t.Field(0).Type)
	case reflect.Array:
		return t.Len() == 1 && direct(t.Elem())
	}
	return false
}

func plain(t reflect.Type) bool {
	switch k := t.Kind(); {
	case k <= reflect.Uintptr, k == reflect.Pointer, k == reflect.Chan, k == reflect.UnsafePointer:
		return true
	case k == reflect.Array:
		return plain(t.Elem())
	case k == reflect.Struct:
		end := uintptr(0)
		for i := 0; i < t.NumField(); i++ {
			f := t.Field(i)
			if f.Name == "_" || f.Offset != end || !plain(f.Type) {
				return false
			}
			end += f.Type.Size()
		}
		return end == t.Size()
	}
	return false
}

func ValueOf(x any) Value {
	if x == nil {
		return Value{}
	}
	t := Translate(reflect.TypeOf(x))
	return Value{t, (*[2]unsafe.Pointer)(unsafe.Pointer(&x))[1], t.Flags&abi.FlagDirect != 0, false}
}

func (v Value) official() reflect.Value {
	p := v.at
	if v.direct {
		p = v.address()
	}
	lock.Lock()
	defer lock.Unlock()
	return reflect.NewAt(officials[v.typ], p).Elem()
}

func pack(v Value) any { return v.official().Interface() }

func unpackInterface(v Value) Value {
	if inner := v.official().Elem(); inner.IsValid() {
		return ValueOf(inner.Interface())
	}
	return Value{}
}

func typeAddress(v Value) uintptr {
	lock.Lock()
	defer lock.Unlock()
	return reflect.ValueOf(officials[v.typ]).Pointer()
}

func mapLen(v Value) int { return v.official().Len() }

func mapEntries(v Value) []Entry {
	var entries []Entry
	for i := v.official().MapRange(); i.Next(); {
		key, elem := reflect.New(i.Key().Type()), reflect.New(i.Value().Type())
		key.Elem().Set(i.Key())
		elem.Elem().Set(i.Value())
		entries = append(entries, Entry{
			Value{Translate(i.Key().Type()), key.UnsafePointer(), false, v.hidden},
			Value{Translate(i.Value().Type()), elem.UnsafePointer(), false, v.hidden},
		})
	}
	return entries
}

func ErrorTarget(target any) string {
	t := reflect.TypeOf(target)
	if t.Kind() != reflect.Pointer || reflect.ValueOf(target).IsNil() {
		return "target must be a non-nil pointer"
	}
	if e := t.Elem(); e.Kind() != reflect.Interface && !e.Implements(reflect.TypeOf((*error)(nil)).Elem()) {
		return "*target must be interface or implement error"
	}
	return ""
}

func AssignError(target any, err error) bool {
	if reflect.TypeOf(err).AssignableTo(reflect.TypeOf(target).Elem()) {
		reflect.ValueOf(target).Elem().Set(reflect.ValueOf(err))
		return true
	}
	return false
}
