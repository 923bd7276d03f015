//! Times of two functions, with the pseudo-assembly and the code they run: not a test, so ignored.
//! `cargo test --release -p stage1 --test template_jit figures -- --ignored --nocapture`

use std::time::Instant;

use stage1::template::{CompiledUnit, Form, pseudo_listing};

use super::behaviour::{collatz, fib};

#[test]
#[ignore = "prints figures"]
fn figures() {
    for (program, argument) in [(fib(), 34), (collatz(), 300_000)] {
        for form in [Form::Before, Form::After] {
            let start = Instant::now();
            let unit = program.unit();
            let analysed = start.elapsed();
            let compiled = CompiledUnit::link(unit, form).unwrap();
            let linked = start.elapsed();
            let start = Instant::now();
            let outcome = compiled.call(0, &[argument], 1000);
            println!(
                "{} {form:?}: {outcome:?} in {:?}; compiled in {linked:?} ({analysed:?} to \
                 pseudo-assembly), {} bytes",
                compiled.unit().functions[0].before.name,
                start.elapsed(),
                compiled.code().bytes.len(),
            );
            if form == Form::After {
                for i in 0..compiled.unit().functions.len() {
                    println!("{}", pseudo_listing(compiled.unit(), i));
                }
            }
        }
    }
}
