//! How much less of the IR is executed when it is optimised, over the eight kernels in Python; and what must not be left in
//! their inner loops.
//!
//! The programs are stage 1's examples as CPython has compiled them, with smaller numbers put into their constants.
//! What is counted is the same on every machine.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use stage1::code_object::{CodeObject, Constant};
use stage1::interpreter::{Interpreter, Options as InterpreterOptions};
use stage1::pyc;
use stage2::analysis::cfg::control_flow_graph;
use stage2::analysis::dominator_tree::dominator_tree;
use stage2::analysis::loops::loops;
use stage2::callees;
use stage2::entity::Block;
use stage2::ir::{Function, InstData};
use stage2::opcode::Opcode;
use stage2::pipeline;
use stage2::python;
use stage2::runtime::{Entry, Kind, Parameter, Request};
use stage2::text::print;
use stage2::tier::{Options, SsaTier};

/// A kernel, and the numbers in it that are replaced.
type Kernel = (&'static str, &'static [(i64, i64)]);

const KERNELS: [Kernel; 8] = [
    ("fib", &[(35, 18)]),
    ("collatz", &[(200_000, 1000)]),
    ("sieve", &[(4_000_000, 20_000), (5_000_000, 200), (6_000_000, 3000)]),
    ("matmul", &[(300, 32)]),
    ("nbody", &[(250_000, 300)]),
    ("spectral_norm", &[(420, 28)]),
    ("mandelbrot", &[(600, 40), (400, 30), (200, 60)]),
    ("fannkuch", &[(10, 8), (720_000, 1500)]),
];

/// Puts other numbers into constants, those of nested functions too. Nobody else has them yet.
fn replace(constants: &mut [Constant], numbers: &[(i64, i64)]) {
    for constant in constants {
        match constant {
            Constant::Int(number) => {
                let new = numbers.iter().find(|(from, _)| from == number);
                *number = new.map_or(*number, |(_, to)| *to);
            }
            Constant::Tuple(all) => replace(Arc::get_mut(all).unwrap(), numbers),
            Constant::Code(code) => replace(&mut Arc::get_mut(code).unwrap().constants, numbers),
            _ => {}
        }
    }
}

fn load((name, numbers): Kernel) -> Arc<CodeObject> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stage1-bytecode-jit/examples");
    let file = folder.join(format!("__pycache__/{name}.cpython-311.pyc"));
    let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut code = pyc::load(&bytes).unwrap();
    replace(&mut Arc::get_mut(&mut code).unwrap().constants, numbers);
    code
}

/// Runs a kernel with units that are made early; the interpreter, and the instructions of IR that were executed.
fn run(kernel: Kernel, optimise: bool) -> (Interpreter, u64) {
    let options = Options { calls: 2, back_edges: 20, ..Options::default() };
    let tier = Rc::new(SsaTier::new(options, python::translator(optimise)));
    let mut interpreter = Interpreter::new(InterpreterOptions {
        tier: Some(tier.clone()),
        countdowns: (options.calls, options.back_edges),
        ..InterpreterOptions::default()
    })
    .unwrap();
    interpreter.run_module(&load(kernel)).unwrap();
    let executed = tier.executed().iter().map(|(_, count)| count).sum();
    (interpreter, executed)
}

#[test]
fn a_third_of_the_instructions_is_executed() {
    let (mut report, mut logarithms) = (String::new(), 0.0);
    for kernel in KERNELS {
        let [before, after] = [false, true].map(|optimise| run(kernel, optimise).1);
        assert!(before > 50_000, "{}: only {before}: is it compiled?", kernel.0);
        let ratio = before as f64 / after as f64;
        logarithms += ratio.ln();
        report += &format!("{:<14}{before:>10}{after:>10}{ratio:>6.2}\n", kernel.0);
    }
    let mean = (logarithms / KERNELS.len() as f64).exp();
    eprintln!("{report}geometric mean {mean:.3}");
    assert!(mean >= 3.0, "{report}geometric mean {mean:.3}");
}

/// What a function is optimised to for a call with arguments of these kinds, after its program has run.
fn optimised(kernel: Kernel, name: &str, kinds: &[Kind]) -> Function {
    let (interpreter, _) = run(kernel, false);
    let code = interpreter.executables().find(|code| *code.code.name == *name).unwrap();
    let params = (0..).zip(kinds).map(|(index, &kind)| Parameter { index, kind }).collect();
    let (entry, generic, generic_callees) = (Entry::Call, Vec::new(), Vec::new());
    let request = Request { entry, params, generic, generic_callees };
    let mut unit = callees::translate(&interpreter, code, &request).unwrap();
    pipeline::optimise(&mut unit.module, &pipeline::Options::default(), &mut |_, _, _| {})
        .unwrap_or_else(|fault| panic!("{fault}"));
    let decl = &unit.module.functions[unit.func];
    eprintln!("{}", print::function(&unit.module, decl, decl.body.as_ref().unwrap()));
    decl.body.clone().unwrap()
}

/// The instructions of the loops without loops in them, each loop by itself.
fn innermost(function: &Function) -> Vec<Vec<InstData>> {
    let graph = control_flow_graph(function);
    let nest = loops(&graph, &dominator_tree(function, &graph));
    let is_parent = |index| nest.all().iter().any(|one| one.parent == Some(index));
    let of_loop = |index| {
        let blocks = function.layout.iter().filter(|block| nest.innermost(**block) == Some(index));
        let insts = |block: &Block| function.blocks[*block].insts.clone();
        blocks.flat_map(insts).map(|inst| function.insts[inst]).collect()
    };
    (0..nest.all().len()).filter(|index| !is_parent(*index)).map(of_loop).collect()
}

fn count(insts: &[InstData], opcode: Opcode) -> usize {
    insts.iter().filter(|data| data.opcode() == opcode).count()
}

#[test]
fn striking_out_is_a_store_and_an_addition() {
    let function = optimised(KERNELS[2], "sieve", &[Kind::Int]);
    let all = innermost(&function);
    // The loop with the store of a bool, which neither asks nor tests anything but its end.
    let strike = all
        .iter()
        .find(|insts| count(insts, Opcode::Store) == 1 && count(insts, Opcode::Load) == 0);
    let strike = strike.expect("the loop that strikes out multiples");
    for gone in [
        Opcode::BoundsCheck,
        Opcode::Guard,
        Opcode::Imul,
        Opcode::ImulChecked,
        Opcode::IaddChecked,
        Opcode::Call,
    ] {
        assert_eq!(count(strike, gone), 0, "{} in {strike:?}", gone.name());
    }
    assert_eq!(strike.len(), 5, "next, address, store, end of the strip, branch: {strike:?}");
}

#[test]
fn a_row_is_looked_at_before_the_loop_over_its_elements() {
    let list = Kind::Object(stage1::value::Tag::List);
    let function = optimised(KERNELS[3], "matmul", &[list, list]);
    let product = innermost(&function).into_iter().find(|one| count(one, Opcode::Fmul) == 1);
    let product = product.expect("the loop with the product");
    // `row[k]` is in range and `row` a list of floats: what is left to ask is about `b[k]`, a new list in each turn.
    assert_eq!(count(&product, Opcode::BoundsCheck), 1, "{product:?}");
    assert_eq!(count(&product, Opcode::Guard), 2, "{product:?}");
    assert_eq!(count(&product, Opcode::Select), 0, "no index counts from the end: {product:?}");
    assert_eq!(count(&product, Opcode::Imul) + count(&product, Opcode::ImulChecked), 0);
}
