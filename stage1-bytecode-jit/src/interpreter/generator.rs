//! Taking a generator's frame off the stack and putting it back.
//!
//! ```text
//!   caller │ … next(g) ─► run: │ locals of g │ operands │        RETURN_GENERATOR, YIELD:
//!                                    ▲            │              copied into the generator
//!                                    └── resume ──┘
//! ```
//!
//! A generator is resumed by a `run` of its own, on the native stack: its frame is the first of
//! that `run`, so a `YIELD` ends it just as a `RETURN` does. Which of the two it was stands in the
//! generator afterwards. A chain of generators that ask each other costs native stack, and ends in
//! a RecursionError as a chain of calls does.
//!
//! `yield from` is a loop of `SEND` and `YIELD`. What is thrown in has to reach the inner iterator
//! first: [`Interpreter::throw_into`] finds it below the top of the suspended operands.
//!
//! Source: PEP 342 (2005) and PEP 380 (2009). Judged by `corpus/generators` in every tier, and for
//! hostile code objects by `tests/mutation.rs`: the verifier lets only a frame that has become a
//! generator's yield.

use std::cell::{Cell, RefCell};

use crate::class::Class;
use crate::error::{Result, Unwind, raise, type_error, value_error};
use crate::heap::Gc;
use crate::interpreter::executable::CodeRef;
use crate::interpreter::{Frame, Interpreter, recursion_error};
use crate::object::exception::ExceptionObject;
use crate::object::generator::{Generator, Stage, generator_of};
use crate::object::iterator::{IteratorObject, IteratorState};
use crate::object::tuple::TupleObject;
use crate::opcode::Op;
use crate::operators::iterate;
use crate::value::Value;

/// How a generator came back.
#[derive(Clone, Copy, Debug)]
pub enum Resumed {
    /// With an element.
    Yielded(Value),
    /// At its end, with its result.
    Returned(Value),
}

impl Interpreter {
    /// Makes a generator of the topmost frame, which stays for the caller to leave.
    pub(super) fn make_generator(
        &mut self,
        code: CodeRef,
        frame: &[Value],
        instruction: u32,
    ) -> Value {
        self.heap.iterator(IteratorState::Generator(Generator {
            code,
            values: RefCell::new(frame.to_vec()),
            instruction: Cell::new(instruction),
            stage: Cell::new(Stage::Created),
            handled: Cell::new(Value::NONE),
        }))
    }

    // ANCHOR: suspend
    /// Puts the topmost frame, a generator's, aside.
    pub(super) fn suspend(&mut self, frame: &[Value], instruction: u32) {
        self.frames.pop();
        let Some(running) = self.running.last().and_then(|iterator| iterator.generator()) else {
            return;
        };
        running.values.borrow_mut().extend_from_slice(frame);
        running.instruction.set(instruction);
        running.stage.set(Stage::Suspended);
    }
    // ANCHOR_END: suspend

    /// Goes on with a generator; `sent` is what its `yield` gives.
    ///
    /// # Errors
    /// What it raises; a StopIteration as RuntimeError. ValueError when it is running.
    pub fn resume(&mut self, iterator: Gc<IteratorObject>, sent: Value) -> Result<Resumed> {
        if stage(iterator) == Stage::Created && !sent.is_none() {
            return Err(type_error("can't send non-None value to a just-started generator"));
        }
        self.take_up(iterator, sent, None)
    }

    /// Raises an exception where a generator has stopped, or in the iterator that it waits for.
    ///
    /// # Errors
    /// As [`Interpreter::resume`]; the exception itself when the generator does not catch it.
    pub fn throw_into(
        &mut self,
        iterator: Gc<IteratorObject>,
        exception: Gc<ExceptionObject>,
    ) -> Result<Resumed> {
        if let Some((inner, behind)) = delegate(iterator) {
            let closes = exception.class().is_subclass_of(Class::GeneratorExit);
            let outcome = match generator_of(inner) {
                Some(inner) if closes => {
                    self.while_running(iterator, |own| own.close_generator(inner)).map(|_| None)
                }
                Some(inner) => {
                    self.while_running(iterator, |own| own.throw_into(inner, exception)).map(Some)
                }
                None => Ok(None),
            };
            match outcome {
                Ok(Some(Resumed::Yielded(value))) => return Ok(Resumed::Yielded(value)),
                Ok(Some(Resumed::Returned(value))) => {
                    if let Some(generator) = iterator.generator() {
                        generator.instruction.set(behind);
                    }
                    return self.take_up(iterator, value, None);
                }
                Ok(None) => {}
                Err(unwind @ Unwind::Unsupported(_)) => return Err(unwind),
                Err(unwind) => {
                    let raised = self.materialise(unwind);
                    return self.take_up(iterator, Value::NONE, Some(raised));
                }
            }
        }
        if stage(iterator) == Stage::Finished {
            return Err(Unwind::Exception(exception));
        }
        self.take_up(iterator, Value::NONE, Some(exception))
    }

