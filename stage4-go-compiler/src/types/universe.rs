//! What is there from the beginning: types, constants, `nil`, the functions of the language, and
//! package `unsafe`.

use super::Value;
use super::checker::Checker;
use super::object::{
    Builtin, Object, ObjectData, ObjectKind, PackageData, PackageRef, Scope, ScopeData, UNIVERSE,
};
use super::ty::{AliasData, Basic, InterfaceData, MethodInfo, Param, SignatureData, Type};
use crate::ast::Ast;
use crate::constant::Constant;
use crate::position::Pos;
use crate::symbol::Symbol;

/// Names that mean something to the checker, and the types that they stand for.
#[derive(Clone, Debug)]
pub(super) struct Names {
    basic: Vec<(Symbol, Basic)>,
    builtins: Vec<(Symbol, Builtin)>,
    unsafe_builtins: Vec<(Symbol, Builtin)>,
    pub byte_name: Symbol,
    pub rune_name: Symbol,
    pub any: Symbol,
    pub comparable: Symbol,
    pub error_name: Symbol,
    pub error_method: Symbol,
    pub true_name: Symbol,
    pub false_name: Symbol,
    pub iota: Symbol,
    pub nil: Symbol,
    pub init: Symbol,
    pub main: Symbol,
    pub dot: Symbol,
    pub unsafe_name: Symbol,
    pub pointer: Symbol,
    /// The type `byte`.
    pub byte: Type,
    /// The type `rune`.
    pub rune: Type,
    /// The type `error`.
    pub error: Type,
    /// The constant `iota`.
    pub iota_object: Object,
    /// Package `unsafe`.
    pub unsafe_package: PackageRef,
}

impl Names {
    /// Gives the names their numbers.
    pub fn intern(ast: &mut Ast) -> Names {
        let mut name = |text: &str| ast.names.intern(text);
        let typed = Basic::ALL.iter().filter(|(basic, _)| {
            !basic.is_untyped() && !matches!(basic, Basic::Invalid | Basic::UnsafePointer)
        });
        Names {
            basic: typed.map(|&(basic, text)| (name(text), basic)).collect(),
            builtins: Builtin::UNIVERSE.iter().map(|&(it, text)| (name(text), it)).collect(),
            unsafe_builtins: Builtin::UNSAFE.iter().map(|&(it, text)| (name(text), it)).collect(),
            byte_name: name("byte"),
            rune_name: name("rune"),
            any: name("any"),
            comparable: name("comparable"),
            error_name: name("error"),
            error_method: name("Error"),
            true_name: name("true"),
            false_name: name("false"),
            iota: name("iota"),
            nil: name("nil"),
            init: name("init"),
            main: name("main"),
            dot: name("."),
            unsafe_name: name("unsafe"),
            pointer: name("Pointer"),
            byte: Basic::Invalid.ty(),
            rune: Basic::Invalid.ty(),
            error: Basic::Invalid.ty(),
            iota_object: Object(0),
            unsafe_package: PackageRef(0),
        }
    }
}

