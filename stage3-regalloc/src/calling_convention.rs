//! Where parameters and results are when a function is called: the platform's C convention, and
//! what it leaves open.
//!
//! System V for x86-64 and AAPCS64 agree in the scheme: integers and floating-point numbers are
//! counted separately, each takes the next register of its class, and what finds none goes to the
//! stack in words of eight bytes, in order. They differ in the lists of registers only, so the scheme is
//! here and the lists are with the ISAs.
//!
//! C has one result, at most a structure of two words; these are the first two registers of the
//! lists. The IR has any number of results, and this convention goes on: further ones are in further
//! registers, and those that find none are where the caller's arguments on the stack end, in the
//! caller's frame. So a function with up to two results of one class is a C function, and one with
//! more needs no hidden pointer.
//!
//! C's narrow integers: a callee may rely on nothing above a value's width, and our code doesn't. On
//! x86-64, C compilers let their callees rely on arguments being extended to 32 bits; a front end
//! that calls such a function declares the parameter as `i32` and extends it by its signedness,
//! which the IR does not know.

use stage2::ir::Type;

use crate::lir::{PReg, RegClass};
use crate::lower::class_of;

/// The registers for parameters, or for results, by class.
#[derive(Clone, Copy, Debug)]
pub struct Registers {
    /// For integers and addresses.
    pub int: &'static [PReg],
    /// For floating-point numbers.
    pub float: &'static [PReg],
}

/// Where a parameter or result is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    /// In this register.
    Register(PReg),
    /// So many bytes above the caller's stack pointer at the call.
    Stack(u32),
}

/// Where values of these types are; those on the stack begin at `stack`. The answer's second part
/// is where they end, a multiple of 8.
pub fn assign(types: &[Type], registers: Registers, stack: u32) -> (Vec<Home>, u32) {
    let (mut int, mut float) = (registers.int.iter(), registers.float.iter());
    let mut stack = stack;
    let homes = types.iter().map(|ty| {
        let next = match class_of(*ty) {
            RegClass::Int => int.next(),
            RegClass::Float => float.next(),
        };
        match next {
            Some(register) => Home::Register(*register),
            None => {
                stack += 8;
                Home::Stack(stack - 8)
            }
        }
    });
    (homes.collect(), stack)
}
