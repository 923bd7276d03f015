//! `exercises`: the exercises of this stage, listed or shown.

use super::input::put;

/// Number, title, size, points, and the page.
const ALL: &[(&str, &str, &str, u32, &str)] = &[
    ("5.1", "From parameters to phis", "minutes", 10, include_str!("../../exercises/5.1-phis.md")),
    ("5.2", "Shift without poison", "minutes", 15, include_str!("../../exercises/5.2-shift.md")),
    ("5.3", "What a program reaches", "evening", 20, include_str!("../../exercises/5.3-reach.md")),
];

/// The list, or one exercise's page.
pub(crate) fn show(number: Option<&str>) -> Result<(), String> {
    if let Some(number) = number {
        let found = ALL.iter().find(|exercise| exercise.0 == number);
        put(found.ok_or_else(|| format!("there is no exercise {number}"))?.4);
        return Ok(());
    }
    for (number, title, size, points, _) in ALL {
        put(&format!("{number}  {title:30} {size:8} {points:3} points\n"));
    }
    put("\nRead one: cargo run -q -p stage5 -- exercises 5.1\n");
    Ok(())
}
