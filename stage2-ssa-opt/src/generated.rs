//! A function of any size, for measurements: how time grows with the function.
//!
//! Loops one behind the other, each with what passes look for: variables that become parameters of
//! blocks, a bounds check, an address computed from a counter, a division by a constant, a store under a
//! condition, a checked addition. Doubling the size doubles everything, so what more than doubles
//! in a compiler is the compiler's own doing. Nobody runs the function.

use crate::builder::FunctionBuilder;
use crate::condition::IntCondition;
use crate::ir::{Module, Region, Signature, TrapCode, Type};
use crate::opcode::Opcode;

/// A function of about so many instructions: variables, loops in loops, memory, checks.
pub fn generated(insts: usize) -> Module {
    let mut module = Module::new();
    let mut build = FunctionBuilder::new(
        "generated",
        Signature::new(&[Type::Ptr, Type::I64, Type::I64], &[Type::I64]),
    );
    let params = build.params().to_vec();
    let trap = build.trap(TrapCode::IndexOutOfRange);
    let overflow = build.trap(TrapCode::Overflow);
    let variables: Vec<_> =
        (0..8).map(|number| build.variable(Type::I64, &format!("x{number}"))).collect();
    for &slot in &variables {
        build.set(slot, params[2]);
    }
    let counter = build.variable(Type::I64, "i");
    let mut made = 0;
    let mut number = 0;
    while made < insts {
        let zero = build.iconst(Type::I64, 0);
        build.set(counter, zero);
        let (header, inside) = (build.block(&[]), build.block(&[]));
        let (odd, join, behind) = (build.block(&[]), build.block(&[]), build.block(&[]));
        build.jump(header, &[]);
        build.switch_to(header);
        let i = build.get(counter);
        let more = build.icmp(IntCondition::Slt, i, params[1]);
        build.br(more, (inside, &[]), (behind, &[]));
        build.switch_to(inside);
        let i = build.get(counter);
        build.bounds_check(i, params[1], trap);
        let distance = build.binary(Opcode::Imul, i, 8);
        let address = build.binary(Opcode::PtrAdd, params[0], distance);
        let mut value = build.load(Type::I64, address, 0, Region(1));
        for step in 0..6 {
            let slot = variables[(number + step) % 8];
            let other = build.get(slot);
            let opcode =
                [Opcode::Iadd, Opcode::Xor, Opcode::Imul, Opcode::Isub][(number + step) % 4];
            value = build.binary(opcode, value, other);
            build.set(slot, value);
        }
        let seventh = build.binary(Opcode::Srem, value, 7 + number as i64 % 5);
        let condition = build.icmp(IntCondition::Eq, seventh, 0);
        build.br(condition, (odd, &[]), (join, &[]));
        build.switch_to(odd);
        build.store(value, address, 0, Region(1));
        build.jump(join, &[]);
        build.switch_to(join);
        let i = build.get(counter);
        let next = build.checked(Opcode::IaddChecked, i, 1, overflow);
        build.set(counter, next);
        build.jump(header, &[]);
        build.switch_to(behind);
        number += 1;
        made += 40;
    }
    let mut sum = build.get(variables[0]);
    for &slot in &variables[1..] {
        let value = build.get(slot);
        sum = build.binary(Opcode::Xor, sum, value);
    }
    build.ret(&[sum]);
    // The builder's own rules are kept above.
    if build.finish(&mut module).is_err() {
        return Module::new();
    }
    module
}
