//! The normalised instruction set: what every CPython version's bytecode is decoded to.
//!
//! CPython renumbers, splits and merges its opcodes every year: `a + b` is `BINARY_ADD` in 3.10,
//! `BINARY_OP 0` from 3.11 on; calling a function pushes a `NULL` before the callable in 3.12 and
//! after it in 3.13. Nothing behind the decoder may know. So there is one stack-machine
//! instruction set, defined here, and `decode` translates each version to it:
//!
//! * one instruction is one opcode and one 32-bit argument; `EXTENDED_ARG`, `CACHE`, `RESUME` and
//!   `NOP` are gone;
//! * jump arguments are absolute indices into the instruction list;
//! * only [`Op::JumpBackward`] jumps backwards, so it is the one place where loops are counted;
//! * there are no `NULL`s on the stack: the decoder knows where CPython keeps them;
//! * instructions that were fused (`LOAD_FAST_LOAD_FAST`) or that stand for several steps
//!   (`FORMAT_VALUE`, `RETURN_CONST`) are taken apart.
//!
//! What it leaves out: classes, `async`, `with` and structural matching by class. An
//! instruction of those becomes [`Op::Unsupported`] and an entry in the code object's refusals.

use std::fmt;

/// One decoded instruction, eight bytes.
// ANCHOR: instruction
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Instruction {
    /// What to do.
    pub op: Op,
    /// The argument; its meaning stands with each [`Op`].
    pub arg: u32,
}
// ANCHOR_END: instruction

