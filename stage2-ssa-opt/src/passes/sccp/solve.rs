//! The fixpoint: what is known of each value, and how far each block is executed.
//!
//! Most functions need no worklists. In reverse postorder every edge but those that go back comes before
//! the block it goes to, so one sweep computes everything, except what falls behind it: the parameter of a
//! block that was executed already. Another sweep looks for what uses such parameters, and executes only that.
//! Nests of loops may need many sweeps; after [`SWEEPS`] the lists of uses are made, and the worklists
//! take it up from the parameters that fell last.

use crate::analysis::control_flow::ControlFlow;
use crate::analysis::uses::{Uses, uses};
use crate::condition::IntCondition;
use crate::entity::{Block, EntitySet, Inst, SecondaryMap, Value};
use crate::interpret::arithmetic;
use crate::ir::{BlockCall, Function, InstData, Operand, Type};
use crate::opcode::{Opcode, TypeRule};

/// What is known of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Lattice {
    /// Nothing that is reached has defined it yet.
    #[default]
    Undefined,
    /// It has always had these bits.
    Constant(u64),
    /// It may be anything.
    Varying,
}

use Lattice::{Constant, Undefined, Varying};

// ANCHOR: meet
impl Lattice {
    fn meet(self, other: Lattice) -> Lattice {
        match (self, other) {
            (Undefined, one) | (one, Undefined) => one,
            (a, b) if a == b => a,
            _ => Varying,
        }
    }
}
// ANCHOR_END: meet

/// The fixpoint.
pub(super) struct Solution {
    /// What is known of the values.
    pub(super) values: SecondaryMap<Value, Lattice>,
    /// The blocks that may be reached.
    pub(super) reached: EntitySet<Block>,
    /// How many instructions of a block are executed; it stops before one that leaves.
    pub(super) executed: SecondaryMap<Block, u32>,
}

/// How often what fell is looked for in a sweep, before there are lists of uses.
const SWEEPS: usize = 2;

/// Computes the fixpoint; nothing if it says nothing that does not stand in the function.
pub(super) fn solve(function: &Function, flow: &ControlFlow) -> Option<Solution> {
    let mut solver = Solver::new(function, flow);
    solver.sweep();
    for _ in 0..SWEEPS {
        if solver.is_settled() {
            break;
        }
        solver.sweep_again();
    }
    if !solver.is_settled() {
        solver.solve();
    }
    let constant = |param: &Value| matches!(solver.values[*param], Constant(_));
    let news = |inst: &Inst| solver.is_news(*inst);
    if !solver.suspects.iter().any(news) && !solver.numbers.iter().any(constant) {
        return None;
    }
    let Solver { values, reached, executed, .. } = solver;
    Some(Solution { values, reached, executed })
}

/// What executing an instruction comes to.
enum Effect {
    /// Its result is this, and the next one is executed.
    Result(Lattice),
    /// The same, computed from operands that are constants.
    Computed(u64),
    /// It leaves, whatever happens.
    Leaves,
    /// An operand that decides is not defined yet.
    Waits,
}

struct Solver<'f> {
    function: &'f Function,
    flow: &'f ControlFlow,
    values: SecondaryMap<Value, Lattice>,
    reached: EntitySet<Block>,
    /// How many instructions of a block are executed; it stops before one that leaves or waits.
    executed: SecondaryMap<Block, u32>,
    /// Which edges are executable. Those of a block stand side by side, from `first_edge` on.
    edges: Vec<bool>,
    first_edge: SecondaryMap<Block, u32>,
    /// Where the first sweep is in the order; behind its end when it is over.
    position: u32,
    /// Parameters that fell behind it.
    fallen: Vec<Value>,
    /// In a later sweep, the values that have fallen.
    stale: Option<EntitySet<Value>>,
    /// Instructions that were decided for a while.
    suspects: Vec<Inst>,
    /// Parameters that were constants for a while.
    numbers: Vec<Value>,
    /// Blocks of which more is to be executed, and instructions of which an operand fell.
    blocks: Vec<Block>,
    insts: Vec<Inst>,
    sparse: Option<Sparse>,
}

