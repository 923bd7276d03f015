//! Calls: who is called, with what.
//!
//! A call is planned before it is made, because `defer` makes it later: the callee and the machine values
//! of the arguments are a [`Plan`]. Arguments are evaluated from left to right; one that is memory and is
//! not the last is copied, since what comes after it may change it.
//!
//! Judged by `corpus/run` (`call_*`).

use stage2::entity::{FuncRef, Value};
use stage2::ir::Signature;

use super::function::Body;
use super::value::Val;
use super::{Job, MethodTarget};
use crate::ast::{Expr, ExprKind};
use crate::types::object::ObjectKind;
use crate::types::ty::{SignatureData, Type, TypeKind};
use crate::types::{Mode, SelectionKind};

/// Who is called.
#[derive(Clone, Copy, Debug)]
pub(super) enum Callee {
    /// A function of the module.
    Static(FuncRef),
    /// A function value.
    Value(Value),
    /// The code at an address.
    Code(Value),
}

/// A call that is prepared.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub callee: Callee,
    pub signature: Signature,
    /// Without context and addresses of results.
    pub args: Vec<Value>,
    /// Which of them are addresses of values in memory.
    pub memory: Vec<(usize, Type)>,
    pub results: Vec<Type>,
}

impl Plan {
    /// A call of a function without results.
    pub fn of_static(func: FuncRef, args: Vec<Value>) -> Plan {
        Plan {
            callee: Callee::Static(func),
            signature: Signature::default(),
            args,
            memory: Vec::new(),
            results: Vec::new(),
        }
    }
}

impl Body<'_, '_> {
    /// The values of a call.
    pub fn call(&mut self, expr: Expr) -> Vec<Val> {
        let ExprKind::Call { function, args, paren, .. } = self.l.ast.exprs[expr] else {
            return Vec::new();
        };
        match self.l.info.exprs[function].mode {
            Mode::Type => {
                let arg = self.l.ast.get(args)[0];
                let ty = self.l.type_of(function);
                return vec![self.convert_expr(arg, ty)];
            }
            Mode::Builtin(builtin) => return self.builtin(expr, builtin),
            _ => {}
        }
        self.at(paren);
        if let Some(name) = self.intrinsic_name(function) {
            return self.intrinsic(expr, &name);
        }
        let plan = self.plan(expr);
        let plan = plan.unwrap_or_else(|| panic!("a mistake of the compiler: no call"));
        self.at(paren);
        self.perform(plan)
    }

    /// Evaluates callee and arguments.
    pub fn plan(&mut self, expr: Expr) -> Option<Plan> {
        let ExprKind::Call { function, .. } = self.l.ast.exprs[expr] else { return None };
        let function = self.l.ast.unparen(function);
        if self.intrinsic_name(function).is_some() {
            return None;
        }
        let signature = self.l.signature_of(self.l.type_of(function));
        let mut first = Vec::new();
        let mut memory = Vec::new();
        let mut value = None;
        let selection = self.l.info.selection(function).copied();
        let kind = selection.map(|selection| selection.kind);
        let callee = match (self.l.info.object(function), kind) {
            (Some(object), _)
                if matches!(self.l.objects.objects[object].kind, ObjectKind::Function { .. }) =>
            {
                Callee::Static(self.l.function(Job::Declared(object)))
            }
            (_, Some(SelectionKind::Method(_) | SelectionKind::InterfaceMethod(_))) => {
                let (cursor, ty, method) = self.method_operand(function)?;
                let is_memory = self.l.method_receiver(&method);
                let (callee, args) = self.bind(cursor, ty, &method);
                if let MethodTarget::Declared(_) = method
                    && self.l.leaves(is_memory).is_none()
                {
                    let own = self.private(is_memory, Val::Memory(args[0]));
                    memory.push((0, is_memory));
                    first = vec![match own {
                        Val::Memory(at) => at,
                        Val::Scalars(_) => args[0],
                    }];
                } else {
                    first = args;
                }
                callee
            }
            _ => {
                let found = self.scalar(function);
                value = Some(found);
                Callee::Value(found)
            }
        };
        let args = self.arguments(expr, &signature);
        let mut plan = Plan {
            callee,
            signature: self.l.machine_signature(&signature, value.is_some(), None),
            args: first,
            memory,
            results: signature.results.iter().map(|result| result.ty).collect(),
        };
        if let Callee::Code(_) = callee {
            let word = crate::types::ty::Basic::UnsafePointer.ty();
            plan.signature = self.l.machine_signature(&signature, false, Some(word));
        }
        for (val, param) in args.into_iter().zip(&signature.params) {
            match val {
                Val::Scalars(values) => plan.args.extend(values),
                Val::Memory(address) => {
                    plan.memory.push((plan.args.len(), param.ty));
                    plan.args.push(address);
                }
            }
        }
        Some(plan)
    }

    /// The arguments as the parameters want them.
    fn arguments(&mut self, expr: Expr, signature: &SignatureData) -> Vec<Val> {
        let ExprKind::Call { args, spread, .. } = self.l.ast.exprs[expr] else {
            return Vec::new();
        };
        let args = self.l.ast.get(args).to_vec();
        let count = signature.params.len();
        // f(g()) where g has several results.
        if let [only] = args[..]
            && let TypeKind::Tuple(tuple) = self.l.types.kind(self.l.type_of(only))
        {
            let types: Vec<Type> =
                self.l.types.tuple_elements(tuple).iter().map(|param| param.ty).collect();
            let vals = self.values(only);
            let given: Vec<(Val, Type)> = vals.into_iter().zip(types).collect();
            let fixed = if signature.variadic { count - 1 } else { count };
            let mut out = Vec::new();
            for (index, (val, ty)) in given.iter().take(fixed).enumerate() {
                out.push(self.convert_implicit(val.clone(), *ty, signature.params[index].ty));
            }
            if signature.variadic {
                let ty = signature.params[count - 1].ty;
                out.push(self.slice_of(ty, given[fixed..].to_vec()));
            }
            return out;
        }
        let fixed = if signature.variadic && !spread { count - 1 } else { count };
        let mut out = Vec::new();
        for (index, &arg) in args.iter().take(fixed).enumerate() {
            let val = self.value_as(arg, signature.params[index].ty);
            let last = index + 1 == args.len();
            out.push(if last { val } else { self.private(signature.params[index].ty, val) });
        }
        if signature.variadic && !spread {
            let ty = signature.params[count - 1].ty;
            let TypeKind::Slice(element) = self.l.types.underlying(ty) else { return out };
            let mut rest = Vec::new();
            for &arg in &args[fixed..] {
                let val = self.value_as(arg, element);
                rest.push((self.private(element, val), element));
            }
            out.push(self.slice_of(ty, rest));
        }
        out
    }

    /// A slice of these values; nil if there are none.
    fn slice_of(&mut self, ty: Type, vals: Vec<(Val, Type)>) -> Val {
        if vals.is_empty() {
            return self.zero(ty);
        }
        let TypeKind::Slice(element) = self.l.types.underlying(ty) else { return self.zero(ty) };
        let count = self.int(vals.len() as i64);
        let data = self.new_elements(element, vals.len());
        let size = self.l.size(element) as i64;
        for (index, (val, from)) in vals.into_iter().enumerate() {
            let val = self.convert_implicit(val, from, element);
            self.store_at(element, data, index as i64 * size, &val);
        }
        Val::Scalars(vec![data, count, count])
    }
}
