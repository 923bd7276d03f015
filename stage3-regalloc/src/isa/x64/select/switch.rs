//! `switch`: a jump table where the cases stand close together, a search where they do not.
//!
//! The index is limited to the number of the table's last entry, where the default is; so there is no
//! branch before the one through the table.

use stage2::entity::{Table, Value};

use super::{
    defining, defining_early, defining_same, integer, number, temporary, using, using_any,
    using_late,
};
use crate::isa::jump_table::jump_table;
use crate::isa::x64::operation::{Alu, Op, Sign, Size};
use crate::lir::VReg;
use crate::lower::Lower;

pub(super) fn switch(lower: &mut Lower<'_, Op>, arg: Value, table: Table) {
    let table = &lower.source.function.tables[table];
    let size = Size::of(lower.ty(arg));
    if table.cases.is_empty() {
        // Only the default is left, and it is the only successor.
        return lower.emit(Op::Jump, &[]);
    }
    let Some((least, entries)) = jump_table(table) else {
        let arg = lower.use_value(arg);
        return lower.emit(Op::Search(size), &[using(arg)]);
    };
    let mut index = match size {
        Size::Q => lower.use_value(arg),
        _ => integer::wide(lower, arg, Sign::Signed),
    };
    if least != 0 {
        index = minus(lower, index, least);
    }
    let limited = temporary(lower);
    let operands = [defining_early(limited), using_late(index)];
    lower.emit(Op::AtMost(Size::Q, entries as u32), &operands);
    let target = temporary(lower);
    lower.emit(Op::TableEntry, &[defining(target), using(limited)]);
    lower.emit(Op::JumpTable, &[using(target)]);
}

fn minus(lower: &mut Lower<'_, Op>, index: VReg, least: i64) -> VReg {
    let to = temporary(lower);
    match i32::try_from(least) {
        Ok(least) => {
            let operands = [defining_same(to), using(index)];
            lower.emit(Op::AluImm(Alu::Sub, Size::Q, least), &operands);
        }
        Err(_) => {
            let least = number(lower, least);
            let operands = [defining_same(to), using(index), using_any(least)];
            lower.emit(Op::Alu(Alu::Sub, Size::Q, None), &operands);
        }
    }
    to
}
