//! A module → sections, symbols and relocations: what an executable and an object file have in common.
//!
//! ```text
//!   @main ──calls──► @f ──► @table ──► @g …            compiled only when something refers to it
//!
//!   .text     _start │ main │ f │ g │ syscall6 │ …     functions at multiples of 16
//!   .rodata   constants       .data.rel.ro   with addresses in them, @pc_table       .data   .bss
//!   .eh_frame
//! ```
//!
//! Compilation follows references: it begins with what the program starts with, and each compiled function's
//! relocations say what else is needed. So what nobody reaches costs neither bytes nor time, and what nobody has
//! is found, all of it, before anything is written. An object file offers everything that its module defines,
//! so there everything is a beginning.
//!
//! What a program may use without defining it: the functions of [`freestanding`], the trap routine
//! (`trap.ir`, unless the module has one), and the data `@pc_table` ([`super::pc_table`]), `@text_start`,
//! `@text_end`, `@data_start` and `@data_end` (all that may be written to; for a garbage collector).
//!
//! Requires: a verified module. Refuses functions that leave for an interpreter: there is none.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use stage0::Isa;
use stage2::entity::{DataRef, Entity, FuncRef};
use stage2::ir::{DataDecl, Module, Reference, Signature, SourceLoc, Type};

use super::build_error::BuildError;
use super::eh_frame::{self, EhFrame, Unwind};
use super::freestanding::{self, Piece, StartKind};
use super::pc_table::{self, Line, PcTable, TableFunction};
use super::trap::trap_routine;
use crate::compile::{BackEnd, Options, Reloc, RelocKind, Symbol};

/// What kind of program it shall be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind<'a> {
    /// An executable that begins with `@main`.
    Main,
    /// An executable that begins with this function: if it takes a `ptr` and gives nothing back, that is the
    /// initial stack pointer, and it does not return. If not, it is called as `@main` is.
    From(&'a str),
    /// An object file: what is missing is somebody else's.
    Object,
    /// One of the objects of a program that [`super::linker`] puts together, which also writes the table for
    /// tracebacks; in one of them the program begins, with this function.
    Unit(Option<&'a str>),
}

/// Where something is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Section {
    /// Code.
    Text,
    /// Data that nobody writes to.
    ReadOnly,
    /// Data that nobody writes to but a linker, which fills in addresses.
    Relocated,
    /// For debuggers.
    EhFrame,
    /// Data.
    Writable,
    /// Data that begin as zeros.
    Zeroed,
}

impl Section {
    /// All of them, in the order in which they lie in memory.
    pub const ALL: [Section; 6] = [
        Section::ReadOnly,
        Section::Relocated,
        Section::EhFrame,
        Section::Text,
        Section::Writable,
        Section::Zeroed,
    ];

    /// Its name in an ELF file.
    pub fn name(self) -> &'static str {
        match self {
            Section::Text => ".text",
            Section::ReadOnly => ".rodata",
            Section::Relocated => ".data.rel.ro",
            Section::EhFrame => ".eh_frame",
            Section::Writable => ".data",
            Section::Zeroed => ".bss",
        }
    }
}

/// A section's contents.
#[derive(Clone, Debug, Default)]
pub struct SectionData {
    /// The bytes; none for zeros.
    pub bytes: Vec<u8>,
    /// How many there are.
    pub size: u64,
    /// A power of two.
    pub align: u64,
    /// What has to be filled in.
    pub relocs: Vec<SectionReloc>,
}

/// An address that belongs into a section.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SectionReloc {
    /// The first byte to change.
    pub offset: u32,
    /// How.
    pub kind: RelocKind,
    /// Of what.
    pub target: Target,
    /// And so many bytes further.
    pub addend: i64,
}

/// What has an address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Target {
    /// A function of the module.
    Function(FuncRef),
    /// Data of the module.
    Data(DataRef),
    /// The routine that exit stubs call.
    ExitHandler,
    /// The beginning of a section.
    Section(Section),
}

