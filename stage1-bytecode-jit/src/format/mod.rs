//! Text from values: the format specification mini-language, `%`, and `str.format`.

pub mod number;
pub mod percent;
pub mod specification;
pub mod template;
