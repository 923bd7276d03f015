//! LIR: machine instructions whose operands are still virtual registers, as the allocator sees them.
//!
//! An instruction here is nothing but *what it does to registers*: which it reads, which it writes,
//! where it insists on a particular one, and what it destroys. That is all a register allocator has
//! to know, and all it can see; so there is one allocator for both instruction sets, and it cannot
//! contain a special case for one of them. The operation itself stands in a second vector of the
//! ISA's own type, at the same index ([`Lowered`]), which only `isa/` reads. The model of operands
//! is that of regalloc2 (C. Fallin, 2021), reduced to what two ISAs need.
//!
//! ```text
//! block1(v3, v4):                                        operation, not seen by the allocator
//!   inst2   use v3 register, use v1 any                  cmp
//!   inst3                                                jl      → block2, block3
//! block2:                                                (one predecessor: it has no parameters)
//!   inst4   def v5 same as 1, use v4 register, use v3 any   add
//!   inst5   state v1, state v3, state v4                 jo exit0
//!   inst6   def v6 register, use v3 register             lea
//!   inst7                                                jmp     → block1(v6, v5)
//! ```
//!
//! What holds, from lowering to emission:
//!
//! * **SSA.** Every vreg is defined once, in an operand or as a block's parameter, and its
//!   definition dominates its uses. Every use names a vreg that has a definition.
//! * **Blocks** stand in layout order and their instructions are consecutive; the last one, and
//!   no other, is the terminator. All are reachable; the first is the entry, has no predecessors, and
//!   no parameters: the function's own are defined by its first instructions.
//! * **No critical edges.** So code for an edge always has a place.
//! * **Only a block with several predecessors has parameters**, and only a block with a single
//!   successor passes arguments. Their parallel move has its place before that block's terminator,
//!   which has no operands.
//! * **Flags** may be live from an instruction to the next one only, and nothing that the allocator
//!   inserts changes them.
//! * **Width.** What the bits of a register above the width of the value's type hold is unknown.
//!   Moves, spills and reloads take all 64 bits.
//!
//! Judged by [`verify`], which the tests and debug builds run on everything that is lowered.

use std::fmt;
use std::ops::Range;

use stage2::entity::{DataRef, FuncRef, Inst, Slot, Value};

pub mod print;
mod verify;

pub use verify::verify;

/// A machine register of either class: 0 to 31 are integer registers, 32 to 63 are
/// floating-point registers, by the number that the ISA encodes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PReg(u8);

/// The two kinds of registers.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RegClass {
    /// Integers and addresses.
    Int,
    /// Floating-point numbers.
    Float,
}

impl PReg {
    /// The integer register of that number, below 32.
    pub const fn int(number: u8) -> PReg {
        assert!(number < 32);
        PReg(number)
    }

    /// The floating-point register of that number, below 32.
    pub const fn float(number: u8) -> PReg {
        assert!(number < 32);
        PReg(32 + number)
    }

    /// Its class.
    pub const fn class(self) -> RegClass {
        if self.0 < 32 { RegClass::Int } else { RegClass::Float }
    }

    /// Its number within the class, as instructions encode it.
    pub const fn number(self) -> u8 {
        self.0 & 31
    }

    /// A number below 64 that no other register of either class has.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The register with that [`index`](PReg::index).
    pub const fn from_index(index: usize) -> PReg {
        assert!(index < 64);
        PReg(index as u8)
    }
}

impl fmt::Display for PReg {
    /// `r3` or `f3`; an ISA has better names.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let class = if self.class() == RegClass::Int { 'r' } else { 'f' };
        write!(f, "{class}{}", self.number())
    }
}

impl fmt::Debug for PReg {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A set of machine registers, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PRegSet(u64);

impl PRegSet {
    /// No registers.
    pub const EMPTY: PRegSet = PRegSet(0);

    /// These registers.
    pub const fn of(registers: &[PReg]) -> PRegSet {
        let mut set = PRegSet::EMPTY;
        let mut index = 0;
        while index < registers.len() {
            set = set.with(registers[index]);
            index += 1;
        }
        set
    }

    /// The set with one more.
    pub const fn with(self, register: PReg) -> PRegSet {
        PRegSet(self.0 | 1 << register.0)
    }

    /// The set without a register.
    pub const fn without(self, register: PReg) -> PRegSet {
        PRegSet(self.0 & !(1 << register.0))
    }

    /// Is it in the set?
    pub const fn contains(self, register: PReg) -> bool {
        self.0 >> register.0 & 1 != 0
    }

    /// What is in either set.
    pub const fn union(self, other: PRegSet) -> PRegSet {
        PRegSet(self.0 | other.0)
    }

    /// What is in both sets.
    pub const fn intersection(self, other: PRegSet) -> PRegSet {
        PRegSet(self.0 & other.0)
    }

