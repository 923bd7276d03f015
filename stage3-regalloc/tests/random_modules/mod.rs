//! Random modules, and the comparison of what an image of one does with what the interpreter says: results,
//! memory, and the state in which they are left. For the tests of stages 3 and 5.
//!
//! The modules are stage 2's. A third is compiled as it was made, with variables in stack slots;
//! a third after `mem2reg`, so that values live in registers; a third after the whole pipeline.

use std::panic::{AssertUnwindSafe, catch_unwind};

use stage2::entity::{DataRef, FuncRef};
use stage2::interpret::{Interpreter, Limits, NoHost, Outcome as Interpreted, Stop, Storage as _};
use stage2::ir::{Module, Reference, Representation, Type};
use stage2::pipeline;
use stage2::text::print;
use stage3::link::memory::{Image, Outcome};

#[path = "../../../stage2-ssa-opt/tests/random/mod.rs"]
mod random;

/// Functions in a module of the generator.
const PER_MODULE: u64 = 3;

/// Arguments of `@main`.
pub const ARGUMENTS: [[u64; 2]; 3] = [
    [5, 0x4004_0000_0000_0000],
    [u64::MAX, 0x8000_0000_0000_0000],
    [0x8000_0000_0000_0000, 0x7ff8_0000_0000_0000],
];

/// The data that a run may write.
pub const WRITTEN: [&str; 4] = ["ints", "floats", "mixed", "save"];

/// The data of that name.
pub fn data(module: &Module, name: &str) -> DataRef {
    match module.lookup(name) {
        Some(Reference::Data(data)) => data,
        _ => panic!("no @{name}"),
    }
}

/// The same number, or two NaNs.
pub fn same_float(ty: Type, a: u64, b: u64) -> bool {
    let is_nan = |bits: u64| match ty {
        Type::F32 => f32::from_bits(bits as u32).is_nan(),
        _ => f64::from_bits(bits).is_nan(),
    };
    a == b || is_nan(a) && is_nan(b)
}

fn same_outcome(a: &Interpreted, b: &Outcome) -> bool {
    match (a, b) {
        (Interpreted::Return(a), Outcome::Return(b)) => {
            a[0] == b[0] && same_float(Type::F64, a[1], b[1])
        }
        (Interpreted::Exit(a), Outcome::Exit(b)) => {
            (a.function, a.trap, a.leaving) == (b.function, b.trap, b.leaving)
                && a.frames.len() == b.frames.len()
                && a.frames.iter().zip(&b.frames).all(|(a, b)| {
                    let mut both = a.variables.iter().zip(&b.variables);
                    (&a.function, a.offset) == (&b.function, b.offset)
                        && a.variables.len() == b.variables.len()
                        && both.all(|(a, b)| {
                            let is_float = a.1 == Representation::Float;
                            a == b
                                || is_float && a.1 == b.1 && same_float(Type::F64, a.2[0], b.2[0])
                        })
                })
        }
        _ => false,
    }
}

/// Are the bytes of some data the same, the payloads of NaNs aside where there are numbers?
pub fn same_bytes(name: &str, a: &[u8], b: &[u8]) -> bool {
    let words = |size: usize| a.chunks(size).zip(b.chunks(size)).enumerate();
    match name {
        "floats" => words(8).all(|(_, (a, b))| {
            let bits = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap());
            same_float(Type::F64, bits(a), bits(b))
        }),
        "save" => words(4).all(|(index, (a, b))| {
            let bits = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().unwrap()).into();
            a == b || (4..6).contains(&index) && same_float(Type::F32, bits(a), bits(b))
        }),
        _ => a == b,
    }
}

