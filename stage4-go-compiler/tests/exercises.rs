//! What judges the exercises: `cargo test -p stage4 exercise_4_1` and so on. The stub fails, and so do
//! the mistakes that suggest themselves; other tests judge the same code more broadly.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

/// Gives a verb a program as `main.go`.
fn stage4(verb: &[&str], program: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("main.go"), program).unwrap();
    let (first, rest) = verb.split_first().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_stage4"));
    command.current_dir(folder.path()).arg(first).arg("main.go").args(rest);
    command.output().unwrap()
}

fn stdout(verb: &[&str], program: &str) -> String {
    let output = stage4(verb, program);
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{message}\n{program}");
    String::from_utf8(output.stdout).unwrap()
}

/// All that `check` says, on either channel.
fn complaints(program: &str) -> String {
    let output = stage4(&["check"], program);
    let both = [output.stdout, output.stderr].concat();
    String::from_utf8(both).unwrap()
}

// --- 4.1: semicolons --------------------------------------------------------------------------------

/// Is there a semicolon at the end of this line?
fn ends(line: &str) -> bool {
    stdout(&["tokens"], &format!("{line}\n")).lines().any(|line| line.ends_with("newline"))
}

#[test]
fn exercise_4_1_what_can_end_a_statement() {
    let all = ["x", "1", "1.5", "'a'", "\"text\"", "f()", "a[0]", "}", "i++", "i--"];
    for line in all.into_iter().chain(["break", "continue", "fallthrough", "return"]) {
        assert!(ends(line), "`{line}` can be the end");
    }
}

#[test]
fn exercise_4_1_what_cannot() {
    let all = ["a +", "f(", "a[", "{", "a,", "a.", "x =", "x :=", "!", "if", "else", "func", "for"];
    for line in all.into_iter().chain(["range", "goto", "defer", "go", "a &&", "a <-"]) {
        assert!(!ends(line), "`{line}` goes on");
    }
}

#[test]
fn exercise_4_1_comments_are_not_there() {
    assert!(ends("x // the end"));
    assert!(ends("x /* the end\n of it */"));
    assert!(!ends("x + // more"));
    assert!(!ends("// nothing"));
}

// --- 4.2: precedence --------------------------------------------------------------------------------

/// The value of an expression of numbers.
fn value(expression: &str) -> String {
    let program = format!("package main\n\nfunc main() {{\n\tprintln({expression})\n}}\n");
    let output = stage4(&["run"], &program);
    // `println` writes to standard error.
    let text = String::from_utf8_lossy(&output.stderr).trim().to_string();
    assert!(output.status.success(), "{expression}: {text}");
    text
}

#[test]
fn exercise_4_2_products_before_sums() {
    assert_eq!(value("1 + 2*3 + 4"), "11");
    assert_eq!(value("2*3 + 4*5"), "26");
    assert_eq!(value("1 | 2 & 3"), "3");
    assert_eq!(value("1 << 2 + 1"), "5");
}

#[test]
fn exercise_4_2_to_the_left() {
    assert_eq!(value("10 - 4 - 3"), "3");
    assert_eq!(value("100 / 10 / 5"), "2");
    assert_eq!(value("7 - 2 + 1"), "6");
}

#[test]
fn exercise_4_2_comparisons_before_logic() {
    assert_eq!(value("1+1 == 2 && 2 > 1 || 1 == 0"), "true");
    assert_eq!(value("1 == 1 || 1 == 1 && 1 == 0"), "true");
    assert_eq!(value("(1 == 1 || 1 == 1) && 1 == 0"), "false");
}

#[test]
fn exercise_4_2_a_long_sum_does_not_nest() {
    let terms = vec!["1"; 20_000].join(" + ");
    assert_eq!(value(&terms), "20000");
}

// --- 4.3: does it return? ---------------------------------------------------------------------------

fn returns(body: &str) -> bool {
    let program =
        format!("package main\n\nfunc f(x int) int {{\n{body}\n}}\n\nfunc main() {{ f(1) }}\n");
    let said = complaints(&program);
    assert!(said.is_empty() || said.contains("missing return"), "{said}");
    said.is_empty()
}

#[test]
fn exercise_4_3_both_ways() {
    assert!(returns("if x > 0 { return 1 } else { return 2 }"));
    assert!(returns("if x > 0 { return 1 } else if x < 0 { panic(x) } else { return 2 }"));
    assert!(!returns("if x > 0 { return 1 }"));
    assert!(!returns("if x > 0 { return 1 } else if x < 0 { return 2 }"));
    assert!(!returns("if x > 0 { x++ } else { return 2 }"));
}

#[test]
fn exercise_4_3_for_ever() {
    assert!(returns("for {}"));
    assert!(returns("for { x++ }"));
    assert!(!returns("for { break }"));
    assert!(!returns("for { if x > 0 { break } }"));
    assert!(!returns("for true {}"));
    // The break leaves another statement.
    assert!(returns("for { switch x { case 1: break } }"));
    assert!(returns("for { for { break } }"));
    assert!(!returns("outer: for { for { break outer } }"));
}

