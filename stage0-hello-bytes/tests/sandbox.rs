//! Code that crashes takes its own process along, and no other.

use stage0::sandbox::{self, Limits, Outcome};
use stage0::{ExecutableMemory, Isa, crash, hello, programs};
use std::time::{Duration, Instant};

fn host() -> Isa {
    Isa::host().expect("the tests run on x86-64 or AArch64")
}

/// x86-64 bytes or AArch64 words, for this host.
fn code(x64: &[u8], a64: &[u32]) -> ExecutableMemory {
    let bytes = match host() {
        Isa::X64 => x64.to_vec(),
        Isa::A64 => a64.iter().flat_map(|word| word.to_le_bytes()).collect(),
    };
    ExecutableMemory::new(&bytes).unwrap()
}

fn outcome(memory: &ExecutableMemory, arguments: &[i64]) -> Outcome {
    let limits = Limits { time: Duration::from_secs(10), capture: false };
    sandbox::call(memory, 0, arguments, limits).unwrap().outcome
}

#[test]
fn results_come_back() {
    let add = programs::find("add").unwrap().code(host()).unwrap();
    let memory = ExecutableMemory::new(&add).unwrap();
    assert_eq!(outcome(&memory, &[40, 2]), Outcome::Returned(42));
    assert_eq!(outcome(&memory, &[-40]), Outcome::Returned(-40));
}

#[test]
fn output_is_collected() {
    let bytes = programs::find("hello").unwrap().code(host()).unwrap();
    let memory = ExecutableMemory::new(&bytes).unwrap();
    let limits = Limits { capture: true, ..Limits::default() };
    let report = sandbox::call(&memory, 0, &[], limits).unwrap();
    assert_eq!(report.outcome, Outcome::Returned(12));
    assert_eq!(report.output, hello::TEXT);
}

#[test]
fn an_illegal_instruction_is_a_signal() {
    let memory = code(&[0x0f, 0x0b], &[0]); // ud2; udf #0
    assert_eq!(outcome(&memory, &[]), Outcome::Signal(libc::SIGILL));
}

#[test]
fn a_wild_load_is_a_signal() {
    // mov rax, [rdi]; ret      ldr x0, [x0]; ret
    let memory = code(&[0x48, 0x8b, 0x07, 0xc3], &[0xf940_0000, 0xd65f_03c0]);
    assert_eq!(outcome(&memory, &[8]), Outcome::Signal(libc::SIGSEGV));
}

#[test]
fn an_exit_is_a_status() {
    // mov eax, 60; mov edi, 7; syscall      mov x8, #93; mov x0, #7; svc #0
    let memory = code(
        &[0xb8, 60, 0, 0, 0, 0xbf, 7, 0, 0, 0, 0x0f, 0x05],
        &[0xd280_0ba8, 0xd280_00e0, 0xd400_0001],
    );
    assert_eq!(outcome(&memory, &[]), Outcome::Exited(7));
}

#[test]
fn an_endless_loop_is_stopped() {
    let memory = code(&[0xeb, 0xfe], &[0x1400_0000]);
    let limits = Limits { time: Duration::from_millis(200), capture: false };
    let begin = Instant::now();
    let report = sandbox::call(&memory, 0, &[], limits).unwrap();
    assert_eq!(report.outcome, Outcome::TimedOut(limits.time));
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[test]
fn recursion_without_end_is_a_signal() {
    let fact = programs::find("fact").unwrap().code(host()).unwrap();
    let memory = ExecutableMemory::new(&fact).unwrap();
    assert_eq!(outcome(&memory, &[i64::MAX]), Outcome::Signal(libc::SIGSEGV));
}

fn crash(name: &str) -> (Outcome, String) {
    let report = crash::find(name).unwrap().run().unwrap();
    (report.outcome, report.output.escape_ascii().to_string())
}

#[test]
fn a_page_that_was_not_flipped_does_not_run() {
    assert_eq!(crash("no-flip"), (Outcome::Signal(libc::SIGSEGV), String::new()));
}

#[test]
fn exercise_0_4_a_page_that_was_flipped_cannot_be_written() {
    assert_eq!(crash("write"), (Outcome::Signal(libc::SIGSEGV), String::new()));
}

#[test]
fn a_forgotten_fixup_prints_the_wrong_bytes() {
    let (outcome, output) = crash("unpatched");
    assert_eq!(outcome, Outcome::Returned(12));
    match host() {
        // The rest of the code, then the beginning of the text.
        Isa::X64 => assert_eq!(output, r"\x0f\x05\xc3Hello Wor"),
        // adr counts from itself.
        Isa::A64 => assert_eq!(output, r"\x01\x00\x00\x10\x82\x01\x80\xd2\x08\x08\x80\xd2"),
    }
}

#[test]
fn swapped_words_are_no_program() {
    let (outcome, output) = crash("swapped");
    assert!(matches!(outcome, Outcome::Signal(_)), "{outcome}");
    assert_eq!(output, "");
}

#[test]
fn running_on_into_the_text_prints_and_then_fails() {
    let (outcome, output) = crash("no-ret");
    assert!(matches!(outcome, Outcome::Signal(_)), "{outcome}");
    assert_eq!(output, "Hello World!");
}

#[test]
fn keeping_nothing_loses_n_or_the_way_back() {
    let (outcome, _) = crash("no-save");
    match host() {
        Isa::X64 => assert_eq!(outcome, Outcome::Returned(1)),
        Isa::A64 => assert!(!matches!(outcome, Outcome::Returned(_)), "{outcome}"),
    }
}
