//! Slots, and what is done where a block of bytecode ends.
//!
//! A local is stored in its slot as soon as it is assigned, an operand where the block ends. The next
//! block says what it expects; where that is more general than what is at hand, the value is stored
//! as a tag and a payload too. A slot holds one kind of word, so the general form never overwrites
//! the special one, and it does no harm to prepare for both ways before a branch.

use stage1::value::Tag;

use super::kinds::{Kind, Operand};
use super::translator::{Local, Translator};
use super::{Result, State};
use crate::entity::{Block, Slot, Value};
use crate::ir::Type;

/// What the words of a kind are called: one slot for each name.
fn slot_names(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Unbound | Kind::Constant(..) => &[],
        Kind::Int => &["int"],
        Kind::Float => &["float"],
        Kind::Bool => &["bool"],
        Kind::Object(_) => &["object"],
        Kind::Range => &["start", "stop"],
        Kind::RangeIterator => &["next", "stop"],
        Kind::SteppedRange(_) => &["start", "stop", "step", "range"],
        Kind::SteppedIterator(_) => &["next", "stop", "step", "iterator"],
        Kind::ListIterator => &["list", "index"],
        Kind::Tagged | Kind::Maybe => &["tag", "payload"],
    }
}

impl Translator<'_> {
    fn slot(&mut self, index: u32, name: &'static str, ty: Type) -> Slot {
        if let Some(&slot) = self.slots.get(&(index, name)) {
            return slot;
        }
        let variable = match self.object.locals.get(index as usize) {
            Some(local) => format!("{}.{name}", local.name),
            None => format!("stack{}.{name}", index as usize - self.object.locals.len()),
        };
        let slot = self.build.variable(ty, &variable);
        self.slots.insert((index, name), slot);
        slot
    }

    /// The slots of a variable for values of a kind.
    pub(super) fn slots_of(&mut self, index: u32, kind: Kind) -> Vec<Slot> {
        let names = slot_names(kind).iter().zip(kind.types());
        names.map(|(name, &ty)| self.slot(index, name, ty)).collect()
    }

    fn load(&mut self, index: u32, kind: Kind) -> Operand {
        let slots = self.slots_of(index, kind);
        let words: Vec<Value> = slots.into_iter().map(|slot| self.build.get(slot)).collect();
        Operand::new(kind, &words)
    }

    fn store(&mut self, index: u32, operand: Operand) {
        let slots = self.slots_of(index, operand.kind);
        for (slot, &word) in slots.into_iter().zip(operand.words()) {
            self.build.set(slot, word);
        }
    }

    /// The operand at a place of the stack, as it was stored where another block ended.
    pub(super) fn load_operand(&mut self, place: u32, kind: Kind) -> Operand {
        self.load(self.local_count() + place, kind)
    }

    /// What a local holds.
    pub(super) fn local(&mut self, index: u32) -> Operand {
        let Local { kind, operand } = self.locals[index as usize];
        operand.unwrap_or_else(|| {
            let operand = self.load(index, kind);
            self.locals[index as usize].operand = Some(operand);
            operand
        })
    }

    /// Assigns to a local.
    pub(super) fn set_local(&mut self, index: u32, operand: Operand) {
        self.store(index, operand);
        self.locals[index as usize] = Local { kind: operand.kind, operand: Some(operand) };
    }

    // --- edges --------------------------------------------------------------------------------------

    /// Ends the block with a jump to the one that begins at an instruction.
    pub(super) fn jump_to_instruction(&mut self, instruction: u32) -> Result {
        match self.flow.target(self.block, instruction) {
            Some(block) => self.jump_to(block),
            None => self.refuse("a jump into a block"),
        }
    }

    /// Ends the block with a jump.
    pub(super) fn jump_to(&mut self, block: usize) -> Result {
        self.prepare_locals(block)?;
        let stack = self.stack.clone();
        self.go(block, &stack)
    }

    /// Ends the block with a branch.
    pub(super) fn branch_to(&mut self, condition: Value, then: u32, otherwise: u32) -> Result {
        let (Some(then), Some(otherwise)) =
            (self.flow.target(self.block, then), self.flow.target(self.block, otherwise))
        else {
            return self.refuse("a jump into a block");
        };
        self.prepare_locals(then)?;
        self.prepare_locals(otherwise)?;
        let stack = self.stack.clone();
        let [then, otherwise] = [then, otherwise].map(|target| {
            let direct = !self.deciding && !self.is_anchored(target) && self.is_stored(target);
            let block = if direct { self.ir_block(target) } else { self.build.block(&[]) };
            (block, (!direct).then_some(target))
        });
        self.build.br(condition, (then.0, &[]), (otherwise.0, &[]));
        self.ended = true;
        for (block, target) in [then, otherwise] {
            if let Some(target) = target {
                self.go_from(block, target, &stack)?;
            }
        }
        Ok(())
    }

    /// Are the operands where a block expects them?
    fn is_stored(&self, block: usize) -> bool {
        let expected =
            self.states[block].as_ref().map(|state| &state.stack[..]).unwrap_or_default();
        let mut places = self.stack.iter().zip(expected).enumerate();
        places.all(|(place, (operand, kind))| self.is_stored_at(place, *operand, *kind))
    }

    fn is_stored_at(&self, place: usize, operand: Operand, kind: Kind) -> bool {
        operand.kind == kind
            && (operand.words().is_empty() || self.loaded.get(place) == Some(&operand))
    }

    /// Does control get from here to a loop that it is not in?
    fn is_anchored(&self, block: usize) -> bool {
        let bytecode = &self.flow.blocks[block];
        let enters =
            bytecode.start >= self.at || bytecode.level != self.flow.blocks[self.block].level;
        bytecode.is_header && enters && !self.is_generic_at(bytecode.start)
    }

    /// In a new block: goes to a block of bytecode for which the locals were prepared.
    pub(super) fn go_from(&mut self, from: Block, to: usize, stack: &[Operand]) -> Result {
        self.build.switch_to(from);
        self.go(to, stack)
    }

    pub(super) fn go(&mut self, block: usize, stack: &[Operand]) -> Result {
        self.ended = true;
        if self.deciding {
            self.learn(block, stack);
            let exit = self.build.trap(crate::ir::TrapCode::Unreachable);
            self.build.leave(exit);
            return Ok(());
        }
        let expected = self.states[block].clone().map(|state| state.stack).unwrap_or_default();
        for (place, (&operand, kind)) in stack.iter().zip(expected).enumerate() {
            if self.is_stored_at(place, operand, kind) {
                continue;
            }
            let operand = self.generalise(operand, kind)?;
            self.store(self.local_count() + place as u32, operand);
        }
        if self.is_anchored(block) {
            let exit = self.entry_exit(block, stack);
            self.build.anchor(exit);
        }
        let target = self.ir_block(block);
        self.build.jump(target, &[]);
        Ok(())
    }

    /// Stores the locals that a block needs in the form in which it expects them.
    pub(super) fn prepare_locals(&mut self, block: usize) -> Result {
        if self.deciding {
            return Ok(());
        }
        let Some(state) = self.states[block].clone() else { return Ok(()) };
        for (index, kind) in (0..).zip(state.locals) {
            let own = self.locals[index as usize].kind;
            let same_slots = own == Kind::Tagged && kind == Kind::Maybe;
            if own != kind && !same_slots && self.flow.blocks[block].live_in.contains(index) {
                let operand = self.local(index);
                let operand = self.generalise(operand, kind)?;
                self.store(index, operand);
            }
        }
        Ok(())
    }

    /// The same value as one of a kind that is as general or more.
    fn generalise(&mut self, operand: Operand, kind: Kind) -> Result<Operand> {
        if operand.kind == kind {
            return Ok(operand);
        }
        let words = match operand.kind {
            Kind::Unbound => {
                let zero = self.build.iconst(Type::I64, Tag::Undefined as i64);
                [zero, zero]
            }
            _ => self.tagged(operand)?,
        };
        Ok(Operand::new(kind, &words))
    }

    /// Adds what is known here to what is known at the beginning of a block.
    fn learn(&mut self, block: usize, stack: &[Operand]) {
        let live = &self.flow.blocks[block].live_in;
        let needed = |(index, local): (u32, &Local)| {
            if live.contains(index) { local.kind } else { Kind::Unbound }
        };
        let new = State {
            locals: (0..).zip(&self.locals).map(needed).collect(),
            stack: stack.iter().map(|operand| operand.kind).collect(),
        };
        let joined = match &self.states[block] {
            None => new,
            Some(old) => {
                let join = |old: &[Kind], new: &[Kind]| {
                    old.iter().zip(new).map(|(old, new)| old.join(*new)).collect()
                };
                State {
                    locals: join(&old.locals, &new.locals),
                    stack: join(&old.stack, &new.stack),
                }
            }
        };
        if self.states[block].as_ref() != Some(&joined) {
            self.states[block] = Some(joined);
            self.changed.push(block);
        }
    }
}
