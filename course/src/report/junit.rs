//! JUnit's XML, which most continuous-integration systems show.
//!
//! A suite for each exercise; its cases are the visible tests and the categories of hidden inputs. JUnit has no points;
//! they are properties of the suite.

use super::{Graded, GradedExercise, short};
use std::fmt::Write;

/// The text of the file.
pub fn write(graded: &Graded) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let name = escaped(&graded.submission);
    let _ = writeln!(text, "<testsuites name=\"{name}\">");
    for exercise in &graded.exercises {
        suite(&mut text, exercise);
    }
    text.push_str("</testsuites>\n");
    text
}

fn suite(text: &mut String, exercise: &GradedExercise) {
    let mut cases: Vec<(String, bool, String)> = Vec::new();
    for test in &exercise.tests {
        cases.push((short(&test.name).to_string(), test.passed, test.reason.clone()));
    }
    for category in &exercise.categories {
        let good = category.right >= category.total as f64 - 1e-9;
        let words = format!("{} of {} right", category.right, category.total);
        cases.push((format!("hidden inputs: {}", category.name), good, words));
    }
    if cases.is_empty() {
        cases.push(("handed in".into(), false, exercise.reasons.join("\n")));
    }
    let failures = cases.iter().filter(|(_, good, _)| !good).count();
    let name = escaped(&format!("{} {}", exercise.id, exercise.title));
    let (tests, score, points) = (cases.len(), exercise.score, exercise.points);
    let _ =
        writeln!(text, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\">");
    let _ = writeln!(text, "    <properties>");
    let _ = writeln!(text, "      <property name=\"score\" value=\"{score}\"/>");
    let _ = writeln!(text, "      <property name=\"points\" value=\"{points}\"/>");
    let _ = writeln!(text, "    </properties>");
    for (name, good, words) in cases {
        let (name, class) = (escaped(&name), escaped(&exercise.id));
        let _ = write!(text, "    <testcase classname=\"exercise {class}\" name=\"{name}\"");
        match good {
            true => text.push_str("/>\n"),
            false => {
                let first = escaped(words.lines().next().unwrap_or(""));
                let _ = write!(text, ">\n      <failure message=\"{first}\">");
                let _ = writeln!(text, "{}</failure>\n    </testcase>", escaped(&words));
            }
        }
    }
    text.push_str("  </testsuite>\n");
}

/// Text for XML 1.0, in which most control characters cannot be written at all.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::report::sample;

    #[test]
    fn a_reader_of_xml_finds_what_was_written() {
        let text = super::write(&sample());
        let document = roxmltree::Document::parse(&text).unwrap();
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "testsuites");
        assert_eq!(root.attribute("name"), Some("o'neil, \"ann\""));
        let suites: Vec<_> = root.children().filter(|node| node.is_element()).collect();
        assert_eq!(suites.len(), 2);
        for suite in &suites {
            let named = |name: &str| suite.descendants().filter(|n| n.has_tag_name(name)).count();
            assert_eq!(suite.attribute("tests"), Some(&*named("testcase").to_string()));
            assert_eq!(suite.attribute("failures"), Some(&*named("failure").to_string()));
        }
        let failure = suites[1].descendants().find(|node| node.has_tag_name("failure")).unwrap();
        assert_eq!(failure.text(), Some("left: \"<\u{fffd}>\"\nright: |"));
    }
}
