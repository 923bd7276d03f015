//! Where things stand: the workspace's root, and the pages of the book in it.

use std::io;
use std::path::{Component, Path, PathBuf};

/// The folder that holds `Cargo.toml` and `book/`.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// A workspace at a known place.
    pub fn at(root: impl Into<PathBuf>) -> Workspace {
        Workspace { root: root.into() }
    }

    /// Looks for `book/book.toml` in `start` and in the folders above it.
    pub fn find(start: &Path) -> Option<Workspace> {
        let root = start.ancestors().find(|folder| folder.join("book/book.toml").is_file())?;
        Some(Workspace::at(root))
    }

    /// The root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the book: `book.toml`, `chapters`, `build`.
    pub fn book(&self) -> PathBuf {
        self.root.join("book")
    }

    /// The folder of the chapters.
    pub fn chapters(&self) -> PathBuf {
        self.root.join("book/chapters")
    }

    /// The folder the pages are built into.
    pub fn build(&self) -> PathBuf {
        self.root.join("book/build")
    }

    /// A path as the book prints it: relative to the root, with `/`, without `..`.
    pub fn name_of(&self, path: &Path) -> String {
        let path = normalise(path);
        let path = path.strip_prefix(normalise(&self.root)).unwrap_or(&path).to_path_buf();
        path.components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/")
    }

    /// Every Markdown file below `book/chapters`, in alphabetical order, whether `SUMMARY.md` lists it or not.
    pub fn pages(&self) -> io::Result<Vec<PathBuf>> {
        let mut pages = Vec::new();
        collect(&self.chapters(), &mut pages)?;
        pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
        pages.sort();
        Ok(pages)
    }
}

/// Resolves `.` and `..` by the text alone, so that a path need not exist.
pub fn normalise(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if !out.pop() {
                    out.push("..");
                }
            }
            other => out.push(other),
        }
    }
    out
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), out)?;
        } else {
            out.push(entry.path());
        }
    }
    Ok(())
}
