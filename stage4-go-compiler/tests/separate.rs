//! Packages compiled one by one: the program does what it does when it is built at once; and what does not fit
//! together, or is damaged, gets a message.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use stage4::front_end::PackageSource;
use stage4::separate;

const POINT: &str = r#"
package point

import "fmt"

type Point struct{ X, Y int }

type hidden struct{ n int }

func (h hidden) Twice() int { return 2 * h.n }

var Made = hidden{21}

func (p Point) String() string { return fmt.Sprintf("(%d;%d)", p.X, p.Y) }
func (p *Point) Move(dx, dy int) { p.X += dx; p.Y += dy }
"#;

const SHAPES: &str = r#"
package shapes

import (
	"errors"
	"example.com/p/point"
	"strings"
)

type Kind int

const (
	Round Kind = iota + 1
	Square
)

const Big = 1 << 70
const Ratio = 1.0 / 3

func (k Kind) String() string { return names[k] }

var names = map[Kind]string{Round: "round", Square: "square"}

var table = make([]int, 3)
var Limit, Word = 7, "word"
var ErrEmpty = errors.New("empty")

type Shape interface {
	Area() float64
	name() string
}

type Box struct {
	point.Point
	W, H float64 `unit:"m"`
}

func (b Box) Area() float64 { return b.W * b.H }
func (b Box) name() string  { return strings.Repeat("box", 2) }

func Name(s Shape) string { return s.name() }

func Counter() func() int {
	n := 0
	return func() int { n++; return n + len(table) }
}

func Sum(xs ...int) (total int, err error) {
	if len(xs) == 0 {
		return 0, ErrEmpty
	}
	for _, x := range xs {
		total += x
	}
	return
}

func Fail(xs []int, at int) int {
	defer func() { println("deferred") }()
	return xs[at]
}

func init() { table = append(table, 4); Limit++ }
"#;

const MAIN: &str = r#"
package main

import (
	"errors"
	"example.com/p/point"
	"example.com/p/shapes"
	"fmt"
	"os"
)

type disc struct{ shapes.Box }

func (d disc) Area() float64 { return 3 * d.W }

var first = shapes.Limit * 10

func main() {
	var s shapes.Shape = shapes.Box{point.Point{1, 2}, 3, 4}
	fmt.Println(s.Area(), shapes.Name(s), s, first, shapes.Word, shapes.Round, shapes.Square)
	fmt.Println(shapes.Big>>68, shapes.Ratio, point.Made.Twice())
	s = disc{shapes.Box{W: 5}}
	fmt.Printf("%T %v %+v\n", s, s.Area(), s)
	p := &point.Point{}
	p.Move(3, 4)
	move := p.Move
	move(1, 1)
	fmt.Println(p, *p)
	next := shapes.Counter()
	next()
	fmt.Println(next(), shapes.Kind.String(2))
	_, err := shapes.Sum()
	fmt.Println(err, errors.Is(err, shapes.ErrEmpty))
	total, err := shapes.Sum(1, 2, 3)
	fmt.Println(total, err)
	m := map[point.Point]any{{1, 2}: s, {3, 4}: shapes.Sum}
	_, isBox := m[point.Point{1, 2}].(interface{ Area() float64 })
	fmt.Println(len(m), isBox)
	if len(os.Args) > 1 {
		shapes.Fail([]int{1}, len(os.Args))
	}
}
"#;

fn stage4(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stage4"));
    command.current_dir(folder).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs the compiler, which must succeed, and gives what it prints.
fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let done = stage4(folder, arguments);
    assert!(done.status.success(), "{arguments:?}: {}", text(&done.stderr));
    text(&done.stdout)
}

/// Runs the compiler, which must refuse, and gives what it says.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let done = stage4(folder, arguments);
    assert_eq!(done.status.code(), Some(1), "{arguments:?}: {}", text(&done.stderr));
    text(&done.stderr)
}

fn write(folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
}

/// A folder with the program; its packages are compiled and packed, except `main`.
fn project(target: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    write(folder, "go.mod", "module example.com/p\n\ngo 1.22\n");
    write(folder, "point/point.go", POINT);
    write(folder, "shapes/shapes.go", SHAPES);
    write(folder, "main.go", MAIN);
    for package in ["point", "shapes"] {
        let archive = format!("lib/example.com/p/{package}.a");
        write(folder, &archive, "");
        succeed(folder, &["compile", package, "-o", "x.o", "-I", "lib", "--target", target]);
        succeed(folder, &["pack", &archive, "x.o"]);
    }
    root
}

