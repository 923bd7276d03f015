//! The judge of everything about numbers and text: what CPython 3.11 answered, recorded in
//! `tests/recorded/*.txt` by `record.py` there, one case a line.

use std::path::Path;

use crate::builtin::{Arguments, Builtin};
use crate::builtins::{construct, numbers};
use crate::error::{Result, Unwind};
use crate::interpreter::{Interpreter, Options};
use crate::modules::math;
use crate::object::{float_methods, int_methods, str_methods};
use crate::operators::arithmetic::{BinaryOperator, UnaryOperator, binary, unary};
use crate::value::Value;

fn interpreter() -> Interpreter {
    Interpreter::new(Options::default()).expect("address space for a value stack")
}

/// Reads the `repr` of a value.
struct Literals<'a> {
    text: std::iter::Peekable<std::str::Chars<'a>>,
}

impl Literals<'_> {
    fn value(&mut self, interpreter: &mut Interpreter) -> Value {
        match self.text.peek().copied() {
            Some(quote @ ('\'' | '"')) => {
                self.text.next();
                let text = self.string(quote);
                interpreter.heap.string(text)
            }
            Some('[') => {
                let items = self.items(interpreter, ']');
                interpreter.heap.list(&items)
            }
            Some('(') => {
                let items = self.items(interpreter, ')');
                interpreter.heap.tuple(items)
            }
            Some('{') => {
                let items = self.items(interpreter, '}');
                let dict = crate::object::dict::DictObject::new();
                for pair in items.chunks_exact(2) {
                    dict.insert(interpreter, pair[0], pair[1]).unwrap();
                }
                interpreter.heap.allocate(dict).into()
            }
            _ => self.word(interpreter),
        }
    }

    fn items(&mut self, interpreter: &mut Interpreter, end: char) -> Vec<Value> {
        self.text.next();
        let mut items = Vec::new();
        loop {
            while self.text.next_if(|c| matches!(c, ',' | ' ' | ':')).is_some() {}
            if self.text.next_if_eq(&end).is_some() {
                return items;
            }
            items.push(self.value(interpreter));
        }
    }

    fn string(&mut self, quote: char) -> String {
        let mut text = String::new();
        while let Some(character) = self.text.next() {
            if character == quote {
                return text;
            }
            if character != '\\' {
                text.push(character);
                continue;
            }
            let escape = self.text.next().unwrap();
            let digits = match escape {
                'n' => '\n'.into(),
                'r' => '\r'.into(),
                't' => '\t'.into(),
                'x' => 2,
                'u' => 4,
                'U' => 8,
                other => u32::from(other),
            };
            if digits > 8 {
                text.push(char::from_u32(digits).unwrap());
                continue;
            }
            let code: String = (0..digits).map(|_| self.text.next().unwrap()).collect();
            text.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap());
        }
        panic!("a string without its end");
    }

    fn word(&mut self, interpreter: &mut Interpreter) -> Value {
        let mut word = String::new();
        while let Some(character) = self.text.next_if(|c| !matches!(c, ',' | ')' | ']' | '}' | ':'))
        {
            word.push(character);
        }
        match word.as_str() {
            "None" => Value::NONE,
            "True" => Value::TRUE,
            "False" => Value::FALSE,
            "Ellipsis" => Value::ELLIPSIS,
            _ => match word.parse() {
                Ok(big) => interpreter.heap.int(big),
                Err(_) => Value::float(word.parse().expect("a literal")),
            },
        }
    }
}

