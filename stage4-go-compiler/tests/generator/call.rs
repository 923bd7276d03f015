//! Calls: pure ones for any place in an expression, and expressions of calls that have effects.
//!
//! Go calls the functions of an expression from left to right, but leaves open when it reads a variable beside them.
//! So the operands beside several effectful calls are constants and variables that are never assigned to. A single
//! call has all its arguments before it, and they may be anything pure.
//!
//! What is called through a value, a closure or a method of an interface, makes no such call itself, nor calls a function that does.
//! So no recursion comes about.

use std::rc::Rc;

use super::expression::Expression;
use super::types::{Kind, Type, method_signature};
use super::{Function, Generator};

/// What a call through a value may cost at most.
pub(super) const VALUE_COST: u64 = 120;

impl Generator {
    pub(super) fn affordable(&self, cost: u64) -> bool {
        self.at.cost + self.at.weight * (cost + 1) <= self.at.limit
    }

    pub(super) fn pay(&mut self, cost: u64) {
        self.at.cost += self.at.weight * (cost + 1);
    }

    /// A call without effects and with this result.
    pub(super) fn pure_call(&mut self, ty: &Type, depth: usize) -> Option<Expression> {
        if self.numbers.one_in(2)
            && let Some(text) = self.method_call(ty, true, false)
        {
            return Some(Expression { text, constant: false });
        }
        let function = self.callee(|one| one.pure && one.results == [ty.clone()])?;
        let arguments = self.arguments(&function, depth - 1);
        Some(Expression { text: format!("{}({arguments})", function.name), constant: false })
    }

    /// A function that may be called here, and is paid.
    pub(super) fn callee(&mut self, fits: impl Fn(&Function) -> bool) -> Option<Function> {
        let fitting: Vec<Function> = self
            .functions
            .iter()
            .filter(|one| fits(one) && self.affordable(one.cost))
            .filter(|one| (one.closed || self.at.dynamic) && (one.pure || !self.at.pure))
            .cloned()
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let function = self.numbers.pick(&fitting);
        self.pay(function.cost);
        self.at.closed &= function.closed;
        Some(function)
    }

    /// Arguments that are pure.
    pub(super) fn arguments(&mut self, function: &Function, depth: usize) -> String {
        let mut list = Vec::new();
        for (at, ty) in function.parameters.iter().enumerate() {
            match ty {
                Type::Slice(element)
                    if function.variadic && at + 1 == function.parameters.len() =>
                {
                    match self.numbers.below(4) {
                        0 => list.push(format!("{}...", self.text(ty, depth))),
                        count => {
                            for _ in 1..count {
                                list.push(self.text(element, depth));
                            }
                        }
                    }
                }
                _ => list.push(self.text(ty, depth)),
            }
        }
        list.join(", ")
    }

    /// A constant, or a variable that is never assigned to.
    fn stable(&mut self, ty: &Type) -> String {
        let names: Vec<String> = self
            .variables
            .iter()
            .filter(|one| one.ty == *ty && !one.assignable)
            .map(|one| one.name.clone())
            .collect();
        if names.is_empty() || self.numbers.one_in(3) {
            self.literal(ty, 0)
        } else {
            self.numbers.pick(&names)
        }
    }

    fn stable_arguments(&mut self, function: &Function, depth: usize) -> String {
        let mut list = Vec::new();
        for (at, ty) in function.parameters.iter().enumerate() {
            let last = at + 1 == function.parameters.len();
            let nested = if depth > 0 && self.numbers.one_in(4) {
                self.effectful_call(ty, depth - 1)
            } else {
                None
            };
            let text = nested.unwrap_or_else(|| self.stable(ty));
            list.push(if function.variadic && last { format!("{text}...") } else { text });
        }
        list.join(", ")
    }

    /// A call of a function with stable arguments, or calls of others in them.
    fn effectful_call(&mut self, ty: &Type, depth: usize) -> Option<String> {
        if self.numbers.one_in(3)
            && let Some(call) = self.method_call(ty, false, true)
        {
            return Some(call);
        }
        let function = self.callee(|one| one.results == [ty.clone()])?;
        let arguments = self.stable_arguments(&function, depth);
        Some(format!("{}({arguments})", function.name))
    }

