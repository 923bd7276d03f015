//! Induction variables: what the parameters of a loop's header can be.
//!
//! ```text
//!   br v1, block1(v0), …               i = v0, then i + 1 as long as i + 1 < n
//! block1(i):
//!   next = iadd i, 1                   known in the loop, if v0 < n at its entry:
//!   br (icmp slt next, n), block1(next), …        i ≥ v0,  i ≤ n - 1,  next does not wrap
//! ```
//!
//! A bound of the parameter is found by induction over the turns: the values at the entry must
//! keep it, and every back edge must show that the next value does, with what is known on that
//! edge. The bounds to try are taken from the conditions of the first back edge. From an upper
//! bound follows that a rising variable does not wrap, and from that, that it never falls below
//! its first value; and the other way round. If nothing else is known, a parameter is in the
//! union of the intervals of what is passed for it.

use super::facts::{Bound, Facts, Point, relations};
use super::interval::all;
use crate::condition::IntCondition;
use crate::entity::{Block, Inst, Value};
use crate::ir::{Function, InstData, Operand};
use crate::opcode::Opcode;
use crate::passes::licm::motion::Shape;

/// So many bounds are tried for a parameter.
const MOST_TRIES: usize = 4;

/// A back edge: where it comes from, and what it passes for the parameter.
#[derive(Clone, Copy)]
struct Back {
    latch: Block,
    next: Value,
    step: Option<Step>,
}

/// The parameter plus something: the instruction that adds it (none if it is the parameter itself),
/// and what it adds.
#[derive(Clone, Copy)]
struct Step {
    inst: Option<Inst>,
    least: i128,
    most: i128,
}

/// Finds out about the parameters of all headers, those of outer loops first.
pub fn find(function: &Function, shape: &Shape, facts: &mut Facts) {
    for index in (0..shape.flow.nest().all().len()).rev() {
        let one = &shape.flow.nest().all()[index];
        let Some(preheader) = shape.preheaders[index] else { continue };
        for position in 0..function.blocks[one.header].params.len() {
            let param = function.blocks[one.header].params[position];
            if !function.ty(param).is_int() {
                continue;
            }
            let Some(first) = passed(function, preheader, one.header, position) else { continue };
            let mut back = Vec::new();
            for &latch in &one.latches {
                back.extend(all_passed(function, latch, one.header, position).map(|next| {
                    let step = step(function, shape, facts, index, param, next, latch);
                    Back { latch, next, step }
                }));
            }
            let variable = Variable { index, header: one.header, preheader, param, first };
            variable.learn(function, shape, facts, &back);
        }
    }
}

fn all_passed(
    function: &Function,
    from: Block,
    to: Block,
    position: usize,
) -> impl Iterator<Item = Value> + '_ {
    let calls = function.terminator(from).into_iter().flat_map(|end| function.block_calls(end));
    calls
        .filter(move |call| function.pool.target(*call) == to)
        .map(move |call| function.pool.arguments(call)[position])
}

fn passed(function: &Function, from: Block, to: Block, position: usize) -> Option<Value> {
    all_passed(function, from, to, position).next()
}

/// The next value as the parameter plus something that is one number, or one value from outside.
fn step(
    function: &Function,
    shape: &Shape,
    facts: &Facts,
    index: usize,
    param: Value,
    next: Value,
    latch: Block,
) -> Option<Step> {
    if next == param {
        return Some(Step { inst: None, least: 0, most: 0 });
    }
    let inst = function.defining_inst(next)?;
    let data = function.insts[inst];
    let (opcode, left, right) = data.operation()?;
    let (added, negative) = match (opcode, left, right) {
        (Opcode::Iadd | Opcode::IaddChecked, left, right) if left == param => (right, false),
        (Opcode::Iadd | Opcode::IaddChecked, left, Operand::Value(right)) if right == param => {
            (Operand::Value(left), false)
        }
        (Opcode::Isub | Opcode::IsubChecked, left, right) if left == param => (right, true),
        _ => return None,
    };
    let (low, high) = match added {
        Operand::Number(number) => (number, number),
        Operand::Value(value) if shape.is_outside(function, index, value) => {
            facts.interval(function, value, Point::end(latch))
        }
        Operand::Value(_) => return None,
    };
    let (low, high) = (i128::from(low), i128::from(high));
    let (least, most) = if negative { (-high, -low) } else { (low, high) };
    Some(Step { inst: Some(inst), least, most })
}

