//! Files with IR, and options that several verbs have.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use stage2::ir::Module;
use stage2::pipeline;
use stage2::text::parse;
use stage2::verify;
use stage3::Isa;
use stage3::allocate::Algorithm;
use stage3::compile::{CpuFeatures, Options};
use stage3::link::merge;

/// A machine to make code for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Target {
    #[value(name = "x86_64-linux")]
    X64,
    #[value(name = "aarch64-linux")]
    A64,
}

impl Target {
    fn isa(self) -> Isa {
        match self {
            Target::X64 => Isa::X64,
            Target::A64 => Isa::A64,
        }
    }
}

/// A register allocator.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Allocator {
    LinearScan,
    UnsplitLinearScan,
    GraphColouring,
    SpillEverything,
}

impl Allocator {
    pub(crate) fn algorithm(self) -> Algorithm {
        match self {
            Allocator::LinearScan => Algorithm::LinearScan,
            Allocator::UnsplitLinearScan => Algorithm::UnsplitLinearScan,
            Allocator::GraphColouring => Algorithm::GraphColouring,
            Allocator::SpillEverything => Algorithm::SpillEverything,
        }
    }
}

/// How to compile.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Compilation {
    /// The machine to make code for. Without it, this one.
    #[arg(long)]
    pub target: Option<Target>,
    /// The register allocator.
    #[arg(long, default_value = "linear-scan")]
    pub allocator: Allocator,
    /// Do not optimise.
    #[arg(short = 'O', value_name = "LEVEL", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=1))]
    pub level: u8,
}

impl Compilation {
    /// The options for code that runs here, or on the target.
    pub(crate) fn options(&self) -> Result<Options, String> {
        let host = Isa::host().ok_or("there is no code for this kind of machine; use --target");
        let isa = self.target.map_or(host, |target| Ok(target.isa()))?;
        Ok(Options { algorithm: self.allocator.algorithm(), ..Options::new(isa) })
    }

    /// The options for code that runs on all machines of its kind.
    pub(crate) fn portable(&self) -> Result<Options, String> {
        Ok(Options { features: CpuFeatures::BASELINE, ..self.options()? })
    }

    /// Optimises, unless that is not wanted.
    pub(crate) fn optimise(&self, module: &mut Module) -> Result<(), String> {
        if self.level > 0 {
            pipeline::optimise(module, &pipeline::Options::default(), &mut |_, _, _| ())
                .map_err(|fault| fault.to_string())?;
        }
        Ok(())
    }
}

/// The verified module in a file, or everything that is wrong with it.
pub(crate) fn load(file: &Path) -> Result<Module, String> {
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    parse(&file.display().to_string(), &text)
}

/// The verified module in a text that is called so.
pub(crate) fn parse(name: &str, text: &str) -> Result<Module, String> {
    let module = parse::module(text).map_err(|errors| {
        errors.iter().map(|error| error.render(name, text) + "\n").collect::<String>()
    })?;
    let wrong = |wrong: Vec<verify::Violations>| -> String {
        wrong.iter().map(|one| format!("{one}\n")).collect()
    };
    verify::module(&module).map_err(wrong)?;
    Ok(module)
}

/// The modules in several files as one.
pub(crate) fn load_all(files: &[PathBuf]) -> Result<Module, String> {
    let mut all = Module::new();
    for file in files {
        let module = load(file)?;
        merge::append(&mut all, &module).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(all)
}

/// Writes to stdout; a closed pipe is no mistake.
pub(crate) fn put(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().write_all(text.as_bytes());
}
