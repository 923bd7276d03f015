//! Typed syntax trees → IR: what Go means, said in the operations of stage 2.
//!
//! ```text
//! runtime.start ─► functions that it reaches ─► descriptors, itabs, variables that they use ─► …
//! ```
//!
//! Lowering follows references. It begins with the entry point of the runtime; whatever a body mentions
//! is declared and put on a list; and what nobody reaches costs nothing, however large the library.
//!
//! | file | concept |
//! |---|---|
//! | [`layout`] | which types are scalars, where parts are in memory |
//! | [`value`] | values and places: loads, stores, copies |
//! | [`function`] | bodies, parameters, results, variables |
//! | [`statement`], [`branch`], [`range`], [`assign`] | statements |
//! | [`expression`], [`operator`], [`compare`], [`constant`], [`conversion`] | expressions |
//! | [`index`], [`selector`], [`composite`], [`builtin`], [`call`] | more of them |
//! | [`interface`], [`descriptor`], [`names`] | dynamic types |
//! | [`closure`], [`defer`] | functions as values, deferred calls, goroutines |
//! | [`channel`] | channels, `select` |
//! | [`initialise`], [`static_data`] | package variables |
//! | [`intrinsic`] | what the library cannot say in Go |
//! | [`freestanding`] | programs without a runtime |
//! | [`unit`] | one package of a program |
//!
//! Variables are slots; `mem2reg` makes SSA of them. A variable whose address is taken or that a closure
//! captures lives on the heap, unless [`crate::escape`] says that it may stay.
//!
//! Requires: a program without errors. What is not supported is refused by name at its place. Judged by `corpus/run`, whose
//! outputs are the official compiler's.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use stage2::entity::{DataRef, FuncRef};
use stage2::ir::{DataDecl, Effects, Module, Signature, Type as Machine};

use crate::ast::{Ast, Decl, Expr};
use crate::diagnostic::Diagnostics;
use crate::escape::{self, Escape};
use crate::position::{FileSet, Pos};
use crate::types::object::{Object, ObjectKind, Objects, PackageRef};
use crate::types::size::Sizes;
use crate::types::ty::{Type, TypeKind, Types};
use crate::types::{Info, Program};

mod assign;
mod branch;
mod builtin;
mod call;
mod channel;
mod closure;
mod compare;
mod composite;
mod constant;
mod conversion;
mod defer;
mod descriptor;
mod expression;
mod freestanding;
mod function;
mod index;
mod initialise;
mod interface;
mod intrinsic;
mod layout;
mod names;
mod operator;
mod range;
mod selector;
mod statement;
mod static_data;
mod unit;
mod value;

use layout::Leaf;
pub use unit::{Extent, InitialValue, Unit};

/// A function that is to be made.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Job {
    /// A declared function or method.
    Declared(Object),
    /// A function literal, by its number.
    Literal(u32),
    /// A function as a value: takes a context and ignores it.
    FunctionValue(Object),
    /// A method for calls through interfaces: the receiver is a data word. The path leads through
    /// embedded fields of the type.
    Method { ty: Type, path: Rc<[u32]>, method: MethodTarget },
    /// A method expression as a value: receiver first, with a context before it.
    Expression { ty: Type, path: Rc<[u32]>, method: MethodTarget },
    /// A bound method: the context holds the receiver, as it is passed.
    Bound { ty: Type, method: MethodTarget },
    /// What a deferred call does: a number of [`Lower::deferred`].
    Deferred(usize),
    /// The initial value of package variables.
    Initialiser(PackageRef, usize),
}

/// The method that a wrapper calls in the end.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum MethodTarget {
    Declared(Object),
    /// By its index among all methods of the interface.
    Interface(Type, u32),
}

/// Everything that is known while a program is lowered.
struct Lower<'a> {
    ast: &'a Ast,
    files: &'a FileSet,
    types: Types,
    objects: &'a Objects,
    info: &'a Info,
    sizes: Sizes,
    module: Module,
    diagnostics: &'a mut Diagnostics,
    leaves: FxHashMap<Type, Option<Rc<[Leaf]>>>,
    functions: FxHashMap<Job, FuncRef>,
    work: VecDeque<(Job, FuncRef)>,
    descriptors: FxHashMap<String, DataRef>,
    descriptor_work: VecDeque<(Type, DataRef)>,
    by_type: FxHashMap<Type, DataRef>,
    strings: FxHashMap<Rc<[u8]>, DataRef>,
    globals: FxHashMap<Object, DataRef>,
    /// Where the initialiser of a package variable is.
    initialisers: FxHashMap<Object, (PackageRef, usize)>,
    needed_initialisers: FxHashSet<(PackageRef, usize)>,
    deferred: Vec<defer::Deferred>,
    literal_names: FxHashMap<u32, String>,
    runtime: Option<PackageRef>,
    numbering: u32,
    escape: Escape,
    /// There is no runtime: what cannot be traps, and what needs one is refused.
    freestanding: bool,
    /// The numbers of declared functions among those with bodies.
    numbers: FxHashMap<Decl, u32>,
    /// The package that is lowered, if it is one.
    only: Option<PackageRef>,
    /// What else there is of the program is in other objects.
    in_parts: bool,
    unit: Unit,
}

/// The entry point of programs.
pub const ENTRY: &str = "runtime.start";

