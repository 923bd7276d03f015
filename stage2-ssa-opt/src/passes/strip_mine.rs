//! Asks in every thousandth turn of a loop, and not in each, whether it shall go on.
//!
//! ```text
//!   loop:                                     strips:  limit = min(i + 1024, n)
//!     …                                       loop:
//!     guard call @undisturbed(), exit0          …
//!     br i + 1 < n, loop, behind        ⇒       br i + 1 < limit, loop, end
//!                                             end:
//!                                               guard call @undisturbed(), exit0
//!                                               br i + 1 < n, strips, behind
//! ```
//!
//! Whoever presses a key wants the program to stop soon, not within a nanosecond; but a loop of five
//! instructions that asks in every turn has seven. The turns are cut into strips, with one question
//! behind each ("loop strip mining" of the HotSpot compiler, JDK issue 8186027, 2017; the name is from
//! vectorisers).
//!
//! What may be asked less often is declared: a call without arguments, of a function that reads
//! nothing and writes *polled* regions only ([`crate::ir::RegionDecl`]), whose result one `guard` looks at. It is in the
//! block that ends each turn, with nothing behind it that others see; so the state that its exit names is that
//! of the last turn of a strip.
//!
//! A strip ends at `limit`, which is never behind the end of the loop: so each turn is executed that was, and
//! no other, even if `i + 1024` wraps around. No property of `i` is used for that; that it moves by the
//! same in each turn only makes the strips as long as they should be.
//!
//! Requires: loops that test at their end (`loop_rotate`). Is the last of the passes on loops: others had to deal with two for one.
//! Leaves out: loops that do not count, and loops with loops in them, where a question is cheap. Judged by
//! `filetests/opt/strip_mine/`, and by the Python corpus with every exit forced.

use super::{Changed, Context};
use crate::analysis::cfg::Predecessor;
use crate::analysis::control_flow::ControlFlow;
use crate::analysis::loops::LoopIndex;
use crate::analysis::uses::use_counts;
use crate::condition::IntCondition;
use crate::entity::{Block, FuncRef, Inst, SecondaryMap, Value};
use crate::ir::edit::{place_blocks, redirect};
use crate::ir::{Function, InstData, Module, Operand, RegionSet, SourceLoc, Type, ValueDef};
use crate::opcode::{Effect, Opcode};

/// Turns of a strip, as a power of two.
const TURNS_LOG2: u32 = 10;

/// Cuts loops that ask in each turn into strips.
pub fn run(function: &mut Function, context: &mut Context) -> Changed {
    let module = context.module;
    let flow = context.control_flow(function);
    let mut insts = function.layout.iter().flat_map(|&block| &function.blocks[block].insts);
    let polls =
        |inst: &Inst| function.insts[*inst].call().is_some_and(|(func, _)| is_poll(module, func));
    if flow.nest().all().is_empty() || !insts.any(polls) {
        return Changed::No;
    }
    let (uses, home) = (use_counts(function), function.homes());
    let has_inner = flow.nest().have_inner();
    let mut new_blocks = Vec::new();
    for index in (0..has_inner.len()).filter(|index| !has_inner[*index]) {
        let Some(shape) = shape(function, module, &flow, &uses, &home, index) else { continue };
        if context.rewrite("loops cut into strips") {
            cut(function, &shape, &mut new_blocks);
        }
    }
    place_blocks(function, &new_blocks);
    Changed::from(!new_blocks.is_empty())
}

/// Is the function a question that may be asked less often?
fn is_poll(module: &Module, func: FuncRef) -> bool {
    let decl = &module.functions[func];
    let RegionSet::Some(written) = &decl.effects.writes else { return false };
    let polled = |region| module.regions.iter().any(|(one, decl)| *one == region && decl.polled);
    decl.signature.params.is_empty()
        && decl.effects.reads == RegionSet::Some(Vec::new())
        && !written.is_empty()
        && written.iter().all(|&region| polled(region))
}

