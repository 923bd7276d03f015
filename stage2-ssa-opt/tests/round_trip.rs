//! Random functions: printing and parsing are inverse, and what was parsed does the same.

use proptest::prelude::*;
use stage2::interpret::{Interpreter, Limits, NoHost, Outcome};
use stage2::ir::Module;
use stage2::text::{parse, print};

mod random;

fn run(module: &Module) -> Outcome {
    let mut interpreter =
        Interpreter::new(module, Limits { fuel: 1_000_000, ..Limits::default() }).unwrap();
    let main = module.function("main").unwrap();
    interpreter.call(main, &[12345, 2.5f64.to_bits()], &mut NoHost)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn printing_and_parsing_are_inverse(seed in prop::collection::vec(any::<u8>(), 0..600)) {
        let module = random::module(&seed);
        let text = print::module(&module);
        let again = parse::module(&text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"));
        prop_assert!(again == module);
        prop_assert_eq!(print::module(&again), text);
        prop_assert_eq!(run(&again), run(&module));
    }
}
