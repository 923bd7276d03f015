//! Which passes run, and `ir`: a module before, after each pass and after all.

use std::fmt::Write;
use std::time::Duration;

use stage2::entity::FuncRef;
use stage2::ir::Module;
use stage2::passes::Changed;
use stage2::pipeline::{self, Fault, Options, Pass, Report, Step};
use stage2::text::print;

/// The switches of the optimiser.
#[derive(clap::Args)]
pub(crate) struct Switches {
    /// Optimise: run all passes of the default order.
    #[arg(long)]
    pub(crate) opt: bool,
    /// Run these passes, in this order.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with = "opt")]
    passes: Vec<String>,
    /// Leave this pass out; may be given several times.
    #[arg(long = "no", value_name = "NAME", value_delimiter = ',')]
    without: Vec<String>,
    /// Make only so many rewrites; with the right number one sees the first that is wrong.
    #[arg(long, value_name = "REWRITES")]
    stop_after: Option<u64>,
    /// Report on stderr how long each pass took, and what it did.
    #[arg(long)]
    pub(crate) time_passes: bool,
    /// Verify every function after every pass; debug builds always do.
    #[arg(long)]
    verify_each: bool,
}

impl Switches {
    /// Is anything to be done at all?
    pub(crate) fn is_wanted(&self) -> bool {
        self.opt || !self.passes.is_empty() || !self.without.is_empty() || self.stop_after.is_some()
    }

    /// What they say to the driver.
    pub(crate) fn options(&self) -> Result<Options, String> {
        let mut options = Options { keep_steps: true, ..Options::default() };
        if !self.passes.is_empty() {
            options.passes = self
                .passes
                .iter()
                .map(|name| Ok(find(name)?.into()))
                .collect::<Result<_, String>>()?;
        }
        for name in &self.without {
            let name = find(name)?.name;
            options.passes.retain(|turn| turn.pass.name != name);
        }
        options.stop_after = self.stop_after.unwrap_or(u64::MAX);
        options.verify |= self.verify_each;
        Ok(options)
    }

    /// Optimises the module, if that is wanted.
    pub(crate) fn optimise(&self, module: &mut Module) -> Result<(), String> {
        if self.is_wanted() {
            let options = self.options()?;
            let report = pipeline::optimise(module, &options, &mut |_, _, _| {}).map_err(fault)?;
            self.report(&report);
        }
        Ok(())
    }

    fn report(&self, report: &Report) {
        if self.time_passes {
            eprint!("{}", times(report));
        }
    }
}

fn find(name: &str) -> Result<&'static Pass, String> {
    pipeline::find(name).ok_or_else(|| {
        let all: Vec<&str> = pipeline::PASSES.iter().map(|pass| pass.name).collect();
        format!("error: there is no pass `{name}`\nhelp: the passes are {}", all.join(", "))
    })
}

/// A fault as a message.
pub(crate) fn fault(fault: Fault) -> String {
    fault.to_string()
}

/// The text of a module or of one function: optimised, or, with `after_each`, before, after each pass that
/// changed it, and after all.
pub(crate) fn ir(
    mut module: Module,
    func: Option<FuncRef>,
    switches: &Switches,
    after_each: bool,
    put: &mut dyn FnMut(&str),
) -> Result<(), String> {
    if !after_each {
        switches.optimise(&mut module)?;
        put(&text(&module, func));
        return Ok(());
    }
    let options = switches.options()?;
    let mut last: Vec<Option<String>> = vec![None; module.functions.len()];
    for (one, decl) in module.functions.iter() {
        let Some(body) = decl.body.as_ref().filter(|_| func.is_none_or(|func| func == one)) else {
            continue;
        };
        last[one.0 as usize] = Some(print::function(&module, decl, body));
    }
    let mut observe = |module: &Module, body: &stage2::ir::Function, step: &Step| {
        let Some(before) = &mut last[step.func.0 as usize] else { return };
        let decl = &module.functions[step.func];
        if step.position == 0 {
            put(&format!("; {} before all\n{before}\n", print::Name(&decl.name)));
        }
        put(&format!("; {} {}\n", print::Name(&decl.name), headline(step)));
        if step.changed == Changed::Yes {
            let after = print::function(module, decl, body);
            put(&difference(before, &after));
            put("\n");
            *before = after;
        }
    };
    let report = pipeline::optimise(&mut module, &options, &mut observe).map_err(fault)?;
    put("; after all\n");
    put(&text(&module, func));
    switches.report(&report);
    Ok(())
}

