//! Exceptions: from raising to the handler.
//!
//! Where the handlers are stands in a table beside the code, so that a `try` costs nothing until
//! something is raised. Then the table of each frame is asked, innermost frame first; a frame
//! without a handler for the instruction is left.

use crate::class::Class;
use crate::code_object::ExceptionRange;
use crate::error::{Result, Unwind, raise, type_error};
use crate::heap::Gc;
use crate::interpreter::executable::CodeRef;
use crate::interpreter::{Failure, Interpreter, traceback};
use crate::object::exception::{ExceptionObject, TracebackEntry};
use crate::object::tuple::TupleObject;
use crate::value::Value;

impl Interpreter {
    /// Finds the handler of what the topmost frame's `instruction` raised and makes its frame ready
    /// to go on there; leaves the frames that have none.
    ///
    /// # Errors
    /// When only `entry` frames are left.
    #[cold]
    #[inline(never)]
    pub(super) fn unwind(
        &mut self,
        entry: usize,
        mut instruction: u32,
        unwind: Unwind,
        mut adds_entry: bool,
    ) -> Result<()> {
        if let Unwind::Unsupported(_) = unwind {
            // No handler of the program sees it.
            if self.unsupported_at.line == 0
                && let Some(frame) = self.frames.last()
            {
                self.unsupported_at = frame.code.code.positions[instruction as usize];
            }
            self.frames.truncate(entry);
            return Err(unwind);
        }
        let exception = self.materialise(unwind);
        while self.frames.len() > entry
            && let Some(frame) = self.frames.last_mut()
        {
            let code = frame.code;
            if adds_entry {
                exception.traceback.borrow_mut().push(TracebackEntry { code, instruction });
            }
            if let Some((target, depth, pushes_index)) = Self::handler(code, instruction) {
                // SAFETY: the verifier has proved that a handler finds `depth` operands and that
                // what is pushed fits in the frame.
                unsafe {
                    let mut top = frame.locals.add(code.local_count + depth as usize);
                    if pushes_index {
                        top.write(Value::int(i64::from(instruction)));
                        top = top.add(1);
                    }
                    top.write(exception.into());
                }
                frame.instruction = target;
                frame.depth = depth + u32::from(pushes_index) + 1;
                return Ok(());
            }
            self.frames.pop();
            if let Some(caller) = self.frames.last() {
                instruction = caller.instruction;
            }
            adds_entry = true;
        }
        Err(Unwind::Exception(exception))
    }

    /// The exception object of an unwinding; makes it if it is new.
    pub(super) fn materialise(&mut self, unwind: Unwind) -> Gc<ExceptionObject> {
        let (class, arguments) = match unwind {
            Unwind::Exception(exception) => return exception,
            // No arguments, not an empty one: `StopIteration()`, `MemoryError()`. What the program
            // raises with an empty text is an object already.
            Unwind::Message(class, message) if message.is_empty() => {
                (class, self.heap.tuple(vec![]))
            }
            Unwind::Message(class, message) => {
                let message = self.heap.string(message);
                (class, self.heap.tuple(vec![message]))
            }
            Unwind::Argument(class, argument) => (class, self.heap.tuple(vec![argument])),
            Unwind::Unsupported(what) => {
                // Never reaches a handler: `run` passes it on before it asks for one.
                let message = self.heap.string(what);
                (Class::SystemError, self.heap.tuple(vec![message]))
            }
        };
        // `KeyError()` and `AssertionError` without a message have no arguments.
        let empty = arguments
            .as_object::<TupleObject>()
            .is_some_and(|tuple| tuple.items().first().is_some_and(|first| first.is_undefined()));
        let arguments = if empty { self.heap.tuple(vec![]) } else { arguments };
        let exception = self.heap.exception(class, arguments);
        exception.by_operation.set(true);
        self.set_context(exception);
        exception
    }

    /// Notes what was being handled when `exception` was raised.
    pub(super) fn set_context(&self, exception: Gc<ExceptionObject>) {
        let Some(handled) = self.handled() else { return };
        if handled.same(exception) {
            return;
        }
        // Break the cycle that would arise if `exception` is in the chain already. Floyd's
        // tortoise follows at half the speed, in case the chain has a cycle of its own.
        let (mut at, mut slow, mut odd) = (handled, handled, false);
        while let Some(next) = at.context.get().as_object::<ExceptionObject>() {
            if next.same(exception) {
                at.context.set(Value::NONE);
                break;
            }
            at = next;
            if odd && let Some(next) = slow.context.get().as_object::<ExceptionObject>() {
                slow = next;
            }
            odd = !odd;
            if at.same(slow) {
                break;
            }
        }
        exception.context.set(handled.into());
    }

    /// `raise`, `raise e`, `raise e from c`: what to unwind with. The flag says whether the frame
    /// gets a new traceback entry.
    pub(super) fn raise_operands(&mut self, operands: &[Value]) -> (Unwind, bool) {
        let Some((&exception, cause)) = operands.split_first() else {
            return match self.handled() {
                Some(exception) => (Unwind::Exception(exception), false),
                None => (raise(Class::RuntimeError, "No active exception to reraise"), true),
            };
        };
        let exception = match self.exception_from(exception) {
            Ok(exception) => exception,
            Err(unwind) => return (unwind, true),
        };
        if let Some(&cause) = cause.first() {
            let cause = if cause.is_none() {
                Value::NONE
            } else {
                match self.exception_from(cause) {
                    Ok(cause) => cause.into(),
                    Err(Unwind::Message(Class::TypeError, _)) => {
                        return (
                            type_error("exception causes must derive from BaseException"),
                            true,
                        );
                    }
                    Err(unwind) => return (unwind, true),
                }
            };
            exception.cause.set(cause);
            exception.suppress_context.set(true);
        }
        self.set_context(exception);
        (Unwind::Exception(exception), true)
    }

