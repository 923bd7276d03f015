//! `pack`: objects → an archive, or what an archive holds.

use std::path::PathBuf;

use clap::Args;
use stage3::link::archive::{self, Member};
use stage3::link::read_object::read_object;
use stage4::separate;

use super::listing;

/// What to put where.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The archive. Without objects it is listed.
    archive: PathBuf,
    /// What it shall hold.
    objects: Vec<PathBuf>,
    /// List all symbols.
    #[arg(long)]
    symbols: bool,
}

pub(crate) fn pack(arguments: &Arguments) -> Result<(), String> {
    let name = arguments.archive.display().to_string();
    if arguments.objects.is_empty() {
        let file = super::read(&arguments.archive)?;
        if !archive::is_archive(&file) {
            return Err(format!("{name}: this is no archive"));
        }
        return list(&name, &file, arguments.symbols);
    }
    let mut members = Vec::new();
    for path in &arguments.objects {
        let contents = super::read(path)?;
        let shown = path.display().to_string();
        if archive::is_archive(&contents) {
            return Err(format!("{shown}: an archive cannot be a member of an archive"));
        }
        separate::objects(&shown, &contents)?;
        let object = read_object(&shown, &contents).map_err(|what| format!("{shown}: {what}"))?;
        let defined = object.defined.into_iter().map(|(name, ..)| name).collect();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        members.push((Member { name: file, contents }, defined));
    }
    let file = archive::write(&members);
    std::fs::write(&arguments.archive, &file).map_err(|error| format!("{name}: {error}"))?;
    list(&name, &file, arguments.symbols)
}

fn list(name: &str, file: &[u8], symbols: bool) -> Result<(), String> {
    super::put(&format!("{name}: an archive, {} bytes\n", file.len()));
    for object in separate::objects(name, file)? {
        super::put(&listing::object(&object, symbols)?);
    }
    Ok(())
}