/// What the worklists need.
struct Sparse {
    uses: Uses,
    /// Where an instruction stands.
    places: SecondaryMap<Inst, (Block, u32)>,
    /// What is in `insts`, so that nothing is in it twice.
    waiting: EntitySet<Inst>,
}

impl Sparse {
    fn new(function: &Function) -> Sparse {
        let mut places = SecondaryMap::with_capacity((Block(0), u32::MAX), function.insts.len());
        for &block in &function.layout {
            for (index, &inst) in function.blocks[block].insts.iter().enumerate() {
                places[inst] = (block, index as u32);
            }
        }
        let waiting = EntitySet::with_capacity(function.insts.len());
        Sparse { uses: uses(function), places, waiting }
    }
}

impl<'f> Solver<'f> {
    fn new(function: &'f Function, flow: &'f ControlFlow) -> Solver<'f> {
        let mut solver = Solver {
            function,
            flow,
            values: SecondaryMap::with_capacity(Undefined, function.values.len()),
            reached: EntitySet::with_capacity(function.blocks.len()),
            executed: SecondaryMap::with_capacity(0, function.blocks.len()),
            edges: Vec::new(),
            first_edge: SecondaryMap::with_capacity(0, function.blocks.len()),
            position: 0,
            fallen: Vec::new(),
            stale: None,
            suspects: Vec::new(),
            numbers: Vec::new(),
            blocks: Vec::new(),
            insts: Vec::new(),
            sparse: None,
        };
        let mut count = 0;
        for &block in flow.reverse_postorder() {
            solver.first_edge[block] = count;
            count += flow.graph.successors(block).len() as u32;
        }
        solver.edges = vec![false; count as usize];
        if let Some(entry) = function.entry() {
            for &param in &function.blocks[entry].params {
                solver.values[param] = Varying;
            }
            solver.reached.insert(entry);
        }
        solver
    }

    /// Executes the blocks that are reached, once each, in reverse postorder.
    fn sweep(&mut self) {
        for (position, &block) in self.flow.reverse_postorder().iter().enumerate() {
            self.position = position as u32;
            if self.reached.contains(block) {
                self.execute(block);
            }
        }
        self.position = u32::MAX;
    }

    /// Is there nothing behind the sweep that it has not seen?
    fn is_settled(&self) -> bool {
        self.fallen.is_empty() && self.blocks.is_empty()
    }

    /// Executes again what uses a value that fell, and for the first time what was not reached.
    fn sweep_again(&mut self) {
        let mut stale = EntitySet::with_capacity(self.function.values.len());
        for value in self.fallen.drain(..) {
            stale.insert(value);
        }
        self.blocks.clear();
        self.stale = Some(stale);
        for (position, &block) in self.flow.reverse_postorder().iter().enumerate() {
            self.position = position as u32;
            if self.reached.contains(block) {
                self.execute_stale(block);
                self.execute(block);
            }
        }
        self.position = u32::MAX;
        self.stale = None;
    }

    /// Executes those instructions of a block again of which an operand fell in this sweep.
    fn execute_stale(&mut self, block: Block) {
        let function = self.function;
        for &inst in &function.blocks[block].insts[..self.executed[block] as usize] {
            let Some(stale) = &self.stale else { return };
            let mut concerned = false;
            function.visit_operands(inst, |value| concerned |= stale.contains(value));
            if concerned {
                self.repeat(block, inst);
            }
        }
    }

    /// Executes an instruction that was executed before.
    fn repeat(&mut self, block: Block, inst: Inst) {
        if self.function.insts[inst].is_terminator() {
            self.terminator(block, inst);
        } else if let Some(result) = self.result(inst) {
            self.set_result(inst, result);
        }
    }

    /// Is an instruction that was decided for a while still decided?
    fn is_news(&self, inst: Inst) -> bool {
        if self.function.insts[inst].is_terminator() {
            return !matches!(
                decision(self.function, inst, |value| self.values[value]),
                Decision::Any
            );
        }
        matches!(self.instruction(inst), Effect::Computed(_) | Effect::Leaves)
    }

    /// Goes on until nothing falls any more.
    fn solve(&mut self) {
        self.sparse = Some(Sparse::new(self.function));
        for value in std::mem::take(&mut self.fallen) {
            self.users_again(value);
        }
        loop {
            // Instructions first: what fell is still at hand.
            if let Some(inst) = self.insts.pop() {
                self.again(inst);
            } else if let Some(block) = self.blocks.pop() {
                self.execute(block);
            } else {
                return;
            }
        }
    }

    /// Executes an instruction again of which an operand fell, unless it is not executed yet.
    fn again(&mut self, inst: Inst) {
        let Some(sparse) = &mut self.sparse else { return };
        sparse.waiting.remove(inst);
        let (block, index) = sparse.places[inst];
        let executed = self.executed[block];
        if !self.reached.contains(block) || index > executed {
            return;
        }
        if index == executed {
            self.execute(block);
        } else {
            self.repeat(block, inst);
        }
    }

    /// Executes a block from where it stopped.
    fn execute(&mut self, block: Block) {
        let function = self.function;
        let from = self.executed[block] as usize;
        for &inst in function.blocks[block].insts.iter().skip(from) {
            if function.insts[inst].is_terminator() {
                self.terminator(block, inst);
            } else {
                match self.result(inst) {
                    Some(result) => self.set_result(inst, result),
                    None => return,
                }
            }
            self.executed[block] += 1;
        }
    }

    /// What an instruction gives, if the next one is executed.
    fn result(&mut self, inst: Inst) -> Option<Lattice> {
        match self.instruction(inst) {
            Effect::Result(result) => Some(result),
            Effect::Computed(bits) => {
                self.suspects.push(inst);
                Some(Constant(bits))
            }
            Effect::Leaves => {
                self.suspects.push(inst);
                None
            }
            Effect::Waits => None,
        }
    }

    fn set_result(&mut self, inst: Inst, result: Lattice) {
        for value in self.function.results(inst) {
            self.lower(value, result);
        }
    }

    /// Lets a value fall.
    fn lower(&mut self, value: Value, to: Lattice) -> bool {
        let old = self.values[value];
        let met = old.meet(to);
        if met == old {
            return false;
        }
        self.values[value] = met;
        if let Some(stale) = &mut self.stale {
            stale.insert(value);
        } else if self.sparse.is_some() {
            self.users_again(value);
        }
        true
    }

    /// Puts who uses a value on the worklist.
    fn users_again(&mut self, value: Value) {
        let Some(Sparse { uses, places, waiting }) = &mut self.sparse else { return };
        for &inst in uses.of(value) {
            // What is not executed yet will see it then.
            let (block, index) = places[inst];
            let concerned = index <= self.executed[block] && self.reached.contains(block);
            if concerned && waiting.insert(inst) {
                self.insts.push(inst);
            }
        }
    }

    // --- terminators --------------------------------------------------------------------------------

    fn terminator(&mut self, block: Block, inst: Inst) {
        let function = self.function;
        let taken = decision(function, inst, |value| self.values[value]);
        if !matches!(taken, Decision::Any) {
            self.suspects.push(inst);
        }
        let first = self.first_edge[block] as usize;
        // ANCHOR: executable
        for (index, call) in function.block_calls(inst).enumerate() {
            let executable = match taken {
                Decision::One(only) => only == index,
                Decision::Any => true,
                Decision::None => false,
            };
            // What was executable once stays so.
            self.edges[first + index] |= executable;
            if self.edges[first + index] {
                self.edge(inst, index, call);
            }
        }
        // ANCHOR_END: executable
    }

    fn edge(&mut self, inst: Inst, index: usize, call: BlockCall) {
        let function = self.function;
        let target = function.pool.target(call);
        let params = &function.blocks[target].params;
        if !params.is_empty() {
            let behind = self.flow.position(target) <= self.position && self.sparse.is_none();
            let known = edge_fact(function, inst, index);
            for (&param, &argument) in params.iter().zip(function.pool.arguments(call)) {
                let value = match known {
                    Some((value, number)) if value == argument => {
                        Constant(number as u64 & function.ty(value).mask())
                    }
                    _ => self.values[argument],
                };
                if self.lower(param, value) {
                    if behind {
                        self.fallen.push(param);
                    }
                    if let Constant(_) = value {
                        self.numbers.push(param);
                    }
                }
            }
        }
        // The sweep comes by what is before it.
        if self.reached.insert(target)
            && (self.sparse.is_some() || self.flow.position(target) <= self.position)
        {
            self.blocks.push(target);
        }
    }

    // --- instructions -------------------------------------------------------------------------------

    fn instruction(&self, inst: Inst) -> Effect {
        let function = self.function;
        let ty = |value: Value| function.ty(value);
        let get = |value: Value| self.values[value];
        let result = function.result(inst);
        let to = result.map_or(Type::I64, ty);
        let data = function.insts[inst];
        let number = |opcode: Opcode, left: Value, imm: i64| match opcode.types() {
            TypeRule::Shift => Constant(imm as u64),
            _ => Constant(imm as u64 & ty(left).mask()),
        };
        let (opcode, computed) = match data {
            InstData::Iconst { value } => {
                return Effect::Result(Constant(value as u64 & to.mask()));
            }
            InstData::Fconst { bits } => return Effect::Result(Constant(bits)),
            InstData::Unary { opcode, arg } => {
                (opcode, one(get(arg), |x| arithmetic::unary(opcode, ty(arg), to, x)))
            }
            InstData::UnaryExit { opcode: Opcode::Guard, arg, .. } => {
                (Opcode::Guard, one(get(arg), |x| (x != 0).then_some(0)))
            }
            InstData::UnaryExit { opcode, arg, .. } => {
                (opcode, one(get(arg), |x| arithmetic::unary(opcode, ty(arg), to, x)))
            }
            InstData::Binary { .. }
            | InstData::BinaryImm { .. }
            | InstData::BinaryExit { .. }
            | InstData::BinaryImmExit { .. } => {
                let parts = data.operation();
                let Some((opcode, left, right)) = parts else { return Effect::Result(Varying) };
                let right = match right {
                    Operand::Value(right) => get(right),
                    Operand::Number(imm) => number(opcode, left, imm),
                };
                if let Some(bits) = absorbed(opcode, ty(left), get(left), right) {
                    return Effect::Computed(bits);
                }
                let compute = |a, b| arithmetic::binary(opcode, ty(left), a, b);
                (opcode, two(get(left), right, compute))
            }
            InstData::Icmp { condition, args: [a, b] } => {
                let compare = |x, y| Some(arithmetic::compare(condition, ty(a), x, y));
                (Opcode::Icmp, two(get(a), get(b), compare))
            }
            InstData::IcmpImm { condition, arg, imm } => {
                let right = Constant(imm as u64 & ty(arg).mask());
                let compare = |x, y| Some(arithmetic::compare(condition, ty(arg), x, y));
                (Opcode::Icmp, two(get(arg), right, compare))
            }
            InstData::Fcmp { condition, args: [a, b] } => {
                let float = |bits| arithmetic::to_float(ty(a), bits);
                let compare = |x, y| Some(condition.holds(float(x).partial_cmp(&float(y))).into());
                (Opcode::Fcmp, two(get(a), get(b), compare))
            }
            InstData::Ternary { opcode: Opcode::Select, args: [condition, a, b] } => {
                let chosen = match get(condition) {
                    Undefined => return Effect::Waits,
                    Constant(0) => get(b),
                    Constant(_) => get(a),
                    Varying => get(a).meet(get(b)),
                };
                return match chosen {
                    Constant(bits) => Effect::Computed(bits),
                    _ => Effect::Result(chosen),
                };
            }
            _ => return Effect::Result(Varying),
        };
        match computed {
            Computed::Unknown => Effect::Waits,
            Computed::Any => Effect::Result(Varying),
            Computed::Bits(bits) if is_open(opcode, to, bits) => Effect::Result(Varying),
            Computed::Bits(bits) => Effect::Computed(bits),
            Computed::Leaves => Effect::Leaves,
        }
    }
}

