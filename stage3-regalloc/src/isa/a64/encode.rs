//! Fields → words. Every instruction has 32 bits.
//!
//! ```text
//!   add  x0, x1, x2, lsl #3     1  0  0  01011  00    0  00010  000011  00001  00000
//!                               64 op S  class  lsl      rm     amount  rn     rd
//! ```
//!
//! An instruction is the word of its class with fields in it, so each class is a function here, and a
//! number either has a field that it fits or it has none: the functions for numbers answer that.
//! Source: Arm, "Architecture Reference Manual for A-profile", chapter C4.
//!
//! Requires: registers by number, below 32. Judged by decoding everything back.

use super::operation::{Alu, Condition, FloatOp, FloatUnary, Shift, Sign, Size};

/// Number 31 where it means zero.
pub(super) const ZERO: u8 = 31;
/// Number 31 where it means the stack pointer.
pub(super) const SP: u8 = 31;

fn wide(size: Size) -> u32 {
    u32::from(size == Size::X) << 31
}

fn precision(size: Size) -> u32 {
    u32::from(size == Size::X) << 22
}

fn rd(register: u8) -> u32 {
    register.into()
}

fn rn(register: u8) -> u32 {
    u32::from(register) << 5
}

fn rm(register: u8) -> u32 {
    u32::from(register) << 16
}

fn ra(register: u8) -> u32 {
    u32::from(register) << 10
}

// --- numbers -----------------------------------------------------------------------------------------

/// The field for a number of an addition or comparison: 12 bits, or 12 bits followed by 12 zeros.
fn arithmetic_field(number: i64) -> Option<u32> {
    match number {
        0..0x1000 => Some((number as u32) << 10),
        0x1000..0x100_0000 if number & 0xfff == 0 => Some(1 << 22 | ((number >> 12) as u32) << 10),
        _ => None,
    }
}

/// Can it be added or subtracted?
pub(super) fn is_arithmetic(number: i64) -> bool {
    arithmetic_field(number.unsigned_abs().min(i64::MAX as u64) as i64).is_some()
}

/// The field for a bit mask: a run of ones, rotated, in an element of 2 to 64 bits that is repeated.
/// Of 32 bits only the low half counts.
fn mask_field(size: Size, number: i64) -> Option<u32> {
    let mut bits = number as u64;
    if size != Size::X {
        bits &= 0xffff_ffff;
        bits |= bits << 32;
    }
    if bits == 0 || bits == u64::MAX {
        return None;
    }
    let mut width = 64;
    while width > 2 {
        let half = width / 2;
        let low = (1 << half) - 1;
        if bits & low != bits >> half & low {
            break;
        }
        width = half;
    }
    let element = bits & u64::MAX >> (64 - width);
    // Rotated so that the run of ones is at the bottom.
    let rotation = match element & 1 {
        0 => element.trailing_zeros(),
        _ => (width - (element << (64 - width)).leading_ones()) % width,
    };
    let run = match rotation {
        0 => element,
        _ => (element >> rotation | element << (width - rotation)) & u64::MAX >> (64 - width),
    };
    if run & (run + 1) != 0 {
        return None;
    }
    let immr = (width - rotation) % width;
    let imms = !(2 * width - 1) & 0x3f | (run.count_ones() - 1);
    Some(u32::from(width == 64) << 22 | immr << 16 | imms << 10)
}

/// Is it a number for `and`, `or`, `xor`?
pub(super) fn is_mask(size: Size, number: i64) -> bool {
    mask_field(size, number).is_some()
}

/// `fmov` of a number that eight bits say: a sign, three bits of exponent, four of fraction. What is
/// below 2^32 is taken as the bits of single precision.
pub(super) fn float_number(to: u8, bits: u64) -> Option<u32> {
    let field = |sign: u32, top: u64, shift: u32| -> (u32, u64) {
        let field = (bits >> sign << 7 | (bits >> top & 1) << 6 | bits >> shift & 0x3f) as u32;
        let low = u64::from(field & 0x3f) << shift;
        // The exponent is a bit, copies of its opposite, and two bits that are given.
        let exponent = match field & 0x40 {
            0 => 1 << (sign - 1),
            _ => (1 << (sign - 1)) - (1 << (shift + 6)),
        };
        (field, u64::from(field >> 7) << sign | exponent | low)
    };
    let (size, (field, same)) = match bits >> 32 {
        0 => (Size::W, field(31, 25, 19)),
        _ => (Size::X, field(63, 54, 48)),
    };
    (same == bits).then(|| 0x1e20_1000 | precision(size) | field << 13 | rd(to))
}

