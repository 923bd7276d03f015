//! Many versions of a region in one build, chosen when the program runs.
//!
//! Whether a starter fails, and whether a mutant of a solution is noticed, could be asked of a copy of the sources each:
//! a build of seconds to minutes for every answer. Instead one copy holds all of them,
//!
//! ```text
//!     // BEGIN SOLUTION 2.3 …
//!     match crate::course_variant() { 1 => { todo!() } 2 => { a mutant } _ => { the reference } }
//!     // END SOLUTION
//! ```
//!
//! and an environment variable says which one runs. This is the *schema* of Untch, Offutt and Harrold, "Mutation Analysis
//! Using Mutant Schemata" (1993). Where a region is a list of match arms, each arm gets a guard instead.
//!
//! A version that does not compile would spoil the build for all. Those that cannot even be parsed are left out before;
//! for the rest the compiler is asked, and what it complains about is taken out by its line, until it is content. What it
//! cannot do: regions that bind a variable for the code behind them, regions inside of a macro call or a `const fn`, and
//! languages other than Rust. `fits` refuses the ones that can be seen, the compiler the others, and both are noted in
//! [`Schema::unfit`]. Of such an exercise one version at a time stands in the place of the reference
//! ([`Schema::instead`]), and each is a build of its own.

use crate::exercise::Course;
use crate::handout;
use crate::judge::{CompileError, Failure};
use crate::region::{self, Id, Region};
use crate::workspace::{self, Workspace};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;
use std::io;
use std::path::Path;
use syn::spanned::Spanned;

/// The variable that chooses a version; 0 is the reference. In a sealed schema it holds the version's [`Schema::word`].
pub const VARIABLE: &str = "COURSE_VARIANT";

/// A version of one region of an exercise.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The exercise.
    pub exercise: Id,
    /// What was changed, in words.
    pub what: String,
    /// The bodies that differ: index of the region among the exercise's, and its new text.
    pub bodies: Vec<(usize, String)>,
}

/// What a region is, grammatically.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Block,
    Arms,
}

/// What a body is, if it is one of the kinds that can be switched.
fn kind(body: &str) -> Option<Kind> {
    if syn::parse_str::<syn::Block>(&format!("{{\n{body}\n}}")).is_ok() {
        return Some(Kind::Block);
    }
    syn::parse_str::<syn::ExprMatch>(&format!("match x {{\n{body}\n}}"))
        .is_ok()
        .then_some(Kind::Arms)
}

/// Whether a body can stand in the place of another.
pub fn fits(reference: &str, body: &str) -> bool {
    // An empty list of arms parses as an empty block too.
    match kind(reference) {
        Some(Kind::Arms) => {
            syn::parse_str::<syn::ExprMatch>(&format!("match x {{\n{body}\n}}")).is_ok()
        }
        Some(Kind::Block) => kind(body) == Some(Kind::Block),
        None => false,
    }
}

/// The arms of a body, each with a guard in front of its own, if it has one.
fn guarded(body: &str, guard: &str) -> Option<String> {
    let text = format!("match x {{\n{body}\n}}");
    let arms = syn::parse_str::<syn::ExprMatch>(&text).ok()?.arms;
    let mut insertions = Vec::new();
    for arm in &arms {
        match &arm.guard {
            None => insertions.push((arm.pat.span().byte_range().end, format!(" if {guard}"))),
            Some((_, own)) => {
                let range = own.span().byte_range();
                insertions.push((range.start, format!("{guard} && (")));
                insertions.push((range.end, ")".to_string()));
            }
        }
    }
    let mut out = text.clone();
    for (at, words) in insertions.into_iter().rev() {
        out.insert_str(at, &words);
    }
    let inside = &out["match x {\n".len()..out.len() - "\n}".len()];
    let comma = if inside.trim_end().ends_with([',', '}']) { "" } else { "," };
    Some(format!("{inside}{comma}\n"))
}

/// A copy of the sources with versions in it.
#[derive(Debug)]
pub struct Schema {
    /// Where it is.
    pub root: Workspace,
    /// The versions that are in it; their numbers are their places here, from 1.
    pub variants: Vec<Variant>,
    /// Whether a version has been taken out, and what the compiler said.
    pub refused: BTreeMap<usize, String>,
    /// Exercises that cannot be switched, and why.
    pub unfit: BTreeMap<Id, String>,
    /// Of exercises that cannot be switched, the version that stands in the place of the reference, whatever is chosen.
    pub instead: BTreeMap<Id, usize>,
    /// What the words that choose a version are made of, if the numbers must not do.
    seal: Option<String>,
    /// Files with a match that needs the reference's arms a second time, without guards, to be exhaustive.
    exhaustive: BTreeSet<String>,
    /// For each file, which lines belong to which version.
    lines: RefCell<BTreeMap<String, Lines>>,
}

