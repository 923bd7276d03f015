//! IR → text. The text of an instruction depends on nothing but the instruction, and every number
//! is the number of the entity: two dumps of a function can be compared line by line.
//!
//! Judged by `tests/round_trip.rs`: parsing the text gives an equal module.

use std::fmt::{self, Display, Write};

use rustc_hash::FxHashMap;

use crate::entity::{Block, DataRef, EntitySet, Exit, FuncRef, Inst, Value};
use crate::ir::types::write_results;
use crate::ir::{
    BlockCall, DataDecl, Effects, ExitData, Function, FunctionDecl, InstData, Module, Reference,
    Region, RegionSet, StateValue, Type,
};
use crate::text::Place;

/// The text of a module.
pub fn module(module: &Module) -> String {
    let mut out = String::new();
    for (index, file) in module.files.iter().enumerate() {
        let _ = writeln!(out, "file {index} {}", Quoted(file.as_bytes()));
    }
    for (region, decl) in &module.regions {
        let property = match (decl.constant, decl.polled) {
            (true, _) => " constant",
            (false, true) => " polled",
            (false, false) => "",
        };
        let _ = writeln!(out, "{region} {}{property}", Quoted(decl.name.as_bytes()));
    }
    for decl in module.data.values() {
        data(&mut out, module, decl);
    }
    for decl in module.functions.values().filter(|decl| decl.body.is_none()) {
        let _ = write!(out, "extern {}{}", Name(&decl.name), decl.signature);
        effects(&mut out, &decl.effects);
        out.push('\n');
    }
    for decl in module.functions.values() {
        if let Some(body) = &decl.body {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&function(module, decl, body));
        }
    }
    out
}

/// The text of a function. The body need not be in the module: a pass may have taken it out.
pub fn function(module: &Module, decl: &FunctionDecl, body: &Function) -> String {
    annotated(module, decl, body, &[])
}

/// The text of a function with remarks, each as a comment at the end of the line of its place.
pub fn annotated(
    module: &Module,
    decl: &FunctionDecl,
    body: &Function,
    remarks: &[(Place, String)],
) -> String {
    let mut by_place: FxHashMap<Place, Vec<&str>> = FxHashMap::default();
    for (place, remark) in remarks {
        by_place.entry(*place).or_default().push(remark);
    }
    let mut printer = Printer { out: String::new(), module: Some(module), body, remarks: by_place };
    printer.function(decl);
    printer.out
}

/// The text of a function without its header. Names of functions and data are their numbers.
pub fn body(body: &Function) -> String {
    let mut printer =
        Printer { out: String::new(), module: None, body, remarks: FxHashMap::default() };
    printer.lines();
    printer.out
}

/// The text of one instruction, with its results.
pub fn inst(module: Option<&Module>, body: &Function, inst: Inst) -> String {
    let mut printer = Printer { out: String::new(), module, body, remarks: FxHashMap::default() };
    printer.inst(inst);
    printer.out
}

/// A name with its `@`, in quotes if it needs them.
pub struct Name<'a>(pub &'a str);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$');
        if !self.0.is_empty() && self.0.chars().all(plain) {
            write!(f, "@{}", self.0)
        } else {
            write!(f, "@{}", Quoted(self.0.as_bytes()))
        }
    }
}

/// Bytes in quotes; what is not printable ASCII as a backslash and two hexadecimal digits.
struct Quoted<'a>(&'a [u8]);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_char('"')?;
        for &byte in self.0 {
            match byte {
                b'"' | b'\\' => write!(f, "\\{}", byte as char)?,
                b' '..=b'~' => f.write_char(byte as char)?,
                _ => write!(f, "\\{byte:02x}")?,
            }
        }
        f.write_char('"')
    }
}

/// ` + 8`, ` - 8` or nothing.
struct Offset(i64);

impl Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            negative if negative < 0 => write!(f, " - {}", negative.unsigned_abs()),
            positive => write!(f, " + {positive}"),
        }
    }
}

