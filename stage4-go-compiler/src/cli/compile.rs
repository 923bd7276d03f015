//! `compile`: a package → a relocatable object with what others need to know of it.

use std::path::PathBuf;

use clap::Args;
use stage0::Isa;
use stage4::diagnostic::SHOWN;
use stage4::front_end::read_package;
use stage4::separate;

use super::listing;

/// What to compile.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A file, or the folder of a package.
    path: PathBuf,
    /// Where to write the object.
    #[arg(short)]
    output: PathBuf,
    /// Look for imported packages here, as PATH.a or PATH.o below it; may be repeated.
    #[arg(short = 'I', value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// An imported package is in this file; may be repeated.
    #[arg(long = "import", value_name = "PATH=FILE", value_parser = import)]
    imports: Vec<(String, PathBuf)>,
    /// The package's import path, if `go.mod` does not tell it.
    #[arg(long = "path", value_name = "PATH")]
    import_path: Option<String>,
    /// 0: do not optimise.
    #[arg(short = 'O', value_name = "LEVEL", default_value_t = 1)]
    level: u8,
    /// For which machine.
    #[arg(long, default_value = "x86_64-linux", value_parser = super::target)]
    target: Isa,
    /// List all symbols.
    #[arg(long)]
    symbols: bool,
}

fn import(text: &str) -> Result<(String, PathBuf), String> {
    let (path, file) = text.split_once('=').ok_or("it must be PATH=FILE")?;
    Ok((path.into(), file.into()))
}

pub(crate) fn compile(arguments: &Arguments) -> Result<bool, String> {
    let source = read_package(&arguments.path, arguments.import_path.as_deref())?;
    let missing = std::cell::RefCell::new(Vec::new());
    let find = |path: &str| {
        let given = arguments.imports.iter().filter(|import| import.0 == path);
        let mut files: Vec<PathBuf> = given.map(|import| import.1.clone()).collect();
        let is_given = !files.is_empty();
        for folder in &arguments.folders {
            // A path is not to lead out of the folder.
            if !path.split('/').any(|part| part.is_empty() || part == "..") {
                files.extend(["a", "o"].map(|kind| folder.join(format!("{path}.{kind}"))));
            }
        }
        if let Some(file) = files.iter().find(|file| is_given || file.is_file()) {
            return Ok(Some((file.display().to_string(), super::read(file)?)));
        }
        missing.borrow_mut().push((path.to_string(), files));
        Ok(None)
    };
    let made = separate::compile(source, arguments.target, arguments.level > 0, &find)?;
    let checked = &made.lowered.checked;
    eprint!("{}", checked.diagnostics.render(&checked.files, SHOWN));
    for (path, files) in missing.into_inner() {
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        eprintln!(
            "stage4: {path} is not in the library{}",
            match &files[..] {
                [] => "; -I FOLDER or --import PATH=FILE says where it is".to_string(),
                files => format!(", nor is there {}", files.join(", ")),
            }
        );
    }
    let Some(object) = made.object else { return Ok(false) };
    std::fs::write(&arguments.output, &object)
        .map_err(|error| format!("{}: {error}", arguments.output.display()))?;
    let name = arguments.output.display().to_string();
    for object in separate::objects(&name, &object)? {
        super::put(&listing::object(&object, arguments.symbols)?);
    }
    Ok(true)
}
