//! One of CPython's instructions to the normalised ones, and what it does to the [`Shape`].
//!
//! The same function is used twice: to follow the control flow, when only the shape matters, and
//! to write the result, when the shape is already known everywhere. What one instruction becomes
//! depends on nothing but the shape before it:
//!
//! ```text
//! 3.11  PUSH_NULL, LOAD_NAME f, LOAD_CONST 1, PRECALL 1, CALL 1    [NULL f 1]  ┐
//! 3.13  LOAD_NAME f, PUSH_NULL, LOAD_CONST 1, CALL 1               [f NULL 1]  ┴ CALL 1
//! 3.11  LOAD_NAME o, LOAD_METHOD m, PRECALL 0, CALL 0              [m o]         CALL_METHOD 0
//! 3.11  LOAD_NAME decorator, LOAD_CONST, MAKE_FUNCTION, CALL 0     [d f]         CALL 1
//! ```

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::CodeFields;
use super::flow::{Emitted, Next};
use super::operands;
use super::raw::{NONE, Raw};
use super::shape::{Holds, Shape, Slot};
use super::unsupported;
use crate::code_object::{Constant, LocalKind, Position, PythonVersion, Refusal};
use crate::opcode::{Instruction, Op};
use crate::versions::Name;

/// The state of a translation.
pub struct Translator<'a> {
    pub(super) version: PythonVersion,
    flags: u32,
    pub(super) raw: &'a [Raw],
    positions: &'a [Position],
    kinds: &'a [LocalKind],
    /// For each local its number among those that can be cells.
    cell_numbers: Vec<usize>,
    pub constants: Vec<Constant>,
    /// For each constant of the file, why it cannot be loaded.
    unsupported_constants: Vec<Option<&'static str>>,
    pub names: Vec<Arc<str>>,
    small_ints: FxHashMap<i64, u32>,
    /// The instructions, when the result is written.
    pub output: Option<Vec<Emitted>>,
    pub refusals: Vec<Refusal>,
    depth: u32,
    work: u64,
}

impl<'a> Translator<'a> {
    pub fn new(
        fields: &mut CodeFields<'_>,
        raw: &'a [Raw],
        positions: &'a [Position],
        kinds: &'a [LocalKind],
    ) -> Self {
        let mut next = 0;
        let cell_numbers = kinds
            .iter()
            .map(|&kind| {
                next += usize::from(kind != LocalKind::Plain);
                if kind == LocalKind::Plain { usize::MAX } else { next - 1 }
            })
            .collect();
        Translator {
            version: fields.version,
            flags: fields.flags,
            raw,
            positions,
            kinds,
            cell_numbers,
            unsupported_constants: fields.constants.iter().map(unsupported::constant).collect(),
            constants: std::mem::take(&mut fields.constants),
            names: std::mem::take(&mut fields.names),
            small_ints: FxHashMap::default(),
            output: None,
            refusals: Vec::new(),
            depth: 0,
            work: 0,
        }
    }

    /// Counts work, so that no file can make the decoder busy for long: its cost is not linear in
    /// the length of the code, but in the product with the depth of the stack.
    pub fn charge(&mut self, work: u64) -> Result<(), String> {
        self.work += work;
        if self.work > (1 << 24) + 256 * self.raw.len() as u64 {
            return Err("the control flow is too complex".into());
        }
        Ok(())
    }

