//! Values and places.
//!
//! A [`Val`] is what an expression gives: its scalars, or the address of memory that holds it. A
//! [`Place`] is where a variable is: slots, one per leaf, or an address. Copies of memory are moves of
//! words when they are short and calls of the runtime when they are not.
//!
//! A value in memory is not copied when it is made: who keeps it does that. Judged by `corpus/run`.

use stage2::entity::{Slot, Value};
use stage2::ir::{Region, SlotData, TrapCode, Type as Machine};
use stage2::opcode::Opcode;

use super::function::Body;
use crate::types::ty::Type;

// ANCHOR: val
/// The value of an expression.
#[derive(Clone, Debug)]
pub(super) enum Val {
    /// One per leaf of the type.
    Scalars(Vec<Value>),
    /// It is there.
    Memory(Value),
}
// ANCHOR_END: val

impl Val {
    /// A value of one scalar.
    pub fn one(value: Value) -> Val {
        Val::Scalars(vec![value])
    }

    /// The scalars; none for memory.
    pub fn scalars(&self) -> &[Value] {
        match self {
            Val::Scalars(values) => values,
            Val::Memory(_) => &[],
        }
    }
}

/// Where something can be stored.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// In slots, one per leaf.
    Slots(Vec<Slot>),
    /// In memory, so many bytes behind an address.
    Address(Value, i64),
    /// `m[k]`: type of the map, map, key.
    MapElement(Type, Value, Val),
    /// Nowhere: `_`.
    Blank,
}

/// Up to so many bytes are copied without a call.
const INLINE_BYTES: u64 = 64;

impl Body<'_, '_> {
    /// An address plus a number of bytes.
    pub fn offset(&mut self, address: Value, bytes: i64) -> Value {
        if bytes == 0 { address } else { self.b.binary(Opcode::PtrAdd, address, number(bytes)) }
    }

    fn split(&mut self, address: Value, offset: i64) -> (Value, i32) {
        match i32::try_from(offset) {
            Ok(small) if small < 1 << 30 => (address, small),
            _ => (self.offset(address, offset), 0),
        }
    }

    /// Loads a value of a type. Memory stays where it is.
    pub fn load_at(&mut self, ty: Type, address: Value, offset: i64) -> Val {
        match self.l.leaves(ty) {
            None => Val::Memory(self.offset(address, offset)),
            Some(leaves) => {
                let (address, offset) = self.split(address, offset);
                let load = |leaf: &super::Leaf| {
                    self.b.load(leaf.ty, address, offset + leaf.offset as i32, Region::ANY)
                };
                Val::Scalars(leaves.iter().map(load).collect())
            }
        }
    }

    /// Stores a value of a type.
    pub fn store_at(&mut self, ty: Type, address: Value, offset: i64, val: &Val) {
        match val {
            Val::Scalars(values) => {
                let leaves = self.l.leaves(ty);
                let (address, offset) = self.split(address, offset);
                for (leaf, &value) in leaves.iter().flat_map(|leaves| leaves.iter()).zip(values) {
                    self.b.store(value, address, offset + leaf.offset as i32, Region::ANY);
                }
            }
            Val::Memory(from) => {
                let to = self.offset(address, offset);
                let size = self.l.size(ty);
                self.copy(to, *from, size);
            }
        }
    }

    /// Copies bytes; the places may overlap.
    pub fn copy(&mut self, to: Value, from: Value, size: u64) {
        if to == from || size == 0 {
            return;
        }
        if size > INLINE_BYTES {
            let size = self.int(size as i64);
            self.runtime("moveBytes", &[to, from, size]);
            return;
        }
        let mut parts = Vec::new();
        let mut at = 0;
        for ty in [Machine::I64, Machine::I32, Machine::I16, Machine::I8] {
            while at + u64::from(ty.bytes()) <= size {
                parts.push((at as i32, self.b.load(ty, from, at as i32, Region::ANY)));
                at += u64::from(ty.bytes());
            }
        }
        for (at, value) in parts {
            self.b.store(value, to, at, Region::ANY);
        }
    }

    /// Sets bytes to zero.
    pub fn clear(&mut self, at: Value, size: u64) {
        if size > INLINE_BYTES {
            let size = self.int(size as i64);
            self.runtime("clearBytes", &[at, size]);
            return;
        }
        let mut done = 0;
        for ty in [Machine::I64, Machine::I32, Machine::I16, Machine::I8] {
            while done + u64::from(ty.bytes()) <= size {
                let zero = self.b.iconst(ty, 0);
                self.b.store(zero, at, done as i32, Region::ANY);
                done += u64::from(ty.bytes());
            }
        }
    }

    /// Memory of the frame for a value of a type; its contents are anything.
    pub fn temporary(&mut self, ty: Type) -> Value {
        let (size, align) = (self.l.size(ty), self.l.align(ty));
        if size > super::function::LARGEST_SLOT {
            return self.new_object(ty);
        }
        let slot = self.b.slot(SlotData::bytes(size.max(1) as u32, align.max(8) as u32, None));
        self.b.slot_addr(slot, 0)
    }

