//! Tokens → tree: recursive descent, a function for each production of Go's grammar.
//!
//! ```text
//! parse/mod          source file, lists, error recovery
//! parse/declaration  import, const, var, type, func
//! parse/types        types, structures, interfaces, parameters
//! parse/statement    statements, headers of if, for and switch
//! parse/expression   operators by precedence, operands, composite literals
//! ```
//!
//! The production stands above each function in the notation of the language specification. Go can be
//! parsed with one token of look-ahead, with three exceptions that are explained where they are:
//! `if T {` (is `{` a literal's or the block's?), `type T[P …` (an array's length or a type
//! parameter?) and `f(a, b c)` (types or names?).
//!
//! **Errors.** A wrong token is reported in the words of the official compiler and skipped up to
//! one at which a statement or declaration may begin, as in N. Wirth, *Compilerbau* (1977); so a
//! file gives several errors, and one mistake hardly ever gives two.
//!
//! **Depth.** Nesting is limited to [`MAX_DEPTH`] levels, because every level is native stack, here
//! and in what walks the tree afterwards. Operators of one precedence are a loop and may be as many
//! as one likes.
//!
//! Leaves out: comments. Judged by the official compiler's messages for `tests/syntax`, and by its
//! own test tree.

mod declaration;
mod expression;
mod statement;
mod types;

use crate::ast::{Ast, Decl, DeclKind, Expr, ExprKind, File, Ident, Stmt, StmtKind};
use crate::diagnostic::Diagnostics;
use crate::position::{FileSet, Pos};
use crate::scanner::Scanner;
use crate::symbol::Symbol;
use crate::token::{Keyword, Token};

/// How deep expressions, types and statements may be nested.
pub const MAX_DEPTH: u32 = 1_000;

/// Parses a file of the set into the package's tree. What is wrong with it is noted, and the tree
/// has what could be understood; `None` if there is not even a package clause.
pub fn file(
    files: &FileSet,
    index: usize,
    ast: &mut Ast,
    diagnostics: &mut Diagnostics,
) -> Option<usize> {
    parse(files, index, ast, diagnostics, false)
}

/// Parses the package clause and the imports of a file, and no more.
pub fn imports(
    files: &FileSet,
    index: usize,
    ast: &mut Ast,
    diagnostics: &mut Diagnostics,
) -> Option<usize> {
    parse(files, index, ast, diagnostics, true)
}

fn parse(
    files: &FileSet,
    index: usize,
    ast: &mut Ast,
    diagnostics: &mut Diagnostics,
    only_imports: bool,
) -> Option<usize> {
    let source = &files.files()[index];
    let mut parser = Parser {
        scanner: Scanner::new(&source.text, source.base),
        ast,
        diagnostics: Diagnostics::new(),
        depth: 0,
        too_deep: false,
        functions: 0,
        expression_level: 0,
        only_imports,
    };
    parser.scanner.next();
    let file = parser.source_file(index);
    let Parser { scanner, diagnostics: found, .. } = parser;
    for one in scanner.diagnostics.list().iter().chain(found.list()) {
        diagnostics.error(one.pos, one.message.clone());
    }
    let file = file?;
    ast.files.push(file);
    Some(ast.files.len() - 1)
}

struct Parser<'a> {
    scanner: Scanner<'a>,
    ast: &'a mut Ast,
    diagnostics: Diagnostics,
    depth: u32,
    /// The limit was met: the rest of the file is skipped.
    too_deep: bool,
    /// How many function bodies we are in.
    functions: u32,
    /// Negative in the header of a statement, where `T {` is no literal; not, inside of
    /// parentheses.
    expression_level: i32,
    /// What comes behind the imports is of no interest.
    only_imports: bool,
}