    /// Translates instruction `i`; `shape` is the frame before it, and becomes the one behind it.
    pub fn step(&mut self, i: u32, shape: &mut Shape) -> Result<Next, String> {
        use Name::*;
        let Raw { name, arg, .. } = self.raw[i as usize];
        self.depth = shape.values();
        self.charge(1)?;
        match name {
            // ANCHOR: step
            NOP | RESUME | PRECALL | NOT_TAKEN => {}
            POP_TOP | POP_ITER => self.pop(i, shape)?,
            END_FOR if self.version <= PythonVersion::V3_12 => {
                self.pop(i, shape)?;
                self.pop(i, shape)?;
            }
            END_FOR => self.pop(i, shape)?,
            PUSH_NULL => shape.push(Slot::Null)?,
            COPY => self.copy(i, shape, arg)?,
            SWAP => self.swap(i, shape, arg)?,
            // ANCHOR_END: step
            LOAD_CONST => self.load_const(i, shape, arg, Slot::Value)?,
            KW_NAMES => self.load_const(i, shape, arg, Slot::Names)?,
            LOAD_SMALL_INT => {
                let index = self.small_int(i64::from(arg));
                self.op(i, shape, Op::LoadConst, index)?;
            }
            LOAD_COMMON_CONSTANT => self.load_common_constant(i, shape, arg)?,
            LOAD_ASSERTION_ERROR => self.op(i, shape, Op::LoadAssertionError, 0)?,

            LOAD_FAST | LOAD_FAST_BORROW | LOAD_FAST_CHECK => self.load_fast(i, shape, arg)?,
            LOAD_CLOSURE => {
                self.emit(i, Op::LoadClosure, arg);
                shape.push(Slot::Cell)?;
            }
            LOAD_FAST_AND_CLEAR => {
                self.emit(i, Op::LoadFastAndClear, arg);
                let cell = self.cell_number(arg)?;
                let held = cell.map_or(Holds::Plain, |cell| shape.holds(cell));
                shape.push(if held == Holds::Cell { Slot::Cell } else { Slot::Value })?;
                cell.into_iter().for_each(|cell| shape.set_holds(cell, Holds::Plain));
            }
            STORE_FAST => {
                self.emit(i, Op::StoreFast, arg);
                let slot = shape.pop_value()?;
                if let Some(cell) = self.cell_number(arg)? {
                    let held = if slot == Slot::Cell { Holds::Cell } else { Holds::Plain };
                    shape.set_holds(cell, held);
                }
            }
            DELETE_FAST => self.op(i, shape, Op::DeleteFast, arg)?,
            // Type parameters in a class body: a free variable is made into a cell.
            MAKE_CELL if self.kinds.get(arg as usize) == Some(&LocalKind::Free) => {
                self.refuse(i, unsupported::CLASSES);
            }
            MAKE_CELL => {
                self.emit(i, Op::MakeCell, arg);
                let cell = self.cell_number(arg)?;
                cell.into_iter().for_each(|cell| shape.set_holds(cell, Holds::Cell));
            }
            COPY_FREE_VARS => {
                self.emit(i, Op::CopyFreeVars, arg);
                for local in 0..self.kinds.len() {
                    if self.kinds[local] == LocalKind::Free {
                        shape.set_holds(self.cell_numbers[local], Holds::Cell);
                    }
                }
            }
            LOAD_DEREF => self.op(i, shape, Op::LoadDeref, arg)?,
            STORE_DEREF => self.op(i, shape, Op::StoreDeref, arg)?,
            DELETE_DEREF => self.op(i, shape, Op::DeleteDeref, arg)?,
            LOAD_NAME => self.op(i, shape, Op::LoadName, arg)?,
            // A class body that leaves its cell to the machinery of classes.
            STORE_NAME if shape.peek(1)? == Slot::Cell => {
                shape.pop()?;
                self.refuse(i, unsupported::CLASSES);
            }
            STORE_NAME => self.op(i, shape, Op::StoreName, arg)?,
            DELETE_NAME => self.op(i, shape, Op::DeleteName, arg)?,
            LOAD_GLOBAL => {
                let null = arg & 1 != 0;
                let null_first = self.version <= PythonVersion::V3_12;
                if null && null_first {
                    shape.push(Slot::Null)?;
                }
                self.op(i, shape, Op::LoadGlobal, arg >> 1)?;
                if null && !null_first {
                    shape.push(Slot::Null)?;
                }
            }
            STORE_GLOBAL => self.op(i, shape, Op::StoreGlobal, arg)?,
            DELETE_GLOBAL => self.op(i, shape, Op::DeleteGlobal, arg)?,
            LOAD_METHOD => self.load_method(i, shape, arg)?,
            LOAD_ATTR if self.version == PythonVersion::V3_11 => {
                self.op(i, shape, Op::LoadAttr, arg)?;
            }
            LOAD_ATTR if arg & 1 != 0 => self.load_method(i, shape, arg >> 1)?,
            LOAD_ATTR => self.op(i, shape, Op::LoadAttr, arg >> 1)?,
            STORE_ATTR => self.op(i, shape, Op::StoreAttr, arg)?,
            DELETE_ATTR => self.op(i, shape, Op::DeleteAttr, arg)?,
            SETUP_ANNOTATIONS => {
                let index = self.added_name("__annotations__");
                self.op(i, shape, Op::BuildMap, 0)?;
                self.op(i, shape, Op::StoreName, index)?;
            }

            BINARY_SUBSCR => self.op(i, shape, Op::LoadSubscript, 0)?,
            STORE_SUBSCR => self.op(i, shape, Op::StoreSubscript, 0)?,
            DELETE_SUBSCR => self.op(i, shape, Op::DeleteSubscript, 0)?,
            BINARY_SLICE => {
                self.op(i, shape, Op::BuildSlice, 2)?;
                self.op(i, shape, Op::LoadSubscript, 0)?;
            }
            STORE_SLICE => {
                self.op(i, shape, Op::BuildSlice, 2)?;
                self.op(i, shape, Op::StoreSubscript, 0)?;
            }
            BINARY_OP => {
                let (op, in_place) = operands::binary_operator(arg)?;
                self.op(i, shape, op, in_place)?;
            }
            UNARY_POSITIVE => self.op(i, shape, Op::Positive, 0)?,
            UNARY_NEGATIVE => self.op(i, shape, Op::Negative, 0)?,
            UNARY_INVERT => self.op(i, shape, Op::Invert, 0)?,
            UNARY_NOT => self.op(i, shape, Op::Not, 0)?,
            TO_BOOL => self.truth(i, shape)?,
            COMPARE_OP => self.compare_op(i, shape, arg)?,
            IS_OP => self.op(i, shape, Op::Is, arg & 1)?,
            CONTAINS_OP => self.op(i, shape, Op::Contains, arg & 1)?,

            JUMP_FORWARD | JUMP_BACKWARD | JUMP_BACKWARD_NO_INTERRUPT => return Ok(self.jump(i)),
            JUMP_IF_FALSE_OR_POP => return self.jump_or_pop(i, shape, Op::PopJumpIfFalse),
            JUMP_IF_TRUE_OR_POP => return self.jump_or_pop(i, shape, Op::PopJumpIfTrue),
            POP_JUMP_IF_FALSE | POP_JUMP_FORWARD_IF_FALSE | POP_JUMP_BACKWARD_IF_FALSE => {
                return self.branch(i, shape, Op::PopJumpIfFalse, Op::PopJumpIfTrue);
            }
            POP_JUMP_IF_TRUE | POP_JUMP_FORWARD_IF_TRUE | POP_JUMP_BACKWARD_IF_TRUE => {
                return self.branch(i, shape, Op::PopJumpIfTrue, Op::PopJumpIfFalse);
            }
            POP_JUMP_IF_NONE | POP_JUMP_FORWARD_IF_NONE | POP_JUMP_BACKWARD_IF_NONE => {
                return self.branch(i, shape, Op::PopJumpIfNone, Op::PopJumpIfNotNone);
            }
            POP_JUMP_IF_NOT_NONE | POP_JUMP_FORWARD_IF_NOT_NONE | POP_JUMP_BACKWARD_IF_NOT_NONE => {
                return self.branch(i, shape, Op::PopJumpIfNotNone, Op::PopJumpIfNone);
            }
            GET_ITER => self.op(i, shape, Op::GetIter, 0)?,
            FOR_ITER => {
                let target = self.raw[i as usize].target;
                self.emit(i, Op::ForIter, target);
                shape.pop_value()?;
                let exhausted = self.snapshot(shape)?;
                shape.push_values(2)?;
                return Ok(Next::Branch(target, exhausted));
            }
            RETURN_VALUE => {
                self.op(i, shape, Op::Return, 0)?;
                return Ok(Next::End);
            }

            RETURN_GENERATOR | GET_YIELD_FROM_ITER | SEND if unsupported::is_async(self.flags) => {
                return self.unsupported(i, shape);
            }
            RETURN_GENERATOR => self.op(i, shape, Op::ReturnGenerator, 0)?,
            YIELD_VALUE => {
                // What a RESUME's argument says in its lowest two bits: 2 is behind a `yield from`.
                let next = self.raw.get(i as usize + 1);
                let delegates = next.is_some_and(|raw| raw.name == RESUME && raw.arg & 3 == 2);
                self.op(i, shape, Op::Yield, delegates.into())?;
            }
            GET_YIELD_FROM_ITER => self.op(i, shape, Op::GetIter, 0)?,
            SEND => return self.send(i, shape),
            END_SEND => self.drop_second(i, shape)?,
            CLEANUP_THROW => self.op(i, shape, Op::CleanupThrow, 0)?,
            // A StopIteration that leaves a generator becomes a RuntimeError where the generator
            // was resumed, as in 3.11, where no instruction is needed for it.
            CALL_INTRINSIC_1 if arg == 3 => {}

            BUILD_TUPLE => self.op(i, shape, Op::BuildTuple, arg)?,
            BUILD_LIST => self.op(i, shape, Op::BuildList, arg)?,
            BUILD_SET => self.op(i, shape, Op::BuildSet, arg)?,
            BUILD_MAP => self.op(i, shape, Op::BuildMap, arg)?,
            BUILD_CONST_KEY_MAP => self.op(i, shape, Op::BuildConstKeyMap, arg)?,
            BUILD_STRING => self.op(i, shape, Op::BuildString, arg)?,
            BUILD_SLICE if arg == 2 || arg == 3 => self.op(i, shape, Op::BuildSlice, arg)?,
            BUILD_SLICE => return Err("a slice has neither two nor three parts".into()),
            LIST_APPEND => self.add_to_container(i, shape, Op::ListAppend, arg)?,
            SET_ADD => self.add_to_container(i, shape, Op::SetAdd, arg)?,
            MAP_ADD => self.add_to_container(i, shape, Op::MapAdd, arg)?,
            LIST_EXTEND => self.add_to_container(i, shape, Op::ListExtend, arg)?,
            SET_UPDATE => self.add_to_container(i, shape, Op::SetUpdate, arg)?,
            DICT_UPDATE => self.add_to_container(i, shape, Op::DictUpdate, arg)?,
            DICT_MERGE => self.add_to_container(i, shape, Op::DictMerge, arg)?,
            LIST_TO_TUPLE => self.op(i, shape, Op::ListToTuple, 0)?,
            UNPACK_SEQUENCE => self.op(i, shape, Op::UnpackSequence, arg)?,
            UNPACK_EX => self.op(i, shape, Op::UnpackEx, arg)?,
            FORMAT_VALUE => self.format_value(i, shape, arg)?,
            CONVERT_VALUE if (1..=3).contains(&arg) => self.op(i, shape, Op::Convert, arg)?,
            FORMAT_SIMPLE => self.op(i, shape, Op::FormatSimple, 0)?,
            FORMAT_WITH_SPEC => self.op(i, shape, Op::FormatWithSpec, 0)?,
            CALL_INTRINSIC_1 if arg == 5 => self.op(i, shape, Op::Positive, 0)?,
            CALL_INTRINSIC_1 if arg == 6 => self.op(i, shape, Op::ListToTuple, 0)?,

            MAKE_FUNCTION => self.make_function(i, shape, arg)?,
            SET_FUNCTION_ATTRIBUTE if matches!(arg, 1 | 2 | 4 | 8 | 16) => {
                self.op(i, shape, Op::SetFunctionAttribute, arg)?;
            }
            CALL | CALL_KW => {
                self.charge(arg.into())?;
                let (op, count) = operands::call(self.version, shape, name == CALL_KW, arg)?;
                self.emit(i, op, count);
                shape.push(Slot::Value)?;
            }
            CALL_FUNCTION_EX => {
                let has_keywords = operands::call_unpack(self.version, shape, arg)?;
                self.emit(i, Op::CallUnpack, has_keywords.into());
                shape.push(Slot::Value)?;
            }

            RAISE_VARARGS if arg <= 2 => {
                self.op(i, shape, Op::Raise, arg)?;
                return Ok(Next::End);
            }
            RERAISE => {
                shape.pop_value()?;
                let index = if arg == 0 { 0 } else { shape.depth_without_nulls(arg)? };
                self.emit(i, Op::Reraise, index);
                return Ok(Next::End);
            }
            PUSH_EXC_INFO => self.op(i, shape, Op::PushExcInfo, 0)?,
            POP_EXCEPT => self.op(i, shape, Op::PopExcept, 0)?,
            CHECK_EXC_MATCH => self.op(i, shape, Op::CheckExcMatch, 0)?,
            IMPORT_NAME => self.op(i, shape, Op::ImportName, arg)?,
            IMPORT_FROM => self.op(i, shape, Op::ImportFrom, arg)?,
            GET_LEN => self.op(i, shape, Op::GetLen, 0)?,
            MATCH_MAPPING => self.op(i, shape, Op::MatchMapping, 0)?,
            MATCH_SEQUENCE => self.op(i, shape, Op::MatchSequence, 0)?,
            MATCH_KEYS => self.op(i, shape, Op::MatchKeys, 0)?,
            _ => return self.unsupported(i, shape),
        }
        Ok(Next::Fall)
    }

