//! Register allocation: virtual registers → machine registers and spill slots.
//!
//! ```text
//!   LFunction, MachineEnv ──► allocate(…, Algorithm) ──► Output ──► checker::check
//!                                                          a place for every operand,
//!                                                          moves between the instructions
//! ```
//!
//! Whatever the algorithm, the instructions stay as they are. An operand gets an [`Allocation`],
//! and where a virtual register changes its place, or a block passes an argument, there is an
//! [`InsertedMove`]. Parallel moves are already put into an order here, cycles broken with the scratch
//! register, so emission only writes down what it reads.
//!
//! What every algorithm guarantees:
//!
//! * every operand has a place that its constraint allows, and holds the right value there when the
//!   instruction reads it, whatever way control came;
//! * within an instruction, operands that are live at the same time have different places;
//! * a place that an instruction clobbers, or a call does not keep, holds nothing that is used later;
//! * an inserted move never goes from a spill slot to a spill slot, and none stands between an
//!   instruction and the one before it if that would be outside of a block.
//!
//! That is what [`crate::checker`] verifies, without knowing the algorithm.

use std::fmt;

use crate::lir::{LFunction, LInst, PReg, PRegSet, RegClass, VReg};

pub mod graph_colouring;
pub mod interval;
mod linear_scan;
mod liveness;
pub mod parallel_move;
pub mod resolve;
mod spill_everything;
mod spill_slots;
mod unsplit_linear_scan;

/// Which algorithm allocates.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Algorithm {
    /// Every virtual register lives in a spill slot of its own.
    SpillEverything,
    /// Whole intervals in the order in which they begin (Poletto and Sarkar): to be read first.
    UnsplitLinearScan,
    /// Intervals in the order in which they begin, split where registers run out: the usual one.
    LinearScan,
    /// The interference graph coloured (Chaitin and Briggs): slower, for comparison.
    GraphColouring,
}

impl Algorithm {
    /// All of them, with their names on the command line.
    pub const ALL: [(Algorithm, &'static str); 4] = [
        (Algorithm::SpillEverything, "spill-everything"),
        (Algorithm::UnsplitLinearScan, "unsplit-linear-scan"),
        (Algorithm::LinearScan, "linear-scan"),
        (Algorithm::GraphColouring, "graph-colouring"),
    ];
}

/// The registers of a machine, as its calling convention divides them.
#[derive(Clone, Copy, Debug)]
pub struct MachineEnv {
    /// The registers that may be given away, by class, the ones to be preferred first: those that
    /// a call destroys, then those that must be saved before they are used. At least six of a class.
    pub allocatable: [&'static [PReg]; 2],
    /// Those of them that a function must keep for its caller.
    pub callee_saved: PRegSet,
    /// For each class a register that is never given away: for breaking the cycles of parallel
    /// moves and for moves between spill slots. Emission uses it too, within one instruction or move.
    pub scratch: [PReg; 2],
}

/// A place of 8 bytes in the frame, made by the allocator.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SpillSlot(pub u32);

/// Where an operand is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Allocation {
    /// In this register.
    Register(PReg),
    /// In this spill slot; only where the constraint is [`Any`](crate::lir::Constraint::Any).
    Spill(SpillSlot),
    /// The definition of a rematerialisable register that nobody needs: its instruction, of the role
    /// [`Rematerialisable`](crate::lir::Role::Rematerialisable), is left out.
    Nowhere,
}

impl Allocation {
    /// The register, if it is one.
    pub fn register(self) -> Option<PReg> {
        match self {
            Allocation::Register(register) => Some(register),
            _ => None,
        }
    }
}

impl fmt::Display for Allocation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Allocation::Register(register) => write!(f, "{register}"),
            Allocation::Spill(slot) => write!(f, "spill{}", slot.0),
            Allocation::Nowhere => f.write_str("nowhere"),
        }
    }
}

/// A move that the allocator puts between two instructions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InsertedMove {
    /// The instruction before which it is done. What an edge needs stands before the terminator of
    /// the block that it leaves or before the first instruction of the one that it enters.
    pub before: LInst,
    /// What is moved. For an argument of a block it is the parameter.
    pub vreg: VReg,
    /// From where.
    pub from: MoveSource,
    /// To where: a register, or, from a register, a spill slot.
    pub to: Allocation,
}

/// Where an inserted move takes its value from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MoveSource {
    /// From this place.
    Place(Allocation),
    /// It is computed again, as the [`Remat`](crate::lir::Remat) of this virtual register says (that
    /// which is moved, or the argument for the parameter); the target is a machine register.
    Rematerialise(VReg),
}

/// What an allocator has decided.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Output {
    /// A place for each operand, by [`LFunction::operand_range`].
    pub places: Vec<Allocation>,
    /// Inserted moves, by increasing `before`; those before one instruction are done in this order.
    pub moves: Vec<InsertedMove>,
    /// How many spill slots there are.
    pub spill_slots: u32,
}

