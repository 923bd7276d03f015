//! Containers against judges: sets against a table recorded from CPython, dicts, sorting and
//! slice assignment against the obvious algorithm; and all of it while every allocation collects.

use proptest::prelude::*;

use crate::builtin::{Arguments, Builtin};
use crate::builtins::types::construct;
use crate::builtins::{self, sequence};
use crate::class::Class;
use crate::error::Unwind;
use crate::heap::Gc;
use crate::interpreter::{Interpreter, Options};
use crate::object::list::ListObject;
use crate::object::set::{SetObject, set_value};
use crate::object::{dict_methods, list_methods, set_methods, sort};
use crate::operators::arithmetic::BinaryOperator;
use crate::operators::compare::{Comparison, holds};
use crate::operators::container::binary_container;
use crate::operators::{contains, hash, iterate, set_algebra, subscript};
use crate::repr::repr;
use crate::value::Value;

/// Runs a test with an interpreter of its own.
fn run<R>(stress: bool, test: impl FnOnce(&mut Interpreter) -> R) -> R {
    let mut interpreter = Interpreter::new(Options { stress, ..Options::default() }).unwrap();
    let base = 0u64;
    interpreter.heap.set_native_stack_base(std::ptr::from_ref(&base) as usize);
    inner(&mut interpreter, test)
}

/// A frame of its own, so that everything it holds lies below the base of the stack.
#[inline(never)]
fn inner<R>(interpreter: &mut Interpreter, test: impl FnOnce(&mut Interpreter) -> R) -> R {
    test(interpreter)
}

fn show(interpreter: &mut Interpreter, value: Value) -> String {
    repr(interpreter, value).unwrap()
}

fn number(text: &str) -> Value {
    match text {
        "True" => Value::TRUE,
        "False" => Value::FALSE,
        _ => text.parse().map_or_else(|_| Value::float(text.parse().unwrap()), Value::int),
    }
}

fn numbers(interpreter: &mut Interpreter, text: &str) -> Value {
    let values: Vec<Value> = text.split(',').filter(|t| !t.is_empty()).map(number).collect();
    interpreter.heap.list(&values)
}

fn apply(interpreter: &mut Interpreter, set: Gc<SetObject>, operation: &str) -> Gc<SetObject> {
    let (letter, operand) = operation.split_at(1);
    let (operator, in_place) = match letter {
        "+" => {
            set.add(interpreter, number(operand)).unwrap();
            return set;
        }
        "-" => {
            set.discard(interpreter, number(operand)).unwrap();
            return set;
        }
        "p" => {
            let _ = set.pop();
            return set;
        }
        "c" => {
            set.clear();
            return set;
        }
        "S" => {
            return set_algebra::from_iterable(interpreter, set_value(set), false).unwrap();
        }
        "|" | "u" => (BinaryOperator::Or, letter == "|"),
        "&" | "i" => (BinaryOperator::And, letter == "&"),
        "~" | "d" => (BinaryOperator::Subtract, letter == "~"),
        "^" | "x" => (BinaryOperator::Xor, letter == "^"),
        _ => {
            let list = numbers(interpreter, operand);
            match letter {
                "U" => set_algebra::update(interpreter, &set, list).unwrap(),
                "I" => set_algebra::intersection_update(interpreter, set, list).unwrap(),
                "D" => set_algebra::difference_update(interpreter, set, list).unwrap(),
                _ => set_algebra::symmetric_difference_update(interpreter, set, list).unwrap(),
            }
            return set;
        }
    };
    let list = numbers(interpreter, operand);
    let other = set_value(set_algebra::from_iterable(interpreter, list, false).unwrap());
    let result = binary_container(interpreter, operator, set_value(set), other, in_place);
    result.unwrap().unwrap().as_object::<SetObject>().unwrap()
}

fn judge_set_order(stress: bool, table: &str) {
    for (line, text) in table.lines().enumerate() {
        let (operations, expected) =
            text.split_once(" => ").unwrap_or((&text[..text.len() - 3], ""));
        run(stress, |interpreter| {
            let mut set = interpreter.heap.set(false);
            for operation in operations.split_whitespace() {
                set = apply(interpreter, set, operation);
            }
            let list = numbers(interpreter, expected).as_object::<ListObject>().unwrap();
            let order = iterate::collect(interpreter, set_value(set)).unwrap();
            let order = show(interpreter, order.into());
            assert_eq!(order, show(interpreter, list.into()), "line {}: {text}", line + 1);
        });
    }
}

