//! A reader's first pass: an expression that was computed before in the block is not computed again.
//! In two versions, of which the hasty one is wrong, to see how such a mistake is found.
//!
//! ```text
//! cargo run -p stage2 --example first_pass -- hasty           run all of it
//! cargo run -p stage2 --example first_pass -- hasty 4         allow four rewrites
//! cargo run -p stage2 --example first_pass -- hasty 4 print   and show the function
//! cargo run -p stage2 --example first_pass -- careful
//! ```
//!
//! Local value numbering (J. Cocke and J. Schwartz, "Programming Languages and Their Compilers",
//! 1970) with the instruction itself as the key of the table, since equal instructions have equal
//! operands, and with the type of the result, which the instruction does not say. It looks at one block at a time and reuses no load; `gvn` does both.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use stage2::entity::Value;
use stage2::interpret::call_text;
use stage2::ir::edit::Replacements;
use stage2::ir::{Function, InstData, Type};
use stage2::opcode::Effect;
use stage2::passes::{Changed, Context};
use stage2::pipeline::{Edges, Options, Pass, find, optimise};
use stage2::text::{parse, print};

// ANCHOR: reuse
fn reuse(
    function: &mut Function,
    context: &mut Context,
    allowed: fn(&InstData) -> bool,
) -> Changed {
    let mut equal = Replacements::new();
    for block in function.layout.clone() {
        let mut known: HashMap<(InstData, Type), Value> = HashMap::new();
        let mut insts = std::mem::take(&mut function.blocks[block].insts);
        insts.retain(|&inst| {
            function.map_operands(inst, |value| equal.resolve(value));
            let data = function.insts[inst];
            let Some(result) = function.result(inst).filter(|_| allowed(&data)) else {
                return true;
            };
            match known.entry((data, function.ty(result))) {
                Entry::Occupied(first) if context.rewrite("expressions reused") => {
                    equal.replace(result, *first.get());
                    false
                }
                Entry::Occupied(_) => true,
                Entry::Vacant(entry) => {
                    entry.insert(result);
                    true
                }
            }
        });
        function.blocks[block].insts = insts;
    }
    let changed = Changed::from(!equal.is_empty());
    equal.apply(function);
    changed
}
// ANCHOR_END: reuse

// ANCHOR: versions
fn hasty(function: &mut Function, context: &mut Context) -> Changed {
    reuse(function, context, |_| true)
}

fn careful(function: &mut Function, context: &mut Context) -> Changed {
    reuse(function, context, |inst| inst.opcode().effect() == Effect::None)
}
// ANCHOR_END: versions

static HASTY: Pass =
    Pass { name: "hasty", summary: "reuses whatever looks equal", run: hasty, edges: Edges::Kept };
static CAREFUL: Pass =
    Pass { name: "careful", summary: "reuses what is equal", run: careful, edges: Edges::Kept };

const TALLY: &str = include_str!("tally.ir");

fn main() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let pass = match words.first() {
        Some(&"hasty") => &HASTY,
        Some(&"careful") => &CAREFUL,
        _ => return Err("say `hasty` or `careful`, and how many rewrites".into()),
    };
    let number = |word: &&str| word.parse().map_err(|_| format!("`{word}` is no number"));
    let stop_after = words.get(1).map_or(Ok(u64::MAX), number)?;
    let passes = [Some(pass), find("simplify"), find("dce")];
    let passes = passes.into_iter().flatten().map(Into::into).collect();
    let options = Options { passes, stop_after, verify: true, keep_steps: true };

    let mut module = parse::module(TALLY).map_err(|errors| format!("{errors:?}"))?;
    let report = optimise(&mut module, &options, &mut |_, _, _| {}).map_err(|f| f.to_string())?;
    if words.get(2) == Some(&"print") {
        print!("{}", print::module(&module));
    } else {
        let outcome = call_text(&module, "@tally(arena, 3, 5)")?;
        let last = report.steps.iter().rev().find(|step| step.changed == Changed::Yes);
        let pass = last.map_or("none", |step| step.pass);
        println!("{} rewrites, the last by {pass}: {outcome}", report.rewrites);
    }
    Ok(())
}