// --- integers ----------------------------------------------------------------------------------------

fn is_subtraction(alu: Alu) -> u32 {
    u32::from(alu == Alu::Sub)
}

/// The bits that tell bitwise operations apart: the operation, and whether the second is flipped.
fn bitwise(alu: Alu) -> Option<(u32, u32)> {
    Some(match alu {
        Alu::And => (0, 0),
        Alu::Or => (1, 0),
        Alu::Xor => (2, 0),
        Alu::AndNot => (0, 1),
        Alu::OrNot => (1, 1),
        Alu::XorNot => (2, 1),
        Alu::Add | Alu::Sub => return None,
    })
}

/// With a number; number 31 is the stack pointer, but not as a target that sets the flags. A negative
/// number turns an addition into a subtraction.
pub(super) fn alu_number(
    size: Size,
    alu: Alu,
    flags: bool,
    to: u8,
    left: u8,
    number: i64,
) -> Option<u32> {
    if let Some((operation, flipped)) = bitwise(alu) {
        let operation = if flags { 3 } else { operation };
        let field = mask_field(size, if flipped == 1 { !number } else { number })?;
        return Some(0x1200_0000 | wide(size) | operation << 29 | field | rn(left) | rd(to));
    }
    let subtract = is_subtraction(alu) ^ u32::from(number < 0);
    let field = arithmetic_field(number.checked_abs()?)?;
    let flags = u32::from(flags) << 29;
    Some(0x1100_0000 | wide(size) | subtract << 30 | flags | field | rn(left) | rd(to))
}

/// With a register that is shifted; number 31 is zero.
pub(super) fn alu_shifted(
    size: Size,
    alu: Alu,
    flags: bool,
    [to, left, right]: [u8; 3],
    (shift, amount): (Shift, u8),
) -> u32 {
    let fields = wide(size) | (shift as u32) << 22 | u32::from(amount) << 10;
    let registers = rm(right) | rn(left) | rd(to);
    match bitwise(alu) {
        Some((operation, flipped)) => {
            let operation = if flags { 3 } else { operation };
            0x0a00_0000 | fields | operation << 29 | flipped << 21 | registers
        }
        None => {
            let flags = u32::from(flags) << 29;
            0x0b00_0000 | fields | is_subtraction(alu) << 30 | flags | registers
        }
    }
}

/// A sum or difference with a register that is extended and then shifted left; as the target and on
/// the left number 31 is the stack pointer.
pub(super) fn alu_extended(
    size: Size,
    alu: Alu,
    flags: bool,
    [to, left, right]: [u8; 3],
    (sign, from, shift): (Sign, Size, u8),
) -> u32 {
    let option = from as u32 | u32::from(sign == Sign::Signed) << 2;
    let fields = option << 13 | u32::from(shift) << 10 | u32::from(flags) << 29;
    let operation = is_subtraction(alu) << 30;
    0x0b20_0000 | wide(size) | operation | fields | rm(right) | rn(left) | rd(to)
}

/// `movz`, the number in the given quarter.
pub(super) fn move_zeros(to: u8, number: u16, quarter: u32) -> u32 {
    0xd280_0000 | quarter << 21 | u32::from(number) << 5 | rd(to)
}

/// `movn`: the same with all bits flipped.
pub(super) fn move_flipped(to: u8, number: u16, quarter: u32) -> u32 {
    0x9280_0000 | quarter << 21 | u32::from(number) << 5 | rd(to)
}

/// `movk`: only that quarter.
pub(super) fn move_keep(to: u8, number: u16, quarter: u32) -> u32 {
    0xf280_0000 | quarter << 21 | u32::from(number) << 5 | rd(to)
}

/// `sbfm` and `ubfm`.
pub(super) fn bitfield(sign: Sign, size: Size, to: u8, from: u8, immr: u8, imms: u8) -> u32 {
    let class = if sign == Sign::Signed { 0x1300_0000 } else { 0x5300_0000 };
    let fields = wide(size) | wide(size) >> 9 | u32::from(immr) << 16 | u32::from(imms) << 10;
    class | fields | rn(from) | rd(to)
}

/// `ror` by a number.
pub(super) fn rotate(size: Size, to: u8, from: u8, amount: u8) -> u32 {
    let fields = wide(size) | wide(size) >> 9 | u32::from(amount) << 10;
    0x1380_0000 | fields | rm(from) | rn(from) | rd(to)
}

