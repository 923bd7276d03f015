//! How values print: `repr` and `str`.
//!
//! A container that contains itself prints `[...]` where it meets itself again, so the containers
//! that are being printed are remembered. Nothing here calls back into the program.

use std::fmt::Write;

use num_traits::ToPrimitive;

use crate::builtin::Builtin;
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::Result;
use crate::interpreter::Interpreter;
use crate::object::dict::DictObject;
use crate::object::dict_view::{DictPart, DictViewObject};
use crate::object::exception::ExceptionObject;
use crate::object::float_text::float_repr;
use crate::object::function::{BoundMethodObject, CellObject, FunctionObject};
use crate::object::int_text::int_to_text;
use crate::object::iterator::IteratorObject;
use crate::object::list::ListObject;
use crate::object::range::{BigRange, RangeObject};
use crate::object::set::SetObject;
use crate::object::slice::SliceObject;
use crate::object::str_text::str_repr;
use crate::object::stream::Stream;
use crate::object::tuple::TupleObject;
use crate::value::{Tag, Value};

/// `repr(value)`
///
/// # Errors
/// RecursionError for what is nested too deeply, ValueError for an int with too many digits.
pub fn repr(interpreter: &mut Interpreter, value: Value) -> Result<String> {
    let mut printer = Printer { text: String::new(), open: Vec::new() };
    printer.value(interpreter, value)?;
    Ok(printer.text)
}

/// `str(value)`
///
/// # Errors
/// As for [`repr`].
pub fn to_str(interpreter: &mut Interpreter, value: Value) -> Result<String> {
    if let Some(text) = value.as_str() {
        return Ok(text.to_string());
    }
    match value.as_object::<ExceptionObject>() {
        Some(exception) => exception_message(interpreter, &exception),
        None => repr(interpreter, value),
    }
}

/// `str` of an exception: nothing, its argument, or all of them.
fn exception_message(interpreter: &mut Interpreter, exception: &ExceptionObject) -> Result<String> {
    let doing = " while getting the str of an object";
    interpreter.one_level_down(doing, |interpreter| arguments_text(interpreter, exception))
}

fn arguments_text(interpreter: &mut Interpreter, exception: &ExceptionObject) -> Result<String> {
    let arguments = exception.arguments();
    let items = arguments.as_object::<TupleObject>();
    match items.as_ref().map_or(&[][..], |tuple| tuple.items()) {
        [] => Ok(String::new()),
        [one] if exception.class().is_subclass_of(Class::KeyError) => repr(interpreter, *one),
        [one] => to_str(interpreter, *one),
        [number, message] if exception.class().is_subclass_of(Class::OSError) => {
            let (number, message) = (to_str(interpreter, *number)?, to_str(interpreter, *message)?);
            Ok(format!("[Errno {number}] {message}"))
        }
        _ => repr(interpreter, arguments),
    }
}

struct Printer {
    text: String,
    /// The addresses of the containers that are being printed.
    open: Vec<u64>,
}

impl Printer {
    fn value(&mut self, interpreter: &mut Interpreter, value: Value) -> Result<()> {
        let doing = " while getting the repr of an object";
        interpreter.one_level_down(doing, |interpreter| self.value_itself(interpreter, value))
    }

    fn value_itself(&mut self, interpreter: &mut Interpreter, value: Value) -> Result<()> {
        match value.tag() {
            Tag::Int | Tag::BigInt => self.text.push_str(&int_to_text(value)?),
            Tag::Float => {
                self.text.push_str(&float_repr(f64::from_bits(value.payload())));
            }
            Tag::Str => self.text.push_str(&str_repr(value.as_str().unwrap_or(""))),
            Tag::None => self.text.push_str("None"),
            Tag::Bool => self.text.push_str(if value.payload() == 0 { "False" } else { "True" }),
            Tag::Ellipsis => self.text.push_str("Ellipsis"),
            Tag::NotImplemented => self.text.push_str("NotImplemented"),
            Tag::Undefined => self.text.push_str("<NULL>"),
            Tag::List | Tag::Tuple | Tag::Dict | Tag::Set | Tag::FrozenSet | Tag::DictView => {
                self.nested(interpreter, value)?;
            }
            Tag::Slice | Tag::Exception => self.parts(interpreter, value)?,
            _ => self.opaque(value),
        }
        Ok(())
    }

    /// What cannot contain anything that is printed.
    fn opaque(&mut self, value: Value) {
        let address = value.payload();
        // Writing to a string cannot fail.
        let _ = if let Some(class) = Class::from_value(value) {
            write!(self.text, "<class '{}'>", class.name())
        } else if let Some(builtin) = Builtin::from_value(value) {
            write!(self.text, "<built-in function {}>", builtin.name)
        } else if let Some(function) = value.as_object::<FunctionObject>() {
            write!(self.text, "<function {} at {address:#x}>", function.code.code.qualified_name)
        } else if let Some(bound) = value.as_object::<BoundMethodObject>() {
            let (name, receiver) = (bound.method.name, bound.receiver);
            let address = receiver.payload();
            let class = type_name(receiver);
            write!(self.text, "<built-in method {name} of {class} object at {address:#x}>")
        } else if let Some(range) = value.as_object::<RangeObject>() {
            let BigRange { start, stop, step, .. } = range.to_big();
            match step.to_i64() {
                Some(1) => write!(self.text, "range({start}, {stop})"),
                _ => write!(self.text, "range({start}, {stop}, {step})"),
            }
        } else if let Some(cell) = value.as_object::<CellObject>() {
            let content = cell.value.get();
            if content.is_undefined() {
                write!(self.text, "<cell at {address:#x}: empty>")
            } else {
                let (class, inner) = (type_name(content), content.payload());
                write!(self.text, "<cell at {address:#x}: {class} object at {inner:#x}>")
            }
        } else if let Some(generator) = value.as_object::<IteratorObject>()
            && let Some(generator) = generator.generator()
        {
            let name = &generator.code.code.qualified_name;
            write!(self.text, "<generator object {name} at {address:#x}>")
        } else if let Some(stream) = Stream::from_value(value) {
            let mode = if stream == Stream::Input { 'r' } else { 'w' };
            let (class, name) = (type_name(value), stream.name());
            write!(self.text, "<{class} name='<{name}>' mode='{mode}' encoding='utf-8'>")
        } else if value.tag() == Tag::Module {
            let name = crate::modules::name_of(value).unwrap_or("?");
            write!(self.text, "<module '{name}' (built-in)>")
        } else {
            write!(self.text, "<{} object at {address:#x}>", type_name(value))
        };
    }

