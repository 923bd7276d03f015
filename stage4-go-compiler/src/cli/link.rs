//! `link`: objects and archives → an executable.

use std::path::PathBuf;

use clap::Args;
use stage4::separate;

/// What to link.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Objects and archives: the main package and all that it needs beside the library, in any order.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where to write the executable.
    #[arg(short)]
    output: PathBuf,
}

pub(crate) fn link(arguments: &Arguments) -> Result<(), String> {
    let mut files = Vec::new();
    for path in &arguments.files {
        files.push((path.display().to_string(), super::read(path)?));
    }
    let linked = separate::link(&files)?;
    super::write_executable(&arguments.output, &linked.file)?;
    super::put(&format!(
        "{}: an executable, {} bytes\n",
        arguments.output.display(),
        linked.file.len()
    ));
    for (name, needed, all) in linked.parts {
        super::put(&format!("  {needed:>8} of {all:>8} bytes of {name}\n"));
    }
    Ok(())
}
