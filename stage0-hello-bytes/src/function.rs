//! An address and a type → a function that can be called and cannot dangle.
//!
//! Where code begins is only a number. To call it, Rust must be told the
//! argument and result types, and where the caller puts them: that is the
//! calling convention, and `extern "C"` names the platform's (System V on
//! x86-64 Unix, AAPCS64 on AArch64). The first six integer arguments travel in
//! registers, so nothing here needs a stack:
//!
//! ```text
//!              1st  2nd  3rd  4th  5th  6th   result   the callee must keep
//!   x86-64     rdi  rsi  rdx  rcx  r8   r9    rax      rbx rbp rsp r12–r15
//!   AArch64    x0   x1   x2   x3   x4   x5    x0       x19–x29 sp (and return to x30)
//! ```
//!
//! A [`Function`] borrows the memory it lives in. It does not hand out the bare
//! `fn` pointer, because that could be copied away and called when the pages
//! are gone. Making one is `unsafe`, once, in
//! [`ExecutableMemory::function`]; calling it is not.
//!
//! Leaves out: more than six arguments, and values that are not passed in
//! registers. [`hello()`] and [`call`] are the safe ways to run what this crate
//! has written itself. Judged by the tests of [`crate::programs`].

use crate::executable_memory::ExecutableMemory;
use crate::hello;
use crate::listing::Isa;
use crate::programs::Program;
use std::io::{self, Write};
use std::marker::PhantomData;

/// A function in a piece of [`ExecutableMemory`], callable while that lives.
///
/// It cannot outlive the memory; this does not compile:
///
/// ```compile_fail,E0505
/// let memory = stage0::ExecutableMemory::new(&[0xc3])?;
/// // SAFETY: a lone `ret` is a function without arguments and result.
/// let function = unsafe { memory.function::<extern "C" fn()>(0) };
/// drop(memory);
/// function.call();
/// # Ok::<(), std::io::Error>(())
/// ```
// ANCHOR: function
#[derive(Clone, Copy, Debug)]
pub struct Function<'memory, F> {
    pointer: F,
    memory: PhantomData<&'memory ExecutableMemory>,
}
// ANCHOR_END: function

impl<F: FunctionPointer> Function<'_, F> {
    /// # Safety
    /// As for [`ExecutableMemory::function`]; and `entry` must stay mapped for
    /// the lifetime of the result.
    pub(crate) unsafe fn from_entry(entry: *const u8) -> Self {
        // SAFETY: the caller's promise is the one that `from_entry` asks for.
        Function { pointer: unsafe { F::from_entry(entry) }, memory: PhantomData }
    }
}

/// The function types that can be called: `extern "C" fn` with up to six
/// arguments.
pub trait FunctionPointer: Copy + sealed::Sealed {
    /// The address as a function.
    ///
    /// # Safety
    /// A function of this type must begin at `entry`.
    #[doc(hidden)]
    unsafe fn from_entry(entry: *const u8) -> Self;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! arity {
    ($($argument:ident: $type:ident),*) => {
        impl<R, $($type),*> sealed::Sealed for extern "C" fn($($type),*) -> R {}

        impl<R, $($type),*> FunctionPointer for extern "C" fn($($type),*) -> R {
            /// # Safety
            /// As the trait says.
            unsafe fn from_entry(entry: *const u8) -> Self {
                // SAFETY: both are thin pointers, and the caller promises that
                // a function of this type begins at the address.
                unsafe { std::mem::transmute::<*const u8, Self>(entry) }
            }
        }

        impl<R, $($type),*> Function<'_, extern "C" fn($($type),*) -> R> {
            /// Calls it.
            #[allow(clippy::too_many_arguments)]
            pub fn call(&self, $($argument: $type),*) -> R {
                (self.pointer)($($argument),*)
            }
        }
    };
}

arity!();
arity!(a: A);
arity!(a: A, b: B);
arity!(a: A, b: B, c: C);
arity!(a: A, b: B, c: C, d: D);
arity!(a: A, b: B, c: C, d: D, e: E);
arity!(a: A, b: B, c: C, d: D, e: E, f: G);

