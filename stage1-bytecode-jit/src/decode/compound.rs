//! Instructions that become several, or look below the top of the stack: `yield from`, adding to a
//! container, formatting, making functions.

use super::flow::Next;
use super::shape::{Shape, Slot};
use super::translate::Translator;
use crate::code_object::PythonVersion;
use crate::opcode::Op;

impl Translator<'_> {
    /// The way that goes on has the iterator's result above the iterator; in 3.11 in its place.
    pub(super) fn send(&mut self, i: u32, shape: &mut Shape) -> Result<Next, String> {
        let target = self.raw[i as usize].target;
        if target <= i {
            return Err("SEND jumps backwards".into());
        }
        self.op(i, shape, Op::Send, i + 1)?;
        let mut ended = self.snapshot(shape)?;
        if self.version == PythonVersion::V3_11 {
            self.drop_second(i, &mut ended)?;
        }
        self.emit(i, Op::Jump, target);
        Ok(Next::Branch(target, ended))
    }

    /// Drops the value below the top.
    pub(super) fn drop_second(&mut self, i: u32, shape: &mut Shape) -> Result<(), String> {
        self.op(i, shape, Op::Swap, 2)?;
        self.op(i, shape, Op::Pop, 0)
    }

    /// Adds the topmost values to a container `depth` below them.
    pub(super) fn add_to_container(
        &mut self,
        i: u32,
        shape: &mut Shape,
        op: Op,
        depth: u32,
    ) -> Result<(), String> {
        shape.pop_values(op.stack_effect(0).0)?;
        if shape.peek(depth)? == Slot::Null {
            return Err("a NULL is used as a container".into());
        }
        self.charge(depth.into())?;
        self.emit(i, op, shape.depth_without_nulls(depth)?);
        Ok(())
    }

    pub(super) fn format_value(
        &mut self,
        i: u32,
        shape: &mut Shape,
        arg: u32,
    ) -> Result<(), String> {
        let (conversion, with_spec) = (arg & 3, arg & 4 != 0);
        if conversion != 0 && with_spec {
            // The value to convert lies below its specification.
            self.swap(i, shape, 2)?;
            self.op(i, shape, Op::Convert, conversion)?;
            self.swap(i, shape, 2)?;
        } else if conversion != 0 {
            self.op(i, shape, Op::Convert, conversion)?;
        }
        self.op(i, shape, if with_spec { Op::FormatWithSpec } else { Op::FormatSimple }, 0)
    }

    pub(super) fn make_function(
        &mut self,
        i: u32,
        shape: &mut Shape,
        arg: u32,
    ) -> Result<(), String> {
        self.op(i, shape, Op::MakeFunction, 0)?;
        if self.version <= PythonVersion::V3_12 {
            for flag in [8, 4, 2, 1] {
                if arg & flag != 0 {
                    self.op(i, shape, Op::SetFunctionAttribute, flag)?;
                }
            }
        }
        Ok(())
    }
}
