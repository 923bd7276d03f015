//! Functions, methods and function literals, and the function that calls them all.

use std::rc::Rc;

use super::call::VALUE_COST;
use super::types::{Kind, Method, Type, method_signature};
use super::{Body, Function, Generator, MAX_COST};

/// The function around one inside of it.
struct Outer {
    body: Body,
    /// How many variables could be seen there.
    variables: usize,
}

impl Generator {
    fn enter(&mut self, results: Vec<Type>, indent: usize, limit: u64) -> Outer {
        self.literals += 1;
        let Body { pure, dynamic, .. } = self.at;
        let inner = Body { pure, dynamic, ..Body::new(indent, results, limit) };
        let variables = self.variables.len();
        Outer { body: std::mem::replace(&mut self.at, inner), variables }
    }

    /// The body, its cost, and whether it calls nothing through a value.
    fn leave(&mut self, outer: Outer) -> (String, u64, bool) {
        self.literals -= 1;
        self.variables.truncate(outer.variables);
        let Body { text, cost, closed, .. } = std::mem::replace(&mut self.at, outer.body);
        (text, cost, closed)
    }

    /// Parameters as declared; they become visible.
    fn parameters(&mut self, types: &[Type], variadic: bool) -> String {
        let mut list = Vec::new();
        for (at, ty) in types.iter().enumerate() {
            let name = self.fresh("a");
            match ty {
                Type::Slice(element) if variadic && at + 1 == types.len() => {
                    list.push(format!("{name} ...{}", self.name(element)));
                }
                _ => list.push(format!("{name} {}", self.name(ty))),
            }
            let assignable = !self.numbers.one_in(3);
            self.declared(&name, ty.clone(), assignable);
        }
        list.join(", ")
    }

    /// `return` with values for all results.
    pub(super) fn return_text(&mut self) -> String {
        if !self.at.named_results.is_empty() && self.numbers.one_in(2) {
            return "return".into();
        }
        let results = self.at.results.clone();
        let list: Vec<String> = results.iter().map(|ty| self.text(ty, 2)).collect();
        format!("return {}", list.join(", ")).trim_end().into()
    }

    /// A function that can be called from now on.
    pub(super) fn function(&mut self) {
        let name = self.fresh_global("f");
        let pure = self.numbers.one_in(3);
        let count = self.numbers.below(4);
        let mut parameters: Vec<Type> = (0..count).map(|_| self.some_type(2)).collect();
        let variadic = self.numbers.one_in(5);
        if variadic {
            parameters.push(Type::Slice(Rc::new(self.some_type(1))));
        }
        let results: Vec<Type> = match self.numbers.below(6) {
            0 => vec![],
            1 => vec![self.some_type(1), self.some_type(2)],
            2 => (0..3).map(|_| self.simple_type()).collect(),
            3 => vec![self.some_type(2)],
            _ => vec![self.simple_type()],
        };
        let named = !results.is_empty() && self.numbers.one_in(3);
        let recursive = self.numbers.one_in(6);
        let outer = self.enter(results.clone(), 1, if pure { 300 } else { MAX_COST });
        self.method_limit = None;
        self.at.dynamic = !pure;
        self.at.pure = pure;
        let depth = self.fresh("n");
        let mut list = self.parameters(&parameters, variadic);
        if recursive {
            list = format!("{depth} int, {list}");
            self.declared(&depth, super::types::INT, false);
        }
        let shown = self.result_list(&results, named);
        self.budget = 6 + self.numbers.below(14);
        if recursive {
            self.line(&format!("if {depth} <= 0 {{"));
            let text = self.return_text();
            self.line(&format!("\t{text}"));
            self.line("}");
        }
        self.statements(3);
        if recursive {
            self.recursion(&name, &depth, &parameters, variadic, &results);
        }
        let text = self.return_text();
        self.line(&text);
        let (body, cost, closed) = self.leave(outer);
        let inline = if self.numbers.one_in(3) { "\n//go:noinline" } else { "" };
        self.declarations += &format!("{inline}\nfunc {name}({list}) {shown} {{\n{body}}}\n");
        let (name, cost) = if recursive {
            // The depth is a constant where it is called.
            let depth = 1 + self.numbers.below(6);
            let wrapper = self.fresh_global("r");
            let names: Vec<String> = (0..parameters.len()).map(|at| format!("a{at}")).collect();
            let types: Vec<String> = parameters
                .iter()
                .enumerate()
                .map(|(at, ty)| match ty {
                    Type::Slice(element) if variadic && at + 1 == parameters.len() => {
                        format!("a{at} ...{}", self.name(element))
                    }
                    _ => format!("a{at} {}", self.name(ty)),
                })
                .collect();
            let dots = if variadic { "..." } else { "" };
            let call = format!("{name}({depth}, {}{dots})", names.join(", "));
            let keyword = if results.is_empty() { "" } else { "return " };
            self.declarations += &format!(
                "\nfunc {wrapper}({}) {} {{ {keyword}{call} }}\n",
                types.join(", "),
                self.result_list_of_types(&results)
            );
            (wrapper, cost * depth as u64 + 10)
        } else {
            (name, cost)
        };
        self.functions.push(Function { name, parameters, results, variadic, pure, closed, cost });
    }

