//! `passes`: which of LLVM's passes do something for a kernel that our own have left undone.
//!
//! ```text
//!   kernel ─► our passes ─► LLVM's -O2 without one pass ─► executable ─► instructions executed
//! ```
//!
//! The pipeline of `-O2` is a text of some sixty names (`passes/o2.txt`, as `opt -passes='default<O2>'
//! -print-pipeline-passes` of LLVM 19 prints it), so one of them can be struck out. Where that makes a kernel execute more
//! instructions, the pass had found something; where it changes nothing, either there was nothing to find or
//! another pass has done the same. Instructions are counted by valgrind, for the small calls of the files
//! (`; run: @f(20) == 6765`), so the figures are the same each time.
//!
//! An executable has no interpreter to leave for, so exits with frames are traps here.
//!
//! Leaves out what instructions cost: a vector instruction counts as one, and so does a mispredicted branch.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use stage0::Isa;
use stage2::interpret::{Interpreter, Limits};
use stage2::ir::{Module, Type};
use stage2::text::{parse, print};
use stage3::compile::Options;
use stage3::link::executable::executable as own_executable;
use stage5::back_end::LlvmBackEnd;
use stage5::optimise::Level;
use stage5::program::{executable_by, without_frames};

use super::build::write_executable;
use super::input::{load, put};
use super::kernel::call_of;
use super::scoreboard::{Counter, progress};

const O2: &str = include_str!("passes/o2.txt");

/// The kernels of stages 2 and 3.
const KERNELS: [&str; 7] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/../stage2-ssa-opt/examples/collatz.ir"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../stage2-ssa-opt/examples/fib.ir"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../stage2-ssa-opt/examples/mandelbrot.ir"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../stage2-ssa-opt/examples/matmul.ir"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../stage2-ssa-opt/examples/matmul_checked.ir"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../stage2-ssa-opt/examples/sieve_bytes.ir"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../stage3-regalloc/examples/sums.ir"),
];

/// Bytes of the memory that kernels work on.
const ARENA_BYTES: usize = 1 << 16;

/// What to strike out.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Files with IR that say what to run: `; run: @f(20) == 6765`. Without any, our kernels.
    files: Vec<PathBuf>,
    /// Do not run our own passes before.
    #[arg(long)]
    no_passes: bool,
    /// Strike out only passes whose name contains this.
    #[arg(long, value_name = "NAME", default_value = "")]
    only: String,
    /// Show passes that change the count of some kernel by so many per cent.
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0)]
    least: f64,
}

/// A call of a kernel, as a program.
struct Program {
    name: String,
    module: Module,
}

