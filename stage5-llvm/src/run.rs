//! Running a module in this process.
//!
//! LLVM's functions in stage 3's [`Image`]: executable memory, entry functions, exits that make a report. So
//! what differs between a run there and a run here is the code and nothing else.

use stage2::entity::FuncRef;
use stage2::ir::Module;
use stage3::compile::Options;
use stage3::link::memory::{Image, LinkError, link_with};

use crate::back_end::LlvmBackEnd;
use crate::optimise::Level;

/// Compiles all functions of a verified module and makes them executable; see
/// [`link_with`].
///
/// # Errors
/// See [`LinkError`].
pub fn link<'m>(
    module: &'m Module,
    level: Level,
    options: Options,
    external: &dyn Fn(&str) -> Option<u64>,
) -> Result<Image<'m>, LinkError> {
    let back_end = LlvmBackEnd::new(level);
    let defined = module.functions.iter().filter(|(_, decl)| decl.body.is_some());
    let all: Vec<FuncRef> = defined.map(|(func, _)| func).collect();
    back_end
        .whole(module, &all, options)
        .map_err(|error| LinkError::Compile("module".into(), error))?;
    link_with(&back_end, module, options, external)
}
