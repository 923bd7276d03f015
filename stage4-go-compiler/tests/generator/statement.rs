//! Statements: declarations, assignments, branches, and which to write next.

use super::types::{BYTE, INT, Kind, RUNE, Type};
use super::{Generator, Target};

impl Generator {
    /// Some statements in a block of their own scope; `depth` is how deep they may nest.
    pub(super) fn statements(&mut self, depth: usize) {
        let count = 1 + self.numbers.below(5);
        for _ in 0..count {
            if self.budget == 0 || self.at.cost + self.at.weight > self.at.limit {
                break;
            }
            self.budget -= 1;
            self.at.cost += self.at.weight;
            self.statement(depth);
        }
    }

    /// A block: what it declares ends with it.
    pub(super) fn block(&mut self, depth: usize) {
        let visible = self.variables.len();
        self.at.indent += 1;
        self.statements(depth);
        self.at.indent -= 1;
        self.variables.truncate(visible);
    }

    fn statement(&mut self, depth: usize) {
        let nested = depth > 0;
        match self.numbers.below(46) {
            0..=6 => self.declaration(),
            7..=12 => self.assignment(),
            13..=15 => self.operation(),
            16 | 17 => self.tuple_assignment(),
            18..=20 if nested => self.branch(depth - 1),
            21..=24 if nested => self.looping(depth - 1),
            25 | 26 if nested => self.switch(depth - 1),
            27 if nested => self.type_switch(depth - 1),
            28 if nested => self.protected(depth - 1),
            29 => self.leave_loop(),
            30 | 31 => self.change_slice(),
            32 | 33 => self.change_map(),
            34 => self.pointer(),
            35..=37 => self.call_statement(),
            38 => self.deferred_call(),
            39 => self.assertion(),
            40 => self.early_end(),
            41 if nested => self.concurrent(),
            42 if nested => {
                self.line("{");
                self.block(depth - 1);
                self.line("}");
            }
            43 => self.convert_text(),
            _ => {
                let ty = self.some_type(2);
                let text = self.varying(&ty, 3);
                if self.at.pure { self.declaration() } else { self.mix(&ty, &text) }
            }
        }
    }

    /// Declares a variable with a value.
    pub(super) fn variable(&mut self, ty: &Type, text: &str) -> String {
        let name = self.fresh("v");
        let line = match self.numbers.below(3) {
            0 => format!("var {name} {} = {text}", self.name(ty)),
            _ => format!("{name} := {text}"),
        };
        self.line(&line);
        self.line(&format!("_ = {name}"));
        let assignable = !self.numbers.one_in(4);
        self.declared(&name, ty.clone(), assignable);
        name
    }

    pub(super) fn declaration(&mut self) {
        let ty = self.some_type(2);
        if self.numbers.one_in(6) {
            let name = self.fresh("v");
            self.line(&format!("var {name} {}", self.name(&ty)));
            self.line(&format!("_ = {name}"));
            return self.declared(&name, ty, true);
        }
        let text = match self.effects(&ty) {
            Some(text) => text,
            None => self.text(&ty, 3),
        };
        // A literal's type stands in its text, but that of a comparison is untyped.
        let text = if ty == Type::Bool { format!("bool({text})") } else { text };
        self.variable(&ty, &text);
    }

    /// Now and then, an expression of calls.
    fn effects(&mut self, ty: &Type) -> Option<String> {
        if self.at.pure || !self.numbers.one_in(3) { None } else { self.effectful(ty, 2) }
    }

    fn assignment(&mut self) {
        let ty = self.some_type(1);
        let Some(place) = self.place(&ty, true) else { return self.declaration() };
        let text = self.text(&ty, 3);
        self.line(&format!("{place} = {text}"));
    }

    pub(super) fn operation(&mut self) {
        let ty = match self.numbers.below(5) {
            0 => Type::Float(64),
            1 => Type::Text,
            _ => Type::Int(self.numbers.below(11)),
        };
        let Some(place) = self.place(&ty, true) else { return self.declaration() };
        let line = match ty {
            Type::Text => {
                let text = self.text(&ty, 1);
                format!(
                    "if len({place}) < 40 {{\n{}\t{place} += {text}\n{0}}}",
                    "\t".repeat(self.at.indent)
                )
            }
            Type::Int(_) => match self.numbers.below(7) {
                0 => format!("{place}++"),
                1 => format!("{place}--"),
                2 => {
                    let operator = self.numbers.pick(&["<<=", ">>="]);
                    let count = self.numbers.below(66);
                    format!("{place} {operator} {count}")
                }
                3 => {
                    let operator = self.numbers.pick(&["/=", "%="]);
                    format!("{place} {operator} ({} | 1)", self.varying(&ty, 2))
                }
                _ => {
                    let operator = self.numbers.pick(&["+=", "-=", "*=", "&=", "|=", "^=", "&^="]);
                    format!("{place} {operator} {}", self.text(&ty, 2))
                }
            },
            _ => {
                let operator = self.numbers.pick(&["+=", "-=", "*="]);
                format!("{place} {operator} {}", self.text(&ty, 2))
            }
        };
        self.line(&line);
    }

