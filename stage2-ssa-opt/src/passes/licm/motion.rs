//! The walk over the loops that `licm` and `ranges` share: the one moves what does not change, the
//! other, at each check that has to stay for what changes, tries to put another before the loop.
//! The rules and their reasons stand in [`crate::passes::licm`].

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::analysis::control_flow::ControlFlow;
use crate::analysis::dominator_tree::DominatorTree;
use crate::analysis::loops::LoopIndex;
use crate::entity::{Block, EntitySet, Exit, Inst, SecondaryMap, Slot, Value};
use crate::ir::copy::map_exit;
use crate::ir::edit::{make_preheader, place_blocks, preheader};
use crate::ir::{Effects, ExitData, Function, InstData, Leaving, Region, RegionSet, ValueDef};
use crate::opcode::{Effect, Opcode};
use crate::passes::{Changed, Context};

/// How many instructions are looked at between a loop and its anchor.
const ANCHOR_DISTANCE: usize = 256;

/// A loop that writes to more regions, or more slots, counts as writing to all.
const LONGEST_LIST: usize = 32;

/// What to do with a check whose operands change in the loop.
pub trait Checks {
    /// Before any loop is looked at: preheaders exist, nothing has moved.
    fn begin(&mut self, function: &mut Function, shape: &Shape, context: &mut Context) -> Changed;

    /// The check may be replaced by instructions at the end of the preheader, in whole or in part.
    fn check(
        &mut self,
        function: &mut Function,
        context: &mut Context,
        shape: &Shape,
        here: Here,
        inst: Inst,
    ) -> Fate;
}

/// What became of a check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It is as it was.
    Stays,
    /// It stays, and there are instructions before the loop that it needs less than before.
    Eased,
    /// It is an instruction without a check.
    Unchecked,
    /// It is not needed any more.
    Deleted,
}

/// `licm` itself: checks that change stay.
pub struct NoChecks;

impl Checks for NoChecks {
    fn begin(&mut self, _: &mut Function, _: &Shape, _: &mut Context) -> Changed {
        Changed::No
    }

    fn check(&mut self, _: &mut Function, _: &mut Context, _: &Shape, _: Here, _: Inst) -> Fate {
        Fate::Stays
    }
}

/// The loop in work.
#[derive(Clone, Copy)]
pub struct Here {
    /// Which loop.
    pub index: LoopIndex,
    /// Its preheader.
    pub preheader: Block,
    /// The exit of its anchor, if it has one that may be used.
    pub anchor: Option<Exit>,
    /// Is the instruction in work executed in every turn?
    pub sure: bool,
}

/// The function's shape, and where things are now.
pub struct Shape {
    /// Its graph, dominators and loops, preheaders included.
    pub flow: Rc<ControlFlow>,
    /// The block in which an instruction stands.
    pub home: SecondaryMap<Inst, Block>,
    /// The preheaders, by loop; none if it was not allowed to make one.
    pub preheaders: Vec<Option<Block>>,
}

impl Shape {
    fn new(function: &Function, flow: Rc<ControlFlow>) -> Shape {
        Shape { flow, home: function.homes(), preheaders: Vec::new() }
    }

    fn find_preheaders(&mut self, function: &Function) {
        let nest = self.flow.nest();
        let find = |(index, one): (usize, &crate::analysis::loops::Loop)| {
            preheader(function, &self.flow.graph, one.header, |block| nest.contains(index, block))
        };
        self.preheaders = nest.all().iter().enumerate().map(find).collect();
    }

    /// Where a value is defined now.
    pub fn block_of(&self, function: &Function, value: Value) -> Option<Block> {
        match function.values[value].def {
            ValueDef::Param(block, _) => Some(block),
            ValueDef::Result(inst, _) => Some(self.home[inst]),
            ValueDef::Nothing => None,
        }
    }

