//! The table of operations. Plain data: the printer, the parser, the verifier, the interpreter and
//! the passes all read it, and none of them has a list of its own.
//!
//! What an operation *means* is said once, with its [`Opcode`]; what the tools need to know about
//! it is a line of [`TABLE`]. Every operation is total: for all operands of the right types there
//! is exactly one result, or the operation leaves by the exit that it names. There is no undefined
//! behaviour, no poison and no flag that would turn a result into either, so two back ends and an
//! interpreter can be compared bit for bit. That is where this IR differs most from LLVM's; the
//! names and shapes of the operations are otherwise those of LLVM and Cranelift.
//!
//! One thing is left open, as in IEEE 754: the sign and the payload of a NaN that arithmetic
//! computes. x86-64 and AArch64 differ there, and agreeing would cost instructions after every
//! addition. Two NaNs count as the same result; the interpreter gives the positive quiet one.
//!
//! Leaves out: vectors, atomics, 128-bit integers, and block copies of memory, which are calls of
//! external functions with effects. There is no copy and no `nop`: where a pass finds that two
//! values are the same it replaces the uses of one. There is no `unreachable` either: behind a call
//! that does not return stands `leave` with a trap, and a mistake is found instead of obeyed.
//!
//! Judged by `filetests/run/`, a file for each family with the values at the borders.

use std::fmt;

/// An operation. In what follows a *boolean* is an `i8` that is 0 or 1, and arithmetic on integers
/// is modulo 2 to their width.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[rustfmt::skip]
pub enum Opcode {
    // --- constants --------------------------------------------------------------------------------
    /// An integer, or an address (null is 0). Written and kept sign-extended from its type's width.
    Iconst,
    /// A floating-point number, bit for bit.
    Fconst,

    // --- integers ---------------------------------------------------------------------------------
    /// Sum.
    Iadd,
    /// Difference.
    Isub,
    /// Product, its low half.
    Imul,
    /// The high half of the signed product.
    Smulhi,
    /// The high half of the unsigned product.
    Umulhi,
    /// Signed quotient, rounded towards zero. Leaves when the divisor is 0; `MIN / -1` is `MIN`.
    Sdiv,
    /// Unsigned quotient. Leaves when the divisor is 0.
    Udiv,
    /// Signed remainder, with the sign of the dividend. Leaves when the divisor is 0; `MIN % -1` is 0.
    Srem,
    /// Unsigned remainder. Leaves when the divisor is 0.
    Urem,
    /// Signed quotient, rounded down. Leaves when the divisor is 0; `MIN` by `-1` is `MIN`.
    SdivFloor,
    /// What is left of that: a remainder with the sign of the divisor. Leaves when the divisor is 0.
    SremFloor,
    /// Bitwise and.
    And,
    /// Bitwise or.
    Or,
    /// Bitwise exclusive or.
    Xor,
    /// Shift left. The amount is unsigned and of any integer type; from the width on the result is 0.
    Shl,
    /// Shift right, filling with zeros. From the width on the result is 0.
    Lshr,
    /// Shift right, filling with the sign. From the width on the result is 0 or -1.
    Ashr,
    /// Rotate left, by the amount modulo the width.
    Rotl,
    /// Negation.
    Ineg,
    /// Bitwise complement.
    Not,
    /// Leading zeros; the width for 0.
    Clz,
    /// Trailing zeros; the width for 0.
    Ctz,
    /// How many bits are set.
    Popcnt,
    /// The bytes in reverse order.
    Bswap,
    /// Signed sum. Leaves when it does not fit.
    IaddChecked,
    /// Signed difference. Leaves when it does not fit.
    IsubChecked,
    /// Signed product. Leaves when it does not fit.
    ImulChecked,
    /// Comparison of integers or addresses: a boolean.
    Icmp,

