//! `stage4 suite` on a small tree of tests: what passes, what is refused, what fails, and why.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::fs;
use std::process::Command;

/// Name, text.
const TREE: &[(&str, &str)] = &[
    ("ok.go", "// run\n\npackage main\n\nfunc main() { println(\"x\") }\n"),
    ("ok.out", "x\n"),
    ("other.go", "// run\n\npackage main\n\nfunc main() { println(\"x\") }\n"),
    (
        "arguments.go",
        "// run 7 8\n\npackage main\n\nimport \"os\"\n\nfunc main() { os.Exit(len(os.Args) - 3) }\n",
    ),
    ("deep/panics.go", "// run\n\npackage main\n\nfunc main() { panic(1) }\n"),
    ("deep/endless.go", "// run\n\npackage main\n\nfunc main() {\n\tfor {\n\t}\n}\n"),
    (
        "recursion.go",
        "// run\n\npackage main\n\nfunc f(n int) int { return f(n+1) + n }\n\nfunc main() { f(0) }\n",
    ),
    ("generic.go", "// run\n\npackage main\n\nfunc f[T any]() {}\n\nfunc main() { f[int]() }\n"),
    ("elsewhere.go", "//go:build windows\n\n// run\n\npackage main\n"),
    ("check.go", "// errorcheck\n\npackage p\n\nvar a b // ERROR \"undefined\"\n"),
    ("check2.go", "// errorcheck\n\npackage p\n\nvar a b\nvar c int // ERROR \"undefined\"\n"),
    ("compile.go", "// compile\n\npackage p\n\nvar a = b\nvar b int\n"),
    ("notes.go", "// errorcheck -0 -m\n\npackage p\n"),
    ("helper.go", "package p\n"),
];

#[test]
fn a_small_tree() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in TREE {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let done = Command::new(env!("CARGO_BIN_EXE_stage4"))
        .arg("suite")
        .arg(folder.path())
        .args(["--seconds", "1", "--verbose"])
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&done.stdout).into_owned();
    for wanted in [
        "pass    ok.go\n",
        "pass    arguments.go\n",
        "pass    check.go\n",
        "pass    compile.go\n",
        "FAIL    run other.go: another output\n",
        "FAIL    run deep/panics.go: the program ends with panic\n",
        "FAIL    run deep/endless.go: limit of time or memory\n",
        "FAIL    run recursion.go: the program ends with fatal error\n        \
         runtime: goroutine stack exceeds 1000000000-byte limit\n        fatal error: stack overflow\n",
        "FAIL    errorcheck check2.go: a message is missing\n",
        "left    elsewhere.go: for another system: go:build windows\n",
        "left    notes.go: needs the official compiler's -m\n",
        "refuse  generic.go: type parameters\n",
        "       1 type parameters\n",
        "run        2 passed, 1 refused, 4 failed, 1 left out\n",
        "errorcheck 1 passed, 0 refused, 1 failed, 1 left out\n",
        "compile    1 passed, 0 refused, 0 failed, 0 left out\n",
    ] {
        assert!(report.contains(wanted), "{wanted}\nis not in\n{report}");
    }
    assert!(!report.contains("helper.go"), "{report}");
    assert_eq!(done.status.code(), Some(1));
}
