//! Tracebacks, as CPython 3.11 prints them.
//!
//! Each frame gives a line with file, line and function, the source line, and a line of markers
//! under the part of it that was being evaluated; for a binary operator or a subscript the
//! operator itself is marked and the operands are underlined:
//!
//! ```text
//!     return total / len(values)
//!            ~~~~~~^~~~~~~~~~~~~
//! ```
//!
//! CPython finds the operator by parsing the source again; we look for it with brackets, strings
//! and precedence in mind, and only under instructions that are operators. Judge: the corpus of
//! uncaught exceptions, whose tracebacks CPython 3.11 recorded.

use std::fmt::Write as _;

use crate::class::Class;
use crate::code_object::Position;
use crate::heap::Gc;
use crate::interpreter::Interpreter;
use crate::interpreter::attribute::known_names;
use crate::interpreter::suggestion::suggest;
use crate::object::exception::{ExceptionObject, TracebackEntry};
use crate::opcode::Op;

/// As many equal lines are shown before the rest is counted.
const REPEATS_SHOWN: usize = 3;

/// The whole text, chained exceptions included, with a newline at its end.
pub(super) fn render(interpreter: &mut Interpreter, exception: Gc<ExceptionObject>) -> String {
    // Outermost text first: collect the chain, then print it backwards.
    let mut chain = vec![(exception, "")];
    while let Some((last, _)) = chain.last().copied() {
        let cause = last.cause.get().as_object::<ExceptionObject>();
        let context = last.context.get().as_object::<ExceptionObject>();
        let (next, text) = match (cause, context) {
            (Some(cause), _) => (
                cause,
                "\nThe above exception was the direct cause of the following exception:\n\n",
            ),
            (None, Some(context)) if !last.suppress_context.get() => (
                context,
                "\nDuring handling of the above exception, another exception occurred:\n\n",
            ),
            _ => break,
        };
        if chain.iter().any(|(seen, _)| seen.same(next)) {
            break;
        }
        chain.push((next, text));
    }
    let mut text = String::new();
    for (exception, separator) in chain.iter().rev() {
        render_one(interpreter, *exception, &mut text);
        text.push_str(separator);
    }
    text
}

fn render_one(interpreter: &mut Interpreter, exception: Gc<ExceptionObject>, text: &mut String) {
    let entries = exception.traceback.borrow();
    if !entries.is_empty() {
        text.push_str("Traceback (most recent call last):\n");
    }
    let source = interpreter.source.clone();
    let lines: Vec<&str> = source.as_deref().map_or(Vec::new(), |source| source.lines().collect());
    let mut count = 0;
    let mut last = None;
    for entry in entries.iter().rev() {
        let code = &entry.code.code;
        let position = code.positions[entry.instruction as usize];
        let key = (position.line, code.name.clone());
        if last.as_ref() != Some(&key) {
            repeated(count, text);
            last = Some(key);
            count = 0;
        }
        count += 1;
        if count <= REPEATS_SHOWN {
            let _ = writeln!(
                text,
                "  File \"{}\", line {}, in {}",
                code.file_name, position.line, code.name
            );
            if let Some(line) = lines.get((position.line as usize).wrapping_sub(1)) {
                source_line(line, position, *entry, text);
            }
        }
    }
    repeated(count, text);
    let message = crate::repr::to_str(interpreter, exception.into())
        .unwrap_or_else(|_| "<exception str() failed>".to_string());
    text.push_str(exception.class().name());
    if !message.is_empty() {
        let _ = write!(text, ": {message}");
    }
    drop(entries);
    if let Some(suggestion) = suggestion(interpreter, exception, &message) {
        let _ = write!(text, ". Did you mean: '{suggestion}'?");
    }
    text.push('\n');
}

/// What may have been meant by the name that a NameError or AttributeError is about. CPython
/// keeps the name in the exception; here it is read out of the message.
fn suggestion(
    interpreter: &Interpreter,
    exception: Gc<ExceptionObject>,
    message: &str,
) -> Option<String> {
    if !exception.by_operation.get() {
        return None;
    }
    let mut quoted = message.split('\'').skip(1).step_by(2);
    match exception.class() {
        Class::NameError => {
            let name = quoted.next()?;
            let innermost = exception.traceback.borrow().first()?.code;
            let locals = innermost.code.locals.iter().map(|local| &*local.name);
            suggest(locals, name)
                .or_else(|| suggest(interpreter.globals.bound_names(), name))
                .or_else(|| suggest(known_names("module builtins"), name))
                .map(str::to_string)
        }
        Class::AttributeError => {
            let (owner, name) = (quoted.next()?, quoted.next()?);
            let is_exception =
                Class::ALL.iter().any(|class| class.name() == owner && class.is_exception());
            let owner = if message.starts_with("module ") {
                format!("module {owner}")
            } else if is_exception {
                "BaseException".to_string()
            } else {
                owner.to_string()
            };
            suggest(known_names(&owner), name).map(str::to_string)
        }
        _ => None,
    }
}

fn repeated(count: usize, text: &mut String) {
    if let Some(more @ 1..) = count.checked_sub(REPEATS_SHOWN) {
        let s = if more > 1 { "s" } else { "" };
        let _ = writeln!(text, "  [Previous line repeated {more} more time{s}]");
    }
}

