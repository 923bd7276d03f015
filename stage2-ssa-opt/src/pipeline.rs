//! The pipeline: which passes there are, in which order they run, why, and the driver that runs them.
//!
//! ```text
//!            slots ──────────────► values ──────► small blocks, constants
//!  front end ─► mem2reg ─► simplify ─► simplify_cfg ─► inline ─┐ bodies of callees in place
//!     ┌────────────────────────────────────────────────────────┘
//!     └► simplify ─► mem2reg ─► simplify_cfg ─► gvn ─► dce ─┐ nothing computed twice, or for nobody
//!     ┌─────────────────────────────────────────────────────┘
//!     └► loop_rotate ─► simplify_cfg ─► ranges ─┐ loops test at their end; what does not change stands
//!     ┌─────────────────────────────────────────┘ before them, and so do checks; others are gone
//!     └► simplify ─► sccp ─► ranges ─► mem_forward ─► mem2reg ─► gvn ─┐ and so is what needed them
//!     ┌───────────────────────────────────────────────────────────────┘
//!     └► loop_peel ─► gvn ─► simplify ─┐ what is left of them is done in a first turn
//!     ┌────────────────────────────────┘
//!     └► strength ─► simplify ─► gvn ─► strip_mine ─► tail_duplicate ─► drop_anchors ─┐ products are sums; loops
//!     ┌───────────────────────────────────────────────────────────────────────────────┘ ask and jump seldom
//!     └► simplify_cfg ─► dce ─► back end
//! ```
//!
//! On every arrow the function is well-formed ([`crate::verify`]), means the same, and runs in the
//! interpreter: any list of passes is right, in any order; the order decides only how good the
//! result is. [`DEFAULT`] is ours, and [`ORDER`] says which of its neighbourhoods matter and why.
//! `licm` is not in it: `ranges` takes the same walk over the loops, moves the same and more, and a second walk finds
//! nothing. By itself it is for lists without `ranges`, and for who wants to see it alone.
//!
//! A pass whose turn comes again is skipped if nothing has changed since it last found nothing to do.
//! Where only certain changes make new work for it, its turn says so ([`Turn::after`]): the passes
//! that follow `inline` tidy up behind it, and have nothing to do in a function that calls nobody.
//!
//! [`optimise`] takes a module's functions bottom-up over the call graph, so that `inline` puts
//! optimised bodies into callers and a call's effects are known when it is looked at. Each run of a pass
//! is counted, and timed on demand ([`Step`]), shown to whoever watches, and in debug builds verified: a pass
//! that leaves a wrong function is a [`Fault`] of the compiler, which names the pass, the function
//! and the line. Every single rewrite is counted, over the whole run; `stop_after` ends them at a
//! number, so that a wrong one is found by bisection.
//!
//! Judged by `tests/differential.rs`, and the table of constraints by the tests below.

use std::fmt;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crate::analysis::call_graph::{call_counts, components};
use crate::analysis::control_flow::ControlFlow;
use crate::analysis::effects;
use crate::entity::{FuncRef, SecondaryMap};
use crate::ir::{Function, Module};
use crate::passes::{self, Changed, Context, Known, Run};
use crate::verify::{self, Violations};

/// A line of the table of passes.
#[derive(Clone, Copy)]
pub struct Pass {
    /// The textbook's name, and that of the file.
    pub name: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// Its function.
    pub run: Run,
    /// Which edges it may change.
    pub edges: Edges,
}

/// What a pass may do to the edges of the control flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edges {
    /// Nothing: what is known of them is true afterwards. If it does, it says so itself
    /// ([`Context::control_flow_changed`]).
    Kept,
    /// Anything, if it changes the function at all.
    Changed,
}

