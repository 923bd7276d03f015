//! What judges the exercises: `cargo test -p stage2 exercise_2_1` and so on. The stub fails,
//! and so do the mistakes that suggest themselves; other tests judge the same code more broadly.

use stage2::analysis::cfg::control_flow_graph;
use stage2::analysis::dominator_tree::dominator_tree;
use stage2::entity::Block;
use stage2::interpret::call_text;
use stage2::ir::Module;
use stage2::text::{parse, print};
use stage2::{pipeline, verify};

fn module(text: &str) -> Module {
    parse::module(text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}

/// The module after one pass, which must be well-formed.
fn after(name: &str, before: &Module) -> Module {
    let mut module = before.clone();
    let funcs: Vec<_> = module.functions.keys().collect();
    for func in funcs {
        let _ = pipeline::run_pass(&mut module, func, pipeline::find(name).unwrap());
    }
    if let Err(wrong) = verify::module(&module) {
        let wrong: String = wrong.iter().map(|one| format!("{one}\n")).collect();
        panic!("{name} leaves\n{wrong}");
    }
    module
}

/// What the first function of a module is after a pass, its lines without the first and the last.
fn body(module: &Module) -> Vec<String> {
    let text = print::module(module);
    let lines: Vec<String> = text.lines().map(|line| line.trim().to_string()).collect();
    lines[1..lines.len() - 1].to_vec()
}

// --- 2.1: constants ---------------------------------------------------------------------------------

/// `op a, b` at 8 bits, by the interpreter; and whether `simplify` leaves that number.
fn folds(op: &str, a: i64, b: i64) {
    let text = format!(
        "function @f() -> i8 {{\nblock0:\n  v0: i8 = iconst {a}\n  v1: i8 = {op} v0, {b}\n  return v1\n}}\n"
    );
    let before = module(&text);
    let number = call_text(&before, "@f()").unwrap();
    let expected = format!("v1: i8 = iconst {number}");
    let found = body(&after("simplify", &before));
    assert!(found.contains(&expected), "{op} {a}, {b} should be `{expected}`:\n{found:#?}");
}

#[test]
fn exercise_2_1_two_numbers_are_one() {
    for op in ["iadd", "isub", "imul", "smulhi", "umulhi", "and", "or", "xor"] {
        for (a, b) in [(3, 4), (-3, 5), (100, 100), (-128, -1), (127, 127), (-128, -128)] {
            folds(op, a, b);
        }
    }
}

#[test]
fn exercise_2_1_a_division_by_a_number_has_no_exit() {
    for op in ["sdiv", "udiv", "srem", "urem", "sdiv.floor", "srem.floor"] {
        for (a, b) in [(7, 2), (-7, 2), (7, -3), (-128, -1), (-1, 3), (5, 7)] {
            folds(op, a, b);
        }
    }
}

#[test]
fn exercise_2_1_the_amount_of_a_shift_has_no_sign_and_its_own_width() {
    for op in ["shl", "lshr", "ashr", "rotl"] {
        for (a, b) in [(-127, 1), (-127, 7), (-127, 8), (-127, 9), (-127, 63), (77, 64)] {
            folds(op, a, b);
        }
    }
}

// --- 2.2: dead code ---------------------------------------------------------------------------------

/// `dce` on the first text leaves the lines of the second.
fn leaves(before: &str, expected: &str) {
    let expected: Vec<String> = expected.lines().map(|line| line.trim().to_string()).collect();
    assert_eq!(body(&after("dce", &module(before))), expected);
}

#[test]
fn exercise_2_2_what_a_living_instruction_uses_lives() {
    leaves(
        "function @f(v0: i64) -> i64 {
         block0(v0: i64):
           v1: i64 = iadd v0, 1
           v2: i64 = imul v1, v1
           v3: i64 = isub v2, 7
           return v2
         }
        ",
        "block0(v0: i64):
         v1: i64 = iadd v0, 1
         v2: i64 = imul v1, v1
         return v2",
    );
}

