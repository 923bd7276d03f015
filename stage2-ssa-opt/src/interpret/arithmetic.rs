//! What the operations compute: the one place that says it in Rust. The interpreter executes it, and a
//! pass that folds constants asks it.
//!
//! A value is 64 bits: an integer or an address zero-extended from its type's width, a
//! floating-point number as its bits. `None` means that the operation leaves by its exit.
//!
//! `f32` arithmetic is done in `f64` and rounded, which gives the correctly rounded result for sum,
//! difference, product, quotient and square root because 53 ≥ 2 · 24 + 2 (S. A. Figueroa, "When is
//! double rounding innocuous?", 1995); `fma` is the exception.

use crate::condition::IntCondition;
use crate::ir::Type;
use crate::opcode::{Format, Opcode};

/// The number of these bits as the type sees it, signed.
pub fn signed(ty: Type, bits: u64) -> i64 {
    ty.canonical(bits as i64)
}

/// An integer comparison.
pub fn compare(condition: IntCondition, ty: Type, a: u64, b: u64) -> u64 {
    condition.holds((signed(ty, a), signed(ty, b)), (a, b)).into()
}

/// The floating-point number of these bits.
pub fn to_float(ty: Type, bits: u64) -> f64 {
    if ty == Type::F32 { f32::from_bits(bits as u32).into() } else { f64::from_bits(bits) }
}

/// The bits of a number that was computed; of NaN there is one.
pub fn from_float(ty: Type, number: f64) -> u64 {
    match (ty, number.is_nan()) {
        (Type::F32, true) => 0x7fc0_0000,
        (Type::F32, false) => (number as f32).to_bits().into(),
        (_, true) => 0x7ff8_0000_0000_0000,
        (_, false) => number.to_bits(),
    }
}

/// An operation of one operand, of type `from`, with a result of type `to`.
pub fn unary(opcode: Opcode, from: Type, to: Type, x: u64) -> Option<u64> {
    let width = from.bits();
    let sign = 1 << (width - 1);
    let float = |number: f64| from_float(to, number);
    Some(match opcode {
        Opcode::Ineg => x.wrapping_neg() & to.mask(),
        Opcode::Not => !x & to.mask(),
        Opcode::Clz => (x.leading_zeros() - (64 - width)).into(),
        Opcode::Ctz => x.trailing_zeros().min(width).into(),
        Opcode::Popcnt => x.count_ones().into(),
        Opcode::Bswap => x.swap_bytes() >> (64 - width),
        Opcode::Sext => signed(from, x) as u64 & to.mask(),
        Opcode::Zext | Opcode::Bitcast => x,
        Opcode::Trunc => x & to.mask(),
        Opcode::Fneg => x ^ sign,
        Opcode::Fabs => x & !sign,
        Opcode::Fsqrt => float(to_float(from, x).sqrt()),
        Opcode::Ffloor => float(to_float(from, x).floor()),
        Opcode::Fceil => float(to_float(from, x).ceil()),
        Opcode::Ftrunc => float(to_float(from, x).trunc()),
        Opcode::Fround => float(to_float(from, x).round_ties_even()),
        Opcode::Fpext | Opcode::Fptrunc => float(to_float(from, x)),
        Opcode::Sitofp if to == Type::F32 => (signed(from, x) as f32).to_bits().into(),
        Opcode::Sitofp => (signed(from, x) as f64).to_bits(),
        Opcode::Uitofp if to == Type::F32 => (x as f32).to_bits().into(),
        Opcode::Uitofp => (x as f64).to_bits(),
        Opcode::Fptosi | Opcode::FptosiChecked => {
            let (least, most) = signed_range(to);
            to_integer(opcode == Opcode::FptosiChecked, to_float(from, x), least, most)? & to.mask()
        }
        Opcode::Fptoui | Opcode::FptouiChecked => {
            let most = to.mask().into();
            to_integer(opcode == Opcode::FptouiChecked, to_float(from, x), 0, most)?
        }
        _ => return None,
    })
}

fn signed_range(ty: Type) -> (i128, i128) {
    let half = 1i128 << (ty.bits() - 1);
    (-half, half - 1)
}

fn to_integer(checked: bool, number: f64, least: i128, most: i128) -> Option<u64> {
    // Casts saturate, and NaN becomes 0.
    let whole = number as i128;
    let fits = !number.is_nan() && whole >= least && whole <= most;
    (fits || !checked).then(|| whole.clamp(least, most) as u64)
}

