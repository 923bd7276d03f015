//! Exit maps: how a function is left by the side, and where its values are at that moment.
//!
//! In the instruction stream an exit is one conditional jump to a stub behind the function's end.
//! The stub says its number and calls the *exit handler*, of which a program has one:
//!
//! ```text
//!   add  rax, rcx                       stub7: mov  r11d, 7           (AArch64: w16)
//!   jo   stub7                                 call exit handler
//!                                              jmp  the epilogue of this function
//!
//!   exit handler: write every register to a SavedRegisters on the stack
//!                 call runtime(saved, number)
//!                 read the result registers from saved.results; ret
//! ```
//!
//! On AArch64 a call overwrites the return address of a function that has not saved it; the stubs of
//! such a function put it in `x17` first, which the handler keeps, and its epilogue behind the stubs
//! returns there.
//!
//! So the runtime sees the machine as it was, finds by the number an [`ExitMap`], rebuilds the
//! interpreter's frames from the places in it, goes on interpreting, and puts what the function
//! returns where the handler will load it. To the caller nothing happened but that the call took
//! longer. The frame of the function stays until its epilogue, so spill slots can be read.
//!
//! A **trap** needs no map: its number is `TRAP` plus its code, so that an executable, which
//! carries no maps, can call a routine that knows what to say. The address to which the call would
//! return tells where it was, by the source map.
//!
//! A **call that names a frame** leaves by nothing, so it has no stub: its map says where the caller's
//! values are while it waits, and is found by the address to which the call returns. From the function
//! that left one goes up frame by frame, restoring the registers that each has saved.

use stage2::entity::{Exit, Slot, Value};
use stage2::ir::Type;

use crate::allocate::Allocation;

/// Numbers from here on are traps: the code of the trap is in the lower bits, see [`trap_number`].
pub const TRAP: u32 = 1 << 31;

/// The number with which a trap leaves.
pub fn trap_number(code: stage2::ir::TrapCode) -> u32 {
    use stage2::ir::TrapCode;
    match code {
        TrapCode::User(user) => TRAP | 0x100 | u32::from(user),
        code => {
            let index = TrapCode::ALL.iter().position(|(other, _)| *other == code);
            TRAP | index.expect("every code but User is in the list") as u32
        }
    }
}

/// The code of a trap, from the number with which it leaves.
pub fn trap_code(number: u32) -> Option<stage2::ir::TrapCode> {
    use stage2::ir::TrapCode;
    let code = number.checked_sub(TRAP)?;
    match code.checked_sub(0x100) {
        Some(user) => Some(TrapCode::User(u8::try_from(user).ok()?)),
        None => TrapCode::ALL.get(code as usize).map(|(code, _)| *code),
    }
}

/// An exit stub before allocation: an exit of the IR, and how to find each value of its state.
#[derive(Clone, PartialEq, Debug)]
pub struct ExitSketch {
    /// The exit of the IR.
    pub exit: Exit,
    /// The trap's code, or `None` for one with frames.
    pub trap: Option<stage2::ir::TrapCode>,
    /// The values that the frames name, each once, by increasing number.
    pub values: Vec<(Value, Type, Sketched)>,
}

/// A value of an exit's state before allocation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sketched {
    /// In the state operand of this index, counting state operands only.
    Operand(u32),
    /// It is this number, the bits of it for floating point.
    Constant(u64),
    /// It is the address of a stack slot of the program, plus an offset.
    SlotAddr(Slot, i32),
}

/// What the runtime has to know of an exit stub with frames.
#[derive(Clone, PartialEq, Debug)]
pub struct ExitMap {
    /// The number with which the stub leaves.
    pub number: u32,
    /// The exit of the IR, whose frames name values and slots.
    pub exit: Exit,
    /// Where its values are.
    pub values: Vec<(Value, Type, ValueLocation)>,
    /// Where the stub begins in the function's code; for a call that waits, where it returns to.
    pub stub: u32,
}

// ANCHOR: value_location
/// Where a value is when the function leaves. Bits above its type's width are unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueLocation {
    /// In a register, by [`PReg::index`](crate::lir::PReg::index) into [`SavedRegisters`].
    Register(crate::lir::PReg),
    /// In memory, so many bytes above [`SavedRegisters::stack_pointer`].
    Stack(u32),
    /// It is this number.
    Constant(u64),
    /// It is an address, so many bytes above [`SavedRegisters::stack_pointer`].
    StackAddress(u32),
}
// ANCHOR_END: value_location

/// The machine when a function left, and what it shall return. Written and read by the exit handler.
#[repr(C)]
#[derive(Clone, Debug)]
pub struct SavedRegisters {
    /// Integer registers by number; those that the ISA does not have, its stack pointer and its
    /// scratch registers mean nothing.
    pub int: [u64; 32],
    /// Floating-point registers by number, the low 64 bits.
    pub float: [u64; 32],
    /// The stack pointer of the function that left, as it is between prologue and epilogue.
    pub stack_pointer: u64,
    /// The address behind the stub's call.
    pub return_address: u64,
    /// The integer results of the function that left, for its result registers in order.
    pub int_results: [u64; 8],
    /// The floating-point results of the function that left, for its result registers in order.
    pub float_results: [u64; 8],
}

/// The runtime's side of the exit handler.
///
/// The answer 0 means: return to the caller of the function that left, with the results that were put
/// into `saved`. Another is the stack pointer of an *enter stub*, as it wrote it to its context:
/// everything that was called since is abandoned, and the stub returns.
pub type ExitRuntime = unsafe extern "C" fn(saved: *mut SavedRegisters, number: u32) -> usize;

/// Code that compiled functions need to be entered and left, one for a program.
#[derive(Clone, Debug)]
pub struct SupportCode {
    /// The code; the exit handler is its first byte.
    pub code: Vec<u8>,
    /// Where the enter stub begins: `extern "C" fn(context: *mut usize, function, first, second)`. It
    /// saves what the platform's convention says, writes its stack pointer to `context`, and calls
    /// `function(first, second)`.
    pub enter: u32,
}

impl ValueLocation {
    /// Where an operand is. `slot_offset` is where the spill slots begin above the stack pointer.
    pub fn of(place: Allocation, slot_offset: u32) -> Option<ValueLocation> {
        match place {
            Allocation::Register(register) => Some(ValueLocation::Register(register)),
            Allocation::Spill(slot) => Some(ValueLocation::Stack(slot_offset + 8 * slot.0)),
            Allocation::Nowhere => None,
        }
    }
}
