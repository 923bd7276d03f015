//! `print` and `input`.

use std::io::{BufRead, Write};

use crate::builtin::{Arguments, Builtin};
use crate::builtins::parameters::positional;
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, raise, type_error, unsupported};
use crate::interpreter::Interpreter;
use crate::operators::truth::truthy;
use crate::repr::to_str;
use crate::value::Value;

/// The functions of this file.
pub static FUNCTIONS: &[Builtin] =
    &[Builtin { name: "print", call: print }, Builtin { name: "input", call: input }];

fn print(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (mut separator, mut end, mut flush) = (" ", "\n", false);
    for (name, value) in arguments.keyword_pairs() {
        match name {
            "sep" => separator = text_or_none(name, value)?.unwrap_or(separator),
            "end" => end = text_or_none(name, value)?.unwrap_or(end),
            "flush" => flush = truthy(value),
            "file" if value.is_none() => {}
            "file" => return Err(unsupported("print to a file")),
            _ => {
                return Err(type_error(format!(
                    "'{name}' is an invalid keyword argument for print()"
                )));
            }
        }
    }
    for (index, value) in arguments.positional.iter().enumerate() {
        if index > 0 {
            write(interpreter, separator)?;
        }
        match value.as_str() {
            Some(text) => write(interpreter, text)?,
            None => {
                let text = to_str(interpreter, *value)?;
                write(interpreter, &text)?;
            }
        }
    }
    write(interpreter, end)?;
    if flush {
        interpreter.output.flush().map_err(cannot_write)?;
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

fn write(interpreter: &mut Interpreter, text: &str) -> Result<()> {
    interpreter.output.write_all(text.as_bytes()).map_err(cannot_write)
}

fn cannot_write(error: std::io::Error) -> crate::error::Unwind {
    raise(Class::OSError, error.to_string())
}

/// `input(prompt)`
fn input(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    if let Some(prompt) = positional(arguments, "input", 0, 1)?.first() {
        let prompt = to_str(interpreter, *prompt)?;
        write(interpreter, &prompt)?;
    }
    interpreter.output.flush().map_err(cannot_write)?;
    let mut line = String::new();
    let read = interpreter.input.read_line(&mut line);
    if read.map_err(|error| raise(Class::OSError, error.to_string()))? == 0 {
        return Err(raise(Class::EOFError, "EOF when reading a line"));
    }
    if line.ends_with('\n') {
        line.pop();
    }
    Ok(interpreter.heap.string(line))
}
