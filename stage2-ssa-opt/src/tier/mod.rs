//! The tier: when Python is translated, what is entered, and what is learnt from leaving.
//!
//! ```text
//!   interpreter ──call, back edge──► which unit? ──► executor: IR, machine code ──► result
//!        ▲                               │ none                 │ exit
//!        │                               ▼                      ▼
//!        │                       translate, optimise     rebuild frames, count; often: forget
//!        └───────────────────────────────┴──────────────────────┘ the unit and note the site
//! ```
//!
//! Units are made for the kinds of the arguments at hand (Bolz, Cuni, Fijałkowski and Rigo call it
//! promotion; here it is once per call). A function that is called with many kinds gets one unit that takes
//! anything. A unit whose speculations keep failing at an instruction is made again, with the
//! general operation there (Hölzle and Ungar, 1994). After a number of attempts the function stays in
//! the interpreter. What was refused, and why, is kept for the [reports](SsaTier::reports).
//!
//! **How a unit is executed** is an [`Executor`]'s business: the interpreter of IR in
//! [`interpreted`], machine code in stage 3. All of the policy, and all that is done about exits, is
//! here, once for both.
//!
//! `force_exits` is the stress of the tests: each exit of a speculation is taken the first times that it is
//! passed, though nothing is wrong, so that every frame state is tried.
//!
//! Left out: threads, and throwing away units that are not used. Judged by
//! `tests/python_corpus.rs`.
#![allow(unsafe_code)] // hands frames to the interpreter of bytecode

pub mod interpreted;
mod options;
mod report;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Instant;

use rustc_hash::FxHashMap;
use stage1::code_object::LocalKind;
use stage1::error::{Result, Unwind, raise};
use stage1::heap::Gc;
use stage1::interpreter::{CodeRef, FrameImage, Interpreter as Python};
use stage1::object::function::FunctionObject;
use stage1::object::tuple::TupleObject;
use stage1::tier::{Answer, Tier};
use stage1::value::Value;

use crate::entity::{Entity, Exit};
use crate::interpret::ExitReport;
use crate::ir::{Function, InstData, Leaving};
use crate::opcode::Opcode;
use crate::runtime::context::Caller;
use crate::runtime::materialise::{self, Continuation};
use crate::runtime::{Entry, Kind, Parameter, RAISED, Request, Unit, unit};

pub use interpreted::SsaTier;
pub use options::Options;
pub use report::Report;

/// Makes a unit, or says why not.
pub type Translate = dyn Fn(&Python, CodeRef, &Request) -> std::result::Result<Unit, String>;

/// Never ask again.
const NEVER: u32 = u32::MAX;

/// With less of the native stack left than this many bytes, calls are interpreted: there, recursion
/// needs none.
pub const NATIVE_ROOM: usize = 256 << 10;

/// What is known of one code object.
struct Known<C> {
    report: Report,
    units: Vec<Rc<Compiled<C>>>,
    /// Units that are not entered any more; something may still run in them.
    thrown_away: Vec<Rc<Compiled<C>>>,
    /// Requests that were refused.
    refused: Vec<(Entry, Vec<Parameter>)>,
    attempts: u32,
}

/// A unit that can be run.
pub struct Compiled<C> {
    /// What the executor has made of it.
    pub code: C,
    /// What was asked for. The variables that are bound must be these.
    request: Vec<Parameter>,
    /// The version of the globals when it was made.
    version: u64,
    /// For each exit how often it was forced, and how often its speculation failed.
    pub exits: Box<[Cell<[u32; 2]>]>,
    is_loop: bool,
    /// How often it was entered from the outside.
    entered: Cell<u64>,
}

// ANCHOR: executor
/// Who executes units.
pub trait Executor: Sized + 'static {
    /// What a unit becomes.
    type Code;

    /// Makes a unit ready to run. What is wrong with it, or not possible, is the reason of a refusal.
    fn prepare(
        &self,
        python: &mut Python,
        unit: Unit,
        options: &Options,
    ) -> std::result::Result<Self::Code, String>;

    /// The unit.
    fn unit(code: &Self::Code) -> &Unit;

    /// Bytes of machine code.
    fn code_bytes(_: &Self::Code) -> usize {
        0
    }

    /// Runs a unit with the words that it takes. For a call, the frame is counted.
    fn run(
        tier: &UnitTier<Self>,
        python: &mut Python,
        unit: &Rc<Compiled<Self::Code>>,
        words: &[u64],
    ) -> Ran;

    /// A unit can be entered from now on.
    fn install(&self, _: &Rc<Compiled<Self::Code>>) {}

    /// A unit is not to be entered any more.
    fn forget(&self, _: &Rc<Compiled<Self::Code>>) {}
}
// ANCHOR_END: executor

