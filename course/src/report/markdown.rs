//! Markdown: the report that a student reads.

use super::{Graded, GradedExercise};
use std::fmt::Write;

/// The text of the report.
pub fn write(graded: &Graded) -> String {
    let mut text = format!("# {}\n\n", inline(&graded.submission));
    let _ = writeln!(text, "**{} of {} points**\n", graded.score(), graded.points());
    text.push_str("| exercise | points | of | tests | hidden inputs |\n|---|--:|--:|--:|--:|\n");
    for exercise in &graded.exercises {
        let (tests, all) = (passed(exercise), exercise.tests.len());
        let (id, title) = (&exercise.id, inline(&exercise.title));
        let (score, points) = (exercise.score, exercise.points);
        let hidden = hidden(exercise);
        let _ = writeln!(text, "| {id} {title} | {score} | {points} | {tests}/{all} | {hidden} |");
    }
    for exercise in &graded.exercises {
        let words = exercise.words();
        if words.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n## {} {}\n", exercise.id, inline(&exercise.title));
        let block = words.join("\n");
        let fence = "`".repeat(longest_run(&block).max(2) + 1);
        let _ = writeln!(text, "{fence}text\n{block}\n{fence}");
    }
    for note in graded.notes.iter().chain(&graded.not_enforced) {
        let _ = writeln!(text, "\n*Note:* {}", inline(note));
    }
    text
}

fn passed(exercise: &GradedExercise) -> usize {
    exercise.tests.iter().filter(|test| test.passed).count()
}

fn hidden(exercise: &GradedExercise) -> String {
    let total: usize = exercise.categories.iter().map(|category| category.total).sum();
    let right: f64 = exercise.categories.iter().map(|category| category.right).sum();
    if total == 0 { "-".into() } else { format!("{}/{total}", (right * 10.0).round() / 10.0) }
}

/// Text within a line of a table.
fn inline(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|").replace('<', "&lt;")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use crate::report::sample;

    #[test]
    fn points_and_reasons_are_both_there() {
        let mut graded = sample();
        graded.exercises[1].reasons.push("a ``` of the student's".into());
        let text = super::write(&graded);
        for words in [
            "**14.55 of 25 points**",
            "| 0.2 Less &lt; more | 4.55 | 15 | 1/2 | 3.5/10 |",
            "hidden inputs, backward: 3.5 of 10 right",
            "another such input: f(-1): expected 2, found 3",
            "*Note:* tests/x.rs was changed",
            "````text",
        ] {
            assert!(text.contains(words), "{words} is not in\n{text}");
        }
    }
}