impl Parser<'_> {
    // --- tokens ------------------------------------------------------------------------------------

    fn token(&self) -> Token {
        self.scanner.token
    }

    fn pos(&self) -> Pos {
        self.scanner.pos()
    }

    fn next(&mut self) {
        self.scanner.next();
        if self.too_deep {
            self.scanner.token = Token::EndOfFile;
        }
    }

    fn at(&self, token: Token) -> bool {
        self.token() == token
    }

    fn at_keyword(&self, keyword: Keyword) -> bool {
        self.token() == Token::Keyword(keyword)
    }

    /// Takes the token if it is this one.
    fn got(&mut self, token: Token) -> bool {
        let found = self.at(token);
        if found {
            self.next();
        }
        found
    }

    /// Takes the token, which must be this one.
    fn want(&mut self, token: Token) {
        if !self.got(token) {
            let word = if let Token::Keyword(_) = token { "keyword " } else { "" };
            self.syntax_error(&format!("expected {word}{}", token.expected_name()));
            self.advance(&[]);
        }
    }

    /// The text of the current token.
    fn symbol(&mut self) -> Symbol {
        self.ast.names.intern(self.scanner.text())
    }

    // --- errors -------------------------------------------------------------------------------------

    fn error_at(&mut self, pos: Pos, message: impl Into<String>) {
        if !self.too_deep {
            self.diagnostics.error(pos, message);
        }
    }

    fn syntax_error(&mut self, message: &str) {
        self.syntax_error_at(self.pos(), message);
    }

    /// `expected x`, `in x`, `at x` and `after x` are said of the current token; anything else stands
    /// for itself.
    fn syntax_error_at(&mut self, pos: Pos, message: &str) {
        let found_before = !self.diagnostics.is_empty() || !self.scanner.diagnostics.is_empty();
        if self.at(Token::EndOfFile) && found_before {
            // Everything that is missing at the end follows from what was wrong before.
            return;
        }
        let message = if message.starts_with("expected ") {
            format!("syntax error: unexpected {}, {message}", self.scanner.description())
        } else if ["in ", "at ", "after "].iter().any(|word| message.starts_with(word)) {
            format!("syntax error: unexpected {} {message}", self.scanner.description())
        } else {
            format!("syntax error: {message}")
        };
        self.error_at(pos, message);
    }

    /// Skips to one of these tokens, or, in a function, to a keyword that begins a statement. Without
    /// tokens to look for: skips one.
    fn advance(&mut self, follow: &[Token]) {
        use Keyword::*;
        if follow.is_empty() {
            return self.next();
        }
        while !self.at(Token::EndOfFile) && !follow.contains(&self.token()) {
            if let (Token::Keyword(keyword), true) = (self.token(), self.functions > 0) {
                let begins = matches!(
                    keyword,
                    Break
                        | Const
                        | Continue
                        | Defer
                        | Fallthrough
                        | For
                        | Go
                        | Goto
                        | If
                        | Return
                        | Select
                        | Switch
                        | Type
                        | Var
                );
                if begins {
                    return;
                }
            }
            self.next();
        }
    }

    /// Runs `parse` one level deeper; at the limit it gives up the file.
    fn nested<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> T,
        bad: impl FnOnce(&mut Self) -> T,
    ) -> T {
        if self.depth >= MAX_DEPTH {
            let message = format!("nesting deeper than {MAX_DEPTH} levels is not supported");
            self.error_at(self.pos(), message);
            self.too_deep = true;
            self.scanner.token = Token::EndOfFile;
            return bad(self);
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    // --- lists ----------------------------------------------------------------------------------------

    /// Elements up to `close`, each followed by `separator` but perhaps the last; `element` says
    /// whether it was the last. Where `close` stands is the answer.
    fn sequence(
        &mut self,
        context: &str,
        separator: Token,
        close: Token,
        mut element: impl FnMut(&mut Self) -> bool,
    ) -> Pos {
        let mut done = false;
        while !self.at(Token::EndOfFile) && !self.at(close) && !done {
            done = element(self);
            if !self.got(separator) && !self.at(close) {
                let (separator, close_name) = (separator.expected_name(), close.expected_name());
                self.syntax_error(&format!(
                    "in {context}; possibly missing {separator} or {close_name}"
                ));
                self.advance(&[Token::RightParen, Token::RightBracket, Token::RightBrace]);
                if !self.at(close) {
                    return self.pos();
                }
            }
        }
        let pos = self.pos();
        self.want(close);
        pos
    }

    // --- nodes -------------------------------------------------------------------------------------------

    fn bad_expr(&mut self) -> Expr {
        let pos = self.pos();
        self.ast.expr(pos, ExprKind::Bad)
    }

    fn bad_stmt(&mut self) -> Stmt {
        let pos = self.pos();
        self.ast.stmt(pos, StmtKind::Bad)
    }

    /// `identifier`
    fn ident(&mut self) -> Ident {
        let pos = self.pos();
        if self.at(Token::Name) {
            let name = self.symbol();
            self.next();
            return Ident { pos, name };
        }
        self.syntax_error("expected name");
        self.advance(&[]);
        Ident { pos, name: Symbol::BLANK }
    }

    /// `identifier`, as an expression.
    fn name_expr(&mut self) -> Expr {
        let Ident { pos, name } = self.ident();
        self.ast.expr(pos, ExprKind::Name(name))
    }

    // --- source file -----------------------------------------------------------------------------------

    /// `SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } .`
    fn source_file(&mut self, index: usize) -> Option<File> {
        let pos = self.pos();
        if !self.got(Token::Keyword(Keyword::Package)) {
            self.syntax_error("package statement must be first");
            return None;
        }
        let package = self.ident();
        self.want(Token::Semicolon);
        if !self.diagnostics.is_empty() {
            return None;
        }
        let mut decls: Vec<Decl> = Vec::new();
        let starts = [Keyword::Import, Keyword::Const, Keyword::Type, Keyword::Var, Keyword::Func]
            .map(Token::Keyword);
        let mut before = Keyword::Import;
        while !self.at(Token::EndOfFile) {
            let Token::Keyword(keyword) = self.token() else {
                self.no_declaration(&decls);
                self.advance(&starts);
                continue;
            };
            if keyword == Keyword::Import && before != Keyword::Import {
                self.syntax_error("imports must appear before other declarations");
            }
            if self.only_imports && keyword != Keyword::Import {
                break;
            }
            before = keyword;
            match keyword {
                Keyword::Import | Keyword::Const | Keyword::Type | Keyword::Var => {
                    self.next();
                    self.declaration_group(keyword, &mut decls);
                }
                Keyword::Func => {
                    self.next();
                    decls.extend(self.function_declaration());
                }
                _ => {
                    self.no_declaration(&decls);
                    self.advance(&starts);
                    continue;
                }
            }
            if !self.at(Token::EndOfFile) && !self.got(Token::Semicolon) {
                self.syntax_error("after top level declaration");
                self.advance(&starts);
            }
        }
        Some(File { index, pos, package, decls, end: self.pos() })
    }

    fn no_declaration(&mut self, decls: &[Decl]) {
        let last = decls.last().map(|&decl| self.ast.decls[decl].kind);
        let no_body = matches!(last, Some(DeclKind::Function { body: None, .. }));
        if self.at(Token::LeftBrace) && no_body {
            self.syntax_error("unexpected semicolon or newline before {");
        } else {
            self.syntax_error("non-declaration statement outside function body");
        }
    }
}
