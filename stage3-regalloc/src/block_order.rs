//! In which order blocks follow each other in memory.
//!
//! ```text
//!   header ──► then ──► join ──► (back)       header              jge else
//!     │                  ▲  │                   then
//!     └──────► else ─────┘  └──► after          jmp join
//!                                             else
//!   a loop with two ways through it           join                jl  header
//!                                             after
//!                                             …
//!                                             cold: calls, traps
//! ```
//!
//! The order decides which jumps are needed, which code shares a cache line, and how long live intervals are,
//! since linear scan walks along it. It is reverse postorder, in which a block comes after all its
//! predecessors but those on back edges, with two changes:
//!
//! * A loop stands together: where its header comes, all of the loop comes, and then what is behind it.
//!   (Reverse postorder alone may put a way out of the loop into its middle.)
//! * What only leads to where the function is left by an exit is *cold*, and goes to the end.
//!
//! Of two successors, that which comes first in the function's own order comes first. Front ends write
//! source order, so an `if` is followed by what is done if it holds. Without a profile nothing better is known. (K.
//! Pettis and R. Hansen, "Profile guided code positioning", 1990, say what to do with one.)
//!
//! Still, every block comes behind the one that dominates it. Judged by its tests, and by all that runs.

use stage2::analysis::cfg::ControlFlowGraph;
use stage2::analysis::loops::{LoopIndex, Loops};
use stage2::entity::{Block, Entity, EntitySet};
use stage2::ir::{Function, InstData};

/// The blocks that can be reached, in the order in which they are to be emitted.
pub fn block_order(function: &Function, graph: &ControlFlowGraph, loops: &Loops) -> Vec<Block> {
    let postorder = postorder(function, graph);
    let mut is_cold = EntitySet::with_capacity(function.blocks.len());
    for &block in &postorder {
        let successors = graph.successors(block);
        let leaves = || {
            let last = function.terminator(block).map(|inst| function.insts[inst]);
            matches!(last, Some(InstData::Leave { .. }))
        };
        let all_are_cold = || successors.iter().all(|to| is_cold.contains(*to));
        if Some(block) != function.entry()
            && if successors.is_empty() { leaves() } else { all_are_cold() }
        {
            is_cold.insert(block);
        }
    }
    // What is in a loop, and in no smaller one, by the loop's number; behind them what is in none, and
    // what is cold.
    let count = loops.all().len();
    let mut members: Vec<Vec<Item>> = vec![Vec::new(); count + 2];
    // ANCHOR: order
    for &block in postorder.iter().rev() {
        let list = match loops.innermost(block) {
            Some(index) => index,
            None => count + usize::from(is_cold.contains(block)),
        };
        if let Some(index) = loops.headed_by(block) {
            let around = loops.all()[index].parent;
            members[around.unwrap_or(count)].push(Item::Loop(index));
        }
        members[list].push(Item::Block(block));
    }
    // ANCHOR_END: order
    let mut order = Vec::with_capacity(postorder.len());
    let mut lists = vec![members[count + 1].iter(), members[count].iter()];
    while let Some(list) = lists.last_mut() {
        match list.next() {
            Some(Item::Block(block)) => order.push(*block),
            Some(Item::Loop(index)) => lists.push(members[*index].iter()),
            None => {
                lists.pop();
            }
        }
    }
    order
}

/// Something that has a place in a loop.
#[derive(Clone, Copy)]
enum Item {
    Block(Block),
    /// A loop in it.
    Loop(LoopIndex),
}

/// Postorder in which the successor that comes last in the function's own order is visited first.
fn postorder(function: &Function, graph: &ControlFlowGraph) -> Vec<Block> {
    let mut order = Vec::with_capacity(function.layout.len());
    let Some(entry) = function.entry() else { return order };
    let mut position = vec![0u32; function.blocks.len()];
    for (index, block) in (0..).zip(&function.layout) {
        position[block.index()] = index;
    }
    let mut seen = EntitySet::with_capacity(function.blocks.len());
    seen.insert(entry);
    let mut stack = vec![(entry, 0)];
    // Of those on the stack, all that are not visited yet, the next one last.
    let mut waiting: Vec<Block> = Vec::new();
    let push = |block: Block, waiting: &mut Vec<Block>| {
        let first = waiting.len();
        waiting.extend_from_slice(graph.successors(block));
        waiting[first..].sort_unstable_by_key(|to| position[to.index()]);
        first
    };
    stack[0].1 = push(entry, &mut waiting);
    while let Some(&(block, first)) = stack.last() {
        if waiting.len() == first {
            order.push(block);
            stack.pop();
            continue;
        }
        let Some(next) = waiting.pop() else { break };
        if seen.insert(next) {
            let first = push(next, &mut waiting);
            stack.push((next, first));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use stage2::analysis::cfg::control_flow_graph;
    use stage2::analysis::dominator_tree::dominator_tree;
    use stage2::analysis::loops::loops;
    use stage2::text::parse;

    use super::*;

    /// The order of the blocks of a function with edges like `0: 1 2`; a block without edges returns, one
    /// with `!` leaves. The file's order is that of the lines.
    fn order(edges: &str) -> String {
        let mut text = String::from("function @f(v0: i8) {\n  exit0: trap overflow\n");
        for line in edges.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (block, to) = line.split_once(':').unwrap();
            let to: Vec<&str> = to.split_whitespace().collect();
            let params = if block == "0" { "(v0: i8)" } else { "" };
            text += &format!("block{block}{params}:\n");
            text += &match to[..] {
                [] => "  return\n".to_string(),
                ["!"] => "  leave exit0\n".to_string(),
                [one] => format!("  jump block{one}\n"),
                [then, otherwise] => format!("  br v0, block{then}, block{otherwise}\n"),
                _ => panic!("{line}"),
            };
        }
        text += "}\n";
        let module = parse::module(&text).unwrap();
        let function = module.functions.values().next().unwrap().body.as_ref().unwrap();
        let graph = control_flow_graph(function);
        let tree = dominator_tree(function, &graph);
        let order = block_order(function, &graph, &loops(&graph, &tree));
        for (index, &block) in order.iter().enumerate() {
            let dominator = tree.immediate_dominator(block);
            assert!(dominator.is_none_or(|above| order[..index].contains(&above)), "{order:?}");
        }
        let names: Vec<String> = order.iter().map(|block| block.to_string()).collect();
        names.join(" ").replace("block", "")
    }

    #[test]
    fn source_order_stays() {
        assert_eq!(order("0: 1 2\n1: 3\n2: 3\n3:"), "0 1 2 3");
        assert_eq!(order("0: 2 1\n1: 3\n2: 3\n3:"), "0 1 2 3");
    }

    #[test]
    fn a_loop_stands_together() {
        // The way out of it stands in its middle.
        assert_eq!(order("0: 1\n1: 2 3\n2: 4 5\n4:\n3: 5\n5: 1 6\n6:"), "0 1 2 3 5 4 6");
        assert_eq!(order("0: 1\n1: 2 3\n3:\n2: 4 1\n4: 4 1"), "0 1 2 4 3");
    }

    #[test]
    fn what_leaves_goes_to_the_end() {
        assert_eq!(order("0: 1 2\n1: 3\n3: !\n2: 4 3\n4:"), "0 2 4 1 3");
        // Unless it is all there is.
        assert_eq!(order("0: 1\n1: !"), "0 1");
    }
}
