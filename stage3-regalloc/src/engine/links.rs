//! Linking: a unit's code in memory of its own, joined with helpers, data and other units.
//!
//! ```text
//!   one mapping:   exit handler, enter stub │ the function │ its entry function │ veneers
//!                                                                                    │
//!   call @py_binary        ──► veneer: jmp address                                   │
//!   call @python.7:int     ──► veneer: jmp [word] ──► the code of that unit, as long as it is good
//!                                         └──► or a stub: ask the tier
//! ```
//!
//! The word is in memory that may be written, so when a unit is made or thrown away no code
//! changes. The stub puts the arguments into memory in the order of the parameters and calls
//! [`activation::ask`]; it is written in IR and compiled like everything else.
//!
//! Requires: code for this host. Judged by the corpus.

use std::cell::Cell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use stage0::{ExecutableMemory, Isa};
use stage1::interpreter::CodeRef;
use stage2::builder::FunctionBuilder;
use stage2::entity::FuncRef;
use stage2::ir::{Effects, Module, Region, Signature, SlotData, Type};
use stage2::runtime::{Entry, Kind};

use super::prepare::Code;
use super::{MachineExecutor, activation};
use crate::compile::{CompiledFunction, Symbol, compile};
use crate::exit_map::SupportCode;
use crate::isa::{Machine, a64, x64};
use crate::link::memory::{Address, apply, place};

/// What of an instruction set linking needs.
struct Platform {
    support: fn(u64) -> SupportCode,
    veneer: fn(u64) -> Vec<u8>,
    veneer_through: fn(u64) -> Vec<u8>,
}

fn platform(isa: Isa) -> Platform {
    match isa {
        Isa::X64 => Platform {
            support: x64::X64::support_code,
            veneer: x64::X64::veneer,
            veneer_through: x64::X64::veneer_through,
        },
        Isa::A64 => Platform {
            support: a64::A64::support_code,
            veneer: a64::A64::veneer,
            veneer_through: a64::A64::veneer_through,
        },
    }
}

/// Where a symbol is.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// A function of the same mapping, by its place in the list.
    Own(usize),
    /// At this address.
    Address(u64),
    /// At the address that is in the word at this address.
    Through(u64),
}

/// Code in memory.
#[derive(Debug)]
pub struct Linked {
    /// The mapping.
    pub memory: ExecutableMemory,
    /// Where each function begins.
    pub starts: Vec<u32>,
    /// Where the enter stub begins.
    pub enter: u32,
}

/// Puts functions into memory. `resolve` says where the functions and data are that one of them names.
///
/// # Errors
/// What is missing, in words.
pub fn link(
    isa: Isa,
    functions: &[&CompiledFunction],
    resolve: &dyn Fn(usize, Symbol) -> Option<Target>,
) -> Result<Linked, String> {
    let platform = platform(isa);
    let support = (platform.support)(activation::leave as *const () as u64);
    let mut buffer = support.code;
    let starts: Vec<u32> =
        functions.iter().map(|one| place(&mut buffer, &one.code, one.align)).collect();
    let mut veneers: FxHashMap<(bool, u64), u32> = FxHashMap::default();
    for (index, function) in functions.iter().enumerate() {
        for reloc in &function.relocs {
            let address = match reloc.target {
                Symbol::ExitHandler => Address::Code(0),
                symbol => {
                    let missing = || format!("nobody has {symbol:?}");
                    let target = resolve(index, symbol).ok_or_else(missing)?;
                    match (symbol, target) {
                        (_, Target::Own(own)) => Address::Code(starts[own]),
                        (Symbol::Data(_), Target::Address(address)) => Address::Absolute(address),
                        (_, Target::Address(address)) => {
                            let veneer = || place(&mut buffer, &(platform.veneer)(address), 0);
                            Address::Code(*veneers.entry((false, address)).or_insert_with(veneer))
                        }
                        (_, Target::Through(word)) => {
                            let veneer = || place(&mut buffer, &(platform.veneer_through)(word), 0);
                            Address::Code(*veneers.entry((true, word)).or_insert_with(veneer))
                        }
                    }
                }
            };
            let at = (starts[index] + reloc.offset) as usize;
            apply(&mut buffer, at, reloc.kind, address, reloc.addend)
                .map_err(|kind| format!("{kind:?} does not reach its target"))?;
        }
    }
    let memory = ExecutableMemory::new(&buffer).map_err(|error| error.to_string())?;
    Ok(Linked { memory, starts, enter: support.enter })
}

