package types

// MaxSize is the largest size of a type.
const MaxSize = 1 << 40

// Measure computes size and alignment of a type, and the offsets of its fields. It gives false for a
// type that contains itself, or is too large.
func (t *Type) Measure() bool {
	if t.measured == 2 {
		return true
	}
	if t.measured == 1 || t.Under == nil {
		return false
	}
	t.measured = 1
	ok := t.measure()
	t.measured = 0
	if ok {
		t.measured = 2
	}
	return ok
}

func (t *Type) measure() bool {
	if t.Under != t {
		if !t.Under.Measure() {
			return false
		}
		t.size, t.align = t.Under.size, t.Under.align
		return true
	}
	t.size, t.align = 8, 8
	switch t.Kind {
	case Bool, Int8, Uint8, UntypedBool:
		t.size, t.align = 1, 1
	case Int16, Uint16:
		t.size, t.align = 2, 2
	case Int32, Uint32, Float32, UntypedRune:
		t.size, t.align = 4, 4
	case String, Interface, UntypedString:
		t.size = 16
	case Slice:
		t.size = 24
	case Array:
		if !t.Elem.Measure() {
			return false
		}
		if t.Elem.size > 0 && t.Len > MaxSize/t.Elem.size {
			return false
		}
		t.size, t.align = t.Elem.size*t.Len, t.Elem.align
	case Struct:
		offset, align := int64(0), int64(1)
		for i, f := range t.Fields {
			if !f.Type.Measure() {
				return false
			}
			a := f.Type.align
			offset = (offset + a - 1) / a * a
			f.Offset = offset
			offset += f.Type.size
			if a > align {
				align = a
			}
			if offset > MaxSize {
				return false
			}
			if i == len(t.Fields)-1 && f.Type.size == 0 && offset > 0 {
				offset++ // the address of the last field must not be that of the next object
			}
		}
		t.size, t.align = (offset+align-1)/align*align, align
	}
	return true
}

// Size gives the size in bytes.
func (t *Type) Size() int64 {
	t.Measure()
	return t.size
}

// Align gives the alignment in bytes.
func (t *Type) Align() int64 {
	t.Measure()
	return t.align
}

// PointerBytes gives where the last pointer of a value ends, 0 if there is none.
func (t *Type) PointerBytes() int64 {
	switch t.Kind {
	case Pointer, UnsafePointer, Map, Chan, Func, String, Slice:
		return 8
	case Interface:
		return 16
	case Array:
		elem := t.Under.Elem
		if elem.PointerBytes() == 0 || t.Under.Len == 0 {
			return 0
		}
		return elem.Size()*(t.Under.Len-1) + elem.PointerBytes()
	case Struct:
		t.Measure()
		for i := len(t.Under.Fields) - 1; i >= 0; i-- {
			f := t.Under.Fields[i]
			if n := f.Type.PointerBytes(); n != 0 {
				return f.Offset + n
			}
		}
	}
	return 0
}

// IsDirect says whether an interface value holds a value of this type itself, not its address.
func (t *Type) IsDirect() bool {
	switch t.Kind {
	case Pointer, UnsafePointer, Map, Chan, Func:
		return true
	case Array:
		return t.Under.Len == 1 && t.Under.Elem.IsDirect()
	case Struct:
		return len(t.Under.Fields) == 1 && t.Under.Fields[0].Type.IsDirect()
	}
	return false
}

// IsPlain says whether two values are equal exactly when their bytes are.
func (t *Type) IsPlain() bool {
	switch t.Kind {
	case Float32, Float64, String, Interface, Slice, Func, Map:
		return false
	case Array:
		return t.Under.Elem.IsPlain()
	case Struct:
		t.Measure()
		end := int64(0)
		for _, f := range t.Under.Fields {
			if f.Name == "_" || f.Offset != end || !f.Type.IsPlain() {
				return false
			}
			end += f.Type.Size()
		}
		return end == t.Size()
	}
	return true
}
