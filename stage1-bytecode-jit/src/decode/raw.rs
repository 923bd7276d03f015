//! CPython's bytecode, taken apart: from bytes to names, arguments and targets.
//!
//! An instruction is two bytes, an opcode and eight bits of argument. `EXTENDED_ARG` before it
//! supplies further bits above, and behind it may stand *cache* slots, which the running
//! interpreter uses to remember types. A jump counts in two-byte units from behind the caches.
//!
//! ```text
//! 0: 97 00   RESUME 0
//! 2: 90 01   EXTENDED_ARG 1   ┐
//! 4: 7c 2c   LOAD_FAST 44     ┘  LOAD_FAST 300
//! 6: 7a 00   BINARY_OP 0 (+)
//! 8: 00 00   its cache
//! ```

use crate::code_object::PythonVersion;
use crate::versions::{self, Name};

/// No instruction.
pub const NONE: u32 = u32::MAX;

/// One of CPython's instructions.
#[derive(Clone, Copy, Debug)]
pub struct Raw {
    /// Where the opcode stands; behind the `EXTENDED_ARG`s.
    pub offset: u32,
    /// What it is called.
    pub name: Name,
    /// The argument, all bits.
    pub arg: u32,
    /// The index of the instruction it may jump to, or [`NONE`].
    pub target: u32,
}

/// The instructions of a code object, and which of them stands where.
pub struct RawInstructions {
    /// In order. Instructions that CPython fused from two stand here as the two.
    pub list: Vec<Raw>,
    /// As CPython has them: offset, name, argument.
    pub original: Vec<(u32, &'static str, u32)>,
    /// For each two-byte unit, the instruction that begins there, or [`NONE`].
    starts: Vec<u32>,
}

impl RawInstructions {
    /// The instruction that begins at a two-byte unit.
    pub fn starting_at(&self, unit: u32) -> Option<u32> {
        self.starts.get(unit as usize).copied().filter(|&index| index != NONE)
    }

