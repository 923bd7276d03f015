//! Exercise regions: the part of a tested source file that a learner writes again.
//!
//! ```text
//!     // BEGIN SOLUTION 2.3 stub: let _ = graph; None
//!     the reference solution, which the tests run every day
//!     // END SOLUTION
//! ```
//!
//! Between the marks stands the *body*. Cutting a region replaces the body by the stub that the first mark names, or by
//! `todo!("exercise 2.3")` where it names none; the marks stay, so that what was cut out can be put back, and what a
//! student wrote can be taken out. An exercise may have several regions, also in one file.
//!
//! It does not ask whether a stub compiles: `verify` does, by compiling it. Judged by the tests below.

use std::fmt;
use std::str::FromStr;

/// The number of an exercise: stage and place, `2.3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// The stage it belongs to.
    pub stage: u32,
    /// Its number in the stage, from 1.
    pub number: u32,
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.stage, self.number)
    }
}

impl FromStr for Id {
    type Err = String;

    fn from_str(text: &str) -> Result<Id, String> {
        let digits = |part: &str| -> Option<u32> {
            let only_digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            only_digits.then(|| part.parse().ok()).flatten()
        };
        text.split_once('.')
            .and_then(|(stage, number)| Some(Id { stage: digits(stage)?, number: digits(number)? }))
            .ok_or_else(|| format!("`{text}` is no exercise; they are called 0.1, 2.3 and so on"))
    }
}

/// A region of a file, by its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// The exercise it belongs to.
    pub exercise: Id,
    /// Line of the first mark, from 1.
    pub begin: usize,
    /// Line of the last mark, from 1.
    pub end: usize,
    /// What stands there instead of the body when it is cut out, without indentation.
    pub stub: String,
}

/// A mark that is not where it should be: its line, from 1, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

/// Whether a line opens or closes a region.
pub fn is_mark(line: &str) -> bool {
    comment(line)
        .is_some_and(|text| text.starts_with("BEGIN SOLUTION") || text.starts_with("END SOLUTION"))
}

/// Finds the regions of a file, in order; or everything that is wrong with its marks.
pub fn parse(text: &str) -> Result<Vec<Region>, Vec<Fault>> {
    let mut regions = Vec::new();
    let mut faults = Vec::new();
    let mut open: Option<Region> = None;
    for (line, text) in text.lines().enumerate().map(|(at, text)| (at + 1, text)) {
        let Some(mark) = comment(text) else { continue };
        if let Some(rest) = mark.strip_prefix("BEGIN SOLUTION") {
            if let Some(outer) = &open {
                let message = format!("a region within the one from line {}", outer.begin);
                faults.push(Fault { line, message });
            }
            match begin(rest, line) {
                Ok(region) => open = Some(region),
                Err(message) => {
                    faults.push(Fault { line, message });
                    // What ends there is this one, whatever it was to be called.
                    let exercise = Id { stage: u32::MAX, number: 0 };
                    open = Some(Region { exercise, begin: line, end: line, stub: String::new() });
                }
            }
        } else if mark.starts_with("END SOLUTION") {
            match open.take() {
                Some(region) => regions.push(Region { end: line, ..region }),
                None => {
                    faults.push(Fault { line, message: "`END SOLUTION` ends nothing".into() });
                }
            }
        }
    }
    if let Some(region) = open {
        faults.push(Fault { line: region.begin, message: "this region never ends".into() });
    }
    if faults.is_empty() { Ok(regions) } else { Err(faults) }
}

/// What a `BEGIN SOLUTION` says after these words.
fn begin(rest: &str, line: usize) -> Result<Region, String> {
    let rest = rest.trim();
    let (id, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let exercise: Id = id.parse()?;
    let stub = match rest.trim() {
        "" => format!("todo!(\"exercise {exercise}\")"),
        rest => match rest.strip_prefix("stub:") {
            Some(stub) if !stub.trim().is_empty() => stub.trim().to_string(),
            _ => return Err(format!("after `{exercise}` comes `stub: …`, or nothing")),
        },
    };
    Ok(Region { exercise, begin: line, end: line, stub })
}

/// The text of a line that is nothing but a comment.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = line.strip_prefix("//").or_else(|| line.strip_prefix('#'))?;
    Some(text.trim_start())
}

/// The body of a region: its lines, with their indentation and line ends.
pub fn body(text: &str, region: &Region) -> String {
    text.split_inclusive('\n').skip(region.begin).take(region.end - region.begin - 1).collect()
}

/// The stub of a region as lines of the file.
pub fn stub_lines(text: &str, region: &Region) -> String {
    let mark = text.lines().nth(region.begin - 1).unwrap_or("");
    let indent = &mark[..mark.len() - mark.trim_start().len()];
    format!("{indent}{}\n", region.stub)
}