    /// Emits an instruction whose operands and results are plain values.
    pub(super) fn op(&mut self, i: u32, shape: &mut Shape, op: Op, arg: u32) -> Result<(), String> {
        let (pops, pushes) = op.stack_effect(arg);
        self.charge(u64::from(pops.min(1 << 16)) + u64::from(pushes.min(1 << 16)))?;
        shape.pop_values(pops)?;
        shape.push_values(pushes)?;
        self.emit(i, op, arg);
        Ok(())
    }

    pub(super) fn emit(&mut self, i: u32, op: Op, arg: u32) {
        if let Some(output) = &mut self.output {
            let instruction = Instruction { op, arg };
            output.push(Emitted { instruction, raw: i, depth: self.depth });
        }
        let (pops, pushes) = op.stack_effect(arg);
        self.depth = self.depth.saturating_sub(pops).saturating_add(pushes);
    }

    /// A copy for another way, paid for.
    pub(super) fn snapshot(&mut self, shape: &Shape) -> Result<Shape, String> {
        self.charge(shape.size())?;
        Ok(shape.clone())
    }

    // --- the stack ------------------------------------------------------------------------------

    fn pop(&mut self, i: u32, shape: &mut Shape) -> Result<(), String> {
        if shape.pop()? != Slot::Null {
            self.emit(i, Op::Pop, 0);
        }
        Ok(())
    }