const ARCHIVES: [&str; 2] = ["lib/example.com/p/shapes.a", "lib/example.com/p/point.a"];

/// Standard output and error, without what differs in a trace: offsets, and folders of files.
fn run(folder: &Path, program: &str, arguments: &[&str], emulator: Option<&str>) -> String {
    let program = folder.join(program);
    let mut command = Command::new(emulator.map_or(program.clone(), PathBuf::from));
    command.args(emulator.map(|_| &program)).args(arguments);
    let done = command.output().unwrap();
    let mut out = text(&done.stdout);
    for line in text(&done.stderr).lines() {
        let line = line.split(" +0x").next().unwrap_or(line);
        out += match line.strip_prefix('\t') {
            Some(place) => place.rsplit('/').next().unwrap_or(place),
            None => line,
        };
        out.push('\n');
    }
    format!("{out}{:?}", done.status.code())
}

#[test]
fn one_by_one_is_the_same_program_as_at_once() {
    let emulated = Command::new("qemu-aarch64").arg("--version").output().is_ok();
    for (target, emulator) in [("x86_64-linux", None), ("aarch64-linux", Some("qemu-aarch64"))] {
        if emulator.is_some() && !emulated {
            return eprintln!("SKIPPED: no qemu-aarch64 (Debian: qemu-user)");
        }
        let root = project(target);
        let folder = root.path();
        succeed(folder, &["build", ".", "-o", "at_once", "--target", target]);
        // Nobody reads the sources of what is imported.
        std::fs::remove_dir_all(folder.join("point")).unwrap();
        std::fs::remove_dir_all(folder.join("shapes")).unwrap();
        succeed(folder, &["compile", "main.go", "-o", "main.o", "-I", "lib", "--target", target]);
        let listing =
            succeed(folder, &[&["link", "main.o", "-o", "linked"], &ARCHIVES[..]].concat());
        assert!(listing.contains("of main.o") && listing.contains("of the library"), "{listing}");
        for arguments in [&[][..], &["panic"]] {
            let expected = run(folder, "at_once", arguments, emulator);
            assert!(expected.contains("12 boxbox") && expected.contains("square"), "{expected}");
            assert_eq!(run(folder, "linked", arguments, emulator), expected);
        }
        let trace = run(folder, "linked", &["panic"], emulator);
        for part in ["deferred", "index out of range [2] with length 1", "shapes.Fail", "main.main"]
        {
            assert!(trace.contains(part), "{trace}");
        }
    }
}

