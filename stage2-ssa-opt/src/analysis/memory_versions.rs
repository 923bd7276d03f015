//! Versions of memory: when was what an instruction reads last written?
//!
//! ```text
//!   block0:                                      entry of block0 …………… moment 0
//!     store v1, v0 [region 1]        makes 1     after this store …………… moment 1
//!     v2: i64 = load v0 [region 2]   reads 0     … which region 2 does not see
//!     br v2, block1, block2
//!   block1:                                      entry of block1 …………… moment 2, seen by nobody
//!     call @f()                      makes 3
//!     jump block2
//!   block2:                                      entry of block2 …………… moment 4
//!     v3: i64 = load v0 [region 1]   reads 4     1 and 3 meet here
//! ```
//!
//! A *version* is a moment: the entry of a block, or right after an instruction that writes. A read
//! has the last moment since when nothing can have written what it reads. Two reads of the same
//! bytes with the same version, one of which dominates the other, read the same; that is all that
//! `gvn` and `mem_forward` need. It is SSA for memory, with the classes of
//! [`alias`] for variables (D. Novillo, "Memory SSA: a unified approach for sparsely representing
//! memory operations", 2007; LLVM's `MemorySSA` is the other end of the scale).
//!
//! One sweep in reverse postorder. At the entry of a block each class has the version that all
//! predecessors agree on, and a new one where they do not. Back edges are not known yet: the header
//! of a loop gets a new version of what the loop writes, and a block that closes a cycle without a
//! header of everything. From there a read looks back over a limited number of stores that do not
//! touch it ([`Aliases::may_alias`]).
//!
//! Moments are numbered in the order of the sweep, so of two that reach a place the later has the
//! greater number.
//!
//! Requires nothing; stays right while reads are deleted. Linear in instructions, times the number
//! of classes (64 at most) for blocks. Judged by walking all paths between two reads.

use crate::analysis::alias::{Access, Aliases, CLASSES, Class, ClassSet, aliases};
use crate::analysis::cfg::ControlFlowGraph;
use crate::analysis::control_flow::ControlFlow;
use crate::analysis::dominator_tree::DominatorTree;
use crate::analysis::loops::Loops;
use crate::entity::{Block, Inst, SecondaryMap};
use crate::ir::{Function, Module};
use crate::opcode::Effect;

/// How many stores a read looks past.
const LOOK_BACK: usize = 32;

/// A version of memory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version(u32);

impl Version {
    /// That of what nobody writes while the function runs.
    pub const CONSTANT: Version = Version(0);

    /// Its number, which grows along every path that dominance allows.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// What a version begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// The function is entered, or nothing ever changes.
    Start,
    /// Control comes to a block.
    Entry(Block),
    /// An instruction has written.
    After(Inst),
}

/// The versions of a function's memory.
#[derive(Clone, Debug)]
pub struct MemoryVersions {
    moments: Vec<Written>,
    /// For each moment that is a write, what it replaces: for each class in `classes`, in order.
    replaced: Vec<Version>,
    /// Where the row of a block that can be reached begins in `ends`.
    rows: SecondaryMap<Block, u32>,
    /// For each block the version of each class at its end.
    ends: Vec<Version>,
    of: SecondaryMap<Inst, Version>,
}

/// What is known of a function's memory.
#[derive(Clone, Debug)]
pub struct Memory {
    /// Its addresses,
    pub aliases: Aliases,
    /// and when it was written.
    pub versions: MemoryVersions,
}

/// Computes both.
pub fn memory(module: &Module, function: &Function, flow: &ControlFlow) -> Memory {
    let (graph, tree) = (&flow.graph, flow.tree());
    let aliases = aliases(module, function, tree);
    let versions = memory_versions(function, graph, tree, flow.nest(), &aliases);
    Memory { aliases, versions }
}

#[derive(Clone, Copy, Debug)]
struct Written {
    moment: Moment,
    classes: ClassSet,
    replaced: u32,
}

