//! DPD Polska InfoServices: codes as the document has them, requests, batches, faults.

use crate::{
    asking::{Settings, answer},
    document,
    soap::{PASSWORD, access, assert_fault, envelope, handed_out, handed_out_by, lines, poller, queue, survives, text},
    world::{fixture, time},
};
use sledz_domain::{status::Status, time::TimeSource};
use sledz_sources::carriers::{self, dpd::polska};

const NAME: &str = "dpd-infoservices";

const VARIABLES: [(&str, &str); 4] = [
    ("dpd_infoservices_url", "https://dpdinfoservices.dpd.com.pl/"),
    ("dpd_infoservices_user", "26229301"),
    ("dpd_infoservices_password", PASSWORD),
    ("dpd_infoservices_channel", " 262293\n"),
];

const URL: &str = "https://dpdinfoservices.dpd.com.pl/DPDInfoServicesObjEventsService/DPDInfoServicesObjEvents";

/// What a code becomes, by the document's cell and the rulings on those that leave a choice.
fn canonical(code: &str, cell: &str) -> (Option<Status>, bool) {
    if code.starts_with("2006") || cell.ends_with("(soft)") {
        // Ruling 3: 2006xx, a later date, delays and moves nothing; 210111 and 600601 say the same.
        return (None, true);
    }
    if cell == "returning/returned" {
        // Ruling 4.
        return (Some(Status::Returning), false);
    }
    (cell.split(' ').next().and_then(Status::from_name), false)
}