/// Every pass.
#[rustfmt::skip]
pub const PASSES: [Pass; 16] = [
    Pass { name: "mem2reg",      summary: "variables in stack slots become values",            run: passes::mem2reg::run, edges: Edges::Kept },
    Pass { name: "simplify",     summary: "algebra on single instructions",                    run: passes::simplify::run, edges: Edges::Kept },
    Pass { name: "sccp",         summary: "constants, and branches that they decide",          run: passes::sccp::run, edges: Edges::Kept },
    Pass { name: "simplify_cfg", summary: "blocks are deleted, joined and bypassed",           run: passes::simplify_cfg::run, edges: Edges::Kept },
    Pass { name: "dce",          summary: "what nobody uses is deleted",                       run: passes::dce::run, edges: Edges::Kept },
    Pass { name: "gvn",          summary: "what was computed before is not computed again",    run: passes::gvn::run, edges: Edges::Kept },
    Pass { name: "inline",       summary: "calls become the bodies of what they call",         run: passes::inline::run, edges: Edges::Changed },
    Pass { name: "loop_rotate",  summary: "the test of a loop stands at its end",              run: passes::loop_rotate::run, edges: Edges::Changed },
    Pass { name: "loop_peel",    summary: "the first turn of a loop stands before it",         run: passes::loop_peel::run, edges: Edges::Changed },
    Pass { name: "licm",         summary: "what does not change leaves the loop",              run: passes::licm::run, edges: Edges::Kept },
    Pass { name: "ranges",       summary: "checks that cannot fail are deleted",               run: passes::ranges::run, edges: Edges::Kept },
    Pass { name: "strength",     summary: "multiplications and divisions become cheaper",      run: passes::strength::run, edges: Edges::Kept },
    Pass { name: "strip_mine",   summary: "loops are asked to stop in strips of turns",        run: passes::strip_mine::run, edges: Edges::Changed },
    Pass { name: "tail_duplicate", summary: "where two ways meet for a moment, each has its own", run: passes::tail_duplicate::run, edges: Edges::Changed },
    Pass { name: "drop_anchors", summary: "what kept frame states for loops is deleted",       run: passes::drop_anchors::run, edges: Edges::Kept },
    Pass { name: "mem_forward",  summary: "what was stored is not loaded again",               run: passes::mem_forward::run, edges: Edges::Kept },
];

// ANCHOR: default
/// The order in which the passes run, and which changes make it worth while to run one again.
#[rustfmt::skip]
pub const DEFAULT: [(&str, Option<&str>); 29] = [
    // Values instead of variables, and what follows from that alone.
    ("mem2reg",      None),
    ("simplify",     None),
    ("simplify_cfg", None),
    // The bodies of callees, and the same again for what they bring.
    ("inline",       None),
    ("simplify",     Some("inline")),
    ("mem2reg",      Some("inline simplify")),
    ("simplify_cfg", Some("inline")),
    ("gvn",          None),
    ("dce",          None),
    // Loops.
    ("loop_rotate",  None),
    ("simplify_cfg", Some("loop_rotate")),
    ("ranges",       None),
    ("simplify",     Some("gvn ranges")),
    ("sccp",         None),
    // Where a branch is gone, more checks are made in every turn of a loop.
    ("ranges",       Some("sccp")),
    // Memory.
    ("mem_forward",  None),
    ("mem2reg",      Some("mem_forward")),
    ("gvn",          Some("sccp mem_forward mem2reg")),
    // What is left of it is done in a first turn, and not again.
    ("loop_peel",    None),
    ("gvn",          Some("loop_peel")),
    ("simplify",     Some("loop_peel")),
    // Towards the machine, and a last tidying.
    ("strength",     None),
    ("simplify",     Some("strength mem_forward")),
    ("gvn",          Some("strength")),
    ("strip_mine",   None),
    ("tail_duplicate", None),
    ("drop_anchors", None),
    ("simplify_cfg", None),
    ("dce",          None),
];
// ANCHOR_END: default

/// A constraint on the order: in a list that has both, `before` stands before `after`.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// The pass that comes first,
    pub before: &'static str,
    /// and the one that comes later.
    pub after: &'static str,
    /// Which of their runs are meant.
    pub which: Which,
    /// Why.
    pub reason: &'static str,
}

/// Which runs of two passes a constraint compares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// The first of the one is before the first of the other.
    First,
    /// The last of the one is before the last of the other.
    Last,
}

