//! What the code of this stage's exercises does with generated inputs; a grader compares it with what the reference does.

#[path = "template_jit/assemble.rs"]
mod assemble;
#[path = "../../course/observing.rs"]
mod observing;

use observing::Observer;
use stage1::code_object::ExceptionRange;
use stage1::heap::{Gc, Heap, Marker, Object};
use stage1::interpreter::{covering, quickened};
use stage1::opcode::{Instruction, Op as Bytecode};
use stage1::peephole::RULES;
use stage1::pseudo::{
    BinaryOp, Condition, Function, Inst, Label, Op, Operand, Register, ResultKind,
};
use stage1::template::{CompiledUnit, Form, Outcome, Resolved, Unit};
use stage1::value::{Tag, Value};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

#[test]
fn observe_1_1() {
    let mut observer = Observer::new(90);
    for round in 0..30u64 {
        let mut at = observer.below(4) as u32;
        let mut table = Vec::new();
        for target in 0..round / 4 {
            let end = at + observer.below(6) as u32;
            let target = 100 + target as u32;
            table.push(ExceptionRange { start: at, end, target, depth: 0, push_index: false });
            at = end + observer.below(2) as u32 * observer.below(5) as u32;
        }
        let ranges: Vec<String> = table
            .iter()
            .map(|range| format!("{}..{} to {}", range.start, range.end, range.target))
            .collect();
        let anywhere = observer.below(u64::from(at) + 3) as u32;
        let border = match table.len() as u64 {
            0 => 0,
            count => table[observer.below(count) as usize].start,
        };
        let end = table.last().map_or(7, |range| range.end);
        for (category, instruction) in
            [("anywhere", anywhere), ("where a range begins", border), ("where a range ends", end)]
        {
            observer.observe(category, format!("{instruction} in [{}]", ranges.join(", ")), || {
                covering(&table, instruction)
                    .map_or("nobody".to_string(), |range| range.target.to_string())
            });
        }
    }
}

/// An object that says when it dies. With one word to spare it takes 48 bytes, with nine 112.
struct Probe<const WORDS: usize> {
    number: usize,
    died: Rc<RefCell<Vec<usize>>>,
    next: Cell<Value>,
    _rest: [u64; WORDS],
}

impl<const WORDS: usize> Object for Probe<WORDS> {
    const TAG: Tag = if WORDS > 4 { Tag::Dict } else { Tag::List };

    fn trace(&self, marker: &mut Marker<'_>) {
        marker.value(self.next.get());
    }
}

impl<const WORDS: usize> Drop for Probe<WORDS> {
    fn drop(&mut self) {
        self.died.borrow_mut().push(self.number);
    }
}

/// Which objects of some die when the collector sees one word: that of an object, plus a distance.
fn dead<const WORDS: usize>(
    count: usize,
    holds: Option<(usize, usize)>,
    of: usize,
    plus: i64,
) -> String {
    let words: Box<[Cell<u64>; 2]> = Box::default();
    let mut heap = Heap::new();
    let died = Rc::new(RefCell::new(Vec::new()));
    // SAFETY: the words, which were made first, are dropped last.
    unsafe { heap.add_roots(words.as_ptr().cast(), 1) };
    let probes: Vec<Gc<Probe<WORDS>>> = (0..count)
        .map(|number| {
            heap.allocate(Probe {
                number,
                died: died.clone(),
                next: Cell::new(Value::NONE),
                _rest: [0; WORDS],
            })
        })
        .collect();
    if let Some((from, to)) = holds {
        probes[from].next.set(Value::object(probes[to]));
    }
    words[0].set((probes[of].address() as i64 + plus) as u64);
    heap.collect(&|_| ());
    let mut dead = std::mem::take(&mut *died.borrow_mut());
    dead.sort_unstable();
    format!("{} dead: {dead:?}", dead.len())
}