/// The normalised operations. Stack effects read `before → after`, top of stack on the right.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Op {
    /// Not supported; `arg` indexes the code object's refusals. Never executed.
    Unsupported,

    // --- the stack itself -------------------------------------------------------------------
    /// `a →`
    Pop,
    /// Copies the `arg`-th value from the top (1 is the top): `x … → x … x`.
    Copy,
    /// Swaps the top with the `arg`-th value from the top (2 is the one below).
    Swap,

    // --- variables --------------------------------------------------------------------------
    /// Constant `arg`: `→ c`
    LoadConst,
    /// Local `arg`, UnboundLocalError when unbound: `→ v`
    LoadFast,
    /// Local `arg`, or an undefined value, and unbinds it (inlined comprehensions): `→ v`
    LoadFastAndClear,
    /// `v →`. The value may be undefined, put back after an inlined comprehension.
    StoreFast,
    /// Unbinds local `arg`: `→`
    DeleteFast,
    /// Replaces local `arg` by a cell that holds it: `→`
    MakeCell,
    /// Copies the function's `arg` closure cells to the last `arg` locals: `→`
    CopyFreeVars,
    /// The cell in local `arg` itself: `→ cell`
    LoadClosure,
    /// The value in the cell in local `arg`; NameError when unbound: `→ v`
    LoadDeref,
    /// `v →`
    StoreDeref,
    /// Unbinds the cell's variable: `→`
    DeleteDeref,
    /// Name `arg` at module level: globals, then builtins: `→ v`
    LoadName,
    /// `v →`
    StoreName,
    /// `→`
    DeleteName,
    /// Name `arg` in a function: globals, then builtins: `→ v`
    LoadGlobal,
    /// `v →`
    StoreGlobal,
    /// `→`
    DeleteGlobal,
    /// Attribute named `arg`: `o → v`
    LoadAttr,
    /// Attribute named `arg`: `v o →`
    StoreAttr,
    /// `o →`
    DeleteAttr,
    /// Looks up a method without making a bound method: `o → method self`, or `o → v undefined`
    /// where the attribute is no method of the type. Consumed by [`Op::CallMethod`].
    LoadMethod,
    /// Element: `o i → v`
    LoadSubscript,
    /// `v o i →`
    StoreSubscript,
    /// `o i →`
    DeleteSubscript,

    // --- operators; `arg` is 1 for the in-place form (`+=`) and 0 otherwise -------------------
    /// `a b → a + b`
    Add,
    /// `a b → a - b`
    Subtract,
    /// `a b → a * b`
    Multiply,
    /// `a b → a @ b`
    MatrixMultiply,
    /// `a b → a / b`
    TrueDivide,
    /// `a b → a // b`
    FloorDivide,
    /// `a b → a % b`
    Remainder,
    /// `a b → a ** b`
    Power,
    /// `a b → a << b`
    LeftShift,
    /// `a b → a >> b`
    RightShift,
    /// `a b → a & b`
    And,
    /// `a b → a | b`
    Or,
    /// `a b → a ^ b`
    Xor,
    /// `a → -a`
    Negative,
    /// `a → +a`
    Positive,
    /// `a → ~a`
    Invert,
    /// `a → not a`
    Not,
    /// `a → bool(a)`
    ToBool,
    /// `a b → a < b`; `arg` is unused for all comparisons.
    Less,
    /// `a b → a <= b`
    LessEqual,
    /// `a b → a == b`
    Equal,
    /// `a b → a != b`
    NotEqual,
    /// `a b → a > b`
    Greater,
    /// `a b → a >= b`
    GreaterEqual,
    /// `a b → a is b`; inverted (`is not`) when `arg` is 1.
    Is,
    /// `a b → a in b`; inverted (`not in`) when `arg` is 1.
    Contains,

    // --- control flow; `arg` is the target's index --------------------------------------------
    /// Forward only: `→`
    Jump,
    /// Backward only: `→`
    JumpBackward,
    /// Forward only, truth value: `a →`
    PopJumpIfFalse,
    /// Forward only, truth value: `a →`
    PopJumpIfTrue,
    /// Forward only: `a →`
    PopJumpIfNone,
    /// Forward only: `a →`
    PopJumpIfNotNone,
    /// `a → iterator`
    GetIter,
    /// `iterator → iterator v`, or, when exhausted, `iterator →` and a jump forward to `arg`.
    ForIter,
    /// `v →`, leaves the frame with `v`.
    Return,

    // --- generators -----------------------------------------------------------------------------
    /// Leaves the frame with a generator that keeps it. When that is resumed: `→ v`, what it was
    /// resumed with.
    ReturnGenerator,
    /// `v → w`: puts the generator's frame aside with the result `v`; when it is resumed with `w`,
    /// it goes on behind. `arg` is 1 in a `yield from`: the iterator is just below.
    Yield,
    /// `iterator v → iterator w`: resumes the iterator with `v`. It gives `w`: jumps forward to
    /// `arg`. It has ended with the result `w`: goes on.
    Send,
    /// `iterator v exception → None w`: what a `yield from` does with an exception that was thrown
    /// in. A StopIteration is the end of the iterator, with the result `w`; others go on up.
    CleanupThrow,

    // --- building and taking apart -------------------------------------------------------------
    /// `v… → tuple` of `arg`
    BuildTuple,
    /// `v… → list` of `arg`
    BuildList,
    /// `v… → set` of `arg`
    BuildSet,
    /// `k v … → dict` of `arg` pairs
    BuildMap,
    /// `v… keys → dict`: `arg` values and a constant tuple of keys.
    BuildConstKeyMap,
    /// `s… → str`: joins `arg` strings.
    BuildString,
    /// `start stop [step] → slice`; `arg` is 2 or 3.
    BuildSlice,
    /// Appends the top to the list `arg` below it (1 is just below): `list … v → list …`
    ListAppend,
    /// Adds the top to the set `arg` below it.
    SetAdd,
    /// `dict … k v → dict …`; the dict is `arg` below the pair.
    MapAdd,
    /// `list … iterable → list …`
    ListExtend,
    /// `set … iterable → set …`
    SetUpdate,
    /// `dict … mapping → dict …`
    DictUpdate,
    /// As `DictUpdate`, for `**kwargs` of a call: repeated keys raise; the callee is two below
    /// the dict, for the message.
    DictMerge,
    /// `list → tuple`
    ListToTuple,
    /// `iterable → vn … v1`: `arg` values, the first on top.
    UnpackSequence,
    /// `iterable → after… list before…`: `arg & 0xff` before, `arg >> 8` after, first on top.
    UnpackEx,
    /// `v → str`: 1 `str`, 2 `repr`, 3 `ascii`.
    Convert,
    /// `v → str` with an empty format specification.
    FormatSimple,
    /// `v spec → str`
    FormatWithSpec,

    // --- functions ------------------------------------------------------------------------------
    /// `code → function`
    MakeFunction,
    /// `value function → function`; `arg`: 1 positional defaults (tuple), 2 keyword defaults
    /// (dict), 4 and 16 annotations (dropped), 8 closure (tuple of cells).
    SetFunctionAttribute,
    /// `f a… → v` with `arg` positional arguments.
    Call,
    /// `method self a… → v` after [`Op::LoadMethod`]; an undefined `self` is no argument.
    CallMethod,
    /// `f a… names → v`: `arg` arguments in all; the tuple names the last ones.
    CallKeyword,
    /// `method self a… names → v`
    CallMethodKeyword,
    /// `f args [kwargs] → v`; `arg` is 1 when `kwargs` is there.
    CallUnpack,

    // --- exceptions -----------------------------------------------------------------------------
    /// `[exception [cause]] →` with `arg` operands; 0 re-raises the one being handled.
    Raise,
    /// `exception →`, raised again. When `arg` is not 0, the value `arg` below the exception (1 is
    /// just below) is the index of the instruction the traceback shall name.
    Reraise,
    /// `exception → previous exception`: enters a handler.
    PushExcInfo,
    /// `previous →`: leaves a handler.
    PopExcept,
    /// `exception type → exception bool`
    CheckExcMatch,
    /// `→ AssertionError`
    LoadAssertionError,

    // --- modules, and matching by shape ---------------------------------------------------------
    /// `level fromlist → module` named `arg`
    ImportName,
    /// `module → module v`: attribute named `arg`.
    ImportFrom,
    /// `v → v len(v)`
    GetLen,
    /// `v → v bool`: is it a mapping?
    MatchMapping,
    /// `v → v bool`: is it a sequence?
    MatchSequence,
    /// `v keys → v keys values-or-None`
    MatchKeys,
}

