//! What happens without a verb: one function on its way to the processor.

use stage2::text::parse;
use stage3::Isa;
use stage3::compile::{Options, compile};
use stage3::link::executable::executable;
use stage3::link::memory::{Outcome, link};

use super::input::put;

const FIB: &str = include_str!("../../examples/fib.ir");
const HELLO: &str = include_str!("../../examples/hello.ir");

pub(crate) fn demonstration() -> Result<(), String> {
    let wrong = |_| "the example is wrong".to_string();
    let module = parse::module(FIB).map_err(wrong)?;
    put("A function in SSA form:\n\n");
    put(FIB);
    let func = module.function("fib").ok_or("the example is wrong")?;
    let decl = &module.functions[func];
    let body = decl.body.as_ref().ok_or("the example is wrong")?;
    let Some(isa) = Isa::host() else {
        return Err("there is no code for this kind of machine".to_string());
    };
    let options = Options { keep_dumps: true, ..Options::new(isa) };
    let say = |error: stage3::compile::CompileError| error.to_string();
    let compiled = compile(&module, &decl.signature, body, options).map_err(say)?;
    if let Some([_, after]) = &compiled.dumps {
        put(
            "\nIts instructions for this machine, each operand with the place that linear scan found:\n\n",
        );
        put(after);
    }
    put("\nAnd its bytes:\n\n");
    let code = &compiled.code[..compiled.code_end as usize];
    put(&stage0::listing::render(&stage0::listing::disassemble(code, 0, isa)));
    let image = link(&module, Options::new(isa), &|_| None).map_err(|error| error.to_string())?;
    // SAFETY: the example accesses no memory, and recurses 30 deep.
    if let Outcome::Return(results) = unsafe { image.call(func, &[30]) } {
        put(&format!("\nRun in this process, @fib(30) gives {}.\n", results[0]));
    }
    let mut hello = parse::module(HELLO).map_err(wrong)?;
    let made =
        executable(&mut hello, Options::new(isa), None).map_err(|error| error.to_string())?;
    put(&format!(
        "As an executable without libc, hello world has {} bytes, {} of them code.\n\nNext:\n",
        made.file.len(),
        made.code_bytes
    ));
    put("  stage3 asm stage3-regalloc/examples/collatz.ir\n");
    put("  stage3 build stage3-regalloc/examples/hello.ir -o hello\n");
    put("  stage3 graph stage3-regalloc/examples/shapes.ir --func many -o many.svg\n");
    put("  stage3 stats stage3-regalloc/examples/shapes.ir\n");
    Ok(())
}
