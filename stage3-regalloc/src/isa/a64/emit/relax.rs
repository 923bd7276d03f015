//! Branches that reach their target lose the jump that they go around.
//!
//! ```text
//!   b.ne +8                          b.eq label
//!   b    label                       …
//!   …
//! ```
//!
//! A branch on flags or on a register that is 0 reaches a megabyte, one on a bit 32 kilobytes, a jump
//! without a condition 128 megabytes. How far a branch goes depends on how many of those that it
//! goes over are two words. Here all are two words first, and those that reach so are made one; since
//! code only gets shorter, they still reach then. That finds nearly all (T. Szymanski, "Assembling Code
//! for Machines with Span-Dependent Instructions", 1978, finds the rest), in one walk over the code.
//! Whatever names an offset is told the new one.
//!
//! Requires: all labels bound. Judged by decoding everything back, and by running it.

use super::Emitter;
use crate::compile::CompileError;
use crate::isa::a64::encode::branch;

/// Where words are taken out, by increasing offset.
struct Cuts(Vec<u32>);

impl Cuts {
    fn moved(&self, offset: u32) -> u32 {
        offset - 4 * self.0.partition_point(|from| *from < offset) as u32
    }
}

/// Where a branch keeps its distance: 14 bits if it looks at a bit of a register, else 19, from bit 5
/// on.
fn field_bits(branch: u32) -> u32 {
    if branch & 0x7e00_0000 == 0x3600_0000 { 14 } else { 19 }
}

/// The branch with its distance in words, if that fits.
fn with_distance(branch: u32, words: i64) -> Option<u32> {
    let bits = field_bits(branch);
    let half = 1i64 << (bits - 1);
    (-half..half).contains(&words).then(|| branch | (words as u32 & ((1 << bits) - 1)) << 5)
}

/// The branch that goes when this one does not.
fn negated(branch: u32) -> u32 {
    let is_of_flags = branch >> 24 == 0x54;
    branch ^ if is_of_flags { 1 } else { 1 << 24 }
}

impl Emitter<'_> {
    /// Makes branches single and fills in the distances of jumps.
    pub(super) fn relax(&mut self) -> Result<(), CompileError> {
        let jumps = std::mem::take(&mut self.jumps);
        let targets = jumps.iter().map(|jump| {
            let missing = || CompileError::Internal(format!("{} was not emitted", jump.target));
            self.labels[jump.target.0 as usize].ok_or_else(missing)
        });
        let targets = targets.collect::<Result<Vec<u32>, CompileError>>()?;
        let words = |from: u32, to: u32| (i64::from(to) - i64::from(from)) / 4;
        let mut cuts = Cuts(Vec::new());
        let mut single = Vec::with_capacity(jumps.len());
        for (jump, &target) in jumps.iter().zip(&targets) {
            let reaches = |branch| with_distance(branch, words(jump.place, target)).is_some();
            let is_single = jump.branch.is_some_and(reaches);
            single.push(is_single);
            if is_single {
                cuts.0.push(jump.place);
            }
        }
        let old = std::mem::take(&mut self.code);
        let mut code = Vec::with_capacity(old.len());
        let mut done = 0;
        for ((jump, &target), &is_single) in jumps.iter().zip(&targets).zip(&single) {
            code.extend_from_slice(&old[done..jump.place as usize]);
            let distance = words(code.len() as u32, cuts.moved(target));
            done = jump.place as usize + if jump.branch.is_some() { 8 } else { 4 };
            match jump.branch {
                Some(one) if is_single => {
                    let missing = || CompileError::Internal(format!("{} is far", jump.target));
                    let word = with_distance(one, distance).ok_or_else(missing)?;
                    code.extend(word.to_le_bytes());
                }
                Some(one) => {
                    code.extend((negated(one) | 2 << 5).to_le_bytes());
                    code.extend(branch(distance as i32 - 1).to_le_bytes());
                }
                None => code.extend(branch(distance as i32).to_le_bytes()),
            }
        }
        code.extend_from_slice(&old[done..]);
        self.code = code;
        let offsets = self.labels.iter_mut().flatten();
        let offsets = offsets.chain(self.compiled.source_map.iter_mut().map(|(at, _)| at));
        let offsets = offsets.chain(self.compiled.relocs.iter_mut().map(|one| &mut one.offset));
        let offsets = offsets.chain(self.compiled.exits.iter_mut().map(|one| &mut one.stub));
        let offsets = offsets.chain(self.compiled.waiting.iter_mut().map(|one| &mut one.stub));
        let offsets = offsets.chain(self.compiled.frame_rows.iter_mut().map(|row| &mut row.offset));
        let offsets = offsets.chain(self.constants.iter_mut().map(|(at, _)| at));
        let offsets = offsets.chain(self.tables.iter_mut().map(|(at, _)| at));
        for offset in offsets {
            *offset = cuts.moved(*offset);
        }
        Ok(())
    }
}
