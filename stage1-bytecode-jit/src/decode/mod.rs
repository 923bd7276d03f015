//! From CPython's bytecode to the normalised one.
//!
//! ```text
//! co_code            ─► raw        names, arguments, targets
//! co_exceptiontable  ─► tables     ranges                      ┐
//! co_linetable       ─► tables     positions                   ├─► flow + translate ─► verify
//! co_localspluskinds ─► here       where each local lives      ┘   shapes, instructions
//! ```
//!
//! All that differs between 3.11, 3.12, 3.13 and 3.14 ends here. The result holds reachable
//! instructions only, has absolute jumps, no `NULL`s and no caches, and has passed
//! [`crate::verify`].
//!
//! Judged by `tests/corpus_decode.rs` (the four versions' bytecode of one program must agree) and
//! `tests/mutation.rs`.

mod compound;
mod flow;
mod operands;
mod raw;
mod shape;
mod tables;
mod translate;
mod unsupported;

use std::sync::Arc;

use crate::code_object::{CodeObject, Constant, Local, LocalKind, PythonVersion, RawCode};
use crate::verify;

pub(crate) use flow::op_can_raise;
pub(crate) use shape::{Holds, MAX_STACK};

/// A code object as it stands in the file.
pub struct CodeFields<'a> {
    /// Who compiled it.
    pub version: PythonVersion,
    /// `co_name`
    pub name: Arc<str>,
    /// `co_qualname`
    pub qualified_name: Arc<str>,
    /// `co_filename`
    pub file_name: Arc<str>,
    /// `co_firstlineno`
    pub first_line: u32,
    /// `co_argcount`
    pub argument_count: u32,
    /// `co_posonlyargcount`
    pub positional_only_count: u32,
    /// `co_kwonlyargcount`
    pub keyword_only_count: u32,
    /// `co_flags`
    pub flags: u32,
    /// `co_localsplusnames`
    pub local_names: Vec<Arc<str>>,
    /// `co_localspluskinds`
    pub local_kinds: &'a [u8],
    /// `co_names`
    pub names: Vec<Arc<str>>,
    /// `co_consts`
    pub constants: Vec<Constant>,
    /// `co_code`
    pub bytecode: &'a [u8],
    /// `co_linetable`
    pub location_table: &'a [u8],
    /// `co_exceptiontable`
    pub exception_table: &'a [u8],
}

/// Decodes and verifies one code object; the ones among its constants are decoded already.
///
/// # Errors
/// Says in words what is malformed.
pub fn decode(mut fields: CodeFields<'_>) -> Result<CodeObject, String> {
    let name = fields.name.clone();
    decode_fields(&mut fields).map_err(|message| format!("in {name}: {message}"))
}

fn decode_fields(fields: &mut CodeFields<'_>) -> Result<CodeObject, String> {
    let locals = locals(fields)?;
    let kinds: Vec<LocalKind> = locals.iter().map(|local| local.kind).collect();
    let cells = kinds.iter().filter(|&&kind| kind != LocalKind::Plain).count();
    let raw = raw::read(fields.version, fields.bytecode)?;
    let units = fields.bytecode.len() / 2;
    let positions = tables::positions(fields.location_table, fields.first_line, units)?;
    let ranges = tables::exception_ranges(fields.exception_table)?;
    let mut translator = translate::Translator::new(fields, &raw.list, &positions, &kinds);
    let flow = flow::translate(&raw, &ranges, &mut translator, cells)?;
    let (constants, names) = (translator.constants, translator.names);
    let refusals = translator.refusals;
    let offsets: Vec<u32> =
        flow.emitted.iter().map(|emitted| raw.list[emitted.raw as usize].offset).collect();
    let mut code = CodeObject {
        version: fields.version,
        name: fields.name.clone(),
        qualified_name: fields.qualified_name.clone(),
        file_name: fields.file_name.clone(),
        first_line: fields.first_line,
        argument_count: fields.argument_count,
        positional_only_count: fields.positional_only_count,
        keyword_only_count: fields.keyword_only_count,
        flags: fields.flags,
        locals,
        names,
        constants,
        instructions: flow.emitted.iter().map(|emitted| emitted.instruction).collect(),
        positions: offsets.iter().map(|&offset| positions[offset as usize / 2]).collect(),
        offsets,
        stack_depths: flow.emitted.iter().map(|emitted| emitted.depth).collect(),
        stack_size: 0,
        exception_table: flow.exception_table,
        refusals,
        raw: RawCode { bytecode: fields.bytecode.to_vec(), instructions: raw.original },
    };
    code.stack_size = verify::verify(&code).map_err(|error| error.to_string())?;
    Ok(code)
}

/// Names and kinds of the local variables.
fn locals(fields: &CodeFields<'_>) -> Result<Vec<Local>, String> {
    const CELL: u8 = 0x40;
    const FREE: u8 = 0x80;
    if fields.local_names.len() != fields.local_kinds.len() {
        return Err("the local variables have more names than kinds, or fewer".into());
    }
    let kind = |byte: u8| match byte {
        byte if byte & FREE != 0 => LocalKind::Free,
        byte if byte & CELL != 0 => LocalKind::Cell,
        _ => LocalKind::Plain,
    };
    let locals = fields.local_names.iter().zip(fields.local_kinds);
    Ok(locals.map(|(name, &byte)| Local { name: name.clone(), kind: kind(byte) }).collect())
}
