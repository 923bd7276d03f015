//! Finds links that lead nowhere: files that are not in the built book, `#fragments` no element has as its id.
//!
//! Links are read from the Markdown, where their lines are known, and looked up in the built HTML, where the ids are
//! what mdBook made them. Links to other sites are not followed: the book must build without a network.
//!
//! The page's text is read by the same Markdown parser that mdBook uses; links written as HTML (`href`, `src`) count too.

use crate::page::Page;
use crate::{Problem, workspace};
use mdbook_markdown::pulldown_cmark::{CowStr, Event, LinkType, Tag};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// The ids of the built pages, read once each.
#[derive(Debug)]
pub struct Site {
    build: PathBuf,
    ids: HashMap<PathBuf, Option<HashSet<String>>>,
}

impl Site {
    /// The site built into a folder.
    pub fn new(build: impl Into<PathBuf>) -> Site {
        Site { build: build.into(), ids: HashMap::new() }
    }

    /// Checks the links of a page; `path` is the chapter's, relative to `book/chapters`.
    pub fn check(&mut self, path: &Path, page: &Page) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (offset, target) in links(&page.text) {
            if let Err(message) = self.follow(path, &target) {
                let line = page.text[..offset].matches('\n').count();
                let (file, line) = page.origins.get(line).cloned().unwrap_or_default();
                problems.push(Problem::new(&*file, line, message));
            }
        }
        problems
    }

    fn follow(&mut self, from: &Path, target: &str) -> Result<(), String> {
        if target.contains("://") || target.starts_with("mailto:") || target.starts_with("data:") {
            return Ok(());
        }
        if target.starts_with('/') {
            return Err(format!(
                "the link `{target}` begins with `/`, which a book in a folder of a site cannot have"
            ));
        }
        let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
        let file = match file {
            "" => from.to_path_buf(),
            file => from.parent().unwrap_or(Path::new("")).join(file),
        };
        let built = workspace::normalise(&self.build.join(file));
        let built = if built.extension().is_some_and(|e| e == "md") {
            built.with_extension("html")
        } else {
            built
        };
        if !built.starts_with(&self.build) {
            return Err(format!("the link `{target}` leads out of the book"));
        }
        let ids = self.ids.entry(built.clone()).or_insert_with(|| {
            let bytes = std::fs::read(&built).ok()?;
            Some(ids(&String::from_utf8_lossy(&bytes)))
        });
        match ids {
            None => Err(format!("the link `{target}` leads to no page or file of the book")),
            Some(ids) if fragment.is_empty() || ids.contains(fragment) => Ok(()),
            Some(ids) => {
                let mut message =
                    format!("the link `{target}` leads to a page without `#{fragment}`");
                if let Some(near) =
                    ids.iter().filter(|id| id.contains(fragment) || fragment.contains(*id)).min()
                {
                    message += &format!(" (it has `#{near}`)");
                }
                Err(message)
            }
        }
    }
}

/// Every link of a Markdown text with its place in it.
pub fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (event, range) in new_cmark_parser(text, &MarkdownOptions::default()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { link_type: LinkType::Email, .. }) => {}
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                found.push((range.start, dest_url.into_string()));
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let mut add = |name: &str, html: &CowStr| {
                    for value in attributes(html, name) {
                        found.push((range.start, value.to_string()));
                    }
                };
                add("href", &html);
                add("src", &html);
            }
            _ => {}
        }
    }
    found
}

/// The ids that an HTML text's elements have.
fn ids(html: &str) -> HashSet<String> {
    attributes(html, "id").map(str::to_string).collect()
}

/// The values of ` name="…"`.
fn attributes<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!(" {name}=\"");
    let pieces = html.split(start.as_str()).skip(1).collect::<Vec<_>>();
    pieces.into_iter().filter_map(|rest| rest.split_once('"').map(|(value, _)| value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_all_kinds_are_seen() {
        let text = "[a](a.md#x) `[no](no.md)`\n\n![b](b.png) <c.html>\n\n<a href=\"d.md\">d</a>\n\n[e]\n\n[e]: e.md\n";
        let found: Vec<String> = links(text).into_iter().map(|(_, target)| target).collect();
        assert_eq!(found, ["a.md#x", "b.png", "d.md", "e.md"]);
    }
}
