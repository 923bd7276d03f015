//! The operations of AArch64 that instruction selection chooses from.
//!
//! What an operation's operands are is said with it, in brackets, in the order in which they stand;
//! `select` makes them so and `emit` reads them so. *address* stands for the uses of an
//! [`Address`], base before index, always last, and *source* for the use of a [`Source`].
//!
//! Three operands, so no definition has to be the *same as* a use; loads and stores are apart from
//! arithmetic; and many operations shift or extend their last operand on the way.

use stage2::condition::IntCondition;
use stage2::entity::{DataRef, FuncRef, Slot};
use stage2::ir::Type;

use crate::lir::LExit;
use crate::shrink_wrap::Wrapped;

/// An operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// Copies. \[def register, use any]
    Move,
    /// An integer. \[def register]
    Constant(i64),
    /// A floating-point number: its bits. \[def register]
    FloatConstant(u64),
    /// The address of a stack slot of the program. \[def register]
    SlotAddress(Slot, i32),
    /// The address of data. \[def register]
    DataAddress(DataRef, i64),
    /// The address of a function. \[def register]
    FunctionAddress(FuncRef),
    /// Arithmetic. \[def register, use register, *source*]
    Alu(Alu, Size, Source),
    /// A sum or a difference that sets the flags. \[def register, use register, *source*]
    AluFlags(Alu, Size, Source),
    /// 0 minus the operand. \[def register, *source*]
    Negate(Size, Source),
    /// All bits flipped. \[def register, *source*]
    Not(Size, Source),
    /// The low half of the product. \[def register, use register × 2]
    Multiply(Size),
    /// The third plus the product of the first two. \[def register, use register × 3]
    MultiplyAdd(Size),
    /// The third minus the product of the first two. \[def register, use register × 3]
    MultiplySub(Size),
    /// The product of 32 bits by 32, 64 bits. \[def register, use register × 2]
    MultiplyLong(Sign),
    /// The high half of the product of 64 bits. \[def register, use register × 2]
    MultiplyHigh(Sign),
    /// Quotient, towards zero; 0 when the divisor is. \[def register, use register × 2]
    Divide(Sign, Size),
    /// One less than the quotient where rounding down asks for it. \[def register, use register:
    /// quotient, remainder, divisor]
    FloorQuotient(Size),
    /// The divisor more than the remainder where rounding down asks for it. \[def register, use
    /// register: remainder, divisor]
    FloorRemainder(Size),
    /// So many bits, from a bit on, with those above filled. Shifts to the right and extensions are
    /// such. \[def register, use register]
    Extract(Sign, Size, u8, u8),
    /// Shift left by a number below the width. \[def register, use register]
    ShiftLeft(Size, u8),
    /// Rotation to the right by a number below the width. \[def register, use register]
    RotateRight(Size, u8),
    /// Shift by an amount modulo 32 or 64. \[def register, use register × 2]
    ShiftBy(Shift, Size),
    /// Leading zeros. \[def register, use register]
    LeadingZeros(Size),
    /// The bits in reverse order. \[def register, use register]
    ReverseBits(Size),
    /// The bytes in reverse order, of both halves of 32 bits if so many are 16. \[def register, use
    /// register]
    ReverseBytes(Size),
    /// How many bits are set; of 32 bits or of 64. \[def register, use register]
    CountOnes(Size),
    /// Sets the flags. \[use register, *source*]
    Compare(Size, Source),
    /// Sets the flags from `and`. \[use register, *source*]
    Test(Size, Source),
    /// 1 if the flags say so, else 0. \[def register]
    Set(Condition),
    /// The first use if the flags say so, else what [`Otherwise`] says. \[def register, use register,
    /// use register if `Otherwise` has one]
    Choose(Condition, Otherwise),
    /// The first use if the flags say so, else the second. \[def register, use register × 2]
    FloatChoose(Condition, Size),
    /// From memory, the bits above zero. \[def register, *address*]
    Load(Type, Address),
    /// From memory, the sign repeated up to 64 bits. \[def register, *address*]
    LoadSigned(Type, Address),
    /// To memory. \[use register, *address*]
    Store(Type, Address),
    /// Zeros to memory. \[*address*]
    StoreZero(Size, Address),

    /// Arithmetic. \[def register, use register × 2]
    Float(FloatOp, Size),
    /// Arithmetic. \[def register, use register]
    FloatUnary(FloatUnary, Size),
    /// Sets the flags: unordered is carry and overflow. \[use register × 2]
    FloatCompare(Size),
    /// The same with 0. \[use register]
    FloatCompareZero(Size),
    /// The sign of the second. \[def same as 1, use register × 2]
    CopySign(Size),
    /// The first times the second plus the third, rounded once. \[def register, use register × 3]
    FloatMultiplyAdd(Size),
    /// From an integer of 32 or 64 bits (first) to floating point. \[def register, use register]
    FromInt(Sign, Size, Size),
    /// From floating point (first) to the nearest integer of 32 or 64 bits towards zero; NaN is 0.
    /// \[def register, use register]
    ToInt(Sign, Size, Size),
    /// To this size from the other one. \[def register, use register]
    FloatResize(Size),
    /// The bits as one of the other class. \[def register, use register]
    Bits,

    /// Defines what came in registers. \[def fixed …]
    Parameters,
    /// From the caller's frame. \[def register]
    StackParameter(u32),
    /// To the bottom of the own frame. \[use register]
    StoreOutgoing(u32),
    /// From the bottom of the own frame. \[def register]
    LoadOutgoing(u32),
    /// To the caller's frame. \[use register]
    StoreResult(u32),
    /// Calls. \[use fixed …, def fixed …]
    Call(FuncRef),
    /// Calls, and names the frame while it waits. \[use fixed …, def fixed …, state …]
    CallWaiting(FuncRef, LExit),
    /// Calls what is at an address. \[use register, use fixed …, def fixed …]
    CallAddress,

    /// Leaves if the test says so. \[use register unless it is of the flags, state …]
    ExitIf(Test, LExit),
    /// Leaves; a terminator. \[state …]
    Exit(LExit),
    /// To the only successor. No operands.
    Jump,
    /// To the first successor if the test says so, else to the second. \[use register unless it is of
    /// the flags]
    JumpIf(Test),
    /// Where the block's jump table leads for an index that is in it. \[def register, use register]
    TableEntry,
    /// Jumps there. \[use register]
    JumpTable,
    /// To where the cases of the `switch` say, by comparing. \[use register]
    Search(Size),
    /// Returns. \[use fixed …]
    Return,
}