    /// `generator.close()`
    ///
    /// # Errors
    /// RuntimeError when it yields instead of ending; what else it raises.
    pub fn close_generator(&mut self, iterator: Gc<IteratorObject>) -> Result {
        match (stage(iterator), iterator.generator()) {
            (Stage::Finished, _) => return Ok(Value::NONE),
            (Stage::Created, Some(generator)) => {
                finish(generator);
                return Ok(Value::NONE);
            }
            _ => {}
        }
        let arguments = self.heap.tuple([]);
        let exit = self.heap.exception(Class::GeneratorExit, arguments);
        match self.throw_into(iterator, exit) {
            Ok(Resumed::Yielded(_)) => {
                Err(raise(Class::RuntimeError, "generator ignored GeneratorExit"))
            }
            // Since 3.13 what it returns is the result.
            Ok(Resumed::Returned(value)) if self.python_minor >= 13 => Ok(value),
            Ok(Resumed::Returned(_)) => Ok(Value::NONE),
            Err(Unwind::Exception(raised)) if raised.class() == Class::GeneratorExit => {
                Ok(Value::NONE)
            }
            Err(unwind) => Err(unwind),
        }
    }

    /// `SEND`: the next element of an iterator that may be a generator, or its result.
    pub(super) fn send(&mut self, iterator: Value, sent: Value) -> Result<Resumed> {
        if let Some(generator) = generator_of(iterator) {
            return self.resume(generator, sent);
        }
        if !sent.is_none() {
            // It has no such method, and says so.
            return Err(super::load_attribute(self, iterator, "send")
                .err()
                .unwrap_or_else(|| type_error("not a generator")));
        }
        match iterate::next_or_stop(self, iterator) {
            Ok(Some(element)) => Ok(Resumed::Yielded(element)),
            Ok(None) => Ok(Resumed::Returned(Value::NONE)),
            Err(unwind) if iterate::is_stop_iteration(&unwind) => {
                let stop = self.materialise(unwind);
                Ok(Resumed::Returned(result_of(stop)))
            }
            Err(unwind) => Err(unwind),
        }
    }

    /// `CLEANUP_THROW`: the result, if the exception is the end of the iterator.
    pub(super) fn cleanup_throw(exception: Value) -> Result {
        match exception.as_object::<ExceptionObject>() {
            Some(exception) if exception.class() == Class::StopIteration => {
                Ok(result_of(exception))
            }
            Some(exception) => Err(Unwind::Exception(exception)),
            None => Err(raise(Class::SystemError, "not an exception")),
        }
    }

    /// Work on the iterator that a generator waits for, which counts as the generator's.
    fn while_running<T>(
        &mut self,
        iterator: Gc<IteratorObject>,
        work: impl FnOnce(&mut Interpreter) -> Result<T>,
    ) -> Result<T> {
        let Some(generator) = iterator.generator() else { return work(self) };
        generator.stage.set(Stage::Running);
        let result = self.one_level_down(" while calling a Python object", work);
        generator.stage.set(Stage::Suspended);
        result
    }

