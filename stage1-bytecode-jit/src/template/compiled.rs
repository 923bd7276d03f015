//! Compiled units: machine code in executable memory, and the one call into it.

use std::sync::Arc;

use stage0::ExecutableMemory;

use super::{CompileError, Form, Isa, MachineCode, Resolved, Unit};
use crate::code_object::CodeObject;
use crate::pseudo::{BailReason, ResultKind, SCRATCH_REGISTERS};

/// What came of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// An `int`.
    Int(i64),
    /// A `bool`.
    Bool(bool),
    /// Nothing: the call is to be made again in the interpreter.
    Bailed(BailReason),
}

/// A unit that can be called on this machine.
#[derive(Debug)]
pub struct CompiledUnit {
    unit: Unit,
    code: MachineCode,
    memory: ExecutableMemory,
}

/// What compiled code shares with the call into it; the trampolines know these offsets.
#[repr(C)]
struct Context {
    /// In: how many calls may be active at once.
    depth_left: i64,
    /// Out: the result.
    result: i64,
}

/// The arguments, the context, and the address of the function to call; the result is 0 or a
/// [`BailReason`].
type Trampoline =
    unsafe extern "C" fn(*const [i64; SCRATCH_REGISTERS as usize], *mut Context, *const u8) -> u64;

/// More than any trampoline takes of the native stack, in bytes.
const TRAMPOLINE_BYTES: usize = 256;

impl CompiledUnit {
    /// Compiles a function and everything it calls for this machine.
    ///
    /// # Errors
    /// When one of the functions is not covered, which is the normal case for most functions of
    /// a program, or when this machine is not.
    pub fn compile(
        root: &Arc<CodeObject>,
        identity: u64,
        resolve: &dyn Fn(&str) -> Resolved,
    ) -> Result<CompiledUnit, CompileError> {
        CompiledUnit::link(Unit::new(root, identity, resolve)?, Form::After)
    }

    /// Makes machine code of a unit and puts it into executable memory.
    ///
    /// # Errors
    /// When there is no way to: see [`CompileError`].
    pub fn link(unit: Unit, form: Form) -> Result<CompiledUnit, CompileError> {
        let isa = Isa::host().ok_or(CompileError::UnknownMachine)?;
        let code = unit.assemble(isa, form)?;
        let memory = ExecutableMemory::new(&code.bytes).map_err(CompileError::Memory)?;
        Ok(CompiledUnit { unit, code, memory })
    }

    /// The functions in all their forms; a function's place in the list is its entry.
    #[must_use]
    pub fn unit(&self) -> &Unit {
        &self.unit
    }

    /// The machine code.
    #[must_use]
    pub fn code(&self) -> &MachineCode {
        &self.code
    }

    /// The most native stack that a call with this many levels takes, in bytes. Who calls makes
    /// sure that there is so much.
    #[must_use]
    pub fn stack_bytes(&self, depth_left: u32) -> usize {
        let frame = self.code.functions.iter().map(|function| function.frame_bytes).max();
        TRAMPOLINE_BYTES + frame.unwrap_or(0) * depth_left as usize
    }

    /// Calls a function of the unit. At most `depth_left` calls are active at once, this one
    /// included; one more bails.
    ///
    /// # Panics
    /// When the number of arguments is not the number of parameters.
    #[must_use]
    pub fn call(&self, entry: usize, arguments: &[i64], depth_left: u32) -> Outcome {
        let function = &self.unit.functions[entry].before;
        assert_eq!(arguments.len(), usize::from(function.parameters), "calling {}", function.name);
        let mut registers = [0; SCRATCH_REGISTERS as usize];
        registers[..arguments.len()].copy_from_slice(arguments);
        let mut context = Context { depth_left: i64::from(depth_left), result: 0 };
        let target = self.memory.entry(self.code.functions[entry].start);
        // SAFETY: the bytes at offset 0 are the trampoline that `assemble` writes for this
        // machine, which has this type and the C calling convention, and `target` is a function of
        // the same unit. Both read and write only the two objects passed here, which outlive the
        // call, and the native stack, which `stack_bytes` bounds. The memory is executable as
        // long as `self` lives.
        let status = unsafe {
            let enter: Trampoline = std::mem::transmute(self.memory.entry(0));
            enter(&registers, &mut context, target)
        };
        let bailed = BailReason::ALL.into_iter().find(|reason| *reason as u64 == status);
        match (bailed, function.result) {
            (Some(reason), _) => Outcome::Bailed(reason),
            (None, ResultKind::Int) => Outcome::Int(context.result),
            (None, ResultKind::Bool) => Outcome::Bool(context.result != 0),
        }
    }
}