    fn recursion(
        &mut self,
        name: &str,
        depth: &str,
        parameters: &[Type],
        variadic: bool,
        results: &[Type],
    ) {
        let mut arguments: Vec<String> = parameters.iter().map(|ty| self.text(ty, 1)).collect();
        if let (true, Some(last)) = (variadic, arguments.last_mut()) {
            *last += "...";
        }
        arguments.insert(0, format!("{depth}-1"));
        let call = format!("{name}({})", arguments.join(", "));
        if results.is_empty() {
            return self.line(&call);
        }
        let names: Vec<String> = results.iter().map(|_| self.fresh("v")).collect();
        self.line(&format!("{} := {call}", names.join(", ")));
        for (name, ty) in names.iter().zip(results) {
            self.line(&format!("_ = {name}"));
            self.declared(name, ty.clone(), true);
        }
    }

    fn result_list_of_types(&self, results: &[Type]) -> String {
        let list: Vec<String> = results.iter().map(|ty| self.name(ty)).collect();
        format!("({})", list.join(", "))
    }

    fn result_list(&mut self, results: &[Type], named: bool) -> String {
        if !named {
            return self.result_list_of_types(results);
        }
        let mut list = Vec::new();
        for ty in results {
            let name = self.fresh("r");
            list.push(format!("{name} {}", self.name(ty)));
            self.declared(&name, ty.clone(), true);
            self.at.named_results.push(name);
        }
        format!("({})", list.join(", "))
    }

    /// Gives the named types methods.
    pub(super) fn methods(&mut self) {
        for index in 0..self.named.len() {
            if matches!(self.named[index].kind, Kind::Interface) {
                continue;
            }
            for method in 0..5 {
                if self.numbers.one_in(2) {
                    self.method(index, method);
                }
            }
        }
    }

    fn method(&mut self, index: usize, method: usize) {
        let (name, parameters, result) = method_signature(method);
        let pointer = self.numbers.one_in(2);
        let pure = self.numbers.one_in(2);
        let outer = self.enter(vec![result.clone()], 1, VALUE_COST);
        self.method_limit = Some(index);
        self.at.dynamic = false;
        self.at.pure = pure;
        let own = Type::Named(index);
        let receiver = self.fresh("x");
        let ty = if pointer { Type::Pointer(Rc::new(own)) } else { own };
        self.declared(&receiver, ty.clone(), !pointer);
        let list = self.parameters(&parameters, false);
        self.budget = 1 + self.numbers.below(4);
        self.statements(2);
        let text = self.return_text();
        self.line(&text);
        let (body, cost, _) = self.leave(outer);
        let inline = if self.numbers.one_in(3) { "\n//go:noinline" } else { "" };
        self.declarations += &format!(
            "{inline}\nfunc ({receiver} {}) {name}({list}) {} {{\n{body}}}\n",
            self.name(&ty),
            self.name(&result)
        );
        self.named[index].methods.push(Method { index: method, pointer, pure, cost });
    }