/// The file with new bodies for those regions for which `new` gives one.
pub fn replace(
    text: &str,
    regions: &[Region],
    mut new: impl FnMut(&Region) -> Option<String>,
) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut out = String::with_capacity(text.len());
    let mut next = 0;
    for region in regions {
        let Some(body) = new(region) else { continue };
        out.extend(lines[next..region.begin].iter().copied());
        out.push_str(&body);
        if !body.is_empty() && !body.ends_with('\n') {
            out.push('\n');
        }
        next = region.end - 1;
    }
    out.extend(lines[next..].iter().copied());
    out
}

/// The file with the regions that `select` names cut out.
pub fn cut(text: &str, regions: &[Region], select: impl Fn(Id) -> bool) -> String {
    replace(text, regions, |region| select(region.exercise).then(|| stub_lines(text, region)))
}

/// Whether a body is nothing but the stub.
pub fn is_cut(text: &str, region: &Region) -> bool {
    body(text, region).trim() == region.stub
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "fn a() {\n    // BEGIN SOLUTION 1.2 stub: 0\n    one();\n    2\n    // END SOLUTION\n}\n# BEGIN SOLUTION 1.3\nx = 1\n# END SOLUTION\nrest\n";

    fn faults(text: &str) -> Vec<(usize, String)> {
        let faults = parse(text).expect_err("something is wrong");
        faults.into_iter().map(|fault| (fault.line, fault.message)).collect()
    }

    #[test]
    fn a_region_has_a_body_and_a_stub() {
        let regions = parse(FILE).unwrap();
        assert_eq!(regions.len(), 2);
        assert_eq!(body(FILE, &regions[0]), "    one();\n    2\n");
        assert_eq!(stub_lines(FILE, &regions[0]), "    0\n");
        assert_eq!(regions[1].stub, "todo!(\"exercise 1.3\")");
    }

    #[test]
    fn cutting_and_putting_back_is_the_identity() {
        let regions = parse(FILE).unwrap();
        let bodies: Vec<String> = regions.iter().map(|region| body(FILE, region)).collect();
        let starter = cut(FILE, &regions, |_| true);
        assert!(!starter.contains("one()") && starter.ends_with("rest\n"), "{starter}");
        let cut_regions = parse(&starter).unwrap();
        assert!(cut_regions.iter().all(|region| is_cut(&starter, region)));
        let mut bodies = bodies.into_iter();
        assert_eq!(replace(&starter, &cut_regions, |_| bodies.next()), FILE);
    }

    #[test]
    fn only_the_chosen_exercise_is_cut() {
        let regions = parse(FILE).unwrap();
        let starter = cut(FILE, &regions, |id| id.number == 3);
        assert!(starter.contains("one()") && !starter.contains("x = 1"), "{starter}");
    }

    #[test]
    fn an_empty_body_is_a_body() {
        let text = "// BEGIN SOLUTION 1.1\n// END SOLUTION\n";
        let regions = parse(text).unwrap();
        assert_eq!(body(text, &regions[0]), "");
        assert_eq!(
            cut(text, &regions, |_| true),
            "// BEGIN SOLUTION 1.1\ntodo!(\"exercise 1.1\")\n// END SOLUTION\n"
        );
    }

    #[test]
    fn marks_that_are_wrong_are_named() {
        let never = "this region never ends".to_string();
        assert_eq!(faults("// BEGIN SOLUTION 1.2\n"), [(1, never)]);
        assert_eq!(faults("x\n// END SOLUTION\n")[0].0, 2);
        let nested = "// BEGIN SOLUTION 1.2\n// BEGIN SOLUTION 1.3\n// END SOLUTION\n";
        assert_eq!(faults(nested), [(2, "a region within the one from line 1".to_string())]);
        assert!(faults("// BEGIN SOLUTION one\n// END SOLUTION\n")[0].1.contains("`one`"));
        assert!(faults("// BEGIN SOLUTION 1.x\n// END SOLUTION\n")[0].1.contains("`1.x`"));
        let stub = faults("// BEGIN SOLUTION 1.2 stumb: 0\n// END SOLUTION\n");
        assert!(stub[0].1.contains("stub:"), "{stub:?}");
        assert_eq!(faults("// BEGIN SOLUTION 1.2 stub:\n// END SOLUTION\n").len(), 1);
    }

    #[test]
    fn prose_and_strings_are_no_marks() {
        assert!(!is_mark("the line BEGIN SOLUTION 1.2"));
        assert!(!is_mark("let a = \"// END SOLUTION\";"));
        assert!(is_mark("  # END SOLUTION"));
    }
}
