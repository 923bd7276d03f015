//! The rules of the house, as tests: what a reviewer would otherwise have to look for in every change.
//!
//! Each rule is a function from a file's name and text to the lines that break it, so that each can be shown to fail.
//! To know why a rule is there, read its message: it says what to do instead.

use book::snippet::{self, Anchor};
use course::exercise::Course;
use course::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The longest source file that a chapter can carry.
const MAX_LINES: usize = 600;

/// Files that may be longer, and why.
const LONGER: &[(&str, &str)] = &[(
    "stage1-bytecode-jit/src/interpreter/run.rs",
    "the dispatch loop is one function, so that the registers it lives in stay registers",
)];

/// A line that breaks a rule, and what to do.
type Broken = (usize, String);

/// A file of the workspace: its path from the root, and its text.
struct File {
    name: String,
    text: String,
}

// ---------------------------------------------------------------------------------------------------------- the rules

#[test]
fn source_files_are_as_long_as_a_chapter_can_carry() {
    let is_excepted = |name: &str| LONGER.iter().any(|(longer, _)| *longer == name);
    every(sources(), |name, text| if is_excepted(name) { vec![] } else { too_long(text) });
}

#[test]
fn files_that_may_be_longer_are_there_and_are_longer() {
    for (name, reason) in LONGER {
        let text = fs::read_to_string(root().join(name)).unwrap_or_default();
        assert!(!too_long(&text).is_empty(), "{name} needs no exception ({reason}): take it out");
    }
}

fn too_long(text: &str) -> Vec<Broken> {
    let lines = text.lines().count();
    let long = lines > MAX_LINES;
    long.then(|| {
        (lines, format!("{lines} lines; split it where a chapter would (at most {MAX_LINES})"))
    })
    .into_iter()
    .collect()
}

#[test]
fn source_files_begin_with_a_header() {
    every(sources(), |_, text| no_header(text));
}

fn no_header(text: &str) -> Vec<Broken> {
    let headed =
        text.lines().next().is_some_and(|line| line.starts_with("//! ") && line.len() > 10);
    if headed {
        vec![]
    } else {
        vec![(1, "begin with a `//!` header: what it does to what, in one line".into())]
    }
}

#[test]
fn names_say_what_a_file_is_about() {
    every(sources(), |name, _| shapeless_name(name));
}

fn shapeless_name(name: &str) -> Vec<Broken> {
    let stem = Path::new(name).file_stem().unwrap().to_string_lossy().into_owned();
    let shapeless = ["utils", "util", "common", "helpers", "misc"].contains(&stem.as_str());
    shapeless
        .then(|| (1, format!("`{stem}` says nothing; name the file after what is in it")))
        .into_iter()
        .collect()
}

#[test]
fn unsafe_code_says_why_it_is_sound() {
    every(sources(), |_, text| unexplained_unsafe(text));
}

fn unexplained_unsafe(text: &str) -> Vec<Broken> {
    let lines: Vec<&str> = text.lines().collect();
    let mut broken = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        let Some((before, rest)) = code.split_once("unsafe ") else { continue };
        if before.ends_with(|c: char| c.is_alphanumeric() || "_\"`".contains(c)) {
            continue;
        }
        let above = &lines[at.saturating_sub(10)..=at];
        let explained = above.iter().any(|line| line.contains("// SAFETY:"));
        let function = rest.split_once("fn ").filter(|(before, _)| !before.contains(['{', '(']));
        if function.is_some() {
            let notes = lines[..at].iter().rev().map(|line| line.trim());
            let mut notes =
                notes.take_while(|line| line.starts_with("//") || line.starts_with("#["));
            // One that nobody else can call may say it inside, where the promise is used.
            let inside = &lines[at..lines.len().min(at + 6)];
            let explained = explained
                || !before.contains("pub") && inside.iter().any(|line| line.contains("// SAFETY:"));
            if !explained && !notes.any(|line| line.contains("# Safety")) {
                broken.push((at + 1, "say under `# Safety` what the caller must see to".into()));
            }
        } else if (rest.starts_with('{') || rest.starts_with("impl")) && !explained {
            broken.push((at + 1, "say in a `// SAFETY:` comment above why this is sound".into()));
        }
    }
    broken
}

