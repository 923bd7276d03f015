//! What conditions say: facts about values, and where they hold.
//!
//! A fact is `v ≤ u + k` or `v ≥ u + k`, on signed integers of one type and without wrapping,
//! with a value or nothing for `u`. It comes from the edge of a branch, from a guard or a bounds
//! check that was passed, or from what [`super::induction`] found out about a loop; and it holds
//! in the blocks that its own dominates, or behind an instruction of it. So no value is renamed
//! for a fact, as in the e-SSA form of ABCD: the dominator tree answers.
//!
//! The questions about one instruction lead to the same values over and over, so the last interval
//! that was found of each value is kept, with the place and the state of knowledge that it is of.

use std::cell::RefCell;
use std::rc::Rc;

use smallvec::{SmallVec, smallvec};

use crate::analysis::control_flow::ControlFlow;
use crate::condition::IntCondition;
use crate::entity::{Block, EntitySet, Inst, SecondaryMap, Value};
use crate::ir::{Function, InstData, Operand, Type};
use crate::opcode::Opcode;

/// Of the facts about a value so many are looked at, the latest.
const MOST_FACTS: usize = 16;

/// A place in a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    /// The block.
    pub block: Block,
    /// 0 before the first instruction, then the number of instructions.
    pub position: u32,
}

impl Point {
    const NOWHERE: Point = Point { block: Block(u32::MAX), position: 0 };

    /// Before the first instruction.
    pub fn start(block: Block) -> Point {
        Point { block, position: 0 }
    }

    /// At the terminator.
    pub fn end(block: Block) -> Point {
        Point { block, position: u32::MAX }
    }
}

/// `≤ other + add`, or `≥`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bound {
    /// Is it an upper bound?
    pub upper: bool,
    /// The other value; none for a number.
    pub other: Option<Value>,
    /// What is added to it.
    pub add: i128,
}

#[derive(Clone, Copy, Debug)]
struct Fact {
    bound: Bound,
    from: Point,
    /// The one about the same value that was noted before it; its number plus one, or 0.
    before: u32,
}

/// What was found of a value: where, in which state of knowledge, and, of the least and of the
/// greatest number, how deep was looked for it (0: not at all).
#[derive(Clone, Copy)]
struct Found {
    at: Point,
    state: u32,
    depths: [u8; 2],
    ends: [i64; 2],
}

/// Everything that is known.
pub struct Facts {
    flow: Rc<ControlFlow>,
    facts: Vec<Fact>,
    /// Of each value the latest; its number plus one, or 0.
    latest: SecondaryMap<Value, u32>,
    /// What holds on the edge in work, besides.
    assumed: Vec<(Value, Bound)>,
    /// How often facts and assumptions have changed.
    state: u32,
    found: RefCell<SecondaryMap<Value, Found>>,
    /// Instructions behind which more is known than before them.
    pub(super) sources: EntitySet<Inst>,
    /// Instructions without a check of which it is known that they do not wrap.
    pub(super) exact: EntitySet<Inst>,
    /// Where instructions stand.
    place: SecondaryMap<Inst, Point>,
}

/// The condition `left ? right`, known to hold.
#[derive(Clone, Copy, Debug)]
pub struct Relation {
    pub(super) condition: IntCondition,
    pub(super) left: Value,
    pub(super) right: Operand,
}

impl Facts {
    pub(super) fn new(function: &Function, flow: Rc<ControlFlow>) -> Facts {
        /// No state is the 0th.
        const NOT_FOUND: Found = Found {
            at: Point { block: Block(0), position: 0 },
            state: 0,
            depths: [0; 2],
            ends: [0; 2],
        };
        let (values, insts) = (function.values.len(), function.insts.len());
        Facts {
            flow,
            facts: Vec::new(),
            latest: SecondaryMap::with_capacity(0, values),
            assumed: Vec::new(),
            state: 1,
            found: RefCell::new(SecondaryMap::with_capacity(NOT_FOUND, values)),
            sources: EntitySet::new(),
            exact: EntitySet::new(),
            place: SecondaryMap::with_capacity(Point::NOWHERE, insts),
        }
    }

