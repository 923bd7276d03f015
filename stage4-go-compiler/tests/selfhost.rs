//! What judges the exercises in the compiler that is written in Go: `cargo test -p stage4 --test selfhost exercise_4_7` and
//! so on. Every test makes the generations, so there are few.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::path::Path;
use std::process::Command;

mod generations;

use generations::{NAMES, bootstrap, changed_compiler, compile, generations, library, text};

/// What a program prints when a generation has compiled it.
fn printed(generation: &str, program: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (source, output) = (folder.path().join("main.go"), folder.path().join("main"));
    std::fs::write(&source, program).unwrap();
    let (status, said) = compile(generation, &source, &output);
    assert_eq!(status, Some(0), "{generation} says: {said}\n{program}");
    let done = Command::new(&output).output().unwrap();
    assert!(done.status.success(), "made by {generation}: {}\n{}", done.status, text(&done.stderr));
    text(&done.stderr)
}

/// All generations are made, and the last two are the same.
fn bootstraps(source: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let done = bootstrap(&["--source", source.to_str().unwrap()], folder.path());
    assert!(done.status.success(), "{}{}", text(&done.stdout), text(&done.stderr));
}

// --- 4.7: addresses ---------------------------------------------------------------------------------

#[test]
fn exercise_4_7_what_gen1_makes_runs() {
    let program = r#"package main

type shape interface{ area() int }
type square struct{ side int }
type circle struct{ radius int }

func (s square) area() int { return s.side * s.side }
func (c circle) area() int { return 3 * c.radius * c.radius }

var table = [3]func(int) int{double, func(n int) int { return n + 1 }, nil}
var names = []string{"one", "two"}
var last = &names[1]

func double(n int) int { return 2 * n }

func main() {
	for _, s := range []shape{square{3}, circle{2}} {
		println(s.area())
	}
	println(table[0](21), table[1](1), table[2] == nil, *last)
}
"#;
    assert_eq!(printed("gen1", program), "9\n12\n42 2 true two\n");
}

#[test]
fn exercise_4_7_the_generations_are_the_same() {
    bootstraps(&library().join("selfhost"));
}

// --- 4.8: operands ----------------------------------------------------------------------------------

/// How many bytes of code gen1 makes of each statement of a function, of which there are many.
fn bytes_of(statement: &str) -> f64 {
    const COUNT: usize = 200;
    let folder = tempfile::tempdir().unwrap();
    let (source, map) = (folder.path().join("main.go"), folder.path().join("map"));
    let body = format!("\t{statement}\n").repeat(COUNT);
    let program = format!(
        "package main\n\nfunc f(a, b int) int {{\n{body}\treturn a\n}}\n\nfunc main() {{ println(f(1, 2)) }}\n"
    );
    std::fs::write(&source, program).unwrap();
    let mut command = Command::new(generations().join("gen1"));
    command.arg("-lib").arg(library()).arg("-o").arg(folder.path().join("main"));
    let done = command.arg("-map").arg(&map).arg(&source).output().unwrap();
    assert!(done.status.success(), "{}", text(&done.stderr));
    let map = std::fs::read_to_string(map).unwrap();
    let mut starts = map.lines().map(|line| line.split_once(' ').unwrap());
    let (start, _) = starts.find(|(_, name)| name.ends_with("main.f")).unwrap();
    let (end, _) = starts.next().unwrap();
    (end.parse::<f64>().unwrap() - start.parse::<f64>().unwrap()) / COUNT as f64
}

#[test]
fn exercise_4_8_numbers_stand_in_the_instruction() {
    // Load, operation, store: 4 bytes each. With a register for the number there is a load of 7 more.
    for operator in ["+", "-", "&", "|", "^"] {
        let bytes = bytes_of(&format!("a = a {operator} 3"));
        assert!(bytes < 13.0, "{bytes} bytes for `a = a {operator} 3`");
    }
}

#[test]
fn exercise_4_8_variables_are_used_where_they_are() {
    for operator in ["+", "-", "&", "|", "^"] {
        let bytes = bytes_of(&format!("a = a {operator} b"));
        assert!(bytes < 13.0, "{bytes} bytes for `a = a {operator} b`");
    }
}

#[test]
fn exercise_4_8_the_results_are_right() {
    let program = r#"package main

func f(a, b int, c uint8, d int32) {
	println(a+b, a-b, a&b, a|b, a^b, a-7, a&12, a|1<<40, a^-1)
	println(c+250, c-d8(d), int32(c)-d, d-1<<30, a-(b-(a-(b-1))))
}

func d8(d int32) uint8 { return uint8(d) }

func main() { f(100, 30, 10, -5) }
"#;
    let expected = "130 70 4 126 122 93 4 1099511627876 -101\n4 15 15 -1073741829 141\n";
    assert_eq!(printed("gen1", program), expected);
    bootstraps(&library().join("selfhost"));
}

// --- 4.9: a statement -------------------------------------------------------------------------------

/// Loops over integers in all their forms.
const LOOPS: &str = r#"package main

func three() int {
	println("once")
	return 3
}

func main() {
	for i := range three() {
		println(i)
		i = 9
	}
	n, minus := 0, -2
	for range uint8(200) {
		n++
	}
	for i := range minus {
		println("never", i)
	}
	var last int16
	for last = range 5 {
		if last == 3 {
			break
		}
	}
outer:
	for i := range 4 {
		for j := range i {
			if j == 1 {
				continue outer
			}
			n += 1000
		}
	}
	// The end has the type of the variable: it is no int.
	var wide uint64
	for wide = range 1 << 63 {
		if wide == 4 {
			break
		}
	}
	println(n, last, wide)
}
"#;

const LOOPS_PRINT: &str = "once\n0\n1\n2\n3200 3 4\n";

#[test]
fn exercise_4_9_stage_4_knows_the_statement() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("main.go");
    std::fs::write(&source, LOOPS).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_stage4"));
    let done = command.arg("run").arg(&source).output().unwrap();
    assert_eq!(text(&done.stderr), LOOPS_PRINT);
}

#[test]
fn exercise_4_9_every_generation_knows_it() {
    for name in NAMES {
        assert_eq!(printed(name, LOOPS), LOOPS_PRINT, "compiled by {name}");
    }
}

#[test]
fn exercise_4_9_the_compiler_is_written_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = ("for i := 0; i < 8; i++ {", "for i := range 8 {");
    let source = changed_compiler(folder.path(), "gen/elf.go", old, new);
    bootstraps(&source);
}
