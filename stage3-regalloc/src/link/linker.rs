//! Objects → an executable: a linker.
//!
//! ```text
//!   main.o  shapes.o  library      reach `_start` ─► what it refers to ─► what that refers to ─► …
//!        └─────┼─────────┘
//!              ▼
//!   .text │ .rodata │ …            the pieces that are reached, one behind the other; tables for what is there
//! ```
//!
//! The same idea as in [`super::program`], one level down: there functions of the IR are compiled when something refers to
//! them, here compiled ones are kept. A name that several objects define for others is a mistake, unless they say that
//! any definition will do: descriptors of types, which every object has that needs them.
//!
//! Names that the linker itself defines: `pc_table`, `text_start`, `text_end`, `data_start`, `data_end`.
//! Leaves out: everything that other compilers' objects need beyond what ours have (common symbols, sections of other
//! names, thread-local data). Judged by stage 4's `tests/separate.rs`.

use std::collections::BTreeSet;
use std::fmt;

use rustc_hash::FxHashMap;
use stage0::Isa;
use stage2::entity::{DataRef, Entity};

use super::build_error::BuildError;
use super::executable;
use super::pc_table::{self, Line, TableFunction};
use super::program::{
    BOUNDARIES, Definition, Program, Section, SectionData, SectionReloc, Target, boundary,
};
use super::read_object::{ObjectFile, Piece, PieceTarget};
use crate::compile::RelocKind;

