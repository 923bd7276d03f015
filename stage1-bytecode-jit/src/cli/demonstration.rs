//! Without a command: one function from its bytecode to its machine code, then run in both tiers.

use std::time::Instant;

use stage1::locate::{Origin, Program};
use stage1::pyc;

use crate::TierChoice;
use crate::cli::listings;

/// Shipped inside of the program, so that the demonstration needs no file and no Python.
const SOURCE: &str = include_str!("../../examples/gcd.py");
const PYC: &[u8] = include_bytes!("../../examples/__pycache__/gcd.cpython-311.pyc");

/// Shows it.
pub(crate) fn show() -> Result<(), String> {
    let code = pyc::load(PYC).map_err(|error| format!("error: {error}"))?;
    let program =
        Program { code, source: Some(SOURCE.to_string()), origin: Origin::Pyc("gcd.py".into()) };
    println!("Stage 1: a Python function, from bytecode to machine code.\n");
    println!("1. The bytecode of `gcd`, as CPython wrote it and as every later step sees it:\n");
    println!("{}", listings::dis(&program, Some("gcd"))?);
    println!("2. The template JIT's pseudo-assembly, before and after the peepholes:\n");
    println!("{}", listings::ir(&program, Some("gcd"))?);
    if let Some(isa) = stage0::Isa::host() {
        println!("3. The machine code:\n");
        println!("{}", listings::asm(&program, Some("gcd"), isa)?);
    }
    println!("4. The whole program, run in each tier:\n");
    for (tier, name) in [(TierChoice::Interp, "interpreter"), (TierChoice::Jit, "template JIT")] {
        let start = Instant::now();
        crate::on_big_stack(move || {
            let code = pyc::load(PYC).map_err(|error| format!("error: {error}"))?;
            let program = Program { code, source: None, origin: Origin::Pyc("gcd.py".into()) };
            let options = crate::options(vec!["gcd.py".to_string()], tier);
            let mut interpreter = crate::interpreter(&program, options)?;
            crate::finish(interpreter.run_module(&program.code), "gcd.py".as_ref());
            Ok(())
        })?;
        println!("   ({name}: {} µs)\n", start.elapsed().as_micros());
    }
    println!("Next: `stage1 run FILE.py` on a program of your own,");
    println!("      `stage1 stats FILE.py` to see what was compiled, and why the rest was not,");
    println!("      `stage1 --help` for everything else.");
    Ok(())
}
