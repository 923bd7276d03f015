//! Drawings of a function as SVG: its control-flow graph, dominator tree, loop nest, and how phis are
//! placed. No external program is needed.
//!
//! Lines and text take the colour of the page around them (`currentColor`), so that a drawing is
//! right on a light page and on a dark one; what is marked is orange, as in the other stages.
//! Positions come from [`layout`]. Judged by the tests below and by eyes.

use crate::analysis::cfg::control_flow_graph;
use crate::analysis::dominance_frontier::dominance_frontiers;
use crate::analysis::dominator_tree::dominator_tree;
use crate::analysis::loops::{Loops, loops};
use crate::entity::{Block, Entity, EntitySet, Slot};
use crate::ir::{Function, InstData, Module};
use crate::passes::mem2reg::placements;
use crate::text::print;

mod drawing;
mod layout;

use drawing::{Drawing, LETTER, LINE};
use layout::{Graph, layout};

/// What to draw.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Blocks with their instructions, and the jumps between them.
    Cfg,
    /// The tree of immediate dominators.
    Dominators,
    /// Loops, each a box with its blocks and the loops inside it.
    Loops,
    /// Where a variable needs parameters of blocks, a step at a time.
    Phis,
}

/// The drawing of a function as SVG. `variable` is the name or number of the slot for
/// [`Kind::Phis`]; without one it is the first that needs a phi.
pub fn svg(
    module: &Module,
    name: &str,
    body: &Function,
    kind: Kind,
    variable: Option<&str>,
) -> Result<String, String> {
    match kind {
        Kind::Cfg => Ok(cfg(module, name, body)),
        Kind::Dominators => Ok(dominators(name, body)),
        Kind::Loops => Ok(nest(name, body)),
        Kind::Phis => phis(name, body, variable),
    }
}

fn cfg(module: &Module, name: &str, body: &Function) -> String {
    let graph = control_flow_graph(body);
    let tree = dominator_tree(body, &graph);
    let nest = loops(&graph, &tree);
    let headers: EntitySet<Block> = nest.all().iter().map(|one| one.header).collect();
    let texts: Vec<Vec<String>> = body
        .layout
        .iter()
        .map(|&block| {
            let params: Vec<String> = body.blocks[block]
                .params
                .iter()
                .map(|&value| format!("{value}: {}", body.ty(value)))
                .collect();
            let label = if params.is_empty() {
                block.to_string()
            } else {
                format!("{block}({})", params.join(", "))
            };
            let insts = body.blocks[block].insts.iter();
            let lines = insts.map(|&inst| shortened(&print::inst(Some(module), body, inst)));
            std::iter::once(label).chain(lines).collect()
        })
        .collect();
    let marked = |index: usize| headers.contains(body.layout[index]);
    let title = format!("The control-flow graph of {name}; the headers of loops are marked");
    draw_graph(&title, &texts, &edges(body), &marked)
}

/// A line that is not too wide for a drawing.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(64) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_string(),
    }
}

/// The edges of the control-flow graph, by positions in the layout.
fn edges(body: &Function) -> Vec<(usize, usize)> {
    let mut position = vec![0; body.blocks.len()];
    for (index, &block) in body.layout.iter().enumerate() {
        position[block.index()] = index;
    }
    let from = body.layout.iter().enumerate();
    from.flat_map(|(index, &block)| {
        body.successors(block).map(|to| (index, position[to.index()])).collect::<Vec<_>>()
    })
    .collect()
}

fn draw_graph(
    title: &str,
    texts: &[Vec<String>],
    edges: &[(usize, usize)],
    marked: &dyn Fn(usize) -> bool,
) -> String {
    let placed = layout(&graph_of(texts, edges));
    let mut drawing = Drawing::new(placed.width, placed.height);
    draw_nodes(&mut drawing, &placed, texts, marked, (0, 0));
    drawing.finish(title)
}

fn graph_of(texts: &[Vec<String>], edges: &[(usize, usize)]) -> Graph {
    let sizes = texts.iter().map(|lines| {
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        (longest * LETTER + 16, lines.len() * LINE + 10)
    });
    Graph { sizes: sizes.collect(), edges: edges.to_vec() }
}

fn draw_nodes(
    drawing: &mut Drawing,
    placed: &layout::Layout,
    texts: &[Vec<String>],
    marked: &dyn Fn(usize) -> bool,
    (left, top): (usize, usize),
) {
    for (index, lines) in texts.iter().enumerate() {
        let (x, y, width, height) = placed.nodes[index];
        let (x, y) = (left + x, top + y);
        drawing.rectangle(x, y, width, height, if marked(index) { "s2-mark" } else { "s2-cell" });
        for (number, line) in lines.iter().enumerate() {
            let class = if number == 0 { "s2-label" } else { "s2-code" };
            drawing.text(x + 8, y + LINE * (number + 1), class, line);
        }
    }
    for path in &placed.paths {
        let points: Vec<(usize, usize)> = path.iter().map(|(x, y)| (left + x, top + y)).collect();
        drawing.arrow(&points);
    }
}

