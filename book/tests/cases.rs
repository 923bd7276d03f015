//! Small books, each with what should be found in it.
//!
//! A file of `tests/cases` holds the files of a workspace and the expectation, in sections that begin with `== `:
//!
//! ```text
//! == book/chapters/page.md      a file; SUMMARY.md and book.toml are made up where they are not given
//! == problems                   what the check finds, as it prints it
//! == expanded page.md           the page's Markdown as mdBook gets it (only where that matters)
//! == accepted page.md           the page after `--accept` (only where that matters)
//! ```
//!
//! `ACCEPT=1 cargo test -p book --test cases` writes the expectations anew.

use book::figure::Figures;
use book::{Workspace, build, check};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_case_finds_what_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let found = run(&text);
        if found == text {
            continue;
        }
        if std::env::var_os("ACCEPT").is_some() {
            fs::write(&file, found).unwrap();
        } else {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let (expected, actual): (Vec<&str>, Vec<&str>) =
                (text.lines().collect(), found.lines().collect());
            let diff = book::elision::diff(&book::elision::align(&expected, &actual));
            wrong.push(format!("tests/cases/{name} (- expected, + found)\n{diff}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nACCEPT=1 cargo test -p book --test cases", wrong.join("\n"));
}

/// Runs a case and gives its text with the expectations as they are found.
fn run(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::at(folder.path());
    let mut sections: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("== "), sections.last_mut()) {
            (Some(name), _) => sections.push((name, String::new())),
            (None, Some((_, body))) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => panic!("a case begins with `== `"),
        }
    }
    set_up(&workspace, &sections);

    let problems = match check::check(&workspace, &[], false, &mut |_| {}) {
        Ok(summary) => summary.problems.iter().map(|problem| format!("{problem}\n")).collect(),
        Err(message) => format!("error: {message}\n"),
    };
    let expanded = build::build(&workspace, &mut Figures::new()).unwrap_or_default();
    if sections.iter().any(|(name, _)| name.starts_with("accepted ")) {
        let summary = check::check(&workspace, &[], true, &mut |_| {}).unwrap();
        assert!(!summary.accepted.is_empty(), "nothing was accepted");
    }
    let mut out = String::new();
    for (name, body) in sections {
        let body = match name.split_once(' ') {
            None if name == "problems" => problems.clone(),
            Some(("expanded", page)) => expanded
                .pages
                .iter()
                .find(|(path, _)| path == Path::new(page))
                .unwrap()
                .1
                .text
                .clone(),
            Some(("accepted", page)) => {
                fs::read_to_string(workspace.chapters().join(page)).unwrap()
            }
            _ => body,
        };
        write!(out, "== {name}\n{body}").unwrap();
    }
    out
}

fn set_up(workspace: &Workspace, sections: &[(&str, String)]) {
    let mut summary = String::from("# Summary\n\n");
    for (name, body) in
        sections.iter().filter(|(name, _)| name.contains(['/', '.']) && !name.contains(' '))
    {
        let path = workspace.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, body).unwrap();
        if let Some(page) = name.strip_prefix("book/chapters/").filter(|page| page.ends_with(".md"))
        {
            writeln!(summary, "- [{page}]({page})").unwrap();
        }
    }
    let config = "[book]\nsrc = \"chapters\"\n[build]\nbuild-dir = \"build\"\ncreate-missing = false\nuse-default-preprocessors = false\n";
    for (name, body) in [("book/book.toml", config), ("book/chapters/SUMMARY.md", &summary)] {
        let path = workspace.root().join(name);
        if !path.exists() {
            fs::write(path, body).unwrap();
        }
    }
}
