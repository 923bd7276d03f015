//! Lists: elements are loaded and stored in place, by the strategy that feedback has seen.
//!
//! ```text
//!   strategy = load list + 0        guard strategy == ints      once in a loop, if nothing is called
//!   length = load list + 16         bounds_check index, length
//!   elements = load list + 8        load elements + 8 * index
//! ```
//!
//! An index below zero counts from the end. An element of another type than the list stores is
//! stored by the helper, which changes the strategy.

use stage1::feedback::TypeSet;
use stage1::object::list::Strategy;

use super::Result;
use super::kinds::{Kind, Operand};
use super::translator::Translator;
use crate::condition::IntCondition;
use crate::entity::Value;
use crate::ir::{Region, Type};
use crate::opcode::Opcode;
use crate::runtime::{offset, regions};

/// The kind of elements that are stored without a tag, and the region they are in.
fn layout(strategy: Strategy) -> (Option<Kind>, Region) {
    match strategy {
        Strategy::Ints => (Some(Kind::Int), regions::INTS),
        Strategy::Floats => (Some(Kind::Float), regions::FLOATS),
        Strategy::Bools => (Some(Kind::Bool), regions::BOOLS),
        Strategy::General => (None, regions::VALUES),
    }
}

impl Translator<'_> {
    /// The one strategy of all lists that were seen.
    pub(super) fn hoped_strategy(&self, seen: TypeSet) -> Option<Strategy> {
        if self.is_generic() {
            return None;
        }
        let all = [Strategy::Ints, Strategy::Floats, Strategy::Bools, Strategy::General];
        all.into_iter().find(|strategy| seen.is_only(TypeSet::of_list(*strategy)))
    }

    fn strategy(&mut self, list: Value) -> Value {
        self.build.load(Type::I64, list, offset::LIST_STRATEGY, regions::LIST_STRATEGY)
    }

    pub(super) fn guard_strategy(&mut self, list: Value, wanted: Strategy) {
        let exit = self.deopt();
        let strategy = self.strategy(list);
        let is = self.build.icmp(IntCondition::Eq, strategy, wanted as i64);
        self.build.guard(is, exit);
    }

    /// Where an element is.
    fn element(&mut self, list: Value, index: Value, strategy: Strategy) -> Value {
        let elements =
            self.build.load(Type::Ptr, list, offset::LIST_ELEMENTS, regions::LIST_ELEMENTS);
        let distance = match strategy {
            Strategy::Ints | Strategy::Floats => self.build.binary(Opcode::Shl, index, 3),
            Strategy::Bools => index,
            Strategy::General => self.build.binary(Opcode::Shl, index, 4),
        };
        self.build.binary(Opcode::PtrAdd, elements, distance)
    }

    /// The element at an index that is in the list, whose strategy is known.
    pub(super) fn load_element(
        &mut self,
        list: Value,
        index: Value,
        strategy: Strategy,
    ) -> Operand {
        let address = self.element(list, index, strategy);
        let (kind, region) = layout(strategy);
        if let Some(kind) = kind {
            let word = self.build.load(kind.types()[0], address, 0, region);
            return Operand::new(kind, &[word]);
        }
        let tag = self.build.load(Type::I64, address, 0, region);
        let payload = self.build.load(Type::I64, address, 8, region);
        let element = Operand::new(Kind::Tagged, &[tag, payload]);
        match self.hope() {
            Some(kind) => self.narrow(element, kind),
            None => element,
        }
    }

    /// An index that is in the list, counted from its beginning.
    fn index_in(&mut self, list: Value, index: Operand) -> Value {
        let exit = self.deopt();
        let length = self.list_length(list);
        let index = match self.known_int(index) {
            Some(0..) => index.word(),
            _ => {
                let from_end = self.build.binary(Opcode::Iadd, index.word(), length);
                let negative = self.build.icmp(IntCondition::Slt, index.word(), 0);
                self.build.ternary(Opcode::Select, [negative, from_end, index.word()])
            }
        };
        self.build.bounds_check(index, length, exit);
        index
    }

    /// Narrows container and index to a list and an int, if that is what was seen.
    fn list_access(&mut self, container: &mut Operand, index: &mut Operand) -> Option<Strategy> {
        let site = self.code.site(self.at);
        let strategy = self.hoped_strategy(site.left())?;
        if !site.right().is_only(TypeSet::INT) {
            return None;
        }
        *container = self.narrow(*container, Kind::LIST);
        *index = self.narrow(*index, Kind::Int);
        (container.kind == Kind::LIST && index.kind == Kind::Int).then_some(strategy)
    }

    /// `container[index]`
    pub(super) fn load_subscript(&mut self) -> Result {
        let (mut index, mut container) = (self.pop(), self.pop());
        if self.never_ran() {
            self.leave();
            return Ok(());
        }
        if let Some(strategy) = self.list_access(&mut container, &mut index) {
            let list = container.word();
            self.guard_strategy(list, strategy);
            let index = self.index_in(list, index);
            let element = self.load_element(list, index, strategy);
            self.push(element);
            return Ok(());
        }
        let words = self.all_tagged(&[container, index])?;
        let hope = self.hope();
        self.push_outcome("py_subscript", &words, hope);
        Ok(())
    }

    /// `container[index] = value`
    pub(super) fn store_subscript(&mut self) -> Result {
        let (mut index, mut container, mut value) = (self.pop(), self.pop(), self.pop());
        if self.never_ran() {
            self.leave();
            return Ok(());
        }
        if let Some(strategy) = self.list_access(&mut container, &mut index) {
            if let (Some(kind), _) = layout(strategy) {
                // Something else would change the strategy, and the next access here would fail.
                if Kind::of_feedback(self.code.site(self.at).result()) == Some(kind) {
                    value = self.narrow(value, kind);
                }
            }
            if layout(strategy).0.is_none_or(|kind| kind == value.kind) {
                let list = container.word();
                self.guard_strategy(list, strategy);
                let index = self.index_in(list, index);
                return self.store_element(list, index, strategy, value);
            }
        }
        let words = self.all_tagged(&[container, index, value])?;
        self.attempt("py_store_subscript", &words);
        Ok(())
    }

    fn store_element(
        &mut self,
        list: Value,
        index: Value,
        strategy: Strategy,
        value: Operand,
    ) -> Result {
        let words = match strategy {
            Strategy::General => self.tagged(value)?.to_vec(),
            _ => vec![value.word()],
        };
        let address = self.element(list, index, strategy);
        for (at, word) in (0..).zip(words) {
            self.build.store(word, address, 8 * at, layout(strategy).1);
        }
        Ok(())
    }

    /// Appends to a list: in place when there is room and the type fits, else by the helper.
    pub(super) fn append(&mut self, list: Value, value: Operand) -> Result {
        let words = self.tagged(value)?;
        let strategy = match value.kind {
            Kind::Int => Strategy::Ints,
            Kind::Float => Strategy::Floats,
            Kind::Bool => Strategy::Bools,
            _ => Strategy::General,
        };
        let current = self.strategy(list);
        let fits = self.build.icmp(IntCondition::Eq, current, strategy as i64);
        let length = self.list_length(list);
        let capacity =
            self.build.load(Type::I64, list, offset::LIST_CAPACITY, regions::LIST_CAPACITY);
        let room = self.build.icmp(IntCondition::Ult, length, capacity);
        let quick = self.build.binary(Opcode::And, fits, room);
        let [here, there, behind] = [(); 3].map(|()| self.build.block(&[]));
        self.build.br(quick, (here, &[]), (there, &[]));
        self.build.switch_to(here);
        self.store_element(list, length, strategy, value)?;
        let longer = self.build.binary(Opcode::Iadd, length, 1);
        self.build.store(longer, list, offset::LIST_LENGTH, regions::LIST_LENGTH);
        self.build.jump(behind, &[]);
        self.build.switch_to(there);
        self.helper("py_list_append", &[list, words[0], words[1]]);
        self.build.jump(behind, &[]);
        self.build.switch_to(behind);
        Ok(())
    }

    /// Did this instruction never run, as far as its feedback tells?
    pub(super) fn never_ran(&self) -> bool {
        let site = self.code.site(self.at);
        !self.is_generic() && site.left().0 == 0 && site.right().0 == 0 && site.result().0 == 0
    }
}
