//! The exercises of the workspace: pages, regions, and the tests that judge them, read from the files and compared.
//!
//! A page stands in `stageN-…/exercises/N.M-name.md`:
//!
//! ```text
//! # Exercise 2.3: Where two ways meet
//!
//! The goal, in a paragraph or two.
//!
//! - **Where:** `stage2-ssa-opt/src/analysis/dominator_tree.rs`, function `dominator_tree`
//! - **Size:** evening
//! - **Points:** 20
//! - **Judged by:** `cargo test -p stage2 exercise_2_3`: what they try
//!
//! <details><summary>Hint 1</summary>
//! …
//! </details>
//! ```
//!
//! The first command after *Judged by* is taken at its word: package, target if it names one, and a part of the tests'
//! names. A page without a region, a region without a page, a file that the page does not name, a missing hint: all are
//! faults with file and line, and nothing works until they are mended. Judged by the tests in `tests/pages.rs`.

use crate::region::{self, Id, Region};
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use std::fmt;

/// One exercise.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// Its number.
    pub id: Id,
    /// Its name.
    pub title: String,
    /// What is to be done.
    pub goal: String,
    /// Where, in words.
    pub place: String,
    /// How long it takes: minutes, an evening, a weekend.
    pub size: String,
    /// What it counts.
    pub points: u32,
    /// The tests that judge it.
    pub judge: Judge,
    /// Three steps.
    pub hints: Vec<String>,
    /// The page, from the root.
    pub page: String,
    /// Its regions: the file, from the root, and where in it.
    pub regions: Vec<(String, Region)>,
}

/// Which tests judge an exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judge {
    /// The package.
    pub package: String,
    /// The one test target, if the page names it.
    pub target: Option<String>,
    /// A part of the tests' names.
    pub filter: String,
    /// What the page says of them.
    pub words: String,
}

impl Exercise {
    /// The files its regions stand in, each once.
    pub fn files(&self) -> Vec<&str> {
        let mut files: Vec<&str> = self.regions.iter().map(|(file, _)| file.as_str()).collect();
        files.dedup();
        files
    }

    /// The folder of the stage.
    pub fn folder(&self) -> &str {
        self.page.split('/').next().unwrap_or("")
    }
}

/// All exercises, in order.
#[derive(Debug)]
pub struct Course {
    /// Where they are.
    pub workspace: Workspace,
    /// In the order of their numbers.
    pub exercises: Vec<Exercise>,
}

/// What is wrong with a page or a region, printed as `file:line: message`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, from the root.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl Course {
    /// Reads pages and regions; the error is everything that does not fit together.
    pub fn read(workspace: &Workspace) -> Result<Course, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut exercises: BTreeMap<Id, Exercise> = BTreeMap::new();
        for file in workspace.files() {
            let (stage, folder) = match stage_of(&file) {
                Some(found) => found,
                None => continue,
            };
            let Some(name) = file.strip_prefix(folder).and_then(|f| f.strip_prefix("/exercises/"))
            else {
                continue;
            };
            if !name.ends_with(".md") {
                continue;
            }
            match page(&file, name, stage, &workspace.read(&file)) {
                Ok(exercise) => {
                    if let Some(other) = exercises.insert(exercise.id, exercise) {
                        let message = format!("{} describes this exercise too", other.page);
                        faults.push(Fault { file, line: 1, message });
                    }
                }
                Err(more) => faults.extend(more),
            }
        }
        attach_regions(workspace, &mut exercises, &mut faults);
        if faults.is_empty() {
            let exercises = exercises.into_values().collect();
            Ok(Course { workspace: workspace.clone(), exercises })
        } else {
            Err(faults)
        }
    }

    /// The exercise of a number.
    pub fn find(&self, id: Id) -> Result<&Exercise, String> {
        self.exercises.iter().find(|exercise| exercise.id == id).ok_or_else(|| {
            let of_stage: Vec<String> = self
                .exercises
                .iter()
                .filter(|exercise| exercise.id.stage == id.stage)
                .map(|exercise| exercise.id.to_string())
                .collect();
            match of_stage.is_empty() {
                true => format!("there is no exercise {id}, and none of stage {}", id.stage),
                false => format!("there is no exercise {id}; there are {}", of_stage.join(", ")),
            }
        })
    }

    /// The stages that have exercises: number and folder.
    pub fn stages(&self) -> BTreeMap<u32, String> {
        self.exercises.iter().map(|e| (e.id.stage, e.folder().to_string())).collect()
    }
}

/// The stage that a file belongs to, and the stage's folder.
pub fn stage_of(file: &str) -> Option<(u32, &str)> {
    let folder = file.split('/').next()?;
    let number = folder.strip_prefix("stage")?.split('-').next()?.parse().ok()?;
    Some((number, folder))
}

