//! `simplify`, `sccp` and `strength` leave what a function does as it was: all 8-bit operands, random
//! expressions, random functions, and every number of rewrites allowed.

use proptest::prelude::*;
use stage2::builder::FunctionBuilder;
use stage2::condition::{FloatCondition, IntCondition};
use stage2::cpu_time::thread_time;
use stage2::entity::{FuncRef, Value};
use stage2::interpret::{Interpreter, Limits, NoHost, Outcome};
use stage2::ir::{
    ExitData, Frame, Leaving, Module, Representation, Signature, StateEntry, StateValue, TrapCode,
    Type,
};
use stage2::opcode::{Format, Opcode, TABLE, TypeRule};
use stage2::passes::{Changed, Context};
use stage2::text::print;
use stage2::{pipeline, verify};

mod random;

const SCALAR: [&str; 3] = ["simplify", "sccp", "strength"];

/// What a run of `@main` gives, without what a pass may change: payloads of NaN, and the numbers of exits.
fn outcome(interpreter: &mut Interpreter, module: &Module, arguments: &[u64]) -> String {
    let main = module.function("main").unwrap();
    let results = &module.functions[main].signature.results;
    match interpreter.call(main, arguments, &mut NoHost) {
        Outcome::Return(bits) => {
            let same = |(ty, bits): (&Type, &u64)| match ty {
                Type::F64 if f64::from_bits(*bits).is_nan() => "NaN".to_string(),
                _ => format!("{bits:#x}"),
            };
            results.iter().zip(&bits).map(same).collect::<Vec<_>>().join(" ")
        }
        Outcome::Exit(report) => {
            let mut report = report;
            for frame in &mut report.frames {
                for (_, representation, bits) in &mut frame.variables {
                    if *representation == Representation::Float && f64::from_bits(bits[0]).is_nan()
                    {
                        bits[0] = f64::NAN.to_bits();
                    }
                }
            }
            format!("{report}")
        }
        Outcome::Stopped(stop) => stop.to_string(),
    }
}

fn limits() -> Limits {
    Limits { fuel: 1_000_000, memory: 1 << 20, arena: 1 << 10, ..Limits::default() }
}

/// Runs a pass on all functions with so many rewrites allowed; how many were made.
fn apply(module: &mut Module, name: &str, allowed: u64) -> u64 {
    let pass = pipeline::find(name).unwrap();
    let mut made = 0;
    for func in module.functions.keys().collect::<Vec<FuncRef>>() {
        let Some(mut body) = module.functions[func].body.take() else { continue };
        let before = body.clone();
        let mut context = Context::new(module, func, allowed - made);
        let changed = (pass.run)(&mut body, &mut context);
        let count: u64 = context.counts().iter().map(|(_, count)| count).sum();
        assert_eq!(changed, Changed::from(count != 0), "{name}");
        assert!(changed == Changed::Yes || body == before, "{name} says that nothing changed");
        made += count;
        module.functions[func].body = Some(body);
    }
    made
}

fn check_verified(module: &Module, name: &str, before: &Module) {
    if let Err(wrong) = verify::module(module) {
        let listing: String = wrong.iter().map(ToString::to_string).collect();
        panic!("after {name}: {listing}\nbefore:\n{}", print::module(before));
    }
}

/// The pass leaves what the module does with these arguments.
fn check_same(before: &Module, after: &Module, name: &str, arguments: &[Vec<u64>]) {
    check_verified(after, name, before);
    let mut old = Interpreter::new(before, limits()).unwrap();
    let mut new = Interpreter::new(after, limits()).unwrap();
    for arguments in arguments {
        let wanted = outcome(&mut old, before, arguments);
        if wanted == "out of fuel" {
            continue;
        }
        let given = outcome(&mut new, after, arguments);
        let memory = old.memory.arena_bytes() == new.memory.arena_bytes();
        assert!(
            wanted == given && memory,
            "{name}({arguments:x?}): {wanted} became {given}\n{}\n{}",
            print::module(before),
            print::module(after)
        );
    }
}

fn bytes() -> impl Iterator<Item = u64> {
    0..256
}

