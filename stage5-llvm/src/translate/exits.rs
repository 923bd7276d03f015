//! Side exits: a branch to a cold block that calls out with the frame state as arguments.
//!
//! ```text
//!   v7: i64 = iadd.checked v4, v6, exit0        %p = call {i64, i1} @llvm.sadd.with.overflow.i64(%v4, %v6)
//!                                               br i1 %fits, label %on, label %exit0, !prof !{2000, 1}
//!   exit0: deopt @sum+14 [0: v0 list,         exit0:                                ; cold, behind the function
//!                         1: v1 int]            %r = call {i64, i64} @"exit 5 0"(ptr %v0, i64 %v1)
//!                                               ret {i64, i64} %r
//! ```
//!
//! Stage 3's exit stubs say where each value of the state *is*, in whatever register or spill slot: its
//! allocator knows. LLVM does not tell. But it keeps to the calling convention, so if the state is passed as arguments,
//! the values are where that convention says, and an [exit map](stage3::exit_map) can be written down before anything is
//! compiled. The price is moves in code that is hardly ever executed.
//!
//! The called function does not exist. Its name says which exit of which function is meant, and
//! [`crate::object`] puts in its place a stub that loads the exit's number and jumps to the exit handler, as stage 3's stubs do.
//! So the rest, from the handler on, is stage 3's: rebuilding frames, going on in the interpreter, and
//! returning here with the result.
//!
//! | what | symbol | called by |
//! |---|---|---|
//! | exit with frames | `exit F E`: function, exit | one block for all that leave by it |
//! | trap | `trap F I N`: function, instruction, number of the trap | a block for each instruction, so that the place is known |
//! | call that names a frame | `wait F I G`: function, instruction, callee | the call itself |
//!
//! A call that waits keeps the values of its frame in an `alloca`, and where in the frame that is (and the program's own
//! slots, when an exit names them) tells a [stack map](crate::object::stack_map): `llvm.experimental.stackmap` in the entry block.
//!
//! A function with frames is never inlined by LLVM: whoever rebuilds frames must find its own. Stage 2 has
//! inlined what it wanted, with frame states that know of it.
//!
//! Judged by `tests/random_functions.rs` (every exit's state is compared) and the Python corpus with forced exits.

use inkwell::intrinsics::Intrinsic;
use inkwell::values::{
    BasicMetadataValueEnum, BasicValueEnum, FunctionValue, IntValue, LLVMTailCallKind,
};
use stage2::entity::{Entity, Exit, FuncRef, Inst, Slot, Value};
use stage2::ir::{ExitData, Function, InstData, Signature, TrapCode, Type};
use stage3::exit_map::trap_number;

use super::function::Maker;
use super::{Error, internal, memory};

/// The symbol of an exit with frames.
pub fn exit_symbol(function: usize, exit: Exit) -> String {
    format!("exit {function} {}", exit.index())
}

/// The symbol of an instruction's trap.
pub fn trap_symbol(function: usize, inst: Inst, code: TrapCode) -> String {
    format!("trap {function} {} {}", inst.index(), trap_number(code))
}

/// The symbol of the callee of a call that waits.
pub fn wait_symbol(function: usize, inst: Inst, callee: FuncRef) -> String {
    format!("wait {function} {} {}", inst.index(), callee.index())
}

/// What exits a function has.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExitUses {
    /// Some with frames, or calls that wait.
    pub frames: bool,
    /// Some that trap.
    pub traps: bool,
}

impl ExitUses {
    /// Those that its instructions name.
    pub fn of(body: &Function) -> ExitUses {
        let mut uses = ExitUses::default();
        for inst in body.layout.iter().flat_map(|block| &body.blocks[*block].insts) {
            match body.insts[*inst] {
                InstData::Anchor { .. } => {}
                data => match data.exit().map(|exit| &body.exits[exit]) {
                    Some(ExitData::Frames(..)) => uses.frames = true,
                    Some(ExitData::Trap(_)) => uses.traps = true,
                    Some(ExitData::Nothing) | None => {}
                },
            }
        }
        uses
    }
}

/// The values of an exit's state, each once, by increasing number: the arguments with which it leaves.
pub fn state_values(body: &Function, exit: Exit) -> Vec<Value> {
    let mut values = Vec::new();
    body.exits[exit].visit_values(|value| values.push(value));
    values.sort_unstable();
    values.dedup();
    values
}

/// The slots whose places a stack map tells: those that exits name.
pub fn mapped_slots(body: &Function) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (_, exit) in body.exits.iter() {
        exit.visit_slots(|slot| slots.push(slot));
    }
    slots.retain(|slot| body.slots[*slot].size > 0);
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// The calls that wait, in order, each with its exit; their places follow those of the slots.
pub fn waiting_calls(body: &Function) -> Vec<(Inst, Exit)> {
    let insts = body.layout.iter().flat_map(|block| &body.blocks[*block].insts);
    let call = |inst: &Inst| match body.insts[*inst] {
        InstData::CallExit { exit, .. } => Some((*inst, exit)),
        _ => None,
    };
    insts.filter_map(call).collect()
}

