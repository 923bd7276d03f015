//! A module: everything that is compiled together, and what it knows of the outside.
//!
//! Functions and external functions share one table, as in LLVM's `define` and `declare`: a call
//! names a [`FuncRef`] and need not care. A pass that changes a function takes its body out of the
//! table, and can so look at every declaration of the module while it works.

use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::entity::{DataRef, FuncRef, PrimaryMap};
use crate::ir::function::Function;
use crate::ir::types::Signature;

/// A compilation unit. All names in it are different from each other.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// Source files; a [`SourceLoc`](crate::ir::SourceLoc) names one by its index.
    pub files: Vec<Arc<str>>,
    /// Regions that are declared, in the order of their numbers; others may be used undeclared.
    pub regions: Vec<(Region, RegionDecl)>,
    /// Functions, defined and external.
    pub functions: PrimaryMap<FuncRef, FunctionDecl>,
    /// Data.
    pub data: PrimaryMap<DataRef, DataDecl>,
    names: FxHashMap<Arc<str>, Reference>,
}

/// What a name of a module stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reference {
    /// A function.
    Function(FuncRef),
    /// Data.
    Data(DataRef),
}

/// A function as its callers see it, and its body.
#[derive(Clone, PartialEq, Debug)]
pub struct FunctionDecl {
    /// Its name, without the `@`.
    pub name: Arc<str>,
    /// What it takes and gives.
    pub signature: Signature,
    /// What calling it may do. For a function with a body this is everything until a pass has
    /// found out better.
    pub effects: Effects,
    /// `None` for an external function.
    pub body: Option<Function>,
}

/// What a call may do besides computing its results from its arguments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Effects {
    /// Memory that it reads.
    pub reads: RegionSet,
    /// Memory that it writes.
    pub writes: RegionSet,
    /// It always comes back: it neither stops the program, nor loops for ever, nor unwinds.
    pub returns: bool,
}

impl Effects {
    /// Nothing is known: the default.
    pub const ALL: Effects =
        Effects { reads: RegionSet::All, writes: RegionSet::All, returns: false };
    /// A mathematical function.
    pub const NONE: Effects = Effects {
        reads: RegionSet::Some(Vec::new()),
        writes: RegionSet::Some(Vec::new()),
        returns: true,
    };

    /// May an unused call be deleted, and may two calls with equal arguments become one?
    pub fn is_pure(&self) -> bool {
        *self == Effects::NONE
    }
}

impl Default for Effects {
    fn default() -> Effects {
        Effects::ALL
    }
}

/// A part of memory that no access through another region touches: the elements of integer lists,
/// the lengths of lists, … Region 0 is the exception: it may be anything.
///
/// The type-based alias analysis of a front end, boiled down to a number (compare the alias regions
/// of Cranelift and TBAA in LLVM). Whether two accesses to one region touch is found by comparing
/// addresses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Region(pub u16);

impl Region {
    /// All of memory.
    pub const ANY: Region = Region(0);

    /// May accesses to the two touch the same memory?
    pub fn may_alias(self, other: Region) -> bool {
        self == other || self == Region::ANY || other == Region::ANY
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "region {}", self.0)
    }
}

/// What is known of a region.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegionDecl {
    /// For readers.
    pub name: Arc<str>,
    /// No function of this module, and nothing it calls, writes to it while the module runs. Its
    /// loads may move across everything.
    pub constant: bool,
    /// It changes at any time, from outside. A question about it, a call that writes nothing else and
    /// reads nothing, may be asked less often, as long as it is asked again and again.
    pub polled: bool,
}

/// A set of regions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RegionSet {
    /// All memory.
    All,
    /// These, sorted, each once; the empty list is no memory at all.
    Some(Vec<Region>),
}

impl RegionSet {
    /// May an access to the region touch memory of the set?
    pub fn may_touch(&self, region: Region) -> bool {
        match self {
            RegionSet::All => true,
            RegionSet::Some(regions) => regions.iter().any(|one| one.may_alias(region)),
        }
    }
}