    fn copy(&mut self, i: u32, shape: &mut Shape, depth: u32) -> Result<(), String> {
        let slot = shape.peek(depth)?;
        self.charge(depth.into())?;
        if slot != Slot::Null {
            self.emit(i, Op::Copy, shape.depth_without_nulls(depth)?);
        }
        shape.push(slot)
    }

    pub(super) fn swap(&mut self, i: u32, shape: &mut Shape, depth: u32) -> Result<(), String> {
        let nulls = [shape.peek(1)?, shape.peek(depth)?].map(|slot| slot == Slot::Null);
        self.charge(depth.into())?;
        match nulls {
            _ if depth == 1 => {}
            [false, false] => self.emit(i, Op::Swap, shape.depth_without_nulls(depth)?),
            [true, true] => {}
            // A NULL changes places with its neighbour: without it, nothing happens.
            _ if depth == 2 => {}
            _ => return Err("a NULL is swapped with a distant value".into()),
        }
        shape.swap(depth)
    }

    // --- constants and variables ----------------------------------------------------------------

    fn load_const(
        &mut self,
        i: u32,
        shape: &mut Shape,
        index: u32,
        slot: Slot,
    ) -> Result<(), String> {
        let Some(&refusal) = self.unsupported_constants.get(index as usize) else {
            return Err(format!("there is no constant {index}"));
        };
        match refusal {
            Some(what) => self.refuse(i, what),
            None => self.emit(i, Op::LoadConst, index),
        }
        shape.push(slot)
    }

