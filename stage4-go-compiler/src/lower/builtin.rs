//! The functions of the language: `len`, `append`, `make` …
//!
//! Judged by `corpus/run` (`builtin_*`, `append_*`).

use stage2::condition::IntCondition;
use stage2::entity::Value;
use stage2::ir::Type as Machine;
use stage2::opcode::Opcode;

use super::function::Body;
use super::value::{Val, number};
use crate::ast::{Expr, ExprKind};
use crate::escape::Node;
use crate::token::Operator;
use crate::types::object::Builtin;
use crate::types::ty::{Basic, Type, TypeKind};

/// What a function of the language is given: an expression, or one of the results of a call.
enum Argument {
    Expr(Expr),
    Result(Type, Val),
}

impl Body<'_, '_> {
    /// The values of a call of a function of the language.
    pub fn builtin(&mut self, expr: Expr, builtin: Builtin) -> Vec<Val> {
        let ExprKind::Call { args, spread, paren, .. } = self.l.ast.exprs[expr] else {
            return Vec::new();
        };
        self.at(paren);
        let args = self.l.ast.get(args).to_vec();
        let result = self.default_type(self.l.type_of(expr));
        let one = |value: Value| vec![Val::one(value)];
        match builtin {
            Builtin::Append
            | Builtin::Copy
            | Builtin::Delete
            | Builtin::Complex
            | Builtin::Print
            | Builtin::Println => {
                let arguments = self.builtin_arguments(&args);
                self.builtin_of_arguments(builtin, &arguments, spread, result)
            }
            Builtin::Len | Builtin::Cap => one(self.length(args[0], builtin == Builtin::Cap)),
            Builtin::Clear => {
                let ty = self.l.type_of(args[0]);
                let val = self.value(args[0]);
                if let TypeKind::Slice(element) = self.l.types.underlying(ty) {
                    let size = self.l.size(element) as i64;
                    let bytes = self.b.binary(Opcode::Imul, val.scalars()[1], number(size));
                    self.runtime("clearBytes", &[val.scalars()[0], bytes]);
                } else {
                    let descriptor = self.descriptor(ty);
                    self.runtime("mapClear", &[descriptor, val.scalars()[0]]);
                }
                Vec::new()
            }
            Builtin::Make => vec![self.make(&args)],
            Builtin::New if self.may_stay(Node::New(expr), self.l.type_of(args[0])) => {
                let ty = self.l.type_of(args[0]);
                let at = self.temporary(ty);
                let size = self.l.size(ty);
                self.clear(at, size);
                one(at)
            }
            Builtin::New => {
                let ty = self.l.type_of(args[0]);
                one(self.new_object(ty))
            }
            Builtin::Min | Builtin::Max => vec![self.extreme(builtin, &args, result)],
            Builtin::Panic => {
                let any = self.l.types.empty_interface;
                let val = self.value_as(args[0], any);
                self.at(paren);
                self.panic_call("gopanic", val.scalars());
                self.continue_if_terminated();
                Vec::new()
            }
            Builtin::Recover => vec![Val::Scalars(self.recover())],
            Builtin::Real | Builtin::Imag => {
                let val = self.value(args[0]);
                one(val.scalars()[usize::from(builtin == Builtin::Imag)])
            }
            Builtin::UnsafeAdd => {
                let at = self.scalar(args[0]);
                let by = self.index_number(args[1]).0;
                one(self.b.binary(Opcode::PtrAdd, at, by))
            }
            Builtin::UnsafeSlice => {
                let [at, n] = self.unsafe_parts(&args, "panicUnsafeSlice");
                vec![Val::Scalars(vec![at, n, n])]
            }
            Builtin::UnsafeString => {
                vec![Val::Scalars(self.unsafe_parts(&args, "panicUnsafeString").to_vec())]
            }
            Builtin::UnsafeSliceData | Builtin::UnsafeStringData => {
                let val = self.value(args[0]);
                one(val.scalars()[0])
            }
            Builtin::Close => {
                let channel = self.scalar(args[0]);
                self.runtime("closeChannel", &[channel]);
                Vec::new()
            }
            Builtin::Alignof | Builtin::Offsetof | Builtin::Sizeof => {
                self.l.unsupported(self.l.ast.expr_pos[expr], "this function of the language");
                vec![self.zero(result)]
            }
        }
    }

