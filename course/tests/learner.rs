//! A learner's way through an exercise, from `start` to `solution`, by the program's own words.

mod fixture;

use course::{handout, region};
use fixture::Tiny;

const SOURCE: &str = "stage0-tiny/src/lib.rs";
const STUB: &str = "    todo!(\"exercise 0.1: the largest number that divides {a} and {b}\")\n";
const WRONG: &str = "    a.max(b)\n";
const RIGHT: &str = "    if b == 0 { a } else { gcd(b, a % b) }\n";

#[test]
fn start_check_solve_check_solution_reset() {
    let tiny = Tiny::new();
    let before = tiny.read(SOURCE);
    assert!(tiny.says(&["list"], true).contains("0 of 30 points"));
    let told = tiny.says(&["start", "0.1"], true);
    assert!(told.contains("stage0-tiny/src/lib.rs:7"), "{told}");
    assert!(tiny.read(SOURCE).contains(STUB));
    assert!(tiny.says(&["start", "0.1"], false).contains("started already"));

    let first = tiny.says(&["check", "0.1"], false);
    assert!(
        first.contains("0 of 2 tests pass") && first.contains("That is as it should be"),
        "{first}"
    );
    assert!(tiny.says(&["solution", "0.1"], false).contains("--give-up"));

    tiny.edit(SOURCE, STUB, WRONG);
    let second = tiny.says(&["check"], false);
    assert!(
        second.contains("1 of 2 tests pass") && !second.contains("as it should be"),
        "{second}"
    );
    assert!(second.contains("found:    28") && second.contains("expected: 1"), "{second}");

    tiny.edit(SOURCE, WRONG, "    a +\n");
    assert!(tiny.says(&["check", "0.1"], false).contains("does not compile yet"));

    tiny.edit(SOURCE, "    a +\n", RIGHT);
    assert!(tiny.says(&["check", "0.1"], true).contains("Done: 10 points"));
    assert!(tiny.says(&["list"], true).contains("10 of 30 points"));
    assert!(tiny.says(&["solution", "0.1"], true).contains("while right != 0"));

    // What the learner does elsewhere in the file stays.
    tiny.edit(SOURCE, "//! A stage", "//! My stage");
    tiny.says(&["reset", "0.1"], true);
    assert_eq!(tiny.read(SOURCE), before.replace("//! A stage", "//! My stage"));
    assert!(tiny.read(".course/0.1-attempt-1.txt").contains(RIGHT));
}

#[test]
fn in_a_handout_what_is_written_stays() {
    let tiny = Tiny::new();
    let text = tiny.read(SOURCE);
    let regions = region::parse(&text).unwrap();
    let id = regions[0].exercise;
    std::fs::write(tiny.root().join(SOURCE), region::cut(&text, &regions, |one| one == id))
        .unwrap();
    let manifest = r#"{"format": "course/handout/v1", "assign": 0, "files": {}, "exercises":
        [{"id": "0.1", "title": "", "points": 10, "files": []}]}"#;
    std::fs::write(tiny.root().join(handout::MANIFEST), manifest).unwrap();

    // Begun without `start`: there was nothing to cut out.
    tiny.edit(SOURCE, STUB, WRONG);
    let first = tiny.says(&["check", "0.1"], false);
    assert!(first.contains("1 of 2") && !first.contains("as it should be"), "{first}");
    assert!(tiny.says(&["start", "0.1"], false).contains("started already"));
    tiny.says(&["reset", "0.1"], true);
    assert!(tiny.read(SOURCE).contains(STUB));
    tiny.edit(SOURCE, STUB, RIGHT);
    tiny.says(&["start", "0.1"], true);
    assert!(tiny.read(SOURCE).contains(RIGHT));
    for arguments in [&["solution", "0.1"][..], &["solution", "0.1", "--give-up"]] {
        assert!(tiny.says(arguments, false).contains("has no solutions"));
    }
    let passes = tiny.says(&["check"], true);
    assert!(passes.contains("Done: 10 points.") && !passes.contains("solution"), "{passes}");
    assert!(tiny.says(&["list"], true).contains("10 of 30 points. That is all."));
}

#[test]
fn what_cannot_be_done_is_said() {
    let tiny = Tiny::new();
    for (arguments, words) in [
        (&["start", "0.9"][..], "there are 0.1, 0.2, 0.3"),
        (&["start", "7.1"], "none of stage 7"),
        (&["check"], "no exercise is started"),
        (&["reset", "0.1"], "nothing to put back"),
        (&["solution", "0.1"], "is not started"),
    ] {
        let said = tiny.says(arguments, false);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    assert_eq!(tiny.course(&["start", "one"]).status.code(), Some(2));
}

#[test]
fn hints_come_one_by_one() {
    let tiny = Tiny::new();
    assert!(!tiny.says(&["hint", "0.2"], true).contains("Two."));
    assert!(tiny.says(&["hint", "0.2"], true).contains("Two."));
    assert!(tiny.says(&["hint", "0.2"], true).contains("Three."));
}

#[test]
fn starters_and_solutions_are_verified() {
    let tiny = Tiny::new();
    // The tiny stage has no program that lists its exercises; give it the text that is looked for.
    let listed = "\n// include_str!(\"exercises/0.1-a-common-divisor.md\") include_str!(\"exercises/0.2-kinds-of-bytes.md\") include_str!(\"exercises/0.3-blanks.md\")\n";
    let text = tiny.read(SOURCE) + listed;
    std::fs::write(tiny.root().join(SOURCE), text).unwrap();
    let said = tiny.says(&["verify"], true);
    assert!(said.contains("0.2: 2 tests; the starter fails 1, the solution 0"), "{said}");

    let mutants = tiny.says(&["verify", "0.1", "0.2", "--mutants", "200"], true);
    assert!(mutants.contains("0.1   ") && mutants.contains("mutants caught"), "{mutants}");

    // A test that notices nothing, a solution that is wrong, a page that says too much.
    tiny.edit(
        "stage0-tiny/tests/kinds.rs",
        r#"("0379", Kind::Digit), ("amzAMZ", Kind::Letter)"#,
        "",
    );
    tiny.edit("stage0-tiny/tests/kinds.rs", "[]", r#"[("", Kind::Digit)]"#);
    tiny.edit(SOURCE, "while right != 0", "while right > 1");
    tiny.edit(
        "stage0-tiny/exercises/0.3-blanks.md",
        "Three.",
        "let found = text.bytes().take_while(|byte| *byte == b' ').count();\n(found, found + 1)",
    );
    let said = tiny.says(&["verify"], false);
    for words in [
        "0.2: the starter passes every test",
        "0.1: the solution fails",
        "0.3-blanks.md shows a part",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}
