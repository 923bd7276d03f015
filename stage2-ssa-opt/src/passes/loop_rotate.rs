//! Makes the test of a loop stand at its end, behind one test before the loop.
//!
//! ```text
//!   while i < n:              if i < n:
//!       body            ⇒         do:
//!                                     body
//!                                 while i < n
//! ```
//!
//! What stands in the body of a `while` may not be executed at all, so nothing that could fail may
//! leave it. After rotation the body is executed whenever the loop is entered, and each turn takes
//! one jump instead of two. Every compiler does this (S. Muchnick, "Advanced Compiler Design and
//! Implementation", 1997, calls it loop inversion); it is what gives `licm` something to do.
//!
//! The header is copied into the preheader, where its parameters are the arguments of the entry.
//! The header itself stays and becomes the end of the loop; the block behind its test is the new
//! header:
//!
//! ```text
//!   P ──► H ◄──┐            P H' ──► B ◄──┐
//!        / \   │      ⇒       \    / │    │
//!       X   B ─┘               \  …  ▼    │
//!                               ─► X ◄─ H ┘
//! ```
//!
//! A value of H has two definitions now. The new header and the exit, which follow H and H', get
//! parameters for those that are used there; a use that several ways lead to (`break`) makes a
//! parameter where they meet. Blocks where only one of the two can arrive get none.
//!
//! Requires: nothing. A header is copied if it has few instructions and none with an effect; its
//! exits are copied, with frames that name the copies. Loops whose end is a test already, whose
//! header does not leave the loop, and cycles with two entries stay as they are. Does not make a
//! preheader for the new loop: `licm` does when it needs one.
//!
//! Time: linear, but for values that are used where several exits of the loop have met: each such
//! loop looks at the blocks between. Judged by `tests/passes_loops.rs`.

use rustc_hash::FxHashMap;

use super::{Changed, Context};
use crate::analysis::cfg::ControlFlowGraph;
use crate::analysis::dominator_tree::DominatorTree;
use crate::analysis::loops::{LoopIndex, Loops};
use crate::analysis::uses::{Uses, uses_of};
use crate::entity::{Block, Exit, Inst, SecondaryMap, Value};
use crate::ir::copy::{ValueMap, copy_inst, map_exit};
use crate::ir::edit::{edit_calls, make_preheader, place_blocks, split_edges};
use crate::ir::{Function, InstData};
use crate::opcode::Effect;

/// A header with more instructions is not copied.
const LARGEST_HEADER: usize = 16;

/// Makes the test of a loop stand at its end.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let flow = context.control_flow(function);
    let (tree, nest) = (flow.tree(), flow.nest());
    if nest.all().is_empty() {
        return Changed::No;
    }
    // Only what a header defines is ever asked for.
    let mut defined_by = SecondaryMap::with_capacity(0, function.values.len());
    for (index, one) in nest.all().iter().enumerate() {
        let header = &function.blocks[one.header];
        let results = header.insts.iter().flat_map(|&inst| function.results(inst));
        for value in header.params.iter().copied().chain(results) {
            defined_by[value] = index as u32 + 1;
        }
    }
    let uses = uses_of(function, |value| defined_by[value] != 0);
    let mut state = State::new(function, &flow.graph, tree, nest, &uses, defined_by);
    let mut changed = Changed::No;
    // Outer loops first, and in the order of dominance: copies of a header use what dominates it,
    // so that what is known of the uses of later headers stays true.
    for &header in tree.reverse_postorder() {
        let Some(index) = nest.headed_by(header) else { continue };
        let Some(shape) = shape(function, context, nest, index) else { continue };
        if context.rewrite("loops rotated") {
            state.rotate(function, index, shape);
            changed = Changed::Yes;
        }
    }
    place_blocks(function, &state.new_blocks);
    changed
}

/// Where the test of a header goes.
#[derive(Clone, Copy)]
struct Shape {
    header: Block,
    body: Block,
    exit: Block,
}

