//! Single operations of the interpreter for compiled code, which has the operands but no frame.
//!
//! Those that `operators` has are called there. What is here are the others: thin, each the work of
//! the instruction after which it is named, without noting what it has seen.

use crate::builtin::{Arguments, Builtin};
use crate::error::{Result, Unwind};
use crate::heap::Gc;
use crate::interpreter::executable::Quick;
use crate::interpreter::{CodeRef, Interpreter, attribute};
use crate::object::function::{CellObject, FunctionObject};
use crate::object::list::ListObject;
use crate::opcode::Op;
use crate::value::{Tag, Value};

#[allow(clippy::missing_errors_doc)] // each raises what its instruction raises
impl Interpreter {
    /// `LOAD_GLOBAL`
    pub fn operate_load_global(&mut self, slot: u32) -> Result {
        match self.globals.load(slot) {
            value if value.is_undefined() => Err(self.unbound_global(slot)),
            value => Ok(value),
        }
    }

    /// `DELETE_GLOBAL`
    pub fn operate_delete_global(&mut self, slot: u32) -> Result<()> {
        if self.globals.own(slot).is_undefined() {
            return Err(self.unbound_global(slot));
        }
        self.globals.store(slot, Value::UNDEFINED);
        Ok(())
    }

    /// `STORE_ATTR`
    pub fn operate_store_attribute(
        &mut self,
        object: Value,
        name: &str,
        value: Value,
    ) -> Result<()> {
        self.store_attribute(object, name, value)
    }

    /// `LOAD_METHOD`: the method and its receiver, or the attribute and nothing.
    pub fn operate_load_method(&mut self, object: Value, name: &str) -> Result<(Value, Value)> {
        if object.tag() != Tag::Type
            && let Some(method) = attribute::method_of(object, name)
        {
            return Ok((method.value(), object));
        }
        Ok((attribute::load_attribute(self, object, name)?, Value::UNDEFINED))
    }

    /// `CALL_METHOD` of what `LOAD_METHOD` gave: built-in methods count no level.
    pub fn operate_call_method(&mut self, method: Value, arguments: Arguments<'_>) -> Result {
        match Builtin::from_value(method) {
            Some(builtin) if arguments.keywords.is_empty() => (builtin.call)(self, arguments),
            _ => self.call(method, arguments),
        }
    }

    /// `CALL_KEYWORD`, `CALL_METHOD_KEYWORD`: the last of the arguments are named.
    pub fn operate_call_keyword(
        &mut self,
        callee: Value,
        arguments: &[Value],
        names: Value,
    ) -> Result {
        let end = arguments.as_ptr_range().end;
        let arguments = Self::with_names(names, end, arguments.len())?;
        self.call(callee, arguments)
    }

    /// `CALL_UNPACK`
    pub fn operate_call_unpack(
        &mut self,
        callee: Value,
        positional: Value,
        keywords: Value,
    ) -> Result {
        let (list, names) = self.unpack_arguments(callee, positional, keywords)?;
        let result = self.call(callee, Self::unpacked(list, names));
        crate::operators::iterate::keep_alive(list.into());
        result
    }

    /// `BUILD_SET`
    pub fn operate_build_set(&mut self, items: &[Value]) -> Result {
        self.build_set(items)
    }

    /// `BUILD_MAP`
    pub fn operate_build_map(&mut self, pairs: &[Value]) -> Result {
        self.build_map(pairs)
    }

    /// `BUILD_CONST_KEY_MAP`; the tuple of keys comes last.
    pub fn operate_build_const_key_map(&mut self, operands: &[Value]) -> Result {
        self.build_const_key_map(operands)
    }

    /// `BUILD_STRING`
    pub fn operate_build_string(&mut self, parts: &[Value]) -> Value {
        self.build_string(parts)
    }

    /// `BUILD_SLICE`
    pub fn operate_build_slice(&mut self, parts: &[Value]) -> Value {
        self.build_slice(parts)
    }

