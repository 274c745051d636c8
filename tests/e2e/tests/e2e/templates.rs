//! `/api/templates`: what the shop sets for its messages, and what it then sends.

use crate::{
    office::Office,
    session::Session,
    world::{World, fields, is_problem, skip_without},
};
use serde_json::{Value, json};
use sledz_e2e::{mailbox::received::Channel, secrets::ROLES};

const KINDS: [&str; 9] = [
    "confirmed",
    "shipped",
    "out_for_delivery",
    "ready_for_pickup",
    "pickup_reminder",
    "problem",
    "delay",
    "delivered",
    "returned",
];

const CONFIRMED: &str = "/api/templates/confirmed";
const SHIPPED: &str = "/api/templates/shipped";

fn texts(subject: &str, body: &str, sms: &str) -> Value {
    json!({"subject": subject, "body": body, "sms": sms})
}

#[test]
fn any_deployment_tells_its_templates() {
    let world = World::open();
    let token = &world.secrets().admin_token;
    if token.is_empty() {
        return skip_without("any_deployment_tells_its_templates", "SLEDZ_ADMIN_TOKEN is not set");
    }
    let call = world.client().request("GET", "/api/templates").header("authorization", &format!("Bearer {token}"));
    let reply = call.send().unwrap().expect(200);
    assert_eq!((reply.header("content-type"), reply.header("cache-control")), ("application/json", "no-store"));
    let told = reply.json().unwrap();
    assert_eq!(fields(&told), ["templates"]);
    let all = told["templates"].as_array().unwrap();
    assert_eq!(all.iter().map(|one| one["message"].as_str().unwrap()).collect::<Vec<_>>(), KINDS);
    for one in all {
        let of_one = ["changed_at", "changed_by", "default_texts", "message", "placeholders", "setting"];
        assert_eq!(fields(one), of_one);
        assert_eq!(fields(&one["setting"]), ["channels", "enabled", "language", "quiet_hours", "texts"]);
        assert_eq!(fields(&one["default_texts"]), ["en", "pl"]);
        for (_, meaning) in one["placeholders"].as_object().unwrap() {
            assert!(meaning.as_str().is_some_and(|meaning| meaning.len() > 5), "{one}");
        }
        // Our own texts use nothing that the message does not have.
        for texts in one["default_texts"].as_object().unwrap().values() {
            assert_eq!(fields(texts), ["body", "sms", "subject"]);
            for text in texts.as_object().unwrap().values() {
                for name in text.as_str().unwrap().split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                    assert!(one["placeholders"].get(name).is_some(), "{name} in {one}");
                }
            }
        }
    }
}

#[test]
fn who_may_read_and_who_may_change() {
    let Some(office) = Office::open("who_may_read_and_who_may_change") else { return };
    let order = office.number(1);
    office.sell(&order, Some(&office.email()), None);
    let preview = format!("{CONFIRMED}/preview");
    let (setting, of) = (json!({"enabled": true}), json!({"order": order}));
    for (method, path, body, may) in [
        ("GET", "/api/templates", &Value::Null, &["reader", "agent", "admin"][..]),
        ("GET", CONFIRMED, &Value::Null, &["reader", "agent", "admin"]),
        ("POST", &preview, &of, &["agent", "admin"]),
        ("PUT", CONFIRMED, &setting, &["admin"]),
        ("DELETE", CONFIRMED, &Value::Null, &["admin"]),
    ] {
        for role in ROLES {
            let reply = office.call(role, method, path, body);
            if may.contains(&role) {
                let _ = reply.expect(200);
            } else {
                is_problem(&reply, 403);
            }
        }
        is_problem(&office.call("", method, path, body), 401);
    }
    let admin = Session::begin(&office, "admin");
    let put = || admin.request(&office, "PUT", CONFIRMED).body(setting.to_string().into_bytes());
    is_problem(&put().send().unwrap(), 403);
    let _ = put().header("csrf", &admin.csrf).send().unwrap().expect(200);
    for (method, path, allow) in [
        ("POST", "/api/templates", "GET"),
        ("POST", CONFIRMED, "GET, PUT, DELETE"),
        ("PATCH", CONFIRMED, "GET, PUT, DELETE"),
        ("GET", &preview, "POST"),
    ] {
        let reply = office.call("admin", method, path, &Value::Null);
        is_problem(&reply, 405);
        assert_eq!(reply.header("allow"), allow, "{method} {path}");
    }
    for path in ["nobody", "Confirmed", "confirmed/x", "confirmed/preview/x", "%00", "..%2foutbox"] {
        is_problem(&office.call("admin", "PUT", &format!("/api/templates/{path}"), &setting), 404);
    }
}

