//! What the loader makes of real files: the four versions agree, listings read well, and programs
//! are found where they should be.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use stage1::code_object::{CodeObject, Position, PythonVersion};
use stage1::listing::{listing, listing_all};
use stage1::locate::{LocateError, Origin, locate};
use stage1::opcode::Op;
use stage1::pyc;

const FILES: [&[u8]; 4] = [
    include_bytes!("data/everything.311.pyc"),
    include_bytes!("data/everything.312.pyc"),
    include_bytes!("data/everything.313.pyc"),
    include_bytes!("data/everything.314.pyc"),
];
const SOURCE: &str = include_str!("data/everything.py");

/// The function of that name, in every version.
fn function(name: &str) -> Vec<Arc<CodeObject>> {
    let find = |bytes: &&[u8]| {
        let module = pyc::load(bytes).unwrap();
        module.nested().find(|code| &*code.name == name).unwrap().clone()
    };
    FILES.iter().map(find).collect()
}

fn operations(code: &CodeObject) -> Vec<Op> {
    code.instructions.iter().map(|instruction| instruction.op).collect()
}

#[test]
fn four_versions_become_the_same_instructions() {
    for name in ["decorate", "keywords", "closures", "shapes"] {
        let versions = function(name);
        for code in &versions[1..] {
            assert_eq!(operations(&versions[0]), operations(code), "{name} in {}", code.version);
        }
    }
}

#[test]
fn refusals_are_in_words() {
    let what = |code: &CodeObject| -> Vec<String> {
        code.refusals.iter().map(|refusal| refusal.what.clone()).collect()
    };
    for code in function("generator") {
        assert_eq!(what(&code), ["`with` statements"], "{}", code.version);
        assert_eq!(code.refusals[0].position.line, 61);
    }
    for code in function("shapes") {
        assert_eq!(what(&code), ["complex numbers", "bytes"], "{}", code.version);
    }
}

#[test]
fn positions_have_columns() {
    for code in function("decorate") {
        // return function
        let expected = Position { line: 7, end_line: 7, column: 11, end_column: 19 };
        assert_eq!(code.positions[0], expected, "{}", code.version);
    }
}

#[test]
fn a_listing_shows_both_forms() {
    let code = &function("decorate")[0];
    let expected = "\
decorate, everything.py line 6, CPython 3.11: 2 instructions, stack 1
locals: function parameter
                                                    │     0  RESUME                      0
    7 |     return function
         0  LOAD_FAST                  0  function  │     2  LOAD_FAST                   0
         1  RETURN                                  │     4  RETURN_VALUE
";
    assert_eq!(listing(code, Some(SOURCE)), expected);
}

#[test]
fn every_version_can_be_listed() {
    for bytes in FILES {
        let text = listing_all(&pyc::load(bytes).unwrap(), Some(SOURCE));
        for part in ["exception table:", "not supported: classes", ">>", "for i, (key, value) in"] {
            assert!(text.contains(part), "{part} in:\n{text}");
        }
    }
}

// --- finding programs ---------------------------------------------------------------------------

/// A directory with `prog.py` and a cache for it with these header bytes behind the magic number.
fn program(version: PythonVersion, header: &[u8; 12]) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("prog.py");
    std::fs::write(&source, SOURCE).unwrap();
    let mut bytes = FILES[version as usize].to_vec();
    bytes[4..16].copy_from_slice(header);
    std::fs::create_dir(directory.path().join("__pycache__")).unwrap();
    std::fs::write(cache(&directory, version), bytes).unwrap();
    (directory, source)
}

fn cache(directory: &tempfile::TempDir, version: PythonVersion) -> PathBuf {
    directory.path().join(format!("__pycache__/prog.cpython-3{}.pyc", version.minor()))
}

fn checked_hash(version: PythonVersion) -> [u8; 12] {
    let mut header = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    header[4..].copy_from_slice(&pyc::source_hash(version, SOURCE.as_bytes()));
    header
}

/// Names an interpreter that is not there, so that only the cache can answer.
fn from_cache(source: &Path) -> Option<Origin> {
    locate(source, None)
        .ok()
        .map(|program| program.origin)
        .filter(|origin| matches!(origin, Origin::Cache(_)))
}

#[test]
fn a_cache_with_the_right_hash_is_used_under_the_given_name() {
    for version in PythonVersion::ALL {
        let (directory, source) = program(version, &checked_hash(version));
        let program = locate(&source, None).unwrap();
        assert_eq!(program.origin, Origin::Cache(cache(&directory, version)));
        assert_eq!(program.source.as_deref(), Some(SOURCE));
        let name = source.to_str().unwrap();
        assert_eq!(&*program.code.file_name, name);
        assert!(program.code.nested().all(|code| &*code.file_name == name));
    }
}

#[test]
fn a_cache_with_a_timestamp_is_used_while_it_fits() {
    let version = PythonVersion::V3_13;
    let (directory, source) = program(version, &[0; 12]);
    assert_eq!(from_cache(&source), None, "the time and size are wrong");
    let modified = std::fs::metadata(&source).unwrap().modified().unwrap();
    let seconds = modified.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as u32;
    let mut bytes = FILES[version as usize].to_vec();
    bytes[4..8].fill(0);
    bytes[8..12].copy_from_slice(&seconds.to_le_bytes());
    bytes[12..16].copy_from_slice(&(SOURCE.len() as u32).to_le_bytes());
    std::fs::write(cache(&directory, version), &bytes).unwrap();
    assert!(from_cache(&source).is_some());
    bytes[12] ^= 1;
    std::fs::write(cache(&directory, version), &bytes).unwrap();
    assert_eq!(from_cache(&source), None, "the size is wrong");
}

#[test]
fn a_stale_hash_is_not_used() {
    let (_directory, source) = program(PythonVersion::V3_12, &checked_hash(PythonVersion::V3_13));
    assert_eq!(from_cache(&source), None);
}

#[test]
fn a_missing_file_and_a_missing_python_are_said_so() {
    let error = locate(Path::new("nowhere.py"), None).unwrap_err();
    assert_eq!(error.to_string(), "error: nowhere.py: no such file");
    let (_directory, source) = program(PythonVersion::V3_11, &checked_hash(PythonVersion::V3_11));
    let error = locate(&source, Some(Path::new("no-such-python"))).unwrap_err();
    assert!(matches!(error, LocateError::NoPython(_)));
    assert_eq!(error.to_string(), "error: no-such-python cannot be run: no such file");
}
