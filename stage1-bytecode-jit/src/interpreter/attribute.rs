//! Attributes: methods of the built-in types, functions of modules, a few data attributes.
//!
//! Three things can be meant by a name that is not found: it does not exist in CPython either
//! (`AttributeError`, with CPython's words), or it exists there and is not supported here, which
//! no handler of the program may take for the first. `known_attributes.txt` tells them apart; it
//! is the output of `dir` in CPython 3.11.

use std::cell::Cell;

use crate::builtin::Builtin;
use crate::class::Class;
use crate::class_of::{class_of, type_name};
use crate::code_object::CodeObject;
use crate::error::{Result, Unwind, raise, type_error, unsupported};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::interpreter::executable::{CodeRef, Step};
use crate::modules;
use crate::object::exception::ExceptionObject;
use crate::object::function::{BoundMethodObject, FunctionObject};
use crate::object::range::RangeObject;
use crate::object::slice::SliceObject;
use crate::object::tuple::TupleObject;
use crate::operators::iterate;
use crate::value::{Tag, Value};

static KNOWN: &str = include_str!("known_attributes.txt");

/// Does CPython know an attribute of that name for that type?
pub(super) fn is_known(type_name: &str, name: &str) -> bool {
    known_names(type_name).any(|known| known == name)
}

/// The attributes that CPython knows for that type, in the order of `dir`.
pub(super) fn known_names(type_name: &str) -> impl Iterator<Item = &'static str> {
    let names = KNOWN
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(key, _)| *key == type_name)
        .map_or("", |(_, names)| names);
    names.split_ascii_whitespace()
}

/// The methods of a built-in type.
fn methods_of_class(class: Class) -> &'static [Builtin] {
    use crate::object::*;
    match class {
        Class::Int | Class::Bool => int_methods::METHODS,
        Class::Float => float_methods::METHODS,
        Class::Str => str_methods::METHODS,
        Class::List => list_methods::METHODS,
        Class::Tuple => tuple_methods::METHODS,
        Class::Dict => dict_methods::METHODS,
        Class::DictKeys | Class::DictItems => dict_methods::VIEW_METHODS,
        Class::Set => set_methods::METHODS,
        Class::FrozenSet => set_methods::FROZEN_METHODS,
        Class::Range => range_methods::METHODS,
        Class::Slice => slice::METHODS,
        Class::Generator => generator::METHODS,
        Class::TextIoWrapper => stream::METHODS,
        _ => &[],
    }
}

/// A method that belongs to the type and takes no receiver: `dict.fromkeys`.
fn class_method(class: Class, name: &str) -> Option<&'static Builtin> {
    use crate::object::*;
    let methods: &'static [Builtin] = match class {
        Class::Dict => std::slice::from_ref(&dict_methods::FROMKEYS),
        Class::Float => float_methods::CLASS_METHODS,
        Class::Str => str_methods::STATIC_METHODS,
        _ => &[],
    };
    methods.iter().find(|method| method.name == name)
}

/// The method of a value's type by its name.
#[must_use]
pub fn method_of(value: Value, name: &str) -> Option<&'static Builtin> {
    methods_of_class(class_of(value)).iter().find(|method| method.name == name)
}

/// `object.name`
///
/// # Errors
/// AttributeError; unsupported, when CPython has it and we do not.
pub fn load_attribute(interpreter: &mut Interpreter, object: Value, name: &str) -> Result {
    if let Some(value) = data_attribute(interpreter, object, name) {
        return Ok(value);
    }
    if let Some(method) = method_of(object, name) {
        let bound = BoundMethodObject { receiver: object, method };
        return Ok(interpreter.heap.allocate(bound).into());
    }
    Err(no_attribute(object, name))
}

