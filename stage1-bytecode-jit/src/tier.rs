//! The socket into which a compiler plugs.
//!
//! The interpreter counts: calls of each function, and back edges. When a count runs out it asks
//! its tier, whoever that is: run this call for me? The tier may have compiled the function, may
//! compile it now, or may say no and name the count at which it wants to be asked again. The
//! interpreter knows nothing else about it.

use crate::error::Unwind;
use crate::heap::Gc;
use crate::interpreter::{CodeRef, Interpreter};
use crate::object::function::FunctionObject;
use crate::value::Value;

/// A faster way to run a function.
pub trait Tier {
    /// A call is about to be interpreted whose count ran out. `arguments` are the values of the
    /// first parameters, on the value stack; they are as many as the code has plain positional
    /// parameters. Set the count of `function.code` before returning.
    fn call(
        &self,
        interpreter: &mut Interpreter,
        function: Gc<FunctionObject>,
        arguments: &[Value],
    ) -> Answer;

    /// A back edge is about to be taken whose count ran out. The interpreter's topmost frame is at
    /// the loop header's instruction. Set the count of `code` before returning.
    fn back_edge(&self, interpreter: &mut Interpreter, code: CodeRef, header: u32) -> Answer {
        let _ = (interpreter, header);
        code.back_edge_countdown.set(u32::MAX);
        Answer::Interpret
    }
}

// ANCHOR: answer
/// What a tier says.
pub enum Answer {
    /// Interpret it.
    Interpret,
    /// It is done, with this result: of the call, or of the whole frame for a back edge.
    Returned(Value),
    /// It is done, and raised.
    Raised(Unwind),
    /// It began, could not go on, and has left the interpreter's frames in a state in which the
    /// topmost one goes on where its saved instruction pointer says.
    Resume,
    /// As [`Answer::Resume`], but an exception is pending: the topmost frame looks for a handler at
    /// its saved instruction. The flag says whether it gets a traceback entry.
    ResumeRaising(Unwind, bool),
}
// ANCHOR_END: answer
