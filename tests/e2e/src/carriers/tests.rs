//! The carriers as a client that is none of ours sees them.

use super::{ALLEGRO_CLIENT, CHANNEL, Carriers, PASSWORD, Service, USER, scan::Scan, trouble::Trouble};
use crate::client::{Client, Reply};
use chrono::Utc;
use data_encoding::BASE64;

fn client(carriers: &Carriers) -> Client {
    let url = carriers.variables("").into_iter().find(|(name, _)| name == "dhl24_url").unwrap().1;
    Client::new(&url)
}

fn soap(client: &Client, path: &str, body: &str) -> Reply {
    let envelope = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{body}</s:Body></s:Envelope>"
    );
    let call = client.request("POST", path).header("content-type", "text/xml; charset=utf-8");
    call.body(envelope.into_bytes()).send().unwrap()
}

fn dpd(client: &Client, operation: &str, asked: &str, password: &str) -> Reply {
    let password = super::soap::escaped(password);
    let body = format!(
        "<e:{operation} xmlns:e=\"http://events.dpdinfoservices.dpd.com.pl/\">{asked}<authDataV1><channel>{CHANNEL}</channel>\
         <login>{USER}</login><password>{password}</password></authDataV1></e:{operation}>"
    );
    soap(client, super::infoservices::PATH, &body)
}

#[test]
fn a_batch_of_dpd_comes_again_until_it_is_acknowledged() {
    let carriers = Carriers::start().unwrap();
    let client = client(&carriers);
    for code in ["040101", "050101", "170101"] {
        carriers.scan(Service::Infoservices, "0000075077195U", Scan::new(code, Utc::now()));
    }
    let fetch = || dpd(&client, "getEventsForCustomerV4", "<limit>2</limit><language>PL</language>", PASSWORD).text();
    let first = fetch();
    assert_eq!((first.matches("<eventsList>").count(), fetch()), (2, first.clone()));
    assert!(first.contains("<confirmId>potwierdzenie-2</confirmId>") && !first.contains("170101"), "{first}");
    let mark =
        |id: &str| dpd(&client, "markEventsAsProcessedV1", &format!("<confirmId>{id}</confirmId>"), PASSWORD).text();
    assert!(mark("nonsense").contains("<return>false</return>"));
    assert_eq!(carriers.waiting(), 3);
    assert!(mark("potwierdzenie-2").contains("<return>true</return>"));
    assert!(fetch().contains("170101") && carriers.waiting() == 1);
    assert!(mark("potwierdzenie-3").contains("<return>true</return>"));
    assert!(fetch().contains("<return></return>"));
    let refused = dpd(&client, "getEventsForCustomerV4", "<limit>2</limit>", "wrong");
    assert!(refused.status == 500 && refused.text().contains("Access denied"), "{}", refused.text());
    assert_eq!((carriers.count(Service::Infoservices), carriers.count(Service::Acknowledgement)), (5, 3));
}

#[test]
fn tokens_of_allegro_are_renewed_once() {
    let carriers = Carriers::start().unwrap();
    let client = client(&carriers);
    let basic = format!("Basic {}", BASE64.encode(ALLEGRO_CLIENT.as_bytes()));
    let post = |what: &str| {
        client.request("POST", &format!("/auth/oauth/{what}")).header("authorization", &basic).send().unwrap()
    };
    let device = post("device?client_id=0123456789abcdef").expect(200).json().unwrap();
    let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";
    let ask = format!("token?grant_type={grant}&device_code={}", device["device_code"].as_str().unwrap());
    assert_eq!(post(&ask).expect(400).json().unwrap()["error"], "authorization_pending");
    carriers.agree();
    let tokens = post(&ask).expect(200).json().unwrap();
    assert_eq!(post(&ask).expect(400).json().unwrap()["error"], "invalid_grant", "a link is good once");
    let renew = format!("token?grant_type=refresh_token&refresh_token={}", tokens["refresh_token"].as_str().unwrap());
    let renewed = post(&renew).expect(200).json().unwrap();
    assert_eq!(post(&renew).expect(400).json().unwrap()["error"], "invalid_grant", "so is a token for renewal");
    let track = |token: &str, waybills: usize| {
        let query = vec!["waybill=A1"; waybills].join("&");
        let call = client.request("GET", &format!("/order/carriers/ALLEGRO/tracking?{query}"));
        let call = call.header("accept", "application/vnd.allegro.public.v1+json");
        call.header("authorization", &format!("Bearer {token}")).send().unwrap().status
    };
    let (old, new) = (tokens["access_token"].as_str().unwrap(), renewed["access_token"].as_str().unwrap());
    assert_eq!(
        [track(old, 1), track(new, 1), track(new, 20), track(new, 21), track(new, 0)],
        [401, 200, 200, 422, 422]
    );
}

#[test]
fn trouble_comes_as_often_as_it_is_ordered_and_only_there() {
    let carriers = Carriers::start().unwrap();
    let client = client(&carriers);
    carriers.scan(Service::Shipx, "1", Scan::new("created", Utc::now()));
    let get = |number: &str| client.get(&format!("/v1/tracking/{number}"));
    carriers.order_times(Service::Shipx, Trouble::TooMany { retry_after: 7 }, 2);
    carriers.order(Service::Dhl24, Trouble::Html);
    for _ in 0..2 {
        assert_eq!(get("1").unwrap().expect(429).header("retry-after"), "7");
    }
    let whole = get("1").unwrap().expect(200);
    assert_eq!(whole.json().unwrap()["tracking_details"][0]["status"], "created");
    let _ = get("2").unwrap().expect(404);
    for broken in [Trouble::Closed, Trouble::BrokenOff] {
        carriers.order(Service::Shipx, broken);
        assert!(get("1").is_err(), "{broken:?}");
    }
    carriers.order(Service::Shipx, Trouble::Truncated);
    let half = get("1").unwrap().expect(200);
    assert!(half.json().is_err() && whole.body.starts_with(&half.body));
    let page = soap(&client, "/webapi2/provider/service.html?ws=1", "<getTrackAndTraceInfo></getTrackAndTraceInfo>");
    assert_eq!(page.expect(200).header("content-type"), "text/html");
    carriers.calm();
    let _ = get("1").unwrap().expect(200);
    assert_eq!(carriers.count_of(Service::Shipx, "2"), 1);
    assert_eq!(carriers.asked().iter().filter(|asked| asked.status == 0).count(), 1);
}
