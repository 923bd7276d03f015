//! The wall between a file from anywhere and an interpreter that does not look twice.
//!
//! A code object that passed may be run without checking an index: every constant, name, local,
//! jump target and handler exists, the stack has one depth at each instruction whatever way led
//! there, it never underflows and never grows above [`CodeObject::stack_size`], and execution
//! cannot run off the end. Beyond depths, the verifier follows *kinds*: what only looks like a
//! value stays out of the hands of instructions that would take it for one.
//!
//! ```text
//! LOAD_FAST_AND_CLEAR x      value, unbound or a cell   only STORE_FAST may have it
//! LOAD_METHOD m              method, receiver           only CALL_METHOD, both together
//! LOAD_CLOSURE x             cell                       only BUILD_TUPLE, for a closure
//! handler's index, PUSH_EXC_INFO's previous exception   only RERAISE and POP_EXCEPT
//! ```
//!
//! It also follows which variables hold a cell, so that `LOAD_DEREF` always finds one, and checks
//! that a function gets as many cells as its code expects. The containers of `LIST_APPEND` and
//! its relatives are known to be lists and dicts; only `SET_ADD` must look, because 3.14 keeps
//! its record of annotations in a global variable.
//!
//! The algorithm is a forward data-flow analysis like that of the Java class file verifier (Xavier
//! Leroy, "Java bytecode verification: algorithms and formalizations", 2003). Code that is reached
//! only through `UNSUPPORTED` has its indices checked and no more, for it cannot run.
//!
//! Left to run time: types of values, the shape of the names tuple of keyword calls, `SET_ADD`.

mod kind;

use std::fmt;

use crate::code_object::{CodeObject, Constant, LocalKind};
use crate::decode::{Holds, MAX_STACK, op_can_raise};
use crate::opcode::{Instruction, Op};

use kind::{Kind, State};

/// What is wrong with a code object, and at which instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// The index of the instruction.
    pub instruction: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at instruction {}", self.message, self.instruction)
    }
}

impl std::error::Error for VerifyError {}

/// The most local variables and the most instructions of one code object.
const MAX_LOCALS: usize = 1 << 16;
const MAX_INSTRUCTIONS: usize = 1 << 24;

/// Checks a code object and returns how deep its stack gets, which need not stand in it yet.
///
/// # Errors
/// Names the first instruction found that breaks a rule.
pub fn verify(code: &CodeObject) -> Result<u32, VerifyError> {
    check_counts(code).map_err(|message| VerifyError { instruction: 0, message })?;
    for (i, &instruction) in code.instructions.iter().enumerate() {
        check_indices(code, i, instruction)
            .map_err(|message| VerifyError { instruction: i, message })?;
    }
    let mut verifier = Verifier::new(code);
    let result = verifier.run();
    result.map_err(|message| VerifyError { instruction: verifier.current, message })?;
    Ok(verifier.stack_size)
}

fn check_counts(code: &CodeObject) -> Result<(), String> {
    let length = code.instructions.len();
    if length == 0 || length > MAX_INSTRUCTIONS {
        return Err("there are no instructions, or too many".into());
    }
    if [code.positions.len(), code.offsets.len(), code.stack_depths.len()] != [length; 3] {
        return Err("the tables beside the instructions differ from them in length".into());
    }
    if code.locals.len() > MAX_LOCALS {
        return Err("there are too many local variables".into());
    }
    let own = code.locals.iter().take_while(|local| local.kind != LocalKind::Free).count();
    if code.locals[own..].iter().any(|local| local.kind != LocalKind::Free) {
        return Err("a free variable stands before the others".into());
    }
    let parameters = u64::from(code.argument_count)
        + u64::from(code.keyword_only_count)
        + u64::from(code.has_varargs())
        + u64::from(code.has_varkeywords());
    if parameters > own as u64 || code.positional_only_count > code.argument_count {
        return Err("there are more parameters than local variables".into());
    }
    let mut covered = 0;
    for range in &code.exception_table {
        let in_range = covered <= range.start
            && range.start < range.end
            && range.end as usize <= length
            && (range.target as usize) < length
            && range.depth as usize <= MAX_STACK;
        if !in_range {
            return Err("the exception table is out of range or out of order".into());
        }
        covered = range.end;
    }
    Ok(())
}

