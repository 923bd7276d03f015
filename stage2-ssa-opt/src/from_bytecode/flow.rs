//! The control flow of bytecode: basic blocks, loop headers, and which locals are still needed.
//!
//! Bytecode is flat: `POP_JUMP_IF_FALSE 17` is the only hint that a block begins at 17. A block here
//! is a run of instructions that is entered at its beginning and left at its end, as everywhere.
//! Stage 1's decoder has made the rest easy: jump arguments are indices, only `JUMP_BACKWARD` goes
//! back, and what cannot be reached is gone.
//!
//! **Liveness.** The interpreter keeps every variable until the function returns. A frame state
//! that did so too would keep a value of every variable alive at every check. So an exit names only
//! the variables that some path behind it still reads; for the interpreter the others are unbound,
//! and it never looks. This is the usual backward data-flow problem, per block, over bit sets; an
//! exception may go from any instruction of a protected range to its handler, so what a handler
//! reads is needed throughout the range.
//!
//! ```text
//!   live_in(b) = uses(b) ∪ (∪ live_in(successors of b) − definitions(b)) ∪ live_in(handlers of b)
//! ```
//!
//! Leaves out: the loop nest. A loop is known here by its header alone. Judged by the unit tests.

use stage1::code_object::CodeObject;
use stage1::opcode::{Instruction, Op};

/// No block begins here.
const NOWHERE: u32 = u32::MAX;

/// A basic block of bytecode: the instructions `start..end`.
#[derive(Clone, Debug)]
pub struct BytecodeBlock {
    /// Its first instruction.
    pub start: u32,
    /// The instruction behind its last one.
    pub end: u32,
    /// Where control goes from its end: to the next instruction first, then where it jumps.
    pub successors: Vec<u32>,
    /// Does a `JUMP_BACKWARD` lead here?
    pub is_header: bool,
    /// 0 for an original block; copies for a loop that is entered in the middle have the same number
    /// if they belong together ([`super::entry`]).
    pub level: u32,
    /// The locals that are read before they are written, by some path from here.
    pub live_in: Locals,
}

/// A set of locals.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Locals(Vec<u64>);

impl Locals {
    fn new(count: usize) -> Locals {
        Locals(vec![0; count.div_ceil(64)])
    }

    /// Is it in the set?
    pub fn contains(&self, local: u32) -> bool {
        self.0[local as usize / 64] & (1 << (local % 64)) != 0
    }

    fn insert(&mut self, local: u32) -> bool {
        let new = !self.contains(local);
        self.0[local as usize / 64] |= 1 << (local % 64);
        new
    }

    fn remove(&mut self, local: u32) -> bool {
        let was = self.contains(local);
        self.0[local as usize / 64] &= !(1 << (local % 64));
        was
    }

    /// Puts in what is not there, and takes out what is.
    pub fn toggle(&mut self, locals: &[u32]) {
        for &local in locals {
            self.0[local as usize / 64] ^= 1 << (local % 64);
        }
    }

    fn union(&mut self, other: &Locals) -> bool {
        let mut changed = false;
        for (word, &more) in self.0.iter_mut().zip(&other.0) {
            changed |= more & !*word != 0;
            *word |= more;
        }
        changed
    }
}

/// The blocks of a code object, in the order of their instructions.
#[derive(Clone, Debug)]
pub struct Flow {
    /// The blocks.
    pub blocks: Vec<BytecodeBlock>,
    block_at: Vec<u32>,
}