    /// A function as a value: written out, one with a name, or a method of a value.
    pub(super) fn function_literal(&mut self, parameters: &[Type], result: &Type) -> String {
        if self.numbers.one_in(3)
            && let Some(text) = self.method_value(parameters, result)
        {
            return text;
        }
        if self.literals > 2 || self.numbers.one_in(20) {
            return format!(
                "({})(nil)",
                self.name(&Type::Func(Rc::new(parameters.to_vec()), Rc::new(result.clone())))
            );
        }
        let few = self.numbers.below(4);
        let budget = std::mem::replace(&mut self.budget, few);
        let outer = self.enter(vec![result.clone()], self.at.indent + 1, VALUE_COST);
        self.at.dynamic = false;
        // While globals are initialised there is nothing to change.
        self.at.pure |= self.method_limit == Some(0);
        let list = self.parameters(parameters, false);
        self.statements(2);
        let text = self.return_text();
        self.line(&text);
        let indent = "\t".repeat(outer.body.indent);
        let (body, ..) = self.leave(outer);
        self.budget = budget;
        format!("func({list}) {} {{\n{body}{indent}}}", self.name(result))
    }

    fn method_value(&mut self, parameters: &[Type], result: &Type) -> Option<String> {
        let mut found = Vec::new();
        for index in 0..self.named.len() {
            if self.method_limit.is_some_and(|limit| index >= limit)
                || matches!(self.named[index].kind, Kind::Interface)
            {
                continue;
            }
            for method in self.method_set(index) {
                let (name, wanted, of) = method_signature(method.index);
                if wanted == parameters && of == *result {
                    found.push((index, name, method.pointer));
                }
            }
        }
        if found.is_empty() {
            return None;
        }
        let (index, name, pointer) = self.numbers.pick(&found);
        let own = Type::Named(index);
        let place = self.place(&own, true);
        Some(match place {
            // The address of a variable escapes; what is read through a nil pointer panics here.
            Some(place) if !place.contains("nil") => format!("{place}.{name}"),
            _ if pointer => format!("new({}).{name}", self.name(&own)),
            _ => format!("({}).{name}", self.literal(&own, 0)),
        })
    }

    /// A function literal without parameters and results, made by `fill`, to be called at once.
    pub(super) fn nested(&mut self, fill: impl FnOnce(&mut Generator)) -> String {
        let rest = self.at.limit.saturating_sub(self.at.cost) / self.at.weight.max(1);
        let (dynamic, pure) = (self.at.dynamic, self.at.pure);
        let outer = self.enter(vec![], self.at.indent + 1, rest);
        self.at.dynamic = dynamic;
        self.at.pure = pure;
        fill(self);
        let indent = "\t".repeat(outer.body.indent);
        let (body, cost, closed) = self.leave(outer);
        self.pay(cost);
        self.at.closed &= closed;
        format!("func() {{\n{body}{indent}}}")
    }

    /// The function that calls those of the program and reports the checksum after each.
    pub(super) fn entry(&mut self) {
        let functions = self.functions.clone();
        self.variables.retain(|one| one.global);
        self.at.text.clear();
        self.at.pure = false;
        self.at.dynamic = true;
        for function in &functions {
            for call in 0..2 {
                self.at.cost = 0;
                let name = format!("{}.{call}", function.name);
                let text = self.nested(|inside| {
                    let arguments = inside.arguments(function, 2);
                    let call = format!("{}({arguments})", function.name);
                    if function.results.is_empty() {
                        return inside.line(&call);
                    }
                    let names: Vec<String> =
                        function.results.iter().map(|_| inside.fresh("v")).collect();
                    inside.line(&format!("{} := {call}", names.join(", ")));
                    for (name, ty) in names.iter().zip(&function.results) {
                        inside.mix(ty, name);
                    }
                });
                self.line(&format!("run(\"{name}\", {text})"));
            }
        }
        let text = self.nested(|inside| {
            for global in inside.variables.clone() {
                inside.mix(&global.ty, &global.name);
            }
        });
        self.line(&format!("run(\"{}\", {text})", self.prefix));
        let body = std::mem::take(&mut self.at.text);
        self.declarations += &format!("\nfunc {}() {{\n\tstate = 1\n{body}}}\n", self.prefix);
    }
}