/// Why objects do not fit together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkError {
    /// An object is for another machine than the others: its name.
    Machine(String),
    /// Two objects define a name for all: the name, and the objects.
    DefinedTwice(String, String, String),
    /// Nobody defines these names.
    Undefined(Vec<String>),
    /// An object's table is damaged: its name.
    Damaged(String),
    /// There is no file for other reasons.
    Build(BuildError),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            LinkError::Machine(object) => write!(f, "{object} is for another machine"),
            LinkError::DefinedTwice(name, a, b) => write!(f, "both {a} and {b} define {name}"),
            LinkError::Undefined(names) => write!(f, "nobody defines {}", names.join(", ")),
            LinkError::Damaged(object) => write!(f, "{object}: its table of lines is damaged"),
            LinkError::Build(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LinkError {}

/// A program in the making.
#[derive(Debug)]
pub struct Linker {
    isa: Isa,
    objects: Vec<ObjectFile>,
    /// Who defines a name: the object, its piece, and whether others may.
    names: FxHashMap<String, (usize, usize, bool)>,
    /// By object and piece.
    reached: Vec<Vec<bool>>,
    work: Vec<(usize, usize)>,
    undefined: BTreeSet<String>,
}

impl Linker {
    /// A program for an instruction set.
    pub fn new(isa: Isa) -> Linker {
        Linker {
            isa,
            objects: Vec::new(),
            names: FxHashMap::default(),
            reached: Vec::new(),
            work: Vec::new(),
            undefined: BTreeSet::new(),
        }
    }

    /// Adds an object.
    ///
    /// # Errors
    /// It is for another machine, or defines what another object defines.
    pub fn add(&mut self, object: ObjectFile) -> Result<(), LinkError> {
        if object.isa != self.isa {
            return Err(LinkError::Machine(object.name));
        }
        let number = self.objects.len();
        for (name, piece, shared) in &object.defined {
            match self.names.get(name) {
                None => {
                    self.names.insert(name.clone(), (number, *piece, *shared));
                }
                Some((_, _, true)) if *shared => {}
                Some(&(other, ..)) => {
                    let other = self.objects.get(other).map_or(&object.name, |other| &other.name);
                    let (a, b) = (other.clone(), object.name.clone());
                    return Err(LinkError::DefinedTwice(name.clone(), a, b));
                }
            }
        }
        self.reached.push(vec![false; object.pieces.len()]);
        self.objects.push(object);
        for name in std::mem::take(&mut self.undefined) {
            self.want(&name);
        }
        self.follow();
        Ok(())
    }

    /// The program needs what has this name, and all that it refers to.
    pub fn reach(&mut self, name: &str) {
        self.want(name);
        self.follow();
    }

    /// Does the program need it?
    pub fn is_reached(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|&(object, piece, _)| self.reached[object][piece])
    }

    /// What the program needs and nobody defines yet, sorted.
    pub fn undefined(&self) -> impl Iterator<Item = &str> {
        self.undefined.iter().map(|name| &**name)
    }

    /// Names of objects, with the bytes that the program needs of each and that it has, zeros not counted.
    pub fn sizes(&self) -> Vec<(String, u64, u64)> {
        let of = |(object, reached): (&ObjectFile, &Vec<bool>)| {
            let in_file = |piece: &Piece| piece.section != Section::Zeroed;
            let all = || object.pieces.iter().zip(reached).filter(|(piece, _)| in_file(piece));
            let needed = all().filter(|(_, reached)| **reached).map(|(piece, _)| piece.size).sum();
            (object.name.clone(), needed, all().map(|(piece, _)| piece.size).sum())
        };
        self.objects.iter().zip(&self.reached).map(of).collect()
    }

    fn want(&mut self, name: &str) {
        match self.names.get(name) {
            Some(&(object, piece, _)) => self.work.push((object, piece)),
            None if name == "pc_table" || BOUNDARIES.contains(&name) => {}
            None => {
                self.undefined.insert(name.to_string());
            }
        }
    }

    // ANCHOR: follow
    fn follow(&mut self) {
        while let Some((object, piece)) = self.work.pop() {
            if std::mem::replace(&mut self.reached[object][piece], true) {
                continue;
            }
            for reloc in self.objects[object].pieces[piece].relocs.clone() {
                match reloc.target {
                    PieceTarget::Own(own) => self.work.push((object, own)),
                    PieceTarget::Named(name) => self.want(&name),
                }
            }
        }
    }
    // ANCHOR_END: follow

    /// The executable, which begins at `_start`.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub fn executable(mut self) -> Result<Vec<u8>, LinkError> {
        self.reach("_start");
        if !self.undefined.is_empty() {
            return Err(LinkError::Undefined(self.undefined.into_iter().collect()));
        }
        let mut layout = Layout::new();
        for section in Section::ALL {
            for (number, object) in self.objects.iter().enumerate() {
                let pieces = object.pieces.iter().enumerate();
                for (index, _) in pieces.filter(|(_, piece)| piece.section == section) {
                    if self.reached[number][index] {
                        layout.place(object, number, index).map_err(LinkError::Build)?;
                    }
                }
            }
        }
        for object in 0..self.objects.len() {
            self.relocate(object, &mut layout);
            self.frames(object, &mut layout);
        }
        self.finish(layout)
    }

    /// Where a piece's relocations lead.
    fn relocate(&self, number: usize, layout: &mut Layout) {
        for (index, piece) in self.objects[number].pieces.iter().enumerate() {
            let Some(&(_, at)) = layout.places.get(&(number, index)) else { continue };
            let relocs: Vec<SectionReloc> = (piece.relocs.iter())
                .map(|reloc| SectionReloc {
                    offset: at as u32 + reloc.offset,
                    kind: reloc.kind,
                    target: match &reloc.target {
                        PieceTarget::Own(own) => layout.target(number, *own),
                        PieceTarget::Named(name) => self.target(name, layout),
                    },
                    addend: reloc.addend,
                })
                .collect();
            layout.section(piece.section).relocs.extend(relocs);
        }
    }

    fn target(&self, name: &str, layout: &Layout) -> Target {
        match self.names.get(name) {
            Some(&(object, piece, _)) => layout.target(object, piece),
            None => own_target(name),
        }
    }

    /// Copies the entries of an object's functions that are there.
    fn frames(&self, number: usize, layout: &mut Layout) {
        let object = &self.objects[number];
        for (piece, entry) in &object.frames {
            let target = layout.target(number, *piece);
            if !layout.places.contains_key(&(number, *piece)) {
                continue;
            }
            let frame = layout.section(Section::EhFrame);
            if frame.bytes.is_empty() {
                frame.bytes.extend(&object.common_frame);
            }
            let at = frame.bytes.len() as u32;
            frame.bytes.extend(&entry[..4]);
            // The entry for all is at 0, so the distance to it is where this word is.
            frame.bytes.extend((at + 4).to_le_bytes());
            frame.bytes.extend(&entry[8..]);
            let kind = RelocKind::Relative32;
            frame.relocs.push(SectionReloc { offset: at + 8, kind, target, addend: 0 });
        }
    }

    /// The tables, and what only the linker knows.
    fn finish(self, mut layout: Layout) -> Result<Vec<u8>, LinkError> {
        layout.section(Section::EhFrame).bytes.extend([0; 4]);
        let code_bytes = layout.section(Section::Text).bytes.len();
        let mut files: Vec<std::sync::Arc<str>> = Vec::new();
        let mut functions = Vec::new();
        for (number, object) in self.objects.iter().enumerate() {
            let damaged = || LinkError::Damaged(object.name.clone());
            let (table, own_files) = object.table.decode().ok_or_else(damaged)?;
            let first = files.len() as u16;
            files.extend(own_files.into_iter().map(std::sync::Arc::from));
            if files.len() > usize::from(u16::MAX) {
                return Err(LinkError::Build(BuildError::TooLarge));
            }
            let starts: FxHashMap<u64, usize> = (object.pieces.iter().enumerate())
                .filter(|(_, piece)| piece.section == Section::Text)
                .map(|(index, piece)| (piece.offset, index))
                .collect();
            for one in table {
                let piece = *starts.get(&u64::from(one.start)).ok_or_else(damaged)?;
                if let Some(&(_, at)) = layout.places.get(&(number, piece)) {
                    let size = object.pieces[piece].size as u32;
                    functions.push(moved(one, at as u32, size, first));
                }
            }
        }
        functions.sort_by_key(|one| one.start);
        let table = pc_table::pc_table(functions.into_iter(), &files);
        let mut definitions = std::mem::take(&mut layout.definitions);
        let target = own_target("pc_table");
        definitions.push(table.place(layout.section(Section::Relocated), target));
        for section in layout.sections.values_mut() {
            section.size = section.size.max(section.bytes.len() as u64);
        }
        for name in BOUNDARIES {
            definitions.push(boundary(name, own_target(name), &layout.sections));
        }
        let start = definitions.iter().find(|one| one.name == "_start");
        let start = start.map_or(0, |one| one.offset as u32);
        let program = Program {
            isa: self.isa,
            sections: layout.sections,
            definitions,
            undefined: Vec::new(),
            start,
            code_bytes,
            table: pc_table::PcTable::default(),
        };
        executable::file(program).map_err(LinkError::Build)
    }
}

