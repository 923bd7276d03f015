//! The instructions, one by one.

use stage1::class::Class;
use stage1::opcode::{Instruction, Op};
use stage1::operators::arithmetic::BinaryOperator;
use stage1::operators::compare::Comparison;
use stage1::value::Tag;

use super::Result;
use super::kinds::{Kind, Operand};
use super::translator::{Local, Translator};
use crate::condition::IntCondition;
use crate::ir::Operand as RightOperand;

impl Translator<'_> {
    /// Translates the instruction at hand.
    pub(super) fn instruction(&mut self) -> Result {
        let Instruction { op, arg } = self.object.instructions[self.at as usize];
        match op {
            Op::Unsupported => return self.refuse("an instruction that is not supported"),
            // A frame that comes and goes is the interpreter's business, too.
            Op::ReturnGenerator | Op::Yield | Op::Send | Op::CleanupThrow => {
                return self.refuse("generators are not compiled");
            }
            Op::Pop => {
                self.pop();
            }
            Op::Copy => {
                let copied = self.stack[self.stack.len() - arg as usize];
                self.push(copied);
            }
            Op::Swap => {
                let top = self.stack.len() - 1;
                self.stack.swap(top, top + 1 - arg as usize);
            }
            Op::LoadConst => return self.load_constant(arg),
            Op::LoadFast => self.load_fast(arg),
            Op::LoadFastAndClear => {
                let operand = match self.locals[arg as usize].kind {
                    Kind::Unbound => Operand::new(Kind::UNDEFINED, &[]),
                    _ => self.local(arg),
                };
                self.push(operand);
                self.unbind(arg);
            }
            Op::StoreFast => match self.pop() {
                undefined if undefined.kind == Kind::UNDEFINED => self.unbind(arg),
                value => self.set_local(arg, value),
            },
            Op::DeleteFast => {
                if self.bound(arg) {
                    self.unbind(arg);
                }
            }
            Op::MakeCell => return self.make_cell(arg),
            // Whoever calls a closure passes its cells.
            Op::CopyFreeVars => {}
            Op::LoadClosure => {
                let cell = self.local(arg);
                self.push(cell);
            }
            Op::LoadDeref => return self.load_deref(arg),
            Op::StoreDeref => return self.store_deref(arg),
            Op::DeleteDeref => {
                let cell = self.local(arg);
                return self.perform_named("py_delete_deref", arg, &[cell]);
            }
            Op::LoadName | Op::LoadGlobal => return self.load_global(arg),
            Op::StoreName | Op::StoreGlobal => return self.store_global(arg),
            Op::DeleteName | Op::DeleteGlobal => {
                let slot = self.number(self.code.global_slots[arg as usize].into());
                self.attempt("py_delete_global", &[slot]);
            }
            Op::LoadAttr => return self.load_attribute(arg),
            Op::StoreAttr => {
                let (object, value) = (self.pop(), self.pop());
                return self.perform_named("py_store_attribute", arg, &[object, value]);
            }
            Op::DeleteAttr => {
                let (object, value) = (self.pop(), Operand::new(Kind::UNDEFINED, &[]));
                return self.perform_named("py_store_attribute", arg, &[object, value]);
            }
            Op::LoadMethod => return self.load_method(arg),
            Op::LoadSubscript => return self.load_subscript(),
            Op::StoreSubscript => return self.store_subscript(),
            Op::DeleteSubscript => return self.perform("py_delete_subscript", 2),
            Op::Add
            | Op::Subtract
            | Op::Multiply
            | Op::MatrixMultiply
            | Op::TrueDivide
            | Op::FloorDivide
            | Op::Remainder
            | Op::Power
            | Op::LeftShift
            | Op::RightShift
            | Op::And
            | Op::Or
            | Op::Xor => {
                // Both lists have the operators in the same order.
                let operator = BinaryOperator::ALL[op as usize - Op::Add as usize];
                return self.binary(operator, arg == 1);
            }
            Op::Negative => return self.unary(0),
            Op::Positive => return self.unary(1),
            Op::Invert => return self.unary(2),
            Op::Not => return self.truth_value(true),
            Op::ToBool => return self.truth_value(false),
            Op::Less => return self.compare(Comparison::Less),
            Op::LessEqual => return self.compare(Comparison::LessEqual),
            Op::Equal => return self.compare(Comparison::Equal),
            Op::NotEqual => return self.compare(Comparison::NotEqual),
            Op::Greater => return self.compare(Comparison::Greater),
            Op::GreaterEqual => return self.compare(Comparison::GreaterEqual),
            Op::Is => return self.is(arg == 1),
            Op::Contains => return self.contains(arg == 1),
            Op::Jump => return self.jump_to_instruction(arg),
            Op::JumpBackward => {
                // When a signal has come, the interpreter executes the jump, and raises.
                let exit = self.deopt();
                let undisturbed = self.helper("py_undisturbed", &[])[0];
                self.build.guard(undisturbed, exit);
                return self.jump_to_instruction(arg);
            }
            Op::PopJumpIfFalse => return self.jump_if(false, arg),
            Op::PopJumpIfTrue => return self.jump_if(true, arg),
            Op::PopJumpIfNone => return self.jump_if_none(true, arg),
            Op::PopJumpIfNotNone => return self.jump_if_none(false, arg),
            Op::GetIter => return self.get_iter(),
            Op::ForIter => return self.for_iter(arg),
            Op::Return => {
                let value = self.pop();
                let words = self.tagged(value)?;
                self.build.ret(&words);
                self.ended = true;
            }
            Op::BuildTuple => return self.build_object(Tag::Tuple, "py_build_tuple", arg),
            Op::BuildList => return self.build_object(Tag::List, "py_build_list", arg),
            Op::BuildSet => return self.build_hashed(Tag::Set, "py_build_set", arg, 1),
            Op::BuildMap => return self.build_hashed(Tag::Dict, "py_build_map", arg, 2),
            Op::BuildConstKeyMap => return self.build_const_key_map(arg),
            Op::BuildString => return self.build_object(Tag::Str, "py_build_string", arg),
            Op::BuildSlice => return self.build_object(Tag::Slice, "py_build_slice", arg),
            Op::ListAppend => return self.list_append(arg),
            Op::SetAdd => return self.add_to(0, arg),
            Op::ListExtend => return self.add_to(1, arg),
            Op::SetUpdate => return self.add_to(2, arg),
            Op::DictUpdate => return self.add_to(3, arg),
            Op::MapAdd => return self.map_add(arg),
            Op::DictMerge => return self.dict_merge(arg),
            Op::ListToTuple => {
                let list = self.pop();
                let list = self.tagged(list)?[1];
                self.push_object(Tag::Tuple, "py_list_to_tuple", &[list]);
            }
            Op::UnpackSequence => return self.unpack_sequence(arg),
            Op::UnpackEx => return self.unpack_ex(arg),
            Op::Convert => return self.convert(arg),
            Op::FormatSimple => return self.apply("py_format", 1, Some(Kind::Object(Tag::Str))),
            Op::FormatWithSpec => {
                return self.apply("py_format_with_spec", 2, Some(Kind::Object(Tag::Str)));
            }
            Op::MakeFunction => return self.make_function(),
            Op::SetFunctionAttribute => return self.set_function_attribute(arg),
            Op::Call => return self.call(arg),
            Op::CallMethod => return self.call_method(arg),
            Op::CallKeyword => return self.call_keyword(arg),
            Op::CallMethodKeyword => return self.call_method_keyword(arg),
            Op::CallUnpack => return self.call_unpack(arg == 1),
            Op::Raise => return self.raise(arg),
            Op::LoadAssertionError => {
                let class = Class::AssertionError.value();
                self.push(Operand::constant(class.tag(), class.payload()));
            }
            // What an exception leads to is the interpreter's business.
            Op::Reraise | Op::PushExcInfo | Op::PopExcept | Op::CheckExcMatch => self.leave(),
            Op::ImportName => {
                self.pop_many(2);
                let words = self.code_and(arg);
                self.push_outcome("py_import_name", &words, None);
            }
            Op::ImportFrom => {
                let module = self.stack[self.stack.len() - 1];
                let mut words = self.code_and(arg).to_vec();
                words.extend(self.tagged(module)?);
                self.push_outcome("py_import_from", &words, None);
            }
            Op::GetLen => {
                let words = self.tagged(self.stack[self.stack.len() - 1])?;
                self.push_outcome("py_length", &words, Some(Kind::Int));
            }
            Op::MatchKeys => {
                let top = self.stack.len();
                let words = self.all_tagged(&[self.stack[top - 2], self.stack[top - 1]])?;
                self.push_outcome("py_match_keys", &words, None);
            }
            Op::MatchMapping => self.match_tags(&[Tag::Dict])?,
            Op::MatchSequence => self.match_tags(&[Tag::List, Tag::Tuple, Tag::Range])?,
        }
        Ok(())
    }

    /// `RAISE`: a helper makes the exception pending.
    fn raise(&mut self, count: u32) -> Result {
        let operands = self.pop_many(count);
        let (number, buffer) = (self.number(count.into()), self.buffer(&operands)?);
        self.helper("py_raise", &[number, buffer]);
        let exit = self.raised();
        self.build.leave(exit);
        self.ended = true;
        Ok(())
    }

    fn unbind(&mut self, local: u32) {
        self.locals[local as usize] = Local { kind: Kind::Unbound, operand: None };
    }

    /// Has the top operand, which stays, one of these tags?
    fn match_tags(&mut self, tags: &[Tag]) -> Result {
        let [tag, _] = self.tagged(self.stack[self.stack.len() - 1])?;
        let mut result = None;
        for &wanted in tags {
            let is = self.build.icmp(IntCondition::Eq, tag, wanted as i64);
            result = Some(match result {
                None => is,
                Some(before) => self.build.binary(crate::opcode::Opcode::Or, before, is),
            });
        }
        if let Some(word) = result {
            self.push_word(Kind::Bool, word);
        }
        Ok(())
    }

    /// `POP_JUMP_IF_TRUE` and `POP_JUMP_IF_FALSE`
    fn jump_if(&mut self, wanted: bool, target: u32) -> Result {
        let mut operand = self.pop();
        if !self.is_generic() {
            let seen = self.code.site(self.at).left();
            // The interpreter notes everything but bools.
            let kind = if seen.0 == 0 { Some(Kind::Bool) } else { Kind::of_feedback(seen) };
            if let Some(kind) = kind {
                operand = self.narrow(operand, kind);
            }
        }
        let (then, otherwise) = if wanted { (target, self.at + 1) } else { (self.at + 1, target) };
        match self.truth(operand)? {
            RightOperand::Number(0) => self.jump_to_instruction(otherwise),
            RightOperand::Number(_) => self.jump_to_instruction(then),
            RightOperand::Value(condition) => self.branch_to(condition, then, otherwise),
        }
    }

    /// `POP_JUMP_IF_NONE` and `POP_JUMP_IF_NOT_NONE`
    fn jump_if_none(&mut self, wanted: bool, target: u32) -> Result {
        let operand = self.pop();
        let (then, otherwise) = if wanted { (target, self.at + 1) } else { (self.at + 1, target) };
        match operand.kind.tag() {
            Some(Tag::None) => self.jump_to_instruction(then),
            Some(_) => self.jump_to_instruction(otherwise),
            None => {
                let is = self.build.icmp(IntCondition::Eq, operand.word(), Tag::None as i64);
                self.branch_to(is, then, otherwise)
            }
        }
    }
}
