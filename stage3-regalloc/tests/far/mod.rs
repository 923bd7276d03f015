//! A function in which everything that has a range is out of it.

use std::fmt::Write;

/// A function of so many instructions with a branch over all of them, a jump table at its beginning and
/// constants: everything that has a range is out of it.
pub fn function(instructions: usize) -> String {
    let mut text = String::from(
        "function @far(v0: i64, v1: f64) -> (i64, f64) {
  exit0: deopt @far+4 [0: v0 int, 1: v1 float]
block0(v0: i64, v1: f64):
  v2: i64 = and v0, 64
  v3: i8 = icmp eq v2, 0
  br v3, block1, block7(v0, v1)
block1:
  v4: i8 = icmp slt v0, 1000
  br v4, block2, block7(v0, v1)
block2:
  switch v0, block7(v0, v1), [0: block3, 1: block4, 2: block5, 3: block6, 4: block3, 5: block4]
block3:
  jump block6
block4:
  jump block7(v0, v1)
block5:
  jump block6
block6:
  v5: f64 = fconst 1.1
  v6: f64 = fadd v1, v5
",
    );
    let mut last = "v0".to_string();
    for index in 0..instructions {
        let value = format!("v{}", index + 10);
        let _ = match index % 4 {
            0 => writeln!(text, "  {value}: i64 = iadd.checked {last}, {index}, exit0"),
            1 => writeln!(text, "  {value}: i64 = xor {last}, v0"),
            2 => writeln!(text, "  {value}: i64 = and {last}, 1048575"),
            _ => writeln!(text, "  {value}: i64 = imul {last}, 3"),
        };
        last = value;
    }
    let _ = writeln!(text, "  jump block7({last}, v6)\nblock7(v8: i64, v9: f64):");
    text.push_str("  return v8, v9\n}\n");
    text
}
