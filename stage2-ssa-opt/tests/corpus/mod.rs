//! The programs of stage 1's corpus and its examples, run with an engine and compared with what CPython printed: for
//! the tests of stages 2, 3 and 5, which differ in what executes the units.

#[path = "../../../stage1-bytecode-jit/tests/recording/mod.rs"]
mod recording;

use std::fmt::Write as _;
use std::io::Write;
use std::rc::Rc;

#[allow(unused_imports, reason = "stage 5 needs no more than the runs")]
pub use recording::groups;
use recording::{
    Outcome, Program, Shared, is_kernel, on_large_stack, programs, read, set, with_kernels,
};
use stage1::code_object::PythonVersion;
use stage1::interpreter::{Interpreter, Options as InterpreterOptions};
use stage1::tier::Tier;
use stage2::python;
use stage2::tier::{Executor, Options, Report, Translate, UnitTier};

const NATIVE_STACK_BYTES: usize = 1 << 30;

/// How a program is run.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// By stage 2's passes.
    pub optimise: bool,
    /// So often.
    pub force_exits: u32,
    /// A collection at every allocation.
    pub stress: bool,
    /// By whom.
    pub tier: MakeTier,
}

/// Makes the tier, if there is one for this machine.
pub type MakeTier = fn(Options, Box<Translate>) -> Option<Rc<dyn Engine>>;

/// A tier that says at the end what it did.
pub trait Engine: Tier {
    fn reports(&self) -> Vec<Report>;
}

impl<E: Executor> Engine for UnitTier<E> {
    fn reports(&self) -> Vec<Report> {
        UnitTier::reports(self)
    }
}

/// Runs a group's programs; fails with all differences.
pub fn check_group(group: &str, mode: Mode) {
    let wanted = std::env::var("PROGRAM").ok();
    let versions: &[PythonVersion] =
        if set("VERSIONS") { &PythonVersion::ALL } else { &[PythonVersion::V3_11] };
    let (mut report, mut failed, mut runs) = (String::new(), Vec::new(), 0);
    let mut counts = Counts::default();
    for name in &programs(group) {
        let skipped = is_kernel(group, name) && !with_kernels();
        if skipped || wanted.as_ref().is_some_and(|wanted| wanted != name) {
            continue;
        }
        for &version in versions {
            runs += 1;
            if set("TRACE") {
                let _ = writeln!(std::io::stderr(), "{group}/{name} {version} {mode:?}");
            }
            let program = Program { group, name, version };
            if let Err(difference) = check(program, mode, &mut counts) {
                let _ = writeln!(report, "\n{group}/{name}.py, {version}, {mode:?}\n{difference}");
                failed.push(name.clone());
            }
        }
    }
    assert!(runs > 0 || wanted.is_some(), "no programs in {group}");
    // ANCHOR: not_nothing
    // A test in which nothing is compiled, or nothing is left, would show nothing.
    assert!(counts.entered > 0, "no compiled code was entered");
    assert_eq!(counts.forced > 0, mode.force_exits > 0, "{counts:?}");
    // ANCHOR_END: not_nothing
    assert!(failed.is_empty(), "{} runs differ: {}\n{report}", failed.len(), failed.join(", "));
}

/// Runs one program; the error says how it differs from the recording.
fn check(program: Program, mode: Mode, counts: &mut Counts) -> Result<(), String> {
    let (outcome, ran) = run(program, mode)?;
    counts.entered += ran.entered;
    counts.forced += ran.forced;
    program.judge(&outcome, "compiled")
}

/// How much of it was compiled code.
#[derive(Clone, Copy, Default, Debug)]
struct Counts {
    entered: u64,
    forced: u64,
}

/// Runs a program; how much of it was compiled code?
fn run(program: Program, mode: Mode) -> Result<(Outcome, Counts), String> {
    let (code, source) = (program.load()?, program.source());
    on_large_stack(NATIVE_STACK_BYTES, move || {
        let output = Shared::default();
        let options = Options {
            calls: 2,
            back_edges: 2,
            most_exits: 3,
            force_exits: mode.force_exits,
            ..Options::default()
        };
        let tier = (mode.tier)(options, python::translator(mode.optimise));
        let tier = tier.ok_or("there is no engine for this machine")?;
        let mut interpreter = Interpreter::new(InterpreterOptions {
            output: Box::new(output.clone()),
            arguments: vec![source.display().to_string()],
            native_stack_bytes: NATIVE_STACK_BYTES,
            stress: mode.stress,
            tier: Some(tier.clone()),
            countdowns: (options.calls, options.back_edges),
            ..InterpreterOptions::default()
        })
        .map_err(|error| error.to_string())?;
        interpreter.source = Some(read(&source).into());
        let end = interpreter.run_module(&code);
        drop(interpreter);
        if set("TRACE") {
            let _ = writeln!(std::io::stderr(), "{:#?}", tier.reports());
        }
        let mut counts = Counts::default();
        for report in tier.reports() {
            counts.entered += report.entered.iter().sum::<u64>();
            counts.forced += report.exits.values().map(|[_, forced, _]| forced).sum::<u64>();
        }
        Ok((Outcome { stdout: output.text(), end }, counts))
    })
}
