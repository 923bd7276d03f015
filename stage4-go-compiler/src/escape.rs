//! Which variables, function literals and new objects may live in the frame of the function that makes them.
//!
//! ```text
//! p := &x          x → p            what p holds may be x's address
//! f(&x)            x → parameter    of a function that is known: where does that go?
//! return p         p leaks          and so everything that flows into p
//! s.field = &y     y leaks          stored behind a pointer: nobody knows who reads it
//! ```
//!
//! Nodes are variables, literals and objects made by `&T{…}` and `new`; an edge says that the value or the
//! address of one may become part of another. What can be reached backwards from a leak must live on the
//! heap. One node stands for a variable, its address and what it points to, which is coarse and safe: loading
//! through a pointer gives something that flows like the pointer. The frame of a function does not tell
//! iterations of a loop apart, so an edge may only lead to a variable of the same loop or of one
//! inside it; otherwise its start leaks. The same rule keeps what a literal declares out of variables
//! around it. (The idea is that of J.-D. Choi et al., Escape analysis for Java, 1999, without their
//! points-to sets.)
//!
//! Known callees are followed through their parameters, over the whole program. Calls through interfaces and
//! function values let their arguments leak; results are never traced, so a parameter that is returned
//! leaks. Leaves out: backing arrays, boxed values, maps. Requires: a program without errors. Judged by
//! `corpus/run` (`escape_*`), and by everything else that runs.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ast::{Ast, Branch, Expr, ExprKind, Stmt, StmtKind};
use crate::token::Operator;
use crate::types::object::{Builtin, Object, ObjectKind, Objects};
use crate::types::ty::{Basic, Struct, Type, TypeKind, Types};
use crate::types::{Info, Mode, Program, SelectionKind};

mod statement;

/// What may live in a frame.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Node {
    /// A variable of a function.
    Variable(Object),
    /// What a function literal makes.
    Literal(Expr),
    /// The object of `&T{…}`, by the literal, or of `new(T)`, by the call.
    New(Expr),
}

/// The answer.
#[derive(Clone, Debug, Default)]
pub struct Escape {
    stays: FxHashSet<Node>,
}

impl Escape {
    /// May it live in the frame?
    pub fn stays(&self, node: Node) -> bool {
        self.stays.contains(&node)
    }
}

/// Where a value goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sink {
    /// Nowhere: it is looked at.
    Nowhere,
    /// Somewhere that nobody follows.
    Leak,
    /// Into a variable, a literal or an object of this function.
    Local(Node),
    /// Into a parameter of a function that is called, or into what is made here and now.
    Part(Node),
}

/// A function body, a literal's body or a loop: each lies in another, or in none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Region(u32);

struct Analysis<'a> {
    ast: &'a Ast,
    types: &'a Types,
    objects: &'a Objects,
    info: &'a Info,
    /// The numbers of declared functions with bodies.
    numbers: FxHashMap<crate::ast::Decl, u32>,
    parents: Vec<Option<Region>>,
    /// Where each node was made.
    regions: FxHashMap<Node, Region>,
    region: Region,
    /// The outermost region of the function that is looked at.
    function: Region,
    edges: Vec<(Node, Node)>,
    leaks: Vec<Node>,
    /// Of structs, whether a value may lead to something in a frame.
    pointing: RefCell<FxHashMap<Struct, bool>>,
    /// Functions with `goto`, in which the order of things is not that of the text.
    jumps: FxHashSet<u32>,
}

/// Looks at a whole program.
pub fn analyse(ast: &Ast, program: &Program) -> Escape {
    let info = &program.info;
    let numbers = info.functions.iter().enumerate();
    let numbers = numbers.filter_map(|(number, one)| Some((one.decl?, number as u32)));
    let mut analysis = Analysis {
        ast,
        types: &program.types,
        objects: &program.objects,
        info,
        numbers: numbers.collect(),
        parents: Vec::new(),
        regions: FxHashMap::default(),
        region: Region(0),
        function: Region(0),
        edges: Vec::new(),
        leaks: Vec::new(),
        pointing: RefCell::default(),
        jumps: FxHashSet::default(),
    };
    for (number, function) in info.functions.iter().enumerate() {
        if function.decl.is_some() {
            analysis.body(number as u32, None);
        }
    }
    for package in program.objects.packages.values() {
        for one in &package.initialisation {
            analysis.function = analysis.enter(None);
            analysis.value(one.value, Sink::Leak);
        }
    }
    analysis.solve()
}

