//! `loop_rotate`, `licm`, `ranges`, `loop_peel`, `strip_mine` and `tail_duplicate` leave what a function does as it was: on random functions,
//! alone and together, with every number of rewrites allowed.
//!
//! A check that has moved to an anchor may leave where the function would have gone on, or at
//! another place. It is right if the interpreter of bytecode is then given a state in which the
//! function
//! *was*: execution is deterministic, so going on from there gives what the function would have
//! given. So the original is run with its anchors replaced by calls that tell the state, and an
//! exit with the frame of an anchor must be one of those. All other outcomes must be the same.

use proptest::prelude::*;
use stage2::cpu_time::thread_time;
use stage2::entity::{Block, Exit, Inst, Value};
use stage2::interpret::{
    ExitReport, Host, Interpreter, Limits, MaterialisedFrame, Memory, Outcome, Stop,
};
use stage2::ir::{
    Effects, ExitData, InstData, Module, Representation, Signature, SourceLoc, StateValue, Type,
};
use stage2::passes::{Changed, Context};
use stage2::text::print;
use stage2::{pipeline, verify};

mod random;

/// The states in which a run passed an anchor.
#[derive(Default)]
struct Anchors {
    passed: Vec<(String, Vec<u64>)>,
}

impl Host for Anchors {
    fn call(&mut self, name: &str, arguments: &[u64], _: &mut Memory) -> Result<Vec<u64>, String> {
        self.passed.push((name.into(), arguments.iter().map(|bits| same_nan(*bits)).collect()));
        Ok(Vec::new())
    }
}

/// Payloads of NaN may differ. (That an integer looks like one does no harm: both sides change.)
fn same_nan(bits: u64) -> u64 {
    if f64::from_bits(bits).is_nan() { f64::NAN.to_bits() } else { bits }
}

/// The name of the function that is told about an anchor.
fn name_of(frame: &str, offset: u32) -> String {
    format!("{frame} passed {offset}")
}

/// The module with calls in place of anchors.
fn with_calls(module: &Module) -> Module {
    let mut out = module.clone();
    for func in module.functions.keys() {
        let Some(mut body) = out.functions[func].body.take() else { continue };
        for block in body.layout.clone() {
            let mut insts: Vec<Inst> = Vec::new();
            for inst in body.blocks[block].insts.clone() {
                let InstData::Anchor { exit } = body.insts[inst] else {
                    insts.push(inst);
                    continue;
                };
                let ExitData::Frames(_, frames) = body.exits[exit].clone() else { continue };
                let mut arguments = Vec::new();
                for entry in &frames[0].entries {
                    let StateValue::Slot(slot) = entry.value else { panic!("not a slot") };
                    let ty = body.slots[slot].ty.unwrap();
                    let data = InstData::SlotLoad { slot, offset: 0 };
                    let load = body.make_inst(data, &[ty], SourceLoc::default());
                    insts.push(load);
                    arguments.push(body.result(load).unwrap());
                }
                let types: Vec<Type> = arguments.iter().map(|value| body.ty(*value)).collect();
                let name = name_of(&frames[0].function, frames[0].offset);
                let callee = out.declare(&name, Signature::new(&types, &[]), Effects::ALL).unwrap();
                let args = body.pool.list(&arguments);
                let data = InstData::Call { func: callee, args };
                insts.push(body.make_inst(data, &[], SourceLoc::default()));
            }
            body.blocks[block].insts = insts;
        }
        out.functions[func].body = Some(body);
    }
    out
}

fn run(module: &Module, host: &mut dyn Host) -> Outcome {
    let limits = Limits { fuel: 300_000, memory: 1 << 20, arena: 64, ..Limits::default() };
    let mut interpreter = Interpreter::new(module, limits).unwrap();
    let main = module.function("main").unwrap();
    interpreter.call(main, &[12345, 2.5f64.to_bits()], host)
}

fn frames_of(report: &ExitReport) -> Vec<MaterialisedFrame> {
    let mut frames = report.frames.clone();
    for (_, representation, bits) in frames.iter_mut().flat_map(|frame| &mut frame.variables) {
        if *representation == Representation::Float {
            bits[0] = same_nan(bits[0]);
        }
    }
    frames
}

