//! Types and constants as messages show them.
//!
//! A type of another package stands behind the name of its package; one of the package that is being
//! checked, and one of the universe, does not.

use std::fmt::Write;

use super::checker::Checker;
use super::object::PackageRef;
use super::ty::{FieldInfo, Param, SignatureData, Type, TypeKind};
use crate::ast::Direction;
use crate::constant::Constant;

/// Types nest as deep as declarations of aliases make them; nobody reads so far.
const MAX_DEPTH: u32 = 100;

impl Checker<'_> {
    /// A type.
    pub(super) fn type_text(&self, ty: Type) -> String {
        let mut out = String::new();
        self.write_type(ty, &mut out, 0);
        out
    }

    /// A method with its signature, parameters without names: `M(int) string`.
    pub(super) fn method_text(&self, name: &str, signature: Type) -> String {
        let mut out = String::from(name);
        if let TypeKind::Signature(signature) = self.types.kind(signature) {
            let mut data = self.types.signatures[signature].clone();
            for param in data.params.iter_mut().chain(&mut data.results) {
                param.name = None;
            }
            self.write_signature(&data, &mut out, 0);
        }
        out
    }

    fn write_package(&self, package: Option<PackageRef>, out: &mut String) {
        if let Some(package) = package.filter(|&package| package != self.package) {
            out.push_str(self.name(self.objects.packages[package].name));
            out.push('.');
        }
    }

    fn write_type(&self, ty: Type, out: &mut String, depth: u32) {
        if depth > MAX_DEPTH {
            out.push('…');
            return;
        }
        let depth = depth + 1;
        match self.types.written_kind(ty) {
            TypeKind::Basic(basic) => out.push_str(basic.name()),
            TypeKind::Named(named) => {
                let object = &self.objects.objects[self.types.named[named].object];
                self.write_package(object.package, out);
                out.push_str(self.name(object.name));
            }
            TypeKind::Alias(alias) => {
                let alias = self.types.aliases[alias];
                self.write_package(alias.package, out);
                out.push_str(self.name(alias.name));
            }
            TypeKind::Pointer(base) => {
                out.push('*');
                self.write_type(base, out, depth);
            }
            TypeKind::Slice(element) => {
                out.push_str("[]");
                self.write_type(element, out, depth);
            }
            TypeKind::Array { length, element } => {
                let _ = write!(out, "[{length}]");
                self.write_type(element, out, depth);
            }
            TypeKind::Map { key, value } => {
                out.push_str("map[");
                self.write_type(key, out, depth);
                out.push(']');
                self.write_type(value, out, depth);
            }
            TypeKind::Channel { direction, element } => {
                out.push_str(match direction {
                    Direction::Both => "chan ",
                    Direction::Send => "chan<- ",
                    Direction::Receive => "<-chan ",
                });
                let receive = direction != Direction::Send
                    && matches!(
                        self.types.written_kind(element),
                        TypeKind::Channel { direction: Direction::Receive, .. }
                    );
                if receive && direction == Direction::Both {
                    out.push('(');
                    self.write_type(element, out, depth);
                    out.push(')');
                } else {
                    self.write_type(element, out, depth);
                }
            }
            TypeKind::Struct(number) => {
                out.push_str("struct{");
                for (index, field) in self.types.structs[number].iter().enumerate() {
                    out.push_str(if index > 0 { "; " } else { "" });
                    self.write_field(field, out, depth);
                }
                out.push('}');
            }
            TypeKind::Signature(signature) => {
                out.push_str("func");
                self.write_signature(&self.types.signatures[signature], out, depth);
            }
            TypeKind::Interface(interface) => {
                let data = &self.types.interfaces[interface];
                out.push_str("interface{");
                let mut separator = "";
                for method in &data.methods {
                    out.push_str(separator);
                    out.push_str(self.name(method.name));
                    if let TypeKind::Signature(signature) = self.types.kind(method.ty) {
                        self.write_signature(&self.types.signatures[signature], out, depth);
                    }
                    separator = "; ";
                }
                for &(_, embedded) in &data.embedded {
                    out.push_str(separator);
                    self.write_type(embedded, out, depth);
                    separator = "; ";
                }
                out.push('}');
            }
            TypeKind::Tuple(tuple) => {
                out.push('(');
                self.write_params(self.types.tuple_elements(tuple), false, out, depth);
                out.push(')');
            }
        }
    }

    fn write_field(&self, field: &FieldInfo, out: &mut String, depth: u32) {
        if !field.embedded {
            out.push_str(self.name(field.name));
            out.push(' ');
        }
        self.write_type(field.ty, out, depth);
        if field.tag != 0 {
            let tag = &self.types.tags[field.tag as usize];
            out.push(' ');
            out.push_str(&quoted(tag));
        }
    }

    fn write_signature(&self, signature: &SignatureData, out: &mut String, depth: u32) {
        out.push('(');
        self.write_params(&signature.params, signature.variadic, out, depth);
        out.push(')');
        match &signature.results[..] {
            [] => {}
            [Param { name: None, ty }] => {
                out.push(' ');
                self.write_type(*ty, out, depth);
            }
            results => {
                out.push_str(" (");
                self.write_params(results, false, out, depth);
                out.push(')');
            }
        }
    }

    fn write_params(&self, params: &[Param], variadic: bool, out: &mut String, depth: u32) {
        for (index, param) in params.iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "" });
            if let Some(name) = param.name {
                out.push_str(self.name(name));
                out.push(' ');
            }
            match self.types.kind(param.ty) {
                TypeKind::Slice(element) if variadic && index + 1 == params.len() => {
                    out.push_str("...");
                    self.write_type(element, out, depth);
                }
                _ => self.write_type(param.ty, out, depth),
            }
        }
    }

    /// The value of a constant; long strings are cut.
    pub(super) fn constant_text(&self, value: &Constant) -> String {
        const LONGEST: usize = 72;
        match value {
            Constant::String(bytes) => {
                // A few bytes more than can be shown are enough to see that it is too long.
                let text = quoted(&bytes[..bytes.len().min(4 * LONGEST)]);
                if text.chars().count() <= LONGEST {
                    return text;
                }
                let kept: String = text.chars().take(LONGEST - 3).collect();
                format!("{kept}...")
            }
            value => value.to_string(),
        }
    }
}

/// A string as a Go literal.
fn quoted(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\r' => out.push_str("\\r"),
                '\u{7}' => out.push_str("\\a"),
                '\u{8}' => out.push_str("\\b"),
                '\u{b}' => out.push_str("\\v"),
                '\u{c}' => out.push_str("\\f"),
                control if control < ' ' || control == '\u{7f}' => {
                    let _ = write!(out, "\\x{:02x}", u32::from(control));
                }
                other => out.push(other),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out.push('"');
    out
}
