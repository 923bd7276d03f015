//! The interpreter: the oracle of every compiler behind it, and the tier in which code starts.
//!
//! ```text
//!   code object ─► executable ─► run: fetch, dispatch, operate ─► operators, objects, builtins
//!                  (constants,     │   ▲
//!                   slots, fused   │   └── exceptions: find the handler, or leave the frame
//!                   pairs)         └─► tier: may run a hot call instead
//! ```
//!
//! Frames lie in one contiguous stack of values that never moves: locals first, then operands. A
//! Python function that calls another pushes no native frame; the callee's parameters are the
//! caller's operands, in place.
//!
//! ```text
//!   … │ f │ a │ b │ locals … │ operands … │ g │ x │ locals … │ operands …
//!         └ frame of f ───────────────────────┘ └ frame of g ─────────────
//! ```

mod attribute;
mod call;
mod compiled;
mod exceptions;
mod executable;
mod failure;
mod generator;
mod globals;
mod instructions;
mod operations;
mod run;
mod suggestion;
mod traceback;
mod uncommon;

use std::cell::Cell;
use std::io::{BufRead, Write};
use std::rc::Rc;
use std::sync::Arc;

use memmap2::{MmapMut, MmapOptions};
use rustc_hash::FxHashMap;

pub use attribute::{load_attribute, method_of};
pub use compiled::{CompiledLevels, FrameImage};
#[doc(hidden)]
pub use exceptions::covering;
#[doc(hidden)]
pub use executable::quickened;
pub use executable::{CodeRef, Executable};
pub use failure::Failure;
pub use generator::Resumed;
pub use globals::Globals;
pub use operations::is_plain;

use crate::class::Class;
use crate::code_object::{CodeObject, Constant, Position};
use crate::error::{Result, Unwind, raise};
use crate::heap::{Gc, Heap};
use crate::object::exception::ExceptionObject;
use crate::object::iterator::{IteratorObject, IteratorState};
use crate::object::set::set_value;
use crate::object::stream::Stream;
use crate::opcode::Op;
use crate::tier::Tier;
use crate::value::{Tag, Value};

/// The smallest value stack: one frame can have 65,536 operands.
pub const MINIMUM_VALUE_STACK: usize = 8 << 20;
/// Native recursion stops when so little of the native stack is left.
const NATIVE_STACK_RESERVE: usize = 256 * 1024;

/// `sys.getrecursionlimit()` at the start.
const DEFAULT_RECURSION_LIMIT: usize = 1000;

// ANCHOR: frame
/// A frame: a call of a Python function that has not returned.
#[derive(Clone, Copy)]
pub struct Frame {
    /// What it runs.
    pub code: CodeRef,
    /// Its first local variable.
    pub locals: *mut Value,
    /// Where its result goes: the caller's operand that was the callee.
    pub result: *mut Value,
    /// The index of the instruction being executed; valid while the frame waits for a callee.
    pub instruction: u32,
    /// The number of operands; valid when a tier has asked to resume.
    pub depth: u32,
}
// ANCHOR_END: frame

/// What an interpreter needs from outside.
pub struct Options {
    /// Where `print` writes.
    pub output: Box<dyn Write>,
    /// Where `input` reads.
    pub input: Box<dyn BufRead>,
    /// `sys.stderr`
    pub errors: Box<dyn Write>,
    /// `sys.argv`
    pub arguments: Vec<String>,
    /// Bytes of address space for frames; memory is used only where frames have been. At least
    /// [`MINIMUM_VALUE_STACK`].
    pub value_stack_bytes: usize,
    /// Bytes of native stack that the interpreter's thread has.
    pub native_stack_bytes: usize,
    /// Collect at every allocation.
    pub stress: bool,
    /// The faster tier, if any.
    pub tier: Option<Rc<dyn Tier>>,
    /// After how many calls and back edges the tier is asked first.
    pub countdowns: (u32, u32),
}

impl Default for Options {
    /// No output, no input, no tier.
    fn default() -> Options {
        Options {
            output: Box::new(std::io::sink()),
            input: Box::new(std::io::empty()),
            errors: Box::new(std::io::sink()),
            arguments: Vec::new(),
            value_stack_bytes: 2 * MINIMUM_VALUE_STACK,
            native_stack_bytes: 1 << 20,
            stress: false,
            tier: None,
            countdowns: (2, 1000),
        }
    }
}