/// Something with a name.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The name.
    pub name: String,
    /// What refers to it.
    pub target: Option<Target>,
    /// Where it is.
    pub section: Section,
    /// Where in there.
    pub offset: u64,
    /// Its size in bytes.
    pub size: u64,
    /// Do others see it?
    pub exported: bool,
}

/// A program before its addresses are known.
#[derive(Clone, Debug)]
pub struct Program {
    /// For which instruction set.
    pub isa: Isa,
    /// By [`Section`].
    pub sections: FxHashMap<Section, SectionData>,
    /// Everything that has a name.
    pub definitions: Vec<Definition>,
    /// In an object file, what others have to define: functions and data by their names.
    pub undefined: Vec<(String, Target)>,
    /// Where the first instruction is in `.text`, of an executable.
    pub start: u32,
    /// Code of functions of the module, in bytes, for statistics.
    pub code_bytes: usize,
    /// Of a [`Kind::Unit`], its part of the table for tracebacks.
    pub table: PcTable,
}

/// Puts a program together. The module gets the trap routine if it needs one and has none.
///
/// # Errors
/// See [`BuildError`].
pub fn assemble(
    back_end: &dyn BackEnd,
    module: &mut Module,
    options: Options,
    kind: Kind,
) -> Result<Program, BuildError> {
    let isa = options.isa;
    let own = module.functions.len();
    let own_data = module.data.len();
    let mut assembly = Assembly {
        isa,
        kind,
        placed: Vec::new(),
        text: Vec::new(),
        align: 16,
        waiting: VecDeque::new(),
        seen: FxHashMap::default(),
        missing: Vec::new(),
        data: Vec::new(),
    };
    match kind {
        Kind::Object | Kind::Unit(_) => {
            let functions = module.functions.iter().filter(|(_, decl)| decl.body.is_some());
            let data = module.data.iter().filter(|(_, decl)| !decl.external);
            let functions = functions.map(|(func, _)| Target::Function(func));
            for target in functions.chain(data.map(|(data, _)| Target::Data(data))) {
                assembly.want(target);
            }
            if let Kind::Unit(Some(name)) = kind {
                let entry = module.function(name);
                let entry = entry.ok_or_else(|| BuildError::NoEntry(name.into()))?;
                assembly.piece("_start", None, freestanding::start(isa, entry, StartKind::Raw));
            }
        }
        Kind::Main => assembly.begin(module, "main")?,
        Kind::From(name) => assembly.begin(module, name)?,
    }
    let options = Options { near_data: true, keep_dumps: false, first_exit: 0, ..options };
    while let Some(target) = assembly.waiting.pop_front() {
        match target {
            Target::Function(func) => assembly.function(back_end, module, func, options)?,
            Target::Data(data) => assembly.wanted_data(module, data),
            Target::ExitHandler => {
                let routine = trap_routine(module, isa)?;
                let piece = freestanding::exit_handler(isa, routine);
                assembly.piece("exit_handler", Some(Target::ExitHandler), piece);
            }
            Target::Section(_) => {}
        }
    }
    let is_whole = matches!(kind, Kind::Main | Kind::From(_));
    if !assembly.missing.is_empty() && is_whole {
        let mut names: Vec<String> = assembly.missing.into_iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        return Err(BuildError::Undefined(names));
    }
    assembly.finish(module, own, own_data)
}

/// A function or another piece of code in the text.
struct Placed {
    name: String,
    target: Option<Target>,
    at: u32,
    size: u32,
    unwind: Unwind,
    relocs: Vec<Reloc>,
    frame: u32,
    return_at: Option<u32>,
    lines: Vec<(u32, Line)>,
    calls: Vec<(FuncRef, Line)>,
}

