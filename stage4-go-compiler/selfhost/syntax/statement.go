package syntax

import "selfhost/source"

// Block = "{" StatementList "}" .
func (p *parser) block() *Block {
	b := &Block{At: At(p.pos)}
	p.want(LeftBrace)
	b.List = p.statements()
	b.Right = p.pos
	p.want(RightBrace)
	return b
}

// StatementList = { Statement ";" } .
func (p *parser) statements() []Stmt {
	var list []Stmt
	for p.token != RightBrace && p.token != Case && p.token != Default && p.token != EOF {
		s := p.statement()
		if s != nil {
			list = append(list, s)
		}
		if p.token != RightBrace && p.token != RightParen && !p.got(Semicolon) {
			p.unexpected(" at end of statement")
		}
		if p.token == RightParen {
			p.unexpected(" at end of statement")
		}
	}
	return list
}

// Statement = Declaration | Block | If | Switch | For | Return | Branch | Defer | Labeled | Simple .
func (p *parser) statement() Stmt {
	if !p.enter() {
		return nil
	}
	s := p.nestedStatement()
	p.leave()
	return s
}

func (p *parser) nestedStatement() Stmt {
	at := At(p.pos)
	switch p.token {
	case Semicolon:
		return &Empty{at}
	case Const, Var, Type:
		return &DeclStmt{at, p.declaration()}
	case LeftBrace:
		return p.block()
	case If:
		return p.ifStatement()
	case Switch:
		return p.switchStatement()
	case For:
		return p.forStatement()
	case Return:
		p.next()
		s := &ReturnStmt{At: at}
		if p.token != Semicolon && p.token != RightBrace {
			s.Results = p.expressions()
		}
		return s
	case Break, Continue, Fallthrough, Goto:
		s := &Branch{At: at, Op: p.token}
		if p.token == Goto {
			p.refuse(p.pos, "goto is")
		}
		p.next()
		if s.Op != Fallthrough && p.token == NameToken {
			s.Label = p.name()
		}
		return s
	case Defer:
		p.next()
		return &DeferStmt{at, p.expression()}
	case Go:
		p.refuse(p.pos, "goroutines are")
		return nil
	case Select:
		p.refuse(p.pos, "channels are")
		return nil
	}
	s := p.simple(false)
	if x, ok := s.(*ExprStmt); ok && p.token == Colon {
		if label, ok := x.X.(*Name); ok {
			p.next()
			if p.token == RightBrace {
				return &Labeled{at, label, &Empty{at}}
			}
			return &Labeled{at, label, p.statement()}
		}
	}
	return s
}

// Simple = Expression | Expression ( "++" | "--" ) | ExpressionList assign_op ExpressionList . In the
// head of a for statement the right side may be `range x`, which gives a RangeStmt.
func (p *parser) simple(inFor bool) Stmt {
	at := At(p.pos)
	if inFor && p.token == Range {
		p.next()
		return &RangeStmt{At: at, X: p.expression()}
	}
	left := p.expressions()
	op := p.token
	at = At(p.pos)
	switch {
	case op == Inc || op == Dec:
		p.next()
		return &IncDec{at, left[0], op}
	case op == Assign || op == Define:
		p.next()
		if inFor && p.token == Range {
			p.next()
			return p.rangeHead(at, left, op == Define)
		}
		return &Assignment{At: at, Left: left, Right: p.expressions(), Op: op}
	case AddAssign <= op && op <= AndNotAssign:
		p.next()
		return &Assignment{At: at, Left: left, Right: []Expr{p.expression()}, Op: op - AddAssign + Add}
	case op == Arrow:
		p.refuse(p.pos, "channels are")
	}
	if len(left) > 1 {
		p.unexpected(", expected := or = or comma")
	}
	return &ExprStmt{At(left[0].Base().Pos), left[0]}
}

func (p *parser) rangeHead(at At, left []Expr, define bool) Stmt {
	s := &RangeStmt{At: at, Key: left[0], Define: define}
	if len(left) > 1 {
		s.Value = left[1]
	}
	if len(left) > 2 {
		p.failAt(left[2].Base().Pos, "range clause permits at most two iteration variables")
	}
	s.X = p.expression()
	return s
}

// header parses what stands between a keyword and {: [ Simple ";" ] [ Simple ].
func (p *parser) header(keyword string) (init, last Stmt) {
	p.control++
	if p.token != Semicolon && p.token != LeftBrace {
		last = p.simple(false)
	}
	if p.token == Semicolon {
		semicolon := p.lit
		pos := p.pos
		p.next()
		init = last
		last = nil
		if p.token != LeftBrace {
			last = p.simple(false)
		} else if keyword == "if" {
			if semicolon == "newline" {
				p.failAt(pos, "syntax error: unexpected newline, expected { after if clause")
			} else {
				p.failAt(p.pos, "syntax error: missing condition in if statement")
			}
		}
	}
	p.control--
	return init, last
}

