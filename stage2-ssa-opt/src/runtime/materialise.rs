//! From what an exit reports to frames of the bytecode interpreter.
//!
//! ```text
//!   ExitReport: sum.2+14 [0: 0x7f… list, 1: 5 int, 4: (5, 9) range_iterator]
//!        │   allocate what is not there (iterators, whose state was in two registers)
//!        ▼
//!   FrameImages, outermost first: code, instruction, locals, operands
//! ```
//!
//! An exit of the kind `result` is finished here: its outcome is pushed and the frame moved behind its
//! bytecode, or the exception that is pending is the answer.
//!
//! Nothing is collected meanwhile, because the values lie in vectors. Judged by the corpus with
//! every exit forced.
#![allow(unsafe_code)] // values are made from the words that a unit has computed

use std::cell::Cell;

use stage1::error::Unwind;
use stage1::interpreter::{CodeRef, FrameImage, Interpreter};
use stage1::object::iterator::{IteratorObject, IteratorState};
use stage1::object::list::ListObject;
use stage1::value::{Tag, Value};

use super::bodies::value;
use super::{RAISED, unit};
use crate::interpret::{ExitReport, MaterialisedFrame};
use crate::ir::{Leaving, Representation};

/// A frame that is ready to be pushed.
#[derive(Debug)]
pub struct Frame {
    code: CodeRef,
    instruction: u32,
    locals: Vec<Value>,
    operands: Vec<Value>,
}

impl Frame {
    /// As the interpreter wants it.
    pub fn image(&self) -> FrameImage<'_> {
        FrameImage {
            code: self.code,
            instruction: self.instruction,
            locals: &self.locals,
            operands: &self.operands,
        }
    }
}

/// How the interpreter goes on.
#[derive(Debug)]
pub struct Continuation {
    /// Its frames, outermost first.
    pub frames: Vec<Frame>,
    /// What the topmost begins with, and whether that adds a traceback entry.
    pub raising: Option<(Unwind, bool)>,
}

/// Rebuilds the frames that an exit reports. `pending` is the exception that was pending when it was
/// taken.
///
/// The caller must keep the collector off until the frames are pushed.
///
/// # Errors
/// When the report does not fit the code objects; the text says how.
///
/// # Safety
/// The words are those of values, as the representations say.
pub unsafe fn continuation(
    interpreter: &mut Interpreter,
    report: &ExitReport,
    pending: Option<(Unwind, bool)>,
) -> Result<Continuation, String> {
    let Some(leaving) = report.leaving else {
        return Err(format!("compiled Python was left by {report}"));
    };
    let mut frames = Vec::with_capacity(report.frames.len());
    let mut raised = leaving == Leaving::Raise;
    for (depth, state) in report.frames.iter().enumerate() {
        let outcome = depth == 0 && leaving == Leaving::Result;
        // SAFETY: the caller's.
        frames.push(unsafe { frame(interpreter, state, depth == 0, outcome, &mut raised)? });
    }
    frames.reverse();
    let raising = if raised {
        Some(pending.ok_or_else(|| format!("no exception is pending: {report}"))?)
    } else {
        None
    };
    Ok(Continuation { frames, raising })
}

