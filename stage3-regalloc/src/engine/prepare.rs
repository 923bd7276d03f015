//! From a unit to code that can be entered.
//!
//! ```text
//!   unit ─► resolve names ─► (force exits) ─► count levels ─► compile ─► link
//! ```
//!
//! Beside the function itself its entry function is compiled ([`crate::link::entry`]), through which
//! it is called from here. Requires an optimised and verified unit, or one that is not optimised.
//! Judged by the corpus.
#![allow(unsafe_code)] // tells the collector of the references of code

use std::cell::Cell;
use std::rc::Rc;

use stage1::interpreter::Interpreter as Python;
use stage2::entity::{Entity, Exit};
use stage2::ir::Function;
use stage2::runtime::link::{Link, Linked, link};
use stage2::runtime::{Entry, Unit, unit};
use stage2::tier::Options;
use stage2::verify;

use super::links::{self, Callee, Target};
use super::{MachineExecutor, force, levels};
use crate::compile::{self, CompiledFunction, Symbol, compile};
use crate::link::entry;

/// The code of a unit.
#[derive(Debug)]
pub struct Code {
    /// The unit, as it was compiled.
    pub linked: Linked,
    /// Its function.
    pub function: CompiledFunction,
    /// The number of its first exit.
    pub first_exit: u32,
    /// Does it take what was asked for, no less and no more?
    pub params_are_requested: bool,
    /// How it counts itself, if it is a call.
    pub levels: Option<levels::Levels>,
    /// The exits that force others: the first, and what each is a copy of.
    pub forced: (Exit, Vec<Exit>),
    /// Where, above the stack pointer in the entry function, the frame of its caller ends.
    pub entry_frame: u32,
    image: links::Linked,
    is_good: Cell<bool>,
    /// Only for those that run to keep what they name.
    _kept: (Box<[Cell<u64>]>, Vec<Rc<Callee>>),
}

impl Code {
    /// Where the function begins.
    pub fn address(&self) -> u64 {
        self.image.memory.entry(self.image.starts[0] as usize) as u64
    }

    /// The entry function.
    pub fn entry(&self) -> *const u8 {
        self.image.memory.entry(self.image.starts[1] as usize)
    }

    /// The mapping, and where in it the enter stub is.
    pub fn enter(&self) -> (&stage0::ExecutableMemory, usize) {
        (&self.image.memory, self.image.enter as usize)
    }

    /// The function's IR.
    pub fn body(&self) -> &Function {
        self.linked.body()
    }

    /// Is it to be entered?
    pub fn is_good(&self) -> bool {
        self.is_good.get()
    }

    /// It is not to be entered any more.
    pub fn forget(&self) {
        self.is_good.set(false);
    }

    /// What an exit is a forced copy of.
    pub fn forced_exit(&self, exit: Exit) -> Option<Exit> {
        let (first, copies) = &self.forced;
        copies.get(exit.index().checked_sub(first.index())?).copied()
    }
}

/// Makes code.
///
/// # Errors
/// Why there is none, in words.
pub fn prepare(
    executor: &MachineExecutor,
    python: &mut Python,
    unit: Unit,
    options: &Options,
) -> Result<Code, String> {
    let mut linked = link(python, unit)?;
    let region = levels::declare_region(&mut linked.unit.module);
    let first = Exit::new(linked.body().exits.len());
    let mut forced = (first, Vec::new());
    let mut counters: Box<[Cell<u64>]> = Box::default();
    let clash = |name| format!("@{name} is a name of the program");
    if options.force_exits != 0 {
        counters = vec![Cell::new(u64::from(options.force_exits)); first.index()].into();
        forced.1 = force::force_exits(&mut linked.unit, region).ok_or(clash(force::NAME))?;
        linked.data.push(counters.as_ptr() as u64);
    }
    let signals = levels::read_signals(&mut linked.unit, region).ok_or(clash(levels::SIGNALS))?;
    linked.data.push(stage1::interrupt::word() as u64);
    let mut counted = None;
    if linked.unit.entry == Entry::Call {
        let code = python.executable(linked.unit.code).ok_or("there is no such code object")?;
        let frame = unit::frame_name(&code.code, code.index);
        counted = Some(
            levels::count(&mut linked.unit, &frame, region, signals).ok_or(clash(levels::NAME))?,
        );
        linked.data.push(python.levels_address() as u64);
    }
    if cfg!(debug_assertions) {
        verify::module(&linked.unit.module)
            .map_err(|wrong| wrong.iter().map(|one| format!("{one}\n")).collect::<String>())?;
    }
    let first_exit = executor.next_exit.get();
    let compiling = compile::Options { first_exit, ..executor.options };
    let func = linked.unit.func;
    let module = &linked.unit.module;
    let decl = &module.functions[func];
    let function =
        executor.back_end.function(module, func, compiling).map_err(|error| error.to_string())?;
    executor.next_exit.set(first_exit + function.exits.len() as u32);
    let entry_body = entry::function(module, func);
    let entry = compile(module, &entry::signature(), &entry_body, executor.options)
        .map_err(|error| error.to_string())?;
    let mut callees = Vec::new();
    let mut targets = Vec::with_capacity(linked.links.len());
    for (link, (other, decl)) in linked.links.iter().zip(module.functions.iter()) {
        targets.push(match link {
            _ if other == func => Target::Own(0),
            Link::Helper(helper) => Target::Address(helper.body as u64),
            Link::Function(code, kinds) => {
                let callee = executor.callee(&decl.name, *code, kinds)?;
                let word = callee.word();
                callees.push(callee);
                Target::Through(word)
            }
            Link::Own => return Err(format!("@{} is a second function", decl.name)),
        });
    }
    let resolve = |_, symbol| match symbol {
        Symbol::Function(func) => targets.get(func.index()).copied(),
        Symbol::Data(data) => linked.data.get(data.index()).copied().map(Target::Address),
        Symbol::ExitHandler => None,
    };
    let image = links::link(executor.options.isa, &[&function, &entry], &resolve)?;
    if !linked.unit.references.is_empty() {
        let references = &linked.unit.references;
        // SAFETY: the executor keeps every unit that was installed for as long as it lives, and
        // the collector does not run without the interpreter, which keeps its tier.
        unsafe { python.heap.add_roots(references.as_ptr(), references.len()) };
    }
    let passed = linked.unit.params.iter().map(|param| param.kind).collect::<Vec<_>>();
    let params_are_requested =
        unit::parse_symbol(&decl.name).is_some_and(|(_, kinds)| kinds == passed);
    Ok(Code {
        function,
        first_exit,
        params_are_requested,
        levels: counted,
        forced,
        entry_frame: entry.incoming_at,
        image,
        is_good: Cell::new(true),
        _kept: (counters, callees),
        linked,
    })
}