/// A loop to be cut.
struct Shape {
    header: Block,
    /// The terminators from which the loop is entered, each once.
    entering: Vec<Inst>,
    latch: Block,
    /// The question, and the guard that looks at the answer.
    poll: [Inst; 2],
    /// Where control goes from the loop.
    behind: Block,
    /// It goes on as long as this holds for the next value and the end.
    condition: IntCondition,
    next: Value,
    end: Operand,
    /// Which parameter of the header counts, and what is added to it in each turn.
    counter: usize,
    step: Operand,
}

fn shape(
    function: &Function,
    module: &Module,
    flow: &ControlFlow,
    uses: &SecondaryMap<Value, u32>,
    home: &SecondaryMap<Inst, Block>,
    index: LoopIndex,
) -> Option<Shape> {
    let nest = flow.nest();
    let header = nest.all()[index].header;
    let &[latch] = &nest.all()[index].latches[..] else { return None };
    let enters = |from: &&Predecessor| !nest.contains(index, from.block);
    let entering = flow.graph.predecessors(header).iter().filter(enters).map(|from| from.inst);
    let mut entering: Vec<Inst> = entering.collect();
    entering.dedup();
    let poll = poll(function, module, uses, latch)?;
    let InstData::Br { condition, targets } = function.insts[function.terminator(latch)?] else {
        return None;
    };
    let [then, otherwise] = targets.map(|target| function.pool.target(target));
    let (behind, holds) = if then == header { (otherwise, true) } else { (then, false) };
    if nest.contains(index, behind) {
        return None;
    }
    let (test, left, right) = function.insts[function.defining_inst(condition)?].icmp()?;
    let test = if holds { test } else { test.negate() };
    let back = if holds { targets[0] } else { targets[1] };
    let counts = |next: Value| {
        let counter = function.pool.arguments(back).iter().position(|one| *one == next)?;
        let param = function.blocks[header].params[counter];
        Some((counter, step(function, next, param)?))
    };
    let (condition, next, end, (counter, step)) = match (counts(left), right) {
        (Some(found), _) => (test, left, right, found),
        (None, Operand::Value(right)) => (test.swap(), right, left.into(), counts(right)?),
        _ => return None,
    };
    let is_outside = |operand| match operand {
        Operand::Number(_) => true,
        Operand::Value(value) => {
            // What is used in the loop and not defined in it is defined above it.
            let home = match function.values[value].def {
                ValueDef::Param(block, _) => block,
                ValueDef::Result(inst, _) => home[inst],
                ValueDef::Nothing => header,
            };
            !nest.contains(index, home)
        }
    };
    let counts_on = matches!(condition, IntCondition::Slt | IntCondition::Sgt);
    (counts_on && is_outside(end) && is_outside(step)).then_some(Shape {
        header,
        entering,
        latch,
        poll,
        behind,
        condition,
        next,
        end,
        counter,
        step,
    })
}

/// What is added to the parameter to make the next value.
fn step(function: &Function, next: Value, param: Value) -> Option<Operand> {
    let data = function.insts[function.defining_inst(next)?];
    let (opcode, left, right) = data.operation()?;
    match (opcode, right) {
        (Opcode::Iadd | Opcode::IaddChecked, right) if left == param => Some(right),
        (Opcode::Iadd | Opcode::IaddChecked, Operand::Value(right)) if right == param => {
            Some(left.into())
        }
        (Opcode::Isub | Opcode::IsubChecked, Operand::Number(number)) if left == param => {
            Some(Operand::Number(number.wrapping_neg()))
        }
        _ => None,
    }
}

/// The last question in a block, if nothing behind it can be seen by others.
fn poll(
    function: &Function,
    module: &Module,
    uses: &SecondaryMap<Value, u32>,
    block: Block,
) -> Option<[Inst; 2]> {
    let insts = &function.blocks[block].insts;
    let mut guards: Vec<Inst> = Vec::new();
    for &inst in insts[..insts.len().checked_sub(1)?].iter().rev() {
        match function.insts[inst] {
            InstData::Call { func, .. } if is_poll(module, func) => {
                let answer = function.result(inst)?;
                let &[guard] = &guards[..] else { return None };
                let mut looks_at_it = false;
                function.visit_operands(guard, |value| looks_at_it |= value == answer);
                return (looks_at_it && uses[answer] == 1).then_some([inst, guard]);
            }
            InstData::UnaryExit { opcode: Opcode::Guard, .. } => guards.push(inst),
            data if data.opcode().effect() == Effect::None => {}
            _ => return None,
        }
    }
    None
}

