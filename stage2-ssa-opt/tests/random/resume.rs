//! Continues a function at an anchor, as an interpreter of bytecode would: the judge of checks that
//! were moved out of a loop. They leave in the state before the loop, and whoever goes on from there
//! must come to the same end.

use stage2::entity::{Slot, Value};
use stage2::interpret::{ExitReport, MaterialisedFrame};
use stage2::ir::{
    ExitData, Function, InstData, Module, Reference, Region, Signature, SourceLoc, StateValue, Type,
};

use crate::random::ANCHORS;

/// The frame of a report that left by an anchor's exit.
pub fn anchored(report: &ExitReport) -> Option<&MaterialisedFrame> {
    report.frames.first().filter(|frame| &*frame.function == "main" && frame.offset >= ANCHORS)
}

/// A module whose `@resume` goes on where the frame says, and its arguments. `module` is the one
/// before all passes.
pub fn resume(module: &Module, frame: &MaterialisedFrame) -> (Module, Vec<u64>) {
    let mut resumed = module.clone();
    let main = module.function("main").expect("there is a main");
    let decl = &module.functions[main];
    let mut body = decl.body.clone().expect("it has a body");
    let (slots, target) = anchor(&body, frame.offset);

    let types: Vec<Type> =
        slots.iter().map(|&slot| body.slots[slot].ty.unwrap_or(Type::I64)).collect();
    let entry = body.add_block();
    body.layout.pop();
    body.layout.insert(0, entry);
    let mut insts = Vec::new();
    let mut append = |body: &mut Function, data: InstData, types: &[Type]| {
        let inst = body.make_inst(data, types, SourceLoc::default());
        insts.push(inst);
        body.results(inst).next()
    };
    for (&slot, &ty) in slots.iter().zip(&types) {
        let value = body.add_param(entry, ty);
        append(&mut body, InstData::SlotStore { slot, value, offset: 0 }, &[]);
    }
    // What the frame cannot name was saved.
    let Some(Reference::Data(save)) = module.lookup("save") else { panic!("there is no @save") };
    let addr = append(&mut body, InstData::DataAddr { data: save, offset: 0 }, &[Type::Ptr]);
    let addr = addr.expect("an address has a result");
    let mut restore = |body: &mut Function, slot: Slot, to: i32, from: i32, ty: Type| {
        let load = InstData::Load { region: Region(5), addr, offset: from };
        let value: Value = append(body, load, &[ty]).expect("a load has a result");
        append(body, InstData::SlotStore { slot, value, offset: to }, &[]);
    };
    let all: Vec<(Slot, Option<Type>, u32)> =
        body.slots.iter().map(|(slot, data)| (slot, data.ty, data.size)).collect();
    let mut offset = 0;
    for wanted in [Type::I16, Type::I32, Type::F32] {
        for &(slot, _, _) in all.iter().filter(|(_, ty, _)| *ty == Some(wanted)) {
            restore(&mut body, slot, 0, offset, wanted);
            offset += 4;
        }
    }
    for &(slot, _, size) in all.iter().filter(|(_, ty, _)| ty.is_none()) {
        for word in 0..size as i32 / 8 {
            restore(&mut body, slot, word * 8, 64 + offset, Type::I64);
            offset += 8;
        }
    }
    let target = body.pool.block_call(target, &[]);
    append(&mut body, InstData::Jump { target }, &[]);
    body.blocks[entry].insts = insts;

    let mut decl = decl.clone();
    decl.name = "resume".into();
    decl.signature = Signature::new(&types, &decl.signature.results);
    decl.body = Some(body);
    resumed.add_function(decl).expect("the name is free");
    let arguments = frame.variables.iter().map(|(_, _, bits)| bits[0]).collect();
    (resumed, arguments)
}

/// The slots that the frame of an anchor names, and the block of the loop behind it.
fn anchor(body: &Function, offset: u32) -> (Vec<Slot>, stage2::entity::Block) {
    for &block in &body.layout {
        for &inst in &body.blocks[block].insts {
            let InstData::Anchor { exit } = body.insts[inst] else { continue };
            let ExitData::Frames(_, frames) = &body.exits[exit] else { continue };
            if frames[0].offset != offset {
                continue;
            }
            let entries = frames[0].entries.iter().map(|entry| match entry.value {
                StateValue::Slot(slot) => slot,
                other => panic!("an anchor of the generator names slots, not {other:?}"),
            });
            let target = body.successors(block).next().expect("the loop follows");
            return (entries.collect(), target);
        }
    }
    panic!("there is no anchor at {offset}")
}
