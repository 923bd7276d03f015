// Package types holds what the checker knows and the code generator needs: types, objects, packages,
// method sets and layouts.
//
// A type is made once: two identical types are one *Type, so they are compared as pointers. Types
// without a name are looked up by a key made of the numbers of their parts; declared types are
// always different. Numbers are given in the order in which types are made, which depends on the
// source alone, so everything that is ordered by them is the same in every run.
//
//	types.go    types and objects
//	make.go     making types
//	lookup.go   fields, methods, what implements what
//	layout.go   sizes and offsets
//	name.go     how types are written
package types

import (
	"selfhost/constant"
	"selfhost/source"
)

// Kind is the form of a type. The first ones have the numbers of internal/abi.
type Kind uint8

// The kinds.
const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint
	Uint8
	Uint16
	Uint32
	Uint64
	Uintptr
	Float32
	Float64
	Complex64
	Complex128
	Array
	Chan
	Func
	Interface
	Map
	Pointer
	Slice
	String
	Struct
	UnsafePointer
	UntypedBool
	UntypedInt
	UntypedRune
	UntypedFloat
	UntypedString
	UntypedNil
	Tuple // the results of a call that has not one
)

// Type is a type.
type Type struct {
	Kind     Kind    // of the underlying type; Invalid while a declared type is being resolved
	Under    *Type   // the underlying type: itself, unless the type is declared
	Object   *Object // its name, if it has one
	Number   int
	Elem     *Type // of pointers, slices, arrays, maps
	Key      *Type
	Len      int64
	Fields   []*Field
	Params   []*Type // the last one is a slice if Variadic
	Results  []*Type // of functions; the parts of a tuple
	Variadic bool
	Methods  []*Method // of an interface, sorted by Name
	Declared []*Object // methods declared for this type, in the order of the source

	pointer, slice *Type // made from it
	size, align    int64
	measured       int // 0: not yet, 1: on the way, 2: done
}

// Field is a field of a struct.
type Field struct {
	Name     string
	Package  *Package
	Pos      source.Pos
	Type     *Type
	Embedded bool
	Tag      string
	Offset   int64
}

// Method is a method of an interface.
type Method struct {
	Name    string
	Package *Package
	Type    *Type
}

// ObjectKind is what a name stands for.
type ObjectKind uint8

// The kinds of objects.
const (
	Variable ObjectKind = iota
	Constant
	TypeName
	Function
	PackageName
	Builtin
	Nil
)

// Object is what a name stands for.
type Object struct {
	Kind     ObjectKind
	Name     string
	Pos      source.Pos
	Package  *Package // nil in the universe
	Type     *Type
	Const    *constant.Value
	Used     bool
	Global   bool
	Imported *Package // of a PackageName
	Number   int      // of a Builtin, or the place of a global variable

	// Variables.
	Heap   bool  // its address is taken, or a closure uses it: it lives in the heap
	Depth  int   // of the functions around its declaration
	Offset int64 // from the frame pointer

	// Functions.
	Receiver *Type // its type, if it is a method
	Decl     any   // the syntax that declares the object: package syntax imports this one
	Uses     []*Object
	Resolved int // 0: not yet, 1: on the way, 2: done
	Symbol   int // in the generated program, 0: none yet
}

// Package is a package.
type Package struct {
	Path    string
	Name    string
	Objects []*Object // in the order of the source
	names   map[string]*Object
	Imports []*Package
}

// NewPackage makes an empty package.
func NewPackage(path string) *Package {
	return &Package{Path: path, names: make(map[string]*Object)}
}

// Lookup gives the object of a name, or nil.
func (p *Package) Lookup(name string) *Object { return p.names[name] }

// Declare adds an object and gives the one that has its name already, or nil.
func (p *Package) Declare(o *Object) *Object {
	if old := p.names[o.Name]; old != nil {
		return old
	}
	p.names[o.Name] = o
	p.Objects = append(p.Objects, o)
	return nil
}

// IsInteger says whether values are integers.
func (t *Type) IsInteger() bool {
	return Int <= t.Kind && t.Kind <= Uintptr || t.Kind == UntypedInt || t.Kind == UntypedRune
}

// IsUnsigned says whether values are unsigned integers.
func (t *Type) IsUnsigned() bool { return Uint <= t.Kind && t.Kind <= Uintptr }

// IsFloat says whether values are floating-point numbers.
func (t *Type) IsFloat() bool {
	return t.Kind == Float32 || t.Kind == Float64 || t.Kind == UntypedFloat
}

// IsNumeric says whether values are numbers.
func (t *Type) IsNumeric() bool { return t.IsInteger() || t.IsFloat() }

// IsString says whether values are strings.
func (t *Type) IsString() bool { return t.Kind == String || t.Kind == UntypedString }

// IsBoolean says whether values are booleans.
func (t *Type) IsBoolean() bool { return t.Kind == Bool || t.Kind == UntypedBool }

// IsUntyped says whether the type is that of an untyped constant or of nil.
func (t *Type) IsUntyped() bool { return UntypedBool <= t.Kind && t.Kind <= UntypedNil }

// IsDeclared says whether the type has a name, of its own or predeclared.
func (t *Type) IsDeclared() bool { return t.Object != nil }

// HasNil says whether nil is a value.
func (t *Type) HasNil() bool {
	switch t.Kind {
	case Pointer, Slice, Map, Chan, Func, Interface, UnsafePointer, UntypedNil:
		return true
	}
	return false
}

// IsOrdered says whether values can be compared with <.
func (t *Type) IsOrdered() bool { return t.IsNumeric() || t.IsString() }

// IsComparable says whether values can be compared with ==.
func (t *Type) IsComparable() bool {
	switch t.Kind {
	case Slice, Map, Func, Tuple:
		return false
	case Array:
		return t.Under.Elem.IsComparable()
	case Struct:
		for _, f := range t.Under.Fields {
			if !f.Type.IsComparable() {
				return false
			}
		}
	}
	return true
}
