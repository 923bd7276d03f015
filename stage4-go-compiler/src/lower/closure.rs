//! Functions as values: closures, bound methods, and the wrappers that make methods and functions
//! callable through a function value or an interface.
//!
//! A function value is nil or the address of a record: the code's address, then what is captured. A
//! call through it passes that address before everything else. A declared function has no such
//! parameter, so its value is a record of a wrapper that drops it. A method called through an
//! interface gets the data word; a wrapper loads the value.
//!
//! Variables are captured by reference: they live on the heap, and the record holds their addresses.
//! Judged by `corpus/run` (`closure_*`, `method_*`).

use stage2::condition::IntCondition;
use stage2::entity::{FuncRef, Value};
use stage2::ir::{DataDecl, Reference, Region, Reloc, Signature, SlotData, Type as Machine};

use super::call::{Callee, Plan};
use super::function::{Body, Home};
use super::selector::Cursor;
use super::value::{Place, Val, number};
use super::{Job, Lower, MethodTarget};
use crate::ast::Expr;
use crate::escape::Node;
use crate::types::object::Object;
use crate::types::ty::{SignatureData, Type, TypeKind};

impl Lower<'_> {
    /// The record of a function value without captured variables.
    pub(super) fn static_closure(&mut self, job: Job) -> stage2::entity::DataRef {
        let func = self.function(job);
        let name = format!("{}·value", self.module.functions[func].name);
        if let Some(Reference::Data(data)) = self.module.lookup(&name) {
            return data;
        }
        let relocs = vec![Reloc { offset: 0, target: Reference::Function(func), addend: 0 }];
        let decl = DataDecl {
            name: name.into(),
            align: 8,
            bytes: vec![0; 8],
            relocs,
            ..DataDecl::default()
        };
        self.add_data(decl)
    }

    /// The signature of a method without receiver.
    pub(super) fn method_signature(&mut self, method: &MethodTarget) -> SignatureData {
        match *method {
            MethodTarget::Declared(object) => self.signature_of(self.objects.objects[object].ty),
            MethodTarget::Interface(ty, index) => {
                let method = self.all_methods(ty)[index as usize];
                self.signature_of(method.ty)
            }
        }
    }

    /// The receiver type of a declared method, or the interface.
    pub(super) fn method_receiver(&self, method: &MethodTarget) -> Type {
        match *method {
            MethodTarget::Declared(object) => {
                self.receiver_of(object).unwrap_or(self.types.empty_interface)
            }
            MethodTarget::Interface(ty, _) => ty,
        }
    }

    pub(super) fn job_signature(&mut self, job: &Job) -> Signature {
        match job {
            Job::Declared(object) => {
                let data = self.signature_of(self.objects.objects[*object].ty);
                let receiver = self.receiver_of(*object);
                self.machine_signature(&data, false, receiver)
            }
            Job::Literal(number) => {
                let data = self.signature_of(self.info.functions[*number as usize].signature);
                self.machine_signature(&data, true, None)
            }
            Job::FunctionValue(object) => {
                let data = self.signature_of(self.objects.objects[*object].ty);
                self.machine_signature(&data, true, None)
            }
            Job::Method { method, .. } => {
                let data = self.method_signature(method);
                let word = crate::types::ty::Basic::UnsafePointer.ty();
                self.machine_signature(&data, false, Some(word))
            }
            Job::Expression { ty, method, .. } => {
                let data = self.method_signature(method);
                self.machine_signature(&data, true, Some(*ty))
            }
            Job::Bound { method, .. } => {
                let data = self.method_signature(method);
                self.machine_signature(&data, true, None)
            }
            Job::Deferred(_) => Signature::new(&[Machine::Ptr], &[]),
            Job::Initialiser(..) => Signature::new(&[], &[]),
        }
    }

    /// The wrapper of a declared function that is a value.
    pub(super) fn make_function_value(&mut self, object: Object, func: FuncRef) {
        let target = self.function(Job::Declared(object));
        let mut body = self.body(func, None);
        let args = body.b.params()[1..].to_vec();
        body.pass_recover(target);
        let results = body.b.call(&body.l.module, target, &args);
        body.b.ret(&results);
        body.finish();
    }

    /// A wrapper whose receiver is a data word, or of a method expression.
    pub(super) fn make_method(
        &mut self,
        ty: Type,
        path: &[u32],
        method: &MethodTarget,
        func: FuncRef,
        expression: bool,
    ) {
        let data = self.method_signature(method);
        let direct = self.is_direct(ty);
        let mut body = self.body(func, None);
        let params = body.b.params().to_vec();
        let hidden = data.results.iter().filter(|one| body.l.leaves(one.ty).is_none()).count();
        let start = usize::from(expression);
        let mut own = params[start + hidden..].iter().copied();
        let cursor = if expression {
            match body.l.leaves(ty) {
                Some(leaves) => {
                    let scalars = own.by_ref().take(leaves.len()).collect();
                    Cursor::Val(Val::Scalars(scalars))
                }
                None => Cursor::Val(Val::Memory(own.next().unwrap_or(Value(0)))),
            }
        } else {
            let word = own.next().unwrap_or(Value(0));
            body.check_receiver(ty, path, method, word);
            if direct {
                Cursor::Val(Val::one(word))
            } else {
                Cursor::Place(Place::Address(word, 0))
            }
        };
        let (cursor, ty) = body.follow(cursor, ty, path);
        let (callee, mut args) = body.bind(cursor, ty, method);
        if let Callee::Static(target) = callee {
            body.pass_recover(target);
        }
        args.splice(0..0, params[start..start + hidden].iter().copied());
        args.extend(own);
        let results = match callee {
            Callee::Static(target) => body.b.call(&body.l.module, target, &args),
            Callee::Code(code) | Callee::Value(code) => {
                let word = crate::types::ty::Basic::UnsafePointer.ty();
                let signature = body.l.machine_signature(&data, false, Some(word));
                body.b.call_indirect(&signature, code, &args)
            }
        };
        body.b.ret(&results);
        body.finish();
    }

    /// The code of a bound method.
    pub(super) fn make_bound(&mut self, ty: Type, method: &MethodTarget, func: FuncRef) {
        let data = self.method_signature(method);
        let mut body = self.body(func, None);
        let params = body.b.params().to_vec();
        let hidden = data.results.iter().filter(|one| body.l.leaves(one.ty).is_none()).count();
        let receiver = body.load_at(ty, params[0], 8);
        let (callee, mut args) = body.bind(Cursor::Val(receiver), ty, method);
        if let Callee::Static(target) = callee {
            body.pass_recover(target);
        }
        args.splice(0..0, params[1..1 + hidden].iter().copied());
        args.extend(params[1 + hidden..].iter().copied());
        let results = match callee {
            Callee::Static(target) => body.b.call(&body.l.module, target, &args),
            Callee::Code(code) | Callee::Value(code) => {
                let word = crate::types::ty::Basic::UnsafePointer.ty();
                let signature = body.l.machine_signature(&data, false, Some(word));
                body.b.call_indirect(&signature, code, &args)
            }
        };
        body.b.ret(&results);
        body.finish();
    }
}

