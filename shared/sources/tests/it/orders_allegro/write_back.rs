//! What is written back.

use super::{FORM, access, answer, fixture, written};
use http::Request;
use sledz_sources::{
    order_pollers::allegro::write_back::{add_shipment, listed, sent, shipments, taken},
    payments::Rejected,
};

const HEADERS: &str = "accept: application/vnd.allegro.public.v1+json\nauthorization: Bearer t.o-k_e~n\n";
const JSON: &str = "content-type: application/vnd.allegro.public.v1+json\nuser-agent: sledz\n\n";

fn body(request: &Request<Vec<u8>>) -> String {
    String::from_utf8(request.body().clone()).unwrap()
}

#[test]
fn requests() {
    let url = format!("https://api.allegro.pl/order/checkout-forms/{FORM}");
    assert_eq!(
        written(&shipments(FORM, &access()).unwrap()),
        format!("GET {url}/shipments\n{HEADERS}user-agent: sledz\n\n")
    );
    assert_eq!(
        written(&add_shipment(FORM, "inpost", "520000000000000000000001", &access()).unwrap()),
        format!(
            "POST {url}/shipments\n{HEADERS}{JSON}{{\"carrierId\":\"INPOST\",\"waybill\":\"520000000000000000000001\"}}"
        )
    );
    assert_eq!(
        written(&sent(FORM, &access()).unwrap()),
        format!("PUT {url}/fulfillment\n{HEADERS}{JSON}{{\"status\":\"SENT\"}}")
    );
    let odd = sent("../a?b", &access()).unwrap();
    assert_eq!(odd.uri().path(), "/order/checkout-forms/..%2Fa%3Fb/fulfillment");
}

#[test]
fn carriers_as_allegro_calls_them() {
    for (carrier, waybill, expected) in [
        ("inpost", "1", r#""carrierId":"INPOST""#),
        ("dpd", "1", r#""carrierId":"DPD""#),
        ("dhl", "1", r#""carrierId":"DHL""#),
        ("ups", "1", r#""carrierId":"UPS""#),
        ("gls", "1", r#""carrierId":"GLS""#),
        ("poczta-polska", "1", r#""carrierId":"POCZTA_POLSKA""#),
        ("orlen", "1", r#""carrierId":"ORLEN""#),
        ("fedex", "1", r#""carrierId":"FEDEX""#),
        ("allegro", "1", r#""carrierId":"ALLEGRO""#),
        // Allegro's own numbers, whoever brings them.
        ("dpd", "AD0MF49SNM3FVRM8J", r#""carrierId":"ALLEGRO""#),
        ("other", "1", r#""carrierId":"OTHER","carrierName":"Kurier""#),
        ("nobody", "1", r#""carrierId":"OTHER","carrierName":"Kurier""#),
    ] {
        let sent = body(&add_shipment(FORM, carrier, waybill, &access()).unwrap());
        assert!(sent.contains(expected), "{carrier}: {sent}");
        assert_eq!(sent.contains("carrierName"), expected.contains("carrierName"), "{carrier}");
    }
}

#[test]
fn what_is_there_already() {
    let numbers = listed(&answer(200, &[], &fixture("allegro/shipments.json"))).unwrap();
    assert_eq!(numbers, ["520000000000000000000001"]);
    let body = br#"{"shipments":[{"waybill":" ad-1 "},{"waybill":null},{"waybill":"AD1"},{"waybill":"B2"}]}"#;
    assert_eq!(listed(&answer(200, &[], body)).unwrap(), ["AD1", "B2"]);
    for (status, body, why) in [
        (401, "", "refuses the access: look whether user, password or key are right"),
        (500, "", "answers 500"),
        (200, "<html>", "its answer cannot be read: the body is not JSON"),
        (200, "{}", "answers without a list of parcels"),
    ] {
        assert_eq!(listed(&answer(status, &[], body.as_bytes())).unwrap_err().why, why);
    }
}

#[test]
fn whether_it_was_taken_in() {
    for status in [200, 201, 204] {
        assert_eq!(taken(&answer(status, &[], b"")), Ok(()), "{status}");
    }
    for (status, is_refused) in
        [(401, true), (403, true), (408, false), (409, false), (429, false), (500, false), (302, false)]
    {
        match taken(&answer(status, &[("retry-after", "60")], b"{}")) {
            Err(Rejected::Later(fault)) => assert_eq!(fault.is_refused, is_refused, "{status}"),
            other => panic!("{status}: {other:?}"),
        }
    }
    let wrong = r#"{"errors":[{"code":"CarrierWaybillValidationException","message":"600000001 is not valid"}]}"#;
    for (status, body, why) in [
        (422, wrong, "answers 422 (CarrierWaybillValidationException)"),
        (400, r#"{"errors":[{"code":"Łucja 600000001"}]}"#, "answers 400"),
        (404, r#"{"errors":[]}"#, "answers 404"),
        (406, "<html>", "answers 406"),
    ] {
        assert_eq!(taken(&answer(status, &[], body.as_bytes())), Err(Rejected::Never(why.to_owned())));
    }
}
