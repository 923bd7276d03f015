//! What only helpers do: building and taking apart, formatting, functions, modules.

use stage1::value::Tag;

use super::Result;
use super::kinds::{Kind, Operand};
use super::translator::Translator;
use crate::ir::{SlotData, Type};
use crate::runtime::regions;

impl Translator<'_> {
    /// Takes `count` operands and pushes the object that a helper makes of them.
    pub(super) fn build_object(&mut self, tag: Tag, name: &str, count: u32) -> Result {
        let parts = self.pop_many(count);
        let (number, buffer) = (self.number(count.into()), self.buffer(&parts)?);
        self.push_object(tag, name, &[number, buffer]);
        Ok(())
    }

    /// The same for what hashes its parts, which may raise. `each` operands are one part.
    pub(super) fn build_hashed(&mut self, tag: Tag, name: &str, count: u32, each: u32) -> Result {
        let parts = self.pop_many(count * each);
        let (number, buffer) = (self.number(count.into()), self.buffer(&parts)?);
        self.push_outcome(name, &[number, buffer], Some(Kind::Object(tag)));
        Ok(())
    }

    /// `BUILD_CONST_KEY_MAP`
    pub(super) fn build_const_key_map(&mut self, count: u32) -> Result {
        let keys = self.pop();
        let values = self.pop_many(count);
        let (number, buffer) = (self.number(count.into()), self.buffer(&values)?);
        let keys = self.tagged(keys)?[1];
        let hope = Some(Kind::Object(Tag::Dict));
        self.push_outcome("py_build_const_key_map", &[number, buffer, keys], hope);
        Ok(())
    }

    /// The operand `depth` below the top; it stays.
    fn below(&self, depth: u32) -> Operand {
        let place = self.stack.len().checked_sub(depth as usize);
        place.map_or(Operand::new(Kind::UNDEFINED, &[]), |place| self.stack[place])
    }

    /// `LIST_APPEND`
    pub(super) fn list_append(&mut self, depth: u32) -> Result {
        let value = self.pop();
        let list = self.below(depth);
        let list = self.narrow(list, Kind::LIST);
        if list.kind != Kind::LIST {
            return self.refuse("LIST_APPEND to no list");
        }
        self.append(list.word(), value)
    }

    /// `SET_ADD` and its like, numbered as for the helper.
    pub(super) fn add_to(&mut self, which: i64, depth: u32) -> Result {
        let value = self.pop();
        let target = self.below(depth);
        let mut words = vec![self.number(which)];
        words.extend(self.all_tagged(&[target, value])?);
        self.attempt("py_add_to", &words);
        Ok(())
    }

    /// `MAP_ADD`
    pub(super) fn map_add(&mut self, depth: u32) -> Result {
        let (value, key) = (self.pop(), self.pop());
        let target = self.below(depth);
        let dict = self.tagged(target)?[1];
        let mut words = vec![dict];
        words.extend(self.all_tagged(&[key, value])?);
        self.attempt("py_map_add", &words);
        Ok(())
    }

    /// `DICT_MERGE`
    pub(super) fn dict_merge(&mut self, depth: u32) -> Result {
        let value = self.pop();
        let (target, callee) = (self.below(depth), self.below(depth + 2));
        let words = self.all_tagged(&[target, value, callee])?;
        self.attempt("py_dict_merge", &words);
        Ok(())
    }

    /// `UNPACK_SEQUENCE`
    pub(super) fn unpack_sequence(&mut self, count: u32) -> Result {
        let value = self.pop();
        let [tag, payload] = self.tagged(value)?;
        let number = self.number(count.into());
        let out = self.results(count);
        self.attempt("py_unpack_sequence", &[tag, payload, number, out]);
        self.push_results(out, count);
        Ok(())
    }

    /// `UNPACK_EX`
    pub(super) fn unpack_ex(&mut self, argument: u32) -> Result {
        let value = self.pop();
        let [tag, payload] = self.tagged(value)?;
        let (before, after) = (argument & 0xff, argument >> 8);
        let [first, second] = [before, after].map(|number| self.number(number.into()));
        let out = self.results(before + after + 1);
        self.attempt("py_unpack_ex", &[tag, payload, first, second, out]);
        self.push_results(out, before + after + 1);
        Ok(())
    }

    fn results(&mut self, count: u32) -> crate::entity::Value {
        let out = self.build.slot(SlotData::bytes(16 * count.max(1), 8, Some("unpacked")));
        self.build.slot_addr(out, 0)
    }

    /// Pushes what a helper has written, the first value on top.
    fn push_results(&mut self, out: crate::entity::Value, count: u32) {
        for at in (0..count as i32).rev() {
            let tag = self.build.load(Type::I64, out, 16 * at, regions::BUFFERS);
            let payload = self.build.load(Type::I64, out, 16 * at + 8, regions::BUFFERS);
            self.push(Operand::new(Kind::Tagged, &[tag, payload]));
        }
    }

    /// An operation on one value with a number.
    pub(super) fn convert(&mut self, conversion: u32) -> Result {
        let value = self.pop();
        let [tag, payload] = self.tagged(value)?;
        let conversion = self.number(conversion.into());
        let hope = Some(Kind::Object(Tag::Str));
        self.push_outcome("py_convert", &[conversion, tag, payload], hope);
        Ok(())
    }

    /// Takes `count` operands and pushes what a helper gives for them.
    pub(super) fn apply(&mut self, name: &str, count: u32, hope: Option<Kind>) -> Result {
        let operands = self.pop_many(count);
        let words = self.all_tagged(&operands)?;
        self.push_outcome(name, &words, hope);
        Ok(())
    }

    /// Takes `count` operands; a helper does something with them that may raise.
    pub(super) fn perform(&mut self, name: &str, count: u32) -> Result {
        let operands = self.pop_many(count);
        let words = self.all_tagged(&operands)?;
        self.attempt(name, &words);
        Ok(())
    }

    /// The same for an operation that names something of the code; the operands follow.
    pub(super) fn perform_named(
        &mut self,
        name: &str,
        number: u32,
        operands: &[Operand],
    ) -> Result {
        let mut words = self.code_and(number).to_vec();
        words.extend(self.all_tagged(operands)?);
        self.attempt(name, &words);
        Ok(())
    }

    /// `MAKE_FUNCTION`
    pub(super) fn make_function(&mut self) -> Result {
        let code = self.pop();
        let Kind::Constant(Tag::Code, address) = code.kind else {
            return self.refuse("a function is made of code that is no constant");
        };
        let nested = self.code.code.constants.iter().zip(&self.code.constants);
        let found = nested
            .filter(|(_, value)| value.tag() == Tag::Code && value.payload() == address)
            .find_map(|(_, value)| stage1::interpreter::CodeRef::from_value(*value));
        let Some(found) = found else {
            return self.refuse("code that is no constant of this code");
        };
        let number = self.number(found.index.into());
        self.push_object(Tag::Function, "py_make_function", &[number]);
        Ok(())
    }

    /// `SET_FUNCTION_ATTRIBUTE`
    pub(super) fn set_function_attribute(&mut self, which: u32) -> Result {
        let (function, value) = (self.pop(), self.pop());
        let pointer = self.tagged(function)?[1];
        let which = self.number(which.into());
        let [tag, payload] = self.tagged(value)?;
        self.helper("py_set_function_attribute", &[pointer, which, tag, payload]);
        self.push(function);
        Ok(())
    }
}
