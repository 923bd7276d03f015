//! The book's drawings of stage 1, made from the code they explain, as SVG.
//!
//! Lines and text take the colour of the page around them (`currentColor`). Judged by the tests
//! below, which look for numbers that must be in the drawings, and by eyes.

use std::fmt::Write;
use std::sync::Arc;

use stage1::code_object::CodeObject;
use stage1::object::list::{
    LIST_CAPACITY_OFFSET, LIST_ELEMENTS_OFFSET, LIST_LENGTH_OFFSET, LIST_STRATEGY_OFFSET,
    ListObject,
};
use stage1::opcode::Op;
use stage1::pyc;
use stage1::value::Value;

/// The figures' names.
pub(crate) const NAMES: [&str; 3] = ["value", "stack", "blocks"];

const FIB: &[u8] = include_bytes!("../../examples/__pycache__/fib.cpython-311.pyc");
const COLLATZ: &[u8] = include_bytes!("../../examples/__pycache__/collatz.cpython-311.pyc");

/// The figure of that name as SVG.
pub(crate) fn svg(name: &str) -> Option<String> {
    match name {
        "value" => Some(value()),
        "stack" => Some(stack()),
        "blocks" => Some(blocks()),
        _ => None,
    }
}

/// Values, a list object and its kinds of buffers.
fn value() -> String {
    const ROW: usize = 30;
    let mut drawing = Drawing::new(720, 364);
    let values = [("7", Value::int(7)), ("1.5", Value::float(1.5)), ("True", Value::TRUE)];
    drawing.text(14, 18, "s1-label", &format!("a Value, {} bytes", size_of::<Value>()));
    for (row, (python, value)) in values.into_iter().enumerate() {
        let y = 28 + row * (ROW + 6);
        drawing.text(64, y + 20, "s1-right", python);
        drawing.cell(74, y, 96, ROW, &format!("{} {:?}", value.tag() as u64, value.tag()));
        drawing.cell(170, y, 170, ROW, &format!("{:#x}", value.payload()));
    }
    let y = 28 + 3 * (ROW + 6);
    let list = stage1::value::Tag::List;
    drawing.text(64, y + 20, "s1-right", "[7, 8]");
    drawing.cell(74, y, 96, ROW, &format!("{} {list:?}", list as u64));
    drawing.cell(170, y, 170, ROW, "address");
    drawing.arrow(&format!("M340 {0} L376 {0} L376 55 L400 55", y + ROW / 2), 400, 55);

    let title = format!("a ListObject, {} bytes", size_of::<ListObject>());
    drawing.text(420, 18, "s1-label", &title);
    let fields = [
        (LIST_STRATEGY_OFFSET, "strategy"),
        (LIST_ELEMENTS_OFFSET, "elements"),
        (LIST_LENGTH_OFFSET, "length"),
        (LIST_CAPACITY_OFFSET, "capacity"),
    ];
    for (row, (offset, name)) in fields.into_iter().enumerate() {
        let y = 28 + row * (ROW + 6) + 3 * (4 - row) - 12;
        drawing.text(440, y + 20, "s1-right", &format!("+{offset}"));
        drawing.cell(450, y, 140, ROW, name);
    }
    drawing.text(600, 36 + ROW / 2, "s1-code", "0, 1, 2 or 3");
    drawing.line("M590 78 L656 78 L656 204 L216 204");
    drawing.arrow_down(216, 204, 225);

    let buffers = [
        ("0 Ints", ["7", "8", "", ""], size_of::<u64>()),
        ("1 Floats", ["1.5", "2.5", "", ""], size_of::<u64>()),
        ("2 Bools", ["1 0 1 1 …", "", "", ""], size_of::<bool>()),
        ("3 General", ["3 Int", "7", "12 Str", "address"], size_of::<Value>()),
    ];
    for (row, (strategy, words, bytes)) in buffers.into_iter().enumerate() {
        let y = 226 + row * (ROW + 4);
        drawing.text(166, y + 20, "s1-right", strategy);
        for (column, word) in words.into_iter().enumerate().filter(|(_, word)| !word.is_empty()) {
            drawing.cell(176 + column * 80, y, 80, ROW, word);
        }
        drawing.text(510, y + 20, "s1-code", &format!("{bytes} bytes an element"));
    }
    drawing.finish("Four values, the fields of a list, and the list's elements by strategy")
}

