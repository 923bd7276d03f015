//! Counting calls: how deep the program is, told by the code itself.
//!
//! The interpreter raises RecursionError at a call when there are as many frames as the limit says.
//! Compiled functions call each other without anybody noticing, so each counts itself:
//!
//! ```text
//!   function @f(…)                       entry:  sp     = slot_addr …
//!     body                                       guard  sp >= levels[2], exit        the native stack
//!     return …               ─────────►          limit  = levels[0]
//!                                                guard  limit > levels[1], exit      the recursion limit
//!                                                levels[0] = limit - 1
//!                                                body
//!                                                levels[0] = levels[0] + 1
//!                                                return …
//! ```
//!
//! The words are [`stage1`'s](stage1::interpreter::Interpreter::levels_address). Both guards leave by one
//! new exit, whose state is that before the first bytecode: the handler raises if there are too many
//! frames, and if the native stack is short, it goes on in the interpreter, whose calls need none.
//! When a frame is left by any other exit, the handler gives its level back.
//!
//! A third guard, of the same exit, asks whether a signal has come, as every back edge does.
//!
//! Functions that were inlined take no level; there must be room for their frames when the caller begins.
//!
//! A function that calls nothing is not seen by anybody while it runs, so it takes no level; and its
//! frame is small beside the reserve that the limit of the native stack keeps.
//!
//! Requires an optimised unit of a call: the loads and stores here would only be in the way before.
//! Keeps everything else. Judged by the programs of the corpus that recurse without end.

use stage1::value::Tag;
use stage2::condition::IntCondition;
use stage2::entity::{DataRef, Exit, FuncRef, Inst, Value};
use stage2::ir::{
    ExitData, Frame, Function, InstData, Leaving, Module, Region, Representation, SlotData,
    SourceLoc, StateEntry, StateValue, Type,
};
use stage2::opcode::Opcode;
use stage2::runtime::{Kind, Parameter, Unit};

/// What was added.
#[derive(Clone, Copy, Debug)]
pub struct Levels {
    /// The exit that is taken before the function begins.
    pub entry_exit: Exit,
    /// Does the function take a level while it runs?
    pub takes_level: bool,
}

/// The name of the region of what the engine adds. Others may write there while code runs.
pub const REGION: &str = "engine";

/// The name of the words.
pub const NAME: &str = "levels";

/// Makes a function count itself. `None` when it has no body, or the name means something else.
pub fn count(
    unit: &mut Unit,
    frame_name: &str,
    region: Region,
    signals: DataRef,
) -> Option<Levels> {
    let data = unit.module.declare_data(NAME, true)?;
    let (params, inlined) = (unit.params.clone(), unit.inlined);
    let decl = unit.module.functions.get_mut(unit.func)?;
    let body = decl.body.as_mut()?;
    let entry = body.entry()?;
    let insts = body.layout.iter().flat_map(|block| &body.blocks[*block].insts);
    let takes_level = insts
        .clone()
        .any(|inst| matches!(body.insts[*inst].opcode(), Opcode::Call | Opcode::CallIndirect));
    let entries = state(&params, &body.blocks[entry].params.clone())?;
    let frame = Frame { function: frame_name.into(), offset: 0, entries };
    let entry_exit = body.exits.push(ExitData::Frames(Leaving::Deopt, vec![frame]));

    let mut new = Maker { body, insts: Vec::new() };
    let words = new.value(InstData::DataAddr { data, offset: 0 }, Type::Ptr);
    let load = |offset| InstData::Load { region, addr: words, offset };
    if takes_level {
        let slot = new.body.slots.push(SlotData::bytes(8, 8, Some("native stack")));
        let here = new.value(InstData::SlotAddr { slot, offset: 0 }, Type::Ptr);
        let here = new.value(InstData::Unary { opcode: Opcode::Bitcast, arg: here }, Type::I64);
        let lowest = new.value(load(16), Type::I64);
        new.guard(IntCondition::Uge, here, lowest, entry_exit);
    }
    let word = new.value(InstData::DataAddr { data: signals, offset: 0 }, Type::Ptr);
    let arg = new.value(InstData::Load { region, addr: word, offset: 0 }, Type::I64);
    new.effect(InstData::UnaryExit { opcode: Opcode::Guard, arg, exit: entry_exit });
    // ANCHOR: guard_limit
    let limit = new.value(load(0), Type::I64);
    let frames = new.value(load(8), Type::I64);
    let left = match inlined {
        0 => limit,
        _ => new.sum(limit, -i64::from(inlined)),
    };
    new.guard(IntCondition::Sgt, left, frames, entry_exit);
    if takes_level {
        new.add(limit, -1, words, region);
    }
    // ANCHOR_END: guard_limit
    let prologue = new.insts;
    body.blocks[entry].insts.splice(0..0, prologue);
    if takes_level {
        for block in body.layout.clone() {
            let Some(last) = body.terminator(block) else { continue };
            if !matches!(body.insts[last], InstData::Return { .. }) {
                continue;
            }
            let mut new = Maker { body, insts: Vec::new() };
            let words = new.value(InstData::DataAddr { data, offset: 0 }, Type::Ptr);
            let limit = new.value(InstData::Load { region, addr: words, offset: 0 }, Type::I64);
            new.add(limit, 1, words, region);
            let epilogue = new.insts;
            let insts = &mut body.blocks[block].insts;
            insts.splice(insts.len() - 1..insts.len() - 1, epilogue);
        }
    }
    Some(Levels { entry_exit, takes_level })
}

