// Package syntax turns text into syntax trees.
//
//	token.go        the tokens
//	scanner.go      text to tokens
//	literal.go      what literals mean
//	tree.go         the nodes of the tree
//	parser.go       declarations and types
//	expression.go   expressions
//	statement.go    statements
package syntax

// Token is the kind of a token.
type Token uint8

// The tokens. The order of the operators with an assignment form is that of those forms.
const (
	EOF Token = iota
	NameToken
	IntLiteral
	FloatLiteral
	ImaginaryLiteral
	CharLiteral
	StringLiteral

	Add
	Sub
	Mul
	Div
	Rem
	And
	Or
	Xor
	Shl
	Shr
	AndNot

	AddAssign
	SubAssign
	MulAssign
	DivAssign
	RemAssign
	AndAssign
	OrAssign
	XorAssign
	ShlAssign
	ShrAssign
	AndNotAssign

	AndAnd
	OrOr
	Arrow
	Inc
	Dec
	Eql
	Lss
	Gtr
	Assign
	Not
	Tilde
	Neq
	Leq
	Geq
	Define
	Ellipsis
	LeftParen
	LeftBracket
	LeftBrace
	Comma
	Period
	RightParen
	RightBracket
	RightBrace
	Semicolon
	Colon

	Break
	Case
	Chan
	Const
	Continue
	Default
	Defer
	Else
	Fallthrough
	For
	Func
	Go
	Goto
	If
	Import
	Interface
	Map
	Package
	Range
	Return
	Select
	Struct
	Switch
	Type
	Var
)

var texts = [...]string{EOF: "EOF", NameToken: "name", IntLiteral: "literal", FloatLiteral: "literal",
	ImaginaryLiteral: "literal", CharLiteral: "literal", StringLiteral: "literal",
	Add: "+", Sub: "-", Mul: "*", Div: "/", Rem: "%", And: "&", Or: "|", Xor: "^", Shl: "<<", Shr: ">>", AndNot: "&^",
	AddAssign: "+=", SubAssign: "-=", MulAssign: "*=", DivAssign: "/=", RemAssign: "%=", AndAssign: "&=",
	OrAssign: "|=", XorAssign: "^=", ShlAssign: "<<=", ShrAssign: ">>=", AndNotAssign: "&^=",
	AndAnd: "&&", OrOr: "||", Arrow: "<-", Inc: "++", Dec: "--", Eql: "==", Lss: "<", Gtr: ">", Assign: "=", Not: "!",
	Tilde: "~", Neq: "!=", Leq: "<=", Geq: ">=", Define: ":=", Ellipsis: "...", LeftParen: "(", LeftBracket: "[",
	LeftBrace: "{", Comma: "comma", Period: ".", RightParen: ")", RightBracket: "]", RightBrace: "}",
	Semicolon: "semicolon", Colon: ":",
	Break: "break", Case: "case", Chan: "chan", Const: "const", Continue: "continue", Default: "default",
	Defer: "defer", Else: "else", Fallthrough: "fallthrough", For: "for", Func: "func", Go: "go", Goto: "goto",
	If: "if", Import: "import", Interface: "interface", Map: "map", Package: "package", Range: "range",
	Return: "return", Select: "select", Struct: "struct", Switch: "switch", Type: "type", Var: "var"}

func (t Token) String() string { return texts[t] }

var keywords = makeKeywords()

func makeKeywords() map[string]Token {
	words := make(map[string]Token)
	for t := Break; t <= Var; t++ {
		words[texts[t]] = t
	}
	return words
}

// precedence gives how tightly a binary operator binds, 0 for other tokens.
func (t Token) precedence() int {
	switch t {
	case OrOr:
		return 1
	case AndAnd:
		return 2
	case Eql, Neq, Lss, Leq, Gtr, Geq:
		return 3
	case Add, Sub, Or, Xor:
		return 4
	case Mul, Div, Rem, And, Shl, Shr, AndNot:
		return 5
	}
	return 0
}

// IsComparison says whether the operator gives a boolean.
func (t Token) IsComparison() bool { return t.precedence() == 3 }

// IsShift says whether the operator is a shift.
func (t Token) IsShift() bool { return t == Shl || t == Shr }
