//! Random functions that are well-formed and come to an end: structured programs, built with the
//! builder. Variables are slots, so every program is a "before" of every pass.

use stage2::builder::FunctionBuilder;
use stage2::condition::{FloatCondition, IntCondition};
use stage2::entity::{Exit, FuncRef, Slot, Value};
use stage2::ir::{
    ExitData, Frame, Leaving, Module, Region, Representation, Signature, SlotData, SourceLoc,
    StateEntry, StateValue, TrapCode, Type,
};
use stage2::opcode::Opcode;

const BORDERS: [i64; 12] =
    [0, 1, -1, 2, 7, 8, 63, 64, i64::MAX, i64::MIN, i32::MAX as i64, i32::MIN as i64];

/// Choices, made from the bytes of a seed; 0 when they are used up, which ends everything.
pub struct Choices<'a>(pub &'a [u8]);

impl Choices<'_> {
    fn below(&mut self, limit: usize) -> usize {
        match self.0.split_first() {
            Some((&first, rest)) => {
                self.0 = rest;
                usize::from(first) % limit
            }
            None => 0,
        }
    }

    fn number(&mut self) -> i64 {
        BORDERS[self.below(BORDERS.len())]
    }
}

struct Generator<'a> {
    choices: Choices<'a>,
    build: FunctionBuilder,
    ints: Vec<Slot>,
    floats: Vec<Slot>,
    area: Slot,
    exits: Vec<Exit>,
    callee: Option<FuncRef>,
    depth: usize,
}

/// A module with two random functions; `@main` calls `@helper`.
pub fn module(seed: &[u8]) -> Module {
    let mut module = Module::new();
    let signature = Signature::new(&[Type::I64, Type::F64], &[Type::I64, Type::F64]);
    let (first, second) = seed.split_at(seed.len() / 3);
    let mut callee = None;
    for (name, seed) in [("helper", first), ("main", second)] {
        let build = FunctionBuilder::new(name, signature.clone());
        callee = Some(function(&mut module, build, seed, callee));
    }
    module
}

fn function(
    module: &mut Module,
    build: FunctionBuilder,
    seed: &[u8],
    callee: Option<FuncRef>,
) -> FuncRef {
    let mut generator = Generator {
        choices: Choices(seed),
        build,
        ints: Vec::new(),
        floats: Vec::new(),
        area: Slot(0),
        exits: Vec::new(),
        callee,
        depth: 0,
    };
    generator.prologue();
    generator.statements(module);
    let ints = generator.ints.clone();
    let mut sum = generator.build.get(ints[0]);
    for &slot in &ints[1..] {
        let value = generator.build.get(slot);
        sum = generator.build.binary(Opcode::Xor, sum, value);
    }
    let float = generator.build.get(generator.floats[0]);
    generator.build.ret(&[sum, float]);
    generator.build.finish(module).unwrap_or_else(|error| panic!("{error}"))
}

