//! The methods of lists.

use crate::builtin::{Arguments, Builtin};
use crate::class::Class;
use crate::error::{Result, index_error, type_error, value_error};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::list::ListObject;
use crate::object::method::{
    check_count, index_argument, no_argument, one_argument, receiver, search_bounds, some_arguments,
};
use crate::object::sort::sort_list;
use crate::operators::compare::equal;
use crate::operators::contains::position;
use crate::operators::iterate;
use crate::repr::repr;
use crate::value::Value;

/// Every method, by name.
pub static METHODS: &[Builtin] = &[
    Builtin { name: "append", call: append },
    Builtin { name: "extend", call: extend },
    Builtin { name: "insert", call: insert },
    Builtin { name: "remove", call: remove },
    Builtin { name: "pop", call: pop },
    Builtin { name: "clear", call: clear },
    Builtin { name: "index", call: index },
    Builtin { name: "count", call: count },
    Builtin { name: "sort", call: sort },
    Builtin { name: "reverse", call: reverse },
    Builtin { name: "copy", call: copy },
];

fn append(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (list, value) = one_argument::<ListObject>(Class::List, "append", arguments)?;
    list.push(value);
    Ok(Value::NONE)
}

fn extend(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (list, iterable) = one_argument::<ListObject>(Class::List, "extend", arguments)?;
    extend_list(interpreter, list, iterable)?;
    Ok(Value::NONE)
}

/// Appends everything that an iterable yields; what came before an error stays.
///
/// # Errors
/// TypeError when it is not iterable, and what its iterator raises.
pub fn extend_list(
    interpreter: &mut Interpreter,
    list: Gc<ListObject>,
    iterable: Value,
) -> Result<()> {
    if let Some(other) = iterable.as_object::<ListObject>() {
        list.extend_from_list(&other);
        return Ok(());
    }
    let iterator = iterate::get_iter(interpreter, iterable)?;
    while let Some(value) = iterate::next(interpreter, iterator)? {
        list.push(value);
    }
    Ok(())
}

fn insert(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (list, rest) = some_arguments::<ListObject>(Class::List, "insert", arguments, 2, 2)?;
    let length = list.len() as i64;
    let at = index_argument(rest[0])?;
    let at = if at < 0 { at.saturating_add(length).max(0) } else { at.min(length) };
    list.insert(at as usize, rest[1]);
    Ok(Value::NONE)
}

fn remove(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (list, value) = one_argument::<ListObject>(Class::List, "remove", arguments)?;
    match position(interpreter, &list, value, 0, usize::MAX)? {
        Some(at) => list.remove(at),
        None => return Err(value_error("list.remove(x): x not in list")),
    };
    Ok(Value::NONE)
}

fn pop(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (list, rest) = some_arguments::<ListObject>(Class::List, "pop", arguments, 0, 1)?;
    let at = match rest.first() {
        None => -1,
        Some(index) => index_argument(*index)?,
    };
    if list.is_empty() {
        return Err(index_error("pop from empty list"));
    }
    if at == -1 {
        return Ok(list.pop().unwrap_or(Value::NONE));
    }
    let at = if at < 0 { at.saturating_add(list.len() as i64) } else { at };
    let removed = usize::try_from(at).ok().and_then(|at| list.remove(at));
    removed.ok_or_else(|| index_error("pop index out of range"))
}

fn clear(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    no_argument::<ListObject>(Class::List, "clear", arguments)?.clear();
    Ok(Value::NONE)
}

fn index(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (list, rest) = some_arguments::<ListObject>(Class::List, "index", arguments, 1, 3)?;
    let (start, stop) = search_bounds(&rest[1..], list.len())?;
    match position(interpreter, &list, rest[0], start, stop)? {
        Some(at) => Ok(Value::int(at as i64)),
        None => Err(value_error(format!("{} is not in list", repr(interpreter, rest[0])?))),
    }
}

fn count(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (list, value) = one_argument::<ListObject>(Class::List, "count", arguments)?;
    let (mut at, mut found) = (0, 0);
    while let Some(element) = list.get(at) {
        found += i64::from(equal(interpreter, element, value)?);
        at += 1;
    }
    Ok(Value::int(found))
}

fn sort(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let (list, rest) = receiver::<ListObject>(Class::List, "sort", arguments)?;
    if !rest.is_empty() {
        return Err(type_error("sort() takes no positional arguments"));
    }
    let (key, reverse) = sort_options(&arguments)?;
    sort_list(interpreter, list, key, reverse)?;
    Ok(Value::NONE)
}

/// The `key` (`None` if absent) and `reverse` of `sort` and `sorted`.
///
/// # Errors
/// `TypeError: 'x' is an invalid keyword argument for sort()`
pub fn sort_options(arguments: &Arguments<'_>) -> Result<(Value, bool)> {
    let (mut key, mut reverse) = (Value::NONE, false);
    for (name, value) in arguments.keyword_pairs() {
        match name {
            "key" => key = value,
            "reverse" => reverse = index_argument(value)? != 0,
            _ => {
                return Err(type_error(format!(
                    "'{name}' is an invalid keyword argument for sort()"
                )));
            }
        }
    }
    Ok((key, reverse))
}

/// `sorted(iterable, key=None, reverse=False)`
///
/// # Errors
/// TypeError for wrong arguments, and what key function and comparison raise.
pub fn sorted(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    check_count("sorted", arguments.positional.len(), 1, 1)?;
    let list = iterate::collect(interpreter, arguments.positional[0])?;
    let (key, reverse) = sort_options(&arguments)?;
    sort_list(interpreter, list, key, reverse)?;
    Ok(list.into())
}

fn reverse(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    no_argument::<ListObject>(Class::List, "reverse", arguments)?.reverse();
    Ok(Value::NONE)
}

fn copy(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let list = no_argument::<ListObject>(Class::List, "copy", arguments)?;
    Ok(interpreter.heap.allocate(list.copy_range(0, list.len())).into())
}
