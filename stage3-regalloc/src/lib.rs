//! IR → machine code for x86-64 and AArch64, and the engine that runs it.
//!
//! ```text
//!   IR ── select ──► LIR ── allocate ──► LIR, a place for ── emit ──► bytes, relocations, ── link ──► running code,
//!                                        every operand                exit maps, source map           executable, object
//!
//!   IR          verified; SSA; side exits name frame states
//!   LIR         SSA; operations with operands; no critical edges; what is folded is gone;
//!               flags live from one instruction to the next            lir::verify
//!   allocated   every operand in a place its constraint allows, holding the right value,
//!               on every path; moves in an order in which they can run  checker::check
//!   bytes       position-independent but for their relocations; exits have numbers
//!   running     never writable and executable at once
//! ```
//!
//! The pipeline is [`compile::compile`]. In reading order: [`lir`] what an allocator sees,
//! [`lower`], [`block_order`] and [`isa`] how it comes to be, [`calling_convention`], [`allocate`] and its judge
//! [`checker`], [`shrink_wrap`], [`exit_map`] how compiled code is left, [`compile`], [`link`],
//! [`engine`].
//!
//! Deliberately not here: a second IR. What can be said on the IR is stage 2's, and LIR is only its
//! instructions with registers to be chosen.

pub mod allocate;
pub mod block_order;
pub mod calling_convention;
pub mod checker;
pub mod compile;
pub mod engine;
pub mod exit_map;
pub mod isa;
pub mod layout;
pub mod link;
pub mod lir;
pub mod lower;
pub mod shrink_wrap;

pub use stage0::Isa;