#[test]
fn nothing_is_left_over_from_writing() {
    every(sources(), |_, text| leftovers(text));
}

fn leftovers(text: &str) -> Vec<Broken> {
    let mut broken = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let code = if line.trim_start().starts_with("//") { "" } else { line };
        let code = without_strings(code);
        let macros =
            ["dbg!(", "todo!(", "unimplemented!("].into_iter().find(|word| code.contains(word));
        let notes = ["FIXME", "XXX"].into_iter().find(|word| line.contains(word));
        if let Some(word) = macros.or(notes) {
            broken.push((
                at + 1,
                format!("`{word}` does not stay (a stub is named in `BEGIN SOLUTION`)"),
            ));
        }
    }
    broken
}

/// A line of code with nothing in its strings.
fn without_strings(line: &str) -> String {
    let (mut inside, mut escaped) = (false, false);
    let is_code = |c: &char| {
        let quote = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        inside ^= quote;
        quote || !inside
    };
    line.chars().filter(is_code).collect()
}

#[test]
fn anchors_come_in_pairs() {
    every(sources(), |_, text| odd_anchors(text));
}

fn odd_anchors(text: &str) -> Vec<Broken> {
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut broken = Vec::new();
    for (at, line) in text.lines().enumerate() {
        match snippet::anchor(line) {
            Some(Anchor::Begin(name)) if !seen.insert(name) => {
                broken.push((at + 1, format!("the anchor `{name}` stands in this file twice")));
            }
            Some(Anchor::Begin(name)) => {
                open.insert(name, at + 1);
            }
            Some(Anchor::End(name)) if open.remove(name).is_none() => {
                broken.push((at + 1, format!("`ANCHOR_END: {name}` ends nothing")));
            }
            _ => {}
        }
    }
    broken.extend(open.into_iter().map(|(name, at)| (at, format!("`ANCHOR: {name}` never ends"))));
    broken
}

#[test]
fn what_the_book_includes_is_there() {
    let root = root();
    every(files(&["md"], &["book/chapters/"]), |name, text| {
        let folder = root.join(name).parent().unwrap().to_path_buf();
        missing_includes(&folder, text)
    });
}

fn missing_includes(folder: &Path, text: &str) -> Vec<Broken> {
    let mut broken = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let target =
            line.trim().strip_prefix("{{#include ").and_then(|rest| rest.strip_suffix("}}"));
        let Some(target) = target else { continue };
        let found = snippet::parse_target(target.trim()).and_then(|(file, part)| {
            let text = fs::read_to_string(folder.join(file)).map_err(|error| error.to_string())?;
            snippet::take(&text, &part)
        });
        if let Err(message) = found {
            broken.push((at + 1, format!("`{target}`: {message}")));
        }
    }
    broken
}

