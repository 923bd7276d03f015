//! Chosen functions on chosen values.

use stage1::pseudo::{BailReason, ResultKind};
use stage1::template::{CompiledUnit, Outcome};

use super::assemble::function;
use super::judge::floor;
use super::{Program, call};

pub fn fib() -> Program {
    Program(vec![function(
        "fib",
        "n",
        "    LOAD_FAST n
             LOAD_CONST 2
             LESS
             POP_JUMP_IF_FALSE more
             LOAD_FAST n
             RETURN
         more:
             LOAD_GLOBAL fib
             LOAD_FAST n
             LOAD_CONST 1
             SUBTRACT
             CALL 1
             LOAD_GLOBAL fib
             LOAD_FAST n
             LOAD_CONST 2
             SUBTRACT
             CALL 1
             ADD
             RETURN",
    )])
}

pub fn collatz() -> Program {
    let longest = function(
        "longest",
        "limit",
        "    LOAD_CONST 0
             STORE_FAST total
             LOAD_GLOBAL range
             LOAD_CONST 1
             LOAD_FAST limit
             CALL 2
             GET_ITER
         next:
             FOR_ITER end
             STORE_FAST i
             LOAD_FAST total
             LOAD_GLOBAL steps
             LOAD_FAST i
             CALL 1
             ADD 1
             STORE_FAST total
             JUMP_BACKWARD next
         end:
             LOAD_FAST total
             RETURN",
    );
    let steps = function(
        "steps",
        "n",
        "    LOAD_CONST 0
             STORE_FAST count
             LOAD_FAST n
             LOAD_CONST 1
             NOT_EQUAL
             POP_JUMP_IF_FALSE end
         again:
             LOAD_FAST n
             LOAD_CONST 2
             REMAINDER
             LOAD_CONST 0
             EQUAL
             POP_JUMP_IF_FALSE odd
             LOAD_FAST n
             LOAD_CONST 2
             FLOOR_DIVIDE
             STORE_FAST n
             JUMP counted
         odd:
             LOAD_CONST 3
             LOAD_FAST n
             MULTIPLY
             LOAD_CONST 1
             ADD
             STORE_FAST n
         counted:
             LOAD_FAST count
             LOAD_CONST 1
             ADD 1
             STORE_FAST count
             LOAD_FAST n
             LOAD_CONST 1
             NOT_EQUAL
             POP_JUMP_IF_FALSE end
             JUMP_BACKWARD again
         end:
             LOAD_FAST count
             RETURN",
    );
    Program(vec![longest, steps])
}

const BOUNDARIES: [i64; 20] = [
    i64::MIN,
    i64::MIN + 1,
    i64::MIN / 2,
    -(1 << 33),
    i32::MIN as i64,
    -4097,
    -64,
    -7,
    -2,
    -1,
    0,
    1,
    2,
    7,
    63,
    64,
    4096,
    1 << 32,
    i64::MAX - 1,
    i64::MAX,
];

/// `a op b`, with both in variables, and with `b` in the instruction.
fn for_each_pair(op: &str, expected: impl Fn(i64, i64) -> Result<i64, BailReason>) {
    let variables =
        Program(vec![function("f", "a b", &format!("LOAD_FAST a\nLOAD_FAST b\n{op}\nRETURN"))]);
    for b in BOUNDARIES {
        let text = format!("LOAD_FAST a\nLOAD_CONST {b}\n{op}\nRETURN");
        let constant = Program(vec![function("f", "a", &text)]);
        for a in BOUNDARIES {
            assert_eq!(call(&variables, &[a, b], 1), expected(a, b), "{a} {op} {b}");
            assert_eq!(call(&constant, &[a], 1), expected(a, b), "{a} {op} {b}");
        }
    }
}

fn fits(value: i128) -> Result<i64, BailReason> {
    i64::try_from(value).map_err(|_| BailReason::Overflow)
}

