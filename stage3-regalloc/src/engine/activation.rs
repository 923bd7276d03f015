//! Entering compiled code, and what happens when it leaves.
//!
//! An *activation* is the time between the interpreter's entering a unit and that unit's end; units that
//! it calls directly belong to it. When one of them leaves by an exit, there are two cases:
//!
//! ```text
//!   interpreter ─► entry ─► f ──exit               f is the unit that was entered: the activation
//!                                                  ends, and the interpreter goes on with f's frame
//!
//!   interpreter ─► entry ─► f ─► g ──exit          f waits for g: the rest of g is interpreted
//!                            ◄───────┘             here, and its result is returned to f
//! ```
//!
//! The exit map says where every value of the state is: in a register that the handler has saved, in
//! the frame of the function, or known. An exception that a helper has raised is pending in the
//! [`context`]; when g ends with one, it returns the tag that says so, and f's guard behind the
//! call leaves too. So exceptions unwind through compiled frames one by one.
//!
//! The collector finds what compiled code holds on the native stack. While values are in vectors
//! here, it is off. Judged by the corpus, with exits forced and with a collection at every allocation.
#![allow(unsafe_code)] // calls machine code, reads its frames

use std::cell::Cell;
use std::rc::Rc;

use stage1::error::{Result, Unwind};
use stage1::interpreter::Interpreter as Python;
use stage1::interrupt;
use stage1::value::Value as PythonValue;
use stage2::entity::{Entity, Slot, Value};
use stage2::interpret::{ExitReport, MaterialisedFrame};
use stage2::ir::{ExitData, StateValue};
use stage2::runtime::context::{self, Pair};
use stage2::runtime::{RAISED, bodies, link};
use stage2::tier::{Compiled, NATIVE_ROOM, Ran, fault};

use super::MachineTier;
use super::links::Callee;
use super::prepare::Code;
use crate::exit_map::{ExitMap, SavedRegisters, ValueLocation, trap_code};
use crate::lir::RegClass;

/// Compiled code that was entered.
struct Activation {
    /// The stack pointer of the enter stub.
    stack_pointer: usize,
    tier: *const MachineTier,
    python: *mut Python,
    unit: *const Code,
    left: Option<Left>,
}

/// How an activation ended that did not return.
enum Left {
    Exit(ExitReport),
    Failed(Unwind),
}

thread_local! {
    /// The innermost activation.
    static CURRENT: Cell<*mut Activation> = const { Cell::new(std::ptr::null_mut()) };
}

/// Runs a unit.
pub fn run(
    tier: &MachineTier,
    python: &mut Python,
    unit: &Rc<Compiled<Code>>,
    words: &[u64],
) -> Ran {
    type Enter = extern "C" fn(*mut usize, *const u8, *const u64, *mut u64);
    let code = &unit.code;
    let before = python.before_compiled(NATIVE_ROOM);
    let mut results = [0u64; 2];
    let (left, pending) = context::within(python, tier, |python| {
        let mut activation = Activation { stack_pointer: 0, tier, python, unit: code, left: None };
        let context: *mut Activation = &mut activation;
        let outer = CURRENT.replace(context);
        let (memory, enter) = code.enter();
        // SAFETY: the enter stub is a C function of this type, and the entry function reads as many
        // words as the unit's parameters have and writes two. The unit computes only addresses of
        // objects that the program has, of their elements within the bounds it has checked, and
        // of what was linked; that is the translation's business.
        unsafe {
            let enter = memory.function::<Enter>(enter);
            let stack_pointer = &raw mut (*context).stack_pointer;
            enter.call(stack_pointer, code.entry(), words.as_ptr(), results.as_mut_ptr());
        }
        CURRENT.set(outer);
        // SAFETY: it is ours, and the code that knew it has ended.
        unsafe { (*context).left.take() }
    });
    python.after_compiled(before);
    match left {
        Some(Left::Exit(report)) => Ran::Left(report, pending),
        Some(Left::Failed(unwind)) => Ran::Failed(unwind),
        None if results[0] != RAISED => {
            let [tag, payload] = results;
            // SAFETY: a unit returns a value.
            Ran::Returned(unsafe { bodies::value(tag, payload) })
        }
        None => Ran::Failed(fault("a unit returned no value".to_string())),
    }
}

