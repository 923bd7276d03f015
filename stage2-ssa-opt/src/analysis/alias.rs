//! Which accesses to memory may touch the same bytes.
//!
//! ```text
//!   v1: ptr = slot_addr slot0 + 8          an access     = an address, a size, a region
//!   v2: ptr = ptr_add v1, 4                an address    = a base and a number:  slot0 + 12 + 2
//!   v3: i16 = load v2 + 2 [region 3]       its origin    = what the base was made from: slot0
//! ```
//!
//! Two accesses do not touch when one of these says so; everything else may:
//!
//! * Their **regions**: two that differ, and neither is 0 ([`crate::ir::Region`]).
//! * Their **origins**: different slots, different data, a slot and data are different memory. An
//!   address reaches only what it was made from: `ptr_add` does not lead from one slot into the next.
//! * **Privacy**: a slot whose address is used for nothing but accesses is *private*. Nobody else
//!   knows where it is: neither another address nor a call touches it.
//! * Their **numbers**: with the same base, ranges of bytes that do not overlap. Addresses wrap
//!   around, and so does the test.
//!
//! What never changes while the function runs is *constant*: a region declared so, and data that are
//! not writable.
//!
//! Memory is also sorted into at most [`CLASSES`] classes, so that sets of them are one word: class 0 is
//! all memory that is not private, then regions, then private slots. A function with more regions
//! or slots than classes has several of them share one, which is less precise and still right. A
//! call touches the classes that its [`Effects`](crate::ir::Effects) name; one through a pointer, all but private slots.
//!
//! Requires: nothing. Linear. Leaves out: addresses that differ by a multiple of something (`a[i]`
//! against `a[i + 1]`), and following addresses through block parameters and `select`; a slot whose
//! address goes there is not private. Judged by computing the addresses.

use rustc_hash::FxHashMap;

use crate::analysis::dominator_tree::DominatorTree;
use crate::analysis::regions::Regions;
use crate::entity::{DataRef, EntitySet, FuncRef, Inst, SecondaryMap, Slot, Value};
use crate::ir::{Function, InstData, Module, Region, RegionSet};
use crate::opcode::{Effect, Opcode};

/// How many classes of memory there may be.
pub const CLASSES: usize = 64;

/// A class of memory: less than [`CLASSES`].
pub type Class = u8;

/// A set of classes, one bit each.
pub type ClassSet = u64;

/// The class of all memory that is not private: whatever is written, it is written.
pub const ANY: Class = 0;

/// What an address is counted from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Base {
    /// A value that is computed in a way that is not looked into.
    Value(Value),
    /// A stack slot.
    Slot(Slot),
    /// Data of the module.
    Data(DataRef),
}

/// What an address was made from, by additions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Origin {
    /// Not known.
    Unknown,
    /// The address of a stack slot.
    Slot(Slot),
    /// The address of data.
    Data(DataRef),
}

/// An address, taken apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Address {
    /// What it is counted from.
    pub base: Base,
    /// How many bytes behind that it is, modulo 2 to the 64.
    pub offset: i64,
    /// What it was made from.
    pub origin: Origin,
}

/// A load or a store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Access {
    /// Where.
    pub address: Address,
    /// How many bytes.
    pub size: u32,
    /// In which region; 0 for what is accessed as a slot.
    pub region: Region,
}

/// Which classes of memory an instruction touches.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Touches {
    /// What it may read.
    pub reads: ClassSet,
    /// What it may write.
    pub writes: ClassSet,
}

/// What is known of a function's addresses.
#[derive(Clone, Debug)]
pub struct Aliases {
    addresses: SecondaryMap<Value, Option<Address>>,
    /// Of the slots that are accessed at all.
    private: EntitySet<Slot>,
    /// Those of them of which an address exists, as long as none is known to escape.
    addressed: EntitySet<Slot>,
    slots_in_frames: EntitySet<Slot>,
    constant_data: EntitySet<DataRef>,
    regions: Regions,
    callees: FxHashMap<FuncRef, Touches>,
    /// Which of the private slots it is.
    slot_numbers: SecondaryMap<Slot, u32>,
    /// How many classes there are, and those of them that are not of private slots.
    classes: usize,
    not_private: ClassSet,
    /// The instructions that may touch memory, of one block after the other in reverse postorder, with the accesses
    /// that they make,
    touching: Vec<(Inst, Option<Access>)>,
    /// and where those of each end.
    ends: Vec<u32>,
}

