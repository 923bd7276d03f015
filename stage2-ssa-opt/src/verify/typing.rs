//! Invariants 7 to 10 and 12: types, numbers, signatures, slots.

use std::collections::HashSet;

use super::Check;
use crate::entity::{Inst, Slot, Value};
use crate::ir::{InstData, Operand, Signature, Type};
use crate::opcode::{Format, TypeRule};
use crate::text::Place;

pub(super) fn check(check: &mut Check) {
    let insts: Vec<Inst> = check.insts().map(|(_, inst)| inst).collect();
    for inst in insts {
        if let Err(message) = instruction(check, inst) {
            check.report(Place::Inst(inst), message);
        }
    }
    for (slot, data) in check.body.slots.iter().filter(|(_, data)| data.size != 0) {
        if !data.align.is_power_of_two() {
            check.report(Place::Slot(slot), "an alignment is a power of two");
        }
        if data.ty.is_some_and(|ty| data.size != ty.bytes()) {
            check.report(Place::Slot(slot), "the slot has not the size of its type");
        }
    }
}

fn instruction(check: &Check, inst: Inst) -> Result<(), String> {
    let body = check.body;
    let data = &body.insts[inst];
    let opcode = data.opcode();
    if opcode.types() == TypeRule::Signature {
        return calls(check, inst);
    }
    let results: Vec<Type> = body.results(inst).map(|value| body.ty(value)).collect();
    let operands = operands(check, data);
    let result = rule(opcode.types(), &operands, results.first().copied())?;
    match (result, results.as_slice()) {
        (None, []) => {}
        (Some(wanted), [is]) if wanted == *is => {}
        (None, _) => return Err(format!("{opcode} has no result")),
        (Some(wanted), [is]) => return Err(format!("the result is {wanted}, not {is}")),
        (Some(_), _) => return Err(format!("{opcode} has one result")),
    }
    numbers(check, data, results.first().copied())?;
    slots(check, data, results.first().copied())
}

/// The types of the operands, those that are numbers and the arguments of jumps left out.
fn operands(check: &Check, data: &InstData) -> Vec<Type> {
    let ty = |value: Value| check.body.ty(value);
    match *data {
        InstData::Unary { arg, .. }
        | InstData::UnaryExit { arg, .. }
        | InstData::BinaryImm { arg, .. }
        | InstData::BinaryImmExit { arg, .. }
        | InstData::IcmpImm { arg, .. }
        | InstData::Load { addr: arg, .. }
        | InstData::SlotStore { value: arg, .. }
        | InstData::Br { condition: arg, .. }
        | InstData::Switch { arg, .. } => vec![ty(arg)],
        InstData::Binary { args, .. }
        | InstData::BinaryExit { args, .. }
        | InstData::Icmp { args, .. }
        | InstData::Fcmp { args, .. } => args.map(ty).to_vec(),
        InstData::Ternary { args, .. } => args.map(ty).to_vec(),
        InstData::Store { value, addr, .. } => vec![ty(value), ty(addr)],
        _ => Vec::new(),
    }
}

/// The type of the result, given those of the operands and the one that is written.
fn rule(rule: TypeRule, operands: &[Type], written: Option<Type>) -> Result<Option<Type>, String> {
    let first = operands.first().copied().unwrap_or(Type::I64);
    let each = |what: &str, ok: fn(Type) -> bool| match operands.iter().find(|ty| !ok(**ty)) {
        Some(ty) => Err(format!("an operand is {ty}, expected {what}")),
        None => Ok(()),
    };
    let same = |operands: &[Type]| match operands {
        [a, rest @ ..] => match rest.iter().find(|b| *b != a) {
            Some(b) => Err(format!("one operand is {a}, another {b}")),
            None => Ok(()),
        },
        [] => Ok(()),
    };
    let result = |what: &str, ok: &dyn Fn(Type) -> bool| match written {
        Some(ty) if ok(ty) => Ok(Some(ty)),
        Some(ty) => Err(format!("the result is {ty}, expected {what}")),
        None => Err(format!("the result is missing, expected {what}")),
    };
    match rule {
        TypeRule::IntConstant => result("an integer or an address", &Type::is_int_or_ptr),
        TypeRule::FloatConstant => result("floating point", &Type::is_float),
        TypeRule::Int => {
            each("an integer", Type::is_int)?;
            same(operands)?;
            Ok(Some(first))
        }
        TypeRule::Shift => {
            each("an integer", Type::is_int)?;
            Ok(Some(first))
        }
        TypeRule::IntCompare => {
            each("an integer or an address", Type::is_int_or_ptr)?;
            same(operands)?;
            Ok(Some(Type::I8))
        }
        TypeRule::Float => {
            each("floating point", Type::is_float)?;
            same(operands)?;
            Ok(Some(first))
        }
        TypeRule::FloatCompare => {
            each("floating point", Type::is_float)?;
            same(operands)?;
            Ok(Some(Type::I8))
        }
        TypeRule::IntWiden => {
            each("an integer", Type::is_int)?;
            result("a wider integer", &|ty| ty.is_int() && ty.bits() > first.bits())
        }
        TypeRule::IntNarrow => {
            each("an integer", Type::is_int)?;
            result("a narrower integer", &|ty| ty.is_int() && ty.bits() < first.bits())
        }
        TypeRule::IntToFloat => {
            each("an integer", Type::is_int)?;
            result("floating point", &Type::is_float)
        }
        TypeRule::FloatToInt => {
            each("floating point", Type::is_float)?;
            result("an integer", &Type::is_int)
        }
        TypeRule::FloatWiden => {
            each("f32", |ty| ty == Type::F32)?;
            Ok(Some(Type::F64))
        }
        TypeRule::FloatNarrow => {
            each("f64", |ty| ty == Type::F64)?;
            Ok(Some(Type::F32))
        }
        TypeRule::Bitcast => {
            result("another type of that size", &|ty| ty != first && ty.bits() == first.bits())
        }
        TypeRule::Select => {
            condition(first)?;
            same(&operands[1..])?;
            Ok(Some(operands[1]))
        }
        TypeRule::PtrAdd => {
            address(first)?;
            match operands.get(1) {
                Some(ty) if *ty != Type::I64 => Err(format!("an operand is {ty}, expected i64")),
                _ => Ok(Some(Type::Ptr)),
            }
        }
        TypeRule::Load => {
            address(first)?;
            result("a type", &|_| true)
        }
        TypeRule::Store => {
            address(operands[1])?;
            Ok(None)
        }
        TypeRule::Address => Ok(Some(Type::Ptr)),
        TypeRule::SlotLoad => result("a type", &|_| true),
        TypeRule::SlotStore | TypeRule::Signature | TypeRule::None => Ok(None),
        TypeRule::Guard => {
            each("an integer or an address", Type::is_int_or_ptr)?;
            Ok(None)
        }
        TypeRule::BoundsCheck => {
            each("an integer", Type::is_int)?;
            same(operands)?;
            Ok(None)
        }
        TypeRule::Condition => {
            condition(first)?;
            Ok(None)
        }
        TypeRule::Selector => {
            each("an integer", Type::is_int)?;
            Ok(None)
        }
    }
}

