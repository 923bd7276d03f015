//! The command line: programs without a runtime, for both machines, and what is measured.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::path::Path;
use std::process::{Command, Output};

fn stage4(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stage4")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const FREESTANDING: &str = r#"package main

import (
	"internal/intrinsic"
	"unsafe"
)

func start(stack *uintptr) {
	text := [...]byte{'h', 'e', 'l', 'l', 'o', '\n'}
	for i := range text {
		intrinsic.Syscall6(WRITE, 1, uintptr(unsafe.Pointer(unsafe.StringData(letters[text[i]:]))), 1, 0, 0, 0)
	}
	intrinsic.Syscall6(EXIT, 7, 0, 0, 0, 0, 0)
}

func needs() { println("the runtime") }
"#;

/// A file in `folder` with the program, for system calls of these numbers.
fn freestanding(folder: &Path, write: &str, exit: &str) -> String {
    let letters = r#""abcdefghijklmnopqrstuvwxyz""#;
    let source = FREESTANDING
        .replace("[...]byte{'h', 'e', 'l', 'l', 'o', '\\n'}", "[...]byte{7, 4, 11, 11, 14}")
        .replace("letters[", &format!("{letters}["))
        .replace("WRITE", write)
        .replace("EXIT", exit);
    let file = folder.join("start.go");
    std::fs::write(&file, source).unwrap();
    file.to_string_lossy().into_owned()
}

#[test]
fn a_program_without_a_runtime_is_small() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program").to_string_lossy().into_owned();
    let file = freestanding(folder.path(), "1", "231");
    let built = stage4(&["build", &file, "-o", &program, "--entry", "start"]);
    assert!(built.status.success(), "{}", text(&built.stderr));
    let size = std::fs::metadata(&program).unwrap().len();
    assert!(size < 8192, "{size} bytes");
    assert_eq!(text(&built.stdout), format!("{program}: {size} bytes\n"));
    let done = Command::new(&program).output().unwrap();
    assert_eq!((text(&done.stdout).as_str(), done.status.code()), ("hello", Some(7)));

    if Command::new("qemu-aarch64").arg("--version").output().is_err() {
        return eprintln!("SKIPPED: no qemu-aarch64");
    }
    let file = freestanding(folder.path(), "64", "94");
    let target = ["--target", "aarch64-linux", "--entry", "start"];
    let built = stage4(&[&["build", &file, "-o", &program][..], &target].concat());
    assert!(built.status.success(), "{}", text(&built.stderr));
    let done = Command::new("qemu-aarch64").arg(&program).output().unwrap();
    assert_eq!((text(&done.stdout).as_str(), done.status.code()), ("hello", Some(7)));
}

#[test]
fn what_needs_the_runtime_is_refused_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = freestanding(folder.path(), "1", "231");
    let program = folder.path().join("program").to_string_lossy().into_owned();
    for (entry, message) in [
        ("needs", "needs needs runtime.print"),
        ("missing", "there is no function missing in the main package"),
    ] {
        let built = stage4(&["build", &file, "-o", &program, "--entry", entry]);
        assert_eq!(built.status.code(), Some(1));
        assert!(text(&built.stderr).contains(message), "{}", text(&built.stderr));
    }
}

#[test]
fn stats_and_asm_say_something_of_a_program() {
    let hello = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/run/hello.go");
    let stats = text(&stage4(&["stats", hello, "--json", "--runs", "1"]).stdout);
    for key in ["\"lines_per_second\": ", "\"own_lines\": 5", "\"back end\": "] {
        assert!(stats.contains(key), "{stats}");
    }
    for target in ["x86_64-linux", "aarch64-linux"] {
        let asm = text(&stage4(&["asm", hello, "--target", target]).stdout);
        assert!(asm.starts_with("main.main()") && asm.contains("hello.go:4"), "{asm}");
        assert!(asm.contains("→ runtime.printString") || asm.contains("→ syscall6"), "{asm}");
    }
}

#[test]
fn exercises_are_listed_and_shown() {
    let list = text(&stage4(&["exercises"]).stdout);
    for page in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/exercises")).unwrap() {
        let page = std::fs::read_to_string(page.unwrap().path()).unwrap();
        let title = page.lines().next().unwrap().trim_start_matches("# Exercise ");
        let (number, title) = title.split_once(": ").unwrap();
        assert!(list.contains(number) && list.contains(title), "{title} is not in\n{list}");
        assert_eq!(text(&stage4(&["exercises", number]).stdout), page);
    }
    let unknown = stage4(&["exercises", "9.9"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(text(&unknown.stderr).contains("there is no exercise 9.9"));
}
