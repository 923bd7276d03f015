//! Index and slice expressions.

use num_traits::ToPrimitive;

use super::checker::Checker;
use super::operand::{Mode, Operand};
use super::ty::{Basic, TypeKind};
use crate::ast::{Expr, ExprKind, List};
use crate::constant::Constant;

impl Checker<'_> {
    /// `x[i]`; type arguments are refused.
    pub(super) fn index(&mut self, expr: Expr, operand: Expr, indices: List<Expr>) -> Operand {
        let ast = self.ast;
        let invalid = Operand::invalid(expr);
        let x = self.expression_or_type(operand);
        let indices = ast.get(indices);
        match x.mode {
            Mode::Invalid => {
                for &index in indices {
                    self.raw(index, None);
                }
                return invalid;
            }
            Mode::Type => {
                for &index in indices {
                    self.raw(index, None);
                }
                let message = format!("{} is not a generic type", self.type_text(x.ty));
                self.error(self.operand_pos(&x), message);
                return invalid;
            }
            _ => {}
        }
        let mut length = None;
        let result = match self.types.underlying(x.ty) {
            TypeKind::Basic(basic) if basic.is_string() => {
                if let (Mode::Constant, Some(number)) = (x.mode, x.value)
                    && let Constant::String(bytes) = &self.info.constants[number]
                {
                    length = Some(bytes.len() as u64);
                }
                // Even a constant index of a constant string is no constant.
                if self.is_untyped(x.ty) {
                    let mut x = x;
                    self.convert_untyped(&mut x, Basic::String.ty());
                }
                Operand::new(Mode::Value, self.names.byte, expr)
            }
            TypeKind::Array { length: count, element } => {
                length = Some(count);
                let mode = if x.mode == Mode::Variable { Mode::Variable } else { Mode::Value };
                Operand::new(mode, element, expr)
            }
            TypeKind::Pointer(base) => match self.types.underlying(base) {
                TypeKind::Array { length: count, element } => {
                    length = Some(count);
                    Operand::new(Mode::Variable, element, expr)
                }
                _ => return self.not_indexable(expr, &x, indices),
            },
            TypeKind::Slice(element) => Operand::new(Mode::Variable, element, expr),
            TypeKind::Map { key, value } => {
                let Some(index) = self.only_index(indices) else { return invalid };
                let mut k = self.expression(index);
                self.assign(&mut k, Some(key), "map index");
                return Operand::new(Mode::MapIndex, value, expr);
            }
            TypeKind::Basic(Basic::Invalid) => {
                for &index in indices {
                    self.raw(index, None);
                }
                return invalid;
            }
            _ => return self.not_indexable(expr, &x, indices),
        };
        self.single_index(indices, length);
        if self.is_invalid(result.ty) {
            return invalid;
        }
        result
    }

    fn not_indexable(&mut self, expr: Expr, x: &Operand, indices: &[Expr]) -> Operand {
        for &index in indices {
            self.raw(index, None);
        }
        let message = format!("cannot index {}", self.show(x));
        self.error(self.own_pos(expr), message);
        Operand::invalid(expr)
    }

    fn only_index(&mut self, indices: &[Expr]) -> Option<Expr> {
        if let Some(&second) = indices.get(1) {
            for &index in indices {
                self.raw(index, None);
            }
            self.expr_error(second, "invalid operation: more than one index");
            return None;
        }
        indices.first().copied()
    }

    fn single_index(&mut self, indices: &[Expr], length: Option<u64>) {
        if let Some(index) = self.only_index(indices) {
            self.index_value(index, length, "index");
        }
    }

    /// An index: `None` if it is wrong, its value if it is a constant.
    pub(super) fn index_value(
        &mut self,
        expr: Expr,
        length: Option<u64>,
        what: &str,
    ) -> Option<Option<u64>> {
        let mut x = self.expression(expr);
        if !self.is_index(&mut x, what) {
            return None;
        }
        if x.mode != Mode::Constant {
            return Some(None);
        }
        let value = self.info.constants[x.value?].clone();
        let number = value.to_int()?.to_u64()?;
        if length.is_some_and(|length| number >= length) {
            let text = self.constant_text(&Constant::from(num_bigint::BigInt::from(number)));
            let message =
                format!("invalid argument: index {text} out of bounds [0:{}]", length.unwrap_or(0));
            self.expr_error(expr, message);
            return None;
        }
        Some(Some(number))
    }

    /// Can the operand be an index? An untyped one becomes an `int`.
    pub(super) fn is_index(&mut self, x: &mut Operand, what: &str) -> bool {
        self.is_integer_argument(x, what, false)
    }

    /// The same; it may be negative where a distance is meant.
    pub(super) fn is_integer_argument(
        &mut self,
        x: &mut Operand,
        what: &str,
        negative: bool,
    ) -> bool {
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, Basic::Int.ty());
        if !x.is_valid() {
            return false;
        }
        if !self.is_integer(x.ty) {
            let message = format!("invalid argument: {what} {} must be integer", self.show(x));
            self.error(self.operand_pos(x), message);
            return false;
        }
        if let (Mode::Constant, Some(value)) = (x.mode, x.value) {
            let value = &self.info.constants[value];
            if value.sign() < 0 && !negative {
                let message =
                    format!("invalid argument: {what} {} must not be negative", self.show(x));
                self.error(self.operand_pos(x), message);
                return false;
            }
            if value.to_int().is_none_or(|value| value.to_i64().is_none()) {
                let message = format!("invalid argument: {what} {} overflows int", self.show(x));
                self.error(self.operand_pos(x), message);
                return false;
            }
        }
        true
    }

    /// `x[low:high:max]`
    pub(super) fn slice(
        &mut self,
        expr: Expr,
        operand: Expr,
        bounds: [Option<Expr>; 3],
        three: bool,
    ) -> Operand {
        let invalid = Operand::invalid(expr);
        for (bound, which) in bounds.into_iter().skip(1).zip(["middle", "final"]) {
            if let Some(bound) = bound
                && matches!(self.ast.exprs[bound], ExprKind::Bad)
            {
                self.expr_error(bound, format!("{which} index required in 3-index slice"));
            }
        }
        let mut x = self.expression(operand);
        if !x.is_valid() {
            for bound in bounds.into_iter().flatten() {
                self.raw(bound, None);
            }
            return invalid;
        }
        let mut length = None;
        let result = match self.types.underlying(x.ty) {
            TypeKind::Basic(basic) if basic.is_string() => {
                if three {
                    let at = bounds[2].unwrap_or(expr);
                    self.expr_error(at, "invalid operation: 3-index slice of string");
                    return invalid;
                }
                if let (Mode::Constant, Some(number)) = (x.mode, x.value)
                    && let Constant::String(bytes) = &self.info.constants[number]
                {
                    length = Some(bytes.len() as u64);
                }
                // The result of slicing an untyped string is a string.
                if self.is_untyped(x.ty) {
                    self.convert_untyped(&mut x, Basic::String.ty());
                    Basic::String.ty()
                } else {
                    x.ty
                }
            }
            TypeKind::Array { length: count, element } => {
                length = Some(count);
                if x.mode != Mode::Variable {
                    let message = format!("cannot slice unaddressable value {}", self.show(&x));
                    self.error(self.operand_pos(&x), message);
                    for bound in bounds.into_iter().flatten() {
                        self.raw(bound, None);
                    }
                    return invalid;
                }
                self.take_address(operand);
                self.types.of(TypeKind::Slice(element))
            }
            TypeKind::Pointer(base) => match self.types.underlying(base) {
                TypeKind::Array { length: count, element } => {
                    length = Some(count);
                    self.types.of(TypeKind::Slice(element))
                }
                _ => return self.not_sliceable(expr, &x, bounds),
            },
            TypeKind::Slice(_) => x.ty,
            _ => return self.not_sliceable(expr, &x, bounds),
        };
        let mut values = [None; 3];
        for (index, bound) in bounds.into_iter().enumerate() {
            values[index] = match bound {
                Some(bound) => {
                    self.index_value(bound, length.map(|length| length + 1), "index").flatten()
                }
                None if index == 0 => Some(0),
                None => length,
            };
        }
        'order: for (index, low) in values[..2].iter().enumerate() {
            let Some(low) = low.filter(|&low| low > 0) else { continue };
            for (other, high) in values.iter().enumerate().skip(index + 1) {
                if let (Some(high), Some(bound)) = (high, bounds[other])
                    && *high < low
                {
                    self.expr_error(bound, format!("invalid slice indices: {high} < {low}"));
                    break 'order;
                }
            }
        }
        Operand::new(Mode::Value, result, expr)
    }

    fn not_sliceable(&mut self, expr: Expr, x: &Operand, bounds: [Option<Expr>; 3]) -> Operand {
        for bound in bounds.into_iter().flatten() {
            self.raw(bound, None);
        }
        let message = format!("cannot slice {}", self.show(x));
        self.error(self.operand_pos(x), message);
        Operand::invalid(expr)
    }
}
