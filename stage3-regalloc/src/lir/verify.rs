//! Is LIR what its header promises? Everything but dominance, in one sweep.
//!
//! A violation is a mistake of instruction selection, found where it was made and not as a wrong
//! allocation later. That definitions dominate uses follows from the IR, which has been verified;
//! the symbolic checker would find it too.

use super::{Constraint, LFunction, OperandKind, Position, RegClass, VReg};

/// What is wrong with a function, if anything, in words.
pub fn verify(function: &LFunction) -> Result<(), String> {
    let mut defined = vec![false; function.vregs.len()];
    for block in function.block_ids() {
        let params = &function.block(block).params;
        for &param in params {
            define(&mut defined, param)?;
        }
    }
    for (block, expected) in function.block_ids().zip(block_starts(function)) {
        let data = function.block(block);
        if data.insts.start != expected || data.insts.is_empty() {
            return Err(format!("{block}: its instructions {:?} are out of order", data.insts));
        }
        if !data.params.is_empty() && data.predecessors.len() < 2 {
            return Err(format!("{block}: parameters need several predecessors"));
        }
        for &successor in &data.successors {
            let target = function.block(successor);
            if !target.predecessors.contains(&block) {
                return Err(format!("{block}: {successor} does not know it as a predecessor"));
            }
            if data.successors.len() > 1 && target.predecessors.len() > 1 {
                return Err(format!("{block}: the edge to {successor} is critical"));
            }
            if data.arguments.len() != target.params.len() {
                return Err(format!("{block}: wrong number of arguments for {successor}"));
            }
            let classes = |vregs: &[VReg]| -> Vec<RegClass> {
                vregs.iter().map(|vreg| function.class(*vreg)).collect()
            };
            if classes(&data.arguments) != classes(&target.params) {
                return Err(format!("{block}: arguments of the wrong class for {successor}"));
            }
        }
        let last = function.terminator(block);
        if data.successors.len() == 1 && !function.operands(last).is_empty() {
            return Err(format!("{last}: a jump has no operands"));
        }
        for inst in function.block_insts(block) {
            operands(function, inst, &mut defined)?;
        }
    }
    for block in function.block_ids() {
        let uses = function.block_insts(block).flat_map(|inst| function.operands(inst));
        let uses = uses.filter(|operand| operand.is_use()).map(|operand| operand.vreg);
        let mut uses = uses.chain(function.block(block).arguments.iter().copied());
        if let Some(vreg) = uses.find(|vreg| !defined[vreg.0 as usize]) {
            return Err(format!("{block}: {vreg} is used and not defined"));
        }
    }
    Ok(())
}

fn block_starts(function: &LFunction) -> impl Iterator<Item = u32> + '_ {
    let ends = function.blocks.iter().map(|block| block.insts.end);
    std::iter::once(0).chain(ends)
}

fn define(defined: &mut [bool], vreg: VReg) -> Result<(), String> {
    match std::mem::replace(&mut defined[vreg.0 as usize], true) {
        true => Err(format!("{vreg} is defined twice")),
        false => Ok(()),
    }
}

fn operands(function: &LFunction, inst: super::LInst, defined: &mut [bool]) -> Result<(), String> {
    let operands = function.operands(inst);
    for operand in operands {
        if operand.kind == OperandKind::Def {
            define(defined, operand.vreg)?;
        }
        let right = match operand.constraint {
            Constraint::Any => true,
            Constraint::Register => operand.kind != OperandKind::State,
            Constraint::Fixed(register) => {
                operand.kind != OperandKind::State
                    && register.class() == function.class(operand.vreg)
            }
            Constraint::SameAs(index) => {
                let same = |other: &super::Operand| {
                    other.kind == OperandKind::Use
                        && other.position == Position::Early
                        && other.constraint == Constraint::Register
                        && function.class(other.vreg) == function.class(operand.vreg)
                };
                operand.kind == OperandKind::Def
                    && operand.position == Position::Late
                    && operands.get(usize::from(index)).is_some_and(same)
            }
        };
        if !right {
            return Err(format!("{inst}: the constraint of {} is impossible", operand.vreg));
        }
    }
    Ok(())
}
