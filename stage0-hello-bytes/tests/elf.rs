//! The executables run: on this machine, or under qemu for the other one.

#![cfg(target_os = "linux")]

mod emulator;

use stage0::{Isa, elf};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

/// Writes an executable file and runs it; `None` if this machine cannot.
fn run(file: &[u8], isa: Isa) -> Option<Output> {
    let directory = tempfile::tempdir().unwrap();
    let written = directory.path().join("written");
    std::fs::write(&written, file).unwrap();
    std::fs::set_permissions(&written, std::fs::Permissions::from_mode(0o755)).unwrap();
    // What this process writes, a child that another thread starts holds open for a moment, and
    // then it cannot be executed. So a child makes a copy.
    let path = directory.path().join("program");
    assert!(Command::new("cp").args([&written, &path]).status().unwrap().success());
    let mut command = if Isa::host() == Some(isa) {
        emulator::command(&path)
    } else {
        let emulator = match isa {
            Isa::X64 => "qemu-x86_64",
            Isa::A64 => "qemu-aarch64",
        };
        if !emulator::is_installed(emulator) {
            eprintln!("SKIPPED: {emulator} is not installed, so {isa} files were not run");
            return None;
        }
        let mut command = Command::new(emulator);
        command.arg(&path);
        command
    };
    Some(command.output().unwrap())
}

#[test]
fn exercise_0_5_hello_runs() {
    for isa in Isa::ALL {
        let file = elf::executable(&elf::hello(isa), 0, isa);
        let Some(output) = run(&file, isa) else { continue };
        assert_eq!(output.stdout, b"Hello World!", "{isa}");
        assert!(output.stderr.is_empty(), "{isa}");
        assert_eq!(output.status.code(), Some(0), "{isa}");
    }
}

#[test]
fn exercise_0_5_the_entry_point_need_not_be_the_first_byte() {
    let isa = Isa::host().unwrap();
    // Something that would crash; then: exit(9).
    let (code, entry) = match isa {
        Isa::X64 => (vec![0x0f, 0x0b, 0xb8, 60, 0, 0, 0, 0xbf, 9, 0, 0, 0, 0x0f, 0x05], 2),
        Isa::A64 => {
            let words = [0u32, 0xd280_0ba8, 0xd280_0120, 0xd400_0001];
            (words.iter().flat_map(|word| word.to_le_bytes()).collect(), 4)
        }
    };
    let output = run(&elf::executable(&code, entry, isa), isa).unwrap();
    assert_eq!(output.status.code(), Some(9));
}