struct Assembly<'a> {
    isa: Isa,
    kind: Kind<'a>,
    placed: Vec<Placed>,
    text: Vec<u8>,
    align: u32,
    waiting: VecDeque<Target>,
    seen: FxHashMap<Target, ()>,
    missing: Vec<(String, Target)>,
    data: Vec<DataRef>,
}

/// Can an executable begin with a function of this type?
#[must_use]
pub fn can_begin(signature: &Signature) -> bool {
    start_kind(signature, true).is_some()
}

/// How the function with which a program begins is called, if it can be.
fn start_kind(Signature { params, results }: &Signature, may_be_raw: bool) -> Option<StartKind> {
    match (&params[..], &results[..]) {
        ([Type::Ptr], []) if may_be_raw => Some(StartKind::Raw),
        _ if ![Type::I64, Type::Ptr, Type::Ptr].starts_with(params) => None,
        (_, []) => Some(StartKind::Main),
        (_, [ty]) if !ty.is_float() => Some(StartKind::MainWithStatus),
        _ => None,
    }
}

impl Assembly<'_> {
    fn want(&mut self, target: Target) {
        if self.seen.insert(target, ()).is_none() {
            self.waiting.push_back(target);
        }
    }

    /// The first instructions of an executable.
    fn begin(&mut self, module: &Module, name: &str) -> Result<(), BuildError> {
        let func = module.function(name).filter(|func| module.functions[*func].body.is_some());
        let func = func.ok_or_else(|| BuildError::NoEntry(name.into()))?;
        let may_be_raw = matches!(self.kind, Kind::From(_));
        let kind = start_kind(&module.functions[func].signature, may_be_raw);
        let kind = kind.ok_or_else(|| BuildError::EntryType(name.into()))?;
        let piece = freestanding::start(self.isa, func, kind);
        self.piece("_start", None, piece);
        Ok(())
    }

    fn piece(&mut self, name: &str, target: Option<Target>, piece: Piece) {
        let Piece { code, relocs, unwind } = piece;
        let at = self.place(&code, 0);
        let size = code.len() as u32;
        for reloc in &relocs {
            self.want(target_of(reloc.target));
        }
        self.placed.push(Placed {
            name: name.to_string(),
            target,
            at,
            size,
            unwind,
            relocs,
            frame: 0,
            return_at: None,
            lines: Vec::new(),
            calls: Vec::new(),
        });
    }

    fn place(&mut self, code: &[u8], align: u32) -> u32 {
        let align = align.max(16);
        self.align = self.align.max(align);
        // What is never run, should it be run, traps.
        let fill = if self.isa == Isa::X64 { 0xcc } else { 0 };
        self.text.resize(self.text.len().next_multiple_of(align as usize), fill);
        self.text.extend_from_slice(code);
        (self.text.len() - code.len()) as u32
    }

    fn function(
        &mut self,
        back_end: &dyn BackEnd,
        module: &Module,
        func: FuncRef,
        options: Options,
    ) -> Result<(), BuildError> {
        let decl = &module.functions[func];
        let name = decl.name.to_string();
        let Some(body) = &decl.body else {
            let target = Target::Function(func);
            match freestanding::signature(&name) {
                Some(signature) if signature != decl.signature => {
                    return Err(BuildError::Signature(name));
                }
                Some(_) => {
                    if let Some(piece) = freestanding::provided(self.isa, &name) {
                        self.piece(&name, Some(target), piece);
                    }
                }
                None => self.missing.push((name, target)),
            }
            return Ok(());
        };
        let compiled = back_end
            .function(module, func, options)
            .map_err(|error| BuildError::Compile(name.clone(), error))?;
        if !compiled.exits.is_empty() {
            return Err(BuildError::Interpreter(name));
        }
        if self.text.len() + compiled.code.len() > i32::MAX as usize {
            return Err(BuildError::TooLarge);
        }
        let at = self.place(&compiled.code, compiled.align);
        let unwind = eh_frame::rows(self.isa, &compiled);
        let line = |&(offset, inst): &(u32, Option<stage2::entity::Inst>)| {
            let location = inst.map(|inst| body.locations[inst]).unwrap_or_default();
            (at + offset, line_of(location))
        };
        let lines: Vec<(u32, Line)> = compiled.source_map.iter().map(line).collect();
        let calls = body.inlined.iter().map(|one| (one.callee, line_of(one.call))).collect();
        for reloc in &compiled.relocs {
            self.want(target_of(reloc.target));
        }
        self.placed.push(Placed {
            name,
            target: Some(Target::Function(func)),
            at,
            size: compiled.code.len() as u32,
            unwind,
            relocs: compiled.relocs,
            frame: compiled.incoming_at,
            return_at: compiled.return_at,
            lines,
            calls,
        });
        Ok(())
    }

    fn wanted_data(&mut self, module: &Module, data: DataRef) {
        let decl = &module.data[data];
        if !decl.external {
            self.data.push(data);
            for reloc in &decl.relocs {
                self.want(target_of_data(reloc.target));
            }
        } else if !self.is_provided(&decl.name) {
            self.missing.push((decl.name.to_string(), Target::Data(data)));
        }
    }

    fn is_provided(&self, name: &str) -> bool {
        // Where an object's text will end, only the linker knows.
        match self.kind {
            Kind::Main | Kind::From(_) => name == "pc_table" || BOUNDARIES.contains(&name),
            Kind::Object => name == "pc_table",
            Kind::Unit(_) => false,
        }
    }

    fn finish(
        mut self,
        module: &Module,
        own: usize,
        own_data: usize,
    ) -> Result<Program, BuildError> {
        let mut sections: FxHashMap<Section, SectionData> = FxHashMap::default();
        for section in Section::ALL {
            sections.insert(section, SectionData { align: 8, ..SectionData::default() });
        }
        let mut definitions = Vec::new();
        let code_bytes = self.placed.iter().map(|one| one.size as usize).sum();
        let mut text = SectionData { align: self.align.into(), ..SectionData::default() };
        for one in &self.placed {
            let is_own = matches!(one.target, Some(Target::Function(func))
                if func.index() < own && module.functions[func].body.is_some());
            definitions.push(Definition {
                name: one.name.clone(),
                target: one.target,
                section: Section::Text,
                offset: one.at.into(),
                size: one.size.into(),
                exported: is_own,
            });
            text.relocs.extend(one.relocs.iter().map(|reloc| SectionReloc {
                offset: one.at + reloc.offset,
                kind: reloc.kind,
                target: target_of(reloc.target),
                addend: reloc.addend,
            }));
        }
        text.bytes = std::mem::take(&mut self.text);
        let pieces = self.placed.iter().map(|one| (one.at, one.size, &one.unwind));
        let EhFrame { bytes, starts } = eh_frame::eh_frame(self.isa, pieces);
        let frame = sections.entry(Section::EhFrame).or_default();
        frame.bytes = bytes;
        frame.relocs = starts
            .into_iter()
            .map(|(offset, start)| SectionReloc {
                offset,
                kind: RelocKind::Relative32,
                target: Target::Section(Section::Text),
                addend: start.into(),
            })
            .collect();
        sections.insert(Section::Text, text);
        for &data in &self.data {
            let decl = &module.data[data];
            let definition = place_data(&mut sections, data, decl)?;
            definitions.push(Definition { exported: data.index() < own_data, ..definition });
        }
        for (data, decl) in module.data.iter().filter(|(_, decl)| decl.external) {
            let target = Target::Data(data);
            if !self.seen.contains_key(&target) || !self.is_provided(&decl.name) {
                continue;
            }
            if &*decl.name == "pc_table" {
                let section = sections.entry(Section::Relocated).or_default();
                definitions.push(self.pc_table(module).place(section, target));
            } else {
                definitions.push(boundary(&decl.name, target, &sections));
            }
        }
        for section in sections.values_mut() {
            section.size = section.size.max(section.bytes.len() as u64);
            if section.size > i32::MAX as u64 {
                return Err(BuildError::TooLarge);
            }
        }
        let is_unit = matches!(self.kind, Kind::Unit(_));
        let table = if is_unit { self.pc_table(module) } else { PcTable::default() };
        let undefined = self.missing;
        let (isa, start) = (self.isa, 0);
        Ok(Program { isa, sections, definitions, undefined, start, code_bytes, table })
    }

    /// What the table for tracebacks says of the functions.
    fn pc_table(&self, module: &Module) -> PcTable {
        let functions = self.placed.iter().map(|one| TableFunction {
            name: &one.name,
            start: one.at,
            end: one.at + one.size,
            frame: one.frame,
            return_at: one.return_at,
            lines: one.lines.clone(),
            calls: (one.calls.iter())
                .map(|(callee, line)| (&*module.functions[*callee].name, *line))
                .collect(),
        });
        pc_table::pc_table(functions, &module.files)
    }
}

