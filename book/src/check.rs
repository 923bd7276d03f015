//! Checks that what the book says is so: includes, figures, links, transcripts.

use crate::command::Builds;
use crate::figure::Figures;
use crate::links::Site;
use crate::{Problem, Workspace, build, transcript};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What a check came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// Pages looked at.
    pub pages: usize,
    /// Commands run.
    pub commands: usize,
    /// What is wrong, page by page; for transcripts that were accepted, nothing.
    pub problems: Vec<Problem>,
    /// Files rewritten with new output.
    pub accepted: Vec<String>,
}

/// Checks the book, or only those pages whose path contains one of `only`.
///
/// With `accept`, transcripts that no longer match are rewritten in place. Progress goes to `progress`, a line each.
/// The error is one of the book's set-up.
pub fn check(
    workspace: &Workspace,
    only: &[String],
    accept: bool,
    progress: &mut dyn FnMut(&str),
) -> Result<Summary, String> {
    let mut summary = Summary::default();
    let wanted =
        |name: &str| only.is_empty() || only.iter().any(|part| name.contains(part.as_str()));

    progress("includes, figures and links");
    let built = build::build(workspace, &mut Figures::checked())?;
    let mut site = Site::new(workspace.build());
    for (path, page) in &built.pages {
        let name = workspace.name_of(&workspace.chapters().join(path));
        if wanted(&name) {
            summary.problems.extend(page.problems.iter().cloned());
            summary.problems.extend(site.check(path, page));
        }
    }

    let pages = workspace.pages().map_err(|error| format!("cannot list the chapters: {error}"))?;
    summary.problems.extend(
        unlisted(workspace, &pages, &built.sources()).into_iter().filter(|p| wanted(&p.file)),
    );

    let mut builds = Builds::default();
    // The README's commands are the first that anybody tries.
    for path in
        pages.into_iter().chain([workspace.root().join("README.md")]).filter(|path| path.is_file())
    {
        let name = workspace.name_of(&path);
        if wanted(&name) {
            summary.pages += 1;
            check_transcripts(
                workspace,
                &path,
                &name,
                accept,
                &mut builds,
                &mut summary,
                progress,
            )?;
        }
    }
    if summary.pages == 0 {
        return Err(format!("no page's path contains {}", only.join(" or ")));
    }
    Ok(summary)
}

fn check_transcripts(
    workspace: &Workspace,
    path: &Path,
    name: &str,
    accept: bool,
    builds: &mut Builds,
    summary: &mut Summary,
    progress: &mut dyn FnMut(&str),
) -> Result<(), String> {
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    let transcripts = match transcript::parse(name, &text) {
        Ok(transcripts) => transcripts,
        Err(problems) => {
            summary.problems.extend(problems);
            return Ok(());
        }
    };
    let start = Instant::now();
    let report = transcript::check(workspace, builds, name, &text, &transcripts);
    if report.commands > 0 {
        let seconds = start.elapsed().as_secs_f64();
        progress(&format!("{name}: {} commands in {seconds:.1} s", report.commands));
    }
    summary.commands += report.commands;
    match report.accepted.filter(|_| accept) {
        Some(new) => {
            std::fs::write(path, new).map_err(|error| format!("cannot write {name}: {error}"))?;
            summary.accepted.push(name.to_string());
            // What accepting cannot mend: wrong statuses, time limits.
            summary
                .problems
                .extend(report.problems.into_iter().filter(|problem| !problem.is_difference));
        }
        None => summary.problems.extend(report.problems),
    }
    Ok(())
}

/// Pages that no reader can reach.
fn unlisted(workspace: &Workspace, pages: &[PathBuf], sources: &BTreeSet<PathBuf>) -> Vec<Problem> {
    let summary = workspace.chapters().join("SUMMARY.md");
    let unlisted = pages.iter().filter(|path| **path != summary && !sources.contains(*path));
    unlisted
        .map(|path| {
            Problem::new(
                workspace.name_of(path),
                1,
                "neither listed in SUMMARY.md nor included by a page",
            )
        })
        .collect()
}
