//! Compiling packages one by one, and linking them: what `compile` and `link` do.
//!
//! ```text
//! shapes/*.go ──compile──► shapes.o      code, and the package's interface as a section (`package_file`)
//!                             │ pack
//! main.go ────────────────► shapes.a     main.go is checked against the interface; shapes/*.go is not read
//!    └──compile──► main.o ──link──► a.out    code that is reached, the library as far as it is needed, `runtime.initAll`
//! ```
//!
//! `build` takes the whole program at once, so it inlines across packages and knows where every pointer goes; here a
//! call of another package's function is a call. The library is part of the compiler: importing reads its sources,
//! and `link` compiles what the objects want of it.
//!
//! What can be out of step is found: each object carries the hash of the interface of every package that it imports,
//! and which library it was compiled with. No input or output: bytes come in and go out. Judged by
//! `tests/separate.rs`.

use rustc_hash::FxHashMap;
use stage0::Isa;
use stage2::builder::FunctionBuilder;
use stage2::entity::FuncRef;
use stage2::ir::{Effects, Module, Signature, Type};
use stage3::compile::Options;
use stage3::link::archive;
use stage3::link::linker::{LinkError, Linker};
use stage3::link::object::{self as object_file, Binding};
use stage3::link::read_object::{self, ObjectFile};

use crate::driver::{self, Lowered};
use crate::front_end::{self, PackageSource, Sources, imports};
use crate::interface;
use crate::lower::{ENTRY, Extent, InitialValue, Unit};
use crate::package_file::{PackageFile, SECTION};
use crate::packages;

/// An object of a package.
#[derive(Clone, Debug)]
pub struct Object {
    /// What it is called in messages.
    pub name: String,
    /// The file.
    pub file: Vec<u8>,
    /// What it says of its package.
    pub package: PackageFile,
}

/// What `compile` made.
#[derive(Debug)]
pub struct Compiled {
    /// What the front end found.
    pub lowered: Lowered,
    /// The object, if nothing was wrong.
    pub object: Option<Vec<u8>>,
}

/// Finds the file of an imported package: its name and contents.
pub type Find<'a> = &'a dyn Fn(&str) -> Result<Option<(String, Vec<u8>)>, String>;

/// Compiles a package. What it imports is looked for in the library, and then by `find`.
///
/// # Errors
/// A file that was found is of no use, or a fault of the compiler.
pub fn compile(
    source: PackageSource,
    isa: Isa,
    optimised: bool,
    find: Find,
) -> Result<Compiled, String> {
    let path = source.path.clone();
    let (mut sources, direct) = with_interfaces(source, isa, find)?;
    packages::add_library(&mut sources, isa);
    let mut lowered = driver::lower_part(&sources, Extent::Package(&path));
    let Some(mut module) = lowered.module.take() else {
        return Ok(Compiled { lowered, object: None });
    };
    if optimised {
        driver::optimise(&mut module)?;
    }
    let own = &sources.packages[0];
    let name = own.files.first().and_then(|(_, text)| front_end::package_name(text));
    let short = |name: &str| name.rsplit('/').next().unwrap_or(name).to_string();
    let package = PackageFile {
        name: name.unwrap_or("").into(),
        target: target_name(isa).into(),
        library: library(),
        imports: direct,
        files: own
            .files
            .iter()
            .map(|(name, text)| (short(name), interface::interface(text)))
            .collect(),
        initial_values: lowered.unit.initial_values.clone(),
        path,
    };
    let file = write_unit(&mut module, isa, &lowered.unit, package.to_text().as_bytes(), None)?;
    Ok(Compiled { lowered, object: Some(file) })
}

/// Which library this compiler has.
pub fn library() -> String {
    format!("{:016x}", packages::library_version())
}

/// The name of a target, as the command line has it.
pub fn target_name(isa: Isa) -> &'static str {
    match isa {
        Isa::X64 => "x86_64-linux",
        Isa::A64 => "aarch64-linux",
    }
}

type Imports = Vec<(String, Option<String>)>;

/// A package with the interfaces of what it imports, directly or not; and what it imports directly.
fn with_interfaces(
    source: PackageSource,
    isa: Isa,
    find: Find,
) -> Result<(Sources, Imports), String> {
    let mut direct: Vec<String> = source.files.iter().flat_map(|(_, text)| imports(text)).collect();
    direct.sort_unstable();
    direct.dedup();
    let mut sources = Sources { packages: vec![source] };
    let mut known: FxHashMap<String, (String, String)> = FxHashMap::default();
    let mut wanted: Vec<(String, Option<(String, String)>)> =
        direct.iter().map(|path| (path.clone(), None)).collect();
    while let Some((path, expected)) = wanted.pop() {
        if packages::is_library(&path) {
            continue;
        }
        if !known.contains_key(&path) {
            // The checker says at its place that a package was not found.
            let Some((name, file)) = find(&path)? else { continue };
            let package = package_in(&name, &file, &path)?;
            fits(&name, &package, isa)?;
            known.insert(path.clone(), (name.clone(), package.hash()));
            let mut interface =
                PackageSource { is_interface: true, ..PackageSource::new(&path, vec![]) };
            for (file, text) in &package.files {
                interface.files.push((format!("{name}:{file}"), text.as_str().into()));
            }
            sources.packages.push(interface);
            wanted.extend(
                package
                    .imports
                    .into_iter()
                    .filter_map(|(import, hash)| Some((import, Some((hash?, name.clone()))))),
            );
        }
        if let Some((hash, importer)) = expected
            && known[&path].1 != hash
        {
            return Err(stale(&importer, &path, &known[&path].0));
        }
    }
    let direct = direct.into_iter().map(|path| {
        let hash = known.get(&path).map(|(_, hash)| hash.clone());
        (path, hash)
    });
    Ok((sources, direct.collect()))
}

