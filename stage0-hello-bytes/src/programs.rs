//! Functions with arguments and results: an addition, a choice, a loop, recursion.
//!
//! Each program exists for both instruction sets and beside a plain Rust
//! function that judges it. They show, one after the other, what a compiler
//! will have to do later: where arguments arrive and results leave ([`add`]),
//! a branch whose distance is a fixup ([`max`]), a loop with its back edge
//! ([`sum`]), and calls, which overwrite the registers that a caller still
//! needs, so that something must be kept on the stack ([`factorial`],
//! [`fibonacci`]).
//!
//! Arithmetic wraps around at 64 bits, as the machine's does. The stack
//! pointer is a multiple of 16 at every call, as both conventions demand.
//!
//! Leaves out: checks for overflow; stage 1 has them. Judged by the tests
//! below: values against the Rust functions on the host's instruction set, and
//! the disassembly of both.

use crate::fixup::{Fixup, FixupKind};
use crate::hello;
use crate::listing::{self, Isa, Line};
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, aarch64::Aarch64Relocation};
use dynasmrt::{dynasm, x64::X64Relocation};

/// A program that this crate has written, for one instruction set or both.
pub struct Program {
    /// What `stage0 call` and `stage0 dis` know it by.
    pub name: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
    parameters: &'static [&'static str],
    x64: Option<fn() -> Vec<u8>>,
    a64: Option<fn() -> Vec<u8>>,
    data: usize,
    model: fn(&[i64]) -> i64,
}

// ANCHOR: all
/// Every built-in program, in the order of the chapter.
pub const ALL: &[Program] = &[
    Program { data: 12, ..program("hello", "prints Hello World!", &[], |_| 12) }
        .x64(hello::x64)
        .a64(hello::a64),
    Program { data: 14, ..program("hello-words", "hello as 16-bit words", &[], |_| 13) }
        .x64(hello::words_x64),
    program("add", "a + b", &["a", "b"], |v| v[0].wrapping_add(v[1])).x64(add::x64).a64(add::a64),
    program("max", "the larger of a and b", &["a", "b"], |v| v[0].max(v[1]))
        .x64(max::x64)
        .a64(max::a64),
    program("sum", "1 + 2 + ... + n, by a loop", &["n"], sum::model).x64(sum::x64).a64(sum::a64),
    program("fact", "1 * 2 * ... * n, by recursion", &["n"], factorial::model)
        .x64(factorial::x64)
        .a64(factorial::a64),
    program("fib", "the n-th Fibonacci number, by recursion", &["n"], fibonacci::model)
        .x64(fibonacci::x64)
        .a64(fibonacci::a64),
];
// ANCHOR_END: all

/// The program of that name.
pub fn find(name: &str) -> Option<&'static Program> {
    ALL.iter().find(|program| program.name == name)
}

impl Program {
    /// Its machine code, with its data behind it; `None` if it was not written
    /// for that instruction set.
    pub fn code(&self, isa: Isa) -> Option<Vec<u8>> {
        let code = match isa {
            Isa::X64 => self.x64,
            Isa::A64 => self.a64,
        };
        code.map(|make| make())
    }

    /// Its parameters' names; all are 64-bit integers, and so is the result.
    pub fn parameters(&self) -> &'static [&'static str] {
        self.parameters
    }

    /// Its listing: the code disassembled, the data as text.
    pub fn listing(&self, isa: Isa) -> Option<Vec<Line>> {
        let code = self.code(isa)?;
        let (code, data) = code.split_at(code.len() - self.data);
        let mut lines = listing::disassemble(code, 0, isa);
        lines.extend(listing::data(data, code.len()));
        Some(lines)
    }

    /// What it should return, computed by plain Rust.
    pub fn model(&self, arguments: &[i64]) -> i64 {
        (self.model)(arguments)
    }

    const fn x64(mut self, make: fn() -> Vec<u8>) -> Program {
        self.x64 = Some(make);
        self
    }

    const fn a64(mut self, make: fn() -> Vec<u8>) -> Program {
        self.a64 = Some(make);
        self
    }
}

const fn program(
    name: &'static str,
    about: &'static str,
    parameters: &'static [&'static str],
    model: fn(&[i64]) -> i64,
) -> Program {
    Program { name, about, parameters, x64: None, a64: None, data: 0, model }
}

/// Two arguments arrive in registers, one result leaves in a register.
pub mod add {
    // ANCHOR: add_x64
    /// `lea` adds without touching its operands: the result goes where the
    /// caller looks for it.
    pub fn x64() -> Vec<u8> {
        vec![
            0x48, 0x8d, 0x04, 0x37, // lea rax, [rdi + rsi]
            0xc3, //                   ret
        ]
    }
    // ANCHOR_END: add_x64

    // ANCHOR: add_a64
    /// On AArch64 the first argument's register is also the result's.
    pub fn a64() -> Vec<u8> {
        let words: [u32; 2] = [
            0x8b01_0000, // add x0, x0, x1
            0xd65f_03c0, // ret
        ];
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }
    // ANCHOR_END: add_a64
}

