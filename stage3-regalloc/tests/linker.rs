//! Objects that are linked by ourselves: the program runs; and damaged objects are refused or linked, without a panic.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use stage0::Isa;
use stage2::text::parse;
use stage3::compile::Options;
use stage3::link::linker::{LinkError, Linker};
use stage3::link::object::{Binding, Unit, unit};
use stage3::link::read_object::read_object;

const FIRST: &str = "
extern @syscall6(i64, i64, i64, i64, i64, i64, i64) -> i64
extern @answer(i64) -> i64
extern @trap_routine(i32, ptr, ptr, ptr)
function @begin(v0: ptr) {
block0(v0: ptr):
  v1: i64 = iconst 20
  v2: i64 = call @answer(v1)
  v3: i64 = iconst 231
  v4: i64 = iconst 0
  v5: i64 = call @syscall6(v3, v2, v4, v4, v4, v4, v4)
  return
}
";

const SECOND: &str = "
data @table align 8 {
  i64 7
  @answer
}
function @answer(v0: i64) -> i64 {
block0(v0: i64):
  v1: i64 = iadd v0, 22
  return v1
}
function @nobody(v0: i64) -> i64 {
block0(v0: i64):
  return v0
}
";

fn object(text: &str, entry: Option<&str>, binding: Binding) -> Vec<u8> {
    let mut module = match parse::module(text) {
        Ok(module) => module,
        Err(mistakes) => panic!("{}", mistakes[0].render("text", text)),
    };
    let binding = |_: &str| binding;
    let unit_of = Unit { entry, binding: &binding, sections: &[] };
    unit(&mut module, Options::new(Isa::X64), &unit_of).unwrap()
}

fn link(files: &[&[u8]]) -> Result<Vec<u8>, LinkError> {
    let mut linker = Linker::new(Isa::X64);
    for (index, file) in files.iter().enumerate() {
        linker.add(read_object(&format!("{index}.o"), file).unwrap())?;
    }
    linker.executable()
}

#[test]
fn what_is_reached_is_linked_and_runs() {
    let (first, second) =
        (object(FIRST, Some("begin"), Binding::Global), object(SECOND, None, Binding::Global));
    let file = link(&[&first, &second]).unwrap();
    assert!(!file.windows(6).any(|window| window == b"nobody"));
    let folder = tempfile::tempdir().unwrap();
    let written = folder.path().join("written");
    std::fs::write(&written, &file).unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&written, std::fs::Permissions::from_mode(0o755)).unwrap();
    // What this process writes, a child that another thread starts holds open for a moment, and
    // then it cannot be executed. So a child makes a copy.
    let program = folder.path().join("program");
    let copied = std::process::Command::new("cp").args([&written, &program]).status().unwrap();
    assert!(copied.success());
    let status = std::process::Command::new(&program).status().unwrap();
    assert_eq!(status.code(), Some(42));
}

#[test]
fn names_are_defined_once_or_by_all_alike() {
    let first = object(FIRST, Some("begin"), Binding::Global);
    let global = object(SECOND, None, Binding::Global);
    let shared = object(SECOND, None, Binding::Shared);
    let local = object(SECOND, None, Binding::Local);
    assert!(link(&[&first, &shared, &shared]).is_ok());
    assert!(link(&[&first, &global, &local]).is_ok());
    assert!(matches!(link(&[&first, &global, &global]), Err(LinkError::DefinedTwice(..))));
    assert!(matches!(link(&[&first, &global, &shared]), Err(LinkError::DefinedTwice(..))));
    assert_eq!(link(&[&first, &local]), Err(LinkError::Undefined(vec!["answer".into()])));
}

#[test]
fn damaged_objects_make_nobody_panic() {
    let first = object(FIRST, Some("begin"), Binding::Global);
    let second = object(SECOND, None, Binding::Global);
    let mut linked = 0;
    for at in 0..second.len() {
        for flip in [1, 0x80, 0xff] {
            let mut damaged = second.clone();
            damaged[at] ^= flip;
            let Ok(damaged) = read_object("damaged.o", &damaged) else { continue };
            let mut linker = Linker::new(Isa::X64);
            linker.add(read_object("first.o", &first).unwrap()).unwrap();
            if linker.add(damaged).is_ok() {
                linker.reach("table");
                linked += usize::from(linker.executable().is_ok());
            }
        }
    }
    assert!(linked > second.len(), "{linked}");
    for end in 0..second.len() {
        let _ = read_object("cut.o", &second[..end]);
    }
}