#[test]
fn observe_1_2() {
    let mut observer = Observer::new(90);
    for round in 0..30u64 {
        let count = 2 + observer.below(9 + round) as usize;
        let of = observer.below(count as u64) as usize;
        let large = observer.below(2) == 1;
        let size = if large { 112 } else { 48 };
        let inside = observer.below(size) as i64;
        let back = -(observer.below(2 * size) as i64);
        let far = (observer.below(1 << 44) as i64 - (1 << 43)) << observer.below(8);
        let holds = (observer.below(2) == 1).then(|| (of, observer.below(count as u64) as usize));
        for (category, plus) in
            [("inside of an object", inside), ("before an object", back), ("far away", far)]
        {
            let input =
                format!("{count} objects of {size} bytes, {holds:?} holds; number {of} {plus:+}");
            observer.observe(category, input, || match large {
                true => dead::<9>(count, holds, of, plus),
                false => dead::<1>(count, holds, of, plus),
            });
        }
    }
}

const LOCALS: [&str; 3] = ["a", "b", "n"];

fn function(code: &[Inst]) -> Function {
    Function {
        name: "f".into(),
        parameters: 0,
        locals: LOCALS.map(String::from).to_vec(),
        result: ResultKind::Int,
        callees: vec![],
        code: code.to_vec(),
    }
}

fn print(code: &[Inst]) -> String {
    let function = function(&[]);
    let lines = code.iter().filter(|inst| inst.op != Op::Nothing);
    lines.map(|inst| function.instruction_text(&inst.op)).collect::<Vec<_>>().join(" / ")
}

fn register(observer: &mut Observer) -> Register {
    match observer.below(2) {
        0 => Register::Local(observer.below(LOCALS.len() as u64) as u16),
        _ => Register::Scratch(observer.below(3) as u8),
    }
}

fn operand(observer: &mut Observer) -> Operand {
    match observer.below(4) {
        0 => Operand::Immediate(observer.below(3) as i64),
        _ => register(observer).into(),
    }
}

fn condition(observer: &mut Observer) -> Condition {
    use Condition::*;
    *observer.one_of(&[Less, LessEqual, Equal, NotEqual, Greater, GreaterEqual, BitsClear, BitsSet])
}

/// What a rule makes of code, and how often it says it found its pattern.
fn observe_rule(observer: &mut Observer, category: &str, name: &str, ops: Vec<Op>) {
    let code: Vec<Inst> = ops.into_iter().map(|op| Inst { op, bytecode: 0 }).collect();
    observer.observe(category, print(&code), || {
        let (_, rule) = RULES.iter().find(|(other, _)| *other == name).expect("it is in the list");
        let mut code = code.clone();
        let found = rule(&mut code);
        format!("{found} times: {}", print(&code))
    });
}

fn anything(observer: &mut Observer) -> Op {
    match observer.below(4) {
        0 => Op::Label { label: Label(observer.below(9) as u32), depth: 0 },
        1 => Op::Move { to: register(observer), from: operand(observer) },
        2 => Op::BailIfOverflow,
        _ => Op::Binary {
            op: BinaryOp::Add,
            to: register(observer),
            left: operand(observer),
            right: operand(observer),
        },
    }
}

#[test]
fn observe_1_3() {
    let mut observer = Observer::new(120);
    for round in 0..60u64 {
        let mut pushes = Vec::new();
        for _ in 0..1 + round / 8 {
            pushes.push(Op::Push(operand(&mut observer)));
            pushes.push(Op::Pop(register(&mut observer)));
        }
        let mut mixed = pushes.clone();
        for _ in 0..1 + observer.below(3) {
            let place = observer.below(mixed.len() as u64 + 1) as usize;
            let op = if observer.below(3) == 0 { Op::Nothing } else { anything(&mut observer) };
            mixed.insert(place, op);
        }
        let place = observer.below(pushes.len() as u64) as usize;
        pushes.rotate_left(place);
        observe_rule(&mut observer, "nothing in between", "push_pop", pushes);
        observe_rule(&mut observer, "something in between", "push_pop", mixed);
    }
}

