//! Generators: a call that is put aside and taken up again.
//!
//! ```text
//!   running     the frame is on the value stack, as any other
//!   suspended   its locals and operands are here:  │ locals … │ operands … │
//! ```
//!
//! CPython keeps a generator's frame in the generator object all the time. Here frames lie on one
//! stack, so that calls need no allocation; a `yield` copies a few values out, and the next `next`
//! copies them back. How that is done is in `interpreter::generator`; this file says what a
//! suspended call consists of, and has the methods that programs call.
//!
//! Leaves out: `gi_frame` and the like; and a generator that is dropped before its end is not
//! closed, because the collector runs no code: CPython runs its `finally` blocks then.
//!
//! Judged by the corpus, `corpus/generators`.

use std::cell::{Cell, RefCell};

use crate::builtin::{Arguments, Builtin};
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, Unwind, raise, type_error};
use crate::heap::{Gc, Marker};
use crate::interpreter::{CodeRef, Interpreter, Resumed};
use crate::object::exception::ExceptionObject;
use crate::object::iterator::{IteratorObject, IteratorState};
use crate::object::method::{check_count, no_argument, one_argument, receiver};
use crate::operators::iterate;
use crate::value::Value;

/// Where a generator is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Called, but not yet begun.
    Created,
    /// Put aside at a `yield`.
    Suspended,
    /// In work: its frame is on the stack.
    Running,
    /// Returned or raised.
    Finished,
}

/// The state of a generator.
pub struct Generator {
    /// What it runs.
    pub code: CodeRef,
    /// Its locals and operands, while it is not running.
    pub values: RefCell<Vec<Value>>,
    /// The instruction to go on with.
    pub instruction: Cell<u32>,
    /// Where it is.
    pub stage: Cell<Stage>,
    /// The exception that it was handling when it was put aside, or `None`.
    pub handled: Cell<Value>,
}

impl Generator {
    /// Reports every value in it.
    pub fn trace(&self, marker: &mut Marker<'_>) {
        let values = self.values.borrow();
        marker.values(&values);
        marker.value(self.handled.get());
        marker.external(size_of_val(&values[..]));
    }
}

impl IteratorObject {
    /// The generator, if it is one.
    #[must_use]
    pub fn generator(&self) -> Option<&Generator> {
        match &self.state {
            IteratorState::Generator(generator) => Some(generator),
            _ => None,
        }
    }
}

/// The value as a generator, if it is one.
#[must_use]
pub fn generator_of(value: Value) -> Option<Gc<IteratorObject>> {
    value.as_object::<IteratorObject>().filter(|iterator| iterator.generator().is_some())
}

/// Every method, by name.
pub static METHODS: &[Builtin] = &[
    Builtin { name: "send", call: send },
    Builtin { name: "throw", call: throw },
    Builtin { name: "close", call: close },
    Builtin { name: "__next__", call: next },
    Builtin { name: "__iter__", call: iter },
];

/// What `next(generator)` and `send` say of it.
///
/// # Errors
/// A StopIteration with its result, when it has returned.
pub fn element(resumed: Resumed) -> Result {
    match resumed {
        Resumed::Yielded(value) => Ok(value),
        Resumed::Returned(value) if value.is_none() => Err(raise(Class::StopIteration, "")),
        Resumed::Returned(value) => Err(Unwind::Argument(Class::StopIteration, value)),
    }
}

fn send(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    check_receiver("send", &arguments)?;
    let (iterator, value) = one_argument(Class::Generator, "send", arguments)?;
    element(interpreter.resume(iterator, value)?)
}

fn next(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    check_receiver("__next__", &arguments)?;
    let iterator = no_argument(Class::Generator, "__next__", arguments)?;
    element(interpreter.resume(iterator, Value::NONE)?)
}

fn iter(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    check_receiver("__iter__", &arguments)?;
    no_argument::<IteratorObject>(Class::Generator, "__iter__", arguments).map(Value::from)
}

fn close(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    check_receiver("close", &arguments)?;
    let iterator = no_argument(Class::Generator, "close", arguments)?;
    interpreter.close_generator(iterator)
}

fn throw(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    check_receiver("throw", &arguments)?;
    let (iterator, rest) = receiver::<IteratorObject>(Class::Generator, "throw", arguments)?;
    arguments.no_keywords("generator.throw")?;
    check_count("throw", rest.len(), 1, 3)?;
    let exception = thrown(interpreter, rest)?;
    element(interpreter.throw_into(iterator, exception)?)
}

/// `throw(exception)`, or in the old way `throw(type, value, traceback)`.
fn thrown(interpreter: &mut Interpreter, arguments: &[Value]) -> Result<Gc<ExceptionObject>> {
    let (kind, value) = (arguments[0], arguments.get(1).copied().unwrap_or(Value::NONE));
    if let Some(exception) = kind.as_object::<ExceptionObject>() {
        if !value.is_none() {
            return Err(type_error("instance exception may not have a separate value"));
        }
        return Ok(exception);
    }
    if !Class::from_value(kind).is_some_and(Class::is_exception) {
        return Err(type_error(format!(
            "exceptions must be classes or instances deriving from BaseException, not {}",
            type_name(kind)
        )));
    }
    if let Some(exception) = value.as_object::<ExceptionObject>() {
        return Ok(exception);
    }
    let values = [value];
    let given = if value.is_none() { &[][..] } else { &values[..] };
    let made = interpreter.call(kind, Arguments::positional(given))?;
    iterate::keep_alive(value);
    made.as_object().ok_or_else(|| type_error("not an exception"))
}

/// The methods may be called on the type: `type(g).send(other, 1)`.
fn check_receiver(name: &str, arguments: &Arguments<'_>) -> Result<()> {
    match arguments.positional.first() {
        Some(first) if generator_of(*first).is_none() => Err(type_error(format!(
            "descriptor '{name}' for 'generator' objects doesn't apply to a '{}' object",
            type_name(*first)
        ))),
        _ => Ok(()),
    }
}
