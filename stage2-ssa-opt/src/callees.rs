//! Bodies of small Python functions for the units that call them, so that `inline` finds them there.
//!
//! ```text
//!   unit of caller                        unit of caller
//!     @python.3:int        (body)           @python.3:int        (body)
//!     @python.7:int,int    declared   ──►   @python.7:int,int    (body, from its own bytecode)
//!     call @python.7:int,int(…), exit4      call @python.7:int,int(…), exit4
//! ```
//!
//! A unit is a module of its own, and calls others by name. What is called often and does little costs more
//! for the call than for what it does, and the two are optimised apart: its result is a tag and a payload, though
//! the caller knows which tag will come. The pass [`inline`](crate::passes::inline) needs a body and, at the call,
//! the frame of the caller, so that an exit in the callee can rebuild both
//! (Hölzle, Chambers and Ungar, "Debugging optimized code with dynamic deoptimization", 1992).
//!
//! **Which.** Only leaves: functions of at most [`MOST_INSTRUCTIONS`] of bytecode whose code calls no Python, not even
//! through a helper. Nobody can see then that there is no frame, the recursion limit excepted: a unit needs room
//! for one frame more ([`Unit::inlined`]), and where that is not to be had the interpreter does the work. If a
//! speculation in the callee fails too often, the caller is made again with what was learnt about the callee.
//!
//! [`strip`] takes away, when the passes have run, what they have not used: a unit has one body.
//!
//! Leaves out: functions that call others; closures. Judged by the corpus, with every exit forced, and by
//! stage 3's `tests/inlined_python.rs`.

use std::sync::Arc;

use stage1::code_object::CodeObject;
use stage1::interpreter::{CodeRef, Interpreter as Python};

use crate::entity::{Entity, FuncRef};
use crate::from_bytecode::{self, Refusal};
use crate::ir::{DataDecl, FunctionDecl, InstData, Module, Reference, RegionSet};
use crate::runtime::{Entry, Kind, Parameter, Request, Unit, unit};

/// A function with more instructions of bytecode than these is not looked at.
pub const MOST_INSTRUCTIONS: usize = 48;

/// Could the body of this function be put into its callers?
pub fn is_small(code: &CodeObject) -> bool {
    code.instructions.len() <= MOST_INSTRUCTIONS
}

/// Translates a function, or a loop of it, and puts into the unit the bodies of what it calls that may be inlined.
///
/// # Errors
/// As for [`from_bytecode::translate`]. A callee that cannot be translated stays outside.
pub fn translate(python: &Python, code: CodeRef, request: &Request) -> Result<Unit, Refusal> {
    let mut unit = from_bytecode::translate(code, &python.globals, request)?;
    let decls: Vec<(FuncRef, Arc<str>)> =
        unit.module.functions.iter().map(|(func, decl)| (func, decl.name.clone())).collect();
    for (func, name) in decls {
        let Some((number, kinds)) = unit::parse_symbol(&name) else { continue };
        if func == unit.func || number == code.index {
            continue;
        }
        if let Some(callee) = leaf(python, number, &kinds, request)
            && callee.module.functions[callee.func].signature
                == unit.module.functions[func].signature
            && add(&mut unit, func, &callee).is_some()
        {
            unit.references.extend(callee.references);
            unit.inlined = 1;
        }
    }
    Ok(unit)
}

/// The unit of a callee, if it is one that may be inlined.
fn leaf(python: &Python, number: u32, kinds: &[Kind], request: &Request) -> Option<Unit> {
    let code = python.executable(number).filter(|code| is_small(&code.code))?;
    let parameter = |(index, kind): (u32, &Kind)| Parameter { index, kind: *kind };
    let known = request.generic_callees.iter().find(|(callee, _)| *callee == number);
    let request = Request {
        entry: Entry::Call,
        params: (0..).zip(kinds).map(parameter).collect(),
        generic: known.map(|(_, generic)| generic.clone()).unwrap_or_default(),
        generic_callees: Vec::new(),
    };
    let unit = from_bytecode::translate(code, &python.globals, &request).ok()?;
    let body = unit.module.functions[unit.func].body.as_ref()?;
    let insts = body.layout.iter().flat_map(|block| &body.blocks[*block].insts);
    let runs_python = |data: InstData| match data.call() {
        // Whatever may run Python may write anything.
        Some((func, _)) => {
            matches!(unit.module.functions[func].effects.writes, RegionSet::All)
        }
        None => matches!(data, InstData::CallIndirect { .. }),
    };
    let is_leaf = !insts.copied().any(|inst| runs_python(body.insts[inst]));
    is_leaf.then_some(unit)
}

/// Gives a declared function of the unit the body that it has in another.
fn add(unit: &mut Unit, func: FuncRef, callee: &Unit) -> Option<()> {
    let mut body = callee.module.functions[callee.func].body.clone()?;
    let module = &mut unit.module;
    let mut funcs = Vec::new();
    for (other, decl) in callee.module.functions.iter() {
        let is_own = other == callee.func;
        funcs.push(if is_own { func } else { declared(module, decl)? });
    }
    let mut data = Vec::new();
    for decl in callee.module.data.values() {
        // Constants are those of the code object.
        let name = match &*decl.name {
            "constants" => format!("constants.{}", callee.code).into(),
            _ => decl.name.clone(),
        };
        data.push(match module.lookup(&name) {
            Some(Reference::Data(known)) => known,
            None if decl.external => module.add_data(DataDecl { name, ..decl.clone() })?,
            _ => return None,
        });
    }
    for inst in body.insts.values_mut() {
        match inst {
            InstData::DataAddr { data: named, .. } => *named = data[named.index()],
            InstData::FuncAddr { func }
            | InstData::Call { func, .. }
            | InstData::CallExit { func, .. } => *func = funcs[func.index()],
            _ => {}
        }
    }
    module.functions[func].body = Some(body);
    module.functions[func].effects = callee.module.functions[callee.func].effects.clone();
    Some(())
}

/// The function of that name and signature, declared if it is not yet.
fn declared(module: &mut Module, decl: &FunctionDecl) -> Option<FuncRef> {
    match module.function(&decl.name) {
        Some(known) => (module.functions[known].signature == decl.signature).then_some(known),
        None => module.add_function(FunctionDecl { body: None, ..decl.clone() }),
    }
}

/// Takes the bodies of callees out of a unit, and the frames off the calls that are still there: nobody needs
/// the state of a function that waits for another unit.
pub fn strip(unit: &mut Unit) {
    let own = unit.func;
    for (number, decl) in unit.module.functions.values_mut().enumerate() {
        if number != own.index() {
            decl.body = None;
        }
        for inst in decl.body.iter_mut().flat_map(|body| body.insts.values_mut()) {
            if let InstData::CallExit { func, args, .. } = *inst {
                *inst = InstData::Call { func, args };
            }
        }
    }
}
