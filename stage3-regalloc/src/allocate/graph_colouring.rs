//! Graph colouring: registers are colours, and values that are live at once must differ.
//!
//! ```text
//!   %0 ─── %1          three colours are enough if a node with fewer than three neighbours can be
//!    │  ╲   │          taken out, and the rest coloured: whatever they get, one is left for it
//!   %2 ─── %3
//! ```
//!
//! G. Chaitin, "Register allocation and spilling via graph coloring", 1982, with the improvement of P.
//! Briggs, K. Cooper and L. Torczon, "Improvements to graph coloring register allocation", 1994:
//!
//! 1. **build** the interference graph from the live intervals; registers that instructions need for
//!    themselves while a value is live are forbidden to it;
//! 2. **coalesce** what is joined by a move, if it cannot make the graph harder: if the joint node has
//!    fewer neighbours of significant degree than colours (Briggs; L. George and A. Appel, "Iterated
//!    register coalescing", 1996);
//! 3. **simplify**: take out nodes of insignificant degree, and when there are none the one
//!    that is cheapest to spill per neighbour, in the hope that it finds a colour all the same;
//! 4. **select**: put them back in reverse, each with a colour that no neighbour has, if possible that
//!    of a move's other end;
//! 5. what found none is **spilled**: it lives in its slot, and visits a register as a tiny interval
//!    of its own around each instruction that requires it. Then everything again.
//!
//! Against linear scan it sees the whole function at once, and coalesces more; but a value is in
//! one register or in none, and the graph may be the square of the function. It is here to be
//! compared. Moves and slots are [`super::resolve`]'s. Judged by the symbolic checker.

use rustc_hash::FxHashSet;

use super::interval::{Intervals, LiveRange, Point, UseKind, early, gap, gap_of, inst_at, late};
use super::resolve::{Part, Place, resolve};
use super::{MachineEnv, Output, class_index};
use crate::lir::{Constraint, LFunction, LInst, PReg, PRegSet, Role, VReg};

/// Gives every operand a place.
pub(super) fn allocate(function: &LFunction, environment: &MachineEnv) -> Result<Output, String> {
    let intervals = Intervals::new(function);
    let parts = parts(function, environment, &intervals)?;
    resolve(function, environment, &intervals, &parts)
}

/// The parts of every interval, by virtual register and point.
pub(super) fn parts(
    function: &LFunction,
    environment: &MachineEnv,
    intervals: &Intervals,
) -> Result<Vec<Part>, String> {
    let affinities = affinities(function);
    let mut is_spilled = vec![false; function.vregs.len()];
    loop {
        let mut graph = Graph::build(function, environment, intervals, &is_spilled);
        graph.coalesce(&affinities);
        let order = graph.simplify();
        match graph.select(&order, &affinities) {
            Ok(colours) => return Ok(graph.parts(&colours, &is_spilled)),
            Err(spills) => {
                let mut is_new = false;
                for vreg in spills {
                    is_new |= !std::mem::replace(&mut is_spilled[vreg.0 as usize], true);
                }
                if !is_new {
                    return Err("an instruction needs more registers than there are".into());
                }
            }
        }
    }
}

/// The interference edges between virtual registers, each once, the lower number first; sorted.
pub fn interference(function: &LFunction, environment: &MachineEnv) -> Vec<(VReg, VReg)> {
    let intervals = Intervals::new(function);
    let graph = Graph::build(function, environment, &intervals, &vec![false; function.vregs.len()]);
    let mut edges: Vec<(VReg, VReg)> = Vec::new();
    for (node, neighbours) in graph.nodes.iter().zip(&graph.neighbours) {
        let others = neighbours.iter().map(|other| graph.nodes[*other as usize].vreg);
        edges.extend(others.filter(|other| node.vreg < *other).map(|other| (node.vreg, other)));
    }
    edges.sort_unstable();
    edges
}

/// What would like to be in one place.
struct Affinities {
    /// Pairs of virtual registers, from the most frequent on.
    pairs: Vec<(VReg, VReg)>,
    /// Registers that a virtual register has to be copied from or to.
    fixed: Vec<PRegSet>,
}

