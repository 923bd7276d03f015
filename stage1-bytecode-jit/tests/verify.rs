//! Each rule of the verifier, by the smallest code that breaks it.

use stage1::code_object::{
    CodeObject, Constant, ExceptionRange, Local, LocalKind, Position, PythonVersion, RawCode,
};
use stage1::opcode::{Instruction, Op};
use stage1::verify::verify;

/// A function with a parameter `p`, a cell `c` and a free variable `f`; one constant, one name.
/// The depths are those of straight-line code, unless given.
fn code(operations: &[(Op, u32)], depths: Option<&[u32]>) -> CodeObject {
    let instructions: Vec<_> =
        operations.iter().map(|&(op, arg)| Instruction { op, arg }).collect();
    let mut depth = 0u32;
    let straight = instructions.iter().map(|instruction| {
        let before = depth;
        let (pops, pushes) = instruction.op.stack_effect(instruction.arg);
        depth = depth.saturating_sub(pops) + pushes;
        before
    });
    let stack_depths = depths.map_or_else(|| straight.collect(), <[u32]>::to_vec);
    let local = |name: &str, kind| Local { name: name.into(), kind };
    CodeObject {
        version: PythonVersion::V3_13,
        name: "f".into(),
        qualified_name: "f".into(),
        file_name: "f.py".into(),
        first_line: 1,
        argument_count: 1,
        positional_only_count: 0,
        keyword_only_count: 0,
        flags: 0,
        locals: vec![
            local("p", LocalKind::Plain),
            local("c", LocalKind::Cell),
            local("f", LocalKind::Free),
        ],
        names: vec!["n".into()],
        constants: vec![Constant::None],
        positions: vec![Position::default(); instructions.len()],
        offsets: vec![0; instructions.len()],
        stack_depths,
        instructions,
        stack_size: 0,
        exception_table: vec![],
        refusals: vec![],
        raw: RawCode::default(),
    }
}

fn check(operations: &[(Op, u32)], expected: Result<u32, &str>) {
    let result = verify(&code(operations, None)).map_err(|error| error.to_string());
    assert_eq!(result, expected.map_err(String::from), "{operations:?}");
}

const RETURN: (Op, u32) = (Op::Return, 0);
const NONE: (Op, u32) = (Op::LoadConst, 0);

#[test]
fn good_code_has_a_stack_size() {
    check(&[(Op::LoadFast, 0), RETURN], Ok(1));
    check(&[NONE, NONE, NONE, (Op::BuildTuple, 3), RETURN], Ok(3));
    check(&[(Op::MakeCell, 1), (Op::CopyFreeVars, 1), (Op::LoadDeref, 2), RETURN], Ok(1));
}

#[test]
fn only_a_generator_yields() {
    const MADE: (Op, u32) = (Op::ReturnGenerator, 0);
    const POP: (Op, u32) = (Op::Pop, 0);
    check(&[MADE, POP, NONE, (Op::Yield, 0), RETURN], Ok(1));
    check(
        &[NONE, (Op::Yield, 0), RETURN],
        Err("a function that is no generator yields, at instruction 1"),
    );
    check(&[MADE, POP, MADE, RETURN], Err("a generator makes itself, at instruction 2"));
    check(
        &[MADE, (Op::MakeCell, 1), (Op::CopyFreeVars, 1), RETURN],
        Err("a generator's cells are copied twice, at instruction 2"),
    );
    check(
        &[MADE, (Op::PopJumpIfFalse, 2), NONE, (Op::Yield, 1), RETURN],
        Err("an instruction reaches below the stack, at instruction 3"),
    );
    let branches = [NONE, (Op::PopJumpIfFalse, 4), MADE, POP, NONE, RETURN];
    check(&branches, Err("a generator on one way to 4, a function on another, at instruction 3"));
}

#[test]
fn indices() {
    check(
        &[(Op::LoadConst, 1), RETURN],
        Err("LOAD_CONST has the invalid argument 1, at instruction 0"),
    );
    check(
        &[(Op::LoadFast, 3), RETURN],
        Err("LOAD_FAST has the invalid argument 3, at instruction 0"),
    );
    check(
        &[(Op::LoadName, 1), RETURN],
        Err("LOAD_NAME has the invalid argument 1, at instruction 0"),
    );
    check(&[NONE, (Op::Jump, 1), RETURN], Err("JUMP has the invalid argument 1, at instruction 1"));
    check(
        &[(Op::JumpBackward, 1), NONE, RETURN],
        Err("JUMP_BACKWARD has the invalid argument 1, at instruction 0"),
    );
    check(
        &[(Op::CopyFreeVars, 2), NONE, RETURN],
        Err("COPY_FREE_VARS has the invalid argument 2, at instruction 0"),
    );
    check(
        &[(Op::LoadDeref, 0), RETURN],
        Err("LOAD_DEREF has the invalid argument 0, at instruction 0"),
    );
}

