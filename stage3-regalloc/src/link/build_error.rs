//! Why there is no program: what [`super::program`] and its two users answer instead of a file.
//!
//! Every one of them names what is wrong: the function, the missing names, the type that was expected.
//! Mistakes of the compiler come through unchanged. Judged by `tests/executables.rs`.

use std::fmt;

use super::freestanding;
use super::merge::MergeError;
use super::trap::trap_signature;
use crate::compile::CompileError;

/// Why there is no program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BuildError {
    /// A function cannot be compiled.
    Compile(String, CompileError),
    /// Nobody defines these functions and data.
    Undefined(Vec<String>),
    /// It is declared with another type than it has.
    Signature(String),
    /// It leaves for an interpreter.
    Interpreter(String),
    /// There is no such function to begin with.
    NoEntry(String),
    /// The program begins with it, but does not know what to give it, or what to do with its results.
    EntryType(String),
    /// The module does not fit together with the trap routine.
    Merge(MergeError),
    /// The program has more than two gigabytes, or so much that a branch does not reach.
    TooLarge,
    /// An object file cannot be written, in words.
    Object(String),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            BuildError::Compile(name, error) => write!(f, "@{name}: {error}"),
            BuildError::Undefined(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("@{name}")).collect();
                write!(f, "nobody defines {}", names.join(", "))
            }
            BuildError::Signature(name) => {
                let expected = freestanding::signature(name).unwrap_or_else(trap_signature);
                write!(f, "@{name} must be declared with the type {expected}")
            }
            BuildError::Interpreter(name) => {
                write!(f, "@{name} leaves for an interpreter, which an executable does not have")
            }
            BuildError::NoEntry(name) => write!(f, "there is no function @{name} to begin with"),
            BuildError::EntryType(name) => write!(
                f,
                "@{name} cannot begin a program: it may have the parameters (i64, ptr, ptr), or the first of \
                 them, and at most one result, an integer; if it is not @main also one parameter, a ptr, and \
                 no result"
            ),
            BuildError::Merge(error) => error.fmt(f),
            BuildError::TooLarge => f.write_str("the program is too large"),
            BuildError::Object(what) => write!(f, "no object file can be written: {what}"),
        }
    }
}

impl std::error::Error for BuildError {}
