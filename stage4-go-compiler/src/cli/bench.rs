//! `bench`: the programs of `corpus/bench`, beside the official compiler's.
//!
//! Both executables of a program are run in turn, as fresh processes, several times; what counts is the least time that
//! each spends on the processor. Both must print the same. Needs `go`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use stage0::Isa;
use stage4::driver;
use stage4::front_end::Sources;

/// What to measure.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Programs; without any, those of corpus/bench.
    files: Vec<PathBuf>,
    /// How often each is run.
    #[arg(long, default_value_t = 5)]
    runs: u32,
    /// The official Go toolchain.
    #[arg(long, default_value = "go")]
    go: String,
}

pub(crate) fn bench(arguments: &Arguments) -> Result<(), String> {
    let mut files = arguments.files.clone();
    if files.is_empty() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/bench");
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            files.push(entry.map_err(failed)?.path());
        }
        files.sort();
    }
    let scratch = std::env::temp_dir().join(format!("stage4-bench-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).map_err(|error| error.to_string())?;
    let done = table(&files, &scratch, arguments);
    let _ = std::fs::remove_dir_all(&scratch);
    done
}

fn table(files: &[PathBuf], scratch: &Path, arguments: &Arguments) -> Result<(), String> {
    super::put(&format!("{:<18}{:>10}{:>10}{:>9}\n", "CPU seconds", "stage4", "go", "ratio"));
    let (mut logarithms, mut count) = (0.0, 0);
    for file in files {
        let (ours, official) = (scratch.join("ours"), scratch.join("official"));
        let lowered = driver::lower(Sources::read(file)?, Isa::X64);
        let errors = lowered.checked.diagnostics.render(&lowered.checked.files, 10);
        let mut module = lowered.module.ok_or(errors)?;
        driver::optimise(&mut module)?;
        super::write_executable(&ours, &driver::link(&mut module, Isa::X64)?)?;
        let built = Command::new(&arguments.go)
            .args(["build", "-o"])
            .args([&official, file])
            .envs([("GOTOOLCHAIN", "local"), ("GOPROXY", "off"), ("GOFLAGS", "-mod=mod")])
            .status();
        if !built.map_err(|error| format!("{}: {error}", arguments.go))?.success() {
            return Err(format!("{}: {} does not build it", file.display(), arguments.go));
        }
        let mut best = [f64::MAX; 2];
        let mut output = None;
        for _ in 0..arguments.runs.max(1) {
            for (index, program) in [&ours, &official].into_iter().enumerate() {
                let (text, seconds) = run(program)?;
                best[index] = best[index].min(seconds);
                if *output.get_or_insert_with(|| text.clone()) != text {
                    return Err(format!("{}: the two print different things", file.display()));
                }
            }
        }
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let [ours, official] = best;
        let ratio = ours / official.max(1e-6);
        logarithms += ratio.ln();
        count += 1;
        super::put(&format!("{name:<18}{ours:>10.3}{official:>10.3}{ratio:>9.2}\n"));
    }
    let mean = (logarithms / f64::from(count.max(1))).exp();
    super::put(&format!("{:<18}{:>29.2}\n", "geometric mean", mean));
    Ok(())
}

/// What a program prints, and the processor's time that it takes, as the shell's `times` tells it of its children.
fn run(program: &Path) -> Result<(Vec<u8>, f64), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", program.display());
    let before = children_time();
    let done = Command::new(program).stdin(Stdio::null()).output().map_err(failed)?;
    if !done.status.success() {
        return Err(format!("{}: {}", program.display(), String::from_utf8_lossy(&done.stderr)));
    }
    Ok((done.stdout, children_time() - before))
}

/// Seconds that the children which have ended were on the processor, `/proc/self/stat`, fields 16 and 17.
fn children_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(13).take(2);
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}
