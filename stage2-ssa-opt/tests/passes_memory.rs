//! The passes that look at memory, over random functions: the same results, memory and exits before
//! and after, also when only so many rewrites are allowed.
//!
//! Two generators: the one of all tests, and one of its own that makes little else than accesses,
//! to few places in many widths, regions and slots, with branches, loops and calls between.

use proptest::prelude::*;
use stage2::builder::FunctionBuilder;
use stage2::condition::IntCondition;
use stage2::entity::{Exit, FuncRef, Slot, Value};
use stage2::interpret::{Interpreter, Limits, NoHost, Outcome, Stop};
use stage2::ir::{
    Effects, ExitData, Frame, Leaving, Module, Region, RegionSet, Representation, Signature,
    SlotData, StateEntry, StateValue, TrapCode, Type,
};
use stage2::opcode::Opcode;
use stage2::passes::{Changed, Context, gvn, mem_forward};
use stage2::text::print;
use stage2::verify;

mod random;

const TYPES: [Type; 6] = [Type::I8, Type::I16, Type::I32, Type::I64, Type::I64, Type::F64];

struct Choices<'a>(&'a [u8]);

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
}

/// A function `(ptr, i64) -> i64` that makes accesses.
struct Accesses<'a> {
    choices: Choices<'a>,
    build: FunctionBuilder,
    slots: Vec<Slot>,
    /// Integers in scope, of type i64.
    ints: Vec<Value>,
    /// Two addresses in the arena, 32 bytes apart.
    bases: [Value; 2],
    exits: Vec<Exit>,
    callees: Vec<FuncRef>,
    depth: usize,
}

fn signature() -> Signature {
    Signature::new(&[Type::Ptr, Type::I64], &[Type::I64])
}

/// `@main` and what it calls: a function that reads region 2, one that writes it, and a random one.
fn accesses(seed: &[u8]) -> Module {
    let mut module = Module::new();
    let mut callees = Vec::new();
    let regions = RegionSet::Some(vec![Region(2)]);
    let nothing = RegionSet::Some(Vec::new());
    for (name, writes) in [("reader", nothing.clone()), ("writer", regions.clone())] {
        let mut build = FunctionBuilder::new(name, signature());
        let (base, number) = (build.params()[0], build.params()[1]);
        let old = build.load(Type::I64, base, 32, Region(2));
        if writes != nothing {
            build.store(number, base, 32, Region(2));
        }
        let sum = build.binary(Opcode::Iadd, old, number);
        build.ret(&[sum]);
        let func = build.finish(&mut module).unwrap();
        module.functions[func].effects = Effects { reads: regions.clone(), writes, returns: true };
        callees.push(func);
    }
    let (first, second) = seed.split_at(seed.len() / 4);
    for (name, seed) in [("helper", first), ("main", second)] {
        let mut build = FunctionBuilder::new(name, signature());
        let (base, number) = (build.params()[0], build.params()[1]);
        let second = build.binary(Opcode::PtrAdd, base, 32);
        let mut generator = Accesses {
            choices: Choices(seed),
            slots: Vec::new(),
            ints: vec![number],
            bases: [base, second],
            exits: Vec::new(),
            callees: callees.clone(),
            depth: 0,
            build,
        };
        generator.declare();
        generator.statements(&module);
        // The address of a slot that is gone must not be found.
        let null = generator.build.iconst(Type::Ptr, 0);
        generator.build.store(null, generator.bases[1], 64, Region(0));
        let sum = generator.sum();
        generator.build.ret(&[sum]);
        let func = generator.build.finish(&mut module).unwrap_or_else(|error| panic!("{error}"));
        callees.push(func);
    }
    module
}

