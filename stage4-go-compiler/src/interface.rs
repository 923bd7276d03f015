//! A package's source → what others need to know of it: export data.
//!
//! ```text
//! func Area(s Shape) float64 {          func Area(s Shape) float64
//!     return s.width * s.height    ─►
//! }
//! var origin Point = Point{1, 2}        var origin Point
//! var names = []string{"a", "b"}        var names = []string{"a", "b"}
//! ```
//!
//! Who imports a package needs its types, the values of its constants, the types of its variables and the signatures of its
//! functions. Go's own syntax can say all of that, since a declaration of a function may stand without body; so export data are
//! Go source with less in it, and what reads them is the parser and the checker that exist. What is not exported stays:
//! a field of an unexported type has a size. A variable without a written type keeps its initial value, from which the
//! type follows, and a generic function keeps its body: who uses it has to make code of it.
//!
//! It works on tokens: a `{` that is not that of a `struct` or `interface` begins a body. Requires: source without
//! syntax errors; others give something that has errors too. Official export data are binary and hold types, not text
//! (`go/types` objects, indexed; R. Griesemer 2018), so that importing costs only what is used; the Go of 2009 to 2015
//! wrote text like this. Judged by its tests and `tests/separate.rs`.

use crate::position::Pos;
use crate::scanner::Scanner;
use crate::token::{Keyword, Token};

/// What others need to know of a file.
pub fn interface(source: &str) -> String {
    let mut tokens = Vec::new();
    let mut scanner = Scanner::new(source, Pos(1));
    loop {
        scanner.next();
        let (start, end) = (scanner.pos().0 as usize - 1, scanner.end().0 as usize - 1);
        tokens.push(Lexeme { token: scanner.token, start, end });
        if scanner.token == Token::EndOfFile {
            break;
        }
    }
    let mut filter = Filter { source, tokens: &tokens, at: 0, out: String::new(), last: None };
    while filter.token() != Token::EndOfFile {
        filter.declaration();
    }
    filter.out
}

#[derive(Clone, Copy)]
struct Lexeme {
    token: Token,
    start: usize,
    end: usize,
}

struct Filter<'a> {
    source: &'a str,
    tokens: &'a [Lexeme],
    at: usize,
    out: String,
    /// Where what was written last ends in the source.
    last: Option<usize>,
}

