//! Strings: UTF-8 text with a character count, so that ASCII is indexed in constant time.
//!
//! A loop of `text += piece` would take quadratic time if every step copied the text. So the
//! result of a longer concatenation is the beginning of a buffer, and if it is the left operand of
//! the next one, that one only writes behind it (CPython gets the same effect by resizing a string
//! that nobody else refers to). Strings stay immutable: what lies behind the end of a string was
//! never part of it, and only one string can be extended, the one that ends where the buffer does.
//!
//! ```text
//!   "spam" + …     s p a m e g g s _ _ _ _
//!   first result   └───────┘               not extended again: it ends before the buffer does
//!   second         └───────────────┘       the next `+` writes here
//! ```
//!
//! This file is one of the few with `unsafe` in it.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::{Cell, OnceCell};
use std::ptr::NonNull;
use std::rc::Rc;

use crate::error::{Result, index_error};
use crate::heap::{Gc, Heap, Marker, Object};
use crate::interpreter::Interpreter;
use crate::value::{Tag, Value};

/// Every so many characters the index of a non-ASCII string has an entry.
const INDEX_STEP: usize = 32;

/// Shorter results of a concatenation are not worth a buffer.
const BUFFER_MINIMUM: usize = 128;

/// A string.
pub struct StrObject {
    text: Text,
    characters: usize,
    index: OnceCell<Box<[u32]>>,
}

enum Text {
    Own(Box<str>),
    /// The beginning of a buffer, so many bytes.
    Part(Rc<Buffer>, usize),
}

/// Text that strings share. It only ever grows, within its capacity.
struct Buffer {
    bytes: NonNull<u8>,
    capacity: usize,
    length: Cell<usize>,
    /// What the latest string added, for the collector's accounts.
    added: Cell<usize>,
}

impl Buffer {
    /// The layout of so many bytes, at least one.
    fn layout(capacity: usize) -> Layout {
        Layout::array::<u8>(capacity.max(1)).expect("a string's size fits in memory")
    }

    /// A buffer with this text in it.
    fn new(text: &str, capacity: usize) -> Buffer {
        let capacity = capacity.max(text.len());
        let layout = Buffer::layout(capacity);
        // SAFETY: the layout is not of size zero.
        let bytes = unsafe { alloc(layout) };
        let Some(bytes) = NonNull::new(bytes) else { handle_alloc_error(layout) };
        let buffer = Buffer { bytes, capacity, length: Cell::new(0), added: Cell::new(0) };
        buffer.append(text);
        buffer.added.set(capacity);
        buffer
    }

    /// Writes behind the end. The text must fit.
    fn append(&self, text: &str) {
        let length = self.length.get();
        assert!(text.len() <= self.capacity - length);
        // SAFETY: there is room, as just asserted; nothing refers to bytes behind the end, so
        // `text` does not lie there.
        unsafe {
            let end = self.bytes.as_ptr().add(length);
            std::ptr::copy_nonoverlapping(text.as_ptr(), end, text.len());
        }
        self.length.set(length + text.len());
        self.added.set(text.len());
    }

    /// The first `length` bytes, which must be what the buffer had in it at some time.
    fn text(&self, length: usize) -> &str {
        debug_assert!(length <= self.length.get());
        // SAFETY: written by `append`, complete strings one after the other, never again changed.
        unsafe {
            let bytes = std::slice::from_raw_parts(self.bytes.as_ptr(), length);
            std::str::from_utf8_unchecked(bytes)
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout.
        unsafe { dealloc(self.bytes.as_ptr(), Buffer::layout(self.capacity)) }
    }
}

impl Object for StrObject {
    const TAG: Tag = Tag::Str;
    fn trace(&self, marker: &mut Marker<'_>) {
        marker.external(self.text().len());
    }
    fn external_bytes(&self) -> usize {
        match &self.text {
            Text::Own(text) => text.len(),
            Text::Part(buffer, _) => buffer.added.get(),
        }
    }
}

impl StrObject {
    fn new(text: Text, characters: usize) -> StrObject {
        StrObject { text, characters, index: OnceCell::new() }
    }

    /// The text.
    #[inline]
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.text {
            Text::Own(text) => text,
            Text::Part(buffer, length) => buffer.text(*length),
        }
    }

    /// The number of characters (code points).
    #[inline]
    #[must_use]
    pub fn characters(&self) -> usize {
        self.characters
    }

    /// Is all of it ASCII?
    #[inline]
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.characters == self.text().len()
    }

    /// The byte offset of a character; the text's length for the one behind the last.
    #[must_use]
    pub fn byte_offset(&self, character: usize) -> usize {
        if self.is_ascii() {
            return character.min(self.text().len());
        }
        let index = self.index.get_or_init(|| {
            self.text().char_indices().step_by(INDEX_STEP).map(|(at, _)| at as u32).collect()
        });
        let Some(&start) = index.get(character / INDEX_STEP) else { return self.text().len() };
        let start = start as usize;
        self.text()[start..]
            .char_indices()
            .nth(character % INDEX_STEP)
            .map_or(self.text().len(), |(at, _)| start + at)
    }

    /// The character at an index that is in range.
    #[must_use]
    pub fn character(&self, index: usize) -> Option<char> {
        self.text()[self.byte_offset(index)..].chars().next()
    }
}

