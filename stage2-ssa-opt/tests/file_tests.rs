//! Runs the tests in `filetests/`: text in, text out, beside each other.
//!
//! The first line of a file says what is tested.
//!
//! * `; test parse`: what is wrong stands as `; error: column: message` on the faulty line. A file
//!   with no such comment is canonical: printing gives it back, comments and blank lines aside.
//! * `; test verify`: violations stand as `; error: message` on the faulty line.
//! * `; test run`: calls stand in lines `; run: @f(1, 2.5) == 3`; see `stage2::interpret::call_text`.
//! * `; test opt gvn dce`: what these passes, one after the other, make of every function stands
//!   behind a line `; becomes:`. The module is verified after each pass, and lines `; run: …` hold
//!   before and after.
//!
//! `ACCEPT=1 cargo test -p stage2 --test file_tests` writes what is into the files; look at the
//! difference before you keep it.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use stage2::ir::Module;
use stage2::text::{parse, print};
use stage2::{pipeline, verify};

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "ir") {
            found.push(path);
        }
    }
}

/// The text without comments, blank lines and trailing blanks.
fn bare(text: &str) -> String {
    let lines = text.lines().map(|line| line.split(';').next().unwrap_or("").trim_end());
    lines.filter(|line| !line.is_empty()).fold(String::new(), |text, line| text + line + "\n")
}

/// The text with other `; error:` comments, each with its line.
fn with_errors(text: &str, errors: &[(u32, String)]) -> String {
    let mut out = String::new();
    for (index, line) in text.lines().enumerate() {
        let kept = line.split("; error:").next().unwrap_or("").trim_end();
        out.push_str(kept);
        for (_, message) in errors.iter().filter(|(line, _)| *line as usize == index + 1) {
            let _ = write!(out, "  ; error: {message}");
        }
        out.push('\n');
    }
    out
}

/// What the file should be, or what is wrong in a way that has no place in the file.
fn expected(text: &str) -> Result<String, String> {
    let all = |errors: &[stage2::text::Diagnostic]| {
        errors.iter().map(|one| format!("{one}\n")).collect::<String>()
    };
    match text.lines().next().unwrap_or("").trim() {
        "; test parse" => match parse::module(text) {
            Ok(module) if !text.contains("; error:") => {
                let (printed, given) = (bare(&print::module(&module)), bare(text));
                if printed == given { Ok(text.into()) } else { Err(difference(&given, &printed)) }
            }
            Ok(_) => Ok(with_errors(text, &[])),
            Err(errors) => {
                let errors: Vec<(u32, String)> = errors
                    .into_iter()
                    .map(|one| (one.line, format!("{}: {}", one.column, one.message)))
                    .collect();
                Ok(with_errors(text, &errors))
            }
        },
        "; test verify" => {
            let parsed = parse::with_lines(text).map_err(|errors| all(&errors))?;
            let mut errors = Vec::new();
            for (func, decl) in parsed.module.functions.iter() {
                let Some(body) = &decl.body else { continue };
                for violation in verify::violations(&parsed.module, decl, body) {
                    let line = parsed
                        .lines
                        .iter()
                        .find(|(in_func, place, _)| *in_func == func && *place == violation.place);
                    errors.push((line.map_or(1, |(_, _, line)| *line), violation.message));
                }
            }
            Ok(with_errors(text, &errors))
        }
        "; test run" => run(text, &all),
        first if first.starts_with("; test opt ") => opt(first, text, &all),
        other => Err(format!("the first line is `{other}`, expected `; test …`")),
    }
}

fn run(text: &str, all: &dyn Fn(&[stage2::text::Diagnostic]) -> String) -> Result<String, String> {
    let module = parse::module(text).map_err(|errors| all(&errors))?;
    verify::module(&module)
        .map_err(|wrong| wrong.iter().map(ToString::to_string).collect::<String>())?;
    answers(text, &module)
}

/// The text with what the calls in it give.
fn answers(text: &str, module: &Module) -> Result<String, String> {
    let mut out = String::new();
    for line in text.lines() {
        match line.strip_prefix("; run: ") {
            None => out.push_str(line),
            Some(rest) => {
                let call = rest.split(" == ").next().unwrap_or("").trim();
                let outcome = stage2::interpret::call_text(module, call)?;
                let _ = write!(out, "; run: {call} == {outcome}");
            }
        }
        out.push('\n');
    }
    Ok(out)
}

fn opt(
    first: &str,
    text: &str,
    all: &dyn Fn(&[stage2::text::Diagnostic]) -> String,
) -> Result<String, String> {
    let mut module = parse::module(text).map_err(|errors| all(&errors))?;
    let wrong = |wrong: Vec<verify::Violations>| -> String {
        wrong.iter().map(ToString::to_string).collect()
    };
    verify::module(&module).map_err(wrong)?;
    let input = text.split_inclusive('\n').take_while(|line| line.trim_end() != "; becomes:");
    let mut out = answers(&input.collect::<String>(), &module)?;
    for name in first.trim_start_matches("; test opt ").split_whitespace() {
        let pass = pipeline::find(name).ok_or_else(|| format!("there is no pass `{name}`"))?;
        for func in module.functions.keys() {
            let _ = pipeline::run_pass(&mut module, func, pass);
        }
        verify::module(&module).map_err(|bad| format!("after {name}: {}", wrong(bad)))?;
    }
    let again = answers(&out, &module)?;
    if again != out {
        return Err(format!("the passes change what it does, {}", difference(&out, &again)));
    }
    out.push_str("; becomes:\n");
    for line in print::module(&module).lines() {
        let _ = writeln!(out, "{}", format!("; {line}").trim_end());
    }
    Ok(out)
}

/// The lines that differ, as `diff` shows them, from the first difference to the last.
fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let rest = before.len().min(after.len()) - same;
    let tail =
        before.iter().rev().zip(after.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let mut out = format!("at line {}:\n", same + 1);
    for line in &before[same..before.len() - tail] {
        let _ = writeln!(out, "-{line}");
    }
    for line in &after[same..after.len() - tail] {
        let _ = writeln!(out, "+{line}");
    }
    out
}

#[test]
fn every_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("filetests");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    let accept = std::env::var_os("ACCEPT").is_some();
    let mut failures = String::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.strip_prefix(&root).unwrap().display();
        match expected(&text) {
            Ok(expected) if expected == text => {}
            Ok(expected) if accept => std::fs::write(path, expected).unwrap(),
            Ok(expected) => {
                let _ = writeln!(failures, "--- {name}, {}", difference(&text, &expected));
            }
            Err(message) => {
                let _ = writeln!(failures, "--- {name}: {message}");
            }
        }
    }
    assert!(!paths.is_empty());
    let hint = "ACCEPT=1 cargo test -p stage2 --test file_tests";
    assert!(failures.is_empty(), "\n{failures}\nTo accept what is: {hint}");
}

#[test]
fn what_was_parsed_prints_and_parses_to_the_same() {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("filetests"), &mut paths);
    for path in &paths {
        let Ok(module) = parse::module(&std::fs::read_to_string(path).unwrap()) else { continue };
        let printed = print::module(&module);
        let again =
            parse::module(&printed).unwrap_or_else(|errors| panic!("{errors:?}\n{printed}"));
        assert!(again == module, "{}", path.display());
        assert_eq!(print::module(&again), printed, "{}", path.display());
    }
}
