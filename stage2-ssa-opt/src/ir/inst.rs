//! Instructions: what an operation is applied to.
//!
//! [`InstData`] is a plain enum of 16 bytes, a variant for each shape of operands, so that a
//! `match` takes an instruction apart and nothing is behind a pointer but lists of any length. It
//! has no result and no type: the types of the results stand with the values that they define, and
//! those of the operands with theirs.

use crate::condition::{FloatCondition, IntCondition};
use crate::entity::{DataRef, Exit, FuncRef, SigRef, Slot, Table, Value};
use crate::ir::list::{BlockCall, ValueList};
use crate::ir::module::Region;
use crate::opcode::Opcode;

/// An instruction. Which opcodes a variant may have says [`crate::opcode::TABLE`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum InstData {
    /// A number, sign-extended from the width of the result's type.
    Iconst {
        value: i64,
    },
    /// The bits of a floating-point number; those of an `f32` are the lower half.
    Fconst {
        bits: u64,
    },
    Unary {
        opcode: Opcode,
        arg: Value,
    },
    /// A guard or a checked conversion.
    UnaryExit {
        opcode: Opcode,
        arg: Value,
        exit: Exit,
    },
    // ANCHOR: binary
    Binary {
        opcode: Opcode,
        args: [Value; 2],
    },
    /// The right operand is a number, sign-extended from the width of its type. A shift by a number
    /// takes it as it stands.
    BinaryImm {
        opcode: Opcode,
        arg: Value,
        imm: i64,
    },
    /// A division, a checked operation or a bounds check.
    BinaryExit {
        opcode: Opcode,
        args: [Value; 2],
        exit: Exit,
    },
    /// A checked operation or a bounds check with a number that fits 32 bits.
    BinaryImmExit {
        opcode: Opcode,
        arg: Value,
        imm: i32,
        exit: Exit,
    },
    // ANCHOR_END: binary
    Ternary {
        opcode: Opcode,
        args: [Value; 3],
    },
    Icmp {
        condition: IntCondition,
        args: [Value; 2],
    },
    IcmpImm {
        condition: IntCondition,
        arg: Value,
        imm: i64,
    },
    Fcmp {
        condition: FloatCondition,
        args: [Value; 2],
    },
    Load {
        region: Region,
        addr: Value,
        offset: i32,
    },
    Store {
        region: Region,
        value: Value,
        addr: Value,
        offset: i32,
    },
    SlotAddr {
        slot: Slot,
        offset: i32,
    },
    SlotLoad {
        slot: Slot,
        offset: i32,
    },
    SlotStore {
        slot: Slot,
        value: Value,
        offset: i32,
    },
    DataAddr {
        data: DataRef,
        offset: i64,
    },
    FuncAddr {
        func: FuncRef,
    },
    Call {
        func: FuncRef,
        args: ValueList,
    },
    /// A call that names the state of the caller's frame while it waits: see
    /// [`crate::ir::exit`]. The call itself does not leave by that exit.
    CallExit {
        func: FuncRef,
        args: ValueList,
        exit: Exit,
    },
    CallIndirect {
        signature: SigRef,
        callee: Value,
        args: ValueList,
    },
    Jump {
        target: BlockCall,
    },
    /// To the first target when the condition is not 0.
    Br {
        condition: Value,
        targets: [BlockCall; 2],
    },
    Switch {
        arg: Value,
        table: Table,
    },
    Return {
        args: ValueList,
    },
    Leave {
        exit: Exit,
    },
    Anchor {
        exit: Exit,
    },
}

/// The right operand of an operation that may have a number there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operand {
    /// A value.
    Value(Value),
    /// A number.
    Number(i64),
}

impl From<Value> for Operand {
    fn from(value: Value) -> Operand {
        Operand::Value(value)
    }
}

impl From<i64> for Operand {
    fn from(number: i64) -> Operand {
        Operand::Number(number)
    }
}

