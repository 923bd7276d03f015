//! The compiler that is written in Go, judged by Go's own tools: it is formatted as `gofmt` does it, `go vet` has no
//! complaints, and its Go tests pass. Where there is no `go`, this says so and judges nothing.

use std::path::{Path, PathBuf};
use std::process::Command;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("selfhost")
}

/// Go's own folder, if it is installed.
fn go_root() -> Option<PathBuf> {
    let Ok(done) = Command::new("go").args(["env", "GOROOT"]).output() else {
        eprintln!("go not found: the compiler in Go is not judged by Go's tools");
        return None;
    };
    Some(PathBuf::from(String::from_utf8(done.stdout).unwrap().trim()))
}

/// The packages of the compiler. The corpus is programs for it, the runtime is for nobody else.
fn packages() -> Vec<String> {
    let folders = std::fs::read_dir(source()).unwrap().map(|entry| entry.unwrap());
    let names = folders
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| !["corpus", "runtime"].contains(&name.as_str()));
    let mut packages: Vec<String> = names.map(|name| format!("./{name}")).collect();
    packages.push(".".into());
    packages.sort();
    packages
}

/// Runs `go VERB` on the packages; it must end well.
fn go(verb: &str) {
    if go_root().is_none() {
        return;
    }
    let mut command = Command::new("go");
    command.env("GOTOOLCHAIN", "local").env("GOPROXY", "off").env("GOFLAGS", "-mod=mod");
    let done = command.arg(verb).args(packages()).current_dir(source()).output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    assert!(done.status.success(), "go {verb}:\n{}", String::from_utf8_lossy(&said));
}

#[test]
fn it_is_formatted() {
    let Some(root) = go_root() else { return };
    let mut command = Command::new(root.join("bin/gofmt"));
    let done = command.args(["-l", "."]).current_dir(source()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(String::from_utf8_lossy(&done.stdout), "", "gofmt would change these files");
}

#[test]
fn nothing_looks_like_a_mistake() {
    assert!(packages().len() > 8);
    go("vet");
}

#[test]
fn its_own_tests_pass() {
    go("test");
}
