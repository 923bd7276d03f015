//! The instructions that are no fast path: each is a method that `run` calls.
//!
//! They get operands and give a value; the stack itself is `run`'s. Those with a `step` note what
//! they have seen in it.

use crate::builtin::Arguments;
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, Unwind, raise, type_error, unsupported, value_error};
use crate::feedback::{Site, TypeSet};
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::interpreter::executable::{CodeRef, Quick, Step};
use crate::object::dict::DictObject;
use crate::object::function::FunctionObject;
use crate::object::list::ListObject;
use crate::object::set::SetObject;
use crate::object::tuple::TupleObject;
use crate::operators::arithmetic::{BinaryOperator, UnaryOperator, binary, unary};
use crate::operators::compare::{Comparison, compare};
use crate::operators::{contains, iterate, subscript};
use crate::value::{Tag, Value};

/// Notes what an execution of `step` saw.
fn note(step: *mut Step, left: Value, right: Value, result: Value) {
    let seen = Site::new(TypeSet::of(left), TypeSet::of(right), TypeSet::of(result));
    // SAFETY: `run` passes the step that it is executing; nobody else looks at it now.
    unsafe { (*step).site.absorb(seen) };
}

impl Interpreter {
    #[inline(never)]
    pub(super) fn binary(
        &mut self,
        step: *mut Step,
        operator: BinaryOperator,
        left: Value,
        right: Value,
    ) -> Result {
        // SAFETY: as in `note`.
        let in_place = unsafe { (*step).arg } == 1;
        let result = binary(self, operator, left, right, in_place)?;
        note(step, left, right, result);
        Ok(result)
    }

    #[inline(never)]
    pub(super) fn unary(
        &mut self,
        step: *mut Step,
        operator: UnaryOperator,
        value: Value,
    ) -> Result {
        let result = unary(self, operator, value)?;
        note(step, value, Value::UNDEFINED, result);
        Ok(result)
    }

    #[inline(never)]
    pub(super) fn comparison(
        &mut self,
        step: *mut Step,
        comparison: Comparison,
        left: Value,
        right: Value,
    ) -> Result {
        let result = compare(self, comparison, left, right)?;
        note(step, left, right, result);
        Ok(result)
    }

    #[inline(never)]
    pub(super) fn contains(
        &mut self,
        step: *mut Step,
        item: Value,
        container: Value,
    ) -> Result<bool> {
        let found = contains::contains(self, container, item)?;
        note(step, item, container, Value::bool(found));
        Ok(found)
    }

    #[inline(never)]
    pub(super) fn subscript(&mut self, step: *mut Step, container: Value, index: Value) -> Result {
        let result = subscript::load(self, container, index)?;
        note(step, container, index, result);
        Ok(result)
    }

    #[inline(never)]
    pub(super) fn store_subscript(
        &mut self,
        step: *mut Step,
        container: Value,
        index: Value,
        value: Value,
    ) -> Result<()> {
        note(step, container, index, value);
        subscript::store(self, container, index, value)
    }

    #[inline(never)]
    pub(super) fn get_iter(&mut self, step: *mut Step, value: Value) -> Result {
        let iterator = iterate::get_iter(self, value)?;
        note(step, value, Value::UNDEFINED, iterator);
        Ok(iterator)
    }

    #[inline(never)]
    pub(super) fn next(&mut self, step: *mut Step, iterator: Value) -> Result<Option<Value>> {
        let next = iterate::next(self, iterator)?;
        if let Some(value) = next {
            // SAFETY: as in `note`.
            unsafe {
                (*step).site.absorb(Site::new(TypeSet::NONE, TypeSet::NONE, TypeSet::of(value)));
            }
        }
        Ok(next)
    }

    pub(super) fn build_set(&mut self, items: &[Value]) -> Result {
        let set = self.heap.set(false);
        for item in items {
            set.add(self, *item)?;
        }
        Ok(set.into())
    }

    pub(super) fn build_map(&mut self, pairs: &[Value]) -> Result {
        let dict = self.heap.dict();
        for pair in pairs.chunks_exact(2) {
            dict.insert(self, pair[0], pair[1])?;
        }
        Ok(dict.into())
    }

    pub(super) fn build_const_key_map(&mut self, operands: &[Value]) -> Result {
        let dict = self.heap.dict();
        if let Some((keys, values)) = operands.split_last()
            && let Some(keys) = keys.as_object::<TupleObject>()
        {
            for (key, value) in keys.items().iter().zip(values) {
                dict.insert(self, *key, *value)?;
            }
        }
        Ok(dict.into())
    }

