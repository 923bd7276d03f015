//! Executes the IR as it stands: the meaning against which everything that makes code is judged.
//!
//! It is as simple as an interpreter can be: a value is 64 bits in a table, an instruction is an
//! arm of a `match`, a call pushes a frame on a vector. What the operations compute is in
//! [`arithmetic`], so that a pass that folds constants cannot disagree.
//!
//! It runs what anybody may have written, and must come to an end without harm. So every run has
//! *fuel*, an amount of work after which it stops; memory is its own, bounded, and every access is
//! checked ([`memory`]); calls do not use the native stack. Modules are verified when an
//! [`Interpreter`] is made, and behind that nothing here can panic.
//!
//! Leaving by an exit ends the run with an [`ExitReport`]: what stopped, and in full what the
//! interpreter of bytecode would be given, every variable with its value. A [`Host`] may go on
//! instead, in place of the function that was left, as a deoptimised callee goes on for its caller.
//! If it does not, the report has the frames of the callers that wait as well, as far as their calls
//! name them.
//!
//! Judged by `filetests/run/`, which has the values at the borders for every operation.

use std::fmt;
use std::sync::Arc;

use crate::entity::{Block, Entity, Exit, FuncRef, Inst, Slot, Value};
use crate::ir::{
    ExitData, Function, FunctionDecl, InstData, Leaving, Module, Representation, Signature,
    StateValue, TrapCode, Type,
};
use crate::opcode::{Opcode, TABLE};
use crate::text::print::{Name, float};
use crate::verify::{self, Violations};

pub mod arithmetic;
pub mod memory;
pub mod real;
mod step;
pub mod storage;
mod text;

pub use memory::Memory;
pub use real::RealMemory;
pub use storage::Storage;
pub use text::{arguments, call_text, show, show_results};

/// How much a run may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Work: about one for each instruction.
    pub fuel: u64,
    /// Bytes of memory for data, arena and stack together; and as much again for values.
    pub memory: usize,
    /// Calls within calls.
    pub depth: usize,
    /// Bytes of the arena.
    pub arena: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { fuel: 100_000_000, memory: 64 << 20, depth: 10_000, arena: 1 << 16 }
    }
}

/// What is outside the module.
pub trait Host<S: Storage = Memory> {
    /// Calls an external function; the results, or why there are none.
    fn call(&mut self, name: &str, arguments: &[u64], memory: &mut S) -> Result<Vec<u64>, String>;

    /// The same, with the number of the function in the module.
    fn call_function(
        &mut self,
        func: FuncRef,
        decl: &FunctionDecl,
        arguments: &[u64],
        memory: &mut S,
    ) -> Result<Vec<u64>, String> {
        let _ = func;
        self.call(&decl.name, arguments, memory)
    }

    /// A function was left by an exit. With results the run goes on as if it had returned them.
    fn left(&mut self, report: &ExitReport, memory: &mut S) -> Option<Vec<u64>> {
        let _ = (report, memory);
        None
    }

    /// Does the host call this function of the module, although it has a body? Asked where the
    /// storage allows it.
    fn takes(&self, func: FuncRef) -> bool {
        let _ = func;
        false
    }

    /// Shall the function be left by this exit although nothing is wrong? Asked, where the storage
    /// allows it, before every operation that could leave by it.
    fn forces(&mut self, func: FuncRef, exit: Exit) -> bool {
        let _ = (func, exit);
        false
    }
}

/// A host without external functions.
#[derive(Clone, Copy, Debug)]
pub struct NoHost;

impl Host for NoHost {
    fn call(&mut self, name: &str, _: &[u64], _: &mut Memory) -> Result<Vec<u64>, String> {
        Err(format!("there is no external function {}", Name(name)))
    }
}

/// How a run ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    /// The function returned.
    Return(Vec<u64>),
    /// It, or a function it called, was left by an exit.
    Exit(ExitReport),
    /// It was stopped.
    Stopped(Stop),
}

/// Why a run was stopped.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Stop {
    OutOfFuel,
    OutOfMemory,
    TooDeep,
    /// An access outside the memory there is.
    BadAddress {
        address: u64,
        size: usize,
    },
    /// An indirect call of something that is no function of that signature.
    BadCall {
        address: u64,
    },
    /// Arguments or results of a number that the signature does not have.
    WrongCount {
        function: Arc<str>,
    },
    /// The host refused a call.
    Host(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Stop::OutOfFuel => f.write_str("out of fuel"),
            Stop::OutOfMemory => f.write_str("out of memory"),
            Stop::TooDeep => f.write_str("too many calls within calls"),
            Stop::BadAddress { address, size } => {
                write!(f, "no access to {size} bytes at {address:#x}")
            }
            Stop::BadCall { address } => write!(f, "no function of that signature at {address:#x}"),
            Stop::WrongCount { function } => {
                write!(f, "a wrong number of arguments or results for {}", Name(function))
            }
            Stop::Host(message) => f.write_str(message),
        }
    }
}

