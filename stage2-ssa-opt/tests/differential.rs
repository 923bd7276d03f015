//! Random modules do the same before and after every pass: results, memory, and how they were left.
//!
//! A module is run once as it was made, and that is the truth; then after every pass of the default
//! pipeline, after passes in a random order (any order is right), and after the driver has had it.
//! Whoever leaves by an exit must leave by one of the same kind with the same frames; but a check
//! that was moved before its loop leaves by the frame of the anchor there, and then the function that
//! goes on from that frame must come to the same end ([`resume`]).
//!
//! A failure is made small: bytes are cut out of the seed as long as it fails, then the rewrite is
//! found by bisection. `FUNCTIONS=200000 cargo test --release -p stage2 --test differential -- --nocapture` is
//! the long run; `FIRST=1000` begins at another module.

use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use stage2::analysis::call_graph::components;
use stage2::analysis::effects;
use stage2::entity::FuncRef;
use stage2::interpret::Storage;
use stage2::interpret::{ExitReport, Interpreter, Limits, NoHost, Outcome, Stop};
use stage2::ir::{Module, Reference, Representation, Type};
use stage2::passes::{Changed, Context};
use stage2::pipeline::{self, Edges, Options, PASSES, Pass};
use stage2::text::print;
use stage2::verify;

mod random;
#[path = "random/resume.rs"]
mod resume;

/// Functions in a module of the generator.
const PER_MODULE: u64 = 3;

/// Arguments of `@main`.
const ARGUMENTS: [[u64; 2]; 3] = [
    [5, 0x4004_0000_0000_0000],
    [u64::MAX, 0x8000_0000_0000_0000],
    [0x8000_0000_0000_0000, 0x7ff8_0000_0000_0000],
];

/// What a run left behind.
struct Run {
    outcome: Outcome,
    memory: Vec<(&'static str, Vec<u8>)>,
}

fn limits(fuel: u64) -> Limits {
    Limits { fuel, arena: 0, ..Limits::default() }
}

fn run(module: &Module, function: &str, arguments: &[u64], fuel: u64) -> Result<Run, String> {
    let mut interpreter =
        Interpreter::new(module, limits(fuel)).map_err(|error| format!("{error:?}"))?;
    let func = module.function(function).ok_or("the function is gone")?;
    let outcome = interpreter.call(func, arguments, &mut NoHost);
    Ok(Run { outcome, memory: memory(module, &interpreter) })
}

/// The contents of all data that can be written.
fn memory(module: &Module, interpreter: &Interpreter) -> Vec<(&'static str, Vec<u8>)> {
    let contents = ["ints", "floats", "mixed", "save"].map(|name| {
        let Some(Reference::Data(data)) = module.lookup(name) else { panic!("no @{name}") };
        let address = interpreter.memory.data_address(data);
        let size = module.data[data].size() as usize;
        (name, interpreter.memory.bytes(address, size).unwrap().to_vec())
    });
    contents.to_vec()
}

/// Goes on from the frame of an anchor, with the memory as it was left.
fn resumed(
    original: &Module,
    report: &ExitReport,
    memory: &[(&str, Vec<u8>)],
) -> Option<Result<Run, String>> {
    let frame = resume::anchored(report)?;
    let (module, arguments) = resume::resume(original, frame);
    Some((|| {
        let mut interpreter =
            Interpreter::new(&module, limits(10_000_000)).map_err(|error| format!("{error:?}"))?;
        for (name, bytes) in memory {
            let Some(Reference::Data(data)) = module.lookup(name) else { panic!("no @{name}") };
            let address = interpreter.memory.data_address(data);
            for (offset, byte) in bytes.iter().enumerate() {
                let address = address + offset as u64;
                interpreter.memory.store(address, 1, (*byte).into()).unwrap();
            }
        }
        let func = module.function("resume").ok_or("no @resume")?;
        let outcome = interpreter.call(func, &arguments, &mut NoHost);
        Ok(Run { outcome, memory: self::memory(&module, &interpreter) })
    })())
}

fn same_float(ty: Type, a: u64, b: u64) -> bool {
    let is_nan = |bits: u64| match ty {
        Type::F32 => f32::from_bits(bits as u32).is_nan(),
        _ => f64::from_bits(bits).is_nan(),
    };
    a == b || is_nan(a) && is_nan(b)
}

fn same_outcome(a: &Outcome, b: &Outcome) -> bool {
    match (a, b) {
        (Outcome::Return(a), Outcome::Return(b)) => {
            a[0] == b[0] && same_float(Type::F64, a[1], b[1])
        }
        (Outcome::Exit(a), Outcome::Exit(b)) => {
            a.trap == b.trap
                && a.leaving == b.leaving
                && a.frames.len() == b.frames.len()
                && a.frames.iter().zip(&b.frames).all(|(a, b)| {
                    let mut both = a.variables.iter().zip(&b.variables);
                    (&a.function, a.offset) == (&b.function, b.offset)
                        && a.variables.len() == b.variables.len()
                        && both.all(|(a, b)| {
                            let float = a.1 == Representation::Float;
                            a == b || float && a.1 == b.1 && same_float(Type::F64, a.2[0], b.2[0])
                        })
                })
        }
        (Outcome::Stopped(a), Outcome::Stopped(b)) => a == b,
        _ => false,
    }
}

/// Is the memory the same, the payloads of NaNs aside where floating-point numbers are?
fn same_memory(a: &Run, b: &Run) -> Option<&'static str> {
    let differ = a.memory.iter().zip(&b.memory).find(|((name, a), (_, b))| match *name {
        "floats" => !a.chunks(8).zip(b.chunks(8)).all(|(a, b)| {
            let bits = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap());
            same_float(Type::F64, bits(a), bits(b))
        }),
        "save" => !a.chunks(4).zip(b.chunks(4)).enumerate().all(|(index, (a, b))| {
            let bits = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().unwrap()).into();
            a == b || (4..6).contains(&index) && same_float(Type::F32, bits(a), bits(b))
        }),
        _ => a != b,
    });
    differ.map(|((name, _), _)| *name)
}