    /// What is in this set and not in the other.
    pub const fn difference(self, other: PRegSet) -> PRegSet {
        PRegSet(self.0 & !other.0)
    }

    /// Is nothing in it?
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The registers in order of their indices.
    pub fn iter(self) -> impl Iterator<Item = PReg> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            (rest != 0).then(|| {
                let index = rest.trailing_zeros();
                rest &= rest - 1;
                PReg(index as u8)
            })
        })
    }
}

impl fmt::Debug for PRegSet {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Defines ids whose `Display` is their name in dumps.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl stage2::entity::Entity for $name {
            fn new(index: usize) -> $name {
                $name(index as u32)
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}

ids! {
    /// A virtual register.
    VReg = "%";
    /// An instruction; its number is its place in the layout.
    LInst = "inst";
    /// A block; its number is its place in the layout.
    LBlock = "lblock";
    /// An exit stub: a place that leaves, with a state of its own. Several may name one exit of the IR.
    LExit = "stub";
}

/// What is known of a virtual register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VRegData {
    /// Which registers can hold it.
    pub class: RegClass,
    /// How it can be computed again, anywhere, from nothing.
    pub remat: Option<Remat>,
    /// The value that it holds, for readers of dumps.
    pub value: Option<Value>,
}

/// A definition that is cheaper, or as cheap, to repeat than to reload. Repeating it changes neither
/// flags nor any register but the target (and the ISA's scratch register).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Remat {
    /// An integer.
    Int(i64),
    /// The bits of an `f64`, or of an `f32` in the lower half.
    Float(u64),
    /// The address of a stack slot of the program, plus an offset.
    SlotAddr(Slot, i32),
    /// The address of data, plus an offset.
    DataAddr(DataRef, i64),
    /// The address of a function.
    FuncAddr(FuncRef),
    /// A parameter that came on the stack, so many bytes above the first one there. The place is
    /// never written to.
    StackParameter(u32),
}

/// What an instruction does with a register.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OperandKind {
    /// Reads it.
    Use,
    /// Writes it.
    Def,
    /// Must be able to find it in case it leaves by its exit: a use by the runtime, anywhere, which
    /// is no reason to keep it in a register. The constraint is [`Constraint::Any`].
    State,
}

/// When, within an instruction, it does so. An instruction first reads its early uses, then writes
/// its early definitions, then reads its late uses, then writes its late definitions and clobbers.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Position {
    /// The usual one for a use. A definition here shares its register with no use: a temporary, or
    /// a result that is written before all operands are read.
    Early,
    /// The usual one for a definition. A use here shares its register with no definition.
    Late,
}

// ANCHOR: constraint
/// Where an operand may be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Constraint {
    /// In a register or a spill slot.
    Any,
    /// In a register of its class.
    Register,
    /// In this register. A use and a late definition may name the same one.
    Fixed(PReg),
    /// Of a late definition: in the register of the operand with this index, an early use with the
    /// constraint `Register`.
    SameAs(u8),
}
// ANCHOR_END: constraint

/// An operand of an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Operand {
    /// Which register.
    pub vreg: VReg,
    /// Where it may be.
    pub constraint: Constraint,
    /// What is done with it.
    pub kind: OperandKind,
    /// When.
    pub position: Position,
}

impl Operand {
    /// An early use.
    pub const fn using(vreg: VReg, constraint: Constraint) -> Operand {
        Operand { vreg, constraint, kind: OperandKind::Use, position: Position::Early }
    }

    /// A use that shares no register with a definition.
    pub const fn using_late(vreg: VReg, constraint: Constraint) -> Operand {
        Operand { vreg, constraint, kind: OperandKind::Use, position: Position::Late }
    }

    /// A late definition.
    pub const fn defining(vreg: VReg, constraint: Constraint) -> Operand {
        Operand { vreg, constraint, kind: OperandKind::Def, position: Position::Late }
    }

    /// A definition that shares no register with a use; a temporary, if nobody uses it.
    pub const fn defining_early(vreg: VReg, constraint: Constraint) -> Operand {
        Operand { vreg, constraint, kind: OperandKind::Def, position: Position::Early }
    }

    /// What an exit has to know. Late, so that it survives the instruction.
    pub const fn state(vreg: VReg) -> Operand {
        let constraint = Constraint::Any;
        Operand { vreg, constraint, kind: OperandKind::State, position: Position::Late }
    }

    /// Does it read the register?
    pub fn is_use(&self) -> bool {
        self.kind != OperandKind::Def
    }
}

/// An instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LInstData {
    first_operand: u32,
    operand_count: u32,
    /// The registers that it destroys besides the ones it defines, at its late position.
    pub clobbers: PRegSet,
    /// What the allocator may know of it.
    pub role: Role,
    /// The instruction of the IR that it is made from, if it is one.
    pub origin: Option<Inst>,
}

