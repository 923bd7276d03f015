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

mod cli;
mod suite;

use cli::{put, write_executable};

/// Passes make and drop many small tables.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
        #[arg(long, default_value = "x86_64-linux", value_parser = cli::target)]
        target: Isa,
        /// Begin with this function of the main package, and bring no runtime. It may have a
        /// parameter, the address of the arguments, and must not return.
        #[arg(long, value_name = "NAME")]
        entry: Option<String>,
    },
    /// Compile one package to an object; what it imports was compiled before.
    #[command(after_help = "Example: stage4 compile shapes -o shapes.o\n         \
                      stage4 compile . --import example.com/shapes=shapes.a -o main.o")]
    Compile(cli::compile::Arguments),
    /// Put objects into an archive, or list one.
    #[command(after_help = "Example: stage4 pack shapes.a shapes.o\n         stage4 pack shapes.a")]
    Pack(cli::pack::Arguments),
    /// Make an executable of the objects and archives of a program's packages.
    #[command(after_help = "Example: stage4 link main.o shapes.a -o program")]
    Link(cli::link::Arguments),
    /// Let the compiler in `selfhost/` compile itself, and compare the generations.
    #[command(
        after_help = "Example: stage4 bootstrap --go\n         stage4 bootstrap --keep /tmp/generations\n         stage4 bootstrap --runs 20"
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
        /// Time gen1 and gen2 too: the least of so many runs each.
        #[arg(long, value_name = "N", default_value_t = 0)]
        runs: u32,
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
    /// Print the machine code of a program's functions.
    #[command(after_help = "Example: stage4 asm main.go --func main.main")]
    Asm(cli::asm::Arguments),
    /// Measure how long each phase of a build takes.
    #[command(after_help = "Example: stage4 stats main.go --json")]
    Stats(cli::stats::Arguments),
    /// Compare programs with those of the official compiler.
    #[command(after_help = "Example: stage4 bench\n         stage4 bench --runs 9 fannkuch.go")]
    Bench(cli::bench::Arguments),
    /// List this stage's exercises, or show one.
    #[command(after_help = "Examples:\n  stage4 exercises\n  stage4 exercises 4.1")]
    Exercises {
        /// An exercise's number.
        number: Option<String>,
    },
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

fn main() -> ExitCode {
    let verb = Arguments::parse().verb;
    let result = stage4::stack::deep(|| execute(verb));
    match result {
        Ok(code) => code,
        Err(message) => {
            eprintln!("stage4: {message}");
            ExitCode::FAILURE
        }
    }
}

fn execute(verb: Verb) -> Result<ExitCode, String> {
    match verb {
        Verb::Check { path, every } => check(&path, if every { usize::MAX } else { SHOWN }),
        Verb::Run { path, arguments, level } => run(&path, &arguments, level),
        Verb::Bootstrap { go, keep, source, runs } => {
            let library = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
            let source = source.unwrap_or_else(|| library.join("selfhost"));
            bootstrap::run(&bootstrap::Options { library, source, keep, go, runs })
                .map(|()| ExitCode::SUCCESS)
        }
        Verb::Build { path, output, level, target, entry } => match entry {
            None => build(&path, &output, level, target),
            Some(entry) => freestanding(&path, &output, level, target, &entry),
        },
        Verb::Compile(arguments) => cli::compile::compile(&arguments).map(exit_code),
        Verb::Pack(arguments) => cli::pack::pack(&arguments).map(|()| ExitCode::SUCCESS),
        Verb::Link(arguments) => cli::link::link(&arguments).map(|()| ExitCode::SUCCESS),
        Verb::Ir { path, func, level } => ir(&path, func.as_deref(), level),
        Verb::Suite(options) => suite::run(&options),
        Verb::Asm(arguments) => asm(&arguments),
        Verb::Stats(arguments) => cli::stats::stats(&arguments).map(exit_code),
        Verb::Bench(arguments) => cli::bench::bench(&arguments).map(|()| ExitCode::SUCCESS),
        Verb::Exercises { number } => cli::exercises::show(number.as_deref()).map(|text| {
            put(&text);
            ExitCode::SUCCESS
        }),
        Verb::Tokens { path } => tokens(&path),
        Verb::Ast { path } => syntax_tree(&path),
    }
}

fn check(path: &Path, shown: usize) -> Result<ExitCode, String> {
    let mut sources = front_end::Sources::read(path)?;
    stage4::packages::add_library(&mut sources, Isa::X64);
    let checked = front_end::check(&sources);
    put(&checked.diagnostics.render(&checked.files, shown));
    Ok(if checked.diagnostics.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn exit_code(good: bool) -> ExitCode {
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The IR of a program, if nothing is wrong with it; what is wrong is printed.
fn lowered(path: &Path, level: u8, isa: Isa) -> Result<Option<Module>, String> {
    finish(driver::lower(front_end::Sources::read(path)?, isa), level)
}

fn finish(lowered: driver::Lowered, level: u8) -> Result<Option<Module>, String> {
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
        None => put(&text),
        Some(name) => {
            let mut inside = false;
            for line in text.lines() {
                let begins = line.starts_with("function ");
                inside = if begins { line.contains(name) } else { inside };
                if inside {
                    put(&format!("{line}\n"));
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

/// A program without a runtime, whose size is printed.
fn freestanding(
    path: &Path,
    output: &Path,
    level: u8,
    isa: Isa,
    entry: &str,
) -> Result<ExitCode, String> {
    let sources = front_end::Sources::read(path)?;
    let lowered = driver::lower_freestanding(sources, isa, entry);
    let Some(mut module) = finish(lowered, level)? else { return Ok(ExitCode::FAILURE) };
    let file = driver::link_from(&mut module, isa, &format!("main.{entry}"))?;
    write_executable(output, &file)?;
    put(&format!("{}: {} bytes\n", output.display(), file.len()));
    Ok(ExitCode::SUCCESS)
}

fn asm(arguments: &cli::asm::Arguments) -> Result<ExitCode, String> {
    match lowered(&arguments.path, arguments.level, arguments.target)? {
        Some(module) => cli::asm::asm(&module, arguments).map(|()| ExitCode::SUCCESS),
        None => Ok(ExitCode::FAILURE),
    }
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
    put(&out);
    put(&scanner.diagnostics.render(&files, SHOWN));
    Ok(if scanner.diagnostics.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn syntax_tree(path: &Path) -> Result<ExitCode, String> {
    let (files, index) = read(path)?;
    let (mut ast, mut diagnostics) = (Ast::new(), Diagnostics::new());
    if let Some(file) = stage4::parse::file(&files, index, &mut ast, &mut diagnostics) {
        put(&tree::dump(&ast, &files, &ast.files[file]));
    }
    put(&diagnostics.render(&files, SHOWN));
    Ok(if diagnostics.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
