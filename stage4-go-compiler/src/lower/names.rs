//! Names: of types as `%T` prints them, of symbols, of methods in descriptors; and method sets.
//!
//! A type has two names: the printed one with package names (`main.T`), and one that is different for
//! different types, with import paths and a number for types declared in functions. The second is the key of
//! descriptors. Judged by `corpus/run` (`type_names`).

use std::rc::Rc;

use super::{Job, Lower, MethodTarget};
use crate::ast::Direction;
use crate::symbol::Symbol;
use crate::types::object::{Object, PackageRef};
use crate::types::ty::{MethodInfo, SignatureData, Type, TypeKind};

/// A method of a method set.
#[derive(Clone, Debug)]
pub(super) struct SetMethod {
    /// As descriptors have it.
    pub name: String,
    /// The signature.
    pub ty: Type,
    /// Embedded fields on the way.
    pub path: Rc<[u32]>,
    pub target: MethodTarget,
}

impl Lower<'_> {
    fn text(&self, name: Symbol) -> &str {
        self.ast.names.text(name)
    }

    fn is_exported(&self, name: Symbol) -> bool {
        self.text(name).chars().next().is_some_and(char::is_uppercase)
    }

    /// A method's or field's name: one that is not exported stands behind its package's path.
    pub(super) fn method_name(&self, name: Symbol, package: PackageRef) -> String {
        if self.is_exported(name) {
            return self.text(name).to_string();
        }
        format!("{}.{}", self.objects.packages[package].path, self.text(name))
    }

    /// The import path of the package of a name that is not exported.
    pub(super) fn hidden_path(&self, name: Symbol, package: PackageRef) -> String {
        if self.is_exported(name) {
            return String::new();
        }
        self.objects.packages[package].path.to_string()
    }

    /// A type as text; `unique` for the name that tells types apart.
    pub(super) fn type_name(&mut self, ty: Type, unique: bool) -> String {
        let mut out = String::new();
        self.write_type(ty, unique, &mut out, 0);
        out
    }

    fn write_type(&mut self, ty: Type, unique: bool, out: &mut String, depth: u32) {
        if depth > 200 {
            return;
        }
        let depth = depth + 1;
        match self.types.kind(ty) {
            TypeKind::Basic(basic) => out.push_str(basic.name()),
            TypeKind::Named(named) => {
                let object = &self.objects.objects[self.types.named[named].object];
                if let Some(package) = object.package {
                    let data = &self.objects.packages[package];
                    out.push_str(if unique { &data.path } else { self.text(data.name) });
                    out.push('.');
                }
                out.push_str(self.text(object.name));
                let local = object.package.is_some_and(|package| {
                    let scope = self.objects.packages[package].scope;
                    let found = self.objects.scopes[scope].get(object.name);
                    found != Some(self.types.named[named].object)
                });
                if unique && local {
                    out.push_str(&format!("·{}", named.0));
                }
            }
            TypeKind::Alias(_) => {}
            TypeKind::Pointer(base) => {
                out.push('*');
                self.write_type(base, unique, out, depth);
            }
            TypeKind::Slice(element) => {
                out.push_str("[]");
                self.write_type(element, unique, out, depth);
            }
            TypeKind::Array { length, element } => {
                out.push_str(&format!("[{length}]"));
                self.write_type(element, unique, out, depth);
            }
            TypeKind::Map { key, value } => {
                out.push_str("map[");
                self.write_type(key, unique, out, depth);
                out.push(']');
                self.write_type(value, unique, out, depth);
            }
            TypeKind::Channel { direction, element } => {
                out.push_str(match direction {
                    Direction::Both => "chan ",
                    Direction::Send => "chan<- ",
                    Direction::Receive => "<-chan ",
                });
                self.write_type(element, unique, out, depth);
            }
            TypeKind::Struct(number) => {
                out.push_str("struct {");
                let fields = self.types.structs[number].clone();
                for (index, field) in fields.iter().enumerate() {
                    out.push_str(if index > 0 { "; " } else { " " });
                    if unique || !field.embedded {
                        if unique {
                            out.push_str(&self.method_name(field.name, field.package));
                            out.push_str(if field.embedded { "·" } else { "" });
                        } else {
                            out.push_str(self.text(field.name));
                        }
                        out.push(' ');
                    }
                    self.write_type(field.ty, unique, out, depth);
                    if field.tag != 0 {
                        let tag = self.types.tags[field.tag as usize].clone();
                        out.push_str(&format!(" {:?}", String::from_utf8_lossy(&tag)));
                    }
                }
                out.push_str(if fields.is_empty() { "}" } else { " }" });
            }
            TypeKind::Signature(number) => {
                out.push_str("func");
                let data = self.types.signatures[number].clone();
                self.write_signature(&data, unique, out, depth);
            }
            TypeKind::Interface(_) => {
                let methods = self.all_methods(ty);
                out.push_str("interface {");
                for (index, method) in methods.iter().enumerate() {
                    out.push_str(if index > 0 { "; " } else { " " });
                    if unique {
                        out.push_str(&self.method_name(method.name, method.package));
                    } else {
                        out.push_str(self.text(method.name));
                    }
                    let data = self.signature_of(method.ty);
                    self.write_signature(&data, unique, out, depth);
                }
                out.push_str(if methods.is_empty() { "}" } else { " }" });
            }
            TypeKind::Tuple(_) => {}
        }
    }

    fn write_signature(
        &mut self,
        data: &SignatureData,
        unique: bool,
        out: &mut String,
        depth: u32,
    ) {
        out.push('(');
        for (index, param) in data.params.iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "" });
            match self.types.kind(param.ty) {
                TypeKind::Slice(element) if data.variadic && index + 1 == data.params.len() => {
                    out.push_str("...");
                    self.write_type(element, unique, out, depth);
                }
                _ => self.write_type(param.ty, unique, out, depth),
            }
        }
        out.push(')');
        match &data.results[..] {
            [] => {}
            [one] => {
                out.push(' ');
                self.write_type(one.ty, unique, out, depth);
            }
            several => {
                for (index, one) in several.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { " (" });
                    self.write_type(one.ty, unique, out, depth);
                }
                out.push(')');
            }
        }
    }

    /// The name of a function's symbol.
    pub(super) fn job_name(&mut self, job: &Job) -> String {
        match job {
            Job::Declared(object) => self.object_symbol(*object),
            Job::Literal(number) => match self.literal_names.get(number) {
                Some(name) => name.clone(),
                None => format!("func·{number}"),
            },
            Job::FunctionValue(object) => format!("{}·f", self.object_symbol(*object)),
            Job::Method { ty, method, .. } => {
                format!("{}.{}·w", self.type_name(*ty, true), self.target_name(method))
            }
            Job::Expression { ty, method, .. } => {
                format!("{}.{}·e", self.type_name(*ty, true), self.target_name(method))
            }
            Job::Bound { ty, method } => {
                format!("{}.{}·bound", self.type_name(*ty, true), self.target_name(method))
            }
            Job::Deferred(number) => format!("deferred·{number}"),
            Job::Initialiser(package, index) => {
                format!("{}.init·{index}", self.objects.packages[*package].path)
            }
        }
    }

    pub(super) fn target_name(&mut self, method: &MethodTarget) -> String {
        match *method {
            MethodTarget::Declared(object) => self.text(self.objects.objects[object].name).into(),
            MethodTarget::Interface(ty, index) => {
                let name = self.all_methods(ty)[index as usize].name;
                self.text(name).to_string()
            }
        }
    }

    pub(super) fn object_symbol(&mut self, object: Object) -> String {
        let data = &self.objects.objects[object];
        let name = self.text(data.name).to_string();
        let path = data.package.map_or("", |package| &self.objects.packages[package].path);
        let inits =
            data.package.map_or(&[][..], |package| &self.objects.packages[package].init_functions);
        match self.receiver_of(object) {
            // There may be several, which nothing else can name.
            None if let Some(index) = inits.iter().position(|&init| init == object) => {
                format!("{path}.init.{index}")
            }
            None => format!("{path}.{name}"),
            Some(receiver) => match self.types.kind(receiver) {
                TypeKind::Pointer(base) => {
                    let full = self.type_name(base, true);
                    let short = full.strip_prefix(&format!("{path}.")).unwrap_or(&full);
                    format!("{path}.(*{short}).{name}")
                }
                _ => format!("{}.{name}", self.type_name(receiver, true)),
            },
        }
    }

    /// All methods of an interface, as the checker counts them.
    pub(super) fn all_methods(&mut self, ty: Type) -> Rc<[MethodInfo]> {
        let TypeKind::Interface(number) = self.types.underlying(ty) else { return Rc::new([]) };
        if let Some(all) = &self.types.interfaces[number].all {
            return all.iter().copied().collect();
        }
        let data = self.types.interfaces[number].clone();
        let mut list = data.methods.clone();
        for (_, embedded) in data.embedded {
            for method in self.all_methods(embedded).iter() {
                if !list.iter().any(|other| other.name == method.name) {
                    list.push(*method);
                }
            }
        }
        list.sort_by(|a, b| self.text(a.name).cmp(self.text(b.name)));
        self.types.interfaces[number].all = Some(list.clone().into());
        list.into()
    }

    /// The names of an interface's methods in the order of descriptors, each with its index for the
    /// checker.
    pub(super) fn sorted_methods(&mut self, ty: Type) -> Vec<(String, Type, u32)> {
        let methods = self.all_methods(ty);
        let mut list: Vec<(String, Type, u32)> = methods
            .iter()
            .enumerate()
            .map(|(index, one)| (self.method_name(one.name, one.package), one.ty, index as u32))
            .collect();
        list.sort();
        list
    }

    /// Where a method stands in an itab.
    pub(super) fn method_position(&mut self, ty: Type, index: u32) -> usize {
        let list = self.sorted_methods(ty);
        list.iter().position(|one| one.2 == index).unwrap_or(0)
    }

    /// The method set of a type that is no interface, sorted by name.
    pub(super) fn method_set(&mut self, ty: Type) -> Vec<SetMethod> {
        let is_pointer = matches!(self.types.kind(ty), TypeKind::Pointer(_));
        let base = match self.types.kind(ty) {
            TypeKind::Pointer(base) => base,
            _ => ty,
        };
        if is_pointer
            && matches!(self.types.underlying(base), TypeKind::Pointer(_) | TypeKind::Interface(_))
        {
            return Vec::new();
        }
        let mut found: Vec<(String, usize, usize, Option<SetMethod>)> = Vec::new();
        let mut level = vec![(base, Vec::<u32>::new(), is_pointer)];
        let mut seen = Vec::new();
        let mut depth = 0;
        while !level.is_empty() && depth < 50 {
            let mut next = Vec::new();
            let mut here: Vec<(String, Option<SetMethod>)> = Vec::new();
            for (ty, path, indirect) in level {
                if let TypeKind::Named(named) = self.types.kind(ty) {
                    if seen.contains(&named) {
                        continue;
                    }
                    seen.push(named);
                    for method in self.types.named[named].methods.clone() {
                        let data = &self.objects.objects[method];
                        let Some(package) = data.package else { continue };
                        let (name, ty) = (self.method_name(data.name, package), data.ty);
                        let has = indirect || !self.is_pointer_method(method);
                        let target = MethodTarget::Declared(method);
                        let path = path.as_slice().into();
                        let entry = has.then(|| SetMethod { name: name.clone(), ty, path, target });
                        here.push((name, entry));
                    }
                }
                match self.types.underlying(ty) {
                    TypeKind::Struct(number) => {
                        for (index, field) in self.types.structs[number].clone().iter().enumerate()
                        {
                            let name = self.method_name(field.name, field.package);
                            here.push((name, None));
                            if field.embedded {
                                let mut path = path.clone();
                                path.push(index as u32);
                                match self.types.kind(field.ty) {
                                    TypeKind::Pointer(base) => next.push((base, path, true)),
                                    _ => next.push((field.ty, path, indirect)),
                                }
                            }
                        }
                    }
                    TypeKind::Interface(_) if !path.is_empty() => {
                        for (name, method_ty, index) in self.sorted_methods(ty) {
                            let target = MethodTarget::Interface(ty, index);
                            let path = path.as_slice().into();
                            let entry =
                                SetMethod { name: name.clone(), ty: method_ty, path, target };
                            here.push((name, Some(entry)));
                        }
                    }
                    _ => {}
                }
            }
            for (name, entry) in here {
                match found.iter_mut().find(|one| one.0 == name) {
                    // Two at one depth: neither.
                    Some(one) if one.1 == depth => one.3 = None,
                    Some(_) => {}
                    None => found.push((name, depth, 0, entry)),
                }
            }
            level = next;
            depth += 1;
        }
        let mut set: Vec<SetMethod> = found.into_iter().filter_map(|one| one.3).collect();
        set.sort_by(|a, b| a.name.cmp(&b.name));
        set
    }
}
