//! Tests of exercises 0.2 and 0.3.

use stage0::{Kind, blanks, kind};

#[test]
fn exercise_0_2_digits_and_letters() {
    for (bytes, expected) in [("0379", Kind::Digit), ("amzAMZ", Kind::Letter)] {
        assert!(bytes.bytes().all(|byte| kind(byte) == expected), "{bytes}");
    }
}

#[test]
fn exercise_0_2_other_bytes() {
    assert!(b" /:@[`{".iter().all(|byte| kind(*byte) == Kind::Other));
}

#[test]
fn exercise_0_3_blanks_at_the_beginning() {
    assert_eq!(blanks("  a b").0, 2);
    assert_eq!(blanks("a b").0, 0);
}
