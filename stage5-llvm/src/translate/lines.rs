//! Which instruction of the IR machine code comes from: told through DWARF's line table.
//!
//! LLVM carries a *line* with every instruction through all its passes, merges lines where it merges
//! instructions, and writes a table from addresses to lines in the end. What a line is it does not care.
//! Ours are the numbers of IR instructions, plus one, and our *files* are functions: after inlining a function's
//! code has lines of several. So there is no table of our own to be kept right by somebody else's passes.
//!
//! Leaves out: names of variables, types; a debugger gets file and line from `.eh_frame` and
//! `@pc_table`, which stage 3's linking writes. Judged by `tests/executables.rs` (where a trap says it was).

use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::debug_info::{
    AsDIScope, DICompileUnit, DIFlags, DIFlagsConstants, DISubprogram, DISubroutineType,
    DWARFEmissionKind, DWARFSourceLanguage, DebugInfoBuilder,
};
use inkwell::module::Module as LlvmModule;
use inkwell::values::FunctionValue;
use stage2::entity::{Entity, Inst};
use stage2::ir::Module;

/// Makes the locations.
pub struct Lines<'c> {
    context: &'c Context,
    builder: Option<(DebugInfoBuilder<'c>, DICompileUnit<'c>, DISubroutineType<'c>)>,
    scope: Option<DISubprogram<'c>>,
}

impl<'c> Lines<'c> {
    /// For a module; one that knows no source files gets no lines.
    pub fn new(context: &'c Context, llvm: &LlvmModule<'c>, module: &Module) -> Lines<'c> {
        if module.files.is_empty() {
            return Lines { context, builder: None, scope: None };
        }
        let version = context.i32_type().const_int(3, false);
        llvm.add_basic_value_flag(
            "Debug Info Version",
            inkwell::module::FlagBehavior::Warning,
            version,
        );
        let (builder, unit) = llvm.create_debug_info_builder(
            true,
            DWARFSourceLanguage::C,
            "module",
            "",
            "stage5",
            true,
            "",
            0,
            "",
            DWARFEmissionKind::LineTablesOnly,
            0,
            false,
            false,
            "",
            "",
        );
        let ty = builder.create_subroutine_type(unit.get_file(), None, &[], DIFlags::PUBLIC);
        Lines { context, builder: Some((builder, unit, ty)), scope: None }
    }

    /// A function begins.
    pub fn begin(&mut self, value: FunctionValue<'c>, number: usize) {
        let Some((builder, unit, ty)) = &self.builder else { return };
        let file = builder.create_file(&number.to_string(), "");
        let name = number.to_string();
        let flags = DIFlags::PUBLIC;
        let scope = unit.as_debug_info_scope();
        let program =
            builder.create_function(scope, &name, None, file, 1, *ty, true, true, 1, flags, true);
        value.set_subprogram(program);
        self.scope = Some(program);
    }

    /// What is built from here on comes from an instruction.
    pub fn at(&self, to: &Builder<'c>, inst: Inst) {
        let (Some((builder, ..)), Some(scope)) = (&self.builder, self.scope) else { return };
        let line = inst.index() as u32 + 1;
        let scope = scope.as_debug_info_scope();
        to.set_current_debug_location(builder.create_debug_location(
            self.context,
            line,
            0,
            scope,
            None,
        ));
    }

    /// The module is complete.
    pub fn finish(&self) {
        if let Some((builder, ..)) = &self.builder {
            builder.finalize();
        }
    }
}