/// The constraints that the default order keeps.
#[rustfmt::skip]
pub const ORDER: [Order; 27] = {
    use Which::*;
    const fn row(before: &'static str, after: &'static str, which: Which, reason: &'static str) -> Order {
        Order { before, after, which, reason }
    }
    [
        // ANCHOR: reasons
        row("mem2reg",      "simplify",     First, "algebra sees through values, not through variables in slots"),
        row("mem2reg",      "sccp",         First, "a lattice value belongs to a value; what a slot holds has none"),
        row("mem2reg",      "gvn",          First, "a load of a slot would be a number of its own each time"),
        row("mem2reg",      "ranges",       First, "an induction variable is a block parameter"),
        row("simplify",     "gvn",          First, "equal expressions must look equal: constants to the right, one form for each"),
        // ANCHOR_END: reasons
        row("simplify_cfg", "inline",       First, "sizes are guessed from instructions, and a caller copies blocks"),
        row("inline",       "gvn",          First, "what caller and callee both compute is found only together"),
        row("inline",       "loop_rotate",  First, "a loop in a callee becomes part of the caller's nest"),
        row("loop_rotate",  "licm",         First, "only in a rotated loop does the preheader run exactly when the body does, so that checks and loads may stand there"),
        row("loop_rotate",  "ranges",       First, "the test before a rotated loop says where its variables begin; behind it stand parameters of one value, for simplify_cfg"),
        row("licm",         "ranges",       First, "a bound that was loaded in the loop is one value only when it stands before it"),
        row("gvn",          "dce",          First, "what only deleted checks used, and their exits, is not carried through the passes on loops"),
        row("gvn",          "ranges",       First, "a condition speaks of the index that is checked only if both are one value"),
        row("ranges",       "strength",     First, "an index is recognised by its multiplication, which strength takes apart"),
        row("strength",     "gvn",          Last,  "several recurrences with one step are found to be one"),
        row("strength",     "simplify",     Last,  "what replaces a division leaves shifts by 0 and additions of 0"),
        row("licm",         "loop_peel",    First, "a check that leaves its loop is made once; one in a first turn, once for each entry"),
        row("ranges",       "loop_peel",    First, "behind a first turn there is no anchor for what has stayed"),
        row("loop_peel",    "gvn",          Last,  "that the first turn has done it is found by numbering"),
        row("loop_peel",    "strip_mine",   First, "a loop of strips has a loop in it, and those are not peeled"),
        row("strength",     "strip_mine",   First, "a recurrence is looked for in one loop, not in two"),
        row("gvn",          "tail_duplicate", Last, "what is in both copies would not be found to be the same: neither dominates"),
        row("tail_duplicate", "simplify_cfg", Last, "a copy is joined with the block that jumps to it"),
        row("licm",         "drop_anchors", Last,  "a check that leaves its loop leaves by the frame state of the anchor before it"),
        row("ranges",       "drop_anchors", Last,  "a check that is made once before the loop leaves by the anchor's frame state"),
        row("drop_anchors", "dce",          Last,  "what only an anchor named is not used any more"),
        row("simplify_cfg", "dce",          Last,  "the arguments of a jump that is gone are not used any more"),
    ]
};

/// The pass of that name.
pub fn find(name: &str) -> Option<&'static Pass> {
    PASSES.iter().find(|pass| pass.name == name)
}

impl PartialEq for Pass {
    /// A pass is a line of a table.
    fn eq(&self, other: &Pass) -> bool {
        std::ptr::eq(self, other)
    }
}

/// A place in the list of passes.
#[derive(Clone, Copy, PartialEq)]
pub struct Turn {
    /// The pass.
    pub pass: &'static Pass,
    /// If it has run before, it runs again only if one of these, separated by blanks, has changed
    /// the function since then; with `None`, if anything has.
    pub after: Option<&'static str>,
}

impl From<&'static Pass> for Turn {
    fn from(pass: &'static Pass) -> Turn {
        Turn { pass, after: None }
    }
}

/// What the driver shall do.
#[derive(Clone)]
pub struct Options {
    /// The passes, in order; one may stand there several times.
    pub passes: Vec<Turn>,
    /// How many single rewrites are made, over all functions and passes.
    pub stop_after: u64,
    /// Is every function verified after every pass? In debug builds, unless somebody says otherwise.
    pub verify: bool,
    /// Are the runs of passes timed, and kept in the report? For who shows them: it takes a while.
    pub keep_steps: bool,
}