#[test]
fn sums_and_products_are_exact_or_bail() {
    for_each_pair("ADD", |a, b| fits(i128::from(a) + i128::from(b)));
    for_each_pair("SUBTRACT", |a, b| fits(i128::from(a) - i128::from(b)));
    for_each_pair("MULTIPLY", |a, b| fits(i128::from(a) * i128::from(b)));
}

#[test]
fn exercise_1_4_a_quotient_is_rounded_down() {
    let text = "LOAD_FAST a\nLOAD_FAST b\nFLOOR_DIVIDE\nRETURN";
    let divide = Program(vec![function("f", "a b", text)]);
    for (a, b, quotient) in [(7, 2, 3), (-7, 2, -4), (7, -2, -4), (-7, -2, 3), (-6, 3, -2)] {
        assert_eq!(call(&divide, &[a, b], 1), Ok(quotient), "{a} // {b}");
    }
}

#[test]
fn exercise_1_4_quotients_at_the_boundaries() {
    for_each_pair("FLOOR_DIVIDE", |a, b| match b {
        0 => Err(BailReason::DivisionByZero),
        _ => fits(floor(a.into(), b.into())),
    });
}

#[test]
fn a_remainder_has_the_divisors_sign() {
    let text = "LOAD_FAST a\nLOAD_FAST b\nREMAINDER\nRETURN";
    let remainder = Program(vec![function("f", "a b", text)]);
    for (a, b, rest) in [(7, 3, 1), (-7, 3, 2), (7, -3, -2), (-7, -3, -1), (-6, 3, 0)] {
        assert_eq!(call(&remainder, &[a, b], 1), Ok(rest), "{a} % {b}");
    }
    for_each_pair("REMAINDER", |a, b| match b {
        0 => Err(BailReason::DivisionByZero),
        _ => fits(i128::from(a) - floor(a.into(), b.into()) * i128::from(b)),
    });
}

#[test]
fn shifts_check_their_count_and_what_they_lose() {
    for_each_pair("LEFT_SHIFT", |a, b| match b {
        0..64 => fits(i128::from(a) << b),
        _ => Err(BailReason::ShiftCount),
    });
    for_each_pair("RIGHT_SHIFT", |a, b| match b {
        0..64 => Ok(a >> b),
        _ => Err(BailReason::ShiftCount),
    });
}

#[test]
fn logic_and_comparisons_agree_with_rust() {
    for_each_pair("AND", |a, b| Ok(a & b));
    for_each_pair("OR", |a, b| Ok(a | b));
    for_each_pair("XOR", |a, b| Ok(a ^ b));
    for_each_pair("LESS", |a, b| Ok((a < b).into()));
    for_each_pair("LESS_EQUAL", |a, b| Ok((a <= b).into()));
    for_each_pair("EQUAL", |a, b| Ok((a == b).into()));
    for_each_pair("NOT_EQUAL", |a, b| Ok((a != b).into()));
    for_each_pair("GREATER", |a, b| Ok((a > b).into()));
    for_each_pair("GREATER_EQUAL", |a, b| Ok((a >= b).into()));
}

#[test]
fn unary_operators() {
    for a in BOUNDARIES {
        let unary =
            |op: &str| Program(vec![function("f", "a", &format!("LOAD_FAST a\n{op}\nRETURN"))]);
        assert_eq!(call(&unary("NEGATIVE"), &[a], 1), fits(-i128::from(a)));
        assert_eq!(call(&unary("POSITIVE"), &[a], 1), Ok(a));
        assert_eq!(call(&unary("INVERT"), &[a], 1), Ok(!a));
        assert_eq!(call(&unary("NOT"), &[a], 1), Ok((a == 0).into()));
        assert_eq!(call(&unary("TO_BOOL"), &[a], 1), Ok((a != 0).into()));
    }
}

