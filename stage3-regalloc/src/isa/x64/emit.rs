//! LIR with its allocation → bytes of x86-64.
//!
//! Blocks follow each other in layout order; a jump to the next one is left out. Every other jump is
//! first written with four bytes of displacement, and noted; when all is known, those that reach with one
//! byte are made short ([`relax`]). Behind the body come the exit stubs and the epilogue that they
//! share, then jump tables and constants.
//!
//! Requires: an allocation that the checker accepts. Judged by decoding the bytes back, and by
//! running them.

use super::encode::{RSP, Rm, encode, immediate, integer, integer_imm};
use super::frame::{Frame, layout};
use super::operation::{Address, Condition, Op, Size, Source as Last};
use super::registers::{CALLEE_SAVED, SCRATCH};
use crate::allocate::{Allocation, MoveSource, Output};
use crate::compile::{CompileError, CompiledFunction, FrameRow, Reloc, RelocKind, Symbol};
use crate::layout::{Threads, threads};
use crate::lir::{LBlock, LExit, LInst, Lowered, RegClass};
use crate::lower::Source;
use crate::shrink_wrap::{Frames, shrink_wrap};

mod float;
mod integer;
mod moves;
mod relax;
mod stubs;
mod switch;

/// Emits a function.
pub(super) fn emit(
    source: &Source,
    lowered: &Lowered<Op>,
    output: &Output,
    first_exit: u32,
) -> Result<CompiledFunction, CompileError> {
    let frame = layout(source.function, lowered, output)?;
    let threads = threads(&lowered.function, output);
    let frames = match frame.is_empty() || !source.function.slots.is_empty() {
        true => Frames::everywhere(&lowered.function),
        false => shrink_wrap(lowered, output, &threads, CALLEE_SAVED),
    };
    if cfg!(debug_assertions) {
        frames.check(&lowered.function, &threads).map_err(CompileError::Internal)?;
    }
    let mut emitter = Emitter {
        source,
        lowered,
        output,
        frame,
        has_frame: false,
        frames,
        threads,
        code: Vec::with_capacity(8 * lowered.ops.len()),
        labels: vec![None; lowered.function.blocks.len()],
        jumps: Vec::new(),
        stubs: Vec::new(),
        constants: Vec::new(),
        tables: Vec::new(),
        compiled: CompiledFunction::default(),
    };
    let mut moves = output.moves.iter().peekable();
    for block in lowered.function.block_ids() {
        if !emitter.threads.is_emitted(block) {
            while moves.next_if(|one| one.before <= lowered.function.terminator(block)).is_some() {}
            continue;
        }
        emitter.bind(block);
        emitter.enter(block);
        for inst in lowered.function.block_insts(block) {
            emitter.mark(lowered.function.inst(inst).origin);
            let flags_are_live = lowered.ops[inst.0 as usize].reads_flags();
            while let Some(one) = moves.next_if(|one| one.before == inst) {
                match one.from {
                    MoveSource::Place(from) => {
                        let class = lowered.function.class(one.vreg);
                        emitter.move_between(class, one.to, from);
                    }
                    MoveSource::Rematerialise(vreg) => {
                        let remat = lowered.function.remat(vreg);
                        if let (Some(remat), Some(to)) = (remat, one.to.register()) {
                            emitter.rematerialise(to, remat, !flags_are_live);
                        }
                    }
                }
            }
            emitter.instruction(block, inst)?;
        }
    }
    emitter.exit_stubs(first_exit);
    emitter.finish()
}

struct Emitter<'a> {
    source: &'a Source<'a>,
    lowered: &'a Lowered<Op>,
    output: &'a Output,
    frame: Frame,
    threads: Threads,
    /// Which blocks have the frame, and whether it is there where the code ends now.
    frames: Frames,
    has_frame: bool,
    code: Vec<u8>,
    /// Where the places are that jumps lead to: first the blocks, by number, then others.
    labels: Vec<Option<u32>>,
    jumps: Vec<Jump>,
    /// The exit stubs to be emitted.
    stubs: Vec<Stub>,
    /// Where displacements of constants are, the constants, and whether 16 bytes of one are read.
    constants: Vec<(u32, u64, bool)>,
    /// Displacements that lead to the jump table of a block.
    tables: Vec<(u32, LBlock)>,
    compiled: CompiledFunction,
}

/// A jump with four bytes of displacement.
#[derive(Clone, Copy, Debug)]
struct Jump {
    /// Where the displacement is.
    place: u32,
    /// Where it leads to.
    target: LBlock,
    /// Is its opcode two bytes, or one?
    is_conditional: bool,
}

