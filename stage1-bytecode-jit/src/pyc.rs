//! The `.pyc` file: sixteen bytes of header, then one marshalled code object.
//!
//! ```text
//! bytes  0..4   magic number: which compiler wrote it (two bytes, then "\r\n")
//!        4..8   flags: 0 timestamp, 1 hash unchecked, 3 hash checked
//!        8..16  modification time and size of the source, or SipHash-1-3 of its text
//! ```
//!
//! The magic number changes whenever the bytecode does; the four that are supported are the ones
//! the final releases of 3.11 to 3.14 write.

use std::sync::Arc;

pub use crate::marshal::LoadError;

use crate::code_object::{CodeObject, Constant, PythonVersion};
use crate::marshal;

/// The length of the header.
pub const HEADER_SIZE: usize = 16;

/// What the header says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    /// Who compiled it.
    pub version: PythonVersion,
    /// How to tell whether it is current.
    pub kind: HeaderKind,
}

/// How to tell whether a `.pyc` is current.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeaderKind {
    /// The source has this modification time (seconds since 1970, low 32 bits) and this size (low
    /// 32 bits).
    Timestamp {
        /// Seconds since 1970.
        modified: u32,
        /// Bytes.
        size: u32,
    },
    /// The source has this [`source_hash`].
    CheckedHash([u8; 8]),
    /// It is to be believed.
    UncheckedHash([u8; 8]),
}

/// Loads a `.pyc`: decoded and verified, ready to run.
///
/// # Errors
/// When the file is of another version, is damaged or malformed, or is no `.pyc` at all.
pub fn load(bytes: &[u8]) -> Result<Arc<CodeObject>, LoadError> {
    load_named(bytes, None)
}

/// As [`load`]; every code object says that it comes from `file_name` if one is given, instead of
/// the name the compiler recorded.
///
/// # Errors
/// As [`load`].
pub fn load_named(bytes: &[u8], file_name: Option<&str>) -> Result<Arc<CodeObject>, LoadError> {
    let header = header(bytes)?;
    load_code(bytes, HEADER_SIZE, header.version, file_name)
}

/// Loads the code object whose marshalled form begins at `start`, without a header before it.
///
/// # Errors
/// As [`load`].
pub fn load_code(
    bytes: &[u8],
    start: usize,
    version: PythonVersion,
    file_name: Option<&str>,
) -> Result<Arc<CodeObject>, LoadError> {
    match marshal::read(bytes, start, version, file_name.map(Arc::from))? {
        Constant::Code(code) => Ok(code),
        _ => Err(LoadError::new(start, "the file does not hold a code object")),
    }
}

/// Reads the header.
///
/// # Errors
/// When there is none, or it is of a version that is not supported.
pub fn header(bytes: &[u8]) -> Result<Header, LoadError> {
    let field = |i: usize| {
        let bytes = bytes.get(4 * i..4 * i + 4)?;
        Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    };
    let word = |i| field(i).ok_or_else(|| LoadError::new(bytes.len(), "the file is too short"));
    let magic = word(0)?;
    if magic >> 16 != 0x0a0d {
        return Err(LoadError::new(0, "this is not a .pyc file"));
    }
    let version = version_of(magic as u16)?;
    let hash = || {
        let (low, high) = (word(2)?, word(3)?);
        Ok((u64::from(high) << 32 | u64::from(low)).to_le_bytes())
    };
    let kind = match word(1)? {
        0 => HeaderKind::Timestamp { modified: word(2)?, size: word(3)? },
        1 => HeaderKind::UncheckedHash(hash()?),
        3 => HeaderKind::CheckedHash(hash()?),
        flags => return Err(LoadError::new(4, format!("unknown header flags {flags:#x}"))),
    };
    Ok(Header { version, kind })
}

/// The number at the start of every `.pyc` of that version.
#[must_use]
pub fn magic(version: PythonVersion) -> u16 {
    match version {
        PythonVersion::V3_11 => 3495,
        PythonVersion::V3_12 => 3531,
        PythonVersion::V3_13 => 3571,
        PythonVersion::V3_14 => 3627,
    }
}