#[test]
fn a_change_takes_effect_in_the_next_message() {
    let Some(office) = Office::open("a_change_takes_effect_in_the_next_message") else { return };
    let sell = |n: u32| {
        office.sell(&office.number(n), Some(&office.email()), Some("+48600000001"));
        office.sent()
    };
    let usual = sell(1);
    assert_eq!(usual.iter().map(|one| one.channel()).collect::<Vec<_>>(), [Channel::Mail]);
    let own = texts("Mamy {order}!", "Dzień dobry,\n\n{status}\n\n{link}\n\n{{klamry}}", "{shop}: {order}. {link}");
    let setting = json!({"channels": ["sms", "email", "sms"], "texts": {"pl": own}});
    let told = office.call("admin", "PUT", CONFIRMED, &setting).expect(200).json().unwrap();
    assert_eq!(told["setting"]["channels"], json!(["email", "sms"]));
    assert_eq!((&told["changed_by"], &told["setting"]["texts"]["pl"]), (&json!("admin"), &own));
    assert_eq!(told, office.ask("reader", CONFIRMED).expect(200).json().unwrap());
    let sent = sell(2);
    let one = |channel: Channel| sent.iter().find(|one| one.channel() == channel).unwrap();
    assert_eq!(sent.len(), 2);
    let (mail, sms) = (one(Channel::Mail), one(Channel::Sms));
    let link = format!("https://sledz.example{}", office.page(&office.number(2)).unwrap());
    assert_eq!(mail.subject, format!("Mamy {}!", office.number(2)));
    assert!(mail.text.contains("{klamry}") && mail.text.contains(&link), "{}", mail.text);
    assert!(mail.html.contains("{klamry}") && mail.html.contains(&link), "{}", mail.html);
    assert!(sms.text.ends_with(&format!(": {}. {link}", office.number(2))), "{}", sms.text);
    // Off, in another language, and as it was.
    let _ = office.call("admin", "PUT", CONFIRMED, &json!({"enabled": false})).expect(200);
    assert!(sell(3).is_empty());
    let _ = office.call("admin", "PUT", CONFIRMED, &json!({"language": "en"})).expect(200);
    let english = sell(4);
    assert_eq!(english[0].subject, format!("Order {} received", office.number(4)));
    let told = office.call("admin", "DELETE", CONFIRMED, &Value::Null).expect(200).json().unwrap();
    let nothing = json!({"enabled": null, "channels": null, "quiet_hours": null, "language": null, "texts": {}});
    assert_eq!(told["setting"], nothing);
    let again = sell(5);
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].subject, usual[0].subject.replace(&office.number(1), &office.number(5)));
}

#[test]
fn quiet_hours_put_a_message_off() {
    let Some(office) = Office::open("quiet_hours_put_a_message_off") else { return };
    // It is noon in Warsaw.
    let setting = json!({"quiet_hours": {"from": "11:30", "to": "14:00"}});
    let _ = office.call("admin", "PUT", CONFIRMED, &setting).expect(200);
    office.sell(&office.number(1), Some(&office.email()), None);
    assert!(office.sent().is_empty());
    office.pass(chrono::TimeDelta::minutes(100));
    assert!(office.sent().is_empty(), "before 14:00");
    office.pass(chrono::TimeDelta::minutes(16));
    assert_eq!(office.sent().len(), 1, "after 14:00");
}

