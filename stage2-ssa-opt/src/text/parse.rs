//! Text → IR. The grammar stands in the header of [`crate::text`].
//!
//! Recursive descent without recursion: nothing in the grammar nests. A line that is wrong is
//! reported and left out, and parsing continues behind it, so that one run reports many mistakes.
//! Names may be used before they are defined; a first look at the tokens collects them.
//!
//! A text cannot cost more than its length. Numbers of entities are dense indices, and `v4000000000`
//! must not allocate four thousand million values; so a number has to be below 256 plus sixteen
//! times the length of its function.
//!
//! The parser answers for form only: that everything is defined, once, and that numbers fit. Whether
//! the IR makes sense is the verifier's question. Judged by `filetests/parse/`, `tests/round_trip.rs`
//! and `tests/hostile_text.rs`.

use std::sync::Arc;

use crate::entity::{DataRef, Entity, FuncRef};
use crate::ir::{
    DataDecl, Effects, FunctionDecl, Module, Reference, Region, RegionDecl, RegionSet, Reloc,
    Signature, Type,
};
use crate::text::lexer::{Kind, Token, tokens, unescape};
use crate::text::{Diagnostic, Place, parse_function};

/// After so many mistakes the rest is not looked at.
const MAX_DIAGNOSTICS: usize = 50;

/// A module, and where its parts stand in the text.
#[derive(Debug)]
pub struct Parsed {
    /// The module.
    pub module: Module,
    /// The lines of everything in functions.
    pub lines: Vec<(FuncRef, Place, u32)>,
}

/// The module that a text describes, or what is wrong with the text, in the order of the lines.
pub fn module(text: &str) -> Result<Module, Vec<Diagnostic>> {
    with_lines(text).map(|parsed| parsed.module)
}

/// The same, with the lines on which things stand.
pub fn with_lines(text: &str) -> Result<Parsed, Vec<Diagnostic>> {
    let tokens = tokens(text);
    let mut cursor =
        Cursor { tokens: &tokens, position: 0, diagnostics: Vec::new(), lines: Vec::new() };
    let mut module = Module::new();
    let mut defined = Defined::default();
    cursor.collect_names(&mut module, &mut defined);
    cursor.position = 0;
    while cursor.peek().kind != Kind::End && cursor.diagnostics.len() < MAX_DIAGNOSTICS {
        if cursor.item(&mut module, &mut defined).is_err() {
            cursor.next_item();
        }
    }
    if cursor.diagnostics.is_empty() {
        return Ok(Parsed { module, lines: cursor.lines });
    }
    cursor.diagnostics.sort();
    Err(cursor.diagnostics)
}

/// Something was wrong, and has been reported.
#[derive(Debug)]
pub(super) struct Failed;

pub(super) type Parse<T> = Result<T, Failed>;

/// Which names have been met a second time already.
#[derive(Default)]
struct Defined {
    functions: Vec<bool>,
    data: Vec<bool>,
}

/// A place in the tokens, and what was found wrong before it.
pub(super) struct Cursor<'a> {
    tokens: &'a [Token<'a>],
    pub(super) position: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) lines: Vec<(FuncRef, Place, u32)>,
}

impl<'a> Cursor<'a> {
    // --- tokens -------------------------------------------------------------------------------------