/// How a function was left.
#[derive(Clone, PartialEq, Debug)]
pub struct ExitReport {
    /// Which function.
    pub function: FuncRef,
    /// By which exit.
    pub exit: Exit,
    /// The code of a trap.
    pub trap: Option<TrapCode>,
    /// How the interpreter takes over, if it was no trap.
    pub leaving: Option<Leaving>,
    /// Its frames, innermost first.
    pub frames: Vec<MaterialisedFrame>,
}

/// A frame of the interpreter of bytecode, with all values.
#[derive(Clone, PartialEq, Debug)]
pub struct MaterialisedFrame {
    /// The interpreter's function.
    pub function: Arc<str>,
    /// The bytecode to continue at.
    pub offset: u32,
    /// The bound variables: index, representation, and the value's bits; two words where it is made
    /// from a pair, otherwise the first word only.
    pub variables: Vec<(u32, Representation, [u64; 2])>,
}

/// A module that can be run.
pub struct Interpreter<'m, S: Storage = Memory> {
    module: &'m Module,
    limits: Limits,
    /// How often each operation was executed, by its number.
    pub counts: [u64; TABLE.len()],
    /// The memory; it stays between calls.
    pub memory: S,
    fuel: u64,
    values: Vec<u64>,
    frames: Vec<Activation>,
    /// Where the slots of each function are in its part of the stack, and the part's size.
    layouts: Vec<Option<(Arc<[u32]>, usize)>>,
}

/// A function that is being executed.
struct Activation {
    func: FuncRef,
    block: Block,
    /// The next instruction of the block.
    next: usize,
    /// Where its values begin.
    values: usize,
    /// Where its stack slots begin.
    stack: usize,
}

/// Why an [`Interpreter`] could not be made.
#[derive(Clone, PartialEq, Debug)]
pub enum LoadError {
    /// The module is wrong.
    Wrong(Vec<Violations>),
    /// Its data do not fit the memory.
    OutOfMemory,
}

impl<'m> Interpreter<'m> {
    /// Verifies a module and lays out its data.
    pub fn new(module: &'m Module, limits: Limits) -> Result<Interpreter<'m>, LoadError> {
        verify::module(module).map_err(LoadError::Wrong)?;
        let memory =
            Memory::new(module, limits.arena, limits.memory).map_err(|_| LoadError::OutOfMemory)?;
        Ok(Interpreter {
            module,
            limits,
            counts: [0; TABLE.len()],
            memory,
            fuel: limits.fuel,
            values: Vec::new(),
            frames: Vec::new(),
            layouts: vec![None; module.functions.len()],
        })
    }

    /// The bits of arguments for a function that are given as text, as for [`call_text`].
    pub fn arguments(&self, func: FuncRef, words: &[&str]) -> Result<Vec<u64>, String> {
        text::arguments(words, &self.module.functions[func].signature.params, self.memory.arena())
    }
}

impl<'m, S: Storage> Interpreter<'m, S> {
    /// How often each operation was executed, those that were not left out.
    pub fn executed(&self) -> impl Iterator<Item = (Opcode, u64)> + '_ {
        TABLE
            .iter()
            .map(|row| (row.opcode, self.counts[row.opcode as usize]))
            .filter(|row| row.1 != 0)
    }

    /// Calls a function. The fuel is that of the limits, for each call anew.
    pub fn call(&mut self, func: FuncRef, arguments: &[u64], host: &mut dyn Host<S>) -> Outcome {
        self.fuel = self.limits.fuel;
        self.frames.clear();
        self.values.clear();
        // Making the stack smaller cannot fail.
        let _ = self.memory.set_stack_size(0);
        match self.run(func, arguments, host) {
            Ok(outcome) => outcome,
            Err(stop) => Outcome::Stopped(stop),
        }
    }

    /// Begins a function of the module.
    fn enter(&mut self, func: FuncRef, body: &Function, arguments: &[u64]) -> Result<(), Stop> {
        let decl = &self.module.functions[func];
        if arguments.len() != decl.signature.params.len() {
            return Err(Stop::WrongCount { function: decl.name.clone() });
        }
        if self.frames.len() >= self.limits.depth {
            return Err(Stop::TooDeep);
        }
        let stack = self.memory.stack_size().next_multiple_of(16);
        let size = self.layout(func, body)?.1;
        self.spend(1 + (body.values.len() + size) as u64 / 64)?;
        let values = self.values.len();
        if (values + body.values.len()) * 8 > self.limits.memory {
            return Err(Stop::OutOfMemory);
        }
        self.memory.set_stack_size(stack.saturating_add(size))?;
        self.values.resize(values + body.values.len(), 0);
        self.memory.values_moved(&self.values);
        // Verified functions have an entry block.
        let block = body.entry().unwrap_or(Block(0));
        for (&param, &argument) in body.blocks[block].params.iter().zip(arguments) {
            self.values[values + param.index()] = argument & body.ty(param).mask();
        }
        self.frames.push(Activation { func, block, next: 0, values, stack });
        Ok(())
    }