    /// Where an instruction stands; its operands are there.
    pub fn point(&self, inst: Inst) -> Option<Point> {
        Some(self.place[inst]).filter(|point| *point != Point::NOWHERE)
    }

    /// Notes where an instruction stands.
    pub(super) fn stands_at(&mut self, inst: Inst, point: Point) {
        self.place[inst] = point;
    }

    /// The bounds of a value at a point.
    pub fn bounds(&self, value: Value, at: Point) -> impl Iterator<Item = Bound> + '_ {
        let tree = self.flow.tree();
        let holds = move |fact: &&Fact| {
            if fact.from.block == at.block {
                fact.from.position < at.position.max(1)
            } else {
                tree.dominates(fact.from.block, at.block)
            }
        };
        let mut next = self.latest[value];
        let latest = std::iter::from_fn(move || {
            let fact = self.facts.get((next as usize).wrapping_sub(1))?;
            next = fact.before;
            Some(fact)
        });
        let known = latest.take(MOST_FACTS).filter(holds);
        let assumed = self.assumed.iter().filter(move |(of, _)| *of == value);
        known.map(|fact| fact.bound).chain(assumed.map(|(_, bound)| *bound))
    }

    /// Are there any bounds of a value, anywhere?
    pub(super) fn has_bounds(&self, value: Value) -> bool {
        self.latest[value] != 0 || self.assumed.iter().any(|(of, _)| *of == value)
    }

    /// Notes a bound that holds from a point on.
    pub fn add(&mut self, value: Value, bound: Bound, from: Point) {
        self.state += 1;
        let before = self.latest[value];
        self.facts.push(Fact { bound, from, before });
        self.latest[value] = self.facts.len() as u32;
    }

    /// Assumes a bound, wherever, until [`forget_assumptions`](Facts::forget_assumptions).
    pub(super) fn assume(&mut self, value: Value, bound: Bound) {
        self.state += 1;
        self.assumed.push((value, bound));
    }

    /// What was assumed is not assumed any more.
    pub(super) fn forget_assumptions(&mut self) {
        self.state += 1;
        self.assumed.clear();
    }

    /// What was found is not to be used again: names mean something else now.
    pub(super) fn forget_intervals(&mut self) {
        self.state += 1;
    }

    /// An end of a value's interval that was found at a point before, no less deep, and how deep.
    pub(super) fn found(
        &self,
        value: Value,
        upper: bool,
        at: Point,
        depth: u8,
    ) -> Option<(i64, u8)> {
        let found = &self.found.borrow()[value];
        let end = usize::from(upper);
        let known = found.depths[end];
        let same = found.state == self.state && found.at == at && known >= depth.max(1);
        same.then_some((found.ends[end], known))
    }

    /// Keeps an end for questions to come.
    pub(super) fn keep(&self, value: Value, upper: bool, at: Point, depth: u8, end: i64) {
        let found = &mut self.found.borrow_mut()[value];
        if found.state != self.state || found.at != at {
            *found = Found { at, state: self.state, depths: [0; 2], ends: [0; 2] };
        }
        found.depths[usize::from(upper)] = depth;
        found.ends[usize::from(upper)] = end;
    }

    /// Keeps both ends.
    pub(super) fn keep_both(&self, value: Value, at: Point, depth: u8, ends: (i64, i64)) {
        let (state, depths, ends) = (self.state, [depth; 2], [ends.0, ends.1]);
        self.found.borrow_mut()[value] = Found { at, state, depths, ends };
    }

    /// Notes a relation that holds from a point on.
    pub fn add_relation(&mut self, function: &Function, relation: Relation, from: Point) {
        for (value, bound) in self.consequences(function, relation, from) {
            self.add(value, bound, from);
        }
    }

    /// The bounds that a relation means.
    pub fn consequences(
        &self,
        function: &Function,
        relation: Relation,
        at: Point,
    ) -> SmallVec<[(Value, Bound); 4]> {
        use IntCondition::*;
        let Relation { condition, left, right } = relation;
        let ty = function.ty(left);
        if !ty.is_int() {
            return SmallVec::new();
        }
        let right = match right {
            Operand::Value(value) => match function.constant(value) {
                Some(number) => Operand::Number(number),
                None => Operand::Value(value),
            },
            number => number,
        };
        let mut out = SmallVec::new();
        let mut at_most = |left: Operand, right: Operand, add: i128| match (left, right) {
            (Operand::Value(a), Operand::Value(b)) => {
                out.push((a, Bound { upper: true, other: Some(b), add }));
                out.push((b, Bound { upper: false, other: Some(a), add: -add }));
            }
            (Operand::Value(a), Operand::Number(n)) => {
                out.push((a, Bound { upper: true, other: None, add: i128::from(n) + add }));
            }
            (Operand::Number(n), Operand::Value(b)) => {
                out.push((b, Bound { upper: false, other: None, add: i128::from(n) - add }));
            }
            _ => {}
        };
        let left = Operand::Value(left);
        match condition {
            Eq => {
                at_most(left, right, 0);
                at_most(right, left, 0);
            }
            Ne => {}
            Slt => at_most(left, right, -1),
            Sle => at_most(left, right, 0),
            Sgt => at_most(right, left, -1),
            Sge => at_most(right, left, 0),
            Ult | Ule | Ugt | Uge => {
                let (less, more) =
                    if matches!(condition, Ult | Ule) { (left, right) } else { (right, left) };
                // What is below a number that is not negative is not negative, either.
                if self.operand_interval(function, more, ty, at).0 >= 0 {
                    let strict = matches!(condition, Ult | Ugt);
                    at_most(less, more, if strict { -1 } else { 0 });
                    at_most(Operand::Number(0), less, 0);
                }
            }
        }
        out
    }

    /// The interval of an operand.
    pub fn operand_interval(
        &self,
        function: &Function,
        operand: Operand,
        ty: Type,
        at: Point,
    ) -> (i64, i64) {
        match operand {
            Operand::Value(value) => self.interval(function, value, at),
            Operand::Number(number) => (ty.canonical(number), ty.canonical(number)),
        }
    }
}

