//! What is known on a path: the outcomes of branches and guards that were passed.
//!
//! ```text
//!   v2: i8 = icmp ult v0, v1
//!   br v2, block1, block2
//! block1:                       v2 is 1, v0 < v1 unsigned, hence v0 != v1, hence v1 is not 0
//! ```
//!
//! Two integers stand in one of five relations: equal, or less or greater in signed order, and in
//! each case less or greater in unsigned order. A condition is a set of relations, five bits; so is
//! what is known of two operands. Learning a condition is an intersection, and a comparison is
//! decided when what is known lies inside its set, or outside. Nothing else needs to be said about
//! which condition implies which. For floating-point numbers the relations are equal, less, greater
//! and unordered.
//!
//! Besides: integers whose value is known, and the tightest unsigned limits by a number, for
//! bounds checks.
//!
//! Facts hold where the walk over the dominator tree is; [`PathFacts::back_to`] forgets. Leaves out:
//! that relations are transitive, and arithmetic; that is the work of `ranges`. Judged by all pairs
//! of conditions over numbers at the borders, and through `gvn`.

use std::cmp::Ordering;

use smallvec::SmallVec;

use crate::analysis::scoped_map::{Mark, ScopedMap};
use crate::condition::{FloatCondition, IntCondition};
use crate::entity::{SecondaryMap, Value};
use crate::ir::{Function, InstData, Operand};
use crate::opcode::Opcode;

/// A set of relations.
type Relations = u8;

/// How many conditions behind a condition are looked into: operands of `and`, `or` and the like.
const DEPTH: usize = 8;

/// What is known.
#[derive(Clone, Debug, Default)]
pub struct PathFacts {
    integers: ScopedMap<(Value, Operand), Relations>,
    floats: ScopedMap<(Value, Value), Relations>,
    numbers: SecondaryMap<Value, Option<i64>>,
    /// The values that have numbers, and those that they had before.
    learned: Vec<(Value, Option<i64>)>,
    /// The value is less than this, unsigned.
    below: ScopedMap<Value, u64>,
    /// The value is greater than this, unsigned.
    above: ScopedMap<Value, u64>,
}

/// To this the facts can go back.
#[derive(Clone, Copy, Debug)]
pub struct Marks([Mark; 4], usize);

/// The relations of two integers for which a condition holds.
fn relations(condition: IntCondition) -> Relations {
    const SETS: [Relations; IntCondition::ALL.len()] = {
        let mut sets = [0; IntCondition::ALL.len()];
        let mut index = 0;
        while index < sets.len() {
            let condition = IntCondition::ALL[index].0;
            sets[index] = condition.holds((0, 0), (0, 0)) as u8
                | (condition.holds((0, 1), (0, 1)) as u8) << 1
                | (condition.holds((-1, 0), (u64::MAX, 0)) as u8) << 2
                | (condition.holds((0, -1), (0, u64::MAX)) as u8) << 3
                | (condition.holds((1, 0), (1, 0)) as u8) << 4;
            index += 1;
        }
        sets
    };
    SETS[condition as usize]
}

/// The relations of two numbers for which a condition holds.
fn float_relations(condition: FloatCondition) -> Relations {
    let samples = [Some(Ordering::Equal), Some(Ordering::Less), Some(Ordering::Greater), None];
    set(samples.map(|ordering| condition.holds(ordering)))
}

fn set<const N: usize>(holds: [bool; N]) -> Relations {
    holds.iter().enumerate().fold(0, |set, (bit, holds)| set | u8::from(*holds) << bit)
}

/// Every relation, of integers or of numbers.
const ALL: Relations = 31;

/// Equality, alone.
const EQUAL: Relations = 1;

/// Does what is known decide whether the relation is in a set? Contradictions, which stand where
/// control never comes, decide nothing.
fn decided(known: Option<Relations>, set: Relations) -> Option<bool> {
    match known? {
        0 => None,
        known if known & !set == 0 => Some(true),
        known if known & set == 0 => Some(false),
        _ => None,
    }
}

/// The number that an operand is.
fn number_of(function: &Function, operand: Operand) -> Option<i64> {
    match operand {
        Operand::Value(value) => function.constant(value),
        Operand::Number(number) => Some(number),
    }
}

/// Is the value 0 or 1 for certain?
fn is_boolean(function: &Function, value: Value) -> bool {
    let data = function.defining_inst(value).map(|inst| function.insts[inst]);
    matches!(data, Some(InstData::Icmp { .. } | InstData::IcmpImm { .. } | InstData::Fcmp { .. }))
}

impl PathFacts {
    /// Nothing is known of the function's values.
    pub fn new(function: &Function) -> PathFacts {
        let numbers = SecondaryMap::with_capacity(None, function.values.len());
        PathFacts { numbers, ..PathFacts::default() }
    }