impl Body<'_, '_> {
    /// Passes the permission to recover on to what is called next.
    pub fn pass_recover(&mut self, target: FuncRef) {
        if !self.l.may_recover(target) {
            return;
        }
        let own = self.b.func_addr(self.func);
        let target = self.b.func_addr(target);
        self.runtime("passRecover", &[own, target]);
    }

    /// A method with a value receiver that is called with a nil pointer, through an interface, says so.
    fn check_receiver(&mut self, ty: Type, path: &[u32], method: &MethodTarget, word: Value) {
        let (TypeKind::Pointer(base), [], &MethodTarget::Declared(object)) =
            (self.l.types.kind(ty), path, method)
        else {
            return;
        };
        if self.l.is_pointer_method(object) {
            return;
        }
        let (bad, good) = (self.b.block(&[]), self.b.block(&[]));
        let is_nil = self.b.icmp(IntCondition::Eq, word, number(0));
        self.b.br(is_nil, (bad, &[]), (good, &[]));
        self.b.switch_to(bad);
        let descriptor = self.descriptor(base);
        let name = self.l.target_name(method);
        let text = self.l.string_data(name.as_bytes());
        let (text, length) = (self.b.data_addr(text, 0), self.int(name.len() as i64));
        self.panic_call("panicWrap", &[descriptor, text, length]);
        self.b.switch_to(good);
    }

    /// A record of code and words.
    pub fn make_closure(&mut self, func: FuncRef, words: &[Value]) -> Value {
        let size = self.int(8 + 8 * words.len() as i64);
        let at = self.runtime("newClosure", &[size])[0];
        self.fill_closure(at, func, words)
    }

    fn fill_closure(&mut self, at: Value, func: FuncRef, words: &[Value]) -> Value {
        let code = self.b.func_addr(func);
        self.b.store(code, at, 0, Region::ANY);
        for (index, &word) in words.iter().enumerate() {
            self.b.store(word, at, 8 + 8 * index as i32, Region::ANY);
        }
        at
    }

