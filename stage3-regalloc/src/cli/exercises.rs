//! `exercises`: the exercises of this stage, listed or shown.

const PAGES: &[&str] = &[
    include_str!("../../exercises/3.1-all-at-once.md"),
    include_str!("../../exercises/3.2-whole-intervals.md"),
    include_str!("../../exercises/3.3-what-fits-in-an-address.md"),
    include_str!("../../exercises/3.4-two-for-one.md"),
    include_str!("../../exercises/3.5-the-way-out.md"),
    include_str!("../../exercises/3.6-up-to-the-definition.md"),
    include_str!("../../exercises/3.7-as-short-as-possible.md"),
];

/// The list, or one exercise's page.
pub(crate) fn show(number: Option<&str>) -> Result<String, String> {
    stage0::exercises::show("stage3", PAGES, number)
}
