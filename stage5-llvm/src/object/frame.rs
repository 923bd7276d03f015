//! `.eh_frame`, read: how LLVM's functions make and leave their frames.
//!
//! Stage 3 [writes](stage3::link::eh_frame) such a table from what it knows of its frames. Here the same is known the
//! other way round: from the table we learn how large a frame is, which registers are saved in it and where. An exit
//! needs that (the frame's end tells whose frame it is, saved registers are the caller's values), and so
//! do tracebacks.
//!
//! LLVM is told to keep the stack pointer where it is between prologue and epilogue: no frame pointer, no
//! realignment, no pushed arguments ([`crate::optimise`]). Functions with a [stack map](super::stack_map) have a frame
//! pointer nevertheless; how far that is from the stack pointer, the stack map tells. Others are refused.

use gimli::{
    BaseAddresses, CfaRule, EhFrame, LittleEndian, RegisterRule, UnwindContext, UnwindSection,
};
use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget, SectionIndex};
use rustc_hash::FxHashMap;
use stage0::Isa;
use stage3::compile::{CompileError, CompiledFunction, FrameRow};
use stage3::lir::PReg;

use super::stack_map::StackMap;
use super::{File, wrong};

/// How a function's frame comes and goes.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    rows: Vec<(u32, u32, u32)>,
    /// Registers in the order in which they are saved, and how far below the caller's stack pointer.
    saved: Vec<(u16, u32)>,
    /// Between prologue and epilogue, from the stack pointer to the caller's.
    end: u32,
    /// The same from the frame pointer, if there is one.
    from_frame_pointer: Option<u32>,
}

/// The frames of all functions.
///
/// # Errors
/// A table that cannot be read, and frames of another kind.
pub fn frames(
    file: &File,
    isa: Isa,
    texts: &FxHashMap<SectionIndex, usize>,
    maps: &FxHashMap<usize, StackMap>,
) -> Result<FxHashMap<usize, Frame>, CompileError> {
    let mut frames = FxHashMap::default();
    let Some(section) = file.section_by_name(".eh_frame") else { return Ok(frames) };
    let failed = |error: gimli::Error| wrong(format!(".eh_frame: {error}"));
    let data = section.data().map_err(|error| wrong(error.to_string()))?;
    // Addresses are filled in by nobody; which function an entry is for, its relocation tells.
    let mut functions = FxHashMap::default();
    for (offset, relocation) in section.relocations() {
        if let RelocationTarget::Symbol(symbol) = relocation.target()
            && let Ok(symbol) = file.symbol_by_index(symbol)
            && let Some(number) = symbol.section_index().and_then(|index| texts.get(&index))
        {
            functions.insert(offset, *number);
        }
    }
    let table = EhFrame::new(data, LittleEndian);
    let bases = BaseAddresses::default().set_eh_frame(0).set_text(0);
    let (stack_pointer, frame_pointer) = pointers(isa);
    let mut context = UnwindContext::new();
    let mut entries = table.entries(&bases);
    while let Some(entry) = entries.next().map_err(failed)? {
        let gimli::CieOrFde::Fde(partial) = entry else { continue };
        let entry = partial.parse(EhFrame::cie_from_offset).map_err(failed)?;
        let place = entry.offset() as u64 + 8;
        let Some(&number) = functions.get(&place) else { continue };
        let mut frame = Frame::default();
        let mut rows = entry.rows(&table, &bases, &mut context).map_err(failed)?;
        while let Some(row) = rows.next_row().map_err(failed)? {
            let CfaRule::RegisterAndOffset { register, offset } = *row.cfa() else {
                return Err(wrong("a frame that ends nowhere"));
            };
            let mut distance = offset as u32;
            if register.0 == frame_pointer
                && let Some(map) = maps.get(&number)
            {
                frame.from_frame_pointer = Some(distance);
                distance = map.stack_size + entry_distance(isa);
            } else if register.0 != stack_pointer {
                return Err(wrong("a frame with a frame pointer"));
            }
            frame.end = frame.end.max(distance);
            let mut saved = 0;
            for (register, rule) in row.registers() {
                let RegisterRule::Offset(below) = *rule else { continue };
                if isa == Isa::X64 && register.0 == 16 {
                    continue;
                }
                saved += 1;
                if frame.saved.iter().all(|(other, _)| *other != register.0) {
                    frame.saved.push((register.0, -below as u32));
                }
            }
            let start = row.start_address().wrapping_sub(entry.initial_address());
            frame.rows.push((start as u32, distance, saved));
        }
        frames.insert(number, frame);
    }
    Ok(frames)
}

/// What is below the caller's stack pointer when a function begins: the return address.
fn entry_distance(isa: Isa) -> u32 {
    if isa == Isa::X64 { 8 } else { 0 }
}

/// The stack pointer and the frame pointer, as DWARF numbers them.
fn pointers(isa: Isa) -> (u16, u16) {
    match isa {
        Isa::X64 => (7, 6),
        Isa::A64 => (31, 29),
    }
}

impl Frame {
    /// How far above the stack pointer a place is.
    ///
    /// # Errors
    /// One that is not in the frame.
    pub fn place(&self, isa: Isa, (register, offset): (u16, i32)) -> Result<u32, CompileError> {
        let (stack_pointer, frame_pointer) = pointers(isa);
        let base = match self.from_frame_pointer {
            Some(below) if register == frame_pointer => self.end as i32 - below as i32,
            _ if register == stack_pointer => 0,
            _ => return Err(wrong("a slot that is not in the frame")),
        };
        Ok((base + offset) as u32)
    }

    /// Tells a function.
    pub fn describe(&self, function: &mut CompiledFunction, isa: Isa) {
        let end = self.end;
        let row =
            |&(offset, distance, saved): &(u32, u32, u32)| FrameRow { offset, distance, saved };
        function.frame_rows = self.rows.iter().map(row).collect();
        function.incoming_at = end;
        function.frame_bytes = end.saturating_sub(entry_distance(isa));
        let place =
            |&(register, below): &(u16, u32)| Some((register_of(isa, register)?, end - below));
        function.saved = self.saved.iter().filter_map(place).collect();
        function.return_at = match isa {
            Isa::X64 => Some(end.saturating_sub(8)),
            Isa::A64 => {
                let link = self.saved.iter().find(|(register, _)| *register == 30);
                link.map(|(_, below)| end - below)
            }
        };
    }
}

/// The register with a number of DWARF's.
fn register_of(isa: Isa, number: u16) -> Option<PReg> {
    // rax, rdx, rcx, rbx, rsi, rdi, rbp, rsp
    const X64: [u8; 8] = [0, 2, 1, 3, 6, 7, 5, 4];
    let number = u8::try_from(number).ok()?;
    match (isa, number) {
        (Isa::X64, 0..=7) => Some(PReg::int(X64[usize::from(number)])),
        (Isa::X64, 8..=15) | (Isa::A64, 0..=30) => Some(PReg::int(number)),
        (Isa::X64, 17..=32) => Some(PReg::float(number - 17)),
        (Isa::A64, 64..=95) => Some(PReg::float(number - 64)),
        _ => None,
    }
}
