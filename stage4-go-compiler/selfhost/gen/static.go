package gen

import (
	"selfhost/constant"
	"selfhost/syntax"
	"selfhost/types"
)

// isStatic says whether the value of a variable of a package is known when the program is compiled,
// so that it needs no code.
func (g *generator) isStatic(x syntax.Expr, t *types.Type) bool {
	x = syntax.Unparen(x)
	info := x.Base()
	if info.Type != t && info.Type.Kind != types.UntypedNil {
		return false
	}
	if info.Const != nil {
		return t.Kind != types.Interface
	}
	switch x := x.(type) {
	case *syntax.Name:
		return x.Object != nil && (x.Object.Kind == types.Nil || x.Object.Kind == types.Function)
	case *syntax.Composite:
		switch t.Kind {
		case types.Struct:
			for _, e := range x.Elements {
				if !g.isStatic(e.Value, t.Under.Fields[e.Index].Type) {
					return false
				}
			}
			return true
		case types.Array, types.Slice:
			for _, e := range x.Elements {
				if !g.isStatic(e.Value, t.Under.Elem) {
					return false
				}
			}
			return true
		}
	case *syntax.Unary:
		composite, ok := syntax.Unparen(x.X).(*syntax.Composite)
		return x.Op == syntax.And && ok && g.isStatic(composite, composite.Type)
	}
	return false
}

// static puts a value into data.
func (g *generator) static(x syntax.Expr, t *types.Type, in int, at int64) {
	x = syntax.Unparen(x)
	if v := x.Base().Const; v != nil {
		g.staticConstant(v, t, in, at)
		return
	}
	switch x := x.(type) {
	case *syntax.Name:
		if x.Object.Kind == types.Function {
			g.word(in, at, g.funcval(g.function(x.Object)), 0)
		}
	case *syntax.Composite:
		switch t.Kind {
		case types.Struct:
			t.Under.Measure()
			for _, e := range x.Elements {
				field := t.Under.Fields[e.Index]
				g.static(e.Value, field.Type, in, at+field.Offset)
			}
		case types.Array:
			for _, e := range x.Elements {
				g.static(e.Value, t.Under.Elem, in, at+e.Index*t.Under.Elem.Size())
			}
		case types.Slice:
			elem := t.Under.Elem
			symbol := g.newSymbol(data)
			start := g.reserve(data, x.Length*elem.Size(), elem.Align())
			g.define(symbol, start)
			g.word(in, at, symbol, 0)
			g.number(in, at+8, uint64(x.Length), 8)
			g.number(in, at+16, uint64(x.Length), 8)
			for _, e := range x.Elements {
				g.static(e.Value, elem, data, start+e.Index*elem.Size())
			}
		}
	case *syntax.Unary:
		composite := syntax.Unparen(x.X).(*syntax.Composite)
		symbol := g.newSymbol(data)
		start := g.reserve(data, composite.Type.Size(), 8)
		g.define(symbol, start)
		g.word(in, at, symbol, 0)
		g.static(composite, composite.Type, data, start)
	}
}

func (g *generator) staticConstant(v *constant.Value, t *types.Type, in int, at int64) {
	if v.Kind == constant.String {
		if v.S != "" {
			g.word(in, at, g.stringData(v.S), 0)
		}
		g.number(in, at+8, uint64(len(v.S)), 8)
		return
	}
	g.number(in, at, bitsOf(v, t), t.Size())
}

// constantData gives the symbol of a constant in memory.
func (g *generator) constantData(v *constant.Value, t *types.Type) int {
	symbol := g.newSymbol(readOnly)
	at := g.reserve(readOnly, t.Size(), 8)
	g.define(symbol, at)
	g.staticConstant(v, t, readOnly, at)
	return symbol
}