/// A choice: a branch forward over what should not happen.
pub mod max {
    use super::*;

    // ANCHOR: max
    /// The branch's distance is a hole until the end is known.
    pub fn x64() -> Vec<u8> {
        // BEGIN SOLUTION 0.3 stub: todo!("exercise 0.3: the larger of rdi and rsi in rax")
        let mut code = vec![0x48, 0x89, 0xf8]; // mov rax, rdi
        code.extend([0x48, 0x39, 0xf7]); //       cmp rdi, rsi
        code.extend([0x0f, 0x8d]); //             jge end
        let jump = Fixup::x64(code.len());
        code.extend([0; 4]);
        code.extend([0x48, 0x89, 0xf0]); //       mov rax, rsi
        let end = code.len();
        jump.apply(&mut code, end).expect("a few bytes are never too far");
        code.push(0xc3); //                       ret
        code
        // END SOLUTION
    }
    // ANCHOR_END: max

    /// The same with `cmp`, `b.ge` and the 19-bit field of the branch.
    pub fn a64() -> Vec<u8> {
        let words: [u32; 4] = [
            0xeb01_001f, // cmp x0, x1
            0x5400_000a, // b.ge end
            0xaa01_03e0, // mov x0, x1
            0xd65f_03c0, // end: ret
        ];
        let mut code: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let branch = Fixup::a64(4, FixupKind::A64Branch19);
        branch.apply(&mut code, 12).expect("two instructions are never too far");
        code
    }
}

/// A loop: a branch forward out of it, a branch backward to its head.
pub mod sum {
    use super::*;

    /// The loop's test stands at its end, so each turn takes one branch.
    pub fn x64() -> Vec<u8> {
        let mut assembler = VecAssembler::<X64Relocation>::new(0);
        // ANCHOR: sum
        dynasm!(assembler
            ; .arch x64
            ; xor eax, eax      // total = 0
            ; test rdi, rdi
            ; jle >done         // nothing to add for n <= 0
            ; next:
            ; add rax, rdi      // total += n
            ; sub rdi, 1        // n -= 1, and compare it with 0
            ; jnz <next
            ; done:
            ; ret
        );
        // ANCHOR_END: sum
        assembler.finalize().expect("every label is bound")
    }

    /// The same; `subs` is a subtraction that also compares with zero.
    pub fn a64() -> Vec<u8> {
        let mut assembler = VecAssembler::<Aarch64Relocation>::new(0);
        dynasm!(assembler
            ; .arch aarch64
            ; mov x1, x0
            ; movz x0, 0
            ; cmp x1, 0
            ; b.le >done
            ; next:
            ; add x0, x0, x1
            ; subs x1, x1, 1
            ; b.ne <next
            ; done:
            ; ret
        );
        assembler.finalize().expect("every label is bound")
    }

    pub(super) fn model(arguments: &[i64]) -> i64 {
        (1..=arguments[0]).fold(0, i64::wrapping_add)
    }
}

/// Recursion: what is needed after the call must outlive the call.
pub mod factorial {
    use super::*;

    // ANCHOR: factorial
    /// `n` must outlive the call, so it goes on the stack; the `push` also
    /// makes the stack pointer a multiple of 16 again, as a call requires.
    pub fn x64() -> Vec<u8> {
        let mut assembler = VecAssembler::<X64Relocation>::new(0);
        // BEGIN SOLUTION 0.6 stub: let _ = &mut assembler; todo!("exercise 0.6: a factorial that calls itself")
        dynasm!(assembler
            ; .arch x64
            ; factorial:
            ; mov eax, 1
            ; cmp rdi, 1
            ; jle >done
            ; push rdi
            ; sub rdi, 1
            ; call <factorial
            ; pop rdi
            ; imul rax, rdi
            ; done:
            ; ret
        );
        assembler.finalize().expect("every label is bound")
        // END SOLUTION
    }
    // ANCHOR_END: factorial

    /// A call leaves the return address in x30, not on the stack, so a
    /// function that calls must save x30 as well.
    pub fn a64() -> Vec<u8> {
        let mut assembler = VecAssembler::<Aarch64Relocation>::new(0);
        // ANCHOR: factorial_a64
        dynasm!(assembler
            ; .arch aarch64
            ; factorial:
            ; cmp x0, 1
            ; b.le >small
            ; stp x0, x30, [sp, -16]!
            ; sub x0, x0, 1
            ; bl <factorial
            ; ldp x1, x30, [sp], 16
            ; mul x0, x0, x1
            ; ret
            ; small:
            ; movz x0, 1
            ; ret
        );
        // ANCHOR_END: factorial_a64
        assembler.finalize().expect("every label is bound")
    }

    pub(super) fn model(arguments: &[i64]) -> i64 {
        (2..=arguments[0]).fold(1, i64::wrapping_mul)
    }
}