/// Data that say where the code, and what may be written to, begin and end.
pub(super) const BOUNDARIES: [&str; 4] = ["text_start", "text_end", "data_start", "data_end"];

/// Where one of the [`BOUNDARIES`] is, when everything else is placed.
pub(super) fn boundary(
    name: &str,
    target: Target,
    sections: &FxHashMap<Section, SectionData>,
) -> Definition {
    let (section, offset) = match name {
        "text_start" => (Section::Text, 0),
        "text_end" => (Section::Text, sections[&Section::Text].bytes.len() as u64),
        "data_start" => (Section::Writable, 0),
        _ => (Section::Zeroed, sections[&Section::Zeroed].size),
    };
    let (name, target) = (name.to_string(), Some(target));
    Definition { name, target, section, offset, size: 0, exported: false }
}

fn line_of(location: SourceLoc) -> Line {
    Line { file: location.file, line: location.line, call: location.site }
}

/// Puts data into the section where they belong.
fn place_data(
    sections: &mut FxHashMap<Section, SectionData>,
    data: DataRef,
    decl: &DataDecl,
) -> Result<Definition, BuildError> {
    let section = match (decl.writable, decl.bytes.is_empty()) {
        (true, true) => Section::Zeroed,
        (true, false) => Section::Writable,
        (false, _) if decl.relocs.is_empty() => Section::ReadOnly,
        (false, _) => Section::Relocated,
    };
    if decl.size() > i32::MAX as u64 {
        return Err(BuildError::TooLarge);
    }
    let contents = sections.entry(section).or_default();
    let align = u64::from(decl.align.max(1));
    contents.align = contents.align.max(align);
    let start = contents.size.max(contents.bytes.len() as u64).next_multiple_of(align);
    contents.size = start + decl.size();
    if contents.size > i32::MAX as u64 {
        return Err(BuildError::TooLarge);
    }
    if section != Section::Zeroed {
        contents.bytes.resize(start as usize, 0);
        contents.bytes.extend_from_slice(&decl.bytes);
        contents.bytes.resize(contents.size as usize, 0);
    }
    contents.relocs.extend(decl.relocs.iter().map(|reloc| SectionReloc {
        offset: start as u32 + reloc.offset,
        kind: RelocKind::Absolute64,
        target: target_of_data(reloc.target),
        addend: reloc.addend,
    }));
    Ok(Definition {
        name: decl.name.to_string(),
        target: Some(Target::Data(data)),
        section,
        offset: start,
        size: decl.size(),
        exported: true,
    })
}

fn target_of(symbol: Symbol) -> Target {
    match symbol {
        Symbol::Function(func) => Target::Function(func),
        Symbol::Data(data) => Target::Data(data),
        Symbol::ExitHandler => Target::ExitHandler,
    }
}

fn target_of_data(reference: Reference) -> Target {
    match reference {
        Reference::Function(func) => Target::Function(func),
        Reference::Data(data) => Target::Data(data),
    }
}
