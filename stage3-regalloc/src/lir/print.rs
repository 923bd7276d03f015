//! LIR → text, with or without what the allocator decided.
//!
//! ```text
//! lblock1(%3, %4):
//!   inst2: use %3 register, use %1 any                  ; Compare …
//! ```
//!
//! The operations are the caller's: it gives a function that says what instruction *n* is. With an
//! allocation every operand is followed by `= place`, and the inserted moves stand where they run.
//! For people and for messages of the checker; nothing reads it back.

use std::fmt::Write;

use super::{Constraint, LFunction, LInst, Operand, OperandKind, Position};
use crate::allocate::{MoveSource, Output};

/// The function as text.
pub fn function(
    function: &LFunction,
    output: Option<&Output>,
    operation: &dyn Fn(LInst) -> String,
) -> String {
    let mut out = String::new();
    let mut moves = output.map_or(&[][..], |output| &output.moves).iter().peekable();
    for block in function.block_ids() {
        let data = function.block(block);
        let _ = writeln!(out, "{block}({}):", join(&data.params));
        for inst in function.block_insts(block) {
            while let Some(inserted) = moves.next_if(|one| one.before == inst) {
                let from = match inserted.from {
                    MoveSource::Place(place) => place.to_string(),
                    MoveSource::Rematerialise(vreg) => format!("rematerialised {vreg}"),
                };
                let _ = writeln!(out, "    {} ← {from}  ; {}", inserted.to, inserted.vreg);
            }
            let mut line = format!("  {inst}: ");
            for (index, operand) in function.operands(inst).iter().enumerate() {
                line.push_str(if index == 0 { "" } else { ", " });
                line.push_str(&operand_text(operand));
                if let Some(output) = output {
                    let place = output.places(function, inst)[index];
                    let _ = write!(line, " = {place}");
                }
            }
            let _ = writeln!(out, "{line:60} ; {}", operation(inst));
        }
        if !data.successors.is_empty() {
            let arguments = join(&data.arguments);
            let _ = writeln!(out, "  → {}({arguments})", join(&data.successors));
        }
    }
    out
}

fn join<T: ToString>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

fn operand_text(operand: &Operand) -> String {
    let kind = match (operand.kind, operand.position) {
        (OperandKind::Use, Position::Early) => "use",
        (OperandKind::Use, Position::Late) => "late use",
        (OperandKind::Def, Position::Late) => "def",
        (OperandKind::Def, Position::Early) => "early def",
        (OperandKind::State, _) => return format!("state {}", operand.vreg),
    };
    let constraint = match operand.constraint {
        Constraint::Any => "any".to_string(),
        Constraint::Register => "register".to_string(),
        Constraint::Fixed(register) => register.to_string(),
        Constraint::SameAs(index) => format!("same as {index}"),
    };
    format!("{kind} {} {constraint}", operand.vreg)
}
