//! Pseudo-assembly: what the template JIT writes down before it writes machine code.
//!
//! The bytecode is a program for a stack machine, the processor has registers. Between the two
//! stands an assembly language that no processor speaks: it still pushes and pops, as the bytecode
//! does, but its operations take registers and name the result first, as the processor's do.
//!
//! ```text
//! bytecode          pseudo-assembly      after the peepholes
//! LOAD_FAST a       push a               add r0, a, b
//! LOAD_FAST b       push b               bail_if_overflow
//! ADD               pop r1               return r0
//!                   pop r0
//!                   add r0, r0, r1
//!                   bail_if_overflow
//!                   push r0
//! RETURN            pop r0
//!                   return r0
//! ```
//!
//! There are two kinds of registers: a *local* is a variable of the function, and where it lives is
//! the template's business; a *scratch* register `r0` … `r5` holds a value on its way from a pop to
//! a push. Scratch registers are also how calls pass values: arguments in `r0`, `r1`, …, the result
//! in `r0`, and a call leaves nothing else in them.
//!
//! `bail` abandons the compiled call as if it had never begun; the caller starts it again in the
//! interpreter. That is right because nothing in this language can be seen from outside: no
//! instruction writes to anything but registers and the function's own stack.
//!
//! Keeps, from `translate` through every peephole: no scratch register carries a value into a
//! label or past a jump, and the number of values on the stack at a label is the one the label
//! states. Leaves out: everything that is not a 64-bit integer. Judged by
//! `tests/template_jit.rs`, where a small interpreter of this language is compared with the
//! machine code.

use std::fmt;

pub mod kinds;
pub mod translate;

/// The number of scratch registers, and of arguments a call can pass.
pub const SCRATCH_REGISTERS: u8 = 6;

/// A register.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Register {
    /// `r0` … `r5`.
    Scratch(u8),
    /// A variable, by its index in [`Function::locals`].
    Local(u16),
}

/// Something to compute with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operand {
    /// What is in a register.
    Register(Register),
    /// A number.
    Immediate(i64),
}

impl Operand {
    /// Is it this number, or a register, which may hold any?
    #[must_use]
    pub fn may_be(self, value: i64) -> bool {
        match self {
            Operand::Register(_) => true,
            Operand::Immediate(known) => known == value,
        }
    }
}

impl From<Register> for Operand {
    fn from(register: Register) -> Operand {
        Operand::Register(register)
    }
}

/// A place to jump to, named after the bytecode instruction that starts there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Label(pub u32);

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "L{}", self.0)
    }
}

/// An operation on two integers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    /// Wraps and sets the overflow flag.
    Add,
    /// Wraps and sets the overflow flag.
    Subtract,
    /// Wraps and sets the overflow flag.
    Multiply,
    /// Rounds towards negative infinity. The divisor is not 0; bails for the one quotient that does
    /// not fit, that of `i64::MIN` and -1.
    FloorDivide,
    /// Has the sign of the divisor, which is not 0.
    Remainder,
    /// Bails when the result does not fit; the count is in 0..64.
    ShiftLeft,
    /// Keeps the sign; the count is in 0..64.
    ShiftRight,
    /// Bit by bit.
    And,
    /// Bit by bit.
    Or,
    /// Bit by bit.
    Xor,
}

impl BinaryOp {
    /// Is `a op b` always `b op a`?
    #[must_use]
    pub fn is_commutative(self) -> bool {
        use BinaryOp::*;
        matches!(self, Add | Multiply | And | Or | Xor)
    }

    /// Does [`Op::BailIfOverflow`] behind it make sense?
    #[must_use]
    pub fn sets_overflow(self) -> bool {
        matches!(self, BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply)
    }

    /// May it bail by itself?
    #[must_use]
    pub fn may_bail(self) -> bool {
        matches!(self, BinaryOp::FloorDivide | BinaryOp::ShiftLeft)
    }
}

/// An operation on one integer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// Wraps and sets the overflow flag.
    Negate,
    /// Every bit.
    Invert,
}

