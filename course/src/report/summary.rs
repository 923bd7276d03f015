//! A whole class: `summary.csv` for spreadsheets, `summary.md` for people.

use super::{Graded, Seconds};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Writes both files into a folder.
pub fn write(folder: &Path, class: &[Graded]) -> Result<(), String> {
    let put = |name: &str, text: String| {
        fs::write(folder.join(name), text).map_err(|error| format!("{name}: {error}"))
    };
    put("summary.csv", csv(class))?;
    put("summary.md", table(class))
}

/// As RFC 4180 has it: fields with commas, quotes or line ends in quotes, quotes doubled.
fn csv(class: &[Graded]) -> String {
    let field = |text: &str| match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        // A spreadsheet would compute it.
        false if text.starts_with(['=', '+', '-', '@']) => format!("'{text}"),
        false => text.to_string(),
    };
    let mut text = String::from("submission");
    for exercise in class.first().map_or(&[][..], |first| &first.exercises) {
        let _ = write!(text, ",{}", exercise.id);
    }
    text.push_str(",score,points\r\n");
    for graded in class {
        text.push_str(&field(&graded.submission));
        for exercise in &graded.exercises {
            let _ = write!(text, ",{}", exercise.score);
        }
        let _ = write!(text, ",{},{}\r\n", graded.score(), graded.points());
    }
    text
}

/// A table of the class, and where the time went.
pub fn table(class: &[Graded]) -> String {
    let mut text = String::from("| submission |");
    for exercise in class.first().map_or(&[][..], |first| &first.exercises) {
        let _ = write!(text, " {} |", exercise.id);
    }
    let columns = class.first().map_or(0, |first| first.exercises.len());
    let _ = writeln!(text, " score |\n|---|{}--:|", "--:|".repeat(columns));
    for graded in class {
        let _ = write!(text, "| {} |", graded.submission.replace('|', "\\|"));
        for exercise in &graded.exercises {
            let _ = write!(text, " {} |", exercise.score);
        }
        let _ = writeln!(text, " {} of {} |", graded.score(), graded.points());
    }
    let mean = class.iter().map(Graded::score).sum::<f64>() / class.len().max(1) as f64;
    let mut seconds = Seconds::default();
    for graded in class {
        seconds.build += graded.seconds.build;
        seconds.tests += graded.seconds.tests;
        seconds.observations += graded.seconds.observations;
        seconds.sandbox += graded.seconds.sandbox;
    }
    let Seconds { build, tests, observations, sandbox } = seconds;
    let _ = writeln!(
        text,
        "\n{} submissions, {mean:.1} points in the mean. Seconds: {build:.0} building (waiting for \
         each other included), {tests:.0} in visible tests, {observations:.0} in observations; {sandbox:.0} of \
         the latter two for the sandbox and for waiting.",
        class.len()
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn names_do_not_break_the_table() {
        let mut formula = sample();
        formula.submission = "=1+1".into();
        let text = csv(&[sample(), formula]);
        assert_eq!(
            text,
            "submission,0.1,0.2,score,points\r\n\"o'neil, \"\"ann\"\"\",10,4.55,14.55,25\r\n'=1+1,10,4.55,14.55,25\r\n"
        );
    }
}
