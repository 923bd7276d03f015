//! `build`: an executable without a C library, one with it, or an object file.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use stage5::program;

use super::input::{Compilation, Target, entry, is_go, load};

/// What to build.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A Go program, or the folder of one; or a file with IR.
    file: PathBuf,
    /// Where to write it.
    #[arg(short)]
    output: PathBuf,
    /// A relocatable object for a C compiler, instead of an executable.
    #[arg(long, conflicts_with = "libc")]
    object: bool,
    /// Link with the C library, by `cc`: the program may declare `@printf` and whatever else is there.
    #[arg(long)]
    libc: bool,
    #[command(flatten)]
    compilation: Compilation,
}

pub(crate) fn build(arguments: &Arguments) -> Result<(), String> {
    let Arguments { file, output, compilation, .. } = arguments;
    if (arguments.object || arguments.libc) && is_go(file) {
        return Err("a Go program brings its own runtime, and is built without a C library".into());
    }
    let options = compilation.portable()?;
    let mut module = load(file, options.isa, !compilation.no_passes)?;
    if arguments.object || arguments.libc {
        let (bytes, _) = program::object(&mut module, compilation.level(), options)?;
        if arguments.object {
            return write(output, &bytes);
        }
        return link(&bytes, output, compilation.target);
    }
    let level = compilation.level();
    let (made, _) = program::executable(&mut module, level, options, entry(file))?;
    write_executable(output, &made.file)?;
    eprintln!("{}: {} bytes, {} of them code", output.display(), made.file.len(), made.code_bytes);
    Ok(())
}

/// Links an object file with the C library.
fn link(object: &[u8], output: &Path, target: Option<Target>) -> Result<(), String> {
    let compiler = match target {
        Some(Target::A64) if cfg!(not(target_arch = "aarch64")) => "aarch64-linux-gnu-gcc",
        _ => "cc",
    };
    let path = output.with_extension("o.tmp");
    write(&path, object)?;
    let status = Command::new(compiler).arg(&path).arg("-o").arg(output).status();
    let _ = std::fs::remove_file(&path);
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("`{compiler}` could not link {}", output.display())),
        Err(error) => Err(format!("no C compiler to link with: `{compiler}`: {error}")),
    }
}

/// Writes a file anew: one that is being run must not be changed.
fn write(path: &Path, contents: &[u8]) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if path.is_file() {
        std::fs::remove_file(path).map_err(failed)?;
    }
    std::fs::write(path, contents).map_err(failed)
}

/// Writes a file that can be run.
pub(crate) fn write_executable(path: &Path, contents: &[u8]) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    write(path, contents)?;
    // A device stays as it is.
    if !path.is_file() {
        return Ok(());
    }
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).map_err(failed)
}
