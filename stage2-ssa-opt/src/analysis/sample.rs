//! Functions for the tests of analyses: the textbook's graphs, and random ones.

use crate::entity::Block;
use crate::ir::{Function, InstData, SourceLoc};

/// A function with this graph. Blocks have no instructions but their terminator.
pub(crate) fn graph(successors: &[&[u32]]) -> Function {
    let mut function = Function::new();
    for _ in successors {
        function.add_block();
    }
    let arg = function.add_param(Block(0), crate::ir::Type::I8);
    for (index, list) in successors.iter().enumerate() {
        let calls: Vec<_> =
            list.iter().map(|&to| function.pool.block_call(Block(to), &[])).collect();
        let data = match *calls.as_slice() {
            [] => InstData::Return { args: Default::default() },
            [target] => InstData::Jump { target },
            [then, otherwise] => InstData::Br { condition: arg, targets: [then, otherwise] },
            [default, ref rest @ ..] => {
                let cases = rest.iter().enumerate().map(|(i, &call)| (i as i64, call)).collect();
                let table = function.tables.push(crate::ir::SwitchTable { cases, default });
                InstData::Switch { arg, table }
            }
        };
        let inst = function.make_inst(data, &[], SourceLoc::default());
        function.blocks[Block(index as u32)].insts.push(inst);
    }
    function
}

/// The textbook's graphs.
pub(crate) fn samples() -> Vec<Function> {
    let shapes: [&[&[u32]]; 9] = [
        &[&[]],
        &[&[1, 2], &[3], &[3], &[]],          // diamond
        &[&[1], &[2, 3], &[1], &[]],          // while loop
        &[&[1], &[1, 2], &[]],                // one block that loops
        &[&[1], &[2], &[3, 2], &[1, 4], &[]], // nest
        &[&[1, 2], &[2, 3], &[1, 3], &[]],    // irreducible
        &[&[1, 1], &[]],                      // two edges between two blocks
        &[&[1], &[], &[1, 3], &[2]],          // unreachable predecessors
        &[&[1, 2], &[3], &[4, 5], &[], &[3, 2], &[1, 6, 3], &[5]],
    ];
    shapes.into_iter().map(graph).collect()
}

/// A random graph; nothing goes to its entry.
pub(crate) fn random_graph(seed: u32) -> Function {
    let mut state = u64::from(seed) << 1 | 1;
    let mut below = |limit: u32| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((state >> 33) % u64::from(limit)) as u32
    };
    let count = 2 + below(12);
    let lists: Vec<Vec<u32>> =
        (0..count).map(|_| (0..below(4)).map(|_| 1 + below(count - 1)).collect()).collect();
    graph(&lists.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// The functions of the file tests, which have values in them.
pub(crate) fn programs() -> Vec<Function> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/filetests");
    let texts = ["run", "parse"].into_iter().flat_map(|directory| {
        let entries = std::fs::read_dir(format!("{root}/{directory}")).unwrap();
        entries.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
    });
    let modules: Vec<_> = texts.filter_map(|text| crate::text::parse::module(&text).ok()).collect();
    assert!(modules.len() > 5);
    let bodies = modules.iter().flat_map(|module| module.functions.values());
    bodies.filter_map(|decl| decl.body.clone()).collect()
}
