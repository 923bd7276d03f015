//! Calls and their outcomes as text: `@f(1, 2.5)` gives `3`, `(3, 4.5)`, `trap overflow`, …

use super::{Interpreter, Limits, LoadError, NoHost, Outcome, arithmetic};
use crate::ir::{Module, Type};
use crate::text::print::float;

/// Calls a function with arguments that are given as text, in a fresh interpreter, and says what
/// came of it. An argument is a number of the parameter's type; an address may be `arena` or
/// `arena+16`.
pub fn call_text(module: &Module, call: &str) -> Result<String, String> {
    let wrong = || format!("`{call}` is not a call, as `@f(1, 2)`");
    let (name, rest) =
        call.strip_prefix('@').and_then(|rest| rest.split_once('(')).ok_or_else(wrong)?;
    let list = rest.trim_end().strip_suffix(')').ok_or_else(wrong)?;
    let words: Vec<&str> = list.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    let func = module.function(name).ok_or_else(|| format!("there is no function `@{name}`"))?;
    let mut interpreter =
        Interpreter::new(module, Limits::default()).map_err(|error| match error {
            LoadError::Wrong(wrong) => wrong.iter().map(ToString::to_string).collect(),
            LoadError::OutOfMemory => "the data do not fit the memory".to_string(),
        })?;
    let signature = &module.functions[func].signature;
    let arguments = arguments(&words, &signature.params, interpreter.memory.arena())?;
    Ok(match interpreter.call(func, &arguments, &mut NoHost) {
        Outcome::Return(results) => show_results(&signature.results, &results),
        Outcome::Exit(report) => report.to_string(),
        Outcome::Stopped(stop) => stop.to_string(),
    })
}

/// The bits of arguments of these types that are given as text; `arena`, and `arena+16`, is an address.
///
/// # Errors
/// What is no value of its type, in words.
pub fn arguments(words: &[&str], types: &[Type], arena: u64) -> Result<Vec<u64>, String> {
    if words.len() != types.len() {
        return Err(format!("{} arguments expected, {} given", types.len(), words.len()));
    }
    let read = |(word, ty): (&&str, &Type)| {
        argument(word, *ty, arena).ok_or_else(|| format!("`{word}` is not a value of {ty}"))
    };
    words.iter().zip(types).map(read).collect()
}

fn argument(word: &str, ty: Type, arena: u64) -> Option<u64> {
    if let (Type::Ptr, Some(rest)) = (ty, word.strip_prefix("arena")) {
        let offset =
            if rest.is_empty() { 0 } else { rest.strip_prefix('+')?.trim().parse().ok()? };
        return Some(arena.wrapping_add(offset));
    }
    if let Some(digits) = word.strip_prefix("0x") {
        return u64::from_str_radix(digits, 16).ok().filter(|bits| bits & !ty.mask() == 0);
    }
    match ty {
        Type::F32 => word.parse::<f32>().ok().map(|number| number.to_bits().into()),
        Type::F64 => word.parse::<f64>().ok().map(f64::to_bits),
        _ => {
            let number: i128 = word.parse().ok()?;
            let least = -(1i128 << (ty.bits() - 1));
            (number >= least && number <= ty.mask().into()).then(|| number as u64 & ty.mask())
        }
    }
}

/// A value as text: integers signed, addresses in hexadecimal.
pub fn show(ty: Type, bits: u64) -> String {
    match ty {
        Type::F32 | Type::F64 => float(ty, bits),
        Type::Ptr => format!("{bits:#x}"),
        _ => arithmetic::signed(ty, bits).to_string(),
    }
}

/// All results: one as it is, several in parentheses.
pub fn show_results(types: &[Type], results: &[u64]) -> String {
    let shown: Vec<String> = types.iter().zip(results).map(|(ty, bits)| show(*ty, *bits)).collect();
    match shown.as_slice() {
        [one] => one.clone(),
        several => format!("({})", several.join(", ")),
    }
}
