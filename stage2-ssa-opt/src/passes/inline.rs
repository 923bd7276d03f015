//! Replaces calls by the bodies of what is called.
//!
//! ```text
//! block0(v0: i64):                       block0(v0: i64):
//!   v1: i64 = call @next(v0), exit0        v3: i64 = iadd.checked v0, 1, exit1
//!   return v1                              jump block1(v3)
//!                                        block1(v1: i64):
//!                                          return v1
//! ```
//!
//! The call costs little; that the two functions are optimised apart costs much. The block is split
//! behind the call, and the rest gets the results of the call as parameters, under their old names.
//! The callee's entry block is appended to the first half, its other blocks are copied behind it,
//! and each `return` becomes a jump to the rest. `simplify_cfg` joins what need not be apart.
//!
//! What must be minded:
//!
//! * **Stack slots** are zero when a function is entered. A copy in a loop of the caller is entered
//!   many times, and so begins with stores of zeros.
//! * **Exits**: the frames of the callee are followed by the caller's, which the call names
//!   ([`crate::ir::exit`]). A callee that leaves by frames is not inlined where the call names none.
//!   Traps need nothing.
//! * **Growth**: callees come first, bottom-up over the call graph (the driver's order), and a
//!   function that calls itself, or back, is left alone. What is worth it is guessed from the size
//!   of the callee: it may have [`SMALL`] instructions, more for each argument that is a number and
//!   in loops, and [`ONLY_CALL`] if it is the only call in the module. A caller grows by at most
//!   its own size, or [`BUDGET`], whichever is more, so that all together stays linear. (For what
//!   such a guess has to weigh see A. Ayers, R. Gottlieb, R. Schooler, "Aggressive Inlining", 1997.)
//!
//! An indirect call of an address that `func_addr` has just given is made direct first.
//!
//! Requires: nothing; works best when the callees are optimised. Keeps source locations, and notes
//! which calls they are part of now. Leaves out: recursion, profiles, and splitting off the cold part of a callee. Judged by `filetests/opt/inline*`
//! and `tests/differential.rs`.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{Changed, Context};
use crate::analysis::loops::Loops;
use crate::analysis::postorder::reachable;
use crate::entity::{Block, EntitySet, Exit, FuncRef, Inst, SecondaryMap, SigRef, Slot, Value};
use crate::ir::{
    BlockCall, ExitData, Function, InlinedCall, InstData, SlotData, SourceLoc, SwitchTable, Type,
    ValueDef,
};

/// A callee of so many instructions is always inlined.
const SMALL: usize = 30;
/// And so many more for each argument that is a number: some of the callee will fold.
const FOR_CONSTANT: usize = 10;
/// And so many more for each loop around the call.
const FOR_LOOP: usize = 15;
/// The size for the only call of a function.
const ONLY_CALL: usize = 150;
/// A caller may grow by so many instructions, whatever its size.
const BUDGET: usize = 400;
/// What a value of the callee is that has no copy.
const NO_VALUE: Value = Value(u32::MAX);
/// Bytes of stack slots that may be set to zero each time round a loop.
const ZEROED_BYTES: u32 = 64;

/// Replaces calls by the bodies of what is called.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let (candidates, mut changed) = candidates(function, context);
    if candidates.is_empty() {
        return changed;
    }
    let flow = context.control_flow(function);
    let nest = flow.nest();
    let mut budget = BUDGET.max(size(function));
    let mut layout = Vec::new();
    for block in std::mem::take(&mut function.layout) {
        layout.push(block);
        let calls = |inst: &Inst| {
            function.insts[*inst].call().is_some_and(|(func, _)| candidates.contains_key(&func))
        };
        if !function.blocks[block].insts.iter().any(calls) {
            continue;
        }
        // Whoever inlines many calls of one block must not move its tail for each.
        let insts = std::mem::take(&mut function.blocks[block].insts);
        function.blocks[block].insts.reserve(insts.len());
        let mut current = block;
        for inst in insts {
            let call = candidate(function, inst, &candidates, nest, block);
            match call.filter(|call| call.size <= call.limit && call.size <= budget) {
                Some(call) if context.rewrite("calls inlined") => {
                    budget -= call.size;
                    current = inline(function, context, current, inst, &call, &mut layout);
                    changed = Changed::Yes;
                }
                _ => function.blocks[current].insts.push(inst),
            }
        }
    }
    function.layout = layout;
    changed
}

