//! Which values a function handles, found without running it; or why it is not for the template JIT.
//!
//! The templates know one thing: integers of 64 bits. A Python value that is something else must
//! never reach them, and they cannot ask, because a register has no tag. `x < y` is the trap:
//!
//! ```python
//! def larger(x, y):
//!     return x < y        # True, not 1
//! ```
//!
//! In a register both are 1. So every local and every stack entry has a *kind* at every
//! instruction: an int, a truth value, a number that may be either, a function, a `range`. Kinds
//! form a lattice of three levels:
//!
//! ```text
//!            refused
//!     ┌─────────┼──────────────┐
//!   Number    Unbound      Function  Range …
//!   ┌──┴──┐
//!  Int   Bool
//! ```
//!
//! and this is the data-flow analysis over it that Kildall described ("A unified approach to global
//! program optimization", 1973): the parameters are ints (the caller of compiled code checks that),
//! each instruction maps the kinds before it to those after it, and where two ways meet, each kind
//! is the join of both. An instruction is visited again whenever the kinds before it rise; they can
//! rise only twice, so it ends. An assignment that happens on only one of two ways leaves a local
//! `Unbound`, and reading it is refused: that is definite assignment, for free.
//!
//! A call's kind is that of the callee's result, which may not be known yet in a recursion. Then
//! the analysis does not go on behind the call, and the caller of [`analyse`] repeats it once it
//! knows more, as sparse conditional propagation does with branches.
//!
//! Requires: a code object from the decoder. Leaves out: whatever it refuses. Judged by
//! `tests/template_jit.rs`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{ResultKind, SCRATCH_REGISTERS};
use crate::code_object::{CodeObject, Constant, FLAG_GENERATOR, LocalKind, Position};
use crate::opcode::{Instruction, Op};

// ANCHOR: kind
/// What is known of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An `int`.
    Int,
    /// A `bool`, as 0 or 1.
    Bool,
    /// An `int` or a `bool`: good for arithmetic and tests, not to be returned.
    Number,
    /// A local that has no value yet, at least on one way that leads here.
    Unbound,
    /// A function of the unit. Takes no room: which one it is is known.
    Function(u32),
    /// The builtin `range`. Takes no room.
    RangeBuiltin,
    /// The `range` made by the call at this index. Takes no room: its state is in two locals.
    Range(u32),
    /// The iterator over that range.
    RangeIterator(u32),
}
// ANCHOR_END: kind

impl Kind {
    /// Is it in a register or on the stack of the compiled code?
    #[must_use]
    pub fn takes_room(self) -> bool {
        matches!(self, Kind::Int | Kind::Bool | Kind::Number)
    }
}

/// The kinds before an instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    /// Of each local.
    pub locals: Vec<Kind>,
    /// Of each stack entry, the top last.
    pub stack: Vec<Kind>,
}

/// Why a function is not compiled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// The function with the cause in it.
    pub function: Arc<str>,
    /// Where in the source.
    pub position: Position,
    /// The bytecode instruction, unless the cause is in the function's head.
    pub instruction: Option<u32>,
    /// The cause in words: ``uses the builtin `print` ``.
    pub what: String,
    /// From whom the function is called: its caller first, then the caller's caller.
    pub callers: Vec<Arc<str>>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.function)?;
        if self.position.line > 0 {
            write!(f, " line {}", self.position.line)?;
        }
        write!(f, ": {}", self.what)?;
        for caller in &self.callers {
            write!(f, ", called from `{caller}`")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}

/// What the analysis of one function must know of the rest of the program.
pub trait Environment {
    /// What a global variable holds: [`Kind::Function`] or [`Kind::RangeBuiltin`].
    ///
    /// # Errors
    /// In words, when it is something else.
    fn global(&mut self, name: &Arc<str>) -> Result<Kind, String>;

    /// The number of arguments that a function takes.
    fn parameters(&self, function: u32) -> u32;

    /// What a function returns; `None` when that is not known yet.
    fn result(&self, function: u32) -> Option<ResultKind>;
}

