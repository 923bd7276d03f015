//! The library's sources, which are part of the compiler, and which of them a program needs.
//!
//! A program is its own packages and what they import, transitively; the runtime is always there. Files
//! for another system or machine (`_linux_arm64.go`) are left out, and tests.
//!
//! The table is checked against the folders by a test.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use stage0::Isa;

use crate::front_end::{PackageSource, Sources, imports};

/// Import path, file name, text.
#[rustfmt::skip]
const LIBRARY: &[(&str, &str, &str)] = &[
    ("runtime", "runtime/abi.go", include_str!("../runtime/abi.go")),
    ("runtime", "runtime/channel.go", include_str!("../runtime/channel.go")),
    ("runtime", "runtime/complex.go", include_str!("../runtime/complex.go")),
    ("runtime", "runtime/error.go", include_str!("../runtime/error.go")),
    ("runtime", "runtime/goroutine.go", include_str!("../runtime/goroutine.go")),
    ("runtime", "runtime/hash.go", include_str!("../runtime/hash.go")),
    ("runtime", "runtime/interface.go", include_str!("../runtime/interface.go")),
    ("runtime", "runtime/library.go", include_str!("../runtime/library.go")),
    ("runtime", "runtime/map.go", include_str!("../runtime/map.go")),
    ("runtime", "runtime/mapfast.go", include_str!("../runtime/mapfast.go")),
    ("runtime", "runtime/memory.go", include_str!("../runtime/memory.go")),
    ("runtime", "runtime/move.go", include_str!("../runtime/move.go")),
    ("runtime", "runtime/panic.go", include_str!("../runtime/panic.go")),
    ("runtime", "runtime/panicindex.go", include_str!("../runtime/panicindex.go")),
    ("runtime", "runtime/print.go", include_str!("../runtime/print.go")),
    ("runtime", "runtime/sizeclass.go", include_str!("../runtime/sizeclass.go")),
    ("runtime", "runtime/slice.go", include_str!("../runtime/slice.go")),
    ("runtime", "runtime/start.go", include_str!("../runtime/start.go")),
    ("runtime", "runtime/string.go", include_str!("../runtime/string.go")),
    ("runtime", "runtime/sys_linux_amd64.go", include_str!("../runtime/sys_linux_amd64.go")),
    ("runtime", "runtime/sys_linux_arm64.go", include_str!("../runtime/sys_linux_arm64.go")),
    ("runtime", "runtime/traceback.go", include_str!("../runtime/traceback.go")),
    ("bufio", "std/bufio/reader.go", include_str!("../std/bufio/reader.go")),
    ("bufio", "std/bufio/scanner.go", include_str!("../std/bufio/scanner.go")),
    ("bufio", "std/bufio/writer.go", include_str!("../std/bufio/writer.go")),
    ("bytes", "std/bytes/buffer.go", include_str!("../std/bytes/buffer.go")),
    ("bytes", "std/bytes/bytes.go", include_str!("../std/bytes/bytes.go")),
    ("errors", "std/errors/errors.go", include_str!("../std/errors/errors.go")),
    ("fmt", "std/fmt/errorf.go", include_str!("../std/fmt/errorf.go")),
    ("fmt", "std/fmt/format.go", include_str!("../std/fmt/format.go")),
    ("fmt", "std/fmt/print.go", include_str!("../std/fmt/print.go")),
    ("fmt", "std/fmt/printf.go", include_str!("../std/fmt/printf.go")),
    ("internal/abi", "std/internal/abi/type.go", include_str!("../std/internal/abi/type.go")),
    ("internal/intrinsic", "std/internal/intrinsic/intrinsic.go", include_str!("../std/internal/intrinsic/intrinsic.go")),
    ("internal/reflectlite", "std/internal/reflectlite/eface.go", include_str!("../std/internal/reflectlite/eface.go")),
    ("internal/reflectlite", "std/internal/reflectlite/order.go", include_str!("../std/internal/reflectlite/order.go")),
    ("internal/reflectlite", "std/internal/reflectlite/swapper.go", include_str!("../std/internal/reflectlite/swapper.go")),
    ("internal/reflectlite", "std/internal/reflectlite/value.go", include_str!("../std/internal/reflectlite/value.go")),
    ("io", "std/io/error.go", include_str!("../std/io/error.go")),
    ("io", "std/io/io.go", include_str!("../std/io/io.go")),
    ("math", "std/math/basic.go", include_str!("../std/math/basic.go")),
    ("math", "std/math/bits.go", include_str!("../std/math/bits.go")),
    ("math/bits", "std/math/bits/bits.go", include_str!("../std/math/bits/bits.go")),
    ("math", "std/math/const.go", include_str!("../std/math/const.go")),
    ("math", "std/math/exp.go", include_str!("../std/math/exp.go")),
    ("math", "std/math/trig.go", include_str!("../std/math/trig.go")),
    ("math", "std/math/trigreduce.go", include_str!("../std/math/trigreduce.go")),
    ("os", "std/os/dir.go", include_str!("../std/os/dir.go")),
    ("os", "std/os/error.go", include_str!("../std/os/error.go")),
    ("os", "std/os/file.go", include_str!("../std/os/file.go")),
    ("os", "std/os/os.go", include_str!("../std/os/os.go")),
    ("os", "std/os/sys_linux_amd64.go", include_str!("../std/os/sys_linux_amd64.go")),
    ("runtime/debug", "std/runtime/debug/debug.go", include_str!("../std/runtime/debug/debug.go")),
    ("os", "std/os/sys_linux_arm64.go", include_str!("../std/os/sys_linux_arm64.go")),
    ("sort", "std/sort/ints.go", include_str!("../std/sort/ints.go")),
    ("sort", "std/sort/slice.go", include_str!("../std/sort/slice.go")),
    ("sort", "std/sort/sort.go", include_str!("../std/sort/sort.go")),
    ("strconv", "std/strconv/atof.go", include_str!("../std/strconv/atof.go")),
    ("strconv", "std/strconv/decimal.go", include_str!("../std/strconv/decimal.go")),
    ("strconv", "std/strconv/float.go", include_str!("../std/strconv/float.go")),
    ("strconv", "std/strconv/int.go", include_str!("../std/strconv/int.go")),
    ("strconv", "std/strconv/parse.go", include_str!("../std/strconv/parse.go")),
    ("strconv", "std/strconv/powers.go", include_str!("../std/strconv/powers.go")),
    ("strconv", "std/strconv/quote.go", include_str!("../std/strconv/quote.go")),
    ("strings", "std/strings/builder.go", include_str!("../std/strings/builder.go")),
    ("strings", "std/strings/change.go", include_str!("../std/strings/change.go")),
    ("strings", "std/strings/reader.go", include_str!("../std/strings/reader.go")),
    ("strings", "std/strings/replacer.go", include_str!("../std/strings/replacer.go")),
    ("strings", "std/strings/search.go", include_str!("../std/strings/search.go")),
    ("strings", "std/strings/split.go", include_str!("../std/strings/split.go")),
    ("strings", "std/strings/trim.go", include_str!("../std/strings/trim.go")),
    ("sync", "std/sync/map.go", include_str!("../std/sync/map.go")),
    ("sync", "std/sync/mutex.go", include_str!("../std/sync/mutex.go")),
    ("sync", "std/sync/wait.go", include_str!("../std/sync/wait.go")),
    ("sync/atomic", "std/sync/atomic/functions.go", include_str!("../std/sync/atomic/functions.go")),
    ("sync/atomic", "std/sync/atomic/types.go", include_str!("../std/sync/atomic/types.go")),
    ("time", "std/time/time.go", include_str!("../std/time/time.go")),
    ("time", "std/time/timer.go", include_str!("../std/time/timer.go")),
    ("unicode", "std/unicode/tables.go", include_str!("../std/unicode/tables.go")),
    ("unicode", "std/unicode/unicode.go", include_str!("../std/unicode/unicode.go")),
    ("unicode/utf8", "std/unicode/utf8/utf8.go", include_str!("../std/unicode/utf8/utf8.go")),
];

