//! Code objects from text, one instruction a line, spelled as in listings.
//!
//! ```text
//!     LOAD_FAST n
//!     POP_JUMP_IF_FALSE end
//!     LOAD_CONST 7
//!     RETURN
//! end:
//! ```
//!
//! Variables, constants, globals and labels are written by name; every other argument is a number.

use std::collections::HashMap;
use std::sync::Arc;

use stage1::code_object::{
    CodeObject, Constant, Local, LocalKind, Position, PythonVersion, RawCode,
};
use stage1::opcode::{Instruction, Op};

/// Makes a function with these parameters (names with blanks between). Line `n` of the text is line
/// `n` of the source.
pub fn function(name: &str, parameters: &str, text: &str) -> Arc<CodeObject> {
    let mut locals: Vec<String> = parameters.split_whitespace().map(String::from).collect();
    let argument_count = locals.len() as u32;
    let (mut names, mut constants) = (Vec::new(), Vec::new());
    let (mut instructions, mut positions) = (Vec::new(), Vec::new());
    let mut labels = HashMap::new();
    let mut jumps = Vec::new();
    for (line, content) in text.lines().enumerate() {
        let mut words = content.split_whitespace();
        let Some(word) = words.next() else { continue };
        if let Some(label) = word.strip_suffix(':') {
            labels.insert(label.to_string(), instructions.len() as u32);
            continue;
        }
        let op = *Op::ALL.iter().find(|op| op.to_string() == word).expect(word);
        let argument = words.next().unwrap_or("0");
        let arg = match op {
            Op::LoadFast | Op::StoreFast => index_of(&mut locals, argument.to_string()),
            Op::LoadGlobal | Op::LoadAttr => index_of(&mut names, Arc::from(argument)),
            Op::LoadConst => {
                constants.push(constant(argument));
                constants.len() as u32 - 1
            }
            op if op.is_jump() => {
                jumps.push((instructions.len(), argument.to_string()));
                0
            }
            _ => argument.parse().expect(argument),
        };
        instructions.push(Instruction { op, arg });
        let line = line as u32 + 1;
        positions.push(Position { line, end_line: line, ..Position::default() });
    }
    for (at, label) in jumps {
        instructions[at].arg = labels[&label];
    }
    let plain = |name: String| Local { name: name.into(), kind: LocalKind::Plain };
    Arc::new(CodeObject {
        version: PythonVersion::V3_11,
        name: name.into(),
        qualified_name: name.into(),
        file_name: "test.py".into(),
        first_line: 1,
        argument_count,
        positional_only_count: 0,
        keyword_only_count: 0,
        flags: 0,
        locals: locals.into_iter().map(plain).collect(),
        names,
        constants,
        offsets: (0..instructions.len() as u32).map(|i| 2 * i).collect(),
        stack_depths: vec![0; instructions.len()],
        instructions,
        positions,
        stack_size: 0,
        exception_table: Vec::new(),
        refusals: Vec::new(),
        raw: RawCode::default(),
    })
}

fn constant(text: &str) -> Constant {
    match text {
        "None" => Constant::None,
        "True" => Constant::Bool(true),
        "False" => Constant::Bool(false),
        _ => text.parse().map_or_else(|_| Constant::Str(text.into()), Constant::Int),
    }
}

fn index_of<T: PartialEq>(list: &mut Vec<T>, item: T) -> u32 {
    let index = list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    });
    index as u32
}