    // --- floating point, IEEE 754, to nearest even --------------------------------------------------
    /// Sum.
    Fadd,
    /// Difference.
    Fsub,
    /// Product.
    Fmul,
    /// Quotient.
    Fdiv,
    /// The sign bit flipped, of NaN too.
    Fneg,
    /// The sign bit cleared, of NaN too.
    Fabs,
    /// The sign bit of the second operand on the first.
    Fcopysign,
    /// Square root.
    Fsqrt,
    /// The next integral value below.
    Ffloor,
    /// The next integral value above.
    Fceil,
    /// The next integral value towards zero.
    Ftrunc,
    /// The nearest integral value, halves to even.
    Fround,
    /// IEEE 754-2019 `minimum`: NaN if either is NaN, and -0 is less than +0.
    Fmin,
    /// IEEE 754-2019 `maximum`: NaN if either is NaN, and +0 is greater than -0.
    Fmax,
    /// `a * b + c`, rounded once.
    Fma,
    /// Comparison of numbers: a boolean.
    Fcmp,

    // --- conversions --------------------------------------------------------------------------------
    /// To a wider integer, repeating the sign.
    Sext,
    /// To a wider integer, with zeros.
    Zext,
    /// To a narrower integer: the low bits.
    Trunc,
    /// A signed integer as a floating-point number, rounded to nearest even.
    Sitofp,
    /// An unsigned integer as a floating-point number, rounded to nearest even.
    Uitofp,
    /// Towards zero, to the nearest that fits (saturating); NaN is 0.
    Fptosi,
    /// Towards zero, to the nearest that fits (saturating); NaN and what is below zero are 0.
    Fptoui,
    /// Towards zero. Leaves when it does not fit, and for NaN.
    FptosiChecked,
    /// Towards zero. Leaves when it does not fit, and for NaN.
    FptouiChecked,
    /// `f32` to `f64`, exactly.
    Fpext,
    /// `f64` to `f32`, rounded to nearest even.
    Fptrunc,
    /// The same bits as another type of the same size: integer, floating point or address.
    Bitcast,

    // --- values -------------------------------------------------------------------------------------
    /// The second operand if the first, a boolean, is not 0, else the third. Both are computed.
    Select,

    // --- memory -------------------------------------------------------------------------------------
    /// An address and a number of bytes: an address.
    PtrAdd,
    /// What is at an address plus a constant offset, little-endian, at any alignment.
    Load,
    /// Stores the first operand at an address plus a constant offset.
    Store,
    /// The address of a stack slot, plus an offset.
    SlotAddr,
    /// What is in a stack slot. Slots are 0 when a function is entered.
    SlotLoad,
    /// Stores a value in a stack slot.
    SlotStore,
    /// The address of data, plus an offset.
    DataAddr,
    /// The address of a function.
    FuncAddr,

    // --- calls --------------------------------------------------------------------------------------
    /// Calls a function of the module, defined or external.
    Call,
    /// Calls the function at an address; the signature is written behind it.
    CallIndirect,

    // --- leaving by the side ------------------------------------------------------------------------
    /// Leaves when the operand, an integer or an address, is 0.
    Guard,
    /// Leaves unless the first operand is less than the second, both unsigned.
    BoundsCheck,
    /// Does nothing, and keeps the state of the interpreter at hand: where it stands one may leave by
    /// its exit at any time. A front end puts one before each loop, and passes that move checks out
    /// of the loop let them leave there ([`crate::ir::exit`]).
    Anchor,

    // --- terminators --------------------------------------------------------------------------------
    /// Goes to a block.
    Jump,
    /// Goes to the first block if the operand, a boolean, is not 0, else to the second.
    Br,
    /// Goes where the table says for the operand, or to the default.
    Switch,
    /// Returns from the function.
    Return,
    /// Leaves by the exit.
    Leave,
}

