//! The functions of the language: `len`, `append`, `make` …
//!
//! They have no types: each has a rule of its own.

use super::checker::Checker;
use super::object::Builtin;
use super::operand::{Mode, Operand, Origin};
use super::ty::{Basic, Type, TypeKind};
use crate::ast::{Direction, Expr, ExprKind, List};
use crate::constant::{self, Constant};
use crate::token::Operator;

/// How many arguments a function takes at least, and whether it may be more.
fn arity(builtin: Builtin) -> (usize, bool) {
    use Builtin::*;
    match builtin {
        Append | Make | Max | Min => (1, true),
        Cap | Clear | Close | Imag | Len | New | Panic | Real => (1, false),
        Complex | Copy | Delete => (2, false),
        Print | Println => (0, true),
        Recover => (0, false),
        Alignof | Offsetof | Sizeof | UnsafeSliceData | UnsafeStringData => (1, false),
        UnsafeAdd | UnsafeSlice | UnsafeString => (2, false),
    }
}

impl Checker<'_> {
    /// The name of a function of the language.
    pub(super) fn builtin_name(&self, builtin: Builtin) -> &'static str {
        let all = Builtin::UNIVERSE.iter().chain(&Builtin::UNSAFE);
        all.clone().find(|(it, _)| *it == builtin).map_or("", |(_, name)| name)
    }

    /// A call of a function of the language.
    pub(super) fn builtin(
        &mut self,
        expr: Expr,
        builtin: Builtin,
        args: List<Expr>,
        spread: bool,
    ) -> Operand {
        use Builtin::*;
        let ast = self.ast;
        let invalid = Operand::invalid(expr);
        let list = ast.get(args);
        if spread && builtin != Append {
            let name = self.builtin_name(builtin);
            let message = format!("invalid operation: invalid use of ... with built-in {name}");
            self.expr_error(expr, message);
            self.use_all(args);
            return invalid;
        }
        let outer_call = self.env.has_call;
        if matches!(builtin, Len | Cap) {
            self.env.has_call = false;
        }
        let (least, more) = arity(builtin);
        // These take types, or look at the expression.
        let by_hand = matches!(builtin, Make | New | Offsetof | Sizeof | Alignof);
        let mut operands = if by_hand { Vec::new() } else { self.arguments(args) };
        let count = if by_hand { list.len() } else { operands.len() };
        let nested_call = self.env.has_call;
        if matches!(builtin, Len | Cap) {
            self.env.has_call = outer_call || nested_call;
        }
        if operands.iter().any(|x| !x.is_valid()) {
            return invalid;
        }
        let wrong = if count < least {
            Some("not enough")
        } else if !more && count > least {
            Some("too many")
        } else {
            None
        };
        if let Some(what) = wrong {
            if by_hand {
                self.use_all(args);
            }
            let text = self.text(expr);
            let message = format!(
                "invalid operation: {what} arguments for {text} (expected {least}, found {count})"
            );
            self.expr_error(expr, message);
            return invalid;
        }
        let none = Operand::new(Mode::NoValue, Basic::Invalid.ty(), expr);
        match builtin {
            Append => self.append(expr, &mut operands, args, spread),
            Len | Cap => self.length(expr, builtin, operands[0], nested_call),
            Clear => {
                let x = operands[0];
                if !matches!(self.types.underlying(x.ty), TypeKind::Map { .. } | TypeKind::Slice(_))
                {
                    let message = format!(
                        "invalid argument: cannot clear {}: argument must be (or constrained by) map \
                         or slice",
                        self.show(&x)
                    );
                    self.error(self.operand_pos(&x), message);
                    return invalid;
                }
                none
            }
            Close => {
                let x = operands[0];
                let what = match self.types.underlying(x.ty) {
                    TypeKind::Channel { direction: Direction::Receive, .. } => {
                        "receive-only channel"
                    }
                    TypeKind::Channel { .. } => return none,
                    _ => "non-channel",
                };
                let message = format!("invalid operation: cannot close {what} {}", self.show(&x));
                self.error(self.operand_pos(&x), message);
                invalid
            }
            Complex => self.complex(expr, operands[0], operands[1]),
            Real | Imag => self.part(expr, builtin, operands[0]),
            Copy => self.copy(expr, operands[0], operands[1]),
            Delete => {
                let x = operands[0];
                let TypeKind::Map { key, .. } = self.types.underlying(x.ty) else {
                    let message = format!("invalid argument: {} is not a map", self.show(&x));
                    self.error(self.operand_pos(&x), message);
                    return invalid;
                };
                let mut y = operands[1];
                self.assign(&mut y, Some(key), "argument to delete");
                if y.is_valid() { none } else { invalid }
            }
            Make => self.make(expr, list),
            New => self.new_value(expr, list[0]),
            Max | Min => self.extreme(expr, builtin, &operands),
            Panic => {
                self.panics.insert(expr);
                let mut x = operands[0];
                let ty = self.types.empty_interface;
                self.assign(&mut x, Some(ty), "argument to panic");
                if x.is_valid() { none } else { invalid }
            }
            Print | Println => {
                let context = format!("argument to built-in {}", self.builtin_name(builtin));
                for x in &mut operands {
                    self.assign(x, None, &context);
                    if !x.is_valid() {
                        return invalid;
                    }
                }
                none
            }
            Recover => Operand::new(Mode::Value, self.types.empty_interface, expr),
            _ => self.unsafe_builtin(expr, builtin, list, &mut operands),
        }
    }

    fn append(
        &mut self,
        expr: Expr,
        operands: &mut [Operand],
        args: List<Expr>,
        spread: bool,
    ) -> Operand {
        let invalid = Operand::invalid(expr);
        let first = operands[0];
        let TypeKind::Slice(element) = self.types.underlying(first.ty) else {
            let what = if first.mode == Mode::Nil {
                "have untyped nil".to_string()
            } else {
                format!("have {}", self.show(&first))
            };
            let message = format!("invalid append: argument must be a slice; {what}");
            self.error(self.operand_pos(&first), message);
            return invalid;
        };
        let result = Operand::new(Mode::Value, first.ty, expr);
        if spread && operands.len() == 2 {
            // `append([]byte, string...)`
            let mut y = operands[1];
            let bytes = matches!(self.types.underlying(element), TypeKind::Basic(Basic::Uint8));
            if bytes && self.is_string(y.ty) {
                if self.is_untyped(y.ty) {
                    self.convert_untyped(&mut y, Basic::String.ty());
                }
                return result;
            }
            let slice = self.types.of(TypeKind::Slice(element));
            if let TypeKind::Slice(other) = self.types.underlying(y.ty) {
                if !self.identical(other, element) {
                    let context = "argument to append";
                    let target = slice;
                    self.assign(&mut y, Some(target), context);
                    return if y.is_valid() { result } else { invalid };
                }
                return result;
            }
            self.assign(&mut y, Some(slice), "argument to append");
            return if y.is_valid() { result } else { invalid };
        }
        if spread {
            let function = match self.ast.exprs[expr] {
                ExprKind::Call { function, .. } => self.text(function),
                _ => String::new(),
            };
            let (at, what) = if operands.len() > 2 {
                (self.operand_pos(&operands[2]), "too many")
            } else {
                (self.operand_pos(&first), "not enough")
            };
            let have: Vec<Type> = operands.iter().map(|x| x.ty).collect();
            let slice = self.types.of(TypeKind::Slice(element));
            let have = self.types_text(&have, false, true);
            let want = self.types_text(&[first.ty, slice], true, false);
            let message =
                format!("{what} arguments in call to {function}\n\thave {have}\n\twant {want}");
            self.error(at, message);
            let _ = args;
            return invalid;
        }
        for x in &mut operands[1..] {
            self.assign(x, Some(element), "argument to append");
        }
        result
    }

    fn length(&mut self, expr: Expr, builtin: Builtin, mut x: Operand, has_call: bool) -> Operand {
        let name = self.builtin_name(builtin);
        let is_len = builtin == Builtin::Len;
        let int = Basic::Int.ty();
        let base = match self.types.underlying(x.ty) {
            TypeKind::Pointer(base) => match self.types.underlying(base) {
                array @ TypeKind::Array { .. } => array,
                _ => self.types.underlying(x.ty),
            },
            kind => kind,
        };
        let mut value = None;
        match base {
            TypeKind::Basic(basic) if basic.is_string() && is_len => {
                if let (Mode::Constant, Some(number)) = (x.mode, x.value)
                    && let Constant::String(bytes) = &self.info.constants[number]
                {
                    value = Some(bytes.len() as i64);
                }
                if self.is_untyped(x.ty) {
                    self.convert_untyped(&mut x, Basic::String.ty());
                }
            }
            TypeKind::Array { length, .. } if !has_call => value = Some(length as i64),
            TypeKind::Array { .. } | TypeKind::Slice(_) | TypeKind::Channel { .. } => {}
            TypeKind::Map { .. } if is_len => {}
            _ => {
                if !self.is_invalid(self.types.underlying_type(x.ty)) {
                    let message =
                        format!("invalid argument: {} for built-in {name}", self.show(&x));
                    self.error(self.operand_pos(&x), message);
                }
                return Operand::invalid(expr);
            }
        }
        match value {
            Some(value) => {
                let mut y = Operand::new(Mode::Constant, int, expr);
                y.value = Some(self.constant(Constant::Int(value)));
                y
            }
            None => Operand::new(Mode::Value, int, expr),
        }
    }

    fn complex(&mut self, expr: Expr, mut x: Operand, mut y: Operand) -> Operand {
        let invalid = Operand::invalid(expr);
        match (self.is_untyped(x.ty), self.is_untyped(y.ty)) {
            (true, false) => self.convert_untyped(&mut x, y.ty),
            (false, true) => self.convert_untyped(&mut y, x.ty),
            (true, true) => {
                if x.mode != Mode::Constant || y.mode != Mode::Constant {
                    self.convert_untyped(&mut x, Basic::Float64.ty());
                    self.convert_untyped(&mut y, Basic::Float64.ty());
                } else {
                    for z in [&mut x, &mut y] {
                        let real = z.value.and_then(|value| self.info.constants[value].to_float());
                        if real.is_some() && self.is_numeric(z.ty) {
                            z.ty = Basic::UntypedFloat.ty();
                        }
                    }
                }
            }
            _ => {}
        }
        if !x.is_valid() || !y.is_valid() {
            return invalid;
        }
        if !self.identical(x.ty, y.ty) {
            let (a, b) = (self.type_text(x.ty), self.type_text(y.ty));
            let text = self.text(expr);
            let message = format!("invalid operation: {text} (mismatched types {a} and {b})");
            self.error(self.operand_pos(&x), message);
            return invalid;
        }
        let ty = match self.types.basic(x.ty) {
            Some(Basic::Float32) => Basic::Complex64.ty(),
            Some(Basic::Float64) => Basic::Complex128.ty(),
            Some(Basic::UntypedFloat) => Basic::UntypedComplex.ty(),
            _ => {
                let message = format!(
                    "invalid argument: arguments have type {}, expected floating-point",
                    self.type_text(x.ty)
                );
                self.error(self.operand_pos(&x), message);
                return invalid;
            }
        };
        if let (Mode::Constant, Mode::Constant, Some(a), Some(b)) =
            (x.mode, y.mode, x.value, y.value)
            && let (Some(a), Some(b)) =
                (self.info.constants[a].to_float(), self.info.constants[b].to_float())
        {
            let mut z = Operand::new(Mode::Constant, ty, expr);
            z.value = Some(self.constant(Constant::Complex(Box::new((a, b)))));
            return z;
        }
        Operand::new(Mode::Value, ty, expr)
    }

    fn part(&mut self, expr: Expr, builtin: Builtin, mut x: Operand) -> Operand {
        if self.is_untyped(x.ty) {
            if x.mode == Mode::Constant {
                if self.is_numeric(x.ty) {
                    x.ty = Basic::UntypedComplex.ty();
                }
            } else {
                self.convert_untyped(&mut x, Basic::Complex128.ty());
                if !x.is_valid() {
                    return Operand::invalid(expr);
                }
            }
        }
        let ty = match self.types.basic(x.ty) {
            Some(Basic::Complex64) => Basic::Float32.ty(),
            Some(Basic::Complex128) => Basic::Float64.ty(),
            Some(Basic::UntypedComplex) => Basic::UntypedFloat.ty(),
            _ => {
                let message = format!(
                    "invalid argument: argument has type {}, expected complex type",
                    self.type_text(x.ty)
                );
                self.error(self.operand_pos(&x), message);
                return Operand::invalid(expr);
            }
        };
        if let (Mode::Constant, Some(value)) = (x.mode, x.value)
            && let Some((real, imaginary)) = self.info.constants[value].to_complex()
        {
            let part = if builtin == Builtin::Real { real } else { imaginary };
            let mut y = Operand::new(Mode::Constant, ty, expr);
            y.value = Some(self.constant(Constant::Float(part)));
            return y;
        }
        Operand::new(Mode::Value, ty, expr)
    }

    fn copy(&mut self, expr: Expr, x: Operand, mut y: Operand) -> Operand {
        let invalid = Operand::invalid(expr);
        let result = Operand::new(Mode::Value, Basic::Int.ty(), expr);
        let TypeKind::Slice(target) = self.types.underlying(x.ty) else {
            let what = if x.mode == Mode::Nil {
                "have untyped nil".to_string()
            } else {
                format!("have {}", self.show(&x))
            };
            let message = format!("invalid copy: argument must be a slice; {what}");
            self.error(self.operand_pos(&x), message);
            return invalid;
        };
        if self.is_string(y.ty)
            && matches!(self.types.underlying(target), TypeKind::Basic(Basic::Uint8))
        {
            if self.is_untyped(y.ty) {
                self.convert_untyped(&mut y, Basic::String.ty());
            }
            return result;
        }
        if self.is_string(y.ty) {
            let (a, b) = (self.show(&x), self.show(&y));
            let target = self.type_text(target);
            let message = format!(
                "invalid copy: arguments {a} and {b} have different element types {target} and byte"
            );
            self.error(self.operand_pos(&x), message);
            return invalid;
        }
        let TypeKind::Slice(source) = self.types.underlying(y.ty) else {
            let what = if y.mode == Mode::Nil {
                "have untyped nil".to_string()
            } else {
                format!("have {}", self.show(&y))
            };
            let message = format!("invalid copy: argument must be a slice; {what}");
            self.error(self.operand_pos(&y), message);
            return invalid;
        };
        if !self.identical(target, source) {
            let (a, b) = (self.show(&x), self.show(&y));
            let (t, u) = (self.type_text(target), self.type_text(source));
            let message = format!(
                "invalid copy: arguments {a} and {b} have different element types {t} and {u}"
            );
            self.error(self.operand_pos(&x), message);
            return invalid;
        }
        result
    }

    fn make(&mut self, expr: Expr, list: &[Expr]) -> Operand {
        let invalid = Operand::invalid(expr);
        let ty = self.variable_type(list[0]);
        let least = match self.types.underlying(ty) {
            TypeKind::Slice(_) => 2,
            TypeKind::Map { .. } | TypeKind::Channel { .. } => 1,
            TypeKind::Basic(Basic::Invalid) => {
                for &arg in &list[1..] {
                    self.raw(arg, None);
                }
                return invalid;
            }
            _ => {
                let text = self.text(list[0]);
                let message = format!(
                    "invalid argument: cannot make {text}: type must be slice, map, or channel"
                );
                self.expr_error(list[0], message);
                for &arg in &list[1..] {
                    self.raw(arg, None);
                }
                return invalid;
            }
        };
        if list.len() < least || list.len() > least + 1 {
            let text = self.text(expr);
            let message = format!(
                "invalid operation: {text} expects {least} or {} arguments; found {}",
                least + 1,
                list.len()
            );
            self.expr_error(expr, message);
            return invalid;
        }
        let mut sizes: Vec<u64> = Vec::new();
        for &arg in &list[1..] {
            if let Some(Some(size)) = self.index_value(arg, None, "index") {
                sizes.push(size);
            }
        }
        if let [length, capacity] = sizes[..]
            && length > capacity
        {
            self.expr_error(list[1], "invalid argument: length and capacity swapped");
        }
        Operand::new(Mode::Value, ty, expr)
    }

    fn new_value(&mut self, expr: Expr, arg: Expr) -> Operand {
        let mut x = self.expression_or_type(arg);
        if x.mode == Mode::Type {
            self.later
                .push(super::checker::Later::Constraint { ty: x.ty, pos: self.ast.expr_pos[arg] });
        } else if x.is_valid() {
            // Since Go 1.26 it may be a value.
            self.exclude(&mut x, true);
            self.assign(&mut x, None, "argument to new");
        }
        if !x.is_valid() {
            return Operand::invalid(expr);
        }
        let ty = self.types.of(TypeKind::Pointer(x.ty));
        Operand::new(Mode::Value, ty, expr)
    }

    /// `min` and `max`
    fn extreme(&mut self, expr: Expr, builtin: Builtin, operands: &[Operand]) -> Operand {
        let invalid = Operand::invalid(expr);
        let operator = if builtin == Builtin::Max { Operator::Greater } else { Operator::Less };
        for x in operands {
            if !self.is_ordered(x.ty) {
                let message = format!("invalid argument: {} cannot be ordered", self.show(x));
                self.error(self.operand_pos(x), message);
                return invalid;
            }
        }
        let mut x = operands[0];
        for &next in &operands[1..] {
            let mut y = next;
            let (a, b) = (x, y);
            if self.may_convert(&a, &b) {
                match (self.implicit_type(&a, b.ty), self.implicit_type(&b, a.ty)) {
                    (Ok((ty, value)), Ok((other, other_value))) => {
                        self.set_type(&mut x, ty, value);
                        self.set_type(&mut y, other, other_value);
                    }
                    (Err(misfit), _) if misfit != super::constant_values::Misfit::Different => {
                        self.report_misfit(&a, b.ty, misfit);
                        return invalid;
                    }
                    (_, Err(misfit)) if misfit != super::constant_values::Misfit::Different => {
                        self.report_misfit(&b, a.ty, misfit);
                        return invalid;
                    }
                    _ => {}
                }
            }
            if !self.identical(x.ty, y.ty) {
                let (a, b) = (self.type_text(x.ty), self.type_text(y.ty));
                let text = self.operand_text(&y);
                let message = format!(
                    "invalid argument: mismatched types {a} (previous argument) and {b} (type of \
                     {text})"
                );
                self.error(self.operand_pos(&y), message);
                return invalid;
            }
            if let (Mode::Constant, Mode::Constant, Some(a), Some(b)) =
                (x.mode, y.mode, x.value, y.value)
            {
                let (left, right) = (&self.info.constants[a], &self.info.constants[b]);
                if constant::compare(operator, right, left) == Some(true) {
                    x.value = Some(b);
                }
            } else {
                x.mode = Mode::Value;
                x.value = None;
            }
        }
        if x.mode != Mode::Constant {
            x.mode = Mode::Value;
            // What has no type yet gets that of the others.
            for y in operands {
                if let Some(arg) = y.own_expr()
                    && !self.is_untyped(x.ty)
                {
                    self.update_type(arg, x.ty, true);
                }
            }
        }
        x.origin = Origin::Expr(expr);
        x
    }
}
