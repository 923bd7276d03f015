//! The seven types, and signatures.
//!
//! An address is a type of its own although it is as wide as an `i64`: a back end that moves
//! objects, an alias analysis and LLVM all want to know. A boolean is an `i8`, because every
//! machine stores one so.

use std::fmt;

/// The type of a value.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Type {
    /// 8-bit integer; booleans too.
    I8,
    /// 16-bit integer.
    I16,
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
    /// IEEE 754 single precision.
    F32,
    /// IEEE 754 double precision.
    F64,
    /// Address, 64 bits.
    Ptr,
}

impl Type {
    /// All types.
    pub const ALL: [Type; 7] =
        [Type::I8, Type::I16, Type::I32, Type::I64, Type::F32, Type::F64, Type::Ptr];

    /// Its name in the text.
    pub fn name(self) -> &'static str {
        ["i8", "i16", "i32", "i64", "f32", "f64", "ptr"][self as usize]
    }

    /// The type of that name.
    pub fn from_name(name: &str) -> Option<Type> {
        Type::ALL.into_iter().find(|ty| ty.name() == name)
    }

    /// Size in bits.
    #[inline]
    pub fn bits(self) -> u32 {
        [8, 16, 32, 64, 32, 64, 64][self as usize]
    }

    /// Size in bytes.
    #[inline]
    pub fn bytes(self) -> u32 {
        self.bits() / 8
    }

    /// Is it one of `i8` to `i64`?
    #[inline]
    pub fn is_int(self) -> bool {
        self <= Type::I64
    }

    /// Is it `f32` or `f64`?
    #[inline]
    pub fn is_float(self) -> bool {
        matches!(self, Type::F32 | Type::F64)
    }

    /// An integer or an address?
    #[inline]
    pub fn is_int_or_ptr(self) -> bool {
        self.is_int() || self == Type::Ptr
    }

    /// The number as the IR writes and keeps it in this type: sign-extended from its width.
    #[inline]
    pub fn canonical(self, number: i64) -> i64 {
        let unused = 64 - self.bits();
        number << unused >> unused
    }

    /// The bits of a number that this type has; the others zero.
    #[inline]
    pub fn mask(self) -> u64 {
        u64::MAX >> (64 - self.bits())
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a function takes and gives. Go's functions have several results; an ISA that returns them
/// in registers does so.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Signature {
    /// Types of the parameters.
    pub params: Vec<Type>,
    /// Types of the results.
    pub results: Vec<Type>,
}

impl Signature {
    /// A signature.
    pub fn new(params: &[Type], results: &[Type]) -> Signature {
        Signature { params: params.to_vec(), results: results.to_vec() }
    }
}

impl fmt::Display for Signature {
    /// `(i64, ptr) -> (i64, i64)`, `(f64) -> f64`, `()`
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "({})", comma_separated(&self.params))?;
        write_results(f, &self.results)
    }
}

/// ` -> i64`, ` -> (i64, i64)`, or nothing.
pub(crate) fn write_results(f: &mut dyn fmt::Write, results: &[Type]) -> fmt::Result {
    match results {
        [] => Ok(()),
        [one] => write!(f, " -> {one}"),
        several => write!(f, " -> ({})", comma_separated(several)),
    }
}

fn comma_separated(types: &[Type]) -> String {
    types.iter().map(|ty| ty.name()).collect::<Vec<_>>().join(", ")
}