#[test]
fn what_cannot_be_sent_is_not_stored() {
    let Some(office) = Office::open("what_cannot_be_sent_is_not_stored") else { return };
    let pl = |texts: Value| json!({"texts": {"pl": texts}});
    let quiet = |from: &str, to: &str| json!({"quiet_hours": {"from": from, "to": to}});
    for (setting, status, part) in [
        (pl(texts("{order}", "{numer} {link}", "{link}")), 422, "texts.pl.body: has {numer}, which is no placeholder"),
        (pl(texts("{order}", "{pickup} {link}", "{link}")), 422, "which is a placeholder of other messages"),
        (pl(texts("{order}", "a", "{link}")), 422, "texts.pl.body: lacks {link}"),
        (pl(texts("{order}", "{link}", "a")), 422, "texts.pl.sms: lacks {link}"),
        (pl(texts("a", "{link}", "{link}")), 422, "texts.pl.body: lacks {order}"),
        (pl(texts("", "{link}", "{link}")), 422, "texts.pl.subject: is empty"),
        (pl(texts("{order}\r\nBcc: x@y.pl", "{link}", "{link}")), 422, "texts.pl.subject: has a line break"),
        (pl(texts("{order}\u{202e}", "{link}", "{link}")), 422, "has a control or invisible character (U+202E)"),
        (pl(texts("{order", "{link}", "{link}")), 422, "not closed in its line"),
        (pl(texts(&"{order}".repeat(22), "{link}", "{link}")), 422, "has 154 characters; 150 are allowed"),
        (pl(texts("{order}", &"{link}".repeat(834), "{link}")), 422, "has 5004 characters; 5000 are allowed"),
        (pl(texts("{order}", "{link}", &"{link}".repeat(81))), 422, "has 486 characters; 480 are allowed"),
        (pl(json!({"subject": "{order}", "body": "{link}"})), 400, "sms"),
        (pl(json!({"subject": 1, "body": "{link}", "sms": "{link}"})), 400, "cannot be read"),
        (json!({"texts": {"de": texts("{order}", "{link}", "{link}")}}), 422, "texts has de, but only pl and en"),
        (json!({"language": "de<script>"}), 422, "language is de<script>, but only pl and en are known"),
        (json!({"channels": []}), 422, "channels is empty; to switch a message off, set enabled to false"),
        (json!({"channels": ["email", "pigeon"]}), 400, "pigeon"),
        (json!({"channels": "email"}), 400, "cannot be read"),
        (json!({"enabled": "no"}), 400, "cannot be read"),
        (json!({"enable": true}), 400, "unknown field `enable`"),
        (quiet("9:00", "10:00"), 400, "not a time of day such as 21:00"),
        (quiet("24:00", "10:00"), 400, "not a time of day such as 21:00"),
        (json!({"quiet_hours": {"from": "21:00"}}), 400, "missing field `to`"),
        (json!([]), 400, "cannot be read"),
        (json!("x"), 400, "cannot be read"),
        (Value::Null, 400, "cannot be read"),
        (pl(texts("{order}", &"x".repeat(65 * 1024), "{link}")), 413, "64 KiB"),
        (pl(texts("{order}", &"x".repeat(2 * 1024 * 1024), "{link}")), 413, "64 KiB"),
    ] {
        let before = office.counters().unwrap().commits;
        let reply = office.call("admin", "PUT", SHIPPED, &setting);
        let shown: String = setting.to_string().chars().take(120).collect();
        assert_eq!(reply.status, status, "{shown}: {}", reply.text());
        is_problem(&reply, status);
        let detail = reply.json().unwrap()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(part), "{shown}: {detail}");
        assert!(detail.len() < 400, "{shown}: {detail}");
        assert_eq!(office.counters().unwrap().commits, before, "{shown}: something was stored");
    }
    for body in [&b"{\"enabled\":true"[..], b"\xff", b"[[[[", &[b'['; 5000]] {
        let call = office.request("admin", "PUT", SHIPPED).header("content-type", "application/json");
        is_problem(&call.body(body.to_vec()).send().unwrap(), 400);
    }
    assert_eq!(office.ask("admin", SHIPPED).expect(200).json().unwrap()["changed_at"], Value::Null);
    // What only the message about a sent parcel must have.
    let short = pl(texts("{order}", "a", "b"));
    let _ = office.call("admin", "PUT", "/api/templates/delivered", &short).expect(200);
}

