//! The scanner's tokens and complaints, as text.

use super::*;

fn tokens(source: &str) -> String {
    let mut scanner = Scanner::new(source, Pos(1));
    let mut out: Vec<String> = Vec::new();
    loop {
        scanner.next();
        if scanner.token == Token::EndOfFile {
            break;
        }
        out.push(scanner.description());
    }
    for one in scanner.diagnostics.list() {
        out.push(format!("{}: {}", one.pos.0, one.message));
    }
    out.join(" | ")
}

#[test]
fn semicolons_at_the_ends_of_lines() {
    assert_eq!(tokens("x\n+\n)"), "name x | newline | + | ) | EOF");
    assert_eq!(tokens("return // why\n"), "keyword return | newline");
    assert_eq!(tokens("a /* b\n */ c"), "name a | newline | name c | EOF");
    assert_eq!(tokens("a /* b */ c;"), "name a | name c | semicolon");
}

#[test]
fn operators_take_the_longest() {
    assert_eq!(tokens("a&^=b<<=c...<-"), "name a | &^= | name b | <<= | name c | ... | <-");
    assert_eq!(tokens("i++-- != :="), "name i | ++ | -- | != | :=");
}

#[test]
fn numbers() {
    for good in [
        "0", "0x_ff", "0b1_0", "0o17", "017", "089.5", "1_000", ".5e-3", "0x1p-2", "1e+9", "3i",
        "09i", "0x.8p1",
    ] {
        assert_eq!(tokens(good), format!("literal {good} | EOF"));
    }
    for (bad, message) in [
        ("089", "2: invalid digit '8' in octal literal"),
        ("0b12", "4: invalid digit '2' in binary literal"),
        ("0x", "3: hexadecimal literal has no digits"),
        ("1__0", "3: '_' must separate successive digits"),
        ("1e", "3: exponent has no digits"),
        ("0x1.8", "6: hexadecimal mantissa requires a 'p' exponent"),
        ("1p3", "2: 'p' exponent requires hexadecimal mantissa"),
        ("0b1.0", "4: invalid radix point in binary literal"),
    ] {
        assert_eq!(tokens(bad), format!("literal {bad} | EOF | {message}"));
    }
}

#[test]
fn runes_and_strings() {
    for good in
        [r"'a'", r"'\''", r"'\377'", r"'\u00e4'", "'本'", r#""\"x\"""#, "`a\nb`", r#""\U0010ffff""#]
    {
        assert_eq!(tokens(good), format!("literal {good} | EOF"));
    }
    for (bad, message) in [
        (r"''", "2: empty rune literal or unescaped '"),
        (r"'ab'", "1: more than one character in rune literal"),
        (r"'\400'", "6: octal escape value 256 > 255"),
        (r"'\ud800'", "8: escape is invalid Unicode code point U+D800"),
        (r#""\q""#, "3: unknown escape"),
        (r"'\xg'", "4: invalid character 'g' in hexadecimal escape"),
        ("\"abc", "1: string not terminated"),
    ] {
        assert_eq!(tokens(bad), format!("literal {bad} | EOF | {message}"));
    }
}

#[test]
fn what_is_no_token() {
    assert_eq!(tokens("a # b"), "name a | name b | EOF | 3: invalid character U+0023 '#'");
    assert_eq!(tokens("größe 世界 x2"), "name größe | name 世界 | name x2 | EOF");
    assert_eq!(tokens("/* a"), "1: comment not terminated");
}
