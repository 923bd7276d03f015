//! `run`: a Python program, or one of the functions of a file with IR, compiled into this process.

use std::path::PathBuf;

use clap::Args;
use stage2::interpret::{self, show};
use stage2::ir::Signature;
use stage3::link::freestanding;
use stage3::link::memory::{LinkError, Outcome, link};

use super::input::{Compilation, load, put};
use super::{fault, python};

/// How much memory there is at the address `arena`.
const ARENA_BYTES: usize = 32 << 20;

/// What to run.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    compilation: Compilation,
    #[command(flatten)]
    python: python::Arguments,
    #[command(flatten)]
    reporting: python::Reporting,
    /// A Python program, .py or .pyc; or a file with IR.
    file: PathBuf,
    /// For Python the arguments of the program. For IR the function and its arguments: numbers, and for an
    /// address `arena` or `arena+16`, in 32 MiB of memory.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs it; the exit status.
pub(crate) fn run(arguments: Arguments) -> Result<u8, String> {
    let Arguments { compilation, python, reporting, file, arguments } = arguments;
    if python::is_python(&file) {
        return python::run(file, arguments, python, reporting, compilation);
    }
    let Some((function, words)) = arguments.split_first() else {
        return Err("which function? `stage3 run FILE.ir @f 1 2`".to_string());
    };
    let mut module = load(&file)?;
    let func = module.find(Some(function)).map_err(|what| format!("{}: {what}", file.display()))?;
    compilation.optimise(&mut module)?;
    let options = compilation.options()?;
    let Signature { params, results: types } = &module.functions[func].signature;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut arena = vec![0u64; ARENA_BYTES / 8];
    let values = interpret::arguments(&words, params, arena.as_mut_ptr() as u64)?;
    let outcome = fault::explained(|| {
        let image = link(&module, options, &|_| None).map_err(unlinked)?;
        // SAFETY: not for us to promise: the help says that the file must be right.
        Ok(unsafe { image.call(func, &values) })
    });
    match outcome? {
        Outcome::Return(results) => {
            for (ty, bits) in types.iter().zip(results) {
                put(&format!("{}\n", show(*ty, bits)));
            }
            Ok(0)
        }
        Outcome::Exit(report) => Err(report.to_string()),
    }
}

fn unlinked(error: LinkError) -> String {
    match &error {
        LinkError::Undefined(name) if freestanding::signature(name).is_some() => {
            format!("{error}\nhelp: executables have one: `stage3 build`")
        }
        _ => error.to_string(),
    }
}
