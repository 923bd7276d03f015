//! What operators' numbers mean, and which form a call has.
//!
//! Which instruction a `CALL` becomes depends on the two slots below its arguments:
//!
//! ```text
//! 3.11, 3.12   NULL  f        3.13, 3.14   f  NULL       f(…)      CALL n
//!              m     o                     m  o          o.m(…)    CALL_METHOD n
//!              f     a                     f  a          f(a, …)   CALL n + 1
//! ```
//!
//! The third form calls a decorator, or a comprehension with its iterator: what would be the
//! receiver of a method is the first argument of a function.

use super::shape::{Shape, Slot};
use crate::code_object::PythonVersion;
use crate::opcode::Op;

/// The operation of `BINARY_OP arg`, and 1 if it is in place.
pub fn binary_operator(arg: u32) -> Result<(Op, u32), String> {
    use Op::*;
    const OPERATORS: [Op; 13] = [
        Add,
        And,
        FloorDivide,
        LeftShift,
        MatrixMultiply,
        Multiply,
        Remainder,
        Or,
        Power,
        RightShift,
        Subtract,
        TrueDivide,
        Xor,
    ];
    match arg {
        0..=12 => Ok((OPERATORS[arg as usize], 0)),
        13..=25 => Ok((OPERATORS[arg as usize - 13], 1)),
        26 => Ok((LoadSubscript, 0)),
        _ => Err(format!("there is no binary operator {arg}")),
    }
}

/// The operation of `COMPARE_OP arg`, and whether the result is made a bool.
pub fn comparison(version: PythonVersion, arg: u32) -> Result<(Op, bool), String> {
    use Op::*;
    const OPERATORS: [Op; 6] = [Less, LessEqual, Equal, NotEqual, Greater, GreaterEqual];
    // The low bits tell the specialising interpreter what to expect.
    let (index, to_bool) = match version {
        PythonVersion::V3_11 => (arg, false),
        PythonVersion::V3_12 => (arg >> 4, false),
        PythonVersion::V3_13 | PythonVersion::V3_14 => (arg >> 5, arg & 16 != 0),
    };
    match OPERATORS.get(index as usize) {
        Some(&op) => Ok((op, to_bool)),
        None => Err(format!("there is no comparison {index}")),
    }
}

/// Takes a call with `count` arguments off the stack: the operation and its argument.
///
/// The names of keyword arguments lie on top, always for `CALL_KW`, and for `CALL` if a
/// `KW_NAMES` put them there.
pub fn call(
    version: PythonVersion,
    shape: &mut Shape,
    is_keyword_call: bool,
    count: u32,
) -> Result<(Op, u32), String> {
    let keywords = is_keyword_call || shape.peek(1)? == Slot::Names;
    if keywords {
        shape.pop_value()?;
    }
    shape.pop_values(count)?;
    let second = shape.pop()?;
    let first = shape.pop()?;
    let null_first = version <= PythonVersion::V3_12;
    let (is_method, count) = match (first, second) {
        (Slot::Method, Slot::Receiver) => (true, count),
        (Slot::Null, callee) if null_first && callee != Slot::Null => (false, count),
        (callee, Slot::Null) if !null_first && callee != Slot::Null => (false, count),
        (Slot::Null, _) | (_, Slot::Null) => return Err("a NULL is called".into()),
        _ => (false, count + 1),
    };
    let op = match (is_method, keywords) {
        (false, false) => Op::Call,
        (false, true) => Op::CallKeyword,
        (true, false) => Op::CallMethod,
        (true, true) => Op::CallMethodKeyword,
    };
    Ok((op, count))
}

/// Takes a call of the form `f(*args, **kwargs)` off the stack; says whether there are `kwargs`.
pub fn call_unpack(version: PythonVersion, shape: &mut Shape, arg: u32) -> Result<bool, String> {
    let has_keywords = match version {
        PythonVersion::V3_14 => shape.pop()? != Slot::Null,
        _ => arg & 1 != 0 && shape.pop_value().map(|_| true)?,
    };
    shape.pop_value()?;
    let mut callee = [shape.pop()?, shape.pop()?];
    if version <= PythonVersion::V3_12 {
        callee.reverse();
    }
    match callee {
        [Slot::Null, callee] if callee != Slot::Null => Ok(has_keywords),
        _ => Err("a call with unpacking has no NULL beside its callee".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(version: PythonVersion, slots: [Slot; 2]) -> Result<(Op, u32), String> {
        let mut shape = Shape::new(0);
        for slot in slots.into_iter().chain([Slot::Value]) {
            shape.push(slot)?;
        }
        call(version, &mut shape, false, 1)
    }

    #[test]
    fn the_two_slots_below_the_arguments_decide() {
        use PythonVersion::{V3_11, V3_13};
        use Slot::*;
        assert_eq!(called(V3_11, [Null, Value]), Ok((Op::Call, 1)));
        assert_eq!(called(V3_13, [Value, Null]), Ok((Op::Call, 1)));
        assert_eq!(called(V3_11, [Method, Receiver]), Ok((Op::CallMethod, 1)));
        assert_eq!(called(V3_13, [Value, Value]), Ok((Op::Call, 2)));
        assert!(called(V3_11, [Value, Null]).is_err());
        assert!(called(V3_13, [Null, Value]).is_err());
    }

    #[test]
    fn comparisons_are_numbered_anew_each_year() {
        let greater = PythonVersion::ALL.map(|version| {
            (0..256).find(|&arg| comparison(version, arg) == Ok((Op::Greater, false)))
        });
        assert_eq!(greater, [Some(4), Some(64), Some(128), Some(128)]);
    }
}
