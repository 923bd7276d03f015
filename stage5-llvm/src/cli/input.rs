//! Files, and options that several verbs have.

use std::path::Path;

use clap::{Args, ValueEnum};
use stage0::Isa;
use stage2::ir::Module;
use stage2::pipeline;
use stage2::text::parse;
use stage2::verify;
use stage3::compile::{CpuFeatures, Options};
use stage4::diagnostic::SHOWN;
use stage4::{driver, front_end};
use stage5::optimise::Level;

/// A machine to make code for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Target {
    #[value(name = "x86_64-linux")]
    X64,
    #[value(name = "aarch64-linux")]
    A64,
}

/// How to compile.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Compilation {
    /// How much LLVM optimises.
    #[arg(short = 'O', value_name = "LEVEL", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=3))]
    pub level: u8,
    /// Do not run our own passes before.
    #[arg(long)]
    pub no_passes: bool,
    /// The machine to make code for. Without it, this one.
    #[arg(long)]
    pub target: Option<Target>,
}

impl Compilation {
    pub(crate) fn level(&self) -> Level {
        Level::from_number(self.level).unwrap_or(Level::O2)
    }

    /// The options for code that runs here, or on the target.
    pub(crate) fn options(&self) -> Result<Options, String> {
        let host = Isa::host().ok_or("there is no code for this kind of machine; use --target");
        let isa = self.target.map_or(host, |target| {
            Ok(match target {
                Target::X64 => Isa::X64,
                Target::A64 => Isa::A64,
            })
        })?;
        Ok(Options::new(isa))
    }

    /// The options for code that runs on all machines of its kind.
    pub(crate) fn portable(&self) -> Result<Options, String> {
        Ok(Options { features: CpuFeatures::BASELINE, ..self.options()? })
    }
}

/// Is that the extension of the file's name?
pub(crate) fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|found| found == extension)
}

/// Go, by the name: a file or the folder of a package.
pub(crate) fn is_go(file: &Path) -> bool {
    has_extension(file, "go") || file.is_dir()
}

/// The module in a file with IR or Go, for an instruction set, after our own passes if they are wanted.
pub(crate) fn load(file: &Path, isa: Isa, passes: bool) -> Result<Module, String> {
    let mut module = if is_go(file) { load_go(file, isa)? } else { load_ir(file)? };
    if passes {
        pipeline::optimise(&mut module, &pipeline::Options::default(), &mut |_, _, _| ())
            .map_err(|fault| fault.to_string())?;
    }
    Ok(module)
}

/// The function with which a program of a file begins, unless it is `@main`.
pub(crate) fn entry(file: &Path) -> Option<&'static str> {
    is_go(file).then_some(stage4::lower::ENTRY)
}

fn load_go(file: &Path, isa: Isa) -> Result<Module, String> {
    let lowered = driver::lower(front_end::Sources::read(file)?, isa);
    let wrong = || lowered.checked.diagnostics.render(&lowered.checked.files, SHOWN);
    lowered.module.ok_or_else(wrong)
}

fn load_ir(file: &Path) -> Result<Module, String> {
    if has_extension(file, "py") || has_extension(file, "pyc") {
        let file = file.display();
        return Err(format!(
            "{file}: LLVM compiles Python while it runs: there is only `stage5 run`"
        ));
    }
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let name = file.display().to_string();
    let module = parse::module(&text).map_err(|errors| {
        errors.iter().map(|error| error.render(&name, &text) + "\n").collect::<String>()
    })?;
    let wrong = |wrong: Vec<verify::Violations>| -> String {
        wrong.iter().map(|one| format!("{one}\n")).collect()
    };
    verify::module(&module).map_err(wrong)?;
    Ok(module)
}

/// Writes to stdout; a closed pipe is no mistake.
pub(crate) fn put(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().write_all(text.as_bytes());
}
