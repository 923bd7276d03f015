//! What the decoder knows about a frame at one instruction: not the values, but what kind of thing
//! lies in each slot.
//!
//! CPython puts a `NULL` beside a callable that is no method, before it in 3.11 and 3.12 and after
//! it from 3.13 on. To drop the `NULL`s, and to renumber everything that counts stack slots, the
//! decoder follows the bytecode with this picture of the stack. The second thing it must know is
//! which variables hold a cell at this moment: from 3.13 on `LOAD_FAST` loads a cell as well as a
//! value, and a comprehension that is compiled into its function hides a cell for a while.

/// What lies in a stack slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    /// CPython's marker for "nothing here"; our stack does not have it.
    Null,
    /// A value.
    Value,
    /// The names of keyword arguments, for the call that follows (3.11 and 3.12).
    Names,
    /// The first of the two values that looking up a method gives.
    Method,
    /// The second one.
    Receiver,
    /// A cell itself, not what is in it.
    Cell,
}

/// What a variable that can be a cell holds at the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// A value, or nothing.
    Plain,
    /// A cell.
    Cell,
    /// One or the other, depending on the way here.
    Unknown,
}

/// The deepest stack that is accepted.
pub const MAX_STACK: usize = 1 << 16;

/// The frame before one instruction.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shape {
    stack: Vec<Slot>,
    /// How many of them are not `Null`.
    values: u32,
    /// One for each local of kind `Cell` or `Free`.
    cells: Vec<Holds>,
}

impl Shape {
    /// An empty stack, and no cell made yet.
    pub fn new(cells: usize) -> Self {
        Shape { cells: vec![Holds::Plain; cells], ..Shape::default() }
    }

    /// The number of slots that are not `Null`: the depth of our own stack.
    pub fn values(&self) -> u32 {
        self.values
    }

    /// What it costs to copy or compare.
    pub fn size(&self) -> u64 {
        (self.stack.len() + self.cells.len() + 16) as u64
    }

    pub fn push(&mut self, slot: Slot) -> Result<(), String> {
        if self.stack.len() >= MAX_STACK {
            return Err(format!("the stack gets deeper than {MAX_STACK}"));
        }
        self.values += u32::from(slot != Slot::Null);
        self.stack.push(slot);
        Ok(())
    }

    pub fn pop(&mut self) -> Result<Slot, String> {
        let slot = self.stack.pop().ok_or("the stack underflows")?;
        self.values -= u32::from(slot != Slot::Null);
        Ok(slot)
    }

    /// Takes what must not be `Null`.
    pub fn pop_value(&mut self) -> Result<Slot, String> {
        match self.pop()? {
            Slot::Null => Err("a NULL is used as a value".into()),
            slot => Ok(slot),
        }
    }

    pub fn pop_values(&mut self, count: u32) -> Result<(), String> {
        (0..count).try_for_each(|_| self.pop_value().map(drop))
    }

    pub fn push_values(&mut self, count: u32) -> Result<(), String> {
        (0..count).try_for_each(|_| self.push(Slot::Value))
    }

    /// The slot `depth` from the top; 1 is the top.
    pub fn peek(&self, depth: u32) -> Result<Slot, String> {
        Ok(self.stack[self.index(depth)?])
    }

    /// The number of values among the topmost `depth` slots: where slot `depth` is on a stack
    /// without `Null`s.
    pub fn depth_without_nulls(&self, depth: u32) -> Result<u32, String> {
        let top = &self.stack[self.index(depth)?..];
        Ok(top.iter().filter(|&&slot| slot != Slot::Null).count() as u32)
    }

    /// Exchanges the top with the slot `depth` from the top.
    pub fn swap(&mut self, depth: u32) -> Result<(), String> {
        let (below, top) = (self.index(depth)?, self.index(1)?);
        self.stack.swap(below, top);
        Ok(())
    }

    fn index(&self, depth: u32) -> Result<usize, String> {
        match self.stack.len().checked_sub(depth as usize) {
            Some(index) if depth > 0 => Ok(index),
            _ => Err("an instruction reaches below the stack".into()),
        }
    }

    pub fn holds(&self, cell: usize) -> Holds {
        self.cells[cell]
    }

    pub fn set_holds(&mut self, cell: usize, holds: Holds) {
        self.cells[cell] = holds;
    }

    /// The frame when a handler is entered: the stack cut to `depth`, then an index if asked for,
    /// then the exception.
    pub fn at_handler(&self, depth: u32, push_index: bool) -> Result<Shape, String> {
        let Some(kept) = self.stack.get(..depth as usize) else {
            return Err("the stack is lower than an exception handler expects".into());
        };
        let values = kept.iter().filter(|&&slot| slot != Slot::Null).count() as u32;
        let mut shape = Shape { stack: kept.to_vec(), values, cells: self.cells.clone() };
        shape.push_values(1 + u32::from(push_index))?;
        Ok(shape)
    }

    /// Makes this the frame where another way joins in. Says whether that changed anything.
    pub fn join(&mut self, other: &Shape) -> Result<bool, String> {
        if self == other {
            return Ok(false);
        }
        if self.stack.len() != other.stack.len() {
            return Err("the stack has different depths on two ways to one place".into());
        }
        let mut changed = false;
        for (mine, theirs) in self.stack.iter_mut().zip(&other.stack) {
            if mine == theirs {
                continue;
            }
            if *mine == Slot::Null || *theirs == Slot::Null {
                return Err("the stack has a NULL on one of two ways to one place".into());
            }
            changed |= *mine != Slot::Value;
            *mine = Slot::Value;
        }
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            if mine != theirs && *mine != Holds::Unknown {
                *mine = Holds::Unknown;
                changed = true;
            }
        }
        Ok(changed)
    }
}
