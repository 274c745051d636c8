//! A generated year of a shop: every figure as a small program in Python computes it straight from the rows.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::cast_possible_truncation)]

#[path = "../examples/year/compute.rs"]
mod compute;
#[path = "../examples/year/read.rs"]
mod read;

use serde_json::Value;
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/kpi")
}

/// Whether there is a Python that knows Warsaw; where everything must be checked, it must be there.
fn has_python() -> bool {
    let found = Command::new("python3")
        .args(["-c", "import zoneinfo; zoneinfo.ZoneInfo('Europe/Warsaw')"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    assert!(found || std::env::var_os("CI").is_none(), "python3 that knows Europe/Warsaw is needed, as CI is set");
    if !found {
        // Said past the test harness, which hides what a test that passes prints.
        let _ = writeln!(std::io::stdout(), "\nskipped: a year of figures: no python3 that knows Europe/Warsaw");
    }
    found
}

fn agrees(name: &str, arguments: &[&str]) {
    if !has_python() {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("kpi-{name}-{}", std::process::id()));
    let generated = Command::new("python3").arg(scripts().join("generate.py")).arg(&folder).args(arguments).status();
    assert!(generated.unwrap().success());
    let reference = Command::new("python3")
        .arg(scripts().join("reference.py"))
        .arg(&folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let year = read::year(&folder);
    let days = compute::days(&year);
    let rolls: Vec<_> = year.spans.iter().map(|span| compute::span(&days, *span)).collect();
    let ours = compute::report(&year, &rolls);
    let told = reference.wait_with_output().unwrap();
    assert!(told.status.success());
    let theirs: Value = serde_json::from_slice(&told.stdout).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();

    let (ours_spans, theirs_spans) = (ours["spans"].as_array().unwrap(), theirs["spans"].as_array().unwrap());
    let mut compared = 0;
    for (our, their) in ours_spans.iter().zip(theirs_spans) {
        for name in ["from", "to", "by", "key"] {
            assert_eq!(our[name], their[name]);
        }
        let (ours, theirs) = (our["figures"].as_object().unwrap(), their["figures"].as_object().unwrap());
        for (figure, value) in ours {
            assert_eq!(Some(value), theirs.get(figure), "{figure} of {} {} {}", our["from"], our["to"], our["key"]);
        }
        assert!(theirs.keys().all(|figure| ours.contains_key(figure)), "{theirs:?}");
        compared += ours.len();
    }
    assert_eq!(ours_spans.len(), theirs_spans.len());
    assert_eq!(ours["heat"], theirs["heat"]);
    assert!(compared > 5000, "{compared}");
    println!("{name}: {compared} figures agree to the last digit");
}

#[test]
fn a_large_shop() {
    agrees("large", &[]);
}

#[test]
fn a_small_shop_that_sets_other_things() {
    let arguments = "--orders 1500 --cases 900 --seed 11 --fcr-days 3 --month 0 --hours";
    let mut arguments: Vec<&str> = arguments.split(' ').collect();
    arguments.push("mon-sun 00:00-01:15, mon-sun 02:30-05:00, mon-sun 20:00-24:00");
    agrees("small", &arguments);
}