/// Is it a loop to be rotated?
fn shape(function: &Function, context: &Context, nest: &Loops, index: LoopIndex) -> Option<Shape> {
    let one = &nest.all()[index];
    let header = one.header;
    let insts = &function.blocks[header].insts;
    let InstData::Br { targets, .. } = function.insts[*insts.last()?] else { return None };
    let [then, otherwise] = targets.map(|target| function.pool.target(target));
    let (body, exit) = match (nest.contains(index, then), nest.contains(index, otherwise)) {
        (true, false) => (then, otherwise),
        (false, true) => (otherwise, then),
        _ => return None,
    };
    let ends_in_jumps = one.latches.iter().all(|latch| {
        let inst = function.terminator(*latch);
        inst.is_some_and(|inst| matches!(function.insts[inst], InstData::Jump { .. }))
    });
    let harmless = |inst: &Inst| match function.insts[*inst] {
        InstData::Anchor { .. } => false,
        InstData::Call { func, .. } => context.module.functions[func].effects.is_pure(),
        data => !matches!(data.opcode().effect(), Effect::Write | Effect::Call),
    };
    let small = insts.len() <= LARGEST_HEADER && insts.iter().all(harmless);
    (body != header && ends_in_jumps && small).then_some(Shape { header, body, exit })
}

/// Which of the definitions of a header's value arrives in a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Arrives {
    /// What stands in a parameter of this block: the new header, the exit, or where they meet.
    In(Block),
    /// Not known yet, or the block cannot be reached.
    Unknown,
}

struct State<'a> {
    graph: &'a ControlFlowGraph,
    tree: &'a DominatorTree,
    nest: &'a Loops,
    uses: &'a Uses,
    /// The loop in whose header a value is defined: its index plus one, or 0.
    defined_by: SecondaryMap<Value, u32>,
    /// Who uses the parameters that were made in headers, which may still have to be copied.
    uses_of_new: FxHashMap<Value, Vec<Inst>>,
    /// Where an instruction stands.
    home: SecondaryMap<Inst, Block>,
    /// The predecessors that are no longer those of the graph.
    predecessors: FxHashMap<Block, Vec<Block>>,
    new_blocks: Vec<(Block, Block)>,
}

