//! `+ - * @ / // % ** << >> & | ^`, unary `- + ~`: which types have them, and what is said when
//! they do not.
//!
//! CPython asks the left operand's type, then the right one's, and words its refusal after both.
//! Our types are built in, so the order is a fixed list: two ints, two numbers, a string, a
//! container. The messages are CPython's, word for word, and not regular:
//!
//! ```text
//!   1 + "a"     unsupported operand type(s) for +: 'int' and 'str'
//!   "a" + 1     can only concatenate str (not "int") to str
//!   "a" * 1.5   can't multiply sequence by non-int of type 'float'
//!   1 ** "a"    unsupported operand type(s) for ** or pow(): 'int' and 'str'
//! ```

use num_bigint::BigInt;

use crate::builtin::Builtin;
use crate::class_of::type_name;
use crate::error::{Result, Unwind, overflow_error, type_error, unsupported};
use crate::format::percent::percent_format;
use crate::interpreter::Interpreter;
use crate::object::str::StrObject;
use crate::operators::container::binary_container;
use crate::operators::float::{binary_float, is_number};
use crate::operators::integer::{binary_int, is_int, memory_error};
use crate::value::{Tag, Value};

/// The operators with two operands, in the order of the instruction set.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `@`
    MatrixMultiply,
    /// `/`
    TrueDivide,
    /// `//`
    FloorDivide,
    /// `%`
    Remainder,
    /// `**`
    Power,
    /// `<<`
    LeftShift,
    /// `>>`
    RightShift,
    /// `&`
    And,
    /// `|`
    Or,
    /// `^`
    Xor,
}

impl BinaryOperator {
    /// All of them.
    pub const ALL: [BinaryOperator; 13] = {
        use BinaryOperator::*;
        [
            Add,
            Subtract,
            Multiply,
            MatrixMultiply,
            TrueDivide,
            FloorDivide,
            Remainder,
            Power,
            LeftShift,
            RightShift,
            And,
            Or,
            Xor,
        ]
    };

    /// How it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOperator::Add => "+",
            BinaryOperator::Subtract => "-",
            BinaryOperator::Multiply => "*",
            BinaryOperator::MatrixMultiply => "@",
            BinaryOperator::TrueDivide => "/",
            BinaryOperator::FloorDivide => "//",
            BinaryOperator::Remainder => "%",
            BinaryOperator::Power => "**",
            BinaryOperator::LeftShift => "<<",
            BinaryOperator::RightShift => ">>",
            BinaryOperator::And => "&",
            BinaryOperator::Or => "|",
            BinaryOperator::Xor => "^",
        }
    }
}

/// The operators with one operand, but `not`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOperator {
    /// `-`
    Negative,
    /// `+`
    Positive,
    /// `~`
    Invert,
}

/// `left operator right`, or `left operator= right`. What is changed in place is returned.
///
/// # Errors
/// What the operator raises: TypeError, ZeroDivisionError, OverflowError, ValueError, MemoryError.
pub fn binary(
    interpreter: &mut Interpreter,
    operator: BinaryOperator,
    left: Value,
    right: Value,
    in_place: bool,
) -> Result<Value> {
    if is_int(left) && is_int(right) && operator != BinaryOperator::MatrixMultiply {
        return binary_int(&mut interpreter.heap, operator, left, right);
    }
    if is_number(left) && is_number(right) {
        if let Some(result) = binary_float(&mut interpreter.heap, operator, left, right)? {
            return Ok(result);
        }
        return Err(unsupported_operands(operator, left, right, in_place));
    }
    if let Some(text) = left.as_object::<StrObject>() {
        match (operator, right.as_object::<StrObject>()) {
            (BinaryOperator::Add, Some(other)) => {
                return Ok(interpreter.heap.concatenate(text, other));
            }
            (BinaryOperator::Add, None) => {
                return Err(type_error(format!(
                    "can only concatenate str (not \"{}\") to str",
                    type_name(right)
                )));
            }
            (BinaryOperator::Multiply, _) => {
                return repeat_str(interpreter, left, right);
            }
            (BinaryOperator::Remainder, _) => {
                let text = percent_format(interpreter, text.text(), right)?;
                return Ok(interpreter.heap.string(text));
            }
            _ => {}
        }
    } else if operator == BinaryOperator::Multiply
        && right.tag() == Tag::Str
        && !matches!(left.tag(), Tag::List | Tag::Tuple)
    {
        return repeat_str(interpreter, right, left);
    }
    if let Some(result) = binary_container(interpreter, operator, left, right, in_place)? {
        return Ok(result);
    }
    if operator == BinaryOperator::Or {
        let type_or_none = |value: Value| value.tag() == Tag::Type || value.is_none();
        if type_or_none(left) && type_or_none(right) && !(left.is_none() && right.is_none()) {
            return Err(unsupported("union types"));
        }
    }
    Err(unsupported_operands(operator, left, right, in_place))
}