    /// The arguments of a call: those that are written there, or the results of the one call that is.
    fn builtin_arguments(&mut self, args: &[Expr]) -> Vec<Argument> {
        if let [only] = args
            && let TypeKind::Tuple(tuple) = self.l.types.kind(self.l.type_of(*only))
        {
            let elements = self.l.types.tuple_elements(tuple).to_vec();
            let vals = self.values(*only);
            let results = elements.iter().zip(vals);
            return results.map(|(element, val)| Argument::Result(element.ty, val)).collect();
        }
        args.iter().map(|arg| Argument::Expr(*arg)).collect()
    }

    fn argument_type(&mut self, argument: &Argument) -> Type {
        match argument {
            Argument::Expr(expr) => self.default_type(self.l.type_of(*expr)),
            Argument::Result(ty, _) => *ty,
        }
    }

    fn argument_as(&mut self, argument: &Argument, ty: Type) -> Val {
        match argument {
            Argument::Expr(expr) => self.value_as(*expr, ty),
            Argument::Result(from, val) => self.convert_implicit(val.clone(), *from, ty),
        }
    }

    /// The functions that can be given the results of a call.
    fn builtin_of_arguments(
        &mut self,
        builtin: Builtin,
        arguments: &[Argument],
        spread: bool,
        result: Type,
    ) -> Vec<Val> {
        match builtin {
            Builtin::Append => vec![self.append(arguments, spread, result)],
            Builtin::Copy => vec![Val::one(self.copy_builtin(&arguments[0], &arguments[1]))],
            Builtin::Delete => {
                let ty = self.argument_type(&arguments[0]);
                let TypeKind::Map { key, .. } = self.l.types.underlying(ty) else {
                    return Vec::new();
                };
                let map = self.argument_as(&arguments[0], ty).scalars()[0];
                let key = self.argument_as(&arguments[1], key);
                self.map_delete(ty, map, &key);
                Vec::new()
            }
            Builtin::Complex => {
                let part = if self.l.types.basic(result) == Some(Basic::Complex64) {
                    Basic::Float32
                } else {
                    Basic::Float64
                };
                let re = self.argument_as(&arguments[0], part.ty()).scalars()[0];
                let im = self.argument_as(&arguments[1], part.ty()).scalars()[0];
                vec![Val::Scalars(vec![re, im])]
            }
            _ => {
                self.print(arguments, builtin == Builtin::Println);
                Vec::new()
            }
        }
    }

    /// Address and length of `unsafe.Slice` and its like, which fit the address space.
    fn unsafe_parts(&mut self, args: &[Expr], failure: &str) -> [Value; 2] {
        let at = self.scalar(args[0]);
        let n = self.index_number(args[1]).0;
        let size = match self.l.types.underlying(self.l.type_of(args[0])) {
            TypeKind::Pointer(element) => self.l.size(element).max(1) as i64,
            _ => 1,
        };
        let no = self.boolean(false);
        let positive = self.b.icmp(IntCondition::Sge, n, number(0));
        self.check(positive, failure, false, &[no]);
        // The end may not lie behind the last address; behind nil there is nothing.
        let bytes = self.b.binary(Opcode::Imul, n, number(size));
        let size = self.int(size);
        let high = self.b.binary(Opcode::Umulhi, n, size);
        let small = self.b.icmp(IntCondition::Eq, high, number(0));
        let address = self.resize(at, true, Machine::I64);
        let room = self.b.unary(Opcode::Ineg, address);
        let fits = self.b.icmp(IntCondition::Ule, bytes, room);
        let good = self.b.binary(Opcode::And, small, fits);
        let is_nil = self.b.icmp(IntCondition::Eq, at, number(0));
        self.check(good, failure, false, &[is_nil]);
        [at, n]
    }

