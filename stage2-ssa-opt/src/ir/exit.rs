//! Side exits: the ways out of a function that are not edges of its control-flow graph.
//!
//! A dynamic language checks all the time: is this still an int, did the addition overflow, is the
//! index inside the list. If each check ended its block, a loop of ten operations would have thirty
//! blocks, and every pass would wade through them. So a check *names an exit* and control falls
//! through when all is well (U. Hölzle and D. Ungar, "Optimizing dynamically-dispatched calls with
//! run-time type feedback", 1994, is the deoptimising ancestor). The back end makes one
//! conditional jump of it to a stub after the function's end.
//!
//! An exit is one of five:
//!
//! * `trap code`: the program is stopped, or Go's `recover` finds a run-time error.
//! * `deopt frames`: the interpreter continues *before* the bytecode that is named; the frames say
//!   which value each of its variables has.
//! * `cold frames`: the same, on a way that was never gone before. A `deopt` may be taken wherever it
//!   stands, needed or not, since the interpreter does again what was to be checked. A `cold` exit
//!   is behind a branch: a check that names it (made from that branch) may leave only when it fails.
//! * `raise frames`: the same as `deopt`, with an exception that is already pending: the interpreter looks for
//!   a handler of the bytecode that is named.
//! * `result frames`: the work of the bytecode that is named was done, by a call. Its outcome is the
//!   last entry, a tagged pair. The interpreter pushes it and continues *behind* the bytecode; if
//!   its tag says that it is no value, an exception is pending, and it goes on as for `raise`. So
//!   one guard behind a call tells both that the result is of another type than was hoped for and
//!   that there is none.
//!
//! Frames stand innermost first; where a function was inlined, the frame of its caller follows, and
//! that one continues *after* its call. An entry of a frame is a value; or, until `mem2reg` has
//! put in the value that reaches the exit, a stack slot, which means what it holds there; or a
//! number. A variable with no entry is unbound.
//!
//! A call may name an exit too, `call @f(v0), exit3`, always a `deopt`. It is not taken by the call:
//! it is the caller's frame while the call runs, to continue *after* it. When the function that is
//! called is left by frames, those of the callers that wait follow them, up to a call that names
//! none; and `inline` appends them to the exits of the body that it puts in the call's place, so
//! that both ways the interpreter is given the same. The result of the call is in no entry: it does
//! not exist yet, and the interpreter pushes it when the inner frame returns.
//!
//! An exit that is redundant may be deleted. It may be moved only where it is taken with the same
//! frame state and where no visible effect lies between.
//!
//! A check that should leave its loop is where that rule hurts: before the loop the interpreter is
//! in another state than at the check. So a front end puts an **anchor** before each loop, an
//! instruction that does nothing and names a `deopt` exit whose frames say what the interpreter
//! needs to *begin the loop*:
//!
//! ```text
//!   anchor exit0                ; exit0: deopt @f+20 [0: v1 list, 1: v2 int]
//!   jump block1(v5)             ; block1 is the header of the loop
//! ```
//!
//! A pass may put a check between the anchor and the loop, and let it leave by the anchor's exit:
//! none of the loop has happened yet, and the interpreter does all of it. Between the anchor
//! and such a check lies no visible effect. `drop_anchors` deletes the anchors in the end.
//! Instructions may share an exit; a pass
//! that changes the frames for one of them makes a new exit.

use std::sync::Arc;

use crate::entity::{Slot, Value};
use crate::ir::Type;

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
    /// It executes the bytecode that the frame names; control had to come here.
    Cold,
    /// An exception is pending; it looks for its handler at that bytecode.
    Raise,
    /// That bytecode is done, and the last entry is what came of it: a value to push, or an
    /// exception that is pending.
    Result,
}

impl Leaving {
    /// The name in the text.
    pub fn name(self) -> &'static str {
        match self {
            Leaving::Deopt => "deopt",
            Leaving::Cold => "cold",
            Leaving::Raise => "raise",
            Leaving::Result => "result",
        }
    }

    /// All of them.
    pub const ALL: [Leaving; 4] = [Leaving::Deopt, Leaving::Cold, Leaving::Raise, Leaving::Result];

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Leaving> {
        Leaving::ALL.into_iter().find(|leaving| leaving.name() == name)
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
    /// Two words; which says the representation.
    Pair(Value, Value),
    /// It is in this stack slot.
    Slot(Slot),
    /// It is this number.
    Constant(i64),
}