/// Two calls in one expression: the first result must survive the second.
pub mod fibonacci {
    use super::*;

    /// `n` and the first result take turns in rbx, which callees keep, so this
    /// function must keep its caller's.
    pub fn x64() -> Vec<u8> {
        let mut assembler = VecAssembler::<X64Relocation>::new(0);
        dynasm!(assembler
            ; .arch x64
            ; fibonacci:
            ; mov rax, rdi
            ; cmp rdi, 2
            ; jl >done
            ; push rbx
            ; push rdi
            ; sub rsp, 8
            ; sub rdi, 1
            ; call <fibonacci
            ; mov rbx, rax
            ; mov rdi, [rsp + 8]
            ; sub rdi, 2
            ; call <fibonacci
            ; add rax, rbx
            ; add rsp, 16
            ; pop rbx
            ; done:
            ; ret
        );
        assembler.finalize().expect("every label is bound")
    }

    /// The same with x19, in a frame of two pairs.
    pub fn a64() -> Vec<u8> {
        let mut assembler = VecAssembler::<Aarch64Relocation>::new(0);
        dynasm!(assembler
            ; .arch aarch64
            ; fibonacci:
            ; cmp x0, 2
            ; b.lt >done
            ; stp x19, x30, [sp, -32]!
            ; str x0, [sp, 16]
            ; sub x0, x0, 1
            ; bl <fibonacci
            ; mov x19, x0
            ; ldr x0, [sp, 16]
            ; sub x0, x0, 2
            ; bl <fibonacci
            ; add x0, x0, x19
            ; ldp x19, x30, [sp], 32
            ; done:
            ; ret
        );
        assembler.finalize().expect("every label is bound")
    }

    pub(super) fn model(arguments: &[i64]) -> i64 {
        let n = arguments[0];
        let step = |(a, b): (i64, i64), _| (b, a.wrapping_add(b));
        if n < 2 { n } else { (0..n).fold((0, 1), step).0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::call;

    fn check(name: &str, inputs: &[&[i64]]) {
        let program = find(name).unwrap();
        let isa = Isa::host().expect("the tests run on x86-64 or AArch64");
        let code = program.code(isa).unwrap();
        for input in inputs {
            let expected = program.model(input);
            let got = call(program, input).unwrap();
            assert_eq!(got, expected, "{name}{input:?}\n{}", listing::hex(&code));
        }
    }

    const PAIRS: &[&[i64]] = &[
        &[0, 0],
        &[2, 3],
        &[3, 2],
        &[-1, 1],
        &[-5, -6],
        &[i64::MAX, i64::MIN],
        &[i64::MIN, i64::MAX],
        &[i64::MAX, 1],
    ];

    #[test]
    fn add_adds() {
        check("add", PAIRS);
    }

    #[test]
    fn exercise_0_3_max_is_the_larger() {
        check("max", PAIRS);
    }

    #[test]
    fn sum_counts_down() {
        check("sum", &[&[10], &[1], &[0], &[-3], &[100_000]]);
    }

    #[test]
    fn exercise_0_6_factorial_of_small_and_wrapping() {
        check("fact", &[&[5], &[1], &[0], &[-3], &[20], &[21], &[30]]);
    }

    #[test]
    fn exercise_0_6_factorial_keeps_its_stack_in_order() {
        let code = factorial::x64();
        let lines = listing::disassemble(&code, 0, Isa::X64);
        assert!(lines.iter().any(|line| line.text.starts_with("call")), "it must call itself");
        check("fact", &[&[10_000]]);
    }

    #[test]
    fn fibonacci_numbers() {
        check("fib", &[&[0], &[1], &[2], &[3], &[10], &[20], &[-1]]);
    }

    /// Both instruction sets' code is read back on every host.
    #[test]
    fn every_program_disassembles_without_a_bad_line_and_ends_in_ret() {
        for program in ALL {
            for isa in Isa::ALL {
                let Some(lines) = program.listing(isa) else { continue };
                let code: Vec<_> =
                    lines.iter().filter(|line| !line.text.starts_with(".ascii")).collect();
                let is_bad = |line: &&&Line| line.text == "(bad)";
                let bad = code.iter().filter(is_bad).count();
                // The filler between ret and the text of hello-words is an int3.
                let last = code.iter().rev().find(|line| line.text != "int3").unwrap();
                assert_eq!((bad, last.text.as_str()), (0, "ret"), "{} {isa}", program.name);
            }
        }
    }

    #[test]
    fn max_reads_back_on_both() {
        let texts = |isa| -> Vec<String> {
            find("max").unwrap().listing(isa).unwrap().into_iter().map(|line| line.text).collect()
        };
        assert_eq!(texts(Isa::A64), ["cmp x0, x1", "b.ge 0xc", "mov x0, x1", "ret"]);
        assert_eq!(texts(Isa::X64)[0], "mov rax, rdi");
    }
}
