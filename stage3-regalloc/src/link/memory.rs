//! Compiled functions → executable memory of this process, and calls into it.
//!
//! ```text
//!   support code │ function │ … │ entry function │ … │ veneers          data, in memory of its own
//! ```
//!
//! Everything is laid out in one buffer, addresses are filled in, and the buffer is made executable
//! at once. Distances inside of it do not depend on where it comes to lie; what is outside is called through
//! a *veneer*, a jump to an address of 64 bits, since a call reaches 2 gigabytes (128 megabytes on
//! AArch64) only.
//!
//! An exit ends the call: the runtime here makes a report of what the interpreter would be given, and
//! abandons everything that was called. Requires: functions of one module for this host. Leaves out:
//! going on in an interpreter, which is the engine's; and protecting read-only data.

use std::cell::Cell;
use std::fmt;

use rustc_hash::FxHashMap;
use stage0::{ExecutableMemory, Isa};
use stage2::entity::{DataRef, Entity, FuncRef};
use stage2::interpret::{ExitReport, MaterialisedFrame};
use stage2::ir::{ExitData, Module, Reference, StateValue};

use super::{entry, relocate};
use crate::compile::{BackEnd, CompileError, CompiledFunction, Options, Own, RelocKind, Symbol};
use crate::exit_map::{ExitMap, SavedRegisters, SupportCode, ValueLocation, trap_code};
use crate::isa::{Machine, a64, x64};

/// A program in executable memory.
pub struct Image<'m> {
    module: &'m Module,
    memory: ExecutableMemory,
    enter: u32,
    entries: FxHashMap<FuncRef, u32>,
    functions: FxHashMap<FuncRef, (u32, CompiledFunction)>,
    /// Where the functions begin, in order.
    starts: Vec<(u32, FuncRef)>,
    exits: FxHashMap<u32, (FuncRef, ExitMap)>,
    data: Data,
}

/// Why a program cannot be linked.
#[derive(Debug)]
pub enum LinkError {
    /// A function cannot be compiled.
    Compile(String, CompileError),
    /// An external function, or external data, that nobody has.
    Undefined(String),
    /// The program is too large, or for another machine, or the system gives no memory.
    Memory(std::io::Error),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            LinkError::Compile(name, error) => write!(f, "@{name}: {error}"),
            LinkError::Undefined(name) => write!(f, "there is no function @{name}"),
            LinkError::Memory(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LinkError {}

/// How a call ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// It returned these results; what is above their types' widths is zero.
    Return(Vec<u64>),
    /// It left by an exit.
    Exit(ExitReport),
}

/// The data of a module, at addresses that stay.
struct Data {
    /// What holds the bytes; it is only reached through the addresses.
    _bytes: Vec<u64>,
    addresses: Vec<u64>,
}

/// Compiles all functions of a verified module and makes them executable. `external` has the
/// addresses of external functions.
///
/// # Errors
/// See [`LinkError`].
pub fn link<'m>(
    module: &'m Module,
    options: Options,
    external: &dyn Fn(&str) -> Option<u64>,
) -> Result<Image<'m>, LinkError> {
    link_with(&Own, module, options, external)
}

