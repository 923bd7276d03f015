//! Random LIR: functions for no machine at all, only for allocators.
//!
//! Grown from statements, so that definitions dominate uses by construction: straight code, branches that
//! join, loops; with every kind of operand. Sizes and shapes come from a seed.

#![allow(dead_code, reason = "each test file uses a part")]

use stage3::allocate::MachineEnv;
use stage3::lir::{
    Constraint, LBlock, LBlockData, LFunction, LInst, Operand, PReg, PRegSet, RegClass, Remat,
    Role, VReg, VRegData,
};

const fn int(number: u8) -> PReg {
    PReg::int(number)
}

const fn float(number: u8) -> PReg {
    PReg::float(number)
}

/// Few registers: six of each class, of which calls keep two integer ones.
pub static FEW: MachineEnv = MachineEnv {
    allocatable: [
        &[int(0), int(1), int(2), int(3), int(4), int(5)],
        &[float(0), float(1), float(2), float(3), float(4), float(5)],
    ],
    callee_saved: PRegSet::of(&[int(4), int(5)]),
    scratch: [int(31), float(31)],
};

/// What calls destroy there.
pub const CALLS: PRegSet = PRegSet::of(&[
    int(0),
    int(1),
    int(2),
    int(3),
    float(0),
    float(1),
    float(2),
    float(3),
    float(4),
    float(5),
]);

/// A small generator of numbers (G. Marsaglia, "Xorshift RNGs", 2003).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % bound.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }
}

/// An instruction on its way.
#[derive(Clone, Default)]
pub struct Draft {
    pub operands: Vec<Operand>,
    pub clobbers: PRegSet,
    pub role: Option<Role>,
}

/// A block on its way.
#[derive(Clone, Default)]
pub struct DraftBlock {
    pub insts: Vec<Draft>,
    pub successors: Vec<usize>,
    pub params: Vec<VReg>,
    pub arguments: Vec<VReg>,
    pub loop_depth: u32,
}

/// A function on its way.
#[derive(Default)]
pub struct Builder {
    pub vregs: Vec<VRegData>,
    pub blocks: Vec<DraftBlock>,
    /// Where statements go.
    pub current: usize,
    pub loop_depth: u32,
}

impl Builder {
    pub fn vreg(&mut self, class: RegClass) -> VReg {
        self.vregs.push(VRegData { class, remat: None, value: None });
        VReg(self.vregs.len() as u32 - 1)
    }

    pub fn block(&mut self) -> usize {
        self.blocks.push(DraftBlock { loop_depth: self.loop_depth, ..DraftBlock::default() });
        self.blocks.len() - 1
    }

    pub fn inst(&mut self, operands: &[Operand]) {
        self.inst_with(operands, PRegSet::EMPTY, None);
    }

    pub fn inst_with(&mut self, operands: &[Operand], clobbers: PRegSet, role: Option<Role>) {
        let draft = Draft { operands: operands.to_vec(), clobbers, role };
        self.blocks[self.current].insts.push(draft);
    }

    pub fn constant(&mut self, number: i64) -> VReg {
        let vreg = self.vreg(RegClass::Int);
        self.vregs[vreg.0 as usize].remat = Some(Remat::Int(number));
        let operands = [Operand::defining(vreg, Constraint::Register)];
        self.inst_with(&operands, PRegSet::EMPTY, Some(Role::Rematerialisable));
        vreg
    }

    pub fn jump(&mut self, to: usize, arguments: &[VReg]) {
        let block = &mut self.blocks[self.current];
        block.insts.push(Draft::default());
        block.successors = vec![to];
        block.arguments = arguments.to_vec();
    }

    pub fn branch(&mut self, uses: &[Operand], to: [usize; 2]) {
        self.inst(uses);
        self.blocks[self.current].successors = to.to_vec();
    }

    /// The function, with its blocks in that order.
    pub fn finish(self, order: &[usize]) -> LFunction {
        let mut function = LFunction::new();
        let mut number = vec![LBlock(0); self.blocks.len()];
        for (index, &block) in order.iter().enumerate() {
            number[block] = LBlock(index as u32);
        }
        for vreg in self.vregs {
            function.add_vreg(vreg);
        }
        function.blocks = vec![LBlockData::default(); order.len()];
        for &index in order {
            let block = &self.blocks[index];
            let start = function.insts.len() as u32;
            for inst in &block.insts {
                let role = inst.role.unwrap_or(Role::Other);
                function.add_inst(&inst.operands, inst.clobbers, role, None);
            }
            let end = function.insts.len() as u32;
            let successors: Vec<LBlock> = block.successors.iter().map(|&to| number[to]).collect();
            for &to in &successors {
                function.blocks[to.0 as usize].predecessors.push(number[index]);
            }
            let data = &mut function.blocks[number[index].0 as usize];
            data.insts = start..end;
            data.successors = successors;
            data.params.clone_from(&block.params);
            data.arguments.clone_from(&block.arguments);
            data.loop_depth = block.loop_depth;
        }
        function
    }

