//! The registers of x86-64: names, what may be allocated, and what a call keeps.
//!
//! `rsp` is the stack pointer and there is no frame pointer. `r11` and `xmm15` are the scratch
//! registers: System V gives `r11` to linkers' stubs, so that no convention uses it, and it carries
//! the number of an exit. The others are for allocation: first those that calls destroy, since
//! a function must save the rest before it uses them, and of those the ones without a REX prefix.

use crate::allocate::MachineEnv;
use crate::calling_convention::Registers;
use crate::lir::{PReg, PRegSet};

pub const RAX: PReg = PReg::int(0);
pub const RCX: PReg = PReg::int(1);
pub const RDX: PReg = PReg::int(2);
pub const RBX: PReg = PReg::int(3);
pub const RBP: PReg = PReg::int(5);
pub const RSI: PReg = PReg::int(6);
pub const RDI: PReg = PReg::int(7);
pub const R8: PReg = PReg::int(8);
pub const R9: PReg = PReg::int(9);
pub const R10: PReg = PReg::int(10);
pub const R11: PReg = PReg::int(11);
pub const R12: PReg = PReg::int(12);
pub const R13: PReg = PReg::int(13);
pub const R14: PReg = PReg::int(14);
pub const R15: PReg = PReg::int(15);

const fn xmm(number: u8) -> PReg {
    PReg::float(number)
}

/// Emission's own, within an instruction.
pub const SCRATCH: PReg = R11;
/// The same for floating point.
pub const FLOAT_SCRATCH: PReg = xmm(15);

/// What must be kept for the caller.
pub const CALLEE_SAVED: PRegSet = PRegSet::of(&[RBX, RBP, R12, R13, R14, R15]);

const INT: &[PReg] = &[RAX, RCX, RDX, RSI, RDI, R8, R9, R10, RBX, RBP, R12, R13, R14, R15];

const FLOAT: &[PReg] = &[
    xmm(0),
    xmm(1),
    xmm(2),
    xmm(3),
    xmm(4),
    xmm(5),
    xmm(6),
    xmm(7),
    xmm(8),
    xmm(9),
    xmm(10),
    xmm(11),
    xmm(12),
    xmm(13),
    xmm(14),
];

/// What the allocators have to know.
pub static ENVIRONMENT: MachineEnv = MachineEnv {
    allocatable: [INT, FLOAT],
    callee_saved: CALLEE_SAVED,
    scratch: [SCRATCH, FLOAT_SCRATCH],
};

/// What a call destroys: everything else.
pub fn clobbered_by_calls() -> PRegSet {
    PRegSet::of(INT).union(PRegSet::of(FLOAT)).difference(CALLEE_SAVED)
}

/// Registers of parameters.
pub const PARAMETERS: Registers = Registers {
    int: &[RDI, RSI, RDX, RCX, R8, R9],
    float: &[xmm(0), xmm(1), xmm(2), xmm(3), xmm(4), xmm(5), xmm(6), xmm(7)],
};

/// Registers of results: C's two, and those that calls destroy anyway.
pub const RESULTS: Registers =
    Registers { int: &[RAX, RDX, RCX, RSI, RDI, R8, R9, R10], float: PARAMETERS.float };

/// The name of a register with 64 bits.
pub fn name(register: PReg) -> &'static str {
    const NAMES: [[&str; 16]; 2] = [
        [
            "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11",
            "r12", "r13", "r14", "r15",
        ],
        [
            "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
            "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15",
        ],
    ];
    NAMES[register.class() as usize][usize::from(register.number() & 15)]
}
