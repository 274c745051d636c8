//! `/z/{token}/messages`: customers choose which messages come; `/off`: where a message leads whose
//! reader wants no more of them.

use crate::{
    office::Office,
    world::{skip_without, workshop},
};
use serde_json::json;
use sledz_e2e::{
    browser,
    client::Reply,
    mailbox::received::{Channel, Received},
};

const PHONE: &str = "+48600000001";

#[track_caller]
fn is_private_page(reply: &Reply, lang: &str) {
    assert!(reply.header("content-type").starts_with("text/html"), "{}", reply.header("content-type"));
    assert_eq!(reply.header("cache-control"), "private, no-cache");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert_eq!(reply.header("x-robots-tag"), "noindex");
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-"), "{policy}");
    let text = reply.text();
    assert!(text.contains(&format!("<html lang=\"{lang}\"")) && !text.contains("<script"), "{text}");
}

/// A deployment that confirms orders both ways, and the page of one that was sold.
fn begin(test: &str) -> Option<(Office, String)> {
    let office = Office::open(test)?;
    let setting = json!({"channels": ["email", "sms"]});
    let _ = office.call("admin", "PUT", "/api/templates/confirmed", &setting).expect(200);
    let channels = sell(&office, 1);
    assert_eq!(channels, [Channel::Mail, Channel::Sms]);
    let page = office.page(&office.number(1)).unwrap();
    Some((office, page))
}

/// Sells to the same customer again; the ways by which that is confirmed.
#[track_caller]
fn sell(office: &Office, n: u32) -> Vec<Channel> {
    office.sell(&office.number(n), Some(&office.email()), Some(PHONE));
    let mut channels: Vec<Channel> = office.sent().iter().map(Received::channel).collect();
    channels.sort();
    channels
}

/// Sends the form with these boxes ticked.
#[track_caller]
fn save(office: &Office, page: &str, ticked: &[&str]) -> Reply {
    let boxes: String = ticked.iter().map(|name| format!("&{name}=on")).collect();
    post(office, &format!("{page}/messages"), &format!("known=email+sms{boxes}"))
}

#[track_caller]
fn post(office: &Office, path: &str, body: &str) -> Reply {
    let call = office.request("", "POST", path).header("content-type", "application/x-www-form-urlencoded");
    call.body(body.as_bytes().to_vec()).send().unwrap()
}

/// Whether a box is there, and ticked.
fn ticked(html: &str, channel: &str) -> Option<bool> {
    let input = html.split("<input ").find(|input| input.starts_with(&format!("id=\"{channel}\"")))?;
    Some(input.split('>').next()?.contains(" checked"))
}

#[test]
fn the_page_shows_the_ways_and_no_address() {
    let Some((office, page)) = begin("the_page_shows_the_ways_and_no_address") else { return };
    let tracking = office.ask("", &page).expect(200).text();
    assert!(tracking.contains(&format!("href=\"{page}/messages?lang=pl\"")), "no link");
    for lang in ["pl", "en"] {
        let shown = office.ask("", &format!("{page}/messages?lang={lang}")).expect(200);
        is_private_page(&shown, lang);
        let text = shown.text();
        assert_eq!((ticked(&text, "email"), ticked(&text, "sms")), (Some(true), Some(true)));
        let masked = format!("{}•••@example.com", &office.email()[..1]);
        assert!(text.contains(&masked) && text.contains("••• ••• 001"), "{text}");
        assert!(!text.contains(&office.email()) && !text.contains("600000001"), "an address is shown");
        assert!(text.contains(&format!("href=\"{page}?lang={lang}\"")), "no way back");
    }
}

