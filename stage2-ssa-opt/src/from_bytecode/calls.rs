//! Calls: of functions of the program, of a few built-ins that are a few instructions, and of
//! everything else through a helper.
//!
//! A function whose name is a constant ([`super::globals`]) is called by the name that it has when
//! compiled for arguments of these kinds. Whether it is compiled is not our business.

use stage1::builtin::Builtin;
use stage1::builtins;
use stage1::class::Class;
use stage1::feedback::Callee;
use stage1::modules::math;
use stage1::value::{Tag, Value as PythonValue};

use super::Result;
use super::kinds::{Kind, Operand};
use super::translator::Translator;
use crate::callees;
use crate::condition::{FloatCondition, IntCondition};
use crate::ir::{Operand as RightOperand, Type};
use crate::opcode::Opcode;
use crate::runtime::{self, unit};

/// What a callee that is a constant is called in the program: `len`, `math.sqrt`.
fn callee_name(kind: Kind) -> Option<String> {
    let Kind::Constant(tag, payload) = kind else { return None };
    match tag {
        Tag::Type => {
            let class = Class::from_value(PythonValue::immediate(tag, payload))?;
            Some(class.name().to_string())
        }
        Tag::Builtin => {
            let value = PythonValue::immediate(tag, payload);
            let name = Builtin::from_value(value)?.name;
            if builtins::lookup(name).is_some_and(|known| known.is(value)) {
                return Some(name.to_string());
            }
            let known = math::FUNCTIONS.iter().any(|function| function.value().is(value));
            known.then(|| format!("math.{name}"))
        }
        _ => None,
    }
}

