//! The memory of the process itself, for IR that is trusted.
//!
//! IR that was made from a running program holds addresses of the program's objects, and loads and
//! stores what is there. No check could tell a right address from a wrong one; whoever made the IR
//! answers for it, as with machine code. That is the contract of [`Interpreter::trusted`], and the
//! only place where it is written.
//!
//! Stack slots lie in a buffer that does not move while a function runs. Slots and values may hold
//! the only pointer to an object, so both are named to a collector by [`Extent`]s, which it scans
//! conservatively.
//!
//! Left out: calls of functions by address, which compiled Python does not make. The host takes the
//! calls of a function that is compiled by itself, so the buffer need not grow.
//!
//! This file is one of the few with `unsafe` in it. Judged by the corpus that runs through it.
#![allow(unsafe_code)]

use stage1::heap::Extent;

use super::{Interpreter, Limits, Stop, Storage};
use crate::entity::{DataRef, Entity};
use crate::ir::Module;
use crate::opcode::TABLE;

/// The process's memory.
#[derive(Debug)]
pub struct RealMemory<'a> {
    /// The address of each datum of the module.
    data: &'a [u64],
    stack: Vec<u64>,
    stack_size: usize,
    /// How many words the stack has at least.
    stack_words: usize,
    /// Where the values are, and where the slots are.
    extents: [&'a Extent; 2],
}

impl<'a> RealMemory<'a> {
    /// Memory in which the data of a module have these addresses. The extents are kept up to date.
    /// The slots of all functions that run at a time have so many words; those of the first do in
    /// any case.
    pub fn new(data: &'a [u64], extents: [&'a Extent; 2], stack_words: usize) -> RealMemory<'a> {
        RealMemory { data, stack: Vec::new(), stack_size: 0, stack_words, extents }
    }
}

impl Storage for RealMemory<'_> {
    const TRUSTED: bool = true;

    fn load(&self, address: u64, size: usize) -> Result<u64, Stop> {
        let mut number = [0; 8];
        let from = address as *const u8;
        // SAFETY: the contract of `Interpreter::trusted`; `size` is at most 8.
        unsafe { std::ptr::copy_nonoverlapping(from, number.as_mut_ptr(), size) };
        Ok(u64::from_le_bytes(number))
    }

    fn store(&mut self, address: u64, size: usize, number: u64) -> Result<(), Stop> {
        let bytes = number.to_le_bytes();
        // SAFETY: as for `load`.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), address as *mut u8, size) };
        Ok(())
    }

    fn data_address(&self, data: DataRef) -> u64 {
        self.data[data.index()]
    }

    fn stack_size(&self) -> usize {
        self.stack_size
    }

    fn set_stack_size(&mut self, size: usize) -> Result<(), Stop> {
        let words = size.div_ceil(8);
        if words > self.stack.len() {
            // Once something lies in it the buffer must stay where it is.
            if self.stack_size != 0 {
                return Err(Stop::TooDeep);
            }
            self.stack = vec![0; words.max(self.stack_words)];
            self.extents[1].first.set(self.stack.as_ptr());
        }
        let (old, new) = (self.stack_size.div_ceil(8), words);
        if new > old {
            self.stack[old..new].fill(0);
        }
        self.stack_size = size;
        self.extents[1].words.set(new);
        Ok(())
    }

    fn stack_address(&self, offset: usize) -> u64 {
        self.stack.as_ptr() as u64 + offset as u64
    }

    fn values_moved(&mut self, values: &[u64]) {
        self.extents[0].first.set(values.as_ptr());
        self.extents[0].words.set(values.len());
    }
}

impl<'m> Interpreter<'m, RealMemory<'m>> {
    /// An interpreter over the process's memory, without a limit of fuel.
    ///
    /// # Safety
    /// The module is one that the verifier has accepted. Every address that it computes and loads
    /// from or stores to, from its data, its arguments and the results of the host, is one at which
    /// the process may do that, with so many bytes, at that time.
    pub unsafe fn trusted(
        module: &'m Module,
        memory: RealMemory<'m>,
    ) -> Interpreter<'m, RealMemory<'m>> {
        let limits = Limits { fuel: u64::MAX, memory: usize::MAX, depth: 1000, arena: 0 };
        Interpreter {
            module,
            limits,
            counts: [0; TABLE.len()],
            memory,
            fuel: limits.fuel,
            values: Vec::new(),
            frames: Vec::new(),
            layouts: vec![None; module.functions.len()],
        }
    }
}
