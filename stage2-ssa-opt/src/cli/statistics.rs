//! `stats`: how many instructions programs execute, before, after each pass, after all.
//!
//! The calls of a file of IR stand in it as `; run: @f(1, 2) == 3`, and what they give must be that each
//! time; of a file without any, only the size is told. A Python program is run twice, its hot functions and loops as the translation makes them, and
//! optimised; what it prints must be the same. Counted is what is executed of the IR.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use stage2::interpret::{Interpreter, Limits, NoHost, Outcome, show_results};
use stage2::ir::Module;
use stage2::passes::Changed;
use stage2::pipeline::{self, Options};

use super::optimise::fault;

/// The counts of a file.
struct Program {
    name: String,
    /// Of what, instructions in the text, instructions executed: before, and after each pass that changed
    /// anything.
    rows: Vec<(String, usize, u64)>,
    /// Was anything executed? Not if a file of IR does not say what to run, or nothing in a Python program got
    /// hot.
    runs: bool,
    functions: Vec<(String, usize, usize)>,
}

/// What is measured.
pub(crate) enum Source<'p> {
    /// A file of IR: its text, and what is in it.
    Ir(&'p Path, String, Module),
    /// A Python program.
    Python(&'p Path),
}

/// Measures files and reports; `python` compiles those of Python that are not compiled.
pub(crate) fn run(
    files: &[Source],
    python: Option<&Path>,
    options: &Options,
    json: bool,
) -> Result<String, String> {
    let mut programs = Vec::new();
    for file in files {
        programs.push(match file {
            Source::Ir(path, text, module) => program(path, text, module, options)?,
            Source::Python(path) => python_program(path, python)?,
        });
    }
    Ok(if json { as_json(&programs) } else { as_table(&programs) })
}

fn python_program(path: &Path, python: Option<&Path>) -> Result<Program, String> {
    let input = Arc::default();
    let count = |no_opt| super::python::count(path, python, no_opt, &input);
    let (plain, optimised) = (count(true)?, count(false)?);
    let file = path.display().to_string();
    if plain.done != optimised.done {
        return Err(format!("{file}: what it prints differs when it is optimised"));
    }
    if let (_, Err(failure)) = &plain.done
        && failure.is_early()
    {
        // What was counted until then is still worth seeing.
        eprint!("note: the program ended early:\n{}", failure.text(&file));
    }
    let row = |name: &str, one: &super::python::Counted| (name.to_string(), one.size, one.executed);
    let runs = plain.executed > 0;
    let rows = vec![row("before", &plain), row("all", &optimised)];
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Program { name, rows, runs, functions: Vec::new() })
}

fn program(path: &Path, text: &str, module: &Module, options: &Options) -> Result<Program, String> {
    let calls: Vec<(&str, &str)> =
        text.lines().filter_map(|line| line.strip_prefix("; run: ")?.split_once(" == ")).collect();
    if module.functions.values().all(|decl| decl.body.is_none()) {
        return Err(format!("{}: there is no function with a body", path.display()));
    }
    let mut rows = vec![("before".to_string(), size(module), executed(path, module, &calls)?)];
    let mut last = module.clone();
    for count in 1..=options.passes.len() {
        let mut now = module.clone();
        let passes = options.passes[..count].to_vec();
        let part = Options { passes, keep_steps: true, ..options.clone() };
        let report = pipeline::optimise(&mut now, &part, &mut |_, _, _| {}).map_err(fault)?;
        let is_last = |position| position + 1 == count;
        let mut steps = report.steps.iter().filter(|step| is_last(step.position));
        if steps.any(|step| step.changed == Changed::Yes) {
            let name = format!("{} {}", count, options.passes[count - 1].pass.name);
            rows.push((name, size(&now), executed(path, &now, &calls)?));
        }
        last = now;
    }
    let functions = module.functions.iter().filter_map(|(func, decl)| {
        let before = pipeline::inst_count(decl.body.as_ref()?);
        let after = pipeline::inst_count(last.functions[func].body.as_ref()?);
        Some((decl.name.to_string(), before, after))
    });
    let functions = functions.collect();
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Program { name, rows, runs: !calls.is_empty(), functions })
}

fn size(module: &Module) -> usize {
    module.functions.values().filter_map(|decl| decl.body.as_ref()).map(pipeline::inst_count).sum()
}