#[test]
fn exercise_2_2_an_argument_lives_if_the_parameter_does() {
    leaves(
        "function @f(v0: i64) -> i64 {
         block0(v0: i64):
           v1: i64 = iconst 0
           jump block1(v0, v1)
         block1(v2: i64, v3: i64):
           v4: i64 = iadd v3, v2
           v5: i64 = isub v2, 1
           v6: i8 = icmp sgt v5, 0
           v9: i64 = imul v2, 3
           br v6, block1(v5, v4), block2(v9, v4)
         block2(v7: i64, v8: i64):
           return v7
         }
        ",
        "block0(v0: i64):
         jump block1(v0)
         block1(v2: i64):
         v5: i64 = isub v2, 1
         v6: i8 = icmp sgt v5, 0
         v9: i64 = imul v2, 3
         br v6, block1(v5), block2(v9)
         block2(v7: i64):
         return v7",
    );
}

#[test]
fn exercise_2_2_the_argument_in_the_parameters_place_and_on_every_way() {
    leaves(
        "function @f(v0: i64) -> i64 {
         block0(v0: i64):
           v1: i64 = iconst 7
           v2: i64 = iadd v0, 1
           jump block1(v2, v1)
         block1(v3: i64, v4: i64):
           v5: i64 = iadd v3, 1
           v6: i64 = imul v4, 3
           v7: i8 = icmp slt v4, v0
           br v7, block1(v5, v6), block2
         block2:
           return v4
         }
        ",
        "block0(v0: i64):
         v1: i64 = iconst 7
         jump block1(v1)
         block1(v4: i64):
         v6: i64 = imul v4, 3
         v7: i8 = icmp slt v4, v0
         br v7, block1(v6), block2
         block2:
         return v4",
    );
}

#[test]
fn exercise_2_2_stores_live_if_somebody_loads() {
    leaves(
        "function @f(v0: i64) -> i64 {
           slot0: i64
           slot1: i64
         block0(v0: i64):
           v1: i64 = iadd v0, 1
           slot_store v1, slot0
           v2: i64 = iadd v0, 2
           slot_store v2, slot1
           v3: i64 = slot_load slot0
           return v3
         }
        ",
        "slot0: i64
         block0(v0: i64):
         v1: i64 = iadd v0, 1
         slot_store v1, slot0
         v3: i64 = slot_load slot0
         return v3",
    );
}

#[test]
fn exercise_2_2_the_interpreter_needs_what_an_exit_names() {
    leaves(
        "function @f(v0: i64) -> i64 {
           slot0: i64
           exit0: deopt @f+4 [0: v1 int, 1: slot0 int]
         block0(v0: i64):
           v1: i64 = iadd v0, 1
           slot_store v0, slot0
           v2: i64 = iadd.checked v0, v0, exit0
           return v2
         }
        ",
        "slot0: i64
         exit0: deopt @f+4 [0: v1 int, 1: slot0 int]
         block0(v0: i64):
         v1: i64 = iadd v0, 1
         slot_store v0, slot0
         v2: i64 = iadd.checked v0, v0, exit0
         return v2",
    );
}

// --- 2.3: dominators --------------------------------------------------------------------------------

/// A graph by its successors; what should be the immediate dominator of each block but the entry.
fn dominators(successors: &[&[u32]], expected: &[Option<u32>]) {
    let mut text = String::from("function @f(v0: i8) {\n");
    for (index, targets) in successors.iter().enumerate() {
        let params = if index == 0 { "(v0: i8)" } else { "" };
        text += &match targets {
            [] => format!("block{index}{params}:\n  return\n"),
            [to] => format!("block{index}{params}:\n  jump block{to}\n"),
            [a, b] => format!("block{index}{params}:\n  br v0, block{a}, block{b}\n"),
            _ => panic!("two successors at most"),
        };
    }
    let module = module(&(text + "}\n"));
    let function = module.functions.values().next().unwrap().body.as_ref().unwrap();
    let tree = dominator_tree(function, &control_flow_graph(function));
    for (index, &dominator) in expected.iter().enumerate() {
        let block = Block(index as u32 + 1);
        assert_eq!(tree.immediate_dominator(block), dominator.map(Block), "of {block}");
    }
}

#[test]
fn exercise_2_3_a_diamond_in_a_loop() {
    let steps: [&[u32]; 7] = [&[1], &[2, 6], &[3, 4], &[5], &[5], &[1], &[]];
    dominators(&steps, &[Some(0), Some(1), Some(2), Some(2), Some(2), Some(1)]);
}

#[test]
fn exercise_2_3_what_cannot_be_reached_has_no_say() {
    dominators(&[&[1], &[2], &[], &[2]], &[Some(0), Some(1), None]);
}

