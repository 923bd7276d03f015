package types

import "selfhost/source"

// Name writes a type as messages of package p do; with a nil package as %T does.
func (t *Type) Name(p *Package) string {
	if t.Object != nil {
		o := t.Object
		if o.Package == nil || o.Package == p {
			return o.Name
		}
		return o.Package.Name + "." + o.Name
	}
	switch t.Kind {
	case Invalid:
		return "invalid type"
	case Pointer:
		return "*" + t.Elem.Name(p)
	case Slice:
		return "[]" + t.Elem.Name(p)
	case Array:
		return "[" + source.Decimal(int(t.Len)) + "]" + t.Elem.Name(p)
	case Map:
		return "map[" + t.Key.Name(p) + "]" + t.Elem.Name(p)
	case Func:
		return "func" + t.Signature(p)
	case Tuple:
		return "(" + list(t.Results, false, p) + ")"
	case Interface:
		if len(t.Methods) == 0 {
			if p == nil {
				return "interface {}"
			}
			return "any"
		}
		text := "interface {"
		if p != nil {
			text = "interface{"
		}
		for i, m := range t.Methods {
			if i > 0 {
				text += ";"
			}
			if p == nil {
				text += " "
			} else if i > 0 {
				text += " "
			}
			text += m.Name + m.Type.Signature(p)
		}
		if p == nil {
			return text + " }"
		}
		return text + "}"
	}
	text := "struct {"
	if p != nil {
		text = "struct{"
	}
	for i, f := range t.Fields {
		if i > 0 {
			text += ";"
		}
		if p == nil || i > 0 {
			text += " "
		}
		if !f.Embedded {
			text += f.Name + " "
		}
		text += f.Type.Name(p)
		if f.Tag != "" {
			text += " \"" + f.Tag + "\""
		}
	}
	if p == nil && len(t.Fields) > 0 {
		text += " "
	}
	return text + "}"
}

func list(all []*Type, variadic bool, p *Package) string {
	text := ""
	for i, t := range all {
		if i > 0 {
			text += ", "
		}
		if variadic && i == len(all)-1 {
			text += "..." + t.Elem.Name(p)
		} else {
			text += t.Name(p)
		}
	}
	return text
}

// Signature writes parameters and results of the type of a function.
func (t *Type) Signature(p *Package) string {
	text := "(" + list(t.Params, t.Variadic, p) + ")"
	switch len(t.Results) {
	case 0:
		return text
	case 1:
		return text + " " + t.Results[0].Name(p)
	}
	return text + " (" + list(t.Results, false, p) + ")"
}
