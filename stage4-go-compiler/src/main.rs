//! The command line of stage 4.

mod bootstrap;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use stage0::Isa;
use stage2::ir::Module;
use stage4::ast::Ast;
use stage4::diagnostic::{Diagnostics, SHOWN};
use stage4::position::FileSet;
use stage4::scanner::Scanner;
use stage4::token::Token;
use stage4::{driver, front_end, tree};

mod suite;

/// Go source to executables.
#[derive(Parser)]
#[command(version, after_help = "Example: stage4 check corpus/errors/unused_variable.go")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Report what is wrong with a program, and do nothing else.
    #[command(after_help = "Example: stage4 check main.go\n         stage4 check -e PROJECT")]
    Check {
        /// A file, or the folder of a package; packages that it imports are found beside it, under
        /// the module path of `go.mod`.
        path: PathBuf,
        /// Report all errors, not only the first ten.
        #[arg(short)]
        every: bool,
    },
    /// Run a program.
    #[command(after_help = "Example: stage4 run main.go 1 2 3")]
    Run {
        /// A file, or the folder of a package.
        path: PathBuf,
        /// The program's arguments.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
        /// Do not optimise.
        #[arg(short = 'O', value_name = "LEVEL", default_value_t = 1)]
        level: u8,
    },
    /// Make a static executable.
    #[command(after_help = "Example: stage4 build main.go -o main")]
    Build {
        /// A file, or the folder of a package.
        path: PathBuf,
        /// Where to write it.
        #[arg(short)]
        output: PathBuf,
        /// 0: do not optimise.
        #[arg(short = 'O', value_name = "LEVEL", default_value_t = 1)]
        level: u8,
        /// For which machine.
        #[arg(long, default_value = "x86_64-linux", value_parser = target)]
        target: Isa,
    },
    /// Let the compiler in `selfhost/` compile itself, and compare the generations.
    #[command(
        after_help = "Example: stage4 bootstrap --go\n         stage4 bootstrap --keep /tmp/generations"
    )]
    Bootstrap {
        /// Go by the official toolchain too: it needs `go`.
        #[arg(long)]
        go: bool,
        /// Leave the generations in this folder.
        #[arg(long, value_name = "FOLDER")]
        keep: Option<PathBuf>,
        /// The compiler's source, if not that of the project.
        #[arg(long, value_name = "FOLDER")]
        source: Option<PathBuf>,
    },
    /// Print the IR of a program.
    #[command(after_help = "Example: stage4 ir main.go --func main.main")]
    Ir {
        /// A file, or the folder of a package.
        path: PathBuf,
        /// Only this function.
        #[arg(long, value_name = "NAME")]
        func: Option<String>,
        /// 0: do not optimise.
        #[arg(short = 'O', value_name = "LEVEL", default_value_t = 1)]
        level: u8,
    },
    /// Run the official tests of Go.
    #[command(after_help = "Example: stage4 suite /usr/share/go-1.19/test --kinds run fixedbugs")]
    Suite(suite::Options),
    /// Print the tokens of a file, a line each.
    #[command(after_help = "Example: stage4 tokens main.go")]
    Tokens {
        /// The file.
        path: PathBuf,
    },
    /// Print the syntax tree of a file.
    #[command(after_help = "Example: stage4 ast main.go")]
    Ast {
        /// The file.
        path: PathBuf,
    },
}

fn target(name: &str) -> Result<Isa, String> {
    match name {
        "x86_64-linux" => Ok(Isa::X64),
        "aarch64-linux" => Ok(Isa::A64),
        _ => Err("the targets are x86_64-linux and aarch64-linux".into()),
    }
}

fn main() -> ExitCode {
    let result = match Arguments::parse().verb {
        Verb::Check { path, every } => check(&path, if every { usize::MAX } else { SHOWN }),
        Verb::Run { path, arguments, level } => run(&path, &arguments, level),
        Verb::Build { path, output, level, target } => build(&path, &output, level, target),
        Verb::Bootstrap { go, keep, source } => {
            let library = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
            let source = source.unwrap_or_else(|| library.join("selfhost"));
            bootstrap::run(&bootstrap::Options { library, source, keep, go })
                .map(|()| ExitCode::SUCCESS)
        }
        Verb::Ir { path, func, level } => ir(&path, func.as_deref(), level),
        Verb::Suite(options) => suite::run(&options),
        Verb::Tokens { path } => tokens(&path),
        Verb::Ast { path } => syntax_tree(&path),
    };
    match result {
        Ok(code) => code,
        Err(message) => {
            eprintln!("stage4: {message}");
            ExitCode::FAILURE
        }
    }
}

