//! What the code of this stage's exercises does with generated inputs; a grader compares it with what the reference does.
//!
//! The front end is asked in this process. What has to be run is compiled and run once for many observations, which the
//! program's lines are then.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

#[path = "../../course/observing.rs"]
mod observing;

use observing::Observer;
use stage0::Isa;
use stage4::ast::Ast;
use stage4::diagnostic::Diagnostics;
use stage4::front_end::{self, Sources};
use stage4::position::FileSet;
use stage4::scanner::Scanner;
use stage4::token::Token;
use stage4::{driver, parse, tree};
use std::process::Command;

#[test]
fn observe_4_1() {
    const PIECES: [&str; 40] = [
        "x",
        "1",
        "1.5",
        "'a'",
        "\"text\"",
        "`raw`",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "+",
        "-",
        "++",
        "--",
        "=",
        ":=",
        ",",
        ".",
        "!",
        "&&",
        "<-",
        "...",
        ":",
        "break",
        "continue",
        "fallthrough",
        "return",
        "goto",
        "if",
        "else",
        "func",
        "range",
        "defer",
        "map",
        "nil",
        "*",
        "&^=",
        "1i",
    ];
    let mut observer = Observer::new(160);
    for round in 0..160 {
        let mut line = String::new();
        for _ in 0..observer.below(3) {
            line.push_str(observer.one_of::<&str>(&PIECES));
            line.push(' ');
        }
        line += PIECES[round % PIECES.len()];
        let (category, end) = match observer.below(4) {
            0 => (
                "a comment behind it",
                *observer.one_of(&[" // the end", " /* the\nend */", " /* end */"]),
            ),
            _ => ("the end of a line", ""),
        };
        observer.observe(category, format!("`{line}{end}`"), || {
            let text = format!("{line}{end}\nnext\n");
            let mut scanner = Scanner::new(&text, stage4::position::Pos(1));
            let mut all = Vec::new();
            while all.len() < 40 {
                scanner.next();
                all.push(scanner.description().to_string());
                if scanner.token == Token::EndOfFile {
                    break;
                }
            }
            all.join(" ")
        });
    }
}

#[test]
fn observe_4_2() {
    const OPERATORS: [&str; 19] = [
        "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "&^", "==", "!=", "<", "<=", ">", ">=",
        "&&", "||",
    ];
    let mut observer = Observer::new(80);
    for round in 0..80u64 {
        let mut text = String::from("a");
        for term in 0..1 + round / 6 {
            let operator = *observer.one_of(&OPERATORS);
            let name = (b'b' + (term % 20) as u8) as char;
            match observer.below(6) {
                0 => text += &format!(" {operator} (a {} {name})", observer.one_of(&OPERATORS)),
                1 => text += &format!(" {operator} -{name}"),
                _ => text += &format!(" {operator} {name}"),
            }
        }
        let category = if round < 30 { "few operators" } else { "many operators" };
        observer.observe(category, &text, || {
            let mut files = FileSet::new();
            let program = format!("package main\n\nvar x = {text}\n");
            let index = files.add("main.go", program.into()).expect("it is small");
            let (mut ast, mut diagnostics) = (Ast::new(), Diagnostics::new());
            let file = parse::file(&files, index, &mut ast, &mut diagnostics);
            let dump =
                file.map_or(String::new(), |file| tree::dump(&ast, &files, &ast.files[file]));
            // The places of operators are in the text anyway.
            format!("{} errors, {dump}", diagnostics.len())
        });
    }
}

