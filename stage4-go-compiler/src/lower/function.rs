//! Bodies of functions: parameters, results, variables.
//!
//! ```text
//! entry:  parameters → slots        what is known only at the end (recover, defer) is added here
//!         jump body
//! body:   …
//! leave:  return the results
//! ```
//!
//! A function's machine signature is: a context, if it is called through a function value; an address for
//! each result that is memory; the receiver; the parameters, those that are memory by address. Results that
//! are scalars are results. A parameter in memory belongs to the caller: the callee copies it.
//!
//! Judged by `corpus/run`.

use rustc_hash::FxHashMap;
use stage2::builder::FunctionBuilder;
use stage2::entity::{Block, FuncRef, Slot, Value};
use stage2::ir::{Signature, SlotData, SourceLoc, Type as Machine};

use super::value::{Place, Val};
use super::{Job, Lower};
use crate::ast::{Decl, DeclKind, Stmt};
use crate::escape::Node;
use crate::position::Pos;
use crate::symbol::Symbol;
use crate::types::object::{Object, ObjectKind, PackageRef};
use crate::types::ty::{SignatureData, Type};

/// Larger variables live on the heap.
pub(super) const LARGEST_SLOT: u64 = 64 << 10;

/// Where a variable is.
#[derive(Clone, Debug)]
pub(super) enum Home {
    /// A slot per leaf.
    Slots(Vec<Slot>),
    /// A slot for all of it, from an offset on.
    Memory(Slot, i32),
    /// On the heap; its address is in the slot.
    Heap(Slot),
    /// On the heap; its address is in the slot, from an offset on.
    HeapInFrame(Slot, i32),
}

/// A place to which `break` and `continue` go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub label: Option<Symbol>,
    pub break_to: Block,
    pub continue_to: Option<Block>,
}

/// A function in the making.
pub(super) struct Body<'l, 'a> {
    pub l: &'l mut Lower<'a>,
    pub b: FunctionBuilder,
    pub homes: FxHashMap<Object, Home>,
    pub targets: Vec<Target>,
    pub labels: FxHashMap<Symbol, Block>,
    /// The label of the statement that comes next.
    pub label: Option<Symbol>,
    pub fallthrough: Option<Block>,
    pub results: Vec<(Type, Home)>,
    /// The addresses that the caller gives for results in memory.
    pub result_addresses: Vec<Home>,
    pub leave: Option<Block>,
    pub frame: Option<Slot>,
    pub permission: Option<Slot>,
    pub in_runtime: bool,
    pub func: FuncRef,
    pub loops: u32,
    pub entry: Block,
    pub name: String,
    pub literals: u32,
    /// Expressions whose values are there already.
    pub bound: FxHashMap<crate::ast::Expr, Val>,
}

impl<'a> Lower<'a> {
    /// The machine signature of a function with or without a context and a receiver.
    pub fn machine_signature(
        &mut self,
        data: &SignatureData,
        context: bool,
        receiver: Option<Type>,
    ) -> Signature {
        let mut params = Vec::new();
        let mut results = Vec::new();
        if context {
            params.push(Machine::Ptr);
        }
        for result in &data.results {
            match self.leaves(result.ty) {
                Some(leaves) => results.extend(leaves.iter().map(|leaf| leaf.ty)),
                None => params.push(Machine::Ptr),
            }
        }
        for ty in receiver.into_iter().chain(data.params.iter().map(|param| param.ty)) {
            self.push_machine(ty, &mut params);
        }
        Signature::new(&params, &results)
    }

    fn push_machine(&mut self, ty: Type, params: &mut Vec<Machine>) {
        match self.leaves(ty) {
            Some(leaves) => params.extend(leaves.iter().map(|leaf| leaf.ty)),
            None => params.push(Machine::Ptr),
        }
    }

    /// The declaration of a function.
    pub fn function_decl(&self, object: Object) -> Option<Decl> {
        match self.objects.objects[object].kind {
            ObjectKind::Function { decl, .. } => Some(decl),
            _ => None,
        }
    }