impl Generator<'_> {
    fn prologue(&mut self) {
        let params = self.build.params().to_vec();
        for index in 0..4 {
            self.ints.push(self.build.variable(Type::I64, &format!("i{index}")));
            self.floats.push(self.build.variable(Type::F64, &format!("f{index}")));
        }
        self.area = self.build.slot(SlotData::bytes(64, 8, Some("area")));
        self.build.set(self.ints[0], params[0]);
        self.build.set(self.floats[0], params[1]);
        self.exits.push(self.build.trap(TrapCode::Overflow));
        let entry = |index: usize, value, representation| StateEntry {
            index: index as u32,
            value,
            representation,
        };
        let entries = vec![
            entry(0, StateValue::Slot(self.ints[0]), Representation::Int),
            entry(2, StateValue::Slot(self.floats[1]), Representation::Float),
            entry(3, StateValue::Constant(5), Representation::Int),
            entry(9, StateValue::Value(params[0]), Representation::Int),
            entry(10, StateValue::Pair(params[0], params[0]), Representation::Tagged),
        ];
        let frame = Frame { function: "py".into(), offset: 14, entries };
        let outer = Frame { function: "outer one".into(), offset: 2, entries: Vec::new() };
        let frames = ExitData::Frames(Leaving::Deopt, vec![frame, outer]);
        self.exits.push(self.build.exit(frames));
    }

    fn int(&mut self) -> Value {
        match self.choices.below(3) {
            0 => {
                let number = self.choices.number();
                self.build.iconst(Type::I64, number)
            }
            _ => {
                let slot = self.ints[self.choices.below(4)];
                self.build.get(slot)
            }
        }
    }

    fn float(&mut self) -> Value {
        match self.choices.below(3) {
            0 => {
                let numbers = [0.0, -0.0, 1.5, f64::NAN, f64::INFINITY, 1e300];
                let number = numbers[self.choices.below(numbers.len())];
                self.build.f64const(number)
            }
            _ => {
                let slot = self.floats[self.choices.below(4)];
                self.build.get(slot)
            }
        }
    }

    fn condition(&mut self) -> Value {
        if self.choices.below(4) == 0 {
            let (a, b) = (self.float(), self.float());
            let condition = FloatCondition::ALL[self.choices.below(14)].0;
            return self.build.fcmp(condition, a, b);
        }
        let (a, condition) = (self.int(), IntCondition::ALL[self.choices.below(10)].0);
        if self.choices.below(2) == 0 {
            let number = self.choices.number();
            return self.build.icmp(condition, a, number);
        }
        let b = self.int();
        self.build.icmp(condition, a, b)
    }

    fn statements(&mut self, module: &Module) {
        for _ in 0..=self.choices.below(12) {
            if self.choices.0.is_empty() {
                return;
            }
            let line = self.choices.below(200) as u32;
            self.build.set_location(SourceLoc { file: 0, line, column: 1 });
            self.statement(module);
        }
    }

    fn statement(&mut self, module: &Module) {
        let exit = self.exits[self.choices.below(2)];
        let (target, float_target) = (self.ints[self.choices.below(4)], self.choices.below(4));
        match self.choices.below(12) {
            0 | 1 => {
                use Opcode::*;
                let all = [Iadd, Isub, Imul, Smulhi, Umulhi, And, Or, Xor, Shl, Lshr, Ashr, Rotl];
                let (opcode, a) = (all[self.choices.below(all.len())], self.int());
                let shift = matches!(opcode, Shl | Lshr | Ashr | Rotl);
                let value = if self.choices.below(2) == 0 {
                    let number = self.choices.number();
                    self.build.binary(opcode, a, if shift { number & 127 } else { number })
                } else {
                    let b = self.int();
                    self.build.binary(opcode, a, b)
                };
                self.build.set(target, value);
            }
            2 => {
                use Opcode::*;
                let all = [Sdiv, Udiv, Srem, Urem, IaddChecked, IsubChecked, ImulChecked];
                let opcode = all[self.choices.below(all.len())];
                let (a, b) = (self.int(), self.int());
                let value = self.build.checked(opcode, a, b, exit);
                self.build.set(target, value);
            }
            3 => {
                use Opcode::*;
                let all = [Fadd, Fsub, Fmul, Fdiv, Fmin, Fmax, Fcopysign];
                let opcode = all[self.choices.below(all.len())];
                let (a, b) = (self.float(), self.float());
                let value = self.build.binary(opcode, a, b);
                self.build.set(self.floats[float_target], value);
            }
            4 => {
                let all = [Type::I8, Type::I16, Type::I32];
                let (ty, a) = (all[self.choices.below(3)], self.int());
                let narrow = self.build.convert(Opcode::Trunc, a, ty);
                let number = ty.canonical(self.choices.number());
                let narrow = self.build.binary(Opcode::Imul, narrow, number);
                let wide = [Opcode::Sext, Opcode::Zext][self.choices.below(2)];
                let value = self.build.convert(wide, narrow, Type::I64);
                self.build.set(target, value);
            }
            5 => {
                let a = self.float();
                let value = self.build.convert(Opcode::Fptosi, a, Type::I64);
                self.build.set(target, value);
                let a = self.int();
                let value = self.build.convert(Opcode::Sitofp, a, Type::F64);
                self.build.set(self.floats[float_target], value);
            }
            6 => {
                let a = self.int();
                let index = self.build.binary(Opcode::And, a, 7);
                let offset = self.build.binary(Opcode::Shl, index, 3);
                let base = self.build.slot_addr(self.area, 0);
                let address = self.build.binary(Opcode::PtrAdd, base, offset);
                let value = self.int();
                self.build.store(value, address, 0, Region(1));
                let value = self.build.load(Type::I64, base, 8, Region(1));
                self.build.set(target, value);
            }
            7 => {
                let condition = self.condition();
                self.build.guard(condition, exit);
            }
            8 => {
                let (c, a, b) = (self.condition(), self.int(), self.int());
                let value = self.build.ternary(Opcode::Select, [c, a, b]);
                self.build.set(target, value);
            }
            9 if self.callee.is_some() => {
                let Some(callee) = self.callee else { return };
                let (a, b) = (self.int(), self.float());
                let results = self.build.call(module, callee, &[a, b]);
                self.build.set(target, results[0]);
                self.build.set(self.floats[float_target], results[1]);
            }
            10 if self.depth < 3 => self.branch(module),
            11 if self.depth < 3 => self.counted_loop(module),
            _ => {
                let a = self.int();
                let value = self.build.unary(Opcode::Popcnt, a);
                self.build.set(target, value);
            }
        }
    }

    fn branch(&mut self, module: &Module) {
        let condition = self.condition();
        let (then, otherwise) = (self.build.block(&[]), self.build.block(&[]));
        let join = self.build.block(&[Type::I64]);
        self.build.br(condition, (then, &[]), (otherwise, &[]));
        self.depth += 1;
        for block in [then, otherwise] {
            self.build.switch_to(block);
            self.statements(module);
            let value = self.int();
            self.build.jump(join, &[value]);
        }
        self.depth -= 1;
        self.build.switch_to(join);
        let value = self.build.block_params(join)[0];
        self.build.set(self.ints[1], value);
    }

    fn counted_loop(&mut self, module: &Module) {
        let (header, inside) = (self.build.block(&[Type::I64]), self.build.block(&[]));
        let behind = self.build.block(&[]);
        let zero = self.build.iconst(Type::I64, 0);
        self.build.jump(header, &[zero]);
        self.build.switch_to(header);
        let counter = self.build.block_params(header)[0];
        let limit = self.choices.below(6) as i64;
        let condition = self.build.icmp(IntCondition::Slt, counter, limit);
        self.build.br(condition, (inside, &[]), (behind, &[]));
        self.build.switch_to(inside);
        self.depth += 1;
        self.build.set(self.ints[2], counter);
        self.statements(module);
        self.depth -= 1;
        let next = self.build.binary(Opcode::Iadd, counter, 1);
        self.build.jump(header, &[next]);
        self.build.switch_to(behind);
    }
}
