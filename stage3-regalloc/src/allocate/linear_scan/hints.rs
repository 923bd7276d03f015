//! Which registers an interval would like: those that make moves unnecessary.
//!
//! From its definition: where the source of the move is, the use that the definition is tied to, the
//! fixed operand that defines it, or an argument for the parameter. From its uses: the fixed
//! operand that reads it last, the result that will be tied to it, the parameter that it is an
//! argument for. Wishes go backward through such relations, so that the first value of a chain that
//! ends in a call's argument begins in that register.

use super::{Definition, Intervals, Piece};
use crate::lir::{Constraint, LFunction, LInst, OperandKind, PReg, Role, VReg};

/// The wishes of all virtual registers.
pub(super) struct Hints {
    /// Whose value it begins with.
    source: Vec<Option<VReg>>,
    /// Who begins with its value.
    target: Vec<Option<VReg>>,
    /// The register that it is defined in, or else will have to be in.
    fixed: Vec<Option<PReg>>,
    /// The register that it was given last.
    current: Vec<Option<PReg>>,
}

impl Hints {
    pub(super) fn new(function: &LFunction) -> Hints {
        let count = function.vregs.len();
        let mut hints = Hints {
            source: vec![None; count],
            target: vec![None; count],
            fixed: vec![None; count],
            current: vec![None; count],
        };
        for block in function.block_ids().rev() {
            let data = function.block(block);
            if let [successor] = data.successors[..] {
                let params = &function.block(successor).params;
                for (&argument, &param) in data.arguments.iter().zip(params) {
                    hints.relate(argument, param);
                }
            }
            for inst in function.block_insts(block).rev() {
                hints.instruction(function, inst);
            }
        }
        hints
    }

    fn instruction(&mut self, function: &LFunction, inst: LInst) {
        let operands = function.operands(inst);
        if function.inst(inst).role == Role::Move
            && let [def, using, ..] = operands
        {
            self.source[def.vreg.0 as usize] = Some(using.vreg);
            self.relate(using.vreg, def.vreg);
        }
        for operand in operands {
            let vreg = operand.vreg.0 as usize;
            match operand.constraint {
                Constraint::SameAs(index) => {
                    let tied = operands[usize::from(index)].vreg;
                    self.source[vreg] = Some(tied);
                    self.relate(tied, operand.vreg);
                }
                Constraint::Fixed(register) if operand.kind == OperandKind::Def => {
                    self.fixed[vreg] = Some(register);
                }
                Constraint::Fixed(register) => {
                    self.fixed[vreg].get_or_insert(register);
                }
                _ => {}
            }
        }
    }

    /// `target` begins with the value of `source`.
    fn relate(&mut self, source: VReg, target: VReg) {
        self.target[source.0 as usize].get_or_insert(target);
        if let Some(register) = self.fixed[target.0 as usize] {
            self.fixed[source.0 as usize].get_or_insert(register);
        }
    }

    /// It was given a register.
    pub(super) fn assigned(&mut self, vreg: VReg, register: PReg) {
        self.current[vreg.0 as usize] = Some(register);
    }

    /// What it would like, best first.
    pub(super) fn of(
        &self,
        function: &LFunction,
        intervals: &Intervals,
        piece: &Piece,
    ) -> [Option<PReg>; 4] {
        if piece.hint.is_some() {
            return [piece.hint, None, None, None];
        }
        let vreg = piece.vreg.0 as usize;
        let current = |vreg: VReg| self.current[vreg.0 as usize];
        let incoming = match intervals.definitions[vreg] {
            Definition::Param(block, index) => {
                let predecessors = function.block(block).predecessors.iter();
                let arguments = predecessors.filter_map(|predecessor| {
                    let data = function.block(*predecessor);
                    let argument = data.arguments[index as usize];
                    current(argument).map(|register| (data.loop_depth, register))
                });
                arguments.max_by_key(|(depth, _)| *depth).map(|(_, register)| register)
            }
            _ => self.source[vreg].and_then(current),
        };
        let outgoing = self.target[vreg].and_then(current);
        [outgoing, self.fixed[vreg], incoming, None]
    }
}