fn version_of(number: u16) -> Result<PythonVersion, LoadError> {
    if let Some(version) = PythonVersion::ALL.into_iter().find(|&v| magic(v) == number) {
        return Ok(version);
    }
    // CPython counts up from 3000; each minor version has had a block of numbers since 3.11.
    let found = match number {
        20121..=62211 => "Python 1 or 2".to_string(),
        3000..=3399 => "CPython 3.7 or older".to_string(),
        3413 => "CPython 3.8".to_string(),
        3425 => "CPython 3.9".to_string(),
        3439 => "CPython 3.10".to_string(),
        3400..=3449 => "a preview of CPython 3.8 to 3.10".to_string(),
        3450..=3649 => format!("a preview of CPython 3.{}", 11 + (number - 3450) / 50),
        3650..=3699 => "CPython 3.15".to_string(),
        64..=511 => "PyPy".to_string(),
        _ => "an unknown Python".to_string(),
    };
    Err(LoadError::new(
        0,
        format!(
            "compiled by {found} (magic number {number}); \
             CPython 3.11, 3.12, 3.13 and 3.14 are supported"
        ),
    ))
}

/// The hash of a source text that a `.pyc` with a hash carries: SipHash-1-3, keyed by the magic
/// number.
#[must_use]
pub fn source_hash(version: PythonVersion, source: &[u8]) -> [u8; 8] {
    let key = 0x0a0d_0000 | u64::from(magic(version));
    siphash13(key, 0, source).to_le_bytes()
}

/// SipHash with one round per word and three at the end (Jean-Philippe Aumasson and Daniel J.
/// Bernstein, "SipHash: a fast short-input PRF", 2012).
fn siphash13(k0: u64, k1: u64, data: &[u8]) -> u64 {
    let mut v = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    let mut words = data.chunks_exact(8);
    for chunk in &mut words {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(chunk);
        absorb(&mut v, u64::from_le_bytes(bytes));
    }
    let mut bytes = [0; 8];
    bytes[..words.remainder().len()].copy_from_slice(words.remainder());
    bytes[7] = data.len() as u8;
    absorb(&mut v, u64::from_le_bytes(bytes));
    v[2] ^= 0xff;
    for _ in 0..3 {
        round(&mut v);
    }
    v[0] ^ v[1] ^ v[2] ^ v[3]
}

fn absorb(v: &mut [u64; 4], word: u64) {
    v[3] ^= word;
    round(v);
    v[0] ^= word;
}

fn round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[2] = v[2].rotate_left(32);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_hash_is_cpythons() {
        // importlib.util.source_hash(b"print(1)\n") in 3.11, 3.12 and 3.13.
        let expected = [
            (PythonVersion::V3_11, 0xda81_2d7f_407a_3059_u64),
            (PythonVersion::V3_12, 0xbf71_f361_a5f8_cd69),
            (PythonVersion::V3_13, 0x5a90_791f_83be_4635),
        ];
        for (version, hash) in expected {
            assert_eq!(source_hash(version, b"print(1)\n"), hash.to_be_bytes(), "{version}");
        }
    }

    fn refusal(magic: u16) -> String {
        let mut bytes = magic.to_le_bytes().to_vec();
        bytes.extend_from_slice(b"\r\n\0\0\0\0\0\0\0\0\0\0\0\0");
        header(&bytes).unwrap_err().message
    }

    #[test]
    fn other_versions_are_named() {
        assert_eq!(
            refusal(3413),
            "compiled by CPython 3.8 (magic number 3413); \
             CPython 3.11, 3.12, 3.13 and 3.14 are supported"
        );
        for (magic, name) in [
            (3425, "CPython 3.9"),
            (3439, "CPython 3.10"),
            (3494, "a preview of CPython 3.11"),
            (3600, "a preview of CPython 3.14"),
            (3655, "CPython 3.15"),
            (336, "PyPy"),
            (62211, "Python 1 or 2"),
            (9, "an unknown Python"),
        ] {
            assert!(refusal(magic).starts_with(&format!("compiled by {name} (")), "{magic}");
        }
    }

    #[test]
    fn header_kinds() {
        let with = |flags: u32| {
            let mut bytes = b"\xf3\x0d\r\n".to_vec();
            bytes.extend_from_slice(&flags.to_le_bytes());
            bytes.extend_from_slice(&[1, 0, 0, 0, 2, 0, 0, 0]);
            header(&bytes).map(|header| header.kind)
        };
        let hash = [1, 0, 0, 0, 2, 0, 0, 0];
        assert_eq!(with(0), Ok(HeaderKind::Timestamp { modified: 1, size: 2 }));
        assert_eq!(with(1), Ok(HeaderKind::UncheckedHash(hash)));
        assert_eq!(with(3), Ok(HeaderKind::CheckedHash(hash)));
        assert_eq!(with(2).unwrap_err().message, "unknown header flags 0x2");
        assert_eq!(header(b"#!/usr/bin/python").unwrap_err().message, "this is not a .pyc file");
        assert_eq!(header(b"\xf3\x0d\r\n\0").unwrap_err().message, "the file is too short");
    }
}
