// Package abi holds the layouts that the compiler and the runtime share: what a type descriptor, an
// interface value, a slice and a function value look like in memory.
//
// The compiler emits one descriptor per type, as read-only data with relocations, laid out exactly
// like the Go structs below on a 64-bit machine. Equal types have one descriptor in a program (the
// linker merges the symbols `type:STRING` of several packages), so types are compared by address.
//
// A descriptor begins with the common part, [Type]. What follows depends on the kind: an ArrayType
// for arrays, a StructType for structs and so on; the basic kinds, String and UnsafePointer have
// nothing more. So a *Type may be converted to a pointer to its kind's struct.
//
// There are no generated functions for equality and hashing: the runtime walks the descriptor,
// unless FlagPlain says that comparing the bytes is enough. The compiler may of course compare
// values whose type it knows without asking.
//
// Used by: the runtime (maps, interfaces, printing of panics), internal/reflectlite (fmt), and by a
// garbage collector, which reads GCMask. Judged by the tests in std/compare, which build such
// descriptors from the official reflect package and compare what is done with them.
package abi

import "unsafe"

// Kind is the form of a type.
type Kind uint8

// The kinds, with the numbers of the official reflect package.
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
)

// Flags of a type.
const (
	// FlagDirect says that the data word of an interface holds the value itself: the type is a
	// pointer, map, channel, function or unsafe.Pointer, or a struct with one such field, or an
	// array of one such element. All other values are boxed: the data word is their address.
	FlagDirect uint8 = 1 << iota
	// FlagPlain says that two values are equal exactly when their bytes are: no padding, no
	// floating point, no strings, no interfaces, no blank fields.
	FlagPlain
	// FlagComparable says that == is defined. (An interface is comparable, what it holds may not
	// be: that is found when the program runs.)
	FlagComparable
	// FlagNamed says that the type has a name: it was declared, or is predeclared.
	FlagNamed
	// FlagVariadic says that the last parameter of a function type is `...T`, given here as []T.
	FlagVariadic
)

// Type is the common part of a type descriptor: 72 bytes.
type Type struct {
	Size       uintptr        //  0: size in bytes
	PtrBytes   uintptr        //  8: the values have no pointers from here on; 0: none at all
	GCMask     *byte          // 16: a bit per word of the first PtrBytes, lowest first; nil if none
	Hash       uint32         // 24: a hash of String and PkgPath, for type switches and itabs
	Align      uint8          // 28: alignment in bytes
	FieldAlign uint8          // 29: the same, as a field of a struct
	Kind       Kind           // 30: the form of the underlying type
	Flags      uint8          // 31: Flag… bits
	String     string         // 32: as %T prints it: "int", "*main.T", "map[string][]int"
	PtrTo      *Type          // 48: the type *T if the program has it, else nil
	Declared   *Declared      // 56: name and methods; nil if it has neither
	Reserved   unsafe.Pointer // 64: nil; room for the collector
}

// Declared is what only types with a name or with methods have (an embedded field gives methods
// even to a struct type without a name, and *T has the methods of T).
type Declared struct {
	Name    string   // "T", or "" for a type without a name
	PkgPath string   // the import path of the package; "" if predeclared or without a name
	Methods []Method // the method set, sorted by Name as bytes
}

// Method is a method of a type that is not an interface. A name that is not exported stands with
// its package's import path before it, "main.read", so that equal strings are equal names.
type Method struct {
	Name string
	Type *Type          // the signature without receiver, a FuncType
	Code unsafe.Pointer // the code for calls through interfaces: its receiver is the data word
}

// ArrayType is [Len]Elem.
type ArrayType struct {
	Type
	Elem *Type
	Len  uintptr
}

// ChanType is a channel; Dir is 1 for receiving, 2 for sending, 3 for both.
type ChanType struct {
	Type
	Elem *Type
	Dir  uintptr
}

// FuncType is a function's signature.
type FuncType struct {
	Type
	In  []*Type
	Out []*Type
}

// InterfaceType is an interface type with its methods, embedded ones included, sorted like
// Declared.Methods.
type InterfaceType struct {
	Type
	Methods []InterfaceMethod
}

// InterfaceMethod is one method of an interface type.
type InterfaceMethod struct {
	Name string
	Type *Type
}

