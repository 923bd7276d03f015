//! Types as numbers.
//!
//! A type is an id in a [`Types`] table. Types that are written the same way get the same id wherever
//! that is possible, so most questions of identity are a comparison of two numbers; only structures,
//! signatures and interfaces are compared part by part ([`super::identical`]). A declared type
//! ([`TypeKind::Named`]) is an id of its own that knows its declaration; so a type may contain
//! itself.

use stage2::entities;
use stage2::entity::PrimaryMap;

use rustc_hash::FxHashMap;

use super::object::{Object, PackageRef};
use crate::ast::Direction;
use crate::position::Pos;
use crate::symbol::Symbol;

entities! {
    /// A type.
    Type = "type";
    /// A declared type.
    Named = "named";
    /// The fields of a structure.
    Struct = "struct";
    /// Parameters and results of a function.
    Signature = "signature";
    /// The elements of an interface.
    Interface = "interface";
    /// A list of types: what a call with several results gives.
    Tuple = "tuple";
    /// Another name for a type.
    Alias = "alias";
}

/// What a type is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum TypeKind {
    Basic(Basic),
    Named(Named),
    Pointer(Type),
    Slice(Type),
    Array {
        length: u64,
        element: Type,
    },
    Map {
        key: Type,
        value: Type,
    },
    Channel {
        direction: Direction,
        element: Type,
    },
    Struct(Struct),
    Signature(Signature),
    Interface(Interface),
    Tuple(Tuple),
    /// Another name for a type; [`Types::kind`] looks through it.
    Alias(Alias),
}

/// The types that are there from the beginning. Those of constants have no size.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)]
#[repr(u8)]
pub enum Basic {
    /// The type of what is wrong; it fits everywhere, so that one mistake is reported once.
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    UnsafePointer,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
}

impl Basic {
    /// All of them with their names, by number.
    #[rustfmt::skip]
    pub const ALL: [(Basic, &'static str); 26] = {
        use Basic::*;
        [
            (Invalid, "invalid type"), (Bool, "bool"), (Int, "int"), (Int8, "int8"),
            (Int16, "int16"), (Int32, "int32"), (Int64, "int64"), (Uint, "uint"),
            (Uint8, "uint8"), (Uint16, "uint16"), (Uint32, "uint32"), (Uint64, "uint64"),
            (Uintptr, "uintptr"), (Float32, "float32"), (Float64, "float64"),
            (Complex64, "complex64"), (Complex128, "complex128"), (String, "string"),
            (UnsafePointer, "unsafe.Pointer"), (UntypedBool, "untyped bool"),
            (UntypedInt, "untyped int"), (UntypedRune, "untyped rune"),
            (UntypedFloat, "untyped float"), (UntypedComplex, "untyped complex"),
            (UntypedString, "untyped string"), (UntypedNil, "untyped nil"),
        ]
    };

    /// Its name.
    pub fn name(self) -> &'static str {
        Basic::ALL[self as usize].1
    }

    /// Its type.
    pub const fn ty(self) -> Type {
        Type(self as u32)
    }

    /// Is it a type that only constants (and comparisons, and shifts of constants) have?
    pub fn is_untyped(self) -> bool {
        self >= Basic::UntypedBool
    }

    /// A boolean?
    pub fn is_boolean(self) -> bool {
        matches!(self, Basic::Bool | Basic::UntypedBool)
    }

    /// An integer?
    pub fn is_integer(self) -> bool {
        (Basic::Int..=Basic::Uintptr).contains(&self)
            || matches!(self, Basic::UntypedInt | Basic::UntypedRune)
    }

    /// An integer without a sign?
    pub fn is_unsigned(self) -> bool {
        (Basic::Uint..=Basic::Uintptr).contains(&self)
    }

    /// A floating-point number?
    pub fn is_float(self) -> bool {
        matches!(self, Basic::Float32 | Basic::Float64 | Basic::UntypedFloat)
    }

