//! The whole way from bytecode to units that can run: translate, optimise.
//!
//! ```text
//!   bytecode, feedback ─► callees, from_bytecode ─► IR with slots ─► pipeline ─► IR ─► link, run
//! ```
//!
//! Each part has a chapter of its own; this file only joins them, for whoever runs Python through the
//! tier. Judged by `tests/python_corpus.rs`.

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