const SET_ORDER: &str = include_str!("../../tests/data/set_order.txt");

#[test]
fn sets_have_the_order_of_cpython() {
    judge_set_order(false, SET_ORDER);
}

#[test]
fn sets_survive_collections() {
    let some: Vec<&str> = SET_ORDER.lines().step_by(20).collect();
    judge_set_order(true, &some.join("\n"));
}

/// The value of a small expression language: what the tests need of Python's displays.
fn strings(interpreter: &mut Interpreter, texts: &[&str]) -> Value {
    let list = interpreter.heap.allocate(ListObject::new());
    for text in texts {
        list.push(interpreter.heap.string(*text));
    }
    list.into()
}

fn call(
    interpreter: &mut Interpreter,
    methods: &'static [Builtin],
    name: &str,
    values: &[Value],
) -> Result<Value, String> {
    let method = methods.iter().find(|method| method.name == name).unwrap();
    (method.call)(interpreter, Arguments::positional(values))
        .map_err(|unwind| message(interpreter, unwind))
}

fn message(interpreter: &mut Interpreter, unwind: Unwind) -> String {
    match unwind {
        Unwind::Message(class, text) => format!("{}: {text}", class.name()),
        Unwind::Argument(class, value) => format!("{}: {}", class.name(), show(interpreter, value)),
        Unwind::Exception(exception) => exception.class().name().to_string(),
        Unwind::Unsupported(what) => format!("not supported: {what}"),
    }
}

#[test]
fn hashes_are_those_of_cpython() {
    run(true, |interpreter| {
        let cases: [(&[i64], i64); 4] = [
            (&[], 5_740_354_900_026_072_187),
            (&[1], -6_644_214_454_873_602_895),
            (&[1, 2, 3], 529_344_067_295_497_451),
            (&[-1, 0], 2_575_514_064_802_888_272),
        ];
        for (items, expected) in cases {
            let items: Vec<Value> = items.iter().copied().map(Value::int).collect();
            let tuple = interpreter.heap.tuple(items);
            assert_eq!(hash::hash(interpreter, tuple).ok(), Some(expected), "{tuple:?}");
        }
        let list = numbers(interpreter, "1,2,3");
        let set = set_algebra::from_iterable(interpreter, list, true).unwrap();
        assert_eq!(hash::hash(interpreter, set_value(set)).ok(), Some(-272_375_401_224_217_160));
        let error = hash::hash(interpreter, list).unwrap_err();
        assert_eq!(message(interpreter, error), "TypeError: unhashable type: 'list'");
    });
}

