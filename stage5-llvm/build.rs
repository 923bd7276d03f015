//! Says what to install before anything that needs LLVM is compiled.
//!
//! Without LLVM the crate that binds it fails in the middle of the build, with a page of text about
//! environment variables. This script needs nothing, so Cargo runs it first, and it looks where that crate will look.

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
    let is_there = programs.iter().any(|program| {
        let output = Command::new(program).arg("--version").output();
        output.is_ok_and(|output| output.stdout.starts_with(b"19.1"))
    });
    if !is_there {
        println!(
            "cargo::error=stage 5 needs LLVM 19: install it (Debian, Ubuntu: sudo apt-get install \
             --no-install-recommends llvm-19-dev) and run this again"
        );
    }
}
