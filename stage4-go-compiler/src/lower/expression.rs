//! Expressions: names, literals, operators in short-circuit, addresses.
//!
//! [`Body::value`] gives an expression's value in its own type, [`Body::value_as`] in the type of the place
//! that it goes to; where these differ the conversion is one that is not written: to an interface.
//! Judged by `corpus/run`.

use stage2::entity::{Block, Value};
use stage2::ir::Type as Machine;
use stage2::opcode::Opcode;

use super::Job;
use super::function::Body;
use super::value::{Place, Val};
use crate::ast::{Expr, ExprKind};
use crate::escape::Node;
use crate::token::Operator;
use crate::types::Mode;
use crate::types::object::{Object, ObjectKind};
use crate::types::ty::{Type, TypeKind};

impl Body<'_, '_> {
    /// The types of the values of an expression.
    pub fn value_types(&self, expr: Expr) -> Vec<Type> {
        let ty = self.l.type_of(expr);
        if let TypeKind::Tuple(tuple) = self.l.types.kind(ty) {
            return self.l.types.tuple_elements(tuple).iter().map(|param| param.ty).collect();
        }
        vec![ty, crate::types::ty::Basic::Bool.ty()]
    }

    /// All values of an expression: several of a call or of one with `ok`.
    pub fn values(&mut self, expr: Expr) -> Vec<Val> {
        let inner = self.l.ast.unparen(expr);
        let ok = self.l.info.comma_ok.contains(&expr) || self.l.info.comma_ok.contains(&inner);
        match self.l.ast.exprs[inner] {
            ExprKind::Call { .. } if self.l.info.exprs[inner].value.is_none() => self.call(inner),
            ExprKind::TypeAssertion { operand, .. } if ok => {
                let (val, ok) = self.assertion_ok(operand, self.ok_type(inner));
                vec![val, Val::one(ok)]
            }
            ExprKind::Index { operand, .. } if ok => {
                let map_ty = self.l.type_of(operand);
                let Place::MapElement(_, map, key) = self.place(inner) else {
                    panic!("a mistake of the compiler: not a map");
                };
                let (val, ok) = self.map_get(map_ty, map, &key, self.ok_type(inner));
                vec![val, Val::one(ok)]
            }
            ExprKind::Unary { operator: Operator::Receive, operand } => {
                let (val, ok) = self.receive(operand);
                vec![val, Val::one(ok)]
            }
            _ => vec![self.value(inner)],
        }
    }

    /// The type of the first value of an expression with `ok`.
    fn ok_type(&self, expr: Expr) -> Type {
        match self.l.types.kind(self.l.type_of(expr)) {
            TypeKind::Tuple(tuple) => self.l.types.tuple_elements(tuple)[0].ty,
            _ => self.l.type_of(expr),
        }
    }

    /// The only scalar of an expression.
    pub fn scalar(&mut self, expr: Expr) -> Value {
        match self.value(expr) {
            Val::Scalars(values) => values[0],
            Val::Memory(_) => panic!("a mistake of the compiler: a scalar in memory"),
        }
    }

    /// The value of an expression, as a type.
    pub fn value_as(&mut self, expr: Expr, ty: Type) -> Val {
        let info = self.l.info.exprs[expr];
        if info.mode == Mode::Nil {
            return self.zero(ty);
        }
        if let Some(value) = info.value
            && !self.l.is_interface(ty)
        {
            let constant = self.l.info.constants[value].clone();
            return self.constant(&constant, ty);
        }
        let val = self.value(expr);
        let from = self.default_type(info.ty);
        self.convert_implicit(val, from, ty)
    }

    /// The value of an expression.
    pub fn value(&mut self, expr: Expr) -> Val {
        let info = self.l.info.exprs[expr];
        if let Some(value) = info.value {
            let constant = self.l.info.constants[value].clone();
            let ty = self.default_type(info.ty);
            return self.constant(&constant, ty);
        }
        if info.mode == Mode::Nil {
            return self.zero(info.ty);
        }
        if let Some(val) = self.bound.get(&expr) {
            return val.clone();
        }
        match self.l.ast.exprs[expr] {
            ExprKind::Paren(inner) => self.value(inner),
            ExprKind::Name(_) => match self.l.info.object(expr) {
                Some(object) => self.object_value(object),
                None => panic!("a mistake of the compiler: a name stands for nothing"),
            },
            ExprKind::Function { .. } => Val::one(self.literal(expr)),
            ExprKind::Composite { .. } => self.composite(expr),
            ExprKind::Selector { .. } => self.selector(expr),
            ExprKind::Index { .. } => {
                let operand_is_value = self.index_operand_is_value(expr);
                if operand_is_value {
                    return self.index_value(expr);
                }
                let place = self.place(expr);
                self.load(info.ty, &place)
            }
            ExprKind::Slice { .. } => self.slice_expr(expr),
            ExprKind::TypeAssertion { operand, .. } => self.assertion(operand, info.ty),
            ExprKind::Call { .. } => match self.call(expr).into_iter().next() {
                Some(val) => val,
                None => Val::Scalars(Vec::new()),
            },
            ExprKind::Star(_) => {
                let place = self.place(expr);
                self.load(info.ty, &place)
            }
            ExprKind::Unary { operator: Operator::And, operand } => Val::one(self.address(operand)),
            ExprKind::Unary { operator, operand } => self.unary(operator, operand, info.ty),
            ExprKind::Binary { operator: Operator::AndAnd | Operator::OrOr, .. } => {
                let slot = self.b.variable(Machine::I8, "condition");
                let [yes, no, done] = [(); 3].map(|()| self.b.block(&[]));
                self.branch_on(expr, yes, no);
                for (block, value) in [(yes, true), (no, false)] {
                    self.b.switch_to(block);
                    let value = self.boolean(value);
                    self.b.set(slot, value);
                    self.b.jump(done, &[]);
                }
                self.b.switch_to(done);
                Val::one(self.b.get(slot))
            }
            ExprKind::Binary { .. } => self.binary_expr(expr),
            _ => {
                panic!("a mistake of the compiler: this is no value: {:?}", self.l.ast.exprs[expr])
            }
        }
    }

