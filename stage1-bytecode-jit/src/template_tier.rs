//! The template JIT as the interpreter's tier: when to compile, when to call, when to give up.
//!
//! The interpreter asks at a function's first calls. If the template JIT covers the function and
//! everything it calls, they become machine code, and every later call from the interpreter with
//! ints for arguments goes there. A call that bails is interpreted from its beginning (see
//! [`crate::template`] for why that is right); a function that has bailed a few times is left to
//! the interpreter for good, because each bail is work done twice.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::code_object::CodeObject;
use crate::heap::Gc;
use crate::interpreter::{CodeRef, Interpreter};
use crate::object::function::FunctionObject;
use crate::template::{CompiledUnit, Outcome, Resolved};
use crate::tier::{Answer, Tier};
use crate::value::{Tag, Value};

/// A function that has bailed so often is not tried again.
const MOST_BAILS: u32 = 8;

/// The interpreter is to ask at the next call …
const NEXT: u32 = 1;
/// … or never again.
const NEVER: u32 = u32::MAX;

/// What has become of a function.
#[derive(Clone)]
pub enum Fate {
    /// It runs as machine code.
    Compiled(Rc<Compiled>),
    /// It is not covered, for this reason.
    Refused(String),
    /// It bailed too often; the last reason.
    GivenUp(String),
}

/// A compiled function and what it rests on.
pub struct Compiled {
    /// The machine code.
    pub unit: CompiledUnit,
    /// The [version](crate::interpreter::Globals::version) of the globals for which the
    /// dependencies were found to hold.
    version: u64,
}

/// One function's report.
#[derive(Clone)]
pub struct Report {
    /// The function.
    pub code: Arc<CodeObject>,
    /// What has become of it.
    pub fate: Fate,
    /// Calls that entered machine code.
    pub calls: u64,
    /// Calls that bailed.
    pub bails: u32,
    /// How often it was compiled.
    pub compilations: u32,
    /// How long compiling took, in nanoseconds.
    pub nanoseconds: u64,
}

/// The tier.
#[derive(Default)]
pub struct TemplateTier {
    functions: RefCell<FxHashMap<u32, Report>>,
}

impl TemplateTier {
    /// What became of each function that was asked about, in the order of the source.
    #[must_use]
    pub fn reports(&self) -> Vec<Report> {
        let mut reports: Vec<Report> = self.functions.borrow().values().cloned().collect();
        reports.sort_by_key(|report| (report.code.first_line, report.code.name.clone()));
        reports
    }

    /// The compiled function, if it is or can be compiled and its dependencies hold.
    fn compiled(&self, interpreter: &Interpreter, code: CodeRef) -> Option<Rc<Compiled>> {
        let version = interpreter.globals.version();
        let mut functions = self.functions.borrow_mut();
        let report = functions.entry(code.index).or_insert_with(|| Report {
            code: code.code.clone(),
            fate: Fate::Refused(String::new()),
            calls: 0,
            bails: 0,
            compilations: 0,
            nanoseconds: 0,
        });
        if let Fate::Compiled(compiled) = &report.fate
            && compiled.version == version
        {
            return Some(compiled.clone());
        }
        let old = match std::mem::replace(&mut report.fate, Fate::Refused(String::new())) {
            Fate::Compiled(compiled) => Rc::try_unwrap(compiled).ok(),
            _ => None,
        };
        if let Some(old) = old
            && old.unit.unit().dependencies.iter().all(|dependency| {
                match resolve(interpreter, &dependency.name) {
                    Resolved::Function { identity, .. } => dependency.identity == Some(identity),
                    Resolved::Builtin(_) => dependency.identity.is_none(),
                    Resolved::Unknown => false,
                }
            })
        {
            let compiled = Rc::new(Compiled { version, ..old });
            report.fate = Fate::Compiled(compiled.clone());
            return Some(compiled);
        }
        let start = std::time::Instant::now();
        let unit = CompiledUnit::compile(&code.code, u64::from(code.index), &|name| {
            resolve(interpreter, name)
        });
        report.compilations += 1;
        report.nanoseconds += start.elapsed().as_nanos() as u64;
        match unit {
            Ok(unit) => {
                let compiled = Rc::new(Compiled { unit, version });
                report.fate = Fate::Compiled(compiled.clone());
                Some(compiled)
            }
            Err(error) => {
                report.fate = Fate::Refused(error.to_string());
                None
            }
        }
    }

    // ANCHOR: note_bail
    fn note_bail(&self, code: CodeRef, reason: String) {
        if let Some(report) = self.functions.borrow_mut().get_mut(&code.index) {
            report.bails += 1;
            if report.bails >= MOST_BAILS {
                report.fate = Fate::GivenUp(reason);
                code.call_countdown.set(NEVER);
            }
        }
    }
    // ANCHOR_END: note_bail
}

/// What a global name means to the program now.
fn resolve(interpreter: &Interpreter, name: &str) -> Resolved {
    let Some(slot) = interpreter.globals.slot(name) else { return Resolved::Unknown };
    let own = interpreter.globals.own(slot);
    if own.is_undefined() {
        return match interpreter.globals.load(slot) {
            value if value.is_undefined() => Resolved::Unknown,
            _ => Resolved::Builtin(name.into()),
        };
    }
    match own.as_object::<FunctionObject>() {
        Some(function) if is_plain(function) => Resolved::Function {
            code: function.code.code.clone(),
            identity: u64::from(function.code.index),
        },
        _ => Resolved::Unknown,
    }
}

/// Has it neither defaults nor a closure? Then it is all in its code.
fn is_plain(function: Gc<FunctionObject>) -> bool {
    function.defaults.get().is_undefined()
        && function.keyword_defaults.get().is_undefined()
        && function.closure.get().is_undefined()
}

impl Tier for TemplateTier {
    fn call(
        &self,
        interpreter: &mut Interpreter,
        function: Gc<FunctionObject>,
        arguments: &[Value],
    ) -> Answer {
        let code = function.code;
        code.call_countdown.set(NEXT);
        if !is_plain(function) {
            code.call_countdown.set(NEVER);
            return Answer::Interpret;
        }
        let mut numbers = [0; 16];
        if arguments.len() > numbers.len() {
            code.call_countdown.set(NEVER);
            return Answer::Interpret;
        }
        for (number, argument) in numbers.iter_mut().zip(arguments) {
            if argument.tag() != Tag::Int {
                return Answer::Interpret;
            }
            *number = argument.payload() as i64;
        }
        let Some(compiled) = self.compiled(interpreter, code) else {
            // Refused now; another meaning of a global name might change that, which is rare
            // enough to be ignored.
            code.call_countdown.set(NEVER);
            return Answer::Interpret;
        };
        let mut depth = interpreter.frames_left().min(i32::MAX as usize) as u32;
        let room = interpreter.native_stack_left();
        while depth > 0 && compiled.unit.stack_bytes(depth) > room {
            depth /= 2;
        }
        if depth == 0 {
            return Answer::Interpret;
        }
        if let Some(report) = self.functions.borrow_mut().get_mut(&code.index) {
            report.calls += 1;
        }
        match compiled.unit.call(0, &numbers[..arguments.len()], depth) {
            Outcome::Int(result) => Answer::Returned(Value::int(result)),
            Outcome::Bool(result) => Answer::Returned(Value::bool(result)),
            Outcome::Bailed(reason) => {
                self.note_bail(code, reason.to_string());
                Answer::Interpret
            }
        }
    }
}
