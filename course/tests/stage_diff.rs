//! `course diff` on two small stages: their files, and what became of a program.

use std::fs;
use std::process::Command;

/// A workspace of two packages, which print these numbers for `stats --json FILE`.
fn workspace(numbers: [&str; 2]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"stage1-a\", \"stage2-b\"]\n[profile.release]\nopt-level = 0\n",
    );
    for (stage, numbers) in ["stage1-a", "stage2-b"].into_iter().zip(numbers) {
        let package = &stage[..6];
        write(
            &format!("{stage}/Cargo.toml"),
            &format!("[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        );
        write(
            &format!("{stage}/src/main.rs"),
            &format!(
                "//! Counts.\nfn main() {{\n    let arguments: Vec<String> = std::env::args().skip(1).collect();\n    \
                 match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {{\n        \
                 [\"stats\", \"--json\", file] if file.ends_with(\".py\") => println!(\"{{}}\", r#\"{numbers}\"#),\n        \
                 _ => {{\n            eprintln!(\"error: no Python\");\n            std::process::exit(1)\n        }}\n    }}\n}}\n"
            ),
        );
    }
    write("stage2-b/src/lib.rs", "//! What is new.\npub fn added() {}\n");
    folder
}

/// What `course diff 1 2 --program FILE` prints, and whether it ended well.
fn diff(numbers: [&str; 2], program: &str) -> (bool, String) {
    let folder = workspace(numbers);
    let mut command = Command::new(env!("CARGO_BIN_EXE_course"));
    command.args(["diff", "1", "2", "--program", program]).current_dir(folder.path());
    let done = command.env_remove("CARGO_TARGET_DIR").output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn numbers_of_a_program_stand_side_by_side() {
    let one = r#"{"functions": [{"name": "f", "bytes": 90}], "executed": 1000}"#;
    let other = r#"{"functions": [{"name": "f", "bytes": 40, "spills": 1}]}"#;
    let (good, said) = diff([one, other], "loop.py");
    assert!(good, "{said}");
    assert!(said.contains("| `lib.rs` | 2 | 1 | What is new |"), "{said}");
    for line in [
        "| `loop.py` | stage 1 | stage 2 |",
        "| executed | 1000 | - |",
        "| functions.f.bytes | 90 | 40 |",
        "| functions.f.spills | - | 1 |",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
}

#[test]
fn what_a_stage_cannot_do_is_said() {
    let (good, said) = diff(["{}", "{}"], "loop.go");
    assert!(!good);
    assert!(said.contains("no stage says anything about loop.go"), "{said}");
    assert_eq!(said.matches("error: no Python").count(), 2, "{said}");
    let (good, said) = diff([r#"{"a": 1}"#, "no JSON"], "loop.py");
    assert!(
        good && said.contains("Stage 2 says nothing about it: `stats --json` is no JSON"),
        "{said}"
    );
}
