//! Functions written in Python, bound methods, and the cells that closures share.

use std::cell::Cell;

use crate::builtin::Builtin;
use crate::heap::{Marker, Object};
use crate::interpreter::CodeRef;
use crate::value::{Tag, Value};

/// A function: code, defaults and closure.
pub struct FunctionObject {
    /// What it runs.
    pub code: CodeRef,
    /// Positional defaults: a tuple, or undefined.
    pub defaults: Cell<Value>,
    /// Keyword-only defaults: a dict, or undefined.
    pub keyword_defaults: Cell<Value>,
    /// The cells of the free variables: a tuple, or undefined.
    pub closure: Cell<Value>,
}

impl Object for FunctionObject {
    const TAG: Tag = Tag::Function;
    fn trace(&self, marker: &mut Marker<'_>) {
        marker.value(self.defaults.get());
        marker.value(self.keyword_defaults.get());
        marker.value(self.closure.get());
    }
}

/// A method of a built-in type with its receiver: `items.append`.
pub struct BoundMethodObject {
    /// The receiver.
    pub receiver: Value,
    /// The method.
    pub method: &'static Builtin,
}

impl Object for BoundMethodObject {
    const TAG: Tag = Tag::BoundMethod;
    fn trace(&self, marker: &mut Marker<'_>) {
        marker.value(self.receiver);
    }
}

/// A variable that a nested function shares. Compiled code reads and writes its value.
#[repr(C)]
pub struct CellObject {
    /// Its value; undefined when unbound.
    pub value: Cell<Value>,
}

impl Object for CellObject {
    const TAG: Tag = Tag::Cell;
    fn trace(&self, marker: &mut Marker<'_>) {
        marker.value(self.value.get());
    }
}