/// A statement, to some depth.
fn statement(observer: &mut Observer, depth: u64, in_loop: bool) -> String {
    let below = |observer: &mut Observer| statement(observer, depth - 1, in_loop);
    if depth == 0 {
        return match observer.below(5) {
            0 if in_loop => "break".into(),
            0 | 1 => "x++".into(),
            2 => "panic(x)".into(),
            _ => "return x".into(),
        };
    }
    match observer.below(9) {
        0 => format!("if x > 1 {{ {} }}", below(observer)),
        1 | 2 => format!("if x > 1 {{ {} }} else {{ {} }}", below(observer), below(observer)),
        3 => format!(
            "if x > 1 {{ {} }} else if x > 2 {{ {} }} else {{ {} }}",
            below(observer),
            below(observer),
            below(observer)
        ),
        4 => format!("for {{ {} }}", statement(observer, depth - 1, true)),
        5 => format!("for x > 3 {{ {} }}", statement(observer, depth - 1, true)),
        6 => format!(
            "switch x {{ case 1: {}; default: {} }}",
            statement(observer, depth - 1, true),
            statement(observer, depth - 1, true)
        ),
        7 => format!("switch x {{ case 1: {}; case 2: {} }}", below(observer), below(observer)),
        _ => format!("{{ {}; {} }}", below(observer), below(observer)),
    }
}

#[test]
fn observe_4_3() {
    let mut observer = Observer::new(150);
    for round in 0..150u64 {
        let depth = 1 + round / 50;
        let mut body = statement(&mut observer, depth, false);
        let category = match (observer.below(5), round) {
            (0, _) => {
                let inner = statement(&mut observer, 1, true).replace("break", "break outer");
                body = format!("outer: for {{ for {{ {inner} }} }}");
                "labels"
            }
            (_, ..50) => "one statement",
            _ => "statements in statements",
        };
        observer.observe(category, &body, || {
            let program = format!(
                "package main\n\nfunc f(x int) int {{\n{body}\n}}\n\nfunc main() {{ f(1) }}\n"
            );
            let checked = front_end::check(&Sources::of_text("main.go", &program));
            let said = checked.diagnostics.list().iter().map(|one| one.message.as_str());
            format!("said: {}", said.collect::<Vec<_>>().join(", "))
        });
    }
}

#[test]
fn observe_4_4() {
    const SCALARS: [&str; 12] = [
        "int8",
        "int16",
        "int32",
        "int",
        "float64",
        "bool",
        "string",
        "[]int",
        "*int",
        "any",
        "func()",
        "map[int]int",
    ];
    let mut observer = Observer::new(40);
    for (category, nested) in
        [("fields are scalars", false), ("fields are structs and arrays too", true)]
    {
        let mut declarations = String::new();
        let mut structs: Vec<String> = Vec::new();
        for number in 0..24u64 {
            let fields = (0..observer.below(4 + number / 4)).map(|field| {
                let ty = match observer.below(5) {
                    0 if nested => format!("[{}]int32", observer.below(3)),
                    1 if nested && number > 0 => format!("T{}", observer.below(number)),
                    _ => observer.one_of(&SCALARS).to_string(),
                };
                format!("f{field} {ty}")
            });
            let fields = fields.collect::<Vec<_>>().join("; ");
            declarations += &format!(
                "type T{number} struct {{ {fields} }}\n\n//go:noinline\nfunc f{number}(x T{number}) T{number} {{ return x }}\n\n"
            );
            structs.push(format!("T{number} struct {{ {fields} }}"));
        }
        let calls = (0..structs.len())
            .map(|number| format!("\tvar x{number} T{number}\n\t_ = f{number}(x{number})\n"));
        let program = format!(
            "package main\n\n{declarations}func main() {{\n{}}}\n",
            calls.collect::<String>()
        );
        let mut module = None;
        for (number, words) in structs.iter().enumerate() {
            observer.observe(category, words, || {
                let module = module.get_or_insert_with(|| {
                    let sources = Sources::of_text("main.go", &program);
                    driver::lower(sources, Isa::X64).module.expect("the program is right")
                });
                let name = format!("main.f{number}");
                let function = module.functions.values().find(|function| *function.name == *name);
                let signature = &function.expect("it is called").signature;
                let list = |types: &[stage2::ir::Type]| {
                    types.iter().map(|ty| ty.to_string()).collect::<Vec<_>>().join(" ")
                };
                format!("({}) to ({})", list(&signature.params), list(&signature.results))
            });
        }
    }
}