/// The exits that name a value which nothing defines any more. No instruction names such an exit, so
/// nobody leaves by it: who deletes a block does not look for what its checks alone have named.
fn lost_exits(body: &Function) -> EntitySet<Exit> {
    let mut defined: EntitySet<Value> = EntitySet::new();
    for block in body.layout.iter().map(|&block| &body.blocks[block]) {
        let results = block.insts.iter().flat_map(|&inst| body.results(inst));
        block.params.iter().copied().chain(results).for_each(|value| {
            defined.insert(value);
        });
    }
    let mut named: EntitySet<Exit> = EntitySet::new();
    for &inst in body.layout.iter().flat_map(|&block| &body.blocks[block].insts) {
        if let Some(exit) = body.insts[inst].exit() {
            named.insert(exit);
        }
    }
    let mut lost = EntitySet::new();
    for (exit, data) in body.exits.iter().filter(|(exit, _)| !named.contains(*exit)) {
        data.visit_values(|value| {
            if !defined.contains(value) {
                lost.insert(exit);
            }
        });
    }
    lost
}

fn effects(out: &mut String, effects: &Effects) {
    for (word, set) in [("reads", &effects.reads), ("writes", &effects.writes)] {
        match set {
            RegionSet::All => {}
            RegionSet::Some(regions) if regions.is_empty() => {
                let _ = write!(out, " {word} none");
            }
            RegionSet::Some(regions) => {
                let numbers: Vec<String> = regions.iter().map(|one| one.0.to_string()).collect();
                let _ = write!(out, " {word} [{}]", numbers.join(", "));
            }
        }
    }
    if effects.returns {
        out.push_str(" returns");
    }
}

fn data(out: &mut String, module: &Module, decl: &DataDecl) {
    let writable = if decl.writable { " writable" } else { "" };
    if decl.external {
        let _ = writeln!(out, "extern data {}{writable}", Name(&decl.name));
        return;
    }
    let _ = writeln!(out, "data {}{writable} align {} {{", Name(&decl.name), decl.align);
    let text = |out: &mut String, bytes: &[u8]| {
        for line in bytes.chunks(64) {
            let _ = writeln!(out, "  {}", Quoted(line));
        }
    };
    let mut position = 0;
    for reloc in &decl.relocs {
        let offset = reloc.offset as usize;
        text(out, decl.bytes.get(position..offset).unwrap_or_default());
        let name = match reloc.target {
            Reference::Function(function) => &module.functions[function].name,
            Reference::Data(data) => &module.data[data].name,
        };
        let _ = writeln!(out, "  {}{}", Name(name), Offset(reloc.addend));
        position = offset + 8;
    }
    text(out, decl.bytes.get(position..).unwrap_or_default());
    if decl.zeros != 0 {
        let _ = writeln!(out, "  zeros {}", decl.zeros);
    }
    out.push_str("}\n");
}

struct Printer<'a> {
    out: String,
    module: Option<&'a Module>,
    body: &'a Function,
    remarks: FxHashMap<Place, Vec<&'a str>>,
}

