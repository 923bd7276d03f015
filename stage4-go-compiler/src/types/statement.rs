//! Statements, and the bodies of functions.

use super::FunctionInfo;
use super::checker::{Body, Checker, Environment};
use super::object::{Builtin, Object, ObjectKind};
use super::operand::{Mode, Operand};
use super::returns::is_terminating;
use super::ty::{Type, TypeKind};
use crate::ast::{Clause, Decl, DeclKind, Direction, Expr, ExprKind, Field, List, Stmt, StmtKind};
use crate::position::Pos;
use crate::symbol::Symbol;
use crate::token::Operator;

impl Checker<'_> {
    /// Checks the bodies of the package's functions.
    pub(super) fn check_bodies(&mut self) {
        for body in std::mem::take(&mut self.bodies) {
            self.check_body(&body);
        }
    }

    fn check_body(&mut self, body: &Body) {
        let DeclKind::Function { receiver, signature, .. } = self.ast.decls[body.decl].kind else {
            return;
        };
        let ty = self.objects.objects[body.object].ty;
        if self.is_invalid(ty) {
            return;
        }
        self.env = Environment {
            floor: self.open_scope() as u32,
            file: body.file,
            function: None,
            iota: None,
            error_pos: Pos::NONE,
            declared: Some(body.object),
            names_only: false,
            has_call: false,
        };
        let number = self.add_function(FunctionInfo {
            package: self.package,
            decl: Some(body.decl),
            literal: None,
            parent: None,
            signature: ty,
            receiver: None,
            params: Vec::new(),
            results: Vec::new(),
            body: body.body,
            captures: Vec::new(),
        });
        self.function_body(number, receiver, signature, body.body);
        self.env.declared = None;
        self.env.function = None;
    }

    pub(super) fn add_function(&mut self, function: FunctionInfo) -> u32 {
        self.info.functions.push(function);
        self.info.functions.len() as u32 - 1
    }

    /// Checks the body of a function, whose signature was checked.
    pub(super) fn function_body(
        &mut self,
        number: u32,
        receiver: List<Field>,
        signature: Expr,
        body: Stmt,
    ) {
        let ast = self.ast;
        let ExprKind::FuncType { params, results } = ast.exprs[signature] else { return };
        let outer = self.env.function.replace(number);
        let outer_call = self.env.has_call;
        let scope = self.open_scope();
        let receiver = self.declare_fields(scope, receiver);
        let params = self.declare_fields(scope, params);
        let results = self.declare_fields(scope, results);
        let has_results = !results.is_empty();
        let info = &mut self.info.functions[number as usize];
        info.receiver = receiver.first().copied();
        info.params = params;
        info.results = results;
        if let StmtKind::Block { stmts, end } = ast.stmts[body] {
            self.statements(scope, stmts);
            if has_results && !is_terminating(ast, body, None, &self.panics) {
                self.error(end, "missing return");
            }
        }
        self.close_scope(scope);
        self.env.function = outer;
        self.env.has_call = outer_call;
    }

    fn declare_fields(&mut self, scope: usize, fields: List<Field>) -> Vec<Object> {
        let ast = self.ast;
        let mut objects = Vec::with_capacity(fields.len());
        for &field in ast.get(fields) {
            let data = ast.fields[field];
            let ty = self.info.exprs[data.ty].ty;
            let (name, pos) = data.name.map_or((Symbol::BLANK, data.pos), |it| (it.name, it.pos));
            let object = self.add_variable(name, pos, ty, true);
            self.info.field_objects[field] = Some(object);
            // A name that is there twice was reported with the signature.
            if self.in_scope(scope, name).is_none() {
                self.declare_local(scope, object);
            }
            objects.push(object);
        }
        objects
    }

    /// Statements of a block whose scope began at `scope`.
    pub(super) fn statements(&mut self, scope: usize, stmts: List<Stmt>) {
        let ast = self.ast;
        for &stmt in ast.get(stmts) {
            self.statement(scope, stmt);
        }
    }

    /// A block with a scope of its own.
    pub(super) fn block(&mut self, stmts: List<Stmt>) {
        let scope = self.open_scope();
        self.statements(scope, stmts);
        self.close_scope(scope);
    }

    fn body(&mut self, body: Stmt) {
        if let StmtKind::Block { stmts, .. } = self.ast.stmts[body] {
            self.block(stmts);
        }
    }

    fn statement(&mut self, scope: usize, stmt: Stmt) {
        let pos = self.ast.stmt_pos[stmt];
        match self.ast.stmts[stmt] {
            StmtKind::Bad | StmtKind::Empty | StmtKind::Branch { .. } => {}
            StmtKind::Expression(expr) => self.expression_statement(expr),
            StmtKind::Send { channel, value, .. } => self.send(channel, value, stmt),
            StmtKind::Increment { operand, operator } => {
                self.assign_operation(operand, None, operator, stmt);
            }
            StmtKind::Assign { left, right, .. } => self.assignment(left, right),
            StmtKind::AssignOperator { operator, left, right, .. } => {
                self.assign_operation(left, Some(right), operator, stmt);
            }
            StmtKind::Define { left, right, pos } => {
                self.define_variables(scope, pos, left, right);
            }
            StmtKind::Go(expr) => self.suspended_call("go", expr),
            StmtKind::Defer(expr) => self.suspended_call("defer", expr),
            StmtKind::Return(values) => self.return_statement(pos, values),
            StmtKind::Labeled { stmt, .. } => self.statement(scope, stmt),
            StmtKind::Declaration(decls) => {
                let ast = self.ast;
                for &decl in ast.get(decls) {
                    self.local_declaration(scope, decl);
                }
            }
            StmtKind::Block { stmts, .. } => self.block(stmts),
            StmtKind::If { .. } => self.if_chain(stmt),
            StmtKind::Switch { init, tag, clauses, .. } => {
                self.with_init(init, |checker, _| checker.switch(pos, tag, clauses));
            }
            StmtKind::TypeSwitch { init, name, operand, clauses, .. } => {
                self.with_init(init, |checker, _| checker.type_switch(name, operand, clauses));
            }
            StmtKind::Select { clauses, .. } => self.select_statement(clauses),
            StmtKind::For { init, condition, post, body } => {
                self.with_init(init, |checker, scope| {
                    if let Some(condition) = condition {
                        checker.condition(condition, "for");
                    }
                    if let Some(post) = post {
                        checker.statement(scope, post);
                    }
                    checker.body(body);
                });
            }
            StmtKind::Range { key, value, define, operand, body } => {
                let scope = self.open_scope();
                self.range(scope, key, value, define, operand);
                self.body(body);
                self.close_scope(scope);
            }
        }
    }

    /// A statement with a scope, in which its first part may declare variables.
    fn with_init(&mut self, init: Option<Stmt>, check: impl FnOnce(&mut Self, usize)) {
        let scope = self.open_scope();
        if let Some(init) = init {
            self.statement(scope, init);
        }
        check(self, scope);
        self.close_scope(scope);
    }

    /// `if … else if …`: a chain is a loop, and the scopes of all its parts close at its end.
    fn if_chain(&mut self, stmt: Stmt) {
        let start = self.open_scope();
        let mut next = Some(stmt);
        while let Some(stmt) = next {
            let StmtKind::If { init, condition, then, otherwise } = self.ast.stmts[stmt] else {
                self.body(stmt);
                break;
            };
            let scope = self.open_scope();
            if let Some(init) = init {
                self.statement(scope, init);
            }
            self.condition(condition, "if");
            self.body(then);
            next = otherwise;
        }
        self.close_scope(start);
    }

    fn condition(&mut self, expr: Expr, statement: &str) {
        let mut x = self.expression(expr);
        if !x.is_valid() {
            return;
        }
        if !self.is_boolean(x.ty) {
            let message = format!("non-boolean condition in {statement} statement");
            return self.expr_error(expr, message);
        }
        let ty = self.default_type(x.ty);
        self.set_type(&mut x, ty, None);
    }

    // --- calls ----------------------------------------------------------------------------------------

    fn expression_statement(&mut self, expr: Expr) {
        let mut x = self.raw(expr, None);
        let inner = self.ast.unparen(expr);
        let is_statement = self.is_statement_expression(inner);
        let message = match x.mode {
            Mode::Invalid | Mode::NoValue => return,
            Mode::Builtin(_) => "must be called",
            Mode::Type => "is not an expression",
            _ if is_statement && !self.must_be_used(inner) => return,
            _ => "is not used",
        };
        if x.mode == Mode::Value && matches!(self.types.kind(x.ty), TypeKind::Tuple(_)) {
            x.mode = Mode::Value;
        }
        let message = format!("{} {message}", self.show(&x));
        self.error(self.operand_pos(&x), message);
    }

    /// A conversion, or a call of a function of the language that only computes.
    fn must_be_used(&self, expr: Expr) -> bool {
        let ExprKind::Call { function, .. } = self.ast.exprs[expr] else { return false };
        match self.info.exprs[self.ast.unparen(function)].mode {
            Mode::Type => true,
            Mode::Builtin(builtin) => !matches!(
                builtin,
                Builtin::Clear
                    | Builtin::Close
                    | Builtin::Copy
                    | Builtin::Delete
                    | Builtin::Panic
                    | Builtin::Print
                    | Builtin::Println
                    | Builtin::Recover
            ),
            _ => false,
        }
    }

    /// `go f()` and `defer f()`
    fn suspended_call(&mut self, keyword: &str, expr: Expr) {
        let x = self.raw(expr, None);
        if !x.is_valid() {
            return;
        }
        let ExprKind::Call { function, .. } = self.ast.exprs[expr] else { return };
        let message = match self.info.exprs[self.ast.unparen(function)].mode {
            Mode::Type => "requires function call, not conversion",
            _ if self.must_be_used(expr) => "discards result of",
            _ => return,
        };
        let x = self.show(&x);
        self.expr_error(expr, format!("{keyword} {message} {x}"));
    }

    fn send(&mut self, channel: Expr, value: Expr, stmt: Stmt) {
        let c = self.expression(channel);
        let mut x = self.expression(value);
        if !c.is_valid() || !x.is_valid() {
            return;
        }
        let message = match self.types.underlying(c.ty) {
            TypeKind::Channel { direction: Direction::Receive, .. } => {
                format!(
                    "cannot send to receive-only channel {} {}",
                    self.type_text(c.ty),
                    self.show(&c)
                )
            }
            TypeKind::Channel { element, .. } => {
                return self.assign(&mut x, Some(element), "send");
            }
            _ => format!("cannot send to non-channel {} {}", self.type_text(c.ty), self.show(&c)),
        };
        self.error(self.ast.stmt_pos[stmt], format!("invalid operation: {message}"));
    }

    // --- return ---------------------------------------------------------------------------------------

    fn return_statement(&mut self, pos: Pos, values: List<Expr>) {
        let ast = self.ast;
        let Some(number) = self.env.function else { return };
        let results = self.info.functions[number as usize].results.clone();
        let list = ast.get(values);
        if list.is_empty() {
            // Named results are returned as they are.
            let named = results.first().is_some_and(|&result| {
                self.objects.objects[result].name != Symbol::BLANK || self.is_named_result(number)
            });
            if results.is_empty() {
                return;
            }
            if named {
                for &result in &results {
                    self.check_shadowed_result(pos, result);
                }
                return;
            }
            let types: Vec<Type> =
                results.iter().map(|&result| self.objects.objects[result].ty).collect();
            let want = self.types_text(&types, false, false);
            return self.error(pos, format!("not enough return values\n\thave ()\n\twant {want}"));
        }
        let types: Vec<Type> =
            results.iter().map(|&result| self.objects.objects[result].ty).collect();
        self.initialise_variables(&results, None, list, Some((pos, &types)));
    }

    fn is_named_result(&self, function: u32) -> bool {
        let info = &self.info.functions[function as usize];
        let signature = match (info.decl.map(|decl| self.ast.decls[decl].kind), info.literal) {
            (Some(DeclKind::Function { signature, .. }), _) => signature,
            (_, Some(literal)) => match self.ast.exprs[literal] {
                ExprKind::Function { signature, .. } => signature,
                _ => return false,
            },
            _ => return false,
        };
        let ExprKind::FuncType { results, .. } = self.ast.exprs[signature] else { return false };
        let first = self.ast.get(results).first();
        first.is_some_and(|&field| self.ast.fields[field].name.is_some())
    }

    /// A result that another variable hides cannot be returned without saying so.
    fn check_shadowed_result(&mut self, pos: Pos, result: Object) {
        let name = self.objects.objects[result].name;
        if name == Symbol::BLANK {
            return;
        }
        let Some(other) = self.lookup(name).filter(|&other| other != result) else { return };
        let data = self.objects.objects[other].clone();
        let text = self.name(name);
        let what = match data.kind {
            ObjectKind::Variable(_) => format!("var {text} {}", self.type_text(data.ty)),
            ObjectKind::Constant { .. } => format!("const {text} {}", self.type_text(data.ty)),
            _ => format!("{} {text}", self.object_kind_text(other)),
        };
        let place = self.place(data.pos);
        let message = format!(
            "result parameter {text} not in scope at return\n\t{place}: inner declaration of {what}"
        );
        self.error(pos, message);
    }

    // --- declarations in functions ------------------------------------------------------------------------

    fn local_declaration(&mut self, scope: usize, decl: Decl) {
        let ast = self.ast;
        let invalid = super::ty::Basic::Invalid.ty();
        match ast.decls[decl].kind {
            DeclKind::Const { names, ty, values, iota, inherited } => {
                let mut objects = Vec::with_capacity(names.len());
                for (index, &expr) in ast.get(names).iter().enumerate() {
                    let Some(ident) = ast.as_name(expr) else { continue };
                    let kind = ObjectKind::Constant { value: None };
                    let object = self.add_object(ident.name, ident.pos, invalid, kind);
                    self.define(expr, object);
                    let value = ast.get(values).get(index).copied();
                    self.constant_declaration(object, ty, value, iota, inherited);
                    objects.push(object);
                }
                self.check_arity(ast.decls[decl].pos, names, values, true, inherited);
                for object in objects {
                    self.declare_local(scope, object);
                }
            }
            DeclKind::Var { names, ty, values } => {
                self.local_variables(scope, decl, names, ty, values);
            }
            DeclKind::Type { name, params, alias, .. } => {
                let kind = ObjectKind::Type { alias };
                let object = self.add_object(name.name, name.pos, invalid, kind);
                self.info.decl_objects[decl] = Some(object);
                self.declare_local(scope, object);
                if !alias && params.is_empty() {
                    self.objects.objects[object].ty = self.types.declare(object);
                }
                self.progress[object] = super::checker::Progress::Grey(self.path.len() as u32);
                self.path.push(object);
                let later = self.later.len();
                self.type_declaration(object, decl);
                self.path.pop();
                self.progress[object] = super::checker::Progress::Black;
                let waiting = std::mem::take(&mut self.waiting);
                for object in waiting {
                    self.resolve(object);
                }
                // Outside of other declarations everything that it names is known.
                if self.path.is_empty() && later == 0 {
                    self.finish_types();
                }
            }
            _ => {}
        }
    }

    fn local_variables(
        &mut self,
        scope: usize,
        decl: Decl,
        names: List<Expr>,
        ty: Option<Expr>,
        values: List<Expr>,
    ) {
        let ast = self.ast;
        let invalid = super::ty::Basic::Invalid.ty();
        let list = ast.get(names);
        let wanted = ty.map(|ty| self.variable_type(ty));
        let mut objects = Vec::with_capacity(list.len());
        for &expr in list {
            let Some(ident) = ast.as_name(expr) else { continue };
            let object = self.add_variable(ident.name, ident.pos, wanted.unwrap_or(invalid), false);
            self.define(expr, object);
            objects.push(object);
        }
        let inits = ast.get(values);
        if inits.len() == 1 && list.len() > 1 {
            self.initialise_variables(&objects, wanted, inits, None);
        } else {
            for (index, &value) in inits.iter().enumerate() {
                let mut x = self.expression_for(value, wanted);
                if let Some(&object) = objects.get(index) {
                    self.initialise_variable(object, wanted, &mut x, "variable declaration");
                }
            }
            if ty.is_none() || !inits.is_empty() {
                self.check_arity(ast.decls[decl].pos, names, values, false, false);
            }
        }
        for (&expr, &object) in list.iter().zip(&objects) {
            let ty = self.objects.objects[object].ty;
            self.record(&Operand::new(Mode::Variable, ty, expr));
        }
        for object in objects {
            self.declare_local(scope, object);
        }
    }

    pub(super) fn mark_used(&mut self, object: Object) {
        if let ObjectKind::Variable(variable) = &mut self.objects.objects[object].kind {
            variable.used = true;
        }
    }

    // --- select ----------------------------------------------------------------------------------------------

    fn select_statement(&mut self, clauses: List<Clause>) {
        let ast = self.ast;
        self.check_defaults(clauses);
        for clause in ast.get(clauses) {
            let scope = self.open_scope();
            if let Some(communication) = clause.communication {
                let receives = |expr: Expr| {
                    matches!(
                        ast.exprs[ast.unparen(expr)],
                        ExprKind::Unary { operator: Operator::Receive, .. }
                    )
                };
                let valid = match ast.stmts[communication] {
                    StmtKind::Send { .. } => true,
                    StmtKind::Expression(expr) => receives(expr),
                    StmtKind::Assign { right, .. } | StmtKind::Define { right, .. } => {
                        right.len() == 1 && receives(ast.get(right)[0])
                    }
                    _ => false,
                };
                if valid {
                    self.statement(scope, communication);
                } else {
                    let pos = match ast.stmts[communication] {
                        StmtKind::Assign { pos, .. }
                        | StmtKind::Define { pos, .. }
                        | StmtKind::AssignOperator { pos, .. } => pos,
                        StmtKind::Expression(expr) => self.own_pos(expr),
                        _ => ast.stmt_pos[communication],
                    };
                    let message = "select case must be send or receive (possibly with assignment)";
                    self.error(pos, message);
                }
            }
            self.statements(scope, clause.body);
            self.close_scope(scope);
        }
    }

    /// There must be one `default` at most.
    pub(super) fn check_defaults(&mut self, clauses: List<Clause>) {
        let ast = self.ast;
        let mut first: Option<Pos> = None;
        for clause in ast.get(clauses).iter().filter(|clause| clause.is_default) {
            match first {
                None => first = Some(clause.pos),
                Some(first) => {
                    let place = self.place(first);
                    let message = format!("multiple defaults (first at {place})");
                    self.error(clause.pos, message);
                }
            }
        }
    }
}
