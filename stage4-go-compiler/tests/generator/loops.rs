//! Loops of every form, defers, recovery, and goroutines.

use super::types::{INT, RUNE, Type};
use super::{Generator, Target};

impl Generator {
    /// The body of a loop that runs at most so many times.
    fn loop_body(&mut self, start: usize, label: String, times: u64, depth: usize) {
        self.at.targets.push(Target { label: label.clone(), used: false, is_loop: true });
        let weight = self.at.weight;
        self.at.weight *= times.max(1);
        self.block(depth);
        self.at.weight = weight;
        self.line("}");
        self.finish_target(start, &label);
    }

    pub(super) fn looping(&mut self, depth: usize) {
        let times = 1 + self.numbers.below(9) as u64;
        if self.at.cost + self.at.weight * times * 6 > self.at.limit {
            return self.declaration();
        }
        let visible = self.variables.len();
        let start = self.at.text.len();
        let label = self.fresh("L");
        match self.numbers.below(9) {
            0..=2 => {
                let name = self.fresh("i");
                let header = match self.numbers.below(4) {
                    0 => format!("for {name} := {times}; {name} > 0; {name}-- {{"),
                    1 => {
                        let bits = self.numbers.pick(&["int8", "uint8", "int64", "uint32"]);
                        self.line(&format!(
                            "for {name} := {bits}(0); {name} < {times}; {name}++ {{"
                        ));
                        let index = super::types::INTEGERS.iter().position(|one| one.0 == bits);
                        self.declared(&name, Type::Int(index.unwrap_or(0)), false);
                        self.loop_body(start, label, times, depth);
                        return self.variables.truncate(visible);
                    }
                    2 => {
                        let step = 1 + self.numbers.below(3) as u64;
                        let end = times * step;
                        format!("for {name} := 0; {name} < {end}; {name} += {step} {{")
                    }
                    _ => format!("for {name} := 0; {name} < {times}; {name}++ {{"),
                };
                self.line(&header);
                self.declared(&name, INT, false);
                self.loop_body(start, label, times, depth);
            }
            3 => {
                let name = self.fresh("i");
                self.line(&format!("for {name} := range {times} {{"));
                self.line(&format!("\t_ = {name}"));
                self.declared(&name, INT, false);
                self.loop_body(start, label, times, depth);
            }
            4 => {
                let name = self.fresh("i");
                self.line(&format!("{name} := 0"));
                let start = self.at.text.len();
                let condition = self.varying(&Type::Bool, 1);
                self.line(&format!("for {name} < {times} && ({condition}) {{"));
                self.line(&format!("\t{name}++"));
                self.declared(&name, INT, false);
                self.loop_body(start, label, times, depth);
                self.variables.truncate(visible);
                return self.declared(&name, INT, false);
            }
            5 => self.jump_back(times),
            6 => {
                let (index, rune) = (self.fresh("i"), self.fresh("c"));
                let text = self.text(&Type::Text, 2);
                self.line(&format!("for {index}, {rune} := range {text} {{"));
                self.line(&format!("\tif {index} > 8 {{ break }}"));
                self.line(&format!("\t_ = {rune}"));
                self.declared(&index, INT, false);
                self.declared(&rune, RUNE, true);
                self.loop_body(start, label, 9, depth);
            }
            7 => self.collected(times),
            _ => {
                let element = self.some_type(1);
                let (index, name) = (self.fresh("i"), self.fresh("e"));
                let array = self.numbers.one_in(2);
                let ty = if array {
                    Type::Array(3, element.clone().into())
                } else {
                    Type::Slice(element.clone().into())
                };
                let text = self.varying(&ty, 2);
                self.line(&format!("for {index}, {name} := range ({text}) {{"));
                self.line(&format!("\tif {index} > 7 {{ break }}"));
                self.line(&format!("\t_ = {name}"));
                self.declared(&index, INT, false);
                self.declared(&name, element, true);
                self.loop_body(start, label, if array { 3 } else { 8 }, depth);
            }
        }
        self.variables.truncate(visible);
    }

