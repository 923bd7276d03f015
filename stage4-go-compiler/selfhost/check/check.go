// Package check is the type checker: it finds what every name means and what type every expression
// has, reports what the language forbids, and orders the initialisation of variables.
//
//	check.go       packages and their objects
//	scope.go       what names are visible where
//	typeexpr.go    types
//	expression.go  expressions
//	address.go     which variables live in the heap
//	operator.go    operators
//	untyped.go     constants and their conversion
//	call.go        calls and conversions
//	builtin.go     predeclared functions
//	composite.go   composite literals
//	statement.go   statements
//	assign.go      assignments and definitions
//	order.go       the order of initialisation, and functions that lack a return
//
// An expression that is wrong gets the invalid type, about which nothing more is reported.
package check

import (
	"selfhost/constant"
	"selfhost/source"
	"selfhost/syntax"
	"selfhost/types"
)

// Unit is a package with its syntax.
type Unit struct {
	Package   *types.Package
	Files     []*syntax.File
	Functions []*syntax.FuncDecl // with their objects
	Variables []*syntax.VarDecl  // in the order of initialisation
	Inits     []*syntax.FuncDecl // functions named init
}

type checker struct {
	errors *source.Errors
	unit   *Unit
	pkg    *types.Package

	scope    *scope
	current  *types.Object // the object of the package that is being checked, for the order
	iota     *constant.Value
	function *function // around the statement
	literals []*syntax.FuncLiteral
	pending  []*types.Object // types whose underlying type was not known yet
	depth    int
	safe     []*syntax.Unary // addresses that are used up where they are taken
}

// declared is what the checker keeps about an object of the package.
type declared struct {
	scope *scope
	decl  syntax.Decl
	index int // among the names of the declaration
}

// function is a function whose body is being checked.
type function struct {
	results []*types.Object
	decl    *syntax.FuncDecl
	outer   *function
	named   bool
	targets []target
	labels  []*label
	inDefer bool
}

// Package checks a package. Those that it imports are checked already; find gives them.
func Package(unit *Unit, errors *source.Errors, find func(path string) *types.Package) {
	c := &checker{errors: errors, unit: unit, pkg: unit.Package}
	top := &scope{parent: universe, pkg: unit.Package}
	var scopes []*scope
	for i, file := range unit.Files {
		if i == 0 {
			unit.Package.Name = file.Package.Text
		} else if file.Package.Text != unit.Package.Name {
			c.fail(file.Package.Pos, "package "+file.Package.Text+"; expected package "+unit.Package.Name)
		}
		scopes = append(scopes, c.imports(file, top, find))
	}
	for i, file := range unit.Files {
		for _, d := range file.Decls {
			c.collect(d, scopes[i])
		}
	}
	for _, s := range scopes {
		for _, o := range s.names {
			if other := c.pkg.Lookup(o.Name); other != nil {
				c.fail(other.Pos, o.Name+" already declared through import of package")
			}
		}
	}
	if errors.Any() {
		return
	}
	for _, kind := range []types.ObjectKind{types.TypeName, types.Function, types.Constant, types.Variable} {
		for _, o := range c.pkg.Objects {
			if o.Kind == kind {
				c.resolve(o)
			}
		}
		if kind == types.TypeName {
			c.completeTypes()
		}
		if kind == types.TypeName {
			for _, f := range unit.Functions {
				c.resolve(f.Object)
			}
		}
	}
	for _, file := range unit.Files {
		for _, d := range file.Decls {
			if v, ok := d.(*syntax.VarDecl); ok {
				c.blankVariables(v)
			}
		}
	}
	for _, f := range unit.Functions {
		c.body(f)
	}
	for _, s := range scopes {
		for _, o := range s.names {
			if !o.Used && o.Name != "_" {
				text := "\"" + o.Imported.Path + "\" imported and not used"
				if o.Imported.Name != o.Name {
					text = "\"" + o.Imported.Path + "\" imported as " + o.Name + " and not used"
				}
				c.fail(o.Pos, text)
			}
		}
	}
	if c.pkg.Path == "main" && c.pkg.Name != "main" {
		c.fail(unit.Files[0].Package.Pos, "package "+c.pkg.Name+" is not a main package")
	}
	if c.pkg.Path == "main" && !errors.Any() {
		if o := c.pkg.Lookup("main"); o == nil || o.Kind != types.Function {
			c.fail(unit.Files[0].Package.Pos, "function main is undeclared in the main package")
		}
	}
	if !errors.Any() {
		c.order()
	}
}

