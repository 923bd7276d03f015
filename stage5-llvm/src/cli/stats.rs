//! `stats`: one module through every back end: bytes of code, and processor time for each instruction.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use stage2::entity::FuncRef;
use stage2::ir::Module;
use stage3::allocate::Algorithm;
use stage3::compile::{BackEnd, Options, Own};
use stage5::back_end::LlvmBackEnd;
use stage5::optimise::Level;
use stage5::reach;

use super::input::{Compilation, entry, load, put};

/// What to count.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A file with IR, or a Go program.
    file: PathBuf,
    #[command(flatten)]
    compilation: Compilation,
}

pub(crate) fn stats(arguments: &Arguments) -> Result<(), String> {
    let options = arguments.compilation.options()?;
    let module = load(&arguments.file, options.isa, !arguments.compilation.no_passes)?;
    let functions: Vec<FuncRef> = match entry(&arguments.file) {
        Some(entry) => {
            reach::reachable(&module, &module.function(entry).into_iter().collect::<Vec<_>>())
        }
        None => {
            let defined = module.functions.iter().filter(|(_, decl)| decl.body.is_some());
            defined.map(|(func, _)| func).collect()
        }
    };
    let insts = functions.iter().filter_map(|func| module.functions[*func].body.as_ref());
    let count: usize = insts
        .map(|body| body.layout.iter().map(|b| body.blocks[*b].insts.len()).sum::<usize>())
        .sum();
    put(&format!("{} functions, {count} instructions\n\n", functions.len()));
    put("back end                 bytes   ns/instruction   of which\n");
    for (algorithm, name) in Algorithm::ALL {
        let options = Options { algorithm, ..options };
        let mut parts = [Duration::ZERO; 3];
        let mut bytes = 0;
        for &func in &functions {
            let made = Own.function(&module, func, options).map_err(|error| error.to_string())?;
            bytes += made.code.len();
            let times = made.times;
            for (part, time) in parts.iter_mut().zip([times.select, times.allocate, times.emit]) {
                *part += time;
            }
        }
        line(
            name,
            bytes,
            count,
            &[("select", parts[0]), ("allocate", parts[1]), ("emit", parts[2])],
        );
    }
    for level in Level::ALL {
        let back_end = LlvmBackEnd::new(level).inline_traps();
        let bytes = code_bytes(&back_end, &module, &functions, options)?;
        let times = back_end.times();
        let parts = [
            ("translate", times.translate),
            ("optimise", times.optimise),
            ("generate", times.generate),
            ("unpack", times.unpack),
        ];
        line(&format!("LLVM -{level:?}"), bytes, count, &parts);
    }
    Ok(())
}

pub(crate) fn code_bytes(
    back_end: &LlvmBackEnd,
    module: &Module,
    functions: &[FuncRef],
    options: Options,
) -> Result<usize, String> {
    let say = |error: stage3::compile::CompileError| error.to_string();
    back_end.whole(module, functions, options).map_err(say)?;
    let mut bytes = 0;
    for &func in functions {
        bytes += back_end.function(module, func, options).map_err(say)?.code.len();
    }
    Ok(bytes)
}

fn line(name: &str, bytes: usize, count: usize, parts: &[(&str, Duration)]) {
    let each = |time: Duration| time.as_nanos() as f64 / count.max(1) as f64;
    let total: Duration = parts.iter().map(|(_, time)| *time).sum();
    let words: Vec<String> =
        parts.iter().map(|(name, time)| format!("{name} {:.0}", each(*time))).collect();
    put(&format!("{name:20} {bytes:9} {:16.0}   {}\n", each(total), words.join(", ")));
}