/// What holds between two integers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Condition {
    /// `a < b`
    Less,
    /// `a <= b`
    LessEqual,
    /// `a == b`
    Equal,
    /// `a != b`
    NotEqual,
    /// `a > b`
    Greater,
    /// `a >= b`
    GreaterEqual,
    /// `a >= b` without signs: `a` is not in `0..b`.
    NotBelow,
    /// `a < b` without signs: `a` is in `0..b`.
    Below,
    /// `a & b == 0`
    BitsClear,
    /// `a & b != 0`
    BitsSet,
}

impl Condition {
    /// What holds exactly when this does not.
    #[must_use]
    pub fn inverse(self) -> Condition {
        use Condition::*;
        match self {
            Less => GreaterEqual,
            LessEqual => Greater,
            Equal => NotEqual,
            NotEqual => Equal,
            Greater => LessEqual,
            GreaterEqual => Less,
            NotBelow => Below,
            Below => NotBelow,
            BitsClear => BitsSet,
            BitsSet => BitsClear,
        }
    }

    /// What holds between `b` and `a` exactly when this holds between `a` and `b`; `None` where
    /// this language has no name for it.
    #[must_use]
    pub fn swapped(self) -> Option<Condition> {
        use Condition::*;
        Some(match self {
            Less => Greater,
            LessEqual => GreaterEqual,
            Greater => Less,
            GreaterEqual => LessEqual,
            Equal | NotEqual | BitsClear | BitsSet => self,
            NotBelow | Below => return None,
        })
    }

    /// Does it hold between `a` and `b`?
    #[must_use]
    pub fn holds(self, a: i64, b: i64) -> bool {
        use Condition::*;
        match self {
            Less => a < b,
            LessEqual => a <= b,
            Equal => a == b,
            NotEqual => a != b,
            Greater => a > b,
            GreaterEqual => a >= b,
            NotBelow => a as u64 >= b as u64,
            Below => (a as u64) < b as u64,
            BitsClear => a & b == 0,
            BitsSet => a & b != 0,
        }
    }
}

/// Why a compiled call was abandoned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum BailReason {
    /// A result does not fit in 64 bits.
    Overflow = 1,
    /// The divisor is zero.
    DivisionByZero = 2,
    /// A shift by a negative number or by 64 and more.
    ShiftCount = 3,
    /// More calls in one another than were allowed.
    Depth = 4,
}

impl BailReason {
    /// All of them, in order of their number.
    pub const ALL: [BailReason; 4] = [
        BailReason::Overflow,
        BailReason::DivisionByZero,
        BailReason::ShiftCount,
        BailReason::Depth,
    ];
}

impl fmt::Display for BailReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BailReason::Overflow => "overflow",
            BailReason::DivisionByZero => "division_by_zero",
            BailReason::ShiftCount => "shift_count",
            BailReason::Depth => "depth",
        })
    }
}

/// What a pseudo-instruction does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// Puts a value on the stack.
    Push(Operand),
    /// Takes a value off the stack.
    Pop(Register),
    /// Copies.
    Move {
        /// Where to.
        to: Register,
        /// What.
        from: Operand,
    },
    /// `to = left op right`
    Binary {
        /// What to compute.
        op: BinaryOp,
        /// Where the result goes.
        to: Register,
        /// The left operand.
        left: Operand,
        /// The right operand.
        right: Operand,
    },
    /// `to = op from`
    Unary {
        /// What to compute.
        op: UnaryOp,
        /// Where the result goes.
        to: Register,
        /// The operand.
        from: Operand,
    },
    /// `to = 1` if the condition holds, otherwise 0.
    Set {
        /// Where the result goes.
        to: Register,
        /// What to test.
        condition: Condition,
        /// The left operand.
        left: Operand,
        /// The right operand.
        right: Operand,
    },
    /// Bails if the arithmetic instruction just before it overflowed.
    BailIfOverflow,
    /// Bails if the condition holds.
    BailIf {
        /// What to test.
        condition: Condition,
        /// The left operand.
        left: Operand,
        /// The right operand.
        right: Operand,
        /// What to tell the caller.
        reason: BailReason,
    },
    /// A place to jump to.
    Label {
        /// Its name.
        label: Label,
        /// How many values are on the stack here, on every way that leads here.
        depth: u32,
    },
    /// Goes on at a label.
    Jump(Label),
    /// Goes on at a label if the condition holds.
    JumpIf {
        /// What to test.
        condition: Condition,
        /// The left operand.
        left: Operand,
        /// The right operand.
        right: Operand,
        /// Where to go.
        target: Label,
    },
    /// Calls a function of the unit: `r0 = function(r0, r1, …)`.
    Call {
        /// Its index in the unit.
        function: u32,
        /// How many arguments it takes.
        arguments: u8,
    },
    /// Leaves the function with a value.
    Return(Operand),
    /// Nothing: what a peephole leaves where it removed something, until the next sweep.
    Nothing,
}

