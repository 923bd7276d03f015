package syntax

import (
	"selfhost/constant"
	"selfhost/source"
	"selfhost/types"
)

// parser is a recursive-descent parser; the grammar's production stands above each function. The
// first error of a file makes the scanner give nothing but EOF: every loop ends there, so nothing
// has to look for a place to go on.
type parser struct {
	scanner
	depth   int // of nested productions
	control int // > 0 where a composite literal needs parentheses: `if x == T{}.y {`
}

const deepest = 400

// Parse gives the tree of a file. What is wrong with it goes to errors.
func Parse(file *source.File, errors *source.Errors) *File {
	p := &parser{scanner: scanner{file: file, errors: errors, text: file.Text}}
	p.next()
	return p.sourceFile()
}

func (p *parser) enter() bool {
	p.depth++
	if p.depth > deepest {
		p.fail(int(p.pos-p.file.Base), "nesting is too deep")
		return false
	}
	return true
}

func (p *parser) leave() { p.depth-- }

func (p *parser) describe() string {
	switch p.token {
	case NameToken:
		return "name " + p.lit
	case IntLiteral, FloatLiteral, ImaginaryLiteral, CharLiteral, StringLiteral:
		return "literal " + p.lit
	case Semicolon:
		return p.lit
	case EOF, Comma:
		return p.token.String()
	}
	if p.token >= Break {
		return "keyword " + p.token.String()
	}
	return p.token.String()
}

// unexpected reports the token at hand: "syntax error: unexpected X, expected Y".
func (p *parser) unexpected(after string) {
	p.failAt(p.pos, "syntax error: unexpected "+p.describe()+after)
}

// refuse reports something of Go that this compiler does not accept.
func (p *parser) refuse(pos source.Pos, what string) {
	p.failAt(pos, what+" not in this compiler's language")
}

func (p *parser) got(t Token) bool {
	if p.token == t {
		p.next()
		return true
	}
	return false
}

func (p *parser) want(t Token) {
	if !p.got(t) {
		p.unexpected(", expected " + t.String())
	}
}

// end takes the semicolon that ends something; it may be left out before a closing bracket.
func (p *parser) end(context string) {
	if p.token != RightParen && p.token != RightBrace && !p.got(Semicolon) {
		p.unexpected(" " + context)
	}
}

func (p *parser) name() *Name {
	n := &Name{Info: Info{Pos: p.pos}, Text: p.lit}
	if p.token != NameToken {
		n.Text = "_"
		p.unexpected(", expected name")
		return n
	}
	p.next()
	return n
}

// SourceFile = "package" name ";" { ImportDecl ";" } { TopLevelDecl ";" } .
func (p *parser) sourceFile() *File {
	f := &File{}
	if p.token != Package {
		p.failAt(p.pos, "syntax error: package statement must be first")
		return f
	}
	p.next()
	f.Package = p.name()
	p.end("after package clause")
	for p.token == Import {
		p.next()
		p.group(func(int64) { f.Imports = append(f.Imports, p.importSpec()) })
		p.end("after top level declaration")
	}
	for p.token != EOF {
		switch p.token {
		case Func:
			f.Decls = append(f.Decls, p.function())
		case Const, Var, Type:
			f.Decls = append(f.Decls, p.declaration()...)
		case Import:
			p.failAt(p.pos, "syntax error: imports must appear before other declarations")
		default:
			p.failAt(p.pos, "syntax error: non-declaration statement outside function body")
		}
		if p.token != EOF {
			p.end("after top level declaration")
		}
	}
	return f
}

// group parses one specification, or several in parentheses.
func (p *parser) group(spec func(iota int64)) {
	if !p.got(LeftParen) {
		spec(0)
		return
	}
	for i := int64(0); p.token != RightParen && p.token != EOF; i++ {
		spec(i)
		if p.token != RightParen && !p.got(Semicolon) {
			p.unexpected(", expected semicolon, newline, or )")
		}
	}
	p.want(RightParen)
}

// ImportSpec = [ "." | name ] string .
func (p *parser) importSpec() *ImportDecl {
	d := &ImportDecl{At: At(p.pos)}
	if p.token == NameToken {
		d.Name = p.name()
	}
	if p.token == Period {
		p.refuse(p.pos, "imports with a dot are")
	}
	if p.token == StringLiteral {
		d.Path = StringValue(p.lit)
		p.next()
	} else {
		p.failAt(p.pos, "syntax error: missing import path; require quoted string")
	}
	return d
}

// Declaration = "const" ConstSpecs | "var" VarSpecs | "type" TypeSpecs .
func (p *parser) declaration() []Decl {
	var decls []Decl
	keyword := p.token
	p.next()
	switch keyword {
	case Const:
		var last *ConstDecl
		p.group(func(iota int64) {
			last = p.constSpec(iota, last)
			decls = append(decls, last)
		})
	case Var:
		p.group(func(int64) { decls = append(decls, p.varSpec()) })
	default:
		p.group(func(int64) { decls = append(decls, p.typeSpec()) })
	}
	return decls
}