impl Wrapped for Op {
    fn uses_stack(self) -> bool {
        matches!(
            self,
            Op::StackParameter(_)
                | Op::StoreOutgoing(_)
                | Op::LoadOutgoing(_)
                | Op::StoreResult(_)
                | Op::SlotAddress(..)
                | Op::Call(_)
                | Op::CallWaiting(..)
                | Op::CallAddress
        )
    }

    fn returns(self) -> bool {
        self == Op::Return
    }
}

/// The last operand of many operations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// \[use register]
    Register,
    /// Shifted by so many bits. \[use register]
    Shifted(Shift, u8),
    /// Its low bits extended, and then shifted left by at most 4. \[use register]
    Extended(Sign, Size, u8),
    /// A number that the operation can encode. No operand.
    Number(i64),
}

/// How the bits above are filled.
#[allow(missing_docs)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    Signed,
    Unsigned,
}

/// Arithmetic of two integers. The last three take the second one with all bits flipped.
#[allow(missing_docs)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alu {
    Add,
    Sub,
    And,
    Or,
    Xor,
    AndNot,
    OrNot,
    XorNot,
}

/// Shifts, by the number that the instructions encode.
#[allow(missing_docs)]
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shift {
    Left = 0,
    RightZeros = 1,
    RightSign = 2,
    RotateRight = 3,
}

/// Arithmetic of two floating-point numbers, by the number that the instructions encode. The last two
/// are those of IEEE 754-2019 `maximum` and `minimum`.
#[allow(missing_docs)]
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatOp {
    Mul = 0,
    Div = 1,
    Add = 2,
    Sub = 3,
    Maximum = 4,
    Minimum = 5,
}

/// Arithmetic of a floating-point number, by the number that the instructions encode. The last four
/// give an integral value.
#[allow(missing_docs)]
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatUnary {
    Absolute = 1,
    Negate = 2,
    SquareRoot = 3,
    Nearest = 8,
    Up = 9,
    Down = 10,
    Zero = 11,
}

/// How wide an operation is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Size {
    /// 8 bits.
    B,
    /// 16 bits.
    H,
    /// 32 bits; for floating point single precision.
    W,
    /// 64 bits; for floating point double precision.
    X,
}

impl Size {
    /// That of a type's values.
    pub fn of(ty: Type) -> Size {
        match ty {
            Type::I8 => Size::B,
            Type::I16 => Size::H,
            Type::I32 | Type::F32 => Size::W,
            Type::I64 | Type::F64 | Type::Ptr => Size::X,
        }
    }