    /// The type of the receiver of a method.
    pub fn receiver_of(&self, object: Object) -> Option<Type> {
        let DeclKind::Function { receiver, .. } = self.ast.decls[self.function_decl(object)?].kind
        else {
            return None;
        };
        let field = *self.ast.get(receiver).first()?;
        Some(self.info.exprs[self.ast.fields[field].ty].ty)
    }

    /// Makes the function of a job.
    pub fn make(&mut self, job: Job, func: FuncRef) {
        match job {
            Job::Declared(object) => {
                let number = self.function_numbers(object);
                match number {
                    Some(number) => self.make_body(number, func, false),
                    None => self.make_without_body(object, func),
                }
            }
            Job::Literal(number) => self.make_body(number, func, true),
            Job::FunctionValue(object) => self.make_function_value(object, func),
            Job::Method { ty, path, method } => self.make_method(ty, &path, &method, func, false),
            Job::Expression { ty, path, method } => {
                self.make_method(ty, &path, &method, func, true)
            }
            Job::Bound { ty, method } => self.make_bound(ty, &method, func),
            Job::Deferred(number) => self.make_deferred(number, func),
            Job::Initialiser(package, index) => self.make_initialiser(package, index, func),
        }
    }

    /// The number of a declared function among those with bodies.
    pub(super) fn function_numbers(&self, object: Object) -> Option<u32> {
        self.numbers.get(&self.function_decl(object)?).copied()
    }

    /// A body that is to be filled.
    pub fn body<'l>(&'l mut self, func: FuncRef, package: Option<PackageRef>) -> Body<'l, 'a> {
        let decl = &self.module.functions[func];
        let name = decl.name.to_string();
        let mut b = FunctionBuilder::new(&decl.name, decl.signature.clone());
        let entry = b.current();
        let first = b.block(&[]);
        b.switch_to(first);
        let in_runtime = package.is_some() && package == self.runtime;
        Body {
            l: self,
            b,
            homes: FxHashMap::default(),
            targets: Vec::new(),
            labels: FxHashMap::default(),
            label: None,
            fallthrough: None,
            results: Vec::new(),
            result_addresses: Vec::new(),
            leave: None,
            frame: None,
            permission: None,
            in_runtime,
            func,
            loops: 0,
            entry,
            name,
            literals: 0,
            bound: FxHashMap::default(),
        }
    }

    fn make_body(&mut self, number: u32, func: FuncRef, context: bool) {
        let info = self.info;
        let function = &info.functions[number as usize];
        let mut body = self.body(func, Some(function.package));
        let params = body.b.params().to_vec();
        let mut params = params.into_iter();
        if context && let Some(context) = params.next() {
            for (index, &captured) in function.captures.iter().enumerate() {
                let slot = body.b.variable(Machine::Ptr, "captured");
                let offset = 8 + 8 * index as i32;
                let address = body.b.load(Machine::Ptr, context, offset, stage2::ir::Region::ANY);
                body.b.set(slot, address);
                body.homes.insert(captured, Home::Heap(slot));
            }
        }
        let signature = body.l.signature_of(function.signature);
        let mut result_addresses = Vec::new();
        for result in &signature.results {
            if body.l.leaves(result.ty).is_none() {
                result_addresses.extend(params.next());
            }
        }
        let defers = body.l.has_defer(function.body);
        if defers {
            body.make_frame(&function.results, &signature, &result_addresses);
        } else {
            for address in result_addresses {
                let slot = body.b.variable(Machine::Ptr, "result");
                body.b.set(slot, address);
                body.result_addresses.push(Home::Heap(slot));
            }
            for (index, result) in signature.results.iter().enumerate() {
                let home = match function.results.get(index) {
                    Some(&object) => {
                        body.declare(object);
                        body.homes[&object].clone()
                    }
                    None => body.new_home(result.ty, "result"),
                };
                body.results.push((result.ty, home));
            }
        }
        let receiver_ty =
            function.receiver.map(|object| (Some(object), body.l.objects.objects[object].ty));
        let types = signature.params.iter().map(|param| param.ty);
        let objects = (0..signature.params.len()).map(|index| function.params.get(index).copied());
        // A method whose receiver has no name still gets it.
        let unnamed = match (receiver_ty, function.decl) {
            (None, Some(decl)) => body.l.unnamed_receiver(decl).map(|ty| (None, ty)),
            _ => None,
        };
        for (object, ty) in receiver_ty.into_iter().chain(unnamed).chain(objects.zip(types)) {
            let val = match body.l.leaves(ty) {
                Some(leaves) => Val::Scalars(params.by_ref().take(leaves.len()).collect()),
                None => Val::Memory(params.next().unwrap_or(Value(0))),
            };
            if let Some(object) = object {
                body.declare(object);
                let place = body.variable_place(object);
                body.store(ty, &place, &val);
            }
        }
        body.stmt(function.body);
        body.end(function.body);
    }

    fn unnamed_receiver(&self, decl: Decl) -> Option<Type> {
        let DeclKind::Function { receiver, .. } = self.ast.decls[decl].kind else { return None };
        let field = *self.ast.get(receiver).first()?;
        Some(self.info.exprs[self.ast.fields[field].ty].ty)
    }
}

