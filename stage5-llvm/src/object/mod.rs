//! LLVM's object file → compiled functions as stage 3's linking wants them.
//!
//! ```text
//!   object file                                   CompiledFunction of function 7
//!   .text.7        code, relocations ───────────► code │ constants │ addresses │ exit stubs
//!   .rodata.cst16  constants ───────────────────►        (a copy)     (a GOT)
//!   .eh_frame      how frames come and go ──────► frame_rows, saved, incoming_at, return_at   [frame]
//!   .llvm_stackmaps  where slots are ───────────► slots_at, waiting                           [stack_map]
//!   .debug_line    which instruction ───────────► source_map                                  [line_table]
//! ```
//!
//! LLVM can load its object files itself (MCJIT, ORC), and a program would end here. We take them apart,
//! because then everything behind a back end, memory, executables, exits, the Python engine and Go's runtime, is
//! the same code for both, and a difference between two runs is a difference between two compilers.
//! It also shows what is in such a file.
//!
//! **Constants.** A function's code and the read-only sections that it refers to become one piece, so that
//! distances between them are known. Two functions that refer to one section have a copy each.
//!
//! **Addresses.** Data that may be anywhere are reached through a table of addresses, the *global offset
//! table*; ours has the entries that the function asks for and stands behind its constants.
//!
//! **Exits.** Calls of the functions that do not exist ([`crate::translate::exits`]) go to stubs behind that:
//!
//! ```text
//!   call "exit 7 0"    ─►  stub: mov r11d, number; jmp exit handler
//! ```
//!
//! Requires: code of [`crate::translate`], each function in a section of its own. Refuses what it does not know,
//! each kind of relocation included. Judged by all tests that run something.

pub mod frame;
pub mod line_table;
pub mod relocation;
pub mod stack_map;

use object::read::elf::ElfFile64;
use object::{Endianness, Object, ObjectSection, ObjectSymbol, RelocationTarget, SectionIndex};
use rustc_hash::FxHashMap;
use stage0::Isa;
use stage2::entity::{Entity, Exit, FuncRef, Inst};
use stage2::ir::{Function, Module, Reference};
use stage3::calling_convention::{Home, assign};
use stage3::compile::{CompileError, CompiledFunction, Reloc, RelocKind, Symbol};
use stage3::exit_map::{ExitMap, ValueLocation};
use stage3::isa::parameters;
use stage3::link::relocate;

use crate::translate::exits::{state_values, waiting_calls};
use crate::translate::{self, BESIDE};
use relocation::Wanted;

/// An object file.
pub type File<'f> = ElfFile64<'f, Endianness>;

/// A function as LLVM has made it; its exits have no numbers yet.
#[derive(Clone, Debug, Default)]
pub struct Unpacked {
    /// Everything that does not depend on those numbers.
    pub function: CompiledFunction,
    /// Calls of exits: where, and by which.
    calls: Vec<(u32, Way)>,
}

/// How a function is left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Way {
    Exit(Exit),
    /// With this number; and which instruction it is, if that is not another function's that was inlined.
    Trap(u32, Option<Inst>),
}

/// What is taken out of an object file.
pub struct Context<'a> {
    /// What it was made from.
    pub module: &'a Module,
    /// A function that is in it and not in the module.
    pub beside: Option<&'a Function>,
    /// For which instruction set.
    pub isa: Isa,
}

fn wrong(what: impl Into<String>) -> CompileError {
    CompileError::Internal(what.into())
}

