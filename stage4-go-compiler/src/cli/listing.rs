//! What an object holds, as text: its package, sections, symbols, and what others see of it.

use std::collections::BTreeSet;
use std::fmt::Write;

use stage3::link::program::Section;
use stage3::link::read_object::{Piece, PieceTarget, read_object};
use stage4::separate::Object;

pub(crate) fn object(object: &Object, symbols: bool) -> Result<String, String> {
    let Object { name, file, package } = object;
    let read = read_object(name, file).map_err(|what| format!("{name}: {what}"))?;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{name}: package {}, {}, {} bytes, interface {}",
        package.path,
        package.target,
        file.len(),
        package.hash()
    );
    for (path, hash) in &package.imports {
        let _ = writeln!(out, "  import {path} {}", hash.as_deref().unwrap_or("(library)"));
    }
    for section in Section::ALL {
        let pieces: Vec<&Piece> =
            read.pieces.iter().filter(|piece| piece.section == section).collect();
        let size: u64 = pieces.iter().map(|piece| piece.size).sum();
        let relocs: usize = pieces.iter().map(|piece| piece.relocs.len()).sum();
        if !pieces.is_empty() {
            let (name, count) = (section.name(), pieces.len());
            let _ = writeln!(
                out,
                "  {name:<14}{size:>7} bytes {count:>4} symbols {relocs:>4} relocations"
            );
        }
    }
    let global = read.defined.iter().filter(|(_, _, shared)| !shared).count();
    let shared = read.defined.len() - global;
    let own: BTreeSet<&str> = read.defined.iter().map(|(name, ..)| &**name).collect();
    let needed: BTreeSet<&str> = (read.pieces.iter().flat_map(|piece| &piece.relocs))
        .filter_map(|reloc| match &reloc.target {
            PieceTarget::Named(name) if !own.contains(&**name) => Some(&**name),
            _ => None,
        })
        .collect();
    let _ =
        writeln!(out, "  defines {global} for all, {shared} as others may; needs {}", needed.len());
    if symbols {
        for (index, piece) in read.pieces.iter().enumerate() {
            let kind = match read.defined.iter().find(|one| one.1 == index) {
                Some((_, _, true)) => "shared",
                Some(_) => "global",
                None => "local",
            };
            let section = piece.section.name();
            let _ = writeln!(out, "    {kind:<7}{section:<13}{:>7} {}", piece.size, piece.name);
        }
        for name in needed {
            let _ = writeln!(out, "    needed {:>20} {name}", "");
        }
    }
    for (file, text) in &package.files {
        let _ = writeln!(out, "  {file}:");
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let _ = writeln!(out, "    {line}");
        }
    }
    Ok(out)
}
