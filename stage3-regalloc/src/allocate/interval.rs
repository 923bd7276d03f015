//! Live intervals: where in the program a virtual register's value is still wanted.
//!
//! Instructions are numbered in layout order and each has four *program points*, so that one order
//! says what happens before what:
//!
//! ```text
//!   4i      the gap before instruction i: here values change places
//!   4i + 1  early: early uses are read, early definitions written
//!   4i + 2  late: late uses are read, late definitions written, clobbers destroyed
//!   4i + 3  (nothing: so that what is written late is live for at least a point)
//! ```
//!
//! A [`LiveRange`] is half-open. A [`LiveInterval`] is a sorted list of ranges with *holes* between
//! them: in layout order, the code of an `else` may stand between a definition and its last use without
//! needing the value. Two virtual registers interfere if their intervals intersect, and because a use
//! that is early ends before a definition that is late, an operand that dies and a result share.
//!
//! Two kinds of operands are not in the interval's way, but have a *copy* made in the gap:
//!
//! * a **fixed** one. The machine register is blocked for the length of the instruction; a use of `v` is
//!   a copy from wherever `v` is, a definition one to wherever it will be. If `v` dies there and was
//!   given that very register, the copy is none.
//! * the use to which a definition is **tied** (`SameAs`). The definition's interval begins early, the
//!   use's ends in the gap, and between them there is the copy of a two-address machine. Other early uses
//!   of the same virtual register read the copy too.
//!
//! What is here is the input of both allocators, in dense tables: ranges and uses of all virtual
//! registers in one vector each, blocked points by machine register. Calls, which block a dozen and a
//! half of registers each, are kept as one list of points with sets. Judged by the symbolic checker,
//! and by a test that compares with liveness by iteration.

use super::liveness::{LiveBlocks, live_ranges};
use crate::lir::{
    Constraint, LBlock, LFunction, LInst, Operand, OperandKind, PReg, PRegSet, Position, Role, VReg,
};

/// A program point: see the module.
pub type Point = u32;

/// The gap before an instruction.
pub const fn gap(inst: LInst) -> Point {
    inst.0 * 4
}

/// The instruction to which a point belongs.
pub const fn inst_at(point: Point) -> LInst {
    LInst(point / 4)
}

/// The gap of the instruction to which a point belongs.
pub const fn gap_of(point: Point) -> Point {
    point & !3
}

/// When an instruction reads early and writes early.
pub const fn early(inst: LInst) -> Point {
    inst.0 * 4 + 1
}

/// When an instruction writes late.
pub const fn late(inst: LInst) -> Point {
    inst.0 * 4 + 2
}

/// Points from `from` to before `to`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LiveRange {
    /// The first point.
    pub from: Point,
    /// The first point behind.
    pub to: Point,
}

/// What a use wants.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UseKind {
    /// A register.
    Required,
    /// A register, rather; a spill slot will do.
    Preferred,
    /// To be copied from wherever it is.
    Copied,
    /// To be found by the runtime.
    State,
}

/// A place where a virtual register is read or written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Use {
    /// When. The value is live up to the point behind.
    pub point: Point,
    /// How.
    pub kind: UseKind,
}

/// A stretch in which a machine register belongs to an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blocked {
    /// When.
    pub range: LiveRange,
    /// The virtual register that may stay in it all the same: it is what the instruction wants there.
    pub except: Option<VReg>,
}

/// What gives a virtual register its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Definition {
    /// Nothing: it is not in the function.
    None,
    /// The parameter of that number of a block.
    Param(LBlock, u32),
    /// An operand of an instruction.
    Inst(LInst),
}

/// A virtual register's interval: a view into [`Intervals`].
#[derive(Clone, Copy, Debug)]
pub struct LiveInterval<'a> {
    /// Sorted, disjoint and not touching.
    pub ranges: &'a [LiveRange],
    /// By increasing point; a definition that wants a register is among them.
    pub uses: &'a [Use],
}

/// All intervals of a function, and what blocks machine registers.
#[derive(Clone, Debug, Default)]
pub struct Intervals {
    /// Ranges of all virtual registers, one after the other.
    pub ranges: Vec<LiveRange>,
    /// Where the ranges of each begin, and the end.
    pub ranges_of: Vec<u32>,
    /// The same for uses.
    pub uses: Vec<Use>,
    /// Where the uses of each begin, and the end.
    pub uses_of: Vec<u32>,
    /// The sum of the weights of all uses before each.
    pub weight_before: Vec<u64>,
    /// What defines each virtual register.
    pub definitions: Vec<Definition>,
    /// Those that need no spill slot, since they can be computed again and no exit wants to find them.
    pub is_recomputable: Vec<bool>,
    /// By the index of a machine register, when fixed operands block it; sorted.
    pub blocked: Vec<Vec<Blocked>>,
    /// When instructions destroy registers, and which; sorted.
    pub clobbers: Vec<(Point, PRegSet)>,
    /// Which registers are destroyed somewhere.
    pub clobbered: PRegSet,
    /// The block of each instruction.
    pub block_of: Vec<LBlock>,
}

