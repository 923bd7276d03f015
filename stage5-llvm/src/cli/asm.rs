//! `asm`: the machine code of a function, by stage 3 and by LLVM, one below the other.
//!
//! Bytes in front of each instruction would only hide what is to be compared, so there are none; addresses of other functions
//! and of data are not filled in yet.

use std::path::PathBuf;

use clap::Args;
use stage2::text::print::Name;
use stage3::compile::{BackEnd, CompiledFunction, Own};
use stage5::back_end::LlvmBackEnd;

use super::input::{Compilation, load, put};

/// What to show.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A file with IR, or a Go program.
    file: PathBuf,
    /// The function; may be left out if there is only one.
    #[arg(long, value_name = "NAME")]
    func: Option<String>,
    #[command(flatten)]
    compilation: Compilation,
}

pub(crate) fn asm(arguments: &Arguments) -> Result<(), String> {
    let compilation = &arguments.compilation;
    let options = compilation.options()?;
    let module = load(&arguments.file, options.isa, !compilation.no_passes)?;
    let func = module.find(arguments.func.as_deref())?;
    let level = compilation.level();
    let llvm = LlvmBackEnd::new(level);
    let back_ends: [(String, &dyn BackEnd); 2] =
        [("stage 3".into(), &Own), (format!("LLVM -{level:?}"), &llvm)];
    for (number, (title, back_end)) in back_ends.into_iter().enumerate() {
        let made = back_end.function(&module, func, options).map_err(|error| error.to_string())?;
        let space = if number == 0 { "" } else { "\n" };
        put(&format!("{space}{}, {title}:\n", Name(&module.functions[func].name)));
        put(&listing(&made, options.isa));
    }
    Ok(())
}

/// The instructions, a line each.
fn listing(compiled: &CompiledFunction, isa: stage0::Isa) -> String {
    let code = &compiled.code[..compiled.code_end as usize];
    let lines = stage0::listing::disassemble(code, 0, isa);
    lines.iter().map(|line| format!("{:6x}  {}\n", line.offset, line.text)).collect()
}
