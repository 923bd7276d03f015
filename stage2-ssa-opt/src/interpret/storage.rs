//! What the interpreter asks of memory. There are two answers: [`Memory`](super::Memory), bounded and
//! with every access checked, for IR that anybody may have written; and
//! [`RealMemory`](super::RealMemory), the process's own, for IR that a front end has made from a
//! program that is running.

use super::Stop;
use crate::entity::DataRef;

/// Memory as an interpreter uses it.
pub trait Storage {
    /// May the host take part: force exits ([`Host::forces`](super::Host::forces)) and take calls
    /// ([`Host::takes`](super::Host::takes))? A constant, so that it costs nothing where it may not.
    const TRUSTED: bool;

    /// Reads a little-endian number of up to 8 bytes.
    fn load(&self, address: u64, size: usize) -> Result<u64, Stop>;

    /// Writes the low `size` bytes of a number, little-endian.
    fn store(&mut self, address: u64, size: usize, number: u64) -> Result<(), Stop>;

    /// The address of data.
    fn data_address(&self, data: DataRef) -> u64;

    /// How many bytes of the stack are in use.
    fn stack_size(&self) -> usize;

    /// Takes zeroed bytes from the stack, which then has `size` bytes, or gives some back.
    fn set_stack_size(&mut self, size: usize) -> Result<(), Stop>;

    /// The address of a byte of the stack.
    fn stack_address(&self, offset: usize) -> u64;

    /// The values of all functions that are being executed lie here now.
    fn values_moved(&mut self, values: &[u64]) {
        let _ = values;
    }
}