func (c *checker) fail(pos source.Pos, text string) { c.errors.Add(pos, text) }

// refuse reports what Go has and this compiler has not.
func (c *checker) refuse(pos source.Pos, what string) {
	c.fail(pos, what+" not in this compiler's language")
}

func (c *checker) imports(file *syntax.File, top *scope, find func(string) *types.Package) *scope {
	s := &scope{parent: top}
	for _, d := range file.Imports {
		p := find(d.Path)
		if p == nil {
			c.fail(d.Position(), "package "+d.Path+" is not in std")
			continue
		}
		o := &types.Object{Kind: types.PackageName, Name: p.Name, Pos: d.Position(), Imported: p, Type: invalid}
		if d.Name != nil {
			o.Name = d.Name.Text
		}
		if s.find(o.Name) != nil && o.Name != "_" {
			c.fail(d.Position(), o.Name+" redeclared in this block")
		}
		s.names = append(s.names, o)
		known := false
		for _, q := range c.pkg.Imports {
			known = known || q == p
		}
		if !known {
			c.pkg.Imports = append(c.pkg.Imports, p)
		}
	}
	return s
}

// declare makes an object of the package.
func (c *checker) declare(kind types.ObjectKind, name *syntax.Name, s *scope, d syntax.Decl, index int) *types.Object {
	o := &types.Object{Kind: kind, Name: name.Text, Pos: name.Pos, Package: c.pkg, Global: true,
		Decl: &declared{s, d, index}}
	name.Object = o
	if name.Text == "_" {
		return o
	}
	if name.Text == "init" || name.Text == "main" && c.pkg.Name == "main" {
		if kind != types.Function {
			c.fail(name.Pos, "cannot declare "+name.Text+" - must be func")
			return o
		}
	}
	if old := c.pkg.Declare(o); old != nil {
		c.redeclared(o, old)
	}
	return o
}

func (c *checker) collect(d syntax.Decl, s *scope) {
	switch d := d.(type) {
	case *syntax.ConstDecl:
		for i, name := range d.Names {
			d.Objects = append(d.Objects, c.declare(types.Constant, name, s, d, i))
		}
	case *syntax.VarDecl:
		for i, name := range d.Names {
			d.Objects = append(d.Objects, c.declare(types.Variable, name, s, d, i))
		}
	case *syntax.TypeDecl:
		o := c.declare(types.TypeName, d.Name, s, d, 0)
		if !d.Alias {
			o.Type = types.NewDeclared(o)
		}
	case *syntax.FuncDecl:
		c.unit.Functions = append(c.unit.Functions, d)
		if d.Receiver != nil || d.Name.Text == "init" || d.Name.Text == "_" {
			d.Object = &types.Object{Kind: types.Function, Name: d.Name.Text, Pos: d.Name.Pos, Package: c.pkg,
				Decl: &declared{s, d, 0}, Global: true}
			if d.Receiver == nil && d.Name.Text == "init" {
				c.unit.Inits = append(c.unit.Inits, d)
			}
			return
		}
		d.Object = c.declare(types.Function, d.Name, s, d, 0)
	}
}

// Function gives the declaration of a function.
func Function(o *types.Object) *syntax.FuncDecl {
	if d, ok := o.Decl.(*declared); ok {
		f, _ := d.decl.(*syntax.FuncDecl)
		return f
	}
	return nil
}

