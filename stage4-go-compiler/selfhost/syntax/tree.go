package syntax

import (
	"selfhost/constant"
	"selfhost/source"
	"selfhost/types"
)

// Mode is what an expression gives.
type Mode uint8

// The modes.
const (
	Unchecked    Mode = iota
	NoValue           // a call without results
	TypeExpr          // a type
	ConstantExpr      // a constant
	Addressable       // a variable
	MapElement        // m[k]
	Value             // anything else with a value
	BuiltinExpr       // the name of a predeclared function
	PackageExpr       // the name of a package
)

// Info is what every expression has: the checker fills in all but the position.
type Info struct {
	Pos   source.Pos
	Type  *types.Type
	Const *constant.Value
	Mode  Mode
}

// Base gives the common part of an expression.
func (i *Info) Base() *Info { return i }

// Expr is an expression or a type.
type Expr interface{ Base() *Info }

type (
	// Name is an identifier.
	Name struct {
		Info
		Text   string
		Object *types.Object
	}

	// Literal is a literal of a basic type.
	Literal struct {
		Info
		Kind Token
		Text string
	}

	// Element is an element of a composite literal.
	Element struct {
		Key   Expr // nil if there is none
		Value Expr
		Index int64 // in an array, or of the field
	}

	// Composite is T{...}; the type is nil where it follows from the literal around it.
	Composite struct {
		Info
		TypeExpr Expr
		Elements []*Element
		Right    source.Pos
		Length   int64 // of an array or a slice
	}

	// FuncLiteral is a function without a name.
	FuncLiteral struct {
		Info
		Signature *FuncType
		Body      *Block
		Captured  []*types.Object // variables of functions around it
		Params    []*types.Object
		Results   []*types.Object
		Defers    bool // has a defer statement
		Recovers  bool // calls recover
	}

	// Paren is (x).
	Paren struct {
		Info
		X Expr
	}

	// Selector is x.name.
	Selector struct {
		Info
		X         Expr
		Name      *Name
		Selection *types.Selection // nil if x is a package
		IsType    bool             // T.method
	}

	// Index is x[i].
	Index struct {
		Info
		X, I Expr
	}

	// SliceExpr is x[low:high:max].
	SliceExpr struct {
		Info
		X, Low, High, Max Expr
	}

	// Assertion is x.(T); the type is nil in x.(type).
	Assertion struct {
		Info
		X, TypeExpr Expr
	}

	// Call is f(args), or a conversion.
	Call struct {
		Info
		Fun       Expr
		Args      []Expr
		Spread    bool // the last argument has ...
		Converts  bool // it is a conversion
		BuiltinID int  // of a predeclared function
	}

	// Star is *x.
	Star struct {
		Info
		X Expr
	}

	// Unary is op x.
	Unary struct {
		Info
		Op Token
		X  Expr
	}

	// Binary is x op y.
	Binary struct {
		Info
		Op   Token
		X, Y Expr
	}

	// ArrayType is [n]T; Len is nil for a slice, Dots says [...]T.
	ArrayType struct {
		Info
		Len  Expr
		Dots bool
		Elem Expr
	}

	// Field is one field, parameter or result; the name is nil if there is none.
	Field struct {
		Pos      source.Pos
		Name     *Name
		TypeExpr Expr
		Embedded bool
		Variadic bool
		Tag      string
	}

	// StructType is struct{...}.
	StructType struct {
		Info
		Fields []*Field
	}

	// FuncType is func(...) ....
	FuncType struct {
		Info
		Params, Results []*Field
	}

	// InterfaceType is interface{...}: methods have a name, embedded types none.
	InterfaceType struct {
		Info
		Methods []*Field
	}

	// MapType is map[K]V.
	MapType struct {
		Info
		Key, Elem Expr
	}
)

// Stmt is a statement.
type Stmt interface{ Position() source.Pos }

// At is where a statement begins.
type At source.Pos

// Position gives where the statement begins.
func (a At) Position() source.Pos { return source.Pos(a) }

