//! The frame on x86-64, prologue and epilogue.
//!
//! ```text
//!   incoming_at ──► parameters on the stack       the caller's
//!                   return address
//!                   saved registers               pushed
//!   bytes ────────► stack slots of the program
//!   spills_at ────► spill slots
//!   rsp, 0 ───────► arguments on the stack of calls
//! ```
//!
//! The stack pointer is a multiple of 16 wherever something is called. A function that needs
//! nothing of all this has no frame.

use stage0::Isa;
use stage2::ir::Function;
use stage2::opcode::Opcode;

use super::registers::CALLEE_SAVED;
use crate::allocate::Output;
use crate::compile::CompileError;
use crate::lir::{Lowered, PReg};

/// Where everything is, in bytes above the stack pointer.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The registers that the prologue pushes, in this order.
    pub saved: Vec<PReg>,
    /// The first spill slot.
    pub spills_at: u32,
    /// The program's stack slots, by number.
    pub slots_at: Vec<u32>,
    /// Where they begin and end all together, a multiple of 8 bytes.
    pub slots: (u32, u32),
    /// What is subtracted from the stack pointer.
    pub bytes: u32,
    /// The first parameter on the stack.
    pub incoming_at: u32,
}

impl Frame {
    /// Is there nothing in it, so that none is made?
    pub fn is_empty(&self) -> bool {
        self.saved.is_empty() && self.bytes == 0
    }
}

/// Lays out the frame of a function.
pub(super) fn layout<Op>(
    function: &Function,
    lowered: &Lowered<Op>,
    output: &Output,
) -> Result<Frame, CompileError> {
    let saved: Vec<PReg> =
        output.written(&lowered.function).intersection(CALLEE_SAVED).iter().collect();
    let spills_at = u64::from(lowered.outgoing_bytes);
    let mut end = spills_at + 8 * u64::from(output.spill_slots);
    let mut slots_at = Vec::with_capacity(function.slots.len());
    let aligned = function.slots.values().map(|slot| slot.align).max().unwrap_or(1);
    if aligned > 16 {
        let what = "a stack slot is aligned to more than 16 bytes".to_string();
        return Err(CompileError::Unsupported(Isa::X64, Opcode::SlotAddr, what));
    }
    end = end.next_multiple_of(u64::from(aligned.max(1)));
    let slots_start = end;
    for slot in function.slots.values() {
        end = end.next_multiple_of(u64::from(slot.align.max(1)));
        slots_at.push(end.min(u64::from(u32::MAX)) as u32);
        end += u64::from(slot.size);
    }
    let slots = (slots_start as u32, end.next_multiple_of(8).min(1 << 29) as u32);
    let pushed = 8 + 8 * saved.len() as u64;
    let mut bytes = end.next_multiple_of(8);
    let is_aligned = lowered.has_calls || function.slots.values().any(|slot| slot.align > 8);
    if is_aligned && !(bytes + pushed).is_multiple_of(16) {
        bytes += 8;
    }
    if bytes > 1 << 28 {
        return Err(CompileError::TooLarge);
    }
    let incoming_at = (bytes + pushed) as u32;
    let (spills_at, bytes) = (spills_at as u32, bytes as u32);
    Ok(Frame { saved, spills_at, slots_at, slots, bytes, incoming_at })
}
