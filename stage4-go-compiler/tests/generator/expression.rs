//! Expressions without effects, of a type that is asked for.
//!
//! A constant expression is evaluated by the compiler, which refuses it where it overflows. So each operation has an
//! operand that is none: `Expression::constant` says which are.

use super::types::{BYTE, INT, INTEGERS, Kind, RUNE, Type, is_signed};
use super::{Generator, Variable};

#[derive(Clone)]
pub(super) struct Expression {
    pub text: String,
    pub constant: bool,
}

pub(super) fn value(text: impl Into<String>) -> Expression {
    Expression { text: text.into(), constant: false }
}

/// The least number of an integer type, and the first above.
pub(super) fn range(index: usize) -> (i128, i128) {
    let width = INTEGERS[index].1;
    if is_signed(index) { (-(1 << (width - 1)), 1 << (width - 1)) } else { (0, 1 << width) }
}

impl Generator {
    /// An expression of a type.
    pub(super) fn expression(&mut self, ty: &Type, depth: usize) -> Expression {
        if depth == 0 || self.numbers.one_in(5) {
            return self.leaf(ty);
        }
        if self.numbers.one_in(6)
            && let Some(call) = self.pure_call(ty, depth)
        {
            return call;
        }
        match ty {
            Type::Bool => self.condition(depth),
            Type::Int(index) => self.integer(*index, depth),
            Type::Float(_) | Type::Complex => self.float(ty, depth),
            Type::Text => self.string(depth),
            _ => self.leaf(ty),
        }
    }

    /// The same as text.
    pub(super) fn text(&mut self, ty: &Type, depth: usize) -> String {
        self.expression(ty, depth).text
    }

    /// The same, but not constant.
    pub(super) fn varying(&mut self, ty: &Type, depth: usize) -> String {
        for _ in 0..3 {
            let made = self.expression(ty, depth);
            if !made.constant {
                return made.text;
            }
        }
        match self.place(ty, false) {
            Some(place) => place,
            // No variable has this type.
            None => format!("[]{}{{{}}}[0]", self.name(ty), self.literal(ty, 1)),
        }
    }

    /// A variable, a part of one, or a literal.
    fn leaf(&mut self, ty: &Type) -> Expression {
        if !self.numbers.one_in(4)
            && let Some(place) = self.place(ty, false)
        {
            return value(place);
        }
        let literal = self.literal(ty, 1);
        let simple =
            matches!(ty, Type::Bool | Type::Int(_) | Type::Float(_) | Type::Complex | Type::Text);
        Expression { text: literal, constant: simple }
    }

    /// Something of the type that can be read, or written.
    pub(super) fn place(&mut self, ty: &Type, write: bool) -> Option<String> {
        let mut found = Vec::new();
        for at in (0..self.variables.len()).rev() {
            let variable = self.variables[at].clone();
            if write && (!variable.assignable || self.at.pure && variable.global) {
                continue;
            }
            let Variable { name, ty: held, .. } = variable;
            self.parts(&name, &held, ty, 2, write, &mut found);
            if found.len() > 11 {
                break;
            }
        }
        if found.is_empty() { None } else { Some(self.numbers.pick(&found)) }
    }

