//! `x.f`: fields and methods, also those of embedded fields.
//!
//! The language says: the field or method at the shallowest depth at which there is one; more than one
//! there is an error. So the search goes level by level. A type that is embedded twice on one level
//! makes everything in it ambiguous, and one that was seen on a level above is not looked at again:
//! what it has is hidden, and so types that embed themselves through pointers come to an end.

use std::sync::Arc;

use super::checker::Checker;
use super::object::{Object, ObjectKind, PackageRef};
use super::ty::{FieldInfo, MethodInfo, Type, TypeKind};
use crate::symbol::Symbol;

/// What a name selects in a type.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// Several things at one depth.
    Ambiguous,
    /// A method that needs a pointer, and there is no address.
    NeedsPointer,
    Field(FieldInfo),
    Method(Object),
    /// A method of an interface, and its index among all methods.
    InterfaceMethod(MethodInfo, u32),
}

/// The answer of a search.
#[derive(Clone, Debug)]
pub(super) struct Search {
    pub found: Found,
    /// The fields that lead to it, itself the last if it is a field.
    pub path: Vec<u32>,
    /// Was a pointer followed?
    pub indirect: bool,
}

/// An embedded type on one level of the search.
struct Embedded {
    ty: Type,
    path: Vec<u32>,
    indirect: bool,
    /// It occurs more than once on this level.
    multiple: bool,
}