    pub(super) fn build_string(&mut self, parts: &[Value]) -> Value {
        let text: String = parts.iter().filter_map(|part| part.as_str()).collect();
        self.heap.string(text)
    }

    pub(super) fn build_slice(&mut self, parts: &[Value]) -> Value {
        let part = |i: usize| parts.get(i).copied().unwrap_or(Value::NONE);
        self.heap.slice(part(0), part(1), part(2))
    }

    /// `SetAdd`, `ListExtend`, `SetUpdate`, `DictUpdate`.
    pub(super) fn add_to(&mut self, op: Quick, target: Value, value: Value) -> Result<()> {
        match op {
            Quick::SetAdd => {
                if let Some(set) = target.as_object::<SetObject>() {
                    set.add(self, value)?;
                }
            }
            Quick::ListExtend => {
                let items = match iterate::collect(self, value) {
                    // `[*1]` and `f(*1)` have a message of their own.
                    Err(Unwind::Message(Class::TypeError, message))
                        if message.ends_with("object is not iterable") =>
                    {
                        return Err(type_error(format!(
                            "Value after * must be an iterable, not {}",
                            type_name(value)
                        )));
                    }
                    items => items?,
                };
                if let Some(list) = target.as_object::<ListObject>() {
                    list.extend_from_list(&items);
                }
            }
            Quick::SetUpdate => {
                let items = iterate::collect(self, value)?;
                if let Some(set) = target.as_object::<SetObject>() {
                    if let Some(other) = value.as_object::<SetObject>() {
                        set.merge(self, &other)?;
                    } else {
                        for i in 0..items.len() {
                            set.add(self, items.get(i).unwrap_or(Value::NONE))?;
                        }
                    }
                }
            }
            _ => {
                let (Some(dict), Some(other)) =
                    (target.as_object::<DictObject>(), value.as_object::<DictObject>())
                else {
                    return Err(type_error(format!(
                        "'{}' object is not a mapping",
                        type_name(value)
                    )));
                };
                let mut position = 0;
                while let Some((at, key, value)) = other.entry_from(position) {
                    dict.insert(self, key, value)?;
                    position = at + 1;
                }
            }
        }
        Ok(())
    }

    pub(super) fn map_add(&mut self, target: Value, key: Value, value: Value) -> Result<()> {
        match target.as_object::<DictObject>() {
            Some(dict) => dict.insert(self, key, value),
            None => Ok(()),
        }
    }

    /// `**mapping` in a call: like update, but a repeated key is an error.
    pub(super) fn dict_merge(&mut self, target: Value, value: Value, callee: Value) -> Result<()> {
        let Some(other) = value.as_object::<DictObject>() else {
            return Err(type_error(format!(
                "{} argument after ** must be a mapping, not {}",
                function_text(callee),
                type_name(value)
            )));
        };
        let Some(dict) = target.as_object::<DictObject>() else { return Ok(()) };
        let mut position = 0;
        while let Some((at, key, value)) = other.entry_from(position) {
            let Some(name) = key.as_str() else {
                return Err(type_error("keywords must be strings"));
            };
            if dict.get_text(name).is_some() {
                return Err(type_error(format!(
                    "{} got multiple values for keyword argument '{name}'",
                    function_text(callee)
                )));
            }
            dict.insert(self, key, value)?;
            position = at + 1;
        }
        Ok(())
    }

    /// The arguments of `f(*args, **kwargs)`: one list with the positional ones and then the
    /// values of the keywords, and the tuple of names.
    pub(super) fn unpack_arguments(
        &mut self,
        callee: Value,
        positional: Value,
        keywords: Value,
    ) -> Result<(Gc<ListObject>, Option<Gc<TupleObject>>)> {
        let list = match iterate::collect(self, positional) {
            Err(Unwind::Message(Class::TypeError, message))
                if message.ends_with("object is not iterable") =>
            {
                return Err(type_error(format!(
                    "{} argument after * must be an iterable, not {}",
                    function_text(callee),
                    type_name(positional)
                )));
            }
            list => list?,
        };
        // Values as they are, so that a slice of them can be passed on.
        let general: Gc<ListObject> = self.heap.allocate(ListObject::new());
        general.make_general();
        general.extend_from_list(&list);
        let Some(dict) = keywords.as_object::<DictObject>() else {
            if keywords.is_undefined() {
                return Ok((general, None));
            }
            return Err(type_error(format!(
                "{} argument after ** must be a mapping, not {}",
                function_text(callee),
                type_name(keywords)
            )));
        };
        let names: Gc<ListObject> = self.heap.allocate(ListObject::new());
        let mut position = 0;
        while let Some((at, key, value)) = dict.entry_from(position) {
            if key.tag() != Tag::Str {
                return Err(type_error("keywords must be strings"));
            }
            names.push(key);
            general.push(value);
            position = at + 1;
        }
        if names.is_empty() {
            return Ok((general, None));
        }
        let names = self.heap.tuple(names.to_vec());
        Ok((general, names.as_object()))
    }

