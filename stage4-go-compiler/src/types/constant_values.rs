//! Which constants fit which types.
//!
//! An integer fits an integer type if it is in its range; a number with a fraction does not. A number is
//! rounded to the nearest value of a floating-point type, and does not fit if that is infinite.

use num_bigint::BigInt;

use super::checker::Checker;
use super::operand::Operand;
use super::ty::{Basic, Type};
use crate::constant::{Constant, Float};

/// Why a constant does not fit a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Misfit {
    /// It is too large.
    Overflows,
    /// It has a fraction, and the type has none.
    Truncated,
    /// It is another kind of thing.
    Different,
}

/// The value that a constant has in a type; `None` if it does not fit.
pub(super) fn representable(value: &Constant, basic: Basic) -> Option<Constant> {
    if basic.is_integer() {
        if let Constant::Int(small) = value {
            return fits(*small, basic).then(|| value.clone());
        }
        if !value.is_number() {
            return None;
        }
        let integer = value.to_int()?;
        let in_range = match range(basic) {
            Some((low, high)) => integer >= low && integer <= high,
            None => true,
        };
        return in_range.then(|| Constant::from(integer));
    }
    if basic.is_float() {
        if !value.is_number() {
            return None;
        }
        let float = value.to_float()?;
        return round(float, basic).map(Constant::Float);
    }
    if basic.is_complex() {
        if !value.is_number() {
            return None;
        }
        let (real, imaginary) = value.to_complex()?;
        let part = match basic {
            Basic::Complex64 => Basic::Float32,
            Basic::Complex128 => Basic::Float64,
            _ => Basic::UntypedFloat,
        };
        let parts = (round(real.clone(), part)?, round(imaginary, part)?);
        if let Constant::Int(_) = value
            && parts.0 == real
        {
            // It is exact, and shown without an imaginary part.
            return Some(value.clone());
        }
        return Some(Constant::Complex(Box::new(parts)));
    }
    match value {
        Constant::String(_) => basic.is_string().then(|| value.clone()),
        Constant::Bool(_) => basic.is_boolean().then(|| value.clone()),
        _ => None,
    }
}

fn fits(value: i64, basic: Basic) -> bool {
    match basic {
        Basic::Int8 => i8::try_from(value).is_ok(),
        Basic::Int16 => i16::try_from(value).is_ok(),
        Basic::Int32 => i32::try_from(value).is_ok(),
        Basic::Uint8 => u8::try_from(value).is_ok(),
        Basic::Uint16 => u16::try_from(value).is_ok(),
        Basic::Uint32 => u32::try_from(value).is_ok(),
        Basic::Uint | Basic::Uint64 | Basic::Uintptr => value >= 0,
        _ => true,
    }
}

fn range(basic: Basic) -> Option<(BigInt, BigInt)> {
    let bits = 8 * basic.size() as u32;
    if bits == 0 {
        return None;
    }
    let one = BigInt::from(1);
    Some(if basic.is_unsigned() {
        (BigInt::from(0), (one.clone() << bits) - one)
    } else {
        (-(one.clone() << (bits - 1)), (one.clone() << (bits - 1)) - one)
    })
}

fn round(value: Float, basic: Basic) -> Option<Float> {
    let nearest = match basic {
        Basic::Float32 => f64::from(value.to_f32()),
        Basic::Float64 => value.to_f64(),
        _ => return Some(value),
    };
    nearest.is_finite().then(|| Float::from_f64(nearest))
}

impl Checker<'_> {
    /// The value of a constant operand in a basic type, or why it does not fit.
    pub(super) fn representation(
        &mut self,
        x: &Operand,
        basic: Basic,
    ) -> Result<Option<super::Value>, Misfit> {
        let Some(number) = x.value else { return Ok(None) };
        let value = &self.info.constants[number];
        match representable(value, basic) {
            Some(same) if same == *value => Ok(Some(number)),
            Some(rounded) => Ok(Some(self.constant(rounded))),
            None => {
                let numeric = self.is_numeric(x.ty) && basic.is_numeric();
                Err(if !numeric {
                    Misfit::Different
                } else if !self.is_integer(x.ty) && basic.is_integer() {
                    Misfit::Truncated
                } else {
                    Misfit::Overflows
                })
            }
        }
    }

    /// Makes a constant operand have its value in the basic type; if it does not fit, that is
    /// reported.
    pub(super) fn fit(&mut self, x: &mut Operand, basic: Basic, ty: Type) {
        match self.representation(x, basic) {
            Ok(value) => x.value = value,
            Err(misfit) => {
                self.report_misfit(x, ty, misfit);
                x.invalidate();
            }
        }
    }

    /// Reports that an operand is no value of the type.
    pub(super) fn report_misfit(&mut self, x: &Operand, ty: Type, misfit: Misfit) {
        let (operand, ty) = (self.show(x), self.type_text(ty));
        let message = match misfit {
            Misfit::Overflows => format!("{operand} overflows {ty}"),
            Misfit::Truncated => format!("{operand} truncated to {ty}"),
            Misfit::Different => format!("cannot convert {operand} to type {ty}"),
        };
        self.error(self.operand_pos(x), message);
    }
}