const DIVISIONS: [Opcode; 6] =
    [Opcode::Sdiv, Opcode::Udiv, Opcode::Srem, Opcode::Urem, Opcode::SdivFloor, Opcode::SremFloor];

/// `main(x) = (x op divisor, x op divisor == 0)`, or only the second.
fn division(opcode: Opcode, ty: Type, divisor: i64, both: bool) -> Module {
    let mut module = Module::new();
    let results: &[Type] = if both { &[ty, Type::I8] } else { &[Type::I8] };
    let mut build = FunctionBuilder::new("main", Signature::new(&[ty], results));
    let x = build.params()[0];
    let result = build.binary(opcode, x, divisor);
    let zero = build.icmp(IntCondition::Eq, result, 0);
    let results = [result, zero];
    build.ret(if both { &results } else { &results[1..] });
    build.finish(&mut module).unwrap();
    module
}

#[test]
fn all_divisions_of_all_bytes() {
    let arguments: Vec<Vec<u64>> = bytes().map(|x| vec![x]).collect();
    for opcode in DIVISIONS {
        for divisor in (-128..128).filter(|divisor| *divisor != 0) {
            for both in [true, false] {
                let module = division(opcode, Type::I8, divisor, both);
                for passes in [&["simplify", "strength"][..], &["strength"]] {
                    let mut after = module.clone();
                    for pass in passes {
                        apply(&mut after, pass, u64::MAX);
                    }
                    check_same(&module, &after, "division", &arguments);
                }
            }
        }
    }
}

#[test]
fn divisions_at_the_borders() {
    for ty in [Type::I16, Type::I32, Type::I64] {
        let (least, most) = (-1i64 << (ty.bits() - 1), (ty.mask() >> 1) as i64);
        let mut divisors = vec![least, least + 1, most, most - 1, 641, 10_000, 12_345];
        divisors.extend((2..70).chain((-20..0).filter(|divisor| *divisor != 0)));
        divisors.extend((2..ty.bits() - 1).flat_map(|k| [(1 << k) - 1, 1 << k, (1 << k) + 1]));
        for divisor in divisors.into_iter().map(|divisor| ty.canonical(divisor)) {
            let mut numbers = vec![0, 1, -1, least, least + 1, most, most - 1, 12_345, -6_789];
            for quotient in
                [1, 2, 3, least.wrapping_div(divisor), most / divisor, (1 << 31) / divisor]
            {
                let product = quotient.wrapping_mul(divisor);
                let opposite = product.wrapping_neg();
                let near = |number: i64| [-1, 0, 1].map(|step| number.wrapping_add(step));
                numbers.extend(near(product).into_iter().chain(near(opposite)));
            }
            let unsigned = (ty.mask() / (divisor as u64 & ty.mask())).wrapping_mul(divisor as u64);
            numbers.extend([unsigned as i64, unsigned.wrapping_sub(1) as i64]);
            let arguments: Vec<Vec<u64>> =
                numbers.iter().map(|number| vec![*number as u64 & ty.mask()]).collect();
            for opcode in DIVISIONS {
                for both in [true, false] {
                    let module = division(opcode, ty, divisor, both);
                    let mut after = module.clone();
                    apply(&mut after, "strength", u64::MAX);
                    check_same(&module, &after, "strength", &arguments);
                }
            }
        }
    }
}

/// One level of an expression: an operation with a number, or with the other parameter.
fn level(build: &mut FunctionBuilder, choice: (usize, i64, bool), x: Value, y: Value) -> Value {
    use Opcode::*;
    let (operation, number, with_value) = choice;
    let all = [
        Iadd,
        Isub,
        Imul,
        And,
        Or,
        Xor,
        Shl,
        Lshr,
        Ashr,
        Rotl,
        Smulhi,
        Umulhi,
        Sdiv,
        Srem,
        Udiv,
        Urem,
        SdivFloor,
        SremFloor,
        IaddChecked,
        IsubChecked,
        ImulChecked,
    ];
    let ty = build.ty(x);
    match operation {
        21 => build.unary(Ineg, x),
        22 => build.unary(Not, x),
        23.. => {
            let condition = IntCondition::ALL[(operation - 23) % 10].0;
            if with_value {
                build.icmp(condition, x, y)
            } else {
                build.icmp(condition, x, ty.canonical(number))
            }
        }
        _ => {
            let opcode = all[operation];
            let exit = build.trap(TrapCode::User(operation as u8));
            let shift = opcode.types() == TypeRule::Shift;
            match opcode.format() {
                Format::BinaryImm if with_value => build.binary(opcode, x, y),
                Format::BinaryImm => {
                    build.binary(opcode, x, if shift { number & 15 } else { number })
                }
                _ if with_value || number == 0 => build.checked(opcode, x, y, exit),
                Format::Divide => build.binary(opcode, x, number),
                _ => build.checked(opcode, x, number, exit),
            }
        }
    }
}

