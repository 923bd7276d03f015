//! The textual form: what dumps show, what tests are written in, and what two stages exchange.
//!
//! Printing and parsing are inverse: [`print::module`] gives text from which [`parse::module`] makes
//! an equal module, and canonical text comes back letter by letter. So numbers are kept: `v7` is
//! `v7` again, with a hole where `v6` was deleted.
//!
//! # Grammar
//!
//! In EBNF: `{ }` any number of times, `[ ]` at most once, `|` or. Line ends count (`↵`), except
//! after a comma or an opening bracket; `;` begins a comment.
//!
//! ```text
// ANCHOR: grammar
//! module     = { [ file | region | data | extern | function ] ↵ } .
//! file       = "file" number string .
//! region     = "region" number string [ "constant" | "polled" ] .
//! extern     = "extern" name types [ "->" results ] [ "reads" regions ] [ "writes" regions ] [ "returns" ] .
//! regions    = "none" | "all" | "[" number { "," number } "]" .
//! extern     = "extern" "data" name [ "writable" ] .
//! data       = "data" name [ "writable" ] "align" number "{" ↵ { item ↵ } "}" .
//! item       = string | integer_type number | name [ offset ] | "zeros" number .
//! function   = "function" name "(" [ params ] ")" [ "->" results ] effects "{" ↵
//!              { ( slot | exit ) ↵ } { label ↵ { instruction ↵ } } "}" .
//! effects    = as for extern .
//! types      = "(" [ type { "," type } ] ")" .
//! results    = type | types .
//! params     = value ":" type { "," value ":" type } .
//! slot       = SLOT ":" ( type | "size" number "align" number ) [ string ] .
//! exit       = EXIT ":" ( "trap" code | leaving frame { "in" frame } ) .
//! leaving    = "deopt" | "cold" | "raise" | "result" .
//! code       = identifier | "user" number .
//! frame      = name "+" number "[" [ entry { "," entry } ] "]" .
//! entry      = number ":" ( VALUE | "(" VALUE "," VALUE ")" | SLOT | number ) representation .
//! label      = BLOCK [ "(" params ")" ] ":" .
//! instruction = [ result { "," result } "=" ] operation [ "!" [ number ":" ] number ":" number ] .
//! result     = VALUE ":" type .
//! operation  = "iconst" number | "fconst" float
//!            | unary VALUE [ "," EXIT ]
//!            | binary VALUE "," operand [ "," EXIT ]
//!            | ternary VALUE "," VALUE "," VALUE
//!            | "icmp" condition VALUE "," operand | "fcmp" condition VALUE "," VALUE
//!            | "load" VALUE [ offset ] access | "store" VALUE "," VALUE [ offset ] access
//!            | ( "slot_addr" | "slot_load" ) SLOT [ offset ] | "slot_store" VALUE "," SLOT [ offset ]
//!            | "data_addr" name [ offset ] | "func_addr" name
//!            | "call" name arguments [ "," EXIT ] | "call_indirect" VALUE arguments ":" types [ "->" results ]
//!            | "jump" target | "br" VALUE "," target "," target
//!            | "switch" VALUE "," target "," "[" [ number ":" target { "," number ":" target } ] "]"
//!            | "return" [ VALUE { "," VALUE } ] | "leave" EXIT .
//! operand    = VALUE | number .
//! offset     = ( "+" | "-" ) number .
//! access     = [ "[" "region" number "]" ] .
//! target     = BLOCK [ arguments ] .
//! arguments  = "(" [ VALUE { "," VALUE } ] ")" .
//! float      = decimal, "inf", "-inf", or the bits as a hexadecimal number .
//! VALUE      = "v" digits .  SLOT = "slot" digits .  EXIT = "exit" digits .  BLOCK = "block" digits .
//! name       = "@" ( letters, digits, "_", ".", "$" ) | "@" string .
// ANCHOR_END: grammar
//! ```
//!
//! The names of unary, binary and ternary operations are those of [`crate::opcode::TABLE`]. The parameters
//! of a function are repeated as those of its entry block. The numbers behind `!` are file, line and
//! column in the source; file 0 is left out.

use std::fmt;

use crate::entity::{Block, Exit, Inst, Slot};

pub mod lexer;
pub mod parse;
mod parse_function;
mod parse_inst;
pub mod print;

/// A mistake in a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Diagnostic {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

impl Diagnostic {
    /// `file:line:column: message` and, below, the source line.
    pub fn render(&self, file: &str, text: &str) -> String {
        let source = text.lines().nth(self.line.saturating_sub(1) as usize).unwrap_or("");
        let indent: String = source
            .chars()
            .take(self.column.saturating_sub(1) as usize)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        // A line of a megabyte helps nobody.
        let shown: String = source.chars().take(200).collect();
        let marker = if indent.len() < 200 { format!("\n    {indent}^") } else { String::new() };
        format!("{file}:{self}\n    {shown}{marker}")
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// A line of a printed function.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// The line with its name.
    Header,
    /// The line of a slot.
    Slot(Slot),
    /// The line of an exit.
    Exit(Exit),
    /// The label of a block.
    Block(Block),
    /// An instruction.
    Inst(Inst),
}
