//! Calls: from arguments to parameters, from a callee to a frame.
//!
//! The common case, a Python function with exactly as many positional arguments as it has
//! parameters, is in `run`: the arguments already lie where the parameters shall be. Everything
//! else comes here: defaults, keywords, `*args`, `**kwargs`, built-in functions and types, bound
//! methods. The messages are CPython's, word for word.

use crate::builtin::{Arguments, Builtin};
use crate::class::Class;
use crate::class_of::type_name;
use crate::error::{Result, raise, type_error};
use crate::heap::Gc;
use crate::interpreter::executable::CodeRef;
use crate::interpreter::{Frame, Interpreter, MINIMUM_VALUE_STACK, recursion_error};
use crate::object::dict::DictObject;
use crate::object::function::{BoundMethodObject, CellObject, FunctionObject};
use crate::object::tuple::TupleObject;
use crate::value::{Tag, Value};

impl Interpreter {
    /// A function without defaults and closure.
    pub(super) fn function(&mut self, code: CodeRef) -> Value {
        use std::cell::Cell;
        let function = FunctionObject {
            code,
            defaults: Cell::new(Value::UNDEFINED),
            keyword_defaults: Cell::new(Value::UNDEFINED),
            closure: Cell::new(Value::UNDEFINED),
        };
        self.heap.allocate(function).into()
    }

    /// Calls anything callable. The arguments must be where the collector looks.
    ///
    /// # Errors
    /// What the callee raises, `TypeError` for what is not callable.
    pub fn call(&mut self, callee: Value, arguments: Arguments<'_>) -> Result {
        let Some(function) = callee.as_object::<FunctionObject>() else {
            return self.call_native(callee, arguments);
        };
        self.check_native_stack(" while calling a Python object")?;
        let result = self.stack_top;
        // SAFETY: there is always room for one more value above the topmost frame.
        unsafe {
            result.write(callee);
            self.set_stack_top(result.add(1));
        }
        let depth = self.frames.len();
        let outcome = match self.push_bound_frame(function, arguments, result) {
            Ok(()) => self.run(depth),
            Err(unwind) => Err(unwind),
        };
        self.set_stack_top(result);
        outcome
    }

    /// Calls what is no Python function.
    pub(super) fn call_native(&mut self, callee: Value, arguments: Arguments<'_>) -> Result {
        match callee.tag() {
            Tag::Builtin => match Builtin::from_value(callee) {
                Some(builtin) => {
                    let doing = " while calling a Python object";
                    self.one_level_down(doing, |interpreter| (builtin.call)(interpreter, arguments))
                }
                None => Err(type_error("not callable")),
            },
            Tag::Type => match Class::from_value(callee) {
                Some(class) => crate::builtins::types::construct(self, class, arguments),
                None => Err(type_error("not callable")),
            },
            Tag::Function => self.call(callee, arguments),
            Tag::BoundMethod => {
                let Some(bound) = callee.as_object::<BoundMethodObject>() else {
                    return Err(type_error("not callable"));
                };
                let mut positional = vec![bound.receiver];
                positional.extend_from_slice(arguments.positional);
                // In a tuple, where the collector sees them.
                let kept = self.heap.tuple(positional);
                let kept: Gc<TupleObject> = kept.as_object().expect("just made");
                (bound.method.call)(self, Arguments { positional: kept.items(), ..arguments })
            }
            _ => Err(type_error(format!("'{}' object is not callable", type_name(callee)))),
        }
    }

    /// Sets the end of the part of the value stack that is in use.
    #[inline(always)]
    pub(super) fn set_stack_top(&mut self, top: *mut Value) {
        self.stack_top = top;
        // SAFETY: inside of the mapping, by `check_room` and the callers.
        unsafe { self.heap.set_value_stack_end(top) };
    }

    /// Is there room for a frame of so many values at `locals`? One frame's worth of slack stays,
    /// for arguments put there before the next check.
    #[inline(always)]
    pub(super) fn has_room(&self, locals: *mut Value, size: usize) -> bool {
        let used = locals as usize - self.stack.as_ptr() as usize;
        used + (size + 64) * size_of::<Value>() < self.stack.len() - MINIMUM_VALUE_STACK / 2
    }

    /// Pushes a frame whose parameters are filled from `arguments`, above the stack's top.
    pub(super) fn push_bound_frame(
        &mut self,
        function: Gc<FunctionObject>,
        arguments: Arguments<'_>,
        result: *mut Value,
    ) -> Result<()> {
        let code = function.code;
        let locals = self.stack_top;
        if self.frames_left() == 0 || !self.has_room(locals, code.frame_size) {
            return Err(recursion_error(""));
        }
        // SAFETY: the room was checked.
        unsafe {
            for i in 0..code.local_count {
                locals.add(i).write(Value::UNDEFINED);
            }
            self.set_stack_top(locals.add(code.frame_size));
        }
        // SAFETY: `local_count` values, written just now, that only this function and the
        // collector (which reads) know.
        let slots = unsafe { std::slice::from_raw_parts_mut(locals, code.local_count) };
        if let Err(unwind) = self.bind(function, arguments, slots) {
            self.set_stack_top(locals);
            return Err(unwind);
        }
        self.frames.push(Frame { code, locals, result, instruction: 0, depth: 0 });
        Ok(())
    }

