//! Reads `marshal`, the format in which CPython writes code objects.
//!
//! A marshal stream is one object: a type byte, then what that type needs. A tuple is a count and
//! that many objects; a code object is eighteen fields, most of them objects again. The type
//! byte's top bit says "I will be referred to again": such objects are numbered in the order in
//! which they *begin*, and `r` with a number stands for the same object.
//!
//! ```text
//! a9 02        (flag|')') a tuple of two, object 0
//!   da 01 61   (flag|'Z') the short interned string "a", object 1
//!   72 01 …    'r'        object 1 again
//! ```
//!
//! The file may come from anywhere, so nothing in it is believed. A length is compared with what
//! is left before anything is allocated; nesting is limited, so that neither reading nor dropping
//! exhausts the native stack; a reference to an object that is still being read is refused, so
//! there are no cycles; and since a chain of tuples that each hold the next one twice would be
//! exponentially large to walk, the size of everything that references lead to is added up and
//! limited.
//!
//! Left out: lists, dicts, sets and text-form complex numbers, which never stand in a code object.
//! Judged by `tests/mutation.rs` and, on real files, by `tests/corpus_decode.rs`.

use std::fmt;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};

use crate::code_object::{CodeObject, Constant, PythonVersion};
use crate::decode::{self, CodeFields};

/// Objects may be nested this deep. CPython allows 2000, its compiler makes some 100 at most.
pub const MAX_DEPTH: u32 = 500;

/// How much references may add to a file of `length` bytes, in objects and bytes of text.
fn max_referenced(length: usize) -> u64 {
    (1 << 22) + 16 * length as u64
}

/// Why a file cannot be loaded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoadError {
    /// The byte of the file where the trouble is.
    pub offset: usize,
    /// What the trouble is.
    pub message: String,
}

impl LoadError {
    pub(crate) fn new(offset: usize, message: impl Into<String>) -> Self {
        LoadError { offset, message: message.into() }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.message, self.offset)
    }
}

impl std::error::Error for LoadError {}

/// Reads the object that begins at `start` in `bytes`. Code objects in it are decoded and
/// verified, and say that they come from `file_name` if one is given.
///
/// # Errors
/// When the bytes are not well-formed, or hold something that no code object contains.
pub fn read(
    bytes: &[u8],
    start: usize,
    version: PythonVersion,
    file_name: Option<Arc<str>>,
) -> Result<Constant, LoadError> {
    let mut reader = Reader {
        bytes,
        position: start,
        depth: 0,
        references: Vec::new(),
        referenced: 0,
        version,
        file_name,
    };
    Ok(reader.object()?.constant)
}

/// An object and its size with references followed.
#[derive(Clone)]
struct Object {
    constant: Constant,
    size: u64,
}

fn size_of_all(objects: &[Object]) -> u64 {
    objects.iter().fold(0, |sum, object| sum.saturating_add(object.size))
}

struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
    depth: u32,
    /// `None` while the object is being read.
    references: Vec<Option<Object>>,
    /// The sizes of all objects that were referred to, added up.
    referenced: u64,
    version: PythonVersion,
    file_name: Option<Arc<str>>,
}