/// Finds the blocks.
pub fn flow(code: &CodeObject) -> Flow {
    let instructions = &code.instructions;
    let mut leader = vec![false; instructions.len() + 1];
    let mut header = vec![false; instructions.len() + 1];
    leader[0] = true;
    for (index, instruction) in instructions.iter().enumerate() {
        if instruction.op.is_jump() {
            leader[instruction.arg as usize] = true;
            leader[index + 1] = true;
            header[instruction.arg as usize] |= instruction.op == Op::JumpBackward;
        }
        leader[index + 1] |= instruction.op.ends_block();
    }
    for range in &code.exception_table {
        for border in [range.start, range.end, range.target] {
            leader[border as usize] = true;
        }
    }
    let mut blocks: Vec<BytecodeBlock> = Vec::new();
    let mut block_at = vec![NOWHERE; instructions.len()];
    for start in (0..instructions.len()).filter(|&at| leader[at]) {
        let end = (start + 1..instructions.len()).find(|&at| leader[at]);
        let end = end.unwrap_or(instructions.len());
        block_at[start] = blocks.len() as u32;
        blocks.push(BytecodeBlock {
            start: start as u32,
            end: end as u32,
            successors: successors(instructions, end - 1),
            is_header: header[start],
            level: 0,
            live_in: Locals::new(code.locals.len()),
        });
    }
    let mut flow = Flow { blocks, block_at };
    for block in 0..flow.blocks.len() {
        let numbers = flow.blocks[block].successors.iter().map(|&at| flow.block_at[at as usize]);
        flow.blocks[block].successors = numbers.collect();
    }
    liveness(&mut flow, code);
    flow
}

/// The instructions to which control goes from the one at `last`.
fn successors(instructions: &[Instruction], last: usize) -> Vec<u32> {
    let Instruction { op, arg } = instructions[last];
    let mut successors = Vec::new();
    if !op.ends_block() {
        successors.push(last as u32 + 1);
    }
    if op.is_jump() {
        successors.push(arg);
    }
    successors
}

impl Flow {
    /// The block that begins at an instruction.
    pub fn block_at(&self, instruction: u32) -> Option<usize> {
        let block = *self.block_at.get(instruction as usize)?;
        (block != NOWHERE).then_some(block as usize)
    }

    /// The block to which control goes from the end of another, by the instruction at which it
    /// begins.
    pub fn target(&self, from: usize, instruction: u32) -> Option<usize> {
        let successors = self.blocks[from].successors.iter();
        let mut targets = successors.map(|&block| block as usize);
        targets.find(|&block| self.blocks[block].start == instruction)
    }

    /// Blocks of no code object, for who wants to see what becomes of their graph.
    #[doc(hidden)]
    pub fn of_blocks(blocks: Vec<BytecodeBlock>) -> Flow {
        Flow { block_at: Vec::new(), blocks }
    }

    /// The blocks that can be reached from one of them, in reverse postorder.
    pub fn reverse_postorder(&self, from: usize) -> Vec<usize> {
        let mut seen = vec![false; self.blocks.len()];
        let mut postorder = Vec::new();
        let mut stack = vec![(from, 0)];
        seen[from] = true;
        while let Some((block, next)) = stack.pop() {
            // The jump first, so that the way that does not jump comes first in the reverse.
            let successors = &self.blocks[block].successors;
            match successors.len().checked_sub(next + 1).map(|index| successors[index] as usize) {
                Some(successor) => {
                    stack.push((block, next + 1));
                    if !std::mem::replace(&mut seen[successor], true) {
                        stack.push((successor, 0));
                    }
                }
                None => postorder.push(block),
            }
        }
        postorder.reverse();
        postorder
    }

    /// For each instruction of a block, the one local that is live on one side of it and not on the
    /// other, if there is one: so the sets are followed forward without being stored.
    pub fn changes(&self, code: &CodeObject, block: usize) -> Vec<Vec<u32>> {
        let BytecodeBlock { start, end, .. } = self.blocks[block];
        let mut live = self.live_out(code, block);
        let kept = self.kept(code, block);
        let mut changes: Vec<Vec<u32>> = (start..end)
            .rev()
            .map(|at| step_back(code.instructions[at as usize], &kept, &mut live))
            .collect();
        changes.reverse();
        changes
    }