// resolve finds the type (and value) of an object of a package.
func (c *checker) resolve(o *types.Object) {
	if o.Resolved == 2 || o.Package != c.pkg || !o.Global {
		return
	}
	if o.Resolved == 1 {
		switch o.Kind {
		case types.TypeName:
			if o.Type == nil {
				c.fail(o.Pos, "invalid recursive type "+o.Name)
				o.Type = invalid
			}
		case types.Function:
		default:
			if o.Type == nil {
				c.fail(o.Pos, "initialization cycle or invalid use of "+o.Name)
				o.Type = invalid
			}
		}
		return
	}
	if !c.deeper(o.Pos) {
		o.Type = invalid
		return
	}
	o.Resolved = 1
	d := o.Decl.(*declared)
	old := *c
	c.scope, c.iota, c.function, c.literals = d.scope, nil, nil, nil
	c.current = o
	switch decl := d.decl.(type) {
	case *syntax.TypeDecl:
		c.typeDecl(decl, o)
	case *syntax.ConstDecl:
		c.constant(decl, d.index, o)
	case *syntax.VarDecl:
		c.variables(decl)
	case *syntax.FuncDecl:
		c.signatureOf(decl)
	}
	c.scope, c.iota, c.function, c.literals, c.current = old.scope, old.iota, old.function, old.literals, old.current
	o.Resolved = 2
	c.depth--
}

func (c *checker) deeper(pos source.Pos) bool {
	c.depth++
	if c.depth > 500 {
		c.fail(pos, "declarations depend on each other too deeply")
		c.depth--
		return false
	}
	return true
}

// typeDecl gives a type name its type.
func (c *checker) typeDecl(d *syntax.TypeDecl, o *types.Object) {
	if d.Alias {
		o.Type = c.typeOf(d.TypeExpr)
		return
	}
	under := c.typeOf(d.TypeExpr)
	if under.Under == nil {
		// On the way: completed at the end.
		o.Imported = nil
		c.pending = append(c.pending, o)
		d.TypeExpr.Base().Type = under
		return
	}
	o.Type.SetUnder(under.Under)
}

// completeTypes completes types that depend on later ones, and measures all.
func (c *checker) completeTypes() {
	for range c.pending {
		for _, o := range c.pending {
			under := o.Decl.(*declared).decl.(*syntax.TypeDecl).TypeExpr.Base().Type
			if o.Type.Under == nil && under.Under != nil {
				o.Type.SetUnder(under.Under)
			}
		}
	}
	c.pending = nil
	for _, o := range c.pkg.Objects {
		if o.Kind == types.TypeName {
			c.measure(o)
		}
	}
}

func (c *checker) measure(o *types.Object) {
	if o.Type.Under == nil || !o.Type.Measure() {
		c.fail(o.Pos, "invalid recursive type "+o.Name)
		if o.Type.Under == nil {
			o.Type.SetUnder(invalid)
		}
	}
}

// constant gives a constant its value.
func (c *checker) constant(d *syntax.ConstDecl, index int, o *types.Object) {
	o.Type = invalid
	var t *types.Type
	if d.TypeExpr != nil {
		t = c.typeOf(d.TypeExpr)
	}
	if index >= len(d.Values) {
		c.fail(o.Pos, "missing init expr for const declaration")
		return
	}
	if len(d.Values) > len(d.Names) && index == len(d.Names)-1 && !d.Copied {
		c.fail(d.Values[len(d.Names)].Base().Pos, "extra init expr")
	}
	old := c.iota
	c.iota = constant.Int64(d.Iota)
	x := d.Values[index]
	c.value(x)
	info := x.Base()
	if info.Type != invalid {
		if info.Mode != syntax.ConstantExpr {
			c.fail(info.Pos, syntax.Text(x)+" ("+c.describe(x)+") is not constant")
		} else {
			if t != nil {
				c.assign(x, t, "constant declaration")
			}
			if info.Type != invalid {
				o.Type = info.Type
				o.Const = info.Const
			}
		}
	}
	c.iota = old
}

// variables checks the declaration of variables of the package.
func (c *checker) variables(d *syntax.VarDecl) {
	for _, o := range d.Objects {
		if o.Resolved == 2 {
			return
		}
		o.Resolved = 1
	}
	old := c.current
	c.current = d.Objects[0]
	if d.TypeExpr != nil {
		t := c.varType(d.TypeExpr)
		for _, o := range d.Objects {
			o.Type = t
		}
	}
	c.initialise(d.Objects, d.Values, d.TypeExpr != nil, d.Position(), "variable declaration")
	for _, o := range d.Objects {
		o.Resolved = 2
		o.Used = true
	}
	c.current = old
}

