//! DHL24: statuses as the document has them, requests, histories, faults.

use crate::{
    asking::{Settings, answer, asked, serves, told, tracking},
    document,
    soap::{
        PASSWORD, access, assert_fault, envelope, lines, poller, survives, text, told_by_status, told_by_text, tracked,
    },
    world::fixture,
};
use sledz_domain::{parcel::Note, status::Status, time::TimeSource};
use sledz_sources::carriers::{self, dhl::dhl24};

const NAME: &str = "dhl24";
const NUMBER: &str = "11122223333";
const URL: &str = "https://dhl24.com.pl/webapi2/provider/service.html?ws=1";

const VARIABLES: [(&str, &str); 3] =
    [("dhl24_url", "https://dhl24.com.pl"), ("dhl24_user", "sklep"), ("dhl24_password", PASSWORD)];

#[test]
fn every_status_means_what_the_document_says() {
    let mut seen = 0;
    for row in document::rows("dhl24.md") {
        for status in &row.codes {
            let meaning = dhl24::meaning(status).unwrap_or_else(|| panic!("{status} is not in the table"));
            assert_eq!(meaning.status, Status::from_name(&row.columns[1]), "{status}");
            assert!(meaning.status.is_some() && !meaning.delays, "{status}");
            assert_eq!(dhl24::meaning(&status.to_ascii_lowercase()), Some(meaning));
            assert_eq!(carriers::meaning("dhl", status), Some(meaning));
            seen += 1;
        }
    }
    assert_eq!(seen, dhl24::STATUSES.len());
    assert_eq!(dhl24::meaning("OP").unwrap().note, Some(Note::Refused), "ruling 4");
    assert_eq!(dhl24::meaning("MAG"), None);
}

#[test]
fn asks_about_one_parcel() {
    assert_eq!(tracking(NAME).most(), 1);
    let request = tracking(NAME).request(&asked("dhl", &[NUMBER]), &access(&Settings(&VARIABLES))).unwrap();
    assert_eq!(
        text(&request),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <soapenv:Header></soapenv:Header><soapenv:Body>\
         <getTrackAndTraceInfo xmlns=\"https://dhl24.com.pl/webapi2/provider/service.html?ws=1\">\
         <authData><username>sklep</username><password>p&lt;a&gt;&amp;&quot;s' ]]&gt; ś&amp;amp;</password></authData>\
         <shipmentId>11122223333</shipmentId></getTrackAndTraceInfo></soapenv:Body></soapenv:Envelope>"
    );
    let sent = envelope(&request, URL, &format!("{URL}#getTrackAndTraceInfo"));
    let operation = &sent.child("Body").unwrap().children[0];
    assert_eq!(operation.child("authData").unwrap().raw("password"), Some(PASSWORD));
    let sandbox = [("dhl24_url", "https://sandbox.dhl24.com.pl"), VARIABLES[1], VARIABLES[2]];
    let request = tracking(NAME).request(&asked("dhl", &[NUMBER]), &access(&Settings(&sandbox))).unwrap();
    assert!(text(&request).contains("xmlns=\"https://sandbox.dhl24.com.pl/webapi2/"), "the sandbox has its own");
    assert!(tracking(NAME).request(&[], &access(&Settings(&VARIABLES))).is_err());
}

#[test]
fn serves_numbers_of_eleven_digits() {
    for (carrier, number, expected) in [
        ("dhl", NUMBER, true),
        ("dhl", "1112222333", false),
        ("dhl", "JJD000390012345", false),
        ("dhl", "1112222333A", false),
        ("other", NUMBER, false),
        ("", "", false),
    ] {
        assert_eq!(serves(NAME, carrier, number), expected, "{carrier} {number}");
    }
}

#[test]
fn what_is_set_wrongly() {
    assert!(poller(NAME).problems(&Settings(&VARIABLES)).is_empty());
    let whence = "DHL gives the user and the password of WebAPI, which are not those of the web page";
    assert_eq!(
        poller(NAME).problems(&Settings(&[("dhl24_url", "dhl24.com.pl/webapi2")])),
        [
            format!("dhl24_user is empty: {whence}"),
            format!("dhl24_password is empty: {whence}"),
            "dhl24_url must be a scheme and a host without a path, such as https://dhl24.com.pl".to_owned(),
        ]
    );
    let refused = tracking(NAME).request(&asked("dhl", &[NUMBER]), &access(&Settings(&VARIABLES[..2])));
    assert_eq!(refused.unwrap_err(), format!("dhl24_password is empty: {whence}"));
    assert_eq!(poller(NAME).variables().len(), VARIABLES.len());
}