/// The same with the code of another back end.
///
/// # Errors
/// See [`LinkError`].
pub fn link_with<'m>(
    back_end: &dyn BackEnd,
    module: &'m Module,
    mut options: Options,
    external: &dyn Fn(&str) -> Option<u64>,
) -> Result<Image<'m>, LinkError> {
    if Isa::host() != Some(options.isa) {
        let message = format!("this machine does not run {}", options.isa);
        return Err(LinkError::Memory(std::io::Error::other(message)));
    }
    let runtime = leave as *const () as u64;
    let (support, veneer): (SupportCode, fn(u64) -> Vec<u8>) = match options.isa {
        Isa::X64 => (x64::X64::support_code(runtime), x64::X64::veneer),
        Isa::A64 => (a64::A64::support_code(runtime), a64::A64::veneer),
    };
    let mut buffer = support.code;
    let mut functions = FxHashMap::default();
    let mut entries = FxHashMap::default();
    let mut exits = FxHashMap::default();
    let mut starts = Vec::new();
    let mut placed: Vec<(u32, CompiledFunction)> = Vec::new();
    for (func, decl) in module.functions.iter() {
        if decl.body.is_none() {
            continue;
        }
        let failed = |error| LinkError::Compile(decl.name.to_string(), error);
        let compiled = back_end.function(module, func, options).map_err(failed)?;
        options.first_exit += compiled.exits.len() as u32;
        for map in &compiled.exits {
            exits.insert(map.number, (func, map.clone()));
        }
        let body = entry::function(module, func);
        let entry = back_end.beside(module, &entry::signature(), &body, options).map_err(failed)?;
        let at = place(&mut buffer, &compiled.code, compiled.align);
        functions.insert(func, (at, compiled.clone()));
        starts.push((at, func));
        placed.push((at, compiled));
        let at = place(&mut buffer, &entry.code, entry.align);
        entries.insert(func, at);
        placed.push((at, entry));
    }
    let data = data(module, external)?;
    let mut veneers: FxHashMap<FuncRef, u32> = FxHashMap::default();
    for (at, compiled) in &placed {
        for reloc in &compiled.relocs {
            let symbol = match reloc.target {
                Symbol::ExitHandler => Address::Code(0),
                Symbol::Data(data_ref) => Address::Absolute(data.addresses[data_ref.index()]),
                Symbol::Function(func) => match (functions.get(&func), veneers.get(&func)) {
                    (Some((at, _)), _) => Address::Code(*at),
                    (None, Some(at)) => Address::Code(*at),
                    (None, None) => {
                        let name = &module.functions[func].name;
                        let missing = || LinkError::Undefined(name.to_string());
                        let target = external(name).ok_or_else(missing)?;
                        let at = place(&mut buffer, &veneer(target), 0);
                        veneers.insert(func, at);
                        Address::Code(at)
                    }
                },
            };
            let place = (at + reloc.offset) as usize;
            apply(&mut buffer, place, reloc.kind, symbol, reloc.addend).map_err(too_far)?;
        }
    }
    let memory = ExecutableMemory::new(&buffer).map_err(LinkError::Memory)?;
    let enter = support.enter;
    let mut image = Image { module, memory, enter, entries, functions, starts, exits, data };
    image.fill_data();
    Ok(image)
}

fn too_far(kind: RelocKind) -> LinkError {
    LinkError::Memory(std::io::Error::other(format!("{kind:?} does not reach its target")))
}

/// Puts code at the end of a buffer; where it begins.
pub(crate) fn place(buffer: &mut Vec<u8>, code: &[u8], align: u32) -> u32 {
    buffer.resize(buffer.len().next_multiple_of(align.max(16) as usize), 0);
    buffer.extend_from_slice(code);
    (buffer.len() - code.len()) as u32
}

/// What a symbol's address is known as before the buffer has one.
#[derive(Clone, Copy)]
pub(crate) enum Address {
    /// An offset in the buffer.
    Code(u32),
    Absolute(u64),
}

/// Fills in an address. Distances within the buffer do not depend on where it will be; it begins with
/// a page.
pub(crate) fn apply(
    buffer: &mut [u8],
    place: usize,
    kind: RelocKind,
    symbol: Address,
    addend: i64,
) -> Result<(), RelocKind> {
    let target = match (kind, symbol) {
        (RelocKind::Absolute64, Address::Absolute(address)) => address,
        (RelocKind::Absolute64, _) | (_, Address::Absolute(_)) => return Err(kind),
        (_, Address::Code(target)) => target.into(),
    };
    let place = u32::try_from(place).map_err(|_| kind)?;
    relocate::apply(buffer, 0, place, kind, target.wrapping_add_signed(addend))
}