/// What compiled code has to know to count its calls as frames, and to stop in time. It reads and
/// writes these words itself, in this order: see [`Interpreter::levels_address`].
#[repr(C)]
struct Levels {
    /// More frames than this raise RecursionError: what the program has set, less the native
    /// levels that are entered.
    frame_limit: Cell<i64>,
    /// How many frames there were when compiled code was entered.
    frames: Cell<i64>,
    /// Compiled code begins no call below this address of the native stack.
    native_limit: Cell<usize>,
}

/// The interpreter and everything a running program consists of.
pub struct Interpreter {
    /// Where objects live.
    pub heap: Heap,
    /// Where `print` writes.
    pub output: Box<dyn Write>,
    /// Where `input` reads.
    pub input: Box<dyn BufRead>,
    /// `sys.stderr`
    pub errors: Box<dyn Write>,
    /// `sys.argv`
    pub arguments: Vec<String>,
    /// The streams that the program has asked for, by number. Roots, hence at an address of their own.
    streams: Box<[Value; 3]>,
    recursion_limit: usize,
    levels: Levels,
    /// The 11 of CPython 3.11: of the version that compiled the program.
    pub python_minor: u32,
    /// The program's global variables.
    pub globals: Globals,
    /// Source lines, for tracebacks.
    pub source: Option<Arc<str>>,
    frames: Vec<Frame>,
    // Boxed, because `CodeRef`s point to them while more are loaded.
    #[expect(clippy::vec_box, reason = "they must not move")]
    executables: Vec<Box<Executable>>,
    tier: Option<Rc<dyn Tier>>,
    countdowns: (u32, u32),
    /// The exception being handled, or `None`. A root, hence at an address of its own.
    handled: Box<Value>,
    /// The generators in work, the innermost last.
    running: Vec<Gc<IteratorObject>>,
    /// For each of them, the exception that was being handled when it was resumed. The collector
    /// finds both on the native stack, where they were resumed.
    handled_outside: Vec<Value>,
    interned: FxHashMap<Arc<str>, Value>,
    stack: MmapMut,
    stack_top: *mut Value,
    native_limit: usize,
    unsupported_at: Position,
}

impl Interpreter {
    /// An interpreter without a program. Must be made on the thread that will run it.
    ///
    /// # Errors
    /// When there is no address space for the value stack.
    pub fn new(options: Options) -> std::io::Result<Interpreter> {
        let bytes = options.value_stack_bytes.max(MINIMUM_VALUE_STACK);
        let stack = MmapOptions::new().len(bytes).no_reserve_swap().map_anon()?;
        let mut heap = Heap::new();
        heap.set_stress(options.stress);
        let here = native_stack_pointer();
        heap.set_native_stack_base(here);
        let handled = Box::new(Value::NONE);
        let streams = Box::new([Value::UNDEFINED; 3]);
        // SAFETY: all live as long as the heap; a mapping does not move when its owner does.
        unsafe {
            heap.set_value_stack(stack.as_ptr().cast());
            heap.add_roots(&raw const *handled, 1);
            heap.add_roots(streams.as_ptr(), streams.len());
        }
        let room = options.native_stack_bytes.saturating_sub(NATIVE_STACK_RESERVE);
        Ok(Interpreter {
            heap,
            output: options.output,
            input: options.input,
            errors: options.errors,
            arguments: options.arguments,
            streams,
            recursion_limit: DEFAULT_RECURSION_LIMIT,
            levels: Levels {
                frame_limit: Cell::new(DEFAULT_RECURSION_LIMIT as i64),
                frames: Cell::new(0),
                native_limit: Cell::new(0),
            },
            python_minor: 11,
            globals: Globals::default(),
            source: None,
            frames: Vec::new(),
            executables: Vec::new(),
            tier: options.tier,
            countdowns: options.countdowns,
            handled,
            running: Vec::new(),
            handled_outside: Vec::new(),
            interned: FxHashMap::default(),
            stack_top: stack.as_ptr() as *mut Value,
            stack,
            native_limit: here.saturating_sub(room),
            unsupported_at: Position::default(),
        })
    }

    /// Runs a program: a module's code object and those nested in it.
    ///
    /// # Errors
    /// An uncaught exception, `sys.exit`, or something that is not supported. Nothing runs when
    /// an instruction of the program is not supported.
    ///
    /// # Panics
    /// When called twice on one interpreter.
    pub fn run_module(&mut self, code: &Arc<CodeObject>) -> std::result::Result<(), Failure> {
        assert!(self.executables.is_empty(), "an interpreter runs one program");
        // Values are kept from here on, so from here on the native stack is scanned.
        self.heap.set_native_stack_base(native_stack_pointer());
        self.run_loaded(code)
    }

