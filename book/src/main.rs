//! Builds, serves and checks the book.
fn main() {}
