//! The modules written in Rust. As a value, a module is its number.

mod gamma;
pub mod libm;
pub mod math;
mod math_integer;
mod math_sequence;
pub mod sys;
pub mod time;

use crate::builtin::Builtin;
use crate::interpreter::Interpreter;
use crate::value::{Tag, Value};

/// The names of the modules, in the order of their numbers.
pub const NAMES: &[&str] = &["math", "sys", "time"];

/// The module of this name, as a value.
#[must_use]
pub fn import(name: &str) -> Option<Value> {
    let number = NAMES.iter().position(|module| *module == name)?;
    Some(Value::immediate(Tag::Module, number as u64))
}

/// The name of a module that is a value.
#[must_use]
pub fn name_of(module: Value) -> Option<&'static str> {
    if module.tag() != Tag::Module {
        return None;
    }
    NAMES.get(module.payload() as usize).copied()
}

/// `module.name`, the module given by its number.
#[must_use]
pub fn attribute(interpreter: &mut Interpreter, module: u64, name: &str) -> Option<Value> {
    let module_name = *NAMES.get(module as usize)?;
    if name == "__name__" {
        return Some(interpreter.heap.string(module_name));
    }
    match module_name {
        "math" => math::CONSTANTS
            .iter()
            .find(|(constant, _)| *constant == name)
            .map(|(_, value)| Value::float(*value))
            .or_else(|| function(math::FUNCTIONS, name)),
        "sys" => sys::attribute(interpreter, name).or_else(|| function(sys::FUNCTIONS, name)),
        _ => function(time::FUNCTIONS, name),
    }
}

fn function(functions: &'static [Builtin], name: &str) -> Option<Value> {
    functions.iter().find(|function| function.name == name).map(Builtin::value)
}
