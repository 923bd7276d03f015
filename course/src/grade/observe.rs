//! Observations: run, read, and compared with the reference's.
//!
//! The lines are those of `course/observing.rs`. A process that ends before its last line has crashed in the observation
//! after the last one; it is started again behind that, so that a crash costs one observation. Only lines about inputs
//! that the reference saw are looked at, and an input with two different outputs counts as wrong: a program that prints
//! lines of its own beside the real ones gains nothing, and one that ends itself before the real ones come must know
//! what they would be.

use crate::judge::{Program, Runner};
use crate::report::Category;
use crate::sandbox::End;
use std::collections::{BTreeMap, BTreeSet};

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Observations {
    /// In order.
    pub lines: Vec<Line>,
    /// Processor time that the programs took.
    pub cpu_seconds: f64,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Whether less is better, or only the same is right.
    pub measured: bool,
    /// The kind of input, in a few words.
    pub category: String,
    /// The input.
    pub input: String,
    /// What came of it.
    pub output: String,
}

/// How often a program that crashes is started again.
const CRASHES: usize = 12;

/// And how often one that has not printed a line since it crashed.
const CRASHES_IN_A_ROW: usize = 4;

/// Runs the observations of an exercise with a seed. A program that does not end is started again `endless` times: that
/// costs its whole time.
pub fn observe(
    runner: &Runner,
    program: &Program,
    name: &str,
    seed: u64,
    endless: usize,
) -> Observations {
    let mut lines: Vec<Line> = Vec::new();
    let mut cpu_seconds = 0.0;
    let mut skip = 0;
    let (mut crashes, mut in_a_row, mut timeouts) = (0, 0, 0);
    loop {
        let mut runner = runner.clone();
        runner.environment.push(("COURSE_SEED".into(), seed.to_string()));
        runner.environment.push(("COURSE_SKIP".into(), skip.to_string()));
        let arguments = ["--exact", name, "--nocapture", "--test-threads=1"];
        let Ok(report) = runner.start(program, &arguments) else { break };
        let new: Vec<Line> = report.output.lines().filter_map(read).collect();
        skip += new.len() + 1;
        in_a_row = if new.is_empty() { in_a_row + 1 } else { 0 };
        cpu_seconds += report.cpu_seconds;
        lines.extend(new);
        match report.end {
            // A test that fails has ended too: it has seen everything.
            End::Exit(0 | 101) | End::NotStarted => break,
            End::OutOfTime => timeouts += 1,
            End::Exit(_) | End::Signal(_) => crashes += 1,
        }
        if crashes > CRASHES || in_a_row > CRASHES_IN_A_ROW || timeouts > endless {
            break;
        }
    }
    Observations { lines, cpu_seconds }
}

fn read(line: &str) -> Option<Line> {
    let parts: Vec<&str> = line.split(" | ").collect();
    let [kind, category, input, output] = parts[..] else { return None };
    let measured = match kind {
        "observed" => false,
        "measured" => true,
        _ => return None,
    };
    let (category, input, output) = (category.into(), input.into(), output.into());
    Some(Line { measured, category, input, output })
}

/// What a comparison came to.
#[derive(Clone, Debug)]
pub struct Compared {
    /// How much is right, from what the starter has right (0) to everything (1).
    pub share: f64,
    /// For each category.
    pub categories: Vec<Category>,
}

impl Compared {
    /// Takes over the inputs that went wrong in another comparison.
    pub fn take_examples(&mut self, other: &Compared) {
        for category in &mut self.categories {
            let theirs = other.categories.iter().find(|theirs| theirs.name == category.name);
            category.example = theirs.and_then(|theirs| theirs.example.clone());
        }
    }
}

/// Compares with the reference, counted from the starter. The examples are from these very lines: replace them by others
/// before they are shown.
pub fn compare(reference: &Observations, starter: &Observations, found: &Observations) -> Compared {
    let (categories, share) = credits(reference, starter, found);
    let (_, free) = credits(reference, starter, starter);
    let categories: Vec<Category> = categories
        .into_iter()
        .map(|(name, tally)| Category {
            name,
            right: tally.credit,
            total: tally.total,
            example: if tally.credit < tally.total as f64 - 1e-9 { tally.example } else { None },
        })
        .collect();
    let share = if free < 1.0 { ((share - free) / (1.0 - free)).clamp(0.0, 1.0) } else { share };
    for category in categories.iter().filter(|category| category.example.is_some()) {
        debug_assert!(category.right < category.total as f64);
    }
    Compared { share, categories }
}

#[derive(Default)]
struct Tally {
    credit: f64,
    total: usize,
    example: Option<String>,
    shortest: usize,
}

