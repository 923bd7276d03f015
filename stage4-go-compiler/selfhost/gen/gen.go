// Package gen turns checked packages into an executable: machine code and data in one go, without an
// intermediate representation.
//
// The discipline, in one paragraph. Every variable has a place in the frame of its function (or in
// the heap, if its address is taken or a closure uses it; or in the data of the program). An
// expression is evaluated into registers: eleven of them, in a fixed order, are used like a stack,
// and expr(x, r) means: put the value of x into register number r and those that follow, one for each
// of its words, and leave the registers below r alone. A string has two words, a slice three, an
// interface two; a struct or array is handled by its address. rax, rcx and rdx are free for use
// within one operation. A call takes its arguments in the first registers of the order and gives
// its results there; registers in use around it are kept in the frame. So nothing is pushed and
// popped within an expression, and no analysis of any kind is needed.
//
//	gen.go        the program: which functions are needed, initialisation
//	elf.go        sections, symbols, the file
//	frame.go      functions, their frames, labels
//	value.go      loading, storing, copying
//	place.go      where variables, fields and elements are
//	expression.go expressions
//	operator.go   arithmetic
//	compare.go    comparisons and conditions
//	convert.go    conversions, interfaces
//	call.go       calls
//	method.go     methods, their values, wrappers
//	builtin.go    predeclared functions
//	maps.go       maps
//	composite.go  composite literals
//	statement.go  statements
//	loop.go       loops
//	assign.go     assignments
//	switch.go     switches
//	descriptor.go type descriptors and itabs
//	static.go     values that are known when the program is compiled
//	stub.go       machine code that Go cannot express
package gen

import (
	"selfhost/check"
	"selfhost/source"
	"selfhost/syntax"
	"selfhost/types"
	"selfhost/x64"
)

// generator is the state of the whole program.
type generator struct {
	errors  *source.Errors
	units   []*check.Unit
	runtime *types.Package

	code     x64.Code
	data     []section // by their numbers
	symbols  []symbol
	queue    []*routine // functions that are still to be compiled
	compiled []*routine

	strings     map[string]int
	funcvals    map[int]int // by the symbol of the function
	descriptors []*types.Type
	described   map[*types.Type]int
	laidOut     []*types.Type
	itabs       map[string]int
	wrappers    map[string]int
	globals     map[*types.Object]*syntax.VarDecl // static ones, until they are needed
	stubs       map[string]int
}

// routine is a function to be compiled.
type routine struct {
	name     string
	symbol   int
	params   []*types.Object
	results  []*types.Object
	body     *syntax.Block
	captured []*types.Object
	pos      source.Pos
	defers   bool
	recovers bool
	passes   func(f *function) // what a wrapper does at its beginning, if anything
	custom   func(f *function) // the body, where it is not made of statements
	bare     bool              // it has no frame
}

// nameOf gives the name of a function as stack traces have it.
func nameOf(o *types.Object) string {
	name := o.Package.Path + "."
	if o.Receiver != nil {
		name += "(" + o.Receiver.Name(o.Package) + ")."
	}
	return name + o.Name
}

// listing says where the functions of an executable are: a line for each, in their order, with the
// offset of the code in the file and the name.
func (g *generator) listing() string {
	var lines []byte
	for _, r := range g.compiled {
		lines = append(lines, source.Decimal(int(g.symbols[r.symbol].offset)+headerEnd)+" "+r.name+"\n"...)
	}
	return string(lines)
}

// Program compiles a program and gives the bytes of the executable, and a listing of its functions.
func Program(units []*check.Unit, errors *source.Errors) (file []byte, listing string) {
	g := &generator{errors: errors, units: units, strings: make(map[string]int), funcvals: make(map[int]int),
		described: make(map[*types.Type]int), itabs: make(map[string]int), wrappers: make(map[string]int),
		globals: make(map[*types.Object]*syntax.VarDecl), stubs: make(map[string]int)}
	g.data = make([]section, sections)
	g.symbols = append(g.symbols, symbol{})
	for _, u := range units {
		if u.Package.Path == "runtime" {
			g.runtime = u.Package
		}
	}
	entry := g.entry()
	g.initialisers()
	// ANCHOR: program
	for len(g.queue) > 0 && !errors.Any() {
		r := g.queue[len(g.queue)-1]
		g.queue = g.queue[:len(g.queue)-1]
		g.compile(r)
		g.compiled = append(g.compiled, r)
		if len(g.queue) == 0 {
			g.describe()
		}
	}
	// ANCHOR_END: program
	if errors.Any() {
		return nil, ""
	}
	g.pointers()
	return g.link(entry), g.listing()
}

