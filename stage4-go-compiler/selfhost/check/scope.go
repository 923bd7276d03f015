package check

import (
	"selfhost/constant"
	"selfhost/source"
	"selfhost/types"
)

// scope is a block of names. That of a package has its names in the package.
type scope struct {
	parent *scope
	pkg    *types.Package
	names  []*types.Object
}

var invalid = types.Basic[types.Invalid]

var universe = makeUniverse()

// The predeclared functions, and those of package unsafe.
const (
	Append = iota
	Cap
	Clear
	Copy
	Delete
	Len
	Make
	Max
	Min
	New
	Panic
	Print
	Println
	Recover
	Alignof
	Offsetof
	Sizeof
	Add
	Slice
	SliceData
	String
	StringData
	Complex
	Real
	Imag
	Close
)

var builtinNames = []string{"append", "cap", "clear", "copy", "delete", "len", "make", "max", "min", "new", "panic",
	"print", "println", "recover", "Alignof", "Offsetof", "Sizeof", "Add", "Slice", "SliceData", "String",
	"StringData", "complex", "real", "imag", "close"}

func makeUniverse() *scope {
	u := types.Universe
	for i, name := range builtinNames {
		o := &types.Object{Kind: types.Builtin, Name: name, Number: i, Type: invalid, Resolved: 2}
		if types.Exported(name) {
			o.Package = types.Unsafe
			types.Unsafe.Declare(o)
		} else {
			u.Declare(o)
		}
	}
	untypedBool := types.Basic[types.UntypedBool]
	u.Declare(&types.Object{Kind: types.Constant, Name: "true", Type: untypedBool, Const: constant.MakeBool(true), Resolved: 2})
	u.Declare(&types.Object{Kind: types.Constant, Name: "false", Type: untypedBool, Const: constant.MakeBool(false), Resolved: 2})
	u.Declare(&types.Object{Kind: types.Constant, Name: "iota", Type: types.Basic[types.UntypedInt], Resolved: 2})
	u.Declare(&types.Object{Kind: types.Nil, Name: "nil", Type: types.Basic[types.UntypedNil], Resolved: 2})
	return &scope{pkg: u}
}

// find looks for a name in this block alone.
func (s *scope) find(name string) *types.Object {
	for i := len(s.names) - 1; i >= 0; i-- {
		if s.names[i].Name == name {
			return s.names[i]
		}
	}
	if s.pkg != nil {
		return s.pkg.Lookup(name)
	}
	return nil
}

func (c *checker) lookup(name string) *types.Object {
	for s := c.scope; s != nil; s = s.parent {
		if o := s.find(name); o != nil {
			return o
		}
	}
	return nil
}

func (c *checker) open() { c.scope = &scope{parent: c.scope} }

// close ends a block and reports variables that nothing uses.
func (c *checker) close() {
	for _, o := range c.scope.names {
		if o.Kind == types.Variable && !o.Used {
			c.fail(o.Pos, "declared and not used: "+o.Name)
		}
	}
	c.scope = c.scope.parent
}

// define adds an object to the innermost block.
func (c *checker) define(o *types.Object) {
	if o.Name == "_" {
		return
	}
	if old := c.scope.find(o.Name); old != nil {
		c.redeclared(o, old)
		return
	}
	c.scope.names = append(c.scope.names, o)
}

func (c *checker) redeclared(o, old *types.Object) {
	c.fail(o.Pos, o.Name+" redeclared in this block")
}

// local makes a variable of a function.
func (c *checker) local(name string, pos source.Pos, t *types.Type) *types.Object {
	return &types.Object{Kind: types.Variable, Name: name, Pos: pos, Package: c.pkg, Type: t, Resolved: 2,
		Depth: len(c.literals)}
}

// use notes that the object that is being checked depends on another one of the package.
func (c *checker) use(o *types.Object) {
	if c.current == nil || !o.Global || o.Package != c.pkg {
		return
	}
	for i := len(c.current.Uses) - 1; i >= 0 && i >= len(c.current.Uses)-16; i-- {
		if c.current.Uses[i] == o {
			return
		}
	}
	c.current.Uses = append(c.current.Uses, o)
}