    /// A loop of `goto`.
    fn jump_back(&mut self, times: u64) {
        let (label, name) = (self.fresh("G"), self.fresh("i"));
        self.line("{");
        self.line(&format!("\t{name} := 0"));
        self.line(&format!("{label}:"));
        self.line(&format!("\t{name}++"));
        let weight = self.at.weight;
        self.at.weight *= times;
        // A jump must not pass a declaration, and does not where they are in a block.
        self.declared(&name, INT, false);
        self.line("\t{");
        self.at.indent += 1;
        self.block(0);
        self.at.indent -= 1;
        self.line("\t}");
        self.at.weight = weight;
        self.line(&format!("\tif {name} < {times} {{ goto {label} }}"));
        self.line("}");
    }

    /// Closures that a loop makes, each with variables of its own, called behind it.
    fn collected(&mut self, times: u64) {
        if self.at.pure || !self.affordable(times * 8) {
            return self.declaration();
        }
        let (list, index, sum) = (self.fresh("fs"), self.fresh("i"), self.fresh("v"));
        let result = self.simple_type();
        let name = self.name(&result);
        self.line(&format!("{sum} := 0"));
        self.declared(&sum, INT, true);
        self.line(&format!("var {list} []func() {name}"));
        self.line(&format!("for {index} := 0; {index} < {times}; {index}++ {{"));
        self.declared(&index, INT, false);
        self.at.indent += 1;
        let text = self.function_literal(&[], &result);
        self.line(&format!("{list} = append({list}, {text}, func() {name} {{"));
        self.line(&format!("\t{sum} += {index}"));
        let value = self.text(&result, 1);
        self.line(&format!("\treturn {value}"));
        self.line("})");
        self.at.indent -= 1;
        self.line("}");
        self.pay(times * 4);
        if self.at.dynamic {
            self.at.closed = false;
            self.pay(times * 2 * super::call::VALUE_COST.min(20));
            self.line(&format!("for _, f := range {list} {{"));
            let hash = self.hash(&result, "f()");
            self.line(&format!("\tmix({hash} + uint64({sum}))"));
            self.line("}");
        }
        self.line(&format!("_ = {list}"));
    }

    /// A function that recovers from what its body does, called at once.
    pub(super) fn protected(&mut self, depth: usize) {
        if self.at.pure || self.literals > 3 {
            return self.declaration();
        }
        if self.numbers.one_in(2) {
            return self.risk();
        }
        let text = self.nested(|inside| {
            inside.line("defer func() { caught(recover()) }()");
            inside.statements(depth);
            if inside.numbers.one_in(3) {
                let condition = inside.varying(&Type::Bool, 2);
                let ty = inside.numbers.pick(&[INT, Type::Text]);
                let text = inside.text(&ty, 1);
                inside.line(&format!("if {condition} {{ panic({text}) }}"));
            }
        });
        self.line(&format!("{text}()"));
    }

    /// One operation that may panic, and its message.
    fn risk(&mut self) {
        let list = Type::Slice(INT.into());
        let (index, other) = (self.varying(&INT, 1), self.varying(&INT, 1));
        let operation = match self.numbers.below(9) {
            0 => format!("{}[i]", self.varying(&list, 0)),
            1 => format!("{}[i:][0]", self.varying(&list, 0)),
            2 => format!("{}[i:j][0]", self.varying(&list, 0)),
            3 => format!("{}[:i:j][0]", self.varying(&list, 0)),
            4 => format!("int({}[i])", self.varying(&Type::Text, 0)),
            5 => format!("len({}[i:j])", self.varying(&Type::Text, 0)),
            6 => "i / j".into(),
            7 => "i << (j & 127) >> i".into(),
            _ => {
                let types = self.dynamic_types();
                let ty = self.numbers.pick(&types);
                let (value, name) = (self.varying(&Type::Any, 0), self.name(&ty));
                let hash = self.hash(&ty, "a");
                format!("func() int {{ x := {value}; a := x.({name}); return int({hash}) }}()")
            }
        };
        self.line("func() {");
        self.line("\tdefer func() { exactly(recover()) }()");
        self.line(&format!("\ti, j := {index}, {other}"));
        self.line(&format!("\tmix(uint64({operation} + i ^ j))"));
        self.line("}()");
    }

