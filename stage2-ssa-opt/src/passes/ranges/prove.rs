//! Differences: is `x ≤ y + k` always true at a place?
//!
//! The idea of ABCD (R. Bodik, R. Gupta, V. Sarkar, "ABCD: eliminating array bounds checks on
//! demand", 2000): facts and definitions without wrapping are edges of a graph, `x ≤ u + 3` leads
//! from x to u with the weight 3, and the question is whether a path to y is light enough.
//! It is searched from both ends, a few steps deep. Whatever goes over a number is in the greatest
//! that x, and the least that y can be ([`super::interval`]); these are compared first.

use super::facts::{Facts, Point};
use super::interval::{Search, all, exact};
use crate::entity::{Inst, Value};
use crate::ir::{Function, InstData, Operand};
use crate::opcode::Opcode;

/// Two operands at most, each with the number that is added to it.
type Parts = [Option<(Value, i128)>; 2];

const NO_PARTS: Parts = [None, None];

/// How long a path may be.
const DEPTH: u8 = 6;

impl Facts {
    /// Is `x ≤ y + add` at a point? None stands for 0.
    pub fn at_most(
        &self,
        function: &Function,
        x: Option<Value>,
        y: Option<Value>,
        add: i128,
        at: Point,
    ) -> bool {
        if x == y && add >= 0 {
            return true;
        }
        let search = Search::new(at);
        let end = |value: Option<Value>, upper| {
            value.map_or(0, |value| self.end_in(function, value, upper, &search, DEPTH))
        };
        if i128::from(end(x, true)) <= i128::from(end(y, false)) + add {
            return true;
        }
        // All ways over a number are in the two ends. What is left are those from value to value.
        match (x, y) {
            (Some(x), Some(y)) => self.path(function, x, y, add, &search, DEPTH),
            _ => false,
        }
    }

    /// Is a value not negative at a point?
    pub fn is_not_negative(&self, function: &Function, value: Value, at: Point) -> bool {
        self.at_most(function, None, Some(value), 0, at)
    }

    fn path(
        &self,
        function: &Function,
        x: Value,
        y: Value,
        add: i128,
        search: &Search,
        depth: u8,
    ) -> bool {
        if x == y && add >= 0 {
            return true;
        }
        if depth == 0 || !search.is_new(x, y, add, depth) || !search.step() {
            return false;
        }
        let from = |x, add| self.path(function, x, y, add, search, depth - 1);
        let to = |y, add| self.path(function, x, y, add, search, depth - 1);
        for bound in self.bounds(x, search.at).filter(|bound| bound.upper) {
            if bound.other.is_some_and(|other| from(other, add - bound.add)) {
                return true;
            }
        }
        if let Some(inst) = function.defining_inst(x) {
            if let InstData::Ternary { opcode: Opcode::Select, args: [_, a, b] } =
                function.insts[inst]
            {
                let both = [a, b].into_iter().all(|one| {
                    let most = self.end_in(function, one, true, search, depth.min(4));
                    let least = self.end_in(function, y, false, search, depth.min(4));
                    i128::from(most) <= i128::from(least) + add || from(one, add)
                });
                return both;
            }
            // x is at most a part of it plus so much.
            for (part, more) in
                self.parts(function, inst, search, depth, true).into_iter().flatten()
            {
                if from(part, add - more) {
                    return true;
                }
            }
        }
        for bound in self.bounds(y, search.at).filter(|bound| !bound.upper) {
            if bound.other.is_some_and(|other| to(other, add + bound.add)) {
                return true;
            }
        }
        if let Some(inst) = function.defining_inst(y) {
            for (part, more) in
                self.parts(function, inst, search, depth, false).into_iter().flatten()
            {
                if to(part, add + more) {
                    return true;
                }
            }
        }
        false
    }

    /// Operands of an instruction with a number, so that the result is at most (`upper`) or at
    /// least the operand plus the number.
    fn parts(
        &self,
        function: &Function,
        inst: Inst,
        search: &Search,
        depth: u8,
        upper: bool,
    ) -> Parts {
        let data = function.insts[inst];
        let Some((opcode, left, right)) = data.operation() else {
            return NO_PARTS;
        };
        let ty = function.ty(left);
        if !ty.is_int() {
            return NO_PARTS;
        }
        let of = |operand: Operand| match operand {
            Operand::Value(value) => self.interval_in(function, value, search, depth.min(4)),
            Operand::Number(number) => (number, number),
        };
        let (a, b) = (of(Operand::Value(left)), of(right));
        let end = |interval: (i64, i64)| i128::from(if upper { interval.1 } else { interval.0 });
        let other_end = |interval: (i64, i64)| end((interval.1, interval.0));
        if let Some((low, high)) = exact(opcode, a, b) {
            let checked = !matches!(opcode, Opcode::Iadd | Opcode::Isub | Opcode::Imul);
            let full = all(ty);
            let fits = low >= full.0.into() && high <= full.1.into();
            if !fits && !checked && !self.exact.contains(inst) {
                return NO_PARTS;
            }
            return match (opcode, right) {
                (Opcode::Iadd | Opcode::IaddChecked, Operand::Value(right)) => {
                    [Some((left, end(b))), Some((right, end(a)))]
                }
                (Opcode::Iadd | Opcode::IaddChecked, Operand::Number(_)) => {
                    [Some((left, end(b))), None]
                }
                (Opcode::Isub | Opcode::IsubChecked, _) => [Some((left, -other_end(b))), None],
                _ => NO_PARTS,
            };
        }
        // What a division, a shift or a mask leaves is no greater.
        match opcode {
            Opcode::And | Opcode::Lshr | Opcode::Ashr if upper && a.0 >= 0 => {
                [Some((left, 0)), None]
            }
            Opcode::Udiv | Opcode::Sdiv | Opcode::Urem | Opcode::Srem
                if upper && a.0 >= 0 && b.0 > 0 =>
            {
                let divisor = match right {
                    Operand::Value(right) if matches!(opcode, Opcode::Urem | Opcode::Srem) => {
                        Some((right, -1))
                    }
                    _ => None,
                };
                [Some((left, 0)), divisor]
            }
            _ => NO_PARTS,
        }
    }
}
