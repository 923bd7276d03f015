//! Deletes the checks that cannot fail, and puts others before the loop, once.
//!
//! ```text
//!   for i in range(n):                      guard n <= len(a)
//!       bounds_check i, len(a)       ⇒      for i in range(n):
//!       t = iadd.checked i, 1                   t = iadd i, 1
//! ```
//!
//! One analysis: what is known of a value at a place. [`facts`] are bounds by other values, from
//! branches, guards and checks that were passed; [`induction`] finds those of the variables of
//! loops; [`interval`] computes the least and the greatest number, and [`prove`] compares two
//! values. Three clients:
//!
//! * **bounds checks** that hold are deleted;
//! * **checked arithmetic** whose result fits is arithmetic without a check;
//! * **extensions and signs**: a comparison that is decided is a number; an extension of what was
//!   truncated without loss is nothing; sign extension, division and remainder of what is not
//!   negative are the unsigned ones, or a shift and a mask.
//!
//! Then [`hoist`]: a check in a loop that cannot be decided now may be replaced by one before the
//! loop that implies it. It takes the walk of `licm` for that, because the length of a list can
//! only be compared before the loop if its load has left the loop, which it may when the checks
//! before it are gone.
//!
//! Sources: the intervals of W. H. Harrison (1977), the differences of ABCD (R. Bodik, R. Gupta,
//! V. Sarkar, 2000). What ABCD does with new names for values behind a branch, the dominator tree
//! does here.
//!
//! Requires: nothing, but loops with a test at their end (`loop_rotate`) tell more. Keeps: an exit
//! that is still taken says the same as before; one that moved leaves by the loop's anchor. Leaves
//! out: unsigned intervals beyond the signed ones, what differs by more than a number (`2 * i <
//! n`), and facts about memory. Time: linear; a question looks at a bounded number of values.
//!
//! Judged by `tests/passes_loops.rs` and, on what it finds, by `tests/strength.rs`.

use smallvec::smallvec;

use super::licm::motion::{self, Checks, Fate, Here, Shape};
use super::{Changed, Context};
use crate::condition::IntCondition;
use crate::entity::{Inst, Value};
use crate::ir::edit::Replacements;
use crate::ir::{Function, InstData, Operand};
use crate::opcode::Opcode;

pub mod facts;
mod hoist;
mod induction;
mod interval;
mod prove;

use facts::{Facts, Point, Relation, relations};

/// Deletes the checks that cannot fail, and puts others before the loop.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    motion::run(function, context, &mut Client::default())
}

/// The part of the pass in the walk over the loops.
#[derive(Default)]
struct Client {
    facts: Option<Facts>,
    made: hoist::Made,
}

impl Checks for Client {
    fn begin(&mut self, function: &mut Function, shape: &Shape, context: &mut Context) -> Changed {
        let mut facts = Facts::new(function, shape.flow.clone());
        number(function, &mut facts);
        collect(function, shape, &mut facts);
        induction::find(function, shape, &mut facts);
        let changed = decide(function, context, shape, &mut facts);
        self.facts = Some(facts);
        changed
    }

    fn check(
        &mut self,
        function: &mut Function,
        context: &mut Context,
        shape: &Shape,
        here: Here,
        inst: Inst,
    ) -> Fate {
        let Some(facts) = &mut self.facts else { return Fate::Stays };
        let made = &mut self.made;
        let (pending, news) = (Vec::new(), Vec::new());
        let before = (function.insts.next_key(), function.values.next_key());
        let mut hoist = hoist::Hoist { function, shape, facts, made, here, pending, news };
        let fate = hoist.check(context, inst);
        if fate == Fate::Stays && function.insts.next_key() != before.0 {
            // What was prepared is not there; its names will be those of others.
            function.unmake(before.0, before.1);
            facts.forget_intervals();
        }
        fate
    }
}

/// Notes where instructions stand.
fn number(function: &Function, facts: &mut Facts) {
    for &block in &function.layout {
        for (position, &inst) in function.blocks[block].insts.iter().enumerate() {
            facts.stands_at(inst, Point { block, position: position as u32 + 1 });
        }
    }
}

/// Collects the facts of branches, guards and checks.
fn collect(function: &Function, shape: &Shape, facts: &mut Facts) {
    for &block in shape.flow.reverse_postorder() {
        if let [edge] = shape.flow.graph.predecessors(block)
            && let InstData::Br { condition, targets } = function.insts[edge.inst]
        {
            let holds = function.pool.target(targets[0]) == block;
            for relation in relations(function, condition, holds) {
                facts.add_relation(function, relation, Point::start(block));
            }
        }
        for &inst in &function.blocks[block].insts {
            note_passed(function, facts, inst);
        }
    }
}