fn lookup(table: &'static [Builtin], name: &str) -> &'static Builtin {
    table.iter().find(|builtin| builtin.name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn call(interpreter: &mut Interpreter, name: &str, arguments: Arguments<'_>) -> Result {
    if let Some((owner, method)) = name.split_once('.') {
        let table = match owner {
            "str" if method == "maketrans" => str_methods::STATIC_METHODS,
            "str" => str_methods::METHODS,
            "int" => int_methods::METHODS,
            "float" => float_methods::METHODS,
            _ => math::FUNCTIONS,
        };
        return (lookup(table, method).call)(interpreter, arguments);
    }
    let operands = arguments.positional;
    let unary_operator = match name {
        "u-" => Some(UnaryOperator::Negative),
        "u+" => Some(UnaryOperator::Positive),
        "u~" => Some(UnaryOperator::Invert),
        _ => None,
    };
    if let Some(operator) = unary_operator {
        return unary(interpreter, operator, operands[0]);
    }
    for operator in BinaryOperator::ALL {
        if let Some(rest) = name.strip_prefix(operator.symbol())
            && matches!(rest, "" | "=")
        {
            return binary(interpreter, operator, operands[0], operands[1], rest == "=");
        }
    }
    match name {
        "int" => construct::construct_int(interpreter, arguments),
        "float" => construct::construct_float(interpreter, arguments),
        "str" => construct::construct_str(interpreter, arguments),
        "bool" => construct::construct_bool(interpreter, arguments),
        _ => (lookup(numbers::FUNCTIONS, name).call)(interpreter, arguments),
    }
}

/// The answer to one case, in the form of the tables.
fn answer(interpreter: &mut Interpreter, case: &[&str]) -> String {
    let mut positional = Vec::new();
    let (mut names, mut keywords) = (Vec::new(), Vec::new());
    for argument in &case[1..] {
        let keyword = argument.split_once('=').filter(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        });
        let text = keyword.map_or(*argument, |(_, text)| text);
        let value = Literals { text: text.chars().peekable() }.value(interpreter);
        match keyword {
            Some((name, _)) => {
                names.push(interpreter.heap.string(name));
                keywords.push(value);
            }
            None => positional.push(value),
        }
    }
    let names = interpreter.heap.tuple(names).as_object();
    let arguments = Arguments { positional: &positional, names, keywords: &keywords };
    let result = call(interpreter, case[0], arguments);
    match result.and_then(|value| crate::repr::repr(interpreter, value)) {
        Ok(text) => format!("= {text}"),
        Err(Unwind::Message(class, message)) => format!("! {}: {message}", class.name()),
        Err(Unwind::Argument(class, value)) => {
            format!("! {}: {}", class.name(), crate::repr::repr(interpreter, value).unwrap())
        }
        Err(Unwind::Exception(exception)) => {
            let text = crate::repr::to_str(interpreter, exception.into()).unwrap();
            format!("! {}: {text}", exception.class().name())
        }
        Err(Unwind::Unsupported(what)) => format!("? {what}"),
    }
}

/// Is it the answer? The functions of `math` are the C library's, whose last digits differ from one
/// machine to another, and with them CPython's; the tables are from x86-64.
fn is_same(function: &str, actual: &str, expected: &str) -> bool {
    let number = |text: &str| text.strip_prefix("= ")?.parse::<f64>().ok();
    actual == expected
        || !cfg!(target_arch = "x86_64")
            && function.starts_with("math.")
            && matches!((number(actual), number(expected)),
                (Some(a), Some(b)) if (a - b).abs() <= 4.0 * f64::EPSILON * b.abs())
}

/// Runs a table; every case that differs is shown.
fn check(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded").join(table);
    let text = std::fs::read_to_string(&path).expect("the table is in the repository");
    let (mut cases, mut wrong) = (0, Vec::new());
    let mut interpreter = interpreter();
    // The values of a case are in `Vec`s, which the collector does not see.
    interpreter.heap.set_enabled(false);
    for line in text.split_terminator('\n') {
        let fields: Vec<&str> = line.split('\t').collect();
        let (expected, case) = fields.split_last().expect("a case");
        let actual = answer(&mut interpreter, case);
        cases += 1;
        if !is_same(case[0], &actual, expected) {
            wrong.push(format!("{}\n  CPython  {expected}\n  we       {actual}", case.join("  ")));
        }
    }
    assert!(cases > 100, "{table} has only {cases} cases");
    assert!(
        wrong.is_empty(),
        "{} of {cases} cases differ:\n{}",
        wrong.len(),
        wrong.iter().take(60).map(String::as_str).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn arithmetic() {
    check("arithmetic.txt");
}

#[test]
fn builtin_functions() {
    check("builtins.txt");
}

#[test]
fn format_specifications() {
    check("format.txt");
}

#[test]
fn percent() {
    check("percent.txt");
}

#[test]
fn templates() {
    check("template.txt");
}

#[test]
fn methods_of_str() {
    check("str_methods.txt");
}

#[test]
fn functions_of_math() {
    check("math.txt");
}
