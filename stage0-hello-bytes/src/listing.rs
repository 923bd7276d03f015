//! Bytes → lines of offset, bytes and instruction, for both instruction sets on any host.
//!
//! A processor sees no instructions in a buffer, only bytes from wherever it
//! happens to begin. A listing begins at the first byte and takes one
//! instruction after the other, which is right for code that has no data in
//! its middle; shown the text behind our hello program, it finds instructions
//! there too. So whoever knows where the code ends says so, and lists the rest
//! as [`data`].
//!
//! The decoders are iced-x86 and yaxpeax-arm, so what this crate's and later
//! stages' tests read back is not what our own encoder believes. Addresses of
//! branches and of pc-relative operands are printed as addresses, counted from
//! the given base; a `lea` keeps its displacement, since that is what
//! [`crate::fixup`] is about.
//!
//! Leaves out: symbols, and anything clever about where code begins. Judged by
//! the tests below and the decode-back tests of [`crate::programs`].

use std::fmt;
use yaxpeax_arch::{Decoder, U8Reader};

/// An instruction set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Isa {
    /// x86-64, also called AMD64.
    X64,
    /// AArch64, also called ARM64.
    A64,
}

impl Isa {
    /// Both, in the order in which they are usually shown.
    pub const ALL: [Isa; 2] = [Isa::X64, Isa::A64];

    /// What the processor that runs this program executes, if it is one of
    /// the two.
    pub const fn host() -> Option<Isa> {
        if cfg!(target_arch = "x86_64") {
            Some(Isa::X64)
        } else if cfg!(target_arch = "aarch64") {
            Some(Isa::A64)
        } else {
            None
        }
    }
}

impl fmt::Display for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Isa::X64 => "x86-64",
            Isa::A64 => "AArch64",
        })
    }
}

/// One instruction, or some bytes of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Bytes from the start of what was listed.
    pub offset: usize,
    /// The bytes themselves.
    pub bytes: Vec<u8>,
    /// The instruction in assembly, `(bad)` if there is none.
    pub text: String,
}

// ANCHOR: disassemble
/// The instructions in `bytes`, as if the first byte stood at address `base`.
pub fn disassemble(bytes: &[u8], base: u64, isa: Isa) -> Vec<Line> {
    match isa {
        Isa::X64 => disassemble_x64(bytes, base),
        Isa::A64 => disassemble_a64(bytes, base),
    }
}
// ANCHOR_END: disassemble

fn disassemble_x64(bytes: &[u8], base: u64) -> Vec<Line> {
    use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};
    let mut decoder = Decoder::with_ip(64, bytes, base, DecoderOptions::NONE);
    let mut formatter = IntelFormatter::new();
    let options = formatter.options_mut();
    options.set_hex_prefix("0x");
    options.set_hex_suffix("");
    options.set_uppercase_hex(false);
    options.set_space_after_operand_separator(true);
    options.set_branch_leading_zeros(false);
    options.set_rip_relative_addresses(true);
    options.set_signed_immediate_operands(true);
    options.set_small_hex_numbers_in_decimal(false);
    options.set_show_branch_size(false);
    let mut lines = Vec::new();
    while decoder.can_decode() {
        let start = decoder.position();
        let instruction = decoder.decode();
        formatter.options_mut().set_number_base(number_base(&instruction));
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        lines.push(Line { offset: start, bytes: bytes[start..decoder.position()].to_vec(), text });
    }
    lines
}

/// Small numbers are counts and sizes, and are read in decimal; large ones and
/// the targets of branches are addresses and bit patterns.
fn number_base(instruction: &iced_x86::Instruction) -> iced_x86::NumberBase {
    use iced_x86::{NumberBase, OpKind};
    let is_large = |operand| match instruction.op_kind(operand) {
        OpKind::NearBranch16 | OpKind::NearBranch32 | OpKind::NearBranch64 => true,
        OpKind::Memory if instruction.is_ip_rel_memory_operand() => false,
        OpKind::Memory => !is_small(instruction.memory_displacement64() as i64),
        OpKind::Immediate32 => !is_small(instruction.immediate32() as i32 as i64),
        kind if kind >= OpKind::Immediate64 && kind <= OpKind::Immediate32to64 => {
            !is_small(instruction.immediate(operand) as i64)
        }
        _ => false,
    };
    let any_is_large = (0..instruction.op_count()).any(is_large);
    if any_is_large { NumberBase::Hexadecimal } else { NumberBase::Decimal }
}

fn is_small(number: i64) -> bool {
    (-0xffff..=0xffff).contains(&number)
}

fn disassemble_a64(bytes: &[u8], base: u64) -> Vec<Line> {
    let decoder = yaxpeax_arm::armv8::a64::InstDecoder::default();
    let line = |(index, bytes): (usize, &[u8])| {
        let offset = index * 4;
        let text = match decoder.decode(&mut U8Reader::new(bytes)) {
            Ok(instruction) => {
                let address = base.wrapping_add(offset as u64);
                with_decimals(&with_addresses(&instruction.to_string(), address))
            }
            Err(_) => "(bad)".to_string(),
        };
        Line { offset, bytes: bytes.to_vec(), text }
    };
    bytes.chunks(4).enumerate().map(line).collect()
}

