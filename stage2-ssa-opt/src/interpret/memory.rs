//! The memory of the interpreter: a few areas at fixed addresses, and every access checked.
//!
//! ```text
//! 1_0000_0000  data that may not be written        4_0000_0000  stack slots
//! 2_0000_0000  data that may be written            5_0000_0000  functions, 16 bytes each: no memory
//! 3_0000_0000  the arena, for the host's use       6_0000_0000  external data: no memory
//! ```
//!
//! Addresses depend on nothing but the module, so that a run can be repeated. Between areas is
//! nothing, and null is in none.

use super::Stop;
use super::storage::Storage;
use crate::entity::{DataRef, Entity, FuncRef};
use crate::ir::{Module, Reference};

/// Where functions are.
const FUNCTIONS: u64 = 5 << 32;

/// Where external data are, 16 bytes each, so that each has an address of its own.
const EXTERNAL: u64 = 6 << 32;

/// The memory of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Memory {
    /// Constant data, data, arena, stack: area i begins at `(i + 1) << 32`.
    areas: [Vec<u8>; 4],
    data: Vec<u64>,
    limit: usize,
}

const ARENA: usize = 2;
const STACK: usize = 3;

impl Memory {
    /// Memory with the data of a module, and an arena of `arena` bytes; `limit` for all together.
    pub(super) fn new(module: &Module, arena: usize, limit: usize) -> Result<Memory, Stop> {
        let mut memory = Memory { areas: Default::default(), data: Vec::new(), limit };
        for (data, decl) in module.data.iter() {
            if decl.external {
                memory.data.push(EXTERNAL + 16 * data.index() as u64);
                continue;
            }
            let area = usize::from(decl.writable);
            let used = memory.areas[area].len() as u64;
            let start = used.next_multiple_of(decl.align.max(1).into());
            memory.grow(area, start.checked_add(decl.size()).ok_or(Stop::OutOfMemory)?)?;
            let from = start as usize;
            memory.areas[area][from..from + decl.bytes.len()].copy_from_slice(&decl.bytes);
            memory.data.push(((area as u64 + 1) << 32) + start);
        }
        for (data, decl) in module.data.iter() {
            for reloc in &decl.relocs {
                let address = match reloc.target {
                    Reference::Function(func) => function_address(func),
                    Reference::Data(other) => memory.data_address(other),
                };
                let address = address.wrapping_add(reloc.addend as u64);
                let start = memory.data_address(data).wrapping_add(reloc.offset.into());
                let bytes = memory.bytes_mut(start, 8, false)?;
                bytes.copy_from_slice(&address.to_le_bytes());
            }
        }
        memory.grow(ARENA, arena as u64)?;
        Ok(memory)
    }

    fn grow(&mut self, area: usize, size: u64) -> Result<(), Stop> {
        let others: usize =
            (0..4).filter(|other| *other != area).map(|i| self.areas[i].len()).sum();
        if size > u64::from(u32::MAX) || size > self.limit.saturating_sub(others) as u64 {
            return Err(Stop::OutOfMemory);
        }
        self.areas[area].resize(size as usize, 0);
        Ok(())
    }

    /// The address of the arena.
    pub fn arena(&self) -> u64 {
        (ARENA as u64 + 1) << 32
    }

    /// The bytes of the arena.
    pub fn arena_bytes(&mut self) -> &mut [u8] {
        &mut self.areas[ARENA]
    }

    /// Bytes to read.
    pub fn bytes(&self, address: u64, size: usize) -> Result<&[u8], Stop> {
        let fault = Stop::BadAddress { address, size };
        let area = (address >> 32).checked_sub(1).and_then(|area| self.areas.get(area as usize));
        let start = address as u32 as usize;
        area.and_then(|bytes| bytes.get(start..start.checked_add(size)?)).ok_or(fault)
    }

    /// Bytes to write.
    fn bytes_mut(&mut self, address: u64, size: usize, check: bool) -> Result<&mut [u8], Stop> {
        let fault = Stop::BadAddress { address, size };
        let area = (address >> 32).checked_sub(1);
        let area = area.filter(|area| !check || *area != 0);
        let area = area.and_then(|area| self.areas.get_mut(area as usize));
        let start = address as u32 as usize;
        area.and_then(|bytes| bytes.get_mut(start..start.checked_add(size)?)).ok_or(fault)
    }
}

impl Storage for Memory {
    const TRUSTED: bool = false;

    fn load(&self, address: u64, size: usize) -> Result<u64, Stop> {
        let mut number = [0; 8];
        number[..size].copy_from_slice(self.bytes(address, size)?);
        Ok(u64::from_le_bytes(number))
    }

    fn store(&mut self, address: u64, size: usize, number: u64) -> Result<(), Stop> {
        self.bytes_mut(address, size, true)?.copy_from_slice(&number.to_le_bytes()[..size]);
        Ok(())
    }

    fn data_address(&self, data: DataRef) -> u64 {
        self.data[data.index()]
    }

    fn stack_size(&self) -> usize {
        self.areas[STACK].len()
    }

    fn set_stack_size(&mut self, size: usize) -> Result<(), Stop> {
        self.grow(STACK, size as u64)
    }

    fn stack_address(&self, offset: usize) -> u64 {
        ((STACK as u64 + 1) << 32) + offset as u64
    }
}

/// The address of a function.
pub fn function_address(func: FuncRef) -> u64 {
    FUNCTIONS + 16 * func.index() as u64
}

/// The function at an address.
pub(super) fn function_at(module: &Module, address: u64) -> Option<FuncRef> {
    let offset = address.checked_sub(FUNCTIONS)?;
    let func = FuncRef(u32::try_from(offset / 16).ok()?);
    (offset % 16 == 0 && module.functions.contains(func)).then_some(func)
}