/// What an operation's operands look like; each format has its variants of
/// [`InstData`](crate::ir::InstData).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// `iconst 5`
    Iconst,
    /// `fconst 1.5`
    Fconst,
    /// `ineg v0`
    Unary,
    /// `guard v0, exit0`
    UnaryExit,
    /// `fadd v0, v1`
    Binary,
    /// `iadd v0, v1` or `iadd v0, 1`
    BinaryImm,
    /// `sdiv v0, v1, exit0` or, when the divisor is a number that is not 0, `sdiv v0, 10`
    Divide,
    /// `iadd.checked v0, v1, exit0` or `iadd.checked v0, 1, exit0`
    BinaryExit,
    /// `select v0, v1, v2`
    Ternary,
    /// `icmp slt v0, v1` or `icmp slt v0, 1`
    Icmp,
    /// `fcmp olt v0, v1`
    Fcmp,
    /// `load v0 + 8 [region 1]`
    Load,
    /// `store v1, v0 + 8 [region 1]`
    Store,
    /// `slot_addr slot0 + 8` and `slot_load slot0`
    Slot,
    /// `slot_store v0, slot0 + 8`
    SlotStore,
    /// `data_addr @name + 8`
    DataAddr,
    /// `func_addr @name`
    FuncAddr,
    /// `call @name(v0, v1)` or, with the frame of the caller, `call @name(v0, v1), exit0`
    Call,
    /// `call_indirect v0(v1, v2): (i64, i64) -> i64`
    CallIndirect,
    /// `jump block1(v0)`
    Jump,
    /// `br v0, block1, block2(v1)`
    Br,
    /// `switch v0, block1, [0: block2, 1: block3(v1)]`
    Switch,
    /// `return v0, v1`
    Return,
    /// `leave exit0` and `anchor exit0`
    Leave,
}

/// Which types an operation takes and gives. `T` is one type throughout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeRule {
    /// `→ T`, an integer or an address.
    IntConstant,
    /// `→ T`, floating point.
    FloatConstant,
    /// `T… → T`, integers.
    Int,
    /// `T, any integer → T`, integers.
    Shift,
    /// `T, T → i8`, integers or addresses.
    IntCompare,
    /// `T… → T`, floating point.
    Float,
    /// `T, T → i8`, floating point.
    FloatCompare,
    /// An integer to a wider one.
    IntWiden,
    /// An integer to a narrower one.
    IntNarrow,
    /// An integer to floating point.
    IntToFloat,
    /// Floating point to an integer.
    FloatToInt,
    /// `f32 → f64`
    FloatWiden,
    /// `f64 → f32`
    FloatNarrow,
    /// Between two different types of the same size.
    Bitcast,
    /// `i8, T, T → T`
    Select,
    /// `ptr, i64 → ptr`
    PtrAdd,
    /// `ptr → T`
    Load,
    /// `T, ptr →`
    Store,
    /// `→ ptr`
    Address,
    /// `→ T`
    SlotLoad,
    /// `T →`
    SlotStore,
    /// As the signature says.
    Signature,
    /// `T →`, an integer or an address.
    Guard,
    /// `T, T →`, integers.
    BoundsCheck,
    /// `i8 →`
    Condition,
    /// `T →`, an integer.
    Selector,
    /// No operands but those of block calls, and no results.
    None,
}

/// What an operation does besides computing its results.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing: it may be deleted when unused, repeated, and moved wherever its operands are.
    None,
    /// It may leave by its exit.
    Exit,
    /// It reads memory.
    Read,
    /// It writes memory.
    Write,
    /// What the function that is called does.
    Call,
    /// It ends the block.
    Terminator,
}

/// A line of the [`TABLE`].
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// The operation this line describes.
    pub opcode: Opcode,
    /// Its name in the text.
    pub name: &'static str,
    /// What its operands look like.
    pub format: Format,
    /// Their types, and that of the result.
    pub types: TypeRule,
    /// May the first two operands be exchanged?
    pub commutative: bool,
    /// What it does besides.
    pub effect: Effect,
}

const fn row(
    opcode: Opcode,
    name: &'static str,
    format: Format,
    types: TypeRule,
    commutative: bool,
    effect: Effect,
) -> Description {
    Description { opcode, name, format, types, commutative, effect }
}

