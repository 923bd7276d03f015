//! The exercises of this stage, as they are listed and shown.

use crate::{Failure, user};
use std::io::Write;

/// Number, title, size, points, and the page.
const ALL: &[(&str, &str, &str, u32, &str)] = &[
    ("0.1", "How far is it?", "minutes", 10, include_str!("../exercises/0.1-how-far-is-it.md")),
    (
        "0.2",
        "A distance in two pieces",
        "minutes",
        15,
        include_str!("../exercises/0.2-a-distance-in-two-pieces.md"),
    ),
    (
        "0.3",
        "The larger of two",
        "evening",
        20,
        include_str!("../exercises/0.3-the-larger-of-two.md"),
    ),
    ("0.4", "Pages that run", "minutes", 15, include_str!("../exercises/0.4-pages-that-run.md")),
    (
        "0.5",
        "A file that runs",
        "evening",
        20,
        include_str!("../exercises/0.5-a-file-that-runs.md"),
    ),
    (
        "0.6",
        "A function that calls itself",
        "evening",
        20,
        include_str!("../exercises/0.6-a-function-that-calls-itself.md"),
    ),
];

/// Prints the list, or one exercise's page.
pub(crate) fn run(out: &mut impl Write, number: Option<&str>) -> Result<(), Failure> {
    let Some(number) = number else {
        for (number, title, size, points, _) in ALL {
            writeln!(out, "{number}  {title:30} {size:8} {points:3} points")?;
        }
        writeln!(out, "\nRead one: cargo run -q -p stage0 -- exercises 0.1")?;
        writeln!(out, "Start it: replace what stands between BEGIN SOLUTION 0.1 and END SOLUTION")?;
        writeln!(out, "          by the stub on the BEGIN line, and make these tests pass again:")?;
        writeln!(out, "          cargo test -p stage0 exercise_0_1")?;
        return Ok(());
    };
    let page = ALL.iter().find(|exercise| exercise.0 == number).map(|exercise| exercise.4);
    let page = page.ok_or_else(|| user(format!("there is no exercise {number}")))?;
    write!(out, "{page}")?;
    Ok(())
}
