//! Executables: a code object made ready to run.
//!
//! The code object is plain data; running it wants constants that are values, global names that
//! are slot numbers, and instructions in a form that is quick to fetch. A [`Step`] is an
//! instruction with room for what it has seen beside it. Steps and instructions correspond one to
//! one, so an index means the same in both.
//!
//! **Fusion.** Pairs that are common are dispatched once: the first step of the pair gets an
//! opcode that does the work of both, the second stays where it is (a jump may go to it) and is
//! skipped. This is the superinstruction of Proebsting ("Optimizing an ANSI C interpreter with
//! superoperators", 1995), in place.

use std::cell::{Cell, UnsafeCell};
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::Arc;

use crate::builtin::Builtin;
use crate::code_object::CodeObject;
use crate::feedback::{Callee, Site};
use crate::opcode::{Instruction, Op};
use crate::value::{Tag, Value};

macro_rules! quick {
    (plain: $($plain:ident)*; fused: $($(#[$doc:meta])* $fused:ident)*) => {
        /// What the interpreter dispatches on: every [`Op`], and the fused pairs.
        #[repr(u8)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[allow(missing_docs)]
        pub(crate) enum Quick {
            $($plain = Op::$plain as u8,)*
            $($(#[$doc])* $fused,)*
        }

        impl From<Op> for Quick {
            fn from(op: Op) -> Quick {
                match op { $(Op::$plain => Quick::$plain,)* }
            }
        }
    };
}

quick! {
    plain:
        Unsupported Pop Copy Swap LoadConst LoadFast LoadFastAndClear StoreFast DeleteFast MakeCell
        CopyFreeVars LoadClosure LoadDeref StoreDeref DeleteDeref LoadName StoreName DeleteName
        LoadGlobal StoreGlobal DeleteGlobal LoadAttr StoreAttr DeleteAttr LoadMethod LoadSubscript
        StoreSubscript DeleteSubscript Add Subtract Multiply MatrixMultiply TrueDivide FloorDivide
        Remainder Power LeftShift RightShift And Or Xor Negative Positive Invert Not ToBool Less
        LessEqual Equal NotEqual Greater GreaterEqual Is Contains Jump JumpBackward PopJumpIfFalse
        PopJumpIfTrue PopJumpIfNone PopJumpIfNotNone GetIter ForIter Return ReturnGenerator
        Yield Send CleanupThrow BuildTuple BuildList
        BuildSet BuildMap BuildConstKeyMap BuildString BuildSlice ListAppend SetAdd MapAdd
        ListExtend SetUpdate DictUpdate DictMerge ListToTuple UnpackSequence UnpackEx Convert
        FormatSimple FormatWithSpec MakeFunction SetFunctionAttribute Call CallMethod CallKeyword
        CallMethodKeyword CallUnpack Raise Reraise PushExcInfo PopExcept CheckExcMatch
        LoadAssertionError ImportName ImportFrom GetLen MatchMapping MatchSequence MatchKeys;
    fused:
        /// `LoadFast`, `LoadFast`
        LoadFastLoadFast
        /// `LoadFast`, `LoadConst`
        LoadFastLoadConst
        /// `StoreFast`, `LoadFast`
        StoreFastLoadFast
        /// A comparison, then `PopJumpIfFalse`.
        LessJump
        /// `<=`
        LessEqualJump
        /// `==`
        EqualJump
        /// `!=`
        NotEqualJump
        /// `>`
        GreaterJump
        /// `>=`
        GreaterEqualJump
        /// `ForIter`, `StoreFast`
        ForIterStoreFast
}

// ANCHOR: step
/// An instruction in its quick form, and what it has seen.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) op: Quick,
    pub(crate) arg: u32,
    pub(crate) site: Site,
}
// ANCHOR_END: step

/// The tag of the last receiver, and its method.
type CachedMethod = (Tag, &'static Builtin);

/// A code object that is ready to run. It lives as long as its interpreter, hence [`CodeRef`].
pub struct Executable {
    /// The code.
    pub code: Arc<CodeObject>,
    /// Its number; smaller ones were loaded before.
    pub index: u32,
    pub(crate) steps: UnsafeCell<Box<[Step]>>,
    pub(crate) callees: Box<[Cell<Callee>]>,
    pub(crate) method_cache: Box<[Cell<Option<CachedMethod>>]>,
    /// The constants, as values.
    pub constants: Box<[Value]>,
    /// For each name, the slot of the global variable of that name.
    pub global_slots: Box<[u32]>,
    /// Locals and stack.
    pub(crate) frame_size: usize,
    pub(crate) local_count: usize,
    /// The number of parameters if all are positional and there is nothing else, or `u32::MAX`.
    pub(crate) simple_parameters: u32,
    /// The tier is asked at the call that makes this 0; see [`crate::tier::Tier`].
    pub call_countdown: Cell<u32>,
    /// The same for back edges.
    pub back_edge_countdown: Cell<u32>,
}

/// A reference to an executable, which lives as long as its interpreter.
#[derive(Clone, Copy)]
pub struct CodeRef(NonNull<Executable>);

impl CodeRef {
    /// The reference as a number, for values with the tag `Code`.
    pub(crate) fn address(self) -> usize {
        self.0.as_ptr() as usize
    }

    pub(crate) fn new(executable: &Executable) -> CodeRef {
        CodeRef(NonNull::from(executable))
    }

    /// # Safety
    /// `address` comes from [`CodeRef::address`].
    pub(crate) unsafe fn from_address(address: usize) -> CodeRef {
        // SAFETY: the caller's.
        CodeRef(unsafe { NonNull::new_unchecked(address as *mut Executable) })
    }

    /// The code that a value is, if it is some.
    #[must_use]
    pub fn from_value(value: Value) -> Option<CodeRef> {
        // SAFETY: values with this tag are made of what `address` gives, only.
        (value.tag() == Tag::Code)
            .then(|| unsafe { CodeRef::from_address(value.payload() as usize) })
    }

    /// Is it the same code?
    #[must_use]
    pub fn same(self, other: CodeRef) -> bool {
        self.0 == other.0
    }
}

impl Deref for CodeRef {
    type Target = Executable;
    #[inline(always)]
    fn deref(&self) -> &Executable {
        // SAFETY: executables are boxed, owned by the interpreter and dropped with it.
        unsafe { self.0.as_ref() }
    }
}

impl Executable {
    pub(crate) fn new(
        code: Arc<CodeObject>,
        index: u32,
        constants: Box<[Value]>,
        global_slots: Box<[u32]>,
        countdowns: (u32, u32),
    ) -> Executable {
        let simple = !code.has_varargs() && !code.has_varkeywords() && code.keyword_only_count == 0;
        Executable {
            index,
            steps: UnsafeCell::new(quicken(&code.instructions)),
            callees: vec![Cell::default(); code.instructions.len()].into(),
            method_cache: vec![Cell::default(); code.instructions.len()].into(),
            constants,
            global_slots,
            frame_size: code.locals.len() + code.stack_size as usize,
            local_count: code.locals.len(),
            simple_parameters: if simple { code.argument_count } else { u32::MAX },
            call_countdown: Cell::new(countdowns.0),
            back_edge_countdown: Cell::new(countdowns.1),
            code,
        }
    }

    /// What an instruction has seen.
    ///
    /// # Panics
    /// When there is no such instruction.
    #[must_use]
    pub fn site(&self, instruction: u32) -> Site {
        // SAFETY: the steps are changed by the interpreter only, on this thread, and not now.
        unsafe { (&*self.steps.get())[instruction as usize].site }
    }

    /// Which function a call instruction has called.
    ///
    /// # Panics
    /// When there is no such instruction.
    #[must_use]
    pub fn callee(&self, instruction: u32) -> Callee {
        self.callees[instruction as usize].get()
    }

    /// The method that a `LOAD_METHOD` has found last, and the tag of the receivers that have it.
    ///
    /// # Panics
    /// When there is no such instruction.
    #[must_use]
    pub fn cached_method(&self, instruction: u32) -> Option<(Tag, Value)> {
        self.method_cache[instruction as usize].get().map(|(tag, method)| (tag, method.value()))
    }

    #[inline(always)]
    pub(crate) fn first_step(&self) -> *mut Step {
        // SAFETY: only makes a pointer.
        unsafe { (*self.steps.get()).as_mut_ptr() }
    }
}

/// Instructions to steps, with the common pairs fused.
fn quicken(instructions: &[Instruction]) -> Box<[Step]> {
    let mut steps: Vec<Step> = instructions
        .iter()
        .map(|i| Step { op: i.op.into(), arg: i.arg, site: Site::default() })
        .collect();
    // BEGIN SOLUTION 1.5 stub: let _ = &mut steps;
    let mut at = 0;
    while at + 1 < steps.len() {
        // ANCHOR: fused
        let fused = match (steps[at].op, steps[at + 1].op) {
            (Quick::LoadFast, Quick::LoadFast) => Quick::LoadFastLoadFast,
            (Quick::LoadFast, Quick::LoadConst) => Quick::LoadFastLoadConst,
            (Quick::StoreFast, Quick::LoadFast) => Quick::StoreFastLoadFast,
            (Quick::ForIter, Quick::StoreFast) => Quick::ForIterStoreFast,
            (Quick::Less, Quick::PopJumpIfFalse) => Quick::LessJump,
            // ANCHOR_END: fused
            (Quick::LessEqual, Quick::PopJumpIfFalse) => Quick::LessEqualJump,
            (Quick::Equal, Quick::PopJumpIfFalse) => Quick::EqualJump,
            (Quick::NotEqual, Quick::PopJumpIfFalse) => Quick::NotEqualJump,
            (Quick::Greater, Quick::PopJumpIfFalse) => Quick::GreaterJump,
            (Quick::GreaterEqual, Quick::PopJumpIfFalse) => Quick::GreaterEqualJump,
            _ => {
                at += 1;
                continue;
            }
        };
        steps[at].op = fused;
        at += 2;
    }
    // END SOLUTION
    steps.into()
}

/// The opcodes that instructions are run with, by their names.
#[doc(hidden)]
pub fn quickened(instructions: &[Instruction]) -> Vec<String> {
    quicken(instructions).iter().map(|step| format!("{:?}", step.op)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_sixteen_bytes() {
        assert_eq!(size_of::<Step>(), 16);
    }

    #[test]
    fn quick_numbers_are_those_of_the_operations() {
        for op in Op::ALL {
            assert_eq!(Quick::from(*op) as u8, *op as u8);
        }
    }
    /// What `quicken` makes of operations; the arguments are 0, 1, 2 and so on.
    fn quick(operations: &[Op]) -> Vec<Quick> {
        let instructions: Vec<Instruction> =
            operations.iter().zip(0..).map(|(&op, arg)| Instruction { op, arg }).collect();
        let steps = quicken(&instructions);
        assert!(steps.iter().zip(0..).all(|(step, arg)| step.arg == arg), "arguments stay");
        steps.iter().map(|step| step.op).collect()
    }

    #[test]
    fn exercise_1_5_the_first_of_a_pair_does_the_work_of_both() {
        let pairs = [
            (Op::LoadFast, Op::LoadFast, Quick::LoadFastLoadFast),
            (Op::LoadFast, Op::LoadConst, Quick::LoadFastLoadConst),
            (Op::StoreFast, Op::LoadFast, Quick::StoreFastLoadFast),
            (Op::ForIter, Op::StoreFast, Quick::ForIterStoreFast),
            (Op::Less, Op::PopJumpIfFalse, Quick::LessJump),
            (Op::LessEqual, Op::PopJumpIfFalse, Quick::LessEqualJump),
            (Op::Equal, Op::PopJumpIfFalse, Quick::EqualJump),
            (Op::NotEqual, Op::PopJumpIfFalse, Quick::NotEqualJump),
            (Op::Greater, Op::PopJumpIfFalse, Quick::GreaterJump),
            (Op::GreaterEqual, Op::PopJumpIfFalse, Quick::GreaterEqualJump),
        ];
        for (first, second, fused) in pairs {
            // The second stays, because a jump may go to it.
            let found = quick(&[Op::Pop, first, second, Op::Pop]);
            assert_eq!(found, [Quick::Pop, fused, second.into(), Quick::Pop]);
        }
    }

    #[test]
    fn exercise_1_5_a_step_is_in_one_pair_only() {
        // A second step that is skipped must not be the first of another pair.
        let found = quick(&[Op::StoreFast, Op::LoadFast, Op::LoadConst]);
        assert_eq!(found, [Quick::StoreFastLoadFast, Quick::LoadFast, Quick::LoadConst]);
        let found = quick(&[Op::LoadFast, Op::LoadFast, Op::LoadFast, Op::LoadConst]);
        use Quick::*;
        assert_eq!(found, [LoadFastLoadFast, LoadFast, LoadFastLoadConst, LoadConst]);
    }

    #[test]
    fn exercise_1_5_what_has_no_partner_stays() {
        for alone in [Op::LoadFast, Op::StoreFast, Op::Less, Op::ForIter] {
            assert_eq!(quick(&[alone]), [alone.into()], "at the end");
            assert_eq!(quick(&[alone, Op::Pop]), [alone.into(), Quick::Pop]);
            assert_eq!(quick(&[Op::LoadConst, alone]), [Quick::LoadConst, alone.into()]);
        }
        assert_eq!(quick(&[]), []);
        assert_eq!(quick(&[Op::Less, Op::PopJumpIfTrue]), [Quick::Less, Quick::PopJumpIfTrue]);
    }
}