    /// A copy of a value in memory that nobody else knows.
    pub fn private(&mut self, ty: Type, val: Val) -> Val {
        match val {
            Val::Memory(from) => {
                let to = self.temporary(ty);
                let size = self.l.size(ty);
                self.copy(to, from, size);
                Val::Memory(to)
            }
            scalars => scalars,
        }
    }

    /// The address of memory that holds the value.
    pub fn in_memory(&mut self, ty: Type, val: &Val) -> Value {
        match val {
            Val::Memory(address) => *address,
            Val::Scalars(_) => {
                let at = self.temporary(ty);
                self.store_at(ty, at, 0, val);
                at
            }
        }
    }

    /// A zero of a machine type.
    pub fn zero_of(&mut self, ty: Machine) -> Value {
        match ty {
            Machine::F32 => self.b.f32const(0.0),
            Machine::F64 => self.b.f64const(0.0),
            ty => self.b.iconst(ty, 0),
        }
    }

    /// The zero value of a type.
    pub fn zero(&mut self, ty: Type) -> Val {
        match self.l.leaves(ty) {
            Some(leaves) => Val::Scalars(leaves.iter().map(|leaf| self.zero_of(leaf.ty)).collect()),
            None => {
                let at = self.temporary(ty);
                let size = self.l.size(ty);
                self.clear(at, size);
                Val::Memory(at)
            }
        }
    }

    /// What is at a place.
    pub fn load(&mut self, ty: Type, place: &Place) -> Val {
        match place {
            Place::Slots(slots) => {
                Val::Scalars(slots.iter().map(|&slot| self.b.get(slot)).collect())
            }
            Place::Address(address, offset) => self.load_at(ty, *address, *offset),
            Place::MapElement(map_ty, map, key) => self.map_get(*map_ty, *map, key, ty).0,
            Place::Blank => self.zero(ty),
        }
    }

    /// Stores at a place.
    pub fn store(&mut self, ty: Type, place: &Place, val: &Val) {
        match place {
            Place::Slots(slots) => {
                for (&slot, &value) in slots.iter().zip(val.scalars()) {
                    self.b.set(slot, value);
                }
            }
            Place::Address(address, offset) => self.store_at(ty, *address, *offset, val),
            Place::MapElement(map_ty, map, key) => {
                // The value may be an element of this very map, which may grow.
                let val = self.private(ty, val.clone());
                let at = self.map_set(*map_ty, *map, key);
                self.store_at(ty, at, 0, &val);
            }
            Place::Blank => {}
        }
    }

    /// An `i64`.
    pub fn int(&mut self, number: i64) -> Value {
        self.b.iconst(Machine::I64, number)
    }

    /// The null address.
    pub fn null(&mut self) -> Value {
        self.b.iconst(Machine::Ptr, 0)
    }

    /// Panics if an address is nil.
    pub fn check_nil(&mut self, address: Value) {
        if !self.in_runtime {
            let exit = self.b.trap(TrapCode::NilDereference);
            self.b.guard(address, exit);
        }
    }

    /// Calls a function of the runtime.
    pub fn runtime(&mut self, name: &str, args: &[Value]) -> Vec<Value> {
        let func = self.l.runtime_function(name);
        self.b.call(&self.l.module, func, args)
    }

    /// Calls a function of the runtime that does not return.
    pub fn panic_call(&mut self, name: &str, args: &[Value]) {
        self.runtime(name, args);
        self.unreachable();
    }

    /// Ends a block that is never left.
    pub fn unreachable(&mut self) {
        let exit = self.b.trap(TrapCode::Unreachable);
        self.b.leave(exit);
    }

    /// The address of a new value of a type on the heap, all zeros. What `newObject` would load is known
    /// here.
    pub fn new_object(&mut self, ty: Type) -> Value {
        let descriptor = self.descriptor(ty);
        let size = self.l.size(ty) as i64;
        let size = self.int(size);
        self.runtime("allocate", &[size, descriptor])[0]
    }

    /// The address of so many new elements, if the number is no more than a program can write down.
    pub fn new_elements(&mut self, element: Type, count: usize) -> Value {
        let descriptor = self.descriptor(element);
        let size = self.l.size(element).saturating_mul(count as u64);
        let size = self.int(i64::try_from(size).unwrap_or(i64::MAX));
        self.runtime("allocate", &[size, descriptor])[0]
    }

    /// The descriptor of a type.
    pub fn descriptor(&mut self, ty: Type) -> Value {
        let data = self.l.descriptor(ty);
        self.b.data_addr(data, 0)
    }
}

/// A number as an operand.
pub(super) fn number(value: i64) -> stage2::ir::Operand {
    stage2::ir::Operand::Number(value)
}
