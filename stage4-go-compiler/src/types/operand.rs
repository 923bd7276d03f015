//! Operands: what is known about an expression while the one around it is being checked.
//!
//! An operand is copied freely: its constant value is a number in a table. Messages show it with its
//! mode: `x (variable of type int)`, `1 + 2 (untyped int constant 3)`.

use std::fmt::Write;

use super::Value;
use super::checker::Checker;
use super::object::Builtin;
use super::ty::{Basic, Type, TypeKind};
use crate::ast::Expr;
use crate::position::Pos;

/// What may be done with an expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Nothing: it is wrong, and that was reported.
    Invalid,
    /// A call of a function without results.
    NoValue,
    /// A function of the language.
    Builtin(Builtin),
    /// A type.
    Type,
    /// A constant.
    Constant,
    /// It has an address.
    Variable,
    /// An element of a map: it may be assigned to, but has no address; comma-ok.
    MapIndex,
    /// A value.
    Value,
    /// `nil`
    Nil,
    /// A value that can also tell whether it is there: a type assertion, a receive operation.
    CommaOk,
}

/// Where an operand comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Origin {
    /// From an expression.
    Expr(Expr),
    /// One of the results of a call.
    Result(Expr, u32),
    /// The second value of a comma-ok expression.
    Ok(Expr),
}

/// What is known about an expression.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operand {
    pub mode: Mode,
    pub ty: Type,
    pub value: Option<Value>,
    pub origin: Origin,
}

impl Operand {
    /// An expression that is wrong.
    pub fn invalid(expr: Expr) -> Operand {
        Operand::new(Mode::Invalid, Basic::Invalid.ty(), expr)
    }

    /// An expression of a mode and type.
    pub fn new(mode: Mode, ty: Type, expr: Expr) -> Operand {
        Operand { mode, ty, value: None, origin: Origin::Expr(expr) }
    }

    /// Was it found to be right?
    pub fn is_valid(&self) -> bool {
        self.mode != Mode::Invalid
    }

    /// Marks it as wrong.
    pub fn invalidate(&mut self) {
        self.mode = Mode::Invalid;
        self.ty = Basic::Invalid.ty();
        self.value = None;
    }

    /// The expression that it comes from.
    pub fn expr(&self) -> Expr {
        match self.origin {
            Origin::Expr(expr) | Origin::Result(expr, _) | Origin::Ok(expr) => expr,
        }
    }

    /// Is it the expression itself, and not one of several values of it?
    pub fn own_expr(&self) -> Option<Expr> {
        match self.origin {
            Origin::Expr(expr) => Some(expr),
            _ => None,
        }
    }
}

impl Checker<'_> {
    /// Where an operand begins.
    pub(super) fn operand_pos(&self, x: &Operand) -> Pos {
        self.ast.expr_pos[x.expr()]
    }

    /// The text of an operand's expression.
    pub(super) fn operand_text(&self, x: &Operand) -> String {
        match x.origin {
            Origin::Expr(expr) => self.text(expr),
            Origin::Result(_, index) => {
                let ending = match index {
                    1 => "st",
                    2 => "nd",
                    3 => "rd",
                    _ => "th",
                };
                format!("{index}{ending} function result")
            }
            Origin::Ok(_) => "ok value of (comma, ok) expression".into(),
        }
    }

    /// An operand as messages show it.
    pub(super) fn show(&self, x: &Operand) -> String {
        if x.mode == Mode::Nil {
            return match self.types.basic(x.ty) {
                Some(Basic::UntypedNil) => "nil".into(),
                Some(Basic::Invalid) => "nil (with invalid type)".into(),
                _ => format!("nil (of type {})", self.type_text(x.ty)),
            };
        }
        let text = self.operand_text(x);
        let mut out = format!("{text} (");
        let mut typed = false;
        let basic = match self.types.kind(x.ty) {
            TypeKind::Basic(basic) => Some(basic),
            _ => None,
        };
        match (x.mode, basic) {
            (Mode::Invalid | Mode::NoValue | Mode::Builtin(_) | Mode::Type, _) => {}
            (_, Some(basic)) if basic.is_untyped() => {
                let _ = write!(out, "{} ", basic.name());
            }
            _ => typed = true,
        }
        out.push_str(match x.mode {
            Mode::Invalid => "invalid operand",
            Mode::NoValue => "no value",
            Mode::Builtin(_) => "built-in",
            Mode::Type => "type",
            Mode::Constant => "constant",
            Mode::Variable => "variable",
            Mode::MapIndex => "map index expression",
            Mode::Value | Mode::Nil => "value",
            Mode::CommaOk => "comma, ok expression",
        });
        if let (Mode::Constant, Some(value)) = (x.mode, x.value) {
            let value = self.constant_text(&self.info.constants[value]);
            if value != text {
                let _ = write!(out, " {value}");
            }
        }
        if typed {
            if basic == Some(Basic::Invalid) {
                out.push_str(" with invalid type");
            } else {
                let mut what = String::new();
                if matches!(self.types.written_kind(x.ty), TypeKind::Named(_) | TypeKind::Alias(_))
                    && !self.is_universe_basic(x.ty)
                {
                    what = match self.kind_name(x.ty) {
                        "" => self.types.basic(x.ty).map_or("", Basic::name).to_string(),
                        kind => kind.to_string(),
                    };
                    what.push(' ');
                }
                let _ = write!(out, " of {what}type {}", self.type_text(x.ty));
            }
        }
        out.push(')');
        out
    }

    /// Is it `byte` or `rune`, which count as basic types?
    fn is_universe_basic(&self, ty: Type) -> bool {
        ty == self.names.byte || ty == self.names.rune
    }

    /// What sort of type it is; empty for a basic one.
    pub(super) fn kind_name(&self, ty: Type) -> &'static str {
        match self.types.underlying(ty) {
            TypeKind::Basic(_) | TypeKind::Named(_) | TypeKind::Alias(_) => "",
            TypeKind::Array { .. } => "array",
            TypeKind::Slice(_) => "slice",
            TypeKind::Struct(_) => "struct",
            TypeKind::Pointer(_) => "pointer",
            TypeKind::Signature(_) => "func",
            TypeKind::Interface(_) => "interface",
            TypeKind::Map { .. } => "map",
            TypeKind::Channel { .. } => "chan",
            TypeKind::Tuple(_) => "tuple",
        }
    }
}
