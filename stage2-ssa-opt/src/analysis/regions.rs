//! The regions of memory that a function touches, and the classes that they are sorted into.
//!
//! Every load and store is asked for its region, several times by every pass that looks at memory. So a
//! byte for each number says all: the class, and whether anybody ever writes there. Classes are given out in the order
//! in which regions are met; when all are taken, regions share one. Part of [`alias`](super::alias), and judged
//! with it.

use crate::analysis::alias::Class;
use crate::ir::{Module, Region};

/// How many classes at most are for regions, class 0 included; the others are for private slots.
const REGION_CLASSES: usize = 32;

/// What is known of regions, by their numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Regions {
    /// The class, or 0 for none; and [`CONSTANT`].
    table: Vec<u8>,
    /// How many have a class.
    count: usize,
}

/// The bit of a constant region in the table.
const CONSTANT: u8 = 1 << 7;

impl Regions {
    /// Those of a module that are constant, and no classes yet.
    pub(super) fn of(module: &Module) -> Regions {
        let mut regions = Regions::default();
        for (region, _) in module.regions.iter().filter(|(_, decl)| decl.constant) {
            *regions.entry(*region) |= CONSTANT;
        }
        regions
    }

    /// How many classes there are.
    pub(super) fn classes(&self) -> usize {
        self.count.min(REGION_CLASSES - 1)
    }

    fn get(&self, region: Region) -> u8 {
        self.table.get(usize::from(region.0)).copied().unwrap_or(0)
    }

    pub(super) fn is_constant(&self, region: Region) -> bool {
        self.get(region) & CONSTANT != 0
    }

    /// The class of a region, or class 0, of all memory, if it has none.
    pub(super) fn class(&self, region: Region) -> Class {
        self.get(region) & !CONSTANT
    }

    fn entry(&mut self, region: Region) -> &mut u8 {
        let index = usize::from(region.0);
        if index >= self.table.len() {
            self.table.resize(index + 1, 0);
        }
        &mut self.table[index]
    }

    /// Gives a region a class: in the order in which they are met.
    pub(super) fn meet(&mut self, region: Region) {
        if region != Region::ANY && self.class(region) == 0 {
            let next = self.count % (REGION_CLASSES - 1) + 1;
            *self.entry(region) |= next as Class;
            self.count += 1;
        }
    }
}
