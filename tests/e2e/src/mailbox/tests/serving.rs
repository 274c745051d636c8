//! The protocol, the pages and the variables.

use super::*;

#[test]
fn http_is_spoken_as_clients_write_it() {
    let (mailbox, _) = start();
    let address = mailbox.url().trim_start_matches("http://").to_owned();
    let body = String::from_utf8(postmark("a@example.com").body).unwrap();
    let head = format!(
        "POST /email HTTP/1.1\r\nHost: x\r\nX-Postmark-Server-Token: {MAIL_KEY}\r\n\
        Content-Type: application/json\r\n"
    );
    let (one, two) = body.split_at(10);
    let chunked = format!(
        "{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{one}\r\n{:X};note=1\r\n{two}\r\n0\r\nTrailer: 1\r\n\r\n",
        one.len(),
        two.len()
    );
    let known =
        format!("{head}Connection: close\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let mut stream = TcpStream::connect(&address).unwrap();
    // Both at once, on one connection.
    stream.write_all(format!("{chunked}{known}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert_eq!(answer.matches("HTTP/1.1 200 OK\r\n").count(), 2, "{answer}");
    assert_eq!(answer.matches("HTTP/1.1 100 Continue\r\n").count(), 1, "{answer}");
    assert_eq!(mailbox.received().len(), 2);
    for bad in [
        "nonsense\r\n\r\n".to_owned(),
        format!("{head}Content-Length: many\r\n\r\n"),
        format!("{head}Content-Length: 99999999999\r\n\r\n"),
        format!("{head}Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
    ] {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(bad.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // Closed or reset, but never answered.
        let _ = stream.read_to_end(&mut answer);
        assert!(answer.is_empty(), "{bad:?}");
    }
}

#[test]
fn pages_show_messages_and_nothing_else_of_them() {
    let (mailbox, client) = start();
    assert!(client.get("/").unwrap().expect(200).text().contains("Nothing has arrived yet"));
    let hostile = "<script>alert(1)</script>\"'&";
    let body = json!({
        "From": "pomoc@sklep.example", "To": "a@example.com", "Subject": hostile, "TextBody": hostile, "Tag": hostile,
        "HtmlBody": "<!doctype html><html><head><title>x</title></head><body><p title=\"y\">Paczka</p></body></html>",
        "Headers": [{"Name": hostile, "Value": hostile}], "Metadata": {"sledz": hostile},
    });
    let _ = send(&client, &postmark("").body(body.to_string())).expect(200);
    let _ = send(&client, &smsapi("600000001", "m_5")).expect(200);
    let _ = send(&client, &Message::json(SLACK, json!({"text": hostile}).to_string().into_bytes())).expect(200);
    let _ = send(&client, &event(words(EVENTS, "")[0], Utc::now())).expect(204);
    for path in ["/", "/?channel=sms", "/?channel=mail", "/message/1", "/message/2", "/message/3", "/message/4"] {
        let reply = client.get(path).unwrap().expect(200);
        let html = reply.text();
        assert!(!html.contains("<script"), "{path}");
        assert!(reply.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(html.matches("<li").count(), html.matches("</li>").count(), "{path}");
    }
    let sms = client.get("/?channel=sms").unwrap().text();
    assert!(sms.contains("/message/2") && !sms.contains("/message/1"));
    let one = client.get("/message/1").unwrap().text();
    assert!(one.contains("sandbox=\"allow-popups"), "{one}");
    assert!(one.contains("&#60;p title=&#34;y&#34;&#62;"), "the mail stands in an attribute, escaped");
    assert!(client.get("/message/2").unwrap().text().contains("GSM-7, 22 septets · 1 part"));
    let alone = client.get("/message/1/html").unwrap().expect(200);
    assert!(alone.header("content-security-policy").starts_with("sandbox "));
    for path in ["/message/0", "/message/9", "/message/x", "/message/2/html", "/message/1/html/", "/x"] {
        let status = client.get(path).unwrap().status;
        assert_eq!(status, if path.ends_with("html/") { 200 } else { 404 }, "{path}");
    }
    drop(mailbox);
    assert!(client.get("/").is_err(), "ended");
}

#[test]
fn variables_name_a_scheme_a_host_and_a_port() {
    let (mailbox, _) = start();
    let variables = mailbox.variables("postmark", "twilio");
    let get = |name: &str| variables.iter().find(|(known, _)| known == name).unwrap().1.clone();
    for name in ["postmark", "resend", "mailgun", "sendgrid", "smsapi", "twilio", "slack", "discord", "teams", "events"]
    {
        assert_eq!(get(&format!("{name}_url")), mailbox.url());
    }
    assert!(mailbox.url().starts_with("http://127.0.0.1:") && !mailbox.url().ends_with('/'));
    assert!(get("alert_slack").starts_with(&mailbox.url()));
    assert_eq!(get("sms_key"), format!("{TWILIO_SID}:{TWILIO_TOKEN}"));
    assert_eq!(mailbox.variables("", "smsapi")[0], ("mail_provider".to_owned(), String::new()));
}