/// A Python function that compiled code calls, for certain kinds of arguments.
#[derive(Debug)]
pub struct Callee {
    /// The function.
    pub code: CodeRef,
    /// How its arguments are passed.
    pub kinds: Vec<Kind>,
    /// How many words they are.
    pub words: usize,
    /// Where calls go. Code knows the address of this word.
    target: Box<Cell<u64>>,
    /// The stub that asks the tier.
    stub: Option<Linked>,
}

impl Callee {
    /// Where calls go now.
    pub fn target(&self) -> u64 {
        self.target.get()
    }

    /// Calls go there from now on.
    pub fn set_target(&self, target: u64) {
        self.target.set(target);
    }

    /// Calls go to the stub from now on.
    pub fn ask_again(&self) {
        if let Some(stub) = &self.stub {
            self.target.set(stub.memory.entry(stub.starts[0] as usize) as u64);
        }
    }

    /// The address of the word that says where calls go.
    pub fn word(&self) -> u64 {
        self.target.as_ptr() as u64
    }
}

impl MachineExecutor {
    /// The callee of that name, made if there is none.
    pub(super) fn callee(
        &self,
        name: &str,
        code: CodeRef,
        kinds: &[Kind],
    ) -> Result<Rc<Callee>, String> {
        if let Some(callee) = self.callees.borrow().get(name) {
            return Ok(callee.clone());
        }
        let types: Vec<Type> = kinds.iter().flat_map(|kind| kind.types()).copied().collect();
        let mut callee = Rc::new(Callee {
            code,
            kinds: kinds.to_vec(),
            words: types.len(),
            target: Box::default(),
            stub: None,
        });
        let stub = self.stub(&types, Rc::as_ptr(&callee) as u64)?;
        if let Some(callee) = Rc::get_mut(&mut callee) {
            callee.stub = Some(stub);
        }
        callee.ask_again();
        let installed = self.installed.borrow();
        let mut good = installed.iter().map(|(_, unit)| &unit.code).filter(|code| code.is_good());
        if let Some(code) = good.find(|code| code.name() == name && code.is_callable()) {
            callee.set_target(code.address());
        }
        self.callees.borrow_mut().insert(name.to_string(), callee.clone());
        Ok(callee)
    }

    /// The callee that a unit is the code of, if anybody calls it.
    pub(super) fn callee_of(&self, code: &Code) -> Option<Rc<Callee>> {
        if !code.is_callable() {
            return None;
        }
        self.callees.borrow().get(code.name()).cloned()
    }

    /// Code that calls [`activation::ask`] with a number and the address of the arguments.
    fn stub(&self, types: &[Type], callee: u64) -> Result<Linked, String> {
        let mut module = Module::new();
        let results = [Type::I64, Type::I64];
        let signature = Signature::new(&[Type::I64, Type::Ptr], &results);
        let ask = module.declare("ask", signature, Effects::ALL).unwrap_or(FuncRef(0));
        let signature = Signature::new(types, &results);
        let mut build = FunctionBuilder::new("stub", signature.clone());
        let words = 8 * types.len().max(1) as u32;
        let slot = build.slot(SlotData::bytes(words, 8, Some("arguments")));
        let address = build.slot_addr(slot, 0);
        for (at, value) in (0..).zip(build.params().to_vec()) {
            build.store(value, address, 8 * at, Region::ANY);
        }
        let number = build.iconst(Type::I64, callee as i64);
        let values = build.call(&module, ask, &[number, address]);
        build.ret(&values);
        let function = compile(&module, &signature, build.body(), self.options)
            .map_err(|error| error.to_string())?;
        let ask = activation::ask as *const () as u64;
        link(self.options.isa, &[&function], &|_, symbol| match symbol {
            Symbol::Function(_) => Some(Target::Address(ask)),
            _ => None,
        })
    }
}

impl Code {
    /// Can compiled code call it by its name? It must take what the name says.
    fn is_callable(&self) -> bool {
        let unit = &self.linked.unit;
        unit.entry == Entry::Call && self.params_are_requested
    }

    /// The name of the function.
    fn name(&self) -> &str {
        let unit = &self.linked.unit;
        &unit.module.functions[unit.func].name
    }
}
