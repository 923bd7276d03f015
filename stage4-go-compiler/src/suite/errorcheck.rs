//! What `errorcheck` tests expect: `// ERROR "regexp" "regexp"` at the end of a line.
//!
//! As in the official `test/run.go`: each regexp must match a message of its line that no earlier one has
//! matched, and each message must be matched. `LINE`, `LINE+3` and `LINE-1` in a regexp stand for a place as
//! messages show it. `GC_ERROR` is for compilers like this one, and four slashes switch a line off. Judged by
//! the tests below.

use regex::Regex;

/// What does not fit: one line each; nothing if all does. `messages` is what the compiler printed.
pub(super) fn mismatches(file: &str, text: &str, messages: &str) -> Result<Vec<String>, String> {
    let mut found: Vec<(usize, String, bool)> = Vec::new();
    for line in messages.lines() {
        match (line.starts_with('\t'), message(line)) {
            (false, Some((number, message))) => found.push((number, message.into(), false)),
            _ => {
                if let Some(last) = found.last_mut() {
                    last.1.push('\n');
                    last.1.push_str(line);
                }
            }
        }
    }
    let mut wrong = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        for pattern in patterns(file, line, number) {
            let regex = Regex::new(&pattern).map_err(|error| format!("{number}: {error}"))?;
            let mut matched = false;
            for (at, message, expected) in &mut found {
                if *at == number && !*expected && regex.is_match(message) {
                    *expected = true;
                    matched = true;
                }
            }
            if !matched {
                wrong.push(format!("{number}: no message matches {pattern}"));
            }
        }
    }
    let unexpected = found.iter().filter(|(.., expected)| !expected);
    wrong.extend(unexpected.map(|(number, message, _)| format!("{number}: unexpected: {message}")));
    Ok(wrong)
}

/// Line and text of `file:line:column: text`.
fn message(line: &str) -> Option<(usize, &str)> {
    let start = line.find(".go:")? + 4;
    let (number, rest) = line[start..].split_once(':')?;
    let text = match rest.split_once(": ") {
        Some((column, text)) if column.parse::<usize>().is_ok() => text,
        _ => rest,
    };
    Some((number.parse().ok()?, text))
}

/// The regexps that a line has.
fn patterns(file: &str, line: &str, number: usize) -> Vec<String> {
    let marks = ["// ERROR ", "// GC_ERROR "];
    let start = marks.iter().filter_map(|mark| Some(line.find(mark)? + mark.len())).min();
    let Some(start) = start.filter(|_| !line.contains("////")) else { return Vec::new() };
    // What stands between quotes is every second part; an unclosed one is none.
    let mut parts = line[start..].split('"').skip(1).peekable();
    let mut list = Vec::new();
    while let Some(part) = parts.next() {
        if parts.next().is_some() {
            list.push(places(part, file, number));
        }
    }
    list
}

/// Puts in what `LINE`, `LINE+n` and `LINE-n` stand for.
fn places(pattern: &str, file: &str, number: usize) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find("LINE") {
        out.push_str(&rest[..at]);
        rest = &rest[at + 4..];
        let sign = rest.chars().next().filter(|sign| matches!(sign, '+' | '-'));
        let digits: String =
            rest.chars().skip(1).take_while(char::is_ascii_digit).take(6).collect();
        let line = match (sign, digits.parse::<usize>()) {
            (Some(sign), Ok(change)) => {
                rest = &rest[1 + digits.len()..];
                if sign == '+' { number + change } else { number.saturating_sub(change) }
            }
            _ => number,
        };
        out.push_str(&format!("{file}:{line}"));
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_and_expectations() {
        let text = "package p\nvar a b // ERROR \"undefined|not defined\"\nvar c d\n";
        let fits = "x.go:2:7: undefined: b\nx.go:3:7: undefined: d\n";
        assert_eq!(mismatches("x.go", text, fits).unwrap(), ["3: unexpected: undefined: d"]);
        let missing = mismatches("x.go", text, "x.go:3:7: undefined: d\n").unwrap();
        assert_eq!(missing[0], "2: no message matches undefined|not defined");
        assert_eq!(missing.len(), 2);
    }

    #[test]
    fn several_in_a_line_and_numbers_of_lines() {
        let line = "f() // ERROR \"a\" \"b.*LINE-1\"";
        assert_eq!(patterns("x.go", line, 7), ["a", "b.*x.go:6"]);
        assert!(patterns("x.go", "f() //// ERROR \"a\"", 7).is_empty());
        assert!(patterns("x.go", "f() // GCCGO_ERROR \"a\"", 7).is_empty());
    }
}
