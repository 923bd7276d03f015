//! Two modules → one: what one declares and the other defines comes together.
//!
//! ```text
//!   extern @f(i64) -> i64          function @f(v0: i64) -> i64 { … }
//!   function @main() … call @f     extern @g()                           one module with @main, @f, extern @g
//! ```
//!
//! This is linking before there is machine code, so the optimiser can look across. The names of functions
//! and data must fit together; files get new numbers, and regions those of their names: a region
//! without a declaration means nothing outside of its module, so its accesses become accesses to any memory.
//!
//! Requires: verified modules. Keeps: the numbers of everything in the first. Judged by
//! `tests/executables.rs`, and by every executable with a trap.

use std::fmt;

use rustc_hash::FxHashMap;
use stage2::entity::{DataRef, Entity, FuncRef};
use stage2::ir::{
    DataDecl, Effects, FunctionDecl, InstData, Module, Reference, Region, RegionSet, Reloc,
};

/// Why two modules do not fit together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MergeError {
    /// Both define it.
    DefinedTwice(String),
    /// A function here and data there, or functions with different types.
    Different(String),
    /// More than 65,535 source files or regions.
    TooMany,
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            MergeError::DefinedTwice(name) => write!(f, "@{name} is defined twice"),
            MergeError::Different(name) => {
                write!(f, "@{name} is declared with one type and defined with another")
            }
            MergeError::TooMany => f.write_str("there are too many source files or regions"),
        }
    }
}

impl std::error::Error for MergeError {}

/// What the numbers of the second module become.
struct Numbers {
    functions: Vec<FuncRef>,
    data: Vec<DataRef>,
    regions: FxHashMap<Region, Region>,
}

/// Puts everything that is in `from` into `into`.
///
/// # Errors
/// See [`MergeError`]; `into` is then of no use any more.
pub fn append(into: &mut Module, from: &Module) -> Result<(), MergeError> {
    let first_file = u16::try_from(into.files.len()).map_err(|_| MergeError::TooMany)?;
    u16::try_from(into.files.len() + from.files.len()).map_err(|_| MergeError::TooMany)?;
    into.files.extend(from.files.iter().cloned());
    let regions = regions(into, from)?;
    let mut numbers = Numbers { functions: Vec::new(), data: Vec::new(), regions };
    // First the names, since bodies and data refer to each other.
    for decl in from.functions.values() {
        let effects = numbers.effects(&decl.effects);
        numbers.functions.push(function(into, decl, effects)?);
    }
    for decl in from.data.values() {
        numbers.data.push(data(into, decl)?);
    }
    for (func, decl) in from.functions.iter() {
        let Some(mut body) = decl.body.clone() else { continue };
        for inst in body.insts.values_mut() {
            numbers.inst(inst);
        }
        for inst in body.insts.keys() {
            body.locations[inst].file =
                body.locations[inst].file.checked_add(first_file).ok_or(MergeError::TooMany)?;
        }
        for one in &mut body.inlined {
            one.callee = numbers.functions[one.callee.index()];
            one.call.file = one.call.file.checked_add(first_file).ok_or(MergeError::TooMany)?;
        }
        into.functions[numbers.functions[func.index()]].body = Some(body);
    }
    for (data, decl) in from.data.iter().filter(|(_, decl)| !decl.external) {
        let relocs = decl.relocs.iter().map(|reloc| Reloc {
            target: match reloc.target {
                Reference::Function(func) => Reference::Function(numbers.functions[func.index()]),
                Reference::Data(data) => Reference::Data(numbers.data[data.index()]),
            },
            ..*reloc
        });
        into.data[numbers.data[data.index()]].relocs = relocs.collect();
    }
    Ok(())
}

/// The regions of `from` that have a name, and what they are in `into`.
fn regions(into: &mut Module, from: &Module) -> Result<FxHashMap<Region, Region>, MergeError> {
    let mut regions = FxHashMap::default();
    let used = into.functions.values().filter_map(|decl| decl.body.as_ref());
    let used = used.flat_map(|body| body.insts.values()).filter_map(|inst| match inst {
        InstData::Load { region, .. } | InstData::Store { region, .. } => Some(region.0),
        _ => None,
    });
    let declared = into.regions.iter().map(|(region, _)| region.0);
    let mut last = used.chain(declared).max().unwrap_or(0);
    for (region, decl) in &from.regions {
        let same = into.regions.iter().find(|(_, other)| other == decl).map(|(same, _)| *same);
        let number = match same {
            Some(same) => same,
            None => {
                last = last.checked_add(1).ok_or(MergeError::TooMany)?;
                into.regions.push((Region(last), decl.clone()));
                Region(last)
            }
        };
        regions.insert(*region, number);
    }
    Ok(regions)
}

/// The function of that name in `into`, declared if it was not.
fn function(
    into: &mut Module,
    decl: &FunctionDecl,
    effects: Effects,
) -> Result<FuncRef, MergeError> {
    let name = decl.name.to_string();
    match into.lookup(&name) {
        None => into
            .declare(&name, decl.signature.clone(), effects)
            .ok_or(MergeError::DefinedTwice(name)),
        Some(Reference::Data(_)) => Err(MergeError::Different(name)),
        Some(Reference::Function(func)) => {
            let known = &mut into.functions[func];
            if known.signature != decl.signature {
                return Err(MergeError::Different(name));
            }
            if known.body.is_some() && decl.body.is_some() {
                return Err(MergeError::DefinedTwice(name));
            }
            if decl.body.is_some() {
                known.effects = effects;
            }
            Ok(func)
        }
    }
}

/// The data of that name in `into`, with what they contain; addresses in them are still those of `from`.
fn data(into: &mut Module, decl: &DataDecl) -> Result<DataRef, MergeError> {
    let name = decl.name.to_string();
    match into.lookup(&name) {
        None => into.add_data(decl.clone()).ok_or(MergeError::DefinedTwice(name)),
        Some(Reference::Function(_)) => Err(MergeError::Different(name)),
        Some(Reference::Data(data)) => {
            let known = &mut into.data[data];
            match (known.external, decl.external) {
                (false, false) => return Err(MergeError::DefinedTwice(name)),
                (_, true) => {}
                (true, false) => *known = decl.clone(),
            }
            Ok(data)
        }
    }
}

impl Numbers {
    fn region(&self, region: Region) -> Region {
        *self.regions.get(&region).unwrap_or(&Region::ANY)
    }

    fn effects(&self, effects: &Effects) -> Effects {
        let set = |set: &RegionSet| match set {
            RegionSet::All => RegionSet::All,
            RegionSet::Some(regions) => {
                let mut regions: Vec<Region> =
                    regions.iter().map(|region| self.region(*region)).collect();
                regions.sort_unstable();
                regions.dedup();
                if regions.contains(&Region::ANY) {
                    RegionSet::All
                } else {
                    RegionSet::Some(regions)
                }
            }
        };
        let Effects { reads, writes, returns } = effects;
        Effects { reads: set(reads), writes: set(writes), returns: *returns }
    }

    fn inst(&self, inst: &mut InstData) {
        match inst {
            InstData::Load { region, .. } | InstData::Store { region, .. } => {
                *region = self.region(*region);
            }
            InstData::Call { func, .. }
            | InstData::CallExit { func, .. }
            | InstData::FuncAddr { func } => *func = self.functions[func.index()],
            InstData::DataAddr { data, .. } => *data = self.data[data.index()],
            _ => {}
        }
    }
}