    /// The constants that 3.14 no longer lists in each code object.
    fn load_common_constant(&mut self, i: u32, shape: &mut Shape, arg: u32) -> Result<(), String> {
        match arg {
            0 => self.op(i, shape, Op::LoadAssertionError, 0),
            // It stands in generated `__annotate__` functions only.
            1 => {
                let index = self.added_name("NotImplementedError");
                self.op(i, shape, Op::LoadGlobal, index)
            }
            // `all(x for x in y)` is compiled twice: for the case that `all` is the built-in
            // function, and for the other one. A constant that is identical to nothing chooses
            // the other one, which is always right.
            2..=4 => {
                let nothing = Constant::Tuple(Arc::new([Constant::Str("built-in".into())]));
                let index = self.added_constant(nothing);
                self.op(i, shape, Op::LoadConst, index)
            }
            _ => Err(format!("there is no common constant {arg}")),
        }
    }

    fn small_int(&mut self, value: i64) -> u32 {
        if let Some(&index) = self.small_ints.get(&value) {
            return index;
        }
        let index = self.added_constant(Constant::Int(value));
        self.small_ints.insert(value, index);
        index
    }

    fn added_constant(&mut self, constant: Constant) -> u32 {
        self.constants.push(constant);
        self.constants.len() as u32 - 1
    }

    fn added_name(&mut self, name: &str) -> u32 {
        let index = self.names.iter().position(|known| **known == *name);
        index.unwrap_or_else(|| {
            self.names.push(name.into());
            self.names.len() - 1
        }) as u32
    }

