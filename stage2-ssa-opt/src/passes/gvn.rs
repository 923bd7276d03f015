//! Global value numbering: what was computed before is not computed again.
//!
//! ```text
//! block0(v0: ptr, v1: i64):
//!   v2: i64 = load v0 + 8 [region 1]
//!   v3: i8 = icmp eq v2, 3
//!   guard v3, exit0                       the list holds integers
//!   store v1, v0 + 64 [region 2]          elements are not headers: this does not touch region 1
//!   v4: i64 = load v0 + 8 [region 1]      ─► v2
//!   v5: i8 = icmp eq v4, 3                ─► icmp eq v2, 3 is v3, which is 1
//!   guard v5, exit1                       ─► gone
//! ```
//!
//! A walk over the dominator tree with a hash table: an operation with the same operands that
//! stands in a block above, or further up, has the same value (P. Briggs, K. Cooper, L. T. Simpson,
//! "Value Numbering", 1997; the name is from C. Click, "Global Code Motion, Global Value Numbering",
//! 1995, and nothing is moved here). What the table says is true below the block in which it was
//! entered; it is not taken out when the walk leaves that, but overwritten when it is met again. In
//! particular:
//!
//! * Operands of commutative operations and of comparisons are brought into one order.
//! * A load's key has the version of memory it sees ([`memory_versions`]), and not its type: what a
//!   store put there is taken, as it is, or through a `bitcast` or `trunc`. A call that only reads is
//!   keyed by its version too.
//! * A check that has been passed need not be passed again, whatever exit either names: who passed
//!   the first passes the second. A checked operation that was passed is the unchecked one. After an
//!   unchecked one it has its value, and remains as a check.
//! * What branches and guards passed on the way say is known ([`path_facts`]): comparisons become
//!   0 or 1, values that were compared with a number become that number, guards and bounds checks
//!   are deleted.
//! * A block parameter for which all predecessors pass the same is that. With several that are passed
//!   the same, one is enough.
//!
//! Requires: nothing. Keeps the control flow; branches that are now decided are for `sccp` and
//! `simplify_cfg`. Leaves out: what is the same only if a loop's parameters are assumed to be the same (the
//! optimistic numbering of B. Alpern, M. Wegman and F. K. Zadeck), and what is computed on some paths only
//! (partial redundancy). What cannot be reached is not looked at.
//!
//! Linear in instructions and edges. Judged by `filetests/opt/gvn/` and, over random functions, by
//! the interpreter in `tests/passes_memory.rs`.

use std::hash::BuildHasher;
use std::rc::Rc;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::mem_forward::{Conversion, conversion};
use super::{Changed, Context};
use crate::analysis::alias::Base;
use crate::analysis::cfg::Predecessor;
use crate::analysis::control_flow::ControlFlow;
use crate::analysis::dominator_tree::DominatorTree;
use crate::analysis::memory_versions::{Memory, Version};
use crate::analysis::path_facts::PathFacts;
use crate::condition::IntCondition;
use crate::entity::{Block, FuncRef, Inst, Value};
use crate::ir::edit::{Replacements, retain_params};
use crate::ir::{Function, InstData, Operand, RegionSet, Type};
use crate::opcode::{Effect, Opcode};

// ANCHOR: key
/// What makes two values the same.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Key {
    /// An operation without memory, in canonical form, and the type of its result.
    Operation(InstData, Type),
    /// What stands at an address in a version of memory.
    Memory(Base, i64, Version),
    /// A call, by the number of its list of arguments.
    Call(FuncRef, u32),
}
// ANCHOR_END: key

/// A value for each key, and the block from which on it has it. The hash table holds numbers, and what they are the
/// numbers of stands in a row: a key that is not found, as most are, touches few bytes.
struct Table {
    numbers: HashTable<u32>,
    entries: Vec<(Key, Value, Block)>,
}

impl Table {
    fn with_capacity(keys: usize) -> Table {
        Table { numbers: HashTable::with_capacity(keys), entries: Vec::with_capacity(keys) }
    }

    /// The value of a key, and from where on.
    fn get(&self, key: &Key) -> Option<(Value, Block)> {
        let Table { numbers, entries } = self;
        let number = *numbers.find(hash(key), |&number| entries[number as usize].0 == *key)?;
        let (_, value, from) = entries[number as usize];
        Some((value, from))
    }

