//! The text of an instruction. What its operands look like is said by the format of its opcode.

use crate::condition::{FloatCondition, IntCondition};
use crate::entity::{Block, FuncRef, Value};
use crate::ir::{
    BlockCall, InstData, Operand, Reference, Region, Signature, SourceLoc, SwitchTable, Type,
    ValueDef, ValueList,
};
use crate::opcode::{Format, Opcode};
use crate::text::Place;
use crate::text::lexer::Kind;
use crate::text::parse::{Parse, shorten};
use crate::text::parse_function::{FunctionParser, is_entity};

impl FunctionParser<'_, '_> {
    /// A line with an instruction, but for its end.
    pub(super) fn inst(&mut self, block: Block) -> Parse<()> {
        let start = self.cursor.peek();
        let inst = self.body.insts.next_key();
        let mut results = Vec::new();
        if is_entity(start, "v") {
            loop {
                let token = self.cursor.peek();
                let value = self.define(ValueDef::Result(inst, results.len() as u32))?;
                if results.last().is_some_and(|last: &Value| last.0 + 1 != value.0) {
                    return self.cursor.error_at(token, "results have consecutive numbers");
                }
                results.push(value);
                if !self.cursor.eat(",") {
                    break;
                }
            }
            self.cursor.expect("=")?;
        }
        let ty = results.first().map_or(Type::I64, |&value| self.body.ty(value));
        let data = self.operation(ty)?;
        let location = self.location()?;
        // Values were given the number of this instruction before it existed.
        let inst = self.body.insts.push(data);
        if let Some(&first) = results.first() {
            self.body.attach_results(inst, first, results.len());
        }
        if location != SourceLoc::default() {
            self.body.locations[inst] = location;
        }
        self.body.blocks[block].insts.push(inst);
        self.line(Place::Inst(inst), start.line);
        Ok(())
    }

    fn location(&mut self) -> Parse<SourceLoc> {
        if !self.cursor.eat("!") {
            return Ok(SourceLoc::default());
        }
        let first = self.cursor.number(0, u32::MAX.into())?;
        self.cursor.expect(":")?;
        let second = self.cursor.number(0, u32::MAX.into())?;
        let column_token = self.cursor.peek();
        let (file, line, column) = if self.cursor.eat(":") {
            (first, second, self.cursor.number(0, u16::MAX.into())?)
        } else {
            (0, first, second)
        };
        match (u16::try_from(file), u16::try_from(column)) {
            (Ok(file), Ok(column)) => Ok(SourceLoc { file, line: line as u32, column, site: 0 }),
            _ => self.cursor.error_at(column_token, "files and columns are below 65536"),
        }
    }

