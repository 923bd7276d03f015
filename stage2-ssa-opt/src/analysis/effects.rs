//! What calling a function may do: which memory it reads and writes, and whether it comes back.
//!
//! A call is a wall for everything that would move loads and stores across it, unless somebody says
//! what the function does. For external functions the front end says it; for functions with a body
//! it can be read from the body: the regions of its loads and stores, and what it calls. A function
//! without either, without a loop and without a way out is pure, and calls of it are treated like
//! an addition.
//!
//! The driver asks for the functions of a component of the call graph together, after all that they
//! call; calls inside the component add nothing but the doubt whether it comes to an end. Functions that call
//! themselves or each other are asked for before they are optimised, too.
//!
//! A function that may leave by frames may do everything: the interpreter goes on where it has left, in code that need
//! not stand in the function, since for the types that were hoped for it would never be executed. If the interpreted
//! function is one that cannot write at all, the front end has to say so.
//!
//! Own stack slots are nobody else's business; but an address may be that of a slot, so a load
//! through one counts whatever it points to. What the front end has declared and is narrower stays:
//! it knows more. Leaves out: proving that a loop ends.

use crate::analysis::call_graph::Component;
use crate::analysis::cfg::control_flow_graph;
use crate::analysis::dominator_tree::dominator_tree;
use crate::analysis::loops::loops;
use crate::entity::{EntitySet, FuncRef};
use crate::ir::{Effects, ExitData, Function, InstData, Module, Region, RegionSet};

/// What the functions of a component do; the same for all of them.
pub fn effects(module: &Module, component: &Component) -> Effects {
    let mut effects = Effects { returns: !component.is_recursive, ..Effects::NONE };
    let inside: EntitySet<FuncRef> = component.functions.iter().copied().collect();
    for &func in &component.functions {
        if let Some(body) = &module.functions[func].body {
            add_body(module, body, &inside, &mut effects);
        }
    }
    effects
}

/// Notes the effects of a component with its functions, where they are narrower than what is known.
pub fn infer(module: &mut Module, component: &Component) {
    let found = effects(module, component);
    for &func in &component.functions {
        let known = &mut module.functions[func].effects;
        narrow(&mut known.reads, &found.reads);
        narrow(&mut known.writes, &found.writes);
        known.returns |= found.returns;
    }
}

fn narrow(known: &mut RegionSet, found: &RegionSet) {
    let narrower = match (&*known, found) {
        (RegionSet::All, RegionSet::Some(_)) => true,
        (RegionSet::Some(known), RegionSet::Some(found)) => {
            found.len() < known.len() && found.iter().all(|region| known.contains(region))
        }
        (_, RegionSet::All) => false,
    };
    if narrower {
        *known = found.clone();
    }
}

fn add_body(module: &Module, body: &Function, inside: &EntitySet<FuncRef>, effects: &mut Effects) {
    for &inst in body.layout.iter().flat_map(|&block| &body.blocks[block].insts) {
        let data = &body.insts[inst];
        match *data {
            InstData::Load { region, .. } => {
                // What nobody writes is as good as a number.
                if !module.region(region).is_some_and(|decl| decl.constant) {
                    add_region(&mut effects.reads, region);
                }
            }
            InstData::Store { region, .. } => add_region(&mut effects.writes, region),
            InstData::CallIndirect { .. } => *effects = Effects::ALL,
            InstData::Call { func, .. } | InstData::CallExit { func, .. } => {
                if !inside.contains(func) {
                    let callee = &module.functions[func].effects;
                    add_set(&mut effects.reads, &callee.reads);
                    add_set(&mut effects.writes, &callee.writes);
                    effects.returns &= callee.returns;
                }
            }
            // It keeps an exit at hand, and does not take it.
            InstData::Anchor { .. } => {}
            _ => {
                let Some(exit) = data.exit() else { continue };
                effects.returns = false;
                if matches!(body.exits[exit], ExitData::Frames(..)) {
                    *effects = Effects::ALL;
                }
            }
        }
    }
    if effects.returns {
        let graph = control_flow_graph(body);
        let nest = loops(&graph, &dominator_tree(body, &graph));
        effects.returns = nest.all().is_empty() && nest.irreducible_edges().is_empty();
    }
}

/// Adds the regions that an instruction may write.
pub fn add_writes(module: &Module, data: &InstData, writes: &mut RegionSet) {
    match *data {
        InstData::Store { region, .. } => add_region(writes, region),
        InstData::CallIndirect { .. } => *writes = RegionSet::All,
        _ => {
            if let Some((func, _)) = data.call() {
                add_set(writes, &module.functions[func].effects.writes);
            }
        }
    }
}

fn add_region(set: &mut RegionSet, region: Region) {
    match set {
        RegionSet::Some(_) if region == Region::ANY => *set = RegionSet::All,
        RegionSet::Some(regions) => {
            if let Err(position) = regions.binary_search(&region) {
                regions.insert(position, region);
            }
        }
        RegionSet::All => {}
    }
}

fn add_set(set: &mut RegionSet, more: &RegionSet) {
    match more {
        RegionSet::All => *set = RegionSet::All,
        RegionSet::Some(regions) => regions.iter().for_each(|&region| add_region(set, region)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::call_graph::components;
    use crate::text::{parse, print};

    const TEXT: &str = r#"
region 1 "elements"
region 2 "types" constant
extern @log(i64) reads none writes [7] returns
function @pure(v0: i64) -> i64 {
block0(v0: i64):
  v1: i64 = iadd v0, 1
  return v1
}
function @loads(v0: ptr) -> i64 {
block0(v0: ptr):
  v1: i64 = load v0 [region 1]
  v2: i64 = load v0 [region 2]
  v3: i64 = call @pure(v2)
  return v1
}
function @traps(v0: i64) -> i64 {
  exit0: trap overflow
block0(v0: i64):
  v1: i64 = iadd.checked v0, 1, exit0
  return v1
}
function @endless() {
block0:
  jump block1
block1:
  jump block1
}
function @even(v0: ptr) {
block0(v0: ptr):
  call @odd(v0)
  return
}
function @odd(v0: ptr) {
block0(v0: ptr):
  v1: i64 = call @loads(v0)
  call @log(v1)
  call @even(v0)
  return
}
function @checks(v0: i64) -> i64 {
  exit0: deopt @f+4 [0: v0 int]
block0(v0: i64):
  v1: i64 = iadd.checked v0, 1, exit0
  return v1
}
function @stores(v0: ptr) {
block0(v0: ptr):
  store v0, v0
  return
}
function @indirect(v0: ptr) {
block0(v0: ptr):
  call_indirect v0(): ()
  return
}
"#;

    #[test]
    fn of_each_kind() {
        let mut module = parse::module(TEXT).unwrap();
        for component in components(&module) {
            infer(&mut module, &component);
        }
        let text = print::module(&module);
        for header in [
            "@pure(v0: i64) -> i64 reads none writes none returns {",
            "@loads(v0: ptr) -> i64 reads [1] writes none returns {",
            "@traps(v0: i64) -> i64 reads none writes none {",
            "@endless() reads none writes none {",
            "@even(v0: ptr) reads [1] writes [7] {",
            "@odd(v0: ptr) reads [1] writes [7] {",
            "@checks(v0: i64) -> i64 {",
            "@stores(v0: ptr) reads none returns {",
            "@indirect(v0: ptr) {",
        ] {
            assert!(text.contains(header), "{header}\n{text}");
        }
    }
}
