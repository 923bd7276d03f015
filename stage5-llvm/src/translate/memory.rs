//! Memory: addresses, loads, stores and the program's stack slots.
//!
//! An address of ours is a number. LLVM's pointers have a *provenance* besides, the object they were made from, and
//! arithmetic `inbounds` promises not to leave it. We never say `inbounds`. Accesses have alignment 1,
//! since ours may have any; both instruction sets do not care, and so LLVM emits the same instruction.
//!
//! A stack slot is an `alloca` in the entry block, cleared there, which is what ours promise. LLVM's `mem2reg` (it
//! calls it SROA) makes values of those whose address nobody takes, whether or not our own pass did so before.
//!
//! Words that somebody outside changes while a loop runs, the engine's, are volatile.
//! Judged by `tests/every_operation.rs` and `tests/random_functions.rs`.
#![allow(unsafe_code)] // inkwell calls address arithmetic unsafe, because of `inbounds`

use inkwell::values::{BasicValue, BasicValueEnum, InstructionValue, IntValue, PointerValue};
use stage2::entity::Slot;
use stage2::ir::{Region, Type};
use stage3::engine::levels::REGION;

use super::function::Maker;
use super::{Error, internal};

/// An address so many bytes further.
pub(super) fn plus<'c>(
    maker: &Maker<'_, 'c, '_>,
    address: PointerValue<'c>,
    bytes: IntValue<'c>,
) -> Result<PointerValue<'c>, Error> {
    let byte = maker.translator.context.i8_type();
    // SAFETY: without `inbounds` there is no wrong offset.
    Ok(unsafe { maker.builder.build_gep(byte, address, &[bytes], "")? })
}

/// The same with a number.
pub(super) fn offset<'c>(
    maker: &Maker<'_, 'c, '_>,
    address: PointerValue<'c>,
    bytes: i64,
) -> Result<PointerValue<'c>, Error> {
    if bytes == 0 {
        return Ok(address);
    }
    let bytes = maker.translator.context.i64_type().const_int(bytes as u64, true);
    plus(maker, address, bytes)
}

/// The address of a part of a slot.
pub(super) fn slot_address<'c>(
    maker: &Maker<'_, 'c, '_>,
    slot: Slot,
    bytes: i64,
) -> Result<PointerValue<'c>, Error> {
    let found = maker.slots.get(&slot).copied();
    let address = found.ok_or_else(|| internal(format!("{slot} has no place")))?;
    offset(maker, address, bytes)
}

/// Loads from an address plus an offset.
pub(super) fn load<'c>(
    maker: &mut Maker<'_, 'c, '_>,
    ty: Type,
    address: PointerValue<'c>,
    bytes: i32,
    region: Region,
) -> Result<BasicValueEnum<'c>, Error> {
    let address = offset(maker, address, bytes.into())?;
    let loaded = plain_load(maker, ty, address)?;
    let load = loaded.as_instruction_value().ok_or_else(|| internal("a load is a constant"))?;
    tag(maker, load, region)?;
    if maker.translator.module.region(region).is_some_and(|decl| decl.constant) {
        let kind = maker.translator.context.get_kind_id("invariant.load");
        let nothing = maker.translator.context.metadata_node(&[]);
        load.set_metadata(nothing, kind).map_err(|error| internal(error.to_string()))?;
    }
    Ok(loaded)
}

/// Loads from an address of which nothing is known.
pub(super) fn plain_load<'c>(
    maker: &Maker<'_, 'c, '_>,
    ty: Type,
    address: PointerValue<'c>,
) -> Result<BasicValueEnum<'c>, Error> {
    let loaded = maker.builder.build_load(maker.translator.ty(ty), address, "")?;
    let load = loaded.as_instruction_value().ok_or_else(|| internal("a load is a constant"))?;
    any_alignment(load)?;
    Ok(loaded)
}

/// Stores at an address plus an offset.
pub(super) fn store<'c>(
    maker: &mut Maker<'_, 'c, '_>,
    value: BasicValueEnum<'c>,
    address: PointerValue<'c>,
    bytes: i32,
    region: Region,
) -> Result<(), Error> {
    let address = offset(maker, address, bytes.into())?;
    let store = maker.builder.build_store(address, value)?;
    any_alignment(store)?;
    tag(maker, store, region)
}

/// Says that an access may have any alignment.
pub(super) fn any_alignment(access: InstructionValue) -> Result<(), Error> {
    access.set_alignment(1).map_err(|error| internal(error.to_string()))
}

