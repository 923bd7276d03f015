//! What a tier needs of the interpreter: to count its calls as frames, to hand over frames that it
//! has begun, and to have them run to their end.
//!
//! ```text
//!   compiled code ──exit──► FrameImages ──rebuild──► frames ──► run (until the outermost returns)
//!                           outermost first            │
//!                                                      └► or the tier answers `Resume`
//! ```
//!
//! The frames of compiled code that is running are on no stack of ours; each counts as one level, so
//! that the recursion limit is met at the same call as in the interpreter. When it leaves by an exit
//! the level is given back and real frames take its place.
//!
//! Judge: stage 2's runs of the corpus.

use crate::error::{Result, Unwind};
use crate::interpreter::{CodeRef, Frame, Interpreter, recursion_error};
use crate::opcode::{Instruction, Op};
use crate::value::Value;

/// What a frame is rebuilt from.
#[derive(Clone, Copy, Debug)]
pub struct FrameImage<'a> {
    /// What it runs.
    pub code: CodeRef,
    /// The instruction it is at: for the topmost frame the one to execute next, for a caller its
    /// call.
    pub instruction: u32,
    /// The locals; undefined where unbound.
    pub locals: &'a [Value],
    /// The operands, bottom first; of a caller those below the callee.
    pub operands: &'a [Value],
}

/// What was counted when compiled code was entered.
#[derive(Clone, Copy, Debug)]
pub struct CompiledLevels {
    native_levels: i64,
    frames: i64,
}

impl std::fmt::Debug for CodeRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.code.name, self.index)
    }
}

impl Interpreter {
    /// Counts a call of compiled code, until [`Interpreter::leave_compiled`].
    ///
    /// # Errors
    /// RecursionError, as for a frame too many.
    #[inline]
    pub fn enter_compiled(&mut self) -> Result<()> {
        if self.frames_left() == 0 {
            return Err(recursion_error(""));
        }
        self.count_levels(1);
        Ok(())
    }

    /// The call is over, or is about to get a frame of its own.
    #[inline]
    pub fn leave_compiled(&mut self) {
        self.count_levels(-1);
    }

    /// Where compiled code that counts its own calls finds what it has to know: three words.
    ///
    /// | word | is |
    /// |---|---|
    /// | 0 | the limit: a call takes 1 from it, and gives that back when it returns |
    /// | 1 | the interpreter's frames. At a call the limit must be greater |
    /// | 2 | the lowest address of the native stack at which a call may begin |
    ///
    /// They stay there as long as the interpreter does not move.
    #[must_use]
    pub fn levels_address(&self) -> *const i64 {
        (&raw const self.levels).cast()
    }

    /// Compiled code that counts its own calls is about to be entered. `native_room` bytes of the
    /// native stack are kept from it. What is returned goes to [`Interpreter::after_compiled`].
    #[inline]
    pub fn before_compiled(&self, native_room: usize) -> CompiledLevels {
        let frames = self.levels.frames.replace(self.frames.len() as i64);
        self.levels.native_limit.set(self.native_limit + native_room);
        CompiledLevels { native_levels: self.native_levels(), frames }
    }

    /// It was left, by whatever way: the calls that it has counted are over. Then those count that
    /// were entered before it.
    #[inline]
    pub fn after_compiled(&self, before: CompiledLevels) {
        // The program may have set another limit meanwhile.
        self.levels.frame_limit.set(self.recursion_limit as i64 - before.native_levels);
        self.levels.frames.set(before.frames);
    }

    /// Frames of compiled code, which it has counted, are about to become frames of ours, or are over.
    pub fn give_back_levels(&self, frames: usize) {
        self.count_levels(-(frames as i64));
    }

    /// The error of a call that would be one too many.
    #[must_use]
    pub fn too_deep() -> Unwind {
        recursion_error("")
    }

    /// The code, locals and operands of the topmost frame, when a tier is asked about a loop.
    ///
    /// # Panics
    /// When there is no frame.
    #[must_use]
    pub fn top_frame(&self) -> (CodeRef, &[Value], &[Value]) {
        let frame = self.frames.last().expect("a frame asks");
        let count = frame.code.local_count;
        // SAFETY: the frame's part of the value stack, which nothing changes during the borrow.
        unsafe {
            let locals = std::slice::from_raw_parts(frame.locals, count);
            let operands =
                std::slice::from_raw_parts(frame.locals.add(count), frame.depth as usize);
            (frame.code, locals, operands)
        }
    }