#[test]
fn a_history() {
    let told = tracked(NAME, NUMBER, "several.xml").unwrap();
    assert_eq!(
        lines(&told.reports),
        [
            "EDWP PreTransit - 10-01T07:00:00 Warszawa",
            "DWP Accepted CollectedFromSender 10-01T13:06:23 Warszawa",
            "SORT InTransit AtSortingCentre 10-01T18:59:23 Warszawa",
            "SORT InTransit AtSortingCentre 10-01T18:59:23 Zabrze",
            "LK OutForDelivery - 10-02T05:39:23 Zabrze",
            "AWI FailedAttempt NobodyThere 10-02T09:40:23 Zabrze",
            "OWL_SP_ONO ReadyForPickup AtPoint 10-02T15:00:00 Zabrze",
            "DOR_OWL Delivered Collected 10-03T08:00:00 Zabrze",
        ]
    );
    assert_eq!(told.unreadable, 0);
    for report in &told.reports {
        assert_eq!(report.tracking_number.as_deref(), Some(NUMBER));
        assert_eq!(report.event.carrier.as_deref(), Some("dhl"));
        assert_eq!(report.event.source, NAME);
        assert_eq!(report.event.time_source, TimeSource::Assumed);
    }
    let mut ids: Vec<_> = told.reports.iter().map(|report| report.event.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 8, "the same scan at two terminals is two events");
    assert_eq!(tracked(NAME, NUMBER, "several.xml").unwrap(), told);
}

#[test]
fn one_event_none_and_a_parcel_that_is_not_known() {
    assert_eq!(
        lines(&tracked(NAME, NUMBER, "one.xml").unwrap().reports),
        ["SP_DWP Accepted DroppedAtPoint 10-01T16:20:00 -"]
    );
    for file in ["empty.xml", "no_such_parcel.xml"] {
        assert_eq!(tracked(NAME, NUMBER, file), Ok(Default::default()), "{file}");
    }
}

#[test]
fn an_unknown_status_and_an_event_without_one() {
    let body = String::from_utf8(fixture("dhl24/one.xml")).unwrap();
    let read = |body: &str| told_by_text(NAME, NUMBER, body).unwrap();
    let unknown = read(&body.replace("SP_DWP", "NOWY").replace("2026-10-01 18:20:00", "wczoraj"));
    assert_eq!(lines(&unknown.reports), ["NOWY - - 10-05T12:00:00 -"]);
    assert!(unknown.reports[0].unknown_code);
    let without = read(&body.replace("SP_DWP", " "));
    assert_eq!((without.reports.len(), without.unreadable), (0, 1));
    let given = read(&body.replace("2026-10-01 18:20:00", "2026-10-01T18:20:00+00:00"));
    assert_eq!(given.reports[0].event.time_source, TimeSource::Given);
}

#[test]
fn faults() {
    for (status, file, words, is_general) in [
        (500, "access_denied.xml", "SOAP fault 100", true),
        (200, "access_denied.xml", "SOAP fault 100", true),
        (500, "fault.xml", "SOAP fault (SOAP-ENV:Server)", false),
        (200, "error_page.html", "its answer has a document type", false),
        (503, "error_page.html", "answers 503", false),
        (200, "truncated.xml", "its answer is not well-formed XML", false),
        (403, "error_page.html", "refuses the access", true),
    ] {
        let read = told_by_status(NAME, NUMBER, status, file);
        assert_fault(read, words, is_general);
    }
    assert_fault(tracked(NAME, "99999999999", "several.xml"), "another parcel", false);
    let other = "<Envelope><Body><getVersionResponse/></Body></Envelope>";
    let read = told_by_text(NAME, NUMBER, other);
    assert_fault(read, "another question", false);
}

#[test]
fn nothing_personal_is_kept() {
    let told = tracked(NAME, NUMBER, "personal.xml").unwrap();
    assert_eq!(lines(&told.reports), ["DOR_SAS Delivered WithNeighbour 10-02T09:40:23 Zabrze"]);
    let kept = serde_json::to_string(&told.reports[0].event).unwrap();
    for personal in ["owalski", "OWALSKI", "Polna", "600700800"] {
        assert!(!kept.contains(personal), "{kept}");
    }
}

#[test]
fn hostile_answers_do_no_harm() {
    for file in ["several.xml", "fault.xml"] {
        survives(NAME, &fixture(&format!("dhl24/{file}")), |body| {
            told(NAME, &asked("dhl", &[NUMBER]), &answer(200, &[], body))
        });
    }
    assert_eq!(told(NAME, &[], &answer(200, &[], &fixture("dhl24/several.xml"))), Ok(Default::default()));
}