// blankVariables checks variables that no name leads to.
func (c *checker) blankVariables(d *syntax.VarDecl) {
	for _, o := range d.Objects {
		c.resolve(o)
	}
}

// signatureOf gives a function its type, and a method to its type.
func (c *checker) signatureOf(d *syntax.FuncDecl) {
	o := d.Object
	if d.Receiver != nil {
		c.receiver(d)
	}
	o.Type = c.typeOf(d.Signature)
	if d.Receiver == nil && (d.Name.Text == "init" || d.Name.Text == "main" && c.pkg.Name == "main") &&
		len(o.Type.Params)+len(o.Type.Results) > 0 {
		c.fail(d.Name.Pos, "func "+d.Name.Text+" must have no arguments and no return values")
	}
}

func (c *checker) receiver(d *syntax.FuncDecl) {
	t := c.typeOf(d.Receiver.TypeExpr)
	d.Object.Receiver = t
	base := t
	if t.Kind == types.Pointer && !t.IsDeclared() {
		base = t.Elem
	}
	if base == invalid {
		return
	}
	switch {
	case base.Object == nil || base.Object.Package != c.pkg || !base.Object.Global:
		c.fail(d.Receiver.TypeExpr.Base().Pos, "invalid receiver type "+t.Name(c.pkg))
		return
	case base.Kind == types.Pointer || base.Kind == types.Interface:
		c.fail(d.Receiver.TypeExpr.Base().Pos, "invalid receiver type "+t.Name(c.pkg)+" (pointer or interface type)")
		return
	}
	if d.Name.Text == "_" {
		return
	}
	for _, m := range base.Declared {
		if m.Name == d.Name.Text {
			c.fail(d.Name.Pos, "method "+base.Object.Name+"."+m.Name+" already declared")
			return
		}
	}
	if base.Kind == types.Struct {
		for _, f := range base.Under.Fields {
			if f.Name == d.Name.Text {
				c.fail(d.Name.Pos, "field and method with the same name "+f.Name)
				return
			}
		}
	}
	base.Declared = append(base.Declared, d.Object)
}

// body checks the body of a function.
func (c *checker) body(d *syntax.FuncDecl) {
	if d.Body == nil {
		if c.pkg.Path != "runtime" && c.pkg.Path != "internal/intrinsic" {
			c.fail(d.Name.Pos, "missing function body")
		}
	}
	if d.Object.Type == nil || d.Object.Type == invalid {
		return
	}
	c.scope = d.Object.Decl.(*declared).scope
	c.current = d.Object
	c.function = &function{decl: d}
	c.open()
	if d.Receiver != nil {
		d.Params = append(d.Params, c.parameter(d.Receiver, d.Object.Receiver))
	}
	d.Params = append(d.Params, c.parameters(d.Signature.Params, d.Object.Type.Params)...)
	d.Results = c.parameters(d.Signature.Results, d.Object.Type.Results)
	if d.Body != nil {
		c.functionBody(d.Signature, d.Results, d.Body)
	}
	c.close()
	c.function = nil
}

func (c *checker) functionBody(signature *syntax.FuncType, results []*types.Object, body *syntax.Block) {
	c.function.results = results
	c.function.named = len(signature.Results) > 0 && signature.Results[0].Name != nil
	c.collectLabels(body.List)
	c.statements(body.List)
	c.unusedLabels()
	if len(results) > 0 && !c.terminatesList(body.List) {
		c.fail(body.Right, "missing return")
	}
}

func (c *checker) parameter(f *syntax.Field, t *types.Type) *types.Object {
	o := &types.Object{Kind: types.Variable, Name: "_", Pos: f.Pos, Package: c.pkg, Type: t, Used: true,
		Depth: len(c.literals), Resolved: 2}
	if f.Name != nil {
		o.Name = f.Name.Text
		o.Pos = f.Name.Pos
		c.define(o)
	}
	return o
}

func (c *checker) parameters(fields []*syntax.Field, all []*types.Type) []*types.Object {
	var list []*types.Object
	for i, f := range fields {
		list = append(list, c.parameter(f, all[i]))
	}
	return list
}
