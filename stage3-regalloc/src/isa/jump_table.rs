//! Which switches get a jump table: those whose cases stand close together.
//!
//! Selection and emission both ask, and both instruction sets, so the answer stands in one place. Memory
//! is the price of a table: at most four entries for each case, and none for a few cases, which are
//! compared sooner.

use stage2::ir::SwitchTable;

/// From how many cases on there is a table.
const LEAST_CASES: usize = 5;

/// The first case's number and how many entries a jump table has, if it gets one.
pub(super) fn jump_table(table: &SwitchTable) -> Option<(i64, usize)> {
    let numbers = || table.cases.iter().map(|(number, _)| *number);
    let (least, most) = (numbers().min()?, numbers().max()?);
    let span = most.checked_sub(least)?;
    let is_dense = span < 4 * table.cases.len() as i64 && span < 1 << 24;
    (table.cases.len() >= LEAST_CASES && is_dense).then_some((least, span as usize + 1))
}
