//! `exercises`: the exercises of this stage, listed or shown.

/// Number, title, size, points, and the page.
const ALL: &[(&str, &str, &str, u32, &str)] = &[
    (
        "2.1",
        "Two numbers are one",
        "minutes",
        10,
        include_str!("../../exercises/2.1-two-numbers-are-one.md"),
    ),
    ("2.2", "Who lives?", "minutes", 15, include_str!("../../exercises/2.2-who-lives.md")),
    (
        "2.3",
        "Where two ways meet",
        "evening",
        20,
        include_str!("../../exercises/2.3-where-two-ways-meet.md"),
    ),
    (
        "2.4",
        "Where stores meet",
        "minutes",
        15,
        include_str!("../../exercises/2.4-where-stores-meet.md"),
    ),
    (
        "2.5",
        "It was said above",
        "an hour",
        20,
        include_str!("../../exercises/2.5-it-was-said-above.md"),
    ),
    (
        "2.6",
        "Moved, but not too far",
        "minutes",
        15,
        include_str!("../../exercises/2.6-not-too-many.md"),
    ),
    (
        "2.7",
        "Two loops, not one",
        "evening",
        25,
        include_str!("../../exercises/2.7-two-loops-not-one.md"),
    ),
];

/// The list, or one exercise's page.
pub(crate) fn show(number: Option<&str>) -> Result<String, String> {
    if let Some(number) = number {
        let found = ALL.iter().find(|exercise| exercise.0 == number);
        let page = found.ok_or_else(|| format!("error: there is no exercise {number}"))?.4;
        return Ok(page.to_string());
    }
    let mut text = String::new();
    for (number, title, size, points, _) in ALL {
        text.push_str(&format!("{number}  {title:30} {size:8} {points:3} points\n"));
    }
    text.push_str(
        "\n\
         Read one: cargo run -q -p stage2 -- exercises 2.1\n\
         Start it: replace what stands between BEGIN SOLUTION 2.1 and END SOLUTION\n          \
         by the stub on the BEGIN line, and make these tests pass again:\n          \
         cargo test -p stage2 exercise_2_1\n",
    );
    Ok(text)
}