impl Default for Options {
    fn default() -> Options {
        let (passes, verify) = (ORDINARY.0.clone(), cfg!(debug_assertions));
        Options { passes, stop_after: u64::MAX, verify, keep_steps: false }
    }
}

/// The default order as turns, and the plan for it, which are looked up once.
static ORDINARY: LazyLock<(Vec<Turn>, Plan)> = LazyLock::new(|| {
    let turn = |&(name, after)| Some(Turn { pass: find(name)?, after });
    let turns: Vec<Turn> = DEFAULT.iter().filter_map(turn).collect();
    let plan = Plan::new(&turns);
    (turns, plan)
});

/// What one run of a pass over one function did.
#[derive(Clone, Debug)]
pub struct Step {
    /// The function.
    pub func: FuncRef,
    /// The pass.
    pub pass: &'static str,
    /// Its place in the list of passes, from 0.
    pub position: usize,
    /// Whether it says that it changed anything.
    pub changed: Changed,
    /// What it did, and how often.
    pub counts: Vec<(&'static str, u64)>,
    /// How long it took; 0 if steps are not kept.
    pub time: Duration,
    /// Instructions before it,
    pub before: usize,
    /// and after it.
    pub after: usize,
}

/// Everything that was done.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The runs of passes, in order, if they are kept.
    pub steps: Vec<Step>,
    /// How many single rewrites were made.
    pub rewrites: u64,
}

/// A pass has left a function that is wrong: a mistake of the compiler, and never of its input.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The pass.
    pub pass: &'static str,
    /// Its place in the list of passes, from 0.
    pub position: usize,
    /// The last rewrite that it made, counted over the run: `stop_after` one less may be right.
    pub rewrites: u64,
    /// What is wrong, where, in which function.
    pub violations: Violations,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Fault { pass, position, rewrites, violations } = self;
        let name = crate::text::print::Name(&violations.function);
        writeln!(f, "a fault of the compiler: {pass} (pass {}) leaves {name} wrong", position + 1)?;
        write!(f, "{violations}")?;
        writeln!(f, "{rewrites} rewrites were made; --stop-after finds the one that is wrong.")?;
        f.write_str("Please report it, with the input.")
    }
}

impl std::error::Error for Fault {}

/// Who watches: called after each run of a pass with the module, in which the body is missing, the
/// body and what was done.
pub type Observer<'o> = dyn FnMut(&Module, &Function, &Step) + 'o;

/// Optimises every function of a module, what is called before what calls it.
pub fn optimise(
    module: &mut Module,
    options: &Options,
    observe: &mut Observer,
) -> Result<Report, Fault> {
    let mut report = Report::default();
    let calls = call_counts(module);
    let (ordinary, plan) = &*ORDINARY;
    let own = (*ordinary != options.passes).then(|| Plan::new(&options.passes));
    let plan = own.as_ref().unwrap_or(plan);
    for component in components(module) {
        if component.is_recursive {
            // What they do is known too late for their calls of each other.
            effects::infer(module, &component);
        }
        for &func in &component.functions {
            let Some(mut body) = module.functions[func].body.take() else { continue };
            let mut driver =
                Driver { module, func, calls: &calls, options, plan, report: &mut report };
            let done = driver.function(&mut body, observe);
            module.functions[func].body = Some(body);
            done?;
        }
        effects::infer(module, &component);
    }
    Ok(report)
}

/// The list of passes with numbers for names.
struct Plan {
    /// How many different passes there are.
    count: usize,
    /// For each turn, the number of its pass and those of the passes that wake it, one bit each.
    turns: Vec<(usize, u64)>,
}

impl Plan {
    fn new(turns: &[Turn]) -> Plan {
        let mut names: Vec<&str> = turns.iter().map(|turn| turn.pass.name).collect();
        names.sort_unstable();
        names.dedup();
        let number = |name: &str| names.iter().position(|other| *other == name);
        let bit = |name: &str| number(name).map_or(0, |number| 1 << (number % 63));
        let turns = turns.iter().map(|turn| {
            let wakers =
                |after: &str| after.split(' ').map(bit).fold(NEVER_RAN, |all, one| all | one);
            (number(turn.pass.name).unwrap_or(0), turn.after.map_or(u64::MAX, wakers))
        });
        Plan { count: names.len(), turns: turns.collect() }
    }
}

