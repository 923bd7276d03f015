//! The text of a function: header, slots, exits, blocks. Instructions are in `parse_inst`.

use crate::entity::{Block, Entity, Exit, FuncRef, Slot, Value};
use crate::ir::{
    BlockData, ExitData, Frame, Function, Leaving, Module, Representation, Signature, SlotData,
    StateEntry, StateValue, TrapCode, Type, ValueData, ValueDef,
};
use crate::text::Place;
use crate::text::lexer::{Kind, Token};
use crate::text::parse::{Cursor, Parse, shorten};

/// What is known while a function is parsed.
pub(super) struct FunctionParser<'c, 'a> {
    pub(super) cursor: &'c mut Cursor<'a>,
    pub(super) module: &'c Module,
    pub(super) func: FuncRef,
    pub(super) body: Function,
    /// Numbers of entities are below this.
    limit: usize,
    /// Where values and blocks are used; all must be defined in the end.
    value_uses: Vec<(Value, Token<'a>)>,
    block_uses: Vec<(Block, Token<'a>)>,
    block_defined: Vec<bool>,
}

/// Parses a function behind its name, up to its closing brace.
pub(super) fn function<'a>(
    cursor: &mut Cursor<'a>,
    module: &mut Module,
    func: FuncRef,
    start: Token<'a>,
) -> Parse<()> {
    let mut parser = FunctionParser {
        limit: 256 + 16 * function_length(cursor),
        cursor,
        module,
        func,
        body: Function::new(),
        value_uses: Vec::new(),
        block_uses: Vec::new(),
        block_defined: Vec::new(),
    };
    let params = parser.header_params()?;
    let results = parser.cursor.results()?;
    let effects = parser.cursor.effects()?;
    parser.cursor.expect("{")?;
    parser.line(Place::Header, start.line);
    parser.cursor.end_of_line()?;
    parser.lines();
    parser.check_entry(&params, start);
    parser.check_uses();
    let body = parser.body;
    if !cursor.eat("}") {
        return cursor.expected("`}`");
    }
    let decl = &mut module.functions[func];
    let params = params.into_iter().map(|(_, ty)| ty).collect();
    decl.signature = Signature { params, results };
    decl.effects = effects;
    decl.body = Some(body);
    Ok(())
}

/// How long the function is whose header stands here: its tokens, and the letters of them.
fn function_length(cursor: &mut Cursor) -> usize {
    let start = cursor.position;
    let mut length = 0;
    loop {
        let token = cursor.next();
        length += token.text.len() + 1;
        if token.kind == Kind::End || token.kind == Kind::Punctuation && token.text == "}" {
            cursor.position = start;
            return length;
        }
    }
}

impl<'a> FunctionParser<'_, 'a> {
    pub(super) fn line(&mut self, place: Place, line: u32) {
        self.cursor.lines.push((self.func, place, line));
    }

    /// The parameters as the header writes them.
    fn header_params(&mut self) -> Parse<Vec<(u32, Type)>> {
        let mut params = Vec::new();
        let limit = self.limit;
        self.cursor.list(["(", ")"], |cursor| {
            let number = entity(cursor, "v", limit, "a value")?;
            cursor.expect(":")?;
            params.push((number, cursor.ty()?));
            Ok(())
        })?;
        Ok(params)
    }

    /// Slots, exits, blocks and instructions, up to the closing brace; mistakes are reported.
    fn lines(&mut self) {
        let mut block = None;
        while !self.cursor.is("}") && self.cursor.peek().kind != Kind::End {
            // A function without its brace: better to go on with the next one.
            if self.cursor.is_word("function") {
                return;
            }
            let before = self.cursor.position;
            let token = self.cursor.peek();
            let done = if is_entity(token, "slot") && block.is_none() {
                self.slot()
            } else if is_entity(token, "exit") && block.is_none() {
                self.exit()
            } else if is_entity(token, "block") {
                self.label().map(|label| block = Some(label))
            } else if let Some(block) = block {
                self.inst(block)
            } else {
                self.cursor.expected("a slot, an exit or a block")
            };
            if done.and_then(|()| self.cursor.end_of_line()).is_err() {
                // A block whose label is wrong still begins here.
                if is_entity(token, "block") && block.is_none() {
                    block = Some(Block(0));
                    self.grow_blocks(Block(0));
                }
                self.cursor.next_line();
            }
            if self.cursor.position == before {
                return;
            }
        }
    }

    fn grow_blocks(&mut self, block: Block) {
        self.body.blocks.grow_to(block, BlockData::default());
        if self.block_defined.len() <= block.index() {
            self.block_defined.resize(block.index() + 1, false);
        }
    }

