//! Invariants 13 to 15: frame states, the exits of calls, anchors.

use super::Check;
use crate::ir::{ExitData, InstData, Leaving, Representation, StateEntry, StateValue, Type};
use crate::text::Place;

pub(super) fn check(check: &mut Check) {
    let body = check.body;
    for inst in check.insts().map(|(_, inst)| inst).collect::<Vec<_>>() {
        let (exit, message) = match body.insts[inst] {
            InstData::CallExit { exit, .. } => (exit, "the exit of a call is a deopt"),
            InstData::Anchor { exit } => (exit, "an anchor names a deopt exit"),
            _ => continue,
        };
        if !matches!(body.exits[exit], ExitData::Frames(Leaving::Deopt, _)) {
            check.report(Place::Inst(inst), message);
        }
    }
    for (exit, data) in body.exits.iter() {
        let ExitData::Frames(leaving, frames) = data else { continue };
        if frames.is_empty() {
            check.report(Place::Exit(exit), "the exit has no frame");
        }
        let outcome = frames.first().and_then(|frame| frame.entries.last());
        let tagged = outcome.is_some_and(|last| last.representation == Representation::Tagged);
        if *leaving == Leaving::Result && !tagged {
            check.report(Place::Exit(exit), "the last entry of the first frame is no tagged pair");
        }
        for frame in frames {
            if frame.entries.windows(2).any(|pair| pair[0].index >= pair[1].index) {
                check.report(Place::Exit(exit), "the entries of a frame have increasing indices");
            }
            for entry in &frame.entries {
                if let Err(message) = self::entry(check, entry) {
                    check.report(Place::Exit(exit), format!("entry {}: {message}", entry.index));
                }
            }
        }
    }
}

fn entry(check: &Check, entry: &StateEntry) -> Result<(), String> {
    let representation = entry.representation;
    let name = representation.name();
    let expect = |ty: Type, wanted: Type| {
        if ty == wanted { Ok(()) } else { Err(format!("{name} is made from {wanted}, not {ty}")) }
    };
    let two = || format!("{name} is made from two values");
    match entry.value {
        StateValue::Pair(first, second) => {
            let wanted =
                representation.pair().ok_or_else(|| format!("{name} is made from one value"))?;
            expect(check.body.ty(first), wanted[0])?;
            expect(check.body.ty(second), wanted[1])
        }
        StateValue::Slot(slot) => match representation.single() {
            None => {
                let size = check.body.slots[slot].size;
                if size == 16 { Ok(()) } else { Err(format!("{name} takes 16 bytes, not {size}")) }
            }
            Some(wanted) => match check.body.slots[slot].ty {
                Some(ty) => expect(ty, wanted),
                None => Err(format!("{slot} has no type")),
            },
        },
        StateValue::Value(value) => {
            expect(check.body.ty(value), representation.single().ok_or_else(two)?)
        }
        StateValue::Constant(_) => representation.single().map(|_| ()).ok_or_else(two),
    }
}
