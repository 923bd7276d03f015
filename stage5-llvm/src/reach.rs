//! What a program can reach: the functions that LLVM is given.
//!
//! A program is linked with a whole library and uses little of it. Stage 3 compiles what relocations name; for LLVM the
//! same is found beforehand, in the IR: from the beginning, what instructions name, and what the data that they name
//! hold addresses of. Judged by the Go corpus, which would miss functions or take ten times as long.

use rustc_hash::FxHashSet;
use stage2::entity::{DataRef, FuncRef};
use stage2::ir::{InstData, Module, Reference};

/// All functions with a body that can be reached from some, in the order of the module.
pub fn reachable(module: &Module, roots: &[FuncRef]) -> Vec<FuncRef> {
    let mut seen: FxHashSet<Reference> = FxHashSet::default();
    let mut waiting: Vec<Reference> = roots.iter().map(|func| Reference::Function(*func)).collect();
    let mut found = Vec::new();
    // BEGIN SOLUTION 5.3 stub: let _ = (&mut seen, &mut waiting, visit_function as fn(_, _, _) -> _, visit_data as fn(_, _, _)); found.extend(roots);
    while let Some(reference) = waiting.pop() {
        if !seen.insert(reference) {
            continue;
        }
        match reference {
            Reference::Function(func) => {
                if visit_function(module, func, &mut waiting) {
                    found.push(func);
                }
            }
            Reference::Data(data) => visit_data(module, data, &mut waiting),
        }
    }
    // END SOLUTION
    found.sort_unstable();
    found
}

/// Notes what a function names; false if it is external.
fn visit_function(module: &Module, func: FuncRef, found: &mut Vec<Reference>) -> bool {
    let Some(body) = &module.functions[func].body else { return false };
    for inst in body.layout.iter().flat_map(|block| &body.blocks[*block].insts) {
        match body.insts[*inst] {
            InstData::FuncAddr { func } => found.push(Reference::Function(func)),
            InstData::DataAddr { data, .. } => found.push(Reference::Data(data)),
            data => found.extend(data.call().map(|(func, _)| Reference::Function(func))),
        }
    }
    true
}

fn visit_data(module: &Module, data: DataRef, found: &mut Vec<Reference>) {
    found.extend(module.data[data].relocs.iter().map(|reloc| reloc.target));
}
