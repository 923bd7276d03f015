//! Why a computation did not produce a value.
//!
//! Raising is common and costs little: an exception on its way up is its type and its argument.
//! The exception *object* is made when a handler, or the end of the program, wants to see it.

use crate::class::Class;
use crate::heap::Gc;
use crate::object::exception::ExceptionObject;
use crate::value::Value;

/// What unwinds the interpreter's frames.
#[derive(Clone, Debug)]
pub enum Unwind {
    /// A new exception with a message.
    Message(Class, Box<str>),
    /// A new exception with one argument that is no message: `KeyError(key)`.
    Argument(Class, Value),
    /// An exception object.
    Exception(Gc<ExceptionObject>),
    /// The program needs something that is not supported. No handler of the program sees it.
    Unsupported(Box<str>),
}

/// The result of anything that can raise.
pub type Result<T = Value> = std::result::Result<T, Unwind>;

/// A new exception of a type, with a message.
#[cold]
pub fn raise(class: Class, message: impl Into<Box<str>>) -> Unwind {
    Unwind::Message(class, message.into())
}

/// A `TypeError`.
#[cold]
pub fn type_error(message: impl Into<Box<str>>) -> Unwind {
    raise(Class::TypeError, message)
}

/// A `ValueError`.
#[cold]
pub fn value_error(message: impl Into<Box<str>>) -> Unwind {
    raise(Class::ValueError, message)
}

/// An `IndexError`.
#[cold]
pub fn index_error(message: impl Into<Box<str>>) -> Unwind {
    raise(Class::IndexError, message)
}

/// An `OverflowError`.
#[cold]
pub fn overflow_error(message: impl Into<Box<str>>) -> Unwind {
    raise(Class::OverflowError, message)
}

/// A `ZeroDivisionError`.
#[cold]
pub fn zero_division(message: impl Into<Box<str>>) -> Unwind {
    raise(Class::ZeroDivisionError, message)
}

/// The program needs something that is not supported; `what` names it.
#[cold]
pub fn unsupported(what: impl Into<Box<str>>) -> Unwind {
    Unwind::Unsupported(what.into())
}
