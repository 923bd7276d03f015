//! What the verifier knows before an instruction: a kind for each operand, and what the variables
//! that can be cells hold. Where two ways meet, kinds are joined to what is true on both.

use crate::decode::Holds;

/// What is known of a stack slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Value,
    Exception,
    Tuple,
    List,
    Set,
    Dict,
    /// A function that has all it needs.
    Function,
    // --- below are no values ---
    /// A value, or nothing, from a variable that may be unbound.
    Unbound,
    Cell,
    /// A tuple of so many cells.
    Closure(u32),
    /// Constant so-and-so, which is a code object.
    Code(u32),
    /// A function that still needs so many cells.
    OpenFunction(u32),
    Method,
    Receiver,
    /// The index of the instruction that raised.
    Index,
    /// The exception that was being handled before this one.
    Previous,
}

impl Kind {
    pub(super) fn is_value(self) -> bool {
        use Kind::*;
        matches!(self, Value | Exception | Tuple | List | Set | Dict | Function)
    }

    // ANCHOR: join
    pub(super) fn join(self, other: Kind) -> Option<Kind> {
        match (self, other) {
            _ if self == other => Some(self),
            _ if self.is_value() && other.is_value() => Some(Kind::Value),
            (Kind::Unbound, kind) | (kind, Kind::Unbound) if kind.is_value() => Some(Kind::Unbound),
            _ => None,
        }
    }
    // ANCHOR_END: join
}

/// What is known before one instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct State {
    pub(super) stack: Vec<Kind>,
    /// Indexed like the locals that are not `Plain`.
    pub(super) cells: Vec<Holds>,
    /// Does the frame belong to a generator?
    pub(super) kept: bool,
}

impl State {
    pub(super) fn pop(&mut self) -> Result<Kind, String> {
        self.stack.pop().ok_or_else(|| "the stack underflows".into())
    }

    pub(super) fn value(&mut self) -> Result<Kind, String> {
        match self.pop()? {
            kind if kind.is_value() => Ok(kind),
            kind => Err(format!("a {kind:?} is used as a value")),
        }
    }

    pub(super) fn values(&mut self, count: u32) -> Result<(), String> {
        (0..count).try_for_each(|_| self.value().map(drop))
    }

    pub(super) fn expect(&mut self, kind: Kind) -> Result<(), String> {
        match self.pop()? {
            found if found == kind => Ok(()),
            found => Err(format!("a {kind:?} was expected, not a {found:?}")),
        }
    }

    /// The slot `depth` from the top; 1 is the top.
    pub(super) fn slot(&mut self, depth: u32) -> Result<&mut Kind, String> {
        let index = self.stack.len().checked_sub(depth as usize).filter(|_| depth > 0);
        let slot = index.and_then(|index| self.stack.get_mut(index));
        slot.ok_or_else(|| "an instruction reaches below the stack".into())
    }

    /// Other ways than a call would part a method from its receiver.
    pub(super) fn movable(&mut self, depth: u32) -> Result<Kind, String> {
        match *self.slot(depth)? {
            Kind::Method | Kind::Receiver => Err("a method is parted from its receiver".into()),
            kind => Ok(kind),
        }
    }

    pub(super) fn push(&mut self, kind: Kind) {
        self.stack.push(kind);
    }
}