/// An operation of two operands of type `ty`; for a shift that is the type of the first.
pub fn binary(opcode: Opcode, ty: Type, a: u64, b: u64) -> Option<u64> {
    let width = ty.bits();
    let mask = ty.mask();
    let (sa, sb) = (signed(ty, a), signed(ty, b));
    let checked = |exact: i128| {
        let (least, most) = signed_range(ty);
        (exact >= least && exact <= most).then_some(exact as u64 & mask)
    };
    if ty.is_float() {
        return float_binary(opcode, ty, a, b);
    }
    Some(match opcode {
        Opcode::Iadd | Opcode::PtrAdd => a.wrapping_add(b) & mask,
        Opcode::Isub => a.wrapping_sub(b) & mask,
        Opcode::Imul => a.wrapping_mul(b) & mask,
        Opcode::Smulhi => ((i128::from(sa) * i128::from(sb)) >> width) as u64 & mask,
        Opcode::Umulhi => ((u128::from(a) * u128::from(b)) >> width) as u64,
        _ if opcode.format() == Format::Divide && b == 0 => return None,
        Opcode::Sdiv => sa.wrapping_div(sb) as u64 & mask,
        Opcode::Udiv => a / b,
        Opcode::Srem => sa.wrapping_rem(sb) as u64 & mask,
        Opcode::Urem => a % b,
        Opcode::SdivFloor => {
            let rounded_up = sa.wrapping_rem(sb) != 0 && (sa < 0) != (sb < 0);
            (sa.wrapping_div(sb) - i64::from(rounded_up)) as u64 & mask
        }
        Opcode::SremFloor => {
            let remainder = sa.wrapping_rem(sb);
            let rounded_up = remainder != 0 && (sa < 0) != (sb < 0);
            (if rounded_up { remainder + sb } else { remainder }) as u64 & mask
        }
        Opcode::And => a & b,
        Opcode::Or => a | b,
        Opcode::Xor => a ^ b,
        Opcode::Shl if b >= width.into() => 0,
        Opcode::Shl => a << b & mask,
        Opcode::Lshr if b >= width.into() => 0,
        Opcode::Lshr => a >> b,
        Opcode::Ashr => (sa >> b.min(63)) as u64 & mask,
        Opcode::Rotl => {
            let by = (b % u64::from(width)) as u32;
            if by == 0 { a } else { (a << by | a >> (width - by)) & mask }
        }
        Opcode::IaddChecked => checked(i128::from(sa) + i128::from(sb))?,
        Opcode::IsubChecked => checked(i128::from(sa) - i128::from(sb))?,
        Opcode::ImulChecked => checked(i128::from(sa) * i128::from(sb))?,
        Opcode::BoundsCheck => (a < b).then_some(0)?,
        _ => return None,
    })
}

fn float_binary(opcode: Opcode, ty: Type, a: u64, b: u64) -> Option<u64> {
    let sign = 1u64 << (ty.bits() - 1);
    let (x, y) = (to_float(ty, a), to_float(ty, b));
    Some(from_float(
        ty,
        match opcode {
            Opcode::Fadd => x + y,
            Opcode::Fsub => x - y,
            Opcode::Fmul => x * y,
            Opcode::Fdiv => x / y,
            Opcode::Fcopysign => return Some(a & !sign | b & sign),
            Opcode::Fmin | Opcode::Fmax if x.is_nan() || y.is_nan() => f64::NAN,
            Opcode::Fmin if x < y || x == y && x.is_sign_negative() => x,
            Opcode::Fmin => y,
            Opcode::Fmax if x > y || x == y && x.is_sign_positive() => x,
            Opcode::Fmax => y,
            _ => return None,
        },
    ))
}

/// `a * b + c`, rounded once.
pub fn fused_multiply_add(ty: Type, a: u64, b: u64, c: u64) -> u64 {
    if ty == Type::F32 {
        let [a, b, c] = [a, b, c].map(|bits| f32::from_bits(bits as u32));
        return from_float(ty, a.mul_add(b, c).into());
    }
    let [a, b, c] = [a, b, c].map(f64::from_bits);
    from_float(ty, a.mul_add(b, c))
}