#[test]
fn exercise_regions_are_closed_and_have_a_page() {
    // How each fault is found is tested where exercises are read, in the package `course`.
    let faults = Course::read(&Workspace::at(root())).err().unwrap_or_default();
    let faults: Vec<String> = faults.iter().map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn back_ends_are_mirror_images() {
    let names: BTreeSet<String> = sources().into_iter().map(|file| file.name).collect();
    every(sources(), |name, _| unmirrored(name, &names));
}

/// `isa/x64/emit.rs` asks for `isa/a64/emit.rs`, `template/a64.rs` for `template/x64.rs`, `emit_x64.rs` for `emit_a64.rs`.
fn unmirrored(name: &str, names: &BTreeSet<String>) -> Vec<Broken> {
    let swap = |word: &str| match word {
        "x64" => "a64".to_string(),
        "a64" => "x64".to_string(),
        word => word.to_string(),
    };
    let part = |part: &str| {
        let (stem, extension) =
            part.split_once('.').map_or((part, None), |(stem, ext)| (stem, Some(ext)));
        let stem = stem.split('_').map(swap).collect::<Vec<_>>().join("_");
        extension.map_or(stem.clone(), |extension| format!("{stem}.{extension}"))
    };
    let mirror = name.split('/').map(part).collect::<Vec<_>>().join("/");
    let lonely = !names.contains(&mirror);
    lonely
        .then(|| (1, format!("the other instruction set has no `{mirror}`")))
        .into_iter()
        .collect()
}

#[test]
fn stages_stand_only_on_earlier_ones() {
    every(files(&["toml"], &[""]), |name, text| {
        // A workspace in a `tests` folder is data.
        let is_ours = name.ends_with("/Cargo.toml") && !name.contains("/tests/");
        if is_ours { upward_dependencies(text) } else { vec![] }
    });
}

fn upward_dependencies(manifest: &str) -> Vec<Broken> {
    let manifest_table: toml::Table = manifest.parse().unwrap();
    let package = manifest_table["package"]["name"].as_str().unwrap().to_string();
    let Some(rank) = rank(&package) else { return vec![] };
    let mut tables = vec![&manifest_table];
    tables.extend(
        manifest_table
            .get("target")
            .and_then(|t| t.as_table())
            .into_iter()
            .flatten()
            .filter_map(|(_, t)| t.as_table()),
    );
    let mut broken = Vec::new();
    for table in tables {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for name in
                table.get(kind).and_then(|t| t.as_table()).into_iter().flat_map(|t| t.keys())
            {
                let allowed = match self::rank(name) {
                    Some(other) => other < rank,
                    None => name != "book" && name != "course",
                };
                if !allowed {
                    let at = manifest
                        .lines()
                        .position(|line| line.starts_with(name.as_str()))
                        .unwrap_or(0);
                    broken.push((
                        at + 1,
                        format!("{package} depends on {name}; a stage knows only the earlier ones"),
                    ));
                }
            }
        }
    }
    broken
}

fn rank(package: &str) -> Option<u32> {
    package.strip_prefix("stage")?.parse().ok()
}

#[test]
fn the_readme_can_be_read_at_one_sitting() {
    every(files(&["md"], &["README.md"]), |_, text| long_readme(text));
}

fn long_readme(text: &str) -> Vec<Broken> {
    let lines = text.lines().count();
    if lines < 150 {
        vec![]
    } else {
        vec![(lines, "the README stays under 150 lines; the book is for the rest".into())]
    }
}

// ------------------------------------------------------------------------------------------- each rule shown to fail

/// What a rule names where nothing is wrong.
const NONE: [usize; 0] = [];

/// The lines a rule names.
fn lines(broken: Vec<Broken>) -> Vec<usize> {
    broken.into_iter().map(|(line, _)| line).collect()
}

#[test]
fn text_rules_find_what_they_look_for() {
    assert_eq!(lines(too_long(&"x\n".repeat(MAX_LINES + 1))), [MAX_LINES + 1]);
    assert_eq!(lines(too_long(&"x\n".repeat(MAX_LINES))), NONE);
    assert_eq!(lines(no_header("use std;\n//! late\n")), [1]);
    assert_eq!(lines(shapeless_name("stage1/src/utils.rs")), [1]);
    assert_eq!(
        lines(leftovers(
            "a();\n    todo!(\"x\");\n// BEGIN SOLUTION 1.1 stub: todo!(\"y\")\n// FIXME\na(\"\\\"todo!()\")\n"
        )),
        [2, 4]
    );
    assert_eq!(
        lines(odd_anchors(
            "// ANCHOR: a\n// ANCHOR_END: a\n// ANCHOR_END: a\n// ANCHOR: b\n// ANCHOR: a\n"
        )),
        [3, 5, 4]
    );
    assert_eq!(lines(long_readme(&"x\n".repeat(150))), [150]);
}

