package gen

import (
	"selfhost/source"
	"selfhost/types"
)

// descriptor gives the symbol of a type's descriptor. It is laid out at the end, when all are known.
func (g *generator) descriptor(t *types.Type) int {
	if t.IsUntyped() {
		t = types.Basic[types.Bool]
	}
	if known := g.described[t]; known != 0 {
		return known
	}
	number := g.newSymbol(data)
	g.described[t] = number
	g.descriptors = append(g.descriptors, t)
	return number
}

// describe lays out the descriptors that are not yet: see internal/abi. It asks for those of other
// types and for methods, so it is called again when these have been compiled.
func (g *generator) describe() {
	for len(g.descriptors) > 0 {
		t := g.descriptors[0]
		g.descriptors = g.descriptors[1:]
		g.layOut(t)
	}
}

// pointers links types to the pointers to them, where both have a descriptor.
func (g *generator) pointers() {
	for _, t := range g.laidOut {
		if p := t.PointerMade(); p != nil && g.described[p] != 0 {
			g.word(data, g.symbols[g.described[t]].offset+48, g.described[p], 0)
		}
	}
}

// The flags of internal/abi.
const (
	flagDirect     = 1
	flagPlain      = 2
	flagComparable = 4
	flagNamed      = 8
	flagVariadic   = 16
)

func hashOf(s string) uint32 {
	hash := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		hash = (hash ^ uint32(s[i])) * 16777619
	}
	return hash
}

// stringAt puts a string into data.
func (g *generator) stringAt(at int64, s string) {
	if s != "" {
		g.word(data, at, g.stringData(s), 0)
	}
	g.number(data, at+8, uint64(len(s)), 8)
}

// array takes room for elements and puts the slice of them at a place.
func (g *generator) array(at int64, count int, size int64) int64 {
	if count == 0 {
		return 0
	}
	symbol := g.newSymbol(data)
	start := g.reserve(data, int64(count)*size, 8)
	g.define(symbol, start)
	g.word(data, at, symbol, 0)
	g.number(data, at+8, uint64(count), 8)
	g.number(data, at+16, uint64(count), 8)
	return start
}

const commonSize = 72

func (g *generator) layOut(t *types.Type) {
	size := map[types.Kind]int64{types.Array: 88, types.Func: 120, types.Interface: 96, types.Map: 104, types.Pointer: 80,
		types.Slice: 80, types.Struct: 96}[t.Kind]
	if size == 0 {
		size = commonSize
	}
	at := g.reserve(data, size, 8)
	g.define(g.described[t], at)
	name := t.Name(nil)
	hashed := name
	flags := uint64(0)
	if t.IsDirect() {
		flags |= flagDirect
	}
	if t.IsPlain() {
		flags |= flagPlain
	}
	if t.IsComparable() {
		flags |= flagComparable
	}
	if t.IsDeclared() {
		flags |= flagNamed
		if t.Object.Package != nil {
			hashed = t.Object.Package.Path + "." + name
			if t.Kind == types.UnsafePointer {
				name = "unsafe.Pointer"
			}
		}
	}
	if t.Under.Variadic {
		flags |= flagVariadic
	}
	g.number(data, at, uint64(t.Size()), 8)
	g.number(data, at+8, uint64(t.PointerBytes()), 8)
	g.number(data, at+24, uint64(hashOf(hashed)), 4)
	g.number(data, at+28, uint64(t.Align()), 1)
	g.number(data, at+29, uint64(t.Align()), 1)
	g.number(data, at+30, uint64(t.Kind), 1)
	g.number(data, at+31, flags, 1)
	g.stringAt(at+32, name)
	g.laidOut = append(g.laidOut, t)
	if p := t.PointerMade(); p != nil && len(t.Declared) > 0 {
		g.descriptor(p)
	}
	g.methods(t, at+56)
	u := t.Under
	part := at + commonSize
	switch t.Kind {
	case types.Array:
		g.word(data, part, g.descriptor(u.Elem), 0)
		g.number(data, part+8, uint64(u.Len), 8)
	case types.Pointer, types.Slice:
		g.word(data, part, g.descriptor(u.Elem), 0)
	case types.Map:
		g.mapParts(u, part)
	case types.Func:
		for i, list := range [][]*types.Type{u.Params, u.Results} {
			start := g.array(part+int64(24*i), len(list), 8)
			for k, p := range list {
				g.word(data, start+int64(8*k), g.descriptor(p), 0)
			}
		}
	case types.Interface:
		start := g.array(part, len(u.Methods), 24)
		for i, m := range u.Methods {
			g.stringAt(start+int64(24*i), types.Full(m.Name, m.Package))
			g.word(data, start+int64(24*i)+16, g.descriptor(m.Type), 0)
		}
	case types.Struct:
		const fieldSize = 72
		start := g.array(part, len(u.Fields), fieldSize)
		u.Measure()
		for i, field := range u.Fields {
			f := start + int64(fieldSize*i)
			g.stringAt(f, field.Name)
			if !types.Exported(field.Name) && field.Package != nil {
				g.stringAt(f+16, field.Package.Path)
			}
			g.word(data, f+32, g.descriptor(field.Type), 0)
			g.number(data, f+40, uint64(field.Offset), 8)
			g.stringAt(f+48, field.Tag)
			if field.Embedded {
				g.number(data, f+64, 1, 1)
			}
		}
	}
}

func (g *generator) mapParts(u *types.Type, part int64) {
	pair := types.StructOf([]*types.Field{{Name: "key", Type: u.Key}, {Name: "elem", Type: u.Elem}})
	pair.Measure()
	g.word(data, part, g.descriptor(u.Key), 0)
	g.word(data, part+8, g.descriptor(u.Elem), 0)
	g.number(data, part+16, uint64(pair.Size()), 8)
	g.number(data, part+24, uint64(up(u.Key.Size(), u.Elem.Align())), 8)
}

// methods lays out the abi.Declared of a type.
func (g *generator) methods(t *types.Type, at int64) {
	set := types.MethodSet(t)
	if !t.IsDeclared() && len(set) == 0 {
		return
	}
	symbol := g.newSymbol(data)
	d := g.reserve(data, 56, 8)
	g.define(symbol, d)
	g.word(data, at, symbol, 0)
	if t.IsDeclared() {
		g.stringAt(d, t.Object.Name)
		if t.Object.Package != nil {
			g.stringAt(d+16, t.Object.Package.Path)
		}
	}
	start := g.array(d+32, len(set), 32)
	for i, s := range set {
		m := start + int64(32*i)
		name, pkg := s.Name()
		g.stringAt(m, types.Full(name, pkg))
		g.word(data, m+16, g.descriptor(s.Signature()), 0)
		g.word(data, m+24, g.wrapper(t, s), 0)
	}
}

// itab gives the symbol of the pair of a type and an interface that it implements.
func (g *generator) itab(t, inter *types.Type) int {
	key := source.Decimal(t.Number) + "," + source.Decimal(inter.Number)
	if known := g.itabs[key]; known != 0 {
		return known
	}
	symbol := g.newSymbol(data)
	g.itabs[key] = symbol
	methods := inter.Under.Methods
	at := g.reserve(data, int64(24+8*len(methods)), 8)
	g.define(symbol, at)
	g.word(data, at, g.descriptor(inter), 0)
	g.word(data, at+8, g.descriptor(t), 0)
	for i, m := range methods {
		s, _ := types.Lookup(t, m.Name, m.Package)
		g.word(data, at+int64(24+8*i), g.wrapper(t, s), 0)
	}
	return symbol
}