/// The tier.
pub struct UnitTier<E: Executor> {
    options: Options,
    translate: Box<Translate>,
    known: RefCell<FxHashMap<u32, Known<E::Code>>>,
    /// Who executes units.
    pub executor: E,
}

/// How a run of a unit ended.
pub enum Ran {
    /// With a value.
    Returned(Value),
    /// By an exit; with the exception that is pending, if there is one. The collector is off.
    Left(ExitReport, Option<(Unwind, bool)>),
    /// With an exception.
    Failed(Unwind),
}

impl<E: Executor> UnitTier<E> {
    /// A tier that knows nothing yet.
    pub fn with_executor(options: Options, translate: Box<Translate>, executor: E) -> Self {
        UnitTier { options, translate, known: RefCell::default(), executor }
    }

    /// What was set.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The units that may be entered, by code object.
    pub fn units(&self) -> Vec<Rc<Compiled<E::Code>>> {
        self.select_units(false)
    }

    /// Those, and the units that were thrown away.
    pub fn all_units(&self) -> Vec<Rc<Compiled<E::Code>>> {
        self.select_units(true)
    }

    fn select_units(&self, thrown_away: bool) -> Vec<Rc<Compiled<E::Code>>> {
        let known = self.known.borrow();
        let mut units: Vec<Rc<Compiled<E::Code>>> = Vec::new();
        for known in known.values() {
            units.extend(known.units.iter().cloned());
            if thrown_away {
                units.extend(known.thrown_away.iter().cloned());
            }
        }
        units.sort_by_key(|unit| E::unit(&unit.code).code);
        units
    }

    /// What became of each function that was asked about, in the order of the source.
    pub fn reports(&self) -> Vec<Report> {
        let known = self.known.borrow();
        let mut reports: Vec<Report> = known.values().map(Known::finished_report).collect();
        reports.sort_by(|a, b| (a.line, &a.name).cmp(&(b.line, &b.name)));
        reports
    }

    /// Does something with what is known of a code object.
    fn with<T>(&self, code: CodeRef, work: impl FnOnce(&mut Known<E::Code>) -> T) -> T {
        let mut all = self.known.borrow_mut();
        work(all.entry(code.index).or_insert_with(|| {
            let name = code.code.qualified_name.to_string();
            let report = Report { name, line: code.code.first_line, ..Report::default() };
            let (units, thrown_away, refused) = Default::default();
            Known { report, units, thrown_away, refused, attempts: 0 }
        }))
    }

    /// The unit for this entry and these values, made if need be. `wanted` are the kinds for which
    /// the caller would like it, if there are any.
    fn unit(
        &self,
        python: &mut Python,
        code: CodeRef,
        entry: Entry,
        values: &[(u32, Value)],
        wanted: Option<&[Kind]>,
    ) -> Option<Rc<Compiled<E::Code>>> {
        let fits = |request: &[Parameter]| {
            request.len() == values.len()
                && request.iter().zip(values).all(|(parameter, (index, value))| {
                    parameter.index == *index && parameter.kind.accepts(*value)
                })
        };
        let is_wanted = |request: &[Parameter]| {
            wanted.is_none_or(|kinds| {
                request.iter().map(|parameter| parameter.kind).eq(kinds.iter().copied())
            })
        };
        let found = self.with(code, |known| {
            let mut of_entry = known.units.iter().filter(|one| E::unit(&one.code).entry == entry);
            let found = of_entry.find(|one| fits(&one.request) && is_wanted(&one.request));
            if let Some(found) = found {
                return Ok(found.clone());
            }
            let refused = |(other, params): &(Entry, Vec<Parameter>)| {
                *other == entry && fits(params) && is_wanted(params)
            };
            Err(known.attempts > self.options.most_attempts || known.refused.iter().any(refused))
        });
        match found {
            Ok(unit) => Some(unit),
            Err(true) => None,
            Err(false) => self.make(python, code, entry, values, wanted),
        }
    }