    /// Rebuilds frames in place of the call that the tier is asked about, outermost first.
    /// `arguments` are those the tier was given. It may then answer [`Resume`](crate::tier::Answer).
    ///
    /// # Errors
    /// RecursionError when the value stack is full.
    ///
    /// # Safety
    /// The images are those of states that the interpreter can be in, and `arguments` are those
    /// of the call that is being asked about.
    pub unsafe fn rebuild_call(
        &mut self,
        arguments: *const Value,
        frames: &[FrameImage<'_>],
    ) -> Result<()> {
        let locals = arguments.cast_mut();
        // SAFETY: below the arguments of a call lies the callee, where its result shall be.
        unsafe { self.push_images(locals, locals.sub(1), frames) }
    }

    /// Rebuilds frames in place of the topmost one, which the tier was asked about.
    ///
    /// # Errors
    /// RecursionError when the value stack is full.
    ///
    /// # Safety
    /// As for [`Interpreter::rebuild_call`].
    pub unsafe fn rebuild_loop(&mut self, frames: &[FrameImage<'_>]) -> Result<()> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        // SAFETY: the caller's; the images do not lie in the frame, and the first has its code.
        let pushed = unsafe { self.push_images(frame.locals, frame.result, frames) };
        if pushed.is_err() {
            self.frames.push(frame);
        }
        pushed
    }

    /// Rebuilds frames above everything else and runs them until the outermost has returned.
    /// `pending` is an exception that the topmost is to begin with, and whether it gets a
    /// traceback entry for it.
    ///
    /// # Errors
    /// What they raise.
    ///
    /// # Safety
    /// As for [`Interpreter::rebuild_call`].
    pub unsafe fn run_rebuilt(
        &mut self,
        callee: Value,
        frames: &[FrameImage<'_>],
        pending: Option<(Unwind, bool)>,
    ) -> Result {
        let result = self.stack_top;
        let entry = self.frames.len();
        // SAFETY: the caller's; there is always room for one more value above the topmost frame.
        let pushed = unsafe {
            result.write(callee);
            self.push_images(result.add(1), result, frames)
        };
        let outcome = match (pushed, pending) {
            (Err(unwind), _) => Err(unwind),
            (Ok(()), None) => self.run(entry),
            (Ok(()), Some((unwind, adds_entry))) => {
                let instruction = self.frames.last().map_or(0, |frame| frame.instruction);
                match self.unwind(entry, instruction, unwind, adds_entry) {
                    Ok(()) => self.run(entry),
                    Err(unwind) => Err(unwind),
                }
            }
        };
        self.set_stack_top(result);
        outcome
    }

    /// Calls a function that takes exactly these arguments, without asking the tier.
    ///
    /// # Errors
    /// What it raises.
    ///
    /// # Safety
    /// The code has so many plain positional parameters and nothing else.
    pub unsafe fn interpret_call(
        &mut self,
        callee: Value,
        code: CodeRef,
        arguments: &[Value],
    ) -> Result {
        let mut locals = vec![Value::UNDEFINED; code.local_count];
        locals[..arguments.len()].copy_from_slice(arguments);
        let image = FrameImage { code, instruction: 0, locals: &locals, operands: &[] };
        // A call makes a frame; rebuilding does not count it.
        if self.frames_left() == 0 {
            return Err(recursion_error(""));
        }
        self.check_native_stack(" while calling a Python object")?;
        // SAFETY: the state at the beginning of a call. The values are copied before anything is
        // allocated.
        unsafe { self.run_rebuilt(callee, &[image], None) }
    }

    /// The values of the images are in nobody's sight, so the collector is off until they are here.
    ///
    /// # Safety
    /// As for [`Interpreter::rebuild_call`]; the outermost frame begins at `locals`, its result goes
    /// to `result`.
    unsafe fn push_images(
        &mut self,
        mut locals: *mut Value,
        mut result: *mut Value,
        frames: &[FrameImage<'_>],
    ) -> Result<()> {
        let entry = self.frames.len();
        for image in frames {
            let code = image.code;
            // SAFETY: room for the frame is made sure of first. The images are copied upwards,
            // which is where nothing of theirs lies.
            unsafe {
                if !self.has_room(locals, code.frame_size) {
                    self.frames.truncate(entry);
                    return Err(recursion_error(""));
                }
                for (index, value) in image.locals.iter().chain(image.operands).enumerate() {
                    locals.add(index).write(*value);
                }
                self.set_stack_top(locals.add(code.frame_size));
                self.frames.push(Frame {
                    code,
                    locals,
                    result,
                    instruction: image.instruction,
                    depth: image.operands.len() as u32,
                });
                result = locals.add(code.local_count + image.operands.len());
                locals = result.add(1);
                // Where the callee of a call lies: what runs here has no function of its own.
                if self.frames.len() - entry < frames.len() {
                    result.write(Value::UNDEFINED);
                }
            }
        }
        self.heap.set_enabled(true);
        Ok(())
    }
}

impl super::Executable {
    /// The number of local variables.
    #[must_use]
    pub fn local_count(&self) -> usize {
        self.local_count
    }

    /// How many arguments a call passes that needs neither defaults nor names; `None` if there are
    /// parameters of other kinds.
    #[must_use]
    pub fn plain_parameters(&self) -> Option<u32> {
        (self.simple_parameters != u32::MAX).then_some(self.simple_parameters)
    }

    /// How many operands lie below what a call instruction consumes.
    #[must_use]
    pub fn operands_below_call(&self, instruction: u32) -> usize {
        let at = instruction as usize;
        let Instruction { op, arg } = self.code.instructions[at];
        let consumed = match op {
            Op::Call => arg + 1,
            Op::CallMethod | Op::CallKeyword => arg + 2,
            Op::CallMethodKeyword => arg + 3,
            Op::CallUnpack => arg + 2,
            _ => 0,
        };
        (self.code.stack_depths[at].saturating_sub(consumed)) as usize
    }
}