func (p *parser) names() []*Name {
	list := []*Name{p.name()}
	for p.got(Comma) {
		list = append(list, p.name())
	}
	return list
}

// ConstSpec = names [ [ Type ] "=" ExpressionList ] . Without a value it repeats the line before,
// with the very same expressions: the checker goes over them again with another iota.
func (p *parser) constSpec(iota int64, last *ConstDecl) *ConstDecl {
	d := &ConstDecl{At: At(p.pos), Names: p.names(), Iota: iota}
	if p.token != Assign && p.token != Semicolon && p.token != RightParen {
		d.TypeExpr = p.typeExpr()
	}
	if p.got(Assign) {
		d.Values = p.expressions()
	} else if last != nil && d.TypeExpr == nil {
		d.TypeExpr = last.TypeExpr
		d.Values = last.Values
		d.Copied = true
	}
	return d
}

// VarSpec = names ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .
func (p *parser) varSpec() *VarDecl {
	d := &VarDecl{At: At(p.pos), Names: p.names()}
	if p.token != Assign {
		d.TypeExpr = p.typeExpr()
	}
	if p.got(Assign) {
		d.Values = p.expressions()
	}
	return d
}

// TypeSpec = name [ "=" ] Type .
func (p *parser) typeSpec() *TypeDecl {
	d := &TypeDecl{At: At(p.pos), Name: p.name()}
	d.Alias = p.got(Assign)
	d.TypeExpr = p.typeExpr()
	return d
}

// FunctionDecl = "func" [ "(" Receiver ")" ] name Signature [ Block ] .
func (p *parser) function() *FuncDecl {
	d := &FuncDecl{At: At(p.pos)}
	p.next()
	if p.token == LeftParen {
		pos := p.pos
		receivers := p.parameters()
		if len(receivers) != 1 {
			p.failAt(pos, "method has multiple receivers")
			return d
		}
		d.Receiver = receivers[0]
	}
	d.Name = p.name()
	if p.token == LeftBracket {
		p.refuse(p.pos, "type parameters are")
	}
	d.Signature = p.signature(source.Pos(d.At))
	if p.token == LeftBrace {
		d.Body = p.functionBody()
	}
	return d
}

func (p *parser) functionBody() *Block {
	control := p.control
	p.control = 0
	body := p.block()
	p.control = control
	return body
}

// Signature = Parameters [ Parameters | Type ] .
func (p *parser) signature(pos source.Pos) *FuncType {
	t := &FuncType{Info: Info{Pos: pos}}
	t.Params = p.parameters()
	if p.token == LeftParen {
		t.Results = p.parameters()
		for _, r := range t.Results {
			if r.Variadic {
				p.failAt(r.Pos, "can only use ... with final parameter in list")
			}
		}
	} else if p.startsType() {
		result := p.typeExpr()
		t.Results = []*Field{{Pos: result.Base().Pos, TypeExpr: result}}
	}
	return t
}

func (p *parser) startsType() bool {
	switch p.token {
	case NameToken, Mul, LeftBracket, LeftParen, Func, Map, Struct, Interface, Chan, Arrow:
		return true
	}
	return false
}

// Parameters = "(" [ [ names ] [ "..." ] Type { "," … } ] ")" . Whether a lone name is a parameter
// or a type is known at the end only: if one has both, all have.
func (p *parser) parameters() []*Field {
	var list []*Field
	named := false
	p.want(LeftParen)
	for p.token != RightParen && p.token != EOF {
		f := &Field{Pos: p.pos}
		f.Variadic = p.got(Ellipsis)
		f.TypeExpr = p.typeExpr()
		if name, ok := f.TypeExpr.(*Name); ok && !f.Variadic && p.token != Comma && p.token != RightParen {
			named = true
			f.Name = name
			f.Variadic = p.got(Ellipsis)
			f.TypeExpr = p.typeExpr()
		}
		list = append(list, f)
		if !p.got(Comma) {
			break
		}
	}
	if p.token != RightParen {
		p.unexpected(", expected )")
	}
	p.next()
	if named {
		var last *Field
		for i := len(list) - 1; i >= 0; i-- {
			f := list[i]
			if f.Name == nil {
				name, ok := f.TypeExpr.(*Name)
				if !ok || last == nil {
					p.failAt(f.Pos, "syntax error: mixed named and unnamed parameters")
					return nil
				}
				f.Name = name
				f.TypeExpr = last.TypeExpr
				f.Variadic = last.Variadic
			}
			last = f
		}
	}
	for i, f := range list {
		if f.Variadic && i < len(list)-1 {
			p.failAt(f.Pos, "can only use ... with final parameter in list")
		}
	}
	return list
}

// Type = TypeName | "(" Type ")" | "*" Type | "[" … "]" Type | "func" … | "map" … | "struct" … | "interface" … .
func (p *parser) typeExpr() Expr {
	if !p.enter() {
		return &Name{Info: Info{Pos: p.pos}, Text: "_"}
	}
	t := p.nestedType()
	p.leave()
	return t
}

