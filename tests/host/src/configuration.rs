//! `spin:variables@3.0.0` for guests.

use wasmtime::component::{Accessor, ComponentType, Lift, Linker, Lower};

use crate::guest::Guest;

pub(crate) const VARIABLES: &str = "spin:variables/variables@3.0.0";

/// `variables.error`.
#[derive(Clone, Debug, PartialEq, ComponentType, Lift, Lower)]
#[component(variant)]
enum Error {
    #[component(name = "invalid-name")]
    InvalidName(String),
    #[component(name = "undefined")]
    Undefined(String),
    #[component(name = "provider")]
    Provider(String),
    #[component(name = "other")]
    Other(String),
}

/// Adds the interface to the linker.
pub(crate) fn add_to_linker(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    linker.instance(VARIABLES)?.func_wrap_concurrent("get", |accessor: &Accessor<Guest>, (name,): (String,)| {
        let value = accessor.with(|mut guest| guest.get().component.variables.get(&name).cloned());
        let outcome = value.ok_or_else(|| {
            if is_name(&name) {
                Error::Undefined(format!("no variable `{name}`"))
            } else {
                Error::InvalidName(format!("`{name}` is not a variable name"))
            }
        });
        Box::pin(async move { Ok((outcome,)) })
    })
}

/// Spin's rule: lower case letters, digits and single underscores, beginning with a letter.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|character| matches!(character, 'a'..='z' | '0'..='9' | '_'))
        && !name.contains("__")
        && !name.ends_with('_')
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_spins() {
        for name in ["a", "courier_inpost_secrets", "a1_2"] {
            assert!(super::is_name(name), "{name}");
        }
        for name in ["", "A", "a-b", "_a", "a_", "a__b", "1a", "ą"] {
            assert!(!super::is_name(name), "{name}");
        }
    }
}
