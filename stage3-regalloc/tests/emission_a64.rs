//! AArch64 code read back by a decoder that is not ours: every word is a valid instruction of the kind
//! that is meant, branches lead into the function, and constants are read from behind it. And code for
//! large functions, whose branches do not reach, is made in linear time. Runs on any machine; that the
//! code does what it should is tested on AArch64 itself, or in an emulator.

use std::path::Path;

use stage0::listing::{Line, disassemble};
use stage2::cpu_time::thread_time;
use stage2::ir::Module;
use stage2::text::parse;
use stage3::Isa;
use stage3::allocate::{Algorithm, allocate};
use stage3::compile::{CompiledFunction, Options, RelocKind, compile};
use stage3::isa::{Machine, a64::A64};
use stage3::lower::{Lower, Source};

mod far;

fn decoded(code: &CompiledFunction) -> Vec<Line> {
    disassemble(&code.code[..code.code_end as usize], 0, Isa::A64)
}

/// The address at the end of a line, if it has one.
fn address(line: &Line) -> Option<u64> {
    let (_, number) = line.text.rsplit_once("0x")?;
    u64::from_str_radix(number, 16).ok()
}

/// What is wrong with a function's code.
fn complaints(code: &CompiledFunction) -> Vec<String> {
    let lines = decoded(code);
    let mut wrong = Vec::new();
    if lines.len() * 4 != code.code_end as usize {
        wrong.push(format!("{} words for {} bytes", lines.len(), code.code_end));
    }
    let end = u64::from(code.code_end);
    for line in &lines {
        let at = format!("{:#x}: {}", line.offset, line.text);
        let name = line.text.split(' ').next().unwrap_or_default();
        let relocated = code.relocs.binary_search_by_key(&(line.offset as u32), |one| one.offset);
        match (name, relocated) {
            ("(bad)" | "udf" | "hlt" | "brk" | "svc" | "nop", _) => {
                wrong.push(format!("{at}: unexpected"));
            }
            ("bl", Ok(reloc)) if code.relocs[reloc].kind == RelocKind::A64Call26 => {}
            ("adrp", Ok(reloc)) if code.relocs[reloc].kind == RelocKind::A64Page21 => {}
            ("add", Ok(reloc)) if code.relocs[reloc].kind == RelocKind::A64Low12 => {}
            ("bl" | "adrp", _) | (_, Ok(_)) => wrong.push(format!("{at}: relocation")),
            ("b" | "cbz" | "cbnz" | "tbz" | "tbnz", _)
                if address(line).is_none_or(|to| to >= end) =>
            {
                wrong.push(format!("{at}: leads out of the function"));
            }
            (name, _) if name.starts_with("b.") && address(line).is_none_or(|to| to >= end) => {
                wrong.push(format!("{at}: leads out of the function"));
            }
            ("ldr", _) if !line.text.contains('[') => {
                let bytes = code.code.len() as u64;
                if address(line).is_none_or(|from| from < end || from + 8 > bytes) {
                    wrong.push(format!("{at}: reads what is no constant"));
                }
            }
            _ => {}
        }
    }
    wrong
}

#[test]
fn everything_decodes() {
    let roots = ["../stage2-ssa-opt/filetests/run", "../stage2-ssa-opt/filetests/opt", "examples"];
    let mut paths: Vec<std::path::PathBuf> =
        roots.iter().map(|root| Path::new(env!("CARGO_MANIFEST_DIR")).join(root)).collect();
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
        for decl in module.functions.values() {
            let Some(body) = &decl.body else { continue };
            let (name, path) = (&decl.name, path.display());
            let code = compile(&module, &decl.signature, body, Options::new(Isa::A64))
                .unwrap_or_else(|error| panic!("{path}: @{name}: {error}"));
            functions += 1;
            let wrong = complaints(&code);
            assert!(wrong.is_empty(), "{path}: @{name}\n{}", wrong.join("\n"));
        }
    }
    assert!(functions > 250, "{functions}");
}

/// The instructions of a function, without the labels of its listing's columns.
fn listing(text: &str) -> Vec<String> {
    let module = parse::module(text).unwrap();
    let (_, decl) = module.functions.iter().next().unwrap();
    let body = decl.body.as_ref().unwrap();
    let code = compile(&module, &decl.signature, body, Options::new(Isa::A64)).unwrap();
    assert_eq!(complaints(&code), Vec::<String>::new());
    decoded(&code).into_iter().map(|line| line.text).collect()
}

