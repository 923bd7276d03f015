//! `exercises`: the exercises of this stage, listed or shown.

const PAGES: &[&str] = &[
    include_str!("../../exercises/1.1-who-catches-it.md"),
    include_str!("../../exercises/1.2-is-that-a-pointer.md"),
    include_str!("../../exercises/1.3-a-push-and-its-pop.md"),
    include_str!("../../exercises/1.4-rounding-down.md"),
    include_str!("../../exercises/1.5-two-for-one-dispatch.md"),
    include_str!("../../exercises/1.7-a-comparison-and-its-jump.md"),
];

/// The list, or one exercise's page.
pub(crate) fn show(number: Option<&str>) -> Result<String, String> {
    stage0::exercises::show("stage1", PAGES, number)
}
