//! What stands behind a function's body on x86-64: exit stubs, the epilogue they share, jump tables,
//! constants.

use rustc_hash::FxHashMap;
use stage2::ir::{InstData, Type};

use super::{Emitter, Stub};
use crate::allocate::Allocation;
use crate::compile::{CompileError, CompiledFunction, RelocKind, Symbol};
use crate::exit_map::{ExitMap, Sketched, ValueLocation, trap_number};
use crate::isa::jump_table::jump_table;
use crate::isa::x64::registers::SCRATCH;
use crate::lir::{LBlock, LExit, LInst, OperandKind};

impl Emitter<'_> {
    /// The exit stubs, and the epilogue that they share.
    pub(super) fn exit_stubs(&mut self, first_exit: u32) {
        let mut stubs = std::mem::take(&mut self.stubs);
        stubs.sort_unstable_by_key(|stub| stub.exit);
        if stubs.is_empty() {
            return;
        }
        let epilogue = self.label();
        let last = stubs.len() - 1;
        for (index, Stub { exit, inst, label, has_frame }) in stubs.into_iter().enumerate() {
            self.bind(label);
            self.mark(self.lowered.function.inst(inst).origin);
            // The handler is always called with the frame.
            self.frame_is(has_frame);
            let sketch = &self.lowered.exits[exit.0 as usize];
            let number = match sketch.trap {
                Some(code) => trap_number(code),
                None => {
                    let number = first_exit + self.compiled.exits.len() as u32;
                    let (exit, values) = self.locations(exit, inst);
                    let stub = self.here();
                    self.compiled.exits.push(ExitMap { number, exit, values, stub });
                    number
                }
            };
            if !has_frame {
                self.prologue();
            }
            // ANCHOR: stub
            // BEGIN SOLUTION 3.5 stub: let _ = (number, SCRATCH, RelocKind::X64Relative32, Symbol::ExitHandler, index, last);
            self.move_imm(SCRATCH.number(), number);
            self.code.push(0xe8);
            self.code.extend([0; 4]);
            self.reloc(RelocKind::X64Relative32, Symbol::ExitHandler, 0);
            if index != last {
                self.jump_to(epilogue);
            }
            // END SOLUTION
            // ANCHOR_END: stub
        }
        self.bind(epilogue);
        self.frame_is(true);
        self.epilogue();
    }

    /// The exit of the IR that a stub is for, and where its values are at an instruction.
    pub(super) fn locations(
        &self,
        exit: LExit,
        inst: LInst,
    ) -> (stage2::entity::Exit, Vec<(stage2::entity::Value, Type, ValueLocation)>) {
        let operands = self.lowered.function.operands(inst);
        let places = self.output.places(&self.lowered.function, inst);
        let states: Vec<Allocation> = operands
            .iter()
            .zip(places)
            .filter(|(operand, _)| operand.kind == OperandKind::State)
            .map(|(_, place)| *place)
            .collect();
        let sketch = &self.lowered.exits[exit.0 as usize];
        let locate = |&(value, ty, sketched): &_| {
            let location = match sketched {
                Sketched::Constant(number) => ValueLocation::Constant(number),
                Sketched::SlotAddr(slot, offset) => {
                    let at = self.frame.slots_at[slot.0 as usize].wrapping_add(offset as u32);
                    ValueLocation::StackAddress(at)
                }
                Sketched::Operand(index) => {
                    let place = *states.get(index as usize)?;
                    ValueLocation::of(place, self.frame.spills_at)?
                }
            };
            Some((value, ty, location))
        };
        (sketch.exit, sketch.values.iter().filter_map(locate).collect())
    }

    /// Writes the displacement at `place` so that it leads to `target`.
    fn patch(&mut self, place: u32, target: u32) {
        let distance = target.wrapping_sub(place + 4);
        let place = place as usize;
        self.code[place..place + 4].copy_from_slice(&distance.to_le_bytes());
    }

    pub(super) fn finish(mut self) -> Result<CompiledFunction, CompileError> {
        self.relax()?;
        self.compiled.code_end = self.here();
        self.jump_tables()?;
        self.place_constants();
        if self.code.len() > 1 << 28 {
            return Err(CompileError::TooLarge);
        }
        self.compiled.code = std::mem::take(&mut self.code);
        self.compiled.frame_bytes = self.frame.bytes + 8 * self.frame.saved.len() as u32;
        self.compiled.incoming_at = self.frame.incoming_at;
        self.compiled.return_at = Some(self.frame.incoming_at - 8);
        let saved = self.frame.saved.iter().enumerate();
        // The first one stands below the return address.
        let place = |index: usize| self.frame.incoming_at - 16 - 8 * index as u32;
        self.compiled.saved = saved.map(|(index, &one)| (one, place(index))).collect();
        self.compiled.slots_at = std::mem::take(&mut self.frame.slots_at);
        Ok(self.compiled)
    }

    /// The tables: for each number the distance from the table to where it leads.
    fn jump_tables(&mut self) -> Result<(), CompileError> {
        let mut placed: FxHashMap<LBlock, u32> = FxHashMap::default();
        for (place, block) in std::mem::take(&mut self.tables) {
            if let Some(&table) = placed.get(&block) {
                self.patch(place, table);
                continue;
            }
            let missing = || CompileError::Internal(format!("{block} has no table"));
            let inst = self.lowered.function.terminator(block);
            let origin = self.lowered.function.inst(inst).origin.ok_or_else(missing)?;
            let InstData::Switch { table, .. } = self.source.function.insts[origin] else {
                return Err(missing());
            };
            let cases = &self.source.function.tables[table].cases;
            let (least, entries) =
                jump_table(&self.source.function.tables[table]).ok_or_else(missing)?;
            let successors = &self.lowered.function.block(block).successors;
            // The default comes first among the successors, and last in the table.
            let mut leads_to = vec![successors[0]; entries + 1];
            for ((number, _), &successor) in cases.iter().zip(&successors[1..]) {
                leads_to[(number - least) as usize] = successor;
            }
            self.code.resize(self.code.len().next_multiple_of(4), 0);
            let start = self.here();
            placed.insert(block, start);
            self.patch(place, start);
            for target in leads_to {
                let label = self.threads.target(target);
                let target = self.labels[label.0 as usize].ok_or_else(missing)?;
                self.code.extend(target.wrapping_sub(start).to_le_bytes());
            }
        }
        Ok(())
    }

    /// The constants, each once; those that are read as 16 bytes first.
    fn place_constants(&mut self) {
        let mut offsets = FxHashMap::default();
        let mut constants = std::mem::take(&mut self.constants);
        constants.sort_by_key(|(_, _, is_packed)| !*is_packed);
        for (place, bits, is_packed) in constants {
            let target = *offsets.entry((bits, is_packed)).or_insert_with(|| {
                let bytes = if is_packed { 16 } else { 8 };
                let start = self.code.len().next_multiple_of(bytes);
                self.code.resize(start, 0);
                self.code.extend(u64::to_le_bytes(bits));
                self.code.resize(start + bytes, 0);
                start as u32
            });
            self.patch(place, target);
        }
    }
}
