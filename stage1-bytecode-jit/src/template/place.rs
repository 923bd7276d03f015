//! Where the locals of a function live: the hottest in registers, the others in the frame.
//!
//! This is no register allocation. A local has one place for the whole function, chosen by
//! counting: each use weighs one, ten times as much for each loop around it. Two locals never share
//! a register, however far apart their lives are. It is what a programmer with a table of
//! registers and no patience would do, and for functions of a few variables it is enough.
//!
//! A function that calls nobody may also keep locals in the scratch registers that its code does
//! not use, which saves saving them. A parameter's own argument register is such a place, for that
//! parameter only: so the prologue's moves never overwrite an argument before it was read.

use std::collections::HashMap;

use crate::pseudo::{Function, Op, Operand, Register, SCRATCH_REGISTERS};

/// Where a local lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// In this machine register.
    Register(u8),
    /// In this word of the frame.
    Frame(u32),
    /// Nowhere: nobody uses it.
    Nowhere,
}

/// The registers that a machine offers.
#[derive(Clone, Copy, Debug)]
pub(super) struct RegisterFile {
    /// `r0` … `r5`.
    pub(super) scratch: [u8; SCRATCH_REGISTERS as usize],
    /// Those for locals, to be saved by the callee.
    pub(super) saved: &'static [u8],
}

/// The places of a function's locals.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Placement {
    /// By the local's index.
    pub(super) places: Vec<Place>,
    /// The saved registers that are used.
    pub(super) saved: Vec<u8>,
    /// The words of the frame that are used.
    pub(super) frame_words: u32,
    /// Does it call nobody?
    pub(super) is_leaf: bool,
}

/// Chooses a place for each local.
pub(super) fn place(function: &Function, registers: &RegisterFile) -> Placement {
    let (weights, scratch_used) = weigh(function);
    let is_leaf = !function.code.iter().any(|inst| matches!(inst.op, Op::Call { .. }));
    let mut placement = Placement {
        places: vec![Place::Nowhere; function.locals.len()],
        saved: Vec::new(),
        frame_words: 0,
        is_leaf,
    };
    let mut scratch_free = scratch_used.map(|used| is_leaf && !used);
    let mut by_weight: Vec<usize> = (0..weights.len()).filter(|&i| weights[i] > 0).collect();
    by_weight.sort_by_key(|&i| std::cmp::Reverse(weights[i]));
    for local in by_weight {
        let parameters = usize::from(function.parameters);
        let scratch =
            (0..scratch_free.len()).find(|&s| scratch_free[s] && (s == local || s >= parameters));
        // ANCHOR: place
        placement.places[local] = if let Some(s) = scratch {
            scratch_free[s] = false;
            Place::Register(registers.scratch[s])
        } else if let Some(&saved) = registers.saved.get(placement.saved.len()) {
            placement.saved.push(saved);
            Place::Register(saved)
        } else {
            placement.frame_words += 1;
            Place::Frame(placement.frame_words - 1)
        };
        // ANCHOR_END: place
    }
    placement
}

/// How much each local is used, and which scratch registers are used at all.
fn weigh(function: &Function) -> (Vec<u64>, [bool; SCRATCH_REGISTERS as usize]) {
    let mut weights = vec![0u64; function.locals.len()];
    let mut scratch = [false; SCRATCH_REGISTERS as usize];
    for (inst, depth) in function.code.iter().zip(loop_depths(function)) {
        let weight = 10u64.pow(depth.min(6));
        let mut see = |register: Register| match register {
            Register::Local(n) => weights[usize::from(n)] += weight,
            Register::Scratch(n) => scratch[usize::from(n)] = true,
        };
        let mut op = inst.op;
        op.for_each_operand(|operand| {
            if let Operand::Register(register) = *operand {
                see(register);
            }
        });
        if let Some(to) = op.result() {
            see(*to);
        }
    }
    (weights, scratch)
}

/// In how many loops each instruction stands; a loop is what lies between a label and a jump back
/// to it.
fn loop_depths(function: &Function) -> Vec<u32> {
    let mut labels = HashMap::new();
    let mut changes = vec![0i64; function.code.len() + 1];
    for (i, inst) in function.code.iter().enumerate() {
        let mut op = inst.op;
        if let Op::Label { label, .. } = op {
            labels.insert(label, i);
        } else if let Some(start) = op.target().and_then(|target| labels.get(target)) {
            changes[*start] += 1;
            changes[i + 1] -= 1;
        }
    }
    let mut depth = 0;
    changes[..function.code.len()]
        .iter()
        .map(|change| {
            depth += change;
            depth as u32
        })
        .collect()
}
