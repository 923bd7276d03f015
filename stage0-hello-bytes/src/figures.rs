//! The book's drawings of stage 0, made from the code they explain, as SVG.
//!
//! Lines and text take the colour of the page around them (`currentColor`), so
//! a figure is readable on light and dark pages when it is part of the page.
//! Judged by the tests below, which look for the bytes in the drawing, and by
//! eyes.

use crate::elf;
use crate::fixup::{Fixup, FixupKind};
use crate::hello;
use crate::listing::Isa;
use crate::programs;
use std::fmt::Write;

/// The figures' names.
pub const NAMES: [&str; 3] = ["layout", "elf", "adr"];

/// The figure of that name as SVG.
pub fn svg(name: &str) -> Option<String> {
    match name {
        "layout" => Some(layout()),
        "elf" => Some(elf_map()),
        "adr" => Some(adr()),
        _ => None,
    }
}

const CELL: usize = 30;
const ROW: usize = 34;

/// The 43 bytes, an instruction a row, with the hole and what fills it.
fn layout() -> String {
    let program = programs::find("hello").expect("it is built in");
    let lines = program.listing(Isa::X64).expect("it exists for x86-64");
    let mut drawing = Drawing::new(700, 20 + ROW * lines.len() + 46);
    let (left, hole) = (86, 0x18..0x1c);
    for (row, line) in lines.iter().enumerate() {
        let y = 12 + row * ROW;
        drawing.text(left - 12, y + 21, "s0-offset", &format!("{:02x}", line.offset));
        for (column, byte) in line.bytes.iter().enumerate() {
            let is_hole = hole.contains(&(line.offset + column));
            let is_text = line.text.starts_with('.');
            let class = if is_hole { "s0-hole" } else { "s0-cell" };
            drawing.cell(left + column * CELL, y, CELL, class, &format!("{byte:02x}"));
            if is_text {
                let letter = char::from(*byte).to_string();
                drawing.text(left + column * CELL + CELL / 2, y + 46, "s0-middle", &letter);
            }
        }
        if !line.text.starts_with('.') {
            drawing.text(left + 7 * CELL + 20, y + 20, "s0-code", &line.text);
        }
    }
    // From the instruction after the lea to the text.
    let (from, to) = (12 + 4 * ROW + ROW / 2 - 2, 12 + 6 * ROW + ROW / 2 - 2);
    drawing.arrow(&format!("M52 {from} C 14 {from}, 14 {to}, 46 {to}"), 54, to);
    drawing.text(14, (from + to) / 2 - 22, "s0-label", "+3");
    drawing.finish("The 43 bytes of the hello program")
}

/// What each part of the smallest executable is for.
fn elf_map() -> String {
    let code = elf::hello(Isa::X64);
    let start = code.len() - hello::x64().len();
    let parts = [
        (64, "file header", "for x86-64 Linux; begins at 0x400078"),
        (56, "program header", "map the file at 0x400000, read + execute"),
        (start, "start", "call hello; exit(0)"),
        (hello::CODE_X64.len(), "hello: code", "write(1, text, 12); ret"),
        (hello::TEXT.len(), "hello: text", "Hello World!"),
    ];
    let mut drawing = Drawing::new(720, 330);
    let (mut offset, mut y) = (0, 24);
    for (size, name, words) in parts {
        let height = 22 + size * 3 / 4;
        let class = if offset < elf::HEADERS { "s0-cell" } else { "s0-hole" };
        drawing.rectangle(90, y, 240, height, class);
        drawing.text(78, y + 5, "s0-offset", &format!("{offset:02x}"));
        drawing.text(210, y + height / 2 + 5, "s0-middle", &format!("{name}, {size} bytes"));
        drawing.text(346, y + height / 2 + 5, "s0-code", words);
        (offset, y) = (offset + size, y + height);
    }
    drawing.text(78, y + 5, "s0-offset", &format!("{offset:02x}"));
    drawing.text(210, y + 22, "s0-middle", &format!("{offset} bytes in all"));
    drawing.finish("The parts of the smallest hello executable")
}

/// The instruction `adr x1, text` bit by bit.
fn adr() -> String {
    let mut code = hello::CODE_A64[1].to_le_bytes();
    let adr = Fixup::a64(0, FixupKind::A64Adr);
    adr.apply(&mut code, 20).expect("twenty bytes are never too far");
    let word = u32::from_le_bytes(code);
    let fields = [
        (31, 31, "op", "s0-cell"),
        (30, 29, "low", "s0-hole"),
        (28, 24, "adr", "s0-cell"),
        (23, 5, "high: distance / 4", "s0-hole"),
        (4, 0, "x1", "s0-cell"),
    ];
    let (left, width) = (14, 21);
    let mut drawing = Drawing::new(left * 2 + 32 * width, 110);
    for (high, low, name, class) in fields {
        for bit in low..=high {
            let x = left + (31 - bit) * width;
            drawing.rectangle(x, 30, width, 30, class);
            let value = (word >> bit & 1).to_string();
            drawing.text(x + width / 2, 50, "s0-middle", &value);
            if bit == low || bit == high {
                drawing.text(x + width / 2, 22, "s0-small", &bit.to_string());
            }
        }
        let middle = left + (31 - high) * width + (high - low + 1) * width / 2;
        drawing.text(middle, 80, "s0-middle", name);
    }
    drawing.text(left, 102, "s0-code", "distance 20 = high 00101, low 00");
    drawing.finish("The bits of adr x1 with a distance of 20 bytes")
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

    fn cell(&mut self, x: usize, y: usize, width: usize, class: &str, text: &str) {
        self.rectangle(x, y, width, width, class);
        self.text(x + width / 2, y + width / 2 + 5, "s0-middle", text);
    }

    fn text(&mut self, x: usize, y: usize, class: &str, text: &str) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        let _ = writeln!(self.body, r#"<text class="{class}" x="{x}" y="{y}">{text}</text>"#);
    }

    /// A line along `path` that ends, going right, at (`x`, `y`).
    fn arrow(&mut self, path: &str, x: usize, y: usize) {
        let (back, up, down) = (x - 9, y - 5, y + 5);
        let _ = writeln!(self.body, r#"<path class="s0-arrow" d="{path}"/>"#);
        let tip = format!("M{back} {up} L{x} {y} L{back} {down} z");
        let _ = writeln!(self.body, r#"<path class="s0-tip" d="{tip}"/>"#);
    }

    fn finish(self, title: &str) -> String {
        let Drawing { width, height, body } = self;
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{title}">
<title>{title}</title>
<style>
.s0-cell, .s0-hole {{ fill: none; stroke: currentColor; stroke-width: 1; }}
.s0-hole {{ fill: #e69f00; fill-opacity: 0.4; }}
.s0-arrow {{ fill: none; stroke: currentColor; stroke-width: 1.5; }}
.s0-tip {{ fill: currentColor; }}
.s0-offset, .s0-middle, .s0-code, .s0-label, .s0-small {{ fill: currentColor; font: 14px monospace; }}
.s0-offset {{ text-anchor: end; opacity: 0.7; }}
.s0-middle, .s0-small {{ text-anchor: middle; }}
.s0-small {{ font-size: 10px; opacity: 0.7; }}
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
    fn layout_shows_the_filled_hole_and_the_text() {
        let figure = svg("layout").unwrap();
        assert_eq!(figure.matches(r#"class="s0-hole""#).count(), 4);
        assert!(figure.contains("lea rsi, [rip+3]") && figure.contains(">W<"));
    }

    #[test]
    fn elf_map_adds_up() {
        assert!(svg("elf").unwrap().contains("177 bytes in all"));
    }
}