    /// Makes a unit.
    #[cold]
    fn make(
        &self,
        python: &mut Python,
        code: CodeRef,
        entry: Entry,
        values: &[(u32, Value)],
        wanted: Option<&[Kind]>,
    ) -> Option<Rc<Compiled<E::Code>>> {
        let start = Instant::now();
        let (variants, generic) = self.with(code, |known| {
            let of_entry = known.units.iter().filter(|one| E::unit(&one.code).entry == entry);
            (of_entry.count(), known.report.generic.iter().copied().collect::<Vec<u32>>())
        });
        let kind = |at: usize, value| match wanted {
            Some(kinds) => kinds.get(at).copied().unwrap_or(Kind::Tagged),
            None if variants >= self.options.most_variants => Kind::Tagged,
            None => Kind::of(value),
        };
        let parameter =
            |(at, &(index, value)): (usize, &_)| Parameter { index, kind: kind(at, value) };
        let params: Vec<Parameter> = values.iter().enumerate().map(parameter).collect();
        let generic_callees = self.generic_callees(code);
        let request = Request { entry, params, generic, generic_callees };
        let made = (self.translate)(python, code, &request)
            .and_then(|unit| self.executor.prepare(python, unit, &self.options));
        let version = python.globals.version();
        let made = self.with(code, |known| {
            known.report.compile_time += start.elapsed();
            match made {
                Ok(made) => {
                    known.report.units[usize::from(entry != Entry::Call)] += 1;
                    known.report.code_bytes += E::code_bytes(&made);
                    let exits = body(E::unit(&made)).map_or(0, |body| body.exits.len());
                    let unit = Rc::new(Compiled {
                        code: made,
                        request: request.params,
                        version,
                        exits: vec![Cell::new([0; 2]); exits].into(),
                        is_loop: entry != Entry::Call,
                        entered: Cell::new(0),
                    });
                    known.units.push(unit.clone());
                    Some(unit)
                }
                Err(reason) => {
                    known.report.refusals.insert(reason);
                    known.attempts += 1;
                    known.refused.push((entry, request.params));
                    None
                }
            }
        })?;
        self.executor.install(&made);
        Some(made)
    }

    /// What was learnt about functions that may be inlined.
    fn generic_callees(&self, caller: CodeRef) -> Vec<(u32, Vec<u32>)> {
        let known = self.known.borrow();
        let others = known.iter().filter(|(number, _)| **number != caller.index);
        let others = others.map(|(number, known)| (*number, &known.report.generic));
        let others = others.filter(|(_, generic)| !generic.is_empty());
        others.map(|(number, generic)| (number, generic.iter().copied().collect())).collect()
    }

    /// Is there room for the frames of a unit: its own, if it is called, and those of what was inlined?
    fn has_room(python: &Python, unit: &Compiled<E::Code>) -> bool {
        let unit = E::unit(&unit.code);
        let own = usize::from(unit.entry == Entry::Call);
        unit.inlined == 0 || python.frames_left() >= own + unit.inlined as usize
    }

    /// The values that a call passes: arguments, and the cells of a closure.
    fn call_values(
        function: Option<Gc<FunctionObject>>,
        code: CodeRef,
        arguments: &[Value],
    ) -> Vec<(u32, Value)> {
        let mut values: Vec<(u32, Value)> = (0..).zip(arguments.iter().copied()).collect();
        let cells = function.and_then(|function| function.closure.get().as_object::<TupleObject>());
        if let Some(cells) = cells {
            let free = (0..).zip(&code.code.locals);
            let free = free.filter(|(_, local)| local.kind == LocalKind::Free);
            values.extend(free.map(|(index, _)| index).zip(cells.items().iter().copied()));
        }
        values
    }

    /// Runs a unit. The values must be where the collector looks.
    fn execute(
        &self,
        python: &mut Python,
        unit: &Rc<Compiled<E::Code>>,
        values: &[(u32, Value)],
    ) -> Ran {
        unit.entered.set(unit.entered.get() + 1);
        let params = &E::unit(&unit.code).params;
        let mut words = Vec::with_capacity(2 * params.len());
        for parameter in params {
            let value = values.iter().find(|(index, _)| *index == parameter.index);
            let value = value.map_or(Value::UNDEFINED, |(_, value)| *value);
            if parameter.kind == Kind::Tagged {
                words.push(value.tag() as u64);
            }
            words.push(value.payload());
        }
        E::run(self, python, unit, &words)
    }

