//! The state of a translation, and how a block of bytecode is gone through.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use stage1::code_object::CodeObject;
use stage1::heap::Gc;
use stage1::interpreter::{CodeRef, Globals};
use stage1::object::function::FunctionObject;
use stage1::value::Value as PythonValue;

use super::flow::{Flow, Locals};
use super::kinds::{Kind, Operand};
use super::{Refusal, Result, State, refusal};
use crate::builder::FunctionBuilder;
use crate::entity::{Block, Exit, Slot, Value};
use crate::ir::{Module, Signature, SourceLoc, Type};
use crate::runtime::{self, Entry, Request, Unit, regions, unit};

/// Everything that is known while a function is translated.
pub(super) struct Translator<'a> {
    pub code: CodeRef,
    pub object: Arc<CodeObject>,
    pub globals: &'a Globals,
    request: &'a Request,
    pub flow: &'a Flow,
    pub module: Module,
    pub build: FunctionBuilder,
    /// The kinds at the beginning of each block, as far as they are known.
    pub states: Vec<Option<State>>,
    /// Is this the first round, which only finds out these kinds?
    pub deciding: bool,
    /// Blocks about whose beginning more is known than when they were last translated.
    pub changed: Vec<usize>,
    pub ir_blocks: Vec<Option<Block>>,
    pub slots: FxHashMap<(u32, &'static str), Slot>,
    pub frame_name: Arc<str>,
    /// What the code names by address and must stay alive as long as the unit.
    pub references: Vec<PythonValue>,
    /// The functions of the program that constants may be, by address.
    pub functions: FxHashMap<u64, Gc<FunctionObject>>,

    // The block that is being translated.
    pub locals: Vec<Local>,
    /// The locals that are needed before the instruction that is being translated.
    pub live: Locals,
    pub stack: Vec<Operand>,
    /// The operands that the instruction has taken, the last one first taken.
    pub popped: Vec<Operand>,
    /// The operands as they were loaded at the beginning of the block.
    pub loaded: Vec<Operand>,
    pub block: usize,
    pub at: u32,
    /// The exit before this instruction, once there is one.
    pub exit: Option<Exit>,
    /// Has control left the block?
    pub ended: bool,
}

/// A local variable, as the block that is being translated knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Local {
    pub kind: Kind,
    /// What is in its slots, once it was loaded or stored in this block.
    pub operand: Option<Operand>,
}