impl Context<'_> {
    /// All functions, by their numbers.
    ///
    /// # Errors
    /// What is not as it should be.
    pub fn unpack(&self, bytes: &[u8]) -> Result<FxHashMap<usize, Unpacked>, CompileError> {
        let file = File::parse(bytes).map_err(|error| wrong(error.to_string()))?;
        let names = self.names();
        let texts = texts(&file);
        let maps = stack_map::stack_maps(&file)?;
        let frames = frame::frames(&file, self.isa, &texts, &maps)?;
        let lines = line_table::lines(&file, &texts)?;
        let mut all = FxHashMap::default();
        for (&section, &number) in &texts {
            let body = self.body(number)?;
            let mut piece = Piece {
                context: self,
                file: &file,
                names: &names,
                texts: &texts,
                number,
                unpacked: Unpacked::default(),
                placed: FxHashMap::default(),
                table: FxHashMap::default(),
                waiting: Vec::new(),
            };
            piece.fill(section)?;
            let waiting = std::mem::take(&mut piece.waiting);
            let mut unpacked = piece.unpacked;
            let function = &mut unpacked.function;
            let frame = frames.get(&number).cloned().unwrap_or_default();
            frame.describe(function, self.isa);
            let places = maps.get(&number).map_or(&[][..], |map| &map.places);
            let places = places.iter().map(|place| frame.place(self.isa, *place));
            let places = places.collect::<Result<Vec<u32>, _>>()?;
            self.places(function, body, &places, &waiting)?;
            function.source_map = source_map(lines.get(&number), &unpacked.calls);
            let insts = body.layout.iter().map(|block| body.blocks[*block].insts.len() as u32);
            function.stats.ir_instructions = insts.sum();
            all.insert(number, unpacked);
        }
        Ok(all)
    }

    fn body(&self, number: usize) -> Result<&Function, CompileError> {
        let found = match number {
            BESIDE => self.beside,
            number => self.module.functions.get(FuncRef::new(number)).and_then(|f| f.body.as_ref()),
        };
        found.ok_or_else(|| wrong(format!("code of function {number}, which has no body")))
    }

    /// What the symbols of the module's functions and data mean.
    fn names(&self) -> FxHashMap<String, Reference> {
        let functions = self.module.functions.iter();
        let functions = functions.map(|(f, decl)| (&decl.name, Reference::Function(f)));
        let data = self.module.data.iter().map(|(d, decl)| (&decl.name, Reference::Data(d)));
        functions.chain(data).map(|(name, it)| (translate::symbol(name), it)).collect()
    }

    /// Where slots and the values of waiting frames are.
    fn places(
        &self,
        function: &mut CompiledFunction,
        body: &Function,
        map: &[u32],
        waiting: &[(Inst, u32)],
    ) -> Result<(), CompileError> {
        let slots = translate::exits::mapped_slots(body);
        let calls = waiting_calls(body);
        function.slots_at = vec![0; body.slots.len()];
        if map.len() != slots.len() + calls.len() && !(map.is_empty() && waiting.is_empty()) {
            return Err(wrong("a stack map of another length"));
        }
        for (slot, at) in slots.iter().zip(map) {
            function.slots_at[slot.index()] = *at;
        }
        for (inst, returns_to) in waiting {
            let index = calls.iter().position(|(call, _)| call == inst);
            let index = index.ok_or_else(|| wrong("an unknown call waits"))?;
            let place = map[slots.len() + index];
            let exit = calls[index].1;
            let value = |(at, value): (u32, _)| {
                (value, body.ty(value), ValueLocation::Stack(place + 8 * at))
            };
            let values = (0..).zip(state_values(body, exit)).map(value).collect();
            function.waiting.push(ExitMap { number: 0, exit, values, stub: *returns_to });
        }
        function.waiting.sort_by_key(|map| map.stub);
        Ok(())
    }
}

/// The sections that hold functions, and the numbers of those.
fn texts(file: &File) -> FxHashMap<SectionIndex, usize> {
    let number = |section: &object::read::elf::ElfSection64<'_, '_, Endianness>| {
        section.name().ok()?.strip_prefix(".text.")?.parse().ok()
    };
    file.sections().filter_map(|one| Some((one.index(), number(&one)?))).collect()
}