    fn length(&mut self, expr: Expr, capacity: bool) -> Value {
        let ty = self.default_type(self.l.type_of(expr));
        let val = match self.l.types.underlying(ty) {
            TypeKind::Pointer(array) => {
                self.value(expr);
                let TypeKind::Array { length, .. } = self.l.types.underlying(array) else {
                    return self.int(0);
                };
                return self.int(length as i64);
            }
            _ => self.value_as(expr, ty),
        };
        match self.l.types.underlying(ty) {
            TypeKind::Array { length, .. } => self.int(length as i64),
            TypeKind::Map { .. } => self.runtime("mapLen", val.scalars())[0],
            TypeKind::Slice(_) if capacity => val.scalars()[2],
            TypeKind::Channel { .. } if capacity => {
                self.runtime("channelCapacity", val.scalars())[0]
            }
            TypeKind::Channel { .. } => self.runtime("channelLength", val.scalars())[0],
            _ => val.scalars()[1],
        }
    }

    /// `append`: stores behind the end if there is room, else in a larger copy.
    fn append(&mut self, args: &[Argument], spread: bool, ty: Type) -> Val {
        let TypeKind::Slice(element) = self.l.types.underlying(ty) else { return self.zero(ty) };
        let old = self.argument_as(&args[0], ty);
        let size = self.l.size(element) as i64;
        let mut vals = Vec::new();
        let mut other = None;
        let added = if spread {
            let from = self.argument_type(&args[1]);
            let is_nil = match args[1] {
                Argument::Expr(expr) => self.l.info.exprs[expr].mode == crate::types::Mode::Nil,
                Argument::Result(..) => false,
            };
            let val = self.argument_as(&args[1], if is_nil { ty } else { from });
            let (data, length) = (val.scalars()[0], val.scalars()[1]);
            other = Some((data, length));
            length
        } else {
            for arg in &args[1..] {
                let val = self.argument_as(arg, element);
                vals.push(self.private(element, val));
            }
            self.int(vals.len() as i64)
        };
        let [data, length, capacity] = old.scalars()[..] else { return old };
        let slots = [Machine::Ptr, Machine::I64].map(|ty| self.b.variable(ty, "append"));
        self.b.set(slots[0], data);
        self.b.set(slots[1], capacity);
        let total = self.b.binary(Opcode::Iadd, length, added);
        let (grow, ready) = (self.b.block(&[]), self.b.block(&[]));
        let fits = self.b.icmp(IntCondition::Ule, total, capacity);
        self.b.br(fits, (ready, &[]), (grow, &[]));
        self.b.switch_to(grow);
        let descriptor = self.descriptor(element);
        let grown = self.runtime("growSlice", &[data, total, capacity, added, descriptor]);
        self.b.set(slots[0], grown[0]);
        self.b.set(slots[1], grown[2]);
        self.b.jump(ready, &[]);
        self.b.switch_to(ready);
        let data = self.b.get(slots[0]);
        let capacity = self.b.get(slots[1]);
        let end = self.element_address(data, length, element);
        match other {
            Some((from, count)) => {
                let bytes = self.b.binary(Opcode::Imul, count, number(size));
                self.runtime("moveBytes", &[end, from, bytes]);
            }
            None => {
                for (index, val) in vals.into_iter().enumerate() {
                    self.store_at(element, end, index as i64 * size, &val);
                }
            }
        }
        Val::Scalars(vec![data, total, capacity])
    }

    fn copy_builtin(&mut self, to: &Argument, from: &Argument) -> Value {
        let ty = self.argument_type(to);
        let TypeKind::Slice(element) = self.l.types.underlying(ty) else { return self.int(0) };
        let to = self.argument_as(to, ty);
        let from_ty = self.argument_type(from);
        let from = self.argument_as(from, from_ty);
        let (a, b) = (to.scalars()[1], from.scalars()[1]);
        let less = self.b.icmp(IntCondition::Slt, a, b);
        let count = self.b.ternary(Opcode::Select, [less, a, b]);
        let size = self.l.size(element) as i64;
        let bytes = self.b.binary(Opcode::Imul, count, number(size));
        self.runtime("moveBytes", &[to.scalars()[0], from.scalars()[0], bytes]);
        count
    }