/// `csel`, `csinc`, `csinv`, `csneg`: what becomes of the second is said by two bits.
pub(super) fn choose(condition: Condition, change: u32, [to, then, otherwise]: [u8; 3]) -> u32 {
    let change = (change >> 1) << 30 | (change & 1) << 10;
    let condition = (condition as u32) << 12;
    0x9a80_0000 | change | condition | rm(otherwise) | rn(then) | rd(to)
}

/// `ccmp` with 0: compares if the condition holds, else clears the flags.
pub(super) fn compare_zero_if(size: Size, condition: Condition, register: u8) -> u32 {
    0x7a40_0800 | wide(size) | (condition as u32) << 12 | rn(register)
}

/// `sdiv` and `udiv`.
pub(super) fn divide(sign: Sign, size: Size, [to, left, right]: [u8; 3]) -> u32 {
    let opcode = 2 + u32::from(sign == Sign::Signed);
    0x1ac0_0000 | wide(size) | rm(right) | opcode << 10 | rn(left) | rd(to)
}

/// `lslv`, `lsrv`, `asrv`, `rorv`.
pub(super) fn shift(size: Size, shift: Shift, [to, left, right]: [u8; 3]) -> u32 {
    let opcode = 8 + shift as u32;
    0x1ac0_0000 | wide(size) | rm(right) | opcode << 10 | rn(left) | rd(to)
}

/// `rbit`.
pub(super) fn reverse_bits(size: Size, to: u8, from: u8) -> u32 {
    0x5ac0_0000 | wide(size) | rn(from) | rd(to)
}

/// `rev16`, `rev`: the bytes of all elements of a size.
pub(super) fn reverse_bytes(element: Size, to: u8, from: u8) -> u32 {
    0x5ac0_0000 | wide(element) | (element as u32) << 10 | rn(from) | rd(to)
}

/// `clz`.
pub(super) fn leading_zeros(size: Size, to: u8, from: u8) -> u32 {
    0x5ac0_1000 | wide(size) | rn(from) | rd(to)
}

/// `madd` and `msub`: `plus ± left * right`.
pub(super) fn multiply(size: Size, subtract: bool, [to, left, right, plus]: [u8; 4]) -> u32 {
    let subtract = u32::from(subtract) << 15;
    0x1b00_0000 | wide(size) | subtract | rm(right) | ra(plus) | rn(left) | rd(to)
}

/// `smull` and `umull`.
pub(super) fn multiply_long(sign: Sign, [to, left, right]: [u8; 3]) -> u32 {
    let sign = u32::from(sign == Sign::Unsigned) << 23;
    0x9b20_0000 | sign | rm(right) | ra(ZERO) | rn(left) | rd(to)
}

/// `smulh` and `umulh`.
pub(super) fn multiply_high(sign: Sign, [to, left, right]: [u8; 3]) -> u32 {
    let sign = u32::from(sign == Sign::Unsigned) << 23;
    0x9b40_0000 | sign | rm(right) | ra(ZERO) | rn(left) | rd(to)
}

// --- memory ------------------------------------------------------------------------------------------

/// A load or store: how many bytes, of which class, what is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Access {
    /// The power of two of the number of bytes.
    pub scale: u8,
    /// Is the register one of floating point?
    pub is_float: bool,
    /// 0 stores, 1 loads, 2 loads and repeats the sign.
    pub action: u8,
}

impl Access {
    fn fields(self) -> u32 {
        let float = u32::from(self.is_float) << 26;
        u32::from(self.scale) << 30 | float | u32::from(self.action) << 22
    }

    /// At a register, or the stack pointer, plus a number that has a field: 12 bits of as many bytes
    /// as are accessed, or nine bits with a sign.
    pub fn at(self, register: u8, base: u8, offset: i64) -> Option<u32> {
        let scaled = offset >> self.scale;
        if (0..0x1000).contains(&scaled) && scaled << self.scale == offset {
            let fields = self.fields() | (scaled as u32) << 10;
            return Some(0x3900_0000 | fields | rn(base) | rd(register));
        }
        if !(-256..256).contains(&offset) {
            return None;
        }
        let fields = self.fields() | (offset as u32 & 0x1ff) << 12;
        Some(0x3800_0000 | fields | rn(base) | rd(register))
    }

    /// Can the number stand in the instruction?
    pub fn reaches(self, offset: i64) -> bool {
        self.at(0, 0, offset).is_some()
    }

    /// At a register plus another, which is extended from 32 bits if that has a sign, times the number
    /// of bytes or not.
    pub fn indexed(
        self,
        register: u8,
        base: u8,
        index: u8,
        sign: Option<Sign>,
        scaled: bool,
    ) -> u32 {
        let option = match sign {
            Some(Sign::Unsigned) => 2,
            None => 3,
            Some(Sign::Signed) => 6,
        };
        let fields = self.fields() | option << 13 | u32::from(scaled) << 12;
        0x3820_0800 | fields | rm(index) | rn(base) | rd(register)
    }
}

