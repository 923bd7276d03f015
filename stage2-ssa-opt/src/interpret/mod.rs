//! Placeholder.

/// Nothing yet.
pub fn call_text(_: &crate::ir::Module, _: &str) -> Result<String, String> {
    Err("not yet".into())
}
