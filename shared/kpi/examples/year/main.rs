//! The figures of a generated year, as `tests/kpi/reference.py` computes them by its own code:
//!
//! ```text
//! python3 tests/kpi/generate.py FOLDER
//! cargo run --profile host -p sledz-kpi --example year -- FOLDER > figures.json
//! ```
//!
//! How long it took stands on standard error.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // A program for tests.

mod compute;
mod read;

use std::time::Instant;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| panic!("which folder?"));
    let year = read::year(std::path::Path::new(&folder));
    let timed = |what: &str, began: Instant| eprintln!("{what}: {:.1} ms", began.elapsed().as_secs_f64() * 1000.0);

    let began = Instant::now();
    let days = compute::days(&year);
    timed("every day rolled up", began);

    let began = Instant::now();
    let rolls: Vec<_> = year.spans.iter().map(|span| compute::span(&days, *span)).collect();
    timed("all spans added up of days", began);

    let months: Vec<Vec<u8>> = rolls.iter().skip(1).take(12).map(|roll| postcard::to_allocvec(roll).unwrap()).collect();
    let total: Vec<Vec<u8>> =
        rolls.iter().skip(1).take(12).map(|roll| postcard::to_allocvec(&roll.part(None)).unwrap()).collect();
    let size = |stored: &[Vec<u8>]| stored.iter().map(Vec::len).sum::<usize>();
    eprintln!("twelve months: {} bytes stored, {} of the totals alone", size(&months), size(&total));
    for (what, stored) in [("all", &months), ("the total", &total)] {
        let began = Instant::now();
        let mut sum = sledz_kpi::Roll::default();
        for month in stored {
            sum.merge(&postcard::from_bytes(month).unwrap());
        }
        let figures = sledz_kpi::figures(&sum, None, &year.settings);
        timed(&format!("a year of twelve stored months, {what}, {} figures", figures.len()), began);
        assert_eq!(sum.part(None), rolls[0].part(None), "months add up to the year");
    }
    println!("{}", compute::report(&year, &rolls));
}