    /// Counts an exit; a unit whose speculation fails too often is forgotten.
    pub fn note_exit(
        &self,
        python: &Python,
        unit: &Rc<Compiled<E::Code>>,
        report: &ExitReport,
        was_forced: bool,
    ) {
        let Some(frame) = report.frames.first() else { return };
        let raised = match report.leaving {
            Some(Leaving::Deopt | Leaving::Cold) => false,
            Some(Leaving::Result) => {
                frame.variables.last().is_some_and(|(_, _, bits)| bits[0] == RAISED)
            }
            _ => true,
        };
        let place = if raised { 2 } else { usize::from(was_forced) };
        let site = unit::frame_code(&frame.function).and_then(|number| python.executable(number));
        let Some(site) = site else { return };
        self.with(site, |known| {
            known.report.exits.entry(frame.offset).or_default()[place] += 1;
        });
        let counts = unit.exits.get(report.exit.index());
        let (false, false, Some(counts)) = (raised, was_forced, counts) else { return };
        let [forced, failed] = counts.get();
        counts.set([forced, failed + 1]);
        if failed + 1 < self.options.most_exits {
            return;
        }
        let own = E::unit(&unit.code);
        let (Some(code), Some(body)) = (python.executable(own.code), body(own)) else { return };
        self.with(code, |known| {
            if let Some(at) = known.units.iter().position(|other| Rc::ptr_eq(other, unit)) {
                let unit = known.units.swap_remove(at);
                known.thrown_away.push(unit);
                known.attempts += 1;
                known.report.thrown_away += 1;
            }
        });
        self.executor.forget(unit);
        let why = failure(body, report.exit);
        // If names have changed their meaning, it is not the feedback that was wrong. And where
        // there was none, there is some now.
        let is_cold = report.leaving == Some(Leaving::Cold);
        let is_current = unit.version == python.globals.version();
        self.with(site, |known| {
            let failures = known.report.failures.entry(frame.offset).or_default();
            failures.extend(why.map(Opcode::name));
            if !is_cold && is_current {
                known.report.generic.insert(frame.offset);
            }
        });
    }

    /// The frames with which the interpreter goes on.
    fn continuation(
        python: &mut Python,
        report: &ExitReport,
        pending: Option<(Unwind, bool)>,
    ) -> Result<Continuation> {
        // SAFETY: frame states are right; that is the translation's business.
        unsafe { materialise::continuation(python, report, pending) }.map_err(fault)
    }

    /// Calls compiled code for compiled code, or for a helper. `wanted` are the kinds of the arguments
    /// as the caller knows them.
    pub fn call_from_compiled(
        &self,
        python: &mut Python,
        function: Option<Gc<FunctionObject>>,
        code: CodeRef,
        arguments: &[Value],
        wanted: Option<&[Kind]>,
    ) -> Result {
        let callee = function.map_or(Value::UNDEFINED, Value::from);
        let left = code.call_countdown.get().saturating_sub(1).max(1);
        let asked = code.call_countdown.get() != NEVER && left == 1;
        if code.call_countdown.get() != NEVER {
            code.call_countdown.set(left);
        }
        python.check_native_stack(" while calling a Python object")?;
        let asked = asked && python.native_stack_left() >= NATIVE_ROOM;
        let values = if asked { Self::call_values(function, code, arguments) } else { Vec::new() };
        let unit = if asked { self.unit(python, code, Entry::Call, &values, wanted) } else { None };
        let Some(unit) = unit.filter(|unit| Self::has_room(python, unit)) else {
            // SAFETY: the caller has as many arguments as the code has plain parameters.
            return unsafe { python.interpret_call(callee, code, arguments) };
        };
        match self.execute(python, &unit, &values) {
            Ran::Returned(value) => Ok(value),
            Ran::Failed(unwind) => Err(unwind),
            Ran::Left(report, pending) => self.go_on(python, callee, &report, pending),
        }
    }

    /// The interpreter does the rest of a call that was left by an exit. The collector is off.
    pub fn go_on(
        &self,
        python: &mut Python,
        callee: Value,
        report: &ExitReport,
        pending: Option<(Unwind, bool)>,
    ) -> Result {
        let rebuilt = Self::continuation(python, report, pending);
        let result = rebuilt.and_then(|Continuation { frames, raising }| {
            // SAFETY: frame states are right.
            unsafe { python.run_rebuilt(callee, &images(&frames), raising) }
        });
        python.heap.set_enabled(true);
        result
    }

