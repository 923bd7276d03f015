//! Package variables: their data, their first values, and `init` functions.
//!
//! The initial value of a variable is a function of its own. It runs if somebody uses the variable, or if
//! the value calls something: so a table that nobody reads costs nothing. Constants of basic types are in the
//! data from the beginning. `runtime.initAll` calls what is needed, package after package in the order of
//! imports. Judged by `corpus/run` (`init_*`).

use stage2::entity::{DataRef, FuncRef};
use stage2::ir::{DataDecl, SourceLoc, TrapCode, Type as Machine};
use stage2::opcode::Opcode;

use super::value::number;
use super::{Job, Lower};
use crate::ast::Expr;
use crate::position::Pos;
use crate::types::object::{Object, PackageRef};

impl Lower<'_> {
    /// The data of a package variable.
    pub(super) fn global(&mut self, object: Object) -> DataRef {
        if let Some(&data) = self.globals.get(&object) {
            return data;
        }
        let ty = self.objects.objects[object].ty;
        let mut name = self.object_symbol(object);
        while self.module.lookup(&name).is_some() {
            self.numbering += 1;
            name = format!("{name}·{}", self.numbering);
        }
        if self.is_foreign(object) {
            let data = self.module.declare_data(&name, true);
            let data = data.unwrap_or_else(|| panic!("a mistake of the compiler: two data {name}"));
            self.globals.insert(object, data);
            return data;
        }
        self.unit.global.insert(name.clone());
        let (zeros, align) = (self.size(ty), self.align(ty));
        let data = self.add_data(DataDecl {
            name: name.into(),
            align: align.max(8) as u32,
            writable: true,
            zeros: zeros.max(1),
            ..DataDecl::default()
        });
        self.globals.insert(object, data);
        if let Some(&at) = self.initialisers.get(&object) {
            let one = &self.objects.packages[at.0].initialisation[at.1];
            let value = one.value;
            let alone = one.variables.len() == 1;
            match if alone { self.static_value(value, ty) } else { None } {
                Some(image) => {
                    let decl = &mut self.module.data[data];
                    // What is zero throughout needs no bytes in the file.
                    if image.bytes.iter().any(|byte| *byte != 0) || !image.relocs.is_empty() {
                        decl.bytes = image.bytes;
                        decl.relocs = image.relocs;
                        decl.zeros = 0;
                    }
                }
                None => self.need_initialiser(at),
            }
        }
        data
    }

    /// The data of a variable of the runtime.
    pub(super) fn runtime_global(&mut self, name: &str) -> DataRef {
        match self.runtime_object(name) {
            Some(object) => self.global(object),
            None => panic!("a mistake of the compiler: the runtime has no variable {name}"),
        }
    }

    fn need_initialiser(&mut self, at: (PackageRef, usize)) {
        if self.needed_initialisers.insert(at) {
            self.function(Job::Initialiser(at.0, at.1));
        }
    }

    /// Initial values that call something, and `init` functions.
    pub(super) fn request_effects(&mut self) {
        for package in self.own_packages() {
            let data = &self.objects.packages[package];
            for (index, one) in data.initialisation.iter().enumerate() {
                if self.may_have_effects(one.value) {
                    self.need_initialiser((package, index));
                }
            }
            for &init in &data.init_functions {
                self.function(Job::Declared(init));
            }
        }
    }

    /// May evaluating do anything that can be seen? A function literal does nothing by itself, and
    /// `errors.New` makes nothing but a value.
    pub(super) fn may_have_effects(&self, expr: Expr) -> bool {
        use crate::ast::ExprKind;
        let mut work = vec![expr];
        while let Some(expr) = work.pop() {
            if self.info.exprs[expr].value.is_some() {
                continue;
            }
            match self.ast.exprs[expr] {
                ExprKind::Call { function, args, .. } => {
                    let is_pure = self.info.exprs[function].mode == crate::types::Mode::Type
                        || self.info.object(function).is_some_and(|object| {
                            let data = &self.objects.objects[object];
                            &**self.ast.names.text(data.name) == "New"
                                && data.package.is_some_and(|package| {
                                    &*self.objects.packages[package].path == "errors"
                                })
                        });
                    if !is_pure {
                        return true;
                    }
                    work.extend(self.ast.get(args));
                }
                ExprKind::Composite { elements, .. } => {
                    for element in self.ast.get(elements) {
                        work.extend(element.key);
                        work.push(element.value);
                    }
                }
                ExprKind::Paren(inner) => work.push(inner),
                ExprKind::Unary { operand, operator: crate::token::Operator::And } => {
                    work.push(operand);
                }
                ExprKind::Selector { .. }
                | ExprKind::Index { .. }
                | ExprKind::Slice { .. }
                | ExprKind::TypeAssertion { .. }
                | ExprKind::Star(_)
                | ExprKind::Unary { .. }
                    if self.info.object(expr).is_none() =>
                {
                    return true;
                }
                ExprKind::Binary { .. } => return true,
                _ => {}
            }
        }
        false
    }

    /// The function that sets package variables.
    pub(super) fn make_initialiser(&mut self, package: PackageRef, index: usize, func: FuncRef) {
        let one = self.objects.packages[package].initialisation[index].clone();
        let mut body = self.body(func, Some(package));
        body.at(body.l.ast.expr_pos[one.value]);
        let blank = crate::symbol::Symbol::BLANK;
        if let [object] = one.variables[..] {
            let ty = body.l.objects.objects[object].ty;
            let val = body.value_as(one.value, ty);
            if body.l.objects.objects[object].name != blank {
                let place = body.variable_place(object);
                body.store(ty, &place, &val);
            }
        } else {
            let types = body.value_types(one.value);
            let vals = body.values(one.value);
            for ((&object, val), from) in one.variables.iter().zip(vals).zip(types) {
                let ty = body.l.objects.objects[object].ty;
                let val = body.convert_implicit(val, from, ty);
                if body.l.objects.objects[object].name != blank {
                    let place = body.variable_place(object);
                    body.store(ty, &place, &val);
                }
            }
        }
        body.b.ret(&[]);
        body.finish();
    }

    /// Functions that the compiler provides.
    pub(super) fn make_without_body(&mut self, object: Object, func: FuncRef) {
        let name = self.object_symbol(object);
        match &*name {
            "runtime.initAll" => {}
            // The linker knows the main package.
            "runtime.mainMain" if self.in_parts => {}
            "runtime.mainMain" => {
                let main = self.objects.packages.iter().find_map(|(_, data)| {
                    let main = self.ast.names.find("main")?;
                    (&*data.path == "main").then(|| self.objects.scopes[data.scope].get(main))?
                });
                let Some(main) = main else {
                    return self
                        .diagnostics
                        .error(Pos::NONE, "function main is undeclared in the main package");
                };
                let main = self.function(Job::Declared(main));
                let mut body = self.body(func, None);
                body.b.call(&body.l.module, main, &[]);
                body.b.ret(&[]);
                body.finish();
            }
            _ => {
                let pos = self.objects.objects[object].pos;
                self.unsupported(pos, "a function without body");
            }
        }
    }

    /// `runtime.initAll`, when everything else is known.
    pub(super) fn initialise_all(&mut self) {
        let Some(object) = self.runtime_object("initAll") else { return };
        let func = self.function(Job::Declared(object));
        let packages: Vec<PackageRef> = self.objects.packages.keys().collect();
        let mut calls = Vec::new();
        for package in packages {
            let data = &self.objects.packages[package];
            for index in 0..data.initialisation.len() {
                if self.needed_initialisers.contains(&(package, index)) {
                    calls.push(self.functions[&Job::Initialiser(package, index)]);
                }
            }
            for init in data.init_functions.clone() {
                calls.push(self.functions[&Job::Declared(init)]);
            }
        }
        let mut body = self.body(func, None);
        for call in calls {
            body.b.call(&body.l.module, call, &[]);
        }
        body.b.ret(&[]);
        body.finish();
    }

    /// What traps call: the runtime, with the number of the trap as the runtime counts them.
    pub(super) fn trap_routine(&mut self) {
        let trap = self.runtime_function("trap");
        let signature = stage2::ir::Signature::new(
            &[Machine::I32, Machine::Ptr, Machine::Ptr, Machine::Ptr],
            &[],
        );
        let mut b = stage2::builder::FunctionBuilder::new("trap_routine", signature);
        b.set_location(SourceLoc::default());
        let code = b.params()[0];
        let mut answer = b.iconst(Machine::I32, 0);
        let codes = [
            (TrapCode::NilDereference, 1),
            (TrapCode::DivideByZero, 2),
            (TrapCode::NegativeShift, 3),
            (TrapCode::StackOverflow, 4),
        ];
        for (trap, ours) in codes {
            let index = TrapCode::ALL.iter().position(|(code, _)| *code == trap).unwrap_or(0);
            let is = b.icmp(stage2::condition::IntCondition::Eq, code, number(index as i64));
            let ours = b.iconst(Machine::I32, ours);
            answer = b.ternary(Opcode::Select, [is, ours, answer]);
        }
        let places = [1, 2, 3].map(|index| {
            let place = b.params()[index];
            b.convert(Opcode::Bitcast, place, Machine::I64)
        });
        b.call(&self.module, trap, &[&[answer][..], &places].concat());
        let exit = b.trap(TrapCode::Unreachable);
        b.leave(exit);
        if let Err(error) = b.finish_trusted(&mut self.module) {
            panic!("a mistake of the compiler in the trap routine: {error}");
        }
    }

    /// May a function ask for the panic that it was called for?
    pub(super) fn may_recover(&self, _func: FuncRef) -> bool {
        true
    }
}
