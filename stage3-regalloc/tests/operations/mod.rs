//! Every operation of the IR, judged by the interpreter, whatever has compiled it: for the tests of stages 3 and 5.

use std::fmt::Write;

use stage2::builder::FunctionBuilder;
use stage2::condition::{FloatCondition, IntCondition};
use stage2::entity::{FuncRef, Value};
use stage2::interpret::{Interpreter, Limits, NoHost, Outcome as Interpreted, show_results};
use stage2::ir::{ExitData, Leaving, Module, Operand, Signature, Type};
use stage2::opcode::{Format, Opcode, TABLE, TypeRule};
use stage2::text::parse;
use stage3::Isa;
use stage3::compile::Options;
use stage3::link::memory::{Image, LinkError, Outcome};

/// A number where the interpreter would see another address.
fn is_comparable(text: &str) -> bool {
    ["no access", "no function", "out of fuel", "too many calls", "no external", "0x3000", "0x4000"]
        .iter()
        .all(|part| !text.contains(part))
}

/// A way to compile: options and a name.
pub type Way = (Options, String);

/// Compiles a module one of several ways.
pub type Link<'l> = &'l dyn for<'m> Fn(
    &'m Module,
    &Way,
    &dyn Fn(&str) -> Option<u64>,
) -> Result<Image<'m>, LinkError>;

/// The calls of stage 2's `filetests/run/` give what stands there.
pub fn check_file_tests(ways: &[Way], link: Link) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../stage2-ssa-opt/filetests/run");
    let mut arena = vec![0u64; 1 << 13];
    let mut calls = 0;
    let mut failures = String::new();
    for path in std::fs::read_dir(root).unwrap() {
        let path = path.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let module = parse::module(&text).unwrap();
        for way in ways {
            let options = way.0;
            let has_fma = text.contains("= fma ");
            if has_fma && !options.features.fma && options.isa == Isa::X64 {
                assert!(link(&module, way, &|_| None).is_err());
                continue;
            }
            // External functions are called by nobody in these files.
            let image = link(&module, way, &|_| Some(0)).unwrap();
            for line in text.lines().filter_map(|line| line.strip_prefix("; run: ")) {
                let (call, expected) = line.split_once(" == ").unwrap();
                if !is_comparable(expected) {
                    continue;
                }
                arena.fill(0);
                let found = call_text(&module, &image, call, arena.as_mut_ptr() as u64);
                calls += 1;
                if one_nan(&found) != one_nan(expected) {
                    let name = path.file_name().unwrap().display();
                    let _ = writeln!(
                        failures,
                        "{name}, {}: {call} == {expected}, found {found}",
                        way.1
                    );
                }
            }
        }
    }
    assert!(calls > 250 * ways.len(), "{calls}");
    assert!(failures.is_empty(), "\n{failures}");
}

/// The text with all NaNs alike: what sign one has is left open.
fn one_nan(text: &str) -> String {
    text.replace("0xfff8000000000000", "0x7ff8000000000000").replace("0xffc00000", "0x7fc00000")
}

fn call_text(module: &Module, image: &Image, call: &str, arena: u64) -> String {
    let (name, rest) = call.strip_prefix('@').unwrap().split_once('(').unwrap();
    let words = rest.strip_suffix(')').unwrap().split(',').map(str::trim);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let func = module.function(name).unwrap();
    let signature = &module.functions[func].signature;
    let reader = Interpreter::new(module, Limits::default()).unwrap();
    let mut arguments = reader.arguments(func, &words).unwrap();
    for (argument, ty) in arguments.iter_mut().zip(&signature.params) {
        if *ty == Type::Ptr && *argument >= reader.memory.arena() {
            *argument = *argument - reader.memory.arena() + arena;
        }
    }
    // SAFETY: the calls that access memory outside have been left out.
    match unsafe { image.call(func, &arguments) } {
        Outcome::Return(results) => show_results(&signature.results, &results),
        Outcome::Exit(report) => report.to_string(),
    }
}

const INTS: [Type; 4] = [Type::I8, Type::I16, Type::I32, Type::I64];
const FLOATS: [Type; 2] = [Type::F32, Type::F64];