    /// Adds the parts of a variable that have a type.
    fn parts(
        &mut self,
        path: &str,
        held: &Type,
        wanted: &Type,
        depth: usize,
        write: bool,
        found: &mut Vec<String>,
    ) {
        if held == wanted {
            found.push(path.into());
        }
        if depth == 0 {
            return;
        }
        match held {
            Type::Array(length, element) if self.contains(element, wanted, depth) => {
                let index = if self.numbers.one_in(2) {
                    self.numbers.below(*length).to_string()
                } else {
                    let index = self.small_index();
                    format!("at({index}, {length})")
                };
                self.parts(&format!("{path}[{index}]"), element, wanted, depth - 1, write, found);
            }
            // Memory that others may see is not for pure functions to change.
            Type::Slice(element)
                if !(write && self.at.pure) && self.contains(element, wanted, depth) =>
            {
                let index = if self.numbers.one_in(40) {
                    self.small_index()
                } else {
                    let index = self.small_index();
                    format!("at({index}, len({path}))")
                };
                self.parts(&format!("{path}[{index}]"), element, wanted, depth - 1, write, found);
            }
            Type::Map(key, element) if !write && self.contains(element, wanted, depth) => {
                let key = self.literal(key, 0);
                self.parts(&format!("{path}[{key}]"), element, wanted, depth - 1, write, found);
            }
            Type::Pointer(to) if !(write && self.at.pure) && self.contains(to, wanted, depth) => {
                let path = match **to {
                    Type::Named(_) => path.to_string(),
                    _ => format!("(*{path})"),
                };
                match &**to {
                    Type::Named(index) => self.fields(*index, &path, wanted, depth, write, found),
                    to => self.parts(&path, to, wanted, depth - 1, write, found),
                }
            }
            Type::Named(index) => self.fields(*index, path, wanted, depth, write, found),
            _ => {}
        }
    }

    fn fields(
        &mut self,
        index: usize,
        path: &str,
        wanted: &Type,
        depth: usize,
        write: bool,
        found: &mut Vec<String>,
    ) {
        if let Kind::Struct(fields, _) = self.named[index].kind.clone() {
            for (field, ty) in fields.iter().filter(|(field, _)| field != "_") {
                self.parts(&format!("{path}.{field}"), ty, wanted, depth - 1, write, found);
            }
        }
    }

    /// Could a part of the type be what is wanted?
    fn contains(&self, held: &Type, wanted: &Type, depth: usize) -> bool {
        held == wanted
            || depth > 1
                && match held {
                    Type::Array(_, to) | Type::Slice(to) | Type::Map(_, to) | Type::Pointer(to) => {
                        self.contains(to, wanted, depth - 1)
                    }
                    Type::Named(index) => match &self.named[*index].kind {
                        Kind::Struct(fields, _) => {
                            fields.iter().any(|(_, ty)| self.contains(ty, wanted, depth - 1))
                        }
                        _ => false,
                    },
                    _ => false,
                }
    }

    /// An `int` to be made an index of.
    pub(super) fn small_index(&mut self) -> String {
        let visible: Vec<String> =
            self.variables.iter().filter(|one| one.ty == INT).map(|one| one.name.clone()).collect();
        if visible.is_empty() || self.numbers.one_in(4) {
            return self.numbers.below(5).to_string();
        }
        let name = self.numbers.pick(&visible[visible.len().saturating_sub(5)..]);
        if self.numbers.one_in(3) { format!("{name}+1") } else { name }
    }

    /// A number that traps like to be at.
    pub(super) fn integer_literal(&mut self, index: usize) -> String {
        let (width, signed) = (INTEGERS[index].1, is_signed(index));
        let (lowest, top) = range(index);
        let number = match self.numbers.below(10) {
            0 => lowest,
            1 => top - 1,
            2 => (1i128 << self.numbers.below(width as usize)) - self.numbers.below(2) as i128,
            3 if signed => -1 - self.numbers.below(3) as i128,
            4 => (self.numbers.next() as i128).rem_euclid(top),
            5 if signed => -((self.numbers.next() as i128).rem_euclid(top)),
            _ => self.numbers.below(12) as i128,
        };
        format!("{}", number.clamp(lowest, top - 1))
    }

    fn string(&mut self, depth: usize) -> Expression {
        let first = self.varying(&Type::Text, depth - 1);
        match self.numbers.below(8) {
            7 => {
                let function = self.numbers.pick(&["min", "max"]);
                value(format!("{function}({first}, {})", self.text(&Type::Text, depth - 1)))
            }
            0 | 1 => {
                let second = self.text(&Type::Text, depth - 1);
                value(format!("cut({first} + {second})"))
            }
            2 => {
                let index = self.small_index();
                value(format!("{first}[at({index}, len({first})):]"))
            }
            3 => {
                let index = self.small_index();
                value(format!("{first}[:at({index}, len({first}))]"))
            }
            4 => {
                let rune = self.varying(&RUNE, depth - 1);
                value(format!("string({rune})"))
            }
            5 => {
                let bytes = self.varying(&Type::Slice(BYTE.into()), 0);
                value(format!("cut(string({bytes}))"))
            }
            _ => {
                let runes = self.varying(&Type::Slice(RUNE.into()), 0);
                value(format!("cut(string({runes}))"))
            }
        }
    }

