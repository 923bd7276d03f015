//! The layout of a formatted number: sign, prefix, grouped digits, the rest, padding.
//!
//! ```text
//!   format(-1234567.5, "=+15,.1f")     '-   1,234,567.5'
//!                                       ─┬─┬──────────┬
//!                                   sign ┘ └ padding  └ digits in groups, then the rest
//! ```
//!
//! Zero padding is part of the grouping: the zeros are digits and get separators too, and where
//! the width would end on a separator there is one digit more. The algorithm is CPython's
//! `_PyUnicode_InsertThousandsGrouping`.

use crate::error::Result;
use crate::format::specification::Specification;
use crate::object::str::MAXIMUM_BYTES;
use crate::operators::integer::memory_error;

/// A number taken apart.
#[derive(Clone, Debug, Default)]
pub struct NumberParts {
    /// Does it have a minus?
    pub negative: bool,
    /// `0x` and the like.
    pub prefix: &'static str,
    /// The digits before the point.
    pub digits: String,
    /// Everything after them.
    pub rest: String,
}

/// Puts the parts together; `separator` goes between groups of `group` digits.
///
/// # Errors
/// MemoryError for a width beyond all bounds.
pub fn lay_out(
    parts: &NumberParts,
    specification: &Specification,
    separator: Option<char>,
    group: usize,
) -> Result<String> {
    if specification.width > MAXIMUM_BYTES {
        return Err(memory_error());
    }
    let sign = match (parts.negative, specification.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    };
    let rest_length = parts.rest.chars().count();
    let around = sign.len() + parts.prefix.len() + rest_length;
    let minimum = if specification.fill == '0' && specification.align == '=' {
        specification.width.saturating_sub(around)
    } else {
        0
    };
    let digits = if parts.digits.is_empty() {
        String::new()
    } else {
        grouped(&parts.digits, minimum, separator, group)
    };
    let padding = specification.width.saturating_sub(around + digits.len());
    let (left, inside, right) = match specification.align {
        '<' => (0, 0, padding),
        '^' => (padding / 2, 0, padding - padding / 2),
        '=' => (0, padding, 0),
        _ => (padding, 0, 0),
    };
    let fill = |count: usize| std::iter::repeat_n(specification.fill, count);
    let mut text = String::with_capacity(around + digits.len() + padding + parts.rest.len());
    text.extend(fill(left));
    text.push_str(sign);
    text.push_str(parts.prefix);
    text.extend(fill(inside));
    text.push_str(&digits);
    text.push_str(&parts.rest);
    text.extend(fill(right));
    Ok(text)
}

/// `digits` with zeros in front up to `minimum` characters, and separators.
fn grouped(digits: &str, minimum: usize, separator: Option<char>, group: usize) -> String {
    let Some(separator) = separator else {
        let zeros = minimum.saturating_sub(digits.len());
        return "0".repeat(zeros) + digits;
    };
    // From the right: the last character of the result first.
    let mut reversed = String::with_capacity(minimum.max(digits.len() * 4 / 3 + 1));
    let mut remaining = digits.bytes().rev();
    let mut missing = minimum as i64;
    loop {
        let take = group.min(remaining.len().max(usize::try_from(missing).unwrap_or(0)).max(1));
        for _ in 0..take {
            reversed.push(remaining.next().map_or('0', char::from));
        }
        missing -= take as i64;
        if remaining.len() == 0 && missing <= 0 {
            break;
        }
        reversed.push(separator);
        missing -= 1;
    }
    reversed.chars().rev().collect()
}
