//! Conversions: written ones, and those to an interface that are not.
//!
//! Numbers are extended, cut, rounded; strings go through the runtime to bytes and runes; types with one
//! underlying type are the same values. A float that does not fit an integer gives what the official compiler's
//! code for x86-64 gives: the smallest integer. Judged by `corpus/run` (`conversion_*`).

use stage2::condition::FloatCondition;
use stage2::entity::Value;
use stage2::ir::Type as Machine;
use stage2::opcode::Opcode;

use super::function::Body;
use super::value::Val;
use crate::ast::Expr;
use crate::types::Mode;
use crate::types::ty::{Basic, Type, TypeKind};

impl Body<'_, '_> {
    /// `T(x)`
    pub fn convert_expr(&mut self, expr: Expr, to: Type) -> Val {
        let info = self.l.info.exprs[expr];
        if info.mode == Mode::Nil {
            return self.zero(to);
        }
        let from = self.default_type(info.ty);
        let is_string = |body: &Self, ty| body.l.types.basic(ty).is_some_and(Basic::is_string);
        if let Some(value) = info.value
            && self.l.types.basic(to).is_some()
            && is_string(self, to) == is_string(self, from)
        {
            let constant = self.l.info.constants[value].clone();
            let integer = self.l.types.basic(to).is_some_and(Basic::is_integer);
            if !integer || constant.to_int().is_some() {
                return self.constant(&constant, to);
            }
        }
        let val = self.value(expr);
        self.convert(val, from, to)
    }

    /// The conversion that assignment makes: to an interface, or none.
    pub fn convert_implicit(&mut self, val: Val, from: Type, to: Type) -> Val {
        if self.l.is_interface(to) { self.as_interface(val, from, to) } else { val }
    }

    /// Any conversion.
    pub fn convert(&mut self, val: Val, from: Type, to: Type) -> Val {
        if self.l.is_interface(to) {
            return self.as_interface(val, from, to);
        }
        let (from_kind, to_kind) = (self.l.types.underlying(from), self.l.types.underlying(to));
        match (from_kind, to_kind) {
            (TypeKind::Basic(x), TypeKind::Basic(y)) if y.is_string() => {
                if x.is_string() {
                    return val;
                }
                let wide = self.resize(val.scalars()[0], x.is_unsigned(), Machine::I64);
                Val::Scalars(self.runtime("runeToString", &[wide]))
            }
            (TypeKind::Slice(element), TypeKind::Basic(y)) if y.is_string() => {
                let name =
                    if self.l.size(element) == 1 { "bytesToString" } else { "runesToString" };
                Val::Scalars(self.runtime(name, val.scalars()))
            }
            (TypeKind::Basic(x), TypeKind::Slice(element)) if x.is_string() => {
                let name =
                    if self.l.size(element) == 1 { "stringToBytes" } else { "stringToRunes" };
                Val::Scalars(self.runtime(name, val.scalars()))
            }
            (TypeKind::Basic(x), TypeKind::Basic(y)) if x.is_complex() => {
                let double = matches!(y, Basic::Complex128);
                let part = |body: &mut Self, value| body.resize_float(value, double);
                let parts = val.scalars().to_vec();
                Val::Scalars(parts.into_iter().map(|value| part(self, value)).collect())
            }
            (TypeKind::Basic(x), TypeKind::Basic(y)) => {
                Val::one(self.convert_number(val.scalars()[0], x, y))
            }
            (TypeKind::Slice(_), TypeKind::Array { length, .. }) => {
                let at = self.slice_to_array(&val, length);
                self.load_at(to, at, 0)
            }
            (TypeKind::Slice(_), TypeKind::Pointer(array)) => {
                let TypeKind::Array { length, .. } = self.l.types.underlying(array) else {
                    return val;
                };
                Val::one(self.slice_to_array(&val, length))
            }
            // Between pointers, unsafe.Pointer and uintptr.
            _ => match (self.l.leaves(to), val) {
                (Some(leaves), Val::Scalars(values)) => {
                    let mut out = Vec::new();
                    for (leaf, value) in leaves.iter().zip(values) {
                        out.push(self.reinterpret(value, leaf.ty));
                    }
                    Val::Scalars(out)
                }
                (_, val) => val,
            },
        }
    }

    fn slice_to_array(&mut self, val: &Val, length: u64) -> Value {
        let (data, have) = (val.scalars()[0], val.scalars()[1]);
        let wanted = self.int(length as i64);
        let short = self.b.icmp(stage2::condition::IntCondition::Slt, have, wanted);
        let (bad, good) = (self.b.block(&[]), self.b.block(&[]));
        self.b.br(short, (bad, &[]), (good, &[]));
        self.b.switch_to(bad);
        self.panic_call("panicSliceToArray", &[have, wanted]);
        self.b.switch_to(good);
        data
    }

    fn reinterpret(&mut self, value: Value, to: Machine) -> Value {
        if self.b.ty(value) == to { value } else { self.b.convert(Opcode::Bitcast, value, to) }
    }

    /// A floating-point number as one of 64 or of 32 bits.
    pub fn resize_float(&mut self, value: Value, double: bool) -> Value {
        match (self.b.ty(value), double) {
            (Machine::F32, true) => self.b.convert(Opcode::Fpext, value, Machine::F64),
            (Machine::F64, false) => self.b.convert(Opcode::Fptrunc, value, Machine::F32),
            _ => value,
        }
    }

    fn convert_number(&mut self, value: Value, from: Basic, to: Basic) -> Value {
        let machine = super::layout::machine(to);
        match (from.is_float(), to.is_float()) {
            (true, true) => self.resize_float(value, machine == Machine::F64),
            (false, true) => {
                // Narrow integers are extended first: then one operation serves all.
                let wide = self.resize(value, from.is_unsigned(), Machine::I64);
                let opcode = if from.is_unsigned() { Opcode::Uitofp } else { Opcode::Sitofp };
                self.b.convert(opcode, wide, machine)
            }
            (true, false) => {
                let value = self.resize_float(value, true);
                let wide = self.float_to_int(value, to);
                self.resize(wide, false, machine)
            }
            (false, false) => self.resize(value, from.is_unsigned(), machine),
        }
    }

    /// To 64 bits as the official compiler does it for x86-64.
    fn float_to_int(&mut self, value: Value, to: Basic) -> Value {
        let signed = |body: &mut Self, value: Value| {
            // What does not fit gives the smallest number. Saturation differs above and for NaN.
            let wide = body.b.convert(Opcode::Fptosi, value, Machine::I64);
            let limit = body.b.f64const(9_223_372_036_854_775_808.0);
            let fits = body.b.fcmp(FloatCondition::Olt, value, limit);
            let least = body.int(i64::MIN);
            body.b.ternary(Opcode::Select, [fits, wide, least])
        };
        if !matches!(to, Basic::Uint64 | Basic::Uint | Basic::Uintptr) {
            return signed(self, value);
        }
        let limit = self.b.f64const(9_223_372_036_854_775_808.0);
        let small = self.b.fcmp(FloatCondition::Olt, value, limit);
        let low = signed(self, value);
        let rest = self.b.binary(Opcode::Fsub, value, limit);
        let high = signed(self, rest);
        let least = self.int(i64::MIN);
        let high = self.b.binary(Opcode::Xor, high, least);
        self.b.ternary(Opcode::Select, [small, low, high])
    }
}
