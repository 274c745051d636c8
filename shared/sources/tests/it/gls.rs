//! GLS: codes as the document has them.

use crate::document;
use sledz_domain::status::Status;
use sledz_sources::carriers::{self, gls::events};

/// What a code becomes, by the document's cell and what was chosen where it leaves a choice.
fn canonical(cell: &str) -> (Option<Status>, bool) {
    match cell {
        // Ruling 3: "not out for delivery" delays and moves nothing; so does a question to the recipient.
        "exception (soft)" => (None, true),
        "no state change" => (None, false),
        // The pickup is cancelled, not the parcel: it is still with the sender, as for DPD's 0406xx.
        "cancelled (of the pickup)" => (Some(Status::PreTransit), false),
        _ => (cell.split(' ').next().and_then(Status::from_name), false),
    }
}

#[test]
fn every_code_means_what_the_document_says() {
    let mut seen = 0;
    for row in document::rows("gls.md") {
        for code in &row.codes {
            let code = code.replace("12.x", "12.99");
            let meaning = events::meaning(&code).unwrap_or_else(|| panic!("{code} is not in the table"));
            assert_eq!((meaning.status, meaning.delays), canonical(&row.columns[1]), "{code}");
            assert_eq!(carriers::meaning("gls", &code), Some(meaning));
            seen += 1;
        }
    }
    let listed: usize = events::CODES.iter().map(|(codes, _)| codes.len()).sum();
    assert_eq!(seen, listed + 1, "and the group 12.x");
    let mut codes: Vec<&str> = events::CODES.iter().flat_map(|(codes, _)| codes.iter().copied()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), listed, "none is listed twice");
}

#[test]
fn what_is_no_code() {
    for code in ["", ".", "12", "12.", "12.x", "12.1000", "12.-1", "120.1", "3", "3.00", "3,0", "99.9"] {
        assert_eq!(events::meaning(code), None, "{code}");
    }
}