    /// Is a value defined outside a loop? (And so before it, if it is used in it.)
    pub fn is_outside(&self, function: &Function, index: LoopIndex, value: Value) -> bool {
        self.block_of(function, value).is_some_and(|block| !self.flow.nest().contains(index, block))
    }

    /// Puts an instruction at the end of a block, before its terminator.
    pub fn append(&mut self, function: &mut Function, block: Block, inst: Inst) {
        let insts = &mut function.blocks[block].insts;
        insts.insert(insts.len().saturating_sub(1), inst);
        self.home[inst] = block;
    }
}

/// Moves what can be moved.
pub fn run(function: &mut Function, context: &mut Context, checks: &mut dyn Checks) -> Changed {
    let mut shape = Shape::new(function, context.control_flow(function));
    let mut changed = Changed::No;
    if !shape.flow.nest().all().is_empty() {
        shape.find_preheaders(function);
        if make_preheaders(function, context, &shape) {
            changed = Changed::Yes;
            context.control_flow_changed();
            shape = Shape::new(function, context.control_flow(function));
            shape.find_preheaders(function);
        }
    }
    changed |= checks.begin(function, &shape, context);
    if shape.flow.nest().all().is_empty() {
        return changed;
    }
    let mut walk = Walk::new(function, shape, context);
    for index in 0..walk.shape.flow.nest().all().len() {
        changed |= walk.walk_loop(function, context, index, checks);
    }
    changed
}

fn make_preheaders(function: &mut Function, context: &mut Context, shape: &Shape) -> bool {
    let mut new_blocks = Vec::new();
    for (index, one) in shape.flow.nest().all().iter().enumerate() {
        if shape.preheaders[index].is_some() || !context.rewrite("preheaders made") {
            continue;
        }
        // The edges of other loops' new preheaders are elsewhere: a loop is entered at its header.
        let entering: Vec<Inst> = shape
            .flow
            .graph
            .predecessors(one.header)
            .iter()
            .filter(|from| !shape.flow.nest().contains(index, from.block))
            .map(|from| from.inst)
            .collect();
        new_blocks.push((make_preheader(function, &entering, one.header), one.header));
    }
    place_blocks(function, &new_blocks);
    !new_blocks.is_empty()
}

/// What a loop may do to memory.
#[derive(Clone, Default)]
struct Writes {
    /// Anything may be written.
    all: bool,
    /// Something whose address was computed may be written.
    any: bool,
    regions: Vec<Region>,
    slots: Vec<Slot>,
    /// More slots are written than the list has.
    many_slots: bool,
    /// A slot whose address is taken is written: loads may read it.
    taken_slot: bool,
}

impl Writes {
    fn add(&mut self, other: &Writes) {
        self.all |= other.all;
        self.any |= other.any;
        self.taken_slot |= other.taken_slot;
        for &region in &other.regions {
            self.add_region(region);
        }
        self.many_slots |= other.many_slots;
        for &slot in &other.slots {
            self.add_slot(slot);
        }
    }

    fn add_slot(&mut self, slot: Slot) {
        // Long lists are not worth their time.
        self.many_slots |= self.slots.len() >= LONGEST_LIST;
        if !self.many_slots && !self.slots.contains(&slot) {
            self.slots.push(slot);
        }
    }

    fn add_region(&mut self, region: Region) {
        self.any = true;
        self.all |= region == Region::ANY || self.regions.len() >= LONGEST_LIST;
        if !self.all && !self.regions.contains(&region) {
            self.regions.push(region);
        }
    }

    fn add_set(&mut self, set: &RegionSet) {
        match set {
            RegionSet::All => (self.all, self.any) = (true, true),
            RegionSet::Some(regions) => {
                regions.iter().for_each(|&region| self.add_region(region));
            }
        }
    }
}

/// What stayed behind in the loop, before the instruction in work.
#[derive(Clone, Copy, Default)]
struct Passed {
    /// A store or a call, which others may see.
    effect: bool,
    /// Any exit.
    exit: bool,
    /// A guard, a bounds check, a call that may not come back, an inner loop: what follows may not
    /// be executed.
    barrier: bool,
}