/// How much a use at some loop depth counts.
pub fn frequency(loop_depth: u32) -> u64 {
    8 << (3 * loop_depth.min(7))
}

impl Intervals {
    /// The intervals of a function.
    pub fn new(function: &LFunction) -> Intervals {
        let count = function.vregs.len();
        let mut intervals = Intervals {
            definitions: vec![Definition::None; count],
            is_recomputable: vec![false; count],
            blocked: vec![Vec::new(); 64],
            block_of: Vec::with_capacity(function.insts.len()),
            ..Intervals::default()
        };
        for block in function.block_ids() {
            let data = function.block(block);
            intervals.block_of.resize(data.insts.end as usize, block);
            for (index, &param) in data.params.iter().enumerate() {
                intervals.definitions[param.0 as usize] = Definition::Param(block, index as u32);
            }
        }
        intervals.collect_uses(function);
        intervals.weigh(function);
        let mut blocks = LiveBlocks::new(function);
        intervals.ranges.reserve(count);
        intervals.ranges_of.reserve(count + 1);
        intervals.ranges_of.push(0);
        for index in 0..count {
            let vreg = VReg(index as u32);
            if let Some(first) = intervals.first_point(function, vreg) {
                let of = intervals.uses_of[index] as usize..intervals.uses_of[index + 1] as usize;
                let uses = &intervals.uses[of];
                // What is written is there for the rest of its instruction, used or not.
                let written = match intervals.definitions[index] {
                    Definition::Inst(inst) => LiveRange { from: first, to: gap(inst) + 4 },
                    _ => LiveRange { from: first, to: first },
                };
                live_ranges(
                    &mut blocks,
                    &intervals.block_of,
                    vreg,
                    written,
                    uses,
                    &mut intervals.ranges,
                );
            }
            intervals.ranges_of.push(intervals.ranges.len() as u32);
        }
        intervals
    }

