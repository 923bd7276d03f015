//! Text → tokens. One pass over the bytes, no backtracking, so the time is linear whatever the text
//! is; a token is a kind and a slice of the text. What cannot be read is a token too
//! ([`Kind::Bad`]), and the parser says what is wrong with it.

/// A token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its letters; of a string and a quoted name what stands between the quotes.
    pub text: &'a str,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A word: letters, digits, `_` and `.`, beginning with a letter.
    Word,
    /// A name; the text is without the `@`.
    Name,
    /// A name in quotes; escapes are not yet replaced.
    QuotedName,
    /// A number, of any form.
    Number,
    /// A string; escapes are not yet replaced.
    String,
    /// Punctuation: one of `(){}[],:=+-!` or `->`.
    Punctuation,
    /// The end of a line with something on it.
    LineEnd,
    /// The end of the text.
    End,
    /// A letter that begins nothing, or a string without an end.
    Bad,
}

/// Splits a text into tokens; the last is [`Kind::End`].
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer { text, position: 0, line: 1, column: 1 };
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 4);
    loop {
        let token = lexer.next();
        if token.kind == Kind::LineEnd {
            let continues = tokens.last().is_none_or(|last| {
                last.kind == Kind::LineEnd
                    || last.kind == Kind::Punctuation && matches!(last.text, "," | "(" | "[")
            });
            if continues {
                continue;
            }
        }
        tokens.push(token);
        if token.kind == Kind::End {
            return tokens;
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    position: usize,
    line: u32,
    column: u32,
}

impl<'a> Lexer<'a> {
    fn peek(&self) -> Option<char> {
        self.text[self.position..].chars().next()
    }

    fn advance(&mut self) {
        if let Some(c) = self.peek() {
            self.position += c.len_utf8();
            self.column += 1;
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            }
        }
    }

    fn advance_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.advance();
        }
    }

    fn next(&mut self) -> Token<'a> {
        // The end of a line is where its text ends, whatever blanks and comments follow.
        let text_end = (self.line, self.column);
        self.advance_while(|c| matches!(c, ' ' | '\t' | '\r'));
        if self.peek() == Some(';') {
            self.advance_while(|c| c != '\n');
        }
        let (start, line, column) = (self.position, self.line, self.column);
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$');
        let kind = match self.peek() {
            None => Kind::End,
            Some(first) => {
                self.advance();
                match first {
                    '\n' => Kind::LineEnd,
                    'a'..='z' | 'A'..='Z' | '_' => {
                        self.advance_while(word);
                        Kind::Word
                    }
                    '0'..='9' => self.number(),
                    '-' if self.peek() == Some('>') => {
                        self.advance();
                        Kind::Punctuation
                    }
                    '-' if self.peek().is_some_and(|c| c.is_ascii_digit()) => self.number(),
                    '-' if self.text[self.position..].starts_with("inf") => self.number(),
                    '@' if self.peek() == Some('"') => {
                        self.advance();
                        self.string(Kind::QuotedName)
                    }
                    '@' if self.peek().is_some_and(word) => {
                        self.advance_while(word);
                        Kind::Name
                    }
                    '"' => self.string(Kind::String),
                    '(' | ')' | '{' | '}' | '[' | ']' | ',' | ':' | '=' | '+' | '-' | '!' => {
                        Kind::Punctuation
                    }
                    _ => Kind::Bad,
                }
            }
        };
        let (line, column) = if kind == Kind::LineEnd { text_end } else { (line, column) };
        let whole = &self.text[start..self.position];
        let text = match kind {
            Kind::Name => &whole[1..],
            Kind::QuotedName => &whole[2..whole.len() - 1],
            Kind::String => &whole[1..whole.len() - 1],
            _ => whole,
        };
        Token { kind, text, line, column }
    }

    /// The rest of a number: digits, letters, points, and a sign behind an exponent.
    fn number(&mut self) -> Kind {
        let mut last = '0';
        while let Some(c) = self.peek() {
            let sign = matches!(c, '+' | '-') && matches!(last, 'e' | 'E');
            if !(c.is_ascii_alphanumeric() || c == '.' || sign) {
                break;
            }
            last = c;
            self.advance();
        }
        Kind::Number
    }

    /// The rest of a string, which ends on the same line.
    fn string(&mut self, kind: Kind) -> Kind {
        loop {
            match self.peek() {
                None | Some('\n') => return Kind::Bad,
                Some('"') => {
                    self.advance();
                    return kind;
                }
                Some('\\') => {
                    self.advance();
                    if self.peek() != Some('\n') {
                        self.advance();
                    }
                }
                Some(_) => self.advance(),
            }
        }
    }
}

/// The bytes that a string stands for; `None` if an escape is wrong.
pub fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next()? {
            b'n' => b'\n',
            b't' => b'\t',
            quoted @ (b'"' | b'\\') => quoted,
            high => {
                let digit = |byte: u8| (byte as char).to_digit(16);
                (digit(high)? * 16 + digit(rest.next()?)?) as u8
            }
        });
    }
    Some(bytes)
}