    /// `run_module`, in a frame of its own, which the collector scans.
    #[inline(never)]
    fn run_loaded(&mut self, code: &Arc<CodeObject>) -> std::result::Result<(), Failure> {
        if let Some((position, what)) = first_refusal(code) {
            return Err(Failure::Unsupported(position, what));
        }
        let main = self.load(code);
        let function = self.function(main);
        let outcome = self.call(function, crate::builtin::Arguments::positional(&[]));
        let outcome = match outcome {
            Ok(_) => Ok(()),
            Err(Unwind::Unsupported(what)) => {
                Err(Failure::Unsupported(self.unsupported_at, what.into()))
            }
            Err(unwind) => {
                let exception = self.materialise(unwind);
                Err(self.uncaught(exception))
            }
        };
        // A closed pipe is the reader's choice, not an error of the program.
        let _ = self.output.flush();
        let _ = self.errors.flush();
        outcome
    }

    /// Makes a tree of code objects ready to run; returns the root.
    pub(crate) fn load(&mut self, code: &Arc<CodeObject>) -> CodeRef {
        self.python_minor = code.version.minor();
        // Constants are put together in `Vec`s, which the collector does not see.
        self.heap.set_enabled(false);
        let root = self.load_code(code);
        self.globals.freeze(crate::builtins::lookup);
        for (name, value) in [("__name__", "__main__"), ("__file__", &*code.file_name)] {
            if let Some(slot) = self.globals.slot(name) {
                let value = self.heap.string(value);
                self.globals.store(slot, value);
            }
        }
        for name in ["__doc__", "__package__", "__spec__", "__loader__"] {
            if let Some(slot) = self.globals.slot(name) {
                self.globals.store(slot, Value::NONE);
            }
        }
        let values = self.globals.values();
        // SAFETY: the globals are never reallocated once frozen.
        unsafe { self.heap.add_roots(values.as_ptr(), values.len()) };
        self.heap.set_enabled(true);
        root
    }

    /// Nested code objects first. The depth of nesting is bounded by the loader.
    fn load_code(&mut self, code: &Arc<CodeObject>) -> CodeRef {
        let constants: Box<[Value]> =
            code.constants.iter().map(|constant| self.constant(constant)).collect();
        // SAFETY: the executable, which owns the constants, lives as long as the heap.
        unsafe { self.heap.add_roots(constants.as_ptr(), constants.len()) };
        let slots = code.names.iter().map(|name| self.globals.slot_for(name)).collect();
        let index = self.executables.len() as u32;
        let executable = Executable::new(code.clone(), index, constants, slots, self.countdowns);
        self.executables.push(Box::new(executable));
        CodeRef::new(&self.executables[index as usize])
    }

    fn constant(&mut self, constant: &Constant) -> Value {
        match constant {
            Constant::None => Value::NONE,
            Constant::Bool(value) => Value::bool(*value),
            Constant::Ellipsis => Value::ELLIPSIS,
            Constant::Int(value) => Value::int(*value),
            Constant::BigInt(value) => self.heap.int(value.clone()),
            Constant::Float(value) => Value::float(*value),
            Constant::Str(text) => self.intern(text),
            Constant::Tuple(items) => {
                let items: Vec<Value> = items.iter().map(|item| self.constant(item)).collect();
                self.heap.tuple(items)
            }
            Constant::FrozenSet(items) => {
                let items: Vec<Value> = items.iter().map(|item| self.constant(item)).collect();
                let set = self.heap.set(true);
                for item in items {
                    // Only a hostile file has an unhashable constant here; it is left out.
                    let _ = set.add(self, item);
                }
                set_value(set)
            }
            Constant::Slice(parts) => {
                let [start, stop, step] = &**parts;
                let parts = (self.constant(start), self.constant(stop), self.constant(step));
                self.heap.slice(parts.0, parts.1, parts.2)
            }
            Constant::Code(code) => {
                let code = self.load_code(code);
                Value::immediate(Tag::Code, code.address() as u64)
            }
            // Both are refused before anything runs.
            Constant::Complex(..) | Constant::Bytes(_) => Value::UNDEFINED,
        }
    }

    fn intern(&mut self, text: &Arc<str>) -> Value {
        if let Some(&value) = self.interned.get(text) {
            return value;
        }
        let value = self.heap.string(&**text);
        self.interned.insert(text.clone(), value);
        value
    }

    /// A loaded code object by its number.
    #[must_use]
    pub fn executable(&self, index: u32) -> Option<CodeRef> {
        self.executables.get(index as usize).map(|executable| CodeRef::new(executable))
    }

