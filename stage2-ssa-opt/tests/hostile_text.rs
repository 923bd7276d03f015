//! Damaged and hostile texts: parsing, verifying and running return, and soon, whatever the text is.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use stage2::interpret::{Interpreter, Limits, NoHost};
use stage2::text::parse;
use stage2::verify;

const SEEDS: [&str; 3] = [
    include_str!("../filetests/parse/everything.ir"),
    include_str!("../filetests/run/memory.ir"),
    include_str!("../filetests/verify/types.ir"),
];

/// Words that damage a text more than random letters do.
const WORDS: [&str; 24] = [
    "v4294967295",
    "v0",
    "v1",
    "block1",
    "block0",
    "exit0",
    "slot0",
    "-9223372036854775808",
    "0x",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\n",
    "\"",
    "@sum",
    "return",
    "jump",
    "i8",
    "ptr",
    "é",
];

/// Everything that is done with a text.
fn all_of_it(text: &str) {
    let Ok(module) = parse::module(text) else { return };
    let _ = verify::module(&module);
    let limits = Limits { fuel: 10_000, memory: 1 << 20, ..Limits::default() };
    let Ok(mut interpreter) = Interpreter::new(&module, limits) else { return };
    for (func, decl) in module.functions.iter() {
        let arguments = vec![3; decl.signature.params.len()];
        interpreter.call(func, &arguments, &mut NoHost);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn damaged_files(
        seed in 0..SEEDS.len(),
        edits in prop::collection::vec((any::<u16>(), 0..40usize, 0..WORDS.len()), 1..5),
    ) {
        let mut text: Vec<char> = SEEDS[seed].chars().collect();
        for (at, length, word) in edits {
            let at = usize::from(at) % text.len();
            let end = (at + length % 12).min(text.len());
            text.splice(at..end, WORDS[word].chars());
        }
        all_of_it(&text.into_iter().collect::<String>());
    }

    #[test]
    fn random_letters(text in "\\PC{0,80}") {
        all_of_it(&text);
    }
}

#[test]
fn long_texts_take_linear_time() {
    let texts = [
        "(".repeat(1_000_000),
        "function @f(".repeat(80_000),
        "\"".repeat(1_000_000),
        format!("function @f() {{\nblock0:\n{}\n}}", "  v1: i64 = iconst\n".repeat(50_000)),
        (0..30_000).map(|i| format!("function @f{i}() {{\nblock200:\n  return\n}}\n")).collect(),
        format!("data @d align 8 {{\n  zeros {}\n}}", 1u64 << 40),
    ];
    for text in texts {
        let start = Instant::now();
        all_of_it(&text);
        let shown: String = text.chars().take(30).collect();
        assert!(start.elapsed() < Duration::from_secs(20), "{shown}: {:?}", start.elapsed());
    }
}