/// A function that is being put together.
struct Piece<'a> {
    context: &'a Context<'a>,
    file: &'a File<'a>,
    names: &'a FxHashMap<String, Reference>,
    texts: &'a FxHashMap<SectionIndex, usize>,
    number: usize,
    unpacked: Unpacked,
    /// Where the sections that it consists of begin.
    placed: FxHashMap<SectionIndex, u32>,
    /// Where addresses stand.
    table: FxHashMap<Symbol, u32>,
    /// Calls that wait, and where they return to.
    waiting: Vec<(Inst, u32)>,
}

/// What a relocation's symbol means.
enum Meaning {
    /// Something with an address of its own.
    Symbol(Symbol),
    /// A place in a section.
    Place(SectionIndex, i64),
    /// A way out.
    Way(Way),
    /// The callee of a call that waits.
    Waiting(Inst, FuncRef),
}

impl Piece<'_> {
    /// Puts the code there, and everything that it needs behind it.
    fn fill(&mut self, text: SectionIndex) -> Result<(), CompileError> {
        let mut sections = vec![text];
        self.place(text)?;
        self.unpacked.function.code_end = self.unpacked.function.code.len() as u32;
        while let Some(index) = sections.pop() {
            let start = self.placed[&index];
            let section = self.file.section_by_index(index);
            let section = section.map_err(|error| wrong(error.to_string()))?;
            for (offset, relocation) in section.relocations() {
                let at = start + offset as u32;
                let RelocationTarget::Symbol(symbol) = relocation.target() else {
                    return Err(wrong("a relocation without a symbol"));
                };
                let (wanted, bias) = relocation::wanted(self.context.isa, relocation.flags())?;
                let addend = relocation.addend() + bias;
                match self.meaning(symbol)? {
                    Meaning::Place(other, within) => {
                        if !self.placed.contains_key(&other) {
                            match self.texts.get(&other) {
                                Some(number) => {
                                    let symbol = Symbol::Function(FuncRef::new(*number));
                                    self.reloc(at, wanted, symbol, addend + within)?;
                                    continue;
                                }
                                None => self.place(other)?,
                            }
                            sections.push(other);
                        }
                        let target = i64::from(self.placed[&other]) + within + addend;
                        self.inside(at, wanted, target)?;
                    }
                    Meaning::Symbol(symbol) => self.reloc(at, wanted, symbol, addend)?,
                    Meaning::Way(way) => {
                        let Wanted::Direct(kind) = wanted else {
                            return Err(wrong("an exit is not called"));
                        };
                        let call = self.unpacked.calls.len();
                        self.unpacked.calls.push((at + 4, way));
                        debug_assert!(call < u32::MAX as usize);
                        if !matches!(kind, RelocKind::X64Relative32 | RelocKind::A64Call26) {
                            return Err(wrong("an exit is not called"));
                        }
                    }
                    Meaning::Waiting(inst, callee) => {
                        self.waiting.push((inst, at + 4));
                        self.reloc(at, wanted, Symbol::Function(callee), addend)?;
                    }
                }
            }
        }
        self.unpacked.function.relocs.sort_by_key(|reloc| reloc.offset);
        Ok(())
    }

    /// Appends a section.
    fn place(&mut self, index: SectionIndex) -> Result<(), CompileError> {
        let failed = |error: object::Error| wrong(error.to_string());
        let section = self.file.section_by_index(index).map_err(failed)?;
        let name = section.name().unwrap_or("?");
        // The second kind are constants with addresses in them: a table that a switch became.
        let is_constant = name.starts_with(".rodata") || name.starts_with(".data.rel.ro");
        if !is_constant && !self.texts.contains_key(&index) {
            return Err(wrong(format!("code refers to the section {name}")));
        }
        let align = section.align().max(1);
        let function = &mut self.unpacked.function;
        function.align = function.align.max(align as u32);
        function.code.resize(function.code.len().next_multiple_of(align as usize), 0);
        self.placed.insert(index, function.code.len() as u32);
        function.code.extend_from_slice(section.data().map_err(failed)?);
        Ok(())
    }

    fn meaning(&self, index: object::SymbolIndex) -> Result<Meaning, CompileError> {
        let symbol = self.file.symbol_by_index(index).map_err(|error| wrong(error.to_string()))?;
        let name = symbol.name().unwrap_or("");
        if let Some(section) = symbol.section_index()
            && !self.names.contains_key(name)
        {
            return Ok(Meaning::Place(section, symbol.address() as i64));
        }
        let mut words = name.split(' ');
        let kind = words.next();
        let numbers: Vec<usize> = words.filter_map(|word| word.parse().ok()).collect();
        match (kind, numbers.as_slice()) {
            (Some("exit"), [_, exit]) => return Ok(Meaning::Way(Way::Exit(Exit::new(*exit)))),
            (Some("trap"), [function, inst, number]) => {
                let inst = (*function == self.number).then_some(Inst::new(*inst));
                return Ok(Meaning::Way(Way::Trap(*number as u32, inst)));
            }
            (Some("wait"), [_, inst, callee]) => {
                return Ok(Meaning::Waiting(Inst::new(*inst), FuncRef::new(*callee)));
            }
            _ => {}
        }
        match self.names.get(name) {
            Some(Reference::Function(func)) => Ok(Meaning::Symbol(Symbol::Function(*func))),
            Some(Reference::Data(data)) => Ok(Meaning::Symbol(Symbol::Data(*data))),
            None => Err(wrong(format!("LLVM calls `{name}`, which nobody has"))),
        }
    }

    /// An address that is outside.
    fn reloc(
        &mut self,
        at: u32,
        wanted: Wanted,
        target: Symbol,
        addend: i64,
    ) -> Result<(), CompileError> {
        let function = &mut self.unpacked.function;
        match wanted {
            Wanted::Direct(kind) => {
                function.relocs.push(Reloc { offset: at, kind, target, addend });
                Ok(())
            }
            Wanted::Table(kind) => {
                let code = &mut function.code;
                let entry = *self.table.entry(target).or_insert_with(|| {
                    code.resize(code.len().next_multiple_of(8), 0);
                    let place = code.len() as u32;
                    code.extend([0; 8]);
                    let kind = RelocKind::Absolute64;
                    function.relocs.push(Reloc { offset: place, kind, target, addend: 0 });
                    place
                });
                self.inside(at, Wanted::Direct(kind), i64::from(entry) + addend)
            }
        }
    }

    /// An address within the piece.
    fn inside(&mut self, at: u32, wanted: Wanted, target: i64) -> Result<(), CompileError> {
        let (Wanted::Direct(kind) | Wanted::Table(kind)) = wanted;
        let function = &mut self.unpacked.function;
        // Pages and low bits of addresses depend on where the code will be.
        let is_absolute = matches!(
            kind,
            RelocKind::Absolute64
                | RelocKind::A64Page21
                | RelocKind::A64Low12
                | RelocKind::A64AccessLow12(_)
        );
        if is_absolute {
            if self.number == BESIDE {
                return Err(wrong("a function beside the module has constants"));
            }
            let own = Symbol::Function(FuncRef::new(self.number));
            function.relocs.push(Reloc { offset: at, kind, target: own, addend: target });
            return Ok(());
        }
        relocate::apply(&mut function.code, 0, at, kind, target as u64)
            .map_err(|kind| wrong(format!("{kind:?} does not reach its target")))
    }
}