#[test]
fn recursion_and_loops() {
    assert_eq!(call(&fib(), &[20], 100), Ok(6765));
    assert_eq!(call(&collatz(), &[30], 10), Ok(423));
    assert_eq!(call(&collatz(), &[-5], 10), Ok(0));
}

#[test]
fn no_more_calls_are_active_than_allowed() {
    // fib(10) calls fib(9) … fib(1): ten calls in one another.
    assert_eq!(call(&fib(), &[10], 10), Ok(55));
    assert_eq!(call(&fib(), &[10], 9), Err(BailReason::Depth));
    assert_eq!(call(&fib(), &[1], 0), Err(BailReason::Depth));
}

#[test]
fn a_bail_deep_down_leaves_nothing_behind() {
    let compiled = CompiledUnit::link(fib().unit(), stage1::template::Form::After).unwrap();
    for _ in 0..3 {
        assert_eq!(compiled.call(0, &[1_000_000], 50_000), Outcome::Bailed(BailReason::Depth));
        assert_eq!(compiled.call(0, &[15], 50_000), Outcome::Int(610));
    }
    assert!(compiled.stack_bytes(50_000) < 4 << 20);
}

#[test]
fn an_overflow_deep_down_abandons_every_call() {
    let square = function(
        "square",
        "n depth",
        "    LOAD_FAST depth
             POP_JUMP_IF_TRUE more
             LOAD_FAST n
             RETURN
         more:
             LOAD_CONST 1
             LOAD_GLOBAL square
             LOAD_FAST n
             LOAD_FAST n
             MULTIPLY
             LOAD_FAST depth
             LOAD_CONST 1
             SUBTRACT
             CALL 2
             ADD
             RETURN",
    );
    let program = Program(vec![square]);
    assert_eq!(call(&program, &[3, 2], 10), Ok(83));
    assert_eq!(call(&program, &[3, 7], 10), Err(BailReason::Overflow));
}

#[test]
fn truth_values_come_back_as_such() {
    let even = "LOAD_FAST n\nLOAD_CONST 2\nREMAINDER\nLOAD_CONST 0\nEQUAL\nRETURN";
    let unit = Program(vec![function("even", "n", even)]).unit();
    assert_eq!(unit.functions[0].after.result, ResultKind::Bool);
    let compiled = CompiledUnit::link(unit, stage1::template::Form::After).unwrap();
    assert_eq!(compiled.call(0, &[6], 1), Outcome::Bool(true));
    assert_eq!(compiled.call(0, &[7], 1), Outcome::Bool(false));
}

#[test]
fn ranges_go_up_and_down_and_stop_short() {
    let sum = |range: &str| {
        let text = format!(
            "    LOAD_CONST 0
                 STORE_FAST sum
                 LOAD_GLOBAL range
                 {range}
                 GET_ITER
             next:
                 FOR_ITER end
                 STORE_FAST i
                 LOAD_FAST sum
                 LOAD_CONST 10
                 MULTIPLY
                 LOAD_FAST i
                 ADD
                 STORE_FAST sum
                 JUMP_BACKWARD next
             end:
                 LOAD_FAST sum
                 RETURN"
        );
        Program(vec![function("sum", "a b", &text)])
    };
    let three = |step: i64| sum(&format!("LOAD_FAST a\nLOAD_FAST b\nLOAD_CONST {step}\nCALL 3"));
    assert_eq!(call(&sum("LOAD_FAST a\nCALL 1"), &[4, 0], 1), Ok(123));
    assert_eq!(call(&sum("LOAD_FAST a\nLOAD_FAST b\nCALL 2"), &[2, 6], 1), Ok(2345));
    assert_eq!(call(&three(2), &[1, 6], 1), Ok(135));
    assert_eq!(call(&three(-3), &[9, 0], 1), Ok(963));
    assert_eq!(call(&three(1), &[i64::MAX - 1, i64::MAX], 1), Ok(i64::MAX - 1));
    assert_eq!(call(&three(-1), &[3, i64::MIN], 1), Err(BailReason::Overflow));
    assert_eq!(call(&three(4), &[i64::MAX - 1, i64::MAX], 1), Err(BailReason::Overflow));
}