    fn operation(&mut self, ty: Type) -> Parse<InstData> {
        let token = self.cursor.peek();
        let opcode = match Opcode::from_name(token.text) {
            Some(opcode) if token.kind == Kind::Word => opcode,
            _ if token.kind == Kind::Word => {
                let message = format!("there is no operation `{}`", shorten(token.text));
                return self.cursor.error_at(token, message);
            }
            _ => return self.cursor.expected("an instruction"),
        };
        self.cursor.position += 1;
        Ok(match opcode.format() {
            Format::Iconst => InstData::Iconst { value: self.cursor.number(i64::MIN, i64::MAX)? },
            Format::Fconst => InstData::Fconst { bits: self.float(ty)? },
            Format::Unary => InstData::Unary { opcode, arg: self.value()? },
            Format::UnaryExit => {
                let arg = self.value()?;
                self.cursor.expect(",")?;
                InstData::UnaryExit { opcode, arg, exit: self.exit_use()? }
            }
            Format::Binary | Format::BinaryImm | Format::BinaryExit | Format::Divide => {
                self.binary(opcode)?
            }
            Format::Ternary => {
                let first = self.value()?;
                self.cursor.expect(",")?;
                let second = self.value()?;
                self.cursor.expect(",")?;
                InstData::Ternary { opcode, args: [first, second, self.value()?] }
            }
            Format::Icmp => {
                let name = self.cursor.peek();
                let Some(condition) = IntCondition::from_name(name.text) else {
                    return self.cursor.expected("a condition");
                };
                self.cursor.position += 1;
                let arg = self.value()?;
                self.cursor.expect(",")?;
                match self.operand()? {
                    Operand::Value(right) => InstData::Icmp { condition, args: [arg, right] },
                    Operand::Number(imm) => InstData::IcmpImm { condition, arg, imm },
                }
            }
            Format::Fcmp => {
                let name = self.cursor.peek();
                let Some(condition) = FloatCondition::from_name(name.text) else {
                    return self.cursor.expected("a condition");
                };
                self.cursor.position += 1;
                let left = self.value()?;
                self.cursor.expect(",")?;
                InstData::Fcmp { condition, args: [left, self.value()?] }
            }
            Format::Load => {
                let addr = self.value()?;
                let offset = self.offset()?;
                InstData::Load { region: self.region()?, addr, offset }
            }
            Format::Store => {
                let value = self.value()?;
                self.cursor.expect(",")?;
                let addr = self.value()?;
                let offset = self.offset()?;
                InstData::Store { region: self.region()?, value, addr, offset }
            }
            Format::Slot => {
                let slot = self.slot_use()?;
                let offset = self.offset()?;
                if opcode == Opcode::SlotAddr {
                    InstData::SlotAddr { slot, offset }
                } else {
                    InstData::SlotLoad { slot, offset }
                }
            }
            Format::SlotStore => {
                let value = self.value()?;
                self.cursor.expect(",")?;
                let slot = self.slot_use()?;
                InstData::SlotStore { slot, value, offset: self.offset()? }
            }
            Format::DataAddr => {
                let token = self.cursor.peek();
                match self.cursor.reference(self.module)? {
                    Reference::Data(data) => {
                        let offset = self.cursor.offset(i64::MIN, i64::MAX)?;
                        InstData::DataAddr { data, offset }
                    }
                    Reference::Function(_) => {
                        return self.cursor.error_at(token, "this is a function, not data");
                    }
                }
            }
            Format::FuncAddr => InstData::FuncAddr { func: self.func_name()? },
            Format::Call => {
                let func = self.func_name()?;
                let args = self.arguments()?;
                if self.cursor.eat(",") {
                    InstData::CallExit { func, args, exit: self.exit_use()? }
                } else {
                    InstData::Call { func, args }
                }
            }
            Format::CallIndirect => {
                let callee = self.value()?;
                let args = self.arguments()?;
                self.cursor.expect(":")?;
                let params = self.cursor.types()?;
                let results = self.cursor.results()?;
                let signature = self.body.signature(&Signature { params, results });
                InstData::CallIndirect { signature, callee, args }
            }
            Format::Jump => InstData::Jump { target: self.target()? },
            Format::Br => {
                let condition = self.value()?;
                self.cursor.expect(",")?;
                let then = self.target()?;
                self.cursor.expect(",")?;
                InstData::Br { condition, targets: [then, self.target()?] }
            }
            Format::Switch => self.switch()?,
            Format::Return => {
                let mut values = Vec::new();
                if is_entity(self.cursor.peek(), "v") {
                    values.push(self.value()?);
                    while self.cursor.eat(",") {
                        values.push(self.value()?);
                    }
                }
                InstData::Return { args: self.body.pool.list(&values) }
            }
            Format::Leave if opcode == Opcode::Anchor => {
                InstData::Anchor { exit: self.exit_use()? }
            }
            Format::Leave => InstData::Leave { exit: self.exit_use()? },
        })
    }

