//! Functions written in Rust, and the arguments they are called with.

use crate::error::{Result, type_error};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::tuple::TupleObject;
use crate::value::{Tag, Value};

/// A function or method written in Rust. For a method the first argument is the receiver.
pub struct Builtin {
    /// Its name, for messages.
    pub name: &'static str,
    /// The code.
    pub call: fn(&mut Interpreter, Arguments<'_>) -> Result,
}

impl Builtin {
    /// The function as a value.
    #[must_use]
    pub fn value(&'static self) -> Value {
        Value::immediate(Tag::Builtin, self as *const Builtin as u64)
    }

    /// The function that `value` is, if it is one.
    #[must_use]
    pub fn from_value(value: Value) -> Option<&'static Builtin> {
        if value.tag() != Tag::Builtin {
            return None;
        }
        // SAFETY: values with this tag are made by `Builtin::value` only.
        Some(unsafe { &*(value.payload() as *const Builtin) })
    }
}

/// The arguments of a call. They lie on the interpreter's value stack (or in a heap object), so the
/// collector sees them.
#[derive(Clone, Copy)]
pub struct Arguments<'a> {
    /// Positional arguments, the receiver of a method first.
    pub positional: &'a [Value],
    /// The names of the keyword arguments: a tuple of strings.
    pub names: Option<Gc<TupleObject>>,
    /// Their values.
    pub keywords: &'a [Value],
}

impl<'a> Arguments<'a> {
    /// Positional arguments only.
    #[must_use]
    pub fn positional(positional: &'a [Value]) -> Arguments<'a> {
        Arguments { positional, names: None, keywords: &[] }
    }

    /// The keyword argument called `name`.
    #[must_use]
    pub fn keyword(&self, name: &str) -> Option<Value> {
        let names = self.names?;
        let index = names.items().iter().position(|item| item.as_str() == Some(name))?;
        self.keywords.get(index).copied()
    }

    /// All keyword arguments.
    pub fn keyword_pairs(&self) -> impl Iterator<Item = (&'a str, Value)> {
        let names: &'a [Value] = match self.names {
            // SAFETY: the tuple is immutable and lives at least as long as the call.
            Some(names) => unsafe { &*std::ptr::from_ref(names.items()) },
            None => &[],
        };
        names.iter().zip(self.keywords).map(|(name, value)| (name.as_str().unwrap_or("?"), *value))
    }

    /// CPython's message when a function that takes none gets keyword arguments.
    ///
    /// # Errors
    /// `TypeError: NAME() takes no keyword arguments`
    pub fn no_keywords(&self, name: &str) -> Result<()> {
        if self.keywords.is_empty() {
            Ok(())
        } else {
            Err(type_error(format!("{name}() takes no keyword arguments")))
        }
    }
}
