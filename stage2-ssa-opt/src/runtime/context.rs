//! What a helper finds besides its operands: the interpreter, and a place for an exception.
//!
//! Helpers take six words and need them, so the surroundings are in a variable of the thread. It is
//! set while compiled code runs, and put back when compiled code that was entered further
//! in, from a helper that called Python, is left again.
//!
//! An exception that a helper raises is kept here until the compiled code has left by the exit that
//! says so. It may be the only reference to its object, so the collector is told of it.
//!
//! This file is one of the few with `unsafe` in it.
#![allow(unsafe_code)]

use std::cell::{Cell, RefCell};

use stage1::error::{Result, Unwind};
use stage1::heap::{Extent, Gc};
use stage1::interpreter::Interpreter;
use stage1::object::function::FunctionObject;
use stage1::value::Value;

use super::RAISED;

/// Two words, in two registers.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The tag.
    pub tag: u64,
    /// The payload.
    pub payload: u64,
}

impl From<Value> for Pair {
    fn from(value: Value) -> Pair {
        Pair { tag: value.tag() as u64, payload: value.payload() }
    }
}

/// Who calls functions written in Python on behalf of helpers.
pub trait Caller {
    /// Calls a function with exactly as many arguments as it has plain parameters.
    fn call_function(
        &self,
        interpreter: &mut Interpreter,
        function: Gc<FunctionObject>,
        arguments: &[Value],
    ) -> Result;
}

/// The surroundings of compiled code.
pub struct Context {
    interpreter: *mut Interpreter,
    caller: *const dyn Caller,
    pending: RefCell<Option<(Unwind, bool)>>,
    /// The value in `pending`, for the collector.
    kept: Cell<Value>,
    extent: Extent,
}

thread_local! {
    static CURRENT: Cell<*const Context> = const { Cell::new(std::ptr::null()) };
}

/// Does `work`, which runs compiled code, with these surroundings. The second result is the
/// exception that is pending when it is done, and whether it gets a traceback entry where it
/// is raised.
pub fn within<T>(
    interpreter: &mut Interpreter,
    caller: &dyn Caller,
    work: impl FnOnce(*mut Interpreter) -> T,
) -> (T, Option<(Unwind, bool)>) {
    let interpreter: *mut Interpreter = interpreter;
    let context = Context {
        interpreter,
        // SAFETY: only the lifetime is forgotten; the context is gone when this function returns.
        caller: unsafe { std::mem::transmute::<&dyn Caller, *const dyn Caller>(caller) },
        pending: RefCell::new(None),
        kept: Cell::new(Value::UNDEFINED),
        extent: Extent::default(),
    };
    context.extent.first.set(context.kept.as_ptr().cast());
    context.extent.words.set(2);
    // SAFETY: the interpreter is ours during this call, and is used through this pointer only; the
    // context stays where it is until the extent is forgotten.
    unsafe { (*interpreter).heap.push_extent(&raw const context.extent) };
    let outer = CURRENT.replace(&raw const context);
    let result = work(interpreter);
    CURRENT.set(outer);
    // SAFETY: as above.
    unsafe { (*interpreter).heap.pop_extent() };
    (result, context.pending.take())
}

/// The innermost context.
///
/// # Safety
/// Compiled code is running.
unsafe fn current<'a>() -> &'a Context {
    let context = CURRENT.get();
    assert!(!context.is_null(), "a helper was called without an interpreter");
    // SAFETY: set by `within`, which is still running.
    unsafe { &*context }
}

/// Notes an exception. The flag says whether the frame gets a traceback entry.
///
/// # Safety
/// Compiled code is running.
pub unsafe fn raise(unwind: Unwind, adds_entry: bool) -> Pair {
    // SAFETY: the caller's.
    let context = unsafe { current() };
    context.kept.set(match &unwind {
        Unwind::Argument(_, value) => *value,
        Unwind::Exception(exception) => (*exception).into(),
        Unwind::Message(..) | Unwind::Unsupported(_) => Value::UNDEFINED,
    });
    *context.pending.borrow_mut() = Some((unwind, adds_entry));
    Pair { tag: RAISED, payload: 0 }
}

/// Takes the exception that is pending, if there is one, for frames that were left and go on in the
/// interpreter while others wait for them. The flag is that of [`raise`].
///
/// # Safety
/// Compiled code is running.
pub unsafe fn take_pending() -> Option<(Unwind, bool)> {
    // SAFETY: the caller's.
    unsafe { current() }.pending.take()
}

/// Does an operation that gives a value.
///
/// # Safety
/// Compiled code is running, and nobody else uses the interpreter now.
pub unsafe fn value(work: impl FnOnce(&mut Interpreter) -> Result) -> Pair {
    // SAFETY: the caller's.
    unsafe {
        match work(&mut *current().interpreter) {
            Ok(value) => value.into(),
            Err(unwind) => raise(unwind, true),
        }
    }
}

/// Does an operation that gives nothing: 1, or 0 when it has raised.
///
/// # Safety
/// As for [`value`].
pub unsafe fn status(work: impl FnOnce(&mut Interpreter) -> Result<()>) -> u64 {
    // SAFETY: the caller's.
    unsafe {
        match work(&mut *current().interpreter) {
            Ok(()) => 1,
            Err(unwind) => {
                raise(unwind, true);
                0
            }
        }
    }
}

/// Does an operation that cannot raise.
///
/// # Safety
/// As for [`value`].
pub unsafe fn simply<T>(work: impl FnOnce(&mut Interpreter) -> T) -> T {
    // SAFETY: the caller's.
    unsafe { work(&mut *current().interpreter) }
}

/// Calls a function written in Python, compiled if it is.
///
/// # Safety
/// As for [`value`].
pub unsafe fn call_function(
    interpreter: &mut Interpreter,
    function: Gc<FunctionObject>,
    arguments: &[Value],
) -> Result {
    // SAFETY: the caller lives as long as the context.
    unsafe { (*current().caller).call_function(interpreter, function, arguments) }
}
