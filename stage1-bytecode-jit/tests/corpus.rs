//! Every program of the corpus and every example, from the bytecode of four CPythons, in both tiers, against what
//! CPython printed. `corpus/README.md` says what lies where.
//!
//! ```text
//! cargo test -p stage1 --test corpus                     all but the kernels, which take a while unoptimised
//! cargo test -p stage1 --test corpus strings             one group
//! CORPUS_ALL=1 …   or   --release                        the kernels too
//! STRESS=1 …                                             garbage is collected at every allocation in all groups
//! PROGRAM=overflow …                                     only the programs of that name
//! TRACE=1 …                                              names each run before it starts, should one never end
//! ```

mod recording;

use std::fmt::Write as _;
use std::io::Write;
use std::rc::Rc;

use recording::{
    Outcome, Program, Shared, compare, groups, is_kernel, on_large_stack, programs, read, set,
    with_kernels,
};
use stage1::code_object::PythonVersion;
use stage1::interpreter::{Failure, Interpreter, Options};
use stage1::template_tier::TemplateTier;

const NATIVE_STACK_BYTES: usize = 256 << 20;

#[derive(Clone, Copy, PartialEq, Debug)]
enum Tier {
    Interpreter,
    TemplateJit,
    /// The template JIT, with a collection at every allocation.
    Stress,
}

/// A module per group with a test per tier; in those after `stressed`, the collector runs at every allocation, too. The
/// others take too long for it, and have little that these do not: `STRESS=1` has them all.
macro_rules! groups {
    (plain: $($plain:ident)*; stressed: $($stressed:ident)*) => {
        $(mod $plain { groups!(@tiers $plain); })*
        $(mod $stressed {
            groups!(@tiers $stressed);
            #[test]
            fn gc_stress() {
                crate::check_group(stringify!($stressed), crate::Tier::Stress);
            }
        })*
        const GROUPS: &[&str] = &[$(stringify!($plain),)* $(stringify!($stressed),)*];
    };
    (@tiers $group:ident) => {
        #[test]
        fn interpreter() {
            crate::check_group(stringify!($group), crate::Tier::Interpreter);
        }
        #[test]
        fn template_jit() {
            crate::check_group(stringify!($group), crate::Tier::TemplateJit);
        }
    };
}

groups! {
    plain: programs;
    stressed: builtins closures comprehensions control_flow dicts examples exceptions floats formatting functions generators
        integers jit lists math ranges_slices refused sets strings tuples uncaught unpacking
}

#[test]
fn every_folder_is_a_group() {
    let folders = groups();
    let mut groups = GROUPS.to_vec();
    groups.sort_unstable();
    assert_eq!(folders, groups, "a folder without tests, or tests without a folder");
}

#[test]
fn exercise_1_1_finally_in_every_place() {
    for version in PythonVersion::ALL {
        let program = Program { group: "control_flow", name: "nested_finally", version };
        assert_eq!(check(program, Tier::Interpreter), Ok(()), "{version}");
    }
}

/// Runs a group's programs from every version's bytecode; fails with all differences.
fn check_group(group: &str, tier: Tier) {
    let names = programs(group);
    assert!(!names.is_empty(), "no programs in {group}");
    let wanted = std::env::var("PROGRAM").ok();
    let mut report = String::new();
    let mut failed = Vec::new();
    for name in &names {
        let skipped = is_kernel(group, name) && (!with_kernels() || under_stress(tier));
        if skipped || wanted.as_ref().is_some_and(|wanted| wanted != name) {
            continue;
        }
        for version in PythonVersion::ALL {
            if set("TRACE") {
                let _ = writeln!(std::io::stderr(), "{group}/{name} {version} {tier:?}");
            }
            if let Err(difference) = check(Program { group, name, version }, tier) {
                let title = format!("{group}/{name}.py, bytecode of {version}, {tier:?}");
                let _ = writeln!(report, "\n{title}\n{difference}");
                failed.push(format!("{name} ({version})"));
            }
        }
    }
    assert!(failed.is_empty(), "{} runs differ: {}\n{report}", failed.len(), failed.join(", "));
}

/// Runs one program; the error says how it differs from the recording.
fn check(program: Program, tier: Tier) -> Result<(), String> {
    let outcome = run(program, tier)?;
    match program.group {
        "refused" => check_refusal(&outcome, &read(&program.source())),
        _ => program.judge(&outcome, "stage 1"),
    }
}

/// A refused program has printed nothing, and the refusal names the line and the thing.
fn check_refusal(outcome: &Outcome, source: &str) -> Result<(), String> {
    let wanted = source.lines().next().and_then(|line| line.strip_prefix("# refused: "));
    let (line, keyword) = wanted.and_then(|wanted| wanted.split_once(": ")).expect("a first line");
    match &outcome.end {
        Err(Failure::Unsupported(position, what)) => {
            let named = what.to_lowercase().contains(&keyword.to_lowercase());
            if position.line.to_string() != line || !named {
                let found = format!("line {}: {what}", position.line);
                return Err(format!("the refusal should name line {line} and {keyword}: {found}"));
            }
            compare("standard output", "stage 1", "", &outcome.stdout)
        }
        other => Err(format!("it was not refused, and ended with {other:?}")),
    }
}

/// Runs a program.
fn run(program: Program, tier: Tier) -> Result<Outcome, String> {
    let (code, source) = (program.load()?, program.source());
    on_large_stack(NATIVE_STACK_BYTES, move || {
        let output = Shared::default();
        let options = Options {
            output: Box::new(output.clone()),
            arguments: vec![source.display().to_string()],
            native_stack_bytes: NATIVE_STACK_BYTES,
            stress: under_stress(tier),
            tier: match tier {
                Tier::Interpreter => None,
                Tier::TemplateJit | Tier::Stress => Some(Rc::new(TemplateTier::default())),
            },
            countdowns: (1, u32::MAX),
            ..Options::default()
        };
        let mut interpreter = Interpreter::new(options).map_err(|error| error.to_string())?;
        interpreter.source = Some(read(&source).into());
        let end = interpreter.run_module(&code);
        drop(interpreter);
        Ok(Outcome { stdout: output.text(), end })
    })
}

#[test]
fn a_difference_is_shown_without_what_is_the_same() {
    let difference = compare("output", "stage 1", "a\nb\nc\n", "a\nx\ny\nc\n").unwrap_err();
    assert_eq!(difference, "output differs from line 2 on (-CPython, +stage 1):\n-b\n+x\n+y\n");
}

/// Is garbage collected at every allocation? The kernels would run for hours.
fn under_stress(tier: Tier) -> bool {
    tier == Tier::Stress || set("STRESS")
}