/// What a pair of registers does to its base.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pair {
    /// At the base plus the offset.
    Offset,
    /// The offset is added to the base first, and stays.
    Before,
    /// The offset is added to the base afterwards.
    After,
}

/// `ldp` and `stp` of two registers with 64 bits; the offset is a multiple of 8 from -512 to 504.
pub(super) fn pair(
    load: bool,
    is_float: bool,
    [first, second]: [u8; 2],
    base: u8,
    (pair, offset): (Pair, i32),
) -> u32 {
    let class = if is_float { 0x6c00_0000 } else { 0xa800_0000 };
    let mode = match pair {
        Pair::After => 1 << 23,
        Pair::Offset => 2 << 23,
        Pair::Before => 3 << 23,
    };
    let offset = (offset / 8) as u32 & 0x7f;
    class | mode | u32::from(load) << 22 | offset << 15 | ra(second) | rn(base) | rd(first)
}

/// `ldr` of 64 bits at a distance that is filled in.
pub(super) fn load_near(is_float: bool, to: u8) -> u32 {
    if is_float { 0x5c00_0000 | rd(to) } else { 0x5800_0000 | rd(to) }
}

/// `adr`: the address of what is so many bytes further.
pub(super) fn address(to: u8, distance: i32) -> u32 {
    let distance = distance as u32;
    0x1000_0000 | (distance & 3) << 29 | (distance >> 2 & 0x7_ffff) << 5 | rd(to)
}

/// `adrp`, with a distance that is filled in.
pub(super) fn page(to: u8) -> u32 {
    0x9000_0000 | rd(to)
}

// --- control -----------------------------------------------------------------------------------------

/// `b`, so many words further.
pub(super) fn branch(words: i32) -> u32 {
    0x1400_0000 | words as u32 & 0x3ff_ffff
}

/// `bl`, with a distance that is filled in.
pub(super) const CALL: u32 = 0x9400_0000;

/// `b.cond`, with a distance that is filled in.
pub(super) fn branch_if(condition: Condition) -> u32 {
    0x5400_0000 | condition as u32
}

/// `cbz` and `cbnz`, with a distance that is filled in.
pub(super) fn branch_if_zero(size: Size, is_zero: bool, register: u8) -> u32 {
    0x3400_0000 | wide(size) | u32::from(!is_zero) << 24 | rd(register)
}

/// `tbz` and `tbnz`, with a distance that is filled in.
pub(super) fn branch_if_bit(bit: u8, is_set: bool, register: u8) -> u32 {
    let number = u32::from(bit >> 5) << 31 | u32::from(bit & 31) << 19;
    0x3600_0000 | number | u32::from(is_set) << 24 | rd(register)
}

/// `br`.
pub(super) fn branch_to(register: u8) -> u32 {
    0xd61f_0000 | rn(register)
}

/// `blr`.
pub(super) fn call_to(register: u8) -> u32 {
    0xd63f_0000 | rn(register)
}

/// `ret` to what a register says.
pub(super) fn return_to(register: u8) -> u32 {
    0xd65f_0000 | rn(register)
}

// --- floating point ----------------------------------------------------------------------------------

/// Arithmetic of two numbers.
pub(super) fn float(size: Size, op: FloatOp, [to, left, right]: [u8; 3]) -> u32 {
    0x1e20_0800 | precision(size) | (op as u32) << 12 | rm(right) | rn(left) | rd(to)
}

/// Arithmetic of one number.
pub(super) fn float_unary(size: Size, op: FloatUnary, to: u8, from: u8) -> u32 {
    0x1e20_4000 | precision(size) | (op as u32) << 15 | rn(from) | rd(to)
}

/// `fmov` between registers.
pub(super) fn float_move(to: u8, from: u8) -> u32 {
    0x1e60_4000 | rn(from) | rd(to)
}

/// `fcvt` to a size from the other one.
pub(super) fn float_resize(size: Size, to: u8, from: u8) -> u32 {
    let (class, from_size) = match size {
        Size::X => (0x1e22_c000, Size::W),
        _ => (0x1e22_4000, Size::X),
    };
    class | precision(from_size) | rn(from) | rd(to)
}