/// Is the outcome one that the original allows?
fn allowed(before: &Outcome, passed: &Anchors, after: &Outcome) -> bool {
    match (before, after) {
        (Outcome::Stopped(Stop::OutOfFuel), _) | (_, Outcome::Stopped(Stop::OutOfFuel)) => true,
        (_, Outcome::Exit(report))
            if report.frames.first().is_some_and(|frame| frame.offset >= 1000) =>
        {
            let frame = &report.frames[0];
            let values: Vec<u64> =
                frame.variables.iter().map(|(_, _, bits)| same_nan(bits[0])).collect();
            passed.passed.contains(&(name_of(&frame.function, frame.offset), values))
        }
        (Outcome::Exit(a), Outcome::Exit(b)) => {
            (a.trap, a.leaving, frames_of(a)) == (b.trap, b.leaving, frames_of(b))
        }
        (Outcome::Return(a), Outcome::Return(b)) => {
            a.iter().map(|bits| same_nan(*bits)).eq(b.iter().map(|bits| same_nan(*bits)))
        }
        (a, b) => a == b,
    }
}

/// Runs passes over all functions with so many rewrites allowed; how many were made.
fn apply(module: &mut Module, passes: &[&str], mut left: u64) -> u64 {
    let total = left;
    for name in passes {
        let pass = pipeline::find(name).unwrap();
        for func in module.functions.keys() {
            let Some(mut body) = module.functions[func].body.take() else { continue };
            let shown = body.clone();
            let mut context = Context::new(module, func, left);
            let changed = (pass.run)(&mut body, &mut context);
            assert_eq!(changed == Changed::Yes, context.left() != left, "{name}");
            if changed == Changed::No {
                assert!(body == shown, "{name} changed something and did not say so");
            }
            left = context.left();
            module.functions[func].body = Some(body);
        }
        if let Err(wrong) = verify::module(module) {
            panic!("after {name}: {}", wrong[0]);
        }
    }
    total - left
}

/// The passes in some orders; the others only prepare what these look for.
const ORDERS: [&[&str]; 9] = [
    &["loop_rotate"],
    &["licm"],
    &["ranges"],
    &["loop_rotate", "simplify_cfg", "licm", "ranges", "licm"],
    &["simplify", "gvn", "loop_rotate", "simplify_cfg", "ranges", "sccp", "simplify_cfg", "ranges"],
    &["loop_peel", "gvn"],
    &["strip_mine"],
    &["simplify_cfg", "tail_duplicate"],
    &["loop_rotate", "simplify_cfg", "licm", "loop_peel", "gvn", "simplify_cfg", "strip_mine"],
];