#[test]
fn all_pairs_of_operations_on_bytes() {
    let numbers = [0, 1, -1, 2, 4, -128, 127, 3];
    let mut changed = 0;
    let choices: Vec<(usize, i64, bool)> = (0..33)
        .flat_map(|operation| {
            let numbers = numbers.iter().map(move |&number| (operation, number, false));
            numbers.chain([(operation, 0, true)])
        })
        .collect();
    for (index, &first) in choices.iter().enumerate() {
        // Each first operation meets every kind of second one, but not every number of it.
        for &second in choices.iter().skip(index % 3).step_by(3) {
            let mut module = Module::new();
            let signature = Signature::new(&[Type::I8, Type::I8], &[Type::I8]);
            let mut build = FunctionBuilder::new("main", signature);
            let (x, y) = (build.params()[0], build.params()[1]);
            let inner = level(&mut build, first, x, y);
            let outer = level(&mut build, second, inner, y);
            build.ret(&[outer]);
            build.finish(&mut module).unwrap();
            let mut after = module.clone();
            if apply(&mut after, "simplify", u64::MAX) != 0 {
                changed += 1;
                let ys: &[u64] = if first.2 || second.2 { &[0, 1, 3, 128, 255] } else { &[0] };
                let arguments: Vec<Vec<u64>> =
                    bytes().flat_map(|x| ys.iter().map(move |&y| vec![x, y])).collect();
                check_same(&module, &after, "simplify", &arguments);
            }
        }
    }
    assert!(changed > 5_000, "{changed}");
}