    /// `SET_ADD`, `LIST_EXTEND`, `SET_UPDATE` or `DICT_UPDATE`.
    pub fn operate_add_to(&mut self, op: Op, target: Value, value: Value) -> Result<()> {
        self.add_to(Quick::from(op), target, value)
    }

    /// `MAP_ADD`
    pub fn operate_map_add(&mut self, target: Value, key: Value, value: Value) -> Result<()> {
        self.map_add(target, key, value)
    }

    /// `DICT_MERGE`
    pub fn operate_dict_merge(&mut self, target: Value, value: Value, callee: Value) -> Result<()> {
        self.dict_merge(target, value, callee)
    }

    /// `UNPACK_SEQUENCE`: a list of so many values.
    pub fn operate_unpack_sequence(
        &mut self,
        value: Value,
        count: usize,
    ) -> Result<Gc<ListObject>> {
        self.unpack_sequence(value, count)
    }

    /// `UNPACK_EX`: the values before, a list, the values after.
    pub fn operate_unpack_ex(
        &mut self,
        value: Value,
        before: usize,
        after: usize,
    ) -> Result<Gc<ListObject>> {
        self.unpack_ex(value, before, after)
    }

    /// `CONVERT` or `FORMAT_SIMPLE`.
    pub fn operate_convert(&mut self, op: Op, conversion: u32, value: Value) -> Result {
        self.convert(Quick::from(op), conversion, value)
    }

    /// `FORMAT_WITH_SPEC`
    pub fn operate_format_with_spec(&mut self, value: Value, specification: Value) -> Result {
        self.format_with_spec(value, specification)
    }

    /// `MAKE_FUNCTION`
    pub fn operate_make_function(&mut self, code: CodeRef) -> Value {
        self.function(code)
    }

    /// `SET_FUNCTION_ATTRIBUTE`
    pub fn operate_set_function_attribute(&mut self, function: Value, which: u32, value: Value) {
        Self::set_function_attribute(function, which, value);
    }

    /// `MAKE_CELL`
    pub fn operate_make_cell(&mut self, value: Value) -> Value {
        self.make_cell(value)
    }

    /// `LOAD_DEREF` of a cell in a local variable.
    pub fn operate_load_deref(&mut self, code: CodeRef, local: u32, cell: Value) -> Result {
        match cell.as_object::<CellObject>().map(|cell| cell.value.get()) {
            Some(value) if !value.is_undefined() => Ok(value),
            _ => Err(Self::unbound_cell(code, local)),
        }
    }

    /// `DELETE_DEREF` of a cell in a local variable.
    pub fn operate_delete_deref(&mut self, code: CodeRef, local: u32, cell: Value) -> Result<()> {
        self.operate_load_deref(code, local, cell)?;
        if let Some(cell) = cell.as_object::<CellObject>() {
            cell.value.set(Value::UNDEFINED);
        }
        Ok(())
    }

    /// The error of `LOAD_FAST` of an unbound variable.
    pub fn operate_unbound_local(&mut self, code: CodeRef, local: u32) -> Unwind {
        Self::unbound_local(code, local)
    }

    /// `IMPORT_NAME`
    pub fn operate_import_name(&mut self, name: &str) -> Result {
        Self::import(name)
    }

    /// `IMPORT_FROM`
    pub fn operate_import_from(&mut self, module: Value, name: &str) -> Result {
        self.import_from(module, name)
    }

    /// `GET_LEN`
    pub fn operate_length(&mut self, value: Value) -> Result {
        self.length(value)
    }

    /// `MATCH_KEYS`
    pub fn operate_match_keys(&mut self, mapping: Value, keys: Value) -> Result {
        self.match_keys(mapping, keys)
    }

    /// `RAISE`: what to unwind with, and whether the frame gets a new traceback entry.
    pub fn operate_raise(&mut self, operands: &[Value]) -> (Unwind, bool) {
        self.raise_operands(operands)
    }
}

/// Can the function be called without its object: has it neither defaults nor a closure that matter to
/// a call with all arguments?
#[must_use]
pub fn is_plain(function: Gc<FunctionObject>) -> bool {
    function.closure.get().is_undefined()
}
