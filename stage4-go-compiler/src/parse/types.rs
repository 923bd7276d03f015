//! Types, and the lists of parameters that look like types until a name has one.

use super::Parser;
use crate::ast::{Direction, Expr, ExprKind, Field, FieldData, Ident, List};
use crate::position::Pos;
use crate::token::{Keyword, LiteralKind, Operator, Token};

impl Parser<'_> {
    /// `Type = TypeName [ TypeArgs ] | TypeLit | "(" Type ")" .`
    pub(super) fn ty(&mut self) -> Expr {
        match self.type_or_none() {
            Some(ty) => ty,
            None => {
                self.syntax_error("expected type");
                let bad = self.bad_expr();
                self.advance(&[
                    Token::Comma,
                    Token::Colon,
                    Token::Semicolon,
                    Token::RightParen,
                    Token::RightBracket,
                    Token::RightBrace,
                ]);
                bad
            }
        }
    }

    /// A type, if one begins here.
    pub(super) fn type_or_none(&mut self) -> Option<Expr> {
        self.nested(Parser::type_here, |parser| Some(parser.bad_expr()))
    }

    fn type_here(&mut self) -> Option<Expr> {
        let pos = self.pos();
        let kind = match self.token() {
            Token::Star => {
                self.next();
                ExprKind::Star(self.ty())
            }
            Token::Arrow => {
                self.next();
                self.want(Token::Keyword(Keyword::Chan));
                let element = self.channel_element();
                ExprKind::ChannelType { direction: Direction::Receive, element }
            }
            Token::Keyword(Keyword::Func) => {
                self.next();
                // A function type begins at its parameters.
                return Some(self.signature(self.pos()));
            }
            Token::LeftBracket => {
                self.next();
                if self.got(Token::RightBracket) {
                    ExprKind::SliceType(self.ty())
                } else {
                    return Some(self.array_type(pos));
                }
            }
            Token::Keyword(Keyword::Chan) => {
                self.next();
                let direction =
                    if self.got(Token::Arrow) { Direction::Send } else { Direction::Both };
                ExprKind::ChannelType { direction, element: self.channel_element() }
            }
            Token::Keyword(Keyword::Map) => {
                self.next();
                self.want(Token::LeftBracket);
                let key = self.ty();
                self.want(Token::RightBracket);
                ExprKind::MapType { key, value: self.ty() }
            }
            Token::Keyword(Keyword::Struct) => self.struct_type(),
            Token::Keyword(Keyword::Interface) => self.interface_type(),
            Token::Name => return Some(self.type_name()),
            Token::LeftParen => {
                self.next();
                let inner = self.ty();
                self.want(Token::RightParen);
                ExprKind::Paren(inner)
            }
            _ => return None,
        };
        Some(self.ast.expr(pos, kind))
    }

    /// `ElementType = Type .` of a channel
    fn channel_element(&mut self) -> Expr {
        match self.type_or_none() {
            Some(ty) => ty,
            None => {
                self.syntax_error("missing channel element type");
                self.bad_expr()
            }
        }
    }

    /// `TypeName = identifier | PackageName "." identifier .`, and type arguments.
    pub(super) fn type_name(&mut self) -> Expr {
        let pos = self.pos();
        let mut ty = self.name_expr();
        if self.got(Token::Dot) {
            let name = self.ident();
            ty = self.ast.expr(pos, ExprKind::Selector { operand: ty, name });
        }
        if self.at(Token::LeftBracket) {
            ty = self.type_arguments(ty);
        }
        ty
    }

    /// `TypeArgs = "[" TypeList [ "," ] "]" .`
    fn type_arguments(&mut self, operand: Expr) -> Expr {
        let pos = self.ast.expr_pos[operand];
        let bracket = self.pos();
        self.want(Token::LeftBracket);
        let mut indices = Vec::new();
        self.expression_level += 1;
        self.sequence("type argument list", Token::Comma, Token::RightBracket, |parser| {
            indices.push(parser.ty());
            false
        });
        self.expression_level -= 1;
        let indices = self.ast.list(&indices);
        self.ast.expr(pos, ExprKind::Index { operand, bracket, indices })
    }

    /// `ArrayType = "[" ArrayLength "]" ElementType .`, behind the bracket.
    pub(super) fn array_type(&mut self, pos: Pos) -> Expr {
        let length = if self.at(Token::Ellipsis) {
            self.next();
            None
        } else {
            self.expression_level += 1;
            let length = self.expression();
            self.expression_level -= 1;
            Some(length)
        };
        if self.at(Token::Comma) {
            // A common mistake: `[n, m]int`.
            self.syntax_error("unexpected comma; expected ]");
            self.next();
        }
        self.want(Token::RightBracket);
        let element = self.ty();
        self.ast.expr(pos, ExprKind::ArrayType { length, element })
    }

    /// `StructType = "struct" "{" { FieldDecl ";" } "}" .`
    fn struct_type(&mut self) -> ExprKind {
        self.next();
        self.want(Token::LeftBrace);
        let mut fields = Vec::new();
        self.sequence("struct type", Token::Semicolon, Token::RightBrace, |parser| {
            parser.field_declaration(&mut fields);
            false
        });
        ExprKind::StructType(self.ast.list(&fields))
    }

    /// `FieldDecl = ( IdentifierList Type | EmbeddedField ) [ Tag ] .`
    fn field_declaration(&mut self, fields: &mut Vec<Field>) {
        let pos = self.pos();
        match self.token() {
            Token::Name => {
                let name = self.ident();
                let ends = matches!(
                    self.token(),
                    Token::Dot | Token::Literal(_) | Token::Semicolon | Token::RightBrace
                );
                if ends {
                    let ty = self.embedded_name(name);
                    return self.embedded_field(pos, ty, fields);
                }
                let mut names = vec![name];
                while self.got(Token::Comma) {
                    names.push(self.ident());
                }
                // `T[P]` is an embedded instance, `a [n]T` is an array.
                let ty = if names.len() == 1 && self.at(Token::LeftBracket) {
                    match self.array_or_type_arguments(name) {
                        Ok(array) => array,
                        Err(instance) => return self.embedded_field(pos, instance, fields),
                    }
                } else {
                    self.ty()
                };
                let tag = self.tag();
                for name in names {
                    let data =
                        FieldData { pos: name.pos, name: Some(name), ty, tag, embedded: false };
                    fields.push(self.ast.fields.push(data));
                }
            }
            Token::Star => {
                self.next();
                if self.at(Token::LeftParen) {
                    self.syntax_error("cannot parenthesize embedded type");
                    self.advance(&[Token::Semicolon, Token::RightBrace]);
                    return;
                }
                let inner = self.type_name();
                let ty = self.ast.expr(pos, ExprKind::Star(inner));
                self.embedded_field(pos, ty, fields);
            }
            Token::LeftParen => {
                self.syntax_error("cannot parenthesize embedded type");
                self.advance(&[Token::Semicolon, Token::RightBrace]);
            }
            _ => {
                self.syntax_error("expected field name or embedded type");
                self.advance(&[Token::Semicolon, Token::RightBrace]);
            }
        }
    }

    fn embedded_field(&mut self, pos: Pos, ty: Expr, fields: &mut Vec<Field>) {
        let tag = self.tag();
        let data = FieldData { pos, name: None, ty, tag, embedded: true };
        fields.push(self.ast.fields.push(data));
    }

    /// The type that begins with this name.
    fn embedded_name(&mut self, name: Ident) -> Expr {
        let mut ty = self.ast.expr(name.pos, ExprKind::Name(name.name));
        if self.got(Token::Dot) {
            let selected = self.ident();
            ty = self.ast.expr(name.pos, ExprKind::Selector { operand: ty, name: selected });
            if self.at(Token::LeftBracket) {
                ty = self.type_arguments(ty);
            }
        }
        ty
    }

    /// Behind a field's name stands `[`: the type of the field is an array or a slice, or else the
    /// name is a generic type and this its arguments.
    fn array_or_type_arguments(&mut self, name: Ident) -> Result<Expr, Expr> {
        let pos = self.pos();
        self.want(Token::LeftBracket);
        if self.got(Token::RightBracket) {
            let element = self.ty();
            return Ok(self.ast.expr(pos, ExprKind::SliceType(element)));
        }
        if self.at(Token::Ellipsis) {
            return Ok(self.array_type(pos));
        }
        let mut indices = Vec::new();
        self.expression_level += 1;
        self.sequence("type argument list", Token::Comma, Token::RightBracket, |parser| {
            indices.push(parser.expression());
            false
        });
        self.expression_level -= 1;
        if let ([length], Some(element)) = (&indices[..], self.type_or_none()) {
            let kind = ExprKind::ArrayType { length: Some(*length), element };
            return Ok(self.ast.expr(pos, kind));
        }
        let operand = self.ast.expr(name.pos, ExprKind::Name(name.name));
        let indices = self.ast.list(&indices);
        Err(self.ast.expr(name.pos, ExprKind::Index { operand, bracket: pos, indices }))
    }

    /// `Tag = string_lit .`
    fn tag(&mut self) -> Option<Expr> {
        match self.token() {
            Token::Literal(LiteralKind::String) => Some(self.literal()),
            Token::Literal(_) => {
                self.syntax_error("struct field tag must be a string");
                self.next();
                None
            }
            _ => None,
        }
    }

    /// `InterfaceType = "interface" "{" { InterfaceElem ";" } "}" .`
    fn interface_type(&mut self) -> ExprKind {
        self.next();
        self.want(Token::LeftBrace);
        let mut fields = Vec::new();
        self.sequence("interface type", Token::Semicolon, Token::RightBrace, |parser| {
            parser.interface_element(&mut fields);
            false
        });
        ExprKind::InterfaceType(self.ast.list(&fields))
    }

    /// `InterfaceElem = MethodName Signature | TypeElem .`
    fn interface_element(&mut self, fields: &mut Vec<Field>) {
        let pos = self.pos();
        let mut name = None;
        let ty = match self.token() {
            Token::Name => {
                let ident = self.ident();
                if self.at(Token::LeftParen) {
                    name = Some(ident);
                    self.signature(pos)
                } else {
                    let mut first = self.embedded_name(ident);
                    if self.at(Token::LeftBracket) {
                        first = self.type_arguments(first);
                    }
                    self.union_behind(first)
                }
            }
            Token::LeftParen => {
                self.syntax_error("cannot parenthesize embedded type");
                self.advance(&[Token::Semicolon, Token::RightBrace]);
                return;
            }
            Token::Operator(Operator::Tilde)
            | Token::Star
            | Token::LeftBracket
            | Token::Arrow
            | Token::Keyword(
                Keyword::Func | Keyword::Map | Keyword::Chan | Keyword::Struct | Keyword::Interface,
            ) => self.constraint(),
            _ => {
                self.syntax_error("expected method or embedded element");
                self.advance(&[Token::Semicolon, Token::RightBrace]);
                return;
            }
        };
        let data = FieldData { pos, name, ty, tag: None, embedded: false };
        fields.push(self.ast.fields.push(data));
    }

    /// `TypeElem = TypeTerm { "|" TypeTerm } .`
    pub(super) fn constraint(&mut self) -> Expr {
        let first = self.type_term();
        self.union_behind(first)
    }

    /// The rest of a union, behind its first term.
    pub(super) fn union_behind(&mut self, mut left: Expr) -> Expr {
        while self.at(Token::Operator(Operator::Or)) {
            let operator_pos = self.pos();
            self.next();
            let right = self.type_term();
            let pos = self.ast.expr_pos[left];
            let kind = ExprKind::Binary { operator: Operator::Or, operator_pos, left, right };
            left = self.ast.expr(pos, kind);
        }
        left
    }

    /// `TypeTerm = Type | "~" Type .`
    fn type_term(&mut self) -> Expr {
        let pos = self.pos();
        if self.got(Token::Operator(Operator::Tilde)) {
            let operand = self.ty();
            return self.ast.expr(pos, ExprKind::Unary { operator: Operator::Tilde, operand });
        }
        match self.type_or_none() {
            Some(ty) => ty,
            None => {
                self.syntax_error("expected ~ term or type");
                self.advance(&[
                    Token::Operator(Operator::Or),
                    Token::Semicolon,
                    Token::RightBrace,
                    Token::RightBracket,
                    Token::Comma,
                ]);
                self.bad_expr()
            }
        }
    }

    /// `Signature = Parameters [ Result ] .`
    pub(super) fn signature(&mut self, pos: Pos) -> Expr {
        let params = self.parameters();
        let results = if self.at(Token::LeftParen) {
            self.parameters()
        } else {
            match self.type_or_none() {
                Some(ty) => {
                    let pos = self.ast.expr_pos[ty];
                    let data = FieldData { pos, name: None, ty, tag: None, embedded: false };
                    let field = self.ast.fields.push(data);
                    self.ast.list(&[field])
                }
                None => List::default(),
            }
        };
        self.ast.expr(pos, ExprKind::FuncType { params, results })
    }

    /// `Parameters = "(" [ ParameterList [ "," ] ] ")" .`
    ///
    /// `(a, b int)` has two names and one type, `(a, b)` two types. Which of them it is shows with
    /// the first entry that has both, so entries are collected first and understood afterwards.
    pub(super) fn parameters(&mut self) -> List<Field> {
        self.want(Token::LeftParen);
        let mut entries: Vec<Entry> = Vec::new();
        let outer = self.expression_level;
        self.expression_level = self.expression_level.max(0) + 1;
        let close = self.sequence("parameter list", Token::Comma, Token::RightParen, |parser| {
            let entry = parser.parameter_entry();
            entries.extend(entry);
            false
        });
        self.expression_level = outer;
        let named = entries.iter().any(|entry| entry.name.is_some() && entry.ty.is_some());
        let mut fields: Vec<Field> = Vec::new();
        if !named {
            for entry in &entries {
                let ty = entry.ty.unwrap_or_else(|| self.bad_expr());
                let data = FieldData { pos: entry.pos, name: None, ty, tag: None, embedded: false };
                fields.push(self.ast.fields.push(data));
            }
            return self.ast.list(&fields);
        }
        // From the last to the first: a name without a type has that of the one behind it.
        let mut ty: Option<Expr> = None;
        let mut wrong: Option<(Pos, bool)> = None;
        let mut collected: Vec<FieldData> = Vec::new();
        for entry in entries.iter().rev() {
            let name = match (entry.name, entry.ty) {
                (Some(name), Some(own)) => {
                    ty = Some(own);
                    name
                }
                (None, Some(only)) => match (self.ast.as_name(only), ty) {
                    (Some(name), Some(_)) => name,
                    (Some(name), None) => {
                        wrong = Some((close, true));
                        ty = Some(self.bad_expr());
                        name
                    }
                    (None, _) => {
                        wrong = Some((entry.pos, false));
                        ty = Some(only);
                        Ident { pos: entry.pos, name: crate::symbol::Symbol::BLANK }
                    }
                },
                (_, None) => continue,
            };
            let ty = ty.unwrap_or_else(|| self.bad_expr());
            collected.push(FieldData {
                pos: name.pos,
                name: Some(name),
                ty,
                tag: None,
                embedded: false,
            });
        }
        if let Some((pos, type_missing)) = wrong {
            let what =
                if type_missing { "missing parameter type" } else { "missing parameter name" };
            self.syntax_error_at(pos, what);
        }
        for data in collected.into_iter().rev() {
            fields.push(self.ast.fields.push(data));
        }
        self.ast.list(&fields)
    }

    /// `ParameterDecl = [ IdentifierList ] [ "..." ] Type .`, an entry of the list.
    fn parameter_entry(&mut self) -> Option<Entry> {
        let pos = self.pos();
        match self.token() {
            Token::Name => {
                let name = self.ident();
                if self.at(Token::LeftBracket) {
                    // `a []T` or `a [n]T`, or a generic type with its arguments.
                    return Some(match self.array_or_type_arguments(name) {
                        Ok(array) => Entry { pos, name: Some(name), ty: Some(array) },
                        Err(instance) => Entry { pos, name: None, ty: Some(instance) },
                    });
                }
                if self.at(Token::Dot) {
                    let ty = self.embedded_name(name);
                    return Some(Entry { pos, name: None, ty: Some(ty) });
                }
                if self.at(Token::Ellipsis) {
                    let ty = self.variadic();
                    return Some(Entry { pos, name: Some(name), ty: Some(ty) });
                }
                match self.type_or_none() {
                    Some(ty) => Some(Entry { pos, name: Some(name), ty: Some(ty) }),
                    None => {
                        let ty = self.ast.expr(name.pos, ExprKind::Name(name.name));
                        Some(Entry { pos, name: None, ty: Some(ty) })
                    }
                }
            }
            Token::Ellipsis => {
                let ty = self.variadic();
                Some(Entry { pos, name: None, ty: Some(ty) })
            }
            _ => match self.type_or_none() {
                Some(ty) => Some(Entry { pos, name: None, ty: Some(ty) }),
                None => {
                    self.syntax_error("expected )");
                    self.advance(&[Token::Comma, Token::RightParen]);
                    None
                }
            },
        }
    }

    fn variadic(&mut self) -> Expr {
        let pos = self.pos();
        self.want(Token::Ellipsis);
        let element = match self.type_or_none() {
            Some(ty) => ty,
            None => {
                self.syntax_error("... is missing type");
                self.bad_expr()
            }
        };
        self.ast.expr(pos, ExprKind::Variadic(element))
    }
}

/// An entry of a list of parameters: a type, or a name that may turn out to be one, or both.
struct Entry {
    pos: Pos,
    name: Option<Ident>,
    ty: Option<Expr>,
}