/// A call of `range`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RangeSite {
    /// The hidden local with the next number; the one behind it holds where to stop.
    pub next: u16,
    /// What is added each time; not 0.
    pub step: i64,
}

/// What is known of a function.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The kinds before each instruction; `None` where none was found to lead.
    pub states: Vec<Option<State>>,
    /// What it returns; `None` when no `return` was found to be reached.
    pub result: Option<ResultKind>,
    /// The calls of `range`, by the index of the call.
    pub ranges: BTreeMap<u32, RangeSite>,
}

/// The largest function that is accepted, in bytecode instructions.
pub const MAX_INSTRUCTIONS: usize = 4096;
/// The most locals that are accepted.
pub const MAX_LOCALS: usize = 256;
/// The most calls of `range` that are accepted. With two hidden locals for each, no frame is larger
/// than a page, so that no call steps over the guard page at the end of the native stack.
pub const MAX_RANGES: usize = 64;
/// The deepest stack that is accepted, in values.
pub const MAX_STACK: usize = 256;

/// Finds the kinds of a function's values.
///
/// # Errors
/// Says what in the function the template JIT does not cover.
pub fn analyse(code: &CodeObject, environment: &mut dyn Environment) -> Result<Analysis, Refused> {
    check_head(code)?;
    let mut analysis = Analysis {
        states: vec![None; code.instructions.len()],
        result: None,
        ranges: BTreeMap::new(),
    };
    let mut locals = vec![Kind::Unbound; code.locals.len()];
    locals[..code.argument_count as usize].fill(Kind::Int);
    let mut worklist = Vec::new();
    join_into(&mut analysis.states, 0, State { locals, stack: Vec::new() }, &mut worklist)
        .map_err(|what| refused(code, None, what))?;
    while let Some(index) = worklist.pop() {
        let Some(state) = analysis.states[index as usize].clone() else { continue };
        let successors = step(code, index, state, environment, &mut analysis)
            .map_err(|what| refused(code, Some(index), what))?;
        for (target, state) in successors {
            join_into(&mut analysis.states, target, state, &mut worklist)
                .map_err(|what| refused(code, Some(index), what))?;
        }
    }
    Ok(analysis)
}

/// An error at an instruction, or in the head of the function.
pub(super) fn refused(code: &CodeObject, instruction: Option<u32>, what: String) -> Refused {
    let position = match instruction {
        Some(index) => code.positions.get(index as usize).copied().unwrap_or_default(),
        None => Position { line: code.first_line, ..Position::default() },
    };
    Refused { function: code.name.clone(), position, instruction, what, callers: Vec::new() }
}

/// What can be said without looking at the instructions.
fn check_head(code: &CodeObject) -> Result<(), Refused> {
    let what = if code.instructions.is_empty() {
        "has no instructions".to_string()
    } else if code.instructions.len() > MAX_INSTRUCTIONS {
        format!("is longer than {MAX_INSTRUCTIONS} instructions")
    } else if code.locals.len() > MAX_LOCALS {
        format!("has more than {MAX_LOCALS} variables")
    } else if code.has_varargs() || code.has_varkeywords() {
        "takes any number of arguments".to_string()
    } else if code.keyword_only_count > 0 {
        "has keyword-only parameters".to_string()
    } else if code.flags & FLAG_GENERATOR != 0 {
        "is a generator".to_string()
    } else if code.argument_count > u32::from(SCRATCH_REGISTERS) {
        format!("has more than {SCRATCH_REGISTERS} parameters")
    } else if code.argument_count as usize > code.locals.len() {
        "has parameters that are no variables".to_string()
    } else if let Some(local) = code.locals.iter().find(|l| l.kind != LocalKind::Plain) {
        format!("shares the variable `{}` with another function", local.name)
    } else {
        return Ok(());
    };
    Err(refused(code, None, what))
}

