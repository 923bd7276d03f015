//! The book's own program: `cargo run -p book`, `-- serve`, `-- check`.

#![forbid(unsafe_code)]

use book::figure::Figures;
use book::{Workspace, build, check, serve};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Builds the book into book/build; with a verb, serves or checks it.
#[derive(Parser)]
#[command(after_help = "Example:\n  cargo run -p book -- serve")]
struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Build the book into book/build
    Build,
    /// Serve the book on this machine and reload the browser when a file changes
    #[command(after_help = "Example:\n  cargo run -p book -- serve --port 8000")]
    Serve {
        /// The port; 0 takes a free one
        #[arg(long, default_value_t = 3000)]
        port: u16,
    },
    /// Check includes, figures, links and console transcripts
    #[command(after_help = "Example:\n  cargo run -p book -- check stage0 --accept")]
    Check {
        /// Rewrite transcripts that no longer match with what the commands print now
        #[arg(long)]
        accept: bool,
        /// Check only pages whose path contains one of these
        chapters: Vec<String>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let workspace = std::env::current_dir().ok().and_then(|here| Workspace::find(&here));
    let Some(workspace) = workspace else {
        eprintln!("error: no book/book.toml in this folder or above it");
        return ExitCode::FAILURE;
    };
    let result = match arguments.verb.unwrap_or(Verb::Build) {
        Verb::Build => run_build(&workspace),
        Verb::Serve { port } => run_serve(&workspace, port),
        Verb::Check { accept, chapters } => run_check(&workspace, &chapters, accept),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run_build(workspace: &Workspace) -> Result<(), String> {
    let built = build::build(workspace, &mut Figures::new())?;
    let problems = built.problems();
    for problem in &problems {
        eprintln!("{problem}");
    }
    if !problems.is_empty() {
        return Err(count(problems.len(), "problem"));
    }
    println!("book/build/index.html: {}", count(built.pages.len(), "page"));
    Ok(())
}

fn run_serve(workspace: &Workspace, port: u16) -> Result<(), String> {
    let ready = |address: &str| eprintln!("serving {address} (Ctrl-C ends)");
    serve::serve(workspace, port, ready)
        .map_err(|error| format!("cannot serve on port {port}: {error}"))
}

fn run_check(workspace: &Workspace, chapters: &[String], accept: bool) -> Result<(), String> {
    let summary = check::check(workspace, chapters, accept, &mut |line| eprintln!("{line}"))?;
    for problem in &summary.problems {
        eprintln!("{problem}");
    }
    for file in &summary.accepted {
        eprintln!("accepted new output in {file}");
    }
    if summary.problems.is_empty() {
        let (pages, commands) = (count(summary.pages, "page"), count(summary.commands, "command"));
        println!("the book is right: {pages}, {commands}");
        return Ok(());
    }
    if summary.problems.iter().any(|problem| problem.is_difference) {
        eprintln!("if the new output is what it should be: cargo run -p book -- check --accept");
    }
    Err(count(summary.problems.len(), "problem"))
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