/// An item of a loop's body: a block of its own, or a loop in it, at the place of its header.
#[derive(Clone, Copy)]
enum Item {
    Block(Block),
    Inner,
}

struct Walk {
    shape: Shape,
    /// The bodies of loops, in reverse postorder.
    bodies: Vec<Vec<Item>>,
    writes: Vec<Writes>,
    /// The last block that dominates all latches and ways out.
    pivot: Vec<Block>,
    taken: EntitySet<Slot>,
    constant: Vec<Region>,
}

impl Walk {
    fn new(function: &Function, shape: Shape, context: &Context) -> Walk {
        let count = shape.flow.nest().all().len();
        let mut walk = Walk {
            bodies: vec![Vec::new(); count],
            writes: vec![Writes::default(); count],
            pivot: shape.flow.nest().all().iter().map(|one| one.latches[0]).collect(),
            taken: EntitySet::new(),
            constant: Vec::new(),
            shape,
        };
        let regions = context.module.regions.iter();
        walk.constant = regions.filter(|(_, decl)| decl.constant).map(|(r, _)| *r).collect();
        for &inst in function.layout.iter().flat_map(|block| &function.blocks[*block].insts) {
            if let InstData::SlotAddr { slot, .. } = function.insts[inst] {
                walk.taken.insert(slot);
            }
        }
        walk.fill(function, context);
        walk
    }

    fn fill(&mut self, function: &Function, context: &Context) {
        let (nest, tree) = (self.shape.flow.nest(), self.shape.flow.tree());
        for &block in tree.reverse_postorder() {
            let Some(index) = nest.innermost(block) else { continue };
            if let Some(own) = nest.headed_by(block)
                && let Some(parent) = nest.all()[own].parent
            {
                self.bodies[parent].push(Item::Inner);
            }
            self.bodies[index].push(Item::Block(block));
            for &inst in &function.blocks[block].insts {
                let writes = &mut self.writes[index];
                match function.insts[inst] {
                    InstData::Store { region, .. } => writes.add_region(region),
                    InstData::SlotStore { slot, .. } => {
                        writes.taken_slot |= self.taken.contains(slot);
                        writes.add_slot(slot);
                    }
                    InstData::Call { func, .. } | InstData::CallExit { func, .. } => {
                        writes.add_set(&context.module.functions[func].effects.writes);
                    }
                    InstData::CallIndirect { .. } => writes.add_set(&RegionSet::All),
                    _ => {}
                }
            }
            // Every loop that an edge leaves has a way out here.
            for &to in self.shape.flow.graph.successors(block) {
                let mut around = Some(index);
                while let Some(one) = around.filter(|one| !nest.contains(*one, to)) {
                    self.pivot[one] = common_dominator(tree, self.pivot[one], block);
                    around = nest.all()[one].parent;
                }
            }
        }
        for (index, one) in nest.all().iter().enumerate() {
            for &latch in &one.latches {
                self.pivot[index] = common_dominator(tree, self.pivot[index], latch);
            }
            if let Some(parent) = one.parent {
                let inner = self.writes[index].clone();
                self.writes[parent].add(&inner);
            }
        }
    }