/// Joins a state into the one known before an instruction; notes the instruction if it rose.
fn join_into(
    states: &mut [Option<State>],
    target: u32,
    state: State,
    worklist: &mut Vec<u32>,
) -> Result<(), String> {
    if state.stack.len() > MAX_STACK {
        return Err(format!("has more than {MAX_STACK} values on the stack"));
    }
    let Some(known) = states.get_mut(target as usize) else {
        return Err("jumps out of the function".to_string());
    };
    let Some(known) = known else {
        *known = Some(state);
        worklist.push(target);
        return Ok(());
    };
    if known.stack.len() != state.stack.len() {
        return Err("meets another way with another stack depth".to_string());
    }
    let mut rose = false;
    for (a, b) in known.locals.iter_mut().zip(&state.locals) {
        let joined = join(*a, *b).unwrap_or(Kind::Unbound);
        rose |= joined != *a;
        *a = joined;
    }
    for (a, b) in known.stack.iter_mut().zip(&state.stack) {
        let joined = join(*a, *b)
            .ok_or_else(|| "leaves a value of one type or another on the stack".to_string())?;
        rose |= joined != *a;
        *a = joined;
    }
    if rose {
        worklist.push(target);
    }
    Ok(())
}

/// The lowest kind that covers both, if there is one.
fn join(a: Kind, b: Kind) -> Option<Kind> {
    match (a, b) {
        _ if a == b => Some(a),
        _ if a.takes_room() && b.takes_room() => Some(Kind::Number),
        (Kind::Unbound, _) | (_, Kind::Unbound) => Some(Kind::Unbound),
        _ => None,
    }
}

/// The instructions that may come next, with the kinds before them.
fn step(
    code: &CodeObject,
    index: u32,
    mut state: State,
    environment: &mut dyn Environment,
    analysis: &mut Analysis,
) -> Result<Vec<(u32, State)>, String> {
    let Instruction { op, arg } = code.instructions[index as usize];
    let depth = state.stack.len();
    match op {
        Op::Pop => {
            pop(&mut state)?;
        }
        Op::Copy => {
            check_shuffle(&state, arg)?;
            state.stack.push(state.stack[depth - arg as usize]);
        }
        Op::Swap => {
            check_shuffle(&state, arg)?;
            state.stack.swap(depth - 1, depth - arg as usize);
        }
        Op::LoadConst => state.stack.push(constant_kind(code, arg)?),
        Op::LoadFast => match local(code, &state, arg)? {
            Kind::Unbound => {
                let name = &code.locals[arg as usize].name;
                return Err(format!("reads `{name}`, which may have no value yet"));
            }
            kind => state.stack.push(kind),
        },
        Op::StoreFast => {
            let kind = pop_number(&mut state)?;
            local(code, &state, arg)?;
            state.locals[arg as usize] = kind;
        }
        Op::LoadGlobal => {
            let name = code.names.get(arg as usize).ok_or("uses a name that is not there")?;
            state.stack.push(environment.global(name)?);
        }
        Op::Add | Op::Subtract | Op::Multiply | Op::FloorDivide | Op::Remainder => {
            pop_number(&mut state)?;
            pop_number(&mut state)?;
            state.stack.push(Kind::Int);
        }
        Op::LeftShift | Op::RightShift => {
            pop_number(&mut state)?;
            pop_number(&mut state)?;
            state.stack.push(Kind::Int);
        }
        Op::And | Op::Or | Op::Xor => {
            let kinds = (pop_number(&mut state)?, pop_number(&mut state)?);
            state.stack.push(match kinds {
                (Kind::Int, _) | (_, Kind::Int) => Kind::Int,
                (Kind::Bool, Kind::Bool) => Kind::Bool,
                _ => Kind::Number,
            });
        }
        Op::Negative | Op::Positive => {
            pop_number(&mut state)?;
            state.stack.push(Kind::Int);
        }
        Op::Invert => {
            if pop_number(&mut state)? != Kind::Int {
                return Err("inverts the bits of a truth value".to_string());
            }
            state.stack.push(Kind::Int);
        }
        Op::Not | Op::ToBool => {
            pop_number(&mut state)?;
            state.stack.push(Kind::Bool);
        }
        Op::Less | Op::LessEqual | Op::Equal | Op::NotEqual | Op::Greater | Op::GreaterEqual => {
            pop_number(&mut state)?;
            pop_number(&mut state)?;
            state.stack.push(Kind::Bool);
        }
        Op::Jump | Op::JumpBackward => return Ok(vec![(arg, state)]),
        Op::PopJumpIfFalse | Op::PopJumpIfTrue => {
            pop_number(&mut state)?;
            return Ok(vec![(arg, state.clone()), (index + 1, state)]);
        }
        Op::GetIter => match pop(&mut state)? {
            Kind::Range(site) | Kind::RangeIterator(site) => {
                state.stack.push(Kind::RangeIterator(site));
            }
            _ => return Err("iterates over something that is no range".to_string()),
        },
        Op::ForIter => {
            let Some(Kind::RangeIterator(_)) = state.stack.last() else {
                return Err("iterates over something that is no range".to_string());
            };
            let mut exhausted = state.clone();
            exhausted.stack.pop();
            state.stack.push(Kind::Int);
            return Ok(vec![(arg, exhausted), (index + 1, state)]);
        }
        Op::Return => {
            let kind = match pop(&mut state)? {
                Kind::Int => ResultKind::Int,
                Kind::Bool => ResultKind::Bool,
                Kind::Number => return Err("returns a number or a truth value".to_string()),
                _ => return Err("returns something that is no number".to_string()),
            };
            if analysis.result.replace(kind).is_some_and(|known| known != kind) {
                return Err("returns a number here and a truth value elsewhere".to_string());
            }
            return Ok(Vec::new());
        }
        Op::Call => match call(code, index, arg, &mut state, environment, analysis)? {
            Some(kind) => state.stack.push(kind),
            None => return Ok(Vec::new()),
        },
        _ => return Err(refusal_of(code, op, arg)),
    }
    Ok(vec![(index + 1, state)])
}

