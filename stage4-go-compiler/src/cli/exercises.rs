//! `exercises`: the exercises of this stage, listed or shown.

const PAGES: &[&str] = &[
    include_str!("../../exercises/4.1-where-a-line-ends.md"),
    include_str!("../../exercises/4.2-what-binds-more-strongly.md"),
    include_str!("../../exercises/4.3-does-it-return.md"),
    include_str!("../../exercises/4.4-the-leaves-of-a-struct.md"),
    include_str!("../../exercises/4.5-how-much-a-slice-grows.md"),
    include_str!("../../exercises/4.6-deferred-calls.md"),
    include_str!("../../exercises/4.7-four-bytes-at-each-place.md"),
    include_str!("../../exercises/4.8-operands-without-a-register.md"),
    include_str!("../../exercises/4.9-a-statement-in-two-compilers.md"),
];

/// The list, or one exercise's page.
pub(crate) fn show(number: Option<&str>) -> Result<String, String> {
    stage0::exercises::show("stage4", PAGES, number)
}