    fn make(&mut self, args: &[Expr]) -> Val {
        let ty = self.l.type_of(args[0]);
        let mut sizes = Vec::new();
        for &arg in &args[1..] {
            let constant = self.l.info.exprs[arg].value.is_some();
            let from = self.default_type(self.l.type_of(arg));
            let value = if constant {
                self.value_as(arg, Basic::Int.ty()).scalars()[0]
            } else {
                self.scalar(arg)
            };
            let unsigned = !constant && self.is_unsigned(from);
            sizes.push(self.resize(value, unsigned, Machine::I64));
        }
        match self.l.types.underlying(ty) {
            TypeKind::Slice(element) => {
                let length = sizes[0];
                let capacity = sizes.get(1).copied().unwrap_or(length);
                let descriptor = self.descriptor(element);
                let data = self.runtime("makeSlice", &[descriptor, length, capacity])[0];
                Val::Scalars(vec![data, length, capacity])
            }
            TypeKind::Map { .. } => {
                let hint = match sizes.first() {
                    Some(&hint) => hint,
                    None => self.int(0),
                };
                let descriptor = self.descriptor(ty);
                Val::one(self.runtime("makeMap", &[descriptor, hint])[0])
            }
            _ => {
                let capacity = match sizes.first() {
                    Some(&capacity) => capacity,
                    None => self.int(0),
                };
                let descriptor = self.descriptor(ty);
                Val::one(self.runtime("makeChannel", &[descriptor, capacity])[0])
            }
        }
    }

    fn extreme(&mut self, builtin: Builtin, args: &[Expr], ty: Type) -> Val {
        let mut best = self.value_as(args[0], ty);
        for &arg in &args[1..] {
            let next = self.value_as(arg, ty);
            let (a, b) = (best.scalars().to_vec(), next.scalars().to_vec());
            if self.b.ty(a[0]).is_float() {
                let opcode = if builtin == Builtin::Min { Opcode::Fmin } else { Opcode::Fmax };
                best = Val::one(self.b.binary(opcode, a[0], b[0]));
                continue;
            }
            let operator = if builtin == Builtin::Min { Operator::Less } else { Operator::Greater };
            let better = self.ordered(operator, ty, &next, &best);
            let pick =
                |(&old, &new): (&Value, &Value)| self.b.ternary(Opcode::Select, [better, new, old]);
            best = Val::Scalars(a.iter().zip(&b).map(pick).collect());
        }
        best
    }

    /// All arguments are there before the first is printed: one may print or panic itself.
    fn print(&mut self, args: &[Argument], line: bool) {
        let mut evaluated = Vec::new();
        for arg in args {
            let ty = self.argument_type(arg);
            evaluated.push((ty, self.argument_as(arg, ty).scalars().to_vec()));
        }
        for (index, (ty, values)) in evaluated.into_iter().enumerate() {
            if line && index > 0 {
                self.runtime("printSpace", &[]);
            }
            match self.l.types.underlying(ty) {
                TypeKind::Basic(Basic::Bool) => self.runtime("printBool", &values),
                TypeKind::Basic(basic) if basic.is_integer() => {
                    let wide = self.resize(values[0], basic.is_unsigned(), Machine::I64);
                    let name = if basic.is_unsigned() { "printUint" } else { "printInt" };
                    self.runtime(name, &[wide])
                }
                TypeKind::Basic(Basic::Float32) => {
                    let wide = self.b.convert(Opcode::Fpext, values[0], Machine::F64);
                    self.runtime("printFloat32", &[wide])
                }
                TypeKind::Basic(Basic::Float64) => self.runtime("printFloat", &values),
                TypeKind::Basic(Basic::String) => self.runtime("printString", &values),
                TypeKind::Slice(_) => self.runtime("printSlice", &values),
                TypeKind::Interface(_) => self.runtime("printInterface", &values),
                TypeKind::Basic(basic) if basic.is_complex() => {
                    let parts: Vec<Value> =
                        values.iter().map(|&part| self.resize_float(part, true)).collect();
                    let is_small = basic == Basic::Complex64;
                    let name = if is_small { "printComplex64" } else { "printComplex" };
                    self.runtime(name, &parts)
                }
                _ => self.runtime("printPointer", &values),
            };
        }
        if line {
            self.runtime("printNewline", &[]);
        }
    }
}