/// The kind of a call's result; `None` when it is not known yet.
fn call(
    code: &CodeObject,
    index: u32,
    arguments: u32,
    state: &mut State,
    environment: &dyn Environment,
    analysis: &mut Analysis,
) -> Result<Option<Kind>, String> {
    let mut only_ints = true;
    for _ in 0..arguments {
        only_ints &= pop_number(state)? == Kind::Int;
    }
    match pop(state)? {
        Kind::Function(function) => {
            let parameters = environment.parameters(function);
            if parameters != arguments {
                return Err(format!(
                    "calls a function of {parameters} parameters with {arguments} arguments"
                ));
            }
            if !only_ints {
                return Err("passes a truth value to a function".to_string());
            }
            Ok(environment.result(function).map(|result| match result {
                ResultKind::Int => Kind::Int,
                ResultKind::Bool => Kind::Bool,
            }))
        }
        Kind::RangeBuiltin => {
            let step = match arguments {
                1 | 2 => 1,
                3 => constant_step(code, index)
                    .ok_or("uses a range with a step that is not a constant, or 0")?,
                _ => return Err(format!("calls range with {arguments} arguments")),
            };
            let known = analysis.ranges.len();
            if known == MAX_RANGES && !analysis.ranges.contains_key(&index) {
                return Err(format!("calls range in more than {MAX_RANGES} places"));
            }
            let next = (code.locals.len() + 2 * known) as u16;
            analysis.ranges.entry(index).or_insert(RangeSite { next, step });
            Ok(Some(Kind::Range(index)))
        }
        _ => Err("calls something that is no function".to_string()),
    }
}

/// The third argument of `range`, if it is loaded just before the call on every way.
fn constant_step(code: &CodeObject, call: u32) -> Option<i64> {
    let load = code.instructions.get((call as usize).checked_sub(1)?)?;
    if load.op != Op::LoadConst || code.instructions.iter().any(|i| i.op.is_jump() && i.arg == call)
    {
        return None;
    }
    match code.constants.get(load.arg as usize)? {
        Constant::Int(0) => None,
        Constant::Int(step) => Some(*step),
        _ => None,
    }
}

