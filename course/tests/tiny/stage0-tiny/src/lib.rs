//! A stage with two exercises, for the tests of the package `course`.

// ANCHOR: gcd
/// The greatest common divisor; `gcd(0, 0)` is 0.
pub fn gcd(a: u64, b: u64) -> u64 {
    // BEGIN SOLUTION 0.1 stub: todo!("exercise 0.1: the largest number that divides {a} and {b}")
    let (mut left, mut right) = (a, b);
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
    // END SOLUTION
}
// ANCHOR_END: gcd

/// What a byte of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Digit,
    Letter,
    Other,
}

/// Sorts bytes into kinds.
pub fn kind(byte: u8) -> Kind {
    match byte {
        // BEGIN SOLUTION 0.2 stub: 0..=9 => Kind::Digit,
        b'0'..=b'9' => Kind::Digit,
        b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter,
        // END SOLUTION
        _ => Kind::Other,
    }
}

/// How many blanks a text begins with, counted as a slow program would.
pub fn blanks(text: &str) -> (usize, usize) {
    // BEGIN SOLUTION 0.3 stub: (text.chars().filter(|c| *c == ' ').count(), text.len())
    let found = text.bytes().take_while(|byte| *byte == b' ').count();
    (found, found + 1)
    // END SOLUTION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exercise_0_1_numbers_without_a_common_divisor() {
        assert_eq!(gcd(9, 28), 1);
    }

    #[test]
    fn exercise_0_1_zero_is_divided_by_everything() {
        assert_eq!(gcd(0, 6), 6);
        assert_eq!(gcd(6, 0), 6);
    }
}
