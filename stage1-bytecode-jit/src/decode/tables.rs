//! The two compressed tables of a code object: who handles an exception, and which source text an
//! instruction comes from.
//!
//! Both are sequences of variable-length numbers, six bits a byte, bit 6 set when more follow and
//! bit 7 marking the first byte of an entry. They differ in the order of the bytes: the exception
//! table puts the high bits first, the location table the low ones.
//!
//! The formats are CPython's `Objects/exception_handling_notes.txt` and `Objects/locations.md`.

use crate::code_object::Position;

/// An entry of the exception table, in two-byte units of the bytecode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RawRange {
    /// First unit covered.
    pub start: u32,
    /// The unit behind the last one covered.
    pub end: u32,
    /// The handler.
    pub target: u32,
    /// The stack is cut to this depth, NULLs included.
    pub depth: u32,
    /// Is the raising instruction's index pushed before the exception?
    pub push_index: bool,
}

/// Decodes `co_exceptiontable`. The ranges are in order and do not overlap.
pub fn exception_ranges(bytes: &[u8]) -> Result<Vec<RawRange>, String> {
    let mut ranges: Vec<RawRange> = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let mut number = || -> Option<u32> {
            let mut value = 0u32;
            loop {
                let (&byte, tail) = rest.split_first()?;
                rest = tail;
                if value >> 24 != 0 {
                    return None;
                }
                value = value << 6 | u32::from(byte & 63);
                if byte & 64 == 0 {
                    return Some(value);
                }
            }
        };
        let entry = (|| Some([number()?, number()?, number()?, number()?]))();
        let Some([start, length, target, depth_and_flag]) = entry else {
            return Err("the exception table is malformed".into());
        };
        let range = RawRange {
            start,
            end: start + length,
            target,
            depth: depth_and_flag >> 1,
            push_index: depth_and_flag & 1 != 0,
        };
        if ranges.last().is_some_and(|last| range.start < last.end) {
            return Err("the exception table is not in order".into());
        }
        ranges.push(range);
    }
    Ok(ranges)
}

/// Decodes `co_linetable`: the position of each of the first `units` two-byte units.
pub fn positions(bytes: &[u8], first_line: u32, units: usize) -> Result<Vec<Position>, String> {
    let mut positions = Vec::with_capacity(units);
    let mut reader = LocationReader { rest: bytes };
    let mut line = i64::from(first_line);
    while positions.len() < units && !reader.rest.is_empty() {
        let (length, position) =
            reader.entry(&mut line).ok_or("the location table is malformed")?;
        let length = length.min(units - positions.len());
        positions.extend(std::iter::repeat_n(position, length));
    }
    positions.resize(units, UNKNOWN);
    Ok(positions)
}

const UNKNOWN: Position = Position { line: 0, end_line: 0, column: u32::MAX, end_column: u32::MAX };

struct LocationReader<'a> {
    rest: &'a [u8],
}

impl LocationReader<'_> {
    /// One entry: how many units it covers, and where they come from. `line` is where the
    /// previous entry left off.
    fn entry(&mut self, line: &mut i64) -> Option<(usize, Position)> {
        let first = self.byte()?;
        if first & 0x80 == 0 {
            return None;
        }
        let length = (first & 7) as usize + 1;
        let code = u32::from(first >> 3 & 15);
        let position = match code {
            // No location at all.
            15 => UNKNOWN,
            // The long form: lines and columns.
            14 => {
                *line += self.signed()?;
                let end_line = *line + i64::from(self.unsigned()?);
                let column = self.unsigned()?.wrapping_sub(1);
                let end_column = self.unsigned()?.wrapping_sub(1);
                spot(*line, end_line, column, end_column)
            }
            // A line without columns.
            13 => {
                *line += self.signed()?;
                spot(*line, *line, u32::MAX, u32::MAX)
            }
            // This line or one of the next two, columns below 256.
            10..=12 => {
                *line += i64::from(code - 10);
                let (column, end_column) = (self.byte()?, self.byte()?);
                spot(*line, *line, column.into(), end_column.into())
            }
            // This line, columns below 80, at most 15 apart.
            _ => {
                let byte = u32::from(self.byte()?);
                let column = code << 3 | byte >> 4;
                spot(*line, *line, column, column + (byte & 15))
            }
        };
        Some((length, position))
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    fn unsigned(&mut self) -> Option<u32> {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            if shift > 24 {
                return None;
            }
            value |= u32::from(byte & 63) << shift;
            shift += 6;
            if byte & 64 == 0 {
                return Some(value);
            }
        }
    }

    fn signed(&mut self) -> Option<i64> {
        let value = i64::from(self.unsigned()?);
        Some(if value & 1 != 0 { -(value >> 1) } else { value >> 1 })
    }
}

fn spot(line: i64, end_line: i64, column: u32, end_column: u32) -> Position {
    match (u32::try_from(line), u32::try_from(end_line)) {
        (Ok(line), Ok(end_line)) => Position { line, end_line, column, end_column },
        _ => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exception_table_has_the_high_bits_first() {
        // 20 to 130 goes to 193, depth 2 with index.
        let bytes = [0x80 | 20, 64 | 1, 46, 64 | 3, 1, 5];
        let range = RawRange { start: 20, end: 130, target: 193, depth: 2, push_index: true };
        assert_eq!(exception_ranges(&bytes), Ok(vec![range]));
        assert!(exception_ranges(&bytes[..5]).is_err());
    }

    #[test]
    fn location_table_forms() {
        let bytes = [
            0x80 | 15 << 3, // one unit without location
            0x80 | 11 << 3 | 1,
            4,
            9, // two units, next line, columns 4 to 9
            0x80 | 2 << 3,
            0x53, // same line, columns 21 to 24
            0x80 | 14 << 3,
            5,
            1,
            3,
            7, // two lines back, to the line below, columns 2 to 6
        ];
        let at =
            |line, end_line, column, end_column| Position { line, end_line, column, end_column };
        assert_eq!(
            positions(&bytes, 7, 6).unwrap(),
            [UNKNOWN, at(8, 8, 4, 9), at(8, 8, 4, 9), at(8, 8, 21, 24), at(6, 7, 2, 6), UNKNOWN]
        );
    }
}
