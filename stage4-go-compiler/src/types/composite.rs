//! Composite literals: `T{…}`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::SelectionKind;
use super::checker::Checker;
use super::lookup::Found;
use super::operand::{Mode, Operand};
use super::ty::{Basic, FieldInfo, Type, TypeKind};
use crate::ast::{Expr, ExprKind, List};
use crate::constant::Constant;
use crate::position::Pos;

impl Checker<'_> {
    /// `T{elements}`; without a type it is the type of the elements around it, `hint`.
    pub(super) fn composite(
        &mut self,
        expr: Expr,
        ty: Option<Expr>,
        elements: List<crate::ast::Element>,
        end: Pos,
        hint: Option<Type>,
    ) -> Operand {
        let invalid = Operand::invalid(expr);
        let mut pointer = false;
        let mut open_array = None;
        let (ty, base) = match (ty, hint) {
            (Some(written), _) => {
                if let ExprKind::ArrayType { length: None, element } = self.ast.exprs[written] {
                    let element = self.variable_type(element);
                    open_array = Some((written, element));
                    (element, element)
                } else {
                    let ty = self.ty(written);
                    (ty, ty)
                }
            }
            (None, Some(hint)) => {
                // `&T{…}` may be left out too.
                match self.types.underlying(hint) {
                    TypeKind::Pointer(base) => {
                        pointer = true;
                        (hint, base)
                    }
                    _ => (hint, hint),
                }
            }
            (None, None) => {
                self.expr_error(expr, "missing type in composite literal");
                self.use_elements(elements);
                return invalid;
            }
        };
        let mut result = ty;
        if let Some((written, element)) = open_array {
            let length = self.indexed_elements(elements, element, None);
            result = self.types.of(TypeKind::Array { length, element });
            self.record(&Operand::new(Mode::Type, result, written));
            return Operand::new(Mode::Value, result, expr);
        }
        match self.types.underlying(base) {
            TypeKind::Struct(number) => {
                let fields = self.types.structs[number].clone();
                self.struct_elements(elements, base, &fields, end);
            }
            TypeKind::Array { length, element } => {
                self.indexed_elements(elements, element, Some(length));
            }
            TypeKind::Slice(element) => {
                self.indexed_elements(elements, element, None);
            }
            TypeKind::Map { key, value } => self.map_elements(elements, key, value),
            TypeKind::Basic(Basic::Invalid) => {
                self.use_elements(elements);
                return invalid;
            }
            _ => {
                self.use_elements(elements);
                let qualifier = if pointer { " element" } else { "" };
                let text = self.type_text(ty);
                self.expr_error(expr, format!("invalid composite literal{qualifier} type {text}"));
                return invalid;
            }
        }
        if pointer {
            result = ty;
        }
        Operand::new(Mode::Value, result, expr)
    }

    fn use_elements(&mut self, elements: List<crate::ast::Element>) {
        let ast = self.ast;
        for element in ast.get(elements) {
            // A key may be the name of a field; nothing is known of it.
            let untyped =
                |expr: Expr| matches!(ast.exprs[expr], ExprKind::Composite { ty: None, .. });
            if let ExprKind::Composite { ty: None, elements, .. } = ast.exprs[element.value] {
                self.use_elements(elements);
            } else if !untyped(element.value) {
                self.raw(element.value, None);
            }
        }
    }

    fn struct_elements(
        &mut self,
        elements: List<crate::ast::Element>,
        ty: Type,
        fields: &[FieldInfo],
        end: Pos,
    ) {
        let ast = self.ast;
        let list = ast.get(elements);
        if list.is_empty() {
            return;
        }
        let text = self.type_text(ty);
        if list[0].key.is_some() {
            let mut seen: FxHashMap<Vec<u32>, bool> = FxHashMap::default();
            for element in list {
                let Some(key) = element.key else {
                    self.expr_error(
                        element.value,
                        "mixture of field:value and value elements in struct literal",
                    );
                    continue;
                };
                self.keyed_field(key, element.value, ty, fields, &mut seen);
            }
            return;
        }
        for (index, element) in list.iter().enumerate() {
            if let Some(key) = element.key {
                self.expr_error(key, "mixture of field:value and value elements in struct literal");
                continue;
            }
            let Some(field) = fields.get(index) else {
                let x = self.expression(element.value);
                let message = format!("too many values in struct literal of type {text}");
                self.error(self.operand_pos(&x), message);
                break;
            };
            let mut x = self.expression(element.value);
            if !self.is_exported(field.name) && field.package != self.package {
                let name = self.name(field.name);
                let message = format!(
                    "implicit assignment to unexported field {name} in struct literal of type {text}"
                );
                self.error(self.operand_pos(&x), message);
                continue;
            }
            self.assign(&mut x, Some(field.ty), "struct literal");
        }
        if list.len() < fields.len() {
            self.error(end, format!("too few values in struct literal of type {text}"));
        }
    }

    fn keyed_field(
        &mut self,
        key: Expr,
        value: Expr,
        ty: Type,
        fields: &[FieldInfo],
        seen: &mut FxHashMap<Vec<u32>, bool>,
    ) {
        let Some(ident) = self.ast.as_name(key) else {
            let message = format!("invalid field name {} in struct literal", self.text(key));
            self.expr_error(key, message);
            self.raw(value, None);
            return;
        };
        let package = self.package;
        let search = self.search(ty, false, package, ident.name, false);
        let Found::Field(field) = search.found else {
            let name = self.name(ident.name);
            let type_text = self.type_text(ty);
            let folded = self.search(ty, false, package, ident.name, true);
            let message = match folded.found {
                Found::Field(field) => {
                    self.misspelled_field(name, self.name(field.name), field.package, &type_text)
                }
                _ => format!("unknown field {name} in struct literal of type {type_text}"),
            };
            self.expr_error(key, message);
            self.raw(value, None);
            return;
        };
        self.select(key, super::SelectionKind::Field, &search, ty);
        let name = self.name(ident.name);
        if search.path.len() > 1 && search.indirect {
            let message = format!("invalid implicit pointer indirection to reach {name}");
            self.expr_error(key, message);
        }
        self.report_set_twice(key, name, fields, &search.path, seen);
        if search.path.len() > 1 {
            self.select(key, SelectionKind::Field, &search, ty);
        }
        let mut x = self.expression(value);
        self.assign(&mut x, Some(field.ty), "struct literal");
    }

    /// A field may be set once, and not a part of one that is set as a whole.
    fn report_set_twice(
        &mut self,
        key: Expr,
        name: &str,
        fields: &[FieldInfo],
        path: &[u32],
        seen: &mut FxHashMap<Vec<u32>, bool>,
    ) {
        let whole = |seen: &FxHashMap<Vec<u32>, bool>, path: &[u32]| seen.get(path) == Some(&true);
        let message = if whole(seen, path) {
            format!("duplicate field name {name} in struct literal")
        } else if let Some(length) = (1..path.len()).find(|&length| whole(seen, &path[..length])) {
            let outer = self.name(self.field_name(fields, &path[..length]));
            format!("cannot specify promoted field {name} and enclosing embedded field {outer}")
        } else if seen.contains_key(path) {
            let inner = seen.keys().find(|other| other.starts_with(path) && whole(seen, other));
            let inner = inner.map_or("", |inner| self.name(self.field_name(fields, inner)));
            format!("cannot specify embedded field {name} and enclosed promoted field {inner}")
        } else {
            for length in 1..path.len() {
                seen.entry(path[..length].to_vec()).or_insert(false);
            }
            seen.insert(path.to_vec(), true);
            return;
        };
        self.expr_error(key, message);
    }

    fn field_name(&self, fields: &[FieldInfo], path: &[u32]) -> crate::symbol::Symbol {
        let mut field = fields[path[0] as usize];
        for &index in &path[1..] {
            let (ty, _) = self.dereferenced(field.ty);
            if let TypeKind::Struct(number) = self.types.underlying(ty) {
                field = self.types.structs[number][index as usize];
            }
        }
        field.name
    }

    fn misspelled_field(
        &self,
        name: &str,
        other: &str,
        owner: super::object::PackageRef,
        ty: &str,
    ) -> String {
        let tail = |text: &str| text.chars().skip(1).collect::<String>();
        let capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
        let unknown = format!("unknown field {name} in struct literal of type {ty}");
        if owner == self.package || capital(name) && capital(other) {
            format!("{unknown}, but does have {other}")
        } else if capital(name) && tail(name) == tail(other) {
            format!("{unknown}, but does have unexported {other}")
        } else if capital(other) && tail(name) == tail(other) {
            format!("{unknown}, but does have {other}")
        } else if name == other {
            format!("cannot refer to unexported field {name} in struct literal of type {ty}")
        } else {
            unknown
        }
    }

    /// Elements of an array or slice; how long it must be is the answer.
    fn indexed_elements(
        &mut self,
        elements: List<crate::ast::Element>,
        ty: Type,
        length: Option<u64>,
    ) -> u64 {
        let ast = self.ast;
        // Without keys every index is new.
        let mut seen: FxHashSet<u64> = FxHashSet::default();
        let keyed = ast.get(elements).iter().any(|element| element.key.is_some());
        let (mut index, mut longest) = (0u64, 0u64);
        for element in ast.get(elements) {
            let mut valid = true;
            if let Some(key) = element.key {
                let before = self.diagnostics.len();
                match self.index_value(key, length, "index") {
                    Some(Some(value)) => index = value,
                    Some(None) => {
                        let message = format!("index {} must be integer constant", self.text(key));
                        self.expr_error(key, message);
                        valid = false;
                    }
                    None => {
                        valid = false;
                        debug_assert!(self.diagnostics.len() >= before);
                    }
                }
            } else if length.is_some_and(|length| index >= length) {
                let length = length.unwrap_or(0);
                let message = format!("index {index} is out of bounds (>= {length})");
                self.expr_error(element.value, message);
                valid = false;
            }
            if valid && keyed && !seen.insert(index) {
                let at = element.key.unwrap_or(element.value);
                let message = format!("duplicate index {index} in array or slice literal");
                self.expr_error(at, message);
            }
            index = index.saturating_add(1);
            longest = longest.max(index);
            let mut x = self.element(element.value, ty);
            self.assign(&mut x, Some(ty), "array or slice literal");
        }
        longest
    }

    fn map_elements(&mut self, elements: List<crate::ast::Element>, key_type: Type, ty: Type) {
        let ast = self.ast;
        let mut seen: FxHashSet<(Type, String)> = FxHashSet::default();
        let interface = self.is_interface(key_type);
        for element in ast.get(elements) {
            let Some(key) = element.key else {
                self.expr_error(element.value, "missing key in map literal");
                let mut x = self.element(element.value, ty);
                self.assign(&mut x, Some(ty), "map literal");
                continue;
            };
            let mut x = self.element(key, key_type);
            self.assign(&mut x, Some(key_type), "map literal");
            if let (Mode::Constant, Some(value)) = (x.mode, x.value) {
                let value = self.info.constants[value].clone();
                let dynamic = if interface { self.types.canonical(x.ty) } else { key_type };
                if !seen.insert((dynamic, exact_text(&value))) {
                    let value = self.constant_text(&value);
                    self.expr_error(key, format!("duplicate key {value} in map literal"));
                }
            }
            let mut y = self.element(element.value, ty);
            self.assign(&mut y, Some(ty), "map literal");
        }
    }
}

/// A text that is different for different values.
pub(super) fn exact_text(value: &Constant) -> String {
    match value {
        Constant::Int(value) => value.to_string(),
        value => format!("{value:?}"),
    }
}
