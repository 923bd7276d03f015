//! `asm`: the machine code of a program's functions, with the source lines it comes from.

use clap::Args;
use std::path::PathBuf;

use stage0::Isa;
use stage2::ir::Module;
use stage3::compile::{Options, Symbol, compile};

/// What to show.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A file, or the folder of a package.
    pub path: PathBuf,
    /// Only functions of this name, as `main.f`; without it, those of the main package.
    #[arg(long, value_name = "NAME")]
    func: Option<String>,
    /// 0: do not optimise.
    #[arg(short = 'O', value_name = "LEVEL", default_value_t = 1)]
    pub level: u8,
    /// For which machine.
    #[arg(long, default_value = "x86_64-linux", value_parser = super::target)]
    pub target: Isa,
}

pub(crate) fn asm(module: &Module, arguments: &Arguments) -> Result<(), String> {
    let options = Options { near_data: true, ..Options::new(arguments.target) };
    let mut found = false;
    for decl in module.functions.values() {
        let wanted = match &arguments.func {
            Some(name) => &*decl.name == name.trim_start_matches('@'),
            None => decl.name.starts_with("main."),
        };
        let Some(body) = decl.body.as_ref().filter(|_| wanted) else { continue };
        found = true;
        let compiled = compile(module, &decl.signature, body, options)
            .map_err(|error| format!("{}: {error}", decl.name))?;
        super::put(&format!("{}{}\n", decl.name, decl.signature));
        let mut marks = compiled.source_map.iter().peekable();
        let mut last = None;
        let code = &compiled.code[..compiled.code_end as usize];
        for line in stage0::listing::disassemble(code, 0, options.isa) {
            while let Some((_, origin)) = marks.next_if(|(at, _)| *at as usize <= line.offset) {
                let location = origin.map(|inst| body.locations[inst]).unwrap_or_default();
                let place = (location.file, location.line);
                if location.line != 0 && last != Some(place) {
                    last = Some(place);
                    let file = module.files.get(usize::from(location.file));
                    super::put(&format!("{}:{}\n", file.map_or("", |file| file), location.line));
                }
            }
            let end = line.offset + line.bytes.len();
            let relocs = compiled.relocs.iter();
            let inside = relocs.filter(|one| (line.offset..end).contains(&(one.offset as usize)));
            let symbols = inside.map(|one| match one.target {
                Symbol::Function(func) => format!(" → {}", module.functions[func].name),
                Symbol::Data(data) => format!(" → {}", module.data[data].name),
                Symbol::ExitHandler => " → exit handler".to_string(),
            });
            let symbols: String = symbols.collect();
            super::put(&format!("{:6x}  {}{symbols}\n", line.offset, line.text));
        }
        super::put("\n");
    }
    match &arguments.func {
        Some(name) if !found => Err(format!("there is no function {name} in what is reached")),
        _ => Ok(()),
    }
}
