//! Runes and strings: checked here, evaluated in [`crate::constant`].

use super::{Scanner, unicode};
use crate::token::{LiteralKind, Token};

impl Scanner<'_> {
    /// A string in double quotes, behind the first.
    pub(super) fn string(&mut self) -> Token {
        loop {
            match self.peek(0) {
                _ if self.at >= self.source.len() => {
                    self.error(self.start, "string not terminated");
                    break;
                }
                b'"' => {
                    self.at += 1;
                    break;
                }
                b'\n' => {
                    self.error(self.at, "newline in string");
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    self.escape(b'"');
                }
                _ => self.letter(),
            }
        }
        Token::Literal(LiteralKind::String)
    }

    /// A string in backquotes, behind the first.
    pub(super) fn raw_string(&mut self) -> Token {
        let body = self.at;
        match self.source[body..].find('`') {
            Some(length) => {
                self.check_text(body, body + length);
                self.at += length + 1;
            }
            None => {
                self.error(self.start, "string not terminated");
                self.at = self.source.len();
            }
        }
        Token::Literal(LiteralKind::String)
    }

    /// A rune, behind the first quote.
    pub(super) fn rune(&mut self) -> Token {
        let mut count = 0;
        let mut reported = false;
        loop {
            match self.peek(0) {
                _ if self.at >= self.source.len() => {
                    if !reported {
                        self.error(self.start, "rune literal not terminated");
                    }
                    break;
                }
                b'\'' => {
                    if !reported && count == 0 {
                        self.error(self.at, "empty rune literal or unescaped '");
                    } else if !reported && count != 1 {
                        self.error(self.start, "more than one character in rune literal");
                    }
                    self.at += 1;
                    break;
                }
                b'\n' => {
                    if !reported {
                        self.error(self.at, "newline in rune literal");
                    }
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    reported |= !self.escape(b'\'');
                }
                _ => self.letter(),
            }
            count += 1;
        }
        Token::Literal(LiteralKind::Rune)
    }

    /// One letter as it stands.
    fn letter(&mut self) {
        // Most are ASCII, and only NUL of that may not stand there.
        if (1..0x80).contains(&self.peek(0)) {
            self.at += 1;
            return;
        }
        let length = self.source[self.at..].chars().next().map_or(1, char::len_utf8);
        self.check_text(self.at, self.at + length);
        self.at += length;
    }

    /// An escape, behind its backslash; is it right? What is wrong is not taken.
    fn escape(&mut self, quote: u8) -> bool {
        let letter = self.peek(0);
        let (count, base, limit) = match letter {
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' => {
                self.at += 1;
                return true;
            }
            _ if letter == quote => {
                self.at += 1;
                return true;
            }
            b'0'..=b'7' => (3, 8, 255),
            b'x' => (2, 16, 255),
            b'u' => (4, 16, 0x10_ffff),
            b'U' => (8, 16, 0x10_ffff),
            _ => {
                // At the end of the text the missing quote is what is wrong.
                if self.at < self.source.len() {
                    self.error(self.at, "unknown escape");
                }
                return false;
            }
        };
        if base == 16 {
            self.at += 1;
        }
        let mut value: u32 = 0;
        for _ in 0..count {
            let Some(digit) = char::from(self.peek(0)).to_digit(base) else {
                let Some(next) = self.source[self.at..].chars().next() else { return false };
                let kind = if base == 8 { "octal" } else { "hexadecimal" };
                self.error(self.at, format!("invalid character {} in {kind} escape", quoted(next)));
                return false;
            };
            value = value.saturating_mul(base).saturating_add(digit);
            self.at += 1;
        }
        if value > limit && base == 8 {
            self.error(self.at, format!("octal escape value {value} > 255"));
            return false;
        }
        if value > limit || limit > 255 && (0xd800..0xe000).contains(&value) {
            let shown = char::from_u32(value).map_or_else(|| format!("U+{value:04X}"), unicode);
            self.error(self.at, format!("escape is invalid Unicode code point {shown}"));
            return false;
        }
        true
    }
}

/// A letter as `%q` shows it.
fn quoted(letter: char) -> String {
    match letter {
        '\n' => "'\\n'".into(),
        '\t' => "'\\t'".into(),
        '\r' => "'\\r'".into(),
        '\'' => "'\\''".into(),
        '\\' => "'\\\\'".into(),
        _ => format!("'{letter}'"),
    }
}
