//! From source texts to a checked program: the pipeline of the front end.
//!
//! ```text
//! Sources ─► parse ─► labels ─► types ─► Checked
//!            every file          only if nothing was wrong so far
//! ```
//!
//! As in the official compiler, types are looked at only when the syntax of all files is right and all
//! branches go somewhere.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use stage2::cpu_time::thread_time;

use crate::ast::{Ast, DeclKind, ExprKind};
use crate::diagnostic::Diagnostics;
use crate::labels;
use crate::parse;
use crate::position::{FileSet, Pos};
use crate::scanner::Scanner;
use crate::token::{Keyword, Token};
use crate::types::{self, Program, SourcePackage};

/// The files of a package.
#[derive(Clone, Debug, Default)]
pub struct PackageSource {
    /// Its import path.
    pub path: String,
    /// Names, as diagnostics show them, and texts.
    pub files: Vec<(String, Arc<str>)>,
    /// Only what others need to know of it ([`crate::interface`]).
    pub is_interface: bool,
}

/// The files of a program.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Packages in any order.
    pub packages: Vec<PackageSource>,
}

/// A program that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Its files.
    pub files: FileSet,
    /// Its syntax trees.
    pub ast: Ast,
    /// What is known about it; `None` if its syntax is wrong.
    pub program: Option<Program>,
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// How long parsing and checking took.
    pub times: [Duration; 2],
}

impl Sources {
    /// A program of one file.
    pub fn of_text(name: &str, text: &str) -> Sources {
        let files = vec![(name.to_string(), Arc::from(text))];
        Sources { packages: vec![PackageSource::new("main", files)] }
    }
}

impl PackageSource {
    /// The files of the package with this import path.
    pub fn new(path: &str, files: Vec<(String, Arc<str>)>) -> PackageSource {
        PackageSource { path: path.into(), files, is_interface: false }
    }
}

/// Parses and checks a program.
pub fn check(sources: &Sources) -> Checked {
    let start = thread_time();
    let mut files = FileSet::new();
    let (mut ast, mut diagnostics) = (Ast::new(), Diagnostics::new());
    let mut packages = Vec::new();
    for package in &sources.packages {
        let mut parsed = Vec::new();
        for (name, text) in &package.files {
            let Some(index) = files.add(name, text.clone()) else {
                diagnostics.error(
                    crate::position::Pos::NONE,
                    format!("{name}: all files together are larger than 4 GiB"),
                );
                continue;
            };
            parsed.extend(parse::file(&files, index, &mut ast, &mut diagnostics));
        }
        packages.push(SourcePackage {
            path: package.path.as_str().into(),
            files: parsed,
            is_interface: package.is_interface,
        });
    }
    check_labels(&ast, &files, &mut diagnostics);
    let parsed = thread_time();
    let mut program = None;
    if diagnostics.is_empty() {
        program = Some(types::check(&mut ast, &files, &packages, &mut diagnostics));
    }
    let checked = program.as_ref().map_or(Duration::ZERO, |program| program.time);
    let times = [parsed - start, checked];
    Checked { files, ast, program, diagnostics, times }
}

/// Checks where the branches of all functions go.
fn check_labels(ast: &Ast, files: &FileSet, diagnostics: &mut Diagnostics) {
    for decl in ast.decls.values() {
        if let DeclKind::Function { body: Some(body), .. } = decl.kind {
            labels::check(ast, files, body, diagnostics);
        }
    }
    for expr in ast.exprs.values() {
        if let ExprKind::Function { body, .. } = *expr {
            labels::check(ast, files, body, diagnostics);
        }
    }
}

impl Sources {
    /// Reads a file, or the package in a folder with the packages that it imports from its module.
    pub fn read(path: &Path) -> Result<Sources, String> {
        if !path.is_dir() {
            let text = read_text(path)?;
            let files = vec![(path.to_string_lossy().into_owned(), text)];
            return Ok(Sources { packages: vec![PackageSource::new("main", files)] });
        }
        let module = module_of(path);
        let mut sources = Sources::default();
        let mut wanted: Vec<(String, PathBuf)> = vec![("main".into(), path.to_path_buf())];
        let mut seen: Vec<PathBuf> = vec![path.to_path_buf()];
        while let Some((import, folder)) = wanted.pop() {
            let package = read_folder(&import, &folder)?;
            for (_, text) in &package.files {
                for import in imports(text) {
                    let Some((root, name)) = &module else { continue };
                    let folder = match import.strip_prefix(name.as_str()) {
                        Some("") => root.clone(),
                        Some(rest) if rest.starts_with('/') => root.join(&rest[1..]),
                        _ => continue,
                    };
                    if folder.is_dir() && !seen.contains(&folder) {
                        seen.push(folder.clone());
                        wanted.push((import, folder));
                    }
                }
            }
            sources.packages.push(package);
        }
        Ok(sources)
    }
}