#[test]
fn switching_off_holds_for_all_orders_of_an_address() {
    let Some((office, page)) = begin("switching_off_holds_for_all_orders_of_an_address") else { return };
    let saved = save(&office, &page, &["sms"]).expect(200);
    is_private_page(&saved, "pl");
    assert!(saved.text().contains("role=\"status\""));
    assert_eq!((ticked(&saved.text(), "email"), ticked(&saved.text(), "sms")), (Some(false), Some(true)));
    assert_eq!(sell(&office, 2), [Channel::Sms]);
    // As the page of the other order shows too.
    let other = office.page(&office.number(2)).unwrap();
    let shown = office.ask("", &format!("{other}/messages")).expect(200).text();
    assert_eq!((ticked(&shown, "email"), ticked(&shown, "sms")), (Some(false), Some(true)));
    let _ = save(&office, &other, &[]).expect(200);
    assert_eq!(sell(&office, 3), []);
    // It was the same address, however it is written; nobody else's.
    office.sell(&office.number(4), Some(&office.email().to_uppercase()), None);
    assert!(office.sent().is_empty());
    office.sell(&office.number(5), Some("other@example.com"), None);
    assert_eq!(office.sent().len(), 1);
    let _ = save(&office, &page, &["email", "sms"]).expect(200);
    assert_eq!(sell(&office, 6), [Channel::Mail, Channel::Sms]);
    // Saved again as it is, nothing is written.
    let cost = office.cost(|| drop(save(&office, &page, &["email", "sms"]).expect(200)));
    assert_eq!((cost.commits, cost.increments), (0, 0));
    // A box that the page did not show is not one that was cleared.
    let _ = post(&office, &format!("{page}/messages"), "known=sms&sms=on").expect(200);
    let _ = post(&office, &format!("{page}/messages"), "known=fax").expect(200);
    let _ = post(&office, &format!("{page}/messages"), "").expect(200);
    assert_eq!(sell(&office, 7), [Channel::Mail, Channel::Sms]);
}

#[test]
fn looking_changes_nothing() {
    let Some((office, page)) = begin("looking_changes_nothing") else { return };
    let off = format!("{page}/messages/off?channel=email");
    let cost = office.cost(|| {
        for path in [&format!("{page}/messages"), &off, &format!("{page}/messages?known=email&lang=en")] {
            for method in ["GET", "HEAD"] {
                let reply = office.request("", method, path).send().unwrap().expect(200);
                assert_eq!(reply.body.is_empty(), method == "HEAD");
            }
            for method in ["PUT", "PATCH", "DELETE", "OPTIONS"] {
                let reply = office.request("", method, path).send().unwrap().expect(405);
                assert_eq!(reply.header("allow"), "GET, POST");
            }
        }
    });
    assert_eq!((cost.commits, cost.increments), (0, 0));
    assert_eq!(sell(&office, 2), [Channel::Mail, Channel::Sms]);
}

