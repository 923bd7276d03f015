//! Follows the control flow of a code object, then writes its normalised instructions.
//!
//! ```text
//! raw instructions ─► shapes at every join ─► normalised instructions ─► jumps patched
//!                     (a fixpoint)             (reachable ones only)
//! ```
//!
//! The first phase is the textbook worklist (Gary Kildall, "A Unified Approach to Global Program
//! Optimization", 1973): a shape is kept at every place that something jumps to, and whenever
//! another way brings a different one, the two are joined and the code from there is followed
//! again. Shapes can only get less precise, so this ends. Any instruction that can raise also leads
//! to its handler. The second phase goes through the code once more, in order, and translates
//! what was reached.

use super::raw::{NONE, Raw, RawInstructions};
use super::shape::Shape;
use super::tables::RawRange;
use super::translate::Translator;
use crate::code_object::ExceptionRange;
use crate::opcode::{Instruction, Op};
use crate::versions::Name;

/// Where control goes behind an instruction.
pub enum Next {
    /// To the next one.
    Fall,
    /// Out of this code, or nowhere that is known.
    End,
    /// To that one, with the same shape.
    Jump(u32),
    /// To the next one, or with another shape to that one.
    Branch(u32, Shape),
}

/// A normalised instruction, jumps still naming CPython's instructions.
pub struct Emitted {
    pub instruction: Instruction,
    /// The index of the one it stands for.
    pub raw: u32,
    /// The stack's depth before it.
    pub depth: u32,
}

/// The result: instructions with absolute jumps, and the exception table in terms of them.
pub struct Flow {
    pub emitted: Vec<Emitted>,
    pub exception_table: Vec<ExceptionRange>,
}

/// A range of the exception table, in terms of raw instructions.
#[derive(Clone, Copy)]
struct Range {
    start: u32,
    end: u32,
    target: u32,
    depth: u32,
    push_index: bool,
}

struct Walk<'a, 'b> {
    translator: &'b mut Translator<'a>,
    raw: &'a [Raw],
    ranges: Vec<Range>,
    /// For each instruction the number of its range, or [`NONE`].
    range_of: Vec<u32>,
    /// Does something jump here?
    is_leader: Vec<bool>,
    /// The shape before each leader that was reached.
    entry: Vec<Option<Box<Shape>>>,
    /// Leaders to follow.
    worklist: Vec<u32>,
}

/// Translates one code object's instructions.
pub fn translate<'a>(
    code: &'a RawInstructions,
    ranges: &[RawRange],
    translator: &mut Translator<'a>,
    cells: usize,
) -> Result<Flow, String> {
    let mut walk = Walk::new(code, ranges, translator)?;
    walk.arrive(0, &Shape::new(cells))?;
    while let Some(leader) = walk.worklist.pop() {
        walk.follow(leader)?;
    }
    walk.write()
}

impl<'a, 'b> Walk<'a, 'b> {
    fn new(
        code: &'a RawInstructions,
        ranges: &[RawRange],
        translator: &'b mut Translator<'a>,
    ) -> Result<Self, String> {
        let raw = &code.list[..];
        let mut is_leader = vec![false; raw.len()];
        let mut range_of = vec![NONE; raw.len()];
        if raw.is_empty() {
            return Err("there is no bytecode".into());
        }
        is_leader[0] = true;
        for instruction in raw.iter().filter(|raw| raw.target != NONE) {
            is_leader[instruction.target as usize] = true;
        }
        let mut resolved = Vec::with_capacity(ranges.len());
        for range in ranges {
            let Some(target) = code.starting_at(range.target) else {
                return Err("an exception handler is no instruction".into());
            };
            is_leader[target as usize] = true;
            let (start, end) = (code.first_from(range.start), code.first_from(range.end));
            range_of[start as usize..end as usize].fill(resolved.len() as u32);
            let &RawRange { depth, push_index, .. } = range;
            resolved.push(Range { start, end, target, depth, push_index });
        }
        let entry = vec![None; raw.len()];
        let worklist = Vec::new();
        Ok(Walk { translator, raw, ranges: resolved, range_of, is_leader, entry, worklist })
    }

    /// A way leads to `leader` with this shape.
    fn arrive(&mut self, leader: u32, shape: &Shape) -> Result<(), String> {
        self.translator.charge(shape.size())?;
        let changed = match &mut self.entry[leader as usize] {
            Some(known) => known.join(shape)?,
            unknown => {
                *unknown = Some(Box::new(shape.clone()));
                true
            }
        };
        if changed {
            self.worklist.push(leader);
        }
        Ok(())
    }

