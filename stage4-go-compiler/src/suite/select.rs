//! Which files of the tree are tests, and what is to be done with them.
//!
//! The first comment that is not a build constraint is the *action*: a word, switches, arguments. A
//! switch that only the official compiler knows (`-m`, `-d=ssa/…`, `-goexperiment`) leaves a test
//! out, as does a build constraint that Linux on x86-64 does not meet. Constraints are evaluated as
//! `go help buildconstraint` describes. Judged by the tests below.

use std::path::Path;

use super::{Kind, Test};

/// The tests in a folder and the folders below it, by name.
pub(super) fn tests(folder: &Path) -> Result<Vec<Test>, String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(at) = folders.pop() {
        let entries = std::fs::read_dir(&at);
        for entry in entries.map_err(|error| format!("{}: {error}", at.display()))? {
            let path = entry.map_err(|error| error.to_string())?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                // Folders of several files belong to tests of other kinds.
                if !name.ends_with(".dir") && name != "testdata" {
                    folders.push(path);
                }
            } else if name.ends_with(".go")
                && let Ok(bytes) = std::fs::read(&path)
            {
                let text = String::from_utf8_lossy(&bytes);
                let below = path.strip_prefix(folder).unwrap_or(&path);
                let name = below.to_string_lossy().into_owned();
                found.extend(test(name, path.clone(), &text));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn test(name: String, path: std::path::PathBuf, text: &str) -> Option<Test> {
    let mut constraints = Vec::new();
    let mut action = None;
    for line in text.lines() {
        let Some(comment) = line.strip_prefix("//") else {
            if line.trim().is_empty() {
                continue;
            }
            break;
        };
        let comment = comment.trim();
        if comment.starts_with("go:build ") || comment.starts_with("+build ") {
            constraints.push(comment.to_string());
        } else if action.is_none() && !comment.is_empty() {
            action = Some(comment.to_string());
        }
    }
    let action = action?;
    let mut words = action.split_whitespace().map(|word| word.trim_matches('"').to_string());
    let kind = match words.next()?.as_str() {
        "run" => Kind::Run,
        "errorcheck" => Kind::ErrorCheck,
        "compile" | "build" => Kind::Compile,
        _ => return None,
    };
    let (mut switches, mut arguments) = (Vec::new(), Vec::new());
    for word in words {
        if arguments.is_empty() && word.starts_with('-') {
            switches.push(word);
        } else {
            arguments.push(word);
        }
    }
    let constraint = constraints.iter().find(|line| !constraint_holds(line));
    let switch = switches.iter().find(|switch| !is_harmless(kind, switch));
    let left_out = match (constraint, switch) {
        (Some(constraint), _) => Some(format!("for another system: {constraint}")),
        (None, Some(switch)) => Some(format!("needs the official compiler's {switch}")),
        _ if Path::new(&name).iter().any(|part| part == "codegen") => {
            Some("about the official compiler's code".into())
        }
        _ => None,
    };
    Some(Test { name, path, kind, arguments, left_out })
}

/// Switches that change nothing about what is right.
fn is_harmless(kind: Kind, switch: &str) -> bool {
    matches!(switch, "-0" | "-+" | "-l" | "-N" | "-G=3" | "-gcflags=-l" | "-gcflags=-G=3")
        || kind == Kind::Run && switch.starts_with("-gcflags=") && !switch.contains("maymorestack")
}

/// Does a line `go:build …` or `+build …` hold here?
fn constraint_holds(line: &str) -> bool {
    match line.strip_prefix("go:build ") {
        Some(expression) => {
            let tokens = tokens(expression);
            let mut at = 0;
            either(&tokens, &mut at)
        }
        None => line.trim_start_matches("+build").split_whitespace().any(|option| {
            option.split(',').all(|term| match term.strip_prefix('!') {
                Some(term) => !tag(term),
                None => tag(term),
            })
        }),
    }
}

fn tag(name: &str) -> bool {
    let version = name.strip_prefix("go1.").and_then(|minor| minor.parse::<u32>().ok());
    matches!(name, "linux" | "amd64" | "gc" | "unix") || version.is_some()
}

fn tokens(text: &str) -> Vec<String> {
    let mut spaced = text.to_string();
    for mark in ["(", ")", "&&", "||", "!"] {
        spaced = spaced.replace(mark, &format!(" {mark} "));
    }
    spaced.split_whitespace().map(str::to_string).collect()
}

/// `both { "||" both }`
fn either(tokens: &[String], at: &mut usize) -> bool {
    let mut value = both(tokens, at);
    while tokens.get(*at).is_some_and(|token| token == "||") {
        *at += 1;
        value |= both(tokens, at);
    }
    value
}

/// `term { "&&" term }`
fn both(tokens: &[String], at: &mut usize) -> bool {
    let mut value = term(tokens, at);
    while tokens.get(*at).is_some_and(|token| token == "&&") {
        *at += 1;
        value &= term(tokens, at);
    }
    value
}

/// `{ "!" } ( tag | "(" either ")" )`
fn term(tokens: &[String], at: &mut usize) -> bool {
    let mut negated = false;
    while tokens.get(*at).is_some_and(|token| token == "!") {
        negated = !negated;
        *at += 1;
    }
    let value = match tokens.get(*at).map(String::as_str) {
        Some("(") => {
            *at += 1;
            let value = either(tokens, at);
            *at += 1;
            value
        }
        Some(name) => {
            *at += 1;
            tag(name)
        }
        None => false,
    };
    value != negated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints() {
        for (line, holds) in [
            ("go:build linux && !wasm", true),
            ("go:build !(cgo || linux)", false),
            ("go:build gc", true),
            ("+build aix", false),
            ("+build !js,gc", true),
            ("+build arm64 amd64", true),
        ] {
            assert_eq!(constraint_holds(line), holds, "{line}");
        }
    }

    #[test]
    fn actions() {
        let of = |text: &str| test("x.go".into(), "x.go".into(), text);
        let run = of("// +build linux\n\n// run -gcflags=-l arg1 arg2\n\npackage main\n").unwrap();
        assert_eq!((run.kind, run.left_out), (Kind::Run, None));
        assert_eq!(run.arguments, ["arg1", "arg2"]);
        assert!(of("// errorcheck -0 -m\npackage p\n").unwrap().left_out.is_some());
        assert!(of("// rundir\n").is_none());
        assert!(of("package p\n// run\n").is_none());
    }
}
