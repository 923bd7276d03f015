//! The conditions of `icmp` and `fcmp`, and what one may do with them: negate, swap, decide.
//!
//! Negating a comparison of floating-point numbers is where compilers go wrong: the opposite of
//! `a < b` is not `a >= b` when one of them is NaN. With all fourteen conditions there is an exact
//! opposite to each. Judged by the tests below, over every outcome of a comparison.

use std::cmp::Ordering;

/// How integers and addresses are compared; `s` is signed, `u` is unsigned.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum IntCondition {
    Eq,
    Ne,
    Slt,
    Sle,
    Sgt,
    Sge,
    Ult,
    Ule,
    Ugt,
    Uge,
}

impl IntCondition {
    /// Every condition with its name.
    pub const ALL: [(IntCondition, &'static str); 10] = {
        use IntCondition::*;
        [
            (Eq, "eq"),
            (Ne, "ne"),
            (Slt, "slt"),
            (Sle, "sle"),
            (Sgt, "sgt"),
            (Sge, "sge"),
            (Ult, "ult"),
            (Ule, "ule"),
            (Ugt, "ugt"),
            (Uge, "uge"),
        ]
    };

    /// Its name in the text.
    pub fn name(self) -> &'static str {
        IntCondition::ALL[self as usize].1
    }

    /// The condition of that name.
    pub fn from_name(name: &str) -> Option<IntCondition> {
        IntCondition::ALL.iter().find(|(_, other)| *other == name).map(|(condition, _)| *condition)
    }

    /// The condition that holds exactly when this one does not.
    pub fn negate(self) -> IntCondition {
        use IntCondition::*;
        match self {
            Eq => Ne,
            Ne => Eq,
            Slt => Sge,
            Sle => Sgt,
            Sgt => Sle,
            Sge => Slt,
            Ult => Uge,
            Ule => Ugt,
            Ugt => Ule,
            Uge => Ult,
        }
    }

    /// The condition for exchanged operands.
    pub fn swap(self) -> IntCondition {
        use IntCondition::*;
        match self {
            Eq => Eq,
            Ne => Ne,
            Slt => Sgt,
            Sle => Sge,
            Sgt => Slt,
            Sge => Sle,
            Ult => Ugt,
            Ule => Uge,
            Ugt => Ult,
            Uge => Ule,
        }
    }

    /// Does it hold for two integers, given sign-extended and zero-extended?
    pub const fn holds(self, signed: (i64, i64), unsigned: (u64, u64)) -> bool {
        use IntCondition::*;
        match self {
            Eq => unsigned.0 == unsigned.1,
            Ne => unsigned.0 != unsigned.1,
            Slt => signed.0 < signed.1,
            Sle => signed.0 <= signed.1,
            Sgt => signed.0 > signed.1,
            Sge => signed.0 >= signed.1,
            Ult => unsigned.0 < unsigned.1,
            Ule => unsigned.0 <= unsigned.1,
            Ugt => unsigned.0 > unsigned.1,
            Uge => unsigned.0 >= unsigned.1,
        }
    }
}

/// How numbers are compared, with LLVM's names: `o` (ordered) is false when either is NaN, `u`
/// (unordered) is true when either is. Python's and Go's `==` is `oeq` and their `!=` is `une`.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum FloatCondition {
    Oeq,
    Ogt,
    Oge,
    Olt,
    Ole,
    One,
    Ord,
    Ueq,
    Ugt,
    Uge,
    Ult,
    Ule,
    Une,
    Uno,
}

impl FloatCondition {
    /// Every condition with its name.
    pub const ALL: [(FloatCondition, &'static str); 14] = {
        use FloatCondition::*;
        [
            (Oeq, "oeq"),
            (Ogt, "ogt"),
            (Oge, "oge"),
            (Olt, "olt"),
            (Ole, "ole"),
            (One, "one"),
            (Ord, "ord"),
            (Ueq, "ueq"),
            (Ugt, "ugt"),
            (Uge, "uge"),
            (Ult, "ult"),
            (Ule, "ule"),
            (Une, "une"),
            (Uno, "uno"),
        ]
    };

    /// Its name in the text.
    pub fn name(self) -> &'static str {
        FloatCondition::ALL[self as usize].1
    }

    /// The condition of that name.
    pub fn from_name(name: &str) -> Option<FloatCondition> {
        let find = FloatCondition::ALL.iter().find(|(_, other)| *other == name);
        find.map(|(condition, _)| *condition)
    }

    /// The condition that holds exactly when this one does not.
    pub fn negate(self) -> FloatCondition {
        use FloatCondition::*;
        match self {
            Oeq => Une,
            Ogt => Ule,
            Oge => Ult,
            Olt => Uge,
            Ole => Ugt,
            One => Ueq,
            Ord => Uno,
            Ueq => One,
            Ugt => Ole,
            Uge => Olt,
            Ult => Oge,
            Ule => Ogt,
            Une => Oeq,
            Uno => Ord,
        }
    }

    /// The condition for exchanged operands.
    pub fn swap(self) -> FloatCondition {
        use FloatCondition::*;
        match self {
            Ogt => Olt,
            Oge => Ole,
            Olt => Ogt,
            Ole => Oge,
            Ugt => Ult,
            Uge => Ule,
            Ult => Ugt,
            Ule => Uge,
            symmetric => symmetric,
        }
    }

    /// Does it hold? `None` is the outcome of a comparison with NaN.
    pub fn holds(self, ordering: Option<Ordering>) -> bool {
        use FloatCondition::*;
        use Ordering::*;
        let Some(ordering) = ordering else {
            return matches!(self, Ueq | Ugt | Uge | Ult | Ule | Une | Uno);
        };
        match self {
            Oeq | Ueq => ordering == Equal,
            Ogt | Ugt => ordering == Greater,
            Oge | Uge => ordering != Less,
            Olt | Ult => ordering == Less,
            Ole | Ule => ordering != Greater,
            One | Une => ordering != Equal,
            Ord => true,
            Uno => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_the_order_of_the_conditions() {
        for (index, (condition, name)) in IntCondition::ALL.into_iter().enumerate() {
            assert_eq!((condition as usize, condition.name()), (index, name));
            assert_eq!(IntCondition::from_name(name), Some(condition));
        }
        for (index, (condition, name)) in FloatCondition::ALL.into_iter().enumerate() {
            assert_eq!((condition as usize, condition.name()), (index, name));
            assert_eq!(FloatCondition::from_name(name), Some(condition));
        }
    }

    #[test]
    fn conditions_negated_and_swapped() {
        for (a, b) in [(1i64, 2i64), (2, 1), (1, 1), (-1, 1), (i64::MIN, i64::MAX)] {
            let holds = |condition: IntCondition, a: i64, b: i64| {
                condition.holds((a, b), (a as u64, b as u64))
            };
            for (condition, name) in IntCondition::ALL {
                assert_ne!(holds(condition, a, b), holds(condition.negate(), a, b), "{name}");
                assert_eq!(holds(condition, a, b), holds(condition.swap(), b, a), "{name}");
            }
        }
        for ordering in [None, Some(Ordering::Less), Some(Ordering::Equal), Some(Ordering::Greater)]
        {
            for (condition, name) in FloatCondition::ALL {
                assert_ne!(condition.holds(ordering), condition.negate().holds(ordering), "{name}");
                let swapped = ordering.map(Ordering::reverse);
                assert_eq!(condition.holds(ordering), condition.swap().holds(swapped), "{name}");
            }
        }
    }
}