/// Does what the argument names exist?
fn check_indices(code: &CodeObject, i: usize, instruction: Instruction) -> Result<(), String> {
    use Op::*;
    let Instruction { op, arg } = instruction;
    let arg = arg as usize;
    let kind = || code.locals.get(arg).map(|local| local.kind);
    let ok = match op {
        Unsupported => arg < code.refusals.len(),
        LoadConst => arg < code.constants.len(),
        LoadFast | LoadFastAndClear | StoreFast | DeleteFast => kind().is_some(),
        MakeCell => kind() == Some(LocalKind::Cell),
        LoadClosure | LoadDeref | StoreDeref | DeleteDeref => {
            matches!(kind(), Some(LocalKind::Cell | LocalKind::Free))
        }
        CopyFreeVars => arg == free_count(code),
        LoadName | StoreName | DeleteName | LoadGlobal | StoreGlobal | DeleteGlobal | LoadAttr
        | StoreAttr | DeleteAttr | LoadMethod | ImportName | ImportFrom => arg < code.names.len(),
        JumpBackward => arg <= i,
        op if op.is_jump() => i < arg && arg < code.instructions.len(),
        BuildSlice => arg == 2 || arg == 3,
        Convert => (1..=3).contains(&arg),
        Raise => arg <= 2,
        SetFunctionAttribute => matches!(arg, 1 | 2 | 4 | 8 | 16),
        CallUnpack | Yield => arg <= 1,
        _ => true,
    };
    if ok { Ok(()) } else { Err(format!("{op} has the invalid argument {arg}")) }
}

fn free_count(code: &CodeObject) -> usize {
    code.locals.iter().rev().take_while(|local| local.kind == LocalKind::Free).count()
}

struct Verifier<'a> {
    code: &'a CodeObject,
    /// For each local its number among those that can hold a cell.
    cell_numbers: Vec<usize>,
    is_leader: Vec<bool>,
    entry: Vec<Option<Box<State>>>,
    worklist: Vec<usize>,
    /// For messages.
    current: usize,
    stack_size: u32,
    work: u64,
}

impl<'a> Verifier<'a> {
    fn new(code: &'a CodeObject) -> Self {
        let mut is_leader = vec![false; code.instructions.len()];
        is_leader[0] = true;
        for instruction in code.instructions.iter().filter(|i| i.op.is_jump()) {
            is_leader[instruction.arg as usize] = true;
        }
        for range in &code.exception_table {
            is_leader[range.target as usize] = true;
        }
        let mut next = 0;
        let number = |kind: LocalKind| {
            next += usize::from(kind != LocalKind::Plain);
            if kind == LocalKind::Plain { usize::MAX } else { next - 1 }
        };
        Verifier {
            code,
            cell_numbers: code.locals.iter().map(|local| local.kind).map(number).collect(),
            is_leader,
            entry: vec![None; code.instructions.len()],
            worklist: Vec::new(),
            current: 0,
            stack_size: code.stack_depths.iter().copied().max().unwrap_or(0),
            work: 0,
        }
    }

    fn run(&mut self) -> Result<(), String> {
        let cells = self.cell_numbers.iter().filter(|&&number| number != usize::MAX).count();
        self.arrive(
            0,
            &State { stack: Vec::new(), cells: vec![Holds::Plain; cells], kept: false },
        )?;
        while let Some(leader) = self.worklist.pop() {
            self.follow(leader)?;
        }
        if self.stack_size as usize > MAX_STACK {
            return Err("the stack gets too deep".into());
        }
        Ok(())
    }

