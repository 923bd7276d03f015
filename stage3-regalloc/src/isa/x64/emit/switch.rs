//! The end of a block that switches: through its jump table, or by searching.

use stage2::ir::InstData;

use super::{Emitter, Places};
use crate::compile::CompileError;
use crate::isa::x64::encode::{Rm, encode, integer_imm};
use crate::isa::x64::operation::{Condition, Size};
use crate::isa::x64::registers::SCRATCH;
use crate::lir::{LBlock, LInst};

/// Up to how many cases are compared one after the other.
const LINEAR: usize = 4;

impl Emitter<'_> {
    /// Where the table leads: it holds distances from itself.
    pub(super) fn table_entry(&mut self, block: LBlock, at: Places) -> Result<(), CompileError> {
        let (to, index, scratch) = (at.register(0)?, at.register(1)?, SCRATCH.number());
        encode(&mut self.code, 0, true, false, 0x8d, scratch, Rm::Behind);
        self.tables.push((self.here() - 4, block));
        encode(&mut self.code, 0, true, false, 0x63, to, Rm::BaseIndex(scratch, index, 2, 0));
        self.int_op(Size::Q, 0x03, to, Rm::Register(scratch));
        Ok(())
    }

    /// Binary search for the number in a register, by its cases in order.
    pub(super) fn search(
        &mut self,
        block: LBlock,
        inst: LInst,
        size: Size,
    ) -> Result<(), CompileError> {
        let missing = || CompileError::Internal(format!("{inst}: no switch"));
        let register = self.places(inst).register(0)?;
        let origin = self.lowered.function.inst(inst).origin.ok_or_else(missing)?;
        let InstData::Switch { table, .. } = self.source.function.insts[origin] else {
            return Err(missing());
        };
        let successors = &self.lowered.function.block(block).successors;
        let table = &self.source.function.tables[table];
        let mut cases: Vec<(i64, LBlock)> = table
            .cases
            .iter()
            .zip(&successors[1..])
            .map(|((number, _), &to)| (*number, self.threads.target(to)))
            .collect();
        cases.sort_unstable_by_key(|(number, _)| *number);
        let default = successors[0];
        let default_target = self.threads.target(default);
        // Parts still to be searched, each with its label; the last of all may fall through.
        let mut parts = vec![(0, cases.len(), None)];
        while let Some((from, to, label)) = parts.pop() {
            if let Some(label) = label {
                self.bind(label);
            }
            if to - from <= LINEAR {
                for &(number, target) in &cases[from..to] {
                    self.compare_with(size, register, number);
                    self.jump_if(Condition::Equal, target);
                }
                match parts.is_empty() {
                    true => self.jump(block, default),
                    false => self.jump_to(default_target),
                }
                continue;
            }
            let middle = from + (to - from) / 2;
            let upper = self.label();
            self.compare_with(size, register, cases[middle].0);
            self.jump_if(Condition::GreaterEqual, upper);
            parts.push((middle, to, Some(upper)));
            parts.push((from, middle, None));
        }
        Ok(())
    }

    fn compare_with(&mut self, size: Size, register: u8, number: i64) {
        match i32::try_from(number) {
            Ok(imm) => integer_imm(&mut self.code, size, 7, Rm::Register(register), imm),
            Err(_) => {
                self.constant(SCRATCH, number, true);
                self.int_op(size, 0x3b, register, Rm::Register(SCRATCH.number()));
            }
        }
    }
}
