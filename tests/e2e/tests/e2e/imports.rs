//! What the components import, and how large they are.

use crate::world::{skips_named, workshop};
use sledz_e2e::workshop::COMPONENTS;
use std::{collections::BTreeSet, fs};
use wasmparser::{Parser, Payload};

/// The largest size of each component, in bytes.
const LARGEST: [(&str, usize); 18] = [
    ("sledz-api", 900_000),
    ("sledz-auto-reply", 1_700_000),
    ("sledz-calls", 900_000),
    ("sledz-cases", 900_000),
    ("sledz-courier-webhook", 900_000),
    ("sledz-customers", 900_000),
    ("sledz-dashboard", 900_000),
    ("sledz-delivery-reports", 900_000),
    ("sledz-jobs", 900_000),
    ("sledz-kpi-export", 900_000),
    ("sledz-kpi-page", 900_000),
    ("sledz-order-sync", 900_000),
    ("sledz-order-webhook", 900_000),
    ("sledz-poller", 900_000),
    ("sledz-replies", 900_000),
    ("sledz-rollup", 900_000),
    ("sledz-tracking-page", 900_000),
    ("sledz-upkeep", 900_000),
];

/// All that a component may ask its host for: no files, no sockets. Calls to the outside world go
/// by `wasi:http`, which the manifest limits to the hosts that it names.
const ALLOWED: [&str; 7] =
    ["wasi:cli/", "wasi:clocks/", "wasi:http/", "wasi:io/", "wasi:keyvalue/", "wasi:random/", "spin:variables/"];

#[test]
fn components_import_the_store_one_way_only() {
    if skips_named("components_import_the_store_one_way_only") {
        return;
    }
    for package in COMPONENTS {
        let bytes = fs::read(workshop().component(package)).unwrap();
        let imports = imports(&bytes);
        assert!(imports.iter().any(|name| name.starts_with("wasi:keyvalue/store@")), "{package}: {imports:?}");
        for forbidden in ["spin:key-value", "fermyon:spin/key-value", "wasi:keyvalue/watch"] {
            assert!(!imports.iter().any(|name| name.starts_with(forbidden)), "{package} imports {forbidden}");
        }
        // Functions of an interface are imported by the module inside, under their own names.
        let functions = functions(&bytes);
        assert!(functions.iter().any(|name| name.contains("increment")), "{package}: {functions:?}");
        for forbidden in ["list-keys", "get-many", "delete-many", "[constructor]cas", "[method]cas", "swap"] {
            assert!(!functions.iter().any(|name| name.contains(forbidden)), "{package} imports {forbidden}");
        }
    }
}

#[test]
fn components_import_nothing_that_they_do_not_need() {
    if skips_named("components_import_nothing_that_they_do_not_need") {
        return;
    }
    for package in COMPONENTS {
        let imports = imports(&fs::read(workshop().component(package)).unwrap());
        for name in &imports {
            assert!(ALLOWED.iter().any(|allowed| name.starts_with(allowed)), "{package} imports {name}");
        }
    }
}

#[test]
fn components_are_small() {
    if skips_named("components_are_small") {
        return;
    }
    for package in COMPONENTS {
        let (_, largest) = LARGEST.into_iter().find(|(limited, _)| *limited == package).unwrap();
        let size = fs::read(workshop().component(package)).unwrap().len();
        assert!((10_000..=largest).contains(&size), "{package} has {size} bytes");
    }
}

/// The interfaces that a component imports.
fn imports(component: &[u8]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(component) {
        match payload.unwrap() {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                names.extend(section.into_iter().map(|import| import.unwrap().name.name.to_owned()));
            }
            _ => {}
        }
    }
    names
}

/// The functions that the modules inside a component import, with their interfaces.
fn functions(component: &[u8]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for payload in Parser::new(0).parse_all(component) {
        if let Payload::ImportSection(section) = payload.unwrap() {
            for import in section.into_imports() {
                let import = import.unwrap();
                names.insert(format!("{}#{}", import.module, import.name));
            }
        }
    }
    names
}
