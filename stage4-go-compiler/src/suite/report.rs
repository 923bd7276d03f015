//! The suite's outcome as text and as JSON.
//!
//! The yardstick are the `run` tests that the official compiler of the language's present version passes
//! itself: the tree is older, and some tests pin what has changed since. Their names are in
//! `corpus/official_run.txt`, made by `stage4 suite DIR --kinds run --official --verbose`.
//!
//! Judged by the tests below.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Kind, Outcome, Test};

const OFFICIAL: &str = include_str!("../../corpus/official_run.txt");

/// Tests of a kind that passed, were refused, failed, and were left out.
#[derive(Default)]
struct Counts([usize; 4]);

impl Counts {
    fn of<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Counts {
        let mut counts = Counts::default();
        for outcome in outcomes {
            counts.0[match outcome {
                Outcome::Passed => 0,
                Outcome::Refused(_) => 1,
                Outcome::Failed(..) => 2,
                Outcome::LeftOut(_) => 3,
            }] += 1;
        }
        counts
    }
}

/// Names and numbers, the largest first.
fn by_count<'a>(names: impl Iterator<Item = &'a str>) -> Vec<(&'a str, usize)> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_insert(0) += 1;
    }
    let mut list: Vec<_> = counts.into_iter().collect();
    list.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    list
}

/// The outcome for a reader.
pub(super) fn text(results: &[(&Test, Outcome)], verbose: bool) -> String {
    let mut out = String::new();
    for (test, outcome) in results {
        match outcome {
            Outcome::Passed if verbose => _ = writeln!(out, "pass    {}", test.name),
            Outcome::Refused(what) if verbose => _ = writeln!(out, "refuse  {}: {what}", test.name),
            Outcome::LeftOut(why) if verbose => _ = writeln!(out, "left    {}: {why}", test.name),
            Outcome::Failed(cause, details) => {
                _ = writeln!(out, "FAIL    {} {}: {cause}", test.kind.name(), test.name);
                for line in details.lines().take(6) {
                    let line: String = line.chars().take(200).collect();
                    _ = writeln!(out, "        {line}");
                }
            }
            _ => {}
        }
    }
    let refused = results.iter().filter_map(|(_, outcome)| match outcome {
        Outcome::Refused(what) => Some(what.as_str()),
        _ => None,
    });
    section(&mut out, "refused", by_count(refused));
    let failed = results.iter().filter_map(|(_, outcome)| match outcome {
        Outcome::Failed(cause, _) => Some(cause.as_str()),
        _ => None,
    });
    section(&mut out, "failed", by_count(failed));
    for kind in [Kind::Run, Kind::ErrorCheck, Kind::Compile] {
        let of_kind = || results.iter().filter(|(test, _)| test.kind == kind);
        let Counts([passed, refused, failed, left_out]) = Counts::of(of_kind().map(|one| &one.1));
        if passed + refused + failed + left_out == 0 {
            continue;
        }
        let name = kind.name();
        _ = write!(out, "{name:<10} {passed} passed, {refused} refused, {failed} failed");
        _ = writeln!(out, ", {left_out} left out");
        if kind == Kind::Run {
            let official: BTreeSet<&str> = OFFICIAL.lines().collect();
            let among = of_kind().filter(|(test, _)| official.contains(test.name.as_str()));
            let (mut all, mut passed) = (0, 0);
            for (_, outcome) in among {
                all += 1;
                passed += usize::from(*outcome == Outcome::Passed);
            }
            _ = writeln!(out, "           {passed} of the {all} that the official compiler passes");
        }
    }
    out
}

fn section(out: &mut String, title: &str, list: Vec<(&str, usize)>) {
    if !list.is_empty() {
        _ = writeln!(out, "{title}:");
        for (name, count) in list {
            _ = writeln!(out, "{count:8} {name}");
        }
    }
}

/// The outcome for a program: an object per test.
pub(super) fn json(results: &[(&Test, Outcome)]) -> String {
    let list: Vec<String> = results
        .iter()
        .map(|(test, outcome)| {
            let (word, detail) = match outcome {
                Outcome::Passed => ("passed", String::new()),
                Outcome::Refused(what) => ("refused", what.clone()),
                Outcome::Failed(cause, details) => ("failed", format!("{cause}\n{details}")),
                Outcome::LeftOut(why) => ("left out", why.clone()),
            };
            format!(
                "  {{\"kind\": {}, \"name\": {}, \"outcome\": {}, \"detail\": {}}}",
                quoted(test.kind.name()),
                quoted(&test.name),
                quoted(word),
                quoted(&detail)
            )
        })
        .collect();
    format!("[\n{}\n]\n", list.join(",\n"))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c < ' ' => _ = write!(out, "\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_quotes() {
        let test = |kind| Test {
            name: "a\"b.go".into(),
            path: "a.go".into(),
            kind,
            arguments: Vec::new(),
            left_out: None,
        };
        let (run, check) = (test(Kind::Run), test(Kind::ErrorCheck));
        let results = [
            (&run, Outcome::Passed),
            (&run, Outcome::Refused("select".into())),
            (&check, Outcome::Failed("a message is missing".into(), "3: no\n".into())),
        ];
        let report = text(&results, false);
        assert!(
            report.contains("run        1 passed, 1 refused, 0 failed, 0 left out"),
            "{report}"
        );
        assert!(report.contains("errorcheck 0 passed, 0 refused, 1 failed"), "{report}");
        assert!(report.contains("       1 select"), "{report}");
        let line = "\"name\": \"a\\\"b.go\", \"outcome\": \"refused\", \"detail\": \"select\"";
        assert!(json(&results).contains(line));
    }
}
