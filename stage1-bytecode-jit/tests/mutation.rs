//! Damaged files: loading must return, and return soon, whatever the bytes are.
//!
//! Some thousands of mutations of real files in the ordinary run; `MUTATIONS=1000000 cargo test -p
//! stage1 --release --test mutation -- --nocapture` for the long one. The generator is seeded by
//! the number of the mutation, so a failure names everything that is needed to repeat it.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use stage1::code_object::PythonVersion;
use stage1::{marshal, pyc};

const SEEDS: [&[u8]; 4] = [
    include_bytes!("data/everything.311.pyc"),
    include_bytes!("data/everything.312.pyc"),
    include_bytes!("data/everything.313.pyc"),
    include_bytes!("data/everything.314.pyc"),
];

/// SplitMix64 (Guy Steele and others, 2014): small, and good enough to choose bytes.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

fn mutate(number: u64) -> Vec<u8> {
    let mut random = Random(number);
    let seed = SEEDS[random.below(4)];
    let mut bytes = seed.to_vec();
    let at = |random: &mut Random, bytes: &[u8]| {
        let start = pyc::HEADER_SIZE.min(bytes.len());
        start + random.below(bytes.len() - start)
    };
    for _ in 0..1 + random.below(4) {
        if bytes.len() <= pyc::HEADER_SIZE {
            break;
        }
        let position = at(&mut random, &bytes);
        match random.below(16) {
            0 => bytes.truncate(position),
            1..=6 => bytes[position] ^= 1 << random.below(8),
            7..=10 => bytes[position] = random.next() as u8,
            11 => bytes[position] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)],
            12 => {
                for byte in bytes.iter_mut().skip(position).take(4) {
                    *byte = random.next() as u8;
                }
            }
            13 => {
                let length = random.below(64).min(bytes.len() - position);
                bytes.drain(position..position + length);
            }
            14 => {
                let from = at(&mut random, &bytes);
                let length = random.below(64).min(bytes.len() - from);
                let piece = bytes[from..from + length].to_vec();
                bytes.splice(position..position, piece);
            }
            _ => {
                // The end of another file, or nothing but noise.
                let other = SEEDS[random.below(4)];
                bytes.truncate(position);
                if random.below(2) == 0 {
                    bytes.extend_from_slice(&other[position.min(other.len())..]);
                } else {
                    bytes.extend((0..random.below(400)).map(|_| random.next() as u8));
                }
            }
        }
    }
    bytes
}

#[test]
fn seeds_load() {
    for seed in SEEDS {
        pyc::load(seed).unwrap();
    }
}

#[test]
fn mutated_files_are_refused_or_loaded() {
    let count = std::env::var("MUTATIONS").map_or(8_000, |n| n.parse().expect("a number"));
    let start = Instant::now();
    let (mut loaded, mut slowest) = (0u64, Duration::ZERO);
    for number in 0..count {
        let bytes = mutate(number);
        let start = Instant::now();
        let result = std::panic::catch_unwind(|| pyc::load(&bytes).is_ok());
        let Ok(ok) = result else { panic!("mutation {number} makes the loader panic") };
        loaded += u64::from(ok);
        slowest = slowest.max(start.elapsed());
    }
    println!(
        "{count} mutated files in {:.1} s: {loaded} loaded, {} refused, the slowest took {:.1} ms",
        start.elapsed().as_secs_f64(),
        count - loaded,
        slowest.as_secs_f64() * 1e3,
    );
    assert!(slowest < Duration::from_secs(10));
}

#[test]
fn every_truncation_is_refused() {
    for seed in SEEDS {
        for length in 0..seed.len() {
            assert!(pyc::load(&seed[..length]).is_err(), "cut to {length} bytes");
        }
    }
}

/// `data` behind a valid header.
fn file(version: PythonVersion, data: &[u8]) -> Vec<u8> {
    let mut bytes = pyc::magic(version).to_le_bytes().to_vec();
    bytes.extend_from_slice(b"\r\n");
    bytes.resize(pyc::HEADER_SIZE, 0);
    bytes.extend_from_slice(data);
    bytes
}

#[test]
fn nesting_100_000_deep_is_refused() {
    for (opener, levels) in [(&b")\x01"[..], 100_000), (b"(\x01\0\0\0", 100_000), (b":", 100_000)] {
        let error = pyc::load(&file(PythonVersion::V3_14, &opener.repeat(levels))).unwrap_err();
        assert!(error.message.contains("nested more than"), "{error}");
    }
}

#[test]
fn nesting_just_below_the_limit_is_read_and_dropped() {
    let mut data = b")\x01".repeat(marshal::MAX_DEPTH as usize - 1);
    data.push(b'N');
    // A small stack, as test threads and worker threads have.
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let read = move || marshal::read(&data, 0, PythonVersion::V3_11, None).map(drop);
    thread.spawn(read).unwrap().join().unwrap().unwrap();
}