#[test]
fn the_rule_of_safety_tells_blocks_from_functions_and_types() {
    let bad = "f(unsafe { g() });\nunsafe impl Send for A {}\n/// Does.\npub unsafe fn f() {}\nunsafe fn g() {}\n";
    assert_eq!(lines(unexplained_unsafe(bad)), [1, 2, 4, 5]);
    let bad = "pub unsafe fn f() {\n    // SAFETY: inside.\n    unsafe { g() }\n}\n";
    assert_eq!(lines(unexplained_unsafe(bad)), [1], "others can call it");
    let good = [
        "// SAFETY: it is.\nf(unsafe { g() });\n",
        "/// # Safety\n/// The caller.\n#[inline]\npub unsafe fn f() {}\n",
        "unsafe fn f() {\n    // SAFETY: the caller.\n    unsafe { g() }\n}\n",
        "type F = unsafe extern \"C\" fn(i64) -> i64;\n// unsafe { }\nunsafe extern \"C\" { fn g(); }\n",
    ];
    for good in good {
        assert_eq!(lines(unexplained_unsafe(good)), NONE, "{good}");
    }
}

#[test]
fn the_rule_of_mirrors_knows_folders_files_and_parts_of_names() {
    let names: BTreeSet<String> =
        ["s/x64/emit.rs", "s/a64/emit.rs", "s/emit_x64.rs", "s/x64.rs", "s/box64.rs"]
            .map(String::from)
            .into();
    let lonely: Vec<&String> =
        names.iter().filter(|name| !unmirrored(name, &names).is_empty()).collect();
    assert_eq!(lonely, ["s/emit_x64.rs", "s/x64.rs"]);
}

#[test]
fn the_rule_of_layers_reads_every_table() {
    let manifest = "[package]\nname = \"stage1\"\n[dependencies]\nstage0 = \"1\"\nstage2 = \"1\"\n[dev-dependencies]\nbook = \"1\"\n[target.'cfg(unix)'.dependencies]\nstage3 = \"1\"\n";
    assert_eq!(lines(upward_dependencies(manifest)), [5, 7, 9]);
    assert_eq!(
        lines(upward_dependencies("[package]\nname = \"book\"\n[dependencies]\nstage0 = \"1\"\n")),
        NONE
    );
}

#[test]
fn the_rule_of_includes_looks_into_the_files() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.rs"), "// ANCHOR: a\nfn a() {}\n// ANCHOR_END: a\n").unwrap();
    let text = "{{#include a.rs:a}}\n{{#include a.rs:b}}\n{{#include b.rs}}\n";
    assert_eq!(lines(missing_includes(folder.path(), text)), [2, 3]);
}

// ------------------------------------------------------------------------------------------------- reading the files

/// Applies a rule to files and fails with every line that breaks it.
fn every(files: Vec<File>, rule: impl Fn(&str, &str) -> Vec<Broken>) {
    let broken: Vec<String> = files
        .iter()
        .flat_map(|file| {
            rule(&file.name, &file.text)
                .into_iter()
                .map(|(at, message)| format!("{}:{at}: {message}", file.name))
        })
        .collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The Rust files in the `src` folders of the workspace's crates.
fn sources() -> Vec<File> {
    let sources = files(&["rs"], &[""]);
    let sources: Vec<File> =
        sources.into_iter().filter(|file| file.name.split('/').nth(1) == Some("src")).collect();
    assert!(sources.len() > 10, "the crates' sources are not where they were");
    sources
}

/// Files with one of these extensions, below one of these prefixes; build products and hidden folders left out.
fn files(extensions: &[&str], prefixes: &[&str]) -> Vec<File> {
    let root = root();
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let named = paths
        .into_iter()
        .map(|path| (path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(), path));
    named
        .filter(|(name, _)| prefixes.iter().any(|prefix| name.starts_with(prefix)))
        .filter(|(name, _)| {
            name.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
        })
        .map(|(name, path)| File {
            text: String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned(),
            name,
        })
        .collect()
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') || ["target", "build"].contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() { collect(&path, out) } else { out.push(path) }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}