impl Schema {
    /// A schema that is not written yet.
    pub fn new(to: &Path, variants: Vec<Variant>) -> Schema {
        Schema {
            root: Workspace::at(to),
            variants,
            refused: BTreeMap::new(),
            unfit: BTreeMap::new(),
            instead: BTreeMap::new(),
            seal: None,
            exhaustive: BTreeSet::new(),
            lines: RefCell::default(),
        }
    }

    /// A schema whose versions are chosen by words that follow from a secret. Code that is judged shares its program with
    /// the reference, and could start that program once more with another version chosen; the program knows only what the
    /// words hash to, and ends at once if it is given none of them.
    pub fn sealed(to: &Path, variants: Vec<Variant>, secret: &str) -> Schema {
        Schema { seal: Some(secret.to_string()), ..Schema::new(to, variants) }
    }

    /// The value of [`VARIABLE`] that chooses a version; 0 is the reference.
    pub fn word(&self, number: usize) -> String {
        match &self.seal {
            Some(secret) => handout::digest(format!("{secret} {number}").as_bytes()),
            None => number.to_string(),
        }
    }

    /// The function that every crate with exercises gets at its end.
    fn choice(&self) -> String {
        if self.seal.is_none() {
            return CHOICE.to_string();
        }
        let seals: Vec<String> =
            (0..=self.variants.len()).map(|number| hash(&self.word(number)).to_string()).collect();
        SEALED_CHOICE.replace("SEALS", &seals.join(", "))
    }

    /// Writes the copy, has it built, takes out what the compiler refuses, and does it again.
    ///
    /// # Errors
    /// When the reference itself is what the compiler does not like.
    pub fn settle<T>(
        &mut self,
        course: &Course,
        mut build: impl FnMut() -> Result<T, Failure>,
    ) -> Result<T, String> {
        for (index, variant) in self.variants.iter().enumerate() {
            let Ok(exercise) = course.find(variant.exercise) else { continue };
            for (region, body) in &variant.bodies {
                let (file, region) = &exercise.regions[*region];
                let reference = region::body(&course.workspace.read(file), region);
                if !file.ends_with(".rs") || kind(&reference).is_none() {
                    let why = format!("{file}:{} is neither a block nor match arms", region.begin);
                    self.unfit.insert(variant.exercise, why);
                } else if !fits(&reference, body) {
                    self.refused.insert(index, "it is not Rust".into());
                }
            }
        }
        for _ in 0..40 {
            self.write(course).map_err(|error| format!("cannot copy the sources: {error}"))?;
            match build() {
                Ok(built) => return Ok(built),
                Err(failure) => self.take_out(course, &failure)?,
            }
        }
        Err("the compiler finds something new to complain about every time".into())
    }

    /// Takes out the versions that errors lie in.
    fn take_out(&mut self, course: &Course, failure: &Failure) -> Result<(), String> {
        let before = (self.refused.len(), self.unfit.len(), self.exhaustive.len());
        for error in &failure.errors {
            if error.rendered.contains("error[E0004]") && self.exhaustive.insert(error.file.clone())
            {
                continue;
            }
            match self.owner(error) {
                Some(index) => {
                    self.refused.entry(index).or_insert(error.rendered.clone());
                }
                // The reference is right without the switch around it, so the switch is what is wrong.
                None => {
                    if let Some(exercise) = exercise_at(course, &self.root, error) {
                        self.unfit.insert(exercise, first_line(&error.rendered));
                    }
                }
            }
        }
        if (self.refused.len(), self.unfit.len(), self.exhaustive.len()) == before {
            return Err(failure.words());
        }
        Ok(())
    }

    /// The version that an error lies in.
    fn owner(&self, error: &CompileError) -> Option<usize> {
        let lines = self.lines.borrow();
        let ranges = lines.get(&error.file)?;
        ranges.iter().find(|(range, _)| range.contains(&error.line)).map(|(_, index)| *index)
    }