fn affinities(function: &LFunction) -> Affinities {
    let mut weighted: Vec<(u32, VReg, VReg)> = Vec::new();
    let mut fixed = vec![PRegSet::EMPTY; function.vregs.len()];
    for data in &function.blocks {
        for inst in data.insts.clone().map(LInst) {
            let operands = function.operands(inst);
            if let (Role::Move, [def, using, ..]) = (function.inst(inst).role, operands) {
                weighted.push((data.loop_depth, using.vreg, def.vreg));
            }
            for operand in operands {
                match operand.constraint {
                    Constraint::SameAs(index) => {
                        let tied = operands[usize::from(index)].vreg;
                        weighted.push((data.loop_depth, tied, operand.vreg));
                    }
                    Constraint::Fixed(register) => {
                        let set = &mut fixed[operand.vreg.0 as usize];
                        *set = set.with(register);
                    }
                    _ => {}
                }
            }
        }
        if let [successor] = data.successors[..] {
            let params = &function.block(successor).params;
            let pairs = data.arguments.iter().zip(params);
            weighted.extend(pairs.map(|(argument, param)| (data.loop_depth, *argument, *param)));
        }
    }
    weighted.sort_by_key(|(depth, ..)| std::cmp::Reverse(*depth));
    let pairs = weighted.into_iter().map(|(_, one, other)| (one, other)).collect();
    Affinities { pairs, fixed }
}

/// Something to be coloured: a virtual register, or a visit of a spilled one.
struct Node {
    vreg: VReg,
    /// The visit; `None` for all of the interval.
    visit: Option<LiveRange>,
    forbidden: PRegSet,
    weight: f32,
}

struct Graph<'a> {
    function: &'a LFunction,
    environment: &'a MachineEnv,
    intervals: &'a Intervals,
    nodes: Vec<Node>,
    neighbours: Vec<Vec<u32>>,
    edges: FxHashSet<(u32, u32)>,
    /// The node that a node has been joined to; itself if to none.
    joined: Vec<u32>,
    /// The node of a virtual register that is not spilled.
    node_of: Vec<Option<u32>>,
}