/// Executes the calls and compares what they give.
fn executed(path: &Path, module: &Module, calls: &[(&str, &str)]) -> Result<u64, String> {
    let mut sum = 0;
    for (call, expected) in calls {
        let wrong = || format!("{}: `{call}` is not a call", path.display());
        let (name, rest) = call.trim().split_once('(').ok_or_else(wrong)?;
        let list = rest.strip_suffix(')').ok_or_else(wrong)?;
        let words: Vec<&str> =
            list.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
        let func = module.function(name.trim_start_matches('@')).ok_or_else(wrong)?;
        let limits = Limits { fuel: 1_000_000_000, ..Limits::default() };
        let mut interpreter = Interpreter::new(module, limits)
            .map_err(|_| format!("{}: the module is wrong", path.display()))?;
        let arguments = interpreter.arguments(func, &words)?;
        let outcome = interpreter.call(func, &arguments, &mut NoHost);
        let types = &module.functions[func].signature.results;
        let given = match outcome {
            Outcome::Return(results) => show_results(types, &results),
            Outcome::Exit(report) => report.to_string(),
            Outcome::Stopped(stop) => stop.to_string(),
        };
        if given != expected.trim() {
            let file = path.display();
            return Err(format!("{file}: {call} gives {given}, and should give {expected}"));
        }
        sum += interpreter.executed().map(|(_, count)| count).sum::<u64>();
    }
    Ok(sum)
}

/// How much more was executed before than after all.
fn ratio(program: &Program) -> f64 {
    let (Some(first), Some(last)) = (program.rows.first(), program.rows.last()) else { return 1.0 };
    first.2 as f64 / last.2.max(1) as f64
}

/// Of the programs of which anything was executed, if there are any.
fn geometric_mean(programs: &[Program]) -> Option<f64> {
    let ran: Vec<f64> =
        programs.iter().filter(|one| one.runs).map(|program| ratio(program).ln()).collect();
    (!ran.is_empty()).then(|| (ran.iter().sum::<f64>() / ran.len() as f64).exp())
}

fn as_table(programs: &[Program]) -> String {
    let mut text = String::new();
    for program in programs {
        if program.rows.iter().all(|(_, size, _)| *size == 0) {
            let _ = writeln!(text, "{}: nothing in it got hot\n", program.name);
            continue;
        }
        let _ = writeln!(
            text,
            "{:<24}{:>14}{:>16}{:>10}",
            program.name, "instructions", "executed", "of before"
        );
        let before = program.rows[0].2.max(1) as f64;
        for (name, size, executed) in &program.rows {
            let part = *executed as f64 / before;
            let _ = writeln!(text, "  {name:<22}{size:>14}{executed:>16}{part:>10.3}");
        }
        for (name, before, after) in &program.functions {
            let _ = writeln!(text, "  @{name}: {before} → {after} instructions");
        }
        text.push('\n');
    }
    let Some(mean) = geometric_mean(programs) else { return text };
    let _ = writeln!(text, "{:<24}{:>16}{:>16}{:>10}", "program", "before", "after all", "ratio");
    for program in programs.iter().filter(|program| program.runs) {
        let (first, last) = (program.rows[0].2, program.rows[program.rows.len() - 1].2);
        let _ = writeln!(text, "{:<24}{first:>16}{last:>16}{:>10.2}", program.name, ratio(program));
    }
    let _ = writeln!(text, "{:<24}{:>42.2}", "geometric mean", mean);
    text
}

fn as_json(programs: &[Program]) -> String {
    let number = |ratio: Option<f64>| ratio.map_or("null".into(), |ratio| format!("{ratio:.4}"));
    let one = |program: &Program| {
        let rows = program.rows.iter().map(|(name, size, executed)| {
            format!("{{\"after\":\"{name}\",\"instructions\":{size},\"executed\":{executed}}}")
        });
        let functions = program.functions.iter().map(|(name, before, after)| {
            let name = crate::quoted(name);
            format!("{{\"name\":{name},\"before\":{before},\"after\":{after}}}")
        });
        format!(
            "{{\"program\":{},\"ratio\":{},\"passes\":[{}],\"functions\":[{}]}}",
            crate::quoted(&program.name),
            number(program.runs.then(|| ratio(program))),
            rows.collect::<Vec<_>>().join(","),
            functions.collect::<Vec<_>>().join(",")
        )
    };
    let all: Vec<String> = programs.iter().map(one).collect();
    format!(
        "{{\"geometric_mean\":{},\"programs\":[{}]}}\n",
        number(geometric_mean(programs)),
        all.join(",")
    )
}
