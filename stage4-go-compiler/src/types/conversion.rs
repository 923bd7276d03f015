//! Conversions: `T(x)`.

use super::checker::Checker;
use super::constant_values::representable;
use super::operand::{Mode, Operand, Origin};
use super::ty::Type;
use crate::ast::Expr;
use crate::constant::Constant;

impl Checker<'_> {
    /// Converts an operand to a type.
    pub(super) fn convert(&mut self, x: Operand, ty: Type, result: Expr) -> Operand {
        let invalid = Operand::invalid(result);
        if !x.is_valid() || self.is_invalid(ty) || self.is_invalid(x.ty) {
            return invalid;
        }
        let constant = x.mode == Mode::Constant && x.value.is_some();
        let basic = self.types.basic(ty).filter(|basic| basic.is_constant_type());
        let mut mode = Mode::Value;
        let mut value = None;
        let outcome = match (constant, basic, x.value) {
            (true, Some(basic), Some(number)) => {
                mode = Mode::Constant;
                let original = self.info.constants[number].clone();
                let converted = match representable(&original, basic) {
                    Some(value) => Some(value),
                    None if self.is_integer(x.ty) && basic.is_string() => Some(letter(&original)),
                    None => None,
                };
                match converted {
                    Some(converted) => {
                        value = Some(self.constant(converted));
                        Ok(())
                    }
                    None if self.is_integer(x.ty) && basic.is_integer() => {
                        let original = self.constant_text(&original);
                        let ty = self.type_text(ty);
                        let message = format!("constant {original} overflows {ty}");
                        self.error(self.operand_pos(&x), message);
                        return invalid;
                    }
                    None => Err(String::new()),
                }
            }
            _ => self.convertible(&x, ty),
        };
        if let Err(cause) = outcome {
            let (operand, ty) = (self.show(&x), self.type_text(ty));
            let cause = if cause.is_empty() { cause } else { format!(": {cause}") };
            let message = format!("cannot convert {operand} to type {ty}{cause}");
            self.error(self.operand_pos(&x), message);
            return invalid;
        }
        if self.is_untyped(x.ty) {
            let interface = self.is_interface(ty);
            let last = if x.mode == Mode::Nil {
                ty
            } else if interface || constant && basic.is_none() {
                self.default_type(x.ty)
            } else if constant && self.is_integer(x.ty) && self.is_string(ty) {
                x.ty
            } else {
                ty
            };
            if let Some(expr) = x.own_expr() {
                self.update_type(expr, last, true);
            }
        }
        Operand { mode, ty, value, origin: Origin::Expr(result) }
    }
}

/// The string of the letter with this number.
fn letter(value: &Constant) -> Constant {
    let number = match value {
        Constant::Int(value) => u32::try_from(*value).ok(),
        _ => None,
    };
    let letter = number.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    Constant::string(letter.encode_utf8(&mut [0; 4]))
}
