//! Random modules that are well-formed and come to an end: structured programs, built with the
//! builder, from the bytes of a seed. A shorter seed gives a smaller module, so that cutting
//! bytes out of it is how a failure is made small.
//!
//! ```text
//! @pure(i64, i64) -> i64      no effects
//! @helper(9 arguments) -> 3   memory, loops, exits; calls @pure
//! @main(i64, f64) -> (i64, f64)   all of that and anchors; calls both, directly and indirectly
//! @ints @floats @mixed @table @save    memory: regions 1 to 5, addresses always inside
//! ```
//!
//! Variables are slots, so every program is a "before" of every pass; what is no variable lives in
//! one block only. So the variables are the whole state of a function, and `resume` can continue one at an
//! anchor, as an interpreter would.
//!
//! The sign and payload of a NaN are open in the IR. So floating-point numbers have memory of
//! their own, and where the bits of one become an integer every NaN is made the same first.

use stage2::builder::FunctionBuilder;
use stage2::condition::{FloatCondition, IntCondition};
use stage2::entity::{DataRef, Exit, FuncRef, Slot, Value};
use stage2::ir::{
    DataDecl, Effects, ExitData, Frame, Leaving, Module, Region, RegionDecl, RegionSet,
    Representation, Signature, SlotData, SourceLoc, StateEntry, StateValue, TrapCode, Type,
};
use stage2::opcode::Opcode;

mod statement;

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

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A number at a border of the type, or a small one.
    fn number(&mut self, ty: Type) -> i64 {
        let least = ty.canonical(1 << (ty.bits() - 1));
        let all = [0, 1, -1, 2, 3, 7, 8, 10, 63, 64, -8, 100, least, least + 1, !least, !least - 1];
        ty.canonical(self.of(&all))
    }
}

/// Offsets of frames from this on are those of anchors.
pub const ANCHORS: u32 = 1000;

const INTS: [Type; 4] = [Type::I8, Type::I16, Type::I32, Type::I64];
const FLOATS: [Type; 2] = [Type::F32, Type::F64];
const TYPES: [Type; 6] = [Type::I8, Type::I16, Type::I32, Type::I64, Type::F32, Type::F64];

/// How many variables of each of [`TYPES`] a function has; more than any machine has registers.
const VARIABLES: [usize; 6] = [3, 2, 2, 10, 2, 4];

/// Bytes of the slot that is accessed by address.
const AREA: u32 = 64;

/// The data of the module.
#[derive(Clone, Copy)]
struct Data {
    ints: DataRef,
    floats: DataRef,
    mixed: DataRef,
    table: DataRef,
    save: DataRef,
}

struct Generator<'a> {
    choices: Choices<'a>,
    build: FunctionBuilder,
    name: &'static str,
    /// By type, as in [`TYPES`].
    variables: [Vec<Slot>; 6],
    area: Slot,
    pair: Slot,
    traps: Vec<Exit>,
    /// Bytecode offsets, each used once.
    next_offset: u32,
    data: Data,
    callees: Vec<FuncRef>,
    depth: usize,
    /// What loops multiply to.
    weight: usize,
}