fn dominators(name: &str, body: &Function) -> String {
    let graph = control_flow_graph(body);
    let tree = dominator_tree(body, &graph);
    let order = tree.reverse_postorder();
    let texts: Vec<Vec<String>> = order.iter().map(|block| vec![block.to_string()]).collect();
    let mut position = vec![0; body.blocks.len()];
    for (index, &block) in order.iter().enumerate() {
        position[block.index()] = index;
    }
    let parents = order.iter().enumerate().filter_map(|(index, &block)| {
        let parent = tree.immediate_dominator(block)?;
        Some((position[parent.index()], index))
    });
    let edges: Vec<(usize, usize)> = parents.collect();
    draw_graph(&format!("The dominator tree of {name}"), &texts, &edges, &|_| false)
}

/// What stands in a box of the loop nest, in order.
enum Item {
    Open(String),
    Block(Block),
    Close,
}

fn nest(name: &str, body: &Function) -> String {
    let graph = control_flow_graph(body);
    let tree = dominator_tree(body, &graph);
    let nest = loops(&graph, &tree);
    let items = nest_items(body, &nest);
    let depth = nest.all().iter().map(|one| one.depth).max().unwrap_or(0) as usize;
    let width = 40 + 240 + 2 * 14 * depth;
    let mut drawing = Drawing::new(width, 20 + items.len() * (LINE + 6));
    let mut open: Vec<usize> = Vec::new();
    for (row, item) in items.iter().enumerate() {
        let y = 10 + row * (LINE + 6);
        match item {
            Item::Open(label) => {
                drawing.text(24 + open.len() * 14, y + LINE, "s2-label", label);
                open.push(y);
            }
            Item::Block(block) => {
                drawing.text(24 + open.len() * 14, y + LINE, "s2-code", &block.to_string());
            }
            Item::Close => {
                let top = open.pop().unwrap_or(y);
                let x = 14 + open.len() * 14;
                drawing.rectangle(x, top, width - 2 * x, y + LINE - top, "s2-cell");
            }
        }
    }
    drawing.finish(&format!("The loop nest of {name}"))
}

/// Blocks in the order of the layout; a loop is opened at its header, with all that is in it.
fn nest_items(body: &Function, nest: &Loops) -> Vec<Item> {
    let mut inside: Vec<Vec<Block>> = vec![Vec::new(); nest.all().len()];
    let mut outside = Vec::new();
    for &block in &body.layout {
        match nest.innermost(block) {
            Some(index) => inside[index].push(block),
            None => outside.push(block),
        }
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); nest.all().len()];
    let mut roots = Vec::new();
    for (index, one) in nest.all().iter().enumerate() {
        match one.parent {
            Some(parent) => children[parent].push(index),
            None => roots.push(index),
        }
    }
    let mut items: Vec<Item> = outside.into_iter().map(Item::Block).collect();
    // None closes what was opened.
    let mut work: Vec<Option<usize>> = roots.into_iter().rev().map(Some).collect();
    while let Some(next) = work.pop() {
        let Some(index) = next else {
            items.push(Item::Close);
            continue;
        };
        let one = &nest.all()[index];
        items.push(Item::Open(format!("loop at {}, depth {}", one.header, one.depth)));
        items.extend(inside[index].iter().copied().map(Item::Block));
        work.push(None);
        work.extend(children[index].iter().rev().copied().map(Some));
    }
    items
}

