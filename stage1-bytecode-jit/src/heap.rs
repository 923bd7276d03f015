//! The heap: typed blocks of slots and a mark-sweep collector that moves nothing.
//!
//! **Layout.** A block is 32 KiB, aligned to its size, and holds objects of one type. Its header
//! has the type and two bitmaps, *allocated* and *marked*; the objects have no header of their
//! own. From any address inside a block, masking gives the block and division gives the slot.
//!
//! ```text
//!   block (32 KiB) ┌────────┬───────────┬────────┬──────┬──────┬──────┬──────┬───
//!                  │ header │ allocated │ marked │ slot │ slot │ slot │ slot │ …
//!                  └────────┴───────────┴────────┴──────┴──────┴──────┴──────┴───
//! ```
//!
//! **Collection.** Mark everything reachable from the roots, then free every allocated slot that
//! has no mark (McCarthy, "Recursive functions of symbolic expressions", 1960). The roots are the
//! registered ranges (globals, constants), the interpreter's value stack, and, *conservatively*,
//! the native stack and the callee-saved registers: each word there that could point into an
//! allocated slot keeps that object (Boehm and Weiser, "Garbage collection in an uncooperative
//! environment", 1988). So Rust code may hold values in local variables without telling anyone,
//! and so may compiled code. Objects never move, hence a word that only looks like a pointer does
//! no harm beyond keeping something alive.
//!
//! **The rule for callers.** What is in a `Vec<Value>` the collector does not see. Gather values
//! in a list or tuple object, or leave them where they are.
//!
//! It deliberately leaves out generations, incremental marking and compaction. The stress mode,
//! which collects at every allocation and overwrites what it frees, is its judge.
//!
//! This file is one of the few with `unsafe` in it.

mod mark;
mod registers;
#[cfg(test)]
mod tests;

use std::alloc::{Layout, alloc_zeroed, dealloc, handle_alloc_error};
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

use rustc_hash::FxHashSet;

pub use mark::Marker;
use registers::callee_saved_registers;

use crate::interrupt;
use crate::value::{Tag, Value};

const BLOCK_BYTES: usize = 32 * 1024;
const SMALLEST_SLOT: usize = 16;
const MAP_WORDS: usize = BLOCK_BYTES / SMALLEST_SLOT / 64;
const SPACES: usize = Tag::COUNT - Tag::FIRST_HEAP as usize;
/// No collection before this much has been allocated.
const MINIMUM_THRESHOLD: usize = 16 << 20;

/// A type whose values live in the heap.
pub trait Object: Sized + 'static {
    /// The tag of values that point to a `Self`.
    const TAG: Tag;

    /// Is `tag` one of those that stand for `Self`?
    #[inline(always)]
    fn has_tag(tag: Tag) -> bool {
        tag == Self::TAG
    }

    /// Reports every value in `self`.
    fn trace(&self, marker: &mut Marker<'_>);

    /// Bytes that belong to the object but are outside of its slot, at its creation.
    fn external_bytes(&self) -> usize {
        0
    }
}

/// A pointer to a heap object. It is `Copy` and dereferences without ceremony; that is sound as
/// long as it is kept where the collector looks (see the module's header).
pub struct Gc<T> {
    pointer: NonNull<T>,
    marker: PhantomData<T>,
}

impl<T> Clone for Gc<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Gc<T> {}

impl<T: Object> Gc<T> {
    /// The object's address.
    #[inline(always)]
    #[must_use]
    pub fn address(self) -> usize {
        self.pointer.as_ptr() as usize
    }

    /// The tag of a value that points to this object.
    #[inline(always)]
    #[must_use]
    pub fn tag(self) -> Tag {
        T::TAG
    }

    /// The other way round.
    ///
    /// # Safety
    /// `address` must come from [`Gc::address`] of a `Gc<T>` whose object is alive.
    #[inline(always)]
    #[must_use]
    pub unsafe fn from_address(address: usize) -> Gc<T> {
        // SAFETY: the caller's.
        Gc { pointer: unsafe { NonNull::new_unchecked(address as *mut T) }, marker: PhantomData }
    }

