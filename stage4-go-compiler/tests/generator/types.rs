//! The types of a program, and how values of each get into the checksum.

use std::rc::Rc;

use super::{Generator, Variable};

/// Names and widths of the integer types; the first half is signed.
pub(super) const INTEGERS: [(&str, u32); 11] = [
    ("int", 64),
    ("int8", 8),
    ("int16", 16),
    ("int32", 32),
    ("int64", 64),
    ("uint", 64),
    ("uint8", 8),
    ("uint16", 16),
    ("uint32", 32),
    ("uint64", 64),
    ("uintptr", 64),
];

pub(super) const INT: Type = Type::Int(0);
pub(super) const BYTE: Type = Type::Int(6);
pub(super) const RUNE: Type = Type::Int(3);

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Type {
    Bool,
    /// An index of `INTEGERS`.
    Int(usize),
    /// 32 or 64.
    Float(u32),
    Complex,
    Text,
    Array(usize, Rc<Type>),
    Slice(Rc<Type>),
    Map(Rc<Type>, Rc<Type>),
    Pointer(Rc<Type>),
    Func(Rc<Vec<Type>>, Rc<Type>),
    /// An index of the program's named types.
    Named(usize),
    Any,
}

/// A type with a name.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub name: String,
    pub kind: Kind,
    pub methods: Vec<Method>,
    /// May it be compared?
    pub comparable: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Fields with their names; the first may be embedded.
    Struct(Vec<(String, Type)>, bool),
    /// Something else under a new name.
    Other(Type),
    Interface,
}

#[derive(Clone, Debug)]
pub(super) struct Method {
    /// An index of `METHODS`.
    pub index: usize,
    /// Does it need a pointer?
    pub pointer: bool,
    /// Does it change nothing?
    pub pure: bool,
    pub cost: u64,
}

/// The methods there are: name, parameters, result.
pub(super) fn method_signature(index: usize) -> (&'static str, Vec<Type>, Type) {
    match index {
        0 => ("get", vec![], INT),
        1 => ("put", vec![INT], Type::Bool),
        2 => ("text", vec![], Type::Text),
        3 => ("mul", vec![Type::Float(64), INT], Type::Float(64)),
        _ => ("pair", vec![Type::Text], Type::Array(2, Rc::new(Type::Int(2)))),
    }
}

pub(super) fn is_signed(index: usize) -> bool {
    index < 5
}

