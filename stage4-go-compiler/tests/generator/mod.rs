//! Writes random Go programs that are valid, end, and always do the same.
//!
//! A program is a set of declarations whose names begin with `p` and its seed, so that many fit into one file: types,
//! globals, methods, functions, and a function `p<seed>` that calls the functions and reports the state of a checksum
//! after each. Everything a program computes goes into the checksum sooner or later.
//!
//! | property | how |
//! |---|---|
//! | valid | every expression has the type that was asked for; an operation on constants only is never written; each variable is used |
//! | ends | loops count to a constant, functions call only earlier ones, and the estimated cost of a function bounds what may be called in a loop |
//! | same everywhere | no map order, address or clock gets into the checksum; conversions of floats stay in range; where the language leaves the order of evaluation open, at most one operand has effects |
//!
//! The last point divides expressions in two: *pure* ones, which only read, and *effectful* ones, where calls that may
//! change something stand beside constants and variables that nobody assigns (`expression::effectful`).
//!
//! Panics are part of the language: most indices and divisors are made safe, the others may panic, and the call is
//! made from a function that recovers and reports the message. After McKeeman, *Differential Testing for Software*
//! (1998), and Yang, Chen, Eide and Regehr, *Finding and Understanding Bugs in C Compilers* (2011).

mod call;
mod collection;
mod expression;
mod function;
mod loops;
mod number;
mod statement;
mod types;

use std::collections::HashMap;
use std::fmt::Write;

use types::{Named, Type};

/// What all programs of a file share.
const PRELUDE: &str = include_str!("prelude.go");

/// A file with the programs of these seeds.
pub fn file(seeds: impl IntoIterator<Item = u64>) -> String {
    let mut text = String::from(PRELUDE);
    let mut main = String::from("\nfunc main() {\n");
    for seed in seeds {
        text.push_str(&program(seed));
        let _ = writeln!(main, "\tp{seed}()");
    }
    text + &main + "}\n"
}

/// The declarations of one program.
fn program(seed: u64) -> String {
    let mut generator = Generator::new(seed);
    generator.constants();
    generator.types();
    generator.globals();
    generator.methods();
    for _ in 0..4 + generator.numbers.below(4) {
        generator.function();
    }
    generator.entry();
    generator.declarations
}

/// A generator of numbers (Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators*, 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// One of a list.
    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}

/// A variable that can be seen.
#[derive(Clone)]
struct Variable {
    name: String,
    ty: Type,
    /// May it be assigned to, and its address be taken? Not so counters of loops.
    assignable: bool,
    global: bool,
}

/// A function that can be called.
#[derive(Clone)]
struct Function {
    name: String,
    parameters: Vec<Type>,
    results: Vec<Type>,
    variadic: bool,
    /// It changes nothing.
    pure: bool,
    /// It calls nothing through a value.
    closed: bool,
    /// About how many statements a call executes.
    cost: u64,
}

/// What a `break` or `continue` can leave.
struct Target {
    label: String,
    used: bool,
    is_loop: bool,
}

/// What belongs to one function, and is put aside for another inside of it.
struct Body {
    text: String,
    indent: usize,
    results: Vec<Type>,
    named_results: Vec<String>,
    targets: Vec<Target>,
    /// It must change nothing but its own variables.
    pure: bool,
    /// How often the statement at hand is executed, at most; and the sum of that over all statements.
    weight: u64,
    cost: u64,
    limit: u64,
    /// May it call through values? Has it not yet?
    dynamic: bool,
    closed: bool,
    /// Functions that are called at its end.
    deferred: usize,
}

impl Body {
    /// One without a line.
    fn new(indent: usize, results: Vec<Type>, limit: u64) -> Body {
        Body {
            text: String::new(),
            indent,
            results,
            named_results: Vec::new(),
            targets: Vec::new(),
            pure: false,
            weight: 1,
            cost: 0,
            limit,
            dynamic: false,
            closed: true,
            deferred: 0,
        }
    }
}

/// The program that is being written.
struct Generator {
    numbers: Numbers,
    prefix: String,
    names: usize,
    /// Types with names, and interfaces.
    named: Vec<Named>,
    functions: Vec<Function>,
    /// Integer constants without a type.
    constants: Vec<(String, i128)>,
    /// All that can be seen; blocks take theirs away at their end.
    variables: Vec<Variable>,
    /// Functions that hash a type.
    hashes: HashMap<Type, String>,
    /// What is finished.
    declarations: String,
    /// The function at hand.
    at: Body,
    /// Methods only of the types before this one.
    method_limit: Option<usize>,
    /// Statements that may still be written.
    budget: usize,
    /// Function literals around the statement.
    literals: usize,
}

/// More than this may no function cost.
const MAX_COST: u64 = 20_000;

impl Generator {
    fn new(seed: u64) -> Generator {
        Generator {
            numbers: Numbers(seed.wrapping_mul(0xd134_2543_de82_ef95)),
            prefix: format!("p{seed}"),
            names: 0,
            named: Vec::new(),
            functions: Vec::new(),
            constants: Vec::new(),
            variables: Vec::new(),
            hashes: HashMap::new(),
            declarations: String::new(),
            at: Body::new(1, Vec::new(), MAX_COST),
            method_limit: Some(0),
            budget: 0,
            literals: 0,
        }
    }

    /// A name that no other has.
    fn fresh(&mut self, kind: &str) -> String {
        self.names += 1;
        format!("{kind}{}", self.names)
    }

    /// The same for a declaration of the package.
    fn fresh_global(&mut self, kind: &str) -> String {
        self.names += 1;
        format!("{}{kind}{}", self.prefix, self.names)
    }

    fn line(&mut self, text: &str) {
        self.at.text.push_str(&"\t".repeat(self.at.indent));
        self.at.text.push_str(text);
        self.at.text.push('\n');
    }

    /// Makes a variable visible; to the compiler it is used.
    fn declared(&mut self, name: &str, ty: Type, assignable: bool) {
        self.variables.push(Variable { name: name.into(), ty, assignable, global: false });
    }

    /// Puts something into the checksum.
    fn mix(&mut self, ty: &Type, text: &str) {
        if !self.at.pure {
            let hash = self.hash(ty, text);
            self.line(&format!("mix({hash})"));
        }
    }
}