/// How the interpreter's value is made from the machine's. Those without a remark are a number or a
/// pointer to an object of that type.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Representation {
    Int,
    Float,
    Bool,
    /// Always the same; the value is not looked at.
    None,
    BigInt,
    Str,
    Tuple,
    List,
    Dict,
    Set,
    FrozenSet,
    Range,
    Slice,
    Function,
    BoundMethod,
    Cell,
    Exception,
    Iterator,
    DictView,
    /// A pair: a new iterator over the numbers from the first on, below the second.
    RangeIterator,
    /// A pair: a new iterator over a list, from that index on.
    ListIterator,
    /// A pair: an iterator over a range or a list, and the position to which it is moved first: the
    /// next number, the next index.
    MovedIterator,
    /// A pair: tag and payload, as the interpreter keeps them.
    Tagged,
}

impl Representation {
    /// All of them, with their names in the text.
    pub const ALL: [(Representation, &'static str); 23] = {
        use Representation::*;
        [
            (Int, "int"),
            (Float, "float"),
            (Bool, "bool"),
            (None, "none"),
            (BigInt, "big_int"),
            (Str, "str"),
            (Tuple, "tuple"),
            (List, "list"),
            (Dict, "dict"),
            (Set, "set"),
            (FrozenSet, "frozen_set"),
            (Range, "range"),
            (Slice, "slice"),
            (Function, "function"),
            (BoundMethod, "bound_method"),
            (Cell, "cell"),
            (Exception, "exception"),
            (Iterator, "iterator"),
            (DictView, "dict_view"),
            (RangeIterator, "range_iterator"),
            (ListIterator, "list_iterator"),
            (MovedIterator, "moved_iterator"),
            (Tagged, "tagged"),
        ]
    };

    /// The types of the two words, if it is made from a pair.
    pub fn pair(self) -> Option<[Type; 2]> {
        match self {
            Representation::Tagged | Representation::RangeIterator => Some([Type::I64; 2]),
            Representation::ListIterator | Representation::MovedIterator => {
                Some([Type::Ptr, Type::I64])
            }
            _ => None,
        }
    }

    /// The type of the word, if it is made from one.
    pub fn single(self) -> Option<Type> {
        match self {
            Representation::Int => Some(Type::I64),
            Representation::Float => Some(Type::F64),
            Representation::Bool => Some(Type::I8),
            Representation::Tagged
            | Representation::RangeIterator
            | Representation::ListIterator
            | Representation::MovedIterator => None,
            _ => Some(Type::Ptr),
        }
    }

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
    /// What its variables are, in all frames.
    #[inline]
    pub fn visit_entries(&self, mut visit: impl FnMut(StateValue)) {
        if let ExitData::Frames(_, frames) = self {
            for frame in frames {
                for entry in &frame.entries {
                    visit(entry.value);
                }
            }
        }
    }

    /// Calls `visit` with every value that the frames name.
    #[inline]
    pub fn visit_values(&self, mut visit: impl FnMut(Value)) {
        self.visit_entries(|entry| match entry {
            StateValue::Value(value) => visit(value),
            StateValue::Pair(tag, payload) => {
                visit(tag);
                visit(payload);
            }
            StateValue::Slot(_) | StateValue::Constant(_) => {}
        });
    }

    /// Calls `visit` with every stack slot that the frames name.
    #[inline]
    pub fn visit_slots(&self, mut visit: impl FnMut(Slot)) {
        self.visit_entries(|entry| {
            if let StateValue::Slot(slot) = entry {
                visit(slot);
            }
        });
    }

    /// Replaces what variables are, in all frames.
    #[inline]
    pub fn edit_entries(&mut self, mut edit: impl FnMut(&mut StateValue)) {
        if let ExitData::Frames(_, frames) = self {
            for frame in frames {
                for entry in &mut frame.entries {
                    edit(&mut entry.value);
                }
            }
        }
    }

    /// Replaces every value that the frames name.
    #[inline]
    pub fn map_values(&mut self, mut replacement: impl FnMut(Value) -> Value) {
        self.edit_entries(|entry| match entry {
            StateValue::Value(value) => *value = replacement(*value),
            StateValue::Pair(tag, payload) => {
                *tag = replacement(*tag);
                *payload = replacement(*payload);
            }
            StateValue::Slot(_) | StateValue::Constant(_) => {}
        });
    }

    /// Replaces every stack slot that the frames name.
    pub fn map_slots(&mut self, mut replacement: impl FnMut(Slot) -> Slot) {
        self.edit_entries(|entry| {
            if let StateValue::Slot(slot) = entry {
                *slot = replacement(*slot);
            }
        });
    }
}
