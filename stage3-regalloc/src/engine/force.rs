//! Forced exits: the stress that tries every frame state.
//!
//! An exit is rarely taken when all goes well, so what is wrong with its state shows rarely. Here
//! every instruction that may leave by speculation gets a twin before it that leaves the first times,
//! whatever happens:
//!
//! ```text
//!                                      v9: i64 = load left + 8 * 3
//!                                      v10     = icmp ne v9, 0
//!                                      v11     = isub v9, zext v10
//!                                      store v11, left + 8 * 3
//!                                      v12     = icmp eq v9, 0
//!                                      guard v12, exit7            ; a copy of exit3
//!   v5 = iadd.checked v1, v2, exit3    v5 = iadd.checked v1, v2, exit3
//! ```
//!
//! The state of an exit names nothing that its own instruction defines, so the twin can have the same.
//! Left out: exits for exceptions, which are taken by programs that raise them, and `leave`, which is
//! taken always, and what passes have made of that. Requires verified IR. Judged by the corpus, which runs so.

use stage2::condition::IntCondition;
use stage2::entity::{Entity, Exit};
use stage2::ir::{InstData, Region, Type};
use stage2::opcode::Opcode;
use stage2::runtime::Unit;

use super::levels::Maker;

/// The name of the counters.
pub const NAME: &str = "forced";

/// Puts twins into a unit. The answer has for each new exit, in order, the one it is a copy of;
/// the counter of exit `i` is word `i`. `None` when the name means something else.
pub fn force_exits(unit: &mut Unit, region: Region) -> Option<Vec<Exit>> {
    let data = unit.module.declare_data(NAME, true)?;
    let body = unit.module.functions.get_mut(unit.func)?.body.as_mut()?;
    let mut copies = Vec::new();
    for block in body.layout.clone() {
        let old = std::mem::take(&mut body.blocks[block].insts);
        let mut new = Maker { body, insts: Vec::with_capacity(old.len()) };
        for inst in old {
            let instruction = new.body.insts[inst];
            let exit = match instruction {
                InstData::Leave { .. } | InstData::Anchor { .. } | InstData::CallExit { .. } => {
                    None
                }
                _ => instruction.exit(),
            };
            if let Some(exit) = exit.filter(|&exit| new.body.exits[exit].may_be_forced()) {
                let twin = new.body.exits[exit].clone();
                let twin = new.body.exits.push(twin);
                let offset = 8 * exit.index() as i64;
                let addr = new.value(InstData::DataAddr { data, offset }, Type::Ptr);
                let left = new.value(InstData::Load { region, addr, offset: 0 }, Type::I64);
                let compare = |condition| InstData::IcmpImm { condition, arg: left, imm: 0 };
                let any = new.value(compare(IntCondition::Ne), Type::I8);
                let any = new.value(InstData::Unary { opcode: Opcode::Zext, arg: any }, Type::I64);
                let fewer = InstData::Binary { opcode: Opcode::Isub, args: [left, any] };
                let value = new.value(fewer, Type::I64);
                new.effect(InstData::Store { region, value, addr, offset: 0 });
                let arg = new.value(compare(IntCondition::Eq), Type::I8);
                new.effect(InstData::UnaryExit { opcode: Opcode::Guard, arg, exit: twin });
                copies.push(exit);
            }
            new.insts.push(inst);
        }
        let insts = new.insts;
        body.blocks[block].insts = insts;
    }
    Some(copies)
}
