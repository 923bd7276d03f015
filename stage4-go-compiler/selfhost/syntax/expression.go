package syntax

import "selfhost/types"

const longestChain = 1000

// ExpressionList = Expression { "," Expression } .
func (p *parser) expressions() []Expr {
	list := []Expr{p.expression()}
	for p.got(Comma) {
		list = append(list, p.expression())
	}
	return list
}

// Expression = Unary | Expression binary_op Expression .
func (p *parser) expression() Expr { return p.binary(1) }

// binary parses operators that bind at least as tightly as so.
func (p *parser) binary(precedence int) Expr {
	x := p.unary()
	for chain := 0; ; chain++ {
		op := p.token
		level := op.precedence()
		if level < precedence {
			return x
		}
		if chain > longestChain {
			p.failAt(p.pos, "expression is too long")
			return x
		}
		pos := p.pos
		p.next()
		y := p.binary(level + 1)
		x = &Binary{Info{Pos: pos}, op, x, y}
	}
}

// Unary = Primary | ( "+" | "-" | "!" | "^" | "*" | "&" ) Unary .
func (p *parser) unary() Expr {
	if !p.enter() {
		return &Name{Info: Info{Pos: p.pos}, Text: "_"}
	}
	x := p.nestedUnary()
	p.leave()
	return x
}

func (p *parser) nestedUnary() Expr {
	info := Info{Pos: p.pos}
	switch op := p.token; op {
	case Add, Sub, Not, Xor, And:
		p.next()
		return &Unary{info, op, p.unary()}
	case Mul:
		p.next()
		return &Star{info, p.unary()}
	case Arrow:
		p.refuse(p.pos, "channels are")
	}
	return p.primary()
}

// Operand = literal | name | "(" Expression ")" | Type | FunctionLiteral .
func (p *parser) operand() Expr {
	info := Info{Pos: p.pos}
	switch p.token {
	case NameToken:
		return p.name()
	case IntLiteral, FloatLiteral, CharLiteral, StringLiteral:
		x := &Literal{info, p.token, p.lit}
		x.Mode = ConstantExpr
		x.Type = types.Basic[literalTypes[p.token]]
		x.Const = literalValue(x)
		if x.Const == nil || x.Const.TooLarge() {
			p.failAt(p.pos, "constant "+p.lit+" is too large")
		}
		p.next()
		return x
	case ImaginaryLiteral:
		p.refuse(p.pos, "complex numbers are")
	case LeftParen:
		p.next()
		control := p.control
		p.control = 0
		x := &Paren{info, p.expression()}
		p.control = control
		p.want(RightParen)
		return x
	case Func:
		p.next()
		t := p.signature(info.Pos)
		if p.token == LeftBrace {
			return &FuncLiteral{Info: info, Signature: t, Body: p.functionBody()}
		}
		return t
	case LeftBracket, Map, Struct, Interface, Chan:
		return p.typeExpr()
	}
	p.unexpected(", expected expression")
	return &Name{Info: info, Text: "_"}
}

// Primary = Operand { "." name | "." "(" Type ")" | "[" Index "]" | "(" Arguments ")" | "{" Elements "}" } .
func (p *parser) primary() Expr {
	x := p.operand()
	for chain := 0; ; chain++ {
		info := Info{Pos: x.Base().Pos}
		if chain > longestChain {
			p.failAt(p.pos, "expression is too long")
			return x
		}
		switch p.token {
		case Period:
			p.next()
			if p.token == NameToken {
				x = &Selector{Info: info, X: x, Name: p.name()}
				continue
			}
			if !p.got(LeftParen) {
				p.unexpected(", expected name or (")
				return x
			}
			if p.got(Type) {
				x = &Assertion{info, x, nil}
			} else {
				x = &Assertion{info, x, p.typeExpr()}
			}
			p.want(RightParen)
		case LeftBracket:
			x = p.index(x)
		case LeftParen:
			x = p.call(x)
		case LeftBrace:
			if !p.isLiteralType(x) {
				return x
			}
			x = p.composite(x)
		default:
			return x
		}
	}
}

// isLiteralType says whether { after x begins a composite literal.
func (p *parser) isLiteralType(x Expr) bool {
	switch t := x.(type) {
	case *Name:
		return p.control == 0
	case *Selector:
		_, ok := t.X.(*Name)
		return ok && p.control == 0
	case *ArrayType, *MapType, *StructType:
		return true
	}
	return false
}

// Index = "[" Expression "]" | "[" [ low ] ":" [ high [ ":" max ] ] "]" .
func (p *parser) index(x Expr) Expr {
	info := Info{Pos: x.Base().Pos}
	p.next()
	control := p.control
	p.control = 0
	var parts [3]Expr
	n := 0
	if p.token != Colon {
		parts[0] = p.expression()
	}
	for p.token == Colon && n < 2 {
		p.next()
		n++
		if p.token != Colon && p.token != RightBracket {
			parts[n] = p.expression()
		}
	}
	p.control = control
	if p.token == Comma {
		p.refuse(p.pos, "type parameters are")
	}
	p.want(RightBracket)
	if n == 0 {
		return &Index{info, x, parts[0]}
	}
	if n == 2 && (parts[1] == nil || parts[2] == nil) {
		p.failAt(p.pos, "syntax error: middle or final index required in 3-index slice")
	}
	return &SliceExpr{info, x, parts[0], parts[1], parts[2]}
}

// Arguments = "(" [ ExpressionList [ "..." ] [ "," ] ] ")" .
func (p *parser) call(fun Expr) Expr {
	x := &Call{Info: Info{Pos: fun.Base().Pos}, Fun: fun}
	p.next()
	control := p.control
	p.control = 0
	for p.token != RightParen && p.token != EOF {
		x.Args = append(x.Args, p.expression())
		x.Spread = p.got(Ellipsis)
		if !p.got(Comma) {
			break
		}
	}
	p.control = control
	if p.token != RightParen {
		p.unexpected(" in argument list; possibly missing comma or )")
	}
	p.next()
	return x
}

// Elements = "{" [ Element { "," Element } [ "," ] ] "}" .
func (p *parser) composite(t Expr) Expr {
	x := &Composite{Info: Info{Pos: p.pos}, TypeExpr: t}
	if t != nil {
		x.Pos = t.Base().Pos
	}
	if !p.enter() {
		return x
	}
	control := p.control
	p.control = 0
	p.next()
	for p.token != RightBrace && p.token != EOF {
		e := &Element{Value: p.element()}
		if p.got(Colon) {
			e.Key = e.Value
			e.Value = p.element()
		}
		x.Elements = append(x.Elements, e)
		if !p.got(Comma) {
			break
		}
	}
	x.Right = p.pos
	if p.token != RightBrace {
		p.unexpected(" in composite literal; possibly missing comma or }")
	}
	p.next()
	p.control = control
	p.leave()
	return x
}

// Element = Expression | "{" Elements "}" .
func (p *parser) element() Expr {
	if p.token == LeftBrace {
		return p.composite(nil)
	}
	return p.expression()
}
