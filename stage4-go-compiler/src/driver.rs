//! From sources to an executable: the pipeline of the compiler.
//!
//! ```text
//! Sources ─► front_end ─► lower ─► stage 2: optimise ─► stage 3: link ─► ELF
//! ```
//!
//! No input or output: sources come in, the bytes of a file go out.

use std::time::Duration;

use stage0::Isa;
use stage2::cpu_time::thread_time;
use stage2::ir::Module;
use stage2::pipeline;

use crate::diagnostic::Diagnostics;
use crate::front_end::{self, Checked, Sources};
use crate::lower::{self, ENTRY, Extent, Unit};
use crate::packages;
use crate::stack;

/// What became of a program.
#[derive(Debug)]
pub struct Lowered {
    /// What the front end knows.
    pub checked: Checked,
    /// Its IR, if nothing was wrong.
    pub module: Option<Module>,
    /// What is known of it if it is one of several parts.
    pub unit: Unit,
    /// How long lowering took.
    pub time: Duration,
}

/// Checks and lowers a program with the library for an instruction set.
pub fn lower(sources: Sources, isa: Isa) -> Lowered {
    lower_from(sources, isa, Extent::Program)
}

/// The same for a program without a runtime, which begins with this function of its main package.
/// What needs the runtime is refused.
pub fn lower_freestanding(sources: Sources, isa: Isa, entry: &str) -> Lowered {
    lower_from(sources, isa, Extent::Freestanding(entry))
}

fn lower_from(mut sources: Sources, isa: Isa, extent: Extent) -> Lowered {
    packages::add_library(&mut sources, isa);
    lower_part(&sources, extent)
}

/// Checks all packages and lowers a part of them.
pub fn lower_part(sources: &Sources, extent: Extent) -> Lowered {
    let mut checked = front_end::check(sources);
    let (mut module, mut unit) = (None, Unit::default());
    let mut time = Duration::ZERO;
    if let Some(program) = &checked.program
        && checked.diagnostics.is_empty()
    {
        let mut diagnostics = Diagnostics::new();
        let (ast, files) = (&checked.ast, &checked.files);
        let made = stack::deep(|| {
            let start = thread_time();
            let made = lower::lower(ast, files, program, extent, &mut diagnostics);
            time = thread_time() - start;
            made
        });
        if diagnostics.is_empty() {
            module = Some(made.0);
            unit = made.1;
        }
        checked.diagnostics = diagnostics;
    }
    Lowered { checked, module, unit, time }
}

/// Optimises a module.
///
/// # Errors
/// A fault of the optimiser, in words.
pub fn optimise(module: &mut Module) -> Result<(), String> {
    let options = pipeline::Options::default();
    let done = pipeline::optimise(module, &options, &mut |_, _, _| {});
    done.map(|_| ()).map_err(|fault| fault.to_string())
}

/// An executable of a module.
///
/// # Errors
/// Why there is none, in words.
pub fn link(module: &mut Module, isa: Isa) -> Result<Vec<u8>, String> {
    link_from(module, isa, ENTRY)
}

/// An executable of a module that begins with a function.
///
/// # Errors
/// Why there is none, in words.
pub fn link_from(module: &mut Module, isa: Isa, entry: &str) -> Result<Vec<u8>, String> {
    let options = stage3::compile::Options::new(isa);
    let made = stage3::link::executable::executable(module, options, Some(entry));
    made.map(|made| made.file).map_err(|error| error.to_string())
}
