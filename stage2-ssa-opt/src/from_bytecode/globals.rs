//! Global variables, constants and cells.
//!
//! A name that means a function or a built-in is a constant as long as the version of the globals
//! does not change; so calls know what they call. Other variables are loaded from their slots, and
//! what they hold now is what they are hoped to hold later.

use stage1::code_object::Constant;
use stage1::object::function::FunctionObject;
use stage1::value::Tag;

use super::Result;
use super::kinds::{Kind, Operand};
use super::translator::Translator;
use crate::condition::IntCondition;
use crate::ir::Type;
use crate::runtime::{offset, regions};

impl Translator<'_> {
    /// `LOAD_CONST`
    pub(super) fn load_constant(&mut self, index: u32) -> Result {
        let value = self.code.constants[index as usize];
        let operand = match &self.object.constants[index as usize] {
            Constant::Int(number) => {
                let word = self.number(*number);
                Operand::new(Kind::Int, &[word])
            }
            Constant::Float(number) => {
                let word = self.build.f64const(*number);
                Operand::new(Kind::Float, &[word])
            }
            Constant::Bool(truth) => {
                let word = self.build.iconst(Type::I8, (*truth).into());
                Operand::new(Kind::Bool, &[word])
            }
            _ if value.is_object() => {
                // The payload is behind the tag.
                let constants = self.data("constants", 0);
                let at = 16 * index as i32 + 8;
                let word = self.build.load(Type::Ptr, constants, at, regions::CONSTANTS);
                Operand::new(Kind::Object(value.tag()), &[word])
            }
            _ => Operand::constant(value.tag(), value.payload()),
        };
        self.push(operand);
        Ok(())
    }

    /// `LOAD_GLOBAL`, `LOAD_NAME`
    pub(super) fn load_global(&mut self, name: u32) -> Result {
        let slot = self.code.global_slots[name as usize];
        let (own, value) = (self.globals.own(slot), self.globals.load(slot));
        if self.is_generic() {
            let slot = self.number(slot.into());
            self.push_outcome("py_load_global", &[slot], None);
            return Ok(());
        }
        if value.is_undefined() {
            self.leave();
            return Ok(());
        }
        if own.is_undefined() || own.tag() == Tag::Function {
            let exit = self.deopt();
            let version = self.data("globals_version", 0);
            let version = self.build.load(Type::I64, version, 0, regions::GLOBALS_VERSION);
            let same = self.build.icmp(IntCondition::Eq, version, self.globals.version() as i64);
            self.build.guard(same, exit);
            if let Some(function) = own.as_object::<FunctionObject>() {
                self.functions.insert(own.payload(), function);
                if !self.references.iter().any(|reference| reference.is(own)) {
                    self.references.push(own);
                }
            }
            self.push(Operand::constant(value.tag(), value.payload()));
            return Ok(());
        }
        let exit = self.deopt();
        let globals = self.data("globals", 0);
        let at = 16 * slot as i32;
        let tag = self.build.load(Type::I64, globals, at, regions::GLOBALS);
        let payload = self.build.load(Type::I64, globals, at + 8, regions::GLOBALS);
        let variable = Operand::new(Kind::Tagged, &[tag, payload]);
        let operand = match Kind::of_value(own) {
            Some(kind) => self.narrow(variable, kind),
            None => {
                let is = self.build.icmp(IntCondition::Eq, tag, own.tag() as i64);
                self.build.guard(is, exit);
                let same = self.build.icmp(IntCondition::Eq, payload, own.payload() as i64);
                self.build.guard(same, exit);
                Operand::constant(own.tag(), own.payload())
            }
        };
        self.push(operand);
        Ok(())
    }

    /// `STORE_GLOBAL`, `STORE_NAME`
    pub(super) fn store_global(&mut self, name: u32) -> Result {
        let value = self.pop();
        let slot = self.number(self.code.global_slots[name as usize].into());
        let [tag, payload] = self.tagged(value)?;
        self.helper("py_store_global", &[slot, tag, payload]);
        Ok(())
    }

    /// `LOAD_FAST`
    pub(super) fn load_fast(&mut self, index: u32) {
        if self.bound(index) {
            let operand = self.local(index);
            self.push(operand);
        }
    }

    /// Makes sure that a local has a value: the interpreter raises where it has none.
    pub(super) fn bound(&mut self, index: u32) -> bool {
        match self.locals[index as usize].kind {
            Kind::Unbound => {
                self.leave();
                false
            }
            Kind::Maybe => {
                let exit = self.deopt();
                let operand = self.local(index);
                let is = self.build.icmp(IntCondition::Ne, operand.word(), 0);
                self.build.guard(is, exit);
                let operand = Operand::new(Kind::Tagged, operand.words());
                // The same slots hold both kinds.
                let local = &mut self.locals[index as usize];
                (local.kind, local.operand) = (Kind::Tagged, Some(operand));
                true
            }
            _ => true,
        }
    }

    /// `MAKE_CELL`
    pub(super) fn make_cell(&mut self, index: u32) -> Result {
        let operand = match self.locals[index as usize].kind {
            Kind::Unbound => Operand::new(Kind::UNDEFINED, &[]),
            _ => self.local(index),
        };
        let words = self.tagged(operand)?;
        let cell = self.helper("py_make_cell", &words)[0];
        let cell = self.untagged(Kind::Object(Tag::Cell), cell);
        self.set_local(index, cell);
        Ok(())
    }

    fn cell(&mut self, index: u32) -> Option<Operand> {
        let cell = self.local(index);
        let cell = self.narrow(cell, Kind::Object(Tag::Cell));
        (cell.kind == Kind::Object(Tag::Cell)).then_some(cell)
    }

    /// `LOAD_DEREF`
    pub(super) fn load_deref(&mut self, index: u32) -> Result {
        let exit = self.deopt();
        let Some(cell) = self.cell(index) else { return self.refuse("a cell that is none") };
        let [tag, payload] = [0, 8].map(|at| {
            let at = offset::CELL_VALUE + at;
            self.build.load(Type::I64, cell.word(), at, regions::CELLS)
        });
        let is = self.build.icmp(IntCondition::Ne, tag, 0);
        self.build.guard(is, exit);
        self.push(Operand::new(Kind::Tagged, &[tag, payload]));
        Ok(())
    }

    /// `STORE_DEREF`
    pub(super) fn store_deref(&mut self, index: u32) -> Result {
        let value = self.pop();
        let Some(cell) = self.cell(index) else { return self.refuse("a cell that is none") };
        for (at, word) in [0, 8].into_iter().zip(self.tagged(value)?) {
            self.build.store(word, cell.word(), offset::CELL_VALUE + at, regions::CELLS);
        }
        Ok(())
    }
}
