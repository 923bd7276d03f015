//! The engine: Python whose hot functions and loops run as machine code.
//!
//! ```text
//!   interpreter ──hot──► translate, optimise (stage 2) ──► count levels, compile, link ──► enter
//!        ▲                                                                                   │
//!        └──── frames, rebuilt ◄──── exit map, saved registers ◄──── exit stub ◄─────────────┘
//! ```
//!
//! When something is translated and thrown away is decided by stage 2's [`UnitTier`]. Here is how
//! a unit runs: [`prepare`] makes code of it, [`links`] joins it with the code of others,
//! [`activation`] enters it and takes over when it leaves. [`levels`] lets code count its calls, so
//! that the recursion limit is met at the same call as in the interpreter; [`force`] is the stress of
//! the tests.
//!
//! **Calls** between compiled functions are machine calls through one word of memory, which says
//! where the callee's code is now. A callee without code has a stub there that asks the tier.
//!
//! **Memory.** Each unit is one mapping, written once and then executable, never both. Code that
//! is thrown away stays mapped: something may still return into it, and the number of times that a
//! function is compiled is limited. What the collector needs it finds on the native stack, where
//! exit handlers save all registers.
//!
//! Left out: code for more than one thread. Judged by `tests/python_corpus.rs`.

pub mod activation;
pub mod force;
pub mod levels;
pub mod links;
pub mod prepare;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;
use stage0::Isa;
use stage1::interpreter::Interpreter as Python;
use stage2::runtime::{Entry, Unit, unit};
use stage2::tier::{Compiled, Executor, Options, Ran, Translate, UnitTier};

use crate::compile;
use crate::link::perf_map;
use links::Callee;
use prepare::Code;

/// The tier that runs machine code.
pub type MachineTier = UnitTier<MachineExecutor>;

/// Executes units as machine code.
pub struct MachineExecutor {
    options: compile::Options,
    /// What compiles units. The code around them is always of this crate.
    back_end: Box<dyn compile::BackEnd>,
    /// The number of the next exit.
    next_exit: Cell<u32>,
    /// The units, by the numbers of their first exits.
    installed: RefCell<Vec<(u32, Rc<Compiled<Code>>)>>,
    /// Functions that compiled code calls, by name.
    callees: RefCell<FxHashMap<String, Rc<Callee>>>,
}

/// A tier that knows nothing yet. `None` when there is no code for this kind of machine.
pub fn tier(
    options: Options,
    translate: Box<Translate>,
    algorithm: crate::allocate::Algorithm,
) -> Option<MachineTier> {
    tier_with(options, translate, algorithm, Box::new(compile::Own))
}

/// The same with units compiled by another back end.
pub fn tier_with(
    options: Options,
    translate: Box<Translate>,
    algorithm: crate::allocate::Algorithm,
    back_end: Box<dyn compile::BackEnd>,
) -> Option<MachineTier> {
    let compiling = compile::Options { algorithm, ..compile::Options::new(Isa::host()?) };
    let executor = MachineExecutor {
        options: compiling,
        back_end,
        next_exit: Cell::new(0),
        installed: RefCell::default(),
        callees: RefCell::default(),
    };
    Some(UnitTier::with_executor(options, translate, executor))
}

/// Where all code is that was ever made, for profilers.
pub fn perf_map(tier: &MachineTier, python: &Python) -> String {
    let mut text = String::new();
    for unit in tier.all_units() {
        let code = &unit.code;
        let Unit { code: number, entry, module, func, .. } = &code.linked.unit;
        let Some(object) = python.executable(*number) else { continue };
        let kinds = unit::parse_symbol(&module.functions[*func].name).is_some();
        let kinds = module.functions[*func].name.split_once(':').filter(|_| kinds);
        let place = match entry {
            Entry::Call => kinds.map_or(String::new(), |(_, kinds)| format!("({kinds})")),
            Entry::Loop { header } => format!(" loop at {header}"),
        };
        let name = &object.code.qualified_name;
        let name = format!("{name}{place}, line {}", object.code.first_line);
        perf_map::line(&mut text, code.address(), code.function.code_end as usize, &name);
    }
    text
}

impl MachineExecutor {
    /// The unit that leaves with this number.
    fn unit_of_exit(&self, number: u32) -> Option<Rc<Compiled<Code>>> {
        let installed = self.installed.borrow();
        let after = installed.partition_point(|(first, _)| *first <= number);
        let (_, unit) = installed.get(after.checked_sub(1)?)?;
        Some(unit.clone())
    }
}

impl Executor for MachineExecutor {
    type Code = Code;

    fn prepare(
        &self,
        python: &mut Python,
        unit: Unit,
        options: &Options,
    ) -> std::result::Result<Code, String> {
        prepare::prepare(self, python, unit, options)
    }

    fn unit(code: &Code) -> &Unit {
        &code.linked.unit
    }

    fn code_bytes(code: &Code) -> usize {
        code.function.code.len()
    }

    fn run(
        tier: &MachineTier,
        python: &mut Python,
        unit: &Rc<Compiled<Code>>,
        words: &[u64],
    ) -> Ran {
        activation::run(tier, python, unit, words)
    }

    fn install(&self, unit: &Rc<Compiled<Code>>) {
        self.installed.borrow_mut().push((unit.code.first_exit, unit.clone()));
        if let Some(callee) = self.callee_of(&unit.code) {
            callee.set_target(unit.code.address());
        }
    }

    fn forget(&self, unit: &Rc<Compiled<Code>>) {
        unit.code.forget();
        if let Some(callee) = self.callee_of(&unit.code)
            && callee.target() == unit.code.address()
        {
            callee.ask_again();
        }
    }
}
