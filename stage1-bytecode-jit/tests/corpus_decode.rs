//! Decodes every `.pyc` of the corpus and of the examples, and, on request, any others:
//! `PYC_DIR=/usr/lib/python3.11 cargo test -p stage1 --release --test corpus_decode -- --nocapture`.

use std::path::{Path, PathBuf};

use stage1::code_object::CodeObject;
use stage1::pyc;

fn pyc_files(directory: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            pyc_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "pyc") {
            found.push(path);
        }
    }
}

fn instructions(code: &CodeObject) -> usize {
    code.instructions.len() + code.nested().map(|code| instructions(code)).sum::<usize>()
}

/// Loads every file below a directory; fails with a list of those that cannot be.
fn load_all(directory: &Path) -> usize {
    let mut files = Vec::new();
    pyc_files(directory, &mut files);
    let mut failures = Vec::new();
    let mut count = 0;
    for file in &files {
        match pyc::load(&std::fs::read(file).unwrap()) {
            Ok(code) => count += instructions(&code),
            Err(error) => failures.push(format!("{}: {error}", file.display())),
        }
    }
    println!("{}: {} files, {count} instructions", directory.display(), files.len());
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    files.len()
}

#[test]
fn every_file_of_the_corpus_and_the_examples() {
    for directory in ["corpus", "examples"] {
        load_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join(directory));
    }
}

#[test]
fn every_file_of_a_directory_on_request() {
    if let Some(directory) = std::env::var_os("PYC_DIR") {
        assert!(load_all(Path::new(&directory)) > 0, "no .pyc there");
    }
}