/// The package in a file or a folder, without those that it imports. Its path is `path`, or else `main` if it is a program,
/// or else what the `go.mod` of its module says.
///
/// # Errors
/// It cannot be read, or nothing says what its path is.
pub fn read_package(path: &Path, import: Option<&str>) -> Result<PackageSource, String> {
    let mut package = match path.is_dir() {
        true => read_folder("", path)?,
        false => {
            PackageSource::new("", vec![(path.to_string_lossy().into_owned(), read_text(path)?)])
        }
    };
    let is_program = package.files.iter().any(|(_, text)| package_name(text) == Some("main"));
    package.path = match import {
        Some(import) => import.to_string(),
        None if is_program => "main".into(),
        None => {
            let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let unknown = || {
                format!("{}: there is no go.mod; give the import path by --path", path.display())
            };
            let (root, module) = module_of(folder).ok_or_else(unknown)?;
            let folder = folder.canonicalize().map_err(|error| error.to_string())?;
            let inside = folder.strip_prefix(&root).map_err(|error| error.to_string())?;
            let names = inside.components().map(|part| part.as_os_str().to_string_lossy());
            [module.into()].into_iter().chain(names).collect::<Vec<_>>().join("/")
        }
    };
    Ok(package)
}

/// What the package clause of a file says.
pub fn package_name(text: &str) -> Option<&str> {
    let mut scanner = Scanner::new(text, Pos(1));
    scanner.next();
    if scanner.token != Token::Keyword(Keyword::Package) {
        return None;
    }
    scanner.next();
    (scanner.token == Token::Name).then(|| scanner.text())
}

fn read_text(path: &Path) -> Result<Arc<str>, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(_) => Err(format!("{}: invalid UTF-8 encoding", path.display())),
    }
}

fn read_folder(import: &str, folder: &Path) -> Result<PackageSource, String> {
    let listing = std::fs::read_dir(folder);
    let listing = listing.map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<PathBuf> = listing
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".go") && !name.ends_with("_test.go") && !name.starts_with(['_', '.'])
        })
        .collect();
    names.sort();
    if names.is_empty() {
        return Err(format!("{}: no Go files", folder.display()));
    }
    let mut package = PackageSource::new(import, Vec::new());
    for path in names {
        package.files.push((path.to_string_lossy().into_owned(), read_text(&path)?));
    }
    Ok(package)
}

/// The root folder of the module that a folder is in, and the module's path.
fn module_of(folder: &Path) -> Option<(PathBuf, String)> {
    let mut at = folder.canonicalize().ok()?;
    loop {
        if let Ok(text) = std::fs::read_to_string(at.join("go.mod")) {
            let line = text.lines().find_map(|line| line.trim().strip_prefix("module "))?;
            return Some((at, line.trim().trim_matches('"').to_string()));
        }
        if !at.pop() {
            return None;
        }
    }
}

/// The paths that a file imports.
pub fn imports(text: &Arc<str>) -> Vec<String> {
    let mut files = FileSet::new();
    let Some(index) = files.add("", text.clone()) else { return Vec::new() };
    let (mut ast, mut diagnostics) = (Ast::new(), Diagnostics::new());
    parse::imports(&files, index, &mut ast, &mut diagnostics);
    let mut paths = Vec::new();
    for decl in ast.decls.values() {
        if let DeclKind::Import { path, .. } = decl.kind
            && let ExprKind::Literal { kind, text } = ast.exprs[path]
            && let Some(crate::constant::Constant::String(bytes)) =
                crate::constant::from_literal(kind, ast.names.text(text))
        {
            paths.push(String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    paths
}