/// The runtime's side of the exit handler.
///
/// # Safety
/// Called by the exit handler of code that [`run`] has entered.
pub unsafe extern "C" fn leave(saved: *mut SavedRegisters, number: u32) -> usize {
    // SAFETY: an activation is going on, whose interpreter and tier nobody uses meanwhile; `saved`
    // is the handler's own, and the unit that was entered is kept as long as the tier lives.
    let (activation, saved) = unsafe { (&mut *CURRENT.get(), &mut *saved) };
    // SAFETY: as above.
    let (tier, python, entered) =
        unsafe { (&*activation.tier, &mut *activation.python, &*activation.unit) };
    let unit = tier.executor.unit_of_exit(number).filter(|_| trap_code(number).is_none());
    // SAFETY: the frame of the unit is still there.
    let found = unit.and_then(|unit| unsafe { Some((report(&unit.code, number, saved)?, unit)) });
    let Some((mut report, unit)) = found else {
        let what = format!("compiled code was left by exit {number:#x}, which has no map");
        activation.left = Some(Left::Failed(fault(what)));
        return activation.stack_pointer;
    };
    let code = &unit.code;
    let frame_end = saved.stack_pointer as usize + code.function.incoming_at as usize;
    let is_entered = frame_end == activation.stack_pointer - entered.entry_frame as usize;
    let mut ended = None;
    match &code.levels {
        Some(levels) if levels.entry_exit == report.exit => {
            ended = interrupt::take(&mut python.heap);
            if ended.is_none() && python.frames_left() == 0 {
                ended = Some(Python::too_deep());
            }
        }
        levels => {
            let forced = code.forced_exit(report.exit);
            report.exit = forced.unwrap_or(report.exit);
            tier.note_exit(python, &unit, &report, forced.is_some());
            if !is_entered && levels.is_some_and(|levels| levels.takes_level) {
                python.give_back_levels(1);
            }
        }
    }
    if is_entered {
        if ended.is_none() {
            python.heap.set_enabled(false);
        }
        activation.left = Some(ended.map_or(Left::Exit(report), Left::Failed));
        return activation.stack_pointer;
    }
    let result = match ended {
        Some(unwind) => Err(unwind),
        None => {
            python.heap.set_enabled(false);
            // SAFETY: compiled code is running.
            let pending = unsafe { context::take_pending() };
            tier.go_on(python, PythonValue::UNDEFINED, &report, pending)
        }
    };
    let Pair { tag, payload } = pair(result);
    saved.int_results[..2].copy_from_slice(&[tag, payload]);
    0
}

/// What compiled code is given that has called a function.
fn pair(result: Result<PythonValue>) -> Pair {
    match result {
        Ok(value) => value.into(),
        // SAFETY: compiled code is running.
        Err(unwind) => unsafe { context::raise(unwind, true) },
    }
}

/// Calls a function that has no code for these kinds of arguments, for compiled code.
///
/// # Safety
/// Called by a stub of the callee, with the words of its arguments, by code that [`run`] has entered.
pub unsafe extern "C" fn ask(callee: *const Callee, words: *const u64) -> Pair {
    // SAFETY: as for `leave`; the code that calls the stub keeps the callee.
    let (activation, callee) = unsafe { (&*CURRENT.get(), &*callee) };
    // SAFETY: as above; the stub has written so many words.
    let (tier, python, words) = unsafe {
        let words = std::slice::from_raw_parts(words, callee.words);
        (&*activation.tier, &mut *activation.python, words)
    };
    let values = link::values(&callee.kinds, words);
    pair(tier.call_from_compiled(python, None, callee.code, &values, Some(&callee.kinds)))
}

/// What the interpreter is given.
///
/// # Safety
/// The code has left with this number, and its frame is still there.
unsafe fn report(code: &Code, number: u32, saved: &SavedRegisters) -> Option<ExitReport> {
    let map = code.function.exits.get((number - code.first_exit) as usize)?;
    let ExitData::Frames(leaving, frames) = &code.body().exits[map.exit] else { return None };
    let mut all = Vec::with_capacity(frames.len());
    for frame in frames {
        let mut variables = Vec::with_capacity(frame.entries.len());
        for entry in &frame.entries {
            // SAFETY: the caller's.
            let bits = unsafe {
                match entry.value {
                    StateValue::Value(one) => [value(map, one, saved)?, 0],
                    StateValue::Pair(first, second) => {
                        [value(map, first, saved)?, value(map, second, saved)?]
                    }
                    StateValue::Constant(number) => [number as u64, 0],
                    StateValue::Slot(slot) => [slot_word(code, slot, saved), 0],
                }
            };
            variables.push((entry.index, entry.representation, bits));
        }
        let (function, offset) = (frame.function.clone(), frame.offset);
        all.push(MaterialisedFrame { function, offset, variables });
    }
    let function = code.linked.unit.func;
    Some(ExitReport { function, exit: map.exit, trap: None, leaving: Some(*leaving), frames: all })
}

/// The bits of a value.
///
/// # Safety
/// As for [`report`].
unsafe fn value(map: &ExitMap, value: Value, saved: &SavedRegisters) -> Option<u64> {
    let index = map.values.binary_search_by_key(&value, |(other, ..)| *other).ok()?;
    let (_, ty, location) = map.values[index];
    let bits = match location {
        ValueLocation::Constant(number) => number,
        ValueLocation::StackAddress(offset) => saved.stack_pointer + u64::from(offset),
        ValueLocation::Register(register) => {
            let registers = match register.class() {
                RegClass::Int => &saved.int,
                RegClass::Float => &saved.float,
            };
            registers[usize::from(register.number())]
        }
        ValueLocation::Stack(offset) => {
            let address = (saved.stack_pointer + u64::from(offset)) as *const u64;
            // SAFETY: the caller's.
            unsafe { address.read_unaligned() }
        }
    };
    Some(bits & ty.mask())
}

/// What a slot of the function holds.
///
/// # Safety
/// As for [`report`].
unsafe fn slot_word(code: &Code, slot: Slot, saved: &SavedRegisters) -> u64 {
    let at = code.function.slots_at[slot.index()];
    let size = code.body().slots[slot].size.min(8) as usize;
    let address = (saved.stack_pointer + u64::from(at)) as *const u8;
    let mut bytes = [0; 8];
    // SAFETY: the caller's.
    unsafe { std::ptr::copy_nonoverlapping(address, bytes.as_mut_ptr(), size) };
    u64::from_le_bytes(bytes)
}