/// Computes the versions. `graph`, `tree`, `nest` and `aliases` are the function's.
pub fn memory_versions(
    function: &Function,
    graph: &ControlFlowGraph,
    tree: &DominatorTree,
    nest: &Loops,
    aliases: &Aliases,
) -> MemoryVersions {
    let order = tree.reverse_postorder();
    let loop_writes = written_by_loops(function, tree, aliases, nest);
    let start = Written { moment: Moment::Start, classes: 0, replaced: 0 };
    let mut versions = MemoryVersions {
        moments: Vec::with_capacity(2 * order.len()),
        replaced: Vec::with_capacity(64),
        rows: SecondaryMap::with_capacity(0, function.blocks.len()),
        ends: Vec::with_capacity(order.len() * aliases.classes()),
        of: SecondaryMap::with_capacity(Version::CONSTANT, function.insts.len()),
    };
    versions.moments.push(start);
    for (position, &block) in order.iter().enumerate() {
        let mut current = [Version::CONSTANT; CLASSES];
        let count = aliases.classes();
        if position != 0 {
            let own = versions.moment(Moment::Entry(block), 0);
            let mut renewed: ClassSet = 0;
            let mut first = true;
            let every = ClassSet::MAX >> (CLASSES - count);
            for from in graph.predecessors(block).iter().map(|one| one.block) {
                if !tree.is_reachable(from) {
                    continue;
                }
                if tree.position(from) as usize >= position {
                    let header = tree.dominates(block, from);
                    let inside = nest.innermost(block).filter(|_| header);
                    renewed |= inside.map_or(every, |index| loop_writes[index]);
                } else if std::mem::take(&mut first) {
                    let start = versions.rows[from] as usize;
                    current[..count].copy_from_slice(&versions.ends[start..start + count]);
                } else {
                    let start = versions.rows[from] as usize;
                    let others = &versions.ends[start..start + count];
                    for (class, other) in others.iter().enumerate() {
                        renewed |= ClassSet::from(current[class] != *other) << class;
                    }
                }
            }
            while renewed != 0 {
                current[renewed.trailing_zeros() as usize] = own;
                renewed &= renewed - 1;
            }
        }
        for (inst, access) in aliases.touching(position) {
            versions.sweep(function, aliases, *inst, access.as_ref(), &mut current);
        }
        versions.rows[block] = versions.ends.len() as u32;
        versions.ends.extend(&current[..count]);
    }
    versions
}

/// The classes that each loop writes, those inside it included.
fn written_by_loops(
    function: &Function,
    tree: &DominatorTree,
    aliases: &Aliases,
    nest: &Loops,
) -> Vec<ClassSet> {
    let mut written = vec![0; nest.all().len()];
    for (position, &block) in tree.reverse_postorder().iter().enumerate() {
        let Some(index) = nest.innermost(block) else { continue };
        for &(inst, access) in aliases.touching(position) {
            written[index] |= aliases.touches(function, inst, access.as_ref()).writes;
        }
    }
    // Inner loops come first.
    for (index, one) in nest.all().iter().enumerate() {
        if let Some(parent) = one.parent {
            written[parent] |= written[index];
        }
    }
    written
}

impl MemoryVersions {
    fn moment(&mut self, moment: Moment, classes: ClassSet) -> Version {
        let replaced = self.replaced.len() as u32;
        self.moments.push(Written { moment, classes, replaced });
        Version(self.moments.len() as u32 - 1)
    }

