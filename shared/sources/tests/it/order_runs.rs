//! What the tests of those who are asked for orders share: a whole run, with somebody who answers.

use crate::{
    asking::{Settings, answer},
    hostile::each_spoilt,
    world::now,
};
use http::{Request, Response};
use serde_json::{Value, json};
use sledz_domain::order::Snapshot;
use sledz_sources::{
    order_pollers::{Asking, Next, OrderPoller, Task, Turn},
    platforms::{OrderSaid, Said},
    pollers::{Access, Fault},
};

/// More turns than any run here takes.
const TURNS: usize = 400;

/// The access token of those who log in.
pub(crate) const TOKEN: &str = "t0k.en";

/// Whom a run is with.
pub(crate) struct Runs<'a> {
    pub(crate) poller: &'a dyn OrderPoller,
    pub(crate) settings: &'a [(&'a str, &'a str)],
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Method and address of each request, and its body.
    pub(crate) asked: Vec<String>,
    pub(crate) said: Vec<Said>,
    /// Where the next begins.
    pub(crate) cursor: Value,
    /// Every place that it reached.
    pub(crate) reached: Vec<Value>,
    /// Why it ended, if not by itself.
    pub(crate) fault: Option<Fault>,
}

impl Runs<'_> {
    /// A run from `cursor`, as `sledz_app` does it. What goes along with a request may be written down.
    pub(crate) fn run(
        &self,
        task: Task,
        cursor: &Value,
        mut answers: impl FnMut(&Request<Vec<u8>>) -> Response<Vec<u8>>,
    ) -> Ran {
        let settings = Settings(self.settings);
        let asking = Asking { access: Access { variables: &settings, token: TOKEN }, now: now() };
        let mut ran =
            Ran { asked: Vec::new(), said: Vec::new(), cursor: cursor.clone(), reached: Vec::new(), fault: None };
        let mut turn = self.poller.begin(task, cursor, &asking);
        for _ in 0..TURNS {
            let Turn { said, cursor, next } = match turn {
                Ok(turn) => turn,
                Err(fault) => {
                    ran.fault = Some(fault);
                    return ran;
                }
            };
            ran.said.extend(said);
            if let Some(cursor) = cursor {
                ran.cursor = cursor.clone();
                ran.reached.push(cursor);
            }
            let Next::Ask(request, asked) = next else { return ran };
            let body = String::from_utf8_lossy(request.body());
            ran.asked.push(format!("{} {} {body}", request.method(), request.uri()).trim_end().to_owned());
            let asked: Value = serde_json::from_str(&asked.to_string()).unwrap();
            turn = match self.poller.answered(asked.clone(), &answers(&request), &asking) {
                Err(fault) if !fault.is_general => self.poller.without(asked, &asking).unwrap_or(Err(fault)),
                turn => turn,
            };
        }
        panic!("the run does not end: {:?}", ran.asked.last());
    }

    /// A run with answers in their order; nothing is asked beyond them.
    pub(crate) fn with(&self, task: Task, cursor: &Value, answers: &[Value]) -> Ran {
        let mut answers = answers.iter();
        let ran = self.run(task, cursor, |request| match answers.next() {
            Some(body) => ok(body),
            None => panic!("nobody expected {}", request.uri()),
        });
        assert_eq!(answers.len(), 0, "{:?}", ran.asked);
        ran
    }

    /// The fault of a run whose first answer is this.
    pub(crate) fn fault(&self, task: Task, status: u16, headers: &[(&str, &str)], body: &[u8]) -> Fault {
        let ran = self.run(task, &Value::Null, |_| answer(status, headers, body));
        assert_eq!(ran.cursor, Value::Null, "what failed moves nothing");
        assert_eq!(ran.said, []);
        ran.fault.unwrap()
    }

    /// Answers that are none at all end a run of either kind without moving it.
    pub(crate) fn refuses_what_is_no_answer(&self, task: Task) {
        for (status, headers, body, why, is_general, is_refused, wait) in [
            (401, &[][..], "{}", "refuses the access", true, true, None),
            (403, &[], "<html>", "refuses the access", true, true, None),
            (429, &[("retry-after", "30")], "", "was asked too often", true, false, Some(30)),
            (429, &[("retry-after", "2.0")], "", "was asked too often", true, false, Some(2)),
            (429, &[], "", "was asked too often", true, false, None),
            (404, &[], "<html>", "answers 404", false, false, None),
            (502, &[], "<html>Łucja</html>", "answers 502", false, false, None),
            (200, &[], "<html>Łucja</html>", "its answer cannot be read: the body is not JSON", false, false, None),
            (200, &[], "", "its answer cannot be read: the body is ", false, false, None),
            (200, &[], "{\"orders\":[{\"id\":1", "its answer cannot be read: the body is not JSON", false, false, None),
            (200, &[], "12", "", false, false, None),
            (200, &[], "{}", "answers ", false, false, None),
            (200, &[], "{\"orders\":7,\"list\":null}", "answers ", false, false, None),
        ] {
            let fault = self.fault(task, status, headers, body.as_bytes());
            assert!(fault.why.starts_with(why) && !fault.why.contains("Łucja"), "{status} {body}: {}", fault.why);
            assert!(fault.is_general || !is_general, "{status}");
            assert_eq!(fault.is_refused, is_refused, "{status}");
            assert_eq!(fault.wait.map(|wait| wait.num_seconds()), wait, "{status}");
        }
    }

    /// Puts every odd value into every field of an answer: nothing panics, and what is told is harmless.
    pub(crate) fn survives(&self, task: Task, cursor: &Value, before: &[Value], message: &Value) {
        each_spoilt(message, |place, spoilt| {
            let mut answers = before.iter().chain([spoilt]);
            let ran = self.run(task, cursor, |_| match answers.next() {
                Some(body) => ok(body),
                None => answer(500, &[], b""),
            });
            for said in orders(&ran.said) {
                let stored = stored(&said.snapshot);
                assert!(stored.len() < 4000 && said.platform_id.len() <= 300, "{place}: {} bytes", stored.len());
                assert!(!stored.contains("\\u00") && !stored.contains('\u{202e}'), "{place}: {stored:.200}");
            }
            assert!(ran.cursor.to_string().len() < 4000, "{place}: {:.200}", ran.cursor.to_string());
        });
    }
}