#[test]
fn exercise_4_3_every_case() {
    assert!(returns("switch x { case 1: return 1; default: return 2 }"));
    assert!(!returns("switch x { case 1: return 1; case 2: return 2 }"));
    assert!(!returns("switch x { case 1: break; default: return 2 }"));
    assert!(!returns("switch x { case 1: x++; default: return 2 }"));
    assert!(returns("switch x { case 1: fallthrough; default: return 2 }"));
    assert!(!returns("switch x { case 1: return 1; default: x++ }"));
    assert!(!returns("switch x { case 1: if x > 0 { break }; return 1; default: return 2 }"));
    assert!(returns("switch x { case 1: for { break }; return 1; default: return 2 }"));
    assert!(returns("switch any(x).(type) { case int: return 1; default: return 2 }"));
    assert!(!returns("switch any(x).(type) { case int: return 1 }"));
    assert!(!returns("switch x {}"));
    // A select waits until there is a case, with or without a default.
    let select = |cases: &str| returns(&format!("c := make(chan int)\nselect {{ {cases} }}"));
    assert!(returns("select {}"));
    assert!(select("case <-c: return 1"));
    assert!(select("case <-c: return 1; default: return 2"));
    assert!(!select("case <-c: x++"));
    assert!(!select("case <-c: return 1; default: x++"));
    assert!(!select("case <-c: if x > 0 { break }; return 1"));
    assert!(select("case <-c: for { break }; return 1"));
}

// --- 4.4: leaves ------------------------------------------------------------------------------------

/// The head of `main.f` in the IR: its parameters' types.
fn parameters(declarations: &str, ty: &str) -> String {
    let program = format!(
        "package main\n\n{declarations}\n\n//go:noinline\nfunc f(x {ty}) {ty} {{ return x }}\n\n\
         func main() {{ var x {ty}; x = f(x); _ = x }}\n"
    );
    let text = stdout(&["ir", "--func", "main.f", "-O", "0"], &program);
    let head = text.lines().find(|line| line.starts_with("function @main.f(")).unwrap();
    let (head, _) = head.split_once(") -> ").unwrap_or((head, ""));
    let types = head.split(": ").skip(1).map(|part| part.split(',').next().unwrap());
    types.collect::<Vec<_>>().join(" ")
}

#[test]
fn exercise_4_4_fields_are_values() {
    assert_eq!(parameters("type T struct { a int; b string }", "T"), "i64 ptr i64");
    assert_eq!(
        parameters("type T struct { a int8; b float64; c []int }", "T"),
        "i8 f64 ptr i64 i64"
    );
}

#[test]
fn exercise_4_4_structs_in_structs() {
    let declarations = "type P struct { x, y int32 }\ntype T struct { a, b P }";
    assert_eq!(parameters(declarations, "T"), "i32 i32 i32 i32");
    // Forty times two fields of the one before: 2^40 fields, of nothing.
    let mut declarations = "type E0 struct{}\n".to_string();
    for level in 1..=40 {
        let _ = writeln!(declarations, "type E{level} struct {{ a, b E{} }}", level - 1);
    }
    declarations += "type T struct { a int8; e E40; b P }\ntype P struct { x, y int16 }";
    assert_eq!(parameters(&declarations, "T"), "i8 i16 i16");
}

#[test]
fn exercise_4_4_what_is_memory() {
    let count = |declarations: &str| parameters(declarations, "T").split(' ').count();
    assert_eq!(count("type T struct { a, b, c, d, e, f, g, h int }"), 8);
    // Nine are too many, and an array has an index.
    assert!(count("type T struct { a, b, c, d, e, f, g, h, i int }") < 8);
    assert_eq!(
        count("type T struct { a int; b [2]int; c int }"),
        count("type T struct { a [3]int }")
    );
}

#[test]
fn exercise_4_4_padding() {
    let program = "package main\n\ntype T struct { a int8; b int64; c int16 }\n\n\
         func main() {\n\tall := []T{{1, 2, 3}, {4, 5, 6}}\n\tx := all[1]\n\tall[0] = x\n\
         \tprintln(all[0].a, all[0].b, all[0].c)\n}\n";
    assert_eq!(String::from_utf8_lossy(&stage4(&["run"], program).stderr), "4 5 6\n");
}

// --- 4.5: append ------------------------------------------------------------------------------------

/// The capacities that a slice has while it grows, one element at a time, from a capacity.
fn capacities(start: usize, count: usize) -> Vec<usize> {
    let program = format!(
        "package main\n\nfunc main() {{\n\ts := make([]int, {start})\n\tlast := cap(s)\n\
         \tfor i := 0; i < {count}; i++ {{\n\t\ts = append(s, i)\n\
         \t\tif cap(s) != last {{ last = cap(s); println(last) }}\n\t}}\n}}\n"
    );
    let output = stage4(&["run"], &program);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{text}");
    text.lines().map(|line| line.parse().unwrap()).collect()
}