/// The source line, and the markers under it.
fn source_line(line: &str, position: Position, entry: TracebackEntry, text: &mut String) {
    let stripped = line.trim_start_matches([' ', '\t', '\x0c']).trim_end();
    if stripped.is_empty() {
        return;
    }
    let indent = line.len() - line.trim_start_matches([' ', '\t', '\x0c']).len();
    let _ = writeln!(text, "    {stripped}");
    if position.column == u32::MAX || position.end_line == 0 {
        return;
    }
    let start = position.column as usize;
    let one_line = position.end_line == position.line;
    let end = if one_line { position.end_column as usize } else { line.trim_end().len() };
    let Some(segment) = line.get(start..end).filter(|segment| !segment.is_empty()) else { return };
    if start < indent {
        return;
    }
    let operation = entry.code.code.instructions[entry.instruction as usize].op;
    let marked = if one_line { operator_range(segment, operation) } else { None };
    if marked.is_none() && segment == line[indent..].trim_end() {
        return;
    }
    let width = |text: &str| text.chars().count();
    text.push_str("    ");
    text.extend(std::iter::repeat_n(' ', width(&line[indent..start])));
    match marked {
        None => text.extend(std::iter::repeat_n('^', width(segment))),
        Some((from, to)) => {
            text.extend(std::iter::repeat_n('~', width(&segment[..from])));
            text.extend(std::iter::repeat_n('^', width(&segment[from..to])));
            text.extend(std::iter::repeat_n('~', width(&segment[to..])));
        }
    }
    text.push('\n');
}

/// The byte range of the operator in the source of a binary operation or subscript.
fn operator_range(segment: &str, operation: Op) -> Option<(usize, usize)> {
    use Op::*;
    let symbols: &[&str] = match operation {
        Add => &["+"],
        Subtract => &["-"],
        Multiply => &["*"],
        MatrixMultiply => &["@"],
        TrueDivide => &["/"],
        FloorDivide => &["//"],
        Remainder => &["%"],
        Power => &["**"],
        LeftShift => &["<<"],
        RightShift => &[">>"],
        And => &["&"],
        Or => &["|"],
        Xor => &["^"],
        LoadSubscript | StoreSubscript | DeleteSubscript => return subscript_range(segment),
        _ => return None,
    };
    let outside = outside_brackets(segment);
    let mut found = None;
    let mut at = 0;
    while at < segment.len() {
        let rest = &segment[at..];
        let longest = ["**", "//", "<<", ">>", "+", "-", "*", "/", "%", "@", "&", "|", "^"]
            .into_iter()
            .find(|symbol| rest.starts_with(symbol));
        let Some(symbol) = longest.filter(|_| outside[at]) else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        // `x += 1` is a statement: the whole of it is marked alike.
        if rest[symbol.len()..].starts_with('=') {
            return None;
        }
        let before = segment[..at].trim_end();
        let is_binary = before.ends_with(|c: char| c.is_alphanumeric() || "_)]}'\".".contains(c));
        if is_binary && symbols.contains(&symbol) {
            // `**` groups to the right, all others to the left.
            if operation != Power || found.is_none() {
                found = Some((at, at + symbol.len()));
            }
        }
        at += symbol.len();
    }
    found
}

/// From the opening bracket of the last subscript to its closing one.
fn subscript_range(segment: &str) -> Option<(usize, usize)> {
    if !segment.ends_with(']') {
        return None;
    }
    let outside = outside_brackets(segment);
    let open =
        (0..segment.len()).rev().find(|&at| outside[at] && segment[at..].starts_with('['))?;
    Some((segment[..open].trim_end().len(), segment.len()))
}

/// For each byte: is it outside of brackets and strings? An opening bracket counts as outside.
fn outside_brackets(segment: &str) -> Vec<bool> {
    let mut outside = Vec::with_capacity(segment.len());
    let mut depth = 0usize;
    let mut quote = None;
    let mut escaped = false;
    for byte in segment.bytes() {
        if let Some(end) = quote {
            outside.push(false);
            if escaped {
                escaped = false;
            } else if byte == b'\\' {
                escaped = true;
            } else if byte == end {
                quote = None;
            }
            continue;
        }
        if matches!(byte, b')' | b']' | b'}') {
            depth = depth.saturating_sub(1);
            outside.push(false);
            continue;
        }
        outside.push(depth == 0);
        match byte {
            b'\'' | b'"' => quote = Some(byte),
            b'(' | b'[' | b'{' => depth += 1,
            _ => {}
        }
    }
    outside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_found_outside_of_brackets() {
        assert_eq!(operator_range("total / len(a / b)", Op::TrueDivide), Some((6, 7)));
        assert_eq!(operator_range("a - b - -c", Op::Subtract), Some((6, 7)));
        assert_eq!(operator_range("a ** b ** c", Op::Power), Some((2, 4)));
        assert_eq!(operator_range("'a / b' / 2", Op::TrueDivide), Some((8, 9)));
        assert_eq!(operator_range("x += 1", Op::Add), None);
        assert_eq!(operator_range("f(x)", Op::Call), None);
    }

    #[test]
    fn subscripts_are_marked_from_bracket_to_bracket() {
        assert_eq!(operator_range("a[0][i[1]]", Op::LoadSubscript), Some((4, 10)));
    }
}