    // --- slots and exits ------------------------------------------------------------------------------

    fn slot(&mut self) -> Parse<()> {
        let token = self.cursor.peek();
        let slot = Slot(entity(self.cursor, "slot", self.limit, "a slot")?);
        if self.body.slots.get(slot).is_some_and(|data| data.size != 0) {
            return self.cursor.error_at(token, format!("{slot} is defined twice"));
        }
        self.cursor.expect(":")?;
        let mut data = if self.cursor.eat_word("size") {
            let size = self.cursor.number(1, 1 << 30)? as u32;
            self.cursor.expect_word("align")?;
            SlotData::bytes(size, self.cursor.number(1, 1 << 16)? as u32, None)
        } else {
            SlotData::variable(self.cursor.ty()?, None)
        };
        if self.cursor.peek().kind == Kind::String {
            data.name = Some(self.cursor.text_string()?);
        }
        self.body.slots.grow_to(slot, SlotData::bytes(0, 1, None));
        self.body.slots[slot] = data;
        self.line(Place::Slot(slot), token.line);
        Ok(())
    }

    fn exit(&mut self) -> Parse<()> {
        let token = self.cursor.peek();
        let exit = Exit(entity(self.cursor, "exit", self.limit, "an exit")?);
        if self.body.exits.get(exit).is_some_and(|data| *data != ExitData::Nothing) {
            return self.cursor.error_at(token, format!("{exit} is defined twice"));
        }
        self.cursor.expect(":")?;
        let data = if self.cursor.eat_word("trap") {
            ExitData::Trap(self.trap_code()?)
        } else {
            let word = self.cursor.peek();
            let found = Leaving::from_name(word.text).filter(|_| word.kind == Kind::Word);
            let Some(leaving) = found else {
                return self.cursor.expected("`trap`, `deopt`, `cold`, `raise` or `result`");
            };
            self.cursor.position += 1;
            let mut frames = vec![self.frame()?];
            while self.cursor.eat_word("in") {
                frames.push(self.frame()?);
            }
            ExitData::Frames(leaving, frames)
        };
        self.body.exits.grow_to(exit, ExitData::Nothing);
        self.body.exits[exit] = data;
        self.line(Place::Exit(exit), token.line);
        Ok(())
    }

    fn trap_code(&mut self) -> Parse<TrapCode> {
        if self.cursor.eat_word("user") {
            return Ok(TrapCode::User(self.cursor.number(0, 255)? as u8));
        }
        let token = self.cursor.peek();
        match TrapCode::from_name(token.text) {
            Some(code) if token.kind == Kind::Word => {
                self.cursor.position += 1;
                Ok(code)
            }
            _ => self.cursor.expected("a trap code"),
        }
    }

    fn frame(&mut self) -> Parse<Frame> {
        let function = self.cursor.name()?;
        self.cursor.expect("+")?;
        let offset = self.cursor.number(0, u32::MAX.into())? as u32;
        let mut entries: Vec<StateEntry> = Vec::new();
        self.cursor.expect("[")?;
        while !self.cursor.eat("]") {
            if !entries.is_empty() {
                self.cursor.expect(",")?;
            }
            let least = entries.last().map_or(0, |last| i64::from(last.index) + 1);
            let index = self.cursor.number(least, u32::MAX.into())? as u32;
            self.cursor.expect(":")?;
            let token = self.cursor.peek();
            let value = if token.kind == Kind::Number {
                StateValue::Constant(self.cursor.number(i64::MIN, i64::MAX)?)
            } else if is_entity(token, "slot") {
                StateValue::Slot(self.slot_use()?)
            } else if self.cursor.eat("(") {
                let tag = self.value()?;
                self.cursor.expect(",")?;
                let payload = self.value()?;
                self.cursor.expect(")")?;
                StateValue::Pair(tag, payload)
            } else {
                StateValue::Value(self.value()?)
            };
            let token = self.cursor.peek();
            let Some(representation) = Representation::from_name(token.text) else {
                return self.cursor.expected("a representation");
            };
            self.cursor.position += 1;
            entries.push(StateEntry { index, value, representation });
        }
        Ok(Frame { function, offset, entries })
    }

    // --- blocks -----------------------------------------------------------------------------------------

    fn label(&mut self) -> Parse<Block> {
        let token = self.cursor.peek();
        let block = Block(entity(self.cursor, "block", self.limit, "a block")?);
        self.grow_blocks(block);
        if self.block_defined[block.index()] {
            return self.cursor.error_at(token, format!("{block} is defined twice"));
        }
        self.block_defined[block.index()] = true;
        self.body.layout.push(block);
        self.line(Place::Block(block), token.line);
        if self.cursor.eat("(") {
            loop {
                let index = self.body.blocks[block].params.len() as u32;
                let value = self.define(ValueDef::Param(block, index))?;
                self.body.blocks[block].params.push(value);
                if self.cursor.eat(")") {
                    break;
                }
                self.cursor.expect(",")?;
            }
        }
        self.cursor.expect(":")?;
        Ok(block)
    }