/// Replaces a distance `$+0x10` or `$-0x10` by the address it leads to.
fn with_addresses(text: &str, address: u64) -> String {
    let Some(place) = text.find("$+0x").or_else(|| text.find("$-0x")) else {
        return text.to_string();
    };
    let (before, distance) = text.split_at(place);
    let digits = distance[4..].bytes().take_while(u8::is_ascii_hexdigit).count();
    let (number, after) = distance[4..].split_at(digits);
    let Ok(number) = u64::from_str_radix(number, 16) else {
        return text.to_string();
    };
    let target = match distance.starts_with("$+") {
        true => address.wrapping_add(number),
        false => address.wrapping_sub(number),
    };
    format!("{before}{target:#x}{after}")
}

/// Writes small immediates `#0x2a` in decimal.
fn with_decimals(text: &str) -> String {
    let mut pieces = text.split('#');
    let mut out = pieces.next().unwrap_or("").to_string();
    for piece in pieces {
        let (sign, digits) = match piece.strip_prefix("-0x") {
            Some(digits) => ("-", digits),
            None => ("", piece.strip_prefix("0x").unwrap_or("")),
        };
        let count = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
        match i64::from_str_radix(&digits[..count], 16) {
            Ok(number) if is_small(number) => {
                out += &format!("#{sign}{number}{}", &digits[count..])
            }
            _ => out += &format!("#{piece}"),
        }
    }
    out
}

/// Lines that show `bytes` as text, up to 16 bytes each, for data that stands
/// at `offset`.
pub fn data(bytes: &[u8], offset: usize) -> Vec<Line> {
    let line = |(index, bytes): (usize, &[u8])| Line {
        offset: offset + index * 16,
        bytes: bytes.to_vec(),
        text: format!(".ascii \"{}\"", bytes.escape_ascii()),
    };
    bytes.chunks(16).enumerate().map(line).collect()
}

/// The lines as text: offset, bytes, instruction, in columns.
pub fn render(lines: &[Line]) -> String {
    // Long data is folded; long instructions are too rare to widen every line.
    const WIDTH: usize = 8;
    let mut out = String::new();
    for line in lines {
        let mut rows = line.bytes.chunks(WIDTH);
        let first = hex(rows.next().unwrap_or(&[]));
        out += &format!("{:4x}  {first:23}  {}\n", line.offset, line.text);
        for (row, bytes) in rows.enumerate() {
            out += &format!("{:4x}  {}\n", line.offset + (row + 1) * WIDTH, hex(bytes));
        }
    }
    out
}

/// The bytes as pairs of hex digits with spaces between.
pub fn hex(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x64_lines() {
        let lines = disassemble(&[0x31, 0xc0, 0xeb, 0xfc, 0xc3], 0x1000, Isa::X64);
        let expected = "   0  31 c0                    xor eax, eax\n   \
                           2  eb fc                    jmp 0x1000\n   \
                           4  c3                       ret\n";
        assert_eq!(render(&lines), expected);
    }

    #[test]
    fn a64_lines_have_addresses() {
        let words = [0xd280_0540u32, 0x17ff_ffff, 0xd65f_03c0];
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let texts: Vec<String> =
            disassemble(&bytes, 0x1000, Isa::A64).into_iter().map(|line| line.text).collect();
        assert_eq!(texts, ["mov x0, #42", "b 0x1000", "ret"]);
    }

    #[test]
    fn small_numbers_are_decimal_and_large_ones_are_not() {
        let x64 = |bytes: &[u8]| disassemble(bytes, 0, Isa::X64)[0].text.clone();
        assert_eq!(x64(&[0xb8, 100, 0, 0, 0]), "mov eax, 100");
        assert_eq!(x64(&[0xb8, 0, 0, 0, 0x40]), "mov eax, 0x40000000");
        assert_eq!(x64(&[0x48, 0x8b, 0x44, 0x24, 0xf0]), "mov rax, [rsp-16]");
        assert_eq!(x64(&[0x48, 0x83, 0xe4, 0xf0]), "and rsp, -16");
        let a64 = |word: u32| disassemble(&word.to_le_bytes(), 0, Isa::A64)[0].text.clone();
        assert_eq!(a64(0xa9bf_7be0), "stp x0, x30, [sp, #-16]!");
        assert_eq!(a64(0x1000_00a1), "adr x1, 0x14");
    }

    #[test]
    fn what_is_no_instruction_is_bad_and_what_is_cut_off_too() {
        assert_eq!(disassemble(&[0x06], 0, Isa::X64)[0].text, "(bad)");
        assert_eq!(disassemble(&[0x48, 0xc7], 0, Isa::X64)[0].text, "(bad)");
        let lines = disassemble(&[0, 0, 0, 0, 1, 2], 0, Isa::A64);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1], Line { offset: 4, bytes: vec![1, 2], text: "(bad)".into() });
        assert_eq!(disassemble(&[], 0, Isa::X64), []);
        assert_eq!(disassemble(&[], 0, Isa::A64), []);
    }

    /// Whatever the bytes, every byte appears once, and nothing panics.
    #[test]
    fn random_bytes_are_listed_completely() {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        for _ in 0..200 {
            let bytes: Vec<u8> = (0..4096)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    (state >> 32) as u8
                })
                .collect();
            for isa in Isa::ALL {
                let lines = disassemble(&bytes, state, isa);
                let listed: Vec<u8> = lines.into_iter().flat_map(|line| line.bytes).collect();
                assert_eq!(listed, bytes);
            }
        }
    }
}