/// Gives each exercise its regions.
fn attach_regions(
    workspace: &Workspace,
    exercises: &mut BTreeMap<Id, Exercise>,
    faults: &mut Vec<Fault>,
) {
    for file in workspace.files() {
        let Some((stage, folder)) = stage_of(&file) else { continue };
        if !is_source(&file) {
            continue;
        }
        let text = workspace.read(&file);
        let regions = match region::parse(&text) {
            Ok(regions) => regions,
            Err(wrong) => {
                faults.extend(wrong.into_iter().map(|fault| Fault {
                    file: file.clone(),
                    line: fault.line,
                    message: fault.message,
                }));
                continue;
            }
        };
        for region in regions {
            let id = region.exercise;
            let mut fault =
                |message| faults.push(Fault { file: file.clone(), line: region.begin, message });
            if id.stage != stage {
                fault(format!("`{id}`: an exercise of this stage is called {stage}.N"));
            } else if let Some(exercise) = exercises.get_mut(&id) {
                exercise.regions.push((file.clone(), region));
            } else {
                fault(format!("no page {folder}/exercises/{id}-….md explains the exercise"));
            }
        }
    }
    for exercise in exercises.values() {
        let mut fault = |message| {
            faults.push(Fault { file: exercise.page.clone(), line: 1, message });
        };
        if exercise.regions.is_empty() {
            fault(format!("no source has a region `BEGIN SOLUTION {}`", exercise.id));
        } else if let Some(file) =
            exercise.files().iter().find(|file| !exercise.names(file, exercise.files()[0]))
        {
            fault(format!("`Where` does not name {file}, in which there is a region"));
        }
    }
}

impl Exercise {
    /// Whether the page says where: the first file in full, others at least by name.
    fn names(&self, file: &str, first: &str) -> bool {
        let name = file.rsplit('/').next().unwrap_or(file);
        self.place.contains(file)
            || self.place.contains(name)
                && self.regions.iter().any(|(other, _)| self.place.contains(other.as_str()))
                && !first.is_empty()
    }
}

fn is_source(file: &str) -> bool {
    [".rs", ".go", ".py"].iter().any(|extension| file.ends_with(extension))
}

/// Reads a page.
fn page(file: &str, name: &str, stage: u32, text: &str) -> Result<Exercise, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut fault =
        |line: usize, message: String| faults.push(Fault { file: file.into(), line, message });
    let lines: Vec<&str> = text.lines().collect();
    let heading = lines.first().copied().unwrap_or("");
    let heading = heading.strip_prefix("# Exercise ").and_then(|rest| rest.split_once(": "));
    let (id, title) = match heading.map(|(id, title)| (id.parse::<Id>(), title)) {
        Some((Ok(id), title)) => (id, title.trim().to_string()),
        _ => {
            fault(1, format!("the first line is `# Exercise {stage}.N: Title`"));
            (Id { stage, number: 0 }, String::new())
        }
    };
    let named = name.strip_prefix(&id.to_string()).is_some_and(|rest| rest.starts_with(['-', '.']));
    if id.number != 0 && (id.stage != stage || !named) {
        fault(1, format!("exercise {id} on a page called {name}"));
    }
    let mut fields: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    let mut goal = String::new();
    for (at, line) in lines.iter().enumerate().skip(1) {
        if line.starts_with("<details>") {
            break;
        }
        match line.strip_prefix("- **").and_then(|rest| rest.split_once(":**")) {
            Some((field, value)) => {
                fields.insert(field, (at + 1, value.trim().to_string()));
            }
            None if fields.is_empty() => {
                goal.push_str(line);
                goal.push('\n');
            }
            None => {}
        }
    }
    let mut take = |field: &str| {
        let found = fields.remove(field);
        if found.as_ref().is_none_or(|(_, value)| value.is_empty()) {
            fault(1, format!("the page does not say `- **{field}:** …`"));
        }
        found.unwrap_or((1, String::new()))
    };
    let (_, place) = take("Where");
    let (_, size) = take("Size");
    let (points_at, points) = take("Points");
    let (judged_at, words) = take("Judged by");
    let points = points.parse().unwrap_or_else(|_| {
        fault(points_at, format!("`{points}` is not a number of points"));
        0
    });
    let judge = judge(&words).unwrap_or_else(|| {
        let message = "`Judged by` begins with a command: `cargo test -p PACKAGE NAME`";
        fault(judged_at, message.to_string());
        Judge { package: String::new(), target: None, filter: String::new(), words: String::new() }
    });
    let hints = hints(text);
    if hints.len() != 3 {
        fault(1, format!("{} hints; a page has three", hints.len()));
    }
    if goal.trim().is_empty() {
        fault(1, "the page does not say what is to be done".into());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let (goal, page) = (goal.trim().to_string(), file.to_string());
    let regions = Vec::new();
    Ok(Exercise { id, title, goal, place, size, points, judge, hints, page, regions })
}

/// The tests behind `` `cargo test -p stage2 [--test TARGET] exercise_2_3`: words ``.
fn judge(text: &str) -> Option<Judge> {
    let (command, words) = text.strip_prefix('`')?.split_once('`')?;
    let mut arguments = command.strip_prefix("cargo test ")?.split_whitespace();
    let (mut package, mut target, mut filter) = (None, None, None);
    while let Some(argument) = arguments.next() {
        match argument {
            "-p" | "--package" => package = Some(arguments.next()?.to_string()),
            "--test" => target = Some(arguments.next()?.to_string()),
            option if option.starts_with('-') => return None,
            name => filter = Some(name.to_string()),
        }
    }
    let words = words.trim_start_matches(':').trim().to_string();
    Some(Judge { package: package?, target, filter: filter?, words })
}

fn hints(text: &str) -> Vec<String> {
    let mut hints = Vec::new();
    for part in text.split("<details><summary>Hint ").skip(1) {
        let inside = part.split("</details>").next().unwrap_or("");
        let inside = inside.split_once("</summary>").map_or("", |(_, inside)| inside).trim();
        if !inside.is_empty() {
            hints.push(inside.to_string());
        }
    }
    hints
}