fn stale(importer: &str, path: &str, file: &str) -> String {
    format!("{importer} was compiled with another {path} than {file}: compile it again")
}

/// Does an object fit to this compiler and the machine?
fn fits(name: &str, package: &PackageFile, isa: Isa) -> Result<(), String> {
    if package.target != target_name(isa) {
        return Err(format!("{name} is for {}, not for {}", package.target, target_name(isa)));
    }
    if package.library != library() {
        return Err(format!(
            "{name} was compiled by another version of this compiler: compile it again"
        ));
    }
    Ok(())
}

/// What a file, an object or an archive of them, says of a package.
fn package_in(name: &str, file: &[u8], path: &str) -> Result<PackageFile, String> {
    let mut there = Vec::new();
    for object in objects(name, file)? {
        if object.package.path == path {
            return Ok(object.package);
        }
        there.push(object.package.path);
    }
    Err(format!("{name} does not have package {path}, but {}", there.join(", ")))
}

/// The objects in a file.
///
/// # Errors
/// It is neither an object of a package nor an archive of such.
pub fn objects(name: &str, file: &[u8]) -> Result<Vec<Object>, String> {
    let of = |name: String, file: &[u8]| {
        let section =
            read_object::section(file, SECTION).map_err(|what| format!("{name}: {what}"))?;
        let section =
            section.ok_or_else(|| format!("{name}: this object has no Go package in it"))?;
        let package = PackageFile::from_bytes(section).map_err(|what| format!("{name}: {what}"))?;
        Ok(Object { name, file: file.to_vec(), package })
    };
    if !archive::is_archive(file) {
        return Ok(vec![of(name.to_string(), file)?]);
    }
    let members = archive::read(file).map_err(|what| format!("{name}: {what}"))?;
    if members.is_empty() {
        return Err(format!("{name}: the archive is empty"));
    }
    let member = |one: archive::Member| of(format!("{name}({})", one.name), &one.contents);
    members.into_iter().map(member).collect()
}

fn write_unit(
    module: &mut Module,
    isa: Isa,
    unit: &Unit,
    package: &[u8],
    entry: Option<&str>,
) -> Result<Vec<u8>, String> {
    let binding = |name: &str| {
        if unit.global.contains(name) {
            Binding::Global
        } else if unit.shared.contains(name) {
            Binding::Shared
        } else {
            Binding::Local
        }
    };
    let sections: &[(&str, &[u8])] = &[(SECTION, package)];
    let sections = if package.is_empty() { &[] } else { sections };
    let unit = object_file::Unit { entry, binding: &binding, sections };
    object_file::unit(module, Options::new(isa), &unit).map_err(|error| error.to_string())
}

/// A program, and what of each part is in it.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The executable.
    pub file: Vec<u8>,
    /// Names of objects, with the bytes that are in the program and that the object has.
    pub parts: Vec<(String, u64, u64)>,
}

/// Makes a program of the objects in these files.
///
/// # Errors
/// What is wrong with them, or what is missing.
pub fn link(files: &[(String, Vec<u8>)]) -> Result<Linked, String> {
    let mut all = Vec::new();
    for (name, file) in files {
        all.extend(objects(name, file)?);
    }
    let order = order(&all)?;
    let read = |object: &Object| -> Result<ObjectFile, String> {
        read_object::read_object(&object.name, &object.file)
            .map_err(|what| format!("{}: {what}", object.name))
    };
    let main = all.iter().find(|object| object.package.path == "main");
    let main = main.ok_or("no main package is among what is to be linked")?;
    let isa = read(main)?.isa;
    let mut linker = Linker::new(isa);
    let failed = |error: LinkError| error.to_string();
    for object in &all {
        fits(&object.name, &object.package, isa)?;
        linker.add(read(object)?).map_err(failed)?;
    }
    linker.reach("main.main");
    let values: Vec<&InitialValue> =
        order.iter().flat_map(|&index| &all[index].package.initial_values).collect();
    let mut runs = vec![false; values.len()];
    // ANCHOR: initial_values
    // An initial value may use variables that have initial values.
    while let Some(next) = (0..values.len()).find(|&index| {
        let is_used = || values[index].variables.iter().any(|name| linker.is_reached(name));
        !runs[index] && (values[index].always || is_used())
    }) {
        runs[next] = true;
        linker.reach(&values[next].function);
    }
    // ANCHOR_END: initial_values
    let (library, mut first) = compile_library(&all, &linker, isa)?;
    linker.add(library).map_err(failed)?;
    let values = values.iter().zip(&runs).filter(|(_, runs)| **runs);
    first.extend(values.map(|(value, _)| value.function.clone()));
    let glue = read_object::read_object("the beginning", &beginning(&first, isa)?)?;
    linker.add(glue).map_err(failed)?;
    linker.reach("_start");
    let parts = linker.sizes();
    Ok(Linked { file: linker.executable().map_err(failed)?, parts })
}