#[test]
fn a_preview_shows_and_stores_nothing() {
    let Some(office) = Office::open("a_preview_shows_and_stores_nothing") else { return };
    let number = office.number(1);
    office.ship_now(&number, &office.parcel(1), Some(&office.email()), None);
    let link = format!("https://sledz.example{}", office.page(&number).unwrap());
    let preview = |body: Value| office.call("agent", "POST", &format!("{SHIPPED}/preview"), &body);
    let before = office.counters().unwrap().commits;
    let told = preview(json!({"order": number})).expect(200).json().unwrap();
    assert_eq!(fields(&told), ["html", "language", "message", "sms", "subject", "text"]);
    assert_eq!((&told["message"], &told["language"]), (&json!("shipped"), &json!("pl")));
    assert_eq!(told["subject"], format!("Zamówienie {number}: paczka wysłana"));
    assert_eq!(fields(&told["sms"]), ["encoding", "parts", "text", "units"]);
    let sms = told["sms"]["text"].as_str().unwrap();
    assert_eq!(told["sms"]["units"], sms.chars().count());
    assert!(told["sms"]["encoding"] == "gsm7" && sms.contains(&link), "{}", told["sms"]);
    assert_eq!(told["sms"]["parts"], if sms.len() <= 160 { 1 } else { 2 });
    for version in ["text", "html"] {
        let shown = told[version].as_str().unwrap();
        assert!(shown.contains(&link) && shown.contains(&office.parcel(1)), "{version}: {shown}");
    }
    let english = preview(json!({"order": format!(" #{} ", number.to_lowercase()), "language": "en"}));
    let english = english.expect(200).json().unwrap();
    assert_eq!(english["subject"], format!("Order {number}: parcel sent"));
    // A draft.
    let draft = json!({"texts": {"pl": texts("Szkic {order}", "{link}\n\n{carrier} {number}", "ł {link}")}});
    let told = preview(json!({"order": number, "setting": draft})).expect(200).json().unwrap();
    assert_eq!(
        (&told["subject"], &told["sms"]["text"]),
        (&json!(format!("Szkic {number}")), &json!(format!("l {link}")))
    );
    assert!(told["text"].as_str().unwrap().contains(&format!("DPD {}", office.parcel(1))), "{told}");
    let wrong = json!({"texts": {"pl": texts("{order}", "{oder} {link}", "{link}")}});
    is_problem(&preview(json!({"order": number, "setting": wrong})), 422);
    is_problem(&preview(json!({"order": number, "setting": {"x": 1}})), 400);
    for (body, status) in [
        (json!({"order": office.number(2)}), 404),
        (json!({"order": ""}), 404),
        (json!({"order": 1}), 400),
        (json!({}), 400),
        (Value::Null, 400),
    ] {
        is_problem(&preview(body), status);
    }
    assert_eq!(office.counters().unwrap().commits, before, "a preview stores nothing");
    assert_eq!(office.ask("reader", SHIPPED).expect(200).json().unwrap()["changed_at"], Value::Null);
    assert!(!office.log().contains(&office.email()), "the customer is named in the log");
}

#[test]
fn hostile_words_are_words() {
    let Some(office) = Office::open("hostile_words_are_words") else { return };
    let script = "<script>alert(1)</script>\"'&amp;<img src=x onerror=alert(1)>";
    let body =
        format!("{script}\n\n{{{{7*7}}}} {{order}} {{status}}\n\n{{link}}\n\njavascript:alert(1)\n\n</title></style>");
    let own = texts(&format!("{script} {{order}}"), &body, &format!("{script} {{link}}"));
    let setting = json!({"channels": ["email", "sms"], "texts": {"pl": own}});
    let _ = office.call("admin", "PUT", CONFIRMED, &setting).expect(200);
    // The customer's side is hostile too.
    let number = format!("{}<b>", office.number(1));
    office.sell(&number, Some(&office.email()), Some("+48600000001"));
    let sent = office.sent();
    assert_eq!(sent.len(), 2);
    for one in &sent {
        assert!(one.text.contains("<script>alert(1)</script>"), "{}", one.text);
        // Before the number, which is random like the link, and may hold it.
        assert!(!one.text.contains(&format!("49 {number}")), "{}", one.text);
    }
    let mail = sent.iter().find(|one| one.channel() == Channel::Mail).unwrap();
    assert!(mail.subject.contains(script) && mail.text.contains("{7*7}"), "{} {}", mail.subject, mail.text);
    assert!(mail.html.contains("{7*7}"), "{}", mail.html);
    let lower = mail.html.to_ascii_lowercase();
    for harm in ["<script", "<img src=x", "<b>", "href=\"javascript", "</title></style>"] {
        assert!(!lower.contains(harm), "{harm} in {lower}");
    }
    assert_eq!(lower.matches("</title>").count(), 1);
}
