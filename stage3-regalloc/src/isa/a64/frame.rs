//! The frame on AArch64, prologue and epilogue.
//!
//! ```text
//!   incoming_at ──► parameters on the stack       the caller's
//!                   (8 bytes, if need be)
//!                   saved registers, x30 first    in pairs
//!   bytes ────────► stack slots of the program
//!   spills_at ────► spill slots
//!   sp, 0 ────────► arguments on the stack of calls
//! ```
//!
//! The stack pointer is always a multiple of 16: the processor checks it. A call does not push its
//! return address but leaves it in `x30`, which is saved only if the function calls anything. A stub
//! calls the exit handler with `x30` in `x17`, so that exits are no reason. A function that needs nothing of
//! all this has no frame.

use stage0::Isa;
use stage2::ir::Function;
use stage2::opcode::Opcode;

use super::registers::{CALLEE_SAVED, LINK};
use crate::allocate::Output;
use crate::compile::CompileError;
use crate::lir::{Lowered, PReg, RegClass};

/// Where everything is, in bytes above the stack pointer.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The registers that the prologue saves, two at a time from `bytes` on; both of one class.
    pub saved: Vec<(PReg, Option<PReg>)>,
    /// The first spill slot.
    pub spills_at: u32,
    /// The program's stack slots, by number.
    pub slots_at: Vec<u32>,
    /// Where they begin and end all together, multiples of 16 bytes.
    pub slots: (u32, u32),
    /// All below the saved registers, a multiple of 16.
    pub bytes: u32,
    /// The first parameter on the stack: the size of the whole.
    pub incoming_at: u32,
    /// Is `x30` among what is saved?
    pub has_link: bool,
}

impl Frame {
    /// Is there nothing in it, so that none is made?
    pub fn is_empty(&self) -> bool {
        self.saved.is_empty() && self.bytes == 0
    }

    /// Where the saved registers begin above a stack pointer that is moved once for all, or 0 if the
    /// frame is too large for that, or has nothing else: then they are pushed.
    pub fn saved_at(&self) -> u32 {
        if self.saved.is_empty() || self.incoming_at > 504 { 0 } else { self.bytes }
    }
}

/// Lays out the frame of a function.
pub(super) fn layout<Op>(
    function: &Function,
    lowered: &Lowered<Op>,
    output: &Output,
) -> Result<Frame, CompileError> {
    let written = output.written(&lowered.function).intersection(CALLEE_SAVED);
    let of_class = |class| written.iter().filter(move |one: &PReg| one.class() == class);
    let ints: Vec<PReg> =
        lowered.has_calls.then_some(LINK).into_iter().chain(of_class(RegClass::Int)).collect();
    let floats: Vec<PReg> = of_class(RegClass::Float).collect();
    let pairs = ints.chunks(2).chain(floats.chunks(2));
    let saved: Vec<(PReg, Option<PReg>)> =
        pairs.map(|pair| (pair[0], pair.get(1).copied())).collect();
    let spills_at = u64::from(lowered.outgoing_bytes);
    let mut end = spills_at + 8 * u64::from(output.spill_slots);
    let mut slots_at = Vec::with_capacity(function.slots.len());
    let aligned = function.slots.values().map(|slot| slot.align).max().unwrap_or(1);
    if aligned > 16 {
        let what = "a stack slot is aligned to more than 16 bytes".to_string();
        return Err(CompileError::Unsupported(Isa::A64, Opcode::SlotAddr, what));
    }
    if !function.slots.is_empty() {
        end = end.next_multiple_of(16);
    }
    let slots_start = end;
    for slot in function.slots.values() {
        end = end.next_multiple_of(u64::from(slot.align.max(1)));
        slots_at.push(end.min(u64::from(u32::MAX)) as u32);
        end += u64::from(slot.size);
    }
    let bytes = end.next_multiple_of(16);
    if bytes > 1 << 28 {
        return Err(CompileError::TooLarge);
    }
    let slots_end = if function.slots.is_empty() { slots_start } else { bytes };
    Ok(Frame {
        incoming_at: bytes as u32 + 16 * saved.len() as u32,
        saved,
        spills_at: spills_at as u32,
        slots_at,
        slots: (slots_start as u32, slots_end as u32),
        bytes: bytes as u32,
        has_link: lowered.has_calls,
    })
}
