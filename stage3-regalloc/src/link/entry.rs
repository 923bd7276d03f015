//! Entry functions: one shape for calling functions of any signature.
//!
//! Rust cannot call a function whose type it does not know. So for a function with any parameters
//! and results we make another, `(arguments: ptr, results: ptr)`, that loads the ones, calls, and stores
//! the others. It is written in IR and compiled like everything else, so that neither ISA has code
//! for it, and calls with every signature are tested from both sides.

use stage2::builder::FunctionBuilder;
use stage2::entity::FuncRef;
use stage2::ir::{Function, Module, Region, Signature, Type};

/// The signature of entry functions.
pub fn signature() -> Signature {
    Signature::new(&[Type::Ptr, Type::Ptr], &[])
}

/// The entry function for a function of a module. Arguments and results have 8 bytes each.
pub fn function(module: &Module, func: FuncRef) -> Function {
    let target = &module.functions[func].signature;
    let mut builder = FunctionBuilder::new("entry", signature());
    let [arguments, results] = [builder.params()[0], builder.params()[1]];
    let words = |count: usize| (0..count).map(|index| 8 * index as i32);
    let loaded: Vec<_> = target
        .params
        .iter()
        .zip(words(target.params.len()))
        .map(|(ty, offset)| builder.load(*ty, arguments, offset, Region::ANY))
        .collect();
    let values = builder.call(module, func, &loaded);
    for (value, offset) in values.iter().zip(words(values.len())) {
        builder.store(*value, results, offset, Region::ANY);
    }
    builder.ret(&[]);
    builder.body().clone()
}