    /// What arithmetic on a type is done in: there is none below 32 bits.
    pub fn at_least_32(ty: Type) -> Size {
        Size::of(ty).max(Size::W)
    }

    /// How many bits.
    pub fn bits(self) -> u8 {
        8 << self as u8
    }
}

/// A memory operand. Registers stand in the operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Address {
    /// \[use register]
    Base(i32),
    /// The second one times the number of bytes accessed, or not. \[use register × 2]
    BaseIndex(bool),
    /// The same with the second one extended from 32 bits. \[use register × 2]
    BaseExtended(Sign, bool),
    /// In a stack slot of the program. No operands.
    Slot(Slot, i32),
}

/// What [`Op::Choose`] gives if the flags say no.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Otherwise {
    /// The second use.
    Second,
    /// One more than it.
    PlusOne,
    /// All its bits flipped.
    Flipped,
    /// 0 minus it.
    Negated,
    /// 0.
    Zero,
    /// 1.
    One,
    /// -1.
    Ones,
}

/// What a branch or an exit depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Test {
    /// The flags.
    Flags(Condition),
    /// A register is 0.
    Zero(Size),
    /// A register is not 0.
    NotZero(Size),
    /// A bit of a register is 0.
    BitClear(u8),
    /// A bit of a register is 1.
    BitSet(u8),
}

impl Test {
    /// The one that says yes when this one says no.
    pub fn negate(self) -> Test {
        match self {
            Test::Flags(condition) => Test::Flags(condition.negate()),
            Test::Zero(size) => Test::NotZero(size),
            Test::NotZero(size) => Test::Zero(size),
            Test::BitClear(bit) => Test::BitSet(bit),
            Test::BitSet(bit) => Test::BitClear(bit),
        }
    }
}

/// A condition of the flags, by the number that the instructions encode. After a comparison of
/// floating-point numbers `Minus`, `LowerSame`, `Greater` and `GreaterEqual` hold only for ordered ones,
/// `Less`, `LessEqual`, `Higher` and `Plus` for unordered ones too. The last two are *or*s of two
/// conditions.
#[allow(missing_docs)]
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Condition {
    Equal = 0,
    NotEqual = 1,
    HigherSame = 2,
    Lower = 3,
    Minus = 4,
    Plus = 5,
    Overflow = 6,
    NotOverflow = 7,
    Higher = 8,
    LowerSame = 9,
    GreaterEqual = 10,
    Less = 11,
    Greater = 12,
    LessEqual = 13,
    /// `Minus` or `Greater`: ordered, and not equal.
    MinusOrGreater = 14,
    /// `Equal` or `Overflow`: equal, or unordered.
    EqualOrOverflow = 15,
}

impl Condition {
    /// All conditions, in order of their numbers.
    pub const ALL: [Condition; 16] = {
        use Condition::*;
        [
            Equal,
            NotEqual,
            HigherSame,
            Lower,
            Minus,
            Plus,
            Overflow,
            NotOverflow,
            Higher,
            LowerSame,
            GreaterEqual,
            Less,
            Greater,
            LessEqual,
            MinusOrGreater,
            EqualOrOverflow,
        ]
    };

    /// The one that holds when this one does not.
    pub fn negate(self) -> Condition {
        Condition::ALL[self as usize ^ 1]
    }

    /// The conditions of the processor, any of which has to hold.
    pub fn parts(self) -> (Condition, Option<Condition>) {
        match self {
            Condition::MinusOrGreater => (Condition::Minus, Some(Condition::Greater)),
            Condition::EqualOrOverflow => (Condition::Equal, Some(Condition::Overflow)),
            one => (one, None),
        }
    }

    /// What the flags of a comparison say.
    pub fn of(condition: IntCondition) -> Condition {
        match condition {
            IntCondition::Eq => Condition::Equal,
            IntCondition::Ne => Condition::NotEqual,
            IntCondition::Slt => Condition::Less,
            IntCondition::Sle => Condition::LessEqual,
            IntCondition::Sgt => Condition::Greater,
            IntCondition::Sge => Condition::GreaterEqual,
            IntCondition::Ult => Condition::Lower,
            IntCondition::Ule => Condition::LowerSame,
            IntCondition::Ugt => Condition::Higher,
            IntCondition::Uge => Condition::HigherSame,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_small() {
        assert!(size_of::<Op>() <= 24);
    }

    #[test]
    fn conditions_are_their_numbers() {
        for (number, condition) in Condition::ALL.into_iter().enumerate() {
            assert_eq!(condition as usize, number);
            assert_eq!(condition.negate().negate(), condition);
        }
    }
}