// function gives the symbol of a function, and sees to it that it is compiled.
func (g *generator) function(o *types.Object) int {
	if o.Symbol != 0 {
		return o.Symbol
	}
	o.Symbol = g.newSymbol(text)
	d := check.Function(o)
	if d.Body == nil {
		switch {
		case o.Package.Path == "runtime" && o.Name == "initAll":
			g.define(o.Symbol, 0)
		case o.Package.Path == "runtime" && o.Name == "mainMain":
			for _, u := range g.units {
				if u.Package.Path == "main" {
					o.Symbol = g.function(u.Package.Lookup("main"))
				}
			}
		default:
			g.intrinsicBody(o)
		}
		return o.Symbol
	}
	g.queue = append(g.queue, &routine{name: nameOf(o), symbol: o.Symbol, params: d.Params, results: d.Results, body: d.Body, pos: o.Pos,
		defers: d.Defers, recovers: d.Recovers})
	return o.Symbol
}

// helper gives the symbol of a function of the runtime.
func (g *generator) helper(name string) int { return g.function(g.runtime.Lookup(name)) }

// initialisers makes runtime.initAll: the variables and init functions of all packages, in order.
// Variables whose values are known now are left out, and put into the data if something needs them.
func (g *generator) initialisers() {
	var steps []func(f *function)
	for _, u := range g.units {
		for _, v := range u.Variables {
			if len(v.Objects) == 1 && len(v.Values) == 1 && g.isStatic(v.Values[0], v.Objects[0].Type) {
				g.globals[v.Objects[0]] = v
				continue
			}
			decl := v
			steps = append(steps, func(f *function) { f.define(decl.Objects, decl.Values) })
		}
		for _, d := range u.Inits {
			object := d.Object
			steps = append(steps, func(f *function) { f.code.Call(g.function(object)) })
		}
	}
	// Parts of some hundred initialisations each, so that no function becomes too large.
	init := g.runtime.Lookup("initAll")
	init.Symbol = g.newSymbol(text)
	g.queue = append(g.queue, &routine{name: nameOf(init), symbol: init.Symbol, custom: func(f *function) {
		for _, step := range steps {
			mark := f.mark()
			step(f)
			f.release(mark)
		}
	}})
}

// global gives the symbol of a variable of a package.
func (g *generator) global(o *types.Object) int {
	if o.Symbol != 0 {
		return o.Symbol
	}
	size, align := o.Type.Size(), o.Type.Align()
	if size > 1<<30 {
		g.errors.Add(o.Pos, "variable "+o.Name+" is too large for this compiler")
		size = 8
	}
	if v := g.globals[o]; v != nil {
		o.Symbol = g.newSymbol(data)
		at := g.reserve(data, size, align)
		g.define(o.Symbol, at)
		g.static(v.Values[0], o.Type, data, at)
		return o.Symbol
	}
	o.Symbol = g.newSymbol(zero)
	g.define(o.Symbol, g.reserve(zero, size, align))
	return o.Symbol
}

// text is the symbol of the bytes of a string.
func (g *generator) stringData(s string) int {
	if known := g.strings[s]; known != 0 {
		return known
	}
	number := g.newSymbol(readOnly)
	g.define(number, g.reserve(readOnly, int64(len(s)), 1))
	copy(g.data[readOnly].bytes[g.symbols[number].offset:], s)
	g.strings[s] = number
	return number
}

// funcval gives the symbol of the value of a function without captured variables.
func (g *generator) funcval(function int) int {
	if known := g.funcvals[function]; known != 0 {
		return known
	}
	number := g.newSymbol(readOnly)
	at := g.reserve(readOnly, 8, 8)
	g.define(number, at)
	g.word(readOnly, at, function, 0)
	g.funcvals[function] = number
	return number
}