fn cut(function: &mut Function, shape: &Shape, new_blocks: &mut Vec<(Block, Block)>) {
    let &Shape { header, latch, behind, condition, next, .. } = shape;
    let ty = function.ty(next);
    let Some(end) = function.terminator(latch) else { return };
    let location = function.locations[end];

    // The beginning of a strip, which has the parameters of the header.
    let strips = function.blocks.push(Default::default());
    let types: Vec<Type> =
        function.blocks[header].params.iter().map(|&param| function.ty(param)).collect();
    let params: Vec<Value> = types.iter().map(|&ty| function.add_param(strips, ty)).collect();
    let mut make = Make { function, block: strips, location };
    let arg = params[shape.counter];
    let far = match shape.step {
        Operand::Number(step) => {
            let imm = ty.canonical(step.wrapping_shl(TURNS_LOG2));
            make.value(InstData::BinaryImm { opcode: Opcode::Iadd, arg, imm }, ty)
        }
        Operand::Value(step) => {
            let imm = TURNS_LOG2.into();
            let length =
                make.value(InstData::BinaryImm { opcode: Opcode::Shl, arg: step, imm }, ty);
            make.value(InstData::Binary { opcode: Opcode::Iadd, args: [arg, length] }, ty)
        }
    };
    let is_nearer = make.compare(condition, far, shape.end);
    let last = match shape.end {
        Operand::Value(value) => value,
        Operand::Number(value) => make.value(InstData::Iconst { value }, ty),
    };
    let nearer = InstData::Ternary { opcode: Opcode::Select, args: [is_nearer, far, last] };
    let limit = make.value(nearer, ty);
    let target = make.function.pool.block_call(header, &params);
    make.append(InstData::Jump { target });

    // The end of a strip.
    let question = function.blocks.push(Default::default());
    let mut insts = std::mem::take(&mut function.blocks[latch].insts);
    insts.retain(|inst| !shape.poll.contains(inst));
    insts.pop();
    function.blocks[latch].insts = insts;
    function.blocks[question].insts.extend(shape.poll);
    let mut make = Make { function, block: question, location };
    let goes_on = make.compare(condition, next, shape.end);
    let (mut to_header, mut to_behind) = (None, None);
    for call in make.function.block_calls(end) {
        match make.function.pool.target(call) == header {
            true => to_header = Some(call),
            false => to_behind = Some(call),
        }
    }
    // `shape` has seen both.
    let (Some(to_header), Some(to_behind)) = (to_header, to_behind) else { return };
    let arguments = make.function.pool.arguments(to_header).to_vec();
    let to_strips = make.function.pool.block_call(strips, &arguments);
    make.append(InstData::Br { condition: goes_on, targets: [to_strips, to_behind] });

    let mut make = Make { function, block: latch, location };
    let in_strip = make.compare(condition, next, limit.into());
    let to_question = make.function.pool.block_call(question, &[]);
    make.append(InstData::Br { condition: in_strip, targets: [to_header, to_question] });
    for &enter in &shape.entering {
        redirect(function, enter, header, strips);
    }
    new_blocks.extend([(strips, header), (question, behind)]);
}

/// Makes instructions at the end of a block.
struct Make<'f> {
    function: &'f mut Function,
    block: Block,
    location: SourceLoc,
}

impl Make<'_> {
    fn append(&mut self, data: InstData) {
        let inst = self.function.make_inst(data, &[], self.location);
        self.function.blocks[self.block].insts.push(inst);
    }

    fn value(&mut self, data: InstData, ty: Type) -> Value {
        let inst = self.function.make_inst(data, &[ty], self.location);
        self.function.blocks[self.block].insts.push(inst);
        // It was made with one result.
        self.function.result(inst).unwrap_or(Value(0))
    }

    fn compare(&mut self, condition: IntCondition, left: Value, right: Operand) -> Value {
        let data = match right {
            Operand::Value(right) => InstData::Icmp { condition, args: [left, right] },
            Operand::Number(imm) => InstData::IcmpImm { condition, arg: left, imm },
        };
        self.value(data, Type::I8)
    }
}