impl Op {
    /// Calls `see` with every operand that is read; [`Op::Call`] reads its argument registers
    /// without naming them, so it is not seen here.
    pub fn for_each_operand(&mut self, mut see: impl FnMut(&mut Operand)) {
        match self {
            Op::Push(from) | Op::Move { from, .. } | Op::Unary { from, .. } | Op::Return(from) => {
                see(from)
            }
            Op::Binary { left, right, .. }
            | Op::Set { left, right, .. }
            | Op::BailIf { left, right, .. }
            | Op::JumpIf { left, right, .. } => {
                see(left);
                see(right);
            }
            Op::Pop(_)
            | Op::BailIfOverflow
            | Op::Label { .. }
            | Op::Jump(_)
            | Op::Call { .. }
            | Op::Nothing => {}
        }
    }

    /// Is this register's value needed here?
    #[must_use]
    pub fn reads(&self, register: Register) -> bool {
        if let Op::Call { arguments, .. } = self {
            return matches!(register, Register::Scratch(n) if n < *arguments);
        }
        let mut found = false;
        let mut copy = *self;
        copy.for_each_operand(|operand| found |= *operand == Operand::Register(register));
        found
    }

    /// The register that gets a new value, to be seen or changed; not for calls, which overwrite
    /// every scratch register.
    pub fn result(&mut self) -> Option<&mut Register> {
        match self {
            Op::Pop(to)
            | Op::Move { to, .. }
            | Op::Binary { to, .. }
            | Op::Unary { to, .. }
            | Op::Set { to, .. } => Some(to),
            _ => None,
        }
    }

    /// Does this register have another value afterwards?
    #[must_use]
    pub fn writes(&self, register: Register) -> bool {
        match self {
            Op::Call { .. } => matches!(register, Register::Scratch(_)),
            _ => {
                let mut copy = *self;
                copy.result().is_some_and(|to| *to == register)
            }
        }
    }

    /// Does a straight run of instructions begin or end here? Scratch registers are dead there,
    /// except for the operands of the instruction itself.
    #[must_use]
    pub fn is_block_boundary(&self) -> bool {
        matches!(self, Op::Label { .. } | Op::Jump(_) | Op::JumpIf { .. } | Op::Return(_))
    }

    /// Where it may jump to.
    pub fn target(&mut self) -> Option<&mut Label> {
        match self {
            Op::Jump(target) | Op::JumpIf { target, .. } => Some(target),
            _ => None,
        }
    }
}

/// A pseudo-instruction and where it comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inst {
    /// What it does.
    pub op: Op,
    /// The index of the bytecode instruction it was made for.
    pub bytecode: u32,
}

/// What a function returns, which its caller must know to make a Python value of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResultKind {
    /// An `int`.
    Int,
    /// A `bool`, as 0 or 1.
    Bool,
}

/// A function in pseudo-assembly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    /// Its Python name.
    pub name: String,
    /// How many of the locals are parameters. They arrive in the scratch registers, and the
    /// template moves them to where the locals live before the first instruction.
    pub parameters: u8,
    /// The names of the locals. After those of the source come two for each `range`: the next
    /// number and the one it stops at.
    pub locals: Vec<String>,
    /// What it returns.
    pub result: ResultKind,
    /// The names of the unit's functions, for [`Op::Call`].
    pub callees: Vec<String>,
    /// The instructions.
    pub code: Vec<Inst>,
}

