//! Object files, linked with C by the C compiler: C calls ours, ours calls C.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;

use stage2::text::parse;
use stage3::Isa;
use stage3::allocate::Algorithm;
use stage3::compile::{CpuFeatures, Options};
use stage3::link::object::object;

const OURS: &str = r#"
extern @c_ints(i64, i64, i64, i64, i64, i64, i64, i64, i64, i64) -> i64
extern @c_floats(f64, f64, f64, f64, f64, f64, f64, f64, f64, f64) -> f64
extern @c_mixed(i32, f32, ptr, f64, i64, f32, i32, f64, i64, i64, i64) -> f64
extern @c_pair(i64) -> (i64, i64)
extern data @c_number writable
data @numbers align 8 {
  i64 11
  i64 31
}
data @table align 8 {
  @numbers + 8
  @ours_ints
  @c_ints
}
data @state writable align 8 {
  zeros 16
}
function @ours_ints(v0: i64, v1: i64, v2: i64, v3: i64, v4: i64, v5: i64, v6: i64, v7: i64, v8: i64, v9: i64) -> i64 {
block0(v0: i64, v1: i64, v2: i64, v3: i64, v4: i64, v5: i64, v6: i64, v7: i64, v8: i64, v9: i64):
  v10: i64 = call @c_ints(v9, v8, v7, v6, v5, v4, v3, v2, v1, v0)
  v11: i64 = isub v10, v9
  return v11
}
function @ours_floats(v0: f64, v1: f64, v2: f64, v3: f64, v4: f64, v5: f64, v6: f64, v7: f64, v8: f64, v9: f64) -> f64 {
block0(v0: f64, v1: f64, v2: f64, v3: f64, v4: f64, v5: f64, v6: f64, v7: f64, v8: f64, v9: f64):
  v10: f64 = call @c_floats(v9, v8, v7, v6, v5, v4, v3, v2, v1, v0)
  v11: f64 = fsub v10, v9
  return v11
}
function @ours_mixed(v0: i32, v1: f32, v2: ptr, v3: f64, v4: i64, v5: f32, v6: i32, v7: f64, v8: i64, v9: i64, v10: i64) -> f64 {
block0(v0: i32, v1: f32, v2: ptr, v3: f64, v4: i64, v5: f32, v6: i32, v7: f64, v8: i64, v9: i64, v10: i64):
  v11: f64 = call @c_mixed(v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10)
  v12: f64 = fadd v11, v3
  return v12
}
function @ours_pair(v0: i64) -> (i64, i64) {
block0(v0: i64):
  v1: i64, v2: i64 = call @c_pair(v0)
  v3: i64 = iadd v1, 1
  return v2, v3
}
function @ours_float_pair(v0: f64) -> (f64, f64) {
block0(v0: f64):
  v1: f64 = fadd v0, v0
  return v1, v0
}
function @ours_data(v0: ptr) -> i64 {
block0(v0: ptr):
  v1: ptr = data_addr @table
  v2: ptr = load v1
  v3: i64 = load v2
  v4: ptr = data_addr @c_number
  v5: i64 = load v4
  store v3, v4
  store v5, v0
  v6: ptr = data_addr @state
  v7: i64 = load v6 + 8
  v8: i64 = iadd v7, 1
  store v8, v6 + 8
  v9: ptr = load v1 + 16
  v10: ptr = func_addr @c_ints
  v11: i8 = icmp eq v9, v10
  v12: i64 = zext v11
  v13: i64 = iadd v8, v12
  return v13
}
function @ours_trap(v0: i64) -> i64 {
  exit0: trap overflow
block0(v0: i64):
  v1: i64 = iadd.checked v0, v0, exit0
  return v1
}
"#;