#[test]
fn exercise_4_5_doubles_and_then_less() {
    // As with the official compiler.
    assert_eq!(capacities(0, 300), [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
    assert_eq!(capacities(256, 3000), [512, 848, 1280, 1792, 2560, 3408]);
}

#[test]
fn exercise_4_5_many_at_once() {
    let program = "package main\n\nfunc main() {\n\ta := append([]int{1}, make([]int, 9)...)\n\
         \tb := append([]byte(nil), \"twelve bytes\"...)\n\tprintln(len(a), cap(a), len(b), cap(b))\n}\n";
    assert_eq!(String::from_utf8_lossy(&stage4(&["run"], program).stderr), "10 10 12 16\n");
}

#[test]
fn exercise_4_5_at_the_borders() {
    let program = "package main\n\ntype block [8192]byte\n\nfunc grown(start, more int) int { return cap(append(make([]int, start), make([]int, more)...)) }\n\n\
         func blocks(start, more int) int { return cap(append(make([]block, start), make([]block, more)...)) }\n\n\
         func main() {\n\tprintln(grown(10, 10), grown(10, 15))\n\
         \tprintln(grown(512, 320), grown(512, 321), grown(512, 512), grown(512, 1025))\n\
         \tprintln(blocks(257, 1), blocks(300, 100))\n}\n";
    // As with the official compiler. No size class hides what is the capacity of blocks as large as a page.
    let expected = "20 26\n848 1280 1280 1696\n513 567\n";
    assert_eq!(String::from_utf8_lossy(&stage4(&["run"], program).stderr), expected);
}

#[test]
fn exercise_4_5_costs_what_it_should() {
    // 100,000 appends copy some hundred thousand elements, not billions.
    assert!(capacities(0, 100_000).len() < 40);
}

// --- 4.6: deferred calls ----------------------------------------------------------------------------

fn printed(body: &str) -> (String, Option<i32>) {
    let output = stage4(&["run"], &format!("package main\n\n{body}\n"));
    (String::from_utf8_lossy(&output.stderr).into_owned(), output.status.code())
}

#[test]
fn exercise_4_6_last_in_first_out() {
    let (text, _) = printed(
        "func main() {\n\tfor i := 0; i < 3; i++ {\n\t\tdefer println(i)\n\t}\n\tprintln(9)\n}",
    );
    assert_eq!(text, "9\n2\n1\n0\n");
}

#[test]
fn exercise_4_6_a_call_that_panics_is_not_made_again() {
    let (text, status) = printed(
        "func main() {\n\tdefer println(1)\n\tdefer func() { println(2); panic(\"twice?\") }()\n\tdefer println(3)\n}",
    );
    assert!(text.starts_with("3\n2\n1\npanic: twice?"), "{text}");
    assert_eq!(status, Some(2));
}

#[test]
fn exercise_4_6_the_calls_behind_a_recovered_one() {
    let (text, status) = printed(
        "func f() (x int) {\n\tdefer func() { x *= 2 }()\n\tdefer func() { recover(); x = 21 }()\n\
         \tdefer println(1)\n\tpanic(0)\n}\n\nfunc main() { println(f()) }",
    );
    assert_eq!((text.as_str(), status), ("1\n42\n", Some(0)));
}

#[test]
fn exercise_4_6_a_deferred_call_may_defer() {
    let (text, _) = printed(
        "func inner() { defer println(1); println(2) }\n\nfunc main() { defer println(3); defer inner(); println(4) }",
    );
    assert_eq!(text, "4\n2\n1\n3\n");
}

#[test]
fn exercise_4_6_in_the_compiler_that_is_written_in_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let library = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = |command: &mut Command| {
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        (text, output.status.code())
    };
    let mut stage4 = Command::new(env!("CARGO_BIN_EXE_stage4"));
    let made = run(stage4.arg("build").arg(library.join("selfhost")).arg("-o").arg(path("gen1")));
    assert_eq!(made, (String::new(), Some(0)));
    let program = "package main\n\nfunc f() (x int) {\n\tdefer func() { x *= 2 }()\n\
         \tdefer func() { recover(); x = 21 }()\n\tdefer println(1)\n\tpanic(0)\n}\n\n\
         func main() {\n\tdefer println(2)\n\tdefer func() { println(f()) }()\n\tprintln(3)\n}\n";
    std::fs::write(path("main.go"), program).unwrap();
    let mut gen1 = Command::new(path("gen1"));
    gen1.arg("-lib").arg(library).arg("-o").arg(path("main")).arg(path("main.go"));
    assert_eq!(run(&mut gen1), (String::new(), Some(0)));
    assert_eq!(run(&mut Command::new(path("main"))), ("3\n1\n42\n2\n".into(), Some(0)));
}
