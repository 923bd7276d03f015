//! The regions of memory that compiled Python touches, numbered once for all of its modules.
//!
//! Two accesses through different regions never touch the same bytes. The fields of a list are
//! regions of their own: a loop that stores elements then still knows length and strategy.

use crate::ir::{Module, Region, RegionDecl};

/// How a list stores its elements.
pub const LIST_STRATEGY: Region = Region(1);
/// Where the elements of a list are.
pub const LIST_ELEMENTS: Region = Region(2);
/// How many elements a list has.
pub const LIST_LENGTH: Region = Region(3);
/// How many elements a list has room for.
pub const LIST_CAPACITY: Region = Region(4);
/// Elements that are raw ints.
pub const INTS: Region = Region(5);
/// Elements that are raw floats.
pub const FLOATS: Region = Region(6);
/// Elements that are values.
pub const VALUES: Region = Region(7);
/// Constants of code objects.
pub const CONSTANTS: Region = Region(8);
/// Global variables.
pub const GLOBALS: Region = Region(9);
/// The version of the global variables.
pub const GLOBALS_VERSION: Region = Region(10);
/// What is in cells.
pub const CELLS: Region = Region(11);
/// Arguments and results that lie in the stack slots of the function itself.
pub const BUFFERS: Region = Region(12);
/// The inside of every other object: iterators, dicts, sets, exceptions …
pub const OBJECTS: Region = Region(13);
/// The pending exception. Whatever may raise writes it, so that no such call is repeated, moved or
/// merged with another.
pub const PENDING: Region = Region(14);
/// What signals write, at any time: the one region that is polled.
pub const SIGNALS: Region = Region(15);
/// Elements that are bools.
pub const BOOLS: Region = Region(16);

/// All of them, with their names; those of which it is said are constant.
pub const ALL: [(Region, &str, bool); 16] = [
    (LIST_STRATEGY, "list strategies", false),
    (LIST_ELEMENTS, "pointers to elements", false),
    (LIST_LENGTH, "list lengths", false),
    (LIST_CAPACITY, "list capacities", false),
    (INTS, "ints of lists", false),
    (FLOATS, "floats of lists", false),
    (VALUES, "values of lists", false),
    (CONSTANTS, "constants", true),
    (GLOBALS, "globals", false),
    (GLOBALS_VERSION, "version of the globals", false),
    (CELLS, "cells", false),
    (BUFFERS, "buffers", false),
    (OBJECTS, "objects", false),
    (PENDING, "pending exception", false),
    (SIGNALS, "signals", false),
    (BOOLS, "bools of lists", false),
];

/// Declares them in a module.
pub fn declare(module: &mut Module) {
    let decl = |name: &str, constant, polled| RegionDecl { name: name.into(), constant, polled };
    module.regions = ALL
        .iter()
        .map(|&(region, name, constant)| (region, decl(name, constant, region == SIGNALS)))
        .collect();
}