impl<'a> State<'a> {
    fn new(
        function: &Function,
        graph: &'a ControlFlowGraph,
        tree: &'a DominatorTree,
        nest: &'a Loops,
        uses: &'a Uses,
        defined_by: SecondaryMap<Value, u32>,
    ) -> State<'a> {
        let (predecessors, new_blocks) = (FxHashMap::default(), Vec::new());
        let uses_of_new = FxHashMap::default();
        let home = function.homes();
        State { graph, tree, nest, uses, defined_by, uses_of_new, home, predecessors, new_blocks }
    }

    /// Who uses a value of a header, as things are now.
    fn users(&self, value: Value) -> impl Iterator<Item = Inst> + '_ {
        let new = self.uses_of_new.get(&value).into_iter().flatten();
        self.uses.of(value).iter().chain(new).copied()
    }

    /// The blocks before a block, each once for each edge, as things are now.
    fn predecessors(&mut self, block: Block) -> &mut Vec<Block> {
        let graph = self.graph;
        self.predecessors
            .entry(block)
            .or_insert_with(|| graph.predecessors(block).iter().map(|one| one.block).collect())
    }

    /// Notes that a new block stands on the edges from `from` to `to`.
    fn note_split(&mut self, function: &Function, from: Block, new: Block, to: Block) {
        let edges = self.predecessors(to);
        let count = edges.iter().filter(|one| **one == from).count();
        edges.retain(|one| *one != from);
        edges.push(new);
        self.predecessors.insert(new, vec![from; count]);
        self.new_blocks.push((new, to));
        if let Some(inst) = function.terminator(new) {
            self.home[inst] = new;
        }
    }

    fn rotate(&mut self, function: &mut Function, index: LoopIndex, shape: Shape) {
        let Shape { header, body, exit } = shape;
        let Some(test) = function.terminator(header) else { return };
        let preheader = self.preheader(function, index, header);

        // The blocks behind the test are reached by nothing else.
        let single = |state: &mut State, function: &mut Function, target: Block| {
            if state.predecessors(target).len() == 1 {
                return target;
            }
            let new = split_edges(function, test, target);
            state.note_split(function, header, new, target);
            new
        };
        let body = single(self, function, body);
        let exit = single(self, function, exit);

        // The copy, in place of the preheader's jump.
        let mut map = ValueMap::default();
        if let Some(jump) = function.blocks[preheader].insts.pop() {
            let arguments = function.block_calls(jump).next();
            let arguments = arguments.map_or(&[][..], |call| function.pool.arguments(call));
            map.extend(function.blocks[header].params.iter().copied().zip(arguments.to_vec()));
        }
        let originals = function.blocks[header].insts.clone();
        let mut defined = function.blocks[header].params.clone();
        for &inst in &originals {
            let copy = copy_inst(function, inst, &mut map);
            function.blocks[preheader].insts.push(copy);
            self.home[copy] = preheader;
            defined.extend(function.results(inst));
        }
        self.predecessors(header).retain(|one| *one != preheader);
        self.predecessors(body).push(preheader);
        self.predecessors(exit).push(preheader);

        let ends = [header, preheader].map(|block| function.terminator(block));
        let mut region = Region { index, header, body, exit, arrives: FxHashMap::default() };
        let mut users: Vec<Inst> = defined.iter().flat_map(|&value| self.users(value)).collect();
        users.extend([body, exit].into_iter().filter_map(|block| function.terminator(block)));
        users.retain(|user| self.home[*user] != header && self.home[*user] != preheader);
        users.sort_unstable();
        users.dedup();
        // Outer loops may have given the header parameters.
        let own = index as u32 + 1;
        defined.into_iter().for_each(|value| self.defined_by[value] = own);
        let mut params: FxHashMap<(Value, Block), Value> = FxHashMap::default();
        let mut exits: FxHashMap<(Exit, Block), Exit> = FxHashMap::default();
        let mut used = Vec::new();
        for user in users {
            let Arrives::In(source) = region.find(self, self.home[user]) else { continue };
            function.visit_uses(user, |one| {
                if self.defined_by[one] == own {
                    used.push(one);
                }
            });
            for value in used.drain(..) {
                let copied = *map.get(&value).unwrap_or(&value);
                self.param(function, &mut region, &mut params, source, (value, copied), ends);
                if self.nest.headed_by(source).is_some()
                    && let Some(&param) = params.get(&(value, source))
                {
                    self.uses_of_new.entry(param).or_default().push(user);
                }
            }
            let new = |one: Value| match self.defined_by[one] == own {
                true => *params.get(&(one, source)).unwrap_or(&one),
                false => one,
            };
            function.map_operands(user, new);
            let Some(exit) = function.insts[user].exit() else { continue };
            let now = *exits
                .entry((exit, source))
                .or_insert_with(|| map_exit(function, exit, |one| Some(new(one))).unwrap_or(exit));
            function.insts[user].set_exit(now);
        }
    }

    /// The preheader, made if there is none.
    fn preheader(&mut self, function: &mut Function, index: LoopIndex, header: Block) -> Block {
        let nest = self.nest;
        let inside = |block: Block| nest.contains(index, block);
        let entering: Vec<Block> =
            self.predecessors(header).iter().copied().filter(|block| !inside(*block)).collect();
        if let [one] = entering[..] {
            let end = function.terminator(one);
            if end.is_some_and(|end| matches!(function.insts[end], InstData::Jump { .. })) {
                return one;
            }
        }
        let ends: Vec<Inst> =
            entering.iter().filter_map(|block| function.terminator(*block)).collect();
        let block = make_preheader(function, &ends, header);
        self.predecessors(header).retain(|one| inside(*one));
        self.predecessors(header).push(block);
        self.predecessors.insert(block, entering);
        self.new_blocks.push((block, header));
        if let Some(inst) = function.terminator(block) {
            self.home[inst] = block;
        }
        block
    }

    /// The parameter of a block that stands for a value of the header; made if there is none yet,
    /// with the arguments for it, which may need further ones.
    fn param(
        &mut self,
        function: &mut Function,
        region: &mut Region,
        params: &mut FxHashMap<(Value, Block), Value>,
        block: Block,
        (value, copied): (Value, Value),
        ends: [Option<Inst>; 2],
    ) {
        if params.contains_key(&(value, block)) {
            return;
        }
        let ty = function.ty(value);
        let first = function.add_param(block, ty);
        params.insert((value, block), first);
        let mut worklist = vec![block];
        while let Some(block) = worklist.pop() {
            if block == region.body || block == region.exit {
                for (end, argument) in ends.into_iter().zip([value, copied]) {
                    let Some(end) = end else { continue };
                    pass(function, end, block, argument);
                }
                continue;
            }
            let mut from = self.predecessors(block).clone();
            from.sort_unstable();
            from.dedup();
            for before in from {
                let source = match region.find(self, before) {
                    Arrives::In(source) => source,
                    // It cannot be reached, and may pass anything of the type.
                    Arrives::Unknown => block,
                };
                let argument = *params.entry((value, source)).or_insert_with(|| {
                    worklist.push(source);
                    function.add_param(source, ty)
                });
                if let Some(end) = function.terminator(before) {
                    pass(function, end, block, argument);
                    if self.nest.headed_by(source).is_some() {
                        self.uses_of_new.entry(argument).or_default().push(end);
                    }
                }
            }
        }
    }
}

