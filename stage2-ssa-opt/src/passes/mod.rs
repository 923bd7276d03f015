//! The passes: each changes a function into another that does the same, faster.
//!
//! ```text
//!           ┌──────────────── Context: declarations, counts, permission ────────────────┐
//! Function ─┴► mem2reg ─► simplify ─► sccp ─► … one file each, the textbook's name … ─► Function
//! ```
//!
//! *The same* is meant strictly: for all arguments the same results, the same memory afterwards and the
//! same effects in the same order, and whoever left by an exit leaves by an exit of the same kind with
//! frames that say the same. Two liberties are allowed, and are in [`crate::opcode`] already: a NaN
//! may have another payload, and memory that nobody can reach may differ.
//!
//! A third belongs to the loop passes: a check that left its loop leaves by the loop's *anchor*, with
//! the state in which the loop was entered ([`crate::ir::exit`]), and possibly where the function
//! would not have left. The interpreter of bytecode goes on from there, and comes to the same end.
//!
//! A pass is a function from a [`Function`] and a [`Context`] to whether it [`Changed`] anything. It
//! takes a function that the verifier accepts and leaves one. It computes the analyses that it
//! needs, those of the control flow through the context, and asks before every single change ([`Context::rewrite`]): that is how its work is
//! counted, and how a wrong rewrite is found by bisection.
//!
//! In which order they run, and why, says [`crate::pipeline`].

use std::ops::{BitOr, BitOrAssign};
use std::rc::Rc;

use crate::analysis::control_flow::{ControlFlow, control_flow};
use crate::analysis::memory_versions::{Memory, memory};
use crate::entity::{FuncRef, SecondaryMap};
use crate::ir::{Function, FunctionDecl, Module};

pub mod dce;
pub mod drop_anchors;
pub mod gvn;
pub mod inline;
pub mod licm;
pub mod loop_peel;
pub mod loop_rotate;
pub mod mem2reg;
pub mod mem_forward;
pub mod ranges;
mod region_copy;
pub mod sccp;
pub mod simplify;
pub mod simplify_cfg;
pub mod strength;
pub mod strip_mine;
pub mod tail_duplicate;

/// The one public function of a pass.
pub type Run = fn(&mut Function, &mut Context) -> Changed;

/// Did a pass change the function?
#[must_use]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Changed {
    /// It is as it was.
    #[default]
    No,
    /// Something is different.
    Yes,
}

impl From<bool> for Changed {
    fn from(changed: bool) -> Changed {
        if changed { Changed::Yes } else { Changed::No }
    }
}

impl BitOr for Changed {
    type Output = Changed;

    fn bitor(self, other: Changed) -> Changed {
        Changed::from(self == Changed::Yes || other == Changed::Yes)
    }
}

impl BitOrAssign for Changed {
    fn bitor_assign(&mut self, other: Changed) {
        *self = *self | other;
    }
}

/// What a pass may look at besides the function, and the count of what it did.
pub struct Context<'m> {
    /// The module. The body of the function in work is taken out of it.
    pub module: &'m Module,
    /// The function in work.
    pub func: FuncRef,
    /// How many direct calls of each function the module has; empty if nobody has counted.
    pub call_counts: &'m SecondaryMap<FuncRef, u32>,
    counts: Vec<(&'static str, u64)>,
    /// How many more rewrites are allowed.
    left: u64,
    known: Known,
}

/// What earlier questions were answered.
#[derive(Clone, Default)]
pub struct Known {
    /// As long as no edge has changed.
    pub control_flow: Option<Rc<ControlFlow>>,
    /// As long as nothing has changed.
    pub memory: Option<Rc<Memory>>,
}

impl<'m> Context<'m> {
    /// A context that allows so many rewrites; `u64::MAX` is no limit.
    pub fn new(module: &'m Module, func: FuncRef, allowed: u64) -> Context<'m> {
        const NOT_COUNTED: &SecondaryMap<FuncRef, u32> = &SecondaryMap::with_default(0);
        let (counts, left, known) = (Vec::new(), allowed, Known::default());
        Context { module, func, call_counts: NOT_COUNTED, counts, left, known }
    }

    /// The graph, dominators and loops of the function in work, as it is now.
    pub fn control_flow(&mut self, function: &Function) -> Rc<ControlFlow> {
        self.known.control_flow.get_or_insert_with(|| Rc::new(control_flow(function))).clone()
    }

    /// The addresses and versions of memory of the function in work, as they are now. Who asks again
    /// within a pass says before what has changed ([`Context::memory_changed`]); the driver forgets them
    /// after every pass that changes anything.
    pub fn memory(&mut self, function: &Function) -> Rc<Memory> {
        let flow = self.control_flow(function);
        let module = self.module;
        self.known.memory.get_or_insert_with(|| Rc::new(memory(module, function, &flow))).clone()
    }

    /// Says that accesses to memory were changed.
    pub fn memory_changed(&mut self) {
        self.known.memory = None;
    }

    /// Says that edges of the function were changed, so that the next who asks for its control flow
    /// is told the truth. Who asks again within a pass must say so before; the driver does after
    /// passes of which the table says that they may change it.
    pub fn control_flow_changed(&mut self) {
        self.known.control_flow = None;
    }

    /// Takes over what another context knows of the function.
    pub fn with_known(mut self, known: Known) -> Context<'m> {
        self.known = known;
        self
    }

    /// Gives away what is known of the function.
    pub fn into_known(self) -> Known {
        self.known
    }

    /// The name, signature and effects of the function in work.
    pub fn decl(&self) -> &'m FunctionDecl {
        &self.module.functions[self.func]
    }

    // ANCHOR: context
    /// Asks for permission to make one change, which is counted under `what` ("loads forwarded").
    /// A change is what leaves the function right by itself: whoever is refused leaves it out, and
    /// whatever of it was prepared.
    #[must_use]
    pub fn rewrite(&mut self, what: &'static str) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        self.count(what, 1);
        true
    }
    // ANCHOR_END: context

    /// Counts what came of permitted changes and needs no permission of its own.
    pub fn count(&mut self, what: &'static str, number: u64) {
        let same = |name: &str| std::ptr::eq(name, what) || name == what;
        match self.counts.iter_mut().find(|(name, _)| same(name)) {
            Some((_, count)) => *count += number,
            None if number != 0 => self.counts.push((what, number)),
            None => {}
        }
    }

    /// What was done and how often, in the order in which it was first done.
    pub fn counts(&self) -> &[(&'static str, u64)] {
        &self.counts
    }

    /// The same, for whoever wants to keep it.
    pub fn take_counts(&mut self) -> Vec<(&'static str, u64)> {
        std::mem::take(&mut self.counts)
    }

    /// How many more rewrites are allowed.
    pub fn left(&self) -> u64 {
        self.left
    }
}