proptest! {
    #[test]
    fn dicts_are_lists_of_pairs(
        operations in proptest::collection::vec((0u8..6, 0i64..12, any::<bool>()), 0..200),
    ) {
        run(false, |interpreter| {
            let mut judge: Vec<(i64, i64)> = Vec::new();
            let dict = interpreter.heap.dict();
            for (step, (operation, number, as_float)) in operations.into_iter().enumerate() {
                let step = step as i64;
                let key = if as_float { Value::float(number as f64) } else { Value::int(number) };
                let place = judge.iter().position(|(key, _)| *key == number);
                match operation {
                    0..=2 => {
                        dict.insert(interpreter, key, Value::int(step)).unwrap();
                        match place {
                            Some(place) => judge[place].1 = step,
                            None => judge.push((number, step)),
                        }
                    }
                    3 | 4 => {
                        let removed = dict.remove(interpreter, key).unwrap();
                        let expected = place.map(|place| judge.remove(place).1);
                        assert_eq!(removed.and_then(Value::as_int), expected);
                    }
                    _ => {
                        let popped = dict.pop_item().and_then(|(_, value)| value.as_int());
                        assert_eq!(popped, judge.pop().map(|pair| pair.1));
                    }
                }
                assert_eq!(dict.len(), judge.len());
                let found = dict.get(interpreter, key).unwrap().and_then(Value::as_int);
                let expected = judge.iter().find(|(key, _)| *key == number).map(|pair| pair.1);
                assert_eq!(found, expected);
            }
            let mut position = 0;
            for (_, expected) in judge {
                let (at, _, value) = dict.entry_from(position).unwrap();
                assert_eq!(value.as_int(), Some(expected));
                position = at + 1;
            }
            assert!(dict.entry_from(position).is_none());
        });
    }

    #[test]
    fn slices_are_assigned_and_deleted_one_by_one(
        length in 0i64..12,
        bounds in proptest::array::uniform2(proptest::option::of(-15i64..15)),
        step in proptest::sample::select(vec![-3i64, -2, -1, 1, 2, 3]),
        replacement in 0usize..6,
    ) {
        run(false, |interpreter| {
            let items: Vec<i64> = (0..length).collect();
            let values = |items: &[i64]| items.iter().copied().map(Value::int).collect::<Vec<_>>();
            let bound = |bound: Option<i64>| bound.map_or(Value::NONE, Value::int);
            let slice = interpreter.heap.slice(bound(bounds[0]), bound(bounds[1]), Value::int(step));
            let whole = interpreter.heap.list(&values(&items));
            let selected = subscript::load(interpreter, whole, slice).unwrap();
            let selected: Vec<i64> = selected.as_object::<ListObject>().unwrap().to_vec()
                .into_iter().filter_map(Value::as_int).collect();

            subscript::delete(interpreter, whole, slice).unwrap();
            let mut rest = items.clone();
            rest.retain(|item| !selected.contains(item));
            let rest = interpreter.heap.list(&values(&rest));
            assert_eq!(show(interpreter, whole), show(interpreter, rest));

            let whole = interpreter.heap.list(&values(&items));
            let new: Vec<i64> = (100..).take(if step == 1 { replacement } else { selected.len() }).collect();
            let new_list = interpreter.heap.list(&values(&new));
            subscript::store(interpreter, whole, slice, new_list).unwrap();
            let mut expected = items.clone();
            if step != 1 {
                for (item, new) in selected.iter().zip(&new) {
                    expected[*item as usize] = *new;
                }
                let expected = interpreter.heap.list(&values(&expected));
                assert_eq!(show(interpreter, whole), show(interpreter, expected));
            } else {
                let whole = whole.as_object::<ListObject>().unwrap();
                assert_eq!(whole.len(), items.len() - selected.len() + new.len());
            }
        });
    }

    #[test]
    fn sorting_is_stable(
        keys in proptest::collection::vec(0i64..20, 0..300),
        reverse in any::<bool>(),
        stress in proptest::bool::weighted(0.05),
    ) {
        run(stress, |interpreter| {
            // Tuples go through the general algorithm.
            let list = interpreter.heap.allocate(ListObject::new());
            let mut judge: Vec<(i64, f64)> = Vec::new();
            for (at, key) in keys.into_iter().enumerate() {
                let second = if at % 2 == 0 { Value::int(7) } else { Value::float(7.0) };
                list.push(interpreter.heap.tuple([Value::int(key), second]));
                judge.push((key, f64::from(at as u32 % 2)));
            }
            sort::sort_list(interpreter, list, Value::NONE, reverse).unwrap();
            judge.sort_by(|a, b| if reverse { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) });
            let expected: Vec<String> = judge.iter()
                .map(|(key, odd)| format!("({key}, {})", if *odd == 0.0 { "7" } else { "7.0" }))
                .collect();
            assert_eq!(show(interpreter, list.into()), format!("[{}]", expected.join(", ")));
        });
    }
}

#[test]
fn sorting_leaves_a_nan_where_cpython_does() {
    for text in include_str!("../../tests/data/sort_order.txt").lines() {
        let (items, expected) = text.split_once(" => ").unwrap();
        run(false, |interpreter| {
            let list = numbers(interpreter, items);
            let sorted = list.as_object::<ListObject>().unwrap();
            sort::sort_list(interpreter, sorted, Value::NONE, false).unwrap();
            let expected = numbers(interpreter, expected);
            // By their bits: a NaN does not equal itself.
            let same = |a: &Value, b: &Value| a.payload() == b.payload();
            let expected = expected.as_object::<ListObject>().unwrap().to_vec();
            let sorted = sorted.to_vec();
            assert!(sorted.iter().zip(&expected).all(|(a, b)| same(a, b)), "{text}\n{sorted:?}");
        });
    }
}