struct Variable {
    index: usize,
    header: Block,
    preheader: Block,
    param: Value,
    first: Value,
}

impl Variable {
    fn learn(&self, function: &Function, shape: &Shape, facts: &mut Facts, back: &[Back]) {
        let steps = |test: &dyn Fn(&Step) -> bool| {
            back.iter().all(|one| one.step.as_ref().is_some_and(test))
        };
        let (rising, falling) = (steps(&|step| step.least >= 0), steps(&|step| step.most <= 0));
        if rising || falling {
            for bound in self.candidates(function, shape, facts, back, rising) {
                self.try_bound(function, facts, back, bound);
            }
        }
        self.union(function, facts, back);
        if (rising || falling) && self.does_not_wrap(function, facts, back) {
            // It only moves away from where it began.
            let (other, add) = match function.constant(self.first) {
                Some(number) => (None, number.into()),
                None => (Some(self.first), 0),
            };
            self.note(facts, Bound { upper: !rising, other, add });
            if other.is_some() {
                let (low, high) = facts.interval(function, self.first, Point::end(self.preheader));
                let add = if rising { low } else { high }.into();
                self.note(facts, Bound { upper: !rising, other: None, add });
            }
        }
    }

    fn note(&self, facts: &mut Facts, bound: Bound) {
        facts.add(self.param, bound, Point::start(self.header));
    }

    /// What is known on a back edge, besides.
    fn assume_edge(&self, function: &Function, facts: &mut Facts, latch: Block) {
        let Some(end) = function.terminator(latch) else { return };
        let InstData::Br { condition, targets } = function.insts[end] else { return };
        let to_header = targets.map(|target| function.pool.target(target) == self.header);
        if to_header[0] == to_header[1] {
            return;
        }
        for relation in relations(function, condition, to_header[0]) {
            let more = facts.consequences(function, relation, Point::end(latch));
            for (value, bound) in more {
                facts.assume(value, bound);
            }
        }
    }

    /// Bounds of the next value on the first back edge, by values from outside the loop.
    fn candidates(
        &self,
        function: &Function,
        shape: &Shape,
        facts: &mut Facts,
        back: &[Back],
        upper: bool,
    ) -> Vec<Bound> {
        let Some(one) = back.iter().find(|one| one.step.is_some_and(|step| step.inst.is_some()))
        else {
            return Vec::new();
        };
        let Some(step) = one.step else { return Vec::new() };
        self.assume_edge(function, facts, one.latch);
        let at = Point::end(one.latch);
        let outside = |bound: &Bound| match bound.other {
            Some(other) => shape.is_outside(function, self.index, other),
            None => true,
        };
        let mut found: Vec<Bound> = facts
            .bounds(one.next, at)
            .filter(|bound| bound.upper == upper && outside(bound))
            .collect();
        // A condition on the variable itself is one on the next value, a step further.
        let more = if upper { step.most } else { step.least };
        let own = facts.bounds(self.param, at).filter(|bound| bound.upper == upper);
        found.extend(own.filter(outside).map(|bound| Bound { add: bound.add + more, ..bound }));
        facts.forget_assumptions();
        // `next != n` bounds what comes nearer in steps of one.
        if let (1, 1) | (-1, -1) = (step.least, step.most) {
            let end = function.terminator(one.latch);
            if let Some(InstData::Br { condition, targets: [then, _] }) =
                end.map(|end| function.insts[end])
            {
                let holds = function.pool.target(then) == self.header;
                for relation in relations(function, condition, holds) {
                    if relation.condition != IntCondition::Ne || relation.left != one.next {
                        continue;
                    }
                    let add = -more;
                    found.push(match relation.right {
                        Operand::Number(number) => {
                            Bound { upper, other: None, add: i128::from(number) + add }
                        }
                        Operand::Value(other) => Bound { upper, other: Some(other), add },
                    });
                }
            }
        }
        found.retain(outside);
        found.truncate(MOST_TRIES);
        found
    }