    fn write(&self, course: &Course) -> io::Result<()> {
        let files = course.workspace.files();
        self.lines.borrow_mut().clear();
        workspace::copy(self.root.root(), &files, |file| {
            let path = course.workspace.path(file);
            let (bytes, permissions) = workspace::content(&path)?;
            let Ok(text) = String::from_utf8(bytes.clone()) else {
                return Ok((bytes, permissions));
            };
            let mut text = self.switched(course, file, text);
            if is_crate_root(course, file) {
                text.push_str(&self.choice());
            }
            Ok((text.into_bytes(), permissions))
        })
    }

    /// A file with every version of its regions.
    fn switched(&self, course: &Course, file: &str, text: String) -> String {
        let mut regions: Vec<(Id, usize, Region)> = Vec::new();
        for exercise in &course.exercises {
            let ours = exercise.regions.iter().enumerate().filter(|(_, (other, _))| other == file);
            regions.extend(ours.map(|(index, (_, region))| (exercise.id, index, region.clone())));
        }
        regions.sort_by_key(|(_, _, region)| region.begin);
        let only: Vec<Region> = regions.iter().map(|(_, _, region)| region.clone()).collect();
        let mut at = 0;
        let mut ranges = Vec::new();
        // By how many lines the text is longer so far; a stub can make it shorter.
        let mut grown = 0isize;
        let out = region::replace(&text, &only, |region| {
            let (exercise, index, _) = regions[at];
            at += 1;
            let reference = region::body(&text, region);
            let versions = self.versions(exercise, index);
            let first = region.begin.saturating_add_signed(grown) + 1;
            let (new, found) = match (self.unfit.contains_key(&exercise), versions.last()) {
                (true, Some((index, body))) => {
                    let new = format!("{}\n", body.trim_end());
                    let lines = first..first + new.lines().count();
                    (new, vec![(lines, *index)])
                }
                _ => switch(&reference, &versions, first, self.exhaustive.contains(file))?,
            };
            ranges.extend(found);
            grown += new.lines().count() as isize - reference.lines().count() as isize;
            Some(new)
        });
        if !ranges.is_empty() {
            self.lines.borrow_mut().insert(file.to_string(), ranges);
        }
        out
    }

    /// The versions of one region that are still in: index and body.
    fn versions(&self, exercise: Id, region: usize) -> Vec<(usize, &str)> {
        let is_unfit = self.unfit.contains_key(&exercise);
        let all = self.variants.iter().enumerate();
        all.filter(|(index, variant)| {
            variant.exercise == exercise
                && !self.refused.contains_key(index)
                && (!is_unfit || self.instead.get(&exercise) == Some(index))
        })
        .flat_map(|(index, variant)| {
            let bodies = variant.bodies.iter().filter(move |(at, _)| *at == region);
            bodies.map(move |(_, body)| (index, body.as_str()))
        })
        .collect()
    }
}

/// Lines of a version: from, to, and its index.
type Lines = Vec<(std::ops::Range<usize>, usize)>;

/// A region with all its versions; and the lines of each, counted from `first`. With `exhaustive`, the arms of the
/// reference come once more at the end, without guards: the compiler does not see that the guards leave no case out.
fn switch(
    reference: &str,
    versions: &[(usize, &str)],
    first: usize,
    exhaustive: bool,
) -> Option<(String, Lines)> {
    if versions.is_empty() {
        return None;
    }
    let mut text = String::new();
    let mut lines = Vec::new();
    let kind = kind(reference)?;
    if kind == Kind::Block {
        text.push_str("match crate::course_variant() {\n");
    }
    for (index, body) in versions {
        let from = first + text.lines().count();
        match kind {
            Kind::Block => text.push_str(&format!("{} => {{\n{body}\n}}\n", index + 1)),
            Kind::Arms => {
                let guard = format!("crate::course_variant() == {}", index + 1);
                text.push_str(&guarded(body, &guard)?);
            }
        }
        lines.push((from..first + text.lines().count(), *index));
    }
    match kind {
        Kind::Block => text.push_str(&format!("_ => {{\n{reference}\n}}\n}}\n")),
        Kind::Arms => {
            // A case that a version leaves out is for the arms behind the region.
            let numbers: Vec<String> =
                versions.iter().map(|(index, _)| (index + 1).to_string()).collect();
            let numbers = numbers.join(" | ");
            let guard = format!("!matches!(crate::course_variant(), {numbers})");
            text.push_str(&guarded(reference, &guard)?);
            if exhaustive {
                text.push_str(reference);
            }
        }
    }
    Some((text, lines))
}

