//! `bench`: how long the optimiser takes, for each instruction, and whether that grows with the size.
//!
//! All times are the processor's ([`stage2::cpu_time`]). Two tables. The kernels: the whole pipeline, in µs for
//! each instruction of the input, the best of several runs; of a Python program, over all its units,
//! each with the bodies of what it calls. And a function that is generated in doubling sizes: for each pass the time, and how
//! much more than for half the size. A linear pass doubles; what caches and tables add is in the limit.

use std::fmt::Write;
use std::time::Duration;

use stage2::cpu_time::thread_time;
use stage2::generated::generated;
use stage2::ir::Module;
use stage2::pipeline::{self, Options};

use super::optimise::fault;

/// Instructions of the generated functions.
const SIZES: [usize; 4] = [12_500, 25_000, 50_000, 100_000];

/// Measures the programs, which are called so, each of one module or several.
pub(crate) fn run(
    kernels: &[(String, Vec<Module>)],
    runs: u32,
    limit: Option<f64>,
) -> Result<String, String> {
    let options = Options { verify: false, ..Options::default() };
    let mut text =
        format!("{:<24}{:>14}{:>12}{:>16}\n", "kernel", "instructions", "µs", "µs/instruction");
    let (mut all, mut sum) = (0, 0.0);
    for (name, modules) in kernels {
        let insts = modules.iter().map(size).sum::<usize>();
        let mut time = 0.0;
        for module in modules {
            time += best(module, &options, runs)?.as_secs_f64() * 1e6;
        }
        let each = time / insts.max(1) as f64;
        let _ = writeln!(text, "{name:<24}{insts:>14}{time:>12.1}{each:>16.3}");
        all += insts;
        sum += time;
    }
    let each = sum / all.max(1) as f64;
    let _ = writeln!(text, "{:<24}{all:>14}{sum:>12.1}{each:>16.3}\n", "all");

    let _ = write!(text, "{:<16}", "ms, × of half");
    for size in SIZES {
        let _ = write!(text, "{size:>18}");
    }
    text.push('\n');
    let columns = growth(&options, runs.min(25))?;
    let mut worst: f64 = 0.0;
    for (row, (name, _)) in columns[0].iter().enumerate() {
        let _ = write!(text, "{name:<16}");
        for (index, column) in columns.iter().enumerate() {
            let time = column[row].1;
            let grown = if index == 0 {
                String::new()
            } else {
                let factor = time / columns[index - 1][row].1.max(1e-9);
                // What takes less than a millisecond measures the clock.
                if time > 1e-3 {
                    worst = worst.max(factor);
                }
                format!("× {factor:.2}")
            };
            let _ = write!(text, "{:>10.2}{grown:>8}", time * 1e3);
        }
        text.push('\n');
    }
    let _ = writeln!(text, "\nworst growth for twice the size: × {worst:.2}");
    match limit {
        Some(limit) if worst > limit => Err(format!("{text}error: more than × {limit}")),
        _ => Ok(text),
    }
}

fn size(module: &Module) -> usize {
    module.functions.values().filter_map(|decl| decl.body.as_ref()).map(pipeline::inst_count).sum()
}

/// The shortest time of several runs of the whole pipeline.
fn best(module: &Module, options: &Options, runs: u32) -> Result<Duration, String> {
    let mut shortest = Duration::MAX;
    for _ in 0..runs.max(1) {
        let mut module = module.clone();
        let start = thread_time();
        pipeline::optimise(&mut module, options, &mut |_, _, _| {}).map_err(fault)?;
        shortest = shortest.min(thread_time() - start);
    }
    Ok(shortest)
}

/// For each size the shortest time, in seconds, of each pass and of all. The sizes take turns: when the machine is
/// busy for a while, all of them see it.
fn growth(options: &Options, runs: u32) -> Result<Vec<Vec<(&'static str, f64)>>, String> {
    let modules = SIZES.map(generated);
    let names = pipeline::PASSES.iter().map(|pass| pass.name).chain(["all"]);
    let column: Vec<(&str, f64)> = names.map(|name| (name, f64::INFINITY)).collect();
    let mut columns = vec![column; SIZES.len()];
    for _ in 0..runs.max(1) {
        for (module, column) in modules.iter().zip(&mut columns) {
            let mut times = time_of_passes(module, options)?;
            times.push(best(module, options, 1)?.as_secs_f64());
            for ((_, time), now) in column.iter_mut().zip(times) {
                *time = time.min(now);
            }
        }
    }
    Ok(columns)
}

/// Of each pass the time, in seconds, of all its runs together. In a run of its own: to ask for the time after each
/// pass takes time.
fn time_of_passes(module: &Module, options: &Options) -> Result<Vec<f64>, String> {
    let mut module = module.clone();
    let mut sums = vec![0.0; pipeline::PASSES.len()];
    let mut last = thread_time();
    pipeline::optimise(&mut module, options, &mut |_, _, step| {
        let now = thread_time();
        if let Some(index) = pipeline::PASSES.iter().position(|pass| pass.name == step.pass) {
            sums[index] += (now - last).as_secs_f64();
        }
        last = now;
    })
    .map_err(fault)?;
    Ok(sums)
}
