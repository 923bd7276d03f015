//! What an executable needs and no IR can say: its first instructions, system calls, the way into the
//! trap routine, and leaving many calls at once.
//!
//! | function | what it is |
//! |---|---|
//! | `_start` | where the system begins: the stack pointer points to the arguments; calls the program's function and ends with its result |
//! | exit handler | where exit stubs go: calls `@trap_routine(code: i32, pc: ptr, stack_pointer: ptr, link: ptr)`, which does not return |
//! | `@syscall6(number: i64, six: i64) -> i64` | a system call |
//! | `@call_catching(context: ptr, function: ptr, argument: ptr) -> i64` | calls `function(argument)`; writes its stack pointer to `context` before; 0 when that returns |
//! | `@unwind_to(stack_pointer: ptr, value: i64)` | abandons everything since the `call_catching` that wrote it, which then returns `value` |
//!
//! | `@save_context(context: ptr) -> i64` | keeps what a call keeps, the stack pointer and its own return address in 24 words; gives 0 |
//! | `@resume_context(context: ptr)` | returns from that `save_context` once more, with 1, while its caller has not returned |
//!
//! A dozen instructions each, so both ISAs stand side by side here. The exit handler gets the address
//! behind the stub's call (`pc`) and the stack pointer of the function that trapped; `link` is, on AArch64,
//! what that function would return to if it has not saved it. `call_catching` puts all registers that
//! a call keeps on the stack, so a garbage collector that scans stacks calls itself through it.
//!
//! Leaves out: signals, threads. Judged by `tests/executables.rs`, which runs them.

// The assembler's macro converts every register number to the type it already has.
#![allow(clippy::useless_conversion)]

use dynasmrt::aarch64::Aarch64Relocation;
use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynasmApi, VecAssembler, dynasm};
use stage0::Isa;
use stage2::entity::FuncRef;
use stage2::ir::{Signature, Type};

use super::eh_frame::{Row, Unwind};
use crate::compile::{Reloc, RelocKind, Symbol};

/// Code with relocations, and how to get out of it.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The code.
    pub code: Vec<u8>,
    /// What has to be filled in.
    pub relocs: Vec<Reloc>,
    /// For debuggers.
    pub unwind: Unwind,
}

impl Piece {
    fn leaf(code: Vec<u8>, isa: Isa) -> Piece {
        let base = stack_pointer(isa);
        let row = Row { offset: 0, base, distance: entry_distance(isa), saved: Vec::new() };
        Piece { code, relocs: Vec::new(), unwind: Unwind::Rows(vec![row]) }
    }
}

/// The functions that a program may declare as external and gets from here.
pub const PROVIDED: [&str; 5] =
    ["syscall6", "call_catching", "unwind_to", "save_context", "resume_context"];

/// The signature of one of them.
pub fn signature(name: &str) -> Option<Signature> {
    match name {
        "syscall6" => Some(Signature::new(&[Type::I64; 7], &[Type::I64])),
        "call_catching" => Some(Signature::new(&[Type::Ptr; 3], &[Type::I64])),
        "unwind_to" => Some(Signature::new(&[Type::Ptr, Type::I64], &[])),
        "save_context" => Some(Signature::new(&[Type::Ptr], &[Type::I64])),
        "resume_context" => Some(Signature::new(&[Type::Ptr], &[])),
        _ => None,
    }
}

/// The code of one of them.
pub fn provided(isa: Isa, name: &str) -> Option<Piece> {
    match name {
        "syscall6" => Some(Piece::leaf(syscall6(isa), isa)),
        "call_catching" => Some(call_catching(isa)),
        "unwind_to" => Some(Piece::leaf(unwind_to(isa), isa)),
        "save_context" => Some(Piece::leaf(save_context(isa), isa)),
        "resume_context" => Some(Piece::leaf(resume_context(isa), isa)),
        _ => None,
    }
}

/// The numbers of the system calls `write` and `exit_group`.
pub fn write_and_exit(isa: Isa) -> [u64; 2] {
    match isa {
        Isa::X64 => [1, 231],
        Isa::A64 => [64, 94],
    }
}

/// What `_start` does with the function that it calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StartKind {
    /// Gives it the number of arguments, the arguments and the environment, and ends with status 0.
    Main,
    /// The same, and ends with its result as status.
    MainWithStatus,
    /// Gives it the stack pointer; it does not return.
    Raw,
}

/// Where the system begins: calls a function.
pub fn start(isa: Isa, target: FuncRef, kind: StartKind) -> Piece {
    let target = Symbol::Function(target);
    let (code, call_at, call_kind) = match isa {
        Isa::X64 => start_x64(kind),
        Isa::A64 => start_a64(kind),
    };
    let reloc = Reloc { offset: call_at, kind: call_kind, target, addend: 0 };
    Piece { code, relocs: vec![reloc], unwind: Unwind::Outermost }
}

