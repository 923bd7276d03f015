//! The built-in names: functions, types, exceptions, constants.

pub mod console;
pub mod construct;
pub mod numbers;
pub mod parameters;
pub mod sequence;
pub mod types;

use crate::builtin::Builtin;
use crate::class::Class;
use crate::value::Value;

/// Types that have a name in every program; the others are reached by `type` only.
const NAMED_TYPES: &[Class] = &[
    Class::Object,
    Class::Type,
    Class::Int,
    Class::Bool,
    Class::Float,
    Class::Str,
    Class::Tuple,
    Class::List,
    Class::Dict,
    Class::Set,
    Class::FrozenSet,
    Class::Range,
    Class::Slice,
    Class::Enumerate,
    Class::Zip,
    Class::Map,
    Class::Filter,
    Class::Reversed,
];

/// What CPython has and this interpreter does not.
const NOT_SUPPORTED: &[&str] = &[
    "BaseExceptionGroup",
    "ExceptionGroup",
    "__build_class__",
    "__doc__",
    "__import__",
    "__loader__",
    "__package__",
    "__spec__",
    "aiter",
    "anext",
    "breakpoint",
    "bytearray",
    "bytes",
    "classmethod",
    "compile",
    "complex",
    "copyright",
    "credits",
    "delattr",
    "dir",
    "eval",
    "exec",
    "exit",
    "getattr",
    "globals",
    "hasattr",
    "help",
    "license",
    "locals",
    "memoryview",
    "open",
    "property",
    "quit",
    "setattr",
    "staticmethod",
    "super",
    "vars",
];

/// The value of a built-in name.
#[must_use]
pub fn lookup(name: &str) -> Option<Value> {
    let functions: [&'static [Builtin]; 4] =
        [sequence::FUNCTIONS, types::FUNCTIONS, console::FUNCTIONS, numbers::FUNCTIONS];
    if let Some(function) = functions.into_iter().flatten().find(|f| f.name == name) {
        return Some(function.value());
    }
    let class = match name {
        "Ellipsis" => return Some(Value::ELLIPSIS),
        "NotImplemented" => return Some(Value::NOT_IMPLEMENTED),
        "__debug__" => return Some(Value::TRUE),
        "IOError" | "EnvironmentError" => Class::OSError,
        _ => *Class::ALL.iter().find(|class| class.name() == name)?,
    };
    (class.is_exception() || NAMED_TYPES.contains(&class)).then(|| class.value())
}

/// Is it a name that CPython knows, supported here or not?
#[must_use]
pub fn is_known(name: &str) -> bool {
    NOT_SUPPORTED.contains(&name) || lookup(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_meaning() {
        assert!(Class::from_value(lookup("list").unwrap()) == Some(Class::List));
        assert!(Class::from_value(lookup("IOError").unwrap()) == Some(Class::OSError));
        assert!(lookup("len").is_some() && lookup("NoneType").is_none());
        assert!(is_known("eval") && !is_known("evil"));
        for name in NOT_SUPPORTED {
            assert!(lookup(name).is_none(), "{name} is supported");
        }
    }
}
