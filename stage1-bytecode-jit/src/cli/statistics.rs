//! `stats`: what running a program cost, in counts and times.

use std::fmt::Write;
use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use stage1::locate;
use stage1::template_tier::{Fate, TemplateTier};

use crate::TierChoice;
use crate::cli::listings::functions;

/// Runs a program, its output thrown away, and reports.
pub(crate) fn measure(
    file: &Path,
    python: Option<&Path>,
    choice: TierChoice,
    json: bool,
) -> Result<String, String> {
    let start = Instant::now();
    let program = locate::locate(file, python).map_err(|error| error.to_string())?;
    let load_microseconds = start.elapsed().as_micros();
    let tier = Rc::new(TemplateTier::default());
    let mut options = crate::options(vec![file.display().to_string()], choice);
    options.output = Box::new(std::io::sink());
    if choice == TierChoice::Jit {
        options.tier = Some(tier.clone());
    }
    let mut interpreter = crate::interpreter(&program, options)?;
    let start = Instant::now();
    let outcome = interpreter.run_module(&program.code);
    let run_microseconds = start.elapsed().as_micros();
    let heap = interpreter.heap.statistics();
    let all = functions(&program);
    let instructions: usize = all.iter().map(|code| code.instructions.len()).sum();
    let ended = outcome.is_ok();

    let mut text = String::new();
    if json {
        let compiled: Vec<String> = tier.reports().iter().map(report_json).collect();
        let _ = writeln!(
            text,
            "{{\"version\":\"{}\",\"ended_well\":{ended},\"functions\":{},\"instructions\":\
             {instructions},\"load_us\":{load_microseconds},\"run_us\":{run_microseconds},\
             \"allocated\":{},\"freed\":{},\"collections\":{},\"compiled\":[{}]}}",
            program.code.version,
            all.len(),
            heap.allocated,
            heap.freed,
            heap.collections,
            compiled.join(",")
        );
        return Ok(text);
    }
    let _ = writeln!(text, "bytecode of CPython {}", program.code.version);
    let _ = writeln!(text, "{:>12} functions, {instructions} instructions", all.len());
    let _ = writeln!(text, "{load_microseconds:>12} µs to load");
    let _ = writeln!(text, "{run_microseconds:>12} µs to run");
    let _ = writeln!(
        text,
        "{:>12} objects allocated, {} freed in {} collections",
        heap.allocated, heap.freed, heap.collections
    );
    if !ended {
        text.push_str("the program did not end well\n");
    }
    for report in tier.reports() {
        let _ = write!(text, "{:<20} ", report.code.qualified_name);
        let _ = match &report.fate {
            Fate::Compiled(compiled) => writeln!(
                text,
                "compiled: {} bytes in {} µs, {} calls from the interpreter, {} bailed",
                compiled.unit.code().bytes.len(),
                report.nanoseconds / 1000,
                report.calls,
                report.bails
            ),
            Fate::Refused(reason) => writeln!(text, "interpreted: {reason}"),
            Fate::GivenUp(reason) => {
                writeln!(text, "given up after {} bails: {reason}", report.bails)
            }
        };
    }
    Ok(text)
}

fn report_json(report: &stage1::template_tier::Report) -> String {
    let (fate, bytes, reason) = match &report.fate {
        Fate::Compiled(compiled) => ("compiled", compiled.unit.code().bytes.len(), ""),
        Fate::Refused(reason) => ("refused", 0, reason.as_str()),
        Fate::GivenUp(reason) => ("given up", 0, reason.as_str()),
    };
    format!(
        "{{\"function\":{},\"fate\":\"{fate}\",\"bytes\":{bytes},\"compile_ns\":{},\"calls\":{},\
         \"bails\":{},\"reason\":{}}}",
        quoted(&report.code.qualified_name),
        report.nanoseconds,
        report.calls,
        report.bails,
        quoted(reason)
    )
}

/// A JSON string.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            control if (control as u32) < 0x20 => {
                let _ = write!(quoted, "\\u{:04x}", control as u32);
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