#[test]
fn sorting_names_the_pair_that_cpython_names() {
    run(true, |interpreter| {
        let list = strings(interpreter, &["b", "a"]);
        let list = list.as_object::<ListObject>().unwrap();
        list.insert(1, Value::int(3));
        let error = sort::sort_list(interpreter, list, Value::NONE, false).unwrap_err();
        assert_eq!(
            message(interpreter, error),
            "TypeError: '<' not supported between instances of 'int' and 'str'"
        );
        assert_eq!(show(interpreter, list.into()), "['b', 3, 'a']");
    });
}

#[test]
fn numbers_compare_exactly() {
    run(false, |interpreter| {
        let big = 9_007_199_254_740_993i64;
        let rounded = Value::float(9_007_199_254_740_992.0);
        let mut check = |a, comparison, b| holds(interpreter, comparison, a, b).unwrap();
        assert!(check(Value::int(big), Comparison::Greater, rounded));
        assert!(check(Value::int(i64::MAX), Comparison::Less, Value::float(9.3e18)));
        assert!(check(Value::int(1), Comparison::Equal, Value::TRUE));
        assert!(check(Value::int(-1), Comparison::Greater, Value::float(-1.5)));
        assert!(check(Value::float(0.5), Comparison::Less, Value::int(1)));
        let nan = Value::float(f64::NAN);
        assert!(check(nan, Comparison::NotEqual, nan));
        assert!(!check(nan, Comparison::LessEqual, nan));
        let list = interpreter.heap.list(&[nan]);
        assert!(contains::contains(interpreter, list, nan).unwrap());
    });
}

#[test]
fn messages_are_those_of_cpython() {
    run(true, |interpreter| {
        let list = numbers(interpreter, "1");
        let index = interpreter.heap.string("x");
        let check = |result: Result<Value, String>, expected: &str| {
            assert_eq!(result.unwrap_err(), expected);
        };
        let append = call(interpreter, list_methods::METHODS, "append", &[list]);
        check(append, "TypeError: list.append() takes exactly one argument (0 given)");
        let pop = call(interpreter, list_methods::METHODS, "pop", &[list, Value::int(5)]);
        check(pop, "IndexError: pop index out of range");
        let remove = call(interpreter, list_methods::METHODS, "index", &[list, index]);
        check(remove, "ValueError: 'x' is not in list");
        let pop = call(interpreter, list_methods::METHODS, "pop", &[list, list, list]);
        check(pop, "TypeError: pop expected at most 1 argument, got 2");
        let dict: Value = interpreter.heap.dict().into();
        let pop = call(interpreter, dict_methods::METHODS, "pop", &[dict, index]);
        check(pop, "KeyError: 'x'");
        let set = set_value(interpreter.heap.set(true));
        let add = call(interpreter, set_methods::METHODS, "add", &[set, index]);
        check(
            add,
            "TypeError: descriptor 'add' for 'set' objects doesn't apply to a 'frozenset' object",
        );
        let unwrap = |interpreter: &mut Interpreter, result: crate::error::Result| {
            result.map_err(|unwind| message(interpreter, unwind))
        };
        let load = subscript::load(interpreter, list, index);
        check(
            unwrap(interpreter, load),
            "TypeError: list indices must be integers or slices, not str",
        );
        let load = subscript::load(interpreter, list, Value::int(-2));
        check(unwrap(interpreter, load), "IndexError: list index out of range");
        let every_other = interpreter.heap.slice(Value::NONE, Value::NONE, Value::int(2));
        let two = numbers(interpreter, "1,2");
        let store = subscript::store(interpreter, list, every_other, two).map(|()| Value::NONE);
        check(
            unwrap(interpreter, store),
            "ValueError: attempt to assign sequence of size 2 to extended slice of size 1",
        );
        let least = builtins::lookup("min").and_then(Builtin::from_value).unwrap();
        let empty = numbers(interpreter, "");
        let least = (least.call)(interpreter, Arguments::positional(&[empty]));
        check(unwrap(interpreter, least), "ValueError: min() arg is an empty sequence");
    });
}