impl Printer<'_> {
    fn put(&mut self, text: impl Display) {
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{text}");
    }

    /// Ends a line, with what there is to say about it.
    fn end_line(&mut self, place: Place) {
        for remark in self.remarks.get(&place).into_iter().flatten() {
            let _ = write!(self.out, "  ; error: {remark}");
        }
        self.out.push('\n');
    }

    fn function(&mut self, decl: &FunctionDecl) {
        self.put(format_args!("function {}", Name(&decl.name)));
        match self.body.entry().and_then(|entry| self.body.blocks.get(entry)) {
            Some(entry) => self.params(&entry.params, true),
            None => self.put("()"),
        }
        let _ = write_results(&mut self.out, &decl.signature.results);
        effects(&mut self.out, &decl.effects);
        self.put(" {");
        self.end_line(Place::Header);
        self.lines();
        self.put("}\n");
    }

    fn lines(&mut self) {
        let body = self.body;
        for (slot, data) in body.slots.iter().filter(|(_, data)| data.size != 0) {
            match data.ty {
                Some(ty) => self.put(format_args!("  {slot}: {ty}")),
                None => {
                    self.put(format_args!("  {slot}: size {} align {}", data.size, data.align));
                }
            }
            if let Some(name) = &data.name {
                self.put(format_args!(" {}", Quoted(name.as_bytes())));
            }
            self.end_line(Place::Slot(slot));
        }
        let lost = lost_exits(body);
        let exits = body.exits.iter();
        for (exit, data) in
            exits.filter(|(exit, data)| **data != ExitData::Nothing && !lost.contains(*exit))
        {
            self.put(format_args!("  {exit}: "));
            self.exit(data);
            self.end_line(Place::Exit(exit));
        }
        for &block in &body.layout {
            self.put(block);
            self.params(&body.blocks[block].params, false);
            self.put(":");
            self.end_line(Place::Block(block));
            for &inst in &body.blocks[block].insts {
                self.put("  ");
                self.inst(inst);
                self.end_line(Place::Inst(inst));
            }
        }
    }

    fn params(&mut self, params: &[Value], always: bool) {
        if params.is_empty() && !always {
            return;
        }
        self.put("(");
        for (index, &value) in params.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            self.put(format_args!("{comma}{value}: {}", self.ty(value)));
        }
        self.put(")");
    }

    /// The type of a value, which may not exist in a function that is wrong.
    fn ty(&self, value: Value) -> Type {
        self.body.values.get(value).map_or(Type::I64, |data| data.ty)
    }

    fn exit(&mut self, data: &ExitData) {
        let (leaving, frames) = match data {
            ExitData::Nothing => return,
            ExitData::Trap(code) => return self.put(format_args!("trap {code}")),
            ExitData::Frames(leaving, frames) => (leaving, frames),
        };
        self.put(leaving.name());
        for (index, frame) in frames.iter().enumerate() {
            let within = if index == 0 { "" } else { " in" };
            self.put(format_args!("{within} {}+{} [", Name(&frame.function), frame.offset));
            for (index, entry) in frame.entries.iter().enumerate() {
                let comma = if index == 0 { "" } else { ", " };
                self.put(format_args!("{comma}{}: ", entry.index));
                match entry.value {
                    StateValue::Value(value) => self.put(value),
                    StateValue::Pair(tag, payload) => self.put(format_args!("({tag}, {payload})")),
                    StateValue::Slot(slot) => self.put(slot),
                    StateValue::Constant(number) => self.put(number),
                }
                self.put(format_args!(" {}", entry.representation.name()));
            }
            self.put("]");
        }
    }

    fn inst(&mut self, inst: Inst) {
        let body = self.body;
        for (index, value) in body.results(inst).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            self.put(format_args!("{comma}{value}: {}", self.ty(value)));
        }
        if body.results(inst).len() != 0 {
            self.put(" = ");
        }
        self.operation(inst);
        let location = body.locations[inst];
        if (location.file, location.line, location.column) != (0, 0, 0) {
            self.put(" !");
            if location.file != 0 {
                self.put(format_args!("{}:", location.file));
            }
            self.put(format_args!("{}:{}", location.line, location.column));
        }
    }

    fn operation(&mut self, inst: Inst) {
        let body = self.body;
        let data = &body.insts[inst];
        self.put(data.opcode());
        match *data {
            InstData::Iconst { value } => self.put(format_args!(" {value}")),
            InstData::Fconst { bits } => {
                let ty = body.result(inst).map_or(Type::F64, |value| self.ty(value));
                self.put(format_args!(" {}", float(ty, bits)));
            }
            InstData::Unary { arg, .. } => self.put(format_args!(" {arg}")),
            InstData::UnaryExit { arg, exit, .. } => self.put(format_args!(" {arg}, {exit}")),
            InstData::Binary { args: [a, b], .. } => self.put(format_args!(" {a}, {b}")),
            InstData::BinaryImm { arg, imm, .. } => self.put(format_args!(" {arg}, {imm}")),
            InstData::BinaryExit { args: [a, b], exit, .. } => {
                self.put(format_args!(" {a}, {b}, {exit}"));
            }
            InstData::BinaryImmExit { arg, imm, exit, .. } => {
                self.put(format_args!(" {arg}, {imm}, {exit}"));
            }
            InstData::Ternary { args: [a, b, c], .. } => self.put(format_args!(" {a}, {b}, {c}")),
            InstData::Icmp { condition, args: [a, b] } => {
                self.put(format_args!(" {} {a}, {b}", condition.name()));
            }
            InstData::IcmpImm { condition, arg, imm } => {
                self.put(format_args!(" {} {arg}, {imm}", condition.name()));
            }
            InstData::Fcmp { condition, args: [a, b] } => {
                self.put(format_args!(" {} {a}, {b}", condition.name()));
            }
            InstData::Load { region, addr, offset } => {
                self.put(format_args!(" {addr}{}", Offset(offset.into())));
                self.region(region);
            }
            InstData::Store { region, value, addr, offset } => {
                self.put(format_args!(" {value}, {addr}{}", Offset(offset.into())));
                self.region(region);
            }
            InstData::SlotAddr { slot, offset } | InstData::SlotLoad { slot, offset } => {
                self.put(format_args!(" {slot}{}", Offset(offset.into())));
            }
            InstData::SlotStore { slot, value, offset } => {
                self.put(format_args!(" {value}, {slot}{}", Offset(offset.into())));
            }
            InstData::DataAddr { data, offset } => {
                self.put(" ");
                self.data_name(data);
                self.put(Offset(offset));
            }
            InstData::FuncAddr { func } => {
                self.put(" ");
                self.func_name(func);
            }
            InstData::Call { func, args } => {
                self.put(" ");
                self.func_name(func);
                self.arguments(body.pool.get(args), true);
            }
            InstData::CallExit { func, args, exit } => {
                self.put(" ");
                self.func_name(func);
                self.arguments(body.pool.get(args), true);
                self.put(format_args!(", {exit}"));
            }
            InstData::CallIndirect { signature, callee, args } => {
                self.put(format_args!(" {callee}"));
                self.arguments(body.pool.get(args), true);
                match body.signatures.get(signature) {
                    Some(found) => self.put(format_args!(": {found}")),
                    None => self.put(format_args!(": {signature}")),
                }
            }
            InstData::Jump { target } => {
                self.put(" ");
                self.block_call(target);
            }
            InstData::Br { condition, targets: [then, otherwise] } => {
                self.put(format_args!(" {condition}, "));
                self.block_call(then);
                self.put(", ");
                self.block_call(otherwise);
            }
            InstData::Switch { arg, table } => {
                self.put(format_args!(" {arg}, "));
                let table = &body.tables[table];
                self.block_call(table.default);
                self.put(", [");
                for (index, (number, call)) in table.cases.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    self.put(format_args!("{comma}{number}: "));
                    self.block_call(*call);
                }
                self.put("]");
            }
            InstData::Return { args } => {
                for (index, value) in body.pool.get(args).iter().enumerate() {
                    let comma = if index == 0 { " " } else { ", " };
                    self.put(format_args!("{comma}{value}"));
                }
            }
            InstData::Leave { exit } | InstData::Anchor { exit } => {
                self.put(format_args!(" {exit}"))
            }
        }
    }

    fn region(&mut self, region: Region) {
        if region != Region::ANY {
            self.put(format_args!(" [{region}]"));
        }
    }

    fn func_name(&mut self, func: FuncRef) {
        match self.module.and_then(|module| module.functions.get(func)) {
            Some(decl) => self.put(Name(&decl.name)),
            None => self.put(func),
        }
    }

    fn data_name(&mut self, data: DataRef) {
        match self.module.and_then(|module| module.data.get(data)) {
            Some(decl) => self.put(Name(&decl.name)),
            None => self.put(data),
        }
    }

    fn arguments(&mut self, values: &[Value], always: bool) {
        if values.is_empty() && !always {
            return;
        }
        self.put("(");
        for (index, value) in values.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            self.put(format_args!("{comma}{value}"));
        }
        self.put(")");
    }

    fn block_call(&mut self, call: BlockCall) {
        let target: Block = self.body.pool.target(call);
        self.put(target);
        self.arguments(self.body.pool.arguments(call), false);
    }
}

/// A floating-point number as text that reads back to the same bits.
pub fn float(ty: Type, bits: u64) -> String {
    let (nan, text) = match ty {
        Type::F32 => {
            let number = f32::from_bits(bits as u32);
            (number.is_nan(), format!("{number:?}"))
        }
        _ => {
            let number = f64::from_bits(bits);
            (number.is_nan(), format!("{number:?}"))
        }
    };
    if nan { format!("{bits:#x}") } else { text }
}
