//! Sparse conditional constant propagation: values that are always the same number, found together
//! with the branches that they decide.
//!
//! ```text
//! block0:                               block0:
//!   v0: i64 = iconst 1                    v0: i64 = iconst 1
//!   jump block1(v0)                       jump block1(v0)
//! block1(v1: i64):              ─►      block1(v1: i64):
//!   v2: i8 = icmp eq v1, 1                v4: i64 = iconst 1
//!   br v2, block2, block3                 v2: i8 = iconst 1
//! block2:                                 jump block2
//!   …; jump block1(v1)                  block2:
//!                                         …; jump block1(v4)
//! ```
//!
//! Neither constants first nor branches first finds this: `v1` is constant because `block3` is
//! never reached, and that because `v1` is constant. The algorithm of M. N. Wegman and F. K. Zadeck,
//! "Constant Propagation with Conditional Branches" (1991), assumes the best of everything, that
//! nothing is reached and every value still undefined, and takes back what it must:
//!
//! ```text
//!        Undefined          an edge is executable when its branch may take it
//!      /  … 0 1 2 … \       a parameter is the meet over executable edges
//!          Varying          an operation is computed when its operands are constants
//! ```
//!
//! Values only fall, twice at most, so the two worklists (edges that become executable, instructions of
//! which an operand fell) empty in time linear in edges and uses.
//!
//! A checked operation or guard that surely leaves is a branch too: what stands behind it is not
//! reached. It becomes `leave`, and ends its block. One that surely does not leave becomes its result,
//! or nothing. On the edge that `icmp eq x, 5` or a case of a switch takes, an argument `x` is the
//! number; other uses behind the edge are `gvn`'s.
//!
//! Requires: nothing. Deletes the blocks that cannot be reached afterwards. Keeps: all others; a
//! parameter that is a constant stays a parameter, without uses. Leaves out: memory, ranges,
//! arithmetic that gives a NaN (its payload is open).
//!
//! Judged by `filetests/opt/sccp/`, and by random functions in `tests/passes_scalar.rs`.

use super::{Changed, Context};
use crate::analysis::postorder::reachable;
use crate::entity::{Exit, Inst, SecondaryMap, Value};
use crate::interpret::arithmetic;
use crate::ir::edit::Replacements;
use crate::ir::{Function, InstData, Type};
use crate::opcode::Opcode;

mod solve;

use solve::Lattice::{self, Constant};
use solve::{Decision, Solution, decision};

/// Sparse conditional constant propagation.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let flow = context.control_flow(function);
    match solve::solve(function, &flow) {
        Some(solution) => rewrite(function, context, &solution),
        None => Changed::No,
    }
}

fn rewrite(function: &mut Function, context: &mut Context, solution: &Solution) -> Changed {
    let Solution { values, reached, executed } = solution;
    let mut equal = Replacements::of(function);
    let (mut changed, mut cut) = (Changed::No, false);
    let mut insts = Vec::new();
    for position in 0..function.layout.len() {
        let block = function.layout[position];
        if !reached.contains(block) {
            continue;
        }
        for position in 0..function.blocks[block].params.len() {
            let param = function.blocks[block].params[position];
            if let Constant(bits) = values[param]
                && context.rewrite("parameters that are constants")
            {
                let ty = function.ty(param);
                let inst = function.make_inst(constant(ty, bits), &[ty], Default::default());
                insts.push(inst);
                if let Some(value) = function.result(inst) {
                    equal.replace(param, value);
                }
                changed = Changed::Yes;
            }
        }
        let mut old = std::mem::take(&mut function.blocks[block].insts);
        let leaves_at = executed[block] as usize;
        for (index, &inst) in old.iter().enumerate() {
            let data = function.insts[inst];
            if let (true, Some(exit)) = (index == leaves_at, data.exit())
                && has_constant_operands(function, values, inst)
                && context.rewrite("operations that surely leave")
            {
                insts.push(leave(function, inst, exit));
                (changed, cut) = (Changed::Yes, true);
                break;
            }
            if index < leaves_at && data.is_terminator() {
                cut |= decide(function, context, values, inst);
            } else if index < leaves_at {
                match constant_result(function, values, inst) {
                    Known::Nothing => {}
                    Known::Constant(data) if context.rewrite("constants") => {
                        function.insts[inst] = data;
                        changed = Changed::Yes;
                    }
                    Known::Passes if context.rewrite("checks that surely pass") => {
                        changed = Changed::Yes;
                        continue;
                    }
                    Known::Constant(_) | Known::Passes => {}
                }
            }
            insts.push(inst);
        }
        old.clear();
        old.append(&mut insts);
        function.blocks[block].insts = old;
    }
    equal.apply(function);
    if cut {
        delete_unreachable(function);
        context.control_flow_changed();
    }
    changed | Changed::from(cut)
}

fn has_constant_operands(
    function: &Function,
    values: &SecondaryMap<Value, Lattice>,
    inst: Inst,
) -> bool {
    let mut constant = true;
    function.visit_operands(inst, |value| constant &= matches!(values[value], Constant(_)));
    constant
}

fn constant(ty: Type, bits: u64) -> InstData {
    match ty.is_float() {
        true => InstData::Fconst { bits },
        false => InstData::Iconst { value: arithmetic::signed(ty, bits) },
    }
}

/// The instruction that leaves in place of one that surely does. It has no result, so it is a new one.
fn leave(function: &mut Function, inst: Inst, exit: Exit) -> Inst {
    let location = function.locations[inst];
    function.make_inst(InstData::Leave { exit }, &[], location)
}

/// What is known of an instruction that is executed.
enum Known {
    Nothing,
    Constant(InstData),
    Passes,
}

fn constant_result(
    function: &Function,
    values: &SecondaryMap<Value, Lattice>,
    inst: Inst,
) -> Known {
    let data = function.insts[inst];
    if let Some(result) = function.result(inst) {
        let known = matches!(data, InstData::Iconst { .. } | InstData::Fconst { .. });
        return match values[result] {
            Constant(bits) if !known => Known::Constant(constant(function.ty(result), bits)),
            _ => Known::Nothing,
        };
    }
    let number = |value: Value| match values[value] {
        Constant(bits) => Some(bits),
        _ => None,
    };
    let passes = match data {
        InstData::UnaryExit { opcode: Opcode::Guard, arg, .. } => number(arg).is_some(),
        InstData::BinaryExit { opcode: Opcode::BoundsCheck, args: [a, b], .. } => {
            number(a).is_some() && number(b).is_some()
        }
        InstData::BinaryImmExit { opcode: Opcode::BoundsCheck, arg, .. } => number(arg).is_some(),
        _ => false,
    };
    // It is executed, and the next instruction too: it does not leave.
    if passes { Known::Passes } else { Known::Nothing }
}

/// A branch that goes one way becomes a jump.
fn decide(
    function: &mut Function,
    context: &mut Context,
    values: &SecondaryMap<Value, Lattice>,
    inst: Inst,
) -> bool {
    let Decision::One(index) = decision(function, inst, |value| values[value]) else {
        return false;
    };
    let target = function.block_calls(inst).nth(index);
    match target {
        Some(target) if context.rewrite("branches decided") => {
            function.insts[inst] = InstData::Jump { target };
            true
        }
        _ => false,
    }
}

fn delete_unreachable(function: &mut Function) {
    let reachable = reachable(function);
    function.layout.retain(|block| reachable.contains(*block));
}
