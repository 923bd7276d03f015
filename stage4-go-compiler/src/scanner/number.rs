//! Numbers: `0x_ff`, `0b1`, `0o17`, `017`, `1_000`, `.5e-3`, `0x1p-2`, `3i`.

use super::{Scanner, literal_name};
use crate::token::LiteralKind;

impl Scanner<'_> {
    /// A number; it begins here, with a digit or a point before a digit.
    pub(super) fn number(&mut self) -> LiteralKind {
        let mut kind = LiteralKind::Int;
        let mut base = 10;
        // The prefix, and `0` for the old octal numbers.
        let mut prefix = 0;
        let mut digits = Digits::default();
        if self.peek(0) == b'0' {
            prefix = self.peek(1).to_ascii_lowercase();
            base = match prefix {
                b'x' => 16,
                b'o' => 8,
                b'b' => 2,
                _ => {
                    prefix = b'0';
                    8
                }
            };
            if prefix == b'0' {
                self.at += 1;
                digits.any = true;
                digits.digit_before = true;
            } else {
                self.at += 2;
                digits.digit_before = true;
            }
        }
        // An old octal number may turn out to be `089.5`.
        let accepted = if prefix == b'0' { 10 } else { base };
        self.digits(base, accepted, &mut digits);
        let mut reported = false;
        if self.peek(0) == b'.' {
            kind = LiteralKind::Float;
            if prefix == b'o' || prefix == b'b' {
                let name = literal_name(LiteralKind::Int, base);
                self.error(self.at, format!("invalid radix point in {name} literal"));
                reported = true;
            }
            self.at += 1;
            digits.digit_before = false;
            self.digits(base, accepted, &mut digits);
        }
        if !digits.any && !reported {
            let name = literal_name(LiteralKind::Int, base);
            self.error(self.at, format!("{name} literal has no digits"));
            reported = true;
        }
        let exponent = self.peek(0).to_ascii_lowercase();
        if exponent == b'e' || exponent == b'p' {
            let letter = self.peek(0) as char;
            if exponent == b'e' && prefix != 0 && prefix != b'0' && !reported {
                self.error(self.at, format!("'{letter}' exponent requires decimal mantissa"));
                reported = true;
            } else if exponent == b'p' && prefix != b'x' && !reported {
                self.error(self.at, format!("'{letter}' exponent requires hexadecimal mantissa"));
                reported = true;
            }
            self.at += 1;
            kind = LiteralKind::Float;
            if matches!(self.peek(0), b'+' | b'-') {
                self.at += 1;
            }
            let mut digits_of_exponent =
                Digits { separators: digits.separators, ..Digits::default() };
            self.digits(10, 10, &mut digits_of_exponent);
            digits.separators = digits_of_exponent.separators;
            if !digits_of_exponent.any && !reported {
                self.error(self.at, "exponent has no digits");
                reported = true;
            }
        } else if prefix == b'x' && kind == LiteralKind::Float && !reported {
            self.error(self.at, "hexadecimal mantissa requires a 'p' exponent");
            reported = true;
        }
        if self.take(b'i') {
            kind = LiteralKind::Imaginary;
        }
        if kind == LiteralKind::Int
            && !reported
            && let Some((at, digit)) = digits.invalid
        {
            let name = literal_name(kind, base);
            self.error(at, format!("invalid digit '{digit}' in {name} literal"));
            reported = true;
        }
        if let (Some(at), false) = (digits.separators.misplaced, reported) {
            self.error(at, "'_' must separate successive digits");
        }
        kind
    }

    /// Takes digits and separators; `base` is the number's, `accepted` that of the digits that are
    /// taken.
    fn digits(&mut self, base: u32, accepted: u32, digits: &mut Digits) {
        let mut separator = None;
        loop {
            let byte = self.peek(0);
            let value = (byte as char).to_digit(16).filter(|value| *value < accepted.max(10));
            if byte == b'_' {
                if !digits.digit_before {
                    digits.separators.misplaced.get_or_insert(self.at);
                }
                separator = Some(self.at);
                digits.digit_before = false;
            } else if let Some(value) = value {
                if value >= base && digits.invalid.is_none() {
                    digits.invalid = Some((self.at, byte as char));
                }
                digits.any = true;
                digits.digit_before = true;
                separator = None;
            } else {
                break;
            }
            self.at += 1;
        }
        if let Some(at) = separator {
            digits.separators.misplaced.get_or_insert(at);
        }
    }
}

/// What the digits of a number were.
#[derive(Default)]
struct Digits {
    any: bool,
    /// Was the last letter a digit, or a prefix?
    digit_before: bool,
    /// The first that the base does not have.
    invalid: Option<(usize, char)>,
    separators: Separators,
}

#[derive(Clone, Copy, Default)]
struct Separators {
    /// The first `_` that is not between digits.
    misplaced: Option<usize>,
}