/// The few comparisons that a condition consists of.
pub(super) type Relations = SmallVec<[Relation; 2]>;

/// The comparisons that hold when a boolean is what it is said to be.
pub(super) fn relations(function: &Function, condition: Value, holds: bool) -> Relations {
    let mut found = Relations::new();
    let mut worklist: SmallVec<[(Value, bool); 4]> = smallvec![(condition, holds)];
    // A condition is a few comparisons; more are not followed.
    for _ in 0..8 {
        let Some((value, holds)) = worklist.pop() else { break };
        let Some(inst) = function.defining_inst(value) else { continue };
        let data = function.insts[inst];
        if let Some((condition, left, right)) = data.icmp() {
            let boolean = function.ty(left) == Type::I8 && right == Operand::Number(0);
            match condition {
                IntCondition::Ne if boolean => worklist.push((left, holds)),
                // Only a boolean is 0 or not true: others have more values.
                IntCondition::Eq if boolean && is_boolean(function, left) => {
                    worklist.push((left, !holds));
                }
                _ => {}
            }
            let condition = if holds { condition } else { condition.negate() };
            found.push(Relation { condition, left, right });
        } else if let InstData::Binary { opcode, args } = data {
            let both = match opcode {
                Opcode::And => holds,
                Opcode::Or => !holds,
                _ => false,
            };
            if both && args.iter().all(|arg| is_boolean(function, *arg)) {
                worklist.extend(args.map(|arg| (arg, holds)));
            }
        }
    }
    found
}

/// Is it the result of a comparison?
fn is_boolean(function: &Function, value: Value) -> bool {
    let inst = function.defining_inst(value);
    inst.is_some_and(|inst| matches!(function.insts[inst].opcode(), Opcode::Icmp | Opcode::Fcmp))
}
