//! Poczta Polska: codes as the document has them, requests, histories, statuses of an answer, faults.

use crate::{
    asking::{Settings, answer, asked, serves, told, tracking},
    document,
    soap::{
        PASSWORD, access, assert_fault, envelope, lines, poller, survives, text, told_by_status, told_by_text, tracked,
    },
    world::fixture,
};
use sledz_domain::{status::Status, time::TimeSource};
use sledz_sources::carriers::{self, poczta_polska::tracking as codes};

const NAME: &str = "poczta-polska";
const NUMBER: &str = "00259007731234567890";
const URL: &str = "https://tt.poczta-polska.pl/Sledzenie/services/Sledzenie";

const VARIABLES: [(&str, &str); 3] = [
    ("poczta_polska_url", "https://tt.poczta-polska.pl"),
    ("poczta_polska_user", "sklep"),
    ("poczta_polska_password", PASSWORD),
];

/// The canonical status that a cell names first, or the one that was chosen where it leaves a choice.
fn canonical(code: &str, cell: &str) -> Option<Status> {
    match code {
        // Ruling 4: an attempt in vain, and then it waits.
        "P_A" | "P_PA" => Some(Status::FailedAttempt),
        // "failed_attempt / exception": held for a check, or sent back to where it comes from, are more than a failed
        // attempt.
        "P_NDZKON" | "P_ZDUN" | "P_CZDKN" => Some(Status::Exception),
        _ => cell.split(' ').next().and_then(Status::from_name),
    }
}

#[test]
fn every_code_means_what_the_document_says() {
    let mut seen = 0;
    for row in document::rows("poczta-polska.md") {
        let mut cell = row.columns[0].as_str();
        if row.codes == ["P_ROZL_CEL"] {
            assert!(cell.ends_with("no state change"));
            cell = "";
        }
        for code in &row.codes {
            let meaning = codes::meaning(code).unwrap_or_else(|| panic!("{code} is not in the table"));
            assert_eq!(meaning.status, canonical(code, cell), "{code}");
            let second = matches!(code.as_str(), "P_A" | "P_PA").then_some(Status::ReadyForPickup);
            assert_eq!(meaning.then.map(|(status, _)| status), second, "{code}");
            assert_eq!(carriers::meaning("poczta-polska", code), Some(meaning));
            seen += 1;
        }
    }
    let beyond = codes::CODES.len() - seen;
    assert_eq!((seen, beyond), (31, 7), "beyond the document are seven notifications");
    assert_eq!(codes::CODES.iter().skip(31).filter(|(_, meaning)| meaning.status.is_some()).count(), 0);
}

#[test]
fn asks_about_one_parcel() {
    assert_eq!(tracking(NAME).most(), 1);
    let request = tracking(NAME).request(&asked(NAME, &[NUMBER]), &access(&Settings(&VARIABLES))).unwrap();
    assert_eq!(
        text(&request),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Header>\
         <wsse:Security xmlns:wsse=\
         \"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\" \
         soapenv:mustUnderstand=\"1\"><wsse:UsernameToken><wsse:Username>sklep</wsse:Username><wsse:Password Type=\
         \"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText\">\
         p&lt;a&gt;&amp;&quot;s' ]]&gt; ś&amp;amp;</wsse:Password></wsse:UsernameToken></wsse:Security>\
         </soapenv:Header><soapenv:Body><sled:sprawdzPrzesylke xmlns:sled=\"http://sledzenie.pocztapolska.pl\">\
         <sled:numer>00259007731234567890</sled:numer></sled:sprawdzPrzesylke></soapenv:Body></soapenv:Envelope>"
    );
    let sent = envelope(&request, URL, "urn:sprawdzPrzesylke");
    let token = sent.child("Header").and_then(|header| header.child("Security")).unwrap().child("UsernameToken");
    assert_eq!(token.unwrap().raw("Password"), Some(PASSWORD));
    assert!(tracking(NAME).request(&[], &access(&Settings(&VARIABLES))).is_err());
}

#[test]
fn serves_numbers_that_the_service_takes() {
    for (carrier, number, expected) in [
        (NAME, NUMBER, true),
        (NAME, "RR123456785PL", true),
        (NAME, "PX1234567890", true),
        (NAME, "002590077312345678901", false),
        ("other", NUMBER, false),
    ] {
        assert_eq!(serves(NAME, carrier, number), expected, "{carrier} {number}");
    }
}

#[test]
fn what_is_set_wrongly() {
    assert!(poller(NAME).problems(&Settings(&VARIABLES)).is_empty());
    let whence = "Poczta Polska's instructions for its tracking service name an account for single questions";
    assert_eq!(
        poller(NAME).problems(&Settings(&[("poczta_polska_user", "a\nb")])),
        [
            "poczta_polska_user holds control characters, which cannot be sent".to_owned(),
            format!("poczta_polska_password is empty: {whence}"),
            "poczta_polska_url must be a scheme and a host without a path, such as https://tt.poczta-polska.pl"
                .to_owned(),
        ]
    );
    assert_eq!(poller(NAME).variables().len(), VARIABLES.len());
}

