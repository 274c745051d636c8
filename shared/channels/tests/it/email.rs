//! E-mail as its providers pass it on.

use crate::world::{FORM, JSON, Settings, at, channel, fixture, headers, is_machine, json, now, one, ours, read};
use serde_json::json;
use sledz_channels::{
    inbound::InboundKind,
    mime, registry,
    threading::mail_threading,
    way::{Way, WayKind},
};
use sledz_domain::contact::ContactChannel;

fn way(fields: [&str; 4]) -> Way {
    Way { kind: WayKind::Mail, fields: fields.map(str::to_owned).to_vec() }
}

#[test]
fn postmark() {
    let said = one("postmark", JSON, &fixture("postmark.json"));
    assert_eq!((said.channel, said.kind), (ContactChannel::Email, InboundKind::Customer));
    assert_eq!(said.id, "own-1@example.pl");
    assert_eq!(said.refers_to, ["ours-2@sklep.pl", "ours-1@sklep.pl"]);
    assert_eq!(said.at, at("2026-10-01T09:58:00Z"));
    assert_eq!(said.text, "Gdzie paczka?\n\nW dniu 30.09.2026 Sklep napisał(a):\n> Dzień dobry");
    assert_eq!(said.subject.as_deref(), Some("Re: Zamówienie 1001"));
    assert_eq!(said.sender.name.as_deref(), Some("Jan Nowak"));
    assert_eq!(said.sender.email.as_deref(), Some("jan@example.pl"));
    assert!(said.sender.is_proven && said.may_answer && !said.is_public);
    assert_eq!((said.attachments, said.thread, said.order, said.fetch), (1, None, None, None));
    // To the address that is compared with the buyer's, not to the one in Reply-To.
    let references = "<ours-1@sklep.pl> <ours-2@sklep.pl> <own-1@example.pl>";
    assert_eq!(said.reply, way(["jan@example.pl", "<own-1@example.pl>", references, "Re: Zamówienie 1001"]));
    let threading = mail_threading(&said.reply).unwrap();
    assert_eq!(threading.references.as_deref(), Some(references));
}

#[test]
fn without_an_id_of_its_own_a_message_has_the_providers() {
    let mut message = json("postmark.json");
    message["Headers"] = json!([]);
    message["FromFull"] = json!(null);
    message["TextBody"] = json!("");
    let said = one("postmark", JSON, message.to_string().as_bytes());
    assert_eq!(said.id, "73e6d360-66eb-11e1-8e72-a8904824019b");
    assert_eq!(said.text, "Gdzie paczka?");
    assert_eq!(said.sender.email.as_deref(), Some("jan@example.pl"));
    assert!(!said.sender.is_proven);
    assert_eq!(said.reply, way(["jan@example.pl", "", "", "Re: Zamówienie 1001"]));
    assert_eq!(said.at, at("2026-10-01T09:58:00Z"));
    message["From"] = json!("nobody");
    assert_eq!(read("postmark", JSON, message.to_string().as_bytes()).unreadable, 1);
}

#[test]
fn what_the_sender_says_of_its_own_signature_does_not_count() {
    let mut message = json("postmark.json");
    let headers = message["Headers"].as_array_mut().unwrap();
    headers.push(json!({"Name": "x-spam-tests", "Value": "SPF_PASS"}));
    assert!(!one("postmark", JSON, message.to_string().as_bytes()).sender.is_proven);
}

#[test]
fn a_form_on_the_shops_pages_sends_in_its_name() {
    let mut message = json("postmark.json");
    message["FromFull"] = json!({"Email": "wordpress@sklep.pl", "Name": "Sklep"});
    message["ReplyTo"] = json!("Ola <ola@example.pl>");
    let said = one("postmark", JSON, message.to_string().as_bytes());
    assert_eq!((said.kind, said.sender.email.as_deref()), (InboundKind::Customer, Some("ola@example.pl")));
    // So do the shop's own notices of new orders, which nobody wants answered.
    assert!(!said.sender.is_proven && !said.may_answer);
    assert_eq!(said.reply.field(0), "ola@example.pl");
    message["ReplyTo"] = json!("pomoc@sklep.pl");
    assert!(is_machine(&one("postmark", JSON, message.to_string().as_bytes())));
}