/// Notes what is known behind an instruction because it did not leave.
fn note_passed(function: &Function, facts: &mut Facts, inst: Inst) {
    let passed = match function.insts[inst] {
        InstData::UnaryExit { opcode: Opcode::Guard, arg, .. } => relations(function, arg, true),
        data => match data.binary_exit() {
            Some((Opcode::BoundsCheck, left, right, _)) => {
                smallvec![Relation { condition: IntCondition::Ult, left, right }]
            }
            _ => return,
        },
    };
    let Some(from) = facts.point(inst) else { return };
    for relation in passed {
        facts.add_relation(function, relation, from);
        facts.sources.insert(inst);
    }
}

/// Asks about every check, comparison and extension.
fn decide(
    function: &mut Function,
    context: &mut Context,
    shape: &Shape,
    facts: &mut Facts,
) -> Changed {
    let mut replacements = Replacements::of(function);
    let mut changed = Changed::No;
    let mut kept: Vec<Inst> = Vec::new();
    for &block in shape.flow.reverse_postorder() {
        let mut insts = std::mem::take(&mut function.blocks[block].insts);
        // Between two instructions that say something the same is known, and found once.
        let mut at = Point::start(block);
        for inst in insts.drain(..) {
            if !replacements.is_empty() {
                function.map_operands(inst, |value| replacements.resolve(value));
            }
            let decision = decision(function, facts, inst, at);
            if facts.sources.contains(inst)
                && let Some(Point { position, .. }) = facts.point(inst)
            {
                at.position = position + 1;
            }
            match decision {
                Some((what, decision)) if context.rewrite(what) => {
                    changed = Changed::Yes;
                    match decision {
                        Decision::Delete => continue,
                        Decision::Become(data) => function.insts[inst] = data,
                        Decision::Unchecked(data) => {
                            function.insts[inst] = data;
                            facts.exact.insert(inst);
                        }
                        Decision::Is(value) => {
                            if let Some(result) = function.result(inst) {
                                replacements.replace(result, value);
                            }
                        }
                    }
                }
                _ => {}
            }
            kept.push(inst);
        }
        insts.append(&mut kept);
        function.blocks[block].insts = insts;
    }
    replacements.apply_to_rest(function, &shape.flow);
    changed
}

/// What to do with an instruction.
enum Decision {
    /// It does nothing.
    Delete,
    /// It is another.
    Become(InstData),
    /// It is another, which does not wrap.
    Unchecked(InstData),
    /// Its result is this value.
    Is(Value),
}

fn decision(
    function: &Function,
    facts: &Facts,
    inst: Inst,
    at: Point,
) -> Option<(&'static str, Decision)> {
    let data = function.insts[inst];
    match data.opcode() {
        Opcode::BoundsCheck => {
            let (_, index, length, _) = data.binary_exit()?;
            in_bounds(function, facts, index, length, at)
                .then_some(("bounds checks deleted", Decision::Delete))
        }
        Opcode::Guard => {
            let InstData::UnaryExit { arg, .. } = data else { return None };
            let (low, high) = facts.interval(function, arg, at);
            (function.ty(arg).is_int() && (low > 0 || high < 0))
                .then_some(("guards deleted", Decision::Delete))
        }
        Opcode::IaddChecked | Opcode::IsubChecked | Opcode::ImulChecked => {
            let (opcode, left, right, _) = data.binary_exit()?;
            fits(function, facts, opcode, left, right, at)
                .then(|| ("overflow checks deleted", Decision::Unchecked(unchecked(&data))))
        }
        Opcode::Icmp => {
            let (condition, left, right) = data.icmp()?;
            let holds = decided(function, facts, condition, left, right, at)?;
            let number = InstData::Iconst { value: holds.into() };
            Some(("comparisons decided", Decision::Become(number)))
        }
        Opcode::Select => {
            let InstData::Ternary { args: [condition, a, b], .. } = data else { return None };
            let number = function.constant(condition)?;
            Some(("selections decided", Decision::Is(if number != 0 { a } else { b })))
        }
        Opcode::Sext | Opcode::Zext => extension(function, facts, inst, at),
        Opcode::Sdiv | Opcode::Srem | Opcode::SdivFloor | Opcode::SremFloor => {
            let InstData::BinaryImm { opcode, arg, imm } = data else { return None };
            if imm <= 0 || facts.interval(function, arg, at).0 < 0 {
                return None;
            }
            let quotient = matches!(opcode, Opcode::Sdiv | Opcode::SdivFloor);
            let (opcode, imm) = match (quotient, imm.count_ones() == 1) {
                (true, true) => (Opcode::Lshr, i64::from(imm.trailing_zeros())),
                (true, false) => (Opcode::Udiv, imm),
                (_, true) => (Opcode::And, imm - 1),
                (_, false) => (Opcode::Urem, imm),
            };
            let data = InstData::BinaryImm { opcode, arg, imm };
            Some(("divisions of what is not negative", Decision::Become(data)))
        }
        _ => None,
    }
}