/// What comes of an operation on lattice values.
enum Computed {
    Unknown,
    Any,
    Bits(u64),
    Leaves,
}

fn one(x: Lattice, compute: impl Fn(u64) -> Option<u64>) -> Computed {
    two(x, Constant(0), |x, _| compute(x))
}

fn two(x: Lattice, y: Lattice, compute: impl Fn(u64, u64) -> Option<u64>) -> Computed {
    match (x, y) {
        (Undefined, _) | (_, Undefined) => Computed::Unknown,
        (Constant(x), Constant(y)) => compute(x, y).map_or(Computed::Leaves, Computed::Bits),
        _ => Computed::Any,
    }
}

/// Is it a NaN whose payload is not determined? A constant NaN that is moved about keeps its own.
fn is_open(opcode: Opcode, ty: Type, bits: u64) -> bool {
    let exact = matches!(opcode, Opcode::Fneg | Opcode::Fabs | Opcode::Fcopysign | Opcode::Bitcast);
    ty.is_float() && !exact && arithmetic::to_float(ty, bits).is_nan()
}

/// The result that one operand alone decides.
fn absorbed(opcode: Opcode, ty: Type, a: Lattice, b: Lattice) -> Option<u64> {
    let either = |bits: u64| a == Constant(bits) || b == Constant(bits);
    match opcode {
        Opcode::And | Opcode::Imul | Opcode::ImulChecked if ty.is_int() && either(0) => Some(0),
        Opcode::Or if either(ty.mask()) => Some(ty.mask()),
        _ => None,
    }
}