fn shown(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Return(results) => format!("returns {:#x}, {:#x}", results[0], results[1]),
        Outcome::Exit(report) => report.to_string(),
        Outcome::Stopped(stop) => stop.to_string(),
    }
}

/// The runs of the module as it was made; `None` for those that take too long.
fn truth(module: &Module) -> Vec<Option<Run>> {
    let runs = ARGUMENTS.iter().map(|arguments| {
        let run = run(module, "main", arguments, 100_000).unwrap();
        match run.outcome {
            Outcome::Stopped(Stop::OutOfFuel) => None,
            Outcome::Stopped(stop) => panic!("the generator made something that stops: {stop}"),
            _ => Some(run),
        }
    });
    runs.collect()
}

/// Does the module still do what the original did?
fn compare(original: &Module, truth: &[Option<Run>], module: &Module) -> Result<(), String> {
    for (arguments, expected) in ARGUMENTS.iter().zip(truth) {
        let Some(expected) = expected else { continue };
        let mut found = run(module, "main", arguments, 2_000_000)?;
        if let Outcome::Exit(report) = &found.outcome
            && !same_outcome(&expected.outcome, &found.outcome)
            && let Some(later) = resumed(original, report, &found.memory)
        {
            found = later?;
        }
        let call = format!("@main({:#x}, {:#x})", arguments[0], arguments[1]);
        if !same_outcome(&expected.outcome, &found.outcome) {
            let (expected, found) = (shown(&expected.outcome), shown(&found.outcome));
            return Err(format!("{call}\n  before: {expected}\n  after:  {found}"));
        }
        if let Some(name) = same_memory(expected, &found) {
            return Err(format!("{call} leaves other bytes in @{name}"));
        }
    }
    Ok(())
}

/// Runs a pass over all functions, with so many rewrites; did it change anything?
fn apply(module: &mut Module, pass: &Pass, order: &[FuncRef], left: &mut u64) -> Changed {
    let mut changed = Changed::No;
    for &func in order {
        let Some(mut body) = module.functions[func].body.take() else { continue };
        let before = body.clone();
        let mut context = Context::new(module, func, *left);
        let said = (pass.run)(&mut body, &mut context);
        *left = context.left();
        let is_same = before == body;
        assert!(said == Changed::Yes || is_same, "{} does not say that it changed it", pass.name);
        changed |= said;
        module.functions[func].body = Some(body);
    }
    changed
}

/// What went wrong, and after which passes.
struct Failure {
    passes: Vec<&'static Pass>,
    message: String,
}