#[test]
fn the_stack() {
    check(&[RETURN], Err("the stack underflows, at instruction 0"));
    check(
        &[NONE, (Op::Swap, 2), RETURN],
        Err("an instruction reaches below the stack, at instruction 1"),
    );
    check(
        &[NONE, (Op::Copy, 0), RETURN],
        Err("an instruction reaches below the stack, at instruction 1"),
    );
    check(&[NONE], Err("execution runs off the end, at instruction 0"));
    check(
        &[NONE, (Op::JumpBackward, 0)],
        Err("the stack has another depth on another way to 0, at instruction 1"),
    );
    let deeper = code(&[NONE, RETURN], Some(&[0, 2]));
    assert_eq!(verify(&deeper).unwrap_err().message, "the stack's depth is not the one recorded");
}

#[test]
fn what_is_no_value_is_not_used_as_one() {
    check(
        &[(Op::LoadFastAndClear, 0), RETURN],
        Err("a Unbound is used as a value, at instruction 1"),
    );
    check(
        &[NONE, (Op::LoadMethod, 0), RETURN],
        Err("a Receiver is used as a value, at instruction 2"),
    );
    check(
        &[NONE, (Op::LoadMethod, 0), (Op::Copy, 1), RETURN],
        Err("a method is parted from its receiver, at instruction 2"),
    );
    check(
        &[(Op::MakeCell, 1), (Op::LoadClosure, 1), RETURN],
        Err("a Cell is used as a value, at instruction 2"),
    );
    check(
        &[NONE, (Op::MakeFunction, 0), RETURN],
        Err("a function is made from a Value, at instruction 1"),
    );
    check(
        &[NONE, (Op::PopExcept, 0), NONE, RETURN],
        Err("a Previous was expected, not a Value, at instruction 1"),
    );
    check(
        &[NONE, NONE, (Op::ListAppend, 1), RETURN],
        Err("a Value cannot be added to by LIST_APPEND, at instruction 2"),
    );
    check(
        &[NONE, (Op::Reraise, 0)],
        Err("a Exception was expected, not a Value, at instruction 1"),
    );
}

#[test]
fn cells() {
    check(
        &[(Op::LoadDeref, 1), RETURN],
        Err("LOAD_DEREF of a variable that holds the wrong thing (Plain), at instruction 0"),
    );
    check(
        &[(Op::MakeCell, 1), (Op::LoadFast, 1), RETURN],
        Err("LOAD_FAST of a variable that holds the wrong thing (Cell), at instruction 1"),
    );
    // Hidden for an inlined comprehension and put back.
    check(
        &[
            (Op::MakeCell, 1),
            (Op::LoadFastAndClear, 1),
            (Op::StoreFast, 1),
            (Op::LoadDeref, 1),
            RETURN,
        ],
        Ok(1),
    );
}

#[test]
fn code_behind_an_unsupported_instruction_has_its_indices_checked_only() {
    let mut bad = code(&[(Op::Unsupported, 0), (Op::Pop, 0), (Op::LoadConst, 0), RETURN], None);
    let refusal =
        stage1::code_object::Refusal { position: Position::default(), what: "classes".into() };
    bad.refusals.push(refusal);
    verify(&bad).unwrap();
    bad.instructions[2].arg = 7;
    assert_eq!(verify(&bad).unwrap_err().instruction, 2);
}

#[test]
fn exception_ranges() {
    let operations = [(Op::LoadName, 0), RETURN, (Op::PushExcInfo, 0), (Op::Reraise, 0)];
    let mut good = code(&operations, Some(&[0, 1, 1, 2]));
    let range = ExceptionRange { start: 0, end: 1, target: 2, depth: 0, push_index: false };
    good.exception_table.push(range);
    assert_eq!(verify(&good), Ok(2));
    for bad in [
        ExceptionRange { end: 0, ..range },
        ExceptionRange { end: 5, ..range },
        ExceptionRange { target: 4, ..range },
        ExceptionRange { depth: 1, ..range },
        ExceptionRange { push_index: true, ..range },
    ] {
        good.exception_table[0] = bad;
        assert!(verify(&good).is_err(), "{bad:?}");
    }
    good.exception_table = vec![range, range];
    assert!(verify(&good).is_err(), "overlapping");
}

#[test]
fn parameters() {
    let mut bad = code(&[NONE, RETURN], None);
    bad.argument_count = 3;
    assert_eq!(verify(&bad).unwrap_err().message, "there are more parameters than local variables");
    bad.argument_count = u32::MAX;
    bad.keyword_only_count = u32::MAX;
    assert!(verify(&bad).is_err());
}
