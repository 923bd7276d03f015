//! Names for profilers: code in memory has no symbols that anybody could read from a file.
//!
//! `perf` looks for them in `/tmp/perf-PID.map`, a line for each piece of code: where it begins, how long
//! it is, both in hexadecimal, and a name, which may have spaces.
//!
//! ```text
//!   7f31c8a41060 1d4 fib:int (line 3)
//! ```
//!
//! The file is read when the profile is shown, so it may be written when the program has ended; and code
//! that was thrown away stays where it was ([`crate::engine`]), so no two lines name the same address. The
//! format is that of Linux' `tools/perf/Documentation/jit-interface.txt`. Writing the file is for
//! whoever has the file system. Judged by `tests/engine.rs`.

use std::fmt::Write;

/// A line for `size` bytes of code.
pub fn line(text: &mut String, address: u64, size: usize, name: &str) {
    let name = name.replace(['\n', '\r'], " ");
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{address:x} {size:x} {name}");
}
