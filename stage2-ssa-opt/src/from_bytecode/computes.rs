//! Functions that only compute, and call themselves at most.
//!
//! ```text
//!   def fib(n):                              reads anything, writes nothing
//!       if n < 2: return n
//!       return fib(n - 1) + fib(n - 2)       the version of the globals is the same behind a call
//! ```
//!
//! Who calls a function that has a guard must expect anything of it: where the guard fails the interpreter goes
//! on, with other types, and what the bytecode does with those is not in the translation. So this looks at all of the
//! bytecode. Of numbers, constants and what the operators make of them, nothing can be written to and nothing
//! can be called; so a function that is passed numbers, and loads nothing else but itself, has no
//! effects, whatever the types turn out to be. An exception is no effect: it leaves the callers, too.
//!
//! Leaves out: other functions of that kind, and built-in ones. Judged by `functions/unexpected_effects.py` of the
//! corpus, whose functions write where they never wrote before.

use stage1::interpreter::{CodeRef, Globals};
use stage1::object::function::FunctionObject;
use stage1::opcode::Op;

use crate::ir::{Effects, RegionSet};
use crate::runtime::{Entry, Kind, Request, regions};

/// What the translation of a function may do, if the bytecode alone says it.
pub(super) fn effects(code: CodeRef, globals: &Globals, request: &Request) -> Effects {
    let numbers = |kind: Kind| matches!(kind, Kind::Int | Kind::Float | Kind::Bool);
    let is_passed_numbers = request.params.iter().all(|param| numbers(param.kind));
    let all =
        || code.code.instructions.iter().all(|one| only_computes(code, globals, one.op, one.arg));
    if request.entry != Entry::Call || !is_passed_numbers || !all() {
        return Effects::ALL;
    }
    // A loop asks for signals.
    Effects { writes: RegionSet::Some(vec![regions::SIGNALS]), ..Effects::ALL }
}

// ANCHOR: computes
/// Has an instruction no effect on what is not a local variable?
fn only_computes(code: CodeRef, globals: &Globals, op: Op, arg: u32) -> bool {
    use Op::*;
    match op {
        Pop | Copy | Swap | LoadConst | LoadFast | StoreFast | DeleteFast => true,
        Add | Subtract | Multiply | TrueDivide | FloorDivide | Remainder | Power => true,
        LeftShift | RightShift | And | Or | Xor | Negative | Positive | Invert | Not => true,
        ToBool | Less | LessEqual | Equal | NotEqual | Greater | GreaterEqual | Is => true,
        Jump | JumpBackward | PopJumpIfFalse | PopJumpIfTrue | PopJumpIfNone => true,
        PopJumpIfNotNone | Return | Call => true,
        LoadGlobal => {
            let value = globals.own(code.global_slots[arg as usize]);
            let function = value.as_object::<FunctionObject>();
            function.is_some_and(|function| {
                function.code.same(code) && function.defaults.get().is_undefined()
            })
        }
        _ => false,
    }
}
// ANCHOR_END: computes