#[test]
fn what_the_files_hold_is_shown_and_is_what_other_tools_see() {
    let root = project("x86_64-linux");
    let folder = root.path();
    let listing = succeed(folder, &["pack", ARCHIVES[0], "--symbols"]);
    for part in [
        "lib/example.com/p/shapes.a: an archive, ",
        "package example.com/p/shapes, x86_64-linux",
        "  import errors (library)",
        "func Sum(xs ...int) (total int, err error)\n",
        "global .text",
        "example.com/p/shapes.Box.Area",
    ] {
        assert!(listing.contains(part), "{part} is missing in {listing}");
    }
    assert!(!listing.contains("strings.Repeat(\"box\", 2)"), "{listing}");
    let Ok(members) = Command::new("ar").arg("t").arg(folder.join(ARCHIVES[0])).output() else {
        return eprintln!("SKIPPED: no ar (Debian: binutils)");
    };
    assert_eq!(text(&members.stdout), "x.o\n");
    let symbols = Command::new("nm").arg("-s").arg(folder.join(ARCHIVES[0])).output().unwrap();
    assert!(text(&symbols.stdout).contains("example.com/p/shapes.Sum in x.o"));
    assert!(
        text(&symbols.stdout).contains("U example.com/p/shapes.Sum") || symbols.stderr.is_empty()
    );
    let read = Command::new("readelf").args(["-a", "-W"]).arg(folder.join("x.o")).output().unwrap();
    assert_eq!(text(&read.stderr), "");
    assert!(text(&read.stdout).contains(".go.package"));
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let root = project("x86_64-linux");
    let folder = root.path();
    let compile = ["compile", "main.go", "-o", "main.o"];
    let message = refused(folder, &compile);
    assert!(message.contains("main.go:6:2: could not import example.com/p/point"), "{message}");
    assert!(message.contains("-I FOLDER or --import"), "{message}");
    let with = |import: &'static str| [&compile[..], &["--import", import]].concat();
    for (import, part) in [
        ("example.com/p/point=nothing.a", "nothing.a: No such file"),
        ("example.com/p/point=main.go", "main.go: this is no ELF file"),
        (
            "example.com/p/point=lib/example.com/p/shapes.a",
            "does not have package example.com/p/point, but",
        ),
    ] {
        let message = refused(folder, &with(import));
        assert!(message.contains(part), "{message}");
    }
    let with_library = [&compile[..], &["-I", "lib"]].concat();
    succeed(folder, &with_library);
    let link = |files: &[&str]| refused(folder, &[&["link", "-o", "out"], files].concat());
    assert!(link(&["main.o"]).contains("needs package example.com/p/"));
    assert!(link(&ARCHIVES).contains("no main package"));
    assert!(link(&["main.o", "main.o"]).contains("are package main"));
    assert!(link(&["main.go"]).contains("main.go: this is no ELF file"));
    assert!(link(&[env!("CARGO_BIN_EXE_stage4")]).contains("a program, not an object"));
    succeed(folder, &["compile", "main.go", "-o", "arm.o", "-I", "lib", "--path", "x"]);

    // A new body changes nothing for others, a new type does.
    write(folder, "point/point.go", &POINT.replace("p.X += dx", "p.X += 2*dx"));
    succeed(folder, &["compile", "point", "-o", "p.o"]);
    assert!(link(&["main.o", ARCHIVES[0]]).contains("needs package example.com/p/point"));
    let linked = stage4(folder, &["link", "-o", "out", "main.o", ARCHIVES[0], "p.o"]);
    assert!(linked.status.success(), "{}", text(&linked.stderr));
    assert!(run(folder, "out", &[], None).contains("(8;5)"));
    write(folder, "point/point.go", &POINT.replace("X, Y int", "X, Y, Z int"));
    succeed(folder, &["compile", "point", "-o", "p.o"]);
    let message = link(&["main.o", ARCHIVES[0], "p.o"]);
    assert!(
        message.contains("was compiled with another example.com/p/point than p.o"),
        "{message}"
    );
    succeed(folder, &["compile", "point", "-o", "p.o", "--target", "aarch64-linux"]);
    let message = refused(folder, &with("example.com/p/point=p.o"));
    assert!(message.contains("p.o is for aarch64-linux, not for x86_64-linux"), "{message}");
}

#[test]
fn damaged_files_are_refused() {
    let source = PackageSource::new("p", vec![("p.go".into(), POINT.into())]);
    let none = |_: &str| Ok(None);
    let made = separate::compile(source, stage0::Isa::X64, true, &none).unwrap();
    let object = made.object.unwrap();
    assert_eq!(separate::objects("p.o", &object).unwrap().len(), 1);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit as u64) as usize
    };
    let mut refused = 0;
    for round in 0..400 {
        let mut file = object.clone();
        match round % 4 {
            0 => file.truncate(below(file.len())),
            // The headers of the file and of its sections are where it hurts.
            1 => {
                let headers = file.len() - below(file.len().min(64 * 16)) - 1;
                file[headers] = below(256) as u8;
            }
            _ => {
                let at = below(file.len());
                file[at] ^= 1 << below(8);
            }
        }
        let read = separate::objects("p.o", &file);
        refused += usize::from(read.is_err());
        if let Ok(read) = stage3::link::read_object::read_object("p.o", &file) {
            let mut linker = stage3::link::linker::Linker::new(read.isa);
            let names: Vec<String> = read.defined.iter().map(|one| one.0.clone()).collect();
            if linker.add(read).is_ok() {
                names.iter().for_each(|name| linker.reach(name));
                let _ = linker.executable();
            }
        }
    }
    assert!(refused > 100, "{refused}");
}
