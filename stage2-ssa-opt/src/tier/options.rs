//! What can be set about a tier: from when on it translates, and when it gives up.

/// What can be set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// A function is translated at this call.
    pub calls: u32,
    /// A loop is translated at this back edge.
    pub back_edges: u32,
    /// A unit that was left so often at one instruction is made again.
    pub most_exits: u32,
    /// How often units of one function are made again before it is left to the interpreter.
    pub most_attempts: u32,
    /// For how many combinations of kinds a function is translated before one takes all.
    pub most_variants: usize,
    /// How often every exit of a speculation is taken first, whatever its condition.
    pub force_exits: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            calls: 20,
            back_edges: 200,
            most_exits: 8,
            most_attempts: 16,
            most_variants: 3,
            force_exits: 0,
        }
    }
}
