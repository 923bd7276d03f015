//! What the exercises' code does with generated inputs.

#[path = "../../course/observing.rs"]
mod observing;

use observing::Observer;
use stage0::{blanks, gcd, kind};

#[test]
fn observe_0_1() {
    let mut observer = Observer::new(30);
    for round in 0..30 {
        let limit = 4 << (round / 2);
        let (a, b, c) = (observer.below(limit), observer.below(limit), observer.below(limit));
        let (x, y) = (a * c, b * c);
        observer.observe("with a common divisor", format!("gcd({x}, {y})"), || gcd(x, y));
        observer.observe("with zero", format!("gcd(0, {x})"), || gcd(0, x));
    }
}

#[test]
fn observe_0_2() {
    let mut observer = Observer::new(20);
    for _ in 0..60 {
        let byte = observer.below(128) as u8;
        observer.observe("bytes", format!("kind({byte})"), || format!("{:?}", kind(byte)));
    }
}

#[test]
fn observe_0_3() {
    let mut observer = Observer::new(20);
    for round in 1..30 {
        let (front, back) = (observer.below(round) as usize, observer.below(9) as usize);
        let text = format!("{}x{}", " ".repeat(front), " ".repeat(back));
        observer.observe("texts", format!("blanks({text:?})"), || blanks(&text).0);
        observer.measure("steps", format!("blanks({text:?})"), || blanks(&text).1 as f64);
    }
}