#[test]
fn the_link_in_a_mail_asks_and_one_click_does_not() {
    let Some((office, page)) = begin("the_link_in_a_mail_asks_and_one_click_does_not") else { return };
    let mail = office.mailbox.to(&office.email()).remove(0);
    assert_eq!(mail.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
    let link = mail.header("list-unsubscribe").trim_matches(['<', '>']);
    let path = link.strip_prefix("https://sledz.example").unwrap();
    assert_eq!(path, format!("{page}/messages/off?channel=email"));
    for lang in ["pl", "en"] {
        let asked = office.ask("", &format!("{path}&lang={lang}")).expect(200);
        is_private_page(&asked, lang);
        let text = asked.text();
        assert!(text.contains(&format!("action=\"{page}/messages/off?channel=email&#38;lang={lang}\"")), "{text}");
        assert!(text.contains("•••@example.com") && !text.contains(&office.email()));
    }
    assert_eq!(sell(&office, 2), [Channel::Mail, Channel::Sms]);
    for _ in 0..2 {
        let done = post(&office, path, "List-Unsubscribe=One-Click").expect(200);
        is_private_page(&done, "pl");
        assert!(!done.text().contains("<form"));
    }
    assert_eq!(sell(&office, 3), [Channel::Sms]);
    // By the button, without a body, and as a mail program that sends multipart does.
    let _ = office.request("", "POST", &path.replace("email", "sms")).send().unwrap().expect(200);
    assert_eq!(sell(&office, 4), []);
    let _ = save(&office, &page, &["email", "sms"]).expect(200);
    let multipart = office.request("", "POST", path).header("content-type", "multipart/form-data; boundary=x");
    let body = "--x\r\ncontent-disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let _ = multipart.body(body.as_bytes().to_vec()).send().unwrap().expect(200);
    assert_eq!(sell(&office, 5), [Channel::Sms]);
}

#[test]
fn wrong_links_ways_and_forms() {
    let Some((office, page)) = begin("wrong_links_ways_and_forms") else { return };
    let last = if page.ends_with('A') { "B" } else { "A" };
    let forged = format!("{}{last}", &page[..page.len() - 1]);
    let before = office.counters().unwrap().commits;
    for path in [
        format!("{forged}/messages"),
        format!("{forged}/messages/off?channel=email"),
        "/z//messages".to_owned(),
        format!("/z/{}/messages", "A".repeat(44)),
        format!("{page}/messages/off"),
        format!("{page}/messages/off?channel="),
        format!("{page}/messages/off?channel=fax"),
        format!("{page}/messages/off?channel=EMAIL"),
        format!("{page}/messages/on?channel=email"),
        format!("{page}/messages/off/x?channel=email"),
    ] {
        let asked = office.ask("", &path).expect(404);
        is_private_page(&asked, "pl");
        let posted = post(&office, &path, "known=email&List-Unsubscribe=One-Click");
        assert!([404, 405].contains(&posted.status), "{path}: {}", posted.status);
    }
    for path in [format!("{page}/messages"), format!("{page}/messages/off?channel=email")] {
        for length in [9 * 1024, 2 * 1024 * 1024] {
            let refused = post(&office, &path, &"a".repeat(length)).expect(413);
            is_private_page(&refused, "pl");
        }
    }
    assert_eq!(office.counters().unwrap().commits, before);
    assert_eq!(sell(&office, 2), [Channel::Mail, Channel::Sms]);
}

#[test]
fn orders_without_a_way() {
    let Some(office) = Office::open("orders_without_a_way") else { return };
    // No contact at all, a landline, and an e-mail only.
    for (n, email, phone, shown) in
        [(1, None, None, None), (2, None, Some("+48585550001"), None), (3, Some("a@example.com"), None, Some(true))]
    {
        office.sell(&office.number(n), email, phone);
        let page = office.page(&office.number(n)).unwrap();
        for lang in ["pl", "en"] {
            let reply = office.ask("", &format!("{page}/messages?lang={lang}")).expect(200);
            is_private_page(&reply, lang);
            assert_eq!((ticked(&reply.text(), "email"), ticked(&reply.text(), "sms")), (shown, None));
            assert_eq!(reply.text().contains("<form"), shown.is_some());
        }
        let _ = office.ask("", &format!("{page}/messages/off?channel=sms")).expect(404);
        let saved = post(&office, &format!("{page}/messages"), "known=sms&sms=on").expect(200);
        assert_eq!(ticked(&saved.text(), "sms"), None);
    }
    assert_eq!(office.sent().len(), 1);
}

#[test]
fn the_pages_in_chromium() {
    let Some((office, page)) = begin("the_pages_in_chromium") else { return };
    if let Some(missing) = browser::missing() {
        return skip_without("the_pages_in_chromium", &missing);
    }
    browser::prepare(workshop()).unwrap();
    let url = office.url();
    office.sell(&office.number(2), None, None);
    let without = office.page(&office.number(2)).unwrap();
    let one = |name: &str, path: String| json!({"name": name, "url": format!("{url}{path}")});
    let pages = [
        one("messages, Polish", format!("{page}/messages")),
        one("messages, English", format!("{page}/messages?lang=en")),
        one("messages without a way", format!("{without}/messages")),
        one("switch off, Polish", format!("{page}/messages/off?channel=email")),
        one("switch off, English", format!("{page}/messages/off?channel=sms&lang=en")),
        json!({"name": "saved", "url": format!("{url}{page}/messages"), "form": {}, "expect_status": 200}),
        json!({"name": "switched off", "url": format!("{url}{page}/messages/off?channel=sms"), "form": {},
            "expect_status": 200}),
    ];
    let passed = browser::check(workshop(), &pages).unwrap_or_else(|found| panic!("{found}"));
    assert!(passed > 20, "only {passed} checks");
    assert_eq!(sell(&office, 3), [Channel::Mail]);
}
