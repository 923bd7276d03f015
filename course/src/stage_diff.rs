//! What a stage adds to the one before: files, public items, and what becomes of a program.
//!
//! The two stages are folders of sources. A file of the later one that has no counterpart of the same name is new, and
//! its first line says what it is for; the items are those that begin with `pub` at the beginning of a line or within an
//! `impl`. A file that both have is listed with the items that only the later one has. For a program, both stages are
//! asked for `stats --json`, and the numbers stand side by side, whatever they count: nothing here knows what they mean.

use crate::exercise::Course;
use crate::progress;
use crate::region;
use crate::workspace::Workspace;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::process::Command;

/// The text without the targets of its links, which mean something only where the text stands.
fn without_links(text: &str) -> String {
    let mut made = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("](") {
        let Some((_, after)) = behind.split_once(')') else { break };
        match before.rfind('[') {
            Some(begin) => made.extend([&before[..begin], &before[begin + 1..]]),
            None => made.push_str(before),
        }
        rest = after;
    }
    made + rest
}

/// A source file of a stage.
struct Source {
    lines: usize,
    about: String,
    items: BTreeSet<String>,
}

/// The folder of a stage.
fn folder(workspace: &Workspace, stage: u32) -> Result<String, String> {
    let prefix = format!("stage{stage}-");
    let folder = workspace
        .files()
        .iter()
        .find(|file| file.starts_with(&prefix))
        .and_then(|file| file.split('/').next().map(String::from));
    folder.ok_or_else(|| format!("there is no stage {stage}"))
}

/// The sources of a stage, by their path from `src/`.
fn sources(workspace: &Workspace, folder: &str) -> BTreeMap<String, Source> {
    let prefix = format!("{folder}/src/");
    let files = workspace.files();
    let ours = files.iter().filter_map(|file| {
        let name = file.strip_prefix(&prefix).filter(|name| name.ends_with(".rs"))?;
        let text = workspace.read(file);
        let about = text.lines().next().unwrap_or("").trim_start_matches("//!").trim();
        let about = without_links(about.trim_end_matches('.'));
        let items = text.lines().filter_map(item).collect();
        Some((name.to_string(), Source { lines: text.lines().count(), about, items }))
    });
    ours.collect()
}

/// The public item that a line begins: `fn compile`, `struct Module`.
fn item(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix("pub ")?;
    let mut words = rest.split_whitespace();
    let kind = words.find(|word| !["const", "unsafe", "async", "extern", "\"C\""].contains(word));
    // A constant is a `const` with no `fn` behind it.
    let (kind, name) = match kind? {
        kind @ ("fn" | "struct" | "enum" | "trait" | "type" | "static" | "mod") => {
            (kind, words.next()?)
        }
        name if rest.starts_with("const ") => ("const", name),
        _ => return None,
    };
    let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len());
    Some(format!("{kind} {}", &name[..end]))
}

/// What the later stage adds, as Markdown; with `--program`, what became of it.
pub fn diff(
    workspace: &Workspace,
    earlier: u32,
    later: u32,
    program: Option<&str>,
) -> Result<String, String> {
    if earlier >= later {
        return Err(format!("stage {later} does not come after stage {earlier}"));
    }
    let (before, after) = (folder(workspace, earlier)?, folder(workspace, later)?);
    let (old, new) = (sources(workspace, &before), sources(workspace, &after));
    let lines =
        |sources: &BTreeMap<String, Source>| sources.values().map(|s| s.lines).sum::<usize>();
    let mut text = format!(
        "`{after}` has {} files and {} lines; `{before}` had {} and {}.\n\n",
        new.len(),
        lines(&new),
        old.len(),
        lines(&old)
    );
    text.push_str("| new file | lines | public items | what it is |\n|---|--:|--:|---|\n");
    for (name, source) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        let Source { lines, about, items } = source;
        let _ = writeln!(
            text,
            "| `{name}` | {lines} | {} | {} |",
            items.len(),
            about.replace('|', "\\|")
        );
    }
    let shared: Vec<_> = new.iter().filter(|(name, _)| old.contains_key(*name)).collect();
    if !shared.is_empty() {
        text.push_str("\n| file of both | lines | public items that are new |\n|---|--:|---|\n");
    }
    for (name, source) in shared {
        let items: Vec<String> =
            source.items.difference(&old[name].items).map(|item| format!("`{item}`")).collect();
        let items = if items.is_empty() { "-".into() } else { items.join(", ") };
        let _ = writeln!(text, "| `{name}` | {} → {} | {items} |", old[name].lines, source.lines);
    }
    if let Some(program) = program {
        let (old, new) = (stats(workspace, earlier, program), stats(workspace, later, program));
        side_by_side(&mut text, program, (earlier, old), (later, new))?;
    }
    Ok(text)
}

type Numbers = Result<BTreeMap<String, f64>, String>;