// ANCHOR: hello
/// Runs the hello program in this process, and returns how many bytes the
/// kernel says it wrote, or a negative error number.
///
/// # Errors
/// `Unsupported` on a host for which there is no such program; otherwise what
/// [`ExecutableMemory::new`] says.
pub fn hello() -> io::Result<i64> {
    let memory = ExecutableMemory::new(&hello_for_host()?)?;
    io::stdout().flush()?; // The kernel knows nothing of Rust's buffer.
    // SAFETY: the bytes are a constant of this crate, for this host, made to
    // be called like this.
    unsafe { Ok(call_hello(&memory)) }
}
// ANCHOR_END: hello

#[cfg(not(target_os = "macos"))]
fn hello_for_host() -> io::Result<Vec<u8>> {
    match Isa::host() {
        Some(Isa::X64) if cfg!(target_os = "linux") => Ok(hello::x64()),
        Some(Isa::A64) if cfg!(target_os = "linux") => Ok(hello::a64()),
        _ => Err(unsupported()),
    }
}

/// # Safety
/// `memory` holds the program of `hello_for_host`.
#[cfg(not(target_os = "macos"))]
unsafe fn call_hello(memory: &ExecutableMemory) -> i64 {
    // SAFETY: the caller passes the program for this host, which takes no
    // arguments and returns the kernel's answer.
    unsafe { memory.function::<extern "C" fn() -> i64>(0) }.call()
}

#[cfg(target_os = "macos")]
fn hello_for_host() -> io::Result<Vec<u8>> {
    match Isa::host() {
        Some(Isa::A64) => Ok(hello::a64_through_libc()),
        _ => Err(unsupported()),
    }
}

/// # Safety
/// `memory` holds the program of `hello_for_host`.
#[cfg(target_os = "macos")]
unsafe fn call_hello(memory: &ExecutableMemory) -> i64 {
    type Write = unsafe extern "C" fn(i32, *const libc::c_void, usize) -> isize;
    // SAFETY: the caller passes the program that leaves through its argument.
    unsafe { memory.function::<extern "C" fn(Write) -> i64>(0) }.call(libc::write)
}

/// One of the built-in programs, ready to be called.
#[derive(Clone, Debug)]
pub struct Loaded(ExecutableMemory);

/// Makes a built-in program for this host executable.
///
/// # Errors
/// `Unsupported` if there is no version of it for this host; otherwise what
/// [`ExecutableMemory::new`] says.
pub fn load(program: &Program) -> io::Result<Loaded> {
    let code = Isa::host().and_then(|isa| program.code(isa)).ok_or_else(unsupported)?;
    Ok(Loaded(ExecutableMemory::new(&code)?))
}

impl Loaded {
    /// Calls the program in this process (absent arguments are 0, those after
    /// the sixth are ignored).
    ///
    /// Recursion as deep as the arguments ask for happens on this thread's
    /// stack; [`crate::sandbox`] runs the same in a process that may die of it.
    pub fn call(&self, arguments: &[i64]) -> i64 {
        let [a, b, c, d, e, f] = six(arguments);
        type Six = extern "C" fn(i64, i64, i64, i64, i64, i64) -> i64;
        // SAFETY: built-in programs are functions of at most six integers with
        // an integer result; an argument too many stays in its register, unread.
        unsafe { self.0.function::<Six>(0) }.call(a, b, c, d, e, f)
    }
}

/// Loads one of the built-in programs and calls it once.
///
/// # Errors
/// As [`load`].
pub fn call(program: &Program, arguments: &[i64]) -> io::Result<i64> {
    Ok(load(program)?.call(arguments))
}

/// The first six arguments, filled up with zeros.
pub(crate) fn six(arguments: &[i64]) -> [i64; 6] {
    std::array::from_fn(|index| arguments.get(index).copied().unwrap_or(0))
}

pub(crate) fn unsupported() -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, "there is no such program for this kind of machine")
}