    /// The value of what a name stands for.
    pub fn object_value(&mut self, object: Object) -> Val {
        match self.l.objects.objects[object].kind {
            ObjectKind::Function { .. } => {
                let data = self.l.static_closure(Job::FunctionValue(object));
                Val::one(self.b.data_addr(data, 0))
            }
            _ => {
                let ty = self.l.objects.objects[object].ty;
                let place = self.variable_place(object);
                self.load(ty, &place)
            }
        }
    }

    /// Goes to one of two blocks.
    pub fn branch_on(&mut self, expr: Expr, yes: Block, no: Block) {
        let inner = self.l.ast.unparen(expr);
        if self.l.info.exprs[inner].value.is_none() {
            match self.l.ast.exprs[inner] {
                ExprKind::Binary { operator: Operator::AndAnd, left, right, .. } => {
                    let middle = self.b.block(&[]);
                    self.branch_on(left, middle, no);
                    self.b.switch_to(middle);
                    return self.branch_on(right, yes, no);
                }
                ExprKind::Binary { operator: Operator::OrOr, left, right, .. } => {
                    let middle = self.b.block(&[]);
                    self.branch_on(left, yes, middle);
                    self.b.switch_to(middle);
                    return self.branch_on(right, yes, no);
                }
                ExprKind::Unary { operator: Operator::Not, operand } => {
                    return self.branch_on(operand, no, yes);
                }
                _ => {}
            }
        }
        let condition = self.condition(inner);
        self.b.br(condition, (yes, &[]), (no, &[]));
    }

    /// Where an expression is.
    pub fn place(&mut self, expr: Expr) -> Place {
        let expr = self.l.ast.unparen(expr);
        match self.l.ast.exprs[expr] {
            ExprKind::Name(_) => match self.l.info.object(expr) {
                Some(object) => self.variable_place(object),
                None => panic!("a mistake of the compiler: a name stands for nothing"),
            },
            ExprKind::Star(operand) => {
                let pointer = self.scalar(operand);
                self.check_nil(pointer);
                Place::Address(pointer, 0)
            }
            ExprKind::Selector { .. } => match self.l.info.object(expr) {
                Some(object) => self.variable_place(object),
                None => match self.field_cursor(expr) {
                    super::selector::Cursor::Place(place) => place,
                    super::selector::Cursor::Val(val) => {
                        let ty = self.l.type_of(expr);
                        Place::Address(self.in_memory(ty, &val), 0)
                    }
                },
            },
            ExprKind::Index { .. } => self.index_place(expr),
            _ => {
                let ty = self.l.type_of(expr);
                let val = self.value(expr);
                Place::Address(self.in_memory(ty, &val), 0)
            }
        }
    }

    /// `&x`
    pub fn address(&mut self, operand: Expr) -> Value {
        let operand = self.l.ast.unparen(operand);
        if let ExprKind::Composite { .. } = self.l.ast.exprs[operand] {
            let ty = self.l.type_of(operand);
            if self.may_stay(Node::New(operand), ty) {
                let val = self.composite(operand);
                let at = self.temporary(ty);
                self.store_at(ty, at, 0, &val);
                return at;
            }
            let val = self.composite(operand);
            let at = self.new_object(ty);
            self.store_at(ty, at, 0, &val);
            return at;
        }
        match self.place(operand) {
            Place::Address(address, offset) => self.offset(address, offset),
            other => {
                let ty = self.l.type_of(operand);
                let val = self.load(ty, &other);
                self.boxed(ty, &val)
            }
        }
    }

    fn unary(&mut self, operator: Operator, operand: Expr, ty: Type) -> Val {
        if operator == Operator::Receive {
            return self.receive(operand).0;
        }
        let ty = self.default_type(ty);
        let val = self.value_as(operand, ty);
        let [x] = val.scalars()[..] else {
            if operator == Operator::Add {
                return val;
            }
            let parts = val.scalars().iter().map(|&part| self.b.unary(Opcode::Fneg, part));
            return Val::Scalars(parts.collect());
        };
        let is_float = self.b.ty(x).is_float();
        Val::one(match operator {
            Operator::Subtract if is_float => self.b.unary(Opcode::Fneg, x),
            Operator::Subtract => self.b.unary(Opcode::Ineg, x),
            Operator::Xor => self.b.unary(Opcode::Not, x),
            Operator::Not => self.b.binary(Opcode::Xor, x, super::value::number(1)),
            _ => x,
        })
    }
}
