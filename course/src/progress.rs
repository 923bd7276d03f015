//! A learner's work on the sources in place: what was cut out, what passed, and what was tried.
//!
//! Everything is kept in `.course/`, one JSON file per exercise, beside the sources and outside of `target`, so that
//! `cargo clean` does not take it. `.gitignore` names it, and no command of this program speaks to Git.
//!
//! What stood in a region before `start` is the *original*. It is written down before anything is changed, and `reset`
//! puts it back, whatever has become of the file in the meantime; the attempt that it replaces is kept as well.

use crate::exercise::{Course, Exercise};
use crate::region::{self, Region};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;

/// What is known about a learner and an exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The bodies that `start` has replaced, in order; empty before.
    pub originals: Vec<Original>,
    /// How often it was checked since `start`.
    pub checks: u32,
    /// Whether it has passed since `start`.
    pub passed: bool,
    /// How many hints were shown.
    pub hints: usize,
}

/// What stood in a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// The file, from the root.
    pub file: String,
    /// The body.
    pub body: String,
}

impl State {
    /// Whether the exercise is being worked on.
    pub fn is_started(&self) -> bool {
        !self.originals.is_empty()
    }
}

fn folder(course: &Course) -> PathBuf {
    course.workspace.path(".course")
}

fn file(course: &Course, exercise: &Exercise) -> PathBuf {
    folder(course).join(format!("{}.json", exercise.id))
}

/// Reads what is known; nothing is known of an exercise that was never started.
///
/// # Errors
/// When the file is there and cannot be read: nothing is overwritten then.
pub fn load(course: &Course, exercise: &Exercise) -> Result<State, String> {
    let file = file(course, exercise);
    match fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| {
            format!("{} is damaged ({error}); it holds what `start` cut out", file.display())
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(State::default()),
        Err(error) => Err(format!("cannot read {}: {error}", file.display())),
    }
}

/// Writes it down, all or nothing.
pub fn save(course: &Course, exercise: &Exercise, state: &State) -> Result<(), String> {
    let file = file(course, exercise);
    let write = || {
        fs::create_dir_all(folder(course))?;
        let part = file.with_extension("part");
        fs::write(&part, serde_json::to_string_pretty(state).unwrap_or_default())?;
        fs::rename(&part, &file)
    };
    write().map_err(|error| format!("cannot write {}: {error}", file.display()))
}

/// Cuts an exercise's regions out. The state must not be started.
pub fn start(course: &Course, exercise: &Exercise) -> Result<State, String> {
    let originals = exercise.regions.iter().map(|(file, region)| Original {
        file: file.clone(),
        body: region::body(&course.workspace.read(file), region),
    });
    let state = State { originals: originals.collect(), ..State::default() };
    save(course, exercise, &state)?;
    rewrite(course, exercise, |text, region, _| region::stub_lines(text, region))?;
    Ok(state)
}

/// The same where the regions are cut out already and belong to the learner: only the stubs are written down.
pub fn begin(course: &Course, exercise: &Exercise) -> Result<State, String> {
    let originals = exercise.regions.iter().map(|(file, region)| Original {
        file: file.clone(),
        body: region::stub_lines(&course.workspace.read(file), region),
    });
    let state =
        State { originals: originals.collect(), ..load(course, exercise).unwrap_or_default() };
    save(course, exercise, &state)?;
    Ok(state)
}

/// Puts the originals back and keeps the attempt; the name of the file it is kept in.
pub fn reset(course: &Course, exercise: &Exercise, state: &State) -> Result<String, String> {
    if state.originals.len() != exercise.regions.len() {
        return Err(format!(
            "exercise {} has {} regions and had {} when it was started; the originals are in {}",
            exercise.id,
            exercise.regions.len(),
            state.originals.len(),
            file(course, exercise).display()
        ));
    }
    let mut attempt = String::new();
    for (file, region) in &exercise.regions {
        let body = region::body(&course.workspace.read(file), region);
        attempt.push_str(&format!("{file}:{}\n{body}\n", region.begin));
    }
    let free = |number: &u32| {
        !folder(course).join(format!("{}-attempt-{number}.txt", exercise.id)).exists()
    };
    let number = (1..).find(free).unwrap_or(1);
    let name = format!(".course/{}-attempt-{number}.txt", exercise.id);
    fs::write(course.workspace.path(&name), attempt)
        .map_err(|error| format!("cannot write {name}: {error}"))?;
    rewrite(course, exercise, |_, _, index| state.originals[index].body.clone())?;
    save(course, exercise, &State::default())?;
    Ok(name)
}

/// Gives each region a new body; `new` is told the region's place among the exercise's.
fn rewrite(
    course: &Course,
    exercise: &Exercise,
    new: impl Fn(&str, &Region, usize) -> String,
) -> Result<(), String> {
    for file in exercise.files() {
        let text = course.workspace.read(file);
        let ours: Vec<(usize, &Region)> = exercise
            .regions
            .iter()
            .enumerate()
            .filter(|(_, (other, _))| other == file)
            .map(|(index, (_, region))| (index, region))
            .collect();
        let regions: Vec<Region> = ours.iter().map(|(_, region)| (*region).clone()).collect();
        let mut indices = ours.iter().map(|(index, _)| *index);
        let text = region::replace(&text, &regions, |region| {
            indices.next().map(|index| new(&text, region, index))
        });
        let path = course.workspace.path(file);
        fs::write(&path, text).map_err(|error| format!("cannot write {file}: {error}"))?;
    }
    Ok(())
}
