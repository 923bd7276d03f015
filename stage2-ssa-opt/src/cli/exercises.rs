//! `exercises`: the exercises of this stage, listed or shown.

const PAGES: &[&str] = &[
    include_str!("../../exercises/2.1-two-numbers-are-one.md"),
    include_str!("../../exercises/2.2-who-lives.md"),
    include_str!("../../exercises/2.3-where-two-ways-meet.md"),
    include_str!("../../exercises/2.4-where-stores-meet.md"),
    include_str!("../../exercises/2.5-it-was-said-above.md"),
    include_str!("../../exercises/2.6-not-too-many.md"),
    include_str!("../../exercises/2.7-two-loops-not-one.md"),
];

/// The list, or one exercise's page.
pub(crate) fn show(number: Option<&str>) -> Result<String, String> {
    stage0::exercises::show("stage2", PAGES, number)
}
