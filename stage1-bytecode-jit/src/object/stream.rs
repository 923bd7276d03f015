//! `sys.stdin`, `sys.stdout` and `sys.stderr`.
//!
//! A stream is an iterator, over its lines, so it is a state of [`IteratorObject`]; what it reads and
//! writes are the interpreter's own `input`, `output` and `errors`, the same that `print` and `input`
//! use. Leaves out: everything for which a stream would have to know more of the file behind it
//! (`fileno`, `isatty`, `seek`, `buffer`, encodings, universal newlines), and reading a number of
//! characters. That is refused by name, as are files of other kinds. Judged by `tests/cli.rs`.

use std::io::{BufRead, Write};

use crate::builtin::{Arguments, Builtin};
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, Unwind, raise, type_error, unsupported};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::iterator::{IteratorObject, IteratorState};
use crate::object::list::ListObject;
use crate::object::method::{no_argument, one_argument, some_arguments};
use crate::operators::iterate;
use crate::value::Value;

/// Which stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// `sys.stdin`
    Input,
    /// `sys.stdout`
    Output,
    /// `sys.stderr`
    Errors,
}

const CLASS: Class = Class::TextIoWrapper;

/// The methods of streams.
pub static METHODS: &[Builtin] = &[
    Builtin { name: "write", call: write },
    Builtin { name: "writelines", call: write_lines },
    Builtin { name: "flush", call: flush },
    Builtin { name: "read", call: read },
    Builtin { name: "readline", call: read_line },
    Builtin { name: "readlines", call: read_lines },
    Builtin { name: "__next__", call: next },
    Builtin { name: "__iter__", call: iter },
];

impl Stream {
    /// All of them, by number.
    pub const ALL: [Stream; 3] = [Stream::Input, Stream::Output, Stream::Errors];

    /// Its name in the module `sys`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Stream::Input => "stdin",
            Stream::Output => "stdout",
            Stream::Errors => "stderr",
        }
    }

    /// The stream that `value` is, if it is one.
    #[must_use]
    pub fn from_value(value: Value) -> Option<Stream> {
        value.as_object::<IteratorObject>().and_then(|object| of(&object))
    }

    /// Writes a text.
    ///
    /// # Errors
    /// OSError; refused for `sys.stdin`.
    pub fn write(self, interpreter: &mut Interpreter, text: &str) -> Result<()> {
        self.writer(interpreter)?.write_all(text.as_bytes()).map_err(failed)
    }

    /// Makes sure that everything is written.
    ///
    /// # Errors
    /// OSError.
    pub fn flush(self, interpreter: &mut Interpreter) -> Result<()> {
        match self {
            Stream::Input => Ok(()),
            _ => self.writer(interpreter)?.flush().map_err(failed),
        }
    }

    /// A line with its end; `None` behind the last.
    ///
    /// # Errors
    /// OSError; refused for streams that are written to.
    pub fn line(self, interpreter: &mut Interpreter) -> Result<Option<String>> {
        let mut line = String::new();
        let count = self.reader(interpreter)?.read_line(&mut line).map_err(failed)?;
        Ok((count > 0).then_some(line))
    }

    fn writer(self, interpreter: &mut Interpreter) -> Result<&mut dyn Write> {
        match self {
            Stream::Input => Err(unsupported("writing to `sys.stdin`")),
            Stream::Output => Ok(&mut interpreter.output),
            Stream::Errors => Ok(&mut interpreter.errors),
        }
    }

    fn reader(self, interpreter: &mut Interpreter) -> Result<&mut dyn BufRead> {
        match self {
            Stream::Input => Ok(&mut interpreter.input),
            _ => Err(unsupported(format!("reading from `sys.{}`", self.name()))),
        }
    }
}

fn of(object: &IteratorObject) -> Option<Stream> {
    match object.state {
        IteratorState::Stream(stream) => Some(stream),
        _ => None,
    }
}

/// The stream that a method was called of.
fn stream(object: Gc<IteratorObject>, name: &str) -> Result<Stream> {
    of(&object).ok_or_else(|| {
        let (class, given) = (CLASS.name(), type_name(object.into()));
        type_error(format!(
            "descriptor '{name}' for '{class}' objects doesn't apply to a '{given}' object"
        ))
    })
}

fn failed(error: std::io::Error) -> Unwind {
    raise(Class::OSError, error.to_string())
}

/// How many characters it wrote.
fn write(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (object, text) = one_argument::<IteratorObject>(CLASS, "write", arguments)?;
    let stream = stream(object, "write")?;
    let Some(text) = text.as_str() else {
        let given = type_name(text);
        return Err(type_error(format!("write() argument must be str, not {given}")));
    };
    stream.write(interpreter, text)?;
    Ok(Value::int(text.chars().count() as i64))
}

fn write_lines(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (object, lines) = one_argument::<IteratorObject>(CLASS, "writelines", arguments)?;
    let stream = stream(object, "writelines")?;
    let lines = iterate::get_iter(interpreter, lines)?;
    while let Some(line) = iterate::next(interpreter, lines)? {
        let Some(text) = line.as_str() else {
            let given = type_name(line);
            return Err(type_error(format!("write() argument must be str, not {given}")));
        };
        stream.write(interpreter, text)?;
    }
    Ok(Value::NONE)
}

fn flush(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let object = no_argument::<IteratorObject>(CLASS, "flush", arguments)?;
    stream(object, "flush")?.flush(interpreter)?;
    Ok(Value::NONE)
}

/// The receiver of a method that may be told how much to read, and is not.
fn reads_all(name: &'static str, arguments: Arguments<'_>) -> Result<Stream> {
    let (object, size) = some_arguments::<IteratorObject>(CLASS, name, arguments, 0, 1)?;
    match size.first() {
        Some(size) if !size.is_none() && size.as_index() != Some(-1) => {
            Err(unsupported(format!("`{name}` with a size")))
        }
        _ => stream(object, name),
    }
}

fn read(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let stream = reads_all("read", arguments)?;
    let mut text = String::new();
    stream.reader(interpreter)?.read_to_string(&mut text).map_err(failed)?;
    Ok(interpreter.heap.string(text))
}

fn read_line(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let stream = reads_all("readline", arguments)?;
    let line = stream.line(interpreter)?.unwrap_or_default();
    Ok(interpreter.heap.string(line))
}

fn read_lines(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let stream = reads_all("readlines", arguments)?;
    let lines = interpreter.heap.allocate(ListObject::new());
    while let Some(line) = stream.line(interpreter)? {
        lines.push(interpreter.heap.string(line));
    }
    Ok(lines.into())
}

fn next(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let object = no_argument::<IteratorObject>(CLASS, "__next__", arguments)?;
    let line = stream(object, "__next__")?.line(interpreter)?;
    let line = line.ok_or_else(|| raise(Class::StopIteration, ""))?;
    Ok(interpreter.heap.string(line))
}

fn iter(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    Ok(no_argument::<IteratorObject>(CLASS, "__iter__", arguments)?.into())
}
