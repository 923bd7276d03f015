//! What judges the exercises: `cargo test -p stage3 exercise_3_2` and so on (3.1 is judged in
//! `parallel_moves.rs`). The stub fails, and so do the mistakes that suggest themselves; other tests
//! judge the same code more broadly.

use std::collections::{BTreeSet, VecDeque};

use random_lir::{Builder, FEW, function, text};
use stage0::listing::{Line, disassemble};
use stage2::text::parse;
use stage3::Isa;
use stage3::allocate::interval::Intervals;
use stage3::allocate::{Algorithm, Allocation, Output, allocate};
use stage3::checker::check;
use stage3::compile::{CompiledFunction, Options, RelocKind, Symbol, compile};
use stage3::lir::{Constraint, LFunction, Operand, RegClass, VReg};

mod random_lir;

/// The first function of a text, compiled.
fn compiled(text: &str, isa: Isa) -> CompiledFunction {
    let module = parse::module(text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"));
    let declared = module.functions.values().next().unwrap();
    let body = declared.body.as_ref().unwrap();
    compile(&module, &declared.signature, body, Options::new(isa)).unwrap()
}

fn lines(code: &CompiledFunction, isa: Isa) -> Vec<Line> {
    disassemble(&code.code[..code.code_end as usize], 0, isa)
}

fn listing(text: &str, isa: Isa) -> Vec<String> {
    lines(&compiled(text, isa), isa).into_iter().map(|line| line.text).collect()
}

// --- 3.2: linear scan without splitting -------------------------------------------------------------

fn unsplit(function: &LFunction, what: &str) -> Output {
    let output = allocate(function, &FEW, Algorithm::UnsplitLinearScan)
        .unwrap_or_else(|message| panic!("{what}: {message}"));
    if let Err(message) = check(function, &FEW, &output) {
        panic!("{what}: {message}\n{}", text(function, &output));
    }
    output
}

/// Values made one after the other, and used in the order of these numbers.
fn used_in_order(order: &[usize]) -> LFunction {
    let mut builder = Builder::default();
    builder.block();
    let values: Vec<VReg> = order.iter().map(|_| builder.vreg(RegClass::Int)).collect();
    for &value in &values {
        builder.inst(&[Operand::defining(value, Constraint::Any)]);
    }
    for &index in order {
        builder.inst(&[Operand::using(values[index], Constraint::Any)]);
    }
    builder.finish_in_order()
}

/// The operands that are in slots, by the number of their virtual register.
fn in_slots(function: &LFunction, output: &Output) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for inst in (0..function.insts.len() as u32).map(stage3::lir::LInst) {
        for (operand, place) in function.operands(inst).iter().zip(output.places(function, inst)) {
            if matches!(place, Allocation::Spill(_)) {
                found.insert(operand.vreg.0);
            }
        }
    }
    found
}

#[test]
fn exercise_3_2_six_values_need_six_registers() {
    let function = used_in_order(&[5, 3, 1, 0, 2, 4]);
    let output = unsplit(&function, "six values");
    assert_eq!((output.spill_slots, output.moves.len()), (0, 0), "{}", text(&function, &output));
}

#[test]
fn exercise_3_2_who_ends_last_is_spilled() {
    for last in 0..8 {
        let mut order: Vec<usize> = (0..8).filter(|index| *index != last).collect();
        order.push(last);
        let function = used_in_order(&order);
        let output = unsplit(&function, "eight values");
        // Six registers for eight: the two that end last are left over.
        let expected = BTreeSet::from([order[6] as u32, order[7] as u32]);
        assert_eq!(in_slots(&function, &output), expected);
    }
}

#[test]
fn exercise_3_2_what_has_ended_is_in_nobodys_way() {
    let mut builder = Builder::default();
    builder.block();
    let mut last = builder.vreg(RegClass::Int);
    builder.inst(&[Operand::defining(last, Constraint::Register)]);
    for _ in 0..50 {
        let next = builder.vreg(RegClass::Int);
        builder.inst(&[
            Operand::defining(next, Constraint::Register),
            Operand::using(last, Constraint::Register),
        ]);
        last = next;
    }
    builder.inst(&[Operand::using(last, Constraint::Register)]);
    let function = builder.finish_in_order();
    let output = unsplit(&function, "a chain");
    assert_eq!(output.spill_slots, 0, "{}", text(&function, &output));
}