    pub(super) fn deferred_call(&mut self) {
        if self.at.pure || self.literals > 3 || self.at.weight > 20 || self.at.deferred > 3 {
            return self.operation();
        }
        self.at.deferred += 1;
        let named = self.at.named_results.clone();
        let results = self.at.results.clone();
        match self.numbers.below(3) {
            0 => {
                let Some(function) = self.callee(|_| true) else { return };
                let arguments = self.arguments(&function, 1);
                self.line(&format!("defer {}({arguments})", function.name));
            }
            _ => {
                let text = self.nested(|inside| {
                    if inside.numbers.one_in(3) {
                        inside.line("caught(recover())");
                    }
                    if !named.is_empty() {
                        let at = inside.numbers.below(named.len());
                        let text = inside.text(&results[at], 2);
                        inside.line(&format!("{} = {text}", named[at]));
                    }
                    inside.statements(0);
                });
                self.line(&format!("defer {text}()"));
            }
        }
    }

    /// Goroutines whose order the channels between them decide.
    pub(super) fn concurrent(&mut self) {
        if self.at.pure || self.at.weight > 10 || !self.affordable(100) {
            return self.declaration();
        }
        let ty = self.some_type(1);
        let name = self.name(&ty);
        let (channel, done) = (self.fresh("ch"), self.fresh("done"));
        let count = 1 + self.numbers.below(5);
        let form = self.numbers.below(3);
        // For a select, the sender must not be ahead of the receiver.
        let capacity = if form == 2 { 0 } else { self.numbers.below(4) };
        self.line(&format!("{channel} := make(chan {name}, {capacity})"));
        let value = self.text(&ty, 1);
        self.pay(60);
        let hash = self.hash(&ty, "x");
        match form {
            0 => {
                let kept = self.variable(&ty, &value);
                self.line("go func() {");
                self.line(&format!("\tdefer close({channel})"));
                self.line(&format!("\tfor range {count} {{ {channel} <- {kept} }}"));
                self.line("}()");
                self.line(&format!("for x := range {channel} {{ mix({hash}) }}"));
            }
            1 => {
                self.line(&format!("{done} := make(chan uint64)"));
                self.line("go func() {");
                self.line("\th := uint64(1)");
                self.line(&format!("\tfor x := range {channel} {{ h = h*31 + {hash} }}"));
                self.line(&format!("\t{done} <- h"));
                self.line("}()");
                self.line(&format!("for range {count} {{ {channel} <- {value} }}"));
                self.line(&format!("close({channel})"));
                self.line(&format!("mix(<-{done})"));
            }
            _ => {
                let kept = self.variable(&ty, &value);
                self.line(&format!("{done} := make(chan bool)"));
                self.line("go func() {");
                self.line(&format!("\tfor range {count} {{ {channel} <- {kept} }}"));
                self.line(&format!("\tclose({done})"));
                self.line("}()");
                // Only one case is ready: the sender goes on when all is received.
                self.line(&format!("for n := 0; n <= {count}; n++ {{"));
                self.line("\tselect {");
                self.line(&format!("\tcase x := <-{channel}:"));
                self.line(&format!("\t\tmix({hash})"));
                self.line(&format!("\tcase _, ok := <-{done}:"));
                self.line("\t\tmix(hashBool(ok) + 1)");
                self.line("\t}");
                self.line("}");
            }
        }
    }
}
