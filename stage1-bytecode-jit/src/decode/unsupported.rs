//! What is not supported, in words, and what it would do to the stack.
//!
//! The decoder carries on behind an instruction that it cannot translate, so that `dis` can list
//! the whole function. Nothing behind it is ever run.

use crate::code_object::Constant;
use crate::versions::Name;

/// An unsupported instruction.
#[derive(Default)]
pub struct Effect {
    /// In words.
    pub what: &'static str,
    /// Values taken from the stack.
    pub pops: u32,
    /// Values put there.
    pub pushes: u32,
    /// A method and its receiver are put on top of those.
    pub method: bool,
    /// Control does not go on.
    pub ends: bool,
}

const ASYNC: &str = "`async`";
/// Also for what is found without an instruction of its own.
pub const CLASSES: &str = "classes";
const WITH: &str = "`with` statements";
const EXCEPTION_GROUPS: &str = "exception groups (`except*`)";
const TYPE_PARAMETERS: &str = "type parameters and type aliases";
const TEMPLATES: &str = "template strings";

/// The instruction's effect, if there is such an instruction.
pub fn effect(name: Name, arg: u32) -> Option<Effect> {
    use Name::*;
    let plain = |what, pops, pushes| Effect { what, pops, pushes, ..Effect::default() };
    Some(match name {
        RETURN_GENERATOR => plain(ASYNC, 0, 1),
        GET_YIELD_FROM_ITER => plain(ASYNC, 1, 1),
        SEND => plain(ASYNC, 2, 2),
        INTERPRETER_EXIT => Effect { ends: true, ..plain("the interpreter's own code", 1, 0) },
        EXIT_INIT_CHECK => plain(CLASSES, 1, 0),
        GET_AWAITABLE | GET_AITER | ASYNC_GEN_WRAP => plain(ASYNC, 1, 1),
        GET_ANEXT => plain(ASYNC, 0, 1),
        BEFORE_ASYNC_WITH => plain(ASYNC, 1, 2),
        END_ASYNC_FOR => plain(ASYNC, 2, 0),
        BEFORE_WITH => plain(WITH, 1, 2),
        LOAD_SPECIAL => Effect { method: true, ..plain(WITH, 1, 0) },
        WITH_EXCEPT_START => plain(WITH, 0, 1),
        LOAD_BUILD_CLASS | LOAD_CLASSDEREF | LOAD_LOCALS => plain(CLASSES, 0, 1),
        LOAD_FROM_DICT_OR_DEREF | LOAD_FROM_DICT_OR_GLOBALS => plain(CLASSES, 1, 1),
        LOAD_SUPER_ATTR if arg & 1 != 0 => Effect { method: true, ..plain(CLASSES, 3, 0) },
        LOAD_SUPER_ATTR => plain(CLASSES, 3, 1),
        MATCH_CLASS => plain("matching by class", 3, 1),
        CHECK_EG_MATCH => plain(EXCEPTION_GROUPS, 2, 2),
        PREP_RERAISE_STAR => plain(EXCEPTION_GROUPS, 2, 1),
        IMPORT_STAR => plain("`import *`", 1, 0),
        PRINT_EXPR => plain("interactive mode", 1, 0),
        CALL_INTRINSIC_1 => match arg {
            1 => plain("interactive mode", 1, 1),
            2 => plain("`import *`", 1, 1),
            4 => plain(ASYNC, 1, 1),
            7..=11 => plain(TYPE_PARAMETERS, 1, 1),
            _ => return None,
        },
        CALL_INTRINSIC_2 => match arg {
            1 => plain(EXCEPTION_GROUPS, 2, 1),
            2..=5 => plain(TYPE_PARAMETERS, 2, 1),
            _ => return None,
        },
        BUILD_TEMPLATE => plain(TEMPLATES, 2, 1),
        BUILD_INTERPOLATION => plain(TEMPLATES, 2 + (arg & 1), 1),
        _ => return None,
    })
}

/// Is a function with these flags a coroutine or an asynchronous generator?
pub fn is_async(flags: u32) -> bool {
    const COROUTINE: u32 = 0x80;
    const ASYNC_GENERATOR: u32 = 0x200;
    flags & (COROUTINE | ASYNC_GENERATOR) != 0
}

/// What is wrong with a constant that the program loads.
pub fn constant(constant: &Constant) -> Option<&'static str> {
    match constant {
        Constant::Complex(..) => Some("complex numbers"),
        Constant::Bytes(_) => Some("bytes"),
        Constant::Tuple(items) | Constant::FrozenSet(items) => {
            items.iter().find_map(self::constant)
        }
        Constant::Slice(parts) => parts.iter().find_map(self::constant),
        _ => None,
    }
}
