//! Machine code read back by a decoder that is not ours: everything is a valid instruction, one ends
//! where the next begins, nothing is in it that no operation should give, and jumps lead to the
//! beginnings of instructions. And code for large functions is made in linear time.

use std::collections::BTreeSet;
use std::time::Duration;

use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic, OpKind, Register};
use stage2::builder::FunctionBuilder;
use stage2::condition::IntCondition;
use stage2::cpu_time::thread_time;
use stage2::entity::Value;
use stage2::ir::{Module, Signature, TrapCode, Type};
use stage2::opcode::Opcode;
use stage2::text::parse;
use stage3::Isa;
use stage3::allocate::{Algorithm, allocate};
use stage3::compile::{CompiledFunction, CpuFeatures, Options, compile};
use stage3::isa::{Machine, x64::X64};
use stage3::lower::{Lower, Source};

fn options(features: CpuFeatures) -> Options {
    Options { features, ..Options::new(Isa::X64) }
}

/// Everything that a processor may have.
const ALL: CpuFeatures = CpuFeatures { sse41: true, popcnt: true, fma: true };

fn decoded(code: &CompiledFunction) -> Vec<Instruction> {
    let bytes = &code.code[..code.code_end as usize];
    Decoder::with_ip(64, bytes, 0, DecoderOptions::NONE).into_iter().collect()
}

/// What is wrong with a function's code.
fn complaints(code: &CompiledFunction) -> Vec<String> {
    let instructions = decoded(code);
    let mut wrong = Vec::new();
    let starts: BTreeSet<u64> = instructions.iter().map(Instruction::ip).collect();
    let end = instructions.last().map_or(0, Instruction::next_ip);
    if end != u64::from(code.code_end) {
        wrong.push(format!("the last instruction ends at {end:#x}, not {:#x}", code.code_end));
    }
    let relocated = |instruction: &Instruction| {
        let bytes = instruction.ip()..instruction.next_ip();
        let first = code.relocs.partition_point(|reloc| u64::from(reloc.offset) < bytes.start);
        code.relocs.get(first).is_some_and(|reloc| bytes.contains(&u64::from(reloc.offset)))
    };
    for instruction in &instructions {
        use Mnemonic::*;
        let at = format!("{:#x}: {instruction}", instruction.ip());
        if instruction.is_invalid() {
            wrong.push(format!("{at}: no instruction"));
        }
        if matches!(instruction.mnemonic(), Int | Int3 | Hlt | In | Out | Syscall | Fld | Leave) {
            wrong.push(format!("{at}: unexpected"));
        }
        let is_near = instruction.op_count() > 0 && instruction.op0_kind() == OpKind::NearBranch64;
        let jumps = matches!(
            instruction.flow_control(),
            FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch
        );
        if is_near && jumps {
            let target = instruction.near_branch_target();
            if !starts.contains(&target) {
                wrong.push(format!("{at}: leads into an instruction"));
            }
            // A jump that could be short is. Those taken from operations are.
            let distance = target as i64 - instruction.next_ip() as i64;
            if instruction.len() > 2 && (-100..100).contains(&distance) {
                wrong.push(format!("{at}: is too long"));
            }
        }
        if instruction.is_ip_rel_memory_operand() && !relocated(instruction) {
            let target = instruction.ip_rel_memory_address();
            if target < end || target >= code.code.len() as u64 {
                wrong.push(format!("{at}: reads what is no constant"));
            }
        }
    }
    wrong.extend(wrong_frames(code, &instructions));
    for reloc in &code.relocs {
        if starts.contains(&u64::from(reloc.offset)) {
            wrong.push(format!("the relocation at {:#x} is an opcode", reloc.offset));
        }
    }
    for (offset, _) in &code.source_map {
        if !starts.contains(&u64::from(*offset)) && u64::from(*offset) != end {
            wrong.push(format!("the source map names {offset:#x}, where no instruction begins"));
        }
    }
    wrong
}

