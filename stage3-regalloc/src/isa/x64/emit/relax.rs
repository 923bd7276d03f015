//! Short jumps: a displacement of one byte where that is enough.
//!
//! ```text
//!   0f 8c xx xx xx xx    jl block1          7c xx
//!   e9 xx xx xx xx       jmp block2         eb xx
//! ```
//!
//! How far a jump goes depends on how long the jumps are that it goes over. Here all are long first, and
//! one walk over the code makes those short that reach. Behind a jump that goes back everything is
//! decided, so its distance is known; it goes over itself, and is taken to be short. One that goes
//! forward goes over jumps that are still long; since code only gets shorter, it still reaches then. That
//! finds nearly all (T. Szymanski, "Assembling Code for Machines with Span-Dependent Instructions", 1978,
//! finds the rest). Whatever names an offset is told the new one.
//!
//! Requires: all labels bound. Judged by decoding everything back, and by running it.

use super::{Emitter, Jump};
use crate::compile::CompileError;

/// What is taken out: from where on, and how many bytes up to there altogether.
struct Cuts(Vec<(u32, u32)>);

impl Cuts {
    fn moved(&self, offset: u32) -> u32 {
        let before = self.0.partition_point(|(from, _)| *from < offset);
        offset - before.checked_sub(1).map_or(0, |last| self.0[last].1)
    }
}

impl Emitter<'_> {
    /// Makes jumps short and fills in their displacements.
    pub(super) fn relax(&mut self) -> Result<(), CompileError> {
        let jumps = std::mem::take(&mut self.jumps);
        let targets = jumps.iter().map(|jump| {
            let missing = || CompileError::Internal(format!("{} was not emitted", jump.target));
            self.labels[jump.target.0 as usize].ok_or_else(missing)
        });
        let targets = targets.collect::<Result<Vec<u32>, CompileError>>()?;
        let mut cuts = Cuts(Vec::new());
        let mut saved = 0;
        let mut short = Vec::with_capacity(jumps.len());
        // ANCHOR: short
        // BEGIN SOLUTION 3.7 stub: let _ = (&targets, &mut cuts, &mut saved); short.resize(jumps.len(), false);
        for (jump, &target) in jumps.iter().zip(&targets) {
            let distance = match target <= jump.start() {
                true => i64::from(cuts.moved(target)) - i64::from(cuts.moved(jump.start()) + 2),
                false => i64::from(target) - i64::from(jump.place) - 4,
            };
            let is_short = i8::try_from(distance).is_ok();
            short.push(is_short);
            if is_short {
                saved += if jump.is_conditional { 4 } else { 3 };
                cuts.0.push((jump.start(), saved));
            }
        }
        // END SOLUTION
        // ANCHOR_END: short
        let old = std::mem::take(&mut self.code);
        let mut code = Vec::with_capacity(old.len());
        let mut done = 0;
        for ((jump, &target), &is_short) in jumps.iter().zip(&targets).zip(&short) {
            let start = if is_short { jump.start() } else { jump.place };
            code.extend_from_slice(&old[done..start as usize]);
            let bytes = if is_short { 2 } else { 4 };
            let end = code.len() as i64 + bytes;
            let distance = i64::from(cuts.moved(target)) - end;
            if is_short {
                let opcode = match jump.is_conditional {
                    true => old[jump.place as usize - 1] - 0x10,
                    false => 0xeb,
                };
                code.extend([opcode, distance as u8]);
            } else {
                code.extend((distance as i32).to_le_bytes());
            }
            done = jump.place as usize + 4;
        }
        code.extend_from_slice(&old[done..]);
        self.code = code;
        let offsets = self.labels.iter_mut().flatten();
        let offsets = offsets.chain(self.compiled.source_map.iter_mut().map(|(at, _)| at));
        let offsets = offsets.chain(self.compiled.relocs.iter_mut().map(|one| &mut one.offset));
        let offsets = offsets.chain(self.compiled.exits.iter_mut().map(|one| &mut one.stub));
        let offsets = offsets.chain(self.compiled.waiting.iter_mut().map(|one| &mut one.stub));
        let offsets = offsets.chain(self.compiled.frame_rows.iter_mut().map(|row| &mut row.offset));
        let offsets = offsets.chain(self.constants.iter_mut().map(|(at, ..)| at));
        let offsets = offsets.chain(self.tables.iter_mut().map(|(at, _)| at));
        for offset in offsets {
            *offset = cuts.moved(*offset);
        }
        Ok(())
    }
}

impl Jump {
    /// Where its opcode begins.
    fn start(&self) -> u32 {
        self.place - if self.is_conditional { 2 } else { 1 }
    }
}