/// What arrives where, for one rotation.
struct Region {
    index: LoopIndex,
    header: Block,
    body: Block,
    exit: Block,
    /// What was found out about blocks behind the loop where exits of it have met.
    arrives: FxHashMap<Block, Arrives>,
}

impl Region {
    /// Which definition arrives in a block (which is not the header)?
    fn find(&mut self, state: &mut State, block: Block) -> Arrives {
        if let Some(known) = self.direct(state, block) {
            return known;
        }
        if let Some(&known) = self.arrives.get(&block) {
            return known;
        }
        self.explore(state, block);
        self.arrives.get(&block).copied().unwrap_or(Arrives::Unknown)
    }

    /// The answer where no search is needed.
    fn direct(&self, state: &State, block: Block) -> Option<Arrives> {
        // All ways from the header into the loop go through the new header.
        let in_loop = block != self.header && state.nest.contains(self.index, block);
        if block == self.body || in_loop {
            return Some(Arrives::In(self.body));
        }
        let behind = state.graph.predecessors(self.exit).len() == 1
            && state.tree.is_reachable(block)
            && state.tree.dominates(self.exit, block);
        (block == self.exit || behind).then_some(Arrives::In(self.exit))
    }

    /// Follows the edges backwards to where it is known what arrives, and then finds for the
    /// blocks between, optimistically, whether one definition or several arrive there.
    fn explore(&mut self, state: &mut State, block: Block) {
        let mut found = vec![block];
        self.arrives.insert(block, Arrives::Unknown);
        let mut next = 0;
        while next < found.len() {
            for before in state.predecessors(found[next]).clone() {
                if self.direct(state, before).is_none() && !self.arrives.contains_key(&before) {
                    self.arrives.insert(before, Arrives::Unknown);
                    found.push(before);
                }
            }
            next += 1;
        }
        let mut again = true;
        while again {
            again = false;
            for &block in found.iter().rev() {
                let mut meet = Arrives::Unknown;
                for before in state.predecessors(block).clone() {
                    let other = match self.direct(state, before) {
                        Some(known) => known,
                        None => self.arrives.get(&before).copied().unwrap_or(Arrives::Unknown),
                    };
                    meet = match (meet, other) {
                        (one, Arrives::Unknown) | (Arrives::Unknown, one) => one,
                        (one, other) if one == other => one,
                        _ => Arrives::In(block),
                    };
                }
                // What was once found to be a meeting stays one.
                let now = self.arrives.get(&block).copied();
                if now != Some(meet) && now != Some(Arrives::In(block)) {
                    self.arrives.insert(block, meet);
                    again = true;
                }
            }
        }
    }
}

/// One more argument for all jumps of a terminator to a block.
fn pass(function: &mut Function, end: Inst, block: Block, argument: Value) {
    edit_calls(function, end, |pool, call| {
        if pool.target(call) == block { pool.push_argument(call, argument) } else { call }
    });
}
