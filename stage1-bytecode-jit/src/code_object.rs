//! Code objects: what one `def`, `lambda`, comprehension or module compiles to.
//!
//! This is the output of the loader and the input of everything else. It is plain data: no heap
//! value, no pointer into an interpreter, no CPython version to ask for (it is kept for listings
//! and for the few messages that changed over the years). A module's code object holds the code
//! objects of its functions among its constants, so one tree is one program.

use std::fmt;
use std::sync::Arc;

use num_bigint::BigInt;

use crate::opcode::Instruction;

/// The CPython versions whose bytecode is understood.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PythonVersion {
    /// CPython 3.11
    V3_11,
    /// CPython 3.12
    V3_12,
    /// CPython 3.13
    V3_13,
    /// CPython 3.14
    V3_14,
}

impl PythonVersion {
    /// All of them, oldest first.
    pub const ALL: [PythonVersion; 4] =
        [PythonVersion::V3_11, PythonVersion::V3_12, PythonVersion::V3_13, PythonVersion::V3_14];

    /// The number after the dot: 11 for CPython 3.11.
    #[must_use]
    pub fn minor(self) -> u32 {
        self as u32 + 11
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "3.{}", self.minor())
    }
}

/// The function takes `*args`.
pub const FLAG_VARARGS: u32 = 0x04;
/// The function takes `**kwargs`.
pub const FLAG_VARKEYWORDS: u32 = 0x08;
/// The function is a generator.
pub const FLAG_GENERATOR: u32 = 0x20;

/// A code object, decoded and verified.
#[derive(Debug)]
pub struct CodeObject {
    /// The CPython version that compiled it.
    pub version: PythonVersion,
    /// `f`, `<module>`, `<lambda>`, `<listcomp>`.
    pub name: Arc<str>,
    /// `outer.<locals>.f`
    pub qualified_name: Arc<str>,
    /// The file name recorded by the compiler, for tracebacks.
    pub file_name: Arc<str>,
    /// The line of the `def`.
    pub first_line: u32,
    /// Positional parameters, the positional-only ones included; without `*args`.
    pub argument_count: u32,
    /// How many of them are positional-only.
    pub positional_only_count: u32,
    /// Parameters after `*` or `*args`.
    pub keyword_only_count: u32,
    /// CPython's `co_flags`; see the `FLAG_` constants.
    pub flags: u32,
    /// Every local variable: parameters first (positional, keyword-only, `*args`, `**kwargs`),
    /// then the others, then cells that are no parameters, then free variables.
    pub locals: Vec<Local>,
    /// Names of globals and attributes.
    pub names: Vec<Arc<str>>,
    /// Constants.
    pub constants: Vec<Constant>,
    /// The instructions. Unreachable ones are gone; every index in them is in range.
    pub instructions: Vec<Instruction>,
    /// Where each instruction came from; as long as `instructions`.
    pub positions: Vec<Position>,
    /// The byte offset of each instruction in CPython's bytecode; as long as `instructions`.
    pub offsets: Vec<u32>,
    /// The depth of the stack before each instruction; as long as `instructions`.
    pub stack_depths: Vec<u32>,
    /// The deepest the stack gets, the values an exception pushes included.
    pub stack_size: u32,
    /// Innermost range first for any instruction.
    pub exception_table: Vec<ExceptionRange>,
    /// What in this code object (not in those nested in it) cannot be run.
    pub refusals: Vec<Refusal>,
    /// CPython's own bytecode, for listings.
    pub raw: RawCode,
}

/// A local variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Local {
    /// Its name in the source.
    pub name: Arc<str>,
    /// Where its value lives.
    pub kind: LocalKind,
}

/// Where a local variable's value lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalKind {
    /// In the frame.
    Plain,
    /// In a cell, because a nested function uses it. A parameter can be one too.
    Cell,
    /// In a cell that came with the function object.
    Free,
}

/// A constant of the program.
#[derive(Clone, Debug)]
pub enum Constant {
    /// `None`
    None,
    /// `False`, `True`
    Bool(bool),
    /// `...`
    Ellipsis,
    /// An int that fits.
    Int(i64),
    /// An int that does not fit in 64 bits.
    BigInt(BigInt),
    /// A float.
    Float(f64),
    /// A complex number, which nothing behind the loader supports.
    Complex(f64, f64),
    /// A string.
    Str(Arc<str>),
    /// A bytes object, which nothing behind the loader supports.
    Bytes(Arc<[u8]>),
    /// A tuple.
    Tuple(Arc<[Constant]>),
    /// A frozenset, from `x in {1, 2}`.
    FrozenSet(Arc<[Constant]>),
    /// A slice of constants, from `x[1:2]` in 3.14.
    Slice(Arc<[Constant; 3]>),
    /// A nested function's code.
    Code(Arc<CodeObject>),
}

/// A part of the source text. Lines count from 1, columns from 0 in UTF-8 bytes; a line of 0 means
/// that nothing is known, a column of `u32::MAX` that the column is not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Position {
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// First column.
    pub column: u32,
    /// The column behind the last one.
    pub end_column: u32,
}

/// An entry of the exception table: an exception raised in `start..end` goes to `target`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExceptionRange {
    /// First instruction covered.
    pub start: u32,
    /// The instruction behind the last one covered.
    pub end: u32,
    /// The handler.
    pub target: u32,
    /// The stack is cut to this depth, …
    pub depth: u32,
    /// … the index of the raising instruction is pushed if this is set, then the exception.
    pub push_index: bool,
}

/// Something the program uses that is not supported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Where in the source.
    pub position: Position,
    /// What, in words: `generators (yield)`.
    pub what: String,
}

/// CPython's own form, kept for listings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RawCode {
    /// `co_code`: two bytes an instruction, caches included.
    pub bytecode: Vec<u8>,
    /// One name and argument for each instruction that is not a cache: (offset, name, argument).
    pub instructions: Vec<(u32, &'static str, u32)>,
}

impl CodeObject {
    /// Does it take `*args`?
    #[must_use]
    pub fn has_varargs(&self) -> bool {
        self.flags & FLAG_VARARGS != 0
    }

    /// Does it take `**kwargs`?
    #[must_use]
    pub fn has_varkeywords(&self) -> bool {
        self.flags & FLAG_VARKEYWORDS != 0
    }

    /// The number of locals that are filled by a call.
    #[must_use]
    pub fn parameter_count(&self) -> u32 {
        self.argument_count
            + self.keyword_only_count
            + u32::from(self.has_varargs())
            + u32::from(self.has_varkeywords())
    }

    /// The code objects among the constants.
    pub fn nested(&self) -> impl Iterator<Item = &Arc<CodeObject>> {
        self.constants.iter().filter_map(|constant| match constant {
            Constant::Code(code) => Some(code),
            _ => None,
        })
    }
}