/// What a crate with exercises gets at its end.
const CHOICE: &str = r#"
/// Which version of the exercises runs.
#[doc(hidden)]
pub fn course_variant() -> usize {
    static CHOSEN: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *CHOSEN.get_or_init(|| std::env::var("COURSE_VARIANT").map_or(0, |text| text.parse().unwrap_or(0)))
}
"#;

/// The same where the versions are chosen by words.
const SEALED_CHOICE: &str = r#"
/// Which version of the exercises runs.
#[doc(hidden)]
#[allow(deprecated)]
pub fn course_variant() -> usize {
    static CHOSEN: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *CHOSEN.get_or_init(|| {
        let word = std::env::var("COURSE_VARIANT").unwrap_or_default();
        let mut hasher = std::hash::SipHasher::new();
        std::hash::Hasher::write(&mut hasher, word.as_bytes());
        let hash = std::hash::Hasher::finish(&hasher);
        let number = [SEALS].iter().position(|seal: &u64| *seal == hash);
        number.unwrap_or_else(|| std::process::abort())
    })
}
"#;

/// What a word hashes to in the programs. Deprecated as it is, this is the one hash of the standard library that is the
/// same in every release.
#[allow(deprecated)]
fn hash(word: &str) -> u64 {
    let mut hasher = std::hash::SipHasher::new();
    hasher.write(word.as_bytes());
    hasher.finish()
}

fn is_crate_root(course: &Course, file: &str) -> bool {
    course.stages().values().any(|folder| file == format!("{folder}/src/lib.rs"))
}

fn exercise_at(course: &Course, copy: &Workspace, error: &CompileError) -> Option<Id> {
    let regions = region::parse(&copy.read(&error.file)).ok()?;
    let inside = regions.iter().find(|r| (r.begin..=r.end).contains(&error.line));
    // A name that the region no longer binds is missed behind it, in the same file.
    let before = regions.iter().rev().find(|region| region.end < error.line);
    let id = inside.or(before)?.exercise;
    course.find(id).ok().map(|exercise| exercise.id)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_arms_are_told_apart() {
        assert_eq!(kind("let a = 1;\na + 1"), Some(Kind::Block));
        assert_eq!(kind("A(x) => { x }\nB => 2,"), Some(Kind::Arms));
        assert_eq!(kind("mov rax, 1"), None);
        assert!(fits("A => 1,", "A if x => 2,"));
        assert!(!fits("A => 1,", "let x = 1;"));
        assert!(!fits("let x = 1;", "A => 1,"));
    }

    #[test]
    fn arms_get_guards_and_keep_their_own() {
        let text = guarded("A(x) => { x }\nB if y || z => 2", "chosen()").unwrap();
        assert!(text.contains("A(x) if chosen() =>"), "{text}");
        assert!(text.contains("B if chosen() && (y || z) => 2,"), "{text}");
    }

    #[test]
    fn a_sealed_schema_does_not_tell_its_words() {
        let variant = |n| Variant {
            exercise: Id { stage: 0, number: n },
            what: String::new(),
            bodies: Vec::new(),
        };
        let schema = Schema::sealed(Path::new("nowhere"), vec![variant(1), variant(2)], "a secret");
        let choice = schema.choice();
        for number in 0..3 {
            assert!(choice.contains(&hash(&schema.word(number)).to_string()), "{choice}");
            assert!(!choice.contains(&schema.word(number)), "{choice}");
        }
        let other = Schema::sealed(Path::new("nowhere"), vec![variant(1)], "another");
        assert_ne!(schema.word(0), other.word(0));
        assert_eq!(Schema::new(Path::new("nowhere"), Vec::new()).word(2), "2");
    }

    #[test]
    fn the_lines_of_a_version_are_known() {
        let (text, lines) = switch("r()\n", &[(0, "a()\nb()"), (4, "c()")], 11, false).unwrap();
        let numbered: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        for (range, name) in [(&lines[0].0, "b()"), (&lines[1].0, "c()")] {
            let at = numbered.iter().position(|line| *line == name).unwrap();
            assert!(range.contains(&(at + 11)), "{range:?} {at}\n{text}");
        }
        assert!(text.contains("5 => {"), "{text}");
    }
}