/// Where the table of frames says something else than what the instructions do: a walk along all ways
/// through the code. What is behind a jump table is not walked through, nor a frame of several pages.
fn wrong_frames(code: &CompiledFunction, instructions: &[Instruction]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    // From where, how far the stack pointer is below the caller's, and how many registers are saved.
    let mut ways = vec![(0, 8, 0)];
    while let Some((ip, mut distance, mut saved)) = ways.pop() {
        let Ok(at) = instructions.binary_search_by_key(&ip, Instruction::ip) else { continue };
        if code.frame_bytes >= 4096 || !seen.insert(ip) {
            continue;
        }
        let instruction = &instructions[at];
        let behind = code.frame_rows.partition_point(|row| u64::from(row.offset) <= ip);
        let row = &code.frame_rows[behind - 1];
        if (i64::from(row.distance), row.saved) != (distance, saved) {
            wrong.push(format!("{ip:#x}: {instruction}: {distance}, {saved} saved, but {row:?}"));
        }
        let moves_stack = instruction.op0_register() == Register::RSP;
        match instruction.mnemonic() {
            Mnemonic::Push => (distance, saved) = (distance + 8, saved + 1),
            Mnemonic::Pop => (distance, saved) = (distance - 8, saved - 1),
            Mnemonic::Sub if moves_stack => distance += instruction.immediate(1) as i64,
            Mnemonic::Add if moves_stack => distance -= instruction.immediate(1) as i64,
            Mnemonic::Ret if distance != 8 => wrong.push(format!("{ip:#x}: returns to nowhere")),
            _ => {}
        }
        let flow = instruction.flow_control();
        let goes_on = !matches!(
            flow,
            FlowControl::UnconditionalBranch | FlowControl::IndirectBranch | FlowControl::Return
        );
        if matches!(flow, FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch) {
            ways.push((instruction.near_branch_target(), distance, saved));
        }
        if goes_on {
            ways.push((instruction.next_ip(), distance, saved));
        }
    }
    wrong
}

#[test]
fn a_frame_is_made_where_it_is_needed() {
    let module = parse::module(include_str!("../examples/fib.ir")).unwrap();
    let decl = module.functions.values().next().unwrap();
    let code =
        compile(&module, &decl.signature, decl.body.as_ref().unwrap(), options(ALL)).unwrap();
    let instructions = decoded(&code);
    let first = |wanted: Mnemonic| {
        instructions.iter().position(|one| one.mnemonic() == wanted).expect("it is there")
    };
    let is_branch = |one: &Instruction| one.flow_control() == FlowControl::ConditionalBranch;
    let branch = instructions.iter().position(is_branch).unwrap();
    assert!(branch < first(Mnemonic::Push) && first(Mnemonic::Push) < first(Mnemonic::Call));
    assert_eq!(complaints(&code), Vec::<String>::new());
}

#[test]
fn everything_decodes() {
    let roots = ["../stage2-ssa-opt/filetests/run", "../stage2-ssa-opt/filetests/opt", "examples"];
    let mut paths: Vec<std::path::PathBuf> = roots
        .iter()
        .map(|root| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(root))
        .collect();
    let mut functions = 0;
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        if path.extension().is_none_or(|extension| extension != "ir") {
            continue;
        }
        let Ok(module) = parse::module(&std::fs::read_to_string(&path).unwrap()) else { continue };
        for features in [ALL, CpuFeatures::BASELINE] {
            for decl in module.functions.values() {
                let Some(body) = &decl.body else { continue };
                let code = match compile(&module, &decl.signature, body, options(features)) {
                    Ok(code) => code,
                    Err(error) => {
                        let has_no_code = !features.fma && error.to_string().contains("`fma`");
                        assert!(has_no_code, "{}: @{}: {error}", path.display(), decl.name);
                        continue;
                    }
                };
                functions += 1;
                let wrong = complaints(&code);
                let name = &decl.name;
                assert!(wrong.is_empty(), "{}: @{name}\n{}", path.display(), wrong.join("\n"));
            }
        }
    }
    assert!(functions > 500, "{functions}");
}