    /// To this the facts can go back.
    pub fn mark(&self) -> Marks {
        let maps = [self.integers.mark(), self.floats.mark(), self.below.mark(), self.above.mark()];
        Marks(maps, self.learned.len())
    }

    /// Forgets what was learned since the mark.
    pub fn back_to(&mut self, marks: Marks) {
        let Marks([integers, floats, below, above], learned) = marks;
        self.integers.back_to(integers);
        self.floats.back_to(floats);
        for (value, old) in self.learned.drain(learned..).rev() {
            self.numbers[value] = old;
        }
        self.below.back_to(below);
        self.above.back_to(above);
    }

    /// The number that a value is, if that was learned. Values that are constants are not asked.
    pub fn number(&self, value: Value) -> Option<i64> {
        self.numbers[value]
    }

    /// Is no value known?
    pub fn no_numbers(&self) -> bool {
        self.learned.is_empty()
    }

    /// Does a comparison hold?
    pub fn compare(
        &self,
        function: &Function,
        condition: IntCondition,
        left: Value,
        right: Operand,
    ) -> Option<bool> {
        let (left_first, key) = order(left, right);
        let condition_now = if left_first { condition } else { condition.swap() };
        let known = self.integers.get(key);
        let by_numbers = || {
            let number = |value: Value| function.constant(value).or_else(|| self.number(value));
            let left_number = number(left)?;
            let right_number = match right {
                Operand::Value(right) => number(right)?,
                Operand::Number(number) => number,
            };
            let mask = function.ty(left).mask();
            let unsigned = (left_number as u64 & mask, right_number as u64 & mask);
            Some(condition.holds((left_number, right_number), unsigned))
        };
        decided(known, relations(condition_now)).or_else(by_numbers).or_else(|| match condition {
            IntCondition::Ult => self.is_below(function, left, right).then_some(true),
            IntCondition::Uge => self.is_below(function, left, right).then_some(false),
            _ => None,
        })
    }

    /// Is the left operand less by what is known of limits?
    fn is_below(&self, function: &Function, left: Value, right: Operand) -> bool {
        let mask = function.ty(left).mask();
        let limit = number_of(function, right).map(|number| number as u64 & mask);
        let index = function.constant(left).map(|number| number as u64 & mask);
        match (index, limit, right) {
            (None, Some(limit), _) => self.below.get(left).is_some_and(|below| below <= limit),
            (Some(index), None, Operand::Value(right)) => {
                self.above.get(right).is_some_and(|above| index <= above)
            }
            _ => false,
        }
    }

    /// Does a comparison of numbers hold?
    pub fn compare_floats(
        &self,
        condition: FloatCondition,
        left: Value,
        right: Value,
    ) -> Option<bool> {
        let (condition, key) = if left <= right {
            (condition, (left, right))
        } else {
            (condition.swap(), (right, left))
        };
        decided(self.floats.get(key), float_relations(condition))
    }

    /// The value is 0, or is not.
    pub fn learn(&mut self, function: &Function, value: Value, is_zero: bool) {
        let mut worklist: SmallVec<[(Value, bool); DEPTH]> = SmallVec::new();
        worklist.push((value, is_zero));
        for _ in 0..DEPTH {
            let Some((value, is_zero)) = worklist.pop() else { return };
            if function.constant(value).is_some() {
                continue;
            }
            if is_zero {
                self.learn_number(value, 0);
            } else {
                if is_boolean(function, value) {
                    self.learn_number(value, 1);
                } else {
                    self.restrict(value, Operand::Number(0), relations(IntCondition::Ne));
                }
            }
            let Some(inst) = function.defining_inst(value) else { continue };
            match function.insts[inst] {
                InstData::Fcmp { condition, args: [left, right] } => {
                    let condition = if is_zero { condition.negate() } else { condition };
                    self.learn_floats(condition, left, right);
                }
                InstData::Binary { opcode: Opcode::And, args } if !is_zero => {
                    worklist.extend(args.map(|arg| (arg, false)));
                }
                InstData::Binary { opcode: Opcode::Or, args } if is_zero => {
                    worklist.extend(args.map(|arg| (arg, true)));
                }
                InstData::BinaryImm { opcode: Opcode::Xor, arg, imm: 1 }
                    if is_boolean(function, arg) =>
                {
                    worklist.push((arg, !is_zero));
                }
                InstData::Unary { opcode: Opcode::Zext | Opcode::Sext, arg } => {
                    worklist.push((arg, is_zero));
                }
                data => {
                    let Some((condition, left, right)) = data.icmp() else { continue };
                    let condition = if is_zero { condition.negate() } else { condition };
                    self.learn_comparison(function, condition, left, right);
                    match (condition, number_of(function, right)) {
                        (IntCondition::Eq, Some(0)) => worklist.push((left, true)),
                        (IntCondition::Ne, Some(0)) => worklist.push((left, false)),
                        _ => {}
                    }
                }
            }
        }
    }

