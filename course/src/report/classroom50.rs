//! Classroom 50: `classroom50/result/v1`.
//!
//! Scores there are whole numbers. A half point is rounded down: what was not reached is not given.

use super::{Graded, pretty};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Results {
    schema: &'static str,
    score: u32,
    max_score: u32,
    tests: Vec<Test>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Test {
    test_name: String,
    passed: bool,
    score: u32,
    max_score: u32,
    message: String,
}

/// The text of the result.
pub fn write(graded: &Graded) -> String {
    let tests: Vec<Test> = graded
        .exercises
        .iter()
        .map(|exercise| Test {
            test_name: format!("{} {}", exercise.id, exercise.title),
            passed: exercise.score >= f64::from(exercise.points),
            score: exercise.score.floor() as u32,
            max_score: exercise.points,
            message: exercise.words().join("\n"),
        })
        .collect();
    pretty(&Results {
        schema: "classroom50/result/v1",
        score: tests.iter().map(|test| test.score).sum(),
        max_score: graded.points(),
        tests,
    })
}

#[cfg(test)]
mod tests {
    use crate::report::sample;
    use serde_json::Value;

    #[test]
    fn it_has_the_fields_with_their_types() {
        let value: Value = serde_json::from_str(&super::write(&sample())).unwrap();
        assert_eq!(value["schema"], "classroom50/result/v1");
        assert_eq!((value["score"].as_u64(), value["max-score"].as_u64()), (Some(14), Some(25)));
        for test in value["tests"].as_array().unwrap() {
            assert!(test["test-name"].is_string() && test["passed"].is_boolean());
            assert!(test["score"].as_u64() <= test["max-score"].as_u64());
        }
    }
}
