//! `build`: an executable, or an object file.

use std::path::{Path, PathBuf};

use clap::Args;
use stage3::link::executable::executable;
use stage3::link::object::object;

use super::input::{Compilation, load_all};

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
    /// Begin with this function, which gets the initial stack pointer and does not return, instead of
    /// with @main(argc, argv, envp).
    #[arg(long, value_name = "NAME")]
    entry: Option<String>,
    #[command(flatten)]
    compilation: Compilation,
}

pub(crate) fn build(arguments: &Arguments) -> Result<(), String> {
    let mut module = load_all(&arguments.files)?;
    arguments.compilation.optimise(&mut module)?;
    let options = arguments.compilation.portable()?;
    let say = |error: stage3::link::build_error::BuildError| error.to_string();
    if arguments.object {
        return write(&arguments.output, &object(&mut module, options).map_err(say)?);
    }
    let entry = arguments.entry.as_deref().map(|name| name.trim_start_matches('@'));
    let made = executable(&mut module, options, entry).map_err(say)?;
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
