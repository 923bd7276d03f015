//! Exception objects: type, arguments, what was going on when they were raised.

use std::cell::{Cell, RefCell};

use crate::class::Class;
use crate::heap::{Gc, Heap, Marker, Object};
use crate::interpreter::CodeRef;
use crate::value::{Tag, Value};

/// An exception.
pub struct ExceptionObject {
    class: Class,
    arguments: Cell<Value>,
    /// The exception that was being handled when this one was raised, or `None`.
    pub context: Cell<Value>,
    /// The exception named by `raise … from …`, or `None`.
    pub cause: Cell<Value>,
    /// Was there a `from`, so that the context is not shown?
    pub suppress_context: Cell<bool>,
    /// Was it raised by an operation, so that its message is CPython's, and not by the program?
    pub by_operation: Cell<bool>,
    /// The frames it passed, innermost first.
    pub traceback: RefCell<Vec<TracebackEntry>>,
}

/// One line of a traceback.
#[derive(Clone, Copy)]
pub struct TracebackEntry {
    /// The code that was running.
    pub code: CodeRef,
    /// The index of the instruction that raised or called.
    pub instruction: u32,
}

impl Object for ExceptionObject {
    const TAG: Tag = Tag::Exception;
    fn trace(&self, marker: &mut Marker<'_>) {
        marker.value(self.arguments.get());
        marker.value(self.context.get());
        marker.value(self.cause.get());
        marker.external(self.traceback.borrow().capacity() * size_of::<TracebackEntry>());
    }
}

impl ExceptionObject {
    /// Its type.
    #[must_use]
    pub fn class(&self) -> Class {
        self.class
    }

    /// `args`, a tuple.
    #[must_use]
    pub fn arguments(&self) -> Value {
        self.arguments.get()
    }

    /// Sets `args`, a tuple.
    pub fn set_arguments(&self, arguments: Value) {
        self.arguments.set(arguments);
    }
}

impl Heap {
    /// An exception with these arguments, a tuple.
    pub fn exception(&mut self, class: Class, arguments: Value) -> Gc<ExceptionObject> {
        self.allocate(ExceptionObject {
            class,
            arguments: Cell::new(arguments),
            context: Cell::new(Value::NONE),
            cause: Cell::new(Value::NONE),
            suppress_context: Cell::new(false),
            by_operation: Cell::new(false),
            traceback: RefCell::new(Vec::new()),
        })
    }
}
