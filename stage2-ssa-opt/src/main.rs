//! The command line of stage 2. The library does no I/O; files and printing are here.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use stage2::interpret::{Interpreter, Limits, LoadError, NoHost, Outcome, show};
use stage2::ir::Module;
use stage2::text::{parse, print};
use stage2::verify;

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
    /// Print the functions of a file in canonical form.
    #[command(after_help = "Example: stage2 ir examples/sum.ir --func sum")]
    Ir {
        /// A file with IR.
        file: PathBuf,
        /// Only the function of this name.
        #[arg(long, value_name = "NAME")]
        func: Option<String>,
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
        /// A file with IR.
        file: PathBuf,
        /// The function.
        function: String,
        /// Its arguments: numbers, and for an address `arena` or `arena+16`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Command::parse().verb {
        None => demonstration(),
        Some(Verb::Ir { file, func }) => ir(&file, func.as_deref()),
        Some(Verb::Verify { file }) => load(&file).and_then(|module| well_formed(&module)),
        Some(Verb::Run { json, fuel, file, function, arguments }) => {
            run(&file, &function, &arguments, Limits { fuel, ..Limits::default() }, json)
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

fn ir(file: &Path, func: Option<&str>) -> Result<(), String> {
    let module = load(file)?;
    let Some(name) = func else {
        put(&print::module(&module));
        return Ok(());
    };
    let name = name.trim_start_matches('@');
    let found = module.function(name).map(|func| &module.functions[func]);
    match found.and_then(|decl| Some((decl, decl.body.as_ref()?))) {
        Some((decl, body)) => {
            put(&print::function(&module, decl, body));
            Ok(())
        }
        None => Err(format!("{}: there is no function @{name}", file.display())),
    }
}

fn run(
    file: &Path,
    function: &str,
    words: &[String],
    limits: Limits,
    json: bool,
) -> Result<(), String> {
    let module = load(file)?;
    let name = function.trim_start_matches('@');
    let func = module.function(name).ok_or_else(|| format!("there is no function @{name}"))?;
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

/// The example that comes with the stage.
const EXAMPLE: &str = include_str!("../examples/sum.ir");

fn demonstration() -> Result<(), String> {
    put("A function in SSA form: every value is defined once, and jumps pass arguments.\n\n");
    put(EXAMPLE);
    let outcome = stage2::interpret::call_text(
        &parse::module(EXAMPLE).map_err(|_| "the example is wrong".to_string())?,
        "@triangle(10)",
    )?;
    put(&format!("\n@triangle(10) gives {outcome}.\n\nNext:\n"));
    put("  stage2 run --json stage2-ssa-opt/examples/sum.ir @triangle 10\n");
    put("  stage2 ir stage2-ssa-opt/examples/sum.ir\n");
    Ok(())
}