pub(crate) fn passes(arguments: &Arguments) -> Result<(), String> {
    let isa = Isa::host().ok_or("there is no code for this kind of machine")?;
    let files = match arguments.files.is_empty() {
        true => KERNELS.map(PathBuf::from).to_vec(),
        false => arguments.files.clone(),
    };
    let mut programs = Vec::new();
    for file in &files {
        let module = load(file, isa, !arguments.no_passes)?;
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        let calls =
            text.lines().filter_map(|line| line.strip_prefix("; run: ")?.split_once(" == "));
        for (call, _) in calls {
            programs.push(program(&module, call)?);
        }
    }
    if programs.is_empty() {
        return Err("no line `; run: @f(…) == …` says what to run".into());
    }
    let folder = std::env::temp_dir().join(format!("stage5-passes-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let table = table(&programs, arguments, isa, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    put(&table?);
    Ok(())
}

/// The module with a `@main` that makes the call. The arguments come from memory, so that nobody can compute with them
/// beforehand.
fn program(module: &Module, call: &str) -> Result<Program, String> {
    let reader = Interpreter::new(module, Limits::default())
        .map_err(|_| "the data do not fit the memory".to_string())?;
    let (func, values) = call_of(module, call, &reader)?;
    let decl = &module.functions[func];
    let words: Vec<&str> = call.split(['(', ',', ')']).skip(1).map(str::trim).collect();
    let (mut data, mut code, mut passed) = (String::new(), String::new(), Vec::new());
    for (index, (ty, bits)) in decl.signature.params.iter().zip(values).enumerate() {
        let value = format!("v{}", index + 1);
        let _ = match *ty {
            Type::Ptr if words[index] == "arena" => {
                writeln!(code, "  {value}: ptr = data_addr @passes.arena")
            }
            ty => {
                let _ = writeln!(data, "  i64 {}", bits as i64);
                writeln!(code, "  {value}: {ty} = load v0 + {}", 8 * data.lines().count() - 8)
            }
        };
        passed.push(value);
    }
    let convert = match decl.signature.results[..] {
        [Type::I64] => "v99: i64 = iadd v98, 0",
        [Type::F64] => "v99: i64 = bitcast v98",
        _ => return Err(format!("{call} does not give one number of 64 bits")),
    };
    let text = format!(
        "{module}
data @passes.arguments writable align 8 {{\n{data}  i64 0\n}}
data @passes.arena writable align 16 {{\n  zeros {ARENA_BYTES}\n}}
function @main() -> i64 {{
block0:
  v0: ptr = data_addr @passes.arguments
{code}  v98: {ty} = call @{name}({passed})
  {convert}
  return v99
}}
",
        module = print::module(module),
        ty = decl.signature.results[0],
        name = decl.name,
        passed = passed.join(", "),
    );
    let mut module = parse::module(&text).map_err(|e| e[0].render("the program", &text))?;
    without_frames(&mut module);
    let name = call.split('(').next().unwrap_or(call).trim_start_matches('@').to_string();
    Ok(Program { name, module })
}

fn table(
    programs: &[Program],
    arguments: &Arguments,
    isa: Isa,
    folder: &Path,
) -> Result<String, String> {
    let counter = Counter::new(folder)?;
    let pipeline = parse_pipeline(O2.trim_end());
    let mut names = Vec::new();
    leaves(&pipeline, &mut names);
    names.retain(|name| name.contains(&arguments.only));
    let output = folder.join("program");
    let count = |program: &Program, passes: Option<&str>| -> Result<u64, String> {
        let mut module = program.module.clone();
        let options = Options::new(isa);
        let file = match passes {
            None => {
                let made = own_executable(&mut module, options, None);
                made.map_err(|error| error.to_string())?.file
            }
            Some(passes) => {
                let back_end = LlvmBackEnd::new(Level::O2).inline_traps().with_passes(passes);
                executable_by(back_end, &mut module, options, None)?.0.file
            }
        };
        write_executable(&output, &file)?;
        counter.count(&[output.to_string_lossy().into_owned()])
    };
    let counts = |passes: Option<&str>| -> Result<Vec<u64>, String> {
        programs.iter().map(|program| count(program, passes)).collect()
    };
    let all = counts(Some(O2.trim_end()))?;
    let mut out = format!("{:36}", "");
    let widths: Vec<usize> = programs.iter().map(|program| program.name.len().max(8)).collect();
    out.extend(programs.iter().zip(&widths).map(|(p, width)| format!(" {:>width$}", p.name)));
    let _ = write!(out, "\n{:36}", "-O2, instructions");
    out.extend(all.iter().zip(&widths).map(|(count, width)| format!(" {count:>width$}")));
    out.push('\n');
    let row = |title: &str, counts: &[u64]| {
        let mut line = format!("{title:36}");
        for ((count, all), width) in counts.iter().zip(&all).zip(&widths) {
            let _ = write!(line, " {:>width$.2}", *count as f64 / *all as f64);
        }
        line + "\n"
    };
    // A pipeline of no passes is no text that LLVM would take.
    out += &row("no pass of LLVM's", &counts(Some("verify"))?);
    out += &row("stage 3", &counts(None)?);
    for (number, name) in names.iter().enumerate() {
        progress(number, names.len(), name);
        let counts = counts(Some(&text(&without(&pipeline, name))))?;
        let differs = |(count, all): (&u64, &u64)| {
            100.0 * (*count as f64 / *all as f64 - 1.0).abs() >= arguments.least
        };
        if counts.iter().zip(&all).any(differs) {
            out += &row(&format!("-O2 without {name}"), &counts);
        }
    }
    progress(names.len(), names.len(), "");
    Ok(out)
}

/// A pass with its parameters, or a pass manager with passes.
#[derive(Clone, Debug)]
struct Element {
    name: String,
    parameters: String,
    inner: Option<Vec<Element>>,
}

fn parse_pipeline(text: &str) -> Vec<Element> {
    let mut rest = text;
    list(&mut rest)
}

/// list = element { "," element } ; element = name [ "<" … ">" ] [ "(" list ")" ]
fn list(rest: &mut &str) -> Vec<Element> {
    let mut found = Vec::new();
    loop {
        let end = rest.find(['<', '(', ')', ',']).unwrap_or(rest.len());
        let name = rest[..end].to_string();
        *rest = &rest[end..];
        let mut parameters = String::new();
        if rest.starts_with('<') {
            let end = rest.find('>').map_or(rest.len(), |at| at + 1);
            parameters = rest[..end].to_string();
            *rest = &rest[end..];
        }
        let mut inner = None;
        if let Some(inside) = rest.strip_prefix('(') {
            *rest = inside;
            inner = Some(list(rest));
            *rest = rest.strip_prefix(')').unwrap_or(rest);
        }
        found.push(Element { name, parameters, inner });
        match rest.strip_prefix(',') {
            Some(more) => *rest = more,
            None => return found,
        }
    }
}

fn text(elements: &[Element]) -> String {
    let one = |element: &Element| {
        let inner =
            element.inner.as_ref().map_or(String::new(), |list| format!("({})", text(list)));
        format!("{}{}{inner}", element.name, element.parameters)
    };
    elements.iter().map(one).collect::<Vec<_>>().join(",")
}

/// The names of the passes, each once.
fn leaves(elements: &[Element], names: &mut Vec<String>) {
    for element in elements {
        match &element.inner {
            Some(inner) => leaves(inner, names),
            // These make or forget what others need.
            None if ["require", "invalidate", "verify"].contains(&&*element.name) => {}
            None if names.contains(&element.name) => {}
            None => names.push(element.name.clone()),
        }
    }
}

/// The pipeline without a pass, wherever it stands.
fn without(elements: &[Element], name: &str) -> Vec<Element> {
    let keep = |element: &Element| match &element.inner {
        None => (element.name != name).then(|| element.clone()),
        Some(inner) => {
            let inner = without(inner, name);
            (!inner.is_empty()).then(|| Element { inner: Some(inner), ..element.clone() })
        }
    };
    elements.iter().filter_map(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipeline_is_read_and_written() {
        assert_eq!(text(&parse_pipeline(O2.trim_end())), O2.trim_end());
    }

    #[test]
    fn a_pass_is_struck_out_wherever_it_stands_and_managers_without_passes_go() {
        let pipeline = parse_pipeline("a,function<eager-inv>(b<x;y>,loop(a)),c");
        assert_eq!(text(&without(&pipeline, "a")), "function<eager-inv>(b<x;y>),c");
        assert_eq!(text(&without(&pipeline, "b")), "a,function<eager-inv>(loop(a)),c");
        let mut names = Vec::new();
        leaves(&pipeline, &mut names);
        assert_eq!(names, ["a", "b", "c"]);
    }
}