    /// The entry of a key that has one; others get this.
    fn find_or_add(
        &mut self,
        key: Key,
        value: Value,
        from: Block,
    ) -> Option<&mut (Key, Value, Block)> {
        let Table { numbers, entries } = self;
        let same = |&number: &u32| entries[number as usize].0 == key;
        match numbers.entry(hash(&key), same, |&number| hash(&entries[number as usize].0)) {
            Entry::Occupied(found) => Some(&mut entries[*found.get() as usize]),
            Entry::Vacant(free) => {
                free.insert(entries.len() as u32);
                entries.push((key, value, from));
                None
            }
        }
    }
}

fn hash(key: &Key) -> u64 {
    FxBuildHasher.hash_one(key)
}

struct Numbering<'f, 'c, 'm> {
    function: &'f mut Function,
    context: &'c mut Context<'m>,
    memory: Rc<Memory>,
    replacements: Replacements,
    values: Table,
    /// The block in work.
    here: Block,
    facts: PathFacts,
    /// Numbers of argument lists. The version that a call sees is the last element.
    lists: FxHashMap<Vec<Value>, u32>,
    flow: Rc<ControlFlow>,
    /// Block parameters that were replaced.
    merged: FxHashSet<Value>,
    /// What the block in work will consist of.
    out: Vec<Inst>,
    /// Operands of the instruction in work that are known numbers, and constants for them.
    known: Vec<(Value, Value)>,
}

/// Global value numbering.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let before = context.left();
    let flow = context.control_flow(function);
    let (graph, tree) = (&flow.graph, flow.tree());
    let mut numbering = Numbering {
        memory: context.memory(function),
        replacements: Replacements::of(function),
        values: Table::with_capacity(function.insts.len() / 2),
        here: Block(0),
        facts: PathFacts::new(function),
        lists: FxHashMap::default(),
        flow: flow.clone(),
        merged: FxHashSet::default(),
        out: Vec::new(),
        known: Vec::new(),
        function,
        context,
    };
    numbering.walk(tree);
    let Numbering { replacements, merged, .. } = numbering;
    replacements.apply_to_rest(function, &flow);
    if !merged.is_empty() {
        retain_params(function, graph, |_, param| !merged.contains(&param));
    }
    Changed::from(context.left() != before)
}

