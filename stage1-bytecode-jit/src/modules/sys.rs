//! The module `sys`.

use crate::builtin::{Arguments, Builtin};
use crate::builtins::parameters::{none, one, positional};
use crate::class::Class;
use crate::error::{Result, Unwind, overflow_error, raise, value_error};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::object::list::ListObject;
use crate::object::method::not_an_integer;
use crate::object::stream::Stream;
use crate::value::{Tag, Value};

/// The functions of the module.
pub static FUNCTIONS: &[Builtin] = &[
    Builtin { name: "exit", call: exit },
    Builtin { name: "getrecursionlimit", call: getrecursionlimit },
    Builtin { name: "setrecursionlimit", call: setrecursionlimit },
];

/// An attribute that is no function.
#[must_use]
pub fn attribute(interpreter: &mut Interpreter, name: &str) -> Option<Value> {
    match name {
        "argv" => Some(argv(interpreter).into()),
        "maxsize" => Some(Value::int(i64::MAX)),
        "stdin" | "stdout" | "stderr" => {
            let stream = Stream::ALL.into_iter().find(|stream| stream.name() == name)?;
            Some(interpreter.stream(stream))
        }
        "byteorder" => Some(interpreter.heap.string("little")),
        _ => None,
    }
}

/// A new list of the program's arguments.
fn argv(interpreter: &mut Interpreter) -> Gc<ListObject> {
    let list = interpreter.heap.allocate(ListObject::new());
    for argument in interpreter.arguments.clone() {
        list.push(interpreter.heap.string(argument));
    }
    list
}

fn exit(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let status = positional(arguments, "exit", 0, 1)?;
    let items = match status.first() {
        // A tuple is taken as the arguments.
        Some(status) if status.tag() == Tag::Tuple => *status,
        Some(status) if !status.is_none() => interpreter.heap.tuple([*status]),
        _ => interpreter.heap.tuple([]),
    };
    Err(Unwind::Exception(interpreter.heap.exception(Class::SystemExit, items)))
}

fn getrecursionlimit(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    none(arguments, "sys.getrecursionlimit")?;
    Ok(Value::int(interpreter.recursion_limit() as i64))
}

fn setrecursionlimit(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let limit = one(arguments, "sys.setrecursionlimit")?;
    let number = match limit.as_index().map(i32::try_from) {
        Some(Ok(number)) => number,
        Some(Err(_)) => return Err(overflow_error("Python int too large to convert to C int")),
        None if limit.tag() == Tag::BigInt => {
            return Err(overflow_error("Python int too large to convert to C int"));
        }
        None => return Err(not_an_integer(limit)),
    };
    match usize::try_from(number) {
        Ok(limit) if limit > 0 => {
            let depth = interpreter.depth();
            if depth >= limit {
                return Err(raise(
                    Class::RecursionError,
                    format!(
                        "cannot set the recursion limit to {limit} at the recursion depth \
                         {depth}: the limit is too low"
                    ),
                ));
            }
            interpreter.set_recursion_limit(limit);
        }
        _ => return Err(value_error("recursion limit must be greater or equal than 1")),
    }
    Ok(Value::NONE)
}
