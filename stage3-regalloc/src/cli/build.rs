//! `build`: an executable, or an object file.

use std::path::{Path, PathBuf};

use clap::Args;
use stage2::ir::{FunctionDecl, Module};
use stage3::link::build_error::BuildError;
use stage3::link::executable::executable;
use stage3::link::object::object;
use stage3::link::program::can_begin;

use super::input::{Compilation, load_all};
use super::python;

/// What to build.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Files with IR; what one declares another may define.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where to write it.
    #[arg(short)]
    output: PathBuf,
    /// A relocatable object for a C compiler, instead of an executable.
    #[arg(long, conflicts_with = "entry")]
    object: bool,
    /// Begin with this function instead of with @main(argc, argv, envp): it may take the same, and its result
    /// is the exit status. If it takes a ptr and has no result, it gets the initial stack pointer and must not
    /// return.
    #[arg(long, value_name = "NAME")]
    entry: Option<String>,
    #[command(flatten)]
    compilation: Compilation,
}

pub(crate) fn build(arguments: &Arguments) -> Result<(), String> {
    if let Some(file) = arguments.files.iter().find(|file| python::is_python(file)) {
        return Err(format!(
            "{}: a Python program needs the interpreter beside its machine code: it can be run, and not be built",
            file.display()
        ));
    }
    let mut module = load_all(&arguments.files)?;
    arguments.compilation.optimise(&mut module)?;
    let options = arguments.compilation.portable()?;
    let say = |error: stage3::link::build_error::BuildError| error.to_string();
    if arguments.object {
        return write(&arguments.output, &object(&mut module, options).map_err(say)?);
    }
    let entry = arguments.entry.as_deref().map(|name| name.trim_start_matches('@'));
    let made = executable(&mut module, options, entry).map_err(|error| match error {
        BuildError::NoEntry(name) if name == entry.unwrap_or("main") => no_entry(&module, &name),
        error => error.to_string(),
    })?;
    write(&arguments.output, &made.file)?;
    make_executable(&arguments.output)?;
    eprintln!(
        "{}: {} bytes, {} of them code",
        arguments.output.display(),
        made.file.len(),
        made.code_bytes
    );
    Ok(())
}

/// There is no function of that name to begin with; which could be meant.
fn no_entry(module: &Module, name: &str) -> String {
    // One that takes a number could begin, too, but would get the number of arguments: hardly what is meant.
    let could_begin = |decl: &&FunctionDecl| {
        decl.body.is_some() && decl.signature.params.len() != 1 && can_begin(&decl.signature)
    };
    let names = module.functions.values().filter(could_begin);
    let names: Vec<String> = names.map(|decl| format!("@{}", decl.name)).collect();
    let help = match &names[..] {
        [] => {
            "an executable begins with a function of no parameters, or of (i64, ptr, ptr); functions with \
             others are run by `stage3 run`, or linked with C by `--object`"
                .to_string()
        }
        names => format!("--entry says what to begin with; it could be {}", names.join(", ")),
    };
    format!("{}\nhelp: {help}", BuildError::NoEntry(name.into()))
}

/// Writes a file anew: one that is being run must not be changed.
fn write(path: &Path, contents: &[u8]) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if path.is_file() {
        std::fs::remove_file(path).map_err(failed)?;
    }
    std::fs::write(path, contents).map_err(failed)
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let metadata = std::fs::metadata(path).map_err(failed)?;
    // A device stays as it is.
    if !metadata.is_file() {
        return Ok(());
    }
    let mut permissions = metadata.permissions();
    permissions.set_mode(permissions.mode() | 0o111);
    std::fs::set_permissions(path, permissions).map_err(failed)
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<(), String> {
    Ok(())
}