    pub fn finish_in_order(self) -> LFunction {
        let order: Vec<usize> = (0..self.blocks.len()).collect();
        self.finish(&order)
    }
}

/// A random function of about `size` instructions, any of which may use what was defined long before.
pub fn function(seed: u64, size: usize) -> LFunction {
    function_with(seed, size, usize::MAX)
}

/// The same, where nothing is used when more than `reach` others have been defined since: a large function
/// of the usual kind, in which the number of values that are live at once does not grow with its size.
pub fn function_with(seed: u64, size: usize, reach: usize) -> LFunction {
    let mut grower = Grower {
        reach,
        random: Random::new(seed),
        builder: Builder::default(),
        scope: [Vec::new(), Vec::new()],
        budget: size as isize,
    };
    grower.builder.block();
    grower.parameters();
    while grower.budget > 0 {
        grower.statement(0);
    }
    let result = grower.pick(RegClass::Int);
    grower.builder.inst(&[Operand::using(result, Constraint::Fixed(int(0)))]);
    let mut order: Vec<usize> = (0..grower.builder.blocks.len()).collect();
    if grower.random.one_in(4) {
        for index in (2..order.len()).rev() {
            let other = 1 + grower.random.below(index);
            order.swap(index, other);
        }
    }
    grower.builder.finish(&order)
}

struct Grower {
    random: Random,
    builder: Builder,
    /// What is defined, by class.
    scope: [Vec<VReg>; 2],
    budget: isize,
    reach: usize,
}

const CLASSES: [RegClass; 2] = [RegClass::Int, RegClass::Float];

fn register(class: RegClass, number: usize) -> PReg {
    match class {
        RegClass::Int => int(number as u8),
        RegClass::Float => float(number as u8),
    }
}

impl Grower {
    fn parameters(&mut self) {
        let mut operands = Vec::new();
        for class in CLASSES {
            for number in 0..1 + self.random.below(4) {
                let vreg = self.builder.vreg(class);
                let fixed = Constraint::Fixed(register(class, number));
                operands.push(Operand::defining(vreg, fixed));
                self.scope[class as usize].push(vreg);
            }
        }
        self.builder.inst(&operands);
    }

    fn class(&mut self) -> RegClass {
        if self.random.one_in(4) { RegClass::Float } else { RegClass::Int }
    }

    /// Something defined, often recently.
    fn pick(&mut self, class: RegClass) -> VReg {
        let scope = &self.scope[class as usize];
        let count = scope.len();
        let reach = if self.random.one_in(3) { self.reach } else { 6 };
        let near = count.min(reach);
        scope[count - 1 - self.random.below(near)]
    }

    fn define(&mut self, class: RegClass) -> VReg {
        self.builder.vreg(class)
    }

    fn scoped(&mut self, class: RegClass, vreg: VReg) {
        self.scope[class as usize].push(vreg);
    }

    fn anywhere(&mut self) -> Constraint {
        if self.random.one_in(2) { Constraint::Any } else { Constraint::Register }
    }

    fn statement(&mut self, depth: usize) {
        self.budget -= 1;
        match self.random.below(24) {
            0 if depth < 6 => self.branches(depth),
            1 if depth < 6 => self.repeats(depth),
            2 => self.call(),
            3 => self.leaves(),
            4 => {
                let number = self.random.below(100) as i64;
                let vreg = self.builder.constant(number);
                self.scoped(RegClass::Int, vreg);
            }
            _ => self.straight(),
        }
    }