fn constant_kind(code: &CodeObject, index: u32) -> Result<Kind, String> {
    match code.constants.get(index as usize) {
        Some(Constant::Int(_)) => Ok(Kind::Int),
        Some(Constant::Bool(_)) => Ok(Kind::Bool),
        Some(Constant::None) => Err("uses the constant None".to_string()),
        Some(Constant::BigInt(_)) => Err("uses an int that does not fit in 64 bits".to_string()),
        Some(Constant::Float(value)) => Err(format!("uses the float {value:?}")),
        Some(Constant::Str(_)) => Err("uses a string".to_string()),
        Some(Constant::Tuple(_)) => Err("uses a tuple".to_string()),
        Some(Constant::Code(nested)) => Err(format!("makes the function `{}`", nested.name)),
        Some(Constant::Slice(_)) => Err("uses a slice".to_string()),
        _ => Err("uses a constant that is no number".to_string()),
    }
}

/// What to say about an instruction that no template exists for.
fn refusal_of(code: &CodeObject, op: Op, arg: u32) -> String {
    let name = || code.names.get(arg as usize).map_or("?", |name| &**name);
    match op {
        Op::Unsupported => match code.refusals.get(arg as usize) {
            Some(refusal) => format!("uses {}", refusal.what),
            None => "uses an unsupported instruction".to_string(),
        },
        Op::LoadAttr | Op::StoreAttr | Op::DeleteAttr | Op::LoadMethod => {
            format!("uses the attribute `{}`", name())
        }
        Op::StoreGlobal | Op::DeleteGlobal => format!("changes the global `{}`", name()),
        Op::LoadSubscript | Op::StoreSubscript | Op::DeleteSubscript => {
            "uses an element of a container".to_string()
        }
        Op::TrueDivide => "divides with `/`, which makes a float".to_string(),
        Op::Power => "uses `**`".to_string(),
        Op::Is => "uses `is`".to_string(),
        Op::Contains => "uses `in`".to_string(),
        Op::CallKeyword | Op::CallMethodKeyword | Op::CallUnpack => {
            "calls with keywords or unpacked arguments".to_string()
        }
        Op::Raise | Op::Reraise | Op::LoadAssertionError => "raises an exception".to_string(),
        Op::BuildTuple => "makes a tuple".to_string(),
        Op::BuildList | Op::ListAppend | Op::ListExtend => "makes a list".to_string(),
        Op::BuildSet | Op::SetAdd | Op::SetUpdate => "makes a set".to_string(),
        Op::BuildMap | Op::BuildConstKeyMap | Op::MapAdd => "makes a dict".to_string(),
        Op::BuildString | Op::Convert | Op::FormatSimple | Op::FormatWithSpec => {
            "makes a string".to_string()
        }
        Op::LoadFastAndClear => "has a comprehension".to_string(),
        Op::UnpackSequence | Op::UnpackEx => "unpacks a sequence".to_string(),
        _ => format!("uses {op}"),
    }
}

fn local(code: &CodeObject, state: &State, index: u32) -> Result<Kind, String> {
    match state.locals.get(index as usize) {
        Some(kind) => Ok(*kind),
        None => Err(format!("uses variable {index} of {}", code.locals.len())),
    }
}

fn pop(state: &mut State) -> Result<Kind, String> {
    state.stack.pop().ok_or_else(|| "takes a value off an empty stack".to_string())
}

fn pop_number(state: &mut State) -> Result<Kind, String> {
    match pop(state)? {
        kind if kind.takes_room() => Ok(kind),
        Kind::Function(_) | Kind::RangeBuiltin => Err("uses a function as a value".to_string()),
        _ => Err("uses a range as a value".to_string()),
    }
}

/// `Copy` and `Swap` must find numbers only, and no more of them than there are scratch registers.
fn check_shuffle(state: &State, count: u32) -> Result<(), String> {
    let count = count as usize;
    if count == 0 || count > state.stack.len() || count > usize::from(SCRATCH_REGISTERS) {
        return Err("reaches too far down the stack".to_string());
    }
    if state.stack[state.stack.len() - count..].iter().all(|kind| kind.takes_room()) {
        Ok(())
    } else {
        Err("moves a function or a range on the stack".to_string())
    }
}