impl InstData {
    /// The operation.
    #[inline]
    pub fn opcode(&self) -> Opcode {
        match *self {
            InstData::Unary { opcode, .. }
            | InstData::UnaryExit { opcode, .. }
            | InstData::Binary { opcode, .. }
            | InstData::BinaryImm { opcode, .. }
            | InstData::BinaryExit { opcode, .. }
            | InstData::BinaryImmExit { opcode, .. }
            | InstData::Ternary { opcode, .. } => opcode,
            InstData::Iconst { .. } => Opcode::Iconst,
            InstData::Fconst { .. } => Opcode::Fconst,
            InstData::Icmp { .. } | InstData::IcmpImm { .. } => Opcode::Icmp,
            InstData::Fcmp { .. } => Opcode::Fcmp,
            InstData::Load { .. } => Opcode::Load,
            InstData::Store { .. } => Opcode::Store,
            InstData::SlotAddr { .. } => Opcode::SlotAddr,
            InstData::SlotLoad { .. } => Opcode::SlotLoad,
            InstData::SlotStore { .. } => Opcode::SlotStore,
            InstData::DataAddr { .. } => Opcode::DataAddr,
            InstData::FuncAddr { .. } => Opcode::FuncAddr,
            InstData::Call { .. } | InstData::CallExit { .. } => Opcode::Call,
            InstData::CallIndirect { .. } => Opcode::CallIndirect,
            InstData::Jump { .. } => Opcode::Jump,
            InstData::Br { .. } => Opcode::Br,
            InstData::Switch { .. } => Opcode::Switch,
            InstData::Return { .. } => Opcode::Return,
            InstData::Leave { .. } => Opcode::Leave,
            InstData::Anchor { .. } => Opcode::Anchor,
        }
    }

    /// The exit it names: by which it may leave, which describes the caller while a call runs, or
    /// which it keeps at hand. A division by a number that is not 0 has none.
    #[inline]
    pub fn exit(&self) -> Option<Exit> {
        match *self {
            InstData::UnaryExit { exit, .. }
            | InstData::BinaryExit { exit, .. }
            | InstData::BinaryImmExit { exit, .. }
            | InstData::CallExit { exit, .. }
            | InstData::Leave { exit }
            | InstData::Anchor { exit } => Some(exit),
            _ => None,
        }
    }

    /// The same instruction with another exit; for one that has an exit.
    #[inline]
    pub fn set_exit(&mut self, new: Exit) {
        match self {
            InstData::UnaryExit { exit, .. }
            | InstData::BinaryExit { exit, .. }
            | InstData::BinaryImmExit { exit, .. }
            | InstData::CallExit { exit, .. }
            | InstData::Leave { exit }
            | InstData::Anchor { exit } => *exit = new,
            _ => {}
        }
    }

    /// An operation of two operands that has no exit: its parts, whatever the right operand is.
    #[inline]
    pub fn binary(&self) -> Option<(Opcode, Value, Operand)> {
        match *self {
            InstData::Binary { opcode, args: [left, right] } => {
                Some((opcode, left, Operand::Value(right)))
            }
            InstData::BinaryImm { opcode, arg, imm } => Some((opcode, arg, Operand::Number(imm))),
            _ => None,
        }
    }

    /// A comparison of integers: its parts, whatever the right operand is.
    #[inline]
    pub fn icmp(&self) -> Option<(IntCondition, Value, Operand)> {
        match *self {
            InstData::Icmp { condition, args: [left, right] } => {
                Some((condition, left, Operand::Value(right)))
            }
            InstData::IcmpImm { condition, arg, imm } => {
                Some((condition, arg, Operand::Number(imm)))
            }
            _ => None,
        }
    }

    /// An operation of two operands that has an exit: its parts, whatever the right operand is.
    #[inline]
    pub fn binary_exit(&self) -> Option<(Opcode, Value, Operand, Exit)> {
        match *self {
            InstData::BinaryExit { opcode, args: [left, right], exit } => {
                Some((opcode, left, Operand::Value(right), exit))
            }
            InstData::BinaryImmExit { opcode, arg, imm, exit } => {
                Some((opcode, arg, Operand::Number(i64::from(imm)), exit))
            }
            _ => None,
        }
    }

    /// An operation of two operands, with an exit or without one: its parts.
    #[inline]
    pub fn operation(&self) -> Option<(Opcode, Value, Operand)> {
        let with_exit = || self.binary_exit().map(|(opcode, left, right, _)| (opcode, left, right));
        self.binary().or_else(with_exit)
    }

    /// A call of a function of the module: which, and the arguments.
    #[inline]
    pub fn call(&self) -> Option<(FuncRef, ValueList)> {
        match *self {
            InstData::Call { func, args } | InstData::CallExit { func, args, .. } => {
                Some((func, args))
            }
            _ => None,
        }
    }

    /// Does it end a block?
    #[inline]
    pub fn is_terminator(&self) -> bool {
        self.opcode().is_terminator()
    }

    /// May it be deleted when nobody uses its results? Calls are not judged here: it depends on
    /// what is called.
    #[inline]
    pub fn is_removable_when_unused(&self) -> bool {
        use crate::opcode::Effect;
        match self.opcode().effect() {
            Effect::None | Effect::Read => true,
            Effect::Exit => self.exit().is_none(),
            Effect::Write | Effect::Call | Effect::Terminator => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // ANCHOR: size
    #[test]
    fn an_instruction_has_sixteen_bytes() {
        assert_eq!(size_of::<InstData>(), 16);
    }
    // ANCHOR_END: size
}