impl Accesses<'_> {
    fn declare(&mut self) {
        for _ in 0..3 {
            self.slots.push(self.build.slot(SlotData::bytes(32, 8, Some("s"))));
        }
        self.slots.push(self.build.slot(SlotData::variable(Type::I64, Some("x"))));
        let entry = StateEntry {
            index: 0,
            value: StateValue::Slot(self.slots[3]),
            representation: Representation::Int,
        };
        let frame = Frame { function: "py".into(), offset: 4, entries: vec![entry] };
        self.exits.push(self.build.exit(ExitData::Frames(Leaving::Deopt, vec![frame])));
        self.exits.push(self.build.trap(TrapCode::IndexOutOfRange));
    }

    fn int(&mut self) -> Value {
        match self.choices.below(4) {
            0 => {
                let number = [0, 1, 5, -1][self.choices.below(4)];
                self.build.iconst(Type::I64, number)
            }
            _ => self.ints[self.choices.below(self.ints.len())],
        }
    }

    fn sum(&mut self) -> Value {
        let mut sum = self.ints[0];
        for value in self.ints.clone() {
            let turned = self.build.binary(Opcode::Rotl, sum, 3);
            sum = self.build.binary(Opcode::Xor, turned, value);
        }
        sum
    }

    fn as_int(&mut self, value: Value) {
        let wide = match self.build.ty(value) {
            Type::I64 => value,
            Type::F64 => self.build.convert(Opcode::Bitcast, value, Type::I64),
            _ => self.build.convert(Opcode::Sext, value, Type::I64),
        };
        self.ints.push(wide);
    }

    /// An address with an offset, and its region: the first 32 bytes of the arena are region 1, the
    /// others region 2, and everything is region 0.
    fn place(&mut self) -> (Value, i32, Region) {
        let offset = [0, 0, 8, 4][self.choices.below(4)];
        match self.choices.below(6) {
            0 => {
                let slot = self.slots[self.choices.below(2)];
                let base = self.build.slot_addr(slot, 8);
                (base, offset - 8, Region(0))
            }
            1 => {
                let index = self.int();
                let index = self.build.binary(Opcode::And, index, 12);
                (self.build.binary(Opcode::PtrAdd, self.bases[1], index), offset, Region(2))
            }
            which => {
                let second = which % 2;
                let region = [0, second as u16 + 1][self.choices.below(2)];
                (self.bases[second], offset, Region(region))
            }
        }
    }

    fn value(&mut self, ty: Type) -> Value {
        let value = self.int();
        match ty {
            Type::I64 => value,
            Type::F64 => self.build.convert(Opcode::Bitcast, value, Type::F64),
            _ => self.build.convert(Opcode::Trunc, value, ty),
        }
    }

    fn statements(&mut self, module: &Module) {
        let before = self.ints.len();
        for _ in 0..=self.choices.below(12) {
            if self.choices.0.is_empty() {
                break;
            }
            self.statement(module);
        }
        if self.depth > 0 {
            // What is computed on the way is kept in memory, or lost.
            let sum = self.sum();
            self.build.store(sum, self.bases[0], 64, Region(0));
            self.ints.truncate(before);
        }
    }

    fn statement(&mut self, module: &Module) {
        let ty = TYPES[self.choices.below(TYPES.len())];
        let exit = self.exits[self.choices.below(2)];
        match self.choices.below(14) {
            0..=2 => {
                let value = self.value(ty);
                let (base, offset, region) = self.place();
                self.build.store(value, base, offset, region);
            }
            3..=5 => {
                let (base, offset, region) = self.place();
                let value = self.build.load(ty, base, offset, region);
                self.as_int(value);
            }
            6 => {
                let slot = self.slots[self.choices.below(3)];
                let offset = 8 * self.choices.below(3) as i32;
                let value = self.value(Type::I64);
                let base = self.build.slot_addr(slot, 0);
                self.build.store(value, base, offset, Region(0));
                let value = self.build.load(Type::I64, base, 16, Region(0));
                self.as_int(value);
            }
            7 => {
                let value = self.int();
                self.build.set(self.slots[3], value);
                let value = self.build.get(self.slots[3]);
                self.as_int(value);
            }
            8 => {
                let (a, b) = (self.int(), self.int());
                let condition = IntCondition::ALL[self.choices.below(10)].0;
                let outcome = self.build.icmp(condition, a, b);
                self.as_int(outcome);
                if self.choices.below(3) == 0 {
                    self.build.guard(outcome, exit);
                }
            }
            9 => {
                let (a, b) = (self.int(), self.int());
                let opcode = [Opcode::IaddChecked, Opcode::Sdiv, Opcode::Iadd];
                let value = match opcode[self.choices.below(3)] {
                    Opcode::Iadd => self.build.binary(Opcode::Iadd, a, b),
                    checked => self.build.checked(checked, a, b, exit),
                };
                self.as_int(value);
            }
            10 => {
                let (a, b) = (self.int(), self.int());
                self.build.bounds_check(a, b, exit);
            }
            11 => {
                let callee = self.callees[self.choices.below(self.callees.len())];
                let argument = self.int();
                let base = match self.choices.below(4) {
                    // The address of the first slot escapes into the arena, where callees find it.
                    0 => {
                        let address = self.build.slot_addr(self.slots[0], 0);
                        self.build.store(address, self.bases[1], 64, Region(0));
                        self.bases[0]
                    }
                    _ => self.bases[0],
                };
                let results = self.build.call(module, callee, &[base, argument]);
                self.ints.extend(results);
            }
            12 if self.depth < 3 => self.branch(module),
            13 if self.depth < 3 => self.counted_loop(module),
            _ => {
                let (base, value) = (self.bases[1], self.int());
                let pointer = self.build.load(Type::Ptr, base, 64, Region(0));
                let there = self.build.icmp(IntCondition::Ne, pointer, 0);
                let (store, behind) = (self.build.block(&[]), self.build.block(&[]));
                self.build.br(there, (store, &[]), (behind, &[]));
                self.build.switch_to(store);
                self.build.store(value, pointer, 0, Region(0));
                self.build.jump(behind, &[]);
                self.build.switch_to(behind);
            }
        }
    }

    fn branch(&mut self, module: &Module) {
        let (a, b) = (self.int(), self.int());
        let condition = IntCondition::ALL[self.choices.below(10)].0;
        let outcome = self.build.icmp(condition, a, b);
        let (then, otherwise) = (self.build.block(&[]), self.build.block(&[]));
        let join = self.build.block(&[Type::I64]);
        self.build.br(outcome, (then, &[]), (otherwise, &[]));
        self.depth += 1;
        for block in [then, otherwise] {
            self.build.switch_to(block);
            self.statements(module);
            let value = self.int();
            self.build.jump(join, &[value]);
        }
        self.depth -= 1;
        self.build.switch_to(join);
        self.ints.push(self.build.block_params(join)[0]);
    }

    fn counted_loop(&mut self, module: &Module) {
        let (header, inside) = (self.build.block(&[Type::I64; 2]), self.build.block(&[]));
        let behind = self.build.block(&[]);
        let (zero, start) = (self.build.iconst(Type::I64, 0), self.int());
        self.build.jump(header, &[zero, start]);
        self.build.switch_to(header);
        let [counter, carried] = self.build.block_params(header)[..] else { return };
        let limit = self.choices.below(5) as i64;
        let condition = self.build.icmp(IntCondition::Slt, counter, limit);
        self.build.br(condition, (inside, &[]), (behind, &[]));
        self.build.switch_to(inside);
        self.depth += 1;
        self.ints.extend([counter, carried]);
        self.statements(module);
        let value = self.int();
        self.ints.truncate(self.ints.len() - 2);
        self.depth -= 1;
        let next = self.build.binary(Opcode::Iadd, counter, 1);
        self.build.jump(header, &[next, value]);
        self.build.switch_to(behind);
        self.ints.push(carried);
    }
}

