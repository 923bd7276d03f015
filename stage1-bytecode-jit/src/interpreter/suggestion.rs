//! "Did you mean": the name that a misspelled one was meant to be.
//!
//! CPython (`Python/suggestions.c`) compares the name with all that could have been meant by the
//! edit distance of Wagner and Fischer ("The string-to-string correction problem", 1974): the
//! least cost of insertions, deletions and substitutions, where a change of case costs half. The
//! first of the nearest candidates wins, if it is near enough for the lengths.

use rustc_hash::FxHashSet;

const MOVE_COST: usize = 2;
const CASE_COST: usize = 1;
const MOST_CANDIDATES: usize = 750;
const LONGEST: usize = 40;

/// The candidate that is nearest to `name`, if any is near.
pub(super) fn suggest<'a>(
    candidates: impl IntoIterator<Item = &'a str>,
    name: &str,
) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if candidates.len() >= MOST_CANDIDATES {
        return None;
    }
    let mut seen = FxHashSet::default();
    let mut best = None;
    let mut least = usize::MAX;
    for candidate in candidates {
        if candidate == name || !seen.insert(candidate) {
            continue;
        }
        // No more than a third of the characters may change.
        let most = (name.len() + candidate.len() + 3) * MOVE_COST / 6;
        let distance = distance(name.as_bytes(), candidate.as_bytes(), most.min(least - 1));
        if let Some(distance) = distance
            && distance < least
        {
            (best, least) = (Some(candidate), distance);
        }
    }
    best
}

fn substitution_cost(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE_COST
    } else {
        MOVE_COST
    }
}

/// The edit distance, if it is at most `most`.
fn distance(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    // What both begin or end with costs nothing.
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if a.is_empty() || b.is_empty() {
        let cost = (a.len() + b.len()) * MOVE_COST;
        return (cost <= most).then_some(cost);
    }
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let (a, b) = if b.len() < a.len() { (b, a) } else { (a, b) };
    if (b.len() - a.len()) * MOVE_COST > most {
        return None;
    }
    // One row of the table at a time: the cost of making `b[..=j]` from each start of `a`.
    let mut row: Vec<usize> = (1..=a.len()).map(|i| i * MOVE_COST).collect();
    let mut result = 0;
    for (j, &wanted) in b.iter().enumerate() {
        let mut diagonal = j * MOVE_COST;
        let mut left = (j + 1) * MOVE_COST;
        let mut smallest = usize::MAX;
        for (cell, &given) in row.iter_mut().zip(a) {
            let substitute = diagonal + substitution_cost(wanted, given);
            diagonal = *cell;
            let insert_or_delete = left.min(diagonal) + MOVE_COST;
            left = substitute.min(insert_or_delete);
            *cell = left;
            result = left;
            smallest = smallest.min(left);
        }
        if smallest > most {
            return None;
        }
    }
    (result <= most).then_some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_moves_and_case() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "a", 2),
            ("a", "A", 1),
            ("Apple", "Aple", 2),
            ("Banana", "B@n@n@", 6),
            ("Cherry", "Cherry!", 2),
            ("---0---", "------", 2),
            ("abc", "y", 6),
            ("aa", "bb", 4),
            ("aaaaa", "AAAAA", 5),
            ("wxyz", "wXyZ", 2),
            ("wxyz", "wXyZ123", 8),
            ("Python", "Java", 12),
            ("Java", "C#", 8),
            ("AbstractFoobarManager", "abstract_foobar_manager", 3 + 2 * 2),
            ("CPython", "PyPy", 10),
            ("CPython", "pypy", 11),
            ("AttributeError", "AttributeErrop", 2),
            ("AttributeError", "AttributeErrorTests", 10),
        ] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes(), 100), Some(expected), "{a} {b}");
            assert_eq!(distance(b.as_bytes(), a.as_bytes(), 100), Some(expected), "{b} {a}");
        }
    }

    #[test]
    fn the_first_of_the_nearest_is_suggested() {
        assert_eq!(suggest(["append", "extend", "appendix"], "apend"), Some("append"));
        assert_eq!(suggest(["bat", "cat"], "hat"), Some("bat"));
        assert_eq!(suggest(["append"], "zzqx"), None);
        assert_eq!(suggest(["x"], "x"), None);
    }
}
