//! Loops over ranges, lists and everything else.
//!
//! `for i in range(n)` makes no range and no iterator: the loop has the next number and the one that
//! ends it, and leaving it makes the iterator that the interpreter goes on with. A range with
//! another step has the iterator object at hand, because three numbers do not fit a frame state; it
//! is moved when the loop is left. A list is compared with its length of the moment each time round,
//! for the loop may append to it.
//!
//! That nobody else sees such an iterator is clear when its `GET_ITER` is in what is translated. A
//! loop that is entered while it runs has one that the interpreter has made: it is taken apart if
//! its `GET_ITER` has only ever seen lists, or what a call of `range` had given, since both make a
//! new one.

use stage1::class::Class;
use stage1::feedback::{Callee, TypeSet};
use stage1::opcode::Op;
use stage1::value::Tag;

use super::Result;
use super::flow::{feeds_loop, iterator_source};
use super::kinds::{Kind, Operand};
use super::translator::Translator;
use crate::condition::IntCondition;
use crate::entity::Value;
use crate::ir::{SlotData, Type};
use crate::opcode::Opcode;
use crate::runtime::{EXHAUSTED, regions};

/// Only lists.
fn only_lists(seen: TypeSet) -> bool {
    Kind::of_feedback(seen) == Some(Kind::LIST)
}