const C: &str = r#"
typedef long i64;
struct pair { i64 first, second; };
struct floats { double first, second; };
i64 c_number = 5;
extern const i64 numbers[2];
i64 ours_ints(i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);
double ours_floats(double, double, double, double, double, double, double, double, double, double);
double ours_mixed(int, float, i64 *, double, i64, float, int, double, i64, i64, i64);
struct pair ours_pair(i64);
struct floats ours_float_pair(double);
i64 ours_data(i64 *);
i64 ours_trap(i64);
i64 c_ints(i64 a, i64 b, i64 c, i64 d, i64 e, i64 f, i64 g, i64 h, i64 i, i64 j) {
  return a + 2*b + 3*c + 4*d + 5*e + 6*f + 7*g + 8*h + 9*i + 10*j;
}
double c_floats(double a, double b, double c, double d, double e, double f, double g, double h, double i, double j) {
  return a + 2*b + 3*c + 4*d + 5*e + 6*f + 7*g + 8*h + 9*i + 10*j;
}
double c_mixed(int a, float b, i64 *c, double d, i64 e, float f, int g, double h, i64 i, i64 j, i64 k) {
  return a + 2*b + 3**c + 4*d + 5*e + 6*f + 7*g + 8*h + 9*i + 10*j + 11*k;
}
struct pair c_pair(i64 n) { struct pair p = { n * 2, n * 3 }; return p; }
int main(int argc, char **argv) {
  i64 seven = 7;
  struct pair p = ours_pair(10);
  struct floats f = ours_float_pair(1.5);
  if (argc > 1) return (int)ours_trap((i64)1 << 62);
  if (ours_ints(10, 9, 8, 7, 6, 5, 4, 3, 2, 1) != 384) return 10;
  if (ours_floats(10, 9, 8, 7, 6, 5, 4, 3, 2, 1) != 384) return 11;
  if (ours_mixed(-1, 2, &seven, 4, 5, 6, -7, 8, 9, 10, 11)
      != c_mixed(-1, 2, &seven, 4, 5, 6, -7, 8, 9, 10, 11) + 4) return 12;
  if (p.first != 30 || p.second != 21) return 13;
  if (f.first != 3 || f.second != 1.5) return 14;
  if (ours_data(&seven) != 2 || seven != 5 || c_number != 31) return 15;
  if (ours_data(&seven) != 3 || numbers[0] != 11) return 16;
  if (ours_trap(21) != 42) return 17;
  return 0;
}
"#;

fn has_program(name: &str) -> bool {
    Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn ours(isa: Isa, algorithm: Algorithm, path: &Path) {
    let mut module =
        parse::module(OURS).unwrap_or_else(|wrong| panic!("{}", wrong[0].render("", OURS)));
    stage2::verify::module(&module).unwrap();
    let options = Options { algorithm, features: CpuFeatures::BASELINE, ..Options::new(isa) };
    std::fs::write(path, object(&mut module, options).unwrap()).unwrap();
}

#[test]
fn c_and_ours_call_each_other() {
    let ways = [(Isa::X64, "cc", None), (Isa::A64, "aarch64-linux-gnu-gcc", Some("qemu-aarch64"))];
    for (isa, compiler, emulator) in ways {
        // Tests that run in an emulator start programs of the machine outside.
        let is_emulated = std::env::var_os("STAGE_RUNNER").is_some();
        let is_host = Isa::host() == Some(isa) && !is_emulated;
        let (compiler, emulator) = if is_host { ("cc", None) } else { (compiler, emulator) };
        let can_run = is_host || isa == Isa::A64 && emulator.is_some_and(has_program);
        if !can_run || !has_program(compiler) {
            eprintln!("SKIPPED for {isa}: no {compiler}, or nothing to run it on");
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let [c, o, out] = ["main.c", "ours.o", "program"].map(|name| folder.path().join(name));
        std::fs::write(&c, C).unwrap();
        for (algorithm, name) in Algorithm::ALL {
            ours(isa, algorithm, &o);
            // Position-independent where the platform's default is, and static.
            for extra in [&["-O1"][..], &["-O0", "-static"]] {
                let mut compile = Command::new(compiler);
                compile.args(extra).arg(&c).arg(&o).arg("-o").arg(&out);
                if !is_host && !extra.contains(&"-static") {
                    continue;
                }
                let output = compile.output().unwrap();
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success() && !said.contains("warning"), "{isa}: {said}");
                let program = || match emulator {
                    Some(emulator) => {
                        let mut command = Command::new(emulator);
                        command.arg(&out);
                        command
                    }
                    None => Command::new(&out),
                };
                let output = program().output().unwrap();
                assert_eq!(output.status.code(), Some(0), "{isa}, {name}, {extra:?}");
                let output = program().arg("trap").output().unwrap();
                assert_eq!(output.status.code(), Some(2), "{isa}, {name}, {extra:?}");
                assert_eq!(
                    String::from_utf8_lossy(&output.stderr),
                    "trap: overflow at @ours_trap\n"
                );
            }
        }
    }
}