#[test]
fn values_stay_on_the_stack_across_jumps() {
    // 1 + (2 * (a if a else b)), and 0 < a < b
    let text = "    LOAD_CONST 1
                    LOAD_CONST 2
                    LOAD_FAST a
                    COPY 1
                    POP_JUMP_IF_TRUE done
                    POP
                    LOAD_FAST b
                done:
                    MULTIPLY
                    ADD
                    RETURN";
    let program = Program(vec![function("f", "a b", text)]);
    assert_eq!(call(&program, &[5, 7], 1), Ok(11));
    assert_eq!(call(&program, &[0, 7], 1), Ok(15));
    let text = "    LOAD_CONST 0
                    LOAD_FAST a
                    SWAP 2
                    COPY 2
                    LESS
                    POP_JUMP_IF_FALSE cleanup
                    LOAD_FAST b
                    LESS
                    POP_JUMP_IF_FALSE no
                    LOAD_CONST 1
                    RETURN
                cleanup:
                    POP
                no:
                    LOAD_CONST 2
                    RETURN";
    let program = Program(vec![function("f", "a b", text)]);
    assert_eq!(call(&program, &[3, 7], 1), Ok(1));
    assert_eq!(call(&program, &[7, 3], 1), Ok(2));
    assert_eq!(call(&program, &[-7, 3], 1), Ok(2));
}

#[test]
fn many_variables_live_in_the_frame() {
    let mut text = String::new();
    for i in 0..30 {
        text += &format!("LOAD_FAST a\nLOAD_CONST {i}\nMULTIPLY\nSTORE_FAST v{i}\n");
    }
    text += "LOAD_CONST 0\n";
    for i in 0..30 {
        text += &format!("LOAD_FAST v{i}\nLOAD_FAST b\nSUBTRACT\nADD\n");
    }
    text += "RETURN";
    let program = Program(vec![function("f", "a b c d e f", &text)]);
    assert_eq!(call(&program, &[3, 1, 0, 0, 0, 0], 1), Ok(435 * 3 - 30));
}

#[test]
fn many_values_lie_on_the_stack() {
    // x + (x + (… + (x + 1))), with a call inside, and all of it in a frame of many locals.
    let mut text = String::new();
    for i in 0..200 {
        text += &format!("LOAD_FAST a\nSTORE_FAST v{i}\n");
    }
    for i in 0..200 {
        text += &format!("LOAD_FAST v{i}\n");
    }
    text += "LOAD_GLOBAL one\nCALL 0\n";
    text += &"ADD\n".repeat(200);
    for i in 0..200 {
        text += &format!("LOAD_FAST v{i}\nADD\n");
    }
    text += "RETURN";
    let one = function("one", "", "LOAD_CONST 1\nRETURN");
    let program = Program(vec![function("f", "a", &text), one]);
    assert_eq!(call(&program, &[3], 2), Ok(400 * 3 + 1));
}

#[test]
fn six_arguments_arrive_in_order() {
    let mut text = String::from("LOAD_FAST a\n");
    for digit in ["b", "c", "d", "e", "f"] {
        text += &format!("LOAD_CONST 10\nMULTIPLY\nLOAD_FAST {digit}\nADD\n");
    }
    let digits = function("digits", "a b c d e f", &(text + "RETURN"));
    let caller = function(
        "caller",
        "a b c d e f",
        "LOAD_GLOBAL digits\nLOAD_FAST f\nLOAD_FAST e\nLOAD_FAST d\nLOAD_FAST c\nLOAD_FAST b\n\
         LOAD_FAST a\nCALL 6\nLOAD_FAST a\nADD\nRETURN",
    );
    assert_eq!(call(&Program(vec![caller, digits]), &[1, 2, 3, 4, 5, 6], 2), Ok(654_322));
}
