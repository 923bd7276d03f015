//! The module `time`: clocks and `sleep`.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::builtin::{Arguments, Builtin};
use crate::builtins::parameters::{none, one};
use crate::error::{Result, overflow_error, value_error};
use crate::interpreter::Interpreter;
use crate::object::method::not_an_integer;
use crate::value::{Tag, Value};

/// The functions of the module.
pub static FUNCTIONS: &[Builtin] = &[
    Builtin { name: "time", call: time },
    Builtin { name: "time_ns", call: time_ns },
    Builtin { name: "perf_counter", call: perf_counter },
    Builtin { name: "perf_counter_ns", call: perf_counter_ns },
    Builtin { name: "monotonic", call: monotonic },
    Builtin { name: "monotonic_ns", call: monotonic_ns },
    Builtin { name: "process_time", call: process_time },
    Builtin { name: "sleep", call: sleep },
];

fn seconds(duration: Duration) -> Value {
    Value::float(duration.as_secs_f64())
}

fn nanoseconds(duration: Duration) -> Value {
    // 292 years.
    Value::int(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX))
}

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// Since the first question; the zero of CPython's clock means nothing either.
fn since_start() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

fn time(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    none(arguments, "time.time")?;
    Ok(seconds(since_epoch()))
}

fn time_ns(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    none(arguments, "time.time_ns")?;
    Ok(nanoseconds(since_epoch()))
}

fn perf_counter(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    none(arguments, "time.perf_counter")?;
    Ok(seconds(since_start()))
}

fn perf_counter_ns(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    none(arguments, "time.perf_counter_ns")?;
    Ok(nanoseconds(since_start()))
}

fn monotonic(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    none(arguments, "time.monotonic")?;
    Ok(seconds(since_start()))
}

fn monotonic_ns(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    none(arguments, "time.monotonic_ns")?;
    Ok(nanoseconds(since_start()))
}

fn process_time(_: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    none(arguments, "time.process_time")?;
    let mut clock = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: writes to a variable of our own.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut clock) };
    Ok(Value::float(clock.tv_sec as f64 + clock.tv_nsec as f64 * 1e-9))
}

fn sleep(interpreter: &mut Interpreter, arguments: Arguments<'_>) -> Result {
    let value = one(arguments, "time.sleep")?;
    let seconds = match (value.as_float(), value.as_index()) {
        (Some(float), _) if float.is_nan() => {
            return Err(value_error("Invalid value NaN (not a number)"));
        }
        (Some(float), _) => float,
        (_, Some(int)) => int as f64,
        _ if value.tag() == Tag::BigInt => {
            return Err(overflow_error("timestamp too large to convert to C _PyTime_t"));
        }
        _ => return Err(not_an_integer(value)),
    };
    if seconds < 0.0 {
        return Err(value_error("sleep length must be non-negative"));
    }
    let Ok(duration) = Duration::try_from_secs_f64(seconds) else {
        return Err(overflow_error("timestamp too large to convert to C _PyTime_t"));
    };
    // What was printed should be seen before the pause. A failure shows at the next print.
    let _ = std::io::Write::flush(&mut interpreter.output);
    std::thread::sleep(duration);
    Ok(Value::NONE)
}