    /// What the interpreter is told when a unit that it asked for was left.
    fn resume(
        python: &mut Python,
        report: &ExitReport,
        pending: Option<(Unwind, bool)>,
        push: impl FnOnce(&mut Python, &[FrameImage<'_>]) -> Result<()>,
    ) -> Answer {
        let rebuilt = Self::continuation(python, report, pending).and_then(|continuation| {
            push(python, &images(&continuation.frames))?;
            Ok(continuation.raising)
        });
        python.heap.set_enabled(true);
        match rebuilt {
            Ok(None) => Answer::Resume,
            Ok(Some((unwind, adds_entry))) => Answer::ResumeRaising(unwind, adds_entry),
            Err(unwind) => Answer::Raised(unwind),
        }
    }
}

fn images(frames: &[materialise::Frame]) -> Vec<FrameImage<'_>> {
    frames.iter().map(materialise::Frame::image).collect()
}

/// A mistake of ours, in words.
#[cold]
pub fn fault(what: String) -> Unwind {
    raise(stage1::class::Class::SystemError, format!("fault of the compiler: {what}"))
}

/// The function of a unit.
fn body(unit: &Unit) -> Option<&Function> {
    unit.module.functions.get(unit.func)?.body.as_ref()
}

/// What an exit belongs to.
fn failure(body: &Function, exit: Exit) -> Option<Opcode> {
    let insts = body.layout.iter().flat_map(|block| &body.blocks[*block].insts);
    let mut data = insts.map(|inst| body.insts[*inst]);
    data.find(|data| data.exit() == Some(exit)).map(|data: InstData| data.opcode())
}

impl<C> Known<C> {
    fn finished_report(&self) -> Report {
        let mut report = self.report.clone();
        for unit in self.units.iter().chain(&self.thrown_away) {
            report.entered[usize::from(unit.is_loop)] += unit.entered.get();
        }
        report
    }
}

impl<E: Executor> Caller for UnitTier<E> {
    fn call_function(
        &self,
        python: &mut Python,
        function: Gc<FunctionObject>,
        arguments: &[Value],
    ) -> Result {
        self.call_from_compiled(python, Some(function), function.code, arguments, None)
    }
}

impl<E: Executor> Tier for UnitTier<E> {
    fn call(
        &self,
        python: &mut Python,
        function: Gc<FunctionObject>,
        arguments: &[Value],
    ) -> Answer {
        let code = function.code;
        code.call_countdown.set(1);
        if python.native_stack_left() < NATIVE_ROOM {
            return Answer::Interpret;
        }
        let values = Self::call_values(Some(function), code, arguments);
        let Some(unit) = self.unit(python, code, Entry::Call, &values, None) else {
            // What was refused stays so, but other arguments may come.
            code.call_countdown.set(self.options.calls.saturating_mul(64));
            return Answer::Interpret;
        };
        if !Self::has_room(python, &unit) {
            return Answer::Interpret;
        }
        match self.execute(python, &unit, &values) {
            Ran::Returned(value) => Answer::Returned(value),
            Ran::Failed(unwind) => Answer::Raised(unwind),
            Ran::Left(report, pending) => {
                let first = arguments.as_ptr();
                Self::resume(python, &report, pending, |python, images| {
                    // SAFETY: frame states are right, and these are the arguments.
                    unsafe { python.rebuild_call(first, images) }
                })
            }
        }
    }

    fn back_edge(&self, python: &mut Python, code: CodeRef, header: u32) -> Answer {
        code.back_edge_countdown.set(self.options.back_edges.max(1));
        if python.native_stack_left() < NATIVE_ROOM {
            return Answer::Interpret;
        }
        let (_, locals, operands) = python.top_frame();
        let all = (0..).zip(locals.iter().chain(operands).copied());
        let operands_from = locals.len() as u32;
        // Operands are passed even when they are undefined: there is no telling them apart.
        let bound = all.filter(|(index, value)| *index >= operands_from || !value.is_undefined());
        let values: Vec<(u32, Value)> = bound.collect();
        let unit = self.unit(python, code, Entry::Loop { header }, &values, None);
        let Some(unit) = unit.filter(|unit| Self::has_room(python, unit)) else {
            return Answer::Interpret;
        };
        match self.execute(python, &unit, &values) {
            Ran::Returned(value) => Answer::Returned(value),
            Ran::Failed(unwind) => Answer::Raised(unwind),
            Ran::Left(report, pending) => {
                Self::resume(python, &report, pending, |python, images| {
                    // SAFETY: frame states are right.
                    unsafe { python.rebuild_loop(images) }
                })
            }
        }
    }
}
