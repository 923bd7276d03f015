//! Linking a unit for the trusted interpreter: every name outside of it gets an address.
//!
//! What a name may be stands in [`super`]. A name that is none of these is a mistake of the translation
//! and refused before anything runs. Judged by the tests of the tier.
#![allow(unsafe_code)] // calls helpers by their address

use std::cell::Cell;

use stage1::interpreter::{CodeRef, Interpreter};
use stage1::value::{Tag, Value};

use super::bodies::value;
use super::context::Pair;
use super::helpers::{self, Gives, Helper};
use super::unit::{self, Kind, Unit};
use crate::entity::Exit;
use crate::ir::{DataDecl, Function};
use crate::verify;

/// A unit with everything that it names.
#[derive(Debug)]
pub struct Linked {
    /// The unit.
    pub unit: Unit,
    /// What each function of the module is.
    pub links: Vec<Link>,
    /// The address of each datum.
    pub data: Vec<u64>,
    /// Words for the slots of its functions.
    pub stack_words: usize,
    /// The exit that was forced last.
    pub forced: Cell<Option<Exit>>,
    /// What `data` points to, for data that are in the module.
    _own: Vec<Box<[u64]>>,
}

/// What a function of the module is.
#[derive(Debug)]
pub enum Link {
    /// It has a body, and no other module knows it.
    Own,
    /// A helper.
    Helper(&'static Helper),
    /// Python, taking these kinds; with or without a body here.
    Function(CodeRef, Vec<Kind>),
}

impl Linked {
    /// The function itself.
    pub fn body(&self) -> &Function {
        let decl = &self.unit.module.functions[self.unit.func];
        decl.body.as_ref().expect("checked when it was linked")
    }
}

/// Verifies a unit and resolves its names.
///
/// # Errors
/// What is wrong with it.
pub fn link(interpreter: &Interpreter, unit: Unit) -> Result<Linked, String> {
    verify::module(&unit.module)
        .map_err(|wrong| wrong.iter().map(|one| format!("{one}\n")).collect::<String>())?;
    if unit.module.functions.get(unit.func).is_none_or(|decl| decl.body.is_none()) {
        return Err("the unit has no function".to_string());
    }
    let decls = unit.module.functions.values();
    let links = decls.map(|decl| {
        let python = unit::parse_symbol(&decl.name)
            .and_then(|(code, kinds)| Some(Link::Function(interpreter.executable(code)?, kinds)));
        if decl.body.is_some() {
            return Ok(python.unwrap_or(Link::Own));
        }
        if let Some(helper) = helpers::find(&decl.name) {
            let same = helper.signature() == decl.signature;
            return if same { Ok(Link::Helper(helper)) } else { Err(decl.name.clone()) };
        }
        python.ok_or_else(|| decl.name.clone())
    });
    let links: Result<Vec<Link>, _> = links.collect();
    let links =
        links.map_err(|name| format!("@{name} is nothing that compiled Python can call"))?;
    let mut own = Vec::new();
    let mut data = Vec::new();
    for decl in unit.module.data.values() {
        data.push(address(interpreter, &unit, decl, &mut own)?);
    }
    let bodies = unit.module.functions.values().filter_map(|decl| decl.body.as_ref());
    let slots = bodies.flat_map(|body| body.slots.values());
    let bytes: u64 = slots.map(|slot| u64::from(slot.size) + u64::from(slot.align) + 16).sum();
    let stack_words = (bytes / 8 + 2) as usize;
    Ok(Linked { unit, links, data, stack_words, forced: Cell::new(None), _own: own })
}

/// Where a datum is.
fn address(
    interpreter: &Interpreter,
    unit: &Unit,
    decl: &DataDecl,
    own: &mut Vec<Box<[u64]>>,
) -> Result<u64, String> {
    if !decl.external {
        if !decl.relocs.is_empty() || decl.align > 8 {
            return Err(format!("@{} cannot be placed", decl.name));
        }
        let mut words = vec![0u64; decl.size().div_ceil(8) as usize].into_boxed_slice();
        for (index, byte) in decl.bytes.iter().enumerate() {
            words[index / 8] |= u64::from(*byte) << (8 * (index % 8));
        }
        let address = words.as_ptr() as u64;
        own.push(words);
        return Ok(address);
    }
    let constants =
        |number: u32| interpreter.executable(number).map(|code| code.constants.as_ptr() as u64);
    let found = match &*decl.name {
        "globals" => Some(interpreter.globals.values_address() as u64),
        "globals_version" => Some(interpreter.globals.version_address() as u64),
        "constants" => constants(unit.code),
        name => name.strip_prefix("constants.").and_then(|number| constants(number.parse().ok()?)),
    };
    found.ok_or_else(|| format!("@{} is nothing that compiled Python can reach", decl.name))
}

/// The values that a compiled function passes to one that takes these kinds.
pub fn values(kinds: &[Kind], words: &[u64]) -> Vec<Value> {
    let mut words = words.iter().copied();
    let mut next = || words.next().unwrap_or(0);
    let one = |kind: &Kind| match *kind {
        Kind::Int => Value::int(next() as i64),
        Kind::Float => Value::float(f64::from_bits(next())),
        Kind::Bool => Value::bool(next() != 0),
        // SAFETY: the unit passes an object of that type.
        Kind::Object(tag) => unsafe { value(tag as u64, next()) },
        // SAFETY: the unit passes a value.
        Kind::Tagged => unsafe { value(next(), next()) },
    };
    kinds.iter().map(one).collect()
}

const _: () = assert!(size_of::<Tag>() == 8);

impl Helper {
    /// Calls it.
    ///
    /// # Safety
    /// The words are what the table says, and compiled code is running.
    pub unsafe fn call(&self, words: &[u64]) -> Vec<u64> {
        let mut all = [0u64; 6];
        all[..words.len()].copy_from_slice(words);
        /// Calls with the words of these numbers.
        macro_rules! call {
            ($result:ty; $($number:literal)*) => {{
                type Body = unsafe extern "C" fn($(call!(@word $number)),*) -> $result;
                // SAFETY: the table says of what type the body is, and a test that it is right; the
                // rest is the caller's.
                unsafe { std::mem::transmute::<*const (), Body>(self.body)($(all[$number]),*) }
            }};
            (@word $number:literal) => { u64 };
            ($result:ty) => {
                match self.params {
                    0 => call!($result;),
                    1 => call!($result; 0),
                    2 => call!($result; 0 1),
                    3 => call!($result; 0 1 2),
                    4 => call!($result; 0 1 2 3),
                    5 => call!($result; 0 1 2 3 4),
                    _ => call!($result; 0 1 2 3 4 5),
                }
            };
        }
        debug_assert_eq!(words.len(), usize::from(self.params));
        match self.gives {
            Gives::Nothing => {
                call!(());
                Vec::new()
            }
            Gives::Word => vec![call!(u64)],
            Gives::Value => {
                let Pair { tag, payload } = call!(Pair);
                vec![tag, payload]
            }
        }
    }
}