// ANCHOR: unless
/// Leaves by the exit of an instruction unless a condition holds; what follows is built where it does.
pub(super) fn unless<'c>(
    maker: &mut Maker<'_, 'c, '_>,
    inst: Inst,
    holds: IntValue<'c>,
) -> Result<(), Error> {
    let exit = maker.body.insts[inst].exit();
    let exit = exit.ok_or_else(|| internal("an operation without its exit"))?;
    let here = maker.here()?;
    let cold = cold_block(maker, inst, exit)?;
    let on = maker.new_block("on");
    maker.builder.position_at_end(here);
    let branch = maker.builder.build_conditional_branch(holds, on, cold)?;
    let context = maker.translator.context;
    let weight = |number| context.i32_type().const_int(number, false).into();
    let name = context.metadata_string("branch_weights").into();
    let weights = context.metadata_node(&[name, weight(2000), weight(1)]);
    let kind = context.get_kind_id("prof");
    branch.set_metadata(weights, kind).map_err(|error| internal(error.to_string()))?;
    maker.builder.position_at_end(on);
    Ok(())
}
// ANCHOR_END: unless

/// Leaves.
pub(super) fn leave(maker: &mut Maker, inst: Inst, exit: Exit) -> Result<(), Error> {
    let here = maker.here()?;
    let cold = cold_block(maker, inst, exit)?;
    maker.builder.position_at_end(here);
    maker.builder.build_unconditional_branch(cold)?;
    Ok(())
}

/// The block that leaves; the builder stands in it or elsewhere afterwards.
fn cold_block<'c>(
    maker: &mut Maker<'_, 'c, '_>,
    inst: Inst,
    exit: Exit,
) -> Result<inkwell::basic_block::BasicBlock<'c>, Error> {
    let (symbol, values, results) = match &maker.body.exits[exit] {
        ExitData::Nothing => return Err(internal(format!("{exit} is used and is nothing"))),
        ExitData::Trap(code) => (trap_symbol(maker.number, inst, *code), Vec::new(), None),
        ExitData::Frames(..) => {
            if let Some(block) = maker.exits.get(&exit) {
                return Ok(*block);
            }
            let results = returns(maker.signature).then_some(maker.signature.results.clone());
            (exit_symbol(maker.number, exit), state_values(maker.body, exit), results)
        }
    };
    let block = maker.new_block(&exit.to_string());
    if matches!(maker.body.exits[exit], ExitData::Frames(..)) {
        maker.exits.insert(exit, block);
    }
    maker.builder.position_at_end(block);
    let types: Vec<Type> = values.iter().map(|value| maker.body.ty(*value)).collect();
    let signature = Signature::new(&types, results.as_deref().unwrap_or(&[]));
    let function = maker.translator.declare(&symbol, &signature);
    maker.translator.attribute(function, "cold", 0);
    if results.is_none() {
        maker.translator.attribute(function, "noreturn", 0);
    }
    let arguments: Vec<BasicMetadataValueEnum> =
        values.iter().map(|value| Ok(maker.get(*value)?.into())).collect::<Result<_, Error>>()?;
    let call = maker.builder.build_direct_call(function, &arguments, "")?;
    // A tail call would give the frame back before the handler looks into it.
    call.set_tail_call_kind(LLVMTailCallKind::LLVMTailCallKindNoTail);
    match results.as_deref() {
        None => {
            maker.builder.build_unreachable()?;
        }
        Some([]) => maker.give_back(&[])?,
        Some(_) => {
            let value = call.try_as_basic_value().basic();
            maker.give_back(&[value.ok_or_else(|| internal("an exit gives nothing"))?])?;
        }
    }
    Ok(block)
}

/// Can the runtime give results in place of a function that left? It writes them to registers, so there must be
/// no more than C has. Of others an exit never returns.
pub fn returns(signature: &Signature) -> bool {
    signature.results.len() <= 2
}

/// Makes the places of waiting frames, and the stack map.
pub(super) fn frame_slots(maker: &mut Maker) -> Result<(), Error> {
    let body = maker.body;
    let (slots, calls) = (mapped_slots(body), waiting_calls(body));
    if slots.is_empty() && calls.is_empty() {
        return Ok(());
    }
    let context = maker.translator.context;
    let mut arguments: Vec<BasicMetadataValueEnum> = vec![
        context.i64_type().const_int(maker.number as u64, false).into(),
        context.i32_type().const_zero().into(),
    ];
    for slot in slots {
        arguments.push(memory::slot_address(maker, slot, 0)?.into());
    }
    for (inst, exit) in calls {
        let words = state_values(body, exit).len().max(1) as u32;
        let ty = context.i64_type().array_type(words);
        let place = maker.builder.build_alloca(ty, "waiting")?;
        maker.waiting.insert(inst, place);
        arguments.push(place.into());
    }
    let found = Intrinsic::find("llvm.experimental.stackmap");
    let function = found.and_then(|one| one.get_declaration(&maker.translator.llvm, &[]));
    let function = function.ok_or_else(|| internal("LLVM has no stack maps"))?;
    maker.builder.build_direct_call(function, &arguments, "")?;
    Ok(())
}

/// Keeps the values of a call's frame, and says whom to call.
pub(super) fn waiting_call<'c>(
    maker: &mut Maker<'_, 'c, '_>,
    inst: Inst,
    func: FuncRef,
    exit: Exit,
) -> Result<FunctionValue<'c>, Error> {
    let place = maker.waiting.get(&inst).copied();
    let place = place.ok_or_else(|| internal("a waiting call has no place"))?;
    for (at, value) in (0..).zip(state_values(maker.body, exit)) {
        let address = memory::offset(maker, place, 8 * at)?;
        let value: BasicValueEnum = maker.get(value)?;
        maker.builder.build_store(address, value)?;
    }
    let signature = &maker.translator.module.functions[func].signature;
    Ok(maker.translator.declare(&wait_symbol(maker.number, inst, func), signature))
}