/// 200 with JSON.
pub(crate) fn ok(body: &Value) -> Response<Vec<u8>> {
    answer(200, &[], body.to_string().as_bytes())
}

/// The orders among what was said.
pub(crate) fn orders(said: &[Said]) -> Vec<&OrderSaid> {
    let order = |said: &'_ Said| matches!(said, Said::Order(_));
    said.iter()
        .filter(|said| order(said))
        .map(|said| match said {
            Said::Order(order) => &**order,
            _ => unreachable!(),
        })
        .collect()
}

/// The ids of the orders among what was said.
pub(crate) fn ids(said: &[Said]) -> Vec<&str> {
    orders(said).into_iter().map(|order| order.platform_id.as_str()).collect()
}

/// A snapshot as it is stored.
pub(crate) fn stored(snapshot: &Snapshot) -> String {
    serde_json::to_string(snapshot).unwrap()
}

/// Whether a snapshot holds nothing of the person of the samples.
pub(crate) fn assert_impersonal(order: &OrderSaid) {
    let stored = stored(&order.snapshot);
    for personal in ["ucja", "example.com", "600000001", "600 000 001", "30-001", "30001", "rakó", "Próbna"] {
        assert!(!stored.contains(personal), "{personal}: {stored}");
    }
    let contact = order.contact.as_ref().unwrap();
    assert_eq!(contact.email.as_deref(), Some("lucja@example.com"));
    assert_eq!(contact.phone.as_deref(), Some("48600000001"));
    assert_eq!(contact.postcodes, ["30001"]);
}

/// What each request asked for, without the address before its query.
pub(crate) fn queries(ran: &Ran) -> Vec<&str> {
    ran.asked.iter().map(|asked| asked.split_once('?').map_or(asked.as_str(), |(_, query)| query)).collect()
}

/// History since that day.
pub(crate) fn history() -> Task {
    Task::History(crate::world::time("2026-09-01T00:00:00Z"))
}

/// A cursor that some other poller left, or an older version.
pub(crate) fn strange_cursors() -> Vec<Value> {
    vec![json!(7), json!("x"), json!([]), json!({"modified": 7, "updated": [], "newest": "x", "last": null})]
}