/// Takes the addresses of a function apart. `tree` is the function's.
pub fn aliases(module: &Module, function: &Function, tree: &DominatorTree) -> Aliases {
    let mut aliases = Aliases {
        addresses: SecondaryMap::with_capacity(None, function.values.len()),
        private: EntitySet::new(),
        addressed: EntitySet::new(),
        slots_in_frames: EntitySet::new(),
        constant_data: EntitySet::new(),
        regions: Regions::of(module),
        callees: FxHashMap::default(),
        slot_numbers: SecondaryMap::new(),
        classes: 1,
        not_private: 1,
        touching: Vec::with_capacity(function.insts.len() / 4),
        ends: Vec::with_capacity(tree.reverse_postorder().len()),
    };
    // Definitions come before uses in this order.
    for &block in tree.reverse_postorder() {
        for &inst in &function.blocks[block].insts {
            aliases.take_apart(module, function, inst);
        }
        aliases.ends.push(aliases.touching.len() as u32);
    }
    if !aliases.private.is_empty() {
        aliases.find_private(function, tree);
    }
    aliases.number_classes();
    aliases.find_callees(module);
    aliases
}

impl Aliases {
    /// Notes what an instruction says of addresses, slots, regions and callees.
    fn take_apart(&mut self, module: &Module, function: &Function, inst: Inst) {
        let (pointer, number) = match function.insts[inst] {
            InstData::Load { region, .. } | InstData::Store { region, .. } => {
                self.regions.meet(region);
                return self.note_touching(function, inst);
            }
            InstData::SlotLoad { slot, .. } | InstData::SlotStore { slot, .. } => {
                self.private.insert(slot);
                return self.note_touching(function, inst);
            }
            InstData::Call { func, .. } => {
                self.meet_callee(module, func);
                return self.note_touching(function, inst);
            }
            InstData::CallExit { .. } | InstData::CallIndirect { .. } => {
                return self.note_touching(function, inst);
            }
            InstData::SlotAddr { slot, offset } => {
                self.private.insert(slot);
                self.addressed.insert(slot);
                return self.is_at(function, inst, in_slot(slot, offset));
            }
            InstData::DataAddr { data, offset } => {
                if !module.data[data].writable {
                    self.constant_data.insert(data);
                }
                let address =
                    Address { base: Base::Data(data), offset, origin: Origin::Data(data) };
                return self.is_at(function, inst, address);
            }
            InstData::Binary { opcode: Opcode::PtrAdd, args: [pointer, _] } => (pointer, None),
            InstData::BinaryImm { opcode: Opcode::PtrAdd, arg, imm } => (arg, Some(imm)),
            _ => return,
        };
        let from = self.address(pointer);
        let address = match (number, function.result(inst)) {
            (Some(number), _) => Address { offset: from.offset.wrapping_add(number), ..from },
            (None, Some(result)) => {
                Address { base: Base::Value(result), offset: 0, origin: from.origin }
            }
            (None, None) => return,
        };
        self.is_at(function, inst, address);
    }

    /// The instruction may touch memory; the address of its access is known.
    fn note_touching(&mut self, function: &Function, inst: Inst) {
        self.touching.push((inst, self.access(function, inst)));
    }

    /// The result of an instruction is this address.
    fn is_at(&mut self, function: &Function, inst: Inst, address: Address) {
        if let Some(result) = function.result(inst) {
            self.addresses[result] = Some(address);
        }
    }

    fn meet_callee(&mut self, module: &Module, func: FuncRef) {
        if self.callees.insert(func, Touches::default()).is_some() {
            return;
        }
        let effects = &module.functions[func].effects;
        for set in [&effects.reads, &effects.writes] {
            if let RegionSet::Some(regions) = set {
                regions.iter().for_each(|region| self.regions.meet(*region));
            }
        }
    }

    /// Leaves of the slots that are accessed those that are private.
    fn find_private(&mut self, function: &Function, tree: &DominatorTree) {
        for &block in &function.layout {
            let insts = function.blocks[block].insts.iter();
            if tree.is_reachable(block) {
                insts.for_each(|&inst| self.find_escapes(function, inst));
            } else {
                // Nothing is known of addresses where control never comes.
                insts.for_each(|&inst| self.forget_slot(function, inst));
            }
        }
        for exit in function.exits.values() {
            if !self.addressed.is_empty() {
                exit.visit_values(|value| self.escapes(value));
            }
        }
        if !self.private.is_empty() {
            for exit in function.exits.values() {
                exit.visit_slots(|slot| {
                    self.slots_in_frames.insert(slot);
                });
            }
        }
    }

