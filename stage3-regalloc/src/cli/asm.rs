//! `asm`: source line, IR, machine code and where the values are, side by side.

use std::path::PathBuf;

use clap::Args;
use rustc_hash::{FxHashMap, FxHashSet};
use stage2::entity::{FuncRef, Inst};
use stage2::ir::{Function, Module};
use stage2::text::print::{Name, inst};
use stage3::allocate::Allocation;
use stage3::compile::{CompiledFunction, Options, Reloc, Symbol, compile};
use stage3::isa::registers;

use super::input::{Compilation, load, put};
use super::{python, python_asm};

/// What to show.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(super) python: python::Arguments,
    /// A Python program, .py or .pyc, of which its hot functions are shown after it has run; or a
    /// file with IR.
    pub(super) file: PathBuf,
    /// Only the function of this name; that of a Python program is shown even if it never got hot.
    #[arg(long, value_name = "NAME")]
    pub(super) func: Option<String>,
    /// The LIR before and after allocation, the bare machine code, and what was counted.
    #[arg(long)]
    pub(super) lir: bool,
    #[command(flatten)]
    pub(super) compilation: Compilation,
}

pub(crate) fn asm(arguments: Arguments) -> Result<(), String> {
    if python::is_python(&arguments.file) {
        return python_asm::asm(arguments);
    }
    let mut module = load(&arguments.file)?;
    arguments.compilation.optimise(&mut module)?;
    let options = Options { keep_dumps: true, ..arguments.compilation.options()? };
    let funcs: Vec<FuncRef> = match &arguments.func {
        Some(name) => vec![
            module
                .find(Some(name))
                .map_err(|what| format!("{}: {what}", arguments.file.display()))?,
        ],
        None => module.functions.keys().collect(),
    };
    for func in funcs {
        let decl = &module.functions[func];
        let Some(body) = &decl.body else { continue };
        let compiled = compile(&module, &decl.signature, body, options)
            .map_err(|error| format!("{}: {error}", Name(&decl.name)))?;
        if let (true, Some(text)) = (arguments.lir, lir(&compiled, options)) {
            put(&text);
            continue;
        }
        put(&format!("{}{}\n", Name(&decl.name), decl.signature));
        put(&listing(&module, body, &compiled, options, &|_| Vec::new()));
    }
    Ok(())
}

/// The LIR before and after allocation, the bare machine code, and what was counted.
pub(super) fn lir(compiled: &CompiledFunction, options: Options) -> Option<String> {
    let [before, after] = compiled.dumps.as_ref()?;
    let code = &compiled.code[..compiled.code_end as usize];
    let lines = stage0::listing::disassemble(code, 0, options.isa);
    let code = stage0::listing::render(&lines);
    Some(format!("{before}\n{after}\n{code}{:?}\n\n", compiled.stats))
}

/// The machine code, and beside the first line of what an instruction became, the instruction. Above, where
/// the source line changes, what `lines` has to say about it.
pub(super) fn listing(
    module: &Module,
    body: &Function,
    compiled: &CompiledFunction,
    options: Options,
    lines: &dyn Fn(u32) -> Vec<String>,
) -> String {
    let homes = homes(compiled, options);
    let mut heads = heads(module, body, compiled);
    let code = &compiled.code[..compiled.code_end as usize];
    let mut marks = compiled.source_map.iter().peekable();
    let mut current = None;
    let mut current_line = 0;
    let mut out = String::new();
    for line in stage0::listing::disassemble(code, 0, options.isa) {
        let mut left = String::new();
        let mut right = String::new();
        while let Some((_, origin)) = marks.next_if(|(at, _)| *at as usize <= line.offset) {
            if *origin == current {
                continue;
            }
            current = *origin;
            let of_source = origin.map_or(0, |one| body.locations[one].line);
            if of_source != 0 && of_source != current_line {
                current_line = of_source;
                lines(of_source).iter().for_each(|line| out += &format!("{}\n", line.trim_end()));
            }
            for head in origin.and_then(|one| heads.remove(&one)).unwrap_or_default() {
                out += &format!("{head}\n");
            }
            left = origin.map_or(String::new(), |one| source(module, body, one));
            right = origin.and_then(|one| homes.get(&one).cloned()).unwrap_or_default();
        }
        let mut code = line.text;
        let relocs = compiled.relocs.iter().skip_while(|one| (one.offset as usize) < line.offset);
        let inside = |one: &&Reloc| (one.offset as usize) < line.offset + line.bytes.len();
        for reloc in relocs.take_while(inside) {
            code += &format!(" → {}", symbol(module, reloc.target));
        }
        let text = format!("{left:44} {:5x}  {code:36} {right}", line.offset);
        out += text.trim_end();
        out.push('\n');
    }
    out.push('\n');
    out
}

fn symbol(module: &Module, target: Symbol) -> String {
    match target {
        Symbol::Function(func) => Name(&module.functions[func].name).to_string(),
        Symbol::Data(data) => Name(&module.data[data].name).to_string(),
        Symbol::ExitHandler => "exit handler".to_string(),
    }
}

/// What is shown before the code of an instruction: the block that it begins, and instructions that have
/// no code of their own because they were folded into it or a later one.
fn heads(
    module: &Module,
    body: &Function,
    compiled: &CompiledFunction,
) -> FxHashMap<Inst, Vec<String>> {
    let has_code: FxHashSet<Inst> =
        compiled.source_map.iter().filter_map(|(_, origin)| *origin).collect();
    let mut heads: FxHashMap<Inst, Vec<String>> = FxHashMap::default();
    for &block in &body.layout {
        let params = body.blocks[block].params.iter();
        let params: Vec<String> = params.map(|one| format!("{one}: {}", body.ty(*one))).collect();
        let mut lines = vec![format!("{block}({}):", params.join(", "))];
        for &one in &body.blocks[block].insts {
            if has_code.contains(&one) {
                heads.insert(one, std::mem::take(&mut lines));
            } else {
                lines.push(source(module, body, one));
            }
        }
    }
    heads
}

/// An instruction of the IR, and the source line it comes from.
fn source(module: &Module, body: &Function, one: Inst) -> String {
    let text = inst(Some(module), body, one);
    let location = body.locations[one];
    let text = text.split('!').next().unwrap_or("").trim().to_string();
    match location.line {
        0 => text,
        line => format!("{line:4}: {text}"),
    }
}

/// For every instruction of the IR, where its operation leaves its results, as `v1 in rax`.
fn homes(compiled: &CompiledFunction, options: Options) -> FxHashMap<Inst, String> {
    let mut homes: FxHashMap<Inst, String> = FxHashMap::default();
    let Some(allocated) = &compiled.allocated else { return homes };
    let (_, name) = registers(options.isa);
    let (function, output) = &**allocated;
    for index in 0..function.insts.len() {
        let one = stage3::lir::LInst(index as u32);
        let Some(origin) = function.inst(one).origin else { continue };
        for (operand, place) in function.operands(one).iter().zip(output.places(function, one)) {
            let Some(value) = function.vregs[operand.vreg.0 as usize].value else { continue };
            if operand.is_use() {
                continue;
            }
            let place = match place {
                Allocation::Register(register) => name(*register).to_string(),
                other => other.to_string(),
            };
            let text = homes.entry(origin).or_default();
            *text += &format!("{}{value} in {place}", if text.is_empty() { "; " } else { ", " });
        }
    }
    homes
}