fn check(seed: &[u8], bisect: bool) {
    let original = random::module(seed);
    let mut passed = Anchors::default();
    let before = run(&with_calls(&original), &mut passed);
    let mut prepared = original.clone();
    apply(&mut prepared, &["mem2reg"], u64::MAX);
    for order in ORDERS {
        let mut module = prepared.clone();
        let made = apply(&mut module, order, u64::MAX);
        let steps = if bisect { made.min(40) } else { 0 };
        for allowed_rewrites in 0..=steps {
            let count = if allowed_rewrites == steps { made } else { allowed_rewrites };
            let mut module = prepared.clone();
            assert_eq!(apply(&mut module, order, count), count);
            let after = run(&module, &mut Anchors::default());
            assert!(
                allowed(&before, &passed, &after),
                "{order:?} with {count} rewrites: {before:?} became {after:?}\n{}\n{}",
                print::module(&prepared),
                print::module(&module)
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn random_functions_do_the_same(seed in prop::collection::vec(any::<u8>(), 0..900)) {
        check(&seed, false);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_number_of_rewrites_is_right(seed in prop::collection::vec(any::<u8>(), 0..500)) {
        check(&seed, true);
    }
}

/// A pass that is refused a rewrite takes back what it has prepared for it: here the exit that says
/// before the loop what the guard's says in its first turn.
#[test]
fn a_refused_move_leaves_nothing_behind() {
    let text = "\
function @main(v0: i64, v1: i8) -> i64 {
  exit0: deopt @main+4 [0: v2 int]
block0(v0: i64, v1: i8):
  jump block1(v0)
block1(v2: i64):
  guard v1, exit0
  v3: i64 = iadd v2, -1
  v4: i8 = icmp sgt v3, 0
  br v4, block1(v3), block2
block2:
  return v3
}
";
    let module = stage2::text::parse::module(text).unwrap();
    for pass in ["licm", "ranges"] {
        let mut refused = module.clone();
        assert_eq!(apply(&mut refused, &[pass], 0), 0);
        assert_eq!(print::module(&refused), print::module(&module), "{pass}");
        assert!(apply(&mut module.clone(), &[pass], u64::MAX) > 0, "{pass}");
    }
}

/// `depth` loops in each other, or one behind the other, each with a check and an invariant sum,
/// and a value of every header that is used behind its loop.
fn loops(count: usize, nested: bool) -> Module {
    use stage2::builder::FunctionBuilder;
    use stage2::condition::IntCondition;
    use stage2::ir::TrapCode;
    use stage2::opcode::Opcode;
    let mut module = Module::new();
    let signature = Signature::new(&[Type::I64, Type::F64], &[Type::I64, Type::F64]);
    let mut build = FunctionBuilder::new("main", signature);
    let params = build.params().to_vec();
    let exit = build.trap(TrapCode::Overflow);
    let mut open = Vec::new();
    let mut last = params[0];
    for index in 0..count {
        let (header, inside) = (build.block(&[Type::I64]), build.block(&[]));
        let behind = build.block(&[]);
        let zero = build.iconst(Type::I64, 0);
        build.jump(header, &[zero]);
        build.switch_to(header);
        let counter = build.block_params(header)[0];
        let condition = build.icmp(IntCondition::Slt, counter, params[0]);
        build.br(condition, (inside, &[]), (behind, &[]));
        build.switch_to(inside);
        let sum = build.binary(Opcode::Iadd, params[0], index as i64);
        build.bounds_check(counter, params[0], exit);
        let value = build.binary(Opcode::Xor, sum, last);
        open.push((header, counter, behind, value));
        if nested {
            last = counter;
        } else {
            close(&mut build, &mut open, exit);
            last = counter;
        }
    }
    while !open.is_empty() {
        close(&mut build, &mut open, exit);
    }
    build.ret(&[if nested { params[0] } else { last }, params[1]]);
    type Open = (Block, Value, Block, Value);
    fn close(build: &mut FunctionBuilder, open: &mut Vec<Open>, exit: Exit) {
        let Some((header, counter, behind, _)) = open.pop() else { return };
        let next = build.checked(Opcode::IaddChecked, counter, 1, exit);
        build.jump(header, &[next]);
        build.switch_to(behind);
    }
    build.finish(&mut module).unwrap_or_else(|error| panic!("{error}"));
    module
}

#[test]
fn many_loops_and_deep_nests_take_linear_time() {
    for (nested, count) in [(false, 4000), (true, 2000)] {
        let mut times = Vec::new();
        for count in [count, 2 * count] {
            let mut module = loops(count, nested);
            let insts =
                module.functions.values().next().unwrap().body.as_ref().unwrap().insts.len();
            let mut each = Vec::new();
            for name in ["loop_rotate", "licm", "ranges"] {
                let start = thread_time();
                let pass = pipeline::find(name).unwrap();
                let func = module.function("main").unwrap();
                assert_eq!(pipeline::run_pass(&mut module, func, pass), Changed::Yes);
                each.push((thread_time() - start).as_secs_f64() * 1e6 / insts as f64);
            }
            eprintln!("{count} loops, nested: {nested}: {each:.2?} µs an instruction of {insts}");
            verify::module(&module).unwrap_or_else(|wrong| panic!("{}", wrong[0]));
            times.push(each);
        }
        // Quadratic would be twice as much; a busy machine is allowed for.
        for (small, large) in times[0].iter().zip(&times[1]) {
            assert!(*large < 1.0 + small * 1.8, "{times:?}");
        }
    }
}