/// A row of an object's table for where the function is now.
fn moved(mut one: TableFunction<'_>, at: u32, size: u32, first_file: u16) -> TableFunction<'_> {
    let before = one.start;
    let line = |line: Line| Line { file: line.file + first_file, ..line };
    for (start, of) in &mut one.lines {
        *start = at + (*start - before);
        *of = line(*of);
    }
    for (_, of) in &mut one.calls {
        *of = line(*of);
    }
    TableFunction { start: at, end: at + size, ..one }
}

/// Numbers for what only the linker defines, behind those of all pieces.
fn own_target(name: &str) -> Target {
    let number = BOUNDARIES.iter().position(|one| *one == name).unwrap_or(BOUNDARIES.len());
    Target::Data(DataRef::new(u32::MAX as usize - number))
}

/// What is placed.
struct Layout {
    sections: FxHashMap<Section, SectionData>,
    /// By object and piece: its number and where it is in its section.
    places: FxHashMap<(usize, usize), (usize, u64)>,
    definitions: Vec<Definition>,
}

impl Layout {
    fn new() -> Layout {
        let sections = Section::ALL
            .map(|section| (section, SectionData { align: 8, ..SectionData::default() }));
        Layout {
            sections: sections.into_iter().collect(),
            places: FxHashMap::default(),
            definitions: Vec::new(),
        }
    }

    fn section(&mut self, section: Section) -> &mut SectionData {
        self.sections.entry(section).or_default()
    }

    fn target(&self, object: usize, piece: usize) -> Target {
        let number = self.places.get(&(object, piece)).map_or(0, |place| place.0);
        Target::Data(DataRef::new(number))
    }

    /// Places a piece behind what is there.
    fn place(
        &mut self,
        object: &ObjectFile,
        number: usize,
        index: usize,
    ) -> Result<(), BuildError> {
        let piece = &object.pieces[index];
        let fill = if piece.section == Section::Text && object.isa == Isa::X64 { 0xcc } else { 0 };
        let section = self.section(piece.section);
        let end = section.size.max(section.bytes.len() as u64);
        let rest = piece.offset % piece.align;
        let at = end + (rest + piece.align - end % piece.align) % piece.align;
        section.align = section.align.max(piece.align);
        section.size = at + piece.size;
        if section.size > i32::MAX as u64 {
            return Err(BuildError::TooLarge);
        }
        if piece.section != Section::Zeroed {
            section.bytes.resize(at as usize, fill);
            section.bytes.extend(&piece.bytes);
        }
        let count = self.places.len();
        self.places.insert((number, index), (count, at));
        self.definitions.push(Definition {
            name: piece.name.clone(),
            target: Some(Target::Data(DataRef::new(count))),
            section: piece.section,
            offset: at,
            size: piece.size,
            exported: false,
        });
        Ok(())
    }
}