#[test]
fn mailgun() {
    let said = one("mailgun", FORM, &fixture("mailgun.txt"));
    assert_eq!(said.id, "own-1@example.pl");
    assert_eq!(said.refers_to, ["ours-1@sklep.pl"]);
    assert_eq!(said.text, "Gdzie paczka?\n--xYzZ");
    assert_eq!(said.sender.name.as_deref(), Some("Jan Nowak"));
    assert_eq!(said.subject.as_deref(), Some("Zamówienie 1001"));
    assert!(said.sender.is_proven && said.may_answer);
    assert_eq!((said.attachments, said.at), (1, at("2026-10-01T09:58:00Z")));
    let form = "application/x-www-form-urlencoded";
    let said =
        one("mailgun", form, b"from=a%40example.pl&sender=a%40example.pl&subject=x&body-html=%3Cp%3Etak&token=t-1");
    assert_eq!((said.id.as_str(), said.text.as_str(), said.sender.is_proven), ("t-1", "tak", false));
    assert!(is_machine(&one("mailgun", form, b"from=a%40example.pl&sender=&subject=x&body-plain=tak")));
    let mime = "body-mime=From%3A+a%40example.pl%0D%0ASubject%3A+x%0D%0A%0D%0Atak&token=t-2";
    assert_eq!(one("mailgun", form, mime.as_bytes()).text, "tak");
    let none = headers(&[("content-type", "text/plain")]);
    assert!(channel("mailgun").read(&crate::world::delivery(&none, b"x"), &ours()).is_err());
}

#[test]
fn sendgrid_taken_apart_and_whole() {
    let said = one("sendgrid", FORM, &fixture("sendgrid.txt"));
    assert_eq!(said.text, "Zażółć gęślą jaźń?");
    assert_eq!((said.id.as_str(), said.sender.name.as_deref()), ("own-1@example.pl", Some("Jan Żółw")));
    assert_eq!(said.refers_to, ["ours-2@sklep.pl", "ours-1@sklep.pl"]);
    assert!(said.sender.is_proven);
    assert_eq!(said.attachments, 1);
    let said = one("sendgrid", FORM, &fixture("sendgrid_raw.txt"));
    assert_eq!((said.text.as_str(), said.id.as_str()), ("Zażółć gęślą jaźń, ŁÓDŹ", "latin2@example.pl"));
    assert!(said.sender.is_proven);
    assert_eq!(said.attachments, 1);
}

