//! Executables: made for both instruction sets, read with another library, and run.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use object::{Object, ObjectSection, ObjectSegment, ObjectSymbol, SegmentFlags};
use stage2::ir::Module;
use stage2::pipeline;
use stage2::text::parse;
use stage3::Isa;
use stage3::allocate::Algorithm;
use stage3::compile::{CpuFeatures, Options};
use stage3::link::build_error::BuildError;
use stage3::link::executable::{Executable, executable};

fn module(text: &str) -> Module {
    let module =
        parse::module(text).unwrap_or_else(|wrong| panic!("{}", wrong[0].render("", text)));
    stage2::verify::module(&module).unwrap();
    module
}

fn options(isa: Isa) -> Options {
    Options { features: CpuFeatures::BASELINE, ..Options::new(isa) }
}

fn build(text: &str, isa: Isa, entry: Option<&str>) -> Result<Executable, BuildError> {
    executable(&mut module(text), options(isa), entry)
}

fn has_program(name: &str) -> bool {
    Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The instruction sets that there is code for and something to run it on.
fn machines() -> Vec<Isa> {
    let runs = |isa: &Isa| {
        let here = Isa::host() == Some(*isa) || *isa == Isa::A64 && has_program("qemu-aarch64");
        if !here {
            eprintln!("SKIPPED for {isa}: nothing to run it on");
        }
        here
    };
    Isa::ALL.into_iter().filter(runs).collect()
}

fn run(file: &[u8], isa: Isa, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("program");
    std::fs::write(&path, file).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    command(&path, isa).args(arguments).output().unwrap()
}

fn command(path: &Path, isa: Isa) -> Command {
    // Tests that run in an emulator start programs of the machine outside.
    let is_emulated = std::env::var_os("STAGE_RUNNER").is_some();
    if Isa::host() == Some(isa) && !is_emulated {
        // What this process writes, a child that another thread starts holds open for a moment, and
        // then it cannot be executed. So a child makes a copy.
        let mut command = Command::new("sh");
        command.args(["-c", "cp -f \"$0\" \"$0.copy\"; exec \"$0.copy\" \"$@\""]).arg(path);
        return command;
    }
    let mut command = Command::new("qemu-aarch64");
    command.arg(path);
    command
}

/// Runs a program on all machines, optimised and not, with each allocator: status, stdout, stderr.
fn check(text: &str, arguments: &[&str], status: i32, stdout: &str, stderr: &str) {
    for isa in machines() {
        for (algorithm, name) in Algorithm::ALL {
            for is_optimised in [false, true] {
                let mut module = module(text);
                if is_optimised {
                    let options = pipeline::Options::default();
                    pipeline::optimise(&mut module, &options, &mut |_, _, _| ()).unwrap();
                }
                let options = Options { algorithm, ..options(isa) };
                let made = executable(&mut module, options, None).unwrap();
                let output = run(&made.file, isa, arguments);
                let what = format!("{isa}, {name}, optimised: {is_optimised}");
                assert_eq!(String::from_utf8_lossy(&output.stdout), stdout, "{what}");
                assert_eq!(String::from_utf8_lossy(&output.stderr), stderr, "{what}");
                assert_eq!(output.status.code(), Some(status), "{what}");
            }
        }
    }
}

const HELLO: &str = include_str!("../examples/hello.ir");

/// The system calls of the example are those of x86-64.
#[test]
fn hello_is_small_and_runs() {
    let made = build(HELLO, Isa::X64, None).unwrap();
    assert!(made.code_bytes < 200, "{} bytes of code", made.code_bytes);
    assert!(made.file.len() < 2000, "{} bytes", made.file.len());
    if Isa::host() == Some(Isa::X64) {
        let output = run(&made.file, Isa::X64, &[]);
        assert_eq!(output.stdout, b"Hello, world!\n");
        assert_eq!(output.status.code(), Some(0));
    }
}

/// No segment may be written to and executed; the code is in the one that may be executed.
#[test]
fn nothing_is_writable_and_executable() {
    for isa in Isa::ALL {
        let made = build(DATA, isa, None).unwrap();
        let file = object::File::parse(&*made.file).unwrap();
        let mut rights = Vec::new();
        for segment in file.segments() {
            let SegmentFlags::Elf { p_flags } = segment.flags() else { panic!("not ELF") };
            rights.push(p_flags);
            assert!(p_flags & 3 != 3, "a segment is writable and executable");
            let text = file.section_by_name(".text").unwrap().address();
            let holds_text =
                (segment.address()..segment.address() + segment.size()).contains(&text);
            assert_eq!(holds_text, p_flags & 1 != 0);
        }
        assert_eq!(rights, [4, 5, 6]);
        let stack = made.file[64..].chunks(56).nth(3).unwrap();
        assert_eq!(stack[..8], [0x51, 0xe5, 0x74, 0x64, 6, 0, 0, 0], "the stack is not executable");
        let names: Vec<&str> = file.symbols().filter_map(|one| one.name().ok()).collect();
        for name in ["_start", "main", "table", "counter"] {
            assert!(names.contains(&name), "{name} is not in {names:?}");
        }
        let main = file.symbols().find(|one| one.name() == Ok("main")).unwrap();
        assert!(main.size() > 0);
        assert!(!names.contains(&"unused"), "what nobody needs is in the file");
    }
}

/// Data of all kinds; addresses in data, of data and functions; what is written to begins as it should.
const DATA: &str = r#"
data @word align 8 {
  i64 40
}
data @table align 8 {
  @word
  @add_one
  @word + 8
}
data @counter writable align 8 {
  i64 1
}
data @zeros writable align 64 {
  zeros 100000
}
function @add_one(v0: i64) -> i64 {
block0(v0: i64):
  v1: i64 = iadd v0, 1
  return v1
}
function @unused() {
block0:
  return
}
function @main(v0: i64, v1: ptr, v2: ptr) -> i64 {
block0(v0: i64, v1: ptr, v2: ptr):
  v3: ptr = data_addr @table
  v4: ptr = load v3
  v5: i64 = load v4
  v6: ptr = load v3 + 8
  v7: i64 = call_indirect v6(v5): (i64) -> i64
  v8: ptr = data_addr @counter
  v9: i64 = load v8
  v10: i64 = iadd v7, v9
  store v10, v8
  v11: ptr = data_addr @zeros + 99992
  v12: i64 = load v11
  store v10, v11
  v13: i64 = iadd v10, v12
  v14: ptr = load v1
  v15: i8 = load v14
  v16: i64 = zext v15
  v17: i8 = icmp eq v16, 0
  v18: i64 = zext v17
  v19: i64 = iadd v13, v18
  v20: i64 = iadd v19, v0
  return v20
}
"#;

#[test]
fn data_and_arguments() {
    check(DATA, &[], 43, "", "");
    check(DATA, &["a", "b"], 45, "", "");
}

const TRAPS: &str = r#"
file 0 "list.go"
data @pointer writable align 8 {
  @at
}
function @at(v0: i64) -> i64 {
  exit0: trap index_out_of_range
  exit1: trap user 77
block0(v0: i64):
  bounds_check v0, 3, exit0 !12:5
  v1: i64 = isub v0, 1
  guard v1, exit1
  return v0
}
function @main(v0: i64) -> i64 {
  exit0: trap divide_by_zero
block0(v0: i64):
  v5: ptr = data_addr @pointer
  v1: ptr = load v5
  v2: i64 = call_indirect v1(v0): (i64) -> i64 !30:1
  v3: i64 = isub v0, 2
  v4: i64 = sdiv v2, v3, exit0 !1000000:1
  return v4
}
"#;

#[test]
fn traps_say_what_and_where() {
    check(TRAPS, &["x", "y"], 2, "", "trap: index_out_of_range at @at (list.go:12)\n");
    check(TRAPS, &["x"], 2, "", "trap: divide_by_zero at @main (list.go:1000000)\n");
    check(TRAPS, &[], 2, "", "trap: user 77 at @at\n");
}

/// A module's own routine gets the code, and an address that is in the function that trapped; and it may
/// leave everything behind.
const OWN_ROUTINE: &str = r#"
extern @call_catching(ptr, ptr, ptr) -> i64
extern @unwind_to(ptr, i64)
extern data @text_start
extern data @text_end
extern data @data_start
extern data @data_end
data @context writable align 8 {
  zeros 8
}
function @deep(v0: i64) {
  exit0: trap negative_shift
block0(v0: i64):
  v1: i64 = isub v0, 1
  guard v0, exit0
  call @deep(v1)
  return
}
function @try(v0: ptr) {
block0(v0: ptr):
  v1: i64 = bitcast v0
  call @deep(v1)
  return
}
function @trap_routine(v0: i32, v1: ptr, v2: ptr, v3: ptr) {
  exit0: trap unreachable
block0(v0: i32, v1: ptr, v2: ptr, v3: ptr):
  v4: ptr = data_addr @context
  v5: ptr = load v4
  v6: ptr = data_addr @text_start
  v7: ptr = data_addr @text_end
  v8: i8 = icmp ugt v1, v6
  v9: i8 = icmp ult v1, v7
  v10: i8 = and v8, v9
  v11: ptr = data_addr @data_start
  v12: ptr = data_addr @data_end
  v13: i8 = icmp ule v11, v4
  v14: i8 = icmp ult v4, v12
  v15: i8 = and v13, v14
  v16: i8 = and v10, v15
  v17: i64 = zext v16
  v18: i64 = zext v0
  v19: i64 = imul v18, v17
  call @unwind_to(v5, v19)
  leave exit0
}
function @main(v0: i64) -> i64 {
block0(v0: i64):
  v1: ptr = data_addr @context
  v2: ptr = func_addr @try
  v3: ptr = iconst 1000
  v4: i64 = call @call_catching(v1, v2, v3)
  v5: i64 = imul v4, 10
  v6: i64 = iadd v5, v0
  return v6
}
"#;

#[test]
fn a_routine_of_ones_own_may_abandon_calls() {
    // negative_shift is number 7.
    check(OWN_ROUTINE, &["x"], 72, "", "");
}

#[test]
fn an_entry_without_a_runtime_gets_the_stack() {
    for isa in machines() {
        let number = if isa == Isa::X64 { 231 } else { 94 };
        let text = format!(
            "extern @syscall6(i64, i64, i64, i64, i64, i64, i64) -> i64\n\
             function @_rt0(v0: ptr) {{\n  exit0: trap unreachable\nblock0(v0: ptr):\n  \
             v1: i64 = load v0\n  v2: i64 = iconst {number}\n  \
             v3: i64 = call @syscall6(v2, v1, v1, v1, v1, v1, v1)\n  return\n}}\n"
        );
        let made = build(&text, isa, Some("_rt0")).unwrap();
        assert!(made.code_bytes < 120, "{} bytes of code", made.code_bytes);
        assert_eq!(run(&made.file, isa, &["a", "b"]).status.code(), Some(3));
    }
}

fn refused(text: &str) -> String {
    build(text, Isa::X64, None).unwrap_err().to_string()
}

#[test]
fn what_cannot_be_built_is_named() {
    let main = "function @main() {\nblock0:\n  call @zebra()\n  call @ant()\n  \
                v0: ptr = data_addr @bee\n  store v0, v0\n  return\n}\n";
    let declared = "extern @zebra()\nextern @ant()\nextern @nobody()\nextern data @bee\n";
    assert_eq!(refused(&format!("{declared}{main}")), "nobody defines @ant, @bee, @zebra");
    let own = |params, results| {
        format!("function @main({params}) -> {results} {{\nblock0({params}):\n  return v0\n}}\n")
    };
    assert!(refused(&own("v0: f64", "f64")).contains("@main cannot begin a program"));
    assert!(refused(&own("v0: i32", "i32")).contains("@main cannot begin a program"));
    assert_eq!(refused(""), "there is no function @main to begin with");
    let call = "extern @syscall6(i64) -> i64\nfunction @main() -> i64 {\nblock0:\n  \
                v0: i64 = iconst 1\n  v1: i64 = call @syscall6(v0)\n  return v1\n}\n";
    assert!(refused(call).starts_with("@syscall6 must be declared with the type"));
    let deopt = "function @main(v0: i64) -> i64 {\n  exit0: deopt @f+1 []\nblock0(v0: i64):\n  \
                 guard v0, exit0\n  return v0\n}\n";
    assert!(refused(deopt).contains("leaves for an interpreter"));
}

/// A debugger finds all callers of a function that trapped, without frame pointers.
#[test]
fn a_debugger_sees_all_callers() {
    if Isa::host() != Some(Isa::X64) || !has_program("gdb") {
        eprintln!("SKIPPED: no gdb");
        return;
    }
    let made = build(TRAPS, Isa::X64, None).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("program");
    std::fs::write(&path, &made.file).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut gdb = Command::new("gdb");
    gdb.args(["-batch", "-nx", "-ex", "set startup-with-shell off"]);
    gdb.args(["-ex", "set backtrace past-main on", "-ex", "set backtrace past-entry on"]);
    gdb.args(["-ex", "break trap_routine"]);
    let output = gdb.args(["-ex", "run", "-ex", "backtrace"]).arg(&path).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    if !text.contains("Breakpoint 1,") {
        eprintln!("SKIPPED: gdb cannot run programs here: {text}");
        return;
    }
    let frames: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with('#'))
        .filter_map(|line| {
            line.split(" in ").last()?.split_whitespace().find(|word| !word.starts_with('#'))
        })
        .collect();
    let expected = ["trap_routine", "exit_handler", "at", "main", "_start"];
    assert_eq!(frames, expected, "{text}");
}
