//! What an object says of its package: the section `.go.package`.
//!
//! ```text
//! stage4 package 1
//! interface 5b1f0c…              SHA-256 of what follows up to `init`, shortened
//! package   example.com/shapes shapes
//! target    x86_64-linux
//! library   8f0e…                which library it was compiled with
//! import    example.com/point 77a0…    what that one's interface was
//! import    fmt
//! file      shapes.go 312        so many bytes follow: the interface as source (see `interface`)
//! …
//! init      always shapes.init.0
//! init      used shapes.init·0 shapes.table
//! end
//! ```
//!
//! Lines of text with tabs between their fields. The hash is of what importers see, and of what that was made from; so a package
//! whose functions merely have new bodies fits to those that were compiled with the old ones, and one whose types have
//! changed does not. Reading believes nothing: every length is checked, and the hash is computed again. Judged by
//! `tests/separate.rs`.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::lower::InitialValue;

/// The name of the section.
pub const SECTION: &str = ".go.package";

const MAGIC: &str = "stage4 package 1";

/// What an object says of its package.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PackageFile {
    /// Its import path.
    pub path: String,
    /// Its name.
    pub name: String,
    /// For which machine it was compiled.
    pub target: String,
    /// With which library.
    pub library: String,
    /// What it imports, each with the hash of its interface; those of the library have none.
    pub imports: Vec<(String, Option<String>)>,
    /// Names of files, and what of them others see.
    pub files: Vec<(String, String)>,
    /// What has to run before `main`.
    pub initial_values: Vec<InitialValue>,
}

impl PackageFile {
    /// The hash of what others see.
    pub fn hash(&self) -> String {
        let mut hash = String::new();
        for byte in &Sha256::digest(self.visible().as_bytes())[..8] {
            let _ = write!(hash, "{byte:02x}");
        }
        hash
    }

    fn visible(&self) -> String {
        let PackageFile { path, name, target, library, .. } = self;
        let mut out = format!("package\t{path}\t{name}\ntarget\t{target}\nlibrary\t{library}\n");
        for (path, hash) in &self.imports {
            let _ = match hash {
                Some(hash) => writeln!(out, "import\t{path}\t{hash}"),
                None => writeln!(out, "import\t{path}"),
            };
        }
        for (name, text) in &self.files {
            let _ =
                write!(out, "file\t{}\t{}\n{text}\n", name.replace(['\t', '\n'], "_"), text.len());
        }
        out
    }

    /// The contents of the section.
    pub fn to_text(&self) -> String {
        let mut out = format!("{MAGIC}\ninterface\t{}\n{}", self.hash(), self.visible());
        for one in &self.initial_values {
            let when = if one.always { "always" } else { "used" };
            let _ = write!(out, "init\t{when}\t{}", one.function);
            for variable in &one.variables {
                let _ = write!(out, "\t{variable}");
            }
            out.push('\n');
        }
        out.push_str("end\n");
        out
    }

    /// Reads the contents of the section.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn from_bytes(bytes: &[u8]) -> Result<PackageFile, String> {
        let damaged = |what: &str| format!("its export data are damaged: {what}");
        let text = std::str::from_utf8(bytes).map_err(|_| damaged("they are no text"))?;
        let rest = text.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix('\n'));
        let mut rest = rest.ok_or("its export data are not those of this compiler")?;
        let mut package = PackageFile::default();
        let mut hash = String::new();
        loop {
            let (line, behind) =
                rest.split_once('\n').ok_or_else(|| damaged("the end is missing"))?;
            rest = behind;
            let fields: Vec<&str> = line.split('\t').collect();
            match fields[..] {
                ["interface", text] => hash = text.into(),
                ["package", path, name] => {
                    (package.path, package.name) = (path.into(), name.into());
                }
                ["target", target] => package.target = target.into(),
                ["library", library] => package.library = library.into(),
                ["import", path] => package.imports.push((path.into(), None)),
                ["import", path, hash] => package.imports.push((path.into(), Some(hash.into()))),
                ["file", name, length] => {
                    let length = length.parse().ok();
                    let parts = length.and_then(|length: usize| {
                        Some((rest.get(..length)?, rest.get(length..)?.strip_prefix('\n')?))
                    });
                    let (text, behind) = parts.ok_or_else(|| damaged("a file is cut off"))?;
                    package.files.push((name.into(), text.into()));
                    rest = behind;
                }
                ["init", when @ ("always" | "used"), function, ref variables @ ..] => {
                    package.initial_values.push(InitialValue {
                        function: function.into(),
                        always: when == "always",
                        variables: variables.iter().map(|name| name.to_string()).collect(),
                    });
                }
                ["end"] => break,
                _ => return Err(damaged("there is a line that means nothing")),
            }
        }
        match package.hash() == hash {
            true => Ok(package),
            false => Err(damaged("the hash is that of others")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> PackageFile {
        let init = InitialValue {
            function: "p.init·0".into(),
            always: false,
            variables: vec!["p.a".into(), "p.b".into()],
        };
        PackageFile {
            path: "x/p".into(),
            name: "p".into(),
            target: "x86_64-linux".into(),
            library: "1".into(),
            imports: vec![("fmt".into(), None), ("x/q".into(), Some("00".into()))],
            files: vec![("p.go".into(), "package p\nend\n".into()), ("q.go".into(), String::new())],
            initial_values: vec![init],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let text = example().to_text();
        assert_eq!(PackageFile::from_bytes(text.as_bytes()), Ok(example()));
    }

    #[test]
    fn what_is_cut_off_or_changed_is_refused() {
        let text = example().to_text();
        for end in 0..text.len() - 1 {
            assert!(PackageFile::from_bytes(&text.as_bytes()[..end]).is_err(), "{end}");
        }
        let changed = text.replace("package p\nend", "package q\nend");
        let message = PackageFile::from_bytes(changed.as_bytes()).unwrap_err();
        assert!(message.contains("the hash is that of others"), "{message}");
    }

    #[test]
    fn bodies_do_not_matter_and_types_do() {
        let mut other = example();
        other.initial_values.clear();
        assert_eq!(other.hash(), example().hash());
        other.files[0].1.push_str("type t int\n");
        assert_ne!(other.hash(), example().hash());
    }
}
