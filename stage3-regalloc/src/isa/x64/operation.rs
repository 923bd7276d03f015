//! The operations of x86-64 that instruction selection chooses from.
//!
//! What an operation's operands are is said with it, in brackets, in the order in which they stand;
//! `select` makes them so and `emit` reads them so. *address* stands for the uses of an
//! [`Address`], base before index, always last, and *source* for a [`Source`].

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
    FloatConstant(u64, Size),
    /// The address of a stack slot of the program. \[def register]
    SlotAddress(Slot, i32),
    /// The address of data. \[def register]
    DataAddress(DataRef, i64),
    /// The address of a function. \[def register]
    FunctionAddress(FuncRef),
    /// An address, or a sum that looks like one. \[def register, *address*]
    Lea(Size, Address),
    /// Arithmetic that sets the flags. \[def same as 1, use register, *source*]
    Alu(Alu, Size, Source),
    /// The same with a number. \[def same as 1, use register]
    AluImm(Alu, Size, i32),
    /// The low half of the product; the flags say if it fits. \[def same as 1, use register, *source*]
    Multiply(Size, Source),
    /// The same with a number. \[def register, *source*]
    MultiplyImm(Size, i32, Source),
    /// The low half of the product of two bytes; the flags say if it fits. \[def rax, use rax, use
    /// register]
    MultiplyByte,
    /// The high half of the product of 64 bits. \[def rdx, use rax, use any], destroys rax
    MultiplyHigh(Sign),
    /// Quotient and remainder; the divisor is not 0. \[use rax, use late register, def rax, def rdx]
    /// or one of the definitions, the other destroyed
    Divide(Division, Size),
    /// \[def same as 1, use register]
    Negate(Size),
    /// \[def same as 1, use register]
    Not(Size),
    /// Shift by a number below the width. \[def same as 1, use register]
    ShiftImm(Shift, Size, u8),
    /// Shift by what is in `cl`, modulo 32 or 64. \[def same as 1, use register, use rcx]
    ShiftBy(Shift, Size),
    /// 0 unless the flags say that the comparison before was of a lower number. \[def same as 1, use
    /// register]
    ZeroUnlessBelow,
    /// The number, or the limit if that is less, both unsigned; the bits above 32 are 0 only if they
    /// were. \[def early register, use late register]
    AtMost(Size, u32),
    /// Leading zeros, of 32 or 64 bits. \[def register, use any]
    LeadingZeros(Size),
    /// Trailing zeros, of 32 or 64 bits. \[def register, use any]
    TrailingZeros(Size),
    /// The processor's `popcnt`. \[def register, use any]
    CountOnes(Size),
    /// The bytes in reverse order. \[def same as 1, use register]
    ByteSwap(Size),
    /// To 64 bits, from that size. \[def register, *source*]
    Extend(Sign, Size, Source),
    /// Sets the flags. \[use register, *source*]
    Compare(Size, Source),
    /// Sets the flags. \[*source*]
    CompareImm(Size, i32, Source),
    /// Sets the flags from `and`. \[use register, use any]
    Test(Size),
    /// Sets the flags from `and` with a number. \[*source*]
    TestImm(Size, i32, Source),
    /// 1 if the flags say so, else 0. \[def register]
    Set(Condition),
    /// The second use if the flags say so, else the first. \[def same as 1, use register, use any]
    Choose(Condition),
    /// The same for floating point. \[def same as 1, use register, use any]
    FloatChoose(Condition),
    /// From memory, the bits above unknown or zero. \[def register, *address*]
    Load(Type, Address),
    /// To memory. \[use register, *address*]
    Store(Type, Address),
    /// A number to memory. \[*address*]
    StoreImm(Size, i32, Address),

    /// Arithmetic. \[def same as 1, use register, *source*]
    Float(FloatOp, Size, Source),
    /// Sets the flags: unordered is equal, below and parity. \[use register, *source*]
    FloatCompare(Size, Source),
    /// \[def register, *source*]
    SquareRoot(Size, Source),
    /// To an integral value, by SSE 4.1. \[def register, use any]
    Round(Rounding, Size),
    /// The same without. \[def early register, use late register]
    RoundSlowly(Rounding, Size),
    /// The sign flipped. \[def same as 1, use register]
    FloatNegate(Size),
    /// The sign cleared. \[def same as 1, use register]
    FloatAbsolute(Size),
    /// The sign of the second. \[def same as 1, use register, use register]
    CopySign(Size),
    /// IEEE 754-2019 `minimum`. \[def same as 1, use register, use register]
    Minimum(Size),
    /// IEEE 754-2019 `maximum`. \[def same as 1, use register, use register]
    Maximum(Size),
    /// The first times the second plus the third. \[def same as 1, use register × 3]
    MultiplyAdd(Size),
    /// From a signed integer of 32 or 64 bits (first) to floating point. \[def register, *source*]
    FromInt(Size, Size, Source),
    /// From an unsigned integer of 64 bits. \[def register, use register]
    FromUnsigned(Size),
    /// To 64 bits, towards zero; the number fits. \[def register, use register]
    ToInt(Size),
    /// To the nearest that fits the type, signed. \[def early register, use late register]
    ToSigned(Size, Type),
    /// To the nearest that fits the type, unsigned. \[def early register, use late register]
    ToUnsigned(Size, Type),
    /// To this size from the other one. \[def register, *source*]
    FloatResize(Size, Source),
    /// The bits as one of the other class. \[def register, use register]
    Bits,

    /// Defines what came in registers. \[def fixed …]
    Parameters,
    /// From the caller's frame, above the return address. \[def register]
    StackParameter(u32),
    /// To the bottom of the own frame. \[use register]
    StoreOutgoing(u32),
    /// From the bottom of the own frame. \[def register]
    LoadOutgoing(u32),
    /// To the caller's frame, above the return address. \[use register]
    StoreResult(u32),
    /// Calls. \[use fixed …, def fixed …]
    Call(FuncRef),
    /// Calls, and names the frame while it waits. \[use fixed …, def fixed …, state …]
    CallWaiting(FuncRef, LExit),
    /// Calls what is at an address. \[use register, use fixed …, def fixed …]
    CallAddress,

    /// Leaves if the flags say so. \[state …]
    ExitIf(Condition, LExit),
    /// Leaves; a terminator. \[state …]
    Exit(LExit),
    /// To the only successor. No operands.
    Jump,
    /// To the first successor if the flags say so, else to the second. No operands.
    JumpIf(Condition),
    /// Where the block's jump table leads for an index that is in it. \[def register, use register]
    TableEntry,
    /// Jumps there. \[use register]
    JumpTable,
    /// To where the cases of the `switch` say, by comparing. \[use register]
    Search(Size),
    /// Returns. \[use fixed …]
    Return,
}

