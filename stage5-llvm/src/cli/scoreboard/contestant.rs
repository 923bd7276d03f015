//! Who takes part: for each program the commands that run it.
//!
//! | language | ours | peers |
//! |---|---|---|
//! | Python | stage 1's interpreter and template JIT; the engine with stage 3 and each of its allocators, with LLVM | python3, pypy3 |
//! | Go | stage 4 with stage 3 and each of its allocators, with LLVM | go; its twin in C by gcc and clang |
//!
//! What takes part is compiled beforehand, so that only the program's own run is timed. Python's engines compile while they
//! run, and that is part of their time, as it is of PyPy's.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use stage0::Isa;
use stage2::ir::Module;
use stage3::allocate::Algorithm;
use stage3::compile::{BackEnd, Options, Own};
use stage3::link::executable::executable;
use stage5::optimise::Level;
use stage5::{program, reach};

use super::Compiled;
use crate::cli::build::write_executable;
use crate::cli::input::{entry, has_extension, load};

/// A program with one who runs it.
#[derive(Clone, Debug)]
pub(crate) struct Entrant {
    /// The program.
    pub program: String,
    /// The language it is written in.
    pub language: &'static str,
    /// Who.
    pub contestant: &'static str,
    /// The command and its arguments.
    pub command: Vec<String>,
    /// What compiling gave.
    pub compiled: Option<Compiled>,
}

/// All that can run a program.
///
/// # Errors
/// A program that cannot be compiled, in words.
pub(crate) fn entrants(
    name: &str,
    path: &Path,
    folder: &Path,
    peers: bool,
) -> Result<Vec<Entrant>, String> {
    if has_extension(path, "py") {
        python(name, path, peers)
    } else {
        go(name, path, folder, peers)
    }
}

fn python(name: &str, path: &Path, peers: bool) -> Result<Vec<Entrant>, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let own = own.to_string_lossy().into_owned();
    let file = path.to_string_lossy().into_owned();
    let mut all = Vec::new();
    let mut add = |contestant, command: &[&str]| {
        all.push(Entrant {
            program: name.to_string(),
            language: "Python",
            contestant,
            command: command.iter().map(|word| word.to_string()).collect(),
            compiled: None,
        });
    };
    for (contestant, back_end) in [
        ("interpreter", "interp"),
        ("template JIT", "template"),
        ("spill everything", "spill-everything"),
        ("graph colouring", "graph-colouring"),
        ("linear scan", "linear-scan"),
    ] {
        add(contestant, &[&own, "run", "--back-end", back_end, &file]);
    }
    add("LLVM -O0", &[&own, "run", "-O0", &file]);
    add("LLVM -O2", &[&own, "run", "-O2", &file]);
    if peers {
        for peer in ["python3", "pypy3"] {
            if exists(peer) {
                add(peer, &[peer, &file]);
            }
        }
    }
    Ok(all)
}

fn go(name: &str, path: &Path, folder: &Path, peers: bool) -> Result<Vec<Entrant>, String> {
    let isa = Isa::host().ok_or("there is no code for this kind of machine")?;
    let module = load(path, isa, true)?;
    let start = entry(path);
    let root = module.function(start.unwrap_or("main"));
    let functions = reach::reachable(&module, &root.into_iter().collect::<Vec<_>>());
    let bodies = functions.iter().filter_map(|func| module.functions[*func].body.as_ref());
    let instructions = bodies
        .map(|b| b.layout.iter().map(|block| b.blocks[*block].insts.len()).sum::<usize>())
        .sum();
    let host = stage0::Isa::host().ok_or("there is no code for this kind of machine")?;
    let mut all = Vec::new();
    let mut add = |contestant: &'static str, output: &Path, compiled| {
        all.push(Entrant {
            program: name.to_string(),
            language: "Go",
            contestant,
            command: vec![output.to_string_lossy().into_owned()],
            compiled,
        });
    };
    let allocators = [
        (Algorithm::SpillEverything, "spill everything"),
        (Algorithm::GraphColouring, "graph colouring"),
        (Algorithm::LinearScan, "linear scan"),
    ];
    for (number, (algorithm, contestant)) in allocators.into_iter().enumerate() {
        let options = Options { algorithm, ..Options::new(host) };
        let mut copy = module.clone();
        let made = executable(&mut copy, options, start).map_err(|error| error.to_string())?;
        let output = folder.join(format!("{name}-{number}"));
        write_executable(&output, &made.file)?;
        let seconds = own_time(&module, &functions, options)?;
        let bytes = made.code_bytes;
        add(contestant, &output, Some(Compiled { seconds, instructions, bytes }));
    }
    for (level, contestant) in [(Level::O0, "LLVM -O0"), (Level::O2, "LLVM -O2")] {
        let mut copy = module.clone();
        let (made, times) = program::executable(&mut copy, level, Options::new(host), start)?;
        let output = folder.join(format!("{name}-{level:?}"));
        write_executable(&output, &made.file)?;
        let (seconds, bytes) = (times.total().as_secs_f64(), made.code_bytes);
        add(contestant, &output, Some(Compiled { seconds, instructions, bytes }));
    }
    if peers {
        for (contestant, output) in built_by_peers(name, path, folder) {
            add(contestant, &output, None);
        }
    }
    Ok(all)
}

/// Processor time of stage 3 for some functions.
fn own_time(
    module: &Module,
    functions: &[stage2::entity::FuncRef],
    options: Options,
) -> Result<f64, String> {
    let mut seconds = 0.0;
    for &func in functions {
        let made = Own.function(module, func, options).map_err(|error| error.to_string())?;
        let times = made.times;
        seconds += (times.select + times.allocate + times.emit).as_secs_f64();
    }
    Ok(seconds)
}

/// What other compilers make of a Go program and of its twin in C.
fn built_by_peers(name: &str, path: &Path, folder: &Path) -> Vec<(&'static str, PathBuf)> {
    let mut made = Vec::new();
    let source = path.to_string_lossy().into_owned();
    let twin = path.with_extension("c");
    let output = |peer: &str| folder.join(format!("{name}-{peer}"));
    if exists("go") {
        let target = output("go");
        let done = Command::new("go")
            .args(["build", "-o"])
            .arg(&target)
            .arg(&source)
            .env("GOTOOLCHAIN", "local")
            .env("GOPROXY", "off")
            .env("GOFLAGS", "-mod=mod")
            .env("CGO_ENABLED", "0")
            .stderr(Stdio::null())
            .status();
        if done.is_ok_and(|status| status.success()) {
            made.push(("go", target));
        }
    }
    for (contestant, commands) in
        [("gcc -O2", ["gcc", "gcc"]), ("clang -O2", ["clang-19", "clang"])]
    {
        let Some(compiler) = commands.into_iter().find(|command| exists(command)) else { continue };
        if !twin.is_file() {
            continue;
        }
        let target = output(compiler);
        // Wrapping, as in Go; everything else as it comes.
        let flags = ["-O2", "-fwrapv", "-ffp-contract=off", "-lm", "-o"];
        let mut command = Command::new(compiler);
        command.arg(&twin).args(flags).arg(&target);
        if command.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
            made.push((contestant, target));
        }
    }
    made
}

/// Is there such a command?
fn exists(command: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(command).is_file())
}
