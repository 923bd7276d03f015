//! The instructions that are executed too seldom to be in the loop.
//!
//! They work on the operands as those in `run` do, and [`Interpreter::uncommon`] is one function
//! for the same reason; but here a call is made for each, so that the loop stays small enough for
//! a compiler, and a reader, to keep its variables in view.

use crate::class::Class;
use crate::error::{Result, raise, unsupported};
use crate::interpreter::Interpreter;
use crate::interpreter::executable::{CodeRef, Quick, Step};
use crate::object::function::CellObject;
use crate::object::list::ListObject;
use crate::operators::arithmetic::{BinaryOperator, UnaryOperator};
use crate::value::{Tag, Value};

impl Interpreter {
    /// Executes `step`, which `run` does not know; the new end of the operands.
    ///
    /// # Safety
    /// `step` is the one that `run` is executing in the topmost frame, whose code, locals and
    /// operands these are; `run` says why that makes the accesses right.
    #[inline(never)]
    pub(super) unsafe fn uncommon(
        &mut self,
        code: CodeRef,
        step: *mut Step,
        locals: *mut Value,
        mut sp: *mut Value,
    ) -> Result<*mut Value> {
        // SAFETY: the caller's.
        unsafe {
            macro_rules! push {
                ($value:expr) => {{
                    let value = $value;
                    sp.write(value);
                    sp = sp.add(1);
                }};
            }
            macro_rules! pop {
                () => {{
                    sp = sp.sub(1);
                    sp.read()
                }};
            }
            macro_rules! operands {
                ($n:expr) => {
                    std::slice::from_raw_parts(sp.sub($n as usize), $n as usize)
                };
            }
            macro_rules! replace {
                ($n:expr, $value:expr) => {{
                    let value = $value;
                    sp = sp.sub($n as usize);
                    push!(value);
                }};
            }
            match (*step).op {
                Quick::MatrixMultiply => {
                    let (a, b) = (*sp.sub(2), *sp.sub(1));
                    replace!(2, self.binary(step, BinaryOperator::MatrixMultiply, a, b)?);
                }
                Quick::Positive => {
                    replace!(1, self.unary(step, UnaryOperator::Positive, *sp.sub(1))?)
                }
                Quick::Invert => replace!(1, self.unary(step, UnaryOperator::Invert, *sp.sub(1))?),
                Quick::DeleteGlobal | Quick::DeleteName => {
                    let slot = *code.global_slots.get_unchecked((*step).arg as usize);
                    if self.globals.own(slot).is_undefined() {
                        return Err(self.unbound_global(slot));
                    }
                    self.globals.store(slot, Value::UNDEFINED);
                }
                Quick::LoadFastAndClear => {
                    let local = locals.add((*step).arg as usize);
                    push!(local.replace(Value::UNDEFINED));
                }
                Quick::DeleteFast => {
                    let local = locals.add((*step).arg as usize);
                    if (*local).is_undefined() {
                        return Err(Self::unbound_local(code, (*step).arg));
                    }
                    local.write(Value::UNDEFINED);
                }
                Quick::MakeCell => {
                    let local = locals.add((*step).arg as usize);
                    let cell = self.make_cell(*local);
                    local.write(cell);
                }
                Quick::CopyFreeVars => {
                    // A frame's callee stays where its result will go.
                    let frame = self.frames.last().unwrap_unchecked();
                    let function = frame.result.read();
                    Self::copy_free_variables(function, locals, code, (*step).arg);
                }
                Quick::LoadClosure => push!(*locals.add((*step).arg as usize)),
                Quick::DeleteDeref => {
                    let cell = *locals.add((*step).arg as usize);
                    match cell.as_object::<CellObject>() {
                        Some(cell) if !cell.value.get().is_undefined() => {
                            cell.value.set(Value::UNDEFINED);
                        }
                        _ => return Err(Self::unbound_cell(code, (*step).arg)),
                    }
                }
                Quick::LoadAttr => {
                    let name = &code.code.names[(*step).arg as usize];
                    let object = *sp.sub(1);
                    let value = super::load_attribute(self, object, name)?;
                    replace!(1, value);
                }
                Quick::StoreAttr => {
                    let name = &code.code.names[(*step).arg as usize];
                    let object = *sp.sub(1);
                    self.store_attribute(object, name, *sp.sub(2))?;
                    sp = sp.sub(2);
                }
                Quick::DeleteAttr => {
                    let name = &code.code.names[(*step).arg as usize];
                    let undefined = Value::UNDEFINED;
                    self.store_attribute(*sp.sub(1), name, undefined)?;
                    sp = sp.sub(1);
                }
                Quick::DeleteSubscript => {
                    let (container, index) = (*sp.sub(2), *sp.sub(1));
                    crate::operators::subscript::delete(self, container, index)?;
                    sp = sp.sub(2);
                }
                Quick::MakeFunction => {
                    let value = *sp.sub(1);
                    if value.tag() != Tag::Code {
                        return Err(raise(Class::SystemError, "no code object"));
                    }
                    let callee = CodeRef::from_address(value.payload() as usize);
                    replace!(1, self.function(callee));
                }
                Quick::SetFunctionAttribute => {
                    let (value, function) = (*sp.sub(2), *sp.sub(1));
                    Self::set_function_attribute(function, (*step).arg, value);
                    replace!(2, function);
                }
                Quick::BuildSet => {
                    let count = (*step).arg;
                    let set = self.build_set(operands!(count))?;
                    replace!(count, set);
                }
                Quick::BuildMap => {
                    let count = (*step).arg * 2;
                    let dict = self.build_map(operands!(count))?;
                    replace!(count, dict);
                }
                Quick::BuildConstKeyMap => {
                    let count = (*step).arg + 1;
                    let dict = self.build_const_key_map(operands!(count))?;
                    replace!(count, dict);
                }
                Quick::BuildString => {
                    let count = (*step).arg;
                    let text = self.build_string(operands!(count));
                    replace!(count, text);
                }
                Quick::BuildSlice => {
                    let count = (*step).arg;
                    let slice = self.build_slice(operands!(count));
                    replace!(count, slice);
                }
                Quick::SetAdd | Quick::ListExtend | Quick::SetUpdate | Quick::DictUpdate => {
                    let target = *sp.sub((*step).arg as usize + 1);
                    self.add_to((*step).op, target, *sp.sub(1))?;
                    sp = sp.sub(1);
                }
                Quick::MapAdd => {
                    let target = *sp.sub((*step).arg as usize + 2);
                    self.map_add(target, *sp.sub(2), *sp.sub(1))?;
                    sp = sp.sub(2);
                }
                Quick::DictMerge => {
                    let depth = (*step).arg as usize;
                    let (target, callee) = (*sp.sub(depth + 1), *sp.sub(depth + 3));
                    self.dict_merge(target, *sp.sub(1), callee)?;
                    sp = sp.sub(1);
                }
                Quick::ListToTuple => {
                    let list = *sp.sub(1);
                    let items = list.as_object::<ListObject>().map(|list| list.to_vec());
                    let tuple = self.heap.tuple(items.unwrap_or_default());
                    replace!(1, tuple);
                }
                Quick::UnpackEx => {
                    let value = *sp.sub(1);
                    let (before, after) = ((*step).arg & 0xff, (*step).arg >> 8);
                    let list = self.unpack_ex(value, before as usize, after as usize)?;
                    sp = sp.sub(1);
                    for i in (0..list.len()).rev() {
                        push!(list.get(i).unwrap_or(Value::UNDEFINED));
                    }
                }
                Quick::Convert | Quick::FormatSimple => {
                    let value = *sp.sub(1);
                    let text = self.convert((*step).op, (*step).arg, value)?;
                    replace!(1, text);
                }
                Quick::FormatWithSpec => {
                    let (value, spec) = (*sp.sub(2), *sp.sub(1));
                    let text = self.format_with_spec(value, spec)?;
                    replace!(2, text);
                }
                Quick::PushExcInfo => {
                    let exception = *sp.sub(1);
                    sp.sub(1).write(*self.handled);
                    *self.handled = exception;
                    push!(exception);
                }
                Quick::PopExcept => *self.handled = pop!(),
                Quick::CleanupThrow => {
                    let result = Self::cleanup_throw(*sp.sub(1))?;
                    sp = sp.sub(3);
                    push!(Value::NONE);
                    push!(result);
                }
                Quick::CheckExcMatch => {
                    let matches = Self::exception_matches(*sp.sub(2), *sp.sub(1))?;
                    replace!(1, Value::bool(matches));
                }
                Quick::LoadAssertionError => push!(Class::AssertionError.value()),
                Quick::ImportName => {
                    let name = &code.code.names[(*step).arg as usize];
                    let module = Self::import(name)?;
                    replace!(2, module);
                }
                Quick::ImportFrom => {
                    let name = &code.code.names[(*step).arg as usize];
                    let value = self.import_from(*sp.sub(1), name)?;
                    push!(value);
                }
                Quick::GetLen => {
                    let length = self.length(*sp.sub(1))?;
                    push!(length);
                }
                Quick::MatchMapping => push!(Value::bool((*sp.sub(1)).tag() == Tag::Dict)),
                Quick::MatchSequence => {
                    let tag = (*sp.sub(1)).tag();
                    let is = matches!(tag, Tag::List | Tag::Tuple | Tag::Range);
                    push!(Value::bool(is));
                }
                Quick::MatchKeys => {
                    let values = self.match_keys(*sp.sub(2), *sp.sub(1))?;
                    push!(values);
                }
                Quick::Unsupported => {
                    return Err(unsupported("an instruction that was refused"));
                }
                // `run` has them all.
                _ => {}
            }
        }
        Ok(sp)
    }
}
