//! The loop: fetch a step, dispatch, operate.
//!
//! One Rust function holds the whole state of execution in local variables: `pc`, the next step;
//! `sp`, the first free place above the operands; `locals`, the frame's variables. Calls of Python
//! functions and returns only change these three, so Python recursion needs no native stack.
//!
//! The fast paths (ints that fit, floats, lists, ranges, simple calls) are here; everything else is
//! a call of an operation in `operators` or `instructions`, which may raise.
//!
//! **Why the raw pointers are right.** The verifier has proved of every code object that operands
//! never exceed `stack_size`, that every index of a local, constant or name is in range and that
//! control stays inside the code. Frames are pushed only where the mapping has room.
//!
//! Judge: the corpus, whose outputs CPython recorded, and the stress mode of the collector.

use crate::builtin::{Arguments, Builtin};
use crate::class::Class;
use crate::error::{Result, Unwind, raise};
use crate::feedback::{Callee, Site, TypeSet};
use crate::heap::Gc;
use crate::interpreter::executable::{CodeRef, Quick, Step};
use crate::interpreter::{Frame, Interpreter, Resumed, recursion_error};
use crate::interrupt;
use crate::object::function::{CellObject, FunctionObject};
use crate::object::iterator::IteratorObject;
use crate::object::list::ListObject;
use crate::object::tuple::TupleObject;
use crate::operators::arithmetic::{BinaryOperator, UnaryOperator};
use crate::operators::compare::Comparison;
use crate::operators::integer::{floor_div_i64, remainder_i64};
use crate::operators::truth::truthy;
use crate::tier::Answer;
use crate::value::{Tag, Value};