#[test]
fn loops_over_a_changing_dict_or_set_are_stopped() {
    run(true, |interpreter| {
        let dict = interpreter.heap.dict();
        for key in 0..3 {
            dict.insert(interpreter, Value::int(key), Value::NONE).unwrap();
        }
        let iterator = iterate::get_iter(interpreter, dict.into()).unwrap();
        iterate::next(interpreter, iterator).unwrap();
        dict.insert(interpreter, Value::int(9), Value::NONE).unwrap();
        let error = iterate::next(interpreter, iterator).unwrap_err();
        assert_eq!(
            message(interpreter, error),
            "RuntimeError: dictionary changed size during iteration"
        );
        let keys =
            interpreter.heap.dict_iterator(dict, crate::object::dict_view::DictPart::Keys, true);
        let keys = iterate::collect(interpreter, keys).unwrap();
        assert_eq!(show(interpreter, keys.into()), "[9, 2, 1, 0]");
        // As many keys as before, but another one: noticed at the end.
        let iterator = iterate::get_iter(interpreter, dict.into()).unwrap();
        for _ in 0..4 {
            iterate::next(interpreter, iterator).unwrap();
        }
        dict.remove(interpreter, Value::int(0)).unwrap();
        dict.insert(interpreter, Value::int(5), Value::NONE).unwrap();
        let error = iterate::next(interpreter, iterator).unwrap_err();
        assert_eq!(
            message(interpreter, error),
            "RuntimeError: dictionary keys changed during iteration"
        );
    });
}

#[test]
fn iterators_keep_what_they_hold() {
    run(true, |interpreter| {
        let words = strings(interpreter, &["one", "two", "three"]);
        let row = [words, words, words];
        let zip = construct(interpreter, Class::Zip, Arguments::positional(&row)).unwrap();
        let zip = construct(interpreter, Class::Enumerate, Arguments::positional(&[zip])).unwrap();
        let list = iterate::collect(interpreter, zip).unwrap();
        assert_eq!(
            show(interpreter, list.into()),
            "[(0, ('one', 'one', 'one')), (1, ('two', 'two', 'two')), (2, ('three', 'three', 'three'))]"
        );
        let dict = construct(interpreter, Class::Dict, Arguments::positional(&[zip])).unwrap();
        assert_eq!(show(interpreter, dict), "{}");
        let dict =
            construct(interpreter, Class::Dict, Arguments::positional(&[list.into()])).unwrap();
        let items = call(interpreter, dict_methods::METHODS, "items", &[dict]).unwrap();
        let both = binary_container(interpreter, BinaryOperator::And, items, items, false);
        let both = both.unwrap().unwrap();
        assert_eq!(sequence::length(both).ok(), Some(3));
        let last = sequence::reversed(interpreter, Arguments::positional(&[words])).unwrap();
        assert_eq!(show(interpreter, last)[..26], *"<list_reverseiterator obje");
    });
}

#[test]
fn what_contains_itself_prints_dots() {
    run(true, |interpreter| {
        let list = numbers(interpreter, "1");
        list.as_object::<ListObject>().unwrap().push(list);
        assert_eq!(show(interpreter, list), "[1, [...]]");
        let dict = interpreter.heap.dict();
        dict.insert(interpreter, Value::int(1), dict.into()).unwrap();
        let tuple = interpreter.heap.tuple([dict.into()]);
        assert_eq!(show(interpreter, tuple), "({1: {...}},)");
        let error =
            construct(interpreter, Class::KeyError, Arguments::positional(&[tuple])).unwrap();
        assert_eq!(show(interpreter, error), "KeyError(({1: {...}},))");
    });
}

#[test]
fn ranges_end_where_they_should() {
    run(true, |interpreter| {
        let mut shown = |start, stop, step| {
            let bounds = [start, stop, step].map(Value::int);
            let range =
                construct(interpreter, Class::Range, Arguments::positional(&bounds)).unwrap();
            let list = iterate::collect(interpreter, range).unwrap();
            let backward =
                sequence::reversed(interpreter, Arguments::positional(&[range])).unwrap();
            let backward = iterate::collect(interpreter, backward).unwrap();
            backward.reverse();
            let text = show(interpreter, list.into());
            assert_eq!(text, show(interpreter, backward.into()));
            text
        };
        assert_eq!(shown(0, 5, 2), "[0, 2, 4]");
        assert_eq!(shown(5, 0, -2), "[5, 3, 1]");
        assert_eq!(shown(0, -1, 1), "[]");
        assert_eq!(shown(i64::MAX - 1, i64::MAX, 1), format!("[{}]", i64::MAX - 1));
        assert_eq!(shown(i64::MAX - 2, i64::MAX, 5), format!("[{}]", i64::MAX - 2));
        assert_eq!(shown(i64::MIN, i64::MAX, i64::MAX).split(',').count(), 3);
    });
}
