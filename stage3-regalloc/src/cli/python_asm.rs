//! `asm FILE.py`: what became of the hot functions of a Python program, side by side.
//!
//! ```text
//!   source line
//!       its bytecode
//!   IR                                   machine code                       where a value is
//! ```
//!
//! The program runs first, its output thrown away; then every unit that is good is compiled once more,
//! this time with notes of what the allocator decided.

use stage1::listing;
use stage2::ir::{ExitData, Function};
use stage2::runtime::unit;
use stage3::compile::Options;

use super::asm::{Arguments, lir, listing as side_by_side};
use super::input::put;
use super::python::on_big_stack;
use super::units::units;

/// Runs a program and lists what its functions of that name, or all, were compiled to.
pub(crate) fn asm(arguments: Arguments) -> Result<(), String> {
    on_big_stack(move || {
        let Arguments { python, file, func, compilation, .. } = &arguments;
        let shown = units(file, func.as_deref(), python, *compilation)?;
        let options = Options { keep_dumps: true, ..compilation.options()? };
        let interpreter = &shown.ran.interpreter;
        let source = interpreter.source.clone();
        let source: Vec<&str> =
            source.as_deref().map(|text| text.lines().collect()).unwrap_or_default();
        for one in &shown.units {
            let (unit, body) = (one.unit(), one.code().body());
            let compiled = one.compile(options)?;
            put(&format!("{}: {}\n", one.title(), unit.module.functions[unit.func].signature));
            if let (true, Some(text)) = (arguments.lir, lir(&compiled, options)) {
                put(&text);
                continue;
            }
            let inlined = inlined(body, unit.code);
            let lines = |line: u32| {
                let text = source.get((line as usize).wrapping_sub(1)).copied().unwrap_or_default();
                let mut lines = vec![format!("{line:5} | {text}")];
                let codes = [unit.code].into_iter().chain(inlined.iter().copied());
                let objects = codes.filter_map(|number| interpreter.executable(number));
                lines.extend(objects.flat_map(|object| listing::of_line(&object.code, line)));
                lines
            };
            put(&side_by_side(&unit.module, body, &compiled, options, &lines));
        }
        shown.refusals.iter().for_each(|why| put(&format!("; {why}\n")));
        Ok(())
    })
}

/// The code objects that other frames of a function's states are of: of what was inlined.
fn inlined(body: &Function, own: u32) -> Vec<u32> {
    let mut others = Vec::new();
    for exit in body.exits.values() {
        let ExitData::Frames(_, frames) = exit else { continue };
        others.extend(frames.iter().filter_map(|frame| unit::frame_code(&frame.function)));
    }
    others.sort_unstable();
    others.dedup();
    others.retain(|other| *other != own);
    others
}
