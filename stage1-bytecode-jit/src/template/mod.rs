//! The template JIT: functions of integers become machine code.
//!
//! ```text
//! code object ─► kinds ─► translate ─► peephole ─► place ─► x64 │ a64 ─► executable memory ─► call
//!               what is   pseudo-      fewer of    locals   bytes
//!               in it     assembly     it          to registers
//! ```
//!
//! [`Unit::new`] takes a function and everything that it calls, directly and through others, or
//! says which of them it does not cover and why. [`Unit::assemble`] makes bytes for either
//! instruction set on any machine; [`CompiledUnit`] is such bytes in executable memory, to be called.
//!
//! # Why a bail may start again from the beginning
//!
//! Compiled code can meet what it has no template for: a sum that needs more than 64 bits, a
//! division by zero, a recursion that goes too deep. It then *bails*: the whole call is abandoned,
//! the stack pointer goes back to where it was at the entry, and the interpreter runs the call again
//! with the same arguments. Anything the compiled code had done until then is done twice, and
//! that is right because it did nothing: the accepted functions are pure. They read their
//! arguments and their own variables, and write only those; they cannot print, store to a global
//! or to an object, or see the time. The names of the functions they call are looked up once, at
//! compile time; that is right as long as the names mean the same, so the caller compares
//! [`Unit::dependencies`] before each call from outside (inside, nothing can rebind a name).
//! What a second run costs is time, so a function that keeps bailing should not be tried again:
//! its caller counts, and gives up after a few. (A function that bails at the bottom of a deep
//! recursion would otherwise be tried, and fail, once on each level of it.) The later stage that
//! continues in the interpreter *where the compiled code left* needs a map from registers to
//! variables for each such place; here the place is always the beginning, and there is no map.
//!
//! # Calls
//!
//! A compiled function takes its arguments in the scratch registers and leaves the result in the
//! first; all variables that live in registers are kept by whoever is called. Two registers belong to
//! the unit: one counts how many calls may still be made in one another, the other holds the
//! stack pointer of the entry, for bails. The one way in from Rust is the trampoline at the
//! beginning of the bytes: it saves what C wants back, fills these registers and calls.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::code_object::CodeObject;
use crate::peephole::{PeepholeStats, optimise};
use crate::pseudo::kinds::{Analysis, Environment, Kind, Refused, analyse};
use crate::pseudo::translate::translate;
use crate::pseudo::{Function, ResultKind};

mod a64;
mod compiled;
mod listing;
mod place;
mod x64;

pub use compiled::{CompiledUnit, Outcome};
pub use listing::{asm_listing, pseudo_listing};
pub use stage0::Isa;

/// The most functions in one unit.
pub const MAX_FUNCTIONS: usize = 32;

/// What a global name means to the program.
#[derive(Clone, Debug)]
pub enum Resolved {
    /// A Python function. Its defaults are not used: calls must pass every argument.
    Function {
        /// Its code.
        code: Arc<CodeObject>,
        /// A number that no other function has.
        identity: u64,
    },
    /// The builtin of this name.
    Builtin(Arc<str>),
    /// Anything else, or nothing.
    Unknown,
}

/// What a compiled unit takes for granted of the world: that this name still means this.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dependency {
    /// The global name.
    pub name: Arc<str>,
    /// The identity of the function that it named; `None` for the builtin of the same name.
    pub identity: Option<u64>,
}

/// A function of a unit, in every form it takes on its way.
#[derive(Clone, Debug)]
pub struct UnitFunction {
    /// The code object it comes from.
    pub code: Arc<CodeObject>,
    /// The identity it was resolved to.
    pub identity: u64,
    /// As the templates made it.
    pub before: Function,
    /// After the peepholes.
    pub after: Function,
    /// What the peepholes did.
    pub stats: PeepholeStats,
}

/// A function and all that it calls, in pseudo-assembly.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The function that was asked for, then the others in the order they were met.
    pub functions: Vec<UnitFunction>,
    /// What must still hold when it is called.
    pub dependencies: Vec<Dependency>,
}

/// Which pseudo-assembly to make machine code of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// As the templates made it.
    Before,
    /// After the peepholes.
    After,
}

/// A unit's machine code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MachineCode {
    /// For which instruction set.
    pub isa: Isa,
    /// The trampoline and the bail stubs, then the functions.
    pub bytes: Vec<u8>,
    /// Where the stub of each [`BailReason`](crate::pseudo::BailReason) is, in their order.
    pub bails: [usize; 4],
    /// Where each function is, in the unit's order.
    pub functions: Vec<FunctionCode>,
}

/// A function in a [`MachineCode`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FunctionCode {
    /// The offset of its first byte.
    pub start: usize,
    /// The offset behind its last byte.
    pub end: usize,
    /// How much of the native stack one call takes, in bytes.
    pub frame_bytes: usize,
    /// Where the code of each pseudo-instruction begins, ascending, and its bytecode instruction;
    /// what stands before the first is the prologue.
    pub map: Vec<(usize, u32)>,
}

/// Why there is no compiled unit.
#[derive(Debug)]
pub enum CompileError {
    /// A function is not covered.
    Refused(Refused),
    /// The machine code is too long for its jumps.
    TooLong,
    /// There are no templates for this machine.
    UnknownMachine,
    /// The operating system gave no executable memory.
    Memory(std::io::Error),
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CompileError::Refused(refused) => refused.fmt(f),
            CompileError::TooLong => f.write_str("the machine code is too long for its jumps"),
            CompileError::UnknownMachine => f.write_str("no templates for this machine"),
            CompileError::Memory(error) => write!(f, "no executable memory: {error}"),
        }
    }
}

