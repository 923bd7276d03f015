//! `dis`, `feedback`, `ir` and `asm`: one representation of a program's functions each.

use std::fmt::Write;
use std::sync::Arc;

use stage0::Isa;
use stage1::code_object::CodeObject;
use stage1::feedback::{Callee, Site};
use stage1::interpreter::Options;
use stage1::listing::listing;
use stage1::locate::Program;
use stage1::template::{Resolved, Unit, asm_listing, pseudo_listing};

/// All code objects of a program, outer ones first.
pub(crate) fn functions(program: &Program) -> Vec<Arc<CodeObject>> {
    let mut all = vec![program.code.clone()];
    let mut at = 0;
    while at < all.len() {
        let nested: Vec<_> = all[at].nested().cloned().collect();
        all.extend(nested);
        at += 1;
    }
    all
}

/// Those with a name, or all.
fn selected(program: &Program, name: Option<&str>) -> Result<Vec<Arc<CodeObject>>, String> {
    let all = functions(program);
    let Some(name) = name else { return Ok(all) };
    let is_wanted = |code: &Arc<CodeObject>| *code.name == *name || *code.qualified_name == *name;
    let found: Vec<_> = all.iter().filter(|code| is_wanted(code)).cloned().collect();
    if found.is_empty() {
        let names: Vec<_> = all.iter().map(|code| &*code.qualified_name).collect();
        return Err(format!("error: no function `{name}`\nhelp: there are: {}", names.join(", ")));
    }
    Ok(found)
}

/// Normalised bytecode beside CPython's.
pub(crate) fn dis(program: &Program, name: Option<&str>) -> Result<String, String> {
    let listings: Vec<String> = selected(program, name)?
        .iter()
        .map(|code| listing(code, program.source.as_deref()))
        .collect();
    Ok(listings.join("\n"))
}

/// Runs the program, its output thrown away, and lists what the instructions saw.
pub(crate) fn feedback(program: &Program, name: Option<&str>) -> Result<String, String> {
    let wanted = selected(program, name)?;
    let options = Options { native_stack_bytes: crate::NATIVE_STACK_BYTES, ..Options::default() };
    let mut interpreter = crate::interpreter(program, options)?;
    let outcome = interpreter.run_module(&program.code);
    let mut text = String::new();
    if outcome.is_err() {
        text.push_str("; the program did not end well: this is what it saw until then\n");
    }
    for executable in interpreter.executables() {
        let code = &executable.code;
        if !wanted.iter().any(|wanted| Arc::ptr_eq(wanted, code)) {
            continue;
        }
        let _ = writeln!(text, "{} (line {})", code.qualified_name, code.first_line);
        for (index, instruction) in code.instructions.iter().enumerate() {
            let site = executable.site(index as u32);
            let callee = executable.callee(index as u32);
            let mut line =
                format!("{index:>5}  {:<22} {:>5}", instruction.op.to_string(), instruction.arg);
            if site != Site::default() {
                let _ = write!(line, "   {site}");
            }
            match callee {
                Callee::Never => {}
                Callee::Python(callee) => {
                    let name = interpreter.executable(callee);
                    let name = name.map_or("?".to_string(), |it| it.code.name.to_string());
                    let _ = write!(line, "   calls {name}");
                }
                Callee::Native(_) => line.push_str("   calls one built-in"),
                Callee::Several => line.push_str("   calls several"),
            }
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text.push('\n');
    }
    Ok(text)
}

/// What a global name means if the program's top level only defines functions: the function of
/// that name, or the built-in.
fn resolve(program: &Program, name: &str) -> Resolved {
    let mut found = program.code.nested().filter(|code| *code.name == *name);
    match (found.next(), found.next()) {
        (Some(code), None) => {
            Resolved::Function { code: code.clone(), identity: Arc::as_ptr(code) as u64 }
        }
        (None, _) if stage1::builtins::lookup(name).is_some() => Resolved::Builtin(name.into()),
        _ => Resolved::Unknown,
    }
}

/// The units of the selected functions, or why there is none.
fn units(
    program: &Program,
    name: Option<&str>,
    mut show: impl FnMut(&Unit) -> Result<String, String>,
) -> Result<String, String> {
    let mut parts = Vec::new();
    for code in selected(program, name)? {
        let identity = Arc::as_ptr(&code) as u64;
        match Unit::new(&code, identity, &|name| resolve(program, name)) {
            Ok(unit) => parts.push(show(&unit)?),
            Err(refused) => {
                parts.push(format!("{}: not compiled: {refused}\n", code.qualified_name));
            }
        }
    }
    Ok(parts.join("\n"))
}

/// Pseudo-assembly before and after the peepholes.
pub(crate) fn ir(program: &Program, name: Option<&str>) -> Result<String, String> {
    units(program, name, |unit| Ok(pseudo_listing(unit, 0)))
}

/// Machine code.
pub(crate) fn asm(program: &Program, name: Option<&str>, isa: Isa) -> Result<String, String> {
    units(program, name, |unit| {
        let code = unit
            .assemble(isa, stage1::template::Form::After)
            .map_err(|error| format!("error: {error}"))?;
        Ok(asm_listing(unit, &code, 0, program.source.as_deref()))
    })
}