fn text(module: &Module, func: Option<FuncRef>) -> String {
    let decl = func.map(|func| &module.functions[func]);
    match decl.and_then(|decl| Some((decl, decl.body.as_ref()?))) {
        Some((decl, body)) => print::function(module, decl, body),
        None => print::module(module),
    }
}

/// `after gvn (pass 11): 5 expressions reused; 40 → 35 instructions, 3.2 µs`
fn headline(step: &Step) -> String {
    let counts: Vec<String> =
        step.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    let done = if counts.is_empty() { "nothing to do".into() } else { counts.join(", ") };
    format!(
        "after {} (pass {}): {done}; {} → {} instructions, {:.1} µs",
        step.pass,
        step.position + 1,
        step.before,
        step.after,
        step.time.as_secs_f64() * 1e6
    )
}

/// All lines of both texts in order: those that are gone with `-`, new ones with `+`.
fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let shorter = before.len().min(after.len());
    let head = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let tail = before.iter().rev().zip(after.iter().rev()).take(shorter - head);
    let tail = tail.take_while(|(a, b)| a == b).count();
    let (old, new) = (&before[head..before.len() - tail], &after[head..after.len() - tail]);
    let mut out = String::new();
    let mut line = |mark: char, line: &str| {
        let _ = writeln!(out, "{mark} {line}");
    };
    before[..head].iter().for_each(|text| line(' ', text));
    // The longest common subsequence; texts that are too long for its table are shown whole.
    if old.len() * new.len() <= 4_000_000 {
        let width = new.len() + 1;
        let mut longest = vec![0u32; (old.len() + 1) * width];
        for i in (0..old.len()).rev() {
            for j in (0..new.len()).rev() {
                longest[i * width + j] = if old[i] == new[j] {
                    longest[(i + 1) * width + j + 1] + 1
                } else {
                    longest[(i + 1) * width + j].max(longest[i * width + j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        while i < old.len() || j < new.len() {
            if i < old.len() && j < new.len() && old[i] == new[j] {
                line(' ', old[i]);
                (i, j) = (i + 1, j + 1);
            } else if j == new.len()
                || i < old.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1]
            {
                line('-', old[i]);
                i += 1;
            } else {
                line('+', new[j]);
                j += 1;
            }
        }
    } else {
        old.iter().for_each(|text| line('-', text));
        new.iter().for_each(|text| line('+', text));
    }
    before[before.len() - tail..].iter().for_each(|text| line(' ', text));
    out
}

/// A line for each pass, in the order in which they first ran, all its runs together.
pub(crate) fn times(report: &Report) -> String {
    struct Row {
        pass: &'static str,
        runs: usize,
        changed: usize,
        time: Duration,
        insts: usize,
        counts: Vec<(&'static str, u64)>,
    }
    let mut rows: Vec<Row> = Vec::new();
    for step in &report.steps {
        let index = rows.iter().position(|row| row.pass == step.pass).unwrap_or_else(|| {
            let (pass, counts) = (step.pass, Vec::new());
            rows.push(Row { pass, runs: 0, changed: 0, time: Duration::ZERO, insts: 0, counts });
            rows.len() - 1
        });
        let row = &mut rows[index];
        row.runs += 1;
        row.changed += usize::from(step.changed == Changed::Yes);
        row.time += step.time;
        row.insts += step.before;
        for &(what, count) in &step.counts {
            match row.counts.iter_mut().find(|(other, _)| *other == what) {
                Some((_, sum)) => *sum += count,
                None => row.counts.push((what, count)),
            }
        }
    }
    let mut text = format!(
        "{:<14}{:>6}{:>9}{:>12}{:>16}  what it did\n",
        "pass", "runs", "changed", "µs", "µs/instruction"
    );
    let mut total = Duration::ZERO;
    for row in &rows {
        total += row.time;
        let time = row.time.as_secs_f64() * 1e6;
        let counts: Vec<String> =
            row.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
        let line = format!(
            "{:<14}{:>6}{:>9}{time:>12.1}{:>16.4}  {}",
            row.pass,
            row.runs,
            row.changed,
            time / row.insts.max(1) as f64,
            counts.join(", ")
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let all = total.as_secs_f64() * 1e6;
    let _ = writeln!(text, "{:<14}{:>27.1}  {} rewrites", "all", all, report.rewrites);
    text
}