impl std::error::Error for CompileError {}

impl From<Refused> for CompileError {
    fn from(refused: Refused) -> CompileError {
        CompileError::Refused(refused)
    }
}

impl Unit {
    /// Takes a function and everything it calls to pseudo-assembly. `resolve` says what a global
    /// name means now.
    ///
    /// # Errors
    /// When one of the functions does something that is not covered; the error names it, and who
    /// calls it.
    pub fn new(
        root: &Arc<CodeObject>,
        identity: u64,
        resolve: &dyn Fn(&str) -> Resolved,
    ) -> Result<Unit, Refused> {
        let mut discovery =
            Discovery { found: Vec::new(), globals: HashMap::new(), resolve, current: 0 };
        discovery.add(root.clone(), identity, None);
        let analyses = discovery.analyse_all()?;
        let callees: Vec<String> =
            discovery.found.iter().map(|found| found.code.name.to_string()).collect();
        let mut functions = Vec::new();
        for (index, (found, analysis)) in discovery.found.iter().zip(&analyses).enumerate() {
            let before = translate(&found.code, analysis, callees.clone())
                .map_err(|refused| discovery.with_callers(index, refused))?;
            let mut after = before.clone();
            let stats = optimise(&mut after);
            let (code, identity) = (found.code.clone(), found.identity);
            functions.push(UnitFunction { code, identity, before, after, stats });
        }
        let mut dependencies: Vec<Dependency> = discovery
            .globals
            .iter()
            .map(|(name, kind)| {
                let identity = match kind {
                    Kind::Function(index) => Some(discovery.found[*index as usize].identity),
                    _ => None,
                };
                Dependency { name: name.clone(), identity }
            })
            .collect();
        dependencies.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Unit { functions, dependencies })
    }

    /// Makes machine code.
    ///
    /// # Errors
    /// [`CompileError::TooLong`] if a jump does not reach its target.
    pub fn assemble(&self, isa: Isa, form: Form) -> Result<MachineCode, CompileError> {
        let functions: Vec<&Function> = self
            .functions
            .iter()
            .map(|function| match form {
                Form::Before => &function.before,
                Form::After => &function.after,
            })
            .collect();
        match isa {
            Isa::X64 => x64::assemble(&functions),
            Isa::A64 => a64::assemble(&functions),
        }
    }
}

/// The functions of a unit while they are being found.
struct Discovery<'a> {
    found: Vec<Found>,
    /// What each name meant when it was first asked for.
    globals: HashMap<Arc<str>, Kind>,
    resolve: &'a dyn Fn(&str) -> Resolved,
    /// The function being analysed.
    current: usize,
}

struct Found {
    code: Arc<CodeObject>,
    identity: u64,
    result: Option<ResultKind>,
    caller: Option<usize>,
}

impl Discovery<'_> {
    fn add(&mut self, code: Arc<CodeObject>, identity: u64, caller: Option<usize>) -> usize {
        if let Some(index) = self.found.iter().position(|found| found.identity == identity) {
            return index;
        }
        self.found.push(Found { code, identity, result: None, caller });
        self.found.len() - 1
    }

    /// Analyses every function again and again, until none was added and no result became known.
    fn analyse_all(&mut self) -> Result<Vec<Analysis>, Refused> {
        loop {
            let mut analyses = Vec::new();
            let known: Vec<_> = self.found.iter().map(|found| found.result).collect();
            while analyses.len() < self.found.len() {
                self.current = analyses.len();
                let code = self.found[self.current].code.clone();
                let analysis = analyse(&code, self)
                    .map_err(|refused| self.with_callers(self.current, refused))?;
                self.found[self.current].result = analysis.result;
                analyses.push(analysis);
            }
            if self.found.iter().map(|found| found.result).eq(known) {
                return Ok(analyses);
            }
        }
    }

    /// Adds to an error who calls the function it is about.
    fn with_callers(&self, function: usize, mut refused: Refused) -> Refused {
        let mut at = function;
        while let Some(caller) = self.found[at].caller {
            refused.callers.push(self.found[caller].code.name.clone());
            at = caller;
        }
        refused
    }
}

impl Environment for Discovery<'_> {
    fn global(&mut self, name: &Arc<str>) -> Result<Kind, String> {
        if let Some(kind) = self.globals.get(name) {
            return Ok(*kind);
        }
        let kind = match (self.resolve)(name) {
            Resolved::Function { code, identity } => {
                if self.found.len() == MAX_FUNCTIONS {
                    return Err(format!("calls more than {MAX_FUNCTIONS} functions"));
                }
                Kind::Function(self.add(code, identity, Some(self.current)) as u32)
            }
            Resolved::Builtin(builtin) if &*builtin == "range" && builtin == *name => {
                Kind::RangeBuiltin
            }
            Resolved::Builtin(builtin) => return Err(format!("uses the builtin `{builtin}`")),
            Resolved::Unknown => {
                return Err(format!("uses the global `{name}`, which is no plain function"));
            }
        };
        self.globals.insert(name.clone(), kind);
        Ok(kind)
    }

    fn parameters(&self, function: u32) -> u32 {
        self.found[function as usize].code.argument_count
    }

    fn result(&self, function: u32) -> Option<ResultKind> {
        self.found[function as usize].result
    }
}
