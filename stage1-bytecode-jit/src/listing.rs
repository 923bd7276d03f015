//! Prints a code object: the normalised instructions beside CPython's own.
//!
//! ```text
//!    3 |     return a + b
//!          2  LOAD_FAST               0  a             │     2  LOAD_FAST                0
//!          3  LOAD_FAST               1  b             │     4  LOAD_FAST                1
//!          4  ADD                                      │     6  BINARY_OP                0
//!          5  RETURN                                   │    10  RETURN_VALUE
//! ```
//!
//! On the left stand index, operation, argument and what the argument means; `>>` marks what
//! something jumps to. On the right stand offset, name and argument as `dis` shows them. One
//! instruction of CPython's may become several, or none: `NULL`s, hints and unreachable code have
//! nothing on their left. Source lines stand above what was made from them, if the source is known.

use std::fmt::Write;

use crate::code_object::{CodeObject, Constant, LocalKind, PythonVersion};
use crate::opcode::{Instruction, Op};
use crate::versions;

/// The code object and all those nested in it.
#[must_use]
pub fn listing_all(code: &CodeObject, source: Option<&str>) -> String {
    let mut text = listing(code, source);
    for nested in code.nested() {
        text.push('\n');
        text.push_str(&listing_all(nested, source));
    }
    text
}