/// Lowers a program or a part of it; what is not supported is noted.
pub fn lower(
    ast: &Ast,
    files: &FileSet,
    program: &Program,
    extent: Extent,
    diagnostics: &mut Diagnostics,
) -> (Module, Unit) {
    let numbers = program.info.functions.iter().enumerate();
    let numbers = numbers.filter_map(|(number, one)| Some((one.decl?, number as u32)));
    let mut lower = Lower {
        ast,
        files,
        types: program.types.clone(),
        objects: &program.objects,
        info: &program.info,
        sizes: Sizes::default(),
        module: Module::new(),
        diagnostics,
        leaves: FxHashMap::default(),
        functions: FxHashMap::default(),
        work: VecDeque::new(),
        descriptors: FxHashMap::default(),
        descriptor_work: VecDeque::new(),
        by_type: FxHashMap::default(),
        strings: FxHashMap::default(),
        globals: FxHashMap::default(),
        initialisers: FxHashMap::default(),
        needed_initialisers: FxHashSet::default(),
        deferred: Vec::new(),
        literal_names: FxHashMap::default(),
        runtime: None,
        numbering: 0,
        escape: escape::analyse(ast, program),
        freestanding: matches!(extent, Extent::Freestanding(_)),
        numbers: numbers.collect(),
        only: None,
        in_parts: matches!(extent, Extent::Package(_) | Extent::Library(_)),
        unit: Unit::default(),
    };
    lower.program(extent);
    (lower.module, lower.unit)
}

impl<'a> Lower<'a> {
    fn program(&mut self, extent: Extent) {
        self.module.files = self.files.files().iter().map(|file| file.name.clone()).collect();
        let packages: Vec<PackageRef> = self.objects.packages.keys().collect();
        for package in packages {
            if &*self.objects.packages[package].path == "runtime" {
                self.runtime = Some(package);
            }
            for (index, one) in self.objects.packages[package].initialisation.iter().enumerate() {
                for &variable in &one.variables {
                    self.initialisers.insert(variable, (package, index));
                }
            }
        }
        match extent {
            Extent::Freestanding(entry) => return self.freestanding(entry),
            Extent::Package(path) => return self.package(path),
            Extent::Program | Extent::Library(_) => {}
        }
        let Some(start) = self.runtime_object("start") else {
            return self.diagnostics.error(Pos::NONE, "there is no package runtime");
        };
        self.function(Job::Declared(start));
        self.trap_routine();
        self.request_effects();
        if let Extent::Library(names) = extent {
            return self.library(names);
        }
        self.make_all();
        self.initialise_all();
    }

    /// Makes what is on the lists until they are empty.
    fn make_all(&mut self) {
        loop {
            if let Some((job, func)) = self.work.pop_front() {
                self.make(job, func);
            } else if let Some((ty, data)) = self.descriptor_work.pop_front() {
                self.write_descriptor(ty, data);
            } else {
                break;
            }
        }
    }

    /// A function of the runtime.
    fn runtime_object(&self, name: &str) -> Option<Object> {
        let package = self.runtime?;
        let name = self.ast.names.find(name)?;
        self.objects.scopes[self.objects.packages[package].scope].get(name)
    }

    fn runtime_function(&mut self, name: &str) -> FuncRef {
        match self.runtime_object(name) {
            Some(object) => self.function(Job::Declared(object)),
            None => panic!("a mistake of the compiler: the runtime has no function {name}"),
        }
    }

    /// Code that the linker brings.
    fn external(&mut self, name: &str, params: &[Machine], results: &[Machine]) -> FuncRef {
        match self.module.function(name) {
            Some(func) => func,
            None => {
                let signature = Signature::new(params, results);
                let declared = self.module.declare(name, signature, Effects::ALL);
                declared.unwrap_or_else(|| panic!("a mistake of the compiler: {name} is data"))
            }
        }
    }

    /// The function for a job, which is put on the list when it is asked for first.
    fn function(&mut self, job: Job) -> FuncRef {
        if let Some(&func) = self.functions.get(&job) {
            return func;
        }
        let mut name = self.job_name(&job);
        let signature = self.job_signature(&job);
        let mut is_first = true;
        while self.module.lookup(&name).is_some() {
            is_first = false;
            self.numbering += 1;
            name = format!("{name}·{}", self.numbering);
        }
        let func = self.module.declare(&name, signature, Effects::ALL);
        let func = func.unwrap_or_else(|| panic!("a mistake of the compiler: {name} exists"));
        self.functions.insert(job.clone(), func);
        if is_first {
            self.offer_function(&job, &name);
        }
        if !self.is_elsewhere(&job) {
            self.work.push_back((job, func));
        }
        func
    }

    /// Data with a string's bytes, the same for the same string.
    fn string_data(&mut self, bytes: &[u8]) -> DataRef {
        if let Some(&data) = self.strings.get(bytes) {
            return data;
        }
        let name = format!("string·{}", self.strings.len());
        let decl =
            DataDecl { name: name.into(), align: 1, bytes: bytes.to_vec(), ..DataDecl::default() };
        let data = self.add_data(decl);
        self.strings.insert(bytes.into(), data);
        data
    }

    fn add_data(&mut self, decl: DataDecl) -> DataRef {
        let name = decl.name.clone();
        let data = self.module.add_data(decl);
        data.unwrap_or_else(|| panic!("a mistake of the compiler: two data {name}"))
    }

    fn unsupported(&mut self, pos: Pos, what: &str) {
        self.diagnostics.unsupported(pos, what);
    }

    /// The type of an expression.
    fn type_of(&self, expr: Expr) -> Type {
        self.info.exprs[expr].ty
    }

    fn signature_of(&self, ty: Type) -> crate::types::ty::SignatureData {
        match self.types.underlying(ty) {
            TypeKind::Signature(number) => self.types.signatures[number].clone(),
            _ => crate::types::ty::SignatureData::default(),
        }
    }

    fn is_pointer_method(&self, method: Object) -> bool {
        matches!(
            self.objects.objects[method].kind,
            ObjectKind::Function { pointer_receiver: true, .. }
        )
    }
}
