//! Three mistakes, planted on the way to one back end, are found by the other.
//!
//! A miscompilation is a wrong rewriting that is right for almost all numbers. So each is planted as one: a copy of the module
//! is rewritten before LLVM sees it, stage 3 compiles the original, and random modules run through both. The test
//! says how many it took; a mistake that ran through all of them would make the test fail.
#![cfg(all(target_arch = "x86_64", unix))]

use stage2::condition::IntCondition;
use stage2::interpret::{Interpreter, Limits, NoHost, Outcome as Interpreted};
use stage2::ir::{InstData, Module};
use stage2::opcode::Opcode;
use stage3::Isa;
use stage3::compile::Options;
use stage3::link::memory::{self, Image, Outcome};
use stage5::optimise::Level;
use stage5::run::link;

#[allow(dead_code)] // the comparison with the interpreter is not needed here
#[path = "../../stage3-regalloc/tests/random_modules/mod.rs"]
mod random_modules;
use random_modules::{ARGUMENTS, module};

/// How many modules are tried.
const MODULES: u64 = 400;

// ANCHOR: bugs
/// Python's `//` rounds down, C's `/` towards zero: the same for all positive numbers.
fn wrong_rounding(data: InstData) -> Option<InstData> {
    match data {
        InstData::BinaryImm { opcode: Opcode::SdivFloor, arg, imm } => {
            Some(InstData::BinaryImm { opcode: Opcode::Sdiv, arg, imm })
        }
        InstData::BinaryExit { opcode: Opcode::SdivFloor, args, exit } => {
            Some(InstData::BinaryExit { opcode: Opcode::Sdiv, args, exit })
        }
        _ => None,
    }
}

/// "This sum cannot overflow": but it can.
fn forgotten_overflow(data: InstData) -> Option<InstData> {
    match data {
        InstData::BinaryExit { opcode: Opcode::IaddChecked, args, .. } => {
            Some(InstData::Binary { opcode: Opcode::Iadd, args })
        }
        InstData::BinaryImmExit { opcode: Opcode::IaddChecked, arg, imm, .. } => {
            Some(InstData::BinaryImm { opcode: Opcode::Iadd, arg, imm: imm.into() })
        }
        _ => None,
    }
}

/// A signed comparison where an unsigned one stood.
fn wrong_signedness(data: InstData) -> Option<InstData> {
    let wrong = |condition| match condition {
        IntCondition::Ult => Some(IntCondition::Slt),
        IntCondition::Ule => Some(IntCondition::Sle),
        IntCondition::Ugt => Some(IntCondition::Sgt),
        IntCondition::Uge => Some(IntCondition::Sge),
        _ => None,
    };
    match data {
        InstData::Icmp { condition, args } => {
            Some(InstData::Icmp { condition: wrong(condition)?, args })
        }
        InstData::IcmpImm { condition, arg, imm } => {
            Some(InstData::IcmpImm { condition: wrong(condition)?, arg, imm })
        }
        _ => None,
    }
}
// ANCHOR_END: bugs

/// Rewrites what the mistake applies to; false if there is nothing.
fn plant(module: &mut Module, mistake: fn(InstData) -> Option<InstData>) -> bool {
    let mut is_planted = false;
    for decl in module.functions.values_mut() {
        let Some(body) = &mut decl.body else { continue };
        for block in body.layout.clone() {
            for inst in body.blocks[block].insts.clone() {
                if let Some(wrong) = mistake(body.insts[inst]) {
                    body.insts[inst] = wrong;
                    is_planted = true;
                }
            }
        }
    }
    is_planted
}

fn call(image: &mut Image, module: &Module, arguments: &[u64]) -> Option<Outcome> {
    // A mistake can turn a right program into one that runs for ever or leaves its memory: only the interpreter
    // may find that out.
    let main = module.function("main")?;
    let limits = Limits { fuel: 200_000, arena: 0, ..Limits::default() };
    let mut interpreter = Interpreter::new(module, limits).ok()?;
    if let Interpreted::Stopped(_) = interpreter.call(main, arguments, &mut NoHost) {
        return None;
    }
    image.fill_data();
    // SAFETY: the interpreter has found all accesses right, and that the run comes to its end.
    Some(unsafe { image.call(main, arguments) })
}

/// Do two runs end differently? Floating-point results are left out: a NaN may have any payload.
fn differ(a: &Outcome, b: &Outcome) -> bool {
    match (a, b) {
        (Outcome::Return(a), Outcome::Return(b)) => a[0] != b[0],
        (Outcome::Exit(a), Outcome::Exit(b)) => (a.function, a.exit) != (b.function, b.exit),
        _ => true,
    }
}

/// How many modules with the mistake it takes until the back ends differ.
fn hunt(mistake: fn(InstData) -> Option<InstData>) -> Option<u64> {
    let options = Options::new(Isa::X64);
    let mut tried = 0;
    for number in 0..MODULES {
        let Some(right) = module(number) else { continue };
        let mut wrong = right.clone();
        if !plant(&mut wrong, mistake) {
            continue;
        }
        tried += 1;
        let mut ours = memory::link(&right, options, &|_| None).unwrap();
        let mut theirs = link(&wrong, Level::O0, options, &|_| None).unwrap();
        for arguments in &ARGUMENTS {
            let runs = (call(&mut ours, &right, arguments), call(&mut theirs, &wrong, arguments));
            if let (Some(a), Some(b)) = runs
                && differ(&a, &b)
            {
                return Some(tried);
            }
        }
    }
    None
}

/// What a mistake makes of an instruction that it applies to.
type Mistake = fn(InstData) -> Option<InstData>;

#[test]
fn planted_mistakes_are_found() {
    let mistakes: [(&str, Mistake); 3] = [
        ("a wrong rounding", wrong_rounding),
        ("a forgotten overflow", forgotten_overflow),
        ("a wrong signedness", wrong_signedness),
    ];
    for (name, mistake) in mistakes {
        let tried = hunt(mistake).unwrap_or_else(|| panic!("{name} was not found"));
        println!("{name}: found by module {tried} that has it");
    }
}
