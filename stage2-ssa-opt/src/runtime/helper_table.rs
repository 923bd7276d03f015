//! The helpers: what compiled Python calls for everything that is not a few instructions.
//!
//! A helper takes up to six words and gives none, one or two; floats go as their bits. So whoever
//! executes IR can call it by its address, whatever the processor. A value is two words, `v` in
//! the table: tag and payload. What *may raise* gives a value whose tag may be
//! [`RAISED`](super::RAISED), or a status that is 0 then and else 1; an exception is pending then.
//!
//! | helper | parameters | gives |
//! |---|---|---|
//! | `py_binary` | operator, v left, v right | `left op right`; may raise. The operator is the index in `BinaryOperator::ALL` |
//! | `py_binary_in_place` | the same | `left op= right` |
//! | `py_unary` | operator, v | 0 `-`, 1 `+`, 2 `~`; may raise |
//! | `py_compare` | comparison, v left, v right | a bool; 0 `<`, 1 `<=`, 2 `==`, 3 `!=`, 4 `>`, 5 `>=`; may raise |
//! | `py_truth` | v | 1 if it is true, else 0; cannot raise |
//! | `py_contains` | v item, v container | a bool; may raise |
//! | `py_subscript` | v container, v index | the element; may raise |
//! | `py_store_subscript` | v container, v index, v value | status |
//! | `py_delete_subscript` | v container, v index | status |
//! | `py_get_iter` | v | an iterator; may raise |
//! | `py_next` | v iterator | the element, or the tag [`EXHAUSTED`](super::EXHAUSTED); may raise |
//! | `py_iterator_range` | iterator, out | 1 if it goes over a range in 64 bits: next, step, how many remain are then in the three words at `out` |
//! | `py_iterator_list` | iterator, out | 1 if it goes over a list, forwards: the list and the next index (-1 when it has ended) are then in the two words at `out` |
//! | `py_range_bounds` | range, out | 1 if it is in 64 bits: start, stop, step, length are then in the four words at `out` |
//! | `py_new_range` | start, stop, step | the range; may raise |
//! | `py_load_global` | slot | the variable or built-in; may raise |
//! | `py_store_global` | slot, v | nothing |
//! | `py_delete_global` | slot | status |
//! | `py_load_attribute` | code, name, v | the attribute; may raise. Code and name are numbers |
//! | `py_store_attribute` | code, name, v object, v value | status |
//! | `py_load_method` | code, name, v, out | status; method and self in the four words at `out` |
//! | `py_call` | v callee, count, arguments | what it returns; may raise. The arguments are values in memory |
//! | `py_call_keyword` | v callee, count, arguments, names | the same; `names` is the tuple |
//! | `py_call_unpack` | v callee, v positional, v keywords | `f(*positional, **keywords)`; undefined where there are none |
//! | `py_call_method` | v method, count, self and arguments | behind `py_load_method`; `count` does not count self |
//! | `py_call_method_keyword` | v method, count, self and arguments, names | the same with keywords |
//! | `py_build_tuple`, `py_build_list` | count, values | the object |
//! | `py_build_string`, `py_build_slice` | count, values | the object |
//! | `py_build_set`, `py_build_map` | count, values | a value; may raise. A map has `count` pairs |
//! | `py_build_const_key_map` | count, values, keys | a value; may raise |
//! | `py_list_append` | list, v | nothing |
//! | `py_add_to` | which, v target, v value | status; 0 set add, 1 list extend, 2 set update, 3 dict update |
//! | `py_map_add` | dict, v key, v value | status |
//! | `py_dict_merge` | v target, v mapping, v callee | status |
//! | `py_list_to_tuple` | list | the tuple |
//! | `py_unpack_sequence` | v, count, out | status; values in the order of the sequence at `out` |
//! | `py_unpack_ex` | v, before, after, out | status; the same, the middle as a list |
//! | `py_convert` | conversion, v | 1 `str`, 2 `repr`, 3 `ascii`; may raise |
//! | `py_format` | v | the text; may raise |
//! | `py_format_with_spec` | v, v specification | the text; may raise |
//! | `py_make_function` | code | a function; the number of the code object |
//! | `py_set_function_attribute` | function, which, v | nothing |
//! | `py_make_cell` | v | the cell |
//! | `py_load_deref` | code, local, v cell | what is in the cell; may raise |
//! | `py_delete_deref` | code, local, v cell | status |
//! | `py_unbound_local` | code, local | raises |
//! | `py_import_name` | code, name | the module; may raise |
//! | `py_import_from` | code, name, v module | the attribute; may raise |
//! | `py_length` | v | `len(v)`; may raise |
//! | `py_match_keys` | v mapping, v keys | a tuple or None; may raise |
//! | `py_raise` | count, values | raises: `raise`, `raise e`, `raise e from c` |
//! | `py_undisturbed` | | 1; 0 when a signal asks for a KeyboardInterrupt |
//! | `py_float_power` | bits, bits | `x ** y` of floats: a value; may raise |
//! | `py_float_floor_divide`, `py_float_remainder` | bits, bits | of floats, the divisor not 0: bits |