#[test]
fn exercise_3_2_who_begins_where_another_ends_takes_its_place() {
    let mut builder = Builder::default();
    builder.block();
    let mut alive: VecDeque<VReg> = (0..6).map(|_| builder.vreg(RegClass::Int)).collect();
    for &value in &alive {
        builder.inst(&[Operand::defining(value, Constraint::Register)]);
    }
    for _ in 0..20 {
        let (next, oldest) = (builder.vreg(RegClass::Int), alive.pop_front().unwrap());
        builder.inst(&[
            Operand::defining(next, Constraint::Register),
            Operand::using(oldest, Constraint::Register),
        ]);
        alive.push_back(next);
    }
    for &value in &alive {
        builder.inst(&[Operand::using(value, Constraint::Register)]);
    }
    let function = builder.finish_in_order();
    let output = unsplit(&function, "six at a time");
    assert_eq!(output.spill_slots, 0, "{}", text(&function, &output));
}

#[test]
fn exercise_3_2_another_class_is_in_nobodys_way() {
    let mut builder = Builder::default();
    builder.block();
    let number = builder.vreg(RegClass::Int);
    let floats: Vec<VReg> = (0..8).map(|_| builder.vreg(RegClass::Float)).collect();
    for &value in [number].iter().chain(&floats) {
        builder.inst(&[Operand::defining(value, Constraint::Any)]);
    }
    // The number ends last of all.
    for &value in floats.iter().chain(&[number]) {
        builder.inst(&[Operand::using(value, Constraint::Any)]);
    }
    let function = builder.finish_in_order();
    let output = unsplit(&function, "eight floats");
    assert_eq!(in_slots(&function, &output), BTreeSet::from([floats[6].0, floats[7].0]));
}

#[test]
fn exercise_3_2_random_functions() {
    for seed in 0..300 {
        unsplit(&function(seed, 5 + seed as usize % 100), &format!("seed {seed}"));
    }
}

// --- 3.3: an addressing mode ------------------------------------------------------------------------

fn x64(body: &str) -> Vec<String> {
    let head = "function @f(v0: ptr, v1: i64) -> i64 {\nblock0(v0: ptr, v1: i64):\n";
    listing(&format!("{head}{body}}}\n"), Isa::X64)
}

fn has(listing: &[String], what: &str) {
    assert!(listing.iter().any(|line| line.contains(what)), "`{what}` in {listing:#?}");
}

