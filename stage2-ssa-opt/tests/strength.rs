//! What the optimiser must find: the instructions that are left in the innermost loops.

use stage2::analysis::cfg::control_flow_graph;
use stage2::analysis::dominator_tree::dominator_tree;
use stage2::analysis::loops::loops;
use stage2::ir::{Function, Module};
use stage2::opcode::{Effect, Opcode};
use stage2::pipeline::{self, Options};
use stage2::text::{parse, print};

/// What the default order makes of a text.
fn optimised(text: &str) -> Module {
    let mut module = parse::module(text).unwrap();
    let options = Options { verify: true, ..Options::default() };
    if let Err(fault) = pipeline::optimise(&mut module, &options, &mut |_, _, _| {}) {
        panic!("{fault}");
    }
    module
}

fn body<'m>(module: &'m Module, name: &str) -> &'m Function {
    module.functions[module.function(name).unwrap()].body.as_ref().unwrap()
}

/// The operations in the deepest loops of a function.
fn innermost(function: &Function) -> Vec<Opcode> {
    let graph = control_flow_graph(function);
    let nest = loops(&graph, &dominator_tree(function, &graph));
    let deepest = nest.all().iter().map(|one| one.depth).max().unwrap();
    let blocks = function.layout.iter().filter(|block| nest.depth(**block) == deepest);
    let insts = blocks.flat_map(|block| &function.blocks[*block].insts);
    insts.map(|inst| function.insts[*inst].opcode()).collect()
}

fn has_no_check(text: &str, name: &str) -> Vec<Opcode> {
    let module = optimised(text);
    let left = innermost(body(&module, name));
    let checks = left.iter().filter(|op| op.effect() == Effect::Exit).count();
    assert_eq!(checks, 0, "{}", print::module(&module));
    left
}

#[test]
fn the_sieve_has_no_check_in_its_inner_loop() {
    let left = has_no_check(include_str!("../examples/sieve.ir"), "sieve");
    assert!(!left.contains(&Opcode::Load), "{left:?}");
    assert!(!left.contains(&Opcode::Imul), "{left:?}");
}

#[test]
fn the_matrix_product_has_no_check_in_its_inner_loop() {
    let left = has_no_check(include_str!("../examples/matrix_product.ir"), "product");
    let loads = left.iter().filter(|op| **op == Opcode::Load).count();
    assert_eq!(loads, 2, "two elements, and neither lengths nor addresses: {left:?}");
    assert!(!left.contains(&Opcode::Imul), "{left:?}");
}

/// How often an operation stands in the only function of a text, optimised.
fn count(text: &str, opcode: Opcode) -> usize {
    let module = optimised(text);
    let function = module.functions.values().find_map(|decl| decl.body.as_ref()).unwrap();
    let insts = function.layout.iter().flat_map(|block| &function.blocks[*block].insts);
    insts.filter(|inst| function.insts[**inst].opcode() == opcode).count()
}

#[test]
fn a_counting_loop_has_no_overflow_check_on_its_counter() {
    // for i in range(n): total += i
    let text = "function @sum(v0: i64) -> i64 {
  exit0: deopt @sum+10 [0: v0 int, 1: v1 int, 2: v2 int]
block0(v0: i64):
  v9: i64 = iconst 0
  jump block1(v9, v9)
block1(v1: i64, v2: i64):
  v3: i8 = icmp slt v1, v0
  br v3, block2, block3
block2:
  v4: i64 = iadd.checked v2, v1, exit0
  v5: i64 = iadd.checked v1, 1, exit0
  jump block1(v5, v4)
block3:
  return v2
}
";
    assert_eq!(count(text, Opcode::IaddChecked), 1, "that of the total stays");
    assert_eq!(count(text, Opcode::Iadd), 1);
}

#[test]
fn a_test_for_a_multiple_of_eight_is_an_and() {
    for opcode in ["srem", "srem.floor", "urem"] {
        let text = format!(
            "function @f(v0: i64) -> i8 {{
block0(v0: i64):
  v1: i64 = {opcode} v0, 8
  v2: i8 = icmp eq v1, 0
  return v2
}}
"
        );
        let left = operations(&optimised(&text));
        assert_eq!(left, [Opcode::And, Opcode::Icmp, Opcode::Return], "{opcode}");
    }
}