type (
	// Block is {...}.
	Block struct {
		At
		List  []Stmt
		Right source.Pos
	}

	// ExprStmt is an expression.
	ExprStmt struct {
		At
		X Expr
	}

	// Assignment is left = right, left := right, or left op= right.
	Assignment struct {
		At
		Left, Right []Expr
		Op          Token           // Assign, Define, or the operator
		New         []*types.Object // of a definition, nil where the variable is an old one
	}

	// IncDec is x++ or x--.
	IncDec struct {
		At
		X  Expr
		Op Token
	}

	// DeclStmt is a declaration in a function.
	DeclStmt struct {
		At
		Decls []Decl
	}

	// IfStmt is an if statement.
	IfStmt struct {
		At
		Init Stmt
		Cond Expr
		Then *Block
		Else Stmt
	}

	// ForStmt is a loop with a condition.
	ForStmt struct {
		At
		Label string
		Init  Stmt
		Cond  Expr
		Post  Stmt
		Body  *Block
		Vars  []*types.Object // that every iteration has its own of
	}

	// RangeStmt is a loop over the elements of x.
	RangeStmt struct {
		At
		Label      string
		Key, Value Expr
		Define     bool
		X          Expr
		Body       *Block
		Vars       [2]*types.Object
	}

	// Clause is a case of a switch. Default clauses have no expressions and IsDefault.
	Clause struct {
		Pos         source.Pos
		Exprs       []Expr
		IsDefault   bool
		Body        []Stmt
		Var         *types.Object // of a type switch
		Fallthrough bool
		Right       source.Pos
	}

	// SwitchStmt is an expression switch.
	SwitchStmt struct {
		At
		Label   string
		Init    Stmt
		Tag     Expr
		Clauses []*Clause
	}

	// TypeSwitchStmt is a type switch.
	TypeSwitchStmt struct {
		At
		Label   string
		Init    Stmt
		Bind    *Name // nil if there is none
		X       Expr
		Clauses []*Clause
	}

	// ReturnStmt is a return statement.
	ReturnStmt struct {
		At
		Results []Expr
	}

	// Branch is break, continue, or fallthrough.
	Branch struct {
		At
		Op    Token
		Label *Name
	}

	// Labeled is a statement with a label.
	Labeled struct {
		At
		Label *Name
		Stmt  Stmt
	}

	// DeferStmt is a defer statement.
	DeferStmt struct {
		At
		Call Expr
	}

	// Empty is nothing.
	Empty struct{ At }
)

// Decl is a declaration.
type Decl interface{ Position() source.Pos }

type (
	// ImportDecl is an import.
	ImportDecl struct {
		At
		Name *Name
		Path string
	}

	// ConstDecl is one line of constants. Values and type may be those of an earlier line.
	ConstDecl struct {
		At
		Names    []*Name
		TypeExpr Expr
		Values   []Expr
		Iota     int64
		Objects  []*types.Object
		Copied   bool
	}

	// VarDecl is one line of variables.
	VarDecl struct {
		At
		Names    []*Name
		TypeExpr Expr
		Values   []Expr
		Objects  []*types.Object
	}

	// TypeDecl is the declaration of a type.
	TypeDecl struct {
		At
		Name     *Name
		Alias    bool
		TypeExpr Expr
	}

	// FuncDecl is a function or method; the body is nil if the compiler knows it.
	FuncDecl struct {
		At
		Name      *Name
		Receiver  *Field
		Signature *FuncType
		Body      *Block

		Object   *types.Object
		Params   []*types.Object // the receiver first
		Results  []*types.Object
		Defers   bool // has a defer statement
		Recovers bool // calls recover
	}
)

// File is the tree of a file.
type File struct {
	Package *Name
	Imports []*ImportDecl
	Decls   []Decl
}

// Unparen takes parentheses off.
func Unparen(x Expr) Expr {
	for {
		p, ok := x.(*Paren)
		if !ok {
			return x
		}
		x = p.X
	}
}