// condition gives the expression of a statement that must be one.
func (p *parser) condition(s Stmt, what string) Expr {
	if x, ok := s.(*ExprStmt); ok {
		return x.X
	}
	pos := p.pos
	if s != nil {
		pos = s.Position()
	}
	p.failAt(pos, "syntax error: cannot use "+what+" as value")
	return &Name{Info: Info{Pos: pos}, Text: "_"}
}

// If = "if" [ Simple ";" ] Expression Block [ "else" ( If | Block ) ] .
func (p *parser) ifStatement() Stmt {
	s := &IfStmt{At: At(p.pos)}
	p.next()
	if p.token == LeftBrace {
		p.failAt(p.pos, "syntax error: missing condition in if statement")
		return s
	}
	init, last := p.header("if")
	s.Init = init
	s.Cond = p.condition(last, "assignment")
	s.Then = p.block()
	if p.got(Else) {
		switch p.token {
		case If:
			if p.enter() {
				s.Else = p.ifStatement()
				p.leave()
			}
		case LeftBrace:
			s.Else = p.block()
		default:
			p.failAt(p.pos, "syntax error: else must be followed by if or statement block")
		}
	}
	return s
}

// For = "for" [ Condition | Simple ";" [ Condition ] ";" [ Simple ] | Range ] Block .
func (p *parser) forStatement() Stmt {
	s := &ForStmt{At: At(p.pos)}
	p.next()
	p.control++
	var first Stmt
	if p.token != Semicolon && p.token != LeftBrace {
		first = p.simple(true)
	}
	if r, ok := first.(*RangeStmt); ok {
		p.control--
		r.At = s.At
		r.Body = p.block()
		return r
	}
	if p.got(Semicolon) {
		s.Init = first
		if p.token != Semicolon {
			if p.token == LeftBrace {
				p.failAt(p.pos, "syntax error: expected for loop condition")
			}
			s.Cond = p.condition(p.simple(false), "assignment")
		}
		p.want(Semicolon)
		if p.token != LeftBrace {
			s.Post = p.simple(false)
			if post, ok := s.Post.(*Assignment); ok && post.Op == Define {
				p.failAt(source.Pos(post.At), "syntax error: cannot declare in post statement of for loop")
			}
		}
	} else if first != nil {
		s.Cond = p.condition(first, "assignment")
	}
	p.control--
	s.Body = p.block()
	return s
}

// Switch = "switch" [ Simple ";" ] [ Expression | [ name ":=" ] x.(type) ] "{" { Clause } "}" .
func (p *parser) switchStatement() Stmt {
	at := At(p.pos)
	p.next()
	init, last := p.header("switch")
	var bind *Name
	var x Expr
	if a, ok := last.(*Assignment); ok && a.Op == Define && len(a.Left) == 1 && len(a.Right) == 1 {
		if assertion, ok := a.Right[0].(*Assertion); ok && assertion.TypeExpr == nil {
			name, ok := a.Left[0].(*Name)
			if !ok {
				p.failAt(a.Left[0].Base().Pos, "syntax error: invalid variable name in type switch")
				return nil
			}
			bind = name
			x = assertion.X
		}
	} else if e, ok := last.(*ExprStmt); ok {
		if assertion, ok := e.X.(*Assertion); ok && assertion.TypeExpr == nil {
			x = assertion.X
		}
	}
	p.want(LeftBrace)
	var clauses []*Clause
	for p.token != RightBrace && p.token != EOF {
		clauses = append(clauses, p.clause())
	}
	p.want(RightBrace)
	if x != nil {
		return &TypeSwitchStmt{At: at, Init: init, Bind: bind, X: x, Clauses: clauses}
	}
	s := &SwitchStmt{At: at, Init: init, Clauses: clauses}
	if last != nil {
		s.Tag = p.condition(last, "assignment")
	}
	return s
}

// Clause = ( "case" List | "default" ) ":" StatementList .
func (p *parser) clause() *Clause {
	c := &Clause{Pos: p.pos}
	switch {
	case p.got(Default):
		c.IsDefault = true
	case p.got(Case):
		for {
			c.Exprs = append(c.Exprs, p.expression())
			if !p.got(Comma) {
				break
			}
		}
	default:
		p.unexpected(", expected case or default or }")
	}
	p.want(Colon)
	c.Body = p.statements()
	c.Right = p.pos
	if n := len(c.Body); n > 0 {
		if b, ok := c.Body[n-1].(*Branch); ok && b.Op == Fallthrough {
			c.Fallthrough = true
			c.Body = c.Body[:n-1]
		}
	}
	return c
}