    /// A slot is private until its address is used for something else than an access.
    fn find_escapes(&mut self, function: &Function, inst: Inst) {
        if self.addressed.is_empty() {
            return;
        }
        match function.insts[inst] {
            InstData::Load { .. } => {}
            InstData::Store { value, .. } => self.escapes(value),
            // Comparing addresses leads nowhere.
            InstData::Icmp { .. } | InstData::IcmpImm { .. } => {}
            InstData::Binary { opcode: Opcode::PtrAdd, .. }
            | InstData::BinaryImm { opcode: Opcode::PtrAdd, .. } => {}
            _ => function.visit_operands(inst, |value| self.escapes(value)),
        }
    }

    fn escapes(&mut self, value: Value) {
        if let Origin::Slot(slot) = self.address(value).origin
            && self.addressed.remove(slot)
        {
            self.private.remove(slot);
        }
    }

    /// The slot that an instruction names is not private.
    fn forget_slot(&mut self, function: &Function, inst: Inst) {
        if let InstData::SlotAddr { slot, .. }
        | InstData::SlotLoad { slot, .. }
        | InstData::SlotStore { slot, .. } = function.insts[inst]
        {
            self.private.remove(slot);
        }
    }

    /// Classes of regions come first.
    fn number_classes(&mut self) {
        let regions = 1 + self.regions.classes();
        for (number, slot) in self.private.iter().enumerate() {
            self.slot_numbers[slot] = number as u32;
        }
        self.classes = (regions + self.private.len()).min(CLASSES);
        self.not_private = (1 << regions) - 1;
    }

    fn find_callees(&mut self, module: &Module) {
        let touched = |set: &RegionSet| match set {
            RegionSet::All => self.not_private,
            RegionSet::Some(regions) => {
                regions.iter().fold(0, |classes, region| classes | self.classes_of(*region))
            }
        };
        let mut callees = FxHashMap::default();
        for &func in self.callees.keys() {
            let effects = &module.functions[func].effects;
            let writes = touched(&effects.writes);
            // What is written in any region is written for an access to region 0.
            let writes = if writes == 0 { 0 } else { writes | 1 << ANY };
            callees.insert(func, Touches { reads: touched(&effects.reads), writes });
        }
        self.callees = callees;
    }

    /// The classes that a region which somebody else accesses stands for.
    fn classes_of(&self, region: Region) -> ClassSet {
        match self.regions.class(region) {
            _ if region == Region::ANY => self.not_private,
            0 => 0,
            _ if self.regions.is_constant(region) => 0,
            class => 1 << class,
        }
    }

    /// The instructions that may touch memory, of the block at a position of the reverse postorder; with their
    /// [accesses](Aliases::access), if they are loads or stores.
    pub fn touching(&self, position: usize) -> &[(Inst, Option<Access>)] {
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.touching[start as usize..self.ends[position] as usize]
    }

    /// An address, taken apart: itself, if it is not made by an addition.
    #[inline]
    pub fn address(&self, value: Value) -> Address {
        let itself = Address { base: Base::Value(value), offset: 0, origin: Origin::Unknown };
        self.addresses[value].unwrap_or(itself)
    }

    /// The access that an instruction makes, if it is a load or a store.
    pub fn access(&self, function: &Function, inst: Inst) -> Option<Access> {
        let size = |value: Value| function.ty(value).bytes();
        let result = || function.result(inst).map_or(0, size);
        let (address, size, region) = match function.insts[inst] {
            InstData::Load { region, addr, offset } => {
                (self.behind(addr, offset), result(), region)
            }
            InstData::Store { region, value, addr, offset } => {
                (self.behind(addr, offset), size(value), region)
            }
            InstData::SlotLoad { slot, offset } => (in_slot(slot, offset), result(), Region::ANY),
            InstData::SlotStore { slot, value, offset } => {
                (in_slot(slot, offset), size(value), Region::ANY)
            }
            _ => return None,
        };
        Some(Access { address, size, region })
    }

    fn behind(&self, addr: Value, offset: i32) -> Address {
        let address = self.address(addr);
        Address { offset: address.offset.wrapping_add(offset.into()), ..address }
    }