impl Op {
    /// Every operation, in order of its number.
    pub const ALL: &'static [Op] = &[
        Op::Unsupported,
        Op::Pop,
        Op::Copy,
        Op::Swap,
        Op::LoadConst,
        Op::LoadFast,
        Op::LoadFastAndClear,
        Op::StoreFast,
        Op::DeleteFast,
        Op::MakeCell,
        Op::CopyFreeVars,
        Op::LoadClosure,
        Op::LoadDeref,
        Op::StoreDeref,
        Op::DeleteDeref,
        Op::LoadName,
        Op::StoreName,
        Op::DeleteName,
        Op::LoadGlobal,
        Op::StoreGlobal,
        Op::DeleteGlobal,
        Op::LoadAttr,
        Op::StoreAttr,
        Op::DeleteAttr,
        Op::LoadMethod,
        Op::LoadSubscript,
        Op::StoreSubscript,
        Op::DeleteSubscript,
        Op::Add,
        Op::Subtract,
        Op::Multiply,
        Op::MatrixMultiply,
        Op::TrueDivide,
        Op::FloorDivide,
        Op::Remainder,
        Op::Power,
        Op::LeftShift,
        Op::RightShift,
        Op::And,
        Op::Or,
        Op::Xor,
        Op::Negative,
        Op::Positive,
        Op::Invert,
        Op::Not,
        Op::ToBool,
        Op::Less,
        Op::LessEqual,
        Op::Equal,
        Op::NotEqual,
        Op::Greater,
        Op::GreaterEqual,
        Op::Is,
        Op::Contains,
        Op::Jump,
        Op::JumpBackward,
        Op::PopJumpIfFalse,
        Op::PopJumpIfTrue,
        Op::PopJumpIfNone,
        Op::PopJumpIfNotNone,
        Op::GetIter,
        Op::ForIter,
        Op::Return,
        Op::ReturnGenerator,
        Op::Yield,
        Op::Send,
        Op::CleanupThrow,
        Op::BuildTuple,
        Op::BuildList,
        Op::BuildSet,
        Op::BuildMap,
        Op::BuildConstKeyMap,
        Op::BuildString,
        Op::BuildSlice,
        Op::ListAppend,
        Op::SetAdd,
        Op::MapAdd,
        Op::ListExtend,
        Op::SetUpdate,
        Op::DictUpdate,
        Op::DictMerge,
        Op::ListToTuple,
        Op::UnpackSequence,
        Op::UnpackEx,
        Op::Convert,
        Op::FormatSimple,
        Op::FormatWithSpec,
        Op::MakeFunction,
        Op::SetFunctionAttribute,
        Op::Call,
        Op::CallMethod,
        Op::CallKeyword,
        Op::CallMethodKeyword,
        Op::CallUnpack,
        Op::Raise,
        Op::Reraise,
        Op::PushExcInfo,
        Op::PopExcept,
        Op::CheckExcMatch,
        Op::LoadAssertionError,
        Op::ImportName,
        Op::ImportFrom,
        Op::GetLen,
        Op::MatchMapping,
        Op::MatchSequence,
        Op::MatchKeys,
    ];

    /// The number of values taken from and put on the stack, on the way that does not jump.
    ///
    /// [`Op::ForIter`] leaves one value fewer than it found when it jumps. The values that
    /// `Copy`, `Swap`, `ListAppend` and the like only look at are not counted; the verifier
    /// checks their depth by itself.
    #[must_use]
    pub fn stack_effect(self, arg: u32) -> (u32, u32) {
        use Op::*;
        match self {
            Unsupported => (0, 0),
            Pop | StoreFast | StoreDeref | StoreName | StoreGlobal => (1, 0),
            Copy | LoadConst | LoadFast | LoadFastAndClear | LoadClosure | LoadDeref => (0, 1),
            LoadName | LoadGlobal | LoadAssertionError => (0, 1),
            Swap | DeleteFast | MakeCell | CopyFreeVars | DeleteDeref => (0, 0),
            DeleteName | DeleteGlobal | Jump | JumpBackward => (0, 0),
            LoadAttr | Negative | Positive | Invert | Not | ToBool | GetIter => (1, 1),
            StoreAttr => (2, 0),
            DeleteAttr => (1, 0),
            LoadMethod => (1, 2),
            LoadSubscript => (2, 1),
            StoreSubscript => (3, 0),
            DeleteSubscript => (2, 0),
            Add | Subtract | Multiply | MatrixMultiply | TrueDivide | FloorDivide | Remainder
            | Power | LeftShift | RightShift | And | Or | Xor => (2, 1),
            Less | LessEqual | Equal | NotEqual | Greater | GreaterEqual | Is | Contains => (2, 1),
            PopJumpIfFalse | PopJumpIfTrue | PopJumpIfNone | PopJumpIfNotNone | Return => (1, 0),
            ForIter => (0, 1),
            ReturnGenerator => (0, 1),
            Yield => (1, 1),
            Send => (2, 2),
            CleanupThrow => (3, 2),
            BuildTuple | BuildList | BuildSet | BuildString | BuildSlice => (arg, 1),
            BuildMap => (arg.saturating_mul(2), 1),
            BuildConstKeyMap => (arg.saturating_add(1), 1),
            ListAppend | SetAdd | ListExtend | SetUpdate | DictUpdate | DictMerge => (1, 0),
            MapAdd => (2, 0),
            ListToTuple | Convert | FormatSimple | MakeFunction => (1, 1),
            UnpackSequence => (1, arg),
            UnpackEx => (1, (arg & 0xff) + (arg >> 8) + 1),
            FormatWithSpec | SetFunctionAttribute => (2, 1),
            Call => (arg.saturating_add(1), 1),
            CallMethod | CallKeyword => (arg.saturating_add(2), 1),
            CallMethodKeyword => (arg.saturating_add(3), 1),
            CallUnpack => (arg.saturating_add(2), 1),
            Raise => (arg, 0),
            Reraise => (1, 0),
            PushExcInfo => (1, 2),
            PopExcept => (1, 0),
            CheckExcMatch => (2, 2),
            ImportName => (2, 1),
            ImportFrom | GetLen | MatchMapping | MatchSequence => (0, 1),
            MatchKeys => (0, 1),
        }
    }

    /// Does `arg` name an instruction to go to?
    #[must_use]
    pub fn is_jump(self) -> bool {
        use Op::*;
        matches!(
            self,
            Jump | JumpBackward
                | PopJumpIfFalse
                | PopJumpIfTrue
                | PopJumpIfNone
                | PopJumpIfNotNone
                | ForIter
                | Send
        )
    }

    /// Does control never reach the next instruction?
    #[must_use]
    pub fn ends_block(self) -> bool {
        matches!(self, Op::Jump | Op::JumpBackward | Op::Return | Op::Raise | Op::Reraise)
    }
}

/// In listings an operation has CPython's spelling: `LoadFast` reads `LOAD_FAST`.
impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut name = String::new();
        for (i, c) in format!("{self:?}").chars().enumerate() {
            if i > 0 && c.is_ascii_uppercase() {
                name.push('_');
            }
            name.push(c.to_ascii_uppercase());
        }
        f.pad(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instruction_is_eight_bytes() {
        assert_eq!(size_of::<Instruction>(), 8);
    }

    #[test]
    fn all_lists_every_operation_in_order() {
        for (i, op) in Op::ALL.iter().enumerate() {
            assert_eq!(*op as usize, i, "{op:?}");
        }
        assert_eq!(Op::ALL.len(), Op::MatchKeys as usize + 1);
    }

    #[test]
    fn display_is_upper_snake_case() {
        assert_eq!(Op::LoadFastAndClear.to_string(), "LOAD_FAST_AND_CLEAR");
    }
}
