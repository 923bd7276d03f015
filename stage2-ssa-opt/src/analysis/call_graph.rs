//! Who calls whom, in the order in which functions should be compiled: what is called first.
//!
//! Functions that call each other in a circle have no such order. They make a *strongly connected
//! component*, and the components have one. R. Tarjan's algorithm ("Depth-First Search and Linear Graph
//! Algorithms", 1972) finds the components in a single walk and finishes each after all that it
//! calls, which is the order that is wanted:
//!
//! ```text
//! main ─► parse ◄─► expression        gives   [number]  [parse, expression]  [main]
//!            └────► number
//! ```
//!
//! The walk keeps its own stack: a chain of a million calls does not overflow ours. Only direct calls
//! are seen; an indirect call may reach anything. Linear in the size of the module. Judged by asking
//! for each pair of functions who reaches whom.

use crate::entity::{Entity, FuncRef, SecondaryMap};
use crate::ir::{Function, Module};

/// Functions with bodies that call each other, and whether they really do: a component of one
/// function may be without a circle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Component {
    /// Its functions.
    pub functions: Vec<FuncRef>,
    /// Does any of them reach itself?
    pub is_recursive: bool,
}

/// The functions that a function calls directly, each once, in the order of the calls.
pub fn callees(body: &Function) -> Vec<FuncRef> {
    let mut found = Vec::new();
    let mut seen = crate::entity::EntitySet::new();
    for &inst in body.layout.iter().flat_map(|&block| &body.blocks[block].insts) {
        if let Some((func, _)) = body.insts[inst].call()
            && seen.insert(func)
        {
            found.push(func);
        }
    }
    found
}

/// How many direct calls of each function there are in the module.
pub fn call_counts(module: &Module) -> SecondaryMap<FuncRef, u32> {
    let mut counts: SecondaryMap<FuncRef, u32> = SecondaryMap::new();
    for body in module.functions.values().filter_map(|decl| decl.body.as_ref()) {
        for &inst in body.layout.iter().flat_map(|&block| &body.blocks[block].insts) {
            if let Some((func, _)) = body.insts[inst].call() {
                counts[func] += 1;
            }
        }
    }
    counts
}

/// The components of all functions with bodies; what is called comes before what calls it.
pub fn components(module: &Module) -> Vec<Component> {
    let edges: Vec<Vec<FuncRef>> = module
        .functions
        .values()
        .map(|decl| decl.body.as_ref().map(callees).unwrap_or_default())
        .collect();
    let mut walk = Walk {
        number: vec![0; edges.len()],
        lowest: vec![0; edges.len()],
        waiting: Vec::new(),
        is_waiting: vec![false; edges.len()],
        next: 1,
        found: Vec::new(),
    };
    for (func, decl) in module.functions.iter() {
        if decl.body.is_some() && walk.number[func.index()] == 0 {
            walk.from(func, &edges);
        }
    }
    walk.found.retain_mut(|component| {
        component.functions.retain(|&func| module.functions[func].body.is_some());
        !component.functions.is_empty()
    });
    walk.found
}

/// The state of Tarjan's walk.
struct Walk {
    /// When a function was reached, from 1; 0 for not yet.
    number: Vec<u32>,
    /// The lowest number that is waiting and known to be reached from it.
    lowest: Vec<u32>,
    /// Reached, and not yet in a component.
    waiting: Vec<FuncRef>,
    is_waiting: Vec<bool>,
    next: u32,
    found: Vec<Component>,
}

impl Walk {
    fn reach(&mut self, func: FuncRef) {
        self.number[func.index()] = self.next;
        self.lowest[func.index()] = self.next;
        self.next += 1;
        self.waiting.push(func);
        self.is_waiting[func.index()] = true;
    }

    fn from(&mut self, root: FuncRef, edges: &[Vec<FuncRef>]) {
        // A function, and how many of its callees were looked at.
        let mut path = vec![(root, 0)];
        self.reach(root);
        while let Some((func, seen)) = path.last_mut() {
            let func = *func;
            if let Some(&callee) = edges[func.index()].get(*seen) {
                *seen += 1;
                if self.number[callee.index()] == 0 {
                    self.reach(callee);
                    path.push((callee, 0));
                } else if self.is_waiting[callee.index()] {
                    let lowest = self.lowest[func.index()].min(self.number[callee.index()]);
                    self.lowest[func.index()] = lowest;
                }
                continue;
            }
            path.pop();
            if let Some(&(caller, _)) = path.last() {
                let lowest = self.lowest[caller.index()].min(self.lowest[func.index()]);
                self.lowest[caller.index()] = lowest;
            }
            if self.lowest[func.index()] == self.number[func.index()] {
                self.finish(func, edges);
            }
        }
    }

    /// `func` was the first of its component to be reached: all that wait behind it belong to it.
    fn finish(&mut self, func: FuncRef, edges: &[Vec<FuncRef>]) {
        let mut functions = Vec::new();
        while let Some(member) = self.waiting.pop() {
            self.is_waiting[member.index()] = false;
            functions.push(member);
            if member == func {
                break;
            }
        }
        let is_recursive = functions.len() > 1 || edges[func.index()].contains(&func);
        self.found.push(Component { functions, is_recursive });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::parse;

    fn module(calls: &[Vec<usize>]) -> Module {
        let mut text = String::from("extern @outside()\n");
        for (index, callees) in calls.iter().enumerate() {
            text += &format!("function @f{index}() {{\nblock0:\n  call @outside()\n");
            for callee in callees {
                text += &format!("  call @f{callee}()\n");
            }
            text += "  return\n}\n";
        }
        parse::module(&text).unwrap()
    }

    #[test]
    fn as_by_asking_who_reaches_whom() {
        let mut state = 1u64;
        let mut below = |limit: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % limit
        };
        for _ in 0..300 {
            let count = 1 + below(8);
            let calls: Vec<Vec<usize>> =
                (0..count).map(|_| (0..below(3)).map(|_| below(count)).collect()).collect();
            let mut reaches = vec![vec![false; count]; count];
            for _ in 0..count {
                for from in 0..count {
                    for &to in &calls[from] {
                        reaches[from][to] = true;
                        let further = reaches[to].clone();
                        for (reached, further) in reaches[from].iter_mut().zip(further) {
                            *reached |= further;
                        }
                    }
                }
            }
            let module = module(&calls);
            let found = components(&module);
            let mut done = Vec::new();
            for component in &found {
                // Function 0 of the module is the external one.
                let members: Vec<usize> =
                    component.functions.iter().map(|func| func.index() - 1).collect();
                for &a in &members {
                    for (b, from_b) in reaches.iter().enumerate() {
                        let together = a == b || reaches[a][b] && from_b[a];
                        assert_eq!(members.contains(&b), together);
                    }
                    assert_eq!(component.is_recursive, reaches[a][a]);
                }
                done.extend(&members);
                let called = members.iter().flat_map(|&one| &calls[one]);
                assert!(called.clone().all(|callee| done.contains(callee)));
            }
            done.sort();
            assert_eq!(done, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_long_chain_does_not_overflow_the_stack() {
        let calls: Vec<Vec<usize>> = (0..100_000).map(|i| vec![(i + 1) % 100_000]).collect();
        assert_eq!(components(&module(&calls)).len(), 1);
    }
}
