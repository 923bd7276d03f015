//! `print` and `input`.

use crate::builtin::{Arguments, Builtin};
use crate::builtins::parameters::positional;
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, raise, type_error, unsupported};
use crate::interpreter::Interpreter;
use crate::object::stream::Stream;
use crate::operators::truth::truthy;
use crate::repr::to_str;
use crate::value::Value;

/// The functions of this file.
pub static FUNCTIONS: &[Builtin] =
    &[Builtin { name: "print", call: print }, Builtin { name: "input", call: input }];

fn print(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (mut separator, mut end, mut flush) = (" ", "\n", false);
    let mut stream = Stream::Output;
    for (name, value) in arguments.keyword_pairs() {
        match name {
            "sep" => separator = text_or_none(name, value)?.unwrap_or(separator),
            "end" => end = text_or_none(name, value)?.unwrap_or(end),
            "flush" => flush = truthy(value),
            "file" if value.is_none() => {}
            "file" => {
                let other = || unsupported("print to something that is no stream");
                stream = Stream::from_value(value).ok_or_else(other)?;
            }
            _ => {
                return Err(type_error(format!(
                    "'{name}' is an invalid keyword argument for print()"
                )));
            }
        }
    }
    for (index, value) in arguments.positional.iter().enumerate() {
        if index > 0 {
            stream.write(interpreter, separator)?;
        }
        match value.as_str() {
            Some(text) => stream.write(interpreter, text)?,
            None => {
                let text = to_str(interpreter, *value)?;
                stream.write(interpreter, &text)?;
            }
        }
    }
    stream.write(interpreter, end)?;
    if flush {
        stream.flush(interpreter)?;
    }
    Ok(Value::NONE)
}

fn text_or_none(name: &str, value: Value) -> Result<Option<&'static str>> {
    match value.as_str() {
        Some(text) => Ok(Some(text)),
        None if value.is_none() => Ok(None),
        None => {
            Err(type_error(format!("{name} must be None or a string, not {}", type_name(value))))
        }
    }
}

/// `input(prompt)`
fn input(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    if let Some(prompt) = positional(arguments, "input", 0, 1)?.first() {
        let prompt = to_str(interpreter, *prompt)?;
        Stream::Output.write(interpreter, &prompt)?;
    }
    Stream::Output.flush(interpreter)?;
    let Some(mut line) = Stream::Input.line(interpreter)? else {
        return Err(raise(Class::EOFError, "EOF when reading a line"));
    };
    if line.ends_with('\n') {
        line.pop();
    }
    Ok(interpreter.heap.string(line))
}