/// One panel for each round of R. Cytron's iterated dominance frontier, and one for what `mem2reg` keeps
/// of it: the blocks where the variable is live.
fn phis(name: &str, body: &Function, variable: Option<&str>) -> Result<String, String> {
    let wanted = |slot: &Slot| match variable {
        None => true,
        Some(text) => slot.to_string() == text || body.slots[*slot].name.as_deref() == Some(text),
    };
    let variables = body.slots.iter().filter(|(slot, data)| data.ty.is_some() && wanted(slot));
    let mut rounds = variables.map(|(slot, _)| (slot, rounds(body, slot))).collect::<Vec<_>>();
    rounds.retain(|(_, rounds)| rounds.len() > 1 || variable.is_some());
    let Some((slot, rounds)) = rounds.into_iter().next() else {
        return Err(match variable {
            Some(text) => format!("@{name} has no variable `{text}` in a stack slot"),
            None => format!("no variable of @{name} in a stack slot needs a phi"),
        });
    };
    let shown = body.slots[slot].name.as_deref().map_or(slot.to_string(), str::to_string);
    let kept = placements(body).into_iter().find(|one| one.slot == slot).map(|one| one.params);
    let steps = rounds.iter().map(Some).chain(kept.as_ref().map(|_| None));
    let mut known: EntitySet<Block> = EntitySet::new();
    let mut panels = Vec::new();
    for (number, step) in steps.enumerate() {
        let (title, marked) = match step {
            Some(round) if number == 0 => ("where it is stored".to_string(), round.clone()),
            Some(round) => (format!("round {number}"), round.clone()),
            None => ("where it is live".to_string(), kept.clone().unwrap_or_default()),
        };
        if step.is_none() {
            known = EntitySet::new();
        }
        if number > 0 {
            marked.iter().for_each(|&block| {
                known.insert(block);
            });
        }
        let texts: Vec<Vec<String>> = body
            .layout
            .iter()
            .map(|&block| {
                let mut lines = vec![block.to_string()];
                lines.extend(rounds[0].contains(&block).then(|| format!("{shown} = …")));
                lines.extend(known.contains(block).then(|| format!("φ {shown}")));
                lines
            })
            .collect();
        let placed = layout(&graph_of(&texts, &edges(body)));
        panels.push((placed, texts, marked, title));
    }
    let width = panels.iter().map(|(placed, ..)| placed.width + 10).sum();
    let height = panels.iter().map(|(placed, ..)| placed.height).max().unwrap_or(0) + 24;
    let mut drawing = Drawing::new(width, height);
    let mut left = 0;
    for (placed, texts, blocks, title) in &panels {
        drawing.text(left + 10, 16, "s2-label", title);
        let marked = |index: usize| blocks.contains(&body.layout[index]);
        draw_nodes(&mut drawing, placed, texts, &marked, (left, 24));
        left += placed.width + 10;
    }
    Ok(drawing.finish(&format!("Where the variable {shown} of {name} needs a phi, in rounds")))
}

/// The blocks that store the variable, then those that each round adds.
fn rounds(body: &Function, slot: Slot) -> Vec<Vec<Block>> {
    let stores = |block: &Block| {
        body.blocks[*block].insts.iter().any(|&inst| {
            matches!(body.insts[inst], InstData::SlotStore { slot: other, .. } if other == slot)
        })
    };
    let graph = control_flow_graph(body);
    let tree = dominator_tree(body, &graph);
    let frontiers = dominance_frontiers(body, &graph, &tree);
    let first: Vec<Block> = body.layout.iter().copied().filter(stores).collect();
    let mut placed = EntitySet::new();
    let mut rounds = vec![first];
    loop {
        let mut next = Vec::new();
        for &block in rounds.last().into_iter().flatten() {
            next.extend(frontiers[block].iter().copied().filter(|&one| placed.insert(one)));
        }
        if next.is_empty() {
            return rounds;
        }
        rounds.push(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::parse;

    fn draw(text: &str, kind: Kind) -> Result<String, String> {
        let module = parse::module(text).unwrap();
        let decl = module.functions.values().next().unwrap();
        svg(&module, &decl.name, decl.body.as_ref().unwrap(), kind, None)
    }

    const LOOP: &str = "\
function @f(v0: i64) -> i64 {
  slot0: i64 \"i\"
block0(v0: i64):
  slot_store v0, slot0
  jump block1
block1:
  v1: i64 = slot_load slot0
  v2: i8 = icmp slt v1, 10
  br v2, block2, block3
block2:
  v3: i64 = iadd v1, 1
  slot_store v3, slot0
  jump block1
block3:
  return v1
}
";

    #[test]
    fn drawings_show_what_they_should() {
        let cfg = draw(LOOP, Kind::Cfg).unwrap();
        assert!(cfg.contains("icmp slt v1, 10") && cfg.matches("s2-mark\" x").count() == 1);
        assert_eq!(cfg.matches("class=\"s2-arrow\"").count(), 4);
        let tree = draw(LOOP, Kind::Dominators).unwrap();
        assert_eq!(tree.matches("class=\"s2-arrow\"").count(), 3);
        let nest = draw(LOOP, Kind::Loops).unwrap();
        assert!(nest.contains("loop at block1, depth 1"));
        let phis = draw(LOOP, Kind::Phis).unwrap();
        assert!(phis.contains("round 1") && phis.contains("φ i") && phis.contains("i = …"));
    }

    #[test]
    fn a_function_without_phis_says_so() {
        let text = "function @f() {\nblock0:\n  return\n}\n";
        assert!(draw(text, Kind::Phis).unwrap_err().contains("needs a phi"));
        assert!(draw(text, Kind::Cfg).unwrap().starts_with("<svg "));
        assert!(draw(text, Kind::Loops).unwrap().ends_with("</svg>\n"));
    }
}