    /// A complex number?
    pub fn is_complex(self) -> bool {
        matches!(self, Basic::Complex64 | Basic::Complex128 | Basic::UntypedComplex)
    }

    /// A string?
    pub fn is_string(self) -> bool {
        matches!(self, Basic::String | Basic::UntypedString)
    }

    /// A number of any kind?
    pub fn is_numeric(self) -> bool {
        self.is_integer() || self.is_float() || self.is_complex()
    }

    /// A type that constants can have?
    pub fn is_constant_type(self) -> bool {
        self.is_boolean() || self.is_numeric() || self.is_string()
    }

    /// Its size in bytes; 0 for untyped ones. We compile for machines of 64 bits.
    pub fn size(self) -> u64 {
        match self {
            Basic::Bool | Basic::Int8 | Basic::Uint8 => 1,
            Basic::Int16 | Basic::Uint16 => 2,
            Basic::Int32 | Basic::Uint32 | Basic::Float32 => 4,
            Basic::Complex128 | Basic::String => 16,
            Basic::Invalid => 0,
            basic if basic.is_untyped() => 0,
            _ => 8,
        }
    }
}

/// A declared type.
#[derive(Clone, Debug)]
pub struct NamedData {
    /// The name that declares it.
    pub object: Object,
    /// What it is declared as, perhaps another declared type; [`Basic::Invalid`] until that is
    /// known.
    pub underlying: Type,
    /// Methods that are declared on it or on a pointer to it, in the order of the source.
    pub methods: Vec<Object>,
}

/// Another name for a type: `byte`, `rune`, `any`, and those that are declared with `=`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct AliasData {
    /// The name.
    pub name: Symbol,
    /// Whose name it is; `None` for the universe.
    pub package: Option<PackageRef>,
    /// What it is a name for.
    pub target: Type,
}

/// A field of a structure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct FieldInfo {
    /// Its name; of an embedded one that of its type.
    pub name: Symbol,
    /// Whose name it is; names that are not exported differ from package to package.
    pub package: PackageRef,
    /// Its type.
    pub ty: Type,
    /// Is it embedded?
    pub embedded: bool,
    /// Its tag, evaluated: an index into [`Types::tags`]; 0 for none.
    pub tag: u32,
    /// Where it is declared.
    pub pos: Pos,
}

/// A parameter or a result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Param {
    /// Its name, if it has one; of no importance for the type.
    pub name: Option<Symbol>,
    /// Its type; that of a variadic parameter is a slice.
    pub ty: Type,
}

/// What a function takes and gives.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct SignatureData {
    /// Parameters, without the receiver.
    pub params: Vec<Param>,
    /// Results.
    pub results: Vec<Param>,
    /// Does the last parameter take any number of arguments?
    pub variadic: bool,
}

/// A method that an interface asks for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct MethodInfo {
    /// Its name.
    pub name: Symbol,
    /// Whose name it is, if it is not exported.
    pub package: PackageRef,
    /// Its signature.
    pub ty: Type,
    /// Where it is declared.
    pub pos: Pos,
}

/// An interface.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct InterfaceData {
    /// The methods that are written in it.
    pub methods: Vec<MethodInfo>,
    /// The types that are embedded, and where.
    pub embedded: Vec<(Pos, Type)>,
    /// All methods, those of embedded interfaces too, sorted by name; when it was asked for.
    pub all: Option<std::sync::Arc<[MethodInfo]>>,
    /// It restricts types (`~int | string`, `comparable`): a constraint, and no type of a variable.
    pub is_constraint: bool,
}

