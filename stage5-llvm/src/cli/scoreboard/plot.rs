//! The ratios as a drawing: a bar for each contestant's geometric mean, a dot for each program.
//!
//! The axis is logarithmic: twice as fast and twice as slow are equally far from 1.

use std::fmt::Write;

use super::Result;
use super::measurement::{LANGUAGES, contestants, mean, programs, ratio, ratios, time};

const LEFT: f64 = 150.0;
const WIDTH: f64 = 520.0;
const ROW: f64 = 24.0;

/// The drawing.
pub(crate) fn svg(results: &[Result]) -> String {
    let mut rows = String::new();
    let mut y = 30.0;
    let [low, high] = bounds(results);
    let x = |ratio: f64| LEFT + WIDTH * (ratio.log2() - low) / (high - low);
    for language in LANGUAGES {
        let contestants = contestants(results, language);
        if contestants.is_empty() {
            continue;
        }
        let _ = writeln!(rows, "<text x='8' y='{y}' font-weight='bold'>{language}</text>");
        y += 10.0;
        for who in contestants {
            let Some(mean) = mean(&ratios(results, &[language], who, time)) else { continue };
            let (from, to) = (x(1.0).min(x(mean)), x(1.0).max(x(mean)));
            let _ = writeln!(
                rows,
                "<text x='8' y='{:.0}'>{who}</text>\n\
                 <rect x='{from:.1}' y='{:.1}' width='{:.1}' height='12' fill='#8fb4d9'/>\n\
                 <text x='{:.0}' y='{:.0}'>{mean:.2}</text>",
                y + 15.0,
                y + 5.0,
                (to - from).max(1.0),
                LEFT + WIDTH + 12.0,
                y + 15.0,
            );
            for program in programs(results, language) {
                if let Some(ratio) = ratio(results, [language, program, who], time) {
                    let _ = writeln!(
                        rows,
                        "<circle cx='{:.1}' cy='{:.1}' r='3' fill='currentColor'>\
                         <title>{program}: {ratio:.2}</title></circle>",
                        x(ratio),
                        y + 11.0,
                    );
                }
            }
            y += ROW;
        }
        y += 26.0;
    }
    let mut lines = String::new();
    for power in low as i32..=high as i32 {
        let at = LEFT + WIDTH * (f64::from(power) - low) / (high - low);
        let ratio = 2f64.powi(power);
        let _ = writeln!(
            lines,
            "<line x1='{at:.1}' x2='{at:.1}' y1='14' y2='{:.0}' stroke='currentColor' \
             stroke-opacity='0.2'/>\n\
             <text x='{at:.1}' y='{y:.0}' text-anchor='middle'>{ratio}</text>",
            y - 16.0,
        );
    }
    let (width, height) = (LEFT + WIDTH + 70.0, y + 12.0);
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:.0} {height:.0}' \
         font-family='sans-serif' font-size='13' fill='currentColor'>\n\
         <title>Time as a ratio to LLVM -O2: bars are geometric means, dots are programs</title>\n\
         {lines}{rows}</svg>\n"
    )
}

/// The powers of two between which everything lies.
fn bounds(results: &[Result]) -> [f64; 2] {
    let all = results.iter().filter_map(|one| {
        ratio(results, [&one.language, &one.program, &one.contestant], time).map(f64::log2)
    });
    let (mut low, mut high) = (-1.0f64, 1.0f64);
    for power in all {
        (low, high) = (low.min(power.floor()), high.max(power.ceil()));
    }
    [low, high]
}
