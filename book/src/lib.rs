//! Builds, serves and checks the book.
//!
//! The problem: a book about code goes stale. A snippet is copied, the code moves on, a transcript shows the output of
//! last month. So this book holds no code and no output that is not looked up or run again:
//!
//! ```text
//!   book/chapters/*.md ──► page::expand ──► mdBook ──► book/build/*.html
//!        │                   │  includes: lines of the crates, found by anchors      │
//!        │                   │  figures:  commands that print SVG                    ▼
//!        │                   └► Problem { file:line: message }            links::check (files, #fragments)
//!        └──► transcript::check: every command is run, its output compared
//! ```
//!
//! Chapters are expanded here and not by mdBook's own preprocessors, because those print the line as it was and go on
//! when an include cannot be found; here that is a [`Problem`] with a file and a line, and the build fails.
//!
//! Left out on purpose: the book knows nothing of what the stages do; it sees files and commands.

#![forbid(unsafe_code)]

pub mod build;
pub mod check;
pub mod command;
pub mod elision;
pub mod fence;
pub mod figure;
pub mod links;
pub mod page;
pub mod problem;
pub mod serve;
pub mod snippet;
pub mod stage_diff;
pub mod transcript;
pub mod workspace;

pub use problem::Problem;
pub use workspace::Workspace;
