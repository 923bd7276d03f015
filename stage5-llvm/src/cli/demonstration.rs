//! What happens without a verb: one function through both back ends, and who was faster at what.

use inkwell::context::Context;
use stage0::Isa;
use stage2::entity::FuncRef;
use stage2::ir::Module;
use stage2::text::parse;
use stage3::compile::{BackEnd, CompileError, Options, Own};
use stage3::link::memory::{self, Outcome};
use stage5::back_end::LlvmBackEnd;
use stage5::optimise::{self, Level};
use stage5::run::link;

use super::input::put;

const FIB: &str = include_str!("../../../stage3-regalloc/examples/fib.ir");

pub(crate) fn demonstration() -> Result<(), String> {
    let module = parse::module(FIB).map_err(|_| "the example is wrong".to_string())?;
    let func = module.function("fib").ok_or("the example is wrong")?;
    let isa = Isa::host().ok_or("there is no code for this kind of machine")?;
    let options = Options::new(isa);
    put("A function in our IR:\n\n");
    put(FIB);
    let context = Context::create();
    for (level, title) in [
        (Level::O0, "The same in LLVM's, an instruction for an instruction:"),
        (Level::O2, "What LLVM's passes make of it (-O2):"),
    ] {
        let text = llvm_ir(&context, &module, func, level, options).map_err(say)?;
        put(&format!("\n{title}\n\n{text}\n"));
    }
    let back_end = LlvmBackEnd::new(Level::O2);
    let theirs = back_end.function(&module, func, options).map_err(say)?;
    let ours = Own.function(&module, func, options).map_err(say)?;
    let time = ours.times.select + ours.times.allocate + ours.times.emit;
    let mut answers = Vec::new();
    for image in
        [memory::link(&module, options, &|_| None), link(&module, Level::O2, options, &|_| None)]
    {
        let image = image.map_err(|error| error.to_string())?;
        // SAFETY: the example accesses no memory, and recurses 30 deep.
        if let Outcome::Return(results) = unsafe { image.call(func, &[30]) } {
            answers.extend(results);
        }
    }
    put(&format!(
        "\n                 bytes   µs to compile   @fib(30)\n\
         stage 3       {:8}   {:13.0}   {}\n\
         LLVM -O2      {:8}   {:13.0}   {}\n\n",
        ours.code.len(),
        time.as_secs_f64() * 1e6,
        answers.first().copied().unwrap_or_default(),
        theirs.code.len(),
        back_end.times().total().as_secs_f64() * 1e6,
        answers.last().copied().unwrap_or_default(),
    ));
    put(
        "Two compilers that share nothing behind the IR, and one answer: that is what the second is for.\n\n",
    );
    put("Next:\n");
    put("  stage5 llvm stage5-llvm/examples/sum.ir -O2\n");
    put("  stage5 run stage1-bytecode-jit/examples/mandelbrot.py\n");
    put("  stage5 build stage5-llvm/examples/hello.go -o hello\n");
    put("  stage5 scoreboard --quick\n");
    put("  stage5 exercises\n");
    Ok(())
}

fn say(error: CompileError) -> String {
    error.to_string()
}

/// The LLVM IR of a function, without declarations and attributes.
fn llvm_ir(
    context: &Context,
    module: &Module,
    func: FuncRef,
    level: Level,
    options: Options,
) -> Result<String, CompileError> {
    let made = LlvmBackEnd::new(level).translate(context, module, &[func], None, options)?;
    let machine = optimise::machine(options.isa, options.features, level)?;
    optimise::optimise(&made.llvm, &machine, level, None)?;
    let text = made.llvm.print_to_string().to_string();
    let lines = text.lines().skip_while(|line| !line.starts_with("define"));
    let body: Vec<&str> = lines.take_while(|line| *line != "}").collect();
    Ok(body.join("\n") + "\n}")
}