    /// Is it the same object?
    #[inline(always)]
    #[must_use]
    pub fn same(self, other: Gc<T>) -> bool {
        self.pointer == other.pointer
    }
}

impl<T> Deref for Gc<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the object is alive because the collector saw this pointer; nothing hands out
        // `&mut` to an object in the heap.
        unsafe { self.pointer.as_ref() }
    }
}

impl<T: Object> fmt::Debug for Gc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}@{:p}", T::TAG, self.pointer)
    }
}

impl<T: Object> From<Gc<T>> for Value {
    fn from(object: Gc<T>) -> Value {
        Value::object(object)
    }
}

thread_local! {
    /// Bytes by which buffers of existing objects grew since the last collection.
    static GROWTH: Cell<usize> = const { Cell::new(0) };
    /// By how many they may grow.
    static ROOM: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Tells the collector that an object's buffer grew by so many bytes.
#[inline]
pub fn note_growth(bytes: usize) {
    let grown = GROWTH.get().saturating_add(bytes);
    GROWTH.set(grown);
    if grown > ROOM.get() {
        interrupt::request_memory_error();
    }
}

#[repr(C)]
struct Block {
    tag: Tag,
    slot_bytes: u32,
    slots: u32,
    allocated: [u64; MAP_WORDS],
    marked: [u64; MAP_WORDS],
}

const SLOTS_OFFSET: usize = size_of::<Block>().next_multiple_of(16);

impl Block {
    fn layout() -> Layout {
        Layout::from_size_align(BLOCK_BYTES, BLOCK_BYTES).expect("constant and valid")
    }

    fn slot_address(&self, slot: usize) -> usize {
        self as *const Block as usize + SLOTS_OFFSET + slot * self.slot_bytes as usize
    }

    /// The bits of `word` that stand for slots.
    fn valid_bits(&self, word: usize) -> u64 {
        let slots = self.slots as usize;
        match slots.saturating_sub(word * 64) {
            0 => 0,
            n if n >= 64 => u64::MAX,
            n => (1 << n) - 1,
        }
    }
}

/// All blocks of one type.
struct Space {
    blocks: Vec<NonNull<Block>>,
    /// Where to look for a free slot: block, word, and the free bits left in that word.
    block: usize,
    word: usize,
    free: u64,
    trace: unsafe fn(usize, &mut Marker<'_>),
    drop: Option<unsafe fn(usize)>,
}

/// What the collector has done so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeapStatistics {
    /// Collections.
    pub collections: u64,
    /// Objects allocated.
    pub allocated: u64,
    /// Objects freed.
    pub freed: u64,
}

/// Words that hold values for a while, at a place and of a number that change: the values of a
/// function that another interpreter executes.
#[derive(Debug)]
pub struct Extent {
    /// The first word.
    pub first: Cell<*const u64>,
    /// How many there are.
    pub words: Cell<usize>,
}

impl Default for Extent {
    /// No words.
    fn default() -> Extent {
        Extent { first: Cell::new(std::ptr::null()), words: Cell::new(0) }
    }
}

/// The heap. See the module's header.
pub struct Heap {
    spaces: Vec<Option<Space>>,
    addresses: FxHashSet<usize>,
    lowest: usize,
    highest: usize,
    /// Bytes in use after the last collection, allocated since, and when the next one is.
    live: usize,
    since_collection: usize,
    threshold: usize,
    limit: usize,
    stress: bool,
    enabled: bool,
    /// (first word, number of words)
    ranges: Vec<(*const u64, usize)>,
    /// Words that are roots for a while, innermost last.
    extents: Vec<*const Extent>,
    value_stack: *const u64,
    value_stack_end: *const u64,
    native_stack_base: usize,
    statistics: HeapStatistics,
}

unsafe fn trace_object<T: Object>(address: usize, marker: &mut Marker<'_>) {
    // SAFETY: called with the address of a live `T`.
    unsafe { (*(address as *const T)).trace(marker) }
}

unsafe fn drop_object<T: Object>(address: usize) {
    // SAFETY: called once, with the address of a `T` that nothing points to.
    unsafe { std::ptr::drop_in_place(address as *mut T) }
}

impl Default for Heap {
    fn default() -> Self {
        Heap::new()
    }
}

impl Heap {
    /// An empty heap. Native stack frames entered before [`Heap::set_native_stack_base`] is called
    /// are not scanned.
    #[must_use]
    pub fn new() -> Heap {
        Heap {
            spaces: (0..SPACES).map(|_| None).collect(),
            addresses: FxHashSet::default(),
            lowest: usize::MAX,
            highest: 0,
            live: 0,
            since_collection: 0,
            threshold: MINIMUM_THRESHOLD,
            limit: usize::MAX,
            stress: false,
            enabled: true,
            ranges: Vec::new(),
            extents: Vec::new(),
            value_stack: std::ptr::null(),
            value_stack_end: std::ptr::null(),
            native_stack_base: 0,
            statistics: HeapStatistics::default(),
        }
    }

    /// Collects at every allocation, and overwrites what it frees.
    pub fn set_stress(&mut self, stress: bool) {
        self.stress = stress;
    }

    /// From so many bytes in use on, the program gets a MemoryError. There is no limit until one is set.
    /// What is in use between two collections is only estimated, so a bit more may be.
    pub fn set_limit(&mut self, bytes: usize) {
        self.limit = bytes;
        self.set_threshold();
    }

    /// Can so many bytes more be in use, if what has become garbage since the last collection counts as used?
    #[must_use]
    pub fn has_room(&self, bytes: usize) -> bool {
        let used = self.live.saturating_add(self.since_collection).saturating_add(GROWTH.get());
        used.saturating_add(bytes) <= self.limit
    }

    /// The same, where what is garbage does not count: if there seems to be no room, it is freed first.
    #[must_use]
    pub fn make_room(&mut self, bytes: usize) -> bool {
        if !self.has_room(bytes) {
            self.collect(&|_| ());
        }
        self.has_room(bytes)
    }

    fn set_threshold(&mut self) {
        let room = self.limit.saturating_sub(self.live);
        // A heap that is full is not collected at each allocation: what is freed may be little.
        let least = MINIMUM_THRESHOLD.min(self.limit / 16);
        self.threshold = self.live.max(MINIMUM_THRESHOLD).min(room).max(least);
        ROOM.set(room);
    }

    /// Nothing is collected while disabled.
    pub fn set_enabled(&mut self, enabled: bool) {
        self.enabled = enabled;
    }

    /// The counters.
    #[must_use]
    pub fn statistics(&self) -> HeapStatistics {
        self.statistics
    }

    /// The native stack is scanned from here downwards: the address of a local variable of a
    /// caller of everything that holds values.
    pub fn set_native_stack_base(&mut self, address: usize) {
        self.native_stack_base = address;
    }

    /// Registers words that are roots from now on.
    ///
    /// # Safety
    /// They must stay readable as long as the heap lives.
    pub unsafe fn add_roots(&mut self, first: *const Value, count: usize) {
        self.ranges.push((first.cast(), count * 2));
    }

    /// Registers words that are scanned conservatively, like the native stack, until
    /// [`Heap::pop_extent`]. What the extent says is asked at each collection.
    ///
    /// # Safety
    /// The extent must stay where it is, and what it names readable, until then.
    pub unsafe fn push_extent(&mut self, extent: *const Extent) {
        self.extents.push(extent);
    }

    /// Forgets the extent that was registered last.
    pub fn pop_extent(&mut self) {
        self.extents.pop();
    }

    /// Where the interpreter's value stack begins; nothing of it is in use.
    ///
    /// # Safety
    /// It must stay readable up to what is set as its end.
    pub unsafe fn set_value_stack(&mut self, base: *const Value) {
        self.value_stack = base.cast();
        self.value_stack_end = base.cast();
    }

    /// Sets the end of the part of the value stack that is in use.
    ///
    /// # Safety
    /// Everything below must be readable.
    #[inline(always)]
    pub unsafe fn set_value_stack_end(&mut self, end: *const Value) {
        self.value_stack_end = end.cast();
    }

    /// Puts an object into the heap. May collect; `object`'s own values are safe.
    #[inline]
    pub fn allocate<T: Object>(&mut self, object: T) -> Gc<T> {
        const { assert!(size_of::<T>() >= SMALLEST_SLOT && align_of::<T>() <= 16) };
        let external = object.external_bytes();
        self.since_collection += size_of::<T>() + external;
        if self.since_collection >= self.threshold || self.stress {
            self.collect_before(&object);
        }
        self.statistics.allocated += 1;
        let address = self.slot::<T>();
        // SAFETY: the slot is free, large enough and aligned.
        unsafe {
            (address as *mut T).write(object);
            Gc::from_address(address)
        }
    }

    #[cold]
    #[inline(never)]
    fn collect_before<T: Object>(&mut self, object: &T) {
        self.collect(&|marker| object.trace(marker));
        if !self.has_room(object.external_bytes()) {
            interrupt::request_memory_error();
        }
    }

    #[inline]
    fn slot<T: Object>(&mut self) -> usize {
        let index = T::TAG as usize - Tag::FIRST_HEAP as usize;
        if let Some(space) = &mut self.spaces[index]
            && space.free != 0
        {
            let bit = space.free.trailing_zeros() as usize;
            space.free &= space.free - 1;
            // SAFETY: `block` is in range while `free` has bits, and we own the block.
            let block = unsafe { space.blocks[space.block].as_mut() };
            block.allocated[space.word] |= 1 << bit;
            return block.slot_address(space.word * 64 + bit);
        }
        self.slot_slow::<T>(index)
    }

    #[cold]
    #[inline(never)]
    fn slot_slow<T: Object>(&mut self, index: usize) -> usize {
        let space = self.spaces[index].get_or_insert_with(|| Space {
            blocks: Vec::new(),
            block: 0,
            word: 0,
            free: 0,
            trace: trace_object::<T>,
            drop: std::mem::needs_drop::<T>().then_some(drop_object::<T> as unsafe fn(usize)),
        });
        // Buffers that grew count here, where it costs nothing per allocation.
        self.since_collection += GROWTH.replace(0);
        while let Some(block) = space.blocks.get(space.block) {
            // SAFETY: one of our blocks.
            let block = unsafe { block.as_ref() };
            while space.word + 1 < MAP_WORDS {
                space.word += 1;
                space.free = !block.allocated[space.word] & block.valid_bits(space.word);
                if space.free != 0 {
                    return self.slot::<T>();
                }
            }
            space.block += 1;
            space.word = 0;
            if let Some(next) = space.blocks.get(space.block) {
                // SAFETY: one of our blocks.
                let next = unsafe { next.as_ref() };
                space.free = !next.allocated[0] & next.valid_bits(0);
                if space.free != 0 {
                    return self.slot::<T>();
                }
            }
        }
        let slot_bytes = size_of::<T>().next_multiple_of(16);
        // SAFETY: the layout is not empty; zeroes are a valid `Block` (tag 0 is `Undefined`).
        let block = unsafe {
            let block = alloc_zeroed(Block::layout()).cast::<Block>();
            let Some(pointer) = NonNull::new(block) else { handle_alloc_error(Block::layout()) };
            (*block).tag = T::TAG;
            (*block).slot_bytes = slot_bytes as u32;
            (*block).slots = ((BLOCK_BYTES - SLOTS_OFFSET) / slot_bytes) as u32;
            pointer
        };
        let base = block.as_ptr() as usize;
        self.addresses.insert(base);
        self.lowest = self.lowest.min(base);
        self.highest = self.highest.max(base + BLOCK_BYTES);
        space.block = space.blocks.len();
        space.blocks.push(block);
        space.word = 0;
        // SAFETY: just made.
        space.free = unsafe { block.as_ref() }.valid_bits(0);
        self.slot::<T>()
    }

    /// Frees everything that cannot be reached from the roots or from what `more` marks.
    #[inline(never)]
    pub fn collect(&mut self, more: &dyn Fn(&mut Marker<'_>)) {
        if !self.enabled {
            return;
        }
        let registers = callee_saved_registers();
        let mut marker = Marker::new(&self.addresses, self.lowest, self.highest);
        more(&mut marker);
        let here = registers.as_ptr() as usize;
        // SAFETY: registered ranges are readable by their contract; the value stack up to its end
        // too; the native stack is ours between here and its base.
        unsafe {
            for &(first, words) in &self.ranges {
                marker.range(first, words);
            }
            for &extent in &self.extents {
                marker.range((*extent).first.get(), (*extent).words.get());
            }
            let in_use = self.value_stack_end.offset_from(self.value_stack);
            marker.range(self.value_stack, in_use.max(0) as usize);
            let words = self.native_stack_base.saturating_sub(here) / 8;
            marker.range(here as *const u64, words);
        }
        while let Some(address) = marker.worklist.pop() {
            let block = (address & !(BLOCK_BYTES - 1)) as *const Block;
            // SAFETY: only addresses of live objects are on the worklist, and a block's tag names
            // the space that knows its type.
            unsafe {
                let index = (*block).tag as usize - Tag::FIRST_HEAP as usize;
                if let Some(space) = &self.spaces[index] {
                    (space.trace)(address, &mut marker);
                }
            }
        }
        let external = marker.external;
        let live = self.sweep() + external;
        GROWTH.set(0);
        self.since_collection = 0;
        self.live = live;
        self.set_threshold();
        self.statistics.collections += 1;
    }

    /// Frees what is allocated and not marked; returns the bytes in use.
    fn sweep(&mut self) -> usize {
        let mut live = 0;
        for space in self.spaces.iter_mut().flatten() {
            for block in &mut space.blocks {
                // SAFETY: one of our blocks.
                let block = unsafe { block.as_mut() };
                for word in 0..MAP_WORDS {
                    let mut dead = block.allocated[word] & !block.marked[word];
                    self.statistics.freed += u64::from(dead.count_ones());
                    while dead != 0 && (space.drop.is_some() || self.stress) {
                        let address =
                            block.slot_address(word * 64 + dead.trailing_zeros() as usize);
                        dead &= dead - 1;
                        // SAFETY: allocated, and nothing points to it any more.
                        unsafe {
                            if let Some(drop) = space.drop {
                                drop(address);
                            }
                            if self.stress {
                                std::ptr::write_bytes(
                                    address as *mut u8,
                                    0xDB,
                                    block.slot_bytes as usize,
                                );
                            }
                        }
                    }
                    block.allocated[word] = block.marked[word];
                    block.marked[word] = 0;
                    live += block.allocated[word].count_ones() as usize * block.slot_bytes as usize;
                }
            }
            space.block = 0;
            space.word = 0;
            space.free = space.blocks.first().map_or(0, |block| {
                // SAFETY: one of our blocks.
                let block = unsafe { block.as_ref() };
                !block.allocated[0] & block.valid_bits(0)
            });
        }
        live
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        for space in self.spaces.iter_mut().flatten() {
            for block in &mut space.blocks {
                // SAFETY: our block; every allocated slot holds an object that is dropped once.
                unsafe {
                    let block = block.as_mut();
                    if let Some(drop) = space.drop {
                        for slot in 0..block.slots as usize {
                            if block.allocated[slot / 64] & (1 << (slot % 64)) != 0 {
                                drop(block.slot_address(slot));
                            }
                        }
                    }
                    dealloc((block as *mut Block).cast(), Block::layout());
                }
            }
        }
    }
}
