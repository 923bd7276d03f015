//! Compares a text with an expectation that may leave things out.
//!
//! An expected line `...` stands for any number of lines, none included; `[..]` within a line for any characters. These
//! are the conventions of Cargo's own tests. Blanks at the end of a line do not count.
//!
//! The comparison is an alignment, found by dynamic programming over (expected line, actual line) as in Needleman and
//! Wunsch, *A general method applicable to the search for similarities* (1970): a kept line is worth 2, a line too many
//! or too few costs 1, a line under `...` costs nothing. The two texts match if nothing is too many or too few. The same
//! alignment gives the diff, and says which expected lines can stay when new output is accepted.

/// One step of an alignment, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Expected and found; the first text is the expectation, elisions and all.
    Kept(&'a str, &'a str),
    /// Expected, but not found.
    Missing(&'a str),
    /// Found, but not expected.
    Extra(&'a str),
    /// A `...` and the lines that it stands for.
    Elided(&'a str, usize),
}

/// Aligns the expected lines with the actual ones.
pub fn align<'a>(expected: &[&'a str], actual: &[&'a str]) -> Vec<Step<'a>> {
    let (rows, columns) = (expected.len() + 1, actual.len() + 1);
    let at = |row: usize, column: usize| row * columns + column;
    // score[e][a]: the best that can be made of expected[e..] and actual[a..].
    let mut score = vec![0i32; rows * columns];
    for e in (0..rows).rev() {
        for a in (0..columns).rev() {
            score[at(e, a)] = moves(expected, actual, e, a)
                .into_iter()
                .flatten()
                .map(|(gain, de, da)| gain + score[at(e + de, a + da)])
                .max()
                .unwrap_or(0);
        }
    }
    let (mut e, mut a) = (0, 0);
    let mut steps = Vec::new();
    while e < expected.len() || a < actual.len() {
        let (_, de, da) = moves(expected, actual, e, a)
            .into_iter()
            .flatten()
            .find(|&(gain, de, da)| gain + score[at(e + de, a + da)] == score[at(e, a)])
            .expect("the score of every cell but the last comes from one of its moves");
        match (de, da, is_elision(expected.get(e).unwrap_or(&""))) {
            (0, 1, true) if matches!(steps.last(), Some(Step::Elided(..))) => {
                if let Some(Step::Elided(_, count)) = steps.last_mut() {
                    *count += 1;
                }
            }
            (0, 1, true) => steps.push(Step::Elided(expected[e], 1)),
            // The end of a `...` that stood for something is noted already.
            (1, 0, true) if matches!(steps.last(), Some(Step::Elided(..))) => {}
            (1, 0, true) => steps.push(Step::Elided(expected[e], 0)),
            (1, 0, false) => steps.push(Step::Missing(expected[e])),
            (0, 1, false) => steps.push(Step::Extra(actual[a])),
            _ => steps.push(Step::Kept(expected[e], actual[a])),
        }
        (e, a) = (e + de, a + da);
    }
    steps
}

/// The moves open at a cell: gain, steps in `expected`, steps in `actual`.
fn moves(
    expected: &[&str],
    actual: &[&str],
    e: usize,
    a: usize,
) -> [Option<(i32, usize, usize)>; 3] {
    match (expected.get(e), actual.get(a)) {
        (None, None) => [None; 3],
        (Some(line), None) => [Some((if is_elision(line) { 0 } else { -1 }, 1, 0)), None, None],
        (None, Some(_)) => [Some((-1, 0, 1)), None, None],
        (Some(line), Some(_)) if is_elision(line) => [Some((0, 0, 1)), Some((0, 1, 0)), None],
        (Some(line), Some(found)) => {
            let kept = line_matches(line, found).then_some((2, 1, 1));
            [kept, Some((-1, 1, 0)), Some((-1, 0, 1))]
        }
    }
}

/// Whether an alignment found nothing missing and nothing extra.
pub fn is_match(steps: &[Step]) -> bool {
    steps.iter().all(|step| matches!(step, Step::Kept(..) | Step::Elided(..)))
}

/// Whether the text of a line fits the expected line, `[..]` standing for any characters.
pub fn line_matches(expected: &str, actual: &str) -> bool {
    let (expected, actual) = (expected.trim_end(), actual.trim_end());
    let Some((head, rest)) = expected.split_once("[..]") else { return expected == actual };
    let Some(mut actual) = actual.strip_prefix(head) else { return false };
    let pieces: Vec<&str> = rest.split("[..]").collect();
    let (last, middle) = pieces.split_last().expect("split gives at least one piece");
    for piece in middle {
        // The leftmost place leaves the most room for what follows.
        let Some(place) = actual.find(piece) else { return false };
        actual = &actual[place + piece.len()..];
    }
    actual.ends_with(last)
}

/// The alignment as a diff: `-` expected, `+` found.
pub fn diff(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        let (mark, line) = match step {
            Step::Kept(_, found) => (' ', found),
            Step::Missing(line) => ('-', line),
            Step::Extra(line) => ('+', line),
            Step::Elided(line, _) => (' ', line),
        };
        out.push_str(format!("{mark} {line}").trim_end());
        out.push('\n');
    }
    out
}

/// The expectation that the actual lines would have met, with every elision that still holds.
///
/// A line with `[..]` stays where it still matches. A `...` stays if the lines next to it stayed; else the lines it stood
/// for are written out, since nobody can say any more what it was meant to leave out.
pub fn accept<'a>(steps: &[Step<'a>], actual: &[&'a str]) -> Vec<&'a str> {
    let stays = |step: Option<&Step>| matches!(step, None | Some(Step::Kept(..)));
    let mut out = Vec::new();
    let mut next = 0;
    for (at, step) in steps.iter().enumerate() {
        match *step {
            Step::Kept(expected, _) => {
                out.push(expected);
                next += 1;
            }
            Step::Missing(_) => {}
            Step::Extra(found) => {
                out.push(found);
                next += 1;
            }
            Step::Elided(mark, count) => {
                let before = at.checked_sub(1).and_then(|at| steps.get(at));
                if stays(before) && stays(steps.get(at + 1)) {
                    out.push(mark);
                } else {
                    out.extend(&actual[next..next + count]);
                }
                next += count;
            }
        }
    }
    out
}

fn is_elision(line: &str) -> bool {
    line.trim_end() == "..."
}
