//! What is wrong with pages and regions is found and said with file and line.

mod fixture;

use course::exercise::Course;
use course::workspace::Workspace;
use fixture::Tiny;

const PAGE: &str = "stage0-tiny/exercises/0.1-a-common-divisor.md";
const SOURCE: &str = "stage0-tiny/src/lib.rs";

/// What reading says after a file was changed.
fn faults(file: &str, from: &str, to: &str) -> Vec<String> {
    let tiny = Tiny::new();
    tiny.edit(file, from, to);
    let faults = Course::read(&Workspace::at(tiny.root())).expect_err("something is wrong");
    faults.into_iter().map(|fault| fault.to_string()).collect()
}

/// The one fault that is expected begins with its place and contains words.
fn fault(file: &str, from: &str, to: &str, place: &str, words: &str) {
    let found = faults(file, from, to);
    assert!(
        found.iter().any(|fault| fault.starts_with(place) && fault.contains(words)),
        "{place}: {words} is not in {found:#?}"
    );
}

#[test]
fn what_fits_together_is_read() {
    let tiny = Tiny::new();
    let course = Course::read(&Workspace::at(tiny.root())).unwrap();
    let exercise = &course.exercises[0];
    assert_eq!((exercise.title.as_str(), exercise.points), ("A common divisor", 10));
    assert_eq!(exercise.judge.filter, "exercise_0_1");
    assert_eq!(exercise.hints, ["One.", "Two.", "Three."]);
    assert_eq!(exercise.files(), [SOURCE]);
    assert_eq!(course.exercises.len(), 3);
}

#[test]
fn the_exercises_of_this_workspace_fit_together() {
    let root = Workspace::find(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let root = Workspace::find(root.root().parent().unwrap()).unwrap_or(root);
    let course = Course::read(&root).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert!(course.exercises.len() > 10);
}

/// The fields and functions in a piece of code: words behind a dot or in front of a parenthesis.
fn used(code: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let words = code.split(|c| !is_word(c)).filter(|word| !word.is_empty());
    let place = |word: &str| word.as_ptr() as usize - code.as_ptr() as usize;
    let is_used = |word: &&str| {
        code[..place(word)].ends_with('.') || code[place(word) + word.len()..].starts_with('(')
    };
    words.filter(is_used).filter(|word| !word.starts_with(|c: char| c.is_numeric())).collect()
}

#[test]
fn hints_name_fields_and_functions_that_are_there() {
    assert_eq!(used("self.list[a].push(b + 1.5)"), ["list", "push"]);
    let root = Workspace::at(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap());
    for exercise in Course::read(&root).unwrap().exercises {
        let source: String = exercise.files().iter().map(|file| root.read(file)).collect();
        for hint in &exercise.hints {
            let code = hint.split('`').skip(1).step_by(2).filter(|code| !code.ends_with(".rs"));
            for name in code.flat_map(used) {
                assert!(source.contains(name), "{}: there is no `{name}`", exercise.page);
            }
        }
    }
}

#[test]
fn faults_of_pages_are_named() {
    fault(PAGE, "# Exercise 0.1", "# Exercize 0.1", &format!("{PAGE}:1"), "first line");
    fault(PAGE, "# Exercise 0.1", "# Exercise 0.9", &format!("{PAGE}:1"), "0.9");
    fault(PAGE, "- **Points:** 10", "- **Points:** many", &format!("{PAGE}:7"), "`many`");
    fault(PAGE, "- **Size:** minutes\n", "", &format!("{PAGE}:1"), "Size");
    fault(PAGE, "`cargo test -p stage0 exercise_0_1`", "tests", &format!("{PAGE}:8"), "command");
    fault(PAGE, "Hint 3", "Hunt 3", &format!("{PAGE}:1"), "2 hints");
    fault(PAGE, "src/lib.rs", "src/main.rs", &format!("{PAGE}:1"), "does not name");
}

#[test]
fn faults_of_regions_are_named() {
    fault(SOURCE, "BEGIN SOLUTION 0.1", "BEGIN SOLUTION 0.7", &format!("{SOURCE}:6"), "no page");
    fault(SOURCE, "BEGIN SOLUTION 0.1", "BEGIN SOLUTION 1.1", &format!("{SOURCE}:6"), "0.N");
    fault(
        SOURCE,
        "    left\n    // END SOLUTION\n",
        "    left\n",
        &format!("{SOURCE}:26"),
        "within",
    );
    fault(SOURCE, "// BEGIN SOLUTION 0.1", "//", &format!("{SOURCE}:12"), "ends nothing");
    fault(SOURCE, "0.1 stub:", "0.1 stubs:", &format!("{SOURCE}:6"), "stub:");
}

#[test]
fn a_page_without_a_region_is_a_fault() {
    let tiny = Tiny::new();
    tiny.edit(SOURCE, "    // BEGIN SOLUTION 0.3 stub: (text.chars().filter(|c| *c == ' ').count(), text.len())\n", "");
    let text =
        tiny.read(SOURCE).replacen("(found, found + 1)\n    // END SOLUTION", "(found, 0)", 1);
    std::fs::write(tiny.root().join(SOURCE), text).unwrap();
    let faults = Course::read(&Workspace::at(tiny.root())).unwrap_err();
    assert!(faults[0].message.contains("BEGIN SOLUTION 0.3"), "{faults:?}");
}