/// Credit in each category, and the mean of the categories' shares.
fn credits(
    reference: &Observations,
    starter: &Observations,
    found: &Observations,
) -> (BTreeMap<String, Tally>, f64) {
    let (found, starter) = (by_input(found), by_input(starter));
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut asked = BTreeSet::new();
    for line in &reference.lines {
        let key = (line.measured, line.category.as_str(), line.input.as_str());
        // An input that comes again is one input: else its one line would count as often.
        if !asked.insert(key) {
            continue;
        }
        let output = found.get(&key).and_then(single);
        let credit = match line.measured {
            false => f64::from(u8::from(output == Some(line.output.as_str()))),
            true => scale(output, &line.output, starter.get(&key).and_then(single)),
        };
        let tally = tallies.entry(line.category.clone()).or_default();
        tally.total += 1;
        tally.credit += credit;
        if credit < 1.0 && (tally.example.is_none() || line.input.len() < tally.shortest) {
            tally.shortest = line.input.len();
            tally.example = Some(example(line, found.get(&key)));
        }
    }
    let shares = tallies.values().map(|tally| tally.credit / tally.total as f64);
    let share = shares.sum::<f64>() / tallies.len().max(1) as f64;
    (tallies, share)
}

fn example(line: &Line, found: Option<&BTreeSet<&str>>) -> String {
    let found = match found.and_then(single) {
        Some(output) => output.chars().take(200).collect(),
        None if found.is_some() => "several answers".to_string(),
        None => "no answer (a crash, or no end)".to_string(),
    };
    let at_most = if line.measured { "at most " } else { "" };
    format!("{}: expected {at_most}{}, found {found}", line.input, line.output)
}

/// Where a quantity stands between the starter's (0) and the reference's (1).
fn scale(output: Option<&str>, reference: &str, starter: Option<&str>) -> f64 {
    let number = |text: Option<&str>| text?.parse::<f64>().ok().filter(|n| n.is_finite());
    let (Some(output), Some(reference)) = (number(output), number(Some(reference))) else {
        return 0.0;
    };
    match number(starter) {
        Some(starter) if starter > reference => {
            ((starter - output) / (starter - reference)).clamp(0.0, 1.0)
        }
        // The starter is as good, or has no answer: then twice the reference is worth nothing.
        _ => (2.0 - output / reference.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0),
    }
}

/// Kind, category and input.
type Question<'a> = (bool, &'a str, &'a str);

/// The different outputs for each input.
fn by_input(observations: &Observations) -> BTreeMap<Question<'_>, BTreeSet<&str>> {
    let mut found: BTreeMap<Question, BTreeSet<&str>> = BTreeMap::new();
    for line in &observations.lines {
        let key = (line.measured, line.category.as_str(), line.input.as_str());
        found.entry(key).or_default().insert(line.output.as_str());
    }
    found
}

fn single<'a>(outputs: &BTreeSet<&'a str>) -> Option<&'a str> {
    outputs.first().copied().filter(|_| outputs.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Observations {
        Observations { lines: text.lines().filter_map(read).collect(), cpu_seconds: 0.0 }
    }

    const REFERENCE: &str = "observed | a | 1 | x\nobserved | a | 22 | y\nobserved | b | 3 | z\nmeasured | size | 3 | 10";
    const STARTER: &str = "observed | a | 1 | ?\nobserved | a | 22 | ?\nobserved | b | 3 | ?\nmeasured | size | 3 | 20";

    fn share(found: &str) -> f64 {
        compare(&lines(REFERENCE), &lines(STARTER), &lines(found)).share
    }

    #[test]
    fn the_reference_has_everything_and_the_starter_nothing() {
        assert_eq!(share(REFERENCE), 1.0);
        assert_eq!(share(STARTER), 0.0);
        assert_eq!(share(""), 0.0);
    }

    #[test]
    fn categories_count_alike_and_quantities_by_degrees() {
        let found = "observed | a | 1 | x\nobserved | a | 22 | no\nobserved | b | 3 | z\nmeasured | size | 3 | 15";
        assert!((share(found) - (0.5 + 1.0 + 0.5) / 3.0).abs() < 1e-9);
    }

    #[test]
    fn lines_beside_the_real_ones_gain_nothing() {
        let both = format!("{STARTER}\n{REFERENCE}");
        assert_eq!(share(&both), 0.0);
        let unasked = format!("{STARTER}\nobserved | a | 4 | x\nobserved | c | 1 | x");
        assert_eq!(share(&unasked), 0.0);
    }

    #[test]
    fn an_input_that_comes_again_counts_once() {
        let again = format!("{REFERENCE}\nobserved | a | 1 | x");
        let compared = compare(&lines(&again), &lines(STARTER), &lines("observed | a | 1 | x"));
        assert_eq!((compared.categories[0].right, compared.categories[0].total), (1.0, 2));
    }

    #[test]
    fn the_example_is_the_shortest_input_that_went_wrong() {
        let compared = compare(&lines(REFERENCE), &lines(STARTER), &lines("observed | a | 1 | x"));
        let a = &compared.categories[0];
        assert_eq!(
            a.example.as_deref(),
            Some("22: expected y, found no answer (a crash, or no end)")
        );
    }
}
