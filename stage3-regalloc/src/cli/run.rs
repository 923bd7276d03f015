//! `run`: a Python program, or one of the functions of a file with IR, compiled into this process.

use std::path::PathBuf;

use clap::Args;
use stage2::interpret::{Interpreter, Limits, show};
use stage3::link::memory::{Outcome, link};

use super::input::{Compilation, load, put};
use super::python;

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
    /// For Python the arguments of the program. For IR the function and its arguments: numbers.
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
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let reader = Interpreter::new(&module, Limits::default())
        .map_err(|_| "the data do not fit the memory".to_string())?;
    let values = reader.arguments(func, &words)?;
    let options = compilation.options()?;
    let image = link(&module, options, &|_| None).map_err(|error| error.to_string())?;
    // SAFETY: not for us to promise: the help says that the file must be right.
    match unsafe { image.call(func, &values) } {
        Outcome::Return(results) => {
            let types = &module.functions[func].signature.results;
            for (ty, bits) in types.iter().zip(results) {
                put(&format!("{}\n", show(*ty, bits)));
            }
            Ok(0)
        }
        Outcome::Exit(report) => Err(report.to_string()),
    }
}
