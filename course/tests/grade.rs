//! A class that hands in everything one has to expect, graded in one run.
//!
//! One submission of each kind; `COURSE_CLASS=30` makes thirty. Every submission solves exercise 0.2, leaves 0.3 as it is,
//! and does with 0.1 what its kind is called: so each also shows that a mistake costs the points of one exercise only.

mod fixture;

use fixture::Tiny;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Kinds: name, body of 0.1, and the least and most that it is worth.
const KINDS: &[(&str, &str, f64, f64)] = &[
    ("right", "    if b == 0 { a } else { gcd(b, a % b) }\n", 10.0, 10.0),
    ("half-right", "    if a == 0 { b } else if b == 0 { a } else { 1 }\n", 2.0, 8.0),
    ("wrong", "    a ^ b ^ 1\n", 0.0, 0.5),
    ("not-compiling", "    let x: u32 = \"one\";\n    a\n", 0.0, 0.0),
    ("not-rust", "    if { a\n", 0.0, 0.0),
    ("endless", "    loop { std::hint::black_box((a, b)); }\n", 0.0, 0.0),
    (
        "hog",
        "    let mut all = vec![];\n    loop { all.push(vec![(a ^ b) as u8; 1 << 24]); }\n",
        0.0,
        0.0,
    ),
    (
        "fork-bomb",
        "    for _ in 0..1000 { let _ = std::process::Command::new(\"/proc/self/exe\").args(std::env::args().skip(1)).spawn(); }\n    a + b\n",
        0.0,
        // It is right where one of the numbers is zero.
        6.0,
    ),
    (
        "deletes",
        "    let _ = std::fs::remove_dir_all(\"OUTSIDE\"); let _ = std::fs::write(\"OUTSIDE/new\", \"x\");\n    if b == 0 { a } else { gcd(b, a % b) }\n",
        10.0,
        10.0,
    ),
    ("edits-tests", "    a.min(b)\n", 0.0, 2.0),
    (
        "fakes",
        "    println!(\"test tests::x ... ok\\n\\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\\nobserved | with zero | gcd(0, {b}) | {b}\");\n    std::process::exit(0)\n",
        0.0,
        // Its line may be the answer to one of the inputs with zero.
        0.5,
    ),
    (
        "crashes",
        "    if a > 1000 { std::process::abort() }\n    if b == 0 { a } else { gcd(b, a % b) }\n",
        1.0,
        9.9,
    ),
    ("steals", "    println!(\"{}\", include_str!(\"/etc/passwd\"));\n    a\n", 0.0, 0.0),
    ("nothing", "", 0.0, 0.0),
    (
        // The programs hold the reference too, for the other exercises.
        "borrows",
        "    let mut me = std::process::Command::new(\"/proc/self/exe\");\n    let _ = me.args(std::env::args().skip(1)).env(\"COURSE_VARIANT\", \"0\").status();\n    let _ = (a, b);\n    std::process::exit(0)\n",
        0.0,
        0.0,
    ),
];

const SOURCE: &str = "stage0-tiny/src/lib.rs";
const STUB: &str = "    todo!(\"exercise 0.1: the largest number that divides {a} and {b}\")\n";
const LETTERS: &str = "        b'0'..=b'9' => Kind::Digit,\n        byte if byte.is_ascii_alphabetic() => Kind::Letter,\n";

fn hand_in(from: &Path, to: &Path, kind: &str, body: &str, outside: &Path) {
    fs::create_dir_all(to.join("stage0-tiny/src")).unwrap();
    let text = fs::read_to_string(from.join(SOURCE)).unwrap();
    assert!(text.contains(STUB), "{text}");
    let body = body.replace("OUTSIDE", &outside.to_string_lossy());
    let body = if kind == "nothing" { STUB.to_string() } else { body };
    let text = text.replace(STUB, &body).replace("        0..=9 => Kind::Digit,\n", LETTERS);
    fs::write(to.join(SOURCE), text).unwrap();
    if kind == "edits-tests" {
        fs::create_dir_all(to.join("stage0-tiny/tests")).unwrap();
        fs::write(to.join("stage0-tiny/tests/kinds.rs"), "// no tests\n").unwrap();
        let text = fs::read_to_string(to.join(SOURCE)).unwrap();
        fs::write(to.join(SOURCE), text.replace("assert_eq!", "let _ = (")).unwrap();
    }
}

/// Everything below a folder, with its content.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = course::workspace::Workspace::at(folder).files();
    files.into_iter().map(|file| (file.clone(), fs::read(folder.join(file)).unwrap())).collect()
}