/// The module of a number, as it is compiled; `None` if stage 2 has failed.
pub fn module(number: u64) -> Option<Module> {
    let mut bits = Bits((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let length = 20 + bits.next() % [100, 300, 900][number as usize / 3 % 3];
    let seed: Vec<u8> = (0..length).map(|_| bits.next() as u8).collect();
    let mut module = random::module(&seed);
    let passes = |module: &mut Module| match number % 3 {
        0 => true,
        1 => {
            let mem2reg = pipeline::find("mem2reg").expect("there is such a pass");
            for func in module.functions.keys() {
                let _ = pipeline::run_pass(module, func, mem2reg);
            }
            true
        }
        _ => {
            let options = pipeline::Options::default();
            pipeline::optimise(module, &options, &mut |_, _, _| {}).is_ok()
        }
    };
    let done = catch_unwind(AssertUnwindSafe(|| passes(&mut module)));
    let is_right = stage2::verify::module(&module).is_ok();
    (done.is_ok_and(|done| done) && is_right).then_some(module)
}

/// Compares the runs of a module's image with the interpreter's; how many there were.
pub fn compare(module: &Module, number: u64, name: &str, image: &mut Image) -> Result<u64, String> {
    let main: FuncRef = module.function("main").ok_or("no @main")?;
    let mut runs = 0;
    for arguments in &ARGUMENTS {
        let limits = Limits { fuel: 200_000, arena: 0, ..Limits::default() };
        let mut interpreter =
            Interpreter::new(module, limits).map_err(|error| format!("{error:?}"))?;
        let expected = interpreter.call(main, arguments, &mut NoHost);
        if let Interpreted::Stopped(stop) = &expected {
            // Others would be mistakes of the generator.
            assert!(matches!(stop, Stop::OutOfFuel), "module {number}: {stop}");
            continue;
        }
        image.fill_data();
        // SAFETY: the interpreter has found all accesses right, and that the run comes to its end.
        let found = unsafe { image.call(main, arguments) };
        runs += 1;
        if !same_outcome(&expected, &found) {
            return Err(format!("{name}, {arguments:x?}: {expected:x?}\nfound {found:x?}"));
        }
        for data_name in WRITTEN {
            let data = data(module, data_name);
            let size = module.data[data].size() as usize;
            let address = interpreter.memory.data_address(data);
            let expected = interpreter.memory.bytes(address, size).expect("it is there");
            let address = image.data_address(data) as *const u8;
            // SAFETY: the image has so many bytes there, and nobody writes to them now.
            let found = unsafe { std::slice::from_raw_parts(address, size) };
            if !same_bytes(data_name, expected, found) {
                return Err(format!("{name}, {arguments:x?}: other bytes in @{data_name}"));
            }
        }
    }
    Ok(runs)
}

/// A source of bits that depends on nothing but where it began (G. Marsaglia's xorshift).
struct Bits(u64);

impl Bits {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }
}

/// Runs `check` on so many functions, or as many as the environment says.
pub fn run(usual: u64, check: impl Fn(&Module, u64) -> Result<u64, String>) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (long, first) = (number("FUNCTIONS"), number("FIRST").unwrap_or(0));
    let count = long.unwrap_or(usual).div_ceil(PER_MODULE);
    let (mut runs, mut skipped) = (0, 0);
    let mut failures = Vec::new();
    for number in first..first + count {
        let Some(module) = module(number) else {
            skipped += 1;
            continue;
        };
        match check(&module, number) {
            Ok(more) => runs += more,
            Err(message) => {
                let text = print::module(&module);
                failures.push((text.len(), format!("module {number}: {message}\n{text}")));
            }
        }
        if long.is_some() && (number - first) % 5000 == 4999 {
            eprintln!("{} functions, {runs} runs", (number + 1 - first) * PER_MODULE);
        }
    }
    let wrong = failures.len();
    failures.sort();
    let shown = failures.first().map_or("", |(_, text)| text);
    assert!(wrong == 0, "{wrong} of {count} modules, the shortest is\n{shown}");
    assert!(skipped * 10 <= count, "stage 2 failed for {skipped} of {count} modules");
    assert!(runs > count, "{runs} runs of {count} modules came to an end");
}
