//! `ir FILE.py`: what a Python program's hot functions and loops are translated to.
//!
//! The program runs to its end in stage 1's interpreter, its output thrown away. The tier is asked as
//! always, notes what it was asked for, and refuses; the translations are made at the end, with all
//! the feedback there is.

use std::cell::RefCell;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use stage1::interpreter::{CodeRef, Interpreter, Options as InterpreterOptions};
use stage1::locate;
use stage2::entity::FuncRef;
use stage2::ir::Module;
use stage2::runtime::{Entry, Request};
use stage2::tier::{Options, SsaTier};
use stage2::{callees, from_bytecode, python};

/// A function or loop that was asked for, and its unit or why there is none.
pub(crate) struct Translated {
    /// The function's name.
    pub(crate) name: String,
    /// Where it is entered.
    pub(crate) entry: Entry,
    /// The module, and the function in it that is the translation.
    pub(crate) translation: Result<(Module, FuncRef), String>,
}

/// The units of the functions of that name, hot or not, or of all that got hot, of which there are some; if they
/// are to be optimised, with the bodies of what they call.
pub(crate) fn units(
    file: &Path,
    func: Option<&str>,
    compiler: Option<PathBuf>,
    with_callees: bool,
) -> Result<Vec<Translated>, String> {
    let (file, func) = (file.to_path_buf(), func.map(str::to_string));
    let work = move || on_this_stack(&file, func.as_deref(), compiler.as_deref(), with_callees);
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(work);
    let thread = thread.map_err(|error| format!("error: no thread to run on: {error}"))?;
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn on_this_stack(
    file: &Path,
    func: Option<&str>,
    compiler: Option<&Path>,
    with_callees: bool,
) -> Result<Vec<Translated>, String> {
    let program = locate::locate(file, compiler).map_err(|error| error.to_string())?;
    let asked: Rc<RefCell<Vec<(CodeRef, Request)>>> = Rc::default();
    let notes = asked.clone();
    let note = move |_: &Interpreter, code: CodeRef, request: &Request| {
        notes.borrow_mut().push((code, request.clone()));
        Err("it is only listed".to_string())
    };
    let options = Options { calls: 2, back_edges: 20, ..Options::default() };
    let mut interpreter = Interpreter::new(InterpreterOptions {
        output: Box::new(std::io::sink()),
        input: Box::new(BufReader::new(std::io::stdin())),
        arguments: vec![file.display().to_string()],
        native_stack_bytes: 1 << 30,
        tier: Some(Rc::new(SsaTier::new(options, Box::new(note)))),
        countdowns: (options.calls, options.back_edges),
        ..InterpreterOptions::default()
    })
    .map_err(|error| format!("error: no address space for the value stack: {error}"))?;
    interpreter.source = program.source.as_deref().map(Into::into);
    if let Err(failure) = interpreter.run_module(&program.code)
        && failure.is_early()
    {
        // What it was asked for until then is still worth seeing.
        let text = failure.text(&file.display().to_string());
        let _ = write!(std::io::stderr(), "note: the program ended early:\n{text}");
    }
    let say = |what: String| format!("{}: {what}", file.display());
    let mut wanted = asked.borrow().clone();
    if let Some(name) = func {
        wanted.retain(|(code, _)| python::is_called(*code, name));
        for code in python::functions(&interpreter, name).map_err(say)? {
            if !wanted.iter().any(|(other, _)| other.same(code)) {
                wanted.push((code, python::cold_request(code)));
            }
        }
    } else if wanted.is_empty() {
        return Err(say(python::nothing_hot(&interpreter)));
    }
    let units = wanted.iter().map(|(code, request)| {
        let translation = match with_callees {
            true => callees::translate(&interpreter, *code, request),
            false => from_bytecode::translate(*code, &interpreter.globals, request),
        };
        let translation =
            translation.map(|unit| (unit.module, unit.func)).map_err(|refusal| refusal.to_string());
        let name = code.code.qualified_name.to_string();
        Translated { name, entry: request.entry, translation }
    });
    Ok(units.collect())
}