    pub(super) fn peek(&self) -> Token<'a> {
        self.tokens[self.position.min(self.tokens.len() - 1)]
    }

    pub(super) fn next(&mut self) -> Token<'a> {
        let token = self.peek();
        if token.kind != Kind::End {
            self.position += 1;
        }
        token
    }

    pub(super) fn error_at<T>(&mut self, token: Token, message: impl Into<String>) -> Parse<T> {
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            let Token { line, column, .. } = token;
            self.diagnostics.push(Diagnostic { line, column, message: message.into() });
        }
        Err(Failed)
    }

    /// Reports that the next token is not what has to stand there.
    pub(super) fn expected<T>(&mut self, what: &str) -> Parse<T> {
        let token = self.peek();
        let found = match token.kind {
            Kind::LineEnd => "the end of the line".to_string(),
            Kind::End => "the end of the text".to_string(),
            Kind::Bad if token.text.starts_with(['"', '@']) && token.text.len() > 1 => {
                "a string without an end".to_string()
            }
            Kind::String => "a string".to_string(),
            Kind::Name | Kind::QuotedName => format!("`@{}`", shorten(token.text)),
            _ => format!("`{}`", shorten(token.text)),
        };
        self.error_at(token, format!("expected {what}, found {found}"))
    }

    pub(super) fn is(&self, punctuation: &str) -> bool {
        let token = self.peek();
        token.kind == Kind::Punctuation && token.text == punctuation
    }

    pub(super) fn eat(&mut self, punctuation: &str) -> bool {
        let found = self.is(punctuation);
        if found {
            self.position += 1;
        }
        found
    }

    pub(super) fn expect(&mut self, punctuation: &str) -> Parse<()> {
        if self.eat(punctuation) { Ok(()) } else { self.expected(&format!("`{punctuation}`")) }
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        let token = self.peek();
        token.kind == Kind::Word && token.text == word
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.position += 1;
        }
        found
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Parse<()> {
        if self.eat_word(word) { Ok(()) } else { self.expected(&format!("`{word}`")) }
    }

    pub(super) fn end_of_line(&mut self) -> Parse<()> {
        match self.peek().kind {
            Kind::LineEnd => {
                self.position += 1;
                Ok(())
            }
            Kind::End => Ok(()),
            _ if self.is("}") => Ok(()),
            _ => self.expected("the end of the line"),
        }
    }

    /// Goes behind the end of this line.
    pub(super) fn next_line(&mut self) {
        while !matches!(self.next().kind, Kind::LineEnd | Kind::End) {}
    }

    /// `( one {"," one} )`, or `()`, for any pair of brackets.
    pub(super) fn list(
        &mut self,
        brackets: [&str; 2],
        mut one: impl FnMut(&mut Self) -> Parse<()>,
    ) -> Parse<()> {
        self.expect(brackets[0])?;
        if self.eat(brackets[1]) {
            return Ok(());
        }
        loop {
            one(self)?;
            if self.eat(brackets[1]) {
                return Ok(());
            }
            if !self.eat(",") {
                return self.expected(&format!("`,` or `{}`", brackets[1]));
            }
        }
    }

    // --- small things ---------------------------------------------------------------------------------

    /// An integer between two bounds.
    pub(super) fn number(&mut self, from: i64, to: i64) -> Parse<i64> {
        let token = self.peek();
        if token.kind != Kind::Number {
            return self.expected("a number");
        }
        let Some(number) = integer(token.text) else {
            return self
                .error_at(token, format!("`{}` is not a 64-bit integer", shorten(token.text)));
        };
        if number < i128::from(from) || number > i128::from(to) {
            return self.error_at(token, format!("the number is not between {from} and {to}"));
        }
        self.position += 1;
        Ok(number as i64)
    }

    /// ` + 8`, ` - 8`, or nothing, between two bounds.
    pub(super) fn offset(&mut self, from: i64, to: i64) -> Parse<i64> {
        if self.eat("+") {
            self.number(from, to)
        } else if self.eat("-") {
            let token = self.peek();
            let magnitude = if token.kind == Kind::Number { integer(token.text) } else { None };
            match magnitude.map(|number| -number) {
                Some(number) if number >= from.into() && number <= to.into() => {
                    self.position += 1;
                    Ok(number as i64)
                }
                Some(_) => {
                    self.error_at(token, format!("the number is not between {from} and {to}"))
                }
                None => self.expected("a number"),
            }
        } else {
            Ok(0)
        }
    }

    pub(super) fn ty(&mut self) -> Parse<Type> {
        let token = self.peek();
        match Type::from_name(token.text).filter(|_| token.kind == Kind::Word) {
            Some(ty) => {
                self.position += 1;
                Ok(ty)
            }
            None => self.expected("a type"),
        }
    }

    /// The contents of a string.
    pub(super) fn string(&mut self) -> Parse<Vec<u8>> {
        let token = self.peek();
        if token.kind != Kind::String {
            return self.expected("a string");
        }
        self.position += 1;
        match unescape(token.text) {
            Some(bytes) => Ok(bytes),
            None => self.error_at(token, "wrong escape: expected `\\\\`, `\\\"` or two digits"),
        }
    }

    /// A string that is UTF-8.
    pub(super) fn text_string(&mut self) -> Parse<Arc<str>> {
        let token = self.peek();
        match String::from_utf8(self.string()?) {
            Ok(text) => Ok(text.into()),
            Err(_) => self.error_at(token, "the string is not UTF-8"),
        }
    }

    pub(super) fn name(&mut self) -> Parse<Arc<str>> {
        let token = self.peek();
        match token.kind {
            Kind::Name => {
                self.position += 1;
                Ok(token.text.into())
            }
            Kind::QuotedName => {
                self.position += 1;
                match unescape(token.text).map(String::from_utf8) {
                    Some(Ok(name)) => Ok(name.into()),
                    _ => self.error_at(token, "the name is not UTF-8"),
                }
            }
            _ => self.expected("a name"),
        }
    }

    /// The name of something in the module.
    pub(super) fn reference(&mut self, module: &Module) -> Parse<Reference> {
        let token = self.peek();
        let name = self.name()?;
        match module.lookup(&name) {
            Some(found) => Ok(found),
            None => self.error_at(token, format!("`@{}` is not defined", shorten(&name))),
        }
    }

    pub(super) fn types(&mut self) -> Parse<Vec<Type>> {
        let mut types = Vec::new();
        self.list(["(", ")"], |cursor| {
            types.push(cursor.ty()?);
            Ok(())
        })?;
        Ok(types)
    }

    /// `-> i64`, `-> (i64, i64)` or nothing.
    pub(super) fn results(&mut self) -> Parse<Vec<Type>> {
        if !self.eat("->") {
            Ok(Vec::new())
        } else if self.is("(") {
            self.types()
        } else {
            Ok(vec![self.ty()?])
        }
    }

    fn region_set(&mut self) -> Parse<RegionSet> {
        if self.eat_word("all") {
            return Ok(RegionSet::All);
        }
        let mut regions = Vec::new();
        if !self.eat_word("none") {
            self.list(["[", "]"], |cursor| {
                regions.push(Region(cursor.number(0, u16::MAX.into())? as u16));
                Ok(())
            })?;
        }
        regions.sort();
        regions.dedup();
        Ok(RegionSet::Some(regions))
    }

    pub(super) fn effects(&mut self) -> Parse<Effects> {
        let mut effects = Effects::ALL;
        loop {
            if self.eat_word("reads") {
                effects.reads = self.region_set()?;
            } else if self.eat_word("writes") {
                effects.writes = self.region_set()?;
            } else if self.eat_word("returns") {
                effects.returns = true;
            } else {
                return Ok(effects);
            }
        }
    }

    // --- items of a module ----------------------------------------------------------------------------

    /// Enters the names of all functions and data into the module.
    fn collect_names(&mut self, module: &mut Module, defined: &mut Defined) {
        for index in 0..self.tokens.len() {
            let begins = index == 0 || self.tokens[index - 1].kind == Kind::LineEnd;
            let token = self.tokens[index];
            if !begins || token.kind != Kind::Word {
                continue;
            }
            let is_data = token.text == "data" || self.is_external_data(index);
            if !is_data && token.text != "function" && token.text != "extern" {
                continue;
            }
            self.position = index + 1 + usize::from(self.is_external_data(index));
            if !matches!(self.peek().kind, Kind::Name | Kind::QuotedName) {
                continue;
            }
            let token = self.peek();
            let Ok(name) = self.name() else { continue };
            let new = if is_data {
                defined.data.push(false);
                module.add_data(DataDecl { name: name.clone(), ..Default::default() }).is_some()
            } else {
                defined.functions.push(false);
                module.declare(&name, Signature::default(), Effects::ALL).is_some()
            };
            if !new {
                if is_data {
                    defined.data.pop();
                } else {
                    defined.functions.pop();
                }
                let message = format!("`@{}` is defined twice", shorten(&name));
                let _ = self.error_at::<()>(token, message);
            }
        }
    }

    /// Does the token begin `extern data`?
    fn is_external_data(&self, index: usize) -> bool {
        let next = self.tokens.get(index + 1);
        self.tokens[index].text == "extern"
            && next.is_some_and(|next| next.kind == Kind::Word && next.text == "data")
    }

    /// Goes to the next line that begins an item.
    fn next_item(&mut self) {
        loop {
            self.next_line();
            let token = self.peek();
            let begins = ["file", "region", "data", "extern", "function"].contains(&token.text);
            if token.kind == Kind::End || token.kind == Kind::Word && begins {
                return;
            }
        }
    }

    fn item(&mut self, module: &mut Module, defined: &mut Defined) -> Parse<()> {
        let token = self.peek();
        if token.kind != Kind::Word {
            return self.expected("`function`, `extern`, `data`, `region` or `file`");
        }
        self.position += 1;
        match token.text {
            "file" => self.file(module)?,
            "region" => self.region(module)?,
            "data" => {
                let reference = self.reference(module)?;
                match reference {
                    Reference::Data(data) if !defined.data[data.index()] => {
                        defined.data[data.index()] = true;
                        self.data(module, data)?;
                    }
                    // Reported when the names were collected.
                    _ => return Err(Failed),
                }
            }
            "extern" if self.is_word("data") => {
                self.position += 1;
                let reference = self.reference(module)?;
                match reference {
                    Reference::Data(data) if !defined.data[data.index()] => {
                        defined.data[data.index()] = true;
                        let decl = &mut module.data[data];
                        (decl.external, decl.align) = (true, 1);
                        decl.writable = self.eat_word("writable");
                    }
                    _ => return Err(Failed),
                }
            }
            "extern" | "function" => {
                let reference = self.reference(module)?;
                match reference {
                    Reference::Function(func) if !defined.functions[func.index()] => {
                        defined.functions[func.index()] = true;
                        if token.text == "extern" {
                            self.external(module, func)?;
                        } else {
                            parse_function::function(self, module, func, token)?;
                        }
                    }
                    _ => return Err(Failed),
                }
            }
            _ => {
                self.position -= 1;
                return self.expected("`function`, `extern`, `data`, `region` or `file`");
            }
        }
        if self.is("}") {
            return self.expected("the end of the line");
        }
        self.end_of_line()
    }

    fn file(&mut self, module: &mut Module) -> Parse<()> {
        let next = module.files.len() as i64;
        if next > u16::MAX.into() {
            return self.expected("at most 65536 files");
        }
        self.number(next, next)?;
        let name = self.text_string()?;
        module.files.push(name);
        Ok(())
    }

    fn region(&mut self, module: &mut Module) -> Parse<()> {
        // Declared in order, so that looking one up and printing them is simple.
        let from = module.regions.last().map_or(1, |(last, _)| i64::from(last.0) + 1);
        let region = Region(self.number(from, u16::MAX.into())? as u16);
        let name = self.text_string()?;
        let constant = self.eat_word("constant");
        let polled = !constant && self.eat_word("polled");
        module.regions.push((region, RegionDecl { name, constant, polled }));
        Ok(())
    }

    fn external(&mut self, module: &mut Module, func: FuncRef) -> Parse<()> {
        let params = self.types()?;
        let results = self.results()?;
        let effects = self.effects()?;
        let decl: &mut FunctionDecl = &mut module.functions[func];
        decl.signature = Signature { params, results };
        decl.effects = effects;
        Ok(())
    }

    fn data(&mut self, module: &mut Module, data: DataRef) -> Parse<()> {
        let mut decl = DataDecl { name: module.data[data].name.clone(), ..Default::default() };
        decl.writable = self.eat_word("writable");
        self.expect_word("align")?;
        let token = self.peek();
        decl.align = self.number(1, 1 << 16)? as u32;
        if !decl.align.is_power_of_two() {
            return self.error_at(token, "an alignment is a power of two");
        }
        self.expect("{")?;
        self.end_of_line()?;
        while !self.eat("}") {
            self.data_item(module, &mut decl)?;
            self.end_of_line()?;
        }
        module.data[data] = decl;
        Ok(())
    }

    fn data_item(&mut self, module: &Module, decl: &mut DataDecl) -> Parse<()> {
        let token = self.peek();
        if decl.zeros != 0 {
            return self.error_at(token, "nothing may follow `zeros`");
        }
        match token.kind {
            Kind::String => decl.bytes.extend(self.string()?),
            Kind::Name | Kind::QuotedName => {
                let target = self.reference(module)?;
                let addend = self.offset(i64::MIN, i64::MAX)?;
                let offset = decl.bytes.len() as u32;
                decl.relocs.push(Reloc { offset, target, addend });
                decl.bytes.extend([0; 8]);
            }
            Kind::Word if token.text == "zeros" => {
                self.position += 1;
                decl.zeros = self.number(1, 1 << 40)? as u64;
            }
            Kind::Word => {
                let ty = self.ty()?;
                if !ty.is_int() {
                    return self.error_at(token, "expected an integer type");
                }
                let least = ty.canonical(1 << (ty.bits() - 1));
                let most = if ty == Type::I64 { i64::MAX } else { ty.mask() as i64 };
                let number = self.number(least, most)?;
                decl.bytes.extend(&number.to_le_bytes()[..ty.bytes() as usize]);
            }
            _ => return self.expected("a string, a number, an address or `zeros`"),
        }
        Ok(())
    }
}

/// An integer, decimal or hexadecimal, with a sign.
fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let magnitude = match digits.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok()?,
        None => digits.parse::<u64>().ok()?,
    };
    Some(if negative { -i128::from(magnitude) } else { magnitude.into() })
}

/// A text that is fit for a message.
pub(super) fn shorten(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_string();
    }
    text.chars().take(40).chain("…".chars()).collect()
}
