//! What compiled Python and its surroundings agree on: the contract between the translation
//! ([`crate::from_bytecode`](crate)), whoever executes the result, and the objects of stage 1.
//!
//! ```text
//!              feedback                    Unit                         values, words
//!  bytecode ─────────────► translation ───────────► interpreter of IR ───────────────► helpers
//!      ▲                                            or machine code                        │
//!      └───── frames, rebuilt from frame states ◄───────────┴───── pending exception ◄─────┘
//! ```
//!
//! **Values.** Where a type is known, a value is the machine's: an int an `i64`, a float an `f64`, a
//! bool an `i8`, an object a `ptr`. Where it is not, it is two `i64`: stage 1's tag and payload
//! ([`stage1::value::Value`], 16 bytes, the tag first). A compiled function returns two words.
//! The tag [`RAISED`] is no value: it says that an exception is pending.
//!
//! **Units.** A [`Unit`] is a module with one function. What is outside of it has names:
//!
//! | name | is | region |
//! |---|---|---|
//! | `@globals` | the global variables: slot `i` at `16 * i`; tag 0 is unbound | [`GLOBALS`](regions::GLOBALS) |
//! | `@globals_version` | an `i64`, other when a name may mean another function | [`GLOBALS_VERSION`](regions::GLOBALS_VERSION) |
//! | `@constants` | the constants of the unit's code: constant `i` at `16 * i` | [`CONSTANTS`](regions::CONSTANTS) |
//! | `@constants.7` | those of code object 7, for what is inlined | [`CONSTANTS`](regions::CONSTANTS) |
//! | `@py_…` | a [helper](helpers) | its effects |
//! | `@python.7:int,tagged` | code object 7 compiled for these kinds ([`unit::symbol`]) | everything |
//!
//! **Calls of Python functions.** The caller passes exactly as many arguments as the code has plain
//! positional parameters; the callee has no defaults to fill in and no closure. Who executes the call counts the frame, and
//! the recursion limit is his business: a call may come back with `RAISED`. A unit itself counts nothing.
//! Should the callee not be compiled for these kinds, it is interpreted; the caller cannot tell.
//!
//! **Frame states.** Entry `i` below the number of locals is local `i`; then follow the operands,
//! bottom first. A local without an entry is unbound; an operand without one is an undefined value, as
//! `LOAD_METHOD` makes it. The depth of the stack is the bytecode's, so undefined operands at the top
//! are no trouble. The name of a frame is [`unit::frame_name`]; its offset counts stage 1's
//! instructions. At a `result` exit the operands are those below what the bytecode consumes, then the
//! outcome. The frame of a caller stands at its call, and its operands are those below the callee.
//!
//! **Layout of objects.** Lists have the fields of [`offset`]; elements lie behind their pointer, 8
//! bytes each or, in general lists, 16. The elements of a list may move whenever something is
//! appended, and its strategy may change whenever something is stored by a helper.

pub mod bodies;
pub mod context;
pub mod helper_table;
pub mod link;
pub mod materialise;
pub mod regions;
pub mod unit;

pub use helper_table as helpers;
pub use unit::{Entry, Kind, Parameter, Request, Unit};

use stage1::value::Tag;

/// The tag of a result that is none: an exception is pending.
pub const RAISED: u64 = 0x100;
/// The tag of what [`py_next`](helpers) gives at the end of an iterator.
pub const EXHAUSTED: u64 = 0x101;

const _: () = assert!((Tag::COUNT as u64) < RAISED);

/// Where the fields of objects are, in bytes.
pub mod offset {
    use stage1::object::list;

    /// The strategy of a list: 0 ints, 1 floats, 2 values.
    pub const LIST_STRATEGY: i32 = list::LIST_STRATEGY_OFFSET as i32;
    /// The pointer to its elements.
    pub const LIST_ELEMENTS: i32 = list::LIST_ELEMENTS_OFFSET as i32;
    /// How many there are.
    pub const LIST_LENGTH: i32 = list::LIST_LENGTH_OFFSET as i32;
    /// How many there is room for.
    pub const LIST_CAPACITY: i32 = list::LIST_CAPACITY_OFFSET as i32;
    /// The tag of the value in a cell; the payload follows.
    pub const CELL_VALUE: i32 = 0;
}