/// `fcmp`, with 0 if there is no right one.
pub(super) fn float_compare(size: Size, left: u8, right: Option<u8>) -> u32 {
    let right = right.map_or(8, rm);
    0x1e20_2000 | precision(size) | right | rn(left)
}

/// `fcsel`.
pub(super) fn float_choose(size: Size, condition: Condition, registers: [u8; 3]) -> u32 {
    let [to, then, otherwise] = registers;
    let condition = (condition as u32) << 12;
    0x1e20_0c00 | precision(size) | condition | rm(otherwise) | rn(then) | rd(to)
}

/// `fmadd`.
pub(super) fn float_multiply_add(size: Size, [to, left, right, plus]: [u8; 4]) -> u32 {
    0x1f00_0000 | precision(size) | rm(right) | ra(plus) | rn(left) | rd(to)
}

/// `scvtf` and `ucvtf`.
pub(super) fn from_int(sign: Sign, from_size: Size, size: Size, to: u8, from: u8) -> u32 {
    let sign = u32::from(sign == Sign::Unsigned) << 16;
    0x1e22_0000 | wide(from_size) | precision(size) | sign | rn(from) | rd(to)
}

/// `fcvtzs` and `fcvtzu`.
pub(super) fn to_int(sign: Sign, from_size: Size, size: Size, to: u8, from: u8) -> u32 {
    let sign = u32::from(sign == Sign::Unsigned) << 16;
    0x1e38_0000 | wide(size) | precision(from_size) | sign | rn(from) | rd(to)
}

/// `fmov` of bits to an integer register.
pub(super) fn bits_to_int(size: Size, to: u8, from: u8) -> u32 {
    0x1e26_0000 | wide(size) | precision(size) | rn(from) | rd(to)
}

/// `fmov` of bits from an integer register; what is above is zero.
pub(super) fn bits_from_int(size: Size, to: u8, from: u8) -> u32 {
    0x1e27_0000 | wide(size) | precision(size) | rn(from) | rd(to)
}

/// `cnt`: the bits that are set in each of eight bytes.
pub(super) fn count_in_bytes(to: u8, from: u8) -> u32 {
    0x0e20_5800 | rn(from) | rd(to)
}

/// `addv`: the sum of eight bytes.
pub(super) fn sum_of_bytes(to: u8, from: u8) -> u32 {
    0x0e31_b800 | rn(from) | rd(to)
}

/// `bit`: those bits of `from` that are set in `mask`.
pub(super) fn insert_bits(to: u8, from: u8, mask: u8) -> u32 {
    0x2ea0_1c00 | rm(mask) | rn(from) | rd(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All numbers that the fields can say, by the manual's definition.
    #[test]
    fn masks_are_those_that_can_be_decoded() {
        let mut count = 0;
        for width in [2u32, 4, 8, 16, 32, 64] {
            for ones in 1..width {
                for rotation in 0..width {
                    let run = u64::MAX >> (64 - ones);
                    let all = u64::MAX >> (64 - width);
                    let up = (width - rotation) % width;
                    let element = (run >> rotation | run.checked_shl(up).unwrap_or(0)) & all;
                    let element = if rotation == 0 { run } else { element };
                    let mut number = element;
                    let mut filled = width;
                    while filled < 64 {
                        number |= number << filled;
                        filled *= 2;
                    }
                    let imms = !(2 * width - 1) & 0x3f | (ones - 1);
                    let field = u32::from(width == 64) << 22 | rotation << 16 | imms << 10;
                    assert_eq!(mask_field(Size::X, number as i64), Some(field), "{number:#x}");
                    count += 1;
                }
            }
        }
        assert_eq!(count, 5334);
        for number in [0, -1, 5, 0x1_0000_0003_0000, 0x0101_0101_0101_0103] {
            assert_eq!(mask_field(Size::X, number), None, "{number:#x}");
        }
    }

    #[test]
    fn floating_point_numbers_of_eight_bits() {
        let mut fitting = 0;
        for sixteenth in 16..=31 {
            for power in -10..10 {
                let number = f64::from(sixteenth) / 16.0 * 2f64.powi(power);
                let word = float_number(0, (-number).to_bits());
                assert_eq!(word.is_some(), (-3..=4).contains(&power), "{number}");
                let narrow = float_number(0, (number as f32).to_bits().into());
                assert_eq!(narrow.is_some(), (-3..=4).contains(&power), "{number}");
                fitting += u32::from(word.is_some());
            }
        }
        assert_eq!(fitting, 128);
        assert_eq!(float_number(0, 0.0f64.to_bits()), None);
        assert_eq!(float_number(3, 1.0f64.to_bits()), Some(0x1e6e_1003));
    }
}