    fn charge(&mut self, work: usize) -> Result<(), String> {
        self.work += work as u64;
        if self.work > (1 << 24) + 256 * self.code.instructions.len() as u64 {
            return Err("the control flow is too complex".into());
        }
        Ok(())
    }

    fn arrive(&mut self, leader: usize, state: &State) -> Result<(), String> {
        self.charge(state.stack.len() + state.cells.len() + 16)?;
        let Some(known) = &mut self.entry[leader] else {
            self.entry[leader] = Some(Box::new(state.clone()));
            self.worklist.push(leader);
            return Ok(());
        };
        if **known == *state {
            return Ok(());
        }
        // ANCHOR: depths
        if known.stack.len() != state.stack.len() {
            return Err(format!("the stack has another depth on another way to {leader}"));
        }
        // ANCHOR_END: depths
        if known.kept != state.kept {
            return Err(format!("a generator on one way to {leader}, a function on another"));
        }
        let mut changed = false;
        for (mine, &theirs) in known.stack.iter_mut().zip(&state.stack) {
            let Some(joined) = mine.join(theirs) else {
                return Err(format!("{mine:?} on one way to {leader}, {theirs:?} on another"));
            };
            changed |= joined != *mine;
            *mine = joined;
        }
        for (mine, theirs) in known.cells.iter_mut().zip(&state.cells) {
            if mine != theirs && *mine != Holds::Unknown {
                *mine = Holds::Unknown;
                changed = true;
            }
        }
        if changed {
            self.worklist.push(leader);
        }
        Ok(())
    }

    fn follow(&mut self, leader: usize) -> Result<(), String> {
        let Some(entry) = &self.entry[leader] else { return Ok(()) };
        let mut state = (**entry).clone();
        self.charge(state.stack.len() + state.cells.len() + 16)?;
        let mut i = leader;
        loop {
            self.current = i;
            let Instruction { op, arg } = self.code.instructions[i];
            if state.stack.len() != self.code.stack_depths[i] as usize {
                return Err("the stack's depth is not the one recorded".into());
            }
            self.lead_to_handler(i, op, &state)?;
            if op == Op::Unsupported {
                return Ok(());
            }
            let (pops, pushes) = op.stack_effect(arg);
            self.charge(1 + pops.min(1 << 16) as usize + pushes.min(1 << 16) as usize)?;
            if state.stack.len() + pushes as usize > MAX_STACK + 8 {
                return Err("the stack gets too deep".into());
            }
            if op == Op::ForIter {
                let mut exhausted = state.clone();
                exhausted.value()?;
                self.arrive(arg as usize, &exhausted)?;
            }
            self.apply(op, arg, &mut state)?;
            self.stack_size = self.stack_size.max(state.stack.len() as u32);
            if op.is_jump() && op != Op::ForIter {
                self.arrive(arg as usize, &state)?;
            }
            if op.ends_block() {
                return Ok(());
            }
            i += 1;
            if i >= self.code.instructions.len() {
                return Err("execution runs off the end".into());
            }
            if self.is_leader[i] {
                return self.arrive(i, &state);
            }
        }
    }

    fn lead_to_handler(&mut self, i: usize, op: Op, state: &State) -> Result<(), String> {
        if !op_can_raise(op) {
            return Ok(());
        }
        let table = &self.code.exception_table;
        let range = table.partition_point(|range| range.end as usize <= i);
        let Some(range) = table.get(range).filter(|range| range.start as usize <= i) else {
            return Ok(());
        };
        self.charge(state.stack.len() + state.cells.len() + 16)?;
        let Some(kept) = state.stack.get(..range.depth as usize) else {
            return Err("the stack is lower than the exception handler expects".into());
        };
        let mut handler = State { stack: kept.to_vec(), ..state.clone() };
        if range.push_index {
            handler.push(Kind::Index);
        }
        handler.push(Kind::Exception);
        self.stack_size = self.stack_size.max(handler.stack.len() as u32);
        self.arrive(range.target as usize, &handler)
    }

