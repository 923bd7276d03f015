//! The files of a workspace: which there are, and copies of them that cost little to keep up to date.
//!
//! A copy is *synchronised*: only files whose text changed are written. Cargo decides by a file's time whether to build
//! again, so a copy that is made a second time is built in no time. What is no source stays behind: hidden folders (the
//! history first of all), build products, the built book. It follows no symbolic links, so nothing outside is copied.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder with a `Cargo.toml` of a workspace.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// A workspace at a known place.
    pub fn at(root: impl Into<PathBuf>) -> Workspace {
        Workspace { root: root.into() }
    }

    /// Looks for the workspace in a folder and above it.
    pub fn find(start: &Path) -> Option<Workspace> {
        let is_root = |folder: &&Path| {
            let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
            manifest.contains("[workspace]")
        };
        start.ancestors().find(is_root).map(Workspace::at)
    }

    /// The root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file or folder by its path from the root.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The text of a file; nothing if it cannot be read.
    pub fn read(&self, name: &str) -> String {
        fs::read(self.path(name))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// Every source file, by its path from the root with `/`, in alphabetical order.
    pub fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        collect(&self.root, String::new(), &mut files);
        files.sort();
        files
    }
}

/// What is no source: hidden files, build products, the built book.
fn is_left_out(name: &str, path: &str) -> bool {
    name.starts_with('.') && name != ".gitignore"
        || name == "target"
        || path == "book/build"
        || path.ends_with("/figures") && path.starts_with("book/")
}

fn collect(folder: &Path, prefix: String, out: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if is_left_out(&name, &path) {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&entry.path(), format!("{path}/"), out),
            Ok(kind) if kind.is_file() => out.push(path),
            _ => {}
        }
    }
}

/// Makes `to` hold exactly the given files and what is in `kept` folders; `bytes` gives the content of each.
///
/// # Errors
/// Those of the file system, with the file's name.
pub fn synchronise(
    to: &Path,
    files: &[String],
    bytes: impl Fn(&str) -> io::Result<(Vec<u8>, fs::Permissions)>,
) -> io::Result<()> {
    let wanted: BTreeSet<&str> = files.iter().map(String::as_str).collect();
    fs::create_dir_all(to)?;
    for old in Workspace::at(to).files() {
        if !wanted.contains(old.as_str()) {
            fs::remove_file(to.join(old))?;
        }
    }
    for file in files {
        let path = to.join(file);
        let named =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let (new, permissions) = bytes(file).map_err(named)?;
        if fs::read(&path).is_ok_and(|old| old == new) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(named)?;
        }
        fs::write(&path, new).map_err(named)?;
        fs::set_permissions(&path, permissions).map_err(named)?;
    }
    Ok(())
}

/// The same for a copy that is built in a folder it shares with others; it is marked with its own name.
pub fn copy(
    to: &Path,
    files: &[String],
    bytes: impl Fn(&str) -> io::Result<(Vec<u8>, fs::Permissions)>,
) -> io::Result<()> {
    let mark = to.file_name().unwrap_or_default().to_string_lossy().into_owned();
    synchronise(to, files, |file| {
        let (bytes, permissions) = bytes(file)?;
        let bytes = match is_manifest(file) {
            true => marked(&String::from_utf8_lossy(&bytes), &mark).into_bytes(),
            false => bytes,
        };
        Ok((bytes, permissions))
    })
}

/// The text of a `Cargo.toml` with a mark in the package's version.
///
/// Cargo gives a package of a workspace the same name in a shared build folder wherever the workspace stands, and takes
/// what one copy has built for what another has. A version of its own keeps every copy apart.
pub fn marked(manifest: &str, mark: &str) -> String {
    let mut done = false;
    let mut out = String::with_capacity(manifest.len() + mark.len() + 1);
    for line in manifest.split_inclusive('\n') {
        match line.trim_end().strip_prefix("version = \"").and_then(|rest| rest.strip_suffix('"')) {
            Some(version) if !done => {
                out.push_str(&format!("version = \"{version}+{mark}\"\n"));
                done = true;
            }
            _ => out.push_str(line),
        }
    }
    out
}

/// Whether a file is a `Cargo.toml`.
pub fn is_manifest(file: &str) -> bool {
    file == "Cargo.toml" || file.ends_with("/Cargo.toml")
}

/// The content and permissions of a file, as [`synchronise`] wants them.
pub fn content(path: &Path) -> io::Result<(Vec<u8>, fs::Permissions)> {
    Ok((fs::read(path)?, fs::metadata(path)?.permissions()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_copy_has_a_version_of_its_own() {
        let manifest = "[package]\nversion = \"1.2.0\"\n[dependencies.x]\nversion = \"3\"\n";
        assert_eq!(
            marked(manifest, "slot1"),
            "[package]\nversion = \"1.2.0+slot1\"\n[dependencies.x]\nversion = \"3\"\n"
        );
        let inherited = "[package]\nversion.workspace = true\n";
        assert_eq!(marked(inherited, "slot1"), inherited);
    }

    #[test]
    fn a_copy_is_written_once_and_follows_what_changes() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        for (name, text) in [("a/b.rs", "1"), ("c.rs", "2"), (".git/x", "3"), ("target/y", "4")] {
            fs::create_dir_all(from.join(name).parent().unwrap()).unwrap();
            fs::write(from.join(name), text).unwrap();
        }
        let source = Workspace::at(&from);
        let copy = || synchronise(&to, &source.files(), |file| content(&from.join(file))).unwrap();
        copy();
        assert_eq!(Workspace::at(&to).files(), ["a/b.rs", "c.rs"]);
        let time = |name: &str| fs::metadata(to.join(name)).unwrap().modified().unwrap();
        let before = (time("a/b.rs"), time("c.rs"));
        std::thread::sleep(Duration::from_millis(20));
        fs::write(from.join("c.rs"), "5").unwrap();
        copy();
        assert_eq!(time("a/b.rs"), before.0);
        assert_ne!(time("c.rs"), before.1);
        fs::remove_file(from.join("c.rs")).unwrap();
        copy();
        assert_eq!(Workspace::at(&to).files(), ["a/b.rs"]);
    }
}
