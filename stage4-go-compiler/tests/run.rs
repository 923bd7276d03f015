//! Programs of `corpus/run`, built, run, and compared with what the official compiler's executable
//! printed: `NAME.go` beside `NAME.txt`, standard output and standard error together.
//!
//! Each is built as it is and optimised, so that a difference between the two says whose fault it is.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use stage0::Isa;
use stage4::driver;
use stage4::front_end::Sources;

fn build_and_run(path: &Path, optimised: bool, folder: &Path) -> String {
    let lowered = driver::lower(Sources::read(path).unwrap(), Isa::X64);
    let errors = lowered.checked.diagnostics.render(&lowered.checked.files, 10);
    let Some(mut module) = lowered.module else { return errors };
    if optimised {
        driver::optimise(&mut module).unwrap();
    }
    let file = driver::link(&mut module, Isa::X64).unwrap();
    let output = folder.join("program");
    let _ = std::fs::remove_file(&output);
    std::fs::write(&output, file).unwrap();
    std::fs::set_permissions(&output, std::fs::Permissions::from_mode(0o755)).unwrap();
    let done = Command::new("sh")
        .args(["-c", "ulimit -t 20; exec \"$0\" 2>&1"])
        .arg(&output)
        .output()
        .unwrap();
    String::from_utf8_lossy(&done.stdout).into_owned()
}

#[test]
fn programs_print_what_the_official_compiler_makes_them_print() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/run");
    let folder = tempfile::tempdir().unwrap();
    let mut programs: Vec<_> = std::fs::read_dir(corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "go"))
        .collect();
    programs.sort();
    assert!(!programs.is_empty());
    let mut wrong = Vec::new();
    for path in programs {
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        for optimised in [false, true] {
            let got = build_and_run(&path, optimised, folder.path());
            if got != expected {
                let name = path.display();
                wrong.push(format!("{name} (optimised: {optimised})\n--- got\n{got}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