impl Op {
    /// Does it read the flags that the operation before it has set?
    pub fn reads_flags(self) -> bool {
        matches!(
            self,
            Op::Set(_)
                | Op::Choose(_)
                | Op::FloatChoose(_)
                | Op::ZeroUnlessBelow
                | Op::ExitIf(..)
                | Op::JumpIf(_)
        )
    }
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

/// The last operand of many operations: in a register or a spill slot, \[use any], or in memory,
/// \[*address*].
pub type Source = Option<Address>;

/// How the bits above are filled.
#[allow(missing_docs)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    Signed,
    Unsigned,
}

/// Divisions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Division {
    /// Towards zero, by anything but 0.
    Signed,
    /// Towards zero, by a number that is not -1.
    SignedSimple,
    /// Down, by anything but 0.
    Floor,
    /// Down, by a number that is not -1.
    FloorSimple,
    /// Unsigned.
    Unsigned,
}

/// Arithmetic of two integers, by the number that the instructions encode.
#[allow(missing_docs)]
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alu {
    Add = 0,
    Or = 1,
    And = 4,
    Sub = 5,
    Xor = 6,
}

/// Shifts, by the number that the instructions encode.
#[allow(missing_docs)]
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shift {
    RotateLeft = 0,
    Left = 4,
    RightZeros = 5,
    RightSign = 7,
}

/// Arithmetic of two floating-point numbers, by the opcode.
#[allow(missing_docs)]
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatOp {
    Add = 0x58,
    Mul = 0x59,
    Sub = 0x5c,
    Div = 0x5e,
}

/// Which integral value, by the number that `roundsd` encodes.
#[allow(missing_docs)]
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rounding {
    Nearest = 0,
    Down = 1,
    Up = 2,
    Zero = 3,
}

/// How wide an operation is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Size {
    /// 8 bits.
    B,
    /// 16 bits.
    W,
    /// 32 bits; for floating point single precision.
    D,
    /// 64 bits; for floating point double precision.
    Q,
}

impl Size {
    /// That of a type's values.
    pub fn of(ty: Type) -> Size {
        match ty {
            Type::I8 => Size::B,
            Type::I16 => Size::W,
            Type::I32 | Type::F32 => Size::D,
            Type::I64 | Type::F64 | Type::Ptr => Size::Q,
        }
    }

    /// What arithmetic on a type is done in whose low bits do not depend on the bits above.
    pub fn at_least_32(ty: Type) -> Size {
        Size::of(ty).max(Size::D)
    }
}

/// A memory operand. Registers stand in the operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Address {
    /// \[use register]
    Base(i32),
    /// The second one shifted left by so many bits. \[use register, use register]
    BaseIndex(u8, i32),
    /// Shifted left by so many bits. \[use register]
    Index(u8, i32),
    /// In a stack slot of the program. No operands.
    Slot(Slot, i32),
}

/// A condition of the flags, by the number that the instructions encode. The last two are of two
/// flags, for comparisons of floating-point numbers.
#[allow(missing_docs)]
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Condition {
    Overflow = 0,
    NotOverflow = 1,
    Below = 2,
    AboveEqual = 3,
    Equal = 4,
    NotEqual = 5,
    BelowEqual = 6,
    Above = 7,
    Sign = 8,
    NotSign = 9,
    Parity = 10,
    NotParity = 11,
    Less = 12,
    GreaterEqual = 13,
    LessEqual = 14,
    Greater = 15,
    EqualNotParity = 16,
    NotEqualOrParity = 17,
}

impl Condition {
    /// All conditions, in order of their numbers.
    pub const ALL: [Condition; 18] = {
        use Condition::*;
        [
            Overflow,
            NotOverflow,
            Below,
            AboveEqual,
            Equal,
            NotEqual,
            BelowEqual,
            Above,
            Sign,
            NotSign,
            Parity,
            NotParity,
            Less,
            GreaterEqual,
            LessEqual,
            Greater,
            EqualNotParity,
            NotEqualOrParity,
        ]
    };

    /// The one that holds when this one does not.
    pub fn negate(self) -> Condition {
        Condition::ALL[self as usize ^ 1]
    }

    /// The one for exchanged operands of a comparison of integers.
    pub fn swap(self) -> Condition {
        use Condition::*;
        match self {
            Below => Above,
            AboveEqual => BelowEqual,
            BelowEqual => AboveEqual,
            Above => Below,
            Less => Greater,
            GreaterEqual => LessEqual,
            LessEqual => GreaterEqual,
            Greater => Less,
            symmetric => symmetric,
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
            IntCondition::Ult => Condition::Below,
            IntCondition::Ule => Condition::BelowEqual,
            IntCondition::Ugt => Condition::Above,
            IntCondition::Uge => Condition::AboveEqual,
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