impl Analysis<'_> {
    // ANCHOR: solve
    /// What is not reached backwards from a leak.
    fn solve(self) -> Escape {
        let mut into: FxHashMap<Node, Vec<Node>> = FxHashMap::default();
        for (from, to) in self.edges {
            into.entry(to).or_default().push(from);
        }
        let mut leaked: FxHashSet<Node> = FxHashSet::default();
        let mut work = self.leaks;
        while let Some(node) = work.pop() {
            if leaked.insert(node) {
                work.extend(into.get(&node).into_iter().flatten());
            }
        }
        let stays = self.regions.keys().copied().filter(|node| !leaked.contains(node));
        Escape { stays: stays.collect() }
    }
    // ANCHOR_END: solve

    /// Begins a region inside another.
    fn enter(&mut self, parent: Option<Region>) -> Region {
        let region = Region(self.parents.len() as u32);
        self.parents.push(parent);
        self.region = region;
        region
    }

    /// Notes that a node is made here.
    fn made(&mut self, node: Node) {
        if let Some(before) = self.regions.insert(node, self.region)
            && before != self.region
        {
            self.leaks.push(node);
        }
    }

    // ANCHOR: flow
    fn flow(&mut self, from: Node, sink: Sink) {
        match sink {
            Sink::Nowhere => {}
            Sink::Leak => self.leaks.push(from),
            Sink::Part(to) => self.edges.push((from, to)),
            Sink::Local(to) => match (self.regions.get(&from), self.regions.get(&to)) {
                (Some(&outer), Some(&inner)) if self.is_inside(inner, outer) => {
                    self.edges.push((from, to));
                }
                _ => self.leaks.push(from),
            },
        }
    }
    // ANCHOR_END: flow

    /// Is a region the other or inside of it?
    fn is_inside(&self, inner: Region, outer: Region) -> bool {
        let mut at = Some(inner);
        while let Some(region) = at {
            if region == outer {
                return true;
            }
            at = self.parents[region.0 as usize];
        }
        false
    }

    /// The body of a function; one of a literal lies in the region of the literal.
    fn body(&mut self, number: u32, parent: Option<Region>) {
        let info = self.info;
        let function = &info.functions[number as usize];
        let (region, outermost) = (self.region, self.function);
        self.function = self.enter(parent);
        for &object in function.params.iter().chain(&function.receiver) {
            self.made(Node::Variable(object));
        }
        for &object in &function.results {
            self.made(Node::Variable(object));
            // What a result holds goes to the caller. If only its value counts, that is no matter.
            if self.may_point(self.objects.objects[object].ty) {
                self.leaks.push(Node::Variable(object));
            }
        }
        self.stmt(function.body);
        if self.jumps.remove(&self.function.0) {
            let inside = self.regions.iter().filter(|(_, at)| self.is_inside(**at, self.function));
            let inside: Vec<Node> = inside.map(|(node, _)| *node).collect();
            self.leaks.extend(inside);
        }
        (self.region, self.function) = (region, outermost);
    }

    /// May a value of the type lead to something in a frame? Strings cannot, and what is in maps and
    /// channels has leaked.
    fn may_point(&self, ty: Type) -> bool {
        match self.types.underlying(ty) {
            TypeKind::Basic(basic) => basic == Basic::UnsafePointer,
            TypeKind::Map { .. } | TypeKind::Channel { .. } => false,
            TypeKind::Array { element, .. } => self.may_point(element),
            TypeKind::Struct(number) => {
                let known = self.pointing.borrow().get(&number).copied();
                known.unwrap_or_else(|| {
                    let fields = &self.types.structs[number];
                    let found = fields.iter().any(|field| self.may_point(field.ty));
                    self.pointing.borrow_mut().insert(number, found);
                    found
                })
            }
            _ => true,
        }
    }

    fn type_of(&self, expr: Expr) -> Type {
        self.info.exprs[expr].ty
    }

    fn local(&self, object: Object) -> bool {
        matches!(self.objects.objects[object].kind, ObjectKind::Variable(one) if !one.global)
    }

    fn values(&mut self, list: crate::ast::List<Expr>, sink: Sink) {
        for &expr in self.ast.get(list) {
            self.value(expr, sink);
        }
    }

    /// Lets the value of an expression flow.
    fn value(&mut self, expr: Expr, sink: Sink) {
        let info = self.info.exprs[expr];
        if info.value.is_some() || matches!(info.mode, Mode::Nil | Mode::Type) {
            return;
        }
        let sink = if self.may_point(info.ty) { sink } else { Sink::Nowhere };
        match self.ast.exprs[expr] {
            ExprKind::Name(_) => {
                if let Some(object) = self.info.object(expr)
                    && self.local(object)
                {
                    self.flow(Node::Variable(object), sink);
                }
            }
            ExprKind::Paren(inner) | ExprKind::Star(inner) => self.value(inner, sink),
            ExprKind::Function { .. } => self.literal(expr, sink),
            ExprKind::Composite { .. } => self.composite(expr, sink),
            ExprKind::Selector { operand, .. } => self.selector(expr, operand, sink),
            ExprKind::Index { operand, indices, .. } => {
                self.value(operand, sink);
                self.values(indices, Sink::Nowhere);
            }
            ExprKind::Slice { operand, bounds, .. } => {
                if matches!(self.types.underlying(self.type_of(operand)), TypeKind::Array { .. }) {
                    self.address(operand, sink);
                } else {
                    self.value(operand, sink);
                }
                for bound in bounds.into_iter().flatten() {
                    self.value(bound, Sink::Nowhere);
                }
            }
            ExprKind::TypeAssertion { operand, .. } => self.value(operand, sink),
            ExprKind::Call { .. } => self.call(expr, sink),
            ExprKind::Unary { operator: Operator::And, operand } => {
                let inner = self.ast.unparen(operand);
                if let ExprKind::Composite { .. } = self.ast.exprs[inner] {
                    let node = Node::New(inner);
                    self.made(node);
                    self.flow(node, sink);
                    self.composite(inner, Sink::Part(node));
                } else {
                    self.address(inner, sink);
                }
            }
            ExprKind::Unary { operand, .. } => self.value(operand, Sink::Nowhere),
            ExprKind::Binary { left, right, .. } => {
                self.value(left, Sink::Nowhere);
                self.value(right, Sink::Nowhere);
            }
            _ => {}
        }
    }

    /// Lets the address of a place flow.
    fn address(&mut self, expr: Expr, sink: Sink) {
        match self.ast.exprs[expr] {
            ExprKind::Name(_) => {
                if let Some(object) = self.info.object(expr)
                    && self.local(object)
                {
                    self.flow(Node::Variable(object), sink);
                }
            }
            ExprKind::Paren(inner) => self.address(inner, sink),
            ExprKind::Selector { operand, .. } => match self.info.selection(expr) {
                Some(one) if !one.indirect && !self.is_pointer(operand) => {
                    self.address(operand, sink);
                }
                Some(_) => self.value(operand, sink),
                None => {}
            },
            ExprKind::Index { operand, indices, .. } => {
                if matches!(self.types.underlying(self.type_of(operand)), TypeKind::Array { .. }) {
                    self.address(operand, sink);
                } else {
                    self.value(operand, sink);
                }
                self.values(indices, Sink::Nowhere);
            }
            ExprKind::Star(inner) => self.value(inner, sink),
            ExprKind::Composite { .. } => self.composite(expr, Sink::Leak),
            _ => self.value(expr, Sink::Leak),
        }
    }

    fn is_pointer(&self, expr: Expr) -> bool {
        matches!(self.types.underlying(self.type_of(expr)), TypeKind::Pointer(_))
    }

    fn selector(&mut self, expr: Expr, operand: Expr, sink: Sink) {
        let Some(selection) = self.info.selection(expr) else { return };
        match selection.kind {
            SelectionKind::Field => self.value(operand, sink),
            // A bound method keeps its receiver.
            SelectionKind::Method(_) | SelectionKind::InterfaceMethod(_) => {
                self.address(operand, Sink::Leak);
            }
            SelectionKind::MethodExpression(_) | SelectionKind::InterfaceMethodExpression(_) => {}
        }
    }

    /// The elements of a composite literal are part of where it goes, but those of slices and maps, which
    /// are on the heap.
    fn composite(&mut self, expr: Expr, sink: Sink) {
        let ExprKind::Composite { elements, .. } = self.ast.exprs[expr] else { return };
        let kind = self.types.underlying(self.type_of(expr));
        let inside = match kind {
            TypeKind::Struct(_) | TypeKind::Array { .. } => sink,
            _ => Sink::Leak,
        };
        for element in self.ast.get(elements) {
            if let (Some(key), TypeKind::Map { .. }) = (element.key, kind) {
                self.element(key);
            }
            match inside {
                Sink::Leak => self.element(element.value),
                inside => self.value(element.value, inside),
            }
        }
    }

    /// Something that is stored on the heap; a literal without its type may stand for a pointer.
    fn element(&mut self, expr: Expr) {
        match self.ast.exprs[self.ast.unparen(expr)] {
            ExprKind::Composite { .. } => self.composite(self.ast.unparen(expr), Sink::Leak),
            _ => self.value(expr, Sink::Leak),
        }
    }

    fn literal(&mut self, expr: Expr, sink: Sink) {
        let Some(&number) = self.info.function_of.get(&expr) else { return };
        let node = Node::Literal(expr);
        self.made(node);
        let info = self.info;
        for &captured in &info.functions[number as usize].captures {
            self.flow(Node::Variable(captured), Sink::Part(node));
        }
        self.flow(node, sink);
        self.body(number, Some(self.region));
    }

    // --- calls -------------------------------------------------------------------------------------------

    /// A call; its results are not traced, so only conversions and some functions of the language let
    /// anything through to the sink.
    fn call(&mut self, expr: Expr, sink: Sink) {
        let ExprKind::Call { function, args, .. } = self.ast.exprs[expr] else { return };
        let function = self.ast.unparen(function);
        match self.info.exprs[function].mode {
            Mode::Type => {
                let to = self.types.basic(self.type_of(function));
                for &arg in self.ast.get(args) {
                    // A number that was an address is a pointer that nobody sees.
                    let hides =
                        to.is_some_and(|to| to.is_integer()) && self.may_point(self.type_of(arg));
                    self.value(arg, if hides { Sink::Leak } else { sink });
                }
            }
            Mode::Builtin(builtin) => self.builtin(expr, builtin, sink),
            _ => self.function_call(expr, function),
        }
    }

    fn builtin(&mut self, expr: Expr, builtin: Builtin, sink: Sink) {
        let ExprKind::Call { args, .. } = self.ast.exprs[expr] else { return };
        let args = self.ast.get(args).to_vec();
        let elements_point = |this: &Self, of: Expr| match this.types.underlying(this.type_of(of)) {
            TypeKind::Slice(element) => this.may_point(element),
            _ => false,
        };
        for (index, &arg) in args.iter().enumerate() {
            let to = match builtin {
                Builtin::Append | Builtin::UnsafeAdd | Builtin::UnsafeSlice if index == 0 => sink,
                Builtin::UnsafeSliceData | Builtin::UnsafeString | Builtin::UnsafeStringData => {
                    Sink::Leak
                }
                Builtin::Append | Builtin::Copy if elements_point(self, args[0]) => Sink::Leak,
                Builtin::Panic => Sink::Leak,
                Builtin::Alignof | Builtin::Offsetof | Builtin::Sizeof => continue,
                _ => Sink::Nowhere,
            };
            self.value(arg, to);
        }
        if builtin == Builtin::New {
            let node = Node::New(expr);
            self.made(node);
            self.flow(node, sink);
        }
    }

    fn function_call(&mut self, expr: Expr, function: Expr) {
        if let ExprKind::Function { .. } = self.ast.exprs[function] {
            self.literal(function, Sink::Nowhere);
            let number = self.info.function_of.get(&function).copied();
            return self.arguments(expr, number);
        }
        let selection = self.info.selection(function).copied();
        match (self.info.object(function), selection.map(|one| one.kind)) {
            (Some(object), _) if !self.is_variable(object) => {
                self.arguments(expr, self.number_of(object));
            }
            (_, Some(SelectionKind::Method(method))) => {
                let number = self.number_of(method);
                let sink = match number {
                    Some(number) => match self.info.functions[number as usize].receiver {
                        Some(receiver) => Sink::Part(Node::Variable(receiver)),
                        None => Sink::Nowhere,
                    },
                    None => Sink::Leak,
                };
                if let ExprKind::Selector { operand, .. } = self.ast.exprs[function] {
                    self.receiver(method, operand, selection.is_some_and(|one| one.indirect), sink);
                }
                self.arguments(expr, number);
            }
            (_, Some(SelectionKind::InterfaceMethod(_))) => {
                if let ExprKind::Selector { operand, .. } = self.ast.exprs[function] {
                    self.value(operand, Sink::Leak);
                }
                self.arguments(expr, None);
            }
            _ => {
                self.value(function, Sink::Nowhere);
                self.arguments(expr, None);
            }
        }
    }

    fn receiver(&mut self, method: Object, operand: Expr, indirect: bool, sink: Sink) {
        let by_address = matches!(
            self.objects.objects[method].kind,
            ObjectKind::Function { pointer_receiver: true, .. }
        );
        if by_address && !indirect && !self.is_pointer(operand) {
            self.address(operand, sink);
        } else {
            self.value(operand, sink);
        }
    }

    fn is_variable(&self, object: Object) -> bool {
        matches!(self.objects.objects[object].kind, ObjectKind::Variable(_))
    }

    /// The number of a declared function with a body.
    fn number_of(&self, object: Object) -> Option<u32> {
        match self.objects.objects[object].kind {
            ObjectKind::Function { decl, .. } => self.numbers.get(&decl).copied(),
            _ => None,
        }
    }

    /// Lets arguments flow into parameters.
    fn arguments(&mut self, expr: Expr, number: Option<u32>) {
        let ExprKind::Call { args, .. } = self.ast.exprs[expr] else { return };
        let info = self.info;
        let params = number.map(|number| &info.functions[number as usize].params);
        for (index, &arg) in self.ast.get(args).iter().enumerate() {
            let sink = match params.map(|params| params.get(index).or(params.last())) {
                Some(Some(&param)) => Sink::Part(Node::Variable(param)),
                _ => Sink::Leak,
            };
            self.value(arg, sink);
        }
    }

    /// Everything about a call that is made later leaks.
    fn later(&mut self, call: Expr) {
        let ExprKind::Call { function, args, .. } = self.ast.exprs[self.ast.unparen(call)] else {
            return;
        };
        let function = self.ast.unparen(function);
        match (self.ast.exprs[function], self.info.selection(function)) {
            (ExprKind::Selector { operand, .. }, Some(_)) => self.address(operand, Sink::Leak),
            _ => self.value(function, Sink::Leak),
        }
        self.values(args, Sink::Leak);
    }

    /// A call that is made when this function returns.
    fn deferred(&mut self, call: Expr) {
        // In a loop there are many of them, for one frame.
        if self.region != self.function {
            return self.later(call);
        }
        self.call(self.ast.unparen(call), Sink::Nowhere);
    }

    fn jump(&mut self, kind: Branch) {
        if kind == Branch::Goto {
            self.jumps.insert(self.function.0);
        }
    }

    /// Walks a statement that is there.
    fn stmt_if(&mut self, stmt: Option<Stmt>) {
        if let Some(stmt) = stmt {
            self.stmt(stmt);
        }
    }

    fn kind(&self, stmt: Stmt) -> StmtKind {
        self.ast.stmts[stmt]
    }
}