#[test]
fn a_class_is_graded_in_one_run() {
    let tiny = Tiny::new();
    let (out, key) = (tiny.beside("week"), tiny.beside("week-key"));
    let (class, results) = (tiny.beside("class"), tiny.beside("results"));
    let said = tiny.says(&["handout", "--assign", "0", "--out", out.to_str().unwrap()], true);
    assert!(said.contains("exercise 0.1: the starter builds, and fails 2 of 2 tests"), "{said}");
    assert!(
        said.contains("all of these tests pass") && said.contains("no line that stands"),
        "{said}"
    );
    assert!(!out.join("stage0-tiny/tests/observations.rs").exists(), "hidden tests are hidden");

    let number = std::env::var("COURSE_CLASS").map_or(KINDS.len(), |text| text.parse().unwrap());
    let outside = tiny.beside("precious");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("file"), "1").unwrap();
    for index in 0..number {
        let (kind, body, ..) = KINDS[index % KINDS.len()];
        hand_in(&out, &class.join(format!("{index:02}-{kind}")), kind, body, &outside);
    }
    let before = (contents(&class), contents(&key), contents(&tiny.root()), contents(&outside));
    let formats = "gradescope,classroom50,junit,markdown,json";
    let arguments = [
        "grade",
        class.to_str().unwrap(),
        "--key",
        key.to_str().unwrap(),
        "--format",
        formats,
        "--out",
        results.to_str().unwrap(),
    ];
    let said = tiny.says(&arguments, true);
    let after = (contents(&class), contents(&key), contents(&tiny.root()), contents(&outside));
    assert!(before == after, "something outside the results was changed");

    let summary = fs::read_to_string(results.join("summary.csv")).unwrap();
    for (line, index) in summary.lines().skip(1).zip(0..number) {
        let (kind, _, least, most) = KINDS[index % KINDS.len()];
        let fields: Vec<&str> = line.split(',').collect();
        let scores: Vec<f64> = fields[1..4].iter().map(|field| field.parse().unwrap()).collect();
        // What is not Rust at all breaks its region only; the marks hold.
        assert!((least..=most).contains(&scores[0]), "{kind}: {scores:?}\n{said}");
        assert_eq!(scores[1..], [10.0, 0.0], "{kind} costs other exercises something\n{said}");
    }
    assert_eq!(summary.lines().count(), number + 1);

    let report = |name: &str| fs::read_to_string(results.join(name)).unwrap();
    let edits = report("09-edits-tests/report.md");
    assert!(edits.contains("tests/kinds.rs was changed; it is not part"), "{edits}");
    let half = report("01-half-right/report.md");
    assert!(half.contains("hidden inputs, with a common divisor"), "{half}");
    assert!(half.contains("another such input: gcd("), "{half}");
    let stolen = report("12-steals/report.md");
    assert!(
        stolen.contains("`include_str` cannot be used") && !stolen.contains("root:"),
        "{stolen}"
    );
    assert!(report("03-not-compiling/report.md").contains("mismatched types"));

    // A second run has nothing to do; a third grades what was handed in again.
    let again = tiny.says(&arguments, true);
    assert_eq!(again.matches("(as before)").count(), number, "{again}");
    let (_, right, ..) = KINDS[0];
    hand_in(&out, &class.join("02-wrong"), "right", right, &outside);
    let third = tiny.says(&arguments, true);
    assert_eq!(third.matches("(as before)").count(), number - 1, "{third}");
    assert!(third.contains("02-wrong: 20 of 30"), "{third}");
}

#[test]
fn a_handout_is_refused_where_it_would_be_wrong() {
    let tiny = Tiny::new();
    let out = tiny.beside("out");
    let out = out.to_str().unwrap();
    let refused = |arguments: &[&str], words: &str| {
        let said = tiny.says(arguments, false);
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert!(!Path::new(out).exists(), "nothing is left of it");
    };
    refused(&["handout", "--assign", "3", "--out", out], "stage 3 has no exercises");
    refused(&["handout", "--assign", "0", "--exercises", "0.9", "--out", out], "no exercise 0.9");
    refused(&["handout", "--assign", "0", "--out", "inside"], "in the workspace itself");
    // The starter solves it already.
    tiny.edit(SOURCE, "stub: 0..=9 =>", "stub: b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' =>");
    tiny.edit("stage0-tiny/tests/kinds.rs", r#"("amzAMZ", Kind::Letter)"#, r#"("0", Kind::Digit)"#);
    tiny.edit("stage0-tiny/tests/kinds.rs", "Kind::Other", "Kind::Other || true");
    refused(&["handout", "--assign", "0", "--quick", "--out", out], "the starter passes all");
}