/// From where on which instruction is meant: by the line table, and where exits are called.
fn source_map(
    lines: Option<&Vec<(u32, Option<Inst>)>>,
    calls: &[(u32, Way)],
) -> Vec<(u32, Option<Inst>)> {
    let mut map = lines.cloned().unwrap_or_default();
    for &(behind, way) in calls {
        let Way::Trap(_, inst) = way else { continue };
        // The call alone: five bytes or four, of which the last is before this address.
        let after = map.iter().rev().find(|(at, _)| *at <= behind).and_then(|(_, inst)| *inst);
        map.retain(|(at, _)| *at < behind - 4 || *at >= behind);
        let found = map.iter().any(|(at, _)| *at == behind);
        map.push((behind - 4, inst));
        if !found {
            map.push((behind, after));
        }
        map.sort_by_key(|(at, _)| *at);
    }
    map
}

impl Unpacked {
    /// The function, with numbers for its exits from `first` on, and the stubs that say them.
    ///
    /// # Errors
    /// An exit that is none.
    pub fn finish(
        &self,
        isa: Isa,
        body: &Function,
        first: u32,
    ) -> Result<CompiledFunction, CompileError> {
        let mut function = self.function.clone();
        let mut stubs: FxHashMap<(u32, Way), u32> = FxHashMap::default();
        for &(behind, way) in &self.calls {
            let (number, known) = match way {
                // Traps of one code share a stub.
                Way::Trap(number, _) => (number, Way::Trap(number, None)),
                Way::Exit(exit) => {
                    let known = function.exits.iter().find(|map| map.exit == exit);
                    (known.map_or(first + function.exits.len() as u32, |map| map.number), way)
                }
            };
            let stub = match stubs.get(&(number, known)) {
                Some(stub) => *stub,
                None => {
                    let stub = append_stub(&mut function, isa, number);
                    if let Way::Exit(exit) = way {
                        function.exits.push(exit_map(isa, body, exit, number, stub));
                    }
                    stubs.insert((number, known), stub);
                    stub
                }
            };
            let kind = match isa {
                Isa::X64 => RelocKind::X64Relative32,
                Isa::A64 => RelocKind::A64Call26,
            };
            relocate::apply(&mut function.code, 0, behind - 4, kind, stub.into())
                .map_err(|kind| wrong(format!("{kind:?} does not reach its stub")))?;
        }
        Ok(function)
    }
}

