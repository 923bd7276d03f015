//! In which order the variables of a package get their first values.
//!
//! A variable is ready when all that its initial value needs is there, and of those that are ready the
//! first in the source is next. What a value needs are the variables that it names, and those that
//! the functions it names need in turn:
//!
//! ```text
//! var a = f()          a → f → b        first b, then a
//! func f() int { return b + 1 }
//! var b = 1
//! ```
//!
//! Functions may call each other in circles, so functions that reach each other are one node (Tarjan,
//! *Depth-First Search and Linear Graph Algorithms*, 1972); a variable in a circle is an error.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::checker::Checker;
use super::object::{Initialiser, Object, ObjectKind};

impl Checker<'_> {
    /// Computes the order for the package, and reports cycles.
    pub(super) fn initialisation_order(&mut self) {
        let nodes = self.order.clone();
        let number: FxHashMap<Object, usize> =
            nodes.iter().enumerate().map(|(index, &object)| (object, index)).collect();
        let needs: Vec<Vec<usize>> = nodes
            .iter()
            .map(|object| {
                let found = self.dependencies.get(object);
                let found = found.map_or(&[][..], |list| &list[..]);
                found.iter().filter_map(|needed| number.get(needed).copied()).collect()
            })
            .collect();
        let is_function: Vec<bool> = nodes
            .iter()
            .map(|&object| matches!(self.objects.objects[object].kind, ObjectKind::Function { .. }))
            .collect();
        // Functions in circles share a group; everything else is a group of its own.
        let group = components(&needs, &is_function);
        let groups = group.iter().max().map_or(0, |max| max + 1);
        let mut waits = vec![0usize; groups];
        let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); groups];
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups];
        for (node, list) in needs.iter().enumerate() {
            members[group[node]].push(node);
            let mut list: Vec<usize> = list.iter().map(|&needed| group[needed]).collect();
            list.sort_unstable();
            list.dedup();
            for needed in list {
                if needed != group[node] || !is_function[node] {
                    waits[group[node]] += 1;
                    needed_by[needed].push(group[node]);
                }
            }
        }
        // Functions are ready at once when they are; they come before all variables.
        let key = |group: usize| {
            let first = members[group][0];
            Reverse((!is_function[first], first, group))
        };
        let mut ready: BinaryHeap<Reverse<(bool, usize, usize)>> =
            (0..groups).filter(|&group| waits[group] == 0).map(key).collect();
        let mut position: Vec<Option<usize>> = vec![None; nodes.len()];
        let mut done = vec![false; groups];
        let mut count = 0;
        loop {
            while let Some(Reverse((_, _, next))) = ready.pop() {
                if std::mem::replace(&mut done[next], true) {
                    continue;
                }
                for &node in &members[next] {
                    position[node] = Some(count);
                    count += 1;
                }
                for &after in &needed_by[next] {
                    waits[after] = waits[after].saturating_sub(1);
                    if waits[after] == 0 && !done[after] {
                        ready.push(key(after));
                    }
                }
            }
            // What is left waits for itself.
            let stuck = (0..nodes.len()).find(|&node| !done[group[node]] && !is_function[node]);
            let Some(stuck) = stuck else { break };
            let on_cycle = (stuck..nodes.len())
                .filter(|&node| !done[group[node]] && !is_function[node])
                .find_map(|node| path_to_itself(node, &needs).map(|path| (node, path)));
            match on_cycle {
                Some((node, path)) => {
                    self.report_initialisation_cycle(node, &path, &nodes);
                    waits[group[node]] = 0;
                    ready.push(key(group[node]));
                }
                None => {
                    waits[group[stuck]] = 0;
                    ready.push(key(group[stuck]));
                }
            }
        }
        let mut initialisers = std::mem::take(&mut self.initialisers);
        initialisers.sort_by_key(|(variables, _)| {
            variables.iter().map(|variable| position[number[variable]]).min()
        });
        let package = self.package;
        self.objects.packages[package].initialisation = initialisers
            .into_iter()
            .map(|(variables, value)| Initialiser { variables, value })
            .collect();
    }

    fn report_initialisation_cycle(&mut self, node: usize, path: &[usize], nodes: &[Object]) {
        let object = nodes[node];
        let pos = self.objects.objects[object].pos;
        let name = self.object_name(object);
        if path.len() == 1 {
            return self.error(pos, format!("initialization cycle: {name} refers to itself"));
        }
        let mut message = format!("initialization cycle for {name}");
        for (index, &from) in path.iter().enumerate() {
            let to = path[(index + 1) % path.len()];
            let place = self.place(self.objects.objects[nodes[from]].pos);
            let (from, to) = (self.object_name(nodes[from]), self.object_name(nodes[to]));
            message.push_str(&format!("\n\t{place}: {from} refers to {to}"));
        }
        self.error(pos, message);
    }
}

/// A way from a node to itself, without the end; the shortest one.
fn path_to_itself(node: usize, needs: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut from: FxHashMap<usize, usize> = FxHashMap::default();
    let mut queue = std::collections::VecDeque::from([node]);
    while let Some(at) = queue.pop_front() {
        for &next in &needs[at] {
            if next == node {
                let mut path = vec![at];
                let mut at = at;
                while at != node {
                    at = from[&at];
                    path.push(at);
                }
                path.reverse();
                return Some(path);
            }
            if let std::collections::hash_map::Entry::Vacant(entry) = from.entry(next) {
                entry.insert(at);
                queue.push_back(next);
            }
        }
    }
    None
}

/// The strongly connected components of the functions; each other node has one of its own.
fn components(needs: &[Vec<usize>], is_function: &[bool]) -> Vec<usize> {
    let count = needs.len();
    let mut component = vec![usize::MAX; count];
    let mut index = vec![usize::MAX; count];
    let mut low = vec![0; count];
    let mut on_stack = vec![false; count];
    let mut stack = Vec::new();
    let (mut next_index, mut next_component) = (0, 0);
    for root in 0..count {
        if index[root] != usize::MAX {
            continue;
        }
        let mut work = vec![(root, 0usize)];
        while let Some(&mut (node, ref mut edge)) = work.last_mut() {
            if *edge == 0 {
                index[node] = next_index;
                low[node] = next_index;
                next_index += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            let target = needs[node].get(*edge).copied();
            *edge += 1;
            match target {
                Some(target) if !is_function[node] || !is_function[target] => {}
                Some(target) if index[target] == usize::MAX => work.push((target, 0)),
                Some(target) if on_stack[target] => low[node] = low[node].min(index[target]),
                Some(_) => {}
                None => {
                    if low[node] == index[node] {
                        while let Some(member) = stack.pop() {
                            on_stack[member] = false;
                            component[member] = next_component;
                            if member == node {
                                break;
                            }
                        }
                        next_component += 1;
                    }
                    work.pop();
                    if let Some(&(parent, _)) = work.last() {
                        low[parent] = low[parent].min(low[node]);
                    }
                }
            }
        }
    }
    component
}