    /// Where the slots of a function are, and how many bytes they take.
    fn layout(&mut self, func: FuncRef, body: &Function) -> Result<(Arc<[u32]>, usize), Stop> {
        if let Some(layout) = &self.layouts[func.index()] {
            return Ok(layout.clone());
        }
        let mut size = 0u64;
        let mut offsets = Vec::with_capacity(body.slots.len());
        for slot in body.slots.values() {
            size = size.next_multiple_of(slot.align.max(1).into());
            offsets.push(u32::try_from(size).map_err(|_| Stop::OutOfMemory)?);
            size += u64::from(slot.size);
        }
        let layout = (offsets.into(), usize::try_from(size).map_err(|_| Stop::OutOfMemory)?);
        self.layouts[func.index()] = Some(layout.clone());
        Ok(layout)
    }

    fn spend(&mut self, work: u64) -> Result<(), Stop> {
        self.fuel = self.fuel.checked_sub(work).ok_or(Stop::OutOfFuel)?;
        Ok(())
    }

    /// What an exit says, with the values that there are now.
    fn report(&self, frame: &Activation, body: &Function, exit: Exit) -> Result<ExitReport, Stop> {
        let value = |value: Value| self.values[frame.values + value.index()];
        let mut report = ExitReport {
            function: frame.func,
            exit,
            trap: None,
            leaving: None,
            frames: Vec::new(),
        };
        match &body.exits[exit] {
            ExitData::Nothing => {}
            ExitData::Trap(code) => report.trap = Some(*code),
            ExitData::Frames(leaving, frames) => {
                report.leaving = Some(*leaving);
                for state in frames {
                    let mut variables = Vec::with_capacity(state.entries.len());
                    for entry in &state.entries {
                        let bits = match entry.value {
                            StateValue::Value(one) => [value(one), 0],
                            StateValue::Pair(tag, payload) => [value(tag), value(payload)],
                            StateValue::Constant(number) => [number as u64, 0],
                            StateValue::Slot(slot) => self.slot_words(frame, body, slot)?,
                        };
                        variables.push((entry.index, entry.representation, bits));
                    }
                    let (function, offset) = (state.function.clone(), state.offset);
                    report.frames.push(MaterialisedFrame { function, offset, variables });
                }
            }
        }
        Ok(report)
    }

    /// Appends the frames of the callers that wait, up to a call that names none.
    fn add_waiting_frames(&mut self, report: &mut ExitReport) -> Result<(), Stop> {
        if report.leaving.is_none() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.frames);
        let mut variables = 0;
        for frame in waiting.iter().rev() {
            let Some(body) = &self.module.functions[frame.func].body else { break };
            let inst = body.blocks[frame.block].insts[frame.next - 1];
            let InstData::CallExit { exit, .. } = body.insts[inst] else { break };
            let more = self.report(frame, body, exit)?.frames;
            variables += more.iter().map(|frame| 2 + frame.variables.len()).sum::<usize>();
            if variables * 32 > self.limits.memory {
                return Err(Stop::OutOfMemory);
            }
            report.frames.extend(more);
        }
        Ok(())
    }

    /// The one or two words in a slot that a frame state names.
    fn slot_words(
        &self,
        frame: &Activation,
        body: &Function,
        slot: Slot,
    ) -> Result<[u64; 2], Stop> {
        let address = self.slot_address(frame, slot, 0);
        let size = body.slots[slot].size as usize;
        let first = self.memory.load(address, size.min(8))?;
        let second = if size > 8 { self.memory.load(address + 8, (size - 8).min(8))? } else { 0 };
        Ok([first, second])
    }

    fn slot_address(&self, frame: &Activation, slot: Slot, offset: i32) -> u64 {
        let layout = self.layouts[frame.func.index()].as_ref();
        let start = layout.map_or(0, |(offsets, _)| offsets[slot.index()] as usize);
        self.memory.stack_address(frame.stack + start).wrapping_add(offset as u64)
    }
}

impl fmt::Display for ExitReport {
    /// `deopt @sum+14 [0: 0x300000000 list, 1: 5 int]` or `trap overflow`
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(code) = self.trap {
            return write!(f, "trap {code}");
        }
        f.write_str(self.leaving.map_or("left", Leaving::name))?;
        for (index, frame) in self.frames.iter().enumerate() {
            let within = if index == 0 { "" } else { " in" };
            write!(f, "{within} {}+{} [", Name(&frame.function), frame.offset)?;
            for (position, (variable, representation, bits)) in frame.variables.iter().enumerate() {
                let comma = if position == 0 { "" } else { ", " };
                write!(f, "{comma}{variable}: ")?;
                match representation {
                    Representation::Int => write!(f, "{}", bits[0] as i64)?,
                    Representation::Bool => write!(f, "{}", bits[0])?,
                    Representation::Float => f.write_str(&float(Type::F64, bits[0]))?,
                    _ if representation.pair().is_some() => {
                        write!(f, "({:#x}, {:#x})", bits[0], bits[1])?
                    }
                    _ => write!(f, "{:#x}", bits[0])?,
                }
                write!(f, " {}", representation.name())?;
            }
            f.write_str("]")?;
        }
        Ok(())
    }
}