/// An exit stub to be emitted.
#[derive(Clone, Copy, Debug)]
struct Stub {
    exit: LExit,
    /// By which instruction it is reached.
    inst: LInst,
    label: LBlock,
    /// Is there a frame where it is reached?
    has_frame: bool,
}

/// The places of an instruction's operands.
#[derive(Clone, Copy)]
struct Places<'a> {
    inst: LInst,
    places: &'a [Allocation],
}

impl Places<'_> {
    fn get(&self, index: usize) -> Result<Allocation, CompileError> {
        let missing = || CompileError::Internal(format!("{}: no operand {index}", self.inst));
        self.places.get(index).copied().ok_or_else(missing)
    }

    /// The number of the register of an operand.
    fn register(&self, index: usize) -> Result<u8, CompileError> {
        let missing =
            || CompileError::Internal(format!("{}: operand {index} has no register", self.inst));
        Ok(self.get(index)?.register().ok_or_else(missing)?.number())
    }
}

impl<'a> Emitter<'a> {
    fn here(&self) -> u32 {
        self.code.len() as u32
    }

    fn mark(&mut self, origin: Option<stage2::entity::Inst>) {
        let map = &self.compiled.source_map;
        if map.last().is_none_or(|(_, last)| *last != origin) {
            let here = self.here();
            self.compiled.source_map.push((here, origin));
        }
    }

    /// Notes that the last bytes of the code depend on an address.
    fn reloc(&mut self, kind: RelocKind, target: Symbol, addend: i64) {
        let bytes = if kind == RelocKind::Absolute64 { 8 } else { 4 };
        let offset = self.here() - bytes;
        self.compiled.relocs.push(Reloc { offset, kind, target, addend });
    }

    // --- operands -------------------------------------------------------------------------------------