/// Every operation, in the order of [`Opcode`].
#[rustfmt::skip]
pub const TABLE: [Description; 77] = {
    use Effect as E;
    use Format as F;
    use Opcode::*;
    use TypeRule as T;
    [
        // ANCHOR: table
        // ANCHOR: rows
        //  operation       name               operands         types            commutes effect
        row(Iconst,         "iconst",          F::Iconst,       T::IntConstant,  false, E::None),
        row(Fconst,         "fconst",          F::Fconst,       T::FloatConstant, false, E::None),
        row(Iadd,           "iadd",            F::BinaryImm,    T::Int,          true,  E::None),
        row(Isub,           "isub",            F::BinaryImm,    T::Int,          false, E::None),
        // ANCHOR_END: rows
        row(Imul,           "imul",            F::BinaryImm,    T::Int,          true,  E::None),
        row(Smulhi,         "smulhi",          F::BinaryImm,    T::Int,          true,  E::None),
        row(Umulhi,         "umulhi",          F::BinaryImm,    T::Int,          true,  E::None),
        row(Sdiv,           "sdiv",            F::Divide,       T::Int,          false, E::Exit),
        row(Udiv,           "udiv",            F::Divide,       T::Int,          false, E::Exit),
        row(Srem,           "srem",            F::Divide,       T::Int,          false, E::Exit),
        row(Urem,           "urem",            F::Divide,       T::Int,          false, E::Exit),
        row(SdivFloor,      "sdiv.floor",      F::Divide,       T::Int,          false, E::Exit),
        row(SremFloor,      "srem.floor",      F::Divide,       T::Int,          false, E::Exit),
        row(And,            "and",             F::BinaryImm,    T::Int,          true,  E::None),
        row(Or,             "or",              F::BinaryImm,    T::Int,          true,  E::None),
        row(Xor,            "xor",             F::BinaryImm,    T::Int,          true,  E::None),
        row(Shl,            "shl",             F::BinaryImm,    T::Shift,        false, E::None),
        row(Lshr,           "lshr",            F::BinaryImm,    T::Shift,        false, E::None),
        row(Ashr,           "ashr",            F::BinaryImm,    T::Shift,        false, E::None),
        row(Rotl,           "rotl",            F::BinaryImm,    T::Shift,        false, E::None),
        row(Ineg,           "ineg",            F::Unary,        T::Int,          false, E::None),
        row(Not,            "not",             F::Unary,        T::Int,          false, E::None),
        row(Clz,            "clz",             F::Unary,        T::Int,          false, E::None),
        row(Ctz,            "ctz",             F::Unary,        T::Int,          false, E::None),
        row(Popcnt,         "popcnt",          F::Unary,        T::Int,          false, E::None),
        row(Bswap,          "bswap",           F::Unary,        T::Int,          false, E::None),
        row(IaddChecked,    "iadd.checked",    F::BinaryExit,   T::Int,          true,  E::Exit),
        row(IsubChecked,    "isub.checked",    F::BinaryExit,   T::Int,          false, E::Exit),
        row(ImulChecked,    "imul.checked",    F::BinaryExit,   T::Int,          true,  E::Exit),
        row(Icmp,           "icmp",            F::Icmp,         T::IntCompare,   false, E::None),
        row(Fadd,           "fadd",            F::Binary,       T::Float,        true,  E::None),
        row(Fsub,           "fsub",            F::Binary,       T::Float,        false, E::None),
        row(Fmul,           "fmul",            F::Binary,       T::Float,        true,  E::None),
        row(Fdiv,           "fdiv",            F::Binary,       T::Float,        false, E::None),
        row(Fneg,           "fneg",            F::Unary,        T::Float,        false, E::None),
        row(Fabs,           "fabs",            F::Unary,        T::Float,        false, E::None),
        row(Fcopysign,      "fcopysign",       F::Binary,       T::Float,        false, E::None),
        row(Fsqrt,          "fsqrt",           F::Unary,        T::Float,        false, E::None),
        row(Ffloor,         "ffloor",          F::Unary,        T::Float,        false, E::None),
        row(Fceil,          "fceil",           F::Unary,        T::Float,        false, E::None),
        row(Ftrunc,         "ftrunc",          F::Unary,        T::Float,        false, E::None),
        row(Fround,         "fround",          F::Unary,        T::Float,        false, E::None),
        row(Fmin,           "fmin",            F::Binary,       T::Float,        true,  E::None),
        row(Fmax,           "fmax",            F::Binary,       T::Float,        true,  E::None),
        row(Fma,            "fma",             F::Ternary,      T::Float,        true,  E::None),
        row(Fcmp,           "fcmp",            F::Fcmp,         T::FloatCompare, false, E::None),
        row(Sext,           "sext",            F::Unary,        T::IntWiden,     false, E::None),
        row(Zext,           "zext",            F::Unary,        T::IntWiden,     false, E::None),
        row(Trunc,          "trunc",           F::Unary,        T::IntNarrow,    false, E::None),
        row(Sitofp,         "sitofp",          F::Unary,        T::IntToFloat,   false, E::None),
        row(Uitofp,         "uitofp",          F::Unary,        T::IntToFloat,   false, E::None),
        row(Fptosi,         "fptosi",          F::Unary,        T::FloatToInt,   false, E::None),
        row(Fptoui,         "fptoui",          F::Unary,        T::FloatToInt,   false, E::None),
        row(FptosiChecked,  "fptosi.checked",  F::UnaryExit,    T::FloatToInt,   false, E::Exit),
        row(FptouiChecked,  "fptoui.checked",  F::UnaryExit,    T::FloatToInt,   false, E::Exit),
        row(Fpext,          "fpext",           F::Unary,        T::FloatWiden,   false, E::None),
        row(Fptrunc,        "fptrunc",         F::Unary,        T::FloatNarrow,  false, E::None),
        row(Bitcast,        "bitcast",         F::Unary,        T::Bitcast,      false, E::None),
        row(Select,         "select",          F::Ternary,      T::Select,       false, E::None),
        row(PtrAdd,         "ptr_add",         F::BinaryImm,    T::PtrAdd,       false, E::None),
        row(Load,           "load",            F::Load,         T::Load,         false, E::Read),
        row(Store,          "store",           F::Store,        T::Store,        false, E::Write),
        row(SlotAddr,       "slot_addr",       F::Slot,         T::Address,      false, E::None),
        row(SlotLoad,       "slot_load",       F::Slot,         T::SlotLoad,     false, E::Read),
        row(SlotStore,      "slot_store",      F::SlotStore,    T::SlotStore,    false, E::Write),
        row(DataAddr,       "data_addr",       F::DataAddr,     T::Address,      false, E::None),
        row(FuncAddr,       "func_addr",       F::FuncAddr,     T::Address,      false, E::None),
        row(Call,           "call",            F::Call,         T::Signature,    false, E::Call),
        row(CallIndirect,   "call_indirect",   F::CallIndirect, T::Signature,    false, E::Call),
        row(Guard,          "guard",           F::UnaryExit,    T::Guard,        false, E::Exit),
        row(BoundsCheck,    "bounds_check",    F::BinaryExit,   T::BoundsCheck,  false, E::Exit),
        row(Anchor,         "anchor",          F::Leave,        T::None,         false, E::Exit),
        row(Jump,           "jump",            F::Jump,         T::None,         false, E::Terminator),
        row(Br,             "br",              F::Br,           T::Condition,    false, E::Terminator),
        row(Switch,         "switch",          F::Switch,       T::Selector,     false, E::Terminator),
        row(Return,         "return",          F::Return,       T::Signature,    false, E::Terminator),
        row(Leave,          "leave",           F::Leave,        T::None,         false, E::Terminator),
        // ANCHOR_END: table
    ]
};

impl Opcode {
    /// This operation's line of the table.
    #[inline]
    pub fn description(self) -> &'static Description {
        &TABLE[self as usize]
    }

    /// Its name in the text.
    pub fn name(self) -> &'static str {
        self.description().name
    }

    /// The operation of that name.
    pub fn from_name(name: &str) -> Option<Opcode> {
        TABLE.iter().find(|row| row.name == name).map(|row| row.opcode)
    }

    /// What its operands look like.
    #[inline]
    pub fn format(self) -> Format {
        self.description().format
    }

    /// The types of its operands and of its result.
    #[inline]
    pub fn types(self) -> TypeRule {
        self.description().types
    }

    /// May the first two operands be exchanged?
    #[inline]
    pub fn is_commutative(self) -> bool {
        self.description().commutative
    }

    /// What it does besides computing its result.
    #[inline]
    pub fn effect(self) -> Effect {
        self.description().effect
    }

    /// Does it end a block?
    #[inline]
    pub fn is_terminator(self) -> bool {
        self.effect() == Effect::Terminator
    }
}

impl fmt::Display for Opcode {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_opcodes() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.opcode as usize, index, "{}", row.name);
            assert_eq!(Opcode::from_name(row.name), Some(row.opcode));
        }
    }
}