fn start_x64(kind: StartKind) -> (Vec<u8>, u32, RelocKind) {
    let mut ops = VecAssembler::<X64Relocation>::new(0);
    dynasm!(ops ; .arch x64 ; xor ebp, ebp);
    if kind == StartKind::Raw {
        dynasm!(ops ; .arch x64 ; mov rdi, rsp);
    } else {
        dynasm!(ops
            ; .arch x64
            ; mov rdi, [rsp]
            ; lea rsi, [rsp + 8]
            ; lea rdx, [rsi + rdi * 8 + 8]
        );
    }
    dynasm!(ops ; .arch x64 ; .bytes [0xe8, 0, 0, 0, 0]);
    let call_at = ops.offset().0 as u32 - 4;
    match kind {
        StartKind::Raw => dynasm!(ops ; .arch x64 ; ud2),
        StartKind::Main => dynasm!(ops ; .arch x64 ; xor edi, edi),
        StartKind::MainWithStatus => dynasm!(ops ; .arch x64 ; mov edi, eax),
    }
    if kind != StartKind::Raw {
        dynasm!(ops ; .arch x64 ; mov eax, 231 ; syscall);
    }
    (ops.finalize().unwrap_or_default(), call_at, RelocKind::X64Relative32)
}

fn start_a64(kind: StartKind) -> (Vec<u8>, u32, RelocKind) {
    let mut ops = VecAssembler::<Aarch64Relocation>::new(0);
    dynasm!(ops ; .arch aarch64 ; movz x29, 0 ; movz x30, 0);
    if kind == StartKind::Raw {
        dynasm!(ops ; .arch aarch64 ; mov x0, sp);
    } else {
        dynasm!(ops
            ; .arch aarch64
            ; ldr x0, [sp]
            ; add x1, sp, 8
            ; add x2, x1, x0, lsl 3
            ; add x2, x2, 8
        );
    }
    let call_at = ops.offset().0 as u32;
    dynasm!(ops ; .arch aarch64 ; .u32 0x9400_0000);
    match kind {
        StartKind::Raw => dynasm!(ops ; .arch aarch64 ; brk 1),
        StartKind::Main => dynasm!(ops ; .arch aarch64 ; movz x0, 0),
        StartKind::MainWithStatus => {}
    }
    if kind != StartKind::Raw {
        dynasm!(ops ; .arch aarch64 ; movz x8, 94 ; svc 0);
    }
    (ops.finalize().unwrap_or_default(), call_at, RelocKind::A64Call26)
}

/// The routine that exit stubs call; it calls the trap routine.
pub fn exit_handler(isa: Isa, routine: FuncRef) -> Piece {
    let target = Symbol::Function(routine);
    match isa {
        Isa::X64 => {
            let mut ops = VecAssembler::<X64Relocation>::new(0);
            dynasm!(ops
                ; .arch x64
                ; push rbp
                ; mov rbp, rsp
                ; lea edi, [r11 + i32::MIN]   // the number without its highest bit
                ; mov rsi, [rbp + 8]
                ; lea rdx, [rbp + 16]
                ; xor ecx, ecx
                ; and rsp, -16
                ; .bytes [0xe8, 0, 0, 0, 0]
            );
            let offset = ops.offset().0 as u32 - 4;
            dynasm!(ops ; .arch x64 ; ud2);
            let kind = RelocKind::X64Relative32;
            let rows = vec![
                Row { offset: 0, base: 7, distance: 8, saved: Vec::new() },
                Row { offset: 1, base: 7, distance: 16, saved: vec![(6, 16)] },
                Row { offset: 4, base: 6, distance: 16, saved: vec![(6, 16)] },
            ];
            let code = ops.finalize().unwrap_or_default();
            let relocs = vec![Reloc { offset, kind, target, addend: 0 }];
            Piece { code, relocs, unwind: Unwind::Rows(rows) }
        }
        Isa::A64 => {
            let mut ops = VecAssembler::<Aarch64Relocation>::new(0);
            dynasm!(ops
                ; .arch aarch64
                ; stp x29, x30, [sp, -16]!
                ; and w0, w16, 0x7fff_ffff
                ; mov x1, x30
                ; add x2, sp, 16
                ; mov x3, x17
                ; .u32 0x9400_0000
                ; brk 1
            );
            let rows = vec![
                Row { offset: 0, base: 31, distance: 0, saved: Vec::new() },
                Row { offset: 4, base: 31, distance: 16, saved: vec![(29, 16), (30, 8)] },
            ];
            let code = ops.finalize().unwrap_or_default();
            let relocs = vec![Reloc { offset: 20, kind: RelocKind::A64Call26, target, addend: 0 }];
            Piece { code, relocs, unwind: Unwind::Rows(rows) }
        }
    }
}