impl Function {
    /// The text of one instruction.
    #[must_use]
    pub fn instruction_text(&self, op: &Op) -> String {
        let operand = |operand: &Operand| match operand {
            Operand::Register(register) => self.register_name(*register),
            Operand::Immediate(value) => value.to_string(),
        };
        let test = |condition: &Condition, left: &Operand, right: &Operand| {
            let (left, right) = (operand(left), operand(right));
            match condition {
                Condition::Less => format!("{left} < {right}"),
                Condition::LessEqual => format!("{left} <= {right}"),
                Condition::Equal => format!("{left} == {right}"),
                Condition::NotEqual => format!("{left} != {right}"),
                Condition::Greater => format!("{left} > {right}"),
                Condition::GreaterEqual => format!("{left} >= {right}"),
                Condition::NotBelow => format!("{left} not in 0..{right}"),
                Condition::Below => format!("{left} in 0..{right}"),
                Condition::BitsClear => format!("{left} & {right} == 0"),
                Condition::BitsSet => format!("{left} & {right} != 0"),
            }
        };
        match op {
            Op::Push(from) => format!("push {}", operand(from)),
            Op::Pop(to) => format!("pop {}", self.register_name(*to)),
            Op::Move { to, from } => format!("move {}, {}", self.register_name(*to), operand(from)),
            Op::Binary { op, to, left, right } => {
                let name = match op {
                    BinaryOp::Add => "add",
                    BinaryOp::Subtract => "subtract",
                    BinaryOp::Multiply => "multiply",
                    BinaryOp::FloorDivide => "floor_divide",
                    BinaryOp::Remainder => "remainder",
                    BinaryOp::ShiftLeft => "shift_left",
                    BinaryOp::ShiftRight => "shift_right",
                    BinaryOp::And => "and",
                    BinaryOp::Or => "or",
                    BinaryOp::Xor => "xor",
                };
                format!("{name} {}, {}, {}", self.register_name(*to), operand(left), operand(right))
            }
            Op::Unary { op, to, from } => {
                let name = match op {
                    UnaryOp::Negate => "negate",
                    UnaryOp::Invert => "invert",
                };
                format!("{name} {}, {}", self.register_name(*to), operand(from))
            }
            Op::Set { to, condition, left, right } => {
                format!("set {}, {}", self.register_name(*to), test(condition, left, right))
            }
            Op::BailIfOverflow => "bail_if_overflow".to_string(),
            Op::BailIf { condition, left, right, reason } => {
                format!("bail_if {}, {reason}", test(condition, left, right))
            }
            Op::Label { label, .. } => format!("{label}:"),
            Op::Jump(target) => format!("jump {target}"),
            Op::JumpIf { condition, left, right, target } => {
                format!("jump_if {}, {target}", test(condition, left, right))
            }
            Op::Call { function, arguments } => {
                let name = self.callees.get(*function as usize).map_or("?", String::as_str);
                format!("call {name}/{arguments}")
            }
            Op::Return(from) => format!("return {}", operand(from)),
            Op::Nothing => "nothing".to_string(),
        }
    }

    /// A register's name: `r0` for a scratch register, the variable's name for a local (with a
    /// quote behind it where that looks like a scratch register).
    #[must_use]
    pub fn register_name(&self, register: Register) -> String {
        match register {
            Register::Scratch(n) => format!("r{n}"),
            Register::Local(n) => match self.locals.get(n as usize) {
                None => format!("local{n}"),
                Some(name) => {
                    let digits = name.strip_prefix('r').unwrap_or("");
                    let scratch = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                    if scratch { format!("{name}'") } else { name.clone() }
                }
            },
        }
    }
}

/// One instruction a line, the index of its bytecode instruction before the first of each.
impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters = self.locals.iter().take(usize::from(self.parameters));
        writeln!(f, "{}({})", self.name, parameters.cloned().collect::<Vec<_>>().join(", "))?;
        let mut last = None;
        for inst in &self.code {
            let text = self.instruction_text(&inst.op);
            if matches!(inst.op, Op::Label { .. }) {
                writeln!(f, "{text}")?;
            } else if last.replace(inst.bytecode) == Some(inst.bytecode) {
                writeln!(f, "      {text}")?;
            } else {
                writeln!(f, "{:>4}  {text}", inst.bytecode)?;
            }
        }
        Ok(())
    }
}