/// Is there a package with this path in the library?
pub fn is_library(path: &str) -> bool {
    path == "unsafe" || LIBRARY.iter().any(|(owner, ..)| *owner == path)
}

/// Which library this is: a number that is another when a text of it is.
pub fn library_version() -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    LIBRARY.hash(&mut hasher);
    hasher.finish()
}

/// Adds the packages of the library that a program needs, as they are for an instruction set.
pub fn add_library(sources: &mut Sources, isa: Isa) {
    let mut wanted = Vec::new();
    for package in &sources.packages {
        for (_, text) in &package.files {
            wanted.extend(imports(text));
        }
    }
    add_packages(sources, wanted, isa);
}

/// Adds the runtime, packages of the library, and those that they need.
pub fn add_packages(sources: &mut Sources, mut wanted: Vec<String>, isa: Isa) {
    let other = match isa {
        Isa::X64 => "_linux_arm64.go",
        Isa::A64 => "_linux_amd64.go",
    };
    wanted.insert(0, "runtime".to_string());
    while let Some(path) = wanted.pop() {
        if sources.packages.iter().any(|package| package.path == path) {
            continue;
        }
        let mut package = PackageSource::new(&path, Vec::new());
        let files =
            LIBRARY.iter().filter(|(owner, name, _)| *owner == path && !name.ends_with(other));
        for (_, name, text) in files {
            let text: Arc<str> = (*text).into();
            wanted.extend(imports(&text));
            package.files.push((name.to_string(), text));
        }
        if !package.files.is_empty() {
            sources.packages.push(package);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_library_is_in_the_table() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = vec![root.join("runtime"), root.join("std")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                if path.is_dir() && !["std/compare", "std/generate"].contains(&&*name) {
                    folders.push(path);
                } else if name.ends_with(".go") && !name.ends_with("_test.go") {
                    assert!(LIBRARY.iter().any(|(_, file, _)| *file == name), "{name}");
                }
            }
        }
    }
}
