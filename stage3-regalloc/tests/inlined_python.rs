//! Python functions that were inlined into others: what the program sees must be what it saw before.
//!
//! Each program runs in every tier and prints what CPython prints; the first test sees to it that there
//! is something to judge.

use std::process::Command;

#[path = "../../stage0-hello-bytes/tests/emulator/mod.rs"]
mod emulator;

const TIERS: [&[&str]; 5] = [
    &["--tier", "interp"],
    &["--tier", "auto"],
    &["--tier", "optimised"],
    &["--tier", "optimised", "--force-exits", "3"],
    &["--tier", "optimised", "--gc-stress"],
];

/// An emulator takes its time: there, machine code alone.
fn tiers() -> &'static [&'static [&'static str]] {
    if std::env::var_os("STAGE_RUNNER").is_some() { &TIERS[2..4] } else { &TIERS[1..] }
}

/// What is printed on both streams.
fn stage3(verb: &str, options: &[&str], text: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("program.py");
    std::fs::write(&file, text).unwrap();
    let mut command = emulator::command(env!("CARGO_BIN_EXE_stage3"));
    command.current_dir(directory.path()).arg(verb).args(options).arg("program.py");
    let output = command.output().unwrap();
    let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    printed.replace(directory.path().to_str().unwrap(), "")
}

/// The program prints the same in every tier, on both streams, and that has these parts.
fn check(text: &str, parts: &[&str]) {
    if Command::new("python3").arg("--version").output().is_err() {
        return;
    }
    let expected = stage3("run", TIERS[0], text);
    for part in parts {
        assert!(expected.contains(part), "{part} is not in\n{expected}");
    }
    for tier in tiers() {
        assert_eq!(stage3("run", tier, text), expected, "{tier:?}");
    }
}

const SQUARES: &str = "
def square(x):
    return x * x

def sum_of_squares(n):
    total = 0
    for i in range(n):
        total += square(i)
    return total

for i in range(60):
    sum_of_squares(50)
print(sum_of_squares(1000))
";

#[test]
fn a_small_function_becomes_part_of_its_caller() {
    check(SQUARES, &["332833500\n"]);
    if Command::new("python3").arg("--version").output().is_err() {
        return;
    }
    let listing = stage3("asm", &["--func", "sum_of_squares"], SQUARES);
    assert!(listing.contains("imul.checked"), "{listing}");
    assert!(!listing.contains("call @\"python."), "{listing}");
    // Above the code that was inlined stand the line and the bytecode of the callee.
    assert!(listing.contains("    3 |     return x * x\n"), "{listing}");
    let unoptimised = stage3("asm", &["--func", "sum_of_squares", "-O", "0"], SQUARES);
    assert!(unoptimised.contains("call @\"python."), "{unoptimised}");
}

#[test]
fn both_frames_are_rebuilt_when_a_speculation_fails_inside() {
    let text = "
def combine(a, b):
    c = a * 3
    d = c - b
    return (d + a) * (c + 1)

def use(x, y):
    before = [x, y]
    result = 1000 - combine(x, y) * 2
    return before, result

for i in range(80):
    use(i, i + 1)
# Ints that do not fit any more, floats, and texts.
for x, y in ((2 ** 62, 1), (1.5, 2.5), (3, 0.25), (2 ** 70, 2 ** 69), (7, 8), (True, 3)):
    print(use(x, y))
for i in range(80):
    use(i * 0.5, i)
print(use(1, 2), use(0.5, 2))
";
    check(text, &["([1.5, 2.5], ", "([1, 2], "]);
}

#[test]
fn an_exception_inside_has_both_frames_in_its_traceback() {
    let text = "
def divide(a, b):
    return a // b

def table(n, d):
    total = 0
    for i in range(n):
        total += divide(n, d - i)
    return total

def attempt(n, d):
    try:
        return table(n, d)
    except ZeroDivisionError as error:
        return str(error)

for i in range(60):
    table(20, 40)
print(table(20, 40), attempt(20, 5))
table(30, 12)
";
    check(text, &["line 8, in table", "line 3, in divide", "ZeroDivisionError"]);
}

#[test]
fn the_recursion_limit_counts_frames_that_are_not_there() {
    let text = "
import sys
sys.setrecursionlimit(220)

def leaf(n):
    return n + 1

depth = 0

def down(n):
    global depth
    depth = n
    return leaf(n) + down(leaf(n))

def loop(n):
    total = 0
    for i in range(n):
        total += leaf(i)
    return total

def fall(n, rounds):
    if n == 0:
        return loop(rounds)
    return fall(n - 1, rounds)

for i in range(40):
    loop(30)
    fall(5, 30)
for i in range(30):
    try:
        down(0)
    except RecursionError as error:
        if i % 10 == 0:
            print(depth, error)
for n in range(205, 225):
    try:
        print(n, fall(n, 300))
    except RecursionError as error:
        print(n, error)
";
    check(text, &["maximum recursion depth exceeded"]);
}

#[test]
fn a_name_that_means_another_function_is_noticed() {
    let text = "
def step(n):
    return n + 1

def count(n):
    total = 0
    for i in range(n):
        total = step(total)
    return total

for i in range(60):
    count(30)
print(count(100))

def step(n):
    return n + 2

for i in range(60):
    count(30)
print(count(100))
";
    check(text, &["100\n200\n"]);
}

#[test]
fn a_callee_with_a_loop_and_lists_keeps_its_variables() {
    let text = "
def largest(values, least):
    best = least
    at = -1
    for i in range(len(values)):
        if values[i] > best:
            best = values[i]
            at = i
    return at

def order(rows):
    found = []
    for row in rows:
        found.append(largest(row, 0))
    return found

rows = [[(i * 7 + j * 5) % 11 for j in range(6)] for i in range(9)]
for i in range(60):
    order(rows)
print(order(rows))
rows[4][2] = 99.5
rows[5][1] = 10 ** 30
print(order(rows))
for i in range(60):
    order(rows)
print(order(rows), order([[]]))
try:
    order([[1, 'x']])
except TypeError as error:
    print(error)
";
    check(text, &["not supported between"]);
}