#[test]
fn exercise_2_3_one_sweep_is_not_enough() {
    // Block 2 comes before block 3, and does not know yet that one can get there without block 1.
    dominators(&[&[1, 3], &[2], &[3], &[2, 4], &[]], &[Some(0), Some(0), Some(0), Some(3)]);
}

#[test]
fn exercise_2_3_a_nest_of_loops() {
    let nest: [&[u32]; 6] = [&[1], &[2], &[3, 2], &[4, 1], &[5, 4], &[]];
    dominators(&nest, &[Some(0), Some(1), Some(2), Some(3), Some(4)]);
}

// --- 2.4: parameters --------------------------------------------------------------------------------

/// How many parameters the blocks of a function have after `mem2reg`, but for the entry's own.
fn parameters(text: &str) -> Vec<usize> {
    let module = after("mem2reg", &module(text));
    let function = module.functions.values().next().unwrap().body.as_ref().unwrap();
    let blocks = function.layout.iter().skip(1);
    blocks.map(|&block| function.blocks[block].params.len()).collect()
}

#[test]
fn exercise_2_4_two_stores_meet() {
    let text = "function @f(v0: i64) -> i64 {
           slot0: i64
         block0(v0: i64):
           v50: i8 = icmp ne v0, 0
           br v50, block1, block2
         block1:
           slot_store v0, slot0
           jump block3
         block2:
           v1: i64 = iadd v0, 1
           slot_store v1, slot0
           jump block3
         block3:
           v2: i64 = slot_load slot0
           return v2
         }
        ";
    assert_eq!(parameters(text), [0, 0, 1]);
    assert_eq!(call_text(&after("mem2reg", &module(text)), "@f(0)").unwrap(), "1");
}

#[test]
fn exercise_2_4_a_parameter_is_a_store_too() {
    // The stores meet in block4, and what comes of it meets the entry's in block1.
    let text = "function @f(v0: i64) -> i64 {
           slot0: i64
         block0(v0: i64):
           slot_store v0, slot0
           jump block1
         block1:
           v1: i64 = slot_load slot0
           v2: i8 = icmp sgt v1, 1
           br v2, block2, block5
         block2:
           v3: i64 = and v1, 1
           v50: i8 = icmp ne v3, 0
           br v50, block3, block4
         block3:
           v4: i64 = isub v1, 1
           slot_store v4, slot0
           jump block4
         block4:
           v5: i64 = slot_load slot0
           v6: i64 = lshr v5, 1
           v7: i8 = icmp eq v6, 3
           br v7, block6, block1
         block6:
           slot_store v6, slot0
           jump block1
         block5:
           v8: i64 = slot_load slot0
           return v8
         }
        ";
    // block1, block2, block3, block4, block6, block5
    assert_eq!(parameters(text), [1, 0, 0, 1, 0, 0]);
}

#[test]
fn exercise_2_4_nobody_reads_it_behind_the_join() {
    let text = "function @f(v0: i64) -> i64 {
           slot0: i64
         block0(v0: i64):
           slot_store v0, slot0
           v50: i8 = icmp ne v0, 0
           br v50, block1, block2
         block1:
           v1: i64 = iadd v0, 1
           slot_store v1, slot0
           jump block2
         block2:
           return v0
         }
        ";
    assert_eq!(parameters(text), [0, 0]);
}

// --- 2.5: numbering ---------------------------------------------------------------------------------

/// How many additions are left after `gvn`.
fn additions(text: &str) -> usize {
    body(&after("gvn", &module(text))).iter().filter(|line| line.contains("= iadd ")).count()
}

#[test]
fn exercise_2_5_what_dominates_is_known() {
    let text = "function @f(v0: i64, v1: i64) -> i64 {
         block0(v0: i64, v1: i64):
           v2: i64 = iadd v0, v1
           v50: i8 = icmp ne v0, 0
           br v50, block1, block2
         block1:
           v3: i64 = iadd v1, v0
           jump block3(v3)
         block2:
           jump block3(v0)
         block3(v4: i64):
           v5: i64 = iadd v0, v1
           v6: i64 = imul v4, v5
           return v6
         }
        ";
    assert_eq!(additions(text), 1);
}