    /// All loaded code objects.
    pub fn executables(&self) -> impl Iterator<Item = CodeRef> {
        self.executables.iter().map(|executable| CodeRef::new(executable))
    }

    /// `sys.stdin`, `sys.stdout` or `sys.stderr`: always the same object.
    pub fn stream(&mut self, stream: Stream) -> Value {
        let at = stream as usize;
        if self.streams[at].is_undefined() {
            self.streams[at] = self.heap.iterator(IteratorState::Stream(stream));
        }
        self.streams[at]
    }

    /// How many Python frames there are, and levels of native recursion.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.frames.len() + self.native_levels().max(0) as usize
    }

    /// `sys.getrecursionlimit()`
    #[must_use]
    pub fn recursion_limit(&self) -> usize {
        self.recursion_limit
    }

    /// `sys.setrecursionlimit(limit)`
    pub fn set_recursion_limit(&mut self, limit: usize) {
        let native_levels = self.native_levels();
        self.recursion_limit = limit;
        self.levels.frame_limit.set(limit as i64 - native_levels);
    }

    /// Does something that may recurse over data or call back, as `repr` and comparison do. Like
    /// CPython's `Py_EnterRecursiveCall` it counts as a frame while it lasts, so that the frames
    /// and the levels of nested data are limited together.
    ///
    /// # Errors
    /// RecursionError: `maximum recursion depth exceeded` and `doing`; what the work raises.
    #[inline]
    pub fn one_level_down<T>(
        &mut self,
        doing: &str,
        work: impl FnOnce(&mut Interpreter) -> Result<T>,
    ) -> Result<T> {
        if self.frames_left() == 0 {
            return Err(recursion_error(doing));
        }
        self.check_native_stack(doing)?;
        self.count_levels(1);
        let result = work(self);
        self.count_levels(-1);
        result
    }

    /// Raises RecursionError when the native stack gets short. To be called by everything that
    /// recurses and for which CPython counts no level.
    ///
    /// # Errors
    /// RecursionError: `maximum recursion depth exceeded` and `doing`.
    #[inline]
    pub fn check_native_stack(&self, doing: &str) -> Result<()> {
        if native_stack_pointer() < self.native_limit {
            return Err(recursion_error(doing));
        }
        Ok(())
    }

    /// Bytes left of the native stack.
    #[must_use]
    pub fn native_stack_left(&self) -> usize {
        native_stack_pointer().saturating_sub(self.native_limit)
    }

    /// How many more frames there may be.
    #[inline]
    #[must_use]
    pub fn frames_left(&self) -> usize {
        (self.levels.frame_limit.get() - self.frames.len() as i64).max(0) as usize
    }

    /// How many levels of native recursion there are, calls of compiled code among them.
    fn native_levels(&self) -> i64 {
        self.recursion_limit as i64 - self.levels.frame_limit.get()
    }

    /// Counts so many levels of native recursion more.
    #[inline]
    fn count_levels(&self, more: i64) {
        self.levels.frame_limit.set(self.levels.frame_limit.get() - more);
    }

    /// The exception being handled, if any.
    fn handled(&self) -> Option<Gc<ExceptionObject>> {
        let outside = self.handled_outside.iter().rev();
        std::iter::once(&*self.handled).chain(outside).find_map(|value| value.as_object())
    }
}

#[cold]
fn recursion_error(doing: &str) -> Unwind {
    raise(Class::RecursionError, format!("maximum recursion depth exceeded{doing}"))
}

/// An address near the top of the native stack.
#[inline(always)]
fn native_stack_pointer() -> usize {
    let pointer: usize;
    // SAFETY: reads the stack pointer.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        std::arch::asm!("mov {}, rsp", out(reg) pointer, options(nomem, nostack, preserves_flags));
        #[cfg(target_arch = "aarch64")]
        std::arch::asm!("mov {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags));
    }
    pointer
}

/// The first thing in a program that is not supported.
fn first_refusal(code: &CodeObject) -> Option<(Position, String)> {
    let own = code.refusals.iter().map(|refusal| (refusal.position, refusal.what.clone()));
    let imports = code.instructions.iter().zip(&code.positions).filter_map(|(instruction, at)| {
        let name = code.names.get(instruction.arg as usize)?;
        let unknown = instruction.op == Op::ImportName && crate::modules::import(name).is_none();
        unknown.then(|| (*at, format!("import of `{name}`")))
    });
    let nested = code.nested().filter_map(|code| first_refusal(code));
    own.chain(imports).chain(nested).min_by_key(|(position, _)| position.line)
}
