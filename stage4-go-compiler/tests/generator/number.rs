//! Integers, constant integers and floats, of a type that is asked for.
//!
//! Some divisors are zero and some shift counts negative: the program then ends with a run-time error in either
//! compiler's code.

use super::Generator;
use super::expression::{Expression, range, value};
use super::types::{INTEGERS, Type};

impl Generator {
    pub(super) fn integer(&mut self, index: usize, depth: usize) -> Expression {
        let ty = Type::Int(index);
        let name = INTEGERS[index].0;
        let deeper = depth - 1;
        let first = self.varying(&ty, deeper);
        match self.numbers.below(16) {
            0..=5 => {
                let operator = self.numbers.pick(&["+", "-", "*", "&", "|", "^", "&^"]);
                let second = self.operand(&ty, index, deeper);
                if self.numbers.one_in(3) {
                    value(format!("({second} {operator} {first})"))
                } else {
                    value(format!("({first} {operator} {second})"))
                }
            }
            6 | 7 => {
                let operator = self.numbers.pick(&["/", "%"]);
                let second = match self.numbers.below(12) {
                    0 => self.varying(&ty, deeper),
                    1..=6 => format!("({} | 1)", self.varying(&ty, deeper)),
                    _ => match self.integer_literal(index).as_str() {
                        "0" => "3".into(),
                        literal => format!("{name}({literal})"),
                    },
                };
                value(format!("({first} {operator} {second})"))
            }
            8 | 9 => {
                let operator = self.numbers.pick(&["<<", ">>"]);
                let of = self.numbers.below(INTEGERS.len());
                let count = match self.numbers.below(12) {
                    0..=4 => self.numbers.below(70).to_string(),
                    5 => self.varying(&Type::Int(5 + of % 5), deeper),
                    6 if self.numbers.one_in(4) => self.varying(&Type::Int(of), deeper),
                    _ => format!("({} & 31)", self.varying(&Type::Int(of), deeper)),
                };
                value(format!("({first} {operator} {count})"))
            }
            10 | 11 => {
                let of = self.numbers.below(INTEGERS.len());
                let inner = self.varying(&Type::Int(of), deeper);
                value(format!("{name}({inner})"))
            }
            12 => {
                let operator = self.numbers.pick(&["-", "^", "+"]);
                value(format!("({operator}{first})"))
            }
            13 => {
                let function = self.numbers.pick(&["min", "max"]);
                let second = self.operand(&ty, index, deeper);
                value(format!("{function}({first}, {second})"))
            }
            14 => {
                let float = self.varying(&Type::Float(64), deeper);
                value(format!("{name}(whole({float}) & 63)"))
            }
            _ if self.numbers.one_in(2) => {
                let (text, at) = (self.varying(&Type::Text, deeper), self.small_index());
                value(format!("{name}({text}[at({at}, len({text}))])"))
            }
            _ => match self.sized() {
                Some(text) => value(format!("{name}({text})")),
                None => value(first),
            },
        }
    }

    /// Constants whose values the compiler calculates, and we do.
    pub(super) fn constants(&mut self) {
        for _ in 0..self.numbers.below(5) {
            let name = self.fresh_global("c");
            let (text, number) = self.constant_expression(4);
            self.declarations += &format!("\nconst {name} = {text}\n");
            self.constants.push((name, number));
        }
    }

    pub(super) fn constant_expression(&mut self, depth: usize) -> (String, i128) {
        if depth == 0 || self.numbers.one_in(6) {
            if !self.constants.is_empty() && self.numbers.one_in(2) {
                return self.numbers.pick(&self.constants.clone());
            }
            let number = (self.numbers.next() >> self.numbers.below(63)) as i128;
            return (number.to_string(), number);
        }
        let (first, a) = self.constant_expression(depth - 1);
        let (second, b) = self.constant_expression(depth - 1);
        let (operator, number) = match self.numbers.below(9) {
            0 | 1 => ("+", a + b),
            2 | 3 => ("-", a - b),
            4 => ("*", a.checked_mul(b).unwrap_or(i128::MAX)),
            5 if b != 0 => ("/", a / b),
            6 if b != 0 => ("%", a % b),
            7 => ("^", a ^ b),
            _ => ("&^", a & !b),
        };
        if number.unsigned_abs() > 1 << 100 {
            return (first, a);
        }
        (format!("({first} {operator} {second})"), number)
    }

    /// A literal or constant without a type, or any expression.
    pub(super) fn operand(&mut self, ty: &Type, index: usize, depth: usize) -> String {
        if self.numbers.one_in(6) {
            let (lowest, top) = range(index);
            let fitting =
                self.constants.iter().filter(|(_, number)| (lowest..top).contains(number));
            let names: Vec<String> = fitting.map(|(name, _)| name.clone()).collect();
            if !names.is_empty() {
                return self.numbers.pick(&names);
            }
        }
        if self.numbers.one_in(3) { self.integer_literal(index) } else { self.text(ty, depth) }
    }

    /// The length of something.
    pub(super) fn sized(&mut self) -> Option<String> {
        let sized: Vec<String> = self
            .variables
            .iter()
            .filter(|one| matches!(one.ty, Type::Slice(_) | Type::Map(..) | Type::Text))
            .map(|one| format!("len({})", one.name))
            .collect();
        if sized.is_empty() { None } else { Some(self.numbers.pick(&sized)) }
    }

    pub(super) fn float(&mut self, ty: &Type, depth: usize) -> Expression {
        let name = self.name(ty);
        let first = self.varying(ty, depth - 1);
        match (ty, self.numbers.below(8)) {
            (Type::Complex, 0) => {
                let part = Type::Float(64);
                let (re, im) = (self.varying(&part, depth - 1), self.text(&part, depth - 1));
                value(format!("complex({re}, {im})"))
            }
            (Type::Float(64), 0) => {
                let complex = self.varying(&Type::Complex, depth - 1);
                let part = self.numbers.pick(&["real", "imag"]);
                value(format!("{part}({complex})"))
            }
            (Type::Float(_), 1) => {
                let of = Type::Int(self.numbers.below(INTEGERS.len()));
                value(format!("{name}({})", self.varying(&of, depth - 1)))
            }
            (Type::Float(width), 2) => {
                let other = Type::Float(96 - width);
                value(format!("{name}({})", self.varying(&other, depth - 1)))
            }
            (_, 3) => value(format!("(-{first})")),
            (Type::Float(_), 4) => {
                let function = self.numbers.pick(&["min", "max"]);
                value(format!("{function}({first}, {})", self.text(ty, depth - 1)))
            }
            _ => {
                let operator = self.numbers.pick(&["+", "-", "*", "/"]);
                let second = self.text(ty, depth - 1);
                if operator == "/" {
                    // A constant zero is refused.
                    let second = self.varying(ty, depth - 1);
                    return value(format!("({first} / {second})"));
                }
                // Without the conversion a compiler may round once for two operations.
                value(format!("{name}({first} {operator} {second})"))
            }
        }
    }
}