    /// An expression with several calls.
    pub(super) fn effectful(&mut self, ty: &Type, depth: usize) -> Option<String> {
        if depth == 0 || self.numbers.one_in(4) {
            return self.effectful_call(ty, depth.min(1));
        }
        let deeper = depth - 1;
        match ty {
            Type::Int(_) | Type::Float(_) => {
                let first = self.effectful(ty, deeper)?;
                let second = self.effectful(ty, deeper).unwrap_or_else(|| self.stable(ty));
                let operator = self.numbers.pick(&["+", "-", "*"]);
                let name = self.name(ty);
                Some(format!("{name}({first} {operator} {second})"))
            }
            Type::Text => {
                let first = self.effectful(ty, deeper)?;
                let second = self.effectful(ty, deeper).unwrap_or_else(|| self.stable(ty));
                Some(format!("cut({first} + {second})"))
            }
            Type::Bool => {
                let of = self.simple_type();
                if self.numbers.one_in(2) {
                    let first = self.effectful(&of, deeper)?;
                    let second = self.effectful(&of, deeper).unwrap_or_else(|| self.stable(&of));
                    let operator = self.numbers.pick(&["==", "!="]);
                    return Some(format!("({first} {operator} {second})"));
                }
                let operator = self.numbers.pick(&["&&", "||"]);
                let first = self.effectful(ty, deeper)?;
                let second = self.effectful(ty, deeper)?;
                Some(format!("({first} {operator} {second})"))
            }
            Type::Array(length, element) => {
                let parts: Vec<String> = (0..*length)
                    .map(|_| {
                        self.effectful(element, deeper).unwrap_or_else(|| self.stable(element))
                    })
                    .collect();
                Some(format!("{}{{{}}}", self.name(ty), parts.join(", ")))
            }
            Type::Slice(element) => {
                let parts: Vec<String> = (0..2)
                    .map(|_| {
                        self.effectful(element, deeper).unwrap_or_else(|| self.stable(element))
                    })
                    .collect();
                Some(format!("{}{{{}}}", self.name(ty), parts.join(", ")))
            }
            Type::Named(index) => {
                let Kind::Struct(fields, _) = self.named[*index].kind.clone() else {
                    return self.effectful_call(ty, deeper);
                };
                let mut parts = Vec::new();
                for (field, ty) in fields.iter().filter(|(field, _)| field != "_") {
                    if let Some(part) = self.effectful(ty, deeper) {
                        parts.push(format!("{field}: {part}"));
                    }
                }
                Some(format!("{}{{{}}}", self.name(ty), parts.join(", ")))
            }
            _ => self.effectful_call(ty, deeper),
        }
    }

    /// A call of a method with this result.
    pub(super) fn method_call(&mut self, ty: &Type, pure: bool, stable: bool) -> Option<String> {
        let mut found = Vec::new();
        for index in 0..self.named.len() {
            if self.method_limit.is_some_and(|limit| index >= limit) {
                break;
            }
            if matches!(self.named[index].kind, Kind::Interface) {
                if pure || self.at.pure || !self.at.dynamic {
                    continue;
                }
                for method in &self.named[index].methods {
                    found.push((index, method.clone(), true));
                }
            } else {
                found.extend(self.method_set(index).into_iter().map(|one| (index, one, false)));
            }
        }
        found.retain(|(_, method, dynamic)| {
            let (_, _, result) = method_signature(method.index);
            let cost = if *dynamic { VALUE_COST } else { method.cost };
            result == *ty && (method.pure || !(pure || self.at.pure)) && self.affordable(cost)
        });
        if found.is_empty() {
            return None;
        }
        let (index, method, dynamic) = self.numbers.pick(&found);
        let (name, parameters, _) = method_signature(method.index);
        let own = Type::Named(index);
        let receiver = if stable {
            let literal = self.literal(&own, 0);
            if !method.pointer {
                format!("({literal})")
            } else if literal.ends_with('}') {
                format!("(&{literal})")
            } else {
                return None;
            }
        } else if method.pointer {
            let to = Type::Pointer(Rc::new(own.clone()));
            match self.place(&own, true) {
                Some(place) if self.numbers.one_in(2) => place,
                _ => format!("({})", self.text(&to, 1)),
            }
        } else {
            format!("({})", self.text(&own, 1))
        };
        let list: Vec<String> = parameters
            .iter()
            .map(|ty| if stable { self.stable(ty) } else { self.text(ty, 1) })
            .collect();
        self.pay(if dynamic { VALUE_COST } else { method.cost });
        self.at.closed &= !dynamic;
        // A method is a function whose first parameter is the receiver.
        if !method.pointer && self.numbers.one_in(8) {
            let list: Vec<String> = [receiver].into_iter().chain(list).collect();
            return Some(format!("{}.{name}({})", self.named[index].name, list.join(", ")));
        }
        Some(format!("{receiver}.{name}({})", list.join(", ")))
    }

    /// A call through a variable that holds a function, with its result's type.
    pub(super) fn value_call(&mut self) -> Option<(Type, String)> {
        if !self.at.dynamic || self.at.pure || !self.affordable(VALUE_COST) {
            return None;
        }
        let held: Vec<(String, Type)> = self
            .variables
            .iter()
            .filter(|one| matches!(one.ty, Type::Func(..)))
            .map(|one| (one.name.clone(), one.ty.clone()))
            .collect();
        if held.is_empty() {
            return None;
        }
        let (name, ty) = self.numbers.pick(&held);
        let Type::Func(parameters, result) = ty else { return None };
        let list: Vec<String> = parameters.iter().map(|ty| self.text(ty, 1)).collect();
        self.pay(VALUE_COST);
        self.at.closed = false;
        Some(((*result).clone(), format!("{name}({})", list.join(", "))))
    }
}
