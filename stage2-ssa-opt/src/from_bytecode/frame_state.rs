//! Frame states: what the interpreter is told when compiled code leaves.
//!
//! Entry `i` below the number of locals is local `i`, behind them come the operands from the bottom
//! of the stack. Locals that nothing behind the exit reads are left out ([`super::flow`]).
//!
//! * [`deopt`](Translator::deopt): the instruction did nothing yet, so the operands it has taken
//!   are still there;
//! * [`raised`](Translator::raised): a helper said that an exception is pending;
//! * [`waiting`](Translator::waiting): a call is going on, whose callee and arguments are gone;
//! * [`outcome`](Translator::outcome_exit): a call was made, and what it gave is on top.

use super::kinds::{Kind, Operand};
use super::translator::Translator;
use crate::entity::{Exit, Value};
use crate::ir::{ExitData, Frame, Leaving, Representation, StateEntry, StateValue, Type};

impl Translator<'_> {
    /// The exit to the interpreter before this instruction.
    pub(super) fn deopt(&mut self) -> Exit {
        if let Some(exit) = self.exit {
            return exit;
        }
        let mut stack = self.stack.clone();
        stack.extend(self.popped.iter().rev());
        let exit = self.frames(Leaving::Deopt, self.at, &stack);
        self.exit = Some(exit);
        exit
    }

    /// Leaves to the interpreter before this instruction; nothing follows in the block.
    pub(super) fn leave(&mut self) {
        let mut stack = self.stack.clone();
        stack.extend(self.popped.iter().rev());
        let exit = self.frames(Leaving::Cold, self.at, &stack);
        self.build.leave(exit);
        self.ended = true;
    }

    /// The frame while a call is going on.
    pub(super) fn waiting(&mut self) -> Exit {
        let stack = self.stack.clone();
        self.frames(Leaving::Deopt, self.at, &stack)
    }

    /// The exit for an exception that this instruction has raised.
    pub(super) fn raised(&mut self) -> Exit {
        let stack = self.stack.clone();
        self.frames(Leaving::Raise, self.at, &stack)
    }

    /// The exit behind a call that gave something unexpected.
    pub(super) fn outcome_exit(&mut self, tag: Value, payload: Value) -> Exit {
        let mut stack = self.stack.clone();
        stack.push(Operand::new(Kind::Tagged, &[tag, payload]));
        self.frames(Leaving::Result, self.at, &stack)
    }

    /// The exit before a loop that is not entered yet.
    pub(super) fn entry_exit(&mut self, header: usize, stack: &[Operand]) -> Exit {
        let bytecode = &self.flow.blocks[header];
        let live = std::mem::replace(&mut self.live, bytecode.live_in.clone());
        let exit = self.frames(Leaving::Deopt, bytecode.start, stack);
        self.live = live;
        exit
    }

    fn frames(&mut self, leaving: Leaving, offset: u32, stack: &[Operand]) -> Exit {
        let mut entries = Vec::new();
        for index in 0..self.local_count() {
            if self.live.contains(index)
                && let Some((value, representation)) = self.local_state(index)
            {
                entries.push(StateEntry { index, value, representation });
            }
        }
        for (index, &operand) in (self.local_count()..).zip(stack) {
            if let Some((value, representation)) = self.operand_state(operand) {
                entries.push(StateEntry { index, value, representation });
            }
        }
        let frame = Frame { function: self.frame_name.clone(), offset, entries };
        self.build.exit(ExitData::Frames(leaving, vec![frame]))
    }

    /// A local in a frame state: its slot, where one slot is enough.
    fn local_state(&mut self, index: u32) -> Option<(StateValue, Representation)> {
        let kind = self.locals[index as usize].kind;
        if let (&[_], Some(representation)) = (kind.types(), kind.representation()) {
            let slot = self.slots_of(index, kind)[0];
            return Some((StateValue::Slot(slot), representation));
        }
        let operand = self.local(index);
        self.operand_state(operand)
    }

    fn operand_state(&mut self, operand: Operand) -> Option<(StateValue, Representation)> {
        let value = match (operand.kind, operand.words()) {
            (Kind::Unbound | Kind::UNDEFINED, _) => return None,
            (Kind::NONE, _) => StateValue::Constant(0),
            (Kind::Constant(tag, payload), _) => {
                let tag = self.build.iconst(Type::I64, tag as i64);
                let payload = self.build.iconst(Type::I64, payload as i64);
                return Some((StateValue::Pair(tag, payload), Representation::Tagged));
            }
            (Kind::SteppedIterator(_), &[next, _, _, iterator]) => StateValue::Pair(iterator, next),
            (Kind::SteppedRange(_), &[_, _, _, range]) => {
                return Some((StateValue::Value(range), Representation::Range));
            }
            (Kind::Tagged | Kind::Maybe, &[tag, payload]) => {
                return Some((StateValue::Pair(tag, payload), Representation::Tagged));
            }
            (_, &[word]) => StateValue::Value(word),
            (_, &[first, second]) => StateValue::Pair(first, second),
            _ => return None,
        };
        Some((value, operand.kind.representation()?))
    }
}
