//! Positions for the nodes and edges of a graph that flows from top to bottom.
//!
//! The scheme is that of K. Sugiyama, S. Tagawa, M. Toda, "Methods for Visual Understanding of
//! Hierarchical System Structures" (1981), in its simplest form. Edges that go back in the order of the
//! nodes are left out at first. A node's *rank* is the length of the longest path to it. In each rank
//! nodes are put in the order of the average position of what leads to them, a few times up and
//! down. Then nodes get places side by side, and edges become lines of straight pieces: down to
//! the gap below the rank, across, and down; an edge that passes ranks or goes back takes a
//! lane of its own at the right.
//!
//! Expects nodes in an order in which the first has no predecessors, as a layout of blocks is.
//! Leaves out: that long edges pass between nodes. Linear but for sorting.

/// A graph with nodes of given sizes.
pub(super) struct Graph {
    /// Width and height of each node.
    pub(super) sizes: Vec<(usize, usize)>,
    /// From and to, as positions in `sizes`.
    pub(super) edges: Vec<(usize, usize)>,
}

/// Where everything is.
pub(super) struct Layout {
    /// Left, top, width, height.
    pub(super) nodes: Vec<(usize, usize, usize, usize)>,
    /// For each edge the points of its line.
    pub(super) paths: Vec<Vec<(usize, usize)>>,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// Between two nodes of a rank.
const BETWEEN: usize = 24;
/// From a rank to the next, and more for each line that goes across.
const GAP: usize = 30;
const TRACK: usize = 6;
/// Around everything.
const MARGIN: usize = 10;

/// Places the nodes, and lines between them.
pub(super) fn layout(graph: &Graph) -> Layout {
    let count = graph.sizes.len();
    let ranks = ranks(graph);
    let rows = ordered(graph, &ranks);
    // A line across needs a track of its own in the gap behind its rank.
    let mut tracks = vec![0; rows.len() + 1];
    for &(from, to) in &graph.edges {
        tracks[ranks[from] + 1] += 1;
        if ranks[to] != ranks[from] + 1 {
            tracks[ranks[to]] += 1;
        }
    }
    let mut nodes = vec![(0, 0, 0, 0); count];
    let row_width = |row: &Vec<usize>| -> usize {
        row.iter().map(|&node| graph.sizes[node].0 + BETWEEN).sum::<usize>().saturating_sub(BETWEEN)
    };
    let inner = rows.iter().map(row_width).max().unwrap_or(0);
    // Where the gap above each rank begins.
    let mut gaps = Vec::new();
    let mut y = MARGIN;
    for (rank, row) in rows.iter().enumerate() {
        gaps.push(y);
        y += if rank == 0 && tracks[0] == 0 { 0 } else { GAP + TRACK * tracks[rank] };
        let mut x = MARGIN + (inner - row_width(row)) / 2;
        for &node in row {
            let (width, height) = graph.sizes[node];
            nodes[node] = (x, y, width, height);
            x += width + BETWEEN;
        }
        y += row.iter().map(|&node| graph.sizes[node].1).max().unwrap_or(0);
    }
    gaps.push(y);
    let bottom = y + if tracks[rows.len()] == 0 { 0 } else { GAP + TRACK * tracks[rows.len()] };
    let (paths, lanes) = paths(graph, &ranks, &nodes, &gaps, MARGIN + inner);
    let width = MARGIN + inner + BETWEEN / 2 + lanes * TRACK * 2 + MARGIN;
    Layout { nodes, paths, width, height: bottom + MARGIN }
}

/// The length of the longest path to each node, without the edges that go back.
fn ranks(graph: &Graph) -> Vec<usize> {
    let mut ranks = vec![0; graph.sizes.len()];
    let mut edges: Vec<(usize, usize)> =
        graph.edges.iter().copied().filter(|(from, to)| from < to).collect();
    edges.sort();
    for (from, to) in edges {
        ranks[to] = ranks[to].max(ranks[from] + 1);
    }
    ranks
}

/// The nodes of each rank, from left to right.
fn ordered(graph: &Graph, ranks: &[usize]) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = vec![vec![]; ranks.iter().max().map_or(0, |most| most + 1)];
    for (node, &rank) in ranks.iter().enumerate() {
        rows[rank].push(node);
    }
    let mut neighbours: [Vec<Vec<usize>>; 2] =
        [vec![vec![]; ranks.len()], vec![vec![]; ranks.len()]];
    for &(from, to) in graph.edges.iter().filter(|(from, to)| from < to) {
        neighbours[0][to].push(from);
        neighbours[1][from].push(to);
    }
    let mut place = vec![0.0; ranks.len()];
    for round in 0..4 {
        let down = round % 2 == 0;
        let neighbours = &neighbours[usize::from(!down)];
        let count = rows.len();
        for step in 0..count {
            let row = &mut rows[if down { step } else { count - 1 - step }];
            let average = |node: usize| {
                let around = &neighbours[node];
                let sum: f64 = around.iter().map(|&other| place[other]).sum();
                if around.is_empty() { place[node] } else { sum / around.len() as f64 }
            };
            let mut sorted: Vec<(f64, usize)> =
                row.iter().map(|&node| (average(node), node)).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
            let width = sorted.len() as f64;
            for (index, &(_, node)) in sorted.iter().enumerate() {
                place[node] = (index as f64 + 0.5) / width;
                row[index] = node;
            }
        }
    }
    rows
}