    fn walk_loop(
        &mut self,
        function: &mut Function,
        context: &mut Context,
        index: LoopIndex,
        checks: &mut dyn Checks,
    ) -> Changed {
        let Some(preheader) = self.shape.preheaders[index] else { return Changed::No };
        let mut here = Here {
            index,
            preheader,
            anchor: self.anchor(function, context, preheader),
            sure: true,
        };
        let mut passed = Passed::default();
        let mut changed = Changed::No;
        let mut kept = Vec::new();
        for item in std::mem::take(&mut self.bodies[index]) {
            let block = match item {
                Item::Block(block) => block,
                Item::Inner => {
                    passed = Passed { effect: true, exit: true, barrier: true };
                    continue;
                }
            };
            here.sure = self.shape.flow.tree().dominates(block, self.pivot[index]);
            let mut insts = std::mem::take(&mut function.blocks[block].insts);
            for inst in insts.drain(..) {
                if self.moves(function, context, here, passed, inst) {
                    let target = self.target(function, here, inst);
                    self.shape.append(function, target, inst);
                    changed = Changed::Yes;
                    continue;
                }
                let data = function.insts[inst];
                if data.exit().is_some() && data.opcode() != Opcode::Anchor {
                    let fate = checks.check(function, context, &self.shape, here, inst);
                    if fate != Fate::Stays {
                        changed = Changed::Yes;
                        self.note_new(function, preheader);
                    }
                    if fate == Fate::Deleted {
                        continue;
                    }
                }
                note(&mut passed, context, &function.insts[inst]);
                kept.push(inst);
            }
            insts.append(&mut kept);
            function.blocks[block].insts = insts;
        }
        changed
    }

    /// Where an instruction that leaves a loop goes: the preheader; or that of a loop further out,
    /// if it only computes and its operands are there. Going through every loop of a deep nest
    /// would take quadratic time.
    fn target(&self, function: &Function, here: Here, inst: Inst) -> Block {
        if function.insts[inst].opcode().effect() != Effect::None {
            return here.preheader;
        }
        let nest = self.shape.flow.nest();
        let mut needed = 0;
        function.visit_operands(inst, |value| {
            if let Some(block) = self.shape.block_of(function, value) {
                let common = nest.common(block, here.preheader);
                needed = needed.max(common.map_or(0, |one| nest.all()[one].depth));
            }
        });
        let outermost = nest.around(here.index, needed + 1);
        outermost.and_then(|index| self.shape.preheaders[index]).unwrap_or(here.preheader)
    }

    /// Instructions that somebody else has put at the end of a preheader stand there.
    fn note_new(&mut self, function: &Function, preheader: Block) {
        for &inst in function.blocks[preheader].insts.iter().rev().skip(1) {
            if self.shape.home[inst] == preheader {
                break;
            }
            self.shape.home[inst] = preheader;
        }
    }

    /// The exit of an anchor behind which nothing visible happens before the loop.
    fn anchor(&self, function: &Function, context: &Context, preheader: Block) -> Option<Exit> {
        let mut block = preheader;
        let mut distance = 0;
        loop {
            for &inst in function.blocks[block].insts.iter().rev() {
                distance += 1;
                match &function.insts[inst] {
                    InstData::Anchor { exit } => return Some(*exit),
                    data if is_visible(context, data) || distance > ANCHOR_DISTANCE => return None,
                    _ => {}
                }
            }
            match self.shape.flow.graph.predecessors(block) {
                [one] => block = one.block,
                _ => return None,
            }
        }
    }

    /// Does an instruction leave the loop? If it is changed for that, it has been.
    fn moves(
        &self,
        function: &mut Function,
        context: &mut Context,
        here: Here,
        passed: Passed,
        inst: Inst,
    ) -> bool {
        let mut invariant = true;
        function.visit_operands(inst, |value| {
            invariant &= self.shape.is_outside(function, here.index, value);
        });
        if !invariant {
            return false;
        }
        let data = function.insts[inst];
        let writes = &self.writes[here.index];
        match data {
            // ANCHOR: load
            InstData::Load { region, .. } => {
                // BEGIN SOLUTION 2.6 stub: let _ = (region, writes, &self.constant, passed.barrier); false
                let unchanged = self.constant.contains(&region)
                    || !writes.all
                        && !writes.taken_slot
                        && !writes.regions.iter().any(|other| other.may_alias(region));
                unchanged && here.sure && !passed.barrier && context.rewrite("loads moved")
                // END SOLUTION
            }
            // ANCHOR_END: load
            InstData::SlotLoad { slot, .. } => {
                let changes = writes.many_slots
                    || writes.slots.contains(&slot)
                    || (writes.all || writes.any) && self.taken.contains(slot);
                !changes && context.rewrite("loads moved")
            }
            InstData::Call { func, .. } => {
                context.module.functions[func].effects == Effects::NONE
                    && context.rewrite("calls moved")
            }
            _ => match (data.opcode().effect(), data.exit()) {
                (Effect::None, _) | (Effect::Exit, None) => context.rewrite("instructions moved"),
                (Effect::Exit, Some(exit)) if data.opcode() != Opcode::Anchor => {
                    here.sure && self.exit_moves(function, context, here, passed, inst, exit)
                }
                _ => false,
            },
        }
    }

