//! Faults, and many at once.

use super::*;

#[test]
fn a_key_that_is_being_handled_is_told_so() {
    let (mailbox, client) = start();
    let message = resend("a@example.com", "a").with("idempotency-key", "k");
    mailbox.set_faults(Faults::always(Fault::Slow(Duration::from_millis(600))));
    let (slow, other) = (message.clone(), client.clone());
    let first = thread::spawn(move || slow.send(&other).unwrap().expect(200).text());
    while mailbox.requests(Provider::Resend) == 0 {
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(50));
    assert!(mailbox.received().is_empty(), "not accepted yet");
    assert!(send(&client, &message).expect(409).text().contains("concurrent_idempotent_requests"));
    let first = first.join().unwrap();
    assert_eq!(send(&client, &message).expect(200).text(), first);
    assert_eq!(mailbox.received().len(), 1);
}

#[test]
fn faults_are_what_they_are_called() {
    let (mailbox, client) = start();
    for (fault, status, told, accepted) in [
        (Fault::TooMany { retry_after: 7 }, 429, "\"ErrorCode\":429", false),
        (Fault::Error500, 500, "Internal Server Error", false),
        (Fault::Garbage, 200, "", false),
        (Fault::GarbageAccepted, 200, "", true),
        (Fault::Slow(Duration::from_millis(1)), 200, "MessageID", true),
        (Fault::Refused, 200, "MessageID", true),
    ] {
        mailbox.clear();
        mailbox.set_faults(Faults::always(fault));
        let reply = send(&client, &postmark("a@example.com")).expect(status);
        assert!(reply.text().contains(told), "{fault:?}: {}", reply.text());
        assert_eq!(mailbox.received().len(), usize::from(accepted), "{fault:?}");
        assert_eq!(reply.header("retry-after"), if status == 429 { "7" } else { "" });
        let is_postmarks = reply.json().is_ok_and(|body| body.get("ErrorCode").is_some());
        assert_eq!(is_postmarks, !matches!(fault, Fault::Garbage | Fault::GarbageAccepted), "{fault:?}");
    }
    assert!(send(&client, &postmark("bounce7@example.com")).expect(422).text().contains("406"));
    mailbox.set_faults(Faults::default().refusing("48609"));
    assert!(send(&client, &smsapi("48609000001", "a")).text().contains("\"error\":13"));
    assert!(send(&client, &twilio("+48609000001")).expect(400).text().contains("21211"));
}

#[test]
fn a_lost_reply_is_a_message_that_was_accepted() {
    let (mailbox, client) = start();
    mailbox.set_faults(Faults::always(Fault::LostReply));
    let message = resend("a@example.com", "a").with("idempotency-key", "k");
    assert!(message.send(&client).is_err());
    assert_eq!(mailbox.received().len(), 1);
    mailbox.set_faults(Faults::default());
    let again = send(&client, &message).expect(200).json().unwrap();
    let all = mailbox.received();
    assert_eq!(all.len(), 1);
    assert_eq!(again["id"], all[0].id.as_str(), "the one that was accepted");
}

#[test]
fn whoever_hangs_or_is_slow_keeps_nobody_waiting() {
    let (mailbox, client) = start();
    mailbox.set_faults(Faults::always(Fault::Hang(Duration::from_secs(2))).only(&[Provider::Postmark]));
    let waiting: Vec<_> = (0..50)
        .map(|_| {
            let client = Client::new(&mailbox.url());
            thread::spawn(move || postmark("a@example.com").send(&client).is_err())
        })
        .collect();
    while mailbox.requests(Provider::Postmark) < 50 {
        thread::sleep(Duration::from_millis(5));
    }
    let begun = Instant::now();
    for n in 0..20 {
        let _ = send(&client, &smsapi("48600000001", &n.to_string())).expect(200);
    }
    assert!(begun.elapsed() < Duration::from_millis(1500), "took {:?}", begun.elapsed());
    assert!(waiting.into_iter().all(|one| one.join().unwrap()), "they are closed without an answer");
    assert_eq!(mailbox.received().len(), 20);
}

#[test]
fn many_at_once_are_all_kept_and_numbered() {
    let (mailbox, client) = start();
    let senders: Vec<_> = (0..20)
        .map(|sender| {
            let client = client.clone();
            thread::spawn(move || {
                for n in 0..50 {
                    let _ = send(&client, &postmark(&format!("c{sender}-{n}@example.com"))).expect(200);
                }
            })
        })
        .collect();
    let all = mailbox.wait_for(|all| all.len() == 1000, SOON).unwrap();
    senders.into_iter().for_each(|one| one.join().unwrap());
    assert!(all.iter().zip(1..).all(|(one, n)| one.n == n));
    let mut ids: Vec<&str> = all.iter().map(|one| one.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 1000);
    let error = mailbox.wait_for(|all| all.len() > 1000, Duration::from_millis(20)).unwrap_err();
    assert!(error.to_string().contains("1000 messages"), "{error}");
}

#[test]
fn faults_are_set_over_http() {
    let (mailbox, client) = start();
    let plan = br#"{"kinds":[{"kind":"error500","weight":1000}]}"#.to_vec();
    let _ = send(&client, &Message::json("/api/faults", plan)).expect(204);
    let _ = send(&client, &postmark("a@example.com")).expect(500);
    assert!(send(&client, &Message::json("/api/faults", b"{".to_vec())).expect(400).text().contains("no JSON"));
    mailbox.set_faults(Faults::default());
    let _ = send(&client, &postmark("a@example.com")).expect(200);
}