#[test]
fn observe_1_4() {
    let text = "LOAD_FAST a\nLOAD_FAST b\nFLOOR_DIVIDE\nRETURN";
    let by_variable = assemble::function("f", "a b", text);
    let mut observer = Observer::new(120);
    let divide = |code: &std::sync::Arc<stage1::code_object::CodeObject>, arguments: &[i64]| {
        let unit = match Unit::new(code, 0, &|_| Resolved::Unknown) {
            Ok(unit) => unit,
            Err(refused) => return format!("{refused}"),
        };
        let results =
            [Form::Before, Form::After].map(|form| match CompiledUnit::link(unit.clone(), form) {
                Ok(compiled) => match compiled.call(0, arguments, 1) {
                    Outcome::Int(value) => value.to_string(),
                    Outcome::Bool(value) => value.to_string(),
                    Outcome::Bailed(reason) => reason.to_string(),
                },
                Err(_) => "no code for this machine".to_string(),
            });
        results.join(" and ")
    };
    for round in 0..70u64 {
        let shift = 63 - (round * 2).min(61);
        let mut number = || observer.random() as i64 >> shift;
        let (a, b) = (number(), number());
        observer.observe("two variables", format!("{a} // {b}"), || divide(&by_variable, &[a, b]));
        let c = if b == 0 { -1 } else { b };
        observer.observe("a constant", format!("{a} // {c}, in the instruction"), || {
            let text = format!("LOAD_FAST a\nLOAD_CONST {c}\nFLOOR_DIVIDE\nRETURN");
            divide(&assemble::function("f", "a", &text), &[a])
        });
        let exact = (a >> 8).wrapping_mul(c % 100);
        observer.observe("without a rest", format!("{exact} // {}", c % 100), || {
            divide(&by_variable, &[exact, c % 100])
        });
    }
}

#[test]
fn observe_1_5() {
    use Bytecode::*;
    let common = [LoadFast, LoadConst, StoreFast, ForIter, Less, Equal, PopJumpIfFalse];
    let mut observer = Observer::new(100);
    for round in 0..60u64 {
        for (category, all) in
            [("common operations", &common[..]), ("all operations", Bytecode::ALL)]
        {
            let operations: Vec<Bytecode> =
                (0..2 + round / 6).map(|_| *observer.one_of(all)).collect();
            observer.observe(category, format!("{operations:?}"), || {
                let instructions: Vec<Instruction> =
                    operations.iter().map(|&op| Instruction { op, arg: 0 }).collect();
                quickened(&instructions).join(" ")
            });
        }
    }
}

#[test]
fn observe_1_7() {
    let mut observer = Observer::new(120);
    for _ in 0..130 {
        let to = register(&mut observer);
        let (left, right) = (operand(&mut observer), operand(&mut observer));
        let set = Op::Set { to, condition: condition(&mut observer), left, right };
        let tested = if observer.below(6) == 0 { register(&mut observer) } else { to };
        let against = if observer.below(6) == 0 { 1 } else { 0 };
        let condition = match observer.below(8) {
            0 => condition(&mut observer),
            1..4 => Condition::NotEqual,
            _ => Condition::Equal,
        };
        let target = Label(9);
        let right = Operand::Immediate(against);
        let jump = Op::JumpIf { condition, left: tested.into(), right, target };
        let mut code = vec![set, jump];
        let mut category = "the two alone";
        if observer.below(3) == 0 {
            category = "something else beside them";
            let place = 1 + observer.below(2) as usize;
            code.insert(place, anything(&mut observer));
        }
        code.push(match observer.below(3) {
            0 => Op::Return(operand(&mut observer)),
            1 => Op::Return(tested.into()),
            _ => Op::Label { label: Label(3), depth: 0 },
        });
        observe_rule(&mut observer, category, "compare_jump", code);
    }
}