    /// Slices and exceptions: a name and arguments.
    fn parts(&mut self, interpreter: &mut Interpreter, value: Value) -> Result<()> {
        if let Some(slice) = value.as_object::<SliceObject>() {
            self.text.push_str("slice");
            return self.items(interpreter, "(", &[slice.start, slice.stop, slice.step], ")");
        }
        if let Some(exception) = value.as_object::<ExceptionObject>() {
            self.text.push_str(exception.class().name());
            let arguments = exception.arguments();
            if let Some(tuple) = arguments.as_object::<TupleObject>() {
                return self.items(interpreter, "(", tuple.items(), ")");
            }
        }
        Ok(())
    }

    fn items(
        &mut self,
        interpreter: &mut Interpreter,
        open: &str,
        items: &[Value],
        close: &str,
    ) -> Result<()> {
        self.text.push_str(open);
        for (index, item) in items.iter().enumerate() {
            self.separator(index);
            self.value(interpreter, *item)?;
        }
        self.text.push_str(close);
        Ok(())
    }

    fn separator(&mut self, index: usize) {
        if index > 0 {
            self.text.push_str(", ");
        }
    }

    /// A container, unless it is being printed already.
    fn nested(&mut self, interpreter: &mut Interpreter, value: Value) -> Result<()> {
        if self.open.contains(&value.payload()) {
            self.text.push_str(match value.tag() {
                Tag::List => "[...]",
                Tag::Tuple => "(...)",
                Tag::Dict => "{...}",
                Tag::Set => "set(...)",
                Tag::FrozenSet => "frozenset(...)",
                _ => "...",
            });
            return Ok(());
        }
        self.open.push(value.payload());
        let result = self.container(interpreter, value);
        self.open.pop();
        result
    }

    fn container(&mut self, interpreter: &mut Interpreter, value: Value) -> Result<()> {
        if let Some(list) = value.as_object::<ListObject>() {
            self.text.push('[');
            let mut index = 0;
            while let Some(item) = list.get(index) {
                self.separator(index);
                self.value(interpreter, item)?;
                index += 1;
            }
            self.text.push(']');
        } else if let Some(tuple) = value.as_object::<TupleObject>() {
            let close = if tuple.items().len() == 1 { ",)" } else { ")" };
            self.items(interpreter, "(", tuple.items(), close)?;
        } else if let Some(dict) = value.as_object::<DictObject>() {
            self.text.push('{');
            let mut position = 0;
            let mut index = 0;
            while let Some((at, key, item)) = dict.entry_from(position) {
                self.separator(index);
                self.value(interpreter, key)?;
                self.text.push_str(": ");
                self.value(interpreter, item)?;
                (position, index) = (at + 1, index + 1);
            }
            self.text.push('}');
        } else if let Some(set) = value.as_object::<SetObject>() {
            self.set(interpreter, &set)?;
        } else if let Some(view) = value.as_object::<DictViewObject>() {
            self.view(interpreter, &view)?;
        }
        Ok(())
    }

    fn set(&mut self, interpreter: &mut Interpreter, set: &SetObject) -> Result<()> {
        let (name, open, close) = match (set.is_frozen(), set.is_empty()) {
            (false, true) => ("set", "(", ")"),
            (false, false) => ("", "{", "}"),
            (true, true) => ("frozenset", "(", ")"),
            (true, false) => ("frozenset", "({", "})"),
        };
        self.text.push_str(name);
        self.text.push_str(open);
        let mut position = 0;
        let mut index = 0;
        while let Some((at, key, _)) = set.entry_from(position) {
            self.separator(index);
            self.value(interpreter, key)?;
            (position, index) = (at + 1, index + 1);
        }
        self.text.push_str(close);
        Ok(())
    }

    fn view(&mut self, interpreter: &mut Interpreter, view: &DictViewObject) -> Result<()> {
        self.text.push_str(match view.part {
            DictPart::Keys => "dict_keys([",
            DictPart::Values => "dict_values([",
            DictPart::Items => "dict_items([",
        });
        let mut position = 0;
        let mut index = 0;
        while let Some((at, key, value)) = view.dict.entry_from(position) {
            self.separator(index);
            match view.part {
                DictPart::Keys => self.value(interpreter, key)?,
                DictPart::Values => self.value(interpreter, value)?,
                DictPart::Items => self.items(interpreter, "(", &[key, value], ")")?,
            }
            (position, index) = (at + 1, index + 1);
        }
        self.text.push_str("])");
        Ok(())
    }
}