/// What the allocator may know of an instruction's purpose.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Nothing.
    Other,
    /// It copies its second operand, a use, to its first, a definition: best given one place.
    Move,
    /// It does what the [`Remat`] of its only operand says, and can be left out: its definition may
    /// then be [`Allocation::Nowhere`](crate::allocate::Allocation::Nowhere).
    Rematerialisable,
}

/// A block.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LBlockData {
    /// Its instructions, by number.
    pub insts: Range<u32>,
    /// Where its terminator goes. Which of them stands for what is between selection and emission.
    pub successors: Vec<LBlock>,
    /// Where control comes from.
    pub predecessors: Vec<LBlock>,
    /// Its parameters, if it has several predecessors.
    pub params: Vec<VReg>,
    /// Arguments for the parameters of its successor, if it has a single one.
    pub arguments: Vec<VReg>,
    /// How many loops it is in.
    pub loop_depth: u32,
    /// Its block in the IR; `None` for one that splits an edge.
    pub origin: Option<stage2::entity::Block>,
}

/// A function in LIR, without its operations.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LFunction {
    /// Blocks, in layout order.
    pub blocks: Vec<LBlockData>,
    /// Instructions, in layout order.
    pub insts: Vec<LInstData>,
    /// Virtual registers.
    pub vregs: Vec<VRegData>,
    operands: Vec<Operand>,
}

/// A function in LIR with its operations: what instruction selection makes and emission takes.
#[derive(Clone, Debug)]
pub struct Lowered<Op> {
    /// What the allocator sees.
    pub function: LFunction,
    /// The operation of each instruction.
    pub ops: Vec<Op>,
    /// What the exit stubs have to know, by [`LExit`]. The state operands of the instruction that
    /// names a stub give the places of its values.
    pub exits: Vec<crate::exit_map::ExitSketch>,
    /// Bytes at the bottom of the frame for arguments and results of calls that have no register.
    pub outgoing_bytes: u32,
    /// Does it call anything? Exits do not count.
    pub has_calls: bool,
    /// Can data be addressed relative to the code?
    pub near_data: bool,
}

impl LFunction {
    /// A function with nothing in it.
    pub fn new() -> LFunction {
        LFunction::default()
    }

    /// A new virtual register.
    pub fn add_vreg(&mut self, data: VRegData) -> VReg {
        self.vregs.push(data);
        VReg(self.vregs.len() as u32 - 1)
    }

    /// Appends an instruction. Blocks say by [`LBlockData::insts`] which are theirs.
    pub fn add_inst(
        &mut self,
        operands: &[Operand],
        clobbers: PRegSet,
        role: Role,
        origin: Option<Inst>,
    ) -> LInst {
        let first_operand = self.operands.len() as u32;
        self.operands.extend_from_slice(operands);
        let operand_count = operands.len() as u32;
        self.insts.push(LInstData { first_operand, operand_count, clobbers, role, origin });
        LInst(self.insts.len() as u32 - 1)
    }

    /// The operands of an instruction.
    pub fn operands(&self, inst: LInst) -> &[Operand] {
        &self.operands[self.operand_range(inst)]
    }

    /// Where the operands of an instruction stand among those of all: the index by which an
    /// allocation is found.
    pub fn operand_range(&self, inst: LInst) -> Range<usize> {
        let data = &self.insts[inst.0 as usize];
        let first = data.first_operand as usize;
        first..first + data.operand_count as usize
    }

    /// How many operands all instructions have.
    pub fn operand_count(&self) -> usize {
        self.operands.len()
    }

    /// An instruction.
    pub fn inst(&self, inst: LInst) -> &LInstData {
        &self.insts[inst.0 as usize]
    }

    /// A block.
    pub fn block(&self, block: LBlock) -> &LBlockData {
        &self.blocks[block.0 as usize]
    }

    /// The class of a virtual register.
    pub fn class(&self, vreg: VReg) -> RegClass {
        self.vregs[vreg.0 as usize].class
    }

    /// How a virtual register can be computed again.
    pub fn remat(&self, vreg: VReg) -> Option<Remat> {
        self.vregs[vreg.0 as usize].remat
    }

    /// All blocks, in layout order.
    pub fn block_ids(&self) -> impl DoubleEndedIterator<Item = LBlock> + use<> {
        (0..self.blocks.len() as u32).map(LBlock)
    }

    /// The instructions of a block.
    pub fn block_insts(&self, block: LBlock) -> impl DoubleEndedIterator<Item = LInst> + use<> {
        self.block(block).insts.clone().map(LInst)
    }

    /// The last instruction of a block.
    pub fn terminator(&self, block: LBlock) -> LInst {
        LInst(self.block(block).insts.end - 1)
    }
}
