//! Taking strings apart and putting them together: `split`, `splitlines`, `partition`, `join`.

use crate::builtin::Arguments;
use crate::builtins::parameters::{keywords, method};
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, type_error, value_error};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::characters::{is_line_break, is_space};
use crate::object::list::ListObject;
use crate::object::method::{one_argument, receiver};
use crate::object::str::{MAXIMUM_BYTES, StrObject};
use crate::object::str_methods::c_int;
use crate::object::tuple::TupleObject;
use crate::operators::integer::{memory_error, to_size};
use crate::operators::iterate;
use crate::value::Value;

/// A list that is being filled with pieces of text.
struct Pieces<'a> {
    interpreter: &'a mut Interpreter,
    list: Gc<ListObject>,
}

impl Pieces<'_> {
    fn push(&mut self, piece: &str) {
        let piece = self.interpreter.heap.string(piece);
        self.list.push(piece);
    }
}

fn pieces(interpreter: &mut Interpreter) -> Pieces<'_> {
    let list = interpreter.heap.allocate(ListObject::new());
    Pieces { interpreter, list }
}

/// The separator, if there is one, and how often to split at most.
fn split_arguments<'a>(
    name: &str,
    arguments: Arguments<'_>,
) -> Result<(Gc<StrObject>, Option<&'a str>, usize)> {
    let (text, _) = receiver::<StrObject>(Class::Str, name, arguments)?;
    let (_, rest) = method(arguments)?;
    let [separator, limit] = keywords(rest, name, ["sep", "maxsplit"], 0, 2)?;
    let limit = match limit {
        None => usize::MAX,
        Some(limit) => usize::try_from(to_size(limit)?).unwrap_or(usize::MAX),
    };
    let separator =
        match separator.filter(|separator| !separator.is_none()) {
            None => None,
            Some(value) => Some(value.as_str().ok_or_else(|| {
                type_error(format!("must be str or None, not {}", type_name(value)))
            })?),
        };
    if separator == Some("") {
        return Err(value_error("empty separator"));
    }
    Ok((text, separator, limit))
}

pub(super) fn split(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (text, separator, limit) = split_arguments("split", arguments)?;
    let mut pieces = pieces(interpreter);
    match separator {
        Some(separator) => {
            text.text()
                .splitn(limit.saturating_add(1), separator)
                .for_each(|piece| pieces.push(piece));
        }
        None => {
            let mut rest = text.text().trim_start_matches(is_space);
            for _ in 0..limit {
                let Some(end) = rest.find(is_space) else { break };
                pieces.push(&rest[..end]);
                rest = rest[end..].trim_start_matches(is_space);
            }
            if !rest.is_empty() {
                pieces.push(rest);
            }
        }
    }
    Ok(pieces.list.into())
}

pub(super) fn split_last(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (text, separator, limit) = split_arguments("rsplit", arguments)?;
    let mut pieces = pieces(interpreter);
    match separator {
        Some(separator) => {
            text.text()
                .rsplitn(limit.saturating_add(1), separator)
                .for_each(|piece| pieces.push(piece));
        }
        None => {
            let mut rest = text.text().trim_end_matches(is_space);
            for _ in 0..limit {
                let Some((at, space)) = rest.char_indices().rfind(|(_, c)| is_space(*c)) else {
                    break;
                };
                pieces.push(&rest[at + space.len_utf8()..]);
                rest = rest[..at].trim_end_matches(is_space);
            }
            if !rest.is_empty() {
                pieces.push(rest);
            }
        }
    }
    pieces.list.reverse();
    Ok(pieces.list.into())
}

pub(super) fn split_lines(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (text, _) = receiver::<StrObject>(Class::Str, "splitlines", arguments)?;
    let (_, rest) = method(arguments)?;
    let [keep] = keywords(rest, "splitlines", ["keepends"], 0, 1)?;
    let keep = keep.map_or(Ok(0), c_int)? != 0;
    let mut pieces = pieces(interpreter);
    let mut rest = text.text();
    while !rest.is_empty() {
        let (line, end) = match rest.char_indices().find(|(_, c)| is_line_break(*c)) {
            None => (rest.len(), rest.len()),
            Some((at, '\r')) if rest[at..].starts_with("\r\n") => (at, at + 2),
            Some((at, character)) => (at, at + character.len_utf8()),
        };
        pieces.push(&rest[..if keep { end } else { line }]);
        rest = &rest[end..];
    }
    Ok(pieces.list.into())
}

pub(super) fn partition(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    partition_at(interpreter, "partition", arguments, false)
}

pub(super) fn partition_last(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    partition_at(interpreter, "rpartition", arguments, true)
}

fn partition_at(
    interpreter: &mut Interpreter,
    name: &str,
    arguments: Arguments<'_>,
    last: bool,
) -> Result {
    let (text, value) = one_argument::<StrObject>(Class::Str, name, arguments)?;
    let Some(separator) = value.as_str() else {
        return Err(type_error(format!("must be str, not {}", type_name(value))));
    };
    if separator.is_empty() {
        return Err(value_error("empty separator"));
    }
    let parts =
        if last { text.text().rsplit_once(separator) } else { text.text().split_once(separator) };
    let empty = interpreter.heap.string("");
    let items = match parts {
        Some((before, after)) => {
            let before = interpreter.heap.string(before);
            let after = interpreter.heap.string(after);
            [before, value, after]
        }
        None if last => [empty, empty, text.into()],
        None => [text.into(), empty, empty],
    };
    Ok(interpreter.heap.tuple(items))
}

pub(super) fn join(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (separator, iterable) = one_argument::<StrObject>(Class::Str, "join", arguments)?;
    if let Some(list) = iterable.as_object::<ListObject>() {
        return join_items(interpreter, separator, list.len(), |index| list.get(index));
    }
    if let Some(tuple) = iterable.as_object::<TupleObject>() {
        let items = tuple.items();
        return join_items(interpreter, separator, items.len(), |index| items.get(index).copied());
    }
    let iterator = iterate::get_iter(interpreter, iterable)
        .map_err(|_| type_error("can only join an iterable"))?;
    let list = iterate::collect(interpreter, iterator)?;
    join_items(interpreter, separator, list.len(), |index| list.get(index))
}

fn join_items(
    interpreter: &mut Interpreter,
    separator: Gc<StrObject>,
    count: usize,
    item: impl Fn(usize) -> Option<Value>,
) -> Result {
    let mut total = separator.text().len().saturating_mul(count.saturating_sub(1));
    for index in 0..count {
        let value = item(index).unwrap_or(Value::NONE);
        let Some(text) = value.as_str() else {
            return Err(type_error(format!(
                "sequence item {index}: expected str instance, {} found",
                type_name(value)
            )));
        };
        total = total.saturating_add(text.len());
    }
    if total > MAXIMUM_BYTES {
        return Err(memory_error());
    }
    if count == 1 {
        return Ok(item(0).unwrap_or(Value::NONE));
    }
    let mut result = String::with_capacity(total);
    for index in 0..count {
        if index > 0 {
            result.push_str(separator.text());
        }
        if let Some(value) = item(index) {
            result.push_str(value.as_str().unwrap_or_default());
        }
    }
    Ok(interpreter.heap.string(result))
}