    /// Fills parameters from arguments, as `PyEval_EvalCode` does.
    fn bind(
        &mut self,
        function: Gc<FunctionObject>,
        arguments: Arguments<'_>,
        slots: &mut [Value],
    ) -> Result<()> {
        let code = &function.code.code;
        let positional_count = code.argument_count as usize;
        let keyword_only_count = code.keyword_only_count as usize;
        let named = positional_count + keyword_only_count;
        let given = arguments.positional.len();
        let rest_slot = code.has_varargs().then_some(named);
        let keywords_slot =
            code.has_varkeywords().then_some(named + usize::from(code.has_varargs()));

        let taken = given.min(positional_count);
        slots[..taken].copy_from_slice(&arguments.positional[..taken]);
        if let Some(slot) = rest_slot {
            slots[slot] = self.heap.tuple(&arguments.positional[taken..]);
        }
        let extra = match keywords_slot {
            Some(slot) => {
                let dict = self.heap.dict();
                slots[slot] = dict.into();
                Some(dict)
            }
            None => None,
        };

        let positional_only = code.positional_only_count as usize;
        let mut wrong_positional_only = Vec::new();
        for (i, (name, value)) in arguments.keyword_pairs().enumerate() {
            let found = (positional_only..named).find(|&slot| &*code.locals[slot].name == name);
            match found {
                Some(slot) if !slots[slot].is_undefined() => {
                    return Err(type_error(format!(
                        "{}() got multiple values for argument '{name}'",
                        code.qualified_name
                    )));
                }
                Some(slot) => slots[slot] = value,
                None => match extra {
                    Some(dict) => {
                        let key = arguments.names.map_or(Value::NONE, |names| names.items()[i]);
                        dict.insert(self, key, value)?;
                    }
                    None => {
                        if (0..positional_only).any(|slot| &*code.locals[slot].name == name) {
                            wrong_positional_only.push(name);
                            continue;
                        }
                        return Err(type_error(format!(
                            "{}() got an unexpected keyword argument '{name}'",
                            code.qualified_name
                        )));
                    }
                },
            }
        }
        if !wrong_positional_only.is_empty() {
            return Err(type_error(format!(
                "{}() got some positional-only arguments passed as keyword arguments: '{}'",
                code.qualified_name,
                wrong_positional_only.join(", ")
            )));
        }
        let defaults = function.defaults.get().as_object::<TupleObject>();
        let default_count = defaults.map_or(0, |defaults| defaults.items().len());
        if given > positional_count && rest_slot.is_none() {
            return Err(too_many(function, given, default_count, slots));
        }
        let required = positional_count.saturating_sub(default_count);
        let first = taken.max(required);
        if let Some(defaults) = defaults
            && first < positional_count
        {
            let defaults = &defaults.items()[first - required..];
            for (slot, default) in slots[first..positional_count].iter_mut().zip(defaults) {
                if slot.is_undefined() {
                    *slot = *default;
                }
            }
        }
        missing(function, &slots[..required.min(positional_count)], 0, "positional")?;
        let keyword_defaults = function.keyword_defaults.get().as_object::<DictObject>();
        let keyword_only = slots[positional_count..named].iter_mut();
        for (slot, local) in keyword_only.zip(&code.locals[positional_count..named]) {
            if slot.is_undefined()
                && let Some(defaults) = keyword_defaults
                && let Some(value) = defaults.get_text(&local.name)
            {
                *slot = value;
            }
        }
        missing(function, &slots[positional_count..named], positional_count, "keyword-only")
    }

    /// Copies the closure's cells to the last locals.
    pub(super) fn copy_free_variables(function: Value, locals: *mut Value, code: CodeRef, n: u32) {
        let closure = function
            .as_object::<FunctionObject>()
            .and_then(|function| function.closure.get().as_object::<TupleObject>());
        let first = code.local_count.saturating_sub(n as usize);
        for (i, slot) in (first..code.local_count).enumerate() {
            let cell = closure.and_then(|cells| cells.items().get(i).copied());
            // SAFETY: a local of the frame.
            unsafe { locals.add(slot).write(cell.unwrap_or(Value::UNDEFINED)) };
        }
    }

    /// Replaces a local by a cell that holds it.
    pub(super) fn make_cell(&mut self, value: Value) -> Value {
        self.heap.allocate(CellObject { value: std::cell::Cell::new(value) }).into()
    }
}

/// CPython's message for too many positional arguments.
fn too_many(
    function: Gc<FunctionObject>,
    given: usize,
    default_count: usize,
    slots: &[Value],
) -> crate::error::Unwind {
    let code = &function.code.code;
    let most = code.argument_count as usize;
    let named = most + code.keyword_only_count as usize;
    let keyword_only_given =
        slots[most..named].iter().filter(|value| !value.is_undefined()).count();
    let (plural, takes) = if default_count > 0 {
        (true, format!("from {} to {most}", most - default_count.min(most)))
    } else {
        (most != 1, most.to_string())
    };
    let s = |several: bool| if several { "s" } else { "" };
    let and_keywords = match keyword_only_given {
        0 => String::new(),
        n => format!(
            " positional argument{} (and {n} keyword-only argument{})",
            s(given != 1),
            s(n != 1)
        ),
    };
    type_error(format!(
        "{}() takes {takes} positional argument{} but {given}{and_keywords} {} given",
        code.qualified_name,
        s(plural),
        if given == 1 && keyword_only_given == 0 { "was" } else { "were" }
    ))
}

/// CPython's message when required parameters got no argument.
fn missing(function: Gc<FunctionObject>, slots: &[Value], first: usize, kind: &str) -> Result<()> {
    let code = &function.code.code;
    let names: Vec<String> = slots
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_undefined())
        .map(|(i, _)| format!("'{}'", code.locals[first + i].name))
        .collect();
    let list = match &names[..] {
        [] => return Ok(()),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [many @ .., last] => format!("{}, and {last}", many.join(", ")),
    };
    Err(raise(
        Class::TypeError,
        format!(
            "{}() missing {} required {kind} argument{}: {list}",
            code.qualified_name,
            names.len(),
            if names.len() == 1 { "" } else { "s" }
        ),
    ))
}