    fn sweep(
        &mut self,
        function: &Function,
        aliases: &Aliases,
        inst: Inst,
        access: Option<&Access>,
        current: &mut [Version; CLASSES],
    ) {
        if let Some(access) = access
            && function.insts[inst].opcode().effect() == Effect::Read
        {
            if let Some(class) = aliases.class(access) {
                let version = current[usize::from(class)];
                self.of[inst] = self.look_back(function, aliases, access, class, version);
            }
            return;
        }
        let touches = aliases.touches(function, inst, access);
        let mut classes = touches.writes;
        if classes != 0 {
            let version = self.moment(Moment::After(inst), touches.writes);
            while classes != 0 {
                let class = classes.trailing_zeros() as usize;
                self.replaced.push(std::mem::replace(&mut current[class], version));
                classes &= classes - 1;
            }
            self.of[inst] = version;
            return;
        }
        classes = touches.reads;
        while classes != 0 {
            let class = classes.trailing_zeros() as usize;
            self.of[inst] = self.of[inst].max(current[class]);
            classes &= classes - 1;
        }
    }

    /// The last version, at or before `version`, that can matter for what an access reads.
    pub fn look_back(
        &self,
        function: &Function,
        aliases: &Aliases,
        access: &Access,
        class: Class,
        mut version: Version,
    ) -> Version {
        for _ in 0..LOOK_BACK {
            let Moment::After(inst) = self.begins_with(version) else { break };
            let Some(write) = aliases.access(function, inst) else { break };
            if aliases.may_alias(access, &write) {
                break;
            }
            let Written { classes, replaced, .. } = self.moments[version.0 as usize];
            let before = classes & ((1 << class) - 1);
            version = self.replaced[replaced as usize + before.count_ones() as usize];
        }
        version
    }

    /// What a read sees, and what a write makes.
    pub fn of(&self, inst: Inst) -> Version {
        self.of[inst]
    }

    /// What a version begins with.
    pub fn begins_with(&self, version: Version) -> Moment {
        self.moments[version.0 as usize].moment
    }

