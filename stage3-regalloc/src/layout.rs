//! Jump threading after allocation: blocks that turned out to be empty are not emitted.
//!
//! A critical edge got a block for the moves that it might need; mostly it needs none. Such a block is
//! only a jump, and whoever goes to it may as well go where it goes. Requires: nothing. Keeps the
//! order of blocks. A loop of nothing but jumps keeps one of them.

use crate::allocate::Output;
use crate::lir::{LBlock, LFunction};

/// Where control really goes when it goes to a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Threads {
    goes_to: Vec<LBlock>,
    /// For each block the first one behind it that is emitted.
    next: Vec<Option<LBlock>>,
}

/// Finds the empty blocks of an allocated function.
pub fn threads(function: &LFunction, output: &Output) -> Threads {
    let mut has_moves = vec![false; function.insts.len()];
    for inserted in &output.moves {
        has_moves[inserted.before.0 as usize] = true;
    }
    let is_empty = |block: LBlock| {
        let data = function.block(block);
        data.insts.len() == 1
            && data.successors.len() == 1
            && block != LBlock(0)
            && !has_moves[data.insts.start as usize]
    };
    let target = |block| match is_empty(block) {
        true => function.block(block).successors[0],
        false => block,
    };
    let mut goes_to: Vec<LBlock> = function.block_ids().map(target).collect();
    let mut path = Vec::new();
    let mut seen = vec![u32::MAX; goes_to.len()];
    for block in function.block_ids() {
        let mut last = block;
        while goes_to[last.0 as usize] != last {
            if std::mem::replace(&mut seen[last.0 as usize], block.0) == block.0 {
                // A circle: this one stays.
                goes_to[last.0 as usize] = last;
                break;
            }
            path.push(last);
            last = goes_to[last.0 as usize];
        }
        for passed in path.drain(..) {
            goes_to[passed.0 as usize] = last;
        }
    }
    let mut next = vec![None; goes_to.len()];
    let mut following = None;
    for block in function.block_ids().rev() {
        next[block.0 as usize] = following;
        if goes_to[block.0 as usize] == block {
            following = Some(block);
        }
    }
    Threads { goes_to, next }
}

impl Threads {
    /// Where control goes when it goes to a block: one that is emitted.
    pub fn target(&self, block: LBlock) -> LBlock {
        self.goes_to[block.0 as usize]
    }

    /// Is the block emitted?
    pub fn is_emitted(&self, block: LBlock) -> bool {
        self.target(block) == block
    }

    /// Does control get from the end of `block` to `target` without a jump?
    pub fn falls_through(&self, block: LBlock, target: LBlock) -> bool {
        self.next[block.0 as usize] == Some(self.target(target))
    }
}
