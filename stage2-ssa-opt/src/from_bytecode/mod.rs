//! Bytecode → IR: a code object and what it has seen become a function for just that.
//!
//! ```text
//!   def f(n):                       block0(v0: i64):
//!       return n + 1                  v1: i64 = iadd.checked v0, 1, exit0
//!                                     v2: i64 = iconst 3            ; the tag of an int
//!   feedback: n + 1 is int int → int  return v2, v1
//! ```
//!
//! The idea is Hölzle and Ungar's ("Optimizing dynamically-dispatched calls with run-time type
//! feedback", 1994): the interpreter has noted beside each instruction which types came by; where
//! it was one, code for that one is made, with a guard before it; should something else come, the
//! guard leaves for the interpreter, which goes on at that very bytecode. Where several came, a
//! helper does what the interpreter would. An instruction that never ran leaves at once: code that
//! is not needed is not compiled, and knowing that an `else` is never taken makes the rest better.
//!
//! **In two rounds.** Which kind a variable has at a place ([`kinds`]) depends on what the
//! instructions before it give, and that on the kinds of their operands: a forward data-flow problem,
//! solved by abstract interpretation to a fixpoint (P. and R. Cousot, 1977). The abstract
//! interpreter is the translator itself: the first round translates blocks, throwing the code away
//! and keeping the kinds at their ends, until nothing changes; the second translates each block
//! once more and keeps the code. So what is assumed at the beginning of a block and what is done at
//! the ends of others cannot disagree, and no instruction is described twice.
//!
//! **Variables** are stack slots, a local one for every kind it ever has, and so are operands that
//! are on the stack where a block ends; within a block operands are values, and instructions that
//! only move operands cost nothing. `mem2reg` makes SSA form of it.
//!
//! Leaves out: generators (refused by stage 1 already), what is only reached by an exception (the
//! interpreter has taken over by then). Judged by `tests/from_bytecode.rs`, the verifier, and by every
//! Python program that is run through it.

pub mod entry;
pub mod flow;
pub mod kinds;

mod arithmetic;
mod calls;
mod compare;
mod computes;
mod edges;
mod frame_state;
mod generic;
mod globals;
mod instructions;
mod iteration;
mod lists;
mod methods;
mod operands;
mod translator;

use std::fmt;

use stage1::code_object::{CodeObject, LocalKind, Position};
use stage1::interpreter::{CodeRef, Globals};

use crate::runtime::{Entry, Request, Unit};
use flow::Flow;
use kinds::Kind;
use translator::Translator;

/// Why a function stays in the interpreter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The instruction.
    pub instruction: u32,
    /// Where it comes from.
    pub position: Position,
    /// The reason in words.
    pub reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "line {}: {}", self.position.line, self.reason)
    }
}

impl std::error::Error for Refusal {}

/// A translation may go wrong in one way only.
type Result<T = ()> = std::result::Result<T, Refusal>;

/// What is known at the beginning of a block.
#[derive(Clone, PartialEq, Eq, Debug)]
struct State {
    locals: Vec<Kind>,
    stack: Vec<Kind>,
}

/// Frames with more operands than this are not compiled: a frame state names them all.
const MAXIMUM_STACK: u32 = 128;

/// Translates a function, or a loop of it, with the feedback that it has now. The global variables
/// are those that it will run with.
///
/// # Errors
/// What cannot be translated is named, and stays in the interpreter.
pub fn translate(code: CodeRef, globals: &Globals, request: &Request) -> Result<Unit> {
    accept(&code.code, request)?;
    let mut flow = flow::flow(&code.code);
    let start = match request.entry {
        Entry::Call => 0,
        Entry::Loop { header } => header,
    };
    let Some(mut first) = flow.block_at(start) else {
        return Err(refusal(&code.code, start, "no loop begins here"));
    };
    if let Entry::Loop { .. } = request.entry {
        (flow, first) = entry::entered_at(flow, first);
    }
    let states = states(code, globals, request, &flow, first)?;
    let mut translator = Translator::new(code, globals, request, &flow, states);
    translator.enter(first)?;
    for block in flow.reverse_postorder(first) {
        if translator.is_reached(block) {
            translator.block(block)?;
        }
    }
    let mut unit = translator.finish()?;
    unit.module.functions[unit.func].effects = computes::effects(code, globals, request);
    Ok(unit)
}

/// The first round: the kinds at the beginning of every block that is reached.
fn states(
    code: CodeRef,
    globals: &Globals,
    request: &Request,
    flow: &Flow,
    first: usize,
) -> Result<Vec<Option<State>>> {
    let order = flow.reverse_postorder(first);
    let mut rank = vec![usize::MAX; flow.blocks.len()];
    order.iter().enumerate().for_each(|(at, &block)| rank[block] = at);
    let nothing = vec![None; flow.blocks.len()];
    let mut translator = Translator::new(code, globals, request, flow, nothing);
    translator.decide();
    translator.enter(first)?;
    // By rank, so that a block comes after those before it, and inner loops settle first.
    let mut waiting = std::collections::BTreeSet::new();
    loop {
        waiting.extend(translator.take_changed().into_iter().map(|block| rank[block]));
        let Some(next) = waiting.pop_first() else { return Ok(translator.into_states()) };
        translator.block(order[next])?;
    }
}

fn refusal(code: &CodeObject, instruction: u32, reason: impl Into<String>) -> Refusal {
    let position = code.positions.get(instruction as usize).copied().unwrap_or_default();
    Refusal { instruction, position, reason: reason.into() }
}

/// Looks for what makes all of a code object impossible.
fn accept(code: &CodeObject, request: &Request) -> Result {
    if let Some(first) = code.refusals.first() {
        return Err(Refusal {
            instruction: 0,
            position: first.position,
            reason: first.what.clone(),
        });
    }
    if code.stack_size > MAXIMUM_STACK {
        return Err(refusal(code, 0, "an expression with too many operands is not compiled"));
    }
    if request.entry != Entry::Call {
        return Ok(());
    }
    let is_passed = |index: u32| request.params.iter().any(|param| param.index == index);
    let mut locals = (0..).zip(&code.locals);
    if locals.any(|(index, local)| local.kind == LocalKind::Free && !is_passed(index)) {
        return Err(refusal(code, 0, "a closure is called without its cells"));
    }
    if code.has_varargs() || code.has_varkeywords() || code.keyword_only_count != 0 {
        return Err(refusal(
            code,
            0,
            "calls with `*`, `**` or keyword-only parameters are not compiled",
        ));
    }
    Ok(())
}
