//! Expands a page: includes, figures and transcripts become plain Markdown, and each line knows where it came from.
//!
//! ```text
//! {{#include ../../../stage0-hello-bytes/src/hello.rs:bytes}}    in a code block: the snippet; its place is said below
//! {{#include ../../../stage0-hello-bytes/exercises/0.1.md}}      elsewhere: the text, expanded in turn
//! <!-- figure: COMMAND --> and ![alt](figures/name.svg)          the drawing (see `figure`)
//! <!-- stage diff: 1 2 -->                                       what a stage adds (see `stage_diff`)
//! ```
//!
//! A backslash before `{{#` shows the text itself. Nothing else of mdBook's include language is understood, and saying
//! so beats passing it through.

use crate::fence::{Fence, fences};
use crate::figure::{self, Figures, Image};
use crate::snippet::{self, Part};
use crate::{Problem, Workspace, stage_diff};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A page ready for mdBook.
#[derive(Debug, Default)]
pub struct Page {
    /// Its Markdown.
    pub text: String,
    /// For each line of `text` the file, relative to the workspace, and the line it came from.
    pub origins: Vec<(Rc<str>, usize)>,
    /// The files it was made from, itself first.
    pub sources: BTreeSet<PathBuf>,
    /// What is wrong with it; where something is, the line stands in `text` as it was.
    pub problems: Vec<Problem>,
}

/// Includes within includes, before we call it a circle.
const MAX_DEPTH: usize = 8;

/// Expands the page in the file `path`.
pub fn expand(workspace: &Workspace, path: &Path, figures: &mut Figures) -> Page {
    let mut page = Page::default();
    page.add_file(workspace, path, &Part::All, figures, 0, None);
    page
}