#[test]
fn resend_is_asked_for_the_text() {
    let resend = channel("resend");
    let said = one("resend", JSON, &fixture("resend.json"));
    assert_eq!(said.fetch.as_deref(), Some("56761188-7520-42d8-8898-ff6fc54ce618"));
    assert_eq!((said.id.as_str(), said.text.as_str(), said.attachments), ("own-1@example.pl", "", 1));
    assert_eq!(said.at, at("2026-10-01T09:59:00Z"));
    let settings = Settings::new(&[("resend_url", "https://api.resend.com/"), ("resend_key", "re_1")]);
    let request = resend.fetch(&said, &settings).unwrap().unwrap();
    assert_eq!(
        request.uri(),
        "https://api.resend.com/emails/receiving/56761188-7520-42d8-8898-ff6fc54ce618?html_format=cid"
    );
    assert_eq!(request.headers()["authorization"], "Bearer re_1");
    let lent = settings.with("resend_key", "").with("mail_key", "re_2");
    assert!(resend.fetch(&said, &lent).unwrap_err().contains("resend_key is empty"));
    let lent = lent.with("mail_provider", "resend");
    assert_eq!(resend.fetch(&said, &lent).unwrap().unwrap().headers()["authorization"], "Bearer re_2");

    let complete = resend.complete(said.clone(), &fixture("resend_email.json"), &ours(), now()).unwrap();
    assert_eq!((complete.text.as_str(), complete.id.as_str()), ("Gdzie paczka?", "own-1@example.pl"));
    assert_eq!(complete.refers_to, ["ours-2@sklep.pl"]);
    assert_eq!(complete.sender.name.as_deref(), Some("Jan Nowak"));
    assert_eq!((complete.fetch, complete.at), (None, said.at));
    assert!(resend.complete(said.clone(), b"{}", &ours(), now()).is_err());
    assert!(resend.complete(said, b"<html>", &ours(), now()).is_err());
    assert_eq!(read("resend", JSON, br#"{"type":"email.bounced","data":{}}"#), Default::default());
    assert_eq!(read("resend", JSON, br#"{"type":"email.received"}"#).unreadable, 1);
    for other in registry::CHANNELS.iter().filter(|other| !["resend", "zendesk"].contains(&other.name())) {
        let message = one("resend", JSON, &fixture("resend.json"));
        assert_eq!(other.fetch(&message, &settings).map(|request| request.is_some()), Ok(false));
    }
}

#[test]
fn charsets_and_html() {
    let read = |name: &str| mime::letter(&fixture(name)).unwrap();
    let latin = read("mime_latin2.txt");
    assert_eq!(latin.text, "Zażółć gęślą jaźń, ŁÓDŹ");
    assert_eq!(latin.from.name.as_deref(), Some("Zbigniew Łódźki"));
    assert_eq!((latin.subject.as_str(), latin.attachments), ("Gdzie jest moja paczka, proszę?", 1));
    let html = read("mime_html_cp1250.txt");
    assert_eq!(html.text, "Dzień dobry,\ngdzie jest „paczka” nr 1001?");
    let parts = b"From: a@example.pl\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nraz\r\n--x\r\n\
        Content-Type: image/png\r\nContent-Disposition: inline\r\n\r\n1\r\n--x\r\n\r\ndwa\r\n--x--";
    assert_eq!(mime::letter(parts).unwrap().text, "raz\ndwa");
    let empty = b"From: a@example.pl\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\n \r\n--x\r\n\
        Content-Type: text/html; charset=utf-8\r\n\r\n<p>tak</p>\r\n--x--";
    assert_eq!(mime::letter(empty).unwrap().text, "tak");
    assert_eq!(mime::decoded(b"\xb1\xb6\xbc", "ISO-8859-2"), "ąśź");
    assert_eq!(mime::decoded(b"\xb9\x9c\x9f", "windows-1250"), "ąśź");
    assert_eq!(mime::decoded("ą".as_bytes(), "x-unknown"), "ą");
    assert!(mime::letter(b"").is_none());
}

#[test]
fn clocks_ahead_are_not_believed() {
    let mut message = json("postmark.json");
    message["Date"] = json!("Thu, 1 Oct 2026 14:58:00 +0200");
    message["Headers"] = json!([]);
    assert_eq!(one("postmark", JSON, message.to_string().as_bytes()).at, None);
}

#[test]
fn parts_of_a_message() {
    let text = |raw: &str| {
        let raw = format!("From: a@example.pl\n{raw}").replace("~", "\u{20}");
        let unix = mime::letter(raw.as_bytes()).unwrap();
        let windows = mime::letter(raw.replace('\n', "\r\n").as_bytes()).unwrap();
        assert_eq!((&unix.text, unix.attachments), (&windows.text, windows.attachments), "{raw}");
        (unix.text, unix.attachments)
    };
    let multipart = |kind: &str| format!("Content-Type: multipart/{kind}; boundary=\"b=1\"\n\npreamble\n");
    let nested = "--b=1\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nraz\n--c\nContent-Type: \
        text/html\n\n<b>raz</b>\n--c--\n--b=1\nContent-Type: image/png\n\n1\n";
    for (raw, expected, files) in [
        ("\nGdzie?\n".to_owned(), "Gdzie?", 0),
        ("Content-Type: text/html\n\n<p>Gdzie?<br>Jan".to_owned(), "Gdzie?\nJan", 0),
        ("Content-Transfer-Encoding: base64\n\nR2R6\naWU/\n".to_owned(), "Gdzie?", 0),
        ("Content-Transfer-Encoding: quoted-printable\n\nGdz=\nie=3F=\n".to_owned(), "Gdzie?", 0),
        ("Content-Transfer-Encoding: quoted-printable\n\nGdzie=?\n".to_owned(), "Gdzie=?", 0),
        (multipart("mixed") + "--b=1\n\nraz\n--b=1~\n\ndwa\n--b=1--\nepilogue", "raz\ndwa", 0),
        (multipart("mixed") + nested + "--b=1--", "raz", 1),
        // Cut off.
        (multipart("mixed") + nested, "raz", 1),
        (multipart("mixed") + "--b=1\n\nraz\n--b=12\n--b=1--", "raz\n--b=12", 0),
        (
            multipart("alternative")
                + "--b=1\nContent-Type: text/html\n\n<b>a</b>\n--b=1\nContent-Type: text/plain\n\nb\n--b=1--",
            "b",
            0,
        ),
        (
            multipart("related")
                + "--b=1\nContent-Type: text/html\n\n<b>a</b>\n--b=1\nContent-Type: image/gif\n\nb\n--b=1--",
            "a",
            1,
        ),
        (multipart("mixed") + "--b=1\nContent-Disposition: attachment; filename=a.txt\n\na\n--b=1--", "", 1),
        (multipart("mixed") + "--b=1\nContent-Type: text/csv\n\na\n--b=1--", "", 1),
        (multipart("report") + "--b=1\n\na\n--b=1\nContent-Type: message/rfc822\n\nFrom: x@y.pl\n\nb\n--b=1--", "a", 1),
        ("Content-Type: multipart/mixed\n\nno boundary".to_owned(), "", 1),
        ("Content-Type: nonsense\n\na".to_owned(), "", 1),
    ] {
        assert_eq!(text(&raw), (expected.to_owned(), files), "{raw}");
    }
    let windows = mime::letter(b"From: a@example.pl\r\n\r\nza\xbf\xf3\xb3\xe6").unwrap();
    assert_eq!(windows.text, "zażółć");
}