/// Addresses for all data: in one piece of memory, or where external data are.
fn data(module: &Module, external: &dyn Fn(&str) -> Option<u64>) -> Result<Data, LinkError> {
    let mut size = 0u64;
    let mut offsets = Vec::with_capacity(module.data.len());
    let mut align = 8;
    for decl in module.data.values() {
        if decl.external {
            let missing = || LinkError::Undefined(decl.name.to_string());
            offsets.push(Err(external(&decl.name).ok_or_else(missing)?));
            continue;
        }
        align = align.max(u64::from(decl.align));
        size = size.next_multiple_of(decl.align.max(1).into());
        offsets.push(Ok(size));
        size += decl.size();
    }
    let bytes = vec![0u64; (size + align).div_ceil(8) as usize];
    let base = (bytes.as_ptr() as u64).next_multiple_of(align);
    let address = |offset: Result<u64, u64>| match offset {
        Ok(offset) => base + offset,
        Err(address) => address,
    };
    let addresses = offsets.into_iter().map(address).collect();
    Ok(Data { _bytes: bytes, addresses })
}

impl Image<'_> {
    /// Gives data the contents that they began with.
    pub fn fill_data(&mut self) {
        for (data, decl) in self.module.data.iter() {
            if decl.external {
                continue;
            }
            let address = self.data_address(data) as *mut u8;
            let mut bytes = decl.bytes.clone();
            for reloc in &decl.relocs {
                let target = match reloc.target {
                    Reference::Data(target) => self.data_address(target),
                    Reference::Function(func) => self.address(func).unwrap_or(0),
                };
                let target = target.wrapping_add_signed(reloc.addend);
                let at = reloc.offset as usize;
                bytes[at..at + 8].copy_from_slice(&target.to_le_bytes());
            }
            // SAFETY: the addresses were laid out in a vector of this image with the data's sizes.
            unsafe {
                std::ptr::copy_nonoverlapping(bytes.as_ptr(), address, bytes.len());
                std::ptr::write_bytes(address.add(bytes.len()), 0, decl.zeros as usize);
            }
        }
    }

    /// Where data begin.
    pub fn data_address(&self, data: DataRef) -> u64 {
        self.data.addresses[data.index()]
    }

    /// Where the code of a function begins, if the module defines it.
    pub fn address(&self, func: FuncRef) -> Option<u64> {
        let (at, _) = self.functions.get(&func)?;
        Some(self.memory.entry(*at as usize) as u64)
    }

    /// A function as it was compiled, if the module defines it.
    pub fn compiled(&self, func: FuncRef) -> Option<&CompiledFunction> {
        self.functions.get(&func).map(|(_, compiled)| compiled)
    }

    /// Calls a function that the module defines.
    ///
    /// # Safety
    /// The code runs in this process with its memory and its stack: loads and stores must be of
    /// memory that may be accessed, and recursion must come to an end.
    ///
    /// # Panics
    /// When the function is external, or the number of arguments is wrong.
    /// A mistake of the compiler, an exit without a map, panics too.
    pub unsafe fn call(&self, func: FuncRef, arguments: &[u64]) -> Outcome {
        type Enter = extern "C" fn(*mut usize, *const u8, *const u64, *mut u64);
        let signature = &self.module.functions[func].signature;
        assert_eq!(arguments.len(), signature.params.len(), "wrong number of arguments");
        let mut results = vec![0u64; signature.results.len()];
        let mut activation = Activation {
            stack_pointer: 0,
            image: self,
            left: None,
            report: None,
            outer: CURRENT.get(),
        };
        let context: *mut Activation = &mut activation;
        CURRENT.set(context.cast());
        let entry = self.memory.entry(self.entries[&func] as usize);
        // SAFETY: the enter stub is a C function of this type, and the entry function reads and writes as
        // many words as the signature has. For the rest the caller has promised.
        unsafe {
            let enter = self.memory.function::<Enter>(self.enter as usize);
            let stack_pointer = &raw mut (*context).stack_pointer;
            enter.call(stack_pointer, entry, arguments.as_ptr(), results.as_mut_ptr());
        }
        CURRENT.set(activation.outer);
        match (activation.left, activation.report) {
            (Some(_), Some(report)) => Outcome::Exit(report),
            (Some(number), None) => panic!("exit {number} has no map: a mistake of the compiler"),
            (None, _) => {
                let types = signature.results.iter();
                let masked = types.zip(results).map(|(ty, bits)| bits & ty.mask());
                Outcome::Return(masked.collect())
            }
        }
    }

    /// What the interpreter would be given: the frames of the function that left, then those of the
    /// callers that wait, up to a call that names none.
    fn report(&self, number: u32, saved: &SavedRegisters) -> Option<ExitReport> {
        let (func, exit) = match self.exits.get(&number) {
            Some((func, map)) => (*func, map.exit),
            // A trap says nothing of its place but its return address.
            None => self.trap_site(saved.return_address)?,
        };
        let trap = trap_code(number);
        let mut report =
            ExitReport { function: func, exit, trap, leaving: None, frames: Vec::new() };
        let body = self.module.functions[func].body.as_ref()?;
        let ExitData::Frames(leaving, _) = &body.exits[exit] else { return Some(report) };
        let (_, map) = self.exits.get(&number)?;
        report.leaving = Some(*leaving);
        let mut registers = saved.clone();
        self.add_frames(func, map, &registers, &mut report.frames)?;
        let mut func = func;
        while let Some((caller, map)) = self.caller(func, &mut registers) {
            self.add_frames(caller, map, &registers, &mut report.frames)?;
            func = caller;
        }
        Some(report)
    }

    /// Goes from a function to its caller: the registers become what they will be when it returns. The
    /// caller, and its map if its call names one.
    fn caller(&self, func: FuncRef, registers: &mut SavedRegisters) -> Option<(FuncRef, &ExitMap)> {
        let (_, compiled) = &self.functions[&func];
        let stack_pointer = registers.stack_pointer;
        for &(register, offset) in &compiled.saved {
            let number = usize::from(register.number());
            let value = stack_word(stack_pointer, offset);
            match register.class() {
                crate::lir::RegClass::Int => registers.int[number] = value,
                crate::lir::RegClass::Float => registers.float[number] = value,
            }
        }
        let return_address = match compiled.return_at {
            Some(offset) => stack_word(stack_pointer, offset),
            None => registers.int[17],
        };
        registers.stack_pointer = stack_pointer + u64::from(compiled.incoming_at);
        let (caller, offset) = self.function_at(return_address)?;
        let waiting = &self.functions[&caller].1.waiting;
        let index = waiting.binary_search_by_key(&offset, |map| map.stub).ok()?;
        Some((caller, &waiting[index]))
    }

    /// Adds the frames of an exit, with the values that a function has now.
    fn add_frames(
        &self,
        func: FuncRef,
        map: &ExitMap,
        registers: &SavedRegisters,
        all: &mut Vec<MaterialisedFrame>,
    ) -> Option<()> {
        let body = self.module.functions[func].body.as_ref()?;
        let ExitData::Frames(_, frames) = &body.exits[map.exit] else { return None };
        let value = |value| {
            let index = map.values.binary_search_by_key(&value, |(other, ..)| *other).ok()?;
            let (_, ty, location) = map.values[index];
            let bits = match location {
                ValueLocation::Constant(number) => number,
                ValueLocation::StackAddress(offset) => registers.stack_pointer + u64::from(offset),
                ValueLocation::Register(register) => match register.class() {
                    crate::lir::RegClass::Int => registers.int[usize::from(register.number())],
                    crate::lir::RegClass::Float => registers.float[usize::from(register.number())],
                },
                ValueLocation::Stack(offset) => stack_word(registers.stack_pointer, offset),
            };
            Some(bits & ty.mask())
        };
        for frame in frames {
            let mut variables = Vec::new();
            for entry in &frame.entries {
                let bits = match entry.value {
                    StateValue::Value(one) => [value(one)?, 0],
                    StateValue::Pair(tag, payload) => [value(tag)?, value(payload)?],
                    StateValue::Constant(number) => [number as u64, 0],
                    // What a slot holds is in the frame, by `CompiledFunction::slots_at`.
                    StateValue::Slot(slot) => self.slot(func, body, slot, registers),
                };
                variables.push((entry.index, entry.representation, bits));
            }
            let (function, offset) = (frame.function.clone(), frame.offset);
            all.push(MaterialisedFrame { function, offset, variables });
        }
        Some(())
    }

    fn slot(
        &self,
        func: FuncRef,
        body: &stage2::ir::Function,
        slot: stage2::entity::Slot,
        saved: &SavedRegisters,
    ) -> [u64; 2] {
        let at = self.functions[&func].1.slots_at[slot.index()];
        let size = body.slots[slot].size.min(16) as usize;
        let address = (saved.stack_pointer + u64::from(at)) as *const u8;
        let mut bytes = [0; 16];
        // SAFETY: the slot lies in the frame of the function that left, which is still there.
        unsafe { std::ptr::copy_nonoverlapping(address, bytes.as_mut_ptr(), size) };
        let word =
            |index: usize| u64::from_le_bytes(std::array::from_fn(|byte| bytes[8 * index + byte]));
        [word(0), word(1)]
    }

    /// The function whose code is at an address of the image, and how far inside.
    fn function_at(&self, address: u64) -> Option<(FuncRef, u32)> {
        let offset = address.checked_sub(self.memory.as_ptr() as u64)?;
        let offset = u32::try_from(offset).ok()?;
        let behind = self.starts.partition_point(|(start, _)| *start <= offset);
        let (start, func) = self.starts[behind.checked_sub(1)?];
        let inside = offset - start;
        (inside < self.functions[&func].1.code.len() as u32).then_some((func, inside))
    }

    /// Which function a trap's stub belongs to, and the exit of the instruction that it was made for.
    fn trap_site(&self, return_address: u64) -> Option<(FuncRef, stage2::entity::Exit)> {
        let (func, offset) = self.function_at(return_address)?;
        let compiled = self.compiled(func)?;
        let before = compiled.source_map.partition_point(|(from, _)| *from < offset);
        let (_, inst) = *compiled.source_map.get(before.checked_sub(1)?)?;
        let body = self.module.functions[func].body.as_ref()?;
        Some((func, body.insts[inst?].exit()?))
    }
}

/// A word of the stack below which compiled functions run.
fn stack_word(stack_pointer: u64, offset: u32) -> u64 {
    let address = (stack_pointer + u64::from(offset)) as *const u64;
    // SAFETY: asked for only while the functions whose frames it is in have not returned.
    unsafe { address.read_unaligned() }
}

/// A call that is going on.
struct Activation<'i> {
    stack_pointer: usize,
    /// The number with which it left.
    left: Option<u32>,
    image: *const Image<'i>,
    report: Option<ExitReport>,
    outer: *mut Activation<'static>,
}

thread_local! {
    /// The innermost call of this thread.
    static CURRENT: Cell<*mut Activation<'static>> = const { Cell::new(std::ptr::null_mut()) };
}

/// The runtime's side of the exit handler: notes what happened and abandons the call.
unsafe extern "C" fn leave(saved: *mut SavedRegisters, number: u32) -> usize {
    let current = CURRENT.get();
    // SAFETY: an exit handler only runs inside of `Image::call`, which has set a pointer to an
    // activation on its stack, with an image that it borrows; and `saved` is the handler's own.
    unsafe {
        let image = &*(*current).image;
        (*current).left = Some(number);
        (*current).report = image.report(number, &*saved);
        (*current).stack_pointer
    }
}