/// A function without branches over all types, made from the bytes of a seed.
fn expressions(seed: &[u8]) -> Module {
    let types = [Type::I8, Type::I16, Type::I32, Type::I64, Type::F64, Type::I64];
    let mut module = Module::new();
    let params = [Type::I8, Type::I8, Type::I64, Type::I64, Type::F64, Type::F64];
    let mut build = FunctionBuilder::new("main", Signature::new(&params, &[Type::I64; 8]));
    let mut values = build.params().to_vec();
    let mut bytes = seed.iter().copied();
    let mut next = move |limit: usize| bytes.next().map_or(0, usize::from) % limit;
    let rows: Vec<_> = TABLE.iter().collect();
    for _ in 0..seed.len() / 4 {
        let row = rows[next(rows.len())];
        let ty = types[next(types.len())];
        let numbers = [0, 1, -1, 2, 8, 3, 63, -8, i64::MIN, i64::MAX, 255, 1 << 40];
        let number = numbers[next(numbers.len())];
        let of = |ty: Type, skip: usize| {
            values.iter().rev().filter(|value| build.ty(**value) == ty).nth(skip).copied()
        };
        let integer = if ty.is_int() { ty } else { Type::I8 };
        let wanted = match row.types {
            TypeRule::Float | TypeRule::FloatCompare | TypeRule::FloatToInt => Type::F64,
            _ => integer,
        };
        let Some(x) = of(wanted, next(3)).or_else(|| of(wanted, 0)) else { continue };
        let y = of(wanted, next(3)).unwrap_or(x);
        let value = match (row.types, row.format) {
            (TypeRule::IntConstant, _) => build.iconst(integer, number),
            (TypeRule::FloatConstant, _) => {
                let floats = [0.0, -0.0, 1.0, -1.0, 2.0, 0.5, f64::NAN, f64::INFINITY, 3.7];
                build.f64const(floats[next(floats.len())])
            }
            (TypeRule::Int | TypeRule::Shift, Format::BinaryImm) => match next(2) {
                0 if row.types == TypeRule::Shift => build.binary(row.opcode, x, number & 127),
                0 => build.binary(row.opcode, x, integer.canonical(number)),
                _ => build.binary(row.opcode, x, y),
            },
            (TypeRule::Int, Format::Divide | Format::BinaryExit) => {
                let entries = of(Type::I64, 0).into_iter().map(|value| StateEntry {
                    index: 0,
                    value: StateValue::Value(value),
                    representation: Representation::Int,
                });
                let frame = Frame { function: "py".into(), offset: 2, entries: entries.collect() };
                let exit = build.exit(ExitData::Frames(Leaving::Deopt, vec![frame]));
                let number = integer.canonical(number);
                match next(2) {
                    0 if row.format == Format::Divide && number != 0 => {
                        build.binary(row.opcode, x, number)
                    }
                    0 if row.format != Format::Divide => build.checked(row.opcode, x, number, exit),
                    _ => build.checked(row.opcode, x, y, exit),
                }
            }
            (TypeRule::Int | TypeRule::Float, Format::Unary) => build.unary(row.opcode, x),
            (TypeRule::Float, Format::Binary) => build.binary(row.opcode, x, y),
            (TypeRule::Float, Format::Ternary) => build.ternary(row.opcode, [x, y, x]),
            (TypeRule::IntCompare, _) => match next(2) {
                0 => build.icmp(IntCondition::ALL[next(10)].0, x, integer.canonical(number)),
                _ => build.icmp(IntCondition::ALL[next(10)].0, x, y),
            },
            (TypeRule::FloatCompare, _) => build.fcmp(FloatCondition::ALL[next(14)].0, x, y),
            (TypeRule::IntWiden, _) if integer != Type::I64 => {
                build.convert(row.opcode, x, Type::I64)
            }
            (TypeRule::IntNarrow, _) if integer != Type::I8 => {
                build.convert(row.opcode, x, Type::I8)
            }
            (TypeRule::IntToFloat, _) => build.convert(row.opcode, x, Type::F64),
            (TypeRule::FloatToInt, Format::Unary) => build.convert(row.opcode, x, integer),
            (TypeRule::Bitcast, _) if integer == Type::I64 => {
                build.convert(row.opcode, x, Type::F64)
            }
            (TypeRule::Select, _) => {
                let Some(condition) = of(Type::I8, next(2)) else { continue };
                build.ternary(row.opcode, [condition, x, y])
            }
            (TypeRule::Guard, _) => {
                let exit = build.trap(TrapCode::User(1));
                build.guard(x, exit);
                continue;
            }
            (TypeRule::BoundsCheck, _) => {
                let exit = build.trap(TrapCode::User(2));
                build.bounds_check(x, y, exit);
                continue;
            }
            _ => continue,
        };
        values.push(value);
    }
    let mut results = Vec::new();
    for &value in values.iter().rev().take(8) {
        results.push(match build.ty(value) {
            Type::I64 => value,
            // The payload of a NaN is open: ask for less than the bits.
            Type::F64 => build.convert(Opcode::Fptosi, value, Type::I64),
            _ => build.convert(Opcode::Zext, value, Type::I64),
        });
    }
    results.resize(8, results[0]);
    build.ret(&results);
    build.finish(&mut module).unwrap_or_else(|error| panic!("{error}"));
    module
}

fn expression_arguments() -> Vec<Vec<u64>> {
    let floats = [0.0f64, -0.0, 1.5, -1e300, f64::NAN, f64::INFINITY].map(f64::to_bits);
    let integers = [0, 1, 7, u64::MAX, i64::MIN as u64, 0x80, 1234567];
    let mut all = Vec::new();
    for (index, &x) in integers.iter().enumerate() {
        let (y, f) = (integers[(index * 3 + 1) % 7], floats[index % 6]);
        all.push(vec![x & 255, y & 255, y, x, f, floats[(index + 2) % 6]]);
    }
    all
}

