//! What stage 0's steps cost on this machine: sizes, and the least of several timings.

use crate::{Failure, user};
use stage0::{ExecutableMemory, Isa, elf, function, hello, programs};
use std::hint::black_box;
use std::io::{self, Write};
use std::time::Instant;

/// One figure: what, how much, in which unit.
struct Figure(&'static str, f64, &'static str);

/// Prints all figures, as a table or as JSON.
pub(crate) fn run(out: &mut impl Write, json: bool) -> Result<(), Failure> {
    let figures = measure().map_err(|error| user(format!("cannot run code here: {error}")))?;
    if json {
        let field = |Figure(name, value, unit): &Figure| {
            format!("  \"{name}\": {{ \"value\": {}, \"unit\": \"{unit}\" }}", rounded(*value))
        };
        let fields: Vec<String> = figures.iter().map(field).collect();
        writeln!(out, "{{\n{}\n}}", fields.join(",\n"))?;
    } else {
        for Figure(name, value, unit) in &figures {
            writeln!(out, "{name:36} {:>9} {unit}", rounded(*value))?;
        }
    }
    Ok(())
}

fn rounded(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.2}") }
}

fn measure() -> io::Result<Vec<Figure>> {
    let isa = Isa::host().ok_or(io::ErrorKind::Unsupported)?;
    let add = programs::find("add").expect("built in");
    let code = add.code(isa).expect("for both instruction sets");
    let loaded = function::load(add)?;
    let small = vec![code[0]; 64];
    let large = vec![code[0]; 1 << 20];
    let assembled = match isa {
        Isa::X64 => hello::assembled_x64,
        Isa::A64 => hello::assembled_a64,
    };
    let fib = programs::find("fib").expect("built in");
    let [machine, rust] = [
        least(3, 1, || function::call(fib, &[black_box(27)])),
        least(3, 1, || rust_fibonacci(black_box(27))),
    ];
    let map_small = least(20, 100, || ExecutableMemory::new(&small));
    let map_large = least(5, 5, || ExecutableMemory::new(&large));
    Ok(vec![
        Figure("hello in memory, x86-64", hello::x64().len() as f64, "bytes"),
        Figure("hello as an executable, x86-64", file_size(Isa::X64), "bytes"),
        Figure("hello as an executable, AArch64", file_size(Isa::A64), "bytes"),
        Figure("assemble hello with dynasm", least(20, 1000, assembled), "ns"),
        Figure("map, copy, flip and unmap 64 bytes", map_small / 1e3, "us"),
        Figure("map, copy, flip and unmap 1 MiB", map_large / 1e3, "us"),
        Figure("call add through a pointer", least(20, 100_000, || loaded.call(&[2, 3])), "ns"),
        Figure("fib(27) by hand", machine / 1e6, "ms"),
        Figure("fib(27) by this Rust build", rust / 1e6, "ms"),
    ])
}

fn file_size(isa: Isa) -> f64 {
    elf::executable(&elf::hello(isa), 0, isa).len() as f64
}

fn rust_fibonacci(n: i64) -> i64 {
    if n < 2 { n } else { rust_fibonacci(n - 1) + rust_fibonacci(n - 2) }
}

/// Nanoseconds for one of `repeat` turns of `work`, the least of `tries` timings.
fn least<R>(tries: usize, repeat: u32, mut work: impl FnMut() -> R) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..tries {
        let begin = Instant::now();
        for _ in 0..repeat {
            black_box(work());
        }
        best = best.min(begin.elapsed().as_nanos() as f64 / f64::from(repeat));
    }
    best
}
