//! The command line of stage 2.

fn main() {}