impl Numbering<'_, '_, '_> {
    /// Visits every block that can be reached after all that dominate it, and after all its
    /// predecessors but those on back edges.
    fn walk(&mut self, tree: &DominatorTree) {
        let Some(entry) = self.function.entry() else { return };
        // ANCHOR: walk
        // BEGIN SOLUTION 2.5 stub: let _ = tree; self.block(entry);
        let mut stack = vec![(entry, 0, self.facts.mark())];
        self.block(entry);
        while let Some((block, next, facts)) = stack.last_mut() {
            match tree.children(*block).get(*next) {
                Some(&child) => {
                    *next += 1;
                    stack.push((child, 0, self.facts.mark()));
                    self.block(child);
                }
                None => {
                    self.facts.back_to(*facts);
                    stack.pop();
                }
            }
        }
        // END SOLUTION
        // ANCHOR_END: walk
    }

    fn block(&mut self, block: Block) {
        self.here = block;
        self.learn_from_edge(block);
        self.merge_params(block);
        let mut insts = std::mem::take(&mut self.function.blocks[block].insts);
        for inst in insts.drain(..) {
            if !self.replacements.is_empty() {
                let Numbering { function, replacements, .. } = self;
                function.map_operands(inst, |value| replacements.resolve(value));
            }
            match self.function.insts[inst].opcode() {
                Opcode::Guard | Opcode::BoundsCheck if self.is_passed(inst) => continue,
                Opcode::Icmp | Opcode::Fcmp => self.decide(inst),
                _ => {}
            }
            if !self.facts.no_numbers() {
                self.use_known_numbers(inst);
            }
            if self.visit(inst) {
                self.out.push(inst);
            }
        }
        // The memory of both lists serves again.
        insts.append(&mut self.out);
        self.function.blocks[block].insts = insts;
    }

    /// What the only edge to a block says.
    fn learn_from_edge(&mut self, block: Block) {
        let mut edges = self.flow.edges_to(block);
        let (Some(&Predecessor { inst, index, .. }), None) = (edges.next(), edges.next()) else {
            return;
        };
        match self.function.insts[inst] {
            InstData::Br { condition, .. } => {
                self.facts.learn(self.function, condition, index != 0);
            }
            InstData::Switch { arg, table }
                if index > 0 && self.function.constant(arg).is_none() =>
            {
                let number = self.function.tables[table].cases[index as usize - 1].0;
                self.facts.learn_number(arg, number);
                self.facts.learn(self.function, arg, number == 0);
            }
            _ => {}
        }
    }

    /// Parameters for which all edges pass the same.
    fn merge_params(&mut self, block: Block) {
        let count = self.function.blocks[block].params.len();
        if count == 0 {
            return;
        }
        let edges: SmallVec<[Predecessor; 4]> = self.flow.edges_to(block).copied().collect();
        if edges.is_empty() {
            return;
        }
        // Only if one edge passes the same twice can two parameters be passed the same by all.
        let mut twice = false;
        let mut seen = 0_u64;
        for index in 0..count {
            if let Some(arg) = self.function.argument(edges[0].inst, edges[0].index, index) {
                let bit = 1 << (self.replacements.resolve(arg).0 % 64);
                twice |= seen & bit != 0;
                seen |= bit;
            }
        }
        let mut passed: FxHashMap<SmallVec<[Value; 4]>, Value> = FxHashMap::default();
        for index in 0..count {
            let param = self.function.blocks[block].params[index];
            let mut args = SmallVec::with_capacity(edges.len());
            for edge in &edges {
                let arg = self.function.argument(edge.inst, edge.index, index);
                args.extend(arg.map(|arg| self.replacements.resolve(arg)));
            }
            let mut others = args.iter().filter(|arg| **arg != param);
            let same = match others.next() {
                Some(&first) if others.all(|other| *other == first) => Some(first),
                _ if twice => passed.get(&args).copied(),
                _ => None,
            };
            match same {
                Some(same) if self.context.rewrite("block parameters merged") => {
                    self.replacements.replace(param, same);
                    self.merged.insert(param);
                }
                _ if twice && index + 1 < count => {
                    passed.insert(args, param);
                }
                _ => {}
            }
        }
    }

    /// Puts constants into an instruction for operands that are known here.
    fn use_known_numbers(&mut self, inst: Inst) {
        self.known.clear();
        let Numbering { function, facts, known, .. } = self;
        function.visit_operands(inst, |value| {
            if facts.number(value).is_some() && known.iter().all(|(old, _)| *old != value) {
                known.push((value, value));
            }
        });
        if known.is_empty() {
            return;
        }
        let mut known = std::mem::take(&mut self.known);
        known.retain_mut(|(old, new)| match self.facts.number(*old) {
            Some(number) if self.context.rewrite("operands known from a branch") => {
                *new = self.number(inst, self.function.ty(*old), number);
                true
            }
            _ => false,
        });
        if !known.is_empty() {
            self.function.map_operands(inst, |value| {
                let new = known.iter().find(|(old, _)| *old == value);
                new.map_or(value, |(_, new)| *new)
            });
        }
        self.known = known;
    }

    /// A constant: one that is there, or a new one before the instruction in work.
    fn number(&mut self, inst: Inst, ty: Type, number: i64) -> Value {
        let data = InstData::Iconst { value: number };
        let key = Key::Operation(data, ty);
        if let Some(value) = self.value(key) {
            return value;
        }
        let location = self.function.locations[inst];
        let new = self.function.make_inst(data, &[ty], location);
        self.out.push(new);
        // `make_inst` was given one type.
        let value = self.function.result(new).expect("a constant has a result");
        self.enter(key, value);
        value
    }

    /// The value that has the key here.
    fn value(&self, key: Key) -> Option<Value> {
        let (value, from) = self.values.get(&key)?;
        self.flow.tree().dominates(from, self.here).then_some(value)
    }

    /// From here on the value has the key.
    fn enter(&mut self, key: Key, value: Value) {
        if let Some(entry) = self.values.find_or_add(key, value, self.here) {
            *entry = (key, value, self.here);
        }
    }

    /// Numbers an instruction; does it stay?
    fn visit(&mut self, inst: Inst) -> bool {
        let data = self.function.insts[inst];
        match data.opcode().effect() {
            Effect::None => self.operation(inst),
            Effect::Exit if data.exit().is_none() => self.operation(inst),
            Effect::Exit => self.check(inst),
            Effect::Read => self.load(inst),
            Effect::Write => {
                self.store(inst);
                true
            }
            Effect::Call => self.call(inst),
            Effect::Terminator => true,
        }
    }

    /// An operation that has a result and does nothing else.
    fn operation(&mut self, inst: Inst) -> bool {
        let Some(result) = self.function.result(inst) else { return true };
        let key = Key::Operation(canonical(self.function.insts[inst]), self.function.ty(result));
        self.same_value(key, result, "operations reused")
    }

    /// Is it a guard or a bounds check that what is known passes? Then it goes.
    fn is_passed(&mut self, inst: Inst) -> bool {
        let (opcode, condition, left, right) = match without_exit(self.function.insts[inst]) {
            Some((Opcode::Guard, left, _)) => {
                (Opcode::Guard, IntCondition::Ne, left, Operand::Number(0))
            }
            Some((Opcode::BoundsCheck, left, Some(right))) => {
                (Opcode::BoundsCheck, IntCondition::Ult, left, right)
            }
            _ => return false,
        };
        let passed = self.facts.compare(self.function, condition, left, right) == Some(true);
        let what = if opcode == Opcode::Guard { "guards deleted" } else { "bounds checks deleted" };
        passed && self.context.rewrite(what)
    }

    /// Comparisons that what is known decides become 0 or 1.
    fn decide(&mut self, inst: Inst) {
        let data = self.function.insts[inst];
        let outcome = match data {
            InstData::Fcmp { condition, args: [left, right] } => {
                self.facts.compare_floats(condition, left, right)
            }
            _ => {
                let Some((condition, left, right)) = data.icmp() else { return };
                self.facts.compare(self.function, condition, left, right)
            }
        };
        if let Some(outcome) = outcome
            && self.context.rewrite("comparisons decided")
        {
            self.function.insts[inst] = InstData::Iconst { value: outcome.into() };
        }
    }

    /// The value that has the key here; if there is none, this one has it from here on.
    #[inline]
    fn value_or_enter(&mut self, key: Key, value: Value) -> Option<Value> {
        let entry = self.values.find_or_add(key, value, self.here)?;
        if self.flow.tree().dominates(entry.2, self.here) {
            return Some(entry.1);
        }
        *entry = (key, value, self.here);
        None
    }

    // ANCHOR: same
    /// Is there a value of that key? Then it replaces the result, and the instruction goes.
    fn same_value(&mut self, key: Key, result: Value, what: &'static str) -> bool {
        match self.value_or_enter(key, result) {
            Some(value) if self.context.rewrite(what) => {
                self.replacements.replace(result, value);
                false
            }
            _ => true,
        }
    }
    // ANCHOR_END: same

    /// What may leave by an exit.
    fn check(&mut self, inst: Inst) -> bool {
        let data = self.function.insts[inst];
        let Some((opcode, left, right)) = without_exit(data) else { return true };
        match (opcode, right) {
            (Opcode::Guard, _) => {
                self.facts.learn(self.function, left, false);
                return true;
            }
            (Opcode::BoundsCheck, Some(right)) => {
                self.facts.learn_comparison(self.function, IntCondition::Ult, left, right);
                return true;
            }
            _ => {}
        }
        let Some(result) = self.function.result(inst) else { return true };
        let ty = self.function.ty(result);
        let operation = |opcode: Opcode| {
            Key::Operation(
                canonical(match right {
                    None => InstData::Unary { opcode, arg: left },
                    Some(Operand::Value(right)) => InstData::Binary { opcode, args: [left, right] },
                    Some(Operand::Number(imm)) => InstData::BinaryImm { opcode, arg: left, imm },
                }),
                ty,
            )
        };
        let stays = self.same_value(operation(opcode), result, "checked operations reused");
        if !stays {
            return false;
        }
        if let (Effect::Exit, Some(Operand::Value(divisor)), true) =
            (opcode.effect(), right, is_division(opcode))
        {
            self.facts.learn(self.function, divisor, false);
        }
        let Some(unchecked) = unchecked(opcode) else { return true };
        match self.value(operation(unchecked)) {
            Some(value) if value != result => {
                if self.context.rewrite("results of checks reused") {
                    self.replacements.replace(result, value);
                    self.enter(operation(opcode), value);
                }
            }
            Some(_) => {}
            None => self.enter(operation(unchecked), result),
        }
        true
    }

    /// The key of what an access reads or has written.
    fn memory_key(&mut self, inst: Inst) -> Option<Key> {
        let Memory { aliases, versions } = &*self.memory;
        let mut address = aliases.access(self.function, inst)?.address;
        if let Base::Value(base) = address.base {
            // What stands for the base may be a sum itself.
            let further = aliases.address(self.replacements.resolve(base));
            address.base = further.base;
            address.offset = address.offset.wrapping_add(further.offset);
        }
        Some(Key::Memory(address.base, address.offset, versions.of(inst)))
    }

    fn load(&mut self, inst: Inst) -> bool {
        let Some(result) = self.function.result(inst) else { return true };
        let Some(key) = self.memory_key(inst) else { return true };
        let Some(value) = self.value_or_enter(key, result) else { return true };
        match conversion(self.function.ty(value), self.function.ty(result)) {
            Some(Conversion::None) if self.context.rewrite("loads reused") => {
                self.replacements.replace(result, value);
                false
            }
            Some(Conversion::By(opcode)) if self.context.rewrite("loads converted") => {
                self.function.insts[inst] = InstData::Unary { opcode, arg: value };
                self.operation(inst)
            }
            Some(_) => true,
            None => {
                self.enter(key, result);
                true
            }
        }
    }

    fn store(&mut self, inst: Inst) {
        let (InstData::Store { value, .. } | InstData::SlotStore { value, .. }) =
            self.function.insts[inst]
        else {
            return;
        };
        if let Some(key) = self.memory_key(inst) {
            self.enter(key, value);
        }
    }

    /// A call of a function that writes nothing and comes back.
    fn call(&mut self, inst: Inst) -> bool {
        let InstData::Call { func, args } = self.function.insts[inst] else { return true };
        let effects = &self.context.module.functions[func].effects;
        let mut results = self.function.results(inst);
        let Some(first) = results.next() else { return true };
        if effects.writes != RegionSet::Some(Vec::new()) || !effects.returns {
            return true;
        }
        let mut list = self.function.pool.get(args).to_vec();
        list.push(Value(self.memory.versions.of(inst).number()));
        let next = self.lists.len() as u32;
        let key = Key::Call(func, *self.lists.entry(list).or_insert(next));
        if !self.same_value(key, first, "calls reused") {
            // Results of one call have consecutive numbers.
            let earlier = self.replacements.resolve(first);
            for (index, result) in results.enumerate() {
                self.replacements.replace(result, Value(earlier.0 + 1 + index as u32));
            }
            return false;
        }
        true
    }
}

