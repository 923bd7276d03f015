//! `llvm`: the LLVM IR of a file, before or after LLVM's passes.

use std::path::PathBuf;

use clap::Args;
use inkwell::context::Context;
use stage2::entity::FuncRef;
use stage5::back_end::LlvmBackEnd;
use stage5::optimise;
use stage5::reach;

use super::input::{Compilation, entry, load, put};

/// What to print.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A file with IR, or a Go program.
    file: PathBuf,
    /// Only this function.
    #[arg(long, value_name = "NAME")]
    func: Option<String>,
    /// Run these passes, named as for `opt -passes=`, instead of those of -O: `mem2reg`, `function(sroa,gvn)`.
    #[arg(long, value_name = "PASSES")]
    pass: Option<String>,
    #[command(flatten)]
    compilation: Compilation,
}

pub(crate) fn llvm(arguments: &Arguments) -> Result<(), String> {
    let compilation = &arguments.compilation;
    let options = compilation.options()?;
    let module = load(&arguments.file, options.isa, !compilation.no_passes)?;
    let functions: Vec<FuncRef> = match (&arguments.func, entry(&arguments.file)) {
        (Some(name), _) => vec![module.find(Some(name))?],
        (None, Some(entry)) => {
            reach::reachable(&module, &module.function(entry).into_iter().collect::<Vec<_>>())
        }
        (None, None) => {
            let defined = module.functions.iter().filter(|(_, decl)| decl.body.is_some());
            defined.map(|(func, _)| func).collect()
        }
    };
    let say = |error: stage3::compile::CompileError| error.to_string();
    let context = Context::create();
    let back_end = LlvmBackEnd::new(compilation.level());
    let made = back_end.translate(&context, &module, &functions, None, options).map_err(say)?;
    let machine = optimise::machine(options.isa, options.features, compilation.level());
    let machine = machine.map_err(say)?;
    optimise::optimise(&made.llvm, &machine, compilation.level(), arguments.pass.as_deref())
        .map_err(say)?;
    put(&made.llvm.print_to_string().to_string());
    Ok(())
}