fn tag<'c>(
    maker: &mut Maker<'_, 'c, '_>,
    access: InstructionValue<'c>,
    region: Region,
) -> Result<(), Error> {
    let tag = maker.translator.region_tag(region);
    let kind = maker.translator.context.get_kind_id("tbaa");
    access.set_metadata(tag, kind).map_err(|error| internal(error.to_string()))?;
    if maker.translator.module.region(region).is_some_and(|decl| &*decl.name == REGION) {
        access.set_volatile(true).map_err(|error| internal(error.to_string()))?;
    }
    Ok(())
}

/// What LLVM aligns a frame to without a base pointer.
const FRAME_ALIGN: u32 = 16;

/// Makes the slots of a function in its entry block, before anything else: an `alloca` in another block would be one whose
/// size is not known beforehand, for which LLVM makes a frame pointer.
pub(super) fn slots(maker: &mut Maker) -> Result<(), Error> {
    let body = maker.body;
    let i64 = maker.translator.context.i64_type();
    let byte = maker.translator.context.i8_type();
    for (slot, data) in body.slots.iter() {
        if data.size == 0 {
            continue;
        }
        let align = data.align.max(1);
        // One that is aligned to more than the frame is larger, and begins where its address is right.
        let more = align.saturating_sub(FRAME_ALIGN);
        let ty = byte.array_type(data.size + more);
        let mut address = maker.builder.build_alloca(ty, &slot.to_string())?;
        let made = address.as_instruction().ok_or_else(|| internal("an alloca is none"))?;
        made.set_alignment(align.min(FRAME_ALIGN)).map_err(|error| internal(error.to_string()))?;
        if more > 0 {
            let up = maker.constant(Type::I64, i64::from(align) - 1)?;
            let mask = maker.constant(Type::I64, -i64::from(align))?;
            let number = maker.builder.build_ptr_to_int(address, i64, "")?;
            let number = maker.builder.build_int_add(number, up, "")?;
            let number = maker.builder.build_and(number, mask, "")?;
            let pointer = maker.translator.ty(Type::Ptr).into_pointer_type();
            address = maker.builder.build_int_to_ptr(number, pointer, "")?;
        }
        maker.slots.insert(slot, address);
    }
    Ok(())
}

/// Clears the slots of a function. The entry block may end here, and another begin.
pub(super) fn clear_slots(maker: &mut Maker) -> Result<(), Error> {
    for (slot, data) in maker.body.slots.iter() {
        if let Some(&address) = maker.slots.get(&slot) {
            clear(maker, address, data.size)?;
        }
    }
    Ok(())
}

/// Up to so many bytes are cleared by stores, which need no function from anybody.
const STORED: u32 = 128;

fn clear<'c>(
    maker: &mut Maker<'_, 'c, '_>,
    address: PointerValue<'c>,
    size: u32,
) -> Result<(), Error> {
    let context = maker.translator.context;
    if size <= STORED {
        let mut at = 0;
        while at < size {
            let (zero, bytes) = match size - at {
                8.. => (context.i64_type().const_zero(), 8),
                4.. => (context.i32_type().const_zero(), 4),
                2.. => (context.i16_type().const_zero(), 2),
                _ => (context.i8_type().const_zero(), 1),
            };
            let place = offset(maker, address, at.into())?;
            any_alignment(maker.builder.build_store(place, zero)?)?;
            at += bytes;
        }
        return Ok(());
    }
    if maker.translator.options.has_memory_functions {
        let bytes = context.i64_type().const_int(size.into(), false);
        let zero = context.i8_type().const_zero();
        maker.builder.build_memset(address, 1, zero, bytes).map_err(|e| internal(e.to_string()))?;
        return Ok(());
    }
    // A loop: eight bytes at a time up to the last, which may overlap.
    let i64 = context.i64_type();
    let before = maker.here()?;
    let (each, behind) = (maker.new_block("clear"), maker.new_block("cleared"));
    maker.builder.build_unconditional_branch(each)?;
    maker.builder.position_at_end(each);
    let phi = maker.builder.build_phi(i64, "")?;
    phi.add_incoming(&[(&i64.const_zero(), before)]);
    let at = phi.as_basic_value().into_int_value();
    let place = plus(maker, address, at)?;
    any_alignment(maker.builder.build_store(place, i64.const_zero())?)?;
    let next = maker.builder.build_int_add(at, i64.const_int(8, false), "")?;
    phi.add_incoming(&[(&next, each)]);
    let last = i64.const_int(u64::from(size - 7), false);
    let more = maker.builder.build_int_compare(inkwell::IntPredicate::ULT, next, last, "")?;
    maker.builder.build_conditional_branch(more, each, behind)?;
    maker.builder.position_at_end(behind);
    let place = offset(maker, address, i64::from(size) - 8)?;
    any_alignment(maker.builder.build_store(place, context.i64_type().const_zero())?)
}
