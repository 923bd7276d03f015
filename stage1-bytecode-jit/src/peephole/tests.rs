//! Each rule on the smallest text that has its pattern, and on the trap beside it.

use super::{Rule, arithmetic, jumps, optimise, stack, values};
use crate::pseudo::{
    BailReason, BinaryOp, Condition, Function, Inst, Label, Op, Operand, Register, ResultKind,
    UnaryOp,
};

const LOCALS: [&str; 4] = ["a", "b", "n", "x"];

/// Reads what `Function::instruction_text` writes; instructions are separated by `;`.
fn parse(text: &str) -> Vec<Inst> {
    let lines = text.split(';').map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Inst { op: parse_op(line), bytecode: 0 }).collect()
}

fn parse_op(line: &str) -> Op {
    if let Some(label) = line.strip_suffix(':') {
        return Op::Label { label: parse_label(label), depth: 0 };
    }
    let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
    let arguments: Vec<&str> = rest.split(", ").collect();
    let register = |n: usize| match operand(arguments[n]) {
        Operand::Register(register) => register,
        Operand::Immediate(_) => panic!("{line}"),
    };
    let binary = |op| Op::Binary {
        op,
        to: register(0),
        left: operand(arguments[1]),
        right: operand(arguments[2]),
    };
    match name {
        "push" => Op::Push(operand(rest)),
        "pop" => Op::Pop(register(0)),
        "move" => Op::Move { to: register(0), from: operand(arguments[1]) },
        "add" => binary(BinaryOp::Add),
        "subtract" => binary(BinaryOp::Subtract),
        "multiply" => binary(BinaryOp::Multiply),
        "floor_divide" => binary(BinaryOp::FloorDivide),
        "remainder" => binary(BinaryOp::Remainder),
        "shift_left" => binary(BinaryOp::ShiftLeft),
        "shift_right" => binary(BinaryOp::ShiftRight),
        "and" => binary(BinaryOp::And),
        "negate" => Op::Unary { op: UnaryOp::Negate, to: register(0), from: operand(arguments[1]) },
        "set" => {
            let (condition, left, right) = test(arguments[1]);
            Op::Set { to: register(0), condition, left, right }
        }
        "bail_if_overflow" => Op::BailIfOverflow,
        "bail_if" => {
            let (condition, left, right) = test(arguments[0]);
            Op::BailIf { condition, left, right, reason: BailReason::DivisionByZero }
        }
        "jump" => Op::Jump(parse_label(rest)),
        "jump_if" => {
            let (condition, left, right) = test(arguments[0]);
            Op::JumpIf { condition, left, right, target: parse_label(arguments[1]) }
        }
        "call" => Op::Call { function: 0, arguments: rest[2..].parse().unwrap() },
        "return" => Op::Return(operand(rest)),
        _ => panic!("{line}"),
    }
}

fn parse_label(text: &str) -> Label {
    Label(text[1..].parse().unwrap())
}

fn operand(text: &str) -> Operand {
    if let Some(local) = LOCALS.iter().position(|local| *local == text) {
        return Register::Local(local as u16).into();
    }
    match text.strip_prefix('r') {
        Some(n) => Register::Scratch(n.parse().unwrap()).into(),
        None => Operand::Immediate(text.parse().unwrap()),
    }
}

fn test(text: &str) -> (Condition, Operand, Operand) {
    let words: Vec<&str> = text.split(' ').collect();
    let condition = match (words[1], words.get(3)) {
        ("<", _) => Condition::Less,
        ("<=", _) => Condition::LessEqual,
        ("==", _) => Condition::Equal,
        ("!=", _) => Condition::NotEqual,
        (">", _) => Condition::Greater,
        (">=", _) => Condition::GreaterEqual,
        ("&", Some(&"==")) => Condition::BitsClear,
        ("&", Some(&"!=")) => Condition::BitsSet,
        _ => panic!("{text}"),
    };
    (condition, operand(words[0]), operand(words[2]))
}

fn function(code: Vec<Inst>) -> Function {
    Function {
        name: "f".into(),
        parameters: 0,
        locals: LOCALS.map(String::from).to_vec(),
        result: ResultKind::Int,
        callees: vec!["f".into()],
        code,
    }
}

fn print(code: &[Inst]) -> String {
    let function = function(Vec::new());
    let lines = code.iter().filter(|inst| inst.op != Op::Nothing);
    lines.map(|inst| function.instruction_text(&inst.op)).collect::<Vec<_>>().join("; ")
}

/// One application of a rule.
#[track_caller]
fn check(rule: Rule, input: &str, expected: &str) {
    let mut code = parse(input);
    assert_eq!(print(&code), input, "print ∘ parse");
    let found = rule(&mut code);
    assert_eq!(print(&code), expected);
    assert_eq!(found > 0, input != expected, "the count");
}