impl Checker<'_> {
    /// Fills the universe and package `unsafe`.
    pub(super) fn declare_universe(&mut self) {
        let scope = self.objects.scopes.push(ScopeData::default());
        debug_assert_eq!(scope, UNIVERSE);
        let inside = self.objects.scopes.push(ScopeData::inside(UNIVERSE));
        let unsafe_package = self.objects.packages.push(PackageData {
            path: "unsafe".into(),
            name: self.names.unsafe_name,
            scope: inside,
            files: Vec::new(),
            imports: Vec::new(),
            initialisation: Vec::new(),
            init_functions: Vec::new(),
        });
        self.names.unsafe_package = unsafe_package;
        for (name, basic) in self.names.basic.clone() {
            self.predeclare(UNIVERSE, None, name, basic.ty(), ObjectKind::Type { alias: false });
        }
        let alias = |checker: &mut Self, name, target| {
            let ty = checker.types.alias(AliasData { name, package: None, target });
            checker.predeclare(UNIVERSE, None, name, ty, ObjectKind::Type { alias: true });
            ty
        };
        self.names.byte = alias(self, self.names.byte_name, Basic::Uint8.ty());
        self.names.rune = alias(self, self.names.rune_name, Basic::Int32.ty());
        alias(self, self.names.any, self.types.empty_interface);

        let kind = ObjectKind::Type { alias: false };
        let object = self.predeclare(
            UNIVERSE,
            None,
            self.names.error_name,
            Basic::Invalid.ty(),
            kind.clone(),
        );
        let error = self.types.declare(object);
        let result = Param { name: None, ty: Basic::String.ty() };
        let signature = SignatureData { results: vec![result], ..SignatureData::default() };
        let method = MethodInfo {
            name: self.names.error_method,
            package: unsafe_package,
            ty: self.types.signature(signature),
            pos: Pos::NONE,
        };
        let interface = InterfaceData { methods: vec![method], ..InterfaceData::default() };
        let interface = self.types.interface(interface);
        self.set_underlying(error, interface);
        self.objects.objects[object].ty = error;
        self.names.error = error;

        let object = self.predeclare(
            UNIVERSE,
            None,
            self.names.comparable,
            Basic::Invalid.ty(),
            kind.clone(),
        );
        let comparable = self.types.declare(object);
        let constraint = InterfaceData { is_constraint: true, ..InterfaceData::default() };
        let constraint = self.types.interface(constraint);
        self.set_underlying(comparable, constraint);
        self.objects.objects[object].ty = comparable;

        for (name, value) in [(self.names.true_name, true), (self.names.false_name, false)] {
            let value = Some(Constant::Bool(value));
            let ty = Basic::UntypedBool.ty();
            self.predeclare(UNIVERSE, None, name, ty, ObjectKind::Constant { value });
        }
        let value = Some(Constant::Int(0));
        let ty = Basic::UntypedInt.ty();
        let kind_of_iota = ObjectKind::Constant { value };
        self.names.iota_object = self.predeclare(UNIVERSE, None, self.names.iota, ty, kind_of_iota);
        self.predeclare(UNIVERSE, None, self.names.nil, Basic::UntypedNil.ty(), ObjectKind::Nil);
        for (name, builtin) in self.names.builtins.clone() {
            let kind = ObjectKind::Builtin(builtin);
            self.predeclare(UNIVERSE, None, name, Basic::Invalid.ty(), kind);
        }
        let package = Some(unsafe_package);
        self.predeclare(inside, package, self.names.pointer, Basic::UnsafePointer.ty(), kind);
        for (name, builtin) in self.names.unsafe_builtins.clone() {
            let kind = ObjectKind::Builtin(builtin);
            self.predeclare(inside, package, name, Basic::Invalid.ty(), kind);
        }
    }

    fn predeclare(
        &mut self,
        scope: Scope,
        package: Option<PackageRef>,
        name: Symbol,
        ty: Type,
        kind: ObjectKind,
    ) -> Object {
        let value = match &kind {
            ObjectKind::Constant { value: Some(value) } => Some(value.clone()),
            _ => None,
        };
        let data = ObjectData { name, pos: Pos::NONE, package, ty, kind };
        let object = self.objects.objects.push(data);
        self.object_added();
        if let Some(value) = value {
            self.constant_of[object] = Some(self.constant(value));
        }
        self.objects.scopes[scope].insert(name, object);
        if scope == UNIVERSE {
            self.universe[name.0 as usize] = Some(object);
        }
        object
    }

    /// A constant's number.
    pub(super) fn constant(&mut self, value: Constant) -> Value {
        if let Constant::Int(small @ 0..64) = value {
            return self.small_constants[small as usize];
        }
        self.info.constants.push(value)
    }
}
