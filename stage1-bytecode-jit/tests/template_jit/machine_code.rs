//! The bytes of both instruction sets, and the listings.

use stage0::listing::disassemble;
use stage1::template::{Form, Isa, asm_listing, pseudo_listing};

use super::behaviour::{collatz, fib};

/// Panics at bytes that are no instruction.
pub fn check_bytes(bytes: &[u8], isa: Isa) {
    for line in disassemble(bytes, 0, isa) {
        assert_ne!(line.text, "(bad)", "{isa} {:#x}: {:02x?}", line.offset, line.bytes);
    }
}

#[test]
fn all_bytes_are_instructions() {
    for program in [fib(), collatz()] {
        for form in [Form::Before, Form::After] {
            for isa in Isa::ALL {
                check_bytes(&program.unit().assemble(isa, form).unwrap().bytes, isa);
            }
        }
    }
}

#[test]
fn the_map_is_ascending_and_inside_the_function() {
    for isa in [Isa::X64, Isa::A64] {
        let code = collatz().unit().assemble(isa, Form::After).unwrap();
        for function in &code.functions {
            assert!(function.map.is_sorted_by_key(|(offset, _)| *offset));
            assert!(function.map.iter().all(|(at, _)| (function.start..function.end).contains(at)));
        }
    }
}

#[test]
fn the_pseudo_listing_shows_before_and_after() {
    let listing = pseudo_listing(&collatz().unit(), 1);
    assert!(listing.contains("multiply r0, r0, r1"), "{listing}");
    assert!(listing.contains("jump_if n & 1 != 0, L17"), "{listing}");
    assert!(listing.contains("  push_pop"), "{listing}");
}

#[test]
fn the_machine_code_listing_shows_source_bytecode_and_targets() {
    let unit = fib().unit();
    let source = "if n < 2:\n    skipped\n    skipped\n    return n\n";
    for isa in Isa::ALL {
        let code = unit.assemble(isa, Form::After).unwrap();
        let listing = asm_listing(&unit, &code, 0, Some(source));
        assert!(listing.starts_with(&format!("fib ({isa}, ")), "{listing}");
        for part in [
            "   4 |     return n\n",
            "POP_JUMP_IF_FALSE to 6\n",
            "; fib\n",
            "; L6\n",
            "; bail overflow\n",
        ] {
            assert!(listing.contains(part), "{part:?} in\n{listing}");
        }
    }
}