impl Filter<'_> {
    fn token(&self) -> Token {
        self.tokens[self.at].token
    }

    fn skip(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    /// Writes a token, with the blank space before it but without comments.
    fn copy(&mut self) {
        let Lexeme { token, start, end } = self.tokens[self.at];
        if let Some(last) = self.last {
            let gap = &self.source[last..start];
            match gap.contains('/') {
                false => self.out.push_str(gap),
                true => self.out.push_str(if gap.contains('\n') { "\n" } else { " " }),
            }
        }
        if token != Token::EndOfFile {
            self.out.push_str(&self.source[start..end]);
        }
        self.last = Some(end);
        self.skip();
    }

    /// Copies up to the end of a statement, which is not copied.
    fn copy_statement(&mut self) {
        self.copy_to(Token::Semicolon);
    }

    /// Copies up to a token outside of brackets, or to the end of the statement if that comes first.
    fn copy_to(&mut self, end: Token) {
        let mut depth = 0;
        loop {
            match self.token() {
                Token::LeftParen | Token::LeftBracket | Token::LeftBrace => depth += 1,
                Token::RightParen | Token::RightBracket | Token::RightBrace if depth == 0 => return,
                Token::RightParen | Token::RightBracket | Token::RightBrace => depth -= 1,
                Token::Semicolon if depth == 0 => return,
                Token::EndOfFile => return,
                token if token == end && depth == 0 => return,
                _ => {}
            }
            self.copy();
        }
    }

    fn skip_statement(&mut self) {
        let length = self.out.len();
        self.copy_statement();
        self.out.truncate(length);
    }

    /// One declaration at package level, on a line of its own.
    fn declaration(&mut self) {
        self.last = None;
        let before = self.out.len();
        match self.token() {
            Token::Keyword(Keyword::Func) => self.function(),
            Token::Keyword(Keyword::Var) => self.variables(),
            Token::Keyword(_) => self.copy_statement(),
            _ => {}
        }
        if self.out.len() > before && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.skip();
    }

    /// `func f(x int) int {…}` without `{…}`. What nobody can name is left out.
    fn function(&mut self) {
        let (length, first) = (self.out.len(), self.at);
        let mut depth = 0;
        let mut is_generic = false;
        let mut groups = 0;
        loop {
            let before = self.tokens[self.at.saturating_sub(1)].token;
            match self.token() {
                Token::LeftParen | Token::LeftBracket => {
                    // `func f[T any](`, and `func (l *list[T]) f(`: the brackets before the parameters.
                    let is_bracket = self.token() == Token::LeftBracket;
                    let in_receiver =
                        self.tokens[first + 1].token == Token::LeftParen && groups == 0;
                    is_generic |= is_bracket && (self.at == first + 2 || depth == 1 && in_receiver);
                    depth += 1;
                }
                Token::RightParen | Token::RightBracket => {
                    depth -= 1;
                    groups += usize::from(depth == 0);
                }
                Token::LeftBrace
                    if matches!(before, Token::Keyword(Keyword::Struct | Keyword::Interface)) =>
                {
                    self.braces(true);
                    continue;
                }
                Token::LeftBrace => {
                    self.braces(is_generic);
                    continue;
                }
                Token::Semicolon if depth <= 0 => break,
                Token::EndOfFile => break,
                _ => {}
            }
            self.copy();
        }
        let name = self.tokens.get(first + 1).map_or("", |name| &self.source[name.start..name.end]);
        if name == "init" || name == "_" {
            self.out.truncate(length);
        }
    }

    /// Copies or skips what stands between braces.
    fn braces(&mut self, keep: bool) {
        let length = self.out.len();
        let mut depth = 0;
        loop {
            match self.token() {
                Token::LeftBrace => depth += 1,
                Token::RightBrace => depth -= 1,
                Token::EndOfFile => break,
                _ => {}
            }
            self.copy();
            if depth == 0 {
                break;
            }
        }
        if !keep {
            self.out.truncate(length);
        }
    }

    /// Variables without initial values where a type is written.
    fn variables(&mut self) {
        let before = self.out.len();
        self.copy();
        if self.token() != Token::LeftParen {
            if !self.variable() {
                self.out.truncate(before);
            }
            return;
        }
        self.copy();
        while !matches!(self.token(), Token::RightParen | Token::EndOfFile) {
            let length = self.out.len();
            if !self.variable() {
                self.out.truncate(length);
            }
            if self.token() == Token::Semicolon {
                self.copy();
            } else if self.token() != Token::RightParen {
                self.skip();
            }
        }
        self.copy();
    }

    /// `a, b T = x, y`; says whether one of the names is more than `_`.
    fn variable(&mut self) -> bool {
        let mut is_named = false;
        while matches!(self.token(), Token::Name | Token::Comma) {
            let Lexeme { start, end, .. } = self.tokens[self.at];
            let follows_name = self.tokens[self.at.saturating_sub(1)].token == Token::Name;
            if self.token() == Token::Name && follows_name {
                break;
            }
            is_named |= self.token() == Token::Name && &self.source[start..end] != "_";
            self.copy();
        }
        if self.token() == Token::Assign {
            self.copy_statement();
            return is_named;
        }
        self.copy_to(Token::Assign);
        if self.token() == Token::Assign {
            self.skip_statement();
        }
        is_named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_and_values_are_left_out() {
        let source = "\
// Package p is an example.
package p

import \"fmt\"

const (
	A = iota // one
	B
)

type T struct { x, y int }

func (t *T) M(f func() struct{}, of interface{ N() }) (int, struct{ z int }) {
	if true { fmt.Println(\"{\") }
	return 1, struct{ z int }{2}
}

func init() { M() }
func F() interface{} { return nil }
func external(x int) int

var a, b int = 1, 2
var c = []int{1, 2}
var (
	d map[string]struct{ n int } = nil
	_ int = 3
	e, _ = 1, 2
)
var _ fmt.Stringer = T{}
";
        let expected = "\
package p
import \"fmt\"
const (
	A = iota
	B
)
type T struct { x, y int }
func (t *T) M(f func() struct{}, of interface{ N() }) (int, struct{ z int })
func F() interface{}
func external(x int) int
var a, b int
var c = []int{1, 2}
var (
	d map[string]struct{ n int };
	e, _ = 1, 2
)
";
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeeze(&interface(source)), squeeze(expected).replace(" };", " }"));
    }

    #[test]
    fn generic_functions_keep_their_bodies() {
        let source = "package p\nfunc F[T any](x T) T { return x }\nfunc (l *L[T]) G() { x() }\nfunc H(x []int) [2]int { y() }\n";
        let kept = interface(source);
        assert!(kept.contains("{ return x }") && kept.contains("{ x() }"), "{kept}");
        assert!(!kept.contains("y()"), "{kept}");
    }
}