/// The same operation for all ways to write it.
fn canonical(data: InstData) -> InstData {
    match data {
        InstData::Binary { opcode, args: [a, b] } if opcode.is_commutative() && b < a => {
            InstData::Binary { opcode, args: [b, a] }
        }
        InstData::Ternary { opcode, args: [a, b, c] } if opcode.is_commutative() && b < a => {
            InstData::Ternary { opcode, args: [b, a, c] }
        }
        InstData::Icmp { condition, args: [a, b] } if b < a => {
            InstData::Icmp { condition: condition.swap(), args: [b, a] }
        }
        InstData::Fcmp { condition, args: [a, b] } if b < a => {
            InstData::Fcmp { condition: condition.swap(), args: [b, a] }
        }
        _ => data,
    }
}

/// The operation and the operands of an instruction of one or two operands that has an exit.
fn without_exit(data: InstData) -> Option<(Opcode, Value, Option<Operand>)> {
    match data {
        InstData::UnaryExit { opcode, arg, .. } => Some((opcode, arg, None)),
        _ => data.binary_exit().map(|(opcode, left, right, _)| (opcode, left, Some(right))),
    }
}

/// The operation that gives the same where the checked one does not leave.
fn unchecked(opcode: Opcode) -> Option<Opcode> {
    match opcode {
        Opcode::IaddChecked => Some(Opcode::Iadd),
        Opcode::IsubChecked => Some(Opcode::Isub),
        Opcode::ImulChecked => Some(Opcode::Imul),
        Opcode::FptosiChecked => Some(Opcode::Fptosi),
        Opcode::FptouiChecked => Some(Opcode::Fptoui),
        _ => None,
    }
}

/// Does it leave when the right operand is 0?
fn is_division(opcode: Opcode) -> bool {
    opcode.format() == crate::opcode::Format::Divide
}
