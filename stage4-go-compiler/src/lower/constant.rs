//! Constants as values of their type.
//!
//! The checker has rounded them and made sure that they fit. Judged by `corpus/run` (`constant_*`).

use super::function::Body;
use super::value::Val;
use crate::constant::Constant;
use crate::types::ty::{Basic, Type};

impl Body<'_, '_> {
    /// The value of a constant as a type that is no interface.
    pub fn constant(&mut self, constant: &Constant, ty: Type) -> Val {
        let basic = self.l.types.basic(ty).unwrap_or(Basic::Int);
        if let Constant::String(bytes) = constant {
            let data = self.l.string_data(bytes);
            let at = if bytes.is_empty() { self.null() } else { self.b.data_addr(data, 0) };
            return Val::Scalars(vec![at, self.int(bytes.len() as i64)]);
        }
        if let Constant::Bool(value) = constant {
            return Val::one(self.boolean(*value));
        }
        let zero = crate::constant::Float::zero;
        match basic {
            Basic::Float32 => {
                Val::one(self.b.f32const(constant.to_float().unwrap_or_else(zero).to_f32()))
            }
            Basic::Complex64 => {
                let (re, im) = constant.to_complex().unwrap_or_else(|| (zero(), zero()));
                Val::Scalars(vec![self.b.f32const(re.to_f32()), self.b.f32const(im.to_f32())])
            }
            basic if basic.is_float() => {
                Val::one(self.b.f64const(constant.to_float().unwrap_or_else(zero).to_f64()))
            }
            basic if basic.is_complex() => {
                let (re, im) = constant.to_complex().unwrap_or_else(|| (zero(), zero()));
                Val::Scalars(vec![self.b.f64const(re.to_f64()), self.b.f64const(im.to_f64())])
            }
            basic => {
                let machine = super::layout::machine(basic);
                let bits = constant.to_bits().unwrap_or(0);
                Val::one(self.b.iconst(machine, bits))
            }
        }
    }
}