/// The lines that a program prints behind `case N`, for each N. Compiled and run once.
fn cases(program: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("main.go"), program).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_stage4"));
    let output = command.current_dir(folder.path()).args(["run", "main.go"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut cases = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("case ") {
            Some(_) => cases.push(String::new()),
            None => {
                let Some(last) = cases.last_mut() else { continue };
                *last += line;
                last.push(' ');
            }
        }
    }
    cases
}

#[test]
fn observe_4_5() {
    let mut observer = Observer::new(60);
    for (category, many) in [("one element at a time", false), ("several at once", true)] {
        let mut body = String::new();
        let mut inputs = Vec::new();
        for case in 0..36u64 {
            let start = observer.below(4 << (case / 4));
            let ty = *observer.one_of(&["int", "byte", "int16", "string"]);
            let (times, step) =
                if many { (3, 1 + observer.below(500)) } else { (40 << (case / 12), 1) };
            inputs.push(format!("make([]{ty}, {start}), then {times} times {step} more"));
            body += &format!(
                "\tprintln(\"case\", {case})\n\t{{\n\t\ts, last := make([]{ty}, {start}), {start}\n\t\tfor i := 0; i < {times}; i++ {{\n\
                 \t\t\ts = append(s, make([]{ty}, {step})...)\n\t\t\tif cap(s) != last {{\n\t\t\t\tlast = cap(s)\n\t\t\t\tprintln(last)\n\t\t\t}}\n\t\t}}\n\t}}\n"
            );
        }
        let program = format!("package main\n\nfunc main() {{\n{body}}}\n");
        let mut found = None;
        for (case, input) in inputs.iter().enumerate() {
            observer.observe(category, input, || {
                let found = found.get_or_insert_with(|| cases(&program));
                found.get(case).cloned().unwrap_or_else(|| "no answer".to_string())
            });
        }
    }
}

#[test]
fn observe_4_6() {
    const DEFERRED: [&str; 6] = [
        "defer println(K)",
        "defer func() { println(K, recover() != nil) }()",
        "defer func() { defer println(K); println(K + 1) }()",
        "defer func() { x = x*2 + K }()",
        "defer func() { panic(K) }()",
        "for i := 0; i < 3; i++ { defer println(K, i) }",
    ];
    let mut observer = Observer::new(50);
    for (category, panics) in [("without a panic", false), ("with panics", true)] {
        let (mut functions, mut body) = (String::new(), String::new());
        let mut inputs = Vec::new();
        for case in 0..30u64 {
            let mut statements = Vec::new();
            for _ in 0..1 + case / 6 {
                let line =
                    observer.one_of(&DEFERRED).replace('K', &observer.below(1000).to_string());
                if panics || !line.contains("panic") {
                    statements.push(line);
                }
            }
            if panics && observer.below(2) == 0 {
                statements.push(format!("if x == 0 {{ panic({}) }}", observer.below(100)));
            }
            statements.push(format!("return {}", observer.below(100)));
            functions +=
                &format!("func f{case}() (x int) {{\n\t{}\n}}\n\n", statements.join("\n\t"));
            body += &format!("\tprintln(\"case\", {case})\n\tshow(f{case})\n");
            inputs.push(statements.join("; "));
        }
        let program = format!(
            "package main\n\n{functions}func show(f func() int) {{\n\tdefer func() {{\n\t\tif r := recover(); r != nil {{\n\
             \t\t\tprintln(\"panicked\", r.(int))\n\t\t}}\n\t}}()\n\tprintln(\"result\", f())\n}}\n\nfunc main() {{\n{body}}}\n"
        );
        let mut found = None;
        for (case, input) in inputs.iter().enumerate() {
            observer.observe(category, input, || {
                let found = found.get_or_insert_with(|| cases(&program));
                found.get(case).cloned().unwrap_or_else(|| "no answer".to_string())
            });
        }
    }
}