    fn tuple_assignment(&mut self) {
        let (first, second) = (self.some_type(1), self.some_type(1));
        let second = if self.numbers.one_in(2) { first.clone() } else { second };
        let places = (self.place(&first, true), self.place(&second, true));
        let (Some(one), Some(two)) = places else { return self.call_statement() };
        if first == second && self.numbers.one_in(2) {
            return self.line(&format!("{one}, {two} = {two}, {one}"));
        }
        let (a, b) = (self.text(&first, 2), self.text(&second, 2));
        self.line(&format!("{one}, {two} = {a}, {b}"));
    }

    /// A condition, in parentheses.
    pub(super) fn test(&mut self) -> String {
        if let Some(text) = self.effects(&Type::Bool) {
            return text;
        }
        format!("({})", self.varying(&Type::Bool, 3))
    }

    fn branch(&mut self, depth: usize) {
        let condition = self.test();
        self.line(&format!("if {condition} {{"));
        self.block(depth);
        for _ in 0..self.numbers.below(2) {
            // What the condition calls is called only if the first one is false.
            let condition = format!("({})", self.varying(&Type::Bool, 2));
            self.line(&format!("}} else if {condition} {{"));
            self.block(depth);
        }
        if self.numbers.one_in(2) {
            self.line("} else {");
            self.block(depth);
        }
        self.line("}");
    }

    fn switch(&mut self, depth: usize) {
        let label = self.fresh("L");
        let ty = match self.numbers.below(5) {
            0 => Type::Text,
            1 => Type::Bool,
            _ => Type::Int(self.numbers.below(11)),
        };
        let start = self.at.text.len();
        let tagless = self.numbers.one_in(3);
        if tagless {
            self.line("switch {");
        } else {
            let text = match self.effects(&ty) {
                Some(text) => text,
                None => self.varying(&ty, 2),
            };
            self.line(&format!("switch {}({text}) {{", self.name(&ty)));
        }
        self.at.targets.push(Target { label: label.clone(), used: false, is_loop: false });
        let mut seen = Vec::new();
        let count = 1 + self.numbers.below(4);
        let default = self.numbers.below(count + 2);
        for at in 0..count {
            if at == default {
                self.line("default:");
            } else if tagless {
                let condition = self.varying(&Type::Bool, 2);
                self.line(&format!("case ({condition}):"));
            } else {
                let mut list = Vec::new();
                for _ in 0..1 + self.numbers.below(3) {
                    let literal = self.literal(&ty, 0);
                    if ty != Type::Bool && !seen.contains(&literal) {
                        seen.push(literal.clone());
                        list.push(literal);
                    }
                }
                if list.is_empty() {
                    list.push(self.varying(&ty, 1));
                }
                self.line(&format!("case {}:", list.join(", ")));
            }
            self.block(depth);
            if at + 1 < count && self.numbers.one_in(5) {
                self.line("\tfallthrough");
            }
        }
        self.line("}");
        self.finish_target(start, &label);
    }

    /// Puts the label in front of the statement if something leaves it by name.
    pub(super) fn finish_target(&mut self, start: usize, label: &str) {
        let used = self.at.targets.pop().is_some_and(|target| target.used);
        if used {
            let indent = "\t".repeat(self.at.indent.saturating_sub(1));
            self.at.text.insert_str(start, &format!("{indent}{label}:\n"));
        }
    }

