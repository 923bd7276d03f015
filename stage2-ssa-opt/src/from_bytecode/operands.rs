//! Taking values apart and putting them together, helpers and what they give.

use stage1::value::Tag;

use super::Result;
use super::kinds::{Kind, Operand};
use super::translator::Translator;
use crate::condition::{FloatCondition, IntCondition};
use crate::entity::{DataRef, FuncRef, Value};
use crate::ir::{Effects, Operand as RightOperand, Signature, SlotData, Type};
use crate::opcode::Opcode;
use crate::runtime::{RAISED, helpers, offset, regions};

impl Translator<'_> {
    pub(super) fn number(&mut self, number: i64) -> Value {
        self.build.iconst(Type::I64, number)
    }

    /// A value as the interpreter keeps it.
    pub(super) fn tagged(&mut self, operand: Operand) -> Result<[Value; 2]> {
        let payload = match (operand.kind, operand.words()) {
            (Kind::Tagged | Kind::Maybe, &[tag, payload]) => return Ok([tag, payload]),
            (Kind::Constant(_, payload), _) => self.number(payload as i64),
            (Kind::Int | Kind::Float | Kind::Bool | Kind::Object(_), &[word]) => self.bits(word),
            _ => return self.refuse("an iterator is used other than by its loop"),
        };
        let tag = operand.kind.tag().map_or(0, |tag| tag as i64);
        Ok([self.number(tag), payload])
    }

    /// The words of several values, one after the other.
    pub(super) fn all_tagged(&mut self, operands: &[Operand]) -> Result<Vec<Value>> {
        let mut words = Vec::new();
        for &operand in operands {
            words.extend(self.tagged(operand)?);
        }
        Ok(words)
    }

    /// A word as an `i64`.
    pub(super) fn bits(&mut self, word: Value) -> Value {
        match self.build.ty(word) {
            Type::I64 => word,
            Type::I8 => self.build.convert(Opcode::Zext, word, Type::I64),
            _ => self.build.convert(Opcode::Bitcast, word, Type::I64),
        }
    }

    /// A value of a known kind, from its payload.
    pub(super) fn untagged(&mut self, kind: Kind, payload: Value) -> Operand {
        let word = match kind {
            Kind::Int => payload,
            Kind::Float => self.build.convert(Opcode::Bitcast, payload, Type::F64),
            Kind::Bool => self.build.convert(Opcode::Trunc, payload, Type::I8),
            Kind::Object(_) => self.build.convert(Opcode::Bitcast, payload, Type::Ptr),
            _ => return Operand::new(kind, &[]),
        };
        Operand::new(kind, &[word])
    }

    /// The same value as one of a kind that has a tag: leaves if it is another.
    pub(super) fn narrow(&mut self, operand: Operand, kind: Kind) -> Operand {
        if operand.kind == kind {
            return operand;
        }
        let (Kind::Tagged | Kind::Maybe, &[tag, payload], Some(wanted)) =
            (operand.kind, operand.words(), kind.tag())
        else {
            return operand;
        };
        let exit = self.deopt();
        let is = self.build.icmp(IntCondition::Eq, tag, wanted as i64);
        self.build.guard(is, exit);
        self.untagged(kind, payload)
    }

    /// The same value as an `i64`, if it is an int or a bool.
    pub(super) fn integer(&mut self, operand: Operand) -> Value {
        match operand.kind {
            Kind::Bool => self.build.convert(Opcode::Zext, operand.word(), Type::I64),
            _ => operand.word(),
        }
    }

    /// The same value as an `f64`, rounded as Python rounds, if it is a number.
    pub(super) fn floating(&mut self, operand: Operand) -> Value {
        match operand.kind {
            Kind::Float => operand.word(),
            _ => {
                let integer = self.integer(operand);
                self.build.convert(Opcode::Sitofp, integer, Type::F64)
            }
        }
    }

    /// The number that an operand is, if that is known.
    pub(super) fn known_int(&self, operand: Operand) -> Option<i64> {
        match operand.kind {
            Kind::Int => self.build.body().constant(operand.word()),
            _ => None,
        }
    }

    /// The truth value of an operand, an `i8`, or a number if it is known.
    pub(super) fn truth(&mut self, operand: Operand) -> Result<RightOperand> {
        let condition = match operand.kind {
            Kind::Bool => operand.word(),
            Kind::Int => self.build.icmp(IntCondition::Ne, operand.word(), 0),
            Kind::Float => {
                let zero = self.build.f64const(0.0);
                self.build.fcmp(FloatCondition::Une, operand.word(), zero)
            }
            Kind::NONE => return Ok(RightOperand::Number(0)),
            Kind::Constant(..) => return Ok(RightOperand::Number(1)),
            Kind::LIST => {
                let length = self.list_length(operand.word());
                self.build.icmp(IntCondition::Ne, length, 0)
            }
            _ => {
                let words = self.tagged(operand)?;
                let word = self.helper("py_truth", &words)[0];
                self.build.icmp(IntCondition::Ne, word, 0)
            }
        };
        Ok(RightOperand::Value(condition))
    }

    pub(super) fn list_length(&mut self, list: Value) -> Value {
        self.build.load(Type::I64, list, offset::LIST_LENGTH, regions::LIST_LENGTH)
    }

    // --- what is outside of the module ----------------------------------------------------------------

    /// The address of external data. Only constants are never written.
    pub(super) fn data(&mut self, name: &str, at: i64) -> Value {
        let data = match self.module.lookup(name) {
            Some(crate::ir::Reference::Data(data)) => Some(data),
            _ => self.module.declare_data(name, !name.starts_with("constants")),
        };
        // Names of data and of functions differ in their first letters.
        let data = data.unwrap_or(DataRef(0));
        self.build.data_addr(data, at)
    }

    /// Calls a helper; its results.
    pub(super) fn helper(&mut self, name: &str, arguments: &[Value]) -> Vec<Value> {
        let func = helpers::find(name).and_then(|helper| helper.declare(&mut self.module));
        let func = func.unwrap_or_else(|| unreachable!("there is no helper {name}"));
        let arguments: Vec<Value> = arguments.iter().map(|&word| self.bits(word)).collect();
        self.build.call(&self.module, func, &arguments)
    }

    /// The declaration of another unit.
    pub(super) fn unit(&mut self, name: &str, params: &[Type]) -> FuncRef {
        let signature = Signature::new(params, &[Type::I64, Type::I64]);
        match self.module.function(name) {
            Some(func) => func,
            None => self
                .module
                .declare(name, signature, Effects::ALL)
                .unwrap_or_else(|| unreachable!("data is called {name}")),
        }
    }

    /// Values in memory, for helpers that take any number of them: the address.
    pub(super) fn buffer(&mut self, operands: &[Operand]) -> Result<Value> {
        let slot = SlotData::bytes(16 * operands.len().max(1) as u32, 8, Some("values"));
        let slot = self.build.slot(slot);
        let address = self.build.slot_addr(slot, 0);
        for (at, word) in (0..).zip(self.all_tagged(operands)?) {
            self.build.store(word, address, 8 * at, regions::BUFFERS);
        }
        Ok(address)
    }

    // --- what helpers give ------------------------------------------------------------------------------

    /// What a call gave: leaves if it raised, or is not of the kind that is hoped for.
    pub(super) fn outcome(&mut self, words: &[Value], hope: Option<Kind>) -> Operand {
        let (tag, payload) = (words[0], words[1]);
        let exit = self.outcome_exit(tag, payload);
        let wanted = hope.and_then(|kind| Some((kind, kind.tag()?)));
        match wanted {
            Some((kind, wanted)) => {
                let is = self.build.icmp(IntCondition::Eq, tag, wanted as i64);
                self.build.guard(is, exit);
                self.untagged(kind, payload)
            }
            None => {
                let is = self.build.icmp(IntCondition::Ne, tag, RAISED as i64);
                self.build.guard(is, exit);
                Operand::new(Kind::Tagged, &[tag, payload])
            }
        }
    }

    /// Calls a helper that gives a value, and pushes that.
    pub(super) fn push_outcome(&mut self, name: &str, arguments: &[Value], hope: Option<Kind>) {
        let words = self.helper(name, arguments);
        let result = self.outcome(&words, hope);
        self.push(result);
    }

    /// Calls a helper that gives a status.
    pub(super) fn attempt(&mut self, name: &str, arguments: &[Value]) {
        let status = self.helper(name, arguments)[0];
        let exit = self.raised();
        self.build.guard(status, exit);
    }

    /// Calls a helper that gives an object, and pushes that.
    pub(super) fn push_object(&mut self, tag: Tag, name: &str, arguments: &[Value]) {
        let word = self.helper(name, arguments)[0];
        let object = self.untagged(Kind::Object(tag), word);
        self.push(object);
    }

    /// What an instruction has given so far, if it was of one kind and may be hoped for again.
    pub(super) fn hope(&self) -> Option<Kind> {
        let seen = self.code.site(self.at).result();
        if self.is_generic() { None } else { Kind::of_feedback(seen) }
    }
}
