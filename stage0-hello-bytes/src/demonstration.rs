//! What `stage0` shows when it is given no verb: the 43 bytes, from list to run.

use crate::{Failure, user};
use stage0::{Isa, function, listing, programs};
use std::io::Write;

const NEXT: &str = "\
Try next:
  cargo run -q -p stage0 -- dis fact            a function that calls itself
  cargo run -q -p stage0 -- call fact 20        ... and its result
  cargo run -q -p stage0 -- crash               what happens when a step is left out
  cargo run -q -p stage0 -- build -o hello      the same bytes as an executable file
  cargo run -q -p stage0 -- exercises           now you
";

/// Prints the demonstration to `out`, and runs what it prints.
pub(crate) fn run(out: &mut impl Write) -> Result<(), Failure> {
    let isa = Isa::host().ok_or_else(|| {
        user("this machine is neither x86-64 nor AArch64; try `dis hello --target x86_64-linux`")
    })?;
    let cannot = |error| user(format!("cannot run code here: {error}"));
    let [hello, add] = ["hello", "add"].map(|name| programs::find(name).expect("built in"));
    let lines = hello.listing(isa).unwrap_or_default();
    let count: usize = lines.iter().map(|line| line.bytes.len()).sum();

    writeln!(out, "Stage 0: bytes that run. This machine is {isa}.\n")?;
    writeln!(out, "Here are {count} bytes: the code of a function, and its text.\n")?;
    writeln!(out, "{}", listing::render(&lines))?;
    writeln!(out, "Copied to a page, made executable, called:\n")?;
    out.flush()?;
    let written = function::hello().map_err(cannot)?;
    writeln!(out, "\n\nIt returned {written}: what the kernel says it has written.")?;
    let five = function::call(add, &[2, 3]).map_err(cannot)?;
    let size = add.code(isa).unwrap_or_default().len();
    writeln!(out, "A function with arguments is shorter: add(2, 3) = {five}, in {size} bytes.\n")?;
    write!(out, "{NEXT}")?;
    Ok(())
}
