//! Random functions: what Python says of the source, what the judge says of the pseudo-assembly
//! before and after the peepholes, and what the machine says, must be the same.

use std::sync::Arc;

use proptest::prelude::*;
use stage1::code_object::{CodeObject, Position};
use stage1::opcode::{Instruction, Op};
use stage1::pseudo::BailReason;
use stage1::template::{Form, Isa, Unit};

use super::assemble::function;
use super::judge::floor;
use super::machine_code::check_bytes;
use super::{Program, call};

#[derive(Clone, Debug)]
enum Expression {
    Constant(i64),
    Variable(usize),
    Binary(usize, Box<[Expression; 2]>),
    /// 0 `-`, 1 `~` (of a number), 2 `not`
    Unary(usize, Box<Expression>),
    /// `a and b`, `a or b`
    Short(bool, Box<[Expression; 2]>),
    /// `helper(a, b)`, which is `a - b // 3`
    Call(Box<[Expression; 2]>),
}

#[derive(Clone, Debug)]
enum Statement {
    Assign(usize, Expression),
    If(Expression, Vec<Statement>, Vec<Statement>),
    /// `for variable in range(constant, (stop & 7), step)`
    For(usize, i64, Expression, i64, Vec<Statement>),
}

/// The first three are parameters.
const VARIABLES: [&str; 7] = ["a", "b", "c", "x", "y", "z", "w"];
const BINARY: [&str; 16] = [
    "ADD",
    "SUBTRACT",
    "MULTIPLY",
    "FLOOR_DIVIDE",
    "REMAINDER",
    "LEFT_SHIFT",
    "RIGHT_SHIFT",
    "AND",
    "OR",
    "XOR",
    "LESS",
    "LESS_EQUAL",
    "EQUAL",
    "NOT_EQUAL",
    "GREATER",
    "GREATER_EQUAL",
];

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![
        6 => -4i64..9,
        2 => prop::sample::select(vec![16, 63, 64, 127, 128, 4095, 4096, -4096, 1 << 31, -1 << 31]),
        1 => prop::sample::select(vec![i64::MAX, i64::MIN, i64::MAX - 1, 1 << 62, 1 << 32, -1 << 40]),
        1 => any::<i64>(),
    ]
}

fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        number().prop_map(Expression::Constant),
        (0..VARIABLES.len()).prop_map(Expression::Variable),
        (0..VARIABLES.len()).prop_map(Expression::Variable),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        let two = || [inner.clone(), inner.clone()].prop_map(Box::new);
        // Fewer divisions and shifts, which mostly bail.
        let binary = prop_oneof![8 => 0..3usize, 1 => 3..7usize, 8 => 7..BINARY.len()];
        prop_oneof![
            8 => (binary, two()).prop_map(|(op, two)| Expression::Binary(op, two)),
            1 => (0..3usize, inner.clone())
                .prop_map(|(op, one)| Expression::Unary(op, Box::new(one))),
            1 => (any::<bool>(), two()).prop_map(|(and, two)| Expression::Short(and, two)),
            1 => two().prop_map(Expression::Call),
        ]
    })
}

fn statements() -> impl Strategy<Value = Vec<Statement>> {
    let assign = (0..VARIABLES.len(), expression()).prop_map(|(v, e)| Statement::Assign(v, e));
    let statement = assign.prop_recursive(2, 12, 3, |inner| {
        let body = || prop::collection::vec(inner.clone(), 0..3);
        let step = prop::sample::select(vec![1i64, 2, -1, -3]);
        prop_oneof![
            2 => inner.clone(),
            1 => (expression(), body(), body()).prop_map(|(e, a, b)| Statement::If(e, a, b)),
            1 => (0..VARIABLES.len(), -2i64..9, expression(), step, body())
                .prop_map(|(v, start, stop, step, body)| Statement::For(v, start, stop, step, body)),
        ]
    });
    prop::collection::vec(statement, 1..6)
}

/// Writes bytecode.
struct Writer {
    text: String,
    labels: usize,
}

impl Writer {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn label(&mut self) -> String {
        self.labels += 1;
        format!("label{}", self.labels)
    }

