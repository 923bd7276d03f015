//! Who takes part: for each program the commands that run it.
//!
//! | language | ours | peers |
//! |---|---|---|
//! | IR | stage 2's interpreter; stage 3 with each of its allocators; LLVM | Cranelift, if it is built in |
//! | Go | stage 4 with stage 3 and each of its allocators, with LLVM | go; its twin in C by gcc and clang |
//! | Python | stage 1's interpreter and template JIT; the engine with stage 3 and each of its allocators, with LLVM | python3, pypy3 |
//!
//! What takes part is compiled beforehand, so that only the program's own run is timed. Python's engines compile while they
//! run, and that is part of their time, as it is of PyPy's. Kernels in IR time themselves: see [`super::super::kernel`].

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use object::{Object, ObjectSection, SectionKind};
use stage0::Isa;
use stage2::entity::FuncRef;
use stage2::ir::Module;
use stage3::allocate::Algorithm;
use stage3::compile::{BackEnd, Options, Own};
use stage3::link::executable::executable;
use stage5::optimise::Level;
use stage5::{program, reach};

use super::Compiled;
use super::measurement::LANGUAGES;
use crate::cli::build::write_executable;
use crate::cli::input::{entry, has_extension, load};
use crate::cli::kernel::{By, benches};
use crate::cli::process;

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

impl Entrant {
    /// Does the process itself say what it has measured?
    pub(crate) fn times_itself(&self) -> bool {
        self.language == LANGUAGES[0]
    }
}

/// The contestants of our own, and how the command line calls their back ends.
const OWN: [(&str, Algorithm, By); 3] = [
    ("spill all", Algorithm::SpillEverything, By::SpillEverything),
    ("colouring", Algorithm::GraphColouring, By::GraphColouring),
    ("linear scan", Algorithm::LinearScan, By::LinearScan),
];

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
    } else if has_extension(path, "ir") {
        kernels(path)
    } else {
        go(name, path, folder, peers)
    }
}

fn own_program() -> Result<String, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    Ok(own.to_string_lossy().into_owned())
}

fn kernels(path: &Path) -> Result<Vec<Entrant>, String> {
    let own = own_program()?;
    let mut all = Vec::new();
    for call in benches(path) {
        let mut add = |contestant, by: By| {
            all.push(Entrant {
                // The file may have several, and other languages use the names too.
                program: call.split('(').next().unwrap_or(&call).to_string(),
                language: LANGUAGES[0],
                contestant,
                command: vec![
                    own.clone(),
                    "kernel".into(),
                    path.to_string_lossy().into_owned(),
                    call.clone(),
                    "--by".into(),
                    by.word(),
                ],
                compiled: None,
            });
        };
        add("interpreter", By::Interpreter);
        OWN.into_iter().for_each(|(contestant, _, by)| add(contestant, by));
        add("LLVM -O0", By::LlvmO0);
        add("LLVM -O2", By::LlvmO2);
        if cfg!(feature = "cranelift") {
            add("Cranelift", By::Cranelift);
        }
    }
    Ok(all)
}

fn python(name: &str, path: &Path, peers: bool) -> Result<Vec<Entrant>, String> {
    let own = own_program()?;
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
    add("interpreter", &[&own, "run", "--back-end", "interp", &file]);
    add("template", &[&own, "run", "--back-end", "template", &file]);
    for (contestant, _, by) in OWN {
        add(contestant, &[&own, "run", "--back-end", &by.word(), &file]);
    }
    add("LLVM -O0", &[&own, "run", "-O0", &file]);
    add("LLVM -O2", &[&own, "run", "-O2", &file]);
    if peers {
        for peer in ["python3", "pypy3"] {
            if let Some((command, _)) = process::python(peer) {
                add(peer, &[&command.to_string_lossy(), &file]);
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
    let instructions = bodies.map(stage2::pipeline::inst_count).sum();
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
    for (contestant, algorithm, by) in OWN {
        let options = Options { algorithm, ..Options::new(isa) };
        let mut copy = module.clone();
        let made = executable(&mut copy, options, start).map_err(|error| error.to_string())?;
        let output = folder.join(format!("{name}-{}", by.word()));
        write_executable(&output, &made.file)?;
        let seconds = Some(own_time(&module, &functions, options)?);
        let bytes = made.code_bytes;
        add(contestant, &output, Some(Compiled { seconds, instructions, bytes }));
    }
    for (level, contestant) in [(Level::O0, "LLVM -O0"), (Level::O2, "LLVM -O2")] {
        let mut copy = module.clone();
        let (made, times) = program::executable(&mut copy, level, Options::new(isa), start)?;
        let output = folder.join(format!("{name}-{level:?}"));
        write_executable(&output, &made.file)?;
        let (seconds, bytes) = (Some(times.total().as_secs_f64()), made.code_bytes);
        add(contestant, &output, Some(Compiled { seconds, instructions, bytes }));
    }
    if peers {
        for (contestant, output) in built_by_peers(name, path, folder) {
            let compiled =
                text_bytes(&output).map(|bytes| Compiled { seconds: None, instructions, bytes });
            add(contestant, &output, compiled);
        }
    }
    Ok(all)
}

/// Processor time of stage 3 for some functions, the least of several.
fn own_time(module: &Module, functions: &[FuncRef], options: Options) -> Result<f64, String> {
    let mut least = f64::INFINITY;
    for _ in 0..3 {
        let mut seconds = 0.0;
        for &func in functions {
            let made = Own.function(module, func, options).map_err(|error| error.to_string())?;
            let times = made.times;
            seconds += (times.select + times.allocate + times.emit).as_secs_f64();
        }
        least = least.min(seconds);
    }
    Ok(least)
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
    for (contestant, commands) in C_COMPILERS {
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

const C_COMPILERS: [(&str, [&str; 2]); 2] =
    [("gcc -O2", ["gcc", "gcc"]), ("clang -O2", ["clang-19", "clang"])];

/// Bytes of code in an executable, without what it loads.
fn text_bytes(file: &Path) -> Option<usize> {
    let contents = std::fs::read(file).ok()?;
    let object = object::File::parse(&*contents).ok()?;
    let sections = object.sections().filter(|section| section.kind() == SectionKind::Text);
    Some(sections.map(|section| section.size()).sum::<u64>() as usize)
}

/// What the peers that are here say of themselves, a line each.
pub(crate) fn versions() -> Vec<String> {
    let commands = [["python3", "--version"], ["pypy3", "--version"], ["go", "version"]];
    let compilers = C_COMPILERS.map(|(_, [first, _])| [first, "--version"]);
    let mut found = Vec::new();
    for [command, question] in commands.into_iter().chain(compilers) {
        let asked = Command::new(command).arg(question).env("GOTOOLCHAIN", "local").output();
        let Ok(output) = asked else { continue };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // PyPy says which language it is first, and what it is itself then.
        let line = text.lines().find(|line| line.contains("PyPy")).or(text.lines().next());
        found.extend(line.map(str::to_string));
    }
    found
}

/// Is there such a command?
fn exists(command: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(command).is_file())
}