/// The value stack while `fib(35)` computes `fib(33)`.
fn stack() -> String {
    const CELL: usize = 46;
    let module = pyc::load(FIB).expect("it is shipped with the program");
    let (fib, main) = (function(&module, "fib"), function(&module, "main"));
    // Each frame's own operands at its call: the callee's place, then what becomes its parameter.
    let frames: [(&str, &CodeObject, &[&str]); 4] = [
        ("main", &main, &["print", "'fib('", "'35'", "') = '", "fib", "35"]),
        ("fib(35)", &fib, &["fib", "34"]),
        ("fib(34)", &fib, &["fib", "33"]),
        ("fib(33)", &fib, &[]),
    ];
    let mut drawing = Drawing::new(720, 250);
    let (left, top) = (10, 30);
    let (mut base, mut labels) = (0, vec!["35".to_string()]);
    for (row, (name, code, operands)) in frames.into_iter().enumerate() {
        let size = code.locals.len() + code.stack_size as usize;
        let (x, y) = (left + base * CELL, top + 56 + row * 36);
        drawing.rectangle(x + 2, y, size * CELL - 4, 24, "s1-mark");
        let text = format!("{name}: {} + {}", code.locals.len(), code.stack_size);
        drawing.text(x + size * CELL / 2, y + 17, "s1-middle", &text);
        labels.extend(operands.iter().map(|operand| operand.to_string()));
        base += code.locals.len() + operands.len().saturating_sub(1);
        if operands.is_empty() {
            labels.resize(base - code.locals.len() + size, String::new());
        }
    }
    for (column, label) in labels.iter().enumerate() {
        drawing.cell(left + column * CELL, top, CELL, 34, label);
    }
    drawing.text(left, 18, "s1-code", "one value a cell; the stack grows to the right");
    let note = "locals + operands of each frame; an argument is the callee's first local";
    drawing.text(left, top + 56 + 4 * 36 + 12, "s1-code", note);
    drawing.finish("The value stack with the frames of main, fib(35), fib(34) and fib(33)")
}

/// The blocks of collatz's `steps`, and the depth of the stack before each instruction.
fn blocks() -> String {
    const LINE: usize = 15;
    let code = function(&pyc::load(COLLATZ).expect("it is shipped with the program"), "steps");
    let ends_block = |op: Op| op.is_jump() || op == Op::Return;
    let starts: Vec<usize> = (0..code.instructions.len())
        .filter(|&i| {
            i == 0
                || ends_block(code.instructions[i - 1].op)
                || code.instructions.iter().any(|j| j.op.is_jump() && j.arg as usize == i)
        })
        .collect();
    let height = 40 + code.instructions.len() * LINE + starts.len() * 26;
    let mut drawing = Drawing::new(560, height);
    drawing.text(374, 16, "s1-right", "values on the stack");
    let (mut y, mut tops, mut jumps) = (26, Vec::new(), Vec::new());
    for (number, &start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(code.instructions.len());
        drawing.rectangle(60, y, 330, (end - start) * LINE + 8, "s1-cell");
        tops.push((start, y));
        for i in start..end {
            let instruction = code.instructions[i];
            let line = y + (i - start) * LINE + 15;
            drawing.text(92, line, "s1-right", &i.to_string());
            drawing.text(106, line, "s1-code", &instruction.op.to_string());
            drawing.text(374, line, "s1-right", &code.stack_depths[i].to_string());
            if instruction.op.is_jump() {
                jumps.push((instruction.arg as usize, line - 4, instruction.op));
            }
        }
        y += (end - start) * LINE + 8;
        let last = code.instructions[end - 1].op;
        if !matches!(last, Op::Return | Op::Jump | Op::JumpBackward) {
            drawing.arrow_down(225, y, y + 18);
        }
        y += 20;
    }
    for (number, (target, from, op)) in jumps.into_iter().enumerate() {
        let to = tops.iter().find(|(start, _)| *start == target).map_or(0, |(_, top)| top + 10);
        if op == Op::JumpBackward {
            drawing.arrow(&format!("M60 {from} L30 {from} L30 {to} L60 {to}"), 60, to);
        } else {
            let (x, to) = (410 + 24 * number, to + 4 * (number % 2));
            drawing.arrow_left(&format!("M390 {from} L{x} {from} L{x} {to} L390 {to}"), 390, to);
        }
    }
    drawing.finish("The blocks of the function steps, with the stack's depth at each instruction")
}

