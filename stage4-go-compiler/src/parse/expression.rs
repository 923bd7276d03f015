//! Expressions.

use super::Parser;
use crate::ast::{Direction, Element, Expr, ExprKind, List};
use crate::show;
use crate::token::{Keyword, Operator, Token};

impl Parser<'_> {
    /// `Expression = UnaryExpr | Expression binary_op Expression .`
    pub(super) fn expression(&mut self) -> Expr {
        self.nested(|parser| parser.binary(None, 0), Parser::bad_expr)
    }

    /// An expression whose first operand is not followed by a composite literal's brace that would
    /// make it a type: behind `type T[`.
    pub(super) fn binary_without_type(&mut self) -> Expr {
        self.expression()
    }

    // ANCHOR: binary
    /// Operators that bind more strongly than `limit`, behind `left` if that is there already.
    /// Operators of one precedence are a loop: `a + b + c` nests no deeper than `a + b`.
    fn binary(&mut self, left: Option<Expr>, limit: u8) -> Expr {
        let mut left = match left {
            Some(left) => left,
            None => self.unary(),
        };
        // BEGIN SOLUTION 4.2 stub: let _ = (&mut left, limit, self.token().binary());
        while let Some((operator, precedence)) = self.token().binary() {
            if precedence <= limit {
                break;
            }
            let operator_pos = self.pos();
            self.next();
            let right = self.nested(|parser| parser.binary(None, precedence), Parser::bad_expr);
            let pos = self.ast.expr_pos[left];
            left = self.ast.expr(pos, ExprKind::Binary { operator, operator_pos, left, right });
        }
        // END SOLUTION
        left
    }
    // ANCHOR_END: binary

    /// `ExpressionList = Expression { "," Expression } .`
    pub(super) fn expression_list(&mut self) -> List<Expr> {
        let mut exprs = vec![self.expression()];
        while self.got(Token::Comma) {
            exprs.push(self.expression());
        }
        self.ast.list(&exprs)
    }

    /// `UnaryExpr = PrimaryExpr | unary_op UnaryExpr .`
    fn unary(&mut self) -> Expr {
        let pos = self.pos();
        let operator = match self.token() {
            Token::Star => {
                self.next();
                let operand = self.nested(Parser::unary, Parser::bad_expr);
                return self.ast.expr(pos, ExprKind::Star(operand));
            }
            Token::Operator(
                operator @ (Operator::Add
                | Operator::Subtract
                | Operator::Not
                | Operator::Xor
                | Operator::And
                | Operator::Tilde),
            ) => operator,
            Token::Arrow => {
                self.next();
                let operand = self.nested(Parser::unary, Parser::bad_expr);
                if let ExprKind::ChannelType { .. } = self.ast.exprs[operand] {
                    self.receive_type(operand);
                    self.ast.expr_pos[operand] = pos;
                    return operand;
                }
                let operator = Operator::Receive;
                return self.ast.expr(pos, ExprKind::Unary { operator, operand });
            }
            _ => return self.primary(),
        };
        self.next();
        let operand = self.nested(Parser::unary, Parser::bad_expr);
        self.ast.expr(pos, ExprKind::Unary { operator, operand })
    }

    /// `<-` stands before the channel type `chan …`, and belongs to it: `<-(chan T)` is
    /// `(<-chan T)`, and `<-(chan<- T)` is `(<-chan (<-T))`, where `T` must be a channel type again.
    fn receive_type(&mut self, mut ty: Expr) {
        loop {
            let ExprKind::ChannelType { direction, element } = self.ast.exprs[ty] else {
                let text = show::expr(self.ast, ty);
                return self.syntax_error(&format!("unexpected {text}, expected chan"));
            };
            if direction == Direction::Receive {
                return self.syntax_error("unexpected <-, expected chan");
            }
            let received = ExprKind::ChannelType { direction: Direction::Receive, element };
            self.ast.exprs[ty] = received;
            if direction == Direction::Both {
                return;
            }
            ty = element;
        }
    }

    /// A literal, as it is written.
    pub(super) fn literal(&mut self) -> Expr {
        let pos = self.pos();
        let Token::Literal(kind) = self.token() else { return self.bad_expr() };
        let text = self.symbol();
        self.next();
        self.ast.expr(pos, ExprKind::Literal { kind, text })
    }

    /// `Operand = Literal | OperandName [ TypeArgs ] | "(" Expression ")" .`, and types.
    fn operand(&mut self) -> Expr {
        let pos = self.pos();
        match self.token() {
            Token::Name => self.name_expr(),
            Token::Literal(_) => self.literal(),
            Token::LeftParen => {
                self.next();
                self.expression_level += 1;
                let inner = self.expression_or_type();
                self.expression_level -= 1;
                self.want(Token::RightParen);
                self.ast.expr(pos, ExprKind::Paren(inner))
            }
            Token::Keyword(Keyword::Func) => {
                self.next();
                let signature = self.signature(self.pos());
                if !self.at(Token::LeftBrace) {
                    return signature;
                }
                self.expression_level += 1;
                let body = self.function_body();
                self.expression_level -= 1;
                self.ast.expr(pos, ExprKind::Function { signature, body })
            }
            Token::LeftBracket
            | Token::Keyword(Keyword::Chan | Keyword::Map | Keyword::Struct | Keyword::Interface) => {
                self.ty()
            }
            _ => {
                self.syntax_error("expected expression");
                let bad = self.bad_expr();
                self.advance(&[Token::RightParen, Token::RightBracket, Token::RightBrace]);
                bad
            }
        }
    }

    /// An expression; what is in parentheses may be a type, `(*T)(x)`, which needs nothing special:
    /// types are expressions.
    fn expression_or_type(&mut self) -> Expr {
        self.expression()
    }

    /// `PrimaryExpr = Operand { Selector | Index | Slice | TypeAssertion | Arguments | LiteralValue } .`
    pub(super) fn primary(&mut self) -> Expr {
        let first = self.operand();
        self.primary_behind(first)
    }

    fn primary_behind(&mut self, mut expr: Expr) -> Expr {
        let pos = self.ast.expr_pos[expr];
        // A chain `a.b().c()…` is a loop, but the tree it makes is deep.
        let mut links = 0;
        loop {
            links += 1;
            if links > super::MAX_DEPTH {
                return self.nested(
                    |parser| {
                        parser.depth = super::MAX_DEPTH;
                        parser.nested(Parser::bad_expr, Parser::bad_expr)
                    },
                    Parser::bad_expr,
                );
            }
            match self.token() {
                Token::Dot => {
                    self.next();
                    expr = match self.token() {
                        Token::Name => {
                            let name = self.ident();
                            self.ast.expr(pos, ExprKind::Selector { operand: expr, name })
                        }
                        Token::LeftParen => {
                            self.next();
                            let ty = if self.got(Token::Keyword(Keyword::Type)) {
                                None
                            } else {
                                Some(self.ty())
                            };
                            self.want(Token::RightParen);
                            self.ast.expr(pos, ExprKind::TypeAssertion { operand: expr, ty })
                        }
                        _ => {
                            self.syntax_error("expected name or (");
                            self.advance(&[Token::Semicolon, Token::RightParen]);
                            expr
                        }
                    };
                }
                Token::LeftBracket => expr = self.index_or_slice(expr),
                Token::LeftParen => expr = self.call(expr),
                Token::LeftBrace if self.begins_literal(self.ast.unparen(expr)) => {
                    if self.ast.unparen(expr) != expr {
                        self.syntax_error("cannot parenthesize type in composite literal");
                    }
                    expr = self.composite(pos, Some(expr));
                }
                _ => return expr,
            }
        }
    }

    /// Does the brace behind this expression begin a literal? In the header of a statement `T {` is
    /// a condition and the statement's block, unless the type can be nothing but a type.
    fn begins_literal(&self, expr: Expr) -> bool {
        match self.ast.exprs[expr] {
            ExprKind::Name(_) | ExprKind::Selector { .. } => self.expression_level >= 0,
            ExprKind::Index { operand, .. } => {
                let named = matches!(
                    self.ast.exprs[operand],
                    ExprKind::Name(_) | ExprKind::Selector { .. }
                );
                named && self.expression_level >= 0
            }
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::StructType(_)
            | ExprKind::MapType { .. } => true,
            _ => false,
        }
    }

    /// `Index = "[" Expression [ "," ] "]" .` and
    /// `Slice = "[" [ Expression ] ":" [ Expression ] [ ":" Expression ] "]" .`
    fn index_or_slice(&mut self, operand: Expr) -> Expr {
        let pos = self.ast.expr_pos[operand];
        let bracket = self.pos();
        self.next();
        if self.at(Token::RightBracket) {
            self.syntax_error("expected operand");
            self.next();
            let bad = self.bad_expr();
            let indices = self.ast.list(&[bad]);
            return self.ast.expr(pos, ExprKind::Index { operand, bracket, indices });
        }
        self.expression_level += 1;
        let mut bounds = [None; 3];
        if !self.at(Token::Colon) {
            let first = self.expression();
            if !self.at(Token::Colon) {
                let mut indices = vec![first];
                while self.got(Token::Comma) {
                    if self.at(Token::RightBracket) {
                        break;
                    }
                    indices.push(self.expression());
                }
                self.expression_level -= 1;
                self.want(Token::RightBracket);
                let indices = self.ast.list(&indices);
                return self.ast.expr(pos, ExprKind::Index { operand, bracket, indices });
            }
            bounds[0] = Some(first);
        }
        self.want(Token::Colon);
        let mut three = false;
        if !matches!(self.token(), Token::Colon | Token::RightBracket) {
            bounds[1] = Some(self.expression());
        }
        if self.at(Token::Colon) {
            three = true;
            // What is missing the checker reports.
            if bounds[1].is_none() {
                bounds[1] = Some(self.bad_expr());
            }
            self.next();
            if self.at(Token::RightBracket) {
                bounds[2] = Some(self.bad_expr());
            } else {
                bounds[2] = Some(self.expression());
            }
        }
        self.expression_level -= 1;
        self.want(Token::RightBracket);
        self.ast.expr(bracket, ExprKind::Slice { operand, bounds, three })
    }

    /// `Arguments = "(" [ ( ExpressionList | Type [ "," ExpressionList ] ) [ "..." ] [ "," ] ] ")" .`
    fn call(&mut self, function: Expr) -> Expr {
        let pos = self.ast.expr_pos[function];
        let paren = self.pos();
        self.next();
        self.expression_level += 1;
        let mut args = Vec::new();
        let mut spread = false;
        let end = self.sequence("argument list", Token::Comma, Token::RightParen, |parser| {
            args.push(parser.expression_or_type());
            spread = parser.got(Token::Ellipsis);
            spread
        });
        self.expression_level -= 1;
        let args = self.ast.list(&args);
        self.ast.expr(pos, ExprKind::Call { function, paren, args, spread, end })
    }

    /// `LiteralValue = "{" [ ElementList [ "," ] ] "}" .`
    fn composite(&mut self, pos: crate::position::Pos, ty: Option<Expr>) -> Expr {
        self.want(Token::LeftBrace);
        let outer = self.expression_level;
        self.expression_level = outer.max(0) + 1;
        let mut elements = Vec::new();
        let end = self.sequence("composite literal", Token::Comma, Token::RightBrace, |parser| {
            let first = parser.element();
            let element = if parser.got(Token::Colon) {
                Element { key: Some(first), value: parser.element() }
            } else {
                Element { key: None, value: first }
            };
            elements.push(element);
            false
        });
        self.expression_level = outer;
        let elements = self.ast.list(&elements);
        self.ast.expr(pos, ExprKind::Composite { ty, elements, end })
    }

    /// `Element = Expression | LiteralValue .`
    fn element(&mut self) -> Expr {
        if self.at(Token::LeftBrace) {
            let pos = self.pos();
            return self.nested(|parser| parser.composite(pos, None), Parser::bad_expr);
        }
        self.expression()
    }
}
