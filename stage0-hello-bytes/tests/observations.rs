//! What the code of this stage's exercises does with generated inputs; a grader compares it with what the reference does.

#[path = "../../course/observing.rs"]
mod observing;

use observing::Observer;
use stage0::executable_memory::ExecutableMemory;
use stage0::fixup::{Fixup, FixupKind};
use stage0::listing::Isa;
use stage0::{elf, listing, programs};

/// A distance: small ones first, then all that fit, and some that do not.
fn distance(observer: &mut Observer, round: u64, bits: u64) -> u64 {
    observer.below(4 << round.min(bits))
}

#[test]
fn observe_0_1() {
    let mut observer = Observer::new(100);
    let patched = |observer: &mut Observer, category: &str, at: u64, target: u64| {
        let at = at as usize;
        observer.observe(category, format!("x64({at}) to {target}"), || {
            let mut code = vec![0; at + 4];
            let result = Fixup::x64(at).apply(&mut code, target as usize);
            format!("{:?} {:?}", result.map_err(|error| error.reason), &code[at..])
        });
    };
    for round in 0..40 {
        let at = observer.below(200);
        let far = distance(&mut observer, round, 29);
        patched(&mut observer, "forward", at, at + 4 + far);
        let back = observer.below(at + 5);
        patched(&mut observer, "backward", at, at + 4 - back);
        let near = observer.below(4);
        patched(&mut observer, "at the end of the range", at, at + 4 + 0x7fff_fffe + near);
    }
}

#[test]
fn observe_0_2() {
    let mut observer = Observer::new(60);
    for round in 0..40 {
        let register = observer.below(32) as u32;
        let far = distance(&mut observer, round, 18);
        let at = observer.below(64) * 4;
        let mut adr = |category: &str, target: u64, old: u32| {
            observer.observe(
                category,
                format!("adr x{register} at {at} to {target}, was {old:#x}"),
                || {
                    let mut code = vec![0; at as usize];
                    code.extend((0x1000_0000 | register | old).to_le_bytes());
                    let fixup = Fixup::a64(at as usize, FixupKind::A64Adr);
                    let result = fixup.apply(&mut code, target as usize);
                    format!("{:?} {:?}", result.map_err(|error| error.reason), &code[at as usize..])
                },
            );
        };
        adr("forward", at + far.min(0xf_ffff), 0);
        adr("backward", at - far.min(at), 0);
        adr("over an old distance", at + far.min(0xf_ffff), 0x60ff_ffe0);
    }
}

/// What a program of this name gives for arguments, on the machine it runs on.
fn result(name: &str, arguments: &[i64]) -> String {
    let program = programs::find(name).expect("it is in the list");
    match stage0::function::call(program, arguments) {
        Ok(result) => result.to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn observe_0_3() {
    let mut observer = Observer::new(80);
    for round in 0..40 {
        let shift = 63 - (round * 3).min(60);
        let (a, b) = (observer.random() as i64 >> shift, observer.random() as i64 >> shift);
        observer.observe("two numbers", format!("max({a}, {b})"), || result("max", &[a, b]));
        observer.observe("equal numbers", format!("max({a}, {a})"), || result("max", &[a, a]));
    }
}

#[test]
fn observe_0_4() {
    let mut observer = Observer::new(20);
    for round in 0..24 {
        let length = 1 + observer.below(16 << (round / 2).min(14)) as usize;
        let fill = observer.below(256) as u8;
        observer.observe("pages", format!("{length} bytes of {fill}"), || {
            let bytes = vec![fill; length];
            let memory = ExecutableMemory::new(&bytes).expect("there is memory");
            let same = memory.bytes().get(..length) == Some(&bytes[..]);
            format!("the bytes are there: {same}; permissions {}", permissions(&memory))
        });
    }
}

/// The permissions of the pages as the system has them.
fn permissions(memory: &ExecutableMemory) -> String {
    let address = memory.as_ptr() as u64;
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let found = maps.lines().find_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let number = |text| u64::from_str_radix(text, 16).ok();
        (number(start)?..number(end)?).contains(&address).then(|| rest[..4].to_string())
    });
    found.unwrap_or_else(|| "unknown".to_string())
}

#[test]
fn observe_0_5() {
    let mut observer = Observer::new(40);
    for round in 0..40u64 {
        let length = 1 + observer.below(8 << (round / 4)) as usize;
        let isa = *observer.one_of(&[Isa::X64, Isa::A64]);
        observer.observe("the program header", format!("{length} bytes for {isa}"), || {
            let file = elf::executable(&vec![0x90; length], 0, isa);
            listing::hex(file.get(64..120).unwrap_or(&[]))
        });
    }
}

#[test]
fn observe_0_6() {
    let mut observer = Observer::new(40);
    for _ in 0..30 {
        let (small, large) = (observer.below(25) as i64 - 3, observer.below(3000) as i64);
        observer.observe("small numbers", format!("fact({small})"), || result("fact", &[small]));
        observer.observe("deep calls", format!("fact({large})"), || result("fact", &[large]));
    }
}