/// Runs the passes one after the other and compares after each that changed something.
fn walk(
    original: &Module,
    truth: &[Option<Run>],
    list: &[&'static Pass],
    allowed: u64,
) -> Result<u64, Failure> {
    let mut left = allowed;
    let mut module = original.clone();
    let components = components(&module);
    for component in &components {
        effects::infer(&mut module, component);
    }
    let order: Vec<FuncRef> = components.iter().flat_map(|one| one.functions.clone()).collect();
    // ANCHOR: walk
    for (position, pass) in list.iter().enumerate() {
        let failed = |message| Failure { passes: list[..=position].to_vec(), message };
        let changed =
            catch_unwind(AssertUnwindSafe(|| apply(&mut module, pass, &order, &mut left)))
                .map_err(|payload| failed(panic_message(&payload)))?;
        if changed == Changed::Yes {
            verify::module(&module).map_err(|wrong| {
                failed(wrong.iter().map(ToString::to_string).collect::<String>())
            })?;
            compare(original, truth, &module).map_err(failed)?;
        }
    }
    // ANCHOR_END: walk
    Ok(allowed - left)
}

fn panic_message(payload: &Box<dyn std::any::Any + Send>) -> String {
    let text = payload.downcast_ref::<String>().cloned();
    let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| text.to_string()));
    format!("panic: {}", text.unwrap_or_default())
}

