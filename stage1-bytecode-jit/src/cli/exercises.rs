//! `exercises`: the exercises of this stage, listed or shown.

/// Number, title, size, points, and the page.
const ALL: &[(&str, &str, &str, u32, &str)] = &[
    (
        "1.1",
        "Who catches it?",
        "minutes",
        10,
        include_str!("../../exercises/1.1-who-catches-it.md"),
    ),
    (
        "1.2",
        "Is that a pointer?",
        "evening",
        20,
        include_str!("../../exercises/1.2-is-that-a-pointer.md"),
    ),
    (
        "1.3",
        "A push and its pop",
        "minutes",
        10,
        include_str!("../../exercises/1.3-a-push-and-its-pop.md"),
    ),
    ("1.4", "Rounding down", "evening", 20, include_str!("../../exercises/1.4-rounding-down.md")),
    (
        "1.5",
        "Two for one dispatch",
        "minutes",
        10,
        include_str!("../../exercises/1.5-two-for-one-dispatch.md"),
    ),
    (
        "1.7",
        "A comparison and its jump",
        "minutes",
        15,
        include_str!("../../exercises/1.7-a-comparison-and-its-jump.md"),
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
         Read one: cargo run -q -p stage1 -- exercises 1.1\n\
         Start it: replace what stands between BEGIN SOLUTION 1.1 and END SOLUTION\n          \
         by the stub on the BEGIN line, and make these tests pass again:\n          \
         cargo test -p stage1 exercise_1_1\n",
    );
    Ok(text)
}