    /// Puts a generator's frame back on the stack, with one more operand, and runs it; or raises an
    /// exception there.
    #[inline(never)]
    fn take_up(
        &mut self,
        iterator: Gc<IteratorObject>,
        operand: Value,
        thrown: Option<Gc<ExceptionObject>>,
    ) -> Result<Resumed> {
        let Some(generator) = iterator.generator() else {
            return Err(type_error("not a generator"));
        };
        match generator.stage.get() {
            Stage::Running => return Err(value_error("generator already executing")),
            Stage::Finished => return Ok(Resumed::Returned(Value::NONE)),
            Stage::Created | Stage::Suspended => {}
        }
        let (code, locals) = (generator.code, self.stack_top);
        self.check_native_stack(" while calling a Python object")?;
        if self.frames_left() == 0 || !self.has_room(locals, code.frame_size) {
            return Err(recursion_error(""));
        }
        let count = {
            let mut values = generator.values.borrow_mut();
            // SAFETY: the room was checked; the verifier has proved that a `yield` or the making of
            // a generator leaves one operand more than was put aside, and that both fit.
            unsafe {
                for (index, &value) in values.iter().enumerate() {
                    locals.add(index).write(value);
                }
                locals.add(values.len()).write(operand);
                self.set_stack_top(locals.add(code.frame_size));
            }
            let count = values.len();
            values.clear();
            count
        };
        let (entry, instruction) = (self.frames.len(), generator.instruction.get());
        let depth = (count + 1 - code.local_count) as u32;
        self.frames.push(Frame { code, locals, result: locals, instruction, depth });
        generator.stage.set(Stage::Running);
        self.running.push(iterator);
        let outer = std::mem::replace(&mut *self.handled, generator.handled.replace(Value::NONE));
        self.handled_outside.push(outer);

        let ready = match thrown {
            None => Ok(()),
            Some(exception) => {
                // Only what the generator handles itself is its context.
                if !self.handled.is_none() {
                    self.set_context(exception);
                }
                self.unwind(entry, instruction - 1, Unwind::Exception(exception), true)
            }
        };
        let outcome = match ready {
            Ok(()) => self.run(entry),
            Err(unwind) => Err(unwind),
        };

        generator.handled.set(std::mem::replace(&mut *self.handled, outer));
        self.handled_outside.pop();
        self.running.pop();
        self.set_stack_top(locals);
        let is_suspended = generator.stage.get() == Stage::Suspended;
        if !is_suspended {
            finish(generator);
        }
        match outcome {
            Ok(value) if is_suspended => Ok(Resumed::Yielded(value)),
            Ok(value) => Ok(Resumed::Returned(value)),
            Err(unwind) if iterate::is_stop_iteration(&unwind) => Err(self.escaped_stop(unwind)),
            Err(unwind) => Err(unwind),
        }
    }

    /// A StopIteration that leaves a generator would be taken for its end (PEP 479).
    #[cold]
    fn escaped_stop(&mut self, unwind: Unwind) -> Unwind {
        let stop = self.materialise(unwind);
        let message = "generator raised StopIteration";
        let error = self.materialise(raise(Class::RuntimeError, message));
        error.cause.set(stop.into());
        error.context.set(stop.into());
        error.suppress_context.set(true);
        Unwind::Exception(error)
    }
}

fn stage(iterator: Gc<IteratorObject>) -> Stage {
    iterator.generator().map_or(Stage::Finished, |generator| generator.stage.get())
}

fn finish(generator: &Generator) {
    generator.stage.set(Stage::Finished);
    generator.handled.set(Value::NONE);
    *generator.values.borrow_mut() = Vec::new();
}

/// The iterator that a suspended generator waits for in a `yield from`, and the instruction at
/// which it goes on with that one's result.
fn delegate(iterator: Gc<IteratorObject>) -> Option<(Value, u32)> {
    let generator = iterator.generator().filter(|one| one.stage.get() == Stage::Suspended)?;
    let code = &generator.code.code;
    let at = generator.instruction.get() as usize;
    let waiting = code.instructions[at.checked_sub(1)?];
    if waiting.op != Op::Yield || waiting.arg != 1 {
        return None;
    }
    let back = code.instructions.get(at).filter(|back| back.op == Op::JumpBackward)?;
    let behind = back.arg + 1;
    let send = code.instructions.get(back.arg as usize).filter(|send| send.op == Op::Send)?;
    debug_assert_eq!(send.arg as usize, at - 1);
    let values = generator.values.borrow();
    // There the result is above the iterator, as the sent value is here.
    let operands = values.len() - generator.code.local_count + 1;
    (code.stack_depths.get(behind as usize).copied() == Some(operands as u32))
        .then(|| values.last().map(|&inner| (inner, behind)))?
}

/// The `value` of a StopIteration.
fn result_of(stop: Gc<ExceptionObject>) -> Value {
    let arguments = stop.arguments().as_object::<TupleObject>();
    arguments.and_then(|arguments| arguments.items().first().copied()).unwrap_or(Value::NONE)
}