#[test]
fn lengths_beyond_the_end_allocate_nothing() {
    for data in
        [&b"(\xff\xff\xff\x7f"[..], b"s\xff\xff\xff\x7f", b"l\x01\0\0\x80", b">\xff\xff\xff\x7f"]
    {
        let error = pyc::load(&file(PythonVersion::V3_12, data)).unwrap_err();
        assert_eq!(error.message, "the file ends in the middle of an object");
    }
}

#[test]
fn doubling_references_are_refused() {
    // A tuple of two, whose parts are tuples of two, …: each level refers to the one inside.
    // Objects are numbered as they begin, so the innermost has the highest number.
    let levels = 60u32;
    let mut data = b"\xa9\x02".repeat(levels as usize);
    data.extend_from_slice(b"NN");
    for level in (1..levels).rev() {
        data.push(b'r');
        data.extend_from_slice(&level.to_le_bytes());
    }
    let error = marshal::read(&data, 0, PythonVersion::V3_11, None).unwrap_err();
    assert_eq!(error.message, "references make the file too large");
}

#[test]
fn one_bytecode_for_many_code_objects_is_refused() {
    // Returns None after half a million NOPs.
    let mut bytecode = [9, 0].repeat(500_000);
    bytecode.extend_from_slice(&[100, 0, 83, 0]);
    let bytes = |bytes: &[u8]| [b"\xf3", &(bytes.len() as u32).to_le_bytes()[..], bytes].concat();
    let rest = b")\x00)\x00s\0\0\0\0z\x01fz\x01fz\x01f\0\0\0\0s\0\0\0\0s\0\0\0\0";
    let head = [&b"c"[..], &[0; 20]].concat();
    let inner = [&head[..], b"r\0\0\0\0)\x01N", rest].concat();
    let mut data = [&head[..], &bytes(&bytecode), b"(\x10\x27\0\0N"].concat();
    data.extend(inner.repeat(9_999));
    data.extend_from_slice(rest);
    let error = pyc::load(&file(PythonVersion::V3_11, &data)).unwrap_err();
    assert_eq!(error.message, "references make the file too large");
}

#[test]
fn a_deep_stack_at_many_jump_targets_is_refused() {
    // 3.11: 60,000 values are pushed, then 20,000 branches jump to the next instruction.
    let mut bytecode = [100, 0].repeat(60_000);
    bytecode.extend([100, 0, 114, 0].repeat(20_000));
    bytecode.extend_from_slice(&[83, 0]);
    let start = Instant::now();
    let error = pyc::load(&file(PythonVersion::V3_11, &code_with(&bytecode, &[]))).unwrap_err();
    assert_eq!(error.message, "in f: the control flow is too complex");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_handler_that_only_a_jump_reaches_has_no_range() {
    // LOAD_CONST, which cannot raise, in a range; POP_TOP; a jump to the handler, with no exception there.
    let bytecode = [100, 0, 1, 0, 110, 0, 100, 0, 83, 0];
    let code =
        pyc::load(&file(PythonVersion::V3_11, &code_with(&bytecode, &[0x80, 1, 3, 0]))).unwrap();
    assert_eq!(code.exception_table, []);
}

#[test]
fn an_object_inside_itself_is_refused() {
    let error = marshal::read(b"\xa9\x01r\0\0\0\0", 0, PythonVersion::V3_11, None).unwrap_err();
    assert_eq!(error.message, "an object contains itself");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_behind_a_header(version in 0..4usize, data in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = pyc::load(&file(PythonVersion::ALL[version], &data));
    }

    /// Bytes of the code object's bytecode only, which most mutations above do not reach far into.
    #[test]
    fn random_bytecode(
        version in 0..4usize,
        bytecode in prop::collection::vec(any::<u8>(), 0..40),
        table in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let _ = pyc::load(&file(PythonVersion::ALL[version], &code_with(&bytecode, &table)));
    }
}

/// A marshalled code object with two names, two constants and one local of each kind.
fn code_with(bytecode: &[u8], exception_table: &[u8]) -> Vec<u8> {
    let bytes = |bytes: &[u8]| {
        let mut data = vec![b's'];
        data.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        data.extend_from_slice(bytes);
        data
    };
    let mut data = b"c".to_vec();
    data.extend_from_slice(&[0; 20]);
    data.extend(bytes(bytecode));
    data.extend_from_slice(b")\x03Ni\x05\0\0\0)\x01z\x01k");
    data.extend_from_slice(b")\x02z\x01nz\x01m");
    data.extend_from_slice(b")\x03z\x01az\x01bz\x01c");
    data.extend(bytes(&[0x20, 0x40, 0x80]));
    data.extend_from_slice(b"z\x04f.pyz\x01fz\x01f\x01\0\0\0");
    data.extend(bytes(b""));
    data.extend(bytes(exception_table));
    data
}
