//! `stats`: how long each phase of a build takes, and how many lines that is per second.
//!
//! All times are the processor's ([`stage2::cpu_time`]), the best of several builds in one process. The lines are
//! those of all files that are read, the runtime's and the library's too; how many are the program's own is said beside.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use stage0::Isa;
use stage2::cpu_time::thread_time;
use stage2::pipeline::inst_count;
use stage4::diagnostic::SHOWN;
use stage4::{driver, front_end, packages};

/// What to measure.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A file, or the folder of a package.
    path: PathBuf,
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// How often; the shortest time of each phase counts.
    #[arg(long, default_value_t = 5)]
    runs: u32,
}

const PHASES: [&str; 6] = ["imports", "parse", "check", "lower", "optimise", "back end"];

pub(crate) fn stats(arguments: &Arguments) -> Result<bool, String> {
    let mut best = [Duration::MAX; PHASES.len()];
    let (mut lines, mut own, mut functions, mut before, mut after, mut bytes) = (0, 0, 0, 0, 0, 0);
    for _ in 0..arguments.runs.max(1) {
        let start = thread_time();
        let mut sources = front_end::Sources::read(&arguments.path)?;
        let count = |sources: &front_end::Sources| -> usize {
            let files = sources.packages.iter().flat_map(|package| &package.files);
            files.map(|(_, text)| text.lines().count()).sum()
        };
        own = count(&sources);
        packages::add_library(&mut sources, Isa::X64);
        let imports = thread_time() - start;
        lines = count(&sources);
        let lowered = driver::lower(sources, Isa::X64);
        eprint!("{}", lowered.checked.diagnostics.render(&lowered.checked.files, SHOWN));
        let Some(mut module) = lowered.module else { return Ok(false) };
        let size = |module: &stage2::ir::Module| -> usize {
            let bodies = module.functions.values().filter_map(|decl| decl.body.as_ref());
            bodies.map(inst_count).sum()
        };
        functions = module.functions.values().filter(|decl| decl.body.is_some()).count();
        before = size(&module);
        let start = thread_time();
        driver::optimise(&mut module)?;
        let optimised = thread_time();
        bytes = driver::link(&mut module, Isa::X64)?.len();
        let linked = thread_time();
        after = size(&module);
        let [parse, check] = lowered.checked.times;
        let times = [imports, parse, check, lowered.time, optimised - start, linked - optimised];
        for (best, time) in best.iter_mut().zip(times) {
            *best = time.min(*best);
        }
    }
    let all: Duration = best.iter().sum();
    let per_second = |time: Duration| lines as f64 / time.as_secs_f64().max(1e-9);
    let rows = PHASES.into_iter().zip(best).chain([("all", all)]);
    if arguments.json {
        let phases: Vec<String> = rows
            .map(|(name, time)| format!("\"{name}\": {:.1}", time.as_secs_f64() * 1e6))
            .collect();
        super::put(&format!(
            "{{\"lines\": {lines}, \"own_lines\": {own}, \"functions\": {functions}, \
             \"ir_instructions\": {before}, \"ir_instructions_optimised\": {after}, \
             \"executable_bytes\": {bytes}, \"lines_per_second\": {:.0}, \
             \"microseconds\": {{{}}}}}\n",
            per_second(all),
            phases.join(", ")
        ));
        return Ok(true);
    }
    super::put(&format!("{lines} lines, {own} of them the program's own\n"));
    super::put(&format!("{:10} {:>10} {:>16}\n", "phase", "ms", "lines/second"));
    for (name, time) in rows {
        let millis = time.as_secs_f64() * 1e3;
        super::put(&format!("{name:10} {millis:>10.2} {:>16.0}\n", per_second(time)));
    }
    super::put(&format!(
        "{functions} functions, {before} instructions of the IR, {after} when optimised, \
         {bytes} bytes of executable\n"
    ));
    Ok(true)
}
