//! Units run by the interpreter of IR, on the memory of the process.
//!
//! This is the judge of the translation: no register allocator and no encoder lies between the
//! semantics of the IR and what the program prints. It is slow, and the same policy ([`super`])
//! decides about it as about machine code.
//!
//! A unit counts nothing, so its calls are counted here: a function that calls itself does it
//! through the tier too. Judged by `tests/python_corpus.rs`.
#![allow(unsafe_code)] // runs units: see `run`

use std::cell::RefCell;
use std::rc::Rc;

use stage1::heap::Extent;
use stage1::interpreter::Interpreter as Python;

use super::{Compiled, Executor, Options, Ran, Translate, UnitTier, fault};
use crate::entity::{Entity, Exit, FuncRef};
use crate::interpret::{Host, Interpreter, Outcome, RealMemory};
use crate::ir::FunctionDecl;
use crate::opcode::{Opcode, TABLE};
use crate::runtime::context;
use crate::runtime::link::{self, Link, Linked};
use crate::runtime::{Entry, RAISED, Unit};

/// Executes units as IR.
pub struct IrExecutor {
    executed: RefCell<[u64; TABLE.len()]>,
}

/// The tier that runs IR.
pub type SsaTier = UnitTier<IrExecutor>;

impl SsaTier {
    /// A tier that knows nothing yet.
    pub fn new(options: Options, translate: Box<Translate>) -> SsaTier {
        let executor = IrExecutor { executed: RefCell::new([0; TABLE.len()]) };
        UnitTier::with_executor(options, translate, executor)
    }

    /// How often each operation was executed, those that were not left out.
    pub fn executed(&self) -> Vec<(Opcode, u64)> {
        let counts = *self.executor.executed.borrow();
        let rows = TABLE.iter().map(|row| (row.opcode, counts[row.opcode as usize]));
        rows.filter(|(_, count)| *count != 0).collect()
    }
}

impl Executor for IrExecutor {
    type Code = Linked;

    fn prepare(&self, python: &mut Python, unit: Unit, _: &Options) -> Result<Linked, String> {
        link::link(python, unit)
    }

    fn unit(code: &Linked) -> &Unit {
        &code.unit
    }

    fn run(tier: &SsaTier, python: &mut Python, unit: &Rc<Compiled<Linked>>, words: &[u64]) -> Ran {
        let is_call = unit.code.unit.entry == Entry::Call;
        if is_call && let Err(unwind) = python.enter_compiled() {
            return Ran::Failed(unwind);
        }
        let ran = execute(tier, python, unit, words);
        if is_call {
            python.leave_compiled();
        }
        ran
    }
}

fn execute(tier: &SsaTier, python: &mut Python, unit: &Rc<Compiled<Linked>>, words: &[u64]) -> Ran {
    let linked = &unit.code;
    let (outcome, pending) = context::within(python, tier, |python| {
        let extents = [Extent::default(), Extent::default()];
        // A function that the code names may lose its name while the code runs.
        let references = Extent::default();
        references.first.set(linked.unit.references.as_ptr().cast());
        references.words.set(2 * linked.unit.references.len());
        // SAFETY: the interpreter is used through this pointer only while the unit runs; the
        // extents live until they are forgotten below.
        unsafe {
            (*python).heap.push_extent(&raw const extents[0]);
            (*python).heap.push_extent(&raw const extents[1]);
            (*python).heap.push_extent(&raw const references);
        }
        let memory = RealMemory::new(&linked.data, [&extents[0], &extents[1]], linked.stack_words);
        // SAFETY: the translation computes only addresses of objects that the program has, of
        // their elements within the bounds it has checked, and of what `link` has resolved.
        let mut machine = unsafe { Interpreter::trusted(&linked.unit.module, memory) };
        let mut host = Surroundings { tier, unit, python };
        let outcome = machine.call(linked.unit.func, words, &mut host);
        let mut executed = tier.executor.executed.borrow_mut();
        for (total, count) in executed.iter_mut().zip(machine.counts) {
            *total += count;
        }
        drop(machine);
        // SAFETY: as above.
        unsafe {
            (*python).heap.pop_extent();
            (*python).heap.pop_extent();
            (*python).heap.pop_extent();
            // What the exit reports is in vectors, until frames hold it.
            if matches!(outcome, Outcome::Exit(_)) {
                (*python).heap.set_enabled(false);
            }
        }
        outcome
    });
    match outcome {
        Outcome::Return(words) => match words[..] {
            [tag, payload] if tag != RAISED => {
                // SAFETY: a unit returns a value.
                let value = unsafe { crate::runtime::bodies::value(tag, payload) };
                Ran::Returned(value)
            }
            _ => Ran::Failed(fault("a unit returned no value".to_string())),
        },
        Outcome::Exit(report) => {
            let was_forced = linked.forced.take() == Some(report.exit);
            tier.note_exit(python, unit, &report, was_forced);
            Ran::Left(report, pending)
        }
        Outcome::Stopped(stop) => Ran::Failed(fault(stop.to_string())),
    }
}

/// What is outside of a unit.
struct Surroundings<'t> {
    tier: &'t SsaTier,
    unit: &'t Compiled<Linked>,
    python: *mut Python,
}

impl Host<RealMemory<'_>> for Surroundings<'_> {
    fn call(&mut self, name: &str, _: &[u64], _: &mut RealMemory) -> Result<Vec<u64>, String> {
        Err(format!("@{name} is not linked"))
    }

    fn call_function(
        &mut self,
        func: FuncRef,
        decl: &FunctionDecl,
        arguments: &[u64],
        _: &mut RealMemory,
    ) -> Result<Vec<u64>, String> {
        match &self.unit.code.links[func.index()] {
            // SAFETY: the unit passes what the table says; compiled code is running.
            Link::Helper(helper) => Ok(unsafe { helper.call(arguments) }),
            Link::Function(code, kinds) => {
                let values = link::values(kinds, arguments);
                // SAFETY: nobody uses the interpreter while the unit waits.
                let python = unsafe { &mut *self.python };
                let result = self.tier.call_from_compiled(python, None, *code, &values, None);
                let pair = match result {
                    Ok(value) => value.into(),
                    // SAFETY: compiled code is running.
                    Err(unwind) => unsafe { context::raise(unwind, true) },
                };
                Ok(vec![pair.tag, pair.payload])
            }
            Link::Own => Err(format!("@{} has a body", decl.name)),
        }
    }

    /// A function that calls itself does it through the tier, which counts the frames.
    fn takes(&self, func: FuncRef) -> bool {
        matches!(self.unit.code.links[func.index()], Link::Function(..))
    }

    fn forces(&mut self, func: FuncRef, exit: Exit) -> bool {
        let wanted = self.tier.options.force_exits;
        let linked = &self.unit.code;
        if wanted == 0 || func != linked.unit.func {
            return false;
        }
        // ANCHOR: forces
        let speculation = linked.body().exits[exit].may_be_forced();
        let [forced, failed] = self.unit.exits[exit.index()].get();
        let forces = speculation && forced < wanted;
        if forces {
            self.unit.exits[exit.index()].set([forced + 1, failed]);
            linked.forced.set(Some(exit));
        }
        forces
        // ANCHOR_END: forces
    }
}