impl Translator<'_> {
    /// The arguments of a call of `range` whose result goes to a loop at once; `None` if it must be
    /// called.
    pub(super) fn range_call(&mut self, arguments: &[Operand]) -> Option<Operand> {
        let next = self.object.instructions.get(self.at as usize + 1)?;
        let same_block = self.flow.block_at(self.at + 1).is_none();
        let to_loop = next.op == Op::GetIter && feeds_loop(&self.object, self.at + 1);
        if !to_loop || !same_block || self.is_generic() {
            return None;
        }
        if arguments.iter().any(|one| !matches!(one.kind, Kind::Int | Kind::Tagged)) {
            return None;
        }
        let numbers: Vec<Operand> =
            arguments.iter().map(|&one| self.narrow(one, Kind::Int)).collect();
        let words: Vec<Value> = numbers.iter().map(Operand::word).collect();
        match words[..] {
            [stop] => {
                let start = self.number(0);
                Some(Operand::new(Kind::Range, &[start, stop]))
            }
            [start, stop] => Some(Operand::new(Kind::Range, &[start, stop])),
            [start, stop, step] => {
                let known = self.known_int(numbers[2]);
                if known == Some(1) {
                    return Some(Operand::new(Kind::Range, &[start, stop]));
                }
                let down = known.is_some_and(|step| step < 0);
                let exit = self.deopt();
                if known.is_none_or(|step| step == 0) {
                    let up = self.build.icmp(IntCondition::Sgt, step, 0);
                    self.build.guard(up, exit);
                }
                // The number behind the last one fits too, so that counting needs no check.
                self.build.checked(Opcode::IaddChecked, stop, step, exit);
                let range = self.helper("py_new_range", &[start, stop, step]);
                let range = self.outcome(&range, Some(Kind::Object(Tag::Range)));
                Some(Operand::new(Kind::SteppedRange(down), &[start, stop, step, range.word()]))
            }
            _ => None,
        }
    }

    /// `GET_ITER`
    pub(super) fn get_iter(&mut self) -> Result {
        let mut operand = self.pop();
        let to_loop = feeds_loop(&self.object, self.at) && !self.is_generic();
        if to_loop && only_lists(self.code.site(self.at).left()) {
            operand = self.narrow(operand, Kind::LIST);
        }
        let iterator = match (operand.kind, operand.words()) {
            (Kind::Range, words) => Operand::new(Kind::RangeIterator, words),
            (Kind::SteppedRange(down), &[start, stop, step, range]) => {
                let range = self.untyped(Kind::Object(Tag::Range), range)?;
                let made = self.helper("py_get_iter", &range);
                let made = self.outcome(&made, Some(Kind::Object(Tag::Iterator))).word();
                Operand::new(Kind::SteppedIterator(down), &[start, stop, step, made])
            }
            (Kind::LIST, &[list]) if to_loop => {
                let first = self.number(0);
                Operand::new(Kind::ListIterator, &[list, first])
            }
            _ => {
                let words = self.tagged(operand)?;
                self.push_outcome("py_get_iter", &words, Some(Kind::Object(Tag::Iterator)));
                return Ok(());
            }
        };
        self.push(iterator);
        Ok(())
    }

    fn untyped(&mut self, kind: Kind, word: Value) -> Result<[Value; 2]> {
        self.tagged(Operand::new(kind, &[word]))
    }

    /// `FOR_ITER`, which ends its block.
    pub(super) fn for_iter(&mut self, behind: u32) -> Result {
        let body = self.flow.target(self.block, self.at + 1);
        let (Some(body), Some(end)) = (body, self.flow.target(self.block, behind)) else {
            return self.refuse("a jump into a block");
        };
        self.prepare_locals(body)?;
        self.prepare_locals(end)?;
        let Some(iterator) = self.stack.last().copied() else {
            return self.refuse("a loop without an iterator");
        };
        let below = self.stack[..self.stack.len() - 1].to_vec();
        let [inside, outside] = [self.build.block(&[]), self.build.block(&[])];
        let (inside_target, outside_target) = ((inside, &[][..]), (outside, &[][..]));
        let mut stack = self.stack.clone();
        let top = stack.len() - 1;
        match (iterator.kind, iterator.words()) {
            (Kind::RangeIterator, &[next, stop]) => {
                let more = self.build.icmp(IntCondition::Slt, next, stop);
                self.build.br(more, inside_target, outside_target);
                self.build.switch_to(inside);
                let following = self.build.binary(Opcode::Iadd, next, 1);
                stack[top] = Operand::new(iterator.kind, &[following, stop]);
                stack.push(Operand::new(Kind::Int, &[next]));
            }
            (Kind::SteppedIterator(down), &[next, stop, step, object]) => {
                let condition = if down { IntCondition::Sgt } else { IntCondition::Slt };
                let more = self.build.icmp(condition, next, stop);
                self.build.br(more, inside_target, outside_target);
                self.build.switch_to(inside);
                // It cannot overflow: that was checked before the loop. Said here, it is known
                // to those who look at the loop by itself.
                let exit = self.deopt();
                let following = self.build.checked(Opcode::IaddChecked, next, step, exit);
                stack[top] = Operand::new(iterator.kind, &[following, stop, step, object]);
                stack.push(Operand::new(Kind::Int, &[next]));
            }
            (Kind::ListIterator, &[list, index]) => {
                let length = self.list_length(list);
                let more = self.build.icmp(IntCondition::Ult, index, length);
                self.build.br(more, inside_target, outside_target);
                self.build.switch_to(inside);
                let source = iterator_source(&self.object, self.at + 1, top as u32);
                let lists = source.map(|at| self.code.site(at).left()).unwrap_or_default();
                let element = match self.hoped_strategy(lists) {
                    Some(strategy) => {
                        self.guard_strategy(list, strategy);
                        self.load_element(list, index, strategy)
                    }
                    None => {
                        let list = Operand::new(Kind::LIST, &[list]);
                        let index = Operand::new(Kind::Int, &[index]);
                        let words = self.all_tagged(&[list, index])?;
                        let words = self.helper("py_subscript", &words);
                        let hope = self.hope();
                        self.outcome_of_next(&words, hope)
                    }
                };
                let following = self.build.binary(Opcode::Iadd, index, 1);
                stack[top] = Operand::new(iterator.kind, &[list, following]);
                stack.push(element);
            }
            _ => {
                let words = self.tagged(iterator)?;
                let words = self.helper("py_next", &words);
                let ended = self.build.icmp(IntCondition::Eq, words[0], EXHAUSTED as i64);
                self.build.br(ended, outside_target, inside_target);
                self.build.switch_to(inside);
                let hope = self.hope();
                let element = self.outcome(&words, hope);
                stack.push(element);
            }
        }
        self.go(body, &stack)?;
        self.go_from(outside, end, &below)
    }

    /// The element that a helper has taken from a list: nothing has happened, so that the
    /// interpreter can do it again.
    fn outcome_of_next(&mut self, words: &[Value], hope: Option<Kind>) -> Operand {
        let exit = self.deopt();
        let wanted = hope.and_then(|kind| Some((kind, kind.tag()?)));
        let (condition, tag) = match wanted {
            Some((_, tag)) => (IntCondition::Eq, tag as i64),
            None => (IntCondition::Ne, crate::runtime::RAISED as i64),
        };
        let fine = self.build.icmp(condition, words[0], tag);
        self.build.guard(fine, exit);
        match wanted {
            Some((kind, _)) => self.untagged(kind, words[1]),
            None => Operand::new(Kind::Tagged, words),
        }
    }

    // --- loops that are running -------------------------------------------------------------------------

    /// Takes apart the iterator at a place of the stack, on entering a loop that is running, if it is one
    /// that nobody else sees.
    pub(super) fn unpack_iterator(&mut self, place: usize, header: u32) {
        let operand = self.stack[place];
        // The header of a `for` loop is its `FOR_ITER`.
        let Some(source) = iterator_source(&self.object, header, place as u32) else { return };
        let (Kind::Tagged, &[tag, payload]) = (operand.kind, operand.words()) else { return };
        if self.is_generic_at(header) || self.is_generic_at(source) {
            return;
        }
        let call = source.checked_sub(1);
        let called =
            call.map(|call| (self.object.instructions[call as usize], self.code.callee(call)));
        let range = match called {
            Some((call, Callee::Native(callee))) if call.op == Op::Call => {
                (callee == Class::Range.value().payload()).then_some(call.arg)
            }
            _ => None,
        };
        if range.is_none() && !only_lists(self.code.site(source).left()) {
            return;
        }
        let exit = self.deopt();
        let is_iterator = self.build.icmp(IntCondition::Eq, tag, Tag::Iterator as i64);
        self.build.guard(is_iterator, exit);
        let out = self.build.slot(SlotData::bytes(24, 8, Some("iterator")));
        let out = self.build.slot_addr(out, 0);
        let helper = if range.is_some() { "py_iterator_range" } else { "py_iterator_list" };
        let status = self.helper(helper, &[payload, out])[0];
        self.build.guard(status, exit);
        let mut word = |ty, at| self.build.load(ty, out, 8 * at, regions::BUFFERS);
        let Some(arguments) = range else {
            let (list, index) = (word(Type::Ptr, 0), word(Type::I64, 1));
            let running = self.build.icmp(IntCondition::Sge, index, 0);
            self.build.guard(running, exit);
            self.stack[place] = Operand::new(Kind::ListIterator, &[list, index]);
            return;
        };
        let (next, step, remaining) = (word(Type::I64, 0), word(Type::I64, 1), word(Type::I64, 2));
        if arguments < 3 {
            let one = self.build.icmp(IntCondition::Eq, step, 1);
            self.build.guard(one, exit);
            if arguments == 1 {
                // It began at 0. Said here, it is known that no index from it counts from the end.
                let counts_up = self.build.icmp(IntCondition::Sge, next, 0);
                self.build.guard(counts_up, exit);
            }
            let stop = self.build.binary(Opcode::Iadd, next, remaining);
            self.stack[place] = Operand::new(Kind::RangeIterator, &[next, stop]);
            return;
        }
        let down = self.counts_down(source);
        let condition = if down { IntCondition::Slt } else { IntCondition::Sgt };
        let direction = self.build.icmp(condition, step, 0);
        self.build.guard(direction, exit);
        let few = self.build.icmp(IntCondition::Sge, remaining, 0);
        self.build.guard(few, exit);
        let distance = self.build.checked(Opcode::ImulChecked, remaining, step, exit);
        let behind = self.build.checked(Opcode::IaddChecked, next, distance, exit);
        self.build.checked(Opcode::IaddChecked, behind, step, exit);
        // It ends right behind the last number, and not a step behind it, where a list may have ended.
        let last = self.build.checked(Opcode::IsubChecked, behind, step, exit);
        let stop = self.build.binary(Opcode::Iadd, last, if down { -1 } else { 1 });
        let object = self.untagged(Kind::Object(Tag::Iterator), payload).word();
        self.stack[place] = Operand::new(Kind::SteppedIterator(down), &[next, stop, step, object]);
    }

    /// Is the last argument of the call before a `GET_ITER` a negative constant?
    fn counts_down(&self, source: u32) -> bool {
        use stage1::code_object::Constant;
        let step = source.checked_sub(2).map(|at| self.object.instructions[at as usize]);
        step.is_some_and(|step| {
            step.op == Op::LoadConst
                && matches!(self.object.constants[step.arg as usize], Constant::Int(..0))
        })
    }
}