    /// The interval of a virtual register. One whose value nobody wants may be empty.
    pub fn interval(&self, vreg: VReg) -> LiveInterval<'_> {
        let index = vreg.0 as usize;
        let of = |table: &[u32]| table[index] as usize..table[index + 1] as usize;
        LiveInterval {
            ranges: &self.ranges[of(&self.ranges_of)],
            uses: &self.uses[of(&self.uses_of)],
        }
    }

    /// The first point at which a virtual register has its value.
    fn first_point(&self, function: &LFunction, vreg: VReg) -> Option<Point> {
        match self.definitions[vreg.0 as usize] {
            Definition::None => None,
            Definition::Param(block, _) => Some(4 * function.block(block).insts.start),
            Definition::Inst(inst) => {
                let operands = function.operands(inst).iter();
                let mut operands = operands.filter(|one| !one.is_use() && one.vreg == vreg);
                operands.next().map(|operand| match (operand.constraint, operand.position) {
                    (Constraint::Fixed(_), _) => gap(inst) + 4,
                    (Constraint::SameAs(_), _) | (_, Position::Early) => early(inst),
                    (_, Position::Late) => late(inst),
                })
            }
        }
    }

    /// All uses by virtual register, and everything that concerns machine registers.
    fn collect_uses(&mut self, function: &LFunction) {
        let count = function.vregs.len();
        let mut counts = vec![0u32; count + 1];
        let mut has_state = vec![false; count];
        for index in 0..function.insts.len() {
            let inst = LInst(index as u32);
            for operand in function.operands(inst) {
                let vreg = operand.vreg.0 as usize;
                // A definition may be two points, see below.
                counts[vreg + 1] += if operand.is_use() { 1 } else { 2 };
                has_state[vreg] |= operand.kind == OperandKind::State;
                if !operand.is_use() {
                    self.definitions[vreg] = Definition::Inst(inst);
                    self.is_recomputable[vreg] = operand.constraint == Constraint::Register
                        && function.inst(inst).role == Role::Rematerialisable
                        && function.remat(operand.vreg).is_some();
                }
            }
        }
        for (is_recomputable, has_state) in self.is_recomputable.iter_mut().zip(has_state) {
            *is_recomputable &= !has_state;
        }
        for block in &function.blocks {
            for argument in &block.arguments {
                counts[argument.0 as usize + 1] += 1;
            }
        }
        for index in 0..count {
            counts[index + 1] += counts[index];
        }
        let mut uses = vec![Use { point: 0, kind: UseKind::State }; counts[count] as usize];
        let mut filled = counts.clone();
        let mut add = |vreg: VReg, point: Point, kind: UseKind| {
            let (start, end) = (counts[vreg.0 as usize], &mut filled[vreg.0 as usize]);
            let mut at = *end as usize;
            *end += 1;
            // Operands of an instruction may stand in any order.
            while at > start as usize && uses[at - 1].point > point {
                uses[at] = uses[at - 1];
                at -= 1;
            }
            uses[at] = Use { point, kind };
        };
        for block in function.block_ids() {
            for inst in function.block_insts(block) {
                let operands = function.operands(inst);
                let is_tied = operands
                    .iter()
                    .any(|operand| matches!(operand.constraint, Constraint::SameAs(_)));
                for operand in operands {
                    let vreg = operand.vreg.0 as usize;
                    if let Constraint::Fixed(register) = operand.constraint {
                        self.block(register, inst, operand);
                    }
                    if operand.is_use() {
                        let (point, kind) =
                            use_point(inst, operand, is_tied && reads_copy(operands, operand));
                        // Unless it has a slot, it can only be in a register.
                        let kind = match kind {
                            UseKind::Preferred if self.is_recomputable[vreg] => UseKind::Required,
                            kind => kind,
                        };
                        add(operand.vreg, point, kind);
                        continue;
                    }
                    match (operand.constraint, operand.position) {
                        (Constraint::Fixed(_) | Constraint::Any, _) => {}
                        _ if self.is_recomputable[vreg] => {}
                        (Constraint::SameAs(_), _) | (_, Position::Early) => {
                            // In its register from the copy, or the first write, to the end.
                            add(operand.vreg, early(inst), UseKind::Required);
                            add(operand.vreg, late(inst), UseKind::Required);
                        }
                        (_, Position::Late) => add(operand.vreg, late(inst), UseKind::Required),
                    }
                }
                let clobbers = function.inst(inst).clobbers;
                if !clobbers.is_empty() {
                    self.clobbers.push((late(inst), clobbers));
                    self.clobbered = self.clobbered.union(clobbers);
                }
            }
            let data = function.block(block);
            for &argument in &data.arguments {
                add(argument, 4 * data.insts.end - 1, UseKind::Copied);
            }
        }
        // Close the ranks: not every definition took its two places.
        let mut to = 0;
        self.uses_of.reserve(count + 1);
        self.uses_of.push(0);
        for index in 0..count {
            for from in counts[index]..filled[index] {
                uses[to] = uses[from as usize];
                to += 1;
            }
            self.uses_of.push(to as u32);
        }
        uses.truncate(to);
        self.uses = uses;
    }

    /// A fixed operand has its register for itself.
    fn block(&mut self, register: PReg, inst: LInst, operand: &Operand) {
        let (from, to) = match (operand.is_use(), operand.position) {
            (true, Position::Early) => (early(inst), late(inst)),
            (true, Position::Late) => (early(inst), late(inst) + 1),
            (false, Position::Early) => (early(inst), gap(inst) + 4),
            (false, Position::Late) => (late(inst), gap(inst) + 4),
        };
        let except = operand.is_use().then_some(operand.vreg);
        let list = &mut self.blocked[register.index()];
        list.push(Blocked { range: LiveRange { from, to }, except });
        let mut at = list.len() - 1;
        while at > 0 && list[at - 1].range.from > list[at].range.from {
            list.swap(at - 1, at);
            at -= 1;
        }
    }

    fn weigh(&mut self, function: &LFunction) {
        let mut sum = 0;
        self.weight_before.reserve(self.uses.len() + 1);
        self.weight_before.push(0);
        for one in &self.uses {
            let block = self.block_of[inst_at(one.point).0 as usize];
            let often = frequency(function.block(block).loop_depth);
            sum += match one.kind {
                UseKind::Required => 2 * often,
                UseKind::Preferred | UseKind::Copied => often,
                UseKind::State => 0,
            };
            self.weight_before.push(sum);
        }
    }
}

/// Is this an early use that reads the copy made for a tied operand?
pub(super) fn reads_copy(operands: &[Operand], operand: &Operand) -> bool {
    operand.kind == OperandKind::Use
        && operand.position == Position::Early
        && !matches!(operand.constraint, Constraint::Fixed(_))
        && operands.iter().any(|tied| match tied.constraint {
            Constraint::SameAs(index) => operands[usize::from(index)].vreg == operand.vreg,
            _ => false,
        })
}

/// When a use reads, and how.
fn use_point(inst: LInst, operand: &Operand, reads_copy: bool) -> (Point, UseKind) {
    let point = match operand.position {
        Position::Early => early(inst),
        Position::Late => late(inst),
    };
    match (operand.kind, operand.constraint) {
        (OperandKind::State, _) => (point, UseKind::State),
        _ if reads_copy => (gap(inst), UseKind::Copied),
        (_, Constraint::Fixed(_)) => (gap(inst), UseKind::Copied),
        (_, Constraint::Any) => (point, UseKind::Preferred),
        _ => (point, UseKind::Required),
    }
}
