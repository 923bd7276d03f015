//! Listings: pseudo-assembly before and after, and machine code beside what it was made for.
//!
//! Machine code is read back by a disassembler, so that what is printed is what the processor will
//! read, not what the emitter meant. Jumps and calls get the name of their target as a comment.

use std::fmt::Write;

use stage0::listing::disassemble;

use super::{MachineCode, Unit};
use crate::code_object::Constant;
use crate::opcode::Op;
use crate::pseudo::BailReason;

/// The pseudo-assembly of one function before and after the peepholes, and what they found.
#[must_use]
pub fn pseudo_listing(unit: &Unit, function: usize) -> String {
    let function = &unit.functions[function];
    format!(
        "; before the peepholes\n{}\n; after the peepholes\n{}\n; {}",
        function.before,
        function.after,
        function.stats.to_string().trim_end().replace('\n', "\n; ")
    ) + "\n"
}

/// The machine code of one function. Before the code of each bytecode instruction stands that
/// instruction, and before the first of each source line the line, if `source` is there. Offsets
/// and jump targets count from the beginning of the unit's code, as all of it is taken apart at once.
#[must_use]
pub fn asm_listing(
    unit: &Unit,
    code: &MachineCode,
    function: usize,
    source: Option<&str>,
) -> String {
    let (parts, place) = (&unit.functions[function], &code.functions[function]);
    let size = place.end - place.start;
    let mut text = format!(
        "{} ({}, {size} bytes, {} bytes of stack a call)\n",
        parts.before.name, code.isa, place.frame_bytes
    );
    let lines: Option<Vec<&str>> = source.map(|source| source.lines().collect());
    let mut map = place.map.iter().peekable();
    let (mut last_line, mut last_bytecode) = (0, None);
    for line in disassemble(&code.bytes, 0, code.isa) {
        let offset = line.offset;
        if !(place.start..place.end).contains(&offset) {
            continue;
        }
        // Of the pseudo-instructions that begin here, only the last one has code.
        let mut here = None;
        while let Some((_, bytecode)) = map.next_if(|(start, _)| *start <= offset) {
            here = Some(*bytecode);
        }
        if let Some(bytecode) = here.filter(|here| last_bytecode.replace(*here) != Some(*here)) {
            let number = parts.code.positions.get(bytecode as usize).map_or(0, |p| p.line);
            if let Some(lines) = lines.as_ref().filter(|_| number != 0 && number != last_line) {
                last_line = number;
                let shown = lines.get(number as usize - 1).map_or("", |line| line.trim_end());
                let _ = writeln!(text, "{number:>4} | {shown}");
            }
            let _ = writeln!(text, "       {bytecode:>4} {}", bytecode_text(parts, bytecode));
        }
        let hex: Vec<String> = line.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let _ = write!(text, "{offset:>18x}  {:<30} {}", hex.join(" "), line.text);
        let _ = match target_name(unit, code, function, &line.text) {
            Some(name) => writeln!(text, "  ; {name}"),
            None => writeln!(text),
        };
    }
    text
}

/// What stands at the address that an instruction of this function ends with, if it ends with one.
fn target_name(
    unit: &Unit,
    code: &MachineCode,
    function: usize,
    instruction: &str,
) -> Option<String> {
    let address = instruction.rsplit([' ', '+']).next()?.strip_prefix("0x")?;
    let address = usize::from_str_radix(address, 16).ok()?;
    if let Some(index) = code.functions.iter().position(|place| place.start == address) {
        return Some(unit.functions[index].before.name.clone());
    }
    if let Some(index) = code.bails.iter().position(|stub| *stub == address) {
        return Some(format!("bail {}", BailReason::ALL[index]));
    }
    let map = &code.functions[function].map;
    let first = map.partition_point(|(start, _)| *start < address);
    map.get(first)
        .filter(|(start, _)| *start == address)
        .map(|(_, bytecode)| format!("L{bytecode}"))
}

/// A bytecode instruction with the name of its variable or the like.
fn bytecode_text(function: &super::UnitFunction, index: u32) -> String {
    let code = &function.code;
    let Some(instruction) = code.instructions.get(index as usize) else { return String::new() };
    let arg = instruction.arg;
    let note = match instruction.op {
        Op::LoadFast | Op::StoreFast => {
            code.locals.get(arg as usize).map(|local| local.name.to_string())
        }
        Op::LoadGlobal => code.names.get(arg as usize).map(|name| name.to_string()),
        Op::LoadConst => code.constants.get(arg as usize).map(|constant| match constant {
            Constant::Int(value) => value.to_string(),
            Constant::Bool(true) => "True".to_string(),
            Constant::Bool(false) => "False".to_string(),
            other => format!("{other:?}"),
        }),
        Op::Call | Op::Copy | Op::Swap => Some(arg.to_string()),
        op if op.is_jump() => Some(format!("to {arg}")),
        _ => None,
    };
    match note {
        Some(note) => format!("{} {note}", instruction.op),
        None => instruction.op.to_string(),
    }
}