/// Is `0 ≤ index < length`?
fn in_bounds(function: &Function, facts: &Facts, index: Value, length: Operand, at: Point) -> bool {
    let below = match length {
        Operand::Number(number) => {
            number > 0 && facts.at_most(function, Some(index), None, i128::from(number) - 1, at)
        }
        Operand::Value(length) => facts.at_most(function, Some(index), Some(length), -1, at),
    };
    below && facts.is_not_negative(function, index, at)
}

/// Does the result of a checked operation fit its type?
fn fits(
    function: &Function,
    facts: &Facts,
    opcode: Opcode,
    left: Value,
    right: Operand,
    at: Point,
) -> bool {
    let ty = function.ty(left);
    let a = facts.interval(function, left, at);
    let b = facts.operand_interval(function, right, ty, at);
    let (least, most) = interval::all(ty);
    interval::exact(opcode, a, b)
        .is_some_and(|(low, high)| low >= least.into() && high <= most.into())
}

/// The operation without its check.
fn unchecked(data: &InstData) -> InstData {
    let plain = |opcode: Opcode| match opcode {
        Opcode::IaddChecked => Opcode::Iadd,
        Opcode::IsubChecked => Opcode::Isub,
        Opcode::ImulChecked => Opcode::Imul,
        other => other,
    };
    match *data {
        InstData::BinaryExit { opcode, args, .. } => {
            InstData::Binary { opcode: plain(opcode), args }
        }
        InstData::BinaryImmExit { opcode, arg, imm, .. } => {
            InstData::BinaryImm { opcode: plain(opcode), arg, imm: imm.into() }
        }
        other => other,
    }
}

/// Does a comparison always, or never, hold?
fn decided(
    function: &Function,
    facts: &Facts,
    condition: IntCondition,
    left: Value,
    right: Operand,
    at: Point,
) -> Option<bool> {
    use IntCondition::*;
    if !function.ty(left).is_int() {
        return None;
    }
    let at_most = |a: Operand, b: Operand, add: i128| {
        let term = |operand: Operand| match operand {
            Operand::Value(value) => (Some(value), 0),
            Operand::Number(number) => (None, i128::from(number)),
        };
        let ((a, more), (b, less)) = (term(a), term(b));
        facts.at_most(function, a, b, add + less - more, at)
    };
    let negative =
        |operand: Operand| facts.operand_interval(function, operand, function.ty(left), at).0 < 0;
    let left = Operand::Value(left);
    let less = |a, b| {
        let holds = at_most(a, b, -1);
        (holds || at_most(b, a, 0)).then_some(holds)
    };
    match condition {
        Slt => less(left, right),
        Sge => less(left, right).map(|holds| !holds),
        Sgt => less(right, left),
        Sle => less(right, left).map(|holds| !holds),
        Ult | Uge | Ugt | Ule if negative(left) || negative(right) => None,
        Ult => less(left, right),
        Uge => less(left, right).map(|holds| !holds),
        Ugt => less(right, left),
        Ule => less(right, left).map(|holds| !holds),
        Eq | Ne => {
            let differ = at_most(left, right, -1) || at_most(right, left, -1);
            differ.then_some(condition == Ne)
        }
    }
}

/// Extensions: of what was truncated without loss, and of what is not negative.
fn extension(
    function: &Function,
    facts: &Facts,
    inst: Inst,
    at: Point,
) -> Option<(&'static str, Decision)> {
    let InstData::Unary { opcode, arg } = function.insts[inst] else { return None };
    let result = function.result(inst)?;
    let narrow = function.ty(arg);
    if let Some(definition) = function.defining_inst(arg)
        && let InstData::Unary { opcode: Opcode::Trunc, arg: wide } = function.insts[definition]
    {
        let (low, high) = facts.interval(function, wide, at);
        let (least, most) = match opcode {
            Opcode::Sext => interval::all(narrow),
            _ => (0, i64::try_from(narrow.mask()).ok()?),
        };
        let same = function.ty(wide) == function.ty(result);
        if same && low >= least && high <= most {
            return Some(("extensions deleted", Decision::Is(wide)));
        }
    }
    (opcode == Opcode::Sext && facts.interval(function, arg, at).0 >= 0).then_some((
        "signs that are zero",
        Decision::Become(InstData::Unary { opcode: Opcode::Zext, arg }),
    ))
}