/// How many instructions a function has that will be instructions of a machine.
fn size(function: &Function) -> usize {
    let insts = function.layout.iter().flat_map(|&block| &function.blocks[block].insts);
    let costs = |inst: &&Inst| !matches!(function.insts[**inst], InstData::Iconst { .. });
    insts.filter(costs).count()
}

/// What is known of a callee that may be inlined at all.
struct Callee {
    size: usize,
    /// The size it may have, the rest of the guess aside.
    limit: usize,
    slot_bytes: u32,
    leaves_by_frames: bool,
}

/// A call that may be inlined.
struct Call {
    func: FuncRef,
    size: usize,
    limit: usize,
    exit: Option<Exit>,
    in_cycle: bool,
}

/// The functions that are called and may be inlined. Calls of known addresses are made direct first.
fn candidates(
    function: &mut Function,
    context: &mut Context,
) -> (FxHashMap<FuncRef, Callee>, Changed) {
    let (mut found, mut changed) = (FxHashMap::default(), Changed::No);
    let mut seen = EntitySet::new();
    for index in 0..function.layout.len() {
        let block = function.layout[index];
        let insts = std::mem::take(&mut function.blocks[block].insts);
        for &inst in &insts {
            if let InstData::CallIndirect { signature, callee, args } = function.insts[inst]
                && let Some(func) = known_address(function, context, signature, callee)
                && context.rewrite("calls made direct")
            {
                function.insts[inst] = InstData::Call { func, args };
                changed = Changed::Yes;
            }
            let Some((func, _)) = function.insts[inst].call() else { continue };
            if func != context.func
                && seen.insert(func)
                && let Some(callee) = callee(context, func)
            {
                found.insert(func, callee);
            }
        }
        function.blocks[block].insts = insts;
    }
    (found, changed)
}

/// The function of which a value is the address, if it has the signature by which it is called.
fn known_address(
    function: &Function,
    context: &Context,
    signature: SigRef,
    callee: Value,
) -> Option<FuncRef> {
    let InstData::FuncAddr { func } = function.insts[function.defining_inst(callee)?] else {
        return None;
    };
    let same = context.module.functions[func].signature == function.signatures[signature];
    same.then_some(func)
}

fn callee(context: &Context, func: FuncRef) -> Option<Callee> {
    let body = context.module.functions[func].body.as_ref()?;
    let limit = if context.call_counts[func] == 1 { ONLY_CALL } else { SMALL };
    let most = limit.max(ONLY_CALL);
    let mut callee = Callee { size: 0, limit, slot_bytes: 0, leaves_by_frames: false };
    for &inst in body.layout.iter().flat_map(|&block| &body.blocks[block].insts) {
        let data = &body.insts[inst];
        callee.size += usize::from(!matches!(data, InstData::Iconst { .. }));
        // No loop makes up for so much; and a large callee need not be counted to its end.
        if callee.size > most || data.call().is_some_and(|(to, _)| to == func || to == context.func)
        {
            return None;
        }
        let exit = data.exit().map(|exit| &body.exits[exit]);
        callee.leaves_by_frames |= matches!(exit, Some(ExitData::Frames(..)));
    }
    callee.slot_bytes = body.slots.values().fold(0, |sum, slot| sum.saturating_add(slot.size));
    Some(callee)
}

/// Is the instruction a call that may be inlined where it stands?
fn candidate(
    function: &Function,
    inst: Inst,
    candidates: &FxHashMap<FuncRef, Callee>,
    nest: &Loops,
    block: Block,
) -> Option<Call> {
    let data = &function.insts[inst];
    let (func, args) = data.call()?;
    let callee = candidates.get(&func)?;
    let in_cycle = nest.depth(block) > 0 || !nest.irreducible_edges().is_empty();
    if callee.leaves_by_frames && data.exit().is_none()
        || callee.slot_bytes > ZEROED_BYTES && in_cycle
    {
        return None;
    }
    let args = function.pool.get(args);
    let constants = args.iter().filter(|arg| function.constant(**arg).is_some()).count();
    let depth = nest.depth(block).min(4) as usize;
    let limit = callee.limit + FOR_CONSTANT * constants.min(4) + FOR_LOOP * depth;
    Some(Call { func, size: callee.size, limit, exit: data.exit(), in_cycle })
}