    /// Is the slot private: is it accessed, and only by this function's accesses that name it?
    pub fn is_private(&self, slot: Slot) -> bool {
        self.private.contains(slot)
    }

    /// Are there private slots?
    pub fn has_private_slots(&self) -> bool {
        !self.private.is_empty()
    }

    /// Does an exit read the slot, which is private?
    pub fn is_in_frame(&self, slot: Slot) -> bool {
        self.slots_in_frames.contains(slot)
    }

    /// Can what the access reads not change while the function runs?
    pub fn is_constant(&self, access: &Access) -> bool {
        let data = match access.address.origin {
            Origin::Data(data) => self.constant_data.contains(data),
            Origin::Unknown | Origin::Slot(_) => false,
        };
        data || self.regions.is_constant(access.region)
    }

    /// How many classes the function has; theirs are the lowest numbers.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The private slot that an access touches.
    fn private_slot(&self, access: &Access) -> Option<Slot> {
        match access.address.origin {
            Origin::Slot(slot) if self.private.contains(slot) => Some(slot),
            _ => None,
        }
    }

    /// Where a load finds what it reads; `None` if that is constant.
    pub fn class(&self, access: &Access) -> Option<Class> {
        if let Some(slot) = self.private_slot(access) {
            let first = self.not_private.count_ones();
            let number = self.slot_numbers[slot] % (CLASSES as u32 - first);
            return Some((first + number) as Class);
        }
        if self.is_constant(access) {
            return None;
        }
        Some(self.regions.class(access.region))
    }

    /// Can one of two accesses, of which one at least writes, change what the other touches?
    pub fn may_alias(&self, a: &Access, b: &Access) -> bool {
        if self.is_constant(a) || self.is_constant(b) || !a.region.may_alias(b.region) {
            return false;
        }
        if a.address.base == b.address.base {
            return overlap(a, b);
        }
        match (a.address.origin, b.address.origin) {
            (Origin::Unknown, Origin::Slot(slot)) | (Origin::Slot(slot), Origin::Unknown) => {
                !self.private.contains(slot)
            }
            (Origin::Unknown, _) | (_, Origin::Unknown) => true,
            (one, other) => one == other,
        }
    }

    /// Do two accesses certainly begin at the same byte?
    pub fn same_place(&self, a: &Access, b: &Access) -> bool {
        a.address.base == b.address.base && a.address.offset == b.address.offset
    }

    /// What an instruction may read and write. `access` is the one that it makes, if it is a load or a store.
    pub fn touches(&self, function: &Function, inst: Inst, access: Option<&Access>) -> Touches {
        match function.insts[inst].opcode().effect() {
            Effect::Read => {
                let class = access.and_then(|access| self.class(access));
                Touches { reads: class.map_or(0, |class| 1 << class), writes: 0 }
            }
            Effect::Write => {
                let Some(access) = access else { return Touches::default() };
                let writes = match self.class(access) {
                    Some(ANY) => self.not_private,
                    Some(class) if self.not_private >> class & 1 != 0 => 1 << class | 1 << ANY,
                    Some(class) => 1 << class,
                    // It breaks the promise that nobody writes there.
                    None => 1 << ANY,
                };
                Touches { reads: 0, writes }
            }
            Effect::Call => match function.insts[inst] {
                InstData::Call { func, .. } if self.callees.contains_key(&func) => {
                    self.callees[&func]
                }
                _ => Touches { reads: self.not_private, writes: self.not_private },
            },
            Effect::None | Effect::Exit | Effect::Terminator => Touches::default(),
        }
    }
}

fn in_slot(slot: Slot, offset: i32) -> Address {
    Address { base: Base::Slot(slot), offset: offset.into(), origin: Origin::Slot(slot) }
}