/// The news of a pass that has not run.
const NEVER_RAN: u64 = 1 << 63;

/// What the runs of all passes over one function share.
struct Driver<'d> {
    module: &'d Module,
    func: FuncRef,
    calls: &'d SecondaryMap<FuncRef, u32>,
    options: &'d Options,
    plan: &'d Plan,
    report: &'d mut Report,
}

impl Driver<'_> {
    /// Runs the list of passes over the function, whose body is taken out of the module.
    fn function(&mut self, body: &mut Function, observe: &mut Observer) -> Result<(), Fault> {
        // For each pass, which ones have changed the function since it last ran, itself included.
        let mut news = vec![u64::MAX; self.plan.count];
        let mut known = Known::default();
        let mut after = inst_count(body);
        for (position, &(number, wakers)) in self.plan.turns.iter().enumerate() {
            if news[number] & wakers == 0 {
                continue;
            }
            let pass = self.options.passes[position].pass;
            let before = after;
            let allowed = self.options.stop_after - self.report.rewrites;
            let mut context = Context::new(self.module, self.func, allowed)
                .with_known(std::mem::take(&mut known));
            context.call_counts = self.calls;
            let start = self.options.keep_steps.then(Instant::now);
            let changed = (pass.run)(body, &mut context);
            let time = start.map_or(Duration::ZERO, |start| start.elapsed());
            self.report.rewrites += allowed - context.left();
            news[number] = 0;
            if changed == Changed::Yes {
                news.iter_mut().for_each(|news| *news |= 1 << (number % 63));
                after = inst_count(body);
                context.memory_changed();
                if pass.edges == Edges::Changed {
                    context.control_flow_changed();
                }
            }
            let (func, pass, counts) = (self.func, pass.name, context.take_counts());
            known = context.into_known();
            let step = Step { func, pass, position, changed, counts, time, before, after };
            observe(self.module, body, &step);
            if self.options.keep_steps {
                self.report.steps.push(step);
            }
            if self.options.verify {
                self.verify(body, position, known.control_flow.as_deref())?;
            }
        }
        Ok(())
    }

    /// Is the function right after a pass, and the same control flow as the driver knows?
    fn verify(
        &self,
        body: &Function,
        position: usize,
        known: Option<&ControlFlow>,
    ) -> Result<(), Fault> {
        let (pass, rewrites) = (self.options.passes[position].pass.name, self.report.rewrites);
        verify::function(self.module, &self.module.functions[self.func], body)
            .map_err(|violations| Fault { pass, position, rewrites, violations })?;
        let truth = known.is_none_or(|known| known.is_of(body));
        assert!(truth, "{pass} changed edges and did not say so");
        Ok(())
    }
}

/// How many instructions stand in the blocks of a function.
pub fn inst_count(body: &Function) -> usize {
    body.layout.iter().map(|&block| body.blocks[block].insts.len()).sum()
}