/// Attributes that are no methods.
fn data_attribute(interpreter: &mut Interpreter, object: Value, name: &str) -> Option<Value> {
    if name == "__class__" {
        return Some(class_of(object).value());
    }
    if let Some(method) = class_method(class_of(object), name) {
        return Some(method.value());
    }
    match object.tag() {
        Tag::Module => modules::attribute(interpreter, object.payload(), name),
        Tag::Int | Tag::BigInt | Tag::Bool => match name {
            "real" | "numerator" => match object.as_bool() {
                Some(value) => Some(Value::int(i64::from(value))),
                None => Some(object),
            },
            "imag" => Some(Value::int(0)),
            "denominator" => Some(Value::int(1)),
            _ => None,
        },
        Tag::Float => match name {
            "real" => Some(object),
            "imag" => Some(Value::float(0.0)),
            _ => None,
        },
        Tag::Range => {
            let range = object.as_object::<RangeObject>()?.to_big();
            let number = match name {
                "start" => range.start,
                "stop" => range.stop,
                "step" => range.step,
                _ => return None,
            };
            Some(interpreter.heap.int(number))
        }
        Tag::Slice => {
            let slice = object.as_object::<SliceObject>()?;
            match name {
                "start" => Some(slice.start),
                "stop" => Some(slice.stop),
                "step" => Some(slice.step),
                _ => None,
            }
        }
        Tag::Function => {
            let function = object.as_object::<FunctionObject>()?;
            function_attribute(interpreter, function, name)
        }
        Tag::Builtin => {
            let builtin = Builtin::from_value(object)?;
            matches!(name, "__name__" | "__qualname__")
                .then(|| interpreter.heap.string(builtin.name))
        }
        Tag::Type => {
            let class = Class::from_value(object)?;
            if matches!(name, "__name__" | "__qualname__") {
                // Without the module, if it is not that of built-in types.
                let name = class.name().rsplit('.').next().unwrap_or_default();
                return Some(interpreter.heap.string(name));
            }
            if let Some(method) = class_method(class, name) {
                return Some(method.value());
            }
            methods_of_class(class)
                .iter()
                .find(|method| method.name == name)
                .map(|method| method.value())
        }
        Tag::Exception => exception_attribute(object.as_object()?, name),
        _ => None,
    }
}

fn function_attribute(
    interpreter: &mut Interpreter,
    function: Gc<FunctionObject>,
    name: &str,
) -> Option<Value> {
    let code: &CodeObject = &function.code.code;
    let defined = |value: &Cell<Value>| match value.get() {
        value if value.is_undefined() => Value::NONE,
        value => value,
    };
    match name {
        "__name__" => Some(interpreter.heap.string(&*code.name)),
        "__qualname__" => Some(interpreter.heap.string(&*code.qualified_name)),
        "__module__" => Some(interpreter.heap.string("__main__")),
        "__defaults__" => Some(defined(&function.defaults)),
        "__kwdefaults__" => Some(defined(&function.keyword_defaults)),
        "__doc__" => {
            // The first constant, where it is a string; 3.14 says so with a flag.
            let has_doc = code.version.minor() < 14 || code.flags & 0x0400_0000 != 0;
            let first = function.code.constants.first().copied();
            Some(first.filter(|doc| has_doc && doc.tag() == Tag::Str).unwrap_or(Value::NONE))
        }
        _ => None,
    }
}

fn exception_attribute(exception: Gc<ExceptionObject>, name: &str) -> Option<Value> {
    let first = || {
        let arguments = exception.arguments().as_object::<TupleObject>()?;
        Some(match arguments.items() {
            [] => Value::NONE,
            [one] => *one,
            _ => exception.arguments(),
        })
    };
    match name {
        "args" => Some(exception.arguments()),
        "__cause__" => Some(exception.cause.get()),
        "__context__" => Some(exception.context.get()),
        "__suppress_context__" => Some(Value::bool(exception.suppress_context.get())),
        "code" if exception.class() == Class::SystemExit => first(),
        "value" if exception.class() == Class::StopIteration => first(),
        "errno" | "strerror" if exception.class().is_subclass_of(Class::OSError) => {
            let arguments = exception.arguments().as_object::<TupleObject>()?;
            Some(match arguments.items() {
                [number, _] if name == "errno" => *number,
                [_, text] => *text,
                _ => Value::NONE,
            })
        }
        "filename" | "filename2" if exception.class().is_subclass_of(Class::OSError) => {
            Some(Value::NONE)
        }
        _ => None,
    }
}

/// Why there is no such attribute.
#[cold]
fn no_attribute(object: Value, name: &str) -> Unwind {
    if object.tag() == Tag::Module {
        let module = modules::name_of(object).unwrap_or("?");
        if is_known(&format!("module {module}"), name) {
            return unsupported(format!("`{module}.{name}`"));
        }
        return raise(
            Class::AttributeError,
            format!("module '{module}' has no attribute '{name}'"),
        );
    }
    if let Some(class) = Class::from_value(object) {
        if is_known(class.name(), name) || is_known("type", name) {
            return unsupported(format!("`{}.{name}`", class.name()));
        }
        return raise(
            Class::AttributeError,
            format!("type object '{}' has no attribute '{name}'", class.name()),
        );
    }
    let class = class_of(object);
    let key = if class.is_exception() { "BaseException" } else { class.name() };
    if is_known(key, name) || has_field(class, name) {
        return unsupported(format!("attribute `{name}` of '{}'", class.name()));
    }
    raise(Class::AttributeError, format!("'{}' object has no attribute '{name}'", class.name()))
}

