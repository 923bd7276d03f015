//! What is taken from a submission: the text between the marks, and nothing else.
//!
//! A submission is the folder that was handed out, or a part of it. Files are read, never executed; links that lead out
//! of the folder and files of more than a megabyte are refused. A body must be whole Rust, or whole Go: with as many closing brackets
//! as opening ones, so that it cannot end the function it stands in and go on with code of its own. A few words cannot
//! be used, because they reach out of the function when it is compiled: `include_str!` would show files of the grader,
//! `#[link_section]` would run code before the tests begin.

use crate::exercise::{Course, Exercise};
use crate::go_tokens;
use crate::handout::{self, Key};
use crate::region::{self, Id};
use crate::variant;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What a submission consists of.
#[derive(Clone, Debug)]
pub struct Taken {
    /// For each assigned exercise the bodies of its regions, or why there are none.
    pub exercises: BTreeMap<Id, Result<Vec<String>, String>>,
    /// What else is worth saying.
    pub notes: Vec<String>,
}

/// Files of a submission larger than this are not read.
const LARGEST: u64 = 1 << 20;

/// Words that reach out of the function they stand in.
const REFUSED: &[&str] = &[
    "include",
    "include_str",
    "include_bytes",
    "mod",
    "asm",
    "global_asm",
    "naked_asm",
    "link_section",
    "no_mangle",
    "export_name",
    "macro_export",
    "course_variant",
];

/// The submissions below a folder, or the one that it is: name and folder.
pub fn find(folder: &Path, key: &Key) -> Result<Vec<(String, PathBuf)>, String> {
    let is_submission = |folder: &Path| {
        let stage = format!("stage{}-", key.handout.assign);
        fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with(&stage))
    };
    let name = |path: &Path| {
        path.file_name().map_or("submission".into(), |name| name.to_string_lossy().into_owned())
    };
    if is_submission(folder) {
        return Ok(vec![(name(folder), folder.to_path_buf())]);
    }
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut found: Vec<(String, PathBuf)> = entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| (name(&entry.path()), entry.path()))
        .filter(|(name, _)| !name.starts_with('.'))
        .collect();
    found.sort();
    match found.is_empty() {
        true => Err(format!("{} has no submissions in it", folder.display())),
        false => Ok(found),
    }
}

/// Takes what is handed in.
pub fn take(course: &Course, key: &Key, folder: &Path) -> Taken {
    let exercises = course
        .exercises
        .iter()
        .map(|exercise| (exercise.id, bodies(course, exercise, folder)))
        .collect();
    Taken { exercises, notes: changed(key, folder) }
}

/// The bodies of an exercise's regions.
fn bodies(course: &Course, exercise: &Exercise, folder: &Path) -> Result<Vec<String>, String> {
    let mut bodies = Vec::new();
    let mut untouched = true;
    for file in exercise.files() {
        let text = read(folder, file)?;
        let regions = region::parse(&text).map_err(|faults| {
            let faults: Vec<String> = faults
                .iter()
                .map(|fault| format!("{file}:{}: {}", fault.line, fault.message))
                .collect();
            format!("the marks are not as they were:\n{}", faults.join("\n"))
        })?;
        let theirs: Vec<_> =
            regions.iter().filter(|region| region.exercise == exercise.id).collect();
        let ours: Vec<_> = exercise.regions.iter().filter(|(other, _)| other == file).collect();
        if theirs.len() != ours.len() {
            return Err(format!(
                "{file} has {} regions of exercise {}, and was handed out with {}",
                theirs.len(),
                exercise.id,
                ours.len()
            ));
        }
        let original = course.workspace.read(file);
        for (theirs, (_, ours)) in theirs.into_iter().zip(ours) {
            let body = region::body(&text, theirs);
            untouched &= body.trim() == ours.stub;
            acceptable(file, &region::body(&original, ours), &body)
                .map_err(|(line, reason)| format!("{file}:{}: {reason}", theirs.begin + line))?;
            bodies.push(body);
        }
    }
    if untouched {
        Err("nothing was handed in: the stub is still there".into())
    } else {
        Ok(bodies)
    }
}