fn check(path: &Path, shown: usize) -> Result<ExitCode, String> {
    let mut sources = front_end::Sources::read(path)?;
    stage4::packages::add_library(&mut sources, Isa::X64);
    let checked = front_end::check(&sources);
    print!("{}", checked.diagnostics.render(&checked.files, shown));
    Ok(if checked.diagnostics.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The IR of a program, if nothing is wrong with it; what is wrong is printed.
fn lowered(path: &Path, level: u8, isa: Isa) -> Result<Option<Module>, String> {
    let lowered = driver::lower(front_end::Sources::read(path)?, isa);
    eprint!("{}", lowered.checked.diagnostics.render(&lowered.checked.files, SHOWN));
    let Some(mut module) = lowered.module else { return Ok(None) };
    if level > 0 {
        driver::optimise(&mut module)?;
    }
    Ok(Some(module))
}

fn ir(path: &Path, func: Option<&str>, level: u8) -> Result<ExitCode, String> {
    let Some(module) = lowered(path, level, Isa::X64)? else { return Ok(ExitCode::FAILURE) };
    let text = stage2::text::print::module(&module);
    match func {
        None => print!("{text}"),
        Some(name) => {
            let mut inside = false;
            for line in text.lines() {
                let begins = line.starts_with("function ");
                inside = if begins { line.contains(name) } else { inside };
                if inside {
                    println!("{line}");
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn build(path: &Path, output: &Path, level: u8, isa: Isa) -> Result<ExitCode, String> {
    let Some(mut module) = lowered(path, level, isa)? else { return Ok(ExitCode::FAILURE) };
    write_executable(output, &driver::link(&mut module, isa)?)?;
    Ok(ExitCode::SUCCESS)
}

fn write_executable(output: &Path, file: &[u8]) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", output.display());
    if output.is_file() {
        std::fs::remove_file(output).map_err(failed)?;
    }
    std::fs::write(output, file).map_err(failed)?;
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = std::fs::metadata(output).map_err(failed)?.permissions();
    permissions.set_mode(permissions.mode() | 0o111);
    std::fs::set_permissions(output, permissions).map_err(failed)
}

fn run(path: &Path, arguments: &[String], level: u8) -> Result<ExitCode, String> {
    let output = std::env::temp_dir().join(format!("stage4-{}", std::process::id()));
    let code = build(path, &output, level, Isa::X64)?;
    if code != ExitCode::SUCCESS {
        return Ok(code);
    }
    let status = std::process::Command::new(&output).args(arguments).status();
    let _ = std::fs::remove_file(&output);
    use std::os::unix::process::ExitStatusExt;
    let status = status.map_err(|error| error.to_string())?;
    let code = status.code().or(status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    Ok(ExitCode::from(code as u8))
}

fn read(path: &Path) -> Result<(FileSet, usize), String> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| format!("{}: {error}", path.display()))?;
    let mut files = FileSet::new();
    let index = files.add(&path.to_string_lossy(), text.into()).ok_or("the file is too large")?;
    Ok((files, index))
}

fn tokens(path: &Path) -> Result<ExitCode, String> {
    let (files, index) = read(path)?;
    let file = &files.files()[index];
    let mut scanner = Scanner::new(&file.text, file.base);
    let mut out = String::new();
    loop {
        scanner.next();
        let place = files.position(scanner.pos());
        let place = place.map_or_else(String::new, |at| format!("{}:{}", at.line, at.column));
        out.push_str(&format!("{place:<8} {}\n", scanner.description()));
        if scanner.token == Token::EndOfFile {
            break;
        }
    }
    print!("{out}");
    print!("{}", scanner.diagnostics.render(&files, SHOWN));
    Ok(if scanner.diagnostics.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn syntax_tree(path: &Path) -> Result<ExitCode, String> {
    let (files, index) = read(path)?;
    let (mut ast, mut diagnostics) = (Ast::new(), Diagnostics::new());
    if let Some(file) = stage4::parse::file(&files, index, &mut ast, &mut diagnostics) {
        print!("{}", tree::dump(&ast, &files, &ast.files[file]));
    }
    print!("{}", diagnostics.render(&files, SHOWN));
    Ok(if diagnostics.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
