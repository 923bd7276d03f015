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

use std::path::PathBuf;

use stage1::listing;
use stage2::ir::{ExitData, Function};
use stage2::runtime::{Entry, Unit, unit};
use stage3::Isa;
use stage3::compile::{Options, compile};

use super::asm::listing as side_by_side;
use super::input::{Compilation, put};
use super::python::{Arguments, execute, on_big_stack};

/// Runs a program and lists what its functions of that name, or all, were compiled to.
pub(crate) fn asm(
    file: PathBuf,
    func: Option<String>,
    arguments: Arguments,
    compilation: Compilation,
) -> Result<(), String> {
    on_big_stack(move || {
        let ran = execute(&file, Vec::new(), &arguments, compilation, Box::new(std::io::sink()))?;
        let Some(tier) = ran.tier else { return Err("this tier has no machine code".into()) };
        let isa = Isa::host().ok_or("there is no code for this kind of machine")?;
        let options = Options {
            keep_dumps: true,
            algorithm: compilation.allocator.algorithm(),
            ..Options::new(isa)
        };
        let source = ran.interpreter.source.clone();
        let source: Vec<&str> =
            source.as_deref().map(|text| text.lines().collect()).unwrap_or_default();
        let mut found = false;
        for unit in tier.units() {
            let Unit { module, func: own, code: number, entry, .. } = &unit.code.linked.unit;
            let Some(object) = ran.interpreter.executable(*number) else { continue };
            let name = &*object.code.name;
            if func.as_ref().is_some_and(|func| func != name) {
                continue;
            }
            found = true;
            let decl = &module.functions[*own];
            let compiled = compile(module, &decl.signature, unit.code.body(), options)
                .map_err(|error| format!("{name}: {error}"))?;
            let place = match entry {
                Entry::Call => String::new(),
                Entry::Loop { header } => format!(", the loop at instruction {header}"),
            };
            let line = object.code.first_line;
            put(&format!("{name}, line {line}{place}: {}\n", decl.signature));
            let inlined = inlined(unit.code.body(), *number);
            let lines = |line: u32| {
                let text = source.get((line as usize).wrapping_sub(1)).copied().unwrap_or_default();
                let mut lines = vec![format!("{line:5} | {text}")];
                let codes = [*number].into_iter().chain(inlined.iter().copied());
                let objects = codes.filter_map(|number| ran.interpreter.executable(number));
                lines.extend(objects.flat_map(|object| listing::of_line(&object.code, line)));
                lines
            };
            put(&side_by_side(module, unit.code.body(), &compiled, options, &lines));
        }
        if let (Some(func), false) = (&func, found) {
            return Err(format!("no function {func} was compiled"));
        }
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