    fn condition(&mut self, depth: usize) -> Expression {
        match self.numbers.below(9) {
            0 => {
                let operator = self.numbers.pick(&["&&", "||"]);
                let first = self.varying(&Type::Bool, depth - 1);
                let second = self.varying(&Type::Bool, depth - 1);
                value(format!("({first} {operator} {second})"))
            }
            1 => value(format!("!{}", self.varying(&Type::Bool, depth - 1))),
            2 => {
                let ty = self.some_type(2);
                if !self.is_comparable(&ty) || self.numbers.one_in(3) {
                    return self.comparison_with_nil();
                }
                let operator = self.numbers.pick(&["==", "!="]);
                let (first, second) = (self.varying(&ty, 1), self.varying(&ty, 1));
                value(format!("({first} {operator} {second})"))
            }
            3 => {
                // It panics where the types are the same and may not be compared.
                let ty = self.dynamic_type();
                let first = self.varying(&Type::Any, 1);
                if !self.is_comparable(&ty) {
                    return self.comparison_with_nil();
                }
                let second = self.varying(&ty, 1);
                value(format!("({first} == any({second}))"))
            }
            _ => {
                let ty = match self.numbers.below(6) {
                    0 => Type::Text,
                    1 => Type::Float(64),
                    2 => Type::Float(32),
                    _ => Type::Int(self.numbers.below(INTEGERS.len())),
                };
                let operator = self.numbers.pick(&["==", "!=", "<", "<=", ">", ">="]);
                let first = self.varying(&ty, depth - 1);
                let second = match ty {
                    Type::Int(index) => self.operand(&ty, index, depth - 1),
                    _ => self.text(&ty, depth - 1),
                };
                value(format!("({first} {operator} {second})"))
            }
        }
    }

    fn dynamic_type(&mut self) -> Type {
        let types = self.dynamic_types();
        self.numbers.pick(&types)
    }

    fn comparison_with_nil(&mut self) -> Expression {
        let nilable: Vec<String> = self
            .variables
            .iter()
            .filter(|one| match one.ty {
                Type::Slice(_) | Type::Map(..) | Type::Pointer(_) | Type::Func(..) => true,
                _ => self.is_interface(&one.ty),
            })
            .map(|one| one.name.clone())
            .collect();
        if nilable.is_empty() {
            return value(self.varying(&Type::Bool, 0));
        }
        let operator = self.numbers.pick(&["==", "!="]);
        value(format!("({} {operator} nil)", self.numbers.pick(&nilable)))
    }

