//! What examples of stage 1 are translated to, seen in the IR: that ints and floats are machine numbers,
//! that list elements are accessed in place, that a loop over a range makes no range, and that what
//! was marked as failed is done by helpers.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use stage1::interpreter::{CodeRef, Interpreter, Options as InterpreterOptions};
use stage1::pyc;
use stage2::from_bytecode::flow::{flow, iterator_source};
use stage2::from_bytecode::translate;
use stage2::runtime::{Entry, Kind, Parameter, Request};
use stage2::text::print;
use stage2::tier::{Options, SsaTier};

/// Runs an example in the interpreter, so that there is feedback, and gives it to `use_it` with what a tier
/// was asked to translate meanwhile.
fn after_running(name: &str, use_it: impl FnOnce(&Interpreter, &[(CodeRef, Request)])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stage1-bytecode-jit/examples");
    let file = folder.join(format!("__pycache__/{name}.cpython-311.pyc"));
    let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let code = pyc::load(&bytes).unwrap();
    let asked: Rc<RefCell<Vec<(CodeRef, Request)>>> = Rc::default();
    let notes = asked.clone();
    let note = move |_: &Interpreter, code: CodeRef, request: &Request| {
        notes.borrow_mut().push((code, request.clone()));
        Err("it is only looked at".to_string())
    };
    let options = Options { calls: 2, back_edges: 20, ..Options::default() };
    let mut interpreter = Interpreter::new(InterpreterOptions {
        tier: Some(Rc::new(SsaTier::new(options, Box::new(note)))),
        countdowns: (options.calls, options.back_edges),
        ..InterpreterOptions::default()
    })
    .unwrap();
    interpreter.run_module(&code).unwrap();
    let asked = asked.borrow();
    use_it(&interpreter, &asked);
}

/// The text of a function, compiled for a call with arguments of these kinds.
fn text(interpreter: &Interpreter, name: &str, kinds: &[Kind], generic: &[u32]) -> String {
    let code = interpreter.executables().find(|code| *code.code.name == *name).unwrap();
    let params = (0..).zip(kinds).map(|(index, &kind)| Parameter { index, kind }).collect();
    let request = Request {
        entry: Entry::Call,
        params,
        generic: generic.to_vec(),
        generic_callees: Vec::new(),
    };
    let unit = translate(code, &interpreter.globals, &request).unwrap();
    let decl = &unit.module.functions[unit.func];
    print::function(&unit.module, decl, decl.body.as_ref().unwrap())
}

fn count(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

#[test]
fn ints_are_machine_numbers() {
    after_running("primes", |interpreter, _| {
        let text = text(interpreter, "is_prime", &[Kind::Int], &[]);
        // Only the back edge asks whether a signal has come.
        assert_eq!(count(&text, "call @"), count(&text, "call @py_undisturbed"), "{text}");
        // The test of a `while` stands before the loop and at its end.
        assert_eq!(count(&text, "imul.checked"), 2, "{text}");
        assert_eq!(count(&text, "srem.floor"), 1, "{text}");
        assert_eq!(count(&text, "anchor"), 1, "one loop that is entered in one place: {text}");
    });
}

#[test]
fn an_argument_of_unknown_kind_is_looked_at() {
    after_running("primes", |interpreter, _| {
        let text = text(interpreter, "is_prime", &[Kind::Tagged], &[]);
        assert!(count(&text, "guard") >= 3, "{text}");
        // Only the back edge asks whether a signal has come.
        assert_eq!(count(&text, "call @"), count(&text, "call @py_undisturbed"), "{text}");
    });
}

#[test]
fn what_has_failed_is_done_by_helpers() {
    after_running("primes", |interpreter, _| {
        let code = interpreter.executables().find(|code| *code.code.name == *"is_prime").unwrap();
        let all: Vec<u32> = (0..code.code.instructions.len() as u32).collect();
        let text = text(interpreter, "is_prime", &[Kind::Int], &all);
        assert!(count(&text, "call @py_binary") >= 3, "{text}");
        assert_eq!(count(&text, ".checked") + count(&text, "anchor"), 0, "{text}");
    });
}

#[test]
fn what_never_ran_leaves() {
    after_running("primes", |interpreter, _| {
        // `is_prime` of a float never happened, and nothing knows what it would give.
        let text = text(interpreter, "is_prime", &[Kind::Float], &[]);
        assert!(text.contains("fcmp"), "{text}");
    });
    after_running("gcd", |interpreter, asked| {
        for (code, request) in asked {
            let unit = translate(*code, &interpreter.globals, request);
            assert!(unit.is_ok(), "{}: {:?}", code.code.name, unit.err());
        }
    });
}

/// Everything that a tier asks for while the examples run is translated; the verifier has looked at
/// it.
#[test]
fn what_gets_hot_is_translated() {
    let mut units = 0;
    for name in ["queens", "sorting", "life", "pascal", "matrix", "word_count", "roman", "bank"] {
        after_running(name, |interpreter, asked| {
            for (code, request) in asked {
                let made = translate(*code, &interpreter.globals, request);
                assert!(made.is_ok(), "{name}, {}: {}", code.code.name, made.unwrap_err());
                units += 1;
            }
        });
    }
    assert!(units > 20, "only {units} units were asked for");
}

#[test]
fn blocks_and_liveness_of_bytecode() {
    after_running("primes", |interpreter, _| {
        let code = interpreter.executables().find(|code| *code.code.name == *"is_prime").unwrap();
        let flow = flow(&code.code);
        assert_eq!(flow.blocks.iter().filter(|block| block.is_header).count(), 1);
        let header = flow.blocks.iter().find(|block| block.is_header).unwrap();
        let [n, divisor] = [0, 1];
        assert!(header.live_in.contains(n) && header.live_in.contains(divisor));
        let first = &flow.blocks[0];
        assert!(first.live_in.contains(n) && !first.live_in.contains(divisor));
        let order = flow.reverse_postorder(0);
        assert_eq!(order.len(), flow.blocks.len(), "everything is reached");
        // Undoing the changes one by one leads from one end of a block to the other.
        for (number, block) in flow.blocks.iter().enumerate() {
            let changes = flow.changes(&code.code, number);
            assert_eq!(changes.len(), (block.end - block.start) as usize);
            let mut live = block.live_in.clone();
            changes.iter().for_each(|changes| live.toggle(changes));
            for local in [n, divisor] {
                let wanted = block
                    .successors
                    .iter()
                    .any(|&next| flow.blocks[next as usize].live_in.contains(local));
                assert_eq!(live.contains(local), wanted, "local {local} behind block {number}");
            }
        }
    });
}

#[test]
fn the_iterator_of_a_loop_is_found() {
    after_running("queens", |interpreter, _| {
        use stage1::opcode::Op;
        let code = interpreter.executables().find(|code| *code.code.name == *"solve").unwrap();
        let at =
            code.code.instructions.iter().position(|one| one.op == Op::ForIter).unwrap() as u32;
        assert_eq!(iterator_source(&code.code, at, 0), Some(at - 1));
        assert_eq!(iterator_source(&code.code, at, 1), None, "there is no second loop");
    });
}