/// The lines of the edges, and how many lanes at the right they need.
fn paths(
    graph: &Graph,
    ranks: &[usize],
    nodes: &[(usize, usize, usize, usize)],
    gaps: &[usize],
    right: usize,
) -> (Vec<Vec<(usize, usize)>>, usize) {
    let mut used = vec![0; gaps.len()];
    let mut track = |gap: usize| {
        used[gap] += 1;
        gaps[gap] + GAP / 3 + TRACK * used[gap]
    };
    let mut ends = vec![[0usize; 2]; nodes.len()];
    let mut totals = vec![[0usize; 2]; nodes.len()];
    for &(from, to) in &graph.edges {
        totals[from][1] += 1;
        totals[to][0] += 1;
    }
    // Where the next line meets the top or the bottom of a node.
    let mut meet = |node: usize, side: usize| {
        ends[node][side] += 1;
        let (x, _, width, _) = nodes[node];
        x + width * ends[node][side] / (totals[node][side] + 1)
    };
    let mut lanes = 0;
    let mut paths = Vec::new();
    for &(from, to) in &graph.edges {
        let (start, end) = (meet(from, 1), meet(to, 0));
        let (_, top, _, height) = nodes[from];
        let below = track(ranks[from] + 1);
        let mut path = vec![(start, top + height), (start, below)];
        if ranks[to] != ranks[from] + 1 {
            lanes += 1;
            let lane = right + BETWEEN / 2 + TRACK * 2 * (lanes - 1);
            let above = track(ranks[to]);
            path.extend([(lane, below), (lane, above), (end, above)]);
        } else {
            path.push((end, below));
        }
        path.push((end, nodes[to].1));
        paths.push(path);
    }
    (paths, lanes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_do_not_overlap_and_edges_end_at_them() {
        let graph = Graph {
            sizes: vec![(50, 20), (80, 40), (60, 30), (50, 20), (40, 20)],
            edges: vec![(0, 1), (0, 2), (1, 3), (2, 3), (3, 1), (0, 4), (3, 3)],
        };
        let placed = layout(&graph);
        for (index, a) in placed.nodes.iter().enumerate() {
            assert!(a.0 + a.2 < placed.width && a.1 + a.3 < placed.height);
            for b in &placed.nodes[..index] {
                let apart =
                    a.0 + a.2 < b.0 || b.0 + b.2 < a.0 || a.1 + a.3 < b.1 || b.1 + b.3 < a.1;
                assert!(apart, "{a:?} {b:?}");
            }
        }
        for (path, &(from, to)) in placed.paths.iter().zip(&graph.edges) {
            let (first, last) = (path[0], path[path.len() - 1]);
            let (start, end) = (placed.nodes[from], placed.nodes[to]);
            assert_eq!((first.1, last.1), (start.1 + start.3, end.1));
            assert!((start.0..=start.0 + start.2).contains(&first.0));
            assert!((end.0..=end.0 + end.2).contains(&last.0));
            assert!(path.iter().all(|point| point.0 < placed.width && point.1 < placed.height));
        }
    }
}
