//! Tokens: the words of Go.

use std::fmt;

/// What a token is. The text of names and literals stands beside it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Token {
    EndOfFile,
    Name,
    Literal(LiteralKind),
    /// `;`, or the end of a line that stands for one.
    Semicolon,
    Comma,
    Dot,
    /// `...`
    Ellipsis,
    Colon,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    /// `=`
    Assign,
    /// `:=`
    Define,
    /// `<-`
    Arrow,
    /// `++` and `--`
    Increment(Operator),
    /// `+=` and its like
    AssignOperator(Operator),
    /// `*`, which is an operator and the start of a type.
    Star,
    /// Any other operator.
    Operator(Operator),
    Keyword(Keyword),
}

/// The kind of a literal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum LiteralKind {
    Int,
    Float,
    Imaginary,
    Rune,
    String,
}

/// Operators, unary and binary.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Operator {
    OrOr,
    AndAnd,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Or,
    Xor,
    Multiply,
    Divide,
    Remainder,
    And,
    AndNot,
    ShiftLeft,
    ShiftRight,
    /// `!`
    Not,
    /// `~`, in constraints only.
    Tilde,
    /// `<-x`
    Receive,
}

impl Operator {
    /// How it is written.
    pub fn text(self) -> &'static str {
        use Operator::*;
        match self {
            OrOr => "||",
            AndAnd => "&&",
            Equal => "==",
            NotEqual => "!=",
            Less => "<",
            LessEqual => "<=",
            Greater => ">",
            GreaterEqual => ">=",
            Add => "+",
            Subtract => "-",
            Or => "|",
            Xor => "^",
            Multiply => "*",
            Divide => "/",
            Remainder => "%",
            And => "&",
            AndNot => "&^",
            ShiftLeft => "<<",
            ShiftRight => ">>",
            Not => "!",
            Tilde => "~",
            Receive => "<-",
        }
    }

    /// How strongly it binds as a binary operator, from 1 to 5; 0 if it is none.
    pub fn precedence(self) -> u8 {
        use Operator::*;
        match self {
            OrOr => 1,
            AndAnd => 2,
            Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => 3,
            Add | Subtract | Or | Xor => 4,
            Multiply | Divide | Remainder | And | AndNot | ShiftLeft | ShiftRight => 5,
            Not | Tilde | Receive => 0,
        }
    }

    /// Does it compare?
    pub fn is_comparison(self) -> bool {
        self.precedence() == 3
    }

    /// Is it a shift?
    pub fn is_shift(self) -> bool {
        matches!(self, Operator::ShiftLeft | Operator::ShiftRight)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.text())
    }
}

macro_rules! keywords {
    ($($name:ident = $text:literal,)*) => {
        /// Keywords.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[allow(missing_docs)]
        pub enum Keyword { $($name,)* }

        impl Keyword {
            /// How it is written.
            pub fn text(self) -> &'static str {
                match self { $(Keyword::$name => $text,)* }
            }

            /// The keyword that is written so.
            pub fn from_text(text: &str) -> Option<Keyword> {
                match text { $($text => Some(Keyword::$name),)* _ => None }
            }
        }
    };
}

keywords! {
    Break = "break", Case = "case", Chan = "chan", Const = "const", Continue = "continue",
    Default = "default", Defer = "defer", Else = "else", Fallthrough = "fallthrough", For = "for",
    Func = "func", Go = "go", Goto = "goto", If = "if", Import = "import", Interface = "interface",
    Map = "map", Package = "package", Range = "range", Return = "return", Select = "select",
    Struct = "struct", Switch = "switch", Type = "type", Var = "var",
}

impl Token {
    /// The token's name in `expected …`.
    pub fn expected_name(self) -> &'static str {
        match self {
            Token::EndOfFile => "EOF",
            Token::Name => "name",
            Token::Literal(_) => "literal",
            Token::Semicolon => "semicolon or newline",
            Token::Comma => "comma",
            Token::Dot => ".",
            Token::Ellipsis => "...",
            Token::Colon => ":",
            Token::LeftParen => "(",
            Token::RightParen => ")",
            Token::LeftBracket => "[",
            Token::RightBracket => "]",
            Token::LeftBrace => "{",
            Token::RightBrace => "}",
            Token::Assign => "=",
            Token::Define => ":=",
            Token::Arrow => "<-",
            Token::Increment(_) => "op++",
            Token::AssignOperator(_) => "op=",
            Token::Star => "*",
            Token::Operator(operator) => operator.text(),
            Token::Keyword(keyword) => keyword.text(),
        }
    }

    /// The operator, and how strongly it binds, if it is a binary one.
    pub fn binary(self) -> Option<(Operator, u8)> {
        let operator = match self {
            Token::Star => Operator::Multiply,
            Token::Operator(operator) => operator,
            _ => return None,
        };
        match operator.precedence() {
            0 => None,
            precedence => Some((operator, precedence)),
        }
    }
}