    /// The version of a class at the end of a block that can be reached.
    pub fn at_end(&self, block: Block, class: Class) -> Version {
        self.ends[self.rows[block] as usize + usize::from(class)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::cfg::control_flow_graph;
    use crate::analysis::dominator_tree::dominator_tree;
    use crate::analysis::loops::loops;
    use crate::analysis::sample::random_graph;
    use crate::entity::{EntitySet, FuncRef, Value};
    use crate::ir::{Effects, InstData, Region, RegionSet, Signature, SourceLoc, Type, ValueList};

    /// External functions that write nothing, a region, two, and everything.
    fn module() -> Module {
        let mut module = Module::new();
        let some = |regions: &[u16]| RegionSet::Some(regions.iter().map(|r| Region(*r)).collect());
        let sets = [some(&[]), some(&[1]), some(&[1, 2]), RegionSet::All];
        for (index, writes) in sets.into_iter().enumerate() {
            let effects = Effects { reads: RegionSet::All, writes, returns: true };
            module.declare(&format!("f{index}"), Signature::default(), effects);
        }
        module
    }

    /// A random graph with loads, stores and calls in its blocks.
    fn random_accesses(seed: u32) -> Function {
        let mut function = random_graph(seed);
        let mut state = u64::from(seed) << 1 | 1;
        let mut below = move |limit: u32| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            ((state >> 33) % u64::from(limit)) as u32
        };
        let value = function.blocks[Block(0)].params[0];
        let bases = [0, 1].map(|_| function.add_param(Block(0), Type::Ptr));
        for block in function.layout.clone() {
            for _ in 0..below(5) {
                let (addr, offset) = (bases[below(2) as usize], below(2) as i32);
                let region = Region(below(3) as u16);
                let (data, types) = match below(7) {
                    0..=3 => (InstData::Load { region, addr, offset }, &[Type::I8][..]),
                    4 | 5 => (InstData::Store { region, value, addr, offset }, &[][..]),
                    _ => {
                        let args = ValueList::default();
                        (InstData::Call { func: FuncRef(below(4)), args }, &[][..])
                    }
                };
                let inst = function.make_inst(data, types, SourceLoc::default());
                let before = function.blocks[block].insts.len() - 1;
                function.blocks[block].insts.insert(before, inst);
            }
        }
        function
    }

    /// Can the instruction write what a load reads? By the definitions of region and effect.
    fn writes(module: &Module, function: &Function, inst: Inst, load: InstData) -> bool {
        let InstData::Load { region, addr, offset } = load else { return false };
        match function.insts[inst] {
            InstData::Store { region: other, addr: base, offset: at, .. } => {
                region.may_alias(other) && (base != addr || at == offset)
            }
            InstData::Call { func, .. } => module.functions[func].effects.writes.may_touch(region),
            _ => false,
        }
    }

    /// The instructions that can be executed after another before that one is executed again.
    fn after(function: &Function, from: Inst) -> EntitySet<Inst> {
        let mut seen = EntitySet::new();
        let next = |inst: Inst| -> Vec<Inst> {
            for block in function.blocks.values() {
                if let Some(index) = block.insts.iter().position(|one| *one == inst) {
                    return match block.insts.get(index + 1) {
                        Some(next) => vec![*next],
                        None => function
                            .block_calls(inst)
                            .map(|call| function.blocks[function.pool.target(call)].insts[0])
                            .collect(),
                    };
                }
            }
            Vec::new()
        };
        let mut worklist = next(from);
        while let Some(inst) = worklist.pop() {
            if inst != from && seen.insert(inst) {
                worklist.extend(next(inst));
            }
        }
        seen
    }

    #[test]
    fn as_by_walking_all_paths() {
        let module = module();
        let (mut equal, mut across_blocks) = (0, 0);
        for seed in 0..500 {
            let function = random_accesses(seed);
            let graph = control_flow_graph(&function);
            let tree = dominator_tree(&function, &graph);
            let aliases = aliases(&module, &function, &tree);
            let versions =
                memory_versions(&function, &graph, &tree, &loops(&graph, &tree), &aliases);
            let mut loads: Vec<(Block, usize, Inst, InstData)> = Vec::new();
            for &block in tree.reverse_postorder() {
                for (index, &inst) in function.blocks[block].insts.iter().enumerate() {
                    if let data @ InstData::Load { .. } = function.insts[inst] {
                        loads.push((block, index, inst, data));
                    }
                }
            }
            for &(home, index, first, data) in &loads {
                let reached = after(&function, first);
                for &(block, position, second, other) in &loads {
                    let above =
                        if home == block { index < position } else { tree.dominates(home, block) };
                    let place = |data: InstData| match data {
                        InstData::Load { addr, offset, .. } => (addr, offset),
                        _ => (Value(0), 0),
                    };
                    if !above || place(data) != place(other) {
                        continue;
                    }
                    // Something that can write it, and from which the second load is reached.
                    let written = reached.iter().any(|inst| {
                        writes(&module, &function, inst, other)
                            && writes(&module, &function, inst, data)
                            && after_without(&function, inst, first).contains(second)
                    });
                    if versions.of(first) == versions.of(second) {
                        assert!(!written, "seed {seed}: {first} and {second}");
                        equal += 1;
                        across_blocks += usize::from(home != block);
                    } else if home == block && data == other {
                        // Inside a block nothing is lost.
                        let between = &function.blocks[block].insts[index..position];
                        let mut between = between.iter();
                        let wrote = between.any(|inst| writes(&module, &function, *inst, other));
                        assert!(wrote, "seed {seed}: {first} and {second}");
                    }
                }
            }
        }
        assert!(equal > 200 && across_blocks > 50, "{equal} {across_blocks}");
    }

    fn after_without(function: &Function, from: Inst, without: Inst) -> EntitySet<Inst> {
        let mut cut = function.clone();
        // A block that ends at the load leads nowhere.
        for block in cut.blocks.values_mut() {
            if let Some(index) = block.insts.iter().position(|inst| *inst == without) {
                block.insts.truncate(index + 1);
                cut.insts[without] = InstData::Return { args: ValueList::default() };
                break;
            }
        }
        let mut seen = after(&cut, from);
        seen.remove(without);
        seen
    }
}