/// # Safety
/// As for [`continuation`].
unsafe fn frame(
    interpreter: &mut Interpreter,
    state: &MaterialisedFrame,
    innermost: bool,
    has_outcome: bool,
    raised: &mut bool,
) -> Result<Frame, String> {
    let wrong = |what: &str| format!("{what} in the state of {}+{}", state.function, state.offset);
    let code = unit::frame_code(&state.function).and_then(|number| interpreter.executable(number));
    let code = code.ok_or_else(|| wrong("no code object"))?;
    let instruction = state.offset;
    let depth = code.code.stack_depths.get(instruction as usize).copied();
    let depth = depth.ok_or_else(|| wrong("no instruction"))? as usize;
    let local_count = code.local_count();
    let limit = local_count + code.code.stack_size as usize;
    let mut slots = vec![Value::UNDEFINED; limit];
    let mut variables = &state.variables[..];
    let mut outcome = None;
    if has_outcome {
        let ((index, _, bits), rest) = variables.split_last().ok_or_else(|| wrong("no outcome"))?;
        variables = rest;
        outcome = Some((*index as usize, *bits));
    }
    for &(index, representation, bits) in variables {
        let slot = slots.get_mut(index as usize).ok_or_else(|| wrong("a variable too many"))?;
        // SAFETY: the caller's.
        *slot = unsafe { materialise(interpreter, representation, bits) };
    }
    let operands = slots.split_off(local_count);
    let mut frame = Frame { code, instruction, locals: slots, operands };
    match outcome {
        Some((_, [RAISED, _])) => {
            *raised = true;
            frame.operands.truncate(depth);
        }
        Some((index, [tag, payload])) => {
            let at = index.checked_sub(local_count).filter(|at| *at < frame.operands.len());
            let at = at.ok_or_else(|| wrong("an outcome that is no operand"))?;
            // SAFETY: the caller's.
            frame.operands[at] = unsafe { value(tag, payload) };
            frame.operands.truncate(at + 1);
            frame.instruction += 1;
        }
        None if innermost => frame.operands.truncate(depth),
        None => frame.operands.truncate(code.operands_below_call(instruction)),
    }
    Ok(frame)
}

/// One value.
///
/// # Safety
/// As for [`continuation`].
unsafe fn materialise(
    interpreter: &mut Interpreter,
    representation: Representation,
    [first, second]: [u64; 2],
) -> Value {
    let tag = match representation {
        Representation::Int => Tag::Int,
        Representation::Float => Tag::Float,
        Representation::Bool => return Value::bool(first & 0xff != 0),
        Representation::None => return Value::NONE,
        Representation::BigInt => Tag::BigInt,
        Representation::Str => Tag::Str,
        Representation::Tuple => Tag::Tuple,
        Representation::List => Tag::List,
        Representation::Dict => Tag::Dict,
        Representation::Set => Tag::Set,
        Representation::FrozenSet => Tag::FrozenSet,
        Representation::Range => Tag::Range,
        Representation::Slice => Tag::Slice,
        Representation::Function => Tag::Function,
        Representation::BoundMethod => Tag::BoundMethod,
        Representation::Cell => Tag::Cell,
        Representation::Exception => Tag::Exception,
        Representation::Iterator => Tag::Iterator,
        Representation::DictView => Tag::DictView,
        // SAFETY: the caller's.
        Representation::Tagged => return unsafe { value(first, second) },
        Representation::RangeIterator => {
            let remaining = (second as i64).saturating_sub(first as i64).max(0) as u64;
            let (next, remaining) = (Cell::new(first as i64), Cell::new(remaining));
            return interpreter.heap.iterator(IteratorState::Range { next, step: 1, remaining });
        }
        Representation::ListIterator => {
            // SAFETY: the caller's.
            let list = unsafe { value(Tag::List as u64, first) }.as_object::<ListObject>();
            let index = Cell::new(second as usize);
            return match list {
                Some(list) => interpreter.heap.iterator(IteratorState::List { list, index }),
                None => Value::UNDEFINED,
            };
        }
        Representation::MovedIterator => {
            // SAFETY: the caller's.
            let iterator = unsafe { value(Tag::Iterator as u64, first) };
            move_to(iterator, second);
            return iterator;
        }
    };
    // SAFETY: the caller's.
    unsafe { value(tag as u64, first) }
}

/// Moves an iterator over a range or a list to a position.
fn move_to(iterator: Value, position: u64) {
    let Some(object) = iterator.as_object::<IteratorObject>() else { return };
    match &object.state {
        IteratorState::Range { next, step, remaining } => {
            // How many steps it has gone; the position is one of its numbers or the one behind.
            let distance = i128::from(position as i64) - i128::from(next.get());
            let steps = (distance / i128::from(*step)).max(0) as u64;
            remaining.set(remaining.get().saturating_sub(steps));
            next.set(position as i64);
        }
        IteratorState::List { index, .. } => index.set(position as usize),
        _ => {}
    }
}
