//! Source text → tokens.
//!
//! Go has no separators at the ends of lines; the scanner puts them there: a line that ends in a
//! token which can end a statement (a name, a literal, `)`, `]`, `}`, `++`, `return` …) gets a
//! semicolon. That one rule is why the brace of `if` stands on the line of the `if`.
//!
//! The scanner is asked for one token at a time and keeps it ([`Scanner::token`], [`Scanner::text`],
//! [`Scanner::pos`]); the parser needs no other look ahead. It works on bytes and decodes UTF-8
//! only in names, strings and comments, where it may be. What is wrong is reported and skipped; a
//! literal that is wrong is a literal nevertheless, so that the parser has no second complaint.
//!
//! Leaves out: `//line` and other directives. Numbers are in `scanner/number.rs`, runes and strings in
//! `scanner/quoted.rs`.

use crate::diagnostic::Diagnostics;
use crate::position::Pos;
use crate::token::{Keyword, LiteralKind, Operator, Token};

mod number;
mod quoted;
#[cfg(test)]
mod tests;

/// The state of the scanner in one file.
pub struct Scanner<'a> {
    source: &'a str,
    base: u32,
    /// The next byte to look at.
    at: usize,
    /// Does the end of this line stand for a semicolon?
    ends_statement: bool,
    /// The current token.
    pub token: Token,
    /// Where it begins, as an offset in the source.
    start: usize,
    /// A semicolon that is not written: is it a newline or the end of the file?
    implicit: Option<&'static str>,
    /// What was wrong with the text.
    pub diagnostics: Diagnostics,
}

impl<'a> Scanner<'a> {
    /// A scanner before the first token of a file whose first byte is at `base`.
    pub fn new(source: &'a str, base: Pos) -> Scanner<'a> {
        let bom = if source.starts_with('\u{feff}') { 3 } else { 0 };
        Scanner {
            source,
            base: base.0,
            at: bom,
            ends_statement: false,
            token: Token::EndOfFile,
            start: bom,
            implicit: None,
            diagnostics: Diagnostics::new(),
        }
    }

    /// Where the current token begins.
    pub fn pos(&self) -> Pos {
        self.pos_at(self.start)
    }

    /// Where the current token ends.
    pub fn end(&self) -> Pos {
        self.pos_at(self.at)
    }

    fn pos_at(&self, offset: usize) -> Pos {
        Pos(self.base + offset as u32)
    }

    /// The letters of the current token.
    pub fn text(&self) -> &'a str {
        &self.source[self.start..self.at]
    }

    /// The current token as messages call it.
    pub fn description(&self) -> String {
        match self.token {
            Token::EndOfFile => "EOF".into(),
            Token::Name => format!("name {}", self.text()),
            Token::Literal(_) => format!("literal {}", self.text()),
            Token::Semicolon => self.implicit.unwrap_or("semicolon").into(),
            Token::Comma => "comma".into(),
            Token::Increment(_) | Token::AssignOperator(_) => self.text().into(),
            Token::Keyword(keyword) => format!("keyword {}", keyword.text()),
            token => token.expected_name().into(),
        }
    }

    fn error(&mut self, offset: usize, message: impl Into<String>) {
        self.diagnostics.error(self.pos_at(offset), message);
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.source.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Takes the byte if it is this one.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek(0) == byte && self.at < self.source.len();
        self.at += usize::from(found);
        found
    }