use crate::entity::FuncRef;
use crate::ir::{Effects, Module, Region, RegionSet, Signature, Type};
use crate::runtime::{bodies, regions};

/// What a helper gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gives {
    /// Nothing.
    Nothing,
    /// One word.
    Word,
    /// Two words: a value.
    Value,
}

/// The memory that a helper reads or writes.
#[derive(Clone, Copy, Debug)]
pub enum Touches {
    /// All of it.
    All,
    /// These regions.
    Some(&'static [Region]),
}

/// A line of the [`TABLE`].
#[derive(Clone, Copy, Debug)]
pub struct Helper {
    /// Its name, without the `@`.
    pub name: &'static str,
    /// How many words it takes.
    pub params: u8,
    /// What it gives.
    pub gives: Gives,
    /// What it reads.
    pub reads: Touches,
    /// What it writes.
    pub writes: Touches,
    /// The address of a function of the C calling convention that takes so many `u64` and gives none,
    /// one, or a structure of two.
    pub body: *const (),
}

const fn row(
    name: &'static str,
    params: u8,
    gives: Gives,
    reads: Touches,
    writes: Touches,
    body: *const (),
) -> Helper {
    Helper { name, params, gives, reads, writes, body }
}

/// Every helper.
#[rustfmt::skip]
pub const TABLE: &[Helper] = {
    use Gives::{Nothing, Value, Word};
    use Touches::{All, Some};
    const NONE: Touches = Some(&[]);
    const RAISES: Touches = Some(&[regions::PENDING]);
    // Not to be merged with another: every object is itself.
    const NEW: Touches = Some(&[regions::OBJECTS]);
    // Not to be moved out of a loop or left out of it: a signal comes at any time.
    const SIGNALS: Touches = Some(&[regions::SIGNALS]);
    const BUFFERS: Touches = Some(&[regions::BUFFERS]);
    const LISTS: Touches = Some(&[
        regions::LIST_STRATEGY, regions::LIST_ELEMENTS, regions::LIST_LENGTH,
        regions::LIST_CAPACITY, regions::INTS, regions::FLOATS, regions::BOOLS, regions::VALUES,
    ]);
    &[
        row("py_binary",                 5, Value,   All,     RAISES, bodies::py_binary as *const ()),
        row("py_binary_in_place",        5, Value,   All,     All, bodies::py_binary_in_place as *const ()),
        row("py_unary",                  3, Value,   All,     RAISES, bodies::py_unary as *const ()),
        row("py_compare",                5, Value,   All,     RAISES, bodies::py_compare as *const ()),
        row("py_truth",                  2, Word,    All,     NONE, bodies::py_truth as *const ()),
        row("py_contains",               4, Value,   All,     All, bodies::py_contains as *const ()),
        row("py_subscript",              4, Value,   All,     RAISES, bodies::py_subscript as *const ()),
        row("py_store_subscript",        6, Word,    All,     All, bodies::py_store_subscript as *const ()),
        row("py_delete_subscript",       4, Word,    All,     All, bodies::py_delete_subscript as *const ()),
        row("py_get_iter",               2, Value,   All,     RAISES, bodies::py_get_iter as *const ()),
        row("py_next",                   2, Value,   All,     All, bodies::py_next as *const ()),
        row("py_iterator_range",         2, Word,    All,     BUFFERS, bodies::py_iterator_range as *const ()),
        row("py_iterator_list",          2, Word,    All,     BUFFERS, bodies::py_iterator_list as *const ()),
        row("py_range_bounds",           2, Word,    NONE,    BUFFERS, bodies::py_range_bounds as *const ()),
        row("py_new_range",              3, Value,   NONE,    RAISES, bodies::py_new_range as *const ()),
        row("py_load_global",            1, Value,   Some(&[regions::GLOBALS]), RAISES, bodies::py_load_global as *const ()),
        row("py_store_global",           3, Nothing, NONE,    Some(&[regions::GLOBALS, regions::GLOBALS_VERSION]), bodies::py_store_global as *const ()),
        row("py_delete_global",          1, Word,    All,     Some(&[regions::GLOBALS, regions::GLOBALS_VERSION, regions::PENDING]), bodies::py_delete_global as *const ()),
        row("py_load_attribute",         4, Value,   All,     RAISES, bodies::py_load_attribute as *const ()),
        row("py_store_attribute",        6, Word,    All,     All, bodies::py_store_attribute as *const ()),
        row("py_load_method",            5, Word,    All,     Some(&[regions::BUFFERS, regions::PENDING]), bodies::py_load_method as *const ()),
        row("py_call",                   4, Value,   All,     All, bodies::py_call as *const ()),
        row("py_call_keyword",           5, Value,   All,     All, bodies::py_call_keyword as *const ()),
        row("py_call_unpack",            6, Value,   All,     All, bodies::py_call_unpack as *const ()),
        row("py_call_method",            4, Value,   All,     All, bodies::py_call_method as *const ()),
        row("py_call_method_keyword",    5, Value,   All,     All, bodies::py_call_method_keyword as *const ()),
        row("py_build_tuple",            2, Word,    BUFFERS, NEW, bodies::py_build_tuple as *const ()),
        row("py_build_list",             2, Word,    BUFFERS, LISTS, bodies::py_build_list as *const ()),
        row("py_build_string",           2, Word,    BUFFERS, NEW, bodies::py_build_string as *const ()),
        row("py_build_slice",            2, Word,    BUFFERS, NEW, bodies::py_build_slice as *const ()),
        row("py_build_set",              2, Value,   All,     RAISES, bodies::py_build_set as *const ()),
        row("py_build_map",              2, Value,   All,     RAISES, bodies::py_build_map as *const ()),
        row("py_build_const_key_map",    3, Value,   All,     RAISES, bodies::py_build_const_key_map as *const ()),
        row("py_list_append",            3, Nothing, LISTS,   LISTS, bodies::py_list_append as *const ()),
        row("py_add_to",                 5, Word,    All,     All, bodies::py_add_to as *const ()),
        row("py_map_add",                5, Word,    All,     All, bodies::py_map_add as *const ()),
        row("py_dict_merge",             6, Word,    All,     All, bodies::py_dict_merge as *const ()),
        row("py_list_to_tuple",          1, Word,    LISTS,   NEW, bodies::py_list_to_tuple as *const ()),
        row("py_unpack_sequence",        4, Word,    All,     All, bodies::py_unpack_sequence as *const ()),
        row("py_unpack_ex",              5, Word,    All,     All, bodies::py_unpack_ex as *const ()),
        row("py_convert",                3, Value,   All,     RAISES, bodies::py_convert as *const ()),
        row("py_format",                 2, Value,   All,     RAISES, bodies::py_format as *const ()),
        row("py_format_with_spec",       4, Value,   All,     RAISES, bodies::py_format_with_spec as *const ()),
        row("py_make_function",          1, Word,    NONE,    NEW, bodies::py_make_function as *const ()),
        row("py_set_function_attribute", 4, Nothing, NONE,    Some(&[regions::OBJECTS]), bodies::py_set_function_attribute as *const ()),
        row("py_make_cell",              2, Word,    NONE,    Some(&[regions::CELLS]), bodies::py_make_cell as *const ()),
        row("py_load_deref",             4, Value,   Some(&[regions::CELLS]), RAISES, bodies::py_load_deref as *const ()),
        row("py_delete_deref",           4, Word,    Some(&[regions::CELLS]), Some(&[regions::CELLS, regions::PENDING]), bodies::py_delete_deref as *const ()),
        row("py_unbound_local",          2, Value,   NONE,    RAISES, bodies::py_unbound_local as *const ()),
        row("py_import_name",            2, Value,   NONE,    RAISES, bodies::py_import_name as *const ()),
        row("py_import_from",            4, Value,   NONE,    RAISES, bodies::py_import_from as *const ()),
        row("py_length",                 2, Value,   All,     RAISES, bodies::py_length as *const ()),
        row("py_match_keys",             4, Value,   All,     RAISES, bodies::py_match_keys as *const ()),
        row("py_raise",                  2, Value,   All,     All, bodies::py_raise as *const ()),
        row("py_undisturbed",            0, Word,    NONE,    SIGNALS, bodies::py_undisturbed as *const ()),
        row("py_float_power",            2, Value,   NONE,    RAISES, bodies::py_float_power as *const ()),
        row("py_float_floor_divide",     2, Word,    NONE,    NONE, bodies::py_float_floor_divide as *const ()),
        row("py_float_remainder",        2, Word,    NONE,    NONE, bodies::py_float_remainder as *const ()),
    ]
};

/// The helper of that name.
pub fn find(name: &str) -> Option<&'static Helper> {
    TABLE.iter().find(|helper| helper.name == name)
}