/// Has this type of exception an attribute that `BaseException` has not?
fn has_field(class: Class, name: &str) -> bool {
    const FIELDS: &[(Class, &[&str])] = &[
        (Class::SystemExit, &["code"]),
        (Class::StopIteration, &["value"]),
        (Class::ImportError, &["msg", "name", "path", "name_from"]),
        (Class::NameError, &["name"]),
        (Class::AttributeError, &["name", "obj"]),
        (Class::OSError, &["errno", "strerror", "filename", "filename2", "characters_written"]),
        (
            Class::SyntaxError,
            &[
                "msg",
                "filename",
                "lineno",
                "offset",
                "text",
                "end_lineno",
                "end_offset",
                "print_file_and_line",
            ],
        ),
        (Class::UnicodeError, &["encoding", "object", "start", "end", "reason"]),
    ];
    FIELDS.iter().any(|(owner, names)| class.is_subclass_of(*owner) && names.contains(&name))
}

impl Interpreter {
    /// The method and its receiver, or the attribute and nothing.
    ///
    /// The step remembers the last receiver's tag and method, an inline cache (Deutsch and
    /// Schiffman, "Efficient implementation of the Smalltalk-80 system", 1984).
    pub(super) fn load_method(
        &mut self,
        code: CodeRef,
        step: *mut Step,
        object: Value,
    ) -> Result<(Value, Value)> {
        // SAFETY: `run` passes the step that it is executing.
        let (name, at) = unsafe {
            let at = step.offset_from(code.first_step()) as usize;
            (&code.code.names[(*step).arg as usize], at)
        };
        let cache = &code.method_cache[at];
        if let Some((tag, method)) = cache.get()
            && tag == object.tag()
        {
            return Ok((method.value(), object));
        }
        // Attributes that are no methods come first, as in `load_attribute`; the types that have
        // both have no name twice.
        if object.tag() != Tag::Type
            && let Some(method) = method_of(object, name)
        {
            // The tag of iterators says too little.
            if object.tag() != Tag::Iterator {
                cache.set(Some((object.tag(), method)));
            }
            return Ok((method.value(), object));
        }
        Ok((load_attribute(self, object, name)?, Value::UNDEFINED))
    }

    /// `object.name = value`; with an undefined value, `del object.name`.
    pub(super) fn store_attribute(
        &mut self,
        object: Value,
        name: &str,
        value: Value,
    ) -> Result<()> {
        if let Some(exception) = object.as_object::<ExceptionObject>()
            && !value.is_undefined()
            && self.store_exception_attribute(exception, name, value)?
        {
            return Ok(());
        }
        Err(match object.tag() {
            Tag::Function | Tag::Exception | Tag::Module => {
                unsupported(format!("setting attribute `{name}` of '{}'", type_name(object)))
            }
            Tag::Type => raise(
                Class::TypeError,
                format!(
                    "cannot set '{name}' attribute of immutable type '{}'",
                    type_name_of_type(object)
                ),
            ),
            _ => {
                let class = class_of(object).name();
                if is_known(class, name) {
                    let message = format!("'{class}' object attribute '{name}' is read-only");
                    raise(Class::AttributeError, message)
                } else {
                    let message = format!("'{class}' object has no attribute '{name}'");
                    raise(Class::AttributeError, message)
                }
            }
        })
    }
}

impl Interpreter {
    /// Sets an attribute that every exception has; `false` if the name is not of one.
    fn store_exception_attribute(
        &mut self,
        exception: Gc<ExceptionObject>,
        name: &str,
        value: Value,
    ) -> Result<bool> {
        let is_link = value.is_none() || value.tag() == Tag::Exception;
        match name {
            "args" => {
                let arguments = iterate::collect(self, value)?;
                exception.set_arguments(self.heap.tuple(arguments.to_vec()));
            }
            "__cause__" if is_link => {
                exception.cause.set(value);
                exception.suppress_context.set(true);
            }
            "__context__" if is_link => exception.context.set(value),
            "__cause__" | "__context__" => {
                return Err(type_error(format!(
                    "exception {} must be None or derive from BaseException",
                    name.trim_matches('_')
                )));
            }
            "__suppress_context__" => match value.as_bool() {
                Some(suppress) => exception.suppress_context.set(suppress),
                None => return Err(type_error("attribute value type must be bool")),
            },
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn type_name_of_type(value: Value) -> &'static str {
    Class::from_value(value).map_or("type", Class::name)
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn known_attributes_are_found_by_type() {
        assert!(is_known("str", "encode"));
        assert!(!is_known("str", "append"));
        assert!(is_known("module math", "sqrt"));
    }
}
