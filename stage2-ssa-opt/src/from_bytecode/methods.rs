//! Attributes and methods. A method of a built-in type is found when the function is translated; the
//! interpreter has noted which receivers there were.

use stage1::builtin::Builtin;
use stage1::modules::{self, math};
use stage1::value::{Tag, Value as PythonValue};

use super::Result;
use super::kinds::{Kind, Operand};
use super::translator::Translator;
use crate::ir::{SlotData, Type};
use crate::runtime::regions;

impl Translator<'_> {
    /// What a module that is a constant has by a name, if that never changes.
    fn module_attribute(&mut self, module: Kind, name: &str) -> Option<Operand> {
        let Kind::Constant(Tag::Module, number) = module else { return None };
        if modules::name_of(PythonValue::immediate(Tag::Module, number)) != Some("math") {
            return None;
        }
        if let Some((_, value)) = math::CONSTANTS.iter().find(|(constant, _)| *constant == name) {
            let word = self.build.f64const(*value);
            return Some(Operand::new(Kind::Float, &[word]));
        }
        let function = math::FUNCTIONS.iter().find(|function| function.name == name)?;
        Some(Operand::constant(Tag::Builtin, function.value().payload()))
    }

    /// The number of the code and that of a name, as helpers take them.
    pub(super) fn code_and(&mut self, number: u32) -> [crate::entity::Value; 2] {
        [self.code.index, number].map(|number| self.number(number.into()))
    }

    /// `LOAD_ATTR`
    pub(super) fn load_attribute(&mut self, name: u32) -> Result {
        let object = self.pop();
        let text = self.object.names[name as usize].clone();
        if let Some(attribute) = self.module_attribute(object.kind, &text) {
            self.push(attribute);
            return Ok(());
        }
        let [code, name] = self.code_and(name);
        let [tag, payload] = self.tagged(object)?;
        self.push_outcome("py_load_attribute", &[code, name, tag, payload], None);
        Ok(())
    }

    /// `LOAD_METHOD`
    pub(super) fn load_method(&mut self, name: u32) -> Result {
        let mut object = self.pop();
        let text = self.object.names[name as usize].clone();
        if let Some(attribute) = self.module_attribute(object.kind, &text) {
            self.push(attribute);
            self.push(Operand::new(Kind::UNDEFINED, &[]));
            return Ok(());
        }
        if let Some((tag, method)) = self.code.cached_method(self.at)
            && let Some(kind) = Kind::of_tag(tag)
            && !self.is_generic()
        {
            object = self.narrow(object, kind);
            if object.kind == kind {
                self.push(Operand::constant(Tag::Builtin, method.payload()));
                self.push(object);
                return Ok(());
            }
        }
        let [code, name] = self.code_and(name);
        let [tag, payload] = self.tagged(object)?;
        let out = self.build.slot(SlotData::bytes(32, 8, Some("method")));
        let out = self.build.slot_addr(out, 0);
        self.attempt("py_load_method", &[code, name, tag, payload, out]);
        let words = [0, 8, 16, 24].map(|at| self.build.load(Type::I64, out, at, regions::BUFFERS));
        self.push(Operand::new(Kind::Tagged, &words[..2]));
        self.push(Operand::new(Kind::Tagged, &words[2..]));
        Ok(())
    }

    /// `CALL_METHOD`
    pub(super) fn call_method(&mut self, count: u32) -> Result {
        let mut arguments = self.pop_many(count);
        let (receiver, method) = (self.pop(), self.pop());
        if receiver.kind == Kind::UNDEFINED {
            return self.call_of(method, &arguments);
        }
        if let Kind::Constant(Tag::Builtin, payload) = method.kind {
            let builtin = Builtin::from_value(PythonValue::immediate(Tag::Builtin, payload));
            if let (Some("append"), Kind::LIST, &[value]) =
                (builtin.map(|method| method.name), receiver.kind, &arguments[..])
            {
                self.append(receiver.word(), value)?;
                self.push(Operand::new(Kind::NONE, &[]));
                return Ok(());
            }
            arguments.insert(0, receiver);
            return self.call_of(method, &arguments);
        }
        arguments.insert(0, receiver);
        let [tag, payload] = self.tagged(method)?;
        let buffer = self.buffer(&arguments)?;
        let count = self.number(count.into());
        let hope = self.hope();
        self.push_outcome("py_call_method", &[tag, payload, count, buffer], hope);
        Ok(())
    }

    /// `CALL_METHOD_KEYWORD`
    pub(super) fn call_method_keyword(&mut self, count: u32) -> Result {
        let names = self.pop();
        let mut arguments = self.pop_many(count);
        let (receiver, method) = (self.pop(), self.pop());
        arguments.insert(0, receiver);
        let [tag, payload] = self.tagged(method)?;
        let buffer = self.buffer(&arguments)?;
        let (count, names) = (self.number(count.into()), self.tagged(names)?[1]);
        let hope = self.hope();
        let words = [tag, payload, count, buffer, names];
        self.push_outcome("py_call_method_keyword", &words, hope);
        Ok(())
    }

    /// `CALL_KEYWORD`
    pub(super) fn call_keyword(&mut self, count: u32) -> Result {
        let names = self.pop();
        let arguments = self.pop_many(count);
        let callee = self.pop();
        let [tag, payload] = self.tagged(callee)?;
        let buffer = self.buffer(&arguments)?;
        let (count, names) = (self.number(count.into()), self.tagged(names)?[1]);
        let hope = self.hope();
        self.push_outcome("py_call_keyword", &[tag, payload, count, buffer, names], hope);
        Ok(())
    }

    /// `CALL_UNPACK`
    pub(super) fn call_unpack(&mut self, with_keywords: bool) -> Result {
        let keywords = if with_keywords { self.pop() } else { Operand::new(Kind::UNDEFINED, &[]) };
        let (positional, callee) = (self.pop(), self.pop());
        let words = self.all_tagged(&[callee, positional, keywords])?;
        let hope = self.hope();
        self.push_outcome("py_call_unpack", &words, hope);
        Ok(())
    }
}
