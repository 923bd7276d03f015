//! Shrink wrapping: the frame is made where it is needed, not at the entry.
//!
//! ```text
//!   block0:  cmp  rdi, 2                 fib(n): half of all calls have n < 2, need no
//!            jl   block1                 register saved and no frame, and so make none
//!   block2:  push rbx                    ◄── the prologue
//!            mov  rbx, rdi
//!            …    call fib …
//!            pop  rbx
//!            ret
//!   block1:  mov  rax, rdi
//!            ret
//! ```
//!
//! A block *needs* the frame if it writes a register that must be saved, touches the stack or calls. All
//! that can be reached from such a block has the frame too, so no edge ever leads from a block with a
//! frame to one without, and the prologue belongs on the edges that lead the other way. It is to stand
//! once, at the beginning of a block all of whose ways in come without a frame. As long as that is not
//! so, the blocks before the ones that are entered get the frame as well, up to the entry if need be,
//! which is where it goes after [`MOST_ROUNDS`], too.
//! Since everything behind the prologue is behind it, it is in no loop.
//!
//! An exit in a block without a frame is no reason to make one: its stub runs the prologue first, so that the
//! exit handler finds what it always finds.
//!
//! F. Chow, "Minimizing register usage penalty at procedure calls", 1988, has the idea, and places saves
//! register by register by data flow. This is the form for the whole frame at once, as LLVM has it.
//!
//! Requires: an allocation. Leaves out: functions with stack slots, which are cleared at the entry; a
//! frame that is taken down before the return. Judged by running, and by [`check`](Frames::check) in debug builds.

use crate::allocate::{Allocation, MoveSource, Output};
use crate::layout::Threads;
use crate::lir::{LBlock, LFunction, Lowered, PRegSet, Remat};

/// The framed part is widened so often. Each time costs a walk over the function.
const MOST_ROUNDS: usize = 8;

/// Which blocks have the frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frames {
    has_frame: Vec<bool>,
    prologue: LBlock,
}

/// What shrink wrapping has to know of an instruction's operation.
pub trait Wrapped: Copy {
    /// Does it call, or touch the stack otherwise than by its operands?
    fn uses_stack(self) -> bool;
    /// Does it return to the caller?
    fn returns(self) -> bool;
}

/// Finds where the frame is needed.
pub fn shrink_wrap<Op: Wrapped>(
    lowered: &Lowered<Op>,
    output: &Output,
    threads: &Threads,
    callee_saved: PRegSet,
) -> Frames {
    let function = &lowered.function;
    let mut has_frame = vec![false; function.blocks.len()];
    let Some(mut worklist) = needing(lowered, output, threads, callee_saved) else {
        return Frames::everywhere(function);
    };
    for _ in 0..MOST_ROUNDS {
        while let Some(block) = worklist.pop() {
            if !std::mem::replace(&mut has_frame[block.0 as usize], true) {
                worklist.extend(successors(function, threads, block));
            }
        }
        // Where the frame is entered, and the blocks from which it is.
        let (mut entered, mut before) = (Vec::new(), Vec::new());
        let mut returns = false;
        let emitted = || function.block_ids().filter(|block| threads.is_emitted(*block));
        for block in emitted().filter(|block| !has_frame[block.0 as usize]) {
            let last = function.terminator(block);
            returns |= lowered.ops[last.0 as usize].returns();
            for to in successors(function, threads, block) {
                if has_frame[to.0 as usize] {
                    entered.push(to);
                    before.push(block);
                }
            }
        }
        // Frames that serve all ways to a return might as well be made at once.
        let (Some(&prologue), true) = (entered.first(), returns && !has_frame[0]) else {
            return Frames::everywhere(function);
        };
        let has_prologue = |to: LBlock| to == prologue;
        let mut framed = emitted().filter(|block| has_frame[block.0 as usize]);
        let is_in_loop = framed.any(|block| successors(function, threads, block).any(has_prologue));
        if entered.iter().all(|to| *to == prologue) && !is_in_loop {
            return Frames { has_frame, prologue };
        }
        worklist = before;
    }
    Frames::everywhere(function)
}

/// The blocks that need a frame themselves; `None` if the entry does.
fn needing<Op: Wrapped>(
    lowered: &Lowered<Op>,
    output: &Output,
    threads: &Threads,
    callee_saved: PRegSet,
) -> Option<Vec<LBlock>> {
    let function = &lowered.function;
    let is_reason = |place: Allocation| match place {
        Allocation::Register(register) => callee_saved.contains(register),
        Allocation::Spill(_) => true,
        Allocation::Nowhere => false,
    };
    let is_on_stack = |remat: Option<Remat>| {
        matches!(remat, Some(Remat::StackParameter(_) | Remat::SlotAddr(..)))
    };
    let mut moves = output.moves.iter().peekable();
    let mut blocks = Vec::new();
    for block in function.block_ids() {
        let mut needs = false;
        for inst in function.block_insts(block) {
            needs |= lowered.ops[inst.0 as usize].uses_stack();
            needs |= output.places(function, inst).iter().any(|place| is_reason(*place));
            while let Some(one) = moves.next_if(|one| one.before == inst) {
                needs |= is_reason(one.to);
                needs |= match one.from {
                    MoveSource::Place(from) => is_reason(from),
                    MoveSource::Rematerialise(vreg) => is_on_stack(function.remat(vreg)),
                };
            }
        }
        if needs && block == LBlock(0) {
            return None;
        }
        if needs && threads.is_emitted(block) {
            blocks.push(block);
        }
    }
    Some(blocks)
}

/// Where control goes, as it is emitted.
fn successors<'a>(
    function: &'a LFunction,
    threads: &'a Threads,
    block: LBlock,
) -> impl Iterator<Item = LBlock> + 'a {
    function.block(block).successors.iter().map(|to| threads.target(*to))
}

impl Frames {
    /// All blocks have it.
    pub fn everywhere(function: &LFunction) -> Frames {
        Frames { has_frame: vec![true; function.blocks.len()], prologue: LBlock(0) }
    }

    /// Is there a frame where a block begins, the prologue aside?
    pub fn has_frame(&self, block: LBlock) -> bool {
        self.has_frame[block.0 as usize]
    }

    /// The block that begins with the prologue.
    pub fn prologue(&self) -> LBlock {
        self.prologue
    }

    /// Walks along the edges from the entry, counting the prologue: every block is reached with the
    /// frame that it thinks it has.
    ///
    /// # Errors
    /// In words.
    pub fn check(&self, function: &LFunction, threads: &Threads) -> Result<(), String> {
        let mut reached_with = vec![None; function.blocks.len()];
        let mut worklist = vec![(LBlock(0), false)];
        while let Some((block, mut is_there)) = worklist.pop() {
            if block == self.prologue {
                if is_there {
                    return Err(format!("{block}: a second prologue"));
                }
                is_there = true;
            }
            if is_there != self.has_frame(block) {
                return Err(format!("{block} is reached with another frame than it thinks"));
            }
            match reached_with[block.0 as usize] {
                Some(before) if before != is_there => return Err(format!("{block}: both ways")),
                Some(_) => {}
                None => {
                    reached_with[block.0 as usize] = Some(is_there);
                    worklist.extend(successors(function, threads, block).map(|to| (to, is_there)));
                }
            }
        }
        Ok(())
    }
}
