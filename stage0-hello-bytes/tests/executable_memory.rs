//! Executable memory is never writable: `/proc/self/maps` says so, not we.

use stage0::executable_memory::ExecutableMemory;
use stage0::{Isa, listing};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One test at a time: they ask what is mapped at an address, and pages come
/// back at the same address as soon as another test has dropped them.
fn alone() -> MutexGuard<'static, ()> {
    static LOCK: Mutex<()> = Mutex::new(());
    LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A function that returns its argument plus one, for the host.
fn increment() -> Vec<u8> {
    match Isa::host().expect("the tests run on x86-64 or AArch64") {
        Isa::X64 => vec![0x48, 0x8d, 0x47, 0x01, 0xc3], // lea rax, [rdi + 1]; ret
        Isa::A64 => [0x9100_0400u32, 0xd65f_03c0] // add x0, x0, #1; ret
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .collect(),
    }
}

/// The permissions of the mapping that contains `address`, such as `r-xp`.
#[cfg(target_os = "linux")]
fn permissions(address: *const u8) -> Option<String> {
    let address = address as u64;
    let maps = std::fs::read_to_string("/proc/self/maps").expect("Linux has it");
    maps.lines().find_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let number = |text| u64::from_str_radix(text, 16).ok();
        let inside = (number(start)?..number(end)?).contains(&address);
        inside.then(|| rest.split(' ').next().unwrap_or("").to_string())
    })
}

#[test]
#[cfg(target_os = "linux")]
fn exercise_0_4_pages_are_readable_and_executable_and_never_writable() {
    let _alone = alone();
    let memory = ExecutableMemory::new(&increment()).unwrap();
    assert_eq!(permissions(memory.as_ptr()).as_deref(), Some("r-xp"));
    let several_pages = vec![increment()[0]; 300_000];
    let memory = ExecutableMemory::new(&several_pages).unwrap();
    for offset in [0, 4096, 299_999] {
        assert_eq!(permissions(memory.entry(offset)).as_deref(), Some("r-xp"), "at {offset}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn pages_live_as_long_as_the_last_clone() {
    let _alone = alone();
    let memory = ExecutableMemory::new(&increment()).unwrap();
    let (clone, address) = (memory.clone(), memory.as_ptr());
    drop(memory);
    assert_eq!(permissions(address).as_deref(), Some("r-xp"));
    drop(clone);
    assert_ne!(permissions(address).as_deref(), Some("r-xp"));
}

#[test]
fn exercise_0_4_the_bytes_are_there_and_run() {
    let _alone = alone();
    let code = increment();
    let memory = ExecutableMemory::new(&code).unwrap();
    assert_eq!(listing::hex(memory.bytes()), listing::hex(&code));
    assert_eq!(memory.len(), code.len());
    // SAFETY: a function of one integer, see above.
    let function = unsafe { memory.function::<extern "C" fn(i64) -> i64>(0) };
    assert_eq!(function.call(41), 42);
}

#[test]
fn any_offset_can_be_the_entry() {
    let _alone = alone();
    let code = increment();
    let memory = ExecutableMemory::new(&[code.clone(), code.clone()].concat()).unwrap();
    // SAFETY: the second copy begins where the first ends.
    let function = unsafe { memory.function::<extern "C" fn(i64) -> i64>(code.len()) };
    assert_eq!(function.call(1), 2);
}

#[test]
fn new_code_at_an_old_address_is_the_code_that_runs() {
    let _alone = alone();
    // Pages come back at the same address again and again, so a stale
    // instruction cache would show.
    for round in 0..200u8 {
        let code = match Isa::host().unwrap() {
            Isa::X64 => vec![0xb8, round, 0, 0, 0, 0xc3],
            Isa::A64 => [0xd280_0000 | u32::from(round) << 5, 0xd65f_03c0]
                .iter()
                .flat_map(|word: &u32| word.to_le_bytes())
                .collect(),
        };
        let memory = ExecutableMemory::new(&code).unwrap();
        // SAFETY: a function without arguments that returns `round`.
        let function = unsafe { memory.function::<extern "C" fn() -> i64>(0) };
        assert_eq!(function.call(), i64::from(round));
    }
}

#[test]
fn no_bytes_are_an_error() {
    let _alone = alone();
    let error = ExecutableMemory::new(&[]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}

#[test]
#[should_panic(expected = "offset 5 is outside 5 bytes of code")]
fn exercise_0_4_an_offset_outside_is_refused() {
    let _alone = alone();
    let code = [&increment()[..], &[0; 8]].concat()[..5].to_vec();
    ExecutableMemory::new(&code).unwrap().entry(5);
}
