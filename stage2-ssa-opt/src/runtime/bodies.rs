//! What the helpers do: each a few lines around an operation of stage 1. Their contract is the table in
//! [`helpers`](super::helpers), in the same order.
//!
//! All are functions of the C calling convention whose parameters are words. They trust them: a tag
//! and a payload are a value, an address of arguments is that of so many values, a number of a code
//! object or of a name is one that there is. Whoever makes a unit answers for that.
//!
//! This file is one of the few with `unsafe` in it.
#![allow(unsafe_code)]

use stage1::builtin::Arguments;
use stage1::class::Class;
use stage1::interpreter::{CodeRef, Interpreter, load_attribute};
use stage1::object::function::FunctionObject;
use stage1::object::iterator::{ENDED, IteratorObject, IteratorState};
use stage1::object::list::ListObject;
use stage1::object::range::RangeObject;
use stage1::opcode::Op;
use stage1::operators::arithmetic::{self, BinaryOperator, UnaryOperator};
use stage1::operators::compare::{self, Comparison};
use stage1::operators::{contains, float, iterate, subscript, truth};
use stage1::value::{Tag, Value};

use super::EXHAUSTED;
use super::context::{self, Pair};

/// The value of a tag and a payload.
///
/// # Safety
/// They are those of a value.
pub unsafe fn value(tag: u64, payload: u64) -> Value {
    // SAFETY: a value is these two words, in this order; they are one by the contract.
    unsafe { std::mem::transmute::<[u64; 2], Value>([tag, payload]) }
}

/// The value of an object of known type.
unsafe fn object(tag: Tag, address: u64) -> Value {
    // SAFETY: the caller's.
    unsafe { value(tag as u64, address) }
}

/// Values in memory.
unsafe fn values<'a>(count: u64, address: u64) -> &'a [Value] {
    if count == 0 {
        return &[];
    }
    // SAFETY: so many values are there, by the contract, and nobody changes them meanwhile.
    unsafe { std::slice::from_raw_parts(address as *const Value, count as usize) }
}

/// Writes words to memory.
unsafe fn give(out: u64, words: &[u64]) {
    // SAFETY: there is room at `out`, by the contract.
    unsafe { std::ptr::copy_nonoverlapping(words.as_ptr(), out as *mut u64, words.len()) };
}

/// Writes values to memory.
unsafe fn give_values(out: u64, list: &ListObject) {
    for index in 0..list.len() {
        let Pair { tag, payload } = list.get(index).unwrap_or(Value::UNDEFINED).into();
        // SAFETY: as for `give`.
        unsafe { give(out + 16 * index as u64, &[tag, payload]) };
    }
}

fn code(interpreter: &Interpreter, number: u64) -> CodeRef {
    interpreter.executable(number as u32).expect("a number of a code object")
}

/// The name with that number in a code object.
fn name(interpreter: &Interpreter, code_number: u64, number: u64) -> std::sync::Arc<str> {
    code(interpreter, code_number).code.names[number as usize].clone()
}

fn comparison(number: u64) -> Comparison {
    use Comparison::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
    [Less, LessEqual, Equal, NotEqual, Greater, GreaterEqual][number as usize]
}

/// Defines helpers. The body is an expression of unsafe code.
macro_rules! helpers {
    ($($name:ident($($param:ident),*) $(-> $result:ty)? { $($body:tt)* })*) => {$(
        /// See the table of helpers.
        ///
        /// # Safety
        /// The words are what the table says, and compiled code is running.
        #[allow(unused_unsafe)]
        pub unsafe extern "C" fn $name($($param: u64),*) $(-> $result)? {
            // SAFETY: the contract in the module's header.
            unsafe { $($body)* }
        }
    )*
        /// Name, number of parameters and type of the result of each, for a test of the table.
        #[cfg(test)]
        pub(super) const SIGNATURES: &[(&str, usize, &str, *const ())] = &[$((
            stringify!($name),
            <[&str]>::len(&[$(stringify!($param)),*]),
            stringify!($($result)?),
            $name as *const (),
        )),*];
    };
}