/// Does a function of these lines have an instruction with that beginning and that end? Registers are
/// the allocator's.
fn has(name: &str, end: &str, params: &str, lines: &str) {
    let text = format!("function @f({params}) -> i64 {{\n{lines}\n}}\n");
    let all = listing(&text);
    let found = all.iter().any(|line| line.starts_with(name) && line.ends_with(end));
    assert!(found, "no {name} … {end} in\n{}", all.join("\n"));
}

#[test]
fn the_largest_match() {
    let two = "v0: i64, v1: i64";
    let body = |lines: &str| {
        format!("block0(v0: i64, v1: i64):\n  {}\n  return v9", lines.replace("; ", "\n  "))
    };
    let has = |name, end, lines: &str| has(name, end, two, &body(lines));
    has("madd ", "", "v2: i64 = imul v0, v1; v9: i64 = iadd v2, v0");
    has("msub ", "", "v2: i64 = imul v0, v1; v9: i64 = isub v0, v2");
    has("add ", "lsl #3", "v2: i64 = shl v1, 3; v9: i64 = iadd v0, v2");
    has("sub ", "asr #7", "v2: i64 = ashr v1, 7; v9: i64 = isub v0, v2");
    has("add ", "sxtb", "v2: i8 = trunc v1; v3: i64 = sext v2; v9: i64 = iadd v0, v3");
    has("sub ", "#5", "v9: i64 = iadd v0, -5");
    has("and ", "", "v9: i64 = and v0, 1085102592571150095");
    has("bic ", "", "v2: i64 = not v1; v9: i64 = and v0, v2");
    has("ubfx ", "", "v2: i64 = lshr v0, 5; v9: i64 = and v2, 63");
    has("smulh ", "", "v9: i64 = smulhi v0, v1");
    has(
        "csinc ",
        "",
        "v2: i8 = icmp slt v0, v1; v3: i64 = iadd v1, 1; v9: i64 = select v2, v0, v3",
    );
}

#[test]
fn a_frame_is_made_where_it_is_needed() {
    let lines = listing(include_str!("../examples/fib.ir"));
    let first = |wanted: &str| lines.iter().position(|line| line.starts_with(wanted));
    // A branch, the prologue, a call.
    assert!(first("b.") < first("stp") && first("stp") < first("bl "), "{}", lines.join("\n"));
    assert!(lines.iter().filter(|line| line.starts_with("ret")).count() > 1);
}

fn timed(module: &Module) -> (f64, CompiledFunction) {
    let (_, decl) = module.functions.iter().next().unwrap();
    let function = decl.body.as_ref().unwrap();
    let source = Source { module, signature: &decl.signature, function };
    let start = thread_time();
    let lowered = A64::select(Lower::new(&source).unwrap()).unwrap();
    let selected = thread_time() - start;
    let algorithm = Algorithm::SpillEverything;
    let output = allocate(&lowered.function, A64::environment(), algorithm).unwrap();
    let emitting = thread_time();
    let code = A64::emit(&source, &lowered, &output, 0).unwrap();
    ((selected + (thread_time() - emitting)).as_secs_f64(), code)
}

#[test]
fn large_functions_take_linear_time_and_branches_reach() {
    // The same code is made on every machine, and in an emulator it takes minutes.
    if std::env::var_os("STAGE_RUNNER").is_some() {
        return;
    }
    let module = |size| parse::module(&far::function(size)).unwrap();
    let (small_time, small) = timed(&module(12_500));
    let (time, large) = timed(&module(100_000));
    println!("for 100,000 instructions: {time} s without allocation");
    // Eight times the size; linear is 8, quadratic is 64. 2.4 per doubling is 14, and the large one is
    // emitted twice.
    let ratio = time / small_time;
    assert!(ratio < 32.0, "{ratio:.1} times as long for 8 times as much");
    assert!(small.code_end < 1 << 20 && large.code_end > 1 << 20);
    assert_eq!(complaints(&small), Vec::<String>::new());
    assert_eq!(complaints(&large), Vec::<String>::new());
}
