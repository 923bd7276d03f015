//! LIR with its allocation → words of AArch64.
//!
//! Blocks follow each other in layout order; a jump to the next one is left out. A branch under a
//! condition is first written as one around a jump, which reaches everything, and noted; when all is
//! known, those that reach their target themselves are made single ([`relax`]). Behind the body come the
//! exit stubs and the epilogue that they share, then jump tables and constants.
//!
//! Constants and tables are read at a distance from the instruction that reaches a megabyte. If that does
//! not suffice, the function is emitted once more with distances of 32 bits.
//!
//! Requires: an allocation that the checker accepts. Judged by decoding the words back, and by
//! running them.

use super::encode::{self as code, Access, Pair, SP};
use super::frame::{Frame, layout};
use super::operation::{Address, Alu, Op, Sign, Size, Test};
use super::registers::{CALLEE_SAVED, FLOAT_SCRATCH, LINK, SCRATCH, SECOND_SCRATCH};
use crate::allocate::{Allocation, MoveSource, Output};
use crate::compile::{CompileError, CompiledFunction, FrameRow, Reloc, RelocKind, Symbol};
use crate::layout::{Threads, threads};
use crate::lir::{LBlock, LExit, LInst, Lowered, PReg, RegClass};
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
    for reach in [Reach::Near, Reach::Far] {
        match emit_reaching(source, lowered, output, first_exit, reach) {
            Err(Failure::TooFar) => {}
            Err(Failure::Error(error)) => return Err(error),
            Ok(compiled) => return Ok(compiled),
        }
    }
    Err(CompileError::TooLarge)
}

/// How far constants and jump tables may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reach {
    /// A megabyte.
    Near,
    /// Anywhere.
    Far,
}

/// Why there is no code.
enum Failure {
    /// A constant or a jump table is out of reach.
    TooFar,
    Error(CompileError),
}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Failure {
        Failure::Error(error)
    }
}

