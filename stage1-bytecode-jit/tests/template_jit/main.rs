//! The template JIT against slower and more obvious ways to run the same code.

mod assemble;
mod behaviour;
mod figures;
mod judge;
mod machine_code;
mod random;
mod real;
mod refusals;

use std::sync::Arc;

use stage1::code_object::CodeObject;
use stage1::pseudo::BailReason;
use stage1::template::{CompileError, CompiledUnit, Form, Outcome, Resolved, Unit};

/// A program of several functions, found by their names; `range` is the builtin.
pub struct Program(pub Vec<Arc<CodeObject>>);

impl Program {
    /// What a global name means.
    pub fn resolve(&self, name: &str) -> Resolved {
        match self.0.iter().position(|code| &*code.name == name) {
            Some(index) => {
                Resolved::Function { code: self.0[index].clone(), identity: index as u64 }
            }
            None if name == "range" || name == "print" => Resolved::Builtin(name.into()),
            None => Resolved::Unknown,
        }
    }

    /// The first function and what it calls.
    pub fn unit(&self) -> Unit {
        let unit = Unit::new(&self.0[0], 0, &|name| self.resolve(name));
        unit.unwrap_or_else(|refused| panic!("{refused}"))
    }
}

/// Calls the first function in every way there is, which must agree.
pub fn call(program: &Program, arguments: &[i64], depth_left: u32) -> Result<i64, BailReason> {
    let unit = program.unit();
    let before: Vec<_> = unit.functions.iter().map(|function| &function.before).collect();
    let after: Vec<_> = unit.functions.iter().map(|function| &function.after).collect();
    let expected = judge::run(&before, 0, arguments, depth_left);
    let optimised = judge::run(&after, 0, arguments, depth_left);
    assert_eq!(optimised, expected, "peepholes, {arguments:?}\n{}\n{}", before[0], after[0]);
    for form in [Form::Before, Form::After] {
        let compiled = match CompiledUnit::link(unit.clone(), form) {
            Ok(compiled) => compiled,
            Err(CompileError::UnknownMachine) => continue,
            Err(error) => panic!("{form:?}: {error}\n{}\n{}", before[0], after[0]),
        };
        let native = match compiled.call(0, arguments, depth_left) {
            Outcome::Int(value) => Ok(value),
            Outcome::Bool(value) => Ok(i64::from(value)),
            Outcome::Bailed(reason) => Err(reason),
        };
        assert_eq!(native, expected, "native {form:?}, {arguments:?}\n{}\n{}", before[0], after[0]);
    }
    expected
}
