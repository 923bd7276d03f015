//! `run`: a Python program, a Go program, or a function of a file with IR.

use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, ValueEnum};
use stage1::interpreter::{Failure, Interpreter as Python, Options as PythonOptions};
use stage1::locate;
use stage1::template_tier::TemplateTier;
use stage1::tier::Tier;
use stage2::interpret::{self, show};
use stage2::ir::Signature;
use stage2::tier::Options;
use stage3::allocate::Algorithm;
use stage3::engine::{self, MachineTier};
use stage3::link::memory::Outcome;
use stage5::{program, run::link};

use super::fault;
use super::input::{Compilation, entry, has_extension, is_go, load, put};

/// How much memory there is at the address `arena`.
const ARENA_BYTES: usize = 32 << 20;

/// Address space for the thread that runs Python, and for Python's frames.
const STACK_BYTES: usize = 1 << 30;

/// Who executes a Python program.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum BackEndChoice {
    /// Stage 1's interpreter alone.
    Interp,
    /// Stage 1's template JIT.
    Template,
    /// The engine with stage 3's linear scan.
    LinearScan,
    /// The engine with stage 3's graph colouring.
    GraphColouring,
    /// The engine with everything on the stack.
    SpillEverything,
    /// The engine with LLVM.
    Llvm,
}

impl BackEndChoice {
    fn allocator(self) -> Option<Algorithm> {
        match self {
            BackEndChoice::LinearScan => Some(Algorithm::LinearScan),
            BackEndChoice::GraphColouring => Some(Algorithm::GraphColouring),
            BackEndChoice::SpillEverything => Some(Algorithm::SpillEverything),
            BackEndChoice::Interp | BackEndChoice::Template | BackEndChoice::Llvm => None,
        }
    }
}

/// What to run.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    compilation: Compilation,
    /// Who executes a Python program.
    #[arg(long, value_enum, default_value = "llvm")]
    back_end: BackEndChoice,
    /// Compile a Python function at this call, and a loop at ten times as many rounds.
    #[arg(long, value_name = "N")]
    threshold: Option<u32>,
    /// Say at the end, on stderr, what of a Python program was compiled, and how long it took.
    #[arg(long)]
    stats: bool,
    /// A Python program; a Go program, or the folder of one; or a file with IR.
    file: PathBuf,
    /// The program's arguments. For IR the function and its arguments: numbers, and for an address `arena` or
    /// `arena+16`, in 32 MiB of memory.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs it; the exit status.
pub(crate) fn run(arguments: Arguments) -> Result<u8, String> {
    if has_extension(&arguments.file, "py") || has_extension(&arguments.file, "pyc") {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        let thread = thread.spawn(move || python(&arguments));
        let thread = thread.map_err(|error| format!("no thread to run on: {error}"))?;
        return thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    }
    if is_go(&arguments.file) {
        return go(&arguments);
    }
    function(&arguments)
}

fn function(arguments: &Arguments) -> Result<u8, String> {
    let Some((function, words)) = arguments.arguments.split_first() else {
        return Err("which function? `stage5 run FILE.ir @f 1 2`".to_string());
    };
    let isa = arguments.compilation.options()?.isa;
    let module = load(&arguments.file, isa, !arguments.compilation.no_passes)?;
    let func = module.find(Some(function))?;
    let options = arguments.compilation.options()?;
    let Signature { params, results: types } = &module.functions[func].signature;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut arena = vec![0u64; ARENA_BYTES / 8];
    let values = interpret::arguments(&words, params, arena.as_mut_ptr() as u64)?;
    let level = arguments.compilation.level();
    let outcome = fault::explained(|| {
        let image = link(&module, level, options, &|_| None).map_err(|error| error.to_string())?;
        Ok(run_image(&image, func, &values))
    });
    match outcome? {
        Outcome::Return(results) => {
            for (ty, bits) in types.iter().zip(results) {
                put(&format!("{}\n", show(*ty, bits)));
            }
            Ok(0)
        }
        Outcome::Exit(report) => Err(report.to_string()),
    }
}