impl<'a> Translator<'a> {
    pub(super) fn new(
        code: CodeRef,
        globals: &'a Globals,
        request: &'a Request,
        flow: &'a Flow,
        states: Vec<Option<State>>,
    ) -> Translator<'a> {
        let object = code.code.clone();
        let kinds: Vec<runtime::Kind> = request.params.iter().map(|param| param.kind).collect();
        let name = match request.entry {
            Entry::Call => unit::symbol(code.index, &kinds),
            Entry::Loop { header } => format!("{}@{header}", unit::symbol(code.index, &kinds)),
        };
        let types = kinds.iter().flat_map(|kind| kind.types()).copied().collect::<Vec<_>>();
        let signature = Signature::new(&types, &[Type::I64, Type::I64]);
        let mut module = Module::new();
        module.files.push(object.file_name.clone());
        regions::declare(&mut module);
        let unbound = Local { kind: Kind::Unbound, operand: None };
        Translator {
            code,
            globals,
            request,
            flow,
            module,
            build: FunctionBuilder::new(&name, signature),
            states,
            deciding: false,
            changed: Vec::new(),
            ir_blocks: vec![None; flow.blocks.len()],
            slots: FxHashMap::default(),
            frame_name: unit::frame_name(&object, code.index).into(),
            references: Vec::new(),
            functions: FxHashMap::default(),
            locals: vec![unbound; object.locals.len()],
            live: flow.blocks[0].live_in.clone(),
            stack: Vec::new(),
            popped: Vec::new(),
            loaded: Vec::new(),
            block: 0,
            at: 0,
            exit: None,
            ended: false,
            object,
        }
    }

    /// Makes this the first round.
    pub(super) fn decide(&mut self) {
        self.deciding = true;
    }

    /// The blocks that must be translated (again).
    pub(super) fn take_changed(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.changed)
    }

    /// What the first round has found.
    pub(super) fn into_states(self) -> Vec<Option<State>> {
        self.states
    }

    /// Does control get to a block?
    pub(super) fn is_reached(&self, block: usize) -> bool {
        self.states[block].is_some()
    }

    pub(super) fn local_count(&self) -> u32 {
        self.object.locals.len() as u32
    }

    /// A refusal at the instruction that is being translated.
    pub(super) fn refuse<T>(&self, reason: impl Into<String>) -> Result<T> {
        Err(refusal(&self.object, self.at, reason))
    }

    /// Shall the general operation be used at this instruction?
    pub(super) fn is_generic(&self) -> bool {
        self.is_generic_at(self.at)
    }

    pub(super) fn is_generic_at(&self, instruction: u32) -> bool {
        self.request.generic.binary_search(&instruction).is_ok()
    }

    /// The entry block of the function: puts the parameters where they belong and goes to the first
    /// block.
    pub(super) fn enter(&mut self, first: usize) -> Result {
        let start = self.flow.blocks[first].start;
        self.block = first;
        self.at = start;
        self.live = self.flow.blocks[first].live_in.clone();
        let words = self.build.params().to_vec();
        let mut words = &words[..];
        let depth = self.object.stack_depths[start as usize] as usize;
        self.stack = vec![Operand::new(Kind::UNDEFINED, &[]); depth];
        let request = self.request;
        for param in &request.params {
            let kind = Kind::from(param.kind);
            let (own, rest) = words.split_at(kind.types().len());
            words = rest;
            let operand = Operand::new(kind, own);
            match param.index.checked_sub(self.local_count()) {
                None => self.set_local(param.index, operand),
                Some(place) if (place as usize) < depth => self.stack[place as usize] = operand,
                Some(_) => return self.refuse("a parameter is on top of the stack"),
            }
        }
        if let Entry::Loop { header } = request.entry {
            for place in 0..depth {
                self.unpack_iterator(place, header);
            }
        }
        self.jump_to(first)
    }

    /// Translates a block of bytecode.
    pub(super) fn block(&mut self, block: usize) -> Result {
        let Some(state) = self.states[block].clone() else { return Ok(()) };
        self.block = block;
        let bytecode = &self.flow.blocks[block];
        let (start, end) = (bytecode.start, bytecode.end);
        let target = if self.deciding { self.build.block(&[]) } else { self.ir_block(block) };
        self.build.switch_to(target);
        self.live = bytecode.live_in.clone();
        self.locals.clear();
        self.locals.extend(state.locals.iter().map(|&kind| Local { kind, operand: None }));
        self.ended = false;
        self.at = start;
        self.locate();
        self.stack =
            (0..).zip(&state.stack).map(|(at, &kind)| self.load_operand(at, kind)).collect();
        self.loaded = self.stack.clone();
        let changes = self.flow.changes(&self.object, block);
        for (at, changes) in (start..end).zip(changes) {
            self.at = at;
            self.locate();
            self.exit = None;
            self.popped.clear();
            self.instruction()?;
            if self.ended {
                return Ok(());
            }
            self.live.toggle(&changes);
        }
        self.jump_to_instruction(end)
    }

    /// The instructions that follow come from the bytecode that is being translated.
    fn locate(&mut self) {
        let position = self.object.positions[self.at as usize];
        let column = position.column.saturating_add(1).min(u32::from(u16::MAX)) as u16;
        let column = if position.column == u32::MAX { 0 } else { column };
        self.build.set_location(SourceLoc { file: 0, line: position.line, column, site: 0 });
    }

    /// The block of the IR that a block of bytecode becomes.
    pub(super) fn ir_block(&mut self, block: usize) -> Block {
        match self.ir_blocks[block] {
            Some(found) => found,
            None => {
                let new = self.build.block(&[]);
                self.ir_blocks[block] = Some(new);
                new
            }
        }
    }

    /// Makes a unit of what was translated.
    pub(super) fn finish(mut self) -> Result<Unit> {
        let entry = self.request.entry;
        match self.build.finish(&mut self.module) {
            Ok(func) => Ok(Unit {
                module: self.module,
                func,
                code: self.code.index,
                entry,
                params: self.request.params.clone(),
                references: self.references,
                inlined: 0,
            }),
            Err(error) => Err(Refusal {
                instruction: 0,
                position: Default::default(),
                reason: format!(
                    "the translation is wrong, which is a mistake of the compiler: {error}"
                ),
            }),
        }
    }

    // --- operands -----------------------------------------------------------------------------------

    pub(super) fn push(&mut self, operand: Operand) {
        self.stack.push(operand);
    }

    pub(super) fn push_word(&mut self, kind: Kind, word: Value) {
        self.stack.push(Operand::new(kind, &[word]));
    }

    /// Takes the top operand. Exits made for this instruction from now on still have it: the
    /// interpreter executes the instruction from its beginning.
    pub(super) fn pop(&mut self) -> Operand {
        // The loader has verified that no instruction takes more than there is.
        let operand = self.stack.pop().unwrap_or(Operand::new(Kind::UNDEFINED, &[]));
        self.popped.push(operand);
        operand
    }

    /// Takes the top operands, in the order in which they were pushed.
    pub(super) fn pop_many(&mut self, count: u32) -> Vec<Operand> {
        let mut operands: Vec<Operand> = (0..count).map(|_| self.pop()).collect();
        operands.reverse();
        operands
    }
}
