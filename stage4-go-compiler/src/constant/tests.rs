//! Constants against the values that the official compiler computes, and floats against the
//! standard library's own nearest numbers.

use super::*;
use crate::token::LiteralKind;

fn literal(text: &str) -> Constant {
    let kind = match text.as_bytes() {
        [b'"' | b'`', ..] => LiteralKind::String,
        [b'\'', ..] => LiteralKind::Rune,
        [.., b'i'] => LiteralKind::Imaginary,
        _ if text.starts_with("0x") && !text.contains('p') => LiteralKind::Int,
        _ if text.contains(['.', 'e', 'p']) => LiteralKind::Float,
        _ => LiteralKind::Int,
    };
    from_literal(kind, text).unwrap()
}

fn compute(x: &str, operator: Operator, y: &str) -> Constant {
    binary(operator, &literal(x), &literal(y), true).unwrap()
}

#[test]
fn literals() {
    for (text, value) in [
        ("0x_ff", "255"),
        ("0b1_01", "5"),
        ("0o17", "15"),
        ("017", "15"),
        ("18446744073709551616", "18446744073709551616"),
        ("'a'", "97"),
        (r"'\377'", "255"),
        (r"'\u00e4'", "228"),
        ("1.5e3", "1500"),
        ("0x1p-2", "0.25"),
        ("0x1.8p1", "3"),
        (".5", "0.5"),
        ("1e100", "1e+100"),
        ("2i", "(0 + 2i)"),
        ("010i", "(0 + 10i)"),
        (r#""a\n\"b""#, r#""a\n\"b""#),
        ("`a\\n`", r#""a\\n""#),
    ] {
        assert_eq!(literal(text).to_string(), value, "{text}");
    }
    let Constant::String(bytes) = literal(r#""\xff\u00e4\101""#) else { panic!() };
    assert_eq!(&bytes[..], [0xff, 0xc3, 0xa4, b'A']);
}

#[test]
fn exact_arithmetic() {
    let big = shift(Operator::ShiftLeft, &Constant::Int(1), 100).unwrap();
    assert_eq!(shift(Operator::ShiftRight, &big, 98), Some(Constant::Int(4)));
    let third = compute("1.0", Operator::Divide, "3.0");
    let one = binary(Operator::Multiply, &third, &Constant::Int(3), false).unwrap();
    assert_eq!(compare(Operator::Equal, &one, &Constant::Int(1)), Some(true));
    assert_eq!(compute("7", Operator::Divide, "2"), Constant::Int(3));
    assert_eq!(
        binary(Operator::Divide, &Constant::Int(-7), &Constant::Int(2), true),
        Some(Constant::Int(-3))
    );
    assert_eq!(shift(Operator::ShiftRight, &Constant::Int(-7), 1), Some(Constant::Int(-4)));
    assert_eq!(unary(Operator::Xor, &Constant::Int(0), Some(8)), Some(Constant::Int(255)));
    assert_eq!(
        unary(Operator::Subtract, &Constant::Int(i64::MIN), None).unwrap().to_string(),
        "9223372036854775808"
    );
    assert_eq!(binary(Operator::Divide, &Constant::Int(1), &Constant::Int(0), true), None);
    assert_eq!(compute("1i", Operator::Multiply, "1i").to_int(), Some(BigInt::from(-1)));
}

#[test]
fn nearest_floats_are_those_of_the_standard_library() {
    for text in [
        "0.1",
        "1e23",
        "8.5e22",
        "2.2250738585072011e-308",
        "4.9e-324",
        "2.4e-324",
        "2.5e-324",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "5e-324",
        "123456789.123456789e-5",
        "9007199254740993.0",
        "1.00000005960464477539",
        "3.4028235677973366e38",
        "1.1754943e-38",
        "7.0e-46",
        "7.1e-46",
        "16777217.0",
    ] {
        let Constant::Float(value) = literal(text) else { panic!() };
        assert_eq!(value.to_f64().to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
        assert_eq!(value.to_f32().to_bits(), text.parse::<f32>().unwrap().to_bits(), "{text}");
        assert_eq!(value.negate().to_f64(), -text.parse::<f64>().unwrap(), "{text}");
    }
}

#[test]
fn numbers_beyond_fractions() {
    let huge = compute("1e3000", Operator::Multiply, "1e3000");
    let back = binary(Operator::Divide, &huge, &literal("1e3000"), false).unwrap();
    let error = binary(Operator::Subtract, &back, &literal("1e3000"), false).unwrap();
    let relative = binary(Operator::Divide, &error, &literal("1e3000"), false).unwrap();
    assert!(relative.to_float().unwrap().to_f64().abs() < 1e-150);
    assert_eq!(compare(Operator::Greater, &huge, &literal("1e3000")), Some(true));
    assert_eq!(huge.to_float().unwrap().to_f64(), f64::INFINITY);
    let tiny = binary(Operator::Divide, &literal("1.0"), &huge, false).unwrap();
    assert_eq!((tiny.sign(), tiny.to_float().unwrap().to_f64()), (1, 0.0));
}