/// The objects in the order of their imports, which must all be there and be those that were compiled with.
fn order(all: &[Object]) -> Result<Vec<usize>, String> {
    let mut by_path: FxHashMap<&str, usize> = FxHashMap::default();
    for (index, object) in all.iter().enumerate() {
        if let Some(other) = by_path.insert(&object.package.path, index) {
            let (a, b) = (&all[other].name, &object.name);
            return Err(format!("both {a} and {b} are package {}", object.package.path));
        }
    }
    let mut order = Vec::new();
    // 0: not seen, 1: its imports are being followed, 2: done.
    let mut state = vec![0; all.len()];
    for root in 0..all.len() {
        let mut stack = vec![(root, 0)];
        while let Some((index, next)) = stack.last_mut() {
            let (index, object) = (*index, &all[*index]);
            state[index] = state[index].max(1);
            let Some((path, hash)) =
                object.package.imports.get(*next).filter(|_| state[index] == 1)
            else {
                if state[index] == 1 {
                    order.push(index);
                }
                state[index] = 2;
                stack.pop();
                continue;
            };
            *next += 1;
            let Some(hash) = hash else { continue };
            let Some(&import) = by_path.get(&**path) else {
                return Err(format!(
                    "{} needs package {path}, which is not among what is to be linked",
                    object.name
                ));
            };
            if all[import].package.hash() != *hash {
                return Err(stale(&object.name, path, &all[import].name));
            }
            match state[import] {
                0 => stack.push((import, 0)),
                1 => return Err(format!("{} and {path} import each other", object.name)),
                _ => {}
            }
        }
    }
    Ok(order)
}

/// The library as far as the objects want it, and what of it has to run before `main`.
fn compile_library(
    all: &[Object],
    linker: &Linker,
    isa: Isa,
) -> Result<(ObjectFile, Vec<String>), String> {
    let imports = all.iter().flat_map(|object| &object.package.imports);
    let wanted = imports.filter(|import| import.1.is_none()).map(|import| import.0.clone());
    let mut sources = Sources::default();
    packages::add_packages(&mut sources, wanted.collect(), isa);
    let names: Vec<String> = linker.undefined().map(str::to_string).collect();
    let lowered = driver::lower_part(&sources, Extent::Library(&names));
    let Lowered { checked, module, unit, .. } = lowered;
    let mut module = module.ok_or_else(|| checked.diagnostics.render(&checked.files, 10))?;
    driver::optimise(&mut module)?;
    let file = write_unit(&mut module, isa, &unit, &[], None)?;
    let first = unit.initial_values.iter().map(|value| value.function.clone());
    Ok((read_object::read_object("the library", &file)?, first.collect()))
}

/// The object in which the program begins: what runs before `main`, and `main`.
fn beginning(first: &[String], isa: Isa) -> Result<Vec<u8>, String> {
    let mut module = Module::new();
    let mistake = |name: &str| format!("a mistake of the compiler: {name} in the beginning");
    let none = Signature::new(&[], &[]);
    module.declare(ENTRY, Signature::new(&[Type::Ptr], &[]), Effects::ALL);
    let calls = |module: &mut Module, name: &str, callees: &[String]| -> Result<(), String> {
        let declare = |callee: &String| -> Result<FuncRef, String> {
            module.declare(callee, none.clone(), Effects::ALL).ok_or_else(|| mistake(callee))
        };
        let callees: Vec<FuncRef> = callees.iter().map(declare).collect::<Result<_, _>>()?;
        let mut b = FunctionBuilder::new(name, none.clone());
        for callee in callees {
            b.call(module, callee, &[]);
        }
        b.ret(&[]);
        b.finish(module).map(|_| ()).map_err(|error| format!("{}: {error}", mistake(name)))
    };
    calls(&mut module, "runtime.initAll", first)?;
    calls(&mut module, "runtime.mainMain", &["main.main".into()])?;
    let mut unit = Unit::default();
    unit.global.extend(["runtime.initAll".to_string(), "runtime.mainMain".to_string()]);
    write_unit(&mut module, isa, &unit, &[], Some(ENTRY))
}