impl Generator {
    pub(super) fn name(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".into(),
            Type::Int(index) => INTEGERS[*index].0.into(),
            Type::Float(width) => format!("float{width}"),
            Type::Complex => "complex128".into(),
            Type::Text => "string".into(),
            Type::Array(length, element) => format!("[{length}]{}", self.name(element)),
            Type::Slice(element) => format!("[]{}", self.name(element)),
            Type::Map(key, value) => format!("map[{}]{}", self.name(key), self.name(value)),
            Type::Pointer(to) => format!("*{}", self.name(to)),
            Type::Func(parameters, result) => {
                let list: Vec<String> = parameters.iter().map(|ty| self.name(ty)).collect();
                format!("func({}) {}", list.join(", "), self.name(result))
            }
            Type::Named(index) => self.named[*index].name.clone(),
            Type::Any => "any".into(),
        }
    }

    /// May it be compared with `==`, without a panic?
    pub(super) fn is_comparable(&self, ty: &Type) -> bool {
        match ty {
            Type::Slice(_) | Type::Map(..) | Type::Func(..) | Type::Any => false,
            Type::Array(_, element) => self.is_comparable(element),
            Type::Named(index) => self.named[*index].comparable,
            _ => true,
        }
    }

    pub(super) fn is_interface(&self, ty: &Type) -> bool {
        match ty {
            Type::Any => true,
            Type::Named(index) => matches!(self.named[*index].kind, Kind::Interface),
            _ => false,
        }
    }

    /// A type without parts.
    pub(super) fn simple_type(&mut self) -> Type {
        match self.numbers.below(12) {
            0 => Type::Bool,
            1 => Type::Float(64),
            2 => Type::Float(32),
            3 | 4 => Type::Text,
            5 if self.numbers.one_in(3) => Type::Complex,
            6 | 7 => INT,
            _ => Type::Int(self.numbers.below(INTEGERS.len())),
        }
    }

    /// Any type, of parts of parts at most.
    pub(super) fn some_type(&mut self, depth: usize) -> Type {
        if depth == 0 {
            return self.simple_type();
        }
        match self.numbers.below(18) {
            0 | 1 => {
                let length = 1 + self.numbers.below(4);
                Type::Array(length, Rc::new(self.some_type(depth - 1)))
            }
            2..=4 => Type::Slice(Rc::new(self.some_type(depth - 1))),
            5 => Type::Map(Rc::new(self.key_type()), Rc::new(self.some_type(depth - 1))),
            6 => Type::Pointer(Rc::new(self.some_type(depth - 1))),
            7..=9 if !self.named.is_empty() => Type::Named(self.numbers.below(self.named.len())),
            10 => Type::Any,
            11 => {
                let count = self.numbers.below(3);
                let parameters = (0..count).map(|_| self.simple_type()).collect();
                Type::Func(Rc::new(parameters), Rc::new(self.simple_type()))
            }
            _ => self.simple_type(),
        }
    }

    fn key_type(&mut self) -> Type {
        for _ in 0..4 {
            let depth = self.numbers.below(2);
            let ty = self.some_type(depth);
            if self.is_comparable(&ty) && !self.is_interface(&ty) && !has_pointer(self, &ty) {
                return ty;
            }
        }
        Type::Text
    }

    /// Declares structs, one of which may embed the one before, a number with methods, and interfaces.
    pub(super) fn types(&mut self) {
        for number in 0..2 + self.numbers.below(3) {
            let name = self.fresh_global("T");
            let mut fields = Vec::new();
            let embeds = number > 0 && self.numbers.one_in(2);
            if embeds {
                let inner = Type::Named(self.numbers.below(self.named.len()));
                let pointer = self.numbers.one_in(3);
                let inner = if pointer { Type::Pointer(Rc::new(inner)) } else { inner };
                fields.push((self.name(&inner).trim_start_matches('*').to_string(), inner));
            }
            for _ in 0..1 + self.numbers.below(5) {
                let field = if self.numbers.one_in(9) { "_".into() } else { self.fresh("f") };
                let depth = self.numbers.below(3);
                fields.push((field, self.some_type(depth)));
            }
            let mut text = format!("\ntype {name} struct {{\n");
            for (at, (field, ty)) in fields.iter().enumerate() {
                let field = if embeds && at == 0 { String::new() } else { format!("{field} ") };
                text += &format!("\t{field}{}\n", self.name(ty));
            }
            self.declarations += &(text + "}\n");
            let comparable = fields.iter().all(|(_, ty)| self.is_comparable(ty));
            self.named.push(Named {
                name,
                kind: Kind::Struct(fields, embeds),
                methods: vec![],
                comparable,
            });
        }
        let name = self.fresh_global("N");
        let ty = match self.numbers.below(3) {
            0 => Type::Slice(Rc::new(self.simple_type())),
            1 => Type::Text,
            _ => Type::Int(self.numbers.below(INTEGERS.len())),
        };
        self.declarations += &format!("\ntype {name} {}\n", self.name(&ty));
        let comparable = self.is_comparable(&ty);
        self.named.push(Named { name, kind: Kind::Other(ty), methods: vec![], comparable });
        for _ in 0..1 + self.numbers.below(2) {
            let name = self.fresh_global("I");
            let first = self.numbers.below(5);
            let mut indices = vec![first];
            if self.numbers.one_in(2) {
                indices.push((first + 1) % 5);
            }
            let mut text = format!("\ntype {name} interface {{\n");
            for index in &indices {
                let (method, parameters, result) = method_signature(*index);
                let list: Vec<String> = parameters.iter().map(|ty| self.name(ty)).collect();
                text += &format!("\t{method}({}) {}\n", list.join(", "), self.name(&result));
            }
            self.declarations += &(text + "}\n");
            let method = |index| Method { index, pointer: false, pure: false, cost: 0 };
            let methods = indices.into_iter().map(method).collect();
            self.named.push(Named { name, kind: Kind::Interface, methods, comparable: false });
        }
    }

    /// A variable of each simple type, and some of others.
    pub(super) fn globals(&mut self) {
        let mut types =
            vec![Type::Bool, Type::Float(32), Type::Float(64), Type::Complex, Type::Text];
        types.extend((0..INTEGERS.len()).map(Type::Int));
        for _ in 0..2 + self.numbers.below(4) {
            types.push(self.some_type(2));
        }
        for ty in types {
            let name = self.fresh_global("g");
            // Nothing that could panic.
            let value = self.literal(&ty, 0);
            self.declarations += &format!("\nvar {name} {} = {value}\n", self.name(&ty));
            self.variables.push(Variable { name, ty, assignable: true, global: true });
        }
    }

    /// An expression of type `uint64` that depends on all of a value.
    pub(super) fn hash(&mut self, ty: &Type, text: &str) -> String {
        self.hash_to(ty, text, "3")
    }

    fn hash_to(&mut self, ty: &Type, text: &str, depth: &str) -> String {
        match ty {
            Type::Bool => format!("hashBool({text})"),
            Type::Int(_) => format!("uint64({text})"),
            Type::Float(64) => format!("hashFloat({text})"),
            Type::Float(_) => format!("hashFloat(float64({text}))"),
            Type::Complex => format!("hashComplex({text})"),
            Type::Text => format!("hashString({text})"),
            _ => format!("{}({text}, {depth})", self.hash_function(ty)),
        }
    }

    fn hash_function(&mut self, ty: &Type) -> String {
        if let Some(name) = self.hashes.get(ty) {
            return name.clone();
        }
        let function = self.fresh_global("hash");
        self.hashes.insert(ty.clone(), function.clone());
        let mut text = format!(
            "\nfunc {function}(x {}, d int) uint64 {{\n\tif d <= 0 {{\n\t\treturn 17\n\t}}\n\th := uint64(19)\n",
            self.name(ty)
        );
        match ty {
            Type::Array(_, element) => {
                let hash = self.hash_to(element, "e", "d-1");
                text += &format!("\tfor _, e := range x {{\n\t\th = h*31 + {hash}\n\t}}\n");
            }
            Type::Slice(element) => {
                let hash = self.hash_to(element, "e", "d-1");
                text += "\tif x == nil {\n\t\treturn 23\n\t}\n\th += uint64(len(x))\n";
                text += &format!(
                    "\tfor i, e := range x {{\n\t\tif i > 5 {{\n\t\t\tbreak\n\t\t}}\n\t\th = h*31 + {hash}\n\t}}\n"
                );
            }
            Type::Map(key, value) => {
                let (key, value) = (self.hash_to(key, "k", "d"), self.hash_to(value, "e", "d-1"));
                text += "\tif x == nil {\n\t\treturn 29\n\t}\n\th += uint64(len(x))\n";
                text +=
                    &format!("\tfor k, e := range x {{\n\t\th += {key} * (37 + {value})\n\t}}\n");
            }
            Type::Pointer(to) => {
                let hash = self.hash_to(to, "*x", "d-1");
                text += &format!("\tif x == nil {{\n\t\treturn 41\n\t}}\n\th += {hash}\n");
            }
            Type::Func(..) => text += "\tif x == nil {\n\t\treturn 43\n\t}\n",
            Type::Named(index) => match self.named[*index].kind.clone() {
                Kind::Struct(fields, _) => {
                    for (field, ty) in fields.iter().filter(|(field, _)| field != "_") {
                        let hash = self.hash_to(ty, &format!("x.{field}"), "d-1");
                        text += &format!("\th = h*31 + {hash}\n");
                    }
                }
                Kind::Other(ty) => {
                    let hash = self.hash_to(&ty, &format!("{}(x)", self.name(&ty)), "d");
                    text += &format!("\th += {hash}\n");
                }
                Kind::Interface => text += &self.hash_interface(true),
            },
            _ => text += &self.hash_interface(false),
        }
        self.declarations += &(text + "\treturn h\n}\n");
        function
    }

    fn hash_interface(&mut self, methods: bool) -> String {
        if methods {
            let any = self.hash_to(&Type::Any, "x", "d");
            return format!("\th += {any}\n");
        }
        let mut text = String::from("\tswitch x := x.(type) {\n\tcase nil:\n\t\th = 47\n");
        for (at, ty) in self.dynamic_types().into_iter().enumerate() {
            let hash = self.hash_to(&ty, "x", "d-1");
            text += &format!("\tcase {}:\n\t\th += {at} + {hash}\n", self.name(&ty));
        }
        text + "\tdefault:\n\t\th = 53\n\t}\n"
    }

    /// What an interface may hold.
    pub(super) fn dynamic_types(&self) -> Vec<Type> {
        let mut types =
            vec![INT, Type::Text, Type::Float(64), Type::Int(1), Type::Int(9), Type::Bool];
        types.push(Type::Array(2, Rc::new(INT)));
        types.push(Type::Slice(Rc::new(INT)));
        for (index, named) in self.named.iter().enumerate() {
            if !matches!(named.kind, Kind::Interface) {
                types.push(Type::Named(index));
                types.push(Type::Pointer(Rc::new(Type::Named(index))));
            }
        }
        types
    }

    /// The methods that a type has, of fields that it embeds too, and whether each needs a pointer.
    pub(super) fn method_set(&self, index: usize) -> Vec<Method> {
        let named = &self.named[index];
        let mut methods = named.methods.clone();
        if let Kind::Struct(fields, true) = &named.kind {
            let (inner, through) = match &fields[0].1 {
                Type::Named(inner) => (*inner, false),
                Type::Pointer(to) => match **to {
                    Type::Named(inner) => (inner, true),
                    _ => return methods,
                },
                _ => return methods,
            };
            for mut method in self.method_set(inner) {
                if methods.iter().all(|own| own.index != method.index) {
                    method.pointer &= !through;
                    methods.push(method);
                }
            }
        }
        methods
    }

    /// The types, pointers among them, that implement an interface.
    pub(super) fn implementers(&self, interface: usize) -> Vec<Type> {
        let wanted: Vec<usize> =
            self.named[interface].methods.iter().map(|method| method.index).collect();
        let mut list = Vec::new();
        for (index, named) in self.named.iter().enumerate() {
            // The types to come will have methods that hide those they have by embedding.
            let finished = self.method_limit.is_none_or(|limit| index < limit);
            if matches!(named.kind, Kind::Interface) || !finished {
                continue;
            }
            let set = self.method_set(index);
            let has = |pointer: bool| {
                wanted.iter().all(|wanted| {
                    set.iter().any(|one| one.index == *wanted && (pointer || !one.pointer))
                })
            };
            if has(false) {
                list.push(Type::Named(index));
            }
            if has(true) {
                list.push(Type::Pointer(Rc::new(Type::Named(index))));
            }
        }
        list
    }
}

fn has_pointer(generator: &Generator, ty: &Type) -> bool {
    match ty {
        Type::Pointer(_) | Type::Any => true,
        Type::Array(_, element) => has_pointer(generator, element),
        Type::Named(index) => match &generator.named[*index].kind {
            Kind::Struct(fields, _) => fields.iter().any(|(_, ty)| has_pointer(generator, ty)),
            Kind::Other(ty) => has_pointer(generator, ty),
            Kind::Interface => true,
        },
        _ => false,
    }
}
