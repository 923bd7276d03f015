//! Statements.

use super::Parser;
use crate::ast::{Branch, Clause, Expr, ExprKind, Ident, List, Stmt, StmtKind};
use crate::position::Pos;
use crate::show;
use crate::token::{Keyword, Operator, Token};

/// What stands between a keyword and its block.
#[derive(Default)]
struct Header {
    init: Option<Stmt>,
    /// The condition, tag or guard.
    condition: Option<Stmt>,
    post: Option<Stmt>,
    /// The header is this whole statement: a range clause, with an empty body so far.
    range: Option<Stmt>,
}

impl Parser<'_> {
    /// `StatementList = { Statement ";" } .`
    pub(super) fn statement_list(&mut self) -> List<Stmt> {
        let mut stmts = Vec::new();
        while !matches!(
            self.token(),
            Token::EndOfFile | Token::RightBrace | Token::Keyword(Keyword::Case | Keyword::Default)
        ) {
            let Some(stmt) =
                self.nested(Parser::statement_or_none, |parser| Some(parser.bad_stmt()))
            else {
                break;
            };
            stmts.push(stmt);
            // A semicolon is optional before `)` and `}`.
            if !self.got(Token::Semicolon)
                && !matches!(self.token(), Token::RightBrace | Token::RightParen)
            {
                self.syntax_error("at end of statement");
                self.advance(&[
                    Token::Semicolon,
                    Token::RightBrace,
                    Token::Keyword(Keyword::Case),
                    Token::Keyword(Keyword::Default),
                ]);
                self.got(Token::Semicolon);
            }
        }
        self.ast.list(&stmts)
    }

    /// `Block = "{" StatementList "}" .`
    fn block(&mut self, context: &str) -> Stmt {
        let pos = self.pos();
        if !self.got(Token::LeftBrace) {
            self.syntax_error(&format!("expected {{ after {context}"));
            self.advance(&[Token::Name, Token::RightBrace]);
            let end = self.pos();
            if self.got(Token::RightBrace) {
                return self.ast.stmt(pos, StmtKind::Block { stmts: List::default(), end });
            }
        }
        let stmts = self.statement_list();
        let end = self.pos();
        self.want(Token::RightBrace);
        self.ast.stmt(pos, StmtKind::Block { stmts, end })
    }

    /// A statement, if one begins here.
    fn statement_or_none(&mut self) -> Option<Stmt> {
        let pos = self.pos();
        let kind = match self.token() {
            Token::Name => {
                let left = self.expression_list();
                if let ([only], true) = (self.ast.get(left), self.at(Token::Colon))
                    && let Some(label) = self.ast.as_name(*only)
                {
                    return self.labeled(label);
                }
                return Some(self.simple(Some(left), None));
            }
            Token::LeftBrace => {
                self.next();
                let stmts = self.statement_list();
                let end = self.pos();
                self.want(Token::RightBrace);
                StmtKind::Block { stmts, end }
            }
            Token::Semicolon => StmtKind::Empty,
            Token::Operator(
                Operator::Add
                | Operator::Subtract
                | Operator::And
                | Operator::Xor
                | Operator::Not
                | Operator::Tilde,
            )
            | Token::Star
            | Token::Arrow
            | Token::Literal(_)
            | Token::LeftParen
            | Token::LeftBracket => return Some(self.simple(None, None)),
            Token::Keyword(keyword) => match keyword {
                Keyword::Var | Keyword::Const | Keyword::Type => {
                    self.next();
                    let mut decls = Vec::new();
                    self.declaration_group(keyword, &mut decls);
                    StmtKind::Declaration(self.ast.list(&decls))
                }
                Keyword::Func
                | Keyword::Struct
                | Keyword::Map
                | Keyword::Chan
                | Keyword::Interface => return Some(self.simple(None, None)),
                Keyword::For => return Some(self.for_statement()),
                Keyword::If => return Some(self.if_statement()),
                Keyword::Switch => return Some(self.switch_statement()),
                Keyword::Select => return Some(self.select_statement()),
                Keyword::Return => {
                    self.next();
                    let none = matches!(self.token(), Token::Semicolon | Token::RightBrace);
                    let values = if none { List::default() } else { self.expression_list() };
                    StmtKind::Return(values)
                }
                Keyword::Break => self.branch(Branch::Break),
                Keyword::Continue => self.branch(Branch::Continue),
                Keyword::Goto => self.branch(Branch::Goto),
                Keyword::Fallthrough => {
                    self.next();
                    StmtKind::Branch { kind: Branch::Fallthrough, label: None }
                }
                Keyword::Go => StmtKind::Go(self.called("go")),
                Keyword::Defer => StmtKind::Defer(self.called("defer")),
                _ => return None,
            },
            _ => return None,
        };
        Some(self.ast.stmt(pos, kind))
    }

    /// `BreakStmt = "break" [ Label ] .` and its like.
    fn branch(&mut self, kind: Branch) -> StmtKind {
        self.next();
        let label =
            if kind == Branch::Goto || self.at(Token::Name) { Some(self.ident()) } else { None };
        StmtKind::Branch { kind, label }
    }

    /// `GoStmt = "go" Expression .` and `DeferStmt = "defer" Expression .`
    fn called(&mut self, what: &str) -> Expr {
        self.next();
        let expr = self.expression();
        let inner = self.ast.unparen(expr);
        match self.ast.exprs[inner] {
            ExprKind::Call { .. } if inner == expr => {}
            ExprKind::Call { .. } => {
                let message = format!("expression in {what} must not be parenthesized");
                self.error_at(self.ast.expr_pos[expr], message);
            }
            ExprKind::Bad => {}
            _ => {
                if inner != expr {
                    let message = format!("expression in {what} must not be parenthesized");
                    self.error_at(self.ast.expr_pos[expr], message);
                }
                let message = format!("expression in {what} must be function call");
                self.error_at(self.ast.expr_pos[inner], message);
                return self.ast.expr(self.ast.expr_pos[expr], ExprKind::Bad);
            }
        }
        inner
    }

    /// `LabeledStmt = Label ":" Statement .`, behind the label.
    fn labeled(&mut self, label: Ident) -> Option<Stmt> {
        let colon = self.pos();
        self.want(Token::Colon);
        if self.at(Token::RightBrace) {
            // A label at the end of a block labels an empty statement.
            let pos = self.pos();
            let stmt = self.ast.stmt(pos, StmtKind::Empty);
            return Some(self.ast.stmt(label.pos, StmtKind::Labeled { label, stmt }));
        }
        let stmt = self.nested(Parser::statement_or_none, |parser| Some(parser.bad_stmt()));
        if stmt.is_none() {
            self.syntax_error_at(colon, "missing statement after label");
        }
        Some(self.ast.stmt(label.pos, StmtKind::Labeled { label, stmt: stmt? }))
    }

    /// `SimpleStmt = EmptyStmt | ExpressionStmt | SendStmt | IncDecStmt | Assignment | ShortVarDecl .`
    ///
    /// `left` is there if it was parsed already. Behind `for` it may be a range clause, behind `switch`
    /// the guard of a type switch.
    fn simple(&mut self, left: Option<List<Expr>>, header: Option<Keyword>) -> Stmt {
        if header == Some(Keyword::For) && left.is_none() && self.at_keyword(Keyword::Range) {
            return self.range_clause(self.pos(), List::default(), false);
        }
        let left = match left {
            Some(left) => left,
            None => self.expression_list(),
        };
        let first = self.ast.get(left)[0];
        let start = self.ast.expr_pos[first];
        let pos = self.pos();
        let kind = match self.token() {
            Token::Assign | Token::Define => {
                let define = self.at(Token::Define);
                self.next();
                if header == Some(Keyword::For) && self.at_keyword(Keyword::Range) {
                    return self.range_clause(start, left, define);
                }
                let right = self.expression_list();
                if define {
                    StmtKind::Define { left, right, pos }
                } else {
                    StmtKind::Assign { left, right, pos }
                }
            }
            _ if left.len() != 1 => {
                self.syntax_error("expected := or = or comma");
                self.advance(&[Token::Semicolon, Token::RightBrace]);
                StmtKind::Expression(first)
            }
            Token::AssignOperator(operator) => {
                self.next();
                let right = self.expression();
                StmtKind::AssignOperator { operator, left: first, right, pos }
            }
            Token::Increment(operator) => {
                self.next();
                StmtKind::Increment { operand: first, operator }
            }
            Token::Arrow => {
                self.next();
                StmtKind::Send { channel: first, value: self.expression(), pos }
            }
            _ => StmtKind::Expression(first),
        };
        self.ast.stmt(start, kind)
    }

    /// `RangeClause = [ ExpressionList "=" | IdentifierList ":=" ] "range" Expression .`
    fn range_clause(&mut self, pos: Pos, left: List<Expr>, define: bool) -> Stmt {
        self.want(Token::Keyword(Keyword::Range));
        let operand = self.expression();
        let names = self.ast.get(left);
        let (key, value) = (names.first().copied(), names.get(1).copied());
        if let Some(&third) = names.get(2) {
            let at = self.ast.expr_pos[third];
            self.error_at(at, "range clause permits at most two iteration variables");
        }
        // The body is filled in by the statement.
        let body = self.bad_stmt();
        self.ast.stmt(pos, StmtKind::Range { key, value, define, operand, body })
    }

    /// What stands between `if`, `for` or `switch` and the block.
    fn header(&mut self, keyword: Keyword) -> Header {
        let mut header = Header::default();
        if self.at(Token::LeftBrace) {
            if keyword == Keyword::If {
                self.syntax_error("missing condition in if statement");
                let pos = self.pos();
                let bad = self.bad_expr();
                header.condition = Some(self.ast.stmt(pos, StmtKind::Expression(bad)));
            }
            return header;
        }
        let outer = std::mem::replace(&mut self.expression_level, -1);
        self.header_parts(keyword, &mut header);
        self.expression_level = outer;
        header
    }

    fn header_parts(&mut self, keyword: Keyword, header: &mut Header) {
        if !self.at(Token::Semicolon) {
            if self.got(Token::Keyword(Keyword::Var)) {
                let message =
                    format!("var declaration not allowed in {} initializer", keyword.text());
                self.syntax_error(&message);
            }
            let first = self.simple(None, Some(keyword));
            if let StmtKind::Range { .. } = self.ast.stmts[first] {
                header.range = Some(first);
                return;
            }
            header.init = Some(first);
        }
        if self.at(Token::LeftBrace) {
            header.condition = header.init.take();
            return;
        }
        let semicolon = (self.pos(), self.scanner.description());
        let mut found = true;
        if !self.got(Token::Semicolon) {
            found = false;
            // A brace is what is missed most often.
            self.want(Token::LeftBrace);
            if !self.at(Token::LeftBrace) {
                self.advance(&[Token::LeftBrace, Token::RightBrace]);
            }
        }
        if keyword == Keyword::For {
            if !self.at(Token::Semicolon) {
                if self.at(Token::LeftBrace) {
                    self.syntax_error("expected for loop condition");
                    return;
                }
                header.condition = Some(self.simple(None, None));
            }
            self.want(Token::Semicolon);
            if !self.at(Token::LeftBrace) {
                let post = self.simple(None, None);
                if let StmtKind::Define { pos, .. } = self.ast.stmts[post] {
                    let message = "cannot declare in post statement of for loop";
                    self.syntax_error_at(pos, message);
                }
                header.post = Some(post);
            }
        } else if !self.at(Token::LeftBrace) {
            header.condition = Some(self.simple(None, Some(keyword)));
        } else if keyword == Keyword::If && found {
            let (pos, what) = semicolon;
            if what == "semicolon" {
                self.syntax_error_at(pos, "missing condition in if statement");
            } else {
                let message = format!("unexpected {what}, expected {{ after if clause");
                self.syntax_error_at(pos, &message);
            }
            let bad = self.bad_expr();
            header.condition = Some(self.ast.stmt(pos, StmtKind::Expression(bad)));
        }
    }

    /// The condition that a statement of a header is.
    fn condition(&mut self, stmt: Option<Stmt>) -> Option<Expr> {
        let stmt = stmt?;
        match self.ast.stmts[stmt] {
            StmtKind::Expression(expr) => Some(expr),
            StmtKind::Bad => None,
            _ => {
                // Most often `=` for `==`.
                let text = show::statement_as_value(self.ast, stmt);
                let pos = match self.ast.stmts[stmt] {
                    StmtKind::Assign { pos, .. }
                    | StmtKind::Define { pos, .. }
                    | StmtKind::AssignOperator { pos, .. }
                    | StmtKind::Send { pos, .. } => pos,
                    _ => self.ast.stmt_pos[stmt],
                };
                self.syntax_error_at(pos, &format!("cannot use {text} as value"));
                Some(self.bad_expr())
            }
        }
    }

    /// `IfStmt = "if" [ SimpleStmt ";" ] Expression Block [ "else" ( IfStmt | Block ) ] .`
    ///
    /// A chain of `else if` is a loop: it may be as long as one likes.
    fn if_statement(&mut self) -> Stmt {
        let mut chain: Vec<(Pos, Option<Stmt>, Expr, Stmt)> = Vec::new();
        let mut last = None;
        loop {
            let pos = self.pos();
            self.want(Token::Keyword(Keyword::If));
            let header = self.header(Keyword::If);
            let condition = match self.condition(header.condition) {
                Some(condition) => condition,
                None => self.bad_expr(),
            };
            let then = self.block("if clause");
            chain.push((pos, header.init, condition, then));
            if !self.got(Token::Keyword(Keyword::Else)) {
                break;
            }
            match self.token() {
                Token::Keyword(Keyword::If) => continue,
                Token::LeftBrace => last = Some(self.block("else")),
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    self.advance(&[Token::Name, Token::RightBrace]);
                }
            }
            break;
        }
        let mut otherwise = last;
        for (pos, init, condition, then) in chain.into_iter().rev() {
            let kind = StmtKind::If { init, condition, then, otherwise };
            otherwise = Some(self.ast.stmt(pos, kind));
        }
        match otherwise {
            Some(stmt) => stmt,
            None => self.bad_stmt(),
        }
    }

    /// `ForStmt = "for" [ Condition | ForClause | RangeClause ] Block .`
    fn for_statement(&mut self) -> Stmt {
        let pos = self.pos();
        self.next();
        let header = self.header(Keyword::For);
        if let Some(range) = header.range {
            let body = self.block("for clause");
            if let StmtKind::Range { body: place, .. } = &mut self.ast.stmts[range] {
                *place = body;
            }
            self.ast.stmt_pos[range] = pos;
            return range;
        }
        let condition = self.condition(header.condition);
        let body = self.block("for clause");
        let (init, post) = (header.init, header.post);
        self.ast.stmt(pos, StmtKind::For { init, condition, post, body })
    }

    /// `SwitchStmt = ExprSwitchStmt | TypeSwitchStmt .`
    fn switch_statement(&mut self) -> Stmt {
        let pos = self.pos();
        self.next();
        let header = self.header(Keyword::Switch);
        let guard = header.condition.and_then(|stmt| self.type_switch_guard(stmt));
        let tag = match guard {
            Some(_) => None,
            None => self.condition(header.condition),
        };
        if !self.got(Token::LeftBrace) {
            self.syntax_error("missing { after switch clause");
            self.advance(&[
                Token::Keyword(Keyword::Case),
                Token::Keyword(Keyword::Default),
                Token::RightBrace,
            ]);
        }
        let (clauses, end) = self.clauses(false);
        let init = header.init;
        let kind = match guard {
            Some((name, operand)) => StmtKind::TypeSwitch { init, name, operand, clauses, end },
            None => StmtKind::Switch { init, tag, clauses, end },
        };
        self.ast.stmt(pos, kind)
    }

    /// `TypeSwitchGuard = [ identifier ":=" ] PrimaryExpr "." "(" "type" ")" .`
    fn type_switch_guard(&mut self, stmt: Stmt) -> Option<(Option<Ident>, Expr)> {
        let operand_of = |parser: &Self, expr: Expr| match parser.ast.exprs[expr] {
            ExprKind::TypeAssertion { operand, ty: None } => Some(operand),
            _ => None,
        };
        match self.ast.stmts[stmt] {
            StmtKind::Expression(expr) => Some((None, operand_of(self, expr)?)),
            StmtKind::Define { left, right, .. } if right.len() == 1 => {
                let operand = operand_of(self, self.ast.get(right)[0])?;
                let first = self.ast.get(left)[0];
                let name = self.ast.as_name(first).filter(|_| left.len() == 1)?;
                Some((Some(name), operand))
            }
            _ => None,
        }
    }

    /// `SelectStmt = "select" "{" { CommClause } "}" .`
    fn select_statement(&mut self) -> Stmt {
        let pos = self.pos();
        self.next();
        if !self.got(Token::LeftBrace) {
            self.syntax_error("missing { after select clause");
            self.advance(&[
                Token::Keyword(Keyword::Case),
                Token::Keyword(Keyword::Default),
                Token::RightBrace,
            ]);
        }
        let (clauses, end) = self.clauses(true);
        self.ast.stmt(pos, StmtKind::Select { clauses, end })
    }

    /// The clauses of a switch or select, and its closing brace.
    fn clauses(&mut self, select: bool) -> (List<Clause>, Pos) {
        let mut clauses = Vec::new();
        while !matches!(self.token(), Token::EndOfFile | Token::RightBrace) {
            clauses.push(self.clause(select));
        }
        let end = self.pos();
        self.want(Token::RightBrace);
        (self.ast.list(&clauses), end)
    }

    /// `ExprCaseClause = ( "case" ExpressionList | "default" ) ":" StatementList .`, with types in a
    /// type switch and a communication in a select.
    fn clause(&mut self, select: bool) -> Clause {
        let pos = self.pos();
        let mut values = List::default();
        let mut communication = None;
        let mut is_default = false;
        match self.token() {
            Token::Keyword(Keyword::Case) => {
                self.next();
                if select {
                    communication = Some(self.simple(None, None));
                } else {
                    values = self.expression_list();
                }
            }
            Token::Keyword(Keyword::Default) => {
                self.next();
                is_default = true;
            }
            _ => {
                self.syntax_error("expected case or default or }");
                self.advance(&[
                    Token::Colon,
                    Token::Keyword(Keyword::Case),
                    Token::Keyword(Keyword::Default),
                    Token::RightBrace,
                ]);
            }
        }
        let colon = self.pos();
        self.want(Token::Colon);
        let body = self.statement_list();
        Clause { pos, values, is_default, communication, body, colon }
    }
}
