//! The trap routine: what a program does when it traps.
//!
//! Exit stubs call the exit handler, and that calls `@trap_routine(code: i32, pc: ptr, stack_pointer: ptr,
//! link: ptr)`, which does not return. A module that defines a function of this name has its own; all others
//! get the one in `trap.ir`, which says what happened and where, and ends the program with status 2. The
//! code is [`crate::exit_map::trap_number`] without its highest bit. Judged by `tests/executables.rs`.

use stage0::Isa;
use stage2::entity::FuncRef;
use stage2::ir::{Module, Reference, Signature, TrapCode, Type};
use stage2::text::parse;

use super::build_error::BuildError;
use super::{freestanding, merge};

/// The name of the routine that traps call.
pub const TRAP_ROUTINE: &str = "trap_routine";

/// The signature of the trap routine: code, address, stack pointer, link register.
pub fn trap_signature() -> Signature {
    Signature::new(&[Type::I32, Type::Ptr, Type::Ptr, Type::Ptr], &[])
}

/// The function that traps call; the usual one, if the module has none.
pub(super) fn trap_routine(module: &mut Module, isa: Isa) -> Result<FuncRef, BuildError> {
    match module.lookup(TRAP_ROUTINE) {
        Some(Reference::Function(func)) => {
            let fits = module.functions[func].signature == trap_signature();
            return if fits { Ok(func) } else { Err(BuildError::Signature(TRAP_ROUTINE.into())) };
        }
        Some(Reference::Data(_)) => return Err(BuildError::Signature(TRAP_ROUTINE.into())),
        None => {}
    }
    let usual = usual_trap_routine(isa);
    merge::append(module, &usual).map_err(BuildError::Merge)?;
    module.function(TRAP_ROUTINE).ok_or_else(|| BuildError::NoEntry(TRAP_ROUTINE.into()))
}

/// How many bytes the name of a trap has in `trap.ir`, with zeros behind it.
const NAME_BYTES: usize = 24;

/// The module with the usual trap routine.
///
/// # Panics
/// When `trap.ir` is wrong, which a test would have found.
pub fn usual_trap_routine(isa: Isa) -> Module {
    let names = TrapCode::ALL
        .map(|(_, name)| format!("  \"{name}{}\"", "\\00".repeat(NAME_BYTES - name.len())));
    let [write, exit] = freestanding::write_and_exit(isa);
    let text = include_str!("trap.ir")
        .replace("iconst WRITE", &format!("iconst {write}"))
        .replace("iconst EXIT", &format!("iconst {exit}"))
        .replace("\nNAMES\n", &format!("\n{}\n", names.join("\n")));
    match parse::module(&text) {
        Ok(module) => module,
        Err(mistakes) => panic!("trap.ir: {}", mistakes[0].render("trap.ir", &text)),
    }
}
