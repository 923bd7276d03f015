//! Intervals: the least and the greatest number that a value can be at a place (W. H. Harrison,
//! "Compiler analysis of the value ranges for variables", 1977).
//!
//! They are found on demand, from the definition of a value and from the facts about it, a few
//! steps deep; what is further away counts as unknown. So a question costs a bounded time.

use std::cell::{Cell, RefCell};

use smallvec::SmallVec;

use super::facts::{Facts, Point};
use crate::entity::Value;
use crate::ir::{Function, InstData, Operand, Type};
use crate::opcode::Opcode;

/// How deep definitions and facts are followed.
const DEPTH: u8 = 5;
/// How many values are looked at for one question.
pub(super) const STEPS: u32 = 48;

/// The depth of what was found without leaving anything out: no search would find more.
pub(super) const EVERYTHING: u8 = u8::MAX;

/// The least and the greatest signed number.
pub type Interval = (i64, i64);

/// All numbers of a type.
pub(super) fn all(ty: Type) -> Interval {
    match ty {
        Type::I8 => (i8::MIN.into(), i8::MAX.into()),
        Type::I16 => (i16::MIN.into(), i16::MAX.into()),
        Type::I32 => (i32::MIN.into(), i32::MAX.into()),
        Type::I64 | Type::F32 | Type::F64 | Type::Ptr => (i64::MIN, i64::MAX),
    }
}

/// A search: how much of it is left, and which questions came up in it.
pub(super) struct Search {
    pub(super) at: Point,
    pub(super) steps: Cell<u32>,
    /// Was anything left out, because it was too far away?
    cut: Cell<bool>,
    asked: RefCell<SmallVec<[Asked; 8]>>,
}

/// Is this at most that plus so much? Asked with so many steps left for the path.
type Asked = (Value, Value, i128, u8);

impl Search {
    pub(super) fn new(at: Point) -> Search {
        Search {
            at,
            steps: Cell::new(STEPS),
            cut: Cell::new(false),
            asked: RefCell::new(SmallVec::new()),
        }
    }

    /// Is the question new? It is not if one that is easier to answer was asked before: either
    /// there was no answer, or there is none yet, and a way in a circle leads nowhere.
    pub(super) fn is_new(&self, x: Value, y: Value, add: i128, depth: u8) -> bool {
        let mut asked = self.asked.borrow_mut();
        let known =
            asked.iter().any(|one| (one.0, one.1) == (x, y) && one.2 >= add && one.3 >= depth);
        if !known {
            asked.push((x, y, add, depth));
        }
        !known
    }

    fn note_cut(&self, cut: bool) {
        self.cut.set(self.cut.get() | cut);
    }

    /// One more step, if there is one.
    pub(super) fn step(&self) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(1));
        left > 0
    }
}

impl Facts {
    /// The interval of an integer at a point.
    pub fn interval(&self, function: &Function, value: Value, at: Point) -> Interval {
        self.interval_in(function, value, &Search::new(at), DEPTH)
    }

    pub(super) fn interval_in(
        &self,
        function: &Function,
        value: Value,
        search: &Search,
        depth: u8,
    ) -> Interval {
        let end = |upper| self.end_in(function, value, upper, search, depth);
        let (low, high) = (end(false), end(true));
        // Facts contradict each other only where nothing is ever executed.
        (low.min(high), high.max(low))
    }

    /// The greatest number (`upper`) or the least. One end at a time: `a < b` bounds a above by
    /// what bounds b above, and to ask what bounds b below would lead back to a.
    pub(super) fn end_in(
        &self,
        function: &Function,
        value: Value,
        upper: bool,
        search: &Search,
        depth: u8,
    ) -> i64 {
        if let Some((end, known)) = self.found(value, upper, search.at, depth) {
            search.note_cut(known != EVERYTHING);
            return end;
        }
        if let Some(number) = function.constant(value) {
            return number;
        }
        let ty = function.ty(value);
        let full = all(ty);
        let end_of = |interval: Interval| if upper { interval.1 } else { interval.0 };
        if !ty.is_int() {
            return end_of(full);
        }
        if depth == 0 || !search.step() {
            search.note_cut(true);
            return end_of(full);
        }
        let outer = search.cut.replace(false);
        let defined = self.by_definition(function, value, search, depth);
        let mut end = end_of(defined);
        let has_bounds = self.has_bounds(value);
        if has_bounds {
            for bound in self.bounds(value, search.at).filter(|bound| bound.upper == upper) {
                let other = bound
                    .other
                    .map_or(0, |other| self.end_in(function, other, upper, search, depth - 1));
                let number = i128::from(other) + bound.add;
                let number = number.clamp(full.0.into(), full.1.into()) as i64;
                end = if upper { end.min(number) } else { end.max(number) };
            }
        }
        let cut = search.cut.get();
        // A search that came to its end may have seen less than another would.
        if search.steps.get() > 0 {
            let depth = if cut { depth } else { EVERYTHING };
            match has_bounds {
                true => self.keep(value, upper, search.at, depth, end),
                false => self.keep_both(value, search.at, depth, defined),
            }
        }
        search.cut.set(outer | cut);
        end
    }