/// How `@main` ends, and what it leaves in the arena.
fn run(module: &Module, argument: u64) -> (Outcome, Vec<u8>) {
    let limits = Limits { fuel: 200_000, arena: 256, ..Limits::default() };
    let mut interpreter = Interpreter::new(module, limits).unwrap_or_else(|error| {
        panic!("{error:?}\n{}", print::module(module));
    });
    let main = module.function("main").unwrap();
    let params = &module.functions[main].signature.params;
    let arguments = match params[0] {
        Type::Ptr => [interpreter.memory.arena(), argument],
        _ => [argument, 2.5f64.to_bits()],
    };
    let outcome = interpreter.call(main, &arguments, &mut NoHost);
    let mut arena = interpreter.memory.arena_bytes().to_vec();
    // Here stands the address of a slot, and slots may move.
    arena[96..104].fill(0);
    (outcome, arena)
}

type Pass = fn(&mut stage2::ir::Function, &mut Context) -> Changed;

/// Runs a pass over all functions with so many rewrites allowed for each; how many were done?
fn apply(module: &mut Module, pass: Pass, allowed: u64) -> u64 {
    let mut done = 0;
    for func in module.functions.keys() {
        let Some(mut body) = module.functions[func].body.take() else { continue };
        let before = print::body(&body);
        let mut context = Context::new(module, func, allowed);
        let changed = pass(&mut body, &mut context);
        let count = allowed - context.left();
        assert_eq!(changed == Changed::Yes, count > 0);
        assert!(count > 0 || before == print::body(&body), "it changed without asking");
        done += count;
        module.functions[func].body = Some(body);
    }
    done
}

