//! Programs without a runtime: `stage4 build --entry NAME`.
//!
//! ```text
//! func start(stack *uintptr) { …intrinsic.Syscall6(…)… }      ─►  a few hundred bytes of code, and nothing else
//! ```
//!
//! The program begins with a function of its main package, which the kernel enters: it may have one parameter, the
//! address of the arguments, and must not return. There is no memory but variables, no initial value that has to be
//! computed, and nobody to panic: an index out of range is a trap, which stage 3's routine reports. Whatever needs a
//! function of the runtime is refused by its name.
//!
//! Judged by `tests/cli.rs`.

use super::{Job, Lower};
use crate::position::Pos;
use crate::types::object::ObjectKind;

/// What of the runtime needs nothing else of it.
const PURE: [&str; 3] = ["runtime.moveBytes", "runtime.clearBytes", "runtime.equalBytes"];

impl Lower<'_> {
    /// Lowers what a function of the main package reaches.
    pub(super) fn freestanding(&mut self, entry: &str) {
        let found = self.objects.packages.iter().find_map(|(_, data)| {
            let name = self.ast.names.find(entry)?;
            (&*data.path == "main").then(|| self.objects.scopes[data.scope].get(name))?
        });
        let is_function =
            |object| matches!(self.objects.objects[object].kind, ObjectKind::Function { .. });
        let Some(object) = found.filter(|object| is_function(*object)) else {
            let message = format!("there is no function {entry} in the main package");
            return self.diagnostics.error(Pos::NONE, &message);
        };
        self.function(Job::Declared(object));
        self.make_all();
        let mut needed: Vec<&str> = Vec::new();
        for decl in self.module.functions.values() {
            let is_own = |name: &&str| name.starts_with("runtime.") && !PURE.contains(name);
            needed.extend(Some(&*decl.name).filter(is_own));
        }
        // The rest is what these need.
        if let Some(first) = needed.first() {
            let message = format!("{entry} needs {first}, and there is no runtime");
            self.diagnostics.error(self.objects.objects[object].pos, &message);
        } else if !self.needed_initialisers.is_empty() {
            let message = format!("{entry} needs a variable whose initial value is computed");
            self.diagnostics.error(self.objects.objects[object].pos, &message);
        }
    }
}