    /// A value that is written out; its parts may be variables.
    pub(super) fn literal(&mut self, ty: &Type, depth: usize) -> String {
        let name = self.name(ty);
        match ty {
            Type::Bool => self.numbers.pick(&["true", "false"]).into(),
            Type::Int(index) => format!("{name}({})", self.integer_literal(*index)),
            Type::Float(_) => {
                let list = [
                    "0", "1", "-1.5", "0.1", "1e10", "3.25", "-7e-3", "16777217", "1e-40", "2.5e38",
                ];
                format!("{name}({})", self.numbers.pick(&list))
            }
            Type::Complex => {
                let list = ["0", "1", "2i", "(1.5-2i)", "(-3+0.5i)"];
                format!("complex128({})", self.numbers.pick(&list))
            }
            Type::Text => {
                let list = [
                    "",
                    "a",
                    "hello",
                    "日本語",
                    "\\xff\\x80z",
                    "x\\x00y",
                    "äöü€",
                    "0123456789abcdef",
                ];
                format!("\"{}\"", self.numbers.pick(&list))
            }
            Type::Array(length, element) => {
                let count = if self.numbers.one_in(3) { 0 } else { *length };
                let list: Vec<String> = (0..count).map(|_| self.part(element, depth)).collect();
                format!("{name}{{{}}}", list.join(", "))
            }
            Type::Slice(element) => {
                if self.numbers.one_in(16) {
                    return format!("{name}(nil)");
                }
                if self.numbers.one_in(10) {
                    let length = self.numbers.below(4);
                    return format!("make({name}, {length}, {})", length + self.numbers.below(4));
                }
                let count = 1 + self.numbers.below(5);
                let list: Vec<String> = (0..count).map(|_| self.part(element, depth)).collect();
                format!("{name}{{{}}}", list.join(", "))
            }
            Type::Map(key, element) => {
                if self.numbers.one_in(16) {
                    return format!("{name}(nil)");
                }
                let mut keys: Vec<String> =
                    (0..self.numbers.below(4)).map(|_| self.literal(key, 0)).collect();
                keys.sort();
                keys.dedup();
                // Two ways to write a number are one key.
                if matches!(
                    **key,
                    Type::Float(_) | Type::Complex | Type::Array(..) | Type::Named(_)
                ) {
                    keys.truncate(1);
                }
                let list: Vec<String> = keys
                    .iter()
                    .map(|key| format!("{key}: {}", self.part(element, depth)))
                    .collect();
                format!("{name}{{{}}}", list.join(", "))
            }
            Type::Pointer(to) => match &**to {
                _ if self.numbers.one_in(24) => format!("({name})(nil)"),
                to @ (Type::Array(..) | Type::Slice(_) | Type::Map(..)) => {
                    let made = self.composite(to, depth);
                    format!("&{made}")
                }
                to @ Type::Named(index) if matches!(self.named[*index].kind, Kind::Struct(..)) => {
                    format!("&{}", self.literal(to, depth))
                }
                to => format!("new({})", self.name(to)),
            },
            Type::Func(parameters, result) => self.function_literal(parameters, result),
            Type::Named(index) => match self.named[*index].kind.clone() {
                Kind::Struct(fields, embeds) => self.struct_literal(&name, &fields, embeds, depth),
                Kind::Other(ty) => {
                    let made = self.literal(&ty, depth);
                    format!("{name}({made})")
                }
                Kind::Interface => {
                    let types = self.implementers(*index);
                    if types.is_empty() || self.numbers.one_in(12) {
                        return format!("{name}(nil)");
                    }
                    let ty = self.numbers.pick(&types);
                    let made = self.literal(&ty, 0);
                    format!("{name}({made})")
                }
            },
            Type::Any => {
                if self.numbers.one_in(8) {
                    return "any(nil)".into();
                }
                // Inside of a value that an interface holds only simple ones, or there would be no end.
                let ty = match depth {
                    0 => self.numbers.pick(&[INT, Type::Text, Type::Bool]),
                    _ => self.dynamic_type(),
                };
                let made = self.literal(&ty, 0);
                format!("any({made})")
            }
        }
    }

    /// A composite literal: nothing that is nil or made otherwise.
    fn composite(&mut self, ty: &Type, depth: usize) -> String {
        for _ in 0..8 {
            let made = self.literal(ty, depth);
            if made.ends_with('}') {
                return made;
            }
        }
        format!("{}{{}}", self.name(ty))
    }

    fn struct_literal(
        &mut self,
        name: &str,
        fields: &[(String, Type)],
        embeds: bool,
        depth: usize,
    ) -> String {
        let mut list = Vec::new();
        for (at, (field, ty)) in fields.iter().enumerate() {
            // An embedded pointer that is nil makes most methods panic.
            let needed = embeds && at == 0;
            if field != "_" && (needed || !self.numbers.one_in(4)) {
                list.push(format!("{field}: {}", self.part(ty, depth)));
            }
        }
        format!("{name}{{{}}}", list.join(", "))
    }

    fn part(&mut self, ty: &Type, depth: usize) -> String {
        if depth == 0 { self.literal(ty, 0) } else { self.text(ty, depth - 1) }
    }
}