/// Puts the body of the callee at the end of `block`; the answer is the block for what follows the
/// call.
fn inline(
    function: &mut Function,
    context: &Context,
    block: Block,
    inst: Inst,
    call: &Call,
    layout: &mut Vec<Block>,
) -> Block {
    // A candidate has a body with an entry block.
    let Some(body) = &context.module.functions[call.func].body else { return block };
    let location = function.locations[inst];
    let rest = function.blocks.push(Default::default());
    let mut copy = Copy {
        body,
        waiting: call.exit.map(|exit| function.exits[exit].clone()),
        function,
        values: SecondaryMap::with_capacity(NO_VALUE, body.values.len()),
        blocks: SecondaryMap::with_capacity(0, body.blocks.len()),
        slots: SecondaryMap::new(),
        exits: FxHashMap::default(),
        sites: 0,
        call: InlinedCall { callee: call.func, call: location },
        reached: reached(body),
        rest,
    };
    copy.sites();
    copy.slots(block, call.in_cycle, location);
    copy.blocks(block, inst, layout);
    for index in 0..copy.reached.len() {
        copy.insts(copy.reached[index]);
    }
    // The results of the call keep their names, so that nothing has to be replaced.
    let results: Vec<Value> = function.results(inst).collect();
    for (index, &value) in results.iter().enumerate() {
        function.values[value].def = ValueDef::Param(rest, index as u32);
    }
    function.blocks[rest].params = results;
    layout.push(rest);
    rest
}

/// A copy in the making: what of the callee has become what of the caller.
struct Copy<'a> {
    body: &'a Function,
    function: &'a mut Function,
    /// The frames of the caller, if the call names them.
    waiting: Option<ExitData>,
    values: SecondaryMap<Value, Value>,
    /// The block plus one; 0 for none.
    blocks: SecondaryMap<Block, u32>,
    slots: SecondaryMap<Slot, Option<Slot>>,
    exits: FxHashMap<Exit, Exit>,
    /// The call itself, and the number of its site; those that the callee brings follow.
    call: InlinedCall,
    sites: u16,
    /// The blocks of the callee that are copied, in the order of its layout.
    reached: Vec<Block>,
    /// Where the callee returns to.
    rest: Block,
}

/// The blocks that can be reached. In the others may stand what makes no sense.
fn reached(body: &Function) -> Vec<Block> {
    let reached = reachable(body);
    body.layout.iter().copied().filter(|&block| reached.contains(block)).collect()
}

