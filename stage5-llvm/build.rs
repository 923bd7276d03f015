//! Finds LLVM, or says what to install.
//!
//! The crate that binds LLVM would look for it in its own build script, and where there is none, fail with a page of text about
//! environment variables. So it is told to leave that to us: nothing but this script needs an LLVM to be built.
//! It looks in `LLVM_SYS_191_PREFIX`, if that is set, and for `llvm-config` on the PATH, as that crate would.

use std::path::PathBuf;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=LLVM_SYS_191_PREFIX");
    println!("cargo::rerun-if-env-changed=PATH");
    let prefix = std::env::var_os("LLVM_SYS_191_PREFIX").map(PathBuf::from);
    let programs = match prefix {
        Some(prefix) => vec![prefix.join("bin/llvm-config")],
        None => ["llvm-config-19", "llvm-config19", "llvm-config"].map(PathBuf::from).to_vec(),
    };
    let is_19 =
        |program: &&PathBuf| ask(program, "--version").is_some_and(|v| v.starts_with("19.1"));
    let Some(arguments) = programs.iter().find(is_19).and_then(link_arguments) else {
        println!(
            "cargo::error=stage 5 needs LLVM 19: install it (Debian, Ubuntu: sudo apt-get install \
             --no-install-recommends llvm-19-dev) and run this again"
        );
        return;
    };
    // Behind everything that needs it: some linkers forget a library that nothing before it has asked for.
    for argument in arguments.split_whitespace() {
        println!("cargo::rustc-link-arg={argument}");
    }
}

/// What the linker is to be told: the shared library, or where LLVM was built without it, all the others.
fn link_arguments(program: &PathBuf) -> Option<String> {
    let folder = ask(program, "--libdir")?;
    // A package without its libraries may still have the program.
    let libraries = ask(program, "--link-shared --libs").or_else(|| {
        let own = ask(program, "--link-static --libs")?;
        let system = ask(program, "--link-static --system-libs")?;
        Some(format!("{own} {system} -lstdc++"))
    })?;
    Some(format!("-L{folder} {libraries}"))
}

/// What `llvm-config` answers.
fn ask(program: &PathBuf, question: &str) -> Option<String> {
    let output = Command::new(program).args(question.split(' ')).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_string())
}