    /// What one instruction does to what is known.
    fn apply(&self, op: Op, arg: u32, state: &mut State) -> Result<(), String> {
        use Op::*;
        match op {
            Pop => drop(state.pop()?),
            Copy => {
                let kind = state.movable(arg)?;
                state.push(kind);
            }
            Swap => {
                let (top, below) = (state.movable(1)?, state.movable(arg)?);
                *state.slot(1)? = below;
                *state.slot(arg)? = top;
            }
            LoadConst => state.push(match &self.code.constants[arg as usize] {
                Constant::Code(_) => Kind::Code(arg),
                Constant::Tuple(_) => Kind::Tuple,
                _ => Kind::Value,
            }),
            LoadFast | LoadFastAndClear | StoreFast | DeleteFast | MakeCell | LoadClosure
            | LoadDeref | StoreDeref | DeleteDeref => self.apply_to_local(op, arg, state)?,
            CopyFreeVars if state.kept => return Err("a generator's cells are copied twice".into()),
            CopyFreeVars => {
                let first = self.code.locals.len() - arg as usize;
                for &cell in &self.cell_numbers[first..] {
                    state.cells[cell] = Holds::Cell;
                }
            }
            LoadMethod => {
                state.value()?;
                state.push(Kind::Method);
                state.push(Kind::Receiver);
            }
            CallMethod | CallMethodKeyword => {
                state.values(arg + u32::from(op == CallMethodKeyword))?;
                state.expect(Kind::Receiver)?;
                state.expect(Kind::Method)?;
                state.push(Kind::Value);
            }
            BuildTuple => build_tuple(arg, state)?,
            ListAppend | ListExtend | SetUpdate | DictUpdate | DictMerge | MapAdd | SetAdd => {
                state.values(op.stack_effect(arg).0)?;
                let found = *state.slot(arg)?;
                let fits = match op {
                    ListAppend | ListExtend => found == Kind::List,
                    SetUpdate => found == Kind::Set,
                    SetAdd => found.is_value(),
                    _ => found == Kind::Dict,
                };
                if !fits {
                    return Err(format!("a {found:?} cannot be added to by {op}"));
                }
                if op == DictMerge && !state.slot(arg.saturating_add(2))?.is_value() {
                    return Err("the arguments belong to no function".into());
                }
            }
            ListToTuple => {
                state.expect(Kind::List)?;
                state.push(Kind::Tuple);
            }
            MakeFunction => match state.pop()? {
                Kind::Code(constant) => state.push(self.made_function(constant)),
                kind => return Err(format!("a function is made from a {kind:?}")),
            },
            SetFunctionAttribute => set_function_attribute(arg, state)?,
            PushExcInfo => {
                state.expect(Kind::Exception)?;
                state.push(Kind::Previous);
                state.push(Kind::Exception);
            }
            PopExcept => state.expect(Kind::Previous)?,
            CheckExcMatch => {
                state.value()?;
                state.expect(Kind::Exception)?;
                state.push(Kind::Exception);
                state.push(Kind::Value);
            }
            Reraise => {
                state.expect(Kind::Exception)?;
                if arg > 0 && *state.slot(arg)? != Kind::Index {
                    return Err("RERAISE finds no index".into());
                }
            }
            ReturnGenerator if state.kept => return Err("a generator makes itself".into()),
            ReturnGenerator => {
                state.kept = true;
                state.push(Kind::Value);
            }
            Yield => {
                if !state.kept {
                    return Err("a function that is no generator yields".into());
                }
                state.value()?;
                if arg == 1 && !state.slot(1)?.is_value() {
                    return Err("`yield from` without an iterator".into());
                }
                state.push(Kind::Value);
            }
            CleanupThrow => {
                state.expect(Kind::Exception)?;
                state.values(2)?;
                (0..2).for_each(|_| state.push(Kind::Value));
            }
            // These look at the top and leave it there.
            ForIter | GetLen | MatchMapping | MatchSequence | ImportFrom => {
                let top = state.value()?;
                state.push(top);
                state.push(Kind::Value);
            }
            MatchKeys => {
                state.values(2)?;
                (0..3).for_each(|_| state.push(Kind::Value));
            }
            _ => {
                let (pops, pushes) = op.stack_effect(arg);
                state.values(pops)?;
                let kind = match op {
                    BuildList => Kind::List,
                    BuildSet => Kind::Set,
                    BuildMap | BuildConstKeyMap => Kind::Dict,
                    _ => Kind::Value,
                };
                (0..pushes).for_each(|_| state.push(kind));
            }
        }
        Ok(())
    }