/// The name of the word that a signal clears.
pub const SIGNALS: &str = "signals";

/// Reads the word that a signal clears where the helper for that is called: [`stage1::interrupt`].
pub fn read_signals(unit: &mut Unit, region: Region) -> Option<DataRef> {
    let data = unit.module.declare_data(SIGNALS, true)?;
    let Some(helper) = unit.module.function("py_undisturbed") else { return Some(data) };
    let body = unit.module.functions.get_mut(unit.func)?.body.as_mut()?;
    let is_call =
        |data: InstData| data.call().is_some_and(|(func, _): (FuncRef, _)| func == helper);
    for block in body.layout.clone() {
        let insts = &body.blocks[block].insts;
        if !insts.iter().any(|inst| is_call(body.insts[*inst])) {
            continue;
        }
        let old = std::mem::take(&mut body.blocks[block].insts);
        let mut new = Maker { body, insts: Vec::with_capacity(old.len() + 1) };
        for inst in old {
            if is_call(new.body.insts[inst]) {
                let addr = new.value(InstData::DataAddr { data, offset: 0 }, Type::Ptr);
                new.body.insts[inst] = InstData::Load { region, addr, offset: 0 };
            }
            new.insts.push(inst);
        }
        let insts = new.insts;
        body.blocks[block].insts = insts;
    }
    Some(data)
}

/// Declares the region of what the engine adds to a module.
pub fn declare_region(module: &mut Module) -> Region {
    use stage2::ir::RegionDecl;
    let region = Region(1 + module.regions.iter().map(|(region, _)| region.0).max().unwrap_or(0));
    module
        .regions
        .push((region, RegionDecl { name: REGION.into(), constant: false, polled: false }));
    region
}

/// The frame before the first bytecode: the parameters where they are passed.
fn state(params: &[Parameter], words: &[Value]) -> Option<Vec<StateEntry>> {
    let mut words = words.iter().copied();
    let entry = |parameter: &Parameter| {
        let first = words.next()?;
        let (value, representation) = match parameter.kind {
            Kind::Tagged => (StateValue::Pair(first, words.next()?), Representation::Tagged),
            kind => (StateValue::Value(first), representation(kind)?),
        };
        Some(StateEntry { index: parameter.index, value, representation })
    };
    params.iter().map(entry).collect()
}

fn representation(kind: Kind) -> Option<Representation> {
    Some(match kind {
        Kind::Int => Representation::Int,
        Kind::Float => Representation::Float,
        Kind::Bool => Representation::Bool,
        Kind::Tagged => return None,
        Kind::Object(tag) => match tag {
            Tag::BigInt => Representation::BigInt,
            Tag::Str => Representation::Str,
            Tag::Tuple => Representation::Tuple,
            Tag::List => Representation::List,
            Tag::Dict => Representation::Dict,
            Tag::Set => Representation::Set,
            Tag::FrozenSet => Representation::FrozenSet,
            Tag::Range => Representation::Range,
            Tag::Slice => Representation::Slice,
            Tag::Function => Representation::Function,
            Tag::BoundMethod => Representation::BoundMethod,
            Tag::Cell => Representation::Cell,
            Tag::Exception => Representation::Exception,
            Tag::DictView => Representation::DictView,
            _ => return None,
        },
    })
}

/// Makes instructions that are not in a block yet.
pub(super) struct Maker<'f> {
    pub body: &'f mut Function,
    pub insts: Vec<Inst>,
}

impl Maker<'_> {
    /// An instruction with a result.
    pub fn value(&mut self, data: InstData, ty: Type) -> Value {
        let inst = self.body.make_inst(data, &[ty], SourceLoc::default());
        self.insts.push(inst);
        self.body.results(inst).next().unwrap_or(Value(0))
    }

    /// An instruction without.
    pub fn effect(&mut self, data: InstData) {
        let inst = self.body.make_inst(data, &[], SourceLoc::default());
        self.insts.push(inst);
    }

    /// A guard of a comparison.
    fn guard(&mut self, condition: IntCondition, left: Value, right: Value, exit: Exit) {
        let arg = self.value(InstData::Icmp { condition, args: [left, right] }, Type::I8);
        self.effect(InstData::UnaryExit { opcode: Opcode::Guard, arg, exit });
    }

    /// A number and a constant.
    fn sum(&mut self, arg: Value, imm: i64) -> Value {
        self.value(InstData::BinaryImm { opcode: Opcode::Iadd, arg, imm }, Type::I64)
    }

    /// Stores a sum in the first word.
    fn add(&mut self, number: Value, more: i64, words: Value, region: Region) {
        let value = self.sum(number, more);
        self.effect(InstData::Store { region, value, addr: words, offset: 0 });
    }
}
