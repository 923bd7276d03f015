//! What the code of this stage's exercises does with generated inputs; a grader compares it with what the reference does.
#![cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), unix))]

#[path = "../../course/observing.rs"]
mod observing;

use observing::Observer;
use stage2::ir::Module;
use stage2::text::parse;
use stage3::Isa;
use stage3::compile::Options;
use stage3::link::memory::Outcome;
use stage5::optimise::Level;
use stage5::reach::reachable;
use stage5::run::link;

fn module(text: &str) -> Module {
    parse::module(text).unwrap_or_else(|errors| panic!("{}", errors[0].render("test", text)))
}

/// What the first function gives, at -O0 and at -O2.
fn run(text: &str, arguments: &[u64]) -> String {
    let module = module(text);
    let func = module.functions.keys().next().unwrap();
    let results = [Level::O0, Level::O2].map(|level| {
        let image = match link(&module, level, Options::new(Isa::host().unwrap()), &|_| None) {
            Ok(image) => image,
            Err(error) => return error.to_string(),
        };
        // SAFETY: no memory is accessed, and the loops end.
        match unsafe { image.call(func, arguments) } {
            Outcome::Return(values) => format!("{values:?}"),
            Outcome::Exit(_) => "it leaves".to_string(),
        }
    });
    results.join(" and ")
}

#[test]
fn observe_5_1() {
    let mut observer = Observer::new(30);
    for round in 0..16u64 {
        // A loop with some values, each of which becomes one of them in every round, and is multiplied on one of two ways.
        let values = 2 + round / 4;
        let name = |block: u64, value: u64| format!("v{}", block * 10 + value);
        let list = |block: u64, typed: bool| {
            let names = (0..values).map(|value| {
                if typed { format!("{}: i64", name(block, value)) } else { name(block, value) }
            });
            names.collect::<Vec<_>>().join(", ")
        };
        let chosen: Vec<u64> = (0..2 * values).map(|_| observer.below(values)).collect();
        let [one, other] = [0, values].map(|from| {
            let picked = &chosen[from as usize..(from + values) as usize];
            picked.iter().map(|&value| name(2, value)).collect::<Vec<_>>().join(", ")
        });
        let mut sum = String::new();
        for value in 0..values {
            let (a, b) = (90 + 2 * value, 91 + 2 * value);
            let before = if value == 0 { name(3, 0) } else { format!("v{}", a - 1) };
            sum += &format!(
                "  v{a}: i64 = imul {before}, 31\n  v{b}: i64 = iadd v{a}, {}\n",
                name(3, value)
            );
        }
        let last = 89 + 2 * values;
        let text = format!(
            "function @f(v0: i64, v1: i64) -> i64 {{\nblock0(v0: i64, v1: i64):\n{}  jump block2(v0, {})\n\
             block2(v5: i64, {}):\n  v6: i8 = icmp eq v5, 0\n  br v6, block3({}), block4\n\
             block4:\n  v7: i64 = isub v5, 1\n  v8: i64 = and v5, 1\n  v9: i8 = icmp ne v8, 0\n  \
             br v9, block2(v7, {one}), block2(v7, {other})\n\
             block3({}):\n{sum}  return v{last}\n}}\n",
            (0..values)
                .map(|value| format!("  {}: i64 = iadd v1, {value}\n", name(1, value)))
                .collect::<String>(),
            list(1, false),
            list(2, true),
            list(2, false),
            list(3, true),
        );
        for (category, rounds) in
            [("few rounds", observer.below(3)), ("many rounds", observer.below(50))]
        {
            let start = observer.below(1000);
            observer.observe(category, format!("f({rounds}, {start}): {text}"), || {
                run(&text, &[rounds, start])
            });
        }
    }
}

#[test]
fn observe_5_2() {
    let mut observer = Observer::new(70);
    for _ in 0..24 {
        let (ty, width) = *observer.one_of(&[("i8", 8u64), ("i16", 16), ("i32", 32), ("i64", 64)]);
        let opcode = *observer.one_of(&["shl", "lshr"]);
        let text = format!(
            "function @shift(v0: {ty}, v1: i64) -> {ty} {{\nblock0(v0: {ty}, v1: i64):\n  \
             v2: {ty} = {opcode} v0, v1\n  return v2\n}}\n"
        );
        let x = observer.random() & (u64::MAX >> (64 - width));
        let far = observer.random() | width;
        let amounts = [
            ("less than the width", observer.below(width)),
            ("the width and a little more", width + observer.below(4)),
            ("much more", far),
        ];
        for (category, amount) in amounts {
            observer.observe(category, format!("{ty}: {opcode} {x:#x}, {amount}"), || {
                run(&text, &[x, amount])
            });
        }
    }
}

#[test]
fn observe_5_3() {
    let mut observer = Observer::new(60);
    for round in 0..60u64 {
        let functions = 2 + round / 6;
        let mut text = String::new();
        let mut graph = Vec::new();
        for data in 0..2 {
            let named = observer.below(functions);
            text += &format!("data @d{data} align 8 {{\n  @f{named}\n}}\n");
            graph.push(format!("d{data} holds f{named}"));
        }
        for number in 0..functions {
            text += &format!("function @f{number}() {{\nblock0:\n");
            for value in 0..observer.below(3) {
                let to = observer.below(functions);
                let (line, words) = match observer.below(4) {
                    0 => {
                        let data = observer.below(2);
                        (
                            format!("v{value}: ptr = data_addr @d{data}"),
                            format!("f{number} names d{data}"),
                        )
                    }
                    1 => (
                        format!("v{value}: ptr = func_addr @f{to}"),
                        format!("f{number} names f{to}"),
                    ),
                    _ => (format!("call @f{to}()"), format!("f{number} calls f{to}")),
                };
                text += &format!("  {line}\n");
                graph.push(words);
            }
            text += "  return\n}\n";
        }
        let category = if functions < 7 { "few functions" } else { "many functions" };
        observer.observe(category, format!("from f0: {}", graph.join(", ")), || {
            let module = module(&text);
            let found = reachable(&module, &[module.function("f0").unwrap()]);
            let mut names: Vec<&str> =
                found.iter().map(|func| &*module.functions[*func].name).collect();
            names.sort_unstable();
            names.join(" ")
        });
    }
}
