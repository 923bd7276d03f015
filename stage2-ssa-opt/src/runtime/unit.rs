//! A unit: one Python function, or one loop of it, as a module of its own.
//!
//! Units refer to each other by name, so that each can be compiled, thrown away and compiled again
//! by itself. The name of a compiled function says for which kinds of arguments it is:
//! `python.7:int,tagged` takes an int and anything. Judged by the unit test below.

use std::fmt::Write;

use stage1::code_object::CodeObject;
use stage1::value::{Tag, Value};

use crate::entity::FuncRef;
use crate::ir::{ExitData, Leaving, Module, Type};

/// What is to be translated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// Where it is entered.
    pub entry: Entry,
    /// What is passed. For a call, the first locals, as many as there are parameters. For a loop, the
    /// locals that are bound and the operands, by increasing index.
    pub params: Vec<Parameter>,
    /// Instructions (of this code object) whose speculation has failed too often: the general
    /// operation is to be used, however uniform the feedback looks. Sorted.
    pub generic: Vec<u32>,
    /// The same of other code objects, which may be inlined.
    pub generic_callees: Vec<(u32, Vec<u32>)>,
}

/// Where a unit is entered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Entry {
    /// At its first instruction, by a call.
    Call,
    /// At the header of a loop that is running.
    Loop {
        /// The header's instruction.
        header: u32,
    },
}

/// One variable that is passed to a unit. It is one parameter of the function, or, for
/// [`Kind::Tagged`], two.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Parameter {
    /// Its index in the frame: a local, or the number of locals plus the place on the stack.
    pub index: u32,
    /// How it is passed.
    pub kind: Kind,
}

/// How a value is passed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// `i64`
    Int,
    /// `f64`
    Float,
    /// `i8`
    Bool,
    /// `ptr`: an object of the heap with this tag.
    Object(Tag),
    /// Two `i64`: tag and payload.
    Tagged,
}

/// A compiled function or loop. It does not change.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its module.
    pub module: Module,
    /// The function.
    pub func: FuncRef,
    /// The number of the code object.
    pub code: u32,
    /// Where it is entered.
    pub entry: Entry,
    /// What it takes, in order: those of the request, or fewer, where a value is not needed, and of
    /// kinds that are as general or more.
    pub params: Vec<Parameter>,
    /// Functions of the program that the code names by their address. Whoever keeps the unit keeps
    /// them alive.
    pub references: Vec<Value>,
    /// How many frames more than its own there may be at a time, of functions that were inlined. Where
    /// the recursion limit leaves no room for them it must not be entered.
    pub inlined: u32,
}

impl ExitData {
    /// Is it the state of a speculation that may be left by although nothing is wrong?
    pub fn may_be_forced(&self) -> bool {
        matches!(self, ExitData::Frames(Leaving::Deopt | Leaving::Result, _))
    }
}

/// The tags that have a name as the kind of a parameter.
const OBJECTS: [(Tag, &str); 14] = [
    (Tag::BigInt, "big_int"),
    (Tag::Str, "str"),
    (Tag::Tuple, "tuple"),
    (Tag::List, "list"),
    (Tag::Dict, "dict"),
    (Tag::Set, "set"),
    (Tag::FrozenSet, "frozen_set"),
    (Tag::Range, "range"),
    (Tag::Slice, "slice"),
    (Tag::Function, "function"),
    (Tag::BoundMethod, "bound_method"),
    (Tag::Cell, "cell"),
    (Tag::Exception, "exception"),
    (Tag::DictView, "dict_view"),
];

impl Kind {
    /// The kind in which a value is passed if nothing is known but the value.
    pub fn of(value: Value) -> Kind {
        match value.tag() {
            Tag::Int => Kind::Int,
            Tag::Float => Kind::Float,
            Tag::Bool => Kind::Bool,
            tag if OBJECTS.iter().any(|(other, _)| *other == tag) => Kind::Object(tag),
            _ => Kind::Tagged,
        }
    }

    /// Can the value be passed so?
    pub fn accepts(self, value: Value) -> bool {
        self == Kind::Tagged || self == Kind::of(value)
    }

    /// The types of its parameters.
    pub fn types(self) -> &'static [Type] {
        match self {
            Kind::Int => &[Type::I64],
            Kind::Float => &[Type::F64],
            Kind::Bool => &[Type::I8],
            Kind::Object(_) => &[Type::Ptr],
            Kind::Tagged => &[Type::I64, Type::I64],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Int => "int",
            Kind::Float => "float",
            Kind::Bool => "bool",
            Kind::Tagged => "tagged",
            Kind::Object(tag) => {
                OBJECTS.iter().find(|(other, _)| *other == tag).map_or("object", |(_, name)| name)
            }
        }
    }

    fn from_name(name: &str) -> Option<Kind> {
        Some(match name {
            "int" => Kind::Int,
            "float" => Kind::Float,
            "bool" => Kind::Bool,
            "tagged" => Kind::Tagged,
            _ => Kind::Object(OBJECTS.iter().find(|(_, other)| *other == name)?.0),
        })
    }
}

/// The name of a code object compiled for arguments of these kinds.
pub fn symbol(code: u32, kinds: &[Kind]) -> String {
    let mut name = format!("python.{code}:");
    for (index, kind) in kinds.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(name, "{comma}{}", kind.name());
    }
    name
}

/// The code object and the kinds that a name stands for.
pub fn parse_symbol(name: &str) -> Option<(u32, Vec<Kind>)> {
    let (code, kinds) = name.strip_prefix("python.")?.split_once(':')?;
    let kinds = kinds.split(',').filter(|kind| !kind.is_empty());
    Some((code.parse().ok()?, kinds.map(Kind::from_name).collect::<Option<_>>()?))
}

/// The name of a code object's frames in frame states: `fib.3`.
pub fn frame_name(code: &CodeObject, index: u32) -> String {
    format!("{}.{index}", code.name)
}

/// The number of the code object in the name of a frame.
pub fn frame_code(name: &str) -> Option<u32> {
    name.rsplit_once('.')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_read_back() {
        for kinds in [vec![], vec![Kind::Int], vec![Kind::Tagged, Kind::Object(Tag::List)]] {
            assert_eq!(parse_symbol(&symbol(12, &kinds)), Some((12, kinds)));
        }
        for wrong in ["python.x:int", "python.1", "python.1:real", "py_binary"] {
            assert_eq!(parse_symbol(wrong), None);
        }
        assert_eq!(frame_code("<lambda>.17"), Some(17));
    }
}
