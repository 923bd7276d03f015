//! A class of thirty on an exercise of a real stage: what grading it costs, and where the time goes.
//!
//! It builds a stage some dozen times, so it is not run with the others:
//!
//! ```text
//! COURSE_EXERCISE=0.1 cargo test --release -p course --test class -- --ignored --nocapture
//! ```
//!
//! The submissions are made of the solution: as it is, as it was handed out, with one token changed each, right every other
//! time, and with what ends the process, never ends, takes all memory or all processes, deletes files, edits the tests, claims that all was
//! well, or has the reference answer. The exercise must be a block of Rust in one file.

use course::exercise::Course;
use course::mutate;
use course::region::{self, Id};
use course::workspace::Workspace;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const CLASS: usize = 30;

/// Bodies that are not merely wrong. `OUTSIDE` is a folder that is not theirs.
const HOSTILE: [(&str, &str); 8] = [
    ("endless", "loop { std::hint::black_box(0); }"),
    ("crashes", "std::process::abort()"),
    ("fakes", "println!(\"test result: ok. 1 passed;\"); std::process::exit(0)"),
    ("not-compiling", "let nothing: u32 = \"one\"; panic!(\"{nothing}\")"),
    ("hog", "let mut all = vec![]; loop { all.push(vec![1u8; 1 << 24]); }"),
    (
        "fork-bomb",
        "for _ in 0..1000 { let _ = std::process::Command::new(\"/proc/self/exe\").args(std::env::args().skip(1)).spawn(); } panic!()",
    ),
    (
        "borrows",
        "let _ = std::process::Command::new(\"/proc/self/exe\").args(std::env::args().skip(1)).env(\"COURSE_VARIANT\", \"0\").status(); std::process::exit(0)",
    ),
    ("writes", "let _ = std::fs::write(\"OUTSIDE/new\", \"x\"); panic!()"),
];

/// What stands in front of a body that is right every other time.
const HALF: &str = "static TIMES: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0); \
    assert_ne!(TIMES.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 2, 1);";

/// What stands in front of a right body that wants to do harm too.
const DELETES: &str = "let _ = std::fs::remove_dir_all(\"OUTSIDE\");";

/// Everything below a folder, with its content.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = Workspace::at(folder).files();
    files.into_iter().map(|file| (file.clone(), fs::read(folder.join(file)).unwrap())).collect()
}

fn course(root: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_course"));
    let done = command.args(arguments).current_dir(root).output().unwrap();
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{arguments:?}:\n{errors}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}

#[test]
#[ignore = "minutes: it builds a stage for every submission"]
fn thirty_submissions_for_an_exercise_of_a_real_stage() {
    let exercise = std::env::var("COURSE_EXERCISE").unwrap_or("0.1".into());
    let id: Id = exercise.parse().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let [out, key, class, results] =
        ["week", "week-key", "class", "results"].map(|name| folder.path().join(name));
    let text = |path: &Path| path.to_str().unwrap().to_string();
    let stage = id.stage.to_string();
    let mut arguments =
        vec!["handout", "--assign", &stage, "--exercises", &exercise, "--quick", "--out"];
    let (out_text, key_text) = (text(&out), text(&key));
    arguments.push(&out_text);
    let before = id.stage.saturating_sub(1).to_string();
    if id.stage > 0 {
        arguments.extend(["--through", &before]);
    }
    let began = Instant::now();
    course(root, &arguments);
    println!("the hand-out, proved: {:.0} s", began.elapsed().as_secs_f64());

    let reference = Workspace::at(key.join("reference"));
    let all = Course::read(&reference).unwrap();
    let wanted = all.find(id).unwrap();
    let (file, region) = &wanted.regions[0];
    let solution = region::body(&reference.read(file), region);
    let outside = folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("file"), "1").unwrap();
    let mut bodies = vec![
        ("right".to_string(), solution.clone()),
        ("deletes".to_string(), format!("{DELETES}\n{solution}")),
        ("edits-tests".to_string(), format!("// Mine.\n{}\n", region.stub)),
    ];
    bodies.push(("half-right".to_string(), format!("{HALF}\n{solution}")));
    bodies.extend(HOSTILE.map(|(name, body)| (name.to_string(), format!("{body}\n"))));
    for (_, body) in &mut bodies {
        *body = body.replace("OUTSIDE", outside.to_str().unwrap());
    }
    let mutants = mutate::mutants(file, &solution);
    let step = mutants.len().div_ceil(CLASS - bodies.len() - 1).max(1);
    bodies.extend(
        mutants.into_iter().step_by(step).map(|mutant| ("mutant".to_string(), mutant.text)),
    );
    bodies.push(("nothing".to_string(), format!("{}\n", region.stub)));
    // Whoever is left has solved it, each in words of his own.
    for number in bodies.len()..CLASS {
        bodies.push(("right".to_string(), format!("// {number}.\n{solution}")));
    }
    for (number, (name, body)) in bodies.iter().enumerate() {
        let handed_in = fs::read_to_string(out.join(file)).unwrap();
        let regions = region::parse(&handed_in).unwrap();
        let place = regions.iter().position(|other| other.exercise == id).unwrap();
        let mut at = 0;
        let new = region::replace(&handed_in, &regions, |_| {
            at += 1;
            (at == place + 1).then(|| body.clone())
        });
        let path = class.join(format!("{number:02}-{name}")).join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, new).unwrap();
        if name == "edits-tests" {
            let tests = Path::new(wanted.folder()).join("tests/exercises.rs");
            let tests = class.join(format!("{number:02}-{name}")).join(tests);
            fs::create_dir_all(tests.parent().unwrap()).unwrap();
            fs::write(tests, "// no tests\n").unwrap();
        }
    }
    let before = [&class, &key, &out, &outside].map(|folder| contents(folder));
    let paths = [class.clone(), key.clone(), out.clone(), outside.clone()];
    let began = Instant::now();
    let (class, results) = (text(&class), text(&results));
    let said = course(root, &["grade", &class, "--key", &key_text, "--out", &results]);
    println!("{said}\n{CLASS} submissions graded: {:.0} s", began.elapsed().as_secs_f64());
    let summary = fs::read_to_string(Path::new(&results).join("summary.csv")).unwrap();
    let points = f64::from(wanted.points);
    let mut kinds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for line in summary.lines().skip(1) {
        let mut fields = line.split(',');
        let name = fields.next().and_then(|name| name.split_once('-')).unwrap().1;
        kinds.entry(name).or_default().push(fields.next().unwrap().parse().unwrap());
    }
    assert_eq!(kinds.values().flatten().count(), CLASS);
    for (name, scores) in kinds {
        let good = |score: &f64| match name {
            "right" | "deletes" => *score == points,
            "half-right" => *score < points,
            "mutant" => true,
            _ => *score == 0.0,
        };
        assert!(scores.iter().all(good), "{name}: {scores:?}");
    }
    assert!(before == paths.map(|folder| contents(&folder)), "something outside was changed");
}