    fn straight(&mut self) {
        let class = self.class();
        let (one, two) = (self.pick(class), self.pick(class));
        let result = self.define(class);
        let anywhere = self.anywhere();
        let using = Operand::using;
        let register_of = Constraint::Register;
        match self.random.below(8) {
            0 => {
                let operands = [
                    Operand::defining(result, Constraint::SameAs(1)),
                    using(one, register_of),
                    using(two, Constraint::Fixed(register(class, 1))),
                ];
                self.builder.inst(&operands);
            }
            1 => {
                let other = self.define(class);
                let operands = [
                    Operand::defining(result, Constraint::Fixed(register(class, 0))),
                    Operand::defining(other, Constraint::Fixed(register(class, 2))),
                    using(one, Constraint::Fixed(register(class, 0))),
                    Operand::using_late(two, Constraint::Any),
                ];
                self.builder.inst(&operands);
                self.scoped(class, other);
            }
            2 => {
                let temporary = self.define(class);
                let operands = [
                    Operand::defining(result, register_of),
                    using(one, register_of),
                    using(two, anywhere),
                    Operand::defining_early(temporary, register_of),
                ];
                self.builder.inst(&operands);
            }
            3 => {
                let operands =
                    [Operand::defining(result, register_of), using(one, Constraint::Any)];
                self.builder.inst_with(&operands, PRegSet::EMPTY, Some(Role::Move));
            }
            4 => {
                let three = self.pick(RegClass::Int);
                let operands = [using(one, register_of), using(three, register_of)];
                self.builder.inst(&operands);
                return;
            }
            5 | 6 => {
                let operands = [
                    Operand::defining(result, Constraint::SameAs(1)),
                    using(one, register_of),
                    using(two, anywhere),
                ];
                self.builder.inst(&operands);
            }
            _ => {
                let operands = [
                    Operand::defining(result, register_of),
                    using(one, register_of),
                    using(two, anywhere),
                ];
                self.builder.inst(&operands);
            }
        }
        self.scoped(class, result);
    }

    fn call(&mut self) {
        let mut operands = Vec::new();
        for class in CLASSES {
            for number in 0..self.random.below(4) {
                let fixed = Constraint::Fixed(register(class, number));
                operands.push(Operand::using(self.pick(class), fixed));
            }
        }
        if self.random.one_in(3) {
            operands.push(Operand::using(self.pick(RegClass::Int), Constraint::Register));
        }
        let class = self.class();
        let (result, place) = (self.define(class), register(class, 0));
        operands.push(Operand::defining(result, Constraint::Fixed(place)));
        self.builder.inst_with(&operands, CALLS.without(place), None);
        self.scoped(class, result);
    }

    fn leaves(&mut self) {
        let mut state = Vec::new();
        for _ in 0..self.random.below(10) {
            let class = self.class();
            state.push(Operand::state(self.pick(class)));
        }
        self.builder.inst(&state);
    }

    fn some(&mut self, class: RegClass, count: usize) -> Vec<VReg> {
        (0..count).map(|_| self.pick(class)).collect()
    }

    fn params(&mut self, block: usize, counts: [usize; 2]) {
        for class in CLASSES {
            for _ in 0..counts[class as usize] {
                let vreg = self.builder.vreg(class);
                self.builder.blocks[block].params.push(vreg);
                self.scoped(class, vreg);
            }
        }
    }

    fn arguments(&mut self, counts: [usize; 2]) -> Vec<VReg> {
        let mut arguments = self.some(RegClass::Int, counts[0]);
        arguments.extend(self.some(RegClass::Float, counts[1]));
        arguments
    }

    fn branches(&mut self, depth: usize) {
        let counts = [self.random.below(5), self.random.below(3)];
        let condition = self.pick(RegClass::Int);
        let sides = [self.builder.block(), self.builder.block()];
        self.builder.branch(&[Operand::using(condition, Constraint::Any)], sides);
        let before = self.scope.clone();
        let mut ends = Vec::new();
        for side in sides {
            self.builder.current = side;
            self.scope.clone_from(&before);
            for _ in 0..self.random.below(8) {
                self.statement(depth + 1);
            }
            ends.push((self.builder.current, self.arguments(counts)));
        }
        let join = self.builder.block();
        for (end, arguments) in ends {
            self.builder.current = end;
            self.builder.jump(join, &arguments);
        }
        self.builder.current = join;
        self.scope = before;
        self.params(join, counts);
    }

    fn repeats(&mut self, depth: usize) {
        let counts = [1 + self.random.below(4), self.random.below(3)];
        let arguments = self.arguments(counts);
        self.builder.loop_depth += 1;
        let header = self.builder.block();
        self.builder.jump(header, &arguments);
        self.builder.current = header;
        self.params(header, counts);
        for _ in 0..1 + self.random.below(10) {
            self.statement(depth + 1);
        }
        let condition = self.pick(RegClass::Int);
        let edge = self.builder.block();
        self.builder.loop_depth -= 1;
        let exit = self.builder.block();
        self.builder.branch(&[Operand::using(condition, Constraint::Register)], [edge, exit]);
        self.builder.current = edge;
        let arguments = self.arguments(counts);
        self.builder.jump(header, &arguments);
        self.builder.current = exit;
    }
}

/// Says where an instruction is, for messages.
pub fn text(function: &LFunction, output: &stage3::allocate::Output) -> String {
    stage3::lir::print::function(function, Some(output), &|inst: LInst| inst.to_string())
}
