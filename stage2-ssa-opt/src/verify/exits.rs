//! Invariant 13: frame states.

use super::Check;
use crate::ir::{ExitData, Representation, StateEntry, StateValue, Type};
use crate::text::Place;

pub(super) fn check(check: &mut Check) {
    let body = check.body;
    for (exit, data) in body.exits.iter() {
        let ExitData::Frames(_, frames) = data else { continue };
        if frames.is_empty() {
            check.report(Place::Exit(exit), "the exit has no frame");
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
    let name = entry.representation.name();
    let wanted = match entry.representation {
        Representation::Int | Representation::Tagged => Type::I64,
        Representation::Float => Type::F64,
        Representation::Bool => Type::I8,
        _ => Type::Ptr,
    };
    let expect = |ty: Type| {
        if ty == wanted { Ok(()) } else { Err(format!("{name} is made from {wanted}, not {ty}")) }
    };
    let tagged = entry.representation == Representation::Tagged;
    match entry.value {
        StateValue::Pair(tag, payload) if tagged => {
            expect(check.body.ty(tag))?;
            expect(check.body.ty(payload))
        }
        StateValue::Slot(slot) if tagged => {
            let size = check.body.slots[slot].size;
            if size == 16 { Ok(()) } else { Err(format!("{name} takes 16 bytes, not {size}")) }
        }
        _ if tagged => Err(format!("{name} is made from two values")),
        StateValue::Pair(..) => Err(format!("{name} is made from one value")),
        StateValue::Value(value) => expect(check.body.ty(value)),
        StateValue::Slot(slot) => match check.body.slots[slot].ty {
            Some(ty) => expect(ty),
            None => Err(format!("{slot} has no type")),
        },
        StateValue::Constant(_) => Ok(()),
    }
}