fn read(folder: &Path, file: &str) -> Result<String, String> {
    let path = folder.join(file);
    let inside = path.canonicalize().ok().zip(folder.canonicalize().ok());
    let Some((inside, folder)) = inside else {
        return Err(format!("nothing was handed in: there is no {file}"));
    };
    if !inside.starts_with(folder) {
        return Err(format!("{file} is a link out of the submission"));
    }
    let metadata = fs::metadata(&inside).map_err(|error| format!("{file}: {error}"))?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err(format!("{file} is no file of at most {LARGEST} bytes"));
    }
    let bytes = fs::read(&inside).map_err(|error| format!("{file}: {error}"))?;
    String::from_utf8(bytes).map_err(|_| format!("{file} is not UTF-8"))
}

/// Whether a body can be compiled in the place of the reference's; else the line in it, from 1, and the reason.
fn acceptable(file: &str, reference: &str, body: &str) -> Result<(), (usize, String)> {
    if file.ends_with(".go") {
        // Go has no word that reaches out of a function.
        return go_tokens::balanced(body).map_err(|line| {
            (line, "it does not compile: brackets or quotes that do not match".to_string())
        });
    }
    let tokens = TokenStream::from_str(body).map_err(|error| {
        let line = error.span().start().line;
        (line, "it does not compile: not Rust, or brackets that do not match".to_string())
    })?;
    if let Some((line, word)) = refused(tokens) {
        return Err((line, format!("`{word}` cannot be used in what is handed in")));
    }
    let switchable = variant::fits(reference, reference);
    if switchable && !variant::fits(reference, body) {
        let error = syn::parse_str::<syn::Block>(&format!("{{\n{body}\n}}")).err();
        let line = error.as_ref().map_or(1, |e| e.span().start().line.saturating_sub(1)).max(1);
        let message = error.map_or("not what stood there".to_string(), |error| error.to_string());
        return Err((line, format!("it does not compile: {message}")));
    }
    Ok(())
}

/// The first refused word and its line.
fn refused(tokens: TokenStream) -> Option<(usize, String)> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) => {
            let word = ident.to_string();
            let word = word.trim_start_matches("r#");
            REFUSED.contains(&word).then(|| (ident.span().start().line, word.to_string()))
        }
        TokenTree::Group(group) => refused(group.stream()),
        _ => None,
    })
}

/// Notes on files that were changed and are not used.
fn changed(key: &Key, folder: &Path) -> Vec<String> {
    let exercise_files: Vec<&String> =
        key.handout.exercises.iter().flat_map(|exercise| &exercise.files).collect();
    let mut notes = Vec::new();
    for (file, digest) in &key.handout.files {
        if exercise_files.contains(&file) {
            continue;
        }
        if let Ok(text) = read(folder, file)
            && handout::digest(text.as_bytes()) != *digest
        {
            notes.push(format!("{file} was changed; it is not part of what is handed in"));
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(body: &str) -> String {
        acceptable("a.rs", "let a = 1;\na\n", body)
            .map_or_else(|(line, why)| format!("{line}: {why}"), |()| String::new())
    }

    #[test]
    fn honest_bodies_are_acceptable() {
        assert_eq!(reason("fn helper() -> i32 { 3 }\nhelper() // }\n"), "");
    }

    #[test]
    fn a_body_cannot_leave_its_function() {
        assert!(
            reason("0 }\nfn other() { 1\n").contains("brackets"),
            "{}",
            reason("0 }\nfn other() { 1\n")
        );
        assert!(reason("match 1 {\n").contains("brackets"));
        assert!(reason("a +\n").contains("it does not compile"), "{}", reason("a +\n"));
    }

    #[test]
    fn a_body_in_go_is_read_as_go() {
        let go = |body| acceptable("a.go", "mod := 1", body);
        assert_eq!(go("mod := `\\{`; asm(mod, '\\'')"), Ok(()));
        assert!(go("}\nfunc other() {").is_err_and(|(line, _)| line == 1));
    }

    #[test]
    fn words_that_reach_out_are_refused_wherever_they_are() {
        assert!(
            reason("a\n;println!(\"{}\", include_str!(\"/key\"))").starts_with("2: `include_str`")
        );
        assert!(reason("#[unsafe(r#no_mangle)] fn main() {}").contains("`no_mangle`"));
        assert!(reason("#[path = \"/key\"] mod key;").contains("`mod`"));
    }
}
