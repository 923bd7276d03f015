//! What came of grading, and the formats it is written in: one module for each.
//!
//! The graded submission is data; every format is a function from it to text. `result.json` is always written, and is what
//! a second run reads to know what is done. Scores are rounded to hundredths; formats that want whole numbers say so.

use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

pub mod classroom50;
pub mod gradescope;
pub mod junit;
pub mod markdown;
pub mod summary;

/// A graded submission: `course/grade/v1`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graded {
    /// `course/grade/v1`
    pub format: String,
    /// Its name.
    pub submission: String,
    /// What the result depends on.
    pub digest: String,
    /// In the order of their numbers.
    pub exercises: Vec<GradedExercise>,
    /// What else is worth saying.
    pub notes: Vec<String>,
    /// What the sandbox could not do on this machine.
    pub not_enforced: Vec<String>,
    /// Where the time went.
    pub seconds: Seconds,
}

/// Seconds by the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seconds {
    /// For building.
    pub build: f64,
    /// For visible tests.
    pub tests: f64,
    /// For observations.
    pub observations: f64,
    /// Of these two, what the programs themselves did not need the processor for: making the sandbox, waiting.
    pub sandbox: f64,
}

/// A graded exercise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradedExercise {
    /// Its number.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it counts.
    pub points: u32,
    /// What was reached.
    pub score: f64,
    /// The visible tests.
    pub tests: Vec<GradedTest>,
    /// The kinds of hidden inputs.
    pub categories: Vec<Category>,
    /// Why the score is what it is, where the rest does not say it.
    pub reasons: Vec<String>,
}

/// A visible test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradedTest {
    /// Its name, with its module.
    pub name: String,
    /// Whether it passed.
    pub passed: bool,
    /// Why not.
    pub reason: String,
}

/// A kind of hidden inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// In a few words.
    pub name: String,
    /// How many were right; parts of one where less is better.
    pub right: f64,
    /// Of how many.
    pub total: usize,
    /// An input that goes wrong, made for the student and not one of those that counted.
    pub example: Option<String>,
}

/// How results can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `results.json` of Gradescope's autograder.
    Gradescope,
    /// `classroom50/result/v1`
    Classroom50,
    /// JUnit's XML.
    Junit,
    /// For people.
    Markdown,
    /// `course/grade/v1`
    Json,
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Format, String> {
        match text {
            "gradescope" => Ok(Format::Gradescope),
            "classroom50" => Ok(Format::Classroom50),
            "junit" => Ok(Format::Junit),
            "markdown" => Ok(Format::Markdown),
            "json" => Ok(Format::Json),
            _ => Err(format!(
                "`{text}` is none of gradescope, classroom50, junit, markdown and json"
            )),
        }
    }
}

impl Graded {
    /// What was reached.
    pub fn score(&self) -> f64 {
        let sum: f64 = self.exercises.iter().map(|exercise| exercise.score).sum();
        (sum * 100.0).round() / 100.0
    }

    /// What can be reached.
    pub fn points(&self) -> u32 {
        self.exercises.iter().map(|exercise| exercise.points).sum()
    }

    /// The result that an earlier run has written.
    pub fn load(folder: &Path) -> Option<Graded> {
        serde_json::from_str(&fs::read_to_string(folder.join("result.json")).ok()?).ok()
    }

    /// Writes it in the given formats. `result.json` comes last and at once: where it is, the others are.
    pub fn write(&self, folder: &Path, formats: &[Format]) -> Result<(), String> {
        let write = || {
            fs::create_dir_all(folder)?;
            for format in formats {
                let (name, text) = match format {
                    Format::Gradescope => ("results.json", gradescope::write(self)),
                    Format::Classroom50 => ("classroom50.json", classroom50::write(self)),
                    Format::Junit => ("junit.xml", junit::write(self)),
                    Format::Markdown => ("report.md", markdown::write(self)),
                    Format::Json => continue,
                };
                fs::write(folder.join(name), text)?;
            }
            let part = folder.join("result.json.part");
            fs::write(&part, pretty(self))?;
            fs::rename(part, folder.join("result.json"))
        };
        write().map_err(|error: std::io::Error| format!("{}: {error}", folder.display()))
    }
}

/// JSON for people and programs.
fn pretty(value: &impl Serialize) -> String {
    // What is written here has no maps with keys that are no strings, so that nothing can go wrong.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

impl GradedExercise {
    /// All that explains the score, in lines.
    pub fn words(&self) -> Vec<String> {
        let mut lines = self.reasons.clone();
        for test in self.tests.iter().filter(|test| !test.passed) {
            lines.push(format!("{} fails: {}", short(&test.name), test.reason));
        }
        for category in &self.categories {
            let Category { name, right, total, example } = category;
            if *right < *total as f64 - 1e-9 {
                let right = (right * 10.0).round() / 10.0;
                lines.push(format!("hidden inputs, {name}: {right} of {total} right"));
                if let Some(example) = example {
                    lines.push(format!("  another such input: {example}"));
                }
            }
        }
        lines
    }
}

/// A test's name without its module.
fn short(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

#[cfg(test)]
pub(crate) fn sample() -> Graded {
    let test = |name: &str, reason: &str| GradedTest {
        name: name.into(),
        passed: reason.is_empty(),
        reason: reason.into(),
    };
    let category = |name: &str, right, example: Option<&str>| Category {
        name: name.into(),
        right,
        total: 10,
        example: example.map(String::from),
    };
    let good = GradedExercise {
        id: "0.1".into(),
        title: "A & B".into(),
        points: 10,
        score: 10.0,
        tests: vec![test("tests::exercise_0_1_x", "")],
        categories: vec![category("forward", 10.0, None)],
        reasons: vec![],
    };
    let bad = GradedExercise {
        id: "0.2".into(),
        title: "Less < more".into(),
        points: 15,
        score: 4.55,
        tests: vec![
            test("exercise_0_2_x", "left: \"<\u{1}>\"\nright: |"),
            test("exercise_0_2_y", ""),
        ],
        categories: vec![category("backward", 3.5, Some("f(-1): expected 2, found 3"))],
        reasons: vec!["the visible tests claim 90 %".into()],
    };
    Graded {
        format: "course/grade/v1".into(),
        submission: "o'neil, \"ann\"".into(),
        digest: "0".into(),
        exercises: vec![good, bad],
        notes: vec!["tests/x.rs was changed".into()],
        not_enforced: vec!["the network is not cut off: no".into()],
        seconds: Seconds { build: 1.0, tests: 0.5, observations: 0.25, sandbox: 0.1 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let all = [Format::Gradescope, Format::Classroom50, Format::Junit, Format::Markdown];
        sample().write(folder.path(), &all).unwrap();
        assert_eq!(Graded::load(folder.path()), Some(sample()));
        for name in ["results.json", "classroom50.json", "junit.xml", "report.md"] {
            assert!(folder.path().join(name).is_file(), "{name}");
        }
    }
}
