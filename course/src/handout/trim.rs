//! Files of a hand-out that name what is left out: the workspace's manifest, the table of contents, links in chapters.
//!
//! All three are changed as text, line by line or link by link, so that everything else in them stays as it was written.

use std::collections::BTreeSet;
use std::path::Path;

/// A file that is not cut but must not speak of what is left out.
pub(super) fn without_later(file: &str, text: &str, files: &BTreeSet<String>) -> Option<String> {
    match file {
        "Cargo.toml" => Some(manifest_of(text, files)),
        "book/chapters/SUMMARY.md" => Some(summary_of(text, files)),
        _ if file.starts_with("book/chapters/") && file.ends_with(".md") => {
            Some(without_dead_links(file, text, files))
        }
        _ => None,
    }
}

/// The workspace's `Cargo.toml` with only those members that are there.
fn manifest_of(text: &str, files: &BTreeSet<String>) -> String {
    let is_there = |folder: &str| files.contains(&format!("{folder}/Cargo.toml"));
    let mut out = String::new();
    for line in text.lines() {
        let list = line.split_once("members = [").and_then(|(key, rest)| {
            Some((key, rest.strip_suffix(']')?)).filter(|_| matches!(key, "" | "default-"))
        });
        if let Some((key, members)) = list {
            let members = members.split(',').map(str::trim);
            let members: Vec<&str> =
                members.filter(|member| is_there(member.trim_matches('"'))).collect();
            out.push_str(&format!("{key}members = [{}]\n", members.join(", ")));
            continue;
        }
        let path = line.split_once("{ path = \"").and_then(|(_, rest)| rest.split('"').next());
        if path.is_none_or(is_there) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The table of contents without chapters that are left out, and without headings that have nothing below them.
fn summary_of(text: &str, files: &BTreeSet<String>) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in text.lines() {
        let target = line.split_once("](").and_then(|(_, rest)| rest.split(')').next());
        if target.is_none_or(|target| files.contains(&format!("book/chapters/{target}"))) {
            kept.push(line);
        }
    }
    let mut out: Vec<&str> = Vec::new();
    for (at, line) in kept.iter().enumerate() {
        let mut below = kept[at + 1..].iter().filter(|line| !line.trim().is_empty());
        let is_part = at > 0 && line.starts_with("# ");
        if !is_part || below.next().is_some_and(|line| line.trim_start().starts_with("- ")) {
            out.push(line);
        }
    }
    out.join("\n") + "\n"
}

/// A chapter in which links to chapters that are left out have become words.
fn without_dead_links(file: &str, text: &str, files: &BTreeSet<String>) -> String {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        let (before, after) = rest.split_at(at);
        let Some(end) = after.find(')') else { break };
        let target = after[2..end].split('#').next().unwrap_or("");
        let dead = target.ends_with(".md") && !target.contains("://") && {
            !files.contains(&normalised(&folder.join(target)))
        };
        match before.rfind('[').filter(|_| dead) {
            Some(open) => {
                out.push_str(&before[..open]);
                out.push_str(&before[open + 1..]);
            }
            None => {
                out.push_str(before);
                out.push_str(&after[..=end]);
            }
        }
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    out
}

/// A path without `..`, with `/`.
fn normalised(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part.as_os_str().to_string_lossy().as_ref() {
            ".." => {
                parts.pop();
            }
            "." => {}
            name => parts.push(name.to_string()),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| name.to_string()).collect()
    }

    #[test]
    fn members_that_are_left_out_are_not_named() {
        let text = "[workspace]\nmembers = [\"a\", \"b\", \"book\"]\n[workspace.dependencies]\na = { path = \"a\" }\nb = { path = \"b\" }\nlibc = \"0.2\"\n";
        let new = manifest_of(text, &files(&["a/Cargo.toml", "book/Cargo.toml"]));
        assert_eq!(
            new,
            "[workspace]\nmembers = [\"a\", \"book\"]\n[workspace.dependencies]\na = { path = \"a\" }\nlibc = \"0.2\"\n"
        );
    }

    #[test]
    fn parts_without_chapters_are_not_named() {
        let text = "# Summary\n\n[Preface](preface.md)\n\n# One\n\n- [A](one/a.md)\n\n# Two\n\n- [B](two/b.md)\n\n---\n";
        let there = files(&["book/chapters/preface.md", "book/chapters/one/a.md"]);
        let new = summary_of(text, &there);
        assert!(new.contains("# One\n\n- [A]") && !new.contains("Two"), "{new}");
        assert!(new.starts_with("# Summary\n\n[Preface](preface.md)"), "{new}");
    }

    #[test]
    fn links_to_what_is_left_out_become_words() {
        let there = files(&["book/chapters/stage0/a.md"]);
        let text =
            "See [the next](../stage1/b.md#x), [this](a.md), and [that](https://x.org/y.md).";
        assert_eq!(
            without_dead_links("book/chapters/stage0/c.md", text, &there),
            "See the next, [this](a.md), and [that](https://x.org/y.md)."
        );
    }
}