helpers! {
    py_binary(op, a, b, c, d) -> Pair {
        context::value(|i| {
            let operator = BinaryOperator::ALL[op as usize];
            arithmetic::binary(i, operator, value(a, b), value(c, d), false)
        })
    }
    py_binary_in_place(op, a, b, c, d) -> Pair {
        context::value(|i| {
            let operator = BinaryOperator::ALL[op as usize];
            arithmetic::binary(i, operator, value(a, b), value(c, d), true)
        })
    }
    py_unary(op, a, b) -> Pair {
        context::value(|i| {
            use UnaryOperator::{Invert, Negative, Positive};
            arithmetic::unary(i, [Negative, Positive, Invert][op as usize], value(a, b))
        })
    }
    py_compare(op, a, b, c, d) -> Pair {
        context::value(|i| compare::compare(i, comparison(op), value(a, b), value(c, d)))
    }
    py_truth(a, b) -> u64 {
        truth::truthy(value(a, b)).into()
    }
    py_contains(a, b, c, d) -> Pair {
        context::value(|i| contains::contains(i, value(c, d), value(a, b)).map(Value::bool))
    }
    py_subscript(a, b, c, d) -> Pair {
        context::value(|i| subscript::load(i, value(a, b), value(c, d)))
    }
    py_store_subscript(a, b, c, d, e, f) -> u64 {
        context::status(|i| subscript::store(i, value(a, b), value(c, d), value(e, f)))
    }
    py_delete_subscript(a, b, c, d) -> u64 {
        context::status(|i| subscript::delete(i, value(a, b), value(c, d)))
    }
    py_get_iter(a, b) -> Pair {
        context::value(|i| iterate::get_iter(i, value(a, b)))
    }
    py_next(a, b) -> Pair {
        let mut ended = false;
        let next = context::value(|i| {
            let next = iterate::next(i, value(a, b))?;
            ended = next.is_none();
            Ok(next.unwrap_or(Value::NONE))
        });
        if ended { Pair { tag: EXHAUSTED, payload: 0 } } else { next }
    }
    py_iterator_range(iterator, out) -> u64 {
        let iterator = object(Tag::Iterator, iterator).as_object::<IteratorObject>();
        match iterator.as_ref().map(|iterator| &iterator.state) {
            Some(IteratorState::Range { next, step, remaining }) => {
                give(out, &[next.get() as u64, *step as u64, remaining.get()]);
                1
            }
            _ => 0,
        }
    }
    py_iterator_list(iterator, out) -> u64 {
        let iterator = object(Tag::Iterator, iterator).as_object::<IteratorObject>();
        match iterator.as_ref().map(|iterator| &iterator.state) {
            Some(IteratorState::List { list, index }) => {
                let at = if index.get() == ENDED { u64::MAX } else { index.get() as u64 };
                give(out, &[list.address() as u64, at]);
                1
            }
            _ => 0,
        }
    }
    py_range_bounds(range, out) -> u64 {
        let range = object(Tag::Range, range).as_object::<RangeObject>();
        match range.as_deref() {
            Some(RangeObject::Small(range)) => {
                let bounds = [range.start, range.stop, range.step, range.len() as i64];
                give(out, &bounds.map(|bound| bound as u64));
                1
            }
            _ => 0,
        }
    }
    py_new_range(start, stop, step) -> Pair {
        context::value(|i| {
            let bounds = [start, stop, step].map(|bound| Value::int(bound as i64));
            let range = Class::Range.value();
            i.call(range, Arguments::positional(&bounds))
        })
    }
    py_load_global(slot) -> Pair {
        context::value(|i| i.operate_load_global(slot as u32))
    }
    py_store_global(slot, a, b) {
        context::simply(|i| i.globals.store(slot as u32, value(a, b)))
    }
    py_delete_global(slot) -> u64 {
        context::status(|i| i.operate_delete_global(slot as u32))
    }
    py_load_attribute(code, number, a, b) -> Pair {
        context::value(|i| {
            let name = name(i, code, number);
            load_attribute(i, value(a, b), &name)
        })
    }
    py_store_attribute(code, number, a, b, c, d) -> u64 {
        context::status(|i| {
            let name = name(i, code, number);
            i.operate_store_attribute(value(a, b), &name, value(c, d))
        })
    }
    py_load_method(code, number, a, b, out) -> u64 {
        context::status(|i| {
            let name = name(i, code, number);
            let (method, receiver) = i.operate_load_method(value(a, b), &name)?;
            let (method, receiver) = (Pair::from(method), Pair::from(receiver));
            give(out, &[method.tag, method.payload, receiver.tag, receiver.payload]);
            Ok(())
        })
    }
    py_call(a, b, count, arguments) -> Pair {
        context::value(|i| {
            let (callee, arguments) = (value(a, b), values(count, arguments));
            match callee.as_object::<FunctionObject>() {
                Some(function) if function.code.plain_parameters() == Some(count as u32) => {
                    context::call_function(i, function, arguments)
                }
                _ => i.call(callee, Arguments::positional(arguments)),
            }
        })
    }
    py_call_keyword(a, b, count, arguments, names) -> Pair {
        context::value(|i| {
            let names = object(Tag::Tuple, names);
            i.operate_call_keyword(value(a, b), values(count, arguments), names)
        })
    }
    py_call_unpack(a, b, c, d, e, f) -> Pair {
        context::value(|i| i.operate_call_unpack(value(a, b), value(c, d), value(e, f)))
    }
    py_call_method(a, b, count, arguments) -> Pair {
        context::value(|i| {
            let all = values(count + 1, arguments);
            let arguments = if all[0].is_undefined() { &all[1..] } else { all };
            i.operate_call_method(value(a, b), Arguments::positional(arguments))
        })
    }
    py_call_method_keyword(a, b, count, arguments, names) -> Pair {
        context::value(|i| {
            let all = values(count + 1, arguments);
            let arguments = if all[0].is_undefined() { &all[1..] } else { all };
            i.operate_call_keyword(value(a, b), arguments, object(Tag::Tuple, names))
        })
    }
    py_build_tuple(count, items) -> u64 {
        context::simply(|i| i.heap.tuple(values(count, items)).payload())
    }
    py_build_list(count, items) -> u64 {
        context::simply(|i| i.heap.list(values(count, items)).payload())
    }
    py_build_string(count, parts) -> u64 {
        context::simply(|i| i.operate_build_string(values(count, parts)).payload())
    }
    py_build_slice(count, parts) -> u64 {
        context::simply(|i| i.operate_build_slice(values(count, parts)).payload())
    }
    py_build_set(count, items) -> Pair {
        context::value(|i| i.operate_build_set(values(count, items)))
    }
    py_build_map(count, pairs) -> Pair {
        context::value(|i| i.operate_build_map(values(2 * count, pairs)))
    }
    py_build_const_key_map(count, items, keys) -> Pair {
        context::value(|i| {
            // The operands of the instruction: the values, then the keys.
            let items = i.heap.tuple([values(count, items), &[object(Tag::Tuple, keys)]].concat());
            let operands: stage1::heap::Gc<stage1::object::tuple::TupleObject> =
                items.as_object().expect("just made");
            let dict = i.operate_build_const_key_map(operands.items());
            iterate::keep_alive(operands.into());
            dict
        })
    }
    py_list_append(list, a, b) {
        if let Some(list) = object(Tag::List, list).as_object::<ListObject>() {
            list.push(value(a, b));
        }
    }
    py_add_to(which, a, b, c, d) -> u64 {
        context::status(|i| {
            let op = [Op::SetAdd, Op::ListExtend, Op::SetUpdate, Op::DictUpdate][which as usize];
            i.operate_add_to(op, value(a, b), value(c, d))
        })
    }
    py_map_add(dict, a, b, c, d) -> u64 {
        context::status(|i| i.operate_map_add(object(Tag::Dict, dict), value(a, b), value(c, d)))
    }
    py_dict_merge(a, b, c, d, e, f) -> u64 {
        context::status(|i| i.operate_dict_merge(value(a, b), value(c, d), value(e, f)))
    }
    py_list_to_tuple(list) -> u64 {
        context::simply(|i| {
            let list = object(Tag::List, list).as_object::<ListObject>();
            let items = list.map(|list| list.to_vec()).unwrap_or_default();
            i.heap.tuple(items).payload()
        })
    }
    py_unpack_sequence(a, b, count, out) -> u64 {
        context::status(|i| {
            let list = i.operate_unpack_sequence(value(a, b), count as usize)?;
            give_values(out, &list);
            Ok(())
        })
    }
    py_unpack_ex(a, b, before, after, out) -> u64 {
        context::status(|i| {
            let list = i.operate_unpack_ex(value(a, b), before as usize, after as usize)?;
            give_values(out, &list);
            Ok(())
        })
    }
    py_convert(conversion, a, b) -> Pair {
        context::value(|i| i.operate_convert(Op::Convert, conversion as u32, value(a, b)))
    }
    py_format(a, b) -> Pair {
        context::value(|i| i.operate_convert(Op::FormatSimple, 0, value(a, b)))
    }
    py_format_with_spec(a, b, c, d) -> Pair {
        context::value(|i| i.operate_format_with_spec(value(a, b), value(c, d)))
    }
    py_make_function(number) -> u64 {
        context::simply(|i| {
            let code = code(i, number);
            i.operate_make_function(code).payload()
        })
    }
    py_set_function_attribute(function, which, a, b) {
        context::simply(|i| {
            let function = object(Tag::Function, function);
            i.operate_set_function_attribute(function, which as u32, value(a, b));
        })
    }
    py_make_cell(a, b) -> u64 {
        context::simply(|i| i.operate_make_cell(value(a, b)).payload())
    }
    py_load_deref(number, local, a, b) -> Pair {
        context::value(|i| {
            let code = code(i, number);
            i.operate_load_deref(code, local as u32, value(a, b))
        })
    }
    py_delete_deref(number, local, a, b) -> u64 {
        context::status(|i| {
            let code = code(i, number);
            i.operate_delete_deref(code, local as u32, value(a, b))
        })
    }
    py_unbound_local(number, local) -> Pair {
        context::value(|i| {
            let code = code(i, number);
            Err(i.operate_unbound_local(code, local as u32))
        })
    }
    py_import_name(code, number) -> Pair {
        context::value(|i| {
            let name = name(i, code, number);
            i.operate_import_name(&name)
        })
    }
    py_import_from(code, number, a, b) -> Pair {
        context::value(|i| {
            let name = name(i, code, number);
            i.operate_import_from(value(a, b), &name)
        })
    }
    py_length(a, b) -> Pair {
        context::value(|i| i.operate_length(value(a, b)))
    }
    py_match_keys(a, b, c, d) -> Pair {
        context::value(|i| i.operate_match_keys(value(a, b), value(c, d)))
    }
    py_raise(count, operands) -> Pair {
        let (unwind, adds_entry) =
            context::simply(|i| i.operate_raise(values(count, operands)));
        context::raise(unwind, adds_entry)
    }
    py_undisturbed() -> u64 {
        u64::from(!stage1::interrupt::is_requested())
    }
    py_float_power(a, b) -> Pair {
        context::value(|i| {
            let (a, b) = (Value::float(f64::from_bits(a)), Value::float(f64::from_bits(b)));
            arithmetic::binary(i, BinaryOperator::Power, a, b, false)
        })
    }
    py_float_floor_divide(a, b) -> u64 {
        float::float_floor_div(f64::from_bits(a), f64::from_bits(b)).to_bits()
    }
    py_float_remainder(a, b) -> u64 {
        float::float_remainder(f64::from_bits(a), f64::from_bits(b)).to_bits()
    }
}