    /// Makes a number of what may be a truth value.
    fn number(&mut self, expression: &Expression) {
        self.expression(expression);
        self.line("POSITIVE");
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Constant(value) => self.line(&format!("LOAD_CONST {value}")),
            Expression::Variable(v) => self.line(&format!("LOAD_FAST {}", VARIABLES[*v])),
            Expression::Binary(op, two) => {
                self.expression(&two[0]);
                self.expression(&two[1]);
                self.line(BINARY[*op]);
            }
            Expression::Unary(op, one) => {
                self.number(one);
                self.line(["NEGATIVE", "INVERT", "NOT"][*op]);
            }
            Expression::Short(and, two) => {
                let end = self.label();
                self.expression(&two[0]);
                self.line("COPY 1");
                self.line(&format!("POP_JUMP_IF_{} {end}", if *and { "FALSE" } else { "TRUE" }));
                self.line("POP");
                self.expression(&two[1]);
                self.line(&format!("{end}:"));
            }
            Expression::Call(two) => {
                self.line("LOAD_GLOBAL helper");
                self.number(&two[0]);
                self.number(&two[1]);
                self.line("CALL 2");
            }
        }
    }

    fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            match statement {
                Statement::Assign(v, value) => {
                    self.expression(value);
                    self.line(&format!("STORE_FAST {}", VARIABLES[*v]));
                }
                Statement::If(condition, then, otherwise) => {
                    let (no, end) = (self.label(), self.label());
                    self.expression(condition);
                    self.line(&format!("POP_JUMP_IF_FALSE {no}"));
                    self.statements(then);
                    self.line(&format!("JUMP {end}\n{no}:"));
                    self.statements(otherwise);
                    self.line(&format!("{end}:"));
                }
                Statement::For(v, start, stop, step, body) => {
                    let (next, end) = (self.label(), self.label());
                    self.line(&format!("LOAD_GLOBAL range\nLOAD_CONST {start}"));
                    self.expression(stop);
                    self.line(&format!("LOAD_CONST 7\nAND\nLOAD_CONST {step}\nCALL 3\nGET_ITER"));
                    self.line(&format!("{next}:\nFOR_ITER {end}\nSTORE_FAST {}", VARIABLES[*v]));
                    self.statements(body);
                    self.line(&format!("JUMP_BACKWARD {next}\n{end}:"));
                }
            }
        }
    }
}

/// What Python says, as long as everything fits; what the templates bail on is an error.
struct Python {
    variables: [i64; VARIABLES.len()],
}

impl Python {
    fn expression(&self, expression: &Expression) -> Result<i64, BailReason> {
        let fits = |value: i128| i64::try_from(value).map_err(|_| BailReason::Overflow);
        Ok(match expression {
            Expression::Constant(value) => *value,
            Expression::Variable(v) => self.variables[*v],
            Expression::Binary(op, two) => {
                let (a, b) = (self.expression(&two[0])?, self.expression(&two[1])?);
                let (wide_a, wide_b) = (i128::from(a), i128::from(b));
                match BINARY[*op] {
                    "ADD" => fits(wide_a + wide_b)?,
                    "SUBTRACT" => fits(wide_a - wide_b)?,
                    "MULTIPLY" => fits(wide_a * wide_b)?,
                    "FLOOR_DIVIDE" | "REMAINDER" if b == 0 => {
                        return Err(BailReason::DivisionByZero);
                    }
                    "FLOOR_DIVIDE" => fits(floor(wide_a, wide_b))?,
                    "REMAINDER" => fits(wide_a - floor(wide_a, wide_b) * wide_b)?,
                    "LEFT_SHIFT" | "RIGHT_SHIFT" if !(0..64).contains(&b) => {
                        return Err(BailReason::ShiftCount);
                    }
                    "LEFT_SHIFT" => fits(wide_a << b)?,
                    "RIGHT_SHIFT" => a >> b,
                    "AND" => a & b,
                    "OR" => a | b,
                    "XOR" => a ^ b,
                    "LESS" => (a < b).into(),
                    "LESS_EQUAL" => (a <= b).into(),
                    "EQUAL" => (a == b).into(),
                    "NOT_EQUAL" => (a != b).into(),
                    "GREATER" => (a > b).into(),
                    _ => (a >= b).into(),
                }
            }
            Expression::Unary(op, one) => {
                let value = self.expression(one)?;
                match op {
                    0 => fits(-i128::from(value))?,
                    1 => !value,
                    _ => (value == 0).into(),
                }
            }
            Expression::Short(and, two) => {
                let first = self.expression(&two[0])?;
                if (first != 0) == *and { self.expression(&two[1])? } else { first }
            }
            Expression::Call(two) => {
                let (a, b) = (self.expression(&two[0])?, self.expression(&two[1])?);
                fits(i128::from(a) - floor(b.into(), 3))?
            }
        })
    }