impl Interpreter {
    /// Runs the topmost frame until it has returned, when `entry` frames are left.
    pub(super) fn run(&mut self, entry: usize) -> Result {
        let mut code: CodeRef;
        let mut locals: *mut Value;
        let mut sp: *mut Value;
        let mut pc: *mut Step;
        let mut constants: *const Value;

        // SAFETY: see the module's header.
        unsafe {
            /// Takes up the topmost frame where its saved state says.
            macro_rules! enter_frame {
                () => {{
                    let frame = *self.frames.last().unwrap_unchecked();
                    code = frame.code;
                    locals = frame.locals;
                    sp = locals.add(code.local_count + frame.depth as usize);
                    pc = code.first_step().add(frame.instruction as usize);
                    constants = code.constants.as_ptr();
                    self.set_stack_top(locals.add(code.frame_size));
                }};
            }
            /// Takes up the topmost frame as far as raising at its saved instruction needs.
            macro_rules! raise_in_frame {
                () => {{
                    let frame = self.frames.last().unwrap_unchecked();
                    code = frame.code;
                    pc = code.first_step().add(frame.instruction as usize + 1);
                }};
            }
            enter_frame!();

            loop {
                let (unwind, adds_entry): (Unwind, bool) = 'dispatch: loop {
                    let step = pc;
                    pc = pc.add(1);

                    /// The value, or unwind.
                    macro_rules! attempt {
                        ($result:expr) => {
                            match $result {
                                Ok(value) => value,
                                Err(unwind) => break 'dispatch (unwind, true),
                            }
                        };
                    }
                    macro_rules! push {
                        ($value:expr) => {{
                            let value = $value;
                            sp.write(value);
                            sp = sp.add(1);
                        }};
                    }
                    macro_rules! pop {
                        () => {{
                            sp = sp.sub(1);
                            sp.read()
                        }};
                    }
                    /// The top `n` operands.
                    macro_rules! operands {
                        ($n:expr) => {
                            std::slice::from_raw_parts(sp.sub($n as usize), $n as usize)
                        };
                    }
                    /// The locals and operands, and the instruction to go on with.
                    macro_rules! generator_frame {
                        () => {{
                            let count = sp.offset_from(locals) as usize;
                            let next = pc.offset_from(code.first_step()) as u32;
                            (std::slice::from_raw_parts(locals, count), next)
                        }};
                    }
                    /// Takes `n` operands and puts one value there.
                    macro_rules! replace {
                        ($n:expr, $value:expr) => {{
                            let value = $value;
                            sp = sp.sub($n as usize);
                            push!(value);
                        }};
                    }
                    macro_rules! jump {
                        ($target:expr) => {
                            pc = code.first_step().add($target as usize)
                        };
                    }
                    macro_rules! load_fast {
                        ($index:expr) => {{
                            let value = *locals.add($index as usize);
                            if value.is_undefined() {
                                break 'dispatch (Self::unbound_local(code, $index), true);
                            }
                            push!(value);
                        }};
                    }
                    macro_rules! binary_slow {
                        ($operator:ident) => {{
                            let (a, b) = (*sp.sub(2), *sp.sub(1));
                            let operator = BinaryOperator::$operator;
                            replace!(2, attempt!(self.binary(step, operator, a, b)));
                        }};
                    }
                    // ANCHOR: arithmetic
                    /// `$int` gives an `Option<i64>`, `$float` an `f64`.
                    macro_rules! arithmetic {
                        ($operator:ident, $int:expr, $float:expr) => {{
                            let (a, b) = (*sp.sub(2), *sp.sub(1));
                            if a.tag() == Tag::Int
                                && b.tag() == Tag::Int
                                && let Some(result) = $int(a.payload() as i64, b.payload() as i64)
                            {
                                (*step).site.absorb(Site::INTS);
                                replace!(2, Value::int(result));
                            } else if a.tag() == Tag::Float && b.tag() == Tag::Float {
                                let (a, b) =
                                    (f64::from_bits(a.payload()), f64::from_bits(b.payload()));
                                (*step).site.absorb(Site::FLOATS);
                                replace!(2, Value::float($float(a, b)));
                            } else {
                                binary_slow!($operator);
                            }
                        }};
                    }
                    // ANCHOR_END: arithmetic
                    /// As `arithmetic`, for operators that only ints have a fast path for.
                    macro_rules! integer {
                        ($operator:ident, $int:expr) => {{
                            let (a, b) = (*sp.sub(2), *sp.sub(1));
                            if a.tag() == Tag::Int
                                && b.tag() == Tag::Int
                                && let Some(result) = $int(a.payload() as i64, b.payload() as i64)
                            {
                                (*step).site.absorb(Site::INTS);
                                replace!(2, Value::int(result));
                            } else {
                                binary_slow!($operator);
                            }
                        }};
                    }
                    macro_rules! comparison {
                        ($comparison:ident, $operator:tt) => {{
                            let (a, b) = (*sp.sub(2), *sp.sub(1));
                            if a.tag() == Tag::Int && b.tag() == Tag::Int {
                                (*step).site.absorb(Site::INTS_COMPARED);
                                Value::bool((a.payload() as i64) $operator (b.payload() as i64))
                            } else if a.tag() == Tag::Float && b.tag() == Tag::Float {
                                (*step).site.absorb(Site::FLOATS_COMPARED);
                                Value::bool(
                                    f64::from_bits(a.payload()) $operator f64::from_bits(b.payload()))
                            } else {
                                attempt!(self.comparison(step, Comparison::$comparison, a, b))
                            }
                        }};
                    }
                    macro_rules! comparison_jump {
                        ($comparison:ident, $operator:tt) => {{
                            let result = comparison!($comparison, $operator);
                            sp = sp.sub(2);
                            if truthy(result) {
                                pc = pc.add(1);
                            } else {
                                jump!((*pc).arg);
                            }
                        }};
                    }
                    /// Enters a callee whose arguments, `$count` of them, are the top operands; its
                    /// result goes to `$result`. Falls through when it is not that simple.
                    macro_rules! simple_call {
                        ($function:expr, $count:expr, $result:expr) => {{
                            let function: Gc<FunctionObject> = $function;
                            let callee = function.code;
                            if callee.simple_parameters == $count as u32 {
                                let frame = self.frames.last_mut().unwrap_unchecked();
                                frame.instruction = step.offset_from(code.first_step()) as u32;
                                let base = sp.sub($count as usize);
                                let left = callee.call_countdown.get() - 1;
                                callee.call_countdown.set(left);
                                if left == 0
                                    && let Some(tier) = self.tier.clone()
                                {
                                    let answer = tier.call(self, function, operands!($count));
                                    match answer {
                                        Answer::Interpret => {}
                                        Answer::Returned(value) => {
                                            let result: *mut Value = $result;
                                            result.write(value);
                                            sp = result.add(1);
                                            continue 'dispatch;
                                        }
                                        Answer::Raised(unwind) => {
                                            break 'dispatch (unwind, true);
                                        }
                                        Answer::Resume => {
                                            enter_frame!();
                                            continue 'dispatch;
                                        }
                                        Answer::ResumeRaising(unwind, adds_entry) => {
                                            raise_in_frame!();
                                            break 'dispatch (unwind, adds_entry);
                                        }
                                    }
                                } else if left == 0 {
                                    callee.call_countdown.set(u32::MAX);
                                }
                                if interrupt::is_requested()
                                    && let Some(unwind) = interrupt::take(&mut self.heap)
                                {
                                    break 'dispatch (unwind, true);
                                }
                                if self.frames_left() == 0
                                    || !self.has_room(base, callee.frame_size)
                                {
                                    break 'dispatch (recursion_error(""), true);
                                }
                                for i in $count as usize..callee.local_count {
                                    base.add(i).write(Value::UNDEFINED);
                                }
                                self.frames.push(Frame {
                                    code: callee,
                                    locals: base,
                                    result: $result,
                                    instruction: 0,
                                    depth: 0,
                                });
                                code = callee;
                                locals = base;
                                constants = callee.constants.as_ptr();
                                pc = callee.first_step();
                                sp = base.add(callee.local_count);
                                self.set_stack_top(base.add(callee.frame_size));
                                continue 'dispatch;
                            }
                        }};
                    }
                    /// Any other call.
                    macro_rules! general_call {
                        ($callee:expr, $arguments:expr, $result:expr) => {{
                            let callee: Value = $callee;
                            let result: *mut Value = $result;
                            let arguments: Arguments<'_> = $arguments;
                            if let Some(function) = callee.as_object::<FunctionObject>() {
                                let frame = self.frames.last_mut().unwrap_unchecked();
                                frame.instruction = step.offset_from(code.first_step()) as u32;
                                attempt!(self.push_bound_frame(function, arguments, result));
                                enter_frame!();
                                continue 'dispatch;
                            }
                            let value = attempt!(self.call_native(callee, arguments));
                            (*step).site.absorb(Site::new(
                                TypeSet::NONE,
                                TypeSet::NONE,
                                TypeSet::of(value),
                            ));
                            result.write(value);
                            sp = result.add(1);
                        }};
                    }
                    macro_rules! record_callee {
                        ($callee:expr) => {{
                            let at = step.offset_from(code.first_step()) as usize;
                            Self::record_callee(code, at, $callee);
                        }};
                    }

                    match (*step).op {
                        Quick::LoadFast => load_fast!((*step).arg),
                        Quick::LoadFastLoadFast => {
                            load_fast!((*step).arg);
                            let second = (*pc).arg;
                            pc = pc.add(1);
                            load_fast!(second);
                        }
                        Quick::LoadFastLoadConst => {
                            load_fast!((*step).arg);
                            push!(*constants.add((*pc).arg as usize));
                            pc = pc.add(1);
                        }
                        Quick::StoreFast => {
                            *locals.add((*step).arg as usize) = pop!();
                        }
                        Quick::StoreFastLoadFast => {
                            *locals.add((*step).arg as usize) = pop!();
                            let second = (*pc).arg;
                            pc = pc.add(1);
                            load_fast!(second);
                        }
                        Quick::LoadConst => push!(*constants.add((*step).arg as usize)),
                        Quick::Pop => sp = sp.sub(1),
                        Quick::Copy => push!(*sp.sub((*step).arg as usize)),
                        Quick::Swap => std::ptr::swap(sp.sub(1), sp.sub((*step).arg as usize)),
                        Quick::Add => {
                            arithmetic!(Add, i64::checked_add, |a, b| a + b);
                        }
                        Quick::Subtract => {
                            arithmetic!(Subtract, i64::checked_sub, |a, b| a - b);
                        }
                        Quick::Multiply => {
                            arithmetic!(Multiply, i64::checked_mul, |a, b| a * b);
                        }
                        Quick::FloorDivide => integer!(FloorDivide, floor_div_i64),
                        Quick::Remainder => integer!(Remainder, remainder_i64),
                        Quick::TrueDivide => {
                            let (a, b) = (*sp.sub(2), *sp.sub(1));
                            match (a.as_float(), b.as_float()) {
                                (Some(a), Some(b)) if b != 0.0 => {
                                    (*step).site.absorb(Site::FLOATS);
                                    replace!(2, Value::float(a / b));
                                }
                                _ => binary_slow!(TrueDivide),
                            }
                        }
                        Quick::And => integer!(And, |a: i64, b: i64| Some(a & b)),
                        Quick::Or => integer!(Or, |a: i64, b: i64| Some(a | b)),
                        Quick::Xor => integer!(Xor, |a: i64, b: i64| Some(a ^ b)),
                        Quick::RightShift => {
                            integer!(RightShift, |a: i64, b: i64| {
                                (b >= 0).then(|| a >> b.min(63))
                            });
                        }
                        Quick::LeftShift => {
                            integer!(LeftShift, |a: i64, b: i64| {
                                let shifted = a.checked_shl(u32::try_from(b).ok()?)?;
                                (shifted >> b == a).then_some(shifted)
                            });
                        }
                        Quick::Power => binary_slow!(Power),
                        Quick::Less => replace!(2, comparison!(Less, <)),
                        Quick::LessEqual => replace!(2, comparison!(LessEqual, <=)),
                        Quick::Equal => replace!(2, comparison!(Equal, ==)),
                        Quick::NotEqual => replace!(2, comparison!(NotEqual, !=)),
                        Quick::Greater => replace!(2, comparison!(Greater, >)),
                        Quick::GreaterEqual => replace!(2, comparison!(GreaterEqual, >=)),
                        Quick::LessJump => comparison_jump!(Less, <),
                        Quick::LessEqualJump => comparison_jump!(LessEqual, <=),
                        Quick::EqualJump => comparison_jump!(Equal, ==),
                        Quick::NotEqualJump => comparison_jump!(NotEqual, !=),
                        Quick::GreaterJump => comparison_jump!(Greater, >),
                        Quick::GreaterEqualJump => comparison_jump!(GreaterEqual, >=),
                        Quick::Is => {
                            let same = (*sp.sub(2)).is(*sp.sub(1));
                            replace!(2, Value::bool(same != ((*step).arg == 1)));
                        }
                        Quick::Contains => {
                            let (item, container) = (*sp.sub(2), *sp.sub(1));
                            let found = attempt!(self.contains(step, item, container));
                            replace!(2, Value::bool(found != ((*step).arg == 1)));
                        }
                        Quick::Negative => {
                            let value = *sp.sub(1);
                            if let Some(float) = value.as_float() {
                                (*step).site.absorb(Site::FLOATS);
                                replace!(1, Value::float(-float));
                            } else {
                                let operator = UnaryOperator::Negative;
                                replace!(1, attempt!(self.unary(step, operator, value)));
                            }
                        }
                        Quick::Not => {
                            let value = truthy(*sp.sub(1));
                            replace!(1, Value::bool(!value));
                        }
                        Quick::ToBool => {
                            let value = truthy(*sp.sub(1));
                            replace!(1, Value::bool(value));
                        }
                        Quick::Jump => jump!((*step).arg),
                        Quick::JumpBackward => {
                            let target = (*step).arg;
                            if interrupt::is_requested()
                                && let Some(unwind) = interrupt::take(&mut self.heap)
                            {
                                break 'dispatch (unwind, true);
                            }
                            jump!(target);
                            let left = code.back_edge_countdown.get() - 1;
                            code.back_edge_countdown.set(left);
                            if left == 0 {
                                let operands = sp.offset_from(locals) as usize - code.local_count;
                                match self.hot_loop(code, target, operands) {
                                    Answer::Interpret => {}
                                    Answer::Returned(value) => {
                                        if self.leave_frame(entry, value) {
                                            return Ok(value);
                                        }
                                        enter_frame!();
                                    }
                                    Answer::Raised(unwind) => break 'dispatch (unwind, true),
                                    Answer::Resume => enter_frame!(),
                                    Answer::ResumeRaising(unwind, adds_entry) => {
                                        raise_in_frame!();
                                        break 'dispatch (unwind, adds_entry);
                                    }
                                }
                            }
                        }
                        Quick::PopJumpIfFalse => {
                            let value = pop!();
                            let truth = match value.tag() {
                                Tag::Bool => value.payload() != 0,
                                _ => {
                                    (*step).site.absorb(Site::new(
                                        TypeSet::of(value),
                                        TypeSet::NONE,
                                        TypeSet::NONE,
                                    ));
                                    truthy(value)
                                }
                            };
                            if !truth {
                                jump!((*step).arg);
                            }
                        }
                        Quick::PopJumpIfTrue => {
                            let value = pop!();
                            if value.tag() != Tag::Bool {
                                (*step).site.absorb(Site::new(
                                    TypeSet::of(value),
                                    TypeSet::NONE,
                                    TypeSet::NONE,
                                ));
                            }
                            if truthy(value) {
                                jump!((*step).arg);
                            }
                        }
                        Quick::PopJumpIfNone => {
                            if pop!().is_none() {
                                jump!((*step).arg);
                            }
                        }
                        Quick::PopJumpIfNotNone => {
                            if !pop!().is_none() {
                                jump!((*step).arg);
                            }
                        }
                        Quick::GetIter => {
                            let value = *sp.sub(1);
                            let iterator = attempt!(self.get_iter(step, value));
                            replace!(1, iterator);
                        }
                        Quick::ForIter => {
                            let iterator = *sp.sub(1);
                            match attempt!(self.next(step, iterator)) {
                                Some(value) => push!(value),
                                None => {
                                    sp = sp.sub(1);
                                    jump!((*step).arg);
                                }
                            }
                        }
                        Quick::ForIterStoreFast => {
                            let iterator = *sp.sub(1);
                            let target = locals.add((*pc).arg as usize);
                            if let Some(range) = iterator.as_object::<IteratorObject>()
                                && let Some(next) = range.next_range()
                            {
                                match next {
                                    Some(value) => {
                                        (*step).site.absorb(Site::new(
                                            TypeSet::NONE,
                                            TypeSet::NONE,
                                            TypeSet::INT,
                                        ));
                                        target.write(Value::int(value));
                                        pc = pc.add(1);
                                    }
                                    None => {
                                        sp = sp.sub(1);
                                        jump!((*step).arg);
                                    }
                                }
                                continue 'dispatch;
                            }
                            match attempt!(self.next(step, iterator)) {
                                Some(value) => {
                                    target.write(value);
                                    pc = pc.add(1);
                                }
                                None => {
                                    sp = sp.sub(1);
                                    jump!((*step).arg);
                                }
                            }
                        }
                        Quick::Return => {
                            let value = pop!();
                            let frame = self.frames.pop().unwrap_unchecked();
                            if self.frames.len() == entry {
                                return Ok(value);
                            }
                            frame.result.write(value);
                            sp = frame.result.add(1);
                            let caller = self.frames.last().unwrap_unchecked();
                            code = caller.code;
                            locals = caller.locals;
                            constants = code.constants.as_ptr();
                            pc = code.first_step().add(caller.instruction as usize);
                            (*pc).site.absorb(Site::new(
                                TypeSet::NONE,
                                TypeSet::NONE,
                                TypeSet::of(value),
                            ));
                            pc = pc.add(1);
                            self.set_stack_top(locals.add(code.frame_size));
                        }
                        Quick::LoadGlobal | Quick::LoadName => {
                            let slot = *code.global_slots.get_unchecked((*step).arg as usize);
                            let value = self.globals.load(slot);
                            if value.is_undefined() {
                                break 'dispatch (self.unbound_global(slot), true);
                            }
                            push!(value);
                        }
                        Quick::StoreGlobal | Quick::StoreName => {
                            let slot = *code.global_slots.get_unchecked((*step).arg as usize);
                            let value = pop!();
                            self.globals.store(slot, value);
                        }
                        Quick::LoadDeref => {
                            let cell = *locals.add((*step).arg as usize);
                            match cell.as_object::<CellObject>().map(|cell| cell.value.get()) {
                                Some(value) if !value.is_undefined() => push!(value),
                                _ => break 'dispatch (Self::unbound_cell(code, (*step).arg), true),
                            }
                        }
                        Quick::StoreDeref => {
                            let value = pop!();
                            let cell = *locals.add((*step).arg as usize);
                            if let Some(cell) = cell.as_object::<CellObject>() {
                                cell.value.set(value);
                            }
                        }
                        Quick::LoadMethod => {
                            let object = *sp.sub(1);
                            let (method, receiver) = attempt!(self.load_method(code, step, object));
                            sp.sub(1).write(method);
                            push!(receiver);
                        }
                        Quick::LoadSubscript => {
                            let (container, index) = (*sp.sub(2), *sp.sub(1));
                            if index.tag() == Tag::Int
                                && let Some(list) = container.as_object::<ListObject>()
                                && let Some(value) = {
                                    let index = index.payload() as i64;
                                    let length = list.len() as i64;
                                    list.get(
                                        (if index < 0 { index + length } else { index }) as usize,
                                    )
                                }
                            {
                                (*step).site.absorb(Site::new(
                                    TypeSet::of_list(list.strategy()),
                                    TypeSet::INT,
                                    TypeSet::of(value),
                                ));
                                replace!(2, value);
                            } else {
                                replace!(2, attempt!(self.subscript(step, container, index)));
                            }
                        }
                        Quick::StoreSubscript => {
                            let (value, container, index) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
                            if index.tag() == Tag::Int
                                && let Some(list) = container.as_object::<ListObject>()
                            {
                                (*step).site.absorb(Site::new(
                                    TypeSet::of_list(list.strategy()),
                                    TypeSet::INT,
                                    TypeSet::of(value),
                                ));
                                let at = index.payload() as i64;
                                let at = if at < 0 { at + list.len() as i64 } else { at };
                                if !list.set(at as usize, value) {
                                    let message = "list assignment index out of range";
                                    break 'dispatch (raise(Class::IndexError, message), true);
                                }
                            } else {
                                attempt!(self.store_subscript(step, container, index, value));
                            }
                            sp = sp.sub(3);
                        }
                        Quick::Call => {
                            let count = (*step).arg;
                            let result = sp.sub(count as usize + 1);
                            let callee = *result;
                            record_callee!(callee);
                            if let Some(function) = callee.as_object::<FunctionObject>() {
                                simple_call!(function, count, result);
                            }
                            general_call!(callee, Arguments::positional(operands!(count)), result);
                        }
                        Quick::CallMethod => {
                            let count = (*step).arg;
                            let result = sp.sub(count as usize + 2);
                            let callee = *result;
                            let bound = u32::from(!(*result.add(1)).is_undefined());
                            if let Some(builtin) = Builtin::from_value(callee) {
                                let arguments = Arguments::positional(operands!(count + bound));
                                let value = attempt!((builtin.call)(self, arguments));
                                (*step).site.absorb(Site::new(
                                    TypeSet::NONE,
                                    TypeSet::NONE,
                                    TypeSet::of(value),
                                ));
                                result.write(value);
                                sp = result.add(1);
                                continue 'dispatch;
                            }
                            let arguments = operands!(count + bound);
                            general_call!(callee, Arguments::positional(arguments), result);
                        }
                        Quick::CallKeyword => {
                            let count = (*step).arg as usize;
                            let result = sp.sub(count + 2);
                            let callee = *result;
                            record_callee!(callee);
                            let arguments =
                                attempt!(Self::with_names(*sp.sub(1), sp.sub(1), count));
                            general_call!(callee, arguments, result);
                        }
                        Quick::CallMethodKeyword => {
                            let count = (*step).arg as usize;
                            let result = sp.sub(count + 3);
                            let callee = *result;
                            let bound = usize::from(!(*result.add(1)).is_undefined());
                            let arguments =
                                attempt!(Self::with_names(*sp.sub(1), sp.sub(1), count + bound));
                            general_call!(callee, arguments, result);
                        }
                        Quick::CallUnpack => {
                            let has_keywords = (*step).arg == 1;
                            let result = sp.sub(2 + usize::from(has_keywords));
                            let callee = *result;
                            let keywords = if has_keywords { *sp.sub(1) } else { Value::UNDEFINED };
                            let (list, names) =
                                attempt!(self.unpack_arguments(callee, *result.add(1), keywords));
                            // In place of the operands, where the collector sees them.
                            result.add(1).write(list.into());
                            let arguments = Self::unpacked(list, names);
                            general_call!(callee, arguments, result);
                        }
                        Quick::BuildTuple => {
                            let count = (*step).arg;
                            let tuple = self.heap.tuple(operands!(count));
                            replace!(count, tuple);
                        }
                        Quick::BuildList => {
                            let count = (*step).arg;
                            let list = self.heap.list(operands!(count));
                            replace!(count, list);
                        }
                        Quick::ListAppend => {
                            let value = pop!();
                            if let Some(list) =
                                (*sp.sub((*step).arg as usize)).as_object::<ListObject>()
                            {
                                list.push(value);
                            }
                        }
                        Quick::UnpackSequence => {
                            let count = (*step).arg as usize;
                            let value = *sp.sub(1);
                            let tuple = value.as_object::<TupleObject>();
                            if let Some(tuple) = tuple
                                && tuple.items().len() == count
                            {
                                sp = sp.sub(1);
                                for item in tuple.items().iter().rev() {
                                    push!(*item);
                                }
                            } else {
                                let list = attempt!(self.unpack_sequence(value, count));
                                sp = sp.sub(1);
                                for i in (0..count).rev() {
                                    push!(list.get(i).unwrap_or(Value::UNDEFINED));
                                }
                            }
                        }
                        Quick::Raise => {
                            let count = (*step).arg;
                            break 'dispatch self.raise_operands(operands!(count));
                        }
                        Quick::Reraise => {
                            // The frame has its traceback entry from when it was raised first.
                            let exception = pop!();
                            let unwind = match exception.as_object() {
                                Some(exception) => Unwind::Exception(exception),
                                None => raise(Class::SystemError, "not an exception"),
                            };
                            break 'dispatch (unwind, false);
                        }
                        Quick::Yield => {
                            let value = pop!();
                            let (frame, next) = generator_frame!();
                            self.suspend(frame, next);
                            return Ok(value);
                        }
                        Quick::ReturnGenerator => {
                            let (frame, next) = generator_frame!();
                            let generator = self.make_generator(code, frame, next);
                            if self.leave_frame(entry, generator) {
                                return Ok(generator);
                            }
                            enter_frame!();
                        }
                        Quick::Send => {
                            let (iterator, value) = (*sp.sub(2), *sp.sub(1));
                            let value = match attempt!(self.send(iterator, value)) {
                                Resumed::Yielded(value) => {
                                    jump!((*step).arg);
                                    value
                                }
                                Resumed::Returned(value) => value,
                            };
                            sp.sub(1).write(value);
                        }
                        // What is left is executed too seldom to be here.
                        _ => sp = attempt!(self.uncommon(code, step, locals, sp)),
                    }
                };

                // Something was raised. `pc` is behind the step that did it.
                let instruction = (pc.offset_from(code.first_step()) - 1) as u32;
                self.unwind(entry, instruction, unwind, adds_entry)?;
                enter_frame!();
            }
        }
    }

    /// Leaves the topmost frame with a result. Was it the one that `run` was called for? If not, its
    /// caller is ready to go on behind the call.
    #[cold]
    fn leave_frame(&mut self, entry: usize, value: Value) -> bool {
        let Some(frame) = self.frames.pop().filter(|_| self.frames.len() > entry) else {
            return true;
        };
        if let Some(caller) = self.frames.last_mut() {
            // SAFETY: the result's place is an operand of the caller.
            unsafe {
                frame.result.write(value);
                let operands = frame.result.add(1).offset_from(caller.locals) as usize;
                caller.depth = (operands - caller.code.local_count) as u32;
            }
            caller.instruction += 1;
        }
        false
    }

    /// Asks the tier whether it takes over a loop.
    #[cold]
    #[inline(never)]
    fn hot_loop(&mut self, code: CodeRef, header: u32, operands: usize) -> Answer {
        let Some(tier) = self.tier.clone() else {
            code.back_edge_countdown.set(u32::MAX);
            return Answer::Interpret;
        };
        if let Some(frame) = self.frames.last_mut() {
            frame.instruction = header;
            frame.depth = operands as u32;
        }
        tier.back_edge(self, code, header)
    }

    #[inline]
    fn record_callee(code: CodeRef, at: usize, callee: Value) {
        let seen = match callee.as_object::<FunctionObject>() {
            Some(function) => Callee::Python(function.code.index),
            None => Callee::Native(callee.payload()),
        };
        if let Some(cell) = code.callees.get(at)
            && cell.get() != seen
        {
            let mut callee = cell.get();
            callee.record(seen);
            cell.set(callee);
        }
    }
}
