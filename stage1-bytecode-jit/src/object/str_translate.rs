//! `str.maketrans` and `str.translate`: replacing characters by a table.

use crate::builtin::Arguments;
use crate::builtins::parameters::{bad_argument, positional};
use crate::class::Class;
use crate::error::{Result, Unwind, type_error, unsupported, value_error};
use crate::interpreter::Interpreter;
use crate::object::dict::DictObject;
use crate::object::method::one_argument;
use crate::object::str::StrObject;
use crate::operators::integer::is_int;
use crate::operators::subscript::load;
use crate::value::Value;

pub(super) fn translate(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (text, table) = one_argument::<StrObject>(Class::Str, "translate", arguments)?;
    let mut result = String::with_capacity(text.text().len());
    for character in text.text().chars() {
        let replacement = match load(interpreter, table, code(character)) {
            Ok(replacement) => replacement,
            Err(unwind) if is_lookup_error(&unwind) => {
                result.push(character);
                continue;
            }
            Err(unwind) => return Err(unwind),
        };
        if let Some(text) = replacement.as_str() {
            result.push_str(text);
        } else if is_int(replacement) {
            let code = replacement
                .as_index()
                .and_then(|code| u32::try_from(code).ok())
                .filter(|code| *code <= 0x10_ffff)
                .ok_or_else(|| value_error("character mapping must be in range(0x110000)"))?;
            let lone = || unsupported("lone surrogates in strings");
            result.push(char::from_u32(code).ok_or_else(lone)?);
        } else if !replacement.is_none() {
            return Err(type_error("character mapping must return integer, None or str"));
        }
    }
    Ok(interpreter.heap.string(result))
}

fn code(character: char) -> Value {
    Value::int(i64::from(u32::from(character)))
}

fn is_lookup_error(unwind: &Unwind) -> bool {
    let class = match unwind {
        Unwind::Message(class, _) | Unwind::Argument(class, _) => *class,
        Unwind::Exception(exception) => exception.class(),
        Unwind::Unsupported(_) => return false,
    };
    class.is_subclass_of(Class::LookupError)
}

pub(super) fn make_translation(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let arguments = positional(arguments, "str.maketrans", 1, 3)?;
    let table = interpreter.heap.dict();
    if let [mapping] = *arguments {
        let Some(mapping) = mapping.as_object::<DictObject>() else {
            return Err(type_error("if you give only one argument to maketrans it must be a dict"));
        };
        let mut position = 0;
        while let Some((at, key, value)) = mapping.entry_from(position) {
            position = at + 1;
            let key = match key.as_object::<StrObject>() {
                Some(text) => match (text.characters(), text.character(0)) {
                    (1, Some(character)) => code(character),
                    _ => {
                        return Err(value_error(
                            "string keys in translate table must be of length 1",
                        ));
                    }
                },
                None if is_int(key) => key,
                None => {
                    return Err(type_error("keys in translate table must be strings or integers"));
                }
            };
            table.insert(interpreter, key, value)?;
        }
        return Ok(table.into());
    }
    for (index, value) in arguments.iter().enumerate().skip(1) {
        if value.as_str().is_none() {
            return Err(bad_argument(
                "maketrans",
                &format!("argument {}", index + 1),
                "str",
                *value,
            ));
        }
    }
    let (Some(from), Some(to)) =
        (arguments[0].as_object::<StrObject>(), arguments[1].as_object::<StrObject>())
    else {
        return Err(type_error(
            "first maketrans argument must be a string if there is a second argument",
        ));
    };
    if from.characters() != to.characters() {
        return Err(value_error("the first two maketrans arguments must have equal length"));
    }
    for (from, to) in from.text().chars().zip(to.text().chars()) {
        table.insert(interpreter, code(from), code(to))?;
    }
    for character in arguments.get(2).and_then(|value| value.as_str()).unwrap_or_default().chars() {
        table.insert(interpreter, code(character), Value::NONE)?;
    }
    Ok(table.into())
}
