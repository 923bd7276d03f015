//! `graph`: live intervals, or the interference graph, as SVG.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use stage2::runtime::Entry;
use stage2::text::print::Name;
use stage3::allocate::graph_colouring::interference;
use stage3::allocate::interval::{Intervals, Point};
use stage3::allocate::resolve::{Part, Place};
use stage3::allocate::{self, MachineEnv, steps};
use stage3::compile::{CompiledFunction, Options, compile};
use stage3::isa::registers;
use stage3::lir::{LFunction, PReg, RegClass, VReg};

use super::input::{Compilation, load, put};
use super::python;
use super::units::units;

/// What to draw.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    python: python::Arguments,
    /// A Python program, .py or .pyc, of which a hot function is drawn after it has run; or a file with
    /// IR.
    file: PathBuf,
    /// The function; may be left out if there is only one, or only one got hot.
    #[arg(long, value_name = "NAME")]
    func: Option<String>,
    /// Of a Python function, not what its calls became but its loop at this instruction.
    #[arg(long, value_name = "N")]
    r#loop: Option<u32>,
    /// Live intervals with their holes and splits, coloured by register: the default.
    #[arg(long, conflicts_with = "interference")]
    live: bool,
    /// Which virtual registers are live at once, so that they need different places.
    #[arg(long)]
    interference: bool,
    /// The live intervals when linear scan has placed so many of them: what waits is only an outline.
    #[arg(long, value_name = "N", conflicts_with = "interference")]
    step: Option<usize>,
    /// As if the machine had no more registers than that of a class.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
    registers: Option<u8>,
    /// Where to; the default is stdout.
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    compilation: Compilation,
}

/// More than that nobody can look at.
const MOST: usize = 500;