func (p *parser) nestedType() Expr {
	pos := p.pos
	info := Info{Pos: pos}
	bad := &Name{Info: info, Text: "_"}
	switch p.token {
	case NameToken:
		return p.typeName()
	case LeftParen:
		p.next()
		t := &Paren{info, p.typeExpr()}
		p.want(RightParen)
		return t
	case Mul:
		p.next()
		return &Star{info, p.typeExpr()}
	case LeftBracket:
		p.next()
		if p.got(RightBracket) {
			return &ArrayType{Info: info, Elem: p.typeExpr()}
		}
		t := &ArrayType{Info: info}
		if p.got(Ellipsis) {
			t.Dots = true
		} else {
			t.Len = p.expression()
			if p.token == NameToken || p.token == Comma || p.token == Interface || p.token == Tilde {
				p.refuse(pos, "type parameters are")
				return bad
			}
		}
		p.want(RightBracket)
		t.Elem = p.typeExpr()
		return t
	case Func:
		p.next()
		return p.signature(pos)
	case Map:
		p.next()
		p.want(LeftBracket)
		t := &MapType{Info: info, Key: p.typeExpr()}
		p.want(RightBracket)
		t.Elem = p.typeExpr()
		return t
	case Struct:
		return p.structType()
	case Interface:
		return p.interfaceType()
	case Chan, Arrow:
		p.refuse(pos, "channels are")
		return bad
	}
	p.unexpected(", expected type")
	return bad
}

// TypeName = name [ "." name ] .
func (p *parser) typeName() Expr {
	n := p.name()
	if p.token == Period {
		p.next()
		return &Selector{Info: Info{Pos: n.Pos}, X: n, Name: p.name()}
	}
	return n
}

// StructType = "struct" "{" { ( names Type | [ "*" ] TypeName ) [ tag ] ";" } "}" .
func (p *parser) structType() Expr {
	t := &StructType{Info: Info{Pos: p.pos}}
	p.next()
	p.want(LeftBrace)
	for p.token != RightBrace && p.token != EOF {
		var fields []*Field
		pos := p.pos
		if p.token == Mul {
			fields = []*Field{{Pos: pos, TypeExpr: p.typeExpr(), Embedded: true}}
		} else {
			first := p.name()
			if p.token == Period {
				p.next()
				selector := &Selector{Info: Info{Pos: pos}, X: first, Name: p.name()}
				fields = []*Field{{Pos: pos, TypeExpr: selector, Embedded: true}}
			} else if p.token == Semicolon || p.token == RightBrace || p.token == StringLiteral {
				fields = []*Field{{Pos: pos, TypeExpr: first, Embedded: true}}
			} else {
				fields = []*Field{{Pos: pos, Name: first}}
				for p.got(Comma) {
					n := p.name()
					fields = append(fields, &Field{Pos: n.Pos, Name: n})
				}
				fieldType := p.typeExpr()
				for _, f := range fields {
					f.TypeExpr = fieldType
				}
			}
		}
		if p.token == StringLiteral {
			tag := StringValue(p.lit)
			p.next()
			for _, f := range fields {
				f.Tag = tag
			}
		}
		t.Fields = append(t.Fields, fields...)
		if p.token != RightBrace && !p.got(Semicolon) {
			p.unexpected(", expected semicolon, newline, or } after struct field")
		}
	}
	p.want(RightBrace)
	return t
}

// InterfaceType = "interface" "{" { ( name Signature | TypeName ) ";" } "}" .
func (p *parser) interfaceType() Expr {
	t := &InterfaceType{Info: Info{Pos: p.pos}}
	p.next()
	p.want(LeftBrace)
	for p.token != RightBrace && p.token != EOF {
		f := &Field{Pos: p.pos}
		if p.token == Tilde {
			p.refuse(p.pos, "constraints are")
		}
		first := p.typeName()
		if name, ok := first.(*Name); ok && p.token == LeftParen {
			f.Name = name
			f.TypeExpr = p.signature(f.Pos)
		} else {
			f.Embedded = true
			f.TypeExpr = first
		}
		if p.token == Or {
			p.refuse(p.pos, "constraints are")
		}
		t.Methods = append(t.Methods, f)
		if p.token != RightBrace && !p.got(Semicolon) {
			p.unexpected(", expected semicolon, newline, or } after interface element")
		}
	}
	p.want(RightBrace)
	return t
}

// literalValue gives the constant of a literal, nil if it is beyond what the compiler computes with.
func literalValue(x *Literal) *constant.Value {
	switch x.Kind {
	case StringLiteral:
		return constant.MakeString(StringValue(x.Text))
	case CharLiteral:
		return constant.Int64(int64(RuneValue(x.Text)))
	}
	return constant.Number(x.Text)
}

var literalTypes = [...]types.Kind{IntLiteral: types.UntypedInt, FloatLiteral: types.UntypedFloat,
	ImaginaryLiteral: types.Invalid, CharLiteral: types.UntypedRune, StringLiteral: types.UntypedString}

// Untyped gives the kind of the literal's untyped type.
func (x *Literal) Untyped() types.Kind { return literalTypes[x.Kind] }
