//! One check before the loop instead of one in every turn.
//!
//! ```text
//!   anchor exit1                              anchor exit1
//! block1(i):          0 ≤ i ≤ n - 1     ⇒     c = icmp sle n, len;  guard c, exit1
//!   bounds_check i, len, exit0              block1(i):
//! ```
//!
//! The check fails in no turn if it does not fail for the greatest and the least value of its
//! operands. Those are computed before the loop from values that do not change in it: `i ≤ n - 1`
//! is a fact; a sum is greatest when both parts are; so is a product of what is not negative. All
//! of it is checked arithmetic that leaves by the anchor, so that the bound is right or the
//! interpreter does the loop. A check of an operation that was proven so becomes the operation
//! without a check.
//!
//! Python's index counts from the end where it is negative: the check is of `i < 0 ? i + len : i`. Hardly any loop
//! means that, so it is `i` for which the bounds are put before the loop; and where the upper one is not to be had,
//! the sign alone.
//!
//! Only checks that are executed in every turn are replaced, and only for a loop with an anchor:
//! the bound may not hold although no turn would have failed, when the loop is left early.

use rustc_hash::FxHashMap;

use super::facts::{Bound, Facts, Point};
use super::{Fate, Here, Shape, fits, in_bounds, interval, unchecked};
use crate::condition::IntCondition;
use crate::entity::{Exit, Inst, Value};
use crate::ir::{Function, InstData, Operand, SourceLoc, Type};
use crate::opcode::Opcode;
use crate::passes::Context;

/// How deep an expression may be.
const DEPTH: u32 = 6;

/// A bound that is a number is not worth a check if it is this large: it is the type's.
const LARGEST_NUMBER: i128 = 1 << 48;

/// Bounds that were computed before loops: of a value, in a loop, the upper or the lower one.
pub type Made = FxHashMap<(Value, usize, bool), Sum>;

/// A value, or nothing, plus a number; as mathematics, it need not fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sum {
    base: Option<Value>,
    add: i64,
}

/// One check in work.
pub struct Hoist<'a> {
    /// The function.
    pub function: &'a mut Function,
    /// Its loops.
    pub shape: &'a Shape,
    /// What is known.
    pub facts: &'a mut Facts,
    /// What was computed for other checks.
    pub made: &'a mut Made,
    /// The loop.
    pub here: Here,
    /// Instructions for the end of the preheader, and what they compute.
    pub pending: Vec<Inst>,
    /// What goes into `made` when the check is replaced.
    pub news: Vec<((Value, usize, bool), Sum)>,
}