/// One code object.
#[must_use]
pub fn listing(code: &CodeObject, source: Option<&str>) -> String {
    let lines: Vec<&str> = source.map(|source| source.lines().collect()).unwrap_or_default();
    let mut text = header(code);
    let rows = rows(code);
    let width = rows.iter().map(|row| row.left.chars().count()).max().unwrap_or(0).min(64);
    let mut current = 0;
    for row in &rows {
        if row.line != 0 && row.line != current {
            current = row.line;
            let source = lines.get(current as usize - 1).map_or("", |line| line.trim_end());
            let _ = writeln!(text, "{}", format!("{current:>5} | {source}").trim_end());
        }
        let line = format!("{:width$}  │ {}", row.left, row.right);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    exception_table(code, &mut text);
    for refusal in &code.refusals {
        let _ = writeln!(text, "not supported: {} (line {})", refusal.what, refusal.position.line);
    }
    text
}

/// The instructions that a source line became, as they stand on the left.
#[must_use]
pub fn of_line(code: &CodeObject, line: u32) -> Vec<String> {
    let rows = rows(code).into_iter().filter(|row| row.line == line && !row.left.is_empty());
    rows.map(|row| row.left).collect()
}

fn header(code: &CodeObject) -> String {
    let mut text = format!(
        "{}, {} line {}, CPython {}: {} instructions, stack {}\n",
        code.qualified_name,
        code.file_name.rsplit('/').next().unwrap_or_default(),
        code.first_line,
        code.version,
        code.instructions.len(),
        code.stack_size,
    );
    if !code.locals.is_empty() {
        let parameters = code.parameter_count() as usize;
        let local = |(i, local): (usize, &crate::code_object::Local)| {
            let role = if i < parameters { " parameter" } else { "" };
            let place = match local.kind {
                LocalKind::Plain => "",
                LocalKind::Cell => " cell",
                LocalKind::Free => " free",
            };
            format!("{}{role}{place}", local.name)
        };
        let locals: Vec<String> = code.locals.iter().enumerate().map(local).collect();
        let _ = writeln!(text, "locals: {}", locals.join(", "));
    }
    text
}

/// A line of the listing.
struct Row {
    /// The source line, or 0.
    line: u32,
    left: String,
    right: String,
}

fn rows(code: &CodeObject) -> Vec<Row> {
    let mut is_target = vec![false; code.instructions.len()];
    let jumps = code.instructions.iter().filter(|instruction| instruction.op.is_jump());
    let handlers = code.exception_table.iter().map(|range| range.target);
    for target in jumps.map(|jump| jump.arg).chain(handlers) {
        if let Some(mark) = is_target.get_mut(target as usize) {
            *mark = true;
        }
    }
    let names = versions::table(code.version);
    let takes_argument = |name: &str| {
        let is_it = |entry: &Option<(versions::Name, u8)>| {
            entry.is_some_and(|(known, _)| known.as_str() == name)
        };
        names.iter().position(is_it).is_some_and(|number| number >= first_with_argument(code))
    };
    let mut rows = Vec::new();
    let mut index = 0;
    for &(offset, name, arg) in &code.raw.instructions {
        let mut right = if takes_argument(name) {
            format!("{offset:>5}  {name:<24} {arg:>4}")
        } else {
            format!("{offset:>5}  {name}")
        };
        let first = index;
        while index < code.instructions.len() && code.offsets[index] == offset {
            rows.push(Row {
                line: code.positions[index].line,
                left: normalised(code, index, is_target[index]),
                right: std::mem::take(&mut right),
            });
            index += 1;
        }
        if index == first {
            rows.push(Row { line: 0, left: String::new(), right });
        }
    }
    rows
}

/// The lowest opcode number whose argument means something.
fn first_with_argument(code: &CodeObject) -> usize {
    match code.version {
        PythonVersion::V3_11 | PythonVersion::V3_12 => 90,
        PythonVersion::V3_13 => 44,
        PythonVersion::V3_14 => 43,
    }
}

fn normalised(code: &CodeObject, index: usize, is_target: bool) -> String {
    let Instruction { op, arg } = code.instructions[index];
    let mark = if is_target { ">>" } else { "" };
    let argument = if has_argument(op, arg) { arg.to_string() } else { String::new() };
    let meaning = meaning(code, op, arg);
    format!("  {mark:>2} {index:>5}  {op:<22} {argument:>5}  {meaning}").trim_end().to_string()
}

fn has_argument(op: Op, arg: u32) -> bool {
    use Op::*;
    match op {
        Pop | GetIter | Return | MakeFunction | PushExcInfo | PopExcept | CheckExcMatch
        | LoadAssertionError | GetLen | MatchMapping | MatchSequence | MatchKeys | ToBool | Not
        | Negative | Positive | Invert | LoadSubscript | StoreSubscript | DeleteSubscript
        | ListToTuple | FormatSimple | FormatWithSpec | ReturnGenerator | CleanupThrow => false,
        Reraise | CallUnpack | Yield => arg != 0,
        op => !is_operator(op),
    }
}

fn is_operator(op: Op) -> bool {
    (Op::Add as u8..=Op::Contains as u8).contains(&(op as u8))
}

/// What the argument stands for.
fn meaning(code: &CodeObject, op: Op, arg: u32) -> String {
    use Op::*;
    let index = arg as usize;
    match op {
        Unsupported => code.refusals.get(index).map(|refusal| refusal.what.clone()),
        LoadConst => code.constants.get(index).map(constant),
        LoadFast | LoadFastAndClear | StoreFast | DeleteFast | MakeCell | LoadClosure
        | LoadDeref | StoreDeref | DeleteDeref => {
            code.locals.get(index).map(|local| local.name.to_string())
        }
        LoadName | StoreName | DeleteName | LoadGlobal | StoreGlobal | DeleteGlobal | LoadAttr
        | StoreAttr | DeleteAttr | LoadMethod | ImportName | ImportFrom => {
            code.names.get(index).map(ToString::to_string)
        }
        op if op.is_jump() => Some(format!("to {arg}")),
        Is => Some(if arg == 0 { "is" } else { "is not" }.into()),
        Contains => Some(if arg == 0 { "in" } else { "not in" }.into()),
        op if is_operator(op) && arg == 1 => Some("in place".into()),
        Convert => ["str", "repr", "ascii"].get(index.wrapping_sub(1)).map(ToString::to_string),
        SetFunctionAttribute => Some(
            match arg {
                1 => "defaults",
                2 => "keyword defaults",
                8 => "closure",
                _ => "annotations",
            }
            .into(),
        ),
        _ => None,
    }
    .unwrap_or_default()
}

fn exception_table(code: &CodeObject, text: &mut String) {
    if code.exception_table.is_empty() {
        return;
    }
    text.push_str("exception table:\n");
    let end = code.raw.bytecode.len() as u32;
    let offset = |index: u32| code.offsets.get(index as usize).copied().unwrap_or(end);
    for range in &code.exception_table {
        let index = if range.push_index { ", with index" } else { "" };
        let _ = writeln!(
            text,
            "  {:>5} to {:<5} -> {:<5} stack {}{index}  │ offsets {} to {} -> {}",
            range.start,
            range.end,
            range.target,
            range.depth,
            offset(range.start),
            offset(range.end),
            offset(range.target),
        );
    }
}

/// The constant as Python would show it, cut to a line's length.
#[must_use]
pub fn constant(constant: &Constant) -> String {
    const LIMIT: usize = 48;
    let mut text = String::new();
    write_constant(constant, LIMIT, &mut text);
    if text.chars().count() > LIMIT {
        text = text.chars().take(LIMIT).chain(['…']).collect();
    }
    text
}

/// Stops adding when the text is longer than the limit.
fn write_constant(constant: &Constant, limit: usize, text: &mut String) {
    if text.len() > 4 * limit {
        return;
    }
    let _ = match constant {
        Constant::None => write!(text, "None"),
        Constant::Bool(value) => write!(text, "{}", if *value { "True" } else { "False" }),
        Constant::Ellipsis => write!(text, "..."),
        Constant::Int(value) => write!(text, "{value}"),
        Constant::BigInt(value) if value.bits() > 1024 => {
            write!(text, "int of {} bits", value.bits())
        }
        Constant::BigInt(value) => write!(text, "{value}"),
        Constant::Float(value) => write!(text, "{value:?}"),
        Constant::Complex(real, imaginary) => write!(text, "({real:?}{imaginary:+?}j)"),
        Constant::Str(value) => {
            let start: String = value.chars().take(limit + 1).collect();
            write!(text, "'{}'", start.escape_debug().to_string().replace("\\\"", "\""))
        }
        Constant::Bytes(value) => {
            let start = &value[..value.len().min(limit)];
            write!(text, "b'{}'", start.escape_ascii())
        }
        Constant::Code(code) => write!(text, "<code {}>", code.qualified_name),
        Constant::Tuple(items) => {
            text.push('(');
            write_items(items, limit, text);
            write!(text, "{})", if items.len() == 1 { "," } else { "" })
        }
        Constant::FrozenSet(items) => {
            text.push_str("frozenset({");
            write_items(items, limit, text);
            write!(text, "}})")
        }
        Constant::Slice(parts) => {
            text.push_str("slice(");
            write_items(&parts[..], limit, text);
            write!(text, ")")
        }
    };
}

fn write_items(items: &[Constant], limit: usize, text: &mut String) {
    for (i, item) in items.iter().enumerate() {
        if text.len() > 4 * limit {
            return;
        }
        if i > 0 {
            text.push_str(", ");
        }
        write_constant(item, limit, text);
    }
}