/// No string of more bytes is made by repetition or padding: MemoryError instead.
pub const MAXIMUM_BYTES: usize = 1 << 32;

impl Heap {
    /// `left + right`
    pub fn concatenate(&mut self, left: Gc<StrObject>, right: Gc<StrObject>) -> Value {
        if left.text().is_empty() {
            return right.into();
        }
        if right.text().is_empty() {
            return left.into();
        }
        let characters = left.characters + right.characters;
        let total = left.text().len() + right.text().len();
        if total < BUFFER_MINIMUM {
            let text = [left.text(), right.text()].concat().into_boxed_str();
            return self.allocate(StrObject::new(Text::Own(text), characters)).into();
        }
        let buffer = match &left.text {
            Text::Part(buffer, length) if *length == buffer.length.get() => {
                if right.text().len() <= buffer.capacity - length {
                    buffer.append(right.text());
                    let text = Text::Part(Rc::clone(buffer), total);
                    return self.allocate(StrObject::new(text, characters)).into();
                }
                // It is growing: make room for as much again.
                Buffer::new(left.text(), total.saturating_mul(2))
            }
            _ => Buffer::new(left.text(), total),
        };
        buffer.append(right.text());
        buffer.added.set(buffer.capacity);
        self.allocate(StrObject::new(Text::Part(Rc::new(buffer), total), characters)).into()
    }

    /// A string of one character.
    pub fn character(&mut self, character: char) -> Value {
        self.string(&*character.encode_utf8(&mut [0; 4]))
    }

    /// A string.
    pub fn string(&mut self, text: impl Into<Box<str>>) -> Value {
        let text = text.into();
        let characters = if text.is_ascii() { text.len() } else { text.chars().count() };
        self.allocate(StrObject::new(Text::Own(text), characters)).into()
    }
}

/// `text[index]`; a negative index counts from the end.
///
/// # Errors
/// `IndexError: string index out of range`
pub fn str_index(interpreter: &mut Interpreter, text: Gc<StrObject>, index: i64) -> Result {
    let length = text.characters as i64;
    let index = if index < 0 { index.saturating_add(length) } else { index };
    let character = usize::try_from(index)
        .ok()
        .filter(|index| *index < text.characters)
        .and_then(|index| text.character(index));
    match character {
        Some(character) => Ok(interpreter.heap.character(character)),
        None => Err(index_error("string index out of range")),
    }
}

/// `count` characters from `start` in steps of `step`, all of them in range.
pub fn str_slice(
    interpreter: &mut Interpreter,
    text: Gc<StrObject>,
    start: usize,
    step: i64,
    count: usize,
) -> Value {
    if count == 0 {
        return interpreter.heap.string("");
    }
    if step == 1 {
        if count == text.characters {
            return text.into();
        }
        let part = &text.text()[text.byte_offset(start)..text.byte_offset(start + count)];
        return interpreter.heap.string(part);
    }
    let at = |i: usize| (start as i64).wrapping_add(step.wrapping_mul(i as i64)) as usize;
    let result: String = if text.is_ascii() {
        let bytes = text.text().as_bytes();
        (0..count).filter_map(|i| bytes.get(at(i)).map(|byte| char::from(*byte))).collect()
    } else {
        (0..count).filter_map(|i| text.character(at(i))).collect()
    };
    interpreter.heap.string(result)
}

impl Value {
    /// The text, if the value is a string. The value must be kept alive as long as the text.
    #[inline]
    #[must_use]
    pub fn as_str<'a>(self) -> Option<&'a str> {
        let object = self.as_object::<StrObject>()?;
        // SAFETY: strings are immutable and do not move; the caller keeps the value alive, which
        // it does by having it on the native stack or where it came from.
        Some(unsafe { &*std::ptr::from_ref(object.text()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: Value) -> Gc<StrObject> {
        value.as_object().unwrap()
    }

    #[test]
    fn a_string_that_was_extended_stays_what_it_was() {
        let mut heap = Heap::new();
        let piece = object(heap.string("é".repeat(50)));
        let mut text = object(heap.string("start"));
        let mut expected = String::from("start");
        let mut earlier = Vec::new();
        for _ in 0..40 {
            earlier.push((text, expected.clone()));
            text = object(heap.concatenate(text, piece));
            expected.push_str(piece.text());
        }
        assert_eq!(text.text(), expected);
        // Every earlier string can still be read, and extended in another way.
        let other = object(heap.string("!"));
        for (text, expected) in earlier {
            assert_eq!(text.text(), expected);
            assert_eq!(text.characters(), expected.chars().count());
            let extended = object(heap.concatenate(text, other));
            assert_eq!(extended.text(), format!("{expected}!"));
            let twice = object(heap.concatenate(text, text));
            assert_eq!(twice.text(), expected.repeat(2));
        }
        assert_eq!(text.text(), expected);
    }

    #[test]
    fn appending_in_a_loop_takes_linear_time() {
        let mut heap = Heap::new();
        let piece = object(heap.string("0123456789"));
        let mut text = object(heap.string(""));
        for _ in 0..100_000 {
            text = object(heap.concatenate(text, piece));
        }
        // A copy at each step would be fifty gigabytes, and collections without end.
        assert_eq!(text.text().len(), 1_000_000);
        assert_eq!(heap.statistics().collections, 0);
    }
}
