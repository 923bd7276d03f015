//! Whole programs: executables and object files with LLVM's code.
//!
//! Everything but the code is stage 3's: `_start`, system calls, the trap routine, the table for tracebacks, data,
//! the ELF file. What LLVM needs besides is [`MEMORY_FUNCTIONS`]: its idiom recognition makes calls of `memset` and
//! `memcpy` out of loops, and a program without a C library must bring its own.
//!
//! Judged by `tests/go_corpus.rs` and `tests/executables.rs`.

use stage2::entity::FuncRef;
use stage2::ir::{ExitData, InstData, Module, TrapCode};
use stage2::text::parse;
use stage3::compile::Options;
use stage3::link::executable::{Executable, executable_with};
use stage3::link::merge;
use stage3::link::object::object_with;
use stage3::link::trap::TRAP_ROUTINE;

use crate::back_end::LlvmBackEnd;
use crate::optimise::{Level, Times};

/// What LLVM calls of its own accord.
pub const MEMORY_FUNCTIONS: [&str; 3] = ["memset", "memcpy", "memmove"];

/// Makes an executable of a verified module: one that begins with `@main`, or with the function `entry`, which gets the
/// initial stack pointer.
///
/// # Errors
/// Why there is none, in words.
pub fn executable(
    module: &mut Module,
    level: Level,
    options: Options,
    entry: Option<&str>,
) -> Result<(Executable, Times), String> {
    executable_by(LlvmBackEnd::new(level).inline_traps(), module, options, entry)
}

/// The same by a back end that was made for it.
///
/// # Errors
/// Why there is none, in words.
pub fn executable_by(
    mut back_end: LlvmBackEnd,
    module: &mut Module,
    options: Options,
    entry: Option<&str>,
) -> Result<(Executable, Times), String> {
    if add_memory_functions(module)? {
        back_end = back_end.with_memory_functions();
    }
    let begin = [entry.unwrap_or("main"), TRAP_ROUTINE].into_iter().chain(MEMORY_FUNCTIONS);
    let roots: Vec<FuncRef> = begin.filter_map(|name| module.function(name)).collect();
    let options = Options { near_data: true, ..options };
    back_end.whole(module, &roots, options).map_err(|error| error.to_string())?;
    let made = executable_with(&back_end, module, options, entry);
    Ok((made.map_err(|error| error.to_string())?, back_end.times()))
}

/// Makes an object file, for a linker that has the C library.
///
/// # Errors
/// Why there is none, in words.
pub fn object(
    module: &mut Module,
    level: Level,
    options: Options,
) -> Result<(Vec<u8>, Times), String> {
    let mut back_end = LlvmBackEnd::new(level).inline_traps();
    if declare_memory_functions(module)? {
        back_end = back_end.with_memory_functions();
    }
    let defined = module.functions.iter().filter(|(_, decl)| decl.body.is_some());
    let all: Vec<FuncRef> = defined.map(|(func, _)| func).collect();
    let options = Options { near_data: true, ..options };
    back_end.whole(module, &all, options).map_err(|error| error.to_string())?;
    let made = object_with(&back_end, module, options);
    Ok((made.map_err(|error| error.to_string())?, back_end.times()))
}

/// Makes a trap of its own number of each exit with frames: an executable has no interpreter to leave for. What only
/// tells an interpreter something goes.
pub fn without_frames(module: &mut Module) {
    for decl in module.functions.values_mut() {
        let Some(body) = &mut decl.body else { continue };
        for (index, exit) in body.exits.values_mut().enumerate() {
            if matches!(exit, ExitData::Frames(..)) {
                *exit = ExitData::Trap(TrapCode::User(index as u8));
            }
        }
        for block in body.layout.clone() {
            let insts = &body.insts;
            let is_anchor = |inst| matches!(insts[inst], InstData::Anchor { .. });
            body.blocks[block].insts.retain(|&inst| !is_anchor(inst));
            for inst in body.blocks[block].insts.clone() {
                if let InstData::CallExit { func, args, .. } = body.insts[inst] {
                    body.insts[inst] = InstData::Call { func, args };
                }
            }
        }
    }
}

fn memory_functions() -> Result<Module, String> {
    let text = include_str!("memory_functions.ir");
    parse::module(text).map_err(|errors| errors[0].render("memory_functions.ir", text))
}

/// Adds the memory functions; false if the module means something else by one of their names.
fn add_memory_functions(module: &mut Module) -> Result<bool, String> {
    if MEMORY_FUNCTIONS.iter().any(|name| module.lookup(name).is_some()) {
        return Ok(false);
    }
    merge::append(module, &memory_functions()?).map_err(|error| error.to_string())?;
    Ok(true)
}

/// Declares the memory functions, which the C library has; false as above.
fn declare_memory_functions(module: &mut Module) -> Result<bool, String> {
    if MEMORY_FUNCTIONS.iter().any(|name| module.lookup(name).is_some()) {
        return Ok(false);
    }
    for decl in memory_functions()?.functions.values() {
        module.declare(&decl.name, decl.signature.clone(), decl.effects.clone());
    }
    Ok(true)
}