    /// The comparison holds.
    pub fn learn_comparison(
        &mut self,
        function: &Function,
        condition: IntCondition,
        left: Value,
        right: Operand,
    ) {
        self.restrict(left, right, relations(condition));
        self.learn_limit(function, condition, left, right);
        if let Operand::Value(right) = right {
            self.learn_limit(function, condition.swap(), right, Operand::Value(left));
        }
        let (_, key) = order(left, right);
        if self.integers.get(key) == Some(EQUAL) {
            match (function.constant(left), number_of(function, right), right) {
                (None, Some(number), _) => self.learn_number(left, number),
                (Some(number), None, Operand::Value(right)) => self.learn_number(right, number),
                _ => {}
            }
        }
    }

    /// The value is the number.
    pub fn learn_number(&mut self, value: Value, number: i64) {
        let old = self.numbers[value].replace(number);
        self.learned.push((value, old));
    }

    fn learn_limit(
        &mut self,
        function: &Function,
        condition: IntCondition,
        left: Value,
        right: Operand,
    ) {
        let Some(number) = number_of(function, right) else { return };
        let number = number as u64 & function.ty(left).mask();
        match condition {
            IntCondition::Ult if self.below.get(left).is_none_or(|old| number < old) => {
                self.below.insert(left, number);
            }
            IntCondition::Ugt if self.above.get(left).is_none_or(|old| number > old) => {
                self.above.insert(left, number);
            }
            _ => {}
        }
    }

    fn restrict(&mut self, left: Value, right: Operand, set: Relations) {
        let (left_first, key) = order(left, right);
        let set = if left_first { set } else { exchanged(set) };
        let known = self.integers.get(key).unwrap_or(ALL);
        if known & set != known {
            self.integers.insert(key, known & set);
        }
    }

    fn learn_floats(&mut self, condition: FloatCondition, left: Value, right: Value) {
        let (condition, key) = if left <= right {
            (condition, (left, right))
        } else {
            (condition.swap(), (right, left))
        };
        let known = self.floats.get(key).unwrap_or(ALL);
        self.floats.insert(key, known & float_relations(condition));
    }
}

/// One key for both orders of two values; is the left one the first?
fn order(left: Value, right: Operand) -> (bool, (Value, Operand)) {
    match right {
        Operand::Value(other) if other < left => (false, (other, Operand::Value(left))),
        _ => (true, (left, right)),
    }
}

/// The relations of the exchanged operands: less and greater trade places in both orders.
fn exchanged(set: Relations) -> Relations {
    let bit = |from: u32, to: u32| (set >> from & 1) << to;
    (set & !0b11110) | bit(1, 4) | bit(4, 1) | bit(2, 3) | bit(3, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBERS: [i64; 6] = [0, 1, -1, i64::MAX, i64::MIN, 5];

    fn holds(condition: IntCondition, a: i64, b: i64) -> bool {
        condition.holds((a, b), (a as u64, b as u64))
    }

    /// What is concluded holds for all numbers for which the premises hold.
    #[test]
    fn as_by_trying_numbers() {
        let (a, b) = (Value(0), Value(1));
        let mut decided = 0;
        for (first, _) in IntCondition::ALL {
            for (second, _) in IntCondition::ALL {
                for (asked, _) in IntCondition::ALL {
                    let mut facts = PathFacts::default();
                    facts.restrict(a, Operand::Value(b), relations(first));
                    facts.restrict(b, Operand::Value(a), relations(second));
                    let key = order(a, Operand::Value(b)).1;
                    let answer = super::decided(facts.integers.get(key), relations(asked));
                    let Some(answer) = answer else { continue };
                    decided += 1;
                    for x in NUMBERS {
                        for y in NUMBERS {
                            if holds(first, x, y) && holds(second, y, x) {
                                assert_eq!(holds(asked, x, y), answer);
                            }
                        }
                    }
                }
            }
        }
        assert!(decided > 300, "{decided}");
    }

    /// Five relations are all there are, and conditions tell no other apart.
    #[test]
    fn exchanging_operands() {
        for (condition, name) in IntCondition::ALL {
            assert_eq!(exchanged(relations(condition)), relations(condition.swap()), "{name}");
            assert_eq!(!relations(condition) & 31, relations(condition.negate()), "{name}");
        }
        for (condition, name) in FloatCondition::ALL {
            let negated = float_relations(condition.negate());
            assert_eq!(!float_relations(condition) & 15, negated, "{name}");
        }
    }
}