    /// The number of a local among those that can be cells, if it is one.
    fn cell_number(&self, local: u32) -> Result<Option<usize>, String> {
        match self.cell_numbers.get(local as usize) {
            None => Err(format!("there is no local variable {local}")),
            Some(&usize::MAX) => Ok(None),
            Some(&number) => Ok(Some(number)),
        }
    }

    fn load_fast(&mut self, i: u32, shape: &mut Shape, local: u32) -> Result<(), String> {
        let cell = self.cell_number(local)?;
        let held = cell.map_or(Holds::Plain, |cell| shape.holds(cell));
        let (op, slot) = match held {
            Holds::Cell => (Op::LoadClosure, Slot::Cell),
            _ => (Op::LoadFast, Slot::Value),
        };
        self.emit(i, op, local);
        shape.push(slot)
    }

    fn load_method(&mut self, i: u32, shape: &mut Shape, name: u32) -> Result<(), String> {
        self.emit(i, Op::LoadMethod, name);
        shape.pop_value()?;
        shape.push(Slot::Method)?;
        shape.push(Slot::Receiver)
    }

    // --- operators ------------------------------------------------------------------------------

    fn compare_op(&mut self, i: u32, shape: &mut Shape, arg: u32) -> Result<(), String> {
        let (op, to_bool) = operands::comparison(self.version, arg)?;
        self.op(i, shape, op, 0)?;
        if to_bool { self.truth(i, shape) } else { Ok(()) }
    }

    /// What tests the truth of a value by itself needs no bool.
    fn truth(&mut self, i: u32, shape: &mut Shape) -> Result<(), String> {
        use Name::{POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE, UNARY_NOT};
        match self.raw.get(i as usize + 1).map(|raw| raw.name) {
            Some(POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | UNARY_NOT) => Ok(()),
            _ => self.op(i, shape, Op::ToBool, 0),
        }
    }

    // --- control flow ---------------------------------------------------------------------------

    fn jump(&mut self, i: u32) -> Next {
        let target = self.raw[i as usize].target;
        self.emit(i, if target > i { Op::Jump } else { Op::JumpBackward }, target);
        Next::Jump(target)
    }

    fn branch(&mut self, i: u32, shape: &mut Shape, op: Op, inverse: Op) -> Result<Next, String> {
        let target = self.raw[i as usize].target;
        if target > i {
            self.emit(i, op, target);
        } else {
            self.emit(i, inverse, i + 1);
            self.emit(i, Op::JumpBackward, target);
        }
        shape.pop_value()?;
        Ok(Next::Branch(target, self.snapshot(shape)?))
    }

    fn jump_or_pop(&mut self, i: u32, shape: &mut Shape, op: Op) -> Result<Next, String> {
        let target = self.raw[i as usize].target;
        let kept = self.snapshot(shape)?;
        shape.pop_value()?;
        self.emit(i, Op::Copy, 1);
        self.emit(i, op, target);
        self.emit(i, Op::Pop, 0);
        Ok(Next::Branch(target, kept))
    }

    // --- what is not supported ------------------------------------------------------------------

    fn unsupported(&mut self, i: u32, shape: &mut Shape) -> Result<Next, String> {
        let Raw { name, arg, target, .. } = self.raw[i as usize];
        let Some(effect) = unsupported::effect(name, arg) else {
            return Err(format!("{} has an invalid argument {arg}", name.as_str()));
        };
        self.refuse(i, effect.what);
        shape.pop_values(effect.pops)?;
        shape.push_values(effect.pushes)?;
        if effect.method {
            shape.push(Slot::Method)?;
            shape.push(Slot::Receiver)?;
        }
        if effect.ends {
            return Ok(Next::End);
        }
        if target == NONE {
            return Ok(Next::Fall);
        }
        // SEND: a finished iterator leaves its result, in 3.11 in place of the iterator.
        let mut finished = self.snapshot(shape)?;
        if self.version == PythonVersion::V3_11 {
            finished.pop_value()?;
        }
        Ok(Next::Branch(target, finished))
    }

    fn refuse(&mut self, i: u32, what: &str) {
        let index = self.refusals.iter().position(|refusal| refusal.what == what);
        let index = index.unwrap_or_else(|| {
            let offset = self.raw[i as usize].offset;
            let position = self.positions[offset as usize / 2];
            self.refusals.push(Refusal { position, what: what.into() });
            self.refusals.len() - 1
        });
        self.emit(i, Op::Unsupported, index as u32);
    }
}
