//! What is reported is what the official compiler reports.
//!
//! `corpus/errors/NAME.go` is a program with mistakes of one kind, `NAME.txt` what the official compiler
//! says of it, recorded with `go tool compile -e`. The official test tree is checked too where there
//! is one: as a count that must not fall.

use std::fs;
use std::path::{Path, PathBuf};

use stage4::front_end::{self, Sources};

fn corpus(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the corpus is part of the repository")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "go"))
        .collect();
    files.sort();
    files
}

fn report(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = fs::read_to_string(path).expect("the file is readable");
    let checked = front_end::check(&Sources::of_text(&name, &text));
    checked.diagnostics.render(&checked.files, usize::MAX)
}

/// Messages with their further lines, sorted: the order within one line is of no importance.
fn sorted(text: &str) -> Vec<String> {
    let mut messages: Vec<String> = Vec::new();
    for line in text.lines() {
        match messages.last_mut() {
            Some(last) if line.starts_with('\t') => {
                last.push('\n');
                last.push_str(line);
            }
            _ => messages.push(line.to_string()),
        }
    }
    messages.sort();
    messages
}

#[test]
fn errors_are_those_of_the_official_compiler() {
    let mut wrong = Vec::new();
    let files = corpus("errors");
    assert!(files.len() >= 60, "only {} programs", files.len());
    for path in files {
        let expected = fs::read_to_string(path.with_extension("txt")).expect("a recorded answer");
        let found = report(&path);
        if sorted(&expected) != sorted(&found) {
            wrong.push(format!("{}\nexpected\n{expected}found\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn valid_programs_have_no_errors() {
    for path in corpus("check") {
        assert_eq!(report(&path), "", "{}", path.display());
    }
}

/// Where Debian's `golang-1.19-src` puts the official tests.
const OFFICIAL: &str = "/usr/share/go-1.19/test";

#[test]
fn official_tests_that_need_no_package() {
    if !Path::new(OFFICIAL).is_dir() {
        eprintln!("SKIPPED: there is no {OFFICIAL}; install golang-1.19-src");
        return;
    }
    let mut folders = vec![PathBuf::from(OFFICIAL)];
    folders.push(Path::new(OFFICIAL).join("fixedbugs"));
    let (mut valid, mut refused, mut wrong) = (0, 0, Vec::new());
    for folder in folders {
        for entry in fs::read_dir(folder).expect("the folder is readable") {
            let path = entry.expect("an entry").path();
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let first = text.lines().next().unwrap_or_default();
            let runs = first == "// run" || first == "// compile";
            let imports = text.lines().any(|line| line.starts_with("import"));
            if !runs || imports || path.extension().is_none_or(|extension| extension != "go") {
                continue;
            }
            let checked = front_end::check(&Sources::of_text("x.go", &text));
            let list = checked.diagnostics.list();
            if list.is_empty() {
                valid += 1;
            } else if list.iter().any(|one| one.unsupported) {
                refused += 1;
            } else {
                let report = checked.diagnostics.render(&checked.files, 3);
                wrong.push(format!("{}: {report}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(valid >= 600, "{valid} programs are valid, {refused} refused");
}
