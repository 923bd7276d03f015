//! Gradescope: `results.json`, as its autograder specification describes it.
//!
//! An entry for each visible test, one for each category of hidden inputs, and the points of an exercise on an entry of
//! its own, so that points are nowhere counted twice. Gradescope shows the entries' output to the student; hidden inputs are
//! not in it. `leaderboard` has the total.

use super::{Graded, GradedExercise, pretty, short};
use serde::Serialize;

#[derive(Serialize)]
struct Results<'a> {
    score: f64,
    execution_time: u64,
    output: String,
    output_format: &'a str,
    visibility: &'a str,
    stdout_visibility: &'a str,
    tests: Vec<Test>,
    leaderboard: Vec<Place>,
}

#[derive(Serialize)]
struct Test {
    score: f64,
    max_score: f64,
    status: &'static str,
    name: String,
    number: String,
    output: String,
    output_format: &'static str,
    tags: Vec<String>,
    visibility: &'static str,
}

#[derive(Serialize)]
struct Place {
    name: &'static str,
    value: f64,
}

/// The text of `results.json`.
pub fn write(graded: &Graded) -> String {
    let seconds = graded.seconds;
    let results = Results {
        score: graded.score(),
        execution_time: (seconds.build + seconds.tests + seconds.observations).ceil() as u64,
        output: graded.notes.join("\n"),
        output_format: "text",
        visibility: "visible",
        // What a program printed may be anything.
        stdout_visibility: "hidden",
        tests: graded.exercises.iter().flat_map(entries).collect(),
        leaderboard: vec![Place { name: "points", value: graded.score() }],
    };
    pretty(&results)
}

fn entries(exercise: &GradedExercise) -> Vec<Test> {
    let entry = |name: String, number: String, good: bool, output: String, tag: &str| Test {
        score: 0.0,
        max_score: 0.0,
        status: if good { "passed" } else { "failed" },
        name,
        number,
        output,
        output_format: "text",
        tags: vec![format!("exercise-{}", exercise.id), tag.to_string()],
        visibility: "visible",
    };
    let full = exercise.score >= f64::from(exercise.points);
    let title = format!("{}: {}", exercise.id, exercise.title);
    let words = exercise.words().join("\n");
    let mut entries = vec![Test {
        score: exercise.score,
        max_score: exercise.points.into(),
        ..entry(title, exercise.id.clone(), full, words, "points")
    }];
    for (at, test) in exercise.tests.iter().enumerate() {
        let number = format!("{}.{}", exercise.id, at + 1);
        let name = short(&test.name).to_string();
        entries.push(entry(name, number, test.passed, test.reason.clone(), "test"));
    }
    for (at, category) in exercise.categories.iter().enumerate() {
        let number = format!("{}.{}", exercise.id, exercise.tests.len() + at + 1);
        let good = category.right >= category.total as f64;
        let name = format!("hidden inputs: {}", category.name);
        let output = format!("{} of {} right", category.right, category.total);
        entries.push(entry(name, number, good, output, "hidden"));
    }
    entries
}

#[cfg(test)]
mod tests {
    use crate::report::sample;
    use serde::Deserialize;

    /// Reads what the specification allows, and nothing else.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Results {
        score: Option<f64>,
        execution_time: Option<u64>,
        #[serde(rename = "output")]
        _output: Option<String>,
        output_format: Option<String>,
        visibility: Option<String>,
        stdout_visibility: Option<String>,
        #[serde(rename = "extra_data")]
        _extra_data: Option<serde_json::Value>,
        tests: Option<Vec<Test>>,
        leaderboard: Option<Vec<Place>>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Test {
        score: Option<f64>,
        max_score: Option<f64>,
        status: Option<String>,
        name: Option<String>,
        #[serde(rename = "name_format")]
        _name_format: Option<String>,
        number: Option<String>,
        #[serde(rename = "output")]
        _output: Option<String>,
        output_format: Option<String>,
        tags: Option<Vec<String>>,
        visibility: Option<String>,
        #[serde(rename = "extra_data")]
        _extra_data: Option<serde_json::Value>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Place {
        name: String,
        value: serde_json::Value,
        #[serde(rename = "order")]
        _order: Option<String>,
    }

    #[test]
    fn it_is_what_the_specification_says() {
        let results: Results = serde_json::from_str(&super::write(&sample())).unwrap();
        let visibilities = ["hidden", "after_due_date", "after_published", "visible"];
        let formats = ["text", "html", "simple_format", "md", "ansi"];
        let is_visibility =
            |word: &Option<String>| visibilities.contains(&word.as_deref().unwrap());
        assert!(is_visibility(&results.visibility) && is_visibility(&results.stdout_visibility));
        assert!(formats.contains(&results.output_format.as_deref().unwrap()));
        assert!(results.execution_time.is_some());
        let tests = results.tests.unwrap();
        let mut numbers = std::collections::BTreeSet::new();
        for test in &tests {
            assert!(["passed", "failed"].contains(&test.status.as_deref().unwrap()));
            assert!(is_visibility(&test.visibility));
            assert!(formats.contains(&test.output_format.as_deref().unwrap()));
            assert!(test.score <= test.max_score && test.name.is_some());
            assert!(!test.tags.as_ref().unwrap().is_empty());
            assert!(numbers.insert(test.number.clone().unwrap()), "a number twice");
        }
        let sum: f64 = tests.iter().map(|test| test.score.unwrap()).sum();
        let most: f64 = tests.iter().map(|test| test.max_score.unwrap()).sum();
        assert_eq!((sum, most), (results.score.unwrap(), 25.0));
        let places = results.leaderboard.unwrap();
        assert!(places[0].name == "points" && places[0].value == 14.55);
    }
}