    /// `v1: i64`, where a value is defined.
    pub(super) fn define(&mut self, def: ValueDef) -> Parse<Value> {
        let token = self.cursor.peek();
        let value = Value(entity(self.cursor, "v", self.limit, "a value")?);
        self.body.values.grow_to(value, ValueData { ty: Type::I64, def: ValueDef::Nothing });
        if self.body.values[value].def != ValueDef::Nothing {
            return self.cursor.error_at(token, format!("{value} is defined twice"));
        }
        // If the type is wrong the value counts as defined all the same: one mistake, one message.
        self.body.values[value].def = def;
        self.cursor.expect(":")?;
        self.body.values[value].ty = self.cursor.ty()?;
        Ok(value)
    }

    // --- uses -------------------------------------------------------------------------------------------

    /// A value that is used.
    pub(super) fn value(&mut self) -> Parse<Value> {
        let token = self.cursor.peek();
        let value = Value(entity(self.cursor, "v", self.limit, "a value")?);
        self.value_uses.push((value, token));
        Ok(value)
    }

    /// A block that is jumped to.
    pub(super) fn block_use(&mut self) -> Parse<Block> {
        let token = self.cursor.peek();
        let block = Block(entity(self.cursor, "block", self.limit, "a block")?);
        self.block_uses.push((block, token));
        Ok(block)
    }

    /// A slot that is used; slots stand before what uses them.
    pub(super) fn slot_use(&mut self) -> Parse<Slot> {
        let token = self.cursor.peek();
        let slot = Slot(entity(self.cursor, "slot", self.limit, "a slot")?);
        match self.body.slots.get(slot) {
            Some(data) if data.size != 0 => Ok(slot),
            _ => self.cursor.error_at(token, format!("{slot} is not defined")),
        }
    }

    /// An exit that is used.
    pub(super) fn exit_use(&mut self) -> Parse<Exit> {
        let token = self.cursor.peek();
        let exit = Exit(entity(self.cursor, "exit", self.limit, "an exit")?);
        match self.body.exits.get(exit) {
            Some(data) if *data != ExitData::Nothing => Ok(exit),
            _ => self.cursor.error_at(token, format!("{exit} is not defined")),
        }
    }

    fn check_entry(&mut self, params: &[(u32, Type)], start: Token<'a>) {
        let Some(entry) = self.body.entry() else {
            let _: Parse<()> = self.cursor.error_at(start, "the function has no blocks");
            return;
        };
        let values = &self.body.blocks[entry].params;
        let same = values.iter().map(|&value| (value.0, self.body.ty(value)));
        if !same.eq(params.iter().copied()) {
            let message = format!("the parameters are not those of the entry block, {entry}");
            let _: Parse<()> = self.cursor.error_at(start, message);
        }
    }

    fn check_uses(&mut self) {
        for &(value, token) in &self.value_uses {
            let data = self.body.values.get(value);
            if data.is_none_or(|data| data.def == ValueDef::Nothing) {
                let _: Parse<()> = self.cursor.error_at(token, format!("{value} is not defined"));
            }
        }
        for &(block, token) in &self.block_uses {
            if !self.block_defined.get(block.index()).copied().unwrap_or(false) {
                let _: Parse<()> = self.cursor.error_at(token, format!("{block} is not defined"));
            }
        }
    }
}

/// Is it a word of the form `prefix` and digits?
pub(super) fn is_entity(token: Token, prefix: &str) -> bool {
    let digits = token.text.strip_prefix(prefix).unwrap_or("");
    token.kind == Kind::Word && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The number of an entity.
fn entity(cursor: &mut Cursor, prefix: &str, limit: usize, what: &str) -> Parse<u32> {
    let token = cursor.peek();
    if !is_entity(token, prefix) {
        return cursor.expected(what);
    }
    let digits = &token.text[prefix.len()..];
    if digits.len() > 1 && digits.starts_with('0') {
        return cursor.error_at(token, format!("`{}` has leading zeros", shorten(token.text)));
    }
    match digits.parse::<u32>() {
        Ok(number) if (number as usize) < limit => {
            cursor.position += 1;
            Ok(number)
        }
        _ => cursor.error_at(
            token,
            format!("the number of `{}` is too large for so short a function", shorten(token.text)),
        ),
    }
}
