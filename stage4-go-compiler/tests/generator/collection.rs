//! Statements that change slices and maps.

use super::Generator;
use super::types::{INT, Type};

impl Generator {
    /// A variable, not a part of one, of a type that fits.
    fn held(&mut self, fits: impl Fn(&Type) -> bool, assignable: bool) -> Option<(String, Type)> {
        let found: Vec<(String, Type)> = self
            .variables
            .iter()
            .filter(|one| fits(&one.ty) && (one.assignable || !assignable))
            .filter(|one| !(self.at.pure && one.global))
            .map(|one| (one.name.clone(), one.ty.clone()))
            .collect();
        if found.is_empty() { None } else { Some(self.numbers.pick(&found)) }
    }

    pub(super) fn change_slice(&mut self) {
        let Some((name, ty)) = self.held(|ty| matches!(ty, Type::Slice(_)), true) else {
            return self.declaration();
        };
        let Type::Slice(element) = &ty else { return };
        match self.numbers.below(10) {
            // What a slice of unknown origin is appended to may be seen by others: not in pure functions.
            0..=2 if !self.at.pure => {
                let values: Vec<String> =
                    (0..1 + self.numbers.below(3)).map(|_| self.text(element, 1)).collect();
                self.line(&format!(
                    "if len({name}) < 30 {{ {name} = append({name}, {}) }}",
                    values.join(", ")
                ));
            }
            3 if !self.at.pure => {
                let other = self.varying(&ty, 1);
                self.line(&format!(
                    "if len({name})+len({other}) < 30 {{ {name} = append({name}, {other}...) }}"
                ));
            }
            4 => {
                let at = self.numbers.below(4);
                self.line(&format!("if len({name}) > {at} {{ {name} = {name}[{at}:] }}"));
            }
            5 => {
                let end = self.numbers.below(5);
                let start = self.numbers.below(end + 1);
                let text = format!("{name}[{start}:min({end}, len({name})):len({name})]");
                self.line(&format!("if len({name}) >= {start} {{ {name} = {text} }}"));
            }
            6 if !self.at.pure => {
                let (to, from) = (self.numbers.below(3), self.numbers.below(3));
                self.line(&format!("if len({name}) > 2 {{"));
                self.line(&format!("\tmix(uint64(copy({name}[{to}:], {name}[{from}:])))"));
                self.line("}");
            }
            7 => {
                // Past the end it panics.
                let (a, b) = (self.varying(&INT, 0), self.numbers.below(3));
                let text = format!("{name}[at({a}, len({name})):][:at({b}, len({name})+1)]");
                let guarded = if self.numbers.one_in(8) {
                    text
                } else {
                    format!("{name}[at({a}, len({name})):]")
                };
                self.variable(&ty, &guarded);
            }
            8 if !self.at.pure && self.numbers.one_in(3) => self.line(&format!("clear({name})")),
            _ => {
                let copied =
                    self.variable(&ty, &format!("append({}(nil), {name}...)", self.name(&ty)));
                if self.numbers.one_in(2) && !self.at.pure {
                    self.line(&format!("mix(uint64(len({copied})) * 3)"));
                }
            }
        }
    }

    pub(super) fn change_map(&mut self) {
        if self.at.pure {
            return self.declaration();
        }
        let Some((name, ty)) = self.held(|ty| matches!(ty, Type::Map(..)), false) else {
            let (key, element) = (self.numbers.pick(&[INT, Type::Text]), self.some_type(1));
            let ty = Type::Map(key.into(), element.into());
            let text = self.literal(&ty, 1);
            self.variable(&ty, &text);
            return;
        };
        let Type::Map(key, element) = &ty else { return };
        match self.numbers.below(8) {
            0..=2 => {
                let (at, value) = (self.text(key, 2), self.text(element, 2));
                self.line(&format!("if {name} != nil && len({name}) < 20 {{"));
                self.line(&format!("\t{name}[{at}] = {value}"));
                self.line("}");
            }
            3 => {
                let at = self.text(key, 1);
                self.line(&format!("delete({name}, {at})"));
            }
            4 => {
                let (value, ok) = (self.fresh("v"), self.fresh("ok"));
                let at = self.text(key, 2);
                self.line(&format!("{value}, {ok} := {name}[{at}]"));
                self.line(&format!("_, _ = {value}, {ok}"));
                self.declared(&value, (**element).clone(), true);
                self.declared(&ok, Type::Bool, true);
            }
            5 => {
                let sum = self.fresh("v");
                let (k, e) = (self.hash(key, "k"), self.hash(element, "e"));
                self.line(&format!("{sum} := uint64(0)"));
                self.line(&format!("for k, e := range {name} {{ {sum} += {k} ^ {e}*7 }}"));
                self.line(&format!("mix({sum})"));
                self.declared(&sum, Type::Int(9), true);
            }
            6 => {
                // Entries that are deleted before they are reached do not come.
                let count = self.fresh("v");
                self.line(&format!("{count} := 0"));
                self.line(&format!("for k := range {name} {{ delete({name}, k); {count}++ }}"));
                self.declared(&count, INT, true);
            }
            _ => match **element {
                Type::Int(_) | Type::Float(_) => {
                    let at = self.text(key, 1);
                    let operator = self.numbers.pick(&["++", "--", " += 3", " *= 5"]);
                    self.line(&format!("if len({name}) > 0 {{ {name}[{at}]{operator} }}"));
                }
                _ => self.line(&format!("if len({name}) > 9 {{ clear({name}) }}")),
            },
        }
    }
}