fn repeat_str(interpreter: &mut Interpreter, text: Value, times: Value) -> Result<Value> {
    let times = sequence_repetitions(times)?;
    let Some(text_object) = text.as_object::<StrObject>() else { return Ok(text) };
    if times == 1 {
        return Ok(text);
    }
    let total = text_object
        .text()
        .len()
        .checked_mul(times)
        .filter(|total| i64::try_from(*total).is_ok())
        .ok_or_else(|| overflow_error("repeated string is too long"))?;
    if total > crate::object::str::MAXIMUM_BYTES {
        return Err(memory_error());
    }
    Ok(interpreter.heap.string(text_object.text().repeat(times)))
}

/// How often a sequence is to be repeated: never less than 0.
///
/// # Errors
/// `TypeError: can't multiply sequence by non-int of type 'float'`, OverflowError.
pub fn sequence_repetitions(times: Value) -> Result<usize> {
    match times.as_index() {
        Some(times) => Ok(usize::try_from(times).unwrap_or(0)),
        None if times.tag() == Tag::BigInt => {
            Err(overflow_error("cannot fit 'int' into an index-sized integer"))
        }
        None => Err(type_error(format!(
            "can't multiply sequence by non-int of type '{}'",
            type_name(times)
        ))),
    }
}

/// `TypeError: unsupported operand type(s) for +: 'int' and 'str'`
#[cold]
pub fn unsupported_operands(
    operator: BinaryOperator,
    left: Value,
    right: Value,
    in_place: bool,
) -> Unwind {
    let mut symbol = String::from(operator.symbol());
    if in_place {
        symbol.push('=');
    } else if operator == BinaryOperator::Power {
        symbol.push_str(" or pow()");
    }
    let mut message = format!(
        "unsupported operand type(s) for {symbol}: '{}' and '{}'",
        type_name(left),
        type_name(right)
    );
    let print = Builtin::from_value(left).is_some_and(|builtin| builtin.name == "print");
    if print && operator == BinaryOperator::RightShift && !in_place {
        message.push_str(". Did you mean \"print(<message>, file=<output_stream>)\"?");
    }
    type_error(message)
}

/// `-value`, `+value` or `~value`.
///
/// # Errors
/// `TypeError: bad operand type for unary -: 'str'`
pub fn unary(
    interpreter: &mut Interpreter,
    operator: UnaryOperator,
    value: Value,
) -> Result<Value> {
    if let Some(int) = value.as_index() {
        let result = match operator {
            UnaryOperator::Negative => int.checked_neg(),
            UnaryOperator::Positive => Some(int),
            UnaryOperator::Invert => Some(!int),
        };
        return Ok(match result {
            Some(int) => Value::int(int),
            None => interpreter.heap.int(-BigInt::from(int)),
        });
    }
    match (operator, value.as_float(), value.to_bigint()) {
        (UnaryOperator::Negative, Some(float), _) => Ok(Value::float(-float)),
        (UnaryOperator::Positive, Some(_), _) | (UnaryOperator::Positive, _, Some(_)) => Ok(value),
        (UnaryOperator::Negative, _, Some(big)) => Ok(interpreter.heap.int(-big)),
        (UnaryOperator::Invert, _, Some(big)) => Ok(interpreter.heap.int(!big)),
        _ => {
            let symbol = match operator {
                UnaryOperator::Negative => '-',
                UnaryOperator::Positive => '+',
                UnaryOperator::Invert => '~',
            };
            Err(type_error(format!("bad operand type for unary {symbol}: '{}'", type_name(value))))
        }
    }
}