    /// Notes a bound of the parameter if the entry and all back edges keep it.
    fn try_bound(&self, function: &Function, facts: &mut Facts, back: &[Back], bound: Bound) {
        if !keeps(function, facts, self.first, bound, Point::end(self.preheader)) {
            return;
        }
        for one in back {
            // By induction the bound holds for the parameter in this turn.
            self.assume_edge(function, facts, one.latch);
            facts.assume(self.param, bound);
            let at = Point::end(one.latch);
            let kept = keeps(function, facts, one.next, bound, at)
                || self.nearer_by_one(function, one, bound);
            facts.forget_assumptions();
            if !kept {
                return;
            }
        }
        self.note(facts, bound);
    }

    /// Does the bound hold for the next value because that is not what lies one beyond it?
    fn nearer_by_one(&self, function: &Function, back: &Back, bound: Bound) -> bool {
        let Some(step) = back.step else { return false };
        let wanted = if bound.upper { 1 } else { -1 };
        if (step.least, step.most) != (wanted, wanted) {
            return false;
        }
        // The variable keeps the bound in this turn, so that one step more is at most one beyond
        // it, and that is a number of the type: what the condition excludes.
        let end = function.terminator(back.latch).map(|end| function.insts[end]);
        let Some(InstData::Br { condition, targets: [then, otherwise] }) = end else {
            return false;
        };
        let holds = function.pool.target(then) == self.header;
        if holds == (function.pool.target(otherwise) == self.header) {
            return false;
        }
        let ty = function.ty(self.param);
        relations(function, condition, holds).into_iter().any(|relation| {
            let beyond = bound.add + wanted;
            relation.condition == IntCondition::Ne
                && relation.left == back.next
                && match relation.right {
                    Operand::Number(number) => {
                        bound.other.is_none() && beyond == ty.canonical(number).into()
                    }
                    Operand::Value(other) => match function.constant(other) {
                        Some(number) => bound.other.is_none() && beyond == number.into(),
                        None => bound.other == Some(other) && beyond == 0,
                    },
                }
        })
    }

    /// Whatever else: one of what is passed.
    fn union(&self, function: &Function, facts: &mut Facts, back: &[Back]) {
        let mut union = facts.interval(function, self.first, Point::end(self.preheader));
        for one in back {
            if one.next == self.param {
                continue;
            }
            self.assume_edge(function, facts, one.latch);
            let (low, high) = facts.interval(function, one.next, Point::end(one.latch));
            facts.forget_assumptions();
            union = (union.0.min(low), union.1.max(high));
        }
        let (least, most) = all(function.ty(self.param));
        if union.1 < most {
            self.note(facts, Bound { upper: true, other: None, add: union.1.into() });
        }
        if union.0 > least {
            self.note(facts, Bound { upper: false, other: None, add: union.0.into() });
        }
    }

    /// Is no step ever beyond the numbers of the type? Those without a check are noted as exact.
    fn does_not_wrap(&self, function: &Function, facts: &mut Facts, back: &[Back]) -> bool {
        let (least, most) = all(function.ty(self.param));
        let mut sure = true;
        for one in back {
            let Some(Step { inst: Some(inst), least: low, most: high }) = one.step else {
                continue;
            };
            if function.insts[inst].exit().is_some() {
                continue;
            }
            let Some(at) = facts.point(inst) else { return false };
            let (from, to) = facts.interval(function, self.param, at);
            let fits =
                i128::from(from) + low >= least.into() && i128::from(to) + high <= most.into();
            if fits {
                facts.exact.insert(inst);
            }
            sure &= fits;
        }
        sure
    }
}

/// Does a value keep a bound?
fn keeps(function: &Function, facts: &Facts, value: Value, bound: Bound, at: Point) -> bool {
    if bound.upper {
        facts.at_most(function, Some(value), bound.other, bound.add, at)
    } else {
        facts.at_most(function, bound.other, Some(value), -bound.add, at)
    }
}
