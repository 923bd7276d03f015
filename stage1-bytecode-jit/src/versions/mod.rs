//! What CPython calls its opcodes, and which number each version gives them.
//!
//! Numbers change from release to release: 100 is `LOAD_CONST` in 3.11, `POP_JUMP_IF_TRUE` in
//! 3.13 and `POP_JUMP_IF_FALSE` in 3.14. Names keep their meaning almost always. So each version
//! has a table from number to name, in a file of its own, and everything else speaks of names.

mod v3_11;
mod v3_12;
mod v3_13;
mod v3_14;

use crate::code_object::PythonVersion;

macro_rules! names {
    ($($name:ident)*) => {
        /// An opcode of any supported version, under CPython's own name.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, missing_docs)]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[rustfmt::skip]
        pub enum Name { $($name,)* }

        impl Name {
            /// The name as `dis` prints it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Name::$name => stringify!($name),)* }
            }
        }
    };
}

names! {
    ASYNC_GEN_WRAP BEFORE_ASYNC_WITH BEFORE_WITH BINARY_OP BINARY_SLICE BINARY_SUBSCR
    BUILD_CONST_KEY_MAP BUILD_INTERPOLATION BUILD_LIST BUILD_MAP BUILD_SET BUILD_SLICE
    BUILD_STRING BUILD_TEMPLATE BUILD_TUPLE CALL CALL_FUNCTION_EX CALL_INTRINSIC_1
    CALL_INTRINSIC_2 CALL_KW CHECK_EG_MATCH CHECK_EXC_MATCH CLEANUP_THROW COMPARE_OP CONTAINS_OP
    CONVERT_VALUE COPY COPY_FREE_VARS DELETE_ATTR DELETE_DEREF DELETE_FAST DELETE_GLOBAL
    DELETE_NAME DELETE_SUBSCR DICT_MERGE DICT_UPDATE END_ASYNC_FOR END_FOR END_SEND
    EXIT_INIT_CHECK EXTENDED_ARG FORMAT_SIMPLE FORMAT_VALUE FORMAT_WITH_SPEC FOR_ITER GET_AITER
    GET_ANEXT GET_AWAITABLE GET_ITER GET_LEN GET_YIELD_FROM_ITER IMPORT_FROM IMPORT_NAME
    IMPORT_STAR INTERPRETER_EXIT IS_OP JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD
    JUMP_IF_FALSE_OR_POP JUMP_IF_TRUE_OR_POP KW_NAMES LIST_APPEND LIST_EXTEND LIST_TO_TUPLE
    LOAD_ASSERTION_ERROR LOAD_ATTR LOAD_BUILD_CLASS LOAD_CLASSDEREF LOAD_CLOSURE
    LOAD_COMMON_CONSTANT LOAD_CONST LOAD_DEREF LOAD_FAST LOAD_FAST_AND_CLEAR LOAD_FAST_BORROW
    LOAD_FAST_BORROW_LOAD_FAST_BORROW LOAD_FAST_CHECK LOAD_FAST_LOAD_FAST LOAD_FROM_DICT_OR_DEREF
    LOAD_FROM_DICT_OR_GLOBALS LOAD_GLOBAL LOAD_LOCALS LOAD_METHOD LOAD_NAME LOAD_SMALL_INT
    LOAD_SPECIAL LOAD_SUPER_ATTR MAKE_CELL MAKE_FUNCTION MAP_ADD MATCH_CLASS MATCH_KEYS
    MATCH_MAPPING MATCH_SEQUENCE NOP NOT_TAKEN POP_EXCEPT POP_ITER POP_JUMP_BACKWARD_IF_FALSE
    POP_JUMP_BACKWARD_IF_NONE POP_JUMP_BACKWARD_IF_NOT_NONE POP_JUMP_BACKWARD_IF_TRUE
    POP_JUMP_FORWARD_IF_FALSE POP_JUMP_FORWARD_IF_NONE POP_JUMP_FORWARD_IF_NOT_NONE
    POP_JUMP_FORWARD_IF_TRUE POP_JUMP_IF_FALSE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE
    POP_JUMP_IF_TRUE POP_TOP PRECALL PREP_RERAISE_STAR PRINT_EXPR PUSH_EXC_INFO PUSH_NULL
    RAISE_VARARGS RERAISE RESUME RETURN_CONST RETURN_GENERATOR RETURN_VALUE SEND SETUP_ANNOTATIONS
    SET_ADD SET_FUNCTION_ATTRIBUTE SET_UPDATE STORE_ATTR STORE_DEREF STORE_FAST
    STORE_FAST_LOAD_FAST STORE_FAST_STORE_FAST STORE_GLOBAL STORE_NAME STORE_SLICE STORE_SUBSCR
    SWAP TO_BOOL UNARY_INVERT UNARY_NEGATIVE UNARY_NOT UNARY_POSITIVE UNPACK_EX UNPACK_SEQUENCE
    WITH_EXCEPT_START YIELD_VALUE
}

/// One version's opcodes, by number: the name and the number of cache slots behind it.
pub type Table = [Option<(Name, u8)>; 256];

/// The table of one version.
#[must_use]
pub fn table(version: PythonVersion) -> &'static Table {
    static TABLES: [Table; 4] = [
        by_number(v3_11::OPCODES),
        by_number(v3_12::OPCODES),
        by_number(v3_13::OPCODES),
        by_number(v3_14::OPCODES),
    ];
    &TABLES[version as usize]
}

const fn by_number(opcodes: &[(u8, Name, u8)]) -> Table {
    let mut table: Table = [None; 256];
    let mut i = 0;
    while i < opcodes.len() {
        let (number, name, caches) = opcodes[i];
        table[number as usize] = Some((name, caches));
        i += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn load_const_has_four_numbers() {
        let numbers = PythonVersion::ALL.map(|version| {
            table(version)
                .iter()
                .position(|entry| entry.is_some_and(|(n, _)| n == Name::LOAD_CONST))
        });
        assert_eq!(numbers, [Some(100), Some(100), Some(83), Some(82)]);
    }

    #[test]
    fn no_number_is_given_twice() {
        for list in [v3_11::OPCODES, v3_12::OPCODES, v3_13::OPCODES, v3_14::OPCODES] {
            for pair in list.windows(2) {
                assert!(pair[0].0 < pair[1].0, "{pair:?}");
            }
        }
    }
}