impl Copy<'_> {
    /// Notes the call, and in it those that were inlined into the callee.
    fn sites(&mut self) {
        let (known, more) = (self.function.inlined.len(), self.body.inlined.len());
        // Beyond so many, instructions seem to come from the call itself.
        let Ok(last) = u16::try_from(known + 1 + more) else { return };
        self.sites = last - more as u16;
        self.function.inlined.push(self.call);
        for one in &self.body.inlined {
            let call = self.location(one.call);
            self.function.inlined.push(InlinedCall { call, ..*one });
        }
    }

    /// A place in the callee as one in the caller.
    fn location(&self, location: SourceLoc) -> SourceLoc {
        match self.sites {
            0 => self.call.call,
            sites => SourceLoc { site: sites + location.site, ..location },
        }
    }

    /// New slots, which are set to zero where the block may be executed more than once.
    fn slots(&mut self, block: Block, in_cycle: bool, location: SourceLoc) {
        for (slot, data) in self.body.slots.iter().filter(|(_, data)| data.size != 0) {
            let new = self.function.slots.push(data.clone());
            self.slots[slot] = Some(new);
            if in_cycle {
                self.zero(block, new, data, location);
            }
        }
    }

    fn zero(&mut self, block: Block, slot: Slot, data: &SlotData, location: SourceLoc) {
        let mut offset = 0;
        while offset < data.size {
            let widths = [Type::I64, Type::I32, Type::I16, Type::I8];
            let left = data.size - offset;
            // A slot with a type is always accessed as one.
            let fits = widths.into_iter().find(|ty| ty.bytes() <= left).unwrap_or(Type::I8);
            let ty = data.ty.unwrap_or(fits);
            let zero = match ty.is_float() {
                true => InstData::Fconst { bits: 0 },
                false => InstData::Iconst { value: 0 },
            };
            let zero = self.function.make_inst(zero, &[ty], location);
            let value = self.function.results(zero).next().unwrap_or(Value(0));
            let store = InstData::SlotStore { slot, value, offset: offset as i32 };
            let store = self.function.make_inst(store, &[], location);
            self.function.blocks[block].insts.extend([zero, store]);
            offset += ty.bytes();
        }
    }

    /// New blocks with their parameters, and names for all results. The entry block is the end of
    /// `block`, and its parameters are the arguments of the call.
    fn blocks(&mut self, block: Block, inst: Inst, layout: &mut Vec<Block>) {
        let body = self.body;
        for index in 0..self.reached.len() {
            let from = self.reached[index];
            let params = &body.blocks[from].params;
            if index == 0 {
                self.blocks[from] = block.0 + 1;
                let args = self.function.insts[inst]
                    .call()
                    .map_or(&[][..], |(_, args)| self.function.pool.get(args));
                for (&param, &arg) in params.iter().zip(args) {
                    self.values[param] = arg;
                }
            } else {
                let new = self.function.blocks.push(Default::default());
                layout.push(new);
                self.blocks[from] = new.0 + 1;
                for &param in params {
                    let value = self.function.add_param(new, body.ty(param));
                    self.values[param] = value;
                }
            }
        }
        for index in 0..self.reached.len() {
            let from = self.reached[index];
            let to = self.block(from);
            self.function.blocks[to].insts.reserve(body.blocks[from].insts.len());
            for &inst in &body.blocks[from].insts {
                let results = body.results(inst);
                let types: SmallVec<[Type; 4]> = results.map(|value| body.ty(value)).collect();
                // The data follow when every value has its name.
                let data = InstData::Iconst { value: 0 };
                let location = self.location(body.locations[inst]);
                let new = self.function.make_inst(data, &types, location);
                for (result, value) in body.results(inst).zip(self.function.results(new)) {
                    self.values[result] = value;
                }
                self.function.blocks[to].insts.push(new);
            }
        }
    }

    fn block(&self, block: Block) -> Block {
        Block(self.blocks[block] - 1)
    }

    fn slot(&self, slot: Slot) -> Slot {
        self.slots[slot].unwrap_or(slot)
    }

    /// The data of the instructions of a block, which are the last of its copy.
    fn insts(&mut self, from: Block) {
        let body = self.body;
        let insts = &body.blocks[from].insts;
        let to = self.block(from);
        let start = self.function.blocks[to].insts.len() - insts.len();
        for (index, &inst) in insts.iter().enumerate() {
            let new = self.function.blocks[to].insts[start + index];
            self.function.insts[new] = self.data(body.insts[inst]);
            let values = &self.values;
            self.function.map_operands(new, |value| values[value]);
        }
    }

    /// An instruction with the numbers of the caller, its operands excepted.
    fn data(&mut self, mut data: InstData) -> InstData {
        let body = self.body;
        if let Some(exit) = data.exit() {
            data.set_exit(self.exit(exit));
        }
        match &mut data {
            InstData::SlotAddr { slot, .. }
            | InstData::SlotLoad { slot, .. }
            | InstData::SlotStore { slot, .. } => *slot = self.slot(*slot),
            InstData::Call { args, .. } | InstData::CallExit { args, .. } => {
                *args = self.function.pool.list(body.pool.get(*args));
            }
            InstData::CallIndirect { signature, args, .. } => {
                *args = self.function.pool.list(body.pool.get(*args));
                *signature = self.function.signature(&body.signatures[*signature]);
            }
            InstData::Jump { target } => *target = self.block_call(*target),
            InstData::Br { targets, .. } => {
                *targets = targets.map(|target| self.block_call(target));
            }
            InstData::Switch { table, .. } => {
                let old = &body.tables[*table];
                let default = self.block_call(old.default);
                let cases = old.cases.iter();
                let cases = cases.map(|(case, call)| (*case, self.block_call(*call))).collect();
                *table = self.function.tables.push(SwitchTable { cases, default });
            }
            InstData::Return { args } => {
                let results = body.pool.get(*args);
                let target = self.function.pool.block_call(self.rest, results);
                return InstData::Jump { target };
            }
            _ => {}
        }
        data
    }

    fn block_call(&mut self, call: BlockCall) -> BlockCall {
        let target = self.block(self.body.pool.target(call));
        self.function.pool.block_call(target, self.body.pool.arguments(call))
    }

    /// The exit of the caller for one of the callee: its frames, in those of the call.
    fn exit(&mut self, exit: Exit) -> Exit {
        if let Some(&known) = self.exits.get(&exit) {
            return known;
        }
        let mut data = self.body.exits[exit].clone();
        data.map_values(|value| self.values[value]);
        data.map_slots(|slot| self.slots[slot].unwrap_or(slot));
        if let ExitData::Frames(_, frames) = &mut data
            && let Some(ExitData::Frames(_, waiting)) = &self.waiting
        {
            frames.extend_from_slice(waiting);
        }
        let new = self.function.exits.push(data);
        self.exits.insert(exit, new);
        new
    }
}
