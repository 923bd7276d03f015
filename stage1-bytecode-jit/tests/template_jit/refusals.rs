//! What is refused, and what is said about it.

use stage1::template::Unit;

use super::Program;
use super::assemble::function;

fn refusal(parameters: &str, text: &str) -> String {
    let helper = function("helper", "x", "LOAD_FAST x\nRETURN");
    let printer = function("printer", "x", "LOAD_GLOBAL print\nLOAD_FAST x\nCALL 1\nRETURN");
    let program = Program(vec![function("f", parameters, text), helper, printer]);
    let unit = Unit::new(&program.0[0], 0, &|name| program.resolve(name));
    unit.expect_err("a refusal").to_string()
}

#[test]
fn refusals_name_the_cause_and_the_line() {
    let cases = [
        ("LOAD_CONST None\nRETURN", "`f` line 1: uses the constant None"),
        ("LOAD_GLOBAL print\nRETURN", "`f` line 1: uses the builtin `print`"),
        (
            "LOAD_GLOBAL nobody\nRETURN",
            "`f` line 1: uses the global `nobody`, which is no plain function",
        ),
        ("LOAD_FAST a\nLOAD_ATTR real\nRETURN", "`f` line 2: uses the attribute `real`"),
        (
            "LOAD_FAST a\nLOAD_FAST a\nTRUE_DIVIDE\nRETURN",
            "`f` line 3: divides with `/`, which makes a float",
        ),
        ("LOAD_CONST 'text'\nRETURN", "`f` line 1: uses a string"),
        ("LOAD_FAST x\nRETURN", "`f` line 1: reads `x`, which may have no value yet"),
        (
            "LOAD_GLOBAL helper\nCALL 0\nRETURN",
            "`f` line 2: calls a function of 1 parameters with 0 arguments",
        ),
        (
            "LOAD_GLOBAL helper\nLOAD_CONST True\nCALL 1\nRETURN",
            "`f` line 3: passes a truth value to a function",
        ),
        (
            "LOAD_GLOBAL printer\nLOAD_FAST a\nCALL 1\nRETURN",
            "`printer` line 1: uses the builtin `print`, called from `f`",
        ),
        ("LOAD_GLOBAL helper\nRETURN", "`f` line 2: returns something that is no number"),
        ("LOAD_GLOBAL f\nLOAD_FAST a\nCALL 1\nRETURN", "`f` line 1: never returns"),
        ("LOAD_FAST a\nBUILD_LIST 1\nRETURN", "`f` line 2: makes a list"),
        ("ADD\nRETURN", "`f` line 1: takes a value off an empty stack"),
    ];
    for (text, expected) in cases {
        assert_eq!(refusal("a", text), expected, "{text}");
    }
}

#[test]
fn a_truth_value_on_one_way_only_is_not_returned() {
    let text = "    LOAD_FAST a
                    COPY 1
                    POP_JUMP_IF_FALSE done
                    POP
                    LOAD_FAST a
                    LOAD_CONST 3
                    LESS
                done:
                    RETURN";
    assert_eq!(refusal("a", text), "`f` line 9: returns a number or a truth value");
    let text = "    LOAD_FAST a
                    POP_JUMP_IF_FALSE done
                    LOAD_CONST True
                    RETURN
                done:
                    LOAD_CONST 1
                    RETURN";
    assert!(refusal("a", text).ends_with("returns a number here and a truth value elsewhere"));
}

#[test]
fn a_variable_assigned_on_one_way_only_is_not_read() {
    let text = "    LOAD_FAST a
                    POP_JUMP_IF_FALSE done
                    LOAD_CONST 1
                    STORE_FAST x
                done:
                    LOAD_FAST x
                    RETURN";
    assert_eq!(refusal("a", text), "`f` line 6: reads `x`, which may have no value yet");
}

#[test]
fn a_range_with_a_step_from_elsewhere_is_refused() {
    let text = "LOAD_GLOBAL range\nLOAD_FAST a\nLOAD_FAST a\nLOAD_FAST a\nCALL 3\nRETURN";
    let expected = "`f` line 5: uses a range with a step that is not a constant, or 0";
    assert_eq!(refusal("a", text), expected);
    assert_eq!(
        refusal("a b c d e f g", "LOAD_FAST a\nRETURN"),
        "`f` line 1: has more than 6 parameters"
    );
}
