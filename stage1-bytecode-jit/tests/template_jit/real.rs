//! Functions of the corpus and the examples, as CPython compiled them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use stage1::code_object::{CodeObject, PythonVersion};
use stage1::pyc;
use stage1::template::{Form, Isa, Unit};

use super::machine_code::check_bytes;
use super::{Program, call};

/// The directory with one version's compiled files.
fn directory(version: PythonVersion) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pyc");
    root.join(format!("3{}", version.minor()))
}

/// The functions of a module, `first` first; none if the loader refuses the file.
fn program(file: &Path, first: &str) -> Program {
    let Ok(module) = pyc::load(&std::fs::read(file).unwrap()) else { return Program(Vec::new()) };
    let mut functions: Vec<Arc<CodeObject>> = module.nested().cloned().collect();
    functions.sort_by_key(|code| &*code.name != first);
    Program(functions)
}

/// File, function, arguments, and what CPython returns.
type Call = (&'static str, &'static str, &'static [i64], i64);

const CALLS: &[Call] = &[
    ("examples/fib", "fib", &[20], 6765),
    ("examples/collatz", "longest", &[1000], 871),
    ("examples/gcd", "lcm", &[48, 18], 144),
    ("examples/primes", "is_prime", &[97], 1),
    ("examples/primes", "is_prime", &[91], 0),
    ("examples/pi", "arctan_inverse", &[5, 1_000_000_000_000], 197_395_559_851),
    ("examples/factorial", "factorial", &[20], 2_432_902_008_176_640_000),
    ("jit/recursion", "ackermann", &[2, 3], 9),
    ("jit/recursion", "tak", &[12, 8, 4], 5),
    ("jit/recursion", "even", &[50], 1),
    ("jit/recursion", "female", &[20], 13),
    ("jit/loops", "nth_prime", &[30], 113),
    ("jit/loops", "pythagorean", &[30], 11),
    ("jit/loops", "sum_range", &[100], 4950),
    ("jit/loops", "isqrt", &[1_000_000_000_007], 1_000_000),
    ("jit/division", "power_mod", &[3, 1000, 1007], 434),
    ("jit/shifts_and_bits", "reverse_bits", &[6, 4], 6),
    ("jit/shifts_and_bits", "popcount", &[(1 << 62) - 1], 62),
    ("jit/boundaries", "compare_all", &[3, 4], 52),
    ("jit/overflow", "power", &[3, 20], 3_486_784_401),
];

#[test]
fn calls_return_what_cpython_returns_from_every_versions_bytecode() {
    for version in PythonVersion::ALL {
        for &(file, name, arguments, expected) in CALLS {
            let path = directory(version).join(file).with_extension("pyc");
            let found = call(&program(&path, name), arguments, 200);
            assert_eq!(found, Ok(expected), "{version} {file} {name}{arguments:?}");
        }
    }
}

/// What is compiled must not depend on the version; why something is refused may, and so may which
/// nameless functions there are, since comprehensions became part of the function around them.
#[test]
fn every_version_compiles_the_same_functions() {
    let mut compiled: BTreeMap<PythonVersion, BTreeSet<(String, String)>> = BTreeMap::new();
    for version in PythonVersion::ALL {
        for group in std::fs::read_dir(directory(version)).unwrap() {
            for file in std::fs::read_dir(group.unwrap().path()).unwrap() {
                let file = file.unwrap().path();
                let named = |code: &Arc<CodeObject>| !code.name.starts_with('<');
                for code in program(&file, "").0.into_iter().filter(named) {
                    let program = program(&file, &code.name);
                    let resolve = |name: &str| program.resolve(name);
                    let Ok(unit) = Unit::new(&program.0[0], 0, &resolve) else { continue };
                    for form in [Form::Before, Form::After] {
                        for isa in Isa::ALL {
                            check_bytes(&unit.assemble(isa, form).unwrap().bytes, isa);
                        }
                    }
                    let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
                    let function = (stem, code.qualified_name.to_string());
                    compiled.entry(version).or_default().insert(function);
                }
            }
        }
    }
    let oldest = &compiled[&PythonVersion::V3_11];
    assert!(oldest.len() > 80, "{oldest:?}");
    for (version, functions) in &compiled {
        let differ: Vec<_> = functions.symmetric_difference(oldest).collect();
        assert!(differ.is_empty(), "{version}: {differ:?}");
    }
}
