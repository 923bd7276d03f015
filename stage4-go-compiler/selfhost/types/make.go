package types

import "selfhost/source"

var (
	made    = make(map[string]*Type)
	counter int
	all     []*Type
)

func newType(kind Kind) *Type {
	counter++
	t := &Type{Kind: kind, Number: counter}
	t.Under = t
	all = append(all, t)
	return t
}

// Universe is the package of the predeclared names, Unsafe is package unsafe.
var (
	Universe = NewPackage("")
	Unsafe   = NewPackage("unsafe")
)

// Basic are the predeclared and untyped types by kind.
var Basic = makeBasic()

// Error and Any are the predeclared interfaces.
var (
	Any   = makeAny()
	Error = makeError()
)

var basicNames = []string{Bool: "bool", Int: "int", Int8: "int8", Int16: "int16", Int32: "int32", Int64: "int64",
	Uint: "uint", Uint8: "uint8", Uint16: "uint16", Uint32: "uint32", Uint64: "uint64", Uintptr: "uintptr",
	Float32: "float32", Float64: "float64", UnsafePointer: "Pointer", UntypedBool: "untyped bool",
	UntypedInt: "untyped int", UntypedRune: "untyped rune", UntypedFloat: "untyped float",
	UntypedString: "untyped string", UntypedNil: "untyped nil", String: "string", Tuple: ""}

func makeBasic() []*Type {
	basic := make([]*Type, Tuple)
	for i := range basic {
		if i != 0 && basicNames[i] == "" {
			continue
		}
		basic[i] = newType(Kind(i))
		if i == 0 {
			continue
		}
		object := &Object{Kind: TypeName, Name: basicNames[i], Type: basic[i], Resolved: 2}
		basic[i].Object = object
		switch {
		case Kind(i) == UnsafePointer:
			object.Package = Unsafe
			Unsafe.Name = "unsafe"
			Unsafe.Declare(object)
		case Kind(i) < UntypedBool:
			Universe.Declare(object)
		}
	}
	Universe.Declare(&Object{Kind: TypeName, Name: "byte", Type: basic[Uint8], Resolved: 2})
	Universe.Declare(&Object{Kind: TypeName, Name: "rune", Type: basic[Int32], Resolved: 2})
	return basic
}

func makeAny() *Type {
	t := InterfaceOf(nil)
	Universe.Declare(&Object{Kind: TypeName, Name: "any", Type: t, Resolved: 2})
	return t
}

func makeError() *Type {
	object := &Object{Kind: TypeName, Name: "error", Resolved: 2}
	t := NewDeclared(object)
	object.Type = t
	signature := FuncOf(nil, []*Type{Basic[String]}, false)
	t.SetUnder(InterfaceOf([]*Method{{Name: "Error", Type: signature}}))
	Universe.Declare(object)
	return t
}

// NewDeclared makes a declared type, whose underlying type is not known yet.
func NewDeclared(object *Object) *Type {
	t := newType(Invalid)
	t.Object = object
	t.Under = nil
	return t
}

// SetUnder completes a declared type.
func (t *Type) SetUnder(under *Type) {
	t.Under = under
	t.Kind = under.Kind
}

func number(t *Type) string { return source.Decimal(t.Number) }

func numbers(list []*Type) string {
	text := ""
	for _, t := range list {
		text += number(t) + ","
	}
	return text
}

// intern gives the type with this key, or makes it.
func intern(key string, kind Kind) (t *Type, isNew bool) {
	if t := made[key]; t != nil {
		return t, false
	}
	t = newType(kind)
	made[key] = t
	return t, true
}

// PointerTo makes *elem.
func PointerTo(elem *Type) *Type {
	if elem.pointer == nil {
		elem.pointer = newType(Pointer)
		elem.pointer.Elem = elem
	}
	return elem.pointer
}

// PointerMade gives *elem if the type has been made, else nil.
func (t *Type) PointerMade() *Type { return t.pointer }

// SliceOf makes []elem.
func SliceOf(elem *Type) *Type {
	if elem.slice == nil {
		elem.slice = newType(Slice)
		elem.slice.Elem = elem
	}
	return elem.slice
}

// ArrayOf makes [n]elem.
func ArrayOf(n int64, elem *Type) *Type {
	t, isNew := intern("["+source.Decimal(int(n))+"]"+number(elem), Array)
	if isNew {
		t.Len = n
		t.Elem = elem
	}
	return t
}

// ANCHOR: map_of
// MapOf makes map[key]elem.
func MapOf(key, elem *Type) *Type {
	t, isNew := intern("m"+number(key)+","+number(elem), Map)
	if isNew {
		t.Key = key
		t.Elem = elem
	}
	return t
}

// ANCHOR_END: map_of

// FuncOf makes the type of a function.
func FuncOf(params, results []*Type, variadic bool) *Type {
	key := "f" + numbers(params) + ":" + numbers(results)
	if variadic {
		key += "v"
	}
	t, isNew := intern(key, Func)
	if isNew {
		t.Params = params
		t.Results = results
		t.Variadic = variadic
	}
	return t
}

// TupleOf makes the type of a call with several results, or none.
func TupleOf(parts []*Type) *Type {
	t, isNew := intern("t"+numbers(parts), Tuple)
	if isNew {
		t.Results = parts
	}
	return t
}

// Exported says whether a name begins with a capital letter. Others than those of ASCII are not
// accepted in names.
func Exported(name string) bool { return name != "" && 'A' <= name[0] && name[0] <= 'Z' }

// Full gives a name with its package, if it is not exported: equal strings are equal names.
func Full(name string, p *Package) string {
	if Exported(name) || p == nil {
		return name
	}
	return p.Path + "." + name
}

// StructOf makes a struct type.
func StructOf(fields []*Field) *Type {
	key := "s"
	for _, f := range fields {
		key += Full(f.Name, f.Package) + " " + number(f.Type)
		if f.Embedded {
			key += "e"
		}
		if f.Tag != "" {
			key += "`" + source.Decimal(len(f.Tag)) + f.Tag
		}
		key += ";"
	}
	t, isNew := intern(key, Struct)
	if isNew {
		t.Fields = fields
	}
	return t
}

// InterfaceOf makes an interface type of its methods, embedded ones included.
func InterfaceOf(methods []*Method) *Type {
	for i := 1; i < len(methods); i++ {
		for k := i; k > 0 && methods[k].Name < methods[k-1].Name; k-- {
			methods[k], methods[k-1] = methods[k-1], methods[k]
		}
	}
	key := "i"
	for _, m := range methods {
		key += Full(m.Name, m.Package) + " " + number(m.Type) + ";"
	}
	t, isNew := intern(key, Interface)
	if isNew {
		t.Methods = methods
	}
	return t
}