impl Checker<'_> {
    /// Does the name begin with a capital letter?
    pub(super) fn is_exported(&self, name: Symbol) -> bool {
        self.name(name).chars().next().is_some_and(char::is_uppercase)
    }

    /// The type that a pointer points to; any other type itself.
    pub(super) fn dereferenced(&self, ty: Type) -> (Type, bool) {
        match self.types.kind(ty) {
            TypeKind::Pointer(base) => (base, true),
            _ => (ty, false),
        }
    }

    /// Is it a pointer to an interface?
    pub(super) fn is_interface_pointer(&self, ty: Type) -> bool {
        matches!(self.types.underlying(ty), TypeKind::Pointer(base) if self.is_interface(base))
    }

    /// Searches a field or method; with `fold`, the case of letters does not count.
    pub(super) fn search(
        &mut self,
        ty: Type,
        addressable: bool,
        package: PackageRef,
        name: Symbol,
        fold: bool,
    ) -> Search {
        // A declared pointer type has no methods, but the fields of what it points to.
        if let (TypeKind::Named(_), TypeKind::Pointer(_)) =
            (self.types.kind(ty), self.types.underlying(ty))
        {
            let pointer = self.types.underlying_type(ty);
            let mut search = self.search_levels(pointer, false, package, name, fold);
            if let Found::Method(_) | Found::InterfaceMethod(..) = search.found {
                search.found = Found::Nothing;
            }
            return search;
        }
        self.search_levels(ty, addressable, package, name, fold)
    }

    fn search_levels(
        &mut self,
        ty: Type,
        addressable: bool,
        package: PackageRef,
        name: Symbol,
        fold: bool,
    ) -> Search {
        let nothing = Search { found: Found::Nothing, path: Vec::new(), indirect: false };
        if name == Symbol::BLANK {
            return nothing;
        }
        let (base, is_pointer) = self.dereferenced(ty);
        if is_pointer && self.is_interface(base) {
            return nothing;
        }
        let first = Embedded { ty: base, path: Vec::new(), indirect: is_pointer, multiple: false };
        let mut level = vec![first];
        let mut seen: Vec<super::ty::Named> = Vec::new();
        while !level.is_empty() {
            let mut next: Vec<Embedded> = Vec::new();
            let mut found: Option<Search> = None;
            let mut count = 0;
            for entry in level {
                let mut enter = true;
                if let TypeKind::Named(named) = self.types.kind(entry.ty) {
                    if seen.contains(&named) {
                        continue;
                    }
                    seen.push(named);
                    let method = self.declared_method(named, package, name, fold);
                    if let Some(method) = method {
                        count += 1 + usize::from(entry.multiple);
                        found = Some(Search {
                            found: Found::Method(method),
                            path: entry.path.clone(),
                            indirect: entry.indirect,
                        });
                        enter = false;
                    }
                }
                if enter {
                    count += self.search_entry(&entry, package, name, fold, &mut found, &mut next);
                }
            }
            if let Some(mut search) = found {
                if count > 1 {
                    search.found = Found::Ambiguous;
                    return search;
                }
                if let Found::Method(method) = search.found
                    && self.has_pointer_receiver(method)
                    && !search.indirect
                    && !addressable
                {
                    search.found = Found::NeedsPointer;
                }
                return search;
            }
            level = self.merge(next);
        }
        nothing
    }

    fn declared_method(
        &self,
        named: super::ty::Named,
        package: PackageRef,
        name: Symbol,
        fold: bool,
    ) -> Option<Object> {
        if !fold {
            let method = self.types.method(named, name)?;
            let same = self.objects.objects[method].package == Some(package);
            return (same || self.is_exported(name)).then_some(method);
        }
        let methods = self.types.named[named].methods.iter().copied();
        methods.into_iter().find(|&method| {
            self.name(self.objects.objects[method].name).to_lowercase()
                == self.name(name).to_lowercase()
        })
    }

    /// Looks into one embedded type; how many it found is the answer.
    fn search_entry(
        &mut self,
        entry: &Embedded,
        package: PackageRef,
        name: Symbol,
        fold: bool,
        found: &mut Option<Search>,
        next: &mut Vec<Embedded>,
    ) -> usize {
        let matches = |checker: &Self, other: Symbol, owner: PackageRef| {
            if fold {
                return checker.name(other).to_lowercase() == checker.name(name).to_lowercase();
            }
            other == name && (owner == package || checker.is_exported(name))
        };
        let mut count = 0;
        match self.types.underlying(entry.ty) {
            TypeKind::Struct(number) => {
                for index in 0..self.types.structs[number].len() {
                    let field = self.types.structs[number][index];
                    let path = || {
                        let mut path = entry.path.clone();
                        path.push(index as u32);
                        path
                    };
                    if matches(self, field.name, field.package) {
                        count += 1 + usize::from(entry.multiple);
                        *found = Some(Search {
                            found: Found::Field(field),
                            path: path(),
                            indirect: entry.indirect,
                        });
                        continue;
                    }
                    if found.is_none() && field.embedded {
                        let (ty, is_pointer) = self.dereferenced(field.ty);
                        let deeper = matches!(
                            self.types.kind(ty),
                            TypeKind::Named(_) | TypeKind::Struct(_) | TypeKind::Interface(_)
                        );
                        if deeper {
                            next.push(Embedded {
                                ty,
                                path: path(),
                                indirect: entry.indirect || is_pointer,
                                multiple: entry.multiple,
                            });
                        }
                    }
                }
            }
            TypeKind::Interface(_) => {
                let methods = self.all_methods(entry.ty);
                let method = methods
                    .iter()
                    .enumerate()
                    .find(|(_, method)| matches(self, method.name, method.package));
                if let Some((index, &method)) = method {
                    count = 1 + usize::from(entry.multiple);
                    *found = Some(Search {
                        found: Found::InterfaceMethod(method, index as u32),
                        path: entry.path.clone(),
                        indirect: entry.indirect,
                    });
                }
            }
            _ => {}
        }
        count
    }

    /// A type that occurs several times on a level is looked at once, and marked.
    fn merge(&mut self, level: Vec<Embedded>) -> Vec<Embedded> {
        let mut merged: Vec<Embedded> = Vec::new();
        for entry in level {
            let canonical = self.types.canonical(entry.ty);
            let same = merged.iter_mut().find(|other| self.types.canonical(other.ty) == canonical);
            match same {
                Some(other) => other.multiple = true,
                None => merged.push(entry),
            }
        }
        merged
    }

    fn has_pointer_receiver(&self, method: Object) -> bool {
        matches!(
            self.objects.objects[method].kind,
            ObjectKind::Function { pointer_receiver: true, .. }
        )
    }

    /// All methods of an interface, those of embedded ones too, sorted by name.
    pub(super) fn all_methods(&mut self, ty: Type) -> Arc<[MethodInfo]> {
        let TypeKind::Interface(interface) = self.types.underlying(ty) else {
            return Arc::new([]);
        };
        if let Some(all) = &self.types.interfaces[interface].all {
            return all.clone();
        }
        // An interface that embeds itself is an error; here it must only end.
        self.types.interfaces[interface].all = Some(Arc::new([]));
        let mut all: Vec<MethodInfo> = Vec::new();
        let own = self.types.interfaces[interface].methods.clone();
        for method in own {
            let other = all.iter().find(|other| self.same_name(other, &method));
            if let Some(other) = other {
                let place = self.place(other.pos);
                let name = self.name(method.name);
                let message = format!(
                    "duplicate method {name}\n\t{place}: other declaration of method {name}"
                );
                self.error(method.pos, message);
                continue;
            }
            all.push(method);
        }
        for (pos, embedded) in self.types.interfaces[interface].embedded.clone() {
            if !self.is_interface(embedded) {
                continue;
            }
            for method in self.all_methods(embedded).iter() {
                let other = all.iter().find(|other| self.same_name(other, method)).copied();
                match other {
                    None => all.push(MethodInfo { pos, ..*method }),
                    Some(other) => {
                        if !self.identical(other.ty, method.ty) {
                            let name = self.name(method.name);
                            let place = self.place(other.pos);
                            let message = format!(
                                "duplicate method {name}\n\t{place}: other declaration of \
                                 method {name}"
                            );
                            self.error(pos, message);
                        }
                    }
                }
            }
        }
        let ast = self.ast;
        all.sort_by(|a, b| ast.names.text(a.name).cmp(ast.names.text(b.name)));
        let all: Arc<[MethodInfo]> = all.into();
        self.types.interfaces[interface].all = Some(all.clone());
        all
    }

    /// Is an interface the type of a constraint?
    pub(super) fn is_constraint(&self, ty: Type) -> bool {
        match self.types.underlying(ty) {
            TypeKind::Interface(interface) => self.types.interfaces[interface].is_constraint,
            _ => false,
        }
    }

    /// Why `ty` has not all methods of an interface, in parentheses; `None` if it has them. If it
    /// is an interface and not `all_needed`, it may lack some, but not have others of their names.
    pub(super) fn missing_method(
        &mut self,
        ty: Type,
        interface: Type,
        all_needed: bool,
    ) -> Option<String> {
        let methods = self.all_methods(interface);
        if self.is_interface(ty) {
            let own = self.all_methods(ty);
            for method in methods.iter() {
                match own.iter().find(|other| self.same_name(other, method)) {
                    None if all_needed => {
                        return Some(self.not_found(ty, interface, method));
                    }
                    None => {}
                    Some(other) if !self.identical(other.ty, method.ty) => {
                        return Some(self.wrong_signature(method, method.name, other.ty));
                    }
                    Some(_) => {}
                }
            }
            return None;
        }
        for method in methods.iter() {
            let search = self.search(ty, false, method.package, method.name, false);
            let name = self.name(method.name);
            match search.found {
                Found::Method(object) => {
                    self.resolve(object);
                    let signature = self.objects.objects[object].ty;
                    if !self.identical(signature, method.ty) {
                        return Some(self.wrong_signature(method, method.name, signature));
                    }
                }
                Found::InterfaceMethod(other, _) => {
                    if !self.identical(other.ty, method.ty) {
                        return Some(self.wrong_signature(method, method.name, other.ty));
                    }
                }
                Found::Field(_) => {
                    let ty = self.type_text(ty);
                    return Some(format!("({ty}.{name} is a field, not a method)"));
                }
                Found::Ambiguous => {
                    let ty = self.type_text(ty);
                    return Some(format!("(ambiguous selector {ty}.{name})"));
                }
                Found::NeedsPointer => {
                    return Some(format!("(method {name} has pointer receiver)"));
                }
                Found::Nothing => return Some(self.no_such_method(ty, interface, method)),
            }
        }
        None
    }

    fn no_such_method(&mut self, ty: Type, interface: Type, method: &MethodInfo) -> String {
        let name = self.name(method.name);
        let folded = self.search(ty, false, method.package, method.name, true);
        if let Found::Method(object) = folded.found {
            self.resolve(object);
            let other = self.objects.objects[object].clone();
            if other.name == method.name {
                return format!("(unexported method {name})");
            }
            return self.wrong_signature(method, other.name, other.ty);
        }
        self.not_found(ty, interface, method)
    }

    fn not_found(&self, ty: Type, interface: Type, method: &MethodInfo) -> String {
        for pointer in [ty, interface] {
            if self.is_interface_pointer(pointer) {
                return format!("({})", self.interface_pointer_text(pointer));
            }
        }
        format!("(missing method {})", self.name(method.name))
    }

    /// That a pointer to an interface is no interface.
    pub(super) fn interface_pointer_text(&self, ty: Type) -> String {
        format!("type {} is pointer to interface, not interface", self.type_text(ty))
    }

    fn wrong_signature(&self, wanted: &MethodInfo, name: Symbol, have: Type) -> String {
        let word = if wanted.name == name { "wrong type for" } else { "missing" };
        let want_name = self.name(wanted.name);
        let have = self.method_text(self.name(name), have);
        let want = self.method_text(want_name, wanted.ty);
        format!("({word} method {want_name})\n\t\thave {have}\n\t\twant {want}")
    }
}