impl<'a> Graph<'a> {
    fn build(
        function: &'a LFunction,
        environment: &'a MachineEnv,
        intervals: &'a Intervals,
        is_spilled: &[bool],
    ) -> Graph<'a> {
        let mut nodes = Vec::new();
        let mut node_of = vec![None; function.vregs.len()];
        let mut ranges: Vec<(LiveRange, u32)> = Vec::new();
        for index in 0..function.vregs.len() {
            let vreg = VReg(index as u32);
            let interval = intervals.interval(vreg);
            let mut add = |visit: Option<LiveRange>, weight: f32, pieces: &[LiveRange]| {
                let node = nodes.len() as u32;
                ranges.extend(pieces.iter().map(|range| (*range, node)));
                let forbidden = forbidden(environment, intervals, vreg, pieces);
                nodes.push(Node { vreg, visit, forbidden, weight });
                node
            };
            if interval.ranges.is_empty() {
                continue;
            }
            if !is_spilled[index] {
                let of = intervals.uses_of[index] as usize..intervals.uses_of[index + 1] as usize;
                let weight = intervals.weight_before[of.end] - intervals.weight_before[of.start];
                node_of[index] = Some(add(None, weight as f32, interval.ranges));
                continue;
            }
            for visit in visits(intervals, vreg) {
                add(Some(visit), f32::INFINITY, &[visit]);
            }
        }
        let count = nodes.len();
        let mut graph = Graph {
            function,
            environment,
            intervals,
            nodes,
            neighbours: vec![Vec::new(); count],
            edges: FxHashSet::default(),
            joined: (0..count as u32).collect(),
            node_of,
        };
        ranges.sort_unstable();
        let mut live: [Vec<(Point, u32)>; 2] = [Vec::new(), Vec::new()];
        for (range, node) in ranges {
            let class = class_index(function.class(graph.nodes[node as usize].vreg));
            live[class].retain(|(to, _)| *to > range.from);
            for &(_, other) in &live[class] {
                graph.add_edge(node, other);
            }
            live[class].push((range.to, node));
        }
        graph
    }

    fn add_edge(&mut self, one: u32, other: u32) {
        if one != other && self.edges.insert((one.min(other), one.max(other))) {
            self.neighbours[one as usize].push(other);
            self.neighbours[other as usize].push(one);
        }
    }

    fn find(&self, mut node: u32) -> u32 {
        while self.joined[node as usize] != node {
            node = self.joined[node as usize];
        }
        node
    }

    /// How many colours a node can have.
    fn colours(&self, node: u32) -> usize {
        let node = &self.nodes[node as usize];
        let class = class_index(self.function.class(node.vreg));
        let all = PRegSet::of(self.environment.allocatable[class]);
        all.difference(node.forbidden).len()
    }

    /// Its neighbours, as they are joined.
    fn neighbours(&self, node: u32) -> Vec<u32> {
        let mut all: Vec<u32> =
            self.neighbours[node as usize].iter().map(|other| self.find(*other)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Joins what moves connect, where that is safe.
    fn coalesce(&mut self, affinities: &Affinities) {
        for &(one, other) in &affinities.pairs {
            let (Some(one), Some(other)) =
                (self.node_of[one.0 as usize], self.node_of[other.0 as usize])
            else {
                continue;
            };
            let (one, other) = (self.find(one), self.find(other));
            if one == other || self.edges.contains(&(one.min(other), one.max(other))) {
                continue;
            }
            let mut all = self.neighbours(one);
            all.extend(self.neighbours(other));
            all.sort_unstable();
            all.dedup();
            let forbidden = self.nodes[one as usize].forbidden;
            let forbidden = forbidden.union(self.nodes[other as usize].forbidden);
            let class = class_index(self.function.class(self.nodes[one as usize].vreg));
            let all_colours = PRegSet::of(self.environment.allocatable[class]);
            let colours = all_colours.difference(forbidden).len();
            let is_significant =
                |node: &&u32| self.neighbours[**node as usize].len() >= self.colours(**node);
            if all.iter().filter(is_significant).count() >= colours {
                continue;
            }
            self.joined[other as usize] = one;
            self.nodes[one as usize].forbidden = forbidden;
            self.nodes[one as usize].weight += self.nodes[other as usize].weight;
            self.neighbours[one as usize].clear();
            self.neighbours[other as usize].clear();
            for node in all {
                self.edges.remove(&(node.min(one), node.max(one)));
                self.edges.insert((node.min(one), node.max(one)));
                self.neighbours[one as usize].push(node);
                let back = &mut self.neighbours[node as usize];
                back.retain(|known| *known != one && *known != other);
                back.push(one);
            }
        }
    }

    /// The order in which nodes are taken out.
    fn simplify(&self) -> Vec<u32> {
        let count = self.nodes.len() as u32;
        let is_node = |node: &u32| self.joined[*node as usize] == *node;
        let mut degree: Vec<usize> =
            self.neighbours.iter().map(|neighbours| neighbours.len()).collect();
        let mut is_out = vec![false; count as usize];
        let mut easy: Vec<u32> = (0..count)
            .filter(is_node)
            .filter(|node| degree[*node as usize] < self.colours(*node))
            .collect();
        let worth = |node: &u32| {
            self.nodes[*node as usize].weight / (1.0 + self.neighbours[*node as usize].len() as f32)
        };
        let mut hard: Vec<u32> = (0..count).filter(is_node).collect();
        hard.sort_by(|one, other| worth(other).total_cmp(&worth(one)));
        let mut order = Vec::new();
        loop {
            let Some(node) = easy.pop().or_else(|| hard.pop()) else { return order };
            if std::mem::replace(&mut is_out[node as usize], true) {
                continue;
            }
            order.push(node);
            for &other in &self.neighbours[node as usize] {
                degree[other as usize] -= 1;
                if !is_out[other as usize] && degree[other as usize] < self.colours(other) {
                    easy.push(other);
                }
            }
        }
    }

    /// A colour for every node, or what has to be spilled.
    fn select(
        &self,
        order: &[u32],
        affinities: &Affinities,
    ) -> Result<Vec<Option<PReg>>, Vec<VReg>> {
        let mut colours: Vec<Option<PReg>> = vec![None; self.nodes.len()];
        let mut wishes: Vec<PRegSet> = vec![PRegSet::EMPTY; self.nodes.len()];
        let mut partners: Vec<Vec<u32>> = vec![Vec::new(); self.nodes.len()];
        for (index, fixed) in affinities.fixed.iter().enumerate() {
            if let Some(node) = self.node_of[index] {
                let node = self.find(node) as usize;
                wishes[node] = wishes[node].union(*fixed);
            }
        }
        for (one, other) in &affinities.pairs {
            let of = |vreg: &VReg| self.node_of[vreg.0 as usize].map(|node| self.find(node));
            if let (Some(one), Some(other)) = (of(one), of(other)) {
                partners[one as usize].push(other);
                partners[other as usize].push(one);
            }
        }
        let mut spills = Vec::new();
        for &node in order.iter().rev() {
            let data = &self.nodes[node as usize];
            let class = class_index(self.function.class(data.vreg));
            let mut taken = data.forbidden;
            for &other in &self.neighbours[node as usize] {
                taken = colours[other as usize].map_or(taken, |colour| taken.with(colour));
            }
            let all = self.environment.allocatable[class].iter().copied();
            let is_free = |register: &PReg| !taken.contains(*register);
            let liked = partners[node as usize].iter().filter_map(|other| colours[*other as usize]);
            let fixed = all.clone().filter(|register| wishes[node as usize].contains(*register));
            match liked.chain(fixed).chain(all).find(is_free) {
                Some(colour) => colours[node as usize] = Some(colour),
                None => spills.extend(self.spilled_for(node)),
            }
        }
        if !spills.is_empty() {
            return Err(spills);
        }
        for node in 0..self.nodes.len() {
            colours[node] = colours[self.find(node as u32) as usize];
        }
        Ok(colours)
    }

    /// What is spilled when a node has found no colour: itself; but if it is a visit, its neighbour
    /// of least weight.
    fn spilled_for(&self, node: u32) -> Vec<VReg> {
        let whole = |node: u32| {
            let members = (0..self.nodes.len() as u32).filter(move |one| self.find(*one) == node);
            members.map(|one| self.nodes[one as usize].vreg).collect()
        };
        if self.nodes[node as usize].visit.is_none() {
            return whole(node);
        }
        let neighbours = self.neighbours[node as usize].iter().copied();
        let mut neighbours: Vec<u32> =
            neighbours.filter(|other| self.nodes[*other as usize].visit.is_none()).collect();
        let weight = |node: &u32| self.nodes[*node as usize].weight;
        neighbours.sort_by(|one, other| weight(one).total_cmp(&weight(other)));
        neighbours.first().map_or(Vec::new(), |other| whole(*other))
    }

    fn parts(&self, colours: &[Option<PReg>], is_spilled: &[bool]) -> Vec<Part> {
        let mut parts = Vec::new();
        let place = |node: u32| colours[node as usize].map_or(Place::Spilled, Place::Register);
        let mut visits = self.nodes.iter().zip(0u32..).filter(|(node, _)| node.visit.is_some());
        let mut next = visits.next();
        for (index, is_spilled) in is_spilled.iter().enumerate() {
            let vreg = VReg(index as u32);
            let ranges = self.intervals.interval(vreg).ranges;
            let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { continue };
            let (mut from, to) = (first.from, last.to);
            if !is_spilled {
                let place = self.node_of[index].map_or(Place::Spilled, place);
                parts.push(Part { vreg, from, to, place });
                continue;
            }
            // Visits stand in the order of virtual registers and points.
            while let Some((node, number)) = next.filter(|(node, _)| node.vreg == vreg) {
                let visit = node.visit.unwrap_or(LiveRange { from, to: from });
                if from < visit.from {
                    parts.push(Part { vreg, from, to: visit.from, place: Place::Spilled });
                }
                parts.push(Part { vreg, from: visit.from, to: visit.to, place: place(number) });
                from = visit.to;
                next = visits.next();
            }
            if from < to {
                parts.push(Part { vreg, from, to, place: Place::Spilled });
            }
        }
        parts
    }
}

/// The registers that something live in these ranges cannot have.
pub(super) fn forbidden(
    environment: &MachineEnv,
    intervals: &Intervals,
    vreg: VReg,
    ranges: &[LiveRange],
) -> PRegSet {
    let mut forbidden = PRegSet::EMPTY;
    for range in ranges {
        let first = intervals.clobbers.partition_point(|(point, _)| *point < range.from);
        let clobbers = intervals.clobbers[first..].iter();
        for (_, set) in clobbers.take_while(|(point, _)| *point < range.to) {
            forbidden = forbidden.union(*set);
        }
        for register in environment.allocatable.iter().flat_map(|registers| registers.iter()) {
            let list = &intervals.blocked[register.index()];
            // Two may begin within an instruction, and end in any order.
            let first = list.partition_point(|one| one.range.from < gap_of(range.from));
            let mut near = list[first..].iter().take_while(|one| one.range.from < range.to);
            if near.any(|one| one.range.to > range.from && one.except != Some(vreg)) {
                forbidden = forbidden.with(*register);
            }
        }
    }
    forbidden
}

/// Where a spilled virtual register has to be in a register.
pub(super) fn visits(intervals: &Intervals, vreg: VReg) -> Vec<LiveRange> {
    let interval = intervals.interval(vreg);
    let mut visits: Vec<LiveRange> = Vec::new();
    for one in interval.uses.iter().filter(|one| one.kind == UseKind::Required) {
        let inst = inst_at(one.point);
        let at = interval.ranges.partition_point(|range| range.to <= one.point);
        let Some(range) = interval.ranges.get(at) else { continue };
        let from = gap(inst).max(range.from);
        let to = if one.point == early(inst) { late(inst) } else { gap(inst) + 4 };
        let to = to.min(range.to);
        match visits.last_mut() {
            Some(last) if inst_at(last.from) == inst => last.to = last.to.max(to),
            _ => visits.push(LiveRange { from, to }),
        }
    }
    visits
}