    fn places(&self, inst: LInst) -> Places<'a> {
        Places { inst, places: self.output.places(&self.lowered.function, inst) }
    }

    fn rm(&self, place: Allocation) -> Result<Rm, CompileError> {
        match place {
            Allocation::Register(register) => Ok(Rm::Register(register.number())),
            Allocation::Spill(slot) => {
                Ok(Rm::Base(RSP, (self.frame.spills_at + 8 * slot.0) as i32))
            }
            Allocation::Nowhere => Err(CompileError::Internal("an operand is nowhere".into())),
        }
    }

    /// The memory operand whose registers begin at an operand.
    fn address(&self, at: Places, first: usize, address: Address) -> Result<Rm, CompileError> {
        Ok(match address {
            Address::Base(offset) => Rm::Base(at.register(first)?, offset),
            Address::BaseIndex(shift, offset) => {
                Rm::BaseIndex(at.register(first)?, at.register(first + 1)?, shift, offset)
            }
            Address::Index(shift, offset) => Rm::Index(at.register(first)?, shift, offset),
            Address::Slot(slot, offset) => {
                let start = self.frame.slots_at[slot.0 as usize] as i32;
                Rm::Base(RSP, start.wrapping_add(offset))
            }
        })
    }

    /// The last operand: from memory, or where operand `first` is.
    fn last(&self, at: Places, first: usize, source: Last) -> Result<Rm, CompileError> {
        match source {
            Some(address) => self.address(at, first, address),
            None => self.rm(at.get(first)?),
        }
    }

    // --- frame ----------------------------------------------------------------------------------------

    /// Begins a block: with the prologue, if it is the one.
    fn enter(&mut self, block: LBlock) {
        if block == self.frames.prologue() {
            self.frame_is(false);
            self.prologue();
        } else {
            self.frame_is(self.frames.has_frame(block));
        }
    }

    /// Notes that from here on there is a frame, or none.
    fn frame_is(&mut self, has_frame: bool) {
        self.has_frame = has_frame;
        match has_frame {
            true => self.frame_row(self.frame.incoming_at, self.frame.saved.len() as u32),
            false => self.frame_row(8, 0),
        }
    }

    fn prologue(&mut self) {
        self.mark(None);
        for (index, register) in self.frame.saved.clone().into_iter().enumerate() {
            self.push_or_pop(0x50, register.number());
            self.frame_row(16 + 8 * index as u32, index as u32 + 1);
        }
        if self.frame.bytes > 0 {
            self.grow_stack();
        }
        self.frame_is(true);
        self.zero_slots();
    }

    fn epilogue(&mut self) {
        if self.frame.bytes > 0 {
            let bytes = self.frame.bytes as i32;
            integer_imm(&mut self.code, Size::Q, 0, Rm::Register(RSP), bytes);
        }
        let saved = self.frame.saved.len() as u32;
        self.frame_row(8 + 8 * saved, saved);
        for (index, register) in self.frame.saved.clone().into_iter().enumerate().rev() {
            self.push_or_pop(0x58, register.number());
            self.frame_row(8 + 8 * index as u32, index as u32);
        }
        self.code.push(0xc3);
    }

    /// Notes how the frame is from here on.
    fn frame_row(&mut self, distance: u32, saved: u32) {
        let offset = self.here();
        let rows = &mut self.compiled.frame_rows;
        if rows.last().is_none_or(|last| (last.distance, last.saved) != (distance, saved)) {
            rows.push(FrameRow { offset, distance, saved });
        }
    }

    fn push_or_pop(&mut self, opcode: u8, register: u8) {
        if register >= 8 {
            self.code.push(0x41);
        }
        self.code.push(opcode | register & 7);
    }

    /// Makes room; a large frame is touched page by page, so that a stack that is too small ends in the
    /// page behind it and not in somebody else's memory.
    fn grow_stack(&mut self) {
        const PAGE: i32 = 4096;
        let bytes = self.frame.bytes as i32;
        let scratch = SCRATCH.number();
        if bytes < PAGE {
            return integer_imm(&mut self.code, Size::Q, 5, Rm::Register(RSP), bytes);
        }
        encode(&mut self.code, 0, false, false, 0xc7, 0, Rm::Register(scratch));
        immediate(&mut self.code, Size::D, bytes / PAGE);
        let start = self.code.len();
        integer_imm(&mut self.code, Size::Q, 5, Rm::Register(RSP), PAGE);
        // or dword [rsp], 0
        integer_imm(&mut self.code, Size::D, 1, Rm::Base(RSP, 0), 0);
        integer_imm(&mut self.code, Size::D, 5, Rm::Register(scratch), 1);
        self.back(Condition::NotEqual, start);
        if bytes % PAGE != 0 {
            integer_imm(&mut self.code, Size::Q, 5, Rm::Register(RSP), bytes % PAGE);
        }
    }

    // --- jumps ----------------------------------------------------------------------------------------

    fn bind(&mut self, label: LBlock) {
        self.labels[label.0 as usize] = Some(self.here());
    }

    fn label(&mut self) -> LBlock {
        self.labels.push(None);
        LBlock(self.labels.len() as u32 - 1)
    }

    /// The label of a new stub.
    fn stub(&mut self, exit: LExit, inst: LInst) -> LBlock {
        let label = self.label();
        self.stubs.push(Stub { exit, inst, label, has_frame: self.has_frame });
        label
    }

    fn jump(&mut self, block: LBlock, target: LBlock) {
        if !self.threads.falls_through(block, target) {
            let target = self.threads.target(target);
            self.jump_to(target);
        }
    }

    fn jump_to(&mut self, target: LBlock) {
        self.code.push(0xe9);
        self.jumps.push(Jump { place: self.here(), target, is_conditional: false });
        self.code.extend([0; 4]);
    }

    /// Jumps if the flags say so; with a condition of two flags it is two jumps.
    fn jump_if(&mut self, condition: Condition, target: LBlock) {
        let conditions: &[Condition] = match condition {
            Condition::NotEqualOrParity => &[Condition::NotEqual, Condition::Parity],
            ref one => std::slice::from_ref(one),
        };
        for condition in conditions {
            self.code.extend([0x0f, 0x80 + *condition as u8]);
            self.jumps.push(Jump { place: self.here(), target, is_conditional: true });
            self.code.extend([0; 4]);
        }
    }

    fn branch(&mut self, block: LBlock, condition: Condition, then: LBlock, otherwise: LBlock) {
        // Of the conditions of two flags only *not equal or parity* can be jumped by.
        let falls_through = self.threads.falls_through(block, then);
        let is_negated = match condition {
            Condition::EqualNotParity => true,
            Condition::NotEqualOrParity => false,
            _ => falls_through,
        };
        if is_negated {
            let target = self.threads.target(otherwise);
            self.jump_if(condition.negate(), target);
            self.jump(block, then);
        } else {
            let target = self.threads.target(then);
            self.jump_if(condition, target);
            self.jump(block, otherwise);
        }
    }

    fn exit_if(&mut self, condition: Condition, exit: LExit, inst: LInst) {
        let stub = self.stub(exit, inst);
        if condition == Condition::EqualNotParity {
            let skip = self.label();
            self.jump_if(Condition::NotEqualOrParity, skip);
            self.jump_to(stub);
            self.bind(skip);
        } else {
            self.jump_if(condition, stub);
        }
    }

    /// A short jump forward within an operation; [`Emitter::land`] says where to.
    fn skip(&mut self, condition: Condition) -> usize {
        self.code.extend([0x70 + condition as u8, 0]);
        self.code.len()
    }

    /// The same, always.
    fn skip_always(&mut self) -> usize {
        self.code.extend([0xeb, 0]);
        self.code.len()
    }

    fn land(&mut self, skip: usize) {
        self.code[skip - 1] = (self.code.len() - skip) as u8;
    }

    /// A short jump back within an operation.
    fn back(&mut self, condition: Condition, start: usize) {
        let distance = start as i64 - self.code.len() as i64 - 2;
        self.code.extend([0x70 + condition as u8, distance as u8]);
    }

    // --- instructions ---------------------------------------------------------------------------------

    fn instruction(&mut self, block: LBlock, inst: LInst) -> Result<(), CompileError> {
        let at = self.places(inst);
        let op = self.lowered.ops[inst.0 as usize];
        if let Some(remat) = moves::remat(op) {
            if let Some(to) = at.get(0)?.register() {
                self.rematerialise(to, remat, true);
            }
            return Ok(());
        }
        match op {
            Op::Parameters => {}
            Op::Move => {
                let vreg = self.lowered.function.operands(inst)[0].vreg;
                self.move_between(self.lowered.function.class(vreg), at.get(0)?, at.get(1)?);
            }
            Op::StoreOutgoing(offset) => self.store_at(offset, at)?,
            Op::StoreResult(offset) => self.store_at(self.frame.incoming_at + offset, at)?,
            Op::LoadOutgoing(offset) => {
                if let Some(to) = at.get(0)?.register() {
                    self.load_word(to, Rm::Base(RSP, offset as i32));
                }
            }
            Op::Call(func) => self.call(func),
            Op::CallWaiting(func, exit) => {
                self.call(func);
                let (exit_number, values) = self.locations(exit, inst);
                let map = crate::exit_map::ExitMap {
                    number: 0,
                    exit: exit_number,
                    values,
                    stub: self.here(),
                };
                self.compiled.waiting.push(map);
            }
            Op::CallAddress => {
                let callee = Rm::Register(at.register(0)?);
                encode(&mut self.code, 0, false, false, 0xff, 2, callee);
            }
            Op::ExitIf(condition, exit) => self.exit_if(condition, exit, inst),
            Op::Exit(exit) => {
                let stub = self.stub(exit, inst);
                self.jump_to(stub);
            }
            Op::Jump => self.jump(block, self.lowered.function.block(block).successors[0]),
            Op::JumpIf(condition) => {
                let [then, otherwise] = self.lowered.function.block(block).successors[..] else {
                    return Err(CompileError::Internal(format!("{inst}: not two successors")));
                };
                self.branch(block, condition, then, otherwise);
            }
            Op::TableEntry => self.table_entry(block, at)?,
            Op::JumpTable => {
                let target = Rm::Register(at.register(0)?);
                encode(&mut self.code, 0, false, false, 0xff, 4, target);
            }
            Op::Search(size) => self.search(block, inst, size)?,
            Op::Return if self.has_frame => self.epilogue(),
            Op::Return => self.code.push(0xc3),
            _ if self.integer(op, at)? => {}
            _ if self.float(op, at)? => {}
            _ => return Err(CompileError::Internal(format!("{op:?} is not emitted"))),
        }
        Ok(())
    }

    fn call(&mut self, func: stage2::entity::FuncRef) {
        self.code.extend([0xe8, 0, 0, 0, 0]);
        self.reloc(RelocKind::X64Relative32, Symbol::Function(func), 0);
    }

    /// To the stack, all 64 bits.
    fn store_at(&mut self, offset: u32, at: Places) -> Result<(), CompileError> {
        let from = at.get(0)?.register();
        let from = from.ok_or_else(|| CompileError::Internal(format!("{}: stores", at.inst)))?;
        self.store_word(Rm::Base(RSP, offset as i32), from);
        Ok(())
    }

    fn class_of(&self, inst: LInst, operand: usize) -> RegClass {
        self.lowered.function.class(self.lowered.function.operands(inst)[operand].vreg)
    }

    fn int_op(&mut self, size: Size, opcode: u32, reg: u8, rm: Rm) {
        integer(&mut self.code, size, opcode, reg, rm);
    }
}
