//! Carriers, platforms and payment providers are kept apart: no file of one names another, so that adding one
//! changes no other.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Whoever has files of their own; a file belongs to whom its name begins with.
const OWNERS: [&str; 26] = [
    "aftership",
    "allegro",
    "amazon",
    "baselinker",
    "dhl",
    "dpd",
    "easypost",
    "erli",
    "fedex",
    "furgonetka",
    "gls",
    "idosell",
    "inpost",
    "karrio",
    "orlen",
    "payu",
    "poczta_polska",
    "prestashop",
    "przelewy24",
    "sendcloud",
    "seventeen_track",
    "shoper",
    "shopify",
    "stripe",
    "ups",
    "woocommerce",
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Whose file this is: by the first part of its path below the folder of its kind.
fn owner(path: &Path, folder: &Path) -> Option<&'static str> {
    let first = path.strip_prefix(folder).unwrap().components().next().unwrap().as_os_str().to_str().unwrap();
    OWNERS.into_iter().find(|owner| first.starts_with(owner))
}

#[test]
fn no_file_of_one_names_another() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = Vec::new();
    for kind in ["carriers", "couriers", "pollers", "platforms", "payments", "order_pollers"] {
        let folder = source.join(kind);
        for path in files(&folder) {
            let Some(owner) = owner(&path, &folder) else { continue };
            seen.push(owner);
            let text = fs::read_to_string(&path).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            for line in code {
                for other in OWNERS.into_iter().filter(|other| *other != owner) {
                    let named = line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
                    let is_path =
                        |word: &str| word.contains(&format!("{other}::")) || word.ends_with(&format!("::{other}"));
                    assert!(!named.clone().any(is_path), "{} names {other}: {line}", path.display());
                }
            }
        }
    }
    for owner in OWNERS {
        assert!(seen.contains(&owner), "{owner} has no file");
    }
}
