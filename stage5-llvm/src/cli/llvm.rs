//! `llvm`: the LLVM IR of a file, before or after LLVM's passes.

use std::path::PathBuf;

use clap::Args;
use inkwell::context::Context;
use stage2::entity::FuncRef;
use stage5::back_end::LlvmBackEnd;
use stage5::optimise::{self, Level};
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
        (Some(name), _) => {
            let name = name.trim_start_matches('@');
            let func = module.function(name).filter(|func| module.functions[*func].body.is_some());
            vec![func.ok_or_else(|| format!("there is no function @{name} with a body"))?]
        }
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
    match &arguments.pass {
        Some(passes) => {
            optimise::optimise(&made.llvm, &machine, Level::O0).map_err(say)?;
            optimise::run(&made.llvm, &machine, passes).map_err(say)?;
        }
        None => {
            optimise::optimise(&made.llvm, &machine, compilation.level()).map_err(say)?;
        }
    }
    put(&made.llvm.print_to_string().to_string());
    Ok(())
}