    fn apply_to_local(&self, op: Op, local: u32, state: &mut State) -> Result<(), String> {
        use Op::*;
        let cell = self.cell_numbers[local as usize];
        let held = state.cells.get(cell).copied().unwrap_or(Holds::Plain);
        let wanted = match op {
            LoadFast | DeleteFast | MakeCell => Some(Holds::Plain),
            LoadClosure | LoadDeref | StoreDeref | DeleteDeref => Some(Holds::Cell),
            _ => None,
        };
        if wanted.is_some_and(|wanted| wanted != held) {
            return Err(format!("{op} of a variable that holds the wrong thing ({held:?})"));
        }
        let stored = match op {
            LoadFast | LoadDeref => {
                state.push(Kind::Value);
                return Ok(());
            }
            LoadClosure => {
                state.push(Kind::Cell);
                return Ok(());
            }
            StoreDeref => return state.value().map(drop),
            LoadFastAndClear => {
                state.push(match held {
                    Holds::Plain => Kind::Unbound,
                    Holds::Cell => Kind::Cell,
                    Holds::Unknown => return Err("a variable may or may not be a cell".into()),
                });
                Holds::Plain
            }
            StoreFast => match state.pop()? {
                Kind::Cell if cell != usize::MAX => Holds::Cell,
                kind if kind.is_value() || kind == Kind::Unbound => Holds::Plain,
                kind => return Err(format!("a {kind:?} is stored in a variable")),
            },
            MakeCell => Holds::Cell,
            _ => return Ok(()),
        };
        if let Some(held) = state.cells.get_mut(cell) {
            *held = stored;
        }
        Ok(())
    }

    fn made_function(&self, constant: u32) -> Kind {
        match &self.code.constants[constant as usize] {
            Constant::Code(code) if free_count(code) > 0 => {
                Kind::OpenFunction(free_count(code) as u32)
            }
            _ => Kind::Function,
        }
    }
}

/// A tuple of values, or of cells.
fn build_tuple(count: u32, state: &mut State) -> Result<(), String> {
    if count > 0 && *state.slot(1)? == Kind::Cell {
        (0..count).try_for_each(|_| state.expect(Kind::Cell))?;
        state.push(Kind::Closure(count));
    } else {
        state.values(count)?;
        state.push(Kind::Tuple);
    }
    Ok(())
}

fn set_function_attribute(attribute: u32, state: &mut State) -> Result<(), String> {
    let function = state.pop()?;
    if !matches!(function, Kind::Function | Kind::OpenFunction(_)) {
        return Err(format!("a {function:?} is no function"));
    }
    let value = state.pop()?;
    let function = match (attribute, value, function) {
        (8, Kind::Closure(cells), Kind::OpenFunction(wanted)) if cells == wanted => Kind::Function,
        (1, Kind::Tuple, _) | (2, Kind::Dict, _) => function,
        // Annotations come as a tuple, a dict or a function, and are dropped.
        (4 | 16, Kind::OpenFunction(_), _) => function,
        (4 | 16, value, _) if value.is_value() => function,
        _ => return Err(format!("attribute {attribute} of a function cannot be a {value:?}")),
    };
    state.push(function);
    Ok(())
}
