//! Addresses → code and data: what each [`RelocKind`] writes.
//!
//! ```text
//!   call f        e8 ?? ?? ?? ??        at 0x401000, f at 0x401234:    e8 2f 02 00 00
//!   adrp x0, d    fields of a word      the distance in pages, scattered over the word
//! ```
//!
//! `S` is the address of the symbol with the addend, `P` that of the place (System V ABI, AMD64
//! supplement, §4.4; ELF for the Arm 64-bit architecture, §5.7). A distance that does not fit is an
//! error and never cut off.

use crate::compile::RelocKind;

/// Writes an address at a place of a section whose first byte will stand at `base`.
///
/// # Errors
/// The kind, if it does not reach, or the place is not in the section.
pub fn apply(
    section: &mut [u8],
    base: u64,
    offset: u32,
    kind: RelocKind,
    target: u64,
) -> Result<(), RelocKind> {
    let size = if kind == RelocKind::Absolute64 { 8 } else { 4 };
    let place = base + u64::from(offset);
    let offset = offset as usize;
    let bytes = section.get_mut(offset..offset + size).ok_or(kind)?;
    let distance = target.wrapping_sub(place) as i64;
    let word = u32::from_le_bytes(bytes[..4].try_into().map_err(|_| kind)?);
    // ANCHOR: apply
    let value = match kind {
        RelocKind::Absolute64 => {
            bytes.copy_from_slice(&target.to_le_bytes());
            return Ok(());
        }
        RelocKind::X64Relative32 => i32::try_from(distance - 4).map_err(|_| kind)? as u32,
        RelocKind::Relative32 => i32::try_from(distance).map_err(|_| kind)? as u32,
        RelocKind::A64Call26 => {
            if distance % 4 != 0 || !(-(1 << 27)..1 << 27).contains(&distance) {
                return Err(kind);
            }
            word & 0xfc00_0000 | (distance >> 2) as u32 & 0x03ff_ffff
        }
        RelocKind::A64Page21 => {
            let pages = (target >> 12) as i64 - (place >> 12) as i64;
            if !(-(1 << 20)..1 << 20).contains(&pages) {
                return Err(kind);
            }
            let pages = pages as u32;
            word & 0x9f00_001f | (pages & 3) << 29 | (pages >> 2 & 0x7_ffff) << 5
        }
        RelocKind::A64Low12 => word & 0xffc0_03ff | (target as u32 & 0xfff) << 10,
        RelocKind::A64AccessLow12(scale) => {
            if target & ((1 << scale) - 1) != 0 {
                return Err(kind);
            }
            word & 0xffc0_03ff | (target as u32 & 0xfff) >> scale << 10
        }
    };
    // ANCHOR_END: apply
    bytes.copy_from_slice(&value.to_le_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(bytes: &[u8], kind: RelocKind, target: u64) -> Result<Vec<u8>, RelocKind> {
        let mut bytes = bytes.to_vec();
        apply(&mut bytes, 0x40_0000, 4, kind, target).map(|()| bytes)
    }

    #[test]
    fn distances_are_counted_from_their_place() {
        let zero = [0; 12];
        let relative = applied(&zero, RelocKind::X64Relative32, 0x40_0000).unwrap();
        assert_eq!(relative[4..8], (-8i32).to_le_bytes());
        let relative = applied(&zero, RelocKind::Relative32, 0x40_0010).unwrap();
        assert_eq!(relative[4..8], 12i32.to_le_bytes());
        let absolute = applied(&zero, RelocKind::Absolute64, 0x1234_5678_9abc).unwrap();
        assert_eq!(absolute[4..12], 0x1234_5678_9abc_u64.to_le_bytes());
    }

    #[test]
    fn words_of_aarch64_read_back() {
        let decoded = |word: u32, kind, target| {
            let mut bytes = vec![0; 4];
            bytes.extend(word.to_le_bytes());
            let bytes = applied(&bytes, kind, target).unwrap();
            stage0::listing::disassemble(&bytes[4..], 0x40_0004, stage0::Isa::A64)[0].text.clone()
        };
        assert_eq!(decoded(0x9400_0000, RelocKind::A64Call26, 0x40_0000), "bl 0x400000");
        assert_eq!(decoded(0x9100_0000, RelocKind::A64Low12, 0x51_2345), "add x0, x0, #837");
        assert_eq!(
            decoded(0xf940_0000, RelocKind::A64AccessLow12(3), 0x51_2348),
            "ldr x0, [x0, #840]"
        );
        // The decoder counts pages from its place, not from the page that it is in.
        assert_eq!(decoded(0x9000_0000, RelocKind::A64Page21, 0x51_2345), "adrp x0, 0x512004");
    }

    #[test]
    fn what_does_not_reach_is_refused() {
        let zero = [0; 12];
        let far = 0x40_0000 + (1 << 31) + 8;
        assert_eq!(applied(&zero, RelocKind::X64Relative32, far), Err(RelocKind::X64Relative32));
        let far = 0x40_0004 + (1 << 27);
        assert_eq!(applied(&zero, RelocKind::A64Call26, far), Err(RelocKind::A64Call26));
        assert_eq!(applied(&zero[..6], RelocKind::Relative32, 0), Err(RelocKind::Relative32));
    }
}