    /// The arguments that lie in a list.
    pub(super) fn unpacked<'a>(
        list: Gc<ListObject>,
        names: Option<Gc<TupleObject>>,
    ) -> Arguments<'a> {
        let keywords = names.map_or(0, |names| names.items().len());
        let (positional, keywords) = list.values().split_at(list.len() - keywords);
        // SAFETY: the list is known to the caller only, who keeps it on the value stack as long
        // as the arguments are used and does not change it.
        unsafe {
            Arguments {
                positional: &*std::ptr::from_ref(positional),
                names,
                keywords: &*std::ptr::from_ref(keywords),
            }
        }
    }

    /// The arguments of a call with keywords: `count` values below `end`.
    pub(super) fn with_names<'a>(
        names: Value,
        end: *const Value,
        count: usize,
    ) -> Result<Arguments<'a>> {
        let keywords = names.as_object::<TupleObject>();
        let keyword_count = keywords.map_or(0, |names| names.items().len());
        if keywords.is_none() || keyword_count > count {
            return Err(raise(Class::SystemError, "malformed keyword names"));
        }
        // SAFETY: the verifier has proved that there are so many operands below; they stay in
        // place during the call.
        let all = unsafe { std::slice::from_raw_parts(end.sub(count), count) };
        let (positional, values) = all.split_at(count - keyword_count);
        Ok(Arguments { positional, names: keywords, keywords: values })
    }

    pub(super) fn set_function_attribute(function: Value, which: u32, value: Value) {
        if let Some(function) = function.as_object::<FunctionObject>() {
            match which {
                1 => function.defaults.set(value),
                2 => function.keyword_defaults.set(value),
                8 => function.closure.set(value),
                _ => {}
            }
        }
    }

    /// Exactly `count` values.
    pub(super) fn unpack_sequence(&mut self, value: Value, count: usize) -> Result<Gc<ListObject>> {
        let list = self.collect_to_unpack(value, Some(count))?;
        let got = list.len();
        if got < count {
            return Err(value_error(format!(
                "not enough values to unpack (expected {count}, got {got})"
            )));
        }
        if got > count {
            return Err(value_error(format!("too many values to unpack (expected {count})")));
        }
        Ok(list)
    }

    /// Takes at most one more than `most` values, so that endless iterators end.
    fn collect_to_unpack(&mut self, value: Value, most: Option<usize>) -> Result<Gc<ListObject>> {
        let iterator = iterate::get_iter(self, value).map_err(|unwind| match unwind {
            Unwind::Message(Class::TypeError, message)
                if message.ends_with("object is not iterable") =>
            {
                type_error(format!("cannot unpack non-iterable {} object", type_name(value)))
            }
            other => other,
        })?;
        let list: Gc<ListObject> = self.heap.allocate(ListObject::new());
        while most.is_none_or(|most| list.len() <= most) {
            match iterate::next(self, iterator)? {
                Some(item) => list.push(item),
                None => break,
            }
        }
        Ok(list)
    }

    /// `before` values, a list, `after` values.
    pub(super) fn unpack_ex(
        &mut self,
        value: Value,
        before: usize,
        after: usize,
    ) -> Result<Gc<ListObject>> {
        let all = self.collect_to_unpack(value, None)?;
        let got = all.len();
        if got < before + after {
            return Err(value_error(format!(
                "not enough values to unpack (expected at least {}, got {got})",
                before + after
            )));
        }
        let middle = self.heap.allocate(all.copy_range(before, got - after));
        let result: Gc<ListObject> = self.heap.allocate(all.copy_range(0, before));
        result.push(middle.into());
        for i in got - after..got {
            result.push(all.get(i).unwrap_or(Value::NONE));
        }
        Ok(result)
    }

    /// `Convert` and `FormatSimple`.
    pub(super) fn convert(&mut self, op: Quick, conversion: u32, value: Value) -> Result {
        if value.tag() == Tag::Str && (op == Quick::FormatSimple || conversion == 1) {
            return Ok(value);
        }
        let text = match (op, conversion) {
            (Quick::Convert, 2) => crate::repr::repr(self, value)?,
            (Quick::Convert, 3) => {
                let text = crate::repr::repr(self, value)?;
                crate::object::str_text::escape_non_ascii(&text)
            }
            (Quick::Convert, _) => crate::repr::to_str(self, value)?,
            _ => crate::format::specification::format_value(self, value, "")?,
        };
        Ok(self.heap.string(text))
    }

    pub(super) fn format_with_spec(&mut self, value: Value, spec: Value) -> Result {
        let text =
            crate::format::specification::format_value(self, value, spec.as_str().unwrap_or(""))?;
        Ok(self.heap.string(text))
    }

    pub(super) fn length(&mut self, value: Value) -> Result {
        let Some(len) = crate::builtins::lookup("len") else { return Err(unsupported("len")) };
        // On the native stack, where the collector sees it.
        self.call_native(len, Arguments::positional(&[value]))
    }

    pub(super) fn match_keys(&mut self, mapping: Value, keys: Value) -> Result {
        let (Some(dict), Some(keys)) =
            (mapping.as_object::<DictObject>(), keys.as_object::<TupleObject>())
        else {
            return Ok(Value::NONE);
        };
        let values: Gc<ListObject> = self.heap.allocate(ListObject::new());
        for key in keys.items() {
            match dict.get(self, *key)? {
                Some(value) => values.push(value),
                None => return Ok(Value::NONE),
            }
        }
        Ok(self.heap.tuple(values.to_vec()))
    }

    /// A module by its name.
    pub(super) fn import(name: &str) -> Result {
        match crate::modules::import(name) {
            Some(module) => Ok(module),
            None => Err(unsupported(format!("import of `{name}`"))),
        }
    }

    pub(super) fn import_from(&mut self, module: Value, name: &str) -> Result {
        match crate::modules::attribute(self, module.payload(), name) {
            Some(value) => Ok(value),
            None => {
                let module = crate::modules::name_of(module).unwrap_or("?");
                let known = super::attribute::is_known(&format!("module {module}"), name);
                if known {
                    return Err(unsupported(format!("`{module}.{name}`")));
                }
                Err(raise(
                    Class::ImportError,
                    format!("cannot import name '{name}' from '{module}' (unknown location)"),
                ))
            }
        }
    }

    #[cold]
    pub(super) fn unbound_local(code: CodeRef, index: u32) -> Unwind {
        let name = &code.code.locals[index as usize].name;
        // Since 3.12 a comprehension's variables are the function's; the text changed in 3.11.
        raise(
            Class::UnboundLocalError,
            format!(
                "cannot access local variable '{name}' where it is not associated with a value"
            ),
        )
    }

    #[cold]
    pub(super) fn unbound_cell(code: CodeRef, index: u32) -> Unwind {
        let local = &code.code.locals[index as usize];
        if local.kind == crate::code_object::LocalKind::Free {
            raise(
                Class::NameError,
                format!(
                    "cannot access free variable '{}' where it is not associated with a value in \
                     enclosing scope",
                    local.name
                ),
            )
        } else {
            Self::unbound_local(code, index)
        }
    }

    #[cold]
    pub(super) fn unbound_global(&self, slot: u32) -> Unwind {
        let name = self.globals.name(slot);
        if crate::builtins::is_known(name) {
            return unsupported(format!("the built-in `{name}`"));
        }
        raise(Class::NameError, format!("name '{name}' is not defined"))
    }
}

/// A callee in messages about `*` and `**`: `__main__.f()`, `print()`.
fn function_text(callee: Value) -> String {
    if let Some(function) = callee.as_object::<FunctionObject>() {
        return format!("__main__.{}()", function.code.code.qualified_name);
    }
    if let Some(builtin) = crate::builtin::Builtin::from_value(callee) {
        return format!("{}()", builtin.name);
    }
    if let Some(class) = Class::from_value(callee) {
        return format!("{}()", class.name());
    }
    format!("{} object", type_name(callee))
}