    fn exit_moves(
        &self,
        function: &mut Function,
        context: &mut Context,
        here: Here,
        passed: Passed,
        inst: Inst,
        exit: Exit,
    ) -> bool {
        let new_exit = function.exits.next_key();
        if !passed.effect
            && !passed.exit
            && !passed.barrier
            && let Some(at_entry) = self.frames_at_entry(function, here, exit)
        {
            if !context.rewrite("checks moved") {
                if at_entry == new_exit {
                    function.exits.truncate(new_exit);
                }
                return false;
            }
            function.insts[inst].set_exit(at_entry);
            return true;
        }
        // ANCHOR: by_anchor
        let deopt = matches!(function.exits[exit], ExitData::Frames(Leaving::Deopt, _));
        match here.anchor {
            Some(anchor) if deopt && context.rewrite("checks moved to an anchor") => {
                function.insts[inst].set_exit(anchor);
                true
            }
            _ => false,
        }
        // ANCHOR_END: by_anchor
    }

    /// The exit with frames that say at the end of the preheader what they say in the first turn.
    fn frames_at_entry(&self, function: &mut Function, here: Here, exit: Exit) -> Option<Exit> {
        let header = self.shape.flow.nest().all()[here.index].header;
        let jump = function.terminator(here.preheader)?;
        let call = function.block_calls(jump).next()?;
        let arguments = function.pool.arguments(call).to_vec();
        let mut named = Vec::new();
        function.exits[exit].visit_values(|value| named.push(value));
        let mut map: FxHashMap<Value, Value> = FxHashMap::default();
        for value in named {
            let before = match function.values[value].def {
                ValueDef::Param(block, index) if block == header => arguments[index as usize],
                _ if self.shape.is_outside(function, here.index, value) => value,
                _ => return None,
            };
            map.insert(value, before);
        }
        map_exit(function, exit, |value| map.get(&value).copied())
    }
}

/// May others see it: memory, a call?
fn is_visible(context: &Context, data: &InstData) -> bool {
    match data {
        InstData::Call { func, .. } | InstData::CallExit { func, .. } => {
            context.module.functions[*func].effects != Effects::NONE
        }
        _ => matches!(data.opcode().effect(), Effect::Write | Effect::Call),
    }
}

/// Notes an instruction that stays in the loop.
fn note(passed: &mut Passed, context: &Context, data: &InstData) {
    passed.effect |= is_visible(context, data);
    passed.exit |= data.exit().is_some() && data.opcode() != Opcode::Anchor;
    passed.barrier |= match data {
        InstData::Call { func, .. } | InstData::CallExit { func, .. } => {
            !context.module.functions[*func].effects.returns
        }
        InstData::CallIndirect { .. } => true,
        _ => matches!(data.opcode(), Opcode::Guard | Opcode::BoundsCheck | Opcode::Leave),
    };
}

/// The last block that dominates both.
fn common_dominator(tree: &DominatorTree, a: Block, b: Block) -> Block {
    let mut a = a;
    while !tree.dominates(a, b) {
        match tree.immediate_dominator(a) {
            Some(above) => a = above,
            None => return a,
        }
    }
    a
}