/// All types of a program.
#[derive(Clone, Debug)]
pub struct Types {
    kinds: PrimaryMap<Type, TypeKind>,
    /// The type in which all aliases are replaced by what they stand for.
    canonical: PrimaryMap<Type, Type>,
    numbers: FxHashMap<TypeKind, Type>,
    /// Declared types.
    pub named: PrimaryMap<Named, NamedData>,
    /// Structures.
    pub structs: PrimaryMap<Struct, Vec<FieldInfo>>,
    /// Signatures.
    pub signatures: PrimaryMap<Signature, SignatureData>,
    /// Interfaces.
    pub interfaces: PrimaryMap<Interface, InterfaceData>,
    tuples: PrimaryMap<Tuple, Vec<Param>>,
    /// Other names for types.
    pub aliases: PrimaryMap<Alias, AliasData>,
    /// The tags of fields; the first is the empty one.
    pub tags: Vec<std::sync::Arc<[u8]>>,
    method_index: FxHashMap<(Named, Symbol), Object>,
    signature_numbers: FxHashMap<SignatureData, Type>,
    tuple_numbers: FxHashMap<Vec<Param>, Type>,
    /// `interface{}`.
    pub empty_interface: Type,
}

impl Default for Types {
    fn default() -> Types {
        let mut types = Types {
            kinds: PrimaryMap::new(),
            canonical: PrimaryMap::new(),
            numbers: FxHashMap::default(),
            named: PrimaryMap::new(),
            structs: PrimaryMap::new(),
            signatures: PrimaryMap::new(),
            interfaces: PrimaryMap::new(),
            tuples: PrimaryMap::new(),
            aliases: PrimaryMap::new(),
            tags: vec![[].into()],
            method_index: FxHashMap::default(),
            signature_numbers: FxHashMap::default(),
            tuple_numbers: FxHashMap::default(),
            empty_interface: Basic::Invalid.ty(),
        };
        for (basic, _) in Basic::ALL {
            types.of(TypeKind::Basic(basic));
        }
        types.empty_interface = types.interface(InterfaceData::default());
        types
    }
}

impl Types {
    /// The type of this kind: the same number for the same kind.
    pub fn of(&mut self, kind: TypeKind) -> Type {
        if let Some(&ty) = self.numbers.get(&kind) {
            return ty;
        }
        let ty = self.kinds.push(kind);
        self.canonical.push(ty);
        self.numbers.insert(kind, ty);
        let plain = self.without_aliases(kind);
        if plain != kind {
            let plain = self.of(plain);
            self.canonical[ty] = plain;
        }
        ty
    }

    /// The kind whose parts are canonical. Structures and interfaces are compared part by part.
    fn without_aliases(&mut self, kind: TypeKind) -> TypeKind {
        let canonical = &self.canonical;
        match kind {
            TypeKind::Pointer(base) => TypeKind::Pointer(canonical[base]),
            TypeKind::Slice(element) => TypeKind::Slice(canonical[element]),
            TypeKind::Array { length, element } => {
                TypeKind::Array { length, element: canonical[element] }
            }
            TypeKind::Map { key, value } => {
                TypeKind::Map { key: canonical[key], value: canonical[value] }
            }
            TypeKind::Channel { direction, element } => {
                TypeKind::Channel { direction, element: canonical[element] }
            }
            TypeKind::Alias(alias) => self.kinds[canonical[self.aliases[alias].target]],
            TypeKind::Signature(signature) => {
                let mut data = self.signatures[signature].clone();
                for param in data.params.iter_mut().chain(&mut data.results) {
                    *param = Param { name: None, ty: canonical[param.ty] };
                }
                if data == self.signatures[signature] {
                    return kind;
                }
                let ty = self.signature(data);
                self.kinds[ty]
            }
            _ => kind,
        }
    }

    /// The type with aliases replaced by what they stand for: two types whose canonical types
    /// are equal are identical.
    pub fn canonical(&self, ty: Type) -> Type {
        self.canonical[ty]
    }

    /// What a type is; an alias is what it stands for.
    pub fn kind(&self, ty: Type) -> TypeKind {
        self.kinds[self.unalias(ty)]
    }

