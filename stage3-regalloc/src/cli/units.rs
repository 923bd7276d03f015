//! What the functions of a Python program became, for the verbs that show it: `asm`, `graph`, `stats`.
//!
//! The program runs first, its output thrown away. What is shown are the units that are good when it
//! has ended; of a function that is asked for by its name and has none, a unit that is made now, for
//! arguments of which nothing is known. Judged by `tests/cli.rs`.

use std::io::Write;
use std::path::Path;
use std::rc::Rc;

use stage1::interpreter::{CodeRef, Interpreter};
use stage2::python;
use stage2::runtime::{self, Entry};
use stage2::tier::Compiled;
use stage3::compile::{CompiledFunction, Options, compile};
use stage3::engine::MachineTier;
use stage3::engine::prepare::{Code, prepare};

use super::input::Compilation;
use super::python::{Arguments, Ran, execute};

/// A program that has run, and what is to be shown of it.
pub(super) struct Shown {
    /// The units, some at least.
    pub(super) units: Vec<Unit>,
    /// What could not be compiled, and why; a line each.
    pub(super) refusals: Vec<String>,
    /// The program.
    pub(super) ran: Ran,
}

/// A unit that is shown.
pub(super) struct Unit {
    /// The function's qualified name.
    pub(super) name: String,
    line: u32,
    made: Made,
}

enum Made {
    WhileItRan(Rc<Compiled<Code>>),
    Now(Box<Code>),
}

/// Runs a program and finds the units of the functions of that name, or of all that got hot.
pub(super) fn units(
    file: &Path,
    func: Option<&str>,
    arguments: &Arguments,
    compilation: Compilation,
) -> Result<Shown, String> {
    let nowhere: [Box<dyn Write>; 2] = [Box::new(std::io::sink()), Box::new(std::io::sink())];
    let mut ran = execute(file, Vec::new(), arguments, compilation, nowhere)?;
    if let Err(failure) = &ran.outcome
        && failure.is_early()
    {
        // What was compiled until then is still worth seeing.
        let text = failure.text(&file.display().to_string());
        eprint!("note: the program ended early:\n{text}");
    }
    let say = |what: String| format!("{}: {what}", file.display());
    let tier = ran.tier.clone().ok_or("this tier has no machine code")?;
    let mut units = Vec::new();
    for unit in tier.units() {
        let number = unit.code.linked.unit.code;
        let Some(code) = ran.interpreter.executable(number) else { continue };
        if func.is_none_or(|name| python::is_called(code, name)) {
            units.push(Unit::new(code, Made::WhileItRan(unit)));
        }
    }
    let mut refusals = Vec::new();
    if let Some(name) = func {
        for code in python::functions(&ran.interpreter, name).map_err(say)? {
            if units.iter().any(|unit| unit.code().linked.unit.code == code.index) {
                continue;
            }
            match compile_now(&tier, &mut ran.interpreter, code, compilation) {
                Ok(made) => units.push(Unit::new(code, Made::Now(Box::new(made)))),
                Err(why) => refusals.push(format!("{}: refused: {why}", code.code.qualified_name)),
            }
        }
    } else {
        for report in tier.reports() {
            let name = &report.name;
            refusals.extend(report.refusals.iter().map(|why| format!("{name}: refused: {why}")));
        }
    }
    match (units.is_empty(), refusals.is_empty()) {
        (true, true) => Err(say(python::nothing_hot(&ran.interpreter))),
        (true, false) => Err(say(refusals.join("\n"))),
        _ => Ok(Shown { units, refusals, ran }),
    }
}

/// A unit for calls with any arguments, with the feedback that there is.
fn compile_now(
    tier: &MachineTier,
    interpreter: &mut Interpreter,
    code: CodeRef,
    compilation: Compilation,
) -> Result<Code, String> {
    let translate = python::translator(compilation.level > 0);
    let unit = translate(interpreter, code, &python::cold_request(code))?;
    prepare(&tier.executor, interpreter, unit, tier.options())
}

impl Unit {
    fn new(code: CodeRef, made: Made) -> Unit {
        let name = code.code.qualified_name.to_string();
        Unit { name, line: code.code.first_line, made }
    }

    /// What the tier made of it.
    pub(super) fn code(&self) -> &Code {
        match &self.made {
            Made::WhileItRan(unit) => &unit.code,
            Made::Now(code) => code,
        }
    }

    /// The unit behind it.
    pub(super) fn unit(&self) -> &runtime::Unit {
        &self.code().linked.unit
    }

    /// Which unit of which function it is, for readers.
    pub(super) fn title(&self) -> String {
        match self.unit().entry {
            Entry::Call => format!("{}, line {}", self.name, self.line),
            Entry::Loop { header } => {
                format!("{}, line {}, the loop at instruction {header}", self.name, self.line)
            }
        }
    }

    /// Compiles it once more, with other options.
    pub(super) fn compile(&self, options: Options) -> Result<CompiledFunction, String> {
        let runtime::Unit { module, func, .. } = self.unit();
        compile(module, &module.functions[*func].signature, self.code().body(), options)
            .map_err(|error| format!("{}: {error}", self.name))
    }
}
