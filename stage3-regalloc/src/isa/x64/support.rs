//! The code around compiled functions on x86-64: exit handler, enter stub, veneers.
//!
//! What each does is said in [`crate::exit_map`]. Requires: the conventions of `registers` and of the
//! stubs that `emit` makes: `r11` has the exit's number, and all else is as it was in the function.

// The assembler's macro converts every register number to the type it already has.
#![allow(clippy::useless_conversion)]

use std::mem::offset_of;

use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};

use super::registers::RESULTS;
use crate::exit_map::{SavedRegisters, SupportCode};

/// The exit handler, which calls the runtime at an address. See [`crate::exit_map`].
pub(super) fn support_code(runtime: u64) -> SupportCode {
    let size = size_of::<SavedRegisters>() as i32;
    let int = |number: usize| (offset_of!(SavedRegisters, int) + 8 * number) as i32;
    let float = |number: usize| (offset_of!(SavedRegisters, float) + 8 * number) as i32;
    let mut ops = VecAssembler::<X64Relocation>::new(0);
    dynasm!(ops ; .arch x64 ; sub rsp, DWORD size);
    for number in 0..16u8 {
        dynasm!(ops
            ; .arch x64
            ; mov [rsp + int(number.into())], Rq(number)
            ; movsd [rsp + float(number.into())], Rx(number)
        );
    }
    dynasm!(ops
        ; .arch x64
        ; lea rax, [rsp + size + 8]
        ; mov [rsp + offset_of!(SavedRegisters, stack_pointer) as i32], rax
        ; mov rax, [rsp + size]
        ; mov [rsp + offset_of!(SavedRegisters, return_address) as i32], rax
        ; mov rdi, rsp
        ; mov esi, r11d
        ; mov rbx, rsp
        ; and rsp, -16                    // the function that left need not have cared
        ; mov rax, QWORD runtime as i64
        ; call rax
        ; mov rsp, rbx
        ; test rax, rax
        ; jnz >abandon
    );
    let results = RESULTS;
    for (index, register) in results.int.iter().enumerate() {
        let at = (offset_of!(SavedRegisters, int_results) + 8 * index) as i32;
        dynasm!(ops ; .arch x64 ; mov Rq(register.number()), [rsp + at]);
    }
    for (index, register) in results.float.iter().enumerate() {
        let at = (offset_of!(SavedRegisters, float_results) + 8 * index) as i32;
        dynasm!(ops ; .arch x64 ; movsd Rx(register.number()), [rsp + at]);
    }
    dynasm!(ops
        ; .arch x64
        ; mov rbx, [rsp + int(3)]
        ; add rsp, DWORD size
        ; ret
    );
    let enter = ops.offset().0 as u32;
    dynasm!(ops
        ; .arch x64
        ; push rbx
        ; push rbp
        ; push r12
        ; push r13
        ; push r14
        ; push r15
        ; sub rsp, BYTE 8
        ; mov [rdi], rsp
        ; mov rax, rsi
        ; mov rdi, rdx
        ; mov rsi, rcx
        ; call rax
        ; jmp >leave
        ; abandon:
        ; mov rsp, rax
        ; leave:
        ; add rsp, BYTE 8
        ; pop r15
        ; pop r14
        ; pop r13
        ; pop r12
        ; pop rbp
        ; pop rbx
        ; ret
    );
    SupportCode { code: ops.finalize().unwrap_or_default(), enter }
}

/// A jump to any address, for calls that cannot reach it.
pub(super) fn veneer(target: u64) -> Vec<u8> {
    let mut ops = VecAssembler::<X64Relocation>::new(0);
    dynasm!(ops ; .arch x64 ; mov r11, QWORD target as i64 ; jmp r11);
    ops.finalize().unwrap_or_default()
}

/// A jump to the address that is in the word at an address.
pub(super) fn veneer_through(word: u64) -> Vec<u8> {
    let mut ops = VecAssembler::<X64Relocation>::new(0);
    dynasm!(ops ; .arch x64 ; mov r11, QWORD word as i64 ; jmp QWORD [r11]);
    ops.finalize().unwrap_or_default()
}