/// Values at the borders of a type, as bits.
fn borders(ty: Type) -> Vec<u64> {
    let numbers = |numbers: &[f64]| -> Vec<u64> {
        let bits = |number: f64| match ty {
            Type::F32 => u64::from((number as f32).to_bits()),
            _ => number.to_bits(),
        };
        numbers.iter().flat_map(|number| [bits(*number), bits(-number)]).collect()
    };
    match ty {
        Type::F32 | Type::F64 => {
            let mut all = numbers(&[
                0.0,
                0.25,
                0.5,
                0.75,
                1.0,
                1.5,
                2.5,
                3.0,
                127.5,
                128.0,
                129.0,
                255.5,
                256.0,
                32768.5,
                65535.5,
                8388607.5,
                2147483647.5,
                2147483648.0,
                2147483649.0,
                4294967295.5,
                4503599627370495.5,
                9223372036854775807.0,
                18446744073709551615.0,
                1e19,
                1e38,
                1e-45,
                f64::INFINITY,
                f64::NAN,
            ]);
            if ty == Type::F64 {
                all.extend(numbers(&[
                    5e-324,
                    1e300,
                    9223372036854774784.0,
                    18446744073709549568.0,
                ]));
            }
            all
        }
        ty => {
            let sign = 1u64 << (ty.bits() - 1);
            let all = [
                0,
                1,
                2,
                3,
                5,
                7,
                8,
                9,
                15,
                16,
                31,
                32,
                33,
                63,
                64,
                65,
                100,
                0x55,
                sign,
                sign - 1,
                sign + 1,
                sign | sign >> 1,
                u64::MAX,
                u64::MAX - 1,
                u64::MAX - 6,
                0x8040_2010_0804,
                0x7fff_ffff_0000_0001,
                0xffff_ffff,
                0x1_0000_0000,
            ];
            let mut all: Vec<u64> = all.iter().map(|number| number & ty.mask()).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
    }
}

/// A function of one operation, and the types of what it is given.
struct Case {
    func: FuncRef,
    name: String,
}

struct Cases {
    module: Module,
    all: Vec<Case>,
}

impl Cases {
    fn add(
        &mut self,
        name: String,
        params: &[Type],
        results: &[Type],
        make: impl FnOnce(&mut FunctionBuilder, &[Value]) -> Value,
    ) {
        let symbol = format!("f{}", self.all.len());
        let mut build = FunctionBuilder::new(&symbol, Signature::new(params, results));
        let params = build.params().to_vec();
        let value = make(&mut build, &params);
        build.ret(&[value]);
        let func = build.finish(&mut self.module).unwrap_or_else(|error| panic!("{name}: {error}"));
        self.all.push(Case { func, name });
    }
}

fn leaving(build: &mut FunctionBuilder) -> stage2::entity::Exit {
    let frame = stage2::ir::Frame { function: "f".into(), offset: 2, entries: Vec::new() };
    build.exit(ExitData::Frames(Leaving::Deopt, vec![frame]))
}

/// Numbers that stand in instructions.
const NUMBERS: [i64; 11] = [0, 1, -1, 2, 3, 7, 8, -8, 100, i32::MAX as i64, i64::MIN];

fn integer_cases(cases: &mut Cases, row: &stage2::opcode::Description, ty: Type) {
    let (opcode, name) = (row.opcode, row.name);
    let has_exit = matches!(row.format, Format::BinaryExit | Format::Divide);
    let mut numbers: Vec<i64> = NUMBERS.iter().map(|number| ty.canonical(*number)).collect();
    numbers.dedup();
    let amounts: &[Type] = if row.types == TypeRule::Shift { &INTS } else { &[ty] };
    if opcode == Opcode::BoundsCheck {
        cases.add(format!("{name} {ty}"), &[ty, ty], &[ty], |build, params| {
            let exit = leaving(build);
            build.bounds_check(params[0], params[1], exit);
            params[0]
        });
        return;
    }
    for &amount in amounts {
        cases.add(format!("{name} {ty} by {amount}"), &[ty, amount], &[ty], |build, params| {
            if has_exit {
                let exit = leaving(build);
                return build.checked(opcode, params[0], params[1], exit);
            }
            build.binary(opcode, params[0], params[1])
        });
    }
    for number in numbers {
        if row.format == Format::Divide && number == 0 || number < 0 && row.types == TypeRule::Shift
        {
            continue;
        }
        if row.format == Format::BinaryExit && i32::try_from(number).is_err() {
            continue;
        }
        cases.add(format!("{name} {ty} by {number}"), &[ty], &[ty], |build, params| {
            if row.format == Format::BinaryExit {
                let exit = leaving(build);
                return build.checked(opcode, params[0], number, exit);
            }
            build.binary(opcode, params[0], Operand::Number(number))
        });
    }
}

fn conversion_cases(cases: &mut Cases, row: &stage2::opcode::Description) {
    for from in Type::ALL {
        for to in Type::ALL {
            let fits = match row.types {
                TypeRule::IntWiden => from.is_int() && to.is_int() && from.bits() < to.bits(),
                TypeRule::IntNarrow => from.is_int() && to.is_int() && from.bits() > to.bits(),
                TypeRule::IntToFloat => from.is_int() && to.is_float(),
                TypeRule::FloatToInt => from.is_float() && to.is_int(),
                TypeRule::FloatWiden => (from, to) == (Type::F32, Type::F64),
                TypeRule::FloatNarrow => (from, to) == (Type::F64, Type::F32),
                TypeRule::Bitcast => from != to && from.bits() == to.bits(),
                _ => false,
            };
            if !fits {
                continue;
            }
            let name = format!("{} {from} {to}", row.name);
            cases.add(name, &[from], &[to], |build, params| {
                if row.format == Format::UnaryExit {
                    let exit = leaving(build);
                    return build.convert_checked(row.opcode, params[0], to, exit);
                }
                build.convert(row.opcode, params[0], to)
            });
        }
    }
}

/// Every operation that computes something from its operands.
fn cases() -> Cases {
    let mut cases = Cases { module: Module::new(), all: Vec::new() };
    for row in &TABLE {
        let name = row.name;
        match (row.types, row.format) {
            (TypeRule::Int | TypeRule::Shift, Format::Unary) => {
                for ty in INTS {
                    cases.add(format!("{name} {ty}"), &[ty], &[ty], |build, params| {
                        build.unary(row.opcode, params[0])
                    });
                }
            }
            (TypeRule::Int | TypeRule::Shift | TypeRule::BoundsCheck, _) => {
                for ty in INTS {
                    integer_cases(&mut cases, row, ty);
                }
            }
            (TypeRule::Float, Format::Unary) => {
                for ty in FLOATS {
                    cases.add(format!("{name} {ty}"), &[ty], &[ty], |build, params| {
                        build.unary(row.opcode, params[0])
                    });
                }
            }
            (TypeRule::Float, Format::Binary) => {
                for ty in FLOATS {
                    cases.add(format!("{name} {ty}"), &[ty, ty], &[ty], |build, params| {
                        build.binary(row.opcode, params[0], params[1])
                    });
                }
            }
            (TypeRule::IntCompare, _) => compare_cases(&mut cases),
            (TypeRule::FloatCompare, _) => float_compare_cases(&mut cases),
            _ => conversion_cases(&mut cases, row),
        }
    }
    cases
}

fn compare_cases(cases: &mut Cases) {
    for (condition, name) in IntCondition::ALL {
        for ty in INTS.into_iter().chain([Type::Ptr]) {
            cases.add(format!("icmp {name} {ty}"), &[ty, ty], &[Type::I8], |build, params| {
                build.icmp(condition, params[0], params[1])
            });
            for number in [0, 1, -1, 64] {
                cases.add(format!("icmp {name} {ty} {number}"), &[ty], &[ty], |build, params| {
                    let condition = build.icmp(condition, params[0], number);
                    let five = build.iconst(ty, 5);
                    build.ternary(Opcode::Select, [condition, params[0], five])
                });
            }
            cases.add(format!("icmp {name} {ty} branch"), &[ty, ty], &[ty], |build, params| {
                let condition = build.icmp(condition, params[0], params[1]);
                branch(build, condition, ty, params)
            });
            cases.add(format!("icmp {name} {ty} guard"), &[ty, ty], &[ty], |build, params| {
                let condition = build.icmp(condition, params[0], params[1]);
                let exit = leaving(build);
                build.guard(condition, exit);
                params[1]
            });
        }
    }
}

/// Either block behind the branch may be the next one in the layout.
fn branch(build: &mut FunctionBuilder, condition: Value, ty: Type, params: &[Value]) -> Value {
    let (then, join) = (build.block(&[]), build.block(&[ty]));
    build.br(condition, (then, &[]), (join, &[params[0]]));
    build.switch_to(then);
    let (near, far, end) = (build.block(&[]), build.block(&[]), build.block(&[ty]));
    build.br(condition, (near, &[]), (far, &[]));
    build.switch_to(near);
    build.jump(end, &[params[1]]);
    build.switch_to(far);
    build.jump(end, &[params[0]]);
    build.switch_to(end);
    let (far, near) = (build.block(&[]), build.block(&[]));
    let value = build.block_params(end)[0];
    build.br(condition, (near, &[]), (far, &[]));
    build.switch_to(near);
    build.jump(join, &[value]);
    build.switch_to(far);
    build.jump(join, &[params[0]]);
    build.switch_to(join);
    build.block_params(join)[0]
}

fn float_compare_cases(cases: &mut Cases) {
    for (condition, name) in FloatCondition::ALL {
        for ty in FLOATS {
            cases.add(format!("fcmp {name} {ty}"), &[ty, ty], &[Type::I8], |build, params| {
                build.fcmp(condition, params[0], params[1])
            });
            cases.add(format!("fcmp {name} {ty} select"), &[ty, ty], &[ty], |build, params| {
                let condition = build.fcmp(condition, params[0], params[1]);
                build.ternary(Opcode::Select, [condition, params[0], params[1]])
            });
            let types = [ty, ty, Type::I64, Type::I64];
            cases.add(format!("fcmp {name} {ty} choose"), &types, &[Type::I64], |build, params| {
                let condition = build.fcmp(condition, params[0], params[1]);
                build.ternary(Opcode::Select, [condition, params[2], params[3]])
            });
            cases.add(format!("fcmp {name} {ty} branch"), &[ty, ty], &[ty], |build, params| {
                let condition = build.fcmp(condition, params[0], params[1]);
                branch(build, condition, ty, params)
            });
            cases.add(format!("fcmp {name} {ty} guard"), &[ty, ty], &[ty], |build, params| {
                let condition = build.fcmp(condition, params[0], params[1]);
                let exit = leaving(build);
                build.guard(condition, exit);
                params[1]
            });
        }
    }
}

/// All combinations of the borders of some types.
fn combinations(types: &[Type]) -> Vec<Vec<u64>> {
    let mut all = vec![Vec::new()];
    for (index, ty) in types.iter().enumerate() {
        // The third and later ones are only told apart.
        let values = if index < 2 { borders(*ty) } else { vec![10 + index as u64] };
        let with = |before: &Vec<u64>| -> Vec<Vec<u64>> {
            values.iter().map(|value| [before.as_slice(), &[*value]].concat()).collect()
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

fn same(ty: Type, a: u64, b: u64) -> bool {
    let is_nan = |bits: u64| match ty {
        Type::F32 => f32::from_bits(bits as u32).is_nan(),
        Type::F64 => f64::from_bits(bits).is_nan(),
        _ => false,
    };
    a == b || is_nan(a) && is_nan(b)
}

/// Every operation of every type gives what the interpreter says, at the borders.
pub fn check_operations(ways: &[Way], link: Link) {
    let cases = cases();
    let mut interpreter = Interpreter::new(&cases.module, Limits::default()).unwrap();
    let images: Vec<(&str, Image)> = ways
        .iter()
        .map(|way| (way.1.as_str(), link(&cases.module, way, &|_| None).unwrap()))
        .collect();
    let mut failures = Vec::new();
    for case in &cases.all {
        let signature = &cases.module.functions[case.func].signature;
        for arguments in combinations(&signature.params) {
            let expected = interpreter.call(case.func, &arguments, &mut NoHost);
            for (name, image) in &images {
                // What is above a value's width is unknown to the callee.
                let dirty = |(ty, bits): (&Type, &u64)| bits | !ty.mask();
                let dirty: Vec<u64> = signature.params.iter().zip(&arguments).map(dirty).collect();
                // SAFETY: no memory is accessed.
                let found = unsafe { image.call(case.func, &dirty) };
                let agrees = match (&expected, &found) {
                    (Interpreted::Return(a), Outcome::Return(b)) => {
                        same(signature.results[0], a[0], b[0])
                    }
                    (Interpreted::Exit(a), Outcome::Exit(b)) => a == b,
                    _ => false,
                };
                if !agrees {
                    failures.push(format!(
                        "{} of {arguments:x?}: {expected:x?}, found {found:x?}; {name}",
                        case.name
                    ));
                }
            }
        }
    }
    let count = failures.len();
    failures.truncate(30);
    assert!(count == 0, "{count} failures\n{}", failures.join("\n"));
}