    fn statements(&mut self, statements: &[Statement]) -> Result<(), BailReason> {
        for statement in statements {
            match statement {
                Statement::Assign(v, value) => self.variables[*v] = self.expression(value)?,
                Statement::If(condition, then, otherwise) => {
                    let holds = self.expression(condition)? != 0;
                    self.statements(if holds { then } else { otherwise })?;
                }
                Statement::For(v, start, stop, step, body) => {
                    let stop = self.expression(stop)? & 7;
                    let mut next = *start;
                    while if *step > 0 { next < stop } else { next > stop } {
                        self.variables[*v] = next;
                        next += step;
                        self.statements(body)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Any instructions at all, with arguments that are mostly in range.
fn instructions() -> impl Strategy<Value = Vec<Instruction>> {
    use Op::*;
    let likely = vec![
        Pop,
        Copy,
        Swap,
        LoadConst,
        LoadConst,
        LoadFast,
        LoadFast,
        LoadFast,
        StoreFast,
        StoreFast,
        LoadGlobal,
        Add,
        Less,
        And,
        Not,
        ToBool,
        Jump,
        JumpBackward,
        PopJumpIfFalse,
        PopJumpIfTrue,
        GetIter,
        ForIter,
        Return,
        Call,
    ];
    let op = prop_oneof![
        20 => prop::sample::select(likely),
        1 => prop::sample::select(Op::ALL),
    ];
    prop::collection::vec((op, 0u32..4), 1..40).prop_map(|list| {
        let len = list.len() as u32;
        let target = |at: u32, arg: u32| (at * 7 + arg * 13) % len;
        let jump = |(at, (op, arg)): (usize, (Op, u32))| {
            let arg = if op.is_jump() { target(at as u32, arg) } else { arg };
            Instruction { op, arg }
        };
        list.into_iter().enumerate().map(jump).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_instructions_are_compiled_or_refused(instructions in instructions()) {
        let text = "LOAD_CONST 1\nLOAD_CONST True\nLOAD_CONST -2\nLOAD_GLOBAL f\nLOAD_GLOBAL range\n\
                    LOAD_FAST a\nSTORE_FAST b\nSTORE_FAST c\nSTORE_FAST d\nRETURN";
        let template = Arc::into_inner(function("f", "a", text)).unwrap();
        let code = Arc::new(CodeObject {
            positions: vec![Position::default(); instructions.len()],
            offsets: vec![0; instructions.len()],
            stack_depths: vec![0; instructions.len()],
            instructions,
            ..template
        });
        let program = Program(vec![code]);
        if let Ok(unit) = Unit::new(&program.0[0], 0, &|name| program.resolve(name)) {
            for form in [Form::Before, Form::After] {
                for isa in Isa::ALL {
                    check_bytes(&unit.assemble(isa, form).unwrap().bytes, isa);
                }
            }
        }
    }

    #[test]
    fn random_functions_agree(
        statements in statements(),
        arguments in prop::collection::vec([number(), number(), number()], 4),
    ) {
        let mut writer = Writer { text: String::new(), labels: 0 };
        for variable in &VARIABLES[3..] {
            writer.line(&format!("LOAD_CONST 0\nSTORE_FAST {variable}"));
        }
        writer.statements(&statements);
        // All variables count for the result: ((a * 3 ^ b) * 3 ^ c) …, with the top bits cut off.
        writer.line("LOAD_CONST 0");
        for variable in VARIABLES {
            writer.line(&format!("LOAD_CONST {}\nAND\nLOAD_CONST 3\nMULTIPLY", 1i64 << 60));
            writer.line(&format!("LOAD_FAST {variable}\nXOR"));
        }
        writer.line("POSITIVE\nRETURN");
        let helper = "LOAD_FAST a\nLOAD_FAST b\nLOAD_CONST 3\nFLOOR_DIVIDE\nSUBTRACT\nRETURN";
        let program = Program(vec![
            function("f", "a b c", &writer.text),
            function("helper", "a b", helper),
        ]);
        for arguments in arguments {
            let mut python = Python { variables: [0; VARIABLES.len()] };
            python.variables[..3].copy_from_slice(&arguments);
            let expected = python.statements(&statements).map(|()| {
                python.variables.iter().fold(0, |sum, v| ((sum & 1 << 60) * 3) ^ v)
            });
            prop_assert_eq!(call(&program, &arguments, 2), expected);
        }
        for form in [Form::Before, Form::After] {
            for isa in Isa::ALL {
                check_bytes(&program.unit().assemble(isa, form).unwrap().bytes, isa);
            }
        }
    }
}