#[test]
fn exercise_3_3_an_element() {
    let element = x64("  v2: i64 = shl v1, 3
           v3: ptr = ptr_add v0, v2
           v4: i64 = load v3 + 16
           return v4\n");
    has(&element, "mov rax, [rdi+rsi*8+16]");
    assert_eq!(element.len(), 2, "{element:#?}");
}

#[test]
fn exercise_3_3_numbers_are_collected() {
    let listing = x64("  v2: ptr = ptr_add v0, 8
           v3: ptr = ptr_add v2, v1
           v4: ptr = ptr_add v3, -24
           v5: i64 = load v4 + 4
           return v5\n");
    has(&listing, "[rdi+rsi-12]");
}

#[test]
fn exercise_3_3_there_is_one_index() {
    // Two values and the base: one addition is left.
    let listing = x64("  v2: ptr = ptr_add v0, v1
           v3: i64 = imul v1, v1
           v4: ptr = ptr_add v2, v3
           v5: i64 = load v4
           return v5\n");
    let folded = listing.iter().filter(|line| line.contains('[') && line.contains('+'));
    assert!(folded.count() >= 1, "{listing:#?}");
    let before = listing.iter().filter(|line| line.starts_with("add") || line.starts_with("lea"));
    assert_eq!(before.count(), 1, "{listing:#?}");
}

#[test]
fn exercise_3_3_an_offset_has_32_bits() {
    let listing = x64("  v2: ptr = ptr_add v0, 2147483647
           v3: i64 = load v2 + 2147483647
           return v3\n");
    has(&listing, "+0x7fffffff]");
    assert_eq!(listing.len(), 3, "0x7fffffff twice does not fit: {listing:#?}");
}

// --- 3.4: multiply and add --------------------------------------------------------------------------

fn a64(body: &str) -> Vec<String> {
    let head = "function @f(v0: i64, v1: i64, v2: i64) -> i64 {
         block0(v0: i64, v1: i64, v2: i64):\n";
    listing(&format!("{head}{body}}}\n"), Isa::A64)
}

#[test]
fn exercise_3_4_a_sum_with_a_product() {
    for sum in ["iadd v2, v3", "iadd v3, v2"] {
        let listing = a64(&format!("v3: i64 = imul v0, v1\n v4: i64 = {sum}\n return v4\n"));
        assert_eq!(listing, ["madd x0, x0, x1, x2", "ret"]);
    }
}

#[test]
fn exercise_3_4_a_product_is_subtracted_not_subtracted_from() {
    let listing = a64("v3: i64 = imul v0, v1\n v4: i64 = isub v2, v3\n return v4\n");
    assert_eq!(listing, ["msub x0, x0, x1, x2", "ret"]);
    let listing = a64("v3: i64 = imul v0, v1\n v4: i64 = isub v3, v2\n return v4\n");
    assert_eq!(listing, ["mul x0, x0, x1", "sub x0, x0, x2", "ret"]);
}

#[test]
fn exercise_3_4_two_products_are_one_of_each() {
    let listing =
        a64("v3: i64 = imul v0, v1\n v4: i64 = imul v1, v2\n v5: i64 = iadd v3, v4\n return v5\n");
    let count = |name: &str| listing.iter().filter(|line| line.starts_with(name)).count();
    assert_eq!((count("mul"), count("madd"), listing.len()), (1, 1, 3), "{listing:#?}");
}

#[test]
fn exercise_3_4_not_twice() {
    let listing =
        a64("v3: i64 = imul v0, v1\n v4: i64 = iadd v2, v3\n v5: i64 = xor v4, v3\n return v5\n");
    let products = listing.iter().filter(|line| line.starts_with('m') && line.contains("x1"));
    assert_eq!(products.count(), 1, "one multiplication is enough: {listing:#?}");
}

#[test]
fn exercise_3_4_the_width_is_that_of_the_sum() {
    let text = "function @f(v0: i32, v1: i32, v2: i32) -> i32 {
         block0(v0: i32, v1: i32, v2: i32):
           v3: i32 = imul v0, v1\n v4: i32 = iadd v2, v3\n return v4\n}\n";
    assert_eq!(listing(text, Isa::A64), ["madd w0, w0, w1, w2", "ret"]);
}

// --- 3.5: an exit stub ------------------------------------------------------------------------------

/// Two exits: a trap, which has a number of its own, and one with a frame.
const EXITS: &str = "function @f(v0: i64, v1: i64) -> i64 {
  exit0: trap overflow
  exit1: deopt @f+4 [0: v0 int]
block0(v0: i64, v1: i64):
  v2: i64 = iadd.checked v0, v1, exit0
  v3: i64 = imul.checked v2, v1, exit1
  return v3
}
";

/// What stands from the target of each branch that leaves on overflow.
fn stubs(isa: Isa, branch: &str) -> (CompiledFunction, Vec<Vec<Line>>) {
    let code = compiled(EXITS, isa);
    let lines = lines(&code, isa);
    let targets = lines.iter().filter(|line| line.text.starts_with(branch)).map(|line| {
        let (_, to) = line.text.rsplit_once("0x").unwrap();
        usize::from_str_radix(to, 16).unwrap()
    });
    let stubs: Vec<Vec<Line>> = targets
        .map(|to| lines.iter().skip_while(|line| line.offset < to).cloned().collect())
        .collect();
    assert_eq!(stubs.len(), 2, "{lines:#?}");
    (code, stubs)
}

fn calls_handler(code: &CompiledFunction, offset: usize, kind: RelocKind) {
    let found = code.relocs.iter().find(|one| one.offset as usize == offset);
    let found = found.unwrap_or_else(|| panic!("no relocation at {offset:#x}"));
    assert_eq!((found.kind, found.target, found.addend), (kind, Symbol::ExitHandler, 0));
}

#[test]
fn exercise_3_5_on_x64() {
    let (code, stubs) = stubs(Isa::X64, "jo");
    for (index, stub) in stubs.iter().enumerate() {
        // The number of the trap has the highest bit; the maps are numbered from 0.
        let number =
            u32::from_le_bytes(stub[0].bytes[stub[0].bytes.len() - 4..].try_into().unwrap());
        assert!(stub[0].text.contains("r11d"), "{}", stub[0].text);
        match index {
            0 => assert_eq!(number >> 31, 1, "{}", stub[0].text),
            _ => assert!(number == 0 || stub[0].text.starts_with("xor"), "{}", stub[0].text),
        }
        assert!(stub[1].text.starts_with("call"), "{}", stub[1].text);
        calls_handler(&code, stub[1].offset + 1, RelocKind::X64Relative32);
    }
    // The first goes on at the epilogue, which may stand behind the last.
    let first = stubs.iter().min_by_key(|stub| stub[0].offset).unwrap();
    assert!(first[2].text.starts_with("jmp"), "{}", first[2].text);
    assert_eq!(stubs[0].last().unwrap().text, "ret");
}

#[test]
fn exercise_3_5_on_a64() {
    let (code, stubs) = stubs(Isa::A64, "b.");
    for stub in &stubs {
        // It calls nothing else, so the address to return to is in x30 only.
        assert_eq!(stub[0].text, "mov x17, x30");
        let call = stub.iter().position(|line| line.text.starts_with("bl")).expect("no call");
        let number = &stub[1..call];
        assert!(!number.is_empty() && number.iter().all(|line| line.text.contains("16, ")));
        calls_handler(&code, stub[call].offset, RelocKind::A64Call26);
    }
    assert_eq!(stubs[0].last().unwrap().text, "ret x17");
}

#[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), unix))]
#[test]
fn exercise_3_5_leaving() {
    use stage3::link::memory::{Outcome, link};
    let module = parse::module(EXITS).unwrap();
    let image = link(&module, Options::new(Isa::host().unwrap()), &|_| None).unwrap();
    let func = module.function("f").unwrap();
    let call = |one: u64, other: u64| {
        // SAFETY: the function accesses no memory.
        match unsafe { image.call(func, &[one, other]) } {
            Outcome::Return(values) => format!("{values:?}"),
            Outcome::Exit(exit) => format!("{:?}", exit.exit),
        }
    };
    assert_eq!(call(2, 3), "[15]");
    assert_ne!(call(1 << 62, 1 << 62), call(1 << 61, 1 << 61), "two exits");
    assert!(!call(1 << 61, 1 << 61).starts_with('['), "the product does not fit");
}

// --- 3.6: liveness ----------------------------------------------------------------------------------

/// By the textbook: a set for each block, until nothing changes.
fn live_in(function: &LFunction) -> Vec<BTreeSet<VReg>> {
    let mut live: Vec<BTreeSet<VReg>> = vec![BTreeSet::new(); function.blocks.len()];
    loop {
        let mut is_done = true;
        for block in function.block_ids().collect::<Vec<_>>().into_iter().rev() {
            let data = function.block(block);
            let successors = data.successors.iter();
            let mut set: BTreeSet<VReg> =
                successors.flat_map(|to| live[to.0 as usize].iter().copied()).collect();
            set.extend(&data.arguments);
            for inst in function.block_insts(block).collect::<Vec<_>>().into_iter().rev() {
                let (uses, definitions): (Vec<&Operand>, Vec<&Operand>) =
                    function.operands(inst).iter().partition(|operand| operand.is_use());
                definitions.iter().for_each(|operand| {
                    set.remove(&operand.vreg);
                });
                set.extend(uses.iter().map(|operand| operand.vreg));
            }
            data.params.iter().for_each(|param| {
                set.remove(param);
            });
            is_done &= live[block.0 as usize] == set;
            live[block.0 as usize] = set;
        }
        if is_done {
            return live;
        }
    }
}

#[test]
fn exercise_3_6_as_by_iteration() {
    for seed in 0..200 {
        let function = function(seed, 5 + seed as usize % 120);
        let intervals = Intervals::new(&function);
        let expected = live_in(&function);
        for block in function.block_ids() {
            let data = function.block(block);
            let start = 4 * data.insts.start;
            let is_live = |vreg: &VReg| {
                let ranges = intervals.interval(*vreg).ranges;
                ranges.iter().any(|range| range.from <= start && start < range.to)
            };
            let all = (0..function.vregs.len() as u32).map(VReg);
            let found: BTreeSet<VReg> =
                all.filter(|vreg| is_live(vreg) && !data.params.contains(vreg)).collect();
            assert_eq!(found, expected[block.0 as usize], "seed {seed}: into {block}");
        }
    }
}

#[test]
fn exercise_3_6_a_loop_that_does_not_use_it() {
    let mut builder = Builder::default();
    builder.block();
    let waiting = builder.vreg(RegClass::Int);
    builder.inst(&[Operand::defining(waiting, Constraint::Register)]);
    let (header, body, behind) = (builder.block(), builder.block(), builder.block());
    builder.jump(header, &[]);
    builder.current = header;
    builder.branch(&[], [body, behind]);
    builder.current = body;
    builder.jump(header, &[]);
    builder.current = behind;
    builder.inst(&[Operand::using(waiting, Constraint::Any)]);
    let function = builder.finish_in_order();
    let intervals = Intervals::new(&function);
    let ranges = intervals.interval(waiting).ranges;
    // One range: it is alive around the loop, in which nobody reads it.
    assert_eq!(ranges.len(), 1, "{ranges:?}");
    let last = function.block(stage3::lir::LBlock(behind as u32)).insts.start;
    assert!(ranges[0].to > 4 * last, "{ranges:?}");
}

// --- 3.7: short jumps -------------------------------------------------------------------------------

/// A loop with stores in it, so many of seven bytes and of four.
fn around([long, short]: [usize; 2], is_tested_first: bool) -> String {
    let mut stores = String::new();
    for index in 0..long {
        stores += &format!("  store v2, v1 + {}\n", 4096 + 8 * index);
    }
    for index in 0..short {
        stores += &format!("  store v2, v1 + {}\n", 8 + 8 * index);
    }
    let enters = "function @f(v0: i64, v1: ptr) -> i64 {\nblock0(v0: i64, v1: ptr):\n  \
                  jump block1(v0)\nblock1(v2: i64):\n";
    let counts = "  v3: i64 = isub v2, 1\n  v4: i8 = icmp ne v3, 0\n";
    match is_tested_first {
        true => format!(
            "{enters}{counts}  br v4, block2, block3\nblock2:\n{stores}  jump block1(v3)\n\
             block3:\n  return v3\n}}\n"
        ),
        false => format!(
            "{enters}{stores}{counts}  br v4, block1(v3), block2\nblock2:\n  return v3\n}}\n"
        ),
    }
}

/// The length of the jump back, and how far it goes.
fn jump_back(stores: [usize; 2], is_tested_first: bool) -> (usize, i64) {
    let code = compiled(&around(stores, is_tested_first), Isa::X64);
    let lines = lines(&code, Isa::X64);
    let mnemonic = if is_tested_first { "jmp" } else { "jn" };
    let jump = lines.iter().find(|line| line.text.starts_with(mnemonic)).unwrap();
    (jump.bytes.len(), target(jump) - (jump.offset + jump.bytes.len()) as i64)
}

/// Where a jump goes.
fn target(jump: &Line) -> i64 {
    let (_, to) = jump.text.rsplit_once("0x").unwrap();
    i64::from_str_radix(to, 16).unwrap()
}

#[test]
fn exercise_3_7_near_and_far() {
    for is_tested_first in [false, true] {
        let long_form = if is_tested_first { 5 } else { 6 };
        // What the distance is, or would be, from behind a jump of two bytes.
        let mut distances = BTreeSet::new();
        for stores in (10..22).flat_map(|long| (0..7).map(move |short| [long, short])) {
            let (bytes, distance) = jump_back(stores, is_tested_first);
            let from_short = distance + bytes as i64 - 2;
            distances.insert(from_short);
            let is_near = from_short >= -128;
            assert_eq!(bytes, if is_near { 2 } else { long_form }, "a jump by {from_short}");
        }
        let around_the_limit: Vec<i64> = (-133..=-125).collect();
        let met = around_the_limit.iter().filter(|one| distances.contains(one));
        assert_eq!(met.count(), around_the_limit.len(), "{distances:?}");
    }
}

#[test]
fn exercise_3_7_jumps_that_others_go_over() {
    // Many branches in a row, to one place: those near it are short.
    let mut text = String::from("function @f(v0: i64) -> i64 {\nblock0(v0: i64):\n  jump block1\n");
    for block in 1..100 {
        let next = block + 1;
        text += &format!(
            "block{block}:\n  v{block}: i8 = icmp eq v0, {}\n  br v{block}, block200, block{next}\n",
            1000 + block
        );
    }
    text += "block100:\n  jump block200\nblock200:\n  return v0\n}\n";
    let code = compiled(&text, Isa::X64);
    let lines = lines(&code, Isa::X64);
    let jumps: Vec<&Line> = lines.iter().filter(|line| line.text.starts_with("je")).collect();
    assert_eq!(jumps.len(), 98);
    let first_short = jumps.iter().position(|line| line.bytes.len() == 2).expect("none is short");
    assert!(jumps[first_short..].iter().all(|line| line.bytes.len() == 2));
    assert!(jumps[..first_short].iter().all(|line| line.bytes.len() == 6));
    assert!((5..=20).contains(&(98 - first_short)), "{} are short", 98 - first_short);
}

#[test]
fn exercise_3_7_forward_and_near_and_far() {
    let mut distances = BTreeSet::new();
    for [long, short] in (11..20).flat_map(|long| (0..7).map(move |short| [long, short])) {
        // Whichever way is laid out first, the jump to the other goes over it.
        let mut way = String::new();
        for index in 0..long {
            way += &format!("  store v0, v1 + {}\n", 4096 + 8 * index);
        }
        for index in 0..short {
            way += &format!("  store v0, v1 + {}\n", 8 + 8 * index);
        }
        let text = format!(
            "function @f(v0: i64, v1: ptr) -> i64 {{\nblock0(v0: i64, v1: ptr):\n  \
             v2: i8 = icmp eq v0, 7\n  br v2, block1, block2\n\
             block1:\n{way}  return v0\nblock2:\n{way}  return v0\n}}\n"
        );
        let lines = lines(&compiled(&text, Isa::X64), Isa::X64);
        let jump = lines.iter().find(|line| line.text.starts_with('j')).unwrap();
        let distance = target(jump) - (jump.offset + jump.bytes.len()) as i64;
        distances.insert(distance);
        assert_eq!(jump.bytes.len(), if distance <= 127 { 2 } else { 6 }, "a jump by {distance}");
    }
    assert!((124..=131).all(|one| distances.contains(&one)), "{distances:?}");
}

#[test]
fn exercise_3_7_what_stands_behind_moves_by_what_was_cut_out() {
    let text = "function @f(v0: i64, v1: ptr) -> i64 {
         block0(v0: i64, v1: ptr):
           jump block1(v0)
         block1(v2: i64):
           v3: i8 = icmp sgt v2, 7
           br v3, block2, block3
         block2:
           store v2, v1 + 8
           jump block4
         block3:
           store v2, v1 + 16
           jump block4
         block4:
           v4: i64 = isub v2, 1
           v5: i8 = icmp ne v4, 0
           br v5, block1(v4), block5
         block5:
           return v4
         }
        ";
    let lines = lines(&compiled(text, Isa::X64), Isa::X64);
    let offsets: BTreeSet<i64> = lines.iter().map(|line| line.offset as i64).collect();
    let jumps: Vec<&Line> = lines.iter().filter(|line| line.text.starts_with('j')).collect();
    assert!(jumps.iter().any(|line| line.text.starts_with("jmp")), "{lines:#?}");
    for jump in jumps {
        assert!(offsets.contains(&target(jump)), "{} in {lines:#?}", jump.text);
    }
}