/// A rule that must leave the code alone.
#[track_caller]
fn check_not(rule: Rule, input: &str) {
    check(rule, input, input);
}

#[test]
fn exercise_1_3_a_push_and_its_pop_are_a_move() {
    check(stack::push_pop, "push n; pop r0", "move r0, n");
    check(stack::push_pop, "push 7; pop x; push a; pop b", "move x, 7; move b, a");
    check(stack::push_pop, "push a; push b; pop r1; pop r0", "push a; move r1, b; pop r0");
    check(stack::push_pop, "jump L1; L1:; push n; pop r0", "jump L1; L1:; move r0, n");
}

#[test]
fn exercise_1_3_a_label_between_them_may_be_jumped_to() {
    check_not(stack::push_pop, "push n; L1:; pop r0");
    check_not(stack::push_pop, "pop r0; push n");
    check_not(stack::push_pop, "push n; bail_if_overflow; pop r0");
}

#[test]
fn exercise_1_3_what_was_removed_before_is_not_in_the_way() {
    let mut code = parse("push a; add r0, a, 1; pop r1");
    code[1].op = Op::Nothing;
    assert_eq!(stack::push_pop(&mut code), 1);
    assert_eq!(print(&code), "move r1, a");
}

#[test]
fn push_pop_apart() {
    let rule = stack::push_pop_apart;
    check(rule, "push a; move r1, b; pop r0", "move r1, b; move r0, a");
    check(rule, "push a; call f/0; pop x", "call f/0; move x, a");
    check(rule, "push n; add n, n, 1; pop x", "move x, n; add n, n, 1");
    check(
        rule,
        "push 1; push r0; add r1, a, b; pop r2; pop r3",
        "add r1, a, b; move r2, r0; move r3, 1",
    );
    check_not(rule, "push n; add n, x, 1; pop x");
    check_not(rule, "push r0; call f/0; pop r1");
    check_not(rule, "push n; L1:; add a, a, 1; pop x");
    check_not(rule, "push n; jump_if a < b, L1; pop x");
}

#[test]
fn push_pop_scratch() {
    let rule = stack::push_pop_scratch;
    check(
        rule,
        "push r0; add r0, a, b; move r1, r0; pop r0; multiply r0, r0, r1; return r0",
        "move r2, r0; add r0, a, b; move r1, r0; move r0, r2; multiply r0, r0, r1; return r0",
    );
    check_not(rule, "push r0; call f/1; pop r1");
}

#[test]
fn no_op_move() {
    check(values::no_op_move, "move r0, r0; move a, a; move a, b", "move a, b");
}

#[test]
fn copy_forward() {
    let rule = values::copy_forward;
    check(rule, "move r0, n; add r1, r0, r0; return r0", "move r0, n; add r1, n, n; return n");
    check(rule, "move r0, 3; push r0; pop r0; push r0", "move r0, 3; push 3; pop r0; push r0");
    check(rule, "move r0, n; add n, r0, 1; push r0", "move r0, n; add n, n, 1; push r0");
    check_not(rule, "move r0, n; call f/1; push r0");
    check_not(rule, "move r0, n; L1:; push r0");
    check_not(rule, "move x, n; push x");
}

#[test]
fn result_in_place() {
    let rule = values::result_in_place;
    check(
        rule,
        "add r0, n, 1; bail_if_overflow; move n, r0; L1:",
        "add n, n, 1; bail_if_overflow; L1:",
    );
    check(rule, "pop r0; move n, r0; jump L1", "pop n; jump L1");
    check_not(rule, "add r0, n, 1; move n, r0; return r0");
    check_not(rule, "add x, n, 1; move n, x");
}

#[test]
fn dead_store() {
    let rule = values::dead_store;
    check(rule, "move r0, n; move r0, a; return r0", "move r0, a; return r0");
    check(rule, "set r0, a < b; jump L1", "jump L1");
    check_not(rule, "add r0, n, 1; bail_if_overflow; return n");
    check_not(rule, "floor_divide r0, a, b; return n");
    check_not(rule, "move r1, n; call f/2; return r0");
    check_not(rule, "move x, n; return n");
}

#[test]
fn constant() {
    let rule = arithmetic::constant;
    check(rule, "add r0, 2, 3; bail_if_overflow; push r0", "move r0, 5; push r0");
    check(rule, "bail_if 2 == 0, division_by_zero; push a", "push a");
    check(rule, "set r0, 1 < 2; jump_if 3 == 3, L1; jump_if 3 < 3, L1", "move r0, 1; jump L1");
    check_not(rule, "bail_if 0 == 0, division_by_zero");
    check_not(rule, "add r0, 9223372036854775807, 1; bail_if_overflow");
    check_not(rule, "negate r0, -9223372036854775808; bail_if_overflow");
    check_not(rule, "floor_divide r0, 1, 0");
}