/// Where the values of an exit are: where C passes arguments.
fn exit_map(isa: Isa, body: &Function, exit: Exit, number: u32, stub: u32) -> ExitMap {
    let values = state_values(body, exit);
    let types: Vec<_> = values.iter().map(|value| body.ty(*value)).collect();
    let (homes, _) = assign(&types, parameters(isa), 0);
    let location = |home| match home {
        Home::Register(register) => ValueLocation::Register(register),
        Home::Stack(offset) => ValueLocation::Stack(offset),
    };
    let values = values.into_iter().zip(types).zip(homes);
    let values = values.map(|((value, ty), home)| (value, ty, location(home))).collect();
    ExitMap { number, exit, values, stub }
}

/// Appends the code that says a number to the exit handler.
fn append_stub(function: &mut CompiledFunction, isa: Isa, number: u32) -> u32 {
    let code = &mut function.code;
    if isa == Isa::A64 {
        code.resize(code.len().next_multiple_of(4), 0);
    }
    let stub = code.len() as u32;
    let kind = match isa {
        Isa::X64 => {
            code.extend([0x41, 0xbb]); // mov r11d, number
            code.extend(number.to_le_bytes());
            code.extend([0xe9, 0, 0, 0, 0]); // jmp
            RelocKind::X64Relative32
        }
        Isa::A64 => {
            code.extend((0x5280_0010 | (number & 0xffff) << 5).to_le_bytes()); // movz w16
            code.extend((0x72a0_0010 | (number >> 16) << 5).to_le_bytes()); // movk w16, lsl 16
            code.extend(0x1400_0000u32.to_le_bytes()); // b
            RelocKind::A64Call26
        }
    };
    let offset = code.len() as u32 - 4;
    function.relocs.push(Reloc { offset, kind, target: Symbol::ExitHandler, addend: 0 });
    stub
}
