//! AArch64, with the calling convention of its procedure call standard (AAPCS64).

use stage0::Isa;

use super::Machine;
use super::call::Calls;
use crate::allocate::{MachineEnv, Output};
use crate::calling_convention::Registers;
use crate::compile::{CompileError, CompiledFunction};
use crate::exit_map::SupportCode;
use crate::lir::{Lowered, PReg, PRegSet};
use crate::lower::{Lower, Source};

mod emit;
mod encode;
mod frame;
mod operation;
pub(super) mod registers;
mod select;
mod support;

pub use operation::{Alu, Condition, Op, Size};

/// The instruction set.
#[derive(Clone, Copy, Debug)]
pub struct A64;

impl Machine for A64 {
    type Op = Op;

    const ISA: Isa = Isa::A64;

    fn environment() -> &'static MachineEnv {
        &registers::ENVIRONMENT
    }

    fn register_name(register: PReg) -> &'static str {
        registers::name(register)
    }

    fn select(lower: Lower<'_, Op>) -> Result<Lowered<Op>, CompileError> {
        select::select(lower)
    }

    fn emit(
        source: &Source,
        lowered: &Lowered<Op>,
        output: &Output,
        first_exit: u32,
    ) -> Result<CompiledFunction, CompileError> {
        emit::emit(source, lowered, output, first_exit)
    }

    fn support_code(runtime: u64) -> SupportCode {
        support::support_code(runtime)
    }

    fn veneer_through(word: u64) -> Vec<u8> {
        support::veneer_through(word)
    }

    fn veneer(target: u64) -> Vec<u8> {
        support::veneer(target)
    }
}

impl Calls for Op {
    const PARAMETERS: Registers = registers::PARAMETERS;
    const RESULTS: Registers = registers::RESULTS;
    const TAKE_PARAMETERS: Op = Op::Parameters;
    const RETURN: Op = Op::Return;

    fn clobbers() -> PRegSet {
        registers::clobbered_by_calls()
    }

    fn stack_parameter(offset: u32) -> Op {
        Op::StackParameter(offset)
    }

    fn store_outgoing(offset: u32) -> Op {
        Op::StoreOutgoing(offset)
    }

    fn load_outgoing(offset: u32) -> Op {
        Op::LoadOutgoing(offset)
    }

    fn store_result(offset: u32) -> Op {
        Op::StoreResult(offset)
    }
}
