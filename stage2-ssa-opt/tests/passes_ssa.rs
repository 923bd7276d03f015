//! `mem2reg`, `dce` and `simplify_cfg` on random functions: they do the same before and after, also
//! when only the first rewrites are allowed; and a second construction of SSA form agrees with
//! `mem2reg` about how many parameters it takes.

use std::time::Duration;

use proptest::prelude::*;
use stage2::cpu_time::thread_time;
use stage2::entity::{Block, Entity, EntitySet, FuncRef};
use stage2::interpret::Storage;
use stage2::interpret::{Interpreter, Limits, MaterialisedFrame, NoHost, Outcome};
use stage2::ir::edit::{Replacements, retain_params};
use stage2::ir::{Function, Leaving, Module, TrapCode};
use stage2::passes::{Changed, Context, mem2reg};
use stage2::text::{parse, print};
use stage2::{pipeline, verify};

mod braun;
mod random;

/// What can be seen of a run from outside, and the memory it leaves. The number of an exit is not.
type Seen = (Ending, Vec<u64>);

#[derive(PartialEq, Debug)]
enum Ending {
    Return(Vec<u64>),
    Left(Option<TrapCode>, Option<Leaving>, Vec<MaterialisedFrame>),
    Stopped(String),
}

const ARENA: u64 = 256;

fn run(module: &Module) -> Seen {
    let limits = Limits { fuel: 1_000_000, arena: ARENA as usize, ..Limits::default() };
    let mut interpreter = Interpreter::new(module, limits)
        .unwrap_or_else(|error| panic!("{error:?}\n{}", print::module(module)));
    let main = module.function("main").unwrap();
    let ending = match interpreter.call(main, &[12345, 2.5f64.to_bits()], &mut NoHost) {
        Outcome::Return(results) => Ending::Return(results),
        Outcome::Exit(report) => Ending::Left(report.trap, report.leaving, report.frames),
        Outcome::Stopped(stop) => Ending::Stopped(stop.to_string()),
    };
    let arena = interpreter.memory.arena();
    let words = (0..ARENA / 8).map(|word| interpreter.memory.load(arena + word * 8, 8).unwrap());
    (ending, words.collect())
}

/// Runs a pass over a function of a module with so many rewrites allowed; how many are left?
fn pass(module: &mut Module, func: FuncRef, name: &str, allowed: u64) -> (Changed, u64) {
    let pass = pipeline::find(name).unwrap();
    let mut body = module.functions[func].body.take().unwrap();
    let mut context = Context::new(module, func, allowed);
    let changed = (pass.run)(&mut body, &mut context);
    let left = context.left();
    module.functions[func].body = Some(body);
    (changed, left)
}

fn with_passes(module: &Module, names: &[&str]) -> Module {
    let mut module = module.clone();
    for name in names {
        for func in module.functions.keys() {
            let _ = pass(&mut module, func, name, u64::MAX);
        }
    }
    module
}

