//! Comparison: `==` of every type, order of numbers and strings.
//!
//! Scalars compare with one operation, strings by length and then bytes, interfaces by the runtime, structs
//! and arrays field by field where they are scalars and by the runtime's walk over the descriptor where they
//! are memory. A concrete value compared with an interface is converted first. Judged by `corpus/run`
//! (`compare_*`).

use stage2::condition::{FloatCondition, IntCondition};
use stage2::entity::Value;
use stage2::ir::Type as Machine;
use stage2::opcode::Opcode;

use super::function::Body;
use super::value::{Val, number};
use crate::symbol::Symbol;
use crate::token::Operator;
use crate::types::ty::{Basic, Type, TypeKind};

impl Body<'_, '_> {
    /// `==` of two types, one of which may be an interface and the other not, or another interface.
    pub fn equal_mixed(&mut self, x_ty: Type, x: &Val, y_ty: Type, y: &Val) -> Value {
        match (self.l.is_interface(x_ty), self.l.is_interface(y_ty)) {
            (true, false) => {
                let y = self.convert_implicit(y.clone(), y_ty, x_ty);
                self.equal(x_ty, x, &y)
            }
            (false, true) => {
                let x = self.convert_implicit(x.clone(), x_ty, y_ty);
                self.equal(y_ty, &x, y)
            }
            (true, true) => {
                let any = self.l.types.empty_interface;
                let (a, b) = (self.l.all_methods(x_ty).len(), self.l.all_methods(y_ty).len());
                if (a == 0) == (b == 0) {
                    return self.equal(x_ty, x, y);
                }
                let x = self.convert_implicit(x.clone(), x_ty, any);
                let y = self.convert_implicit(y.clone(), y_ty, any);
                self.equal(any, &x, &y)
            }
            _ => self.equal(x_ty, x, y),
        }
    }

    /// `==` of two values of one type.
    pub fn equal(&mut self, ty: Type, x: &Val, y: &Val) -> Value {
        if let (Val::Memory(p), Val::Memory(q)) = (x, y) {
            let descriptor = self.descriptor(ty);
            return self.runtime("equalValue", &[descriptor, *p, *q])[0];
        }
        let (a, b) = (x.scalars().to_vec(), y.scalars().to_vec());
        match self.l.types.underlying(ty) {
            TypeKind::Basic(basic) if basic.is_string() => self.equal_strings(&a, &b),
            TypeKind::Interface(_) => {
                let name = if self.l.all_methods(ty).is_empty() {
                    "equalInterface"
                } else {
                    "equalMethods"
                };
                self.runtime(name, &[a, b].concat())[0]
            }
            TypeKind::Slice(_) => self.b.icmp(IntCondition::Eq, a[0], b[0]),
            TypeKind::Struct(fields) => {
                let fields = self.l.types.structs[fields].clone();
                let mut all = self.boolean(true);
                let mut at = 0;
                for field in fields {
                    let count = self.l.leaves(field.ty).map_or(0, |leaves| leaves.len());
                    if field.name != Symbol::BLANK && count > 0 {
                        let x = Val::Scalars(a[at..at + count].to_vec());
                        let y = Val::Scalars(b[at..at + count].to_vec());
                        let equal = self.equal(field.ty, &x, &y);
                        all = self.b.binary(Opcode::And, all, equal);
                    }
                    at += count;
                }
                all
            }
            _ => {
                let mut all = None;
                for (&a, &b) in a.iter().zip(&b) {
                    let equal = if self.b.ty(a).is_float() {
                        self.b.fcmp(FloatCondition::Oeq, a, b)
                    } else {
                        self.b.icmp(IntCondition::Eq, a, b)
                    };
                    all = Some(match all {
                        None => equal,
                        Some(before) => self.b.binary(Opcode::And, before, equal),
                    });
                }
                match all {
                    Some(all) => all,
                    None => self.boolean(true),
                }
            }
        }
    }

    fn equal_strings(&mut self, a: &[Value], b: &[Value]) -> Value {
        let slot = self.b.variable(Machine::I8, "equal");
        let no = self.boolean(false);
        self.b.set(slot, no);
        let (look, done) = (self.b.block(&[]), self.b.block(&[]));
        let same = self.b.icmp(IntCondition::Eq, a[1], b[1]);
        self.b.br(same, (look, &[]), (done, &[]));
        self.b.switch_to(look);
        let equal = self.runtime("equalBytes", &[a[0], b[0], a[1]])[0];
        self.b.set(slot, equal);
        self.b.jump(done, &[]);
        self.b.switch_to(done);
        self.b.get(slot)
    }

    /// `<`, `<=`, `>`, `>=`
    pub fn ordered(&mut self, operator: Operator, ty: Type, x: &Val, y: &Val) -> Value {
        let (a, b) = (x.scalars(), y.scalars());
        if self.l.types.basic(ty).is_some_and(Basic::is_string) {
            let order = self.runtime("compareString", &[a, b].concat())[0];
            return self.b.icmp(signed(operator), order, number(0));
        }
        if self.b.ty(a[0]).is_float() {
            let condition = match operator {
                Operator::Less => FloatCondition::Olt,
                Operator::LessEqual => FloatCondition::Ole,
                Operator::Greater => FloatCondition::Ogt,
                _ => FloatCondition::Oge,
            };
            return self.b.fcmp(condition, a[0], b[0]);
        }
        let condition = if self.is_unsigned(ty) {
            match operator {
                Operator::Less => IntCondition::Ult,
                Operator::LessEqual => IntCondition::Ule,
                Operator::Greater => IntCondition::Ugt,
                _ => IntCondition::Uge,
            }
        } else {
            signed(operator)
        };
        self.b.icmp(condition, a[0], b[0])
    }
}

fn signed(operator: Operator) -> IntCondition {
    match operator {
        Operator::Less => IntCondition::Slt,
        Operator::LessEqual => IntCondition::Sle,
        Operator::Greater => IntCondition::Sgt,
        _ => IntCondition::Sge,
    }
}