/// Everything that is done with the module of a seed.
fn check(seed: &[u8], lists: &[Vec<&'static Pass>]) -> Result<(), Failure> {
    let original = random::module(seed);
    let truth = truth(&original);
    for list in lists {
        walk(&original, &truth, list, u64::MAX)?;
    }
    let options = Options { verify: true, ..Options::default() };
    let mut module = original.clone();
    let passes: Vec<_> = options.passes.iter().map(|turn| turn.pass).collect();
    let failed = |message| Failure { passes: passes.clone(), message };
    catch_unwind(AssertUnwindSafe(|| pipeline::optimise(&mut module, &options, &mut |_, _, _| {})))
        .map_err(|payload| failed(panic_message(&payload)))?
        .map_err(|fault| failed(fault.to_string()))?;
    compare(&original, &truth, &module).map_err(failed)
}

/// The lists of passes to try for a module: the default, and a random one.
fn lists(bits: &mut Bits) -> Vec<Vec<&'static Pass>> {
    let random = (0..10).map(|_| &PASSES[bits.next() as usize % PASSES.len()]).collect();
    vec![Options::default().passes.iter().map(|turn| turn.pass).collect(), random]
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

/// The seed and the random passes of a module's number.
fn seed(number: u64) -> (Vec<u8>, Vec<Vec<&'static Pass>>) {
    let mut bits = Bits((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let length = 20 + bits.next() % [100, 300, 900][number as usize % 3];
    let seed = (0..length).map(|_| bits.next() as u8).collect();
    (seed, lists(&mut bits))
}

/// A smaller seed that fails too.
fn shrink(mut seed: Vec<u8>, lists: &[Vec<&'static Pass>]) -> Vec<u8> {
    let mut chunk = seed.len() / 2;
    while chunk > 0 {
        let mut at = 0;
        while at + chunk <= seed.len() {
            let mut shorter = seed.clone();
            shorter.drain(at..at + chunk);
            match check(&shorter, lists) {
                Err(_) => seed = shorter,
                Ok(()) => at += chunk,
            }
        }
        chunk /= 2;
    }
    seed
}

/// A failure as whoever has to find the mistake wants it.
fn explain(number: u64, seed: &[u8], lists: &[Vec<&'static Pass>]) -> String {
    let seed = shrink(seed.to_vec(), lists);
    let Err(failure) = check(&seed, lists) else { return "it fails only at times".into() };
    let original = random::module(&seed);
    let truth = truth(&original);
    let names: Vec<&str> = failure.passes.iter().map(|pass| pass.name).collect();
    let mut text = format!("module {number}: after {}\n{}\n", names.join(","), failure.message);
    // The smallest number of rewrites with which it fails.
    let fails = |allowed| walk(&original, &truth, &failure.passes, allowed).is_err();
    let (mut right, mut wrong) = (0, 1 << 20);
    if fails(wrong) {
        while right + 1 < wrong {
            let middle = (right + wrong) / 2;
            if fails(middle) { wrong = middle } else { right = middle }
        }
        let mut left = wrong;
        let mut module = original.clone();
        let order: Vec<FuncRef> =
            components(&module).iter().flat_map(|one| one.functions.clone()).collect();
        for pass in &failure.passes {
            let before = print::module(&module);
            let had = left;
            let done = catch_unwind(AssertUnwindSafe(|| {
                let _ = apply(&mut module, pass, &order, &mut left);
            }));
            if had != 0 && left == 0 || done.is_err() {
                let _ = writeln!(
                    text,
                    "rewrite {wrong} makes it wrong, of {} (its number {had})\n\
                     --- before {0}\n{before}",
                    pass.name
                );
                if done.is_ok() {
                    let _ = writeln!(text, "--- after it\n{}", print::module(&module));
                }
                break;
            }
        }
    }
    let _ = writeln!(text, "--- the module\n{}", print::module(&original));
    text
}

#[test]
fn random_modules_do_the_same_after_every_pass() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (long, first) = (number("FUNCTIONS"), number("FIRST").unwrap_or(0));
    let count = long.unwrap_or(1500).div_ceil(PER_MODULE);
    let threads = if long.is_some() {
        std::thread::available_parallelism().map_or(1, usize::from) as u64
    } else {
        1
    };
    // Panics are caught and told with the module that makes them.
    std::panic::set_hook(Box::new(|_| {}));
    let work = |thread: u64| {
        let mut failures = Vec::new();
        for index in (first + thread..first + count).step_by(threads as usize) {
            let (seed, lists) = seed(index);
            if check(&seed, &lists).is_err() {
                failures.push(explain(index, &seed, &lists));
                if failures.len() == 3 {
                    break;
                }
            }
            if long.is_some() && (index - first) % 5000 == thread {
                eprintln!("{} functions", (index - first) * PER_MODULE);
            }
        }
        failures
    };
    let failures: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|one| scope.spawn(move || work(one))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    let _ = std::panic::take_hook();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// The judge can fail: a pass that is wrong is found.
#[test]
fn a_wrong_pass_is_found() {
    use stage2::ir::{Function, InstData};
    fn wrong(function: &mut Function, context: &mut Context) -> Changed {
        let insts = function.layout.iter().flat_map(|&block| &function.blocks[block].insts);
        let found = insts
            .copied()
            .rfind(|&inst| matches!(function.insts[inst], InstData::BinaryImm { imm: 7, .. }));
        match found {
            Some(inst) if context.rewrite("mistakes made") => {
                let InstData::BinaryImm { opcode, arg, .. } = function.insts[inst] else {
                    return Changed::No;
                };
                function.insts[inst] = InstData::BinaryImm { opcode, arg, imm: 6 };
                Changed::Yes
            }
            _ => Changed::No,
        }
    }
    static WRONG: Pass = Pass { name: "wrong", summary: "", run: wrong, edges: Edges::Changed };
    // ANCHOR: wrong_pass
    let found = (0..100).filter(|&number| {
        let original = random::module(&seed(number).0);
        walk(&original, &truth(&original), &[&WRONG], u64::MAX).is_err()
    });
    let found = found.count();
    assert!(found > 50, "{found}");
    // ANCHOR_END: wrong_pass
}

/// A function continued at an anchor comes to the end that it would have come to.
#[test]
fn functions_can_be_resumed_at_anchors() {
    use stage2::ir::InstData;
    let mut resumed_count = 0;
    for number in 0..200 {
        let original = random::module(&seed(number).0);
        let truth = truth(&original);
        // Leaves where the first anchor is.
        let mut module = original.clone();
        let main = module.function("main").unwrap();
        let Some(body) = &mut module.functions[main].body else { continue };
        let places: Vec<_> =
            body.layout.iter().map(|&b| (b, body.blocks[b].insts.clone())).collect();
        let found = places.iter().find_map(|(block, insts)| {
            let at =
                insts.iter().position(|&i| matches!(body.insts[i], InstData::Anchor { .. }))?;
            Some((*block, at, insts[at]))
        });
        let Some((block, at, inst)) = found else { continue };
        let Some(exit) = body.insts[inst].exit() else { continue };
        body.blocks[block].insts.truncate(at + 1);
        body.insts[inst] = InstData::Leave { exit };
        compare(&original, &truth, &module).unwrap_or_else(|message| {
            panic!("module {number}: {message}\n{}", print::module(&original))
        });
        resumed_count += 1;
    }
    assert!(resumed_count > 20, "{resumed_count}");
}
