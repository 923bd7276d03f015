//! What a session has measured: the record that is printed as JSON and read again, and the ratios in it.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// Against whom all are measured.
pub(crate) const STICK: &str = "LLVM -O2";

/// The languages, in order.
pub(crate) const LANGUAGES: [&str; 3] = ["IR", "Go", "Python"];

/// A session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measurement {
    /// What was typed.
    pub command: String,
    /// The machine, in words.
    pub machine: String,
    /// What the peers say of themselves.
    pub versions: Vec<String>,
    /// One for each program and contestant.
    pub results: Vec<Result>,
}

/// What was measured of a program and a contestant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Result {
    /// The program.
    pub program: String,
    /// The language it is written in.
    pub language: String,
    /// The contestant.
    pub contestant: String,
    /// Processor time of the fastest and of the slowest run, in seconds, or why there is none.
    pub seconds: std::result::Result<(f64, f64), String>,
    /// What compiling gave.
    pub compiled: Option<Compiled>,
    /// Instructions executed: the machine's, or for an interpreter of the IR, the IR's.
    pub executed: Option<u64>,
}

/// What compiling gave.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Compiled {
    /// Processor time, if it was measured.
    pub seconds: Option<f64>,
    /// Instructions of the IR that were compiled.
    pub instructions: usize,
    /// Bytes of code.
    pub bytes: usize,
}

/// What a process says that has compiled and run a kernel.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Kernel {
    /// Processor time of its fastest and of its slowest call, in seconds.
    pub seconds: (f64, f64),
    /// What compiling gave.
    pub compiled: Option<Compiled>,
    /// Instructions of the IR executed by a call, if it was interpreted.
    pub executed: Option<u64>,
}

impl Measurement {
    /// Reads what [`Measurement::json`] has made.
    ///
    /// # Errors
    /// A file that is not there or holds something else, in words.
    pub(crate) fn read(file: &Path) -> std::result::Result<Measurement, String> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        serde_json::from_str(&text).map_err(|error| {
            format!("{}:{}:{}: {error}", file.display(), error.line(), error.column())
        })
    }

    /// Everything, a line for each program and contestant.
    pub(crate) fn json(&self) -> String {
        let results: Vec<String> = self.results.iter().map(line).collect();
        format!(
            "{{\n\"command\": {},\n\"machine\": {},\n\"versions\": {},\n\"results\": [\n{}\n]\n}}\n",
            line(&self.command),
            line(&self.machine),
            line(&self.versions),
            results.join(",\n")
        )
    }
}

/// A value as JSON, without a line break.
pub(crate) fn line(value: &impl Serialize) -> String {
    // Only maps whose keys are no strings, and writers that fail, could make this one.
    serde_json::to_string(value).unwrap_or_default()
}

/// Who takes part in a language, in order.
pub(crate) fn contestants<'r>(results: &'r [Result], language: &str) -> Vec<&'r str> {
    distinct(results.iter().filter(|one| one.language == language).map(|one| &*one.contestant))
}

/// The programs of a language, in order.
pub(crate) fn programs<'r>(results: &'r [Result], language: &str) -> Vec<&'r str> {
    distinct(results.iter().filter(|one| one.language == language).map(|one| &*one.program))
}

fn distinct<'r>(names: impl Iterator<Item = &'r str>) -> Vec<&'r str> {
    let mut found = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// What was measured of a program and a contestant.
pub(crate) fn find<'r>(
    results: &'r [Result],
    language: &str,
    program: &str,
    contestant: &str,
) -> Option<&'r Result> {
    results.iter().find(|one| {
        (&*one.language, &*one.program, &*one.contestant) == (language, program, contestant)
    })
}

/// Some quantity of a result.
pub(crate) type Quantity = fn(&Result) -> Option<f64>;

/// The time of the fastest run.
pub(crate) fn time(result: &Result) -> Option<f64> {
    result.seconds.as_ref().ok().map(|(least, _)| *least)
}

/// The time for compiling an instruction of the IR.
pub(crate) fn compile_time(result: &Result) -> Option<f64> {
    let compiled = result.compiled?;
    Some(compiled.seconds? / compiled.instructions.max(1) as f64)
}

/// A quantity of a contestant over that of the stick.
pub(crate) fn ratio(
    results: &[Result],
    [language, program, contestant]: [&str; 3],
    quantity: Quantity,
) -> Option<f64> {
    let of = |who| quantity(find(results, language, program, who)?);
    Some(of(contestant)? / of(STICK)?)
}

/// All ratios of a contestant in some languages.
pub(crate) fn ratios(
    results: &[Result],
    languages: &[&str],
    contestant: &str,
    quantity: Quantity,
) -> Vec<f64> {
    let all = languages.iter().flat_map(|language| {
        let programs = programs(results, language).into_iter();
        programs.filter_map(|name| ratio(results, [language, name, contestant], quantity))
    });
    all.collect()
}

/// The geometric mean.
pub(crate) fn mean(ratios: &[f64]) -> Option<f64> {
    let sum: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
    (!ratios.is_empty()).then(|| (sum / ratios.len() as f64).exp())
}