fn function(module: &Arc<CodeObject>, name: &str) -> Arc<CodeObject> {
    let found = module.nested().find(|code| &*code.name == name);
    found.expect("the program has it").clone()
}

/// An SVG document in the making.
struct Drawing {
    width: usize,
    height: usize,
    body: String,
}

impl Drawing {
    fn new(width: usize, height: usize) -> Drawing {
        Drawing { width, height, body: String::new() }
    }

    fn rectangle(&mut self, x: usize, y: usize, width: usize, height: usize, class: &str) {
        let _ = writeln!(
            self.body,
            r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"/>"#
        );
    }

    fn cell(&mut self, x: usize, y: usize, width: usize, height: usize, text: &str) {
        self.rectangle(x, y, width, height, "s1-cell");
        self.text(x + width / 2, y + height / 2 + 5, "s1-middle", text);
    }

    fn text(&mut self, x: usize, y: usize, class: &str, text: &str) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        let _ = writeln!(self.body, r#"<text class="{class}" x="{x}" y="{y}">{text}</text>"#);
    }

    fn line(&mut self, path: &str) {
        let _ = writeln!(self.body, r#"<path class="s1-arrow" d="{path}"/>"#);
    }

    /// A line along `path` that ends, going right, at (`x`, `y`).
    fn arrow(&mut self, path: &str, x: usize, y: usize) {
        let (back, up, down) = (x - 8, y - 4, y + 4);
        self.line(path);
        let _ = writeln!(
            self.body,
            r#"<path class="s1-tip" d="M{back} {up} L{x} {y} L{back} {down} z"/>"#
        );
    }

    /// The same, going left.
    fn arrow_left(&mut self, path: &str, x: usize, y: usize) {
        let (back, up, down) = (x + 8, y - 4, y + 4);
        self.line(path);
        let _ = writeln!(
            self.body,
            r#"<path class="s1-tip" d="M{back} {up} L{x} {y} L{back} {down} z"/>"#
        );
    }

    /// The same, straight down.
    fn arrow_down(&mut self, x: usize, from: usize, to: usize) {
        let (left, right, back) = (x - 4, x + 4, to - 8);
        self.line(&format!("M{x} {from} L{x} {to}"));
        let _ = writeln!(
            self.body,
            r#"<path class="s1-tip" d="M{left} {back} L{x} {to} L{right} {back} z"/>"#
        );
    }

    fn finish(self, title: &str) -> String {
        let Drawing { width, height, body } = self;
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{title}">
<title>{title}</title>
<style>
.s1-cell, .s1-mark {{ fill: none; stroke: currentColor; stroke-width: 1; }}
.s1-mark {{ fill: #e69f00; fill-opacity: 0.35; }}
.s1-arrow {{ fill: none; stroke: currentColor; stroke-width: 1.3; }}
.s1-tip {{ fill: currentColor; }}
.s1-right, .s1-middle, .s1-code, .s1-label {{ fill: currentColor; font: 12px monospace; }}
.s1-label {{ font-size: 14px; }}
.s1-right {{ text-anchor: end; opacity: 0.75; }}
.s1-middle {{ text-anchor: middle; }}
</style>
{body}</svg>
"##
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_exists_and_repeats() {
        for name in NAMES {
            let figure = svg(name).unwrap();
            assert!(figure.starts_with("<svg ") && figure.ends_with("</svg>\n"));
            assert_eq!(svg(name).unwrap(), figure);
        }
        assert_eq!(svg("nothing"), None);
    }

    #[test]
    fn a_frame_begins_where_its_callers_arguments_are() {
        let module = pyc::load(FIB).unwrap();
        let main = function(&module, "main");
        // print, three pieces of text, fib and its argument: what `stack` draws.
        assert_eq!((main.locals.len(), main.stack_size), (1, 6));
        assert_eq!(svg("stack").unwrap().matches(r#"class="s1-cell""#).count(), 15);
    }

    #[test]
    fn value_shows_sizes_and_tags() {
        let figure = svg("value").unwrap();
        assert!(figure.contains("a Value, 16 bytes") && figure.contains("a ListObject, 32 bytes"));
        assert!(figure.contains("3 Int") && figure.contains("12 Str"));
    }
}
