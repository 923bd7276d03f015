//! The few marks that drawings are made of: rectangles, text, and arrows along lines.

use std::fmt::Write;

/// The height of a line of text.
pub(super) const LINE: usize = 15;
/// The width of a letter of the code, a little more than it is.
pub(super) const LETTER: usize = 8;

/// A drawing in the making.
pub(super) struct Drawing {
    width: usize,
    height: usize,
    body: String,
}

impl Drawing {
    pub(super) fn new(width: usize, height: usize) -> Drawing {
        Drawing { width, height, body: String::new() }
    }

    pub(super) fn rectangle(
        &mut self,
        x: usize,
        y: usize,
        width: usize,
        height: usize,
        class: &str,
    ) {
        let _ = writeln!(
            self.body,
            r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"/>"#
        );
    }

    pub(super) fn text(&mut self, x: usize, y: usize, class: &str, text: &str) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        let _ = writeln!(self.body, r#"<text class="{class}" x="{x}" y="{y}">{text}</text>"#);
    }

    /// A line through the points, with a tip at the last, which it reaches from above.
    pub(super) fn arrow(&mut self, points: &[(usize, usize)]) {
        let Some(&(x, y)) = points.last() else { return };
        let line: Vec<String> = points.iter().map(|(x, y)| format!("{x} {y}")).collect();
        let (left, right, back) = (x.saturating_sub(4), x + 4, y.saturating_sub(8));
        let _ = writeln!(
            self.body,
            "<path class=\"s2-arrow\" d=\"M{}\"/>\n\
             <path class=\"s2-tip\" d=\"M{left} {back} L{x} {y} L{right} {back} z\"/>",
            line.join(" L")
        );
    }

    pub(super) fn finish(self, title: &str) -> String {
        let Drawing { width, height, body } = self;
        let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{title}">
<title>{title}</title>
<style>
.s2-cell, .s2-mark {{ fill: none; stroke: currentColor; stroke-width: 1; }}
.s2-mark {{ fill: #e69f00; fill-opacity: 0.35; }}
.s2-arrow {{ fill: none; stroke: currentColor; stroke-width: 1.3; stroke-linejoin: round; }}
.s2-tip {{ fill: currentColor; }}
.s2-code, .s2-label {{ fill: currentColor; font: 12px monospace; }}
.s2-label {{ font-weight: bold; }}
</style>
{body}</svg>
"##
        )
    }
}
