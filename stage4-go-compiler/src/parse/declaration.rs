//! Declarations.

use super::Parser;
use crate::ast::{
    Decl, DeclData, DeclKind, Expr, ExprKind, Field, FieldData, Ident, List, StmtKind,
};
use crate::token::{Keyword, LiteralKind, Operator, Token};

impl Parser<'_> {
    /// `ImportDecl = "import" ( ImportSpec | "(" { ImportSpec ";" } ")" ) .` and likewise `ConstDecl`,
    /// `VarDecl` and `TypeDecl`, behind the keyword.
    pub(super) fn declaration_group(&mut self, keyword: Keyword, decls: &mut Vec<Decl>) {
        let mut group = Group::default();
        if self.at(Token::LeftParen) {
            self.next();
            self.sequence("grouped declaration", Token::Semicolon, Token::RightParen, |parser| {
                decls.extend(parser.specification(keyword, &mut group));
                false
            });
        } else {
            decls.extend(self.specification(keyword, &mut group));
        }
    }

    fn specification(&mut self, keyword: Keyword, group: &mut Group) -> Option<Decl> {
        let pos = self.pos();
        let kind = match keyword {
            Keyword::Import => self.import_specification()?,
            Keyword::Const => self.const_specification(group),
            Keyword::Var => self.var_specification(),
            _ => self.type_specification(),
        };
        Some(self.ast.decls.push(DeclData { pos, kind }))
    }

    /// `ImportSpec = [ "." | PackageName ] ImportPath .`
    fn import_specification(&mut self) -> Option<DeclKind> {
        let pos = self.pos();
        let name = match self.token() {
            Token::Name => Some(self.ident()),
            Token::Dot => {
                let name = self.symbol();
                self.next();
                Some(Ident { pos, name })
            }
            _ => None,
        };
        if self.at(Token::Literal(LiteralKind::String)) {
            let path = self.literal();
            return Some(DeclKind::Import { name, path });
        }
        if let Token::Literal(_) = self.token() {
            self.syntax_error("import path must be a string");
            self.next();
        } else {
            self.syntax_error("missing import path; require quoted string");
            self.advance(&[Token::Semicolon, Token::RightParen]);
        }
        None
    }

    /// `ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] .`
    fn const_specification(&mut self, group: &mut Group) -> DeclKind {
        let names = self.name_list();
        let mut own: (Option<Expr>, List<Expr>) = (None, List::default());
        if !matches!(self.token(), Token::EndOfFile | Token::Semicolon | Token::RightParen) {
            own.0 = self.type_or_none();
            if self.got(Token::Assign) {
                own.1 = self.expression_list();
            }
        }
        let iota = group.iota;
        group.iota += 1;
        // A line with neither type nor values repeats the one above it.
        let inherited = own.0.is_none() && own.1.is_empty() && iota != 0;
        if !inherited {
            group.constant = own;
        }
        let (ty, values) = group.constant;
        DeclKind::Const { names, ty, values, iota, inherited }
    }

    /// `VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .`
    fn var_specification(&mut self) -> DeclKind {
        let names = self.name_list();
        if self.got(Token::Assign) {
            return DeclKind::Var { names, ty: None, values: self.expression_list() };
        }
        let ty = Some(self.ty());
        let values = if self.got(Token::Assign) { self.expression_list() } else { List::default() };
        DeclKind::Var { names, ty, values }
    }

    /// `TypeSpec = identifier [ TypeParameters ] [ "=" ] Type .`
    ///
    /// `type T[P …` begins a list of type parameters or an array type; what it is shows behind the
    /// first expression: a `]` closes a length.
    fn type_specification(&mut self) -> DeclKind {
        let name = self.ident();
        let mut params = List::default();
        let bracket = self.pos();
        if self.got(Token::LeftBracket) {
            match self.token() {
                Token::Name => {
                    self.expression_level += 1;
                    let first = self.binary_without_type();
                    self.expression_level -= 1;
                    match self.as_type_parameter(first) {
                        Some((parameter, constraint)) => {
                            params = self.type_parameters(parameter, constraint);
                        }
                        None => {
                            self.want(Token::RightBracket);
                            let element = self.ty();
                            let ty = ExprKind::ArrayType { length: Some(first), element };
                            let ty = self.ast.expr(bracket, ty);
                            return DeclKind::Type { name, params, alias: false, ty };
                        }
                    }
                }
                Token::RightBracket => {
                    self.next();
                    let element = self.ty();
                    let ty = self.ast.expr(bracket, ExprKind::SliceType(element));
                    return DeclKind::Type { name, params, alias: false, ty };
                }
                _ => {
                    let ty = self.array_type(bracket);
                    return DeclKind::Type { name, params, alias: false, ty };
                }
            }
        }
        let alias = self.got(Token::Assign);
        let ty = match self.type_or_none() {
            Some(ty) => ty,
            None => {
                self.syntax_error("in type declaration");
                let bad = self.bad_expr();
                self.advance(&[Token::Semicolon, Token::RightParen]);
                bad
            }
        };
        DeclKind::Type { name, params, alias, ty }
    }

    /// Is what was parsed behind `type T[` the beginning of a type parameter: `P`, `P *C` or
    /// `P (C)`? Then its name, and the constraint if that was parsed with it.
    fn as_type_parameter(&mut self, first: Expr) -> Option<(Ident, Option<Expr>)> {
        let closed = self.at(Token::RightBracket);
        if let Some(name) = self.ast.as_name(first) {
            return (!closed).then_some((name, None));
        }
        match self.ast.exprs[first] {
            ExprKind::Binary { operator: Operator::Multiply, operator_pos, left, right } => {
                let name = self.ast.as_name(left)?;
                if closed && !self.is_constraint(right) {
                    return None;
                }
                Some((name, Some(self.ast.expr(operator_pos, ExprKind::Star(right)))))
            }
            ExprKind::Call { function, args, spread: false, .. } if args.len() == 1 => {
                let name = self.ast.as_name(function)?;
                let argument = self.ast.get(args)[0];
                (!closed || self.is_constraint(argument)).then_some((name, Some(argument)))
            }
            _ => None,
        }
    }

    /// Can it be nothing but a type?
    fn is_constraint(&self, mut expr: Expr) -> bool {
        loop {
            return match self.ast.exprs[expr] {
                ExprKind::ArrayType { .. }
                | ExprKind::SliceType(_)
                | ExprKind::StructType(_)
                | ExprKind::InterfaceType(_)
                | ExprKind::FuncType { .. }
                | ExprKind::MapType { .. }
                | ExprKind::ChannelType { .. } => true,
                ExprKind::Unary { operator, .. } => operator == Operator::Tilde,
                ExprKind::Paren(inner) => {
                    expr = inner;
                    continue;
                }
                ExprKind::Binary { left, right, .. } => {
                    if self.is_constraint_leaf(right) {
                        return true;
                    }
                    expr = left;
                    continue;
                }
                _ => false,
            };
        }
    }

    fn is_constraint_leaf(&self, expr: Expr) -> bool {
        !matches!(self.ast.exprs[expr], ExprKind::Binary { .. } | ExprKind::Paren(_))
            && self.is_constraint(expr)
    }

    /// `TypeParameters = "[" TypeParamList [ "," ] "]" .`, behind the first name and perhaps its
    /// constraint.
    pub(super) fn type_parameters(
        &mut self,
        first: Ident,
        mut constraint: Option<Expr>,
    ) -> List<Field> {
        let mut fields: Vec<Field> = Vec::new();
        let mut first = Some(first);
        let mut waiting: Vec<Ident> = Vec::new();
        self.expression_level += 1;
        self.sequence("type parameter list", Token::Comma, Token::RightBracket, |parser| {
            let name = first.take().unwrap_or_else(|| parser.ident());
            waiting.push(name);
            let ends = matches!(parser.token(), Token::Comma | Token::RightBracket);
            let ty = match constraint.take() {
                Some(ty) => parser.union_behind(ty),
                None if ends => return false,
                None => parser.constraint(),
            };
            for name in waiting.drain(..) {
                let data =
                    FieldData { pos: name.pos, name: Some(name), ty, tag: None, embedded: false };
                fields.push(parser.ast.fields.push(data));
            }
            false
        });
        self.expression_level -= 1;
        if let Some(name) = waiting.first() {
            self.syntax_error_at(name.pos, "missing type constraint");
        }
        self.ast.list(&fields)
    }

    /// `FunctionDecl = "func" identifier [ TypeParameters ] Signature [ Block ] .` and
    /// `MethodDecl = "func" Receiver MethodName Signature [ Block ] .`, behind `func`.
    pub(super) fn function_declaration(&mut self) -> Option<Decl> {
        let pos = self.pos();
        let mut receiver = List::default();
        if self.at(Token::LeftParen) {
            receiver = self.parameters();
            match receiver.len() {
                0 => self.error_at(self.pos(), "method has no receiver"),
                1 => {}
                _ => self.error_at(self.pos(), "method has multiple receivers"),
            }
        }
        if !self.at(Token::Name) {
            self.syntax_error("expected name");
            self.advance(&[Token::LeftBrace, Token::Semicolon]);
            return None;
        }
        let name = self.ident();
        let mut params = List::default();
        if self.at(Token::LeftBracket) {
            let bracket = self.pos();
            self.next();
            if self.at(Token::RightBracket) {
                self.syntax_error_at(bracket, "empty type parameter list");
                self.next();
            } else {
                let first = self.ident();
                params = self.type_parameters(first, None);
            }
        }
        let signature = self.signature(pos);
        let body = self.at(Token::LeftBrace).then(|| self.function_body());
        let kind = DeclKind::Function { receiver, name, params, signature, body };
        Some(self.ast.decls.push(DeclData { pos, kind }))
    }

    /// The block of a function.
    pub(super) fn function_body(&mut self) -> crate::ast::Stmt {
        self.functions += 1;
        let outer = std::mem::take(&mut self.expression_level);
        let pos = self.pos();
        self.want(Token::LeftBrace);
        let stmts = self.statement_list();
        let end = self.pos();
        self.want(Token::RightBrace);
        self.functions -= 1;
        self.expression_level = outer;
        self.ast.stmt(pos, StmtKind::Block { stmts, end })
    }

    /// `IdentifierList = identifier { "," identifier } .`
    fn name_list(&mut self) -> List<Expr> {
        let mut names = vec![self.name_expr()];
        while self.got(Token::Comma) {
            names.push(self.name_expr());
        }
        self.ast.list(&names)
    }
}

/// What the lines of a group of constants share.
#[derive(Default)]
struct Group {
    iota: u32,
    constant: (Option<Expr>, List<Expr>),
}