impl Page {
    fn add_file(
        &mut self,
        workspace: &Workspace,
        path: &Path,
        part: &Part,
        figures: &mut Figures,
        depth: usize,
        asked_by: Option<(Rc<str>, usize)>,
    ) {
        let name: Rc<str> = workspace.name_of(path).into();
        let place = asked_by.unwrap_or_else(|| (name.clone(), 1));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => return self.problem(&place, format!("cannot read `{name}`: {error}")),
        };
        if depth > MAX_DEPTH {
            return self.problem(&place, format!("`{name}` includes itself"));
        }
        self.sources.insert(path.to_path_buf());
        let numbered: Vec<(usize, String)> = match part {
            Part::All => {
                text.lines().enumerate().map(|(at, line)| (at + 1, line.to_string())).collect()
            }
            part => match snippet::take(&text, part) {
                Ok(snippet) => snippet.lines,
                Err(message) => return self.problem(&place, format!("`{name}`: {message}")),
            },
        };
        let lines: Vec<&str> = numbered.iter().map(|(_, line)| line.as_str()).collect();
        let fences = fences(&lines);
        let mut fences = fences.iter().peekable();
        let mut drawn_below = false;
        let mut places: Vec<String> = Vec::new();
        for (at, &line) in lines.iter().enumerate() {
            let origin = (name.clone(), numbered[at].0);
            let fence =
                fences.next_if(|fence| fence.close == at).or_else(|| fences.peek().copied());
            let fence = fence.filter(|fence| (fence.open..=fence.close).contains(&at));
            match fence {
                Some(fence) if fence.open == at => {
                    places.clear();
                    self.push(&shown_info(line, fence), &origin);
                }
                Some(fence) if fence.close == at => {
                    self.push(line, &origin);
                    self.push_places(&places, fence.indent, &origin);
                }
                Some(fence) if fence.words().next() == Some("console") => {
                    self.push(&shown_elisions(line), &origin);
                }
                _ if line.contains("{{#") => match include_target(line) {
                    Ok(None) => self.push(&line.replace("\\{{#", "{{#"), &origin),
                    Ok(Some(target)) if fence.is_some() => {
                        match self.add_snippet(workspace, path, target, line, &origin) {
                            Ok(place) => places.push(place),
                            Err(message) => {
                                self.problem(&origin, message);
                                self.push(line, &origin);
                            }
                        }
                    }
                    Ok(Some(target)) => match snippet::parse_target(target) {
                        Ok((file, part)) => {
                            let file = path.parent().unwrap_or(Path::new("")).join(file);
                            self.add_file(
                                workspace,
                                &file,
                                &part,
                                figures,
                                depth + 1,
                                Some(origin),
                            );
                        }
                        Err(message) => self.problem(&origin, message),
                    },
                    Err(message) => self.problem(&origin, message),
                },
                Some(_) => self.push(line, &origin),
                None if stage_diff::asked(line).is_some() => {
                    self.add_stage_diff(workspace, line, &origin);
                }
                None => match (Image::command(line), Image::parse(line)) {
                    (Some(command), _) => {
                        let image = lines.get(at + 1).and_then(|line| Image::parse(line));
                        drawn_below = true;
                        self.add_drawing(workspace, path, command, image, figures, &origin);
                    }
                    (_, Some(_)) if drawn_below => drawn_below = false,
                    (_, Some(image)) if image.path.ends_with(".svg") => {
                        let file = path.parent().unwrap_or(Path::new("")).join(image.path);
                        self.sources.insert(file.clone());
                        match std::fs::read_to_string(&file) {
                            Ok(svg) => self.add_figure(&svg, &image, &origin),
                            Err(error) => {
                                let name = workspace.name_of(&file);
                                self.problem(&origin, format!("cannot read `{name}`: {error}"));
                            }
                        }
                    }
                    _ => self.push(line, &origin),
                },
            }
        }
    }

    /// Adds the snippet that a line in a code block asks for, and tells its place.
    fn add_snippet(
        &mut self,
        workspace: &Workspace,
        page: &Path,
        target: &str,
        line: &str,
        origin: &(Rc<str>, usize),
    ) -> Result<String, String> {
        let (file, part) = snippet::parse_target(target)?;
        let path = page.parent().unwrap_or(Path::new("")).join(file);
        let name = workspace.name_of(&path);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("cannot read `{name}`: {error}"))?;
        let snippet =
            snippet::take(&text, &part).map_err(|message| format!("`{name}`: {message}"))?;
        self.sources.insert(path);
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        for (_, line) in &snippet.lines {
            self.push(format!("{indent}{line}").trim_end(), origin);
        }
        let name = figure::escape(&name);
        Ok(match snippet.range().map(|range| (*range.start(), *range.end())) {
            Some((first, last)) if first == last => format!("<code>{name}</code>, line {first}"),
            Some((first, last)) => format!("<code>{name}</code>, lines {first}–{last}"),
            None => format!("<code>{name}</code>"),
        })
    }

    fn add_drawing(
        &mut self,
        workspace: &Workspace,
        page: &Path,
        command: &str,
        image: Option<Image>,
        figures: &mut Figures,
        origin: &(Rc<str>, usize),
    ) {
        let Some(image) = image.filter(|image| image.path.ends_with(".svg")) else {
            let message = "a figure's command stands directly above its image, `![what it shows](figures/name.svg)`";
            return self.problem(origin, message.into());
        };
        let svg = match figures.draw(workspace, command) {
            Ok(svg) => svg,
            Err(message) => return self.problem(origin, message),
        };
        let file = page.parent().unwrap_or(Path::new("")).join(image.path);
        // Unchanged files stay untouched, so that `serve` does not see a change and build again.
        if std::fs::read_to_string(&file).ok().as_deref() != Some(&svg) {
            let folder = file.parent().unwrap_or(Path::new(""));
            if let Err(error) =
                std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, &svg))
            {
                self.problem(
                    origin,
                    format!("cannot write `{}`: {error}", workspace.name_of(&file)),
                );
            }
        }
        self.add_figure(&svg, &image, origin);
    }

    fn add_figure(&mut self, svg: &str, image: &Image, origin: &(Rc<str>, usize)) {
        match figure::html(svg, image) {
            Ok(html) => {
                self.push("", origin);
                for line in html.lines() {
                    self.push(line, origin);
                }
                self.push("", origin);
            }
            Err(message) => self.problem(origin, message),
        }
    }

    fn add_stage_diff(&mut self, workspace: &Workspace, line: &str, origin: &(Rc<str>, usize)) {
        let made = stage_diff::asked(line).unwrap_or(Err(String::new()));
        match made.and_then(|(a, b)| stage_diff::markdown(workspace.root(), a, b)) {
            Ok(text) => text.lines().for_each(|line| self.push(line, origin)),
            Err(message) => self.problem(origin, message),
        }
    }

    fn push_places(&mut self, places: &[String], indent: usize, origin: &(Rc<str>, usize)) {
        if !places.is_empty() {
            self.push("", origin);
            self.push(
                &format!("{:indent$}<p class=\"where\">{}</p>", "", places.join("; ")),
                origin,
            );
            self.push("", origin);
        }
    }

    fn push(&mut self, line: &str, origin: &(Rc<str>, usize)) {
        self.text.push_str(line);
        self.text.push('\n');
        self.origins.push(origin.clone());
    }

    fn problem(&mut self, (file, line): &(Rc<str>, usize), message: String) {
        self.problems.push(Problem::new(&**file, *line, message));
    }
}

/// What a line with `{{#` asks to include; `None` if every `{{#` in it is escaped.
fn include_target(line: &str) -> Result<Option<&str>, String> {
    if line.matches("{{#").count() == line.matches("\\{{#").count() {
        return Ok(None);
    }
    let target = line.trim().strip_prefix("{{#include ").and_then(|rest| rest.strip_suffix("}}"));
    target.map(|target| Some(target.trim())).ok_or_else(|| {
        "only `{{#include FILE:ANCHOR}}`, alone on its line, is understood (`\\{{#` shows the text itself)".into()
    })
}

/// The opening fence as mdBook should see it: what follows `console` is between the author and us.
fn shown_info(line: &str, fence: &Fence) -> String {
    match fence.words().next() {
        Some("console") => line.replace(&fence.info, "console"),
        _ => line.to_string(),
    }
}

/// Elisions as a reader should see them.
fn shown_elisions(line: &str) -> String {
    if line.trim() == "..." { line.replace("...", "…") } else { line.replace("[..]", "…") }
}