impl<'a> Reader<'a> {
    fn object(&mut self) -> Result<Object, LoadError> {
        let start = self.position;
        let byte = self.byte()?;
        if byte & 0x7f == b'r' {
            return self.reference(start);
        }
        // ANCHOR: numbered
        // Objects are numbered as they begin, so the number is taken before the parts are read.
        let slot = (byte & 0x80 != 0).then(|| {
            self.references.push(None);
            self.references.len() - 1
        });
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(LoadError::new(start, format!("nested more than {MAX_DEPTH} deep")));
        }
        let object = self.body(byte & 0x7f, start)?;
        // ANCHOR_END: numbered
        self.depth -= 1;
        if let Some(slot) = slot {
            self.references[slot] = Some(object.clone());
        }
        Ok(object)
    }

    fn reference(&mut self, start: usize) -> Result<Object, LoadError> {
        let index = self.u32()? as usize;
        match self.references.get(index) {
            // ANCHOR: reference
            Some(Some(object)) => {
                self.referenced = self.referenced.saturating_add(object.size);
                if self.referenced > max_referenced(self.bytes.len()) {
                    return Err(LoadError::new(start, "references make the file too large"));
                }
                Ok(object.clone())
            }
            Some(None) => Err(LoadError::new(start, "an object contains itself")),
            None => Err(LoadError::new(start, format!("reference to object {index}: no such"))),
            // ANCHOR_END: reference
        }
    }

    fn body(&mut self, kind: u8, start: usize) -> Result<Object, LoadError> {
        let constant = match kind {
            b'N' => Constant::None,
            b'F' => Constant::Bool(false),
            b'T' => Constant::Bool(true),
            b'.' => Constant::Ellipsis,
            b'i' => Constant::Int(i64::from(self.i32()?)),
            b'l' => self.long()?,
            b'g' => Constant::Float(self.f64()?),
            b'y' => Constant::Complex(self.f64()?, self.f64()?),
            b's' => {
                let length = self.length()?;
                Constant::Bytes(self.take(length)?.into())
            }
            b'u' | b't' => {
                let length = self.length()?;
                self.utf8(length)?
            }
            b'a' | b'A' => {
                let length = self.length()?;
                self.ascii(length)?
            }
            b'z' | b'Z' => {
                let length = self.byte()? as usize;
                self.ascii(length)?
            }
            b'(' => {
                let length = self.length()?;
                return self.sequence(length, Constant::Tuple);
            }
            b')' => {
                let length = self.byte()? as usize;
                return self.sequence(length, Constant::Tuple);
            }
            b'>' => {
                let length = self.length()?;
                return self.sequence(length, Constant::FrozenSet);
            }
            b':' => {
                let parts = [self.object()?, self.object()?, self.object()?];
                let size = 1 + size_of_all(&parts);
                self.no_code(&parts, start)?;
                let parts = parts.map(|part| part.constant);
                return Ok(Object { constant: Constant::Slice(Arc::new(parts)), size });
            }
            b'c' => return self.code(start),
            b'f' | b'x' | b'I' | b'S' | b'0' | b'[' | b'{' | b'<' => {
                let kind = char::from(kind);
                return Err(LoadError::new(
                    start,
                    format!("objects of type '{kind}' do not belong in a code object"),
                ));
            }
            _ => {
                return Err(LoadError::new(start, format!("unknown object type {kind:#04x}")));
            }
        };
        let size = match &constant {
            Constant::Str(text) => 1 + text.len() as u64,
            // Most bytes objects are bytecode, which takes more room when decoded.
            Constant::Bytes(bytes) => 1 + 8 * bytes.len() as u64,
            _ => 1,
        };
        Ok(Object { constant, size })
    }

    fn sequence(
        &mut self,
        length: usize,
        make: fn(Arc<[Constant]>) -> Constant,
    ) -> Result<Object, LoadError> {
        let start = self.position;
        let items = self.items(length)?;
        self.no_code(&items, start)?;
        let size = 1 + size_of_all(&items);
        let items: Arc<[Constant]> = items.into_iter().map(|item| item.constant).collect();
        Ok(Object { constant: make(items), size })
    }

    fn items(&mut self, length: usize) -> Result<Vec<Object>, LoadError> {
        // Each item takes a byte at least.
        if length > self.bytes.len() - self.position {
            return Err(self.cut_short());
        }
        // An item in memory is larger than one byte, so let a long list grow as it proves real.
        let mut items = Vec::with_capacity(length.min(1024));
        for _ in 0..length {
            items.push(self.object()?);
        }
        Ok(items)
    }

    /// Code objects stand in the list of constants of another one, and nowhere else.
    fn no_code(&self, items: &[Object], start: usize) -> Result<(), LoadError> {
        if items.iter().any(|item| matches!(item.constant, Constant::Code(_))) {
            return Err(LoadError::new(start, "a code object stands inside another constant"));
        }
        Ok(())
    }

    fn code(&mut self, start: usize) -> Result<Object, LoadError> {
        let argument_count = self.count()?;
        let positional_only_count = self.count()?;
        let keyword_only_count = self.count()?;
        let _stack_size = self.count()?;
        let flags = self.u32()?;
        let bytecode = self.bytes_object()?;
        let (constants, size) = self.constants()?;
        let names = self.names()?;
        let local_names = self.names()?;
        let local_kinds = self.bytes_object()?;
        let recorded_file_name = self.string()?;
        let name = self.string()?;
        let qualified_name = self.string()?;
        let first_line = self.count()?;
        let location_table = self.bytes_object()?;
        let exception_table = self.bytes_object()?;
        let fields = CodeFields {
            version: self.version,
            name,
            qualified_name,
            file_name: self.file_name.clone().unwrap_or(recorded_file_name),
            first_line,
            argument_count,
            positional_only_count,
            keyword_only_count,
            flags,
            local_names,
            local_kinds: &local_kinds,
            names,
            constants,
            bytecode: &bytecode,
            location_table: &location_table,
            exception_table: &exception_table,
        };
        let code: CodeObject =
            decode::decode(fields).map_err(|message| LoadError::new(start, message))?;
        Ok(Object { constant: Constant::Code(Arc::new(code)), size })
    }

    /// The tuple of a code object's constants, which alone may hold code objects.
    fn constants(&mut self) -> Result<(Vec<Constant>, u64), LoadError> {
        let start = self.position;
        let kind = self.byte()?;
        let length = match kind & 0x7f {
            b'(' => self.length()?,
            b')' => self.byte()? as usize,
            b'r' => {
                let object = self.reference(start)?;
                return match object.constant {
                    Constant::Tuple(items) => Ok((items.to_vec(), 1 + object.size)),
                    _ => Err(LoadError::new(start, "the constants are not a tuple")),
                };
            }
            _ => return Err(LoadError::new(start, "the constants are not a tuple")),
        };
        let slot = (kind & 0x80 != 0).then(|| {
            self.references.push(None);
            self.references.len() - 1
        });
        let items = self.items(length)?;
        let size = 2 + size_of_all(&items);
        let holds_code = items.iter().any(|item| matches!(item.constant, Constant::Code(_)));
        let items: Vec<Constant> = items.into_iter().map(|item| item.constant).collect();
        if let (Some(slot), false) = (slot, holds_code) {
            let constant = Constant::Tuple(items.as_slice().into());
            self.references[slot] = Some(Object { constant, size });
        }
        Ok((items, size))
    }

    fn names(&mut self) -> Result<Vec<Arc<str>>, LoadError> {
        let start = self.position;
        let wrong = || LoadError::new(start, "a tuple of names was expected here");
        let Constant::Tuple(items) = self.object()?.constant else { return Err(wrong()) };
        items
            .iter()
            .map(|item| match item {
                Constant::Str(name) => Ok(name.clone()),
                _ => Err(wrong()),
            })
            .collect()
    }

    fn string(&mut self) -> Result<Arc<str>, LoadError> {
        let start = self.position;
        match self.object()?.constant {
            Constant::Str(text) => Ok(text),
            _ => Err(LoadError::new(start, "a string was expected here")),
        }
    }

    fn bytes_object(&mut self) -> Result<Arc<[u8]>, LoadError> {
        let start = self.position;
        match self.object()?.constant {
            Constant::Bytes(bytes) => Ok(bytes),
            _ => Err(LoadError::new(start, "a bytes object was expected here")),
        }
    }

    /// An int of any size, in digits of 15 bits; the sign of their number is the int's.
    fn long(&mut self) -> Result<Constant, LoadError> {
        let start = self.position;
        let count = self.i32()?;
        let sign = if count < 0 { Sign::Minus } else { Sign::Plus };
        let digits = self.take((count.unsigned_abs() as usize).saturating_mul(2))?;
        // Regroup 15-bit digits into the 32-bit ones that the big integer wants.
        let mut words = Vec::with_capacity(digits.len() / 4 + 1);
        let (mut pending, mut bits, mut last) = (0u64, 0, 1);
        for pair in digits.chunks_exact(2) {
            last = u16::from_le_bytes([pair[0], pair[1]]);
            if last >> 15 != 0 {
                return Err(LoadError::new(start, "a digit of an int is out of range"));
            }
            pending |= u64::from(last) << bits;
            bits += 15;
            if bits >= 32 {
                words.push(pending as u32);
                pending >>= 32;
                bits -= 32;
            }
        }
        if last == 0 {
            return Err(LoadError::new(start, "an int has leading zeros"));
        }
        words.push(pending as u32);
        let value = BigInt::from_slice(sign, &words);
        Ok(match i64::try_from(&value) {
            Ok(small) => Constant::Int(small),
            Err(_) => Constant::BigInt(value),
        })
    }

    fn utf8(&mut self, length: usize) -> Result<Constant, LoadError> {
        let start = self.position;
        let bytes = self.take(length)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Constant::Str(text.into())),
            Err(error) => {
                // Python writes half of a surrogate pair as if it were a character.
                let surrogate = matches!(bytes[error.valid_up_to()..], [0xed, 0xa0..=0xbf, ..]);
                let message = if surrogate {
                    "not supported: strings with lone surrogates"
                } else {
                    "a string is not valid UTF-8"
                };
                Err(LoadError::new(start + error.valid_up_to(), message))
            }
        }
    }

    fn ascii(&mut self, length: usize) -> Result<Constant, LoadError> {
        let start = self.position;
        match std::str::from_utf8(self.take(length)?) {
            Ok(text) if text.is_ascii() => Ok(Constant::Str(text.into())),
            _ => Err(LoadError::new(start, "a string is not ASCII, though marked so")),
        }
    }

    /// A number that cannot be negative.
    fn count(&mut self) -> Result<u32, LoadError> {
        let start = self.position;
        u32::try_from(self.i32()?).map_err(|_| LoadError::new(start, "a count is negative"))
    }

    fn length(&mut self) -> Result<usize, LoadError> {
        self.count().map(|count| count as usize)
    }

    fn byte(&mut self) -> Result<u8, LoadError> {
        Ok(self.take(1)?[0])
    }

    fn u32(&mut self) -> Result<u32, LoadError> {
        self.array().map(u32::from_le_bytes)
    }

    fn i32(&mut self) -> Result<i32, LoadError> {
        self.array().map(i32::from_le_bytes)
    }

    fn f64(&mut self) -> Result<f64, LoadError> {
        self.array().map(f64::from_le_bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], LoadError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], LoadError> {
        let rest = &self.bytes[self.position..];
        let taken = rest.get(..length).ok_or_else(|| self.cut_short())?;
        self.position += length;
        Ok(taken)
    }

    fn cut_short(&self) -> LoadError {
        LoadError::new(self.bytes.len(), "the file ends in the middle of an object")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(data: &[u8]) -> String {
        match read(data, 0, PythonVersion::V3_14, None) {
            Ok(constant) => crate::listing::constant(&constant),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn constants() {
        assert_eq!(text(b"i\xff\xff\xff\xff"), "-1");
        // 2**60, which is four digits of 15 bits and a one; and -(2**64).
        assert_eq!(text(b"l\x05\0\0\0\0\0\0\0\0\0\0\0\x01\0"), "1152921504606846976");
        assert_eq!(text(b"l\xfb\xff\xff\xff\0\0\0\0\0\0\0\0\x10\0"), "-18446744073709551616");
        assert_eq!(text(b"g\0\0\0\0\0\0\xf8\x3f"), "1.5");
        assert_eq!(text(b"y\0\0\0\0\0\0\xf8\x3f\0\0\0\0\0\0\xf0\xbf"), "(1.5-1.0j)");
        assert_eq!(text(b"u\x02\0\0\0\xc3\xa4"), "'ä'");
        assert_eq!(text(b"s\x02\0\0\0a\xff"), "b'a\\xff'");
        assert_eq!(text(b">\x02\0\0\0TF"), "frozenset({True, False})");
        assert_eq!(text(b":N.i\x01\0\0\0"), "slice(None, ..., 1)");
    }

    #[test]
    fn references_count_from_where_objects_begin() {
        // The outer tuple is object 0, though it ends last.
        assert_eq!(
            text(b"\xa9\x03\xda\x01a\xa9\x01r\x01\0\0\0r\x02\0\0\0"),
            "('a', ('a',), ('a',))"
        );
    }

    #[test]
    fn refusals() {
        assert_eq!(
            text(b"u\x04\0\0\0a\xed\xa0\x80"),
            "not supported: strings with lone surrogates (at byte 6)"
        );
        assert_eq!(text(b"u\x01\0\0\0\xff"), "a string is not valid UTF-8 (at byte 5)");
        assert_eq!(
            text(b"[\0\0\0\0"),
            "objects of type '[' do not belong in a code object (at byte 0)"
        );
        assert_eq!(text(b"r\0\0\0\0"), "reference to object 0: no such (at byte 0)");
        assert_eq!(text(b"l\x01\0\0\0\0\x80"), "a digit of an int is out of range (at byte 1)");
    }
}