/// Runs one pass over one function of a module; nothing if it has no body.
pub fn run_pass(module: &mut Module, func: FuncRef, pass: &Pass) -> Changed {
    let Some(mut body) = module.functions[func].body.take() else { return Changed::No };
    let changed = (pass.run)(&mut body, &mut Context::new(module, func, u64::MAX));
    module.functions[func].body = Some(body);
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The constraints that a list breaks.
    fn broken(list: &[&str]) -> Vec<String> {
        let place = |name: &str, which: Which| match which {
            Which::First => list.iter().position(|pass| *pass == name),
            Which::Last => list.iter().rposition(|pass| *pass == name),
        };
        let broken = ORDER.iter().filter(|order| {
            match (place(order.before, order.which), place(order.after, order.which)) {
                (Some(before), Some(after)) => before > after,
                _ => false,
            }
        });
        broken.map(|one| format!("{} before {}: {}", one.before, one.after, one.reason)).collect()
    }

    #[test]
    fn the_default_order_keeps_the_constraints() {
        assert_eq!(broken(&DEFAULT.map(|(name, _)| name)), Vec::<String>::new());
        assert_eq!(broken(&["gvn", "mem2reg"]).len(), 1);
        assert_eq!(broken(&["dce", "simplify_cfg", "dce", "simplify_cfg"]).len(), 1);
    }

    #[test]
    fn the_tables_name_passes() {
        let mut names: Vec<&str> = ORDER.iter().flat_map(|one| [one.before, one.after]).collect();
        for (name, after) in DEFAULT {
            names.push(name);
            names.extend(after.into_iter().flat_map(|after| after.split(' ')));
        }
        for name in names {
            assert!(find(name).is_some(), "{name}");
        }
        let never = PASSES.iter().filter(|pass| DEFAULT.iter().all(|turn| turn.0 != pass.name));
        assert_eq!(never.map(|pass| pass.name).collect::<Vec<_>>(), ["licm"], "ranges does it");
        assert!(PASSES.len() <= 63, "the driver has a bit for each");
        assert_eq!(Options::default().passes.len(), DEFAULT.len());
    }

    /// A pass that is wrong, of a text in which it has something to do.
    fn with_pass(run: Run) -> Result<Report, Fault> {
        let text = "function @f(v0: i64) -> i64 {\nblock0(v0: i64):\n  v1: i64 = iadd v0, 1\n  \
                    return v1\n}\n";
        let mut module = crate::text::parse::module(text).unwrap();
        let pass: &'static Pass =
            Box::leak(Box::new(Pass { name: "bad", summary: "", run, edges: Edges::Changed }));
        let passes = vec![pass.into(), pass.into()];
        let options = Options { passes, verify: true, keep_steps: true, ..Options::default() };
        optimise(&mut module, &options, &mut |_, _, _| {})
    }

    #[test]
    fn a_wrong_pass_is_a_fault_with_the_line() {
        let fault = with_pass(|function, context| {
            let entry = function.layout[0];
            function.blocks[entry].insts.remove(0);
            Changed::from(context.rewrite("instructions lost"))
        });
        let message = fault.unwrap_err().to_string();
        for part in ["bad (pass 1) leaves @f wrong", "definition of v1 does not", "1 rewrites"] {
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn a_pass_with_nothing_to_do_runs_once() {
        assert_eq!(with_pass(|_, _| Changed::No).unwrap().steps.len(), 1);
        let report = with_pass(|_, context| Changed::from(context.rewrite("nothing")));
        assert_eq!(report.map(|report| (report.steps.len(), report.rewrites)).unwrap(), (2, 2));
    }

    #[test]
    fn a_function_that_calls_itself_knows_what_that_does() {
        let text = "region 1 \"numbers\"\nfunction @f(v0: ptr, v1: i64) -> i64 {\n\
                    block0(v0: ptr, v1: i64):\n  v2: i64 = load v0 [region 1]\n  \
                    v7: i8 = icmp ne v1, 0\n  br v7, block1, block2\nblock1:\n  v3: i64 = isub v1, 1\n  \
                    v4: i64 = call @f(v0, v3)\n  v5: i64 = load v0 [region 1]\n  \
                    v6: i64 = iadd v4, v5\n  return v6\nblock2:\n  return v2\n}\n";
        let mut module = crate::text::parse::module(text).unwrap();
        optimise(&mut module, &Options::default(), &mut |_, _, _| {}).unwrap();
        let text = crate::text::print::module(&module);
        assert_eq!(text.matches("load").count(), 1, "{text}");
    }

    #[test]
    fn a_turn_that_waits_for_others_is_skipped_without_them() {
        let text = "function @f(v0: i64) -> i64 {\nblock0(v0: i64):\n  v1: i64 = iadd v0, 0\n  \
                    return v1\n}\n";
        let mut module = crate::text::parse::module(text).unwrap();
        let turn = |name, after| Turn { pass: find(name).unwrap(), after };
        let passes = vec![
            turn("simplify", Some("sccp")),
            turn("simplify", Some("sccp gvn")),
            turn("sccp", None),
            turn("simplify", Some("simplify")),
        ];
        let options = Options { passes, verify: true, keep_steps: true, ..Options::default() };
        let report = optimise(&mut module, &options, &mut |_, _, _| {}).unwrap();
        let ran: Vec<usize> = report.steps.iter().map(|step| step.position).collect();
        assert_eq!(ran, [0, 2, 3]);
    }
}
