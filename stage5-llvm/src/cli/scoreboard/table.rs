//! What was measured, as text and as JSON. Ratios first: the absolute times say more of the machine than of anybody's code.

use std::fmt::Write;

use super::Result;

/// Against whom all are measured.
pub(crate) const STICK: &str = "LLVM -O2";

/// What each contestant does less or more, for a reader who compares.
const NOTES: &str = "\
Ratios of processor time, least of all runs; less than 1 is faster than LLVM -O2 behind the same front end.
Python: every contestant starts cold and compiles while it runs; all check overflow, and go on in big integers.
Go: ours and the official compiler check bounds, nil and division; gcc and clang compile the twin in C, which checks
nothing. Integers wrap in all of them. The C programs are optimised with vector instructions (SSE2).
";

/// Who takes part in a language, in order.
pub(crate) fn contestants(results: &[Result], language: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for result in results.iter().filter(|result| result.language == language) {
        if !found.contains(&result.contestant) {
            found.push(result.contestant);
        }
    }
    found
}

/// The programs of a language, in order.
pub(crate) fn programs<'r>(results: &'r [Result], language: &str) -> Vec<&'r str> {
    let mut found: Vec<&str> = Vec::new();
    for result in results.iter().filter(|result| result.language == language) {
        if !found.contains(&result.program.as_str()) {
            found.push(&result.program);
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
    results.iter().find(|result| {
        (result.language, result.program.as_str(), result.contestant)
            == (language, program, contestant)
    })
}

/// The time of a contestant over that of the stick.
pub(crate) fn ratio(
    results: &[Result],
    language: &str,
    program: &str,
    contestant: &str,
) -> Option<f64> {
    let least = |who| Some(find(results, language, program, who)?.time.as_ref().ok()?.0);
    Some(least(contestant)? / least(STICK)?)
}

/// The geometric mean of a contestant's ratios.
pub(crate) fn mean(results: &[Result], language: &str, contestant: &str) -> Option<f64> {
    let programs = programs(results, language);
    let ratios =
        programs.iter().filter_map(|program| ratio(results, language, program, contestant));
    let logarithms: Vec<f64> = ratios.map(f64::ln).collect();
    let count = logarithms.len();
    (count > 0).then(|| (logarithms.iter().sum::<f64>() / count as f64).exp())
}

/// Everything as text.
pub(crate) fn text(results: &[Result]) -> String {
    let mut out = String::new();
    for language in ["Go", "Python"] {
        let contestants = contestants(results, language);
        if contestants.is_empty() {
            continue;
        }
        let mut section = |title: &str, cell: &dyn Fn(&str, &str) -> Option<String>| {
            let _ = write!(out, "{:16}", format!("{language}: {title}"));
            // A title longer than its column moves to a line of its own.
            if language.len() + title.len() > 12 {
                let _ = write!(out, "\n{:16}", "");
            }
            for who in &contestants {
                let _ = write!(out, " {who:>16}");
            }
            out.push('\n');
            for program in programs(results, language) {
                let _ = write!(out, "{program:16}");
                for who in &contestants {
                    let cell = cell(program, who).unwrap_or_else(|| "-".into());
                    let _ = write!(out, " {cell:>16}");
                }
                out.push('\n');
            }
        };
        section("time, as a ratio to LLVM -O2", &|program, who| {
            Some(format!("{:.2}", ratio(results, language, program, who)?))
        });
        let _ = write!(out, "{:16}", "geometric mean");
        for who in &contestants {
            let mean = mean(results, language, who).map_or("-".into(), |mean| format!("{mean:.2}"));
            let _ = write!(out, " {mean:>16}");
        }
        out.push_str("\n\n");
        let mut section = |title: &str, cell: &dyn Fn(&Result) -> Option<String>| {
            let _ = writeln!(out, "{language}: {title}");
            for program in programs(results, language) {
                let _ = write!(out, "{program:16}");
                for who in &contestants {
                    let found = find(results, language, program, who);
                    let cell = found.and_then(cell).unwrap_or_else(|| "-".into());
                    let _ = write!(out, " {cell:>16}");
                }
                out.push('\n');
            }
            out.push('\n');
        };
        section("milliseconds, the fastest run and the slowest", &|result| {
            let (least, most) = result.time.as_ref().ok()?;
            Some(format!("{:.1}-{:.1}", 1e3 * least, 1e3 * most))
        });
        if language == "Go" {
            section("compile time, nanoseconds for an instruction of the IR", &|result| {
                let compiled = result.compiled?;
                let each = 1e9 * compiled.seconds / compiled.instructions.max(1) as f64;
                Some(format!("{each:.0}"))
            });
            section("bytes of code, the runtime's included", &|result| {
                Some(result.compiled?.bytes.to_string())
            });
        }
    }
    for result in results {
        if let Err(why) = &result.time {
            let Result { program, language, contestant, .. } = result;
            let _ = writeln!(out, "{program} ({language}), {contestant}: {why}");
        }
    }
    out + NOTES
}

/// Everything as JSON: a list with an object for each program and contestant.
pub(crate) fn json(results: &[Result]) -> String {
    let object = |result: &Result| {
        let Result { program, language, contestant, time, compiled } = result;
        let mut out = format!(
            "  {{\"program\": \"{program}\", \"language\": \"{language}\", \"contestant\": \"{contestant}\""
        );
        match time {
            Ok((least, most)) => {
                let _ = write!(
                    out,
                    ", \"least_ms\": {:.3}, \"most_ms\": {:.3}",
                    1e3 * least,
                    1e3 * most
                );
            }
            Err(why) => {
                let why = why.replace(['"', '\\', '\n'], " ");
                let _ = write!(out, ", \"failed\": \"{why}\"");
            }
        }
        if let Some(ratio) = ratio(results, language, program, contestant) {
            let _ = write!(out, ", \"ratio\": {ratio:.4}");
        }
        if let Some(one) = compiled {
            let each = 1e9 * one.seconds / one.instructions.max(1) as f64;
            let _ = write!(
                out,
                ", \"compile_ns_per_instruction\": {each:.1}, \"instructions\": {}, \"code_bytes\": {}",
                one.instructions, one.bytes
            );
        }
        out + "}"
    };
    format!("[\n{}\n]\n", results.iter().map(object).collect::<Vec<_>>().join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(program: &str, contestant: &'static str, time: f64) -> Result {
        let time = Ok((time, 2.0 * time));
        Result { program: program.into(), language: "Go", contestant, time, compiled: None }
    }

    #[test]
    fn means_are_geometric_and_ratios_are_to_the_stick() {
        let mut results = vec![
            result("a", STICK, 1.0),
            result("a", "go", 4.0),
            result("b", STICK, 2.0),
            result("b", "go", 2.0),
        ];
        assert_eq!(ratio(&results, "Go", "a", "go"), Some(4.0));
        assert!((mean(&results, "Go", "go").unwrap() - 2.0).abs() < 1e-9);
        results[1].time = Err("prints something else".into());
        assert_eq!(ratio(&results, "Go", "a", "go"), None);
        assert!(text(&results).contains("a (Go), go: prints something else"));
        assert!(json(&results).contains("\"failed\": \"prints something else\""));
    }
}
