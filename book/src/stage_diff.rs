//! What a stage adds to the one before, at the head of its part of the book, made when the book is built.
//!
//! `<!-- stage diff: 1 2 -->`, alone on its line, becomes the tables that `course diff 1 2` prints, folded away behind
//! their first sentence. They are made of the sources, so there is nothing to check.

use course::stage_diff;

/// The two stages that a line asks for; `None` if it asks for nothing, an error if it does not say two numbers.
pub fn asked(line: &str) -> Option<Result<(u32, u32), String>> {
    let stages = line.trim().strip_prefix("<!-- stage diff:")?.strip_suffix("-->")?;
    let numbers: Vec<Option<u32>> =
        stages.split_whitespace().map(|number| number.parse().ok()).collect();
    Some(match numbers[..] {
        [Some(earlier), Some(later)] => Ok((earlier, later)),
        _ => Err("a stage diff names two stages: `<!-- stage diff: 1 2 -->`".into()),
    })
}

/// The Markdown that stands there instead.
pub fn markdown(root: &std::path::Path, earlier: u32, later: u32) -> Result<String, String> {
    let workspace = course::workspace::Workspace::at(root);
    let diff = stage_diff::diff(&workspace, earlier, later, None)?;
    let (first, tables) = diff.split_once("\n\n").unwrap_or((&diff, ""));
    let first = first.replace('`', "");
    Ok(format!("<details><summary>What is new: {first}</summary>\n\n{tables}\n</details>\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_asks_for_two_stages() {
        assert_eq!(asked("  <!-- stage diff: 1 2 -->"), Some(Ok((1, 2))));
        assert!(matches!(asked("<!-- stage diff: one -->"), Some(Err(_))));
        assert_eq!(asked("<!-- figure: x -->"), None);
    }
}