impl<'a> Body<'_, 'a> {
    /// Where instructions come from.
    pub fn at(&mut self, pos: Pos) {
        // Traces do not show the runtime's functions, except this one: their lines would be a third of a small program.
        if self.in_runtime && self.name != "runtime.gopanic" {
            return;
        }
        if let Some(file) = self.l.files.file_of(pos)
            && let Some(place) = self.l.files.position(pos)
        {
            let column = u16::try_from(place.column).unwrap_or(0);
            self.b.set_location(SourceLoc { file: file as u16, column, line: place.line, site: 0 });
        }
    }

    /// Home for a value that nobody captures.
    pub fn new_home(&mut self, ty: Type, name: &str) -> Home {
        match self.l.leaves(ty) {
            Some(leaves) => {
                Home::Slots(leaves.iter().map(|leaf| self.b.variable(leaf.ty, name)).collect())
            }
            None => {
                let (size, align) = (self.l.size(ty), self.l.align(ty));
                if size > LARGEST_SLOT {
                    return self.heap_home(ty, name);
                }
                self.memory_home(size, align, name)
            }
        }
    }

    fn memory_home(&mut self, size: u64, align: u64, name: &str) -> Home {
        let data = SlotData::bytes(size.max(1) as u32, align.max(8) as u32, Some(name));
        Home::Memory(self.b.slot(data), 0)
    }

    fn heap_home(&mut self, ty: Type, name: &str) -> Home {
        let slot = self.b.variable(Machine::Ptr, name);
        let address = self.new_object(ty);
        self.b.set(slot, address);
        Home::Heap(slot)
    }

    /// Makes room for a variable. A variable that is declared again, in the next iteration of a loop,
    /// is a new one; its contents are to be set.
    pub fn declare(&mut self, object: Object) {
        let data = &self.l.objects.objects[object];
        let ObjectKind::Variable(variable) = data.kind else { return };
        let ty = data.ty;
        let name = self.l.ast.names.text(data.name).clone();
        let home = if self.lives_on_heap(object) {
            self.heap_home(ty, &name)
        } else if variable.address_taken || variable.captured {
            match self.homes.get(&object) {
                Some(home @ Home::Memory(..)) => home.clone(),
                _ => {
                    let (size, align) = (self.l.size(ty), self.l.align(ty));
                    self.memory_home(size, align, &name)
                }
            }
        } else if let Some(home @ (Home::Slots(_) | Home::Memory(..))) = self.homes.get(&object) {
            home.clone()
        } else {
            self.new_home(ty, &name)
        };
        self.homes.insert(object, home);
    }

    /// Must a variable outlive its function? In the runtime an address never does.
    pub fn lives_on_heap(&mut self, object: Object) -> bool {
        let data = &self.l.objects.objects[object];
        let ObjectKind::Variable(variable) = data.kind else { return false };
        let ty = data.ty;
        if !variable.captured && (!variable.address_taken || self.in_runtime) {
            return false;
        }
        !self.may_stay(Node::Variable(object), ty)
    }

    /// May it live in the frame, and is it small enough?
    pub fn may_stay(&mut self, node: Node, ty: Type) -> bool {
        self.l.escape.stays(node) && self.l.size(ty) <= LARGEST_SLOT
    }

    /// The place of a home.
    pub fn home_place(&mut self, home: &Home) -> Place {
        match *home {
            Home::Slots(ref slots) => Place::Slots(slots.clone()),
            Home::Memory(slot, offset) => Place::Address(self.b.slot_addr(slot, offset), 0),
            Home::Heap(slot) => Place::Address(self.b.get(slot), 0),
            Home::HeapInFrame(slot, offset) => {
                let frame = self.b.slot_addr(slot, 0);
                let region = stage2::ir::Region::ANY;
                Place::Address(self.b.load(Machine::Ptr, frame, offset, region), 0)
            }
        }
    }

    /// The place of a variable, of the function or of a package.
    pub fn variable_place(&mut self, object: Object) -> Place {
        if self.l.objects.objects[object].name == Symbol::BLANK && !self.homes.contains_key(&object)
        {
            return Place::Blank;
        }
        match self.homes.get(&object).cloned() {
            Some(home) => self.home_place(&home),
            None => {
                let data = self.l.global(object);
                Place::Address(self.b.data_addr(data, 0), 0)
            }
        }
    }

    /// Stores the results and leaves.
    pub fn return_values(&mut self, values: &[Val]) {
        let results = self.results.clone();
        for ((ty, home), val) in results.iter().zip(values) {
            let place = self.home_place(home);
            self.store(*ty, &place, val);
        }
        self.go_leave();
    }

    /// Leaves with the results as they are.
    pub fn go_leave(&mut self) {
        let leave = match self.leave {
            Some(leave) => leave,
            None => {
                let leave = self.b.block(&[]);
                self.leave = Some(leave);
                leave
            }
        };
        self.b.jump(leave, &[]);
    }

    /// After a terminator nothing can come; what comes all the same is in a block that nobody enters.
    pub fn continue_if_terminated(&mut self) {
        if self.b.is_terminated() {
            let block = self.b.block(&[]);
            self.b.switch_to(block);
        }
    }

    fn end(mut self, body: Stmt) {
        if let crate::ast::StmtKind::Block { end, .. } = self.l.ast.stmts[body] {
            self.at(end);
        }
        if !self.b.is_terminated() {
            if self.results.is_empty() {
                self.go_leave();
            } else {
                self.unreachable();
            }
        }
        if let Some(leave) = self.leave.or_else(|| self.frame.map(|_| self.b.block(&[]))) {
            self.leave = Some(leave);
            self.b.switch_to(leave);
            if let Some(frame) = self.frame {
                let frame = self.b.slot_addr(frame, 0);
                self.runtime("runDefers", &[frame]);
            }
            let mut values = Vec::new();
            let mut addresses = self.result_addresses.clone().into_iter();
            for (ty, home) in self.results.clone() {
                let place = self.home_place(&home);
                match self.load(ty, &place) {
                    Val::Scalars(scalars) => values.extend(scalars),
                    Val::Memory(from) => {
                        if let Some(home) = addresses.next()
                            && let Place::Address(to, _) = self.home_place(&home)
                        {
                            let size = self.l.size(ty);
                            self.copy(to, from, size);
                        }
                    }
                }
            }
            self.b.ret(&values);
        }
        self.finish();
    }

    /// Writes the beginning of the function, now that everything is known, and hands it over.
    pub fn finish(mut self) {
        let first = stage2::entity::Block(self.entry.0 + 1);
        self.b.switch_to(self.entry);
        if let Some(slot) = self.permission {
            let own = self.b.func_addr(self.func);
            let panic = self.runtime("takeRecover", &[own])[0];
            self.b.set(slot, panic);
        }
        match self.frame {
            Some(frame) => self.enter_frame(frame, first),
            None => self.b.jump(first, &[]),
        }
        let name = self.name.clone();
        if let Err(error) = self.b.finish_trusted(&mut self.l.module) {
            // Where something was refused the rest need not fit.
            if self.l.diagnostics.is_empty() {
                panic!("a mistake of the compiler in {name}: {error}");
            }
        }
    }
}