    /// An exception, or an exception type called without arguments.
    fn exception_from(&mut self, value: Value) -> Result<Gc<ExceptionObject>> {
        if let Some(exception) = value.as_object() {
            return Ok(exception);
        }
        match Class::from_value(value) {
            Some(class) if class.is_exception() => {
                let none = self.heap.tuple(vec![]);
                Ok(self.heap.exception(class, none))
            }
            _ => Err(type_error("exceptions must derive from BaseException")),
        }
    }

    /// `except type`: does it catch?
    pub(super) fn exception_matches(exception: Value, wanted: Value) -> Result<bool> {
        const MESSAGE: &str =
            "catching classes that do not inherit from BaseException is not allowed";
        let is_exception_class =
            |value| Class::from_value(value).filter(|class| class.is_exception());
        let Some(exception) = exception.as_object::<ExceptionObject>() else {
            return Err(raise(Class::SystemError, "not an exception"));
        };
        let wanted = match wanted.as_object::<TupleObject>() {
            Some(tuple) => tuple.items().to_vec(),
            None => vec![wanted],
        };
        let mut matches = false;
        for wanted in wanted {
            match is_exception_class(wanted) {
                Some(class) => matches |= exception.class().is_subclass_of(class),
                None => return Err(type_error(MESSAGE)),
            }
        }
        Ok(matches)
    }

    // ANCHOR: handler
    /// The handler for an instruction: target, depth, whether the index is pushed.
    pub(super) fn handler(code: CodeRef, instruction: u32) -> Option<(u32, u32, bool)> {
        let range = covering(&code.code.exception_table, instruction)?;
        Some((range.target, range.depth, range.push_index))
    }
    // ANCHOR_END: handler

    /// How the program ends because of an exception that nothing caught.
    pub(super) fn uncaught(&mut self, exception: Gc<ExceptionObject>) -> Failure {
        if exception.class() == Class::SystemExit {
            let arguments = exception.arguments().as_object::<TupleObject>();
            let argument = arguments.map_or(Value::NONE, |arguments| match arguments.items() {
                [] => Value::NONE,
                [one] => *one,
                _ => exception.arguments(),
            });
            return match argument.as_index() {
                _ if argument.is_none() => Failure::Exit(0, None),
                Some(status) => Failure::Exit((status & 0xff) as i32, None),
                None => {
                    let text = crate::repr::to_str(self, argument).unwrap_or_default();
                    Failure::Exit(1, Some(text))
                }
            };
        }
        let is_interrupt = exception.class() == Class::KeyboardInterrupt;
        let text = traceback::render(self, exception);
        if is_interrupt { Failure::Interrupted(text) } else { Failure::Traceback(text) }
    }
}

/// The range of an exception table that an instruction is in. The ranges do not overlap: where
/// `try` statements are nested, the compiler has cut the outer one's range around the inner one's.
#[doc(hidden)]
pub fn covering(table: &[ExceptionRange], instruction: u32) -> Option<&ExceptionRange> {
    // BEGIN SOLUTION 1.1 stub: let _ = (table, instruction); None
    table.iter().find(|range| (range.start..range.end).contains(&instruction))
    // END SOLUTION
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(ranges: &[(u32, u32, u32)]) -> Vec<ExceptionRange> {
        let range = |&(start, end, target)| ExceptionRange {
            start,
            end,
            target,
            depth: 0,
            push_index: false,
        };
        ranges.iter().map(range).collect()
    }

    fn targets(ranges: &[(u32, u32, u32)], instructions: &[u32]) -> Vec<Option<u32>> {
        let table = table(ranges);
        instructions.iter().map(|&at| covering(&table, at).map(|range| range.target)).collect()
    }

    #[test]
    fn exercise_1_1_a_range_begins_at_its_start_and_ends_before_its_end() {
        let found = targets(&[(3, 6, 9)], &[2, 3, 5, 6, 9]);
        assert_eq!(found, [None, Some(9), Some(9), None, None]);
    }

    #[test]
    fn exercise_1_1_an_inner_try_lies_between_two_parts_of_the_outer_one() {
        let ranges = [(1, 4, 20), (4, 8, 10), (8, 12, 20), (13, 14, 20)];
        let found = targets(&ranges, &[1, 3, 4, 7, 8, 11, 12, 13, 14]);
        let (inner, outer) = (Some(10), Some(20));
        let expected = [outer, outer, inner, inner, outer, outer, None, outer, None];
        assert_eq!(found, expected);
    }

    #[test]
    fn exercise_1_1_without_a_range_nobody_catches() {
        assert_eq!(targets(&[], &[0, 7]), [None, None]);
        assert_eq!(targets(&[(5, 5, 9)], &[4, 5, 6]), [None; 3]);
    }
}