fn save_context(isa: Isa) -> Vec<u8> {
    match isa {
        Isa::X64 => {
            let mut ops = VecAssembler::<X64Relocation>::new(0);
            for (index, register) in (0..).zip(KEPT_X64) {
                dynasm!(ops ; .arch x64 ; mov [rdi + 8 * index], Rq(register));
            }
            dynasm!(ops
                ; .arch x64
                ; mov rax, [rsp]
                ; lea rcx, [rsp + 8]
                ; mov [rdi + 48], rcx
                ; mov [rdi + 56], rax
                ; xor eax, eax
                ; ret
            );
            ops.finalize().unwrap_or_default()
        }
        Isa::A64 => {
            let mut ops = VecAssembler::<Aarch64Relocation>::new(0);
            for pair in 0..6u8 {
                let (register, at) = (19 + 2 * pair, 16 * i32::from(pair));
                dynasm!(ops ; .arch aarch64 ; stp X(register), X(register + 1), [x0, at]);
            }
            for pair in 0..4u8 {
                let (register, at) = (8 + 2 * pair, 112 + 16 * i32::from(pair));
                dynasm!(ops ; .arch aarch64 ; stp D(register), D(register + 1), [x0, at]);
            }
            dynasm!(ops
                ; .arch aarch64
                ; mov x1, sp
                ; str x1, [x0, 96]
                ; movz x0, 0
                ; ret
            );
            ops.finalize().unwrap_or_default()
        }
    }
}

fn resume_context(isa: Isa) -> Vec<u8> {
    match isa {
        Isa::X64 => {
            let mut ops = VecAssembler::<X64Relocation>::new(0);
            for (index, register) in (0..).zip(KEPT_X64) {
                dynasm!(ops ; .arch x64 ; mov Rq(register), [rdi + 8 * index]);
            }
            dynasm!(ops
                ; .arch x64
                ; mov rsp, [rdi + 48]
                ; mov eax, 1
                ; jmp QWORD [rdi + 56]
            );
            ops.finalize().unwrap_or_default()
        }
        Isa::A64 => {
            let mut ops = VecAssembler::<Aarch64Relocation>::new(0);
            for pair in 0..6u8 {
                let (register, at) = (19 + 2 * pair, 16 * i32::from(pair));
                dynasm!(ops ; .arch aarch64 ; ldp X(register), X(register + 1), [x0, at]);
            }
            for pair in 0..4u8 {
                let (register, at) = (8 + 2 * pair, 112 + 16 * i32::from(pair));
                dynasm!(ops ; .arch aarch64 ; ldp D(register), D(register + 1), [x0, at]);
            }
            dynasm!(ops
                ; .arch aarch64
                ; ldr x1, [x0, 96]
                ; mov sp, x1
                ; movz x0, 1
                ; ret
            );
            ops.finalize().unwrap_or_default()
        }
    }
}

fn syscall6(isa: Isa) -> Vec<u8> {
    match isa {
        Isa::X64 => {
            let mut ops = VecAssembler::<X64Relocation>::new(0);
            dynasm!(ops
                ; .arch x64
                ; mov rax, rdi
                ; mov rdi, rsi
                ; mov rsi, rdx
                ; mov rdx, rcx
                ; mov r10, r8
                ; mov r8, r9
                ; mov r9, [rsp + 8]
                ; syscall
                ; ret
            );
            ops.finalize().unwrap_or_default()
        }
        Isa::A64 => {
            let mut ops = VecAssembler::<Aarch64Relocation>::new(0);
            dynasm!(ops
                ; .arch aarch64
                ; mov x8, x0
                ; mov x0, x1
                ; mov x1, x2
                ; mov x2, x3
                ; mov x3, x4
                ; mov x4, x5
                ; mov x5, x6
                ; svc 0
                ; ret
            );
            ops.finalize().unwrap_or_default()
        }
    }
}

/// What `call_catching` pushes on x86-64, in this order; `unwind_to` jumps behind the other's call, so
/// both know it.
const KEPT_X64: [u8; 6] = [3, 5, 12, 13, 14, 15];

fn restore_x64(ops: &mut VecAssembler<X64Relocation>) {
    dynasm!(ops ; .arch x64 ; add rsp, BYTE 8);
    for register in KEPT_X64.into_iter().rev() {
        dynasm!(ops ; .arch x64 ; pop Rq(register));
    }
    dynasm!(ops ; .arch x64 ; ret);
}