fn condition(ty: Type) -> Result<(), String> {
    if ty == Type::I8 { Ok(()) } else { Err(format!("the condition is {ty}, expected i8")) }
}

fn address(ty: Type) -> Result<(), String> {
    if ty == Type::Ptr { Ok(()) } else { Err(format!("the address is {ty}, expected ptr")) }
}

/// Numbers are sign-extended, and divisors not 0.
fn numbers(check: &Check, data: &InstData, result: Option<Type>) -> Result<(), String> {
    let body = check.body;
    let fits = |number: i64, ty: Type| {
        if ty.canonical(number) == number {
            Ok(())
        } else {
            Err(format!("{number} is not a number of {ty}, which is {}", ty.canonical(number)))
        }
    };
    let right = data.operation();
    if let Some((opcode, left, Operand::Number(number))) = right {
        if opcode.format() == Format::Divide && number == 0 {
            return Err("a division by 0 needs an exit".into());
        }
        return match opcode.types() {
            TypeRule::Shift if number < 0 => Err("a shift by a negative number".into()),
            TypeRule::Shift => Ok(()),
            _ => fits(number, body.ty(left)),
        };
    }
    match *data {
        InstData::Iconst { value } => fits(value, result.unwrap_or(Type::I64)),
        InstData::Fconst { bits } if result == Some(Type::F32) && bits >> 32 != 0 => {
            Err("an f32 has 32 bits".into())
        }
        InstData::IcmpImm { arg, imm, .. } => fits(imm, body.ty(arg)),
        InstData::Switch { arg, table } => {
            let mut seen = HashSet::new();
            for (number, _) in &body.tables[table].cases {
                fits(*number, body.ty(arg))?;
                if !seen.insert(*number) {
                    return Err(format!("two cases for {number}"));
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Accesses to slots lie in the slot.
fn slots(check: &Check, data: &InstData, result: Option<Type>) -> Result<(), String> {
    let (slot, offset, bytes): (Slot, i32, u32) = match *data {
        InstData::SlotAddr { slot, offset } => (slot, offset, 0),
        InstData::SlotLoad { slot, offset } => (slot, offset, result.map_or(0, Type::bytes)),
        InstData::SlotStore { slot, value, offset } => (slot, offset, check.body.ty(value).bytes()),
        _ => return Ok(()),
    };
    let size = check.body.slots[slot].size;
    if offset < 0 || i64::from(offset) + i64::from(bytes) > i64::from(size) {
        return Err(format!("the access is outside {slot}, which has {size} bytes"));
    }
    Ok(())
}

fn calls(check: &Check, inst: Inst) -> Result<(), String> {
    let body = check.body;
    let types = |values: &[Value]| -> Vec<Type> { values.iter().map(|&v| body.ty(v)).collect() };
    let results: Vec<Type> = body.results(inst).map(|value| body.ty(value)).collect();
    let (signature, args): (&Signature, &[Value]) = match body.insts[inst] {
        InstData::Call { func, args } | InstData::CallExit { func, args, .. } => {
            match check.module.functions.get(func) {
                Some(decl) => (&decl.signature, body.pool.get(args)),
                None => return Ok(()),
            }
        }
        InstData::CallIndirect { signature, callee, args } => {
            address(body.ty(callee))?;
            (&body.signatures[signature], body.pool.get(args))
        }
        InstData::Return { args } => {
            let given = types(body.pool.get(args));
            let wanted = &check.decl.signature.results;
            if !results.is_empty() {
                return Err("return has no result".into());
            }
            if given != *wanted {
                let shown = Signature::new(&given, wanted);
                return Err(format!("returned and wanted: {shown}"));
            }
            return Ok(());
        }
        _ => return Ok(()),
    };
    let given = Signature { params: types(args), results };
    if given == *signature {
        return Ok(());
    }
    Err(format!("called as {given}, but the signature is {signature}"))
}