    /// Goes to the next token.
    pub fn next(&mut self) {
        let ends_statement = std::mem::take(&mut self.ends_statement);
        self.implicit = None;
        loop {
            self.start = self.at;
            if self.at >= self.source.len() {
                self.token = if ends_statement { Token::Semicolon } else { Token::EndOfFile };
                self.implicit = Some("EOF");
                return;
            }
            match self.peek(0) {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' => {
                    if ends_statement {
                        // The newline is left; it is blank space before the next token.
                        self.token = Token::Semicolon;
                        self.implicit = Some("newline");
                        return;
                    }
                    self.at += 1;
                }
                b'/' if self.peek(1) == b'/' => self.skip_line(),
                b'/' if self.peek(1) == b'*' => {
                    if self.skip_comment() && ends_statement {
                        self.token = Token::Semicolon;
                        self.implicit = Some("newline");
                        return;
                    }
                }
                _ => {
                    if let Some(token) = self.scan() {
                        self.token = token;
                        self.ends_statement = may_end_statement(token);
                        return;
                    }
                }
            }
        }
    }

    /// Skips `// …`, not the end of the line.
    fn skip_line(&mut self) {
        let start = self.at;
        // Whether there is a byte with which something begins that may not stand there.
        let mut suspicious = false;
        for &byte in self.source.as_bytes()[start..].iter().take_while(|&&byte| byte != b'\n') {
            self.at += 1;
            suspicious |= byte == 0 || byte == 0xef;
        }
        if suspicious {
            self.check_text(start, self.at);
        }
    }

    /// Skips `/* … */`; did it hold the end of a line?
    fn skip_comment(&mut self) -> bool {
        let body = self.at + 2;
        let (end, next) = match self.source[body..].find("*/") {
            Some(length) => (body + length, body + length + 2),
            None => {
                self.error(self.at, "comment not terminated");
                (self.source.len(), self.source.len())
            }
        };
        self.check_text(body, end);
        self.at = next;
        self.source.as_bytes()[body..end].contains(&b'\n')
    }

    /// Reports what may stand nowhere in a source file.
    fn check_text(&mut self, from: usize, to: usize) {
        if self.source.as_bytes()[from..to].contains(&0) {
            let at = self.source[from..to].find('\0').unwrap_or(0);
            self.error(from + at, "invalid NUL character");
        }
        if let Some(at) = self.source[from..to].find('\u{feff}') {
            self.error(from + at, "invalid BOM in the middle of the file");
        }
    }

    /// The token that begins here; `None` if nothing does, which was reported.
    fn scan(&mut self) -> Option<Token> {
        let byte = self.peek(0);
        if byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80 {
            return self.name();
        }
        if byte.is_ascii_digit() || byte == b'.' && self.peek(1).is_ascii_digit() {
            return Some(Token::Literal(self.number()));
        }
        self.at += 1;
        Some(match byte {
            b'"' => self.string(),
            b'`' => self.raw_string(),
            b'\'' => self.rune(),
            b'(' => Token::LeftParen,
            b')' => Token::RightParen,
            b'[' => Token::LeftBracket,
            b']' => Token::RightBracket,
            b'{' => Token::LeftBrace,
            b'}' => Token::RightBrace,
            b',' => Token::Comma,
            b';' => Token::Semicolon,
            b'.' if self.peek(0) == b'.' && self.peek(1) == b'.' => {
                self.at += 2;
                Token::Ellipsis
            }
            b'.' => Token::Dot,
            b':' if self.take(b'=') => Token::Define,
            b':' => Token::Colon,
            b'=' if self.take(b'=') => Token::Operator(Operator::Equal),
            b'=' => Token::Assign,
            b'!' if self.take(b'=') => Token::Operator(Operator::NotEqual),
            b'!' => Token::Operator(Operator::Not),
            b'~' => Token::Operator(Operator::Tilde),
            b'<' if self.take(b'-') => Token::Arrow,
            b'<' if self.take(b'=') => Token::Operator(Operator::LessEqual),
            b'<' if self.take(b'<') => self.assignable(Operator::ShiftLeft),
            b'<' => Token::Operator(Operator::Less),
            b'>' if self.take(b'=') => Token::Operator(Operator::GreaterEqual),
            b'>' if self.take(b'>') => self.assignable(Operator::ShiftRight),
            b'>' => Token::Operator(Operator::Greater),
            b'+' if self.take(b'+') => Token::Increment(Operator::Add),
            b'+' => self.assignable(Operator::Add),
            b'-' if self.take(b'-') => Token::Increment(Operator::Subtract),
            b'-' => self.assignable(Operator::Subtract),
            b'*' if self.take(b'=') => Token::AssignOperator(Operator::Multiply),
            b'*' => Token::Star,
            b'/' => self.assignable(Operator::Divide),
            b'%' => self.assignable(Operator::Remainder),
            b'^' => self.assignable(Operator::Xor),
            b'&' if self.take(b'&') => Token::Operator(Operator::AndAnd),
            b'&' if self.take(b'^') => self.assignable(Operator::AndNot),
            b'&' => self.assignable(Operator::And),
            b'|' if self.take(b'|') => Token::Operator(Operator::OrOr),
            b'|' => self.assignable(Operator::Or),
            0 => {
                self.error(self.start, "invalid NUL character");
                return None;
            }
            other => {
                self.error(self.start, format!("invalid character {}", unicode(other.into())));
                return None;
            }
        })
    }

    /// The operator, or its assigning form.
    fn assignable(&mut self, operator: Operator) -> Token {
        if self.take(b'=') { Token::AssignOperator(operator) } else { Token::Operator(operator) }
    }

    /// `identifier = letter { letter | unicode_digit } .`
    fn name(&mut self) -> Option<Token> {
        let bytes = self.source.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            if byte.is_ascii_alphanumeric() || byte == b'_' {
                self.at += 1;
            } else if byte < 0x80 {
                break;
            } else {
                let Some(letter) = self.source[self.at..].chars().next() else { break };
                let first = self.at == self.start;
                if letter == '\u{feff}' {
                    self.error(self.at, "invalid BOM in the middle of the file");
                } else if first && letter.is_numeric() && !letter.is_alphabetic() {
                    self.error(
                        self.at,
                        format!("identifier cannot begin with digit {}", unicode(letter)),
                    );
                } else if !letter.is_alphabetic() && !letter.is_numeric() {
                    if first {
                        let message = format!("invalid character {}", unicode(letter));
                        self.error(self.at, message);
                        self.at += letter.len_utf8();
                        return None;
                    }
                    self.error(
                        self.at,
                        format!("invalid character {} in identifier", unicode(letter)),
                    );
                }
                self.at += letter.len_utf8();
            }
        }
        let text = self.text();
        let keyword = if (2..=11).contains(&text.len()) { Keyword::from_text(text) } else { None };
        Some(keyword.map_or(Token::Name, Token::Keyword))
    }
}

// ANCHOR: may_end_statement
/// Does a line that ends in this token end a statement?
fn may_end_statement(token: Token) -> bool {
    // BEGIN SOLUTION 4.1 stub: let _ = (token, Keyword::Break); false
    match token {
        Token::Name
        | Token::Literal(_)
        | Token::RightParen
        | Token::RightBracket
        | Token::RightBrace
        | Token::Increment(_) => true,
        Token::Keyword(keyword) => matches!(
            keyword,
            Keyword::Break | Keyword::Continue | Keyword::Fallthrough | Keyword::Return
        ),
        _ => false,
    }
    // END SOLUTION
}
// ANCHOR_END: may_end_statement

/// `U+0040 '@'`
fn unicode(letter: char) -> String {
    if letter.is_control() {
        format!("U+{:04X}", letter as u32)
    } else {
        format!("U+{:04X} '{letter}'", letter as u32)
    }
}

/// The name of a literal's kind in messages about its digits.
fn literal_name(kind: LiteralKind, base: u32) -> &'static str {
    match (kind, base) {
        (LiteralKind::Float, 16) => "hexadecimal",
        (_, 2) => "binary",
        (_, 8) => "octal",
        (_, 16) => "hexadecimal",
        _ => "decimal",
    }
}