/// Each pass, alone and after the others, on a module whose `@main` takes these arguments.
fn check_passes(module: &Module, arguments: &[Vec<u64>]) {
    let mut one_after_the_other = module.clone();
    apply(&mut one_after_the_other, "mem2reg", u64::MAX);
    let start = one_after_the_other.clone();
    for name in SCALAR {
        let mut alone = start.clone();
        apply(&mut alone, name, u64::MAX);
        check_same(module, &alone, name, arguments);
        apply(&mut one_after_the_other, name, u64::MAX);
        check_same(module, &one_after_the_other, name, arguments);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..Default::default() })]

    #[test]
    fn random_expressions(seed in prop::collection::vec(any::<u8>(), 0..400)) {
        check_passes(&expressions(&seed), &expression_arguments());
    }

    #[test]
    fn random_functions(seed in prop::collection::vec(any::<u8>(), 0..600)) {
        let arguments = [(12345u64, 2.5f64), (0, -0.0), (u64::MAX, f64::NAN)];
        let arguments = arguments.map(|(int, float)| vec![int, float.to_bits()]);
        check_passes(&random::module(&seed), &arguments);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_number_of_rewrites(seed in prop::collection::vec(any::<u8>(), 0..200)) {
        let module = expressions(&seed);
        for name in SCALAR {
            let total = apply(&mut module.clone(), name, u64::MAX);
            for allowed in 0..total {
                let mut part = module.clone();
                prop_assert_eq!(apply(&mut part, name, allowed), allowed);
                check_same(&module, &part, name, &expression_arguments());
            }
        }
    }
}

/// A function with so many groups of instructions, in loops one after the other.
fn large(groups: usize) -> Module {
    let mut module = Module::new();
    let signature = Signature::new(&[Type::I64, Type::I64], &[Type::I64]);
    let mut build = FunctionBuilder::new("main", signature);
    let [start, limit] = [build.params()[0], build.params()[1]];
    let exit = build.trap(TrapCode::Overflow);
    let mut sum = start;
    for group in 0..groups {
        let header = build.block(&[Type::I64, Type::I64]);
        let behind = build.block(&[]);
        build.jump(header, &[start, sum]);
        build.switch_to(header);
        let [counter, total] = [build.block_params(header)[0], build.block_params(header)[1]];
        let product = build.binary(Opcode::Imul, counter, limit);
        let quotient = build.binary(Opcode::SdivFloor, total, 10);
        let number = build.iconst(Type::I64, group as i64);
        let number = build.binary(Opcode::Iadd, number, 1);
        let more = build.binary(Opcode::Iadd, number, quotient);
        let checked = build.checked(Opcode::IaddChecked, more, product, exit);
        let next = build.binary(Opcode::Isub, counter, -1);
        let condition = build.icmp(IntCondition::Sle, next, limit);
        let again = build.icmp(IntCondition::Ne, condition, 0);
        build.br(again, (header, &[next, checked]), (behind, &[]));
        build.switch_to(behind);
        sum = checked;
    }
    build.ret(&[sum]);
    build.finish(&mut module).unwrap();
    module
}

/// The time that a pass takes on a function, in microseconds; the best of several.
fn microseconds(module: &Module, name: &str) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let mut module = module.clone();
        let start = thread_time();
        assert_ne!(apply_unchecked(&mut module, name), Changed::No);
        best = best.min((thread_time() - start).as_secs_f64() * 1e6);
    }
    best
}

fn apply_unchecked(module: &mut Module, name: &str) -> Changed {
    let func = module.function("main").unwrap();
    pipeline::run_pass(module, func, pipeline::find(name).unwrap())
}

#[test]
fn twice_the_instructions_take_twice_the_time() {
    for name in SCALAR {
        let [small, twice] = [5_000, 10_000].map(large);
        let (one, two) = (microseconds(&small, name), microseconds(&twice, name));
        println!("{name}: {:.3} and {:.3} µs per instruction", one / 5.5e4, two / 1.1e5);
        // What is quadratic takes four times as long; a busy machine is allowed for.
        assert!(two < 3.4 * one + 20_000.0, "{name}: {one} and {two} µs");
    }
}