    fn type_switch(&mut self, depth: usize) {
        let interfaces: Vec<usize> = (0..self.named.len())
            .filter(|index| matches!(self.named[*index].kind, Kind::Interface))
            .collect();
        let of = if self.numbers.one_in(2) {
            Type::Named(self.numbers.pick(&interfaces))
        } else {
            Type::Any
        };
        let possible = match of {
            Type::Named(index) => self.implementers(index),
            _ => self.dynamic_types(),
        };
        let text = self.varying(&of, 2);
        let name = self.fresh("t");
        let label = self.fresh("L");
        let start = self.at.text.len();
        self.line(&format!("switch {name} := ({text}).(type) {{"));
        self.at.targets.push(Target { label: label.clone(), used: false, is_loop: false });
        let mut rest = possible;
        let mut has_nil = false;
        for _ in 0..1 + self.numbers.below(4) {
            let visible = self.variables.len();
            if rest.is_empty() {
                break;
            }
            let ty = rest.remove(self.numbers.below(rest.len()));
            if !rest.is_empty() && self.numbers.one_in(4) {
                let other = rest.remove(self.numbers.below(rest.len()));
                let nil = if has_nil { "" } else { ", nil" };
                has_nil = true;
                self.line(&format!("case {}, {}{nil}:", self.name(&ty), self.name(&other)));
                self.declared(&name, of.clone(), true);
            } else {
                self.line(&format!("case {}:", self.name(&ty)));
                self.declared(&name, ty, true);
            }
            self.line(&format!("\t_ = {name}"));
            self.block(depth);
            self.variables.truncate(visible);
        }
        self.line("default:");
        self.line(&format!("\t_ = {name}"));
        self.block(depth);
        self.line("}");
        self.finish_target(start, &label);
    }

    /// `break` or `continue` under a condition.
    fn leave_loop(&mut self) {
        if self.at.targets.is_empty() {
            return self.operation();
        }
        let condition = self.test();
        let last = self.at.targets.len() - 1;
        let at = self.numbers.below(last + 1);
        let keyword = if self.at.targets[at].is_loop && self.numbers.one_in(2) {
            "continue"
        } else {
            "break"
        };
        let plain = match keyword {
            "break" => at == last,
            _ => self.at.targets[at + 1..].iter().all(|target| !target.is_loop),
        };
        let label = if plain && self.numbers.one_in(2) {
            String::new()
        } else {
            self.at.targets[at].used = true;
            format!(" {}", self.at.targets[at].label)
        };
        self.line(&format!("if {condition} {{"));
        self.line(&format!("\t{keyword}{label}"));
        self.line("}");
    }

    fn pointer(&mut self) {
        let ty = self.some_type(1);
        let Some(place) = self.place(&ty, true) else { return self.declaration() };
        // The element of a map has no address, and is no place to write either.
        let to = Type::Pointer(ty.into());
        self.variable(&to, &format!("&{place}"));
    }

    fn call_statement(&mut self) {
        if self.at.pure {
            return self.declaration();
        }
        if self.numbers.one_in(3)
            && let Some((ty, text)) = self.value_call()
        {
            self.variable(&ty, &text);
            return;
        }
        let Some(function) = self.callee(|_| true) else { return self.declaration() };
        let arguments = self.arguments(&function, 2);
        let call = format!("{}({arguments})", function.name);
        if function.results.is_empty() || self.numbers.one_in(6) {
            return self.line(&call);
        }
        let names: Vec<String> = function.results.iter().map(|_| self.fresh("v")).collect();
        self.line(&format!("{} := {call}", names.join(", ")));
        for (name, ty) in names.iter().zip(function.results) {
            self.line(&format!("_ = {name}"));
            self.declared(name, ty, true);
        }
    }

    fn assertion(&mut self) {
        let types = self.dynamic_types();
        let ty = self.numbers.pick(&types);
        let value = self.varying(&Type::Any, 2);
        if self.numbers.one_in(8) {
            self.variable(&ty, &format!("({value}).({})", self.name(&ty)));
            return;
        }
        let (name, ok) = (self.fresh("v"), self.fresh("ok"));
        self.line(&format!("{name}, {ok} := ({value}).({})", self.name(&ty)));
        self.line(&format!("_, _ = {name}, {ok}"));
        self.declared(&name, ty, true);
        self.declared(&ok, Type::Bool, true);
    }

    /// `return` or a panic under a condition.
    fn early_end(&mut self) {
        let condition = self.test();
        self.line(&format!("if {condition} {{"));
        if self.numbers.one_in(5) {
            let ty = self.numbers.pick(&[INT, Type::Text, Type::Float(64)]);
            let text = self.text(&ty, 1);
            self.line(&format!("\tpanic({text})"));
        } else {
            let text = self.return_text();
            self.line(&format!("\t{text}"));
        }
        self.line("}");
    }

    fn convert_text(&mut self) {
        let element = self.numbers.pick(&[BYTE, RUNE]);
        let ty = Type::Slice(element.clone().into());
        let text = self.varying(&Type::Text, 2);
        self.variable(&ty, &format!("{}({text})", self.name(&ty)));
    }
}