/// The same before and after; what was deleted may have been what ran out of fuel.
fn check(module: &Module, passes: &[Pass], allowed: u64) -> u64 {
    let mut after = module.clone();
    let mut done = 0;
    for pass in passes {
        done += apply(&mut after, *pass, allowed);
    }
    let texts = || format!("{}\n--- became\n{}", print::module(module), print::module(&after));
    if let Err(wrong) = verify::module(&after) {
        panic!("{}\n{}", wrong[0], texts());
    }
    for argument in [0, 1, 12345, u64::MAX] {
        let before = run(module, argument);
        if matches!(before.0, Outcome::Stopped(Stop::OutOfFuel)) {
            continue;
        }
        let now = run(&after, argument);
        assert!(before == now, "{argument}: {:?} became {:?}\n{}", before.0, now.0, texts());
    }
    done
}

const BOTH: [Pass; 2] = [gvn::run, mem_forward::run];

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..Default::default() }
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn gvn_keeps_what_programs_do(seed in prop::collection::vec(any::<u8>(), 0..600)) {
        check(&random::module(&seed), &[gvn::run], u64::MAX);
        check(&accesses(&seed), &[gvn::run], u64::MAX);
    }

    #[test]
    fn mem_forward_keeps_what_programs_do(seed in prop::collection::vec(any::<u8>(), 0..600)) {
        check(&random::module(&seed), &[mem_forward::run], u64::MAX);
        check(&accesses(&seed), &[mem_forward::run], u64::MAX);
    }

    #[test]
    fn one_after_the_other(seed in prop::collection::vec(any::<u8>(), 0..600)) {
        let passes = [BOTH[0], BOTH[1], BOTH[0], BOTH[1]];
        check(&random::module(&seed), &passes, u64::MAX);
        check(&accesses(&seed), &passes, u64::MAX);
    }
}

proptest! {
    #![proptest_config(config(40))]

    /// Every prefix of the rewrites is right.
    #[test]
    fn bisecting(seed in prop::collection::vec(any::<u8>(), 100..400)) {
        let module = accesses(&seed);
        for pass in BOTH {
            let all = check(&module, &[pass], u64::MAX);
            for allowed in 0..all.min(25) {
                check(&module, &[pass], allowed);
            }
        }
    }
}

/// The generator would be worthless if there were nothing to do.
#[test]
fn there_is_something_to_do() {
    let mut counts = [0; 2];
    for number in 0..50u64 {
        let mut state = number;
        let seed: Vec<u8> = (0..300)
            .map(|_| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (state >> 33) as u8
            })
            .collect();
        for (count, pass) in counts.iter_mut().zip(BOTH) {
            *count += apply(&mut accesses(&seed), pass, u64::MAX);
        }
    }
    assert!(counts.iter().all(|count| *count > 300), "{counts:?}");
}