/// A function of about so many instructions: arithmetic, memory, checks, loops and calls.
fn large(instructions: usize) -> Module {
    let mut module = Module::new();
    let signature = Signature::new(&[Type::I64, Type::F64, Type::Ptr], &[Type::I64]);
    let mut build = FunctionBuilder::new("large", signature);
    let params = build.params().to_vec();
    let trap = build.trap(TrapCode::Overflow);
    let mut values: Vec<Value> = vec![params[0]];
    let mut made = 0;
    while made < instructions {
        let left = values[values.len() - 1];
        let right = values[values.len() / 2 % 97 % values.len()];
        let sum = build.checked(Opcode::IaddChecked, left, right, trap);
        let product = build.binary(Opcode::Imul, sum, 3);
        let scaled = build.binary(Opcode::Shl, left, 3);
        let address = build.binary(Opcode::PtrAdd, params[2], scaled);
        let loaded = build.load(Type::I64, address, 8, stage2::ir::Region::ANY);
        let both = build.binary(Opcode::Xor, product, loaded);
        build.store(both, params[2], 16, stage2::ir::Region::ANY);
        let condition = build.icmp(IntCondition::Slt, both, 1000);
        let (then, join) = (build.block(&[]), build.block(&[Type::I64]));
        build.br(condition, (then, &[]), (join, &[both]));
        build.switch_to(then);
        let quotient = build.checked(Opcode::Sdiv, both, sum, trap);
        build.jump(join, &[quotient]);
        build.switch_to(join);
        values.push(build.block_params(join)[0]);
        made += 11;
    }
    build.ret(&[*values.last().unwrap()]);
    build.finish(&mut module).unwrap();
    module
}

/// Selection, allocation and emission, without what debug builds check.
fn timed(module: &Module) -> ([Duration; 3], CompiledFunction) {
    let (_, decl) = module.functions.iter().next().unwrap();
    let function = decl.body.as_ref().unwrap();
    let source = Source { module, signature: &decl.signature, function };
    let start = thread_time();
    let lowered = X64::select(Lower::new(&source).unwrap()).unwrap();
    let selected = thread_time();
    let algorithm = Algorithm::SpillEverything;
    let output = allocate(&lowered.function, X64::environment(), algorithm).unwrap();
    let allocated = thread_time();
    let code = X64::emit(&source, &lowered, &output, 0).unwrap();
    ([selected - start, allocated - selected, thread_time() - allocated], code)
}

#[test]
fn large_functions_take_linear_time() {
    // The same code is made on every machine, and in an emulator it takes minutes.
    if std::env::var_os("STAGE_RUNNER").is_some() {
        return;
    }
    let (small, large) = (large(12_500), large(100_000));
    let (small_times, _) = timed(&small);
    let (times, code) = timed(&large);
    println!("for 100,000 instructions: select, allocate, emit {times:?}");
    // Eight times the size; linear is 8, quadratic is 64. 2.4 per doubling is 14.
    let sum = |[select, _, emit]: [Duration; 3]| (select + emit).as_secs_f64();
    let ratio = sum(times) / sum(small_times);
    assert!(ratio < 24.0, "{ratio:.1} times as long for 8 times as much");
    assert!(complaints(&code).is_empty());
}

#[test]
fn a_shift_on_either_side_is_part_of_an_address() {
    for (left, right, scale) in [("v1", "v0", 2), ("v0", "v1", 2), ("v1", "v1", 2)] {
        for last in ["v2", "v3"] {
            let text = format!(
                "function @f(v0: i64) -> i64 {{\nblock0(v0: i64):\n  v1: i64 = shl v0, 1\n  \
                 v2: i64 = iadd {left}, {right}\n  v3: i64 = iadd v2, 1\n  return {last}\n}}\n"
            );
            let module = parse::module(&text).unwrap();
            let declared = module.functions.values().next().unwrap();
            let body = declared.body.as_ref().unwrap();
            let code = compile(&module, &declared.signature, body, options(ALL)).unwrap();
            let instructions = decoded(&code);
            let scales: Vec<u32> = instructions
                .iter()
                .filter(|one| one.mnemonic() == Mnemonic::Lea)
                .map(Instruction::memory_index_scale)
                .collect();
            assert!(scales.contains(&scale), "{text}: {scales:?}");
        }
    }
}