impl Helper {
    /// What it takes and gives, all of it `i64`; addresses of objects and buffers are bit-cast.
    pub fn signature(&self) -> Signature {
        let results = match self.gives {
            Gives::Nothing => 0,
            Gives::Word => 1,
            Gives::Value => 2,
        };
        Signature { params: vec![Type::I64; self.params.into()], results: vec![Type::I64; results] }
    }

    /// What a call may do. It always comes back: raising is a result.
    pub fn effects(&self) -> Effects {
        let set = |touches| match touches {
            Touches::All => RegionSet::All,
            Touches::Some(regions) => RegionSet::Some(regions.to_vec()),
        };
        Effects { reads: set(self.reads), writes: set(self.writes), returns: true }
    }

    /// The declaration of this helper in a module, made if there is none. `None` when the name stands
    /// for something else.
    pub fn declare(&self, module: &mut Module) -> Option<FuncRef> {
        match module.lookup(self.name) {
            None => module.declare(self.name, self.signature(), self.effects()),
            Some(_) => module.function(self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_bodies_are() {
        let rows = TABLE.iter().map(|row| {
            let result = match row.gives {
                Gives::Nothing => "",
                Gives::Word => "u64",
                Gives::Value => "Pair",
            };
            (row.name, usize::from(row.params), result, row.body)
        });
        assert_eq!(rows.collect::<Vec<_>>(), bodies::SIGNATURES);
        assert!(TABLE.iter().all(|row| row.params <= 6));
    }
}