fn restore_a64(ops: &mut VecAssembler<Aarch64Relocation>) {
    for pair in 0..5u8 {
        let [int, float] = [19 + 2 * pair, 8 + 2 * pair];
        dynasm!(ops ; .arch aarch64 ; ldp X(int), X(int + 1), [sp, 16 + 16 * u32::from(pair) as i32]);
        if pair < 4 {
            let at = 96 + 16 * i32::from(pair);
            dynasm!(ops ; .arch aarch64 ; ldp D(float), D(float + 1), [sp, at]);
        }
    }
    dynasm!(ops ; .arch aarch64 ; ldp x29, x30, [sp], 160 ; ret);
}

fn call_catching(isa: Isa) -> Piece {
    match isa {
        Isa::X64 => {
            let mut ops = VecAssembler::<X64Relocation>::new(0);
            let row = |offset, distance, saved: &[(u8, u32)]| Row {
                offset,
                base: 7,
                distance,
                saved: saved.to_vec(),
            };
            let mut rows = vec![row(0, 8, &[])];
            let mut saved = Vec::new();
            for (index, register) in (0..).zip(KEPT_X64) {
                dynasm!(ops ; .arch x64 ; push Rq(register));
                // DWARF's numbers of the first eight are not the processor's.
                let number = match register {
                    5 => 6,
                    other => other,
                };
                saved.push((number, 16 + 8 * index));
                rows.push(row(ops.offset().0 as u32, 16 + 8 * index, &saved));
            }
            dynasm!(ops ; .arch x64 ; sub rsp, BYTE 8);
            rows.push(row(ops.offset().0 as u32, 64, &saved));
            dynasm!(ops
                ; .arch x64
                ; mov [rdi], rsp
                ; mov rdi, rdx
                ; call rsi
                ; xor eax, eax
            );
            restore_x64(&mut ops);
            let code = ops.finalize().unwrap_or_default();
            Piece { code, relocs: Vec::new(), unwind: Unwind::Rows(rows) }
        }
        Isa::A64 => {
            let mut ops = VecAssembler::<Aarch64Relocation>::new(0);
            dynasm!(ops ; .arch aarch64 ; stp x29, x30, [sp, -160]!);
            let mut saved = vec![(29, 160), (30, 152)];
            for pair in 0..5u8 {
                let [int, float] = [19 + 2 * pair, 8 + 2 * pair];
                let at = 16 + 16 * i32::from(pair);
                dynasm!(ops ; .arch aarch64 ; stp X(int), X(int + 1), [sp, at]);
                saved.extend([(int, 160 - at as u32), (int + 1, 152 - at as u32)]);
                if pair < 4 {
                    let at = 96 + 16 * i32::from(pair);
                    dynasm!(ops ; .arch aarch64 ; stp D(float), D(float + 1), [sp, at]);
                }
            }
            let behind = ops.offset().0 as u32;
            dynasm!(ops
                ; .arch aarch64
                ; mov x9, sp
                ; str x9, [x0]
                ; mov x0, x2
                ; blr x1
                ; movz x0, 0
            );
            restore_a64(&mut ops);
            let rows = vec![
                Row { offset: 0, base: 31, distance: 0, saved: Vec::new() },
                Row { offset: 4, base: 31, distance: 160, saved: vec![(29, 160), (30, 152)] },
                Row { offset: behind, base: 31, distance: 160, saved },
            ];
            let code = ops.finalize().unwrap_or_default();
            Piece { code, relocs: Vec::new(), unwind: Unwind::Rows(rows) }
        }
    }
}

fn unwind_to(isa: Isa) -> Vec<u8> {
    match isa {
        Isa::X64 => {
            let mut ops = VecAssembler::<X64Relocation>::new(0);
            dynasm!(ops ; .arch x64 ; mov rsp, rdi ; mov rax, rsi);
            restore_x64(&mut ops);
            ops.finalize().unwrap_or_default()
        }
        Isa::A64 => {
            let mut ops = VecAssembler::<Aarch64Relocation>::new(0);
            dynasm!(ops ; .arch aarch64 ; mov sp, x0 ; mov x0, x1);
            restore_a64(&mut ops);
            ops.finalize().unwrap_or_default()
        }
    }
}

/// DWARF's number of the stack pointer.
pub fn stack_pointer(isa: Isa) -> u8 {
    match isa {
        Isa::X64 => 7,
        Isa::A64 => 31,
    }
}

/// How far above the stack pointer, at a function's first instruction, it was before the call.
pub fn entry_distance(isa: Isa) -> u32 {
    match isa {
        Isa::X64 => 8,
        Isa::A64 => 0,
    }
}
