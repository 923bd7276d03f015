//! What was measured, as text. Ratios first: the absolute times say more of the machine than of anybody's code.

use std::fmt::Write;

use super::measurement::{
    LANGUAGES, Measurement, Quantity, Result, STICK, compile_time, contestants, find, mean,
    programs, ratio, ratios, time,
};

/// What each contestant does less or more, for a reader who compares.
const NOTES: &str = "\
Ratios of processor time, least of all runs; less than 1 is faster than LLVM -O2 behind the same front end.
IR: all check what the kernel checks. Cranelift gets the IR before our passes and runs its own, which are in its
compile time; its exits keep no values alive. The interpreter's instructions are those of the IR after our passes.
Go: ours and the official compiler check bounds, nil and division; gcc and clang compile the twin in C, which checks
nothing. go's runtime collects garbage, ours does not. Integers wrap in all of them. The C compilers may use the
instructions that every x86-64 has, ours those that stage 3 finds on the machine (SSE4.1, FMA); vectors are of 128 bits.
Bytes of code are those of the runtime too, but not those of the C library.
Python: every contestant starts cold and compiles while it runs; all check overflow, and go on in big integers.
Instructions executed are those of a whole process, as valgrind counts them; of a kernel in IR, those of its call.
";

/// Everything.
pub(crate) fn text(measurement: &Measurement) -> String {
    let results = &measurement.results;
    let mut out = String::new();
    for language in LANGUAGES {
        if !contestants(results, language).is_empty() {
            Section { out: &mut out, results, language }.tables();
        }
    }
    for result in results {
        if let Err(why) = &result.seconds {
            let Result { program, language, contestant, .. } = result;
            let _ = writeln!(out, "{program} ({language}), {contestant}: {why}");
        }
    }
    out + &summary(results) + NOTES
}

/// Stage 3 against LLVM -O2, over everything that is compiled beforehand.
fn summary(results: &[Result]) -> String {
    let mut out = String::new();
    let compiled = ["IR", "Go"];
    let times = ratios(results, &compiled, "linear scan", time);
    let compiling = ratios(results, &compiled, "linear scan", compile_time);
    if let (Some(run), Some(compile)) = (mean(&times), mean(&compiling)) {
        let _ = writeln!(
            out,
            "Stage 3 with linear scan and {STICK}, {} kernels and Go programs, geometric means: its code takes \
             {run:.2} times as long\nto run, and an instruction of the IR is compiled {:.0} times as fast.",
            times.len(),
            1.0 / compile
        );
    }
    out
}

/// A ratio, with digits enough for a small one.
fn digits(ratio: f64) -> String {
    if ratio < 0.1 { format!("{ratio:.4}") } else { format!("{ratio:.2}") }
}

/// The tables of a language.
struct Section<'r> {
    out: &'r mut String,
    results: &'r [Result],
    language: &'static str,
}

impl Section<'_> {
    fn tables(&mut self) {
        self.ratios("time, as a ratio to LLVM -O2", time);
        self.table("milliseconds, the fastest run and the slowest", |result| {
            let (least, most) = result.seconds.as_ref().ok()?;
            Some(format!("{:.1}-{:.1}", 1e3 * least, 1e3 * most))
        });
        self.ratios("instructions executed, as a ratio to LLVM -O2", |result| {
            result.executed.map(|count| count as f64)
        });
        self.table("millions of instructions executed", |result| {
            Some(format!("{:.1}", result.executed? as f64 / 1e6))
        });
        self.ratios(
            "compile time for an instruction of the IR, as a ratio to LLVM -O2",
            compile_time,
        );
        self.table("compile time, nanoseconds for an instruction of the IR", |result| {
            Some(format!("{:.0}", 1e9 * compile_time(result)?))
        });
        self.table("bytes of code", |result| Some(result.compiled?.bytes.to_string()));
    }

    fn ratios(&mut self, title: &str, quantity: Quantity) {
        let (results, language) = (self.results, self.language);
        let shown = self.rows(title, |program, who| {
            ratio(results, [language, program, who], quantity).map(digits)
        });
        if !shown {
            return;
        }
        let _ = write!(self.out, "{:18}", "geometric mean");
        for who in contestants(results, language) {
            let mean = mean(&ratios(results, &[language], who, quantity));
            let mean = mean.map_or("-".into(), digits);
            let _ = write!(self.out, " {mean:>13}");
        }
        self.out.push_str("\n\n");
    }

    fn table(&mut self, title: &str, cell: fn(&Result) -> Option<String>) {
        let (results, language) = (self.results, self.language);
        if self.rows(title, |program, who| find(results, language, program, who).and_then(cell)) {
            self.out.push('\n');
        }
    }

    /// Writes a table, unless no cell of it has a figure.
    fn rows(&mut self, title: &str, cell: impl Fn(&str, &str) -> Option<String>) -> bool {
        let contestants = contestants(self.results, self.language);
        let programs = programs(self.results, self.language);
        if !programs
            .iter()
            .any(|program| contestants.iter().any(|who| cell(program, who).is_some()))
        {
            return false;
        }
        let _ = write!(self.out, "{}: {title}\n{:18}", self.language, "");
        for who in &contestants {
            let _ = write!(self.out, " {who:>13}");
        }
        self.out.push('\n');
        for program in programs {
            let _ = write!(self.out, "{program:18}");
            for who in &contestants {
                let cell = cell(program, who).unwrap_or_else(|| "-".into());
                let _ = write!(self.out, " {cell:>13}");
            }
            self.out.push('\n');
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(program: &str, contestant: &str, seconds: f64) -> Result {
        Result {
            program: program.into(),
            language: "Go".into(),
            contestant: contestant.into(),
            seconds: Ok((seconds, 2.0 * seconds)),
            compiled: None,
            executed: None,
        }
    }

    #[test]
    fn means_are_geometric_and_ratios_are_to_the_stick() {
        let mut results = vec![
            result("a", STICK, 1.0),
            result("a", "go", 4.0),
            result("b", STICK, 2.0),
            result("b", "go", 2.0),
        ];
        assert_eq!(ratio(&results, ["Go", "a", "go"], time), Some(4.0));
        assert!((mean(&ratios(&results, &["Go"], "go", time)).unwrap() - 2.0).abs() < 1e-9);
        results[1].seconds = Err("prints something else".into());
        assert_eq!(ratio(&results, ["Go", "a", "go"], time), None);
        let measurement = Measurement {
            command: "stage5 scoreboard".into(),
            machine: "a \"machine\"".into(),
            versions: vec![],
            results,
        };
        let table = text(&measurement);
        assert!(table.contains("a (Go), go: prints something else"), "{table}");
        // Nothing was counted: there is no table of it.
        assert!(table.contains("Go: milliseconds") && !table.contains("Go: millions"), "{table}");
        assert!(!table.contains("Go: instructions"), "{table}");
        let again: Measurement = serde_json::from_str(&measurement.json()).unwrap();
        assert_eq!(text(&again), table);
        assert_eq!(again.machine, measurement.machine);
    }
}
