//! Side exits: the ways out of a function that are not edges of its control-flow graph.
//!
//! A dynamic language checks all the time: is this still an int, did the addition overflow, is the
//! index inside the list. If each check ended its block, a loop of ten operations would have thirty
//! blocks, and every pass would wade through them. So a check *names an exit* and control falls
//! through when all is well (U. Hölzle and D. Ungar, "Optimizing dynamically-dispatched calls with
//! run-time type feedback", 1994, is the deoptimising ancestor). The back end makes one
//! conditional jump of it to a stub after the function's end.
//!
//! An exit is one of three:
//!
//! * `trap code`: the program is stopped, or Go's `recover` finds a run-time error.
//! * `deopt frames`: the interpreter continues *before* the bytecode that is named; the frames say
//!   which value each of its variables has.
//! * `raise frames`: the same, with an exception that is already pending: the interpreter looks for
//!   a handler of the bytecode that is named.
//!
//! Frames stand innermost first; where a function was inlined, the frame of its caller follows, and
//! that one continues *after* its call. An entry of a frame is a value; or, until `mem2reg` has put in
//! the value that reaches the exit, a stack slot, which means what it holds there; or a number. A
//! variable with no entry is unbound.
//!
//! An exit that is redundant may be deleted. It may be moved only where it is taken with the same
//! frame state and where no visible effect lies between. Instructions may share an exit; a pass
//! that changes the frames for one of them makes a new exit.

use std::sync::Arc;

use crate::entity::{Slot, Value};

/// A side exit of a function.
#[derive(Clone, PartialEq, Debug)]
pub enum ExitData {
    /// The number is not used (any more).
    Nothing,
    /// The program stops with an error.
    Trap(TrapCode),
    /// The interpreter takes over; innermost frame first, at least one.
    Frames(Leaving, Vec<Frame>),
}

/// In which state the interpreter takes over.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Leaving {
    /// It executes the bytecode that the frame names.
    Deopt,
    /// An exception is pending; it looks for its handler at that bytecode.
    Raise,
}

impl Leaving {
    /// The name in the text.
    pub fn name(self) -> &'static str {
        match self {
            Leaving::Deopt => "deopt",
            Leaving::Raise => "raise",
        }
    }
}

/// The state of one frame of the interpreter.
#[derive(Clone, PartialEq, Debug)]
pub struct Frame {
    /// Whose frame it is: the name of the interpreter's function.
    pub function: Arc<str>,
    /// The bytecode to continue at.
    pub offset: u32,
    /// The variables that are bound, by strictly increasing index. How variables and the operand
    /// stack are numbered is between the front end and its interpreter.
    pub entries: Vec<StateEntry>,
}

/// What one variable of the interpreter holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct StateEntry {
    /// Which variable.
    pub index: u32,
    /// What it is.
    pub value: StateValue,
    /// How the interpreter's value is made from that.
    pub representation: Representation,
}

/// Where the value of a variable is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StateValue {
    /// It is this value.
    Value(Value),
    /// A tag word and a payload word.
    Pair(Value, Value),
    /// It is in this stack slot.
    Slot(Slot),
    /// It is this number.
    Constant(i64),
}

/// How the interpreter's value is made from the machine's.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Representation {
    Int,
    Float,
    Bool,
    None,
    Str,
    List,
    Tuple,
    Dict,
    Set,
    Range,
    Iterator,
    Function,
    /// An object whose type stands in the object.
    Object,
    /// Tag and payload, as the interpreter keeps them.
    Tagged,
}

impl Representation {
    /// All of them, with their names in the text.
    pub const ALL: [(Representation, &'static str); 14] = {
        use Representation::*;
        [
            (Int, "int"),
            (Float, "float"),
            (Bool, "bool"),
            (None, "none"),
            (Str, "str"),
            (List, "list"),
            (Tuple, "tuple"),
            (Dict, "dict"),
            (Set, "set"),
            (Range, "range"),
            (Iterator, "iterator"),
            (Function, "function"),
            (Object, "object"),
            (Tagged, "tagged"),
        ]
    };

    /// The name in the text.
    pub fn name(self) -> &'static str {
        Representation::ALL[self as usize].1
    }

    /// The representation of that name.
    pub fn from_name(name: &str) -> Option<Representation> {
        Representation::ALL.iter().find(|(_, other)| *other == name).map(|(found, _)| *found)
    }
}

/// Why a program is stopped.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum TrapCode {
    DivideByZero,
    Overflow,
    IndexOutOfRange,
    SliceOutOfRange,
    NilDereference,
    NilMap,
    TypeAssertion,
    NegativeShift,
    NegativeLength,
    StackOverflow,
    OutOfMemory,
    BadConversion,
    Unreachable,
    /// A code of the front end's own.
    User(u8),
}

impl TrapCode {
    /// All of them but `User`, with their names in the text. `User(7)` is `user 7`.
    pub const ALL: [(TrapCode, &'static str); 13] = {
        use TrapCode::*;
        [
            (DivideByZero, "divide_by_zero"),
            (Overflow, "overflow"),
            (IndexOutOfRange, "index_out_of_range"),
            (SliceOutOfRange, "slice_out_of_range"),
            (NilDereference, "nil_dereference"),
            (NilMap, "nil_map"),
            (TypeAssertion, "type_assertion"),
            (NegativeShift, "negative_shift"),
            (NegativeLength, "negative_length"),
            (StackOverflow, "stack_overflow"),
            (OutOfMemory, "out_of_memory"),
            (BadConversion, "bad_conversion"),
            (Unreachable, "unreachable"),
        ]
    };

    /// The code of that name.
    pub fn from_name(name: &str) -> Option<TrapCode> {
        TrapCode::ALL.iter().find(|(_, other)| *other == name).map(|(code, _)| *code)
    }
}

impl std::fmt::Display for TrapCode {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match (self, TrapCode::ALL.iter().find(|(code, _)| code == self)) {
            (TrapCode::User(number), _) => write!(f, "user {number}"),
            (_, Some((_, name))) => f.write_str(name),
            (_, None) => f.write_str("trap"),
        }
    }
}

impl ExitData {
    /// Calls `visit` with every value that the frames name.
    pub fn visit_values(&self, mut visit: impl FnMut(Value)) {
        if let ExitData::Frames(_, frames) = self {
            for entry in frames.iter().flat_map(|frame| &frame.entries) {
                match entry.value {
                    StateValue::Value(value) => visit(value),
                    StateValue::Pair(tag, payload) => {
                        visit(tag);
                        visit(payload);
                    }
                    StateValue::Slot(_) | StateValue::Constant(_) => {}
                }
            }
        }
    }

    /// Replaces every value that the frames name.
    pub fn map_values(&mut self, mut replacement: impl FnMut(Value) -> Value) {
        if let ExitData::Frames(_, frames) = self {
            for entry in frames.iter_mut().flat_map(|frame| &mut frame.entries) {
                match &mut entry.value {
                    StateValue::Value(value) => *value = replacement(*value),
                    StateValue::Pair(tag, payload) => {
                        *tag = replacement(*tag);
                        *payload = replacement(*payload);
                    }
                    StateValue::Slot(_) | StateValue::Constant(_) => {}
                }
            }
        }
    }
}
