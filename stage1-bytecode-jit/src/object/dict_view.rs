//! What `keys`, `values` and `items` of a dict return: a window on the dict, not a copy.

use crate::heap::{Gc, Heap, Marker, Object};
use crate::object::dict::DictObject;
use crate::value::{Tag, Value};

/// Which part of the entries is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DictPart {
    /// The keys.
    Keys,
    /// The values.
    Values,
    /// Pairs of both.
    Items,
}

/// A view.
pub struct DictViewObject {
    /// The dict.
    pub dict: Gc<DictObject>,
    /// What of it.
    pub part: DictPart,
}

impl Object for DictViewObject {
    const TAG: Tag = Tag::DictView;
    fn trace(&self, marker: &mut Marker<'_>) {
        marker.object(self.dict);
    }
}

impl DictViewObject {
    /// Does it behave like a set? Keys and items do.
    #[must_use]
    pub fn is_set_like(&self) -> bool {
        self.part != DictPart::Values
    }
}

impl Heap {
    /// A view of a dict.
    pub fn dict_view(&mut self, dict: Gc<DictObject>, part: DictPart) -> Value {
        self.allocate(DictViewObject { dict, part }).into()
    }

    /// What a view of `part` shows of an entry.
    pub fn dict_part(&mut self, part: DictPart, key: Value, value: Value) -> Value {
        match part {
            DictPart::Keys => key,
            DictPart::Values => value,
            DictPart::Items => self.tuple([key, value]),
        }
    }
}