// MapType is map[Key]Elem with the layout of its groups (see runtime/map.go): eight control bytes,
// then eight slots of a key and an element.
type MapType struct {
	Type
	Key      *Type
	Elem     *Type
	SlotSize uintptr // the size of struct{ key Key; elem Elem }
	ElemAt   uintptr // the offset of elem in it
}

// PointerType is *Elem.
type PointerType struct {
	Type
	Elem *Type
}

// SliceType is []Elem.
type SliceType struct {
	Type
	Elem *Type
}

// StructType is a struct.
type StructType struct {
	Type
	Fields []Field
}

// Field is one field of a struct.
type Field struct {
	Name     string
	PkgPath  string // the import path of the package; "" if the name is exported
	Type     *Type
	Offset   uintptr
	Tag      string
	Embedded bool
}

// Eface is an interface value without methods. A nil interface has a nil Type.
type Eface struct {
	Type *Type
	Data unsafe.Pointer
}

// Iface is an interface value with methods. A nil interface has a nil Itab.
type Iface struct {
	Itab *Itab
	Data unsafe.Pointer
}

// Itab pairs an interface type with a type that has its methods. The code addresses of the methods
// follow the three words, in the order of InterfaceType.Methods: method i stands at 24 + 8*i. The
// compiler emits those it needs as data, `itab:TYPE,INTERFACE`; the runtime makes others.
type Itab struct {
	Inter *InterfaceType // 0
	Type  *Type          // 8
	Hash  uint32         // 16: Type.Hash
	_     uint32         // 20
}

// SliceHeader is a slice.
type SliceHeader struct {
	Data unsafe.Pointer
	Len  int
	Cap  int
}

// StringHeader is a string.
type StringHeader struct {
	Data unsafe.Pointer
	Len  int
}

// Funcval is what a function value points to: the code's address, then the captured variables. The
// function value itself is nil or the address of a Funcval.
type Funcval struct {
	Code unsafe.Pointer
}

// Words of the state that intrinsic.SaveContext keeps: on x86-64 rbx, rbp, r12 to r15, rsp and the
// return address, on AArch64 x19 to x30, sp and d8 to d15.
const ContextWords = 24

// Context is where a function can be continued; see intrinsic.SaveContext.
type Context [ContextWords]uintptr

// DeferFrame is a stack slot in every function with a defer statement. See runtime/panic.go for the
// code that the compiler makes around it.
type DeferFrame struct {
	Link    *DeferFrame // the next function outwards that has one
	Calls   *DeferCall  // what is still to be called, the last deferred first
	Context Context     // where the function continues after a recovered panic
}

// DeferCall is one deferred call. It is a stack slot of the function, if its defer statement is in
// no loop, or made by runtime.deferCall.
type DeferCall struct {
	Link *DeferCall
	Fn   func() // does the call, with arguments evaluated by the defer statement
}

// PCTable is what the linker says of the code, for traces (stage 3, link/pc_table.rs).
type PCTable struct {
	Text      uintptr
	Functions *[1 << 24]PCFunction
	Function  int // the number of them
	Lines     *[1 << 24]PCLine
	Line      int
	Calls     *[1 << 24]PCCall
	Call      int
	Files     *[1 << 24]PCName
	File      int
	Names     unsafe.Pointer
}

// PCFunction is a function: the code from Start to End, counted from Text.
type PCFunction struct {
	Start, End uint32
	Name       PCName
	Frame      uint32 // from the stack pointer to the caller's
	ReturnAt   uint32 // from the stack pointer to the return address; NoReturnAt: it is in a register
	Calls      uint32 // the number in PCTable.Calls before its first
}

// NoReturnAt: see PCFunction.
const NoReturnAt = 1<<32 - 1

// PCLine is where code comes from, valid up to the next one's Start.
type PCLine struct {
	Start, Line uint32
	File, Call  uint16 // Call is 0, or says which inlined call the code is part of
}

// PCCall is a call that was replaced by the body of its callee.
type PCCall struct {
	Callee     PCName
	Line       uint32
	File, Call uint16
}

// PCName is a string in PCTable.Names.
type PCName struct {
	Start, Length uint32
}
