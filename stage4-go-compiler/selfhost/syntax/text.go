package syntax

// Text writes an expression as messages show it, on one line.
func Text(x Expr) string {
	switch x := x.(type) {
	case *Name:
		return x.Text
	case *Literal:
		return x.Text
	case *Composite:
		if x.TypeExpr == nil {
			return "{…}"
		}
		return Text(x.TypeExpr) + "{…}"
	case *FuncLiteral:
		return "func literal"
	case *Paren:
		return "(" + Text(x.X) + ")"
	case *Selector:
		return Text(x.X) + "." + x.Name.Text
	case *Index:
		return Text(x.X) + "[" + Text(x.I) + "]"
	case *SliceExpr:
		text := Text(x.X) + "["
		if x.Low != nil {
			text += Text(x.Low)
		}
		text += ":"
		if x.High != nil {
			text += Text(x.High)
		}
		if x.Max != nil {
			text += ":" + Text(x.Max)
		}
		return text + "]"
	case *Assertion:
		if x.TypeExpr == nil {
			return Text(x.X) + ".(type)"
		}
		return Text(x.X) + ".(" + Text(x.TypeExpr) + ")"
	case *Call:
		text := Text(x.Fun) + "("
		for i, a := range x.Args {
			if i > 0 {
				text += ", "
			}
			text += Text(a)
		}
		if x.Spread {
			text += "..."
		}
		return text + ")"
	case *Star:
		return "*" + Text(x.X)
	case *Unary:
		return x.Op.String() + Text(x.X)
	case *Binary:
		return Text(x.X) + " " + x.Op.String() + " " + Text(x.Y)
	case *ArrayType:
		switch {
		case x.Dots:
			return "[...]" + Text(x.Elem)
		case x.Len == nil:
			return "[]" + Text(x.Elem)
		}
		return "[" + Text(x.Len) + "]" + Text(x.Elem)
	case *StructType:
		return "struct{…}"
	case *FuncType:
		return "func(…)"
	case *InterfaceType:
		return "interface{…}"
	case *MapType:
		return "map[" + Text(x.Key) + "]" + Text(x.Elem)
	}
	return "?"
}