/// Which edges a terminator may take.
pub(super) enum Decision {
    None,
    One(usize),
    Any,
}

pub(super) fn decision(
    function: &Function,
    inst: Inst,
    get: impl Fn(Value) -> Lattice,
) -> Decision {
    let (arg, choose): (Value, &dyn Fn(u64) -> usize) = match function.insts[inst] {
        InstData::Br { condition, .. } => (condition, &|bits| usize::from(bits == 0)),
        InstData::Switch { arg, table } => (arg, &move |bits| {
            let number = arithmetic::signed(function.ty(arg), bits);
            let cases = &function.tables[table].cases;
            cases.iter().position(|(case, _)| *case == number).map_or(0, |index| index + 1)
        }),
        _ => return Decision::Any,
    };
    match get(arg) {
        Undefined => Decision::None,
        Constant(bits) => Decision::One(choose(bits)),
        Varying => Decision::Any,
    }
}

/// A value that is known to be a number where this edge of a terminator is taken.
fn edge_fact(function: &Function, inst: Inst, index: usize) -> Option<(Value, i64)> {
    match function.insts[inst] {
        InstData::Br { condition, .. } => {
            let compared = function.insts[function.defining_inst(condition)?];
            let (wanted, x, right) = compared.icmp()?;
            let number = match right {
                Operand::Number(number) => number,
                Operand::Value(value) => function.constant(value)?,
            };
            let edge = match wanted {
                IntCondition::Eq => 0,
                IntCondition::Ne => 1,
                _ => return None,
            };
            (edge == index).then_some((x, number))
        }
        InstData::Switch { arg, table } => {
            Some((arg, function.tables[table].cases.get(index.checked_sub(1)?)?.0))
        }
        _ => None,
    }
}