impl Hoist<'_> {
    /// Replaces a check, if it can be.
    pub fn check(&mut self, context: &mut Context, inst: Inst) -> Fate {
        let data = self.function.insts[inst];
        let Some((opcode, left, right, _)) = data.binary_exit() else { return Fate::Stays };
        let Some(at) = self.facts.point(inst) else { return Fate::Stays };
        match opcode {
            Opcode::BoundsCheck => self.bounds_check(context, left, right, at),
            Opcode::IaddChecked | Opcode::IsubChecked | Opcode::ImulChecked => {
                let what = if fits(self.function, self.facts, opcode, left, right, at) {
                    "overflow checks deleted"
                } else {
                    let anchor = self.here.anchor.filter(|_| self.here.sure);
                    let Some(anchor) = anchor else { return Fate::Stays };
                    if self.both_ends(anchor, inst, at).is_none() {
                        return Fate::Stays;
                    }
                    "overflow checks moved to an anchor"
                };
                if !context.rewrite(what) {
                    return Fate::Stays;
                }
                self.place();
                self.function.insts[inst] = unchecked(&data);
                self.facts.exact.insert(inst);
                Fate::Unchecked
            }
            _ => Fate::Stays,
        }
    }

    fn bounds_check(
        &mut self,
        context: &mut Context,
        index: Value,
        length: Operand,
        at: Point,
    ) -> Fate {
        if in_bounds(self.function, self.facts, index, length, at) {
            return match context.rewrite("bounds checks deleted") {
                true => Fate::Deleted,
                false => Fate::Stays,
            };
        }
        let Some(anchor) = self.here.anchor.filter(|_| self.here.sure) else { return Fate::Stays };
        let from_end = from_end(self.function, index);
        let (is_negative, index) =
            from_end.map_or((None, index), |(test, index)| (Some(test), index));
        // In the loop, where it is executed behind what is put before the loop.
        let is_negative = is_negative.filter(|test| {
            self.shape.flow.nest().contains(self.here.index, self.shape.home[*test])
        });
        let (what, fate) = if self.guards(anchor, index, length, at).is_some() {
            ("bounds checks moved to an anchor", Fate::Deleted)
        } else {
            // That it does not count from the end is something, at least.
            self.pending.clear();
            self.news.clear();
            let known = self.not_negative(anchor, index, at).is_none() || self.pending.is_empty();
            if known || is_negative.is_none() {
                return Fate::Stays;
            }
            ("signs of indices moved to an anchor", Fate::Eased)
        };
        if !context.rewrite(what) {
            return Fate::Stays;
        }
        self.place();
        match fate {
            Fate::Deleted => self.note_passed(index, length, at),
            _ => self.facts.add(index, Bound { upper: false, other: None, add: 0 }, at),
        }
        if let Some(test) = is_negative {
            self.function.insts[test] = InstData::Iconst { value: 0 };
        }
        fate
    }

    /// The end of the preheader.
    fn before(&self) -> Point {
        Point::end(self.here.preheader)
    }

    /// Puts what was prepared before the loop.
    fn place(&mut self) {
        let insts = &mut self.function.blocks[self.here.preheader].insts;
        let end = insts.len().saturating_sub(1);
        insts.splice(end..end, self.pending.drain(..));
        self.made.extend(self.news.drain(..));
    }

    /// Prepares guards that imply `0 ≤ index < length`.
    fn guards(&mut self, anchor: Exit, index: Value, length: Operand, at: Point) -> Option<()> {
        let ty = self.function.ty(index);
        let length = self.invariant(length)?;
        let upper = self.bound(anchor, index, true, at, DEPTH)?;
        self.at_most(anchor, upper, length, ty)?;
        self.not_negative(anchor, index, at)
    }

    /// Prepares a guard that implies `0 ≤ index`, unless it is known.
    fn not_negative(&mut self, anchor: Exit, index: Value, at: Point) -> Option<()> {
        if self.facts.is_not_negative(self.function, index, at) {
            return Some(());
        }
        let ty = self.function.ty(index);
        let lower = self.bound(anchor, index, false, at, DEPTH)?;
        let least = -i128::from(lower.add);
        match lower.base {
            None => (least <= 0).then_some(()),
            Some(base) => {
                if !self.facts.at_most(self.function, None, Some(base), -least, self.before()) {
                    let imm = number_of(ty, least)?;
                    let condition = IntCondition::Sge;
                    self.guard(anchor, InstData::IcmpImm { condition, arg: base, imm });
                }
                Some(())
            }
        }
    }

    /// Prepares a guard for `sum ≤ length - 1`, unless it is known.
    fn at_most(&mut self, anchor: Exit, sum: Sum, length: Sum, ty: Type) -> Option<()> {
        let add = i128::from(length.add) - i128::from(sum.add) - 1;
        if self.facts.at_most(self.function, sum.base, length.base, add, self.before()) {
            return Some(());
        }
        let data = match (sum.base, length.base) {
            (None, None) => return None,
            (Some(arg), None) => {
                InstData::IcmpImm { condition: IntCondition::Sle, arg, imm: number_of(ty, add)? }
            }
            (None, Some(arg)) => {
                InstData::IcmpImm { condition: IntCondition::Sge, arg, imm: number_of(ty, -add)? }
            }
            (Some(base), Some(length)) if add == -1 => {
                InstData::Icmp { condition: IntCondition::Slt, args: [base, length] }
            }
            (Some(base), Some(length)) => {
                let sum = Sum { base: Some(base), add: i64::try_from(-add).ok()? };
                let Operand::Value(sum) = self.materialise(anchor, sum, ty)? else { return None };
                InstData::Icmp { condition: IntCondition::Sle, args: [sum, length] }
            }
        };
        self.guard(anchor, data);
        Some(())
    }

    fn guard(&mut self, anchor: Exit, comparison: InstData) {
        let arg = self.make(comparison, Type::I8);
        let data = InstData::UnaryExit { opcode: Opcode::Guard, arg, exit: anchor };
        let guard = self.function.make_inst(data, &[], SourceLoc::default());
        self.pending.push(guard);
    }

    /// What is known behind a bounds check that was replaced is still known there.
    fn note_passed(&mut self, index: Value, length: Operand, at: Point) {
        let lower = Bound { upper: false, other: None, add: 0 };
        let upper = match length {
            Operand::Value(length) => Bound { upper: true, other: Some(length), add: -1 },
            Operand::Number(number) => {
                Bound { upper: true, other: None, add: i128::from(number) - 1 }
            }
        };
        self.facts.add(index, lower, at);
        self.facts.add(index, upper, at);
    }

    /// Prepares that the result of a checked operation fits at both ends.
    fn both_ends(&mut self, anchor: Exit, inst: Inst, at: Point) -> Option<()> {
        let (opcode, left, right, _) = self.function.insts[inst].binary_exit()?;
        let ty = self.function.ty(left);
        let (least, most) = interval::all(ty);
        let a = self.facts.interval(self.function, left, at);
        let b = self.facts.operand_interval(self.function, right, ty, at);
        let (low, high) = interval::exact(opcode, a, b)?;
        let result = self.function.result(inst)?;
        for (upper, done) in [(true, high <= most.into()), (false, low >= least.into())] {
            if done {
                continue;
            }
            let sum = self.expression(anchor, inst, upper, at, DEPTH)?;
            match sum.base {
                None => {
                    number_of(ty, sum.add.into())?;
                }
                // Only what is added may lead out of the type: the value itself is a number of it.
                Some(_) if (sum.add > 0) == upper && sum.add != 0 => {
                    self.materialise(anchor, sum, ty)?;
                }
                Some(_) => {}
            }
            self.news.push(((result, self.here.index, upper), sum));
        }
        Some(())
    }

    /// An operand that is the same in every turn.
    fn invariant(&self, operand: Operand) -> Option<Sum> {
        match operand {
            Operand::Number(number) => Some(Sum { base: None, add: number }),
            Operand::Value(value) => match self.function.constant(value) {
                Some(number) => Some(Sum { base: None, add: number }),
                None => self
                    .shape
                    .is_outside(self.function, self.here.index, value)
                    .then_some(Sum { base: Some(value), add: 0 }),
            },
        }
    }

    /// A bound of a value by what is the same in every turn.
    fn bound(
        &mut self,
        anchor: Exit,
        value: Value,
        upper: bool,
        at: Point,
        depth: u32,
    ) -> Option<Sum> {
        if let Some(same) = self.invariant(Operand::Value(value)) {
            return Some(same);
        }
        let key = (value, self.here.index, upper);
        let news = self.news.iter().find(|(other, _)| *other == key).map(|(_, sum)| sum);
        if let Some(&known) = self.made.get(&key).or(news) {
            return Some(known);
        }
        if depth == 0 {
            return None;
        }
        let mut best: Option<Sum> = None;
        for bound in self.facts.bounds(value, at).filter(|bound| bound.upper == upper) {
            let Ok(add) = i64::try_from(bound.add) else { continue };
            match bound.other {
                None if bound.add.abs() < LARGEST_NUMBER => {
                    best = best.or(Some(Sum { base: None, add }));
                }
                Some(other) if self.shape.is_outside(self.function, self.here.index, other) => {
                    // A number needs no check; a value needs a sharper one than none.
                    best = best.or(Some(Sum { base: Some(other), add }));
                }
                _ => {}
            }
        }
        if best.is_none() {
            let inst = self.function.defining_inst(value)?;
            let exact =
                self.facts.exact.contains(inst) || self.function.insts[inst].exit().is_some();
            best = if exact { self.expression(anchor, inst, upper, at, depth) } else { None };
        }
        self.news.push((key, best?));
        best
    }

    /// The greatest or the least result of an operation that does not wrap.
    fn expression(
        &mut self,
        anchor: Exit,
        inst: Inst,
        upper: bool,
        at: Point,
        depth: u32,
    ) -> Option<Sum> {
        let data = self.function.insts[inst];
        let (opcode, left, right) = data.operation()?;
        let ty = self.function.ty(left);
        let of = |hoist: &mut Self, operand: Operand, upper: bool| match operand {
            Operand::Number(number) => Some(Sum { base: None, add: number }),
            Operand::Value(value) => hoist.bound(anchor, value, upper, at, depth - 1),
        };
        match opcode {
            Opcode::Iadd | Opcode::IaddChecked => {
                let a = of(self, Operand::Value(left), upper)?;
                let b = of(self, right, upper)?;
                let base = match (a.base, b.base) {
                    (Some(a), Some(b)) => Some(self.checked(anchor, Opcode::IaddChecked, a, b)),
                    (a, b) => a.or(b),
                };
                Some(Sum { base, add: a.add.checked_add(b.add)? })
            }
            Opcode::Isub | Opcode::IsubChecked => {
                let a = of(self, Operand::Value(left), upper)?;
                let b = of(self, right, !upper)?;
                let base = match (a.base, b.base) {
                    (Some(a), Some(b)) => Some(self.checked(anchor, Opcode::IsubChecked, a, b)),
                    (a, None) => a,
                    (None, Some(_)) => return None,
                };
                Some(Sum { base, add: a.add.checked_sub(b.add)? })
            }
            Opcode::Imul | Opcode::ImulChecked => {
                let factors = [Operand::Value(left), right];
                for factor in factors {
                    if self.facts.operand_interval(self.function, factor, ty, at).0 < 0 {
                        return None;
                    }
                }
                let a = of(self, factors[0], upper)?;
                let b = of(self, factors[1], upper)?;
                // A lower bound may be below zero although the value is not.
                if !upper {
                    return Some(Sum { base: None, add: 0 });
                }
                let a = self.materialise(anchor, a, ty)?;
                let b = self.materialise(anchor, b, ty)?;
                match (a, b) {
                    (Operand::Number(a), Operand::Number(b)) => {
                        Some(Sum { base: None, add: a.checked_mul(b)? })
                    }
                    (Operand::Value(a), Operand::Value(b)) => {
                        let base = Some(self.checked(anchor, Opcode::ImulChecked, a, b));
                        Some(Sum { base, add: 0 })
                    }
                    (Operand::Value(arg), Operand::Number(number))
                    | (Operand::Number(number), Operand::Value(arg)) => {
                        let (opcode, imm) = (Opcode::ImulChecked, i32::try_from(number).ok()?);
                        let data = InstData::BinaryImmExit { opcode, arg, imm, exit: anchor };
                        Some(Sum { base: Some(self.make(data, ty)), add: 0 })
                    }
                }
            }
            _ => None,
        }
    }

    fn checked(&mut self, anchor: Exit, opcode: Opcode, a: Value, b: Value) -> Value {
        let ty = self.function.ty(a);
        self.make(InstData::BinaryExit { opcode, args: [a, b], exit: anchor }, ty)
    }

    /// The sum as an operand, checked where it may not fit.
    fn materialise(&mut self, anchor: Exit, sum: Sum, ty: Type) -> Option<Operand> {
        let Some(arg) = sum.base else {
            return Some(Operand::Number(number_of(ty, sum.add.into())?));
        };
        if sum.add == 0 {
            return Some(Operand::Value(arg));
        }
        let add = (sum.add, sum.add);
        let interval = self.facts.interval(self.function, arg, self.before());
        let (low, high) = interval::exact(Opcode::Iadd, interval, add)?;
        let (least, most) = interval::all(ty);
        let data = if low >= least.into() && high <= most.into() {
            InstData::BinaryImm { opcode: Opcode::Iadd, arg, imm: number_of(ty, sum.add.into())? }
        } else {
            number_of(ty, sum.add.into())?;
            let imm = i32::try_from(sum.add).ok()?;
            InstData::BinaryImmExit { opcode: Opcode::IaddChecked, arg, imm, exit: anchor }
        };
        Some(Operand::Value(self.make(data, ty)))
    }

    fn make(&mut self, data: InstData, ty: Type) -> Value {
        let inst = self.function.make_inst(data, &[ty], SourceLoc::default());
        self.pending.push(inst);
        // It was made with one result, and results have consecutive numbers from the first.
        self.function.result(inst).unwrap_or(Value(0))
    }
}

/// For an index that is another one, or counted from the end if that is negative: the test, and that one.
fn from_end(function: &Function, index: Value) -> Option<(Inst, Value)> {
    let select = function.insts[function.defining_inst(index)?];
    let InstData::Ternary { opcode: Opcode::Select, args: [negative, _, plain] } = select else {
        return None;
    };
    let test = function.defining_inst(negative)?;
    let wanted = (IntCondition::Slt, plain, Operand::Number(0));
    (function.insts[test].icmp() == Some(wanted)).then_some((test, plain))
}

/// The number, if it is one of the type.
fn number_of(ty: Type, number: i128) -> Option<i64> {
    let number = i64::try_from(number).ok()?;
    (ty.canonical(number) == number).then_some(number)
}
