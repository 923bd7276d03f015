//! The registers of AArch64: names, what may be allocated, and what a call keeps.
//!
//! Number 31 is the stack pointer or zero, as the instruction says. `x16` and `v31` are the scratch
//! registers: the platform gives `x16` and `x17` to linkers' stubs, so that no convention uses
//! them; `x16` carries the number of an exit, and `x17` is for emission within one instruction. `x18`
//! belongs to some systems, `x29` to debuggers as the frame pointer, and `x30` has the return address. The
//! others are for allocation: first those that calls destroy, since a function must save the rest
//! before it uses them.

use crate::allocate::MachineEnv;
use crate::calling_convention::Registers;
use crate::lir::{PReg, PRegSet};

const fn x(number: u8) -> PReg {
    PReg::int(number)
}

const fn v(number: u8) -> PReg {
    PReg::float(number)
}

/// Emission's own, within an instruction.
pub const SCRATCH: PReg = x(16);
/// Emission's second, never seen by an allocator.
pub const SECOND_SCRATCH: PReg = x(17);
/// The same for floating point.
pub const FLOAT_SCRATCH: PReg = v(31);
/// The link register: where a call returns to.
pub const LINK: PReg = x(30);

/// What must be kept for the caller. Of `v8` to `v15` that is the low 64 bits.
pub const CALLEE_SAVED: PRegSet = PRegSet::of(&[
    x(19),
    x(20),
    x(21),
    x(22),
    x(23),
    x(24),
    x(25),
    x(26),
    x(27),
    x(28),
    v(8),
    v(9),
    v(10),
    v(11),
    v(12),
    v(13),
    v(14),
    v(15),
]);

#[rustfmt::skip]
const INT: &[PReg] = &[
    x(0), x(1), x(2), x(3), x(4), x(5), x(6), x(7), x(8), x(9), x(10), x(11), x(12), x(13), x(14), x(15),
    x(19), x(20), x(21), x(22), x(23), x(24), x(25), x(26), x(27), x(28),
];

#[rustfmt::skip]
const FLOAT: &[PReg] = &[
    v(0), v(1), v(2), v(3), v(4), v(5), v(6), v(7), v(16), v(17), v(18), v(19), v(20), v(21), v(22), v(23),
    v(24), v(25), v(26), v(27), v(28), v(29), v(30),
    v(8), v(9), v(10), v(11), v(12), v(13), v(14), v(15),
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
    int: &[x(0), x(1), x(2), x(3), x(4), x(5), x(6), x(7)],
    float: &[v(0), v(1), v(2), v(3), v(4), v(5), v(6), v(7)],
};

/// Registers of results: the same.
pub const RESULTS: Registers = PARAMETERS;

/// The name of a register with 64 bits.
pub fn name(register: PReg) -> &'static str {
    #[rustfmt::skip]
    const NAMES: [[&str; 32]; 2] = [
        [
            "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14",
            "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27",
            "x28", "x29", "x30", "sp",
        ],
        [
            "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10", "d11", "d12", "d13", "d14",
            "d15", "d16", "d17", "d18", "d19", "d20", "d21", "d22", "d23", "d24", "d25", "d26", "d27",
            "d28", "d29", "d30", "d31",
        ],
    ];
    NAMES[register.class() as usize][usize::from(register.number())]
}