    fn by_definition(
        &self,
        function: &Function,
        value: Value,
        search: &Search,
        depth: u8,
    ) -> Interval {
        let ty = function.ty(value);
        let full = all(ty);
        let Some(inst) = function.defining_inst(value) else { return full };
        let data = function.insts[inst];
        let of = |value: Value| self.interval_in(function, value, search, depth - 1);
        let bits = i64::from(ty.bits());
        match data {
            InstData::Icmp { .. } | InstData::IcmpImm { .. } | InstData::Fcmp { .. } => (0, 1),
            InstData::Unary { opcode, arg } => {
                let from = function.ty(arg);
                match opcode {
                    Opcode::Sext => of(arg),
                    Opcode::Zext => match of(arg) {
                        known if known.0 >= 0 => known,
                        _ => (0, from.mask() as i64),
                    },
                    Opcode::Trunc => match of(arg) {
                        known if known.0 >= full.0 && known.1 <= full.1 => known,
                        _ => full,
                    },
                    // The width itself fits every type.
                    Opcode::Popcnt | Opcode::Clz | Opcode::Ctz => (0, bits),
                    _ => full,
                }
            }
            InstData::Ternary { opcode: Opcode::Select, args: [_, a, b] } => {
                let (a, b) = (of(a), of(b));
                (a.0.min(b.0), a.1.max(b.1))
            }
            _ => match data.operation() {
                Some((opcode, left, right)) => {
                    let b = match right {
                        Operand::Number(number) => (number, number),
                        Operand::Value(right) => of(right),
                    };
                    let sure = self.exact.contains(inst);
                    let (low, high) = binary(opcode, ty, of(left), b, sure);
                    // A square, if it does not wrap, is not negative.
                    let square = right == Operand::Value(left)
                        && (opcode == Opcode::ImulChecked || opcode == Opcode::Imul && sure);
                    (if square { low.max(0) } else { low }, high)
                }
                None => full,
            },
        }
    }
}

/// The exact interval of a sum, a difference or a product.
pub(super) fn exact(opcode: Opcode, a: Interval, b: Interval) -> Option<(i128, i128)> {
    let [a0, a1, b0, b1] = [a.0, a.1, b.0, b.1].map(i128::from);
    match opcode {
        Opcode::Iadd | Opcode::IaddChecked => Some((a0 + b0, a1 + b1)),
        Opcode::Isub | Opcode::IsubChecked => Some((a0 - b1, a1 - b0)),
        Opcode::Imul | Opcode::ImulChecked => {
            let all = [a0 * b0, a0 * b1, a1 * b0, a1 * b1];
            Some((all.into_iter().min()?, all.into_iter().max()?))
        }
        _ => None,
    }
}

/// The interval of an operation's result; `sure` says that it does not wrap.
fn binary(opcode: Opcode, ty: Type, a: Interval, b: Interval, sure: bool) -> Interval {
    let full = all(ty);
    if let Some((low, high)) = exact(opcode, a, b) {
        let fits = low >= full.0.into() && high <= full.1.into();
        let checked = !matches!(opcode, Opcode::Iadd | Opcode::Isub | Opcode::Imul);
        if !fits && !checked && !sure {
            return full;
        }
        let clamp = |number: i128| number.clamp(full.0.into(), full.1.into()) as i64;
        return (clamp(low), clamp(high));
    }
    let number = (b.0 == b.1).then_some(b.0);
    match (opcode, number) {
        (Opcode::And, _) if a.0 >= 0 || b.0 >= 0 => {
            let most = [a, b].into_iter().filter(|one| one.0 >= 0).map(|one| one.1).min();
            (0, most.unwrap_or(full.1))
        }
        (Opcode::Or | Opcode::Xor, _) if a.0 >= 0 && b.0 >= 0 => {
            let width = 64 - (a.1 | b.1).leading_zeros();
            (0, ((1u128 << width) - 1) as i64)
        }
        (Opcode::Lshr, Some(by)) if by >= 0 && by < ty.bits().into() => match a.0 >= 0 {
            true => (a.0 >> by, a.1 >> by),
            false if by > 0 => (0, (ty.mask() >> by) as i64),
            false => full,
        },
        (Opcode::Lshr, _) if a.0 >= 0 => (0, a.1),
        (Opcode::Ashr, Some(by)) if by >= 0 => (a.0 >> by.min(63), a.1 >> by.min(63)),
        (Opcode::Shl, Some(by)) if (0..i64::from(ty.bits()) - 1).contains(&by) => {
            let scale = 1i128 << by;
            let (low, high) = (i128::from(a.0) * scale, i128::from(a.1) * scale);
            let fits = low >= full.0.into() && high <= full.1.into();
            if fits { (low as i64, high as i64) } else { full }
        }
        (Opcode::Urem, _) if b.0 > 0 => match a.0 >= 0 {
            true => (0, a.1.min(b.1 - 1)),
            false => (0, b.1 - 1),
        },
        (Opcode::Srem, _) if b.0 > 0 || b.1 < 0 && b.0 > full.0 => {
            let most = b.0.abs().max(b.1.abs()) - 1;
            (if a.0 >= 0 { 0 } else { a.0.max(-most) }, if a.1 <= 0 { 0 } else { a.1.min(most) })
        }
        (Opcode::SremFloor, _) if b.0 > 0 => (0, if a.0 >= 0 { a.1.min(b.1 - 1) } else { b.1 - 1 }),
        (Opcode::SdivFloor, _) if a.0 >= 0 && b.0 > 0 => (a.0 / b.1, a.1 / b.0),
        (Opcode::Udiv, _) if a.0 >= 0 && b.0 > 0 => (a.0 / b.1, a.1 / b.0),
        (Opcode::Sdiv, _) if b.0 > 0 => (
            if a.0 >= 0 { a.0 / b.1 } else { a.0 / b.0 },
            if a.1 >= 0 { a.1 / b.0 } else { a.1 / b.1 },
        ),
        _ => full,
    }
}
