//! The pool of operand lists.
//!
//! A call has any number of arguments and an instruction has 16 bytes. So lists stand in one vector
//! per function, each with its length in front, and an instruction holds an index into it (the
//! scheme of Cranelift's `EntityList`). A jump's target and its arguments are such a list as well,
//! with the block as the first element: a [`BlockCall`] is 4 bytes, and a `br` with two of them and
//! a condition fits.
//!
//! Lists may become shorter in place; one that becomes longer moves to the end of the pool, unless
//! it stands there. What is left behind is not reused: passes shrink functions, and `inline`, which
//! does not, builds anew.

use crate::entity::{Block, Entity, Value};

/// A list of values in a function's pool. Compare lists by their elements, not by this.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct ValueList(u32);

/// A block and the arguments for its parameters, in a function's pool.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BlockCall(ValueList);

/// The memory of all operand lists of a function.
#[derive(Clone, Debug, Default)]
pub struct ValuePool {
    /// Lists, each preceded by its length. Index 0 is never a list: it stands for the empty one.
    data: Vec<Value>,
}

impl ValuePool {
    /// A new list.
    pub fn list(&mut self, values: &[Value]) -> ValueList {
        if values.is_empty() {
            return ValueList(0);
        }
        self.start(values.len());
        let list = ValueList(self.data.len() as u32);
        self.data.extend_from_slice(values);
        list
    }

    /// Writes the length word of a list that will follow.
    fn start(&mut self, length: usize) {
        self.data.push(Value(length as u32));
    }

    /// The elements of a list.
    #[inline]
    pub fn get(&self, list: ValueList) -> &[Value] {
        let start = list.0 as usize;
        if start == 0 {
            return &[];
        }
        let length = self.data[start - 1].index();
        &self.data[start..start + length]
    }

    /// The elements of a list, to change.
    #[inline]
    pub fn get_mut(&mut self, list: ValueList) -> &mut [Value] {
        let start = list.0 as usize;
        if start == 0 {
            return &mut [];
        }
        let length = self.data[start - 1].index();
        &mut self.data[start..start + length]
    }

    /// The list with one more element; use the answer in place of `list`.
    pub fn push(&mut self, list: ValueList, value: Value) -> ValueList {
        let start = list.0 as usize;
        if start == 0 {
            return self.list(&[value]);
        }
        let length = self.data[start - 1].index();
        if start + length == self.data.len() {
            self.data.push(value);
            self.data[start - 1] = Value(length as u32 + 1);
            return list;
        }
        self.start(length + 1);
        let moved = ValueList(self.data.len() as u32);
        self.data.extend_from_within(start..start + length);
        self.data.push(value);
        moved
    }

    /// The list without the element at `index`; use the answer in place of `list`.
    pub fn remove(&mut self, list: ValueList, index: usize) -> ValueList {
        let start = list.0 as usize;
        let length = self.data[start - 1].index();
        self.data.copy_within(start + index + 1..start + length, start + index);
        self.data[start - 1] = Value(length as u32 - 1);
        if length == 1 { ValueList(0) } else { list }
    }

    /// A new block call.
    pub fn block_call(&mut self, block: Block, arguments: &[Value]) -> BlockCall {
        self.start(arguments.len() + 1);
        let list = ValueList(self.data.len() as u32);
        self.data.push(Value(block.0));
        self.data.extend_from_slice(arguments);
        BlockCall(list)
    }

    /// The block that a block call goes to.
    #[inline]
    pub fn target(&self, call: BlockCall) -> Block {
        Block(self.data[call.0.0 as usize].0)
    }

    /// Makes a block call go elsewhere, with the same arguments.
    #[inline]
    pub fn set_target(&mut self, call: BlockCall, block: Block) {
        self.data[call.0.0 as usize] = Value(block.0);
    }

    /// The arguments of a block call.
    #[inline]
    pub fn arguments(&self, call: BlockCall) -> &[Value] {
        &self.get(call.0)[1..]
    }

    /// The arguments of a block call, to change.
    #[inline]
    pub fn arguments_mut(&mut self, call: BlockCall) -> &mut [Value] {
        &mut self.get_mut(call.0)[1..]
    }

    /// The block call with one more argument; use the answer in place of `call`.
    pub fn push_argument(&mut self, call: BlockCall, value: Value) -> BlockCall {
        BlockCall(self.push(call.0, value))
    }

    /// The block call without its argument `index`.
    pub fn remove_argument(&mut self, call: BlockCall, index: usize) -> BlockCall {
        BlockCall(self.remove(call.0, index + 1))
    }

    /// The block call with those of its arguments for which `keep` holds.
    pub fn retain_arguments(&mut self, call: BlockCall, keep: &[bool]) -> BlockCall {
        let start = call.0.0 as usize;
        let mut length = 1;
        for (index, _) in keep.iter().enumerate().filter(|(_, keep)| **keep) {
            self.data[start + length] = self.data[start + 1 + index];
            length += 1;
        }
        self.data[start - 1] = Value(length as u32);
        call
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_grow_and_shrink() {
        let mut pool = ValuePool::default();
        let first = pool.list(&[Value(1), Value(2)]);
        let call = pool.block_call(Block(7), &[]);
        let first = pool.push(first, Value(3));
        let call = pool.push_argument(call, Value(9));
        assert_eq!(pool.get(first), [Value(1), Value(2), Value(3)]);
        assert_eq!((pool.target(call), pool.arguments(call)), (Block(7), &[Value(9)][..]));
        let first = pool.remove(first, 0);
        assert_eq!(pool.get(first), [Value(2), Value(3)]);
        let call = pool.remove_argument(call, 0);
        pool.set_target(call, Block(1));
        assert_eq!((pool.target(call), pool.arguments(call)), (Block(1), &[][..]));
        let call = pool.block_call(Block(3), &[Value(1), Value(2), Value(3), Value(4)]);
        let call = pool.retain_arguments(call, &[false, true, false, true]);
        assert_eq!(
            (pool.target(call), pool.arguments(call)),
            (Block(3), &[Value(2), Value(4)][..])
        );
        let one = pool.push(ValueList::default(), Value(5));
        let empty = pool.list(&[]);
        assert_eq!(pool.get(empty), []);
        assert_eq!(pool.remove(one, 0), ValueList::default());
    }
}