#[test]
fn a_history() {
    let told = tracked(NAME, NUMBER, "several.xml").unwrap();
    assert_eq!(
        lines(&told.reports),
        [
            "P_NAD Accepted - 10-01T13:23:00 UP Warszawa 1",
            "P_WZL InTransit LeftDepot 10-01T17:02:00 WER Warszawa",
            "P_WD OutForDelivery - 10-02T04:10:00 UP Kraków 2",
            "P_A FailedAttempt NobodyThere 10-02T10:31:00 UP Kraków 2",
            "P_A ReadyForPickup AtPoint 10-02T10:31:00 UP Kraków 2",
            "P_OWU Delivered Collected 10-03T07:00:00 UP Kraków 2",
        ]
    );
    for report in &told.reports {
        assert_eq!(report.tracking_number.as_deref(), Some(NUMBER));
        assert_eq!(report.event.carrier.as_deref(), Some(NAME));
        assert_eq!(report.event.time_source, TimeSource::Assumed);
    }
    let mut ids: Vec<_> = told.reports.iter().map(|report| report.event.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 6);
    assert_eq!(tracked(NAME, NUMBER, "several.xml").unwrap(), told);
    assert_eq!(
        tracked(NAME, NUMBER, "one.xml").unwrap().reports,
        told.reports[..1],
        "the shorter history is the beginning of the longer one"
    );
}

#[test]
fn a_parcel_that_is_finished_with_a_return_is_returned() {
    let returning = tracked(NAME, NUMBER, "returning.xml").unwrap().reports;
    let returned = tracked(NAME, NUMBER, "returned.xml").unwrap().reports;
    assert_eq!(lines(&returning)[1..], ["P_NDZ Returning - 10-04T10:31:00 UP Kraków 2"]);
    assert_eq!(
        lines(&returned)[1..],
        ["P_NDZ Returning - 10-04T10:31:00 UP Kraków 2", "P_NDZ Returned - 10-04T10:31:00 UP Kraków 2"]
    );
    assert_eq!(returned[..2], returning, "what was told before is known again");
    let body = String::from_utf8(fixture("poczta-polska/returning.xml")).unwrap();
    let read = |body: String| told_by_text(NAME, NUMBER, &body).unwrap();
    let (before, after) = body.rsplit_once("<ax21:konczace>false").unwrap();
    let ending = read(format!("{before}<ax21:konczace>true{after}"));
    assert_eq!(ending.reports, returned, "the event itself may say so");
    let posted = body.find("<ax21:zdarzenie ").unwrap();
    let later = body[posted..].replacen("2026-10-01 15:23", "2026-10-07 09:00", 1).replacen("P_NAD", "P_D", 1);
    let finished = body[..posted].replace("Obsluge>false", "Obsluge>true");
    let delivered = read(format!("{finished}{later}"));
    assert_eq!(
        lines(&delivered.reports),
        ["P_D Delivered - 10-07T07:00:00 UP Warszawa 1", "P_NDZ Returning - 10-04T10:31:00 UP Kraków 2"],
        "the sender took it later: the fold says that it is returned"
    );
}

#[test]
fn statuses_of_an_answer() {
    for file in ["empty.xml", "unknown.xml", "wrong_number.xml"] {
        assert_eq!(tracked(NAME, NUMBER, file), Ok(Default::default()), "{file}");
    }
    assert_fault(tracked(NAME, NUMBER, "failed.xml"), "status -99", false);
    let body = String::from_utf8(fixture("poczta-polska/one.xml")).unwrap();
    for status in ["", "7", "-98", "zero", "00259007731234567890"] {
        let body = body.replace("<ax21:status>1<", &format!("<ax21:status>{status}<"));
        let read = told_by_text(NAME, NUMBER, &body);
        assert_fault(read, "a status that is not in its documents", false);
    }
}

#[test]
fn an_unknown_code_and_an_event_without_one() {
    let body = String::from_utf8(fixture("poczta-polska/one.xml")).unwrap();
    let read = |body: &str| told_by_text(NAME, NUMBER, body).unwrap();
    let unknown = read(&body.replace("P_NAD", "P_NOWY").replace("2026-10-01 15:23", "0001-01-01 00:00"));
    assert_eq!(lines(&unknown.reports), ["P_NOWY - - 10-05T12:00:00 UP Warszawa 1"]);
    assert!(unknown.reports[0].unknown_code);
    let without = read(&body.replace("P_NAD", ""));
    assert_eq!((without.reports.len(), without.unreadable), (0, 1));
}

#[test]
fn faults() {
    for (status, file, words, is_general) in [
        (500, "access_denied.xml", "refuses the access (SOAP fault wsse:FailedAuthentication)", true),
        (500, "fault.xml", "SOAP fault (soapenv:Server)", false),
        (200, "error_page.html", "its answer has a document type", false),
        (503, "error_page.html", "answers 503", false),
        (200, "truncated.xml", "its answer is not well-formed XML", false),
    ] {
        let read = told_by_status(NAME, NUMBER, status, file);
        assert_fault(read, words, is_general);
    }
    assert_fault(tracked(NAME, "RR123456785PL", "several.xml"), "another parcel", false);
    let empty = "<Envelope><Body><sprawdzPrzesylkeResponse/></Body></Envelope>";
    let read = told_by_text(NAME, NUMBER, empty);
    assert_fault(read, "without a result", false);
}

#[test]
fn nothing_personal_is_kept() {
    let told = tracked(NAME, NUMBER, "personal.xml").unwrap();
    assert_eq!(lines(&told.reports), ["P_D Delivered - 10-03T07:00:00 UP Kraków 2"]);
    let kept = serde_json::to_string(&told.reports[0].event).unwrap();
    for personal in ["Nowak", "Kowalski", "Polna", "30-001", "600700800"] {
        assert!(!kept.contains(personal), "{kept}");
    }
}

#[test]
fn hostile_answers_do_no_harm() {
    for file in ["several.xml", "returned.xml", "fault.xml"] {
        survives(NAME, &fixture(&format!("poczta-polska/{file}")), |body| {
            told(NAME, &asked(NAME, &[NUMBER]), &answer(200, &[], body))
        });
    }
}
