//! Verbs of the command line that have more to say than a few lines, and what verbs share.

use std::path::Path;

use stage0::Isa;

pub(crate) mod asm;
pub(crate) mod bench;
pub(crate) mod compile;
pub(crate) mod exercises;
pub(crate) mod link;
mod listing;
pub(crate) mod pack;
pub(crate) mod stats;

/// The instruction set of a target's name.
pub(crate) fn target(name: &str) -> Result<Isa, String> {
    match name {
        "x86_64-linux" => Ok(Isa::X64),
        "aarch64-linux" => Ok(Isa::A64),
        _ => Err("the targets are x86_64-linux and aarch64-linux".into()),
    }
}

/// Writes to stdout; a closed pipe is no mistake.
pub(crate) fn put(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes an executable, in the place of what was there.
pub(crate) fn write_executable(output: &Path, file: &[u8]) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let failed = |error: std::io::Error| format!("{}: {error}", output.display());
    if output.is_file() {
        std::fs::remove_file(output).map_err(failed)?;
    }
    std::fs::write(output, file).map_err(failed)?;
    let metadata = std::fs::metadata(output).map_err(failed)?;
    // A device stays as it is.
    if !metadata.is_file() {
        return Ok(());
    }
    let mut permissions = metadata.permissions();
    permissions.set_mode(permissions.mode() | 0o111);
    std::fs::set_permissions(output, permissions).map_err(failed)
}