    /// Goes on from a leader to the next one, or to an end.
    fn follow(&mut self, leader: u32) -> Result<(), String> {
        let Some(entry) = &self.entry[leader as usize] else { return Ok(()) };
        let mut shape = (**entry).clone();
        self.translator.charge(shape.size())?;
        let mut i = leader;
        loop {
            self.lead_to_handler(i, &shape)?;
            let next = self.translator.step(i, &mut shape).map_err(|e| self.at(i, &e))?;
            match next {
                Next::Fall => {}
                Next::End => return Ok(()),
                Next::Jump(target) => return self.arrive(target, &shape),
                Next::Branch(target, other) => self.arrive(target, &other)?,
            }
            i += 1;
            if i as usize >= self.raw.len() {
                return Err("execution runs off the end of the bytecode".into());
            }
            if self.is_leader[i as usize] {
                return self.arrive(i, &shape);
            }
        }
    }

    fn lead_to_handler(&mut self, i: u32, shape: &Shape) -> Result<(), String> {
        let Some(&range) = self.ranges.get(self.range_of[i as usize] as usize) else {
            return Ok(());
        };
        if !can_raise(self.raw[i as usize].name) {
            return Ok(());
        }
        self.translator.charge(shape.size())?;
        let shape = shape.at_handler(range.depth, range.push_index).map_err(|e| self.at(i, &e))?;
        self.arrive(range.target, &shape)
    }

    fn at(&self, i: u32, message: &str) -> String {
        let Raw { offset, name, .. } = self.raw[i as usize];
        format!("{message}, at offset {offset} ({})", name.as_str())
    }

    /// Writes the instructions that were reached.
    fn write(self) -> Result<Flow, String> {
        let Walk { translator, raw, ranges, is_leader, entry, .. } = self;
        translator.output = Some(Vec::with_capacity(raw.len()));
        // Where the instructions of each raw one begin; one more for the end.
        let mut index_of = Vec::with_capacity(raw.len() + 1);
        let mut current: Option<Shape> = None;
        let written = |translator: &Translator<'_>| {
            translator.output.as_ref().map_or(0, |output| output.len() as u32)
        };
        for i in 0..raw.len() {
            index_of.push(written(translator));
            if is_leader[i] {
                current = entry[i].as_deref().cloned();
            }
            let Some(shape) = &mut current else { continue };
            if let Next::End | Next::Jump(_) = translator.step(i as u32, shape)? {
                current = None;
            }
        }
        index_of.push(written(translator));
        let mut emitted = translator.output.take().unwrap_or_default();
        for Emitted { instruction, .. } in &mut emitted {
            if instruction.op.is_jump() {
                instruction.arg = index_of[instruction.arg as usize];
            }
        }
        let mut exception_table = Vec::new();
        for range in &ranges {
            let (start, end) = (index_of[range.start as usize], index_of[range.end as usize]);
            let Some(shape) = &entry[range.target as usize] else { continue };
            // With fewer values than a handler finds, only jumps lead there: nothing here raises.
            let depth = shape.values().checked_sub(1 + u32::from(range.push_index));
            if let Some(depth) = depth.filter(|_| start < end) {
                exception_table.push(ExceptionRange {
                    start,
                    end,
                    target: index_of[range.target as usize],
                    depth,
                    push_index: range.push_index,
                });
            }
        }
        Ok(Flow { emitted, exception_table })
    }
}

/// What cannot raise does not lead to its handler. This is not only thrift: CPython's compiler
/// lets ranges cover such instructions while the stack is lower than the handler expects. A jump
/// backward may: with a KeyboardInterrupt.
fn can_raise(name: Name) -> bool {
    use Name::*;
    !matches!(
        name,
        NOP | NOT_TAKEN
            | RESUME
            | PRECALL
            | POP_TOP
            | POP_ITER
            | END_FOR
            | PUSH_NULL
            | COPY
            | SWAP
            | LOAD_CONST
            | LOAD_SMALL_INT
            | KW_NAMES
            | LOAD_CLOSURE
            | LOAD_FAST_AND_CLEAR
            | STORE_FAST
            | MAKE_CELL
            | COPY_FREE_VARS
            | JUMP_FORWARD
            | JUMP_BACKWARD_NO_INTERRUPT
            | PUSH_EXC_INFO
            | POP_EXCEPT
            | RETURN_VALUE
    )
}

/// The same for normalised instructions; the verifier must not expect more than was followed.
pub fn op_can_raise(op: Op) -> bool {
    use Op::*;
    !matches!(
        op,
        Unsupported
            | Pop
            | Copy
            | Swap
            | LoadConst
            | LoadClosure
            | LoadFastAndClear
            | StoreFast
            | MakeCell
            | CopyFreeVars
            | Jump
            | PushExcInfo
            | PopExcept
            | Return
    )
}
