//! LLVM's code for AArch64, judged on another machine: random functions and Go programs, built here as executables and run
//! under qemu.
//!
//! A random module gets a beginning and a trap routine of its own, which write what came of it: the exit or the
//! results, and all memory. The interpreter says what that must be. Exits with frames become traps first.
//!
//! `FUNCTIONS=3000 cargo test --release -p stage5 --test aarch64` takes more random functions, `EVERY=1` all Go programs.
#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), target_os = "linux"))]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use stage2::interpret::{Interpreter, Limits, NoHost, Outcome, Storage as _};
use stage2::ir::{Module, Type};
use stage2::text::{parse, print};
use stage3::Isa;
use stage3::compile::{CpuFeatures, Options};
use stage3::exit_map::{TRAP, trap_number};
use stage5::optimise::Level;
use stage5::program::{executable, without_frames};

#[path = "go_programs/mod.rs"]
mod go_programs;
#[allow(dead_code)] // images in this process are of this machine
#[path = "../../stage3-regalloc/tests/random_modules/mod.rs"]
mod random_modules;
use random_modules::{ARGUMENTS, WRITTEN, data, same_bytes, same_float};

/// Is there something to run the code on? If not, says so.
fn has_emulator() -> bool {
    let found = Command::new("qemu-aarch64").arg("--version").output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("SKIPPED: there is no qemu-aarch64 to run the code of LLVM for AArch64 on");
    }
    found
}

/// Builds an executable of a module.
fn build(module: &mut Module, level: Level, entry: &str, path: &Path) {
    let options = Options { features: CpuFeatures::BASELINE, ..Options::new(Isa::A64) };
    let (made, _) = executable(module, level, options, Some(entry)).unwrap();
    let _ = std::fs::remove_file(path);
    std::fs::write(path, made.file).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn run(path: &Path, arguments: usize) -> Output {
    let words = (0..arguments).map(|number| number.to_string());
    Command::new("qemu-aarch64").arg(path).args(words).output().unwrap()
}

/// Begins with the arguments of the number that it is called with, and writes what came of it.
fn with_harness(module: &Module) -> Module {
    let mut rows = String::new();
    for [integer, float] in ARGUMENTS {
        rows += &format!("  i64 {}\n  i64 {}\n", integer as i64, float as i64);
    }
    let mut writes = String::new();
    for (index, name) in WRITTEN.iter().enumerate() {
        let size = module.data[data(module, name)].size();
        let v = 20 + 2 * index;
        writes += &format!("  v{v}: ptr = data_addr @{name}\n  v{}: i64 = iconst {size}\n", v + 1);
        writes += &format!("  call @harness.write(v{v}, v{})\n", v + 1);
    }
    let text = format!(
        "{module}
extern @syscall6(i64, i64, i64, i64, i64, i64, i64) -> i64
data @harness.arguments align 8 {{
{rows}}}
function @harness.start(v0: ptr) {{
block0(v0: ptr):
  v1: i64 = load v0
  v2: i64 = isub v1, 1
  v3: i64 = shl v2, 4
  v4: ptr = data_addr @harness.arguments
  v5: ptr = ptr_add v4, v3
  v6: i64 = load v5
  v7: f64 = load v5 + 8
  v8: i64, v9: f64 = call @main(v6, v7)
  v10: i64 = bitcast v9
  v11: i64 = iconst -1
  call @harness.report(v11, v8, v10)
  return
}}
function @trap_routine(v0: i32, v1: ptr, v2: ptr, v3: ptr) {{
block0(v0: i32, v1: ptr, v2: ptr, v3: ptr):
  v4: i64 = zext v0
  v5: i64 = iconst 0
  call @harness.report(v4, v5, v5)
  return
}}
function @harness.report(v0: i64, v1: i64, v2: i64) {{
  slot0: size 24 align 8
block0(v0: i64, v1: i64, v2: i64):
  slot_store v0, slot0
  slot_store v1, slot0 + 8
  slot_store v2, slot0 + 16
  v3: ptr = slot_addr slot0
  v4: i64 = iconst 24
  call @harness.write(v3, v4)
{writes}  v5: i64 = iconst 0
  v6: i64 = iconst 94
  v7: i64 = call @syscall6(v6, v5, v5, v5, v5, v5, v5)
  return
}}
function @harness.write(v0: ptr, v1: i64) {{
block0(v0: ptr, v1: i64):
  v2: i64 = bitcast v0
  v3: i64 = iconst 0
  v4: i64 = iconst 1
  v5: i64 = iconst 64
  v6: i64 = call @syscall6(v5, v4, v2, v1, v3, v3, v3)
  return
}}
",
        module = print::module(module),
    );
    let module = parse::module(&text).unwrap_or_else(|e| panic!("{}", e[0].render("", &text)));
    stage2::verify::module(&module).unwrap();
    module
}

/// Compares what a process has written with what the interpreter says; whether there was anything to compare.
fn agrees(module: &Module, arguments: &[u64], run: &dyn Fn() -> Output) -> Result<bool, String> {
    let limits = Limits { fuel: 200_000, arena: 0, ..Limits::default() };
    let mut interpreter = Interpreter::new(module, limits).unwrap();
    let main = module.function("main").unwrap();
    let expected = match interpreter.call(main, arguments, &mut NoHost) {
        Outcome::Return(results) => [u64::MAX, results[0], results[1]],
        Outcome::Exit(report) => [u64::from(trap_number(report.trap.unwrap()) & !TRAP), 0, 0],
        Outcome::Stopped(_) => return Ok(false),
    };
    let output = run();
    let mut rest = &output.stdout[..];
    let mut take = |bytes: usize| {
        let (taken, left) = rest.split_at_checked(bytes).ok_or(format!("{output:?}"))?;
        rest = left;
        Ok::<_, String>(taken)
    };
    let mut words = [0; 3];
    for word in &mut words {
        *word = u64::from_le_bytes(take(8)?.try_into().unwrap());
    }
    let [exit, integer, float] = words;
    if (exit, integer) != (expected[0], expected[1]) || !same_float(Type::F64, float, expected[2]) {
        return Err(format!("{arguments:x?}: {words:x?} instead of {expected:x?}"));
    }
    for name in WRITTEN {
        let data = data(module, name);
        let size = module.data[data].size() as usize;
        let address = interpreter.memory.data_address(data);
        let expected = interpreter.memory.bytes(address, size).unwrap();
        if !same_bytes(name, expected, take(size)?) {
            return Err(format!("{arguments:x?}: other bytes in @{name}"));
        }
    }
    Ok(true)
}

#[test]
fn random_functions_do_what_the_interpreter_says() {
    if !has_emulator() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    random_modules::run(30, |module, number| {
        let mut module = module.clone();
        without_frames(&mut module);
        let mut runs = 0;
        for level in [Level::O0, Level::O2] {
            let path = folder.path().join(format!("{number}-{level:?}"));
            build(&mut with_harness(&module), level, "harness.start", &path);
            for (index, arguments) in ARGUMENTS.iter().enumerate() {
                let agrees = agrees(&module, arguments, &|| self::run(&path, index));
                runs += u64::from(agrees.map_err(|why| format!("{level:?}: {why}"))?);
            }
            std::fs::remove_file(&path).unwrap();
        }
        Ok(runs)
    });
}

#[test]
fn go_programs_print_the_same() {
    if !has_emulator() {
        return;
    }
    go_programs::check(Isa::A64, Level::O2, 2, 45);
}