impl Output {
    /// The places of an instruction's operands.
    pub fn places(&self, function: &LFunction, inst: LInst) -> &[Allocation] {
        &self.places[function.operand_range(inst)]
    }

    /// Every register that is written to somewhere, clobbers included.
    pub fn written(&self, function: &LFunction) -> PRegSet {
        let mut set = PRegSet::EMPTY;
        for index in 0..function.insts.len() {
            let inst = LInst(index as u32);
            set = set.union(function.inst(inst).clobbers);
            for (operand, place) in function.operands(inst).iter().zip(self.places(function, inst))
            {
                if let (false, Some(register)) = (operand.is_use(), place.register()) {
                    set = set.with(register);
                }
            }
        }
        let targets = self.moves.iter().filter_map(|inserted| inserted.to.register());
        targets.fold(set, PRegSet::with)
    }
}

/// Gives every operand a place.
///
/// # Errors
/// When an instruction's constraints cannot all be met, or there are more than 2^24 spill slots: in
/// words.
pub fn allocate(
    function: &LFunction,
    environment: &MachineEnv,
    algorithm: Algorithm,
) -> Result<Output, String> {
    for block in function.block_ids() {
        let last = function.terminator(block);
        if function.operands(last).iter().any(|operand| !operand.is_use()) {
            return Err(format!("{block}: its terminator defines a register"));
        }
    }
    match algorithm {
        Algorithm::UnsplitLinearScan => unsplit_linear_scan::allocate(function, environment),
        Algorithm::LinearScan => linear_scan::allocate(function, environment),
        Algorithm::GraphColouring => graph_colouring::allocate(function, environment),
        Algorithm::SpillEverything => spill_everything::allocate(function, environment),
    }
}

/// What an allocator has made of every live interval: the data of pictures.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The intervals, with what blocks machine registers.
    pub intervals: interval::Intervals,
    /// Their parts, by virtual register and point; a part that is in no register is spilled, or, if
    /// [`is_recomputable`](interval::Intervals::is_recomputable), computed again where it is wanted.
    pub parts: Vec<resolve::Part>,
    /// Pairs of virtual registers that are live at once and of one class, each once; sorted.
    pub interference: Vec<(VReg, VReg)>,
}

/// Allocates, to be looked at.
///
/// # Errors
/// Those of [`allocate`]; and [`Algorithm::SpillEverything`] knows no intervals.
pub fn picture(
    function: &LFunction,
    environment: &MachineEnv,
    algorithm: Algorithm,
) -> Result<Picture, String> {
    let intervals = interval::Intervals::new(function);
    let parts = match algorithm {
        Algorithm::SpillEverything => return Err("this allocator knows no intervals".into()),
        Algorithm::UnsplitLinearScan => {
            unsplit_linear_scan::parts(function, environment, &intervals)?
        }
        Algorithm::LinearScan => linear_scan::parts(function, environment, &intervals)?,
        Algorithm::GraphColouring => graph_colouring::parts(function, environment, &intervals)?,
    };
    let interference = graph_colouring::interference(function, environment);
    Ok(Picture { intervals, parts, interference })
}

/// What linear scan has decided when an interval, or the tail of one, has had its turn.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where that begins, and so how far the walk has come.
    pub point: interval::Point,
    /// Whose it is.
    pub vreg: VReg,
    /// All parts that have a place by now, by virtual register and point. Evicting changes earlier ones.
    pub parts: Vec<resolve::Part>,
}

/// Linear scan, step by step: for drawings.
///
/// # Errors
/// As [`allocate`].
pub fn steps(function: &LFunction, environment: &MachineEnv) -> Result<Vec<Step>, String> {
    linear_scan::steps(function, environment, &interval::Intervals::new(function))
}

/// Where every virtual register lives from when to when, as the algorithm has decided it before the
/// moves are put in: for drawings.
///
/// # Errors
/// As [`allocate`].
pub fn parts(
    function: &LFunction,
    environment: &MachineEnv,
    algorithm: Algorithm,
) -> Result<Vec<resolve::Part>, String> {
    let intervals = interval::Intervals::new(function);
    match algorithm {
        Algorithm::UnsplitLinearScan => {
            unsplit_linear_scan::parts(function, environment, &intervals)
        }
        Algorithm::LinearScan => linear_scan::parts(function, environment, &intervals),
        Algorithm::GraphColouring => graph_colouring::parts(function, environment, &intervals),
        // One part each: an instruction's visit to a register is no part of this algorithm's plan.
        Algorithm::SpillEverything => Ok((0..function.vregs.len() as u32)
            .filter_map(|index| {
                let ranges = intervals.interval(VReg(index)).ranges;
                let (first, last) = (ranges.first()?, ranges.last()?);
                let place = resolve::Place::Spilled;
                Some(resolve::Part { vreg: VReg(index), from: first.from, to: last.to, place })
            })
            .collect()),
    }
}

/// The index of a class in [`MachineEnv`]'s tables.
pub fn class_index(class: RegClass) -> usize {
    class as usize
}