#[test]
fn immediate_right() {
    let rule = arithmetic::immediate_right;
    check(rule, "multiply r0, 3, n", "multiply r0, n, 3");
    check(rule, "jump_if 3 > n, L1; set r0, 3 <= n", "jump_if n < 3, L1; set r0, n >= 3");
    check_not(rule, "subtract r0, 3, n");
    check_not(rule, "add r0, 3, 4");
}

#[test]
fn power_of_two() {
    let rule = arithmetic::power_of_two;
    check(rule, "floor_divide r0, n, 8", "shift_right r0, n, 3");
    check(rule, "remainder r0, n, 8; remainder r0, n, 1", "and r0, n, 7; and r0, n, 0");
    check_not(rule, "floor_divide r0, n, 6");
    check_not(rule, "floor_divide r0, n, -2; floor_divide r0, n, 0; remainder r0, n, -8");
    check_not(rule, "floor_divide r0, n, -9223372036854775808");
    check_not(rule, "floor_divide r0, 8, n");
    check_not(rule, "multiply r0, n, 8");
}

#[test]
fn double() {
    check(arithmetic::double, "multiply r0, n, 2", "add r0, n, n");
    check_not(arithmetic::double, "multiply r0, n, 4");
}

#[test]
fn not() {
    check(jumps::not, "set r0, a < b; set r0, r0 == 0", "set r0, a >= b");
    check(jumps::not, "set r0, a < b; set r1, r0 != 0; jump L1", "set r1, a < b; jump L1");
    check_not(jumps::not, "set r0, a < b; set r1, r0 == 0; return r0");
    check_not(jumps::not, "set r0, a < b; set r0, r0 == 1");
}

#[test]
fn exercise_1_7_a_comparison_and_its_jump_are_one() {
    let rule = jumps::compare_jump;
    check(rule, "set r0, a < b; jump_if r0 == 0, L1; L2:", "jump_if a >= b, L1; L2:");
    check(rule, "set r0, a == b; jump_if r0 != 0, L1; L2:", "jump_if a == b, L1; L2:");
    check_not(rule, "set r0, a < b; jump_if r1 == 0, L1; L3:");
    check_not(rule, "set x, a < b; jump_if x == 0, L1; L3:");
    check_not(rule, "set r0, a < b; L2:; jump_if r0 == 0, L1; L3:");
}

#[test]
fn exercise_1_7_every_pair_is_found_and_counted() {
    let mut code = parse(
        "move r1, a; set r2, a < b; push r2; set r0, r1 < n; jump_if r0 == 0, L1; \
         set r0, a == b; jump_if r0 != 0, L2; L3:",
    );
    assert_eq!(jumps::compare_jump(&mut code), 2);
    let expected =
        "move r1, a; set r2, a < b; push r2; jump_if r1 >= n, L1; jump_if a == b, L2; L3:";
    assert_eq!(print(&code), expected);
}

#[test]
fn test_bits() {
    let rule = jumps::test_bits;
    check(rule, "and r0, n, 1; jump_if r0 == 0, L1; L2:", "jump_if n & 1 == 0, L1; L2:");
    check_not(rule, "and r0, n, 1; jump_if r0 < 0, L1; L3:");
    check_not(rule, "and x, n, 1; jump_if x == 0, L1; L3:");
}

#[test]
fn jumps_over_and_to_jumps() {
    let rule = jumps::jump_over_jump;
    check(rule, "jump_if a < b, L1; jump L2; L3:; L1:", "jump_if a >= b, L2; L3:; L1:");
    check_not(rule, "jump_if a < b, L1; jump L2; return a; L1:");
    let rule = jumps::jump_to_jump;
    check(rule, "jump_if a < b, L1; L1:; L3:; jump L2", "jump_if a < b, L2; L1:; L3:; jump L2");
    check_not(rule, "L1:; jump L1");
    check_not(rule, "jump L1; L1:; jump L2; L2:; jump L1");
    check(jumps::jump_to_next, "jump L1; L2:; L1:; push a", "L2:; L1:; push a");
    check_not(jumps::jump_to_next, "jump L1; push a; L1:");
}

#[test]
fn what_nobody_reaches() {
    check(jumps::unreachable, "return a; push b; jump L1; L1:; push a", "return a; L1:; push a");
    check(jumps::unused_label, "L1:; jump L2; L2:; L3:", "jump L2; L2:");
}

#[test]
fn a_long_chain_of_jumps_is_followed_to_its_end() {
    let mut text = String::from("jump L0;");
    for i in 0..1000 {
        text += &format!("return 1; L{i}:; jump L{};", i + 1);
    }
    let mut chain = function(parse(&(text + "L1000:; return 7")));
    let stats = optimise(&mut chain);
    assert!(stats.sweeps < super::MAX_SWEEPS, "{stats}");
    assert_eq!(print(&chain.code), "return 7");
}
