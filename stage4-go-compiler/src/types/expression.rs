//! Expressions: which rule is for which kind, names, literals, unary operators.

use super::checker::Checker;
use super::object::{Object, ObjectKind};
use super::operand::{Mode, Operand, Origin};
use super::ty::{Basic, Type, TypeKind};
use super::{ExprInfo, FunctionInfo, Target};
use crate::ast::{Direction, Expr, ExprKind, Stmt};
use crate::constant;
use crate::symbol::Symbol;
use crate::token::{LiteralKind, Operator};

impl Checker<'_> {
    /// An expression with one value.
    pub(super) fn expression(&mut self, expr: Expr) -> Operand {
        self.expression_for(expr, None)
    }

    /// An expression with one value, which is wanted to have a type. The type only helps with
    /// composite literals.
    pub(super) fn expression_for(&mut self, expr: Expr, wanted: Option<Type>) -> Operand {
        let mut x = self.raw(expr, wanted.filter(|_| false));
        self.exclude(&mut x, true);
        self.single(&mut x);
        x
    }

    /// An element of a composite literal: it may leave out its type.
    pub(super) fn element(&mut self, expr: Expr, hint: Type) -> Operand {
        let mut x = self.raw(expr, Some(hint));
        self.exclude(&mut x, true);
        self.single(&mut x);
        x
    }

    /// An expression with one value, or a type.
    pub(super) fn expression_or_type(&mut self, expr: Expr) -> Operand {
        let mut x = self.raw(expr, None);
        self.exclude(&mut x, false);
        self.single(&mut x);
        x
    }

    /// An expression with any number of values; with `comma_ok` its second value may be whether it
    /// has the first.
    pub(super) fn values(&mut self, expr: Expr, comma_ok: bool) -> Vec<Operand> {
        let mut x = self.raw(expr, None);
        self.exclude(&mut x, true);
        if let (true, TypeKind::Tuple(tuple)) = (x.is_valid(), self.types.kind(x.ty)) {
            let results = self.types.tuple_elements(tuple).iter().enumerate();
            return results
                .map(|(index, result)| Operand {
                    mode: Mode::Value,
                    ty: result.ty,
                    value: None,
                    origin: Origin::Result(expr, index as u32 + 1),
                })
                .collect();
        }
        if comma_ok && matches!(x.mode, Mode::MapIndex | Mode::CommaOk) {
            let ty = Basic::UntypedBool.ty();
            let ok = Operand { mode: Mode::Value, ty, value: None, origin: Origin::Ok(expr) };
            return vec![x, ok];
        }
        vec![x]
    }

    /// Refuses what is no value: a function of the language, a call without results and, if
    /// `no_types`, a type.
    pub(super) fn exclude(&mut self, x: &mut Operand, no_types: bool) {
        let what = match x.mode {
            Mode::NoValue if no_types => "used as value",
            Mode::NoValue => "used as value or type",
            Mode::Builtin(_) if no_types => "must be called",
            Mode::Type if no_types => "is not an expression",
            _ => return,
        };
        let message = format!("{} {what}", self.show(x));
        self.error(self.operand_pos(x), message);
        x.invalidate();
    }

    /// Refuses a call with several results.
    pub(super) fn single(&mut self, x: &mut Operand) {
        if let (Mode::Value, TypeKind::Tuple(_)) = (x.mode, self.types.kind(x.ty)) {
            let message = format!("multiple-value {} in single-value context", self.show(x));
            self.error(self.operand_pos(x), message);
            x.invalidate();
        }
    }

    /// An expression of any kind, recorded.
    pub(super) fn raw(&mut self, expr: Expr, hint: Option<Type>) -> Operand {
        // Names and literals, which are most, need no level of their own.
        let x = match self.ast.exprs[expr] {
            ExprKind::Name(name) => self.name_operand(expr, name, false),
            ExprKind::Literal { kind, text } => self.literal(expr, kind, text),
            _ => {
                let pos = self.ast.expr_pos[expr];
                let x = self.nested(pos, |checker| checker.compound(expr, hint));
                x.unwrap_or(Operand::invalid(expr))
            }
        };
        let x = Operand { origin: Origin::Expr(expr), ..x };
        self.record(&x);
        x
    }

    /// Notes what is known about an expression.
    pub(super) fn record(&mut self, x: &Operand) {
        let info = &mut self.info.exprs[x.expr()];
        let target = info.target;
        *info = ExprInfo { ty: x.ty, value: x.value, target, mode: x.mode, shifted: false };
    }

    fn compound(&mut self, expr: Expr, hint: Option<Type>) -> Operand {
        match self.ast.exprs[expr] {
            ExprKind::Bad | ExprKind::Name(_) | ExprKind::Literal { .. } => Operand::invalid(expr),
            ExprKind::Paren(inner) => {
                let mut x = self.raw(inner, None);
                x.origin = Origin::Expr(expr);
                x
            }
            ExprKind::Composite { ty, elements, end } => {
                self.composite(expr, ty, elements, end, hint)
            }
            ExprKind::Function { signature, body } => self.function_literal(expr, signature, body),
            ExprKind::Selector { .. } => self.selector(expr, false),
            ExprKind::Index { operand, indices, .. } => self.index(expr, operand, indices),
            ExprKind::Slice { operand, bounds, three } => self.slice(expr, operand, bounds, three),
            ExprKind::TypeAssertion { operand, ty } => self.type_assertion(expr, operand, ty),
            ExprKind::Call { function, args, spread, .. } => {
                self.call(expr, function, args, spread)
            }
            ExprKind::Star(operand) => self.star(expr, operand),
            ExprKind::Unary { operator, operand } => self.unary(expr, operator, operand),
            ExprKind::Binary { .. } => self.binary_chain(expr),
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::StructType(_)
            | ExprKind::InterfaceType(_)
            | ExprKind::FuncType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChannelType { .. } => {
                let ty = self.ty(expr);
                if self.is_invalid(ty) {
                    return Operand::invalid(expr);
                }
                Operand::new(Mode::Type, ty, expr)
            }
            ExprKind::Variadic(_) => {
                self.expr_error(expr, "invalid use of ...");
                Operand::invalid(expr)
            }
        }
    }

    // --- names --------------------------------------------------------------------------------------

    /// A name that is used.
    pub(super) fn name_operand(&mut self, expr: Expr, name: Symbol, want_type: bool) -> Operand {
        let invalid = Operand::invalid(expr);
        let Some(object) = self.lookup(name) else {
            if name == Symbol::BLANK {
                self.expr_error(expr, "cannot use _ as value or type");
            } else {
                self.expr_error(expr, format!("undefined: {}", self.name(name)));
            }
            return invalid;
        };
        self.info.exprs[expr].target = Target::Object(object);
        let kind = &self.objects.objects[object].kind;
        if want_type && !matches!(kind, ObjectKind::Type { .. } | ObjectKind::Package { .. }) {
            let is_variable = matches!(kind, ObjectKind::Variable(_));
            let kind = self.object_kind_text(object);
            self.expr_error(expr, format!("{} ({kind}) is not a type", self.name(name)));
            if is_variable {
                self.use_variable(object);
            }
            return invalid;
        }
        let known_by_name = self.env.names_only && self.is_declared_type(object);
        if known_by_name {
            self.waiting.push(object);
        } else {
            self.resolve(object);
        }
        if let Some(package) = self.objects.objects[object].package
            && package != self.package
        {
            self.use_dot_import(package);
        }
        self.object_operand(expr, object)
    }

    fn is_declared_type(&self, object: Object) -> bool {
        matches!(self.objects.objects[object].kind, ObjectKind::Type { alias: false })
            && matches!(
                self.types.written_kind(self.objects.objects[object].ty),
                TypeKind::Named(_)
            )
    }

    fn use_dot_import(&mut self, package: super::object::PackageRef) {
        if let Some(&import) = self.dot_imports.get(&(self.env.file, package))
            && let ObjectKind::Package { used, .. } = &mut self.objects.objects[import].kind
        {
            *used = true;
        }
    }

    /// The operand that a thing with a name is.
    pub(super) fn object_operand(&mut self, expr: Expr, object: Object) -> Operand {
        let invalid = Operand::invalid(expr);
        let ty = self.objects.objects[object].ty;
        match self.objects.objects[object].kind {
            ObjectKind::Package { .. } => {
                let name = self.object_name(object);
                self.expr_error(expr, format!("use of package {name} not in selector"));
                invalid
            }
            ObjectKind::Constant { .. } => {
                if self.declarations[object].is_some() {
                    self.depends_on(object);
                }
                let mut x = Operand::new(Mode::Constant, ty, expr);
                if object == self.names.iota_object {
                    let Some(iota) = self.env.iota else {
                        self.expr_error(expr, "cannot use iota outside constant declaration");
                        return invalid;
                    };
                    x.value = Some(self.constant(constant::Constant::Int(iota.into())));
                    return x;
                }
                x.value = self.constant_of[object];
                if self.is_invalid(ty) || x.value.is_none() {
                    return invalid;
                }
                x
            }
            ObjectKind::Type { .. } => {
                if self.is_invalid(ty) {
                    return invalid;
                }
                Operand::new(Mode::Type, ty, expr)
            }
            ObjectKind::Variable(_) => {
                self.use_variable(object);
                if self.is_invalid(ty) {
                    return invalid;
                }
                Operand::new(Mode::Variable, ty, expr)
            }
            ObjectKind::Function { .. } => {
                self.depends_on(object);
                if self.is_invalid(ty) {
                    return invalid;
                }
                Operand::new(Mode::Value, ty, expr)
            }
            ObjectKind::Builtin(builtin) => {
                Operand::new(Mode::Builtin(builtin), Basic::Invalid.ty(), expr)
            }
            ObjectKind::Nil => Operand::new(Mode::Nil, Basic::UntypedNil.ty(), expr),
        }
    }

    /// A variable is used; one of a function around this one is captured.
    fn use_variable(&mut self, object: Object) {
        let ObjectKind::Variable(variable) = &mut self.objects.objects[object].kind else { return };
        variable.used = true;
        if variable.global {
            return self.depends_on(object);
        }
        let home = variable.function;
        let mut function = self.env.function;
        if function == Some(home) {
            return;
        }
        variable.captured = true;
        while let Some(inner) = function.filter(|&inner| inner != home) {
            if !self.captures.insert((inner, object)) {
                break;
            }
            let info = &mut self.info.functions[inner as usize];
            info.captures.push(object);
            function = info.parent;
        }
    }

    /// The address of what an expression names is taken: the variable at its root must be in memory.
    pub(super) fn take_address(&mut self, expr: Expr) {
        let mut expr = expr;
        loop {
            match self.ast.exprs[expr] {
                ExprKind::Paren(inner) => expr = inner,
                ExprKind::Selector { operand, .. } => match self.info.selection(expr) {
                    Some(selection) if !selection.indirect => expr = operand,
                    _ => return,
                },
                ExprKind::Index { operand, .. } => {
                    let ty = self.info.exprs[operand].ty;
                    if !matches!(self.types.underlying(ty), TypeKind::Array { .. }) {
                        return;
                    }
                    expr = operand;
                }
                ExprKind::Name(_) => {
                    if let Some(object) = self.info.object(expr)
                        && let ObjectKind::Variable(variable) =
                            &mut self.objects.objects[object].kind
                    {
                        variable.address_taken = true;
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    // --- literals -----------------------------------------------------------------------------------

    fn literal(&mut self, expr: Expr, kind: LiteralKind, text: Symbol) -> Operand {
        const LONGEST: usize = 10_000;
        let ast = self.ast;
        let text = ast.names.text(text);
        let numeric =
            matches!(kind, LiteralKind::Int | LiteralKind::Float | LiteralKind::Imaginary);
        if numeric && text.len() > LONGEST {
            let message =
                format!("excessively long constant: {}... ({} chars)", &text[..10], text.len());
            self.expr_error(expr, message);
            return Operand::invalid(expr);
        }
        let Some(value) = constant::from_literal(kind, text) else {
            let message = format!("malformed constant: {text}");
            self.expr_error(expr, message);
            return Operand::invalid(expr);
        };
        let basic = match kind {
            LiteralKind::Int => Basic::UntypedInt,
            LiteralKind::Float => Basic::UntypedFloat,
            LiteralKind::Imaginary => Basic::UntypedComplex,
            LiteralKind::Rune => Basic::UntypedRune,
            LiteralKind::String => Basic::UntypedString,
        };
        let mut x = Operand::new(Mode::Constant, basic.ty(), expr);
        x.value = Some(self.constant(value));
        self.check_overflow(&mut x, expr);
        x
    }

    fn function_literal(&mut self, expr: Expr, signature: Expr, body: Stmt) -> Operand {
        let outer = std::mem::replace(&mut self.env.names_only, false);
        let ty = self.ty(signature);
        let number = self.add_function(FunctionInfo {
            package: self.package,
            decl: None,
            literal: Some(expr),
            parent: self.env.function,
            signature: ty,
            receiver: None,
            params: Vec::new(),
            results: Vec::new(),
            body,
            captures: Vec::new(),
        });
        self.info.function_of.insert(expr, number);
        self.function_body(number, crate::ast::List::default(), signature, body);
        self.env.names_only = outer;
        Operand::new(Mode::Value, ty, expr)
    }

    // --- unary operators ------------------------------------------------------------------------------

    fn star(&mut self, expr: Expr, operand: Expr) -> Operand {
        let mut x = self.expression_or_type(operand);
        match x.mode {
            Mode::Invalid => return Operand::invalid(expr),
            Mode::Type => {
                let ty = self.types.of(TypeKind::Pointer(x.ty));
                return Operand::new(Mode::Type, ty, expr);
            }
            Mode::Nil => {
                self.error(self.operand_pos(&x), "invalid operation: cannot indirect nil");
                return Operand::invalid(expr);
            }
            Mode::Builtin(_) => {
                self.exclude(&mut x, true);
                return Operand::invalid(expr);
            }
            _ => {}
        }
        match self.types.underlying(x.ty) {
            TypeKind::Pointer(base) => Operand::new(Mode::Variable, base, expr),
            _ => {
                let message = format!("invalid operation: cannot indirect {}", self.show(&x));
                self.error(self.operand_pos(&x), message);
                Operand::invalid(expr)
            }
        }
    }

    fn unary(&mut self, expr: Expr, operator: Operator, operand: Expr) -> Operand {
        let mut x = self.expression(operand);
        if !x.is_valid() {
            return Operand::invalid(expr);
        }
        match operator {
            Operator::And => return self.address(expr, operand, &x),
            Operator::Receive => return self.receive(expr, &x),
            Operator::Tilde => {
                let hint =
                    if self.is_integer(x.ty) { " (use ^ for bitwise complement)" } else { "" };
                let message = format!("cannot use ~ outside of interface or type constraint{hint}");
                self.expr_error(expr, message);
                return Operand::invalid(expr);
            }
            _ => {}
        }
        let defined = match operator {
            Operator::Add | Operator::Subtract => self.is_numeric(x.ty),
            Operator::Xor => self.is_integer(x.ty),
            _ => self.is_boolean(x.ty),
        };
        if !defined {
            let message =
                format!("invalid operation: operator {operator} not defined on {}", self.show(&x));
            self.error(self.operand_pos(&x), message);
            return Operand::invalid(expr);
        }
        if let (Mode::Constant, Some(value)) = (x.mode, x.value) {
            let basic = self.types.basic(x.ty);
            let bits =
                basic.filter(|basic| basic.is_unsigned()).map(|basic| 8 * basic.size() as u32);
            x.origin = Origin::Expr(expr);
            match constant::unary(operator, &self.info.constants[value], bits) {
                Some(value) => x.value = Some(self.constant(value)),
                None => return Operand::invalid(expr),
            }
            self.check_overflow(&mut x, expr);
            return x;
        }
        Operand::new(Mode::Value, x.ty, expr)
    }

    fn address(&mut self, expr: Expr, operand: Expr, x: &Operand) -> Operand {
        let inner = self.ast.unparen(operand);
        let is_literal = matches!(self.ast.exprs[inner], ExprKind::Composite { .. });
        if !is_literal && x.mode != Mode::Variable {
            let message = format!("invalid operation: cannot take address of {}", self.show(x));
            self.error(self.operand_pos(x), message);
            return Operand::invalid(expr);
        }
        if !is_literal {
            self.take_address(operand);
        }
        let ty = self.types.of(TypeKind::Pointer(x.ty));
        Operand::new(Mode::Value, ty, expr)
    }

    fn receive(&mut self, expr: Expr, x: &Operand) -> Operand {
        let message = match self.types.underlying(x.ty) {
            TypeKind::Channel { direction: Direction::Send, .. } => {
                format!(
                    "cannot receive from send-only channel {} {}",
                    self.type_text(x.ty),
                    self.show(x)
                )
            }
            TypeKind::Channel { element, .. } => {
                self.env.has_call = true;
                return Operand::new(Mode::CommaOk, element, expr);
            }
            _ => {
                format!("cannot receive from non-channel {} {}", self.type_text(x.ty), self.show(x))
            }
        };
        self.error(self.operand_pos(x), format!("invalid operation: {message}"));
        Operand::invalid(expr)
    }

    // --- type assertions --------------------------------------------------------------------------------

    fn type_assertion(&mut self, expr: Expr, operand: Expr, ty: Option<Expr>) -> Operand {
        let x = self.expression(operand);
        let Some(ty) = ty else {
            self.expr_error(expr, "invalid syntax tree: use of .(type) outside type switch");
            return Operand::invalid(expr);
        };
        if !x.is_valid() {
            self.ty(ty);
            return x;
        }
        if !self.is_interface(x.ty) {
            let message = format!("invalid operation: {} is not an interface", self.show(&x));
            self.error(self.operand_pos(&x), message);
            self.ty(ty);
            return Operand::invalid(expr);
        }
        let wanted = self.variable_type(ty);
        if self.is_invalid(wanted) {
            return Operand::invalid(expr);
        }
        self.check_assertion(expr, &x, wanted, false);
        Operand::new(Mode::CommaOk, wanted, expr)
    }

    /// Can a value of an interface type have this dynamic type?
    pub(super) fn check_assertion(&mut self, expr: Expr, x: &Operand, ty: Type, switch: bool) {
        if self.is_interface(ty) {
            return;
        }
        let Some(cause) = self.missing_method(ty, x.ty, true) else { return };
        let (text, ty) = (self.text(expr), self.type_text(ty));
        let message = if switch {
            let x = self.show(x);
            format!(
                "impossible type switch case: {text}\n\t{x} cannot have dynamic type {ty} {cause}"
            )
        } else {
            let interface = self.type_text(x.ty);
            format!(
                "impossible type assertion: {text}\n\t{ty} does not implement {interface} {cause}"
            )
        };
        self.expr_error(expr, message);
    }
}