/// Data, with addresses in it that are filled in where it is loaded.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DataDecl {
    /// Its name, without the `@`.
    pub name: Arc<str>,
    /// A power of two.
    pub align: u32,
    /// May the program write to it?
    pub writable: bool,
    /// It is not in the module: whoever links the module knows its address. It has no bytes here,
    /// and its alignment is not known.
    pub external: bool,
    /// The bytes it begins with. Where an address belongs they are zero.
    pub bytes: Vec<u8>,
    /// How many zero bytes follow.
    pub zeros: u64,
    /// The addresses, by increasing offset; they lie in `bytes` and do not overlap.
    pub relocs: Vec<Reloc>,
}

impl DataDecl {
    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.bytes.len() as u64 + self.zeros
    }
}

/// Eight bytes of data that hold the address of something, plus `addend`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reloc {
    /// Where in the data.
    pub offset: u32,
    /// Of what.
    pub target: Reference,
    /// And so many bytes further.
    pub addend: i64,
}

impl Module {
    /// An empty module.
    pub fn new() -> Module {
        Module::default()
    }

    /// Adds a function; `None` when the name is taken.
    pub fn add_function(&mut self, function: FunctionDecl) -> Option<FuncRef> {
        let reference = self.functions.next_key();
        self.claim(&function.name, Reference::Function(reference))?;
        Some(self.functions.push(function))
    }

    /// Declares an external function, or one whose body follows; `None` when the name is taken.
    pub fn declare(
        &mut self,
        name: &str,
        signature: Signature,
        effects: Effects,
    ) -> Option<FuncRef> {
        self.add_function(FunctionDecl { name: name.into(), signature, effects, body: None })
    }

    /// Declares data outside of the module; `None` when the name is taken.
    pub fn declare_data(&mut self, name: &str, writable: bool) -> Option<DataRef> {
        let external = DataDecl { writable, external: true, align: 1, ..DataDecl::default() };
        self.add_data(DataDecl { name: name.into(), ..external })
    }

    /// Adds data; `None` when the name is taken.
    pub fn add_data(&mut self, data: DataDecl) -> Option<DataRef> {
        let reference = self.data.next_key();
        self.claim(&data.name, Reference::Data(reference))?;
        Some(self.data.push(data))
    }

    fn claim(&mut self, name: &Arc<str>, reference: Reference) -> Option<()> {
        match self.names.entry(name.clone()) {
            std::collections::hash_map::Entry::Occupied(_) => None,
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(reference);
                Some(())
            }
        }
    }

    /// What a name stands for.
    pub fn lookup(&self, name: &str) -> Option<Reference> {
        self.names.get(name).copied()
    }

    /// The function of that name, defined or external.
    pub fn function(&self, name: &str) -> Option<FuncRef> {
        match self.lookup(name)? {
            Reference::Function(function) => Some(function),
            Reference::Data(_) => None,
        }
    }

    /// The function with a body that a user names, with `@` or without; or, if he names none, the only one.
    ///
    /// # Errors
    /// There is none, or not only one: a message that says which there are.
    pub fn find(&self, name: Option<&str>) -> Result<FuncRef, String> {
        const MOST: usize = 20;
        let all = self.functions.iter().filter(|(_, decl)| decl.body.is_some());
        let all: Vec<(FuncRef, &str)> = all.map(|(func, decl)| (func, &*decl.name)).collect();
        let what = match (name.map(|name| name.trim_start_matches('@')), &all[..]) {
            (_, []) => return Err("there is no function with a body".to_string()),
            (None, [(only, _)]) => return Ok(*only),
            (None, _) => "which function? --func NAME says so".to_string(),
            (Some(name), _) => match all.iter().find(|(_, other)| *other == name) {
                Some((func, _)) => return Ok(*func),
                None => format!("there is no function @{name}"),
            },
        };
        let all: Vec<String> = all.iter().map(|(_, name)| format!("@{name}")).collect();
        let more = all.len().saturating_sub(MOST);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        Err(format!("{what}\nhelp: there are: {}{more}", all[..all.len().min(MOST)].join(", ")))
    }

    /// What is known of a region.
    pub fn region(&self, region: Region) -> Option<&RegionDecl> {
        self.regions.iter().find(|(other, _)| *other == region).map(|(_, decl)| decl)
    }
}

impl PartialEq for Module {
    fn eq(&self, other: &Module) -> bool {
        self.files == other.files
            && self.regions == other.regions
            && self.functions == other.functions
            && self.data == other.data
    }
}