#[allow(unsafe_code)]
fn run_image(
    image: &stage3::link::memory::Image,
    func: stage2::entity::FuncRef,
    values: &[u64],
) -> Outcome {
    // SAFETY: not for us to promise: the help says that the file must be right.
    unsafe { image.call(func, values) }
}

fn go(arguments: &Arguments) -> Result<u8, String> {
    let (level, options) = (arguments.compilation.level(), arguments.compilation.options()?);
    let mut module = load(&arguments.file, options.isa, !arguments.compilation.no_passes)?;
    let (made, _) = program::executable(&mut module, level, options, entry(&arguments.file))?;
    let path = std::env::temp_dir().join(format!("stage5-{}", std::process::id()));
    super::build::write_executable(&path, &made.file)?;
    let status = std::process::Command::new(&path).args(&arguments.arguments).status();
    let _ = std::fs::remove_file(&path);
    let status = status.map_err(|error| error.to_string())?;
    use std::os::unix::process::ExitStatusExt;
    Ok(status.code().or(status.signal().map(|signal| 128 + signal)).unwrap_or(1) as u8)
}

fn python(arguments: &Arguments) -> Result<u8, String> {
    let file: &Path = &arguments.file;
    let program = locate::locate(file, None).map_err(|error| error.to_string())?;
    let mut options = Options::default();
    if let Some(threshold) = arguments.threshold {
        options.calls = threshold.max(1);
        options.back_edges = threshold.max(1).saturating_mul(10);
    }
    let mut countdowns = (options.calls, options.back_edges);
    let translate = stage2::python::translator(!arguments.compilation.no_passes);
    let no_code = "there is no code for this kind of machine";
    let mut machine: Option<Rc<MachineTier>> = None;
    let tier: Option<Rc<dyn Tier>> = match (arguments.back_end, arguments.back_end.allocator()) {
        (BackEndChoice::Interp, _) => None,
        (BackEndChoice::Template, _) => {
            countdowns = (1, u32::MAX);
            Some(Rc::new(TemplateTier::default()))
        }
        (_, Some(algorithm)) => {
            machine = engine::tier(options, translate, algorithm).map(Rc::new);
            Some(machine.clone().ok_or(no_code)?)
        }
        (_, None) => {
            let level = arguments.compilation.level();
            machine = stage5::python::tier(options, translate, level).map(Rc::new);
            Some(machine.clone().ok_or(no_code)?)
        }
    };
    let mut argv = vec![file.display().to_string()];
    argv.extend(arguments.arguments.iter().cloned());
    let mut interpreter = Python::new(PythonOptions {
        output: Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout())),
        input: Box::new(BufReader::new(std::io::stdin())),
        errors: Box::new(std::io::stderr()),
        arguments: argv,
        value_stack_bytes: STACK_BYTES,
        native_stack_bytes: STACK_BYTES,
        stress: false,
        tier,
        countdowns,
    })
    .map_err(|error| format!("no address space for the value stack: {error}"))?;
    interpreter.source = program.source.as_deref().map(Into::into);
    stage1::interrupt::install();
    let outcome = interpreter.run_module(&program.code);
    drop(interpreter);
    if arguments.stats {
        for report in machine.iter().flat_map(|tier| tier.reports()) {
            let [calls, loops] = report.units;
            eprintln!(
                "{} (line {}): {calls} units of calls, {loops} of loops, {} bytes in {} µs",
                report.name,
                report.line,
                report.code_bytes,
                report.compile_time.as_micros()
            );
            for reason in &report.refusals {
                eprintln!("  refused: {}", reason.trim_end());
            }
        }
    }
    let Err(failure) = outcome else { return Ok(0) };
    eprint!("{}", failure.text(&file.display().to_string()));
    if matches!(failure, Failure::Interrupted(_)) {
        stage1::interrupt::die();
    }
    Ok(failure.status())
}