fn emit_reaching(
    source: &Source,
    lowered: &Lowered<Op>,
    output: &Output,
    first_exit: u32,
    reach: Reach,
) -> Result<CompiledFunction, Failure> {
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
        reach,
        has_frame: false,
        frames,
        threads,
        code: Vec::with_capacity(6 * lowered.ops.len()),
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
            while let Some(one) = moves.next_if(|one| one.before == inst) {
                match one.from {
                    MoveSource::Place(from) => {
                        let class = lowered.function.class(one.vreg);
                        emitter.move_between(class, one.to, from);
                    }
                    MoveSource::Rematerialise(vreg) => {
                        let remat = lowered.function.remat(vreg);
                        if let (Some(remat), Some(to)) = (remat, one.to.register()) {
                            emitter.rematerialise(to, remat);
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
    reach: Reach,
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
    /// Where constants are read, and what they are.
    constants: Vec<(u32, Constant)>,
    /// Where the address of the jump table of a block is taken.
    tables: Vec<(u32, LBlock)>,
    compiled: CompiledFunction,
}

/// Eight bytes behind the code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Constant {
    Bits(u64),
    /// An address that the linker fills in.
    Address(Symbol, i64),
}

/// A jump, of one word or of two.
#[derive(Clone, Copy, Debug)]
struct Jump {
    /// Where it begins.
    place: u32,
    /// Where it leads to.
    target: LBlock,
    /// The branch to the target, without its distance, if there is a condition; two words are left for it.
    branch: Option<u32>,
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

    fn preg(&self, index: usize) -> Result<PReg, CompileError> {
        let missing =
            || CompileError::Internal(format!("{}: operand {index} has no register", self.inst));
        self.get(index)?.register().ok_or_else(missing)
    }

    /// The number of the register of an operand.
    fn register(&self, index: usize) -> Result<u8, CompileError> {
        Ok(self.preg(index)?.number())
    }

    /// Those of the first operands.
    fn registers<const N: usize>(&self) -> Result<[u8; N], CompileError> {
        let mut registers = [0; N];
        for (index, register) in registers.iter_mut().enumerate() {
            *register = self.register(index)?;
        }
        Ok(registers)
    }
}

impl<'a> Emitter<'a> {
    fn here(&self) -> u32 {
        self.code.len() as u32
    }

    fn word(&mut self, word: u32) {
        self.code.extend(word.to_le_bytes());
    }

    fn mark(&mut self, origin: Option<stage2::entity::Inst>) {
        let map = &self.compiled.source_map;
        if map.last().is_none_or(|(_, last)| *last != origin) {
            let here = self.here();
            self.compiled.source_map.push((here, origin));
        }
    }

    /// Notes that the last word depends on an address.
    fn reloc(&mut self, kind: RelocKind, target: Symbol, addend: i64) {
        let offset = self.here() - 4;
        self.compiled.relocs.push(Reloc { offset, kind, target, addend });
    }

    // --- operands -------------------------------------------------------------------------------------

    fn places(&self, inst: LInst) -> Places<'a> {
        Places { inst, places: self.output.places(&self.lowered.function, inst) }
    }

    /// A load or store of the register at an address, whose registers begin at an operand.
    fn access(
        &mut self,
        access: Access,
        register: u8,
        at: Places,
        first: usize,
        address: Address,
    ) -> Result<(), CompileError> {
        match address {
            Address::Base(offset) => {
                self.access_at(access, register, at.register(first)?, offset.into());
            }
            Address::Slot(slot, offset) => {
                let start = i64::from(self.frame.slots_at[slot.0 as usize]);
                self.access_at(access, register, SP, start + i64::from(offset));
            }
            Address::BaseIndex(scaled) => {
                let (base, index) = (at.register(first)?, at.register(first + 1)?);
                self.word(access.indexed(register, base, index, None, scaled));
            }
            Address::BaseExtended(sign, scaled) => {
                let (base, index) = (at.register(first)?, at.register(first + 1)?);
                self.word(access.indexed(register, base, index, Some(sign), scaled));
            }
        }
        Ok(())
    }

    /// The same at a register, or the stack pointer, plus a number.
    fn access_at(&mut self, access: Access, register: u8, base: u8, offset: i64) {
        match access.at(register, base, offset) {
            Some(word) => self.word(word),
            None => {
                let index = SECOND_SCRATCH;
                self.constant(index, offset);
                self.word(access.indexed(register, base, index.number(), None, false));
            }
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
            false => self.frame_row(0, 0),
        }
    }

    fn prologue(&mut self) {
        self.mark(None);
        let start = self.frame.saved_at();
        let pairs = self.frame.saved.len() as u32;
        if start > 0 {
            self.move_stack(Alu::Sub, self.frame.incoming_at);
            self.frame_row(self.frame.incoming_at, 0);
        }
        self.saved_registers(false);
        if start == 0 {
            self.frame_row(16 * pairs, pairs);
        }
        if start == 0 && self.frame.bytes > 0 {
            self.grow_stack();
        }
        self.frame_is(true);
        self.zero_slots();
    }

    fn epilogue(&mut self, returns_to: PReg) {
        let start = self.frame.saved_at();
        if start == 0 && self.frame.bytes > 0 {
            self.move_stack(Alu::Add, self.frame.bytes);
            self.frame_row(16 * self.frame.saved.len() as u32, self.frame.saved.len() as u32);
        }
        self.saved_registers(true);
        if start > 0 {
            self.frame_row(self.frame.incoming_at, 0);
            self.move_stack(Alu::Add, self.frame.incoming_at);
        }
        self.frame_row(0, 0);
        self.word(code::return_to(returns_to.number()));
    }

    /// Notes how the frame is from here on; so many pairs of registers are saved.
    fn frame_row(&mut self, distance: u32, pairs: u32) {
        let offset = self.here();
        let pairs = &self.frame.saved[..pairs as usize];
        let saved = pairs.iter().map(|pair| 1 + u32::from(pair.1.is_some())).sum();
        let rows = &mut self.compiled.frame_rows;
        if rows.last().is_none_or(|last| (last.distance, last.saved) != (distance, saved)) {
            rows.push(FrameRow { offset, distance, saved });
        }
    }

    /// Stores the saved registers or loads them, at a stack pointer that has moved already, or moving it.
    fn saved_registers(&mut self, load: bool) {
        let start = self.frame.saved_at() as i32;
        let saved = self.frame.saved.clone();
        let size = 16 * saved.len() as i32;
        for step in 0..saved.len() {
            // The first one moves the stack pointer, so it comes first or last.
            let index = if load { saved.len() - 1 - step } else { step };
            let offset = match (index, start) {
                (0, 0) if load => (Pair::After, size),
                (0, 0) => (Pair::Before, -size),
                _ => (Pair::Offset, start + 16 * index as i32),
            };
            self.save(load, saved[index], offset);
        }
    }

    /// Stores a pair of registers, or loads it.
    fn save(&mut self, load: bool, saved: (PReg, Option<PReg>), offset: (Pair, i32)) {
        let is_float = saved.0.class() == RegClass::Float;
        let (first, second) = (saved.0.number(), saved.1.map(PReg::number));
        match (second, offset) {
            (Some(second), _) => {
                self.word(code::pair(load, is_float, [first, second], SP, offset));
            }
            (None, (Pair::Offset, at)) => {
                let access = Access { scale: 3, is_float, action: load.into() };
                self.access_at(access, first, SP, at.into());
            }
            // Alone, but the stack pointer moves: the other half is zero, or goes nowhere.
            (None, _) if !is_float => {
                self.word(code::pair(load, false, [first, code::ZERO], SP, offset));
            }
            (None, _) => {
                let second = FLOAT_SCRATCH.number();
                self.word(code::pair(load, true, [first, second], SP, offset));
            }
        }
    }

    /// `sp = sp ± bytes`
    fn move_stack(&mut self, alu: Alu, bytes: u32) {
        let low = i64::from(bytes & 0xfff);
        let high = i64::from(bytes & 0xff_f000);
        if bytes >> 24 != 0 {
            let scratch = SECOND_SCRATCH;
            self.constant(scratch, bytes.into());
            return self.add_to_stack(alu, SP, scratch);
        }
        for number in [high, low] {
            if number != 0 {
                self.words(code::alu_number(Size::X, alu, false, SP, SP, number));
            }
        }
    }

    /// `to = sp ± register`
    fn add_to_stack(&mut self, alu: Alu, to: u8, register: PReg) {
        let whole = (Sign::Unsigned, Size::X, 0);
        let registers = [to, SP, register.number()];
        self.word(code::alu_extended(Size::X, alu, false, registers, whole));
    }

    /// A word that is known to have an encoding.
    fn words(&mut self, word: Option<u32>) {
        debug_assert!(word.is_some(), "a number without a field");
        self.word(word.unwrap_or(0));
    }

    /// Makes room; a large frame is touched page by page, so that a stack that is too small ends in the
    /// page behind it and not in somebody else's memory.
    fn grow_stack(&mut self) {
        const PAGE: u32 = 4096;
        let bytes = self.frame.bytes;
        if bytes < PAGE {
            return self.move_stack(Alu::Sub, bytes);
        }
        self.constant(SCRATCH, i64::from(bytes / PAGE));
        let again = self.here();
        self.move_stack(Alu::Sub, PAGE);
        let store = Access { scale: 3, is_float: false, action: 0 };
        self.access_at(store, code::ZERO, SP, 0);
        let count = SCRATCH.number();
        self.words(code::alu_number(Size::X, Alu::Sub, false, count, count, 1));
        self.back_unless_zero(SCRATCH, again);
        if !bytes.is_multiple_of(PAGE) {
            self.move_stack(Alu::Sub, bytes % PAGE);
        }
    }

    /// A branch back within an operation.
    fn back_unless_zero(&mut self, register: PReg, start: u32) {
        let words = (i64::from(start) - i64::from(self.here())) / 4;
        let branch = code::branch_if_zero(Size::X, false, register.number());
        self.word(branch | (words as u32 & 0x7_ffff) << 5);
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
        self.jumps.push(Jump { place: self.here(), target, branch: None });
        self.word(code::branch(0));
    }

    /// Jumps by a branch that has no distance yet.
    fn jump_by(&mut self, branch: u32, target: LBlock) {
        self.jumps.push(Jump { place: self.here(), target, branch: Some(branch) });
        self.code.extend([0; 8]);
    }

    /// Jumps if the test says so; with a condition that is two it is two jumps.
    fn jump_if(&mut self, test: Test, register: u8, target: LBlock) {
        match test {
            Test::Flags(condition) => {
                let (first, second) = condition.parts();
                self.jump_by(code::branch_if(first), target);
                if let Some(second) = second {
                    self.jump_by(code::branch_if(second), target);
                }
            }
            Test::Zero(size) => self.jump_by(code::branch_if_zero(size, true, register), target),
            Test::NotZero(size) => {
                self.jump_by(code::branch_if_zero(size, false, register), target);
            }
            Test::BitClear(bit) => self.jump_by(code::branch_if_bit(bit, false, register), target),
            Test::BitSet(bit) => self.jump_by(code::branch_if_bit(bit, true, register), target),
        }
    }

    fn branch(&mut self, block: LBlock, test: Test, register: u8, to: [LBlock; 2]) {
        let [then, otherwise] = to;
        if self.threads.falls_through(block, then) {
            let target = self.threads.target(otherwise);
            self.jump_if(test.negate(), register, target);
        } else {
            let target = self.threads.target(then);
            self.jump_if(test, register, target);
            self.jump(block, otherwise);
        }
    }

    // --- instructions ---------------------------------------------------------------------------------

    fn instruction(&mut self, block: LBlock, inst: LInst) -> Result<(), CompileError> {
        let at = self.places(inst);
        let op = self.lowered.ops[inst.0 as usize];
        if let Some(remat) = moves::remat(op) {
            if let Some(to) = at.get(0)?.register() {
                self.rematerialise(to, remat);
            }
            return Ok(());
        }
        match op {
            Op::Parameters => {}
            Op::Move => {
                let vreg = self.lowered.function.operands(inst)[0].vreg;
                self.move_between(self.lowered.function.class(vreg), at.get(0)?, at.get(1)?);
            }
            Op::StoreOutgoing(offset) => self.store_word(offset, at.preg(0)?),
            Op::StoreResult(offset) => {
                self.store_word(self.frame.incoming_at + offset, at.preg(0)?);
            }
            Op::LoadOutgoing(offset) => self.load_word(at.preg(0)?, offset),
            Op::Call(func) => self.call(func),
            Op::CallWaiting(func, exit) => {
                self.call(func);
                let (exit, values) = self.locations(exit, inst);
                let stub = self.here();
                let map = crate::exit_map::ExitMap { number: 0, exit, values, stub };
                self.compiled.waiting.push(map);
            }
            Op::CallAddress => self.word(code::call_to(at.register(0)?)),
            Op::ExitIf(test, exit) => {
                let stub = self.stub(exit, inst);
                let register = if let Test::Flags(_) = test { 0 } else { at.register(0)? };
                self.jump_if(test, register, stub);
            }
            Op::Exit(exit) => {
                let stub = self.stub(exit, inst);
                self.jump_to(stub);
            }
            Op::Jump => self.jump(block, self.lowered.function.block(block).successors[0]),
            Op::JumpIf(test) => {
                let [then, otherwise] = self.lowered.function.block(block).successors[..] else {
                    return Err(CompileError::Internal(format!("{inst}: not two successors")));
                };
                let register = if let Test::Flags(_) = test { 0 } else { at.register(0)? };
                self.branch(block, test, register, [then, otherwise]);
            }
            Op::TableEntry => self.table_entry(block, at)?,
            Op::JumpTable => self.word(code::branch_to(at.register(0)?)),
            Op::Search(size) => self.search(block, inst, size)?,
            Op::Return if self.has_frame => self.epilogue(LINK),
            Op::Return => self.word(code::return_to(LINK.number())),
            _ if self.integer(op, at)? => {}
            _ if self.float(op, at)? => {}
            _ => return Err(CompileError::Internal(format!("{op:?} is not emitted"))),
        }
        Ok(())
    }

    fn call(&mut self, func: stage2::entity::FuncRef) {
        self.word(code::CALL);
        self.reloc(RelocKind::A64Call26, Symbol::Function(func), 0);
    }
}