/// The numbers that a stage says about a program, with their path in the JSON.
fn stats(workspace: &Workspace, stage: u32, program: &str) -> Numbers {
    let package = format!("stage{stage}");
    let mut command = Command::new("cargo");
    command.args(["run", "-q", "--release", "-p", &package, "--", "stats", "--json", program]);
    let output = command.current_dir(workspace.root()).output();
    let output = output.map_err(|error| format!("cannot run cargo: {error}"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(errors.lines().next().unwrap_or("it failed").to_string());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = BTreeMap::new();
    for value in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
        let value = value.map_err(|error| format!("`stats --json` is no JSON: {error}"))?;
        flatten(&value, String::new(), &mut numbers);
    }
    Ok(numbers)
}

fn flatten(value: &Value, path: String, out: &mut BTreeMap<String, f64>) {
    let below = |name: &str| if path.is_empty() { name.into() } else { format!("{path}.{name}") };
    match value {
        Value::Number(number) => {
            out.extend(number.as_f64().map(|number| (path, number)));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| flatten(value, below(name), out));
        }
        Value::Array(all) => {
            for (at, value) in all.iter().enumerate() {
                // What has a name is found by it, wherever it stands.
                let name = value["name"].as_str().map_or(at.to_string(), String::from);
                flatten(value, below(&name), out);
            }
        }
        _ => {}
    }
}

fn side_by_side(
    text: &mut String,
    program: &str,
    (earlier, old): (u32, Numbers),
    (later, new): (u32, Numbers),
) -> Result<(), String> {
    if let (Err(old), Err(new)) = (&old, &new) {
        return Err(format!(
            "no stage says anything about {program}:\n  {earlier}: {old}\n  {later}: {new}"
        ));
    }
    for (stage, numbers) in [(earlier, &old), (later, &new)] {
        if let Err(reason) = numbers {
            let _ = writeln!(text, "\nStage {stage} says nothing about it: {reason}");
        }
    }
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let _ = writeln!(text, "\n| `{program}` | stage {earlier} | stage {later} |\n|---|--:|--:|");
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let show = |number: Option<&f64>| number.map_or("-".into(), |number| number.to_string());
    for key in keys {
        let _ = writeln!(text, "| {key} | {} | {} |", show(old.get(key)), show(new.get(key)));
    }
    Ok(())
}

/// One's own work against what the stages should offer, without showing any of it.
pub fn mine(course: &Course) -> Result<String, String> {
    let mut text = String::from("| exercise | yours | reference |\n|---|---|---|\n");
    for exercise in &course.exercises {
        let state = progress::load(course, exercise)?;
        let bodies: Vec<String> = exercise
            .regions
            .iter()
            .map(|(file, region)| region::body(&course.workspace.read(file), region))
            .collect();
        let lines =
            |bodies: &[String]| bodies.iter().map(|body| body.lines().count()).sum::<usize>();
        let is_stub = exercise.regions.iter().zip(&bodies).all(|((_, r), b)| b.trim() == r.stub);
        let originals: Vec<String> = state.originals.iter().map(|o| o.body.clone()).collect();
        let (yours, reference) = match (state.is_started(), is_stub) {
            (false, true) => ("not begun".into(), "not here".into()),
            (false, false) => ("-".into(), format!("{} lines", lines(&bodies))),
            (true, true) => ("the stub".into(), format!("{} lines", lines(&originals))),
            (true, false) => {
                let passes = if state.passed { ", passes" } else { "" };
                (
                    format!("{} lines{passes}", lines(&bodies)),
                    format!("{} lines", lines(&originals)),
                )
            }
        };
        let _ = writeln!(text, "| {} {} | {yours} | {reference} |", exercise.id, exercise.title);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lose_their_targets() {
        let text = "There are two: [`Memory`](super::Memory), and [none] at all";
        assert_eq!(without_links(text), "There are two: `Memory`, and [none] at all");
        assert_eq!(without_links("a](b) [c](d"), "a [c](d");
    }

    #[test]
    fn public_items_are_found_by_their_first_words() {
        for (line, expected) in [
            ("pub fn run(x: u8) {", Some("fn run")),
            ("    pub const fn new() -> A {", Some("fn new")),
            ("pub const LIMIT: usize = 3;", Some("const LIMIT")),
            ("pub async extern \"C\" fn go() {", Some("fn go")),
            ("pub struct Pair<A, B>(A, B);", Some("struct Pair")),
            ("pub(crate) fn hidden() {", None),
            ("pub use other::thing;", None),
            ("fn private() {", None),
        ] {
            assert_eq!(item(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn numbers_are_found_by_the_names_around_them() {
        let value = serde_json::json!({"a": 1, "b": [{"name": "f", "n": 2}, 3], "c": "x"});
        let mut numbers = BTreeMap::new();
        flatten(&value, String::new(), &mut numbers);
        let expected = [("a", 1.0), ("b.1", 3.0), ("b.f.n", 2.0)];
        assert_eq!(numbers, expected.map(|(name, n)| (name.to_string(), n)).into());
    }
}
