//! What stands behind a function's body on AArch64: exit stubs, the epilogue they share, jump tables,
//! constants.
//!
//! ```text
//!   stub7:  mov  x17, x30           only if the frame does not have it
//!           mov  w16, #7
//!           bl   exit handler
//!           b    epilogue           which returns to x17 or to what the frame has
//! ```

use rustc_hash::FxHashMap;
use stage2::ir::{InstData, Type};

use super::{Constant, Emitter, Failure, Reach, Stub};
use crate::allocate::Allocation;
use crate::compile::{CompileError, CompiledFunction, Reloc, RelocKind, Symbol};
use crate::exit_map::{ExitMap, Sketched, ValueLocation, trap_number};
use crate::isa::a64::encode as code;
use crate::isa::a64::registers::{LINK, SCRATCH, SECOND_SCRATCH};
use crate::isa::jump_table::jump_table;
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
            // BEGIN SOLUTION 3.5 stub: let _ = (number, SCRATCH, code::CALL, RelocKind::A64Call26, Symbol::ExitHandler, index, last);
            if !self.frame.has_link {
                self.copy(SECOND_SCRATCH.number(), LINK.number());
            }
            self.constant(SCRATCH, number.into());
            self.word(code::CALL);
            self.reloc(RelocKind::A64Call26, Symbol::ExitHandler, 0);
            if index != last {
                self.jump_to(epilogue);
            }
            // END SOLUTION
        }
        self.bind(epilogue);
        self.frame_is(true);
        self.epilogue(if self.frame.has_link { LINK } else { SECOND_SCRATCH });
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

    fn word_at(&self, place: u32) -> u32 {
        let place = place as usize;
        let bytes = self.code[place..place + 4].try_into().unwrap_or_default();
        u32::from_le_bytes(bytes)
    }

    fn add_to_word(&mut self, place: u32, fields: u32) {
        let word = self.word_at(place) | fields;
        self.code[place as usize..place as usize + 4].copy_from_slice(&word.to_le_bytes());
    }

    /// Fills in the distance from the instruction at `place`, or from [`Emitter::far_address`] there, to
    /// `target`, a multiple of 4.
    fn patch(&mut self, place: u32, target: u32) -> Result<(), Failure> {
        let distance = target - place;
        if self.reach == Reach::Far {
            self.add_to_word(place + 4, (distance & 0xffff) << 5);
            self.add_to_word(place + 8, (distance >> 16) << 5);
            return Ok(());
        }
        if distance >= 1 << 20 {
            return Err(Failure::TooFar);
        }
        self.add_to_word(place, (distance / 4) << 5);
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<CompiledFunction, Failure> {
        self.relax()?;
        self.compiled.code_end = self.here();
        self.jump_tables()?;
        self.place_constants()?;
        // What a jump without a condition reaches.
        if self.code.len() >= 1 << 27 {
            return Err(CompileError::TooLarge.into());
        }
        self.compiled.code = std::mem::take(&mut self.code);
        self.compiled.relocs.sort_by_key(|reloc| reloc.offset);
        self.compiled.frame_bytes = self.frame.incoming_at;
        self.compiled.incoming_at = self.frame.incoming_at;
        // It is the first of the saved registers.
        self.compiled.return_at = self.frame.has_link.then_some(self.frame.bytes);
        for (index, &(first, second)) in self.frame.saved.iter().enumerate() {
            let at = self.frame.bytes + 16 * index as u32;
            self.compiled.saved.push((first, at));
            self.compiled.saved.extend(second.map(|second| (second, at + 8)));
        }
        self.compiled.slots_at = std::mem::take(&mut self.frame.slots_at);
        Ok(self.compiled)
    }

    /// The tables: for each number the distance from the table to where it leads.
    fn jump_tables(&mut self) -> Result<(), Failure> {
        let mut placed: FxHashMap<LBlock, u32> = FxHashMap::default();
        for (place, block) in std::mem::take(&mut self.tables) {
            if let Some(&table) = placed.get(&block) {
                self.patch(place, table)?;
                continue;
            }
            let missing = || CompileError::Internal(format!("{block} has no table"));
            let inst = self.lowered.function.terminator(block);
            let origin = self.lowered.function.inst(inst).origin.ok_or_else(missing)?;
            let InstData::Switch { table, .. } = self.source.function.insts[origin] else {
                return Err(missing().into());
            };
            let table = &self.source.function.tables[table];
            let cases = &table.cases;
            let (least, entries) = jump_table(table).ok_or_else(missing)?;
            let successors = &self.lowered.function.block(block).successors;
            // The default comes first among the successors, and last in the table.
            let mut leads_to = vec![successors[0]; entries + 1];
            for ((number, _), &successor) in cases.iter().zip(&successors[1..]) {
                leads_to[(number - least) as usize] = successor;
            }
            let start = self.here();
            placed.insert(block, start);
            self.patch(place, start)?;
            for target in leads_to {
                let label = self.threads.target(target);
                let target = self.labels[label.0 as usize].ok_or_else(missing)?;
                self.code.extend(target.wrapping_sub(start).to_le_bytes());
            }
        }
        Ok(())
    }

    /// The constants, each once.
    fn place_constants(&mut self) -> Result<(), Failure> {
        let mut placed = FxHashMap::default();
        for (place, constant) in std::mem::take(&mut self.constants) {
            let target = match placed.get(&constant) {
                Some(&target) => target,
                None => {
                    self.code.resize(self.code.len().next_multiple_of(8), 0);
                    let offset = self.here();
                    self.code.extend(match constant {
                        Constant::Bits(bits) => bits.to_le_bytes(),
                        Constant::Address(target, addend) => {
                            let kind = RelocKind::Absolute64;
                            self.compiled.relocs.push(Reloc { offset, kind, target, addend });
                            [0; 8]
                        }
                    });
                    placed.insert(constant, offset);
                    offset
                }
            };
            self.patch(place, target)?;
        }
        Ok(())
    }
}