    /// The locals that are live at the end of a block, and what its handlers need.
    fn live_out(&self, code: &CodeObject, block: usize) -> Locals {
        let mut live = self.kept(code, block);
        for &successor in &self.blocks[block].successors {
            live.union(&self.blocks[successor as usize].live_in);
        }
        live
    }

    /// The locals that a handler of a block needs, wherever in the block the exception is raised.
    fn kept(&self, code: &CodeObject, block: usize) -> Locals {
        let mut kept = Locals::new(code.locals.len());
        for target in handlers(code, self.blocks[block].start) {
            if let Some(handler) = self.block_at(target) {
                kept.union(&self.blocks[handler].live_in);
            }
        }
        kept
    }
}

/// Does the iterator that a `GET_ITER` makes go to a loop, and nowhere else? Before the loop of a
/// comprehension there may be instructions that put the result below it.
pub fn feeds_loop(code: &CodeObject, get_iter: u32) -> bool {
    let following = code.instructions.iter().skip(get_iter as usize + 1);
    let mut following = following.skip_while(|one| match one.op {
        Op::LoadFastAndClear | Op::Swap => true,
        Op::BuildList | Op::BuildSet | Op::BuildMap => one.arg == 0,
        _ => false,
    });
    following.next().is_some_and(|one| one.op == Op::ForIter)
}

/// The `GET_ITER` that made the iterator at a place of the stack, for the loop around an instruction:
/// the last one before it at that depth whose loop is still running.
pub fn iterator_source(code: &CodeObject, inside: u32, place: u32) -> Option<u32> {
    (0..inside).rev().find(|&at| {
        let next = code.instructions.get(at as usize + 1);
        code.instructions[at as usize].op == Op::GetIter
            && code.stack_depths[at as usize] == place + 1
            && next.is_some_and(|next| next.op == Op::ForIter && next.arg > inside)
    })
}

/// The handlers of the ranges that an instruction is in.
fn handlers(code: &CodeObject, at: u32) -> impl Iterator<Item = u32> {
    let table = code.exception_table.iter();
    table.filter(move |range| range.start <= at && at < range.end).map(|range| range.target)
}

/// From the locals that are live behind an instruction to those before it; what has changed.
fn step_back(Instruction { op, arg }: Instruction, kept: &Locals, live: &mut Locals) -> Vec<u32> {
    // `CopyFreeVars` finds its cells where they belong: they are passed as parameters.
    let changed = match op {
        Op::StoreFast => !kept.contains(arg) && live.remove(arg),
        Op::LoadFast
        | Op::LoadFastAndClear
        | Op::DeleteFast
        | Op::MakeCell
        | Op::LoadClosure
        | Op::LoadDeref
        | Op::StoreDeref
        | Op::DeleteDeref => live.insert(arg),
        _ => false,
    };
    if changed { vec![arg] } else { Vec::new() }
}

fn liveness(flow: &mut Flow, code: &CodeObject) {
    // Who must be looked at again when a block's set has grown.
    let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); flow.blocks.len()];
    for (block, data) in flow.blocks.iter().enumerate() {
        for &successor in &data.successors {
            dependents[successor as usize].push(block);
        }
        for target in handlers(code, data.start) {
            if let Some(handler) = flow.block_at(target) {
                dependents[handler].push(block);
            }
        }
    }
    let mut waiting = vec![true; flow.blocks.len()];
    let mut worklist: Vec<usize> = (0..flow.blocks.len()).collect();
    while let Some(block) = worklist.pop() {
        waiting[block] = false;
        let BytecodeBlock { start, end, .. } = flow.blocks[block];
        let mut live = flow.live_out(code, block);
        let kept = flow.kept(code, block);
        for at in (start..end).rev() {
            step_back(code.instructions[at as usize], &kept, &mut live);
        }
        if flow.blocks[block].live_in.union(&live) {
            for &dependent in &dependents[block] {
                if !std::mem::replace(&mut waiting[dependent], true) {
                    worklist.push(dependent);
                }
            }
        }
    }
}
