//! What the code of this stage's exercises does with generated inputs; a grader compares it with what the reference does.
//!
//! Where several answers are right (which register, which order), the answer is not observed but what it does: the places
//! after a sequence of moves, the result of a run; and its size is measured.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

#[path = "../../course/observing.rs"]
mod observing;
mod random_lir;

use observing::Observer;
use random_lir::{Builder, FEW, function};
use stage0::listing::disassemble;
use stage2::ir::Module;
use stage2::text::parse;
use stage3::Isa;
use stage3::allocate::interval::Intervals;
use stage3::allocate::parallel_move::{Move, sequentialise};
use stage3::allocate::{Algorithm, Allocation, MoveSource, SpillSlot, allocate};
use stage3::checker::check;
use stage3::compile::{CompiledFunction, Options, compile};
use stage3::link::memory::{Outcome, link};
use stage3::lir::{Constraint, LInst, Operand, PReg, RegClass, VReg};
use std::collections::{BTreeMap, BTreeSet};

fn module(text: &str) -> Module {
    parse::module(text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}

/// The first function of a text, compiled.
fn compiled(text: &str, isa: Isa) -> CompiledFunction {
    let module = module(text);
    let declared = module.functions.values().next().unwrap();
    let body = declared.body.as_ref().unwrap();
    compile(&module, &declared.signature, body, Options::new(isa)).unwrap()
}

fn listing(text: &str, isa: Isa) -> Vec<String> {
    let code = compiled(text, isa);
    let lines = disassemble(&code.code[..code.code_end as usize], 0, isa);
    lines.into_iter().map(|line| line.text).collect()
}

/// What the first function of a text gives for some arguments, on this machine.
fn run(text: &str, all: &[[u64; 2]]) -> String {
    let module = module(text);
    let func = module.functions.keys().next().unwrap();
    let image = match link(&module, Options::new(Isa::X64), &|_| None) {
        Ok(image) => image,
        Err(error) => return format!("{error:?}"),
    };
    let results = all.iter().map(|arguments| {
        // SAFETY: the functions below read at most the memory that they are given the address of.
        match unsafe { image.call(func, arguments) } {
            Outcome::Return(values) => format!("{values:?}"),
            Outcome::Exit(exit) => format!("leaves by {:?}", exit.exit),
        }
    });
    results.collect::<Vec<_>>().join(", ")
}

const SPARE: SpillSlot = SpillSlot(99);

#[test]
fn observe_3_1() {
    let registers = (0..5).map(|number| Allocation::Register(PReg::int(number)));
    let floats = (0..3).map(|number| Allocation::Register(PReg::float(number)));
    let slots = (0..4).map(|number| Allocation::Spill(SpillSlot(number)));
    let places: Vec<Allocation> = registers.chain(floats).chain(slots).collect();
    let mut observer = Observer::new(160);
    for round in 0..80u64 {
        let mut targets = places.clone();
        let mut moves: Vec<Move> = Vec::new();
        for number in 0..1 + round / 8 {
            let to = targets.swap_remove(observer.below(targets.len() as u64) as usize);
            let from = *observer.one_of(&places);
            let class = match (to, from) {
                (Allocation::Register(register), _) | (_, Allocation::Register(register)) => {
                    register.class()
                }
                _ => RegClass::Int,
            };
            let other = |place: Allocation| place.register().is_some_and(|r| r.class() != class);
            let vreg = VReg(number as u32);
            let from = match other(from) {
                true => MoveSource::Rematerialise(vreg),
                false => MoveSource::Place(from),
            };
            moves.push(Move { vreg, class, from, to });
        }
        let input: Vec<String> =
            moves.iter().map(|one| format!("{} from {:?}", one.to, one.from)).collect();
        let input = input.join(", ");
        let ordered = || {
            let mut ordered = Vec::new();
            sequentialise(&mut moves.clone(), FEW.scratch, SPARE, &mut ordered);
            ordered
        };
        observer.observe("what the places hold", &input, || {
            let mut held: BTreeMap<String, MoveSource> = BTreeMap::new();
            for one in ordered() {
                let value = match one.from {
                    MoveSource::Place(place) => *held.get(&place.to_string()).unwrap_or(&one.from),
                    MoveSource::Rematerialise(_) => one.from,
                };
                held.insert(one.to.to_string(), value);
            }
            // What the scratch register and the spare slot hold is nobody's business.
            held.retain(|to, _| places.iter().any(|place| place.to_string() == *to));
            format!("{held:?}")
        });
        // The starter makes no move at all: what it leaves out must not count as good.
        observer.measure("moves", &input, || {
            let ordered = ordered();
            if ordered.is_empty() { 1e6 } else { ordered.len() as f64 }
        });
    }
}

#[test]
fn observe_3_2() {
    let mut observer = Observer::new(100);
    for round in 0..40u64 {
        let mut order: Vec<usize> = (0..5 + round as usize / 5).collect();
        for index in (1..order.len()).rev() {
            order.swap(index, observer.below(index as u64 + 1) as usize);
        }
        observer.observe("who is in memory", format!("values used in the order {order:?}"), || {
            let mut builder = Builder::default();
            builder.block();
            let values: Vec<VReg> = order.iter().map(|_| builder.vreg(RegClass::Int)).collect();
            for &value in &values {
                builder.inst(&[Operand::defining(value, Constraint::Any)]);
            }
            for &index in &order {
                builder.inst(&[Operand::using(values[index], Constraint::Any)]);
            }
            let function = builder.finish_in_order();
            let output = match allocate(&function, &FEW, Algorithm::UnsplitLinearScan) {
                Ok(output) => output,
                Err(message) => return message,
            };
            if let Err(message) = check(&function, &FEW, &output) {
                return message;
            }
            let mut found = BTreeSet::new();
            for inst in (0..function.insts.len() as u32).map(LInst) {
                let places = output.places(&function, inst);
                let both = function.operands(inst).iter().zip(places);
                found.extend(
                    both.filter(|(_, place)| matches!(place, Allocation::Spill(_)))
                        .map(|(operand, _)| operand.vreg.0),
                );
            }
            format!("{found:?}")
        });
        let (seed, size) = (observer.random(), 10 + 3 * round as usize);
        let input = format!("random function {seed:#x} of {size} instructions");
        let places = |what: &dyn Fn(&Allocation) -> bool| {
            let function = function(seed, size);
            let output = allocate(&function, &FEW, Algorithm::UnsplitLinearScan);
            let output = output.map_err(|message| message.to_string())?;
            check(&function, &FEW, &output).map_err(|message| message.to_string())?;
            let all = (0..function.insts.len() as u32).map(LInst);
            let all = all.flat_map(|inst| output.places(&function, inst).to_vec());
            Ok::<usize, String>(all.filter(|place| what(place)).count())
        };
        observer.observe("valid allocations", &input, || match places(&|_| true) {
            Ok(count) => format!("{count} operands have places that the checker accepts"),
            Err(message) => message,
        });
        observer.measure("operands in memory", &input, || {
            let count = places(&|place| matches!(place, Allocation::Spill(_)));
            count.map_or(1e6, |count| count as f64)
        });
    }
}

#[test]
fn observe_3_3() {
    let table: Vec<u64> =
        (0..512).map(|index: u64| index.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    let mut observer = Observer::new(120);
    for _ in 0..60 {
        // The address stays in the middle half of the table.
        let mut text =
            String::from("function @f(v0: ptr, v1: i64) -> i64 {\nblock0(v0: ptr, v1: i64):\n");
        let shift = observer.below(4);
        text += &format!("  v2: i64 = shl v1, {shift}\n");
        let (mut last, mut next, mut far) = (0, 3, 0i64);
        let mut by_index = 0;
        for _ in 0..1 + observer.below(4) {
            match observer.below(3) {
                0 if by_index < 2 => {
                    let index = *observer.one_of(&[1, 2]);
                    text += &format!("  v{next}: ptr = ptr_add v{last}, v{index}\n");
                    by_index += 1;
                }
                _ => {
                    let more = observer.below(64) as i64 * 8 - 256;
                    far += more;
                    text += &format!("  v{next}: ptr = ptr_add v{last}, {more}\n");
                }
            }
            (last, next) = (next, next + 1);
        }
        let offset = observer.below(16) * 8;
        text += &format!("  v{next}: i64 = load v{last} + {offset}\n  return v{next}\n}}\n");
        let index = observer.below(8) * 8;
        let base = 256 * 8 - far.unsigned_abs() / 8 * 8;
        observer.observe("what is read", &text, || {
            run(&text, &[[table.as_ptr() as u64 + base.min(256 * 8), index]])
        });
        observer.measure("instructions", &text, || listing(&text, Isa::X64).len() as f64);
    }
}

#[test]
fn observe_3_4() {
    let mut observer = Observer::new(60);
    for _ in 0..60 {
        let (ty, value) =
            (*observer.one_of(&["i64", "i32"]), |observer: &mut Observer| observer.below(3));
        let [a, b, c, d] = [0; 4].map(|_| value(&mut observer));
        let sum = *observer.one_of(&["iadd", "isub"]);
        let mut text = format!(
            "function @f(v0: {ty}, v1: {ty}, v2: {ty}) -> {ty} {{\nblock0(v0: {ty}, v1: {ty}, v2: {ty}):\n  v3: {ty} = imul v{a}, v{b}\n"
        );
        let (category, line) = match observer.below(4) {
            0 => ("the product first", format!("{sum} v3, v{c}")),
            1 => {
                text += &format!("  v4: {ty} = imul v{c}, v{d}\n");
                ("two products", format!("{sum} v3, v4"))
            }
            2 => ("used twice", format!("{sum} v3, v3")),
            _ => ("the product second", format!("{sum} v{c}, v3")),
        };
        text += &format!("  v5: {ty} = {line}\n  return v5\n}}\n");
        observer.observe(category, &text, || {
            // Which factor is called the first does not matter.
            let mut lines = listing(&text, Isa::A64);
            for line in &mut lines {
                let Some((name, rest)) = line.split_once(' ') else { continue };
                let mut parts: Vec<&str> = rest.split(", ").collect();
                if ["madd", "msub", "mul"].contains(&name) && parts.len() > 2 {
                    parts[1..3].sort_unstable();
                    *line = format!("{name} {}", parts.join(", "));
                }
            }
            lines.join(" / ")
        });
    }
}

/// A function that is left where a sum or a product overflows, by exits of both kinds.
fn with_exits(observer: &mut Observer, checks: u64) -> String {
    let mut head = String::from("function @f(v0: i64, v1: i64) -> i64 {\n");
    let mut body = String::from("block0(v0: i64, v1: i64):\n");
    let mut last = 0;
    for check in 0..checks {
        match observer.below(2) {
            0 => head += &format!("  exit{check}: trap overflow\n"),
            _ => {
                head +=
                    &format!("  exit{check}: deopt @f+{} [0: v{last} int, 1: v1 int]\n", 2 * check)
            }
        }
        let (op, next) = (*observer.one_of(&["iadd", "isub", "imul"]), check + 2);
        body += &format!("  v{next}: i64 = {op}.checked v{last}, v1, exit{check}\n");
        last = next;
    }
    head + &body + &format!("  return v{last}\n}}\n")
}

#[test]
fn observe_3_5() {
    let mut observer = Observer::new(90);
    for round in 0..30u64 {
        let text = with_exits(&mut observer, 1 + round / 5);
        let mut numbers = || observer.random() >> (62 - (round * 2).min(60));
        let arguments = [[numbers(), numbers()], [u64::MAX >> 1, 1 + numbers()], [3, 4]];
        observer.observe("leaving", format!("{arguments:x?}: {text}"), || run(&text, &arguments));
        for (category, isa) in [("the stubs on x64", Isa::X64), ("the stubs on a64", Isa::A64)] {
            observer.observe(category, &text, || {
                let code = compiled(&text, isa);
                let relocs = code.relocs.iter().map(|one| {
                    format!("{:#x} {:?} {:?} {}", one.offset, one.kind, one.target, one.addend)
                });
                let relocs: Vec<String> = relocs.collect();
                let lines = disassemble(&code.code[..code.code_end as usize], 0, isa);
                let lines = lines.iter().map(|line| {
                    // Two ways to say the same.
                    if line.text == "xor r11d, r11d" {
                        "mov r11d, 0".into()
                    } else {
                        line.text.clone()
                    }
                });
                format!("{} / {}", lines.collect::<Vec<_>>().join(" / "), relocs.join(", "))
            });
        }
    }
}

#[test]
fn observe_3_6() {
    let mut observer = Observer::new(60);
    for round in 0..60u64 {
        let (seed, size) = (observer.random(), 5 + 2 * round as usize);
        let category = if size < 40 { "small functions" } else { "large functions" };
        let input = format!("random function {seed:#x} of {size} instructions");
        observer.observe(category, input, || {
            let function = function(seed, size);
            let intervals = Intervals::new(&function);
            let all = (0..function.vregs.len() as u32).map(|vreg| {
                let ranges = intervals.interval(VReg(vreg)).ranges;
                let ranges = ranges.iter().map(|range| format!("{}-{}", range.from, range.to));
                ranges.collect::<Vec<_>>().join("+")
            });
            all.collect::<Vec<_>>().join(" ")
        });
    }
}

#[test]
fn observe_3_7() {
    let mut observer = Observer::new(80);
    for round in 0..40u64 {
        // Blocks in a row, each of which may go on, forward to any later one, or back a few times.
        let blocks = 3 + round / 2;
        let mut text = String::from(
            "function @f(v0: i64, v1: i64) -> i64 {\nblock0(v0: i64, v1: i64):\n  jump block1(v1, v0)\n",
        );
        let mut next = 2;
        for block in 1..blocks {
            let (left, sum) = (next, next + 1);
            next += 2;
            text += &format!("block{block}(v{left}: i64, v{sum}: i64):\n");
            let mut last = sum;
            for _ in 0..observer.below(12) {
                let op = *observer.one_of(&["iadd", "xor", "imul"]);
                text +=
                    &format!("  v{next}: i64 = {op} v{last}, {}\n", 1000 + observer.below(100_000));
                (last, next) = (next, next + 1);
            }
            let target = if observer.below(2) == 0 {
                1 + observer.below(block)
            } else {
                block + observer.below(blocks - block) + 1
            };
            let (less, test) = (next, next + 1);
            next += 2;
            text += &format!(
                "  v{less}: i64 = isub v{left}, 1\n  v{test}: i8 = icmp sgt v{less}, 0\n  \
                 br v{test}, block{target}(v{less}, v{last}), block{}(v{less}, v{last})\n",
                block + 1
            );
        }
        text += &format!(
            "block{blocks}(v{next}: i64, v{}: i64):\n  return v{}\n}}\n",
            next + 1,
            next + 1
        );
        let input = format!("{blocks} blocks, {} lines: {text}", text.lines().count());
        observer.observe("what it computes", &input, || run(&text, &[[1, 1], [2, 5], [3, 40]]));
        observer.measure("bytes", &input, || compiled(&text, Isa::X64).code_end as f64);
    }
}