pub(crate) fn graph(arguments: Arguments) -> Result<(), String> {
    let options = Options { keep_dumps: true, ..arguments.compilation.options()? };
    if python::is_python(&arguments.file) {
        return python::on_big_stack(move || {
            let Arguments { python, file, func, compilation, .. } = &arguments;
            let shown = units(file, func.as_deref(), python, *compilation)?;
            let names: Vec<(&str, Entry)> =
                shown.units.iter().map(|one| (one.name.as_str(), one.unit().entry)).collect();
            let chosen = stage2::python::choose(&names, arguments.r#loop)
                .map_err(|what| format!("{}: {what}", file.display()))?;
            let one = &shown.units[chosen];
            draw(&arguments, &one.title(), one.compile(options)?, options)
        });
    }
    let mut module = load(&arguments.file)?;
    let func = module
        .find(arguments.func.as_deref())
        .map_err(|what| format!("{}: {what}", arguments.file.display()))?;
    arguments.compilation.optimise(&mut module)?;
    let decl = &module.functions[func];
    let body = decl.body.as_ref().ok_or("it has no body")?;
    let name = Name(&decl.name).to_string();
    let compiled = compile(&module, &decl.signature, body, options)
        .map_err(|error| format!("{name}: {error}"))?;
    draw(&arguments, &name, compiled, options)
}

fn draw(
    arguments: &Arguments,
    title: &str,
    compiled: CompiledFunction,
    options: Options,
) -> Result<(), String> {
    let (function, _) = *compiled.allocated.ok_or("the compiler kept no LIR")?;
    if function.vregs.len() > MOST || function.insts.len() > 8 * MOST {
        return Err(format!("{title} is too large to be drawn"));
    }
    let (environment, name) = registers(options.isa);
    let most = arguments.registers.map_or(usize::MAX, usize::from);
    let few = |all: &'static [PReg]| &all[..all.len().min(most)];
    let environment = &MachineEnv { allocatable: environment.allocatable.map(few), ..*environment };
    let mut title = format!("{title}, {}", options.isa);
    let (mut parts, mut now) = (Vec::new(), None);
    if let Some(number) = arguments.step {
        let steps = steps(&function, environment)?;
        let step = number.checked_sub(1).and_then(|index| steps.get(index));
        let step = step.ok_or_else(|| format!("there are steps 1 to {}", steps.len()))?;
        title += &format!(": step {number} of {}, {}", steps.len(), step.vreg);
        parts.clone_from(&step.parts);
        now = Some(step.point);
    } else {
        parts = allocate::parts(&function, environment, options.algorithm)?;
    }
    parts.sort_by_key(|part| (part.vreg, part.from));
    let svg = match arguments.interference {
        true => graph_svg(&title, &function, &interference(&function, environment), &parts, name),
        false => live_svg(&title, &function, &parts, now, name),
    };
    match &arguments.output {
        None => put(&svg),
        Some(path) => {
            std::fs::write(path, svg).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}

const ROW: usize = 18;
const LEFT: usize = 90;
const TOP: usize = 50;

/// A colour for a register: integers and floats half a step apart on the wheel.
fn colour(place: Place) -> String {
    match place {
        Place::Spilled => "#9a9a9a".to_string(),
        Place::Register(register) => {
            let number = usize::from(register.number());
            let shift = if register.class() == RegClass::Float { 11 } else { 0 };
            format!("hsl({},65%,{}%)", (number * 67 + shift) % 360, 55 + number % 3 * 8)
        }
    }
}

fn place_name(place: Place, name: fn(PReg) -> &'static str) -> &'static str {
    match place {
        Place::Register(register) => name(register),
        Place::Spilled => "stack",
    }
}

/// What a virtual register is to readers: the value that it holds, if it does.
fn label(function: &LFunction, vreg: VReg) -> String {
    match function.vregs[vreg.0 as usize].value {
        Some(value) => format!("{vreg} {value}"),
        None => vreg.to_string(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn begin(width: usize, height: usize, title: &str) -> String {
    let title = escaped(title);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\">\n\
         <title>{title}</title>\n<style>text {{ font: 11px monospace; fill: currentColor }} \
         .in {{ fill: #111 }} .rule {{ stroke: #8886 }}</style>\n\
         <text x=\"8\" y=\"16\">{title}</text>\n"
    )
}

/// A row for each virtual register, instructions from left to right; where the value is wanted a thick
/// bar, coloured by its place, and where it is not a thin one. What has no place is an outline; a dashed
/// line is how far the walk has come.
fn live_svg(
    title: &str,
    function: &LFunction,
    parts: &[Part],
    now: Option<Point>,
    name: fn(PReg) -> &'static str,
) -> String {
    let intervals = Intervals::new(function);
    let height = TOP + ROW * function.vregs.len() + 10;
    // Wide enough for names where there is room.
    let step = (640 / function.insts.len().max(1)).clamp(14, 56);
    let width = LEFT + step * function.insts.len() + 20;
    let mut out = begin(width, height, title);
    let x = |point: u32| LEFT + point as usize * step / 4;
    for block in function.block_ids() {
        let at = LEFT + function.block(block).insts.start as usize * step;
        let bottom = height - 6;
        let _ = writeln!(
            out,
            "<line class=\"rule\" x1=\"{at}\" y1=\"28\" x2=\"{at}\" y2=\"{bottom}\"/>\
             <text x=\"{}\" y=\"36\">{block}</text>",
            at + 3
        );
    }
    for index in 0..function.vregs.len() {
        let vreg = VReg(index as u32);
        let y = TOP + ROW * index;
        let ranges = intervals.interval(vreg).ranges;
        let _ = writeln!(out, "<text x=\"8\" y=\"{}\">{}</text>", y + 11, label(function, vreg));
        for range in ranges.iter().filter(|_| now.is_some()) {
            let (start, end) = (x(range.from), x(range.to).max(x(range.from) + 2));
            let _ = writeln!(
                out,
                "<rect x=\"{start}\" y=\"{y}\" width=\"{}\" height=\"14\" rx=\"2\" \
                 fill=\"none\" class=\"rule\"/>",
                end - start
            );
        }
        let first = parts.partition_point(|part| part.vreg < vreg);
        for part in parts[first..].iter().take_while(|part| part.vreg == vreg) {
            let fill = colour(part.place);
            let place = place_name(part.place, name);
            let (from, to) = (x(part.from), x(part.to).max(x(part.from) + 2));
            let middle = y + 6;
            let _ = writeln!(
                out,
                "<rect x=\"{from}\" y=\"{middle}\" width=\"{}\" height=\"2\" fill=\"{fill}\"/>",
                to - from
            );
            for range in ranges {
                let (start, end) = (range.from.max(part.from), range.to.min(part.to));
                if start < end {
                    let (start, end) = (x(start), x(end).max(x(start) + 2));
                    let _ = writeln!(
                        out,
                        "<rect x=\"{start}\" y=\"{y}\" width=\"{}\" height=\"14\" rx=\"2\" \
                         fill=\"{fill}\"><title>{place}</title></rect>",
                        end - start
                    );
                }
            }
            if to - from >= 7 * place.len() + 4 {
                let at = from + 3;
                let _ =
                    writeln!(out, "<text class=\"in\" x=\"{at}\" y=\"{}\">{place}</text>", y + 11);
            }
        }
    }
    if let Some(point) = now {
        let at = x(point);
        let _ = writeln!(
            out,
            "<line x1=\"{at}\" y1=\"{}\" x2=\"{at}\" y2=\"{height}\" stroke=\"currentColor\" \
             stroke-dasharray=\"3 3\"/>",
            TOP - 8
        );
    }
    out + "</svg>\n"
}

/// The virtual registers on a circle, coloured by the place in which they are longest, and a line between
/// two that are live at once.
fn graph_svg(
    title: &str,
    function: &LFunction,
    edges: &[(VReg, VReg)],
    parts: &[Part],
    name: fn(PReg) -> &'static str,
) -> String {
    let count = function.vregs.len();
    let radius = (count * 9).max(120);
    let middle = (radius + 70) as f64;
    let mut out = begin(2 * radius + 140, 2 * radius + 150, title);
    let at = |vreg: VReg| {
        let angle = f64::from(vreg.0) / count as f64 * std::f64::consts::TAU;
        (middle + radius as f64 * angle.sin(), middle + 10.0 - radius as f64 * angle.cos())
    };
    for &(from, to) in edges {
        let ((x1, y1), (x2, y2)) = (at(from), at(to));
        let _ = writeln!(
            out,
            "<line class=\"rule\" x1=\"{x1:.0}\" y1=\"{y1:.0}\" x2=\"{x2:.0}\" y2=\"{y2:.0}\"/>"
        );
    }
    for index in 0..count {
        let vreg = VReg(index as u32);
        let first = parts.partition_point(|part| part.vreg < vreg);
        let own = parts[first..].iter().take_while(|part| part.vreg == vreg);
        let Some(part) = own.max_by_key(|part| part.to - part.from) else { continue };
        let ((x, y), fill) = (at(vreg), colour(part.place));
        let place = place_name(part.place, name);
        let _ = writeln!(
            out,
            "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"16\" fill=\"{fill}\"/>\
             <text class=\"in\" text-anchor=\"middle\" x=\"{x:.0}\" y=\"{:.0}\">{place}</text>\
             <text text-anchor=\"middle\" x=\"{x:.0}\" y=\"{:.0}\">{}</text>",
            y + 4.0,
            y + 28.0,
            label(function, vreg)
        );
    }
    out + "</svg>\n"
}
