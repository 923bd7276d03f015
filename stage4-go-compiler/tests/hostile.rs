//! Broken source never makes the front end panic or run forever.

use std::fs;
use std::path::Path;

use stage4::front_end::{self, Sources};
use stage4::position::Pos;
use stage4::scanner::Scanner;
use stage4::token::Token;

/// The places where tokens begin, and the end.
fn tokens(text: &str) -> Vec<usize> {
    let mut scanner = Scanner::new(text, Pos(0));
    let mut places = Vec::new();
    loop {
        scanner.next();
        places.push(scanner.pos().0 as usize);
        if scanner.token == Token::EndOfFile {
            return places;
        }
    }
}

/// A generator of numbers that is the same in every run (Marsaglia, *Xorshift RNGs*, 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

#[test]
fn tokens_that_are_missing_twice_or_elsewhere() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for folder in ["check", "errors"] {
        for entry in fs::read_dir(corpus.join(folder)).expect("the corpus is there") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|extension| extension != "go") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("the file is readable");
            let places = tokens(&text);
            for _ in 0..100 {
                let at = numbers.below(places.len() - 1);
                let (start, end) = (places[at], places[at + 1]);
                let other = numbers.below(places.len() - 1);
                let mutated = match numbers.below(3) {
                    0 => format!("{}{}", &text[..start], &text[end..]),
                    1 => format!("{}{}", &text[..end], &text[start..]),
                    _ => {
                        let token = &text[places[other]..places[other + 1]];
                        format!("{}{token} {}", &text[..start], &text[end..])
                    }
                };
                front_end::check(&Sources::of_text("x.go", &mutated));
            }
        }
    }
}

#[test]
fn deep_and_long_input() {
    let deep = format!("package p\nvar x = {}1{}\n", "(".repeat(100_000), ")".repeat(100_000));
    let long = format!(
        "package p\nvar x = 1{}\nvar y = x{}\n",
        " + 1".repeat(50_000),
        " + 1".repeat(50_000)
    );
    let mut chain = String::from("package p\n");
    for index in 0..10_000 {
        chain.push_str(&format!("const c{index} = c{} + 1\n", index + 1));
    }
    chain.push_str("const c10000 = 0\n");
    let mut types = String::from("package p\n");
    for index in 0..10_000 {
        types.push_str(&format!("type t{index} struct {{ f t{} }}\n", index + 1));
    }
    types.push_str("type t10000 int\nvar x t0\n");
    let mut ifs = String::from("package p\nfunc f(x int) int {\n");
    for index in 0..10_000 {
        ifs.push_str(&format!("if x == {index} {{ return 1 }} else "));
    }
    ifs.push_str("{ return 2 }\n}\n");
    let report = |text: &str| {
        let checked = front_end::check(&Sources::of_text("x.go", text));
        checked.diagnostics.render(&checked.files, 3)
    };
    assert!(report(&deep).contains("nesting deeper"));
    for text in [&long, &chain, &types, &ifs] {
        assert_eq!(report(text), "");
    }
}