#[test]
fn exercise_2_5_siblings_know_nothing_of_each_other() {
    let text = "function @f(v0: i64, v1: i64) -> i64 {
         block0(v0: i64, v1: i64):
           v50: i8 = icmp ne v0, 0
           br v50, block1, block2
         block1:
           v3: i64 = iadd v0, v1
           jump block3(v3)
         block2:
           v4: i64 = iadd v0, v1
           v7: i64 = imul v4, 3
           jump block3(v7)
         block3(v5: i64):
           v6: i64 = iadd v0, v1
           v8: i64 = imul v6, v5
           return v8
         }
        ";
    assert_eq!(additions(text), 3);
}

#[test]
fn exercise_2_5_what_one_sibling_learns_the_other_does_not() {
    let side = |number: u32| {
        format!(
            "  v{number}0: i64 = imul v1, 3
               v{number}1: i8 = icmp eq v1, 5
               guard v{number}1, exit0
               jump block3(v{number}0)"
        )
    };
    let text = format!(
        "function @f(v0: i64, v1: i64) -> i64 {{
           exit0: trap nil_dereference
         block0(v0: i64, v1: i64):
           v2: i8 = icmp ne v0, 0
           br v2, block1, block2
         block1:
           {}
         block2:
           {}
         block3(v3: i64):
           v4: i64 = imul v1, 3
           v5: i64 = iadd v3, v4
           return v5
         }}
        ",
        side(1),
        side(2)
    );
    let lines = body(&after("gvn", &module(&text)));
    // Neither side, nor where they meet, knows of a guard that it does not stand behind.
    assert_eq!(lines.iter().filter(|line| line.contains("= imul v1, 3")).count(), 3, "{lines:#?}");
}

#[test]
fn exercise_2_5_a_long_row_of_blocks() {
    let mut text =
        String::from("function @f(v0: i64) -> i64 {\nblock0(v0: i64):\n  v1: i64 = iadd v0, 7\n");
    for block in 1..20_000 {
        text += &format!("  jump block{block}\nblock{block}:\n");
    }
    text += "  v2: i64 = iadd v0, 7\n  v3: i64 = imul v1, v2\n  return v3\n}\n";
    assert_eq!(additions(&text), 1);
}

// --- 2.6: loop-invariant code -----------------------------------------------------------------------

/// After `licm`, does a load stand before the loop? The body is that of block1, which goes round
/// as long as `v9`, its parameter less 1, is not 0.
fn load_leaves(inside: &str) -> bool {
    let text = format!(
        "extern @unknown()
         region 1 \"one\"
         region 2 \"two\"
         region 3 \"fixed\" constant
         function @f(v0: ptr, v1: i64) -> i64 {{
           exit0: trap nil_dereference
         block0(v0: ptr, v1: i64):
           jump block1(v1)
         block1(v2: i64):
           {inside}
           v9: i64 = isub v2, 1
           v10: i8 = icmp ne v9, 0
           br v10, block1(v9), block9
         block9:
           return v3
         }}
        "
    );
    let lines = body(&after("licm", &module(&text)));
    let at = |what: &str| lines.iter().position(|line| line.contains(what)).unwrap();
    at("= load ") < at("= isub ") && at("= load ") < at("block1(v2: i64):")
}

#[test]
fn exercise_2_6_what_nobody_writes() {
    assert!(load_leaves("v3: i64 = load v0 [region 1]"));
    assert!(load_leaves("v3: i64 = load v0 [region 1]\n store v2, v0 + 8 [region 2]"));
}

#[test]
fn exercise_2_6_what_is_written_in_the_loop() {
    assert!(!load_leaves("v3: i64 = load v0 [region 1]\n store v2, v0 + 8 [region 1]"));
    assert!(!load_leaves("v3: i64 = load v0 [region 1]\n store v2, v0 + 8"));
    assert!(!load_leaves("v3: i64 = load v0 [region 1]\n call @unknown()"));
}

#[test]
fn exercise_2_6_a_constant_is_written_by_nobody() {
    assert!(load_leaves("v3: i64 = load v0 [region 3]\n store v2, v0 + 8\n call @unknown()"));
}

#[test]
fn exercise_2_6_what_may_not_be_executed() {
    assert!(!load_leaves("guard v2, exit0\n v3: i64 = load v0 [region 1]"));
    assert!(!load_leaves("call @unknown()\n v3: i64 = load v0 [region 3]"));
    // Checked arithmetic does not protect it.
    assert!(load_leaves("v4: i64 = iadd.checked v2, 5, exit0\n v3: i64 = load v0 [region 1]"));
}