const ORDERS: [&[&str]; 7] = [
    &["mem2reg"],
    &["dce"],
    &["simplify_cfg"],
    &["mem2reg", "dce"],
    &["mem2reg", "simplify_cfg"],
    &["simplify_cfg", "dce", "mem2reg"],
    &["mem2reg", "simplify_cfg", "dce", "simplify_cfg"],
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn functions_do_the_same(seed in prop::collection::vec(any::<u8>(), 0..600)) {
        let module = random::module(&seed);
        let expected = run(&module);
        for names in ORDERS {
            let after = with_passes(&module, names);
            let text = print::module(&after);
            prop_assert_eq!(&run(&after), &expected, "{:?}\n{}", names, text);
            let again = parse::module(&text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"));
            prop_assert!(print::module(&again) == text);
        }
    }

    #[test]
    fn every_prefix_of_the_rewrites_is_right(
        seed in prop::collection::vec(any::<u8>(), 100..300),
        before in 0..2usize,
    ) {
        let module = with_passes(&random::module(&seed), &["mem2reg"][..before]);
        let main = module.function("main").unwrap();
        let expected = run(&module);
        for name in ["mem2reg", "dce", "simplify_cfg"] {
            for allowed in 0.. {
                let mut some = module.clone();
                let (changed, left) = pass(&mut some, main, name, allowed);
                prop_assert_eq!(&run(&some), &expected, "{} {}", name, allowed);
                if allowed == 0 {
                    prop_assert!(changed == Changed::No && some == module);
                }
                if left != 0 {
                    break;
                }
            }
        }
    }

    #[test]
    fn braun_places_as_many_parameters(seed in prop::collection::vec(any::<u8>(), 0..600)) {
        let module = random::module(&seed);
        let ours = with_passes(&module, &["mem2reg"]);
        let mut theirs = module.clone();
        for func in module.functions.keys() {
            let mut body = theirs.functions[func].body.take().unwrap();
            braun::construct(&mut body);
            theirs.functions[func].body = Some(body);
        }
        prop_assert_eq!(run(&theirs), run(&module));
        prop_assert_eq!(run(&ours), run(&module));
        for func in module.functions.keys() {
            let before = module.functions[func].body.as_ref().unwrap();
            let after = ours.functions[func].body.as_ref().unwrap();
            let placed: usize = mem2reg::placements(before).iter().map(|one| one.params.len()).sum();
            prop_assert_eq!(params(before) + placed, params(after));
            let [mut a, mut b] = [&ours, &theirs].map(|one| one.functions[func].body.clone().unwrap());
            remove_trivial_params(&mut a);
            remove_trivial_params(&mut b);
            prop_assert_eq!(params(&a), params(&b), "{}", print::module(&ours));
        }
    }
}

/// How many parameters the blocks have.
fn params(function: &Function) -> usize {
    function.layout[1..].iter().map(|&block| function.blocks[block].params.len()).sum()
}

/// Deletes parameters that only get one value besides themselves, one at a time.
fn remove_trivial_params(function: &mut Function) {
    loop {
        let graph = stage2::analysis::cfg::control_flow_graph(function);
        let trivial = function.layout[1..].iter().find_map(|&block| {
            let params = &function.blocks[block].params;
            params.iter().enumerate().find_map(|(index, &param)| {
                let mut others = EntitySet::new();
                for from in graph.predecessors(block) {
                    for call in function.block_calls(from.inst) {
                        if function.pool.target(call) == block {
                            others.insert(function.pool.arguments(call)[index]);
                        }
                    }
                }
                others.remove(param);
                (others.len() == 1).then(|| (param, others.iter().next()))
            })
        });
        let Some((param, Some(value))) = trivial else { return };
        retain_params(function, &graph, |_, other| other != param);
        let mut replacements = Replacements::new();
        replacements.replace(param, value);
        replacements.apply(function);
    }
}

/// A function of about so many instructions: loops, branches, many variables.
fn large(size: usize) -> Module {
    let mut text = String::from("function @main(v0: i64, v1: f64) -> (i64, f64) {\n");
    let slots = (size / 50).max(2);
    for slot in 0..slots {
        text += &format!("  slot{slot}: i64\n");
    }
    text += "block0(v0: i64, v1: f64):\n  jump block1\n";
    let mut value = 2;
    let mut next = || {
        value += 1;
        value - 1
    };
    let groups = size / 16;
    for group in 0..groups {
        let block = 1 + group * 4;
        let [a, b] = [group * 7 % slots, (group * 13 + 1) % slots];
        let v: Vec<u32> = (0..7).map(|_| next()).collect();
        text += &format!(
            "block{block}:\n  v{}: i64 = slot_load slot{a}\n  v{}: i64 = iadd v{}, v0\n  \
             slot_store v{}, slot{b}\n  v{}: i8 = icmp slt v{}, 5\n  br v{}, block{}, block{}\n",
            v[0],
            v[1],
            v[0],
            v[1],
            v[2],
            v[1],
            v[2],
            block + 1,
            block + 2
        );
        text += &format!(
            "block{}:\n  v{}: i64 = iadd v0, 1\n  slot_store v{}, slot{a}\n  jump block{}\n",
            block + 1,
            v[3],
            v[3],
            block + 3
        );
        text += &format!("block{}:\n  jump block{}\n", block + 2, block + 3);
        text += &format!(
            "block{}:\n  v{}: i64 = slot_load slot{a}\n  v{}: i64 = imul v{}, 3\n  \
             slot_store v{}, slot{a}\n  v{}: i8 = icmp sgt v{}, 99\n  br v{}, block{}, block{}\n",
            block + 3,
            v[4],
            v[5],
            v[4],
            v[5],
            v[6],
            v[5],
            v[6],
            block + 4,
            if group % 3 == 0 { block } else { block + 4 }
        );
    }
    text += &format!("block{}:\n  return v0, v1\n}}\n", 1 + groups * 4);
    parse::module(&text).unwrap_or_else(|errors| panic!("{}", errors[0]))
}

/// Prints what each pass takes: `cargo test --release -p stage2 --test passes_ssa -- --ignored
/// --nocapture`.
#[test]
#[ignore = "a measurement"]
fn time() {
    for size in [25_000, 50_000, 100_000] {
        let mut module = large(size);
        let func = FuncRef::new(0);
        for name in ["mem2reg", "simplify_cfg", "dce"] {
            let body = module.functions[func].body.as_ref().unwrap();
            let count: usize = body.layout.iter().map(|&b| body.blocks[b].insts.len()).sum();
            let start = thread_time();
            let _ = pass(&mut module, func, name, u64::MAX);
            let taken = (thread_time() - start).as_secs_f64() * 1e6;
            println!("{name}: {count} instructions, {:.3} µs each", taken / count as f64);
        }
        assert!(verify::module(&module).is_ok());
    }
}

/// Shapes on which a careless pass is quadratic: eight times as many blocks may take some eight times as long,
/// where a quadratic pass takes sixty-four times.
#[test]
fn hostile_shapes_take_linear_time() {
    for (name, shape) in
        [("chain", chain as fn(usize) -> String), ("switch", switch), ("circle", circle)]
    {
        // Small functions are timed more than once, since a clock has grains and a first run is slow.
        let small = (0..3).map(|_| time_of_clean_up(&shape(4_000))).min().unwrap();
        let large = time_of_clean_up(&shape(32_000));
        assert!(
            large < 24 * small.max(Duration::from_millis(1)),
            "{name}: {small:?} became {large:?}"
        );
    }
}

/// The processor time of five passes over a function in text form.
fn time_of_clean_up(text: &str) -> Duration {
    let mut module = parse::module(text).unwrap_or_else(|e| panic!("{}", e[0]));
    let start = thread_time();
    for name in ["dce", "simplify_cfg", "mem2reg", "simplify_cfg", "dce"] {
        let _ = pass(&mut module, FuncRef::new(0), name, u64::MAX);
    }
    let taken = thread_time() - start;
    assert!(verify::module(&module).is_ok());
    taken
}

const HEAD: &str = "function @main(v0: i64, v1: f64) -> (i64, f64) {\n";

/// Blocks that only jump, each to the one before it in the text.
fn chain(count: usize) -> String {
    let mut text = format!("{HEAD}block0(v0: i64, v1: f64):\n  jump block{count}(v0)\n");
    for block in 1..=count {
        text += &format!("block{block}(v{}: i64):\n", block + 1);
        text += &match block {
            1 => "  return v2, v1\n".to_string(),
            _ => format!("  jump block{}(v{})\n", block - 1, block + 1),
        };
    }
    text + "}\n"
}

/// A switch with a case for every block, and a slot that all of them store.
fn switch(count: usize) -> String {
    let mut text = format!("{HEAD}  slot0: i64\nblock0(v0: i64, v1: f64):\n  switch v0, block1");
    let cases: Vec<String> = (0..count).map(|i| format!("{i}: block{}(v0)", i + 2)).collect();
    text += &format!(", [{}]\n", cases.join(", "));
    text += "block1:\n  v2: i64 = slot_load slot0\n  return v2, v1\n";
    for block in 2..count + 2 {
        let value = block * 2;
        text +=
            &format!("block{block}(v{value}: i64):\n  v{}: i64 = imul v{value}, 3\n", value + 1);
        text += &format!("  slot_store v{}, slot0\n  jump block1\n", value + 1);
    }
    text + "}\n"
}

/// A circle of empty blocks.
fn circle(count: usize) -> String {
    let mut text = format!("{HEAD}block0(v0: i64, v1: f64):\n  jump block1\n");
    for block in 1..=count {
        text += &format!("block{block}:\n  jump block{}\n", block % count + 1);
    }
    text + "}\n"
}

#[test]
fn a_large_function_stays_right() {
    let module = large(20_000);
    let after = with_passes(&module, &["mem2reg", "simplify_cfg", "dce"]);
    assert_eq!(run(&after), run(&module));
    let body = after.functions[FuncRef::new(0)].body.as_ref().unwrap();
    assert!(body.slots.values().all(|slot| slot.size == 0));
    assert!(body.entry() == Some(Block::new(0)));
}