    /// What a type is, aliases included.
    pub fn written_kind(&self, ty: Type) -> TypeKind {
        self.kinds[ty]
    }

    /// The type that an alias stands for; any other type itself.
    pub fn unalias(&self, mut ty: Type) -> Type {
        while let TypeKind::Alias(alias) = self.kinds[ty] {
            ty = self.aliases[alias].target;
        }
        ty
    }

    /// The type underneath all declarations.
    pub fn underlying_type(&self, ty: Type) -> Type {
        let mut ty = self.unalias(ty);
        // The checker breaks cycles of declarations.
        while let TypeKind::Named(named) = self.kinds[ty] {
            ty = self.unalias(self.named[named].underlying);
        }
        ty
    }

    /// What a type is underneath its declaration.
    pub fn underlying(&self, ty: Type) -> TypeKind {
        self.kinds[self.underlying_type(ty)]
    }

    /// The basic type that a type is underneath.
    pub fn basic(&self, ty: Type) -> Option<Basic> {
        match self.underlying(ty) {
            TypeKind::Basic(basic) => Some(basic),
            _ => None,
        }
    }

    /// A structure; every one has a number of its own.
    pub fn structure(&mut self, fields: Vec<FieldInfo>) -> Type {
        let number = self.structs.push(fields);
        self.of(TypeKind::Struct(number))
    }

    /// A signature; the same number for the same one, names included.
    pub fn signature(&mut self, signature: SignatureData) -> Type {
        if let Some(&ty) = self.signature_numbers.get(&signature) {
            return ty;
        }
        let number = self.signatures.push(signature.clone());
        let ty = self.of(TypeKind::Signature(number));
        self.signature_numbers.insert(signature, ty);
        ty
    }

    /// An interface; every one but the empty one has a number of its own.
    pub fn interface(&mut self, interface: InterfaceData) -> Type {
        if interface == InterfaceData::default() && self.empty_interface != Basic::Invalid.ty() {
            return self.empty_interface;
        }
        let number = self.interfaces.push(interface);
        self.of(TypeKind::Interface(number))
    }

    /// A declared type whose underlying type follows.
    pub fn declare(&mut self, object: Object) -> Type {
        let underlying = Basic::Invalid.ty();
        let named = self.named.push(NamedData { object, underlying, methods: Vec::new() });
        self.of(TypeKind::Named(named))
    }

    /// Declares a method; the one that was declared before under the name is the answer, and
    /// stays.
    pub fn add_method(&mut self, named: Named, name: Symbol, method: Object) -> Option<Object> {
        if let Some(&other) = self.method_index.get(&(named, name)) {
            return Some(other);
        }
        self.method_index.insert((named, name), method);
        self.named[named].methods.push(method);
        None
    }

    /// The method of that name which is declared on a type or on a pointer to it.
    pub fn method(&self, named: Named, name: Symbol) -> Option<Object> {
        self.method_index.get(&(named, name)).copied()
    }

    /// Another name for a type.
    pub fn alias(&mut self, alias: AliasData) -> Type {
        let number = self.aliases.push(alias);
        self.of(TypeKind::Alias(number))
    }

    /// What a call with these results gives, if they are several.
    pub fn tuple(&mut self, results: &[Param]) -> Type {
        if let Some(&ty) = self.tuple_numbers.get(results) {
            return ty;
        }
        let number = self.tuples.push(results.to_vec());
        let ty = self.of(TypeKind::Tuple(number));
        self.tuple_numbers.insert(results.to_vec(), ty);
        ty
    }

    /// The elements of a tuple.
    pub fn tuple_elements(&self, tuple: Tuple) -> &[Param] {
        &self.tuples[tuple]
    }

    /// The number of a tag.
    pub fn tag(&mut self, text: std::sync::Arc<[u8]>) -> u32 {
        if text.is_empty() {
            return 0;
        }
        self.tags.push(text);
        self.tags.len() as u32 - 1
    }
}