    /// The first instruction whose opcode does not stand before a two-byte unit.
    pub fn first_from(&self, unit: u32) -> u32 {
        self.list.partition_point(|raw| raw.offset / 2 < unit) as u32
    }
}

/// Takes the bytecode of one code object apart.
pub fn read(version: PythonVersion, bytecode: &[u8]) -> Result<RawInstructions, String> {
    if !bytecode.len().is_multiple_of(2) || bytecode.len() >= NONE as usize {
        return Err("the bytecode has an odd length".into());
    }
    let table = versions::table(version);
    let units = bytecode.len() / 2;
    let mut list = Vec::new();
    let mut original = Vec::new();
    let mut starts = vec![NONE; units];
    // Where each instruction ends, its caches included: jumps count from there.
    let mut ends = Vec::new();
    let mut unit = 0;
    while unit < units {
        let start = unit;
        let mut arg = 0u32;
        let (name, caches) = loop {
            let Some(&[number, low]) = bytecode[2 * unit..].first_chunk() else {
                return Err("the bytecode ends in an EXTENDED_ARG".into());
            };
            let Some((name, caches)) = table[number as usize] else {
                return Err(format!("unknown opcode {number} at offset {}", 2 * unit));
            };
            arg = arg << 8 | u32::from(low);
            if name != Name::EXTENDED_ARG {
                break (name, caches);
            }
            if unit - start >= 3 {
                return Err("an argument has more than 32 bits".into());
            }
            unit += 1;
        };
        starts[start] = list.len() as u32;
        let offset = 2 * unit as u32;
        original.push((offset, name.as_str(), arg));
        unit += 1 + caches as usize;
        if unit > units {
            return Err("the bytecode ends in the middle of an instruction".into());
        }
        for (name, arg) in parts(name, arg).into_iter().flatten() {
            list.push(Raw { offset, name, arg, target: NONE });
            ends.push(unit as u32);
        }
    }
    let mut code = RawInstructions { list, original, starts };
    for (i, &end) in ends.iter().enumerate() {
        if let Some(target) = target(version, &code, i, end)? {
            code.list[i].target = target;
        }
    }
    Ok(code)
}

/// The instructions that one is fused from; most are of one piece.
fn parts(name: Name, arg: u32) -> [Option<(Name, u32)>; 2] {
    use Name::*;
    let (high, low) = (arg >> 4, arg & 15);
    match name {
        LOAD_FAST_LOAD_FAST | LOAD_FAST_BORROW_LOAD_FAST_BORROW => {
            [Some((LOAD_FAST, high)), Some((LOAD_FAST, low))]
        }
        STORE_FAST_STORE_FAST => [Some((STORE_FAST, high)), Some((STORE_FAST, low))],
        STORE_FAST_LOAD_FAST => [Some((STORE_FAST, high)), Some((LOAD_FAST, low))],
        RETURN_CONST => [Some((LOAD_CONST, arg)), Some((RETURN_VALUE, 0))],
        _ => [Some((name, arg)), None],
    }
}

/// Where instruction `i`, which ends at unit `end`, jumps to, if it is a jump.
fn target(
    version: PythonVersion,
    code: &RawInstructions,
    i: usize,
    end: u32,
) -> Result<Option<u32>, String> {
    use Name::*;
    let Raw { offset, name, arg, .. } = code.list[i];
    let unit = match name {
        JUMP_FORWARD
        | JUMP_IF_FALSE_OR_POP
        | JUMP_IF_TRUE_OR_POP
        | POP_JUMP_FORWARD_IF_FALSE
        | POP_JUMP_FORWARD_IF_TRUE
        | POP_JUMP_FORWARD_IF_NONE
        | POP_JUMP_FORWARD_IF_NOT_NONE
        | POP_JUMP_IF_FALSE
        | POP_JUMP_IF_TRUE
        | POP_JUMP_IF_NONE
        | POP_JUMP_IF_NOT_NONE
        | SEND
        | FOR_ITER => end.checked_add(arg),
        JUMP_BACKWARD
        | JUMP_BACKWARD_NO_INTERRUPT
        | POP_JUMP_BACKWARD_IF_FALSE
        | POP_JUMP_BACKWARD_IF_TRUE
        | POP_JUMP_BACKWARD_IF_NONE
        | POP_JUMP_BACKWARD_IF_NOT_NONE => end.checked_sub(arg),
        _ => return Ok(None),
    };
    let bad = || format!("the jump at offset {offset} goes to no instruction");
    let index = unit.and_then(|unit| code.starting_at(unit)).ok_or_else(bad)?;
    if name != FOR_ITER {
        return Ok(Some(index));
    }
    // An exhausted loop goes behind the instructions that clean up after a full one: none in
    // 3.11, END_FOR in 3.12, then also POP_TOP in 3.13, which is POP_ITER in 3.14. In 3.14 the
    // iterator is dropped by that POP_ITER; our own FOR_ITER has dropped it always.
    let cleanup: &[Name] = match version {
        PythonVersion::V3_11 => &[],
        PythonVersion::V3_12 => &[END_FOR],
        PythonVersion::V3_13 => &[END_FOR, POP_TOP],
        PythonVersion::V3_14 => &[END_FOR, POP_ITER],
    };
    let behind = index as usize + cleanup.len();
    let found = code.list.get(index as usize..behind).ok_or_else(bad)?;
    if behind >= code.list.len() || !found.iter().map(|raw| &raw.name).eq(cleanup) {
        return Err(format!("the loop at offset {offset} does not end in {cleanup:?}"));
    }
    Ok(Some(behind as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_arguments_and_caches() {
        let code = [0x97, 0, 0x90, 1, 0x7c, 44, 0x7a, 0, 0, 0, 0x53, 0];
        let raw = read(PythonVersion::V3_11, &code).unwrap();
        let list: Vec<_> = raw.list.iter().map(|r| (r.offset, r.name.as_str(), r.arg)).collect();
        assert_eq!(
            list,
            [(0, "RESUME", 0), (4, "LOAD_FAST", 300), (6, "BINARY_OP", 0), (10, "RETURN_VALUE", 0)]
        );
        assert_eq!(raw.starting_at(1), Some(1));
        assert_eq!(raw.starting_at(2), None, "inside an instruction");
    }

    #[test]
    fn jumps_into_an_instruction_are_refused() {
        // JUMP_FORWARD 1 over the EXTENDED_ARG of what follows.
        let code = [110, 1, 144, 1, 124, 0, 83, 0];
        let error = read(PythonVersion::V3_11, &code).err().unwrap();
        assert_eq!(error, "the jump at offset 0 goes to no instruction");
    }
}
