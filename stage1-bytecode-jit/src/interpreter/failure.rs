//! How a program ends that does not run to its end: what it says on stderr, and its exit status.
//!
//! Every stage that runs Python ends in the same way, so it stands here once; printing is left to them.
//! Judged by `tests/corpus.rs`, against what CPython prints.

use crate::code_object::Position;

/// How a program ended that did not end well.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// An uncaught exception, with its traceback as CPython prints it.
    Traceback(String),
    /// An uncaught KeyboardInterrupt, with its traceback.
    Interrupted(String),
    /// `sys.exit`: the status, and a message for stderr.
    Exit(i32, Option<String>),
    /// Something is not supported: where, and what.
    Unsupported(Position, String),
}

impl Failure {
    /// What is to be said on stderr, in whole lines; `file` is the program's name.
    #[must_use]
    pub fn text(&self, file: &str) -> String {
        match self {
            Failure::Traceback(text) | Failure::Interrupted(text) => text.clone(),
            Failure::Exit(_, message) => {
                message.as_ref().map_or(String::new(), |message| format!("{message}\n"))
            }
            Failure::Unsupported(position, what) => {
                format!("error: {file}:{}: not supported: {what}\n", position.line)
            }
        }
    }

    /// The exit status of the process. That of an interrupted one is for systems without signals; where
    /// there are some, it ends by [`crate::interrupt::die`].
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Failure::Exit(status, _) => *status as u8,
            Failure::Traceback(_) | Failure::Unsupported(..) => 1,
            Failure::Interrupted(_) => 130,
        }
    }

    /// Did it end otherwise than its author meant? `sys.exit` is what he meant.
    #[must_use]
    pub fn is_early(&self) -> bool {
        !matches!(self, Failure::Exit(..))
    }
}
