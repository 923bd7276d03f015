//! The whole way from bytecode to units that can run: translate, optimise.
//!
//! ```text
//!   bytecode, feedback ─► callees, from_bytecode ─► IR with slots ─► pipeline ─► IR ─► link, run
//! ```
//!
//! Each part has a chapter of its own; this file only joins them, for whoever runs Python through the
//! tier. The command lines also show functions that never got hot: those are found here by name, and
//! translated with the little that is known of them. Judged by `tests/python_corpus.rs` and `tests/cli.rs`.

use stage1::code_object::LocalKind;
use stage1::interpreter::{CodeRef, Interpreter as Python};
use stage1::value::Tag;

use crate::runtime::{Entry, Kind, Parameter, Request};
use crate::tier::Translate;
use crate::{callees, from_bytecode, pipeline};

/// A translation with or without the passes. What cannot be translated is refused with the line and
/// the reason.
pub fn translator(optimise: bool) -> Box<Translate> {
    Box::new(move |python, code, request| {
        let unit = match optimise {
            true => callees::translate(python, code, request),
            false => from_bytecode::translate(code, &python.globals, request),
        };
        let mut unit = unit.map_err(|refusal| refusal.to_string())?;
        if optimise {
            let options = pipeline::Options::default();
            pipeline::optimise(&mut unit.module, &options, &mut |_, _, _| {})
                .map_err(|fault| fault.to_string())?;
        }
        callees::strip(&mut unit);
        Ok(unit)
    })
}

/// Is it the name of this code, with the functions around it or without?
pub fn is_called(code: CodeRef, name: &str) -> bool {
    *code.code.name == *name || *code.code.qualified_name == *name
}

/// The functions of a loaded program of that name, hot or not.
///
/// # Errors
/// There is none: a message that says which there are.
pub fn functions(python: &Python, name: &str) -> Result<Vec<CodeRef>, String> {
    let found: Vec<CodeRef> = python.executables().filter(|code| is_called(*code, name)).collect();
    if found.is_empty() {
        return Err(format!("there is no function {name}\nhelp: there are: {}", names(python)));
    }
    Ok(found)
}

/// What to say when there is nothing to show of a program, because no function got hot.
pub fn nothing_hot(python: &Python) -> String {
    format!(
        "nothing in it got hot\nhelp: with --func NAME a function is shown all the same; there are: {}",
        names(python)
    )
}

/// The names of all functions of a program, in the order of the source.
fn names(python: &Python) -> String {
    let mut codes: Vec<CodeRef> = python.executables().collect();
    codes.sort_by_key(|code| code.code.first_line);
    let mut names: Vec<String> =
        codes.iter().map(|code| code.code.qualified_name.to_string()).collect();
    names.dedup();
    names.join(", ")
}

/// Which unit of a program to draw, where only one can be: of the one function that there is, the unit
/// of its calls, or else the loop that got hot first; or that of the loop at the instruction `header`.
/// Units are functions' names and where they are entered.
///
/// # Errors
/// There are several functions, or there is no such loop: a message that says which there are.
pub fn choose(units: &[(&str, Entry)], header: Option<u32>) -> Result<usize, String> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in units {
        if !names.contains(name) {
            names.push(name);
        }
    }
    if names.len() > 1 {
        return Err(format!(
            "which function? --func NAME says so\nhelp: there are: {}",
            names.join(", ")
        ));
    }
    let Some(header) = header else {
        let call = units.iter().position(|(_, entry)| *entry == Entry::Call);
        return Ok(call.unwrap_or(0));
    };
    let found = units.iter().position(|(_, entry)| *entry == Entry::Loop { header });
    found.ok_or_else(|| {
        let loops = units.iter().filter_map(|(_, entry)| match entry {
            Entry::Loop { header } => Some(header.to_string()),
            Entry::Call => None,
        });
        let loops: Vec<String> = loops.collect();
        let loops = if loops.is_empty() { "none".to_string() } else { loops.join(", ") };
        format!("no loop at instruction {header} got hot\nhelp: of the loops did: {loops}")
    })
}

/// What to ask for of a function that was never hot: a call, with arguments of which nothing is known, and
/// the cells of a closure.
pub fn cold_request(code: CodeRef) -> Request {
    let parameters = (0..code.code.parameter_count()).map(|index| (index, Kind::Tagged));
    let free = (0..).zip(&code.code.locals).filter(|(_, local)| local.kind == LocalKind::Free);
    let cells = free.map(|(index, _)| (index, Kind::Object(Tag::Cell)));
    let params = parameters.chain(cells).map(|(index, kind)| Parameter { index, kind }).collect();
    Request { entry: Entry::Call, params, generic: Vec::new(), generic_callees: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_the_call_or_a_loop_that_is_named() {
        let [call, inner, outer] =
            [Entry::Call, Entry::Loop { header: 12 }, Entry::Loop { header: 6 }];
        let units = [("f", inner), ("f", call), ("f", outer)];
        assert_eq!(choose(&units, None), Ok(1));
        assert_eq!(choose(&units, Some(6)), Ok(2));
        assert_eq!(choose(&[("f", inner), ("f", outer)], None), Ok(0));
        assert!(choose(&units, Some(7)).unwrap_err().contains("12, 6"));
        assert!(choose(&[("f", call), ("g", call)], None).unwrap_err().contains("f, g"));
    }
}
