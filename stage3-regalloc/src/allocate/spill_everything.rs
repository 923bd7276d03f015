//! The first allocator: every virtual register lives in a spill slot, and visits a machine register
//! only for the length of an instruction.
//!
//! ```text
//!   def %2 register, use %0 register, use %1 any        rax ← spill0
//!                                                       rcx = …  rax, [spill1]
//!                                                       spill2 ← rcx
//! ```
//!
//! Nothing is live in a register between two instructions, so there is no interference to think of
//! and no call to survive: what remains is to find, for one instruction at a time, registers for
//! those operands that want one. It is what compilers do at `-O0`, and slow code; and it is short
//! enough to be believed, so the others are judged by it.
//!
//! Within one instruction, fixed operands take their registers first; the others take whatever is
//! left, and two share a register only where [`Position`] lets them. An argument of a block is
//! copied from its slot to that of the parameter; since a parameter's slot may be the source of another
//! argument (the swap problem), all are copied to slots beside first, through the scratch register.
//!
//! Leaves out: everything. Judged by the symbolic checker and by running.

use super::{Allocation, InsertedMove, MachineEnv, MoveSource, Output, SpillSlot, class_index};
use crate::lir::{
    Constraint, LBlock, LFunction, LInst, OperandKind, PReg, PRegSet, Position, VReg,
};

/// Gives every operand a place.
pub(super) fn allocate(function: &LFunction, environment: &MachineEnv) -> Result<Output, String> {
    let mut state = State {
        function,
        environment,
        output: Output {
            places: vec![Allocation::Nowhere; function.operand_count()],
            moves: Vec::new(),
            spill_slots: function.vregs.len() as u32,
        },
        after: Vec::new(),
    };
    for block in function.block_ids() {
        for inst in function.block_insts(block) {
            // What the instruction before has written goes to its slot first.
            for (vreg, register) in std::mem::take(&mut state.after) {
                let from = MoveSource::Place(Allocation::Register(register));
                state.insert(inst, vreg, from, home(vreg));
            }
            if inst == function.terminator(block) {
                state.arguments(block, inst);
            }
            state.instruction(inst)?;
        }
        if !state.after.is_empty() {
            return Err(format!("{block}: its terminator defines a register"));
        }
    }
    Ok(state.output)
}

/// The slot that a virtual register lives in.
fn home(vreg: VReg) -> Allocation {
    Allocation::Spill(SpillSlot(vreg.0))
}

struct State<'a> {
    function: &'a LFunction,
    environment: &'a MachineEnv,
    output: Output,
    /// Registers that are to be stored before the next instruction.
    after: Vec<(VReg, PReg)>,
}

impl State<'_> {
    fn insert(&mut self, before: LInst, vreg: VReg, from: MoveSource, to: Allocation) {
        self.output.moves.push(InsertedMove { before, vreg, from, to });
    }

    fn instruction(&mut self, inst: LInst) -> Result<(), String> {
        let operands = self.function.operands(inst);
        let first = self.function.operand_range(inst).start;
        // What is taken while operands are read, and while results are written. Clobbers happen at
        // the end, when early uses have been read.
        let mut early = PRegSet::EMPTY;
        let mut late = self.function.inst(inst).clobbers;
        for operand in operands {
            if let Constraint::Fixed(register) = operand.constraint {
                let (at_early, at_late) = lifetime(operand.kind, operand.position);
                early = if at_early { early.with(register) } else { early };
                late = if at_late { late.with(register) } else { late };
            }
        }
        for (index, operand) in operands.iter().enumerate() {
            let (at_early, at_late) = lifetime(operand.kind, operand.position);
            // ANCHOR: instruction_place
            let place = match operand.constraint {
                Constraint::Any => home(operand.vreg),
                Constraint::Fixed(register) => Allocation::Register(register),
                Constraint::Register => {
                    // A tied operand is in its register at both times.
                    let tied = operands
                        .iter()
                        .any(|other| other.constraint == Constraint::SameAs(index as u8));
                    let mut taken = PRegSet::EMPTY;
                    taken = if at_early || tied { taken.union(early) } else { taken };
                    taken = if at_late || tied { taken.union(late) } else { taken };
                    let candidates = self.environment.allocatable
                        [class_index(self.function.class(operand.vreg))];
                    let register = *candidates
                        .iter()
                        .find(|register| !taken.contains(**register))
                        .ok_or_else(|| format!("{inst}: no register for {}", operand.vreg))?;
                    early = if at_early || tied { early.with(register) } else { early };
                    late = if at_late || tied { late.with(register) } else { late };
                    Allocation::Register(register)
                }
                Constraint::SameAs(_) => continue,
            };
            // ANCHOR_END: instruction_place
            self.output.places[first + index] = place;
        }
        for (index, operand) in operands.iter().enumerate() {
            if let Constraint::SameAs(other) = operand.constraint {
                self.output.places[first + index] = self.output.places[first + usize::from(other)];
            }
            let Some(register) = self.output.places[first + index].register() else { continue };
            match operand.kind {
                OperandKind::Def => self.after.push((operand.vreg, register)),
                OperandKind::Use | OperandKind::State => {
                    let from = MoveSource::Place(home(operand.vreg));
                    self.insert(inst, operand.vreg, from, Allocation::Register(register));
                }
            }
        }
        Ok(())
    }

    /// The moves for the arguments that a block passes, before its terminator.
    fn arguments(&mut self, block: LBlock, terminator: LInst) {
        let data = self.function.block(block);
        let [successor] = data.successors[..] else { return };
        let params = &self.function.block(successor).params;
        let scratch = self.environment.scratch;
        // Slots beside the ones of the virtual registers, so that every argument is read before any
        // parameter is written.
        let beside = self.function.vregs.len() as u32;
        for (index, &argument) in data.arguments.iter().enumerate() {
            let register =
                Allocation::Register(scratch[class_index(self.function.class(argument))]);
            self.insert(terminator, argument, MoveSource::Place(home(argument)), register);
            let slot = Allocation::Spill(SpillSlot(beside + index as u32));
            self.insert(terminator, argument, MoveSource::Place(register), slot);
        }
        for (index, &param) in params.iter().enumerate() {
            let register = Allocation::Register(scratch[class_index(self.function.class(param))]);
            let slot = Allocation::Spill(SpillSlot(beside + index as u32));
            self.insert(terminator, param, MoveSource::Place(slot), register);
            self.insert(terminator, param, MoveSource::Place(register), home(param));
        }
        let slots = beside + params.len() as u32;
        self.output.spill_slots = self.output.spill_slots.max(slots);
    }
}

/// At which of the two times an operand holds its register.
fn lifetime(kind: OperandKind, position: Position) -> (bool, bool) {
    match (kind, position) {
        (OperandKind::Def, Position::Late) => (false, true),
        (OperandKind::Def, Position::Early) => (true, true),
        (_, Position::Early) => (true, false),
        (_, Position::Late) => (true, true),
    }
}
