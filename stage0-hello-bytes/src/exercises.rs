//! A stage's exercises → the list of them, or one's page: what every stage prints when asked for
//! `exercises`.
//!
//! An exercise is a page of Markdown and a region of tested source between two marks. The page is what
//! is written for people, and it says everything that a list needs, in these lines:
//!
//! ```text
//! # Exercise 0.1: How far is it?
//! - **Size:** minutes
//! - **Points:** 10
//! ```
//!
//! Leaves out: starting and judging one, which take a workspace and a build. Judged by the tests of the
//! stages' command lines.

/// The list of all pages, or the page of the exercise with that number.
///
/// # Errors
/// When there is no such exercise: in words.
pub fn show(package: &str, pages: &[&str], number: Option<&str>) -> Result<String, String> {
    let Some(number) = number else { return Ok(list(package, pages)) };
    let page = pages.iter().find(|page| title(page).0 == number);
    page.map(|page| page.to_string()).ok_or_else(|| format!("error: there is no exercise {number}"))
}

fn list(package: &str, pages: &[&str]) -> String {
    let mut text = String::new();
    for page in pages {
        let (number, title) = title(page);
        let size = ["minutes", "hour", "evening", "weekend"];
        let size = size.iter().find(|size| field(page, "Size").contains(**size)).unwrap_or(&"");
        let points = field(page, "Points");
        text.push_str(&format!("{number}  {title:32} {size:8} {points:>3} points\n"));
    }
    let first = pages.first().map_or("0.1", |page| title(page).0);
    text.push_str(&format!(
        "\nRead one: cargo run -q -p {package} -- exercises {first}\n\
         Start it: replace what stands between BEGIN SOLUTION {first} and END SOLUTION\n          \
         by the stub on the BEGIN line, and make these tests pass again:\n          \
         cargo test -p {package} exercise_{}\n",
        first.replace('.', "_")
    ));
    text
}

/// An exercise's number and title.
fn title(page: &str) -> (&str, &str) {
    let first = page.lines().next().unwrap_or("");
    first.trim_start_matches("# Exercise ").split_once(": ").unwrap_or((first, ""))
}

/// What stands behind a word in bold at the beginning of a line.
fn field<'a>(page: &'a str, name: &str) -> &'a str {
    let start = format!("- **{name}:** ");
    page.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or("").trim()
}