/// A module with random functions; `@main` is the one to call.
pub fn module(seed: &[u8]) -> Module {
    let mut module = Module::new();
    for (number, name) in ["ints", "floats", "mixed", "table", "saved"].into_iter().enumerate() {
        let constant = name == "table";
        module.regions.push((
            Region(number as u16 + 1),
            RegionDecl { name: name.into(), constant, polled: false },
        ));
    }
    let mut data = |name: &str, writable: bool, zeros: u64| {
        let bytes = if writable { vec![] } else { (0..=255).map(|i: u8| i ^ 0x5a).collect() };
        let decl =
            DataDecl { name: name.into(), align: 8, writable, bytes, zeros, ..Default::default() };
        module.add_data(decl).expect("names are different")
    };
    let data = Data {
        ints: data("ints", true, 256),
        floats: data("floats", true, 256),
        mixed: data("mixed", true, 128),
        table: data("table", false, 0),
        save: data("save", true, 256),
    };
    undisturbed(&mut module);
    let (first, rest) = seed.split_at(seed.len() / 8);
    let (second, third) = rest.split_at(rest.len() / 3);
    let pure = Signature::new(&[Type::I64; 2], &[Type::I64]);
    let many = [
        Type::I64,
        Type::F64,
        Type::I32,
        Type::I8,
        Type::I64,
        Type::F32,
        Type::I16,
        Type::I64,
        Type::Ptr,
    ];
    let helper = Signature::new(&many, &[Type::I64, Type::F64, Type::I32]);
    let main = Signature::new(&[Type::I64, Type::F64], &[Type::I64, Type::F64]);
    let pure = function(&mut module, "pure", pure, first, data, vec![]);
    let helper = function(&mut module, "helper", helper, second, data, vec![pure]);
    function(&mut module, "main", main, third, data, vec![pure, helper]);
    module
}

/// The question whether to go on. It is answered in the module, and writes that it was asked.
fn undisturbed(module: &mut Module) {
    let region = Region(module.regions.len() as u16 + 1);
    let decl = RegionDecl { name: "asked".into(), constant: false, polled: true };
    module.regions.push((region, decl));
    let asked =
        DataDecl { name: "asked".into(), align: 8, writable: true, zeros: 8, ..Default::default() };
    let asked = module.add_data(asked).expect("names are different");
    let signature = Signature::new(&[], &[Type::I64]);
    let mut build = FunctionBuilder::new("undisturbed", signature);
    let (address, yes) = (build.data_addr(asked, 0), build.iconst(Type::I64, 1));
    build.store(yes, address, 0, region);
    build.ret(&[yes]);
    let func = build.finish(module).unwrap_or_else(|error| panic!("{error}"));
    let (reads, writes) = (RegionSet::Some(vec![]), RegionSet::Some(vec![region]));
    module.functions[func].effects = Effects { reads, writes, returns: true };
}

fn function(
    module: &mut Module,
    name: &'static str,
    signature: Signature,
    seed: &[u8],
    data: Data,
    callees: Vec<FuncRef>,
) -> FuncRef {
    let results = signature.results.clone();
    let mut generator = Generator {
        choices: Choices(seed),
        build: FunctionBuilder::new(name, signature),
        name,
        variables: Default::default(),
        area: Slot(0),
        pair: Slot(0),
        traps: Vec::new(),
        next_offset: 0,
        data,
        callees,
        depth: 0,
        weight: 1,
    };
    generator.prologue();
    while !generator.choices.0.is_empty() {
        generator.statements(module);
    }
    generator.epilogue(&results);
    generator.build.finish(module).unwrap_or_else(|error| panic!("{error}"))
}

