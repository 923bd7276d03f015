//! What the code of this stage's exercises does with generated inputs; a grader compares it with what the reference does.
//!
//! The inputs are functions in the text form, small enough to be read in a report: a graph of blocks in which every block
//! does a little arithmetic on what is known there, and variables in stack slots connect the blocks.

#[path = "../../course/observing.rs"]
mod observing;

use observing::Observer;
use stage2::analysis::cfg::control_flow_graph;
use stage2::analysis::dominator_tree::dominator_tree;
use stage2::entity::Block;
use stage2::from_bytecode::entry::entered_at;
use stage2::from_bytecode::flow::{BytecodeBlock, Flow};
use stage2::ir::Module;
use stage2::text::{parse, print};
use stage2::{pipeline, verify};
use std::collections::BTreeMap;

fn module(text: &str) -> Module {
    parse::module(text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}

/// The module after some passes, or what is wrong with it then.
fn after(names: &[&str], text: &str) -> Result<Module, String> {
    let mut module = module(text);
    let funcs: Vec<_> = module.functions.keys().collect();
    for name in names {
        for &func in &funcs {
            let _ = pipeline::run_pass(&mut module, func, pipeline::find(name).unwrap());
        }
    }
    match verify::module(&module) {
        Ok(()) => Ok(module),
        Err(wrong) => Err(format!("not well-formed: {}", wrong[0])),
    }
}

/// The lines of the first function between its first and its last, after some passes.
fn shown(names: &[&str], text: &str) -> String {
    let module = match after(names, text) {
        Ok(module) => module,
        Err(wrong) => return wrong,
    };
    let text = print::module(&module);
    let lines = text.lines().skip_while(|line| !line.starts_with("function")).skip(1);
    lines.take_while(|line| *line != "}").map(str::trim).collect::<Vec<_>>().join("; ")
}

/// How many instructions are left after some passes; very many if what is left is wrong.
fn left(names: &[&str], text: &str) -> f64 {
    let module = match after(names, text) {
        Ok(module) => module,
        Err(_) => return 1e6,
    };
    let body = module.functions.values().next().unwrap().body.as_ref().unwrap();
    body.layout.iter().map(|&block| body.blocks[block].insts.len()).sum::<usize>() as f64
}

/// A graph: the successors of each block. Every block but the last can reach the next, or not at all where `wild`.
fn graph(observer: &mut Observer, blocks: u64, wild: bool) -> Vec<Vec<u64>> {
    (0..blocks)
        .map(|block| {
            let last = block + 1 == blocks;
            let anywhere = 1 + observer.below(blocks - 1);
            match observer.below(4) {
                _ if last => vec![],
                0 if wild => vec![anywhere],
                0 => vec![block + 1],
                _ => vec![block + 1, anywhere],
            }
        })
        .collect()
}

/// A function over a graph; `count` statements in each block at most.
fn function(observer: &mut Observer, graph: &[Vec<u64>], count: u64) -> String {
    const SLOTS: u64 = 3;
    let mut text = String::from("function @f(v0: i64, v1: i64) -> i64 {\n");
    (0..SLOTS).for_each(|slot| text += &format!("  slot{slot}: i64\n"));
    let mut next = 2;
    for (block, successors) in graph.iter().enumerate() {
        let parameters = if block == 0 { "(v0: i64, v1: i64)" } else { "" };
        text += &format!("block{block}{parameters}:\n");
        let mut known = vec![0, 1];
        for _ in 0..1 + observer.below(count) {
            let (a, b) = (*observer.one_of(&known), *observer.one_of(&known));
            let slot = observer.below(SLOTS);
            match observer.below(4) {
                0 => text += &format!("  slot_store v{a}, slot{slot}\n"),
                1 => {
                    text += &format!("  v{next}: i64 = slot_load slot{slot}\n");
                    known.push(next);
                    next += 1;
                }
                _ => {
                    let op = *observer.one_of(&["iadd", "isub", "imul", "xor"]);
                    text += &format!("  v{next}: i64 = {op} v{a}, v{b}\n");
                    known.push(next);
                    next += 1;
                }
            }
        }
        let value = *observer.one_of(&known);
        match successors[..] {
            [] => text += &format!("  v{next}: i64 = slot_load slot0\n  return v{next}\n"),
            [to] => text += &format!("  jump block{to}\n"),
            [a, b] => {
                let line = format!("  v{next}: i8 = icmp sgt v{value}, 0\n");
                text += &format!("{line}  br v{next}, block{a}, block{b}\n");
            }
            _ => unreachable!("two successors at most"),
        }
        next += 1;
    }
    text + "}\n"
}

#[test]
fn observe_2_1() {
    const SHIFTS: [&str; 4] = ["shl", "lshr", "ashr", "rotl"];
    const OTHERS: [&str; 10] = [
        "iadd",
        "isub",
        "imul",
        "smulhi",
        "umulhi",
        "and",
        "or",
        "xor",
        "sdiv.floor",
        "srem.floor",
    ];
    const DIVISIONS: [&str; 4] = ["sdiv", "udiv", "srem", "urem"];
    let mut observer = Observer::new(180);
    for round in 0..60 {
        let (ty, bits) = *observer.one_of(&[("i8", 8), ("i16", 16), ("i32", 32), ("i64", 64)]);
        let number = |observer: &mut Observer| {
            let wide = observer.random() as i64 >> (64 - bits) << (64 - bits) >> (64 - bits);
            if round % 3 == 0 { wide } else { wide >> observer.below(bits) }
        };
        let (a, b) = (number(&mut observer), number(&mut observer));
        let amount = observer.below(bits + 4);
        let mut folded = |category: &str, op: &str, right: i64| {
            observer.observe(category, format!("{ty}: {op} {a}, {right}"), || {
                shown(
                    &["simplify", "dce"],
                    &format!(
                        "function @f() -> {ty} {{\nblock0:\n  v0: {ty} = iconst {a}\n  \
                         v1: {ty} = {op} v0, {right}\n  return v1\n}}\n"
                    ),
                )
            });
        };
        let pick = round as usize;
        folded("arithmetic and logic", OTHERS[pick % OTHERS.len()], if b == 0 { 5 } else { b });
        folded("division", DIVISIONS[pick % DIVISIONS.len()], if b == 0 { -1 } else { b });
        folded("shifts", SHIFTS[pick % SHIFTS.len()], amount as i64);
    }
}

#[test]
fn observe_2_2() {
    let mut observer = Observer::new(90);
    for round in 0..30u64 {
        let blocks = 2 + round / 6;
        let graph = graph(&mut observer, blocks, false);
        let text = function(&mut observer, &graph, 3);
        observer.observe("variables in slots", &text, || shown(&["dce"], &text));
        observer.observe("parameters of blocks", &text, || shown(&["mem2reg", "dce"], &text));
        observer.measure("instructions left", &text, || left(&["mem2reg", "dce"], &text));
        let [a, b, c] = [0, 1, 2].map(|_| observer.below(3));
        let text = format!(
            "function @f(v0: i64) -> i64 {{\n  slot0: i64\n  slot1: i64\n  exit0: deopt @f+4 [0: v{a} int, 1: slot{} int]\n\
             block0(v0: i64):\n  v1: i64 = iadd v0, {b}\n  v2: i64 = imul v1, v0\n  slot_store v{c}, slot0\n  \
             slot_store v1, slot1\n  v3: i64 = iadd.checked v0, v0, exit0\n  return v3\n}}\n",
            b % 2
        );
        observer.observe("what an exit names", &text, || shown(&["dce"], &text));
    }
}

#[test]
fn observe_2_3() {
    let mut observer = Observer::new(120);
    for round in 0..60u64 {
        for (category, wild) in [("all can be reached", false), ("some cannot be reached", true)] {
            let graph = graph(&mut observer, 3 + round / 4, wild);
            observer.observe(category, format!("{graph:?}"), || {
                let module = module(&function(&mut Observer::new(0), &graph, 1));
                let function = module.functions.values().next().unwrap().body.as_ref().unwrap();
                let tree = dominator_tree(function, &control_flow_graph(function));
                let dominators = (1..graph.len() as u32).map(|block| {
                    let dominator = tree.immediate_dominator(Block(block));
                    dominator.map_or("-".to_string(), |dominator| dominator.to_string())
                });
                dominators.collect::<Vec<_>>().join(" ")
            });
        }
    }
}

#[test]
fn observe_2_4() {
    let mut observer = Observer::new(40);
    for round in 0..50u64 {
        let graph = graph(&mut observer, 2 + round / 6, false);
        let text = function(&mut observer, &graph, 2);
        observer.observe("parameters of each block", &text, || {
            let module = match after(&["mem2reg"], &text) {
                Ok(module) => module,
                Err(wrong) => return wrong,
            };
            let function = module.functions.values().next().unwrap().body.as_ref().unwrap();
            let parameters = function
                .layout
                .iter()
                .map(|&block| format!("{block}: {}", function.blocks[block].params.len()));
            parameters.collect::<Vec<_>>().join(", ")
        });
    }
}

#[test]
fn observe_2_5() {
    let mut observer = Observer::new(40);
    for round in 0..50u64 {
        let graph = graph(&mut observer, 2 + round / 6, false);
        let text = function(&mut observer, &graph, 4);
        observer.observe("after mem2reg", &text, || shown(&["mem2reg", "gvn", "dce"], &text));
        observer.measure("instructions left", &text, || left(&["mem2reg", "gvn", "dce"], &text));
    }
}

#[test]
fn observe_2_6() {
    const BESIDE: [&str; 9] = [
        "store v2, v0 + 8 [region 1]",
        "store v2, v0 + 8 [region 2]",
        "store v2, v0 + 8",
        "call @unknown()",
        "guard v8, exit0",
        "v7: i64 = load v0 + 16 [region 1]",
        "v6: i64 = iadd.checked v2, 5, exit0",
        "slot_store v2, slot0",
        "v5: ptr = slot_addr slot0",
    ];
    let mut observer = Observer::new(60);
    for _ in 0..80 {
        let region = *observer.one_of(&["", " [region 1]", " [region 2]", " [region 3]"]);
        let mut inside = vec![format!("v3: i64 = load v0{region}")];
        let mut left: Vec<&str> = BESIDE.to_vec();
        for _ in 0..observer.below(3) {
            let index = observer.below(left.len() as u64) as usize;
            let place = observer.below(inside.len() as u64 + 1) as usize;
            inside.insert(place, left.swap_remove(index).to_string());
        }
        let inside = inside.join("\n  ");
        let category = match region {
            " [region 3]" => "a constant",
            "" => "memory of unknown kind",
            _ => "memory of a known kind",
        };
        observer.observe(category, &inside, || {
            shown(
                &["licm"],
                &format!(
                    "extern @unknown()\nregion 1 \"one\"\nregion 2 \"two\"\nregion 3 \"fixed\" constant\n\
                     function @f(v0: ptr, v1: i64) -> i64 {{\n  slot0: i64\n  exit0: trap nil_dereference\n\
                     block0(v0: ptr, v1: i64):\n  v8: i8 = icmp sgt v1, 0\n  jump block1(v1)\n\
                     block1(v2: i64):\n  {inside}\n  v9: i64 = isub v2, 1\n  v10: i8 = icmp ne v9, 0\n  \
                     br v10, block1(v9), block9\nblock9:\n  return v3\n}}\n"
                ),
            )
        });
    }
}

/// What is reached from a block, numbered in the order in which it is met: which instruction each block begins at, and
/// where it goes.
fn walked(flow: &Flow, entry: usize) -> String {
    let mut numbers = BTreeMap::from([(entry, 0)]);
    let mut order = vec![entry];
    let mut at = 0;
    while let Some(&block) = order.get(at) {
        for &successor in &flow.blocks[block].successors {
            let next = numbers.len();
            numbers.entry(successor as usize).or_insert_with(|| {
                order.push(successor as usize);
                next
            });
        }
        at += 1;
    }
    let line = |&block: &usize| {
        let to: Vec<String> = flow.blocks[block]
            .successors
            .iter()
            .map(|successor| numbers[&(*successor as usize)].to_string())
            .collect();
        format!("{} at {} to [{}]", numbers[&block], flow.blocks[block].start, to.join(" "))
    };
    order.iter().map(line).collect::<Vec<_>>().join(", ")
}

#[test]
fn observe_2_7() {
    let mut observer = Observer::new(60);
    for round in 0..70u64 {
        // Loops in each other: the headers first, the ends in the opposite order; a body of some blocks in the middle.
        let depth = 1 + round % 4;
        let body = observer.below(3);
        let ends = depth + body;
        let mut successors: Vec<Vec<u32>> = Vec::new();
        for level in 0..depth {
            let behind = if level == 0 { 2 * depth + body } else { 2 * depth + body - level };
            successors.push(vec![level as u32 + 1, behind as u32]);
        }
        for block in depth..ends {
            let skip = (block + 1 + observer.below(2)).min(ends);
            successors.push(if skip == block + 1 {
                vec![skip as u32]
            } else {
                vec![block as u32 + 1, skip as u32]
            });
        }
        (0..depth).for_each(|end| successors.push(vec![(depth - 1 - end) as u32]));
        successors.push(vec![]);
        let header = observer.below(depth) as usize;
        let category = if header == 0 { "the outermost loop" } else { "an inner loop" };
        observer.observe(category, format!("{successors:?} at {header}"), || {
            let blocks = successors.iter().enumerate().map(|(at, successors)| BytecodeBlock {
                start: at as u32,
                end: at as u32 + 1,
                successors: successors.clone(),
                is_header: (at as u64) < depth,
                live_in: Default::default(),
                level: 0,
            });
            let (flow, first) = entered_at(Flow::of_blocks(blocks.collect()), header);
            walked(&flow, first)
        });
    }
}
