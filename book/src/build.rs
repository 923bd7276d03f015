//! Builds the book: loads `SUMMARY.md`, expands every chapter, hands them to mdBook.
//!
//! A fault in a chapter does not stop the build; the page shows what there is, so that `serve` has something to show.
//! Faults in the book's set-up (no `SUMMARY.md`, a listed chapter that does not exist) do.

use crate::figure::Figures;
use crate::page::{self, Page};
use crate::{Problem, Workspace};
use mdbook_driver::MDBook;
use mdbook_driver::book::{BookItem, Chapter};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A built book.
#[derive(Debug, Default)]
pub struct Built {
    /// The pages in the order of `SUMMARY.md`, by path relative to `book/chapters`.
    pub pages: Vec<(PathBuf, Page)>,
}

impl Built {
    /// What is wrong with the pages, in their order.
    pub fn problems(&self) -> Vec<Problem> {
        self.pages.iter().flat_map(|(_, page)| page.problems.iter().cloned()).collect()
    }

    /// Every file the pages were made from.
    pub fn sources(&self) -> BTreeSet<PathBuf> {
        self.pages.iter().flat_map(|(_, page)| page.sources.iter().cloned()).collect()
    }
}

/// Builds the book into `book/build`; the error is mdBook's, in one text.
pub fn build(workspace: &Workspace, figures: &mut Figures) -> Result<Built, String> {
    let mut book = MDBook::load(workspace.book()).map_err(|error| format!("{error:#}"))?;
    let mut built = Built::default();
    book.book.for_each_mut(|item| {
        if let BookItem::Chapter(Chapter { content, source_path: Some(source), .. }) = item {
            let page = page::expand(workspace, &workspace.chapters().join(&*source), figures);
            content.clone_from(&page.text);
            built.pages.push((source.clone(), page));
        }
    });
    book.build().map_err(|error| format!("{error:#}"))?;
    Ok(built)
}
