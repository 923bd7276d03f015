//! Type descriptors and itabs as data, laid out as `std/internal/abi/type.go` says.
//!
//! Descriptors are asked for while bodies are lowered and written afterwards, since they lead to other
//! descriptors in circles. Judged by `corpus/run` (everything that prints with `fmt`).

use stage2::entity::DataRef;
use stage2::ir::{DataDecl, Reference, Reloc};

use super::{Job, Lower, MethodTarget};
use crate::ast::Direction;
use crate::types::ty::{Basic, Type, TypeKind};

/// Bytes with addresses in them.
#[derive(Default)]
struct Image {
    bytes: Vec<u8>,
    relocs: Vec<Reloc>,
}

impl Image {
    fn word(&mut self, value: u64) {
        self.bytes.extend(value.to_le_bytes());
    }

    fn address(&mut self, target: Option<Reference>) {
        if let Some(target) = target {
            self.relocs.push(Reloc { offset: self.bytes.len() as u32, target, addend: 0 });
        }
        self.word(0);
    }
}

impl Lower<'_> {
    /// The descriptor of a type.
    pub(super) fn descriptor(&mut self, ty: Type) -> DataRef {
        let ty = self.types.canonical(ty);
        if let Some(&data) = self.by_type.get(&ty) {
            return data;
        }
        let name = self.type_name(ty, true);
        if let Some(&data) = self.descriptors.get(&name) {
            self.by_type.insert(ty, data);
            return data;
        }
        self.unit.shared.insert(format!("type:{name}"));
        let decl = DataDecl {
            name: format!("type:{name}").into(),
            align: 8,
            bytes: vec![0; 8],
            ..DataDecl::default()
        };
        let data = self.add_data(decl);
        self.descriptors.insert(name, data);
        self.by_type.insert(ty, data);
        self.descriptor_work.push_back((ty, data));
        data
    }

    fn string_words(&mut self, image: &mut Image, text: &[u8]) {
        let data = (!text.is_empty()).then(|| Reference::Data(self.string_data(text)));
        image.address(data);
        image.word(text.len() as u64);
    }

    fn own_data(&mut self, image: Image) -> DataRef {
        self.numbering += 1;
        let name = format!("part·{}", self.numbering);
        let Image { bytes, relocs } = image;
        self.add_data(DataDecl {
            name: name.into(),
            align: 8,
            bytes,
            relocs,
            ..DataDecl::default()
        })
    }

    /// Address, length and capacity of a table.
    fn slice_words(&mut self, image: &mut Image, part: Image, count: usize) {
        let data = (count > 0).then(|| Reference::Data(self.own_data(part)));
        image.address(data);
        image.word(count as u64);
        image.word(count as u64);
    }

    /// Is it comparable, and are equal values equal bytes?
    fn comparable(&mut self, ty: Type) -> (bool, bool) {
        match self.types.underlying(ty) {
            TypeKind::Basic(basic) => {
                (true, !(basic.is_float() || basic.is_complex() || basic.is_string()))
            }
            TypeKind::Interface(_) => (true, false),
            TypeKind::Pointer(_) | TypeKind::Channel { .. } => (true, true),
            TypeKind::Array { element, .. } => self.comparable(element),
            TypeKind::Struct(number) => {
                let (mut comparable, mut plain) = (true, true);
                let mut bytes = 0;
                for field in self.types.structs[number].clone() {
                    let (a, b) = self.comparable(field.ty);
                    comparable &= a;
                    plain &= b && field.name != crate::symbol::Symbol::BLANK;
                    bytes += self.size(field.ty);
                }
                (comparable, plain && bytes == self.size(ty))
            }
            _ => (false, false),
        }
    }

    fn kind_number(&self, ty: Type) -> u8 {
        match self.types.underlying(ty) {
            TypeKind::Basic(Basic::UnsafePointer) => 26,
            TypeKind::Basic(Basic::String) => 24,
            TypeKind::Basic(basic) => basic as u8,
            TypeKind::Array { .. } => 17,
            TypeKind::Channel { .. } => 18,
            TypeKind::Signature(_) => 19,
            TypeKind::Interface(_) => 20,
            TypeKind::Map { .. } => 21,
            TypeKind::Pointer(_) => 22,
            TypeKind::Slice(_) => 23,
            TypeKind::Struct(_) => 25,
            _ => 0,
        }
    }

    /// Writes a descriptor.
    pub(super) fn write_descriptor(&mut self, ty: Type, data: DataRef) {
        let mut image = Image::default();
        let shown = self.type_name(ty, false);
        let unique = self.type_name(ty, true);
        let size = self.size(ty);
        let mut words = Vec::new();
        self.pointer_words(ty, 0, &mut words);
        image.word(size);
        image.word(8 * words.len() as u64);
        let mask = (!words.is_empty()).then(|| {
            let mut bytes = vec![0u8; words.len().div_ceil(8)];
            for (index, _) in words.iter().enumerate().filter(|(_, is)| **is) {
                bytes[index / 8] |= 1 << (index % 8);
            }
            Reference::Data(self.string_data(&bytes))
        });
        image.address(mask);
        let hash = unique
            .bytes()
            .fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        image.bytes.extend(hash.to_le_bytes());
        let align = self.align(ty) as u8;
        let (comparable, plain) = self.comparable(ty);
        let kind = self.types.kind(ty);
        let named = matches!(kind, TypeKind::Named(_) | TypeKind::Basic(_));
        let variadic = self.signature_of(ty).variadic;
        let flags = u8::from(self.is_direct(ty))
            | u8::from(plain && comparable) << 1
            | u8::from(comparable) << 2
            | u8::from(named) << 3
            | u8::from(variadic) << 4;
        image.bytes.extend([align, align, self.kind_number(ty), flags]);
        self.string_words(&mut image, shown.as_bytes());
        image.address(None);
        let methods = if self.is_interface(ty) { Vec::new() } else { self.method_set(ty) };
        if named || !methods.is_empty() {
            let declared = self.declared(ty, methods);
            image.address(Some(Reference::Data(declared)));
        } else {
            image.address(None);
        }
        image.word(0);
        self.write_kind(ty, &mut image);
        let decl = &mut self.module.data[data];
        decl.bytes = image.bytes;
        decl.relocs = image.relocs;
    }

    fn declared(&mut self, ty: Type, methods: Vec<super::names::SetMethod>) -> DataRef {
        let mut image = Image::default();
        let (mut name, mut path) = (String::new(), String::new());
        match self.types.kind(ty) {
            TypeKind::Named(number) => {
                let object = &self.objects.objects[self.types.named[number].object];
                name = self.ast.names.text(object.name).to_string();
                if let Some(package) = object.package {
                    path = self.objects.packages[package].path.to_string();
                }
            }
            TypeKind::Basic(basic) => name = basic.name().to_string(),
            _ => {}
        }
        self.string_words(&mut image, name.as_bytes());
        self.string_words(&mut image, path.as_bytes());
        let mut table = Image::default();
        let count = methods.len();
        for method in methods {
            self.string_words(&mut table, method.name.as_bytes());
            let descriptor = self.descriptor(method.ty);
            table.address(Some(Reference::Data(descriptor)));
            let code = self.method_code(ty, &method);
            table.address(Some(Reference::Function(code)));
        }
        self.slice_words(&mut image, table, count);
        self.own_data(image)
    }

    /// The code of a method for calls through interfaces.
    fn method_code(
        &mut self,
        ty: Type,
        method: &super::names::SetMethod,
    ) -> stage2::entity::FuncRef {
        if let (true, MethodTarget::Declared(object)) = (method.path.is_empty(), &method.target) {
            let pointer = matches!(self.types.kind(ty), TypeKind::Pointer(_));
            if pointer == self.is_pointer_method(*object) && self.is_direct(ty) {
                return self.function(Job::Declared(*object));
            }
        }
        let (path, target) = (method.path.clone(), method.target.clone());
        self.function(Job::Method { ty, path, method: target })
    }

    fn write_kind(&mut self, ty: Type, image: &mut Image) {
        let of = |lower: &mut Self, ty| Some(Reference::Data(lower.descriptor(ty)));
        match self.types.underlying(ty) {
            TypeKind::Array { length, element } => {
                let element = of(self, element);
                image.address(element);
                image.word(length);
            }
            TypeKind::Channel { direction, element } => {
                let element = of(self, element);
                image.address(element);
                image.word(match direction {
                    Direction::Receive => 1,
                    Direction::Send => 2,
                    Direction::Both => 3,
                });
            }
            TypeKind::Pointer(element) | TypeKind::Slice(element) => {
                let element = of(self, element);
                image.address(element);
            }
            TypeKind::Map { key, value } => {
                let (a, b) = (of(self, key), of(self, value));
                image.address(a);
                image.address(b);
                let (key_size, align) = (self.size(key), self.align(value));
                let at = key_size.next_multiple_of(align);
                let all = align.max(self.align(key));
                let mut end = at + self.size(value);
                if self.size(value) == 0 && end > 0 {
                    end += 1;
                }
                image.word(end.next_multiple_of(all));
                image.word(at);
            }
            TypeKind::Signature(number) => {
                let data = self.types.signatures[number].clone();
                for list in [&data.params, &data.results] {
                    let mut part = Image::default();
                    for param in list {
                        let param = of(self, param.ty);
                        part.address(param);
                    }
                    self.slice_words(image, part, list.len());
                }
            }
            TypeKind::Interface(_) => {
                let methods = self.sorted_methods(ty);
                let mut part = Image::default();
                for (name, method, _) in &methods {
                    self.string_words(&mut part, name.as_bytes());
                    let method = of(self, *method);
                    part.address(method);
                }
                self.slice_words(image, part, methods.len());
            }
            TypeKind::Struct(number) => {
                let fields = self.types.structs[number].clone();
                let underlying = self.types.underlying_type(ty);
                let offsets = self.sizes.offsets(&self.types, underlying);
                let mut part = Image::default();
                for (field, offset) in fields.iter().zip(offsets) {
                    let name = self.ast.names.text(field.name).to_string();
                    self.string_words(&mut part, name.as_bytes());
                    let path = self.hidden_path(field.name, field.package);
                    self.string_words(&mut part, path.as_bytes());
                    let ty = of(self, field.ty);
                    part.address(ty);
                    part.word(offset);
                    let tag = self.types.tags[field.tag as usize].clone();
                    self.string_words(&mut part, &tag);
                    part.word(u64::from(field.embedded));
                }
                self.slice_words(image, part, fields.len());
            }
            _ => {}
        }
    }

    /// The itab of a type for an interface with methods.
    pub(super) fn itab(&mut self, interface: Type, ty: Type) -> DataRef {
        let name = format!("itab:{},{}", self.type_name(ty, true), self.type_name(interface, true));
        if let Some(Reference::Data(data)) = self.module.lookup(&name) {
            return data;
        }
        self.unit.shared.insert(name.clone());
        let decl =
            DataDecl { name: name.into(), align: 8, bytes: vec![0; 8], ..DataDecl::default() };
        let data = self.add_data(decl);
        let mut image = Image::default();
        let descriptor = self.descriptor(interface);
        image.address(Some(Reference::Data(descriptor)));
        let descriptor = self.descriptor(ty);
        image.address(Some(Reference::Data(descriptor)));
        let unique = self.type_name(ty, true);
        let hash = unique
            .bytes()
            .fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        image.word(u64::from(hash));
        let set = self.method_set(ty);
        for (name, _, _) in self.sorted_methods(interface) {
            let method = set.iter().find(|method| method.name == name).cloned();
            let code = method.map(|method| Reference::Function(self.method_code(ty, &method)));
            image.address(code);
        }
        let decl = &mut self.module.data[data];
        decl.bytes = image.bytes;
        decl.relocs = image.relocs;
        data
    }
}