fn operations(module: &Module) -> Vec<Opcode> {
    let function = module.functions.values().find_map(|decl| decl.body.as_ref()).unwrap();
    let insts = function.layout.iter().flat_map(|block| &function.blocks[*block].insts);
    insts.map(|inst| function.insts[*inst].opcode()).collect()
}

#[test]
fn an_invariant_load_leaves_its_loop() {
    let text = "region 1 \"header\"
region 2 \"elements\"
function @fill(v0: ptr, v1: ptr, v2: i64) {
block0(v0: ptr, v1: ptr, v2: i64):
  v3: i64 = iconst 0
  jump block1(v3)
block1(v4: i64):
  v5: i8 = icmp slt v4, v2
  br v5, block2, block3
block2:
  v6: i64 = load v0 + 8 [region 1]
  v7: i64 = imul v4, 8
  v8: ptr = ptr_add v1, v7
  store v6, v8 [region 2]
  v9: i64 = iadd v4, 1
  jump block1(v9)
block3:
  return
}
";
    let module = optimised(text);
    let left = innermost(body(&module, "fill"));
    assert!(!left.contains(&Opcode::Load), "{}", print::module(&module));
    assert_eq!(count(text, Opcode::Load), 1);
}

#[test]
fn a_repeated_check_of_a_strategy_is_gone() {
    // Two elements of a list are stored; nothing between can change what kind of list it is.
    let text = "region 1 \"list headers\"
region 2 \"integers of lists\"
function @two(v0: ptr, v1: ptr, v2: i64) {
  exit0: deopt @two+4 [0: v0 list, 1: v2 int]
  exit1: deopt @two+8 [0: v0 list, 1: v2 int]
block0(v0: ptr, v1: ptr, v2: i64):
  v3: i64 = load v0 [region 1]
  v4: i8 = icmp eq v3, 1
  guard v4, exit0
  store v2, v1 [region 2]
  v5: i64 = load v0 [region 1]
  v6: i8 = icmp eq v5, 1
  guard v6, exit1
  store v2, v1 + 8 [region 2]
  return
}
";
    assert_eq!([count(text, Opcode::Guard), count(text, Opcode::Load)], [1, 1]);
    let called = text.replace("  v5: i64 = load", "  call @anything()\n  v5: i64 = load");
    let called = format!("extern @anything()\n{called}");
    assert_eq!([count(&called, Opcode::Guard), count(&called, Opcode::Load)], [2, 2]);
}

#[test]
fn a_repeated_guard_is_gone() {
    let text = "function @f(v0: i64, v1: i64) -> i64 {
  exit0: deopt @f+2 [0: v0 int, 1: v1 int]
  exit1: deopt @f+6 [0: v0 int, 1: v1 int]
block0(v0: i64, v1: i64):
  v2: i8 = icmp slt v0, v1
  guard v2, exit0
  v3: i64 = iadd v0, 1
  v4: i8 = icmp sgt v1, v0
  guard v4, exit1
  return v3
}
";
    assert_eq!(count(text, Opcode::Guard), 1, "the same condition, said the other way round");
    let other = text.replace("icmp sgt v1, v0", "icmp sgt v1, v3");
    assert_eq!(count(&other, Opcode::Guard), 2, "another one");
}

/// A check that may stop the program stands before a load that does not change: `licm` may not move it, and the first
/// turn has done it.
#[test]
fn what_follows_a_check_is_done_in_the_first_turn() {
    let text = "region 1 \"header\"
function @f(v0: ptr, v1: i64) -> i64 {
  exit0: trap divide_by_zero
  exit1: trap nil_map
block0(v0: ptr, v1: i64):
  v2: i64 = iconst 0
  jump block1(v1, v2)
block1(v3: i64, v4: i64):
  v5: i64 = udiv v1, v3, exit0
  v6: i64 = load v0 [region 1]
  guard v6, exit1
  v7: i64 = iadd v4, v5
  v8: i64 = isub v3, 2
  v9: i8 = icmp sgt v8, 0
  br v9, block1(v8, v7), block2
block2:
  return v7
}
";
    let module = optimised(text);
    let left = innermost(body(&module, "f"));
    assert!(!left.contains(&Opcode::Load) && !left.contains(&Opcode::Guard), "{left:?}");
}
