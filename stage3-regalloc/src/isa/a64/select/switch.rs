//! `switch`: a jump table where the cases stand close together, a search where they do not.
//!
//! The index is limited to the number of the table's last entry, where the default is; so there is no
//! branch before the one through the table.

use stage2::entity::{Table, Value};

use super::{
    arithmetic_number, choose, extended, number, register_op, source_op, temporary, using, wide,
};
use crate::isa::a64::operation::{Alu, Condition, Op, Otherwise, Sign, Size, Source};
use crate::isa::jump_table::jump_table;
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
        let arg = extended(lower, arg, Sign::Signed);
        return lower.emit(Op::Search(size.max(Size::W)), &[using(arg)]);
    };
    let mut index = wide(lower, arg, Sign::Signed);
    if least != 0 {
        index = minus(lower, index, least);
    }
    let last = number(lower, entries as i64);
    lower.emit(Op::Compare(Size::X, Source::Register), &[using(index), using(last)]);
    let limited = temporary(lower);
    choose(lower, Condition::Lower, limited, index, (Otherwise::Second, Some(last)));
    let target = temporary(lower);
    register_op(lower, Op::TableEntry, target, [limited]);
    lower.emit(Op::JumpTable, &[using(target)]);
}

fn minus(lower: &mut Lower<'_, Op>, index: VReg, least: i64) -> VReg {
    let to = temporary(lower);
    let (source, last) = match arithmetic_number(lower, least.into()) {
        Some(least) => (Source::Number(least), None),
        None => (Source::Register, Some(number(lower, least))),
    };
    source_op(lower, Op::Alu(Alu::Sub, Size::X, source), to, index, last);
    to
}