impl Translator<'_> {
    /// `CALL`
    pub(super) fn call(&mut self, count: u32) -> Result {
        let arguments = self.pop_many(count);
        let callee = self.pop();
        if self.code.callee(self.at) == Callee::Never && !self.is_generic() {
            self.leave();
            return Ok(());
        }
        self.call_of(callee, &arguments)
    }

    /// Calls with positional arguments, which have been taken from the stack.
    pub(super) fn call_of(&mut self, callee: Operand, arguments: &[Operand]) -> Result {
        if let Some(name) = callee_name(callee.kind)
            && let Some(result) = self.builtin(&name, arguments)?
        {
            self.push(result);
            return Ok(());
        }
        if let Kind::Constant(Tag::Function, payload) = callee.kind
            && let Some(function) = self.functions.get(&payload)
            && function.closure.get().is_undefined()
        {
            let callee = function.code;
            let code = &callee.code;
            let plain = !code.has_varargs() && !code.has_varkeywords();
            if plain
                && code.keyword_only_count == 0
                && code.argument_count as usize == arguments.len()
                && code.refusals.is_empty()
            {
                let may_be_inlined = callees::is_small(code) && callee.index != self.code.index;
                return self.call_unit(callee.index, arguments, may_be_inlined);
            }
        }
        let [tag, payload] = self.tagged(callee)?;
        let count = self.number(arguments.len() as i64);
        let buffer = self.buffer(arguments)?;
        let hope = self.hope();
        self.push_outcome("py_call", &[tag, payload, count, buffer], hope);
        Ok(())
    }

    /// Calls another unit, or this one. If the callee may be inlined the call names the frame that waits.
    fn call_unit(&mut self, code: u32, arguments: &[Operand], may_be_inlined: bool) -> Result {
        let kinds: Vec<runtime::Kind> = arguments.iter().map(|one| one.kind.parameter()).collect();
        let types: Vec<Type> = kinds.iter().flat_map(|kind| kind.types()).copied().collect();
        let mut words = Vec::new();
        for (argument, kind) in arguments.iter().zip(&kinds) {
            match kind {
                runtime::Kind::Tagged => words.extend(self.tagged(*argument)?),
                _ => words.extend(argument.words()),
            }
        }
        let func = self.unit(&unit::symbol(code, &kinds), &types);
        let results = match may_be_inlined {
            true => {
                let exit = self.waiting();
                self.build.call_in_frame(&self.module, func, &words, exit)
            }
            false => self.build.call(&self.module, func, &words),
        };
        let hope = self.hope();
        let result = self.outcome(&results, hope);
        self.push(result);
        Ok(())
    }

    /// A built-in that is a few instructions for arguments of these kinds.
    fn builtin(&mut self, name: &str, arguments: &[Operand]) -> Result<Option<Operand>> {
        if self.is_generic() {
            return Ok(None);
        }
        if name == "range" {
            return Ok(self.range_call(arguments));
        }
        let kinds: Vec<Kind> = arguments.iter().map(|one| one.kind).collect();
        let word = |at: usize| arguments[at].word();
        let result = match (name, &kinds[..]) {
            ("len", [Kind::LIST]) => Operand::new(Kind::Int, &[self.list_length(word(0))]),
            ("len", [_]) => {
                let words = self.tagged(arguments[0])?;
                let words = self.helper("py_length", &words);
                self.outcome(&words, Some(Kind::Int))
            }
            ("float", [Kind::Int | Kind::Float | Kind::Bool]) => {
                let float = self.floating(arguments[0]);
                Operand::new(Kind::Float, &[float])
            }
            ("int", [Kind::Int | Kind::Bool]) => {
                let integer = self.integer(arguments[0]);
                Operand::new(Kind::Int, &[integer])
            }
            ("int", [Kind::Float]) => self.truncated(word(0), Opcode::Ftrunc),
            ("math.floor", [Kind::Float]) => self.truncated(word(0), Opcode::Ffloor),
            ("math.ceil", [Kind::Float]) => self.truncated(word(0), Opcode::Fceil),
            ("bool", [_]) => {
                let truth = match self.truth(arguments[0])? {
                    RightOperand::Value(value) => value,
                    RightOperand::Number(number) => self.build.iconst(Type::I8, number),
                };
                Operand::new(Kind::Bool, &[truth])
            }
            ("abs", [Kind::Float]) | ("math.fabs", [Kind::Float]) => {
                Operand::new(Kind::Float, &[self.build.unary(Opcode::Fabs, word(0))])
            }
            ("abs", [Kind::Int]) => {
                let exit = self.deopt();
                let fits = self.build.icmp(IntCondition::Ne, word(0), i64::MIN);
                self.build.guard(fits, exit);
                let negative = self.build.icmp(IntCondition::Slt, word(0), 0);
                let opposite = self.build.unary(Opcode::Ineg, word(0));
                let select = [negative, opposite, word(0)];
                Operand::new(Kind::Int, &[self.build.ternary(Opcode::Select, select)])
            }
            // The second, if it is less (greater), else the first: so NaN stays where it is.
            ("min" | "max", [Kind::Int, Kind::Int]) => {
                let less = name == "min";
                let condition = if less { IntCondition::Slt } else { IntCondition::Sgt };
                let second = self.build.icmp(condition, word(1), word(0));
                let select = [second, word(1), word(0)];
                Operand::new(Kind::Int, &[self.build.ternary(Opcode::Select, select)])
            }
            ("min" | "max", [Kind::Float, Kind::Float]) => {
                let less = name == "min";
                let condition = if less { FloatCondition::Olt } else { FloatCondition::Ogt };
                let second = self.build.fcmp(condition, word(1), word(0));
                let select = [second, word(1), word(0)];
                Operand::new(Kind::Float, &[self.build.ternary(Opcode::Select, select)])
            }
            ("math.sqrt", [Kind::Float | Kind::Int]) => {
                let exit = self.deopt();
                let number = self.floating(arguments[0]);
                let zero = self.build.f64const(0.0);
                // NaN is no error.
                let inside = self.build.fcmp(FloatCondition::Uge, number, zero);
                self.build.guard(inside, exit);
                Operand::new(Kind::Float, &[self.build.unary(Opcode::Fsqrt, number)])
            }
            _ => return Ok(None),
        };
        Ok(Some(result))
    }

    /// A float as an int, rounded in that way first.
    fn truncated(&mut self, float: crate::entity::Value, rounding: Opcode) -> Operand {
        let exit = self.deopt();
        let rounded = self.build.unary(rounding, float);
        let int = self.build.convert_checked(Opcode::FptosiChecked, rounded, Type::I64, exit);
        Operand::new(Kind::Int, &[int])
    }
}