/// Do the ranges of two accesses with the same base overlap?
fn overlap(a: &Access, b: &Access) -> bool {
    let distance = b.address.offset.wrapping_sub(a.address.offset) as u64;
    distance < u64::from(a.size) || distance.wrapping_neg() < u64::from(b.size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::cfg::control_flow_graph;
    use crate::analysis::dominator_tree::dominator_tree;
    use crate::entity::Entity;
    use crate::ir::{SlotData, SourceLoc, Type};

    /// Straight-line functions whose addresses are computed here too: accesses that are said not to
    /// touch do not overlap.
    #[test]
    fn as_by_computing_the_addresses() {
        let mut apart = 0;
        for seed in 0..300u64 {
            let mut state = seed << 1 | 1;
            let mut below = move |limit: u64| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (state >> 33) % limit
            };
            let module = Module::new();
            let mut function = Function::new();
            let block = function.add_block();
            let slots = [0, 1, 2].map(|_| function.slots.push(SlotData::bytes(64, 8, None)));
            // The addresses of the last two slots escape: a parameter may point into them.
            let outside = function.add_param(block, Type::Ptr);
            let index = function.add_param(block, Type::I64);
            let byte = function.add_param(block, Type::I8);
            let mut at = SecondaryMap::with_default(0u64);
            at[outside] = 0x1000 * (1 + below(3)) + below(16);
            let number = below(8);
            let mut pointers = vec![outside];
            let append = |function: &mut Function, data, types: &[Type]| {
                let inst = function.make_inst(data, types, SourceLoc::default());
                function.blocks[block].insts.push(inst);
                inst
            };
            // Only slots that are accessed are looked at.
            append(&mut function, InstData::SlotLoad { slot: slots[0], offset: 0 }, &[Type::I8]);
            for &slot in &slots[1..] {
                let data = InstData::SlotAddr { slot, offset: 0 };
                let inst = append(&mut function, data, &[Type::Ptr]);
                let Some(value) = function.result(inst) else { return };
                at[value] = 0x1000 * slot.index() as u64;
                let args = function.pool.list(&[value]);
                let signature = function.signature(&crate::ir::Signature::new(&[Type::Ptr], &[]));
                let call = InstData::CallIndirect { signature, callee: outside, args };
                append(&mut function, call, &[]);
            }
            let mut accesses = Vec::new();
            for _ in 0..20 {
                let pointer = pointers[below(pointers.len() as u64) as usize];
                let imm = below(6) as i64 - 1;
                let (data, address) = match below(5) {
                    0 => {
                        let slot = slots[below(3) as usize];
                        let address = 0x1000 * slot.index() as u64 + 8;
                        (InstData::SlotAddr { slot, offset: 8 }, address)
                    }
                    1 => {
                        let opcode = Opcode::PtrAdd;
                        let address = at[pointer].wrapping_add(imm as u64);
                        (InstData::BinaryImm { opcode, arg: pointer, imm }, address)
                    }
                    2 => {
                        let data =
                            InstData::Binary { opcode: Opcode::PtrAdd, args: [pointer, index] };
                        (data, at[pointer].wrapping_add(number))
                    }
                    _ => {
                        let (region, offset) = (Region::ANY, imm as i32);
                        let store = InstData::Store { region, value: byte, addr: pointer, offset };
                        let inst = append(&mut function, store, &[]);
                        accesses.push((inst, at[pointer].wrapping_add(imm as u64)));
                        continue;
                    }
                };
                let inst = append(&mut function, data, &[Type::Ptr]);
                let Some(value) = function.result(inst) else { return };
                at[value] = address;
                pointers.push(value);
            }
            let tree = dominator_tree(&function, &control_flow_graph(&function));
            let aliases = aliases(&module, &function, &tree);
            assert!(aliases.is_private(slots[0]) && !aliases.is_private(slots[1]));
            for (first, here) in &accesses {
                for (second, there) in &accesses {
                    let access = |inst| aliases.access(&function, inst);
                    let (Some(a), Some(b)) = (access(*first), access(*second)) else { continue };
                    assert_eq!(aliases.may_alias(&a, &b), aliases.may_alias(&b, &a));
                    if !aliases.may_alias(&a, &b) {
                        assert_ne!(here, there, "seed {seed}");
                        apart += 1;
                    }
                }
            }
        }
        assert!(apart > 1000, "{apart}");
    }

    #[test]
    fn ranges_that_wrap_around_overlap() {
        let access = |offset: i64, size| Access {
            address: Address { base: Base::Value(Value(0)), offset, origin: Origin::Unknown },
            size,
            region: Region::ANY,
        };
        assert!(overlap(&access(-1, 2), &access(0, 1)));
        assert!(!overlap(&access(-1, 1), &access(0, 8)));
        assert!(overlap(&access(i64::MAX, 2), &access(i64::MIN, 1)));
        assert!(overlap(&access(0, 8), &access(7, 1)) && overlap(&access(7, 1), &access(0, 8)));
        assert!(!overlap(&access(0, 8), &access(8, 1)) && !overlap(&access(8, 1), &access(0, 8)));
    }
}