    /// A function literal.
    pub fn literal(&mut self, expr: Expr) -> Value {
        let number = self.l.info.function_of[&expr];
        self.literals += 1;
        let parent = self.l.info.functions[number as usize].parent;
        let is_nested =
            parent.is_some_and(|parent| self.l.info.functions[parent as usize].literal.is_some());
        let word = if is_nested { "" } else { "func" };
        let name = format!("{}.{word}{}", self.name, self.literals);
        self.l.literal_names.entry(number).or_insert(name);
        let captures = self.l.info.functions[number as usize].captures.clone();
        if captures.is_empty() {
            let data = self.l.static_closure(Job::Literal(number));
            return self.b.data_addr(data, 0);
        }
        let func = self.l.function(Job::Literal(number));
        let mut words = Vec::new();
        for object in captures {
            let address = match self.homes.get(&object) {
                Some(&Home::Heap(slot)) => self.b.get(slot),
                Some(home) => {
                    let home = home.clone();
                    match self.home_place(&home) {
                        Place::Address(address, _) => address,
                        _ => panic!("a mistake of the compiler: a captured variable in slots"),
                    }
                }
                None => panic!("a mistake of the compiler: a captured variable without a home"),
            };
            words.push(address);
        }
        if self.l.escape.stays(Node::Literal(expr)) {
            let bytes = 8 + 8 * words.len() as u32;
            let slot = self.b.slot(SlotData::bytes(bytes, 8, Some("closure")));
            let at = self.b.slot_addr(slot, 0);
            return self.fill_closure(at, func, &words);
        }
        self.make_closure(func, &words)
    }

    /// `x.m` as a value.
    pub fn bound_method(&mut self, cursor: Cursor, ty: Type, method: &MethodTarget) -> Value {
        // The receiver is bound as it is passed.
        let receiver = self.l.method_receiver(method);
        let val = self.receiver(cursor, ty, receiver);
        if self.l.is_interface(receiver) {
            let table = val.scalars()[0];
            self.check_nil(table);
        }
        let func = self.l.function(Job::Bound { ty: receiver, method: method.clone() });
        let size = self.l.size(receiver) as i64;
        let bytes = self.int(8 + size);
        let at = self.runtime("newClosure", &[bytes])[0];
        let code = self.b.func_addr(func);
        self.b.store(code, at, 0, Region::ANY);
        self.store_at(receiver, at, 8, &val);
        at
    }

    /// What a cursor is called with as receiver of a type: the address of it, or what it points to.
    pub fn receiver(&mut self, cursor: Cursor, ty: Type, receiver: Type) -> Val {
        let is_pointer =
            |body: &Self, ty| matches!(body.l.types.underlying(ty), TypeKind::Pointer(_));
        let wants = matches!(self.l.types.kind(receiver), TypeKind::Pointer(_));
        let has = is_pointer(self, ty) && matches!(self.l.types.kind(ty), TypeKind::Pointer(_));
        match (wants, has) {
            (true, false) => Val::one(self.cursor_address(cursor, ty)),
            (false, true) => {
                let pointer = self.cursor_value(cursor, ty);
                let pointer = pointer.scalars()[0];
                self.check_nil(pointer);
                self.load_at(receiver, pointer, 0)
            }
            _ => self.cursor_value(cursor, ty),
        }
    }

    /// The callee of a method, and the arguments that the receiver makes.
    pub fn bind(
        &mut self,
        cursor: Cursor,
        ty: Type,
        method: &MethodTarget,
    ) -> (Callee, Vec<Value>) {
        match *method {
            MethodTarget::Declared(object) => {
                let receiver = self.l.receiver_of(object).unwrap_or(ty);
                let val = self.receiver(cursor, ty, receiver);
                let args = match val {
                    Val::Scalars(values) => values,
                    Val::Memory(address) => vec![address],
                };
                (Callee::Static(self.l.function(Job::Declared(object))), args)
            }
            MethodTarget::Interface(ty, index) => {
                let val = self.cursor_value(cursor, ty);
                let (table, data) = (val.scalars()[0], val.scalars()[1]);
                self.check_nil(table);
                let at = 24 + 8 * self.l.method_position(ty, index) as i32;
                (Callee::Code(self.b.load(Machine::Ptr, table, at, Region::ANY)), vec![data])
            }
        }
    }

    /// Calls what a plan says.
    pub fn perform(&mut self, plan: Plan) -> Vec<Val> {
        let Plan { callee, signature, args, results, .. } = plan;
        let mut full = Vec::new();
        let mut memory = Vec::new();
        if let Callee::Value(value) = callee {
            full.push(value);
        }
        for &ty in &results {
            if self.l.leaves(ty).is_none() {
                let at = self.temporary(ty);
                full.push(at);
                memory.push(at);
            }
        }
        full.extend(args);
        let scalars = match callee {
            Callee::Static(func) => self.b.call(&self.l.module, func, &full),
            Callee::Code(code) => self.b.call_indirect(&signature, code, &full),
            Callee::Value(value) => {
                self.check_nil(value);
                let code = self.b.load(Machine::Ptr, value, 0, Region::ANY);
                self.b.call_indirect(&signature, code, &full)
            }
        };
        let (mut scalars, mut memory) = (scalars.into_iter(), memory.into_iter());
        let mut vals = Vec::new();
        for ty in results {
            vals.push(match self.l.leaves(ty) {
                Some(leaves) => Val::Scalars(scalars.by_ref().take(leaves.len()).collect()),
                None => Val::Memory(memory.next().unwrap_or(Value(0))),
            });
        }
        vals
    }
}