#[test]
fn every_code_means_what_the_document_says() {
    let mut seen = 0;
    for row in document::rows("dpd-polska.md") {
        for code in &row.codes {
            // Patterns of four digits: 1102xx is called unsure and stays unknown, 2303xx are lost or the like.
            let examples = match code.as_str() {
                "1102xx" => {
                    assert_eq!(polska::meaning("110201"), None);
                    continue;
                }
                "2303xx" => vec!["230300".to_owned(), "230301".to_owned(), "230399".to_owned()],
                code => vec![code.to_owned()],
            };
            for code in examples {
                let meaning = polska::meaning(&code).unwrap_or_else(|| panic!("{code} is not in the table"));
                assert_eq!((meaning.status, meaning.delays), canonical(&code, &row.columns[1]), "{code}");
                assert_eq!(carriers::meaning("dpd", &code), Some(meaning));
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 245);
    for (code, status) in [("500600", Some(Status::Returning)), ("200699", None)] {
        assert_eq!(polska::meaning(code).unwrap().status, status, "{code}: by the rulings the whole group");
    }
}

#[test]
fn rows_stand_in_their_order_and_do_not_overlap() {
    for pair in polska::CODES.windows(2) {
        assert!(pair[0].0 <= pair[0].1 && pair[0].1 < pair[1].0, "{pair:?}");
    }
    for code in ["", "1", "19010", "1901011", "19010x", "+90101", "٠٣٠١٠٣", "999999", "190101 "] {
        assert_eq!(polska::meaning(code), None, "{code}");
    }
}

#[test]
fn asks_for_a_batch_and_confirms_it() {
    let set = Settings(&VARIABLES);
    let fetch = queue(NAME).fetch(&access(&set)).unwrap();
    assert_eq!(
        text(&fetch),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <soapenv:Header></soapenv:Header><soapenv:Body>\
         <even:getEventsForCustomerV4 xmlns:even=\"http://events.dpdinfoservices.dpd.com.pl/\">\
         <limit>100</limit><language>PL</language><authDataV1><channel>262293</channel><login>26229301</login>\
         <password>p&lt;a&gt;&amp;&quot;s' ]]&gt; ś&amp;amp;</password></authDataV1>\
         </even:getEventsForCustomerV4></soapenv:Body></soapenv:Envelope>"
    );
    let sent = envelope(&fetch, URL, "");
    let operation = &sent.child("Body").unwrap().children[0];
    assert_eq!(operation.child("authDataV1").unwrap().raw("password"), Some(PASSWORD));

    let confirm = queue(NAME).acknowledge("a<b>&c==", &access(&set)).unwrap();
    let sent = envelope(&confirm, URL, "");
    let operation = &sent.child("Body").unwrap().children[0];
    assert_eq!(operation.name, "markEventsAsProcessedV1");
    assert_eq!(operation.raw("confirmId"), Some("a<b>&c=="));
    assert_eq!(operation.child("authDataV1").unwrap().raw("channel"), Some("262293"));
}

#[test]
fn what_is_set_wrongly() {
    assert!(poller(NAME).problems(&Settings(&VARIABLES)).is_empty());
    let whence = "is empty: DPD gives login, password and channel with the access to InfoServices";
    assert_eq!(
        poller(NAME).problems(&Settings(&[])),
        [
            format!("dpd_infoservices_user {whence}"),
            format!("dpd_infoservices_password {whence}"),
            format!("dpd_infoservices_channel {whence}"),
            "dpd_infoservices_url must be a scheme and a host without a path, such as \
             https://dpdinfoservices.dpd.com.pl"
                .to_owned(),
        ]
    );
    let mut broken = VARIABLES;
    broken[2].1 = "a\u{0}b";
    let why = "dpd_infoservices_password holds control characters, which cannot be sent";
    assert_eq!(poller(NAME).problems(&Settings(&broken)), [why]);
    assert_eq!(queue(NAME).fetch(&access(&Settings(&broken))).unwrap_err(), why);
    assert_eq!(poller(NAME).variables().len(), VARIABLES.len());
}

#[test]
fn a_batch_of_several_parcels() {
    let batch = handed_out(NAME, "several.xml").unwrap();
    assert_eq!(
        lines(&batch.told.reports),
        [
            "190101 Delivered - 10-02T12:12:41 KATOWICE 2",
            "170101 OutForDelivery - 10-02T05:55:10 KATOWICE 2",
            "050101 InTransit AtSortingCentre 10-01T19:40:02 Warszawa",
            "040101 Accepted CollectedFromSender 10-01T13:02:00 Warszawa",
            "511901 ReadyForPickup AtPoint 10-02T09:05:33 Kraków",
        ]
    );
    assert_eq!((batch.told.unreadable, batch.confirm.as_deref()), (0, Some("MTIzNDU2Nzg5MA==")));
    let first = &batch.told.reports[0];
    assert_eq!(first.tracking_number.as_deref(), Some("0000075077195U"));
    assert_eq!(first.event.at, time("2026-10-02T12:12:41.120Z"));
    assert_eq!(first.event.time_source, TimeSource::Assumed);
    assert_eq!(first.event.carrier.as_deref(), Some("dpd"));
    assert_eq!(first.event.source, NAME);
    assert_eq!(first.event.references, ["1001"], "0 is no reference");
    assert_eq!(batch.told.reports[4].event.references, ["1002/A", "B-7"]);
    assert!(batch.told.reports.iter().all(|report| !report.unknown_code));
    assert_eq!(handed_out(NAME, "several.xml").unwrap(), batch, "an unconfirmed batch comes again as it was");
}

#[test]
fn one_event_and_none() {
    let batch = handed_out(NAME, "one.xml").unwrap();
    assert_eq!(lines(&batch.told.reports), ["030103 PreTransit - 10-01T07:15:00 -"]);
    assert_eq!(batch.confirm.as_deref(), Some("77"));
    assert!(batch.told.reports[0].event.references.is_empty());
    assert_eq!(handed_out(NAME, "empty.xml").unwrap(), Default::default());
    let without = "<Envelope><Body><getEventsForCustomerV4Response/></Body></Envelope>";
    assert_eq!(handed_out_by(NAME, 200, without.as_bytes()), Ok(Default::default()));
}

#[test]
fn it_goes_on_under_another_waybill() {
    let reports = handed_out(NAME, "redirected.xml").unwrap().told.reports;
    assert_eq!(lines(&reports)[0], "230402 InTransit Redirected 10-02T08:00:00 Katowice");
    assert_eq!(reports[0].event.replaced_by.as_deref(), Some("0000003466860Q"), "the telephone number is none");
    assert_eq!(reports[1].event.status, Some(Status::Returning));
    assert_eq!(reports[1].event.returned_as.as_deref(), Some("0000099998888Q"));
    assert_eq!((&reports[0].event.returned_as, &reports[1].event.replaced_by), (&None, &None));
}

#[test]
fn what_dpd_took_back_is_not_told() {
    let batch = handed_out(NAME, "cancelled.xml").unwrap();
    assert_eq!(lines(&batch.told.reports), ["170101 OutForDelivery - 10-02T05:55:10 Katowice"]);
    assert_eq!((batch.told.unreadable, batch.confirm.is_some()), (0, true), "a cancellation alone is confirmed too");
}

#[test]
fn what_lacks_waybill_or_code_is_counted_and_the_batch_confirmed() {
    let batch = handed_out(NAME, "incomplete.xml").unwrap();
    assert_eq!((batch.told.unreadable, batch.confirm.is_some()), (3, true));
    assert_eq!(lines(&batch.told.reports), ["999999 - - 10-05T12:00:00 -"]);
    assert!(batch.told.reports[0].unknown_code);
    assert_eq!(batch.told.reports[0].event.time_source, TimeSource::Learned);
    let body = String::from_utf8(fixture("dpd-infoservices/one.xml")).unwrap();
    let nothing_to_confirm = body.replace("<confirmId>77</confirmId>", "");
    let batch = handed_out_by(NAME, 200, nothing_to_confirm.as_bytes()).unwrap();
    assert_eq!((batch.told.reports.len(), batch.told.unreadable, batch.confirm), (1, 1, None));
}

#[test]
fn an_event_is_the_same_whatever_batch_it_comes_in() {
    let body = String::from_utf8(fixture("dpd-infoservices/one.xml")).unwrap();
    let id = |body: &str| handed_out_by(NAME, 200, body.as_bytes()).unwrap().told.reports[0].event.id;
    let same = body.replace(">77<", ">78<").replace("<id>5512</id>", "").replace("2026-10-01T", " 2026-10-01T");
    assert_eq!(id(&same), id(&body));
    for (from, to) in [("0000075053712U", "0000075053713U"), ("030103", "030104"), ("09:15", "09:16"), ("0001<", "2<")]
    {
        assert_ne!(id(&body.replace(from, to)), id(&body), "{from}");
    }
}

#[test]
fn confirmations() {
    let read = |file: &str| queue(NAME).acknowledged(&answer(200, &[], &fixture(&format!("dpd-infoservices/{file}"))));
    assert_eq!(read("marked_true.xml"), Ok(()));
    assert_fault(read("marked_false.xml"), "does not say that it took", false);
    assert_fault(read("several.xml"), "another question", false);
    assert_fault(read("access_denied.xml"), "refuses the access (SOAP fault S:Server)", true);
}

#[test]
fn faults() {
    for (status, file, words, is_general) in [
        (500, "access_denied.xml", "refuses the access (SOAP fault S:Server)", true),
        (200, "access_denied.xml", "refuses the access (SOAP fault S:Server)", true),
        (500, "fault.xml", "SOAP fault (S:Server)", false),
        (200, "marked_true.xml", "another question", false),
        (200, "error_page.html", "its answer has a document type", false),
        (503, "error_page.html", "answers 503", false),
        (200, "truncated.xml", "its answer is not well-formed XML", false),
        (502, "several.xml", "answers 502", false),
        (401, "access_denied.xml", "refuses the access", true),
        (429, "error_page.html", "asked too often", true),
    ] {
        let body = fixture(&format!("dpd-infoservices/{file}"));
        assert_fault(handed_out_by(NAME, status, &body), words, is_general);
    }
    for body in ["", "<Envelope/>", "<Envelope><Body/></Envelope>", "<return/>", "{\"a\":1}"] {
        assert_fault(handed_out_by(NAME, 200, body.as_bytes()), "its answer ", false);
    }
}

#[test]
fn a_code_of_a_fault_is_told_only_if_it_looks_like_one() {
    for (code, words) in
        [("S:Server.x-1_2", "(S:Server.x-1_2)"), ("", "(without a code)"), ("sklep-login a", "(without a code)")]
    {
        let body = format!("<Envelope><Body><Fault><faultcode>{code}</faultcode></Fault></Body></Envelope>");
        assert_fault(handed_out_by(NAME, 500, body.as_bytes()), words, false);
    }
}

#[test]
fn nothing_personal_is_kept() {
    let batch = handed_out(NAME, "personal.xml").unwrap();
    assert_eq!(lines(&batch.told.reports), ["190102 Delivered - 10-02T12:12:41 Katowice"]);
    let kept = serde_json::to_string(&batch.told.reports[0].event).unwrap();
    for personal in ["Nowak", "NOWAK", "Polna", "600700800", "example.com", "0000075053712U"] {
        assert!(!kept.contains(personal), "{personal}: {kept}");
    }
}

#[test]
fn hostile_answers_do_no_harm() {
    for file in ["several.xml", "redirected.xml", "cancelled.xml", "marked_true.xml", "fault.xml"] {
        survives(NAME, &fixture(&format!("dpd-infoservices/{file}")), |body| {
            let _ = queue(NAME).acknowledged(&answer(200, &[], body));
            handed_out_by(NAME, 200, body).map(|batch| batch.told)
        });
    }
}