impl Generator<'_> {
    /// A function without effects.
    fn is_pure(&self) -> bool {
        self.name == "pure"
    }

    fn prologue(&mut self) {
        for (index, ty) in TYPES.into_iter().enumerate() {
            for number in 0..VARIABLES[index] {
                let slot = self.build.variable(ty, &format!("{ty}{number}"));
                self.variables[index].push(slot);
            }
        }
        let params = self.build.params().to_vec();
        let mut used = [0; 6];
        for param in params {
            let Some(index) = TYPES.iter().position(|ty| *ty == self.build.ty(param)) else {
                continue;
            };
            self.build.set(self.variables[index][used[index]], param);
            used[index] += 1;
        }
        // Zeros everywhere would make every division leave.
        for (index, ty) in TYPES.into_iter().enumerate() {
            for number in used[index]..VARIABLES[index] {
                let start = number as i64 * 5 - 7;
                let value = match ty {
                    Type::F32 => self.build.f32const(start as f32 * 0.25),
                    Type::F64 => self.build.f64const(start as f64 * 0.5),
                    ty => self.build.iconst(ty, start),
                };
                self.build.set(self.variables[index][number], value);
            }
        }
        if self.is_pure() {
            return;
        }
        self.area = self.build.slot(SlotData::bytes(AREA, 8, Some("area")));
        self.pair = self.build.slot(SlotData::bytes(16, 8, Some("pair")));
        for code in [TrapCode::Overflow, TrapCode::DivideByZero, TrapCode::User(7)] {
            let exit = self.build.trap(code);
            self.traps.push(exit);
        }
    }

    /// Returns something in which every variable has a part.
    fn epilogue(&mut self, results: &[Type]) {
        let mut sum = self.build.iconst(Type::I64, 0);
        for slot in self.variables[..4].concat() {
            let value = self.build.get(slot);
            let wide = self.convert_int(value, Type::I64, true);
            let turned = self.build.binary(Opcode::Rotl, sum, 7);
            sum = self.build.binary(Opcode::Xor, turned, wide);
        }
        let mut float = self.build.f64const(0.0);
        for slot in self.variables[4..].concat() {
            let value = self.build.get(slot);
            let wide = self.convert(value, Type::F64, true);
            let half = self.build.f64const(0.5);
            let halved = self.build.binary(Opcode::Fmul, float, half);
            float = self.build.binary(Opcode::Fadd, halved, wide);
        }
        let mut values = Vec::new();
        for &ty in results {
            values.push(match ty {
                Type::F64 => float,
                ty => self.convert_int(sum, ty, true),
            });
        }
        self.build.ret(&values);
    }

    fn variable(&mut self, ty: Type) -> Slot {
        let index = TYPES.iter().position(|one| *one == ty).unwrap_or(3);
        let count = VARIABLES[index];
        self.variables[index][self.choices.below(count)]
    }

    fn set(&mut self, value: Value) {
        let slot = self.variable(self.build.ty(value));
        self.build.set(slot, value);
    }

    /// A value of the type: a variable, a constant, or something converted.
    fn value(&mut self, ty: Type) -> Value {
        match self.choices.below(8) {
            0 | 1 => self.constant(ty),
            2 => {
                let from = self.choices.of(&TYPES);
                let slot = self.variable(from);
                let value = self.build.get(slot);
                let signed = self.choices.below(2) == 0;
                self.convert(value, ty, signed)
            }
            _ => {
                let slot = self.variable(ty);
                self.build.get(slot)
            }
        }
    }

    fn constant(&mut self, ty: Type) -> Value {
        if ty.is_int() {
            let number = self.choices.number(ty);
            return self.build.iconst(ty, number);
        }
        let all = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            2.0,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            1e300,
            9.3e18,
            -2147483648.0,
            5e-324,
        ];
        let number = self.choices.of(&all);
        match ty {
            Type::F32 => self.build.f32const(number as f32),
            _ => self.build.f64const(number),
        }
    }

    /// The value as one of any other type.
    fn convert(&mut self, value: Value, to: Type, signed: bool) -> Value {
        let from = self.build.ty(value);
        let opcode = match (from.is_int(), to.is_int()) {
            _ if from == to => return value,
            (true, true) => return self.convert_int(value, to, signed),
            (true, false) if from.bits() == to.bits() && self.choices.below(4) == 0 => {
                Opcode::Bitcast
            }
            (true, false) => [Opcode::Uitofp, Opcode::Sitofp][usize::from(signed)],
            (false, true) if from.bits() == to.bits() && self.choices.below(4) == 0 => {
                let value = self.one_nan(value);
                return self.build.convert(Opcode::Bitcast, value, to);
            }
            (false, true) => [Opcode::Fptoui, Opcode::Fptosi][usize::from(signed)],
            (false, false) if to == Type::F64 => Opcode::Fpext,
            (false, false) => Opcode::Fptrunc,
        };
        self.build.convert(opcode, value, to)
    }

    fn convert_int(&mut self, value: Value, to: Type, signed: bool) -> Value {
        let from = self.build.ty(value);
        match from.bits().cmp(&to.bits()) {
            std::cmp::Ordering::Equal => value,
            std::cmp::Ordering::Greater => self.build.convert(Opcode::Trunc, value, to),
            std::cmp::Ordering::Less => {
                let opcode = if signed { Opcode::Sext } else { Opcode::Zext };
                self.build.convert(opcode, value, to)
            }
        }
    }

    /// The value, or 0 for a NaN.
    fn one_nan(&mut self, value: Value) -> Value {
        let zero = match self.build.ty(value) {
            Type::F32 => self.build.f32const(0.0),
            _ => self.build.f64const(0.0),
        };
        let ordered = self.build.fcmp(FloatCondition::Ord, value, value);
        self.build.ternary(Opcode::Select, [ordered, value, zero])
    }

    fn condition(&mut self) -> Value {
        match self.choices.below(5) {
            0 => {
                let ty = self.choices.of(&FLOATS);
                let (a, b) = (self.value(ty), self.value(ty));
                let condition = self.choices.of(&FloatCondition::ALL).0;
                self.build.fcmp(condition, a, b)
            }
            1 => {
                let ty = self.choices.of(&INTS);
                let (a, b) = (self.value(ty), self.value(ty));
                let condition = self.choices.of(&IntCondition::ALL).0;
                self.build.icmp(condition, a, b)
            }
            _ => {
                let ty = if self.choices.below(3) == 0 { Type::I32 } else { Type::I64 };
                let a = self.value(ty);
                let (condition, number) =
                    (self.choices.of(&IntCondition::ALL).0, self.choices.number(ty));
                self.build.icmp(condition, a, number)
            }
        }
    }

    /// An exit, of a trap or with frames that name variables, values of this block, and numbers.
    fn exit(&mut self, value: Value) -> Exit {
        if self.choices.below(2) == 0 {
            return self.choices.of(&self.traps.clone());
        }
        let leaving = if self.choices.below(4) == 0 { Leaving::Raise } else { Leaving::Deopt };
        let frame = self.frame(Some(value));
        let mut frames = vec![frame];
        if self.choices.below(4) == 0 {
            frames.push(Frame { function: "outer one".into(), offset: 2, entries: Vec::new() });
        }
        self.build.exit(ExitData::Frames(leaving, frames))
    }

    fn frame(&mut self, value: Option<Value>) -> Frame {
        self.next_offset += 2;
        let mut entries = Vec::new();
        let mut push = |value, representation| {
            entries.push(StateEntry { index: entries.len() as u32, value, representation });
        };
        for _ in 0..self.choices.below(6) {
            let (ty, representation) = self.choices.of(&[
                (Type::I64, Representation::Int),
                (Type::F64, Representation::Float),
                (Type::I8, Representation::Bool),
            ]);
            push(StateValue::Slot(self.variable(ty)), representation);
        }
        push(StateValue::Constant(self.choices.number(Type::I64)), Representation::Int);
        push(StateValue::Slot(self.pair), Representation::Tagged);
        match value.map(|value| (value, self.build.ty(value))) {
            Some((value, Type::I64)) => {
                push(StateValue::Pair(value, value), Representation::Tagged)
            }
            Some((value, Type::F64)) => push(StateValue::Value(value), Representation::Float),
            Some((value, Type::I8)) => push(StateValue::Value(value), Representation::Bool),
            _ => {}
        }
        Frame { function: self.name.into(), offset: self.next_offset, entries }
    }

    fn statements(&mut self, module: &Module) {
        for _ in 0..=self.choices.below(12) {
            if self.choices.0.is_empty() {
                return;
            }
            let line = self.choices.below(200) as u32;
            self.build.set_location(SourceLoc { file: 0, line, column: 1, site: 0 });
            self.statement(module);
        }
    }
}
