//! The command line of stage 2. The library does no I/O; files and printing are here.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use stage2::entity::FuncRef;
use stage2::graph;
use stage2::interpret::{Interpreter, Limits, LoadError, NoHost, Outcome, show};
use stage2::ir::Module;
use stage2::text::parse;
use stage2::verify;

mod cli {
    pub(crate) mod bench;
    pub(crate) mod exercises;
    pub(crate) mod optimise;
    pub(crate) mod python;
    pub(crate) mod python_ir;
    pub(crate) mod statistics;
}

use cli::optimise::Switches;
use cli::statistics::Source;

/// Passes make and drop many small tables.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An SSA intermediate representation that can be written, read, checked and run.
///
/// Without a command: a short guided demonstration.
#[derive(Parser)]
#[command(
    name = "stage2",
    version,
    after_help = "Example: cargo run -p stage2 -- ir stage2-ssa-opt/examples/sum.ir"
)]
struct Command {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Print functions: as they are, optimised, or after each pass. Of a Python program: what its
    /// hot functions and loops are translated to, with the feedback of a whole run.
    #[command(after_help = "Examples:\n  stage2 ir examples/sum.ir --func triangle\n  \
                      stage2 ir examples/sieve_bytes.ir --opt --after-each\n  \
                      stage2 ir examples/sieve_bytes.ir --passes mem2reg,simplify --time-passes\n  \
                      stage2 ir ../stage1-bytecode-jit/examples/fib.py --func fib --opt")]
    Ir {
        /// A file with IR; or a Python program, .py or .pyc.
        file: PathBuf,
        /// Only the function of this name.
        #[arg(long, value_name = "NAME")]
        func: Option<String>,
        #[command(flatten)]
        switches: Switches,
        /// The python3 that compiles a .py without a current .pyc.
        #[arg(long, value_name = "PATH")]
        python: Option<PathBuf>,
        /// Show the function before, what each pass changes, and the function after all.
        #[arg(long)]
        after_each: bool,
    },
    /// Draw a function as SVG.
    #[command(
        after_help = "Example: stage2 graph examples/sieve_bytes.ir --func sieve --kind cfg -o sieve.svg"
    )]
    Graph {
        /// A file with IR; or a Python program, .py or .pyc.
        file: PathBuf,
        /// The function; may be left out if there is only one, or only one got hot.
        #[arg(long, value_name = "NAME")]
        func: Option<String>,
        /// Of a Python function, not what its calls became but its loop at this instruction.
        #[arg(long, value_name = "N")]
        r#loop: Option<u32>,
        /// The python3 that compiles a .py without a current .pyc.
        #[arg(long, value_name = "PATH")]
        python: Option<PathBuf>,
        /// What of it.
        #[arg(long, value_enum, default_value = "cfg")]
        kind: DrawingKind,
        /// The variable whose phis are placed; the default is the first that needs one.
        #[arg(long, value_name = "NAME")]
        variable: Option<String>,
        #[command(flatten)]
        switches: Switches,
        /// Where to; the default is stdout.
        #[arg(short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Count the instructions that programs execute, before, after each pass and after all.
    #[command(
        after_help = "Examples:\n  stage2 stats examples/sieve_bytes.ir examples/matmul.ir --json\n  \
                      stage2 stats ../stage1-bytecode-jit/examples/fib.py"
    )]
    Stats {
        /// Files with IR that say what to run: `; run: @f(1) == 2`; or Python programs, which are
        /// counted before and after all.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// For machines to read.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        switches: Switches,
        /// The python3 that compiles a .py without a current .pyc.
        #[arg(long, value_name = "PATH")]
        python: Option<PathBuf>,
    },
    /// Measure the optimiser: each instruction's time, and growth with the size of a function.
    #[command(after_help = "Examples:\n  stage2 bench examples/sieve_bytes.ir --limit 2.4\n  \
                            stage2 bench ../stage1-bytecode-jit/examples/nbody.py")]
    Bench {
        /// Files with IR, or Python programs, .py or .pyc: the translations of what gets hot in them.
        files: Vec<PathBuf>,
        /// The python3 that compiles a .py without a current .pyc.
        #[arg(long)]
        python: Option<PathBuf>,
        /// How often each is measured.
        #[arg(long, default_value_t = 50)]
        runs: u32,
        /// Fail if twice the size takes more than so many times the time.
        #[arg(long)]
        limit: Option<f64>,
    },
    /// List this stage's exercises, or show one.
    #[command(after_help = "Examples:\n  stage2 exercises\n  stage2 exercises 2.1")]
    Exercises {
        /// An exercise's number.
        number: Option<String>,
    },
    /// Check that a file is well-formed.
    #[command(after_help = "Example: stage2 verify examples/sum.ir")]
    Verify {
        /// A file with IR.
        file: PathBuf,
    },
    /// Run a function of a file in the interpreter; its results on stdout.
    #[command(after_help = "Example: stage2 run examples/sum.ir @triangle 10")]
    Run {
        /// The outcome and the instructions executed, by operation, as JSON.
        #[arg(long)]
        json: bool,
        /// How many instructions it may execute.
        #[arg(long, default_value_t = Limits::default().fuel)]
        fuel: u64,
        #[command(flatten)]
        switches: Switches,
        #[command(flatten)]
        python: cli::python::Arguments,
        /// A file with IR; or a Python program, .py or .pyc.
        file: PathBuf,
        /// For IR the function and its arguments: numbers, and for an address `arena` or `arena+16`.
        /// For Python the arguments of the program.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

/// What of a function is drawn.
#[derive(Clone, Copy, ValueEnum)]
enum DrawingKind {
    /// Blocks with their instructions, and the jumps between them.
    Cfg,
    /// The tree of immediate dominators.
    Dominators,
    /// The loop nest.
    Loops,
    /// Where a variable gets parameters of blocks, step by step.
    Phis,
}

fn main() -> ExitCode {
    let outcome = match Command::parse().verb {
        None => demonstration(),
        Some(Verb::Ir { file, func, switches, python, after_each }) => {
            ir(&file, func.as_deref(), &switches, python, after_each)
        }
        Some(Verb::Graph { file, func, r#loop, python, kind, variable, switches, output }) => {
            graphed(&file, func.as_deref(), r#loop, python, switches.is_wanted())
                .and_then(|graphed| draw(graphed, kind, variable.as_deref(), &switches))
                .and_then(|svg| write(output.as_deref(), &svg))
        }
        Some(Verb::Stats { files, json, switches, python }) => {
            stats(&files, python.as_deref(), json, &switches)
        }
        Some(Verb::Bench { files, python, runs, limit }) => {
            bench(&files, python.as_deref(), runs, limit)
        }
        Some(Verb::Exercises { number }) => {
            cli::exercises::show(number.as_deref()).map(|text| put(&text))
        }
        Some(Verb::Verify { file }) => load(&file).and_then(|module| well_formed(&module)),
        Some(Verb::Run { python, file, arguments, .. }) if is_python(&file) => {
            match cli::python::run(file, arguments, python) {
                Ok(status) => return ExitCode::from(status),
                Err(message) => Err(message),
            }
        }
        Some(Verb::Run { json, fuel, switches, file, arguments, .. }) => {
            match arguments.split_first() {
                Some((function, arguments)) => {
                    let limits = Limits { fuel, ..Limits::default() };
                    run(&file, &switches, function, arguments, limits, json)
                }
                None => Err("which function? `stage2 run FILE.ir @f 1 2`".to_string()),
            }
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}

/// Is it a Python program, going by its name?
fn is_python(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "py" || extension == "pyc")
}

/// The module in a file, or everything that is wrong with its text.
fn load(file: &Path) -> Result<Module, String> {
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let name = file.display().to_string();
    parse::module(&text).map_err(|errors| {
        errors.iter().map(|error| error.render(&name, &text) + "\n").collect::<String>()
    })
}

fn well_formed(module: &Module) -> Result<(), String> {
    verify::module(module).map_err(|wrong| wrong.iter().map(|one| format!("{one}\n")).collect())
}

/// Writes to stdout; a closed pipe is no mistake.
fn put(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn ir(
    file: &Path,
    func: Option<&str>,
    switches: &Switches,
    python: Option<PathBuf>,
    after_each: bool,
) -> Result<(), String> {
    if is_python(file) {
        let optimises = switches.is_wanted() || after_each;
        for unit in cli::python_ir::units(file, func, python, optimises)? {
            match unit.translation {
                Ok((module, func)) => {
                    cli::optimise::ir(module, Some(func), switches, after_each, &mut put)?;
                }
                Err(refusal) => put(&format!("; {}: refused: {refusal}\n", unit.name)),
            }
            put("\n");
        }
        return Ok(());
    }
    let module = load(file)?;
    let say = |what: String| format!("{}: {what}", file.display());
    let func = func.map(|name| module.find(Some(name)).map_err(say)).transpose()?;
    if after_each || switches.is_wanted() {
        well_formed(&module)?;
    }
    cli::optimise::ir(module, func, switches, after_each, &mut put)
}

fn draw(
    (mut module, func): (Module, FuncRef),
    kind: DrawingKind,
    variable: Option<&str>,
    switches: &Switches,
) -> Result<String, String> {
    switches.optimise(&mut module)?;
    let kind = match kind {
        DrawingKind::Cfg => graph::Kind::Cfg,
        DrawingKind::Dominators => graph::Kind::Dominators,
        DrawingKind::Loops => graph::Kind::Loops,
        DrawingKind::Phis => graph::Kind::Phis,
    };
    let decl = &module.functions[func];
    let body = decl.body.as_ref().ok_or("the function has no body")?;
    graph::svg(&module, &decl.name, body, kind, variable)
}

/// The function to draw: the one of that name, or the only one there is.
fn graphed(
    file: &Path,
    func: Option<&str>,
    header: Option<u32>,
    python: Option<PathBuf>,
    optimises: bool,
) -> Result<(Module, FuncRef), String> {
    let say = |what: String| format!("{}: {what}", file.display());
    if is_python(file) {
        let mut units = cli::python_ir::units(file, func, python, optimises)?;
        let names: Vec<_> = units.iter().map(|unit| (unit.name.as_str(), unit.entry)).collect();
        let chosen = units.swap_remove(stage2::python::choose(&names, header).map_err(say)?);
        let refused = |refusal| say(format!("{}: refused: {refusal}", chosen.name));
        return chosen.translation.map_err(refused);
    }
    let module = load(file)?;
    well_formed(&module)?;
    let func = module.find(func).map_err(say)?;
    Ok((module, func))
}

fn write(output: Option<&Path>, text: &str) -> Result<(), String> {
    match output {
        None => put(text),
        Some(path) => {
            std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?
        }
    }
    Ok(())
}

fn stats(
    files: &[PathBuf],
    python: Option<&Path>,
    json: bool,
    switches: &Switches,
) -> Result<(), String> {
    let mut sources = Vec::new();
    for file in files {
        if is_python(file) {
            sources.push(Source::Python(file));
            continue;
        }
        let module = load(file)?;
        well_formed(&module)?;
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        sources.push(Source::Ir(file, text, module));
    }
    cli::statistics::run(&sources, python, &switches.options()?, json).map(|text| put(&text))
}

fn bench(
    files: &[PathBuf],
    python: Option<&Path>,
    runs: u32,
    limit: Option<f64>,
) -> Result<(), String> {
    let mut kernels = Vec::new();
    for file in files {
        let mut modules = Vec::new();
        if is_python(file) {
            for unit in cli::python_ir::units(file, None, python.map(Path::to_path_buf), true)? {
                match unit.translation {
                    Ok((module, _)) => modules.push(module),
                    Err(refusal) => eprintln!("note: {} is left out: {refusal}", unit.name),
                }
            }
        } else {
            let module = load(file)?;
            well_formed(&module)?;
            modules.push(module);
        }
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        kernels.push((name, modules));
    }
    cli::bench::run(&kernels, runs, limit).map(|text| put(&text))
}

fn run(
    file: &Path,
    switches: &Switches,
    function: &str,
    words: &[String],
    limits: Limits,
    json: bool,
) -> Result<(), String> {
    let mut module = load(file)?;
    if switches.is_wanted() {
        well_formed(&module)?;
        switches.optimise(&mut module)?;
    }
    let func = module.find(Some(function)).map_err(|what| format!("{}: {what}", file.display()))?;
    let mut interpreter = Interpreter::new(&module, limits).map_err(|error| match error {
        LoadError::Wrong(wrong) => wrong.iter().map(|one| format!("{one}\n")).collect::<String>(),
        LoadError::OutOfMemory => "the data do not fit the memory".to_string(),
    })?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let arguments = interpreter.arguments(func, &words)?;
    let outcome = interpreter.call(func, &arguments, &mut NoHost);
    let types = &module.functions[func].signature.results;
    if json {
        let counts: Vec<String> = interpreter
            .executed()
            .map(|(opcode, count)| format!("\"{}\": {count}", opcode.name()))
            .collect();
        let key = match &outcome {
            Outcome::Return(_) => "results",
            Outcome::Exit(_) => "exit",
            Outcome::Stopped(_) => "stopped",
        };
        let value = match &outcome {
            Outcome::Return(results) => {
                let shown = types.iter().zip(results).map(|(ty, bits)| quoted(&show(*ty, *bits)));
                format!("[{}]", shown.collect::<Vec<_>>().join(", "))
            }
            Outcome::Exit(report) => quoted(&report.to_string()),
            Outcome::Stopped(stop) => quoted(&stop.to_string()),
        };
        put(&format!("{{\"{key}\": {value}, \"executed\": {{{}}}}}\n", counts.join(", ")));
        return Ok(());
    }
    match outcome {
        Outcome::Return(results) => {
            for (ty, bits) in types.iter().zip(results) {
                put(&format!("{}\n", show(*ty, bits)));
            }
            Ok(())
        }
        Outcome::Exit(report) => Err(report.to_string()),
        Outcome::Stopped(stop) => Err(stop.to_string()),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}

/// The example that comes with the stage: how many steps a number needs to reach 1.
const EXAMPLE: &str = include_str!("../examples/steps.ir");

/// How many instructions `@steps(27)` executes, and what it gives.
fn steps(module: &Module) -> Result<(String, u64), String> {
    let mut interpreter = Interpreter::new(module, Limits::default())
        .map_err(|_| "the example is wrong".to_string())?;
    let func = module.function("steps").ok_or("the example is wrong")?;
    match interpreter.call(func, &[27], &mut NoHost) {
        Outcome::Return(results) => {
            let executed = interpreter.executed().map(|(_, count)| count).sum();
            let results: Vec<String> = results.iter().map(ToString::to_string).collect();
            Ok((results.join(", "), executed))
        }
        _ => Err("the example is wrong".to_string()),
    }
}

fn demonstration() -> Result<(), String> {
    let mut module = parse::module(EXAMPLE).map_err(|_| "the example is wrong".to_string())?;
    put(
        "A function as a front end makes it: each variable has a slot, which is loaded and stored.\n\n",
    );
    put(EXAMPLE);
    let (result, before) = steps(&module)?;
    put(&format!("\n@steps(27) gives {result}, after {before} instructions.\n\n"));
    put("The same in SSA form, after all passes: values, passed to blocks as arguments.\n\n");
    let options = stage2::pipeline::Options::default();
    let mut rewrites = Vec::new();
    stage2::pipeline::optimise(&mut module, &options, &mut |_, _, step| {
        for (what, count) in &step.counts {
            rewrites.push(format!("  {:<13} {count} {what}", step.pass));
        }
    })
    .map_err(|fault| fault.to_string())?;
    put(&stage2::text::print::module(&module));
    let (result, after) = steps(&module)?;
    put(&format!("\n@steps(27) gives {result}, after {after} instructions. What was done:\n\n"));
    put(&(rewrites.join("\n") + "\n\nNext:\n"));
    put("  stage2 ir --opt --after-each stage2-ssa-opt/examples/steps.ir\n");
    put("  stage2 ir --func total --opt stage2-ssa-opt/examples/total.py\n");
    put("  stage2 run --tier-stats stage2-ssa-opt/examples/surprised.py\n");
    put("  stage2 graph stage2-ssa-opt/examples/steps.ir -o steps.svg\n");
    put("  stage2 exercises\n");
    Ok(())
}