    /// Two operands and, where the operation has one, an exit.
    fn binary(&mut self, opcode: Opcode) -> Parse<InstData> {
        let arg = self.value()?;
        self.cursor.expect(",")?;
        let token = self.cursor.peek();
        let right = if opcode.format() == Format::Binary {
            Operand::Value(self.value()?)
        } else {
            self.operand()?
        };
        match (opcode.format(), right) {
            (Format::Binary | Format::BinaryImm, Operand::Value(right)) => {
                Ok(InstData::Binary { opcode, args: [arg, right] })
            }
            (Format::BinaryExit, Operand::Number(imm)) => {
                let Ok(imm) = i32::try_from(imm) else {
                    return self.cursor.error_at(token, "the number does not fit 32 bits");
                };
                self.cursor.expect(",")?;
                Ok(InstData::BinaryImmExit { opcode, arg, imm, exit: self.exit_use()? })
            }
            (_, Operand::Number(imm)) => Ok(InstData::BinaryImm { opcode, arg, imm }),
            (_, Operand::Value(right)) => {
                self.cursor.expect(",")?;
                Ok(InstData::BinaryExit { opcode, args: [arg, right], exit: self.exit_use()? })
            }
        }
    }

    fn switch(&mut self) -> Parse<InstData> {
        let arg = self.value()?;
        self.cursor.expect(",")?;
        let default = self.target()?;
        self.cursor.expect(",")?;
        self.cursor.expect("[")?;
        let mut cases = Vec::new();
        while !self.cursor.eat("]") {
            if !cases.is_empty() {
                self.cursor.expect(",")?;
            }
            let number = self.cursor.number(i64::MIN, i64::MAX)?;
            self.cursor.expect(":")?;
            cases.push((number, self.target()?));
        }
        let table = self.body.tables.push(SwitchTable { cases, default });
        Ok(InstData::Switch { arg, table })
    }

    fn operand(&mut self) -> Parse<Operand> {
        if self.cursor.peek().kind == Kind::Number {
            Ok(Operand::Number(self.cursor.number(i64::MIN, i64::MAX)?))
        } else if is_entity(self.cursor.peek(), "v") {
            Ok(Operand::Value(self.value()?))
        } else {
            self.cursor.expected("a value or a number")
        }
    }

    fn offset(&mut self) -> Parse<i32> {
        Ok(self.cursor.offset(i32::MIN.into(), i32::MAX.into())? as i32)
    }

    fn region(&mut self) -> Parse<Region> {
        if !self.cursor.eat("[") {
            return Ok(Region::ANY);
        }
        self.cursor.expect_word("region")?;
        let region = Region(self.cursor.number(1, u16::MAX.into())? as u16);
        self.cursor.expect("]")?;
        Ok(region)
    }

    fn func_name(&mut self) -> Parse<FuncRef> {
        let token = self.cursor.peek();
        match self.cursor.reference(self.module)? {
            Reference::Function(func) => Ok(func),
            Reference::Data(_) => self.cursor.error_at(token, "this is data, not a function"),
        }
    }

    fn arguments(&mut self) -> Parse<ValueList> {
        let values = self.argument_values()?;
        Ok(self.body.pool.list(&values))
    }

    fn argument_values(&mut self) -> Parse<Vec<Value>> {
        let mut values = Vec::new();
        self.cursor.expect("(")?;
        if !self.cursor.eat(")") {
            loop {
                values.push(self.value()?);
                if self.cursor.eat(")") {
                    break;
                }
                self.cursor.expect(",")?;
            }
        }
        Ok(values)
    }

    fn target(&mut self) -> Parse<BlockCall> {
        let block = self.block_use()?;
        let values = if self.cursor.is("(") { self.argument_values()? } else { Vec::new() };
        Ok(self.body.pool.block_call(block, &values))
    }

    /// The bits of a floating-point number of the type.
    fn float(&mut self, ty: Type) -> Parse<u64> {
        let token = self.cursor.peek();
        let readable = token.kind == Kind::Number || token.text == "inf";
        let bits = match (token.text.strip_prefix("0x"), ty) {
            (Some(digits), Type::F32) => u32::from_str_radix(digits, 16).ok().map(u64::from),
            (Some(digits), _) => u64::from_str_radix(digits, 16).ok(),
            (None, Type::F32) => token.text.parse::<f32>().ok().map(|x| x.to_bits().into()),
            (None, _) => token.text.parse::<f64>().ok().map(f64::to_bits),
        };
        match bits.filter(|_| readable) {
            Some(bits) => {
                self.cursor.position += 1;
                Ok(bits)
            }
            None => self.cursor.expected("a floating-point number"),
        }
    }
}
