//! How functions written in Rust take their arguments, and what is said when these do not fit.
//!
//! CPython has four ways to declare a function in C, and each words its complaint differently. A
//! function here uses the one that its original uses:
//!
//! | CPython                 | here            | complaint                                     |
//! |-------------------------|-----------------|-----------------------------------------------|
//! | `METH_NOARGS`           | [`none`]        | `str.upper() takes no arguments (1 given)`    |
//! | `METH_O`                | [`one`]         | `abs() takes exactly one argument (0 given)`  |
//! | `_PyArg_CheckPositional`| [`positional`]  | `divmod expected 2 arguments, got 1`          |
//! | `_PyArg_UnpackKeywords` | [`keywords`]    | `round() missing required argument 'number' (pos 1)` |

use crate::builtin::Arguments;
use crate::class_of::type_name;
use crate::error::{Result, Unwind, type_error};
use crate::value::Value;

/// Splits the receiver of a method off its arguments.
///
/// # Errors
/// TypeError when there is none.
pub fn method<'a>(arguments: Arguments<'a>) -> Result<(Value, Arguments<'a>)> {
    match arguments.positional.split_first() {
        Some((receiver, positional)) => Ok((*receiver, Arguments { positional, ..arguments })),
        None => Err(type_error("unbound method needs an argument")),
    }
}

/// No arguments.
///
/// # Errors
/// TypeError.
pub fn none(arguments: Arguments<'_>, name: &str) -> Result<()> {
    arguments.no_keywords(name)?;
    match arguments.positional.len() {
        0 => Ok(()),
        given => Err(type_error(format!("{name}() takes no arguments ({given} given)"))),
    }
}

/// One argument.
///
/// # Errors
/// TypeError.
pub fn one(arguments: Arguments<'_>, name: &str) -> Result<Value> {
    arguments.no_keywords(name)?;
    match arguments.positional {
        [argument] => Ok(*argument),
        given => {
            let given = given.len();
            Err(type_error(format!("{name}() takes exactly one argument ({given} given)")))
        }
    }
}

/// Between `least` and `most` arguments. `qualified` is the name in complaints about keywords.
///
/// # Errors
/// TypeError.
pub fn positional<'a>(
    arguments: Arguments<'a>,
    qualified: &str,
    least: usize,
    most: usize,
) -> Result<&'a [Value]> {
    arguments.no_keywords(qualified)?;
    let given = arguments.positional.len();
    if (least..=most).contains(&given) {
        return Ok(arguments.positional);
    }
    let (bound, wanted) = match (least == most, given < least) {
        (true, _) => ("", least),
        (_, true) => ("at least ", least),
        _ => ("at most ", most),
    };
    let plural = if wanted == 1 { "" } else { "s" };
    let name = qualified.rsplit('.').next().unwrap_or(qualified);
    Err(type_error(format!("{name} expected {bound}{wanted} argument{plural}, got {given}")))
}

/// Arguments by position or by name. The first `required` must be there; only the first
/// `most_positional` may be given by position; those whose name is empty only so.
///
/// # Errors
/// TypeError.
pub fn keywords<const N: usize>(
    arguments: Arguments<'_>,
    name: &str,
    parameters: [&str; N],
    required: usize,
    most_positional: usize,
) -> Result<[Option<Value>; N]> {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let given = arguments.positional.len();
    let total = given + arguments.keywords.len();
    if total > N {
        let keyword = if given == 0 { "keyword " } else { "" };
        let bound = if required == N { "exactly" } else { "at most" };
        return Err(type_error(format!(
            "{name}() takes {bound} {N} {keyword}argument{} ({total} given)",
            plural(N)
        )));
    }
    if given > most_positional {
        let bound =
            if required.min(most_positional) < most_positional { "at most" } else { "exactly" };
        return Err(type_error(format!(
            "{name}() takes {bound} {most_positional} positional argument{} ({given} given)",
            plural(most_positional)
        )));
    }
    let mut values = [None; N];
    for (slot, value) in values.iter_mut().zip(arguments.positional) {
        *slot = Some(*value);
    }
    let mut misplaced = None;
    for (keyword, value) in arguments.keyword_pairs() {
        match parameters.iter().position(|p| *p == keyword && !p.is_empty()) {
            Some(index) if index < given => {
                misplaced = Some(format!(
                    "argument for {name}() given by name ('{keyword}') and position ({})",
                    index + 1
                ));
            }
            Some(index) => values[index] = Some(value),
            None => {
                misplaced.get_or_insert_with(|| {
                    format!("'{keyword}' is an invalid keyword argument for {name}()")
                });
            }
        }
    }
    for (index, value) in values.iter().enumerate().take(required) {
        if value.is_none() {
            return Err(type_error(match parameters[index] {
                "" => format!(
                    "{name}() takes at least {required} positional argument{} ({given} given)",
                    plural(required)
                ),
                parameter => {
                    format!("{name}() missing required argument '{parameter}' (pos {})", index + 1)
                }
            }));
        }
    }
    match misplaced {
        Some(message) => Err(type_error(message)),
        None => Ok(values),
    }
}

/// `TypeError: replace() argument 1 must be str, not None`
#[cold]
#[must_use]
pub fn bad_argument(name: &str, which: &str, wanted: &str, value: Value) -> Unwind {
    let given = if value.is_none() { "None" } else { type_name(value) };
    type_error(format!("{name}() {which} must be {wanted}, not {given}"))
}
